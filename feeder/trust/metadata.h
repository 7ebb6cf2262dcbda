/* One metadata file, read strictly into what the workflow asks about. Unknown members are legal and stay
   covered by the signatures, which are checked over the parsed tree; the bytes
   themselves are what gets stored. */
#ifndef TRUST_METADATA_H
#define TRUST_METADATA_H

#include "contract/when.h"
#include "trust/digest.h"
#include "trust/role.h"

enum trust_type { TRUST_ROOT, TRUST_TIMESTAMP, TRUST_SNAPSHOT, TRUST_TARGETS };
#define TRUST_TYPES 4
extern const char *const trust_type_name[TRUST_TYPES]; /* as in "_type" and in the roles of a root */

struct trust_delegation {
    const char *name;
    struct trust_role role;
    bool terminating;
    const struct json *paths, *prefixes; /* at most one; none of both: it speaks of nothing */
};

struct trust_metadata {
    enum trust_type type;
    struct json *tree;
    const struct json *signed_part, *signatures; /* borrowed from the tree, as all below */
    int64_t version;
    instant expires;
    struct trust_keyring keys;           /* of a root or of delegations */
    struct trust_role role[TRUST_TYPES]; /* of a root */
    bool consistent;                     /* of a root */
    const struct json *listed;           /* "meta" of timestamp and snapshot, "targets" of targets */
    struct trust_delegation *delegation; /* of targets, in order */
    size_t delegations;
};

/* Reads one file of the given type and at most `max_bytes`. Says nothing yet about
   who signed it. The caller owns *out. */
enum status trust_metadata_read(const char *bytes, size_t size, size_t max_bytes, enum trust_type type,
                                const struct trust_scheme *const *schemes, struct trust_metadata **out,
                                struct problem *problem);
void trust_metadata_destroy(struct trust_metadata *metadata);

/* What a timestamp or snapshot says about a file. STATUS_END: it does not list it. */
struct trust_listing {
    int64_t version;
    struct trust_digest digest;
};
enum status trust_metadata_listing(const struct trust_metadata *metadata, const char *file,
                                   struct trust_listing *out, struct problem *problem);
/* True if the delegation may speak of a path; `hash` is trust_path_hash of it, taken once for 4,096 bins. */
bool trust_delegation_covers(const struct trust_delegation *delegation, const char *path, const char *hash);

#endif
