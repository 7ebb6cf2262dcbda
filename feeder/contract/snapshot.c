#include "contract/snapshot.h"

#include "contract/limits.h"
#include "contract/mirror.h"
#include "contract/store.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum statement {
    GENERATION,
    NEXT,
    NEXT_OF_PROJECT,
    NEXT_STATUTORY,
    NEXT_OF_CATALOGUE,
    FIND,
    RECORD,
    PROJECT,
    COUNT,
    NEXT_CHANGE,
    CHAIN,
    EDITION_BELOW,
    SEALED,
    STATEMENT_COUNT
};

/* ?1 what is asked for · ?2 the end of the walk · ?3 widest audience · ?4 now · ?5 project or NULL · ?6 what time has surely come. INDEXED
   BY makes it an error, not a slow screen, if the walk could no longer be answered from its index alone. */
#define ENTRY "SELECT id, place, version, revision, priority, sha256 FROM item "
#define MAY_BE_SHOWN "audience <= ?3 AND display_from <= ?6 AND display_until > ?4 "
static const char *const statements[STATEMENT_COUNT] = {
    [GENERATION] = "SELECT value FROM meta WHERE key = 'generation'",
    [NEXT] = ENTRY "INDEXED BY item_walk WHERE place > ?1 AND place < ?2 AND " MAY_BE_SHOWN
                   "ORDER BY place LIMIT 1",
    [NEXT_OF_PROJECT] =
        ENTRY "INDEXED BY item_project WHERE project = ?5 AND place > ?1 AND place < ?2 AND " MAY_BE_SHOWN
              "ORDER BY place LIMIT 1",
    [NEXT_STATUTORY] = (ENTRY "INDEXED BY item_walk WHERE place > ?1 AND place < ?2 AND " MAY_BE_SHOWN
                              "AND statutory = 1 AND (?5 IS NULL OR project = ?5) ORDER BY place LIMIT 1"),
    [NEXT_OF_CATALOGUE] =
        (ENTRY "INDEXED BY item_walk WHERE place > ?1 AND place < ?2 AND " MAY_BE_SHOWN
               "AND instr(?7, catalogue) > 0 AND (?5 IS NULL OR project = ?5) ORDER BY place LIMIT 1"),
    [FIND] = ENTRY "WHERE id = ?1 AND " MAY_BE_SHOWN "AND (?5 IS NULL OR project = ?5)",
    [RECORD] = "SELECT i.sha256, c.bytes FROM item i JOIN content c ON c.n = i.content WHERE i.id = ?1",
    [PROJECT] = "SELECT sha256, bytes FROM project WHERE id = ?1",
    [COUNT] = "SELECT count(*) FILTER (WHERE audience <= ?3), count(*) FILTER (WHERE audience > ?3) FROM item"
              " INDEXED BY item_window WHERE display_until > ?4 AND display_from <= ?6 AND (?5 IS NULL OR "
              "project = ?5)",
    [NEXT_CHANGE] = "SELECT min(at) FROM (SELECT min(display_from) AS at FROM item INDEXED BY item_from "
                    "WHERE display_from > ?2"
                    " UNION ALL SELECT min(display_until) FROM item INDEXED BY item_window"
                    " WHERE display_until > ?1 AND display_until < 9223372036854775807)",
    [CHAIN] = ("SELECT bytes FROM chain WHERE edition = ?1 AND name = ?2 AND (?3 < 0 OR version = ?3)"
               " ORDER BY version DESC LIMIT 1"),
    [EDITION_BELOW] = "SELECT max(edition) FROM chain WHERE edition > 0 AND edition < ?1",
    [SEALED] = "SELECT key, bytes FROM sealed WHERE id = ?1",
};

struct snapshot {
    char *path;
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENT_COUNT];
    struct mirror_mark mark; /* of the file as it was when opened or copied */
    bool copied;
    int64_t told; /* generation last told, -1: none */
};

/* ---- opening ------------------------------------------------------------------------------------ */

static void close_database(struct snapshot *snapshot)
{
    store_finalize(snapshot->statement, STATEMENT_COUNT);
    if (sqlite3_close(snapshot->db) != SQLITE_OK)
        BUG("snapshot closed with statements left");
    snapshot->db = NULL;
}

/* Checks and prepares an open database; the first read of the file happens here. */
static enum status prepare(struct snapshot *snapshot, struct problem *problem)
{
    (void)sqlite3_busy_timeout(snapshot->db, 500);
    enum status status =
        store_execute(snapshot->db, "PRAGMA query_only = ON; PRAGMA cache_size = -1024", problem);
    if (status == STATUS_OK)
        status = store_check(snapshot->db, problem);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_REFUSED, "not-a-cache", "an empty database");
    if (status == STATUS_OK)
        status = store_prepare(snapshot->db, statements, STATEMENT_COUNT, snapshot->statement, problem);
    return status;
}

static enum status open_in_place(struct snapshot *snapshot, struct problem *problem)
{
    enum status status = store_open(snapshot->path, SQLITE_OPEN_READONLY, &snapshot->db, problem);
    if (status == STATUS_OK)
        status = prepare(snapshot, problem);
    if (status != STATUS_OK)
        close_database(snapshot);
    snapshot->copied = false;
    return status;
}

/* The copy is ours alone, so its wal can be folded in; then it needs no name any more. */
static enum status open_copy(struct snapshot *snapshot, struct problem *problem)
{
    struct mirror mirror = {0};
    enum status status = mirror_make(snapshot->path, &mirror, problem);
    if (status == STATUS_OK)
        status = store_open(mirror.db, SQLITE_OPEN_READWRITE, &snapshot->db, problem);
    if (status == STATUS_OK)
        status = store_execute(snapshot->db, "PRAGMA journal_mode = DELETE", problem);
    if (status == STATUS_OK)
        status = prepare(snapshot, problem);
    if (status != STATUS_OK)
        close_database(snapshot);
    snapshot->copied = status == STATUS_OK;
    snapshot->mark = mirror.mark;
    mirror_remove(&mirror);
    return status;
}

/* In place where that can be; a damaged or foreign file is not worth copying. */
static enum status open_database(struct snapshot *snapshot, struct problem *problem)
{
    struct problem in_place = {0};
    enum status status = mirror_look(snapshot->path, &snapshot->mark, problem);
    if (status != STATUS_OK)
        return status;
    status = open_in_place(snapshot, &in_place);
    if (status == STATUS_UNAVAILABLE && strcmp(in_place.code, "cache-unavailable") == 0)
        return open_copy(snapshot, problem);
    if (status != STATUS_OK)
        return problem_set(problem, status, in_place.code, "%s", in_place.text);
    return status;
}

enum status snapshot_open(const char *path, struct snapshot **out, struct problem *problem)
{
    struct snapshot *snapshot = take_zeroed(1, sizeof *snapshot);
    snapshot->path = take_copy(path);
    snapshot->told = -1;
    enum status status = open_database(snapshot, problem);
    if (status == STATUS_OK)
        *out = snapshot;
    else
        snapshot_close(snapshot);
    return status;
}

void snapshot_close(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    close_database(snapshot);
    free(snapshot->path);
    free(snapshot);
}

/* Opens anew beside what is open and changes over only on success: a failure leaves the screen what it has. */
static enum status open_again(struct snapshot *snapshot, struct problem *problem)
{
    struct snapshot fresh = {.path = snapshot->path, .told = snapshot->told};
    enum status status = open_database(&fresh, problem);
    if (status != STATUS_OK)
        return status;
    close_database(snapshot);
    *snapshot = fresh;
    return STATUS_OK;
}

/* Binds and returns a statement. Mistakes here are ours: the types are literals. */
#define WITH(snapshot, which, ...)                                                                           \
    with(snapshot, store_bind((snapshot)->statement[which], __VA_ARGS__), which)
static sqlite3_stmt *with(struct snapshot *snapshot, int code, enum statement which)
{
    if (code != SQLITE_OK)
        BUG("statement %d: %s", (int)which, sqlite3_errmsg(snapshot->db));
    return snapshot->statement[which];
}

static enum status read_generation(struct snapshot *snapshot, int64_t *out, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(snapshot, GENERATION, "");
    enum status status = store_step(statement, "read generation", problem);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "it has no generation");
    if (status == STATUS_OK)
        *out = sqlite3_column_int64(statement, 0);
    (void)sqlite3_reset(statement);
    return status;
}

enum status snapshot_refresh(struct snapshot *snapshot, int64_t *generation, struct problem *problem)
{
    struct mirror_mark now = {0};
    enum status status = mirror_look(snapshot->path, &now, problem);
    if (status != STATUS_OK)
        return status;
    /* Read in place, only another file under the name matters; a copy is old as soon as anything changed. */
    bool other =
        snapshot->copied ? !mirror_same(&now, &snapshot->mark) : !mirror_same_file(&now, &snapshot->mark);
    if (other && (status = open_again(snapshot, problem)) != STATUS_OK)
        return status;
    struct problem first = {0};
    status = read_generation(snapshot, generation, &first);
    if (status != STATUS_OK && !snapshot->copied) { /* the place may have become read-only since */
        status = open_again(snapshot, problem);
        if (status == STATUS_OK)
            status = read_generation(snapshot, generation, problem);
    } else if (status != STATUS_OK) {
        return problem_set(problem, status, first.code, "%s", first.text);
    }
    if (status != STATUS_OK)
        return status;
    if (*generation == snapshot->told)
        return STATUS_UNCHANGED;
    snapshot->told = *generation;
    return STATUS_OK;
}

/* ---- the programme ------------------------------------------------------------------------------ */

static int64_t widest(const struct snapshot_filter *filter)
{
    return filter->inside_area ? AUDIENCE_AFFECTED : AUDIENCE_PUBLIC;
}

static enum status read_entry(sqlite3_stmt *statement, struct snapshot_entry *out, struct problem *problem)
{
    enum status status = store_step(statement, "programme", problem);
    if (status != STATUS_OK)
        return status;
    *out = (struct snapshot_entry){.version = sqlite3_column_int64(statement, 2),
                                   .revision = sqlite3_column_int64(statement, 3),
                                   .priority = (enum priority)sqlite3_column_int(statement, 4)};
    snprintf(out->id, sizeof out->id, "%s", store_text(statement, 0));
    snprintf(out->order, sizeof out->order, "%s", store_text(statement, 1));
    snprintf(out->sha256, sizeof out->sha256, "%s", store_text(statement, 5));
    (void)sqlite3_reset(statement);
    return STATUS_OK;
}

/* Places of one walk lie between `from` and `to`: "0" pinned and "1" normal together, "2" urgent. */
static enum status walk(struct snapshot *snapshot, const struct snapshot_filter *filter, const char *from,
                        const char *to, const char *after, struct snapshot_entry *out,
                        struct problem *problem)
{
    enum statement which = filter->statutory         ? NEXT_STATUTORY
                           : filter->project != NULL ? NEXT_OF_PROJECT
                                                     : NEXT;
    const char *behind = strcmp(after, from) > 0 ? after : from;
    bool urgent = *from == '2'; /* what is urgent interrupts every screen */
    if (filter->catalogue != NULL && !filter->statutory && !urgent)
        return read_entry(WITH(snapshot, NEXT_OF_CATALOGUE, "ttiitit", behind, to, widest(filter),
                               filter->now, filter->project, filter->now - filter->lag, filter->catalogue),
                          out, problem);
    return read_entry(WITH(snapshot, which, "ttiiti", behind, to, widest(filter), filter->now,
                           filter->project, filter->now - filter->lag),
                      out, problem);
}

enum status snapshot_next(struct snapshot *snapshot, const struct snapshot_filter *filter, const char *after,
                          struct snapshot_entry *out, struct problem *problem)
{
    return walk(snapshot, filter, "0", "2", after, out, problem);
}

enum status snapshot_next_urgent(struct snapshot *snapshot, const struct snapshot_filter *filter,
                                 const char *after, struct snapshot_entry *out, struct problem *problem)
{
    return walk(snapshot, filter, "2", "3", after, out, problem);
}

enum status snapshot_find(struct snapshot *snapshot, const struct snapshot_filter *filter, const char *id,
                          struct snapshot_entry *out, struct problem *problem)
{
    return read_entry(WITH(snapshot, FIND, "ttiiti", id, (const char *)NULL, widest(filter), filter->now,
                           filter->project, filter->now - filter->lag),
                      out, problem);
}

enum status snapshot_count(struct snapshot *snapshot, const struct snapshot_filter *filter, int64_t *shown,
                           int64_t *withheld, struct problem *problem)
{
    const char *none = NULL;
    sqlite3_stmt *statement = WITH(snapshot, COUNT, "ttiiti", none, none, widest(filter), filter->now,
                                   filter->project, filter->now - filter->lag);
    enum status status = store_step(statement, "count", problem);
    if (status != STATUS_OK)
        return status;
    *shown = sqlite3_column_int64(statement, 0);
    *withheld = sqlite3_column_int64(statement, 1);
    (void)sqlite3_reset(statement);
    return STATUS_OK;
}

enum status snapshot_next_change(struct snapshot *snapshot, const struct snapshot_filter *filter,
                                 instant *out, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(snapshot, NEXT_CHANGE, "ii", filter->now, filter->now - filter->lag);
    enum status status = store_step(statement, "next change", problem);
    if (status != STATUS_OK)
        return status;
    *out = sqlite3_column_type(statement, 0) == SQLITE_NULL ? NO_INSTANT : sqlite3_column_int64(statement, 0);
    (void)sqlite3_reset(statement);
    return STATUS_OK;
}

/* ---- contents ----------------------------------------------------------------------------------- */

/* Steps to a row of hash and bytes and holds one against the other: no byte
   becomes a glyph that was not committed. */
static enum status step_to_bytes(sqlite3_stmt *statement, const void **bytes, size_t *size,
                                 struct problem *problem)
{
    char sha256[65];
    enum status status = store_step(statement, "read item", problem);
    if (status != STATUS_OK)
        return status;
    *bytes = sqlite3_column_blob(statement, 1);
    *size = (size_t)sqlite3_column_bytes(statement, 1);
    sha256_hex(*bytes, *size, sha256);
    if (strcmp(sha256, store_text(statement, 0)) == 0)
        return STATUS_OK;
    (void)sqlite3_reset(statement);
    return problem_set(problem, STATUS_REFUSED, "bad-hash", "the bytes are not those that were committed");
}

enum status snapshot_record(struct snapshot *snapshot, const char *id, struct record **out,
                            struct problem *problem)
{
    const void *bytes = NULL;
    size_t size = 0;
    sqlite3_stmt *statement = WITH(snapshot, RECORD, "t", id);
    enum status status = step_to_bytes(statement, &bytes, &size, problem);
    if (status != STATUS_OK)
        return status;
    status = record_decode(bytes, size, out, problem);
    (void)sqlite3_reset(statement);
    return status;
}

enum status snapshot_project(struct snapshot *snapshot, const char *id, struct project **out,
                             struct problem *problem)
{
    const void *bytes = NULL;
    size_t size = 0;
    sqlite3_stmt *statement = WITH(snapshot, PROJECT, "t", id);
    enum status status = step_to_bytes(statement, &bytes, &size, problem);
    if (status != STATUS_OK)
        return status;
    status = project_decode(bytes, size, out, problem);
    (void)sqlite3_reset(statement);
    return status;
}

/* ---- signatures --------------------------------------------------------------------------------- */

enum status snapshot_chain(struct snapshot *snapshot, int64_t edition, const char *name, int64_t version,
                           struct buffer *out, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(snapshot, CHAIN, "iti", edition, name, version);
    enum status status = store_step(statement, "read metadata", problem);
    if (status != STATUS_OK)
        return status;
    buffer_add(out, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
    (void)sqlite3_reset(statement);
    return STATUS_OK;
}

enum status snapshot_edition_below(struct snapshot *snapshot, int64_t below, int64_t *out,
                                   struct problem *problem)
{
    sqlite3_stmt *statement = WITH(snapshot, EDITION_BELOW, "i", below);
    enum status status = store_step(statement, "read editions", problem);
    if (status != STATUS_OK)
        return status;
    *out = sqlite3_column_int64(statement, 0); /* NULL reads as 0 */
    (void)sqlite3_reset(statement);
    return *out > 0 ? STATUS_OK : STATUS_END;
}

enum status snapshot_sealed(struct snapshot *snapshot, const char *id, unsigned char key[32],
                            struct buffer *out, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(snapshot, SEALED, "t", id);
    enum status status = store_step(statement, "read sealed", problem);
    if (status != STATUS_OK)
        return status;
    if (sqlite3_column_bytes(statement, 0) == 32)
        memcpy(key, sqlite3_column_blob(statement, 0), 32);
    else
        memset(key, 0, 32);
    buffer_add(out, sqlite3_column_blob(statement, 1), (size_t)sqlite3_column_bytes(statement, 1));
    (void)sqlite3_reset(statement);
    return STATUS_OK;
}

/* ---- freshness ---------------------------------------------------------------------------------- */

/* The account's alarms, gravest first; a file that cannot be read counts as an alarm of its own. Those of publishing tell the office
   what other sites lack: what stands on this screen is right. */
static void read_alarms(const char *bytes, size_t size, struct snapshot_health *out)
{
    struct json *tree = NULL;
    int64_t left_out = 0;
    if (json_parse(bytes, size, LIMIT_STATUS_BYTES, &tree, NULL) != STATUS_OK) {
        out->alarms = 1;
        snprintf(out->alarm, sizeof out->alarm, "bad-status");
        return;
    }
    const struct json *alarms = json_member(tree, "alarms");
    if (!json_int64(json_member(tree, "alarms_left_out"), &left_out) || left_out < 0 ||
        left_out > LIMIT_ITEMS)
        left_out = 0;
    out->alarms = (int)left_out;
    bool ok = false;
    if (json_boolean(json_member(tree, "ok"), &ok) && ok &&
        (!json_int64(json_member(tree, "sealed"), &out->sealed) || out->sealed < 0))
        out->sealed = 0; /* the account leaves out what there is none of */
    for (size_t i = 0; i < json_count(alarms); i++) {
        const char *code = json_text(json_member(json_element(alarms, i), "code"));
        if (code != NULL && strncmp(code, "publish-", 8) == 0)
            continue;
        if (out->alarms++ == (int)left_out)
            snprintf(out->alarm, sizeof out->alarm, "%s", code == NULL ? "" : code);
    }
    json_destroy(tree);
}

void snapshot_health(const char *path, struct snapshot_health *out)
{
    *out = (struct snapshot_health){.checked_at = NO_INSTANT, .sealed = -1};
    char *name = take_format("%s.status", path), chunk[4096];
    struct buffer text = {0};
    struct stat info = {0};
    ssize_t got = -1;
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        while (text.size <= LIMIT_STATUS_BYTES && (got = read(fd, chunk, sizeof chunk)) > 0)
            buffer_add(&text, chunk, (size_t)got);
        if (info.st_mtim.tv_sec > 0) /* a feeder that never reached its source leaves 1970 there */
            out->checked_at = info.st_mtim.tv_sec;
        read_alarms(text.data == NULL ? "" : text.data, text.size, out);
    }
    if (fd >= 0)
        (void)close(fd);
    buffer_finish(&text);
    free(name);
}
