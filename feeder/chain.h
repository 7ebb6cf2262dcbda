/* The signatures of a followed publication: a trust client over repository, floor and cache. Roots, timestamp and snapshot are
   remembered in the floor as soon as they are verified; roles go into the batch of the cache, so that they come into force
   together with the items they vouch for. The client is made anew now and then, so that 100,000 items are followed in the
   memory of a few roles. */
#ifndef FEEDER_CHAIN_H
#define FEEDER_CHAIN_H

#include "cache.h"
#include "floor.h"
#include "repository.h"
#include "trust/trust.h"

struct chain_file { /* verified, and not yet in the batch */
    char *name;
    int64_t version;
    struct buffer bytes;
};

struct chain_role { /* as the snapshot lists it; "targets" left out */
    char *name;
    int64_t version;
};

struct chain {
    struct repository *repository;
    struct floor *floor;
    struct cache *cache;
    instant start;
    struct trust_client *client;
    size_t given;            /* bytes of metadata the client holds */
    bool pinned;             /* the floor's root was, in this pull */
    bool offline;            /* the client is a second one: its top roles come from the floor */
    bool in_batch;           /* roles may be written */
    bool mend;               /* what stands in the cache is damaged: all of it is written anew */
    struct buffer timestamp; /* as fetched for this pull */
    struct chain_role *role; /* after chain_refresh; sorted by name */
    size_t roles;
    int64_t asked; /* version in the name asked for last */
    struct chain_file *held;
    size_t helds, held_capacity, held_bytes;
    int64_t
        next; /* number for an edition: what is replaced before it is known to be needed is kept under it */
    int64_t edition; /* where what is replaced is kept for items that are no longer listed; 0: none needed */
};

void chain_finish(struct chain *chain);

/* The roles that a snapshot lists, sorted by name. Names and versions alone: of all that a pull holds at once, this stays to its
   end. */
enum status chain_list(const struct buffer *snapshot, struct chain_role **out, size_t *count,
                       struct problem *problem);
void chain_list_finish(struct chain_role *role, size_t count);

/* Asks for the timestamp alone. *same: it is, byte for byte, the one verified before, and has not expired: nothing is new. */
enum status chain_look(struct chain *chain, bool *same, struct problem *problem);
/* The client workflow of the top roles, with the timestamp that chain_look fetched. On any failure what was trusted before
   stays. Remembers a timestamp that changed nothing else only when it is a minute newer, to spare the disk. */
enum status chain_refresh(struct chain *chain, struct problem *problem);
/* Is what the cache stands under the snapshot and root that the floor knows? */
enum status chain_in_force(struct chain *chain, bool *out, struct problem *problem);

/* What a role says, and how far it may be believed. */
struct chain_said {
    const struct json *targets; /* borrowed, from the client or from `own`; until the next call */
    struct json *own;           /* the caller destroys it */
    bool lapsed;                /* in force and verified before, but expired or no longer signed since */
};
/* Within the batch, after refresh: what the role lists, each time verified up to the root, from the cache or the repository.
   `probe`: a path of its own. STATUS_END: nobody delegates to it (any more), so it says nothing. */
enum status chain_hear(struct chain *chain, const struct chain_role *role, const char *probe,
                       struct chain_said *out, struct problem *problem);
/* Hints that a role, a file "targets/…" of so many bytes, will be needed soon. */
void chain_ahead_role(struct chain *chain, const struct chain_role *role);
void chain_ahead(struct chain *chain, const char *file, size_t bytes);
/* Verifies who speaks of a path and what is signed about it. Borrowed until the next call. */
enum status chain_find(struct chain *chain, const char *path, const struct trust_target **out,
                       struct problem *problem);
/* Finds, fetches and verifies a target. */
enum status chain_fetch(struct chain *chain, const char *path, size_t most, struct buffer *out,
                        const struct trust_target **target, struct problem *problem);

/* Writes the metadata in force into the batch. With an `edition`, what it replaces is kept under that number. */
enum status chain_put(struct chain *chain, struct problem *problem);

#endif
