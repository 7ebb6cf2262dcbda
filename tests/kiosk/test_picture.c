/* Icons, paths and codes as pixels. No display needed. */
#include "contract/limits.h"
#include "picture.h"

#include "contract/buffer.h"
#include "contract/image.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static uint32_t at(const SDL_Surface *surface, int x, int y)
{
    return ((const uint32_t *)surface->pixels)[y * (surface->pitch / 4) + x];
}

static double ink(const SDL_Surface *surface)
{
    double sum = 0;
    for (int y = 0; y < surface->h; y++)
        for (int x = 0; x < surface->w; x++)
            sum += (at(surface, x, y) >> 24) / 255.0;
    return sum / (surface->w * surface->h);
}

static void every_icon_of_the_looks_is_there(void **state)
{
    (void)state;
    static const char *const names[] = {"done",    "past",  "now",   "due",     "late",        "todo",
                                        "refused", "clock", "phone", "visit",   "arrow-down",  "letter",
                                        "web",     "north", "alarm", "warning", "arrow-right", "partly"};
    size_t count = 0;
    while (icon_table[count].name != NULL)
        count++;
    assert_int_equal(count, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < count && strcmp(icon_table[k].name, names[i]) != 0)
            k++;
        if (k == count)
            fail_msg("no icon %s", names[i]);
    }
}

static void icons_have_one_colour_and_clear_corners(void **state)
{
    (void)state;
    static const int sides[] = {16, 23, 36, 273};
    struct pictures *pictures = pictures_create();
    for (const struct icon *icon = icon_table; icon->name != NULL; icon++) {
        for (size_t k = 0; k < sizeof sides / sizeof sides[0]; k++) {
            const SDL_Surface *picture = pictures_icon(pictures, icon->name, sides[k], 0x2B6E49);
            assert_non_null(picture);
            assert_int_equal(picture->w, sides[k]);
            assert_int_equal(picture->h, sides[k]);
            double share = ink(picture);
            if (share < .08 || share > .85)
                fail_msg("%s: %.2f of its square", icon->name, share);
            for (int y = 0; y < picture->h; y++)
                for (int x = 0; x < picture->w; x++)
                    if (at(picture, x, y) >> 24 == 255)
                        assert_int_equal(at(picture, x, y) & 0xFFFFFF, 0x2B6E49);
            assert_int_equal(at(picture, 0, 0) >> 24, 0);
            assert_int_equal(at(picture, sides[k] - 1, 0) >> 24, 0);
        }
    }
    pictures_destroy(pictures);
}

/* A state is told by its shape before its colour (looks). */
static void states_differ_in_shape(void **state)
{
    (void)state;
    static const char *const names[] = {"done", "now", "due", "late", "todo", "refused"};
    enum { STATES = 6, SIDE = 29 };
    struct pictures *pictures = pictures_create();
    uint8_t alpha[STATES][SIDE * SIDE];
    for (int i = 0; i < STATES; i++) {
        const SDL_Surface *picture = pictures_icon(pictures, names[i], SIDE, 0);
        for (int p = 0; p < SIDE * SIDE; p++)
            alpha[i][p] = (uint8_t)(at(picture, p % SIDE, p / SIDE) >> 24);
    }
    for (int a = 0; a < STATES; a++) {
        for (int b = 0; b < a; b++) {
            double differs = 0;
            for (int p = 0; p < SIDE * SIDE; p++)
                differs += abs(alpha[a][p] - alpha[b][p]) / 255.0;
            if (differs < SIDE * SIDE * .05)
                fail_msg("%s and %s look alike: %.0f pixels", names[a], names[b], differs);
        }
    }
    pictures_destroy(pictures);
}

static const SDL_Surface *path(struct pictures *pictures, const char *data, SDL_Rect box,
                               struct path_style style)
{
    return pictures_path(pictures, data, strlen(data), box, &style);
}

static void paths_lie_where_the_page_says(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create();
    SDL_Rect box = {100, 50, 60, 40};
    const SDL_Surface *picture =
        path(pictures, "M110 60h20v10h-20z", box, (struct path_style){0xC8121C, NO_RGB, 0, 0});
    assert_non_null(picture);
    assert_int_equal(picture->w, 60);
    assert_int_equal(picture->h, 40);
    for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 60; x++) {
            bool inside = x >= 10 && x < 30 && y >= 10 && y < 20;
            assert_int_equal(at(picture, x, y) >> 24, inside ? 255 : 0);
            if (inside)
                assert_int_equal(at(picture, x, y), 0xFFC8121C);
        }
    }
    /* A stroke has its width: a level line of 4 px across the box covers 4 of its 40 rows. */
    picture = path(pictures, "M90 70H200", box, (struct path_style){NO_RGB, 0x1E5A96, 4, 0});
    assert_float_equal(ink(picture), 4.0 / 40, .002);
    assert_int_equal(at(picture, 5, 20), 0xFF1E5A96);
    /* Fill and stroke have each their own colour. */
    picture = path(pictures, "M110 60h40v20h-40z", box, (struct path_style){0xFFFFFF, 0x1B1A17, 4, 0});
    assert_int_equal(at(picture, 30, 20), 0xFFFFFFFF);
    assert_int_equal(at(picture, 30, 10), 0xFF1B1A17);
    pictures_destroy(pictures);
}

static void dashes_and_gaps_are_as_long_as_asked(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create();
    const SDL_Surface *picture =
        path(pictures, "M0 5H240", (SDL_Rect){0, 0, 240, 10}, (struct path_style){NO_RGB, 0, 2, 12});
    for (int x = 0; x < 240; x++) {
        bool dash = x / 12 % 2 == 0, at_edge = x % 12 == 0 || x % 12 == 11;
        if (!at_edge)
            assert_int_equal(at(picture, x, 5) >> 24, dash ? 255 : 0);
    }
    pictures_destroy(pictures);
}

static void pictures_keep_their_bound(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create();
    for (int i = 0; i < 40; i++) { /* 40 x 1 MB */
        char data[64];
        (void)snprintf(data, sizeof data, "M0 %dH512", 10 + i);
        assert_non_null(
            path(pictures, data, (SDL_Rect){0, 0, 512, 512}, (struct path_style){NO_RGB, 0, 2, 0}));
        assert_true(pictures_bytes(pictures) <= LIMIT_PICTURE_CACHE_BYTES);
    }
    /* One that is larger than the bound is drawn all the same, and goes with the next. */
    const SDL_Surface *large =
        path(pictures, "M0 0L1500 1500", (SDL_Rect){0, 0, 1500, 1500}, (struct path_style){NO_RGB, 0, 2, 0});
    assert_non_null(large);
    assert_true(ink(large) > 0);
    (void)pictures_icon(pictures, "done", 36, 0);
    assert_true(pictures_bytes(pictures) <= LIMIT_PICTURE_CACHE_BYTES);
    for (int side = 10; side < 600; side++)
        assert_non_null(pictures_icon(pictures, "now", side % 90 + 10, (uint32_t)side));
    pictures_destroy(pictures);
    pictures_destroy(NULL);
}

static bool dark(const SDL_Surface *code, int module, int x, int y)
{
    return at(code, x * module + module / 2, y * module + module / 2) == 0xFF000000;
}

/* Without a reader: quiet zone, the three finder patterns and the timing pattern between them
   (ISO/IEC 18004 §6.3). */
static void codes_have_the_patterns_that_readers_look_for(void **state)
{
    (void)state;
    static const char text[] = "https://example.cn/d/D14-20261122-1";
    enum {
        SIDE = 37 * 5,
        MODULES = 29
    }; /* version 3 holds 42 bytes at level M: 29 modules and 8 of quiet zone */
    struct pictures *pictures = pictures_create();
    const SDL_Surface *code = pictures_code(pictures, text, strlen(text), SIDE);
    assert_non_null(code);
    for (int i = 0; i < SIDE; i++)
        for (int k = 0; k < 4 * 5; k++) {
            bool clear = k < 2 * 5 || i < 2 * 5 || i >= SIDE - 2 * 5; /* what is below shows: paper */
            assert_int_equal(at(code, i, k), clear ? 0 : 0xFFFFFFFF);
            assert_int_equal(at(code, k, i), clear ? 0 : 0xFFFFFFFF);
            assert_int_equal(at(code, i, SIDE - 1 - k), clear ? 0 : 0xFFFFFFFF);
        }
    static const int corner[][2] = {{4, 4}, {4 + MODULES - 7, 4}, {4, 4 + MODULES - 7}};
    for (size_t i = 0; i < 3; i++) {
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 7; x++) {
                bool ring = x == 0 || y == 0 || x == 6 || y == 6, core = x >= 2 && x <= 4 && y >= 2 && y <= 4;
                assert_int_equal(dark(code, 5, corner[i][0] + x, corner[i][1] + y), ring || core);
            }
        }
    }
    for (int x = 8; x < MODULES - 8; x++)
        assert_int_equal(dark(code, 5, 4 + x, 4 + 6), x % 2 == 0);
    pictures_destroy(pictures);
}

static void codes_that_cannot_be_read_are_not_drawn(void **state)
{
    (void)state;
    struct pictures *pictures = pictures_create();
    assert_null(pictures_code(pictures, "https://example.cn/", 19, 20)); /* 25 + 8 modules in 20 pixels */
    char *text = malloc(5000);
    assert_non_null(text);
    memset(text, 'x', 5000);
    assert_null(pictures_code(pictures, text, 5000, 2000)); /* version 40 holds 2,331 bytes */
    assert_null(pictures_code(pictures, text, 5000, 2000));
    assert_null(pictures_code(pictures, "", 0, 200));
    free(text);
    pictures_destroy(pictures);
}

/* The status of a child that does it, without its message and without a core file. */
static int child_status(void (*deed)(struct pictures *))
{
    (void)fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGABRT, SIG_DFL);
        if (freopen("/dev/null", "w", stderr) != NULL)
            deed(pictures_create());
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void unknown_icon(struct pictures *pictures)
{
    (void)pictures_icon(pictures, "emblem", 36, 0);
}

static void path_with_markup(struct pictures *pictures)
{
    (void)path(pictures, "M0 0\"/><script", (SDL_Rect){0, 0, 10, 10}, (struct path_style){0, NO_RGB, 0, 0});
}

static void broken_promises_abort(void **state)
{
    (void)state;
    void (*const deeds[])(struct pictures *) = {unknown_icon, path_with_markup};
    for (size_t i = 0; i < 2; i++) {
        int status = child_status(deeds[i]);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
}

/* Hashes of so many pictures as there are letters. */
static const char *hash_of(char letter)
{
    static char hash[64];
    memset(hash, letter, sizeof hash);
    return hash;
}

static char *quarters(void)
{
    unsigned char bytes[4096];
    FILE *file = fopen(TEST_CASES "/attachment/quarters.png", "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    return image_to_text(bytes, size);
}

/* Red and green above, blue and white below: larger, smaller, and from the middle on. */
static void test_attached(void **state)
{
    static const struct {
        int width, top, height, x, y;
        uint32_t rgb;
    } cases[] = {
        {8, 0, 8, 1, 1, 0xFF0000},      {8, 0, 8, 6, 1, 0x00FF00},     {8, 0, 8, 1, 6, 0x0000FF},
        {8, 0, 8, 6, 6, 0xFFFFFF},      {80, 0, 80, 10, 10, 0xFF0000}, {80, 0, 80, 70, 70, 0xFFFFFF},
        {80, 40, 40, 10, 5, 0x0000FF},  {80, 0, 40, 70, 30, 0x00FF00}, {2, 0, 2, 0, 1, 0x0000FF},
        {80, 40, 60, 10, 50, 0xFFFFFF}, /* below its end */
        {1, 0, 1, 0, 0, 0x7F7F7F},      /* the average of all */
    };
    struct pictures *pictures = pictures_create();
    char *text = quarters();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const SDL_Surface *picture =
            pictures_attached(pictures, text, hash_of('a'), cases[i].width, cases[i].top, cases[i].height);
        assert_non_null(picture);
        assert_int_equal(picture->w, cases[i].width);
        assert_int_equal(picture->h, cases[i].height);
        const uint32_t *row =
            (const uint32_t *)picture->pixels + (ptrdiff_t)cases[i].y * (picture->pitch / 4);
        assert_int_equal(row[cases[i].x] & 0xFFFFFF, cases[i].rgb);
    }
    text[strlen(text) / 2] ^= 1; /* in the middle of its data */
    assert_null(pictures_attached(pictures, text, hash_of('b'), 8, 0, 8));
    assert_null(pictures_attached(pictures, "AAAA", hash_of('c'), 8, 0, 8));
    free(text);
    pictures_destroy(pictures);
}

static uint32_t pixel_of(const SDL_Surface *picture, int x, int y)
{
    const uint32_t *row = (const uint32_t *)picture->pixels + (ptrdiff_t)y * (picture->pitch / 4);
    return row[x];
}

/* Where a part is shown, the next one comes without its text: it was not decoded again. A whole one, another one in between and a page
   without any leave nothing behind. */
static void test_parts_are_decoded_once(void **state)
{
    static const char unreadable[] = "AAAA";
    struct pictures *pictures = pictures_create();
    char *text = quarters();
    (void)state;
    assert_non_null(pictures_attached(pictures, text, hash_of('a'), 80, 0, 40));
    const SDL_Surface *next = pictures_attached(pictures, unreadable, hash_of('a'), 80, 40, 40);
    assert_non_null(next);
    assert_int_equal(pixel_of(next, 10, 5) & 0xFFFFFF, 0x0000FF);
    pictures_let_go(pictures);
    assert_null(pictures_attached(pictures, unreadable, hash_of('a'), 80, 20, 40));

    assert_non_null(pictures_attached(pictures, text, hash_of('b'), 80, 0, 40));
    assert_non_null(pictures_attached(pictures, text, hash_of('d'), 80, 0, 40));
    assert_null(pictures_attached(pictures, unreadable, hash_of('b'), 80, 40, 40));

    assert_non_null(pictures_attached(pictures, text, hash_of('e'), 80, 0, 80)); /* all of it */
    assert_null(pictures_attached(pictures, unreadable, hash_of('e'), 60, 0, 60));
    free(text);
    pictures_destroy(pictures);
}

/* Whatever the parts' heights and however it is scaled, they are the whole, line by line. */
static void test_parts_make_the_whole(void **state)
{
    static const int widths[] = {3, 8, 13, 200};
    struct pictures *pictures = pictures_create();
    char *text = quarters();
    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        int side = widths[i], step = side / 3 + 1; /* the picture is square */
        uint32_t *whole = take_zeroed((size_t)side * (size_t)side, sizeof *whole);
        const SDL_Surface *picture = pictures_attached(pictures, text, hash_of('a'), side, 0, side);
        assert_non_null(picture);
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
                whole[y * side + x] = pixel_of(picture, x, y);
        for (int top = 0; top < side; top += step) {
            picture = pictures_attached(pictures, text, hash_of('a'), side, top, step);
            for (int y = 0; y < step && top + y < side; y++)
                for (int x = 0; x < side; x++)
                    assert_int_equal(pixel_of(picture, x, y), whole[(top + y) * side + x]);
        }
        free(whole);
    }
    free(text);
    pictures_destroy(pictures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attached),
        cmocka_unit_test(test_parts_are_decoded_once),
        cmocka_unit_test(test_parts_make_the_whole),
        cmocka_unit_test(every_icon_of_the_looks_is_there),
        cmocka_unit_test(icons_have_one_colour_and_clear_corners),
        cmocka_unit_test(states_differ_in_shape),
        cmocka_unit_test(paths_lie_where_the_page_says),
        cmocka_unit_test(dashes_and_gaps_are_as_long_as_asked),
        cmocka_unit_test(pictures_keep_their_bound),
        cmocka_unit_test(codes_have_the_patterns_that_readers_look_for),
        cmocka_unit_test(codes_that_cannot_be_read_are_not_drawn),
        cmocka_unit_test(broken_promises_abort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
