/* What the caches hold, as the publisher needs it: all items by project and id, the projects, the tombstones, from one committed
   generation of each cache. Several caches are published as one: what a province follows from its counties. A project, and an
   id, belong to the first cache that has them; what another one brings under the same name is refused, never taken for it. The
   bytes of a record are read one at a time. */
#ifndef FEEDER_STOCK_H
#define FEEDER_STOCK_H

#include "contract/record.h"

struct stock_item {
    char *id, *project; /* project NULL: none */
    int64_t version;
    char sha256[65];
    size_t shelf; /* which cache it stands in */
};
struct stock_tombstone {
    char *id, *reason;
    int64_t version; /* 0: every version */
    instant withdrawn_at;
    size_t shelf;
    bool homed; /* it stands in some role already, or has no business in one of its own */
};
struct stock_project {
    char *id;
    char sha256[65];
    size_t shelf;
};
struct stock_owner;

struct stock {
    struct stock_item *item; /* sorted by project (none last), then id; not yet published ones are left out */
    struct stock_item **by_id;
    struct stock_tombstone *tombstone; /* sorted by id, then cache */
    struct stock_project *project;     /* sorted by id */
    struct stock_owner *owner;         /* of projects, sorted; of more than one cache only */
    size_t items, tombstones, projects, owners;
    /* Up to when the word of every cache's source is known; NO_INSTANT: the first one is a case database's, so now. */
    instant heard;
    struct buffer refused; /* one a line: id, code, reason */
    size_t refusals;
    struct shelf *shelf;
    size_t shelves;
};

/* Opens the cache, and those named one a line in `also` (or NULL), read-only, and holds one state of each until stock_close. Items
   with published_at behind `now` are left out: they are not published yet. */
enum status stock_open(const char *cache_path, const char *also, instant now, struct stock *out,
                       struct problem *problem);
void stock_close(struct stock *stock);

/* The canonical bytes of an item's record or a project's row, checked against their hash. Owned by the caller. */
enum status stock_item_bytes(struct stock *stock, const struct stock_item *item, struct buffer *out,
                             struct problem *problem);
enum status stock_project_bytes(struct stock *stock, const struct stock_project *project, struct buffer *out,
                                struct problem *problem);

const struct stock_item *stock_find_item(const struct stock *stock, const char *id);
/* The same, for a path under a prefix: there, only what the office says to which the prefix belongs. */
const struct stock_item *stock_find_live(const struct stock *stock, const char *id, const char *prefix);
/* The withdrawal of an id by whom the prefix belongs to, or NULL. */
struct stock_tombstone *stock_find_tombstone(const struct stock *stock, const char *id, const char *prefix);
/* Marks every withdrawal of an id as homed. */
void stock_home(struct stock *stock, const char *id);
const struct stock_project *stock_find_project(const struct stock *stock, const char *id);

#endif
