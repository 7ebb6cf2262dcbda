#include "board.h"

#include "grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAIL_TRIED 6000 /* bytes: a longer text fits on no page and is not tried */

const struct state state_done = {"done", "state.done", "done", COLOUR_DONE, COLOUR_TINT_DONE};
const struct state state_now = {"now", "state.now", "now", COLOUR_NOW, COLOUR_TINT_NOW};
const struct state state_late = {"late", "state.late", "late", COLOUR_LATE, COLOUR_TINT_LATE};
const struct state state_todo = {"todo", "state.todo", "todo", COLOUR_TODO, COLOUR_TINT_TODO};
const struct state state_past = {"past", "state.past", "past", COLOUR_INK_2, COLOUR_TINT_TODO};
const struct state state_due = {"due", "state.due", "due", COLOUR_DUE, COLOUR_TINT_DUE};

const struct state *state_of(const char *code)
{
    static const struct state *const all[] = {&state_done, &state_now, &state_late, &state_todo};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i]->code, code) == 0)
            return all[i];
    BUG("unchecked state");
}

/* ---- strings that live as long as the board ---- */

const char *board_keep(struct board *board, struct buffer *made)
{
    board->kept = take_room(board->kept, &board->kept_capacity, board->kepts + 1, sizeof *board->kept);
    board->kept[board->kepts] = buffer_take(made);
    return board->kept[board->kepts++];
}

const char *board_word(const struct board *board, const char *key)
{
    return words_get(board->sheet->words, LANG_ZH, key);
}

const char *board_korean(const struct board *board, const char *key)
{
    if (!board->sheet->korean)
        return NULL;
    const char *korean = words_get(board->sheet->words, LANG_KO, key);
    return strcmp(korean, board_word(board, key)) == 0 ? NULL : korean;
}

const char *board_fill(struct board *board, const char *key, const char *a, const char *b, const char *c,
                       const char *d)
{
    struct buffer out = {0};
    words_fill(board->sheet->words, LANG_ZH, key, a, b, c, d, &out);
    return board_keep(board, &out);
}

const char *board_number(struct board *board, const char *decimal)
{
    if (decimal == NULL)
        return NULL;
    struct buffer out = {0};
    words_number(decimal, &out);
    return board_keep(board, &out);
}

const char *board_count(struct board *board, int64_t n)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%lld", (long long)n);
    return board_number(board, digits);
}

const char *board_date(struct board *board, date d, bool with_year)
{
    if (d == NO_DATE)
        return NULL;
    struct buffer out = {0};
    words_date(board->sheet->words, LANG_ZH, d, with_year, &out);
    return board_keep(board, &out);
}

const char *board_period(struct board *board, date from, date until, int year)
{
    if (from == NO_DATE && until == NO_DATE)
        return NULL;
    struct buffer out = {0};
    if (from == until || from == NO_DATE || until == NO_DATE) {
        date day = from == NO_DATE ? until : from;
        const char *text = board_date(board, day, civil_from_date(day).year != year);
        if (from == until)
            return text;
        return board_fill(board, from == NO_DATE ? "board.until" : "board.from", text, NULL, NULL, NULL);
    }
    int first = civil_from_date(from).year, last = civil_from_date(until).year;
    const char *begin = board_date(board, from, first != year),
               *end = board_date(board, until, last != first);
    words_fill(board->sheet->words, LANG_ZH, "board.period", begin, end, NULL, NULL, &out);
    return board_keep(board, &out);
}

const char *board_percent(struct board *board, double done, double due)
{
    if (due <= 0)
        return NULL;
    struct buffer out = {0};
    words_percent(done, due, &out);
    return board_keep(board, &out);
}

const char *board_as_of(struct board *board, date day)
{
    instant t = board->record->as_of;
    if (t != NO_INSTANT)
        day = date_from_instant(t, board->sheet->zone_minutes);
    if (day == NO_DATE)
        return NULL;
    struct buffer out = {0};
    /* The year goes without saying only while it is this year. */
    bool year = civil_from_date(day).year != civil_from_date(sheet_today(board->sheet)).year;
    buffer_text(&out, board_date(board, day, year));
    if (t != NO_INSTANT) {
        buffer_char(&out, ' ');
        words_clock(t, board->sheet->zone_minutes, &out);
    }
    return board_fill(board, "board.as_of", board_keep(board, &out), NULL, NULL, NULL);
}

const char *board_ko_cell(const struct board *board, const struct rows *rows, size_t row, const char *column)
{
    return board->sheet->korean ? rows_cell(rows, row, column) : NULL;
}

/* ---- text in boxes ---- */

struct text_style board_style(const struct board *board, enum face face, float units, enum colour colour)
{
    return (struct text_style){.face = face, .size = sheet_px(board->sheet, units), .colour = colour};
}

float board_baseline(const struct board *board, struct text_style style, float y, float h)
{
    const struct ruler *ruler = board->sheet->ruler;
    float up = ruler->ascent(ruler->self, style.face, style.size);
    float down = ruler->descent(ruler->self, style.face, style.size);
    return y + (h + up - down) / 2;
}

static float text_set(const struct board *board, struct page *page, const char *text, struct text_style style,
                      float line_units, struct rect box, enum text_align align, enum lang lang, bool silent)
{
    if (text == NULL || *text == '\0')
        return 0;
    struct text_setting setting = {.width = box.w, .align = align, .lang = lang, .autospace = true};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, board->sheet->ruler, &block);
    float height = sheet_px(board->sheet, line_units) * board->sheet->tight;
    for (size_t i = 0; page != NULL && i < block.lines; i++) {
        const struct text_line *line = &block.line[i];
        draw_line(&page->draw, &block, i, box.x,
                  board_baseline(board, style, box.y + (float)i * height, height), board->sheet->ruler);
        if (!silent)
            page_line(page, block.text + line->start, line->end - line->start);
    }
    height *= (float)block.lines;
    text_block_finish(&block);
    return height;
}

float board_set(const struct board *board, struct page *page, const char *text, struct text_style style,
                float line_units, struct rect box, enum text_align align, enum lang lang)
{
    return text_set(board, page, text, style, line_units, box, align, lang, false);
}

float board_mark(const struct board *board, struct page *page, const char *text, struct text_style style,
                 float x, float baseline, enum text_align align)
{
    return draw_text(&page->draw, text, style, x, baseline, align, LANG_ZH, board->sheet->ruler);
}

float board_width(const struct board *board, const char *text, struct text_style style)
{
    return text == NULL ? 0 : text_width(text, style, LANG_ZH, true, board->sheet->ruler);
}

void board_say(struct page *page, const char *text)
{
    if (text != NULL)
        page_line(page, text, strlen(text));
}

float board_state(const struct board *board, struct page *page, const struct state *state, const char *word,
                  float x, float y, enum text_align align)
{
    struct text_style style = board_style(board, FACE_SANS_BOLD, 1.6f, state->colour);
    float icon = style.size * 1.15f, gap = style.size * .3f, line = sheet_px(board->sheet, 2.4f);
    const char *text = word == NULL ? board_word(board, state->key) : word;
    float width = icon + gap + board_width(board, text, style);
    if (page == NULL)
        return width;
    if (align == ALIGN_END)
        x -= width;
    draw_icon(&page->draw, state->icon, x, y + (line - icon) / 2, icon, state->colour);
    (void)board_mark(board, page, text, style, x + icon + gap, board_baseline(board, style, y, line),
                     ALIGN_START);
    board_say(page, text);
    return width;
}

/* ---- the page's head and standing notes: the page's, not lines of the item's body ---- */

static float notes_set(const struct board *board, struct page *page, struct rect box)
{
    float y = box.y;
    for (size_t i = 0; i < board->notes; i++) {
        struct text_style bold = board_style(board, FACE_SANS_BOLD, board->note_size, COLOUR_INK);
        struct text_style plain = board_style(board, FACE_SANS, board->note_size, COLOUR_INK_2);
        float lead = 0;
        if (board->note[i].lead != NULL)
            lead = board_width(board, board->note[i].lead, bold) + plain.size;
        if (lead > 0 && page != NULL)
            (void)board_mark(board, page, board->note[i].lead, bold, box.x,
                             board_baseline(board, bold, y, sheet_px(board->sheet, board->note_line)),
                             ALIGN_START);
        struct rect rest = {box.x + lead, y, box.w - lead, 0};
        y += text_set(board, page, board->note[i].text, plain, board->note_line, rest, ALIGN_START, LANG_ZH,
                      true);
    }
    return y - box.y;
}

/* Whether a title stays within `most` pixels of height. */
static bool title_fits(const struct board *board, const char *text, struct text_style style, float line,
                       float width, float most, enum lang lang)
{
    return text_set(board, NULL, text, style, line, (struct rect){0, 0, width, 0}, ALIGN_START, lang, true) <=
           fmaxf(most, 2 * sheet_px(board->sheet, line));
}

static float head_lines(const struct board *board, struct page *page, const char *text,
                        struct text_style style, float line, struct rect box, float most, enum lang lang)
{
    if (title_fits(board, text, style, line, box.w, most, lang))
        return text_set(board, page, text, style, line, box, ALIGN_START, lang, true);
    struct text_setting setting = {.width = box.w, .lang = lang, .autospace = true};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, board->sheet->ruler, &block);
    draw_line(&page->draw, &block, 0, box.x,
              board_baseline(board, style, box.y, sheet_px(board->sheet, line)), board->sheet->ruler);
    text_block_finish(&block);
    return sheet_px(board->sheet, line);
}

static float head_set(void *self, struct pager *pager, struct page *page, struct rect main, size_t page_no)
{
    struct board *board = self;
    const struct sheet *sheet = board->sheet;
    float line = sheet_px(sheet, 4.4f), gap = sheet_px(sheet, 2);
    struct text_style title = board_style(board, FACE_SERIF_BOLD, 3.4f, COLOUR_INK);
    struct text_style small = board_style(board, FACE_SANS, 1.6f, COLOUR_INK_2);
    const char *text = record_title(board->record, LANG_ZH);
    /* A title that would eat the page is cut here and stands in full at the beginning of the first page. */
    float wide = board_width(board, text, title), most = main.h * .3f;
    float right = board->legend != NULL ? board->legend(board, page, main, false)
                                        : board_width(board, board->reference, small);
    /* What the figures are as of stands on the title's line where both fit, else below it. */
    bool beside = wide + gap + right <= main.w;
    float y = main.y + head_lines(board, page, text, title, 4.4f, main, most, LANG_ZH);
    const char *ko = sheet->korean ? board->record->text[LANG_KO].title : NULL;
    struct text_style second = board_style(board, FACE_SANS, 2, COLOUR_INK_2);
    float behind = ko == NULL ? 0 : text_width(ko, second, LANG_KO, true, sheet->ruler);
    if (ko != NULL && strchr(ko, '\n') == NULL &&
        wide + gap + behind + (right > 0 ? gap + right : 0) <= main.w)
        (void)draw_text(&page->draw, ko, second, main.x + wide + gap,
                        board_baseline(board, title, main.y, line), ALIGN_START, LANG_KO, sheet->ruler);
    else if (ko != NULL)
        y += head_lines(board, page, ko, second, 3, (struct rect){main.x, y, main.w, 0}, most / 2, LANG_KO);
    if (right > 0 && beside) {
        float top = main.y + line - sheet_px(sheet, 2.8f);
        struct rect box = {main.x + main.w - right, top, right, sheet_px(sheet, 2.4f)};
        if (board->legend != NULL)
            (void)board->legend(board, page, box, true);
        else
            (void)board_mark(board, page, board->reference, small, main.x + main.w,
                             board_baseline(board, title, main.y, line), ALIGN_END);
    } else if (right > 0) {
        struct rect box = {main.x, y, main.w, sheet_px(sheet, 2.4f)};
        if (board->legend != NULL)
            y += board->legend(board, page, box, true) > 0 ? sheet_px(sheet, 2.4f) : 0;
        else
            y += text_set(board, page, board->reference, small, 2.4f, box, ALIGN_START, LANG_ZH, true);
    }
    if (board->notes_once && page_no > 0)
        pager->reserve = 0;
    else
        (void)notes_set(
            board, page,
            (struct rect){main.x, main.y + main.h - board->pager.reserve + sheet_px(sheet, .7f), main.w, 0});
    return y - main.y + sheet_px(sheet, .8f);
}

void board_init(struct board *board, const struct composing *c)
{
    *board = (struct board){.c = c,
                            .sheet = c->sheet,
                            .record = c->record,
                            .note_size = 1.33f,
                            .note_line = 2,
                            .text_size = 1.6f,
                            .text_line = 2.4f};
    board->pager = (struct pager){.sheet = c->sheet, .book = c->book, .head = head_set};
}

void board_note(struct board *board, const char *lead, const char *text)
{
    ENSURE(board->notes < sizeof board->note / sizeof board->note[0]);
    board->note[board->notes++] = (struct standing_note){lead, text};
}

void board_start(struct board *board)
{
    board->pager.self = board;
    float height =
        notes_set(board, NULL, (struct rect){0, 0, sheet_main(board->sheet, board->sheet->banner).w, 0});
    board->pager.reserve = height > 0 ? height + sheet_px(board->sheet, .7f) : 0;
    pager_start(&board->pager);
    static const struct {
        enum lang lang;
        float units, line, share;
    } titles[] = {{LANG_ZH, 3.4f, 4.4f, .3f}, {LANG_KO, 2, 3, .15f}};
    struct rect main = sheet_main(board->sheet, board->sheet->banner);
    for (size_t i = 0; i < 2; i++) {
        const char *text = board->record->text[titles[i].lang].title;
        struct text_style style =
            board_style(board, i == 0 ? FACE_SERIF_BOLD : FACE_SANS, titles[i].units, COLOUR_INK);
        if (text != NULL && (i == 0 || board->sheet->korean) &&
            !title_fits(board, text, style, titles[i].line, main.w, main.h * titles[i].share, titles[i].lang))
            board_paragraph(board, text, NULL, 2, 3.1f, COLOUR_INK, titles[i].lang, 0);
    }
}

/* ---- flowing parts ---- */

float board_free(const struct board *board)
{
    return board->pager.area.y + board->pager.area.h - board->pager.y;
}

float board_page_height(const struct board *board)
{
    return board->pager.area.h;
}

bool board_has_text(const struct board *board)
{
    const struct record *record = board->record;
    return record->text[LANG_ZH].body != NULL || record->attachments > 0 ||
           (board->sheet->korean && record->text[LANG_KO].body != NULL);
}

float board_body_height(const struct board *board)
{
    float height = 0;
    for (int lang = LANG_ZH; lang <= (board->sheet->korean ? LANG_KO : LANG_ZH); lang++)
        height += board_set(board, NULL, board->record->text[lang].body,
                            board_style(board, FACE_SANS, 2, COLOUR_INK), 3.1f,
                            (struct rect){0, 0, board->pager.area.w, 0}, ALIGN_START, (enum lang)lang);
    return height > 0 ? height + sheet_px(board->sheet, 1.2f) : 0;
}

void board_rule(struct board *board, float units, enum colour colour)
{
    struct rect line = pager_take(&board->pager, sheet_px(board->sheet, units));
    draw_fill(&pager_page(&board->pager)->draw, line, colour);
}

void board_section(struct board *board, const char *text, const char *remark, float keep)
{
    const struct sheet *sheet = board->sheet;
    struct text_style bold = board_style(board, FACE_SANS_BOLD, 2, COLOUR_INK),
                      small = board_style(board, FACE_SANS, 1.33f, COLOUR_INK_2);
    float line = sheet_px(sheet, 3), gap = sheet_px(sheet, .9f);
    float wide = board_width(board, text, bold);
    bool beside = remark != NULL && wide + gap + board_width(board, remark, small) <= board->pager.area.w;
    (void)pager_need(&board->pager, line + keep);
    struct rect box = pager_take(&board->pager, line);
    struct page *page = pager_page(&board->pager);
    float baseline = board_baseline(board, bold, box.y, line);
    (void)board_mark(board, page, text, bold, box.x, baseline, ALIGN_START);
    if (beside)
        (void)board_mark(board, page, remark, small, box.x + wide + gap, baseline, ALIGN_START);
    else if (remark != NULL)
        board_remark(board, remark, 1.33f, 2, keep);
}

static void paragraph_set(struct board *board, const char *lead, const char *text, float units,
                          float line_units, enum colour colour, enum lang lang, float keep, bool silent)
{
    struct text_span span[2];
    size_t count = 0;
    if (lead != NULL && *lead != '\0')
        span[count++] =
            (struct text_span){lead, strlen(lead), board_style(board, FACE_SANS_BOLD, units, COLOUR_INK)};
    if (text != NULL && *text != '\0')
        span[count++] = (struct text_span){text, strlen(text), board_style(board, FACE_SANS, units, colour)};
    if (count == 0)
        return;
    struct paragraph paragraph = {.spans = span,
                                  .count = count,
                                  .width = board->pager.area.w,
                                  .lang = lang,
                                  .line_height = sheet_px(board->sheet, line_units),
                                  .autospace = true,
                                  .keep = keep,
                                  .silent = silent};
    pager_paragraph(&board->pager, &paragraph);
}

void board_paragraph(struct board *board, const char *lead, const char *text, float units, float line_units,
                     enum colour colour, enum lang lang, float keep)
{
    paragraph_set(board, lead, text, units, line_units, colour, lang, keep, false);
}

void board_remark(struct board *board, const char *text, float units, float line_units, float keep)
{
    paragraph_set(board, NULL, text, units, line_units, COLOUR_INK_2, LANG_ZH, keep, true);
}

/* ---- the item's own text below its board ---- */

static char *inlines_join(const struct inlines *text)
{
    struct buffer out = {0};
    for (size_t i = 0; i < text->count; i++)
        buffer_text(&out, text->part[i].text);
    return buffer_take(&out);
}

static void table_flow(struct board *board, const struct block *block, enum lang lang)
{
    static const enum text_align aligns[] = {
        [CELL_START] = ALIGN_START, [CELL_CENTER] = ALIGN_START, [CELL_END] = ALIGN_END};
    size_t columns = block->columns, rows = block->rows - block->heads;
    if (columns == 0)
        return;
    char **text = take_zeroed(block->rows * columns, sizeof *text);
    struct grid_column *column = take_zeroed(columns, sizeof *column);
    struct grid_cell *cell = take_zeroed(rows * columns + 1, sizeof *cell);
    for (size_t i = 0; i < block->rows * columns; i++)
        text[i] = inlines_join(&block->cell[i]);
    for (size_t i = 0; i < columns; i++)
        column[i] = (struct grid_column){.head = block->heads > 0 ? text[i] : "",
                                         .align = aligns[block->align[i]],
                                         .least = 6,
                                         .importance = (int)(columns - i),
                                         .strong = i == 0};
    for (size_t i = 0; i < rows * columns; i++)
        cell[i] = grid_plain(text[i + block->heads * columns]);
    pager_grid(
        &board->pager,
        &(struct grid){.column = column, .columns = columns, .cell = cell, .rows = rows, .lang = lang});
    for (size_t i = 0; i < block->rows * columns; i++)
        free(text[i]);
    free(text);
    free(column);
    free(cell);
}

static void block_flow(struct board *board, const struct block *block, enum lang lang)
{
    if (block->type == BLOCK_TABLE) {
        table_flow(board, block, lang);
        return;
    }
    bool heading = block->type == BLOCK_TITLE || block->type == BLOCK_HEADING;
    float units = heading ? fmaxf(board->text_size, 2) : board->text_size,
          line = heading ? fmaxf(board->text_line, 3) : board->text_line;
    struct text_span *span = take_zeroed(block->text.count + 2, sizeof *span);
    size_t count = 0;
    struct text_style plain = board_style(board, heading ? FACE_SANS_BOLD : FACE_SANS, units, COLOUR_INK);
    if (block->label != NULL) {
        span[count++] = (struct text_span){block->label, strlen(block->label), plain};
        span[count++] = (struct text_span){" ", 1, plain};
    }
    for (size_t i = 0; i < block->text.count; i++) {
        const struct inline_text *part = &block->text.part[i];
        struct text_style style = plain;
        if (part->strong)
            style.face = FACE_SANS_BOLD;
        style.marks =
            (part->deleted ? (unsigned)MARK_STRIKE : 0) | (part->inserted ? (unsigned)MARK_UNDERLINE : 0);
        span[count++] = (struct text_span){part->text, strlen(part->text), style};
    }
    bool end = block->type == BLOCK_SIGNATURE || block->type == BLOCK_DATE;
    struct paragraph paragraph = {.spans = span,
                                  .count = count,
                                  .width = board->pager.area.w,
                                  .lang = lang,
                                  .align = end ? ALIGN_END : ALIGN_START,
                                  .line_height = sheet_px(board->sheet, line),
                                  .autospace = true,
                                  .keep = heading ? sheet_px(board->sheet, 2.4f) : 0};
    if (count > 0)
        pager_paragraph(&board->pager, &paragraph);
    free(span);
}

static void body_flow(struct board *board, enum lang lang)
{
    const struct record_text *text = &board->record->text[lang];
    if (text->body == NULL)
        return;
    struct document document = {0};
    document_parse(text->body, strlen(text->body), text->format, lang, &document);
    if (document.count > 0)
        pager_gap(&board->pager, sheet_px(board->sheet, 1));
    for (size_t i = 0; i < document.count; i++) {
        if (i > 0 && board->text_size > 2) /* no indent shows where a paragraph begins */
            pager_gap(&board->pager, sheet_px(board->sheet, .25f * board->text_size));
        block_flow(board, &document.block[i], lang);
    }
    document_finish(&document);
}

/* What stands below the board: the item's own text, then its attachments. */
static void tail_flow(struct board *board)
{
    body_flow(board, LANG_ZH);
    if (board->sheet->korean)
        body_flow(board, LANG_KO);
    for (size_t i = 0; i < board->record->attachments; i++) {
        const struct record_attachment *a = &board->record->attachment[i];
        board_paragraph(board, board_word(board, "board.attachment"), a->name, 1.6f, 2.4f, COLOUR_INK_2,
                        LANG_ZH, 0);
        if (board->sheet->korean && a->name_ko != NULL)
            board_paragraph(board, NULL, a->name_ko, 1.33f, 2, COLOUR_INK_2, LANG_KO, 0);
    }
}

size_t board_pages(struct board *board, void (*flow)(struct board *, void *), void *self)
{
    struct pager kept = board->pager;
    board->pager.book = take_zeroed(1, sizeof *board->pager.book);
    (void)book_page(board->pager.book); /* this one, also if nothing finds room on it */
    flow(board, self);
    size_t pages = board->pager.book->pages;
    book_destroy(board->pager.book);
    board->pager = kept;
    return pages;
}

static void tail_try(struct board *board, void *self)
{
    (void)self;
    tail_flow(board);
}

/* Whether the tail, set so, ends on the page it begins on. */
static bool tail_fits(struct board *board, float units, float line)
{
    board->text_size = units;
    board->text_line = line;
    return board_pages(board, tail_try, NULL) <= 1;
}

/* What the office wrote is text and never set as small as a note, also below a table. A text that ends on the
   board's page stands there in the smallest size of a text, drawn together a little where that saves a page. One that
   needs a page of its own is read there as large as it can be whole, rather than leave its last lines alone on a page. */
static void tail_arrange(struct board *board)
{
    size_t bytes = 0;
    for (int lang = LANG_ZH; lang <= (board->sheet->korean ? LANG_KO : LANG_ZH); lang++)
        if (board->record->text[lang].body != NULL)
            bytes += strlen(board->record->text[lang].body);
    static const float sizes[][2] = {{3, 4.7f}, {2.6f, 4.1f}, {2.3f, 3.6f}, {2, 3.1f}, {1.8f, 2.6f}};
    const size_t usual = 3;
    size_t size = usual;
    bool whole = false, tried = bytes <= TAIL_TRIED;
    if (bytes == 0 || (tried && (tail_fits(board, 2, 3.1f) || tail_fits(board, 2, 2.7f))))
        return;
    if (tried) {
        struct pager kept = board->pager;
        board->pager.y = board->pager.area.y; /* as on a page of its own: as large as it finds room there */
        for (size_t i = 0; !whole && i < sizeof sizes / sizeof sizes[0]; i++) {
            whole = tail_fits(board, sizes[i][0], sizes[i][1]);
            if (whole)
                size = i;
        }
        board->pager = kept;
    }
    board->text_size = sizes[size][0];
    board->text_line = sizes[size][1];
    bool begun = board_free(board) < board_page_height(board);
    if (begun && (whole || board_free(board) < board_page_height(board) * .3f))
        pager_break(&board->pager);
}

void board_end(struct board *board)
{
    tail_arrange(board);
    tail_flow(board);
    board_finish(board);
}

void board_finish(struct board *board)
{
    for (size_t i = 0; i < board->kepts; i++)
        free(board->kept[i]);
    free(board->kept);
    board->kept = NULL;
    board->kepts = board->kept_capacity = 0;
}
