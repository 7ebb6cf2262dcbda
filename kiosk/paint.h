/* The painter: a draw list becomes pixels, and only where it differs from the list painted before. */
#ifndef KIOSK_PAINT_H
#define KIOSK_PAINT_H

#include "draw.h"
#include "font.h"
#include "paint_diff.h"

struct painter;

/* Theme and font are borrowed and must live longer. */
__attribute__((returns_nonnull, warn_unused_result)) struct painter *painter_create(const struct theme *theme,
                                                                                    struct font *font);
void painter_destroy(struct painter *painter);

/* Paints `list` into an XRGB8888 surface that still holds the pixels of the paint before, or has another
   size, or of which painter_forget told. `changed` gets the rectangles whose pixels may have changed.
   The result is the same, pixel by pixel, as painting all of the list. */
void painter_paint(struct painter *painter, SDL_Surface *surface, const struct draw_list *list,
                   struct region *changed);

/* The surface's pixels are lost (new surface, exposed window): the next paint paints all. */
void painter_forget(struct painter *painter);

#endif
