/* How a table shares its width among its columns so that its rows take the fewest lines. It knows nothing of text: each column
   offers some widths and says how many lines each row's cell takes in them. Part of the grid. */
#ifndef KIOSK_GRID_WIDTHS_H
#define KIOSK_GRID_WIDTHS_H

#include <stddef.h>
#include <stdint.h>

#define WIDTHS_OFFERED 40 /* by one column at most */
#define WIDTHS_ROWS 64    /* at most: of a longer table a sample decides */

/* In one row, in one width. A row is as high as the tallest of its cells, and below that as the tallest of the cells that stand
   below others. */
struct widths_lines {
    uint8_t lines, below; /* of the cell; of the cell that stands below it */
    uint8_t torn;         /* lines that end inside a date, an amount, a word */
};

struct widths_column {
    size_t offers;               /* at least one; none narrower than the column is readable in */
    float width[WIDTHS_OFFERED]; /* ascending */
    struct widths_lines *lines;  /* [offer][row] */
    size_t chosen;               /* in: an allocation that fits; out: the one found */
};

struct widths {
    size_t columns, rows;
    struct widths_column *column;
    const unsigned *weight; /* of each row: heads stand on every page; NULL: 1 each */
};

/* Finds the offers to be chosen, within `room` in sum. What it finds never takes more lines than what was chosen before, where
   two things torn count as much as a line. Always
   the same for the same table. */
void widths_choose(struct widths *widths, float room);
/* Lines that all rows take together, as chosen. */
uint64_t widths_lines_of(const struct widths *widths);

#endif
