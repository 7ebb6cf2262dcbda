/* The pager: things one below another, page after page. Widths and heights are pixels. */
#include "pager.h"

#include <math.h>

#define SLACK 0.5F /* px: sums of floats must not cost a line */

struct page *pager_page(struct pager *pager)
{
    return book_page(pager->book);
}

static void open_page(struct pager *pager)
{
    struct page *page = book_add(pager->book);
    struct rect main = sheet_main(pager->sheet, pager->sheet->banner);
    pager->area = main;
    float used = pager->head == NULL ? 0 : pager->head(pager->self, pager, page, main, pager->page_no);
    pager->area.y += used;
    pager->area.h = fmaxf(pager->area.h - used - pager->reserve, 1);
    pager->y = pager->area.y;
    if (pager->noting)
        book_mark(pager->book, (struct bookmark){.page_no = pager->page_no,
                                                 .lang = pager->lang,
                                                 .block = pager->block,
                                                 .at = pager->line});
    pager->page_no++;
}

void pager_start(struct pager *pager)
{
    pager->page_no = 0;
    open_page(pager);
}

void pager_resume(struct pager *pager, const struct bookmark *mark)
{
    pager->page_no = mark->page_no;
    pager->skip = mark->at;
    open_page(pager);
}

void pager_break(struct pager *pager)
{
    open_page(pager);
}

static float room(const struct pager *pager)
{
    return pager->area.y + pager->area.h - pager->y + SLACK;
}

static bool is_fresh(const struct pager *pager)
{
    return pager->y <= pager->area.y + SLACK;
}

bool pager_need(struct pager *pager, float height)
{
    if (height <= room(pager) || is_fresh(pager)) /* a new page would not give more */
        return false;
    pager_break(pager);
    return true;
}

struct rect pager_take(struct pager *pager, float height)
{
    (void)pager_need(pager, height);
    struct rect box = {pager->area.x, pager->y, pager->area.w, height};
    pager->y += height;
    return box;
}

void pager_gap(struct pager *pager, float height)
{
    if (!is_fresh(pager))
        pager->y += height * pager->sheet->tight;
}

/* The style whose box a line is centred by: the largest, the first of equals. */
static struct text_style leading_style(const struct paragraph *paragraph)
{
    struct text_style style = paragraph->spans[0].style;
    for (size_t i = 1; i < paragraph->count; i++)
        if (paragraph->spans[i].style.size > style.size)
            style = paragraph->spans[i].style;
    return style;
}

static float line_of(const struct pager *pager, const struct paragraph *paragraph)
{
    return paragraph->line_height * pager->sheet->tight;
}

static void put_lines(struct pager *pager, const struct paragraph *paragraph, const struct text_block *block,
                      size_t first, size_t count)
{
    struct page *page = pager_page(pager);
    struct text_style style = leading_style(paragraph);
    for (size_t i = first; i < first + count; i++) {
        const struct text_line *line = &block->line[i];
        float baseline = sheet_baseline(pager->sheet, style, pager->y, line_of(pager, paragraph));
        float x = pager->area.x + paragraph->x;
        draw_line(&page->draw, block, i, x, baseline, pager->sheet->ruler);
        if (i == 0 && paragraph->mark != NULL)
            (void)draw_text(&page->draw, paragraph->mark, style, x + paragraph->indent - 1.5F * style.size,
                            baseline, ALIGN_START, paragraph->lang, pager->sheet->ruler);
        if (!paragraph->silent)
            page_line(page, block->text + line->start, line->end - line->start);
        pager->y += line_of(pager, paragraph);
    }
}

/* How many of the `left` lines go on this page where `fit` would and `whole` is the paragraph's number. 0:
   none, turn the page. Neither a single first line (orphan) nor a single last line (widow) of four or more
   stands alone; two or three lines stay together. `fresh`: a new page would not give more room, so any line
   that fits is taken. */
static size_t lines_here(size_t left, size_t fit, size_t whole, bool fresh)
{
    size_t here = left < fit ? left : fit;
    if (here < left && whole >= 4 && left - here < 2 && here > 0)
        here--; /* leave two for the next page */
    bool lone = here < left && (whole < 4 || here < 2);
    if (lone)
        here = 0;
    if (here == 0 && fresh)
        here = fit > 0 && fit < left ? fit : 1;
    return here;
}

void pager_paragraph(struct pager *pager, const struct paragraph *paragraph)
{
    if (paragraph->count == 0 || pager->book->full)
        return;
    struct text_setting setting = {
        .width = paragraph->width,
        .indent = paragraph->indent,
        .hang = paragraph->hang,
        .align = paragraph->align,
        .lang = paragraph->lang,
        .autospace = paragraph->autospace,
    };
    struct text_block block = {0};
    text_fill(&setting, paragraph->spans, paragraph->count, pager->sheet->ruler, &block);
    float line = line_of(pager, paragraph);
    size_t next = pager->skip;
    pager->skip = 0;
    while (next < block.lines && !pager->book->full) {
        size_t left = block.lines - next;
        size_t fit = room(pager) > 0 ? (size_t)(room(pager) / line) : 0;
        if (fit >= left && (left >= 4 || !is_fresh(pager)) &&
            (float)left * line + paragraph->keep > room(pager))
            fit = left < 4 ? 0 : left - 2; /* what follows must stand below at least two of our lines */
        size_t here = lines_here(left, fit, block.lines, is_fresh(pager));
        put_lines(pager, paragraph, &block, next, here);
        next += here;
        pager->line = next;
        if (next < block.lines)
            pager_break(pager);
    }
    text_block_finish(&block);
}
