/* LED panels: every item, of whatever kind, becomes statements, one a frame, light on black. Text steps, it
   does not crawl: it is broken at its phrases and each phrase stands whole where it can. Lengths are pixels
   of the mock-ups (320x160). */
#include "panel.h"

#include "flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BIG 32.F
#define BIG_LINE 40.F
#define PLAIN 24.F
#define PLAIN_LINE 32.F
#define SMALL 20.F
#define TOP 10.F /* above the first line, where there is room */

struct text_style panel_style(const struct panel *panel, float pixels, enum colour colour)
{
    return (struct text_style){
        .face = FACE_SANS_BOLD, .size = sheet_panel_px(panel->sheet, pixels), .colour = colour};
}

struct page *panel_frame(struct panel *panel, struct rect *area)
{
    struct page *page = book_add(panel->book);
    page->whole = true;
    draw_fill(&page->draw, (struct rect){0, 0, (float)panel->sheet->width, (float)panel->sheet->height},
              COLOUR_LED_BG);
    *area = sheet_main(panel->sheet, false);
    return page;
}

size_t panel_fill(const struct panel *panel, const char *text, size_t bytes, struct text_style style,
                  float width, struct text_block *block)
{
    struct text_setting setting = {.width = width, .lang = panel->lang};
    struct text_span span = {.text = text, .bytes = bytes, .style = style};
    text_block_finish(block);
    text_fill(&setting, &span, 1, panel->sheet->ruler, block);
    return block->lines;
}

float panel_lines(const struct panel *panel, struct page *page, const struct text_block *block,
                  struct rect box, float line, size_t first, size_t count, bool silent)
{
    for (size_t i = first; i < first + count && i < block->lines; i++) {
        float baseline =
            sheet_baseline(panel->sheet, block->style[0], box.y + (float)(i - first) * line, line);
        draw_line(&page->draw, block, i, box.x, baseline, panel->sheet->ruler);
        if (!silent)
            page_line(page, block->text + block->line[i].start, block->line[i].end - block->line[i].start);
    }
    return (float)count * line;
}

/* ---- phrases
 * ------------------------------------------------------------------------------------------------ */

/* Bytes of the phrase at the beginning of a text: up to and with the next mark that ends a clause and the
   closing marks behind it. Marks inside a number (1.5, 10:30) end nothing. */
size_t panel_phrase(const char *text, size_t bytes)
{
    static const char *const ends[] = {"，", "。", "；", "：", "、", "？", "！", ", ", ". ", "; ", "\n"};
    static const char *const closing[] = {"”", "’", "）", "》", "」", "』", "〉", "】", ")"};
    for (size_t at = 0; at < bytes;) {
        size_t passed = 0;
        for (size_t i = 0; i < sizeof ends / sizeof *ends && passed == 0; i++)
            if (bytes - at >= strlen(ends[i]) && memcmp(text + at, ends[i], strlen(ends[i])) == 0)
                passed = strlen(ends[i]);
        if (passed == 0) {
            at++;
            continue;
        }
        at += passed;
        for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
            if (bytes - at >= strlen(closing[i]) && memcmp(text + at, closing[i], strlen(closing[i])) == 0)
                at += strlen(closing[i]);
        return at;
    }
    return bytes;
}

/* As many phrases as fit in `most` lines: their bytes. The first one is taken even if it does not fit. */
size_t panel_group(const struct panel *panel, const char *text, size_t bytes, struct text_style style,
                   float width, size_t most, struct text_block *block)
{
    size_t taken = panel_phrase(text, bytes);
    while (taken < bytes) {
        size_t next = taken + panel_phrase(text + taken, bytes - taken);
        if (panel_fill(panel, text, next, style, width, block) > most)
            break;
        taken = next;
    }
    return taken;
}

static size_t lines_in(const struct panel *panel, float height, float line)
{
    return (size_t)fmaxf(floorf((height + 1) / sheet_panel_px(panel->sheet, line)), 1);
}

/* One frame of a group of phrases, large if it is short; more frames if one phrase is longer than a frame. */
static void put_group(struct panel *panel, const char *text, size_t bytes, enum colour colour,
                      struct text_block *block)
{
    struct rect area = sheet_main(panel->sheet, false);
    float size = BIG, line = BIG_LINE;
    if (panel_fill(panel, text, bytes, panel_style(panel, BIG, colour), area.w, block) >
        lines_in(panel, area.h, line)) {
        size = PLAIN;
        line = PLAIN_LINE;
        (void)panel_fill(panel, text, bytes, panel_style(panel, size, colour), area.w, block);
    }
    size_t most = lines_in(panel, area.h, line);
    float px = sheet_panel_px(panel->sheet, line);
    for (size_t first = 0; first < block->lines && !panel->book->truncated; first += most) {
        size_t count = block->lines - first < most ? block->lines - first : most;
        struct page *page = panel_frame(panel, &area);
        float above = fminf(sheet_panel_px(panel->sheet, TOP), (area.h - (float)count * px) / 2);
        area.y += fmaxf(above, 0);
        (void)panel_lines(panel, page, block, area, px, first, count, panel->silent);
    }
}

void panel_text(struct panel *panel, const char *text, size_t bytes, enum colour colour)
{
    struct rect area = sheet_main(panel->sheet, false);
    struct text_block block = {0};
    size_t most = lines_in(panel, area.h, PLAIN_LINE);
    while (bytes > 0 && !panel->book->truncated) {
        size_t blank = strspn(text, " \n\t");
        if (blank >= bytes)
            break;
        text += blank;
        bytes -= blank;
        size_t taken =
            panel_group(panel, text, bytes, panel_style(panel, PLAIN, colour), area.w, most, &block);
        put_group(panel, text, taken, colour, &block);
        text += taken;
        bytes -= taken;
    }
    text_block_finish(&block);
}

/* ---- labels with values
 * --------------------------------------------------------------------------------------- */

void panel_pairs_open(struct panel *panel)
{
    panel->pairs_page = NULL;
}

static void open_pairs_frame(struct panel *panel)
{
    float line = sheet_panel_px(panel->sheet, PLAIN_LINE);
    panel->pairs_page = panel_frame(panel, &panel->pairs);
    float spare = panel->pairs.h - floorf(panel->pairs.h / line) * line;
    panel->pairs.y += spare / 2;
    panel->pairs.h -= spare / 2;
}

/* "label value" below those before it, on a new frame where it does not fit. Only the value is the item's. */
void panel_pair(struct panel *panel, const char *label, const char *value)
{
    const struct sheet *sheet = panel->sheet;
    float line = sheet_panel_px(sheet, PLAIN_LINE);
    struct text_style dim = panel_style(panel, SMALL, COLOUR_LED_DIM),
                      bright = panel_style(panel, PLAIN, COLOUR_LED_INK);
    struct text_span spans[3] = {
        {.text = label, .bytes = strlen(label), .style = dim},
        {.text = "\xE3\x80\x80", .bytes = label[0] == '\0' ? 0 : 3, .style = dim},
        {.text = value, .bytes = strlen(value), .style = bright},
    };
    bool labelled = label[0] != '\0';
    struct text_setting setting = {.width = sheet_main(sheet, false).w, .lang = panel->lang};
    struct text_block block = {0};
    text_fill(&setting, labelled ? spans : spans + 2, labelled ? 3 : 1, sheet->ruler, &block);
    size_t lead = labelled ? spans[0].bytes + spans[1].bytes : 0;
    bool whole = (float)block.lines * line <= sheet_main(sheet, false).h + 1;
    for (size_t i = 0; i < block.lines && !panel->book->truncated; i++) {
        float need = whole && i == 0 ? (float)block.lines * line : line;
        if (panel->pairs_page == NULL || panel->pairs.h < need - 1) {
            open_pairs_frame(panel);
        }
        const struct text_line *at = &block.line[i];
        draw_line(&panel->pairs_page->draw, &block, i, panel->pairs.x,
                  sheet_baseline(sheet, bright, panel->pairs.y, line), sheet->ruler);
        size_t from = at->start > lead ? at->start : lead;
        if (at->end > from)
            page_line(panel->pairs_page, block.text + from, at->end - from);
        panel->pairs.y += line;
        panel->pairs.h -= line;
    }
    text_block_finish(&block);
}

/* ---- the parts of an item
 * --------------------------------------------------------------------------------------- */

/* The title, broken between words; it is a line of the body only if the body begins with it. */
static void put_title(struct panel *panel, bool in_body)
{
    const struct record *record = panel->record;
    const char *title = record_title(record, LANG_ZH);
    struct rect area = sheet_main(panel->sheet, false);
    struct text_block block = {0};
    struct text_style big = panel_style(panel, BIG, COLOUR_LED_INK),
                      plain = panel_style(panel, PLAIN, COLOUR_LED_INK);
    char *broken = flow_title_broken(panel->sheet, title, big, area.w - 1, LANG_ZH);
    if (panel_fill(panel, broken, strlen(broken), big, area.w, &block) > lines_in(panel, area.h, BIG_LINE)) {
        free(broken);
        broken = flow_title_broken(panel->sheet, title, plain, area.w - 1, LANG_ZH);
    }
    panel->silent = !in_body;
    put_group(panel, broken, strlen(broken), COLOUR_LED_INK, &block);
    panel->silent = false;
    free(broken);
    text_block_finish(&block);
    date today = sheet_today(panel->sheet);
    if (record->comment_until == NO_DATE || record->comment_until < today)
        return;
    struct buffer days = {0}, text = {0};
    buffer_format(&days, "%d", record->comment_until - today);
    words_fill(panel->sheet->words, LANG_ZH, "panel.comment", days.data, NULL, NULL, NULL, &text);
    panel->silent = true;
    panel_text(panel, text.data, text.size, COLOUR_LED_DUE);
    panel->silent = false;
    buffer_finish(&text);
    buffer_finish(&days);
}

static void join(const struct inlines *inlines, struct buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; i < inlines->count; i++)
        buffer_text(out, inlines->part[i].text);
}

static void tell_heads(struct panel *panel, const struct block *table, struct buffer *head)
{
    for (size_t c = 0; c < table->columns; c++) {
        join(&table->cell[c], head);
        if (head->size > 0)
            page_line(panel->pairs_page, head->data, head->size);
    }
}

static void put_table(struct panel *panel, const struct block *table)
{
    struct buffer head = {0}, value = {0};
    if (table->rows == table->heads && table->heads > 0) { /* nothing but a head */
        open_pairs_frame(panel);
        for (size_t c = 0; c < table->columns; c++) {
            join(&table->cell[c], &head);
            panel_pair(panel, "", head.size > 0 ? head.data : "");
        }
    }
    for (size_t r = table->heads; r < table->rows && !panel->book->truncated; r++) {
        panel_pairs_open(panel);
        if (r == table->heads && r > 0) { /* the heads are the item's words: told once, with the first row */
            open_pairs_frame(panel);
            tell_heads(panel, table, &head);
        }
        for (size_t c = 0; c < table->columns; c++) {
            join(&table->cell[r * table->columns + c], &value);
            if (table->heads > 0)
                join(&table->cell[c], &head);
            if (value.size > 0)
                panel_pair(panel, head.size > 0 ? head.data : "", value.data);
        }
    }
    buffer_finish(&value);
    buffer_finish(&head);
}

static void put_block(struct panel *panel, const struct block *block, struct buffer *text)
{
    if (block->type == BLOCK_TABLE) {
        put_table(panel, block);
        return;
    }
    join(&block->text, text);
    if (block->type == BLOCK_ITEM && block->label != NULL && block->label[0] >= '0' &&
        block->label[0] <= '9') {
        char *numbered = take_format("%s %s", block->label, text->size > 0 ? text->data : "");
        panel_text(panel, numbered, strlen(numbered), COLOUR_LED_INK);
        free(numbered);
    } else if (text->size > 0) {
        panel_text(panel, text->data, text->size, COLOUR_LED_INK);
    }
}

static void put_blocks(struct panel *panel, const struct document *body, size_t first, enum lang lang)
{
    struct buffer text = {0};
    panel->lang = lang;
    for (size_t i = first; i < body->count && !panel->book->truncated; i++)
        put_block(panel, &body->block[i], &text);
    panel->lang = LANG_ZH;
    buffer_finish(&text);
}

static void parse(const struct record *record, enum lang lang, struct document *out)
{
    const struct record_text *text = &record->text[lang];
    const char *body = text->body == NULL ? "" : text->body;
    document_parse(body, strlen(body), text->format, lang, out);
}

void compose_panel(struct composing *c)
{
    struct panel panel = {.sheet = c->sheet, .record = c->record, .book = c->book, .lang = LANG_ZH};
    struct document body = {0};
    parse(c->record, LANG_ZH, &body);
    if (c->record->kind == KIND_WARNING) {
        panel_warning(&panel);
    } else {
        bool in_body = body.count > 0 && body.block[0].type == BLOCK_TITLE &&
                       flow_says(&body.block[0].text, record_title(c->record, LANG_ZH));
        put_title(&panel, in_body);
        panel_rows(&panel);
        put_blocks(&panel, &body, in_body ? 1 : 0, LANG_ZH);
    }
    document_finish(&body);
    if (c->sheet->korean && c->record->text[LANG_KO].title != NULL) {
        parse(c->record, LANG_KO, &body);
        put_blocks(&panel, &body, 0, LANG_KO);
        document_finish(&body);
    }
    if (c->book->pages == 0) { /* an item without a title or text still has its frame */
        struct rect area;
        (void)panel_frame(&panel, &area);
    }
}
