/* One file over HTTP or HTTPS, within bounds of our own: curl's do not hold (reliability.md §5, rows 26 to
   41). Exactly one answer counts: 200 with the bytes themselves. No redirect, no content encoding, no part,
   no cookie, no proxy from the environment. What the bytes say is not judged here. */
#ifndef FEEDER_FETCH_H
#define FEEDER_FETCH_H

#include "contract/buffer.h"
#include "contract/status.h"

#include <stddef.h>

struct fetcher;

struct fetch_options {
    const char *ca_file;   /* PEM file of the authorities to trust; NULL: the system's */
    long silence_seconds;  /* for name, connection and TLS; then below LIMIT_FETCH_SLOW_BYTES a second; 0:
                             LIMIT_FETCH_SILENCE_SECONDS */
    long patience_seconds; /* see fetch_begin; 0: LIMIT_FETCH_PATIENCE_SECONDS */
    long file_seconds;     /* from the name to the last byte; 0: LIMIT_FETCH_SECONDS */
    void (*alive)(
        void *
            with); /* called at least once a second while a file comes in, or NULL: for who watches the program */
    void *with;
};

/* Keeps its connection between files of one server. Not for use by two threads at once. */
enum status fetch_create(const struct fetch_options *options, struct fetcher **out, struct problem *problem);
void fetch_destroy(struct fetcher *fetcher);

/* Begins a row of files that belong together: from here on they are bounded as a whole too, so that a server that is just fast enough
   with each of them cannot hold the caller for days. After the patience they must have come, on average, at LIMIT_FETCH_LEAST_BYTES a
   second; then every further one is "timeout" until the next beginning. Without a beginning only each file is bounded. */
void fetch_begin(struct fetcher *fetcher);

/* Appends the file to `out`, which stays as it was on any failure. STATUS_END: there is no such file (404,
   403). STATUS_REFUSED: the server answered, but not so (codes http-status, too-large, encoded, bad-http).
   STATUS_UNAVAILABLE: it did not, or too slowly (connect, tls, timeout, network). STATUS_MISUSE: no URL of
   http or https. */
enum status fetch_get(struct fetcher *fetcher, const char *url, size_t max_bytes, struct buffer *out,
                      struct problem *problem);

/* A hint that this file will be asked for soon, with the same bound: it comes in while the caller works, a few at a time over
   kept connections. Never fails, and decides nothing: fetch_get takes what arrived in order, and asks anew for what did not. For
   small files: one larger than LIMIT_FETCH_AHEAD_BYTES is asked for anew. */
void fetch_ahead(struct fetcher *fetcher, const char *url, size_t max_bytes);

#endif
