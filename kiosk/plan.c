/* The compensation plan: how long comments may be sent in, the reward's tiers as a strip of time, then the
   text. Past, present and future tiers look alike: the strip informs and does not press. */
#include "chart.h"
#include "deadline.h"

#include <math.h>
#include <string.h>

#define STRIP 5.1f /* u: today above the bar, the bar, a gap */

struct tiers {
    struct board *board;
    const struct rows *rows;
    date today;
    bool large; /* where the page has room: figures as on a board */
};

static const struct state *tier_state(const struct tiers *t, size_t i)
{
    if (rows_date(t->rows, i, "valid_until") < t->today)
        return &state_past;
    return rows_date(t->rows, i, "valid_from") > t->today ? &state_todo : &state_now;
}

/* ---- the strip ---- */

static float tier_days(const struct tiers *t, size_t i)
{
    date from = rows_date(t->rows, i, "valid_from"), until = rows_date(t->rows, i, "valid_until");
    return until < from ? 1 : (float)(until - from + 1);
}

static void segment_draw(const struct tiers *t, struct page *page, size_t i, struct rect bar)
{
    float u = t->board->sheet->u;
    const struct state *state = tier_state(t, i);
    if (state == &state_past) {
        draw_fill(&page->draw, bar, COLOUR_RULE_2);
        return;
    }
    draw_fill(&page->draw, bar, state == &state_now ? COLOUR_TINT_NOW : COLOUR_PAPER);
    if (state == &state_now) {
        float gone = (float)(t->today - rows_date(t->rows, i, "valid_from")) + .5f,
              x = bar.w * gone / tier_days(t, i);
        draw_fill(&page->draw, (struct rect){bar.x, bar.y, x, bar.h}, COLOUR_NOW);
        draw_frame(&page->draw, bar, .12f * u, COLOUR_NOW);
        draw_fill(&page->draw, (struct rect){bar.x + x - .15f * u, bar.y - .5f * u, .3f * u, bar.h + u},
                  COLOUR_INK);
        struct text_style bold = board_style(t->board, FACE_SANS_BOLD, 1.6f, COLOUR_INK);
        const char *today = board_word(t->board, "chart.today");
        float half = board_width(t->board, today, bold) / 2, left = t->board->pager.area.x,
              right = left + t->board->pager.area.w;
        float middle = fminf(fmaxf(bar.x + x, left + half), right - half);
        (void)board_mark(t->board, page, today, bold, middle,
                         board_baseline(t->board, bold, bar.y - 2.8f * u, 2.2f * u), ALIGN_CENTER);
    } else {
        draw_frame(&page->draw, bar, .12f * u, COLOUR_TODO);
    }
}

/* Name, dates, state, amount, days left, note: under the tier's segment, or in a list. Height only, where
   page is NULL. */
static float tier_set(const struct tiers *t, struct page *page, size_t i, struct rect box)
{
    struct board *b = t->board;
    const struct rows *rows = t->rows;
    float u = b->sheet->u, y = box.y, s = t->large ? 1.25f : 1, figure = t->large ? 6 : 3.4f,
          high = t->large ? 7 : 4.2f;
    const struct state *state = tier_state(t, i);
    enum colour ink = state == &state_past ? COLOUR_INK_2 : COLOUR_INK;
    struct text_style plain = board_style(b, FACE_SANS, 1.6f * s, ink),
                      bold = board_style(b, FACE_SANS_BOLD, 1.6f * s, ink);
    struct text_style small = board_style(b, FACE_SANS, 1.33f * s, COLOUR_INK_2),
                      large = board_style(b, FACE_SANS_BOLD, figure, ink);
    y += board_set(b, page, rows_cell(rows, i, "name"), bold, 2.4f * s, (struct rect){box.x, y, box.w, 0},
                   ALIGN_START, LANG_ZH);
    y += board_set(b, page, board_ko_cell(b, rows, i, "name_ko"), small, 2 * s,
                   (struct rect){box.x, y, box.w, 0}, ALIGN_START, LANG_KO);
    const char *period = board_period(b, rows_date(rows, i, "valid_from"), rows_date(rows, i, "valid_until"),
                                      civil_from_date(t->today).year);
    float states = board_state(b, NULL, state, NULL, 0, 0, ALIGN_END);
    bool beside = board_width(b, period, plain) + u + states <= box.w;
    float dates =
        board_set(b, page, period, plain, 2.4f * s, (struct rect){box.x, y, box.w, 0}, ALIGN_START, LANG_ZH);
    if (page != NULL)
        (void)board_state(b, page, state, NULL, beside ? box.x + box.w : box.x, beside ? y : y + dates,
                          beside ? ALIGN_END : ALIGN_START);
    y += dates + (beside ? 0 : 2.4f * s * u) + .2f * u;
    /* 300 元／平方米 on one line where it fits, and what is left of the tier now running behind it. */
    const char *amount = board_number(b, rows_cell(rows, i, "amount")), *unit = rows_cell(rows, i, "unit");
    float wide = board_width(b, amount, large) + .5f * u, units = board_width(b, unit, plain);
    bool inline_unit = wide + units <= box.w;
    if (page != NULL) {
        (void)board_mark(b, page, amount, large, box.x, board_baseline(b, large, y, high * u), ALIGN_START);
        board_say(page, amount);
    }
    float baseline = board_baseline(b, large, y, high * u);
    if (inline_unit && page != NULL) {
        (void)board_mark(b, page, unit, plain, box.x + wide, baseline, ALIGN_START);
        board_say(page, unit);
    }
    y += high * u;
    if (!inline_unit)
        y += board_set(b, page, unit, plain, 2.4f * s, (struct rect){box.x, y, box.w, 0}, ALIGN_START,
                       LANG_ZH);
    if (state == &state_now) {
        struct deadline end = {.end = rows_date(rows, i, "valid_until")};
        const char *left =
            deadline_state(end, t->today) == DEADLINE_LAST_DAY
                ? board_word(b, "plan.last_day")
                : board_fill(b, "plan.days_left", board_count(b, deadline_days_left(end, t->today)), NULL,
                             NULL, NULL);
        float days = board_width(b, left, plain);
        if (inline_unit && wide + units + u + days <= box.w) {
            if (page != NULL)
                (void)board_mark(b, page, left, board_style(b, FACE_SANS, 1.6f * s, COLOUR_NOW),
                                 box.x + box.w, baseline, ALIGN_END);
        } else {
            if (page != NULL)
                (void)board_mark(b, page, left, board_style(b, FACE_SANS, 1.6f * s, COLOUR_NOW), box.x,
                                 board_baseline(b, plain, y, 2.4f * s * u), ALIGN_START);
            y += 2.4f * s * u;
        }
    }
    y += board_set(b, page, rows_cell(rows, i, "note"), board_style(b, FACE_SANS, 1.6f * s, COLOUR_INK_2),
                   2.4f * s, (struct rect){box.x, y, box.w, 0}, ALIGN_START, LANG_ZH);
    return y - box.y;
}

/* Height of the tiers' words: under their segments, `scale` pixels a day wide, or as a list. */
static float tiers_height(const struct tiers *t, float scale, bool under)
{
    float u = t->board->sheet->u, height = 0;
    for (size_t i = 0; i < t->rows->count; i++) {
        float w = under ? scale * tier_days(t, i) - 2.4f * u : t->board->pager.area.w;
        float tall = tier_set(t, NULL, i, (struct rect){0, 0, w, 0});
        height = under ? fmaxf(height, tall) : height + tall + 1.2f * u;
    }
    return height;
}

static void tiers_set(struct tiers *t)
{
    struct board *b = t->board;
    size_t count = t->rows->count;
    float u = b->sheet->u, whole = b->pager.area.w, days = 0, gap = .35f * u, narrow = whole, height = 0;
    for (size_t i = 0; i < count; i++)
        days += tier_days(t, i);
    float scale = (whole - gap * (float)(count - 1)) / days;
    for (size_t i = 0; i < count; i++)
        narrow = fminf(narrow, scale * tier_days(t, i));
    bool under =
        narrow >= 17 * u; /* else the segments are too narrow for their words: a list below the strip */
    t->large = false;
    height = tiers_height(t, scale, under);
    under = under && height + 9 * u < board_page_height(b) && scale > 0;
    /* The heading stays with the strip and what stands under it, or with the first tier of the list. */
    float first = under ? height : tier_set(t, NULL, 0, (struct rect){0, 0, whole, 0}) + 1.2f * u;
    (void)pager_need(&b->pager, fminf((5 + STRIP) * u + first, board_page_height(b)));
    t->large = true;
    t->large = tiers_height(t, scale, under) + 13 * u < board_free(b); /* strip, heads and the note */
    height = under ? tiers_height(t, scale, under) : 0;
    board_section(b, board_fill(b, "plan.tiers", board_count(b, (int64_t)count), NULL, NULL, NULL),
                  board_word(b, "plan.by_day"), 12 * u);
    if (scale > 0) {
        struct rect area = pager_take(&b->pager, STRIP * u + height);
        struct page *page = pager_page(&b->pager);
        float x = area.x;
        for (size_t i = 0; i < count; i++) {
            float w = scale * tier_days(t, i);
            segment_draw(t, page, i, (struct rect){x, area.y + 2.8f * u, w, 1.7f * u});
            if (under)
                (void)tier_set(t, page, i, (struct rect){x, area.y + STRIP * u, w - 2.4f * u, 0});
            x += w + gap;
        }
    }
    for (size_t i = 0; !under && i < count; i++) {
        float tall = tier_set(t, NULL, i, (struct rect){0, 0, whole, 0}) + 1.2f * u;
        struct rect row = pager_take(&b->pager, fminf(tall, board_page_height(b)));
        struct page *page = pager_page(&b->pager);
        draw_fill(&page->draw, (struct rect){row.x, row.y, row.w, .06f * u}, COLOUR_RULE_2);
        (void)tier_set(t, page, i, (struct rect){row.x, row.y + .6f * u, row.w, 0});
    }
    pager_gap(&b->pager, .8f * u);
    board_remark(b, board_word(b, "plan.no_pressure"), 1.6f, 2.4f, 0);
}

/* ---- how long comments may be sent in: a right, so its last week may turn amber ---- */

static void comments_set(struct board *b)
{
    const struct record *record = b->record;
    date today = sheet_today(b->sheet), from = record->comment_from, until = record->comment_until;
    float u = b->sheet->u, line = 6 * u;
    struct deadline end = {.end = until};
    const struct state *state = until < today                     ? &state_past
                                : from != NO_DATE && from > today ? &state_todo
                                : deadline_is_near(end, today)    ? &state_due
                                                                  : &state_now;
    board_section(b, board_word(b, "plan.comments"), NULL, line);
    struct text_style plain = board_style(b, FACE_SANS, 2, COLOUR_INK),
                      large = board_style(b, FACE_SANS_BOLD, 4.4f, COLOUR_INK);
    const char *period = board_period(b, from, until, 0);
    struct rect area = pager_take(&b->pager, line);
    struct page *page = pager_page(&b->pager);
    draw_fill(&page->draw, (struct rect){area.x, area.y, area.w, .16f * u}, COLOUR_INK);
    float baseline = board_baseline(b, large, area.y + .6f * u, 5 * u), x = area.x;
    x += board_mark(b, page, period, plain, x, baseline, ALIGN_START) + 2 * u;
    board_say(page, period);
    bool open = state == &state_now || state == &state_due;
    (void)board_state(b, page, state, state == &state_due ? board_word(b, "state.now") : NULL, x,
                      baseline - 1.75f * u, ALIGN_START);
    if (open && deadline_state(end, today) == DEADLINE_LAST_DAY) {
        const char *last = board_word(b, "plan.last_day");
        (void)board_mark(b, page, last, board_style(b, FACE_SANS_BOLD, 2, COLOUR_DUE), area.x + area.w,
                         baseline, ALIGN_END);
    } else if (open) {
        const char *days = board_count(b, deadline_days_left(end, today));
        const char *before = board_word(b, "plan.still"), *behind = board_word(b, "plan.days");
        float wide = board_width(b, before, plain) + board_width(b, days, large) +
                     board_width(b, behind, plain) + .8f * u;
        float y = baseline;
        x = area.x + area.w - wide;
        large.colour = state == &state_due ? COLOUR_DUE : COLOUR_INK;
        x += board_mark(b, page, before, plain, x, y, ALIGN_START) + .4f * u;
        x += board_mark(b, page, days, large, x, y, ALIGN_START) + .4f * u;
        (void)board_mark(b, page, behind, plain, x, y, ALIGN_START);
    }
    pager_gap(&b->pager, 1.6f * u);
}

void compose_plan(struct composing *c)
{
    const struct rows *rows = &c->record->rows[VIEW_REWARD_TIER];
    bool comments = c->record->comment_until != NO_DATE;
    if (c->start == NULL && (rows->count > 0 || comments)) {
        struct board board;
        board_init(&board, c);
        board.reference = c->record->doc_no;
        board_start(&board);
        if (comments)
            comments_set(&board);
        if (rows->count > 0)
            tiers_set(&(struct tiers){
                .large = true, .board = &board, .rows = rows, .today = sheet_today(c->sheet)});
        board_finish(&board); /* the text follows in its own face */
    }
    compose_reading(c);
}
