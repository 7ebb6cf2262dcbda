#include "freshness.h"

#define SLACK_SECONDS 60    /* a clock a little behind the signer's is not wrong */
#define AHEAD_SECONDS 86400 /* and one a day ahead of all that was heard in this boot is */
#define LEAD_SECONDS 600    /* a signer's clock so far ahead of one that was believed opens nothing */

void freshness_init(struct freshness_clock *clock, instant built, int64_t ticks)
{
    *clock = (struct freshness_clock){.floor = built,
                                      .floor_ticks = ticks,
                                      .issued = NO_INSTANT,
                                      .proven = -1,
                                      .anchor = NO_INSTANT,
                                      .timestamp_expires = NO_INSTANT,
                                      .snapshot_expires = NO_INSTANT,
                                      .targets_expires = NO_INSTANT};
}

static instant carried(instant at, int64_t since, int64_t ticks)
{
    return at + (ticks > since ? (ticks - since) / 1000 : 0);
}

/* Who stole the timestamp's key may date as he likes. Where this run has a wall clock that was believed, what he signs does not open
   windows ahead of it. */
static instant credible(const struct freshness_clock *clock, instant issued, int64_t ticks)
{
    if (issued == NO_INSTANT || clock->anchor == NO_INSTANT)
        return issued;
    instant most = carried(clock->anchor, clock->anchor_ticks, ticks) + LEAD_SECONDS;
    return issued < most ? issued : most;
}

void freshness_take(struct freshness_clock *clock, const struct freshness_news *news, int64_t ticks)
{
    bool reset = clock->version > 0 && news->lineage != clock->lineage;
    if (!reset && news->version < clock->version)
        return;
    bool newer = reset || news->version > clock->version;
    if (newer && clock->version > 0)
        clock->proven = ticks;
    if (news->proven > clock->proven && news->proven <= ticks)
        clock->proven = news->proven;
    clock->renewed = clock->renewed || newer;
    /* By what this run saw for itself: the note of when it was verified is not signed, and would open windows early. */
    instant issued = reset ? news->issued : credible(clock, news->issued, ticks);
    if (newer && issued != NO_INSTANT &&
        (reset || issued > carried(clock->floor, clock->floor_ticks, ticks))) {
        clock->floor = issued;
        clock->floor_ticks = ticks;
    }
    if (reset) /* it may have been measured against a time that never was */
        clock->anchor = NO_INSTANT;
    clock->lineage = news->lineage;
    clock->version = news->version;
    clock->issued = news->issued;
    clock->behind = news->behind;
    clock->timestamp_expires = news->timestamp_expires;
    clock->snapshot_expires = news->snapshot_expires;
    clock->targets_expires = news->targets_expires;
}

static bool is_over(instant end, instant now)
{
    return end != NO_INSTANT && now >= end;
}

static instant later(instant a, instant b)
{
    return a > b ? a : b;
}

/* A wall clock that was believed once is held to it, so that setting it back makes nothing younger, until a newer timestamp lets it
   correct itself. */
static void remember_wall(struct freshness_clock *clock, instant wall, int64_t ticks)
{
    if (clock->anchor == NO_INSTANT || clock->renewed ||
        wall > carried(clock->anchor, clock->anchor_ticks, ticks)) {
        clock->anchor = wall;
        clock->anchor_ticks = ticks;
    }
    clock->renewed = false;
}

/* Age of what stands in seconds, by the worst of the clocks; -1: nobody can say, so it counts as old. */
static int64_t age_of(const struct freshness_clock *clock, instant now, int64_t ticks)
{
    if (clock->proven < 0 || clock->issued == NO_INSTANT || clock->anchor == NO_INSTANT)
        return -1;
    return later((ticks - clock->proven) / 1000, now - clock->issued) + clock->behind;
}

struct freshness_reading freshness_read(struct freshness_clock *clock, const struct freshness_limits *limits,
                                        bool verified, instant wall, int64_t ticks)
{
    bool proven = clock->proven >= 0 && clock->issued != NO_INSTANT;
    instant begun = carried(clock->floor, clock->floor_ticks, ticks);
    instant least = proven ? later(begun, carried(clock->issued, clock->proven, ticks)) : begun;
    bool behind = wall < least - SLACK_SECONDS;
    bool ahead = proven && wall > least + AHEAD_SECONDS;
    if (proven && !behind && !ahead)
        remember_wall(clock, wall, ticks);
    instant now = behind || ahead ? least : later(least, wall);
    if (clock->anchor != NO_INSTANT)
        now = later(now, carried(clock->anchor, clock->anchor_ticks, ticks));
    struct freshness_reading reading = {
        .begun = begun,
        .now = now,
        .shown = behind || ahead ? now : later(wall, least),
        .clock_off = behind || ahead,
        .state = FRESH,
        .checked_at = verified && clock->issued != NO_INSTANT ? clock->issued - clock->behind : NO_INSTANT};
    int64_t age = age_of(clock, now, ticks);
    if (!verified || is_over(clock->targets_expires, now))
        reading.state = DEAD;
    else if (is_over(clock->snapshot_expires, now))
        reading.state = EXPIRED;
    else if (age < 0 || ahead || age > limits->stale_seconds || is_over(clock->timestamp_expires, now))
        reading.state = STALE;
    else if (age > limits->aging_seconds)
        reading.state = AGING;
    return reading;
}
