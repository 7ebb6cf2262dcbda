/* A private copy of a cache in memory, for places where SQLite cannot open it: a read-only file system, or no
   right to the -wal and -shm beside it. For snapshot.c alone. */
#ifndef CONTRACT_MIRROR_H
#define CONTRACT_MIRROR_H

#include "contract/status.h"

#include <sys/stat.h>

/* Which file it is and what state it is in: changes with every commit and checkpoint. */
struct mirror_mark {
    struct stat db, wal; /* zeroed where there is no wal */
};

/* Looks at PATH and PATH-wal. STATUS_UNAVAILABLE "no-cache": no file. Refuses what
   is no regular file or too large. */
enum status mirror_look(const char *path, struct mirror_mark *out, struct problem *problem);
bool mirror_same(const struct mirror_mark *a, const struct mirror_mark *b);
/* The same file under the name, whatever happened in it. */
bool mirror_same_file(const struct mirror_mark *a, const struct mirror_mark *b);

struct mirror {
    char *folder, *db; /* NULL: none made */
    struct mirror_mark mark;
};
/* Copies db and wal to a folder of mode 0700 in XDG_RUNTIME_DIR, /run, /dev/shm or /tmp, the first that has
   room. A copy during which the source changed is made again. Remove with mirror_remove, also right after
   opening the copy: an open file needs no name, and a killed process then leaves nothing behind. */
enum status mirror_make(const char *path, struct mirror *out, struct problem *problem);
void mirror_remove(struct mirror *mirror);

#endif
