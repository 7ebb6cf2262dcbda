#include "picture.h"

#include "contract/buffer.h"
#include "contract/limits.h"
#include "contract/status.h"

#include <SDL_image.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

/* A picture and what it was made from: its source text, compared in full, and its size. */
struct drawn {
    char *source;
    SDL_Surface *surface; /* NULL: could not be drawn, and need not be tried again */
    int width, height;
    unsigned long used;
};

struct pictures {
    struct drawn *drawn;
    size_t count, capacity;
    size_t bytes;
    unsigned long clock; /* counts uses */
};

struct pictures *pictures_create(void)
{
    return take_zeroed(1, sizeof(struct pictures));
}

static size_t surface_bytes(const SDL_Surface *surface)
{
    return surface == NULL ? 0 : (size_t)surface->h * (size_t)surface->pitch;
}

static void drop(struct pictures *pictures, size_t index)
{
    struct drawn *drawn = &pictures->drawn[index];
    pictures->bytes -= surface_bytes(drawn->surface);
    SDL_FreeSurface(drawn->surface);
    free(drawn->source);
    *drawn = pictures->drawn[--pictures->count];
}

void pictures_destroy(struct pictures *pictures)
{
    if (pictures == NULL)
        return;
    while (pictures->count > 0)
        drop(pictures, pictures->count - 1);
    free(pictures->drawn);
    free(pictures);
}

size_t pictures_bytes(const struct pictures *pictures)
{
    return pictures->bytes;
}

static struct drawn *find(struct pictures *pictures, const char *source, int width, int height)
{
    for (size_t i = 0; i < pictures->count; i++) {
        struct drawn *drawn = &pictures->drawn[i];
        if (drawn->width == width && drawn->height == height && strcmp(drawn->source, source) == 0) {
            drawn->used = ++pictures->clock;
            return drawn;
        }
    }
    return NULL;
}

/* Keeps a picture, takes over its source, and drops those unused longest until all fit; the new one stays
   even if it alone is too large. */
static const SDL_Surface *keep(struct pictures *pictures, char *source, int width, int height,
                               SDL_Surface *surface)
{
    enum { MOST = 256 }; /* so that many small pictures do not make finding slow */
    pictures->bytes += surface_bytes(surface);
    while (pictures->count > 0 &&
           (pictures->bytes > (size_t)LIMIT_PICTURE_CACHE_BYTES || pictures->count >= MOST)) {
        size_t oldest = 0;
        for (size_t i = 1; i < pictures->count; i++)
            if (pictures->drawn[i].used < pictures->drawn[oldest].used)
                oldest = i;
        drop(pictures, oldest);
    }
    pictures->drawn =
        take_room(pictures->drawn, &pictures->capacity, pictures->count + 1, sizeof *pictures->drawn);
    struct drawn *drawn = &pictures->drawn[pictures->count++];
    *drawn = (struct drawn){.surface = surface, .width = width, .height = height, .used = ++pictures->clock};
    drawn->source = source;
    return surface;
}

/* ---- SVG --------------------------------------------------------------------------------------------- */

static SDL_Surface *rasterise(const char *svg, int width, int height)
{
    SDL_RWops *rw = SDL_RWFromConstMem(svg, (int)strlen(svg));
    SDL_Surface *raw = rw != NULL ? IMG_LoadSizedSVG_RW(rw, width, height) : NULL;
    if (rw != NULL)
        (void)SDL_RWclose(rw);
    if (raw == NULL)
        return NULL;
    SDL_Surface *surface = SDL_ConvertSurfaceFormat(raw, SDL_PIXELFORMAT_ARGB8888, 0);
    SDL_FreeSurface(raw);
    return surface;
}

/* The rasteriser's edges are a little off in colour, since it multiplies by alpha and divides again. */
static void set_colour(SDL_Surface *surface, uint32_t rgb)
{
    for (int y = 0; y < surface->h; y++) {
        uint32_t *pixel = (uint32_t *)surface->pixels + (ptrdiff_t)y * (surface->pitch / 4);
        for (int x = 0; x < surface->w; x++)
            pixel[x] = (pixel[x] & 0xFF000000) | (rgb & 0xFFFFFF);
    }
}

/* The picture of an SVG text, which it takes over. `only` is the one colour in it, or NO_RGB if
   there are more. */
static const SDL_Surface *draw_svg(struct pictures *pictures, char *svg, int width, int height, uint32_t only)
{
    const struct drawn *known = find(pictures, svg, width, height);
    if (known != NULL) {
        free(svg);
        return known->surface;
    }
    SDL_Surface *surface = rasterise(svg, width, height);
    if (surface != NULL && only != NO_RGB)
        set_colour(surface, only);
    return keep(pictures, svg, width, height, surface);
}

const SDL_Surface *pictures_icon(struct pictures *pictures, const char *name, int side, uint32_t rgb)
{
    const struct icon *icon = icon_table;
    while (icon->name != NULL && strcmp(icon->name, name) != 0)
        icon++;
    if (icon->name == NULL)
        BUG("no icon %s", name);
    struct buffer svg = {0};
    static const char word[] = "currentColor";
    const char *rest = icon->svg;
    for (const char *place; (place = strstr(rest, word)) != NULL; rest = place + sizeof word - 1) {
        buffer_add(&svg, rest, (size_t)(place - rest));
        buffer_format(&svg, "#%06x", rgb & 0xFFFFFF);
    }
    buffer_text(&svg, rest);
    return draw_svg(pictures, buffer_take(&svg), side, side, rgb & 0xFFFFFF);
}

static void put_paint(struct buffer *svg, const char *name, uint32_t rgb)
{
    if (rgb == NO_RGB)
        buffer_format(svg, " %s=\"none\"", name);
    else
        buffer_format(svg, " %s=\"#%06x\"", name, rgb & 0xFFFFFF);
}

const SDL_Surface *pictures_path(struct pictures *pictures, const char *data, size_t bytes, SDL_Rect box,
                                 const struct path_style *style)
{
    for (size_t i = 0; i < bytes; i++)
        ENSURE(data[i] != '\0' && strchr("MmLlHhVvCcSsQqTtAaZz0123456789.,+-eE \n", data[i]) != NULL);
    struct buffer svg = {0};
    buffer_format(&svg, "<svg width=\"%d\" height=\"%d\"><path transform=\"translate(%d %d)\"", box.w, box.h,
                  -box.x, -box.y);
    put_paint(&svg, "fill", style->fill);
    put_paint(&svg, "stroke", style->stroke);
    if (style->stroke != NO_RGB)
        buffer_format(&svg, " stroke-width=\"%.3f\"", (double)style->width);
    if (style->stroke != NO_RGB && style->dash > 0)
        buffer_format(&svg, " stroke-dasharray=\"%.3f %.3f\"", (double)style->dash, (double)style->dash);
    buffer_text(&svg, " d=\"");
    buffer_add(&svg, data, bytes);
    buffer_text(&svg, "\"/></svg>");
    uint32_t only = style->stroke == NO_RGB ? style->fill : style->fill == NO_RGB ? style->stroke : NO_RGB;
    return draw_svg(pictures, buffer_take(&svg), box.w, box.h, only);
}

/* ---- codes ------------------------------------------------------------------------------------------- */

static SDL_Surface *draw_modules(const QRcode *code, int side)
{
    enum { QUIET = 4 }; /* ISO/IEC 18004: four modules on each side */
    int module = side / (code->width + 2 * QUIET);
    if (module < 1)
        return NULL;
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, side, side, 32, SDL_PIXELFORMAT_ARGB8888);
    if (surface == NULL)
        return NULL;
    (void)SDL_FillRect(surface, NULL, 0xFFFFFFFF);
    int start = (side - module * code->width) / 2;
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            SDL_Rect square = {start + x * module, start + y * module, module, module};
            if (code->data[y * code->width + x] & 1)
                (void)SDL_FillRect(surface, &square, 0xFF000000);
        }
    }
    return surface;
}

const SDL_Surface *pictures_code(struct pictures *pictures, const char *text, size_t bytes, int side)
{
    char *source = take_copy_n(text, bytes);
    const struct drawn *known = find(pictures, source, side, 0); /* height 0 tells codes from SVG texts */
    if (known != NULL) {
        free(source);
        return known->surface;
    }
    QRcode *code = QRcode_encodeString8bit(source, 0, QR_ECLEVEL_M);
    SDL_Surface *surface = code != NULL ? draw_modules(code, side) : NULL;
    QRcode_free(code);
    return keep(pictures, source, side, 0, surface);
}
