/* The kiosk's window on the cache: read-only, even when the feeder is down, runs as another user, or the file
   system is read-only. Each call reads one committed generation; nothing is kept open between calls, so the
   writer can checkpoint. The programme is walked with a cursor, never loaded, so that 100,000 items cost the
   screen no more than 100 (P8). */
#ifndef CONTRACT_SNAPSHOT_H
#define CONTRACT_SNAPSHOT_H

#include "contract/record.h"

struct snapshot;

/* Opens PATH in place; where that cannot be (read-only file system, no -wal or -shm and no right to make
   them), copies db and wal to a private folder in memory and reads the copy. Never uses immutable=1, which
   ignores the wal. Refuses a cache of a newer schema, a corrupt one, and what is no cache. */
enum status snapshot_open(const char *path, struct snapshot **out, struct problem *problem);
void snapshot_close(struct snapshot *snapshot);

/* Generation now committed; re-copies where a copy is read. STATUS_UNCHANGED if it is the one last told. */
enum status snapshot_refresh(struct snapshot *snapshot, int64_t *generation, struct problem *problem);

/* What a screen may show: audience, time and, if set, one project alone. */
struct snapshot_filter {
    bool inside_area;
    instant now;
    int64_t
        lag; /* seconds by which the time that has surely come lies behind `now`: a window opens only then */
    const char *project; /* NULL: all */
    const char
        *catalogue; /* numbers like "D14 D24": walk those alone; NULL: all. Urgent items come in any case */
    bool statutory; /* walk those alone that leave only by their end or a withdrawal */
};

#define ORDER_BYTES 240 /* any programme key */
struct snapshot_entry {
    char id[97];
    char order[ORDER_BYTES]; /* the programme's key, opaque; compare with strcmp */
    int64_t version, revision;
    enum priority priority;
    char sha256[65];
};

/* The next entry of the programme strictly behind `after` ("" for the first). STATUS_END behind the last.
   Urgent items are left out; they have their own walk. */
enum status snapshot_next(struct snapshot *snapshot, const struct snapshot_filter *filter, const char *after,
                          struct snapshot_entry *out, struct problem *problem);
enum status snapshot_next_urgent(struct snapshot *snapshot, const struct snapshot_filter *filter,
                                 const char *after, struct snapshot_entry *out, struct problem *problem);
/* The entry of one id if it may be shown; STATUS_END if not (unknown, withdrawn,
   out of its window or audience). */
enum status snapshot_find(struct snapshot *snapshot, const struct snapshot_filter *filter, const char *id,
                          struct snapshot_entry *out, struct problem *problem);
/* The whole record of an id; checks its bytes against their hash. The caller owns *out. */
enum status snapshot_record(struct snapshot *snapshot, const char *id, struct record **out,
                            struct problem *problem);
enum status snapshot_project(struct snapshot *snapshot, const char *id, struct project **out,
                             struct problem *problem);
/* Number of items that may be shown, and of those left out for their audience. */
enum status snapshot_count(struct snapshot *snapshot, const struct snapshot_filter *filter, int64_t *shown,
                           int64_t *withheld, struct problem *problem);
/* The next moment after filter->now at which an item's window opens or closes, or NO_INSTANT. */
enum status snapshot_next_change(struct snapshot *snapshot, const struct snapshot_filter *filter,
                                 instant *out, struct problem *problem);

/* What a screen with a trust root verifies by (table chain). Appends a metadata file; edition 0 is the publication in force,
   version -1 the newest there is. STATUS_END: none. */
enum status snapshot_chain(struct snapshot *snapshot, int64_t edition, const char *name, int64_t version,
                           struct buffer *out, struct problem *problem);
/* The next edition below a number (INT64_MAX: the highest) that is kept for items no longer listed. STATUS_END: none. */
enum status snapshot_edition_below(struct snapshot *snapshot, int64_t below, int64_t *out,
                                   struct problem *problem);
/* The signed, sealed form of an item and the key that opens it. STATUS_END: none. */
enum status snapshot_sealed(struct snapshot *snapshot, const char *id, unsigned char key[32],
                            struct buffer *out, struct problem *problem);

/* How fresh the cache is: read from the feeder's account beside it (PATH.status, see docs/formats.md). */
struct snapshot_health {
    /* last pull that reached its source and found everything in order; NO_INSTANT: never */
    instant checked_at;
    int alarms;     /* alarms now open */
    char alarm[64]; /* code of the gravest one, or "" */
    int64_t sealed; /* items of a publication that are for other screens alone; -1: nobody says */
};
void snapshot_health(const char *path, struct snapshot_health *out);

#endif
