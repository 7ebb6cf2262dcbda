/* How fresh what stands is, and what time it surely is, for a screen that verifies. Wall clocks lie: batteries die, somebody sets
   them, an old disk comes back. So time is an interval. Its lower end is what was signed last, carried on by the clock of this
   boot, and never goes back; its upper end is that and a day, once a newer timestamp came in this boot. A wall clock inside is
   believed, one outside is not. No clock value makes old content look fresh, shows an item early or brings back what is over.
   Three clocks, each counted on only for what it cannot spoil: windows open by what was signed and this run saw pass (no more than ten
   minutes ahead of a wall clock that was believed: a stolen key can date as it likes); they close
   by that, the feeder's note and a believed wall clock, whichever is latest; FRESH needs all of them to agree.
   Not promised: a wall clock set back to just the time of an old publication that somebody replays to an old disk tells a tale
   without a contradiction; only a second source of time could tell.
   Pure: all times are given. */
#ifndef KIOSK_FRESHNESS_H
#define KIOSK_FRESHNESS_H

#include "contract/when.h"
#include "frame.h"

struct freshness_limits {
    int aging_seconds, stale_seconds;
};

struct freshness_clock {
    instant floor;            /* the time was at least this … */
    int64_t floor_ticks;      /* … at this moment of the boot's clock, milliseconds */
    int64_t lineage, version; /* of the newest timestamp taken, version 0: none */
    instant issued;
    int64_t behind; /* seconds by which its publisher's own sources were silent already */
    int64_t proven; /* ticks at which a newer timestamp was verified in this boot, -1: never */
    instant anchor; /* the latest the wall clock said while it was believed, NO_INSTANT: it never was … */
    int64_t anchor_ticks; /* … and when */
    bool renewed;         /* a newer timestamp came since: the wall clock may correct itself */
    instant timestamp_expires, snapshot_expires, targets_expires;
};

/* `built`: when this program was made; no clock before that is right. `ticks` INT64_MAX: not known to have gone by since. */
void freshness_init(struct freshness_clock *clock, instant built, int64_t ticks);

struct freshness_news {
    int64_t lineage; /* counts the times a root revoked the timestamp's key: numbers and times begin anew */
    int64_t version;
    instant issued, timestamp_expires, snapshot_expires, targets_expires;
    int64_t proven; /* as vouch_proven gives it: -1 if this boot saw nothing newer than was stored */
    int64_t behind; /* a province's timestamp says since when a county is silent: so much older is its word */
};
/* A verified timestamp, the one known or a newer one. One that is newer than another taken before in this run proves itself. */
void freshness_take(struct freshness_clock *clock, const struct freshness_news *news, int64_t ticks);

struct freshness_reading {
    instant begun;  /* this time has surely come: windows open by it */
    instant now;    /* windows close by it; never before `begun` */
    instant shown;  /* the best guess, for people to read */
    bool clock_off; /* the wall clock is not believed */
    enum freshness state;
    instant checked_at; /* up to when all its offices were heard; NO_INSTANT: nothing was verified */
};
/* `verified`: signatures of what stands were verified. */
struct freshness_reading freshness_read(struct freshness_clock *clock, const struct freshness_limits *limits,
                                        bool verified, instant wall, int64_t ticks);

#endif
