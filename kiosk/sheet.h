/* What a page is set on: the screen's shape and unit, theme, words, ruler, languages, time. And the pager that puts things
   one below another and opens the next page when one does not fit. Shared by all composers. */
#ifndef KIOSK_SHEET_H
#define KIOSK_SHEET_H

#include "document.h"
#include "draw.h"
#include "words.h"

enum shape {
    SHAPE_LANDSCAPE,
    SHAPE_PORTRAIT,
    SHAPE_PANEL, /* short side under 480 px: light on black, no text under 20 px, one statement a frame */
};

struct sheet {
    int width, height; /* pixels */
    enum shape shape;
    float u; /* pixels: short side / 60 */
    const struct theme *theme;
    const struct words *words;
    const struct ruler *ruler;
    bool korean; /* Korean beside Chinese */
    float tight; /* 1, or a little less: lines are drawn together so much to save a page */
    bool banner; /* the frame has a banner (STALE, EXPIRED): pages are composed below it */
    instant now; /* for "today" in charts and for countdowns */
    int zone_minutes;
};
void sheet_init(struct sheet *sheet, int width, int height, const struct theme *theme,
                const struct words *words, const struct ruler *ruler);

/* u to pixels, theme sizes to pixels (on a panel never under 20), today's date. */
float sheet_px(const struct sheet *sheet, float units);
struct text_style sheet_style(const struct sheet *sheet, enum face face, enum size size, enum colour colour);
date sheet_today(const struct sheet *sheet);
/* The area between head and foot, inside the margins; `banner` reserves its row. */
struct rect sheet_main(const struct sheet *sheet, bool banner);
/* Height of head band and foot in pixels. Below 96u of width the frame takes two rows, as in portrait. */
bool sheet_frame_folds(const struct sheet *sheet);
float sheet_head_height(const struct sheet *sheet);
float sheet_foot_height(const struct sheet *sheet);
/* Pixels of a panel's own unit: its mock-ups are drawn at 320x160, where this is 1. */
float sheet_panel_px(const struct sheet *sheet, float pixels);
/* Baseline of a line of that height whose top is at `top`: the font's box stands in its middle. */
float sheet_baseline(const struct sheet *sheet, struct text_style style, float top, float line_height);

/* A page of an item: its draw list without the frame, the text lines of the body on it (for --snapshot and evidence) and
   how many characters there are to read. */
struct page {
    struct draw_list draw;
    char **line;
    size_t lines, line_capacity;
    int characters;
    bool whole; /* takes the whole screen between the edges, frame included (site warnings, panels) */
};
void page_line(struct page *page, const char *text, size_t bytes);

/* The pages of one item, composed. */
struct book {
    struct page *page;
    size_t pages, capacity;
    size_t draw_bytes; /* of all pages but the one being composed */
    /* LIMIT_PAGES_PER_ITEM or LIMIT_DRAW_BYTES reached; shown on the last page and reported */
    bool truncated;
};
void book_destroy(struct book *book);
/* Adds an empty page; the pointer is valid until the next. */
struct page *book_add(struct book *book);
/* The page being composed; once truncated, a page that is thrown away. A book without pages gets its first. */
struct page *book_page(struct book *book);

/* The pager. `head` draws the page's head (title, running head) into the main area and returns the height it took;
   called for each page, `page_no` from 0. It may narrow pager->area first (a sheet on the page, a rail beside it). */
struct pager {
    const struct sheet *sheet;
    struct book *book;
    size_t page_no;
    struct rect area; /* of the current page, below the head */
    float y;          /* next free place */
    float (*head)(void *self, struct pager *pager, struct page *page, struct rect main, size_t page_no);
    void *self;
    /* pixels kept free below `area` on every page: for what head() sets at the foot of the main area */
    float reserve;
};
void pager_start(struct pager *pager);
struct page *pager_page(struct pager *pager);
/* Opens a new page unless `height` pixels are left. True if it did. */
bool pager_need(struct pager *pager, float height);
void pager_break(struct pager *pager);
/* Space of that height across the area, on this page or a new one. */
struct rect pager_take(struct pager *pager, float height);
void pager_gap(struct pager *pager, float height);
/* Sets a paragraph across pages: at least 2 lines on each side of a page break, `keep` lines of what follows stay with it
   (for headings). Records its lines on the pages (unless `silent`: words of the interface, not of the item). */
struct paragraph {
    const struct text_span *spans;
    size_t count;
    float x, width;    /* inside the area, pixels */
    float line_height; /* pixels */
    float indent, hang;
    enum text_align align;
    enum lang lang;
    bool autospace;
    float keep; /* pixels that must still fit below the last line */
    bool silent;
    const char *mark; /* NULL or a bullet, set one em and a half before the first line; never recorded */
};
void pager_paragraph(struct pager *pager, const struct paragraph *paragraph);

/* For the frame and outlines, never for an item's text: as much of the text as fits into `width`, "…" behind it where
   something had to go. Appended to `out`. */
void sheet_cut(const struct sheet *sheet, const char *text, struct text_style style, float width,
               struct buffer *out);

/* One line or more of text in a given box, not flowing; returns the height used. Records lines unless silent. */
float sheet_text(const struct sheet *sheet, struct page *page, const char *text, struct text_style style,
                 float line_height, struct rect box, enum text_align align, enum lang lang, bool silent);

#endif
