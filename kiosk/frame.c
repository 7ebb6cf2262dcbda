/* Head band, banner and foot of landscape and portrait pages. A panel's own small frame stands in
   frame_panel.c. Places and sizes are in u, as the looks give them; `folds` is the frame of two rows for
   screens that are not wide. */
#include "frame.h"

#include "frame_panel.h"

#include <math.h>
#include <string.h>

/* A check that lies in the future is as good as none: a clock is wrong. */
enum freshness frame_freshness(instant now, instant checked_at, int aging_seconds, int stale_seconds)
{
    if (checked_at == NO_INSTANT || now < checked_at - aging_seconds)
        return STALE;
    instant age = now - checked_at;
    return age <= aging_seconds ? FRESH : age <= stale_seconds ? AGING : STALE;
}

static struct text_style style_of(const struct sheet *sheet, enum face face, float units, enum colour colour)
{
    return (struct text_style){.face = face, .size = sheet_px(sheet, units), .colour = colour};
}

static float width_of(const struct sheet *sheet, const char *text, struct text_style style)
{
    return text_width(text, style, LANG_ZH, true, sheet->ruler);
}

/* One line centred in `height`; returns its width. Text that is too wide is cut where `width` is given. */
static float put(const struct sheet *sheet, struct draw_list *list, const char *text, struct text_style style,
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

/* 2026年12月16日　星期三　北京时间 */
static void today_text(const struct sheet *sheet, struct buffer *out)
{
    static const char gap[] = "\xE3\x80\x80";
    words_date(sheet->words, LANG_ZH, sheet_today(sheet), true, out);
    buffer_text(out, gap);
    words_weekday(sheet->words, LANG_ZH, sheet_today(sheet), out);
    buffer_text(out, gap);
    if (sheet->zone_minutes == 480) {
        buffer_text(out, words_get(sheet->words, LANG_ZH, "head.beijing-time"));
    } else {
        int minutes = sheet->zone_minutes < 0 ? -sheet->zone_minutes : sheet->zone_minutes;
        buffer_format(out, "UTC%c%02d:%02d", sheet->zone_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
    }
}

static void draw_head_row(const struct sheet *sheet, const struct frame *frame, struct draw_list *list,
                          const char *today, const char *clock)
{
    float height = sheet_head_height(sheet), u = sheet->u;
    struct rect main = sheet_main(sheet, false);
    struct text_style note = style_of(sheet, FACE_SANS, 1.6F, COLOUR_BAND_INK);
    float right = main.x + main.w;
    right -= put(sheet, list, clock, style_of(sheet, FACE_SANS_BOLD, 2.6F, COLOUR_BAND_INK), right, 0, height,
                 0, ALIGN_END);
    right -= 1.6F * u;
    right -= put(sheet, list, today, note, right, 0, height, 0, ALIGN_END);
    right -= 2 * u;
    float x = main.x;
    x += put(sheet, list, frame_project_name(sheet, frame),
             style_of(sheet, FACE_SANS_BOLD, 2, COLOUR_BAND_INK), x, 0, height, right - x, ALIGN_START);
    const char *stage = frame->project == NULL ? NULL : project_cell(frame->project, "stage");
    if (stage == NULL || right - x < 10 * u)
        return;
    x += 1.6F * u;
    draw_fill(list, (struct rect){x, height / 2 - 1.2F * u, .08F * u, 2.4F * u}, COLOUR_BAND_INK);
    x += 1.6F * u;
    (void)put(sheet, list, stage, note, x, 0, height, right - x, ALIGN_START);
}

static void draw_head_folded(const struct sheet *sheet, const struct frame *frame, struct draw_list *list,
                             const char *today, const char *clock)
{
    float u = sheet->u, first = 3 * u, second = 2.4F * u, gap = .4F * u;
    float top = (sheet_head_height(sheet) - first - second - gap) / 2;
    struct rect main = sheet_main(sheet, false);
    struct text_style note = style_of(sheet, FACE_SANS, 1.6F, COLOUR_BAND_INK);
    float right = main.x + main.w;
    float taken = put(sheet, list, clock, style_of(sheet, FACE_SANS_BOLD, 2.6F, COLOUR_BAND_INK), right, top,
                      first, 0, ALIGN_END);
    (void)put(sheet, list, frame_project_name(sheet, frame),
              style_of(sheet, FACE_SANS_BOLD, 2.2F, COLOUR_BAND_INK), main.x, top, first,
              main.w - taken - 2 * u, ALIGN_START);
    taken = put(sheet, list, today, note, right, top + first + gap, second, 0, ALIGN_END);
    const char *stage = frame->project == NULL ? NULL : project_cell(frame->project, "stage");
    if (stage != NULL)
        (void)put(sheet, list, stage, note, main.x, top + first + gap, second, main.w - taken - 2 * u,
                  ALIGN_START);
}

static void draw_head(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
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

/* ---- banner: the one place where the page speaks about itself ---- */

static void draw_banner(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    bool stale = frame->freshness == STALE;
    enum colour colour = stale ? COLOUR_DUE : COLOUR_TODO;
    struct rect main = sheet_main(sheet, false);
    float u = sheet->u, top = sheet_head_height(sheet), height = sheet_px(sheet, sheet->theme->banner);
    draw_fill(list, (struct rect){0, top, (float)sheet->width, height},
              stale ? COLOUR_TINT_DUE : COLOUR_TINT_TODO);
    draw_fill(list, (struct rect){0, top + height - .12F * u, (float)sheet->width, .12F * u}, colour);
    draw_icon(list, stale ? "due" : "todo", main.x, top + (height - 2.6F * u) / 2, 2.6F * u, colour);

    struct buffer since = {0}, what = {0}, meaning = {0};
    frame_time(sheet, frame->checked_at, &since);
    const char *told = since.size > 0 ? since.data : "";
    if (!stale) {
        buffer_text(&what, words_get(sheet->words, LANG_ZH, "banner.expired"));
        words_fill(sheet->words, LANG_ZH, "banner.expired-meaning", told, NULL, NULL, NULL, &meaning);
    } else if (frame->checked_at == NO_INSTANT) {
        buffer_text(&what, words_get(sheet->words, LANG_ZH, "banner.never"));
        buffer_text(&meaning, words_get(sheet->words, LANG_ZH, "banner.never-meaning"));
    } else {
        words_fill(sheet->words, LANG_ZH, "banner.stale", told, NULL, NULL, NULL, &what);
        words_fill(sheet->words, LANG_ZH, "banner.stale-meaning", told, NULL, NULL, NULL, &meaning);
    }
    const char *then = words_get(sheet->words, LANG_ZH, "banner.look-elsewhere");
    struct text_style bold = style_of(sheet, FACE_SANS_BOLD, 2, colour);
    struct text_style plain = style_of(sheet, FACE_SANS, 2, COLOUR_INK);
    struct text_style note = style_of(sheet, FACE_SANS, 1.6F, COLOUR_INK_2);
    float x = main.x + 4 * u, right = main.x + main.w;
    if (sheet_frame_folds(sheet)) {
        bold.size = sheet_px(sheet, 1.8F);
        plain.size = note.size;
        (void)put(sheet, list, what.data, bold, x, top + .1F * u, 2 * u, right - x, ALIGN_START);
        (void)put(sheet, list, meaning.data, plain, x, top + 2 * u, 1.8F * u, right - x, ALIGN_START);
    } else {
        x += put(sheet, list, what.data, bold, x, top, height, right - x, ALIGN_START) + 2 * u;
        if (right - x > 10 * u)
            x += put(sheet, list, meaning.data, plain, x, top, height, right - x, ALIGN_START) + 2 * u;
        if (right - x >= width_of(sheet, then, note))
            (void)put(sheet, list, then, note, right, top, height, 0, ALIGN_END);
    }
    buffer_finish(&meaning);
    buffer_finish(&what);
    buffer_finish(&since);
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
    struct text_style label = style_of(sheet, FACE_SANS, 1.33F, COLOUR_INK_3);
    struct text_style value = style_of(sheet, FACE_SANS_BOLD, 1.33F, COLOUR_INK);
    float wide = width_of(sheet, cell->value.size > 0 ? cell->value.data : "", value);
    if (cell->icon != NULL)
        wide += 1.45F * value.size;
    if (cell->two_lines)
        wide = wide / 2 + 3 * value.size; /* where a long id breaks is not up to us */
    float named = cell->two_lines || cell->label.size == 0 ? 0 : width_of(sheet, cell->label.data, label);
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
        buffer_text(&cell->label, words_get(sheet->words, LANG_ZH, "foot.unsigned"));
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

static void fill_call(const struct sheet *sheet, const struct frame *frame, struct foot_cell *cell)
{
    const char *hotline = frame->project == NULL ? NULL : project_cell(frame->project, "hotline");
    const char *supervision = frame->project == NULL ? NULL : project_cell(frame->project, "supervision");
    hotline = hotline == NULL ? frame->hotline : hotline;
    supervision = supervision == NULL ? frame->supervision : supervision;
    const char *numbers[2] = {hotline, supervision};
    static const char *const keys[2] = {"foot.hotline", "foot.supervision"};
    for (int i = 0; i < 2; i++) {
        if (numbers[i] == NULL || numbers[i][0] == '\0')
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
    struct text_style label = style_of(sheet, FACE_SANS, 1.33F, cell->label_colour);
    struct text_style value = style_of(sheet, FACE_SANS_BOLD, 1.33F, cell->value_colour);
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
        (void)put(sheet, list, cell->label.data, label, x, y, line, cell->w - gap, ALIGN_START);
    if (cell->icon != NULL) {
        float side = 1.15F * value.size;
        draw_icon(list, cell->icon, x, y + line + (line - side) / 2, side, cell->icon_colour);
        x += side + .3F * value.size;
    }
    (void)put(sheet, list, cell->value.data, value, x, y + line, line, cell->w - gap, ALIGN_START);
}

/* 第1页　共3页, the numbers larger: the words' places {a} and {b} are set in their
   own style. Drawn only if `list`. */
static float page_count(const struct sheet *sheet, const struct frame *frame, float x, float y,
                        struct draw_list *list)
{
    struct text_style small = style_of(sheet, FACE_SANS, 1.6F, COLOUR_INK_2);
    struct text_style large = style_of(sheet, FACE_SANS_BOLD, 2.6F, COLOUR_INK);
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
            x += width_of(sheet, number.data, style);
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

static void draw_foot(const struct sheet *sheet, const struct frame *frame, struct draw_list *list)
{
    static const float row_columns[CELL_COUNT] = {21.4F, 16, 12.8F, 12.6F, 14};
    static const float folded_columns[CELL_COUNT] = {22, 18, 14, 22, 18};
    bool folds = sheet_frame_folds(sheet);
    float u = sheet->u, top = (float)sheet->height - sheet_foot_height(sheet), width = (float)sheet->width;
    struct rect main = sheet_main(sheet, false);
    float elapsed = fminf(fmaxf(frame->elapsed, 0), 1);
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
        draw_foot_row(sheet, row, 3, (struct rect){main.x, y, main.w, line}, list);
        draw_foot_row(sheet, row + 3, 2, (struct rect){main.x, second, main.w - count, line}, list);
        float third =
            cells[CELL_CHECK].nominal + cells[CELL_CALL].nominal; /* below the date, if it has room there */
        bool aligned = cells[CELL_CHECK].w + cells[CELL_CALL].w <= third && third + count <= main.w;
        (void)page_count(sheet, frame, main.x + (aligned ? third : main.w - count), second, list);
    } else {
        float y = top + .95F * u;
        draw_foot_row(sheet, row, CELL_COUNT, (struct rect){main.x, y, main.w - count, line}, list);
        (void)page_count(sheet, frame, main.x + main.w - count, y, list);
    }
    for (int i = 0; i < CELL_COUNT; i++) {
        buffer_finish(&cells[i].label);
        buffer_finish(&cells[i].value);
    }
}

void frame_draw(const struct sheet *sheet, const struct frame *frame, bool whole, struct draw_list *list)
{
    if (sheet->shape == SHAPE_PANEL) {
        frame_panel(sheet, frame, list);
        return;
    }
    draw_head(sheet, frame, list);
    if (!whole && frame->banner && (frame->freshness == STALE || frame->freshness == EXPIRED))
        draw_banner(sheet, frame, list);
    draw_foot(sheet, frame, list);
}

/* ---- the built-in page ---- */

void frame_nothing(const struct sheet *sheet, const struct frame *frame, const char *reason_key,
                   struct draw_list *list)
{
    if (sheet->shape == SHAPE_PANEL) {
        frame_panel_nothing(sheet, frame, reason_key, list);
        return;
    }
    draw_fill(list, (struct rect){0, 0, (float)sheet->width, (float)sheet->height}, COLOUR_PAPER);
    struct page page = {0};
    struct rect box = sheet_main(sheet, false);
    float u = sheet->u;
    box.y += .18F * box.h;
    draw_fill(&page.draw, (struct rect){box.x, box.y, box.w, .16F * u}, COLOUR_INK);
    box.y += 2.4F * u;
    box.y += sheet_text(sheet, &page, words_get(sheet->words, LANG_ZH, reason_key),
                        style_of(sheet, FACE_SERIF_BOLD, 3.4F, COLOUR_INK), 4.8F * u, box, ALIGN_START,
                        LANG_ZH, true);
    box.y += 1.2F * u;
    box.y += sheet_text(sheet, &page, words_get(sheet->words, LANG_ZH, "nothing.ask"),
                        style_of(sheet, FACE_SANS, 2, COLOUR_INK), 3.3F * u, box, ALIGN_START, LANG_ZH, true);
    const char *const numbers[2] = {frame->hotline, frame->supervision};
    static const char *const keys[2] = {"foot.hotline", "foot.supervision"};
    box.y += 1.2F * u;
    for (int i = 0; i < 2; i++) {
        if (numbers[i] == NULL || numbers[i][0] == '\0')
            continue;
        struct rect value = {box.x + 9 * u, box.y, box.w - 9 * u, 0};
        (void)put(sheet, &page.draw, words_get(sheet->words, LANG_ZH, keys[i]),
                  style_of(sheet, FACE_SANS, 2, COLOUR_INK_2), box.x, box.y, 4.9F * u, 0, ALIGN_START);
        box.y += sheet_text(sheet, &page, numbers[i], style_of(sheet, FACE_SANS_BOLD, 3.4F, COLOUR_INK),
                            4.9F * u, value, ALIGN_START, LANG_ZH, true);
    }
    draw_append(list, &page.draw, 0, 0);
    draw_list_finish(&page.draw);
    struct frame bare = *frame;
    bare.record = NULL;
    bare.page = 0;
    bare.pages = 1;
    draw_head(sheet, &bare, list);
    draw_foot(sheet, &bare, list);
}
