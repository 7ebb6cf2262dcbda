/* The screen's word about itself, kept as one small file for `feeder status` (contract/condition.h): written aside and renamed, only
   when something in it changed; its modification time says when it last held. It is the one file that a kiosk writes, and it need
   not last: it lies in memory, in a folder of the kiosk's own. */
#ifndef KIOSK_REPORT_H
#define KIOSK_REPORT_H

#include "contract/condition.h"
#include "cycle.h"

struct report {
    const char *path; /* NULL: none is kept; borrowed */
    struct condition condition;
    int64_t version[CONDITION_NAMED]; /* of the item that each glyph was met in */
    struct buffer kept;               /* what stands in the file, without its time */
    int64_t touched;                  /* ticks of the last try */
    bool failing;
};
/* `path` may be NULL and must outlive the report. */
void report_init(struct report *report, const char *path, int limit_minutes);
void report_finish(struct report *report);

/* A character that no font has was met, first in this item ("" for the frame). */
void report_glyph(struct report *report, uint32_t code_point, const char *item, int64_t version);
/* The glyph at an index is no longer needed by the item it was met in. */
void report_drop_glyph(struct report *report, size_t index);
/* The programme went round. */
void report_round(struct report *report, const struct cycle *round);

/* Writes what changed; else says each minute that it still holds. `ticks`: milliseconds of a clock that never jumps.
   STATUS_UNCHANGED: nothing was to be done. STATUS_UNAVAILABLE: it is tried again in a minute; the screen goes on. */
enum status report_keep(struct report *report, instant now, int64_t ticks, struct problem *problem);

#endif
