/* Figures of few households would tell what each of them did. Groups of progress rows with fewer than `least`
   households are merged into a neighbour, never left out: what is missing could be computed from the whole.
   Cases: tests/cases/guard/group*.

   rule                                                                       function
   G1  a group's size is the least household count any of its rows gives      measure
   G2  flats stand for households where a group has no household rows         measure
   G3  the smallest group goes to its smaller neighbour, until none is small  merge_small
   G4  the same groups are one in every metric and unit and on every day      sum_figures
   G5  a merged row is the sum; its name joins the names with 、              sum_figure, join_names
   G6  a merged figure needs all its members, or the sum would tell of one    sum_figures

   Rows without group_name are the whole project and stay. An item none of whose groups counts households is
   left as it is: nothing says how many stand behind a figure. */
#ifndef FEEDER_GROUPS_H
#define FEEDER_GROUPS_H

#include "contract/view.h"

/* Merges in place; `rows` are checked rows of VIEW_PROGRESS, ordered by seq. STATUS_REFUSED:
   "duplicate-figure", "group-gap", "bad-number" (a sum too large). */
enum status groups_merge(struct rows *rows, int least, struct problem *problem);

#endif
