/* What a page is set on: the screen's shape and unit, theme, words, ruler, languages, time. Shared by all composers. */
#ifndef KIOSK_SHEET_H
#define KIOSK_SHEET_H

#include "binding.h"
#include "document.h"
#include "words.h"

enum shape {
    SHAPE_LANDSCAPE,
    SHAPE_PORTRAIT,
    SHAPE_PANEL, /* short side under 480 px: light on black, no text under 20 px, one statement a frame */
};

struct sheet {
    int width, height; /* pixels */
    enum shape shape;
    float u; /* pixels: short side / 60 */
    const struct theme *theme;
    const struct words *words;
    const struct ruler *ruler;
    bool korean; /* Korean beside Chinese */
    bool large;  /* documents in large print alone: the official face would be too small here */
    float tight; /* 1, or a little less: lines are drawn together so much to save a page */
    float code;  /* side of the code of the item's address in the foot, pixels with its quiet zone; 0: none */
    float rises; /* where landscape pages end above it, pixels from the screen's lower edge */
    bool banner; /* the frame has a banner (STALE, EXPIRED): pages are composed below it */
    instant now; /* for "today" in charts and for countdowns */
    int zone_minutes;
};
void sheet_init(struct sheet *sheet, int width, int height, const struct theme *theme,
                const struct words *words, const struct ruler *ruler);

/* The sheet as pages of an item are set on it: with the code of its address where a phone can read that from where readers stand. */
struct sheet sheet_of_item(const struct sheet *sheet, const char *url);
/* The code's place; nothing else is painted on it. In landscape it rises out of the foot, and pages end where it begins, but for the
   two clear modules of its quiet zone: what ends there leaves white enough. */
struct rect sheet_code(const struct sheet *sheet);
/* How many pixels below sheet_main that may reach what ends at `right`, because it stands left of the code. */
float sheet_beside_code(const struct sheet *sheet, float right);

/* How far readers stand and who they are. Body text of the official face has 2u, of large print 3u. */
struct viewing {
    int diagonal_inches;      /* of the display; 0: not known */
    int distance_centimetres; /* from where it is read */
    bool old_readers;
};
enum legibility { LEGIBLE, LEGIBLE_LARGE, TOO_SMALL };
/* Which face can be read on a screen of so many pixels. A character needs 1/150 of the distance (20 mm at 3 m), for readers over sixty
   1/100: ideographs have up to twenty strokes. Where the display's size is not known, old readers get large print. */
enum legibility sheet_legibility(const struct viewing *viewing, int width, int height);

/* u to pixels, theme sizes to pixels (on a panel never under 20), today's date. */
float sheet_px(const struct sheet *sheet, float units);
struct text_style sheet_style(const struct sheet *sheet, enum face face, enum size size, enum colour colour);
date sheet_today(const struct sheet *sheet);
/* The area between head and foot, inside the margins; `banner` reserves its row. */
struct rect sheet_main(const struct sheet *sheet, bool banner);
/* Height of head band and foot in pixels. Below 96u of width the frame takes two rows, as in portrait; where the screen is no tall
   one either, it is squat: lower rows. */
bool sheet_frame_folds(const struct sheet *sheet);
bool sheet_frame_squats(const struct sheet *sheet);
float sheet_head_height(const struct sheet *sheet);
float sheet_foot_height(const struct sheet *sheet);
float sheet_banner_height(const struct sheet *sheet);
/* Pixels of a panel's own unit: its mock-ups are drawn at 320x160, where this is 1. */
float sheet_panel_px(const struct sheet *sheet, float pixels);
/* Baseline of a line of that height whose top is at `top`: the font's box stands in its middle. */
float sheet_baseline(const struct sheet *sheet, struct text_style style, float top, float line_height);

/* For the frame and outlines, never for an item's text: as much of the text as fits into `width`, "…" behind it where
   something had to go. Appended to `out`. */
void sheet_cut(const struct sheet *sheet, const char *text, struct text_style style, float width,
               struct buffer *out);

/* One line or more of text in a given box, not flowing; returns the height used. Records lines unless silent. */
float sheet_text(const struct sheet *sheet, struct page *page, const char *text, struct text_style style,
                 float line_height, struct rect box, enum text_align align, enum lang lang, bool silent);

#endif
