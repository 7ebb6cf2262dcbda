/* Colours, faces and sizes of the screens, from one theme file (assets/theme/default.ini, embedded; an office may give
   its own). All sizes are in u, the short side of the screen / 60, never in pixels. */
#ifndef KIOSK_THEME_H
#define KIOSK_THEME_H

#include "contract/status.h"

#include <stdint.h>

enum face { FACE_SANS, FACE_SANS_BOLD, FACE_SERIF, FACE_SERIF_BOLD, FACE_KAI, FACE_COUNT };

/* clang-format off */
enum colour {
    COLOUR_PAPER, COLOUR_SURFACE, COLOUR_INK, COLOUR_INK_2, COLOUR_INK_3, COLOUR_RULE, COLOUR_RULE_2,
    COLOUR_BAND, COLOUR_BAND_INK, COLOUR_OFFICIAL,
    COLOUR_DONE, COLOUR_NOW, COLOUR_DUE, COLOUR_LATE, COLOUR_TODO,
    COLOUR_TINT_DONE, COLOUR_TINT_NOW, COLOUR_TINT_DUE, COLOUR_TINT_LATE, COLOUR_TINT_TODO,
    COLOUR_WARN, COLOUR_WARN_INK,
    COLOUR_LED_BG, COLOUR_LED_INK, COLOUR_LED_DIM, COLOUR_LED_NOW, COLOUR_LED_DUE,
    COLOUR_NONE, /* nothing is drawn */
    COLOUR_COUNT
};
/* clang-format on */

enum size { SIZE_FOOT, SIZE_NOTE, SIZE_BODY, SIZE_HEAD, SIZE_LARGE, SIZE_TITLE, SIZE_FIGURE, SIZE_COUNT };

struct theme {
    uint32_t colour[COLOUR_COUNT];                      /* 0xRRGGBB */
    float size[SIZE_COUNT];                             /* u */
    float line[SIZE_COUNT];                             /* u, line height that belongs to the size */
    float margin, gutter, head_band, foot_band, banner; /* u, landscape */
    float portrait_margin, portrait_gutter, portrait_head_band, portrait_foot_band; /* u */
    float squat_head_band, squat_foot_band;                                         /* u */
};

/* The embedded theme, then FILE over it if not NULL. Errors as in settings_read. */
enum status theme_read(const char *file, struct theme *out, struct problem *problem);

#endif
