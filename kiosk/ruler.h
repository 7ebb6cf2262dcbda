/* How wide a glyph is, asked through a callback, so that text and layout need neither fonts nor SDL: tests use a fake
   ruler (an ideograph is one em). */
#ifndef KIOSK_RULER_H
#define KIOSK_RULER_H

#include "theme.h"

#include <stdbool.h>
#include <stddef.h>

struct ruler {
    void *self;
    /* Advance of one code point in pixels at `size` pixels per em; marks and code points without a glyph give the
       advance of what is drawn in their place. Scales linearly with size. */
    float (*advance)(void *self, enum face face, float size, uint32_t code_point);
    /* Distance from baseline up and down (both positive), in pixels. */
    float (*ascent)(void *self, enum face face, float size);
    float (*descent)(void *self, enum face face, float size);
    /* False if no font of the chain has it; the painter then draws its code point in a box and reports it. */
    bool (*covers)(void *self, enum face face, uint32_t code_point);
};

/* The tests' ruler: ideographs, kana, Hangul and full-width forms one em, everything else half an em, marks 0. */
extern const struct ruler fake_ruler;

#endif
