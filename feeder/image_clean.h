/* Pictures taken apart and put together again: what comes out was written by our own encoders and holds pixels only. Called in a
   confined child (confine.h); the libraries may crash on what they read. */
#ifndef FEEDER_IMAGE_CLEAN_H
#define FEEDER_IMAGE_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

enum clean_result { CLEAN_OK, CLEAN_DAMAGED = 10 };

struct clean_work {
    const unsigned char *bytes;
    size_t size;
    bool trim; /* PNG: cut off the white margins of a page, but for a narrow one */
};
/* Both are confined_work over a struct clean_work; the exit code is a clean_result. */
/* Transparent pixels get a white ground. Grey pictures become grey ones, of 16 shades. */
int clean_png(void *context, int out);
/* Without loss: turned upright as the camera noted it, all other notes dropped. */
int clean_jpeg(void *context, int out);

#endif
