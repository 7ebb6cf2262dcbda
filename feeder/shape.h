/* What a source's views look like: which of the columns of contract/view.c each one has. A vendor may leave
   out optional columns and, where its office has none, whole detail views; those read as NULL and as empty. */
#ifndef FEEDER_SHAPE_H
#define FEEDER_SHAPE_H

#include "contract/view.h"

#define SHAPE_COLUMNS 40 /* more than any view has (household: 29) */

struct shape {
    bool view[VIEW_COUNT];
    bool column[VIEW_COUNT][SHAPE_COLUMNS];
};

/* Empties the shape. */
void shape_init(struct shape *shape);
/* Takes note of one column the source has; names that are none of ours are ignored. Case does not matter to
   SQLite and does to PostgreSQL: the caller says which. */
void shape_see(struct shape *shape, const char *view, const char *column, bool fold_case);
/* project, item, item_text and withdrawal must be there, and of every view that is there the required
   columns. STATUS_MISUSE names the view and the column. */
enum status shape_check(const struct shape *shape, struct problem *problem);

/* How a view's rows are told apart and counted by a scan: the column that names the item (or project) a row
   belongs to, and the one that tells a row from its siblings (NULL: updated_at alone). Both are required
   columns or checked for. */
const char *shape_key(enum view_id view);
const char *shape_sibling(const struct shape *shape, enum view_id view);

#endif
