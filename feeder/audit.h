/* What became of the cache on this machine: bits flip on cheap storage. Found are items whose bytes or columns are no longer those that were
   committed, sealed ones that no longer open, and metadata under which a screen would no longer believe them. A role whose keys were
   taken back since it was signed is not believed either, and yet nothing happened to it here: its bytes have the sum they were put with. */
#ifndef FEEDER_AUDIT_H
#define FEEDER_AUDIT_H

#include "cache.h"
#include "contract/buffer.h"

#include <stdbool.h>

struct audit {
    char **id; /* damaged items, sorted */
    size_t ids, capacity;
    bool chain;    /* the metadata is damaged */
    char **lapsed; /* roles that are as they were put, and that nobody vouches for any more */
    size_t lapses, lapse_room;
};
void audit_finish(struct audit *audit);

/* Reads all of it. `root`: the one that this machine was given, from which a screen verifies; empty: the metadata is left out. A
   publication that never came into force has nothing to be damaged. */
enum status audit_run(struct cache *cache, const struct buffer *root, struct audit *out,
                      struct problem *problem);
bool audit_found(const struct audit *audit); /* damage */
bool audit_is_damaged(const struct audit *audit, const char *id);

#endif
