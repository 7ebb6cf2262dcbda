/* The draw list: what a page looks like, as data. Pages record commands; paint replays them and repaints only what
   differs from the frame before; the digest of the list is the evidence of what was shown. Coordinates are pixels from the
   top left, y down; colours are the theme's. Bytes are canonical: no pointers, no padding in the digest. A picture, which may have
   megabytes, stands in the list by its hash and is lent by the record. */
#ifndef KIOSK_DRAW_H
#define KIOSK_DRAW_H

#include "text.h"

struct rect {
    float x, y, w, h;
};

enum draw_op {
    DRAW_FILL, /* a filled rectangle, edges rounded to pixels; at least one pixel in each direction */
    DRAW_PATH, /* SVG path data in pixels of the page: filled and / or stroked, dashed if dash > 0 */
    DRAW_TEXT, /* glyphs of one style on one baseline */
    DRAW_ICON, /* assets/icons/<name>.svg in one colour, square */
    DRAW_CODE, /* a QR code: modules black on white with its quiet zone */
    DRAW_PICTURE, /* an attached picture (image.h), as wide as its box, its top at `baseline`; the box is the window on it */
};

struct draw_glyph {
    uint32_t offset; /* into the command's text */
    uint16_t bytes;
    float x; /* absolute, pixels */
};

struct draw_command {
    enum draw_op op;
    struct rect box;          /* encloses everything the command paints */
    enum colour fill, stroke; /* text and icons use fill */
    float width, dash;        /* stroke width, dash length (gap is the same), pixels */
    enum face face;           /* text */
    float size, baseline;     /* text */
    uint32_t text,
        text_bytes; /* into draw_list.text: glyphs' text, path data, icon name, QR text, hash of a picture */
    uint32_t glyph, glyphs; /* into draw_list.glyph */
    const char *picture;    /* borrowed from the record, which outlives its pages */
};

struct draw_list {
    struct draw_command *command;
    size_t count, capacity;
    struct draw_glyph *glyph;
    size_t glyphs, glyph_capacity;
    char *text;
    size_t bytes, byte_capacity;
    bool truncated; /* LIMIT_DRAW_BYTES was reached: shown and recorded, never silent */
    bool blind;     /* takes everything and keeps nothing: of a page that is only counted */
};

void draw_list_finish(struct draw_list *list);
void draw_list_clear(struct draw_list *list);
/* Appends all of `other`, moved by (dx, dy). */
void draw_append(struct draw_list *list, const struct draw_list *other, float dx, float dy);

void draw_fill(struct draw_list *list, struct rect box, enum colour colour);
/* Four fills inside the box's edges. */
void draw_frame(struct draw_list *list, struct rect box, float width, enum colour colour);
void draw_path(struct draw_list *list, struct rect box, const char *data, enum colour fill,
               enum colour stroke, float width, float dash);
void draw_icon(struct draw_list *list, const char *name, float x, float y, float size, enum colour colour);
void draw_code(struct draw_list *list, const char *text, struct rect box);
/* Modules of a side of the code for so many bytes, quiet zone included; 0: more than a sign on a wall can show. */
int draw_code_modules(size_t bytes);
/* Whether that code has room for level M of error correction; else it has level L. */
bool draw_code_is_sound(size_t bytes);
/* A part of an attached picture, given as the text that carries it (borrowed, as long as the list is painted) and its hash, which tells
   it from any other: scaled to the width of `box`, its own top at `top`, which lies above the box where the part is not the first. */
void draw_picture(struct draw_list *list, const char *picture, const char *hash, struct rect box, float top);
/* One line of a filled block with its left edge at x. Underline and strike come as fills. */
void draw_line(struct draw_list *list, const struct text_block *block, size_t line, float x, float baseline,
               const struct ruler *ruler);
/* A short text on one line. `align` tells which point x is. Returns its width. */
float draw_text(struct draw_list *list, const char *text, struct text_style style, float x, float baseline,
                enum text_align align, enum lang lang, const struct ruler *ruler);

/* BLAKE2b-256 over the canonical bytes of all commands, as 64 hex digits. */
void draw_digest(const struct draw_list *list, char out[65]);

#endif
