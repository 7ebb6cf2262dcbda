/* What a publication stands at, as its publisher remembers it: timestamp and snapshot, kept in the key folder. Whoever may write
   where the publication lies (a web server's contractor, a restored backup, a stick that is not mounted) can so neither stop the
   publisher nor make its versions begin anew, which every site would refuse. */
#ifndef FEEDER_STANDING_H
#define FEEDER_STANDING_H

#include "charter.h"
#include "depot.h"

/* Compares the folder with what was published last and puts timestamp and snapshot back where they are gone, changed or older;
   *mended tells so. STATUS_REFUSED "publication-lost": more than these two is missing, so that nothing sound can follow; not
   if the keys of both have been rotated since, with which sites accept versions that begin anew. */
enum status standing_settle(struct depot *depot, const char *keys, const struct charter *charter,
                            bool *mended, struct problem *problem);
/* Remembers what is about to be published: whole files, as bytes. */
enum status standing_keep(const char *keys, const struct buffer *timestamp, const struct buffer *snapshot,
                          struct problem *problem);

#endif
