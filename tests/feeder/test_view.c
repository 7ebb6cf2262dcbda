#include "contract/buffer.h"
#include "contract/limits.h"
#include "contract/view.h"
#include "contract/when.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* design.md §3 names the sixteen views, in this order of meaning. */
static void has_the_sixteen_views(void **state)
{
    (void)state;
    static const char *const names[VIEW_COUNT] = {
        "project",   "item",        "item_text", "attachment", "withdrawal", "progress", "step", "task",
        "household", "reward_tier", "housing",   "firm",       "person",     "contact",  "faq",  "ledger"};
    assert_int_equal(VIEW_COUNT, 16);
    for (size_t v = 0; v < VIEW_COUNT; v++)
        assert_string_equal(views[v].name, names[v]);
}

/* Rules every view keeps: what pulls, records and guards rely on. */
static void views_keep_their_rules(void **state)
{
    (void)state;
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        const struct view *view = &views[v];
        const struct view_column *last = &view->column[view->columns - 1];
        assert_string_equal(last->name, "updated_at");
        assert_true(last->required && last->type == COLUMN_INSTANT);
        if (v >= VIEW_DETAIL_FIRST) {
            assert_string_equal(view->column[0].name, "item_id");
            assert_string_equal(view->column[1].name, "seq");
            assert_true(view->column[1].required && view->column[1].type == COLUMN_INTEGER);
        }
        assert_true(view->column[0].required && view->column[0].type == COLUMN_ID);
        for (size_t c = 0; c < view->columns; c++) {
            const char *name = view->column[c].name;
            assert_int_equal(view->column[c].type == COLUMN_CODE, view->column[c].codes != NULL);
            assert_int_equal(view_column((enum view_id)v, name), c); /* and no name twice */
            for (const char *s = name; *s != '\0'; s++)
                assert_true(islower((unsigned char)*s) || isdigit((unsigned char)*s) || *s == '_');
        }
    }
}

static const struct view_column columns[] = {
    [COLUMN_ID] = {"id", COLUMN_ID, false, NULL},
    [COLUMN_LINE] = {"line", COLUMN_LINE, false, NULL},
    [COLUMN_BODY] = {"body", COLUMN_BODY, false, NULL},
    [COLUMN_CODE] = {"code", COLUMN_CODE, false, "done|now|late|todo"},
    [COLUMN_INTEGER] = {"integer", COLUMN_INTEGER, false, NULL},
    [COLUMN_DECIMAL] = {"decimal", COLUMN_DECIMAL, false, NULL},
    [COLUMN_DATE] = {"date", COLUMN_DATE, false, NULL},
    [COLUMN_INSTANT] = {"instant", COLUMN_INSTANT, false, NULL},
    [COLUMN_BOOLEAN] = {"boolean", COLUMN_BOOLEAN, false, NULL},
    [COLUMN_NAME] = {"name", COLUMN_NAME, false, NULL},
    [COLUMN_PLACE] = {"place", COLUMN_PLACE, false, NULL},
    [COLUMN_PHONE] = {"phone", COLUMN_PHONE, false, NULL},
};

static void checks_and_normalises_cells(void **state)
{
    (void)state;
    static const struct {
        enum column_type type;
        const char *cell, *canonical, *code;
    } cases[] = {
        {COLUMN_ID, "D14-1.a_B", "D14-1.a_B", NULL},
        {COLUMN_ID, "a b", NULL, "bad-id"},
        {COLUMN_ID, "a/b", NULL, "bad-id"},
        {COLUMN_ID, "征", NULL, "bad-id"},
        {COLUMN_CODE, "now", "now", NULL},
        {COLUMN_CODE, "todo", "todo", NULL},
        {COLUMN_CODE, "no", NULL, "bad-code"},
        {COLUMN_CODE, "Now", NULL, "bad-code"},
        {COLUMN_CODE, "now|late", NULL, "bad-code"},
        {COLUMN_CODE, "done|", NULL, "bad-code"},
        {COLUMN_CODE, "|", NULL, "bad-code"},
        {COLUMN_INTEGER, "0", "0", NULL},
        {COLUMN_INTEGER, "-9999999999", "-9999999999", NULL},
        {COLUMN_INTEGER, "10000000000", NULL, "bad-number"},
        {COLUMN_INTEGER, "+1", NULL, "bad-number"},
        {COLUMN_INTEGER, "1.5", NULL, "bad-number"},
        {COLUMN_INTEGER, "1e3", NULL, "bad-number"},
        {COLUMN_INTEGER, "-", NULL, "bad-number"},
        {COLUMN_INTEGER, " 1", NULL, "bad-number"},
        {COLUMN_DECIMAL, "52300.50", "52300.50", NULL},
        {COLUMN_DECIMAL, "-0.0001", "-0.0001", NULL},
        {COLUMN_DECIMAL, "0.00001", NULL, "bad-number"},
        {COLUMN_DECIMAL, "1.", NULL, "bad-number"},
        {COLUMN_DECIMAL, ".5", NULL, "bad-number"},
        {COLUMN_DECIMAL, "1.2.3", NULL, "bad-number"},
        {COLUMN_DECIMAL, "NaN", NULL, "bad-number"},
        {COLUMN_DECIMAL, "1,000", NULL, "bad-number"},
        {COLUMN_DATE, "2026-11-22", "2026-11-22", NULL},
        {COLUMN_DATE, "2026-02-30", NULL, "bad-date"},
        {COLUMN_INSTANT, "2026-11-22 10:00:00.5+08", "2026-11-22T02:00:00Z", NULL},
        {COLUMN_INSTANT, "2026-11-22T02:00:00Z", "2026-11-22T02:00:00Z", NULL},
        {COLUMN_INSTANT, "yesterday", NULL, "bad-time"},
        {COLUMN_BOOLEAN, "t", "1", NULL},
        {COLUMN_BOOLEAN, "0", "0", NULL},
        {COLUMN_BOOLEAN, "false", "0", NULL},
        {COLUMN_BOOLEAN, "2", NULL, "bad-boolean"},
        {COLUMN_LINE, "征收决定公告", "征收决定公告", NULL},
        {COLUMN_LINE, "", NULL, NULL}, /* nothing is NULL where it may be */
        {COLUMN_DATE, "", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int again = 0; again < 2; again++) { /* the canonical form is a fixed point */
            const char *input = again == 1 && cases[i].canonical != NULL ? cases[i].canonical : cases[i].cell;
            char *cell = take_copy(input);
            struct problem problem = {0};
            enum status status = view_check_cell(&columns[cases[i].type], &cell, &problem);
            if (strcmp(problem.code, cases[i].code == NULL ? "" : cases[i].code) != 0)
                fail_msg("%s: %s", cases[i].cell, problem.code);
            assert_int_equal(status, cases[i].code == NULL ? STATUS_OK : STATUS_REFUSED);
            if (cases[i].code == NULL && cases[i].canonical == NULL)
                assert_null(cell);
            else if (cases[i].code == NULL)
                assert_string_equal(cell, cases[i].canonical);
            free(cell);
        }
    }
}

static enum status check_length(enum column_type type, size_t length)
{
    char *cell = take_zeroed(length + 1, 1);
    memset(cell, 'x', length);
    enum status status = view_check_cell(&columns[type], &cell, NULL);
    free(cell);
    return status;
}

static void limits_hold_at_their_edge(void **state)
{
    (void)state;
    static const struct {
        enum column_type type;
        size_t most;
    } cases[] = {{COLUMN_ID, LIMIT_ID_BYTES},      {COLUMN_LINE, LIMIT_LINE_BYTES},
                 {COLUMN_BODY, LIMIT_BODY_BYTES},  {COLUMN_NAME, LIMIT_LINE_BYTES},
                 {COLUMN_PLACE, LIMIT_LINE_BYTES}, {COLUMN_PHONE, LIMIT_LINE_BYTES}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(check_length(cases[i].type, cases[i].most), STATUS_OK);
        assert_int_equal(check_length(cases[i].type, cases[i].most + 1), STATUS_REFUSED);
    }
}

static void required_cells_must_be_there(void **state)
{
    (void)state;
    for (size_t type = 0; type < sizeof columns / sizeof columns[0]; type++) {
        struct view_column column = columns[type];
        char *cell = NULL;
        column.required = true;
        assert_int_equal(view_check_cell(&column, &cell, NULL), STATUS_REFUSED);
        assert_null(cell);
        cell = take_copy("");
        assert_int_equal(view_check_cell(&column, &cell, NULL), STATUS_REFUSED);
        free(cell);
    }
}

static void rows_grow_and_are_read_by_name(void **state)
{
    (void)state;
    struct rows rows;
    rows_init(&rows, VIEW_LEDGER);
    for (int i = 0; i < 100; i++) {
        char **row = rows_add(&rows);
        row[view_column(VIEW_LEDGER, "seq")] = take_format("%d", i);
        if (i == 42) {
            row[view_column(VIEW_LEDGER, "due_on")] = take_copy("2026-12-31");
            row[view_column(VIEW_LEDGER, "overdue")] = take_copy("-7");
        }
    }
    assert_int_equal(rows.count, 100);
    assert_int_equal(rows_integer(&rows, 99, "seq", -1), 99);
    assert_int_equal(rows_integer(&rows, 42, "overdue", 0), -7);
    assert_int_equal(rows_integer(&rows, 41, "overdue", 5), 5);
    assert_int_equal(rows_date(&rows, 42, "due_on"), date_from_civil(2026, 12, 31));
    assert_int_equal(rows_date(&rows, 41, "due_on"), NO_DATE);
    assert_true(rows_number(&rows, 42, "overdue", 0.0) < -6.5);
    assert_true(rows_number(&rows, 41, "overdue", 1.5) > 1.4);
    assert_null(rows_cell(&rows, 0, "reason"));
    assert_true(rows_have(&rows, "due_on"));
    assert_false(rows_have(&rows, "new_due_on"));
    rows_finish(&rows);
    assert_int_equal(rows.count, 0);
    assert_int_equal(rows.view, VIEW_LEDGER);
    rows_finish(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_the_sixteen_views),        cmocka_unit_test(views_keep_their_rules),
        cmocka_unit_test(checks_and_normalises_cells),  cmocka_unit_test(limits_hold_at_their_edge),
        cmocka_unit_test(required_cells_must_be_there), cmocka_unit_test(rows_grow_and_are_read_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
