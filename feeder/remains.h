/* Items that a publication no longer lists though nobody withdrew them. Absence is never a withdrawal: they stay, and what
   vouched for them is kept as an edition of the metadata beside the one in force, until they come back or go. */
#ifndef FEEDER_REMAINS_H
#define FEEDER_REMAINS_H

#include "account.h"
#include "chain.h"
#include "listing.h"

struct remains {
    struct chain *chain;
    const struct listing *listing;
    const struct cache_keys *held;
    struct account *account;
    instant now;
};

/* True if an item's own end has come. */
bool remains_is_over(const struct cache_key *key, instant now);
/* The number that the next edition would have. */
enum status remains_number(struct cache *cache, int64_t *out, struct problem *problem);
/* Within the batch, once all is listed: marks what is missing and tells it, keeps what vouches for it under chain->next (which
   chain_put then completes: chain->edition is set), and drops editions that nothing hangs on any more. */
enum status remains_keep(const struct remains *remains, struct problem *problem);

#endif
