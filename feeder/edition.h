/* A publication in the making: what stands, the keys at hand, and one role file after the other, each of which is taken
   over unchanged, written, or left waiting for signatures. For publish.c, roles.c and entries.c alone. */
#ifndef FEEDER_EDITION_H
#define FEEDER_EDITION_H

#include "depot.h"
#include "publish.h"
#include "screens.h"

struct edition_role { /* a role and its version in the snapshot */
    char *name;
    int64_t version;
};
struct
    edition_input { /* what a role file was made from, so that it need not be opened to see that nothing is new */
    char *role;
    int64_t version;
    instant expires;
    char digest[65];
};

struct edition {
    const struct publish_settings *settings;
    struct publish_report *report;
    instant now;
    struct depot *depot;
    struct charter charter;
    struct keyring ring;
    struct screens screens;
    unsigned char seal_secret[32];
    int64_t timestamp_version, snapshot_version; /* that stand now; 0: none */
    instant issued;                              /* of the timestamp that stands; NO_INSTANT: none */
    struct envelope snapshot;
    struct edition_role *role; /* sorted by name; versions as the next snapshot will tell them */
    size_t roles;
    struct edition_input *known, *input; /* of the last publication, sorted; of this one */
    size_t knowns, inputs, input_room;
    char **
        adopted; /* pending files that were taken over, removed once the publication stands; NULL: waits again */
    size_t adoptions;
    bool begun, changed; /* something was put; the next snapshot differs */
};

enum status edition_open(struct edition *edition, const struct publish_settings *settings, instant now,
                         struct publish_report *report, struct problem *problem);
void edition_close(struct edition *edition);

/* How long a duty's files hold, in seconds; is what ends at `expires` to be signed anew? */
int64_t edition_lifetime(const struct edition *edition, enum duty duty);
bool edition_is_due(const struct edition *edition, enum duty duty, instant expires);
/* Can the keys at hand sign for it alone? */
bool edition_can_sign(const struct edition *edition, const struct authority *authority);

/* Puts a target: into the publication, or beside the pending files if the role cannot be signed here. */
enum status edition_put_target(struct edition *edition, bool pending, const char *path, const char *sha256,
                               const struct buffer *bytes, struct problem *problem);

/* A role's file as it stands and as it waits. Finish it in any case. */
struct role_file {
    char *name;
    enum duty duty;
    const struct authority *authority;
    int64_t version; /* 0: none published */
    instant expires;
    struct envelope old, waiting; /* body NULL: there is none */
};
enum status role_file_open(struct edition *edition, const char *name, enum duty duty,
                           const struct authority *authority, struct role_file *out, struct problem *problem);
void role_file_finish(struct role_file *file);
/* The entry of a path in the published file, else in the waiting one, or NULL. */
const struct json *role_file_entry(const struct role_file *file, const char *path);
const struct json *role_file_waiting_entry(const struct role_file *file, const char *path);
/* Makes the file say `targets` and `delegations` (canonical JSON; NULL: none), if it does not already. *published tells
   whether that is what clients will see: not if it waits for signatures. */
enum status role_file_put(struct edition *edition, struct role_file *file, const struct buffer *delegations,
                          const struct buffer *targets, bool *published, struct problem *problem);

/* Version of a role in the next snapshot; 0: none. */
int64_t edition_version(const struct edition *edition, const char *name);
/* The input of a role at the last publication, if that is still the version published; else NULL. Notes it for this one. */
const struct edition_input *edition_known(const struct edition *edition, const char *name);
void edition_note(struct edition *edition, const char *name, instant expires, const char *digest);

/* Writes snapshot and timestamp as needed and makes them the publication. */
enum status edition_seal(struct edition *edition, struct problem *problem);

#endif
