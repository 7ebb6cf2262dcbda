/* The items of one fetch and what they may weigh. Adapters hand in row after row as the database gives them;
   the batch finds the item, holds each cell, each item and the whole to its limit, and never aborts for one
   of them: what is over is cut and said to be cut. */
#ifndef FEEDER_BATCH_H
#define FEEDER_BATCH_H

#include "source.h"

struct batch {
    struct source_item *item;
    size_t count;
    size_t active; /* items still being read: the first `active`; those behind said `later` */
    size_t bytes;  /* memory held for all of them */
};

/* A cell as the database gave it; bytes NULL for SQL NULL. */
struct batch_cell {
    const char *bytes;
    size_t size;
};

/* Items whose id no database can be asked for (tally_is_askable) are cut at once. */
void batch_init(struct batch *batch, struct source_item *items, size_t count);
/* Puts all items from the `most`-th on off to another batch. */
void batch_defer(struct batch *batch, size_t most);
/* Takes one row of a view; cell[i] belongs to column i. `cut`: the source itself left out an overlong cell.
   Rows of ids not asked for, or of items put off, are passed over. */
void batch_take(struct batch *batch, enum view_id view, const struct batch_cell *cell, bool cut);
/* The item has more rows in this view than may be read, or one too large to be read. */
void batch_cut(struct batch *batch, enum view_id view, const char *id);

/* An owned copy of a cell, or NULL for NULL. One that is over its column's limit is shortened to just over
   it, a NUL inside becomes U+0001: both are refused by the guard, and *cut says so. */
char *batch_cell_copy(const struct view_column *column, const struct batch_cell *cell, bool *cut);

#endif
