/* A role's file as it stands and as it waits: taken over unchanged, written anew, or left waiting for signatures. For publish.c and
   the files it is made of alone. */
#ifndef FEEDER_ROLE_FILE_H
#define FEEDER_ROLE_FILE_H

#include "edition.h"

/* Finish it in any case. */
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

#endif
