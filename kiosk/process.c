/* The procedure as a flow of steps: each a box with number, state, dates, basis; the current one takes two
   places. Portrait sheets read it downwards. */
#include "chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct process {
    struct board board;
    const struct rows *rows;
    float least, gap; /* height of a row of boxes, and what is free below it; pixels */
    size_t next;      /* the first step to do after all others: the next one */
    bool
        outside; /* notes but the current step's stand below the chart: in the boxes they would need a page more */
    bool yearless; /* no year stands above a row: dates of this year go without, others have theirs */
};

/* Colours of a box per state: the edge's dash tells "to do" without colour. */
static const struct state *step_state(const struct process *p, size_t row)
{
    return state_of(rows_cell(p->rows, row, "state"));
}

static bool is_current(const struct process *p, size_t row)
{
    return step_state(p, row) == &state_now ||
           step_state(p, row) == &state_late; /* lateness has its reason to tell */
}

static date step_day(const struct process *p, size_t row, bool last)
{
    static const char *const from[] = {"actual_from", "actual_until", "planned_from", "planned_until"};
    static const char *const until[] = {"actual_until", "actual_from", "planned_until", "planned_from"};
    for (size_t i = 0; i < 4; i++) {
        date day = rows_date(p->rows, row, last ? until[i] : from[i]);
        if (day != NO_DATE)
            return day;
    }
    return NO_DATE;
}

static bool has_actual(const struct process *p, size_t row)
{
    return rows_date(p->rows, row, "actual_from") != NO_DATE ||
           rows_date(p->rows, row, "actual_until") != NO_DATE;
}

static const char *actual_text(struct process *p, size_t row, int year)
{
    return board_period(&p->board, rows_date(p->rows, row, "actual_from"),
                        rows_date(p->rows, row, "actual_until"), year);
}

static const char *planned_text(struct process *p, size_t row, int year)
{
    const char *planned = board_period(&p->board, rows_date(p->rows, row, "planned_from"),
                                       rows_date(p->rows, row, "planned_until"), year);
    return planned == NULL ? NULL : board_fill(&p->board, "process.planned", planned, NULL, NULL, NULL);
}

static const char *state_word(const struct process *p, size_t row)
{
    return row == p->next ? board_word(&p->board, "state.next") : NULL;
}

static void box_draw(struct draw_list *list, const struct state *state, struct rect box, float u)
{
    bool current = state == &state_now || state == &state_late;
    enum colour ground = current ? state->tint : state == &state_todo ? COLOUR_PAPER : COLOUR_SURFACE;
    draw_fill(list, box, ground);
    if (state == &state_todo) {
        float edge = .12f * u, right = box.x + box.w - edge / 2, foot = box.y + box.h - edge / 2;
        chart_line(list, box.x + edge / 2, box.y, box.x + edge / 2, foot, state->colour, edge, .4f * u);
        chart_line(list, right, box.y, right, foot, state->colour, edge, .4f * u);
        chart_line(list, box.x, foot, box.x + box.w, foot, state->colour, edge, .4f * u);
        draw_fill(list, (struct rect){box.x, box.y, box.w, .12f * u}, state->colour);
        draw_fill(list, (struct rect){box.x, box.y + .28f * u, box.w, .12f * u}, state->colour);
        return;
    }
    draw_frame(list, box, (current ? .18f : .06f) * u, current ? state->colour : COLOUR_RULE_2);
    draw_fill(list, (struct rect){box.x, box.y, box.w, .4f * u}, state->colour);
}

struct part { /* of a box */
    const char *text;
    struct text_style style;
    float line, gap; /* u; gap below */
    enum lang lang;
};

/* Parts one below another; their height. */
static float parts_set(struct board *b, struct page *page, const struct part *part, size_t parts,
                       struct rect box)
{
    float start = box.y;
    for (size_t i = 0; i < parts; i++)
        if (part[i].text != NULL)
            box.y += board_set(b, page, part[i].text, part[i].style, part[i].line, box, ALIGN_START,
                               part[i].lang) +
                     part[i].gap * b->sheet->u;
    return box.y - start;
}

/* A fact is set in the size of a note or, where that takes it a line more, in the smaller one of the foot. */
static struct part fact(const struct board *b, const char *text, float width, enum colour colour)
{
    struct text_style large = board_style(b, FACE_SANS, 1.6f, colour),
                      small = board_style(b, FACE_SANS, 1.33f, colour);
    bool shrinks =
        text != NULL && board_width(b, text, large) > width && board_width(b, text, small) <= width;
    return (struct part){text, shrinks ? small : large, shrinks ? 1.9f : 2.2f, 0, LANG_ZH};
}

/* A name in its size, or a little smaller where that spares it a second line. */
static struct text_style name_style(const struct board *b, const char *text, bool current, float width)
{
    struct text_style large = board_style(b, FACE_SANS_BOLD, current ? 2.6f : 2, COLOUR_INK),
                      small = board_style(b, FACE_SANS_BOLD, current ? 2.2f : 1.75f, COLOUR_INK);
    return board_width(b, text, large) > width && board_width(b, text, small) <= width ? small : large;
}

/* When, as it was and as it was planned: one behind the other where both fit. Returns the height. */
static float dates_set(struct board *b, struct page *page, const struct part dates[2], struct rect box)
{
    float gap = .8f * b->sheet->u, line = dates[0].line * b->sheet->u * b->sheet->tight;
    float first = dates[0].text == NULL ? 0 : board_width(b, dates[0].text, dates[0].style);
    if (dates[0].text == NULL || dates[1].text == NULL ||
        first + gap + board_width(b, dates[1].text, dates[1].style) > box.w)
        return parts_set(b, page, dates, 2, box);
    if (page != NULL) {
        float baseline = board_baseline(b, dates[0].style, box.y, line);
        (void)board_mark(b, page, dates[0].text, dates[0].style, box.x, baseline, ALIGN_START);
        (void)board_mark(b, page, dates[1].text, dates[1].style, box.x + first + gap, baseline, ALIGN_START);
        board_say(page, dates[0].text);
        board_say(page, dates[1].text);
    }
    return line;
}

/* Number and state on one line, then name, dates, basis, owner, note. Height only, where page is NULL. */
static float step_set(struct process *p, struct page *page, size_t row, struct rect box, int year)
{
    struct board *b = &p->board;
    const struct rows *rows = p->rows;
    bool current = is_current(p, row);
    float u = b->sheet->u, pad = .9f * u, y = box.y + .8f * u, w = box.w - 2 * pad, x = box.x + pad;
    const struct state *state = step_state(p, row);
    if (page != NULL) {
        struct text_style number = board_style(b, FACE_SANS_BOLD, 2.6f, COLOUR_INK);
        const char *no = board_count(b, (int64_t)row + 1);
        (void)board_mark(b, page, no, number, x, board_baseline(b, number, y, 3 * u), ALIGN_START);
        board_say(page, no);
        (void)board_state(b, page, state, state_word(p, row), x + w, y + .3f * u, ALIGN_END);
    }
    y += 3 * u;
    struct text_style name = name_style(b, rows_cell(rows, row, "name"), current, w),
                      quiet = board_style(b, FACE_SANS, 1.6f, COLOUR_INK_2),
                      small = board_style(b, FACE_SANS, 1.33f, COLOUR_INK_2);
    const char *actual = has_actual(p, row) ? actual_text(p, row, year) : NULL;
    bool halves =
        current && box.w > 30 * u; /* of two places: dates at the left, whose and by which law at the right */
    float gap = halves ? 1.6f * u : 0, half = halves ? (w - gap) / 2 : w;
    const struct part names[] = {
        {rows_cell(rows, row, "name"), name, current ? 3.2f : 2.7f, .3f, LANG_ZH},
        {board_ko_cell(b, rows, row, "name_ko"), small, 1.9f, .2f, LANG_KO},
    };
    const char *planned = planned_text(p, row, year);
    const struct part dates[] = {
        fact(b, actual, half, COLOUR_INK),
        actual == NULL ? fact(b, planned, half, COLOUR_INK) : (struct part){planned, small, 1.9f, 0, LANG_ZH},
    };
    const struct part basis[] = {
        fact(b, rows_cell(rows, row, "basis"), half, COLOUR_INK_2),
        {rows_cell(rows, row, "owner"), small, 1.9f, 0, LANG_ZH},
    };
    const struct part note = {p->outside && !current ? NULL : rows_cell(rows, row, "note"), quiet, 2.2f, 0,
                              LANG_ZH};
    y += parts_set(b, page, names, 2, (struct rect){x, y, w, 0});
    float left = dates_set(b, page, dates, (struct rect){x, y, half, 0});
    if (halves)
        y += fmaxf(left, parts_set(b, page, basis, 2, (struct rect){x + half + gap, y, half, 0}));
    else
        y += left + parts_set(b, page, basis, 2, (struct rect){x, y + left, w, 0});
    y += parts_set(b, page, &note, 1, (struct rect){x, y, w, 0});
    return y - box.y + .6f * u;
}

/* ---- landscape: rows of boxes ---- */

struct places { /* how a row is divided */
    size_t a_row;
    float width, gap;
};

static float step_width(const struct process *p, const struct places *places, size_t row)
{
    return is_current(p, row) && places->a_row > 1 ? 2 * places->width + places->gap : places->width;
}

/* The steps of the row that begins at `first`. */
static size_t row_end(const struct process *p, const struct places *places, size_t first)
{
    size_t used = 0, i = first;
    for (; i < p->rows->count; i++) {
        size_t need = is_current(p, i) && places->a_row > 1 ? 2 : 1;
        if (used + need > places->a_row)
            break;
        used += need;
    }
    return i;
}

/* "2026年" or "2026年至2027年": what the dates of the row then leave out. */
static const char *row_years(struct process *p, size_t first, size_t end, int *year)
{
    date from = NO_DATE, until = NO_DATE;
    if (p->yearless) {
        *year = civil_from_date(sheet_today(p->board.sheet)).year;
        return NULL;
    }
    for (size_t i = first; i < end; i++) {
        date begin = step_day(p, i, false), last = step_day(p, i, true);
        if (begin != NO_DATE && (from == NO_DATE || begin < from))
            from = begin;
        if (last != NO_DATE && (until == NO_DATE || last > until))
            until = last;
    }
    *year = 0;
    if (from == NO_DATE)
        return NULL;
    *year = civil_from_date(from).year;
    int last = civil_from_date(until).year;
    struct buffer a = {0}, z = {0};
    buffer_format(&a, "%d", *year);
    buffer_format(&z, "%d", last);
    const char *one = board_keep(&p->board, &a), *two = board_keep(&p->board, &z);
    return last == *year ? board_fill(&p->board, "process.year", one, NULL, NULL, NULL)
                         : board_fill(&p->board, "process.years", one, two, NULL, NULL);
}

static float row_height(struct process *p, const struct places *places, size_t first, size_t end, int year)
{
    float height = 0;
    for (size_t i = first; i < end; i++)
        height = fmaxf(height, step_set(p, NULL, i, (struct rect){0, 0, step_width(p, places, i), 0}, year));
    return height;
}

static void row_set(struct process *p, const struct places *places, size_t first, size_t end)
{
    struct board *b = &p->board;
    float u = b->sheet->u;
    int year = 0;
    const char *years = row_years(p, first, end, &year);
    float height = fmaxf(row_height(p, places, first, end, year), p->least),
          head = years == NULL ? 0 : 2.4f * u;
    struct rect area = pager_take(&b->pager, head + height);
    struct page *page = pager_page(&b->pager);
    struct text_style style = board_style(b, FACE_SANS_BOLD, 1.6f, COLOUR_INK_2);
    if (years != NULL)
        (void)board_mark(b, page, years, style, area.x, board_baseline(b, style, area.y - .2f * u, 2.4f * u),
                         ALIGN_START);
    float x = area.x;
    for (size_t i = first; i < end; i++) {
        struct rect box = {x, area.y + head, step_width(p, places, i), height};
        box_draw(&page->draw, step_state(p, i), box, u);
        (void)step_set(p, page, i, box, year);
        x += box.w + places->gap;
        if (i + 1 < end)
            chart_triangle(&page->draw, x - places->gap + (places->gap - 1.1f * u) / 2, box.y + 5.6f * u,
                           1.1f * u, 1.6f * u, COLOUR_INK_2);
    }
    pager_gap(&b->pager, p->gap);
}

/* ---- portrait: one line downwards; also what flows where no box could hold its text ---- */

static void list_row(struct process *p, size_t row)
{
    struct board *b = &p->board;
    const struct rows *rows = p->rows;
    float u = b->sheet->u, left = 5 * u, w = b->pager.area.w - left - 1.1f * u;
    int year = civil_from_date(sheet_today(b->sheet)).year; /* goes without saying */
    bool current = is_current(p, row);
    const struct state *state = step_state(p, row);
    float states = board_state(b, NULL, state, state_word(p, row), 0, 0, ALIGN_END) + u;
    struct text_style name = board_style(b, FACE_SANS_BOLD, current ? 2.6f : 2, COLOUR_INK),
                      plain = board_style(b, FACE_SANS, 1.6f, COLOUR_INK);
    struct text_style quiet = board_style(b, FACE_SANS, 1.6f, COLOUR_INK_2),
                      small = board_style(b, FACE_SANS, 1.33f, COLOUR_INK_2);
    const char *actual = has_actual(p, row) ? actual_text(p, row, year) : NULL;
    float half = (w - u) / 2;
    /* Facts in two columns; what says the most stands first and alone. */
    const struct {
        const char *text;
        struct text_style style;
        float line, x, width; /* line in u; x from the name's left edge */
        enum lang lang;
        bool beside; /* of the one before */
    } part[] = {
        {rows_cell(rows, row, "name"), name, current ? 3.2f : 2.6f, 0, w - states, LANG_ZH, false},
        {board_ko_cell(b, rows, row, "name_ko"), small, 1.9f, 0, w, LANG_KO, false},
        {actual, plain, 2.1f, 0, half, LANG_ZH, false},
        {planned_text(p, row, year), actual == NULL ? plain : small, 2.1f, actual == NULL ? 0 : half + u,
         actual == NULL ? w : half, LANG_ZH, actual != NULL},
        {rows_cell(rows, row, "basis"), quiet, 2.1f, 0, half, LANG_ZH, false},
        {rows_cell(rows, row, "owner"), quiet, 2.1f, half + u, half, LANG_ZH, true},
        {rows_cell(rows, row, "note"), quiet, 2.1f, 0, w, LANG_ZH, false},
    };
    size_t parts = sizeof part / sizeof part[0];
    float pad = (current ? 1.2f : .35f) * u, height = 0;
    const char *no = board_count(b, (int64_t)row + 1);
    struct rect box = {0};
    struct page *page = NULL;
    for (int pass = 0; pass < 2; pass++) { /* first to measure, then to draw */
        float y = box.y + pad + (pass == 0 ? 0 : .3f * u), top = y;
        for (size_t i = 0; i < parts; i++) {
            if (!part[i].beside)
                top = y;
            struct rect at = {box.x + left + part[i].x, top, part[i].width, 0};
            y = fmaxf(y, top + board_set(b, page, part[i].text, part[i].style, part[i].line, at, ALIGN_START,
                                         part[i].lang));
        }
        if (pass == 1)
            break;
        height = y + pad + .3f * u;
        if (height > board_page_height(b)) { /* no page holds it: flow */
            for (size_t i = 0; i < parts; i++)
                board_paragraph(b, i == 0 ? board_fill(b, "process.number", no, NULL, NULL, NULL) : NULL,
                                part[i].text, i == 0 ? 2 : 1.6f, i == 0 ? 2.8f : 2.4f, COLOUR_INK,
                                part[i].lang, 0);
            board_paragraph(b, state_word(p, row) != NULL ? state_word(p, row) : board_word(b, state->key),
                            NULL, 1.6f, 2.4f, COLOUR_INK, LANG_ZH, 0);
            return;
        }
        box = pager_take(&b->pager, height);
        page = pager_page(&b->pager);
        box_draw(&page->draw, state, box, u);
        struct text_style number = board_style(b, FACE_SANS_BOLD, 2.6f, COLOUR_INK);
        float first = box.y + pad + .3f * u, line = part[0].line * u;
        (void)board_mark(b, page, no, number, box.x + 1.1f * u, board_baseline(b, number, first, line),
                         ALIGN_START);
        board_say(page, no);
        (void)board_state(b, page, state, state_word(p, row), box.x + left + w, first + (line - 2.4f * u) / 2,
                          ALIGN_END);
    }
    pager_gap(&b->pager, .2f * u);
}

static bool boxes_fit(struct process *p, const struct places *places)
{
    for (size_t first = 0; first < p->rows->count;) {
        size_t end = row_end(p, places, first);
        if (row_height(p, places, first, end, 0) + 3 * p->board.sheet->u > board_page_height(&p->board))
            return false;
        first = end;
    }
    return true;
}

struct stack {                 /* rows of boxes one below another */
    float tallest, sum, heads; /* of the boxes; of the years above them; pixels */
    size_t rows;
};

static struct stack stack_measure(struct process *p, const struct places *places)
{
    struct stack stack = {.tallest = 13 * p->board.sheet->u};
    for (size_t first = 0, end; first < p->rows->count; first = end, stack.rows++) {
        int year = 0;
        end = row_end(p, places, first);
        bool headed = row_years(p, first, end, &year) != NULL;
        float height = row_height(p, places, first, end, year);
        stack.tallest = fmaxf(stack.tallest, height);
        stack.heads += headed ? 2.4f * p->board.sheet->u : 0;
        stack.sum += height;
    }
    return stack;
}

/* What the rows take at least, with the gaps between them. */
static float stack_height(const struct stack *stack, float u)
{
    return stack->sum + stack->heads + .6f * u * (float)(stack->rows - 1);
}

/* Where all rows stand on one page, they are equally high and share what room is left above `below`. */
static void rows_spread(struct process *p, const struct stack *stack, float below)
{
    float u = p->board.sheet->u, room = board_free(&p->board) - below - stack->heads;
    float number = (float)stack->rows, equal = number * stack->tallest + (number - 1) * .8f * u;
    p->least = equal <= room ? stack->tallest : 0;
    float left = room - (equal <= room ? number * stack->tallest : stack->sum);
    float gaps = number - 1 + (below > 0 ? 1.f : 0.f); /* the last one stands above the notes */
    p->gap = gaps > 0 ? fminf(fmaxf((left + (below > 0 ? .6f * u : 0)) / gaps, .6f * u), 2 * u) : u;
}

/* ---- notes below the chart: number and name, then the note ---- */

static float notes_lead(struct process *p, struct text_style style)
{
    float widest = 0;
    for (size_t i = 0; i < p->rows->count; i++)
        if (rows_cell(p->rows, i, "note") != NULL && !is_current(p, i))
            widest = fmaxf(widest, board_width(&p->board, rows_cell(p->rows, i, "name"), style));
    return fminf(widest, 20 * p->board.sheet->u) + 4 * p->board.sheet->u;
}

/* Sets the notes, or measures them. */
static float notes_flow(struct process *p, bool draw)
{
    struct board *b = &p->board;
    float u = b->sheet->u, height = 0;
    struct text_style bold = board_style(b, FACE_SANS_BOLD, 1.6f, COLOUR_INK),
                      plain = board_style(b, FACE_SANS, 1.6f, COLOUR_INK_2);
    float lead = notes_lead(p, bold), whole = b->pager.area.w;
    for (size_t i = 0; i < p->rows->count; i++) {
        const char *note = rows_cell(p->rows, i, "note");
        if (note == NULL || is_current(p, i))
            continue;
        struct buffer name = {0};
        sheet_cut(b->sheet, rows_cell(p->rows, i, "name"), bold, lead - 4 * u, &name);
        float needs =
            board_set(b, NULL, note, plain, 2.2f, (struct rect){0, 0, whole - lead, 0}, ALIGN_START, LANG_ZH);
        if (draw && needs > board_page_height(b)) {
            board_paragraph(b, rows_cell(p->rows, i, "name"), NULL, 1.6f, 2.2f, COLOUR_INK, LANG_ZH,
                            2.2f * u);
            board_paragraph(b, NULL, note, 1.6f, 2.2f, COLOUR_INK_2, LANG_ZH, 0);
        } else if (draw) {
            struct rect box = pager_take(&b->pager, needs);
            struct page *page = pager_page(&b->pager);
            float line = 2.2f * u * b->sheet->tight, baseline = board_baseline(b, bold, box.y, line);
            (void)board_mark(b, page, board_count(b, (int64_t)i + 1), bold, box.x, baseline, ALIGN_START);
            (void)board_mark(b, page, name.data, bold, box.x + 2.4f * u, baseline, ALIGN_START);
            (void)board_set(b, page, note, plain, 2.2f, (struct rect){box.x + lead, box.y, whole - lead, 0},
                            ALIGN_START, LANG_ZH);
        }
        height += needs;
        buffer_finish(&name);
    }
    return height;
}

/* Notes stand in the boxes where all rows then fit on the page, else below the chart, with the years above the rows or
   without; else on the next page, but the chart is whole. Where not even that is so, the rows go over pages. False where a
   page would hold one row alone: a list says more there. */
static bool stack_arrange(struct process *p, const struct places *places, struct stack *stack, float *below)
{
    static const struct {
        bool outside, yearless, together;
    } ways[] = {{false, false, true},
                {true, false, true},
                {true, true, true},
                {true, false, false},
                {true, true, false}};
    float u = p->board.sheet->u, room = board_free(&p->board);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        p->outside = ways[i].outside;
        p->yearless = ways[i].yearless;
        *below = p->outside && ways[i].together ? notes_flow(p, false) + .6f * u : 0;
        *stack = stack_measure(p, places);
        if (stack_height(stack, u) + *below <= room)
            return true;
    }
    p->outside = p->yearless = false;
    *below = 0;
    *stack = stack_measure(p, places);
    return 2 * (stack->tallest + 2.4f * u) + .6f * u <= board_page_height(&p->board);
}

void compose_process(struct composing *c)
{
    struct process p = {.rows = &c->record->rows[VIEW_STEP]};
    struct board *b = &p.board;
    board_init(b, c);
    size_t done = 0;
    for (size_t i = 0; i < p.rows->count; i++)
        done += step_state(&p, i) == &state_done;
    for (p.next = p.rows->count; p.next > 0 && step_state(&p, p.next - 1) == &state_todo;)
        p.next--;
    if (p.rows->count > 0)
        b->reference = board_fill(b, "process.summary", board_count(b, (int64_t)p.rows->count),
                                  board_count(b, (int64_t)done), NULL, NULL);
    board_start(b);
    float u = c->sheet->u, gap = 2.4f * u, whole = b->pager.area.w;
    size_t currents = 0;
    for (size_t i = 0; i < p.rows->count; i++)
        currents += is_current(&p, i);
    struct places places = {.a_row = (p.rows->count + currents + 1) / 2, .gap = gap};
    size_t most = (size_t)fmaxf(1, (whole + gap) / (15 * u + gap));
    places.a_row = places.a_row > most ? most : places.a_row < 1 ? 1 : places.a_row;
    places.width = (whole - gap * (float)(places.a_row - 1)) / (float)places.a_row;
    struct stack stack = {0};
    float below = 0;
    if (c->sheet->shape == SHAPE_LANDSCAPE && places.a_row > 1 &&
        stack_arrange(&p, &places, &stack, &below) && boxes_fit(&p, &places)) {
        rows_spread(&p, &stack, below);
        for (size_t first = 0; first < p.rows->count;) {
            size_t end = row_end(&p, &places, first);
            row_set(&p, &places, first, end);
            first = end;
        }
        if (p.outside)
            (void)notes_flow(&p, true);
    } else {
        for (size_t i = 0; i < p.rows->count; i++)
            list_row(&p, i);
    }
    board_end(b);
}
