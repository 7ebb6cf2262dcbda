/* Who may sign what: public keys, and roles as sets of them with a threshold. */
#ifndef TRUST_ROLE_H
#define TRUST_ROLE_H

#include "contract/limits.h"
#include "contract/status.h"
#include "trust/scheme.h"
#include "json/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trust_key {
    const char *id;                    /* borrowed from the metadata: a name, and no more than that */
    const struct trust_scheme *scheme; /* NULL: of no accepted scheme; it signs nothing */
    void *loaded;
    unsigned char identity[TRUST_IDENTITY_BYTES];
};

struct trust_keyring {
    struct trust_key *key; /* sorted by id */
    size_t count;
};

/* Reads a "keys" object; keys of unknown schemes are kept as unusable, malformed ones refuse the file. */
enum status trust_keyring_read(const struct json *keys, const struct trust_scheme *const *schemes,
                               struct trust_keyring *out, struct problem *problem);
void trust_keyring_finish(struct trust_keyring *ring);

struct trust_role {
    int64_t threshold;
    size_t count;
    const struct trust_key *key[LIMIT_TRUST_ROLE_KEYS]; /* borrowed from the keyring */
};

/* Reads "keyids" and "threshold". Refused: threshold below 1, a key id twice, more keys than the limit. Ids
   without a key are passed over, so a threshold may be out of reach: then
   nothing is ever signed by this role. */
enum status trust_role_read(const struct json *role, const struct trust_keyring *ring, struct trust_role *out,
                            struct problem *problem);
/* True if no public key of the role before is missing after, whatever their ids. */
bool trust_role_keeps_keys(const struct trust_role *before, const struct trust_role *after);

/* STATUS_OK if at least `threshold` different public keys of the role signed the canonical form of
   `signed_part`. Signatures of others and bad ones count for nothing; the signatures' shape was checked when
   the file was read. */
enum status trust_role_verify(const struct trust_role *role, const struct json *signed_part,
                              const struct json *signatures, struct problem *problem);

#endif
