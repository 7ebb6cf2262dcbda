/* A body's table becomes a grid: what a column holds decides how it is set. */
#include "flow.h"

#include "grid.h"

#include <stdlib.h>
#include <string.h>

#define COMPARE_BODY_COLUMNS 6 /* up to so many columns, cells are set in body size */

/* Digits with signs, points, per cent: what stands in a column to the right. */
static bool is_figure(const struct inlines *cell)
{
    bool digit = false;
    for (size_t i = 0; i < cell->count; i++)
        for (const char *s = cell->part[i].text; *s != '\0'; s++) {
            if (strchr("0123456789.,%+- ", *s) == NULL)
                return false;
            digit = digit || (*s >= '0' && *s <= '9');
        }
    return digit;
}

static bool is_empty(const struct inlines *cell)
{
    for (size_t i = 0; i < cell->count; i++)
        if (cell->part[i].text[0] != '\0')
            return false;
    return true;
}

static const struct inlines *cell_at(const struct block *table, size_t row, size_t column)
{
    return &table->cell[row * table->columns + column];
}

static bool holds_figures(const struct block *table, size_t column)
{
    bool any = false;
    for (size_t r = table->heads; r < table->rows; r++) {
        const struct inlines *cell = cell_at(table, r, column);
        if (is_empty(cell))
            continue;
        if (!is_figure(cell))
            return false;
        any = true;
    }
    return any;
}

static char *take_joined(const struct inlines *cell)
{
    struct buffer joined = {0};
    for (size_t i = 0; i < cell->count; i++)
        buffer_text(&joined, cell->part[i].text);
    return buffer_take(&joined);
}

/* The spans of one cell, chips before struck and inserted words. */
static void fill_cell(const struct inlines *cell, struct text_style plain, char *const chips[2],
                      struct flow_spans *out)
{
    size_t most = out->count + 2 * cell->count;
    out->span = take_room(out->span, &out->capacity, most, sizeof *out->span);
    for (size_t i = 0; i < cell->count; i++) {
        const struct inline_text *part = &cell->part[i];
        struct text_style style = plain;
        if (part->strong)
            style.face = FACE_SANS_BOLD;
        if (part->deleted || part->inserted) {
            const char *chip = chips[part->deleted ? 0 : 1];
            struct text_style small = {.face = FACE_SANS_BOLD,
                                       .size = plain.size * .7F,
                                       .colour = COLOUR_SURFACE,
                                       .marks = GRID_CHIP};
            style.colour = part->deleted ? COLOUR_LATE : COLOUR_DONE;
            style.marks = part->deleted ? MARK_STRIKE : MARK_UNDERLINE;
            style.face = part->inserted ? FACE_SANS_BOLD : style.face;
            out->span[out->count++] = (struct text_span){.text = chip, .bytes = strlen(chip), .style = small};
        }
        if (part->text[0] != '\0')
            out->span[out->count++] =
                (struct text_span){.text = part->text, .bytes = strlen(part->text), .style = style};
    }
}

static bool is_compared(const struct block *table)
{
    for (size_t i = 0; i < table->columns * table->rows; i++)
        for (size_t p = 0; p < table->cell[i].count; p++)
            if (table->cell[i].part[p].deleted || table->cell[i].part[p].inserted)
                return true;
    return false;
}

static void fill_columns(const struct block *table, struct grid_column *columns, char **heads)
{
    for (size_t c = 0; c < table->columns; c++) {
        bool figures = holds_figures(table, c), end = table->align != NULL && table->align[c] == CELL_END;
        heads[c] = table->heads > 0 ? take_joined(cell_at(table, 0, c)) : NULL;
        columns[c] = (struct grid_column){
            .head = heads[c],
            .align = figures || end ? ALIGN_END : ALIGN_START,
            .importance = (int)(table->columns - c),
            .strong = (c == 0 || figures) && table->heads > 0,
            .body = table->columns <= COMPARE_BODY_COLUMNS,
        };
    }
}

void flow_table(struct pager *pager, const struct block *table, enum lang lang)
{
    size_t rows = table->rows - table->heads, cells = rows * table->columns;
    if (table->columns == 0)
        return;
    struct grid_column *columns = take_zeroed(table->columns, sizeof *columns);
    char **heads = take_zeroed(table->columns, sizeof *heads);
    struct grid_cell *cell = take_zeroed(cells + 1, sizeof *cell);
    size_t *first = take_zeroed(cells + 1, sizeof *first);
    struct flow_spans spans = {0};
    /* A no-break space holds the chip to its word. */
    char *chips[2] = {take_format("%s\xC2\xA0", words_get(pager->sheet->words, lang, "compare.deleted")),
                      take_format("%s\xC2\xA0", words_get(pager->sheet->words, lang, "compare.inserted"))};
    fill_columns(table, columns, heads);
    for (size_t i = 0; i < cells; i++) {
        const struct grid_column *column = &columns[i % table->columns];
        bool large = column->strong || column->body;
        struct text_style plain = sheet_style(pager->sheet, column->strong ? FACE_SANS_BOLD : FACE_SANS,
                                              large ? SIZE_BODY : SIZE_NOTE, COLOUR_INK);
        first[i] = spans.count;
        fill_cell(&table->cell[table->heads * table->columns + i], plain, chips, &spans);
    }
    first[cells] = spans.count;
    for (size_t i = 0; i < cells; i++) { /* only now the spans have their place */
        cell[i] = grid_plain(NULL);
        cell[i].span = first[i] < first[i + 1] ? &spans.span[first[i]] : NULL;
        cell[i].spans = first[i + 1] - first[i];
    }
    struct grid grid = {.column = columns,
                        .columns = table->columns,
                        .cell = cell,
                        .rows = rows,
                        .prose = is_compared(table),
                        .lang = lang};
    pager_grid(pager, &grid);
    for (size_t c = 0; c < table->columns; c++)
        free(heads[c]);
    free(chips[0]);
    free(chips[1]);
    flow_spans_finish(&spans);
    free(first);
    free(cell);
    free(heads);
    free(columns);
}
