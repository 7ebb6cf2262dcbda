/* Progress on LED panels: the latest figure of the whole project large over its bar, the groups two to a
   frame, and the way there as a line. Days that lie between are the line's points. */
#include "panel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct figure {
    struct buffer name, percent, counted; /* 签约, 84.8, 412／486户 */
    float share;                          /* 0…1 */
};

static void figure_finish(struct figure *figure)
{
    buffer_finish(&figure->name);
    buffer_finish(&figure->percent);
    buffer_finish(&figure->counted);
}

static void figure_take(const struct panel *panel, const struct rows *rows, size_t row, struct figure *figure)
{
    const struct words *words = panel->sheet->words;
    double done = rows_number(rows, row, "done", 0), due = rows_number(rows, row, "due", 0);
    struct buffer counts[2] = {{0}, {0}};
    char key[64];
    *figure = (struct figure){.share = due > 0 ? (float)fmin(fmax(done / due, 0), 1) : 0};
    if (due > 0)
        words_percent(done, due, &figure->percent);
    for (int i = 0; i < 2; i++) {
        const char *cell = rows_cell(rows, row, i == 0 ? "done" : "due");
        if (cell != NULL)
            words_number(cell, &counts[i]);
    }
    const char *unit = rows_cell(rows, row, "unit");
    (void)snprintf(key, sizeof key, "code.%s", unit == NULL ? "household" : unit);
    const char *word = words_get(words, LANG_ZH, key);
    if (counts[1].size > 0 && counts[0].size > 0) {
        buffer_text(&counts[1], word);
        words_fill(words, LANG_ZH, "panel.counted", counts[0].data, counts[1].data, NULL, NULL,
                   &figure->counted);
    } else {
        const struct buffer *count = counts[0].size > 0 ? &counts[0] : &counts[1];
        buffer_add(&figure->counted, count->data == NULL ? "" : count->data, count->size);
        buffer_text(&figure->counted, word);
    }
    (void)snprintf(key, sizeof key, "code.%s", rows_cell(rows, row, "metric"));
    buffer_text(&figure->name, words_get(words, LANG_ZH, key));
    buffer_finish(&counts[1]);
    buffer_finish(&counts[0]);
}

static struct text_style style_of(const struct panel *panel, float pixels, enum colour colour)
{
    return (struct text_style){
        .face = FACE_SANS_BOLD, .size = sheet_panel_px(panel->sheet, pixels), .colour = colour};
}

static float put(const struct panel *panel, struct page *page, const char *text, struct text_style style,
                 float x, float top, float line, enum text_align align)
{
    return draw_text(&page->draw, text, style, x, sheet_baseline(panel->sheet, style, top, line), align,
                     LANG_ZH, panel->sheet->ruler);
}

static void put_bar(struct page *page, struct rect bar, float share, float edge)
{
    draw_fill(&page->draw, (struct rect){bar.x, bar.y, bar.w * share, bar.h}, COLOUR_LED_NOW);
    draw_frame(&page->draw, bar, edge, COLOUR_LED_DIM);
}

/* The percentage at the left, the count at the right of the same line; `room` is what lies above the bar. */
static bool put_beside(struct panel *panel, struct page *page, const struct figure *figure, struct rect room)
{
    const struct sheet *sheet = panel->sheet;
    float px = sheet_panel_px(sheet, 1), right = room.x + room.w;
    struct text_style large = style_of(panel, fminf(68, .88F * room.h / px), COLOUR_LED_INK);
    struct text_style sign = style_of(panel, fminf(32, .5F * room.h / px), COLOUR_LED_INK);
    struct text_style name = style_of(panel, 24, COLOUR_LED_DIM), count = style_of(panel, 28, COLOUR_LED_INK);
    const char *percent = words_get(sheet->words, LANG_ZH, "panel.percent");
    float wide = text_width(figure->percent.data, large, LANG_ZH, true, sheet->ruler) +
                 text_width(percent, sign, LANG_ZH, true, sheet->ruler) + 8 * px;
    while (count.size > 20.5F * px &&
           wide + text_width(figure->counted.data, count, LANG_ZH, true, sheet->ruler) > room.w)
        count.size -= 4 * px;
    bool low = room.h < 60 * px; /* all three on one line */
    float named = text_width(figure->name.data, name, LANG_ZH, true, sheet->ruler) + 8 * px;
    float counted = text_width(figure->counted.data, count, LANG_ZH, true, sheet->ruler);
    if (wide + counted + (low ? named : 0) > room.w || wide + named > room.w)
        return false;
    float base = sheet_baseline(sheet, large, room.y, room.h - 4 * px);
    float at =
        draw_text(&page->draw, figure->percent.data, large, room.x, base, ALIGN_START, LANG_ZH, sheet->ruler);
    (void)draw_text(&page->draw, percent, sign, room.x + at, base, ALIGN_START, LANG_ZH, sheet->ruler);
    if (low)
        (void)draw_text(&page->draw, figure->name.data, name, room.x + wide, base, ALIGN_START, LANG_ZH,
                        sheet->ruler);
    else
        (void)put(panel, page, figure->name.data, name, right, room.y + 2 * px, 30 * px, ALIGN_END);
    (void)draw_text(&page->draw, figure->counted.data, count, right, base, ALIGN_END, LANG_ZH, sheet->ruler);
    return true;
}

/* Of the count: 1,655.20／ and 18,136.55平方米 on two lines. */
static void break_count(struct panel_run *run)
{
    static const char slash[] = "／";
    const char *at = run->text.data == NULL ? NULL : strstr(run->text.data, slash);
    if (at == NULL)
        return;
    struct panel_run broken = {0};
    size_t first = (size_t)(at - run->text.data) + strlen(slash);
    panel_run_add(&broken, run->text.data, first, COLOUR_LED_INK, PANEL_SILENT);
    panel_run_text(&broken, "\n", COLOUR_LED_INK, PANEL_SILENT);
    panel_run_text(&broken, run->text.data + first, COLOUR_LED_INK, PANEL_SILENT);
    panel_run_finish(run);
    *run = broken;
}

/* What is too long for one line: the name beside the percentage or above it, the count below. Returns where it
   ends. */
static float put_stacked(struct panel *panel, struct page *page, const struct figure *figure,
                         struct rect room)
{
    const struct sheet *sheet = panel->sheet;
    float px = sheet_panel_px(sheet, 1), high = fminf(room.h, 80 * px), y = room.y;
    struct text_style large = style_of(panel, fminf(48, .58F * high / px), COLOUR_LED_INK);
    struct text_style sign = style_of(panel, fminf(32, .42F * high / px), COLOUR_LED_INK);
    struct text_style name = style_of(panel, 20, COLOUR_LED_DIM);
    const char *percent = words_get(sheet->words, LANG_ZH, "panel.percent");
    float wide = text_width(figure->percent.data, large, LANG_ZH, true, sheet->ruler) +
                 text_width(percent, sign, LANG_ZH, true, sheet->ruler) + 8 * px;
    bool above = wide + text_width(figure->name.data, name, LANG_ZH, true, sheet->ruler) > room.w;
    struct buffer cut = {0};
    sheet_cut(sheet, figure->name.data, name, above ? room.w : room.w - wide, &cut);
    (void)put(panel, page, cut.data, name, above ? room.x : room.x + room.w, y, 26 * px,
              above ? ALIGN_START : ALIGN_END);
    y += above ? 26 * px : 0;
    float base = sheet_baseline(sheet, large, y, .65F * high);
    float at =
        draw_text(&page->draw, figure->percent.data, large, room.x, base, ALIGN_START, LANG_ZH, sheet->ruler);
    (void)draw_text(&page->draw, percent, sign, room.x + at, base, ALIGN_START, LANG_ZH, sheet->ruler);
    struct panel_run run = {0};
    struct panel_set set = {0};
    panel_run_text(&run, figure->counted.data, COLOUR_LED_INK, PANEL_SILENT);
    float size = panel_width(panel, &run, 24) <= room.w && .35F * high >= 26 * px ? 24 : 20;
    if (panel_width(panel, &run, size) > room.w)
        break_count(&run);
    size_t lines = panel_set_fill(panel, &run, 0, run.text.size, size, room.w, &set);
    float line = fmaxf(.35F * high, (size + .5F) * px);
    y = fminf(y + .65F * high, room.y + room.h + 20 * px - line * (float)lines); /* the bar gives way */
    panel_set_put(panel, page, &set, 0, lines, room.x, y, line);
    y += line * (float)lines;
    panel_set_finish(&set);
    panel_run_finish(&run);
    buffer_finish(&cut);
    return y;
}

/* 84.8% and 412／486户 over a bar; the metric's name stands with them. */
static void put_figure(struct panel *panel, const struct rows *rows, size_t row)
{
    struct figure figure;
    struct rect area;
    figure_take(panel, rows, row, &figure);
    struct page *page = panel_frame(panel, &area);
    float px = sheet_panel_px(panel->sheet, 1);
    float bar = fminf(84 * px, area.h - 16 * px), used = 0;
    struct rect room = {area.x, area.y, area.w, bar - 4 * px};
    if (!put_beside(panel, page, &figure, room))
        used = put_stacked(panel, page, &figure, room) - area.y;
    bar = fmaxf(bar, used + 2 * px);
    if (bar + 14 * px <= area.h + 1) /* else the count takes its place */
        put_bar(page, (struct rect){area.x, area.y + bar, area.w, 14 * px}, figure.share, 2 * px);
    page_line(page, figure.percent.data, figure.percent.size);
    page_line(page, figure.counted.data, figure.counted.size);
    panel->page = NULL;
    figure_finish(&figure);
}

/* A group: its name and figures in one line, the bar below. */
static void put_group(struct panel *panel, const struct rows *rows, size_t row)
{
    const struct sheet *sheet = panel->sheet;
    float px = sheet_panel_px(sheet, 1), line = 26 * px, height = 38 * px;
    struct figure figure;
    figure_take(panel, rows, row, &figure);
    struct text_style dim = style_of(panel, 20, COLOUR_LED_DIM), ink = style_of(panel, 20, COLOUR_LED_INK);
    const char *korean = sheet->korean ? rows_cell(rows, row, "group_name_ko") : NULL;
    struct panel_run group = {0};
    struct panel_set set = {0};
    panel_run_text(&group, rows_cell(rows, row, "group_name"), COLOUR_LED_INK, 0);
    panel_run_text(&group, korean == NULL ? "" : " ", COLOUR_LED_INK, 0);
    panel_run_text(&group, korean == NULL ? "" : korean, COLOUR_LED_INK, 0);
    float width = sheet_main(sheet, false).w;
    float counted = text_width(figure.counted.data, ink, LANG_ZH, true, sheet->ruler);
    size_t lines = panel_set_fill(panel, &group, 0, group.text.size, PANEL_SMALL, width, &set);
    bool below = lines > 1 || set.block.line[0].width + counted + 8 * px > width;
    height += line * (float)(lines - 1 + (below ? 1 : 0));
    if (panel->page == NULL || panel->free.h + 1 < height) {
        panel_open(panel);
        (void)put(panel, panel->page, figure.name.data, dim, panel->free.x, panel->free.y, line, ALIGN_START);
        panel->free.y += line;
        panel->free.h -= line;
    }
    struct page *page = panel->page;
    float right = panel->free.x + panel->free.w, y = panel->free.y;
    panel_set_put(panel, page, &set, 0, lines, panel->free.x, y, line);
    y += line * (float)(below ? lines : lines - 1);
    (void)put(panel, page, figure.counted.data, ink, right, y, line, ALIGN_END);
    y = panel->free.y;
    put_bar(page, (struct rect){panel->free.x, y + height - 11 * px, panel->free.w, 8 * px}, figure.share,
            px);
    page_line(page, figure.counted.data, figure.counted.size);
    panel->free.y += height;
    panel->free.h -= height;
    panel_set_finish(&set);
    panel_run_finish(&group);
    figure_finish(&figure);
}

static bool same_metric(const struct rows *rows, size_t a, size_t b)
{
    return strcmp(rows_cell(rows, a, "metric"), rows_cell(rows, b, "metric")) == 0;
}

static bool is_whole(const struct rows *rows, size_t row)
{
    return rows_cell(rows, row, "group_name") == NULL;
}

/* No later row of the same metric and group. */
static bool is_latest(const struct rows *rows, size_t row)
{
    const char *group = rows_cell(rows, row, "group_name");
    for (size_t i = 0; i < rows->count; i++) {
        const char *other = rows_cell(rows, i, "group_name");
        bool same = same_metric(rows, i, row) && (group == NULL) == (other == NULL) &&
                    (group == NULL || strcmp(group, other) == 0);
        if (same && rows_date(rows, i, "as_of") > rows_date(rows, row, "as_of"))
            return false;
    }
    return true;
}

static double share_of(const struct rows *rows, size_t row)
{
    double due = rows_number(rows, row, "due", 0);
    return due > 0 ? fmin(fmax(rows_number(rows, row, "done", 0) / due, 0), 1) : 0;
}

/* The whole project's shares from the first day to row `last`: a line between 0 and 100 %, both ends named.
   The rows of a view come by their numbers, which follow the days. */
static void put_trend(struct panel *panel, const struct rows *rows, size_t last)
{
    const struct sheet *sheet = panel->sheet;
    date end = rows_date(rows, last, "as_of"), start = end;
    size_t first = last;
    for (size_t i = 0; i < rows->count; i++)
        if (is_whole(rows, i) && same_metric(rows, i, last) && rows_date(rows, i, "as_of") < start) {
            start = rows_date(rows, i, "as_of");
            first = i;
        }
    if (start == end ||
        share_of(rows, first) == share_of(rows, last)) /* nothing moved: the figure says all */
        return;
    struct rect area;
    struct page *page = panel_frame(panel, &area);
    float px = sheet_panel_px(sheet, 1), line = 26 * px, right = area.x + area.w;
    struct rect chart = {area.x, area.y + line + 4 * px, area.w, area.h - 2 * line - 8 * px};
    struct text_style dim = style_of(panel, 20, COLOUR_LED_DIM), ink = style_of(panel, 20, COLOUR_LED_INK);
    struct buffer path = {0}, day = {0}, shares = {0};
    struct figure from, to;
    figure_take(panel, rows, first, &from);
    figure_take(panel, rows, last, &to);
    const char *sign = words_get(sheet->words, LANG_ZH, "panel.percent");
    buffer_format(&shares, "%s%s → %s%s", from.percent.data, sign, to.percent.data, sign);
    float told = text_width(shares.data, ink, LANG_ZH, true, sheet->ruler) + 8 * px;
    bool below =
        text_width(to.name.data, dim, LANG_ZH, true, sheet->ruler) + told > area.w && area.h > 100 * px;
    struct buffer name = {0};
    sheet_cut(sheet, to.name.data, dim, below ? area.w : area.w - told, &name);
    (void)put(panel, page, name.data, dim, area.x, area.y, line, ALIGN_START);
    (void)put(panel, page, shares.data, ink, right, area.y + (below ? line : 0), line, ALIGN_END);
    buffer_finish(&name);
    chart.y += below ? line : 0;
    chart.h -= below ? line : 0;
    date reached = NO_DATE;
    for (size_t i = 0; i < rows->count; i++) {
        date mine = rows_date(rows, i, "as_of");
        if (!is_whole(rows, i) || !same_metric(rows, i, last) || (reached != NO_DATE && mine <= reached))
            continue;
        double x = (double)chart.x + (double)chart.w * (mine - start) / (end - start);
        double y = (double)(chart.y + chart.h) - (double)chart.h * share_of(rows, i);
        buffer_format(&path, "%s%.1f %.1f", path.size == 0 ? "M" : "L", x, y);
        reached = mine;
    }
    draw_fill(&page->draw, (struct rect){chart.x, chart.y + chart.h, chart.w, px}, COLOUR_LED_DIM);
    draw_path(&page->draw, chart, path.data, COLOUR_NONE, COLOUR_LED_NOW, 3 * px, 0);
    words_date(sheet->words, LANG_ZH, start, false, &day);
    (void)put(panel, page, day.data, dim, area.x, chart.y + chart.h + 4 * px, line, ALIGN_START);
    buffer_clear(&day);
    words_date(sheet->words, LANG_ZH, end, false, &day);
    (void)put(panel, page, day.data, dim, right, chart.y + chart.h + 4 * px, line, ALIGN_END);
    page_line(page, shares.data, shares.size);
    panel->page = NULL;
    figure_finish(&to);
    figure_finish(&from);
    buffer_finish(&shares);
    buffer_finish(&day);
    buffer_finish(&path);
}

void panel_figures(struct panel *panel, const struct rows *rows)
{
    for (size_t i = 0; i < rows->count && !panel->book->full; i++) {
        if (!is_whole(rows, i) || !is_latest(rows, i))
            continue;
        if (rows_number(rows, i, "due", 0) > 0) {
            put_figure(panel, rows, i);
            put_trend(panel, rows, i);
        } else { /* a count without a whole: a line as of a group, named by its metric */
            panel->page = NULL;
            struct panel_row row = {0};
            struct figure figure;
            figure_take(panel, rows, i, &figure);
            panel_run_text(&row.lead, figure.name.data, COLOUR_LED_INK, 0);
            panel_run_text(&row.tell, figure.counted.data, COLOUR_LED_INK, 0);
            panel_row_put(panel, &row);
            panel_row_finish(&row);
            figure_finish(&figure);
        }
    }
    for (size_t i = 0; i < rows->count && !panel->book->full; i++) {
        if (is_whole(rows, i) || !is_latest(rows, i))
            continue;
        if (i > 0 && (is_whole(rows, i - 1) || !same_metric(rows, i - 1, i)))
            panel->page = NULL;
        put_group(panel, rows, i);
    }
    if (rows->count > 0)
        panel->page = NULL;
}
