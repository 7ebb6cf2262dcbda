/* The parts of trust by themselves: odd but legal metadata is taken, malformed metadata refused with its reason; patterns, names, hashes,
   keys and signatures to the letter. */
#include "simulator.h"

#include "contract/limits.h"
#include "trust/metadata.h"
#include "trust/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static enum status read_signed(enum trust_type type, const char *signed_part, const char *signatures,
                               struct problem *problem)
{
    struct trust_metadata *file = NULL;
    char *text = take_format("{\"signatures\":%s,\"signed\":%s}", signatures, signed_part);
    problem_clear(problem);
    enum status status = trust_metadata_read(text, strlen(text), LIMIT_TRUST_TARGETS_BYTES, type,
                                             trust_schemes_all, &file, problem);
    assert_int_equal(status == STATUS_OK, file != NULL);
    trust_metadata_destroy(file);
    free(text);
    return status;
}

static void assert_reads(enum trust_type type, const char *signed_part, const char *code)
{
    struct problem problem = {0};
    (void)read_signed(type, signed_part, "[]", &problem);
    if (strcmp(problem.code, code) != 0)
        fail_msg("expected '%s', got '%s' (%s) for %s", code, problem.code, problem.text, signed_part);
}

/* ---- the head ---- */

#define META ",\"meta\":{\"snapshot.json\":{\"version\":1}}}"
#define HEAD "\"spec_version\":\"1.0.31\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\""
#define TIMESTAMP "{\"_type\":\"timestamp\","

static void head(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {TIMESTAMP HEAD META, ""},
        {TIMESTAMP "\"spec_version\":\"1.99\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META, ""},
        {TIMESTAMP "\"x\":{\"\":[null,-1,\"\\u0001\"]}," HEAD META, ""},
        {"[]", "wrong-type"},
        {"{" HEAD META, "wrong-type"},
        {"{\"_type\":\"Timestamp\"," HEAD META, "wrong-type"},
        {"{\"_type\":7," HEAD META, "wrong-type"},
        {"{\"_type\":\"snapshot\"," HEAD META, "wrong-type"},
        {TIMESTAMP "\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META, "spec-version"},
        {TIMESTAMP "\"spec_version\":\"2.0.0\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "spec-version"},
        {TIMESTAMP "\"spec_version\":\"10.0\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "spec-version"},
        {TIMESTAMP "\"spec_version\":\"1\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "spec-version"},
        {TIMESTAMP "\"spec_version\":\"1.\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "spec-version"},
        {TIMESTAMP "\"spec_version\":\"1.x\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "spec-version"},
        {TIMESTAMP "\"spec_version\":1,\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "spec-version"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":0,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":-1,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":\"1\",\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":true,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1.0,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "json-real"},
        {TIMESTAMP
         "\"spec_version\":\"1.0\",\"version\":9223372036854775808,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "bad-json"},
        {TIMESTAMP
         "\"spec_version\":\"1.0\",\"version\":1,\"version\":2,\"expires\":\"2030-01-01T00:00:00Z\"" META,
         "bad-json"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1" META, "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1,\"expires\":4102444800" META, "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1,\"expires\":\"2030-01-01T00:00:00+08:00\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1,\"expires\":\"2030-01-01t00:00:00z\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1,\"expires\":\"2030-02-30T00:00:00Z\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1,\"expires\":\"2030-01-01T00:00:60Z\"" META,
         "bad-metadata"},
        {TIMESTAMP "\"spec_version\":\"1.0\",\"version\":1,\"expires\":\"2030-01-01T00:00:00.5Z\"" META,
         "bad-metadata"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_reads(TRUST_TIMESTAMP, cases[i][0], cases[i][1]);
}

static void signatures(void **state)
{
    (void)state;
    struct buffer many = {0};
    struct problem problem = {0};
    static const char *const cases[][2] = {
        {"[]", ""},
        {"[{\"keyid\":\"\",\"sig\":\"\"}]", ""},
        {"[{\"keyid\":\"a\",\"sig\":\"zz\",\"more\":1},{\"keyid\":\"b\",\"sig\":\"\"}]", ""},
        {"{}", "bad-metadata"},
        {"null", "bad-metadata"},
        {"[1]", "bad-metadata"},
        {"[{\"sig\":\"\"}]", "bad-metadata"},
        {"[{\"keyid\":\"a\"}]", "bad-metadata"},
        {"[{\"keyid\":1,\"sig\":\"\"}]", "bad-metadata"},
        {"[{\"keyid\":\"a\",\"sig\":null}]", "bad-metadata"},
        {"[{\"keyid\":\"a\",\"sig\":\"\"},{\"keyid\":\"a\",\"sig\":\"00\"}]", "duplicate-keyid"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        (void)read_signed(TRUST_TIMESTAMP, TIMESTAMP HEAD META, cases[i][0], &problem);
        assert_string_equal(problem.code, cases[i][1]);
    }
    for (int count = LIMIT_TRUST_SIGNATURES; count <= LIMIT_TRUST_SIGNATURES + 1; count++) {
        buffer_clear(&many);
        for (int i = 0; i < count; i++)
            buffer_format(&many, "%s{\"keyid\":\"%d\",\"sig\":\"\"}", i == 0 ? "[" : ",", i);
        buffer_text(&many, "]");
        (void)read_signed(TRUST_TIMESTAMP, TIMESTAMP HEAD META, many.data, &problem);
        assert_string_equal(problem.code, count > LIMIT_TRUST_SIGNATURES ? "too-many-signatures" : "");
    }
    buffer_finish(&many);
}

/* ---- listings ---- */

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void listings(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"\"meta\":{\"targets.json\":{\"version\":1}}", ""},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"length\":0,\"hashes\":{\"sha256\":\"" SHA
         "\",\"md5\":7}},\"a.json\":{\"version\":2}}",
         ""},
        {"\"meta\":{\"targets.json\":{\"version\":9223372036854775807}}", ""},
        {"\"meta\":[]", "bad-metadata"},
        {"\"meta\":{}", "bad-metadata"},
        {"\"meta\":{\"snapshot.json\":{\"version\":1}}", "bad-metadata"},
        {"\"meta\":{\"targets.json\":1}", "bad-metadata"},
        {"\"meta\":{\"targets.json\":{}}", "bad-metadata"},
        {"\"meta\":{\"targets.json\":{\"version\":0}}", "bad-metadata"},
        {"\"meta\":{\"targets.json\":{\"version\":1},\"a.json\":{\"version\":\"1\"}}", "bad-metadata"},
        {"\"meta\":{\"targets.json\":{\"version\":1},\"a.json\":null}", "bad-metadata"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"length\":-1}}", "bad-length"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"length\":\"5\"}}", "bad-length"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{}}}", "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":[]}}", "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"md5\":\"00\"}}}", "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"sha256\":7}}}", "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"sha256\":\"" SHA "00\"}}}", "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"sha256\":\"" SHA "0\"}}}", "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"sha256\":\"00\"}}}", "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"sha256\":\"" SHA "\",\"sha512\":\"" SHA
         "\"}}}",
         "bad-hashes"},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"sha512\":\"" SHA SHA "\"}}}", ""},
        {"\"meta\":{\"targets.json\":{\"version\":1,\"hashes\":{\"sha512\":null}}}", "bad-hashes"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = take_format("{\"_type\":\"snapshot\"," HEAD ",%s}", cases[i][0]);
        assert_reads(TRUST_SNAPSHOT, text, cases[i][1]);
        free(text);
    }
}

/* ---- targets ---- */

#define TARGETS "{\"_type\":\"targets\"," HEAD ","
#define HASHED "\"hashes\":{\"sha256\":\"" SHA "\"}"
#define DELEGATED(role) TARGETS "\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[" role "]}}"
#define SIGNERS "\"keyids\":[],\"threshold\":1"

static void targets(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {TARGETS "\"targets\":{}}", ""},
        {TARGETS "\"targets\":{\"a\":{\"length\":0," HASHED ",\"custom\":{}}}}", ""},
        {TARGETS "\"targets\":{\"../a\":{\"length\":0," HASHED ",\"more\":[]}}}", ""},
        {TARGETS "\"target\":{}}", "bad-metadata"},
        {TARGETS "\"targets\":[]}", "bad-metadata"},
        {TARGETS "\"targets\":{\"a\":{" HASHED "}}}", "bad-metadata"},
        {TARGETS "\"targets\":{\"a\":{\"length\":1}}}", "bad-metadata"},
        {TARGETS "\"targets\":{\"a\":null}}", "bad-metadata"},
        {TARGETS "\"targets\":{\"a\":{\"length\":-1," HASHED "}}}", "bad-length"},
        {TARGETS "\"targets\":{\"a\":{\"length\":1,\"hashes\":{}}}}", "bad-hashes"},
        {TARGETS "\"targets\":{\"\":{\"length\":1," HASHED "}}}", "bad-metadata"},
        {TARGETS "\"targets\":{\"a\":{\"length\":1," HASHED ",\"custom\":\"x\"}}}", "bad-metadata"},
        {TARGETS "\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[]}}", ""},
        {TARGETS "\"targets\":{},\"delegations\":{\"roles\":[]}}", "bad-key"},
        {TARGETS "\"targets\":{},\"delegations\":{\"keys\":{}}}", "bad-metadata"},
        {TARGETS "\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":{}}}", "bad-metadata"},
        {TARGETS "\"targets\":{},\"delegations\":[]}", "bad-metadata"},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"terminating\":false,\"paths\":[]}"), ""},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"path_hash_prefixes\":[\"0f\",\"\"]}"), ""},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"paths\":[\"x\"]},{\"name\":\"b\"," SIGNERS
                   ",\"paths\":[\"x\"]}"),
         ""},
        {DELEGATED("{\"name\":\"a\"," SIGNERS "},{\"name\":\"b\"," SIGNERS "},{\"name\":\"a\"," SIGNERS "}"),
         "bad-metadata"},
        {DELEGATED("{" SIGNERS "}"), "bad-metadata"},
        {DELEGATED("7"), "bad-metadata"},
        {DELEGATED("{\"name\":\"targets\"," SIGNERS "}"), "bad-metadata"},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"terminating\":1}"), "bad-metadata"},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"paths\":[],\"path_hash_prefixes\":[]}"), "bad-metadata"},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"paths\":\"*\"}"), "bad-metadata"},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"paths\":{}}"), "bad-metadata"},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"paths\":[1]}"), "bad-metadata"},
        {DELEGATED("{\"name\":\"a\"," SIGNERS ",\"path_hash_prefixes\":[null]}"), "bad-metadata"},
        {DELEGATED("{\"name\":\"a\",\"threshold\":1}"), "bad-role"},
        {DELEGATED("{\"name\":\"a\",\"keyids\":{},\"threshold\":1}"), "bad-role"},
        {DELEGATED("{\"name\":\"a\",\"keyids\":[1],\"threshold\":1}"), "bad-role"},
        {DELEGATED("{\"name\":\"a\",\"keyids\":[]}"), "bad-threshold"},
        {DELEGATED("{\"name\":\"a\",\"keyids\":[\"x\",\"x\"],\"threshold\":1}"), "duplicate-keyid"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_reads(TRUST_TARGETS, cases[i][0], cases[i][1]);
}

/* At the limit it is good, one beyond it is not. */
static void sizes(void **state)
{
    (void)state;
    for (int over = 0; over < 2; over++) {
        struct buffer text = {0};
        buffer_text(&text, TARGETS "\"targets\":{\"");
        for (int i = 0; i < LIMIT_TRUST_PATH_BYTES + over; i++)
            buffer_char(&text, 'p');
        buffer_text(&text, "\":{\"length\":1," HASHED "}}}");
        assert_reads(TRUST_TARGETS, text.data, over == 1 ? "bad-metadata" : "");
        for (int pattern = 0; pattern < 2; pattern++) { /* a role's name; a pattern */
            buffer_clear(&text);
            buffer_format(&text,
                          TARGETS "\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[{" SIGNERS ",%s",
                          pattern == 1 ? "\"name\":\"a\",\"paths\":[\"" : "\"name\":\"");
            for (int i = 0; i < (pattern == 1 ? LIMIT_TRUST_PATH_BYTES : LIMIT_TRUST_NAME_BYTES) + over; i++)
                buffer_char(&text, 'n');
            buffer_text(&text, pattern == 1 ? "\"]}]}}" : "\"}]}}");
            assert_reads(TRUST_TARGETS, text.data, over == 1 ? "bad-metadata" : "");
        }
        buffer_clear(&text);
        buffer_text(&text, TARGETS "\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[");
        for (int i = 0; i < LIMIT_TRUST_DELEGATIONS + over; i++)
            buffer_format(&text, "%s{\"name\":\"%d\"," SIGNERS "}", i > 0 ? "," : "", i);
        buffer_text(&text, "]}}");
        assert_reads(TRUST_TARGETS, text.data, over == 1 ? "too-many-roles" : "");
        buffer_clear(&text);
        buffer_text(&text, TARGETS "\"targets\":{},\"delegations\":{\"keys\":{");
        for (int i = 0; i < LIMIT_TRUST_KEYS + over; i++)
            buffer_format(&text, "%s\"%d\":{\"keytype\":\"t\",\"scheme\":\"s\",\"keyval\":{}}",
                          i > 0 ? "," : "", i);
        buffer_text(&text, "},\"roles\":[]}}");
        assert_reads(TRUST_TARGETS, text.data, over == 1 ? "too-many-keys" : "");
        buffer_clear(&text);
        buffer_text(&text, TARGETS "\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[{\"name\":\"a\","
                                   "\"threshold\":1,\"keyids\":[");
        for (int i = 0; i < LIMIT_TRUST_ROLE_KEYS + over; i++)
            buffer_format(&text, "%s\"%d\"", i > 0 ? "," : "", i);
        buffer_text(&text, "]}]}}");
        assert_reads(TRUST_TARGETS, text.data, over == 1 ? "too-many-keys" : "");
        buffer_clear(&text);
        buffer_text(&text, "{\"_type\":\"snapshot\"," HEAD ",\"meta\":{\"targets.json\":{\"version\":1}");
        for (int i = 1; i < LIMIT_TRUST_LISTED + over; i++)
            buffer_format(&text, ",\"%d.json\":{\"version\":1}", i);
        buffer_text(&text, "}}");
        assert_reads(TRUST_SNAPSHOT, text.data, over == 1 ? "too-many-roles" : "");
        buffer_finish(&text);
    }
    /* Encoded, each of these characters is nine bytes long, and the file's name counts. */
    assert_reads(TRUST_TARGETS,
                 DELEGATED("{\"name\":\"号号号号号号号号号号号号号号号号号号号号号号号号号号\"," SIGNERS "}"),
                 "");
    assert_reads(
        TRUST_TARGETS,
        DELEGATED("{\"name\":\"号号号号号号号号号号号号号号号号号号号号号号号号号号号\"," SIGNERS "}"),
        "bad-metadata");
}

/* ---- root ---- */

#define ROLES(root)                                                                                          \
    "\"roles\":{\"root\":" root ",\"timestamp\":{" SIGNERS "},\"snapshot\":{" SIGNERS                        \
    "},\"targets\":{" SIGNERS "},\"mirrors\":7}"
#define ROOT "{\"_type\":\"root\"," HEAD ","
#define KEY(rest) ROOT "\"keys\":{\"k\":" rest "}," ROLES("{" SIGNERS "}") "}"

static void root(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {ROOT "\"keys\":{}," ROLES("{" SIGNERS "}") "}", ""},
        {ROOT "\"consistent_snapshot\":false,\"keys\":{}," ROLES("{" SIGNERS "}") "}", ""},
        {ROOT "\"consistent_snapshot\":\"true\",\"keys\":{}," ROLES("{" SIGNERS "}") "}", "bad-metadata"},
        {ROOT "\"keys\":[]," ROLES("{" SIGNERS "}") "}", "bad-key"},
        {ROOT ROLES("{" SIGNERS "}") "}", "bad-key"},
        {ROOT "\"keys\":{}}", "bad-threshold"},
        {ROOT "\"keys\":{}," ROLES("null") "}", "bad-threshold"},
        {ROOT "\"keys\":{}," ROLES("{\"keyids\":[\"unknown\"],\"threshold\":9}") "}", ""},
        {KEY("{\"keytype\":\"x\",\"scheme\":\"y\",\"keyval\":{\"public\":\"\"}}"), ""},
        {KEY("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"" SHA "\"}}"), ""},
        {KEY("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"" SHA "0\"}}"), ""},
        {KEY("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"00\"}}"), ""},
        {KEY("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":7}}"), ""},
        {KEY("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{}}"), ""},
        {KEY("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\"}"), "bad-key"},
        {KEY("{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":\"" SHA "\"}"), "bad-key"},
        {KEY("{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"\"}}"), "bad-key"},
        {KEY("{\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"\"}}"), "bad-key"},
        {KEY("7"), "bad-key"},
        {KEY("{\"keytype\":\"rsa\",\"scheme\":\"rsassa-pss-sha256\",\"keyval\":{\"public\":\"no PEM\"}}"),
         ""},
        {KEY("{\"keytype\":\"ecdsa\",\"scheme\":\"ecdsa-sha2-nistp256\",\"keyval\":{\"public\":\"\"}}"), ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_reads(TRUST_ROOT, cases[i][0], cases[i][1]);
}

/* ---- keys and signatures ---- */

/* What row 43 of the bad inputs names: shapes of a signature that must not verify, beside enough good ones or alone. */
static void shapes_of_signatures(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    const struct sim_file *file = sim_file(&sim.web, "timestamp.json");
    char *text = take_copy_n(file->bytes, file->size), *sig = strstr(text, "\"sig\":\"") + 7, good[129];
    memcpy(good, sig, 128);
    good[128] = '\0';
    char *rest = sig + 128;
    unsigned char raw[64];
    char malleable[129], upper[129];
    assert_int_equal(sodium_hex2bin(raw, sizeof raw, good, 128, NULL, NULL, NULL), 0);
    static const unsigned char order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                            0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                            0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
    unsigned carry = 0;
    for (size_t i = 0; i < 32; i++) { /* S + L: the same point, another number */
        carry += (unsigned)raw[32 + i] + order[i];
        raw[32 + i] = (unsigned char)carry;
        carry >>= 8;
    }
    (void)sodium_bin2hex(malleable, sizeof malleable, raw, sizeof raw);
    for (size_t i = 0; i < 129; i++)
        upper[i] = good[i] >= 'a' && good[i] <= 'f' ? (char)(good[i] - 32) : good[i];
    const struct {
        const char *sig;
        bool verifies;
    } cases[] = {{good, true}, {malleable, false}, {upper, false}, {"", false}, {"0", false}, {"zz", false}};
    for (size_t i = 0; i < COUNT(cases) + 2; i++) {
        char *other = i < COUNT(cases) ? take_copy(cases[i].sig)
                                       : take_format("%.*s%s", i == COUNT(cases) ? 126 : 128, good,
                                                     i == COUNT(cases) ? "" : "00");
        char *changed = take_format("%.*s%s%s", (int)(sig - text), text, other, rest);
        sim_put(&sim.web, "timestamp.json", changed, strlen(changed));
        assert_int_equal(sim_run(&sim, NULL) == STATUS_OK, i < COUNT(cases) && cases[i].verifies);
        sim_drop(&sim.store, "timestamp.json");
        free(changed);
        free(other);
    }
    char *huge = take_zeroed(4 * LIMIT_TRUST_SIGNATURE_BYTES, 1);
    memset(huge, '0', 4 * LIMIT_TRUST_SIGNATURE_BYTES - 1);
    char *changed = take_format("%.*s%s%s", (int)(sig - text), text, huge, rest);
    sim_put(&sim.web, "timestamp.json", changed, strlen(changed));
    assert_int_equal(sim_run(&sim, NULL), STATUS_REFUSED);
    free(changed);
    free(huge);
    free(text);
    sim_finish(&sim);
}

/* Small-order Ed25519 keys verify anything in careless libraries. */
static void small_order_key(void **state)
{
    (void)state;
    unsigned char signature[64] = {1}, identity[32];
    static const char *const keys[] = {"0100000000000000000000000000000000000000000000000000000000000000",
                                       "0000000000000000000000000000000000000000000000000000000000000000",
                                       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        void *key = trust_ed25519.load(keys[i], identity);
        if (key != NULL)
            assert_false(
                trust_ed25519.verify(key, (const unsigned char *)"x", 1, signature, sizeof signature));
        trust_ed25519.unload(key);
    }
}

static char *public_pem(EVP_PKEY *key)
{
    char *at = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
    long size = BIO_get_mem_data(bio, &at);
    char *text = take_copy_n(at, (size_t)size);
    BIO_free(bio);
    return text;
}

/* libcrypto's schemes take just their own kind of key; a key's identity is its own, whatever the spelling. */
static void libcrypto_keys(void **state)
{
    (void)state;
    unsigned char one[32], two[32];
    EVP_PKEY *keys[] = {EVP_RSA_gen(2048), EVP_RSA_gen(1024), EVP_EC_gen("P-256"), EVP_EC_gen("P-384"),
                        EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")};
    for (size_t i = 0; i < COUNT(keys); i++) {
        char *pem = public_pem(keys[i]), *spaced = take_format("comment\n%s\nmore", pem);
        void *rsa = trust_rsa_pss.load(pem, one), *ec = trust_ecdsa.load(pem, one),
             *again = trust_ecdsa_p256.load(spaced, two);
        assert_int_equal(rsa != NULL, i == 0);
        assert_int_equal(ec != NULL, i == 2);
        assert_int_equal(again != NULL, i == 2);
        if (again != NULL)
            assert_memory_equal(one, two, sizeof one);
        trust_rsa_pss.unload(rsa);
        trust_ecdsa.unload(ec);
        trust_ecdsa_p256.unload(again);
        free(pem);
        free(spaced);
        EVP_PKEY_free(keys[i]);
    }
    char *endless = take_zeroed(3 * LIMIT_TRUST_PATH_BYTES, 1);
    memset(endless, 'A', 3 * LIMIT_TRUST_PATH_BYTES - 1);
    assert_null(trust_rsa_pss.load(endless, one));
    free(endless);
}

/* One RSA key under the ids of two entries is one signer there as well. */
static void one_rsa_key_twice(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.schemes = trust_schemes_all;
    int first = sim_add_key(&sim, SIM_ROOT), second = sim_add_key(&sim, SIM_ROOT);
    sim.key[first].other = EVP_EC_gen("P-256");
    sim.key[first].keytype = "ecdsa";
    sim.key[second].keytype = "ecdsa-sha2-nistp256";
    sim.key[first].scheme = sim.key[second].scheme = "ecdsa-sha2-nistp256";
    assert_int_equal(EVP_PKEY_up_ref(sim.key[first].other), 1);
    sim.key[second].other = sim.key[first].other;
    sim.role[SIM_ROOT].trusted.threshold = "2";
    sim_publish(&sim, "root");
    assert_int_equal(sim_run(&sim, NULL), STATUS_OK); /* the Ed25519 key and this one */
    sim.role[SIM_ROOT].trusted.threshold = "3";
    sim_publish(&sim, "root");
    assert_int_equal(sim_run(&sim, NULL), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "unsigned");
    sim_finish(&sim);
}

/* ---- paths ---- */

static void patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *path;
        bool matches;
    } cases[] = {
        {"targets/*.tgz", "targets/foo.tgz", true}, /* these eight are the specification's own */
        {"targets/*.tgz", "targets/bar.tgz", true},
        {"targets/*.tgz", "targets/foo.txt", false},
        {"foo-version-?.tgz", "foo-version-2.tgz", true},
        {"foo-version-?.tgz", "foo-version-a.tgz", true},
        {"foo-version-?.tgz", "foo-version-alpha.tgz", false},
        {"*.tgz", "foo.tgz", true},
        {"*.tgz", "targets/foo.tgz", false},
        {"foo.tgz", "foo.tgz", true},
        {"foo.tgz", "foo.tg", false},
        {"foo.tgz", "foo.tgzz", false},
        {"*", "a", true},
        {"*", "", true},
        {"*", "a/b", false},
        {"*/*", "a/b", true},
        {"*/*", "a", false},
        {"*/*", "a/b/c", false},
        {"a/*", "a/", true},
        {"a/*", "a", false},
        {"a*/c", "ab/c", true},
        {"a*c", "a/c", false},
        {"a?c", "a/c", false},
        {"a?c", "abc", true},
        {"?", "号", true}, /* one character, not one byte */
        {"??", "号", false},
        {"*??", "号", false},
        {"*?", "号", true},
        {"?", "", false},
        {"*a*b*c", "xaxbxc", true},
        {"*a*b*c", "xaxcxb", false},
        {"*ab", "aab", true},
        {"**a", "ba", true},
        {"a**", "a", true},
        {"[ab]", "a", false}, /* no sets: the specification knows '*' and '?' */
        {"[ab]", "[ab]", true},
        {"\\*", "*", false},
        {"\\*", "\\x", true},
        {"*", ".hidden", true},
        {"A", "a", false},
        {"", "", true},
        {"", "a", false},
        {"a//b", "a//b", true},
        {"a/b", "a//b", false},
        {"?x", "\xffx", true}, /* no UTF-8: a byte at a time, never beyond the end */
        {"*x", "\xe5x", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        if (trust_path_matches(cases[i].pattern, cases[i].path) != cases[i].matches)
            fail_msg("%s against %s", cases[i].pattern, cases[i].path);
}

/* Of two hashes both must fit, and so must the length. */
static void digests(void **state)
{
    (void)state;
    struct trust_digest digest = {.length = 1, .sha256 = true, .sha512 = true};
    struct problem problem = {0};
    (void)crypto_hash_sha256(digest.sha256_bytes, (const unsigned char *)"x", 1);
    (void)crypto_hash_sha512(digest.sha512_bytes, (const unsigned char *)"x", 1);
    assert_int_equal(trust_digest_check(&digest, "x", 1, &problem), STATUS_OK);
    digest.sha512_bytes[63] ^= 1;
    assert_int_equal(trust_digest_check(&digest, "x", 1, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "wrong-hash");
    digest.sha512_bytes[63] ^= 1;
    digest.sha256_bytes[31] ^= 1;
    assert_int_equal(trust_digest_check(&digest, "x", 1, NULL), STATUS_REFUSED);
    digest.sha256_bytes[31] ^= 1;
    digest.length = 2;
    assert_int_equal(trust_digest_check(&digest, "x", 1, NULL), STATUS_REFUSED);
    digest.length = -1;
    assert_int_equal(trust_digest_check(&digest, "x", 1, NULL), STATUS_OK);
}

/* `printf %s a/b | sha256sum` begins c14cddc0. */
static void hash_prefixes(void **state)
{
    (void)state;
    assert_true(trust_path_has_prefix("c", "a/b"));
    assert_true(trust_path_has_prefix("c14cddc0", "a/b"));
    assert_true(trust_path_has_prefix("", "a/b"));
    assert_false(trust_path_has_prefix("c14cddc1", "a/b"));
    assert_false(trust_path_has_prefix("C14CDDC0", "a/b"));
    assert_false(trust_path_has_prefix("d", "a/b"));
}

static void search_by_hash(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int no = sim_delegate(&sim, SIM_TARGETS_ROLE, "no", "\"path_hash_prefixes\":[\"0\",\"d\"]")->to;
    int yes = sim_delegate(&sim, SIM_TARGETS_ROLE, "yes", "\"path_hash_prefixes\":[\"b\",\"c1\"]")->to;
    sim_add_target(&sim, no, "a/b", "no");
    sim_add_target(&sim, yes, "a/b", "yes");
    sim_publish(&sim, "no yes targets snapshot timestamp");
    assert_int_equal(sim_run(&sim, "a/b"), STATUS_OK);
    assert_string_equal(trust_client_target(sim.client)->role, "yes");
    sim_finish(&sim);
}

static void quoting(void **state)
{
    (void)state;
    static const struct {
        const char *text, *quoted;
        char keep;
    } cases[] = {{"azAZ09-._~", "azAZ09-._~", '\0'},
                 {"a/b", "a%2Fb", '\0'},
                 {"a/b", "a/b", '/'},
                 {"%", "%25", '/'},
                 {"?#+ &=:@", "%3F%23%2B%20%26%3D%3A%40", '/'},
                 {"号\x7f\n", "%E5%8F%B7%7F%0A", '/'},
                 {"", "", '/'}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer out = {0};
        trust_quote(&out, cases[i].text, cases[i].keep);
        assert_int_equal(out.size, strlen(cases[i].quoted));
        if (out.size > 0)
            assert_string_equal(out.data, cases[i].quoted);
        buffer_finish(&out);
    }
}

/* ---- the search's ends ---- */

static void roles_that_cannot_be_had(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int a = sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"*\"]")->to;
    int b = sim_delegate(&sim, SIM_TARGETS_ROLE, "B", "\"paths\":[\"*\"]")->to;
    sim_add_target(&sim, b, "x", "behind A");
    sim_publish(&sim, "B targets snapshot timestamp"); /* A is not in the snapshot */
    assert_int_equal(sim_run(&sim, "x"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "not-found");
    sim_publish(&sim, "A snapshot timestamp");
    sim_drop(&sim.web, "1.A.json");
    assert_int_equal(sim_run(&sim, "x"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "not-found");
    sim_write(&sim, a);
    assert_int_equal(sim_find(&sim, "x"), STATUS_OK); /* the same client, once it is there */
    sim_publish(&sim, "A snapshot timestamp");
    const struct sim_file *old = sim_file(&sim.web, "1.A.json");
    sim_put(&sim.web, "2.A.json", old->bytes, old->size);
    assert_int_equal(sim_run(&sim, "x"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "wrong-version");
    assert_int_equal(sim_stored_version(&sim, "A"), 1);
    sim_finish(&sim);
}

/* ---- the loop ---- */

struct breaking {
    enum status read, keep;
};

static enum status break_read(void *data, const struct trust_request *request, struct buffer *out,
                              struct problem *problem)
{
    const struct breaking *breaking = data;
    (void)request;
    (void)out;
    return breaking->read == STATUS_END ? STATUS_END
                                        : problem_set(problem, breaking->read, "broken", "reading");
}

static enum status sim_web_root(void *data, const struct trust_request *request, struct buffer *out,
                                struct problem *problem)
{
    struct sim *sim = data;
    (void)problem;
    const struct sim_file *file = sim_file(&sim->web, request->name);
    if (file != NULL)
        buffer_add(out, file->bytes, file->size);
    return STATUS_OK; /* an empty answer is an answer */
}

static enum status break_keep(void *data, const struct trust_event *event, struct problem *problem)
{
    (void)data;
    (void)event;
    return problem_set(problem, STATUS_UNAVAILABLE, "disk-full", "keeping");
}

static void loop_ends_with_its_environment(void **state)
{
    (void)state;
    struct sim sim;
    struct trust_policy policy = {trust_schemes_product};
    struct trust_client *client = NULL;
    sim_init(&sim);
    const struct sim_file *root = sim_file(&sim.web, "1.root.json");
    static const struct {
        enum status status;
        const char *code;
    } cases[] = {{STATUS_UNAVAILABLE, "broken"},
                 {STATUS_REFUSED, "broken"},
                 {STATUS_MISUSE, "broken"},
                 {STATUS_END, "absent"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct breaking breaking = {.read = cases[i].status};
        struct trust_io io = {break_read, break_keep, &breaking};
        struct problem problem = {0};
        assert_int_equal(trust_client_create(root->bytes, root->size, &policy, 0, &client, NULL), STATUS_OK);
        assert_int_equal(trust_run(client, &io, &problem),
                         cases[i].status == STATUS_END ? STATUS_UNAVAILABLE : cases[i].status);
        assert_string_equal(problem.code, cases[i].code);
        trust_client_destroy(client);
    }
    struct problem problem = {0};
    struct trust_io io = {sim_web_root, break_keep, &sim};
    sim_publish(&sim, "root");
    root = sim_file(&sim.web, "1.root.json");
    assert_int_equal(trust_client_create(root->bytes, root->size, &policy, 0, &client, NULL), STATUS_OK);
    assert_int_equal(trust_run(client, &io, &problem), STATUS_UNAVAILABLE);
    assert_string_equal(problem.code, "disk-full");
    trust_client_destroy(client);
    sim_drop(&sim.web, "2.root.json");
    problem_clear(&problem);
    root = sim_file(&sim.web, "1.root.json");
    assert_int_equal(trust_client_create(root->bytes, root->size, &policy, 0, &client, NULL), STATUS_OK);
    assert_int_equal(trust_run(client, &io, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "bad-json");
    trust_client_destroy(client);
    trust_client_destroy(NULL);
    sim_finish(&sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(head),
        cmocka_unit_test(signatures),
        cmocka_unit_test(listings),
        cmocka_unit_test(targets),
        cmocka_unit_test(sizes),
        cmocka_unit_test(root),
        cmocka_unit_test(shapes_of_signatures),
        cmocka_unit_test(small_order_key),
        cmocka_unit_test(libcrypto_keys),
        cmocka_unit_test(one_rsa_key_twice),
        cmocka_unit_test(patterns),
        cmocka_unit_test(digests),
        cmocka_unit_test(hash_prefixes),
        cmocka_unit_test(search_by_hash),
        cmocka_unit_test(quoting),
        cmocka_unit_test(roles_that_cannot_be_had),
        cmocka_unit_test(loop_ends_with_its_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
