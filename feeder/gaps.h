/* What the cache of a followed publication should hold and does not: a row that a disk lost or a hand took away leaves nothing behind that
   an audit could look at, and a pull with nothing new lists nothing. So after an audit the lists that lie in the cache, which it has
   just verified, are held against what is there. */
#ifndef FEEDER_GAPS_H
#define FEEDER_GAPS_H

#include "account.h"
#include "cache.h"

struct gaps {
    char **id;
    size_t ids, capacity;
};
void gaps_finish(struct gaps *gaps);

/* Items listed for everybody, not held, and not refused as far as `kept` knows, the account of the last pull: nothing is found where
   that does not tell of all (it failed, or left some out). What was sealed is passed over: it may be for other screens. */
enum status gaps_find(struct cache *cache, const struct cache_keys *held, const struct account *kept,
                      struct gaps *out, struct problem *problem);

#endif
