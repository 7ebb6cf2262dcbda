/* Head band and foot of landscape and portrait pages. A panel's own small frame stands in
   frame_panel.c, the banner and the built-in page in frame_banner.c and frame_nothing.c. Places and sizes are in u, as the looks give them; `folds` is the frame of two rows for
   screens that are not wide. */
#include "frame.h"

#include "frame_inside.h"
#include "frame_panel.h"

#include <math.h>
#include <string.h>

#define BEIJING_MINUTES 480
#define CODE_GAP 1.2F /* u, before the code in the foot */

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
    float u = sheet->u, first = 3 * u, second = 2.4F * u, gap = .4F * u;
    float top = (sheet_head_height(sheet) - first - second - gap) / 2;
    struct rect main = sheet_main(sheet, false);
    struct text_style note = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_BAND_INK);
    float right = main.x + main.w;
    float taken = frame_put(sheet, list, clock, frame_style(sheet, FACE_SANS_BOLD, 2.6F, COLOUR_BAND_INK),
                            right, top, first, 0, ALIGN_END);
    (void)frame_put(sheet, list, frame_project_name(sheet, frame),
                    frame_style(sheet, FACE_SANS_BOLD, 2.2F, COLOUR_BAND_INK), main.x, top, first,
                    main.w - taken - 2 * u, ALIGN_START);
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

/* ---- foot ---- */

/* One value of the foot. Only the issuer may be cut; a label gives its line to a value that needs two. */
struct foot_cell {
    struct buffer label, value;
    enum colour label_colour, value_colour;
    const char *icon;
    enum colour icon_colour;
    float nominal, w; /* pixels */
    bool may_cut;
    bool two_lines;
};
enum { CELL_ISSUER, CELL_ID, CELL_DATE, CELL_CHECK, CELL_CALL, CELL_COUNT };

static float value_width(const struct sheet *sheet, const struct foot_cell *cell)
{
    struct text_style label = frame_style(sheet, FACE_SANS, 1.33F, COLOUR_INK_3);
    struct text_style value = frame_style(sheet, FACE_SANS_BOLD, 1.33F, COLOUR_INK);
    float wide = frame_width(sheet, cell->value.size > 0 ? cell->value.data : "", value);
    if (cell->icon != NULL)
        wide += 1.45F * value.size;
    if (cell->two_lines)
        wide = wide / 2 + 3 * value.size; /* where a long id breaks is not up to us */
    float named = cell->two_lines || cell->label.size == 0 ? 0 : frame_width(sheet, cell->label.data, label);
    return fmaxf(wide, named) + 1;
}

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

static void fill_check(const struct sheet *sheet, const struct frame *frame, struct foot_cell *cell)
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

static void fill_date(const struct sheet *sheet, const struct record *record, struct foot_cell *cell)
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

static void fill_call(const struct sheet *sheet, const struct frame *frame, struct foot_cell *cell)
{
    const char *numbers[2] = {frame_hotline(frame), number_of(frame, "supervision", frame->supervision)};
    static const char *const keys[2] = {"foot.hotline", "foot.supervision"};
    for (int i = 0; i < 2; i++) {
        if (numbers[i] == NULL)
            continue;
        if (cell->value.size > 0) {
            buffer_text(&cell->label, "\xE3\x80\x80");
            buffer_text(&cell->value, "\xE3\x80\x80");
        }
        buffer_text(&cell->label, words_get(sheet->words, LANG_ZH, keys[i]));
        buffer_text(&cell->value, numbers[i]);
    }
}

static void fill_cells(const struct sheet *sheet, const struct frame *frame,
                       struct foot_cell cells[CELL_COUNT])
{
    const struct record *record = frame->record;
    for (int i = 0; i < CELL_COUNT; i++) {
        cells[i].label_colour = COLOUR_INK_3;
        cells[i].value_colour = COLOUR_INK;
    }
    cells[CELL_ISSUER].may_cut = true;
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
    fill_call(sheet, frame, &cells[CELL_CALL]);
}

/* Widths for the cells of one row in `width`: the looks' columns, else tight ones, else the issuer gives way,
   then the label of the id, then the issuer's place. */
static void arrange_row(const struct sheet *sheet, struct foot_cell **row, size_t count, float width)
{
    enum { NOMINAL, TIGHT, NARROW_ISSUER, SPLIT_ID, NO_ISSUER, STEPS };
    for (int step = NOMINAL; step < STEPS; step++) {
        float sum = 0;
        for (size_t i = 0; i < count; i++) {
            bool issuer = row[i]->may_cut;
            if (step == SPLIT_ID && i == 1 && row[0]->may_cut)
                row[i]->two_lines = true;
            float need = value_width(sheet, row[i]) + sheet_px(sheet, 1.2F);
            row[i]->w = step == NOMINAL ? fmaxf(need, row[i]->nominal) : need;
            if (issuer && step == NOMINAL)
                row[i]->w = row[i]->nominal;
            if (issuer && step >= TIGHT)
                row[i]->w = fminf(row[i]->w, step >= NARROW_ISSUER ? sheet_px(sheet, 9) : row[i]->nominal);
            if (issuer && step == NO_ISSUER)
                row[i]->w = 0;
            sum += row[i]->w;
        }
        if (sum <= width || step + 1 == STEPS)
            return;
    }
}

static void draw_cell(const struct sheet *sheet, struct foot_cell *cell, float x, float y,
                      struct draw_list *list)
{
    float line = sheet_px(sheet, 1.72F), gap = sheet_px(sheet, .8F);
    struct text_style label = frame_style(sheet, FACE_SANS, 1.33F, cell->label_colour);
    struct text_style value = frame_style(sheet, FACE_SANS_BOLD, 1.33F, cell->value_colour);
    if (cell->w <= gap || cell->value.size == 0)
        return;
    if (cell->two_lines) {
        struct text_setting setting = {.width = cell->w - gap, .lang = LANG_ZH, .autospace = true};
        struct text_span span = {.text = cell->value.data, .bytes = cell->value.size, .style = value};
        struct text_block block = {0};
        text_fill(&setting, &span, 1, sheet->ruler, &block);
        for (size_t i = 0; i < block.lines && i < 2; i++)
            draw_line(list, &block, i, x, sheet_baseline(sheet, value, y + (float)i * line, line),
                      sheet->ruler);
        text_block_finish(&block);
        return;
    }
    if (cell->label.size > 0)
        (void)frame_put(sheet, list, cell->label.data, label, x, y, line, cell->w - gap, ALIGN_START);
    if (cell->icon != NULL) {
        float side = 1.15F * value.size;
        draw_icon(list, cell->icon, x, y + line + (line - side) / 2, side, cell->icon_colour);
        x += side + .3F * value.size;
    }
    (void)frame_put(sheet, list, cell->value.data, value, x, y + line, line, cell->w - gap, ALIGN_START);
}

/* 第1页　共3页, the numbers larger: the words' places {a} and {b} are set in their
   own style. Drawn only if `list`. */
static float page_count(const struct sheet *sheet, const struct frame *frame, float x, float y,
                        struct draw_list *list)
{
    struct text_style small = frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK_2);
    struct text_style large = frame_style(sheet, FACE_SANS_BOLD, 2.6F, COLOUR_INK);
    struct buffer number = {0}, until = {0};
    const struct record *record = frame->record;
    bool warning = record != NULL && record->kind == KIND_WARNING && record->display_until != NO_INSTANT &&
                   frame->pages == 1;
    const char *words = words_get(sheet->words, LANG_ZH,
                                  warning             ? "foot.warning-until"
                                  : frame->pages == 0 ? "foot.page-alone"
                                                      : "foot.page");
    frame_time(sheet, warning ? record->display_until : NO_INSTANT, &until);
    float line = sheet_px(sheet, 3.44F), start = x, baseline = sheet_baseline(sheet, large, y, line);
    while (*words != '\0') {
        bool place = words[0] == '{' && (words[1] == 'a' || words[1] == 'b') && words[2] == '}';
        buffer_clear(&number);
        if (place && warning)
            buffer_text(&number, until.size > 0 ? until.data : "");
        else if (place)
            buffer_format(&number, "%zu", words[1] == 'a' ? frame->page + 1 : frame->pages);
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

static void draw_foot_row(const struct sheet *sheet, struct foot_cell **row, size_t count, struct rect box,
                          struct draw_list *list)
{
    arrange_row(sheet, row, count, box.w);
    float x = box.x;
    for (size_t i = 0; i < count; i++) {
        draw_cell(sheet, row[i], x, box.y, list);
        x += row[i]->w;
    }
}

void frame_foot(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    static const float row_columns[CELL_COUNT] = {21.4F, 16, 12.8F, 12.6F, 14};
    static const float folded_columns[CELL_COUNT] = {22, 18, 14, 22, 18};
    bool folds = sheet_frame_folds(sheet);
    float u = sheet->u, top = (float)sheet->height - sheet_foot_height(sheet), width = (float)sheet->width;
    struct rect main = sheet_main(sheet, false);
    float elapsed = fminf(fmaxf(frame->elapsed, 0), 1);
    if (sheet->code > 0) { /* at the end of the row, and of the line */
        struct rect code = sheet_code(sheet);
        draw_code(list, frame->record->url, code);
        main.w = code.x - CODE_GAP * u - main.x;
        width = code.x;
    }
    draw_fill(list, (struct rect){0, top, width, .28F * u}, COLOUR_RULE);
    if (elapsed > 0)
        draw_fill(list, (struct rect){0, top, width * elapsed, .28F * u}, COLOUR_INK_2);

    struct foot_cell cells[CELL_COUNT] = {0};
    fill_cells(sheet, frame, cells);
    for (int i = 0; i < CELL_COUNT; i++)
        cells[i].nominal = u * (folds ? folded_columns[i] : row_columns[i]);
    struct foot_cell *row[CELL_COUNT] = {&cells[0], &cells[1], &cells[2], &cells[3], &cells[4]};
    float count = page_count(sheet, frame, 0, 0, NULL), line = 3.44F * u;
    if (folds) {
        float y = top + 1.1F * u, second = y + line + .35F * u;
        /* Beside the code the row of telephone numbers, which are never cut, may leave no room for the count. */
        bool above = sheet->code > 0 && value_width(sheet, row[CELL_CHECK]) +
                                                value_width(sheet, row[CELL_CALL]) + 2.4F * u + count >
                                            main.w;
        draw_foot_row(sheet, row, 3, (struct rect){main.x, y, main.w - (above ? count : 0), line}, list);
        draw_foot_row(sheet, row + 3, 2, (struct rect){main.x, second, main.w - (above ? 0 : count), line},
                      list);
        float third =
            cells[CELL_CHECK].nominal + cells[CELL_CALL].nominal; /* below the date, if it has room there */
        bool aligned = !above && cells[CELL_CHECK].w + cells[CELL_CALL].w <= third && third + count <= main.w;
        (void)page_count(sheet, frame, main.x + (aligned ? third : main.w - count), above ? y : second, list);
    } else {
        float y = top + .95F * u + (sheet_foot_height(sheet) - sheet_px(sheet, sheet->theme->foot_band)) / 2;
        int first = frame->record == NULL ? CELL_CHECK : 0; /* a built-in page has no columns to keep */
        draw_foot_row(sheet, row + first, (size_t)(CELL_COUNT - first),
                      (struct rect){main.x, y, main.w - count, line}, list);
        (void)page_count(sheet, frame, main.x + main.w - count, y, list);
    }
    for (int i = 0; i < CELL_COUNT; i++) {
        buffer_finish(&cells[i].label);
        buffer_finish(&cells[i].value);
    }
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
