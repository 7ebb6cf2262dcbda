/* A contact sheet: all pages small on one picture, for looking over a whole programme at a glance. */
#ifndef KIOSK_CONTACT_H
#define KIOSK_CONTACT_H

#include "contract/status.h"

#include <SDL.h>

struct contact_sheet {
    SDL_Surface **thumb;
    size_t count, capacity;
};
/* Zero-initialise; finish in any case. */
void contact_sheet_finish(struct contact_sheet *sheet);
/* Keeps a small copy of a page. */
enum status contact_sheet_add(struct contact_sheet *sheet, SDL_Surface *page, struct problem *problem);
/* Writes them, eight a row, as one PNG. */
enum status contact_sheet_write(const struct contact_sheet *sheet, const char *path, struct problem *problem);

#endif
