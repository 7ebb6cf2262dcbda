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
#define BOOT (100000 * (int64_t)1000) /* ticks at which the screen starts */

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

/* One reading after a start with what was stored: `proven` seconds before the start in this boot, or never (-1); the wall clock
   was `first` at the start. Boundaries stand one second to each side. */
#define RIGHT T0 /* a wall clock that was right at the start */
static void one_reading(void **state)
{
    (void)state;
    static const struct {
        int64_t proven, after; /* seconds: proof before the start; the reading behind it */
        instant first, wall;
        enum freshness wanted;
        bool off;
    } cases[] = {
        {0, 0, RIGHT, T0, FRESH, false},
        {0, 299, RIGHT, T0 + 299, FRESH, false},
        {0, 300, RIGHT, T0 + 300, FRESH, false},
        {0, 301, RIGHT, T0 + 301, AGING, false},
        {0, 1800, RIGHT, T0 + 1800, AGING, false},
        {0, 1801, RIGHT, T0 + 1801, STALE, false},
        {0, DAY - 1, RIGHT, T0 + DAY - 1, STALE, false},
        {0, DAY, RIGHT, T0 + DAY, EXPIRED, false},
        {0, DAY + 1, RIGHT, T0 + DAY + 1, EXPIRED, false},
        {0, 365 * (int64_t)DAY - 1, RIGHT, T0 + 365 * (instant)DAY - 1, EXPIRED, false},
        {0, 365 * (int64_t)DAY, RIGHT, T0 + 365 * (instant)DAY, DEAD, false},
        /* the program was started anew, offline: what went by since the proof counts */
        {200, 100, T0 + 200, T0 + 300, FRESH, false},
        {200, 101, T0 + 200, T0 + 301, AGING, false},
        {1700, 100, T0 + 1700, T0 + 1800, AGING, false},
        {1700, 101, T0 + 1700, T0 + 1801, STALE, false},
        /* held back on the way: signed long before it was verified */
        {0, 0, T0 + 2 * MINUTE, T0 + 2 * MINUTE, FRESH, false},
        {0, 0, T0 + 300, T0 + 300, FRESH, false},
        {0, 0, T0 + 301, T0 + 301, AGING, false},
        {0, 0, T0 + 1801, T0 + 1801, STALE, false},
        /* and setting the clock back afterwards makes it no younger */
        {0, 0, T0 + 10 * MINUTE, T0, AGING, false},
        {0, 0, T0 + 50 * MINUTE, T0, STALE, false},
        {0, 0, T0 + 50 * MINUTE, T0 - 50 * YEAR, STALE, true},
        {0, 10, T0 + 10 * MINUTE, 0, AGING, true},
        /* a clock set back in mid-run: the clock of the boot counts */
        {0, 300, RIGHT, 0, FRESH, true},
        {0, 301, RIGHT, 0, AGING, true},
        {0, 1801, RIGHT, T0 - 50 * YEAR, STALE, true},
        {0, DAY - 1, RIGHT, T0 - 50 * YEAR, STALE, true},
        {0, DAY, RIGHT, T0 - 50 * YEAR, EXPIRED, true},
        /* a dead battery from the start: how old it was when it came, nobody can say */
        {0, 0, 0, 0, STALE, true},
        {0, 0, 946684800, 946684800, STALE, true},
        {0, 25 * HOUR, 0, 0, EXPIRED, true},
        {0, 60, 0, T0 + 60, FRESH, false}, /* until the clock is put right */
        /* a clock a little behind the signer's */
        {0, 0, T0 - 60, T0 - 60, FRESH, false},
        {0, 0, T0 - 61, T0 - 61, STALE, true},
        /* a clock far ahead */
        {0, 0, RIGHT, T0 + 50 * YEAR, STALE, true},
        {0, 0, RIGHT, T0 + DAY + 1, STALE, true},
        {0, 0, T0 + 50 * YEAR, T0 + 50 * YEAR, STALE, true},
        /* nothing newer came in this boot: an old disk, perhaps, whatever the clock says */
        {-1, 0, RIGHT, T0, STALE, false},
        {-1, 60, RIGHT, T0 + 60, STALE, false},
        {-1, 0, 0, 0, STALE, true},
        {-1, 0, T0 - 50 * YEAR, T0 - 50 * YEAR, STALE, true},
        {-1, 0, T0 + DAY - 1, T0 + DAY - 1, STALE, false},
        {-1, 0, T0 + DAY, T0 + DAY, EXPIRED, false},
        {-1, 0, T0 + 50 * YEAR, T0 + 50 * YEAR, DEAD, false},
        {-1, 5, T0 + 50 * YEAR, T0 + 5, STALE, false}, /* and that was a slip */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct freshness_clock clock = started(cases[i].proven < 0 ? -1 : BOOT - cases[i].proven * 1000);
        int64_t ticks = BOOT + cases[i].after * 1000;
        (void)freshness_read(&clock, &limits, true, cases[i].first, BOOT);
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

/* Whichever of the signed ends comes first, to the second; limits that a site sets for itself. */
static void signed_ends(void **state)
{
    (void)state;
    static const struct {
        instant timestamp, snapshot, targets; /* after T0 */
        int64_t after;
        enum freshness wanted;
    } cases[] = {
        {HOUR, DAY, YEAR, HOUR - 1, FRESH}, {HOUR, DAY, YEAR, HOUR, STALE},
        {DAY, 2 * HOUR, YEAR, 7199, FRESH}, {DAY, 2 * HOUR, YEAR, 7200, EXPIRED},
        {DAY, DAY, 3 * HOUR, 10799, FRESH}, {DAY, DAY, 3 * HOUR, 10800, DEAD},
        {DAY, DAY, YEAR, 20000, FRESH},     {DAY, DAY, YEAR, 20001, AGING},
        {DAY, DAY, YEAR, 30000, AGING},     {DAY, DAY, YEAR, 30001, STALE},
    };
    static const struct freshness_limits own = {20000, 30000};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int broken = 0; broken < 2; broken++) { /* the boot's clock alone tells the same */
            struct freshness_clock clock;
            struct freshness_news news = news_at(7, T0, BOOT);
            news.timestamp_expires = T0 + cases[i].timestamp;
            news.snapshot_expires = T0 + cases[i].snapshot;
            news.targets_expires = T0 + cases[i].targets;
            freshness_init(&clock, BUILT, INT64_MAX);
            freshness_take(&clock, &news, BOOT);
            (void)freshness_read(&clock, &own, true, T0, BOOT);
            struct freshness_reading r = freshness_read(&clock, &own, true, broken ? 0 : T0 + cases[i].after,
                                                        BOOT + cases[i].after * 1000);
            if (r.state != cases[i].wanted)
                print_error("case %zu\n", i);
            assert_int_equal(r.state, cases[i].wanted);
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

/* A restored disk stays STALE until something newer is verified; then it is FRESH if any clock can say that it is not old. */
static void newer_proves(void **state)
{
    (void)state;
    static const struct {
        instant wall; /* from the start on */
        enum freshness wanted;
    } cases[] = {{T0 + 3 * HOUR, FRESH},
                 {0, STALE},
                 {T0 - 50 * YEAR, STALE},
                 {T0 + 4 * HOUR, STALE},
                 {T0 + 50 * YEAR, STALE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct freshness_clock clock = started(-1);
        struct freshness_news same = news_at(7, T0, -1), older = news_at(6, T0 + 4 * HOUR, BOOT),
                              newer = news_at(8, T0 + 3 * HOUR, -1);
        instant wall = cases[i].wall;
        bool dead = wall > T0 + YEAR;
        assert_int_equal(freshness_read(&clock, &limits, true, wall, BOOT).state, dead ? DEAD : STALE);
        freshness_take(&clock, &same, BOOT + 1000);
        freshness_take(&clock, &older, BOOT + 2000);
        assert_int_equal(freshness_read(&clock, &limits, true, wall, BOOT + 3000).state, dead ? DEAD : STALE);
        freshness_take(&clock, &newer, BOOT + 5000);
        struct freshness_reading r = freshness_read(&clock, &limits, true, wall, BOOT + 5000);
        assert_int_equal(r.state, cases[i].wanted);
        assert_int_equal(r.begun, T0 + 3 * HOUR);
        assert_true(freshness_read(&clock, &limits, true, wall, BOOT + 5000 + 301 * 1000).state >= AGING);
    }
}

/* A clock hours ahead at boot, as one that keeps local time is: right again with the first newer timestamp behind its correction. */
static void corrects_itself(void **state)
{
    (void)state;
    struct freshness_clock clock = started(BOOT);
    struct freshness_news next = news_at(8, T0 + 30, -1);
    assert_int_equal(freshness_read(&clock, &limits, true, T0 + 8 * HOUR, BOOT).state, STALE);
    struct freshness_reading r = freshness_read(&clock, &limits, true, T0 + 10, BOOT + 10000);
    assert_int_equal(r.state, STALE);
    assert_int_equal(r.shown, T0 + 10); /* people read the clock that was put right */
    freshness_take(&clock, &next, BOOT + 31000);
    r = freshness_read(&clock, &limits, true, T0 + 31, BOOT + 31000);
    assert_int_equal(r.state, FRESH);
    assert_int_equal(r.now, T0 + 31);
}

/* What is over does not come back, however the clock is set: not while the screen runs. */
static void closed_stays_closed(void **state)
{
    (void)state;
    struct freshness_clock clock = started(BOOT);
    assert_int_equal(freshness_read(&clock, &limits, true, T0 + 40 * MINUTE, BOOT).now, T0 + 40 * MINUTE);
    static const instant walls[] = {T0, 0, T0 - 50 * YEAR, T0 + 50 * YEAR, T0 + 39 * MINUTE};
    for (size_t i = 0; i < sizeof walls / sizeof walls[0]; i++)
        assert_int_equal(freshness_read(&clock, &limits, true, walls[i], BOOT + 1000).now,
                         T0 + 40 * MINUTE + 1);
}

/* The note of when something was verified is not signed. One that claims much opens no window. */
static void forged_notes(void **state)
{
    (void)state;
    static const int64_t notes[] = {0, 1, BOOT / 2, BOOT, -1};
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        struct freshness_clock clock = started(notes[i]);
        assert_int_equal(freshness_read(&clock, &limits, true, T0, BOOT).begun, T0);
    }
    struct freshness_clock clock = started(BOOT); /* "verified just now", and it was signed a day ago */
    assert_int_equal(freshness_read(&clock, &limits, true, T0 + DAY - 1, BOOT).state, STALE);
}

/* A stolen timestamp key may count and date as it likes; once a root revokes it, numbers and times begin anew. */
static void revoked_key(void **state)
{
    (void)state;
    struct freshness_clock clock = started(BOOT);
    struct freshness_news far = news_at(1 << 30, T0 + 900 * YEAR, -1), next = news_at(1, T0 + 60, -1);
    freshness_take(&clock, &far, BOOT + 1000);
    assert_true(freshness_read(&clock, &limits, true, T0 + 1, BOOT + 1000).state >= STALE);
    freshness_take(&clock, &next, BOOT + 60000);
    assert_true(freshness_read(&clock, &limits, true, T0 + 60, BOOT + 60000).begun > T0 + 899 * YEAR);
    next.lineage = 1;
    freshness_take(&clock, &next, BOOT + 61000);
    struct freshness_reading r = freshness_read(&clock, &limits, true, T0 + 61, BOOT + 61000);
    assert_int_equal(r.state, FRESH);
    assert_int_equal(r.begun, T0 + 60);
}

/* What a stolen timestamp key dates ahead opens nothing where the screen's own clock was believed before; it does where none was. */
static void dated_ahead(void **state)
{
    (void)state;
    static const instant leaps[] = {11 * MINUTE, 8 * HOUR, 30 * DAY, 900 * YEAR};
    for (size_t i = 0; i < sizeof leaps / sizeof leaps[0]; i++)
        for (int believed = 0; believed < 2; believed++) {
            struct freshness_clock clock = started(BOOT);
            if (believed)
                assert_int_equal(freshness_read(&clock, &limits, true, T0 + 5, BOOT + 5000).state, FRESH);
            for (int n = 1; n <= 5; n++) { /* again and again, further and further */
                struct freshness_news far = news_at(7 + n, T0 + n * leaps[i], -1);
                freshness_take(&clock, &far, BOOT + (5 + n * 30) * 1000);
                instant now = T0 + 5 + n * 30;
                struct freshness_reading r =
                    freshness_read(&clock, &limits, true, now, BOOT + (5 + n * 30) * 1000);
                assert_int_equal(r.begun, believed ? now + 600 : T0 + n * leaps[i]);
                assert_true(r.clock_off);
            }
            /* the root takes the key back: as if nothing had been */
            struct freshness_news next = news_at(1, T0 + 200, -1);
            next.lineage = 1;
            freshness_take(&clock, &next, BOOT + 200000);
            struct freshness_reading r = freshness_read(&clock, &limits, true, T0 + 200, BOOT + 200000);
            assert_int_equal(r.begun, T0 + 200);
            assert_int_equal(r.state, FRESH);
        }
    /* a signer whose clock is ten minutes ahead is not a thief */
    struct freshness_clock clock = started(BOOT);
    (void)freshness_read(&clock, &limits, true, T0, BOOT);
    struct freshness_news next = news_at(8, T0 + 10 * MINUTE + 30, -1);
    freshness_take(&clock, &next, BOOT + 30000);
    assert_int_equal(freshness_read(&clock, &limits, true, T0 + 30, BOOT + 30000).begun,
                     T0 + 10 * MINUTE + 30);
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

/* ---- scripts ---------------------------------------------------------------------------------------------------- */

static uint64_t draw(uint64_t *seed, uint64_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed % below;
}

/* The world as it truly is, beside a screen that knows only what it is told. */
struct world {
    instant now;              /* the true time */
    int64_t ticks;            /* of this boot */
    int64_t published, taken; /* timestamps signed; the newest of them at this site */
    instant issued[64];
    int64_t verified;      /* ticks at which this boot first saw something newer than was stored, or -1 */
    int64_t stored, image; /* what the disk knows; what an old image of it knows */
    int64_t offset;        /* of the wall clock */
    struct freshness_clock clock;
};

static void start_screen(struct world *w, bool forged, uint64_t *seed)
{
    int64_t note = w->verified;
    if (forged)
        note = (int64_t)draw(seed, (uint64_t)w->ticks + 1);
    struct freshness_news news = news_at(w->taken, w->issued[w->taken], note);
    freshness_init(&w->clock, BUILT, INT64_MAX);
    freshness_take(&w->clock, &news, w->ticks);
}

static const int64_t spans[] = {1, 10, 60, 290, 300, 1500, 1800, HOUR, 5 * HOUR, DAY, 3 * DAY, 40 * DAY};
static const int64_t offsets[] = {0,         0,         0,          30,         -30,
                                  HOUR,      -HOUR,     20 * HOUR,  -20 * HOUR, 10 * DAY,
                                  -10 * DAY, 50 * YEAR, -50 * YEAR, -56 * YEAR};

/* One event of the world. */
static void happen(struct world *w, uint64_t *seed)
{
    switch (draw(seed, 8)) {
    case 0:
    case 1: { /* time goes by */
        int64_t span = spans[draw(seed, sizeof spans / sizeof spans[0])];
        w->now += span;
        w->ticks += span * 1000;
        break;
    }
    case 2: /* the wall clock is set */
        w->offset = offsets[draw(seed, sizeof offsets / sizeof offsets[0])];
        break;
    case 3: /* the office signs */
        if (w->published < 63)
            w->issued[++w->published] = w->now;
        break;
    case 4: /* and the site verifies something newer, the newest or not */
        if (w->taken < w->published) {
            w->taken += 1 + (int64_t)draw(seed, (uint64_t)(w->published - w->taken));
            w->stored = w->taken;
            w->verified = w->ticks;
            struct freshness_news news = news_at(w->taken, w->issued[w->taken], -1);
            freshness_take(&w->clock, &news, w->ticks);
        }
        break;
    case 5: /* the screen's program starts again */ start_screen(w, false, seed); break;
    case 6: /* the power goes; perhaps another disk is put in */
        if (draw(seed, 4) == 0)
            w->stored = w->taken = w->image;
        else if (draw(seed, 4) == 0)
            w->image = w->stored;
        w->now += (int64_t)draw(seed, 10 * DAY);
        w->ticks = (int64_t)draw(seed, 100) * 1000;
        w->verified = -1;
        start_screen(w, false, seed);
        break;
    default: break;
    }
}

/* 100,000 lives of a screen against what is true. A window opens at a random time; item w is withdrawn by timestamp w + 1. */
static void scripts(void **state)
{
    (void)state;
    uint64_t seed = 20261122;
    size_t fresh = 0, aging = 0, opened = 0, kept_shut = 0, off = 0;
    for (int life = 0; life < 100000; life++) {
        struct world w = {
            .now = T0, .ticks = BOOT, .published = 1, .taken = 1, .stored = 1, .image = 1, .verified = -1};
        w.issued[1] = T0;
        start_screen(&w, false, &seed);
        instant opens = T0 + (int64_t)draw(&seed, 5 * DAY), closed = NO_INSTANT;
        for (int event = 0; event < 24; event++) {
            int64_t boot = w.ticks, version = w.clock.version;
            happen(&w, &seed);
            bool restarted = w.ticks < boot || w.clock.anchor == NO_INSTANT || w.clock.renewed ||
                             w.clock.version != version;
            struct freshness_reading r = freshness_read(&w.clock, &limits, true, w.now + w.offset, w.ticks);
            int64_t since = w.verified < 0 ? INT64_MAX : (w.ticks - w.verified) / 1000;
            /* never FRESH beyond its limit by what truly went by in this boot, nor before anything was verified in it */
            assert_true(r.state != FRESH || since <= limits.aging_seconds);
            assert_true(r.state > AGING || since <= limits.stale_seconds);
            /* a clock that never lied: by what truly went by since it was signed */
            if (w.offset == 0 && r.state == FRESH)
                assert_true(w.now - w.issued[w.taken] <= limits.aging_seconds);
            /* nothing early, time never before what is known, and what closed stays closed while the screen runs */
            assert_true(r.begun <= w.now);
            assert_true(opens <= w.now || opens > r.begun);
            assert_true(r.now >= r.begun);
            if (!restarted && closed != NO_INSTANT && w.clock.proven >= 0)
                assert_true(r.now >= closed);
            closed = w.clock.proven >= 0 ? r.now : NO_INSTANT;
            /* withdrawals come with what is verified: a screen that verified one forgets it only with its disk, and then is not fresh */
            if (w.stored < w.published && w.verified < 0)
                assert_true(r.state >= STALE);
            fresh += r.state == FRESH;
            aging += r.state == AGING;
            opened += opens <= r.begun;
            kept_shut += opens > r.begun && opens <= w.now + w.offset;
            off += r.clock_off;
        }
        struct world forged = w;
        start_screen(&forged, true, &seed);
        assert_true(freshness_read(&forged.clock, &limits, true, w.now, w.ticks).begun <= w.now);
    }
    /* and the scripts went everywhere */
    assert_true(fresh > 10000 && aging > 1000 && opened > 100000 && kept_shut > 10000 && off > 100000);
}

/* A province's timestamp is new, but one of its counties has been silent: what it publishes is that much older, by every clock. */
static void a_silent_county(void **state)
{
    (void)state;
    static const struct {
        int64_t behind, after;
        instant wall;
        enum freshness wanted;
    } cases[] = {
        {0, 0, T0, FRESH},        {300, 0, T0, FRESH},
        {301, 0, T0, AGING},      {200, 101, T0 + 101, AGING},
        {1801, 0, T0, STALE},     {1801, 0, 0, STALE}, /* also where the battery of the clock is dead */
        {30 * DAY, 0, T0, STALE}, {30 * DAY, 0, T0 - 50 * YEAR, STALE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct freshness_clock clock;
        struct freshness_news news = news_at(7, T0, BOOT);
        news.behind = cases[i].behind;
        freshness_init(&clock, BUILT, INT64_MAX);
        freshness_take(&clock, &news, BOOT);
        struct freshness_reading r =
            freshness_read(&clock, &limits, true, cases[i].wall, BOOT + cases[i].after * 1000);
        if (r.state != cases[i].wanted)
            fail_msg("case %zu: state %d", i, (int)r.state);
        assert_int_equal(r.checked_at, T0 - cases[i].behind);
        assert_true(r.begun >= T0); /* what time it is does not suffer from it */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_reading),
        cmocka_unit_test(nothing_verified),
        cmocka_unit_test(newer_proves),
        cmocka_unit_test(dated_ahead),
        cmocka_unit_test(jumps),
        cmocka_unit_test(impossible_proofs),
        cmocka_unit_test(signed_ends),
        cmocka_unit_test(corrects_itself),
        cmocka_unit_test(closed_stays_closed),
        cmocka_unit_test(forged_notes),
        cmocka_unit_test(revoked_key),
        cmocka_unit_test(scripts),
        cmocka_unit_test(a_silent_county),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
