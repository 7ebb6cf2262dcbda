#include "picture.h"

#include "contract/buffer.h"
#include "contract/image.h"
#include "contract/limits.h"
#include "contract/record.h"
#include "contract/status.h"
#include "draw.h"

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
    struct {
        char hash[64];
        SDL_Surface *whole; /* NULL: none */
    } decoded;
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
    pictures_let_go(pictures);
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
    int start = (side - module * code->width) / 2, inner = start - 2 * module;
    SDL_Rect white = {inner, inner, side - 2 * inner, side - 2 * inner};
    (void)SDL_FillRect(surface, &white, 0xFFFFFFFF);
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
    QRcode *code =
        QRcode_encodeString8bit(source, 0, draw_code_is_sound(bytes) ? QR_ECLEVEL_M : QR_ECLEVEL_L);
    SDL_Surface *surface = code != NULL ? draw_modules(code, side) : NULL;
    QRcode_free(code);
    return keep(pictures, source, side, 0, surface);
}

/* ---- attached pictures -------------------------------------------------------------------------------- */

/* Only ever PNG or JPEG of a bearable size: SDL2_image alone would try twenty formats. In whatever format it comes. */
static SDL_Surface *decode(const char *text)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    struct image image;
    if (image_from_text(text, &bytes, &size, &image, NULL) != STATUS_OK)
        return NULL;
    SDL_RWops *rw = SDL_RWFromConstMem(bytes, (int)size);
    SDL_Surface *raw = rw == NULL                  ? NULL
                       : image.format == IMAGE_PNG ? IMG_LoadPNG_RW(rw)
                                                   : IMG_LoadJPG_RW(rw);
    if (rw != NULL)
        (void)SDL_RWclose(rw);
    free(bytes);
    if (raw != NULL)
        (void)SDL_SetSurfaceBlendMode(raw, SDL_BLENDMODE_NONE);
    return raw;
}

/* A span of source pixels that one pixel of the target stands for, in 1/256. */
struct span {
    int64_t from, until;
};

static struct span span_of(int at, int target, int source)
{
    struct span span = {(int64_t)at * source * 256 / target, ((int64_t)at + 1) * source * 256 / target};
    if (span.until - span.from < 256) { /* larger than life: between the centres of two neighbours */
        int64_t centre = (span.from + span.until) / 2;
        span = (struct span){centre - 128, centre + 128};
    }
    if (span.from < 0)
        span = (struct span){0, span.until - span.from};
    int64_t end = (int64_t)source * 256;
    if (span.until > end)
        span = (struct span){end - (span.until - span.from), end};
    return span;
}

static int64_t weight_of(const struct span *span, int64_t at)
{
    int64_t from = span->from > at * 256 ? span->from : at * 256;
    int64_t until = span->until < (at + 1) * 256 ? span->until : (at + 1) * 256;
    return until - from;
}

/* Each line of the target is the average of what lies under it: thin lines and small letters grow pale but none is skipped.
   The source's lines are summed column by column first, so each of its pixels is looked at once. A column's sum is at most 255 * 256 *
   LIMIT_IMAGE_SIDE: within 32 bits. */
struct scaling {
    SDL_Surface *from, *lines; /* lines: those under one line of the target, 32 bits a pixel */
    struct span *columns;      /* one for each pixel of the target's width */
    uint32_t *sum;             /* blue, green, red of each column of the source */
    int width;
};

static bool add_up(const struct scaling *scaling, const struct span *row)
{
    int first = (int)(row->from / 256), count = (int)((row->until + 255) / 256) - first;
    SDL_Rect part = {0, first, scaling->from->w, count};
    ENSURE(count <= scaling->lines->h);
    if (SDL_BlitSurface(scaling->from, &part, scaling->lines, NULL) != 0)
        return false;
    memset(scaling->sum, 0, (size_t)scaling->from->w * 3 * sizeof *scaling->sum);
    for (int y = 0; y < count; y++) {
        const uint32_t *pixel =
            (const uint32_t *)scaling->lines->pixels + (ptrdiff_t)y * (scaling->lines->pitch / 4);
        uint32_t *sum = scaling->sum, weight = (uint32_t)weight_of(row, first + y);
        for (int x = 0; x < scaling->from->w; x++, sum += 3) {
            sum[0] += weight * (pixel[x] & 0xFF);
            sum[1] += weight * (pixel[x] >> 8 & 0xFF);
            sum[2] += weight * (pixel[x] >> 16 & 0xFF);
        }
    }
    return true;
}

static void set_line(const struct scaling *scaling, const struct span *row, uint32_t *pixel)
{
    for (int x = 0; x < scaling->width; x++) {
        const struct span *span = &scaling->columns[x];
        uint64_t all = (uint64_t)((span->until - span->from) * (row->until - row->from)), sum[3] = {0};
        for (int64_t column = span->from / 256; column * 256 < span->until; column++) {
            uint64_t weight = (uint64_t)weight_of(span, column);
            for (size_t c = 0; c < 3; c++)
                sum[c] += weight * scaling->sum[(size_t)column * 3 + c];
        }
        ENSURE(all > 0);
        pixel[x] = 0xFF000000U | (uint32_t)(sum[2] / all) << 16 | (uint32_t)(sum[1] / all) << 8 |
                   (uint32_t)(sum[0] / all);
    }
}

static int scaled_height(const SDL_Surface *from, int width)
{
    return SDL_max(1, (int)(((int64_t)from->h * width + from->w / 2) / from->w));
}

/* Only the lines of the source that one line of the target stands for are ever converted: a picture of 16 megapixels would
   need another 64 MiB. */
static SDL_Surface *scale(SDL_Surface *from, int width, int top, int height)
{
    int whole = scaled_height(from, width);
    SDL_Surface *to = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    struct scaling scaling = {
        .from = from,
        .width = width,
        .lines =
            SDL_CreateRGBSurfaceWithFormat(0, from->w, from->h / whole + 3, 32, SDL_PIXELFORMAT_ARGB8888),
        .columns = take_zeroed((size_t)width, sizeof *scaling.columns),
        .sum = take_zeroed((size_t)from->w * 3, sizeof *scaling.sum),
    };
    for (int x = 0; x < width; x++)
        scaling.columns[x] = span_of(x, width, from->w);
    if (to != NULL && scaling.lines != NULL) {
        (void)SDL_FillRect(to, NULL, 0xFFFFFFFF);
        for (int y = 0; y < height && top + y < whole; y++) {
            struct span row = span_of(top + y, whole, from->h);
            if (!add_up(&scaling, &row))
                break; /* white from here on */
            set_line(&scaling, &row, (uint32_t *)to->pixels + (ptrdiff_t)y * (to->pitch / 4));
        }
    } else {
        SDL_FreeSurface(to);
        to = NULL;
    }
    SDL_FreeSurface(scaling.lines);
    free(scaling.columns);
    free(scaling.sum);
    return to;
}

void pictures_let_go(struct pictures *pictures)
{
    SDL_FreeSurface(pictures->decoded.whole);
    pictures->decoded.whole = NULL;
}

/* The whole picture; it is the caller's to let go of. */
static SDL_Surface *decode_once(struct pictures *pictures, const char *text, const char *hash)
{
    if (pictures->decoded.whole != NULL && memcmp(pictures->decoded.hash, hash, 64) == 0)
        return pictures->decoded.whole;
    pictures_let_go(pictures); /* before the other takes its memory */
    pictures->decoded.whole = decode(text);
    memcpy(pictures->decoded.hash, hash, 64);
    return pictures->decoded.whole;
}

const SDL_Surface *pictures_attached(struct pictures *pictures, const char *text, const char *hash, int width,
                                     int top, int height)
{
    char *source = take_format("attached %.64s %d", hash, top);
    const struct drawn *known = find(pictures, source, width, height);
    if (known != NULL) {
        free(source);
        return known->surface;
    }
    SDL_Surface *whole = decode_once(pictures, text, hash), *surface = NULL;
    if (whole != NULL) {
        surface = scale(whole, width, top, height);
        bool in_parts = top > 0 || scaled_height(whole, width) > height;
        if (!in_parts || surface_bytes(whole) > (size_t)LIMIT_PICTURE_DECODED_BYTES)
            pictures_let_go(pictures);
    }
    return keep(pictures, source, width, height, surface);
}
