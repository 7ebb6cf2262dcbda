#include "transfer.h"

#include "contract/limits.h"
#include "contract/record.h"
#include "depot.h"
#include "entries.h"
#include "envelope.h"
#include "file.h"
#include "trust/path.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct transfer {
    struct repository *repository;
    char *to;
    char **name; /* of every file of the publication, relative; sorted before it is searched */
    size_t names, capacity;
    struct transfer_report *report;
};

static char *place(const struct transfer *transfer, const char *name)
{
    return take_format("%s/%s", transfer->to, name);
}

static void keep_name(struct transfer *transfer, const char *name)
{
    transfer->name =
        take_room(transfer->name, &transfer->capacity, transfer->names + 1, sizeof *transfer->name);
    transfer->name[transfer->names++] = take_copy(name);
    transfer->report->files++;
}

/* Reads a file of the publication, named as it is called on disk. STATUS_END: there is none. */
static enum status read_file(struct transfer *transfer, const char *name, size_t most, struct buffer *out,
                             struct problem *problem)
{
    struct buffer quoted = {0};
    trust_quote(&quoted, name, '/');
    enum status status = repository_read(transfer->repository, quoted.data, most, out, problem);
    buffer_finish(&quoted);
    return status;
}

static enum status lacks(const char *name, struct problem *problem)
{
    return problem_set(problem, STATUS_REFUSED, "incomplete", "%.200s is not there, or not as it is listed",
                       name);
}

static enum status write_file(struct transfer *transfer, const char *name, const struct buffer *bytes,
                              struct problem *problem)
{
    char *path = place(transfer, name);
    enum status status = file_replace_later(path, bytes->data, bytes->size, 0644, problem);
    transfer->report->copied += status == STATUS_OK;
    free(path);
    return status;
}

/* ---- what is copied ------------------------------------------------------------------------------------------ */

/* A target is named by its hash: one that is there with the right bytes need not be asked for. */
static enum status copy_target(struct transfer *transfer, const char *path, const struct json *entry,
                               struct problem *problem)
{
    char sha256[65], *name = depot_target_name(path, entry_sha256(entry)), *there = place(transfer, name);
    struct buffer bytes = {0};
    keep_name(transfer, name);
    enum status status = file_read(there, LIMIT_SEALED_BYTES, &bytes, NULL);
    sha256_hex(bytes.data == NULL ? "" : bytes.data, bytes.size, sha256);
    if (status != STATUS_OK || strcmp(sha256, entry_sha256(entry)) != 0) {
        buffer_clear(&bytes);
        status = read_file(transfer, name, LIMIT_SEALED_BYTES, &bytes, problem);
        sha256_hex(bytes.data == NULL ? "" : bytes.data, bytes.size, sha256);
        if (status == STATUS_END || (status == STATUS_OK && strcmp(sha256, entry_sha256(entry)) != 0))
            status = lacks(name, problem);
        if (status == STATUS_OK)
            status = write_file(transfer, name, &bytes, problem);
    }
    buffer_finish(&bytes);
    free(name);
    free(there);
    return status;
}

/* A role file is not named by its hash, so it is asked for each time; and every target it lists. */
static enum status copy_role(struct transfer *transfer, const char *name, struct problem *problem)
{
    struct buffer bytes = {0}, held = {0};
    struct envelope file = {0};
    enum status status = read_file(transfer, name, LIMIT_TRUST_TARGETS_BYTES, &bytes, problem);
    if (status == STATUS_END)
        status = lacks(name, problem);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, LIMIT_TRUST_TARGETS_BYTES, &file, problem);
    const struct json *targets = json_member(file.body, "targets");
    const char **paths = json_keys(targets);
    for (size_t i = 0; i < json_count(targets) && status == STATUS_OK; i++)
        status = copy_target(transfer, paths[i], json_member(targets, paths[i]), problem);
    free(paths);
    char *there = place(transfer, name);
    keep_name(transfer, name);
    bool same = status == STATUS_OK &&
                file_read(there, LIMIT_TRUST_TARGETS_BYTES, &held, NULL) == STATUS_OK &&
                held.size == bytes.size && memcmp(held.data, bytes.data, bytes.size) == 0;
    if (status == STATUS_OK && !same)
        status = write_file(transfer, name, &bytes, problem);
    free(there);
    envelope_finish(&file);
    buffer_finish(&bytes);
    buffer_finish(&held);
    return status;
}

static enum status copy_roots(struct transfer *transfer, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (int64_t version = 1; version <= LIMIT_TRUST_ROOTS && status == STATUS_OK; version++) {
        struct buffer bytes = {0};
        char *name = take_format("metadata/%" PRId64 ".root.json", version), *there = place(transfer, name);
        bool held = file_exists(there);
        status = held ? STATUS_OK : read_file(transfer, name, LIMIT_TRUST_ROOT_BYTES, &bytes, problem);
        if (status == STATUS_OK && !held)
            status = write_file(transfer, name, &bytes, problem);
        if (status == STATUS_OK)
            keep_name(transfer, name);
        buffer_finish(&bytes);
        free(name);
        free(there);
    }
    return status == STATUS_END ? STATUS_OK : status;
}

/* The snapshot, which must be the one that the timestamp names, and all roles in it. */
static enum status copy_snapshot(struct transfer *transfer, const struct json *stamped,
                                 struct problem *problem)
{
    struct buffer bytes = {0};
    struct envelope snapshot = {0};
    char sha256[65];
    const char *named = json_text(json_member(json_member(stamped, "hashes"), "sha256"));
    char *name = take_format("metadata/%" PRId64 ".snapshot.json", transfer->report->snapshot);
    enum status status = read_file(transfer, name, LIMIT_TRUST_SNAPSHOT_BYTES, &bytes, problem);
    sha256_hex(bytes.data == NULL ? "" : bytes.data, bytes.size, sha256);
    if (status == STATUS_END || (status == STATUS_OK && (named == NULL || strcmp(named, sha256) != 0)))
        status = lacks(name, problem);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, LIMIT_TRUST_SNAPSHOT_BYTES, &snapshot, problem);
    const struct json *meta = json_member(snapshot.body, "meta");
    const char **names = json_keys(meta);
    for (size_t i = 0; i < json_count(meta) && status == STATUS_OK; i++) {
        int64_t version = 0;
        (void)json_int64(json_member(json_member(meta, names[i]), "version"), &version);
        char *role = take_format("metadata/%" PRId64 ".%s", version, names[i]);
        status = copy_role(transfer, role, problem);
        free(role);
    }
    free(names);
    if (status == STATUS_OK)
        status = write_file(transfer, name, &bytes, problem);
    keep_name(transfer, name);
    free(name);
    envelope_finish(&snapshot);
    buffer_finish(&bytes);
    return status;
}

/* ---- what goes ----------------------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Removes what is no longer listed, below `folder`; nothing outside what a publication consists of is looked at. */
static void sweep(struct transfer *transfer, const char *folder)
{
    struct dirent **names = NULL;
    char *path = place(transfer, folder);
    int count = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        struct stat info;
        char *name = take_format("%s/%s", folder, names[i]->d_name), *file = place(transfer, name);
        bool known =
            strcmp(names[i]->d_name, ".") == 0 || strcmp(names[i]->d_name, "..") == 0 ||
            strcmp(name, "metadata/timestamp.json") == 0 ||
            bsearch(&name, transfer->name, transfer->names, sizeof *transfer->name, compare_names) != NULL;
        if (!known && lstat(file, &info) == 0) {
            if (S_ISDIR(info.st_mode))
                sweep(transfer, name);
            else if (S_ISREG(info.st_mode) && unlink(file) == 0) /* what stays is in nobody's way */
                transfer->report->removed++;
        }
        free(name);
        free(file);
        free(names[i]);
    }
    free(names);
    free(path);
}

/* ---- all of it ----------------------------------------------------------------------------------------------- */

static enum status read_timestamp(struct buffer *bytes, struct envelope *out, int64_t *version,
                                  struct problem *problem)
{
    enum status status = envelope_read(bytes->data, bytes->size, LIMIT_TRUST_TIMESTAMP_BYTES, out, problem);
    if (status == STATUS_OK && !json_int64(json_member(out->body, "version"), version))
        status = problem_set(problem, STATUS_REFUSED, "bad-metadata", "a timestamp without a version");
    return status;
}

/* Version of the copy that is there; 0: none that can be read. */
static int64_t held_version(const struct transfer *transfer)
{
    struct buffer bytes = {0};
    struct envelope held = {0};
    int64_t version = 0;
    char *path = place(transfer, "metadata/timestamp.json");
    if (file_read(path, LIMIT_TRUST_TIMESTAMP_BYTES, &bytes, NULL) != STATUS_OK ||
        read_timestamp(&bytes, &held, &version, NULL) != STATUS_OK)
        version = 0;
    envelope_finish(&held);
    buffer_finish(&bytes);
    free(path);
    return version;
}

static enum status copy_all(struct transfer *transfer, struct problem *problem)
{
    struct buffer bytes = {0};
    struct envelope timestamp = {0};
    char *path = place(transfer, "metadata/timestamp.json");
    enum status status =
        read_file(transfer, "metadata/timestamp.json", LIMIT_TRUST_TIMESTAMP_BYTES, &bytes, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_REFUSED, "absent", "the publication has no timestamp.json");
    if (status == STATUS_OK)
        status = read_timestamp(&bytes, &timestamp, &transfer->report->timestamp, problem);
    if (status == STATUS_OK && held_version(transfer) > transfer->report->timestamp)
        status =
            problem_set(problem, STATUS_REFUSED, "older", "%.200s holds a newer publication", transfer->to);
    const struct json *stamped = json_member(json_member(timestamp.body, "meta"), "snapshot.json");
    (void)json_int64(json_member(stamped, "version"), &transfer->report->snapshot);
    if (status == STATUS_OK)
        status = copy_roots(transfer, problem);
    if (status == STATUS_OK)
        status = copy_snapshot(transfer, stamped, problem);
    if (status == STATUS_OK)
        status = file_sync_all(transfer->to, problem);
    if (status == STATUS_OK)
        status = file_replace(path, bytes.data, bytes.size, 0644, problem);
    if (status == STATUS_OK) {
        qsort(transfer->name, transfer->names, sizeof *transfer->name, compare_names);
        sweep(transfer, "metadata");
        sweep(transfer, "targets");
        status = file_sync_all(transfer->to, problem);
    }
    free(path);
    envelope_finish(&timestamp);
    buffer_finish(&bytes);
    return status;
}

enum status transfer_run(const char *uri, const struct fetch_options *options, const char *to,
                         struct transfer_report *report, struct problem *problem)
{
    struct transfer transfer = {.report = report};
    size_t length = strlen(to);
    *report = (struct transfer_report){0};
    while (length > 1 && to[length - 1] == '/')
        length--;
    transfer.to = take_copy_n(to, length);
    enum status status = repository_open(uri, options, &transfer.repository, problem);
    if (status == STATUS_OK)
        status = file_make_folder(transfer.to, 0755, problem);
    if (status == STATUS_OK)
        status = copy_all(&transfer, problem);
    for (size_t i = 0; i < transfer.names; i++)
        free(transfer.name[i]);
    free(transfer.name);
    repository_close(transfer.repository);
    free(transfer.to);
    return status;
}
