/* What was on the screen: called after each present with everything a later proof log needs (design §8). Today it writes the
   --trace lines; the signed log will hang on the same seam. */
#ifndef KIOSK_EVIDENCE_H
#define KIOSK_EVIDENCE_H

#include "frame.h"

#include <stdio.h>
#include <time.h>

struct evidence_page {
    const char *item; /* "" for a built-in page */
    int64_t version, revision;
    size_t page, pages; /* page from 1 */
    struct timespec at; /* wall clock of the present; zero: now */
    int64_t generation;
    const char *state; /* "FRESH", "AGING", "STALE", "EXPIRED", "DEAD" */
    char digest[65];   /* of the draw list, frame without clock and page-time line left out */
};

struct evidence {
    FILE *trace; /* NULL: no trace; borrowed */
    int64_t presented;
};

/* Records that a page stands on the screen since now. */
void evidence_presented(struct evidence *evidence, const struct evidence_page *page);
const char *evidence_state(enum freshness freshness);

#endif
