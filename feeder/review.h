/* What files that wait for signatures say, told to the person who is to sign them: which items are added, changed, withdrawn
   or no longer listed against what is published, which keys, projects and screens come and go. What cannot be read, or would
   not pass the guard of a site, is said so: nobody should sign what nobody can read. */
#ifndef FEEDER_REVIEW_H
#define FEEDER_REVIEW_H

#include "keyring.h"

struct review;

/* Reads one file, or every file in a folder that a key of `ring` may sign (NULL: every one). `keys` is the folder that may
   hold older roots and the list of screens, or NULL. STATUS_END: there is none. */
enum status review_open(const char *path, const struct keyring *ring, const char *keys, struct review **out,
                        struct problem *problem);
void review_close(struct review *review);

size_t review_files(const struct review *review);
const char *review_file(const struct review *review, size_t index);

/* Appends it for people. `full`: with the whole texts. */
void review_write(struct review *review, bool full, struct buffer *said);
/* After review_write: how many of the things to be signed could not be read. */
size_t review_unreadable(const struct review *review);

#endif
