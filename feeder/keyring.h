/* The secret keys at hand: those in one folder. What a role may need and is not here, somebody else signs. */
#ifndef FEEDER_KEYRING_H
#define FEEDER_KEYRING_H

#include "envelope.h"

/* Who does what. A key belongs to one role; the roles of projects share the keys of `texts` and `figures`. */
enum duty { DUTY_ROOT, DUTY_TARGETS, DUTY_SNAPSHOT, DUTY_TIMESTAMP, DUTY_TEXTS, DUTY_FIGURES, DUTY_COUNT };
extern const char *const duty_words[DUTY_COUNT];

struct secret_key {
    struct public_key public;
    unsigned char secret[64];
    enum duty duty;
    char *file;
};

struct keyring {
    struct secret_key *key;
    size_t keys;
    size_t locked; /* further keys that the passphrase, or its absence, left shut */
};

/* Loads every *.key of a folder. `passphrase` (or NULL) opens locked ones; a key file that is no key is refused, one that
   stays shut is counted. Finish it in any case. */
enum status keyring_load(const char *folder, const char *passphrase, struct keyring *out,
                         struct problem *problem);
void keyring_finish(struct keyring *ring);

/* Makes the next key of a duty in a folder (`<duty>-<n>.key`, mode 0600, and `<duty>-<n>.pub.json`). */
enum status keyring_make(const char *folder, enum duty duty, const char *passphrase, struct public_key *out,
                         struct problem *problem);

/* Appends the envelope of `body` with signatures of the authority's keys: those of `old` (or NULL) that are good for these
   very bytes, and of keys at hand. No more than the threshold needs: what is not needed could be changed on its way by
   anyone, and no reader would notice. Gives the number of signatures. */
int keyring_sign(const struct keyring *ring, const struct authority *authority, const struct envelope *old,
                 const struct buffer *body, struct buffer *out);
/* The same for a root, which its own keys and those of the one before it must sign (`old_root` without keys: the first). */
void keyring_sign_root(const struct keyring *ring, const struct authority *root,
                       const struct authority *old_root, const struct buffer *body, struct buffer *out);

/* The first line of a passphrase file, NULL where `file` is NULL. Wiped and freed by passphrase_forget. */
enum status passphrase_read(const char *file, char **out, struct problem *problem);
void passphrase_forget(char *passphrase);

#endif
