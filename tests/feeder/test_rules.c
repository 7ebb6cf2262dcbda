/* The catalogue's and the law's rules, one row each. */
#include "contract/catalogue.h"
#include "rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CHINA 480
#define NONE NULL

static const struct {
    const char *catalogue, *kind, *audience, *statutory;
    const char *code; /* NULL: taken, with what follows */
    enum kind expected_kind;
    enum audience expected_audience;
    bool expected_statutory;
} classes[] = {
    {"D14", NONE, NONE, NONE, NULL, KIND_DOCUMENT, AUDIENCE_PUBLIC, true},
    {"D14", NONE, NONE, "0", NULL, KIND_DOCUMENT, AUDIENCE_PUBLIC, true}, /* never lowered */
    {"D24", NONE, NONE, NONE, NULL, KIND_PROGRESS, AUDIENCE_AREA, false},
    {"D24", NONE, NONE, "1", NULL, KIND_PROGRESS, AUDIENCE_AREA, true}, /* raised */
    {"D24", "document", "affected", NONE, NULL, KIND_DOCUMENT, AUDIENCE_AFFECTED, false},
    {"D24", NONE, "public", NONE, NULL, KIND_PROGRESS, AUDIENCE_PUBLIC, false}, /* the office's word */
    {"D09", NONE, NONE, NONE, NULL, KIND_PLAN, AUDIENCE_PUBLIC, true},
    {"D35", NONE, "area", NONE, NULL, KIND_MESSAGE, AUDIENCE_AREA, true},
    {"D25", NONE, NONE, NONE, NULL, KIND_TABLE, AUDIENCE_AFFECTED, true},
    {"D25", NONE, "affected", NONE, NULL, KIND_TABLE, AUDIENCE_AFFECTED, true},
    {"D25", NONE, "area", NONE, "audience-widened", 0, 0, false},
    {"D25", NONE, "public", NONE, "audience-widened", 0, 0, false},
    {"D07", NONE, "public", NONE, "audience-widened", 0, 0, false},
    {"D20", NONE, "area", NONE, "audience-widened", 0, 0, false},
    {"D00", NONE, NONE, NONE, "unknown-catalogue", 0, 0, false},
    {"D36", NONE, NONE, NONE, "unknown-catalogue", 0, 0, false},
    {"d14", NONE, NONE, NONE, "unknown-catalogue", 0, 0, false},
    {"", NONE, NONE, NONE, "unknown-catalogue", 0, 0, false},
};

static void items_are_classified(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        struct record *record = record_create();
        struct problem problem = {0};
        snprintf(record->catalogue, sizeof record->catalogue, "%s", classes[i].catalogue);
        enum status status =
            rules_classify(record, classes[i].kind, classes[i].audience, classes[i].statutory, &problem);
        if (classes[i].code != NULL) {
            assert_int_equal(status, STATUS_REFUSED);
            assert_string_equal(problem.code, classes[i].code);
        } else {
            assert_int_equal(status, STATUS_OK);
            assert_int_equal(record->kind, classes[i].expected_kind);
            assert_int_equal(record->audience, classes[i].expected_audience);
            assert_int_equal(record->statutory, classes[i].expected_statutory);
        }
        record_destroy(record);
    }
}

static void the_catalogue_is_whole(void **state)
{
    (void)state;
    for (int n = 1; n <= CATALOGUE_ITEMS; n++) {
        struct record *record = record_create();
        snprintf(record->catalogue, sizeof record->catalogue, "D%02d", n % 100);
        assert_int_equal(rules_classify(record, NULL, NULL, NULL, NULL), STATUS_OK);
        record_destroy(record);
    }
}

/* Instants and dates as text, NULL where not given. Published 2026-11-22 10:00
   in China unless said otherwise. */
static const struct {
    const char *catalogue, *published, *from, *until, *comment_from, *comment_until, *url, *supersedes;
    int64_t version;
    const char *code; /* NULL: lawful */
} windows[] = {
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, NONE, NONE, 1, NULL},
    {"D14", "2026-11-22T02:00:00Z", "2026-12-01T00:00:00Z", "2026-12-01T00:00:01Z", NONE, NONE, NONE, NONE, 1,
     NULL},
    {"D14", "2026-11-22T02:00:00Z", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z", NONE, NONE, NONE, NONE, 1,
     "window"},
    {"D14", "2026-11-22T02:00:00Z", "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z", NONE, NONE, NONE, NONE, 1,
     "window"},
    {"D14", "2026-11-22T02:00:00Z", NONE, "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, 1, "window"},
    {"D14", "2026-11-22T02:00:00Z", "2030-01-01T00:00:00Z", NONE, NONE, NONE, NONE, NONE, 1,
     NULL}, /* future is fine */
    {"D14", "2026-11-22T02:00:00Z", NONE, "9999-12-31T23:59:59Z", NONE, NONE, NONE, NONE, 1, NULL},
    {"D05", "2026-11-22T02:00:00Z", NONE, NONE, "2026-12-02", "2026-12-01", NONE, NONE, 1, "window"},
    {"D05", "2026-11-22T02:00:00Z", NONE, NONE, "2026-12-01", "2026-12-01", NONE, NONE, 1, NULL},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, NONE, NONE, 0, "bad-version"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, NONE, NONE, -1, "bad-version"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, NONE, NONE, 1000000000, "bad-version"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, NONE, NONE, 999999999, NULL},
    /* D09: 1 November does not count, 1 December is the thirtieth day */
    {"D09", "2026-11-01T02:00:00Z", NONE, NONE, "2026-11-01", "2026-12-01", NONE, NONE, 1, NULL},
    {"D09", "2026-11-01T02:00:00Z", NONE, NONE, "2026-11-01", "2026-11-30", NONE, NONE, 1, "comment-period"},
    {"D09", "2027-02-01T02:00:00Z", NONE, NONE, "2027-02-01", "2027-03-02", NONE, NONE, 1, "comment-period"},
    {"D09", "2027-02-01T02:00:00Z", NONE, NONE, "2027-02-01", "2027-03-03", NONE, NONE, 1, NULL},
    {"D09", "2026-11-01T02:00:00Z", NONE, NONE, NONE, "2026-12-01", NONE, NONE, 1, NULL},
    {"D09", "2026-11-01T02:00:00Z", NONE, NONE, NONE, "2026-11-30", NONE, NONE, 1, "comment-period"},
    {"D09", "2026-11-01T17:00:00Z", NONE, NONE, NONE, "2026-12-01", NONE, NONE, 1,
     "comment-period"}, /* 2 Nov in China */
    {"D09", "2026-11-01T02:00:00Z", NONE, NONE, NONE, NONE, NONE, NONE, 1, NULL},
    {"D09", "2026-11-01T02:00:00Z", NONE, "2026-12-01T02:00:00Z", NONE, NONE, NONE, NONE, 1, NULL},
    {"D09", "2026-11-01T02:00:00Z", NONE, "2026-12-01T01:59:59Z", NONE, NONE, NONE, NONE, 1,
     "display-period"},
    {"D09", "2026-11-01T02:00:00Z", NONE, "2026-11-30T02:00:00Z", NONE, NONE, NONE, NONE, 1,
     "display-period"},
    /* shown from midnight to midnight: the thirtieth day behind the first is not begun */
    {"D09", "2026-10-31T16:00:00Z", NONE, "2026-11-30T16:00:00Z", NONE, NONE, NONE, NONE, 1,
     "display-period"},
    {"D09", "2026-10-31T16:00:00Z", NONE, "2026-12-01T16:00:00Z", NONE, NONE, NONE, NONE, 1, NULL},
    /* the days run from when it can be seen */
    {"D09", "2026-11-01T02:00:00Z", "2026-11-10T02:00:00Z", "2026-12-05T02:00:00Z", NONE, NONE, NONE, NONE, 1,
     "display-period"},
    {"D10", "2026-11-01T02:00:00Z", NONE, "2026-11-02T02:00:00Z", "2026-11-01", "2026-11-02", NONE, NONE, 1,
     NULL},
    /* addresses */
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "https://www.yanji.gov.cn/a/1.html?x=1", NONE, 1,
     NULL},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "http://yanji.gov.cn", NONE, 1, NULL},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "javascript:alert(1)", NONE, 1, "bad-url"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "file:///etc/passwd", NONE, 1, "bad-url"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "https://www.gov.cn@evil.example/", NONE, 1,
     "bad-url"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "https://", NONE, 1, "bad-url"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "https://gоv.cn/", NONE, 1,
     "bad-url"}, /* Cyrillic о */
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, "https://a b/", NONE, 1, "bad-url"},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, NONE, "a", 1, NULL},
    {"D14", "2026-11-22T02:00:00Z", NONE, NONE, NONE, NONE, NONE, "me", 1, "supersedes"},
};

static instant instant_or_none(const char *text)
{
    instant t = NO_INSTANT;
    assert_true(text == NULL || instant_parse(text, &t));
    return t;
}

static date date_or_none(const char *text)
{
    date d = NO_DATE;
    assert_true(text == NULL || date_parse(text, &d));
    return d;
}

static void windows_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        struct record *record = record_create();
        struct problem problem = {0};
        record->id = take_copy("me");
        snprintf(record->catalogue, sizeof record->catalogue, "%s", windows[i].catalogue);
        record->version = windows[i].version;
        record->published_at = instant_or_none(windows[i].published);
        record->display_from = instant_or_none(windows[i].from);
        record->display_until = instant_or_none(windows[i].until);
        record->comment_from = date_or_none(windows[i].comment_from);
        record->comment_until = date_or_none(windows[i].comment_until);
        record->url = take_copy_or_null(windows[i].url);
        record->supersedes = take_copy_or_null(windows[i].supersedes);
        enum status status = rules_check(record, CHINA, &problem);
        if (status != (windows[i].code == NULL ? STATUS_OK : STATUS_REFUSED))
            fail_msg("window %zu: %s", i, problem.code[0] == '\0' ? "passed" : problem.text);
        if (windows[i].code != NULL)
            assert_string_equal(problem.code, windows[i].code);
        record_destroy(record);
    }
}

static void household_rows_are_never_public(void **state)
{
    (void)state;
    for (int audience = 0; audience < AUDIENCE_COUNT; audience++) {
        struct record *record = record_create();
        struct problem problem = {0};
        record->id = take_copy("me");
        snprintf(record->catalogue, sizeof record->catalogue, "D26");
        record->version = 1;
        record->published_at = 0;
        record->audience = (enum audience)audience;
        (void)rows_add(&record->rows[VIEW_HOUSEHOLD]);
        enum status status = rules_check(record, CHINA, &problem);
        assert_int_equal(status, audience == AUDIENCE_PUBLIC ? STATUS_REFUSED : STATUS_OK);
        if (audience == AUDIENCE_PUBLIC)
            assert_string_equal(problem.code, "household-public");
        record_destroy(record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_classified),
        cmocka_unit_test(the_catalogue_is_whole),
        cmocka_unit_test(windows_are_judged),
        cmocka_unit_test(household_rows_are_never_public),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
