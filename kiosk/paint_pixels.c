#include "paint_pixels.h"

#include "contract/status.h"

uint32_t pixel_mix(uint32_t under, uint32_t over, unsigned coverage)
{
    /* Red and blue share one product, green has its own. For v = o*a + u*(255-a) < 65026, (v + 128 + ((v
       + 128) >> 8)) >> 8 is v / 255 rounded, exactly; each 16-bit half holds one such v. */
    uint32_t rest = 255 - coverage;
    uint32_t rb = (over & 0xFF00FF) * coverage + (under & 0xFF00FF) * rest + 0x800080;
    uint32_t g = (over >> 8 & 0xFF) * coverage + (under >> 8 & 0xFF) * rest + 0x80;
    rb = (rb + (rb >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
    g = (g + (g >> 8)) >> 8;
    return rb | g << 8;
}

/* The part of `box` that may be written; false if there is none. */
static bool visible(const SDL_Surface *surface, SDL_Rect clip, SDL_Rect box, SDL_Rect *out)
{
    SDL_Rect whole = {0, 0, surface->w, surface->h};
    return SDL_IntersectRect(&clip, &whole, &clip) && SDL_IntersectRect(&clip, &box, out);
}

/* SDL gives every 32-bit surface a pitch and start that are multiples of 4. */
static uint32_t *row_at(const SDL_Surface *surface, int x, int y)
{
    return (uint32_t *)surface->pixels + (ptrdiff_t)y * (surface->pitch / 4) + x;
}

void pixels_fill(SDL_Surface *surface, SDL_Rect clip, SDL_Rect box, uint32_t rgb)
{
    SDL_Rect part;
    if (!visible(surface, clip, box, &part))
        return;
    for (int y = part.y; y < part.y + part.h; y++)
        SDL_memset4(row_at(surface, part.x, y), rgb, (size_t)part.w);
}

void pixels_mask(SDL_Surface *surface, SDL_Rect clip, int x, int y, const uint8_t *mask, int width,
                 int height, uint32_t rgb)
{
    SDL_Rect part;
    if (!visible(surface, clip, (SDL_Rect){x, y, width, height}, &part))
        return;
    for (int row = part.y; row < part.y + part.h; row++) {
        const uint8_t *coverage = mask + (ptrdiff_t)(row - y) * width + (part.x - x);
        uint32_t *pixel = row_at(surface, part.x, row);
        for (int i = 0; i < part.w; i++) {
            if (coverage[i] == 255)
                pixel[i] = rgb;
            else if (coverage[i] > 0)
                pixel[i] = pixel_mix(pixel[i], rgb, coverage[i]);
        }
    }
}

void pixels_picture(SDL_Surface *surface, SDL_Rect clip, int x, int y, const SDL_Surface *picture)
{
    ENSURE(picture->format->format == SDL_PIXELFORMAT_ARGB8888);
    SDL_Rect part;
    if (!visible(surface, clip, (SDL_Rect){x, y, picture->w, picture->h}, &part))
        return;
    for (int row = part.y; row < part.y + part.h; row++) {
        const uint32_t *from = row_at(picture, part.x - x, row - y);
        uint32_t *pixel = row_at(surface, part.x, row);
        for (int i = 0; i < part.w; i++) {
            unsigned alpha = from[i] >> 24;
            if (alpha > 0)
                pixel[i] = pixel_mix(pixel[i], from[i] & 0xFFFFFF, alpha);
        }
    }
}
