/* The timetable: what was planned (hollow, above) against what was done (filled, below), lateness hatched
   where it arose, today as a line, and below why something is late. */
#include "chart.h"
#include "grid_widths.h"
#include "timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* u */
#define ROW 3.16f        /* a row of one line */
#define ROW_PAD .3f      /* above and below what stands in a row */
#define NAME_LINE 2.56f  /* of body size */
#define NAME_LEAST 18.4f /* nine characters */
#define OWNER_SIZE 1.33f
#define OWNER_LINE 1.8f
#define OWNER_LEAST 9.2f
#define STATE_LINE 2.4f
#define CHART_GAP 1.27f   /* between the names and the chart */
#define CHART_LEAST 40.f  /* of the chart, beside three columns */
#define CHART_NARROW 26.f /* beside one */
#define WIDTH_STEP .8f    /* in which the columns are tried: half a character and less */
#define TENTHS 10         /* in which the heights of rows are compared */

struct schedule {
    struct board board;
    const struct rows *rows;
    struct timeline_row *row;
    size_t count;
    date first, last;                    /* first day of the first month, day after the last month */
    float name, owner, state, gap, left; /* columns, pixels; owner 0: below the name */
    bool bars;                           /* any dates at all */
};

/* ---- the calendar ---- */

static date month_begin(date day)
{
    struct civil c = civil_from_date(day);
    return date_from_civil(c.year, c.month, 1);
}

static date month_next(date month)
{
    struct civil c = civil_from_date(month);
    return c.month == 12 ? date_from_civil(c.year + 1, 1, 1) : date_from_civil(c.year, c.month + 1, 1);
}

static void range_widen(struct schedule *s, date day)
{
    if (day == NO_DATE)
        return;
    if (!s->bars || day < s->first)
        s->first = day;
    if (!s->bars || day > s->last)
        s->last = day;
    s->bars = true;
}

static void range_find(struct schedule *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct timeline_row *t = &s->row[i];
        range_widen(s, t->planned_from);
        range_widen(s, t->planned_until);
        range_widen(s, t->actual_from);
        range_widen(s, t->actual_until);
        range_widen(s, t->late_until);
    }
    if (!s->bars)
        return;
    s->first = month_begin(s->first);
    s->last = month_next(month_begin(s->last));
    date today = sheet_today(s->board.sheet); /* near enough, it is worth its line */
    if (today < s->first && s->first - today < 93)
        s->first = month_begin(today);
    if (today >= s->last && today - s->last < 93)
        s->last = month_next(month_begin(today));
}

static float day_x(const struct schedule *s, struct rect chart, date day)
{
    return chart.x + chart.w * (float)(day - s->first) / (float)(s->last - s->first);
}

static bool has_today(const struct schedule *s)
{
    date today = sheet_today(s->board.sheet);
    return s->bars && today >= s->first && today < s->last;
}

/* Months between labels, so that no two touch: 1, 2, 3, 6, or 12. */
static int month_step(const struct schedule *s, struct rect chart)
{
    static const int steps[] = {1, 2, 3, 6, 12};
    float month = chart.w * 30.4f / (float)(s->last - s->first), least = 3 * s->board.sheet->u;
    for (size_t i = 0; i < 5; i++)
        if (month * (float)steps[i] >= least)
            return steps[i];
    return 24;
}

/* The name of the year that `month` (its first on the chart) begins, and where it stands. NULL where its
   stretch of the chart is too short for it. */
static const char *year_name(struct schedule *s, struct rect chart, date month, float *from, float *until)
{
    struct board *b = &s->board;
    struct text_style bold = board_style(b, FACE_SANS_BOLD, 1.33f, COLOUR_INK_2);
    struct civil c = civil_from_date(month);
    struct buffer number = {0};
    buffer_format(&number, "%d", c.year);
    const char *text = board_fill(b, "process.year", board_keep(b, &number), NULL, NULL, NULL);
    date next = date_from_civil(c.year + 1, 1, 1);
    float end = day_x(s, chart, next < s->last ? next : s->last);
    *from = day_x(s, chart, month) + .2f * b->sheet->u;
    *until = *from + board_width(b, text, bold);
    return *until <= end ? text : NULL;
}

static date year_next(const struct schedule *s, date month)
{
    date next = date_from_civil(civil_from_date(month).year + 1, 1, 1);
    return next < s->last ? next : s->last;
}

/* Today's flag: its edge continues the line, to the left or to the right of it, in the years' row where their
   names leave room, else in a row of its own above. */
struct flag {
    const char *text;
    float line, x, w; /* pixels */
    bool above;
};

static bool flag_is_free(struct schedule *s, struct rect chart, const struct flag *flag)
{
    if (flag->x < chart.x || flag->x + flag->w > chart.x + chart.w)
        return false;
    for (date month = s->first; month < s->last; month = year_next(s, month)) {
        float from = 0, until = 0, gap = .4f * s->board.sheet->u;
        if (year_name(s, chart, month, &from, &until) != NULL && flag->x < until + gap &&
            from < flag->x + flag->w + gap)
            return false;
    }
    return true;
}

static struct flag flag_place(struct schedule *s, struct rect chart)
{
    struct board *b = &s->board;
    struct flag flag = {0};
    if (!has_today(s))
        return flag;
    float half = .12f * b->sheet->u, day = chart.w / (float)(s->last - s->first);
    flag.text =
        board_fill(b, "schedule.today", board_date(b, sheet_today(b->sheet), false), NULL, NULL, NULL);
    flag.w =
        board_width(b, flag.text, board_style(b, FACE_SANS_BOLD, 1.33f, COLOUR_SURFACE)) + .6f * b->sheet->u;
    flag.line = day_x(s, chart, sheet_today(b->sheet)) + day / 2;
    flag.x = flag.line + half - flag.w;
    if (flag_is_free(s, chart, &flag))
        return flag;
    flag.x = flag.line - half;
    if (flag_is_free(s, chart, &flag))
        return flag;
    flag.above = true;
    flag.x = fminf(fmaxf(flag.line + half - flag.w, chart.x), chart.x + chart.w - flag.w);
    return flag;
}

static void months_set(struct schedule *s, struct page *page, struct rect chart, float top, float names)
{
    struct board *b = &s->board;
    float u = b->sheet->u;
    struct text_style style = board_style(b, FACE_SANS, 1.33f, COLOUR_INK_2);
    int step = month_step(s, chart);
    for (date month = s->first, next; month < s->last; month = next) {
        next = month_next(month);
        int number = civil_from_date(month).month;
        float x = day_x(s, chart, month), end = day_x(s, chart, next);
        bool year = number == 1 && month != s->first;
        chart_line(&page->draw, x, year ? names - 2 * u : top, x, chart.y + chart.h,
                   year ? COLOUR_RULE_2 : COLOUR_RULE, .07f * u, 0);
        if ((number - 1) % step != 0)
            continue;
        const char *text = board_fill(b, "schedule.month", board_count(b, number), NULL, NULL, NULL);
        float wide = board_width(b, text, style), middle = step == 1 ? (x + end) / 2 : x + wide / 2 + .2f * u;
        if (middle + wide / 2 <= chart.x + chart.w)
            (void)board_mark(b, page, text, style, middle, board_baseline(b, style, names, 2 * u),
                             ALIGN_CENTER);
    }
    float right = chart.x + chart.w;
    chart_line(&page->draw, right, top, right, chart.y + chart.h, COLOUR_RULE, .07f * u, 0);
}

/* Years above, months below them, today's flag beside or above the years. */
static void calendar_set(struct schedule *s, struct page *page, struct rect chart, float head)
{
    struct board *b = &s->board;
    float u = b->sheet->u, top = chart.y + head, years = top - 4.3f * u;
    struct flag flag = flag_place(s, chart);
    struct text_style bold = board_style(b, FACE_SANS_BOLD, 1.33f, COLOUR_INK_2),
                      white = board_style(b, FACE_SANS_BOLD, 1.33f, COLOUR_SURFACE);
    months_set(s, page, chart, top, years + 2.1f * u);
    for (date month = s->first; month < s->last; month = year_next(s, month)) {
        float from = 0, until = 0;
        const char *text = year_name(s, chart, month, &from, &until);
        if (text != NULL)
            (void)board_mark(b, page, text, bold, from, board_baseline(b, bold, years, 2 * u), ALIGN_START);
    }
    if (flag.text == NULL)
        return;
    float y = flag.above ? years - 2 * u : years;
    draw_fill(&page->draw, (struct rect){flag.x, y, flag.w, 2 * u}, COLOUR_INK);
    (void)board_mark(b, page, flag.text, white, flag.x + .3f * u, board_baseline(b, white, y, 2 * u),
                     ALIGN_START);
}

/* ---- rows ---- */

static void bar_draw(const struct schedule *s, struct page *page, const struct timeline_row *t,
                     struct rect chart, float y)
{
    float u = s->board.sheet->u;
    struct draw_list *list = &page->draw;
    if (t->planned_from != NO_DATE || t->planned_until != NO_DATE) {
        date from = t->planned_from == NO_DATE ? t->planned_until : t->planned_from;
        date until = t->planned_until == NO_DATE ? t->planned_from : t->planned_until;
        float x = day_x(s, chart, from);
        draw_frame(list,
                   (struct rect){x, y + .56f * u, fmaxf(day_x(s, chart, until + 1) - x, .4f * u), .62f * u},
                   .12f * u, COLOUR_INK_3);
    }
    y += 1.42f * u;
    if (t->actual_from != NO_DATE || t->actual_until != NO_DATE) {
        date from = t->actual_from == NO_DATE ? t->actual_until : t->actual_from;
        date until = t->actual_until == NO_DATE ? t->actual_from : t->actual_until;
        float x = day_x(s, chart, from);
        struct rect bar = {x, y, fmaxf(day_x(s, chart, until + 1) - x, .4f * u), 1.14f * u};
        draw_fill(list, bar, t->state == &state_done ? COLOUR_DONE : COLOUR_NOW);
    }
    if (t->late_from != NO_DATE) {
        float x = day_x(s, chart, t->late_from);
        chart_hatch(list,
                    (struct rect){x, y, fmaxf(day_x(s, chart, t->late_until + 1) - x, .4f * u), 1.14f * u}, u,
                    COLOUR_LATE, COLOUR_TINT_LATE);
    }
}

/* Left part of a row. */
struct label {
    float names, owners,
        whole;   /* heights of its name with the Korean one, of who answers for it, of all; pixels */
    bool beside; /* stacked: who answers stands on the line of the state */
};

static struct label label_measure(const struct schedule *s, const struct timeline_row *t)
{
    const struct board *b = &s->board;
    float u = b->sheet->u;
    struct text_style name = board_style(b, FACE_SANS_BOLD, 2, COLOUR_INK),
                      small = board_style(b, FACE_SANS, OWNER_SIZE, COLOUR_INK_2);
    const char *owner = timeline_cell(t, "owner"),
               *korean = b->sheet->korean ? timeline_cell(t, "name_ko") : NULL;
    struct rect none = {0, 0, s->name, 0}, box = {0, 0, s->owner, 0};
    struct label label = {
        .names = board_set(b, NULL, timeline_cell(t, "name"), name, NAME_LINE, none, ALIGN_START, LANG_ZH) +
                 board_set(b, NULL, korean, small, OWNER_LINE, none, ALIGN_START, LANG_KO)};
    if (s->owner > 0) {
        label.owners = board_set(b, NULL, owner, small, OWNER_LINE, box, ALIGN_START, LANG_ZH);
        label.whole = fmaxf(label.names, label.owners);
        return label;
    }
    float state = board_state(b, NULL, t->state, t->state_word, 0, 0, ALIGN_START);
    label.beside = owner != NULL && state + u + board_width(b, owner, small) <= s->name;
    if (!label.beside)
        label.owners = board_set(b, NULL, owner, small, OWNER_LINE, none, ALIGN_START, LANG_ZH);
    label.whole = label.names + label.owners + STATE_LINE * u;
    return label;
}

static float row_height(const struct schedule *s, const struct timeline_row *t)
{
    return fmaxf(label_measure(s, t).whole + 2 * ROW_PAD * s->board.sheet->u, ROW * s->board.sheet->u);
}

/* Nothing of a row is cut: a long name makes it higher. */
static void label_set(const struct schedule *s, struct page *page, const struct timeline_row *t, float x,
                      float y, float height)
{
    const struct board *b = &s->board;
    float u = b->sheet->u;
    struct text_style name = board_style(b, FACE_SANS_BOLD, 2, COLOUR_INK),
                      small = board_style(b, FACE_SANS, OWNER_SIZE, COLOUR_INK_2);
    bool stacked = s->owner <= 0;
    const char *owner = timeline_cell(t, "owner"),
               *korean = b->sheet->korean ? timeline_cell(t, "name_ko") : NULL;
    struct label label = label_measure(s, t);
    float top = y + (height - (stacked ? label.whole : label.names)) / 2;
    top += board_set(b, page, timeline_cell(t, "name"), name, NAME_LINE, (struct rect){x, top, s->name, 0},
                     ALIGN_START, LANG_ZH);
    top += board_set(b, page, korean, small, OWNER_LINE, (struct rect){x, top, s->name, 0}, ALIGN_START,
                     LANG_KO);
    float state_x = stacked ? x : x + s->name + s->owner + 2 * s->gap,
          state_y = stacked ? top + label.owners : y + (height - STATE_LINE * u) / 2;
    struct rect box = {x, top, s->name, 0};
    if (!stacked) {
        box = (struct rect){x + s->name + s->gap, y + (height - label.owners) / 2, s->owner, 0};
    } else if (label.beside) {
        box.x += board_state(b, NULL, t->state, t->state_word, 0, 0, ALIGN_START) + u;
        box.y += (STATE_LINE - OWNER_LINE) * u / 2;
    }
    (void)board_set(b, page, owner, small, OWNER_LINE, box, ALIGN_START, LANG_ZH);
    (void)board_state(b, page, t->state, t->state_word, state_x, state_y, ALIGN_START);
}

/* The heads of the columns over a page's rows, and the calendar over its bars. */
static void page_set(struct schedule *s, size_t first, size_t end, float head, float height)
{
    struct board *b = &s->board;
    float u = b->sheet->u;
    struct rect area = pager_take(&b->pager, height);
    struct page *page = pager_page(&b->pager);
    struct text_style bold = board_style(b, FACE_SANS_BOLD, 1.33f, COLOUR_INK_2);
    float baseline = board_baseline(b, bold, area.y + head - 2.2f * u, 2 * u);
    (void)board_mark(b, page, board_word(b, "schedule.task"), bold, area.x, baseline, ALIGN_START);
    if (s->owner > u)
        (void)board_mark(b, page, board_word(b, "schedule.owner"), bold, area.x + s->name + s->gap, baseline,
                         ALIGN_START);
    if (s->owner > 0)
        (void)board_mark(b, page, board_word(b, "schedule.state"), bold,
                         area.x + s->name + s->owner + 2 * s->gap, baseline, ALIGN_START);
    struct rect chart = {area.x + s->left + CHART_GAP * u, area.y, area.w - s->left - CHART_GAP * u,
                         height - .16f * u};
    float y = area.y + head;
    for (size_t i = first; i < end; i++) {
        float row = row_height(s, &s->row[i]);
        label_set(s, page, &s->row[i], area.x, y, row);
        y += row;
        if (i + 1 < end) {
            draw_fill(&page->draw, (struct rect){area.x, y - .06f * u, s->left, .06f * u}, COLOUR_RULE);
            if (s->bars)
                draw_fill(&page->draw, (struct rect){chart.x, y - .06f * u, chart.w, .06f * u}, COLOUR_RULE);
        }
    }
    if (s->bars) {
        calendar_set(s, page, chart, head);
        y = area.y + head;
        for (size_t i = first; i < end; i++) {
            float row = row_height(s, &s->row[i]);
            bar_draw(s, page, &s->row[i], chart, y + (row - ROW * u) / 2);
            y += row;
        }
        float line = day_x(s, chart, sheet_today(b->sheet)) + chart.w / (float)(s->last - s->first) / 2;
        if (has_today(s)) /* over the bars, so that they never hide it */
            draw_fill(&page->draw, (struct rect){line - .12f * u, area.y + head, .24f * u, chart.h - head},
                      COLOUR_INK);
    }
    draw_fill(&page->draw, (struct rect){area.x, area.y + height - .16f * u, area.w, .16f * u}, COLOUR_INK);
}

/* Widths for the names and, beside them, for who answers, in which the rows of a sample are lowest. */
static void widths_find(struct schedule *s, float most, bool stacked)
{
    struct board *b = &s->board;
    float u = b->sheet->u, *const width[] = {&s->name, &s->owner};
    const float least[] = {s->name, s->owner};
    struct widths_column column[2] = {0};
    size_t columns = stacked ? 1 : 2, rows = s->count < WIDTHS_ROWS ? s->count : WIDTHS_ROWS;
    for (size_t c = 0; c < columns; c++) {
        column[c].lines = take_zeroed(WIDTHS_OFFERED * rows, sizeof *column[c].lines);
        float other = columns == 1 ? 0 : least[1 - c];
        for (float w = least[c]; w <= most - other && column[c].offers < WIDTHS_OFFERED;
             w += WIDTH_STEP * u) {
            struct widths_lines *lines = column[c].lines + column[c].offers * rows;
            column[c].width[column[c].offers++] = *width[c] = w;
            for (size_t i = 0; i < rows; i++) {
                struct label label = label_measure(s, &s->row[i * s->count / rows]);
                float tall = stacked ? label.whole : c == 0 ? label.names : label.owners;
                tall = fmaxf(tall + 2 * ROW_PAD * u, ROW * u) / u;
                lines[i].lines = (uint8_t)fminf(tall * TENTHS, UINT8_MAX);
            }
        }
        *width[c] = least[c];
    }
    struct widths widths = {.columns = columns, .rows = rows, .column = column};
    widths_choose(&widths, most);
    for (size_t c = 0; c < columns; c++) {
        *width[c] = column[c].width[column[c].chosen];
        free(column[c].lines);
    }
}

static void columns_find(struct schedule *s)
{
    struct board *b = &s->board;
    float u = b->sheet->u, whole = b->pager.area.w - CHART_GAP * u;
    s->gap = u;
    float states = 0;
    bool owners = false;
    for (size_t i = 0; i < s->count; i++) {
        states =
            fmaxf(states, board_state(b, NULL, s->row[i].state, s->row[i].state_word, 0, 0, ALIGN_START));
        owners = owners || timeline_cell(&s->row[i], "owner") != NULL;
    }
    s->state = fmaxf(states, 6 * u);
    s->name = NAME_LEAST * u;
    s->owner = owners ? OWNER_LEAST * u : .01f * u;
    float rest = s->state + 2 * s->gap, chart = (s->bars ? CHART_LEAST : 0) * u;
    if (s->name + s->owner + rest + chart <= whole) {
        widths_find(s, whole - rest - chart, false);
        s->left = s->name + s->owner + rest;
        return;
    }
    s->owner = 0; /* narrow: all under the name */
    s->name = fmaxf(s->state, NAME_LEAST * u);
    widths_find(s, fmaxf(whole - (s->bars ? CHART_NARROW : 0) * u, s->name), true);
    s->left = s->name;
}

/* "plan, done, going on, later than planned" at the title. */
static float legend_set(struct board *b, struct page *page, struct rect box, bool draw)
{
    static const char *const keys[] = {"schedule.plan", "state.done", "state.now", "schedule.late"};
    float u = b->sheet->u, x = box.x, line = 2.4f * u;
    struct text_style style = board_style(b, FACE_SANS, 1.6f, COLOUR_INK_2);
    for (size_t i = 0; i < 4; i++) {
        const char *word = board_word(b, keys[i]);
        struct rect sign = {x, box.y + (line - 1.14f * u) / 2, 2.6f * u, 1.14f * u};
        if (draw && i == 0)
            draw_frame(&page->draw, (struct rect){x, box.y + (line - .62f * u) / 2, 2.6f * u, .62f * u},
                       .12f * u, COLOUR_INK_3);
        else if (draw && i < 3)
            draw_fill(&page->draw, sign, i == 1 ? COLOUR_DONE : COLOUR_NOW);
        else if (draw)
            chart_hatch(&page->draw, sign, u, COLOUR_LATE, COLOUR_TINT_LATE);
        if (draw)
            (void)board_mark(b, page, word, style, x + 3.2f * u, board_baseline(b, style, box.y, line),
                             ALIGN_START);
        x += 3.2f * u + board_width(b, word, style) + (i < 3 ? 1.8f * u : 0);
    }
    return x - box.x;
}

/* Why: the row's note behind its name and state. */
static void reasons_set(struct schedule *s)
{
    struct board *b = &s->board;
    bool first = true;
    for (size_t i = 0; i < s->count; i++) {
        const struct timeline_row *t = &s->row[i];
        const char *note = timeline_cell(t, "note"), *name = timeline_cell(t, "name");
        if (note == NULL)
            continue;
        if (first)
            pager_gap(&b->pager, .7f * b->sheet->u);
        first = false;
        const char *lead = t->state == &state_late ? board_fill(b, "schedule.why", name, t->word, NULL, NULL)
                                                   : board_fill(b, "schedule.note", name, NULL, NULL, NULL);
        board_paragraph(b, lead, note, 1.6f, 2.4f, COLOUR_INK_2, LANG_ZH, 0);
    }
}

static bool rows_fit(struct schedule *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (row_height(s, &s->row[i]) > board_page_height(&s->board) / 2)
            return false;
    return true;
}

static void rows_set(struct schedule *s)
{
    struct board *b = &s->board;
    float u = b->sheet->u, head = 2.6f * u;
    if (s->bars) {
        struct rect chart = {b->pager.area.x + s->left + CHART_GAP * u, 0,
                             b->pager.area.w - s->left - CHART_GAP * u, 0};
        head = (flag_place(s, chart).above ? 6.4f : 4.4f) * u;
    }
    for (size_t first = 0; first < s->count;) {
        float height = head + .16f * u;
        size_t end = first;
        for (; end < s->count; end++) {
            float row = row_height(s, &s->row[end]);
            if (height + row > board_free(b) && (end > first || b->pager.y > b->pager.area.y + 1))
                break;
            height += row;
        }
        if (end == first) {
            pager_break(&b->pager);
            continue;
        }
        page_set(s, first, end, head, height);
        first = end;
    }
}

void compose_schedule(struct composing *c)
{
    struct schedule s = {.rows = timeline_rows(c->record)};
    struct board *b = &s.board;
    board_init(b, c);
    s.count = s.rows->count;
    s.row = take_zeroed(s.count + 1, sizeof *s.row);
    for (size_t i = 0; i < s.count; i++)
        s.row[i] = timeline_row(b, s.rows, i);
    if (s.count > 0)
        b->legend = legend_set;
    board_start(b);
    range_find(&s);
    columns_find(&s);
    if (rows_fit(&s)) {
        rows_set(&s);
        reasons_set(&s);
        if (s.bars) { /* the dates themselves, which bars show only by their length */
            b->legend = NULL;
            if (board_free(b) < board_page_height(b) * .25f)
                pager_break(&b->pager);
            else
                pager_gap(&b->pager, sheet_px(c->sheet, 1.4f));
            timeline_grid(b, s.rows, true);
        }
    } else { /* a name no row of a chart can hold: a table can */
        timeline_grid(b, s.rows, false);
    }
    free(s.row);
    board_end(b);
}
