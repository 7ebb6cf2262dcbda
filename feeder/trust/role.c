#include "trust/role.h"

#include "contract/buffer.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- keys ---- */

static const struct trust_scheme *find_scheme(const struct trust_scheme *const *schemes, const char *keytype,
                                              const char *name)
{
    for (; *schemes != NULL; schemes++)
        if (strcmp((*schemes)->keytype, keytype) == 0 && strcmp((*schemes)->scheme, name) == 0)
            return *schemes;
    return NULL;
}

static enum status read_key(const struct json *object, const struct trust_scheme *const *schemes,
                            struct trust_key *key, struct problem *problem)
{
    const char *keytype = json_text(json_member(object, "keytype")),
               *scheme = json_text(json_member(object, "scheme"));
    const struct json *keyval = json_member(object, "keyval");
    const char *public_text = json_text(json_member(keyval, "public"));
    if (keytype == NULL || scheme == NULL || !json_is_object(keyval))
        return problem_set(problem, STATUS_REFUSED, "bad-key", "a key without keytype, scheme or keyval");
    key->scheme = public_text == NULL ? NULL : find_scheme(schemes, keytype, scheme);
    if (key->scheme != NULL)
        key->loaded = key->scheme->load(public_text, key->identity);
    if (key->loaded == NULL)
        key->scheme = NULL;
    return STATUS_OK;
}

enum status trust_keyring_read(const struct json *keys, const struct trust_scheme *const *schemes,
                               struct trust_keyring *out, struct problem *problem)
{
    if (!json_is_object(keys))
        return problem_set(problem, STATUS_REFUSED, "bad-key", "keys are missing");
    size_t count = json_count(keys);
    if (count > LIMIT_TRUST_KEYS)
        return problem_set(problem, STATUS_REFUSED, "too-many-keys", "%zu keys, at most %d", count,
                           LIMIT_TRUST_KEYS);
    struct trust_keyring ring = {.key = take_zeroed(count, sizeof *ring.key)};
    const char **ids = json_keys(keys); /* in the order of strcmp, which find_key relies on */
    enum status status = STATUS_OK;
    while (status == STATUS_OK && ring.count < count) {
        struct trust_key *key = &ring.key[ring.count++];
        key->id = ids[ring.count - 1];
        status = read_key(json_member(keys, key->id), schemes, key, problem);
    }
    free(ids);
    if (status == STATUS_OK)
        *out = ring;
    else
        trust_keyring_finish(&ring);
    return status;
}

void trust_keyring_finish(struct trust_keyring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        if (ring->key[i].scheme != NULL)
            ring->key[i].scheme->unload(ring->key[i].loaded);
    free(ring->key);
    *ring = (struct trust_keyring){0};
}

static int compare_id(const void *id, const void *key)
{
    return strcmp(id, ((const struct trust_key *)key)->id);
}

static const struct trust_key *find_key(const struct trust_keyring *ring, const char *id)
{
    return ring->count == 0 ? NULL : bsearch(id, ring->key, ring->count, sizeof *ring->key, compare_id);
}

/* ---- roles ---- */

static enum status read_keyids(const struct json *keyids, const struct trust_keyring *ring,
                               struct trust_role *role, struct problem *problem)
{
    const char *id[LIMIT_TRUST_ROLE_KEYS];
    size_t count = json_count(keyids);
    if (!json_is_array(keyids))
        return problem_set(problem, STATUS_REFUSED, "bad-role", "keyids are missing");
    if (count > LIMIT_TRUST_ROLE_KEYS)
        return problem_set(problem, STATUS_REFUSED, "too-many-keys", "%zu keys in one role, at most %d",
                           count, LIMIT_TRUST_ROLE_KEYS);
    for (size_t i = 0; i < count; i++) {
        id[i] = json_text(json_element(keyids, i));
        if (id[i] == NULL)
            return problem_set(problem, STATUS_REFUSED, "bad-role", "a key id is no text");
        for (size_t j = 0; j < i; j++)
            if (strcmp(id[i], id[j]) == 0)
                return problem_set(problem, STATUS_REFUSED, "duplicate-keyid", "one key id twice in a role");
        const struct trust_key *key = find_key(ring, id[i]);
        if (key != NULL && key->scheme != NULL)
            role->key[role->count++] = key;
    }
    return STATUS_OK;
}

enum status trust_role_read(const struct json *object, const struct trust_keyring *ring,
                            struct trust_role *out, struct problem *problem)
{
    struct trust_role role = {0};
    /* A threshold of 0 would make every file signed (GHSA-fphv-w9fq-2525). */
    if (!json_int64(json_member(object, "threshold"), &role.threshold) || role.threshold < 1)
        return problem_set(problem, STATUS_REFUSED, "bad-threshold", "a threshold is no number above 0");
    enum status status = read_keyids(json_member(object, "keyids"), ring, &role, problem);
    if (status == STATUS_OK)
        *out = role;
    return status;
}

static bool has_identity(const struct trust_role *role, const unsigned char *identity)
{
    for (size_t i = 0; i < role->count; i++)
        if (memcmp(role->key[i]->identity, identity, TRUST_IDENTITY_BYTES) == 0)
            return true;
    return false;
}

bool trust_role_keeps_keys(const struct trust_role *before, const struct trust_role *after)
{
    for (size_t i = 0; i < before->count; i++)
        if (!has_identity(after, before->key[i]->identity))
            return false;
    return true;
}

/* ---- signatures ---- */

static const struct trust_key *role_key(const struct trust_role *role, const char *id)
{
    for (size_t i = 0; i < role->count; i++)
        if (strcmp(role->key[i]->id, id) == 0)
            return role->key[i];
    return NULL;
}

/* Lower-case hex only: a second spelling of one signature would let a byte of the file change unnoticed. */
static bool verify_one(const struct trust_key *key, const struct buffer *message, const char *hex)
{
    unsigned char signature[LIMIT_TRUST_SIGNATURE_BYTES];
    size_t size = 0, length = strlen(hex);
    const char *end = NULL;
    if (strspn(hex, "0123456789abcdef") != length ||
        sodium_hex2bin(signature, sizeof signature, hex, length, NULL, &size, &end) != 0 || *end != '\0')
        return false;
    return key->scheme->verify(key->loaded, (const unsigned char *)message->data, message->size, signature,
                               size);
}

enum status trust_role_verify(const struct trust_role *role, const struct json *signed_part,
                              const struct json *signatures, struct problem *problem)
{
    const unsigned char *counted[LIMIT_TRUST_ROLE_KEYS];
    int64_t good = 0;
    struct buffer message = {0};
    json_canonical(signed_part, &message);
    for (size_t i = 0; i < json_count(signatures); i++) {
        const struct json *entry = json_element(signatures, i);
        const struct trust_key *key = role_key(role, json_text(json_member(entry, "keyid")));
        bool again = false;
        for (int64_t j = 0; key != NULL && j < good; j++)
            again = again || memcmp(counted[j], key->identity, TRUST_IDENTITY_BYTES) == 0;
        if (key != NULL && !again && verify_one(key, &message, json_text(json_member(entry, "sig"))))
            counted[good++] = key->identity;
    }
    buffer_finish(&message);
    if (good < role->threshold)
        return problem_set(problem, STATUS_REFUSED, "unsigned", "%lld good signatures where %lld are needed",
                           (long long)good, (long long)role->threshold);
    return STATUS_OK;
}
