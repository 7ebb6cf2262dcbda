/* Running text: the blocks of a body set through the pager, each with the face its rank asks for (GB/T
   9704-2012 §7.3: 一、 as 黑体, （一） as 楷体, 1. and （1） as the body). */
#ifndef KIOSK_FLOW_H
#define KIOSK_FLOW_H

#include "sheet.h"

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

/* Sets block `index` of the document; headings stay with what follows, a signature with its date. */
void flow_block(struct pager *pager, const struct manner *manner, const struct document *document,
                size_t index);

/* A table of a body as a grid. Struck and inserted words (~~…~~, ++…++) stand behind a chip that says which.
 */
void flow_table(struct pager *pager, const struct block *table, enum lang lang);

/* A text of the item itself that is no body: its title, an issuer. Never recorded as a line of the body. */
void flow_title(struct pager *pager, const char *text, struct text_style style, float line,
                enum text_align align, enum lang lang);
/* Where a title breaks into lines of at most `width`: between words, the lines as even as can be. Offsets of
   the lines' ends in out[0…count), count ≤ most; 0 if it does not fit in `most` lines. */
size_t flow_title_lines(const struct sheet *sheet, const char *text, struct text_style style, float width,
                        enum lang lang, size_t *out, size_t most);

#endif
