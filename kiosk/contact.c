#include "contact.h"

#include "contract/buffer.h"

#include <SDL_image.h>
#include <stdlib.h>

#define LONG_SIDE 320 /* pixels of a small page: titles can still be read */
#define COLUMNS 8
#define GAP 6
#define BACKGROUND 0x65, 0x5F, 0x55

void contact_sheet_finish(struct contact_sheet *sheet)
{
    for (size_t i = 0; i < sheet->count; i++)
        SDL_FreeSurface(sheet->thumb[i]);
    free(sheet->thumb);
    *sheet = (struct contact_sheet){0};
}

static enum status sdl_failed(struct problem *problem)
{
    return problem_set(problem, STATUS_UNAVAILABLE, "contact-sheet", "%s", SDL_GetError());
}

enum status contact_sheet_add(struct contact_sheet *sheet, SDL_Surface *page, struct problem *problem)
{
    int longer = SDL_max(page->w, page->h);
    int side = SDL_min(longer, LONG_SIDE);
    SDL_Surface *source = page;
    enum status status = STATUS_OK;
    /* Halving until near the size keeps thin strokes; one big step would drop them. */
    while (status == STATUS_OK && source != NULL) {
        int next = SDL_max(longer / 2, side);
        int w = SDL_max(1, source->w * next / longer), h = SDL_max(1, source->h * next / longer);
        SDL_Surface *half = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_XRGB8888);
        if (half == NULL || SDL_SoftStretchLinear(source, NULL, half, NULL) != 0)
            status = sdl_failed(problem);
        if (source != page)
            SDL_FreeSurface(source);
        source = half;
        longer = next;
        if (next == side)
            break;
    }
    if (status != STATUS_OK) {
        SDL_FreeSurface(source);
        return status;
    }
    sheet->thumb = take_room(sheet->thumb, &sheet->capacity, sheet->count + 1, sizeof(SDL_Surface *));
    sheet->thumb[sheet->count++] = source;
    return STATUS_OK;
}

enum status contact_sheet_write(const struct contact_sheet *sheet, const char *path, struct problem *problem)
{
    int w = 1, h = 1;
    for (size_t i = 0; i < sheet->count; i++) {
        w = SDL_max(w, sheet->thumb[i]->w);
        h = SDL_max(h, sheet->thumb[i]->h);
    }
    int rows = ((int)sheet->count + COLUMNS - 1) / COLUMNS;
    SDL_Surface *all = SDL_CreateRGBSurfaceWithFormat(0, COLUMNS * (w + GAP) + GAP, rows * (h + GAP) + GAP,
                                                      32, SDL_PIXELFORMAT_XRGB8888);
    if (all == NULL)
        return sdl_failed(problem);
    enum status status = STATUS_OK;
    if (SDL_FillRect(all, NULL, SDL_MapRGB(all->format, BACKGROUND)) != 0)
        status = sdl_failed(problem);
    for (size_t i = 0; i < sheet->count && status == STATUS_OK; i++) {
        SDL_Rect place = {.x = (int)(i % COLUMNS) * (w + GAP) + GAP,
                          .y = (int)(i / COLUMNS) * (h + GAP) + GAP};
        if (SDL_BlitSurface(sheet->thumb[i], NULL, all, &place) != 0)
            status = sdl_failed(problem);
    }
    if (status == STATUS_OK && IMG_SavePNG(all, path) != 0)
        status = sdl_failed(problem);
    SDL_FreeSurface(all);
    return status;
}
