/* The last frame of an item on an LED panel: the code of its address, beside it what it gives. */
#include "panel.h"

#include <math.h>
#include <string.h>

#define MODULE_LEAST 2 /* lamps: a phone's picture of single ones runs together */
#define LOOKED_AT 60   /* characters: time to take out a phone */

void compose_code(struct composing *c)
{
    struct panel panel = {.sheet = c->sheet, .record = c->record, .book = c->book, .lang = LANG_ZH};
    const char *url = c->record->url;
    struct rect area = sheet_main(c->sheet, false);
    int modules = url == NULL ? 0 : draw_code_modules(strlen(url));
    float module = modules == 0 ? 0 : floorf(fminf(area.w, area.h) / (float)modules);
    if (c->sheet->shape != SHAPE_PANEL || module < MODULE_LEAST || c->book->full)
        return;
    struct page *page = panel_frame(&panel, &area);
    float side = module * (float)modules;
    struct rect code = {area.x, roundf(area.y + (area.h - side) / 2), side, side};
    struct panel_run run = {0};
    struct panel_set set = {0};
    page->characters = LOOKED_AT;
    panel_run_text(&run, words_get(c->sheet->words, LANG_ZH, "panel.code"), COLOUR_LED_INK, PANEL_SILENT);
    float left = code.x + side + sheet_panel_px(c->sheet, 12),
          line = sheet_panel_px(c->sheet, PANEL_PLAIN_LINE);
    size_t lines =
        area.x + area.w - left < 3 * sheet_panel_px(c->sheet, PANEL_PLAIN)
            ? 0 /* a column has no room for words beside it */
            : panel_set_fill(&panel, &run, 0, run.text.size, PANEL_PLAIN, area.x + area.w - left, &set);
    size_t most = (size_t)fmaxf(floorf((area.h + 1) / line), 0);
    draw_fill(&page->draw, code, COLOUR_SURFACE); /* the clear part of its quiet zone would be black */
    draw_code(&page->draw, url, code);
    if (lines > 0 && lines <= most)
        panel_set_put(&panel, page, &set, 0, lines, left, area.y + (area.h - (float)lines * line) / 2, line);
    panel_set_finish(&set);
    panel_run_finish(&run);
}
