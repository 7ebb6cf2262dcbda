#include "paint_fade.h"

#include "contract/buffer.h"
#include "contract/status.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct room {
    uint32_t *pixel;
    size_t bytes;
};

struct fade {
    int width, height;
    struct room before; /* rows without padding */
    struct room after;  /* what differs in the box, one run behind the other */
    SDL_Rect box;
    struct run {
        int from,
            until; /* where the two differ in a row of the box: between the lines of two texts nowhere */
    } * run;
};

/* Room for so many pixels for the time of a passage, zeroed, and then given back whole: the heap would keep it, or keep others apart by it.
   Its pages come at once, where the kernel (5.14) knows how: a third of what a passage cost were the faults of 4,000 of them.
   Huge pages cost more than they saved: the kernel moves others out of their way. */
static struct room room_take(size_t pixels)
{
    struct room room = {.bytes = pixels * sizeof *room.pixel + 1};
    void *place = mmap(NULL, room.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED)
        BUG("out of memory: %zu bytes", room.bytes);
    (void)madvise(place, room.bytes, MADV_POPULATE_WRITE);
    room.pixel = place;
    return room;
}

static void room_leave(struct room *room)
{
    if (room->pixel != NULL)
        (void)munmap(room->pixel, room->bytes);
    *room = (struct room){0};
}

static const uint32_t *row_of(const SDL_Surface *surface, int y)
{
    return (const uint32_t *)surface->pixels + (ptrdiff_t)y * (surface->pitch / 4);
}

struct fade *fade_create(const SDL_Surface *surface)
{
    struct fade *fade = take_zeroed(1, sizeof *fade);
    fade->width = surface->w;
    fade->height = surface->h;
    fade->before = room_take((size_t)surface->w * (size_t)surface->h);
    for (int y = 0; y < surface->h; y++)
        memcpy(fade->before.pixel + (ptrdiff_t)y * surface->w, row_of(surface, y), (size_t)surface->w * 4);
    return fade;
}

void fade_destroy(struct fade *fade)
{
    if (fade == NULL)
        return;
    room_leave(&fade->after);
    room_leave(&fade->before);
    free(fade->run);
    free(fade);
}

static struct run differing(const uint32_t *before, const uint32_t *after, int count)
{
    struct run run = {0, count};
    if (memcmp(before, after, (size_t)count * 4) == 0)
        return (struct run){0, 0};
    while (before[run.from] == after[run.from])
        run.from++;
    while (before[run.until - 1] == after[run.until - 1])
        run.until--;
    return run;
}

static const uint32_t *before_of(const struct fade *fade, int y)
{
    return fade->before.pixel + (ptrdiff_t)(fade->box.y + y) * fade->width + fade->box.x;
}

void fade_to(struct fade *fade, const SDL_Surface *surface, SDL_Rect box)
{
    const SDL_Rect whole = {0, 0, fade->width, fade->height};
    ENSURE(surface->w == fade->width && surface->h == fade->height && fade->after.pixel == NULL);
    if (!SDL_IntersectRect(&box, &whole, &fade->box))
        fade->box = (SDL_Rect){0, 0, 0, 0};
    fade->run = take_zeroed((size_t)fade->box.h + 1, sizeof *fade->run);
    size_t count = 0;
    for (int y = 0; y < fade->box.h; y++) {
        fade->run[y] =
            differing(before_of(fade, y), row_of(surface, fade->box.y + y) + fade->box.x, fade->box.w);
        count += (size_t)(fade->run[y].until - fade->run[y].from);
    }
    fade->after = room_take(count);
    uint32_t *to = fade->after.pixel;
    for (int y = 0; y < fade->box.h; y++) {
        const struct run *run = &fade->run[y];
        memcpy(to, row_of(surface, fade->box.y + y) + fade->box.x + run->from,
               (size_t)(run->until - run->from) * 4);
        to += run->until - run->from;
    }
}

/* Share of the new page, 0…256: slow at both ends. */
static unsigned share(int elapsed, int duration)
{
    float t = (float)elapsed / (float)duration;
    return (unsigned)(256 * t * t * (3 - 2 * t));
}

/* Byte by byte, which a compiler turns into sixteen at once: 255 * 256 fits into 16 bits. */
static void mix(uint8_t *restrict to, const uint8_t *restrict before, const uint8_t *restrict after,
                int bytes, unsigned part)
{
    unsigned rest = 256 - part;
    for (int i = 0; i < bytes; i++)
        to[i] = (uint8_t)((before[i] * rest + after[i] * part) >> 8);
}

bool fade_step(const struct fade *fade, SDL_Surface *surface, int elapsed, int duration)
{
    bool over = elapsed >= duration;
    ENSURE(surface->w == fade->width && surface->h == fade->height && fade->after.pixel != NULL);
    const uint32_t *after = fade->after.pixel;
    for (int y = 0; y < fade->box.h; y++) {
        struct run run = fade->run[y]; /* all else is the same before, after and on its way */
        uint32_t *to = (uint32_t *)surface->pixels + (ptrdiff_t)(fade->box.y + y) * (surface->pitch / 4) +
                       fade->box.x + run.from;
        if (over)
            memcpy(to, after, (size_t)(run.until - run.from) * 4);
        else
            mix((uint8_t *)to, (const uint8_t *)(before_of(fade, y) + run.from), (const uint8_t *)after,
                4 * (run.until - run.from), share(elapsed, duration));
        after += run.until - run.from;
    }
    return over;
}
