#include "pending.h"

#include "contract/limits.h"
#include "file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PENDING_FILE_BYTES (64 << 20) /* our own files */

static const char *hash_of(const struct json *targets, const char *path)
{
    const char *sha256 = json_text(json_member(json_member(json_member(targets, path), "hashes"), "sha256"));
    return sha256 == NULL ? "" : sha256;
}

static enum status copy(const char *from, const char *to, struct problem *problem)
{
    struct buffer bytes = {0};
    enum status status =
        file_exists(to) ? STATUS_UNCHANGED : file_read(from, PENDING_FILE_BYTES, &bytes, problem);
    if (status == STATUS_OK)
        status = file_replace_later(to, bytes.data, bytes.size, 0644, problem);
    buffer_finish(&bytes);
    /* What is not there cannot be shown; who signs is told so. */
    return status == STATUS_END || status == STATUS_UNCHANGED ? STATUS_OK : status;
}

static enum status keep_targets(const struct depot *depot, const char *keys, const struct json *old,
                                const struct json *fresh, struct problem *problem)
{
    const char **paths = json_keys(old);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < json_count(old) && status == STATUS_OK; i++) {
        const char *was = hash_of(old, paths[i]);
        if (strcmp(was, hash_of(fresh, paths[i])) == 0)
            continue;
        char *name = depot_target_name(paths[i], was), *from = depot_path(depot, name),
             *to = take_format("%s/pending/published/%s", keys, name);
        status = copy(from, to, problem);
        free(name);
        free(from);
        free(to);
    }
    free(paths);
    return status;
}

/* Removes the copies that belong to a role. */
static void forget(const char *keys, const char *name)
{
    struct buffer bytes = {0};
    struct envelope base = {0};
    char *path = take_format("%s/pending/published/%s.json", keys, name);
    if (file_read(path, PENDING_FILE_BYTES, &bytes, NULL) == STATUS_OK &&
        envelope_read(bytes.data, bytes.size, PENDING_FILE_BYTES, &base, NULL) == STATUS_OK) {
        const struct json *targets = json_member(base.body, "targets");
        const char **paths = json_keys(targets);
        for (size_t i = 0; i < json_count(targets); i++) {
            char *target = depot_target_name(paths[i], hash_of(targets, paths[i])),
                 *file = take_format("%s/pending/published/%s", keys, target);
            (void)unlink(file); /* most were never copied */
            free(target);
            free(file);
        }
        free(paths);
    }
    (void)unlink(path);
    envelope_finish(&base);
    buffer_finish(&bytes);
    free(path);
}

enum status pending_keep(const struct depot *depot, const char *keys, const char *name, int64_t version,
                         const struct envelope *old, const struct buffer *waiting, struct problem *problem)
{
    struct envelope fresh = {0};
    forget(keys, name);
    if (version == 0)
        return STATUS_OK;
    char *file = take_format("metadata/%" PRId64 ".%s.json", version, name), *from = depot_path(depot, file),
         *to = take_format("%s/pending/published/%s.json", keys, name);
    enum status status = envelope_read(waiting->data, waiting->size, PENDING_FILE_BYTES, &fresh, problem);
    if (status == STATUS_OK)
        status = keep_targets(depot, keys, json_member(old->body, "targets"),
                              json_member(fresh.body, "targets"), problem);
    if (status == STATUS_OK)
        status = copy(from, to, problem);
    envelope_finish(&fresh);
    free(file);
    free(from);
    free(to);
    return status;
}

void pending_clear(const char *keys, const char *path)
{
    char *folder = take_format("%s/pending/", keys);
    size_t length = strlen(folder);
    bool role =
        strncmp(path, folder, length) == 0 && strchr(path + length, '/') == NULL && strlen(path) > length + 5;
    char *name = role ? take_copy_n(path + length, strlen(path) - length - 5) : NULL;
    (void)unlink(path);
    if (role)
        forget(keys, name);
    free(folder);
    free(name);
}
