#include "paint.h"

#include "contract/buffer.h"
#include "paint_pixels.h"
#include "picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct painter {
    const struct theme *theme;
    struct font *font;
    struct pictures *pictures;
    struct draw_list shown; /* a copy of what the surface holds */
    bool valid;             /* `shown` is what a surface of this size holds */
    int width, height;
};

/* What is being painted, and into which part of the surface. */
struct canvas {
    struct painter *painter;
    SDL_Surface *surface;
    const struct draw_list *list;
    SDL_Rect clip;
};

struct painter *painter_create(const struct theme *theme, struct font *font)
{
    struct painter *painter = take_zeroed(1, sizeof *painter);
    painter->theme = theme;
    painter->font = font;
    painter->pictures = pictures_create();
    return painter;
}

void painter_destroy(struct painter *painter)
{
    if (painter == NULL)
        return;
    free(painter->shown.command);
    free(painter->shown.glyph);
    free(painter->shown.text);
    pictures_destroy(painter->pictures);
    free(painter);
}

void painter_forget(struct painter *painter)
{
    painter->valid = false;
}

static uint32_t rgb_of(const struct canvas *canvas, enum colour colour)
{
    ENSURE(colour < COLOUR_COUNT);
    return canvas->painter->theme->colour[colour] & 0xFFFFFF;
}

/* Two dashes are one long one: the fonts have a glyph for it, for each alone leaves a gap to its neighbour. */
static bool is_long_dash(const char *text, const struct draw_glyph *glyph, uint32_t left)
{
    static const char dash[] = "\xE2\x80\x94"; /* U+2014 */
    return left >= 2 && glyph[0].bytes == 3 && glyph[1].bytes == 3 &&
           memcmp(text + glyph[0].offset, dash, 3) == 0 && memcmp(text + glyph[1].offset, dash, 3) == 0;
}

static void paint_text(const struct canvas *canvas, const struct draw_command *command, SDL_Rect clip)
{
    if (command->fill == COLOUR_NONE)
        return;
    uint32_t rgb = rgb_of(canvas, command->fill);
    int baseline = (int)lroundf(command->baseline);
    const char *text = canvas->list->text + command->text;
    for (uint32_t i = 0; i < command->glyphs; i++) {
        const struct draw_glyph *glyph = &canvas->list->glyph[command->glyph + i];
        /* A cluster reaches less than two ems from its pen; those far off need not be asked for. */
        if (glyph->x < (float)clip.x - 2 * command->size ||
            glyph->x > (float)(clip.x + clip.w) + command->size)
            continue;
        const char *cluster = text + glyph->offset;
        float x = glyph->x;
        if (is_long_dash(text, glyph, command->glyphs - i)) {
            cluster = "\xE2\xB8\xBA"; /* U+2E3A, two ems wide */
            x += (glyph[1].x - glyph[0].x - command->size) / 2;
            i++;
        }
        const struct glyph_image *image =
            font_glyph(canvas->painter->font, command->face, command->size, cluster, glyph->bytes);
        pixels_mask(canvas->surface, clip, (int)lroundf(x) + image->left, baseline + image->top,
                    image->coverage, image->width, image->height, rgb);
    }
}

static void paint_path(const struct canvas *canvas, const struct draw_command *command, SDL_Rect reach,
                       SDL_Rect clip)
{
    SDL_Rect whole = {0, 0, canvas->surface->w, canvas->surface->h}, box;
    if (!SDL_IntersectRect(&reach, &whole, &box))
        return;
    struct path_style style = {
        .fill = command->fill == COLOUR_NONE ? NO_RGB : rgb_of(canvas, command->fill),
        .stroke = command->stroke == COLOUR_NONE ? NO_RGB : rgb_of(canvas, command->stroke),
        .width = command->width,
        .dash = command->dash,
    };
    const SDL_Surface *picture = pictures_path(canvas->painter->pictures, canvas->list->text + command->text,
                                               command->text_bytes, box, &style);
    if (picture != NULL)
        pixels_picture(canvas->surface, clip, box.x, box.y, picture);
}

static void paint_icon(const struct canvas *canvas, const struct draw_command *command, SDL_Rect clip)
{
    int side = (int)lroundf(fminf(command->box.w, command->box.h));
    if (side < 1 || command->fill == COLOUR_NONE)
        return;
    char *name = take_copy_n(canvas->list->text + command->text, command->text_bytes);
    const SDL_Surface *picture =
        pictures_icon(canvas->painter->pictures, name, side, rgb_of(canvas, command->fill));
    free(name);
    if (picture != NULL)
        pixels_picture(canvas->surface, clip, (int)lroundf(command->box.x), (int)lroundf(command->box.y),
                       picture);
}

static void paint_code(const struct canvas *canvas, const struct draw_command *command, SDL_Rect clip)
{
    int side = (int)fminf(command->box.w, command->box.h);
    const SDL_Surface *picture = pictures_code(canvas->painter->pictures, canvas->list->text + command->text,
                                               command->text_bytes, side);
    if (picture != NULL)
        pixels_picture(canvas->surface, clip, (int)ceilf(command->box.x), (int)ceilf(command->box.y),
                       picture);
}

/* A picture that cannot be decoded leaves its ground: the page's own words name it. */
static void paint_picture(const struct canvas *canvas, const struct draw_command *command, SDL_Rect reach,
                          SDL_Rect clip)
{
    int top = reach.y - (int)lroundf(command->baseline);
    pixels_fill(canvas->surface, clip, reach, rgb_of(canvas, command->fill));
    if (reach.w < 1 || reach.h < 1 || top < 0)
        return;
    const char *hash = canvas->list->text + command->text;
    ENSURE(command->text_bytes == 64 && command->picture != NULL);
    const SDL_Surface *picture =
        pictures_attached(canvas->painter->pictures, command->picture, hash, reach.w, top, reach.h);
    if (picture != NULL)
        pixels_picture(canvas->surface, clip, reach.x, reach.y, picture);
}

static void paint_command(const struct canvas *canvas, const struct draw_command *command)
{
    SDL_Rect reach = command_reach(command), clip;
    if (!SDL_IntersectRect(&reach, &canvas->clip, &clip))
        return;
    switch (command->op) {
    case DRAW_FILL:
        if (command->fill != COLOUR_NONE)
            pixels_fill(canvas->surface, clip, reach, rgb_of(canvas, command->fill));
        return;
    case DRAW_TEXT: paint_text(canvas, command, clip); return;
    case DRAW_PATH: paint_path(canvas, command, reach, clip); return;
    case DRAW_ICON: paint_icon(canvas, command, clip); return;
    case DRAW_CODE: paint_code(canvas, command, clip); return;
    case DRAW_PICTURE: paint_picture(canvas, command, reach, clip); return;
    }
    BUG("draw op %d", (int)command->op);
}

static bool has_picture(const struct draw_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->command[i].op == DRAW_PICTURE)
            return true;
    return false;
}

/* Keeps a copy of the list; its room is used again. What it borrowed is not looked at again: a picture is told by its hash. */
static void remember(struct painter *painter, const SDL_Surface *surface, const struct draw_list *list)
{
    struct draw_list *shown = &painter->shown;
    shown->command = take_room(shown->command, &shown->capacity, list->count, sizeof *shown->command);
    shown->glyph = take_room(shown->glyph, &shown->glyph_capacity, list->glyphs, sizeof *shown->glyph);
    shown->text = take_room(shown->text, &shown->byte_capacity, list->bytes, 1);
    shown->count = list->count;
    shown->glyphs = list->glyphs;
    shown->bytes = list->bytes;
    if (list->count > 0)
        memcpy(shown->command, list->command, list->count * sizeof *shown->command);
    if (list->glyphs > 0)
        memcpy(shown->glyph, list->glyph, list->glyphs * sizeof *shown->glyph);
    if (list->bytes > 0)
        memcpy(shown->text, list->text, list->bytes);
    painter->width = surface->w;
    painter->height = surface->h;
    painter->valid = true;
}

void painter_paint(struct painter *painter, SDL_Surface *surface, const struct draw_list *list,
                   struct region *changed)
{
    ENSURE(surface->format->format == SDL_PIXELFORMAT_XRGB8888);
    ENSURE(!SDL_MUSTLOCK(surface));
    SDL_Rect whole = {0, 0, surface->w, surface->h};
    struct region region = {0};
    if (painter->valid && painter->width == surface->w && painter->height == surface->h)
        draw_lists_compare(&painter->shown, list, &region);
    else
        region_add(&region, whole);

    *changed = (struct region){0};
    for (int i = 0; i < region.count; i++) {
        struct canvas canvas = {painter, surface, list, {0}};
        if (!SDL_IntersectRect(&region.rect[i], &whole, &canvas.clip))
            continue;
        pixels_fill(surface, canvas.clip, canvas.clip, rgb_of(&canvas, COLOUR_PAPER));
        for (size_t k = 0; k < list->count; k++)
            paint_command(&canvas, &list->command[k]);
        changed->rect[changed->count++] = canvas.clip;
    }
    if (!has_picture(list))
        pictures_let_go(painter->pictures);
    remember(painter, surface, list);
}
