/* An item's place in the programme: one text that sorts bytewise. Written by
   the cache, walked by the snapshot. */
#ifndef FEEDER_PLACE_H
#define FEEDER_PLACE_H

#include "contract/snapshot.h"

/* Order of a project that has none: the greatest integer a view can hold, so such
   projects come behind the others. */
#define PLACE_SORT_NONE INT64_C(9999999999)

struct place {
    enum priority priority;
    const char *project; /* id, or NULL */
    int64_t sort;        /* of the project, ±PLACE_SORT_NONE */
    const char *catalogue;
    instant published_at;
    const char *id;
};

/* Order: pinned before normal (urgent items walk apart) · projects by their sort, then id; items without one
   behind · stages S0…S6, then SX · catalogue id · newest first · id. */
void place_write(const struct place *place, char out[ORDER_BYTES]);

#endif
