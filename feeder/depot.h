/* The publication's folder on disk: who may write it, what was written when, what may go. What is being written is told to
   an intent file first, so that after a kill or a power cut nothing is left that nobody knows of; what was superseded
   stays for a grace time, since a client may be in the middle of it. */
#ifndef FEEDER_DEPOT_H
#define FEEDER_DEPOT_H

#include "contract/buffer.h"
#include "contract/status.h"
#include "contract/when.h"

#include <stdbool.h>

struct depot;

/* Takes the lock ("publish-locked" if another publication runs) and makes the folders TO and TO.work. */
enum status depot_open(const char *to, struct depot **out, struct problem *problem);
void depot_close(struct depot *depot);

/* A path below TO (for pending ones: below any folder); the caller frees it. */
char *depot_path(const struct depot *depot, const char *name);
char *depot_work_path(const struct depot *depot, const char *name);
/* "targets/p/texts/<sha256>.x.json" for path "p/texts/x.json"; the caller frees it. */
char *depot_target_name(const char *path, const char *sha256);

/* Settles what an interrupted publication left behind: `published` is the snapshot version clients see now. What it superseded has its
   grace time from `now` on. */
enum status depot_recover(struct depot *depot, int64_t published, instant now, struct problem *problem);
/* Opens the intent of publishing snapshot version `next`. */
enum status depot_begin(struct depot *depot, int64_t next, struct problem *problem);
/* Puts a file that only this publication will refer to. It is on disk after depot_sync. */
enum status depot_put(struct depot *depot, const char *name, const void *bytes, size_t size,
                      struct problem *problem);
/* Puts a file that lasts, come what may: a root, the timestamp. On disk when it returns. */
enum status depot_put_lasting(struct depot *depot, const char *name, const void *bytes, size_t size,
                              struct problem *problem);
/* Says that a file is no longer referred to; `withdrawn` ones need not wait for further publications. */
void depot_superseded(struct depot *depot, const char *name, bool withdrawn);
/* All files put so far, and the whole intent, are on disk after this. */
enum status depot_sync(struct depot *depot, struct problem *problem);
/* The publication of snapshot `published` stands: what was superseded is remembered, what is old enough is removed. */
enum status depot_finish(struct depot *depot, instant now, int64_t grace_seconds, int64_t published,
                         size_t *removed, struct problem *problem);

#endif
