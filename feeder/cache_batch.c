#include "cache_inside.h"
#include "contract/catalogue.h"
#include "contract/limits.h"
#include "place.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A write that failed leaves the batch half done: from here on it can only be rolled back. SQLite may have
   rolled back by itself already, so that another write would stand alone, outside any transaction. */
enum status cache_write_row(struct cache *cache, sqlite3_stmt *statement, const char *doing,
                            struct problem *problem)
{
    ENSURE(cache->in_batch);
    if (cache->broken)
        return problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "%s: the batch has failed",
                           doing);
    enum status status = store_run(statement, doing, problem);
    if (status == STATUS_OK)
        cache->changed = true;
    else
        cache->broken = true;
    return status;
}

/* Reads the one row a statement may give; the caller resets it. */
enum status cache_read_row(struct cache *cache, sqlite3_stmt *statement, const char *doing,
                           struct problem *problem)
{
    enum status status = store_step(statement, doing, problem);
    if (status != STATUS_OK && status != STATUS_END)
        cache->broken = true;
    return status;
}

static void done(sqlite3_stmt *statement)
{
    (void)sqlite3_reset(statement);
}

/* ---- a batch ------------------------------------------------------------------------------------ */

enum status cache_begin(struct cache *cache, struct problem *problem)
{
    ENSURE(!cache->in_batch);
    enum status status = store_run(WITH(cache, BEGIN, ""), "begin", problem);
    cache->in_batch = status == STATUS_OK;
    cache->changed = cache->broken = false;
    return status;
}

/* The only way out of a batch. `good` commits; anything that fails on the way rolls
   back, and the first cause stays. */
static enum status commit_or_rollback(struct cache *cache, bool good, struct problem *problem)
{
    enum status status = STATUS_FAILED;
    ENSURE(cache->in_batch);
    if (good)
        status = store_run(WITH(cache, COMMIT, ""), "commit", problem);
    if (status != STATUS_OK) {
        marks_finish(&cache->fresh);
        cache->items = -1;
        /* SQLite itself rolls back on some failures (disk full, I/O). */
        if (sqlite3_get_autocommit(cache->db) == 0)
            (void)store_run(WITH(cache, ROLLBACK, ""), "rollback", NULL);
        ENSURE(sqlite3_get_autocommit(cache->db) != 0);
    }
    cache->in_batch = cache->changed = cache->broken = false;
    return status;
}

void cache_rollback(struct cache *cache)
{
    (void)commit_or_rollback(cache, false, NULL);
}

static enum status write_marks(struct cache *cache, const struct marks *marks, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < marks->count && status == STATUS_OK; i++)
        status = cache_write_row(
            cache,
            WITH(cache, (enum statement)marks->mark[i].list, "tt", marks->mark[i].id, marks->mark[i].text),
            "mark", problem);
    return status;
}

enum status cache_commit(struct cache *cache, int64_t *generation, struct problem *problem)
{
    ENSURE(cache->in_batch);
    *generation = cache->generation;
    if (cache->broken) {
        cache_rollback(cache);
        return problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable",
                           "the batch had failed; nothing of it was taken");
    }
    if (!cache->changed) {
        struct marks unchanged = cache->fresh;
        cache->fresh = (struct marks){0};
        cache_rollback(cache);
        marks_move(&cache->kept, &unchanged);
        return STATUS_UNCHANGED;
    }
    char next[24];
    (void)snprintf(next, sizeof next, "%" PRId64, cache->generation + 1);
    enum status status =
        cache_write_row(cache, WITH(cache, SET_GENERATION, "t", next), "generation", problem);
    if (status == STATUS_OK)
        status = write_marks(cache, &cache->kept, problem);
    if (status == STATUS_OK)
        status = write_marks(cache, &cache->fresh, problem);
    status =
        commit_or_rollback(cache, status == STATUS_OK, problem) == STATUS_OK ? STATUS_OK : STATUS_UNAVAILABLE;
    if (status != STATUS_OK)
        return status;
    marks_finish(&cache->kept);
    marks_finish(&cache->fresh);
    *generation = ++cache->generation;
    return STATUS_OK;
}

/* ---- places in the programme -------------------------------------------------------------------- */

static enum status sort_of_project(struct cache *cache, const char *id, int64_t *out, struct problem *problem)
{
    *out = PLACE_SORT_NONE;
    if (id == NULL)
        return STATUS_OK;
    sqlite3_stmt *statement = WITH(cache, FIND_PROJECT, "t", id);
    enum status status = cache_read_row(cache, statement, "find project", problem);
    if (status == STATUS_OK)
        *out = sqlite3_column_int64(statement, 0);
    done(statement);
    return status == STATUS_END ? STATUS_OK : status;
}

/* New places for all items of a project whose order changed. They are collected first: the index that finds
   them is the one that changes. */
static enum status place_again(struct cache *cache, const char *project, int64_t sort,
                               struct problem *problem)
{
    struct moved {
        char *id;
        char place[ORDER_BYTES];
    } *moved = NULL;
    size_t count = 0, capacity = 0;
    sqlite3_stmt *statement = WITH(cache, ITEMS_OF_PROJECT, "t", project);
    enum status status = STATUS_FAILED;
    while ((status = cache_read_row(cache, statement, "items of project", problem)) == STATUS_OK) {
        moved = take_room(moved, &capacity, count + 1, sizeof *moved);
        moved[count].id = take_copy(store_text(statement, 0));
        const struct place place = {.priority = (enum priority)sqlite3_column_int(statement, 2),
                                    .project = project,
                                    .sort = sort,
                                    .catalogue = store_text(statement, 1),
                                    .published_at = sqlite3_column_int64(statement, 3),
                                    .id = moved[count].id};
        place_write(&place, moved[count].place);
        count++;
    }
    status = status == STATUS_END ? STATUS_OK : status;
    for (size_t i = 0; i < count; i++) {
        if (status == STATUS_OK)
            status = cache_write_row(cache, WITH(cache, SET_PLACE, "tt", moved[i].id, moved[i].place),
                                     "place", problem);
        free(moved[i].id);
    }
    free(moved);
    return status;
}

enum status cache_put_project(struct cache *cache, const struct project *project, const char *mark,
                              struct problem *problem)
{
    const char *id = project_cell(project, "id");
    int64_t sort = rows_integer(&project->row, 0, "sort", PLACE_SORT_NONE), held_sort = PLACE_SORT_NONE;
    struct buffer bytes = {0};
    char sha256[65], held[65] = "";
    ENSURE(cache->in_batch && id != NULL);
    project_encode(project, &bytes);
    sha256_hex(bytes.data, bytes.size, sha256);
    sqlite3_stmt *statement = WITH(cache, FIND_PROJECT, "t", id);
    enum status status = cache_read_row(cache, statement, "find project", problem);
    if (status == STATUS_OK) {
        held_sort = sqlite3_column_int64(statement, 0);
        (void)snprintf(held, sizeof held, "%s", store_text(statement, 1));
    }
    done(statement);
    if (status != STATUS_OK && status != STATUS_END)
        goto out;
    if (strcmp(held, sha256) == 0) {
        marks_add(&cache->fresh, MARK_PROJECT, id, mark);
        status = STATUS_UNCHANGED;
        goto out;
    }
    status = cache_write_row(
        cache, WITH(cache, PUT_PROJECT, "tittb", id, sort, mark, sha256, bytes.data, bytes.size),
        "put project", problem);
    if (status == STATUS_OK && sort != held_sort)
        status = place_again(cache, id, sort, problem);
out:
    buffer_finish(&bytes);
    return status;
}

/* ---- items ----------------------------------------------------------------------------------------- */

/* What is held under an id. version 0: nothing. withdrawn -1: no tombstone. */
struct held {
    int64_t version, revision, content, withdrawn;
    instant published_at, display_from;
    char sha256[65], catalogue[4];
};

static enum status find(struct cache *cache, const char *id, struct held *out, struct problem *problem)
{
    *out = (struct held){.withdrawn = -1};
    sqlite3_stmt *statement = WITH(cache, FIND_ITEM, "t", id);
    enum status status = cache_read_row(cache, statement, "find item", problem);
    if (status == STATUS_OK) {
        out->version = sqlite3_column_int64(statement, 0);
        out->revision = sqlite3_column_int64(statement, 1);
        (void)snprintf(out->sha256, sizeof out->sha256, "%s", store_text(statement, 2));
        out->content = sqlite3_column_int64(statement, 3);
        (void)snprintf(out->catalogue, sizeof out->catalogue, "%s", store_text(statement, 4));
        out->published_at = sqlite3_column_int64(statement, 5);
        out->display_from = sqlite3_column_int64(statement, 6);
    }
    done(statement);
    if (status != STATUS_OK && status != STATUS_END)
        return status;
    statement = WITH(cache, FIND_TOMBSTONE, "t", id);
    status = cache_read_row(cache, statement, "find tombstone", problem);
    if (status == STATUS_OK)
        out->withdrawn = sqlite3_column_int64(statement, 0);
    done(statement);
    return status == STATUS_END ? STATUS_OK : status;
}

/* The record without its figures: what may change only under a new version. An attached file is its hash: another release of the
   renderer makes other pictures of the same file. */
static void encode_text(const struct record *record, struct buffer *out)
{
    struct record text = *record;
    struct record_attachment *bare = take_zeroed(record->attachments + 1, sizeof *bare);
    for (size_t i = 0; i < record->attachments; i++) {
        bare[i] = record->attachment[i];
        bare[i].pages = 0;
    }
    text.attachment = bare;
    text.as_of = NO_INSTANT;
    text.revision = 0;
    for (size_t view = VIEW_DETAIL_FIRST; view < VIEW_COUNT; view++)
        text.rows[view].count = 0;
    record_encode(&text, out);
    free(bare);
}

/* Is the held record's text the same, so that only figures differ? */
static enum status compare_text(struct cache *cache, const struct held *held, const struct record *record,
                                bool *same, struct problem *problem)
{
    struct record *old = NULL;
    struct buffer before = {0}, after = {0};
    sqlite3_stmt *statement = WITH(cache, FIND_CONTENT, "i", held->content);
    enum status status = cache_read_row(cache, statement, "read item", problem);
    if (status == STATUS_OK) {
        const void *bytes = sqlite3_column_blob(statement, 0);
        status = record_decode(bytes, (size_t)sqlite3_column_bytes(statement, 0), &old, NULL);
    }
    done(statement);
    if (status == STATUS_END || status == STATUS_REFUSED)
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache",
                             "the held text of an item cannot be read");
    if (status == STATUS_OK) {
        ENSURE(old != NULL);
        encode_text(old, &before);
        encode_text(record, &after);
        *same = before.size == after.size && memcmp(before.data, after.data, before.size) == 0;
    }
    buffer_finish(&before);
    buffer_finish(&after);
    record_destroy(old);
    return status;
}

/* The order of checks: withdrawn → version → text → figures. Revisions are counted here; those of a record that came signed are
   the publisher's and part of its bytes. */
static enum status judge(struct cache *cache, struct record *record, const struct held *held,
                         const struct cache_signed *came, struct problem *problem)
{
    if (held->withdrawn >= 0 && (held->withdrawn == 0 || record->version <= held->withdrawn))
        return problem_set(problem, STATUS_REFUSED, "withdrawn", "version %" PRId64 " is withdrawn",
                           record->version);
    if (record->version < held->version)
        return problem_set(problem, STATUS_REFUSED, "version-falls", "version %" PRId64 " after %" PRId64,
                           record->version, held->version);
    if (record->version > held->version)
        return STATUS_OK;
    struct buffer bytes = {0};
    char counted[65] = "";
    if (came == NULL) {
        record->revision = held->revision;
        record_encode(record, &bytes);
        sha256_hex(bytes.data, bytes.size, counted);
        buffer_finish(&bytes);
    }
    if (strcmp(came == NULL ? counted : came->sha256, held->sha256) == 0)
        return STATUS_UNCHANGED;
    bool same = false;
    enum status status = compare_text(cache, held, record, &same, problem);
    if (status == STATUS_OK && !same)
        return problem_set(problem, STATUS_REFUSED, "same-version",
                           "other text under the same version %" PRId64, record->version);
    if (came == NULL)
        record->revision = held->revision + 1;
    return status;
}

static enum status count_items(struct cache *cache, struct problem *problem)
{
    if (cache->items >= 0)
        return STATUS_OK;
    sqlite3_stmt *statement = WITH(cache, COUNT_ITEMS, "");
    enum status status = cache_read_row(cache, statement, "count", problem);
    if (status == STATUS_OK)
        cache->items = sqlite3_column_int64(statement, 0);
    done(statement);
    return status;
}

static enum status store_item(struct cache *cache, const struct record *record, const struct held *held,
                              const struct buffer *bytes, const char *sha256, const char *mark,
                              struct problem *problem)
{
    char place[ORDER_BYTES];
    int64_t sort = 0, content = held->content;
    bool is_new = held->version == 0;
    enum status status = sort_of_project(cache, record->project, &sort, problem);
    if (status != STATUS_OK)
        return status;
    const struct place where = {.priority = record->priority,
                                .project = record->project,
                                .sort = sort,
                                .catalogue = record->catalogue,
                                .published_at = record->published_at,
                                .id = record->id};
    place_write(&where, place);
    if (!is_new) {
        cache->dirty = cache->dirty || record->version > held->version; /* figures alone are no secret */
        status = cache_write_row(cache, WITH(cache, SET_CONTENT, "ib", content, bytes->data, bytes->size),
                                 "put text", problem);
    } else {
        status = cache_write_row(cache, WITH(cache, ADD_CONTENT, "b", bytes->data, bytes->size), "put text",
                                 problem);
        content = sqlite3_last_insert_rowid(cache->db);
    }
    if (status != STATUS_OK)
        return status;
    instant until = record->display_until == NO_INSTANT ? INT64_MAX : record->display_until;
    return cache_write_row(cache,
                           WITH(cache, is_new ? ADD_ITEM : SET_ITEM, "tiittiiiiiittti", record->id,
                                record->version, record->revision, record->project, record->catalogue,
                                (int64_t)record->audience, (int64_t)record->priority,
                                (int64_t)record->statutory, record->published_at, record->display_from, until,
                                place, mark, sha256, content),
                           "put item", problem);
}

/* What a screen could not read must not get in: it would silently fail to appear there. */
static enum status check_readable(const struct record *record, struct problem *problem)
{
    struct record *again = NULL;
    struct buffer bytes = {0};
    record_encode(record, &bytes);
    enum status status = record_decode(bytes.data, bytes.size, &again, problem);
    record_destroy(again);
    buffer_finish(&bytes);
    return status;
}

static enum status put(struct cache *cache, struct record *record, const struct cache_signed *came,
                       const char *mark, struct problem *problem)
{
    struct held held;
    struct buffer bytes = {0};
    char sha256[65];
    ENSURE(cache->in_batch);
    enum status status =
        came == NULL ? check_readable(record, problem) : STATUS_OK; /* signed ones were just read */
    if (status == STATUS_OK)
        status = find(cache, record->id, &held, problem);
    if (status == STATUS_OK)
        status = judge(cache, record, &held, came, problem);
    if (status == STATUS_UNCHANGED)
        marks_add(&cache->fresh, MARK_ITEM, record->id, mark);
    if (status == STATUS_OK)
        status = count_items(cache, problem);
    if (status != STATUS_OK)
        return status;
    if (held.version == 0 && cache->items >= LIMIT_ITEMS)
        return problem_set(problem, STATUS_REFUSED, "too-many", "the cache holds %d items already",
                           LIMIT_ITEMS);
    if (came == NULL) {
        record_encode(record, &bytes);
        sha256_hex(bytes.data, bytes.size, sha256);
    }
    status = store_item(cache, record, &held, came == NULL ? &bytes : came->bytes,
                        came == NULL ? sha256 : came->sha256, mark, problem);
    buffer_finish(&bytes);
    if (status == STATUS_OK && held.version == 0)
        cache->items++;
    return status;
}

enum status cache_put(struct cache *cache, struct record *record, const char *mark, struct problem *problem)
{
    record->revision = 0;
    return put(cache, record, NULL, mark, problem);
}

enum status cache_put_signed(struct cache *cache, struct record *record, const struct cache_signed *came,
                             const char *mark, struct problem *problem)
{
    return put(cache, record, came, mark, problem);
}

/* ---- withdrawal --------------------------------------------------------------------------------- */

/* Regulation art. 10: the draft plan is open to comment for at least 30 days; until
   then it may be corrected, not removed. */
static enum status check_display_period(const struct held *held, instant now, struct problem *problem)
{
    const struct catalogue_item *item = catalogue_find(held->catalogue);
    if (item == NULL || item->min_display_days == 0)
        return STATUS_OK;
    instant shown_from = held->display_from > held->published_at ? held->display_from : held->published_at;
    if (now >= shown_from + (instant)item->min_display_days * 86400)
        return STATUS_OK;
    return problem_set(problem, STATUS_REFUSED, "display-period",
                       "%s must be shown for %d days; publish a corrected version instead", item->id,
                       item->min_display_days);
}

static enum status delete_item(struct cache *cache, const char *id, const struct held *held,
                               struct problem *problem)
{
    cache->dirty = true;
    enum status status = cache_write_row(cache, WITH(cache, DELETE_ITEM, "t", id), "withdraw item", problem);
    if (status == STATUS_OK)
        status = cache_write_row(cache, WITH(cache, DELETE_SEALED, "t", id), "withdraw sealed", problem);
    if (status == STATUS_OK)
        status =
            cache_write_row(cache, WITH(cache, DELETE_CONTENT, "i", held->content), "withdraw text", problem);
    if (status == STATUS_OK && cache->items > 0)
        cache->items--;
    return status;
}

enum status cache_withdraw(struct cache *cache, const char *id, int64_t version, instant at,
                           const char *reason, const char *mark, instant now, struct problem *problem)
{
    struct held held;
    ENSURE(cache->in_batch);
    if (version < 0 || version > LIMIT_VERSION)
        return problem_set(problem, STATUS_REFUSED, "bad-version", "version %" PRId64 " is out of range",
                           version);
    enum status status = find(cache, id, &held, problem);
    if (status != STATUS_OK)
        return status;
    if (version == 0)
        version = held.version;
    bool reaches = held.version > 0 && held.version <= version;
    if (!reaches && held.withdrawn >= version) {
        marks_add(&cache->fresh, MARK_TOMBSTONE, id, mark);
        return STATUS_UNCHANGED;
    }
    if (reaches)
        status = check_display_period(&held, now, problem);
    if (status == STATUS_OK && reaches)
        status = delete_item(cache, id, &held, problem);
    if (status == STATUS_OK)
        status = cache_write_row(cache, WITH(cache, PUT_TOMBSTONE, "tiitt", id, version, at, reason, mark),
                                 "tombstone", problem);
    return status;
}

enum status cache_drop(struct cache *cache, const char *id, struct problem *problem)
{
    struct held held;
    ENSURE(cache->in_batch);
    enum status status = find(cache, id, &held, problem);
    if (status != STATUS_OK || held.version == 0)
        return status == STATUS_OK ? STATUS_UNCHANGED : status;
    return delete_item(cache, id, &held, problem);
}

enum status cache_mark_item(struct cache *cache, const char *id, const char *mark, struct problem *problem)
{
    return cache_write_row(cache, WITH(cache, MARK_ITEM, "tt", id, mark), "mark", problem);
}
