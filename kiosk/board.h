/* What all boards share: a title with what the figures are as of, states as shape + word + colour, standing
   notes at the foot, the item's own text below, and a purse for the strings that are made on the way. */
#ifndef KIOSK_BOARD_H
#define KIOSK_BOARD_H

#include "book.h"

/* A state is a shape, a word and only then a colour: each can be read without the others. */
struct state {
    const char *code; /* as in the views */
    const char *key;  /* of its word */
    const char *icon;
    enum colour colour, tint;
};
extern const struct state state_done, state_now, state_late, state_todo, state_past, state_due;
/* State of a checked cell: done, now, late or todo. */
const struct state *state_of(const char *code);

struct standing_note { /* a line at the foot of every page: a bold lead (may be NULL) and what it leads to */
    const char *lead, *text;
};

struct board {
    const struct composing *c;
    const struct sheet *sheet;
    const struct record *record;
    struct pager pager;
    const char *reference; /* right of the title, or NULL */
    float (*legend)(struct board *board, struct page *page, struct rect box,
                    bool draw); /* in its place; returns width */
    struct standing_note note[4];
    size_t notes;
    bool notes_once; /* on the first page alone */
    bool
        grows; /* cards may be set larger where there is room: nothing but the item\'s own text stands behind them */
    float note_size, note_line; /* u */
    float text_size, text_line; /* of the item's own text below the board, u: board_end decides */
    char **kept;
    size_t kepts, kept_capacity;
};
/* init, then set reference, legend and notes, then start (opens the first page); end adds the item's own text
   and finishes; finish alone where the text is set otherwise. */
void board_init(struct board *board, const struct composing *c);
void board_note(struct board *board, const char *lead, const char *text);
void board_start(struct board *board);
void board_end(struct board *board);
void board_finish(struct board *board);

/* Strings that live as long as the board. */
const char *board_keep(struct board *board, struct buffer *made);
const char *board_word(const struct board *board, const char *key);
/* The Korean word where Korean stands beside Chinese and differs from it, else NULL. */
const char *board_korean(const struct board *board, const char *key);
const char *board_fill(struct board *board, const char *key, const char *a, const char *b, const char *c,
                       const char *d);
const char *board_number(struct board *board, const char *decimal); /* NULL stays NULL */
const char *board_count(struct board *board, int64_t n);
const char *board_date(struct board *board, date d, bool with_year);
/* From…until; the year is said where it differs from `year` (0: always). NULL where both ends are missing. */
const char *board_period(struct board *board, date from, date until, int year);
const char *board_percent(struct board *board, double done, double due);
/* Data as of: the record's instant, else the day. NULL where neither is known. */
const char *board_as_of(struct board *board, date day);
/* The cell, or NULL where it is empty or Korean is not shown. */
const char *board_ko_cell(const struct board *board, const struct rows *rows, size_t row, const char *column);

struct text_style board_style(const struct board *board, enum face face, float units, enum colour colour);
/* Sets a text in a box from its top, on `page`, or only measures it where page is
   NULL. Height in pixels; 0 for NULL. */
float board_set(const struct board *board, struct page *page, const char *text, struct text_style style,
                float line_units, struct rect box, enum text_align align, enum lang lang);
/* The same on one line that is not recorded: marks of a chart, labels of the interface. Returns its width. */
float board_mark(const struct board *board, struct page *page, const char *text, struct text_style style,
                 float x, float baseline, enum text_align align);
float board_width(const struct board *board, const char *text, struct text_style style);
/* Baseline that centres one line of that style in a line of height h with its top at y. */
float board_baseline(const struct board *board, struct text_style style, float y, float h);
void board_say(struct page *page, const char *text); /* records a line; NULL: nothing */

/* Icon and word (its own if `word` is NULL) at note size, x being its left (ALIGN_START) or right (ALIGN_END)
   edge, in a line of 2.4u with its top at y. Returns its width; page NULL only measures. */
float board_state(const struct board *board, struct page *page, const struct state *state, const char *word,
                  float x, float y, enum text_align align);

/* A section's head (body size, bold) with a smaller remark behind it; it stays
   with `keep` pixels of what follows. */
void board_section(struct board *board, const char *text, const char *remark, float keep);
/* A flowing paragraph over the whole width; lead (may be NULL) is bold. */
void board_paragraph(struct board *board, const char *lead, const char *text, float units, float line_units,
                     enum colour colour, enum lang lang, float keep);
/* The same in words of the interface, which are no lines of the item. */
void board_remark(struct board *board, const char *text, float units, float line_units, float keep);
/* A rule across the area at the pager's place, `units` thick; takes its thickness. */
void board_rule(struct board *board, float units, enum colour colour);
float board_free(const struct board *board);        /* height left on this page, pixels */
float board_page_height(const struct board *board); /* of a fresh page, pixels */
/* How many pages the rest of the board takes where `flow` sets it, beginning on this page: tried on a book that is thrown
   away. */
size_t board_pages(struct board *board, void (*flow)(struct board *board, void *self), void *self);
/* Whether anything stands below the board: the item's own text, its attachments. */
bool board_has_text(const struct board *board);
/* About what the item's own text will take below the board: for charts that can
   be a little lower for its sake. */
float board_body_height(const struct board *board);

#endif
