/* The statutory clock. Every expectation was counted by hand on a printed calendar. */
#include "deadline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static date day(const char *text)
{
    date d = NO_DATE;
    if (!date_parse(text, &d))
        fail_msg("%s is not a day", text);
    return d;
}

static void test_ends(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        struct period period;
        const char *end;
        bool provisional;
        const char *why;
    } cases[] = {
        {"2026-10-22", {60, PERIOD_DAYS}, "2026-12-21", false, "9 days of October, 30, 21: a Monday"},
        {"2026-10-22", {6, PERIOD_MONTHS}, "2027-04-22", true, "the same number; 2027 is not in the table"},
        {"2026-11-02", {10, PERIOD_DAYS}, "2026-11-12", false, "the first day is not counted"},
        {"2026-11-02", {1, PERIOD_DAYS}, "2026-11-03", false, "one day ends with the next"},
        {"2026-11-04", {10, PERIOD_DAYS}, "2026-11-16", false, "14 November, a Saturday: Monday"},
        {"2026-11-05", {10, PERIOD_DAYS}, "2026-11-16", false, "15 November, a Sunday: Monday"},
        /* months */
        {"2025-08-31",
         {6, PERIOD_MONTHS},
         "2026-02-28",
         false,
         "last of February, a make-up Saturday: stays"},
        {"2024-08-31", {6, PERIOD_MONTHS}, "2025-02-28", false, "last of February, a Friday"},
        {"2023-08-31", {6, PERIOD_MONTHS}, "2024-02-29", true, "leap year; before the table"},
        {"2025-12-31", {6, PERIOD_MONTHS}, "2026-06-30", false, "30 days hath June"},
        {"2025-08-28", {6, PERIOD_MONTHS}, "2026-02-28", false, "the same number"},
        {"2026-02-28", {6, PERIOD_MONTHS}, "2026-08-28", false, "not the last of August"},
        {"2025-12-15", {12, PERIOD_MONTHS}, "2026-12-15", false, "a year"},
        {"2025-12-15", {1, PERIOD_MONTHS}, "2026-01-15", false, "over the year's end"},
        {"2024-01-30", {1, PERIOD_MONTHS}, "2024-02-29", true, "30 January of a leap year"},
        /* National Day */
        {"2026-08-02", {60, PERIOD_DAYS}, "2026-10-08", false, "1 October: holiday until the 7th"},
        {"2026-04-07", {6, PERIOD_MONTHS}, "2026-10-08", false, "7 October, the last day off"},
        {"2026-04-10", {6, PERIOD_MONTHS}, "2026-10-10", false, "a Saturday that is worked: stays"},
        {"2026-04-11", {6, PERIOD_MONTHS}, "2026-10-12", false, "the Sunday after it"},
        {"2026-03-20", {6, PERIOD_MONTHS}, "2026-09-20", false, "a Sunday that is worked: stays"},
        {"2025-04-03", {6, PERIOD_MONTHS}, "2025-10-09", false, "2025: holiday until 8 October"},
        {"2025-03-28", {6, PERIOD_MONTHS}, "2025-09-28", false, "2025: a worked Sunday"},
        /* Spring Festival */
        {"2025-12-19", {60, PERIOD_DAYS}, "2026-02-24", false, "17 February: holiday until the 23rd"},
        {"2025-08-15", {6, PERIOD_MONTHS}, "2026-02-24", false, "15 February, its first day"},
        {"2025-08-14", {6, PERIOD_MONTHS}, "2026-02-14", false, "a worked Saturday before it"},
        {"2024-11-30", {60, PERIOD_DAYS}, "2025-02-05", false, "29 January 2025: holiday until 4 February"},
        {"2024-11-27", {60, PERIOD_DAYS}, "2025-01-26", false, "a worked Sunday before it"},
        /* other holidays */
        {"2026-02-05", {60, PERIOD_DAYS}, "2026-04-07", false, "6 April, Qingming's Monday"},
        {"2026-04-20", {60, PERIOD_DAYS}, "2026-06-22", false, "19 June, Dragon Boat and a weekend"},
        {"2026-03-25", {6, PERIOD_MONTHS}, "2026-09-28", false, "25 September, Mid-Autumn"},
        {"2025-11-02", {60, PERIOD_DAYS}, "2026-01-04", false, "1 January; Sunday the 4th is worked"},
        {"2026-03-03", {60, PERIOD_DAYS}, "2026-05-06", false, "2 May: holiday until the 5th"},
        /* beyond the table: weekends and the fixed days, and it says so */
        {"2026-11-02", {60, PERIOD_DAYS}, "2027-01-04", true, "1 January 2027 is a Friday"},
        {"2026-11-01", {60, PERIOD_DAYS}, "2026-12-31", false, "the last day of the table"},
        {"2027-04-01", {6, PERIOD_MONTHS}, "2027-10-04", true, "1 to 3 October, the last a Sunday"},
        {"2027-10-30", {6, PERIOD_MONTHS}, "2028-05-03", true, "30 April a Sunday, 1 and 2 May fixed"},
        /* workdays */
        {"2026-11-02", {5, PERIOD_WORKDAYS}, "2026-11-09", false, "one weekend between"},
        {"2026-11-06", {1, PERIOD_WORKDAYS}, "2026-11-09", false, "Friday to Monday"},
        {"2026-09-30", {3, PERIOD_WORKDAYS}, "2026-10-10", false, "8, 9 and the worked Saturday"},
        {"2026-02-12", {3, PERIOD_WORKDAYS}, "2026-02-24", false, "13, the worked 14, then the 24th"},
        {"2026-09-01", {20, PERIOD_WORKDAYS}, "2026-09-29", false, "3, 5, 5 and the worked Sunday, 4, 2"},
        {"2026-12-30", {2, PERIOD_WORKDAYS}, "2027-01-04", true, "31 December, then beyond the table"},
    };
    struct calendar calendar;
    calendar_init(&calendar);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct deadline got = deadline_of(&calendar, day(cases[i].start), cases[i].period);
        char text[DATE_TEXT];
        if (got.end != day(cases[i].end) || got.provisional != cases[i].provisional)
            fail_msg("%s + %d: %s%s instead of %s (%s)", cases[i].start, cases[i].period.count,
                     date_format(text, got.end), got.provisional ? " (provisional)" : "", cases[i].end,
                     cases[i].why);
    }
    assert_int_equal(deadline_of(&calendar, NO_DATE, (struct period){60, PERIOD_DAYS}).end, NO_DATE);
}

static void test_days_left(void **state)
{
    (void)state;
    struct deadline sure = {day("2026-12-21"), false}, open = {day("2027-02-08"), true};
    static const struct {
        const char *today;
        int left;
        enum deadline_state state;
        bool near;
    } cases[] = {
        {"2026-10-22", 60, DEADLINE_OPEN, false}, {"2026-12-13", 8, DEADLINE_OPEN, false},
        {"2026-12-14", 7, DEADLINE_OPEN, true},   {"2026-12-16", 5, DEADLINE_OPEN, true},
        {"2026-12-20", 1, DEADLINE_OPEN, true},   {"2026-12-21", 0, DEADLINE_LAST_DAY, true},
        {"2026-12-22", 0, DEADLINE_OVER, false},  {"2030-01-01", 0, DEADLINE_OVER, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        date today = day(cases[i].today);
        assert_int_equal(deadline_days_left(sure, today), cases[i].left);
        assert_int_equal(deadline_state(sure, today), cases[i].state);
        assert_int_equal(deadline_is_near(sure, today), cases[i].near);
    }
    /* An end that an unpublished holiday may move is never said to be over while it may still run. */
    assert_int_equal(deadline_state(open, day("2027-02-08")), DEADLINE_LAST_DAY);
    assert_int_equal(deadline_state(open, day("2027-02-09")), DEADLINE_UNSURE);
    assert_int_equal(deadline_state(open, day("2027-02-22")), DEADLINE_UNSURE);
    assert_int_equal(deadline_state(open, day("2027-02-23")), DEADLINE_OVER);
}

/* The table as published: days off from Monday to Friday and worked weekends, counted from the notices. */
static void test_table(void **state)
{
    (void)state;
    static const struct {
        int year, workdays;
    } years[] = {
        {2025, 248}, /* 261 weekdays, 18 of them off, 5 weekend days worked */
        {2026, 248}, /* 261 weekdays, 19 of them off, 6 weekend days worked */
    };
    struct calendar calendar;
    calendar_init(&calendar);
    assert_int_equal(calendar.first_year, 2025);
    for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
        int workdays = 0;
        for (date d = date_from_civil(years[i].year, 1, 1); d < date_from_civil(years[i].year + 1, 1, 1);
             d++) {
            assert_true(calendar_knows(&calendar, d));
            workdays += calendar_is_workday(&calendar, d);
        }
        assert_int_equal(workdays, years[i].workdays);
    }
    assert_false(calendar_knows(&calendar, day("2024-12-31")));
    assert_false(calendar_knows(&calendar, date_from_civil(calendar.last_year + 1, 1, 1)));
}

static void test_bad_tables(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "off.new-year = 2026-01-01\n",
        "[2026]\noff.x = 2026-02-30\n",
        "[2026]\noff.x = 2026-02-03 2026-02-01\n",
        "[2026]\noff.x = 2027-01-01\n",
        "[2026]\noff.x = 2026-01-01\nwork.y = 2026-01-01\n",
        "[2026]\noff.x = 2026-01-01, 2026-01-03\n",
        "[2026]\nfree.x = 2026-01-01\n",
        "[2025]\noff.x = 2025-01-01\n[2027]\noff.x = 2027-01-01\n",
        "[every-year]\noff.x = 13-01\n",
        "[every-year]\noff.x = 05-03 05-01\n",
        "[every-year]\noff.x = 05-31 06-01\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct calendar calendar;
        int line = 0;
        if (calendar_read(&calendar, bad[i], strlen(bad[i]), &line) == NULL)
            fail_msg("taken: %s", bad[i]);
        assert_true(line > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_days_left),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_bad_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
