/* What may be shown now and here: the seam between a screen's programme and what it verifies. With a trust root, records and
   projects are vouched for and time is what is surely known of it; without one, the feeder and the wall clock are believed. */
#ifndef KIOSK_ADMISSION_H
#define KIOSK_ADMISSION_H

#include "freshness.h"
#include "vouch.h"

struct admission {
    struct vouch *vouch; /* NULL: nothing is verified here; borrowed */
    const char *cache_path, *project, *catalogue;
    bool inside_area;
    struct freshness_limits limits;
    struct freshness_clock clock;
    bool refused; /* something was not vouched for; whoever tells it clears it */
};
void admission_init(struct admission *admission);

/* Verifies what the cache holds now. Where the cache does not answer, what was verified before goes on. */
void admission_verify(struct admission *admission, struct snapshot *snapshot, int64_t ticks);
struct freshness_reading admission_time(struct admission *admission, instant wall, int64_t ticks);
struct snapshot_filter admission_filter(struct admission *admission, instant wall, int64_t ticks);

/* The record of an id, or its project (NULL: it has none that may be shown). A record comes out only if it was published, is in
   its time by what is signed (the columns a walk goes by are not), and is of use in the present state. The caller owns both. */
enum status admission_record(struct admission *admission, struct snapshot *snapshot, const char *id,
                             instant wall, int64_t ticks, struct record **out, struct problem *problem);
/* The same of one that stands already. STATUS_UNAVAILABLE: the cache does not answer. */
enum status admission_check(struct admission *admission, struct snapshot *snapshot,
                            const struct record *record, instant wall, int64_t ticks,
                            struct problem *problem);
struct project *admission_project(struct admission *admission, struct snapshot *snapshot,
                                  const struct record *record);

#endif
