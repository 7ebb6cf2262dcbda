/* The signed metadata of a followed publication, and sealed items with their keys: kept in the same transaction as the items,
   so that a screen that verifies for itself never sees new items under old signatures or the other way round. */
#include "cache_inside.h"
#include "place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status read_one(struct cache *cache, const char *name, int64_t version, int64_t *found,
                            struct buffer *out, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, FIND_CHAIN, "ti", name, version);
    enum status status = store_step(statement, "read metadata", problem);
    if (status != STATUS_OK)
        return status;
    *found = sqlite3_column_int64(statement, 0);
    if (out != NULL)
        buffer_add(out, sqlite3_column_blob(statement, 1), (size_t)sqlite3_column_bytes(statement, 1));
    (void)sqlite3_reset(statement);
    return STATUS_OK;
}

enum status cache_chain_read(struct cache *cache, const char *name, int64_t version, struct buffer *out,
                             struct problem *problem)
{
    int64_t found = 0;
    return read_one(cache, name, version, &found, out, problem);
}

enum status cache_chain_version(struct cache *cache, const char *name, int64_t *out, struct problem *problem)
{
    *out = 0;
    enum status status = read_one(cache, name, -1, out, NULL, problem);
    return status == STATUS_END ? STATUS_OK : status;
}

enum status cache_chain_sum(struct cache *cache, const char *name, int64_t version, char sha256[65],
                            struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, FIND_CHAIN_SUM, "ti", name, version);
    enum status status = store_step(statement, "read metadata", problem);
    const char *put = status == STATUS_OK ? store_text(statement, 0) : "";
    (void)snprintf(sha256, 65, "%s", put); /* damaged, it may be anything */
    (void)sqlite3_reset(statement);
    return status;
}

enum status cache_chain_put(struct cache *cache, const char *name, int64_t version,
                            const struct buffer *bytes, bool alone, struct problem *problem)
{
    enum status status = STATUS_OK;
    char sha256[65];
    sha256_hex(bytes->data == NULL ? "" : bytes->data, bytes->size, sha256);
    if (alone)
        status = cache_write_row(cache, WITH(cache, DELETE_OTHER_CHAIN, "ti", name, version), "put metadata",
                                 problem);
    if (status == STATUS_OK)
        status = cache_write_row(
            cache, WITH(cache, PUT_CHAIN, "tibt", name, version, bytes->data, bytes->size, sha256),
            "put metadata", problem);
    return status;
}

enum status cache_chain_clear(struct cache *cache, struct problem *problem)
{
    return cache_write_row(cache, WITH(cache, DELETE_CHAIN, ""), "forget metadata", problem);
}

enum status cache_chain_copy(struct cache *cache, int64_t edition, const char *name, struct problem *problem)
{
    return cache_write_row(cache, WITH(cache, COPY_CHAIN, "it", edition, name), "keep metadata", problem);
}

enum status cache_editions(struct cache *cache, int64_t **out, size_t *count, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, LIST_EDITIONS, "");
    size_t capacity = 0;
    enum status status = STATUS_FAILED;
    *out = NULL;
    *count = 0;
    while ((status = store_step(statement, "list editions", problem)) == STATUS_OK) {
        *out = take_room(*out, &capacity, *count + 1, sizeof **out);
        (*out)[(*count)++] = sqlite3_column_int64(statement, 0);
    }
    return status == STATUS_END ? STATUS_OK : status;
}

enum status cache_edition_drop(struct cache *cache, int64_t edition, struct problem *problem)
{
    return cache_write_row(cache, WITH(cache, DELETE_EDITION, "i", edition), "forget edition", problem);
}

enum status cache_put_sealed(struct cache *cache, const char *id, const unsigned char key[32],
                             const struct buffer *bytes, struct problem *problem)
{
    cache->dirty = true; /* an old key may go */
    return cache_write_row(
        cache, WITH(cache, PUT_SEALED, "tbb", id, (const void *)key, (size_t)32, bytes->data, bytes->size),
        "put sealed", problem);
}

static bool same_text(sqlite3_stmt *row, int column, const char *text)
{
    const char *held = (const char *)sqlite3_column_text(row, column);
    return held == NULL || text == NULL ? held == text : strcmp(held, text) == 0;
}

/* The columns by which items are found, ordered and timed, against the record. */
static bool same_columns(sqlite3_stmt *row, const void *bytes, size_t size)
{
    enum {
        ID = 0,
        AUDIENCE = 3,
        VERSION = 7,
        REVISION,
        PROJECT,
        CATALOGUE,
        PRIORITY,
        STATUTORY,
        PUBLISHED,
        FROM,
        UNTIL,
        PLACE,
        SORT
    };
    struct record *record = NULL;
    char place[ORDER_BYTES];
    if (bytes == NULL || record_decode(bytes, size, &record, NULL) != STATUS_OK)
        return false;
    instant until = record->display_until == NO_INSTANT ? INT64_MAX : record->display_until;
    bool sorted = sqlite3_column_type(row, SORT) != SQLITE_NULL;
    const struct place where = {.priority = record->priority,
                                .project = record->project,
                                .sort = sorted ? sqlite3_column_int64(row, SORT) : PLACE_SORT_NONE,
                                .catalogue = record->catalogue,
                                .published_at = record->published_at,
                                .id = record->id};
    place_write(&where, place);
    bool good = same_text(row, ID, record->id) && same_text(row, PROJECT, record->project) &&
                same_text(row, CATALOGUE, record->catalogue) && same_text(row, PLACE, place) &&
                sqlite3_column_int64(row, VERSION) == record->version &&
                sqlite3_column_int64(row, REVISION) == record->revision &&
                sqlite3_column_int64(row, AUDIENCE) == (int64_t)record->audience &&
                sqlite3_column_int64(row, PRIORITY) == (int64_t)record->priority &&
                sqlite3_column_int64(row, STATUTORY) == (int64_t)record->statutory &&
                sqlite3_column_int64(row, PUBLISHED) == record->published_at &&
                sqlite3_column_int64(row, FROM) == record->display_from &&
                sqlite3_column_int64(row, UNTIL) == until;
    record_destroy(record);
    return good;
}

/* Every page, every entry of every index, and the rows of projects, which have no other second look. */
static enum status check_all(struct cache *cache, struct problem *problem)
{
    sqlite3_stmt *check = WITH(cache, INTEGRITY_CHECK, ""), *projects = WITH(cache, WALK_PROJECTS, "");
    bool good = false;
    enum status status = store_step(check, "integrity check", problem);
    if (status == STATUS_OK)
        good = strcmp(store_text(check, 0), "ok") == 0;
    (void)sqlite3_reset(check);
    while (status == STATUS_OK && good && (status = store_step(projects, "audit", problem)) == STATUS_OK) {
        char sha256[65];
        sha256_hex(sqlite3_column_blob(projects, 1), (size_t)sqlite3_column_bytes(projects, 1), sha256);
        good = strcmp(sha256, store_text(projects, 0)) == 0;
    }
    (void)sqlite3_reset(projects);
    if ((status == STATUS_OK || status == STATUS_END) && !good)
        return problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache",
                           "an index or a project's row is damaged");
    return status == STATUS_END ? STATUS_OK : status;
}

enum status cache_audit(struct cache *cache, cache_look *look, void *data, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, WALK_CONTENT, "");
    enum status status = check_all(cache, problem);
    while (status == STATUS_OK && (status = store_step(statement, "audit", problem)) == STATUS_OK) {
        struct cache_audited item = {
            .id = store_text(statement, 0),
            .sha256 = store_text(statement, 1),
            .mark = store_text(statement, 2),
            .audience = sqlite3_column_int(statement, 3),
            .bytes = sqlite3_column_blob(statement, 4),
            .size = (size_t)sqlite3_column_bytes(statement, 4),
            .key = sqlite3_column_blob(statement, 5),
            .sealed = sqlite3_column_blob(statement, 6),
            .sealed_size = (size_t)sqlite3_column_bytes(statement, 6),
        };
        item.columns = same_columns(statement, item.bytes, item.size);
        look(data, &item);
    }
    return status == STATUS_END ? STATUS_OK : status;
}
