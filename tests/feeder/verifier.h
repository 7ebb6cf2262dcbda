/* A second opinion on a publication: a plain reader of the whole folder, from the specification, sharing nothing with the
   publisher but the JSON reader, and nothing with feeder/trust. It fails the test at the first thing that is wrong. */
#ifndef TESTS_VERIFIER_H
#define TESTS_VERIFIER_H

#include "contract/buffer.h"
#include "json/json.h"

struct verified {
    const char *repo;
    int64_t root, timestamp, snapshot;
    size_t roles, targets;
    struct json *meta; /* of the snapshot */
    /* every live file below the repository, for looking for orphans */
    char **file;
    size_t files, room;
    /* entries by path */
    struct json **tree;
    size_t trees;
};

/* Reads everything a client could see. Finish with verified_finish. */
struct verified verify(const char *repo);
void verified_finish(struct verified *seen);

/* The entry of a path, or NULL; the version of a role in the snapshot, or 0. Borrowed. */
const struct json *verified_entry(const struct verified *seen, const char *path);
int64_t verified_version(const struct verified *seen, const char *role);
/* What the entry of a path says that it is: item, text, figures, sealed, tombstone; "" where there is none. */
const char *verified_form(const struct verified *seen, const char *path);
/* The bytes of a target, or of any file (NULL: not there); the caller frees them. */
char *verified_bytes(const struct verified *seen, const char *path, size_t *size);
char *slurp(const char *path, size_t *size);

#endif
