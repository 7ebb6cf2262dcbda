/* Rows on LED panels. One loop over the table of views serves every kind; only
   progress has a picture of its own. */
#include "panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_korean(const char *name)
{
    size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, "_ko") == 0;
}

static bool is_housekeeping(const char *name)
{
    return strcmp(name, "item_id") == 0 || strcmp(name, "seq") == 0 || strcmp(name, "updated_at") == 0;
}

/* A cell as a reader wants it: codes in words, dates and numbers as offices write them. */
static void cell_text(const struct panel *panel, const struct view_column *column, const char *cell,
                      struct buffer *out)
{
    char key[64];
    date day = NO_DATE;
    switch (column->type) {
    case COLUMN_CODE:
        (void)snprintf(key, sizeof key, "code.%s", cell);
        buffer_text(out, words_get(panel->sheet->words, panel->lang, key));
        return;
    case COLUMN_BOOLEAN:
        buffer_text(out,
                    words_get(panel->sheet->words, panel->lang, cell[0] == '1' ? "code.yes" : "code.no"));
        return;
    case COLUMN_DATE:
        if (date_parse(cell, &day))
            words_date(panel->sheet->words, panel->lang, day, true, out);
        return;
    case COLUMN_DECIMAL: words_number(cell, out); return;
    case COLUMN_INTEGER:
    case COLUMN_ID:
    case COLUMN_LINE:
    case COLUMN_BODY:
    case COLUMN_INSTANT:
    case COLUMN_NAME:
    case COLUMN_PLACE:
    case COLUMN_PHONE: buffer_text(out, cell); return;
    }
}

static void put_row(struct panel *panel, const struct rows *rows, size_t row)
{
    const struct view *view = &views[rows->view];
    struct buffer value = {0};
    char key[96];
    panel_pairs_open(panel);
    for (size_t c = 0; c < view->columns; c++) {
        const struct view_column *column = &view->column[c];
        const char *cell = rows->cell[row * view->columns + c];
        if (cell == NULL || is_housekeeping(column->name) ||
            (is_korean(column->name) && !panel->sheet->korean))
            continue;
        (void)snprintf(key, sizeof key, "column.%s.%s", view->name, column->name);
        buffer_clear(&value);
        cell_text(panel, column, cell, &value);
        if (value.size > 0)
            panel_pair(panel, words_get(panel->sheet->words, panel->lang, key), value.data);
    }
    buffer_finish(&value);
}

/* ---- figures
 * -------------------------------------------------------------------------------------------------- */

/* 84.8% and 412户 over a bar; the metric's name and what it is counted against stand with them. */
static void put_figure(struct panel *panel, const struct rows *rows, size_t row)
{
    const struct sheet *sheet = panel->sheet;
    const struct words *words = sheet->words;
    double done = rows_number(rows, row, "done", 0), due = rows_number(rows, row, "due", 0);
    char key[64];
    struct rect area;
    struct page *page = panel_frame(panel, &area);
    struct buffer percent = {0}, counts[2] = {{0}, {0}}, counted = {0};
    words_percent(done, due, &percent);
    (void)snprintf(key, sizeof key, "code.%s", rows_cell(rows, row, "unit"));
    for (int i = 0; i < 2; i++) {
        words_number(rows_cell(rows, row, i == 0 ? "done" : "due"), &counts[i]);
        if (i == 1)
            buffer_text(&counts[i], words_get(words, LANG_ZH, key));
    }
    words_fill(words, LANG_ZH, "panel.counted", counts[0].data, counts[1].data, NULL, NULL, &counted);
    struct text_style figure = panel_style(panel, 60, COLOUR_LED_INK),
                      sign = panel_style(panel, 32, COLOUR_LED_INK);
    struct text_style note = panel_style(panel, 20, COLOUR_LED_DIM),
                      count = panel_style(panel, 28, COLOUR_LED_INK);
    float px = sheet_panel_px(sheet, 1), right = area.x + area.w, y = area.y;
    float base = sheet_baseline(sheet, figure, y, 76 * px);
    float wide =
        draw_text(&page->draw, percent.data, figure, area.x, base, ALIGN_START, LANG_ZH, sheet->ruler);
    wide += draw_text(&page->draw, words_get(words, LANG_ZH, "panel.percent"), sign, area.x + wide, base,
                      ALIGN_START, LANG_ZH, sheet->ruler);
    (void)snprintf(key, sizeof key, "code.%s", rows_cell(rows, row, "metric"));
    struct buffer name = {0};
    sheet_cut(sheet, words_get(words, LANG_ZH, key), note, area.w - wide - 8 * px, &name);
    (void)draw_text(&page->draw, name.data, note, right, sheet_baseline(sheet, note, y + 8 * px, 26 * px),
                    ALIGN_END, LANG_ZH, sheet->ruler);
    if (text_width(counted.data, count, LANG_ZH, true, sheet->ruler) > area.w - wide - 8 * px)
        count.size = note.size;
    (void)draw_text(&page->draw, counted.data, count, right, base, ALIGN_END, LANG_ZH, sheet->ruler);
    struct rect bar = {area.x, y + 80 * px, area.w, 14 * px};
    float share = (float)fmin(fmax(done / due, 0), 1);
    draw_fill(&page->draw, (struct rect){bar.x, bar.y, bar.w * share, bar.h}, COLOUR_LED_NOW);
    draw_frame(&page->draw, bar, 2 * px, COLOUR_LED_DIM);
    page_line(page, percent.data, percent.size);
    page_line(page, counted.data, counted.size);
    buffer_finish(&name);
    buffer_finish(&counted);
    buffer_finish(&counts[1]);
    buffer_finish(&counts[0]);
    buffer_finish(&percent);
}

static bool is_latest(const struct rows *rows, size_t row)
{
    date latest = NO_DATE;
    for (size_t i = 0; i < rows->count; i++)
        if (rows_date(rows, i, "as_of") > latest)
            latest = rows_date(rows, i, "as_of");
    return rows_date(rows, row, "as_of") == latest && rows_cell(rows, row, "group_name") == NULL;
}

void panel_rows(struct panel *panel)
{
    for (enum view_id id = VIEW_DETAIL_FIRST; id < VIEW_COUNT; id++) {
        const struct rows *rows = &panel->record->rows[id];
        for (size_t row = 0; row < rows->count && !panel->book->truncated; row++) {
            if (id == VIEW_PROGRESS && is_latest(rows, row) && rows_number(rows, row, "due", 0) > 0)
                put_figure(panel, rows, row);
            else
                put_row(panel, rows, row);
        }
    }
}
