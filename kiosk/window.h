/* The one window of the kiosk: the whole screen on a site, a plain window at a desk. Painting goes into
   a surface in memory, of which changed rectangles are sent (X11 with shared memory, Wayland, KMSDRM);
   no OpenGL, whose software drivers take 100 MB. */
#ifndef KIOSK_WINDOW_H
#define KIOSK_WINDOW_H

#include "contract/status.h"

#include <SDL.h>

struct window;

struct window_wish {
    bool windowed;     /* false: the whole screen, above all else, without a pointer */
    int width, height; /* pixels; 0: the display's, or 1280x720 in a window */
    const char *title; /* borrowed */
};

/* Starts SDL's video and opens the window, filled with `rgb` at once.
   STATUS_UNAVAILABLE without a display. */
enum status window_open(const struct window_wish *wish, uint32_t rgb, struct window **out,
                        struct problem *problem);
void window_close(struct window *window);

/* The XRGB8888 surface to paint into; asked anew before each paint, never kept. *lost is set if its
   pixels are not those of the last present: the first time, after a change of size, after an exposure.
   STATUS_UNAVAILABLE: the display is gone. On X11 the first call after a page was shown also asks for the
   full screen, which takes 100 ms without a window manager. */
enum status window_surface(struct window *window, SDL_Surface **out, bool *lost, struct problem *problem);
/* Shows these rectangles of the surface. Nothing is sent if there are none. */
enum status window_present(struct window *window, const SDL_Rect *rects, int count, struct problem *problem);

/* Milliseconds from frame to frame of a movement: 16 where a GPU sends the pixels, 30 where the processor does. */
int window_frame_time(void);

/* What an event means for the window. WINDOW_REPAINT: paint and present again; the size may be another.
   WINDOW_QUIT: the user or the display asks to end. WINDOW_NOTHING: not the
   window's, the caller looks at it. */
enum window_news { WINDOW_NOTHING, WINDOW_REPAINT, WINDOW_QUIT };
enum window_news window_event(struct window *window, const SDL_Event *event);

#endif
