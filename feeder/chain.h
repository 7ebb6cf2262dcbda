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

struct chain {
    struct repository *repository;
    struct floor *floor;
    struct cache *cache;
    instant start;
    struct trust_client *client;
    size_t given;            /* bytes of metadata the client holds */
    bool offline;            /* the client is a second one: its top roles come from the floor */
    bool in_batch;           /* roles may be written */
    struct buffer timestamp; /* as fetched for this pull */
    struct json *snapshot;   /* after chain_refresh */
    int64_t asked;           /* version in the name asked for last */
    struct chain_file staged, *held;
    size_t helds, held_capacity, held_bytes;
    int64_t edition; /* where what is replaced is kept for items that are no longer listed; 0: none needed */
    bool kept;       /* a file was verified and taken since somebody asked */
};

void chain_finish(struct chain *chain);

/* Asks for the timestamp alone. *same: it is, byte for byte, the one verified before, and has not expired: nothing is new. */
enum status chain_look(struct chain *chain, bool *same, struct problem *problem);
/* The client workflow of the top roles, with the timestamp that chain_look fetched. On any failure what was trusted before
   stays. Remembers a timestamp that changed nothing else only when it is a minute newer, to spare the disk. */
enum status chain_refresh(struct chain *chain, struct problem *problem);
/* Is what the cache stands under the snapshot and root that the floor knows? */
enum status chain_in_force(struct chain *chain, bool *out, struct problem *problem);

/* Within the batch, after refresh. Names of the roles that the snapshot lists, "targets" left out; the caller frees the array. */
const char **chain_roles(const struct chain *chain, size_t *count);
/* The bytes of a role in the version in force, from cache or repository. Not verified: chain_find does that. */
enum status chain_role(struct chain *chain, const char *role, bool *fresh, struct buffer *out,
                       struct problem *problem);
/* Verifies who speaks of a path and what is signed about it. Borrowed until the next call. */
enum status chain_find(struct chain *chain, const char *path, const struct trust_target **out,
                       struct problem *problem);
/* Finds, fetches and verifies a target. */
enum status chain_fetch(struct chain *chain, const char *path, size_t most, struct buffer *out,
                        const struct trust_target **target, struct problem *problem);

/* Writes the metadata in force into the batch. With an `edition`, what it replaces is kept under that number. */
enum status chain_put(struct chain *chain, struct problem *problem);

#endif
