/* What a file must be: length, and one or two hashes. */
#ifndef TRUST_DIGEST_H
#define TRUST_DIGEST_H

#include "contract/status.h"
#include "json/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trust_digest {
    int64_t length; /* -1: not said */
    bool sha256, sha512;
    unsigned char sha256_bytes[32], sha512_bytes[64];
};

/* Reads "length" and "hashes" of a METAFILE or TARGET object, both optional here. A hash of a kind we do not
   know is passed over if one that we know stands beside it; alone it is refused, as is an empty list: nothing
   could be checked. */
enum status trust_digest_read(const struct json *object, struct trust_digest *out, struct problem *problem);
/* STATUS_OK if length and every hash fit. */
enum status trust_digest_check(const struct trust_digest *digest, const void *bytes, size_t size,
                               struct problem *problem);
/* Lower-case hex of the hash that stands in a target's file name; `out` holds 129 bytes. */
void trust_digest_name(const struct trust_digest *digest, char out[129]);

#endif
