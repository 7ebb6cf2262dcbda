/* Each scenario of the public conformance suite for TUF clients (theupdateframework/tuf-conformance), by its
   name there, as a case of our own: same story, same expectations, told from the suite's descriptions. */
#include "simulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* "root:1 timestamp:0 …" of what the follower holds. */
static void assert_stored(struct sim *sim, int root, int timestamp, int snapshot, int targets)
{
    assert_int_equal(sim_stored_version(sim, "root"), root);
    assert_int_equal(sim_stored_version(sim, "timestamp"), timestamp);
    assert_int_equal(sim_stored_version(sim, "snapshot"), snapshot);
    assert_int_equal(sim_stored_version(sim, "targets"), targets);
}

static void assert_good(struct sim *sim)
{
    enum status status = sim_run(sim, NULL);
    if (status != STATUS_OK)
        fail_msg("refused: %s: %s", sim->problem.code, sim->problem.text);
}

static void assert_refused(struct sim *sim, const char *code)
{
    assert_int_not_equal(sim_run(sim, NULL), STATUS_OK);
    assert_string_equal(sim->problem.code, code);
}

static struct sim_file *web(struct sim *sim, const char *name)
{
    struct sim_file *file = sim_file(&sim->web, name);
    assert_non_null(file);
    return file;
}

/* Text of a served file with `from` replaced once by `to`; not signed again. */
static void edit(struct sim *sim, const char *name, const char *from, const char *to)
{
    struct sim_file *file = web(sim, name);
    char *at = strstr(file->bytes, from);
    assert_non_null(at);
    char *text = take_format("%.*s%s%s", (int)(at - file->bytes), file->bytes, to, at + strlen(from));
    sim_put(&sim->web, name, text, strlen(text));
    free(text);
}

/* ---- basics ---- */

static void basic_refresh_requests(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    assert_good(&sim);
    assert_string_equal(sim.asked.data, "2.root.json timestamp.json 1.snapshot.json 1.targets.json ");
    assert_good(&sim); /* nothing new: what is stored and still fits is not asked for again */
    assert_string_equal(sim.asked.data, "2.root.json timestamp.json ");
    sim_finish(&sim);
}

static void basic_refresh_trusted_data(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"1.root.json", "root.json"},
                                           {"timestamp.json", "timestamp.json"},
                                           {"1.snapshot.json", "snapshot.json"},
                                           {"1.targets.json", "targets.json"}};
    struct sim sim;
    sim_init(&sim);
    assert_good(&sim);
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct sim_file *served = web(&sim, names[i][0]), *kept = sim_file(&sim.store, names[i][1]);
        assert_non_null(kept);
        assert_int_equal(kept->size, served->size);
        assert_memory_equal(kept->bytes, served->bytes, served->size);
    }
    assert_int_equal(sim.store.count, 4);
    sim_finish(&sim);
}

static void implicit_refresh(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    assert_int_equal(sim_run(&sim, "nonexistent artifact"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "not-found");
    assert_string_equal(sim.asked.data, "2.root.json timestamp.json 1.snapshot.json 1.targets.json ");
    assert_stored(&sim, 1, 1, 1, 1);
    sim_finish(&sim);
}

static void invalid_initial_root(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    edit(&sim, "1.root.json", "\"version\":1,", "");
    sim_put(&sim.store, "root.json", web(&sim, "1.root.json")->bytes, web(&sim, "1.root.json")->size);
    assert_refused(&sim, "bad-metadata");
    assert_string_equal(sim.asked.data, "");
    sim_finish(&sim);
}

static void unsigned_initial_root(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int stranger = sim_new_key(&sim);
    memmove(sim.key[stranger].id, sim.key[sim.role[SIM_ROOT].sign[0]].id, sizeof sim.key[stranger].id);
    sim_sign_with(&sim, SIM_ROOT, 1, &stranger);
    sim_write(&sim, SIM_ROOT);
    sim_put(&sim.store, "root.json", web(&sim, "1.root.json")->bytes, web(&sim, "1.root.json")->size);
    assert_refused(&sim, "unsigned");
    assert_string_equal(sim.asked.data, "");
    sim_finish(&sim);
}

static void unsigned_metadata(void **state)
{
    (void)state;
    static const int left[][4] = {{1, 0, 0, 0}, {2, 0, 0, 0}, {2, 2, 0, 0}, {2, 2, 2, 0}};
    for (int role = SIM_ROOT; role <= SIM_TARGETS_ROLE; role++) {
        struct sim sim;
        sim_init(&sim);
        sim.role[role].signs = 0;
        sim_publish(&sim, "root targets snapshot timestamp");
        assert_refused(&sim, "unsigned");
        assert_stored(&sim, left[role][0], left[role][1], left[role][2], left[role][3]);
        sim_finish(&sim);
    }
}

static void url_and_metadata_version_mismatch(void **state)
{
    (void)state;
    static const struct {
        const char *name, *code;
        int left[4];
    } cases[] = {{"2.root.json", "root-version", {1, 0, 0, 0}},
                 {"2.snapshot.json", "wrong-version", {2, 2, 0, 0}},
                 {"2.targets.json", "wrong-version", {2, 2, 2, 0}}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sim sim;
        sim_init(&sim);
        sim_publish(&sim, "root targets snapshot timestamp");
        int role = i == 0 ? SIM_ROOT : i == 1 ? SIM_SNAPSHOT : SIM_TARGETS_ROLE;
        sim.role[role].version = 3; /* signed so, served as version 2 */
        sim_write(&sim, role);
        char *three = take_copy(cases[i].name);
        three[0] = '3';
        sim_put(&sim.web, cases[i].name, web(&sim, three)->bytes, web(&sim, three)->size);
        sim_drop(&sim.web, three);
        free(three);
        assert_refused(&sim, cases[i].code);
        assert_stored(&sim, cases[i].left[0], cases[i].left[1], cases[i].left[2], cases[i].left[3]);
        sim_finish(&sim);
    }
}

static void timestamp_content_changes(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    assert_good(&sim);
    struct sim_file *kept = sim_file(&sim.store, "timestamp.json");
    char *before = take_copy(kept->bytes);
    sim.role[SIM_SNAPSHOT].version = 100;
    sim_write(&sim, SIM_TIMESTAMP); /* same version, other content */
    assert_good(&sim);
    assert_string_equal(sim.asked.data, "2.root.json timestamp.json ");
    assert_string_equal(sim_file(&sim.store, "timestamp.json")->bytes, before);
    free(before);
    sim_finish(&sim);
}

static void basic_metadata_hash_support(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.with_hashes = true;
    sim_publish(&sim, "targets snapshot timestamp");
    assert_good(&sim);
    assert_stored(&sim, 1, 2, 2, 2);
    sim_publish(&sim, "targets");
    sim.role[SIM_TARGETS_ROLE].hashes =
        "{\"sha256\":\"46419349341cfb2d95f6ae3d4cd5c3d3dd7f4673985dad42a45130be5e0531a0\"}";
    sim_publish(&sim, "snapshot timestamp");
    assert_refused(&sim, "wrong-hash");
    assert_stored(&sim, 1, 3, 3, 2);
    sim_finish(&sim);
}

static void metadata_bytes_match(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    char *padded = take_format(" \n%s ", web(&sim, "timestamp.json")->bytes);
    sim_put(&sim.web, "timestamp.json", padded, strlen(padded));
    assert_good(&sim);
    assert_string_equal(sim_file(&sim.store, "timestamp.json")->bytes, padded);
    free(padded);
    sim_finish(&sim);
}

static void custom_fields(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    assert_good(&sim);
    sim.key[sim_add_key(&sim, SIM_ROOT)].extra = ",\"extra-field\":{\"a\":1,\"b\":[true,null,\"\\n\"]}";
    sim.role[SIM_ROOT].extra = ",\"custom-field\":\"value\"";
    sim_publish(&sim, "root");
    assert_good(&sim);
    assert_stored(&sim, 2, 1, 1, 1);
    edit(&sim, "2.root.json", "\"custom-field\":\"value\"",
         "\"custom-field\":\"other\""); /* unknown, yet covered */
    sim_put(&sim.store, "root.json", web(&sim, "1.root.json")->bytes, web(&sim, "1.root.json")->size);
    assert_refused(&sim, "unsigned");
    sim_finish(&sim);
}

static void deprecated_keyid_hash_algorithms(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim_rotate(&sim, SIM_SNAPSHOT);
    sim.key[sim.role[SIM_SNAPSHOT].sign[0]].extra = ",\"keyid_hash_algorithms\":[\"md5\"]";
    sim_publish(&sim, "root snapshot timestamp");
    assert_good(&sim);
    assert_stored(&sim, 2, 2, 2, 1);
    sim_finish(&sim);
}

static void absent_metadata(void **state) /* snapshot_404, targets_404, timestamp_404 */
{
    (void)state;
    static const struct {
        const char *name, *asked;
        int left[4];
    } cases[] = {
        {"timestamp.json", "2.root.json timestamp.json ", {1, 1, 1, 1}},
        {"2.snapshot.json", "2.root.json timestamp.json 2.snapshot.json ", {1, 2, 1, 1}},
        {"2.targets.json", "2.root.json timestamp.json 2.snapshot.json 2.targets.json ", {1, 2, 2, 1}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sim sim;
        sim_init(&sim);
        assert_good(&sim);
        sim_publish(&sim, "targets snapshot timestamp");
        sim_drop(&sim.web, cases[i].name);
        assert_int_equal(sim_run(&sim, NULL), STATUS_UNAVAILABLE);
        assert_string_equal(sim.problem.code, "absent");
        assert_string_equal(sim.asked.data, cases[i].asked);
        assert_stored(&sim, cases[i].left[0], cases[i].left[1], cases[i].left[2], cases[i].left[3]);
        sim_finish(&sim);
    }
}

/* A snapshot, signed by the timestamp's key as well and fit to be read as one, is served as the timestamp. */
static void incorrect_metadata_type(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    size_t size = 0;
    char *bytes =
        sim_sign(&sim,
                 "{\"_type\":\"snapshot\",\"spec_version\":\"1.0.31\",\"version\":2,\"expires\":\"" SIM_LATER
                 "\",\"meta\":{\"snapshot.json\":{\"version\":1}}}",
                 1, sim.role[SIM_TIMESTAMP].sign, &size);
    sim_put(&sim.web, "timestamp.json", bytes, size);
    free(bytes);
    assert_refused(&sim, "wrong-type");
    assert_stored(&sim, 1, 0, 0, 0);
    sim_finish(&sim);
}

/* ---- expiry ---- */

#define PAST "2026-11-21T00:00:00Z"

static void root_expired(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    assert_good(&sim);
    sim_publish(&sim, "root");
    assert_good(&sim);
    sim.role[SIM_ROOT].expires = PAST;
    sim_publish(&sim, "root targets snapshot timestamp");
    assert_refused(&sim, "expired");
    assert_stored(&sim, 3, 1, 1, 1); /* the root is kept before its expiry is looked at */
    sim.role[SIM_ROOT].expires = SIM_LATER;
    sim_publish(&sim, "root"); /* an expired root leads on to the next */
    assert_good(&sim);
    assert_stored(&sim, 4, 2, 2, 2);
    sim_finish(&sim);
}

static void expired_on_arrival(void **state) /* timestamp_expired, snapshot_expired, targets_expired */
{
    (void)state;
    static const int left[][4] = {{0}, {1, 1, 1, 1}, {1, 2, 1, 1}, {1, 2, 2, 1}};
    for (int role = SIM_TIMESTAMP; role <= SIM_TARGETS_ROLE; role++) {
        struct sim sim;
        sim_init(&sim);
        assert_good(&sim);
        sim.role[role].expires = SIM_NOW; /* must be later than the start, not equal */
        sim_publish(&sim, "targets snapshot timestamp");
        assert_refused(&sim, "expired");
        assert_stored(&sim, left[role][0], left[role][1], left[role][2], left[role][3]);
        sim_finish(&sim);
    }
}

/* freeze: what is stored expires, and the repository has nothing newer. */
static void expired_in_store(void **state)
{
    (void)state;
    for (int role = SIM_TIMESTAMP; role <= SIM_TARGETS_ROLE; role++) {
        struct sim sim;
        sim_init(&sim);
        sim.role[role].expires = "2026-11-29T00:00:00Z";
        sim_publish(&sim, "targets snapshot timestamp");
        assert_good(&sim);
        sim.now = "2026-12-10T00:00:00Z";
        assert_refused(&sim, "expired");
        sim_finish(&sim);
    }
}

static void expired_metadata(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.role[SIM_TIMESTAMP].expires = "2026-11-29T00:00:00Z";
    sim_write(&sim, SIM_TIMESTAMP);
    assert_good(&sim);
    sim_publish(&sim, "targets snapshot");
    sim.role[SIM_TIMESTAMP].expires = "2026-12-13T00:00:00Z";
    sim_publish(&sim, "timestamp timestamp");
    sim.now =
        "2026-12-10T00:00:00Z"; /* the stored timestamp expired; it still counts for what may not go back */
    assert_good(&sim);
    assert_stored(&sim, 1, 3, 2, 2);
    sim_finish(&sim);
}

static void faketime(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.role[SIM_ROOT].expires = "2026-11-29T00:00:00Z";
    sim_publish(&sim, "root");
    assert_good(&sim);
    sim.now = "2026-11-30T00:00:00Z";
    assert_refused(&sim, "expired");
    sim_finish(&sim);
}

/* delegated_targets_expired, expired_local_delegated_targets, …_updates */
static void delegated_expiry(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int role = sim_delegate(&sim, SIM_TARGETS_ROLE, "delegated", "\"paths\":[\"delegatedpath/*\"]")->to;
    sim_add_target(&sim, role, "delegatedpath/first", "first");
    sim_add_target(&sim, role, "delegatedpath/second", "second");
    sim.role[role].expires = PAST;
    sim_publish(&sim, "delegated targets snapshot timestamp");
    assert_good(&sim);
    assert_int_equal(sim_run(&sim, "delegatedpath/first"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "expired");
    assert_int_equal(sim_stored_version(&sim, "delegated"), 0);

    sim.role[role].expires = "2026-11-29T00:00:00Z";
    sim_publish(&sim, "delegated snapshot timestamp");
    assert_int_equal(sim_run(&sim, "delegatedpath/first"), STATUS_OK);
    sim.now = "2026-12-10T00:00:00Z";
    assert_int_equal(sim_run(&sim, "delegatedpath/second"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "expired");

    sim.role[role].expires = "2026-12-13T00:00:00Z";
    sim_publish(&sim, "delegated snapshot timestamp");
    assert_int_equal(sim_run(&sim, "delegatedpath/second"), STATUS_OK);
    assert_int_equal(sim_stored_version(&sim, "delegated"), 3);
    sim_finish(&sim);
}

/* ---- downloads ---- */

static void client_downloads_expected_file(void **state) /* …_in_sub_dir too */
{
    (void)state;
    static const char *const paths[] = {"target_file.txt", "path/to/a/target_file.txt", "dir/a b?#%号.txt",
                                        "/x"};
    struct sim sim;
    sim_init(&sim);
    for (size_t i = 0; i < COUNT(paths); i++)
        sim_add_target(&sim, SIM_TARGETS_ROLE, paths[i], "target file contents");
    sim_publish(&sim, "targets snapshot timestamp");
    for (size_t i = 0; i < COUNT(paths); i++)
        assert_int_equal(sim_run(&sim, paths[i]), STATUS_OK);
    for (size_t i = 0; i < COUNT(paths); i++) /* and one after the other in one run */
        assert_int_equal(sim_find(&sim, paths[i]), STATUS_OK);
    sim.consistent = false;
    sim_publish(&sim, "root targets snapshot timestamp");
    assert_int_equal(sim_run(&sim, paths[2]), STATUS_OK);
    assert_string_equal(sim.asked.data, "2.root.json 3.root.json timestamp.json snapshot.json targets.json "
                                        "targets/dir/a%20b%3F%23%25%E5%8F%B7.txt ");
    sim_finish(&sim);
}

static void repository_substitutes_target_file(void **state) /* multiple_changes_to_target too */
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    struct sim_target *one = sim_add_target(&sim, SIM_TARGETS_ROLE, "target_file.txt", "content 0");
    for (int i = 0; i < 5; i++) {
        char content[32];
        (void)snprintf(content, sizeof content, "content %d", i);
        one->content = content;
        one->served = NULL;
        sim_publish(&sim, "targets snapshot timestamp");
        assert_int_equal(sim_run(&sim, "target_file.txt"), STATUS_OK);
        one->served = "CONTENT X"; /* of the right length */
        sim_publish(&sim, "targets snapshot timestamp");
        assert_int_equal(sim_run(&sim, "target_file.txt"), STATUS_REFUSED);
        assert_string_equal(sim.problem.code, "wrong-hash");
        one->served = "content";
        sim_publish(&sim, "targets snapshot timestamp");
        assert_int_equal(sim_run(&sim, "target_file.txt"), STATUS_REFUSED);
        assert_string_equal(sim.problem.code, "wrong-length");
    }
    sim_finish(&sim);
}

static void download_with_hash_algorithms(void **state) /* and with an unknown one */
{
    (void)state;
    static const struct {
        bool sha256, sha512, unknown, good;
    } cases[] = {{true, false, false, true},
                 {false, true, false, true},
                 {true, true, false, true},
                 {true, false, true, true},
                 {false, false, true, false}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sim sim;
        unsigned char hash[64];
        char sha256[65], sha512[129], hashes[512];
        crypto_hash_sha256(hash, (const unsigned char *)"x", 1);
        sodium_bin2hex(sha256, sizeof sha256, hash, 32);
        crypto_hash_sha512(hash, (const unsigned char *)"x", 1);
        sodium_bin2hex(sha512, sizeof sha512, hash, 64);
        (void)snprintf(hashes, sizeof hashes, "{%s%s%s%s%s%s%s%s}", cases[i].sha256 ? "\"sha256\":\"" : "",
                       cases[i].sha256 ? sha256 : "", cases[i].sha256 ? "\"" : "",
                       cases[i].sha512 ? (cases[i].sha256 ? ",\"sha512\":\"" : "\"sha512\":\"") : "",
                       cases[i].sha512 ? sha512 : "", cases[i].sha512 ? "\"" : "",
                       cases[i].unknown && cases[i].sha256 ? "," : "",
                       cases[i].unknown ? "\"md9\":\"00\"" : "");
        sim_init(&sim);
        struct sim_target *target = sim_add_target(&sim, SIM_TARGETS_ROLE, "a/b", "x");
        target->hashes = hashes;
        sim_publish(&sim, "targets snapshot timestamp");
        char *name = take_format("targets/a/%s.b", sha512);
        sim_put(&sim.web, name, "x", 1);
        free(name);
        assert_int_equal(sim_run(&sim, "a/b") == STATUS_OK, cases[i].good);
        sim_finish(&sim);
    }
}

/* ---- keys ---- */

static void snapshot_does_not_meet_threshold(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    (void)sim_add_key(&sim, SIM_SNAPSHOT);
    (void)sim_add_key(&sim, SIM_SNAPSHOT);
    sim.role[SIM_SNAPSHOT].trusted.threshold = "3";
    sim_publish(&sim, "root targets snapshot timestamp");
    assert_good(&sim);
    sim.role[SIM_SNAPSHOT].signs = 2;
    sim_publish(&sim, "targets snapshot timestamp");
    assert_refused(&sim, "unsigned");
    assert_stored(&sim, 2, 3, 2, 2);
    sim_finish(&sim);
}

static void snapshot_has_too_few_keys(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    for (int i = 0; i < 4; i++)
        (void)sim_add_key(&sim, SIM_SNAPSHOT);
    sim.role[SIM_SNAPSHOT].trusted.threshold = "6";
    sim_publish(&sim, "root snapshot timestamp");
    assert_refused(&sim, "unsigned");
    assert_stored(&sim, 2, 2, 0, 0);
    sim_finish(&sim);
}

static void duplicate_keys(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int key = sim_add_key(&sim, SIM_SNAPSHOT);
    for (int i = 0; i < 8; i++)
        sim.role[SIM_SNAPSHOT].trusted.key[sim.role[SIM_SNAPSHOT].trusted.count++] = key;
    sim.role[SIM_SNAPSHOT].trusted.threshold = "6";
    sim_publish(&sim, "root snapshot timestamp");
    assert_refused(&sim, "duplicate-keyid");
    assert_stored(&sim, 1, 0, 0, 0);
    sim_finish(&sim);
}

static void duplicate_sig_keyids(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.role[SIM_SNAPSHOT].sign[sim.role[SIM_SNAPSHOT].signs++] = sim.role[SIM_SNAPSHOT].sign[0];
    sim_write(&sim, SIM_SNAPSHOT);
    assert_refused(&sim, "duplicate-keyid");
    assert_stored(&sim, 1, 1, 0, 0);
    sim_finish(&sim);
}

static int add_other_key(struct sim *sim, int role, const char *keytype, const char *scheme)
{
    int key = sim_add_key(sim, role);
    sim->key[key].keytype = keytype;
    sim->key[key].scheme = scheme;
    sim->key[key].other = strcmp(keytype, "rsa") == 0 ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    assert_non_null(sim->key[key].other);
    return key;
}

static void keytype_and_scheme(void **state)
{
    (void)state;
    static const char *const kinds[][2] = {{"rsa", "rsassa-pss-sha256"},
                                           {"rsa", "rsa-pkcs1v15-sha256"},
                                           {"ecdsa", "ecdsa-sha2-nistp256"},
                                           {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"},
                                           {"ed25519", "ed25519"}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct sim sim;
        sim_init(&sim);
        if (strcmp(kinds[i][0], "ed25519") == 0)
            (void)sim_add_key(&sim, SIM_ROOT);
        else
            (void)add_other_key(&sim, SIM_ROOT, kinds[i][0], kinds[i][1]);
        sim.role[SIM_ROOT].trusted.threshold = "2";
        sim_publish(&sim, "root");
        if (i < 4) /* the product's policy does not count them */
            assert_refused(&sim, "unsigned");
        sim.schemes = trust_schemes_all;
        assert_good(&sim);
        assert_stored(&sim, 2, 1, 1, 1);
        sim_publish(&sim, "root"); /* 3: with the second signature of version 2 */
        char *old = strstr(web(&sim, "2.root.json")->bytes, "\"sig\":\"");
        char *new = strstr(web(&sim, "3.root.json")->bytes, "\"sig\":\"");
        old = strstr(old + 1, "\"sig\":\"") + 7;
        new = strstr(new + 1, "\"sig\":\"") + 7;
        char *from = take_copy_n(new, strcspn(new, "\"")), *to = take_copy_n(old, strcspn(old, "\""));
        edit(&sim, "3.root.json", from, to);
        free(from);
        free(to);
        assert_refused(&sim, "unsigned");
        assert_stored(&sim, 2, 1, 1, 1);
        sim_finish(&sim);
    }
}

static void invalid_sig_in_valid_metadata(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int stranger = sim_new_key(&sim), good = sim_add_key(&sim, SIM_TIMESTAMP);
    memmove(sim.key[stranger].id, sim.key[sim.role[SIM_TIMESTAMP].sign[0]].id, sizeof sim.key[stranger].id);
    sim_publish(&sim, "root");
    sim_sign_with(&sim, SIM_TIMESTAMP, 2, (int[]){stranger, good});
    sim_publish(&sim, "timestamp");
    assert_good(&sim);
    sim_publish(&sim, "timestamp");
    char *sig = strstr(web(&sim, "timestamp.json")->bytes, "\"sig\":\"") + 7;
    char *text = take_copy_n(sig, 128);
    edit(&sim, "timestamp.json", text, "");
    free(text);
    assert_good(&sim);
    assert_stored(&sim, 2, 3, 1, 1);
    sim_finish(&sim);
}

/* ---- quoting ---- */

static void unusual_role_name(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"?", "%3F"},
                                           {"#", "%23"},
                                           {"/delegatedrole", "%2Fdelegatedrole"},
                                           {"../delegatedrole", "..%2Fdelegatedrole"},
                                           {".", "."},
                                           {"张", "%E5%BC%A0"},
                                           {"a\nb\"\\", "a%0Ab%22%5C"}};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct sim sim;
        char asked[128], stored[64];
        sim_init(&sim);
        int role = sim_delegate(&sim, SIM_TARGETS_ROLE, names[i][0], "\"paths\":[\"*\"]")->to;
        sim_write(&sim, role);
        sim_publish(&sim, "targets snapshot timestamp");
        assert_int_equal(sim_run(&sim, "nonexistent target"), STATUS_REFUSED);
        assert_string_equal(sim.problem.code, "not-found");
        (void)snprintf(asked, sizeof asked,
                       "2.root.json timestamp.json 2.snapshot.json 2.targets.json 1.%s.json ", names[i][1]);
        (void)snprintf(stored, sizeof stored, "%s.json", names[i][1]);
        assert_string_equal(sim.asked.data, asked);
        assert_int_equal(sim.store.count, 5);
        assert_non_null(sim_file(&sim.store, stored));
        assert_int_equal(trust_client_version(sim.client, names[i][0]), 1);
        sim_finish(&sim);
    }
}

/* ---- repositories that others made ---- */

/* Written over many lines, as most generators do: nothing in a signature depends on it. */
static void spread(struct sim *sim, const char *name)
{
    struct sim_file *file = web(sim, name);
    struct buffer text = {0};
    bool inside = false;
    for (size_t i = 0; i < file->size; i++) {
        char c = file->bytes[i];
        inside = inside != (c == '"' && (i == 0 || file->bytes[i - 1] != '\\'));
        buffer_char(&text, c);
        if (!inside && (c == ',' || c == '{' || c == '['))
            buffer_text(&text, "\n  ");
        if (!inside && c == ':')
            buffer_char(&text, ' ');
    }
    buffer_char(&text, '\n');
    sim_put(&sim->web, name, text.data, text.size);
    buffer_finish(&text);
}

/* As signing services write them: P-256 in PEM for every role, keys of kinds that nobody here knows, members of
   their own in keys, roles and files, an empty signature of whoever has not signed yet, a terminating
   delegation by several patterns. */
static void static_repository(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.schemes = trust_schemes_all;
    struct sim_delegation *delegation =
        sim_delegate(&sim, SIM_TARGETS_ROLE, "delegatedrole",
                     "\"paths\":[\"delegatedrole/*\",\"delegatedrole/*/*\"],\"x-period\":60");
    delegation->terminating = "true";
    int role = delegation->to, absent = sim_new_key(&sim);
    for (int r = SIM_ROOT; r <= SIM_TARGETS_ROLE; r++) {
        int key = add_other_key(&sim, r, "ecdsa", "ecdsa-sha2-nistp256");
        sim.key[key].extra = ",\"x-keyowner\":\"@someone\"";
        sim_trust(&sim, r, "1", 1, &key);
        sim_sign_with(&sim, r, 1, &key);
        sim.role[r].extra = ",\"x-expiry-period\":7300";
    }
    sim.root_keys_extra =
        ",\"01\":{\"keytype\":\"sigstore-oidc\",\"scheme\":\"Fulcio\",\"keyval\":{\"identity\":\"a\","
        "\"issuer\":\"b\"}},"
        "\"02\":{\"keytype\":\"ecdsa\",\"scheme\":\"ecdsa-sha2-nistp384\",\"keyval\":{\"public\":\"a\"}},"
        "\"03\":{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"no key\"}}";
    delegation->signers.key[delegation->signers.count++] = absent;
    sim.role[role].sign[sim.role[role].signs++] = absent;
    sim_add_target(&sim, role, "delegatedrole/artifact", "artifact\n");
    sim.role[SIM_ROOT].version = 1;
    sim_write(&sim, SIM_ROOT);
    sim_publish(&sim, "delegatedrole targets snapshot timestamp");
    char *last = strstr(web(&sim, "1.delegatedrole.json")->bytes, sim.key[absent].id);
    char *sig = take_copy_n(strstr(last, "\"sig\":\"") + 7, 128);
    edit(&sim, "1.delegatedrole.json", sig, "");
    free(sig);
    static const char *const files[] = {"1.root.json", "1.delegatedrole.json", "2.targets.json",
                                        "2.snapshot.json", "timestamp.json"};
    for (size_t i = 0; i < COUNT(files); i++)
        spread(&sim, files[i]);
    const struct sim_file *root = web(&sim, "1.root.json");
    sim_put(&sim.store, "root.json", root->bytes, root->size);
    assert_good(&sim);
    assert_int_equal(sim_run(&sim, "delegatedrole/artifact"), STATUS_OK);
    assert_string_equal(sim_file(&sim.store, "delegatedrole.json")->bytes,
                        web(&sim, "1.delegatedrole.json")->bytes);
    sim.schemes = trust_schemes_product; /* whose policy is Ed25519 alone */
    assert_refused(&sim, "unsigned");
    sim_finish(&sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(basic_refresh_requests),
        cmocka_unit_test(basic_refresh_trusted_data),
        cmocka_unit_test(implicit_refresh),
        cmocka_unit_test(invalid_initial_root),
        cmocka_unit_test(unsigned_initial_root),
        cmocka_unit_test(unsigned_metadata),
        cmocka_unit_test(url_and_metadata_version_mismatch),
        cmocka_unit_test(timestamp_content_changes),
        cmocka_unit_test(basic_metadata_hash_support),
        cmocka_unit_test(metadata_bytes_match),
        cmocka_unit_test(custom_fields),
        cmocka_unit_test(deprecated_keyid_hash_algorithms),
        cmocka_unit_test(absent_metadata),
        cmocka_unit_test(incorrect_metadata_type),
        cmocka_unit_test(root_expired),
        cmocka_unit_test(expired_on_arrival),
        cmocka_unit_test(expired_in_store),
        cmocka_unit_test(expired_metadata),
        cmocka_unit_test(faketime),
        cmocka_unit_test(delegated_expiry),
        cmocka_unit_test(client_downloads_expected_file),
        cmocka_unit_test(repository_substitutes_target_file),
        cmocka_unit_test(download_with_hash_algorithms),
        cmocka_unit_test(snapshot_does_not_meet_threshold),
        cmocka_unit_test(snapshot_has_too_few_keys),
        cmocka_unit_test(duplicate_keys),
        cmocka_unit_test(duplicate_sig_keyids),
        cmocka_unit_test(keytype_and_scheme),
        cmocka_unit_test(invalid_sig_in_valid_metadata),
        cmocka_unit_test(unusual_role_name),
        cmocka_unit_test(static_repository),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
