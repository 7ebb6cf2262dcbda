/* A table is set in three steps: columns get their widths from what stands in them (grid_columns), a row becomes
   bands of pieces side by side (fill_row), and bands are put on pages (put_row). Where columns do not fit
   side by side, a row has a second band with the rest; where not even two fit, each cell is a band of label
   and value. A table of two parts is set as two, some rows of the first, then the same of the second. Widths are
   pixels. */
#include "grid_columns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LINE 2.5F        /* u: height of a line in a cell */
#define BODY_LINE 2.8F   /* u: where they are of body size */
#define PROSE_LINE 3.1F  /* u: where cells are sentences */
#define PROSE_PAD .9F    /* u: above and below them */
#define LEAST_ROW 3.1F   /* u: a dense row; a loose one has .6u more */
#define TIGHT_ROW 2.8F   /* u: where a page then holds one more */
#define LOOSE .6F        /* u */
#define UPPER_LINE 2.1F  /* u: where columns stand below others, so that a page still holds enough rows */
#define LOWER_LINE 1.75F /* u */
#define BELOW_LINE 2.15F /* u: of the labelled line */
#define STACKED_PAD .08F /* u */
#define BELOW_PAD .35F   /* u: where a row ends with a labelled line */
#define CARD_LABEL 9.6F  /* u: of a card, where not even two columns fit */
#define CONTINUED_EMS 6  /* room for the word behind what a row is called on its next page */
#define LAST_SHARE .3F   /* of a page, which the last one has at least where nothing follows */
#define WHOLE_SHARE .4F  /* of a labelled line: a value that takes less of it is not parted */

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
    struct columns at;
    bool heads_told;
    bool again;             /* the columns of both parts have stood on a page already: they are told once */
    float pad, line, least; /* of a row: above and below, a line, all of it */
    size_t rows_here;       /* on the page, since the head */
    float heads;            /* height that they took */
    size_t row;             /* being set */
    struct piece *piece;
    struct band *band;
    size_t pieces, bands;
};

struct grid_cell grid_plain(const char *text)
{
    return (struct grid_cell){.text = text, .colour = COLOUR_INK};
}

static bool is_empty(const struct grid_cell *cell)
{
    return cell->span == NULL && (cell->text == NULL || cell->text[0] == '\0') && cell->icon == NULL;
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
                     struct text_style style, bool told)
{
    if (cell->span == NULL && cell->text != NULL)
        add_span(spans, cell->text, strlen(cell->text), style, told);
    ENSURE(cell->span != NULL || cell->spans == 0);
    for (size_t i = 0; i < cell->spans; i++) {
        const struct text_span *span = &cell->span[i];
        add_span(spans, span->text, span->bytes, span->style, told || (span->style.marks & GRID_CHIP) != 0);
    }
    if (cell->second != NULL && cell->second[0] != '\0') {
        struct text_style small = sheet_style(setting->sheet, FACE_SANS, SIZE_FOOT, COLOUR_INK_2);
        add_span(spans, "\n", 1, small, true);
        add_span(spans, cell->second, strlen(cell->second), small, told);
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
                                .hang = setting->grid->prose ? 0 : indent, /* sentences need the width */
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
    const struct grid_cell *cell = columns_cell(&setting->at, row, c);
    struct text_style style = columns_cell_style(&setting->at, c, cell->colour);
    if (setting->at.column[c].stacked && style.colour == COLOUR_INK)
        style.colour = COLOUR_INK_2; /* the first line of a row leads */
    struct piece *piece = open_piece(setting, x, w);
    add_cell(setting, &piece->spans, cell, style, setting->again && setting->grid->column[c].part == 0);
    piece->icon = cell->icon;
    piece->icon_colour = cell->colour;
    close_piece(setting, piece, cell->icon != NULL && align == ALIGN_START ? columns_icon_room(style) : 0,
                align);
}

/* "label value　label value": the cells that found no place in the first line, each behind its label. */
static void fill_below(struct setting *setting, size_t row, float width)
{
    static const char label_gap[] = "\xC2\xA0", cell_gap[] = "\xE3\x80\x80";
    const struct grid *grid = setting->grid;
    struct text_style label = sheet_style(setting->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_3), gap = label;
    label.marks = MARK_WHOLE;
    struct piece *piece = NULL;
    float indent = 0;
    for (size_t c = 0; c < grid->columns; c++) {
        const struct grid_cell *cell = columns_cell(&setting->at, row, c);
        if (!setting->at.column[c].below || is_empty(cell) || cell->nought)
            continue;
        if (piece != NULL &&
            (cell->icon != NULL || piece->icon != NULL)) { /* a shape stands before a line of its own */
            close_piece(setting, piece, indent, ALIGN_START);
            piece = NULL;
        }
        if (piece == NULL) {
            open_band(setting, setting->line > sheet_px(setting->sheet, LINE)
                                   ? setting->line
                                   : sheet_px(setting->sheet, BELOW_LINE));
            piece = open_piece(setting, 0, width);
            piece->icon = cell->icon;
            piece->icon_colour = cell->colour;
            indent = cell->icon != NULL ? columns_icon_room(label) : 0;
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
        add_cell(setting, &piece->spans, cell, style, false);
    }
    if (piece != NULL)
        close_piece(setting, piece, indent, ALIGN_START);
}

static void fill_card(struct setting *setting, size_t row, float width)
{
    const struct grid *grid = setting->grid;
    float label = fminf(sheet_px(setting->sheet, CARD_LABEL), width * .35F);
    struct text_style style = sheet_style(setting->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_3);
    for (size_t c = 0; c < grid->columns; c++) {
        if (is_empty(columns_cell(&setting->at, row, c)))
            continue;
        open_band(setting, setting->line);
        const char *head = grid->column[c].head;
        float x = 0;
        if (head != NULL && head[0] != '\0') {
            struct piece *piece = open_piece(setting, 0, label);
            add_span(&piece->spans, head, strlen(head), style, true);
            close_piece(setting, piece, 0, ALIGN_START);
            x = label + setting->at.gutter / 2;
        }
        add_cell_piece(setting, row, c, x, width - x, ALIGN_START);
    }
}

static void fill_row(struct setting *setting, size_t row)
{
    const struct grid *grid = setting->grid;
    float width = setting->pager->area.w;
    setting->pieces = setting->bands = 0;
    if (setting->at.cards) {
        fill_card(setting, row, width);
        return;
    }
    open_band(setting, setting->line);
    for (size_t c = 0; c < grid->columns; c++)
        if (columns_stand(&setting->at, c) && !is_empty(columns_cell(&setting->at, row, c)))
            add_cell_piece(setting, row, c, setting->at.column[c].x, setting->at.column[c].w,
                           grid->column[c].align);
    bool opened = false;
    for (size_t c = 0; c < grid->columns; c++) {
        if (!setting->at.column[c].stacked || is_empty(columns_cell(&setting->at, row, c)))
            continue;
        if (!opened)
            open_band(setting, sheet_px(setting->sheet, LOWER_LINE));
        opened = true;
        add_cell_piece(setting, row, c, setting->at.column[c].x, setting->at.column[c].w,
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
static void tell_line(struct page *page, const struct piece *piece, const struct text_line *line,
                      bool looked_up)
{
    size_t start = 0;
    int before = page->characters;
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
    if (looked_up)
        page->looked_up += page->characters - before;
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
        tell_line(page, piece, line, setting->grid->looked_up);
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
        if (!setting->at.column[c].stacked || column->head == NULL)
            continue;
        struct rect box = {setting->pager->area.x + setting->at.column[c].x, y, setting->at.column[c].w, 0};
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
    float top = pager->y;
    rule(setting, .16F, COLOUR_INK);
    pager->y += sheet_px(setting->sheet, .16F);
    bool any = false;
    float tallest = 0, pad = sheet_px(setting->sheet, setting->at.stacked ? .3F : .6F),
          line = sheet_px(setting->sheet, setting->at.stacked ? 1.9F : 2.1F);
    for (size_t c = 0; c < grid->columns; c++) {
        const char *head = grid->column[c].head;
        if (head == NULL || head[0] == '\0')
            continue;
        any = true;
        if (!setting->at.cards && columns_stand(&setting->at, c)) {
            struct rect box = {pager->area.x + setting->at.column[c].x, pager->y + pad,
                               setting->at.column[c].w, 0};
            float used = sheet_text(setting->sheet, page, head, columns_head_style(&setting->at), line, box,
                                    grid->column[c].align, grid->lang, true);
            tallest = fmaxf(tallest, used);
        }
        if (!grid->silent_heads && !setting->heads_told)
            page_line(page, head, strlen(head));
    }
    if (any && !setting->at.cards) {
        if (setting->at.stacked)
            tallest += lower_heads(setting, page, pager->y + pad + tallest, line);
        pager->y += tallest + 2 * pad;
        rule(setting, .08F, COLOUR_INK);
        pager->y += sheet_px(setting->sheet, .08F);
    }
    setting->heads_told = true;
    setting->heads = pager->y - top;
}

static float heads_height(const struct setting *setting)
{
    return setting->at.cards
               ? 0
               : sheet_px(setting->sheet, setting->at.stacked ? 3.8F + .84F : 2.1F + 1.2F + .24F);
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

/* Above the rest of a row that goes on: which row it is. Not told, it was. */
static void put_continued(struct setting *setting)
{
    const struct sheet *sheet = setting->sheet;
    struct pager *pager = setting->pager;
    struct buffer text = {0}, name = {0};
    for (size_t c = 0; c < setting->grid->columns && text.size == 0; c++) {
        const struct grid_cell *cell = columns_cell(&setting->at, setting->row, c);
        if (cell->span == NULL && cell->text != NULL)
            buffer_text(&text, cell->text);
        for (size_t i = 0; cell->span != NULL && i < cell->spans; i++)
            buffer_add(&text, cell->span[i].text, cell->span[i].bytes);
    }
    if (text.size > 0 && room_left(setting) >= 3 * setting->line) {
        struct text_style style = sheet_style(sheet, FACE_SANS_BOLD, SIZE_NOTE, COLOUR_INK_2);
        struct buffer cut = {0};
        sheet_cut(sheet, text.data, style, pager->area.w - CONTINUED_EMS * style.size, &cut);
        words_fill(sheet->words, setting->grid->lang, "table.continued", cut.data, NULL, NULL, NULL, &name);
        buffer_finish(&cut);
        pager->y += setting->pad;
        (void)draw_text(&pager_page(pager)->draw, name.data, style, pager->area.x,
                        sheet_baseline(sheet, style, pager->y, setting->line), ALIGN_START,
                        setting->grid->lang, sheet->ruler);
        pager->y += setting->line;
    }
    buffer_finish(&name);
    buffer_finish(&text);
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
        put_continued(setting);
    }
}

/* Makes the row's bands; the height it will take. */
static float make_row(struct setting *setting, size_t row)
{
    fill_row(setting, row);
    float height = 0;
    for (size_t i = 0; i < setting->bands; i++)
        height += setting->band[i].height;
    return fmaxf(height + 2 * setting->pad, setting->least);
}

/* Puts the row that was made last. */
static void put_row(struct setting *setting, size_t row, float height)
{
    struct pager *pager = setting->pager;
    setting->row = row;
    if (height > room_left(setting) && setting->rows_here > 0)
        next_page(setting);
    if (setting->rows_here > 0) {
        bool group = setting->grid->group_every > 0 && row % setting->grid->group_every == 0;
        rule(setting, group ? .1F : .06F, group || setting->at.cards ? COLOUR_RULE_2 : COLOUR_RULE);
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

/* Where a page that begins with row `first` ends so that what is left for the last page is about a third of it at least; the
   number of rows where there is nothing to share out. Rows are measured twice for it, but only those of the last two pages. */
static size_t share_out(struct setting *setting, size_t first)
{
    size_t rows = setting->grid->rows, end = first;
    float here = room_left(setting), last = 0, used = 0;
    float room = setting->pager->area.h - setting->heads - sheet_px(setting->sheet, .16F);
    if (!setting->grid->last || (float)(rows - first) * setting->least > here + room)
        return rows;
    float *height = take_zeroed(rows - first + 1, sizeof *height);
    for (size_t i = first; i < rows; i++) {
        height[i - first] = make_row(setting, i);
        last += height[i - first];
    }
    while (end < rows && used + height[end - first] <= here) {
        used += height[end - first];
        last -= height[end - first];
        end++;
    }
    if (last <= room && end < rows) /* the next page is the last */
        while (end > first + 1 && last < room * LAST_SHARE && last + height[end - 1 - first] < used &&
               last + height[end - 1 - first] <= room) {
            end--;
            used -= height[end - first];
            last += height[end - first];
        }
    else
        end = rows;
    free(height);
    return end;
}

static void close_table(struct setting *setting)
{
    rule(setting, .16F, COLOUR_INK);
    setting->pager->y += sheet_px(setting->sheet, .16F);
}

static void swap_parts(struct setting *setting)
{
    struct column *other = setting->at.second;
    setting->at.second = setting->at.column;
    setting->at.column = other;
    setting->again = !setting->again;
}

static float height_in_second(struct setting *setting, size_t row)
{
    swap_parts(setting);
    float height = make_row(setting, row);
    swap_parts(setting);
    return height;
}

/* The rows from `first` on that the page has room for, and the next one for their second part; at least one, not more than
   `most`. Returns where they end. */
static size_t put_first_part(struct setting *setting, size_t first, size_t most)
{
    size_t row = first;
    float second = setting->pager->area.h - heads_height(setting) - 2 * sheet_px(setting->sheet, .16F);
    for (; row < first + most && !setting->pager->book->full; row++) {
        second -= height_in_second(setting, row);
        float height = make_row(setting, row);
        if (row > first && (height > room_left(setting) || second < 0))
            break;
        put_row(setting, row, height);
    }
    return row;
}

/* A page of the first part, then the same rows of the second: below where there is room, else on the next page. */
static void put_parts(struct setting *setting)
{
    struct pager *pager = setting->pager;
    size_t before = 0; /* rows on the page before: as many as fit on one */
    for (size_t first = 0, end; first < setting->grid->rows && !pager->book->full; first = end) {
        size_t left = setting->grid->rows - first, most = left;
        if (setting->grid->last && left > before && left < before + before / 3)
            most = left - before / 3; /* the last page gets a third of them */
        if (first > 0)
            pager_break(pager);
        put_heads(setting);
        end = put_first_part(setting, first, most);
        before = end - first;
        close_table(setting);
        swap_parts(setting);
        float gap = sheet_px(setting->sheet, 1.2F), height = gap + heads_height(setting);
        for (size_t row = first; row < end; row++)
            height += make_row(setting, row);
        if (height > room_left(setting))
            pager_break(pager);
        else
            pager_gap(pager, gap);
        put_heads(setting);
        for (size_t row = first; row < end && !pager->book->full; row++)
            put_row(setting, row, make_row(setting, row));
        close_table(setting);
        swap_parts(setting);
    }
}

static void put_rows(struct setting *setting)
{
    size_t rows = setting->grid->rows, end = rows > 0 ? share_out(setting, 0) : 0;
    for (size_t row = 0; row < rows && !setting->pager->book->full; row++) {
        float height = make_row(setting, row);
        if (setting->rows_here > 0 && (row == end || height > room_left(setting))) {
            next_page(setting);
            end = share_out(setting, row);
            height = make_row(setting, row);
        }
        put_row(setting, row, height);
    }
}

/* Height of a dense row: drawn together a little where that gives a page one row more. */
static float dense_row(const struct setting *setting)
{
    float room = setting->pager->area.h - heads_height(setting) - 2 * sheet_px(setting->sheet, .16F) - 1,
          row = sheet_px(setting->sheet, LEAST_ROW), more = floorf(room / row) + 1;
    return room / more >= sheet_px(setting->sheet, TIGHT_ROW) ? room / more : row;
}

static void set_spacing(struct setting *setting)
{
    const struct sheet *sheet = setting->sheet;
    float loose = heads_height(setting) + (float)setting->grid->rows * sheet_px(sheet, LEAST_ROW + LOOSE);
    bool airy = loose <= setting->pager->area.h, below = false;
    for (size_t c = 0; c < setting->grid->columns; c++)
        below = below || setting->at.column[c].below;
    setting->least = airy ? sheet_px(sheet, LEAST_ROW) : dense_row(setting);
    setting->pad =
        airy ? sheet_px(sheet, LEAST_ROW + LOOSE - LINE) / 2 : (setting->least - sheet_px(sheet, LINE)) / 2;
    if (setting->at.stacked && !setting->at.cards) {
        setting->line = sheet_px(sheet, UPPER_LINE);
        setting->pad = sheet_px(sheet, STACKED_PAD);
    } else if (below && !airy) {
        setting->pad = sheet_px(sheet, BELOW_PAD);
    }
    if (setting->grid->prose)
        setting->pad = sheet_px(sheet, PROSE_PAD);
    setting->pad *= sheet->tight;
}

static void setting_init(struct setting *setting, struct pager *pager, const struct grid *grid)
{
    *setting = (struct setting){.pager = pager, .sheet = pager->sheet, .grid = grid};
    bool body = false;
    for (size_t c = 0; c < grid->columns; c++)
        body = body || grid->column[c].body;
    setting->line = sheet_px(pager->sheet, grid->prose ? PROSE_LINE * pager->sheet->tight
                                           : body      ? BODY_LINE
                                                       : LINE);
    setting->piece = take_zeroed(3 * grid->columns + 1, sizeof *setting->piece);
    setting->band = take_zeroed(2 * grid->columns + 2, sizeof *setting->band);
    columns_arrange(&setting->at, pager->sheet, grid, pager->area.w);
    set_spacing(setting);
}

static void setting_finish(struct setting *setting)
{
    for (size_t i = 0; i < 3 * setting->grid->columns + 1; i++) {
        text_block_finish(&setting->piece[i].block);
        free(setting->piece[i].spans.span);
        free(setting->piece[i].spans.origin);
    }
    free(setting->band);
    free(setting->piece);
    columns_finish(&setting->at);
}

static float opening(struct setting *setting)
{
    float row = setting->grid->rows > 0 ? make_row(setting, 0) : 0;
    return heads_height(setting) + row + 2 * sheet_px(setting->sheet, .16F);
}

float pager_grid_opening(const struct pager *pager, const struct grid *grid)
{
    struct pager scratch = *pager;
    struct setting setting;
    setting_init(&setting, &scratch, grid);
    float height = opening(&setting);
    setting_finish(&setting);
    return height;
}

void pager_grid(struct pager *pager, const struct grid *grid)
{
    if (grid->columns == 0)
        return;
    struct setting setting;
    setting_init(&setting, pager, grid);
    float least = heads_height(&setting) + 2 * sheet_px(pager->sheet, LEAST_ROW);
    (void)pager_need(pager, fminf(fmaxf(opening(&setting), least), pager->area.h));
    if (setting.at.second != NULL) {
        put_parts(&setting);
    } else {
        put_heads(&setting);
        put_rows(&setting);
        close_table(&setting);
    }
    setting_finish(&setting);
}
