/* What must be repainted: the places of commands that only one of two draw lists has, as few rectangles. */
#ifndef KIOSK_PAINT_DIFF_H
#define KIOSK_PAINT_DIFF_H

#include "draw.h"

#include <SDL.h>

/* A handful of rectangles that together cover what was added. They may overlap. */
#define REGION_MOST 12
struct region {
    SDL_Rect rect[REGION_MOST];
    int count;
};
/* Adds a rectangle; empty ones are nothing. It is joined with another where that costs little more area,
   or where there is no room for one more. */
void region_add(struct region *region, SDL_Rect rect);

/* The pixels that a command may touch, whatever its text: nothing is painted outside. Fills: exactly the
   pixels they fill. Text: half an em around its box, for ink that overhangs. */
SDL_Rect command_reach(const struct draw_command *command);

/* Adds the reach of each command that is not, equal in every byte and in the same order, in both lists.
   Outside of the result both lists give the same pixels. */
void draw_lists_compare(const struct draw_list *before, const struct draw_list *after, struct region *out);

#endif
