/* The banner: the one place where a page speaks about itself. What happened and since when, what it means, where to look instead;
   in Korean beneath, where the screen speaks it. */
#include "frame_inside.h"

void frame_moment(const struct sheet *sheet, enum lang lang, instant t, struct buffer *out)
{
    if (t == NO_INSTANT)
        return;
    struct buffer day = {0}, zone = {0};
    date then = date_from_instant(t, sheet->zone_minutes);
    bool other_year = civil_from_date(then).year != civil_from_date(sheet_today(sheet)).year;
    words_date(sheet->words, lang, then, other_year, &day);
    buffer_char(&day, ' ');
    words_clock(t, sheet->zone_minutes, &day);
    frame_zone(sheet, lang, &zone);
    words_fill(sheet->words, lang, "banner.moment", day.data, zone.data, NULL, NULL, out);
    buffer_finish(&zone);
    buffer_finish(&day);
}

struct said {
    struct buffer what, meaning, instead;
};

static void said_finish(struct said *said)
{
    buffer_finish(&said->what);
    buffer_finish(&said->meaning);
    buffer_finish(&said->instead);
}

/* How many are missing, or that some are, where a list could not be read. */
static void say_absent(const struct sheet *sheet, const struct frame *frame, enum lang lang,
                       struct buffer *out)
{
    struct buffer count = {0};
    if (frame->unread || frame->absent == 0) {
        buffer_text(out, words_get(sheet->words, lang, "banner.absent-some"));
        return;
    }
    buffer_format(&count, "%lld", (long long)frame->absent);
    words_fill(sheet->words, lang, "banner.absent", count.data, NULL, NULL, NULL, out);
    buffer_finish(&count);
}

/* The screen is in time and lacks something: how much, and where to look and whom to ask. */
static void say_lack(const struct sheet *sheet, const struct frame *frame, enum lang lang, struct said *out)
{
    const char *hotline = frame_hotline(frame);
    say_absent(sheet, frame, lang, &out->what);
    if (hotline == NULL)
        buffer_text(&out->meaning, words_get(sheet->words, lang, "banner.absent-board"));
    else
        words_fill(sheet->words, lang, "banner.absent-ask", hotline, NULL, NULL, NULL, &out->meaning);
}

static void say(const struct sheet *sheet, const struct frame *frame, enum lang lang, struct said *out)
{
    struct buffer since = {0};
    const struct words *words = sheet->words;
    bool never = frame->checked_at == NO_INSTANT;
    if (frame->freshness != STALE && frame->freshness != EXPIRED) {
        say_lack(sheet, frame, lang, out);
        return;
    }
    frame_moment(sheet, lang, frame->checked_at, &since);
    if (never)
        buffer_text(&out->what, words_get(words, lang, "banner.never"));
    else
        words_fill(words, lang, "banner.stale", since.data, NULL, NULL, NULL, &out->what);
    if (frame_lacks(frame))
        say_absent(sheet, frame, lang, &out->meaning);
    else
        buffer_text(&out->meaning, words_get(words, lang,
                                             frame->freshness == EXPIRED ? "banner.expired-meaning"
                                             : never                     ? "banner.never-meaning"
                                                                         : "banner.stale-meaning"));
    buffer_text(&out->instead, words_get(words, lang, "banner.look-elsewhere"));
    buffer_finish(&since);
}

/* All in one row; what comes last gives way. */
static void put_row(const struct sheet *sheet, const struct said *said, enum colour colour, float size,
                    float x, float y, float height, struct draw_list *list)
{
    struct rect main = sheet_main(sheet, false);
    float gap = sheet_px(sheet, 2), right = main.x + main.w;
    struct text_style bold = frame_style(sheet, FACE_SANS_BOLD, size, colour),
                      plain = frame_style(sheet, FACE_SANS, size, COLOUR_INK),
                      note = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK_2);
    x += frame_put(sheet, list, said->what.data, bold, x, y, height, right - x, ALIGN_START) + gap;
    if (right - x < frame_width(sheet, said->meaning.data, plain)) { /* smaller, and what there is room for */
        struct text_style small = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK);
        if (right - x > sheet_px(sheet, 12))
            (void)frame_put(sheet, list, said->meaning.data, small, x, y, height, right - x, ALIGN_START);
        return;
    }
    x += frame_put(sheet, list, said->meaning.data, plain, x, y, height, 0, ALIGN_START) + gap;
    if (said->instead.size > 0 && right - x >= frame_width(sheet, said->instead.data, note))
        (void)frame_put(sheet, list, said->instead.data, note, right, y, height, 0, ALIGN_END);
}

/* What happened above, what it means and where to look below it. */
static void put_rows(const struct sheet *sheet, const struct said *said, enum colour colour, float size,
                     float x, float y, struct draw_list *list)
{
    struct rect main = sheet_main(sheet, false);
    float right = main.x + main.w, line = sheet_px(sheet, 2.2F);
    struct text_style bold = frame_style(sheet, FACE_SANS_BOLD, size, colour),
                      plain = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK),
                      note = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK_2);
    (void)frame_put(sheet, list, said->what.data, bold, x, y, line, right - x, ALIGN_START);
    if (said->instead.size > 0) { /* where to look is never left out for a size */
        float wide = sheet_px(sheet, 1.6F) + frame_width(sheet, said->meaning.data, plain) +
                     frame_width(sheet, said->instead.data, note);
        if (wide > right - x)
            plain.size = note.size = sheet_px(sheet, 1.33F);
    }
    x += frame_put(sheet, list, said->meaning.data, plain, x, y + line, line, right - x, ALIGN_START);
    x += sheet_px(sheet, 1.6F);
    if (said->instead.size > 0 && right - x >= frame_width(sheet, said->instead.data, note))
        (void)frame_put(sheet, list, said->instead.data, note, x, y + line, line, 0, ALIGN_START);
}

void frame_banner(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    bool expired = frame->freshness == EXPIRED, lacks = frame->freshness < STALE;
    enum colour colour = expired ? COLOUR_TODO : COLOUR_DUE;
    struct rect main = sheet_main(sheet, false);
    float u = sheet->u, top = sheet_head_height(sheet), height = sheet_banner_height(sheet);
    float x = main.x + 4 * u, row = sheet_px(sheet, sheet->theme->banner);
    struct said zh = {0}, ko = {0};
    draw_fill(list, (struct rect){0, top, (float)sheet->width, height},
              expired ? COLOUR_TINT_TODO : COLOUR_TINT_DUE);
    draw_fill(list, (struct rect){0, top + height - .12F * u, (float)sheet->width, .12F * u}, colour);
    draw_icon(list, lacks ? "warning" : "due", main.x, top + (height - 2.6F * u) / 2, 2.6F * u, colour);
    say(sheet, frame, LANG_ZH, &zh);
    if (sheet->korean)
        say(sheet, frame, LANG_KO, &ko);
    if (sheet_frame_folds(sheet)) {
        put_rows(sheet, &zh, colour, 1.8F, x, top + .4F * u, list);
        if (sheet->korean)
            put_rows(sheet, &ko, colour, 1.6F, x, top + 5.2F * u, list);
    } else {
        put_row(sheet, &zh, colour, 2, x, top, row, list);
        if (sheet->korean)
            put_row(sheet, &ko, colour, 1.6F, x, top + .9F * row, .6F * row, list);
    }
    said_finish(&ko);
    said_finish(&zh);
}
