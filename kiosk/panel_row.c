/* A row on an LED panel: who and the most telling value on top, below them label after label with its value,
   as many on a line as fit. Two scales: the larger one wherever it needs no more frames. */
#include "panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct scale {
    float head, head_line, text, line;
} scales[] = {
    {PANEL_BIG, PANEL_BIG_LINE, PANEL_PLAIN, PANEL_PLAIN_LINE},
    {28, 38, PANEL_PLAIN, PANEL_PLAIN_LINE},
    {PANEL_PLAIN, 26, PANEL_PLAIN, 26},
    {PANEL_PLAIN, 26, 22, 26},
    {22, 24, 22, 24},
    {PANEL_PLAIN, 28, PANEL_SMALL, PANEL_SMALL_LINE},
    {PANEL_SMALL, 26, PANEL_SMALL, PANEL_SMALL_LINE},
    {22, 21.2F, PANEL_SMALL, 20.7F}, /* marks of two lines do not touch: they fill 18 of 20 pixels */
    {PANEL_SMALL, 20.8F, PANEL_SMALL, 20.8F},
};
#define SCALES (sizeof scales / sizeof *scales)
#define GAP .5F       /* between pairs, em */
#define ICON 1.2F     /* width of an icon with its gap, em */
#define REPEATED_EM 6 /* a lead no wider than this shares the first line of the row's later frames */
#define LEADING_MOST 1.4F
#define TORN 100 /* a value on two frames counts as so many on two lines */

struct place {
    size_t line;
    float x;
    size_t lines;
};
struct plan {
    const struct scale *scale;
    float *used; /* width taken on each line */
    size_t lines, capacity;
    struct place *place; /* of each pair */
    size_t first, later; /* lines on the first frame, on each later one */
    size_t head_lines, frames;
    bool repeats; /* the lead begins the first line of later frames */
    bool above;   /* or stands above it, on a line of its own */
    bool beside;  /* lead and tell share the first line */
};

void panel_row_clear(struct panel_row *row)
{
    panel_run_clear(&row->lead);
    panel_run_clear(&row->tell);
    buffer_clear(&row->told);
    row->icon = NULL;
    row->pairs = 0;
}

void panel_row_finish(struct panel_row *row)
{
    panel_run_finish(&row->lead);
    panel_run_finish(&row->tell);
    for (size_t i = 0; i < row->capacity; i++)
        panel_run_finish(&row->pair[i]);
    free(row->pair);
    buffer_finish(&row->told);
    *row = (struct panel_row){0};
}

struct panel_run *panel_row_add(struct panel_row *row)
{
    size_t before = row->capacity;
    row->pair = take_room(row->pair, &row->capacity, row->pairs + 1, sizeof *row->pair);
    memset(row->pair + before, 0, (row->capacity - before) * sizeof *row->pair);
    panel_run_clear(&row->pair[row->pairs]);
    return &row->pair[row->pairs++];
}

static bool repeats_lead(const struct panel *panel, const struct panel_row *row)
{
    return row->lead.text.size > 0 && panel_width(panel, &row->lead, PANEL_SMALL) <=
                                          REPEATED_EM * sheet_panel_px(panel->sheet, PANEL_SMALL);
}

static void add_line(struct plan *plan, float used)
{
    plan->used = take_room(plan->used, &plan->capacity, plan->lines + 1, sizeof *plan->used);
    plan->used[plan->lines++] = used;
}

/* The first line with room for a pair, SIZE_MAX if there is none. A pair that keeps
   its order looks at the last alone. */
static size_t line_with_room(const struct plan *plan, float wide, float gap, float width, bool in_order)
{
    for (size_t i = in_order && plan->lines > 0 ? plan->lines - 1 : 0; i < plan->lines; i++)
        if (plan->used[i] + (plan->used[i] > 0 ? gap : 0) + wide <= width)
            return i;
    return SIZE_MAX;
}

/* Lines a frame begins with: the first one below the head, then every `later`. */
static bool begins_frame(const struct plan *plan, size_t line)
{
    return line >= plan->first && (line - plan->first) % plan->later == 0;
}

/* A pair longer than a line takes lines of its own, on one frame if it fits there. */
static void place_long(const struct panel *panel, const struct panel_run *pair, float width, float repeated,
                       struct plan *plan, struct place *place)
{
    struct panel_set set = {0};
    size_t lines = panel_set_fill(panel, pair, 0, pair->text.size, plan->scale->text, width, &set), left = 0;
    while (!begins_frame(plan, plan->lines + left))
        left++;
    if (lines > left && lines + (repeated > 0 ? 1 : 0) <= plan->later)
        while (!begins_frame(plan, plan->lines))
            add_line(plan, 0);
    if (repeated > 0 && begins_frame(plan, plan->lines))
        add_line(plan, repeated);
    *place = (struct place){.line = plan->lines, .lines = lines};
    for (size_t k = 0; k < lines; k++)
        add_line(plan, k + 1 < lines ? width : set.block.line[k].width);
    panel_set_finish(&set);
}

static void place_pairs(const struct panel *panel, const struct panel_row *row, bool widest_first,
                        struct plan *plan)
{
    float width = sheet_main(panel->sheet, false).w,
          gap = GAP * sheet_panel_px(panel->sheet, plan->scale->text);
    float repeated = plan->repeats ? panel_width(panel, &row->lead, plan->scale->text) : 0;
    float *wide = take_zeroed(row->pairs + 1, sizeof *wide);
    for (size_t i = 0; i < row->pairs; i++)
        wide[i] = panel_width(panel, &row->pair[i], plan->scale->text);
    for (size_t n = 0; n < row->pairs; n++) {
        size_t i = n;
        if (widest_first) {
            i = SIZE_MAX;
            for (size_t k = 0; k < row->pairs; k++)
                if (plan->place[k].lines == 0 && (i == SIZE_MAX || wide[k] > wide[i]))
                    i = k;
        }
        if (wide[i] > width) {
            place_long(panel, &row->pair[i], width, repeated, plan, &plan->place[i]);
            continue;
        }
        size_t line = line_with_room(plan, wide[i], gap, width, row->in_order);
        if (line == SIZE_MAX) {
            if (repeated > 0 && begins_frame(plan, plan->lines) && repeated + gap + wide[i] > width)
                add_line(plan, repeated); /* alone */
            line = plan->lines;
            add_line(plan, begins_frame(plan, line) ? repeated : 0);
        }
        ENSURE(plan->used != NULL);
        float x = plan->used[line] > 0 ? plan->used[line] + gap : 0;
        plan->place[i] = (struct place){.line = line, .x = x, .lines = 1};
        plan->used[line] = x + wide[i];
    }
    free(wide);
}

static void plan_row(const struct panel *panel, const struct panel_row *row, const struct scale *scale,
                     bool dense, float free, struct plan *plan)
{
    struct rect area = sheet_main(panel->sheet, false);
    *plan = (struct plan){.scale = scale, .repeats = repeats_lead(panel, row)};
    plan->above = row->lead.text.size > 0 && !plan->repeats;
    plan->place = take_zeroed(row->pairs + 1, sizeof *plan->place);
    float size = sheet_panel_px(panel->sheet, scale->head), line = sheet_panel_px(panel->sheet, scale->line);
    float lead = panel_width(panel, &row->lead, scale->head),
          tell = panel_width(panel, &row->tell, scale->head);
    float icon = row->icon == NULL ? 0 : ICON * size;
    bool both = lead > 0 && tell > 0;
    plan->beside = both && lead + tell + icon + size * GAP <= area.w;
    struct panel_set set = {0};
    if (lead > 0)
        plan->head_lines +=
            panel_set_fill(panel, &row->lead, 0, row->lead.text.size, scale->head, area.w, &set);
    if (tell > 0 && !plan->beside)
        plan->head_lines +=
            panel_set_fill(panel, &row->tell, 0, row->tell.text.size, scale->head, area.w - icon, &set);
    panel_set_finish(&set);
    float left = free - (float)plan->head_lines * sheet_panel_px(panel->sheet, scale->head_line);
    plan->later = panel_lines_most(panel, scale->line);
    plan->above = plan->above && plan->later > 2;
    plan->later -= plan->above ? 1 : 0;
    plan->first = left < 0 ? 0 : (size_t)((left + 1) / line);
    place_pairs(panel, row, dense, plan);
    size_t over = plan->lines > plan->first ? plan->lines - plan->first : 0;
    plan->frames = 1 + (over + plan->later - 1) / plan->later;
    if (left < -1) /* even the head takes more than a frame */
        plan->frames += plan->head_lines;
}

static void plan_finish(struct plan *plan)
{
    free(plan->used);
    free(plan->place);
    *plan = (struct plan){0};
}

/* ---- on the frame ---- */

static void step(struct panel *panel, float line)
{
    panel->free.y += line;
    panel->free.h -= line;
}

static void put_head_part(struct panel *panel, const struct panel_run *run, const struct scale *scale,
                          float x)
{
    struct panel_set set = {0};
    float line = sheet_panel_px(panel->sheet, scale->head_line);
    (void)panel_set_fill(panel, run, 0, run->text.size, scale->head, panel->free.w - x, &set);
    for (size_t i = 0; i < set.block.lines && !panel->book->full; i++) {
        if (panel_lines_left(panel, scale->head_line) == 0)
            panel_open(panel);
        panel_set_put(panel, panel->page, &set, i, 1, panel->free.x + x, panel->free.y, line);
        step(panel, line);
    }
    panel_set_finish(&set);
}

static void put_head(struct panel *panel, const struct panel_row *row, const struct plan *plan)
{
    const struct scale *scale = plan->scale;
    float size = sheet_panel_px(panel->sheet, scale->head),
          line = sheet_panel_px(panel->sheet, scale->head_line);
    float icon = row->icon == NULL ? 0 : ICON * size, x = 0;
    if (row->lead.text.size > 0)
        put_head_part(panel, &row->lead, scale, 0);
    if (row->tell.text.size == 0)
        return;
    if (plan->beside) {
        step(panel, -line);
        x = panel->free.w - panel_width(panel, &row->tell, scale->head) - icon - 1;
    } else if (panel_lines_left(panel, scale->head_line) == 0) {
        panel_open(panel);
    }
    if (row->icon != NULL)
        draw_icon(&panel->page->draw, row->icon, panel->free.x + x, panel->free.y + (line - size) / 2, size,
                  row->tell.part[0].colour);
    put_head_part(panel, &row->tell, scale, x + icon);
}

/* Says on a row's later frames whose they are: as much as fits on a line, for it was told in full before. */
static void repeat_lead(struct panel *panel, const struct panel_row *row, const struct plan *plan,
                        float height)
{
    const struct sheet *sheet = panel->sheet;
    struct text_style style = {.face = FACE_SANS_BOLD,
                               .size = sheet_panel_px(sheet, plan->scale->text),
                               .colour = plan->above ? COLOUR_LED_DIM : COLOUR_LED_INK};
    struct buffer cut = {0};
    float line = plan->above ? sheet_panel_px(sheet, plan->scale->line) : height;
    sheet_cut(sheet, row->lead.text.data, style, panel->free.w, &cut);
    draw_text(&panel->page->draw, cut.data, style, panel->free.x,
              sheet_baseline(sheet, style, panel->free.y, line), ALIGN_START, panel->lang, sheet->ruler);
    buffer_finish(&cut);
    if (plan->above)
        step(panel, line);
}

/* The pair on a line that stands next to the right of x; SIZE_MAX: none. */
static size_t pair_after(const struct panel_row *row, const struct plan *plan, size_t line, float x)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < row->pairs; i++) {
        const struct place *place = &plan->place[i];
        if (line >= place->line && line < place->line + place->lines && place->x > x &&
            (found == SIZE_MAX || place->x < plan->place[found].x))
            found = i;
    }
    return found;
}

/* From left to right, which is the order they are read and recorded in. */
static void put_line(struct panel *panel, const struct panel_row *row, const struct plan *plan, size_t line,
                     float height)
{
    struct panel_set set = {0};
    float x = -1;
    for (size_t i; (i = pair_after(row, plan, line, x)) != SIZE_MAX; x = plan->place[i].x) {
        const struct place *place = &plan->place[i];
        float width = place->lines > 1 ? panel->free.w : TEXT_ONE_LINE;
        (void)panel_set_fill(panel, &row->pair[i], 0, row->pair[i].text.size, plan->scale->text, width, &set);
        panel_set_put(panel, panel->page, &set, line - place->line, 1, panel->free.x + place->x,
                      panel->free.y, height);
    }
    panel_set_finish(&set);
}

/* Room for the whole row below what stands on the frame: a thin rule parts the two. */
static bool join_frame(struct panel *panel, const struct plan *plan)
{
    float rule = sheet_panel_px(panel->sheet, 2), gap = sheet_panel_px(panel->sheet, 10);
    float height = (float)plan->head_lines * sheet_panel_px(panel->sheet, plan->scale->head_line) +
                   (float)plan->lines * sheet_panel_px(panel->sheet, plan->scale->line);
    if (panel->page == NULL || plan->frames > 1 || panel->free.h + 1 < height)
        return false;
    if (panel->leading || plan->head_lines == 0)
        return true;
    if (panel->free.h + 1 < height + gap)
        return false;
    draw_fill(&panel->page->draw,
              (struct rect){panel->free.x, panel->free.y + gap / 2, panel->free.w, rule / 2}, COLOUR_LED_DIM);
    step(panel, gap);
    return true;
}

/* What a reader must put together: values on several lines and, worse, on two frames. */
static size_t count_broken(const struct panel_row *row, const struct plan *plan)
{
    size_t broken = 0;
    for (size_t i = 0; i < row->pairs; i++) {
        const struct place *place = &plan->place[i];
        broken += place->lines > 1 ? 1 : 0;
        for (size_t k = 1; k < place->lines; k++)
            broken += begins_frame(plan, place->line + k) ? TORN : 0;
    }
    return broken;
}

/* The plan with the fewest frames, among those with the fewest broken values, then in the largest letters. */
static void choose_plan(const struct panel *panel, const struct panel_row *row, float free, struct plan *best)
{
    struct plan plan;
    size_t tries = row->dense ? 2 * SCALES : SCALES;
    for (size_t i = 0; i < tries; i++) {
        if (i > 0 && (scales[i % SCALES].head < row->head_least || (i >= SCALES && best->frames == 1)))
            continue;
        plan_row(panel, row, &scales[i % SCALES], i >= SCALES, free, &plan);
        if (i == 0 || plan.frames < best->frames ||
            (plan.frames == best->frames && i < SCALES &&
             count_broken(row, &plan) < count_broken(row, best))) {
            plan_finish(best);
            *best = plan;
        } else {
            plan_finish(&plan);
        }
    }
}

/* Lines that have a frame for themselves take its height. */
static float spread(const struct panel *panel, const struct plan *plan, size_t line)
{
    float height = sheet_panel_px(panel->sheet, plan->scale->line),
          most = sheet_panel_px(panel->sheet, plan->scale->text * LEADING_MOST), free = panel->free.h;
    size_t frame = plan->later;
    if (line == 0) {
        free -= (float)plan->head_lines * sheet_panel_px(panel->sheet, plan->scale->head_line);
        frame = plan->first;
    }
    size_t lines = plan->lines - line < frame ? plan->lines - line : frame;
    return lines == 0 ? height : fmaxf(height, fminf(free / (float)lines, most));
}

/* Room on the frame for the line as planned. */
static bool line_fits(const struct panel *panel, const struct plan *plan, size_t line, bool joins)
{
    if (panel->page == NULL)
        return false;
    if (joins && plan->frames == 1)
        return true;
    return line == 0 ? plan->first > 0 : !begins_frame(plan, line);
}

/* Below a heading: as the room allows, if that takes no frame more than the two apart. */
static bool join_heading(const struct panel *panel, const struct panel_row *row, struct plan *best)
{
    struct plan own = {0};
    choose_plan(panel, row, sheet_main(panel->sheet, false).h, &own);
    choose_plan(panel, row, panel->free.h, best);
    float head = (float)best->head_lines * sheet_panel_px(panel->sheet, best->scale->head_line);
    bool joins = best->frames <= own.frames + 1 && head <= panel->free.h + 1 && best->first > 0;
    plan_finish(&own);
    if (!joins)
        plan_finish(best);
    return joins;
}

/* A later frame of the row, which begins with that line. */
static void begin_later(struct panel *panel, const struct panel_row *row, const struct plan *plan,
                        size_t line, float *height)
{
    size_t at_left = pair_after(row, plan, line, -1);
    bool shares = at_left == SIZE_MAX ? plan->used[line] > 0 : plan->place[at_left].x > 0; /* as planned */
    if (plan->above)
        repeat_lead(panel, row, plan, 0);
    *height = spread(panel, plan, line);
    if (plan->repeats && shares)
        repeat_lead(panel, row, plan, *height);
}

void panel_row_put(struct panel *panel, struct panel_row *row)
{
    struct plan best = {0};
    bool joins = panel->page != NULL && panel->leading && join_heading(panel, row, &best);
    if (!joins) {
        choose_plan(panel, row, sheet_main(panel->sheet, false).h, &best);
        joins = join_frame(panel, &best);
    }
    if (best.head_lines + best.lines > 0 && !joins)
        panel_open(panel);
    if (row->told.size > 0 && panel->page != NULL)
        page_line(panel->page, row->told.data, row->told.size);
    float height = joins ? sheet_panel_px(panel->sheet, best.scale->line) : spread(panel, &best, 0);
    put_head(panel, row, &best);
    for (size_t line = 0; line < best.lines && !panel->book->full; line++) {
        if (!line_fits(panel, &best, line, joins)) {
            panel_open(panel);
            begin_later(panel, row, &best, line, &height);
        }
        put_line(panel, row, &best, line, height);
        step(panel, height);
    }
    panel->leading = best.lines == 0;
    plan_finish(&best);
}
