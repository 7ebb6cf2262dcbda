#include "sheet.h"

#include "contract/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PANEL_SIDE 480        /* px: a shorter side is an LED panel with its own scale (looks) */
#define PANEL_LEAST_TEXT 20.F /* px: a smaller ideograph closes up on LEDs of 2.5 to 10 mm */
#define FOLD_WIDTH 96.F       /* u: what the one-row foot needs */
#define TALL_HEIGHT 84.F      /* u: a lower screen has no height to give to its frame */
#define BEIJING_MINUTES 480
#define MODULE .2F     /* u at least, rounded up to pixels: see sheet_of_item */
#define CODE_MOST 9.3F /* u: the folded foot, and a fifteenth of a landscape page's text */
#define BELOW 1.2F     /* u, between a landscape page and its foot */

void sheet_init(struct sheet *sheet, int width, int height, const struct theme *theme,
                const struct words *words, const struct ruler *ruler)
{
    ENSURE(width > 0 && height > 0 && width <= LIMIT_SCREEN_PIXELS && height <= LIMIT_SCREEN_PIXELS);
    int side = width < height ? width : height;
    enum shape shape = SHAPE_PORTRAIT;
    if (side < PANEL_SIDE)
        shape = SHAPE_PANEL;
    else if (width * 4 >= height * 5) /* a square screen stacks its parts like a tall one */
        shape = SHAPE_LANDSCAPE;
    *sheet = (struct sheet){
        .width = width,
        .height = height,
        .shape = shape,
        .u = (float)side / 60.F,
        .tight = 1,
        .theme = theme,
        .words = words,
        .ruler = ruler,
        .now = instant_now(),
        .zone_minutes = BEIJING_MINUTES,
    };
}

enum legibility sheet_legibility(const struct viewing *viewing, int width, int height)
{
    if (viewing->diagonal_inches == 0)
        return viewing->old_readers ? LEGIBLE_LARGE : LEGIBLE;
    float millimetres = (float)viewing->diagonal_inches * 25.4F / hypotf((float)width, (float)height);
    float u = (float)(width < height ? width : height) / 60.F * millimetres;
    float needed = (float)viewing->distance_centimetres * 10.F / (viewing->old_readers ? 100.F : 150.F);
    return 2 * u >= needed ? LEGIBLE : 3 * u >= needed ? LEGIBLE_LARGE : TOO_SMALL;
}

float sheet_px(const struct sheet *sheet, float units)
{
    return units * sheet->u;
}

float sheet_panel_px(const struct sheet *sheet, float pixels)
{
    float scale = fminf((float)sheet->height / 160.F, (float)sheet->width / 320.F);
    return pixels * fmaxf(scale, 1.F);
}

struct text_style sheet_style(const struct sheet *sheet, enum face face, enum size size, enum colour colour)
{
    float pixels = sheet->theme->size[size] * sheet->u;
    if (sheet->shape == SHAPE_PANEL)
        pixels = fmaxf(pixels, PANEL_LEAST_TEXT);
    return (struct text_style){.face = face, .size = pixels, .colour = colour};
}

date sheet_today(const struct sheet *sheet)
{
    return date_from_instant(sheet->now, sheet->zone_minutes);
}

bool sheet_frame_folds(const struct sheet *sheet)
{
    return sheet->shape == SHAPE_PORTRAIT || (float)sheet->width < FOLD_WIDTH * sheet->u;
}

bool sheet_frame_squats(const struct sheet *sheet)
{
    return sheet_frame_folds(sheet) && (float)sheet->height < TALL_HEIGHT * sheet->u;
}

float sheet_head_height(const struct sheet *sheet)
{
    if (sheet->shape == SHAPE_PANEL)
        return sheet_panel_px(sheet, 28);
    const struct theme *theme = sheet->theme;
    return sheet_px(sheet, sheet_frame_squats(sheet)  ? theme->squat_head_band
                           : sheet_frame_folds(sheet) ? theme->portrait_head_band
                                                      : theme->head_band);
}

float sheet_foot_height(const struct sheet *sheet)
{
    if (sheet->shape == SHAPE_PANEL)
        return sheet_panel_px(sheet, 28);
    const struct theme *theme = sheet->theme;
    bool squats = sheet_frame_squats(sheet), tall = sheet_frame_folds(sheet) && !squats;
    float band = sheet_px(sheet, squats ? theme->squat_foot_band
                                 : tall ? theme->portrait_foot_band
                                        : theme->foot_band);
    return tall ? fmaxf(band, sheet->code) : band;
}

/* On a screen of 55 inches u is 11.4 mm, so that a module of .2u to .22u has 2.3 to 2.5 mm and a code of the usual address 8.2u, that is
   94 mm. By the old rule that a code is read from ten times its width that is not yet a metre; it is of cameras that had 640 pixels. One
   that sees 1,920 across 70 degrees has 1.1 mm a pixel at 1.5 m, and a reader needs two pixels a module (tests/flow/code.sh looks
   at all of it through such a camera). A longer address has more modules: they grow smaller before the code takes more of the
   page. A panel is coarser, and its code has a frame of its own (compose_code). */
struct sheet sheet_of_item(const struct sheet *sheet, const char *url)
{
    struct sheet own = *sheet;
    float modules = url == NULL ? 0 : (float)draw_code_modules(strlen(url)), module = 0;
    if (sheet->shape != SHAPE_PANEL && modules > 0)
        module = fminf(ceilf(MODULE * sheet->u), floorf(CODE_MOST * sheet->u / modules));
    own.code = module < 2 ? 0 : module * modules;
    own.rises = module < 2 ? 0 : module * (modules - 2);
    return own;
}

/* It ends the foot's row, its white in line with the page's edge; in landscape it rises above the row. */
struct rect sheet_code(const struct sheet *sheet)
{
    struct rect main = sheet_main(sheet, false);
    float side = sheet->code, free = fmaxf(sheet_foot_height(sheet) - side, 0), clear = side - sheet->rises;
    return (struct rect){roundf(main.x + main.w) - side + clear,
                         (float)sheet->height - side - floorf(free / 2), side, side};
}

float sheet_beside_code(const struct sheet *sheet, float right)
{
    float above = sheet->rises - sheet_foot_height(sheet) - sheet_px(sheet, BELOW);
    return sheet->code > 0 && above > 0 && right <= sheet_code(sheet).x ? above : 0;
}

/* One row, or two where the frame folds; as much again for Korean, which says it in smaller letters. */
float sheet_banner_height(const struct sheet *sheet)
{
    bool folds = sheet_frame_folds(sheet);
    return sheet_px(sheet, sheet->theme->banner * (folds ? 1.3F : 1) *
                               (!sheet->korean ? 1
                                : folds        ? 1.9F
                                               : 1.6F));
}

struct rect sheet_main(const struct sheet *sheet, bool banner)
{
    float margin, above, below;
    if (sheet->shape == SHAPE_PANEL) {
        margin = sheet_panel_px(sheet, 8);
        above = below = 0;
        banner = false; /* a panel says it in its head */
    } else {
        bool tall = sheet->shape == SHAPE_PORTRAIT;
        margin = sheet_px(sheet, tall ? sheet->theme->portrait_margin : sheet->theme->margin);
        above = sheet_px(sheet, sheet_frame_squats(sheet) ? 1.4F : tall ? 2.F : 1.8F);
        below = sheet_px(sheet, tall ? 1.4F : BELOW);
    }
    float top = sheet_head_height(sheet) + (banner ? sheet_banner_height(sheet) : 0) + above;
    float bottom = (float)sheet->height - fmaxf(sheet_foot_height(sheet) + below, sheet->rises);
    return (struct rect){margin, top, fmaxf((float)sheet->width - 2 * margin, 1), fmaxf(bottom - top, 1)};
}

float sheet_baseline(const struct sheet *sheet, struct text_style style, float top, float line_height)
{
    const struct ruler *ruler = sheet->ruler;
    float up = ruler->ascent(ruler->self, style.face, style.size);
    float down = ruler->descent(ruler->self, style.face, style.size);
    return roundf(top + (line_height - up - down) / 2 + up);
}

/* ---- text in boxes ---- */

void sheet_cut(const struct sheet *sheet, const char *text, struct text_style style, float width,
               struct buffer *out)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    if (text_width(text, style, LANG_ZH, true, sheet->ruler) <= width) {
        buffer_text(out, text);
        return;
    }
    const struct ruler *ruler = sheet->ruler;
    float left = width - text_width(ellipsis, style, LANG_ZH, true, ruler);
    struct text_setting one_line = {.width = fmaxf(left, 1), .lang = LANG_ZH, .autospace = true};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct text_block block = {0};
    text_fill(&one_line, &span, 1, ruler, &block);
    size_t end = 0; /* the first line ends where a break is allowed, which is the sensible place */
    if (block.lines > 0 && block.line[0].width <= left)
        end = block.line[0].end;
    while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\n'))
        end--;
    buffer_add(out, text, end);
    buffer_text(out, ellipsis);
    text_block_finish(&block);
}

float sheet_text(const struct sheet *sheet, struct page *page, const char *text, struct text_style style,
                 float line_height, struct rect box, enum text_align align, enum lang lang, bool silent)
{
    struct text_setting setting = {.width = box.w, .align = align, .lang = lang, .autospace = true};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, sheet->ruler, &block);
    for (size_t i = 0; i < block.lines; i++) {
        float baseline = sheet_baseline(sheet, style, box.y + (float)i * line_height, line_height);
        draw_line(&page->draw, &block, i, box.x, baseline, sheet->ruler);
        if (!silent)
            page_line(page, block.text + block.line[i].start, block.line[i].end - block.line[i].start);
    }
    float height = (float)block.lines * line_height;
    text_block_finish(&block);
    return height;
}
