/* Inside of the LED panels. A run is text in several colours, a set is a part of it broken into lines; both
   are put on frames one below another. Rows, figures and warnings build on them. Lengths named *_px are
   pixels of the mock-ups (320x160), all others pixels of the screen. */
#ifndef KIOSK_PANEL_H
#define KIOSK_PANEL_H

#include "book.h"

#define PANEL_BIG 32.F
#define PANEL_BIG_LINE 40.F
#define PANEL_LARGE 28.F
#define PANEL_PLAIN 24.F
#define PANEL_PLAIN_LINE 32.F
#define PANEL_SMALL 20.F
#define PANEL_SMALL_LINE 24.F
#define PANEL_ROOMY 6 /* plain lines: from here on a frame is a page, and texts follow each other on it */

struct panel {
    const struct sheet *sheet;
    const struct record *record;
    struct book *book;
    enum lang lang;
    struct page *page; /* the frame that is being filled, or NULL: what comes next opens one */
    struct rect free;  /* what is free on it */
    bool leading;      /* what stands there last is a heading: the text under it begins on the same frame */
};

/* Marks of a style beside those of text.h: words of the interface (never recorded as the item's), and such
   words on a box in the colour of what follows them. */
#define PANEL_SILENT 32u
#define PANEL_CHIP 64u
#define PANEL_SAID 128u /* read like the item's words, so counted, but not recorded as such */

struct panel_part {
    size_t end; /* in the run's text */
    enum colour colour;
    unsigned marks;
};
struct panel_run {
    struct buffer text;
    struct panel_part *part;
    size_t parts, capacity;
};
void panel_run_clear(struct panel_run *run);
void panel_run_finish(struct panel_run *run);
void panel_run_add(struct panel_run *run, const char *text, size_t bytes, enum colour colour, unsigned marks);
void panel_run_text(struct panel_run *run, const char *text, enum colour colour, unsigned marks);

struct panel_set {
    struct text_block block;
    struct text_span *span;
    size_t spans, capacity;
};
void panel_set_finish(struct panel_set *set);
/* Breaks bytes [from, to) of the run; returns the number of lines. */
size_t panel_set_fill(const struct panel *panel, const struct panel_run *run, size_t from, size_t to,
                      float size_px, float width, struct panel_set *set);
/* Draws and records lines [first, first + count), the first one's top at (x, y). */
void panel_set_put(const struct panel *panel, struct page *page, const struct panel_set *set, size_t first,
                   size_t count, float x, float y, float line);
float panel_width(const struct panel *panel, const struct panel_run *run, float size_px);

/* A new black frame; `area` gets what lies between the frame's two rows. */
struct page *panel_frame(struct panel *panel, struct rect *area);
/* The same as the frame to be filled. */
void panel_open(struct panel *panel);
/* Lines of that height that still fit on the frame being filled (0 without one), and on an empty one. */
size_t panel_lines_left(const struct panel *panel, float line);
size_t panel_lines_most(const struct panel *panel, float line);

/* Bytes of the phrase a text begins with. */
size_t panel_phrase(const char *text, size_t bytes);

/* Running text of one paragraph (panel_flow.h): on the frame being filled if it fits there whole or a heading stands
   above it, else on frames of its own; in letters up to `most_px` where a frame holds it whole. */
void panel_say(struct panel *panel, const struct panel_run *run, float size_px, float most_px);

/* Labelled values of one row: packed side by side, as large as the least number of frames allows. */
struct panel_row {
    struct panel_run lead, tell; /* who or what, and its most telling value: larger, on top; may be empty */
    const char *icon;            /* NULL or before `tell` */
    struct panel_run *pair;      /* label and value each */
    size_t pairs, capacity;
    float head_least;   /* letters of who and what are not smaller, 0: as all others */
    struct buffer told; /* recorded as told by the row's first frame */
    bool in_order;      /* pairs keep their order even where another one would fill a line */
    bool dense;         /* they give it up altogether where that saves a frame */
};
void panel_row_clear(struct panel_row *row);
void panel_row_finish(struct panel_row *row);
struct panel_run *panel_row_add(struct panel_row *row);
void panel_row_put(struct panel *panel, struct panel_row *row);

/* All rows of the record, each kind in its own words. */
void panel_rows(struct panel *panel);
/* Progress: the latest figures with their bars, groups, and the way there as a line. */
void panel_figures(struct panel *panel, const struct rows *rows);
/* A site warning: what happens on yellow, what to do on black. */
void panel_warning(struct panel *panel);

#endif
