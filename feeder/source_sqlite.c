/* SQLite as a source: the embedded case database, or any file with the same views. A pull opens the file
   anew, so that a database put in its place by rename is seen, and reads inside one
   transaction while others write (WAL). */
#include "batch.h"
#include "shape.h"
#include "source.h"
#include "tally.h"

#include "contract/limits.h"
#include "contract/log.h"

#include <errno.h>
#include <libgen.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 5000     /* a writer without WAL holds the file for the length of its commit */
#define ROW_BYTES (16 << 20)       /* a longer row is not read into memory at all; its item is cut */
#define STEPS_BETWEEN_LOOKS 100000 /* virtual machine steps between two looks at the clock */

struct sqlite_source {
    struct source base;
    char *path, *folder, *file; /* file: last component, as inotify names it */
    sqlite3 *db;                /* open between begin and end */
    sqlite3_stmt *rows[VIEW_COUNT];
    struct shape shape;
    struct timespec deadline;
    int wake;
};

static struct sqlite_source *own(struct source *source)
{
    return (struct sqlite_source *)source;
}

/* What SQLite said, made a problem. A file that is no database does not become one by waiting. */
static enum status failed(struct sqlite_source *source, const char *doing, struct problem *problem)
{
    char path[200], text[160];
    int code = source->db == NULL ? SQLITE_NOMEM : sqlite3_errcode(source->db) & 0xFF;
    log_escape(path, sizeof path, source->path);
    log_escape(text, sizeof text, source->db == NULL ? "out of memory" : sqlite3_errmsg(source->db));
    if (code == SQLITE_NOTADB || code == SQLITE_ERROR)
        return problem_set(problem, STATUS_MISUSE, code == SQLITE_NOTADB ? "not-a-database" : "source-sql",
                           "%s: %s: %s", path, doing, text);
    if (code == SQLITE_INTERRUPT)
        return problem_set(problem, STATUS_UNAVAILABLE, "source-timeout", "%s: %s took over %d s", path,
                           doing, LIMIT_STATEMENT_SECONDS);
    return problem_set(problem, STATUS_UNAVAILABLE, "source-unreachable", "%s: %s: %s", path, doing, text);
}

/* ---- time: a view may be a query without end ---- */

static void start_clock(struct sqlite_source *source)
{
    clock_gettime(CLOCK_MONOTONIC, &source->deadline);
    source->deadline.tv_sec += LIMIT_STATEMENT_SECONDS;
}

static int is_late(void *context)
{
    const struct sqlite_source *source = context;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > source->deadline.tv_sec;
}

/* ---- fingerprint(sibling, updated_at): an aggregate that does not depend on the order of rows ---- */

struct fingerprint {
    uint64_t lane[2];
};

/* Hashes are added, not XORed: two equal rows must not cancel each other. */
static void fingerprint_step(sqlite3_context *context, int count, sqlite3_value **value)
{
    struct fingerprint *sum = sqlite3_aggregate_context(context, sizeof *sum);
    if (sum == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    crypto_generichash_state state;
    uint64_t hash[2];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (int i = 0; i < count; i++) {
        const unsigned char *bytes = sqlite3_value_text(value[i]);
        unsigned char kind = bytes == NULL ? 0 : 1;
        uint64_t size = bytes == NULL ? 0 : (uint64_t)sqlite3_value_bytes(value[i]);
        crypto_generichash_update(&state, &kind, sizeof kind);
        crypto_generichash_update(&state, (const unsigned char *)&size, sizeof size);
        if (bytes != NULL)
            crypto_generichash_update(&state, bytes, size);
    }
    crypto_generichash_final(&state, (unsigned char *)hash, sizeof hash);
    sum->lane[0] += hash[0];
    sum->lane[1] += hash[1];
}

static void fingerprint_final(sqlite3_context *context)
{
    const struct fingerprint *sum = sqlite3_aggregate_context(context, 0);
    char text[40];
    snprintf(text, sizeof text, "%016llx%016llx", sum == NULL ? 0 : (unsigned long long)sum->lane[0],
             sum == NULL ? 0 : (unsigned long long)sum->lane[1]);
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

/* ---- open and close ---- */

static void sqlite_source_close(struct source *source);

/* No watch (folder not there yet, no inotify left) is no failure: the daemon polls as well. */
static void watch(struct sqlite_source *source)
{
    if (source->wake < 0)
        source->wake = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (source->wake >= 0 &&
        inotify_add_watch(source->wake, source->folder, IN_MODIFY | IN_MOVED_TO | IN_CLOSE_WRITE) < 0) {
        close(source->wake);
        source->wake = -1;
    }
}

static enum status sqlite_source_open(const char *uri, struct source **out, struct problem *problem)
{
    const char *path = uri + strlen(source_sqlite.scheme);
    if (*path == '\0')
        return problem_set(problem, STATUS_MISUSE, "bad-uri", "sqlite: needs a path behind it");
    if (sodium_init() < 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "no-sodium", "libsodium does not start");
    struct sqlite_source *source = take_zeroed(1, sizeof *source);
    source->base.adapter = &source_sqlite;
    source->path = take_copy(path);
    source->wake = -1;
    char *copy = take_copy(path);
    source->folder = take_copy(dirname(copy));
    free(copy);
    copy = take_copy(path);
    source->file = take_copy(basename(copy));
    free(copy);
    watch(source);
    *out = &source->base;
    return STATUS_OK;
}

static void sqlite_source_end(struct source *base)
{
    struct sqlite_source *source = own(base);
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        sqlite3_finalize(source->rows[v]);
        source->rows[v] = NULL;
    }
    int code = sqlite3_close(source->db); /* ends the read transaction */
    ENSURE(code == SQLITE_OK);
    source->db = NULL;
}

static void sqlite_source_close(struct source *base)
{
    if (base == NULL)
        return;
    struct sqlite_source *source = own(base);
    sqlite_source_end(base);
    if (source->wake >= 0)
        close(source->wake);
    free(source->file);
    free(source->folder);
    free(source->path);
    free(source);
}

/* ---- begin ---- */

/* Nothing in the file may act: no function called from its schema, no write, no double-quoted string taken
   for a name. */
static enum status open_database(struct sqlite_source *source, struct problem *problem)
{
    char path[200];
    struct stat entry;
    log_escape(path, sizeof path, source->path);
    if (stat(source->path, &entry) != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "source-unreachable", "%s: %s", path,
                           strerror(errno));
    if (!S_ISREG(entry.st_mode)) /* a FIFO would hold us for ever */
        return problem_set(problem, STATUS_MISUSE, "not-a-database", "%s is not a file", path);
    if (sqlite3_open_v2(source->path, &source->db,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        NULL) != SQLITE_OK)
        return failed(source, "open", problem);
    static const struct {
        int option, value;
    } safety[] = {
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_DEFENSIVE, 1}, {SQLITE_DBCONFIG_DQS_DML, 0}};
    for (size_t i = 0; i < sizeof safety / sizeof safety[0]; i++)
        if (sqlite3_db_config(source->db, safety[i].option, safety[i].value, NULL) != SQLITE_OK)
            return failed(source, "make safe", problem);
    (void)sqlite3_limit(source->db, SQLITE_LIMIT_LENGTH, ROW_BYTES);
    sqlite3_progress_handler(source->db, STEPS_BETWEEN_LOOKS, is_late, source);
    if (sqlite3_busy_timeout(source->db, BUSY_MILLISECONDS) != SQLITE_OK ||
        sqlite3_create_function_v2(source->db, "fingerprint", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL, NULL,
                                   fingerprint_step, fingerprint_final, NULL) != SQLITE_OK ||
        sqlite3_exec(source->db, "PRAGMA cell_size_check = ON; BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return failed(source, "begin", problem);
    return STATUS_OK;
}

/* The first read fixes what this transaction sees. pragma_table_xinfo also tells generated columns. */
static enum status look(struct sqlite_source *source, struct problem *problem)
{
    enum status status = STATUS_FAILED;
    sqlite3_stmt *stmt = NULL;
    shape_init(&source->shape);
    start_clock(source);
    if (sqlite3_prepare_v2(source->db, "SELECT name FROM pragma_table_xinfo(?1, 'main')", -1, &stmt, NULL) !=
        SQLITE_OK) {
        status = failed(source, "look at the views", problem);
        goto out;
    }
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        int code = sqlite3_bind_text(stmt, 1, views[v].name, -1, SQLITE_STATIC);
        while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
            shape_see(&source->shape, views[v].name, (const char *)sqlite3_column_text(stmt, 0), true);
            code = SQLITE_OK;
        }
        if (code != SQLITE_DONE) {
            status = failed(source, "look at the views", problem);
            goto out;
        }
        (void)sqlite3_reset(stmt); /* repeats the step's result, which was good */
    }
    status = shape_check(&source->shape, problem);
out:
    sqlite3_finalize(stmt);
    return status;
}

static enum status sqlite_source_begin(struct source *base, struct problem *problem)
{
    struct sqlite_source *source = own(base);
    sqlite_source_end(base);
    if (source->wake < 0)
        watch(source);
    enum status status = open_database(source, problem);
    if (status == STATUS_OK)
        status = look(source, problem);
    if (status != STATUS_OK)
        sqlite_source_end(base);
    return status;
}

/* ---- scan ---- */

static enum status scan_view(struct source *base, enum view_id view, bool leads, size_t most,
                             struct tally *tally, struct problem *problem)
{
    struct sqlite_source *source = own(base);
    if (!source->shape.view[view])
        return STATUS_OK;
    enum status status = STATUS_FAILED;
    sqlite3_stmt *stmt = NULL;
    const char *sibling = shape_sibling(&source->shape, view);
    char *sql =
        take_format("SELECT \"%s\", count(*), fingerprint(%s%s%s, updated_at) FROM main.\"%s\" GROUP BY 1",
                    shape_key(view), sibling == NULL ? "NULL" : "\"", sibling == NULL ? "" : sibling,
                    sibling == NULL ? "" : "\"", views[view].name);
    int code = sqlite3_prepare_v2(source->db, sql, -1, &stmt, NULL);
    start_clock(source);
    while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(stmt, 0);
        size_t size = (size_t)sqlite3_column_bytes(stmt, 0);
        int64_t rows = sqlite3_column_int64(stmt, 1);
        const char *fingerprint = (const char *)sqlite3_column_text(stmt, 2);
        code = SQLITE_OK;
        if (!leads) {
            tally_follow(tally, view, id, size, rows, fingerprint);
        } else if (tally_lead(tally, most, view, id, size, rows, fingerprint, problem) != STATUS_OK) {
            status = STATUS_REFUSED;
            goto out;
        }
    }
    status = code == SQLITE_DONE ? STATUS_OK : failed(source, "scan", problem);
out:
    sqlite3_finalize(stmt);
    free(sql);
    return status;
}

static enum status sqlite_source_scan(struct source *base, struct source_scan *out, struct problem *problem)
{
    return tally_scan(base, scan_view, out, problem);
}

/* ---- fetch ---- */

/* SELECT of all columns of a view, NULL for those it lacks. Ids may be numbers at the vendor's: the number is
   asked for beside the text, and the rows are matched by text when they come. */
static enum status prepare_rows(struct sqlite_source *source, enum view_id view, sqlite3_stmt **stmt,
                                struct problem *problem)
{
    struct buffer sql = {0};
    for (size_t c = 0; c < views[view].columns; c++) {
        buffer_text(&sql, c == 0 ? "SELECT " : ", ");
        const struct view_column *column = &views[view].column[c];
        if (source->shape.column[view][c] &&
            column->type == COLUMN_BYTES) /* one byte more tells that it is over */
            buffer_format(
                &sql, "iif(\"%s\" IS NULL, NULL, '\\x' || lower(hex(substr(CAST(\"%s\" AS BLOB), 1, %d))))",
                column->name, column->name, LIMIT_ATTACHMENT_BYTES + 1);
        else if (source->shape.column[view][c])
            buffer_format(&sql, "\"%s\"", column->name);
        else
            buffer_text(&sql, "NULL");
    }
    buffer_format(&sql, " FROM main.\"%s\"", views[view].name);
    if (view != VIEW_PROJECT && view != VIEW_WITHDRAWAL)
        buffer_format(&sql, " WHERE \"%s\" IN (?1, CAST(?1 AS NUMERIC)) LIMIT %d", shape_key(view),
                      LIMIT_ROWS_PER_VIEW + 1);
    else
        buffer_format(&sql, " LIMIT %d", LIMIT_ITEMS);
    int code = sqlite3_prepare_v2(source->db, sql.data, -1, stmt, NULL);
    buffer_finish(&sql);
    return code == SQLITE_OK ? STATUS_OK : failed(source, "prepare", problem);
}

static void read_cells(sqlite3_stmt *stmt, size_t columns, struct batch_cell *cell)
{
    for (size_t c = 0; c < columns; c++) {
        cell[c].bytes = (const char *)sqlite3_column_text(stmt, (int)c);
        cell[c].size = (size_t)sqlite3_column_bytes(stmt, (int)c);
    }
}

static enum status fetch_view(struct sqlite_source *source, enum view_id view, const char *id,
                              struct batch *batch, struct problem *problem)
{
    enum status status = STATUS_OK;
    if (source->rows[view] == NULL)
        status = prepare_rows(source, view, &source->rows[view], problem);
    if (status != STATUS_OK)
        return status;
    sqlite3_stmt *stmt = source->rows[view];
    start_clock(source);
    int code = sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
    while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct batch_cell cell[SHAPE_COLUMNS];
        read_cells(stmt, views[view].columns, cell);
        batch_take(batch, view, cell, false);
        code = SQLITE_OK;
    }
    if (code == SQLITE_TOOBIG)
        batch_cut(batch, view, id);
    else if (code != SQLITE_DONE)
        status = failed(source, "fetch", problem);
    (void)sqlite3_reset(stmt); /* repeats the step's result, which is dealt with */
    return status;
}

static enum status sqlite_source_fetch(struct source *base, struct source_item *items, size_t count,
                                       struct problem *problem)
{
    struct sqlite_source *source = own(base);
    enum status status = STATUS_OK;
    struct batch batch;
    batch_init(&batch, items, count);
    for (size_t i = 0; i < batch.active && status == STATUS_OK; i++)
        for (size_t v = 0; v < VIEW_COUNT && status == STATUS_OK && tally_is_askable(items[i].id); v++)
            if (v != VIEW_PROJECT && v != VIEW_WITHDRAWAL && source->shape.view[v])
                status = fetch_view(source, (enum view_id)v, items[i].id, &batch, problem);
    return status;
}

static enum status sqlite_source_fetch_all(struct source *base, struct rows *rows, struct problem *problem)
{
    struct sqlite_source *source = own(base);
    const struct view *view = &views[rows->view];
    sqlite3_stmt *stmt = NULL;
    enum status status = prepare_rows(source, rows->view, &stmt, problem);
    if (status != STATUS_OK)
        return status;
    start_clock(source);
    int code = SQLITE_OK;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct batch_cell cell[SHAPE_COLUMNS];
        bool cut = false; /* told by the cell itself, see batch_cell_copy */
        read_cells(stmt, view->columns, cell);
        char **row = rows_add(rows);
        for (size_t c = 0; c < view->columns; c++)
            row[c] = batch_cell_copy(&view->column[c], &cell[c], &cut);
    }
    status = code == SQLITE_DONE ? STATUS_OK : failed(source, "fetch", problem);
    sqlite3_finalize(stmt);
    return status;
}

/* ---- wake ---- */

static int sqlite_source_wake_fd(struct source *base)
{
    return own(base)->wake;
}

/* A commit writes FILE-wal (or FILE); a writer that closes FILE has made its commits visible. FILE-shm is written by readers
   too and tells nothing, and readers (we are one) open and close FILE-wal as if they wrote. */
static bool sqlite_source_woken(struct source *base)
{
    struct sqlite_source *source = own(base);
    _Alignas(struct inotify_event) char bytes[4096];
    size_t length = strlen(source->file);
    bool news = false;
    ssize_t got = 0;
    while (source->wake >= 0 && (got = read(source->wake, bytes, sizeof bytes)) > 0) {
        for (size_t at = 0; at < (size_t)got;) {
            const struct inotify_event *event = (const void *)(bytes + at);
            const char *tail = event->len > 0 && strncmp(event->name, source->file, length) == 0
                                   ? event->name + length
                                   : NULL;
            bool is_ours =
                tail != NULL &&
                (*tail == '\0' || (strcmp(tail, "-wal") == 0 && (event->mask & IN_CLOSE_WRITE) == 0));
            news = news || is_ours || (event->mask & IN_Q_OVERFLOW) != 0;
            if (event->mask &
                IN_IGNORED) { /* the folder itself went away: look for it anew at the next pull */
                close(source->wake);
                source->wake = -1;
                return true;
            }
            at += sizeof *event + event->len;
        }
    }
    return news;
}

const struct source_adapter source_sqlite = {
    .scheme = "sqlite:",
    .open = sqlite_source_open,
    .close = sqlite_source_close,
    .begin = sqlite_source_begin,
    .scan = sqlite_source_scan,
    .fetch = sqlite_source_fetch,
    .fetch_all = sqlite_source_fetch_all,
    .end = sqlite_source_end,
    .wake_fd = sqlite_source_wake_fd,
    .woken = sqlite_source_woken,
};
