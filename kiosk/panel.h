/* Inside of the LED panels: frames, statements, labelled values; figures, rows and warnings build on them. */
#ifndef KIOSK_PANEL_H
#define KIOSK_PANEL_H

#include "book.h"

struct panel {
    const struct sheet *sheet;
    const struct record *record;
    struct book *book;
    enum lang lang;
    bool silent;             /* what is set is not the item's body */
    struct page *pairs_page; /* frame that takes the next labelled value; NULL: a new one */
    struct rect pairs;       /* what is free on it */
};

struct text_style panel_style(const struct panel *panel, float pixels, enum colour colour);
/* A new black frame; `area` gets what lies between the frame's two rows. */
struct page *panel_frame(struct panel *panel, struct rect *area);
/* Fills the block (finished first) and returns its lines. */
size_t panel_fill(const struct panel *panel, const char *text, size_t bytes, struct text_style style,
                  float width, struct text_block *block);
/* Draws lines [first, first + count) below each other; returns their height. `line` in pixels of the screen. */
float panel_lines(const struct panel *panel, struct page *page, const struct text_block *block,
                  struct rect box, float line, size_t first, size_t count, bool silent);

size_t panel_phrase(const char *text, size_t bytes);
size_t panel_group(const struct panel *panel, const char *text, size_t bytes, struct text_style style,
                   float width, size_t most, struct text_block *block);
/* A text of any length as frames. */
void panel_text(struct panel *panel, const char *text, size_t bytes, enum colour colour);

/* Labelled values, several to a frame; a row begins with panel_pairs_open. */
void panel_pairs_open(struct panel *panel);
void panel_pair(struct panel *panel, const char *label, const char *value);

/* All rows of the record: figures of progress with their bars, everything else as labelled values. */
void panel_rows(struct panel *panel);
/* A site warning: what happens on yellow, what to do on black. */
void panel_warning(struct panel *panel);

#endif
