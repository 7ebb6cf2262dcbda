/* Setting one paragraph: where lines may break (ICU's UAX #14 data, tightened by the rules of W3C CLREQ and GB/T 15834
   that docs/architecture.md lists rule by rule) and how a line is filled. No SDL, no fonts: measuring is a callback. */
#ifndef KIOSK_TEXT_H
#define KIOSK_TEXT_H

#include "contract/record.h"
#include "ruler.h"

enum text_mark {
    MARK_UNDERLINE = 1,
    MARK_STRIKE = 2,
    MARK_WHOLE = 4, /* not drawn: the span's words stay on one line where it has room for them */
};

struct text_style {
    enum face face;
    float size; /* pixels */
    enum colour colour;
    unsigned marks;
};
struct text_span { /* borrowed UTF-8, already past the guard: well formed, no controls but LF and TAB */
    const char *text;
    size_t bytes;
    struct text_style style;
};

enum text_align { ALIGN_START, ALIGN_JUSTIFY, ALIGN_CENTER, ALIGN_END };

struct text_setting {
    float width;  /* pixels; a single glyph wider than it stands alone */
    float indent; /* of the first line, pixels */
    float hang;   /* of the other lines, pixels */
    enum text_align align;
    enum lang lang; /* Korean breaks at spaces; Chinese and English as CLREQ and UAX #14 say */
    bool autospace; /* 1/8 em between Han and digits or Latin (none in the official face) */
};

struct text_glyph {  /* one code point with its marks: the unit that is drawn */
    uint32_t offset; /* into text_block.text */
    uint16_t bytes;
    uint16_t span;
    /* from the left edge of the setting's width, pixels, after indent, squeezing and justification */
    float x;
};
struct text_line {
    size_t first, glyphs; /* index and number in text_block.glyph; white space at the end is not among them */
    size_t start, end;    /* bytes of text_block.text; lines follow each other without gap or overlap */
    float x, width;       /* where the glyphs begin (indent, alignment) and how wide they are */
    bool last;            /* ends the paragraph, or stands before an LF */
};
struct text_block {
    char *text; /* the spans joined */
    size_t bytes;
    struct text_style *style; /* per span */
    size_t styles;
    struct text_glyph *glyph;
    size_t glyphs, glyph_capacity;
    struct text_line *line;
    size_t lines, line_capacity;
};

/* Fills `out` (zeroed or finished before). Every byte of the spans is in exactly one line, in order, for any text and
   any width: a property that tests hold. */
void text_fill(const struct text_setting *setting, const struct text_span *spans, size_t count,
               const struct ruler *ruler, struct text_block *out);
void text_block_finish(struct text_block *block);

/* How a text would stand in each of `widths` widths (setting->width is not looked at), for those who have yet to choose one:
   how many lines, and how many of them end inside what is read as one thing (a date, an amount, a word). */
struct text_count {
    size_t lines, torn;
};
void text_counts(const struct text_setting *setting, const struct text_span *spans, size_t count,
                 const struct ruler *ruler, const float *width, size_t widths, struct text_count *out);

/* Where a line may end: out[i] is 1 if a break is allowed before byte i (only at code point starts), else 0.
   `out` has bytes + 1 places, caller's. */
void text_breaks(const char *text, size_t bytes, enum lang lang, unsigned char *out);

/* A width that no text reaches: fill with it to get one line (each LF still ends one). */
#define TEXT_ONE_LINE 1e9F

/* Advance of one glyph: of its code point, on which its marks stand. */
float text_glyph_advance(const char *text, size_t bytes, struct text_style style, const struct ruler *ruler);
/* Advances of a text's code points, added up: nothing is squeezed, spaces at the end count. */
float text_advances(const char *text, size_t bytes, struct text_style style, const struct ruler *ruler);

/* Width of a text on one line, without indent. */
float text_width(const char *text, struct text_style style, enum lang lang, bool autospace,
                 const struct ruler *ruler);

#endif
