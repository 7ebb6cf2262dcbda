#include "cache.h"

#include "contract/catalogue.h"
#include "contract/limits.h"
#include "contract/snapshot.h"
#include "contract/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

extern const unsigned char asset_cache_schema[];

enum statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    QUICK_CHECK,
    CHECKPOINT,
    GET_GENERATION,
    SET_GENERATION,
    LIST_ITEMS,
    LIST_PROJECTS,
    LIST_TOMBSTONES,
    COUNT_ITEMS,
    FIND_ITEM,
    PUT_ITEM,
    DELETE_ITEM,
    FIND_CONTENT,
    ADD_CONTENT,
    SET_CONTENT,
    DELETE_CONTENT,
    FIND_TOMBSTONE,
    PUT_TOMBSTONE,
    FIND_PROJECT,
    PUT_PROJECT,
    ITEMS_OF_PROJECT,
    SET_PLACE,
    MARK_ITEM,
    MARK_PROJECT,
    MARK_TOMBSTONE,
    STATEMENT_COUNT
};

static const char *const statements[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [QUICK_CHECK] = "PRAGMA quick_check(1)",
    [CHECKPOINT] = "PRAGMA wal_checkpoint(TRUNCATE)",
    [GET_GENERATION] = "SELECT value FROM meta WHERE key = 'generation'",
    [SET_GENERATION] = "UPDATE meta SET value = ?1 WHERE key = 'generation'",
    [LIST_ITEMS] = "SELECT id, mark, version, statutory, display_until FROM item",
    [LIST_PROJECTS] = "SELECT id, mark, 0, 0, 9223372036854775807 FROM project",
    [LIST_TOMBSTONES] = "SELECT id, mark, version, 0, 9223372036854775807 FROM tombstone",
    [COUNT_ITEMS] = "SELECT count(*) FROM item",
    [FIND_ITEM] = "SELECT version, revision, sha256, content, catalogue, published_at, display_from FROM "
                  "item WHERE id = ?1",
    [PUT_ITEM] = "INSERT INTO item (id, version, revision, project, catalogue, audience, priority, "
                 "statutory, published_at,"
                 " display_from, display_until, place, mark, sha256, content)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
                 " ON CONFLICT (id) DO UPDATE SET version = ?2, revision = ?3, project = ?4, catalogue = ?5, "
                 "audience = ?6,"
                 " priority = ?7, statutory = ?8, published_at = ?9, display_from = ?10, display_until = "
                 "?11, place = ?12,"
                 " mark = ?13, sha256 = ?14, content = ?15",
    [DELETE_ITEM] = "DELETE FROM item WHERE id = ?1",
    [FIND_CONTENT] = "SELECT bytes FROM content WHERE n = ?1",
    [ADD_CONTENT] = "INSERT INTO content (bytes) VALUES (?1)",
    [SET_CONTENT] = "UPDATE content SET bytes = ?2 WHERE n = ?1",
    [DELETE_CONTENT] = "DELETE FROM content WHERE n = ?1",
    [FIND_TOMBSTONE] = "SELECT version FROM tombstone WHERE id = ?1",
    [PUT_TOMBSTONE] =
        "INSERT INTO tombstone (id, version, withdrawn_at, reason, mark) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT (id) DO UPDATE SET version = ?2, withdrawn_at = ?3, reason = ?4, mark = ?5",
    [FIND_PROJECT] = "SELECT sort, sha256 FROM project WHERE id = ?1",
    [PUT_PROJECT] = "INSERT INTO project (id, sort, mark, sha256, bytes) VALUES (?1, ?2, ?3, ?4, ?5)"
                    " ON CONFLICT (id) DO UPDATE SET sort = ?2, mark = ?3, sha256 = ?4, bytes = ?5",
    [ITEMS_OF_PROJECT] = "SELECT id, catalogue, priority, published_at FROM item WHERE project = ?1",
    [SET_PLACE] = "UPDATE item SET place = ?2 WHERE id = ?1",
    [MARK_ITEM] = "UPDATE item SET mark = ?2 WHERE id = ?1",
    [MARK_PROJECT] = "UPDATE project SET mark = ?2 WHERE id = ?1",
    [MARK_TOMBSTONE] = "UPDATE tombstone SET mark = ?2 WHERE id = ?1",
};

/* Marks of content that came again unchanged. They are remembered here and written only along with a real
   change: a pull that brings nothing new writes nothing. `what` is the statement that would write it. */
struct mark {
    enum statement what;
    char *id, *mark;
};
struct marks {
    struct mark *mark;
    size_t count, capacity;
};

struct cache {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENT_COUNT];
    int lock; /* descriptor of PATH.lock */
    int64_t generation;
    int64_t items; /* live items, -1: not counted yet */
    bool in_batch, changed, broken;
    struct marks kept, fresh; /* of earlier batches, of this one */
};

static void marks_finish(struct marks *marks)
{
    for (size_t i = 0; i < marks->count; i++) {
        free(marks->mark[i].id);
        free(marks->mark[i].mark);
    }
    free(marks->mark);
    *marks = (struct marks){0};
}

static void marks_add(struct marks *marks, enum statement what, const char *id, const char *mark)
{
    marks->mark = take_room(marks->mark, &marks->capacity, marks->count + 1, sizeof *marks->mark);
    marks->mark[marks->count++] = (struct mark){what, take_copy(id), take_copy(mark)};
}

/* Moves all of `from` behind `to`, where later ones prevail. */
static void marks_move(struct marks *to, struct marks *from)
{
    for (size_t i = 0; i < from->count; i++) {
        to->mark = take_room(to->mark, &to->capacity, to->count + 1, sizeof *to->mark);
        to->mark[to->count++] = from->mark[i];
    }
    free(from->mark);
    *from = (struct marks){0};
}

/* ---- statements
 * ---------------------------------------------------------------------------------------------------- */

/* Binds and returns a statement of the table; see store_bind. */
#define WITH(cache, which, ...) with(cache, store_bind((cache)->statement[which], __VA_ARGS__), which)
static sqlite3_stmt *with(struct cache *cache, int code, enum statement which)
{
    if (code != SQLITE_OK)
        BUG("statement %d: %s", (int)which, sqlite3_errmsg(cache->db));
    return cache->statement[which];
}

/* A write that failed leaves the batch half done: from here on it can only be rolled back. */
static enum status write_row(struct cache *cache, sqlite3_stmt *statement, const char *doing,
                             struct problem *problem)
{
    ENSURE(cache->in_batch);
    enum status status = store_run(statement, doing, problem);
    if (status == STATUS_OK)
        cache->changed = true;
    else
        cache->broken = true;
    return status;
}

/* Reads the one row a statement may give; the caller resets it. */
static enum status read_row(struct cache *cache, sqlite3_stmt *statement, const char *doing,
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

/* ---- opening
 * -------------------------------------------------------------------------------------------------------- */

/* Exactly one writer: the lock goes with the process, so a killed feeder leaves none behind. */
static enum status take_lock(const char *path, int *out, struct problem *problem)
{
    char *name = take_format("%s.lock", path);
    enum status status = STATUS_OK;
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        status =
            problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "lock file: %s", strerror(errno));
    else if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        status =
            problem_set(problem, STATUS_UNAVAILABLE, "cache-locked", "another feeder is writing this cache");
    free(name);
    if (status != STATUS_OK && fd >= 0)
        (void)close(fd);
    if (status == STATUS_OK)
        *out = fd;
    return status;
}

/* Looks at the file before SQLite does: its size, and whether a header of zeros (a card that lost its first
   block) stands where a cache has been. Any other foreign beginning is somebody else's file and is left
   alone. */
static enum status look_at_file(const char *path, struct problem *problem)
{
    struct stat info = {0};
    char head[16] = {0};
    static const char zeros[sizeof head] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? STATUS_OK
                               : problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "open: %s",
                                             strerror(errno));
    enum status status = STATUS_OK;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        status = problem_set(problem, STATUS_REFUSED, "not-a-cache", "the cache's path is no regular file");
    else if (info.st_size > LIMIT_CACHE_BYTES)
        status = problem_set(problem, STATUS_REFUSED, "not-a-cache", "%lld bytes are more than any cache has",
                             (long long)info.st_size);
    else if (info.st_size > 0 &&
             (read(fd, head, sizeof head) != (ssize_t)sizeof head || memcmp(head, zeros, sizeof head) == 0))
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "its beginning is lost");
    (void)close(fd);
    return status;
}

static enum status create_schema(struct cache *cache, struct problem *problem)
{
    enum status status = store_execute(cache->db, "BEGIN IMMEDIATE", problem);
    if (status == STATUS_OK)
        status = store_execute(cache->db, (const char *)asset_cache_schema, problem);
    if (status == STATUS_OK)
        status = store_execute(cache->db, "COMMIT", problem);
    return status;
}

static enum status read_generation(struct cache *cache, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, GET_GENERATION, "");
    enum status status = store_step(statement, "read generation", problem);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "it has no generation");
    if (status == STATUS_OK)
        cache->generation = sqlite3_column_int64(statement, 0);
    done(statement);
    return status;
}

static enum status check_structure(struct cache *cache, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, QUICK_CHECK, "");
    enum status status = store_step(statement, "check", problem);
    if (status == STATUS_OK && strcmp(store_text(statement, 0), "ok") != 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "check: %.200s",
                             store_text(statement, 0));
    done(statement);
    return status;
}

static enum status open_database(struct cache *cache, const char *path, struct problem *problem)
{
    enum status status = look_at_file(path, problem);
    if (status == STATUS_OK)
        status = store_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &cache->db, problem);
    if (status != STATUS_OK)
        return status;
    (void)sqlite3_busy_timeout(cache->db, 5000);
    status = store_check(cache->db, problem);
    if (status != STATUS_OK && status != STATUS_END)
        return status;
    bool is_new = status == STATUS_END;
    /* FULL, because what was acknowledged must survive a power cut. The wal stays behind on closing: without
       it a reader of another user could not open the cache while the feeder is down. */
    status = store_execute(
        cache->db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
        "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 4194304",
        problem);
    int persist = 1;
    int code = sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
    if (status == STATUS_OK && code != SQLITE_OK)
        status = store_failed(cache->db, code, "keep wal", problem);
    if (status == STATUS_OK && is_new)
        status = create_schema(cache, problem);
    return status;
}

enum status cache_open(const char *path, struct cache **out, struct problem *problem)
{
    struct cache *cache = take_zeroed(1, sizeof *cache);
    cache->lock = -1;
    cache->items = -1;
    enum status status = take_lock(path, &cache->lock, problem);
    if (status == STATUS_OK)
        status = open_database(cache, path, problem);
    if (status == STATUS_OK)
        status = store_prepare(cache->db, statements, STATEMENT_COUNT, cache->statement, problem);
    if (status == STATUS_OK)
        status = check_structure(cache, problem);
    if (status == STATUS_OK)
        status = read_generation(cache, problem);
    if (status == STATUS_OK)
        *out = cache;
    else
        cache_close(cache);
    return status;
}

void cache_close(struct cache *cache)
{
    if (cache == NULL)
        return;
    if (cache->in_batch)
        cache_rollback(cache);
    marks_finish(&cache->fresh);
    marks_finish(&cache->kept);
    store_finalize(cache->statement, STATEMENT_COUNT);
    if (sqlite3_close(cache->db) != SQLITE_OK)
        BUG("cache closed with statements left");
    if (cache->lock >= 0)
        (void)close(cache->lock);
    free(cache);
}

enum status cache_set_aside(const char *path, struct problem *problem)
{
    static const char *const parts[] = {"", "-wal", "-shm"};
    int lock = -1;
    enum status status = take_lock(path, &lock, problem);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == STATUS_OK; i++) {
        char *from = take_format("%s%s", path, parts[i]), *to = take_format("%s.corrupt%s", path, parts[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            status = problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "set aside: %s",
                                 strerror(errno));
        free(from);
        free(to);
    }
    if (lock >= 0)
        (void)close(lock);
    return status;
}

/* ---- what it holds
 * --------------------------------------------------------------------------------------------------- */

/* The three lists of cache_keys: which statement reads them, which one writes their marks. */
static const struct key_list {
    enum statement list, mark;
    size_t keys, count; /* offsets in struct cache_keys */
} key_lists[] = {
    {LIST_ITEMS, MARK_ITEM, offsetof(struct cache_keys, item), offsetof(struct cache_keys, items)},
    {LIST_PROJECTS, MARK_PROJECT, offsetof(struct cache_keys, project),
     offsetof(struct cache_keys, projects)},
    {LIST_TOMBSTONES, MARK_TOMBSTONE, offsetof(struct cache_keys, tombstone),
     offsetof(struct cache_keys, tombstones)},
};
#define KEY_LISTS (sizeof key_lists / sizeof key_lists[0])

static struct cache_key **keys_of(const struct key_list *list, struct cache_keys *keys)
{
    return (struct cache_key **)(void *)((char *)keys + list->keys);
}

static size_t *count_of(const struct key_list *list, struct cache_keys *keys)
{
    return (size_t *)(void *)((char *)keys + list->count);
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const struct cache_key *)a)->id, ((const struct cache_key *)b)->id);
}

static enum status read_list(struct cache *cache, const struct key_list *list, struct cache_keys *keys,
                             struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, list->list, "");
    struct cache_key **key = keys_of(list, keys);
    size_t *count = count_of(list, keys), capacity = 0;
    enum status status = STATUS_FAILED;
    while ((status = store_step(statement, "list", problem)) == STATUS_OK) {
        int64_t until = sqlite3_column_int64(statement, 4);
        *key = take_room(*key, &capacity, *count + 1, sizeof **key);
        (*key)[(*count)++] = (struct cache_key){
            .id = take_copy(store_text(statement, 0)),
            .mark = take_copy(store_text(statement, 1)),
            .version = sqlite3_column_int64(statement, 2),
            .statutory = sqlite3_column_int(statement, 3) != 0,
            .display_until = until == INT64_MAX ? NO_INSTANT : until,
        };
    }
    if (*count > 0)
        qsort(*key, *count, sizeof **key, compare_keys);
    return status == STATUS_END ? STATUS_OK : status;
}

/* The marks in mind are newer than those in the file. */
static void apply_marks(const struct marks *marks, const struct key_list *list, struct cache_keys *keys)
{
    struct cache_key *key = *keys_of(list, keys);
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->mark[i].what != list->mark)
            continue;
        const struct cache_key *found = cache_keys_find(key, *count_of(list, keys), marks->mark[i].id);
        if (found == NULL)
            continue;
        free(found->mark);
        key[found - key].mark = take_copy(marks->mark[i].mark);
    }
}

enum status cache_list(struct cache *cache, struct cache_keys *out, struct problem *problem)
{
    struct cache_keys keys = {0};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < KEY_LISTS && status == STATUS_OK; i++) {
        status = read_list(cache, &key_lists[i], &keys, problem);
        apply_marks(&cache->kept, &key_lists[i], &keys);
    }
    if (status != STATUS_OK) {
        cache_keys_finish(&keys);
        return status;
    }
    *out = keys;
    return STATUS_OK;
}

void cache_keys_finish(struct cache_keys *keys)
{
    for (size_t list = 0; list < KEY_LISTS; list++) {
        struct cache_key *key = *keys_of(&key_lists[list], keys);
        for (size_t i = 0; i < *count_of(&key_lists[list], keys); i++) {
            free(key[i].id);
            free(key[i].mark);
        }
        free(key);
    }
    *keys = (struct cache_keys){0};
}

const struct cache_key *cache_keys_find(const struct cache_key *sorted, size_t count, const char *id)
{
    size_t low = 0, high = count;
    while (low < high) { /* the first of equals */
        size_t middle = low + (high - low) / 2;
        if (strcmp(sorted[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && strcmp(sorted[low].id, id) == 0 ? &sorted[low] : NULL;
}

int64_t cache_generation(struct cache *cache)
{
    return cache->generation;
}

/* ---- a batch
 * ------------------------------------------------------------------------------------------------------- */

enum status cache_begin(struct cache *cache, struct problem *problem)
{
    ENSURE(!cache->in_batch);
    enum status status = store_run(WITH(cache, BEGIN, ""), "begin", problem);
    cache->in_batch = status == STATUS_OK;
    cache->changed = cache->broken = false;
    return status;
}

/* The only way out of a batch. `good` commits; anything that fails on the way rolls back, and the first cause
 * stays. */
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
        status =
            write_row(cache, WITH(cache, marks->mark[i].what, "tt", marks->mark[i].id, marks->mark[i].mark),
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
    snprintf(next, sizeof next, "%" PRId64, cache->generation + 1);
    enum status status = write_row(cache, WITH(cache, SET_GENERATION, "t", next), "generation", problem);
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

enum status cache_scrub(struct cache *cache, struct problem *problem)
{
    ENSURE(!cache->in_batch);
    sqlite3_stmt *statement = WITH(cache, CHECKPOINT, "");
    enum status status = store_step(statement, "scrub", problem);
    if (status == STATUS_OK && sqlite3_column_int(statement, 0) != 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "cache-busy",
                             "a reader holds the cache; deleted text is still in its wal");
    done(statement);
    return status;
}

/* ---- places in the programme
 * -------------------------------------------------------------------------------------- */

#define SORT_NONE                                                                                            \
    9999999999 /* the greatest that a view's integer can be: projects without order come behind the others   \
                */

/* The programme's order as one text that sorts bytewise: walk (pinned, normal, urgent) · projects by their
   sort, then id; items without one behind · stage S0…S6, SX · catalogue id · newest first · id. A blank ends
   a project's id: it sorts before every character an id may have. */
static void place_of(char out[ORDER_BYTES], enum priority priority, const char *project, int64_t sort,
                     const char *catalogue, instant published_at, const char *id)
{
    static const char walk[PRIORITY_COUNT] = {
        [PRIORITY_NORMAL] = '1', [PRIORITY_PINNED] = '0', [PRIORITY_URGENT] = '2'};
    static const int64_t latest = 253402300799; /* 9999-12-31T23:59:59Z */
    const struct catalogue_item *item = catalogue_find(catalogue);
    ENSURE(item != NULL);
    char frame[LIMIT_ID_BYTES + 16] = "z";
    if (project != NULL)
        snprintf(frame, sizeof frame, "p%011" PRId64 "%s", sort + SORT_NONE, project);
    int length = snprintf(out, ORDER_BYTES, "%c%s %d%s%012" PRId64 "%s", walk[priority], frame, item->stage,
                          catalogue, latest - published_at, id);
    ENSURE(length > 0 && length < ORDER_BYTES);
}

static enum status sort_of_project(struct cache *cache, const char *id, int64_t *out, struct problem *problem)
{
    *out = SORT_NONE;
    if (id == NULL)
        return STATUS_OK;
    sqlite3_stmt *statement = WITH(cache, FIND_PROJECT, "t", id);
    enum status status = read_row(cache, statement, "find project", problem);
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
    while ((status = read_row(cache, statement, "items of project", problem)) == STATUS_OK) {
        moved = take_room(moved, &capacity, count + 1, sizeof *moved);
        moved[count].id = take_copy(store_text(statement, 0));
        place_of(moved[count].place, (enum priority)sqlite3_column_int(statement, 2), project, sort,
                 store_text(statement, 1), sqlite3_column_int64(statement, 3), moved[count].id);
        count++;
    }
    status = status == STATUS_END ? STATUS_OK : status;
    for (size_t i = 0; i < count; i++) {
        if (status == STATUS_OK)
            status =
                write_row(cache, WITH(cache, SET_PLACE, "tt", moved[i].id, moved[i].place), "place", problem);
        free(moved[i].id);
    }
    free(moved);
    return status;
}

enum status cache_put_project(struct cache *cache, const struct project *project, const char *mark,
                              struct problem *problem)
{
    const char *id = project_cell(project, "id");
    int64_t sort = rows_integer(&project->row, 0, "sort", SORT_NONE), held_sort = SORT_NONE;
    struct buffer bytes = {0};
    char sha256[65], held[65] = "";
    ENSURE(cache->in_batch && id != NULL);
    project_encode(project, &bytes);
    sha256_hex(bytes.data, bytes.size, sha256);
    sqlite3_stmt *statement = WITH(cache, FIND_PROJECT, "t", id);
    enum status status = read_row(cache, statement, "find project", problem);
    if (status == STATUS_OK) {
        held_sort = sqlite3_column_int64(statement, 0);
        snprintf(held, sizeof held, "%s", store_text(statement, 1));
    }
    done(statement);
    if (status != STATUS_OK && status != STATUS_END)
        goto out;
    if (strcmp(held, sha256) == 0) {
        marks_add(&cache->fresh, MARK_PROJECT, id, mark);
        status = STATUS_UNCHANGED;
        goto out;
    }
    status =
        write_row(cache, WITH(cache, PUT_PROJECT, "tittb", id, sort, mark, sha256, bytes.data, bytes.size),
                  "put project", problem);
    if (status == STATUS_OK && sort != held_sort)
        status = place_again(cache, id, sort, problem);
out:
    buffer_finish(&bytes);
    return status;
}

/* ---- items
 * ----------------------------------------------------------------------------------------------------------
 */

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
    enum status status = read_row(cache, statement, "find item", problem);
    if (status == STATUS_OK) {
        out->version = sqlite3_column_int64(statement, 0);
        out->revision = sqlite3_column_int64(statement, 1);
        snprintf(out->sha256, sizeof out->sha256, "%s", store_text(statement, 2));
        out->content = sqlite3_column_int64(statement, 3);
        snprintf(out->catalogue, sizeof out->catalogue, "%s", store_text(statement, 4));
        out->published_at = sqlite3_column_int64(statement, 5);
        out->display_from = sqlite3_column_int64(statement, 6);
    }
    done(statement);
    if (status != STATUS_OK && status != STATUS_END)
        return status;
    statement = WITH(cache, FIND_TOMBSTONE, "t", id);
    status = read_row(cache, statement, "find tombstone", problem);
    if (status == STATUS_OK)
        out->withdrawn = sqlite3_column_int64(statement, 0);
    done(statement);
    return status == STATUS_END ? STATUS_OK : status;
}

/* The record without its figures: what may change only under a new version. */
static void encode_text(const struct record *record, struct buffer *out)
{
    struct record text = *record;
    text.as_of = NO_INSTANT;
    text.revision = 0;
    for (size_t view = VIEW_DETAIL_FIRST; view < VIEW_COUNT; view++)
        text.rows[view].count = 0;
    record_encode(&text, out);
}

/* Is the held record's text the same, so that only figures differ? */
static enum status compare_text(struct cache *cache, const struct held *held, const struct record *record,
                                bool *same, struct problem *problem)
{
    struct record *old = NULL;
    struct buffer before = {0}, after = {0};
    sqlite3_stmt *statement = WITH(cache, FIND_CONTENT, "i", held->content);
    enum status status = read_row(cache, statement, "read item", problem);
    if (status == STATUS_OK) {
        const void *bytes = sqlite3_column_blob(statement, 0);
        status = record_decode(bytes, (size_t)sqlite3_column_bytes(statement, 0), &old, NULL);
    }
    done(statement);
    if (status == STATUS_END || status == STATUS_REFUSED)
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache",
                             "the held text of an item cannot be read");
    if (status == STATUS_OK) {
        encode_text(old, &before);
        encode_text(record, &after);
        *same = before.size == after.size && memcmp(before.data, after.data, before.size) == 0;
    }
    buffer_finish(&before);
    buffer_finish(&after);
    record_destroy(old);
    return status;
}

/* The order of checks: withdrawn → version → text → figures. */
static enum status judge(struct cache *cache, struct record *record, const struct held *held,
                         struct problem *problem)
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
    char sha256[65];
    record->revision = held->revision;
    record_encode(record, &bytes);
    sha256_hex(bytes.data, bytes.size, sha256);
    buffer_finish(&bytes);
    if (strcmp(sha256, held->sha256) == 0)
        return STATUS_UNCHANGED;
    bool same = false;
    enum status status = compare_text(cache, held, record, &same, problem);
    if (status == STATUS_OK && !same)
        return problem_set(problem, STATUS_REFUSED, "same-version",
                           "other text under the same version %" PRId64, record->version);
    record->revision = held->revision + 1;
    return status;
}

static enum status count_items(struct cache *cache, struct problem *problem)
{
    if (cache->items >= 0)
        return STATUS_OK;
    sqlite3_stmt *statement = WITH(cache, COUNT_ITEMS, "");
    enum status status = read_row(cache, statement, "count", problem);
    if (status == STATUS_OK)
        cache->items = sqlite3_column_int64(statement, 0);
    done(statement);
    return status;
}

static enum status store_item(struct cache *cache, const struct record *record, const struct held *held,
                              const struct buffer *bytes, const char *mark, struct problem *problem)
{
    char sha256[65], place[ORDER_BYTES];
    int64_t sort = 0, content = held->content;
    enum status status = sort_of_project(cache, record->project, &sort, problem);
    if (status != STATUS_OK)
        return status;
    sha256_hex(bytes->data, bytes->size, sha256);
    place_of(place, record->priority, record->project, sort, record->catalogue, record->published_at,
             record->id);
    if (held->version > 0) {
        status = write_row(cache, WITH(cache, SET_CONTENT, "ib", content, bytes->data, bytes->size),
                           "put text", problem);
    } else {
        status =
            write_row(cache, WITH(cache, ADD_CONTENT, "b", bytes->data, bytes->size), "put text", problem);
        content = sqlite3_last_insert_rowid(cache->db);
    }
    if (status != STATUS_OK)
        return status;
    instant until = record->display_until == NO_INSTANT ? INT64_MAX : record->display_until;
    return write_row(cache,
                     WITH(cache, PUT_ITEM, "tiittiiiiiittti", record->id, record->version, record->revision,
                          record->project, record->catalogue, (int64_t)record->audience,
                          (int64_t)record->priority, (int64_t)record->statutory, record->published_at,
                          record->display_from, until, place, mark, sha256, content),
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

enum status cache_put(struct cache *cache, struct record *record, const char *mark, struct problem *problem)
{
    struct held held;
    struct buffer bytes = {0};
    ENSURE(cache->in_batch);
    record->revision = 0;
    enum status status = check_readable(record, problem);
    if (status == STATUS_OK)
        status = find(cache, record->id, &held, problem);
    if (status == STATUS_OK)
        status = judge(cache, record, &held, problem);
    if (status == STATUS_UNCHANGED)
        marks_add(&cache->fresh, MARK_ITEM, record->id, mark);
    if (status == STATUS_OK)
        status = count_items(cache, problem);
    if (status != STATUS_OK)
        return status;
    if (held.version == 0 && cache->items >= LIMIT_ITEMS)
        return problem_set(problem, STATUS_REFUSED, "too-many", "the cache holds %d items already",
                           LIMIT_ITEMS);
    record_encode(record, &bytes);
    status = store_item(cache, record, &held, &bytes, mark, problem);
    buffer_finish(&bytes);
    if (status == STATUS_OK && held.version == 0)
        cache->items++;
    return status;
}

/* ---- withdrawal
 * ------------------------------------------------------------------------------------------------------ */

/* Regulation art. 10: the draft plan is open to comment for at least 30 days; until then it may be corrected,
 * not removed. */
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
    enum status status = write_row(cache, WITH(cache, DELETE_ITEM, "t", id), "withdraw item", problem);
    if (status == STATUS_OK)
        status = write_row(cache, WITH(cache, DELETE_CONTENT, "i", held->content), "withdraw text", problem);
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
        status = write_row(cache, WITH(cache, PUT_TOMBSTONE, "tiitt", id, version, at, reason, mark),
                           "tombstone", problem);
    return status;
}
