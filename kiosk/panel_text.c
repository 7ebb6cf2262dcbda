/* Text on LED panels: runs in several colours, set in lines, put on frames; where its phrases end. */
#include "panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void panel_run_clear(struct panel_run *run)
{
    buffer_clear(&run->text);
    run->parts = 0;
}

void panel_run_finish(struct panel_run *run)
{
    buffer_finish(&run->text);
    free(run->part);
    *run = (struct panel_run){0};
}

void panel_run_add(struct panel_run *run, const char *text, size_t bytes, enum colour colour, unsigned marks)
{
    if (bytes == 0)
        return;
    buffer_add(&run->text, text, bytes);
    run->part = take_room(run->part, &run->capacity, run->parts + 1, sizeof *run->part);
    run->part[run->parts++] = (struct panel_part){.end = run->text.size, .colour = colour, .marks = marks};
}

void panel_run_text(struct panel_run *run, const char *text, enum colour colour, unsigned marks)
{
    panel_run_add(run, text, strlen(text), colour, marks);
}

void panel_set_finish(struct panel_set *set)
{
    text_block_finish(&set->block);
    free(set->span);
    *set = (struct panel_set){0};
}

size_t panel_set_fill(const struct panel *panel, const struct panel_run *run, size_t from, size_t to,
                      float size_px, float width, struct panel_set *set)
{
    size_t start = 0;
    set->spans = 0;
    for (size_t i = 0; i < run->parts; start = run->part[i++].end) {
        size_t first = start > from ? start : from, end = run->part[i].end < to ? run->part[i].end : to;
        if (first >= end)
            continue;
        bool chip = (run->part[i].marks & PANEL_CHIP) != 0;
        set->span = take_room(set->span, &set->capacity, set->spans + 1, sizeof *set->span);
        set->span[set->spans++] = (struct text_span){
            .text = run->text.data + first,
            .bytes = end - first,
            .style = {.face = FACE_SANS_BOLD,
                      .size = sheet_panel_px(panel->sheet, chip ? PANEL_SMALL : size_px),
                      .colour = chip ? COLOUR_LED_BG : run->part[i].colour,
                      .marks = run->part[i].marks},
        };
    }
    struct text_setting setting = {.width = width, .lang = panel->lang, .autospace = true};
    text_block_finish(&set->block);
    text_fill(&setting, set->span, set->spans, panel->sheet->ruler, &set->block);
    return set->block.lines;
}

float panel_width(const struct panel *panel, const struct panel_run *run, float size_px)
{
    struct panel_set set = {0};
    size_t lines = panel_set_fill(panel, run, 0, run->text.size, size_px, TEXT_ONE_LINE, &set);
    float width = 0;
    for (size_t i = 0; i < lines; i++)
        width = fmaxf(width, set.block.line[i].x + set.block.line[i].width);
    panel_set_finish(&set);
    return width;
}

/* The boxes of a line's chips, each in the colour of what it stands before. */
static void put_chips(struct page *page, const struct text_block *block, const struct text_line *line,
                      float x, float baseline)
{
    size_t end = line->first + line->glyphs;
    for (size_t g = line->first, next; g < end; g = next) {
        size_t span = block->glyph[g].span;
        for (next = g + 1; next < end && block->glyph[next].span == span; next++)
            continue;
        if ((block->style[span].marks & PANEL_CHIP) == 0)
            continue;
        float size = block->style[span].size, from = x + block->glyph[g].x;
        enum colour colour = span + 1 < block->styles ? block->style[span + 1].colour : COLOUR_LED_DIM;
        draw_fill(&page->draw, (struct rect){from, baseline - size, size, size * 1.2F}, colour);
    }
}

/* What a line tells of the item: its bytes without the interface's words. */
static void tell_line(struct page *page, const struct panel_set *set, const struct text_line *line)
{
    struct buffer told = {0}, said = {0};
    size_t start = 0;
    for (size_t i = 0; i < set->spans; i++) {
        size_t end = start + set->span[i].bytes;
        size_t from = start > line->start ? start : line->start, to = end < line->end ? end : line->end;
        unsigned marks = set->span[i].style.marks;
        if (from < to && (marks & (PANEL_SILENT | PANEL_CHIP)) == 0)
            buffer_add((marks & PANEL_SAID) != 0 ? &said : &told, set->block.text + from, to - from);
        start = end;
    }
    if (told.size > 0)
        page_line(page, told.data, told.size);
    for (size_t i = 0; i < said.size; i++) /* as page_line counts */
        page->characters += ((unsigned char)said.data[i] & 0xC0) != 0x80 && (unsigned char)said.data[i] > ' ';
    buffer_finish(&said);
    buffer_finish(&told);
}

void panel_set_put(const struct panel *panel, struct page *page, const struct panel_set *set, size_t first,
                   size_t count, float x, float y, float line)
{
    const struct text_block *block = &set->block;
    for (size_t i = first; i < first + count && i < block->lines; i++, y += line) {
        struct text_style style = block->style[0];
        for (size_t k = 1; k < block->styles; k++) /* the largest decides, so that lines stand evenly */
            style = block->style[k].size > style.size ? block->style[k] : style;
        float baseline = sheet_baseline(panel->sheet, style, y, line);
        put_chips(page, block, &block->line[i], x, baseline);
        draw_line(&page->draw, block, i, x, baseline, panel->sheet->ruler);
        tell_line(page, set, &block->line[i]);
    }
}

/* ---- frames ---- */

struct page *panel_frame(struct panel *panel, struct rect *area)
{
    struct page *page = book_add(panel->book);
    page->whole = true;
    draw_fill(&page->draw, (struct rect){0, 0, (float)panel->sheet->width, (float)panel->sheet->height},
              COLOUR_LED_BG);
    *area = sheet_main(panel->sheet, false);
    return page;
}

void panel_open(struct panel *panel)
{
    panel->page = panel_frame(panel, &panel->free);
    panel->leading = false;
}

static size_t lines_in(const struct panel *panel, float height, float line_px)
{
    return (size_t)fmaxf(floorf((height + 1) / sheet_panel_px(panel->sheet, line_px)), 0);
}

size_t panel_lines_left(const struct panel *panel, float line_px)
{
    return panel->page == NULL ? 0 : lines_in(panel, panel->free.h, line_px);
}

size_t panel_lines_most(const struct panel *panel, float line_px)
{
    size_t lines = lines_in(panel, sheet_main(panel->sheet, false).h, line_px);
    return lines > 0 ? lines : 1;
}

/* ---- phrases ---- */

/* Bytes of the phrase at the beginning of a text: up to and with the next mark that ends a clause and the
   closing marks behind it. Marks inside a number (1.5, 10:30) end nothing. */
size_t panel_phrase(const char *text, size_t bytes)
{
    static const char *const ends[] = {"，", "。", "；", "：", "、", "？", "！", ", ", ". ", "; ", "\n"};
    static const char leads[] = {'\xEF', '\xE3', ',', '.', ';', '\n'}; /* first bytes of `ends` */
    static const char *const closing[] = {"”", "’", "）", "》", "」", "』", "〉", "】", ")"};
    for (size_t at = 0; at < bytes;) {
        size_t passed = 0;
        if (memchr(leads, text[at], sizeof leads) == NULL) {
            at++;
            continue;
        }
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
