#include "case.h"
#include "scanning.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW 1795312800 /* 2026-11-22T02:00:00Z, ten in the morning in China */
#define DAY 86400

struct place {
    char folder[64], path[96], body[96];
};

static int enter(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    snprintf(place->folder, sizeof place->folder, "/tmp/test_case.XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/case.db", place->folder);
    snprintf(place->body, sizeof place->body, "%s/body.md", place->folder);
    *state = place;
    return 0;
}

static int leave(void **state)
{
    struct place *place = *state;
    char command[96];
    snprintf(command, sizeof command, "rm -r %s", place->folder);
    assert_int_equal(system(command), 0);
    free(place);
    return 0;
}

static void write_body(const struct place *place, const void *bytes, size_t size)
{
    FILE *file = fopen(place->body, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* A D14 with a short body, which is good as it stands. */
static struct case_addition addition(const struct place *place, const char *id)
{
    write_body(place, "# 进度\n\n已签约。\n", strlen("# 进度\n\n已签约。\n"));
    return (struct case_addition){.path = place->path,
                                  .id = id,
                                  .catalogue = "D14",
                                  .title = "进度公告",
                                  .project = "p1",
                                  .body_file = place->body,
                                  .audience = -1,
                                  .kind = -1,
                                  .priority = -1,
                                  .now = NOW};
}

static int64_t add(const struct case_addition *what, char **id)
{
    struct problem problem = {0};
    char *given = NULL;
    int64_t version = 0;
    GOOD(case_add(what, &given, &version, &problem), problem);
    if (id != NULL)
        *id = given;
    else
        free(given);
    return version;
}

/* The item as the feeder's source gives it. */
static void fetch(const struct place *place, const char *id, struct source_item *item)
{
    char uri[128];
    struct problem problem = {0};
    struct source *source = NULL;
    snprintf(uri, sizeof uri, "sqlite:%s", place->path);
    GOOD(source_open(uri, &source, &problem), problem);
    fetch_once(source, id, item);
    source_close(source);
}

static const char *text_in(const struct source_item *item, const char *lang, const char *column)
{
    for (size_t r = 0; r < item->rows[VIEW_ITEM_TEXT].count; r++)
        if (strcmp(rows_cell(&item->rows[VIEW_ITEM_TEXT], r, "lang"), lang) == 0)
            return rows_cell(&item->rows[VIEW_ITEM_TEXT], r, column);
    return NULL;
}

static void test_a_first_item_makes_the_database(void **state)
{
    const struct place *place = *state;
    struct case_addition what = addition(place, NULL);
    struct source_item item;
    struct stat entry;
    char *id = NULL, *next = NULL;
    assert_int_equal(add(&what, &id), 1);
    assert_string_equal(id, "D14-20261122-1");
    assert_int_equal(add(&what, &next), 1);
    assert_string_equal(next, "D14-20261122-2");
    fetch(place, id, &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "catalogue"), "D14");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "project_id"), "p1");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "published_at"), "2026-11-22T02:00:00Z");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "status"), "published");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "priority"), "normal");
    assert_string_equal(text_in(&item, "zh", "title"), "进度公告");
    assert_string_equal(text_in(&item, "zh", "body"), "# 进度\n\n已签约。\n");
    assert_string_equal(text_in(&item, "zh", "format"), "markdown");
    source_item_finish(&item);
    assert_int_equal(stat(place->path, &entry), 0);
    assert_int_equal(entry.st_mode & 0777 & S_IRWXO, 0); /* not for everybody */
    free(id);
    free(next);
}

/* As the catalogue has them: laws of the State (D01), the draft plan (D09), single households (D19). */
static void test_defaults_are_the_catalogue_s(void **state)
{
    static const struct {
        const char *catalogue, *kind, *audience, *statutory;
    } cases[] = {{"D01", "document", "public", "1"},
                 {"D09", "plan", "public", "1"},
                 {"D19", "table", "affected", "1"},
                 {"D24", "progress", "area", "0"}};
    const struct place *place = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct case_addition what = addition(place, cases[i].catalogue);
        struct source_item item;
        what.catalogue = cases[i].catalogue;
        add(&what, NULL);
        fetch(place, cases[i].catalogue, &item);
        assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "kind"), cases[i].kind);
        assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "audience"), cases[i].audience);
        assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "statutory"), cases[i].statutory);
        source_item_finish(&item);
    }
}

static void test_a_known_id_gets_its_next_version(void **state)
{
    const struct place *place = *state;
    struct case_addition what = addition(place, "x");
    struct source_item item;
    what.audience = AUDIENCE_AREA;
    what.doc_no = "吉征〔2026〕1号";
    what.issuer = "征收办";
    assert_int_equal(add(&what, NULL), 1);
    what = addition(place, "x");
    what.lang = LANG_KO;
    what.title = "진도공고";
    what.issuer = "징수판";
    what.project = NULL;
    write_body(place, "본문", strlen("본문"));
    assert_int_equal(add(&what, NULL), 2);
    fetch(place, "x", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "version"), "2");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "audience"), "area"); /* not widened by forgetting it */
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "project_id"), "p1");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "doc_no"), "吉征〔2026〕1号");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "issuer"), "征收办");
    assert_string_equal(text_in(&item, "zh", "title"), "进度公告");
    assert_string_equal(text_in(&item, "zh", "body"), "# 进度\n\n已签约。\n");
    assert_string_equal(text_in(&item, "ko", "title"), "진도공고");
    assert_string_equal(text_in(&item, "ko", "issuer"), "징수판");
    source_item_finish(&item);
}

static void test_bodies(void **state)
{
    static char large[LIMIT_BODY_BYTES + 1];
    static const struct {
        const char *what, *bytes;
        size_t size;
        enum status status;
        const char *code, *stored;
    } cases[] = {
        {"a byte order mark", "\xEF\xBB\xBF正文", 9, STATUS_OK, "", "正文"},
        {"CRLF", "一\r\n二", 8, STATUS_OK, "", "一\n二"},
        {"not UTF-8", "\xB9\xAB\xB8\xE6", 4, STATUS_REFUSED, "bad-utf8", NULL},
        {"a NUL", "a\0b", 3, STATUS_REFUSED, "bad-text", NULL},
        {"nothing", "", 0, STATUS_REFUSED, "empty", NULL},
        {"an identity number", "张三 11010519491231002X", 25, STATUS_REFUSED, "identity-number", NULL},
        {"too much", large, sizeof large, STATUS_REFUSED, "too-long", NULL},
    };
    const struct place *place = *state;
    memset(large, 'x', sizeof large);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct case_addition what = addition(place, NULL);
        struct problem problem = {0};
        char *id = NULL;
        int64_t version = 0;
        write_body(place, cases[i].bytes, cases[i].size);
        enum status status = case_add(&what, &id, &version, &problem);
        if (status != cases[i].status || strcmp(problem.code, cases[i].code) != 0)
            fail_msg("%s: status %d, %s: %s", cases[i].what, (int)status, problem.code, problem.text);
        assert_null(strstr(problem.text, "11010519491231002X"));
        if (status == STATUS_OK) {
            struct source_item item;
            fetch(place, id, &item);
            assert_string_equal(text_in(&item, "zh", "body"), cases[i].stored);
            source_item_finish(&item);
        } else {
            assert_null(id);
        }
        free(id);
    }
}

static void test_what_is_refused_leaves_nothing(void **state)
{
    const struct place *place = *state;
    struct problem problem = {0};
    struct source_item item;
    char *id = NULL;
    int64_t version = 0;
    struct case_addition good = addition(place, "x");
    add(&good, NULL);
    struct case_addition what = good;
    what.title = "手机 13800138000";
    assert_int_equal(case_add(&what, &id, &version, &problem), STATUS_REFUSED);
    what = good;
    what.id = "no id";
    REFUSES(case_add(&what, &id, &version, &problem), STATUS_REFUSED, "bad-id", problem);
    what = good;
    what.catalogue = "D36";
    REFUSES(case_add(&what, &id, &version, &problem), STATUS_MISUSE, "bad-catalogue", problem);
    what = good;
    what.body_file = "/no/such/file.md";
    REFUSES(case_add(&what, &id, &version, &problem), STATUS_MISUSE, "no-body", problem);
    what = good;
    what.body_file = place->folder;
    REFUSES(case_add(&what, &id, &version, &problem), STATUS_MISUSE, "no-body", problem);
    what = good;
    what.id = "korean-first";
    what.lang = LANG_KO;
    REFUSES(case_add(&what, &id, &version, &problem), STATUS_REFUSED, "no-chinese", problem);
    /* D22: results of single households, for the affected alone; no option widens that. */
    what = good;
    what.id = "wide";
    what.catalogue = "D22";
    what.audience = AUDIENCE_PUBLIC;
    REFUSES(case_add(&what, &id, &version, &problem), STATUS_REFUSED, "audience-widened", problem);
    fetch(place, "x", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "version"), "1");
    source_item_finish(&item);
    fetch(place, "korean-first", &item);
    assert_int_equal(item.rows[VIEW_ITEM].count, 0);
    source_item_finish(&item);
}

static void test_withdrawal_and_return(void **state)
{
    const struct place *place = *state;
    struct problem problem = {0};
    struct source_item item;
    struct rows rows;
    struct source *source = NULL;
    char uri[128];
    struct case_addition what = addition(place, "x");
    add(&what, NULL);
    REFUSES(case_withdraw(place->path, "y", "因有误", NOW, &problem), STATUS_MISUSE, "unknown-item", problem);
    REFUSES(case_withdraw(place->path, "x", "", NOW, &problem), STATUS_REFUSED, "empty", problem);
    REFUSES(case_withdraw("/no/such/case.db", "x", "因有误", NOW, &problem), STATUS_UNAVAILABLE,
            "case-database", problem);
    problem_clear(&problem);
    GOOD(case_withdraw(place->path, "x", "因有误", NOW + 60, &problem), problem);
    assert_int_equal(case_withdraw(place->path, "x", "因有误", NOW + 70, &problem), STATUS_UNCHANGED);
    fetch(place, "x", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "status"), "withdrawn");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "withdrawn_at"), "2026-11-22T02:01:00Z");
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "withdraw_reason"), "因有误");
    source_item_finish(&item);
    assert_int_equal(add(&what, NULL), 2);
    fetch(place, "x", &item);
    assert_string_equal(cell_of(&item, VIEW_ITEM, 0, "status"), "published");
    assert_null(cell_of(&item, VIEW_ITEM, 0, "withdrawn_at"));
    source_item_finish(&item);
    rows_init(&rows, VIEW_WITHDRAWAL);
    snprintf(uri, sizeof uri, "sqlite:%s", place->path);
    GOOD(source_open(uri, &source, &problem), problem);
    GOOD(source_begin(source, &problem), problem);
    GOOD(source_fetch_all(source, &rows, &problem), problem);
    source_close(source);
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows_cell(&rows, 0, "version"), "1"); /* still only the old one */
    rows_finish(&rows);
}

/* Regulation art. 10: a draft plan stands for thirty days. */
static void test_a_draft_plan_stands_thirty_days(void **state)
{
    const struct place *place = *state;
    struct problem problem = {0};
    struct case_addition what = addition(place, "plan");
    what.catalogue = "D09";
    add(&what, NULL);
    REFUSES(case_withdraw(place->path, "plan", "因有误", NOW + 30 * DAY - 1, &problem), STATUS_REFUSED,
            "display-period", problem);
    problem_clear(&problem);
    GOOD(case_withdraw(place->path, "plan", "因有误", NOW + 30 * DAY, &problem), problem);
}

/* A withdrawal outlives an item that somebody deleted by hand; the next version must rise above it. */
static void test_versions_rise_above_a_withdrawal(void **state)
{
    const struct place *place = *state;
    struct problem problem = {0};
    sqlite3 *db = NULL;
    struct case_addition what = addition(place, "x");
    add(&what, NULL);
    add(&what, NULL);
    GOOD(case_withdraw(place->path, "x", "因有误", NOW, &problem), problem);
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM item", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(add(&what, NULL), 3);
}

static void test_other_databases_are_left_alone(void **state)
{
    static const struct {
        const char *sql, *code;
    } cases[] = {{"CREATE TABLE mine (x)", "not-a-case-database"},
                 {"PRAGMA application_id = 1145262917; PRAGMA user_version = 99; CREATE TABLE x (y)",
                  "newer-case-database"}};
    const struct place *place = *state;
    for (size_t i = 0; i < 2; i++) {
        struct problem problem = {0};
        sqlite3 *db = NULL;
        char *id = NULL;
        int64_t version = 0;
        (void)unlink(place->path);
        assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, cases[i].sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        struct case_addition what = addition(place, "x");
        REFUSES(case_add(&what, &id, &version, &problem), STATUS_MISUSE, cases[i].code, problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_first_item_makes_the_database, enter, leave),
        cmocka_unit_test_setup_teardown(test_defaults_are_the_catalogue_s, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_known_id_gets_its_next_version, enter, leave),
        cmocka_unit_test_setup_teardown(test_bodies, enter, leave),
        cmocka_unit_test_setup_teardown(test_what_is_refused_leaves_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(test_withdrawal_and_return, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_draft_plan_stands_thirty_days, enter, leave),
        cmocka_unit_test_setup_teardown(test_versions_rise_above_a_withdrawal, enter, leave),
        cmocka_unit_test_setup_teardown(test_other_databases_are_left_alone, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
