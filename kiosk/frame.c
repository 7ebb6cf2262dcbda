/* The head band of landscape and portrait pages, and the whole frame. The foot stands in frame_foot.c, a panel's own small
   frame in frame_panel.c, the banner and the built-in page in frame_banner.c and frame_nothing.c. Places and sizes are in u, as the
   looks give them; `folds` is the frame of two rows for screens that are not wide. */
#include "frame.h"

#include "frame_inside.h"
#include "frame_panel.h"

#define BEIJING_MINUTES 480

/* A check that lies in the future is as good as none: a clock is wrong. */
enum freshness frame_freshness(instant now, instant checked_at, int aging_seconds, int stale_seconds)
{
    if (checked_at == NO_INSTANT || now < checked_at - aging_seconds)
        return STALE;
    instant age = now - checked_at;
    return age <= aging_seconds ? FRESH : age <= stale_seconds ? AGING : STALE;
}

bool frame_lacks(const struct frame *frame)
{
    return frame->absent > 0 || frame->unread;
}

struct text_style frame_style(const struct sheet *sheet, enum face face, float units, enum colour colour)
{
    return (struct text_style){.face = face, .size = sheet_px(sheet, units), .colour = colour};
}

float frame_width(const struct sheet *sheet, const char *text, struct text_style style)
{
    return text_width(text, style, LANG_ZH, true, sheet->ruler);
}

float frame_put(const struct sheet *sheet, struct draw_list *list, const char *text, struct text_style style,
                float x, float y, float height, float width, enum text_align align)
{
    struct buffer cut = {0};
    if (width > 0)
        sheet_cut(sheet, text, style, width, &cut);
    float used = draw_text(list, width > 0 && cut.size > 0 ? cut.data : text, style, x,
                           sheet_baseline(sheet, style, y, height), align, LANG_ZH, sheet->ruler);
    buffer_finish(&cut);
    return used;
}

const char *frame_project_name(const struct sheet *sheet, const struct frame *frame)
{
    const char *name = frame->project == NULL ? NULL : project_cell(frame->project, "name");
    return name != NULL            ? name
           : frame->office != NULL ? frame->office
                                   : words_get(sheet->words, LANG_ZH, "app.title");
}

void frame_time(const struct sheet *sheet, instant t, struct buffer *out)
{
    if (t == NO_INSTANT)
        return;
    date day = date_from_instant(t, sheet->zone_minutes);
    if (day != sheet_today(sheet)) {
        bool other_year = civil_from_date(day).year != civil_from_date(sheet_today(sheet)).year;
        words_date(sheet->words, LANG_ZH, day, other_year, out);
        buffer_char(out, ' ');
    }
    words_clock(t, sheet->zone_minutes, out);
}

/* ---- head band ---- */

void frame_zone(const struct sheet *sheet, enum lang lang, struct buffer *out)
{
    int minutes = sheet->zone_minutes < 0 ? -sheet->zone_minutes : sheet->zone_minutes;
    if (sheet->zone_minutes == BEIJING_MINUTES)
        buffer_text(out, words_get(sheet->words, lang, "head.beijing-time"));
    else
        buffer_format(out, "UTC%c%02d:%02d", sheet->zone_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* 2026年12月16日　星期三　北京时间 */
static void today_text(const struct sheet *sheet, struct buffer *out)
{
    static const char gap[] = "\xE3\x80\x80";
    words_date(sheet->words, LANG_ZH, sheet_today(sheet), true, out);
    buffer_text(out, gap);
    words_weekday(sheet->words, LANG_ZH, sheet_today(sheet), out);
    buffer_text(out, gap);
    frame_zone(sheet, LANG_ZH, out);
}

static void draw_head_row(const struct sheet *sheet, const struct frame *frame, struct draw_list *list,
                          const char *today, const char *clock)
{
    float height = sheet_head_height(sheet), u = sheet->u;
    struct rect main = sheet_main(sheet, false);
    struct text_style note = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_BAND_INK);
    float right = main.x + main.w;
    right -= frame_put(sheet, list, clock, frame_style(sheet, FACE_SANS_BOLD, 2.6F, COLOUR_BAND_INK), right,
                       0, height, 0, ALIGN_END);
    right -= 1.6F * u;
    right -= frame_put(sheet, list, today, note, right, 0, height, 0, ALIGN_END);
    right -= 2 * u;
    float x = main.x;
    x += frame_put(sheet, list, frame_project_name(sheet, frame),
                   frame_style(sheet, FACE_SANS_BOLD, 2, COLOUR_BAND_INK), x, 0, height, right - x,
                   ALIGN_START);
    const char *stage = frame->project == NULL ? NULL : project_cell(frame->project, "stage");
    if (stage == NULL || right - x < 10 * u)
        return;
    x += 1.6F * u;
    draw_fill(list, (struct rect){x, height / 2 - 1.2F * u, .08F * u, 2.4F * u}, COLOUR_BAND_INK);
    x += 1.6F * u;
    (void)frame_put(sheet, list, stage, note, x, 0, height, right - x, ALIGN_START);
}

static void draw_head_folded(const struct sheet *sheet, const struct frame *frame, struct draw_list *list,
                             const char *today, const char *clock)
{
    bool squats = sheet_frame_squats(sheet);
    float u = sheet->u, first = (squats ? 2.7F : 3.F) * u, second = (squats ? 2 : 2.4F) * u,
          gap = (squats ? 0 : .4F) * u;
    float top = (sheet_head_height(sheet) - first - second - gap) / 2;
    struct rect main = sheet_main(sheet, false);
    struct text_style note = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_BAND_INK);
    float right = main.x + main.w;
    float taken = frame_put(sheet, list, clock, frame_style(sheet, FACE_SANS_BOLD, 2.6F, COLOUR_BAND_INK),
                            right, top, first, 0, ALIGN_END);
    (void)frame_put(sheet, list, frame_project_name(sheet, frame),
                    frame_style(sheet, FACE_SANS_BOLD, squats ? 2 : 2.2F, COLOUR_BAND_INK), main.x, top,
                    first, main.w - taken - 2 * u, ALIGN_START);
    taken = frame_put(sheet, list, today, note, right, top + first + gap, second, 0, ALIGN_END);
    const char *stage = frame->project == NULL ? NULL : project_cell(frame->project, "stage");
    if (stage != NULL)
        (void)frame_put(sheet, list, stage, note, main.x, top + first + gap, second, main.w - taken - 2 * u,
                        ALIGN_START);
}

void frame_head(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    struct buffer today = {0}, clock = {0};
    today_text(sheet, &today);
    words_clock(sheet->now, sheet->zone_minutes, &clock);
    draw_fill(list, (struct rect){0, 0, (float)sheet->width, sheet_head_height(sheet)}, COLOUR_BAND);
    if (sheet_frame_folds(sheet))
        draw_head_folded(sheet, frame, list, today.data, clock.data);
    else
        draw_head_row(sheet, frame, list, today.data, clock.data);
    buffer_finish(&clock);
    buffer_finish(&today);
}

void frame_draw(const struct sheet *screen, const struct frame *frame, struct draw_list *list)
{
    const struct sheet own = sheet_of_item(screen, frame->record == NULL ? NULL : frame->record->url);
    const struct sheet *sheet = &own;
    if (sheet->shape == SHAPE_PANEL) {
        frame_panel(sheet, frame, list);
        return;
    }
    frame_head(sheet, frame, list);
    if (frame->banner && (frame->freshness == STALE || frame->freshness == EXPIRED || frame_lacks(frame)))
        frame_banner(sheet, frame, list);
    frame_foot(sheet, frame, list);
}
