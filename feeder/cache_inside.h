/* The cache from inside: what cache.c (the file and what it holds) and cache_batch.c
   (what one batch does to it) share. */
#ifndef FEEDER_CACHE_INSIDE_H
#define FEEDER_CACHE_INSIDE_H

#include "cache.h"
#include "contract/store.h"
#include "marks.h"

/* One entry for each statement of the table in cache.c. */
/* clang-format off */
enum statement {
    BEGIN, COMMIT, ROLLBACK, QUICK_CHECK, INTEGRITY_CHECK, CHECKPOINT, GET_GENERATION, SET_GENERATION,
    LIST_ITEMS, LIST_PROJECTS, LIST_TOMBSTONES, COUNT_ITEMS,
    FIND_ITEM, ADD_ITEM, SET_ITEM, DELETE_ITEM, FIND_CONTENT, ADD_CONTENT, SET_CONTENT, DELETE_CONTENT,
    FIND_TOMBSTONE, PUT_TOMBSTONE, FIND_PROJECT, PUT_PROJECT, ITEMS_OF_PROJECT, SET_PLACE,
    FIND_CHAIN, FIND_CHAIN_SUM, PUT_CHAIN, DELETE_OTHER_CHAIN, DELETE_CHAIN, COPY_CHAIN, LIST_EDITIONS,
    DELETE_EDITION, PUT_SEALED, DELETE_SEALED, WALK_CONTENT, WALK_PROJECTS,
    MARK_ITEM, MARK_PROJECT, MARK_TOMBSTONE, STATEMENT_COUNT
};
/* clang-format on */

struct cache {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENT_COUNT];
    int lock; /* descriptor of PATH.lock */
    int64_t generation;
    int64_t items; /* live items, -1: not counted yet */
    bool in_batch, changed, broken;
    bool dirty;               /* text that is gone may still stand in the wal, or beside it: to be scrubbed */
    struct marks kept, fresh; /* of earlier batches, of this one */
};

/* Binds and returns a statement of the table; see store_bind. */
#define WITH(cache, which, ...)                                                                              \
    cache_statement(cache, store_bind((cache)->statement[which], __VA_ARGS__), which)
sqlite3_stmt *cache_statement(struct cache *cache, int code, enum statement which);

/* Within a batch. A write that failed breaks the batch; a row that was read is reset by the caller. */
enum status cache_write_row(struct cache *cache, sqlite3_stmt *statement, const char *doing,
                            struct problem *problem);
enum status cache_read_row(struct cache *cache, sqlite3_stmt *statement, const char *doing,
                           struct problem *problem);

/* Overwrites what stands in the unused space of the database's pages. The wal must be empty. */
enum status cache_wipe(struct cache *cache, struct problem *problem);

#endif
