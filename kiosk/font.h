/* Fonts: which file draws which character (fonts/fonts.ini), how wide it is, and its pixels. A file is
   opened when the first character needs it, read through stdio rather than mapped, and its glyphs are
   drawn one cluster at a time by SDL2_ttf without kerning, so that what is drawn
   is as wide as what was measured. */
#ifndef KIOSK_FONT_H
#define KIOSK_FONT_H

#include "font_cache.h"
#include "ruler.h"

struct font;

/* Reads the manifest: FILE, or the embedded one if NULL. No font file is opened yet. STATUS_MISUSE
   "fonts" with every error of the manifest, or if a face has no file that can be read. */
enum status font_create(const char *file, struct font **out, struct problem *problem);
void font_destroy(struct font *font);

/* Measures with this font; valid as long as it. */
const struct ruler *font_ruler(struct font *font);

/* The image of one cluster (a base with its marks, UTF-8, already past the guard) at `size` pixels per
   em. A code point that no file has is drawn as its hexadecimal number in a box of one em, and
   remembered. Never NULL; valid until the next call. */
__attribute__((returns_nonnull)) const struct glyph_image *
font_glyph(struct font *font, enum face face, float size, const char *cluster, size_t bytes);

/* Code points met so far, in measuring or drawing, that no file has: for the screen's status. Borrowed
   until the next call of this module; at most FONT_MISSING_MOST are kept. */
#define FONT_MISSING_MOST 256
size_t font_missing(const struct font *font, const uint32_t **code_points);
/* Forgets that it was met: what needed it is gone. Met again, it stands at the end of the list. */
void font_forget_missing(struct font *font, uint32_t code_point);
/* Files of the manifest that are not there or could not be opened, one path a line; "" if none. */
const char *font_faults(const struct font *font);
/* Bytes of rasterised glyphs held. */
size_t font_glyph_bytes(const struct font *font);

#endif
