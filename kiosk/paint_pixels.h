/* Pixels: the only code that writes them. Surfaces are 32 bits a pixel, 0x..RRGGBB. Everything here
   gives the same pixel whatever the clip is, so that repainting a part equals repainting all: SDL's own
   blenders do not promise that (they take other paths for other widths and alignments). */
#ifndef KIOSK_PAINT_PIXELS_H
#define KIOSK_PAINT_PIXELS_H

#include <SDL.h>

/* `over` laid on `under` with coverage 0…255, each channel rounded to the
   nearest: 0 gives under, 255 gives over. */
uint32_t pixel_mix(uint32_t under, uint32_t over, unsigned coverage);

void pixels_fill(SDL_Surface *surface, SDL_Rect clip, SDL_Rect box, uint32_t rgb);

/* One colour through a mask of width x height coverage bytes (rows without
   padding), its top left at (x, y). */
void pixels_mask(SDL_Surface *surface, SDL_Rect clip, int x, int y, const uint8_t *mask, int width,
                 int height, uint32_t rgb);

/* An ARGB8888 picture (alpha not multiplied in), its top left at (x, y). */
void pixels_picture(SDL_Surface *surface, SDL_Rect clip, int x, int y, const SDL_Surface *picture);

#endif
