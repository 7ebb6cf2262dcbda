/* The window on SDL's dummy display: surface, presents, events, failures. The flow tests cover X11. */
#include "window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct window *open_window(const struct window_wish *wish)
{
    struct problem problem = {0};
    struct window *window = NULL;
    enum status status = window_open(wish, 0xF7F4EC, &window, &problem);
    if (status != STATUS_OK)
        fail_msg("window_open: %s", problem.text);
    return window;
}

static const struct window_wish at_desk = {.windowed = true, .width = 640, .height = 360, .title = "test"};

static uint32_t window_id(void)
{
    for (uint32_t id = 1; id < 100; id++)
        if (SDL_GetWindowFromID(id) != NULL)
            return id;
    fail_msg("no window");
    return 0;
}

static void opens_with_paper_and_asks_for_a_whole_paint(void **state)
{
    (void)state;
    struct window *window = open_window(&at_desk);
    SDL_Surface *surface = NULL;
    bool lost = false;
    assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
    assert_int_equal(surface->w, 640);
    assert_int_equal(surface->h, 360);
    assert_int_equal(surface->format->format, SDL_PIXELFORMAT_XRGB8888);
    assert_int_equal(((const uint32_t *)surface->pixels)[640 * 100 + 100] & 0xFFFFFF, 0xF7F4EC);
    assert_true(lost); /* paper is not the page */
    assert_int_equal(SDL_IsScreenSaverEnabled(), SDL_FALSE);
    assert_int_equal(SDL_IsTextInputActive(), SDL_FALSE);
    window_close(window);
    window_close(NULL);
}

static void pixels_are_kept_between_presents(void **state)
{
    (void)state;
    struct window *window = open_window(&at_desk);
    SDL_Surface *surface = NULL;
    bool lost = false;
    assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
    SDL_Rect part = {10, 10, 50, 50};
    assert_int_equal(SDL_FillRect(surface, &part, 0x112233), 0);
    assert_int_equal(window_present(window, &part, 1, NULL), STATUS_OK);
    assert_int_equal(window_present(window, NULL, 0, NULL), STATUS_OK);
    assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
    assert_false(lost);
    assert_int_equal(((const uint32_t *)surface->pixels)[640 * 20 + 20] & 0xFFFFFF, 0x112233);
    window_close(window);
}

static void a_new_size_gives_a_new_surface(void **state)
{
    (void)state;
    struct window *window = open_window(&at_desk);
    SDL_Surface *surface = NULL;
    bool lost = false;
    assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
    SDL_SetWindowSize(SDL_GetWindowFromID(window_id()), 300, 200);
    SDL_Event event;
    bool repaint = false;
    while (SDL_PollEvent(&event) != 0)
        repaint = window_event(window, &event) == WINDOW_REPAINT || repaint;
    assert_true(repaint);
    assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
    assert_true(lost);
    assert_int_equal(surface->w, 300);
    assert_int_equal(surface->h, 200);
    window_close(window);
}

static void events_mean_what_they_mean(void **state)
{
    (void)state;
    struct window *window = open_window(&at_desk);
    uint32_t id = window_id();
    const struct {
        SDL_Event event;
        enum window_news news;
    } cases[] = {
        {{.type = SDL_QUIT}, WINDOW_QUIT},
        {{.window = {.type = SDL_WINDOWEVENT, .windowID = id, .event = SDL_WINDOWEVENT_CLOSE}}, WINDOW_QUIT},
        {{.window = {.type = SDL_WINDOWEVENT, .windowID = id, .event = SDL_WINDOWEVENT_EXPOSED}},
         WINDOW_REPAINT},
        {{.window = {.type = SDL_WINDOWEVENT, .windowID = id, .event = SDL_WINDOWEVENT_SIZE_CHANGED}},
         WINDOW_REPAINT},
        {{.window = {.type = SDL_WINDOWEVENT, .windowID = id, .event = SDL_WINDOWEVENT_ENTER}},
         WINDOW_NOTHING},
        {{.window = {.type = SDL_WINDOWEVENT, .windowID = id + 1, .event = SDL_WINDOWEVENT_CLOSE}},
         WINDOW_NOTHING},
        {{.type = SDL_FINGERDOWN}, WINDOW_NOTHING},
        {{.type = SDL_KEYDOWN}, WINDOW_NOTHING},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SDL_Surface *surface = NULL;
        bool lost = false;
        assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
        assert_int_equal(window_event(window, &cases[i].event), cases[i].news);
        assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
        assert_int_equal(lost, cases[i].news == WINDOW_REPAINT);
    }
    window_close(window);
}

static void a_whole_screen_has_no_pointer_and_its_own_size(void **state)
{
    (void)state;
    struct window *window = open_window(&(struct window_wish){.title = "test"});
    SDL_Surface *surface = NULL;
    bool lost = false;
    assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
    SDL_DisplayMode mode;
    assert_int_equal(SDL_GetDesktopDisplayMode(0, &mode), 0);
    assert_int_equal(surface->w, mode.w);
    assert_int_equal(surface->h, mode.h);
    assert_int_equal(SDL_ShowCursor(SDL_QUERY), SDL_DISABLE);
    Uint32 flags = SDL_GetWindowFlags(SDL_GetWindowFromID(window_id()));
    assert_true((flags & SDL_WINDOW_FULLSCREEN_DESKTOP) == SDL_WINDOW_FULLSCREEN_DESKTOP);
    assert_true((flags & SDL_WINDOW_ALWAYS_ON_TOP) != 0);
    assert_true((flags & SDL_WINDOW_OPENGL) == 0);
    window_close(window);
}

static void a_part_of_the_display_has_the_size_that_was_asked_for(void **state)
{
    (void)state;
    struct window *window = open_window(&(struct window_wish){.title = "test", .width = 320, .height = 160});
    SDL_Surface *surface = NULL;
    bool lost = false;
    assert_int_equal(window_surface(window, &surface, &lost, NULL), STATUS_OK);
    assert_int_equal(surface->w, 320);
    assert_int_equal(surface->h, 160);
    Uint32 flags = SDL_GetWindowFlags(SDL_GetWindowFromID(window_id()));
    assert_true((flags & SDL_WINDOW_BORDERLESS) != 0);
    assert_true((flags & SDL_WINDOW_FULLSCREEN_DESKTOP) == 0);
    window_close(window);
}

static void without_a_display_the_environment_is_to_blame(void **state)
{
    (void)state;
    assert_int_equal(setenv("SDL_VIDEODRIVER", "no-such-driver", 1), 0);
    struct problem problem = {0};
    struct window *window = NULL;
    assert_int_equal(window_open(&at_desk, 0, &window, &problem), STATUS_UNAVAILABLE);
    assert_null(window);
    assert_string_equal(problem.code, "display");
    assert_int_equal(setenv("SDL_VIDEODRIVER", "dummy", 1), 0);
    window = open_window(&at_desk); /* and later it may be there */
    window_close(window);
}

int main(void)
{
    if (setenv("SDL_VIDEODRIVER", "dummy", 1) != 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_with_paper_and_asks_for_a_whole_paint),
        cmocka_unit_test(pixels_are_kept_between_presents),
        cmocka_unit_test(a_new_size_gives_a_new_surface),
        cmocka_unit_test(events_mean_what_they_mean),
        cmocka_unit_test(a_whole_screen_has_no_pointer_and_its_own_size),
        cmocka_unit_test(a_part_of_the_display_has_the_size_that_was_asked_for),
        cmocka_unit_test(without_a_display_the_environment_is_to_blame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
