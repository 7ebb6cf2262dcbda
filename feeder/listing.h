/* What a publication lists: the targets of all its roles as items, projects and withdrawals (docs/formats.md §9). Read role by
   role; which role may speak of which path is checked by its name here and, where it matters, by trust. */
#ifndef FEEDER_LISTING_H
#define FEEDER_LISTING_H

#include "contract/status.h"
#include "contract/when.h"
#include "trust/trust.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum listed_form {
    FORM_ITEM,
    FORM_TEXT,
    FORM_SEALED,
    FORM_TOMBSTONE,
    FORM_PROJECT,
    FORM_FIGURES,
    FORM_COUNT
};

#define LISTED_MARK_BYTES 104

struct listed {
    char *id;
    const char *prefix; /* the project's id, or "~"; owned by the listing */
    enum listed_form form;
    bool mass;       /* of a tombstone: one of a declared mass withdrawal */
    bool lapsed;     /* its role has expired since it was verified: nothing new is taken from it */
    uint32_t length; /* of the target's bytes, at most UINT32_MAX */
    int64_t version; /* 0 of a project */
    instant until;   /* of a sealed item: its end, or NO_INSTANT */
    unsigned char sha256[32];
};

struct listing {
    struct listed *entry; /* without figures, in the order of the roles: neighbours stand in one file */
    size_t entries, capacity;
    struct listed *figures; /* sorted by id and prefix once listing_sort was called */
    size_t figure_count, figure_capacity;
    const struct listed **by_id; /* the entries so sorted */
    char **prefix;
    size_t prefixes, prefix_capacity;
    size_t strange; /* targets that are none of this product's, or not where they belong */
};
void listing_finish(struct listing *listing);

/* True if a role's name is one of ours: "<prefix>.texts", "<prefix>.figures", or a bin of these. */
bool listing_is_role(const char *role);
/* True if a role so called may speak of the item of this prefix and id. */
bool listing_speaks(const char *role, const char *prefix, const char *id);

/* Adds what a role's file lists (`targets`: its member of that name). STATUS_REFUSED "too-many" beyond the limits. */
enum status listing_add(struct listing *listing, const char *role, const struct json *targets, bool lapsed,
                        struct problem *problem);
void listing_sort(struct listing *listing);

/* The first entry of an id in the order of prefixes, and of an id under one prefix; NULL if there is none. */
const struct listed *listing_find(const struct listing *listing, const char *id);
const struct listed *listing_find_under(const struct listing *listing, const char *id, const char *prefix);
const struct listed *listing_figures(const struct listing *listing, const struct listed *text);

/* Path of a target. The caller frees it. */
char *listed_path(const struct listed *listed);
/* Where its bytes lie in a publication: "targets/…". The caller frees it. */
char *listed_file(const struct listed *listed);
/* True if this is what the entry says: what was listed and what was verified later are one. */
bool listed_is(const struct listed *listed, const struct trust_target *target);
/* What the cache remembers of an entry: it differs as soon as any of its targets does. `figures` may be NULL. */
void listed_mark(const struct listed *listed, const struct listed *figures, char out[LISTED_MARK_BYTES]);

#endif
