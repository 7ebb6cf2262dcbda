#include "standing.h"

#include "contract/record.h"
#include "file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define STANDING_BYTES (64 << 20) /* our own files */

struct standing {
    struct buffer timestamp, snapshot;
    struct envelope stamp, shot;
    int64_t version, snapshot_version; /* version 0: there is none, or it is not sound */
};

static void standing_finish(struct standing *standing)
{
    buffer_finish(&standing->timestamp);
    buffer_finish(&standing->snapshot);
    envelope_finish(&standing->stamp);
    envelope_finish(&standing->shot);
}

static bool reads(const char *path, struct buffer *bytes, struct envelope *out)
{
    return file_read(path, STANDING_BYTES, bytes, NULL) == STATUS_OK &&
           envelope_read(bytes->data, bytes->size, STANDING_BYTES, out, NULL) == STATUS_OK;
}

static char *snapshot_path(const struct depot *depot, int64_t version)
{
    char *name = take_format("metadata/%" PRId64 ".snapshot.json", version), *path = depot_path(depot, name);
    free(name);
    return path;
}

/* Reads the folder's pair, or the remembered one (`keys`). Sound is a pair in which the timestamp names this very snapshot. */
static void read_pair(const struct depot *depot, const char *keys, struct standing *out)
{
    *out = (struct standing){0};
    char hash[65], *path = keys == NULL ? depot_path(depot, "metadata/timestamp.json")
                                        : take_format("%s/published/timestamp.json", keys);
    int64_t version = 0;
    bool sound = reads(path, &out->timestamp, &out->stamp);
    const struct json *meta = json_member(json_member(out->stamp.body, "meta"), "snapshot.json");
    sound = sound && json_int64(json_member(out->stamp.body, "version"), &version) &&
            json_int64(json_member(meta, "version"), &out->snapshot_version);
    free(path);
    path = keys == NULL ? snapshot_path(depot, out->snapshot_version)
                        : take_format("%s/published/snapshot.json", keys);
    sound = sound && reads(path, &out->snapshot, &out->shot);
    free(path);
    const char *named = json_text(json_member(json_member(meta, "hashes"), "sha256"));
    if (!sound || named == NULL)
        return;
    sha256_hex(out->snapshot.data, out->snapshot.size, hash);
    out->version = strcmp(hash, named) == 0 ? version : 0;
}

static bool is_signed(const struct envelope *file, const struct charter *charter, enum duty duty)
{
    return envelope_signers(file, &charter->duty[duty]) >= charter->duty[duty].threshold;
}

static bool same(const struct buffer *a, const struct buffer *b)
{
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* Does the folder have every role file that a snapshot names? */
static bool has_roles(const struct depot *depot, const struct json *meta)
{
    const char **names = json_keys(meta);
    bool all = true;
    for (size_t i = 0; i < json_count(meta) && all; i++) {
        int64_t version = 0;
        (void)json_int64(json_member(json_member(meta, names[i]), "version"), &version);
        char *name = take_format("metadata/%" PRId64 ".%s", version, names[i]),
             *path = depot_path(depot, name);
        all = file_exists(path);
        free(name);
        free(path);
    }
    free(names);
    return all;
}

static enum status put_back(struct depot *depot, const struct standing *kept, struct problem *problem)
{
    char *name = take_format("metadata/%" PRId64 ".snapshot.json", kept->snapshot_version);
    enum status status = depot_put_lasting(depot, name, kept->snapshot.data, kept->snapshot.size, problem);
    free(name);
    if (status == STATUS_OK)
        status = depot_put_lasting(depot, "metadata/timestamp.json", kept->timestamp.data,
                                   kept->timestamp.size, problem);
    return status;
}

enum status standing_settle(struct depot *depot, const char *keys, const struct charter *charter,
                            bool *mended, struct problem *problem)
{
    struct standing kept, there;
    enum status status = STATUS_OK;
    read_pair(depot, keys, &kept);
    read_pair(depot, NULL, &there);
    bool good = kept.version == 0 || (there.version > 0 && same(&there.timestamp, &kept.timestamp)) ||
                (there.version > kept.version && is_signed(&there.stamp, charter, DUTY_TIMESTAMP));
    *mended = false;
    if (good) {
        status = STATUS_OK;
    } else if (has_roles(depot, json_member(kept.shot.body, "meta"))) {
        status = put_back(depot, &kept, problem);
        *mended = status == STATUS_OK;
    } else if (there.version > 0 || is_signed(&kept.stamp, charter, DUTY_TIMESTAMP) ||
               is_signed(&kept.shot, charter, DUTY_SNAPSHOT)) {
        status = problem_set(problem, STATUS_REFUSED, "publication-lost",
                             "version %" PRId64
                             " was published, and its files are not in the folder: bring it back with "
                             "feeder copy, or rotate the keys of snapshot and timestamp",
                             kept.version);
    }
    standing_finish(&kept);
    standing_finish(&there);
    return status;
}

static enum status keep(const char *keys, const char *name, const struct buffer *bytes,
                        struct problem *problem)
{
    struct buffer held = {0};
    char *path = take_format("%s/published/%s", keys, name);
    enum status status = file_read(path, STANDING_BYTES, &held, NULL);
    if (status != STATUS_OK || !same(&held, bytes))
        status = file_replace(path, bytes->data, bytes->size, 0644, problem);
    buffer_finish(&held);
    free(path);
    return status;
}

/* The snapshot first: a pair that does not match, after a power cut, counts for nothing. */
enum status standing_keep(const char *keys, const struct buffer *timestamp, const struct buffer *snapshot,
                          struct problem *problem)
{
    enum status status = keep(keys, "snapshot.json", snapshot, problem);
    return status == STATUS_OK ? keep(keys, "timestamp.json", timestamp, problem) : status;
}
