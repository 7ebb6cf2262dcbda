/* The entries of one role file in the making: target path → {"custom","hashes","length"}, and how each form of target is
   made (docs/formats.md §9). An entry that is right already is taken over as it stands. */
#ifndef FEEDER_ENTRIES_H
#define FEEDER_ENTRIES_H

#include "role_file.h"
#include "stock.h"

struct entry {
    char *path, *text; /* canonical JSON */
    char sha256[65];
    bool tombstone;
};
struct entries {
    struct entry *entry;
    size_t count, capacity;
};
void entries_finish(struct entries *entries);
void entries_sort(struct entries *entries);
const struct entry *entries_find(const struct entries *sorted, const char *path);
/* Appends them, sorted, as the object that is a role's "targets". */
void entries_write(const struct entries *sorted, struct buffer *out);

/* Where new targets go and what may be taken over: the entries published (`old`) and those that wait. */
struct entry_maker {
    struct edition *edition;
    struct stock *stock;
    const struct json *old, *waiting; /* objects of entries, or NULL */
    bool pending;                     /* the role cannot be signed here: targets go beside the waiting file */
    const char *screens_digest;       /* 64 hex digits */
    struct entries *out;
};

/* Members of an entry's custom and hash; NULL where there is none. */
const char *entry_form(const struct json *entry);
const char *entry_sha256(const struct json *entry);
const char *entry_custom(const struct json *entry, const char *member);
int64_t entry_version(const struct json *entry); /* -1: none */

/* The text side of an item: whole, sealed, or the text part. *split: it has figures as well. */
enum status entry_add_item(struct entry_maker *maker, const char *prefix, const struct stock_item *item,
                           bool *split, struct problem *problem);
/* The figures of an item that has them. */
enum status entry_add_figures(struct entry_maker *maker, const char *prefix, const struct stock_item *item,
                              struct problem *problem);
enum status entry_add_project(struct entry_maker *maker, const char *prefix,
                              const struct stock_project *project, struct problem *problem);
/* `until`: the withdrawn item's own end, or NULL. */
enum status entry_add_tombstone(struct entry_maker *maker, const char *path,
                                const struct stock_tombstone *tombstone, const char *until, bool mass,
                                struct problem *problem);
/* Takes over an entry as it stands. */
void entry_keep(struct entry_maker *maker, const char *path, const struct json *entry);

char *entry_text_path(const char *prefix, const char *id);
char *entry_figures_path(const char *prefix, const char *id);
char *entry_project_path(const char *prefix);

#endif
