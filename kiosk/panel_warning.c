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
static struct field put_on_yellow(struct panel *panel, const char *text)
{
    static const float sizes[] = {44, 32, 24};
    struct panel_run run = {0};
    struct panel_set set = {0};
    struct field field = open_field(panel);
    float line = 0;
    size_t most = 1;
    panel_run_text(&run, text, COLOUR_WARN_INK, PANEL_SILENT);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes && run.text.size > 0; i++) {
        line = sheet_panel_px(panel->sheet, sizes[i] * 1.15F);
        most = (size_t)fmaxf(floorf(field.text.h / line), 1);
        if (panel_set_fill(panel, &run, 0, run.text.size, sizes[i], field.text.w, &set) <= most)
            break;
    }
    for (size_t first = 0; first < set.block.lines && !panel->book->full; first += most) {
        if (first > 0)
            field = open_field(panel);
        size_t count = set.block.lines - first < most ? set.block.lines - first : most;
        float top = field.text.y + (field.text.h - (float)count * line) / 2;
        panel_set_put(panel, field.page, &set, first, count, field.text.x, top, line);
    }
    panel_set_finish(&set);
    panel_run_finish(&run);
    return field;
}

/* One line of text from the body: phrases without their line breaks. */
static void join_body(const struct record *record, struct panel_run *out)
{
    const struct record_text *text = &record->text[LANG_ZH];
    struct document body = {0};
    struct buffer joined = {0};
    if (text->body != NULL)
        document_parse(text->body, strlen(text->body), text->format, LANG_ZH, &body);
    document_text(&body, &joined);
    panel_run_add(out, joined.data, joined.size, COLOUR_WARN, 0);
    buffer_finish(&joined);
    document_finish(&body);
}

/* One statement a frame: the end of a paragraph and the beginning of the next do not share one, two whole ones may. */
static size_t statement_end(const char *text, size_t size, size_t at, size_t end)
{
    bool begun = at > 0 && strchr(" \n\t", text[at - 1]) != NULL;
    const char *stop = memchr(text + at, '\n', end - at);
    if (stop == NULL)
        return end;
    if (at > 0 && !begun)
        return (size_t)(stop - text);
    if (end == size || text[end] == '\n')
        return end;
    for (const char *next = stop; next != NULL;
         next = memchr(next + 1, '\n', (size_t)(text + end - next - 1)))
        stop = next;
    return (size_t)(stop - text);
}

void panel_warning(struct panel *panel)
{
    const char *title = record_title(panel->record, LANG_ZH);
    float line = sheet_panel_px(panel->sheet, BAND_LINE);
    struct panel_run body = {0};
    struct panel_set set = {0};
    size_t at = 0;
    join_body(panel->record, &body);
    do { /* each frame repeats what happens and tells the next of what to do */
        struct field field = put_on_yellow(panel, title);
        while (at < body.text.size && strchr(" \n\t", body.text.data[at]) != NULL)
            at++;
        if (at >= body.text.size)
            break;
        size_t most = (size_t)fmaxf(floorf(field.band.h / line), 1);
        size_t end = panel_group(panel, &body, at, BAND_TEXT, field.band.w, most, &set);
        end = statement_end(body.text.data, body.text.size, at, end);
        size_t lines = panel_set_fill(panel, &body, at, end, BAND_TEXT, field.band.w, &set);
        if (lines > most) { /* a phrase longer than the band: to the end of its last line there */
            end = at + set.block.line[most - 1].end;
            lines = most;
        }
        panel_set_put(panel, field.page, &set, 0, lines, field.band.x, field.band.y, line);
        at = end;
    } while (at < body.text.size && !panel->book->full);
    panel_set_finish(&set);
    panel_run_finish(&body);
}
