/* Which columns of a table stand where, and how wide. Part of the grid. Widths are pixels. */
#ifndef KIOSK_GRID_COLUMNS_H
#define KIOSK_GRID_COLUMNS_H

#include "grid.h"

struct column {
    bool below;   /* stands in the row's labelled line */
    bool stacked; /* stands below the column that grid_column.under says */
    bool hidden;  /* belongs to the other part */
    float want, least, x, w;
};

struct columns {
    const struct sheet *sheet;
    const struct grid *grid;
    struct column *column; /* of the part that is being set */
    struct column *second; /* those of the second part, or NULL where all stand together */
    bool cards, stacked;
    float gutter;
    float lines; /* that a sample of its rows takes in the first line's columns, as found last */
};
/* Finds the widths; init and finish in pair. */
void columns_arrange(struct columns *columns, const struct sheet *sheet, const struct grid *grid,
                     float width);
void columns_finish(struct columns *columns);

/* Has a place of its own in the first line. */
bool columns_stand(const struct columns *columns, size_t c);
const struct grid_cell *columns_cell(const struct columns *columns, size_t row, size_t c);
struct text_style columns_head_style(const struct columns *columns);
struct text_style columns_cell_style(const struct columns *columns, size_t c, enum colour colour);
/* What an icon before a text of that style takes. */
float columns_icon_room(struct text_style style);

#endif
