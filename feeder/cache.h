/* The writer of the cache. One transaction per batch, generation + 1; nothing is written when nothing
   changed; the last good set is never removed. WAL with persistent -wal and -shm
   (SQLITE_FCNTL_PERSIST_WAL), synchronous=FULL. */
#ifndef FEEDER_CACHE_H
#define FEEDER_CACHE_H

#include "contract/record.h"

struct cache;

/* Opens or creates. Refuses a newer schema, what is no cache; a corrupt cache is STATUS_UNAVAILABLE with code
   "corrupt-cache" and is left alone (see cache_set_aside). Takes an exclusive
   writer's lock (flock on PATH.lock). */
enum status cache_open(const char *path, struct cache **out, struct problem *problem);
void cache_close(struct cache *cache);
/* False if the file was moved, deleted or replaced since, or a write failed so that the handle is not trusted any more:
   close it and open anew. */
bool cache_is_sound(struct cache *cache);
/* Renames a corrupt cache to PATH.corrupt (keeping one) so that the next open
   starts anew and a pull fills it. */
enum status cache_set_aside(const char *path, struct problem *problem);

/* What the cache holds, for comparing with a scan. Keys sorted by id; owned by the caller. */
struct cache_key {
    char *id, *mark;
    char *project;   /* of an item: its project, or NULL */
    int64_t version; /* of a tombstone: the highest one withdrawn */
    bool statutory;
    bool affected;         /* came sealed */
    instant display_until; /* NO_INSTANT: none */
};
struct cache_keys {
    struct cache_key *item, *project,
        *tombstone; /* an id that was published again behind its tombstone is in both */
    size_t items, projects, tombstones;
};
enum status cache_list(struct cache *cache, struct cache_keys *out, struct problem *problem);
void cache_keys_finish(struct cache_keys *keys);
const struct cache_key *cache_keys_find(const struct cache_key *sorted, size_t count, const char *id);

/* Sets an item's mark, within a batch. */
enum status cache_mark_item(struct cache *cache, const char *id, const char *mark, struct problem *problem);

/* A batch. cache_put decides by what it holds: lower version → refused "version-falls"; at or below a
   tombstone → refused "withdrawn"; same version and other text → refused "same-version"; same version, only
   figures (as_of and detail rows) changed → accepted as revision + 1; equal bytes → STATUS_UNCHANGED (only
   its mark is kept in mind). What record_decode would refuse is refused here already. Sets record->revision. */
enum status cache_begin(struct cache *cache, struct problem *problem);
enum status cache_put(struct cache *cache, struct record *record, const char *mark, struct problem *problem);
/* The same for a record that came signed and out of record_decode or part_join: its bytes are taken as they are, its revision is
   the publisher's. The caller has its canonical bytes and their hash at hand. */
struct cache_signed {
    const struct buffer *bytes;
    const char *sha256;
};
enum status cache_put_signed(struct cache *cache, struct record *record, const struct cache_signed *came,
                             const char *mark, struct problem *problem);
/* Takes an item out without a tombstone: its bytes were damaged here, or this screen may no longer read it. */
enum status cache_drop(struct cache *cache, const char *id, struct problem *problem);
enum status cache_put_project(struct cache *cache, const struct project *project, const char *mark,
                              struct problem *problem);
/* A tombstone for id up to `version` (0: whatever is held). STATUS_UNCHANGED if already withdrawn that far.
   D09 inside its first 30 days is refused "display-period" (Regulation art. 10):
   publish a corrected version instead. */
enum status cache_withdraw(struct cache *cache, const char *id, int64_t version, instant at,
                           const char *reason, const char *mark, instant now, struct problem *problem);
/* Commits if anything changed (then *generation is the new one), else rolls back and gives STATUS_UNCHANGED.
   New marks of unchanged content are only written along with a real change. */
enum status cache_commit(struct cache *cache, int64_t *generation, struct problem *problem);
void cache_rollback(struct cache *cache);
int64_t cache_generation(struct cache *cache);
/* May text that was withdrawn, replaced or dropped still stand in the wal? Also true where an earlier program left a wal. */
bool cache_is_dirty(const struct cache *cache);
/* Removes such text from db and wal: wal_checkpoint(TRUNCATE) with secure_delete; and PATH.corrupt, which may hold it. Nothing
   is done where there is none. A reader in the middle of a read is waited for no longer than a quarter of a second: "cache-busy",
   to be tried again. */
enum status cache_scrub(struct cache *cache, struct problem *problem);

/* ---- what a followed publication leaves for the screens' own verification (table chain; see cache_chain.c) ---- */

/* Appends a metadata file of the edition in force; version -1: the newest. STATUS_END: there is none. */
enum status cache_chain_read(struct cache *cache, const char *name, int64_t version, struct buffer *out,
                             struct problem *problem);
/* Version of the newest file of that name, 0: none. */
enum status cache_chain_version(struct cache *cache, const char *name, int64_t *out, struct problem *problem);
/* SHA-256 of a file's bytes when they were put. STATUS_END: there is none. */
enum status cache_chain_sum(struct cache *cache, const char *name, int64_t version, char sha256[65],
                            struct problem *problem);
/* Puts one, within a batch. `alone`: it takes the place of its other versions. */
enum status cache_chain_put(struct cache *cache, const char *name, int64_t version,
                            const struct buffer *bytes, bool alone, struct problem *problem);
/* Forgets all of it, within a batch: another root is trusted. */
enum status cache_chain_clear(struct cache *cache, struct problem *problem);
/* Copies a file (each version of it) of the edition in force to another, which outlives it. */
enum status cache_chain_copy(struct cache *cache, int64_t edition, const char *name, struct problem *problem);
/* Appends the numbers of the editions kept beside the one in force; the caller frees *out. */
enum status cache_editions(struct cache *cache, int64_t **out, size_t *count, struct problem *problem);
enum status cache_edition_drop(struct cache *cache, int64_t edition, struct problem *problem);

/* The signed, sealed form of an item and the key that opens it, within a batch. */
enum status cache_put_sealed(struct cache *cache, const char *id, const unsigned char key[32],
                             const struct buffer *bytes, struct problem *problem);

/* An item with all that lies in the cache about it; NULL where a part is gone. */
struct cache_audited {
    const char *id, *mark, *sha256;
    int audience;
    const void *bytes, *sealed;
    size_t size, sealed_size;
    const unsigned char *key; /* 32 bytes */
    bool columns;             /* those that a walk goes by are what the bytes say */
};
typedef void cache_look(void *data, const struct cache_audited *item);
/* Calls `look` for each item. */
enum status cache_audit(struct cache *cache, cache_look *look, void *data, struct problem *problem);

#endif
