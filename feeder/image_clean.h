/* Pictures taken apart and put together again: what comes out was written by our own encoders and holds pixels only. Called in a
   confined child (confine.h); the libraries may crash on what they read. */
#ifndef FEEDER_IMAGE_CLEAN_H
#define FEEDER_IMAGE_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

/* Each a reason of its own for the clerk, who can mend all but the first of them with two clicks. */
enum clean_result {
    CLEAN_OK,
    CLEAN_DAMAGED = 10,
    CLEAN_MOVING,    /* an animated PNG: one frame would be less than was published */
    CLEAN_INKS,      /* a JPEG of four inks that does not say whether 255 is all of an ink or none */
    CLEAN_PRECISION, /* a JPEG of other than 8 bits a sample */
    CLEAN_KIND,      /* a lossless or hierarchical JPEG, or one with two or five components */
};

struct clean_work {
    const unsigned char *bytes;
    size_t size;
    bool trim; /* PNG: cut off the white margins of a page, but for a narrow one */
};
/* Both are confined_work over a struct clean_work; the exit code is a clean_result. What either takes is turned upright as the
   camera noted it, and all notes are dropped. So are colour profiles: sRGB is assumed, as on screens without one, which
   leaves a photo of a wider space a little dull and moves no line. */
/* Transparent pixels get a white ground. Grey pictures become grey ones, of 16 shades. */
int clean_png(void *context, int out);
/* Without loss where that can be, which is always but for the inks of a printing press (they become RGB), a turn that leaves part of
   a block over, and ways of sampling that nobody else uses. Arithmetic coding and progressions become what each screen reads. */
int clean_jpeg(void *context, int out);

#endif
