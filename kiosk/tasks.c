/* The task table: who does what until when, how far it is, and why it is late. */
#include "grid.h"
#include "timeline.h"

#include <stdlib.h>

enum { NAME, STATE, OWNER, PLANNED, ACTUAL, STAGE, BASIS, NOTE, COLUMNS };

static const struct {
    const char *key;
    struct grid_column column;
} heads[COLUMNS] = {
    [NAME] = {"schedule.task", {.least = 17, .importance = 9, .strong = true}},
    [STATE] = {"schedule.state", {.least = 17, .most = 17, .importance = 8}},
    [OWNER] = {"schedule.owner", {.least = 9, .importance = 6}},
    [PLANNED] = {"tasks.planned", {.least = 14.4f, .most = 20, .importance = 5}},
    [ACTUAL] = {"tasks.actual", {.least = 14.4f, .most = 20, .importance = 4}},
    [STAGE] = {"tasks.stage", {.least = 8, .importance = 3}},
    [BASIS] = {"tasks.basis", {.least = 8, .importance = 2}},
    [NOTE] = {"tasks.note",
              {.least = 30, .importance = 1}}, /* seldom there: below its row unless there is much room */
};

static void row_fill(struct board *b, const struct timeline_row *t, struct grid_cell out[COLUMNS])
{
    int year = civil_from_date(sheet_today(b->sheet)).year;
    const char *text[COLUMNS] = {
        [NAME] = timeline_cell(t, "name"),
        [STATE] = t->state_word,
        [OWNER] = timeline_cell(t, "owner"),
        [PLANNED] = board_period(b, t->planned_from, t->planned_until, year),
        [ACTUAL] = board_period(b, rows_date(t->rows, t->row, "actual_from"),
                                rows_date(t->rows, t->row, "actual_until"), year),
        [STAGE] = timeline_cell(t, "stage"),
        [BASIS] = timeline_cell(t, "basis"),
        [NOTE] = timeline_cell(t, "note"),
    };
    for (size_t i = 0; i < COLUMNS; i++)
        out[i] = grid_plain(text[i]);
    out[STATE].icon = t->state->icon;
    out[STATE].colour = t->state->colour;
    out[NAME].second = b->sheet->korean ? timeline_cell(t, "name_ko") : NULL;
}

void timeline_grid(struct board *board, const struct rows *rows, bool dates)
{
    if (rows->count == 0)
        return;
    struct grid_cell *all = take_zeroed(rows->count * COLUMNS, sizeof *all),
                     *cell = take_zeroed(rows->count * COLUMNS, sizeof *cell);
    for (size_t i = 0; i < rows->count; i++) {
        struct timeline_row t = timeline_row(board, rows, i);
        row_fill(board, &t, all + i * COLUMNS);
    }
    struct grid_column column[COLUMNS];
    size_t columns = 0, from[COLUMNS];
    for (size_t k = 0; k < COLUMNS; k++) { /* only what any row has */
        bool have = false;
        for (size_t i = 0; i < rows->count; i++)
            have = have || all[i * COLUMNS + k].text != NULL;
        if (!have || (dates && (k == STATE || k == OWNER || k == NOTE)))
            continue;
        column[columns] = heads[k].column;
        column[columns].head = board_word(board, heads[k].key);
        from[columns++] = k;
    }
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = 0; k < columns; k++)
            cell[i * columns + k] = all[i * COLUMNS + from[k]];
    if (!dates || columns > 1)
        pager_grid(&board->pager, &(struct grid){.column = column,
                                                 .columns = columns,
                                                 .cell = cell,
                                                 .rows = rows->count,
                                                 .last = !board_has_text(board),
                                                 .silent_heads = true});
    free(all);
    free(cell);
}

void compose_tasks(struct composing *c)
{
    struct board board;
    board_init(&board, c);
    board.reference = board_as_of(&board, NO_DATE);
    board_start(&board);
    timeline_grid(&board, timeline_rows(c->record), false);
    board_end(&board);
}
