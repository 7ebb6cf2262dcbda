#include "rail.h"

#include <math.h>

#define FACTS_MOST 8
#define SOON_DAYS 7 /* a right's last week is amber (looks, "due") */
#define LABEL 5.2F  /* u */

struct fact {
    const char *label;
    struct buffer value;
};

static void add_fact(const struct rail *rail, struct fact *facts, size_t *count, const char *key,
                     const char *value)
{
    if (value == NULL || value[0] == '\0' || *count == FACTS_MOST)
        return;
    facts[*count].label = words_get(rail->sheet->words, LANG_ZH, key);
    buffer_text(&facts[(*count)++].value, value);
}

static void add_days(const struct rail *rail, struct fact *facts, size_t *count, const char *key, date from,
                     date until, bool period)
{
    struct buffer text = {0};
    if (period)
        words_period(rail->sheet->words, LANG_ZH, from, until, &text);
    else
        words_date(rail->sheet->words, LANG_ZH, from, true, &text);
    add_fact(rail, facts, count, key, text.size > 0 ? text.data : NULL);
    buffer_finish(&text);
}

static date day_of(const struct rail *rail, instant t)
{
    return t == NO_INSTANT ? NO_DATE : date_from_instant(t, rail->sheet->zone_minutes);
}

static size_t fill_facts(const struct rail *rail, struct fact facts[FACTS_MOST])
{
    const struct record *record = rail->record;
    size_t count = 0;
    date published = day_of(rail, record->published_at);
    if (record->issued_on != published)
        add_days(rail, facts, &count, "rail.issued", record->issued_on, NO_DATE, false);
    add_days(rail, facts, &count, "rail.published", published, NO_DATE, false);
    if (rail->project != NULL) {
        const struct rows *row = &rail->project->row;
        const char *households = project_cell(rail->project, "households");
        struct buffer number = {0};
        if (households != NULL)
            words_fill(rail->sheet->words, LANG_ZH, "rail.households-of", households, NULL, NULL, NULL,
                       &number);
        add_fact(rail, facts, &count, "rail.households", number.data);
        buffer_finish(&number);
        add_fact(rail, facts, &count, "rail.department", project_cell(rail->project, "department"));
        add_fact(rail, facts, &count, "rail.implementer", project_cell(rail->project, "implementer"));
        add_days(rail, facts, &count, "rail.signing", rows_date(row, 0, "sign_from"),
                 rows_date(row, 0, "sign_until"), true);
    }
    add_days(rail, facts, &count, "rail.display-until", day_of(rail, record->display_until), NO_DATE, false);
    return count;
}

static void finish_facts(struct fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_finish(&facts[i].value);
}

static bool may_comment(const struct rail *rail)
{
    return rail->record->comment_until != NO_DATE && rail->record->comment_until >= sheet_today(rail->sheet);
}

bool rail_has_something(const struct rail *rail)
{
    return rail->record->published_at != NO_INSTANT || may_comment(rail) || rail->record->url != NULL;
}

static float rule(const struct rail *rail, struct page *page, struct rect box)
{
    float height = sheet_px(rail->sheet, .16F);
    draw_fill(&page->draw, (struct rect){box.x, box.y, box.w, height}, COLOUR_INK);
    return height + sheet_px(rail->sheet, .45F);
}

/* Section head over a rule. The functions from here on return the height they took. */
static float head(const struct rail *rail, struct page *page, struct rect box, const char *text)
{
    float used = rule(rail, page, box);
    box.y += used;
    struct text_style style = sheet_style(rail->sheet, FACE_SANS_BOLD, SIZE_BODY, COLOUR_INK);
    return used + sheet_text(rail->sheet, page, text, style, sheet_px(rail->sheet, 2.8F), box, ALIGN_START,
                             LANG_ZH, true);
}

static float facts_part(const struct rail *rail, struct page *page, struct rect box, enum size size)
{
    struct fact facts[FACTS_MOST] = {0};
    size_t count = fill_facts(rail, facts);
    float start = box.y, label = sheet_px(rail->sheet, LABEL), line = sheet_px(rail->sheet, 2.55F);
    for (size_t i = 0; i < count; i++) {
        struct rect value = {box.x + label, box.y, fmaxf(box.w - label, 1), 0};
        struct rect name = {box.x, box.y, label, 0};
        (void)sheet_text(rail->sheet, page, facts[i].label,
                         sheet_style(rail->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2), line, name,
                         ALIGN_START, LANG_ZH, true);
        box.y += sheet_text(rail->sheet, page, facts[i].value.data,
                            sheet_style(rail->sheet, FACE_SANS, size, COLOUR_INK), line, value, ALIGN_START,
                            LANG_ZH, true);
    }
    finish_facts(facts, count);
    return box.y - start;
}

/* The right to comment: until when, and how many days are left at the right. */
static float comment_part(const struct rail *rail, struct page *page, struct rect box)
{
    const struct sheet *sheet = rail->sheet;
    const struct words *words = sheet->words;
    const struct record *record = rail->record;
    int days = record->comment_until - sheet_today(sheet);
    enum colour colour = days <= SOON_DAYS ? COLOUR_DUE : COLOUR_INK;
    struct buffer text = {0}, day = {0}, weekday = {0};
    bool other_year = civil_from_date(record->comment_until).year != civil_from_date(sheet_today(sheet)).year;
    words_date(words, LANG_ZH, record->comment_until, other_year, &day);
    words_weekday(words, LANG_ZH, record->comment_until, &weekday);
    words_fill(words, LANG_ZH, "rail.comment-until", day.data, weekday.data, NULL, NULL, &text);

    float start = box.y;
    box.y += head(rail, page, box, words_get(words, LANG_ZH, "rail.comment"));
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2), small = note;
    struct text_style figure = {.face = FACE_SANS_BOLD, .size = sheet_px(sheet, 4.4F), .colour = colour};
    small.face = FACE_SANS_BOLD;
    small.colour = colour == COLOUR_INK ? COLOUR_INK_2 : colour;
    float line = sheet_px(sheet, 2.4F), tall = sheet_px(sheet, 4.8F), right = box.x + box.w;
    struct rect left = {box.x, box.y, box.w - sheet_px(sheet, 9), 0};
    float used = sheet_text(sheet, page, words_get(words, LANG_ZH, "rail.comment-what"), note, line, left,
                            ALIGN_START, LANG_ZH, true);
    left.y += used;
    struct text_style bold = note;
    bold.face = FACE_SANS_BOLD;
    bold.colour = COLOUR_INK;
    used += sheet_text(sheet, page, text.data, bold, line, left, ALIGN_START, LANG_ZH, true);

    float still = draw_text(&page->draw, words_get(words, LANG_ZH, "rail.days-left"), small, right,
                            sheet_baseline(sheet, small, box.y, line), ALIGN_END, LANG_ZH, sheet->ruler);
    if (days <= SOON_DAYS)
        draw_icon(&page->draw, "due", right - still - 1.45F * small.size, box.y + (line - small.size) / 2,
                  small.size * 1.1F, colour);
    float baseline = sheet_baseline(sheet, figure, box.y + line, tall);
    right -= draw_text(&page->draw, words_get(words, LANG_ZH, "rail.days"), note, right, baseline, ALIGN_END,
                       LANG_ZH, sheet->ruler);
    struct buffer number = {0};
    buffer_format(&number, "%d", days);
    (void)draw_text(&page->draw, number.data, figure, right - sheet_px(sheet, .3F), baseline, ALIGN_END,
                    LANG_ZH, sheet->ruler);
    box.y += fmaxf(used, line + tall);
    buffer_finish(&number);
    buffer_finish(&weekday);
    buffer_finish(&day);
    buffer_finish(&text);
    return box.y - start;
}

static float code_part(const struct rail *rail, struct page *page, struct rect box)
{
    const struct sheet *sheet = rail->sheet;
    float side = sheet_px(sheet, 8), line = sheet_px(sheet, 2.4F);
    draw_code(&page->draw, rail->record->url, (struct rect){box.x, box.y, side, side});
    struct rect words = {box.x + side + sheet_px(sheet, 1.4F), box.y + sheet_px(sheet, 1.4F), 0, 0};
    words.w = fmaxf(box.w - (words.x - box.x), 1);
    words.y += sheet_text(sheet, page, words_get(sheet->words, LANG_ZH, "rail.code"),
                          sheet_style(sheet, FACE_SANS_BOLD, SIZE_NOTE, COLOUR_INK), line, words, ALIGN_START,
                          LANG_ZH, true);
    (void)sheet_text(sheet, page, words_get(sheet->words, LANG_ZH, "rail.code-what"),
                     sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2), line, words, ALIGN_START,
                     LANG_ZH, true);
    return side;
}

void rail_beside(const struct rail *rail, struct page *page, struct rect box)
{
    const struct sheet *sheet = rail->sheet;
    float bottom = box.y + box.h, gap = sheet_px(sheet, 1.6F);
    if (rail->title != NULL) {
        box.y += head(rail, page, box, words_get(sheet->words, LANG_ZH, "rail.this-document"));
        box.y += sheet_text(sheet, page, rail->title, sheet_style(sheet, FACE_SANS, SIZE_BODY, COLOUR_INK),
                            sheet_px(sheet, 2.8F), box, ALIGN_START, LANG_ZH, true) +
                 gap;
    }
    box.y += head(rail, page, box, words_get(sheet->words, LANG_ZH, "rail.facts"));
    box.y += facts_part(rail, page, box, SIZE_BODY) + gap;
    if (may_comment(rail) && box.y + sheet_px(sheet, 11) <= bottom)
        box.y += comment_part(rail, page, box) + gap;
    float code = sheet_px(sheet, 8);
    if (rail->record->url != NULL && box.y + code <= bottom)
        (void)code_part(rail, page, (struct rect){box.x, bottom - code, box.w, code});
}

/* Below a portrait sheet: the comment period and the code at the left, the facts at the right. */
static void draw_below(const struct rail *rail, struct page *page, struct rect box, float *height)
{
    const struct sheet *sheet = rail->sheet;
    float start = box.y, gutter = sheet_px(sheet, 2.4F);
    bool two = may_comment(rail) || rail->record->url != NULL;
    struct rect left = {box.x, box.y, (box.w - gutter) / 2, box.h};
    struct rect right = {two ? left.x + left.w + gutter : box.x, box.y, two ? left.w : box.w, box.h};
    right.y += head(rail, page, right, words_get(sheet->words, LANG_ZH, "rail.facts"));
    right.y += facts_part(rail, page, right, SIZE_NOTE);
    if (may_comment(rail))
        left.y += comment_part(rail, page, left) + sheet_px(sheet, .8F);
    else if (two)
        left.y += rule(rail, page, left);
    if (rail->record->url != NULL)
        left.y += code_part(rail, page, left);
    *height = fmaxf(left.y, right.y) - start;
}

float rail_height_below(const struct rail *rail, float width)
{
    struct page measured = {0};
    float height = 0;
    draw_below(rail, &measured, (struct rect){0, 0, width, 0}, &height);
    draw_list_finish(&measured.draw);
    return height;
}

void rail_below(const struct rail *rail, struct page *page, struct rect box)
{
    float height;
    draw_below(rail, page, box, &height);
}
