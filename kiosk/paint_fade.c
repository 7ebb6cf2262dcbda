#include "paint_fade.h"

#include "contract/buffer.h"
#include "contract/status.h"

#include <stdlib.h>
#include <string.h>

struct fade {
    int width, height;
    uint32_t *before, *after; /* rows without padding; `after` and what is used of `before` cover `box` */
    SDL_Rect box;
};

static const uint32_t *row_of(const SDL_Surface *surface, int y)
{
    return (const uint32_t *)surface->pixels + (ptrdiff_t)y * (surface->pitch / 4);
}

struct fade *fade_create(const SDL_Surface *surface)
{
    struct fade *fade = take_zeroed(1, sizeof *fade);
    fade->width = surface->w;
    fade->height = surface->h;
    fade->before = take_zeroed((size_t)surface->w * (size_t)surface->h, sizeof *fade->before);
    for (int y = 0; y < surface->h; y++)
        memcpy(fade->before + (ptrdiff_t)y * surface->w, row_of(surface, y), (size_t)surface->w * 4);
    return fade;
}

void fade_destroy(struct fade *fade)
{
    if (fade == NULL)
        return;
    free(fade->before);
    free(fade->after);
    free(fade);
}

void fade_to(struct fade *fade, const SDL_Surface *surface, SDL_Rect box)
{
    const SDL_Rect whole = {0, 0, fade->width, fade->height};
    ENSURE(surface->w == fade->width && surface->h == fade->height && fade->after == NULL);
    if (!SDL_IntersectRect(&box, &whole, &fade->box))
        fade->box = (SDL_Rect){0, 0, 0, 0};
    fade->after = take_zeroed((size_t)fade->box.w * (size_t)fade->box.h + 1, sizeof *fade->after);
    for (int y = 0; y < fade->box.h; y++)
        memcpy(fade->after + (ptrdiff_t)y * fade->box.w, row_of(surface, fade->box.y + y) + fade->box.x,
               (size_t)fade->box.w * 4);
}

/* Share of the new page, 0…256: slow at both ends. */
static uint32_t share(int elapsed, int duration)
{
    float t = (float)elapsed / (float)duration;
    return (uint32_t)(256 * t * t * (3 - 2 * t));
}

/* Red and blue in one word, green in another: four multiplications a pixel, and a loop that a compiler turns into vectors. */
static void mix(uint32_t *to, const uint32_t *before, const uint32_t *after, int count, uint32_t part)
{
    uint32_t rest = 256 - part;
    for (int i = 0; i < count; i++) {
        uint32_t odd = ((before[i] & 0xFF00FF) * rest + (after[i] & 0xFF00FF) * part) >> 8 & 0xFF00FF;
        uint32_t even = ((before[i] & 0x00FF00) * rest + (after[i] & 0x00FF00) * part) >> 8 & 0x00FF00;
        to[i] = odd | even;
    }
}

bool fade_step(const struct fade *fade, SDL_Surface *surface, int elapsed, int duration)
{
    bool over = elapsed >= duration;
    ENSURE(surface->w == fade->width && surface->h == fade->height && fade->after != NULL);
    for (int y = 0; y < fade->box.h; y++) {
        uint32_t *to =
            (uint32_t *)surface->pixels + (ptrdiff_t)(fade->box.y + y) * (surface->pitch / 4) + fade->box.x;
        const uint32_t *after = fade->after + (ptrdiff_t)y * fade->box.w;
        if (over)
            memcpy(to, after, (size_t)fade->box.w * 4);
        else
            mix(to, fade->before + (ptrdiff_t)(fade->box.y + y) * fade->width + fade->box.x, after,
                fade->box.w, share(elapsed, duration));
    }
    return over;
}
