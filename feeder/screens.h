/* The enrolled screens: whose keys may read `affected` items. One file in the key folder, screens.json, signed by the
   `targets` keys, so that whoever breaks into the publishing machine cannot enrol a screen of their own. */
#ifndef FEEDER_SCREENS_H
#define FEEDER_SCREENS_H

#include "charter.h"
#include "contract/seal.h"

struct screen {
    unsigned char key[SEAL_KEY_BYTES];
    char *name;
    bool inside_area;
};

struct screens {
    struct screen *screen;
    size_t count;
    int64_t version; /* of the file; 0: none yet */
};

/* Reads FOLDER/screens.json, and a newer complete FOLDER/pending/screens.json if there is one (which then takes its place).
   Refuses one that is not signed by a threshold of the charter's targets keys. No file is an empty list. */
enum status screens_load(const char *folder, const struct charter *charter, struct screens *out,
                         struct problem *problem);
void screens_finish(struct screens *screens);

/* Adds (or changes) and removes one, and signs as far as the ring can: into screens.json if that is enough, else into
   pending/screens.json. *missing: signatures still needed. */
enum status screens_add(const char *folder, const struct charter *charter, const struct keyring *ring,
                        const char *key, const char *name, bool inside_area, int *missing,
                        struct problem *problem);
enum status screens_remove(const char *folder, const struct charter *charter, const struct keyring *ring,
                           const char *key_or_name, int *missing, struct problem *problem);

#endif
