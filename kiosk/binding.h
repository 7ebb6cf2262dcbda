/* The pages of one item as a composer fills them. A composer asks for one page after the other as if all were kept; the book
   keeps those that were asked for (all, unless a volume says otherwise). Every other page is blind: it takes what is drawn
   on it and remembers nothing, so that counting pages costs what breaking their lines costs. */
#ifndef KIOSK_BINDING_H
#define KIOSK_BINDING_H

#include "draw.h"

/* A page of an item: its draw list without the frame, the text lines of the body on it (for --snapshot and evidence) and
   how many characters there are to read. */
struct page {
    struct draw_list draw;
    char **line;
    size_t lines, line_capacity;
    int characters; /* there are to read */
    int looked_up;  /* of them in rows of which a reader wants his own */
    bool whole;     /* takes the whole screen between the edges, frame included (site warnings, panels) */
};
void page_line(struct page *page, const char *text, size_t bytes);

/* Where a page begins, for a composer that can begin there once more and then sets exactly the same pages. */
struct bookmark {
    size_t page;    /* of the item, from 0 */
    size_t page_no; /* the pager's number for it */
    size_t block;   /* of the body */
    size_t at;      /* line of that block; on panels the byte of its text */
    enum lang lang; /* whose body */
};

struct book {
    struct page *page;            /* kept: page `first` of the item and those behind it */
    size_t first, kept, capacity; /* `first` is 0 unless a volume asked for other pages */
    size_t pages;                 /* of the item, as far as it was composed */
    bool counted;                 /* `pages` is the item's number */
    bool truncated;               /* LIMIT_PAGES_PER_ITEM reached; shown on the last page and reported */
    bool full;                    /* nothing more is taken: composers come to an end */
    size_t from, until;           /* pages to keep, the last one excluded; both 0: all */
    bool stops;                   /* full at `until` */
    size_t next;                  /* the page that comes next, counted from the item's first */
    struct page *current, blind;  /* `current` is NULL, one of `page` or `blind` */
    struct bookmark *mark;        /* by rising page; not of every page */
    size_t marks, mark_capacity;
};
/* Releases what it holds. */
void book_finish(struct book *book);
/* The same and the book itself, for one that was allocated. */
void book_destroy(struct book *book);

/* Opens the next page; the pointer is valid until the next. Once full, a page that is thrown away. */
struct page *book_add(struct book *book);
/* The page being composed. A book without pages gets its first. */
struct page *book_page(struct book *book);
/* The page being composed begins here (`mark.page` is filled in). */
void book_mark(struct book *book, struct bookmark mark);

/* Makes ready to compose once more from `start` (NULL: the beginning) and to keep other pages; those kept are dropped. */
void book_restart(struct book *book, const struct bookmark *start, size_t from, size_t until, bool stops);
/* The last bookmark at or before a page, or NULL. */
const struct bookmark *book_mark_before(const struct book *book, size_t page);

#endif
