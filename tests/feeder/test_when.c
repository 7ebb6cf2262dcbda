#include "contract/when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* Against the C library's own calendar, day by day from 1900 to 9999. */
static void agrees_with_the_c_library(void **state)
{
    (void)state;
    const date first = date_from_civil(1900, 1, 1), last = date_from_civil(9999, 12, 31);
    assert_int_equal(first, -25567);
    assert_int_equal(last, 2932896);
    for (date d = first; d <= last; d++) {
        time_t seconds = (time_t)d * 86400;
        struct tm tm = {0};
        assert_non_null(gmtime_r(&seconds, &tm));
        struct civil c = civil_from_date(d);
        if (c.year != tm.tm_year + 1900 || c.month != tm.tm_mon + 1 || c.day != tm.tm_mday ||
            c.weekday != tm.tm_wday)
            fail_msg("day %d", d);
        assert_int_equal(date_from_civil(c.year, c.month, c.day), d);
    }
}

static void reads_only_the_exact_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_date, is_instant, is_database;
        instant value;
    } cases[] = {
        {"2026-11-22", true, false, false, 0},
        {"1900-01-01", true, false, false, 0},
        {"9999-12-31", true, false, false, 0},
        {"2024-02-29", true, false, false, 0},
        {"2000-02-29", true, false, false, 0},
        {"2026-02-29", false, false, false, 0},
        {"2100-02-29", false, false, false, 0},
        {"2026-02-30", false, false, false, 0},
        {"2026-04-31", false, false, false, 0},
        {"2026-13-01", false, false, false, 0},
        {"2026-00-10", false, false, false, 0},
        {"2026-01-00", false, false, false, 0},
        {"1899-12-31", false, false, false, 0},
        {"26-11-22", false, false, false, 0},
        {"2026-1-22", false, false, false, 0},
        {"2026/11/22", false, false, false, 0},
        {" 2026-11-22", false, false, false, 0},
        {"2026-11-22 ", false, false, false, 0},
        {"２026-11-22", false, false, false, 0},
        {"", false, false, false, 0},
        {"2026-11-22T02:00:00Z", false, true, true, 1795312800},
        {"1970-01-01T00:00:00Z", false, true, true, 0},
        {"1969-12-31T23:59:59Z", false, true, true, -1},
        {"2038-01-19T03:14:08Z", false, true, true, 2147483648},
        {"2026-11-22T02:00:00z", false, false, false, 0},
        {"2026-11-22T24:00:00Z", false, false, false, 0},
        {"2026-11-22T23:60:00Z", false, false, false, 0},
        {"2026-12-31T23:59:60Z", false, false, false, 0}, /* leap seconds have no place in civil deadlines */
        {"2026-11-22T02:00Z", false, false, false, 0},
        {"2026-11-22 10:00:00+08", false, false, true, 1795312800},
        {"2026-11-22 10:00:00+0800", false, false, true, 1795312800},
        {"2026-11-22T10:00:00+08:00", false, false, true, 1795312800},
        {"2026-11-22T10:00:00.123+08:00", false, false, true, 1795312800},
        {"2026-11-21 18:30:00.999999-07:30", false, false, true, 1795312800},
        {"2026-11-22 02:00:00", false, false, true, 1795312800},
        {"2026-11-22 02:00:00.5Z", false, false, true, 1795312800},
        {"2026-11-22 02:00:00.", false, false, false, 0},
        {"2026-11-22 02:00:00+", false, false, false, 0},
        {"2026-11-22 02:00:00+8", false, false, false, 0},
        {"2026-11-22 02:00:00+08:", false, false, false, 0},
        {"2026-11-22 02:00:00+08:0", false, false, false, 0},
        {"2026-11-22 02:00:00+16", false, false, false, 0},
        {"2026-11-22 02:00:00 CST", false, false, false, 0},
        {"2026-11-22_02:00:00", false, false, false, 0},
        {"1900-01-01 00:00:00+08", false, false, false, 0}, /* in UTC still 1899, which has no text form */
        {"9999-12-31 23:59:59-01", false, false, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        date d = 77;
        instant t = 77, database = 77;
        bool is_date = date_parse(cases[i].text, &d), is_instant = instant_parse(cases[i].text, &t),
             is_database = instant_parse_database(cases[i].text, &database);
        if (is_date != cases[i].is_date || is_instant != cases[i].is_instant ||
            is_database != cases[i].is_database)
            fail_msg("%s: %d %d %d", cases[i].text, is_date, is_instant, is_database);
        assert_int_equal(t, is_instant ? cases[i].value : 77);
        assert_int_equal(database, is_database ? cases[i].value : 77);
        char text[DATE_TEXT], instant_text[INSTANT_TEXT];
        if (is_date)
            assert_string_equal(date_format(text, d), cases[i].text);
        else
            assert_int_equal(d, 77);
        if (is_instant)
            assert_string_equal(instant_format(instant_text, t), cases[i].text);
    }
}

static void knows_civil_time_in_a_zone(void **state)
{
    (void)state;
    static const struct {
        instant t;
        int zone, year, month, day, weekday, hour, minute, second;
    } cases[] = {
        {1795312800, 480, 2026, 11, 22, 0, 10, 0, 0}, /* Sunday morning in Yanji */
        {1795276799, 480, 2026, 11, 21, 6, 23, 59, 59}, {1795276800, 480, 2026, 11, 22, 0, 0, 0, 0},
        {-1, 0, 1969, 12, 31, 3, 23, 59, 59},           {0, -570, 1969, 12, 31, 3, 14, 30, 0},
        {951782400, 0, 2000, 2, 29, 2, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct civil c = civil_from_instant(cases[i].t, cases[i].zone);
        assert_int_equal(c.year, cases[i].year);
        assert_int_equal(c.month, cases[i].month);
        assert_int_equal(c.day, cases[i].day);
        assert_int_equal(c.weekday, cases[i].weekday);
        assert_int_equal(c.hour, cases[i].hour);
        assert_int_equal(c.minute, cases[i].minute);
        assert_int_equal(c.second, cases[i].second);
        date d = date_from_instant(cases[i].t, cases[i].zone);
        assert_int_equal(d, date_from_civil(c.year, c.month, c.day));
        instant midnight = instant_from_date(d, cases[i].zone);
        assert_int_equal(cases[i].t - midnight, c.hour * 3600 + c.minute * 60 + c.second);
    }
}

static void knows_what_time_it_is(void **state)
{
    (void)state;
    time_t before = time(NULL);
    instant now = instant_now();
    assert_true(now >= before && now <= time(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_c_library),
        cmocka_unit_test(reads_only_the_exact_forms),
        cmocka_unit_test(knows_civil_time_in_a_zone),
        cmocka_unit_test(knows_what_time_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
