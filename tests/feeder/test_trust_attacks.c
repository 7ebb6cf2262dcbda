/* The ten attacks that the TUF specification names (§1.5.2), and every byte of a publication changed in turn.
   What became public about other clients stands in test_trust_advisories.c. */
#include "simulator.h"

#include "contract/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void assert_run(struct sim *sim, const char *path, const char *code)
{
    enum status status = sim_run(sim, path);
    if ((status == STATUS_OK) != (code[0] == '\0') || strcmp(sim->problem.code, code) != 0)
        fail_msg("expected '%s', got '%s': %s", code, sim->problem.code, sim->problem.text);
}

/* What the follower holds, as one text, to tell whether a run changed anything. */
static char *store_text(struct sim *sim)
{
    static const char *const names[] = {"root.json",    "timestamp.json", "snapshot.json",
                                        "targets.json", "A.json",         "B.json"};
    struct buffer text = {0};
    for (size_t i = 0; i < COUNT(names); i++) {
        const struct sim_file *file = sim_file(&sim->store, names[i]);
        buffer_format(&text, "%s: ", names[i]);
        if (file != NULL)
            buffer_add(&text, file->bytes, file->size);
        buffer_char(&text, '\n');
    }
    return buffer_take(&text);
}

static void copy_file(struct sim *from, const char *name, struct sim *to)
{
    const struct sim_file *file = sim_file(&from->web, name);
    assert_non_null(file);
    sim_put(&to->web, name, file->bytes, file->size);
}

/* ---- the attacks by name ---- */

/* Arbitrary installation, and another county's publication: all of it well signed, by keys of another root. */
static void arbitrary_installation(void **state)
{
    (void)state;
    static const char *const files[] = {"timestamp.json", "1.snapshot.json", "1.targets.json"};
    struct sim sim, other;
    sim_init(&sim);
    sim_init(&other);
    sim_publish(&sim, "timestamp");
    assert_run(&sim, NULL, "");
    char *before = store_text(&sim);
    sim_publish(&other, "timestamp timestamp");
    for (size_t i = 0; i < COUNT(files); i++)
        copy_file(&other, files[i], &sim);
    assert_run(&sim, NULL, "unsigned");
    sim_publish(&other, "root");
    copy_file(&other, "2.root.json", &sim);
    assert_run(&sim, NULL, "unsigned");
    char *after = store_text(&sim);
    assert_string_equal(after, before);
    free(before);
    free(after);
    sim_finish(&other);
    sim_finish(&sim);
}

/* Endless data: every request says where to stop reading, and longer answers are
   refused before they are parsed. */
static void endless_data(void **state)
{
    (void)state;
    struct sim sim;
    struct trust_client *client = NULL;
    struct trust_policy policy = {trust_schemes_product};
    struct trust_request request;
    struct problem problem = {0};
    sim_init(&sim);
    sim.with_hashes = true;
    sim_publish(&sim, "targets snapshot timestamp");
    const struct sim_file *root = sim_file(&sim.web, "1.root.json"),
                          *snapshot = sim_file(&sim.web, "2.snapshot.json"),
                          *targets = sim_file(&sim.web, "2.targets.json"),
                          *timestamp = sim_file(&sim.web, "timestamp.json");
    char *endless = take_zeroed(LIMIT_TRUST_ROOT_BYTES + 2, 1);
    memset(endless, ' ', LIMIT_TRUST_ROOT_BYTES + 1);
    assert_int_equal(trust_client_create(endless, LIMIT_TRUST_ROOT_BYTES + 1, &policy, 0, &client, &problem),
                     STATUS_REFUSED);
    assert_string_equal(problem.code, "json-size");
    problem_clear(&problem);
    const struct {
        enum trust_from from;
        const char *name;
        size_t most;
        const struct sim_file *answer;
    } steps[] = {{TRUST_FROM_REPOSITORY, "2.root.json", LIMIT_TRUST_ROOT_BYTES, NULL},
                 {TRUST_FROM_STORE, "timestamp.json", LIMIT_TRUST_TIMESTAMP_BYTES, NULL},
                 {TRUST_FROM_REPOSITORY, "timestamp.json", LIMIT_TRUST_TIMESTAMP_BYTES, timestamp},
                 {TRUST_FROM_STORE, "snapshot.json", LIMIT_TRUST_SNAPSHOT_BYTES, NULL},
                 {TRUST_FROM_REPOSITORY, "2.snapshot.json", snapshot->size, snapshot},
                 {TRUST_FROM_STORE, "targets.json", targets->size, NULL},
                 {TRUST_FROM_REPOSITORY, "2.targets.json", targets->size, targets}};
    assert_int_equal(trust_client_create(root->bytes, root->size, &policy, 0, &client, NULL), STATUS_OK);
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct trust_event event;
        assert_int_equal(trust_client_need(client, &request, &problem), STATUS_OK);
        assert_int_equal(request.from, steps[i].from);
        assert_string_equal(request.name, steps[i].name);
        assert_int_equal(request.max_bytes, steps[i].most);
        if (steps[i].answer == NULL)
            trust_client_absent(client);
        else
            trust_client_give(client, steps[i].answer->bytes, steps[i].answer->size);
        while (trust_client_event(client, &event))
            assert_int_equal(event.size, steps[i].answer->size);
    }
    assert_int_equal(trust_client_need(client, &request, &problem), STATUS_END);
    trust_client_destroy(client);

    assert_int_equal(trust_client_create(root->bytes, root->size, &policy, 0, &client, NULL), STATUS_OK);
    assert_int_equal(trust_client_need(client, &request, &problem), STATUS_OK);
    trust_client_give(client, endless, LIMIT_TRUST_ROOT_BYTES + 1);
    assert_int_equal(trust_client_need(client, &request, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "json-size");
    assert_int_equal(trust_client_need(client, &request, NULL), STATUS_REFUSED); /* and so it stays */
    trust_client_destroy(client);
    free(endless);
    sim_finish(&sim);
}

/* Extraneous dependencies: a role can speak only of what everyone above it let it speak of. */
static void extraneous_dependencies(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int a = sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"a/*\"]")->to;
    int b = sim_delegate(&sim, a, "B", "\"paths\":[\"*/*\"]")->to;
    sim_add_target(&sim, a, "b/x", "A speaks of what is not its own");
    sim_add_target(&sim, b, "c/x", "B, through A, as well");
    sim_add_target(&sim, b, "a/x", "within both");
    sim_publish(&sim, "A B targets snapshot timestamp");
    assert_run(&sim, "b/x", "not-found");
    assert_run(&sim, "c/x", "not-found");
    assert_run(&sim, "a/x", "");
    sim_finish(&sim);
}

/* A mirror that fails, in whatever way, leaves the follower able to go on with the next good one. */
static void malicious_mirror(void **state)
{
    (void)state;
    static const char *const garbage[] = {
        "", "<html>", "{", "{}", "[]", "\"x\"", "{\"signed\":{},\"signatures\":[]}", "null"};
    static const char *const names[] = {"2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"};
    for (size_t n = 0; n < COUNT(names); n++)
        for (size_t g = 0; g < COUNT(garbage); g++) {
            struct sim sim;
            sim_init(&sim);
            assert_run(&sim, NULL, "");
            sim_publish(&sim, "root targets snapshot timestamp");
            struct sim_file *file = sim_file(&sim.web, names[n]);
            char *good = take_copy_n(file->bytes, file->size);
            size_t size = file->size;
            sim_put(&sim.web, names[n], garbage[g], strlen(garbage[g]));
            assert_int_equal(sim_run(&sim, NULL), STATUS_REFUSED);
            sim_put(&sim.web, names[n], good, size);
            assert_run(&sim, NULL, "");
            assert_int_equal(sim_stored_version(&sim, "targets"), 2);
            free(good);
            sim_finish(&sim);
        }
}

static void mix_and_match(void **state)
{
    (void)state;
    for (int hashes = 0; hashes < 2; hashes++) {
        struct sim sim;
        sim_init(&sim);
        sim.with_hashes = hashes == 1;
        sim_publish(&sim, "targets snapshot timestamp");
        sim_publish(&sim, "targets snapshot timestamp");
        const struct sim_file *old = sim_file(&sim.web, "2.targets.json");
        sim_put(&sim.web, "3.targets.json", old->bytes, old->size);
        assert_run(&sim, NULL, hashes == 1 ? "wrong-hash" : "wrong-version");
        old = sim_file(&sim.web, "2.snapshot.json");
        sim_put(&sim.web, "3.snapshot.json", old->bytes, old->size);
        sim_drop(&sim.store, "snapshot.json");
        assert_run(&sim, NULL, hashes == 1 ? "wrong-hash" : "wrong-version");
        sim_finish(&sim);
    }
}

/* One stolen key of two, in every role, the other keys' place taken by nothing, itself again, or strangers. */
static void key_compromise_below_threshold(void **state)
{
    (void)state;
    for (int role = SIM_ROOT; role <= SIM_TARGETS_ROLE + 1; role++)
        for (int with = 0; with < 3; with++) {
            struct sim sim;
            sim_init(&sim);
            struct sim_delegation *delegation =
                sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"*\"]");
            int a = delegation->to, second = sim_new_key(&sim), stranger = sim_new_key(&sim);
            struct sim_signers *signers = role == a ? &delegation->signers : &sim.role[role].trusted;
            sim_add_target(&sim, a, "x", "x");
            sim_publish(&sim, "A targets snapshot timestamp");
            assert_run(&sim, "x", "");
            signers->key[signers->count++] = second;
            signers->threshold = "2";
            sim.role[role].sign[sim.role[role].signs++] = second;
            sim_publish(&sim, "root A targets snapshot timestamp");
            assert_run(&sim, "x", "");
            sim.role[role].signs = 1;
            if (with > 0)
                sim.role[role].sign[sim.role[role].signs++] = stranger;
            if (with ==
                2) /* a second id for the stolen key, which the signature claims to be the other one's */
                memmove(sim.key[stranger].id, sim.key[second].id, sizeof sim.key[stranger].id);
            sim_publish(&sim, "root A targets snapshot timestamp");
            assert_run(&sim, "x", "unsigned");
            sim_finish(&sim);
        }
}

/* Two ids for one public key, both in the role: still one signer. */
static void one_key_under_two_ids(void **state)
{
    (void)state;
    for (int role = SIM_ROOT; role <= SIM_TARGETS_ROLE; role++) {
        struct sim sim;
        sim_init(&sim);
        int twin = sim_add_key(&sim, role), own = sim.role[role].sign[0];
        memcpy(sim.key[twin].pk, sim.key[own].pk, sizeof sim.key[twin].pk);
        memcpy(sim.key[twin].sk, sim.key[own].sk, sizeof sim.key[twin].sk);
        sim.key[twin].extra = ",\"note\":1";
        sim_publish(&sim, "root targets snapshot timestamp");
        assert_run(&sim, NULL, "");
        sim.role[role].trusted.threshold = "2";
        sim_publish(&sim, "root targets snapshot timestamp");
        assert_run(&sim, NULL, "unsigned");
        sim_finish(&sim);
    }
}

/* ---- roots ---- */

/* A chain of roots ends after LIMIT_TRUST_ROOTS in one run; the next run goes on from there. */
static void endless_chain_of_roots(void **state)
{
    (void)state;
    struct sim sim;
    struct trust_policy policy = {trust_schemes_product};
    struct trust_request request;
    struct trust_event event;
    struct trust_client *client = NULL;
    sim_init(&sim);
    const struct sim_file *root = sim_file(&sim.web, "1.root.json");
    assert_int_equal(trust_client_create(root->bytes, root->size, &policy, 0, &client, NULL), STATUS_OK);
    for (int i = 0; i < LIMIT_TRUST_ROOTS; i++) {
        assert_int_equal(trust_client_need(client, &request, NULL), STATUS_OK);
        assert_int_equal(request.from, TRUST_FROM_REPOSITORY);
        sim_publish(&sim, "root");
        root = sim_file(&sim.web, request.name);
        assert_non_null(root);
        trust_client_give(client, root->bytes, root->size);
        assert_true(trust_client_event(client, &event));
        assert_string_equal(event.name, "root.json");
        assert_false(trust_client_event(client, &event));
        sim_drop(&sim.web, request.name);
    }
    assert_int_equal(trust_client_need(client, &request, NULL), STATUS_OK);
    assert_string_equal(request.name, "timestamp.json");
    assert_int_equal(trust_client_version(client, "root"), LIMIT_TRUST_ROOTS + 1);
    trust_client_destroy(client);
    sim_finish(&sim);
}

/* New timestamp or snapshot keys are forgotten about before the new root is kept, in this order, so that a
   stop in between leaves no way back into a fast-forward. */
static void recovery_survives_a_stop(void **state)
{
    (void)state;
    struct sim sim;
    struct trust_policy policy = {trust_schemes_product};
    struct trust_request request;
    struct trust_event event;
    struct trust_client *client = NULL;
    sim_init(&sim);
    sim_rotate(&sim, SIM_SNAPSHOT);
    sim_publish(&sim, "root");
    const struct sim_file *root = sim_file(&sim.web, "1.root.json");
    assert_int_equal(trust_client_create(root->bytes, root->size, &policy, 0, &client, NULL), STATUS_OK);
    assert_int_equal(trust_client_need(client, &request, NULL), STATUS_OK);
    root = sim_file(&sim.web, "2.root.json");
    trust_client_give(client, root->bytes, root->size);
    static const char *const names[] = {"timestamp.json", "snapshot.json", "root.json"};
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_true(trust_client_event(client, &event));
        assert_string_equal(event.name, names[i]);
        assert_int_equal(event.bytes != NULL, i == 2);
    }
    assert_false(trust_client_event(client, &event));
    trust_client_destroy(client);
    sim_finish(&sim);
}

/* A key more is no revocation: what is known about versions stays known, and the
   old timestamp cannot come back. */
static void added_keys_forget_nothing(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim_publish(&sim, "snapshot timestamp");
    assert_run(&sim, NULL, "");
    (void)sim_add_key(&sim, SIM_TIMESTAMP);
    (void)sim_add_key(&sim, SIM_SNAPSHOT);
    sim_rotate(&sim, SIM_TARGETS_ROLE);
    sim_publish(&sim, "root");
    sim.role[SIM_TIMESTAMP].version = 1;
    sim_write(&sim, SIM_TIMESTAMP);
    assert_run(&sim, NULL, "rollback");
    assert_int_equal(sim_stored_version(&sim, "root"), 2);
    assert_int_equal(sim_stored_version(&sim, "timestamp"), 2);
    sim_finish(&sim);
}

/* A delegated role that calls itself one of the four would take that one's place in the store. */
static void role_that_poses_as_another(void **state)
{
    (void)state;
    static const char *const names[] = {"root", "timestamp", "snapshot", "targets", ""};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct sim sim;
        sim_init(&sim);
        struct sim_delegation *delegation = sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"*\"]");
        (void)snprintf(sim.role[delegation->to].name, sizeof sim.role[0].name, "%s", names[i]);
        sim_publish(&sim, "targets snapshot timestamp");
        assert_run(&sim, "x", "bad-metadata");
        sim_finish(&sim);
    }
}

/* ---- one byte changed ---- */

/* With a second root or without: once it is trusted, nobody needs the old key's signature on it any more. */
static void small_publication(struct sim *sim, bool second_root)
{
    sim_init(sim);
    if (second_root) {
        sim_rotate(sim, SIM_ROOT);
        sim->role[SIM_ROOT].sign[sim->role[SIM_ROOT].signs++] = 0; /* and the old key */
        sim_publish(sim, "root");
    }
    int a = sim_delegate(sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"a/*\"]")->to;
    sim_add_target(sim, a, "a/notice.json", "{\"title\":\"notice\"}")->custom =
        "{\"id\":\"N1\",\"version\":1}";
    sim_publish(sim, "A targets snapshot timestamp");
}

/* Every byte of every file, changed in three ways: what comes out is a refusal, never another publication. */
static void any_byte_changed_on_the_way(void **state)
{
    (void)state;
    static const unsigned char changes[] = {0x01, 0x20, 0x80};
    struct sim sim;
    size_t tried = 0;
    small_publication(&sim, true);
    assert_run(&sim, "a/notice.json", "");
    for (size_t f = 0; f < sim.web.count; f++) {
        struct sim_file *file = &sim.web.file[f];
        if (strcmp(file->name, "1.root.json") == 0 || strcmp(file->name, "1.snapshot.json") == 0 ||
            strcmp(file->name, "1.targets.json") == 0)
            continue; /* not part of this version */
        for (size_t i = 0; i < file->size; i++)
            for (size_t c = 0; c < COUNT(changes); c++) {
                struct sim_files empty = {0};
                while (sim.store.count > 0)
                    sim_drop(&sim.store, sim.store.file[0].name);
                sim.store = empty;
                const struct sim_file *root = sim_file(&sim.web, "1.root.json");
                sim_put(&sim.store, "root.json", root->bytes, root->size);
                file->bytes[i] = (char)(file->bytes[i] ^ changes[c]);
                if (sim_run(&sim, "a/notice.json") == STATUS_OK)
                    fail_msg("%s: byte %zu changed and not noticed", file->name, i);
                file->bytes[i] = (char)(file->bytes[i] ^ changes[c]);
                tried++;
            }
    }
    assert_true(tried > 5000);
    sim_finish(&sim);
}

/* The same in the store: such a copy counts for nothing and is replaced; a changed root is not begun with. */
static void any_byte_changed_in_the_store(void **state)
{
    (void)state;
    static const char *const names[] = {"root.json", "timestamp.json", "snapshot.json", "targets.json",
                                        "A.json"};
    struct sim sim;
    small_publication(&sim, false);
    assert_run(&sim, "a/notice.json", "");
    char *good = store_text(&sim);
    for (size_t n = 0; n < COUNT(names); n++) {
        size_t size = sim_file(&sim.store, names[n])->size;
        char *bytes = take_copy_n(sim_file(&sim.store, names[n])->bytes, size);
        for (size_t i = 0; i < size; i++) {
            bytes[i] = (char)(bytes[i] ^ 0x01);
            sim_put(&sim.store, names[n], bytes, size);
            bytes[i] = (char)(bytes[i] ^ 0x01);
            if (n == 0) {
                assert_int_equal(sim_run(&sim, "a/notice.json"), STATUS_REFUSED);
                assert_string_equal(sim.asked.data, "");
                sim_put(&sim.store, names[n], bytes, size);
            } else {
                assert_run(&sim, "a/notice.json", "");
            }
        }
        free(bytes);
    }
    char *after = store_text(&sim);
    assert_string_equal(after, good);
    free(after);
    free(good);
    sim_finish(&sim);
}

/* A reader that starts at time 0 verifies what has long expired, and is told when. */
static void reader_without_a_clock(void **state)
{
    (void)state;
    struct sim sim;
    instant later = 0;
    sim_init(&sim);
    sim.role[SIM_TIMESTAMP].expires = "2020-01-01T00:00:00Z";
    sim_write(&sim, SIM_TIMESTAMP);
    assert_run(&sim, NULL, "expired");
    sim.now = NULL;
    assert_run(&sim, NULL, "");
    assert_true(instant_parse("2020-01-01T00:00:00Z", &later));
    assert_true(trust_client_expires(sim.client, "timestamp") == later);
    assert_true(instant_parse(SIM_LATER, &later));
    assert_true(trust_client_expires(sim.client, "root") == later);
    assert_true(trust_client_expires(sim.client, "snapshot") == later);
    assert_true(trust_client_expires(sim.client, "targets") == later);
    assert_true(trust_client_expires(sim.client, "nobody") == NO_INSTANT);
    assert_int_equal(trust_client_version(sim.client, "targets"), 1);
    assert_int_equal(trust_client_version(sim.client, "nobody"), 0);
    assert_true(json_is_object(trust_client_targets(sim.client, "targets")));
    assert_null(trust_client_targets(sim.client, "snapshot"));
    assert_null(trust_client_targets(sim.client, "nobody"));
    sim_finish(&sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arbitrary_installation),
        cmocka_unit_test(endless_data),
        cmocka_unit_test(extraneous_dependencies),
        cmocka_unit_test(malicious_mirror),
        cmocka_unit_test(mix_and_match),
        cmocka_unit_test(key_compromise_below_threshold),
        cmocka_unit_test(one_key_under_two_ids),
        cmocka_unit_test(endless_chain_of_roots),
        cmocka_unit_test(recovery_survives_a_stop),
        cmocka_unit_test(added_keys_forget_nothing),
        cmocka_unit_test(role_that_poses_as_another),
        cmocka_unit_test(any_byte_changed_on_the_way),
        cmocka_unit_test(any_byte_changed_in_the_store),
        cmocka_unit_test(reader_without_a_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
