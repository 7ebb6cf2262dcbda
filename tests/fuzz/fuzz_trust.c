/* A follower whose repository and store are the fuzzer's: the input, cut at NUL bytes, answers one request after the other.
   Half of the time it answers with files signed by a key that the root trusts, so that what stands behind a good
   signature is reached as well. Nothing may be kept that was not signed, and every run ends. */
#include "contract/limits.h"
#include "trust/metadata.h"
#include "trust/path.h"
#include "trust/run.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct follower {
    const char *at, *end;
    unsigned char sk[crypto_sign_SECRETKEYBYTES];
    int answers;
};

/* "signed" in the envelope, signed if it is JSON at all. */
static void sign(const struct follower *follower, const char *text, size_t size, struct buffer *out)
{
    struct json *tree = NULL;
    struct buffer message = {0};
    unsigned char signature[crypto_sign_BYTES];
    char hex[2 * crypto_sign_BYTES + 1];
    if (json_parse(text, size, LIMIT_TRUST_TARGETS_BYTES, &tree, NULL) != STATUS_OK)
        return;
    json_canonical(tree, &message);
    (void)crypto_sign_detached(signature, NULL, (const unsigned char *)message.data, message.size,
                               follower->sk);
    buffer_format(out, "{\"signatures\":[{\"keyid\":\"k\",\"sig\":\"%s\"}],\"signed\":",
                  sodium_bin2hex(hex, sizeof hex, signature, sizeof signature));
    buffer_add(out, text, size);
    buffer_text(out, "}");
    buffer_finish(&message);
    json_destroy(tree);
}

static enum status answer(void *data, const struct trust_request *request, struct buffer *out,
                          struct problem *problem)
{
    struct follower *follower = data;
    (void)problem;
    ENSURE(strchr(request->name, '/') == NULL && strlen(request->name) <= LIMIT_TRUST_NAME_BYTES + 30);
    if (follower->at >= follower->end || ++follower->answers > 64)
        return STATUS_END;
    const char *stop = memchr(follower->at, '\0', (size_t)(follower->end - follower->at));
    stop = stop == NULL ? follower->end : stop;
    size_t size = (size_t)(stop - follower->at);
    if (size > 0 && follower->at[0] == '!')
        buffer_add(out, follower->at + 1, size - 1);
    else
        sign(follower, follower->at, size, out);
    follower->at = stop + 1;
    return out->size == 0 ? STATUS_END : STATUS_OK;
}

static enum status keep(void *data, const struct trust_event *event, struct problem *problem)
{
    (void)data;
    (void)problem;
    ENSURE(strchr(event->name, '/') == NULL);
    if (event->bytes == NULL)
        return STATUS_OK;
    ENSURE(event->size > 0);
    struct json *tree = NULL; /* what is kept can be read again */
    ENSURE(json_parse(event->bytes, event->size, LIMIT_TRUST_TARGETS_BYTES, &tree, NULL) == STATUS_OK);
    json_destroy(tree);
    return STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char seed[crypto_sign_SEEDBYTES] = {7};
    static const struct trust_policy policy = {trust_schemes_all};
    struct follower follower = {.at = (const char *)data, .end = (const char *)data + size};
    struct trust_io io = {answer, keep, &follower};
    struct trust_client *client = NULL;
    struct buffer signed_part = {0}, root = {0};
    unsigned char pk[crypto_sign_PUBLICKEYBYTES];
    char hex[2 * crypto_sign_PUBLICKEYBYTES + 1];
    if (sodium_init() < 0)
        abort();
    (void)crypto_sign_seed_keypair(pk, follower.sk, seed);
    buffer_format(
        &signed_part,
        "{\"_type\":\"root\",\"spec_version\":\"1.0\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\","
        "\"consistent_snapshot\":true,\"keys\":{\"k\":{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\","
        "\"keyval\":"
        "{\"public\":\"%s\"}}},\"roles\":{\"root\":{\"keyids\":[\"k\"],\"threshold\":1},\"timestamp\":{"
        "\"keyids\":"
        "[\"k\"],\"threshold\":1},\"snapshot\":{\"keyids\":[\"k\"],\"threshold\":1},\"targets\":{\"keyids\":["
        "\"k\"],"
        "\"threshold\":1}}}",
        sodium_bin2hex(hex, sizeof hex, pk, sizeof pk));
    sign(&follower, signed_part.data, signed_part.size, &root);
    ENSURE(trust_client_create(root.data, root.size, &policy, 0, &client, NULL) == STATUS_OK);
    if (trust_run(client, &io, NULL) == STATUS_OK) {
        static const char *const paths[] = {"a", "a/b", "b"};
        for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
            trust_client_find(client, paths[i]);
            if (trust_run(client, &io, NULL) == STATUS_OK)
                ENSURE(trust_client_target(client)->digest.length >= 0);
        }
    }
    trust_client_destroy(client);
    buffer_finish(&signed_part);
    buffer_finish(&root);
    char *text = take_copy_n((const char *)data, size), *other = text + strlen(text);
    if (other < text + size)
        (void)trust_path_matches(text, other + 1); /* pattern NUL path */
    free(text);
    return 0;
}
