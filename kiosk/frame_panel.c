/* Lengths are pixels of the panel's mock-ups (320x160), scaled with the panel. */
#include "frame_panel.h"

#include <math.h>
#include <string.h>

#define TEXT 20.F
#define ROW 28.F
#define EDGE 8.F
#define TIME_LINE 3.F
#define SAY_STALE_EVERY 4 /* frames */
#define SAY_SECONDS 5

static struct text_style bold(const struct sheet *sheet, float pixels, enum colour colour)
{
    return (struct text_style){
        .face = FACE_SANS_BOLD, .size = sheet_panel_px(sheet, pixels), .colour = colour};
}

/* As much of the end of a title as fits, "…" before it: the project stands in the head, and what a Chinese
   title is about stands at its end. */
static void cut_front(const struct sheet *sheet, const char *text, float width, struct buffer *out)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    struct text_style style = bold(sheet, TEXT, COLOUR_LED_DIM);
    float left = width - text_width(ellipsis, style, LANG_ZH, true, sheet->ruler);
    const char *from = text;
    if (text_width(text, style, LANG_ZH, true, sheet->ruler) > width) {
        buffer_text(out, ellipsis);
        while (*from != '\0' && text_width(from, style, LANG_ZH, true, sheet->ruler) > left)
            do
                from++;
            while (((unsigned char)*from & 0xC0) == 0x80);
    }
    buffer_text(out, from);
}

static float put(const struct sheet *sheet, struct draw_list *list, const char *text, enum colour colour,
                 float x, float y, float height, float width, enum text_align align)
{
    struct text_style style = bold(sheet, TEXT, colour);
    struct buffer cut = {0};
    sheet_cut(sheet, text, style, width, &cut);
    float used = cut.size == 0 ? 0
                               : draw_text(list, cut.data, style, x, sheet_baseline(sheet, style, y, height),
                                           align, LANG_ZH, sheet->ruler);
    buffer_finish(&cut);
    return used;
}

/* That something published is not here. */
static void say_absent(const struct sheet *sheet, const struct frame *frame, struct buffer *out)
{
    struct buffer count = {0};
    if (frame->unread || frame->absent == 0) {
        buffer_text(out, words_get(sheet->words, LANG_ZH, "panel.absent-some"));
        return;
    }
    buffer_format(&count, "%lld", (long long)frame->absent);
    words_fill(sheet->words, LANG_ZH, "panel.absent", count.data, NULL, NULL, NULL, out);
    buffer_finish(&count);
}

/* Since when nothing was verified: the time if that was today, else the day, which is all that fits. */
static void say_since(const struct sheet *sheet, const struct frame *frame, struct buffer *out)
{
    struct buffer at = {0};
    if (frame->checked_at == NO_INSTANT) {
        buffer_text(out, words_get(sheet->words, LANG_ZH, "foot.never-checked"));
        return;
    }
    date day = date_from_instant(frame->checked_at, sheet->zone_minutes), today = sheet_today(sheet);
    if (day == today)
        words_clock(frame->checked_at, sheet->zone_minutes, &at);
    else
        words_date(sheet->words, LANG_ZH, day, civil_from_date(day).year != civil_from_date(today).year, &at);
    words_fill(sheet->words, LANG_ZH, "foot.unchecked-since", at.data, NULL, NULL, NULL, out);
    buffer_finish(&at);
}

static void draw_head(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    float height = sheet_panel_px(sheet, ROW), edge = sheet_panel_px(sheet, EDGE),
          width = (float)sheet->width;
    bool stale = frame->freshness == STALE || frame->freshness == EXPIRED || frame->freshness == DEAD;
    draw_fill(list, (struct rect){0, 0, width, height}, COLOUR_BAND);
    struct buffer clock = {0}, said = {0};
    words_clock(sheet->now, sheet->zone_minutes, &clock);
    float right = width - edge;
    right -= put(sheet, list, clock.data, frame->freshness == AGING ? COLOUR_LED_DUE : COLOUR_BAND_INK, right,
                 0, height, width, ALIGN_END);
    bool lacks = frame_lacks(frame);
    if (stale || lacks) {
        float side = sheet_panel_px(sheet, TEXT);
        right -= side * 1.25F;
        draw_icon(list, stale ? "due" : "warning", right, (height - side) / 2, side, COLOUR_BAND_INK);
    }
    const char *short_name = frame->project == NULL ? NULL : project_cell(frame->project, "short_name");
    const char *name = short_name != NULL ? short_name : frame_project_name(sheet, frame);
    if ((stale || lacks) && frame->record != NULL &&
        (frame->page % SAY_STALE_EVERY == SAY_STALE_EVERY - 1 ||
         (frame->pages > 0 && frame->pages < SAY_STALE_EVERY))) {
        /* Where both are to be said, they take turns. */
        if (lacks && (!stale || sheet->now / SAY_SECONDS % 2 == 1))
            say_absent(sheet, frame, &said);
        else
            say_since(sheet, frame, &said);
        name = said.data;
    }
    (void)put(sheet, list, name, COLOUR_BAND_INK, edge, 0, height, right - edge - edge, ALIGN_START);
    buffer_finish(&said);
    buffer_finish(&clock);
}

static void draw_time_line(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    float height = sheet_panel_px(sheet, TIME_LINE), elapsed = fminf(fmaxf(frame->elapsed, 0), 1);
    if (elapsed > 0)
        draw_fill(list,
                  (struct rect){0, (float)sheet->height - height, (float)sheet->width * elapsed, height},
                  COLOUR_LED_INK);
}

static bool fits(const struct sheet *sheet, const struct buffer *text, float width)
{
    return text->size == 0 ||
           text_width(text->data, bold(sheet, TEXT, COLOUR_LED_DIM), LANG_ZH, true, sheet->ruler) <= width;
}

/* How old what is read is, as exactly as there is room for: 截至11月21日 17:30, 截至11月21日, 11月21日. */
static void say_age(const struct sheet *sheet, const struct record *record, float width, struct buffer *out)
{
    bool figures = record->as_of != NO_INSTANT;
    instant at = figures ? record->as_of : record->published_at;
    struct buffer day = {0};
    if (at == NO_INSTANT)
        return;
    if (figures) {
        frame_time(sheet, at, &day);
        words_fill(sheet->words, LANG_ZH, "panel.as-of", day.data, NULL, NULL, NULL, out);
    }
    if (out->size == 0 || !fits(sheet, out, width)) {
        buffer_clear(&day);
        buffer_clear(out);
        words_date(sheet->words, LANG_ZH, date_from_instant(at, sheet->zone_minutes), false, &day);
        words_fill(sheet->words, LANG_ZH, figures ? "panel.as-of" : "panel.published", day.data, NULL, NULL,
                   NULL, out);
    }
    if (!fits(sheet, out, width)) {
        buffer_clear(out);
        buffer_text(out, day.data);
    }
    buffer_finish(&day);
}

/* Every other frame tells the date, so that no page is without its age; the others tell what is being read. */
static void draw_foot(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    float height = sheet_panel_px(sheet, ROW - TIME_LINE), edge = sheet_panel_px(sheet, EDGE);
    float top = (float)sheet->height - sheet_panel_px(sheet, ROW), width = (float)sheet->width;
    const struct record *record = frame->record;
    struct buffer count = {0}, said = {0};
    float right = width - edge;
    if (frame->pages != 1) {
        buffer_format(&count, "%zu", frame->page + 1);
        if (frame->pages > 0) /* known */
            buffer_format(&count, "/%zu", frame->pages);
        right -= put(sheet, list, count.data, COLOUR_LED_DIM, right, top, height, width, ALIGN_END);
        right -= edge;
    }
    if (record != NULL && frame->page % 2 == 1) {
        cut_front(sheet, record_title(record, LANG_ZH), right - edge, &said);
    } else if (record != NULL) {
        say_age(sheet, record, right - edge, &said);
    }
    if (record == NULL && frame->freshness >= STALE)
        say_since(sheet, frame, &said);
    if (said.size > 0)
        (void)put(sheet, list, said.data, COLOUR_LED_DIM, edge, top, height, right - edge, ALIGN_START);
    buffer_finish(&said);
    buffer_finish(&count);
}

void frame_panel(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    bool warning = frame->record != NULL && frame->record->kind == KIND_WARNING;
    if (!warning) { /* a warning fills the panel: what happens, and where to go */
        draw_head(sheet, frame, list);
        draw_foot(sheet, frame, list);
    }
    draw_time_line(sheet, frame, list);
}

/* Why there is nothing to show, as short as a panel needs it. */
static const char *short_reason(const char *reason_key)
{
    static const char *const keys[][2] = {{"nothing.no_cache", "panel.no-cache"},
                                          {"nothing.empty", "panel.empty"},
                                          {"nothing.dead", "panel.dead"},
                                          {"nothing.unvouched", "panel.unvouched"},
                                          {"nothing.absent", "panel.nothing-absent"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i][0], reason_key) == 0)
            return keys[i][1];
    return reason_key;
}

void frame_panel_nothing(const struct sheet *sheet, const struct frame *frame, const char *reason_key,
                         struct draw_list *list)
{
    draw_fill(list, (struct rect){0, 0, (float)sheet->width, (float)sheet->height}, COLOUR_LED_BG);
    struct page page = {0};
    struct rect box = sheet_main(sheet, false);
    box.y += sheet_panel_px(sheet, 4);
    box.y += sheet_text(sheet, &page, words_get(sheet->words, LANG_ZH, short_reason(reason_key)),
                        bold(sheet, 28, COLOUR_LED_INK), sheet_panel_px(sheet, 34), box, ALIGN_START, LANG_ZH,
                        true);
    box.y += sheet_text(sheet, &page, words_get(sheet->words, LANG_ZH, "panel.ask"),
                        bold(sheet, TEXT, COLOUR_LED_INK), sheet_panel_px(sheet, 26), box, ALIGN_START,
                        LANG_ZH, true);
    if (frame->hotline != NULL)
        (void)sheet_text(sheet, &page, frame->hotline, bold(sheet, 32, COLOUR_LED_DUE),
                         sheet_panel_px(sheet, 40), box, ALIGN_START, LANG_ZH, true);
    draw_append(list, &page.draw, 0, 0);
    draw_list_finish(&page.draw);
    struct frame bare = *frame;
    bare.record = NULL;
    bare.pages = 1;
    frame_panel(sheet, &bare, list);
}
