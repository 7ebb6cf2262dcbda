#include "pending.h"

#include "contract/limits.h"
#include "file.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PENDING_FILE_BYTES (64 << 20) /* our own files */
#define STICK_SECONDS                                                                                        \
    ((instant)30 * 24 * 60 * 60) /* how long a stick may be on its way to its signers and back */

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

/* ---- what no waiting file names any more ---------------------------------------------------------------------- */

struct named {
    char **name; /* sorted: "targets/<prefix>/texts/<hash>.<id>.json" */
    size_t count, capacity;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void named_finish(struct named *named)
{
    for (size_t i = 0; i < named->count; i++)
        free(named->name[i]);
    free(named->name);
}

static bool is_named(const struct named *named, const char *name)
{
    return named->count > 0 &&
           bsearch(&name, named->name, named->count, sizeof *named->name, compare_names) != NULL;
}

/* Does anything that waits lie in this folder? */
static bool is_awaited(const struct named *named, const char *folder)
{
    size_t length = strlen(folder);
    for (size_t i = 0; i < named->count; i++)
        if (strncmp(named->name[i], folder, length) == 0 && named->name[i][length] == '/')
            return true;
    return false;
}

static bool add_named(struct named *named, const char *path)
{
    struct buffer bytes = {0};
    struct envelope waiting = {0};
    bool good = file_read(path, PENDING_FILE_BYTES, &bytes, NULL) == STATUS_OK &&
                envelope_read(bytes.data, bytes.size, PENDING_FILE_BYTES, &waiting, NULL) == STATUS_OK;
    const struct json *targets = json_member(waiting.body, "targets");
    const char **paths = json_keys(targets);
    for (size_t i = 0; good && i < json_count(targets); i++) {
        named->name = take_room(named->name, &named->capacity, named->count + 1, sizeof *named->name);
        named->name[named->count++] = depot_target_name(paths[i], hash_of(targets, paths[i]));
    }
    free(paths);
    envelope_finish(&waiting);
    buffer_finish(&bytes);
    return good;
}

static bool find_named(const char *folder, struct named *named)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, NULL);
    bool good = count >= 0;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(names[i]->d_name);
        char *path = take_format("%s/%s", folder, names[i]->d_name);
        if (good && length > 5 && strcmp(names[i]->d_name + length - 5, ".json") == 0)
            good = add_named(named, path);
        free(path);
        free(names[i]);
    }
    free(names);
    if (named->count > 0)
        qsort(named->name, named->count, sizeof *named->name, compare_names);
    return good;
}

struct sweep {
    const struct named *named;
    const char *base; /* folder above "targets" */
    instant before;   /* what was put earlier goes, whatever waits beside it */
};

/* The files of base/folder; `depth` folders lie between. What is empty then goes as well. */
static void sweep_folder(const struct sweep *sweep, const char *folder, int depth)
{
    struct dirent **names = NULL;
    char *path = take_format("%s/%s", sweep->base, folder);
    bool awaited = depth == 0 && is_awaited(sweep->named, folder);
    int count = scandir(path, &names, NULL, NULL);
    for (int i = 0; i < count; i++) {
        const char *entry = names[i]->d_name;
        char *name = take_format("%s/%s", folder, entry), *file = take_format("%s/%s", path, entry);
        struct stat info = {0};
        if (depth > 0 && strcmp(entry, ".") != 0 && strcmp(entry, "..") != 0)
            sweep_folder(sweep, name, depth - 1);
        else if (depth == 0 && !is_named(sweep->named, name) && lstat(file, &info) == 0 &&
                 S_ISREG(info.st_mode) && (!awaited || info.st_mtim.tv_sec < sweep->before))
            (void)unlink(file); /* what cannot be removed is tried again */
        free(name);
        free(file);
        free(names[i]);
    }
    free(names);
    (void)rmdir(path);
    free(path);
}

void pending_sweep(const char *keys, instant now)
{
    struct named named = {0};
    char *folder = take_format("%s/pending", keys), *content = take_format("%s/content", folder);
    const struct sweep targets = {&named, folder, now - STICK_SECONDS},
                       contents = {&named, content, INT64_MAX};
    if (find_named(folder, &named)) {
        sweep_folder(&targets, "targets", 2);
        sweep_folder(&contents, "targets", 2);
        (void)rmdir(content);
    }
    named_finish(&named);
    free(folder);
    free(content);
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
