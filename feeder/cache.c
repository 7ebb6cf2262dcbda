#include "cache_inside.h"
#include "contract/limits.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 5000
#define SCRUB_MILLISECONDS 250 /* the next pull tries again: nobody need wait for a reader */

extern const unsigned char asset_cache_schema[];

/* What a cache consists of, behind its path. */
static const char *const file_parts[] = {"", "-wal", "-shm"};
#define FILE_PARTS (sizeof file_parts / sizeof file_parts[0])

static const char *const statements[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [QUICK_CHECK] = "PRAGMA quick_check(1)",
    [INTEGRITY_CHECK] = "PRAGMA integrity_check(1)",
    [CHECKPOINT] = "PRAGMA wal_checkpoint(TRUNCATE)",
    [GET_GENERATION] = "SELECT value FROM meta WHERE key = 'generation'",
    [SET_GENERATION] = "UPDATE meta SET value = ?1 WHERE key = 'generation'",
    [LIST_ITEMS] = "SELECT id, mark, version, statutory, display_until, project, audience = 2 FROM item",
    [LIST_PROJECTS] = "SELECT id, mark, 0, 0, 9223372036854775807, NULL, 0 FROM project",
    [LIST_TOMBSTONES] = "SELECT id, mark, version, 0, 9223372036854775807, NULL, 0 FROM tombstone",
    [COUNT_ITEMS] = "SELECT count(*) FROM item",
    [FIND_ITEM] = ("SELECT version, revision, sha256, content, catalogue, published_at, display_from"
                   " FROM item WHERE id = ?1"),
    /* Not one statement for both: SQLite would keep a journal of its own to undo it alone, which costs as much again. */
    [ADD_ITEM] =
        ("INSERT INTO item (id, version, revision, project, catalogue, audience, priority, statutory,"
         " published_at, display_from, display_until, place, mark, sha256, content)"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"),
    [SET_ITEM] = ("UPDATE item SET version = ?2, revision = ?3, project = ?4,"
                  " catalogue = ?5, audience = ?6, priority = ?7, statutory = ?8, published_at = ?9,"
                  " display_from = ?10, display_until = ?11, place = ?12, mark = ?13, sha256 = ?14"
                  " WHERE id = ?1 AND content = ?15"),
    [DELETE_ITEM] = "DELETE FROM item WHERE id = ?1",
    [FIND_CONTENT] = "SELECT bytes FROM content WHERE n = ?1",
    [ADD_CONTENT] = "INSERT INTO content (bytes) VALUES (?1)",
    [SET_CONTENT] = "UPDATE content SET bytes = ?2 WHERE n = ?1",
    [DELETE_CONTENT] = "DELETE FROM content WHERE n = ?1",
    [FIND_TOMBSTONE] = "SELECT version FROM tombstone WHERE id = ?1",
    [PUT_TOMBSTONE] =
        ("INSERT INTO tombstone (id, version, withdrawn_at, reason, mark) VALUES (?1, ?2, ?3, ?4, ?5)"
         " ON CONFLICT (id) DO UPDATE SET version = ?2, withdrawn_at = ?3, reason = ?4, mark = ?5"),
    [FIND_PROJECT] = "SELECT sort, sha256 FROM project WHERE id = ?1",
    [PUT_PROJECT] = ("INSERT INTO project (id, sort, mark, sha256, bytes) VALUES (?1, ?2, ?3, ?4, ?5)"
                     " ON CONFLICT (id) DO UPDATE SET sort = ?2, mark = ?3, sha256 = ?4, bytes = ?5"),
    [ITEMS_OF_PROJECT] = "SELECT id, catalogue, priority, published_at FROM item WHERE project = ?1",
    [SET_PLACE] = "UPDATE item SET place = ?2 WHERE id = ?1",
    [FIND_CHAIN] =
        ("SELECT version, bytes FROM chain WHERE edition = 0 AND name = ?1 AND (?2 < 0 OR version = ?2)"
         " ORDER BY version DESC LIMIT 1"),
    [PUT_CHAIN] = ("INSERT INTO chain (edition, name, version, bytes, sha256) VALUES (0, ?1, ?2, ?3, ?4)"
                   " ON CONFLICT (edition, name, version) DO UPDATE SET bytes = ?3, sha256 = ?4"),
    [FIND_CHAIN_SUM] = "SELECT sha256 FROM chain WHERE edition = 0 AND name = ?1 AND version = ?2",
    [DELETE_OTHER_CHAIN] = "DELETE FROM chain WHERE edition = 0 AND name = ?1 AND version <> ?2",
    [DELETE_CHAIN] = "DELETE FROM chain",
    [COPY_CHAIN] = ("INSERT OR IGNORE INTO chain (edition, name, version, bytes, sha256)"
                    " SELECT ?1, name, version, bytes, sha256 FROM chain WHERE edition = 0 AND name = ?2"),
    [LIST_EDITIONS] = "SELECT DISTINCT edition FROM chain WHERE edition > 0 ORDER BY edition",
    [DELETE_EDITION] = "DELETE FROM chain WHERE edition = ?1",
    [PUT_SEALED] = ("INSERT INTO sealed (id, key, bytes) VALUES (?1, ?2, ?3)"
                    " ON CONFLICT (id) DO UPDATE SET key = ?2, bytes = ?3"),
    [DELETE_SEALED] = "DELETE FROM sealed WHERE id = ?1",
    [WALK_CONTENT] =
        ("SELECT i.id, i.sha256, i.mark, i.audience, c.bytes, s.key, s.bytes, i.version, i.revision,"
         " i.project, i.catalogue, i.priority, i.statutory, i.published_at, i.display_from,"
         " i.display_until, i.place, p.sort FROM item i LEFT JOIN content c ON c.n = i.content"
         " LEFT JOIN sealed s ON s.id = i.id LEFT JOIN project p ON p.id = i.project"),
    [WALK_PROJECTS] = "SELECT sha256, bytes FROM project",
    [MARK_ITEM] = "UPDATE item SET mark = ?2 WHERE id = ?1",
    [MARK_PROJECT] = "UPDATE project SET mark = ?2 WHERE id = ?1",
    [MARK_TOMBSTONE] = "UPDATE tombstone SET mark = ?2 WHERE id = ?1",
};

sqlite3_stmt *cache_statement(struct cache *cache, int code, enum statement which)
{
    if (code != SQLITE_OK)
        BUG("statement %d: %s", (int)which, sqlite3_errmsg(cache->db));
    return cache->statement[which];
}

/* ---- opening ------------------------------------------------------------------------------------ */

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

/* Before SQLite opens it: has an earlier program left a wal, in which text may stand that is gone from the database? */
static bool has_wal(const char *path)
{
    struct stat info = {0};
    char *name = take_format("%s-wal", path);
    bool found = stat(name, &info) == 0 && info.st_size > 0;
    free(name);
    return found;
}

/* Looks at the file before SQLite does: its size, and whether a header of zeros (a card that lost its first
   block) stands where a cache has been. Any other foreign beginning is
   somebody else's file and is left alone. */
static enum status look_at_file(const char *path, bool *ours, struct problem *problem)
{
    struct stat info = {0};
    unsigned char head[72] = {0};
    static const unsigned char zeros[16] = {0};
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
             (read(fd, head, sizeof head) < (ssize_t)sizeof zeros || memcmp(head, zeros, sizeof zeros) == 0))
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "its beginning is lost");
    (void)close(fd);
    *ours = ((uint32_t)head[68] << 24 | (uint32_t)head[69] << 16 | (uint32_t)head[70] << 8 | head[71]) ==
            STORE_APPLICATION;
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
    (void)sqlite3_reset(statement);
    return status;
}

static enum status check_structure(struct cache *cache, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(cache, QUICK_CHECK, "");
    enum status status = store_step(statement, "check", problem);
    if (status == STATUS_OK && strcmp(store_text(statement, 0), "ok") != 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "check: %.200s",
                             store_text(statement, 0));
    (void)sqlite3_reset(statement);
    return status;
}

static enum status open_database(struct cache *cache, const char *path, struct problem *problem)
{
    bool ours = false;
    struct problem found = {0};
    enum status status = look_at_file(path, &ours, problem);
    if (status == STATUS_OK)
        status = store_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &cache->db, problem);
    if (status != STATUS_OK)
        return status;
    (void)sqlite3_busy_timeout(cache->db, BUSY_MILLISECONDS);
    status = store_check(cache->db, &found);
    if (strcmp(found.code, "not-a-cache") == 0 && ours) /* to SQLite, a bit in the header makes it anything */
        return problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "its header is damaged");
    if (status != STATUS_OK && status != STATUS_END)
        return problem_set(problem, status, found.code, "%s", found.text);
    bool is_new = status == STATUS_END;
    /* FULL, because what was acknowledged must survive a power cut. The wal stays behind on closing: without
       it a reader of another user could not open the cache while the feeder is down. 24 MiB of pages hold the indexes of 100,000
       items: with 16, a first pull of so many took a tenth more time of the processor. */
    status = store_execute(cache->db,
                           "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                           "PRAGMA foreign_keys = ON; PRAGMA cache_size = -24576; PRAGMA wal_autocheckpoint "
                           "= 1000; PRAGMA journal_size_limit = 4194304",
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
    cache->dirty = has_wal(path);
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

bool cache_is_sound(struct cache *cache)
{
    int moved = 1;
    return !cache->broken &&
           sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && !moved;
}

enum status cache_set_aside(const char *path, struct problem *problem)
{
    int lock = -1;
    enum status status = take_lock(path, &lock, problem);
    for (size_t i = 0; i < FILE_PARTS && status == STATUS_OK; i++) {
        char *from = take_format("%s%s", path, file_parts[i]),
             *to = take_format("%s.corrupt%s", path, file_parts[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            status = problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "set aside: %s",
                                 strerror(errno));
        free(from);
        free(to);
    }
    int cause = status == STATUS_OK ? file_sync_folder(path) : 0;
    if (cause != 0)
        status =
            problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "set aside: %s", strerror(cause));
    if (lock >= 0)
        (void)close(lock);
    return status;
}

/* ---- what it holds ------------------------------------------------------------------------------ */

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
            .project = take_copy_or_null((const char *)sqlite3_column_text(statement, 5)),
            .version = sqlite3_column_int64(statement, 2),
            .statutory = sqlite3_column_int(statement, 3) != 0,
            .affected = sqlite3_column_int(statement, 6) != 0,
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
        if (marks->mark[i].list != (int)list->mark)
            continue;
        const struct cache_key *found = cache_keys_find(key, *count_of(list, keys), marks->mark[i].id);
        if (found == NULL)
            continue;
        size_t at = (size_t)(found - key);
        free(key[at].mark);
        key[at].mark = take_copy(marks->mark[i].text);
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
            free(key[i].project);
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

/* ---- scrubbing ---------------------------------------------------------------------------------- */

bool cache_is_dirty(const struct cache *cache)
{
    return cache->dirty;
}

/* What was set aside is of no use once text has to go, and nobody can take it out of there. */
static enum status remove_set_aside(struct cache *cache, struct problem *problem)
{
    enum status status = STATUS_OK;
    const char *path = sqlite3_db_filename(cache->db, "main");
    for (size_t i = 0; i < FILE_PARTS && status == STATUS_OK; i++) {
        char *name = take_format("%s.corrupt%s", path, file_parts[i]);
        if (unlink(name) != 0 && errno != ENOENT)
            status =
                problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "scrub: %s", strerror(errno));
        free(name);
    }
    return status;
}

enum status cache_scrub(struct cache *cache, struct problem *problem)
{
    ENSURE(!cache->in_batch);
    if (!cache->dirty)
        return STATUS_OK;
    (void)sqlite3_busy_timeout(cache->db, SCRUB_MILLISECONDS);
    sqlite3_stmt *statement = WITH(cache, CHECKPOINT, "");
    enum status status = store_step(statement, "scrub", problem);
    if (status == STATUS_OK && sqlite3_column_int(statement, 0) != 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "cache-busy",
                             "a reader holds the cache; deleted text is still in its wal");
    (void)sqlite3_reset(statement);
    (void)sqlite3_busy_timeout(cache->db, BUSY_MILLISECONDS);
    if (status == STATUS_OK)
        status = cache_wipe(cache, problem);
    if (status == STATUS_OK)
        status = remove_set_aside(cache, problem);
    cache->dirty = status != STATUS_OK;
    return status;
}
