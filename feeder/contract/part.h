/* The two parts in which a record with figures is published, so that an online key can bring new numbers but
   no new word (docs/formats.md §9). Figures are as_of and the rows of a few views; their words stay with the
   text, and the figures point at them. Both ends use this file: publish splits,
   the follower and the kiosk join. */
#ifndef CONTRACT_PART_H
#define CONTRACT_PART_H

#include "contract/record.h"

/* May rows of this view be signed by an online key? What a household is paid, a reward, a firm, a person or a
   telephone number is a decision and stays with the text. */
bool part_is_figures(enum view_id view);

/* Is this record published in two parts? It has figures and is not `affected` (those are sealed whole). */
bool part_needed(const struct record *record);

/* Appends the canonical bytes of both parts of a record for which part_needed holds. */
void part_split(const struct record *record, struct buffer *text, struct buffer *figures);

/* Joins them again; the caller owns *out. `figures` NULL gives the record without its figures (revision 0).
   Refuses, with "bad-part", figures that belong to another text, id or version, a column of free text among
   them, an index out of range, and every spelling that part_split would not have
   written. *out is untouched on failure. */
enum status part_join(const char *text, size_t text_size, const char *figures, size_t figures_size,
                      struct record **out, struct problem *problem);

#endif
