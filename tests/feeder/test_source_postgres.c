/* The PostgreSQL source against a real server. Without server programs the tests are skipped, loudly. */
#include "cluster.h"
#include "scanning.h"

static struct cluster server;
static bool have_server;

#define READER_PASSWORD "Geheim-42"

/* ---- the owner's side: two connections that write ---- */

static struct link *writer(void)
{
    char uri[256];
    struct problem problem = {0};
    struct link *link = NULL;
    GOOD(link_create(cluster_uri(&server, "owner", NULL, uri, sizeof uri), &link, &problem), problem);
    GOOD(link_connect(link, &problem), problem);
    return link;
}

/* Several statements, separated by ';' at a line's end or the text's. */
static void execute(struct link *link, const char *sql)
{
    struct problem problem = {0};
    char *text = take_copy(sql), *rest = text;
    for (char *one = NULL; (one = strsep(&rest, ";")) != NULL;)
        if (one[strspn(one, " \n")] != '\0')
            GOOD(link_run(link, one, NULL, NULL, NULL, &problem), problem);
    free(text);
}

/* The formats of scanning.h with the schema in place of their prefix. */
static void run_change(struct link *link, const char *format)
{
    struct buffer sql = {0};
    while (*format != '\0') {
        size_t mark = strncmp(format, "%s", 2) == 0 ? 2 : strncmp(format, "%1$s", 4) == 0 ? 4 : 0;
        if (mark > 0)
            buffer_text(&sql, "disclosure_case.");
        else
            buffer_char(&sql, *format);
        format += mark > 0 ? mark : 1;
    }
    execute(link, sql.data);
    buffer_finish(&sql);
}

static void run_psql_file(const char *user, const char *file)
{
    char command[512];
    snprintf(command, sizeof command,
             "psql -X -q -v ON_ERROR_STOP=1 'postgresql://%s@/postgres?host=%s' -f '%s' >/dev/null "
             "2>'%s/psql.log'",
             user, server.socket, file, server.folder);
    if (system(command) != 0)
        fail_msg("%s fails; see %s/psql.log", file, server.folder);
}

/* ---- fixtures ---- */

static int start_server(void **state)
{
    (void)state;
    have_server = cluster_start(&server, "UTF8");
    if (!have_server) {
        fprintf(stderr, "SKIPPED: no PostgreSQL server programs on this machine\n");
        return 0;
    }
    /* Twice: a script that DBAs run again must not mind. */
    run_psql_file("owner", TEST_SOURCE "/assets/case/postgres.sql");
    run_psql_file("owner", TEST_SOURCE "/assets/case/postgres.sql");
    struct link *link = writer();
    execute(link, "ALTER ROLE disclosure_reader PASSWORD '" READER_PASSWORD "'");
    link_destroy(link);
    char path[128];
    snprintf(path, sizeof path, "%s/pg_hba.conf", server.data);
    FILE *hba = fopen(path, "w");
    assert_non_null(hba);
    fputs("local all disclosure_reader scram-sha-256\nlocal all all trust\n", hba);
    fclose(hba);
    link = writer();
    execute(link, "SELECT pg_reload_conf()");
    link_destroy(link);
    return 0;
}

static int remove_server(void **state)
{
    (void)state;
    cluster_remove(&server);
    return 0;
}

struct place {
    struct link *writer;
    struct source *source;
};

static struct source *open_reader(const char *password)
{
    char uri[256];
    struct problem problem = {0};
    struct source *source = NULL;
    GOOD(source_open(cluster_uri(&server, "disclosure_reader", password, uri, sizeof uri), &source, &problem),
         problem);
    return source;
}

static int enter(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    *state = place;
    if (!have_server)
        return 0;
    place->writer = writer();
    execute(place->writer,
            "TRUNCATE disclosure_case.project, disclosure_case.item, disclosure_case.withdrawal CASCADE");
    run_change(place->writer, TWO_ITEMS);
    place->source = open_reader(READER_PASSWORD);
    return 0;
}

static int leave(void **state)
{
    struct place *place = *state;
    source_close(place->source);
    link_destroy(place->writer);
    free(place);
    return 0;
}

static struct place *have(void **state)
{
    if (!have_server)
        skip();
    return *state;
}

/* ---- rows and marks ---- */

static void test_rows_come_whole(void **state)
{
    struct place *place = have(state);
    struct source_item item;
    execute(place->writer, "UPDATE disclosure_case.item SET statutory = true, issued_on = '2026-11-20',"
                           " display_from = '2026-11-22 10:00:00+08' WHERE id = 'a'");
    fetch_once(place->source, "a", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 1);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "version"), "1");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "issued_on"), "2026-11-20");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "display_from"), "2026-11-22 02:00:00+00");
    assert_null(cell_of(&item, VIEW_ITEM, 0, "doc_no"));
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "title"), "公告");
    assert_int_equal(item.rows[VIEW_STEP].count, 3);
    assert_true(has_row(&item, VIEW_STEP, "name", "first"));
    assert_true(has_row(&item, VIEW_STEP, "name", "second"));
    assert_true(has_row(&item, VIEW_STEP, "name", "tenth"));
    /* Every cell is one that the type check takes. */
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        struct problem problem = {0};
        assert_false(item.cut[v]);
        for (size_t i = 0; i < item.rows[v].count * views[v].columns; i++)
            GOOD(view_check_cell(&views[v].column[i % views[v].columns], &item.rows[v].cell[i], &problem),
                 problem);
    }
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "statutory"), "1");
    source_item_finish(&item);
}

static void test_every_change_changes_one_mark(void **state)
{
    static const struct change changes[] = {CHANGES};
    struct place *place = have(state);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char *before = mark_now(place->source, "a"), *again = mark_now(place->source, "a");
        char *other = mark_now(place->source, "b");
        assert_string_equal(before, again);
        run_change(place->writer, changes[i].sql);
        char *after = mark_now(place->source, "a"), *other_after = mark_now(place->source, "b");
        if (strcmp(before, after) == 0)
            fail_msg("the mark does not see %s", changes[i].what);
        assert_string_equal(other, other_after);
        free(before);
        free(again);
        free(other);
        free(after);
        free(other_after);
    }
}

/* The early writer commits last: a reader that asked "what is newer than what I
   have seen" would miss it for ever. */
static void test_commits_out_of_order(void **state)
{
    struct place *place = have(state);
    struct link *early = writer();
    execute(early, "BEGIN;UPDATE disclosure_case.step SET note = 'early' WHERE item_id = 'a' AND seq = 1");
    execute(place->writer, "UPDATE disclosure_case.item SET doc_no = 'late' WHERE id = 'b'");
    char *a = mark_now(place->source, "a"), *b = mark_now(place->source, "b");
    execute(early, "COMMIT");
    char *a_after = mark_now(place->source, "a"), *b_after = mark_now(place->source, "b");
    assert_string_not_equal(a, a_after);
    assert_string_equal(b, b_after);
    struct source_item item;
    fetch_once(place->source, "a", &item);
    assert_true(has_row(&item, VIEW_STEP, "note", "early"));
    source_item_finish(&item);
    free(a);
    free(b);
    free(a_after);
    free(b_after);
    link_destroy(early);
}

static void test_one_state_while_others_write(void **state)
{
    struct place *place = have(state);
    struct problem problem = {0};
    struct source_scan scan = {0};
    struct source_item item;
    GOOD(source_begin(place->source, &problem), problem);
    execute(place->writer,
            "UPDATE disclosure_case.item_text SET title = 'later';DELETE FROM disclosure_case.step");
    GOOD(source_scan_all(place->source, &scan, &problem), problem);
    source_item_init(&item, "a");
    GOOD(source_fetch(place->source, &item, 1, &problem), problem);
    source_end(place->source);
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "title"), "公告");
    assert_int_equal(item.rows[VIEW_STEP].count, 3);
    source_item_finish(&item);
    source_scan_finish(&scan);
    fetch_once(place->source, "a", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "title"), "later");
    source_item_finish(&item);
}

static void test_projects_and_withdrawals(void **state)
{
    struct place *place = have(state);
    struct problem problem = {0};
    struct source_scan scan = {0};
    execute(place->writer, "INSERT INTO disclosure_case.withdrawal (item_id, version, withdrawn_at, reason)"
                           " VALUES ('old', 2, '2026-11-01T00:00:00Z', repeat('x', 5000))");
    scan_once(place->source, &scan);
    assert_int_equal(scan.projects, 1);
    assert_int_equal(scan.withdrawals, 1);
    source_scan_finish(&scan);
    struct rows rows;
    rows_init(&rows, VIEW_WITHDRAWAL);
    GOOD(source_begin(place->source, &problem), problem);
    GOOD(source_fetch_all(place->source, &rows, &problem), problem);
    source_end(place->source);
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows_cell(&rows, 0, "item_id"), "old");
    assert_int_equal(strlen(rows_cell(&rows, 0, "reason")), LIMIT_LINE_BYTES + 1); /* the guard's to refuse */
    rows_finish(&rows);
}

/* ---- hostile content ---- */

static void test_what_is_too_large_is_cut_not_fatal(void **state)
{
    static const struct {
        const char *sql;
        enum view_id view;
    } cases[] = {
        {"UPDATE disclosure_case.item_text SET body = repeat('x', 10000000) WHERE item_id = 'a'",
         VIEW_ITEM_TEXT},
        {"UPDATE disclosure_case.item_text SET body = 'x', title = repeat('公', 1025) WHERE item_id = 'a'",
         VIEW_ITEM_TEXT},
        {"UPDATE disclosure_case.item SET issuer = repeat('x', 9000000) WHERE id = 'a'", VIEW_ITEM},
        {"INSERT INTO disclosure_case.step (item_id, seq, name, state)"
         " SELECT 'a', i, 'n', 'todo' FROM generate_series(100, 200000) i",
         VIEW_STEP},
        {"INSERT INTO disclosure_case.attachment (item_id, seq, name) SELECT 'a', i, 'n' FROM "
         "generate_series(1, 33) i",
         VIEW_ATTACHMENT},
    };
    struct place *place = have(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        execute(place->writer, cases[i].sql);
        struct problem problem = {0};
        struct source_scan scan = {0};
        struct source_item item[2];
        source_item_init(&item[0], "a");
        source_item_init(&item[1], "b");
        GOOD(source_begin(place->source, &problem), problem);
        GOOD(source_scan_all(place->source, &scan, &problem), problem);
        GOOD(source_fetch(place->source, item, 2, &problem), problem);
        source_end(place->source);
        if (!item[0].cut[cases[i].view])
            fail_msg("not cut: %s", cases[i].sql);
        assert_int_equal(item[0].rows[VIEW_ITEM].count, 1);
        for (size_t v = 0; v < VIEW_COUNT; v++)
            assert_false(item[1].cut[v]);
        assert_int_equal(item[1].rows[VIEW_ITEM].count, 1);
        source_item_finish(&item[0]);
        source_item_finish(&item[1]);
        source_scan_finish(&scan);
    }
}

/* Ids are bound and quoted, whatever they hold. */
static void test_odd_ids_are_only_text(void **state)
{
    static const char *const ids[] = {"a\"b", "a\\b", "{a,b}", "a,b", "NULL", "'); DROP TABLE item; --",
                                      "项目"};
    struct place *place = have(state);
    execute(place->writer, "ALTER TABLE disclosure_case.item DROP CONSTRAINT item_id_check");
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        struct problem problem = {0};
        struct source_item item;
        GOOD(link_run(place->writer,
                      "INSERT INTO disclosure_case.item (id, version, catalogue, published_at)"
                      " VALUES ($1, 1, 'D01', now())",
                      ids[i], NULL, NULL, &problem),
             problem);
        char *mark = mark_now(place->source, ids[i]);
        free(mark);
        fetch_once(place->source, ids[i], &item);
        assert_int_equal(item.rows[VIEW_ITEM].count, 1);
        assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "id"), ids[i]);
        source_item_finish(&item);
    }
    execute(place->writer, "INSERT INTO disclosure_case.item (id, version, catalogue, published_at)"
                           " VALUES (repeat('x', 97), 1, 'D01', now()), (repeat('x', 98), 1, 'D01', now())");
    struct source_scan scan = {0};
    scan_once(place->source, &scan);
    size_t nameless = 0;
    for (size_t i = 0; i < scan.items; i++)
        nameless += strlen(scan.item[i].id) > LIMIT_ID_BYTES ? 1 : 0;
    assert_int_equal(nameless, 2);
    source_scan_finish(&scan);
    execute(place->writer, "DELETE FROM disclosure_case.item;"
                           "ALTER TABLE disclosure_case.item ADD CONSTRAINT item_id_check"
                           " CHECK (id ~ '^[A-Za-z0-9._-]{1,96}$')");
}

static void test_a_batch_has_a_weight(void **state)
{
    enum { ITEMS = 60 };
    struct place *place = have(state);
    struct problem problem = {0};
    struct source_item item[ITEMS];
    execute(place->writer,
            "INSERT INTO disclosure_case.item (id, version, catalogue, published_at)"
            " SELECT 'm' || i, 1, 'D01', now() FROM generate_series(1, 60) i;"
            "INSERT INTO disclosure_case.item_text (item_id, lang, title, body)"
            " SELECT id, 'zh', 't', repeat('x', 1000000) FROM disclosure_case.item WHERE id LIKE 'm%'");
    for (size_t i = 0; i < ITEMS; i++) {
        char id[16];
        snprintf(id, sizeof id, "m%zu", i + 1);
        source_item_init(&item[i], id);
    }
    GOOD(source_begin(place->source, &problem), problem);
    for (size_t done = 0; done < ITEMS;) {
        GOOD(source_fetch(place->source, item + done, ITEMS - done, &problem), problem);
        size_t bytes = 0, came = 0;
        while (done + came < ITEMS && !item[done + came].later)
            bytes += item[done + came++].bytes;
        assert_true(came > 0);
        assert_true(bytes <= LIMIT_BATCH_BYTES);
        for (size_t i = done; i < done + came; i++)
            assert_int_equal(item[i].rows[VIEW_ITEM_TEXT].count, 1);
        done += came;
    }
    source_end(place->source);
    for (size_t i = 0; i < ITEMS; i++)
        source_item_finish(&item[i]);
}

/* A database without an encoding: its bytes come as they are, for the guard to judge item by item. */
static void test_bytes_without_encoding(void **state)
{
    struct place *place = have(state);
    struct problem problem = {0};
    struct source *source = NULL;
    struct source_item item;
    char uri[256], text[300];
    execute(place->writer, "DROP DATABASE IF EXISTS raw");
    execute(place->writer, "CREATE DATABASE raw TEMPLATE template0 ENCODING 'SQL_ASCII'");
    snprintf(uri, sizeof uri, "postgresql://owner@/raw?host=%s", server.socket);
    struct link *raw = NULL;
    GOOD(link_create(uri, &raw, &problem), problem);
    GOOD(link_connect(raw, &problem), problem);
    execute(raw, "SET client_encoding TO 'SQL_ASCII';CREATE SCHEMA disclosure;"
                 "CREATE VIEW disclosure.project AS SELECT 'p' AS id, 'n' AS name, now() AS updated_at;"
                 "CREATE VIEW disclosure.withdrawal AS SELECT 'x'::text AS item_id, now() AS withdrawn_at,"
                 " 'r'::text AS reason, now() AS updated_at;"
                 "CREATE VIEW disclosure.item AS SELECT 7 AS id, 1 AS version, 'D01' AS catalogue,"
                 " now() AS published_at, now() AS updated_at");
    snprintf(text, sizeof text,
             "CREATE VIEW disclosure.item_text AS SELECT 7 AS item_id, 'zh' AS lang, 'a\xff"
             "b'::text AS title, now() AS updated_at");
    GOOD(link_run(raw, text, NULL, NULL, NULL, &problem), problem);
    GOOD(source_open(uri, &source, &problem), problem);
    char *mark = mark_now(source, "7");
    free(mark);
    fetch_once(source, "7", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "title"), "a\xff"
                                                                    "b");
    assert_null(cell_of(&item, VIEW_ITEM_TEXT, 0, "body"));
    source_item_finish(&item);
    source_close(source);
    link_destroy(raw);
}

/* ---- what a person must mend ---- */

static void test_wrong_password(void **state)
{
    static const char *const passwords[] = {"Falsch-77", NULL};
    have(state);
    for (size_t i = 0; i < 2; i++) {
        struct problem problem = {0};
        struct source *source = open_reader(passwords[i]);
        REFUSES(source_begin(source, &problem), STATUS_MISUSE, "source-login", problem);
        assert_null(strstr(problem.text, "Falsch-77"));
        assert_null(strchr(problem.text, '\n'));
        assert_non_null(strstr(problem.text, "password"));
        source_close(source);
    }
}

static void test_uris_that_would_betray_the_password(void **state)
{
    static const char *const uris[] = {
        "postgresql://u:Geh@eim@h/db", "postgresql://u:Geh/eim@h/db", "postgresql://u:Geh?eim@h/db",
        "postgresql://u:Geheim@h:port:x/db?no=such", "postgresql://u:Geheim%zz@h/db"};
    (void)state;
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        struct problem problem = {0};
        struct source *source = NULL;
        REFUSES(source_open(uris[i], &source, &problem), STATUS_MISUSE, "bad-uri", problem);
        assert_null(strstr(problem.text, "Geh"));
        assert_null(strstr(problem.text, "eim"));
    }
}

static void test_no_server(void **state)
{
    struct problem problem = {0};
    struct source *source = NULL;
    (void)state;
    GOOD(source_open("postgresql://u:Geheim@/db?host=/tmp/no/such/folder", &source, &problem), problem);
    REFUSES(source_begin(source, &problem), STATUS_UNAVAILABLE, "source-unreachable", problem);
    assert_null(strstr(problem.text, "Geheim"));
    assert_int_equal(source_wake_fd(source), -1);
    assert_false(source_woken(source));
    source_close(source);
}

static void test_unknown_database(void **state)
{
    struct problem problem = {0};
    struct source *source = NULL;
    char uri[256];
    have(state);
    snprintf(uri, sizeof uri, "postgresql://owner@/nowhere?host=%s", server.socket);
    GOOD(source_open(uri, &source, &problem), problem);
    REFUSES(source_begin(source, &problem), STATUS_MISUSE, "source-login", problem);
    assert_non_null(strstr(problem.text, "nowhere"));
    source_close(source);
}

static void test_what_is_missing_is_named(void **state)
{
    static const struct {
        const char *spoil, *mend, *code, *name;
    } cases[] = {
        {"ALTER VIEW disclosure.withdrawal RENAME TO gone", "ALTER VIEW disclosure.gone RENAME TO withdrawal",
         "missing-view", "withdrawal"},
        {"ALTER VIEW disclosure.step RENAME COLUMN state TO gone",
         "ALTER VIEW disclosure.step RENAME COLUMN gone TO state", "missing-column", "state"},
        {"ALTER VIEW disclosure.item RENAME COLUMN updated_at TO gone",
         "ALTER VIEW disclosure.item RENAME COLUMN gone TO updated_at", "missing-column", "updated_at"},
    };
    struct place *place = have(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct problem problem = {0};
        execute(place->writer, cases[i].spoil);
        REFUSES(source_begin(place->source, &problem), STATUS_MISUSE, cases[i].code, problem);
        assert_non_null(strstr(problem.text, cases[i].name));
        source_end(place->source);
        execute(place->writer, cases[i].mend);
        char *mark = mark_now(place->source, "a"); /* and it recovers by itself */
        free(mark);
    }
}

static void test_details_may_be_absent_or_plain(void **state)
{
    struct place *place = have(state);
    struct source_item item;
    execute(place->writer, "ALTER VIEW disclosure.household RENAME TO gone;"
                           "ALTER VIEW disclosure.step RENAME COLUMN basis TO gone");
    char *mark = mark_now(place->source, "a");
    free(mark);
    fetch_once(place->source, "a", &item);
    assert_int_equal(item.rows[VIEW_HOUSEHOLD].count, 0);
    assert_null(cell_of(&item, VIEW_STEP, 0, "basis"));
    source_item_finish(&item);
    execute(place->writer, "ALTER VIEW disclosure.gone RENAME TO household;"
                           "ALTER VIEW disclosure.step RENAME COLUMN gone TO basis");
}

static void test_missing_rights(void **state)
{
    struct place *place = have(state);
    struct problem problem = {0};
    struct source_scan scan = {0};
    execute(place->writer, "REVOKE SELECT ON disclosure.step FROM disclosure_reader");
    GOOD(source_begin(place->source, &problem), problem);
    REFUSES(source_scan_all(place->source, &scan, &problem), STATUS_MISUSE, "source-rights", problem);
    assert_non_null(strstr(problem.text, "step"));
    source_end(place->source);
    execute(place->writer, "GRANT SELECT ON disclosure.step TO disclosure_reader");
    char *mark = mark_now(place->source, "a");
    free(mark);
}

/* A role's own search_path and settings, and functions in a schema before ours, decide nothing. */
static void test_search_path_is_not_trusted(void **state)
{
    struct place *place = have(state);
    execute(place->writer,
            "CREATE SCHEMA evil;GRANT USAGE ON SCHEMA evil TO disclosure_reader;"
            "CREATE TABLE evil.item AS SELECT 'evil' AS id;"
            "CREATE FUNCTION evil.md5(text) RETURNS text LANGUAGE sql AS 'SELECT ''evil''::text';"
            "ALTER ROLE disclosure_reader SET search_path TO evil, pg_catalog;"
            "ALTER ROLE disclosure_reader SET timezone TO 'Asia/Shanghai';"
            "ALTER ROLE disclosure_reader SET datestyle TO 'German'");
    struct source *fresh = open_reader(READER_PASSWORD);
    char *mark = mark_now(place->source, "a"), *other = mark_now(fresh, "a");
    assert_string_equal(mark, other);
    free(mark);
    free(other);
    source_close(fresh);
    execute(place->writer, "DROP SCHEMA evil CASCADE;ALTER ROLE disclosure_reader RESET ALL;"
                           "ALTER ROLE disclosure_reader SET default_transaction_read_only TO on");
}

static void test_the_reader_cannot_write(void **state)
{
    char uri[256];
    struct problem problem = {0};
    struct link *link = NULL;
    have(state);
    GOOD(link_create(cluster_uri(&server, "disclosure_reader", READER_PASSWORD, uri, sizeof uri), &link,
                     &problem),
         problem);
    GOOD(link_connect(link, &problem), problem);
    execute(link, "SET default_transaction_read_only TO off");
    REFUSES(link_run(link, "UPDATE disclosure.item SET doc_no = 'x'", NULL, NULL, NULL, &problem),
            STATUS_MISUSE, "source-rights", problem);
    REFUSES(link_run(link, "SELECT * FROM disclosure_case.item", NULL, NULL, NULL, &problem), STATUS_MISUSE,
            "source-rights", problem);
    link_destroy(link);
}

/* ---- news and death ---- */

static void test_a_commit_wakes_within_a_second(void **state)
{
    struct place *place = have(state);
    char *mark = mark_now(place->source, "a");
    free(mark);
    (void)source_woken(place->source);
    int fd = source_wake_fd(place->source);
    assert_true(fd >= 0);
    assert_false(source_woken(place->source));
    execute(place->writer, "BEGIN;UPDATE disclosure_case.item SET doc_no = 'news' WHERE id = 'a'");
    assert_false(becomes_readable(fd, 100));
    execute(place->writer, "COMMIT");
    assert_true(becomes_readable(fd, 1000));
    assert_true(source_woken(place->source));
    assert_false(source_woken(place->source));
}

/* A hung view ends with its statement, not with us. */
static void test_a_locked_table_does_not_hold_us(void **state)
{
    struct place *place = have(state);
    struct problem problem = {0};
    struct source_scan scan = {0};
    execute(place->writer, "BEGIN;LOCK TABLE disclosure_case.item IN ACCESS EXCLUSIVE MODE");
    GOOD(source_begin(place->source, &problem), problem);
    REFUSES(source_scan_all(place->source, &scan, &problem), STATUS_UNAVAILABLE, "source-timeout", problem);
    source_end(place->source);
    execute(place->writer, "ROLLBACK");
    char *mark = mark_now(place->source, "a");
    free(mark);
}

/* The server crashes between scan and fetch; it is told at once, and the next pull
   after its return is whole again. */
static void test_the_server_dies(void **state)
{
    struct place *place = have(state);
    struct problem problem = {0};
    struct source_scan scan = {0};
    struct source_item item;
    GOOD(source_begin(place->source, &problem), problem);
    GOOD(source_scan_all(place->source, &scan, &problem), problem);
    source_scan_finish(&scan);
    assert_true(cluster_down(&server, "immediate"));
    source_item_init(&item, "a");
    problem_clear(&problem);
    assert_int_equal(source_fetch(place->source, &item, 1, &problem), STATUS_UNAVAILABLE);
    assert_non_null(strstr(problem.text, "PostgreSQL"));
    source_end(place->source);
    source_item_finish(&item);
    REFUSES(source_begin(place->source, &problem), STATUS_UNAVAILABLE, "source-unreachable", problem);
    source_end(place->source);
    assert_true(cluster_up(&server));
    link_destroy(place->writer);
    place->writer = writer();
    fetch_once(place->source, "a", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 1);
    source_item_finish(&item);
    /* Between pulls the kept connection tells of the next death by itself, and a
       pull survives a restart unseen. */
    int fd = source_wake_fd(place->source);
    (void)source_woken(place->source);
    assert_true(cluster_down(&server, "immediate"));
    assert_true(becomes_readable(fd, 1000));
    assert_true(source_woken(place->source));
    assert_int_equal(source_wake_fd(place->source), -1);
    assert_true(cluster_up(&server));
    char *mark = mark_now(place->source, "a");
    free(mark);
    assert_true(cluster_down(&server, "fast"));
    assert_true(cluster_up(&server));
    mark = mark_now(place->source, "a"); /* nobody asked woken() meanwhile */
    free(mark);
    link_destroy(place->writer);
    place->writer = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows_come_whole, enter, leave),
        cmocka_unit_test_setup_teardown(test_every_change_changes_one_mark, enter, leave),
        cmocka_unit_test_setup_teardown(test_commits_out_of_order, enter, leave),
        cmocka_unit_test_setup_teardown(test_one_state_while_others_write, enter, leave),
        cmocka_unit_test_setup_teardown(test_projects_and_withdrawals, enter, leave),
        cmocka_unit_test_setup_teardown(test_what_is_too_large_is_cut_not_fatal, enter, leave),
        cmocka_unit_test_setup_teardown(test_odd_ids_are_only_text, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_batch_has_a_weight, enter, leave),
        cmocka_unit_test_setup_teardown(test_bytes_without_encoding, enter, leave),
        cmocka_unit_test_setup_teardown(test_wrong_password, enter, leave),
        cmocka_unit_test(test_uris_that_would_betray_the_password),
        cmocka_unit_test(test_no_server),
        cmocka_unit_test_setup_teardown(test_unknown_database, enter, leave),
        cmocka_unit_test_setup_teardown(test_what_is_missing_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(test_details_may_be_absent_or_plain, enter, leave),
        cmocka_unit_test_setup_teardown(test_missing_rights, enter, leave),
        cmocka_unit_test_setup_teardown(test_search_path_is_not_trusted, enter, leave),
        cmocka_unit_test_setup_teardown(test_the_reader_cannot_write, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_commit_wakes_within_a_second, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_locked_table_does_not_hold_us, enter, leave),
        cmocka_unit_test_setup_teardown(test_the_server_dies, enter, leave),
    };
    return cmocka_run_group_tests(tests, start_server, remove_server);
}
