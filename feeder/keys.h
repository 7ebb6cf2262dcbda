/* `feeder keys`: what the owner of a publication does with its keys. Each function changes the key folder and appends to
   `said`, line by line, what a person should know; the office's words for it stand in assets/strings/feeder.ini. */
#ifndef FEEDER_KEYS_H
#define FEEDER_KEYS_H

#include "charter.h"

struct keys_request {
    const char *folder;     /* the key folder */
    const char *passphrase; /* of keys made and used, or NULL */
    int threshold, count;   /* of root, targets and texts; 0: one key, or one more than the threshold */
    instant now;
    int root_days; /* how long a root holds */
};

/* Makes the keys of all roles, roles.json and 1.root.json in a new folder. Refuses one that has a root. */
enum status keys_new(const struct keys_request *request, struct buffer *said, struct problem *problem);
/* Makes one key of a duty, for a person who signs on a machine of their own; its .pub.json goes to keys_add. */
enum status keys_make(const struct keys_request *request, enum duty duty, struct buffer *said,
                      struct problem *problem);
/* Takes in a key that was made elsewhere. */
enum status keys_add(const struct keys_request *request, const char *public_file, struct buffer *said,
                     struct problem *problem);
/* Replaces one key of a duty, or all of them if `id` is NULL, by new ones. */
enum status keys_rotate(const struct keys_request *request, enum duty duty, const char *id,
                        struct buffer *said, struct problem *problem);
/* Writes the next root with the same keys, which holds for root_days more. */
enum status keys_renew(const struct keys_request *request, struct buffer *said, struct problem *problem);
/* Takes a key out without a new one; refused where the threshold could no longer be met. */
enum status keys_revoke(const struct keys_request *request, const char *id, struct buffer *said,
                        struct problem *problem);
/* Tells each duty's keys and threshold, and which secret halves lie here. */
enum status keys_show(const struct keys_request *request, struct buffer *said, struct problem *problem);
/* Adds the signatures of this folder's keys to a metadata file (a root, a pending role, screens.json). STATUS_UNCHANGED: no
   key here has anything to add. */
enum status keys_sign(const struct keys_request *request, const char *file, struct buffer *said,
                      struct problem *problem);

/* Whose duty a metadata file is, by its type and name: `.../3.p.texts.0a.json` is for `texts`. DUTY_COUNT: nobody's. */
enum duty keys_duty_of(const char *file, const struct json *body);
/* The same for a file of type `targets`, by its name alone. */
enum duty keys_duty_of_name(const char *file);

#endif
