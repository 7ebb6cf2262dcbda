/* Time as a table: no value of the wall clock makes old content look fresh, opens a window early or opens one again. */
#include "freshness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define YEAR (365 * (int64_t)DAY)
#define T0 1795312800 /* 2026-11-22T02:00:00Z: the publication was signed then */
#define BUILT (T0 - 20 * DAY)
#define BOOT (100 * 1000) /* ticks at which the screen starts */

static const struct freshness_limits limits = {300, 1800};

static struct freshness_news news_at(int64_t version, instant issued, int64_t proven)
{
    return (struct freshness_news){.version = version,
                                   .issued = issued,
                                   .timestamp_expires = issued + HOUR,
                                   .snapshot_expires = issued + DAY,
                                   .targets_expires = issued + 365 * (instant)DAY,
                                   .proven = proven};
}

static struct freshness_clock started(int64_t proven)
{
    struct freshness_clock clock;
    struct freshness_news news = news_at(7, T0, proven);
    freshness_init(&clock, BUILT, INT64_MAX);
    freshness_take(&clock, &news, BOOT);
    return clock;
}

/* One reading after a start with what was stored: `proven` seconds before the start in this boot, or never (-1). */
static void one_reading(void **state)
{
    (void)state;
    static const struct {
        int64_t proven, after; /* seconds: proof before the start; the reading behind it */
        instant wall;
        enum freshness wanted;
        bool off;
    } cases[] = {
        {0, 0, T0, FRESH, false},
        {0, 300, T0 + 300, FRESH, false},
        {0, 301, T0 + 301, AGING, false},
        {0, 1800, T0 + 1800, AGING, false},
        {0, 1801, T0 + 1801, STALE, false},
        {0, 2 * DAY, T0 + 2 * DAY, EXPIRED, false},
        {0, 366 * DAY, T0 + 366 * (instant)DAY, DEAD, false},
        /* held back on the way: signed long before it was verified */
        {0, 0, T0 + 2 * MINUTE, FRESH, false},
        {0, 0, T0 + 10 * MINUTE, AGING, false},
        {0, 0, T0 + 50 * MINUTE, STALE, false},
        /* a dead battery, a clock set back: the clock of the boot counts */
        {0, 0, 0, FRESH, true},
        {0, 301, 0, AGING, true},
        {0, 1801, T0 - 50 * YEAR, STALE, true},
        {0, 25 * HOUR, T0 - 50 * YEAR, EXPIRED, true},
        /* a clock far ahead */
        {0, 0, T0 + 50 * YEAR, STALE, true},
        {0, 0, T0 + 25 * HOUR, STALE, true},
        /* nothing newer came in this boot: an old disk, perhaps, whatever the clock says */
        {-1, 0, T0, STALE, false},
        {-1, 0, T0 + 60, STALE, false},
        {-1, 0, 0, STALE, true},
        {-1, 0, T0 - 50 * YEAR, STALE, true},
        {-1, 0, T0 + 2 * DAY, EXPIRED, false},
        {-1, 0, T0 + 50 * YEAR, DEAD, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct freshness_clock clock = started(cases[i].proven < 0 ? -1 : BOOT - cases[i].proven * 1000);
        int64_t ticks = BOOT + cases[i].after * 1000;
        struct freshness_reading r = freshness_read(&clock, &limits, true, cases[i].wall, ticks);
        if (r.state != cases[i].wanted || r.clock_off != cases[i].off)
            print_error("case %zu\n", i);
        assert_int_equal(r.state, cases[i].wanted);
        assert_int_equal(r.clock_off, cases[i].off);
        assert_int_equal(r.begun, T0 + cases[i].after);
        assert_true(r.now >= r.begun);
        assert_int_equal(r.checked_at, T0);
    }
}

static void nothing_verified(void **state)
{
    (void)state;
    struct freshness_clock clock;
    freshness_init(&clock, BUILT, INT64_MAX);
    struct freshness_reading r = freshness_read(&clock, &limits, false, T0, BOOT);
    assert_int_equal(r.state, DEAD);
    assert_true(r.checked_at == NO_INSTANT);
    assert_int_equal(r.begun, BUILT);
    clock = started(BOOT);
    assert_int_equal(freshness_read(&clock, &limits, false, T0, BOOT).state, DEAD);
}

/* A restored disk stays STALE until something newer is verified; then it is FRESH whatever the clock says. */
static void newer_proves(void **state)
{
    (void)state;
    static const instant walls[] = {T0 + 3 * HOUR, 0, T0 - 50 * YEAR};
    for (size_t i = 0; i < sizeof walls / sizeof walls[0]; i++) {
        struct freshness_clock clock = started(-1);
        struct freshness_news same = news_at(7, T0, -1), older = news_at(6, T0 + 4 * HOUR, BOOT),
                              newer = news_at(8, T0 + 3 * HOUR, -1);
        assert_int_equal(freshness_read(&clock, &limits, true, walls[i], BOOT).state, STALE);
        freshness_take(&clock, &same, BOOT + 1000);
        freshness_take(&clock, &older, BOOT + 2000);
        assert_int_equal(freshness_read(&clock, &limits, true, walls[i], BOOT + 3000).state, STALE);
        freshness_take(&clock, &newer, BOOT + 5000);
        struct freshness_reading r = freshness_read(&clock, &limits, true, walls[i], BOOT + 5000);
        assert_int_equal(r.state, FRESH);
        assert_int_equal(r.begun, T0 + 3 * HOUR);
        assert_int_equal(freshness_read(&clock, &limits, true, walls[i], BOOT + 5000 + 301 * 1000).state,
                         AGING);
    }
}

/* A clock that jumps about in mid-run: what has begun never falls, nothing begins early, nothing is fresh that is not. */
static void jumps(void **state)
{
    (void)state;
    struct freshness_clock clock = started(BOOT);
    uint64_t seed = 20261122;
    instant last = 0;
    for (int64_t second = 0; second < 200000; second += 7) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int64_t jump = (int64_t)((seed >> 20) % (uint64_t)(136 * YEAR)) - 56 * YEAR;
        instant wall = (seed >> 61) < 4 ? T0 + second : T0 + second + jump;
        struct freshness_reading r = freshness_read(&clock, &limits, true, wall, BOOT + second * 1000);
        assert_true(r.begun >= last);
        assert_true(r.begun <= T0 + second);
        assert_true(r.now >= r.begun);
        assert_true(r.now <= T0 + second + DAY + 1);
        assert_true(r.state >= AGING || second <= 300);
        assert_true(r.state >= STALE || second <= 1800);
        last = r.begun;
    }
}

/* A proof that lies in the future of this boot is none. */
static void impossible_proofs(void **state)
{
    (void)state;
    struct freshness_clock clock = started(BOOT + 1000);
    assert_int_equal(freshness_read(&clock, &limits, true, T0, BOOT).state, STALE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_reading), cmocka_unit_test(nothing_verified),  cmocka_unit_test(newer_proves),
        cmocka_unit_test(jumps),       cmocka_unit_test(impossible_proofs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
