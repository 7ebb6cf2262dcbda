/* The pixels of one glyph before they are cached: drawn by SDL2_ttf, reduced to
   coverage and to what is not blank. */
#ifndef KIOSK_FONT_RASTER_H
#define KIOSK_FONT_RASTER_H

#include <SDL_ttf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct raster {
    int left, top; /* from the pen on the baseline, as in struct glyph_image */
    int width, height;
    uint8_t *coverage; /* owned; NULL if blank */
};
void raster_finish(struct raster *raster);
/* How much ink there is, in full pixels. */
double raster_ink(const struct raster *raster);

/* Draws a base and its marks at the font's present size. False if the font fails. */
bool raster_draw(TTF_Font *ttf, const uint32_t *code_point, size_t count, struct raster *out);

/* Lets strokes grow by `radius` pixels on each side; the image grows with them. */
void raster_embolden(struct raster *raster, float radius);

/* The raster at 1 / factor of its size, each pixel the mean of factor x factor; the pen keeps its place. */
void raster_shrink(struct raster *raster, int factor);

/* An empty frame of one em for a character without a glyph, for digits to be put into. */
void raster_frame(float size, struct raster *out);
/* Lays coverage over the raster, its top left at column x and row y of it; what stands out is cut. */
void raster_lay(struct raster *raster, int x, int y, const uint8_t *coverage, int width, int height);

#endif
