/* From the bytes of an item's targets to its record: opened, joined, and held against what was signed about them. Which bytes
   these are was verified before; here it is decided what a role may say with them. */
#ifndef FEEDER_DELIVERY_H
#define FEEDER_DELIVERY_H

#include "contract/record.h"
#include "contract/seal.h"
#include "listing.h"

struct delivery {
    struct buffer text, figures;           /* bytes of the targets; figures only of form text */
    char record_sha256[65];                /* what the figures' entry says of the whole; "" without */
    unsigned char content[SEAL_KEY_BYTES]; /* of a sealed item: the key that opened it */
    struct buffer whole; /* the record's own bytes, once opened; of form item they are `text` */
    char sha256[65];     /* and their hash */
};
void delivery_finish(struct delivery *delivery);
const struct buffer *delivery_bytes(const struct listed *listed, const struct delivery *delivery);

/* The record of an item; the caller owns *out. `key`: this screen's. STATUS_REFUSED: "not-enrolled" for a sealed item that is
   not for this screen; "bad-part", "bad-target" and the reasons of the guard for what no signature makes right. */
enum status delivery_open(const struct listed *listed, struct delivery *delivery, const struct seal_key *key,
                          int zone_minutes, struct record **out, struct problem *problem);

#endif
