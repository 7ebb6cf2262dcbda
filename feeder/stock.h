/* What the cache holds, as the publisher needs it: all items by project and id, the projects, the tombstones, from one
   committed generation. The bytes of a record are read one at a time. */
#ifndef FEEDER_STOCK_H
#define FEEDER_STOCK_H

#include "contract/record.h"

struct stock_item {
    char *id, *project; /* project NULL: none */
    int64_t version;
    char sha256[65];
};
struct stock_tombstone {
    char *id, *reason;
    int64_t version; /* 0: every version */
    instant withdrawn_at;
    bool homed; /* for the publisher: it stands in some role already */
};
struct stock_project {
    char *id;
    char sha256[65];
};

struct stock {
    struct stock_item *item; /* sorted by project (none last), then id; not yet published ones are left out */
    struct stock_item **by_id;
    struct stock_tombstone *tombstone; /* sorted by id */
    struct stock_project *project;     /* sorted by id */
    size_t items, tombstones, projects;
    int64_t generation;
    struct shelf *shelf;
};

/* Opens the cache read-only and holds one state of it until stock_close. Items with published_at behind `now` are left
   out: they are not published yet. */
enum status stock_open(const char *cache_path, instant now, struct stock *out, struct problem *problem);
void stock_close(struct stock *stock);

/* The canonical bytes of an item's record or a project's row, checked against their hash. Owned by the caller. */
enum status stock_item_bytes(struct stock *stock, const char *id, struct buffer *out,
                             struct problem *problem);
enum status stock_project_bytes(struct stock *stock, const char *id, struct buffer *out,
                                struct problem *problem);

const struct stock_item *stock_find_item(const struct stock *stock, const char *id);
struct stock_tombstone *stock_find_tombstone(const struct stock *stock, const char *id);
const struct stock_project *stock_find_project(const struct stock *stock, const char *id);

#endif
