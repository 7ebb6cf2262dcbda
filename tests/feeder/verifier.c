#include "verifier.h"

#include "contract/record.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

char *slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    struct buffer bytes = {0};
    char block[65536];
    size_t got = 0;
    buffer_add(&bytes, "", 0);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(&bytes, block, got);
    fclose(file);
    *size = bytes.size;
    return buffer_take(&bytes);
}

static void note_file(struct verified *seen, const char *name)
{
    seen->file = take_room(seen->file, &seen->room, seen->files + 1, sizeof *seen->file);
    seen->file[seen->files++] = take_copy(name);
}

/* The signatures of one file that are good under a role's keys, as different public keys. */
static int64_t good_signatures(const struct json *file, const struct json *keys, const struct json *role)
{
    struct buffer canonical = {0};
    int64_t good = 0;
    json_canonical(json_member(file, "signed"), &canonical);
    const struct json *ids = json_member(role, "keyids"), *list = json_member(file, "signatures");
    for (size_t i = 0; i < json_count(ids); i++) {
        const char *id = json_text(json_element(ids, i));
        const char *hex = json_text(json_member(json_member(json_member(keys, id), "keyval"), "public"));
        unsigned char key[32], sig[64];
        size_t size = 0;
        if (hex == NULL || sodium_hex2bin(key, 32, hex, 64, NULL, &size, NULL) != 0)
            fail_msg("key %s is missing", id);
        for (size_t s = 0; s < json_count(list); s++)
            if (strcmp(json_text(json_member(json_element(list, s), "keyid")), id) == 0) {
                const char *text = json_text(json_member(json_element(list, s), "sig"));
                assert_int_equal(sodium_hex2bin(sig, 64, text, 128, NULL, &size, NULL), 0);
                assert_int_equal(
                    crypto_sign_verify_detached(sig, (unsigned char *)canonical.data, canonical.size, key),
                    0);
                good++;
            }
    }
    buffer_finish(&canonical);
    return good;
}

static struct json *verified_load(struct verified *seen, const char *name, int64_t version)
{
    char *relative = version > 0 ? take_format("metadata/%lld.%s.json", (long long)version, name)
                                 : take_format("metadata/%s.json", name);
    char *path = take_format("%s/%s", seen->repo, relative);
    size_t size = 0;
    int64_t said = 0;
    struct json *tree = NULL;
    char *bytes = slurp(path, &size);
    if (bytes == NULL)
        fail_msg("%s is not there", relative);
    if (json_parse(bytes, size, size, &tree, NULL) != STATUS_OK)
        fail_msg("%s is no JSON", relative);
    assert_true(json_int64(json_member(json_member(tree, "signed"), "version"), &said));
    if (version > 0)
        assert_int_equal(said, version);
    note_file(seen, relative);
    free(bytes);
    free(relative);
    free(path);
    return tree;
}

static void demand(const struct json *file, const struct json *keys, const struct json *role)
{
    int64_t threshold = 0;
    assert_true(json_int64(json_member(role, "threshold"), &threshold));
    assert_true(threshold > 0);
    if (good_signatures(file, keys, role) < threshold)
        fail_msg("%s: too few signatures", json_text(json_member(json_member(file, "signed"), "_type")));
}

static void verify_target(struct verified *seen, const char *path, const struct json *entry)
{
    const char *sha256 = json_text(json_member(json_member(entry, "hashes"), "sha256")),
               *slash = strrchr(path, '/');
    char *relative = take_format("targets/%.*s/%s.%s", (int)(slash - path), path, sha256, slash + 1),
         *file = take_format("%s/%s", seen->repo, relative), found[65];
    int64_t length = 0;
    size_t size = 0;
    char *bytes = slurp(file, &size);
    if (bytes == NULL)
        fail_msg("%s is not there", relative);
    sha256_hex(bytes, size, found);
    assert_string_equal(found, sha256);
    assert_true(json_int64(json_member(entry, "length"), &length));
    assert_int_equal(length, size);
    note_file(seen, relative);
    seen->targets++;
    free(bytes);
    free(relative);
    free(file);
}

static void verify_role(struct verified *seen, const char *name, const struct json *keys,
                        const struct json *role)
{
    char *file = take_format("%s.json", name);
    int64_t version = 0;
    if (!json_int64(json_member(json_member(seen->meta, file), "version"), &version)) {
        free(file); /* delegated, and nobody has signed it yet */
        return;
    }
    struct json *tree = verified_load(seen, name, version);
    demand(tree, keys, role);
    const struct json *body = json_member(tree, "signed"), *targets = json_member(body, "targets"),
                      *delegations = json_member(body, "delegations"),
                      *roles = json_member(delegations, "roles");
    const char **paths = json_keys(targets);
    const char *prefix = json_text(json_element(json_member(role, "paths"), 0));
    for (size_t i = 0; i < json_count(targets); i++) {
        if (prefix != NULL && strncmp(paths[i], prefix, strlen(prefix) - 1) != 0)
            fail_msg("%s is outside of %s", paths[i], prefix);
        const char *bin = json_text(json_element(json_member(role, "path_hash_prefixes"), 0));
        char hash[65];
        sha256_hex(paths[i], strlen(paths[i]), hash);
        if (bin != NULL && strncmp(hash, bin, strlen(bin)) != 0)
            fail_msg("%s is in the wrong bin", paths[i]);
        verify_target(seen, paths[i], json_member(targets, paths[i]));
    }
    free(paths);
    for (size_t i = 0; i < json_count(roles); i++) {
        bool terminating = false;
        const struct json *next = json_element(roles, i);
        assert_true(json_boolean(json_member(next, "terminating"), &terminating) && terminating);
        verify_role(seen, json_text(json_member(next, "name")), json_member(delegations, "keys"), next);
    }
    seen->roles++;
    seen->tree = take_resized(seen->tree, seen->trees + 1, sizeof *seen->tree);
    seen->tree[seen->trees++] = tree;
    free(file);
}

/* Reads everything a client could see. Finish with verified_finish. */
struct verified verify(const char *repo)
{
    struct verified seen = {.repo = repo};
    struct json *root = verified_load(&seen, "root", 1);
    seen.root = 1;
    demand(root, json_member(json_member(root, "signed"), "keys"),
           json_member(json_member(json_member(root, "signed"), "roles"), "root"));
    for (;;) {
        char *next = take_format("%s/metadata/%lld.root.json", repo, (long long)seen.root + 1);
        bool there = access(next, F_OK) == 0;
        free(next);
        if (!there)
            break;
        struct json *newer = verified_load(&seen, "root", ++seen.root);
        const struct json *old_body = json_member(root, "signed"), *body = json_member(newer, "signed");
        demand(newer, json_member(old_body, "keys"), json_member(json_member(old_body, "roles"), "root"));
        demand(newer, json_member(body, "keys"), json_member(json_member(body, "roles"), "root"));
        json_destroy(root);
        root = newer;
    }
    const struct json *keys = json_member(json_member(root, "signed"), "keys"),
                      *roles = json_member(json_member(root, "signed"), "roles");
    struct json *timestamp = verified_load(&seen, "timestamp", 0);
    demand(timestamp, keys, json_member(roles, "timestamp"));
    const struct json *meta =
        json_member(json_member(json_member(timestamp, "signed"), "meta"), "snapshot.json");
    assert_true(json_int64(json_member(json_member(timestamp, "signed"), "version"), &seen.timestamp));
    assert_true(json_int64(json_member(meta, "version"), &seen.snapshot));
    struct json *snapshot = verified_load(&seen, "snapshot", seen.snapshot);
    demand(snapshot, keys, json_member(roles, "snapshot"));
    char *path = take_format("%s/metadata/%lld.snapshot.json", repo, (long long)seen.snapshot), found[65];
    size_t size = 0;
    char *bytes = slurp(path, &size);
    int64_t length = 0;
    sha256_hex(bytes, size, found);
    assert_string_equal(found, json_text(json_member(json_member(meta, "hashes"), "sha256")));
    assert_true(json_int64(json_member(meta, "length"), &length));
    assert_int_equal(length, size);
    free(bytes);
    free(path);
    seen.meta = (struct json *)(uintptr_t)json_member(json_member(snapshot, "signed"), "meta");
    verify_role(&seen, "targets", keys, json_member(roles, "targets"));
    seen.tree = take_resized(seen.tree, seen.trees + 1, sizeof *seen.tree);
    seen.tree[seen.trees++] = snapshot;
    json_destroy(timestamp);
    json_destroy(root);
    return seen;
}

void verified_finish(struct verified *seen)
{
    for (size_t i = 0; i < seen->files; i++)
        free(seen->file[i]);
    free(seen->file);
    for (size_t i = 0; i < seen->trees; i++)
        json_destroy(seen->tree[i]);
    free(seen->tree);
}

/* The entry of a path, or NULL. */
const struct json *verified_entry(const struct verified *seen, const char *path)
{
    for (size_t i = 0; i < seen->trees; i++) {
        const struct json *entry =
            json_member(json_member(json_member(seen->tree[i], "signed"), "targets"), path);
        if (entry != NULL)
            return entry;
    }
    return NULL;
}

int64_t verified_version(const struct verified *seen, const char *role)
{
    char *file = take_format("%s.json", role);
    int64_t version = 0;
    (void)json_int64(json_member(json_member(seen->meta, file), "version"), &version);
    free(file);
    return version;
}

/* The bytes of a target; the caller frees them. */
char *verified_bytes(const struct verified *seen, const char *path, size_t *size)
{
    const struct json *entry = verified_entry(seen, path);
    const char *slash = strrchr(path, '/');
    assert_non_null(entry);
    char *file = take_format("%s/targets/%.*s/%s.%s", seen->repo, (int)(slash - path), path,
                             json_text(json_member(json_member(entry, "hashes"), "sha256")), slash + 1);
    char *bytes = slurp(file, size);
    free(file);
    return bytes;
}

const char *verified_form(const struct verified *seen, const char *path)
{
    const char *form = json_text(json_member(json_member(verified_entry(seen, path), "custom"), "form"));
    return form == NULL ? "" : form;
}
