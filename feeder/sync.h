/* One run of the feeder, from source to committed generation. The only place that knows the order of the stages:
   scan → compare → fetch → guard → put → withdraw → commit → account. */
#ifndef FEEDER_SYNC_H
#define FEEDER_SYNC_H

#include "account.h"
#include "fetch.h"
#include "guard.h"
#include "source.h"

struct sync_settings {
    const char *cache_path;
    struct guard_settings guard;
    const char *trust_file;     /* of a publication: the root this machine was given */
    struct fetch_options fetch; /* of a publication: how its server is asked */
    int shrink_alarm_percent; /* answers smaller than this share of what is held raise "source-shrunk"; default 50 */
};

struct cache;
struct cache_keys;

/* Opens the cache of a pull and lists what it holds; one that is damaged is set aside and filled anew, which is why this is done
   only when the source is known to answer. A failure is the account's. */
enum status sync_open_cache(const struct sync_settings *settings, struct cache **cache,
                            struct cache_keys *held, struct account *account);

/* Is this what became of a cache, so that only a new one helps? */
bool sync_may_rebuild(const struct problem *problem);
/* Sets the cache aside for the problem told, which it clears and tells as an alarm, and opens a new one. */
enum status sync_new_cache(const struct sync_settings *settings, struct cache **cache,
                           struct account *account, struct problem *problem);

/* Wipes what text is gone from the cache's files; where a reader is in the way, the open alarm "not-scrubbed" says so and the
   next call tries again. */
void sync_scrub(struct cache *cache, struct account *account);

/* Pulls once from an open source into *cache, which is opened where it is NULL or no longer sound and stays open for the
   next pull (checking a large cache costs a third of a second); the caller closes it. The account is filled in any case; STATUS_OK, STATUS_UNCHANGED, STATUS_REFUSED (done,
   some items refused), STATUS_UNAVAILABLE or STATUS_MISUSE (nothing changed). */
enum status sync_pull(const struct sync_settings *settings, struct source *source, struct cache **cache,
                      instant now, struct account *account);

#endif
