/* The foot: who published this, under which number and when; when it was last verified; whom to call; which page it is. In
   one row (landscape) or two (portrait) of values under their labels, or in three of values behind them (squat). No value is cut
   as long as any arrangement holds all of them. */
#include "flow.h"
#include "frame_inside.h"
#include "frame_panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CODE_GAP .5F /* u, before the code and the clear part of its quiet zone */
#define CELL_GAP 1.F /* u, between two values */
#define GAP_LEAST .7F
#define LINE 1.72F   /* u */
#define ROW_GAP .35F /* u, between two rows of labels and values */
#define LINES_MOST 4

enum place { LABEL_ABOVE, LABEL_BEFORE, LABEL_NONE, TWO_LINES };

struct cell {
    struct buffer label, value;
    enum colour label_colour, value_colour;
    const char *icon;
    enum colour icon_colour;
    float nominal, w; /* pixels */
    enum place place;
    size_t row;
};
enum { CELL_ISSUER, CELL_ID, CELL_DATE, CELL_CHECK, CELL_HOTLINE, CELL_SUPERVISION, CELL_COUNT };

struct foot {
    const struct sheet *sheet;
    const struct frame *frame;
    struct cell cell[CELL_COUNT];
    struct rect box;        /* of its lines, pixels */
    float line, gap, count; /* a line's height; between two values; the page count's width */
    bool low;               /* the count is as high as a line, which may have a value above it */
};

static struct text_style label_style(const struct sheet *sheet, const struct cell *cell)
{
    return frame_style(sheet, FACE_SANS, 1.33F, cell->label_colour);
}

static struct text_style value_style(const struct sheet *sheet, const struct cell *cell)
{
    return frame_style(sheet, FACE_SANS_BOLD, 1.33F, cell->value_colour);
}

/* ---- what it says ---- */

/* Codes of alarms by what they mean to a reader; what is not here is "other". */
static const char *alarm_key(const char *code)
{
    static const struct {
        const char *begins, *key;
    } groups[] = {
        {"source-unreachable", "alarm.unreachable"},
        {"pull-failed", "alarm.unreachable"},
        {"source-empty", "alarm.shrunk"},
        {"source-shrunk", "alarm.shrunk"},
        {"missing-item", "alarm.shrunk"},
        {"item-", "alarm.refused"},
        {"cache-", "alarm.cache"},
        {"disk", "alarm.cache"},
        {"trust", "alarm.trust"},
        {"signature", "alarm.trust"},
        {"clock", "alarm.clock"},
        {"list-", "alarm.absent"},
    };
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strncmp(code, groups[i].begins, strlen(groups[i].begins)) == 0)
            return groups[i].key;
    return "alarm.other";
}

static void fill_check(const struct sheet *sheet, const struct frame *frame, struct cell *cell)
{
    struct buffer at = {0};
    frame_time(sheet, frame->checked_at, &at);
    const char *time = at.size > 0 ? at.data : "";
    bool old = frame->freshness != FRESH, known = frame->checked_at != NO_INSTANT;
    cell->icon = old ? "due" : "done";
    cell->icon_colour = old ? COLOUR_DUE : COLOUR_DONE;
    cell->value_colour = old ? COLOUR_DUE : COLOUR_INK;
    if (frame->alarm[0] != '\0') {
        cell->label_colour = COLOUR_LATE;
        buffer_text(&cell->label, words_get(sheet->words, LANG_ZH, alarm_key(frame->alarm)));
    } else if (frame->unsigned_source) {
        buffer_text(&cell->label,
                    words_get(sheet->words, LANG_ZH, frame->unrooted ? "foot.unrooted" : "foot.unsigned"));
    } else {
        buffer_text(&cell->label, words_get(sheet->words, LANG_ZH, "foot.check"));
    }
    const char *key = !known                                                   ? "foot.never-checked"
                      : frame->freshness == FRESH || frame->freshness == AGING ? "foot.checked"
                                                                               : "foot.unchecked-since";
    if (known && frame->unsigned_source && (frame->freshness == FRESH || frame->freshness == AGING))
        key = "foot.pulled"; /* nothing was verified: the office's own screen says only that it asked */
    words_fill(sheet->words, LANG_ZH, key, time, NULL, NULL, NULL, &cell->value);
    buffer_finish(&at);
}

static void fill_date(const struct sheet *sheet, const struct record *record, struct cell *cell)
{
    bool figures = record->as_of != NO_INSTANT;
    buffer_text(&cell->label, words_get(sheet->words, LANG_ZH, figures ? "foot.as-of" : "foot.published"));
    if (figures)
        frame_time(sheet, record->as_of, &cell->value);
    else if (record->published_at != NO_INSTANT)
        words_date(sheet->words, LANG_ZH, date_from_instant(record->published_at, sheet->zone_minutes), true,
                   &cell->value);
}

static const char *number_of(const struct frame *frame, const char *cell, const char *configured)
{
    const char *own = frame->project == NULL ? NULL : project_cell(frame->project, cell);
    const char *number = own == NULL ? configured : own;
    return number == NULL || number[0] == '\0' ? NULL : number;
}

const char *frame_hotline(const struct frame *frame)
{
    return number_of(frame, "hotline", frame->hotline);
}

static void fill_number(const struct sheet *sheet, const char *number, const char *label, struct cell *cell)
{
    if (number == NULL)
        return;
    buffer_text(&cell->label, words_get(sheet->words, LANG_ZH, label));
    buffer_text(&cell->value, number);
}

static void fill_cells(const struct sheet *sheet, const struct frame *frame, struct cell cells[CELL_COUNT])
{
    const struct record *record = frame->record;
    for (int i = 0; i < CELL_COUNT; i++) {
        cells[i].label_colour = COLOUR_INK_3;
        cells[i].value_colour = COLOUR_INK;
    }
    if (record != NULL) {
        struct buffer version = {0};
        buffer_text(&cells[CELL_ISSUER].label, words_get(sheet->words, LANG_ZH, "foot.issuer"));
        buffer_text(&cells[CELL_ISSUER].value, record_issuer(record, LANG_ZH));
        buffer_text(&cells[CELL_ID].label, words_get(sheet->words, LANG_ZH, "foot.id"));
        buffer_format(&version, "%lld", (long long)record->version);
        words_fill(sheet->words, LANG_ZH, "foot.id-version", record->id, version.data, NULL, NULL,
                   &cells[CELL_ID].value);
        buffer_finish(&version);
        fill_date(sheet, record, &cells[CELL_DATE]);
    }
    fill_check(sheet, frame, &cells[CELL_CHECK]);
    fill_number(sheet, frame_hotline(frame), "foot.hotline", &cells[CELL_HOTLINE]);
    fill_number(sheet, number_of(frame, "supervision", frame->supervision), "foot.supervision",
                &cells[CELL_SUPERVISION]);
}

/* ---- how wide a value is ---- */

/* Over two lines: broken between words where that leaves them about even, else where a line may end. */
static float two_lines_width(const struct sheet *sheet, const struct cell *cell, struct buffer *broken)
{
    struct text_style style = value_style(sheet, cell);
    float whole = frame_width(sheet, cell->value.data, style);
    buffer_clear(broken);
    for (int i = 0; i < 3; i++) {
        float width = whole / 2 + (float)i * style.size / 2;
        char *lines = flow_title_broken(sheet, cell->value.data, style, width, LANG_ZH);
        char *second = strchr(lines, '\n');
        if (second != NULL && strchr(second + 1, '\n') == NULL) {
            buffer_text(broken, lines);
            *second = '\0';
            width = fmaxf(frame_width(sheet, lines, style), frame_width(sheet, second + 1, style)) + 1;
            free(lines);
            return width;
        }
        free(lines);
    }
    buffer_text(broken, cell->value.data);
    for (int i = 1; i <= 8; i++) {
        float width = whole / 2 + (float)i * style.size;
        struct text_setting setting = {.width = width, .lang = LANG_ZH, .autospace = true};
        struct text_span span = {.text = broken->data, .bytes = broken->size, .style = style};
        struct text_block block = {0};
        text_fill(&setting, &span, 1, sheet->ruler, &block);
        size_t lines = block.lines;
        text_block_finish(&block);
        if (lines <= 2)
            return width;
    }
    return whole;
}

static float cell_width(const struct sheet *sheet, const struct cell *cell)
{
    if (cell->value.size == 0)
        return 0;
    struct text_style value = value_style(sheet, cell);
    float wide = frame_width(sheet, cell->value.data, value) + 1;
    float label = cell->label.size == 0 ? 0 : frame_width(sheet, cell->label.data, label_style(sheet, cell));
    if (cell->icon != NULL)
        wide += 1.45F * value.size;
    switch (cell->place) {
    case LABEL_ABOVE: return fmaxf(wide, label + 1);
    case LABEL_BEFORE: return wide + (label > 0 ? label + .5F * value.size : 0);
    case LABEL_NONE: return wide;
    case TWO_LINES: break;
    }
    struct buffer broken = {0};
    wide = two_lines_width(sheet, cell, &broken);
    buffer_finish(&broken);
    return wide;
}

static void draw_two_lines(const struct foot *foot, const struct cell *cell, float x, float y,
                           struct draw_list *list)
{
    const struct sheet *sheet = foot->sheet;
    struct text_style style = value_style(sheet, cell);
    struct buffer broken = {0}, rest = {0};
    (void)two_lines_width(sheet, cell, &broken);
    struct text_setting setting = {.width = fmaxf(cell->w, 1), .lang = LANG_ZH, .autospace = true};
    struct text_span span = {.text = broken.data, .bytes = broken.size, .style = style};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, sheet->ruler, &block);
    if (block.lines > 0)
        draw_line(list, &block, 0, x, sheet_baseline(sheet, style, y, foot->line), sheet->ruler);
    if (block.lines > 1) {
        size_t from = block.line[1].start;
        buffer_add(&rest, block.text + from, block.line[block.lines - 1].end - from);
        for (size_t i = 0; i < rest.size; i++)
            if (rest.data[i] == '\n')
                rest.data[i] = ' ';
        (void)frame_put(sheet, list, rest.data, style, x, y + foot->line, foot->line, cell->w, ALIGN_START);
    }
    buffer_finish(&rest);
    text_block_finish(&block);
    buffer_finish(&broken);
}

static void draw_cell(const struct foot *foot, const struct cell *cell, float x, float y,
                      struct draw_list *list)
{
    const struct sheet *sheet = foot->sheet;
    struct text_style label = label_style(sheet, cell), value = value_style(sheet, cell);
    float line = foot->line, right = x + cell->w;
    if (cell->w <= 0 || cell->value.size == 0)
        return;
    if (cell->place == TWO_LINES) {
        draw_two_lines(foot, cell, x, y, list);
        return;
    }
    if (cell->place != LABEL_NONE && cell->label.size > 0) {
        float used = frame_put(sheet, list, cell->label.data, label, x, y, line, cell->w, ALIGN_START);
        if (cell->place == LABEL_BEFORE)
            x += used + .5F * value.size;
    }
    if (cell->place == LABEL_ABOVE)
        y += line;
    if (cell->icon != NULL) {
        float side = 1.15F * value.size;
        draw_icon(list, cell->icon, x, y + (line - side) / 2, side, cell->icon_colour);
        x += side + .3F * value.size;
    }
    if (right > x)
        (void)frame_put(sheet, list, cell->value.data, value, x, y, line, right - x, ALIGN_START);
}

/* 第1页　共3页, the numbers larger: the words' places {a} and {b} are set in their
   own style. Drawn only if `list`. */
static float page_count(const struct foot *foot, size_t page, float x, float y, struct draw_list *list)
{
    const struct sheet *sheet = foot->sheet;
    const struct frame *frame = foot->frame;
    struct text_style small = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK_2);
    struct text_style large = frame_style(sheet, FACE_SANS_BOLD, foot->low ? 2 : 2.6F, COLOUR_INK);
    struct buffer number = {0}, until = {0};
    const struct record *record = frame->record;
    bool warning = record != NULL && record->kind == KIND_WARNING && record->display_until != NO_INSTANT &&
                   frame->pages == 1;
    const char *words = words_get(sheet->words, LANG_ZH,
                                  warning             ? "foot.warning-until"
                                  : frame->pages == 0 ? "foot.page-alone"
                                                      : "foot.page");
    frame_time(sheet, warning ? record->display_until : NO_INSTANT, &until);
    float line = sheet_px(sheet, foot->low ? LINE : 2 * LINE), start = x,
          baseline = sheet_baseline(sheet, large, y, line);
    while (*words != '\0') {
        bool place = words[0] == '{' && (words[1] == 'a' || words[1] == 'b') && words[2] == '}';
        buffer_clear(&number);
        if (place && warning)
            buffer_text(&number, until.size > 0 ? until.data : "");
        else if (place)
            buffer_format(&number, "%zu", words[1] == 'a' ? page + 1 : frame->pages);
        else
            buffer_add(&number, words, strcspn(words, "{") > 0 ? strcspn(words, "{") : 1);
        words += place ? 3 : number.size;
        struct text_style style = place ? large : small;
        float pad = place ? sheet_px(sheet, .25F) : 0;
        x += pad;
        if (list != NULL)
            x += draw_text(list, number.data, style, x, baseline, ALIGN_START, LANG_ZH, sheet->ruler);
        else
            x += frame_width(sheet, number.data, style);
        x += pad;
    }
    buffer_finish(&until);
    buffer_finish(&number);
    return x - start;
}

/* At the right end of the lines. */
static void put_count(const struct foot *foot, float y, struct draw_list *list)
{
    float own = page_count(foot, foot->frame->page, 0, 0, NULL);
    (void)page_count(foot, foot->frame->page, foot->box.x + foot->box.w - own, y, list);
}

/* ---- values under their labels, in one row or two ---- */

/* The order of the cells in rows; an entry of CELL_COUNT is the page count. */
struct plan {
    size_t rows, of[2];
    int cell[2][CELL_COUNT + 1];
};
static const struct plan in_one = {
    1, {7, 0}, {{CELL_ISSUER, CELL_ID, CELL_DATE, CELL_CHECK, CELL_HOTLINE, CELL_SUPERVISION, CELL_COUNT}}};
/* As the looks have it; and with the count in the upper row, where the code leaves less room. */
static const struct plan in_two[] = {
    {2,
     {3, 4},
     {{CELL_ISSUER, CELL_ID, CELL_DATE}, {CELL_CHECK, CELL_HOTLINE, CELL_SUPERVISION, CELL_COUNT}}},
    {2,
     {3, 4},
     {{CELL_ISSUER, CELL_DATE, CELL_COUNT}, {CELL_ID, CELL_CHECK, CELL_HOTLINE, CELL_SUPERVISION}}}};

enum step { NOMINAL, CLOSER, NEEDED, ISSUER_FOLDED, NARROW, ID_FOLDED, ISSUER_CUT, STEPS };

static bool row_fits(struct foot *foot, const int *row, size_t count, enum step step)
{
    float gap = foot->gap, sum = 0, left;
    for (size_t i = 0; i < count; i++) {
        if (row[i] == CELL_COUNT) {
            sum += foot->count;
            continue;
        }
        struct cell *cell = &foot->cell[row[i]];
        cell->place =
            (row[i] == CELL_ISSUER && step >= ISSUER_FOLDED) || (row[i] == CELL_ID && step >= ID_FOLDED)
                ? TWO_LINES
                : LABEL_ABOVE;
        cell->w = cell_width(foot->sheet, cell);
        if (step <= CLOSER && cell->w > 0)
            cell->w = fmaxf(cell->w, (step == CLOSER ? .8F : 1) * cell->nominal - gap);
        sum += cell->w + (cell->w > 0 && i + 1 < count ? gap : 0);
    }
    left = foot->box.w - sum;
    if (left < 0 && step == ISSUER_CUT && row[0] == CELL_ISSUER)
        foot->cell[CELL_ISSUER].w = fmaxf(foot->cell[CELL_ISSUER].w + left, 0);
    return left >= 0 || step == ISSUER_CUT;
}

static void draw_rows(struct foot *foot, const struct plan *plan, struct draw_list *list)
{
    float gap = foot->gap, height = 2 * foot->line + sheet_px(foot->sheet, ROW_GAP);
    /* The columns of two rows stand below each other if that leaves room for what ends the rows. */
    float column[2] = {0}, last = 0;
    for (size_t r = 0; r < plan->rows; r++) {
        float end = 0;
        for (size_t i = 0; i < plan->of[r]; i++) {
            int k = plan->cell[r][i];
            float w = k == CELL_COUNT ? foot->count : foot->cell[k].w;
            if (i < 2)
                column[i] = fmaxf(column[i], w);
            else
                end += w + (end > 0 && w > 0 ? gap : 0);
        }
        last = fmaxf(last, end);
    }
    bool aligned = plan->rows == 2 && column[0] + column[1] + last + 2 * gap <= foot->box.w;
    for (size_t r = 0; r < plan->rows; r++) {
        float x = foot->box.x, y = foot->box.y + (float)r * height;
        for (size_t i = 0; i < plan->of[r]; i++) {
            int k = plan->cell[r][i];
            if (k == CELL_COUNT) {
                put_count(foot, y, list);
                continue;
            }
            draw_cell(foot, &foot->cell[k], x, y, list);
            float w = aligned && i < 2 ? column[i] : foot->cell[k].w;
            x += w > 0 ? w + gap : 0;
        }
    }
}

/* False if none of the first `steps` holds everything. */
static bool draw_under_labels(struct foot *foot, const struct plan *plans, size_t count, enum step steps,
                              struct draw_list *list)
{
    for (enum step step = NOMINAL; step < steps; step++) {
        foot->gap = sheet_px(foot->sheet, step < NARROW ? CELL_GAP : GAP_LEAST);
        for (size_t i = 0; i < count; i++) {
            bool fits = true;
            for (size_t r = 0; r < plans[i].rows; r++)
                fits = row_fits(foot, plans[i].cell[r], plans[i].of[r], step) && fits;
            /* without its columns the looks' order is no better than the other */
            if (fits && (step == NOMINAL || i + 1 == count)) {
                draw_rows(foot, &plans[i], list);
                return true;
            }
        }
    }
    return false;
}

/* ---- values behind their labels, in three rows or four ---- */

/* Which labels give way: none, the issuer's, also the id's; then the issuer has two lines, then the id in its stead. */
enum yield { YIELD_NONE, YIELD_ISSUER_LABEL, YIELD_ID_LABEL, YIELD_ISSUER_FOLDED, YIELD_ISSUER, YIELDS };

static void yield_set(struct foot *foot, enum yield yield)
{
    for (int i = 0; i < CELL_COUNT; i++)
        foot->cell[i].place = LABEL_BEFORE;
    if (yield >= YIELD_ISSUER_LABEL)
        foot->cell[CELL_ISSUER].place = yield >= YIELD_ISSUER_FOLDED ? TWO_LINES : LABEL_NONE;
    if (yield >= YIELD_ID_LABEL)
        foot->cell[CELL_ID].place = yield == YIELD_ISSUER ? TWO_LINES : LABEL_NONE;
    for (int i = 0; i < CELL_COUNT; i++)
        foot->cell[i].w =
            i == CELL_ISSUER && yield == YIELD_ISSUER ? 0 : cell_width(foot->sheet, &foot->cell[i]);
}

/* Fills rows of at most `limit`, one cell behind the other; the last leaves room for the page count. */
static bool rows_fit(struct foot *foot, size_t rows, float limit)
{
    float gap = foot->gap, x = 0;
    size_t row = 0;
    bool fit = true;
    for (int i = 0; i < CELL_COUNT; i++) {
        struct cell *cell = &foot->cell[i];
        cell->row = row;
        if (cell->w <= 0)
            continue;
        bool folded = cell->place == TWO_LINES; /* has its two rows to itself */
        if (x > 0 && (folded || x + gap + cell->w > limit)) {
            row++;
            x = 0;
        }
        cell->row = row;
        x += (x > 0 ? gap : 0) + cell->w;
        if (folded) {
            row += 2;
            x = 0;
        }
        fit = fit && cell->w <= limit;
    }
    return fit && row < rows && (row + 1 < rows || x + gap + foot->count <= foot->box.w);
}

/* The most even rows: the narrowest that are not too many. */
static bool arrange(struct foot *foot, size_t rows)
{
    enum { TRIES = 24 };
    float least = 0;
    for (int i = 0; i < CELL_COUNT; i++)
        least = fmaxf(least, foot->cell[i].w);
    for (int i = 0; i <= TRIES && least <= foot->box.w; i++)
        if (rows_fit(foot, rows, least + (foot->box.w - least) * (float)i / TRIES))
            return true;
    return false;
}

/* Where the second values of the rows begin, so that they stand below each other; 0: there is no room for that. */
static float second_column(const struct foot *foot, size_t rows)
{
    float gap = foot->gap, column = 0, rest[LINES_MOST + 1] = {0};
    for (int i = 0; i < CELL_COUNT; i++) {
        const struct cell *cell = &foot->cell[i];
        bool leads = i == 0 || cell->row != foot->cell[i - 1].row;
        if (leads && cell->place != TWO_LINES)
            column = fmaxf(column, cell->w);
        else if (!leads && cell->row <= LINES_MOST)
            rest[cell->row] += cell->w > 0 ? gap + cell->w : 0;
    }
    rest[rows - 1] += gap + foot->count;
    for (size_t r = 0; r < rows; r++)
        if (column + rest[r] > foot->box.w)
            return 0;
    return column + gap;
}

static void draw_behind_labels(struct foot *foot, struct draw_list *list)
{
    const struct sheet *sheet = foot->sheet;
    float gap = foot->gap, room = foot->box.h, right = foot->box.x + foot->box.w;
    size_t rows = room >= LINES_MOST * foot->line ? LINES_MOST : LINES_MOST - 1;
    bool fits = false;
    for (enum yield yield = YIELD_NONE; !fits && yield < YIELDS; yield++) {
        if (yield > YIELD_ID_LABEL && rows < LINES_MOST) { /* closer lines before anything is left out */
            rows = LINES_MOST;
            yield = YIELD_NONE;
        }
        yield_set(foot, yield);
        fits = arrange(foot, rows);
    }
    if (room < (float)rows * foot->line)
        foot->line = (room + sheet_px(sheet, .45F)) / (float)rows;
    float top = foot->box.y + (room - (float)rows * foot->line) / 2, x = foot->box.x,
          column = second_column(foot, rows);
    for (int i = 0; i < CELL_COUNT; i++) {
        struct cell *cell = &foot->cell[i];
        if (i == 0 || cell->row != foot->cell[i - 1].row)
            x = foot->box.x;
        if (cell->w <= 0 || cell->row >= rows)
            continue;
        bool leads = x <= foot->box.x;
        cell->w = fminf(cell->w, right - x);
        draw_cell(foot, cell, x, top + (float)cell->row * foot->line, list);
        x += leads && column > 0 && cell->place != TWO_LINES ? column : cell->w + gap;
    }
    put_count(foot, top + (float)(rows - 1) * foot->line - sheet_px(sheet, .1F), list);
}

/* The same arrangement on all pages of an item: room is made for the longest page number. */
static void measure_count(struct foot *foot, bool low)
{
    const struct frame *frame = foot->frame;
    foot->low = low;
    foot->count = page_count(foot, frame->pages > 0 ? frame->pages - 1 : frame->page, 0, 0, NULL);
}

static void foot_draw(struct foot *foot, struct draw_list *list)
{
    const struct sheet *sheet = foot->sheet;
    float u = sheet->u, lines = (sheet_frame_folds(sheet) ? 4 * LINE + ROW_GAP : 2 * LINE) * u;
    struct rect whole = foot->box;
    bool squats = sheet_frame_squats(sheet), drawn = false;
    measure_count(foot, squats);
    if (!squats) {
        foot->box.y += (whole.h - lines) / 2 - .05F * u;
        if (sheet_frame_folds(sheet))
            drawn = draw_under_labels(foot, in_two, sizeof in_two / sizeof *in_two, ISSUER_CUT, list);
        else
            drawn = draw_under_labels(foot, &in_one, 1, STEPS, list);
    }
    if (!drawn) {
        measure_count(foot, true);
        foot->gap = CELL_GAP * u;
        foot->box = (struct rect){whole.x, whole.y + .3F * u, whole.w, whole.h - .8F * u};
        draw_behind_labels(foot, list);
    }
}

/* What the code gives, before the part of it that rises out of the foot. */
static void draw_caption(const struct sheet *sheet, struct rect code, float foot, struct draw_list *list)
{
    float top = (float)sheet->height - sheet->rises;
    if (foot - top >= 2 * sheet->u)
        (void)frame_put(sheet, list, words_get(sheet->words, LANG_ZH, "foot.code"),
                        frame_style(sheet, FACE_SANS_BOLD, 1.6F, COLOUR_INK), code.x - CODE_GAP * sheet->u,
                        top, foot - top, 0, ALIGN_END);
}

void frame_foot(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    static const float row_columns[CELL_COUNT] = {21.4F, 16, 12.8F, 12.6F};
    static const float folded_columns[CELL_COUNT] = {22, 18, 14, 22};
    bool folds = sheet_frame_folds(sheet);
    float u = sheet->u, height = sheet_foot_height(sheet), top = (float)sheet->height - height,
          width = (float)sheet->width;
    struct rect main = sheet_main(sheet, false);
    float elapsed = fminf(fmaxf(frame->elapsed, 0), 1);
    if (sheet->code > 0) { /* at the end of the row, and of the line */
        struct rect code = sheet_code(sheet);
        draw_code(list, frame->record->url, code);
        draw_caption(sheet, code, top, list);
        main.w = code.x - CODE_GAP * u - main.x;
        width = code.x;
    }
    draw_fill(list, (struct rect){0, top, width, .28F * u}, COLOUR_RULE);
    if (elapsed > 0)
        draw_fill(list, (struct rect){0, top, width * elapsed, .28F * u}, COLOUR_INK_2);

    struct foot foot = {.sheet = sheet, .frame = frame, .line = LINE * u};
    foot.box = (struct rect){main.x, top + .28F * u, main.w, height - .28F * u};
    fill_cells(sheet, frame, foot.cell);
    for (int i = 0; i < CELL_COUNT && frame->record != NULL; i++) /* a built-in page has no columns to keep */
        foot.cell[i].nominal = u * (folds ? folded_columns[i] : row_columns[i]);
    foot_draw(&foot, list);
    for (int i = 0; i < CELL_COUNT; i++) {
        buffer_finish(&foot.cell[i].label);
        buffer_finish(&foot.cell[i].value);
    }
}
