/* Rasterised glyphs, kept within a bound of bytes: what was used least recently goes first. Images hold
   coverage only, one byte a pixel and without blank borders, so that one image serves every colour. */
#ifndef KIOSK_FONT_CACHE_H
#define KIOSK_FONT_CACHE_H

#include "contract/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GLYPH_CODE_POINTS (1 + LIMIT_COMBINING_MARKS)

/* What a glyph is. Compared member by member and in full: a key cut to 16
   bits would draw U+2CE55 as U+CE55. */
struct glyph_key {
    uint32_t code_point[GLYPH_CODE_POINTS]; /* a base and its marks, the rest 0 */
    uint16_t quarters;                      /* size in quarters of a pixel */
    uint8_t face;
};

struct glyph_image {
    int left, top;     /* of the image, from the pen on the baseline: x to the right, y down */
    int width, height; /* 0 for blanks */
    uint8_t *coverage; /* rows without padding; owned by the cache */
};

struct font_cache;
__attribute__((returns_nonnull, warn_unused_result)) struct font_cache *font_cache_create(size_t most_bytes);
void font_cache_destroy(struct font_cache *cache);

/* The image of a key, or NULL. Valid until the next font_cache_add. */
const struct glyph_image *font_cache_find(struct font_cache *cache, const struct glyph_key *key);
/* Adds an all-zero image for a key that is not there, dropping others until it
   fits, for the caller to draw into. */
__attribute__((returns_nonnull)) struct glyph_image *
font_cache_add(struct font_cache *cache, const struct glyph_key *key, int width, int height);
/* Bytes held, book-keeping included. */
size_t font_cache_bytes(const struct font_cache *cache);

#endif
