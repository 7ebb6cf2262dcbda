/* A table is set in three steps: columns get their widths from what stands in them (arrange), a row becomes
   bands of pieces side by side (fill_row), and bands are put on pages (put_row). Where columns do not fit
   side by side, a row has a second band with the rest; where not even two fit, each cell is a band of label
   and value. Widths are pixels. */
#include "grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LINE 2.5F            /* u: height of a line in a cell */
#define PROSE_LINE 3.1F      /* u: where cells are sentences */
#define PROSE_PAD .9F        /* u: above and below them */
#define LEAST_ROW 3.1F       /* u: a dense row; a loose one has .6u more */
#define LOOSE .6F            /* u */
#define UPPER_LINE 2.1F      /* u: where columns stand below others, so that a page still holds enough rows */
#define LOWER_LINE 1.75F     /* u */
#define UPPER_MOST 11.F      /* u: text above another column wraps rather than be wider */
#define STACKED_PAD .08F     /* u */
#define GUTTER 2.F           /* u */
#define CLOSE_GUTTER 1.6F    /* u: where columns stand below others */
#define WHOLE_SHARE .4F      /* of a labelled line: a value that takes less of it is not parted */
#define WIDEST 30.F          /* u: prose beyond it wraps rather than push others out */
#define NARROWEST 9.6F       /* u: six characters of note size, the least a column of text is squeezed to */
#define PROSE_FROM 20.F      /* u: a column that would be wider holds sentences */
#define NARROWEST_PROSE 14.F /* u: which are not readable in a narrower one */

struct column {
    bool below;   /* stands in the row's labelled line */
    bool stacked; /* stands below the column that grid_column.under says */
    float want, least, x, w;
};

/* Spans with what a line needs to know of them: where they end in the joined text, and whether their words
   are the item's or the interface's. */
struct spans {
    struct text_span *span;
    struct origin {
        size_t end;
        bool silent;
    } * origin;
    size_t count, capacity, origin_capacity;
};

/* Text that is filled into a width. */
struct piece {
    struct text_block block;
    struct spans spans;
    float x, w;
    const char *icon;
    enum colour icon_colour;
    size_t next; /* first line not yet on a page */
};

struct band {
    size_t first, pieces; /* in setting.piece */
    float height, line;
};

struct setting {
    struct pager *pager;
    const struct sheet *sheet;
    const struct grid *grid;
    struct column *column;
    bool cards, stacked, heads_told;
    float pad, line, gutter;
    size_t rows_here; /* on the page, since the head */
    struct piece *piece;
    struct band *band;
    size_t pieces, bands;
};

struct grid_cell grid_plain(const char *text)
{
    return (struct grid_cell){.text = text, .colour = COLOUR_INK};
}

static struct text_style head_style(const struct setting *setting)
{
    return sheet_style(setting->sheet, FACE_SANS_BOLD, SIZE_NOTE, COLOUR_INK_2);
}

static struct text_style cell_style(const struct setting *setting, size_t column, enum colour colour)
{
    const struct grid_column *about = &setting->grid->column[column];
    enum size size = about->strong || about->body ? SIZE_BODY : SIZE_NOTE;
    return sheet_style(setting->sheet, about->strong ? FACE_SANS_BOLD : FACE_SANS, size, colour);
}

static const struct grid_cell *cell_at(const struct setting *setting, size_t row, size_t column)
{
    return &setting->grid->cell[row * setting->grid->columns + column];
}

static bool is_empty(const struct grid_cell *cell)
{
    return cell->span == NULL && (cell->text == NULL || cell->text[0] == '\0') && cell->icon == NULL;
}

static float icon_room(struct text_style style)
{
    return style.size * 1.45F;
}

/* ---- widths of columns ---- */

static float natural_width(const struct setting *setting, const struct grid_cell *cell, size_t column)
{
    const struct ruler *ruler = setting->sheet->ruler;
    struct text_style style = cell_style(setting, column, COLOUR_INK);
    float width = cell->icon == NULL ? 0 : icon_room(style);
    for (size_t i = 0; i < cell->spans; i++) {
        char *text = take_copy_n(cell->span[i].text, cell->span[i].bytes);
        width += text_width(text, cell->span[i].style, setting->grid->lang, true, ruler);
        free(text);
    }
    if (cell->span == NULL && cell->text != NULL)
        width += text_width(cell->text, style, setting->grid->lang, true, ruler);
    return width + 1; /* a rounding must not break the line */
}

static void measure(struct setting *setting)
{
    const struct grid *grid = setting->grid;
    for (size_t c = 0; c < grid->columns; c++) {
        const struct grid_column *about = &grid->column[c];
        float head =
            about->head == NULL
                ? 0
                : text_width(about->head, head_style(setting), grid->lang, true, setting->sheet->ruler) + 1;
        float widest = 0;
        for (size_t r = 0; r < grid->rows; r++)
            widest = fmaxf(widest, natural_width(setting, cell_at(setting, r, c), c));
        bool number = about->align == ALIGN_END;
        float given = sheet_px(setting->sheet, about->least), most = sheet_px(setting->sheet, about->most);
        float want = fmaxf(fminf(fmaxf(head, widest), sheet_px(setting->sheet, WIDEST)), given);
        bool prose = widest > sheet_px(setting->sheet, PROSE_FROM);
        float least =
            number ? widest : fminf(widest, sheet_px(setting->sheet, prose ? NARROWEST_PROSE : NARROWEST));
        least = fmaxf(least,
                      fminf(head / 2, sheet_px(setting->sheet, NARROWEST))); /* a head may take two lines */
        if (most > 0) {
            want = fminf(want, fmaxf(most, number ? widest : 0));
            least = fminf(least, want);
        }
        setting->column[c].want = want;
        setting->column[c].least = fmaxf(fminf(least, want), given);
    }
}

/* Has a place of its own in the first line. */
static bool stands(const struct setting *setting, size_t c)
{
    return !setting->column[c].below && !setting->column[c].stacked;
}

/* The column that gives way next, or SIZE_MAX where only two are left. The later of equals goes first. */
static size_t least_important(const struct setting *setting)
{
    size_t found = SIZE_MAX, standing = 0;
    for (size_t c = 0; c < setting->grid->columns; c++) {
        if (!stands(setting, c))
            continue;
        standing++;
        if (found == SIZE_MAX ||
            setting->grid->column[c].importance <= setting->grid->column[found].importance)
            found = c;
    }
    return standing > 2 ? found : SIZE_MAX;
}

/* Gives what is left over to the columns without a greatest width, else to all. */
static void stretch(struct setting *setting, float left)
{
    size_t takers = 0;
    bool any = false;
    for (size_t c = 0; c < setting->grid->columns; c++)
        any = any || (stands(setting, c) && setting->grid->column[c].most <= 0);
    for (size_t c = 0; c < setting->grid->columns; c++)
        takers += stands(setting, c) && (!any || setting->grid->column[c].most <= 0);
    for (size_t c = 0; c < setting->grid->columns; c++)
        if (stands(setting, c) && (!any || setting->grid->column[c].most <= 0))
            setting->column[c].w += left / (float)takers;
}

/* The width no column may exceed so that all fit into `width`: narrow columns keep
   what they want, prose gives way. */
static float common_limit(const struct setting *setting, float width)
{
    float low = 0, high = width;
    for (int i = 0; i < 32; i++) {
        float limit = (low + high) / 2, sum = 0;
        for (size_t c = 0; c < setting->grid->columns; c++)
            if (stands(setting, c))
                sum += fmaxf(fminf(setting->column[c].want, limit), setting->column[c].least);
        if (sum > width)
            high = limit;
        else
            low = limit;
    }
    return low;
}

/* Tries the columns that are not `below` in `width`: as wide as they want, or
   squeezed. False: they do not fit. */
static bool fit(struct setting *setting, float width)
{
    float want = 0, least = 0;
    size_t standing = 0;
    for (size_t c = 0; c < setting->grid->columns; c++) {
        if (!stands(setting, c))
            continue;
        want += setting->column[c].want;
        least += setting->column[c].least;
        standing++;
    }
    width -= setting->gutter * (float)(standing - 1);
    if (least > width)
        return false;
    float limit = want > width ? common_limit(setting, width) : width;
    for (size_t c = 0; c < setting->grid->columns; c++) {
        struct column *column = &setting->column[c];
        column->w = fmaxf(fminf(column->want, limit), column->least);
    }
    if (want < width)
        stretch(setting, width - want);
    float x = 0;
    for (size_t c = 0; c < setting->grid->columns; c++) {
        if (!stands(setting, c))
            continue;
        setting->column[c].x = x;
        x += setting->column[c].w + setting->gutter;
    }
    for (size_t c = 0; c < setting->grid->columns; c++) {
        if (!setting->column[c].stacked)
            continue;
        setting->column[c].x = setting->column[setting->grid->column[c].under - 1].x;
        setting->column[c].w = setting->column[setting->grid->column[c].under - 1].w;
    }
    return true;
}

/* Sends a column to the labelled line, and with it what stands below it. */
static void send_below(struct setting *setting, size_t gone)
{
    setting->column[gone].below = true;
    for (size_t c = 0; c < setting->grid->columns; c++)
        if (setting->column[c].stacked && setting->grid->column[c].under - 1 == gone) {
            setting->column[c].stacked = false;
            setting->column[c].below = true;
        }
}

/* Columns that may stand below others do so; those take the width of both. */
static void stack(struct setting *setting)
{
    for (size_t c = 0; c < setting->grid->columns; c++) {
        size_t under = setting->grid->column[c].under;
        if (under == 0)
            continue;
        ENSURE(under <= setting->grid->columns && setting->grid->column[under - 1].under == 0);
        struct column *upper = &setting->column[under - 1], *lower = &setting->column[c];
        /* The row has two lines anyway: a name may take them both. */
        float most = fmaxf(sheet_px(setting->sheet, UPPER_MOST),
                           setting->grid->column[under - 1].align == ALIGN_END ? upper->want : 0);
        upper->want = fmaxf(fminf(upper->want, most), lower->want);
        upper->least = fmaxf(fminf(upper->least, most), lower->least);
        lower->stacked = setting->stacked = true;
    }
}

static void arrange(struct setting *setting, float width)
{
    measure(setting);
    if (fit(setting, width))
        return;
    stack(setting);
    if (setting->stacked)
        setting->gutter = sheet_px(setting->sheet, CLOSE_GUTTER);
    while (!fit(setting, width)) {
        size_t gone = least_important(setting);
        if (gone == SIZE_MAX) {
            setting->cards = true;
            return;
        }
        send_below(setting, gone);
    }
}

/* ---- rows become bands of pieces ---- */

static void add_span(struct spans *spans, const char *text, size_t bytes, struct text_style style,
                     bool silent)
{
    if (bytes == 0)
        return;
    size_t end = bytes + (spans->count > 0 ? spans->origin[spans->count - 1].end : 0);
    spans->span = take_room(spans->span, &spans->capacity, spans->count + 1, sizeof *spans->span);
    spans->origin =
        take_room(spans->origin, &spans->origin_capacity, spans->count + 1, sizeof *spans->origin);
    spans->span[spans->count] = (struct text_span){.text = text, .bytes = bytes, .style = style};
    spans->origin[spans->count++] = (struct origin){.end = end, .silent = silent};
}

static void add_cell(const struct setting *setting, struct spans *spans, const struct grid_cell *cell,
                     struct text_style style)
{
    if (cell->span == NULL && cell->text != NULL)
        add_span(spans, cell->text, strlen(cell->text), style, false);
    for (size_t i = 0; i < cell->spans; i++) {
        const struct text_span *span = &cell->span[i];
        add_span(spans, span->text, span->bytes, span->style, (span->style.marks & GRID_CHIP) != 0);
    }
    if (cell->second != NULL && cell->second[0] != '\0') {
        struct text_style small = sheet_style(setting->sheet, FACE_SANS, SIZE_FOOT, COLOUR_INK_2);
        add_span(spans, "\n", 1, small, true);
        add_span(spans, cell->second, strlen(cell->second), small, false);
    }
}

/* The next piece, its spans empty. Its memory is used again for each row. */
static struct piece *open_piece(struct setting *setting, float x, float w)
{
    struct piece *piece = &setting->piece[setting->pieces++];
    text_block_finish(&piece->block);
    piece->spans.count = 0;
    piece->x = x;
    piece->w = w;
    piece->next = 0;
    piece->icon = NULL;
    return piece;
}

/* Fills the piece opened last and counts it to the band opened last. */
static void close_piece(struct setting *setting, struct piece *piece, float indent, enum text_align align)
{
    struct text_setting fill = {.width = piece->w,
                                .indent = indent,
                                .hang = indent,
                                .align = align,
                                .lang = setting->grid->lang,
                                .autospace = true};
    text_fill(&fill, piece->spans.span, piece->spans.count, setting->sheet->ruler, &piece->block);
    struct band *band = &setting->band[setting->bands - 1];
    band->pieces++;
    band->height = fmaxf(band->height, (float)piece->block.lines * band->line);
}

static void open_band(struct setting *setting, float line)
{
    setting->band[setting->bands++] = (struct band){.first = setting->pieces, .line = line};
}

static void add_cell_piece(struct setting *setting, size_t row, size_t c, float x, float w,
                           enum text_align align)
{
    const struct grid_cell *cell = cell_at(setting, row, c);
    struct text_style style = cell_style(setting, c, cell->colour);
    if (setting->column[c].stacked && style.colour == COLOUR_INK)
        style.colour = COLOUR_INK_2; /* the first line of a row leads */
    struct piece *piece = open_piece(setting, x, w);
    add_cell(setting, &piece->spans, cell, style);
    piece->icon = cell->icon;
    piece->icon_colour = cell->colour;
    close_piece(setting, piece, cell->icon != NULL && align == ALIGN_START ? icon_room(style) : 0, align);
}

/* "label value　label value": the cells that found no place in the first line, each behind its label. */
static void fill_below(struct setting *setting, size_t row, float width)
{
    static const char label_gap[] = "\xC2\xA0", cell_gap[] = "\xE3\x80\x80";
    const struct grid *grid = setting->grid;
    struct text_style label = sheet_style(setting->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_3), gap = label;
    label.marks = MARK_WHOLE;
    struct piece *piece = NULL;
    for (size_t c = 0; c < grid->columns; c++) {
        const struct grid_cell *cell = cell_at(setting, row, c);
        if (!setting->column[c].below || is_empty(cell) || cell->nought)
            continue;
        if (piece == NULL) {
            open_band(setting, setting->stacked ? sheet_px(setting->sheet, LOWER_LINE) : setting->line);
            piece = open_piece(setting, 0, width);
        } else {
            add_span(&piece->spans, cell_gap, strlen(cell_gap), gap, true);
        }
        const char *head = grid->column[c].head;
        if (head != NULL && head[0] != '\0') {
            add_span(&piece->spans, head, strlen(head), label, true);
            add_span(&piece->spans, label_gap, strlen(label_gap), label, true);
        }
        struct text_style style = sheet_style(setting->sheet, FACE_SANS, SIZE_NOTE, cell->colour);
        if (cell->span == NULL && cell->text != NULL &&
            text_width(cell->text, style, grid->lang, true, setting->sheet->ruler) < WHOLE_SHARE * width)
            style.marks = MARK_WHOLE;
        add_cell(setting, &piece->spans, cell, style);
    }
    if (piece != NULL)
        close_piece(setting, piece, 0, ALIGN_START);
}

static void fill_card(struct setting *setting, size_t row, float width)
{
    const struct grid *grid = setting->grid;
    float label = fminf(sheet_px(setting->sheet, NARROWEST), width * .35F);
    struct text_style style = sheet_style(setting->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_3);
    for (size_t c = 0; c < grid->columns; c++) {
        if (is_empty(cell_at(setting, row, c)))
            continue;
        open_band(setting, setting->line);
        const char *head = grid->column[c].head;
        float x = 0;
        if (head != NULL && head[0] != '\0') {
            struct piece *piece = open_piece(setting, 0, label);
            add_span(&piece->spans, head, strlen(head), style, true);
            close_piece(setting, piece, 0, ALIGN_START);
            x = label + setting->gutter / 2;
        }
        add_cell_piece(setting, row, c, x, width - x, ALIGN_START);
    }
}

static void fill_row(struct setting *setting, size_t row)
{
    const struct grid *grid = setting->grid;
    float width = setting->pager->area.w;
    setting->pieces = setting->bands = 0;
    if (setting->cards) {
        fill_card(setting, row, width);
        return;
    }
    open_band(setting, setting->line);
    for (size_t c = 0; c < grid->columns; c++)
        if (stands(setting, c) && !is_empty(cell_at(setting, row, c)))
            add_cell_piece(setting, row, c, setting->column[c].x, setting->column[c].w,
                           grid->column[c].align);
    bool opened = false;
    for (size_t c = 0; c < grid->columns; c++) {
        if (!setting->column[c].stacked || is_empty(cell_at(setting, row, c)))
            continue;
        if (!opened)
            open_band(setting, sheet_px(setting->sheet, LOWER_LINE));
        opened = true;
        add_cell_piece(setting, row, c, setting->column[c].x, setting->column[c].w,
                       grid->column[grid->column[c].under - 1].align);
    }
    fill_below(setting, row, width);
}

/* ---- bands are put on pages ---- */

static void rule(struct setting *setting, float units, enum colour colour)
{
    const struct pager *pager = setting->pager;
    float height = fmaxf(sheet_px(setting->sheet, units), 1);
    draw_fill(&pager_page(setting->pager)->draw,
              (struct rect){pager->area.x, pager->y, pager->area.w, height}, colour);
}

/* Fills behind a line: the tint of struck and inserted words, the box of a chip in
   the colour of what it stands for. */
static void put_marks(struct setting *setting, const struct piece *piece, const struct text_line *line,
                      float x, float y, float baseline, float line_height)
{
    struct draw_list *list = &pager_page(setting->pager)->draw;
    const struct text_block *block = &piece->block;
    size_t end = line->first + line->glyphs;
    for (size_t g = line->first, next; g < end; g = next) {
        size_t span = block->glyph[g].span;
        for (next = g + 1; next < end && block->glyph[next].span == span; next++)
            continue;
        struct text_style style = block->style[span];
        bool chip = (style.marks & GRID_CHIP) != 0;
        float from = block->glyph[g].x, to = next < end ? block->glyph[next].x : line->x + line->width;
        float pad = sheet_px(setting->sheet, .12F), height = sheet_px(setting->sheet, 2.4F);
        struct rect box = {x + from - pad, y + (line_height - height) / 2, to - from + 2 * pad, height};
        if (chip) { /* around its letters, whose box is .88 em above and .12 em below the baseline */
            box.h = style.size * 1.3F;
            box.y = baseline - style.size * 1.03F;
        }
        if (chip && span + 1 < block->styles)
            draw_fill(list, box, block->style[span + 1].colour);
        else if ((style.marks & MARK_STRIKE) != 0)
            draw_fill(list, box, COLOUR_TINT_LATE);
        else if ((style.marks & MARK_UNDERLINE) != 0)
            draw_fill(list, box, COLOUR_TINT_DONE);
    }
}

/* What a line tells of the item: its bytes without the interface's words. */
static void tell_line(struct page *page, const struct piece *piece, const struct text_line *line)
{
    size_t start = 0;
    struct buffer told = {0};
    for (size_t i = 0; i < piece->spans.count; i++) {
        const struct origin *origin = &piece->spans.origin[i];
        size_t from = start > line->start ? start : line->start;
        size_t to = origin->end < line->end ? origin->end : line->end;
        if (from < to && !origin->silent)
            buffer_add(&told, piece->block.text + from, to - from);
        start = origin->end;
    }
    if (told.size > 0)
        page_line(page, told.data, told.size);
    buffer_finish(&told);
}

/* Draws the lines of a piece from `next` on that fit into `room`; returns the height they took. */
static float put_piece(struct setting *setting, struct piece *piece, struct text_style lead, float height,
                       float room)
{
    struct page *page = pager_page(setting->pager);
    float x = setting->pager->area.x + piece->x, y = setting->pager->y, used = 0;
    if (piece->next == 0 && piece->icon != NULL) {
        float side = piece->block.style[0].size * 1.15F;
        draw_icon(&page->draw, piece->icon, x, y + (height - side) / 2, side, piece->icon_colour);
    }
    for (; piece->next < piece->block.lines && used + height <= room; piece->next++) {
        const struct text_line *line = &piece->block.line[piece->next];
        float baseline = sheet_baseline(setting->sheet, lead, y + used, height);
        put_marks(setting, piece, line, x, y + used, baseline, height);
        draw_line(&page->draw, &piece->block, piece->next, x, baseline, setting->sheet->ruler);
        tell_line(page, piece, line);
        used += height;
    }
    return used;
}

static struct text_style band_lead(const struct setting *setting, const struct band *band)
{
    struct text_style lead = sheet_style(setting->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK);
    for (size_t i = band->first; i < band->first + band->pieces; i++)
        for (size_t s = 0; s < setting->piece[i].block.styles; s++)
            if (setting->piece[i].block.style[s].size > lead.size)
                lead = setting->piece[i].block.style[s];
    return lead;
}

static bool band_done(const struct setting *setting, const struct band *band)
{
    for (size_t i = band->first; i < band->first + band->pieces; i++)
        if (setting->piece[i].next < setting->piece[i].block.lines)
            return false;
    return true;
}

/* The heads of the columns that stand below others, below their heads. Returns their height. */
static float lower_heads(const struct setting *setting, struct page *page, float y, float line)
{
    struct text_style style = sheet_style(setting->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_3);
    float tallest = 0;
    for (size_t c = 0; c < setting->grid->columns; c++) {
        const struct grid_column *column = &setting->grid->column[c];
        if (!setting->column[c].stacked || column->head == NULL)
            continue;
        struct rect box = {setting->pager->area.x + setting->column[c].x, y, setting->column[c].w, 0};
        float used = sheet_text(setting->sheet, page, column->head, style, line, box,
                                setting->grid->column[column->under - 1].align, setting->grid->lang, true);
        tallest = fmaxf(tallest, used);
    }
    return tallest;
}

static void put_heads(struct setting *setting)
{
    const struct grid *grid = setting->grid;
    struct pager *pager = setting->pager;
    struct page *page = pager_page(pager);
    setting->rows_here = 0;
    rule(setting, .16F, COLOUR_INK);
    pager->y += sheet_px(setting->sheet, .16F);
    bool any = false;
    float tallest = 0, pad = sheet_px(setting->sheet, setting->stacked ? .3F : .6F),
          line = sheet_px(setting->sheet, setting->stacked ? 1.9F : 2.1F);
    for (size_t c = 0; c < grid->columns; c++) {
        const char *head = grid->column[c].head;
        if (head == NULL || head[0] == '\0')
            continue;
        any = true;
        if (!setting->cards && stands(setting, c)) {
            struct rect box = {pager->area.x + setting->column[c].x, pager->y + pad, setting->column[c].w, 0};
            float used = sheet_text(setting->sheet, page, head, head_style(setting), line, box,
                                    grid->column[c].align, grid->lang, true);
            tallest = fmaxf(tallest, used);
        }
        if (!grid->silent_heads && !setting->heads_told)
            page_line(page, head, strlen(head));
    }
    if (any && !setting->cards) {
        if (setting->stacked)
            tallest += lower_heads(setting, page, pager->y + pad + tallest, line);
        pager->y += tallest + 2 * pad;
        rule(setting, .08F, COLOUR_INK);
        pager->y += sheet_px(setting->sheet, .08F);
    }
    setting->heads_told = true;
}

static float heads_height(const struct setting *setting)
{
    return setting->cards ? 0 : sheet_px(setting->sheet, setting->stacked ? 3.8F + .84F : 2.1F + 1.2F + .24F);
}

static void next_page(struct setting *setting)
{
    rule(setting, .16F, COLOUR_INK);
    pager_break(setting->pager);
    put_heads(setting);
}

static float room_left(const struct setting *setting)
{
    const struct pager *pager = setting->pager;
    return pager->area.y + pager->area.h - pager->y - sheet_px(setting->sheet, .16F);
}

static void put_band(struct setting *setting, const struct band *band)
{
    struct text_style lead = band_lead(setting, band);
    for (;;) {
        float room = fmaxf(room_left(setting), setting->rows_here == 0 ? band->line : 0);
        float before = setting->pager->y, used = 0;
        for (size_t i = band->first; i < band->first + band->pieces; i++)
            used = fmaxf(used, put_piece(setting, &setting->piece[i], lead, band->line, room));
        setting->pager->y = before + used;
        if (band_done(setting, band) || setting->pager->book->full)
            return;
        next_page(setting); /* a row higher than a page goes on there */
    }
}

static void put_row(struct setting *setting, size_t row)
{
    struct pager *pager = setting->pager;
    fill_row(setting, row);
    float height = 0;
    for (size_t i = 0; i < setting->bands; i++)
        height += setting->band[i].height;
    height = fmaxf(height + 2 * setting->pad, sheet_px(setting->sheet, LEAST_ROW));
    if (height > room_left(setting) && setting->rows_here > 0)
        next_page(setting);
    if (setting->rows_here > 0) {
        bool group = setting->grid->group_every > 0 && row % setting->grid->group_every == 0;
        rule(setting, group ? .1F : .06F, group || setting->cards ? COLOUR_RULE_2 : COLOUR_RULE);
    }
    float content = height - 2 * setting->pad;
    bool whole = height <= room_left(setting);
    float top = pager->y;
    pager->y += setting->pad;
    for (size_t i = 0; i < setting->bands; i++)
        put_band(setting, &setting->band[i]);
    pager->y = whole ? top + content + 2 * setting->pad : pager->y + setting->pad;
    setting->rows_here++;
}

void pager_grid(struct pager *pager, const struct grid *grid)
{
    if (grid->columns == 0)
        return;
    struct setting setting = {.pager = pager, .sheet = pager->sheet, .grid = grid};
    setting.gutter = sheet_px(pager->sheet, GUTTER);
    setting.line = sheet_px(pager->sheet, grid->prose ? PROSE_LINE * pager->sheet->tight : LINE);
    setting.column = take_zeroed(grid->columns, sizeof *setting.column);
    setting.piece = take_zeroed(3 * grid->columns + 1, sizeof *setting.piece);
    setting.band = take_zeroed(2 * grid->columns + 2, sizeof *setting.band);
    arrange(&setting, pager->area.w);
    float loose = heads_height(&setting) + (float)grid->rows * sheet_px(pager->sheet, LEAST_ROW + LOOSE);
    bool airy = loose <= pager->area.h;
    setting.pad = sheet_px(pager->sheet, airy ? (LEAST_ROW + LOOSE - LINE) / 2 : (LEAST_ROW - LINE) / 2);
    if (setting.stacked && !setting.cards) {
        setting.line = sheet_px(pager->sheet, UPPER_LINE);
        setting.pad = sheet_px(pager->sheet, STACKED_PAD);
    }
    if (grid->prose)
        setting.pad = sheet_px(pager->sheet, PROSE_PAD);
    setting.pad *= pager->sheet->tight;
    (void)pager_need(pager, heads_height(&setting) + 2 * sheet_px(pager->sheet, LEAST_ROW));
    put_heads(&setting);
    for (size_t row = 0; row < grid->rows && !pager->book->full; row++)
        put_row(&setting, row);
    rule(&setting, .16F, COLOUR_INK);
    pager->y += sheet_px(pager->sheet, .16F);
    for (size_t i = 0; i < 3 * grid->columns + 1; i++) {
        text_block_finish(&setting.piece[i].block);
        free(setting.piece[i].spans.span);
        free(setting.piece[i].spans.origin);
    }
    free(setting.band);
    free(setting.piece);
    free(setting.column);
}
