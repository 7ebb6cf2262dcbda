#include "scanning.h"

#include "address.h"

#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

extern const unsigned char asset_case_schema[];

struct place {
    char folder[64], path[96], uri[128];
    sqlite3 *db; /* the writer */
    struct source *source;
};

static void execute(sqlite3 *db, const char *sql)
{
    char *text = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &text) != SQLITE_OK)
        fail_msg("%s: %s", sql, text);
}

static void run_change(sqlite3 *db, const char *format)
{
    char sql[4096];
    /* All formats are literals of scanning.h. */
    const char *from = format;
    size_t used = 0;
    while (*from != '\0') { /* "%s" and "%1$s": no prefix on SQLite */
        if (strncmp(from, "%s", 2) == 0)
            from += 2;
        else if (strncmp(from, "%1$s", 4) == 0)
            from += 4;
        else
            sql[used++] = *from++;
        assert_true(used < sizeof sql);
    }
    sql[used] = '\0';
    execute(db, sql);
}

static int empty_place(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/test_source_sqlite.XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/case.db", place->folder);
    snprintf(place->uri, sizeof place->uri, "sqlite:%s", place->path);
    assert_int_equal(sqlite3_open(place->path, &place->db), SQLITE_OK);
    *state = place;
    return 0;
}

static int case_place(void **state)
{
    empty_place(state);
    struct place *place = *state;
    struct problem problem = {0};
    execute(place->db, (const char *)asset_case_schema);
    run_change(place->db, TWO_ITEMS);
    GOOD(source_open(place->uri, &place->source, &problem), problem);
    return 0;
}

static int leave(void **state)
{
    struct place *place = *state;
    char command[160];
    source_close(place->source);
    sqlite3_close(place->db);
    snprintf(command, sizeof command, "rm -r %s", place->folder);
    assert_int_equal(system(command), 0);
    free(place);
    return 0;
}

static void test_rows_come_whole(void **state)
{
    struct place *place = *state;
    struct source_item item;
    fetch_once(place->source, "a", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 1);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "version"), "1");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "catalogue"), "D14");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "published_at"), "2026-11-22T02:00:00Z");
    assert_null(cell_of(&item, VIEW_ITEM, 0, "doc_no"));
    assert_int_equal(item.rows[VIEW_ITEM_TEXT].count, 1);
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "title"), "公告");
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "body"), "正文");
    assert_int_equal(item.rows[VIEW_STEP].count, 3);
    assert_true(has_row(&item, VIEW_STEP, "name", "first"));
    assert_true(has_row(&item, VIEW_STEP, "name", "second"));
    assert_true(has_row(&item, VIEW_STEP, "name", "tenth"));
    for (size_t v = 0; v < VIEW_COUNT; v++)
        assert_false(item.cut[v]);
    source_item_finish(&item);
    fetch_once(place->source, "gone", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 0);
    source_item_finish(&item);
}

static void test_every_change_changes_one_mark(void **state)
{
    static const struct change changes[] = {CHANGES};
    struct place *place = *state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char *before = mark_now(place->source, "a"), *again = mark_now(place->source, "a");
        char *other = mark_now(place->source, "b");
        assert_string_equal(before, again);
        run_change(place->db, changes[i].sql);
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

/* A vendor's view without keys may give the same row twice; adding the second must
   show, and so must adding a third. */
static void test_equal_rows_do_not_cancel(void **state)
{
    struct place *place = *state;
    execute(place->db, "DROP TABLE faq; CREATE TABLE faq (item_id, seq, question, answer, updated_at)");
    char *mark[4];
    for (size_t i = 0; i < 4; i++) {
        mark[i] = mark_now(place->source, "a");
        execute(place->db, "INSERT INTO faq VALUES ('a', 1, 'q', 'a', '2026-01-01T00:00:00Z')");
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(mark[i], mark[k]);
    }
    for (size_t i = 0; i < 4; i++)
        free(mark[i]);
}

static void test_projects_and_withdrawals(void **state)
{
    struct place *place = *state;
    struct source_scan scan = {0};
    struct problem problem = {0};
    execute(place->db, "INSERT INTO withdrawal (item_id, version, withdrawn_at, reason)"
                       " VALUES ('old', 2, '2026-11-01T00:00:00Z', 'wrong')");
    scan_once(place->source, &scan);
    assert_int_equal(scan.items, 2);
    assert_int_equal(scan.projects, 1);
    assert_int_equal(scan.withdrawals, 1);
    assert_string_equal(scan.project[0].id, "p");
    char *before = take_copy(key_mark(scan.withdrawal, scan.withdrawals, "old"));
    source_scan_finish(&scan);
    execute(place->db, "UPDATE withdrawal SET version = 3, updated_at = updated_at");
    scan_once(place->source, &scan);
    assert_string_not_equal(before, key_mark(scan.withdrawal, scan.withdrawals, "old"));
    source_scan_finish(&scan);
    free(before);
    struct rows rows;
    rows_init(&rows, VIEW_WITHDRAWAL);
    GOOD(source_begin(place->source, &problem), problem);
    GOOD(source_fetch_all(place->source, &rows, &problem), problem);
    source_end(place->source);
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows_cell(&rows, 0, "reason"), "wrong");
    rows_finish(&rows);
}

/* A pull sees one state while others write, and the next pull the new one. */
static void test_one_state_while_others_write(void **state)
{
    struct place *place = *state;
    struct problem problem = {0};
    struct source_scan scan = {0};
    struct source_item item;
    GOOD(source_begin(place->source, &problem), problem);
    execute(place->db, "UPDATE item_text SET title = 'later' WHERE item_id = 'a'; DELETE FROM step");
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
    assert_int_equal(item.rows[VIEW_STEP].count, 0);
    source_item_finish(&item);
}

/* ---- hostile content ---- */

static void test_what_is_too_large_is_cut_not_fatal(void **state)
{
    static const struct {
        const char *sql;
        enum view_id view;
    } cases[] = {
        {"UPDATE item_text SET body = printf('%.*c', 10000000, 'x') WHERE item_id = 'a'", VIEW_ITEM_TEXT},
        {"UPDATE item_text SET body = printf('%.*c', 40000000, 'x') WHERE item_id = 'a'", VIEW_ITEM_TEXT},
        {"UPDATE item_text SET body = 'x', title = printf('%.*c', 3073, 'x') WHERE item_id = 'a'",
         VIEW_ITEM_TEXT},
        {"UPDATE item_text SET title = 'a' || char(0) || 'b' WHERE item_id = 'a'", VIEW_ITEM_TEXT},
        {"UPDATE item SET issuer = printf('%.*c', 9000000, 'x') WHERE id = 'a'", VIEW_ITEM},
        {"UPDATE item SET issuer = printf('%.*c', 40000000, 'x') WHERE id = 'a'", VIEW_ITEM},
        {"WITH RECURSIVE n (i) AS (VALUES (100) UNION ALL SELECT i + 1 FROM n WHERE i < 10100)"
         " INSERT INTO step (item_id, seq, name, state) SELECT 'a', i, 'n', 'todo' FROM n",
         VIEW_STEP},
        {"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 33)"
         " INSERT INTO attachment (item_id, seq, name) SELECT 'a', i, 'n' FROM n",
         VIEW_ATTACHMENT},
        {"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20)"
         " INSERT INTO faq (item_id, seq, question, answer) SELECT 'a', i, 'q', printf('%.*c', 1000000, 'x') "
         "FROM n",
         VIEW_FAQ},
    };
    struct place *place = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        execute(place->db, cases[i].sql);
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
        assert_true(item[0].bytes <= LIMIT_RECORD_BYTES);
        assert_int_equal(item[0].rows[VIEW_ITEM].count, 1);
        for (size_t v = 0; v < VIEW_COUNT; v++)
            assert_false(item[1].cut[v]);
        assert_int_equal(item[1].rows[VIEW_ITEM].count, 1);
        source_item_finish(&item[0]);
        source_item_finish(&item[1]);
        source_scan_finish(&scan);
    }
}

static void test_a_nul_leaves_a_control_behind(void **state)
{
    struct place *place = *state;
    struct source_item item;
    execute(place->db, "UPDATE item_text SET title = 'a' || char(0) || 'b' WHERE item_id = 'a'");
    fetch_once(place->source, "a", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "title"), "a\x01"
                                                                    "b");
    source_item_finish(&item);
}

static void test_bad_utf8_passes_for_the_guard_to_judge(void **state)
{
    struct place *place = *state;
    struct source_item item;
    execute(place->db, "UPDATE item_text SET title = CAST(x'61FF62' AS TEXT) WHERE item_id = 'a'");
    fetch_once(place->source, "a", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM_TEXT, 0, "title"), "a\xff"
                                                                    "b");
    source_item_finish(&item);
}

/* Ids that are none are told by a name no real id can have, and come back cut instead of passing unseen. */
static void test_what_is_no_id_is_told(void **state)
{
    struct place *place = *state;
    struct problem problem = {0};
    struct source_scan scan = {0};
    execute(
        place->db,
        "DROP TABLE item; CREATE TABLE item (id, version, catalogue, published_at, updated_at);"
        "INSERT INTO item VALUES (NULL, 1, 'D01', 't', 't'), (printf('%.*c', 97, 'x'), 1, 'D01', 't', 't'),"
        "(printf('%.*c', 98, 'x'), 1, 'D01', 't', 't'), ('a' || char(0) || 'b', 1, 'D01', 't', 't'),"
        "('a', 1, 'D01', 't', 't'), ('twice', 1, 'D01', 't', 't'), ('twice', 2, 'D01', 't', 't'),"
        "('blob', 1, 'D01', 't', 't'), (CAST('blob' AS BLOB), 1, 'D01', 't', 't')");
    scan_once(place->source, &scan);
    assert_int_equal(scan.items, 7);
    assert_true(strncmp(key_mark(scan.item, scan.items, "twice"), "duplicate-", 10) == 0);
    assert_true(strncmp(key_mark(scan.item, scan.items, "blob"), "duplicate-", 10) == 0);
    assert_true(strncmp(key_mark(scan.item, scan.items, "a"), "duplicate-", 10) != 0);
    size_t nameless = 0;
    for (size_t i = 0; i < scan.items; i++) {
        if (strlen(scan.item[i].id) <= LIMIT_ID_BYTES)
            continue;
        struct source_item item;
        nameless++;
        fetch_once(place->source, scan.item[i].id, &item);
        assert_true(item.cut[VIEW_ITEM]);
        assert_int_equal(item.rows[VIEW_ITEM].count, 1);
        source_item_finish(&item);
    }
    assert_int_equal(nameless, 4);
    source_scan_finish(&scan);
    struct source_item item;
    fetch_once(place->source, "twice", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 2);
    source_item_finish(&item);
    (void)problem;
}

static void test_numbers_as_ids_are_found(void **state)
{
    struct place *place = *state;
    struct source_item item;
    execute(place->db, "DROP TABLE item; CREATE TABLE vendor (n INTEGER, catalogue, at);"
                       "INSERT INTO vendor VALUES (12, 'D01', '2026-11-22 10:00:00+08');"
                       "CREATE VIEW item AS SELECT n + 0 AS id, 1 AS version, catalogue, at AS published_at,"
                       " at AS updated_at FROM vendor");
    fetch_once(place->source, "12", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 1);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "catalogue"), "D01");
    assert_null(cell_of(&item, VIEW_ITEM, 0, "kind"));
    source_item_finish(&item);
    fetch_once(place->source, "12x", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 0);
    source_item_finish(&item);
}

static void test_too_many_items_refuse_the_pull(void **state)
{
    struct place *place = *state;
    struct problem problem = {0};
    struct source_scan scan = {0};
    execute(
        place->db,
        "DROP TABLE item; CREATE VIEW item AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 "
        "FROM n"
        " WHERE i <= 200000) SELECT 'i' || i AS id, 1 AS version, 'D01' AS catalogue, 't' AS published_at,"
        " 't' AS updated_at FROM n");
    GOOD(source_begin(place->source, &problem), problem);
    REFUSES(source_scan_all(place->source, &scan, &problem), STATUS_REFUSED, "too-many-rows", problem);
    source_end(place->source);
}

/* Sixty bodies of a megabyte do not fit one batch; all come in the end. */
static void test_a_batch_has_a_weight(void **state)
{
    enum { ITEMS = 60 };
    struct place *place = *state;
    struct problem problem = {0};
    struct source_item item[ITEMS];
    execute(place->db, "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
                       " INSERT INTO item (id, version, catalogue, published_at) SELECT 'm' || i, 1, 'D01',"
                       " '2026-11-22T02:00:00Z' FROM n;"
                       "INSERT INTO item_text (item_id, lang, title, body) SELECT id, 'zh', 't',"
                       " printf('%.*c', 1000000, 'x') FROM item WHERE id LIKE 'm%'");
    for (size_t i = 0; i < ITEMS; i++) {
        char id[16];
        snprintf(id, sizeof id, "m%zu", i + 1);
        source_item_init(&item[i], id);
    }
    GOOD(source_begin(place->source, &problem), problem);
    size_t rounds = 0;
    for (size_t done = 0; done < ITEMS; rounds++) {
        GOOD(source_fetch(place->source, item + done, ITEMS - done, &problem), problem);
        size_t bytes = 0, came = 0;
        while (done + came < ITEMS && !item[done + came].later)
            bytes += item[done + came++].bytes;
        assert_true(came > 0);
        assert_true(bytes <= LIMIT_BATCH_BYTES);
        for (size_t i = done; i < ITEMS; i++) {
            bool is_late = i >= done + came;
            assert_int_equal(item[i].later, is_late);
            assert_int_equal(item[i].rows[VIEW_ITEM_TEXT].count, is_late ? 0 : 1);
        }
        done += came;
    }
    source_end(place->source);
    assert_true(rounds >= 4);
    for (size_t i = 0; i < ITEMS; i++)
        source_item_finish(&item[i]);
}

/* ---- shape ---- */

static void test_what_is_missing_is_named(void **state)
{
    static const struct {
        const char *sql, *code, *names[2];
    } cases[] = {
        {"DROP TABLE item_text", "missing-view", {"item_text", "view"}},
        {"DROP TABLE withdrawal", "missing-view", {"withdrawal", "view"}},
        {"DROP TABLE project", "missing-view", {"project", "view"}},
        {"DROP TABLE item", "missing-view", {"item", "view"}},
        {"DROP TABLE step; CREATE TABLE step (item_id, seq, name, updated_at)",
         "missing-column",
         {"step", "state"}},
        {"DROP TABLE item; CREATE TABLE item (id, version, catalogue, published_at)",
         "missing-column",
         {"item", "updated_at"}},
    };
    struct place *place = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct problem problem = {0};
        struct source *source = NULL;
        sqlite3 *db = NULL;
        char uri[160];
        snprintf(uri, sizeof uri, "sqlite:%s/%zu.db", place->folder, i);
        assert_int_equal(sqlite3_open(uri + strlen("sqlite:"), &db), SQLITE_OK);
        execute(db, (const char *)asset_case_schema);
        execute(db, cases[i].sql);
        GOOD(source_open(uri, &source, &problem), problem);
        REFUSES(source_begin(source, &problem), STATUS_MISUSE, cases[i].code, problem);
        for (size_t n = 0; n < 2; n++)
            assert_non_null(strstr(problem.text, cases[i].names[n]));
        source_close(source);
        sqlite3_close(db);
    }
}

static void test_details_may_be_absent(void **state)
{
    struct place *place = *state;
    struct source_item item;
    execute(place->db, "DROP TABLE household; DROP TABLE attachment; DROP TABLE step;"
                       "CREATE TABLE step (ITEM_ID, Seq, Name, State, updated_at);"
                       "INSERT INTO step VALUES ('a', 1, 'only', 'now', 't')");
    char *mark = mark_now(place->source, "a");
    free(mark);
    fetch_once(place->source, "a", &item);
    assert_int_equal(item.rows[VIEW_HOUSEHOLD].count, 0);
    assert_string_equal(cell_of(&item, VIEW_STEP, 0, "name"), "only");
    assert_null(cell_of(&item, VIEW_STEP, 0, "basis"));
    source_item_finish(&item);
}

/* ---- files ---- */

static void test_what_is_no_database(void **state)
{
    struct place *place = *state;
    struct problem problem = {0};
    char path[160], uri[200];
    struct {
        const char *name;
        enum status status;
        const char *code;
    } cases[] = {{"absent", STATUS_UNAVAILABLE, "source-unreachable"},
                 {"folder", STATUS_MISUSE, "not-a-database"},
                 {"fifo", STATUS_MISUSE, "not-a-database"},
                 {"text", STATUS_MISUSE, "not-a-database"},
                 {"no/such/folder/file", STATUS_UNAVAILABLE, "source-unreachable"}};
    snprintf(path, sizeof path, "%s/folder", place->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/fifo", place->folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/text", place->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++)
        fputs("no database at all\n", file);
    fclose(file);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct source *source = NULL;
        snprintf(uri, sizeof uri, "sqlite:%s/%s", place->folder, cases[i].name);
        problem_clear(&problem);
        GOOD(source_open(uri, &source, &problem), problem);
        REFUSES(source_begin(source, &problem), cases[i].status, cases[i].code, problem);
        source_end(source);
        source_close(source);
    }
    struct source *source = NULL;
    REFUSES(source_open("sqlite:", &source, &problem), STATUS_MISUSE, "bad-uri", problem);
    REFUSES(source_open("ftp://u:secret@h/", &source, &problem), STATUS_MISUSE, "bad-uri", problem);
    assert_null(strstr(problem.text, "secret"));
}

static void test_a_replaced_file_is_seen(void **state)
{
    struct place *place = *state;
    char other[128];
    sqlite3 *db = NULL;
    char *before = mark_now(place->source, "a");
    snprintf(other, sizeof other, "%s/other.db", place->folder);
    assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
    execute(db, (const char *)asset_case_schema);
    run_change(db, TWO_ITEMS);
    execute(db, "UPDATE item SET doc_no = 'other'; PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(db);
    sqlite3_close(place->db);
    place->db = NULL;
    (void)source_woken(place->source); /* drain what the writing did */
    assert_int_equal(rename(other, place->path), 0);
    assert_true(becomes_readable(source_wake_fd(place->source), 1000));
    assert_true(source_woken(place->source));
    char *after = mark_now(place->source, "a");
    assert_string_not_equal(before, after);
    free(before);
    free(after);
}

static void test_a_commit_wakes_within_a_second(void **state)
{
    struct place *place = *state;
    int fd = source_wake_fd(place->source);
    assert_true(fd >= 0);
    char *mark = mark_now(place->source, "a");
    free(mark);
    while (source_woken(place->source)) {
    }
    mark = mark_now(place->source, "a"); /* reading is no news */
    free(mark);
    assert_false(source_woken(place->source));
    execute(place->db, "UPDATE item SET doc_no = 'news' WHERE id = 'a'");
    assert_true(becomes_readable(fd, 1000));
    assert_true(source_woken(place->source));
    assert_false(source_woken(place->source));
    char other[128];
    snprintf(other, sizeof other, "%s/case.db.backup", place->folder);
    FILE *file = fopen(other, "w");
    assert_non_null(file);
    fputs("x", file);
    fclose(file);
    assert_false(source_woken(place->source));
}

static void test_passwords_are_not_shown(void **state)
{
    static const struct {
        const char *uri, *shown;
    } cases[] = {
        {"sqlite:/var/lib/case.db", "sqlite:/var/lib/case.db"},
        {"postgresql://u@h/db", "postgresql://u@h/db"},
        {"postgresql://u:secret@h:5432/db", "postgresql://u:…@h:5432/db"},
        {"postgresql://u:se@cret@h/db", "postgresql://u:…@h/db"},
        {"postgresql://u:se/cret@h/db", "postgresql://u:…@h/db"},
        {"postgresql://h/db?user=u&password=secret&port=1", "postgresql://h/db?user=u&password=…&port=1"},
        {"postgresql://h/db?sslpassword=secret", "postgresql://h/db?sslpassword=…"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *shown = address_without_password(cases[i].uri);
        assert_string_equal(shown, cases[i].shown);
        free(shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows_come_whole, case_place, leave),
        cmocka_unit_test_setup_teardown(test_every_change_changes_one_mark, case_place, leave),
        cmocka_unit_test_setup_teardown(test_equal_rows_do_not_cancel, case_place, leave),
        cmocka_unit_test_setup_teardown(test_projects_and_withdrawals, case_place, leave),
        cmocka_unit_test_setup_teardown(test_one_state_while_others_write, case_place, leave),
        cmocka_unit_test_setup_teardown(test_what_is_too_large_is_cut_not_fatal, case_place, leave),
        cmocka_unit_test_setup_teardown(test_a_nul_leaves_a_control_behind, case_place, leave),
        cmocka_unit_test_setup_teardown(test_bad_utf8_passes_for_the_guard_to_judge, case_place, leave),
        cmocka_unit_test_setup_teardown(test_what_is_no_id_is_told, case_place, leave),
        cmocka_unit_test_setup_teardown(test_numbers_as_ids_are_found, case_place, leave),
        cmocka_unit_test_setup_teardown(test_too_many_items_refuse_the_pull, case_place, leave),
        cmocka_unit_test_setup_teardown(test_a_batch_has_a_weight, case_place, leave),
        cmocka_unit_test_setup_teardown(test_what_is_missing_is_named, empty_place, leave),
        cmocka_unit_test_setup_teardown(test_details_may_be_absent, case_place, leave),
        cmocka_unit_test_setup_teardown(test_what_is_no_database, empty_place, leave),
        cmocka_unit_test_setup_teardown(test_a_replaced_file_is_seen, case_place, leave),
        cmocka_unit_test_setup_teardown(test_a_commit_wakes_within_a_second, case_place, leave),
        cmocka_unit_test(test_passwords_are_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
