/* Where the files of a publication lie: below a URL, or in a folder (a USB stick, a share). Only transport: nothing it gives is
   believed before trust has verified it. */
#ifndef FEEDER_REPOSITORY_H
#define FEEDER_REPOSITORY_H

#include "contract/buffer.h"
#include "contract/status.h"
#include "fetch.h"

#include <stdbool.h>

struct repository;

/* "http://…/", "https://…/" or "file:///…/"; the slash at the end may be missing. `options` are those of
   http and https. STATUS_MISUSE "bad-uri" for anything else. Nothing is asked for yet. */
enum status repository_open(const char *uri, const struct fetch_options *options, struct repository **out,
                            struct problem *problem);
void repository_close(struct repository *repository);
/* A pull begins: all that it reads over the network is bounded together (fetch_begin). */
void repository_begin(struct repository *repository);
bool repository_is_uri(const char *uri);

/* Appends one file, named percent-encoded below the publication ("metadata/timestamp.json"). STATUS_END: there is none.
   STATUS_REFUSED "too-large" beyond `most`. */
enum status repository_read(struct repository *repository, const char *name, size_t most, struct buffer *out,
                            struct problem *problem);
/* A hint that it will be read soon with the same bound: over HTTP it comes in while the caller works. */
void repository_ahead(struct repository *repository, const char *name, size_t most);

#endif
