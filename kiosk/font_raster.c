#include "font_raster.h"

#include "contract/buffer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void raster_finish(struct raster *raster)
{
    free(raster->coverage);
    *raster = (struct raster){0};
}

double raster_ink(const struct raster *raster)
{
    double sum = 0;
    for (ptrdiff_t i = 0; raster->coverage != NULL && i < (ptrdiff_t)raster->width * raster->height; i++)
        sum += raster->coverage[i];
    return sum / 255;
}

static unsigned alpha_at(const SDL_Surface *surface, int x, int y)
{
    return ((const uint32_t *)surface->pixels)[(ptrdiff_t)y * (surface->pitch / 4) + x] >> 24;
}

/* The smallest rectangle that holds all ink; w = 0 if there is none. */
static SDL_Rect ink_of(const SDL_Surface *surface)
{
    int left = surface->w, right = -1, top = surface->h, bottom = -1;
    for (int y = 0; y < surface->h; y++) {
        for (int x = 0; x < surface->w; x++) {
            if (alpha_at(surface, x, y) == 0)
                continue;
            left = SDL_min(left, x);
            right = SDL_max(right, x);
            top = SDL_min(top, y);
            bottom = y;
        }
    }
    return right < 0 ? (SDL_Rect){0, 0, 0, 0} : (SDL_Rect){left, top, right - left + 1, bottom - top + 1};
}

/* Takes what is not blank out of an ARGB picture whose pen stands at (pen_x, pen_y). */
static void trim(const SDL_Surface *surface, int pen_x, int pen_y, struct raster *out)
{
    SDL_Rect ink = ink_of(surface);
    if (ink.w == 0)
        return;
    *out = (struct raster){ink.x - pen_x, ink.y - pen_y, ink.w, ink.h,
                           take_zeroed((size_t)ink.w, (size_t)ink.h)};
    for (int y = 0; y < ink.h; y++)
        for (int x = 0; x < ink.w; x++)
            out->coverage[(ptrdiff_t)y * ink.w + x] = (uint8_t)alpha_at(surface, ink.x + x, ink.y + y);
}

static const SDL_Color white = {255, 255, 255, 255};

static bool draw_one(TTF_Font *ttf, uint32_t code_point, struct raster *out)
{
    int left = 0, right = 0, up = 0;
    if (TTF_GlyphMetrics32(ttf, code_point, &left, &right, NULL, &up, NULL) != 0)
        return false;
    if (left == right)
        return true; /* blank: nothing to ask SDL2_ttf for, which calls a picture of no width an error */
    SDL_Surface *surface = TTF_RenderGlyph32_Blended(ttf, code_point, white);
    if (surface == NULL)
        return false;
    /* The pen stands at the left edge, one ascent down, but where ink begins left of the pen or above
       the ascent SDL2_ttf moves both so that the ink begins at the edge. */
    trim(surface, SDL_max(0, -left), SDL_max(up, TTF_FontAscent(ttf)), out);
    SDL_FreeSurface(surface);
    return true;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t rest = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[rest] | c >> (6 * rest));
    for (size_t i = 1; i <= rest; i++)
        out[i] = (char)(0x80 | (c >> (6 * (rest - i)) & 0x3F));
    return rest + 1;
}

/* A base with marks goes through shaping, which places the marks. A blank before it keeps ink from
   standing left of the pen, so that the pen's place is known. */
static bool draw_marked(TTF_Font *ttf, const uint32_t *code_point, size_t count, struct raster *out)
{
    char text[4 * 8 + 2] = " ";
    int blank = 0, height = 0;
    if (count > 8 || TTF_SizeUTF8(ttf, text, &blank, &height) != 0)
        return false;
    size_t bytes = 1;
    for (size_t i = 0; i < count; i++)
        bytes += put_utf8(text + bytes, code_point[i]);
    text[bytes] = '\0';
    SDL_Surface *surface = TTF_RenderUTF8_Blended(ttf, text, white);
    if (surface == NULL)
        return false;
    trim(surface, blank, TTF_FontAscent(ttf) + SDL_max(0, surface->h - height), out);
    SDL_FreeSurface(surface);
    return true;
}

bool raster_draw(TTF_Font *ttf, const uint32_t *code_point, size_t count, struct raster *out)
{
    *out = (struct raster){0};
    return count == 1 ? draw_one(ttf, code_point[0], out) : draw_marked(ttf, code_point, count, out);
}

/* One pass of growing along rows (step 1) or columns (step = width) by a part of a pixel: each pixel
   takes that part of its heavier neighbour on top of the rest of its own. `lines` lines of `length`
   pixels, `apart` from start to start. */
static void grow(uint8_t *coverage, int lines, int apart, int length, int step, float part)
{
    for (int line = 0; line < lines; line++) {
        uint8_t *pixel = coverage + (ptrdiff_t)line * apart;
        float before = 0; /* the left neighbour as it was */
        for (int i = 0; i < length; i++) {
            float own = pixel[(ptrdiff_t)i * step];
            float after = 0; /* the right one */
            if (i + 1 < length)
                after = pixel[(ptrdiff_t)(i + 1) * step];
            float heavier = SDL_max(before, after);
            if (heavier > own)
                pixel[(ptrdiff_t)i * step] = (uint8_t)lroundf(own + part * (heavier - own));
            before = own;
        }
    }
}

void raster_embolden(struct raster *raster, float radius)
{
    if (raster->coverage == NULL || radius <= 0)
        return;
    int border = (int)ceilf(radius);
    int width = raster->width + 2 * border, height = raster->height + 2 * border;
    struct raster larger = {raster->left - border, raster->top - border, width, height,
                            take_zeroed((size_t)width, (size_t)height)};
    for (int y = 0; y < raster->height; y++)
        memcpy(larger.coverage + (ptrdiff_t)(y + border) * width + border,
               raster->coverage + (ptrdiff_t)y * raster->width, (size_t)raster->width);
    for (int pass = 0; pass < border; pass++) { /* a pixel each, the last one what is left of the radius */
        float part = fminf(radius - (float)pass, 1.0F);
        grow(larger.coverage, height, width, width, 1, part);
        grow(larger.coverage, width, 1, height, width, part);
    }
    raster_finish(raster);
    *raster = larger;
}

/* a / b, rounded down. */
static int floor_div(int a, int b)
{
    return a >= 0 ? a / b : -((b - 1 - a) / b);
}

void raster_shrink(struct raster *raster, int factor)
{
    if (raster->coverage == NULL)
        return;
    int left = floor_div(raster->left, factor), top = floor_div(raster->top, factor);
    int width = floor_div(raster->left + raster->width - 1, factor) - left + 1;
    int height = floor_div(raster->top + raster->height - 1, factor) - top + 1;
    unsigned *sum = take_zeroed((size_t)width * (size_t)height, sizeof *sum);
    for (int y = 0; y < raster->height; y++) {
        unsigned *row = sum + (ptrdiff_t)(floor_div(raster->top + y, factor) - top) * width;
        for (int x = 0; x < raster->width; x++)
            row[floor_div(raster->left + x, factor) - left] +=
                raster->coverage[(ptrdiff_t)y * raster->width + x];
    }
    struct raster smaller = {left, top, width, height, take_zeroed((size_t)width, (size_t)height)};
    unsigned parts = (unsigned)(factor * factor);
    for (ptrdiff_t i = 0; i < (ptrdiff_t)width * height; i++)
        smaller.coverage[i] = (uint8_t)((sum[i] + parts / 2) / parts);
    free(sum);
    raster_finish(raster);
    *raster = smaller;
}

void raster_frame(float size, struct raster *out)
{
    int side = SDL_max(3, (int)lroundf(size * .92F));
    int line = SDL_max(1, (int)lroundf(size / 24));
    *out = (struct raster){(int)lroundf(size * .04F), (int)lroundf(size * .1F) - side, side, side,
                           take_zeroed((size_t)side, (size_t)side)};
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            if (x < line || y < line || x >= side - line || y >= side - line)
                out->coverage[(ptrdiff_t)y * side + x] = 255;
}

void raster_lay(struct raster *raster, int x, int y, const uint8_t *coverage, int width, int height)
{
    for (int row = SDL_max(0, -y); row < height && y + row < raster->height; row++) {
        for (int column = SDL_max(0, -x); column < width && x + column < raster->width; column++) {
            uint8_t *pixel = &raster->coverage[(ptrdiff_t)(y + row) * raster->width + x + column];
            *pixel = SDL_max(*pixel, coverage[(ptrdiff_t)row * width + column]);
        }
    }
}
