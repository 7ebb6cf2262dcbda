#include "rail.h"

#include <math.h>

#define FACTS_MOST 8
#define SIDE_BY_SIDE 52.F /* u: two rights abreast */
#define LABEL 5.2F        /* u */

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

static struct rights rights_here(const struct rail *rail)
{
    return rights_of(rail->record, sheet_today(rail->sheet), rail->sheet->zone_minutes);
}

bool rail_has_something(const struct rail *rail)
{
    return rail->record->published_at != NO_INSTANT || may_comment(rail) || rights_here(rail).count > 0;
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

/* The facts in one column or, reading down, in two. */
static float facts_part(const struct rail *rail, struct page *page, struct rect box, enum size size,
                        size_t columns)
{
    struct fact facts[FACTS_MOST] = {0};
    size_t count = fill_facts(rail, facts), rows = (count + columns - 1) / columns;
    float gutter = sheet_px(rail->sheet, 2.4F), label = sheet_px(rail->sheet, LABEL),
          line = sheet_px(rail->sheet, 2.55F), tall = 0;
    float width = (box.w - gutter * (float)(columns - 1)) / (float)columns, y = box.y;
    for (size_t i = 0; i < count; i++) {
        if (i % rows == 0)
            y = box.y;
        size_t column = i / rows;
        float x = box.x + (float)column * (width + gutter);
        struct rect value = {x + label, y, fmaxf(width - label, 1), 0};
        struct rect name = {x, y, label, 0};
        (void)sheet_text(rail->sheet, page, facts[i].label,
                         sheet_style(rail->sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2), line, name,
                         ALIGN_START, LANG_ZH, true);
        y += sheet_text(rail->sheet, page, facts[i].value.data,
                        sheet_style(rail->sheet, FACE_SANS, size, COLOUR_INK), line, value, ALIGN_START,
                        LANG_ZH, true);
        tall = fmaxf(tall, y - box.y);
    }
    finish_facts(facts, count);
    return tall;
}

/* ---- rights: how many days are left is said large at the right ---- */

/* What stands at the right of a right: a word over (or before) a figure with its unit. Strings may be NULL. */
struct count {
    const char *word, *icon, *figure, *unit;
    enum colour colour, quiet; /* of the figure; of the word */
    struct buffer number;
};

static struct count count_of(const struct rail *rail, struct deadline deadline)
{
    const struct words *words = rail->sheet->words;
    date today = sheet_today(rail->sheet);
    struct count count = {.colour = COLOUR_INK, .quiet = COLOUR_INK_2};
    if (deadline_is_near(deadline, today)) {
        count.icon = "due";
        count.colour = count.quiet = COLOUR_DUE;
    }
    switch (deadline_state(deadline, today)) {
    case DEADLINE_OPEN:
        buffer_format(&count.number, "%d", deadline_days_left(deadline, today));
        count.word = words_get(words, LANG_ZH, "rights.left");
        count.figure = count.number.data;
        count.unit = words_get(words, LANG_ZH, "rights.days");
        break;
    case DEADLINE_LAST_DAY: /* no figure: a zero would say that it is over */
        count.word = words_get(words, LANG_ZH, "rights.last-day");
        count.figure = words_get(words, LANG_ZH, "rights.today");
        break;
    case DEADLINE_UNSURE: count.word = words_get(words, LANG_ZH, "rights.unsure"); break;
    case DEADLINE_OVER:
        count.word = words_get(words, LANG_ZH, "rights.over");
        count.icon = "past";
        break;
    }
    return count;
}

/* Draws the count with its right edge at `right`: the word in the first line, the figure `size` u high below it or,
   `abreast`, in the same line. Returns the width of what stands below the first line, or in it. */
static float count_set(const struct rail *rail, struct page *page, const struct count *count, float right,
                       float top, float first, float size, bool abreast)
{
    const struct sheet *sheet = rail->sheet;
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK), word = note;
    struct text_style figure = {
        .face = FACE_SANS_BOLD, .size = sheet_px(sheet, size), .colour = count->colour};
    if (count->unit == NULL)
        figure.size = fminf(figure.size, sheet_px(sheet, 3));
    word.face = FACE_SANS_BOLD;
    word.colour = count->quiet;
    float start = right, baseline = sheet_baseline(sheet, note, top, first);
    float low = abreast ? baseline : sheet_baseline(sheet, figure, top + first, sheet_px(sheet, 4.8F));
    if (count->figure != NULL &&
        (count->unit != NULL || !abreast)) { /* "today" has no room beside its word */
        if (count->unit != NULL)
            right -= draw_text(&page->draw, count->unit, note, right, low, ALIGN_END, LANG_ZH, sheet->ruler) +
                     sheet_px(sheet, .3F);
        right -= draw_text(&page->draw, count->figure, figure, right, low, ALIGN_END, LANG_ZH, sheet->ruler) +
                 sheet_px(sheet, .3F);
    }
    float below = start - right;
    if (!abreast)
        right = start;
    right -= draw_text(&page->draw, count->word, word, right, baseline, ALIGN_END, LANG_ZH, sheet->ruler);
    if (count->icon != NULL) {
        right -= 1.45F * word.size;
        draw_icon(&page->draw, count->icon, right, top + (first - word.size) / 2, word.size * 1.1F,
                  count->quiet);
    }
    return abreast ? start - right : below;
}

/* Name and length in the first line; a name that the count leaves no room for has the line to itself. */
static float name_set(const struct rail *rail, struct page *page, struct rect box, const char *name,
                      const char *length)
{
    const struct sheet *sheet = rail->sheet;
    float line = sheet_px(sheet, 2.8F);
    struct text_style bold = sheet_style(sheet, FACE_SANS_BOLD, SIZE_BODY, COLOUR_INK);
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2);
    float baseline = sheet_baseline(sheet, bold, box.y, line);
    float x = box.x + sheet_px(sheet, .6F) +
              draw_text(&page->draw, name, bold, box.x, baseline, ALIGN_START, LANG_ZH, sheet->ruler);
    (void)draw_text(&page->draw, length, note, x, baseline, ALIGN_START, LANG_ZH, sheet->ruler);
    return line;
}

/* Whom to ask, and the end. */
static float whom_set(const struct rail *rail, struct page *page, struct rect box, const char *whom,
                      const char *end)
{
    const struct sheet *sheet = rail->sheet;
    float line = sheet_px(sheet, 2.4F);
    float used = sheet_text(sheet, page, whom, sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2), line,
                            box, ALIGN_START, LANG_ZH, true);
    box.y += used;
    return used + sheet_text(sheet, page, end, sheet_style(sheet, FACE_SANS_BOLD, SIZE_NOTE, COLOUR_INK),
                             line, box, ALIGN_START, LANG_ZH, true);
}

static float right_part(const struct rail *rail, struct page *page, struct rect box,
                        const struct right *right, bool abreast)
{
    const struct sheet *sheet = rail->sheet;
    const struct words *words = sheet->words;
    float start = box.y;
    struct rect left = box;
    struct buffer end = {0};
    float first = name_set(rail, page, box, words_get(words, LANG_ZH, right->name),
                           words_get(words, LANG_ZH, right->length));
    float least = first;
    left.y += first;
    if (right->deadline.end == NO_DATE) {
        buffer_text(&end, words_get(words, LANG_ZH, right->begins));
    } else {
        rights_end(right, words, sheet_today(sheet), &end);
        struct count count = count_of(rail, right->deadline);
        float taken =
            count_set(rail, page, &count, box.x + box.w, box.y, first, abreast ? 2.6F : 4.4F, abreast);
        if (!abreast && taken > 0) {
            left.w = fmaxf(left.w - taken - sheet_px(sheet, .8F), 1);
            least += sheet_px(sheet, 4.8F);
        }
        buffer_finish(&count.number);
    }
    left.y += whom_set(rail, page, left, words_get(words, LANG_ZH, right->whom), end.data);
    buffer_finish(&end);
    box.y = fmaxf(left.y, start + least) + sheet_px(sheet, .45F);
    draw_fill(&page->draw, (struct rect){box.x, box.y, box.w, sheet_px(sheet, .06F)}, COLOUR_RULE_2);
    return box.y - start + sheet_px(sheet, .5F);
}

float rail_rights(const struct rail *rail, struct page *page, struct rect box)
{
    const struct sheet *sheet = rail->sheet;
    const struct words *words = sheet->words;
    struct rights rights = rights_here(rail);
    float start = box.y, gutter = sheet_px(sheet, 2.4F);
    if (rights.count == 0)
        return 0;
    box.y += head(rail, page, box, words_get(words, LANG_ZH, rights.head)) + sheet_px(sheet, .4F);
    bool abreast = box.w >= sheet_px(sheet, SIDE_BY_SIDE);
    float tall = 0;
    for (size_t i = 0; i < rights.count; i++) {
        struct rect part = box;
        if (abreast) {
            part.w = (box.w - gutter) / 2;
            part.x += (float)i * (part.w + gutter);
            tall = fmaxf(tall, right_part(rail, page, part, &rights.right[i], true));
        } else {
            box.y += right_part(rail, page, part, &rights.right[i], false);
        }
    }
    box.y += tall;
    struct buffer note = {0};
    buffer_text(&note, words_get(words, LANG_ZH, rights.note));
    if (rights.provisional)
        buffer_text(&note, words_get(words, LANG_ZH, "rights.provisional"));
    box.y += sheet_text(sheet, page, note.data, sheet_style(sheet, FACE_SANS, SIZE_FOOT, COLOUR_INK_2),
                        sheet_px(sheet, 1.9F), box, ALIGN_START, LANG_ZH, true);
    buffer_finish(&note);
    return box.y - start;
}

/* The right to comment, in the same shape. The office's own end stands: it is not moved by us. */
static float comment_part(const struct rail *rail, struct page *page, struct rect box)
{
    const struct sheet *sheet = rail->sheet;
    const struct words *words = sheet->words;
    date until = rail->record->comment_until;
    struct buffer text = {0}, day = {0}, weekday = {0};
    bool other_year = civil_from_date(until).year != civil_from_date(sheet_today(sheet)).year;
    words_date(words, LANG_ZH, until, other_year, &day);
    words_weekday(words, LANG_ZH, until, &weekday);
    words_fill(words, LANG_ZH, "rail.comment-until", day.data, weekday.data, NULL, NULL, &text);
    float start = box.y, line = sheet_px(sheet, 2.4F);
    box.y += head(rail, page, box, words_get(words, LANG_ZH, "rail.comment"));
    struct count count = count_of(rail, (struct deadline){.end = until});
    float taken = count_set(rail, page, &count, box.x + box.w, box.y, line, 4.4F, false);
    struct rect left = box;
    left.w = fmaxf(left.w - fmaxf(taken, sheet_px(sheet, 7)) - sheet_px(sheet, .8F), 1);
    float used = whom_set(rail, page, left, words_get(words, LANG_ZH, "rail.comment-what"), text.data);
    box.y += fmaxf(used, line + sheet_px(sheet, 4.8F));
    buffer_finish(&count.number);
    buffer_finish(&weekday);
    buffer_finish(&day);
    buffer_finish(&text);
    return box.y - start;
}

bool rail_beside(const struct rail *rail, struct page *page, struct rect box)
{
    const struct sheet *sheet = rail->sheet;
    float bottom = box.y + box.h, gap = sheet_px(sheet, 1.6F);
    if (rail->title != NULL) {
        box.y += head(rail, page, box, words_get(sheet->words, LANG_ZH, "rail.this-document"));
        box.y += sheet_text(sheet, page, rail->title, sheet_style(sheet, FACE_SANS, SIZE_BODY, COLOUR_INK),
                            sheet_px(sheet, 2.8F), box, ALIGN_START, LANG_ZH, true) +
                 gap;
    }
    /* On later pages the facts give way to the rights, which stand on every page. */
    if (rail->title == NULL || rights_here(rail).count == 0) {
        box.y += head(rail, page, box, words_get(sheet->words, LANG_ZH, "rail.facts"));
        box.y += facts_part(rail, page, box, SIZE_BODY, 1) + gap;
    }
    if (may_comment(rail) && box.y + sheet_px(sheet, 11) <= bottom)
        box.y += comment_part(rail, page, box) + gap;
    struct page measured = {0};
    float rights = rail_rights(rail, &measured, box);
    draw_list_finish(&measured.draw);
    bool fits = box.y + rights <= bottom;
    if (rights > 0 && fits)
        (void)rail_rights(rail, page, box);
    return fits;
}

/* Below a portrait sheet: the rights over both columns; then the comment period at the left, the facts at the right. */
static void draw_below(const struct rail *rail, struct page *page, struct rect box, float *height)
{
    const struct sheet *sheet = rail->sheet;
    float start = box.y, gutter = sheet_px(sheet, 2.4F);
    float rights = rail_rights(rail, page, box);
    if (rail->brief) {
        *height = rights;
        return;
    }
    box.y += rights > 0 ? rights + sheet_px(sheet, 1) : 0;
    bool two = may_comment(rail);
    struct rect left = {box.x, box.y, (box.w - gutter) / 2, box.h};
    struct rect right = {two ? left.x + left.w + gutter : box.x, box.y, two ? left.w : box.w, box.h};
    right.y += head(rail, page, right, words_get(sheet->words, LANG_ZH, "rail.facts"));
    right.y += facts_part(rail, page, right, SIZE_NOTE, two || box.w < sheet_px(sheet, SIDE_BY_SIDE) ? 1 : 2);
    if (may_comment(rail))
        left.y += comment_part(rail, page, left) + sheet_px(sheet, .8F);
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
