#include "contract/store.h"

#include "contract/buffer.h"
#include "contract/limits.h"
#include "contract/log.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char asset_cache_schema[];

enum status store_failed(sqlite3 *db, int code, const char *doing, struct problem *problem)
{
    char shown[200];
    log_escape(shown, sizeof shown, db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    switch (code & 0xFF) {
    case SQLITE_NOTADB:
        return problem_set(problem, STATUS_REFUSED, "not-a-cache", "%s: this is no cache of ours", doing);
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: /* a table is gone or has other columns */
    case SQLITE_MISMATCH:
        return problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "%s: %s", doing, shown);
    case SQLITE_FULL: return problem_set(problem, STATUS_UNAVAILABLE, "disk-full", "%s: %s", doing, shown);
    case SQLITE_CONSTRAINT: BUG("%s: %s", doing, shown);
    case SQLITE_MISUSE:
    case SQLITE_RANGE: BUG("%s: %s", doing, shown);
    default:
        return problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "%s: %s (%d)", doing, shown,
                           code);
    }
}

enum status store_execute(sqlite3 *db, const char *sql, struct problem *problem)
{
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? STATUS_OK : store_failed(db, code, "settings", problem);
}

enum status store_open(const char *path, int flags, sqlite3 **out, struct problem *problem)
{
    sqlite3 *db = NULL;
    *out = NULL;
    (void)sqlite3_hard_heap_limit64(LIMIT_CACHE_HEAP_BYTES);
    int code = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        enum status status = store_failed(db, code, "open", problem);
        (void)sqlite3_close(db);
        return status;
    }
    static const struct {
        int which, most;
    } limits[] = {{SQLITE_LIMIT_LENGTH, LIMIT_RECORD_BYTES + 65536},
                  {SQLITE_LIMIT_SQL_LENGTH, 65536},
                  {SQLITE_LIMIT_ATTACHED, 0},
                  {SQLITE_LIMIT_VARIABLE_NUMBER, 64},
                  {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
                  {SQLITE_LIMIT_WORKER_THREADS, 0}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        (void)sqlite3_limit(db, limits[i].which, limits[i].most);
    ENSURE(sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL) == SQLITE_OK);
    ENSURE(sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL) == SQLITE_OK);
    enum status status = store_execute(
        db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY", problem);
    if (status != STATUS_OK) {
        (void)sqlite3_close(db);
        return status;
    }
    *out = db;
    return STATUS_OK;
}

static enum status read_number(sqlite3 *db, const char *sql, int64_t *out, struct problem *problem)
{
    sqlite3_stmt *statement = NULL;
    enum status status = store_prepare(db, &sql, 1, &statement, problem);
    if (status == STATUS_OK)
        status = store_step(statement, "read schema", problem);
    if (status == STATUS_OK)
        *out = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return status;
}

/* Names and definitions of everything in the database, in a fixed order. */
static enum status read_schema(sqlite3 *db, struct buffer *out, struct problem *problem)
{
    static const char *const sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
    sqlite3_stmt *statement = NULL;
    enum status status = store_prepare(db, &sql, 1, &statement, problem);
    while (status == STATUS_OK && out->size < LIMIT_RECORD_BYTES && /* ours is much smaller */
           (status = store_step(statement, "read schema", problem)) == STATUS_OK)
        for (int column = 0; column < 4; column++)
            buffer_format(out, "%s\n", store_text(statement, column));
    (void)sqlite3_finalize(statement);
    return status == STATUS_END ? STATUS_OK : status;
}

/* A view in place of a table, a trigger or a table more: such a file was made to mislead us, or a bit of it flipped. The schema as
   it must be is built in memory, so that there is one source of truth. */
static enum status compare_schema(sqlite3 *db, bool *same, struct problem *problem)
{
    sqlite3 *model = NULL;
    struct buffer wanted = {0}, found = {0};
    enum status status = store_open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &model, problem);
    if (status == STATUS_OK)
        status = store_execute(model, (const char *)asset_cache_schema, problem);
    if (status == STATUS_OK)
        status = read_schema(model, &wanted, problem);
    if (status == STATUS_OK)
        status = read_schema(db, &found, problem);
    *same = status == STATUS_OK && wanted.size > 0 && wanted.size == found.size &&
            memcmp(wanted.data, found.data, wanted.size) == 0;
    buffer_finish(&wanted);
    buffer_finish(&found);
    (void)sqlite3_close(model);
    return status;
}

enum status store_check(sqlite3 *db, struct problem *problem)
{
    int64_t application = 0, schema = 0, tables = 0;
    enum status status = read_number(db, "PRAGMA application_id", &application, problem);
    if (status == STATUS_OK)
        status = read_number(db, "PRAGMA user_version", &schema, problem);
    if (status == STATUS_OK)
        status = read_number(db, "SELECT count(*) FROM sqlite_schema", &tables, problem);
    if (status != STATUS_OK)
        return status;
    if (application == 0 && schema == 0 && tables == 0)
        return STATUS_END;
    bool same = false;
    status = compare_schema(db, &same, problem);
    if (status != STATUS_OK)
        return status;
    /* It is ours by its number or by its tables. Where only one of them says so, bits of the other flipped. */
    if (application != STORE_APPLICATION && !same)
        return problem_set(problem, STATUS_REFUSED, "not-a-cache", "this database is no cache of ours");
    if (application == STORE_APPLICATION && schema > STORE_SCHEMA)
        return problem_set(problem, STATUS_REFUSED, "newer-schema",
                           "schema %lld, this program knows %d: a newer edition made it; install that one",
                           (long long)schema, STORE_SCHEMA);
    if (application == STORE_APPLICATION && schema < STORE_SCHEMA)
        return problem_set(
            problem, STATUS_REFUSED, "older-schema",
            "schema %lld, this program knows %d: an older edition made it; delete it and pull again",
            (long long)schema, STORE_SCHEMA);
    return application == STORE_APPLICATION && same
               ? STATUS_OK
               : problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache",
                             "its tables or its number are not those of a cache");
}

enum status store_prepare(sqlite3 *db, const char *const *sql, size_t count, sqlite3_stmt **out,
                          struct problem *problem)
{
    for (size_t i = 0; i < count; i++) {
        int code = sqlite3_prepare_v3(db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &out[i], NULL);
        if (code != SQLITE_OK)
            return store_failed(db, code, "prepare", problem);
    }
    return STATUS_OK;
}

void store_finalize(sqlite3_stmt **statements, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        (void)sqlite3_finalize(statements[i - 1]);
        statements[i - 1] = NULL;
    }
}

int store_bind(sqlite3_stmt *statement, const char *types, ...)
{
    va_list args;
    (void)sqlite3_reset(statement); /* repeats what its last step told already */
    int code = sqlite3_clear_bindings(statement);
    va_start(args, types);
    for (int i = 1; types[i - 1] != '\0' && code == SQLITE_OK; i++) {
        if (types[i - 1] == 't') {
            code = sqlite3_bind_text(statement, i, va_arg(args, const char *), -1, SQLITE_STATIC);
        } else if (types[i - 1] == 'i') {
            code = sqlite3_bind_int64(statement, i, va_arg(args, int64_t));
        } else if (types[i - 1] == 'b') {
            const void *bytes = va_arg(args, const void *);
            code = sqlite3_bind_blob64(statement, i, bytes, va_arg(args, size_t), SQLITE_STATIC);
        } else {
            BUG("unknown parameter type %c", types[i - 1]);
        }
    }
    va_end(args);
    return code;
}

enum status store_step(sqlite3_stmt *statement, const char *doing, struct problem *problem)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return STATUS_OK;
    enum status status = STATUS_END;
    if (code != SQLITE_DONE)
        status = store_failed(sqlite3_db_handle(statement), code, doing, problem);
    (void)sqlite3_reset(statement);
    return status;
}

enum status store_run(sqlite3_stmt *statement, const char *doing, struct problem *problem)
{
    enum status status = store_step(statement, doing, problem);
    ENSURE(status != STATUS_OK);
    return status == STATUS_END ? STATUS_OK : status;
}

const char *store_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text == NULL ? "" : text;
}
