/* What both ways of cleaning a picture (image_clean.h) do with its pixels, and how they hand on what they made. Pixels are RGB, three
   bytes each, rows without gaps. */
#ifndef FEEDER_IMAGE_CLEAN_PIXELS_H
#define FEEDER_IMAGE_CLEAN_PIXELS_H

#include <stdbool.h>
#include <stddef.h>

/* All bytes to a pipe; a clean_result. */
int clean_hand_out(int out, const unsigned char *bytes, size_t size);

/* A scan's grey has a breath of colour. */
bool clean_is_grey(const unsigned char *rgb, size_t pixels);

/* What EXIF (2.3, 4.6.4) notes in a TIFF header and its first directory: how the picture is to be turned, 1 to 8; 1 where it says
   nothing. */
unsigned clean_orientation(const unsigned char *tiff, size_t size);

/* Pixels turned upright from such an orientation: takes them over, returns them or others, and swaps the sides where they lay.
   NULL: no memory. The caller frees. */
unsigned char *clean_turn(unsigned char *rgb, size_t *width, size_t *height, unsigned orientation);

#endif
