/* Fonts: who draws what, how wide, with which pixels. Runs on the real font packages, without a display. */
#include "contract/buffer.h"
#include "font.h"
#include "font_raster.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SANS_FILE "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"

static struct font *open_font(const char *file)
{
    struct problem problem = {0};
    struct font *font = NULL;
    enum status status = font_create(file, &font, &problem);
    if (status != STATUS_OK)
        fail_msg("font_create: %s", problem.text);
    return font;
}

/* A file with this text; the caller unlinks and frees the path. */
static char *write_file(const char *text, size_t bytes)
{
    char *path = take_copy("/tmp/disclosure-font-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, bytes), bytes);
    assert_int_equal(close(fd), 0);
    return path;
}

static struct font *open_manifest(const char *text)
{
    char *path = write_file(text, strlen(text));
    struct font *font = open_font(path);
    assert_int_equal(unlink(path), 0);
    free(path);
    return font;
}

static const struct glyph_image *glyph(struct font *font, enum face face, float size, const char *cluster)
{
    return font_glyph(font, face, size, cluster, strlen(cluster));
}

static double ink(const struct glyph_image *image)
{
    double sum = 0;
    for (int i = 0; i < image->width * image->height; i++)
        sum += image->coverage[i] / 255.0;
    return sum;
}

static bool reported(const struct font *font, uint32_t code_point)
{
    const uint32_t *missing;
    size_t count = font_missing(font, &missing), times = 0;
    for (size_t i = 0; i < count; i++)
        times += missing[i] == code_point;
    assert_true(times <= 1);
    return times == 1;
}

static void advances_are_those_of_the_faces(void **state)
{
    (void)state;
    struct font *font = open_font(NULL);
    const struct ruler *ruler = font_ruler(font);
    for (enum face face = 0; face < FACE_COUNT; face++) {
        static const uint32_t ideographs[] = {0x4E2D, 0x62C6, 0x5F81, 0x20BB7};
        for (size_t i = 0; i < 4; i++) {
            assert_float_equal(ruler->advance(ruler->self, face, 36, ideographs[i]), 36, .001);
        }
        float zero = ruler->advance(ruler->self, face, 100, '0');
        assert_true(zero > 40 && zero < 70);
        bool sans = face == FACE_SANS || face == FACE_SANS_BOLD;
        for (uint32_t digit = '1'; digit <= '9' && sans;
             digit++) /* columns of numbers stand under each other */
            assert_float_equal(ruler->advance(ruler->self, face, 100, digit), zero, .001);
        float small = ruler->advance(ruler->self, face, 20, 'W');
        assert_float_equal(ruler->advance(ruler->self, face, 60, 'W'), 3 * small, .01);
        assert_float_equal(ruler->advance(ruler->self, face, 36, 0x0300), 0, 0); /* stands on a letter */
        float ascent = ruler->ascent(ruler->self, face, 100),
              descent = ruler->descent(ruler->self, face, 100);
        assert_true(ascent > 70 && ascent < 130 && descent > 10 && descent < 50);
        assert_float_equal(ruler->ascent(ruler->self, face, 50), ascent / 2, .01);
    }
    font_destroy(font);
}

static void every_face_covers_what_any_font_has(void **state)
{
    (void)state;
    static const struct {
        uint32_t code_point;
        bool covered;
        const char *what;
    } cases[] = {
        {0x4E2D, true, "a common ideograph"},
        {0x9FA6, true, "a later ideograph"},
        {0x20BB7, true, "Extension B, in names"},
        {0x30EDE, true, "Extension G"},
        {0xAC00, true, "Hangul"},
        {0x2460, true, "circled digit"},
        {0x33A1, true, "square metre"},
        {0x3000, true, "ideographic blank"},
        {0x260E, true, "a symbol that only a symbol font has"},
        {0x1D54F, true, "a letter of formulas"},
        {0x3400, true, "Extension A"},
        {0x4DB6, true, "Extension A, later"},
        {0x20000, true, "Extension B"},
        {0x2A6DD, true, "Extension B, last"},
        {0x2A700, true, "Extension C"},
        {0x2B740, true, "Extension D"},
        {0x2CE55, true, "Extension E"},
        {0x2CEB0, true, "Extension F"},
        {0x30000, true, "Extension G"},
        {0x31350, true, "Extension H"},
        {0x31353, false, "Extension H, in no font"},
        {0xE000, false, "private use"},
        {0x10FFFF, false, "the last code point"},
    };
    struct font *font = open_font(NULL);
    const struct ruler *ruler = font_ruler(font);
    for (enum face face = 0; face < FACE_COUNT; face++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            if (ruler->covers(ruler->self, face, cases[i].code_point) != cases[i].covered)
                fail_msg("face %d, U+%04X: %s", (int)face, (unsigned)cases[i].code_point, cases[i].what);
            assert_int_equal(reported(font, cases[i].code_point), !cases[i].covered);
        }
    }
    assert_string_equal(font_faults(font), "");
    font_destroy(font);
}

static void ink_lies_where_measuring_says(void **state)
{
    (void)state;
    static const char *const clusters[] = {"国", "一", "龘", "，", "。", "（", "〔", "0",  "W",  "j",
                                           "g",  "Q",  "%",  "가", "힣", "𠮷", "①",  "￥", "：", "/"};
    static const float sizes[] = {20, 23.9F, 28.8F, 36, 61.2F, 117};
    struct font *font = open_font(NULL);
    const struct ruler *ruler = font_ruler(font);
    for (enum face face = 0; face < FACE_COUNT; face++) {
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            float size = sizes[k], above = ruler->ascent(ruler->self, face, size);
            float below = ruler->descent(ruler->self, face, size);
            for (size_t i = 0; i < sizeof clusters / sizeof clusters[0]; i++) {
                const struct glyph_image *image = glyph(font, face, size, clusters[i]);
                bool inside = image->width > 0 && ink(image) > 1 && (float)image->left > -.15F * size &&
                              (float)(image->left + image->width) < 1.15F * size &&
                              (float)-image->top <= above + 2 &&
                              (float)(image->top + image->height) <= below + 2;
                if (!inside)
                    fail_msg("face %d, %.1f px, %s: %d %d %dx%d", (int)face, (double)size, clusters[i],
                             image->left, image->top, image->width, image->height);
            }
        }
    }
    font_destroy(font);
}

static void pens_agree_with_the_baseline(void **state)
{
    (void)state;
    struct font *font = open_font(NULL);
    for (int pixels = 18; pixels < 100; pixels += 7) { /* capitals stand on the baseline, 0.733 em high */
        const struct glyph_image *image = glyph(font, FACE_SANS, (float)pixels, "H");
        assert_true(abs(image->top + image->height) <= 1);
        assert_true(fabs(-image->top - pixels * .733) <= 1.5);
        assert_true(image->left > 0 && image->left < pixels * .2);
    }
    font_destroy(font);
}

static void images_have_no_blank_borders_and_blanks_no_image(void **state)
{
    (void)state;
    struct font *font = open_font(NULL);
    static const char *const blanks[] = {" ", "\u3000", "\u00A0", "\u2003"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        const struct glyph_image *image = glyph(font, FACE_SANS, 36, blanks[i]);
        assert_int_equal(image->width * image->height, 0);
    }
    const struct glyph_image *image = glyph(font, FACE_SANS, 36, "口");
    unsigned top = 0, left = 0;
    for (int x = 0; x < image->width; x++)
        top += image->coverage[x];
    for (int y = 0; y < image->height; y++)
        left += image->coverage[y * image->width];
    assert_true(top > 0 && left > 0);
    const uint32_t *missing;
    assert_int_equal(font_missing(font, &missing), 0);
    font_destroy(font);
}

/* A selector asks for a form of the ideograph before it: where no file knows that form, the ideograph itself stands there. */
static void selectors_leave_the_ideograph(void **state)
{
    (void)state;
    struct font *font = open_font(NULL);
    const struct ruler *ruler = font_ruler(font);
    for (enum face face = 0; face < FACE_COUNT; face++) {
        assert_float_equal(ruler->advance(ruler->self, face, 40, 0xE0100), 0, 0);
        double bare = ink(glyph(font, face, 40, "辻")), chosen = ink(glyph(font, face, 40, "辻\U000E0101"));
        double unknown = ink(glyph(font, face, 40, "辻\U000E01EF")); /* no font has 240 forms */
        assert_true(bare > 0 && fabs(unknown - bare) < .5);
        assert_true(chosen > bare / 2 && chosen < bare * 2);
    }
    const uint32_t *missing;
    assert_int_equal(font_missing(font, &missing), 0);
    font_destroy(font);
}

static void what_no_font_has_is_a_box_with_its_number(void **state)
{
    (void)state;
    struct font *font = open_font(NULL);
    const struct ruler *ruler = font_ruler(font);
    assert_float_equal(ruler->advance(ruler->self, FACE_SANS, 40, 0x31353), 40, .001);
    const struct glyph_image *image = glyph(font, FACE_SANS, 40, "\U00031353");
    assert_true(image->width > 32 && image->width <= 40 && image->left >= 0 &&
                image->left + image->width <= 40);
    for (int i = 0; i < image->width; i++) { /* its four edges are full */
        assert_int_equal(image->coverage[i], 255);
        assert_int_equal(image->coverage[(image->height - 1) * image->width + i], 255);
        assert_int_equal(image->coverage[i * image->width], 255);
        assert_int_equal(image->coverage[i * image->width + image->width - 1], 255);
    }
    double with_digits = ink(image);
    assert_true(reported(font, 0x31353));
    struct raster empty;
    raster_frame(40, &empty);
    struct glyph_image frame = {0, 0, empty.width, empty.height, empty.coverage};
    assert_true(with_digits > ink(&frame) + 50); /* there is something in it */
    raster_finish(&empty);

    /* Not the character that has the same lower 16 bits, in whatever order they are asked for. */
    const struct glyph_image *hangul = glyph(font, FACE_SANS, 40, "\uCE55");
    assert_true(fabs(ink(hangul) - with_digits) > 20);
    assert_false(reported(font, 0xCE55));
    font_destroy(font);
}

static void marks_stand_on_their_letter(void **state)
{
    (void)state;
    struct font *font = open_font(NULL);
    struct glyph_image plain = *glyph(font, FACE_SANS, 60, "g");
    struct glyph_image marked = *glyph(font, FACE_SANS, 60, "g\u0300"); /* has no character of its own */
    assert_true(marked.top < plain.top - 6);
    assert_true(abs(marked.top + marked.height - plain.top - plain.height) <= 3);
    assert_true(abs(marked.left - plain.left) <= 3 && abs(marked.width - plain.width) <= 6);
    const uint32_t *missing;
    assert_int_equal(font_missing(font, &missing), 0);

    /* A mark that no font has gives the box, with the mark's number, not the letter alone. */
    struct glyph_image boxed = *glyph(font, FACE_SANS, 60, "g\u1ACE");
    assert_true(boxed.width > 50 && reported(font, 0x1ACE) && !reported(font, 'g'));
    /* More marks than the guard lets through: a box, and nothing breaks; the
       cluster cut short has its own image. */
    struct glyph_image piled = *glyph(font, FACE_SANS, 60, "g\u0300\u0301\u0302\u0303");
    assert_true(piled.width > 50 && reported(font, 'g'));
    struct glyph_image two = *glyph(font, FACE_SANS, 60, "g\u0300\u0301");
    assert_true(two.width < 45);
    font_destroy(font);
}

/* On what fills its em a mark is seen, within the em, or its number stands in a box and is reported: in none of our faces is it
   hidden in the strokes, in the next character, or nowhere. */
static void marks_on_ideographs_are_seen(void **state)
{
    static const struct {
        const char *cluster;
        uint32_t boxed; /* 0: some file places it */
    } cases[] = {
        {"房\u0301", 0}, /* Noto: in the next character; UKai: in the strokes */
        {"房\u20DD", 0}, /* a circle around; UKai: behind */
        {"一\u3099", 0},
        {"房\u0335", 0x0335}, /* a short stroke, where there are strokes */
        {"房\u034F", 0x034F}, /* a character without ink that UKai has */
        {"房\U000E0101\u034F", 0x034F},
        {"가\u0301", 0x0301}, /* shaping takes the syllable apart */
    };
    (void)state;
    for (enum face face = 0; face < FACE_COUNT; face++)
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct font *font = open_font(NULL);
            const struct glyph_image *image = glyph(font, face, 60, cases[i].cluster);
            if (image->left <= -8 || image->left + image->width >= 68)
                fail_msg("%s in face %d stands from %d to %d", cases[i].cluster, (int)face, image->left,
                         image->left + image->width);
            const uint32_t *missing;
            assert_int_equal(font_missing(font, &missing), cases[i].boxed != 0 ? 1 : 0);
            assert_true(cases[i].boxed == 0 || (missing[0] == cases[i].boxed && image->width >= 54));
            if (i == 0) /* the accent is above the ideograph, which begins some 52 pixels above the line */
                assert_true(image->top <= -57);
            font_destroy(font);
        }
}

static void cache_keeps_its_bound_and_draws_the_same_again(void **state)
{
    (void)state;
    struct font *font = open_font(NULL);
    double first = ink(glyph(font, FACE_SANS_BOLD, 200, "一"));
    double second = ink(glyph(font, FACE_SANS_BOLD, 200, "龙"));
    size_t most = 0;
    for (uint32_t c = 0x5000; c < 0x5000 + 900; c++) { /* 900 x 34 kB: more than twice the bound */
        char text[] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)), (char)(0x80 | (c & 0x3F))};
        (void)font_glyph(font, FACE_SANS_BOLD, 200, text, sizeof text);
        size_t bytes = font_glyph_bytes(font);
        most = bytes > most ? bytes : most;
    }
    assert_true(most <= LIMIT_GLYPH_CACHE_BYTES);
    assert_true(most > LIMIT_GLYPH_CACHE_BYTES / 2);
    assert_true(ink(glyph(font, FACE_SANS_BOLD, 200, "一")) == first);
    assert_true(ink(glyph(font, FACE_SANS_BOLD, 200, "龙")) == second);
    font_destroy(font);
}

static void cache_drops_what_was_used_least_recently(void **state)
{
    (void)state;
    struct font_cache *cache = font_cache_create(4000);
    struct glyph_key key[5];
    for (size_t i = 0; i < 5; i++)
        key[i] = (struct glyph_key){{0x31353, 0, 0}, 144, 0};
    key[1].code_point[0] = 0xCE55;
    key[2].code_point[1] = 0x300;
    key[3].quarters = 145;
    key[4].face = 1;
    for (int i = 0; i < 3; i++)
        font_cache_add(cache, &key[i], 30, 30)->left = i;
    for (int i = 0; i < 3; i++)
        assert_int_equal(font_cache_find(cache, &key[i])->left, i);
    assert_null(font_cache_find(cache, &key[3]));
    assert_non_null(font_cache_find(cache, &key[0])); /* used last: 1 is now the oldest */
    font_cache_add(cache, &key[3], 40, 40)->left = 3;
    assert_null(font_cache_find(cache, &key[1]));
    assert_int_equal(font_cache_find(cache, &key[0])->left, 0);
    assert_int_equal(font_cache_find(cache, &key[3])->left, 3);
    struct glyph_image *large = font_cache_add(cache, &key[4], 60, 60); /* all others go */
    for (int i = 0; i < 60 * 60; i++)
        assert_int_equal(large->coverage[i], 0);
    assert_null(font_cache_find(cache, &key[0]));
    assert_true(font_cache_bytes(cache) <= 4000);
    font_cache_destroy(cache);
    font_cache_destroy(NULL);
}

#define OTHER_FACES                                                                                          \
    "[sans-bold]\nfont = 2 " SANS_FILE "\n[serif]\nfont = 2 " SANS_FILE                                      \
    "\n[serif-bold]\nfont = 2 " SANS_FILE "\n[kai]\nfont = 2 " SANS_FILE "\nembolden = 30\n"

static void broken_files_are_told_and_passed_over(void **state)
{
    (void)state;
    char *garbage = write_file("this is no font, whatever its name", 34);
    char *text = take_format(
        "[sans]\nfont = 0 /no/such/font.ttf\nfont = 0 %s\nfont = 2 " SANS_FILE "\n" OTHER_FACES, garbage);
    struct font *font = open_manifest(text);
    assert_non_null(strstr(font_faults(font), "/no/such/font.ttf"));
    assert_true(ink(glyph(font, FACE_SANS, 36, "国")) > 50);
    assert_non_null(strstr(font_faults(font), garbage));
    assert_non_null(glyph(font, FACE_SANS, 36, "家"));
    char *faults = take_copy(font_faults(font)); /* told once */
    assert_null(strstr(strstr(faults, garbage) + 1, garbage));
    free(faults);
    font_destroy(font);
    assert_int_equal(unlink(garbage), 0);
    free(garbage);
    free(text);
}

static void strokes_grow_where_the_manifest_says(void **state)
{
    (void)state;
    struct font *font = open_manifest("[sans]\nfont = 2 " SANS_FILE "\n" OTHER_FACES);
    for (int pixels = 24; pixels < 400; pixels *= 2) {
        double thin = ink(glyph(font, FACE_SANS, (float)pixels, "二"));
        double fat = ink(glyph(font, FACE_KAI, (float)pixels, "二"));
        /* Two strokes, together about 1.55 em long, grow by 30/1000 em on each of their long sides. */
        double grown = (fat - thin) / ((double)pixels * pixels);
        if (grown < .07 || grown > .13)
            fail_msg("%d px: %.3f", pixels, grown);
    }
    font_destroy(font);
}

static void bad_manifests_are_misuse(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "[sans]\nfont = /no/index.ttf\n" OTHER_FACES,
        "[sans]\nfont = 0 relative/path.ttf\n" OTHER_FACES,
        "[sans]\nfont = 999 " SANS_FILE "\n" OTHER_FACES,
        "[sans]\nfont = 0 /no/such/font.ttf\n" OTHER_FACES, /* nothing left for a face */
        "[sans]\nfont = 2 " SANS_FILE "\n",                 /* four faces without a file */
        "[sans]\nfonts = 2 " SANS_FILE "\n" OTHER_FACES,    /* unknown key */
        "[sans]\nfont = 2 " SANS_FILE "\nembolden = 400\n" OTHER_FACES,
        "",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *path = write_file(bad[i], strlen(bad[i]));
        struct problem problem = {0};
        struct font *font = NULL;
        assert_int_equal(font_create(path, &font, &problem), STATUS_MISUSE);
        assert_null(font);
        assert_true(problem.text[0] != '\0');
        assert_int_equal(unlink(path), 0);
        free(path);
    }
    struct font *font = NULL;
    assert_int_not_equal(font_create("/no/such/manifest.ini", &font, NULL), STATUS_OK);
    font_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(advances_are_those_of_the_faces),
        cmocka_unit_test(every_face_covers_what_any_font_has),
        cmocka_unit_test(ink_lies_where_measuring_says),
        cmocka_unit_test(pens_agree_with_the_baseline),
        cmocka_unit_test(images_have_no_blank_borders_and_blanks_no_image),
        cmocka_unit_test(selectors_leave_the_ideograph),
        cmocka_unit_test(what_no_font_has_is_a_box_with_its_number),
        cmocka_unit_test(marks_stand_on_their_letter),
        cmocka_unit_test(marks_on_ideographs_are_seen),
        cmocka_unit_test(cache_keeps_its_bound_and_draws_the_same_again),
        cmocka_unit_test(cache_drops_what_was_used_least_recently),
        cmocka_unit_test(broken_files_are_told_and_passed_over),
        cmocka_unit_test(strokes_grow_where_the_manifest_says),
        cmocka_unit_test(bad_manifests_are_misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
