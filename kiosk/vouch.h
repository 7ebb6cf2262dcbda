/* The screen's own verification: every record that is shown must be listed, with its hash, in metadata signed up to the root this
   screen was given. Feeder, server, network and cache are only transport. Signatures are checked anew for each generation; a
   record's bytes each time it is loaded. */
#ifndef KIOSK_VOUCH_H
#define KIOSK_VOUCH_H

#include "contract/snapshot.h"
#include "json/json.h"

struct vouch;

/* Reads the root file. STATUS_MISUSE "no-root" if it is none. */
enum status vouch_create(const char *root_file, struct vouch **out, struct problem *problem);
void vouch_destroy(struct vouch *vouch);

/* What the signatures in force say about time; NO_INSTANT where nothing could be verified. */
struct vouch_times {
    int64_t lineage; /* rises when a root revokes the timestamp's key: versions begin anew */
    int64_t version; /* of the timestamp, 0: none */
    instant issued, timestamp_expires, snapshot_expires, targets_expires;
    int64_t
        behind; /* from "x-heard" to "x-issued", seconds: how long its publisher's sources had been silent */
};

/* Verifies the chain of what the cache holds now; also a newer timestamp of the same snapshot that lies beside the cache
   (CACHE.trust). To be called when the generation changed and before times are asked. STATUS_REFUSED: nothing is vouched for.
   Roots, timestamp and snapshot never go back behind those verified before in this run, nor does the version of any role. */
enum status vouch_refresh(struct vouch *vouch, struct snapshot *snapshot, const char *cache_path,
                          struct problem *problem);
const struct vouch_times *vouch_times(const struct vouch *vouch);

/* STATUS_OK: this record, to the byte, was published and not withdrawn. *expires: the end of the signatures on its words. */
enum status vouch_record(struct vouch *vouch, struct snapshot *snapshot, const struct record *record,
                         instant *expires, struct problem *problem);
enum status vouch_project(struct vouch *vouch, struct snapshot *snapshot, const struct project *project,
                          struct problem *problem);

/* The lists of the publication in force: names of the roles that list items, as the verified snapshot has them. The caller frees each
   and the array. */
size_t vouch_lists(const struct vouch *vouch, char ***out);
/* What such a role lists (its member "targets"), verified up to the root; borrowed until the next call. *expires: the end of its
   signatures. STATUS_END: nobody hands on to this role, so it says nothing. STATUS_REFUSED: it cannot be verified or is not there, so
   nobody knows what it lists. */
enum status vouch_list(struct vouch *vouch, struct snapshot *snapshot, const char *role,
                       const struct json **targets, instant *expires, struct problem *problem);

/* When in this boot the feeder last verified a newer timestamp, in milliseconds of CLOCK_BOOTTIME; -1: not in this boot, or
   not the one in force. It vouches for nothing; it only takes freshness away where it is missing, and closes windows. */
int64_t vouch_proven(const struct vouch *vouch, const char *cache_path);

#endif
