/* Where published things come from: a table of adapters chosen by the URI's scheme. A pull reads one consistent state of
   the source: begin, scan, fetch what differs, end. The scan gives every id with a mark that changes whenever anything of
   that item changed (its row, its texts, its details); comparing marks misses nothing when rows commit out of order or
   clocks differ, because nothing is ever ordered by time. */
#ifndef FEEDER_SOURCE_H
#define FEEDER_SOURCE_H

#include "contract/record.h"

struct source;

struct source_key {
    char *id;
    char *mark; /* opaque text, at most 128 bytes */
};
/* Each list sorted by id (strcmp), each id once. An id that stands in several rows of the view has a mark that begins with
   "duplicate-". What is no id at all (NULL, longer than LIMIT_ID_BYTES, with a NUL) gets a name longer than any id, so
   that it is refused by name instead of passing unseen. */
struct source_scan {
    struct source_key *item, *project, *withdrawal;
    size_t items, projects, withdrawals;
};
void source_scan_finish(struct source_scan *scan);

/* One item as the source gave it: unchecked cells. Row counts of item are 0 (gone meanwhile) or more (duplicate id). */
struct source_item {
    char *id;
    struct rows rows[VIEW_COUNT]; /* VIEW_ITEM, VIEW_ITEM_TEXT, VIEW_ATTACHMENT and the details */
    bool cut[VIEW_COUNT]; /* more rows than LIMIT_ROWS_PER_VIEW, or a cell over its limit: refuse the item */
    bool later;           /* no room in this batch (LIMIT_BATCH_BYTES): nothing was read, ask for it again */
    size_t bytes;         /* held in cells; over LIMIT_RECORD_BYTES the item is cut */
};
void source_item_init(struct source_item *item, const char *id);
void source_item_finish(struct source_item *item);

/* An adapter. All members are required but `wake_fd` and `woken`. STATUS_UNAVAILABLE: may be good later;
   STATUS_MISUSE: wrong password, missing view or column; a person must act. */
struct source_adapter {
    const char *scheme; /* "sqlite:" */
    enum status (*open)(const char *uri, struct source **out, struct problem *problem);
    void (*close)(struct source *source);
    /* Starts one consistent read (REPEATABLE READ READ ONLY) and checks that each view has its required columns. */
    enum status (*begin)(struct source *source, struct problem *problem);
    enum status (*scan)(struct source *source, struct source_scan *out, struct problem *problem);
    /* Rows of `count` items (at most SOURCE_FETCH_MOST), out[i] initialised by the caller with the id. At least the first
       is read; those that found no room say `later`. Rows come in any order; the guard sorts them. */
    enum status (*fetch)(struct source *source, struct source_item *items, size_t count,
                         struct problem *problem);
    /* All rows of VIEW_PROJECT or VIEW_WITHDRAWAL; rows->view says which. A cell over its limit comes shortened to just
       over it, which guard_row refuses. */
    enum status (*fetch_all)(struct source *source, struct rows *rows, struct problem *problem);
    void (*end)(struct source *source);
    /* A descriptor that becomes readable when the source may have news (LISTEN, inotify), or -1; woken() drains it and
       tells whether a pull is due. It may change with each begin (reconnection): ask again after a pull. */
    int (*wake_fd)(struct source *source);
    bool (*woken)(struct source *source);
};
#define SOURCE_FETCH_MOST 200

extern const struct source_adapter source_sqlite, source_postgres;
/* Yields verified records instead of rows (follow.h): only open and close of it are of use. */
extern const struct source_adapter source_publication;

/* Opens the source of a URI (sqlite:PATH, postgresql://…). Unknown scheme: STATUS_MISUSE. The URI's password is never
   logged nor put into a problem. */
enum status source_open(const char *uri, struct source **out, struct problem *problem);
void source_close(struct source *source);
enum status source_begin(struct source *source, struct problem *problem);
enum status source_scan_all(struct source *source, struct source_scan *out, struct problem *problem);
enum status source_fetch(struct source *source, struct source_item *items, size_t count,
                         struct problem *problem);
enum status source_fetch_all(struct source *source, struct rows *rows, struct problem *problem);
void source_end(struct source *source);
int source_wake_fd(struct source *source);
bool source_woken(struct source *source);

/* Adapters begin their private struct with this. */
struct source {
    const struct source_adapter *adapter;
};

#endif
