/* The 35 disclosure items, the spine of everything: assets/catalogue.json, embedded in the program. */
#ifndef CONTRACT_CATALOGUE_H
#define CONTRACT_CATALOGUE_H

#include "contract/record.h"

#define CATALOGUE_ITEMS 35
#define CATALOGUE_STAGES 8 /* S0…S6, SX */

struct catalogue_item {
    const char *id; /* "D01" */
    int stage;      /* 0…6; 7 is SX, the whole course */
    const char *name[LANG_COUNT];
    int publish_within_days; /* 0: no national figure */
    bool publish_within_workdays;
    int min_display_days;   /* 0: no national figure; D09: 30 (Regulation art. 10) */
    enum audience audience; /* who may read it where the office says nothing */
    enum kind kind;         /* its usual form */
    bool statutory;         /* demanded by law or regulation, not only by policy or practice */
    bool must_be_on_site;
};

/* The item, or NULL for an id that is not D01…D35. The table is read once and stays for the program's life. */
const struct catalogue_item *catalogue_find(const char *id);
const struct catalogue_item *catalogue_at(size_t index); /* 0…34 */

/* What no signature overrides, judged by the follower and again by the screen: what is for the affected households is for them
   alone, no household's row is public, and what the law demands is statutory. STATUS_REFUSED: "unknown-catalogue",
   "audience-widened", "household-public", "statutory-lowered". */
enum status catalogue_check(const struct record *record, struct problem *problem);

#endif
