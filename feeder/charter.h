/* Who may sign what: the newest root of a key folder for the four top roles, and roles.json for the roles of projects.
   Changing it never signs more than the keys at hand can; what lacks signatures waits as <n>.root.json. */
#ifndef FEEDER_CHARTER_H
#define FEEDER_CHARTER_H

#include "contract/when.h"
#include "keyring.h"

struct charter {
    struct authority duty[DUTY_COUNT];
    struct authority old_root; /* of the root before the newest; empty for the first */
    int64_t version;           /* of the newest root that counts */
    int64_t complete; /* newest root that is signed as the chain demands; version, unless drafts count */
    instant expires;
};

/* Loads it from a folder. With `drafts` a last root that still lacks signatures counts too. STATUS_END: no root there. */
enum status charter_load(const char *folder, bool drafts, struct charter *out, struct problem *problem);
void charter_finish(struct charter *charter);

/* Writes roles.json. */
enum status charter_write_roles(const struct charter *charter, const char *folder, struct problem *problem);
/* Writes the next root (complete + 1), signed as far as the ring can. *missing: signatures still needed. */
enum status charter_write_root(const struct charter *charter, const char *folder, const struct keyring *ring,
                               instant expires, int *missing, struct problem *problem);
/* Signatures that a root file lacks: by the old root's keys and by its own, the larger of both. */
int charter_root_missing(const struct envelope *root, const struct authority *old_root,
                         const struct authority *new_root);

char *charter_root_path(const char *folder, int64_t version);

#endif
