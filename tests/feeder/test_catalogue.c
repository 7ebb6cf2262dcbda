#include "contract/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Facts of the law, not of the file: Regulation 590 art. 10, 13, 19, 29; Measures 77 art. 16. */
static void holds_what_the_law_says(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int stage, days, min_display;
        enum audience audience;
        enum kind kind;
        bool statutory;
    } cases[] = {
        {"D01", 0, 20, 0, AUDIENCE_PUBLIC, KIND_DOCUMENT, true},
        {"D09", 1, 20, 30, AUDIENCE_PUBLIC, KIND_PLAN, true},
        {"D14", 2, 20, 0, AUDIENCE_PUBLIC, KIND_DOCUMENT, true},
        {"D19", 3, 20, 0, AUDIENCE_AFFECTED, KIND_TABLE, true},
        {"D24", 4, 0, 0, AUDIENCE_AREA, KIND_PROGRESS, false},
        {"D25", 4, 20, 0, AUDIENCE_AFFECTED, KIND_TABLE, true},
        {"D28", 5, 0, 0, AUDIENCE_AREA, KIND_WARNING, true},
        {"D30", 6, 0, 0, AUDIENCE_AREA, KIND_LEDGER, false},
        {"D32", 7, 0, 0, AUDIENCE_AREA, KIND_PROCESS, false},
        {"D35", 7, 0, 0, AUDIENCE_PUBLIC, KIND_MESSAGE, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct catalogue_item *item = catalogue_find(cases[i].id);
        assert_non_null(item);
        assert_string_equal(item->id, cases[i].id);
        assert_int_equal(item->stage, cases[i].stage);
        assert_int_equal(item->publish_within_days, cases[i].days);
        assert_int_equal(item->publish_within_workdays, cases[i].days > 0);
        assert_int_equal(item->min_display_days, cases[i].min_display);
        assert_int_equal(item->audience, cases[i].audience);
        assert_int_equal(item->kind, cases[i].kind);
        assert_int_equal(item->statutory, cases[i].statutory);
    }
    assert_string_equal(catalogue_find("D14")->name[LANG_ZH], "房屋征收决定公告");
}

static void holds_all_items_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < CATALOGUE_ITEMS; i++) {
        const char id[] = {'D', (char)('0' + (i + 1) / 10), (char)('0' + (i + 1) % 10), '\0'};
        const struct catalogue_item *item = catalogue_at(i);
        assert_string_equal(item->id, id);
        assert_ptr_equal(catalogue_find(id), item);
        for (size_t lang = 0; lang < LANG_COUNT; lang++)
            assert_true(strlen(item->name[lang]) > 0);
        /* Only the draft plan has a national display period; a table of households
           never has everyone as its audience. */
        assert_int_equal(item->min_display_days > 0, strcmp(id, "D09") == 0);
        assert_true(i == 0 || item->stage >= catalogue_at(i - 1)->stage);
    }
}

static void knows_no_other(void **state)
{
    (void)state;
    static const char *const others[] = {"D00", "D36", "d01", "D1", "D001", "", "D01 ", NULL};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_null(catalogue_find(others[i]));
}

/* What no signature overrides. */
static void stands_above_signatures(void **state)
{
    (void)state;
    static const struct {
        const char *catalogue;
        enum audience audience;
        bool statutory, households;
        const char *code; /* "": accepted */
    } cases[] = {
        {"D14", AUDIENCE_PUBLIC, true, false, ""},
        {"D14", AUDIENCE_AREA, true, false, ""},
        {"D14", AUDIENCE_PUBLIC, false, false, "statutory-lowered"},
        {"D29", AUDIENCE_AREA, false, false, ""},
        {"D29", AUDIENCE_AREA, true, false, ""}, /* raised */
        {"D31", AUDIENCE_AFFECTED, false, false, ""},
        {"D31", AUDIENCE_AREA, false, false, "audience-widened"},
        {"D31", AUDIENCE_PUBLIC, false, false, "audience-widened"},
        {"D29", AUDIENCE_PUBLIC, false, true, "household-public"},
        {"D29", AUDIENCE_AREA, false, true, ""},
        {"D36", AUDIENCE_PUBLIC, false, false, "unknown-catalogue"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct record *record = record_create();
        struct problem problem = {0};
        memcpy(record->catalogue, cases[i].catalogue, 4);
        record->audience = cases[i].audience;
        record->statutory = cases[i].statutory;
        if (cases[i].households)
            (void)rows_add(&record->rows[VIEW_HOUSEHOLD]);
        enum status status = catalogue_check(record, &problem);
        assert_int_equal(status, cases[i].code[0] == '\0' ? STATUS_OK : STATUS_REFUSED);
        assert_string_equal(problem.code, cases[i].code);
        record_destroy(record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_what_the_law_says),
        cmocka_unit_test(holds_all_items_in_order),
        cmocka_unit_test(knows_no_other),
        cmocka_unit_test(stands_above_signatures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
