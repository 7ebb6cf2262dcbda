/* Steepest descent, twice: from the allocation that was given and from the narrowest, since where many columns must give a
   little for one, no single exchange is worth its while. A move takes one column narrower (or none) and gives what is free then
   to another; the best of all moves is made until none is any good. */
#include "grid_widths.h"

#include "contract/buffer.h"
#include "contract/status.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LINE_COST 4096u /* a row's line; */
#define TORN_COST 2048u /* two things that are torn are a line */
#define CELL_COST 1u    /* of two tables of the same height, the one that wraps fewer cells */
#define MOVES_MOST 32
#define NONE SIZE_MAX

static const struct widths_lines *offer(const struct widths *widths, size_t column, size_t at)
{
    return widths->column[column].lines + at * widths->rows;
}

/* A row but for two of its columns. */
struct rest {
    unsigned lines, below, torn, cells;
};

static void add(struct rest *rest, const struct widths_lines *cell)
{
    rest->lines = cell->lines > rest->lines ? cell->lines : rest->lines;
    rest->below = cell->below > rest->below ? cell->below : rest->below;
    rest->torn += cell->torn;
    rest->cells += cell->lines;
}

static uint64_t cost_of(const struct rest *row)
{
    return (uint64_t)LINE_COST * (row->lines + row->below) + (uint64_t)TORN_COST * row->torn +
           (uint64_t)CELL_COST * row->cells;
}

static void rest_find(const struct widths *widths, size_t one, size_t other, struct rest rest[WIDTHS_ROWS])
{
    memset(rest, 0, widths->rows * sizeof *rest);
    for (size_t c = 0; c < widths->columns; c++) {
        if (c == one || c == other)
            continue;
        const struct widths_lines *lines = offer(widths, c, widths->column[c].chosen);
        for (size_t r = 0; r < widths->rows; r++)
            add(&rest[r], &lines[r]);
    }
}

/* What all rows cost where `one` takes its offer `a` and `other` (or NONE) its offer `b`. */
static uint64_t try(const struct widths *widths, const struct rest *rest, size_t one, size_t a, size_t other,
                    size_t b)
{
    const struct widths_lines *first = offer(widths, one, a),
                              *second = other == NONE ? NULL : offer(widths, other, b);
    uint64_t cost = 0;
    for (size_t r = 0; r < widths->rows; r++) {
        struct rest row = rest[r];
        add(&row, &first[r]);
        if (second != NULL)
            add(&row, &second[r]);
        cost += cost_of(&row) * (widths->weight == NULL ? 1 : widths->weight[r]);
    }
    return cost;
}

struct move {
    uint64_t cost;
    size_t raised, to, lowered, down; /* lowered may be NONE */
};

/* The widest offer of a column that is no wider than `most`. */
static size_t widest(const struct widths_column *column, float most)
{
    size_t at = column->chosen;
    while (at + 1 < column->offers && column->width[at + 1] <= most)
        at++;
    return at;
}

/* All moves that raise one column at the price of another, or of what is free. */
static void moves_look(const struct widths *widths, float spare, size_t raised, size_t lowered,
                       struct move *best)
{
    const struct widths_column *up = &widths->column[raised];
    struct rest rest[WIDTHS_ROWS];
    float now = up->width[up->chosen];
    if (up->chosen + 1 >= up->offers)
        return;
    rest_find(widths, raised, lowered, rest);
    if (lowered == NONE) {
        for (size_t to = up->chosen + 1, last = widest(up, now + spare); to <= last; to++) {
            uint64_t cost = try(widths, rest, raised, to, NONE, 0);
            if (cost < best->cost)
                *best = (struct move){cost, raised, to, NONE, 0};
        }
        return;
    }
    const struct widths_column *down = &widths->column[lowered];
    for (size_t at = down->chosen; at-- > 0;) {
        size_t to = widest(up, now + spare + down->width[down->chosen] - down->width[at]);
        uint64_t cost = to > up->chosen ? try(widths, rest, raised, to, lowered, at) : UINT64_MAX;
        if (cost < best->cost)
            *best = (struct move){cost, raised, to, lowered, at};
    }
}

static uint64_t cost_now(const struct widths *widths)
{
    struct rest rest[WIDTHS_ROWS];
    rest_find(widths, 0, 0, rest);
    return try(widths, rest, 0, widths->column[0].chosen, NONE, 0);
}

static uint64_t descend(struct widths *widths, float room)
{
    float spare = room;
    for (size_t c = 0; c < widths->columns; c++)
        spare -= widths->column[c].width[widths->column[c].chosen];
    uint64_t cost = cost_now(widths);
    for (int i = 0; i < MOVES_MOST; i++) {
        struct move best = {.cost = cost};
        for (size_t raised = 0; raised < widths->columns; raised++) {
            moves_look(widths, spare, raised, NONE, &best);
            for (size_t lowered = 0; lowered < widths->columns; lowered++)
                if (lowered != raised)
                    moves_look(widths, spare, raised, lowered, &best);
        }
        if (best.cost == cost)
            return cost;
        struct widths_column *up = &widths->column[best.raised];
        spare -= up->width[best.to] - up->width[up->chosen];
        up->chosen = best.to;
        if (best.lowered != NONE) {
            struct widths_column *down = &widths->column[best.lowered];
            spare += down->width[down->chosen] - down->width[best.down];
            down->chosen = best.down;
        }
        cost = best.cost;
    }
    return cost;
}

void widths_choose(struct widths *widths, float room)
{
    ENSURE(widths->columns > 0 && widths->rows <= WIDTHS_ROWS);
    uint64_t from_given = descend(widths, room);
    size_t *kept = take_zeroed(widths->columns, sizeof *kept);
    for (size_t c = 0; c < widths->columns; c++) {
        kept[c] = widths->column[c].chosen;
        widths->column[c].chosen = 0;
    }
    if (descend(widths, room) >= from_given)
        for (size_t c = 0; c < widths->columns; c++)
            widths->column[c].chosen = kept[c];
    free(kept);
}

uint64_t widths_lines_of(const struct widths *widths)
{
    struct rest rest[WIDTHS_ROWS];
    uint64_t lines = 0;
    rest_find(widths, NONE, NONE, rest);
    for (size_t r = 0; r < widths->rows; r++)
        lines += (uint64_t)(rest[r].lines + rest[r].below) * (widths->weight == NULL ? 1 : widths->weight[r]);
    return lines;
}
