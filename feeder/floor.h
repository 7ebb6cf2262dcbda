/* What a follower must never forget, in a folder of its own beside the cache (CACHE.trust): the roots it verified, and the newest
   timestamp and snapshot, below whose versions nothing is accepted again. A cache may be damaged and filled anew; the floor
   stays. Only verified bytes come here, each file replaced whole and durably. The folder holds the screen's key as well. */
#ifndef FEEDER_FLOOR_H
#define FEEDER_FLOOR_H

#include "contract/buffer.h"
#include "contract/seal.h"
#include "contract/status.h"
#include "contract/when.h"

#include <stdbool.h>

struct floor {
    char *folder;
    struct buffer root, timestamp, snapshot; /* the newest; empty: none */
    bool repinned;                           /* another root was given than the last time */
};

/* Loads the floor of a cache. `root_file` is the root that a person gave to this machine: where it is another than last time,
   trust begins anew with it. */
enum status floor_open(const char *cache_path, const char *root_file, struct floor *out,
                       struct problem *problem);
void floor_finish(struct floor *floor);

/* After the given root was found good: its lineage is the floor's from here on. */
enum status floor_pin(struct floor *floor, int64_t version, struct problem *problem);
/* Remembers a verified root under its number, and as the newest. */
enum status floor_keep_root(struct floor *floor, int64_t version, const char *bytes, size_t size,
                            struct problem *problem);
/* Appends a root remembered under its number. STATUS_END: there is none. */
enum status floor_read_root(const struct floor *floor, int64_t version, struct buffer *out,
                            struct problem *problem);
/* Remembers "timestamp.json" or "snapshot.json"; NULL: forgets it (a revoked key may have counted too far). */
enum status floor_keep(struct floor *floor, const char *name, const char *bytes, size_t size,
                       struct problem *problem);
/* The same, but only until the program ends: what it brings is not worth a write. */
void floor_recall(struct floor *floor, const char *timestamp, size_t size);
/* Takes both over, until the program ends: verified ones that are newer than the floor's. */
void floor_lift(struct floor *floor, struct buffer *timestamp, struct buffer *snapshot);
/* The moment a timestamp says it was signed ("x-issued"), or NO_INSTANT. */
instant floor_issued(const struct buffer *timestamp);
/* Up to when it knows its own sources' word: "x-heard" where that is earlier, as in a publication made from others. */
instant floor_heard(const struct buffer *timestamp);
/* The version of the snapshot it tells; 0: none. */
int64_t floor_snapshot(const struct buffer *timestamp);

/* The screen's key pair of a cache, made at the first call; *made tells so. Its public half lies beside it for everyone. */
enum status screen_key_load(const char *cache_path, struct seal_key *out, bool *made,
                            struct problem *problem);
/* The public half as text, if there is one: what `feeder status` shows. */
bool screen_key_public(const char *cache_path, char out[SEAL_KEY_HEX]);

#endif
