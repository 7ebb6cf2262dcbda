/* Painting: pixels against a reference, and above all that repainting what differs gives what
   painting all gives. */
#include "contract/buffer.h"
#include "paint.h"
#include "paint_pixels.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 320, HEIGHT = 200 };

static struct theme theme;
static struct font *font;

static int open_all(void **state)
{
    (void)state;
    return theme_read(NULL, &theme, NULL) == STATUS_OK && font_create(NULL, &font, NULL) == STATUS_OK ? 0
                                                                                                      : -1;
}

static int close_all(void **state)
{
    (void)state;
    font_destroy(font);
    return 0;
}

static SDL_Surface *surface_of(int width, int height)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_XRGB8888);
    assert_non_null(surface);
    (void)SDL_FillRect(surface, NULL, 0x00FF00FF); /* a colour that no theme has */
    return surface;
}

static uint32_t at(const SDL_Surface *surface, int x, int y)
{
    return ((const uint32_t *)surface->pixels)[y * (surface->pitch / 4) + x] & 0xFFFFFF;
}

static bool holds(const SDL_Rect *rect, int x, int y)
{
    return x >= rect->x && x < rect->x + rect->w && y >= rect->y && y < rect->y + rect->h;
}

static bool region_holds(const struct region *region, int x, int y)
{
    for (int i = 0; i < region->count; i++)
        if (holds(&region->rect[i], x, y))
            return true;
    return false;
}

/* Paints the list on a new surface. */
static SDL_Surface *painted(const struct draw_list *list, int width, int height)
{
    struct painter *painter = painter_create(&theme, font);
    SDL_Surface *surface = surface_of(width, height);
    struct region changed;
    painter_paint(painter, surface, list, &changed);
    painter_destroy(painter);
    return surface;
}

static void put_text(struct draw_list *list, const char *text, enum face face, float size, enum colour colour,
                     float x, float baseline)
{
    (void)draw_text(list, text, (struct text_style){face, size, colour, 0}, x, baseline, ALIGN_START, LANG_ZH,
                    font_ruler(font));
}

static void mixing_rounds_to_the_nearest(void **state)
{
    (void)state;
    for (unsigned coverage = 0; coverage < 256; coverage++) {
        for (unsigned under = 0; under < 256; under++) {
            for (unsigned over = 0; over < 256; over += 5) {
                unsigned wanted = (unsigned)lround((over * coverage + under * (255 - coverage)) / 255.0);
                uint32_t got = pixel_mix(under << 16 | (255 - under) << 8 | under,
                                         over << 16 | (255 - over) << 8 | over, coverage);
                unsigned wanted_green =
                    (unsigned)lround(((255 - over) * coverage + (255 - under) * (255 - coverage)) / 255.0);
                if (got != (wanted << 16 | wanted_green << 8 | wanted))
                    fail_msg("%u over %u at %u: %06x", over, under, coverage, (unsigned)got);
            }
        }
    }
}

static void fills_cover_their_pixels_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        struct rect box;
        SDL_Rect pixels;
    } cases[] = {
        {{10, 20, 30, 40}, {10, 20, 30, 40}},
        {{10.4F, 20.4F, 30, 40}, {10, 20, 30, 40}},
        {{10.6F, 20.6F, 30, 40}, {11, 21, 30, 40}},
        {{10, 20, 30, .2F}, {10, 20, 30, 1}}, /* a hair line is one pixel */
        {{10, 20, .2F, 30}, {10, 20, 1, 30}},
        {{-50, -50, 60, 60}, {0, 0, 10, 10}},
        {{300, 190, 1000, 1e9F}, {300, 190, 20, 10}},
        {{-1e9F, 5, 1, 1}, {0, 0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct draw_list list = {0};
        draw_fill(&list, cases[i].box, COLOUR_BAND);
        SDL_Surface *surface = painted(&list, WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                if (at(surface, x, y) !=
                    theme.colour[holds(&cases[i].pixels, x, y) ? COLOUR_BAND : COLOUR_PAPER])
                    fail_msg("case %zu at %d,%d: %06x", i, x, y, (unsigned)at(surface, x, y));
        SDL_FreeSurface(surface);
        draw_list_finish(&list);
    }
}

static void text_is_ink_on_paper_inside_its_reach(void **state)
{
    (void)state;
    for (enum face face = 0; face < FACE_COUNT; face++) {
        struct draw_list list = {0};
        put_text(&list, "房屋征收Wj，（g）", face, 28, COLOUR_INK, 20.3F, 80);
        assert_int_equal(list.count, 1);
        SDL_Rect reach = command_reach(&list.command[0]);
        SDL_Surface *surface = painted(&list, WIDTH, HEIGHT);
        long inked = 0, full = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                uint32_t rgb = at(surface, x, y);
                inked += rgb != theme.colour[COLOUR_PAPER];
                full += rgb == theme.colour[COLOUR_INK];
                if (rgb != theme.colour[COLOUR_PAPER] && !holds(&reach, x, y))
                    fail_msg("face %d: ink at %d,%d", (int)face, x, y);
            }
        }
        assert_true(inked > 600 && full > 100);
        SDL_FreeSurface(surface);
        draw_list_finish(&list);
    }
}

/* Two dashes are one stroke, about two characters long, in each face: no column between their ends is blank. */
static void dashes_join(void **state)
{
    (void)state;
    for (enum face face = 0; face < FACE_COUNT; face++) {
        struct draw_list list = {0};
        put_text(&list, "\xE2\x80\x94\xE2\x80\x94", face, 54, COLOUR_INK, 20, 80);
        SDL_Surface *surface = painted(&list, WIDTH, HEIGHT);
        int first = WIDTH, last = -1, columns = 0;
        for (int x = 0; x < WIDTH; x++) {
            bool inked = false;
            for (int y = 0; y < HEIGHT; y++)
                inked = inked || at(surface, x, y) != theme.colour[COLOUR_PAPER];
            first = inked && x < first ? x : first;
            last = inked ? x : last;
            columns += inked;
        }
        assert_int_equal(columns, last - first + 1);
        assert_in_range(columns, 80, 108);
        SDL_FreeSurface(surface);
        draw_list_finish(&list);
    }
}

/* The box that draw.c records encloses the ink, so that whatever else reads it (evidence, tests) may
   rely on it. */
static void ink_stays_in_the_recorded_box(void **state)
{
    (void)state;
    static const char *const texts[] = {"国有土地上房屋征收", "（一）被征收人", "jgQ/WÅé", "가격힣",
                                        "\U00031353"};
    for (enum face face = 0; face < FACE_COUNT; face++) {
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            struct draw_list list = {0};
            put_text(&list, texts[i], face, 25, COLOUR_INK, 30, 100);
            struct rect box = list.command[0].box;
            SDL_Rect pixels = {(int)floorf(box.x) - 1, (int)floorf(box.y) - 1, (int)ceilf(box.w) + 3,
                               (int)ceilf(box.h) + 3};
            SDL_Surface *surface = painted(&list, WIDTH, HEIGHT);
            for (int y = 0; y < HEIGHT; y++)
                for (int x = 0; x < WIDTH; x++)
                    if (at(surface, x, y) != theme.colour[COLOUR_PAPER] && !holds(&pixels, x, y))
                        fail_msg("face %d, %s: ink at %d,%d", (int)face, texts[i], x, y);
            SDL_FreeSurface(surface);
            draw_list_finish(&list);
        }
    }
}

static void glyphs_take_the_colour_below_into_account(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_fill(&list, (struct rect){0, 0, WIDTH, HEIGHT}, COLOUR_BAND);
    put_text(&list, "征收", FACE_SANS_BOLD, 60, COLOUR_BAND_INK, 20, 100);
    SDL_Surface *surface = painted(&list, WIDTH, HEIGHT);
    const struct glyph_image *image = font_glyph(font, FACE_SANS_BOLD, 60, "征", strlen("征"));
    long edges = 0;
    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++) {
            unsigned coverage = image->coverage[y * image->width + x];
            uint32_t got = at(surface, 20 + image->left + x, 100 + image->top + y), wanted = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                double over = theme.colour[COLOUR_BAND_INK] >> shift & 255,
                       under = theme.colour[COLOUR_BAND] >> shift & 255;
                wanted |= (uint32_t)lround((over * coverage + under * (255 - coverage)) / 255) << shift;
            }
            edges += coverage > 0 && coverage < 255;
            assert_int_equal(got, wanted);
        }
    }
    assert_true(edges > 100);
    SDL_FreeSurface(surface);
    draw_list_finish(&list);
}

static void icons_paths_and_codes_are_painted(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_icon(&list, "done", 10, 10, 40, COLOUR_DONE);
    draw_path(&list, (struct rect){100, 20, 50, 30}, "M100 20h50v30h-50z", COLOUR_NOW, COLOUR_NONE, 0, 0);
    draw_code(&list, "https://example.cn/", (struct rect){200, 50, 99, 99});
    draw_path(&list, (struct rect){0, 0, 9000, 9000}, "M0 160H9000", COLOUR_NONE, COLOUR_LATE, 2, 0);
    SDL_Surface *surface = painted(&list, WIDTH, HEIGHT);
    assert_int_equal(at(surface, 30, 13), theme.colour[COLOUR_DONE]);
    assert_int_equal(at(surface, 10, 10), theme.colour[COLOUR_PAPER]);
    assert_int_equal(at(surface, 125, 35), theme.colour[COLOUR_NOW]);
    assert_int_equal(at(surface, 203, 53), 0xF7F4EC); /* quiet zone: paper without */
    assert_int_equal(at(surface, 208, 58), 0xFFFFFF); /* and white within */
    assert_int_equal(at(surface, 200 + 12 + 1, 50 + 12 + 1),
                     0x000000); /* corner of the first finder: 3 px modules */
    assert_int_equal(at(surface, 300, 160), theme.colour[COLOUR_LATE]);
    SDL_FreeSurface(surface);
    draw_list_finish(&list);
}

/* ---- repainting -------------------------------------------------------------------------------------- */

static uint32_t seed = 20261122;

static int roll(int sides)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)sides);
}

/* One command somewhere, also outside of the surface. Only what `kind` and the dice say: the same
   dice, the same command. */
static void put_random(struct draw_list *list, uint32_t dice)
{
    static const char *const texts[] = {"征收补偿",   "12,345.67 元", "（一）房屋",
                                        "\U00031353", "公告",         "gjÅ"};
    static const char *const icons[] = {"done", "late", "todo", "warning"};
    uint32_t keep = seed;
    seed = dice;
    float x = (float)roll(3400) / 10 - 20, y = (float)roll(2200) / 10 - 10;
    enum colour colour = (enum colour)roll(COLOUR_NONE);
    struct rect box = {x, y, (float)roll(900) / 10, (float)roll(300) / 10};
    char data[100];
    switch (roll(6)) {
    case 0:
    case 1: draw_fill(list, box, colour); break;
    case 2:
    case 3:
        put_text(list, texts[roll(6)], (enum face)roll(FACE_COUNT), 12 + (float)roll(160) / 8, colour, x, y);
        break;
    case 4: draw_icon(list, icons[roll(4)], x, y, 10 + (float)roll(300) / 10, colour); break;
    default:
        (void)snprintf(data, sizeof data, "M%.1f %.1fL%.1f %.1f", (double)x, (double)y, (double)(x + box.w),
                       (double)(y + box.h));
        draw_path(list, box, data, COLOUR_NONE, colour, 1 + (float)roll(40) / 10, (float)(roll(2) * roll(8)));
        break;
    }
    seed = keep;
}

static void repainting_equals_painting_all(void **state)
{
    (void)state;
    enum { ROUNDS = 400, MOST = 24 };
    struct painter *painter = painter_create(&theme, font);
    SDL_Surface *surface = surface_of(WIDTH, HEIGHT), *before = surface_of(WIDTH, HEIGHT);
    uint32_t dice[MOST];
    int count = 0;
    long untouched = 0;
    for (int round = 0; round < ROUNDS; round++) {
        /* The next list: some commands leave, come, change place or stay; now and then it is all new. */
        if (roll(20) == 0)
            count = 0;
        for (int k = roll(4); k >= 0; k--) {
            int deed = roll(4);
            if (deed < 2 && count < MOST) {
                int place = roll(count + 1);
                memmove(&dice[place + 1], &dice[place], (size_t)(count - place) * sizeof dice[0]);
                dice[place] = (uint32_t)roll(1 << 20);
                count++;
            } else if (deed == 2 && count > 0) {
                int place = roll(count--);
                memmove(&dice[place], &dice[place + 1], (size_t)(count - place) * sizeof dice[0]);
            } else if (count > 1) {
                int a = roll(count), b = roll(count);
                uint32_t swapped = dice[a];
                dice[a] = dice[b];
                dice[b] = swapped;
            }
        }
        struct draw_list list = {0};
        for (int i = 0; i < count; i++)
            put_random(&list, dice[i]);
        assert_int_equal(SDL_BlitSurface(surface, NULL, before, NULL), 0);
        struct region changed;
        painter_paint(painter, surface, &list, &changed);
        SDL_Surface *whole = painted(&list, WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (at(surface, x, y) != at(whole, x, y))
                    fail_msg("round %d at %d,%d: %06x, not %06x", round, x, y, (unsigned)at(surface, x, y),
                             (unsigned)at(whole, x, y));
                if (!region_holds(&changed, x, y)) {
                    untouched++;
                    assert_int_equal(at(surface, x, y), at(before, x, y));
                }
            }
        }
        SDL_FreeSurface(whole);
        draw_list_finish(&list);
    }
    assert_true(untouched > (long)ROUNDS * WIDTH * HEIGHT / 4); /* it did spare a good part */
    SDL_FreeSurface(before);
    SDL_FreeSurface(surface);
    painter_destroy(painter);
    painter_destroy(NULL);
}

/* One list for each member of a command, made from the same base with only that member changed. */
static void put_variant(struct draw_list *list, int variant)
{
    put_text(list, variant == 1 ? "征地" : "征收", FACE_SANS, 30, variant == 3 ? COLOUR_LATE : COLOUR_INK, 20,
             60);
    draw_path(list, (struct rect){20, 80, 200, 40}, "M25 100L215 110",
              variant == 4 ? COLOUR_DONE : COLOUR_NONE, variant == 5 ? COLOUR_LATE : COLOUR_NOW, 3,
              variant == 6 ? 9 : 0);
    draw_icon(list, variant == 7 ? "late" : "done", 20, 130, 30, variant == 8 ? COLOUR_DUE : COLOUR_DONE);
    draw_fill(list, (struct rect){80, 130, 40, 30}, variant == 9 ? COLOUR_LATE : COLOUR_BAND);
    draw_code(list, variant == 10 ? "https://example.cn/b" : "https://example.cn/a",
              (struct rect){220, 50, 99, 99});
    /* What no recording function changes alone. */
    if (variant == 2)
        list->command[0].face = FACE_SERIF_BOLD;
    if (variant == 11)
        list->command[0].baseline += 5;
    if (variant == 12)
        list->command[0].size += 6;
    if (variant == 13)
        list->glyph[1].x += 7;
    if (variant == 14)
        list->command[1].width += 4;
}

static void each_member_of_a_command_is_a_difference(void **state)
{
    (void)state;
    enum { VARIANTS = 15 };
    for (int variant = 1; variant < VARIANTS; variant++) {
        struct painter *painter = painter_create(&theme, font);
        SDL_Surface *surface = surface_of(WIDTH, HEIGHT);
        struct region changed;
        struct draw_list base = {0}, other = {0};
        put_variant(&base, 0);
        put_variant(&other, variant);
        painter_paint(painter, surface, &base, &changed);
        painter_paint(painter, surface, &other, &changed);
        if (changed.count == 0)
            fail_msg("variant %d passed for the same", variant);
        SDL_Surface *whole = painted(&other, WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                if (at(surface, x, y) != at(whole, x, y))
                    fail_msg("variant %d at %d,%d", variant, x, y);
        SDL_FreeSurface(whole);
        SDL_FreeSurface(surface);
        draw_list_finish(&base);
        draw_list_finish(&other);
        painter_destroy(painter);
    }
}

static void what_lies_over_what_is_a_difference(void **state)
{
    (void)state;
    struct painter *painter = painter_create(&theme, font);
    SDL_Surface *surface = surface_of(WIDTH, HEIGHT);
    struct region changed;
    struct draw_list list = {0};
    draw_fill(&list, (struct rect){10, 10, 50, 50}, COLOUR_BAND);
    draw_fill(&list, (struct rect){30, 30, 50, 50}, COLOUR_DONE);
    painter_paint(painter, surface, &list, &changed);
    assert_int_equal(at(surface, 40, 40), theme.colour[COLOUR_DONE]);
    draw_list_clear(&list);
    draw_fill(&list, (struct rect){30, 30, 50, 50}, COLOUR_DONE);
    draw_fill(&list, (struct rect){10, 10, 50, 50}, COLOUR_BAND);
    painter_paint(painter, surface, &list, &changed);
    assert_int_equal(at(surface, 40, 40), theme.colour[COLOUR_BAND]);
    draw_list_finish(&list);
    SDL_FreeSurface(surface);
    painter_destroy(painter);
}

static void a_clock_repaints_its_place_only(void **state)
{
    (void)state;
    struct painter *painter = painter_create(&theme, font);
    SDL_Surface *surface = surface_of(1920, 1080);
    struct region changed = {0};
    long area = 0;
    for (int second = 0; second < 3; second++) {
        struct draw_list list = {0};
        draw_fill(&list, (struct rect){0, 0, 1920, 90}, COLOUR_BAND);
        put_text(&list, second < 1 ? "10:41" : "10:42", FACE_SANS_BOLD, 46.8F, COLOUR_BAND_INK, 1700, 60);
        for (int i = 0; i < 15; i++)
            put_text(&list, "房屋征收部门委托房屋征收实施单位", FACE_SANS, 36, COLOUR_INK, 72,
                     180 + 55 * (float)i);
        painter_paint(painter, surface, &list, &changed);
        area = 0;
        for (int i = 0; i < changed.count; i++)
            area += (long)changed.rect[i].w * changed.rect[i].h;
        if (second == 0)
            assert_int_equal(area, 1920 * 1080);
        if (second == 1)
            assert_true(area > 0 && area < 200 * 130);
        draw_list_finish(&list);
    }
    assert_int_equal(changed.count, 0); /* the same list again */
    SDL_FreeSurface(surface);
    painter_destroy(painter);
}

static void lost_pixels_and_new_sizes_are_painted_whole(void **state)
{
    (void)state;
    struct painter *painter = painter_create(&theme, font);
    struct draw_list list = {0};
    draw_fill(&list, (struct rect){10, 10, 50, 50}, COLOUR_BAND);
    struct region changed;
    SDL_Surface *surface = surface_of(WIDTH, HEIGHT), *other = surface_of(HEIGHT, WIDTH);
    painter_paint(painter, surface, &list, &changed);
    painter_paint(painter, other, &list, &changed);
    assert_int_equal(changed.count, 1);
    assert_int_equal(changed.rect[0].w, HEIGHT);
    assert_int_equal(changed.rect[0].h, WIDTH);
    (void)SDL_FillRect(other, NULL, 0xFF00FF);
    painter_paint(painter, other, &list, &changed);
    assert_int_equal(changed.count, 0);
    painter_forget(painter);
    painter_paint(painter, other, &list, &changed);
    assert_int_equal(at(other, 0, 0), theme.colour[COLOUR_PAPER]);
    assert_int_equal(at(other, 199, 319), theme.colour[COLOUR_PAPER]);
    assert_int_equal(at(other, 30, 30), theme.colour[COLOUR_BAND]);
    SDL_FreeSurface(surface);
    SDL_FreeSurface(other);
    draw_list_finish(&list);
    painter_destroy(painter);
}

static void regions_cover_all_that_was_added(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        enum { MOST = 60 };
        SDL_Rect added[MOST];
        struct region region = {0};
        int count = roll(MOST) + 1;
        for (int i = 0; i < count; i++) {
            added[i] = (SDL_Rect){roll(300), roll(200), roll(40), roll(40)};
            region_add(&region, added[i]);
        }
        assert_true(region.count <= REGION_MOST);
        for (int i = 0; i < count; i++)
            for (int y = added[i].y; y < added[i].y + added[i].h; y++)
                for (int x = added[i].x; x < added[i].x + added[i].w; x++)
                    if (!region_holds(&region, x, y))
                        fail_msg("round %d: %d,%d left out", round, x, y);
    }
    /* Lines of a paragraph become one; far corners stay apart. */
    struct region region = {0};
    for (int i = 0; i < 10; i++)
        region_add(&region, (SDL_Rect){72, 100 + 55 * i, 1700, 50});
    assert_int_equal(region.count, 1);
    region_add(&region, (SDL_Rect){1800, 1060, 10, 10});
    assert_int_equal(region.count, 2);
}

static void missing_characters_are_seen_and_told(void **state)
{
    (void)state;
    struct draw_list list = {0};
    put_text(&list, "张\U00031353", FACE_SANS, 40, COLOUR_INK, 20, 100);
    SDL_Surface *surface = painted(&list, WIDTH, HEIGHT);
    long inked = 0; /* where the second character stands: a box, not nothing */
    for (int y = 60; y < 110; y++)
        for (int x = 60; x < 100; x++)
            inked += at(surface, x, y) == theme.colour[COLOUR_INK];
    assert_true(inked > 4 * 30);
    const uint32_t *missing;
    size_t count = font_missing(font, &missing), found = 0;
    for (size_t i = 0; i < count; i++)
        found += missing[i] == 0x31353;
    assert_int_equal(found, 1);
    SDL_FreeSurface(surface);
    draw_list_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mixing_rounds_to_the_nearest),
        cmocka_unit_test(fills_cover_their_pixels_and_nothing_else),
        cmocka_unit_test(text_is_ink_on_paper_inside_its_reach),
        cmocka_unit_test(dashes_join),
        cmocka_unit_test(ink_stays_in_the_recorded_box),
        cmocka_unit_test(glyphs_take_the_colour_below_into_account),
        cmocka_unit_test(icons_paths_and_codes_are_painted),
        cmocka_unit_test(repainting_equals_painting_all),
        cmocka_unit_test(each_member_of_a_command_is_a_difference),
        cmocka_unit_test(what_lies_over_what_is_a_difference),
        cmocka_unit_test(a_clock_repaints_its_place_only),
        cmocka_unit_test(lost_pixels_and_new_sizes_are_painted_whole),
        cmocka_unit_test(regions_cover_all_that_was_added),
        cmocka_unit_test(missing_characters_are_seen_and_told),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
