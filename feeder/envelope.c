#include "envelope.h"

#include "contract/record.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "an Ed25519 key");

#define KEYS_MOST 16 /* of one role: more than any office has hands */

/* ---- keys and authorities ------------------------------------------------------------------------------------ */

void public_key_write(const struct public_key *key, struct buffer *out)
{
    char hex[KEYID_HEX];
    sodium_bin2hex(hex, sizeof hex, key->bytes, sizeof key->bytes);
    buffer_format(out, "{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"%s\"},\"scheme\":\"ed25519\"}",
                  hex);
}

void public_key_name(struct public_key *key)
{
    struct buffer object = {0};
    public_key_write(key, &object);
    sha256_hex(object.data, object.size, key->id);
    buffer_finish(&object);
}

void authority_finish(struct authority *authority)
{
    free(authority->key);
    *authority = (struct authority){0};
}

const struct public_key *authority_find(const struct authority *authority, const char *id)
{
    for (size_t i = 0; i < authority->keys; i++)
        if (strcmp(authority->key[i].id, id) == 0)
            return &authority->key[i];
    return NULL;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const struct public_key *)a)->id, ((const struct public_key *)b)->id);
}

/* Kept sorted by id, so that the same authority is always spelled the same. */
void authority_add(struct authority *authority, const struct public_key *key)
{
    if (authority_find(authority, key->id) != NULL)
        return;
    authority->key = take_resized(authority->key, authority->keys + 1, sizeof *authority->key);
    authority->key[authority->keys++] = *key;
    qsort(authority->key, authority->keys, sizeof *authority->key, compare_keys);
}

static enum status bad_key(const char *what, struct problem *problem)
{
    return problem_set(problem, STATUS_REFUSED, "bad-key", "%s", what);
}

static enum status read_key(const struct json *object, const char *id, struct public_key *out,
                            struct problem *problem)
{
    const char *type = json_text(json_member(object, "keytype")),
               *scheme = json_text(json_member(object, "scheme")),
               *hex = json_text(json_member(json_member(object, "keyval"), "public"));
    size_t size = 0;
    *out = (struct public_key){0};
    if (type == NULL || scheme == NULL || strcmp(type, "ed25519") != 0 || strcmp(scheme, "ed25519") != 0)
        return bad_key("not an Ed25519 key", problem);
    if (hex == NULL || strlen(hex) != KEYID_HEX - 1 ||
        sodium_hex2bin(out->bytes, sizeof out->bytes, hex, strlen(hex), NULL, &size, NULL) != 0 ||
        size != sizeof out->bytes)
        return bad_key("a public key has 64 hex digits", problem);
    public_key_name(out);
    return strcmp(out->id, id) == 0 ? STATUS_OK : bad_key("a key under a name that is not its hash", problem);
}

enum status authority_read(const struct json *keys, const struct json *role, struct authority *out,
                           struct problem *problem)
{
    const struct json *ids = json_member(role, "keyids");
    int64_t threshold = 0;
    *out = (struct authority){0};
    if (json_count(ids) == 0 || json_count(ids) > KEYS_MOST)
        return bad_key("a role without keys, or with too many", problem);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < json_count(ids) && status == STATUS_OK; i++) {
        const char *id = json_text(json_element(ids, i));
        struct public_key key;
        const struct json *object = id == NULL ? NULL : json_member(keys, id);
        if (object == NULL || authority_find(out, id) != NULL)
            return bad_key("a role names a key that is not there, or twice", problem);
        status = read_key(object, id, &key, problem);
        if (status == STATUS_OK)
            authority_add(out, &key);
    }
    if (status != STATUS_OK)
        return status;
    if (!json_int64(json_member(role, "threshold"), &threshold) || threshold < 1 ||
        threshold > (int64_t)out->keys)
        return bad_key("a threshold that is none", problem);
    out->threshold = (int)threshold;
    return STATUS_OK;
}

void authority_write(const struct authority *authority, struct buffer *out)
{
    buffer_text(out, "\"keyids\":[");
    for (size_t i = 0; i < authority->keys; i++)
        buffer_format(out, "%s\"%s\"", i > 0 ? "," : "", authority->key[i].id);
    buffer_format(out, "],\"threshold\":%d", authority->threshold);
}

void authority_write_keys(const struct authority *authority, bool *first, struct buffer *out)
{
    for (size_t i = 0; i < authority->keys; i++) {
        buffer_format(out, "%s\"%s\":", *first ? "" : ",", authority->key[i].id);
        public_key_write(&authority->key[i], out);
        *first = false;
    }
}

/* ---- envelopes ----------------------------------------------------------------------------------------------- */

enum status envelope_read(const char *bytes, size_t size, size_t most, struct envelope *out,
                          struct problem *problem)
{
    *out = (struct envelope){0};
    enum status status = json_parse(bytes, size, most, &out->tree, problem);
    if (status != STATUS_OK)
        return status;
    out->body = json_member(out->tree, "signed");
    if (!json_is_object(out->body) || !json_is_array(json_member(out->tree, "signatures")))
        return problem_set(problem, STATUS_REFUSED, "bad-metadata", "no signed file");
    json_canonical(out->body, &out->bytes);
    return STATUS_OK;
}

void envelope_finish(struct envelope *envelope)
{
    json_destroy(envelope->tree);
    buffer_finish(&envelope->bytes);
    *envelope = (struct envelope){0};
}

bool envelope_is_signed_by(const struct envelope *envelope, const struct public_key *key)
{
    const struct json *list = json_member(envelope->tree, "signatures");
    for (size_t i = 0; i < json_count(list); i++) {
        const char *id = json_text(json_member(json_element(list, i), "keyid")),
                   *hex = json_text(json_member(json_element(list, i), "sig"));
        unsigned char sig[crypto_sign_BYTES];
        size_t size = 0;
        if (id == NULL || hex == NULL || strcmp(id, key->id) != 0)
            continue;
        return sodium_hex2bin(sig, sizeof sig, hex, strlen(hex), NULL, &size, NULL) == 0 &&
               size == sizeof sig &&
               crypto_sign_verify_detached(sig, (const unsigned char *)envelope->bytes.data,
                                           envelope->bytes.size, key->bytes) == 0;
    }
    return false;
}

int envelope_signers(const struct envelope *envelope, const struct authority *authority)
{
    int count = 0;
    for (size_t i = 0; i < authority->keys; i++)
        count += envelope_is_signed_by(envelope, &authority->key[i]);
    return count;
}

void envelope_begin(struct envelope_writer *writer, struct buffer *out)
{
    *writer = (struct envelope_writer){.out = out};
    buffer_text(out, "{\"signatures\":[");
}

void envelope_signature(struct envelope_writer *writer, const char *keyid, const char *sig)
{
    buffer_format(writer->out, "%s{\"keyid\":\"%s\",\"sig\":\"%s\"}", writer->signatures++ > 0 ? "," : "",
                  keyid, sig);
}

void envelope_end(struct envelope_writer *writer, const struct buffer *body)
{
    buffer_text(writer->out, "],\"signed\":");
    buffer_add(writer->out, body->data, body->size);
    buffer_char(writer->out, '}');
}
