/* The pager: puts things one below another and opens the next page when one does not fit. */
#ifndef KIOSK_PAGER_H
#define KIOSK_PAGER_H

#include "sheet.h"

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
    bool notes;     /* the composer can begin at any page of the body (pager_resume): they get bookmarks */
    bool noting;    /* a paragraph of the body is being set */
    enum lang lang; /* of that body */
    size_t block, line; /* of it */
    size_t skip;        /* lines of the next paragraph that stand on the pages before */
};
void pager_start(struct pager *pager);
/* Begins with the page at that bookmark instead: the next paragraph is that of its block. */
void pager_resume(struct pager *pager, const struct bookmark *mark);
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

#endif
