/* From one page to the next: the old pixels pass into the new ones within a fraction of a second. Each frame is a whole page, a little
   more the new one; never black, never half a page. */
#ifndef KIOSK_PAINT_FADE_H
#define KIOSK_PAINT_FADE_H

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>

struct fade;

/* Keeps what the surface shows now. */
__attribute__((returns_nonnull, warn_unused_result)) struct fade *fade_create(const SDL_Surface *surface);
void fade_destroy(struct fade *fade);

/* The surface holds the new page now, other than the old one within `box` alone. */
void fade_to(struct fade *fade, const SDL_Surface *surface, SDL_Rect box);
/* Writes the frame `elapsed` milliseconds after the beginning of a fade of `duration` into the surface, which must have the size it
   had. True when that is the new page itself: the fade is over. */
bool fade_step(const struct fade *fade, SDL_Surface *surface, int elapsed, int duration);

#endif
