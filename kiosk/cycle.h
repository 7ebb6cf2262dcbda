/* How long it takes until everything was shown once, and what makes it long: who stands before a screen waits at most one round for
   the page that concerns them. */
#ifndef KIOSK_CYCLE_H
#define KIOSK_CYCLE_H

#include "contract/buffer.h"

#include <stdbool.h>

#define CYCLE_LONGEST 5 /* told by name */

struct cycle_item {
    char id[97];
    size_t pages;
    double seconds;
};

struct cycle {
    double seconds;
    size_t pages, items;
    struct cycle_item current, longest[CYCLE_LONGEST]; /* the longest first; unused ones have no pages */
};

/* One page of an item was shown, or would be, for so long. Pages of one item follow one another; an item that was interrupted and
   goes on counts as another. */
void cycle_add(struct cycle *cycle, const char *id, double seconds);
/* One English line for the log: "84 min for 251 pages of 52 items; longest: YS-D15 45 pages 21 min, …". */
void cycle_tell(const struct cycle *cycle, struct buffer *out);

#endif
