/* Pictures made of shapes: icons, paths and QR codes, rasterised at the size they are shown at and kept
   within a bound. SVG is drawn by SDL2_image, which knows shapes but no text, scripts or outside files.
   Pictures are ARGB8888, alpha not multiplied in. */
#ifndef KIOSK_PICTURE_H
#define KIOSK_PICTURE_H

#include <SDL.h>
#include <stdbool.h>

/* The icons of assets/icons, put in by the build; the last has no name. Drawn
   in one colour: `currentColor`. */
struct icon {
    const char *name, *svg;
};
extern const struct icon icon_table[];

#define NO_RGB 0xFF000000u /* neither filled nor stroked */

struct path_style {
    uint32_t fill, stroke; /* 0xRRGGBB or NO_RGB */
    float width, dash;     /* pixels; dash 0: a full line */
};

struct pictures;
__attribute__((returns_nonnull, warn_unused_result)) struct pictures *pictures_create(void);
void pictures_destroy(struct pictures *pictures);

/* Each returns a picture that is valid until the next call, NULL only where it says so. */
/* The icon in a square of `side` pixels. An unknown name is a bug. */
const SDL_Surface *pictures_icon(struct pictures *pictures, const char *name, int side, uint32_t rgb);
/* The part of a path inside `box`. `data` is SVG path data (not NUL-terminated) in pixels of the page;
   other characters than those of path data are a bug. NULL: the path cannot be drawn. */
const SDL_Surface *pictures_path(struct pictures *pictures, const char *data, size_t bytes, SDL_Rect box,
                                 const struct path_style *style);
/* A QR code (of the level that draw_code_is_sound says) black on white, as large as whole pixels for its modules allow, centred in a
   square of `side` pixels that has room for a quiet zone of 4 modules: 2 of them white, 2 clear. NULL: too much text for a code, or too few
   pixels for its modules. */
const SDL_Surface *pictures_code(struct pictures *pictures, const char *text, size_t bytes, int side);

/* An attached picture scaled to `width` pixels: of it the `height` lines from line `top` on. `text` carries it, `hash` (64 digits, not
   NUL-terminated) tells it from any other. One that is shown in parts stays decoded, so that the next part is only scaled,
   until another one is asked for or pictures_let_go. NULL: it cannot be decoded. */
const SDL_Surface *pictures_attached(struct pictures *pictures, const char *text, const char *hash, int width,
                                     int top, int height);
/* No part of an attached picture is shown: the decoded one goes. */
void pictures_let_go(struct pictures *pictures);

/* Bytes of pixels held; the decoded picture is not among them, LIMIT_PICTURE_DECODED_BYTES bounds it. */
size_t pictures_bytes(const struct pictures *pictures);

#endif
