/* A passage from page to page: it begins with the old pixels, ends with the new ones, and each channel goes straight from one to the
   other; nothing outside the box is touched. */
#include "paint_fade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WIDTH 7
#define HEIGHT 5

static uint32_t old_pixel(int i)
{
    return (uint32_t)i * 0x9E3779B1u & 0xFFFFFF;
}

static uint32_t new_pixel(int i)
{
    return (uint32_t)(i + 77) * 0x85EBCA6Bu & 0xFFFFFF;
}

static uint32_t *pixel(SDL_Surface *surface, int i)
{
    return (uint32_t *)surface->pixels + (ptrdiff_t)(i / WIDTH) * (surface->pitch / 4) + i % WIDTH;
}

static void test_passage(void **state)
{
    const SDL_Rect box = {2, 1, 4, 3};
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 32, SDL_PIXELFORMAT_XRGB8888);
    (void)state;
    assert_non_null(surface);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        *pixel(surface, i) = old_pixel(i);
    struct fade *fade = fade_create(surface);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        if (i % WIDTH >= box.x && i % WIDTH < box.x + box.w && i / WIDTH >= box.y &&
            i / WIDTH < box.y + box.h)
            *pixel(surface, i) = new_pixel(i);
    fade_to(fade, surface, box);
    int last[WIDTH * HEIGHT][3] = {{0}};
    for (int elapsed = 0; elapsed <= 210; elapsed += 10) {
        assert_int_equal(fade_step(fade, surface, elapsed, 200), elapsed >= 200);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            bool inside = i % WIDTH >= box.x && i % WIDTH < box.x + box.w && i / WIDTH >= box.y &&
                          i / WIDTH < box.y + box.h;
            uint32_t shown = *pixel(surface, i) & 0xFFFFFF;
            if (!inside || elapsed == 0)
                assert_int_equal(shown, old_pixel(i));
            if (inside && elapsed >= 200)
                assert_int_equal(shown, new_pixel(i));
            for (int c = 0; c < 3; c++) {
                int from = (int)(old_pixel(i) >> 8 * c & 0xFF), to = (int)(new_pixel(i) >> 8 * c & 0xFF);
                int now = (int)(shown >> 8 * c & 0xFF);
                if (inside && elapsed > 0) /* towards the new one, step by step */
                    assert_true(from <= to ? now >= last[i][c] && now <= to : now <= last[i][c] && now >= to);
                last[i][c] = now;
            }
        }
    }
    fade_destroy(fade);
    SDL_FreeSurface(surface);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_passage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
