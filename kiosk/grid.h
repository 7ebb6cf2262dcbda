/* Tables that fit the screen: columns with heads, cells of text, rows that are never cut, the head repeated on each page.
   Where the columns do not fit: a table of many columns is set in two parts (`part`) on pages that follow each other, else all
   that may stands below others (`under`), else the least important move to a labelled line of the row (portrait), else each row
   becomes a card of label and value (narrow). Nothing is left out. */
#ifndef KIOSK_GRID_H
#define KIOSK_GRID_H

#include "pager.h"

struct grid_column {
    const char *head;      /* borrowed */
    enum text_align align; /* ALIGN_END for numbers */
    float least, most;     /* width in u; most 0: takes its share of what is left */
    int importance;        /* higher stays in the first line longer */
    bool strong;           /* bold, body size; others note size */
    bool body;             /* body size, not bold */
    size_t under; /* where not all fit side by side it stands below column `under - 1`, its head below that
                               head; 0: nowhere. That column must stand below none. */
    int part;     /* of a table that needs two: 1 or 2; 0: in both, for what tells rows apart */
};
/* A span whose style has this mark is a chip: a word of the interface (not recorded) on a box
   in the colour of the span behind it. */
#define GRID_CHIP 16u

struct grid_cell {
    const char *text;             /* borrowed; NULL: empty */
    enum colour colour;           /* COLOUR_INK where 0 is COLOUR_PAPER: use grid_plain() */
    const char *icon;             /* NULL or the name of an icon before the text */
    const struct text_span *span; /* NULL, or the text in several styles; `text` is then not looked at */
    size_t spans;
    bool nought;        /* a zero: says nothing more where it would stand behind its label */
    const char *second; /* NULL or a smaller line under the text: the Korean of a Chinese name */
};
struct grid {
    const struct grid_column *column;
    size_t columns;
    const struct grid_cell *cell; /* rows x columns */
    size_t rows;
    size_t group_every; /* a heavier rule after each n rows; 0: none */
    bool looked_up;     /* a reader wants his own row, not all of them */
    bool silent_heads;  /* heads are words of the interface (not recorded as lines of the item) */
    bool prose;         /* cells are sentences: taller lines, more room between rows */
    bool last;          /* nothing follows it: its last page gets about a third of a page's rows at least */
    enum lang lang;
};
struct grid_cell grid_plain(const char *text);
void pager_grid(struct pager *pager, const struct grid *grid);
/* Height of its heads and its first row in the pager's width, pixels. */
float pager_grid_opening(const struct pager *pager, const struct grid *grid);

#endif
