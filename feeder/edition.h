/* A publication in the making: what stands, the keys at hand, and one role file after the other, each of which is taken
   over unchanged, written, or left waiting for signatures. For publish.c and the files it is made of alone. */
#ifndef FEEDER_EDITION_H
#define FEEDER_EDITION_H

#include "depot.h"
#include "publish.h"
#include "screens.h"

#define EDITION_FILE_BYTES (64 << 20) /* of our own, before bins were made */
#define EDITION_SPEC "\"spec_version\":\"1.0.31\""

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
    instant said_heard;                          /* up to when it says that its sources were heard */
    instant heard; /* up to when the sources' word is known, set before the seal; NO_INSTANT: now */
    struct envelope snapshot;
    struct edition_role *role; /* sorted by name; versions as the next snapshot will tell them */
    size_t roles, role_room;
    struct edition_input *known, *input; /* of the last publication, sorted; of this one */
    size_t knowns, inputs, input_room;
    char **
        adopted; /* pending files that were taken over, removed once the publication stands; NULL: waits again */
    size_t adoptions;
    bool begun, changed; /* something was put; the next snapshot differs */
    bool left;           /* a target was put beside the waiting files */
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

/* Leaves the content key of a sealed target that waits beside it, readable by its owner alone, for those who are to sign it. */
enum status edition_put_content(struct edition *edition, const char *path, const char *sha256,
                                const unsigned char content[32], struct problem *problem);

/* For role_file.c and adoption.c. Reads a metadata file of the publication; STATUS_END: there is none. */
enum status edition_read(const struct edition *edition, const char *name, struct envelope *out,
                         struct problem *problem);
/* The next version of a file that was never written, not even by a publication that failed. */
int64_t edition_next_version(const struct edition *edition, const char *name, int64_t version);
/* Puts a file below the publication, and a signed role file in the place of its old version (0: none). */
enum status edition_put(struct edition *edition, const char *name, const void *bytes, size_t size,
                        struct problem *problem);
enum status edition_put_role(struct edition *edition, const char *name, int64_t old_version, int64_t version,
                             const struct buffer *bytes, struct problem *problem);
/* A path below pending/, to be freed; what was taken over from there, and what waits there again after all. */
char *edition_pending_path(const struct edition *edition, const char *name);
void edition_adopted(struct edition *edition, const char *path);
void edition_keep_waiting(struct edition *edition, const char *path);

/* Version of a role in the next snapshot; 0: none. */
int64_t edition_version(const struct edition *edition, const char *name);
/* The input of a role at the last publication, if that is still the version published; else NULL. Notes it for this one. */
const struct edition_input *edition_known(const struct edition *edition, const char *name);
void edition_note(struct edition *edition, const char *name, instant expires, const char *digest);

/* Writes snapshot and timestamp as needed and makes them the publication. */
enum status edition_seal(struct edition *edition, struct problem *problem);

#endif
