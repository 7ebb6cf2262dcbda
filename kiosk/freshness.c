#include "freshness.h"

#define SLACK_SECONDS 60    /* a clock a little behind the signer's is not wrong */
#define AHEAD_SECONDS 86400 /* and one a day ahead of all that was heard in this boot is */

void freshness_init(struct freshness_clock *clock, instant built, int64_t ticks)
{
    *clock = (struct freshness_clock){.floor = built,
                                      .floor_ticks = ticks,
                                      .issued = NO_INSTANT,
                                      .proven = -1,
                                      .timestamp_expires = NO_INSTANT,
                                      .snapshot_expires = NO_INSTANT,
                                      .targets_expires = NO_INSTANT};
}

static instant lower_end(const struct freshness_clock *clock, int64_t ticks)
{
    return clock->floor + (ticks > clock->floor_ticks ? (ticks - clock->floor_ticks) / 1000 : 0);
}

void freshness_take(struct freshness_clock *clock, const struct freshness_news *news, int64_t ticks)
{
    if (news->version < clock->version)
        return;
    bool newer = news->version > clock->version;
    if (newer && clock->version > 0)
        clock->proven = ticks;
    if (news->proven > clock->proven && news->proven <= ticks)
        clock->proven = news->proven;
    if (newer && news->issued != NO_INSTANT) {
        /* It was signed before it was verified: carried on from when that was, where this is known. */
        int64_t since = clock->proven >= 0 ? clock->proven : ticks;
        instant at = news->issued + (ticks - since) / 1000;
        if (at > lower_end(clock, ticks)) {
            clock->floor = at;
            clock->floor_ticks = ticks;
        }
    }
    clock->version = news->version;
    clock->issued = news->issued;
    clock->timestamp_expires = news->timestamp_expires;
    clock->snapshot_expires = news->snapshot_expires;
    clock->targets_expires = news->targets_expires;
}

/* Age of what stands in seconds, by the worse of the two clocks; -1: nobody can say, so it counts as old. */
static int64_t age_of(const struct freshness_clock *clock, bool believed, instant wall, int64_t ticks)
{
    if (clock->proven < 0 || clock->issued == NO_INSTANT)
        return -1;
    int64_t age = (ticks - clock->proven) / 1000;
    if (believed && wall - clock->issued > age)
        age = wall - clock->issued;
    return age;
}

static bool is_over(instant end, instant now)
{
    return end != NO_INSTANT && now >= end;
}

struct freshness_reading freshness_read(struct freshness_clock *clock, const struct freshness_limits *limits,
                                        bool verified, instant wall, int64_t ticks)
{
    instant begun = lower_end(clock, ticks);
    bool behind = wall < begun - SLACK_SECONDS;
    bool ahead = clock->proven >= 0 && wall > begun + AHEAD_SECONDS;
    struct freshness_reading reading = {.begun = begun,
                                        .now = behind || ahead || wall < begun ? begun : wall,
                                        .clock_off = behind || ahead,
                                        .state = FRESH,
                                        .checked_at = verified ? clock->issued : NO_INSTANT};
    int64_t age = age_of(clock, !reading.clock_off, wall, ticks);
    if (!verified || is_over(clock->targets_expires, reading.now))
        reading.state = DEAD;
    else if (is_over(clock->snapshot_expires, reading.now))
        reading.state = EXPIRED;
    else if (age < 0 || ahead || age > limits->stale_seconds ||
             is_over(clock->timestamp_expires, reading.now))
        reading.state = STALE;
    else if (age > limits->aging_seconds)
        reading.state = AGING;
    return reading;
}
