#include "grid_columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UPPER_MOST 11.F      /* u: text above another column wraps rather than be wider */
#define PARTED_FROM 14       /* columns: with fewer, one below another is easier to read than two parts */
#define GUTTER 2.F           /* u */
#define CLOSE_GUTTER 1.6F    /* u: where columns stand below others */
#define WIDEST 30.F          /* u: prose beyond it wraps rather than push others out */
#define NARROWEST 9.6F       /* u: six characters of note size, the least a column of text is squeezed to */
#define PROSE_FROM 20.F      /* u: a column that would be wider holds sentences */
#define PROSE_SHARE .75F     /* of their mean length: what columns of sentences want beside each other */
#define PROSE_WIDEST 36.F    /* u: the most of it */
#define NARROWEST_PROSE 14.F /* u: which are not readable in a narrower one */

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

static float natural_width(const struct columns *columns, const struct grid_cell *cell, size_t column)
{
    const struct ruler *ruler = columns->sheet->ruler;
    struct text_style style = columns_cell_style(columns, column, COLOUR_INK);
    float width = cell->icon == NULL ? 0 : columns_icon_room(style);
    for (size_t i = 0; i < cell->spans; i++) {
        char *text = take_copy_n(cell->span[i].text, cell->span[i].bytes);
        width += text_width(text, cell->span[i].style, columns->grid->lang, true, ruler);
        free(text);
    }
    if (cell->span == NULL && cell->text != NULL)
        width += text_width(cell->text, style, columns->grid->lang, true, ruler);
    return width + 1; /* a rounding must not break the line */
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
        float widest = 0, sum = 0;
        for (size_t r = 0; r < grid->rows; r++) {
            float natural = natural_width(columns, columns_cell(columns, r, c), c);
            widest = fmaxf(widest, natural);
            sum += natural;
        }
        bool number = about->align == ALIGN_END;
        float given = sheet_px(columns->sheet, about->least), most = sheet_px(columns->sheet, about->most);
        float want = fmaxf(fminf(fmaxf(head, widest), sheet_px(columns->sheet, WIDEST)), given);
        bool prose = widest > sheet_px(columns->sheet, PROSE_FROM);
        if (prose && grid->prose) /* who has the more to say gets the wider column */
            want = fmaxf(fmaxf(head, given), fminf(PROSE_SHARE * sum / (float)grid->rows,
                                                   sheet_px(columns->sheet, PROSE_WIDEST)));
        float squeezed = sheet_px(columns->sheet, prose ? NARROWEST_PROSE : NARROWEST);
        if (given >= sheet_px(columns->sheet, NARROWEST)) /* the composer knows what it may be squeezed to */
            squeezed = given;
        float least = number ? widest : fminf(widest, squeezed);
        least = fmaxf(least,
                      fminf(head / 2, sheet_px(columns->sheet, NARROWEST))); /* a head may take two lines */
        if (most > 0) {
            want = fminf(want, fmaxf(most, number ? widest : 0));
            least = fminf(least, want);
        }
        columns->column[c].want = want;
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
    if (want < width)
        stretch(columns, width - want);
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
    while (!fit(columns, width)) {
        size_t gone = least_important(columns);
        if (gone == SIZE_MAX) {
            columns->cards = true;
            return;
        }
        columns->column[gone].below = true;
    }
}

void columns_finish(struct columns *columns)
{
    free(columns->second);
    free(columns->column);
    *columns = (struct columns){0};
}
