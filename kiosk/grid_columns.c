#include "grid_columns.h"

#include "grid_widths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UPPER_MOST 11.F      /* u: text above another column wraps rather than be wider */
#define PARTED_FROM 14       /* columns: with fewer, one below another is easier to read than two parts */
#define GUTTER 2.F           /* u */
#define CLOSE_GUTTER 1.6F    /* u: where columns stand below others */
#define NARROWEST 9.6F       /* u: six characters of note size, the least a column of text is squeezed to */
#define PROSE_FROM 20.F      /* u: a column that would be wider holds sentences */
#define NARROWEST_PROSE 14.F /* u: which are not readable in a narrower one */
#define HEADS_EVERY 10       /* rows: about as often they stand again */
#define LABELLED .86F        /* height of a labelled line, in lines of cells */
#define SHED_GAIN .97F       /* of the height, and less: what a column more in the labelled line must bring */
#define SHED_ON 2            /* columns that brought nothing: the next will not either */

struct text_style columns_head_style(const struct columns *columns)
{
    return sheet_style(columns->sheet, FACE_SANS_BOLD, SIZE_NOTE, COLOUR_INK_2);
}

struct text_style columns_cell_style(const struct columns *columns, size_t c, enum colour colour)
{
    const struct grid_column *about = &columns->grid->column[c];
    enum size size = about->strong || about->body ? SIZE_BODY : SIZE_NOTE;
    return sheet_style(columns->sheet, about->strong ? FACE_SANS_BOLD : FACE_SANS, size, colour);
}

const struct grid_cell *columns_cell(const struct columns *columns, size_t row, size_t c)
{
    return &columns->grid->cell[row * columns->grid->columns + c];
}

float columns_icon_room(struct text_style style)
{
    return style.size * 1.45F;
}

/* Rows that decide: all, or of a long table every nth. */
static size_t sample(const struct grid *grid)
{
    return grid->rows < WIDTHS_ROWS - 1 ? grid->rows : WIDTHS_ROWS - 1;
}

static size_t sampled(const struct grid *grid, size_t i)
{
    return i * grid->rows / sample(grid);
}

static float indent_of(const struct columns *columns, const struct grid_cell *cell, size_t c)
{
    return cell->icon != NULL && columns->grid->column[c].align == ALIGN_START
               ? columns_icon_room(columns_cell_style(columns, c, COLOUR_INK))
               : 0;
}

/* The spans of a cell as the grid will set them; taken, `count` of them. */
static struct text_span *take_spans(const struct columns *columns, const struct grid_cell *cell, size_t c,
                                    size_t *count)
{
    struct text_span *span = take_zeroed(cell->spans + 3, sizeof *span);
    struct text_style style = columns_cell_style(columns, c, COLOUR_INK);
    *count = 0;
    if (cell->span == NULL && cell->text != NULL)
        span[(*count)++] = (struct text_span){cell->text, strlen(cell->text), style};
    for (size_t i = 0; cell->span != NULL && i < cell->spans; i++)
        span[(*count)++] = cell->span[i];
    if (cell->second != NULL && cell->second[0] != '\0') {
        style.size = sheet_style(columns->sheet, FACE_SANS, SIZE_FOOT, COLOUR_INK).size;
        span[(*count)++] = (struct text_span){"\n", 1, style};
        span[(*count)++] = (struct text_span){cell->second, strlen(cell->second), style};
    }
    return span;
}

static float natural_width(const struct columns *columns, const struct grid_cell *cell, size_t c)
{
    size_t count = 0;
    struct text_span *span = take_spans(columns, cell, c, &count);
    struct text_setting setting = {.width = TEXT_ONE_LINE, .lang = columns->grid->lang, .autospace = true};
    struct text_block block = {0};
    float width = 0;
    if (count > 0)
        text_fill(&setting, span, count, columns->sheet->ruler, &block);
    for (size_t i = 0; i < block.lines; i++)
        width = fmaxf(width, block.line[i].width);
    text_block_finish(&block);
    free(span);
    return width + (cell->icon == NULL ? 0 : columns_icon_room(columns_cell_style(columns, c, COLOUR_INK))) +
           1; /* a rounding must not break the line */
}

static void measure(struct columns *columns)
{
    const struct grid *grid = columns->grid;
    for (size_t c = 0; c < grid->columns; c++) {
        const struct grid_column *about = &grid->column[c];
        float head = about->head == NULL ? 0
                                         : text_width(about->head, columns_head_style(columns), grid->lang,
                                                      true, columns->sheet->ruler) +
                                               1;
        float widest = 0;
        for (size_t r = 0; r < grid->rows; r++)
            widest = fmaxf(widest, natural_width(columns, columns_cell(columns, r, c), c));
        bool number = about->align == ALIGN_END;
        float want = fmaxf(head, widest), narrow = sheet_px(columns->sheet, NARROWEST),
              given = fminf(sheet_px(columns->sheet, about->least), want), /* no more than it can fill */
            most = sheet_px(columns->sheet, about->most);
        bool prose = widest > sheet_px(columns->sheet, PROSE_FROM);
        float squeezed = prose ? sheet_px(columns->sheet, NARROWEST_PROSE) : narrow;
        if (given >= narrow) /* the composer knows what it may be squeezed to */
            squeezed = given;
        float least = number ? widest : fminf(widest, squeezed);
        least = fmaxf(least, fminf(head / 2, narrow)); /* a head may take two lines */
        if (most > 0) {
            want = fminf(want, fmaxf(most, number ? widest : 0));
            least = fminf(least, want);
        }
        columns->column[c].want = fmaxf(want, given);
        columns->column[c].least = fmaxf(fminf(least, want), given);
    }
}

bool columns_stand(const struct columns *columns, size_t c)
{
    return !columns->column[c].below && !columns->column[c].stacked && !columns->column[c].hidden;
}

/* The column that gives way next, or SIZE_MAX where only two are left. The later of equals goes first. */
static size_t least_important(const struct columns *columns)
{
    size_t found = SIZE_MAX, standing = 0;
    for (size_t c = 0; c < columns->grid->columns; c++) {
        if (!columns_stand(columns, c))
            continue;
        standing++;
        if (found == SIZE_MAX ||
            columns->grid->column[c].importance <= columns->grid->column[found].importance)
            found = c;
    }
    return standing > 2 ? found : SIZE_MAX;
}

/* Gives what is left over to the columns without a greatest width, else to all. */
static void stretch(struct columns *columns, float left)
{
    size_t takers = 0;
    bool any = false;
    for (size_t c = 0; c < columns->grid->columns; c++)
        any = any || (columns_stand(columns, c) && columns->grid->column[c].most <= 0);
    for (size_t c = 0; c < columns->grid->columns; c++)
        takers += columns_stand(columns, c) && (!any || columns->grid->column[c].most <= 0);
    for (size_t c = 0; c < columns->grid->columns; c++)
        if (columns_stand(columns, c) && (!any || columns->grid->column[c].most <= 0))
            columns->column[c].w += left / (float)takers;
}

/* The width no column may exceed so that all fit into `width`: narrow columns keep
   what they want, prose gives way. */
static float common_limit(const struct columns *columns, float width)
{
    float low = 0, high = width;
    for (int i = 0; i < 32; i++) {
        float limit = (low + high) / 2, sum = 0;
        for (size_t c = 0; c < columns->grid->columns; c++)
            if (columns_stand(columns, c))
                sum += fmaxf(fminf(columns->column[c].want, limit), columns->column[c].least);
        if (sum > width)
            high = limit;
        else
            low = limit;
    }
    return low;
}

/* Gives what is left over to the columns that would rather be wider, by how much. */
static void share(struct columns *columns, float width)
{
    float left = width, need = 0;
    for (size_t c = 0; c < columns->grid->columns; c++)
        if (columns_stand(columns, c)) {
            left -= columns->column[c].w;
            need += fmaxf(columns->column[c].want - columns->column[c].w, 0);
        }
    for (size_t c = 0; c < columns->grid->columns && need > 0 && left > 0; c++)
        if (columns_stand(columns, c))
            columns->column[c].w += left * fmaxf(columns->column[c].want - columns->column[c].w, 0) / need;
}

/* ---- where not all stand on one line: which column may wrap least ---- */

enum { OFFERS_LAST = WIDTHS_OFFERED - 2 }; /* evenly spread, and one that stands between two of them */

/* The widths a column offers: from its least to what it wants or can get at most, and what it has now. */
static void offers_make(const struct column *column, float most, struct widths_column *out)
{
    float top = fmaxf(fminf(column->want, most), column->w);
    out->offers = 0;
    for (int i = 0; i <= OFFERS_LAST; i++) {
        float width = column->least + (top - column->least) * (float)i / OFFERS_LAST,
              before = out->offers == 0 ? -1 : out->width[out->offers - 1];
        if (column->w > before && column->w < width)
            out->width[out->offers++] = column->w;
        if (width > before)
            out->width[out->offers++] = width;
    }
    out->chosen = 0;
    while (out->chosen + 1 < out->offers && out->width[out->chosen + 1] <= column->w)
        out->chosen++;
}

static uint8_t few(size_t count)
{
    return (uint8_t)(count < UINT8_MAX ? count : UINT8_MAX);
}

/* How one text stands in all widths a column offers: into `row` of its lines. */
static void offers_count(const struct columns *columns, const struct text_span *span, size_t count,
                         float indent, bool below, struct widths_column *out, size_t rows, size_t row)
{
    struct text_setting setting = {.indent = indent,
                                   .hang = columns->grid->prose ? 0 : indent,
                                   .lang = columns->grid->lang,
                                   .autospace = true};
    struct text_count counts[WIDTHS_OFFERED];
    text_counts(&setting, span, count, columns->sheet->ruler, out->width, out->offers, counts);
    for (size_t i = 0; i < out->offers; i++) {
        struct widths_lines *lines = &out->lines[i * rows + row];
        if (below)
            lines->below = few(counts[i].lines);
        else
            lines->lines = few(counts[i].lines);
        lines->torn = few(lines->torn + counts[i].torn);
    }
}

/* What stands in column `c`: its head, then its cells, of a long table every nth. */
static void offers_read(const struct columns *columns, size_t c, bool below, struct widths_column *out,
                        size_t rows)
{
    const struct grid *grid = columns->grid;
    if (grid->column[c].head != NULL) {
        struct text_span head = {grid->column[c].head, strlen(grid->column[c].head),
                                 columns_head_style(columns)};
        offers_count(columns, &head, 1, 0, below, out, rows, 0);
    }
    for (size_t i = 1; i < rows; i++) {
        const struct grid_cell *cell = columns_cell(columns, sampled(grid, i - 1), c);
        size_t count = 0;
        struct text_span *span = take_spans(columns, cell, c, &count);
        if (count > 0)
            offers_count(columns, span, count, indent_of(columns, cell, c), below, out, rows, i);
        free(span);
    }
}

/* Of widths in which everything stands alike, the narrowest is enough. */
static void offers_thin(struct widths_column *column, size_t rows)
{
    size_t kept = 0, chosen = 0, bytes = rows * sizeof *column->lines;
    for (size_t i = 0; i < column->offers; i++) {
        if (i == 0 || memcmp(column->lines + i * rows, column->lines + kept * rows, bytes) != 0) {
            kept = i == 0 ? 0 : kept + 1;
            column->width[kept] = column->width[i];
            memmove(column->lines + kept * rows, column->lines + i * rows, bytes);
        }
        if (i == column->chosen)
            chosen = kept;
    }
    column->offers = kept + 1;
    column->chosen = chosen;
}

/* Gives each column that stands the width with which the rows take the fewest lines, then what is left to those that still
   want some. All fit, but not on one line each. */
static void choose(struct columns *columns, float width)
{
    const struct grid *grid = columns->grid;
    size_t rows = 1 + sample(grid);
    struct widths widths = {.rows = rows};
    struct widths_column *offered = take_zeroed(grid->columns, sizeof *offered);
    unsigned weight[WIDTHS_ROWS];
    for (size_t i = 0; i < rows; i++)
        weight[i] = 1;
    weight[0] = (unsigned)(rows + HEADS_EVERY - 1) / HEADS_EVERY;
    widths.weight = weight;
    widths.column = offered;
    float spare = width;
    for (size_t c = 0; c < grid->columns; c++)
        spare -= columns_stand(columns, c) ? columns->column[c].least : 0;
    for (size_t c = 0; c < grid->columns; c++) {
        if (!columns_stand(columns, c))
            continue;
        struct widths_column *out = &offered[widths.columns++];
        offers_make(&columns->column[c], columns->column[c].least + spare, out);
        out->lines = take_zeroed(out->offers * rows, sizeof *out->lines);
        offers_read(columns, c, false, out, rows);
        for (size_t k = 0; k < grid->columns; k++)
            if (columns->column[k].stacked && grid->column[k].under == c + 1)
                offers_read(columns, k, true, out, rows);
        offers_thin(out, rows);
    }
    widths_choose(&widths, width);
    columns->lines = (float)widths_lines_of(&widths);
    size_t at = 0;
    for (size_t c = 0; c < grid->columns; c++)
        if (columns_stand(columns, c)) {
            columns->column[c].w = offered[at].width[offered[at].chosen];
            free(offered[at++].lines);
        }
    free(offered);
    share(columns, width);
}

/* Tries the columns that are not `below` in `width`: as wide as they want, or
   squeezed. False: they do not fit. */
static bool fit(struct columns *columns, float width)
{
    float want = 0, least = 0;
    size_t standing = 0;
    for (size_t c = 0; c < columns->grid->columns; c++) {
        if (!columns_stand(columns, c))
            continue;
        want += columns->column[c].want;
        least += columns->column[c].least;
        standing++;
    }
    width -= columns->gutter * (float)(standing - 1);
    if (least > width)
        return false;
    float limit = want > width ? common_limit(columns, width) : width;
    for (size_t c = 0; c < columns->grid->columns; c++) {
        struct column *column = &columns->column[c];
        column->w = fmaxf(fminf(column->want, limit), column->least);
    }
    columns->lines = (float)(sample(columns->grid) + 1);
    if (want <= width)
        stretch(columns, width - want);
    else
        choose(columns, width);
    float x = 0;
    for (size_t c = 0; c < columns->grid->columns; c++) {
        if (!columns_stand(columns, c))
            continue;
        columns->column[c].x = x;
        x += columns->column[c].w + columns->gutter;
    }
    for (size_t c = 0; c < columns->grid->columns; c++) {
        if (!columns->column[c].stacked)
            continue;
        columns->column[c].x = columns->column[columns->grid->column[c].under - 1].x;
        columns->column[c].w = columns->column[columns->grid->column[c].under - 1].w;
    }
    return true;
}

/* Columns that may stand below others do so; those take the width of both. */
static void stack(struct columns *columns)
{
    for (size_t c = 0; c < columns->grid->columns; c++) {
        size_t under = columns->grid->column[c].under;
        if (under == 0)
            continue;
        ENSURE(under <= columns->grid->columns && columns->grid->column[under - 1].under == 0);
        struct column *upper = &columns->column[under - 1], *lower = &columns->column[c];
        /* The row has two lines anyway: a name may take them both. */
        float most = fmaxf(sheet_px(columns->sheet, UPPER_MOST),
                           columns->grid->column[under - 1].align == ALIGN_END ? upper->want : 0);
        upper->want = fmaxf(fminf(upper->want, most), lower->want);
        upper->least = fmaxf(fminf(upper->least, most), lower->least);
        lower->stacked = columns->stacked = true;
    }
}

static void unstack(struct columns *columns)
{
    measure(columns);
    for (size_t c = 0; c < columns->grid->columns; c++)
        columns->column[c].stacked = false;
    columns->stacked = false;
    columns->gutter = sheet_px(columns->sheet, GUTTER);
}

static bool fit_part(struct columns *columns, float width, int part)
{
    for (size_t c = 0; c < columns->grid->columns; c++)
        columns->column[c].hidden = columns->grid->column[c].part == 3 - part;
    return fit(columns, width);
}

/* Both parts fit, each with the columns of both. */
static bool parted(struct columns *columns, float width)
{
    static const float gutters[] = {GUTTER, CLOSE_GUTTER};
    size_t count = columns->grid->columns, number[3] = {0};
    for (size_t c = 0; c < count; c++)
        number[columns->grid->column[c].part]++;
    if (count < PARTED_FROM || number[1] == 0 || number[2] == 0)
        return false;
    columns->second = take_zeroed(count, sizeof *columns->second);
    for (size_t i = 0; i < 2; i++) {
        columns->gutter = sheet_px(columns->sheet, gutters[i]);
        bool fits = fit_part(columns, width, 2);
        memcpy(columns->second, columns->column, count * sizeof *columns->second);
        if (fits && fit_part(columns, width, 1))
            return true;
    }
    columns->gutter = sheet_px(columns->sheet, GUTTER);
    for (size_t c = 0; c < count; c++)
        columns->column[c].hidden = false;
    free(columns->second);
    columns->second = NULL;
    return false;
}

/* What a column takes in the labelled line of each sampled row. */
static void label(const struct columns *columns, size_t c, float *taken)
{
    const struct grid *grid = columns->grid;
    struct text_style style = sheet_style(columns->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK);
    float head = style.size; /* between it and the one before */
    if (grid->column[c].head != NULL)
        head += text_width(grid->column[c].head, style, grid->lang, true, columns->sheet->ruler);
    for (size_t i = 0; i < sample(grid); i++) {
        const struct grid_cell *cell = columns_cell(columns, sampled(grid, i), c);
        if (!cell->nought && (cell->spans > 0 || (cell->text != NULL && cell->text[0] != '\0')))
            taken[i] += head + natural_width(columns, cell, c);
    }
}

/* Moves columns to the labelled line, the least important first, until the rest fits, and on while that makes the rows lower:
   one column of sentences needs more room than two of numbers leave it. False: not even two fit. */
static bool shed(struct columns *columns, float width)
{
    size_t count = columns->grid->columns, rows = sample(columns->grid), worse = 0;
    struct column *best = take_zeroed(count, sizeof *best);
    float *taken = take_zeroed(rows + 1, sizeof *taken), least = INFINITY;
    for (size_t gone; worse < SHED_ON && (gone = least_important(columns)) != SIZE_MAX;) {
        columns->column[gone].below = true;
        label(columns, gone, taken);
        if (!fit(columns, width))
            continue;
        float lines = columns->lines;
        for (size_t i = 0; i < rows; i++)
            lines += LABELLED * ceilf(taken[i] / width);
        worse++;
        if (lines < SHED_GAIN * least) {
            least = lines;
            worse = 0;
            memcpy(best, columns->column, count * sizeof *best);
        }
        if (columns->grid->prose) /* what is compared stands side by side */
            break;
    }
    if (least < INFINITY)
        memcpy(columns->column, best, count * sizeof *best);
    free(taken);
    free(best);
    return least < INFINITY;
}

void columns_arrange(struct columns *columns, const struct sheet *sheet, const struct grid *grid, float width)
{
    *columns = (struct columns){.sheet = sheet, .grid = grid, .gutter = sheet_px(sheet, GUTTER)};
    columns->column = take_zeroed(grid->columns, sizeof *columns->column);
    measure(columns);
    if (fit(columns, width) || parted(columns, width))
        return;
    stack(columns);
    if (columns->stacked)
        columns->gutter = sheet_px(columns->sheet, CLOSE_GUTTER);
    if (fit(columns, width))
        return;
    unstack(columns); /* a labelled line takes it all: two kinds of second line would be a riddle */
    columns->cards = !shed(columns, width);
}

void columns_finish(struct columns *columns)
{
    free(columns->second);
    free(columns->column);
    *columns = (struct columns){0};
}
