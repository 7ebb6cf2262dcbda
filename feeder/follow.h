/* One pull from a signed publication: refresh → list → compare → fetch → open → guard → put → withdraw → commit → account.
   With sync.c the only place that knows an order of stages: there rows are judged here, in the office; what comes this way was
   judged where it was signed, and what counts is who signed it. Whatever is missing, late or wrong on the way, the pull as a
   whole changes nothing: items and the metadata they stand under are of one publication. */
#ifndef FEEDER_FOLLOW_H
#define FEEDER_FOLLOW_H

#include "repository.h"
#include "sync.h"

struct publication {
    char *uri;
    struct repository *repository; /* NULL: not opened yet */
    int64_t audited;               /* CLOCK_BOOTTIME seconds of the last audit, 0: none since the start */
    int64_t audit_every;           /* seconds until the next: what the last one cost decides */
    size_t unfilled;               /* gaps that no pull filled: they are not asked for again and again */
};
/* The publication behind a source; NULL if the source is another. */
struct publication *source_as_publication(struct source *source);

/* As sync_pull. */
enum status follow_pull(const struct sync_settings *settings, struct publication *publication,
                        struct cache **cache, instant now, struct account *account);

#endif
