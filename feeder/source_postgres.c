/* PostgreSQL (also openGauss, Kingbase) as a source: the views in schema `disclosure`. One connection, kept
   between pulls for LISTEN; each pull is one REPEATABLE READ READ ONLY transaction. Everything is asked for
   as text, every name is qualified, and nothing is asked that all of them cannot answer. */
#include "batch.h"
#include "link.h"
#include "shape.h"
#include "source.h"
#include "tally.h"

#include "contract/limits.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF_(number) #number
#define TEXT_OF(number) TEXT_OF_(number)

/* An item with more rows in a view than may be read: known from the scan, never asked for. */
struct overfull {
    enum view_id view;
    char *id;
};

struct postgres_source {
    struct source base;
    struct link *link;
    struct shape shape;
    bool is_empty[VIEW_COUNT]; /* the scan of this transaction found no row at all */
    struct overfull *overfull;
    size_t overfulls, capacity;
    size_t room; /* items the next batch asks for: what the last had room for, doubled */
};

static struct postgres_source *own(struct source *source)
{
    return (struct postgres_source *)source;
}

/* What a scan found out holds for its transaction alone. */
static void forget(struct postgres_source *source)
{
    for (size_t i = 0; i < source->overfulls; i++)
        free(source->overfull[i].id);
    free(source->overfull);
    source->overfull = NULL;
    source->overfulls = source->capacity = 0;
    source->room = SOURCE_FETCH_MOST;
    memset(source->is_empty, 0, sizeof source->is_empty);
}

static enum status postgres_source_open(const char *uri, struct source **out, struct problem *problem)
{
    if (sodium_init() < 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "no-sodium", "libsodium does not start");
    struct link *link = NULL;
    enum status status = link_create(uri, &link, problem);
    if (status != STATUS_OK)
        return status;
    struct postgres_source *source = take_zeroed(1, sizeof *source);
    source->base.adapter = &source_postgres;
    source->link = link;
    forget(source);
    *out = &source->base;
    return STATUS_OK;
}

static void postgres_source_close(struct source *base)
{
    if (base == NULL)
        return;
    struct postgres_source *source = own(base);
    forget(source);
    link_destroy(source->link);
    free(source);
}

/* ---- begin ---- */

/* The session's settings. Only those the server knows are set: wire-compatible engines lack one or the other. */
static const char settings_sql[] =
    "SELECT pg_catalog.set_config(s.name, v.value, false) FROM pg_catalog.pg_settings s JOIN (VALUES"
    " ('statement_timeout', '" TEXT_OF(
        LIMIT_STATEMENT_SECONDS) "000'),"
                                 " ('lock_timeout', '5000')," /* DDL on a view must not hold us, nor we its
                                                                 queue */
                                 " ('idle_in_transaction_session_timeout', '" TEXT_OF(
                                     LIMIT_PULL_SECONDS) "000'),"
                                                         " ('default_transaction_read_only', 'on'),"
                                                         " ('standard_conforming_strings', 'on'),"
                                                         " ('TimeZone', 'UTC')," /* marks and times must not
                                                                                    depend on the server's
                                                                                    settings */
                                                         " ('DateStyle', 'ISO, YMD'),"
                                                         " ('bytea_output', 'hex'),"
                                                         " ('jit', 'off')" /* compiling these statements takes
                                                                              longer than running them */
                                                         ") AS v (name, value) ON pg_catalog.lower(s.name) = "
                                                         "pg_catalog.lower(v.name)";

static enum status connect_and_set(struct postgres_source *source, struct problem *problem)
{
    enum status status = link_connect(source->link, problem);
    if (status == STATUS_OK)
        status = link_run(source->link, "SET search_path TO pg_catalog", NULL, NULL, NULL, problem);
    if (status == STATUS_OK)
        status = link_run(source->link, settings_sql, NULL, NULL, NULL, problem);
    /* A database without an encoding hands out its bytes as they are, for the guard to judge item by item; as
       UTF8 the first bad byte would end the whole statement. */
    if (status == STATUS_OK)
        status = link_run(source->link,
                          link_is_ascii(source->link) ? "SET client_encoding TO 'SQL_ASCII'"
                                                      : "SET client_encoding TO 'UTF8'",
                          NULL, NULL, NULL, problem);
    /* A replica in recovery and some engines cannot LISTEN: then changes arrive with the next poll. */
    if (status == STATUS_OK)
        (void)link_run(source->link, "LISTEN disclosure", NULL, NULL, NULL, NULL);
    if (status != STATUS_OK)
        link_drop(source->link);
    return status;
}

static enum status see_column(void *context, const struct batch_cell *cell, size_t cells,
                              struct problem *problem)
{
    (void)problem;
    ENSURE(cells == 2);
    if (cell[0].bytes != NULL && cell[1].bytes != NULL)
        shape_see(context, cell[0].bytes, cell[1].bytes, false);
    return STATUS_OK;
}

/* pg_attribute, not information_schema, which leaves out materialised views. */
static enum status look(struct postgres_source *source, struct problem *problem)
{
    shape_init(&source->shape);
    enum status status =
        link_run(source->link,
                 "SELECT c.relname::text, a.attname::text FROM pg_catalog.pg_attribute a"
                 " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid "
                 "= c.relnamespace"
                 " WHERE n.nspname = 'disclosure' AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND a.attnum > 0"
                 " AND NOT a.attisdropped LIMIT 10000",
                 NULL, see_column, &source->shape, problem);
    return status == STATUS_OK ? shape_check(&source->shape, problem) : status;
}

static void postgres_source_end(struct source *base);

static enum status postgres_source_begin(struct source *base, struct problem *problem)
{
    static const char begin_sql[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    struct postgres_source *source = own(base);
    enum status status = STATUS_FAILED;
    forget(source);
    /* A connection that was kept may have died in silence: that is no reason to miss a pull. */
    if (link_is_up(source->link)) {
        status = link_run(source->link, begin_sql, NULL, NULL, NULL, NULL);
        if (status != STATUS_OK)
            link_drop(source->link);
    }
    if (!link_is_up(source->link)) {
        status = connect_and_set(source, problem);
        if (status == STATUS_OK)
            status = link_run(source->link, begin_sql, NULL, NULL, NULL, problem);
    }
    if (status == STATUS_OK)
        status = look(source, problem);
    if (status != STATUS_OK)
        postgres_source_end(base);
    return status;
}

static void postgres_source_end(struct source *base)
{
    struct postgres_source *source = own(base);
    forget(source);
    if (link_is_up(source->link) && link_run(source->link, "ROLLBACK", NULL, NULL, NULL, NULL) != STATUS_OK)
        link_drop(source->link);
}

/* ---- scan ---- */

struct scanning {
    struct postgres_source *source;
    struct tally *tally;
    enum view_id view;
    bool leads;
    size_t most;
};

static enum status scan_row(void *context, const struct batch_cell *cell, size_t cells,
                            struct problem *problem)
{
    struct scanning *scan = context;
    struct postgres_source *source = scan->source;
    ENSURE(cells == 3);
    int64_t rows = cell[1].bytes == NULL ? 0 : strtoll(cell[1].bytes, NULL, 10);
    source->is_empty[scan->view] = false;
    if (rows > LIMIT_ROWS_PER_VIEW && cell[0].bytes != NULL) {
        source->overfull =
            take_room(source->overfull, &source->capacity, source->overfulls + 1, sizeof *source->overfull);
        source->overfull[source->overfulls++] = (struct overfull){scan->view, take_copy(cell[0].bytes)};
    }
    if (scan->leads)
        return tally_lead(scan->tally, scan->most, scan->view, cell[0].bytes, cell[0].size, rows,
                          cell[2].bytes, problem);
    tally_follow(scan->tally, scan->view, cell[0].bytes, cell[0].size, rows, cell[2].bytes);
    return STATUS_OK;
}

/* The fingerprint is a sum of 60 bits of MD5 for each row: it needs no sorting and no memory however many
   rows there are, and md5, bit strings and sum over numeric are what all these engines have. An overlong id
   is told by its beginning and its hash. */
static enum status scan_view(struct source *base, enum view_id view, bool leads, size_t most,
                             struct tally *tally, struct problem *problem)
{
    struct postgres_source *source = own(base);
    if (!source->shape.view[view])
        return STATUS_OK;
    const char *sibling = shape_sibling(&source->shape, view);
    struct buffer sql = {0};
    buffer_format(&sql,
                  "SELECT CASE WHEN octet_length(k) > %d THEN left(k, %d) || '~' || md5(k) ELSE k END,"
                  " count(*), sum(h) FROM (SELECT \"%s\"::text AS k, ('x' || substr(md5(coalesce(",
                  LIMIT_ID_BYTES, LIMIT_ID_BYTES, shape_key(view));
    if (sibling == NULL)
        buffer_text(&sql, "NULL");
    else
        buffer_format(&sql, "\"%s\"::text", sibling);
    buffer_format(&sql,
                  ", '-') || '|' || coalesce(\"updated_at\"::text, '-')), 1, 15))::bit(60)::bigint AS h"
                  " FROM disclosure.\"%s\") r GROUP BY k",
                  views[view].name);
    if (leads)
        buffer_format(&sql, " LIMIT %zu", most + 1);
    struct scanning scan = {source, tally, view, leads, most};
    source->is_empty[view] = true;
    enum status status = link_run(source->link, sql.data, NULL, scan_row, &scan, problem);
    buffer_finish(&sql);
    return status;
}

static enum status postgres_source_scan(struct source *base, struct source_scan *out, struct problem *problem)
{
    forget(own(base));
    return tally_scan(base, scan_view, out, problem);
}

/* ---- fetch ---- */

/* SELECT of all columns of a view as text, NULL for those it lacks, and in front whether any is over its
   limit; such a cell is shortened at the server, so that it never crosses the wire. */
static void add_select(struct buffer *sql, const struct shape *shape, enum view_id view)
{
    struct buffer cells = {0}, cut = {0}, source = {0};
    for (size_t c = 0; c < views[view].columns; c++) {
        const struct view_column *column = &views[view].column[c];
        if (!shape->column[view][c]) {
            buffer_text(&cells, ", NULL");
            continue;
        }
        int most = (int)view_cell_bytes(column);
        buffer_format(&cells, ", CASE WHEN octet_length(c%zu) > %d THEN left(c%zu, %d) ELSE c%zu END", c,
                      most, c, LIMIT_LINE_BYTES + 1, c);
        buffer_format(&cut, "%scoalesce(octet_length(c%zu), 0) > %d", cut.size == 0 ? "" : " OR ", c, most);
        buffer_format(&source, "%s\"%s\"::text AS c%zu", source.size == 0 ? "" : ", ", column->name, c);
    }
    buffer_format(sql, "SELECT CASE WHEN %s THEN '1' ELSE '0' END%s FROM (SELECT %s FROM disclosure.\"%s\"",
                  cut.data, cells.data, source.data, views[view].name);
    buffer_finish(&source);
    buffer_finish(&cut);
    buffer_finish(&cells);
}

static bool is_overfull(const struct postgres_source *source, enum view_id view, const char *id)
{
    for (size_t i = 0; i < source->overfulls; i++)
        if (source->overfull[i].view == view && strcmp(source->overfull[i].id, id) == 0)
            return true;
    return false;
}

/* The ids to ask a view for, as an array literal; false if there are none. */
static bool list_ids(struct postgres_source *source, enum view_id view, struct batch *batch,
                     struct buffer *list)
{
    buffer_char(list, '{');
    for (size_t i = 0; i < batch->active; i++) {
        const char *id = batch->item[i].id;
        if (!tally_is_askable(id))
            continue;
        if (is_overfull(source, view, id)) {
            batch_cut(batch, view, id);
            continue;
        }
        buffer_text(list, list->size == 1 ? "\"" : ",\"");
        for (const char *s = id; *s != '\0'; s++) {
            if (*s == '"' || *s == '\\')
                buffer_char(list, '\\');
            buffer_char(list, *s);
        }
        buffer_char(list, '"');
    }
    buffer_char(list, '}');
    return list->size > 2;
}

struct fetching {
    struct batch *batch;
    enum view_id view;
};

static enum status fetch_row(void *context, const struct batch_cell *cell, size_t cells,
                             struct problem *problem)
{
    const struct fetching *fetch = context;
    (void)problem;
    ENSURE(cells == views[fetch->view].columns + 1 && cell[0].bytes != NULL);
    batch_take(fetch->batch, fetch->view, cell + 1, cell[0].bytes[0] == '1');
    return STATUS_OK;
}

static enum status fetch_view(struct postgres_source *source, enum view_id view, struct batch *batch,
                              struct problem *problem)
{
    enum status status = STATUS_OK;
    struct buffer sql = {0}, ids = {0};
    if (list_ids(source, view, batch, &ids)) {
        add_select(&sql, &source->shape, view);
        buffer_format(&sql, " WHERE \"%s\"::text = ANY ($1::text[])) r", shape_key(view));
        struct fetching fetch = {batch, view};
        status = link_run(source->link, sql.data, ids.data, fetch_row, &fetch, problem);
    }
    buffer_finish(&ids);
    buffer_finish(&sql);
    return status;
}

static enum status postgres_source_fetch(struct source *base, struct source_item *items, size_t count,
                                         struct problem *problem)
{
    struct postgres_source *source = own(base);
    enum status status = STATUS_OK;
    struct batch batch;
    batch_init(&batch, items, count);
    batch_defer(&batch, source->room);
    size_t asked = batch.active;
    for (size_t v = 0; v < VIEW_COUNT && status == STATUS_OK; v++)
        if (v != VIEW_PROJECT && v != VIEW_WITHDRAWAL && source->shape.view[v] && !source->is_empty[v])
            status = fetch_view(source, (enum view_id)v, &batch, problem);
    /* Large items: rows of those put off were sent in vain, so ask for fewer. */
    source->room = batch.active < asked ? batch.active : source->room * 2;
    if (source->room > SOURCE_FETCH_MOST)
        source->room = SOURCE_FETCH_MOST;
    return status;
}

static enum status add_row(void *context, const struct batch_cell *cell, size_t cells,
                           struct problem *problem)
{
    struct rows *rows = context;
    const struct view *view = &views[rows->view];
    bool cut = false; /* told by the cell itself, see batch_cell_copy */
    (void)problem;
    ENSURE(cells == view->columns + 1);
    char **row = rows_add(rows);
    for (size_t c = 0; c < view->columns; c++)
        row[c] = batch_cell_copy(&view->column[c], &cell[c + 1], &cut);
    return STATUS_OK;
}

static enum status postgres_source_fetch_all(struct source *base, struct rows *rows, struct problem *problem)
{
    struct postgres_source *source = own(base);
    struct buffer sql = {0};
    add_select(&sql, &source->shape, rows->view);
    buffer_format(&sql, " LIMIT %d) r", LIMIT_ITEMS);
    enum status status = link_run(source->link, sql.data, NULL, add_row, rows, problem);
    buffer_finish(&sql);
    return status;
}

/* ---- wake ---- */

static int postgres_source_wake_fd(struct source *base)
{
    return link_fd(own(base)->link);
}

static bool postgres_source_woken(struct source *base)
{
    return link_has_news(own(base)->link);
}

const struct source_adapter source_postgres = {
    .scheme = "postgresql:",
    .open = postgres_source_open,
    .close = postgres_source_close,
    .begin = postgres_source_begin,
    .scan = postgres_source_scan,
    .fetch = postgres_source_fetch,
    .fetch_all = postgres_source_fetch_all,
    .end = postgres_source_end,
    .wake_fd = postgres_source_wake_fd,
    .woken = postgres_source_woken,
};
