/* A body's table becomes a grid: what a column holds decides how it is set. */
#include "flow.h"

#include "grid.h"

#include <stdlib.h>
#include <string.h>

#define COMPARE_BODY_COLUMNS 6 /* up to so many columns, cells are set in body size */
#define ARTICLE_MOST 12.2F     /* u: six characters */

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

/* What became of an opinion: the word a cell begins with is said by a shape as well, and bold. */
struct answer {
    const char *key, *icon;
    enum colour colour;
};
static const struct answer answers[] = {
    {"compare.adopted", "done", COLOUR_DONE},
    {"compare.partly", "partly", COLOUR_NOW},
    {"compare.refused", "refused", COLOUR_INK_2},
};

/* NULL where the cell begins with none of the words; `bytes` of the word. */
static const struct answer *answer_of(const struct sheet *sheet, const struct inlines *cell, size_t *bytes)
{
    for (size_t i = 0; cell->count > 0 && i < sizeof answers / sizeof answers[0]; i++) {
        const char *word = words_get(sheet->words, LANG_ZH, answers[i].key);
        *bytes = strlen(word);
        if (strncmp(cell->part[0].text, word, *bytes) == 0)
            return &answers[i];
    }
    return NULL;
}

/* A grid with all that it borrows. */
struct table {
    struct grid grid;
    struct grid_column *columns;
    struct grid_cell *cell;
    char **heads;
    char *chips[2];
    struct flow_spans spans;
};

static void answer_mark(struct table *table, const struct answer *answer, size_t bytes, size_t first)
{
    struct flow_spans *spans = &table->spans;
    struct text_span whole = spans->span[first];
    if (answer == NULL || whole.bytes < bytes)
        return;
    spans->span = take_room(spans->span, &spans->capacity, spans->count + 1, sizeof *spans->span);
    memmove(&spans->span[first + 1], &spans->span[first], (spans->count - first) * sizeof *spans->span);
    spans->count++;
    spans->span[first].bytes = bytes;
    spans->span[first].style.face = FACE_SANS_BOLD;
    spans->span[first].style.colour = answer->colour;
    spans->span[first + 1].text = whole.text + bytes;
    spans->span[first + 1].bytes = whole.bytes - bytes;
    if (whole.bytes == bytes)
        spans->count--;
}

/* "第七条 面积认定": the name may stand below its article, but neither is parted while the column holds it. */
static void article_mark(struct flow_spans *spans, size_t first)
{
    if (spans->count != first + 1)
        return;
    struct text_span whole = spans->span[first];
    const char *space = memchr(whole.text, ' ', whole.bytes);
    if (space == NULL)
        return;
    size_t bytes = (size_t)(space - whole.text) + 1;
    spans->span = take_room(spans->span, &spans->capacity, spans->count + 1, sizeof *spans->span);
    spans->span[first].style.marks |= MARK_WHOLE;
    spans->span[first + 1] = spans->span[first];
    spans->span[first].bytes = bytes;
    spans->span[first + 1].text += bytes;
    spans->span[first + 1].bytes -= bytes;
    spans->count++;
}

static void table_init(struct table *out, const struct sheet *sheet, const struct block *table,
                       enum lang lang)
{
    size_t rows = table->rows - table->heads, cells = rows * table->columns;
    bool compared = is_compared(table);
    *out = (struct table){.columns = take_zeroed(table->columns, sizeof *out->columns),
                          .heads = take_zeroed(table->columns, sizeof *out->heads),
                          .cell = take_zeroed(cells + 1, sizeof *out->cell)};
    size_t *first = take_zeroed(cells + 1, sizeof *first);
    /* A no-break space holds the chip to its word. */
    out->chips[0] = take_format("%s\xC2\xA0", words_get(sheet->words, lang, "compare.deleted"));
    out->chips[1] = take_format("%s\xC2\xA0", words_get(sheet->words, lang, "compare.inserted"));
    fill_columns(table, out->columns, out->heads);
    if (compared && table->columns > 2) /* the article over its name: room goes to what is compared */
        out->columns[0].most = ARTICLE_MOST;
    for (size_t i = 0; i < cells; i++) {
        const struct grid_column *column = &out->columns[i % table->columns];
        const struct inlines *cell = &table->cell[table->heads * table->columns + i];
        bool large = column->strong || column->body;
        struct text_style plain = sheet_style(sheet, column->strong ? FACE_SANS_BOLD : FACE_SANS,
                                              large ? SIZE_BODY : SIZE_NOTE, COLOUR_INK);
        first[i] = out->spans.count;
        fill_cell(cell, plain, out->chips, &out->spans);
        out->cell[i] = grid_plain(NULL);
        if (compared && i % table->columns == 0)
            article_mark(&out->spans, first[i]);
        size_t bytes = 0;
        const struct answer *answer = compared ? answer_of(sheet, cell, &bytes) : NULL;
        if (answer != NULL) {
            out->cell[i].icon = answer->icon;
            out->cell[i].colour = answer->colour;
            answer_mark(out, answer, bytes, first[i]);
        }
    }
    first[cells] = out->spans.count;
    for (size_t i = 0; i < cells; i++) { /* only now the spans have their place */
        out->cell[i].span = first[i] < first[i + 1] ? &out->spans.span[first[i]] : NULL;
        out->cell[i].spans = first[i + 1] - first[i];
    }
    free(first);
    out->grid = (struct grid){.column = out->columns,
                              .columns = table->columns,
                              .cell = out->cell,
                              .rows = rows,
                              .prose = compared,
                              .lang = lang};
}

static void table_finish(struct table *table)
{
    for (size_t c = 0; c < table->grid.columns; c++)
        free(table->heads[c]);
    free(table->chips[0]);
    free(table->chips[1]);
    flow_spans_finish(&table->spans);
    free(table->cell);
    free(table->heads);
    free(table->columns);
}

void flow_table(struct pager *pager, const struct block *block, enum lang lang)
{
    if (block->columns == 0)
        return;
    struct table table;
    table_init(&table, pager->sheet, block, lang);
    pager_grid(pager, &table.grid);
    table_finish(&table);
}

float flow_table_opening(const struct pager *pager, const struct block *block, enum lang lang)
{
    if (block->columns == 0)
        return 0;
    struct table table;
    table_init(&table, pager->sheet, block, lang);
    float height = pager_grid_opening(pager, &table.grid);
    table_finish(&table);
    return height;
}
