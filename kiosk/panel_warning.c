/* A site warning on an LED panel: a yellow field with the triangle and what happens; below, on black, what to
   do. What does not fit there follows on yellow frames, so that a passer-by sees at
   each moment that this is a warning. */
#include "panel.h"

#include <math.h>
#include <string.h>

#define BAND 60.F
#define BAND_TEXT 24.F
#define BAND_LINE 28.F
#define TRIANGLE 76.F

struct field {
    struct page *page;
    struct rect text; /* beside the triangle */
    struct rect band; /* on black */
};

static struct field open_field(struct panel *panel)
{
    struct field field = {0};
    float px = sheet_panel_px(panel->sheet, 1);
    float width = (float)panel->sheet->width, height = (float)panel->sheet->height,
          yellow = height - BAND * px;
    struct rect area;
    field.page = panel_frame(panel, &area);
    draw_fill(&field.page->draw, (struct rect){0, 0, width, yellow}, COLOUR_WARN);
    float side = fminf(TRIANGLE * px, yellow - 8 * px);
    draw_icon(&field.page->draw, "warning", 8 * px, (yellow - side) / 2, side, COLOUR_WARN_INK);
    field.text = (struct rect){96 * px, 4 * px, width - 104 * px, yellow - 8 * px};
    field.band = (struct rect){8 * px, yellow + 2 * px, width - 16 * px, (BAND - 4) * px};
    return field;
}

/* Sets all of a text beside the triangle, as large as it fits; what is too long goes on on more fields. The
   last field is returned: its band is still free. */
static struct field put_on_yellow(struct panel *panel, const char *text, size_t bytes, bool silent)
{
    static const float sizes[] = {44, 32, 24};
    struct text_block block = {0};
    struct field field = open_field(panel);
    float line = 0;
    size_t most = 1;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        line = sheet_panel_px(panel->sheet, sizes[i] * 1.15F);
        most = (size_t)fmaxf(floorf(field.text.h / line), 1);
        if (panel_fill(panel, text, bytes, panel_style(panel, sizes[i], COLOUR_WARN_INK), field.text.w,
                       &block) <= most)
            break;
    }
    for (size_t first = 0; first < block.lines && !panel->book->truncated; first += most) {
        if (first > 0)
            field = open_field(panel);
        size_t count = block.lines - first < most ? block.lines - first : most;
        struct rect box = field.text;
        box.y += (box.h - (float)count * line) / 2;
        (void)panel_lines(panel, field.page, &block, box, line, first, count, silent);
    }
    text_block_finish(&block);
    return field;
}

/* One line of text from the body: phrases without their line breaks. */
static void join_body(const struct record *record, struct buffer *out)
{
    const struct record_text *text = &record->text[LANG_ZH];
    struct document body = {0};
    if (text->body != NULL)
        document_parse(text->body, strlen(text->body), text->format, LANG_ZH, &body);
    document_text(&body, out);
    document_finish(&body);
}

void panel_warning(struct panel *panel)
{
    const char *title = record_title(panel->record, LANG_ZH);
    struct buffer body = {0};
    struct text_block block = {0};
    struct text_style style = panel_style(panel, BAND_TEXT, COLOUR_WARN);
    join_body(panel->record, &body);
    const char *text = body.size > 0 ? body.data : "";
    size_t left = body.size;
    do { /* each frame repeats what happens and tells the next of what to do */
        struct field field = put_on_yellow(panel, title, strlen(title), true);
        size_t blank = strspn(text, " \n\t");
        blank = blank < left ? blank : left;
        text += blank;
        left -= blank;
        if (left == 0)
            break;
        size_t most = (size_t)fmaxf(floorf(field.band.h / sheet_panel_px(panel->sheet, BAND_LINE)), 1);
        size_t taken = panel_group(panel, text, left, style, field.band.w, most, &block);
        size_t lines = panel_fill(panel, text, taken, style, field.band.w, &block);
        if (lines > most) { /* a phrase longer than the band: to the end of its last line there */
            taken = block.line[most - 1].end;
            lines = most;
        }
        (void)panel_lines(panel, field.page, &block, field.band, sheet_panel_px(panel->sheet, BAND_LINE), 0,
                          lines, false);
        text += taken;
        left -= taken;
    } while (left > 0 && !panel->book->truncated);
    text_block_finish(&block);
    buffer_finish(&body);
}
