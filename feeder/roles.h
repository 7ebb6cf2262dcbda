/* The two roles of one project: what their files say next, and what became of each item's text, on which its figures hang. For
   publish.c alone. */
#ifndef FEEDER_ROLES_H
#define FEEDER_ROLES_H

#include "entries.h"

struct group {
    const char *prefix; /* the project's id, or "~" */
    const struct stock_item *item;
    size_t items;
    const struct stock_project *project; /* its row, or NULL */
    const struct authority *texts, *figures;
    bool
        gather; /* this is "~", and every other prefix was looked through: withdrawals without a home come here */
};

struct roles { /* common to all groups */
    struct edition *edition;
    struct stock *stock;
    size_t *fresh, freshes; /* withdrawals that the last publication did not look for, as indices */
    char screens_digest[65];
};
void roles_init(struct roles *roles, struct edition *edition, struct stock *stock);
void roles_finish(struct roles *roles);

/* Brings both roles of a group up to date. */
enum status roles_publish(struct roles *roles, const struct group *group, struct problem *problem);

#endif
