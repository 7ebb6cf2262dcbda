/* Running text: the blocks of a body set through the pager, each with the face its rank asks for (GB/T
   9704-2012 §7.3: 一、 as 黑体, （一） as 楷体, 1. and （1） as the body). */
#ifndef KIOSK_FLOW_H
#define KIOSK_FLOW_H

#include "pager.h"

/* How running text is set. Sizes in u. */
struct manner {
    enum face body, strong; /* faces of text and of what is emphasised in it */
    float size, line;
    float indent; /* of a paragraph's first line, in em */
    enum text_align align;
    bool autospace;
    enum lang lang;
};

/* The spans of a block in a manner; their text is borrowed from the block. */
struct flow_spans {
    struct text_span *span;
    size_t count, capacity;
};
void flow_spans_finish(struct flow_spans *spans);
/* Replaces what is in `out`. Labels that are text of the item (numbers) come first; bullets do not. */
void flow_spans(const struct sheet *sheet, const struct manner *manner, const struct block *block,
                struct flow_spans *out);

/* The text, white space apart, is this title. */
bool flow_says(const struct inlines *text, const char *title);

/* Sets block `index` of the document; headings stay with what follows, a signature with its date. */
void flow_block(struct pager *pager, const struct manner *manner, const struct document *document,
                size_t index);

/* Where the signature or date `index` stands (GB/T 9704-2012 §7.3.5.1): the date ends four ems from the right edge, and the
   names of who issues stand centred above it; the widest of them keeps two ems from the edge. Of `box`, the column, what it
   is to be centred in remains. */
void flow_signature(const struct sheet *sheet, const struct manner *manner, const struct document *document,
                    size_t index, struct rect *box);

/* A table of a body as a grid. Struck and inserted words (~~…~~, ++…++) stand behind a chip that says which. */
void flow_table(struct pager *pager, const struct block *table, enum lang lang);
/* Height of its heads and its first row, pixels: what a heading above it must find room for. */
float flow_table_opening(const struct pager *pager, const struct block *table, enum lang lang);

/* A text of the item itself that is no body: its title, an issuer. Never recorded as a line of the body. */
void flow_title(struct pager *pager, const char *text, struct text_style style, float line,
                enum text_align align, enum lang lang);
/* A copy with an LF where each line of at most `width` ends: between words, the lines as even as can be. A
   text that is no title (longer than six lines, or with an LF of its own) is copied as it is. */
__attribute__((returns_nonnull, warn_unused_result)) char *flow_title_broken(const struct sheet *sheet,
                                                                             const char *text,
                                                                             struct text_style style,
                                                                             float width, enum lang lang);

#endif
