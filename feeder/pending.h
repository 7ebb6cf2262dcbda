/* Beside the files that wait for signatures: the targets they name (pending/targets), the content keys of those that are sealed
   (pending/content, for the eyes of the signers alone), and what each of them would replace, so that whoever signs sees what changes and not
   only what will be. pending/published/<role>.json is the role as published, with those of its targets under
   pending/published/targets that the waiting file changes or withdraws. */
#ifndef FEEDER_PENDING_H
#define FEEDER_PENDING_H

#include "depot.h"
#include "envelope.h"

/* Copies what a waiting role file (`waiting`, whole) would replace: version `version` of the publication; 0: nothing. `keys` is
   the key folder. */
enum status pending_keep(const struct depot *depot, const char *keys, const char *name, int64_t version,
                         const struct envelope *old, const struct buffer *waiting, struct problem *problem);
/* A file of pending/ that waits no longer goes, and with a role file those copies. What cannot be removed is older than what
   stands, and so passed over. */
void pending_clear(const char *keys, const char *path);

/* Removes targets and content keys that no waiting file names. Content keys at once; targets where nothing of their project waits, or
   after thirty days: until then a file that was taken to its signers may come back and be taken over, though another waits by now.
   Where a waiting file cannot be read nothing is removed. */
void pending_sweep(const char *keys, instant now);

#endif
