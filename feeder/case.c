#include "case.h"

#include "contract/catalogue.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "guard.h"
#include "shape.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const unsigned char asset_case_schema[];
extern const size_t asset_case_schema_size;

#define CASE_APPLICATION 1145262917 /* "DCSE", as in assets/case/sqlite.sql */
#define CASE_SCHEMA 2
#define CASE_MODE 0640        /* names and amounts in full: the office's group, nobody else */
#define CASE_ZONE_MINUTES 480 /* of the date in a made-up id; China has one zone */
#define BUSY_MILLISECONDS 10000

/* ---- statements ---- */

enum statement {
    FIND_ITEM,
    LAST_VERSION,
    HAS_ITEM,
    ADD_ITEM,
    PUT_TEXT,
    WITHDRAW_ITEM,
    ADD_WITHDRAWAL,
    DROP_ATTACHMENTS,
    ADD_ATTACHMENT,
    STATEMENTS
};
static const char *const statement_sql[STATEMENTS] = {
    [FIND_ITEM] = "SELECT version, catalogue, kind, audience, priority, status,"
                  " max(published_at, coalesce(display_from, published_at)) FROM item WHERE id = ?1",
    /* A withdrawal may outlive its item: a version at or below it would never be shown. */
    [LAST_VERSION] = "SELECT max(version) FROM (SELECT version FROM item WHERE id = ?1"
                     " UNION ALL SELECT version FROM withdrawal WHERE item_id = ?1)",
    [HAS_ITEM] = "SELECT 1 FROM item WHERE id = ?1 UNION SELECT 1 FROM withdrawal WHERE item_id = ?1",
    /* What is not given for a further version stays as it is. */
    [ADD_ITEM] =
        "INSERT INTO item (id, version, project_id, catalogue, kind, audience, priority, statutory, issuer, "
        "doc_no,"
        " published_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (id) DO UPDATE SET"
        " version = excluded.version, project_id = coalesce(excluded.project_id, project_id),"
        " catalogue = excluded.catalogue, kind = excluded.kind, audience = excluded.audience,"
        " priority = excluded.priority, statutory = excluded.statutory, issuer = coalesce(excluded.issuer, "
        "issuer),"
        " doc_no = coalesce(excluded.doc_no, doc_no), published_at = excluded.published_at, status = "
        "'published',"
        " withdrawn_at = NULL, withdraw_reason = NULL",
    [PUT_TEXT] =
        "INSERT INTO item_text (item_id, lang, title, body, format, issuer) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        " ON CONFLICT (item_id, lang) DO UPDATE SET title = excluded.title, body = excluded.body,"
        " format = excluded.format, issuer = coalesce(excluded.issuer, issuer)",
    [WITHDRAW_ITEM] =
        "UPDATE item SET status = 'withdrawn', withdrawn_at = ?2, withdraw_reason = ?3 WHERE id = ?1",
    [ADD_WITHDRAWAL] =
        "INSERT INTO withdrawal (item_id, version, withdrawn_at, reason) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (item_id) DO UPDATE SET version = excluded.version,"
        " withdrawn_at = excluded.withdrawn_at, reason = excluded.reason",
    [DROP_ATTACHMENTS] = "DELETE FROM attachment WHERE item_id = ?1",
    [ADD_ATTACHMENT] = "INSERT INTO attachment (item_id, seq, name, content) VALUES (?1, ?2, ?3, ?4)",
};

struct case_base {
    sqlite3 *db;
    char path[200]; /* escaped, for problems */
    sqlite3_stmt *stmt[STATEMENTS];
};

static enum status failed(const struct case_base *base, const char *doing, struct problem *problem)
{
    char text[160];
    log_escape(text, sizeof text, base->db == NULL ? "out of memory" : sqlite3_errmsg(base->db));
    return problem_set(problem, STATUS_UNAVAILABLE, "case-database", "%s: %s: %s", base->path, doing, text);
}

/* The statement, ready to be bound; NULL after a problem. */
static sqlite3_stmt *ready(struct case_base *base, enum statement which, struct problem *problem)
{
    sqlite3_stmt **stmt = &base->stmt[which];
    if (*stmt == NULL && sqlite3_prepare_v2(base->db, statement_sql[which], -1, stmt, NULL) != SQLITE_OK) {
        (void)failed(base, "prepare", problem);
        return NULL;
    }
    (void)sqlite3_reset(*stmt);
    (void)sqlite3_clear_bindings(*stmt);
    return *stmt;
}

/* Binds NULL for NULL. The text must outlive the step; failure to bind shows as a failing step (NOT NULL) or
   as a BUG. */
static void bind(sqlite3_stmt *stmt, int place, const char *text)
{
    int code = sqlite3_bind_text(stmt, place, text, -1, SQLITE_STATIC);
    ENSURE(code == SQLITE_OK);
}

static void bind_number(sqlite3_stmt *stmt, int place, int64_t number)
{
    int code = sqlite3_bind_int64(stmt, place, number);
    ENSURE(code == SQLITE_OK);
}

/* One step: OK with a row, END without one. */
static enum status step(struct case_base *base, sqlite3_stmt *stmt, const char *doing,
                        struct problem *problem)
{
    int code = sqlite3_step(stmt);
    return code == SQLITE_ROW ? STATUS_OK : code == SQLITE_DONE ? STATUS_END : failed(base, doing, problem);
}

static enum status run(struct case_base *base, const char *sql, struct problem *problem)
{
    return sqlite3_exec(base->db, sql, NULL, NULL, NULL) == SQLITE_OK ? STATUS_OK
                                                                      : failed(base, sql, problem);
}

/* ---- open and close ---- */

static void base_finish(struct case_base *base)
{
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(base->stmt[i]);
    int code = sqlite3_close(base->db); /* rolls back what was not committed */
    ENSURE(code == SQLITE_OK);
    *base = (struct case_base){0};
}

static enum status read_number(struct case_base *base, const char *sql, int64_t *out, struct problem *problem)
{
    sqlite3_stmt *stmt = NULL;
    enum status status = STATUS_FAILED;
    if (sqlite3_prepare_v2(base->db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
        *out = sqlite3_column_int64(stmt, 0);
        status = STATUS_OK;
    } else {
        status = failed(base, "read", problem);
    }
    sqlite3_finalize(stmt);
    return status;
}

/* Ours, or still empty: then the schema is put in. Two clerks at once are no
   trouble, the schema may run twice. */
static enum status check_schema(struct case_base *base, struct problem *problem)
{
    int64_t application = 0, version = 0, tables = 0;
    enum status status = read_number(base, "PRAGMA application_id", &application, problem);
    if (status == STATUS_OK)
        status = read_number(base, "PRAGMA user_version", &version, problem);
    if (status == STATUS_OK)
        status = read_number(base, "SELECT count(*) FROM sqlite_schema", &tables, problem);
    if (status != STATUS_OK)
        return status;
    if (application == 0 && tables == 0)
        return sqlite3_exec(base->db, (const char *)asset_case_schema, NULL, NULL, NULL) == SQLITE_OK
                   ? STATUS_OK
                   : failed(base, "make the tables", problem);
    if (application != CASE_APPLICATION)
        return problem_set(problem, STATUS_MISUSE, "not-a-case-database",
                           "%s is a database, but not an embedded case database", base->path);
    if (version > CASE_SCHEMA)
        return problem_set(problem, STATUS_MISUSE, "newer-case-database",
                           "%s was made by a newer program (schema %lld, this one knows %d)", base->path,
                           (long long)version, CASE_SCHEMA);
    /* Schema 1 knew attachments by name only. */
    return version == 1 ? run(base,
                              "BEGIN IMMEDIATE; ALTER TABLE attachment ADD COLUMN content BLOB;"
                              " PRAGMA user_version = 2; COMMIT",
                              problem)
                        : STATUS_OK;
}

static enum status base_open(const char *path, bool create, struct case_base *base, struct problem *problem)
{
    *base = (struct case_base){0};
    log_escape(base->path, sizeof base->path, path);
    if (create) { /* SQLite would make it readable for everybody */
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, CASE_MODE);
        if (fd < 0)
            return problem_set(problem, STATUS_UNAVAILABLE, "case-database", "%s: %s", base->path,
                               strerror(errno));
        close(fd);
    }
    int keep = 1;
    if (sqlite3_open_v2(path, &base->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return failed(base, "open", problem);
    /* The feeder may read as a user who must not make -wal and -shm: they stay when this program ends. */
    if (sqlite3_busy_timeout(base->db, BUSY_MILLISECONDS) != SQLITE_OK ||
        sqlite3_file_control(base->db, NULL, SQLITE_FCNTL_PERSIST_WAL, &keep) != SQLITE_OK ||
        sqlite3_exec(base->db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", NULL, NULL, NULL) !=
            SQLITE_OK)
        return failed(base, "open", problem);
    return check_schema(base, problem);
}

/* ---- the body ---- */

static enum status read_file(const char *file, size_t most, const char *over, struct buffer *out,
                             struct problem *problem)
{
    char name[200], part[16384];
    enum status status = STATUS_FAILED;
    log_escape(name, sizeof name, file);
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO without a writer must not hold us */
    struct stat entry;
    if (fd < 0 || fstat(fd, &entry) != 0) {
        status = problem_set(problem, STATUS_MISUSE, "no-body", "%s: %s", name, strerror(errno));
        goto out;
    }
    if (!S_ISREG(entry.st_mode)) {
        status = problem_set(problem, STATUS_MISUSE, "no-body", "%s is not a file", name);
        goto out;
    }
    ssize_t got = 0;
    buffer_add(out, "", 0); /* an empty file has bytes too: none */
    while (out->size <= most && (got = read(fd, part, sizeof part)) > 0)
        buffer_add(out, part, (size_t)got);
    if (got < 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "no-body", "%s: %s", name, strerror(errno));
    else if (out->size > most)
        status = problem_set(problem, STATUS_REFUSED, over, "%s has over %zu bytes", name, most);
    else
        status = STATUS_OK;
out:
    if (fd >= 0)
        close(fd);
    return status;
}

/* Drops a byte order mark, which editors on Windows put before UTF-8. */
static enum status read_body(const char *file, struct buffer *out, struct problem *problem)
{
    char name[200];
    enum status status = read_file(file, LIMIT_BODY_BYTES, "too-long", out, problem);
    ENSURE(status != STATUS_OK || out->data != NULL);
    if (status == STATUS_OK && memchr(out->data, '\0', out->size) != NULL)
        status = problem_set(problem, STATUS_REFUSED, "bad-text", "%s has a NUL byte; is it a text file?",
                             log_escape(name, sizeof name, file));
    if (status == STATUS_OK && out->size >= 3 && memcmp(out->data, "\xEF\xBB\xBF", 3) == 0) {
        memmove(out->data, out->data + 3, out->size - 2); /* with the NUL behind it */
        out->size -= 3;
    }
    return status;
}

/* One text through the guards of a pull; *clean is the form to store. */
static enum status check_text(const char *text, const char *what, bool body, char **clean,
                              struct problem *problem)
{
    struct view_column column = {what, body ? COLUMN_BODY : COLUMN_LINE, true, NULL};
    char *cell = take_copy(text);
    enum status status = view_check_cell(&column, &cell, problem);
    if (status == STATUS_OK)
        status = textguard_check(cell, body, clean, problem);
    if (status == STATUS_OK)
        status = persondata_check(*clean, false, problem);
    free(cell);
    return status;
}

static enum body_format format_of(const char *file)
{
    const char *dot = strrchr(file, '.');
    return dot != NULL && (strcmp(dot, ".md") == 0 || strcmp(dot, ".markdown") == 0) ? FORMAT_MARKDOWN
                                                                                     : FORMAT_TEXT;
}

/* ---- add ---- */

/* An item about to be written: given, else as it was, else the catalogue's. */
struct draft {
    char *id, *title, *body, *issuer, *doc_no;
    enum body_format format;
    const struct catalogue_item *catalogue;
    int64_t version;
    int kind, audience, priority;
};

static void draft_finish(struct draft *draft)
{
    free(draft->id);
    free(draft->title);
    free(draft->body);
    free(draft->issuer);
    free(draft->doc_no);
    *draft = (struct draft){0};
}

static enum status check_id(const char *what, const char *id, struct problem *problem)
{
    struct view_column column = {what, COLUMN_ID, true, NULL};
    char *cell = take_copy(id);
    enum status status = view_check_cell(&column, &cell, problem);
    free(cell);
    return status;
}

/* What can be judged without the database. */
static enum status draft_check(struct draft *draft, const struct case_addition *addition,
                               struct problem *problem)
{
    char shown[24];
    draft->catalogue = catalogue_find(addition->catalogue);
    if (draft->catalogue == NULL)
        return problem_set(problem, STATUS_MISUSE, "bad-catalogue", "\"%s\" is none of D01...D35",
                           log_escape(shown, sizeof shown, addition->catalogue));
    struct buffer body = {0};
    enum status status = STATUS_OK;
    if (addition->id != NULL)
        status = check_id("id", addition->id, problem);
    if (status == STATUS_OK && addition->project != NULL)
        status = check_id("project", addition->project, problem);
    if (status == STATUS_OK)
        status = check_text(addition->title, "title", false, &draft->title, problem);
    if (status == STATUS_OK && addition->issuer != NULL)
        status = check_text(addition->issuer, "issuer", false, &draft->issuer, problem);
    if (status == STATUS_OK && addition->doc_no != NULL)
        status = check_text(addition->doc_no, "doc_no", false, &draft->doc_no, problem);
    if (status == STATUS_OK && addition->body_file != NULL) {
        draft->format = format_of(addition->body_file);
        status = read_body(addition->body_file, &body, problem);
        if (status == STATUS_OK)
            status = check_text(body.data, "body", true, &draft->body, problem);
    }
    buffer_finish(&body);
    return status;
}

/* CATALOGUE-DATE-N, the first N nobody has, withdrawn ones included. */
static enum status make_id(struct case_base *base, struct draft *draft, instant now, struct problem *problem)
{
    struct civil day = civil_from_instant(now, CASE_ZONE_MINUTES);
    enum status status = STATUS_OK;
    for (int n = 1; status == STATUS_OK; n++) {
        free(draft->id);
        draft->id = take_format("%s-%04d%02d%02d-%d", draft->catalogue->id, day.year, day.month, day.day, n);
        sqlite3_stmt *stmt = ready(base, HAS_ITEM, problem);
        if (stmt == NULL)
            return STATUS_UNAVAILABLE;
        bind(stmt, 1, draft->id);
        status = step(base, stmt, "look for a free id", problem);
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static int word_of(sqlite3_stmt *stmt, int column, const char *const *words, int count)
{
    const char *word = (const char *)sqlite3_column_text(stmt, column);
    return word == NULL ? -1 : word_index(words, count, word);
}

static int first_given(int given, int before, int otherwise)
{
    return given >= 0 ? given : before >= 0 ? before : otherwise;
}

/* A further version keeps what is not given anew: an audience, once narrowed, must
   not widen by forgetting an option. */
static enum status draft_complete(struct case_base *base, struct draft *draft,
                                  const struct case_addition *addition, struct problem *problem)
{
    int kind = -1, audience = -1, priority = -1;
    sqlite3_stmt *last = ready(base, LAST_VERSION, problem), *stmt = ready(base, FIND_ITEM, problem);
    if (last == NULL || stmt == NULL)
        return STATUS_UNAVAILABLE;
    bind(last, 1, draft->id);
    enum status status = step(base, last, "find the last version", problem);
    if (status != STATUS_OK)
        return status;
    draft->version = sqlite3_column_int64(last, 0) + 1; /* NULL reads as 0 */
    bind(stmt, 1, draft->id);
    status = step(base, stmt, "find the item", problem);
    if (status == STATUS_OK) {
        kind = word_of(stmt, 2, kind_words, KIND_COUNT);
        audience = word_of(stmt, 3, audience_words, AUDIENCE_COUNT);
        priority = word_of(stmt, 4, priority_words, PRIORITY_COUNT);
    } else if (status != STATUS_END) {
        return status;
    }
    draft->kind = first_given(addition->kind, kind, (int)draft->catalogue->kind);
    draft->audience = first_given(addition->audience, audience, (int)draft->catalogue->audience);
    draft->priority = first_given(addition->priority, priority, PRIORITY_NORMAL);
    if (draft->version > LIMIT_VERSION)
        return problem_set(problem, STATUS_REFUSED, "version", "%s has no version left", draft->id);
    return STATUS_OK;
}

static enum status draft_write(struct case_base *base, const struct draft *draft,
                               const struct case_addition *addition, struct problem *problem)
{
    char now[INSTANT_TEXT];
    bool is_chinese = addition->lang == LANG_ZH;
    sqlite3_stmt *item = ready(base, ADD_ITEM, problem), *text = ready(base, PUT_TEXT, problem);
    if (item == NULL || text == NULL)
        return STATUS_UNAVAILABLE;
    bind(item, 1, draft->id);
    bind_number(item, 2, draft->version);
    bind(item, 3, addition->project);
    bind(item, 4, draft->catalogue->id);
    bind(item, 5, kind_words[draft->kind]);
    bind(item, 6, audience_words[draft->audience]);
    bind(item, 7, priority_words[draft->priority]);
    bind_number(item, 8, draft->catalogue->statutory ? 1 : 0);
    bind(item, 9, is_chinese ? draft->issuer : NULL);
    bind(item, 10, draft->doc_no);
    bind(item, 11, instant_format(now, addition->now));
    enum status status = step(base, item, "write the item", problem);
    if (status != STATUS_END)
        return status;
    bind(text, 1, draft->id);
    bind(text, 2, lang_words[addition->lang]);
    bind(text, 3, draft->title);
    bind(text, 4, draft->body);
    bind(text, 5, format_words[draft->format]);
    bind(text, 6, is_chinese ? NULL : draft->issuer);
    status = step(base, text, "write the text", problem);
    return status == STATUS_END ? STATUS_OK : status;
}

/* Files given anew take the place of those that were there; none given leaves them. */
static enum status attach(struct case_base *base, const struct draft *draft,
                          const struct case_addition *addition, struct problem *problem)
{
    enum status status = STATUS_OK;
    size_t total = 0;
    if (addition->files == 0)
        return STATUS_OK;
    sqlite3_stmt *drop = ready(base, DROP_ATTACHMENTS, problem);
    if (drop == NULL)
        return STATUS_UNAVAILABLE;
    bind(drop, 1, draft->id);
    status = step(base, drop, "replace the attachments", problem);
    for (size_t i = 0; i < addition->files && status == STATUS_END; i++) {
        const char *slash = strrchr(addition->file[i], '/');
        struct buffer bytes = {0};
        char *name = NULL;
        sqlite3_stmt *add = ready(base, ADD_ATTACHMENT, problem);
        status = add == NULL ? STATUS_UNAVAILABLE
                             : check_text(slash == NULL ? addition->file[i] : slash + 1, "file name", false,
                                          &name, problem);
        if (status == STATUS_OK)
            status = read_file(addition->file[i], LIMIT_ATTACHMENT_BYTES, "attachments-too-large", &bytes,
                               problem);
        if (status == STATUS_OK &&
            (total += bytes.size) > (size_t)LIMIT_RECORD_BYTES) /* no pull would read them */
            status = problem_set(problem, STATUS_REFUSED, "attachments-too-large",
                                 "all attached files together have over %d bytes", LIMIT_RECORD_BYTES);
        if (status == STATUS_OK) {
            bind(add, 1, draft->id);
            bind_number(add, 2, (int64_t)i + 1);
            bind(add, 3, name);
            int code = sqlite3_bind_blob(add, 4, bytes.data, (int)bytes.size, SQLITE_STATIC);
            ENSURE(code == SQLITE_OK);
            status = step(base, add, "attach", problem);
            (void)sqlite3_clear_bindings(add);
        }
        free(name);
        buffer_finish(&bytes);
    }
    return status == STATUS_END ? STATUS_OK : status;
}

/* All rows of one view that belong to the item, as a source would give them. */
static enum status read_rows(struct case_base *base, enum view_id view, const char *id, struct rows *rows,
                             struct problem *problem)
{
    struct buffer sql = {0};
    sqlite3_stmt *stmt = NULL;
    for (size_t c = 0; c < views[view].columns; c++)
        if (views[view].column[c].type == COLUMN_BYTES)
            buffer_format(&sql, ", iif(\"%s\" IS NULL, NULL, '\\x' || lower(hex(\"%s\")))",
                          views[view].column[c].name, views[view].column[c].name);
        else
            buffer_format(&sql, "%s\"%s\"", c == 0 ? "SELECT " : ", ", views[view].column[c].name);
    buffer_format(&sql, " FROM \"%s\" WHERE \"%s\" = ?1", views[view].name, shape_key(view));
    enum status status = sqlite3_prepare_v2(base->db, sql.data, -1, &stmt, NULL) == SQLITE_OK
                             ? STATUS_OK
                             : failed(base, "prepare", problem);
    buffer_finish(&sql);
    if (status == STATUS_OK)
        bind(stmt, 1, id);
    while (status == STATUS_OK && (status = step(base, stmt, "read back", problem)) == STATUS_OK) {
        char **row = rows_add(rows);
        for (size_t c = 0; c < views[view].columns; c++)
            row[c] = take_copy_or_null((const char *)sqlite3_column_text(stmt, (int)c));
    }
    sqlite3_finalize(stmt);
    return status == STATUS_END ? STATUS_OK : status;
}

/* The item as it now stands, before the guard of a pull: what it would refuse there is not committed here. */
static enum status draft_prove(struct case_base *base, const struct draft *draft, struct problem *problem)
{
    struct guard_settings settings;
    struct source_item item;
    struct record *record = NULL;
    enum status status = STATUS_OK;
    guard_settings_defaults(&settings);
    source_item_init(&item, draft->id);
    for (size_t v = 0; v < VIEW_COUNT && status == STATUS_OK; v++)
        if (v != VIEW_PROJECT && v != VIEW_WITHDRAWAL)
            status = read_rows(base, (enum view_id)v, draft->id, &item.rows[v], problem);
    if (status == STATUS_OK)
        status = guard_item(&settings, &item, &record, problem);
    record_destroy(record);
    source_item_finish(&item);
    return status;
}

enum status case_add(const struct case_addition *addition, char **id, int64_t *version,
                     struct problem *problem)
{
    struct case_base base = {0};
    struct draft draft = {0};
    enum status status = draft_check(&draft, addition, problem);
    if (status == STATUS_OK)
        status = base_open(addition->path, true, &base, problem);
    if (status == STATUS_OK)
        status = run(&base, "BEGIN IMMEDIATE", problem);
    if (status != STATUS_OK)
        goto out;
    if (addition->id != NULL)
        draft.id = take_copy(addition->id);
    else
        status = make_id(&base, &draft, addition->now, problem);
    if (status == STATUS_OK)
        status = draft_complete(&base, &draft, addition, problem);
    if (status == STATUS_OK)
        status = draft_write(&base, &draft, addition, problem);
    if (status == STATUS_OK)
        status = attach(&base, &draft, addition, problem);
    if (status == STATUS_OK)
        status = draft_prove(&base, &draft, problem);
    for (size_t i = 0; i < STATEMENTS; i++)
        (void)sqlite3_reset(base.stmt[i]); /* an open read would hold the commit */
    if (status == STATUS_OK)
        status = run(&base, "COMMIT", problem);
    if (status == STATUS_OK) {
        *id = draft.id;
        *version = draft.version;
        draft.id = NULL;
    }
out:
    base_finish(&base);
    draft_finish(&draft);
    return status;
}

/* ---- withdraw ---- */

/* Of what is held: may it go now? A least display period (D09: Regulation art. 10) ends it no sooner; a
   corrected version is the way to mend it. */
static enum status may_withdraw(sqlite3_stmt *item, const char *id, instant now, struct problem *problem)
{
    const char *status = (const char *)sqlite3_column_text(item, 5);
    if (status != NULL && strcmp(status, "withdrawn") == 0)
        return STATUS_UNCHANGED;
    const char *catalogue = (const char *)sqlite3_column_text(item, 1);
    const char *shown_from = (const char *)sqlite3_column_text(item, 6);
    const struct catalogue_item *entry = catalogue == NULL ? NULL : catalogue_find(catalogue);
    instant since = 0;
    if (entry != NULL && entry->min_display_days > 0 && shown_from != NULL &&
        instant_parse(shown_from, &since) && now < since + (instant)entry->min_display_days * 86400)
        return problem_set(problem, STATUS_REFUSED, "display-period",
                           "%s must be shown for %d days; publish a corrected version instead", id,
                           entry->min_display_days);
    return STATUS_OK;
}

enum status case_withdraw(const char *path, const char *id, const char *reason, instant now,
                          struct problem *problem)
{
    struct case_base base = {0};
    char *clean = NULL, at[INSTANT_TEXT];
    enum status status = check_id("id", id, problem);
    if (status == STATUS_OK)
        status = check_text(reason, "reason", false, &clean, problem);
    if (status == STATUS_OK)
        status = base_open(path, false, &base, problem);
    if (status == STATUS_OK)
        status = run(&base, "BEGIN IMMEDIATE", problem);
    if (status != STATUS_OK)
        goto out;
    instant_format(at, now);
    sqlite3_stmt *find = ready(&base, FIND_ITEM, problem), *mark = ready(&base, WITHDRAW_ITEM, problem),
                 *add = ready(&base, ADD_WITHDRAWAL, problem);
    if (find == NULL || mark == NULL || add == NULL) {
        status = STATUS_UNAVAILABLE;
        goto out;
    }
    bind(find, 1, id);
    status = step(&base, find, "find the item", problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_MISUSE, "unknown-item", "there is no item %s", id);
    if (status == STATUS_OK)
        status = may_withdraw(find, id, now, problem);
    if (status != STATUS_OK)
        goto out;
    int64_t version = sqlite3_column_int64(find, 0);
    (void)sqlite3_reset(find);
    bind(mark, 1, id);
    bind(mark, 2, at);
    bind(mark, 3, clean);
    bind(add, 1, id);
    bind_number(add, 2, version);
    bind(add, 3, at);
    bind(add, 4, clean);
    status = step(&base, mark, "withdraw the item", problem);
    if (status == STATUS_END)
        status = step(&base, add, "write the withdrawal", problem);
    if (status == STATUS_END)
        status = run(&base, "COMMIT", problem);
out:
    base_finish(&base);
    free(clean);
    return status;
}
