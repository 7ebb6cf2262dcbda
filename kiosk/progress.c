/* Progress: how much is done of what is due. Each rate stands with numerator, denominator, unit and what it
   counts; groups come in the order of their names, never of their rates, so that
   no board becomes a league table. */
#include "chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TREND_DAYS 60
#define TREND_ALONE 32.f /* u: height of a trend with no bars below it, where the page is high */

static const struct metric {
    const char *code, *name, *done, *due, *groups;
} metrics[] = {
    {"signed", "progress.signed", "progress.signed_done", "progress.signed_due", "progress.signed_groups"},
    {"moved", "progress.moved", "progress.moved_done", "progress.moved_due", "progress.moved_groups"},
    {"demolished", "progress.demolished", "progress.demolished_done", "progress.demolished_due",
     "progress.demolished_groups"},
    {"paid", "progress.paid", "progress.paid_done", "progress.paid_due", "progress.paid_groups"},
    {"resettled", "progress.resettled", "progress.resettled_done", "progress.resettled_due",
     "progress.resettled_groups"},
    {"funds", "progress.funds", "progress.funds_done", "progress.funds_due", "progress.funds_groups"},
};
#define METRICS (sizeof metrics / sizeof metrics[0])

static const struct unit {
    const char *code, *name, *basis;
} units[] = {
    {"household", "unit.household", "progress.by_household"},
    {"square_metre", "unit.square_metre", "progress.by_square_metre"},
    {"ten_thousand_yuan", "unit.ten_thousand_yuan", "progress.by_ten_thousand_yuan"},
    {"flat", "unit.flat", "progress.by_flat"},
};
#define UNITS (sizeof units / sizeof units[0])

struct progress {
    struct board board;
    const struct rows *rows;
    size_t latest[METRICS]; /* row of the whole project's newest figure */
    bool given[METRICS];
};

static const struct unit *unit_of(const struct rows *rows, size_t row)
{
    for (size_t i = 0; i < UNITS; i++)
        if (strcmp(units[i].code, rows_cell(rows, row, "unit")) == 0)
            return &units[i];
    BUG("unchecked unit");
}

static bool is_metric(const struct rows *rows, size_t row, size_t metric)
{
    return strcmp(rows_cell(rows, row, "metric"), metrics[metric].code) == 0;
}

static bool is_whole(const struct rows *rows, size_t row)
{
    return rows_cell(rows, row, "group_name") == NULL;
}

/* ---- figures ---- */

/* One figure in its cell, or its height where page is NULL. */
static float figure_set(struct progress *p, struct page *page, size_t metric, struct rect box)
{
    struct board *b = &p->board;
    const struct rows *rows = p->rows;
    size_t row = p->latest[metric];
    float u = b->sheet->u, y = box.y;
    const struct metric *m = &metrics[metric];
    struct text_style small = board_style(b, FACE_SANS, 1.33f, COLOUR_INK_2);
    y += board_set(b, page, board_word(b, m->name), board_style(b, FACE_SANS_BOLD, 2, COLOUR_INK), 2.8f,
                   (struct rect){box.x, y, box.w, 0}, ALIGN_START, LANG_ZH);
    y += board_set(b, page, board_korean(b, m->name), small, 2, (struct rect){box.x, y, box.w, 0},
                   ALIGN_START, LANG_KO);
    const char *percent =
        board_percent(b, rows_number(rows, row, "done", 0), rows_number(rows, row, "due", 0));
    if (page != NULL) {
        struct text_style large = board_style(b, FACE_SANS_BOLD, 6.5f, COLOUR_INK),
                          sign = board_style(b, FACE_SANS, 3, COLOUR_INK_2);
        float baseline = y + 5.6f * u;
        const char *shown = percent == NULL ? board_word(b, "progress.no_rate") : percent;
        float wide = board_mark(b, page, shown, large, box.x - .3f * u, baseline, ALIGN_START);
        if (percent != NULL)
            (void)board_mark(b, page, board_word(b, "chart.percent"), sign, box.x + wide, baseline,
                             ALIGN_START);
        board_say(page,
                  percent == NULL ? shown : board_fill(b, "chart.percent_of", percent, NULL, NULL, NULL));
    }
    y += 6.6f * u;
    struct buffer due = {0};
    buffer_format(&due, "%s%s", board_number(b, rows_cell(rows, row, "due")),
                  board_word(b, unit_of(rows, row)->name));
    const char *number = board_number(b, rows_cell(rows, row, "done")), *whole = board_keep(b, &due);
    const char *fraction =
        board_fill(b, "progress.fraction", board_word(b, m->done), number, board_word(b, m->due), whole);
    const char *line[2] = {fraction, NULL};
    if (board_width(b, fraction, small) >
        box.w) { /* broken where it may be read so: before the denominator */
        line[0] = board_fill(b, "progress.fraction_done", board_word(b, m->done), number, NULL, NULL);
        line[1] = board_fill(b, "progress.fraction_due", board_word(b, m->due), whole, NULL, NULL);
    }
    for (size_t i = 0; i < 2; i++)
        y += board_set(b, page, line[i], small, 2, (struct rect){box.x, y, box.w, 0}, ALIGN_START, LANG_ZH);
    return y - box.y;
}

static void figures_set(struct progress *p)
{
    struct board *b = &p->board;
    float u = b->sheet->u, pad = 1.6f * u, whole = b->pager.area.w;
    size_t shown[METRICS], count = 0;
    for (size_t i = 0; i < METRICS; i++)
        if (p->given[i])
            shown[count++] = i;
    if (count == 0)
        return;
    size_t most = (size_t)fmaxf(1, whole / (21 * u)), rows = (count + most - 1) / most,
           columns = (count + rows - 1) / rows;
    float width = whole / (float)columns;
    for (size_t first = 0; first < count; first += columns) {
        size_t n = count - first < columns ? count - first : columns;
        float height = 0;
        for (size_t i = 0; i < n; i++)
            height = fmaxf(height,
                           figure_set(p, NULL, shown[first + i], (struct rect){0, 0, width - 1.3f * pad, 0}));
        struct rect row = pager_take(&b->pager, height + 1.8f * u);
        struct page *page = pager_page(&b->pager);
        draw_fill(&page->draw, (struct rect){row.x, row.y, row.w, (first == 0 ? .16f : .06f) * u},
                  first == 0 ? COLOUR_INK : COLOUR_RULE_2);
        for (size_t i = 0; i < n; i++) {
            struct rect cell = {row.x + (float)i * width, row.y + .9f * u, width, height};
            if (i > 0) {
                draw_fill(&page->draw, (struct rect){cell.x, row.y + .8f * u, .06f * u, row.h - 1.6f * u},
                          COLOUR_RULE_2);
                cell.x += pad;
            }
            cell.w = width - 1.3f * pad;
            (void)figure_set(p, page, shown[first + i], cell);
        }
    }
    board_rule(b, .08f, COLOUR_RULE_2);
}

/* ---- trend ---- */

struct trends {
    struct chart_series series[METRICS];
    struct chart_point *point[METRICS];
    size_t count;
    struct chart_event event[2];
    size_t events;
    int days;
};

static int by_day(const void *a, const void *b)
{
    date left = ((const struct chart_point *)a)->day, right = ((const struct chart_point *)b)->day;
    return (left > right) - (left < right);
}

static void series_collect(struct progress *p, struct trends *t, size_t metric)
{
    const struct rows *rows = p->rows;
    date last = rows_date(rows, p->latest[metric], "as_of");
    struct chart_point *point = take_zeroed(rows->count, sizeof *point);
    size_t points = 0;
    for (size_t i = 0; i < rows->count; i++) {
        date day = rows_date(rows, i, "as_of");
        double due = rows_number(rows, i, "due", 0);
        if (is_metric(rows, i, metric) && is_whole(rows, i) && day > last - TREND_DAYS && due > 0)
            point[points++] = (struct chart_point){day, rows_number(rows, i, "done", 0) / due};
    }
    if (points > 0)
        qsort(point, points, sizeof *point, by_day);
    if (points < 2 || point[0].day == point[points - 1].day) {
        free(point);
        return;
    }
    int days = point[points - 1].day - point[0].day + 1;
    t->days = days > t->days ? days : t->days;
    const char *percent = board_percent(&p->board, rows_number(rows, p->latest[metric], "done", 0),
                                        rows_number(rows, p->latest[metric], "due", 0));
    const char *label = board_fill(&p->board, "progress.trend_label",
                                   board_word(&p->board, metrics[metric].name), percent, NULL, NULL);
    t->point[t->count] = point;
    t->series[t->count++] = (struct chart_series){.label = label, .point = point, .points = points};
}

static void event_collect(struct progress *p, struct trends *t, const char *column, const char *key)
{
    date day = NO_DATE;
    const char *cell = p->board.c->project == NULL ? NULL : project_cell(p->board.c->project, column);
    if (cell != NULL && date_parse(cell, &day))
        t->event[t->events++] = (struct chart_event){day, board_word(&p->board, key)};
}

static void trends_collect(struct progress *p, struct trends *t)
{
    for (size_t i = 0; i < METRICS; i++)
        if (p->given[i])
            series_collect(p, t, i);
    event_collect(p, t, "sign_from", "progress.sign_from");
    event_collect(p, t, "sign_until", "progress.sign_until");
}

static void trends_finish(struct trends *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->point[i]);
}

static void head_set_at(struct board *b, struct page *page, const char *text, const char *remark,
                        struct rect box)
{
    struct text_style bold = board_style(b, FACE_SANS_BOLD, 2, COLOUR_INK),
                      small = board_style(b, FACE_SANS, 1.33f, COLOUR_INK_2);
    float baseline = board_baseline(b, bold, box.y, sheet_px(b->sheet, 3)), gap = sheet_px(b->sheet, .9f);
    float wide = board_mark(b, page, text, bold, box.x, baseline, ALIGN_START);
    if (remark != NULL && wide + gap + board_width(b, remark, small) <= box.w)
        (void)board_mark(b, page, remark, small, box.x + wide + gap, baseline, ALIGN_START);
}

static void trend_set(struct progress *p, const struct trends *t, struct page *page, struct rect box)
{
    struct board *b = &p->board;
    head_set_at(b, page, board_fill(b, "progress.trend", board_count(b, t->days), NULL, NULL, NULL),
                board_korean(b, "progress.trend_remark"), box);
    float head = sheet_px(b->sheet, 3);
    chart_trend(b, page, (struct rect){box.x, box.y + head, box.w, box.h - head}, t->series, t->count,
                t->event, t->events);
}

/* ---- bars by group ---- */

struct group {
    const struct rows *rows;
    size_t row;
    const char *name;
};

static int by_name(const void *a, const void *b)
{
    const struct group *left = a, *right = b;
    return chart_natural(left->name, right->name);
}

/* The newest row of each group: a group that was not counted on the last day stays, with its own day. */
static size_t groups_collect(const struct rows *rows, size_t metric, struct group *out)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (!is_metric(rows, i, metric) || is_whole(rows, i))
            continue;
        const char *name = rows_cell(rows, i, "group_name");
        size_t k = 0;
        while (k < count && strcmp(out[k].name, name) != 0)
            k++;
        if (k == count)
            out[count++] = (struct group){rows, i, name};
        else if (rows_date(rows, i, "as_of") >= rows_date(rows, out[k].row, "as_of"))
            out[k].row = i;
    }
    if (count > 0)
        qsort(out, count, sizeof *out, by_name);
    return count;
}

struct bars { /* one metric's groups, laid into boxes one after another */
    struct progress *p;
    size_t metric;
    struct group *group;
    size_t count, next;
    date last; /* newest day of all */
};

static bool is_merged(const struct board *b, const char *name)
{
    return strstr(name, board_word(b, "progress.joint")) != NULL;
}

/* One bar: name, bar, n／N, rate. Height only, where page is NULL. */
static float bar_set(const struct bars *bars, struct page *page, const struct group *group, struct rect box)
{
    struct board *b = &bars->p->board;
    const struct rows *rows = group->rows;
    float u = b->sheet->u, line = 2.16f;
    struct text_style plain = board_style(b, FACE_SANS, 1.6f, COLOUR_INK), quiet = plain,
                      bold = board_style(b, FACE_SANS_BOLD, 1.6f, COLOUR_INK);
    quiet.colour = COLOUR_INK_2;
    struct buffer made = {0};
    buffer_format(&made, "%s%s", group->name,
                  is_merged(b, group->name) ? board_word(b, "progress.star") : "");
    const char *name = board_keep(b, &made);
    date day = rows_date(rows, group->row, "as_of");
    if (day != bars->last)
        name = board_fill(b, "progress.other_day", name, board_date(b, day, false), NULL, NULL);
    const char *count = board_fill(b, "progress.count", board_number(b, rows_cell(rows, group->row, "done")),
                                   board_number(b, rows_cell(rows, group->row, "due")),
                                   board_word(b, unit_of(rows, group->row)->name), NULL);
    double done = rows_number(rows, group->row, "done", 0), due = rows_number(rows, group->row, "due", 0);
    const char *percent = board_percent(b, done, due);
    const char *rate = percent == NULL ? board_word(b, "progress.no_rate")
                                       : board_fill(b, "chart.percent_of", percent, NULL, NULL, NULL);
    float right = 6 * u, middle = fmaxf(8.2f * u, board_width(b, count, quiet)), gap = .8f * u;
    float left = 9.8f * u, track = box.w - left - middle - right - 3 * gap;
    bool wide = track < 4 * u || board_width(b, name, plain) > 2 * left; /* the name above its bar */
    float y = box.y;
    struct rect label = {box.x, y, wide ? box.w : left, 0};
    float names = board_set(b, page, name, plain, line, label, ALIGN_START, LANG_ZH);
    label.y += names;
    names += board_set(b, page, board_ko_cell(b, rows, group->row, "group_name_ko"),
                       board_style(b, FACE_SANS, 1.33f, COLOUR_INK_2), 1.8f, label, ALIGN_START, LANG_KO);
    float height = wide ? names + line * u : names;
    if (page == NULL)
        return height;
    y = wide ? box.y + names : box.y + (names - line * u) / 2;
    float x = wide ? box.x : box.x + left + gap;
    struct rect bar = {x, y + (line - 1.1f) / 2 * u, box.x + box.w - right - middle - 2 * gap - x, 1.1f * u};
    if (bar.w > 2 * u)
        chart_bar(&page->draw, bar, done, due, COLOUR_NOW, COLOUR_TINT_TODO);
    float baseline = board_baseline(b, plain, y, line * u);
    (void)board_mark(b, page, count, quiet, box.x + box.w - right - gap, baseline, ALIGN_END);
    (void)board_mark(b, page, rate, bold, box.x + box.w, baseline, ALIGN_END);
    board_say(page, count);
    board_say(page, rate);
    return height;
}

/* As many bars as the box holds, under the section's head. */
static void bars_set(struct bars *bars, struct page *page, struct rect box)
{
    struct board *b = &bars->p->board;
    const struct metric *m = &metrics[bars->metric];
    const char *remark =
        board_fill(b, "progress.counted", board_word(b, m->done), board_word(b, m->due), NULL, NULL);
    head_set_at(b, page, board_word(b, m->groups), remark, box);
    float y = box.y + sheet_px(b->sheet, 3.1f),
          floor = box.y + box.h + .5f; /* sums of floats must not cost a bar */
    for (bool first = true; bars->next < bars->count; bars->next++, first = false) {
        const struct group *group = &bars->group[bars->next];
        float height = bar_set(bars, NULL, group, (struct rect){box.x, y, box.w, 0});
        if (y + height > floor && !first)
            break;
        (void)bar_set(bars, page, group, (struct rect){box.x, y, box.w, 0});
        y += height;
    }
}

static float bars_height(const struct bars *bars, float width)
{
    float height = sheet_px(bars->p->board.sheet, 3.1f);
    for (size_t i = bars->next; i < bars->count; i++)
        height += bar_set(bars, NULL, &bars->group[i], (struct rect){0, 0, width, 0});
    return height;
}

/* What is left of a metric's groups: in one column where the sheet is narrow, else in two. */
static void bars_flow(struct bars *bars)
{
    struct board *b = &bars->p->board;
    float u = b->sheet->u, gap = 4 * u;
    size_t columns = b->pager.area.w >= 86 * u ? 2 : 1;
    while (bars->next < bars->count) {
        float width = (b->pager.area.w - gap * (float)(columns - 1)) / (float)columns;
        float head = 3.1f * u,
              rows = (bars_height(bars, width) - head) / (float)columns + (columns > 1 ? 1.2f * u : 0);
        float height = fminf(head + rows, board_page_height(b));
        if (board_free(b) < fminf(height, 16 * u) + u)
            pager_break(&b->pager);
        pager_gap(&b->pager, .9f * u);
        height = fminf(height, board_free(b));
        struct rect area = pager_take(&b->pager, height);
        for (size_t i = 0; i < columns && bars->next < bars->count; i++)
            bars_set(bars, pager_page(&b->pager),
                     (struct rect){area.x + (float)i * (width + gap), area.y, width, area.h});
    }
}

/* ---- what stands at the foot: what each rate counts, and why groups were merged ---- */

static void definitions_note(struct progress *p)
{
    struct board *b = &p->board;
    struct buffer text = {0};
    bool merged = false;
    for (size_t i = 0; i < p->rows->count; i++)
        merged = merged || (!is_whole(p->rows, i) && is_merged(b, rows_cell(p->rows, i, "group_name")));
    if (merged)
        buffer_text(&text, board_word(b, "progress.merged"));
    bool any = false;
    for (size_t k = 0; k < UNITS; k++) { /* rates counted alike are told together */
        struct buffer names = {0};
        for (size_t i = 0; i < METRICS; i++)
            if (p->given[i] && unit_of(p->rows, p->latest[i]) == &units[k]) {
                if (names.size > 0)
                    buffer_text(&names, board_word(b, "progress.joint"));
                buffer_text(&names, board_word(b, metrics[i].name));
            }
        if (names.size > 0) {
            if (any)
                buffer_text(&text, board_word(b, "progress.comma"));
            words_fill(b->sheet->words, LANG_ZH, units[k].basis, names.data, NULL, NULL, NULL, &text);
            any = true;
        }
        buffer_finish(&names);
    }
    if (any)
        buffer_text(&text, board_word(b, "progress.stop"));
    if (text.size > 0)
        board_note(b, NULL, board_keep(b, &text));
    buffer_finish(&text);
}

static date latest_collect(struct progress *p)
{
    date newest = NO_DATE;
    for (size_t i = 0; i < p->rows->count; i++) {
        date day = rows_date(p->rows, i, "as_of");
        newest = newest == NO_DATE || day > newest ? day : newest;
        for (size_t m = 0; m < METRICS; m++)
            if (is_metric(p->rows, i, m) && is_whole(p->rows, i) &&
                (!p->given[m] || day >= rows_date(p->rows, p->latest[m], "as_of"))) {
                p->latest[m] = i;
                p->given[m] = true;
            }
    }
    return newest;
}

/* Trend and first bars beside each other where there is room, else one below the other. */
static void charts_set(struct progress *p, const struct trends *t, struct bars *bars)
{
    struct board *b = &p->board;
    float u = b->sheet->u, gap = 4 * u, whole = b->pager.area.w, least = 17 * u;
    bool beside = whole >= 86 * u && bars->count > 0 && t->count > 0;
    if (t->count == 0)
        return;
    float height = beside ? fmaxf(24.4f * u, fminf(bars_height(bars, whole - 53 * u), board_page_height(b)))
                          : (bars->count == 0 && b->sheet->shape == SHAPE_PORTRAIT ? TREND_ALONE : 22.2f) * u;
    if (board_free(b) < least + u)
        pager_break(&b->pager);
    pager_gap(&b->pager, u);
    float room = board_free(b), below = board_body_height(b);
    if (bars->count == 0 && room - below >= 14 * u) /* a short text finds its place under the trend */
        room -= below;
    height = fminf(height, room);
    struct rect area = pager_take(&b->pager, height);
    struct page *page = pager_page(&b->pager);
    struct rect left = {area.x, area.y, beside ? 49.0f / 98.67f * (whole - gap) + 1.2f * u : whole,
                        beside ? fminf(area.h, 24.4f * u) : area.h};
    trend_set(p, t, page, left);
    if (beside)
        bars_set(bars, page, (struct rect){left.x + left.w + gap, area.y, whole - left.w - gap, area.h});
}

void compose_progress(struct composing *c)
{
    struct progress p = {.rows = &c->record->rows[VIEW_PROGRESS]};
    board_init(&p.board, c);
    date newest = latest_collect(&p);
    p.board.reference = board_as_of(&p.board, newest);
    definitions_note(&p);
    board_start(&p.board);
    struct trends trends = {0};
    trends_collect(&p, &trends);
    figures_set(&p);
    struct group *group = take_zeroed(p.rows->count + 1, sizeof *group);
    bool drawn = false;
    for (size_t m = 0; m < METRICS; m++) {
        struct bars bars = {.p = &p, .metric = m, .group = group, .last = newest};
        bars.count = groups_collect(p.rows, m, group);
        if (bars.count == 0)
            continue;
        if (!drawn)
            charts_set(&p, &trends, &bars);
        drawn = true;
        bars_flow(&bars);
    }
    if (!drawn)
        charts_set(&p, &trends, &(struct bars){.p = &p});
    if (trends.count == 0 && p.rows->count > 0) {
        pager_gap(&p.board.pager, sheet_px(c->sheet, 1));
        board_remark(&p.board, board_word(&p.board, "progress.one_day"), 1.6f, 2.4f, 0);
    }
    trends_finish(&trends);
    free(group);
    board_end(&p.board);
}
