#include "window.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <stdlib.h>
#include <string.h>

struct window {
    SDL_Window *sdl;
    SDL_Surface
        *shadow; /* painted into instead where the display's own pixels have another format; else NULL */
    bool video, lost, windowed;
    bool fullscreen_due; /* to be asked for once the first page is shown */
    bool shown;          /* something was presented */
};

static enum status display_gone(struct problem *problem, const char *what)
{
    return problem_set(problem, STATUS_UNAVAILABLE, "display", "%s: %s", what, SDL_GetError());
}

/* To be set before SDL starts. */
static void set_hints(const struct window_wish *wish)
{
    static const struct {
        const char *name, *value;
    } hints[] = {
        {SDL_HINT_NO_SIGNAL_HANDLERS, "1"}, /* SIGTERM belongs to the program */
        {SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0"},
        {SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0"}, /* whoever takes the focus, the notice stays */
        {SDL_HINT_TOUCH_MOUSE_EVENTS, "0"},           /* a finger is a finger, once */
        {SDL_HINT_ALLOW_ALT_TAB_WHILE_GRABBED, "1"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
        (void)SDL_SetHint(hints[i].name, hints[i].value);
    if (wish->title != NULL)
        (void)SDL_SetHint(SDL_HINT_APP_NAME, wish->title);
}

/* Drivers whose window surface is plain memory. Wayland and KMSDRM have nothing but a texture. */
static bool is_plain(void)
{
    static const char *const plain[] = {"x11", "dummy", "offscreen"};
    const char *driver = SDL_GetCurrentVideoDriver();
    for (size_t i = 0; driver != NULL && i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(driver, plain[i]) == 0)
            return true;
    return false;
}

/* Without this SDL prefers a texture of an OpenGL renderer as the window's surface. */
static void choose_framebuffer(void)
{
    if (is_plain())
        (void)SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
}

int window_frame_time(void)
{
    return is_plain() ? 30 : 16;
}

/* SDL waits 100 ms for an X11 window manager to agree to a full screen, and a kiosk often has none. There the
   window is first made as large as the screen, without borders, and the full screen is asked for when the
   first page is on it. */
static SDL_Window *create(const struct window_wish *wish, bool *fullscreen_due)
{
    const char *title = wish->title != NULL ? wish->title : "";
    int width = wish->width > 0 ? wish->width : 1280, height = wish->height > 0 ? wish->height : 720;
    width = SDL_min(width, LIMIT_SCREEN_PIXELS);
    height = SDL_min(height, LIMIT_SCREEN_PIXELS);
    if (wish->windowed)
        return SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                                SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    Uint32 flags = SDL_WINDOW_BORDERLESS | SDL_WINDOW_ALWAYS_ON_TOP | SDL_WINDOW_ALLOW_HIGHDPI;
    const char *driver = SDL_GetCurrentVideoDriver();
    SDL_Rect screen;
    bool known = SDL_GetDisplayBounds(0, &screen) == 0;
    if (known && wish->width > 0 && wish->height > 0 && (wish->width != screen.w || wish->height != screen.h))
        return SDL_CreateWindow(title, screen.x, screen.y, width, height, flags); /* a part of the display */
    *fullscreen_due = known && driver != NULL && strcmp(driver, "x11") == 0;
    if (*fullscreen_due)
        return SDL_CreateWindow(title, screen.x, screen.y, screen.w, screen.h, flags);
    return SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                            flags | SDL_WINDOW_FULLSCREEN_DESKTOP);
}

/* The paper's colour at once: the screen is never black while fonts and pages are made ready. */
static enum status show_blank(struct window *window, uint32_t rgb, struct problem *problem)
{
    SDL_Surface *surface = NULL;
    bool lost = false;
    enum status status = window_surface(window, &surface, &lost, problem);
    if (status != STATUS_OK || surface == NULL)
        return status;
    if (SDL_FillRect(surface, NULL, rgb) != 0)
        return display_gone(problem, "fill");
    SDL_Rect whole = {0, 0, surface->w, surface->h};
    status = window_present(window, &whole, 1, problem);
    window->lost = true; /* what it holds is no page */
    return status;
}

enum status window_open(const struct window_wish *wish, uint32_t rgb, struct window **out,
                        struct problem *problem)
{
    *out = NULL;
    enum status status = STATUS_FAILED;
    struct window *window = take_zeroed(1, sizeof *window);
    window->lost = true;
    window->windowed = wish->windowed;
    set_hints(wish);
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        status = display_gone(problem, "video");
        goto out;
    }
    window->video = true;
    choose_framebuffer();
    bool fullscreen_due = false;
    window->sdl = create(wish, &fullscreen_due);
    if (window->sdl == NULL) {
        status = display_gone(problem, "window");
        goto out;
    }
    SDL_DisableScreenSaver();
    SDL_StopTextInput(); /* keyboards are our own; no input method is started */
    (void)SDL_EventState(SDL_DROPFILE, SDL_IGNORE);
    (void)SDL_EventState(SDL_DROPTEXT, SDL_IGNORE);
    if (!wish->windowed)
        (void)SDL_ShowCursor(SDL_DISABLE);
    status = show_blank(window, rgb, problem);
    if (status != STATUS_OK)
        goto out;
    window->fullscreen_due = fullscreen_due;
    window->shown = false; /* blank paper is not the first page */
    *out = window;
    window = NULL;
out:
    window_close(window);
    return status;
}

void window_close(struct window *window)
{
    if (window == NULL)
        return;
    SDL_FreeSurface(window->shadow);
    if (window->sdl != NULL)
        SDL_DestroyWindow(window->sdl);
    if (window->video)
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    free(window);
}

enum status window_surface(struct window *window, SDL_Surface **out, bool *lost, struct problem *problem)
{
    *out = NULL;
    if (window->fullscreen_due && window->shown) {
        window->fullscreen_due = false;
        if (SDL_SetWindowFullscreen(window->sdl, SDL_WINDOW_FULLSCREEN_DESKTOP) != 0)
            return display_gone(problem, "full screen");
        window->lost = true; /* the window manager may have moved or covered it */
    }
    SDL_Surface *own = SDL_GetWindowSurface(window->sdl);
    if (own == NULL)
        return display_gone(problem, "surface");
    bool direct = own->format->format == SDL_PIXELFORMAT_XRGB8888 && !SDL_MUSTLOCK(own);
    SDL_Surface *shadow = window->shadow;
    if (shadow != NULL && (direct || shadow->w != own->w || shadow->h != own->h)) {
        SDL_FreeSurface(shadow);
        window->shadow = NULL;
        window->lost = true;
    }
    if (!direct && window->shadow == NULL) {
        window->shadow = SDL_CreateRGBSurfaceWithFormat(0, own->w, own->h, 32, SDL_PIXELFORMAT_XRGB8888);
        if (window->shadow == NULL)
            return display_gone(problem, "shadow");
        window->lost = true;
    }
    *out = direct ? own : window->shadow;
    *lost = window->lost;
    window->lost = false;
    return STATUS_OK;
}

enum status window_present(struct window *window, const SDL_Rect *rects, int count, struct problem *problem)
{
    if (count == 0)
        return STATUS_OK;
    if (window->shadow != NULL) {
        SDL_Surface *own = SDL_GetWindowSurface(window->sdl);
        if (own == NULL)
            return display_gone(problem, "surface");
        for (int i = 0; i < count; i++) {
            SDL_Rect to = rects[i];
            if (SDL_BlitSurface(window->shadow, &rects[i], own, &to) != 0)
                return display_gone(problem, "copy");
        }
    }
    if (SDL_UpdateWindowSurfaceRects(window->sdl, rects, count) != 0)
        return display_gone(problem, "present");
    window->shown = true;
    return STATUS_OK;
}

enum window_news window_event(struct window *window, const SDL_Event *event)
{
    if (event->type == SDL_QUIT)
        return WINDOW_QUIT;
    if (event->type != SDL_WINDOWEVENT || event->window.windowID != SDL_GetWindowID(window->sdl))
        return WINDOW_NOTHING;
    switch (event->window.event) {
    case SDL_WINDOWEVENT_CLOSE: return WINDOW_QUIT;
    case SDL_WINDOWEVENT_HIDDEN:
    case SDL_WINDOWEVENT_MINIMIZED: /* nobody may put a public notice away */
        if (!window->windowed)
            SDL_RestoreWindow(window->sdl);
        return WINDOW_NOTHING;
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_RESTORED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_DISPLAY_CHANGED: window->lost = true; return WINDOW_REPAINT;
    default: return WINDOW_NOTHING;
    }
}
