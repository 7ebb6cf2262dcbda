/* One role of one project, its texts or its figures: one file, or bins. Which of its files have to be opened at all, and that what
   a finer cut leaves behind says nothing any more. What they say is its caller's. For roles.c alone. */
#ifndef FEEDER_SIDE_H
#define FEEDER_SIDE_H

#include "bins.h"
#include "entries.h"

struct side;

struct side_duty { /* what differs between texts and figures */
    enum duty duty;
    char *(*path_of)(const void *group, size_t item); /* of an item's target; the caller frees it */
    /* What the file of a bin is made from, so that it need not be opened to see that nothing is new. */
    void (*digest)(const struct side *side, size_t bin, char out[65]);
    /* True: it has to be opened whatever the digest says. */
    bool (*touched)(const struct side *side, size_t bin);
    enum status (*fill)(struct side *side, struct entry_maker *maker, size_t bin, struct problem *problem);
    /* Told what waits for signatures in the place of what is published; NULL: nobody asks. */
    void (*waits)(struct side *side, size_t bin, const struct entries *entries);
};

struct side {
    const struct side_duty *duty;
    struct edition *edition;
    struct stock *stock;
    const struct authority *authority;
    const char *prefix, *screens_digest;
    const void *group; /* the caller's, for path_of */
    size_t items;      /* of the group */
    void *with;        /* the caller's */

    char *role;
    struct role_file top;        /* the role's own file */
    int old_digits, digits;      /* of the bins published (-1: nothing is), and of those to be made */
    struct bins_sorting sorting; /* of the group's items */
    struct role_file source;     /* the published file that holds what the bin in work will hold */
    size_t source_bin;
};

/* Brings the role up to date. The upper half of `side` is filled in; `expected`: targets it will hold at least. */
enum status side_publish(struct side *side, size_t expected, struct problem *problem);

#endif
