/* Rows on LED panels. One loop over the table of views serves every kind; a small table says which columns
   lead a row, which value tells most and which need no label. Only progress has pictures of its own. */
#include "panel_flow.h"

#include "board.h"

#include <stdio.h>
#include <string.h>

#define LONG_LINES 4 /* a value of more lines is said as a statement of its own */

enum part {
    PART_PAIR,  /* label and value */
    PART_LEAD,  /* who or what; the first one present, others become bare values */
    PART_TELL,  /* the most telling value with its label; the first one present, others become pairs */
    PART_SHOW,  /* the same without its label */
    PART_BARE,  /* says of itself what it is */
    PART_SHORT, /* a pair with the shorter label under [panel] */
};

static const struct {
    enum view_id view;
    const char *column;
    enum part part;
} parts[] = {
    {VIEW_HOUSEHOLD, "owner", PART_LEAD},
    {VIEW_HOUSEHOLD, "house_no", PART_LEAD},
    {VIEW_HOUSEHOLD, "total", PART_TELL},
    {VIEW_HOUSEHOLD, "house_value", PART_TELL},
    {VIEW_HOUSEHOLD, "recognised_area", PART_TELL},
    {VIEW_HOUSEHOLD, "unregistered_area", PART_TELL},
    {VIEW_HOUSEHOLD, "location", PART_BARE},
    {VIEW_HOUSEHOLD, "use", PART_BARE},
    {VIEW_HOUSEHOLD, "structure", PART_BARE},
    {VIEW_HOUSEHOLD, "method", PART_BARE},
    {VIEW_HOUSEHOLD, "agreement_no", PART_SHORT},
    {VIEW_HOUSEHOLD, "registered_area", PART_SHORT},
    {VIEW_HOUSEHOLD, "measured_area", PART_SHORT},
    {VIEW_HOUSEHOLD, "unit_price", PART_SHORT},
    {VIEW_HOUSEHOLD, "temporary", PART_SHORT},
    {VIEW_HOUSEHOLD, "business_loss", PART_SHORT},
    {VIEW_HOUSEHOLD, "resettlement", PART_SHORT},
    {VIEW_HOUSEHOLD, "signed_on", PART_SHORT},
    {VIEW_HOUSEHOLD, "moved_on", PART_SHORT},
    {VIEW_STEP, "name", PART_LEAD},
    {VIEW_STEP, "state", PART_SHOW},
    {VIEW_TASK, "name", PART_LEAD},
    {VIEW_TASK, "state", PART_SHOW},
    {VIEW_TASK, "stage", PART_BARE},
    {VIEW_TASK, "owner", PART_BARE},
    {VIEW_TASK, "percent", PART_SHORT},
    {VIEW_TASK, "note", PART_BARE},
    {VIEW_STEP, "owner", PART_BARE},
    {VIEW_STEP, "basis", PART_BARE},
    {VIEW_STEP, "note", PART_BARE},
    {VIEW_REWARD_TIER, "name", PART_LEAD},
    {VIEW_REWARD_TIER, "amount", PART_SHOW},
    {VIEW_REWARD_TIER, "note", PART_BARE},
    {VIEW_HOUSING, "estate", PART_LEAD},
    {VIEW_HOUSING, "remaining", PART_TELL},
    {VIEW_HOUSING, "building", PART_BARE},
    {VIEW_HOUSING, "layout", PART_BARE},
    {VIEW_HOUSING, "state", PART_BARE},
    {VIEW_HOUSING, "note", PART_BARE},
    {VIEW_FIRM, "name", PART_LEAD},
    {VIEW_FIRM, "role", PART_BARE},
    {VIEW_FIRM, "note", PART_BARE},
    {VIEW_PERSON, "name", PART_LEAD},
    {VIEW_PERSON, "post", PART_SHOW},
    {VIEW_PERSON, "unit", PART_BARE},
    {VIEW_PERSON, "hours", PART_BARE},
    {VIEW_PERSON, "note", PART_BARE},
    {VIEW_CONTACT, "name", PART_LEAD},
    {VIEW_CONTACT, "value", PART_SHOW},
    {VIEW_CONTACT, "channel", PART_BARE},
    {VIEW_CONTACT, "unit", PART_BARE},
    {VIEW_CONTACT, "hours", PART_BARE},
    {VIEW_CONTACT, "note", PART_BARE},
    {VIEW_FAQ, "question", PART_LEAD},
    {VIEW_FAQ, "answer", PART_BARE},
    {VIEW_LEDGER, "name", PART_LEAD},
    {VIEW_LEDGER, "state", PART_SHOW},
};

static bool is_korean(const char *name)
{
    size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, "_ko") == 0;
}

static bool is_housekeeping(const char *name)
{
    return strcmp(name, "item_id") == 0 || strcmp(name, "seq") == 0 || strcmp(name, "updated_at") == 0;
}

static enum part part_of(enum view_id view, const char *column)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].view == view && strcmp(parts[i].column, column) == 0)
            return parts[i].part;
    return is_korean(column) ? PART_BARE : PART_PAIR;
}

/* A cell as a reader wants it: codes in words, dates and numbers as offices write them. */
static void cell_text(const struct panel *panel, const struct view_column *column, const char *cell,
                      struct buffer *out)
{
    char key[64];
    date day = NO_DATE;
    switch (column->type) {
    case COLUMN_CODE:
        (void)snprintf(key, sizeof key, "code.%s", cell);
        buffer_text(out, words_get(panel->sheet->words, panel->lang, key));
        return;
    case COLUMN_BOOLEAN:
        buffer_text(out,
                    words_get(panel->sheet->words, panel->lang, cell[0] == '1' ? "code.yes" : "code.no"));
        return;
    case COLUMN_DATE: /* this year's dates leave the year out, as the large screens do */
        if (date_parse(cell, &day))
            words_date(panel->sheet->words, panel->lang, day,
                       civil_from_date(day).year != civil_from_date(sheet_today(panel->sheet)).year, out);
        return;
    case COLUMN_DECIMAL: words_number(cell, out); return;
    case COLUMN_INTEGER:
        buffer_text(out, cell);
        if (strcmp(column->name, "percent") == 0)
            buffer_text(out, words_get(panel->sheet->words, panel->lang, "panel.percent"));
        return;
    case COLUMN_ID:
    case COLUMN_LINE:
    case COLUMN_BODY:
    case COLUMN_INSTANT:
    case COLUMN_NAME:
    case COLUMN_PLACE:
    case COLUMN_PHONE: buffer_text(out, cell); return;
    case COLUMN_BYTES: return; /* a picture stands on a page of its own */
    }
}

/* Label and value; a value that begins with a digit or sign stands close to its label. */
static void fill_pair(const struct panel *panel, const char *key, const char *value, struct panel_run *run)
{
    if (key != NULL)
        panel_run_text(run, words_get(panel->sheet->words, panel->lang, key), COLOUR_LED_DIM, PANEL_SILENT);
    if (key != NULL && strchr("-0123456789", value[0]) == NULL)
        panel_run_text(run, " ", COLOUR_LED_DIM, PANEL_SILENT);
    panel_run_text(run, value, COLOUR_LED_INK, 0);
}

struct telling {
    struct panel *panel;
    struct panel_row row;
    const struct rows *rows;
    size_t index;
    struct buffer value;
};

/* The unit of a household's most telling figure; of the others it is said once, under the title. */
static const char *panel_unit(enum view_id view, const char *column)
{
    if (view != VIEW_HOUSEHOLD)
        return NULL;
    size_t length = strlen(column);
    bool area = length > 5 && strcmp(column + length - 5, "_area") == 0;
    return area ? "panel.unit-area" : "panel.unit-money";
}

static void tell(struct telling *t, const struct view_column *column, const char *cell, const char *label)
{
    struct panel_row *row = &t->row;
    fill_pair(t->panel, label, t->value.data, &row->tell);
    if (column->type == COLUMN_CODE && strcmp(column->name, "state") == 0) {
        const struct state *state = state_of(cell);
        row->icon = state->icon;
        enum colour colour = state == &state_now    ? COLOUR_LED_NOW
                             : state == &state_late ? COLOUR_LED_DUE
                             : state == &state_todo ? COLOUR_LED_DIM
                                                    : COLOUR_LED_INK;
        row->tell.part[0].colour = colour;
    }
    const char *unit_of_column = panel_unit(t->rows->view, column->name);
    if (unit_of_column != NULL)
        panel_run_text(&row->tell, words_get(t->panel->sheet->words, t->panel->lang, unit_of_column),
                       COLOUR_LED_INK, PANEL_SILENT);
    if (t->rows->view == VIEW_REWARD_TIER) { /* 260元／平方米 */
        const char *unit = rows_cell(t->rows, t->index, "unit");
        panel_run_text(&row->tell, unit == NULL ? "" : unit, COLOUR_LED_INK, 0);
    }
}

/* The pairs so far, then the long value as a text below them: an answer under its question. */
static void say_long(struct telling *t, const char *label)
{
    struct panel *panel = t->panel;
    struct panel_flow flow = {.size = panel_text_size(panel), .most = PANEL_BIG};
    struct panel_row *row = &t->row;
    if (row->lead.text.size > 0 && row->tell.text.size == 0 && row->pairs == 0) {
        struct panel_paragraph *head = panel_flow_add(&flow);
        head->heading = true;
        panel_run_text(&head->run, row->lead.text.data, COLOUR_LED_DIM, 0);
        panel->page = NULL; /* a row begins a frame */
    } else {
        panel_row_put(panel, row);
        panel->leading = true;
    }
    panel_row_clear(row);
    fill_pair(panel, label, t->value.data, &panel_flow_add(&flow)->run);
    panel_flow_put(panel, &flow);
    panel_flow_finish(&flow);
}

static bool has_period(enum view_id view)
{
    return view == VIEW_STEP || view == VIEW_TASK;
}

static bool is_of_period(enum view_id view, const char *column)
{
    return has_period(view) && (strncmp(column, "planned_", 8) == 0 || strncmp(column, "actual_", 7) == 0);
}

static bool is_left_out(const struct telling *t, const struct view_column *column, const char *cell)
{
    if (cell == NULL || is_housekeeping(column->name) ||
        (is_korean(column->name) && !t->panel->sheet->korean))
        return true;
    if (is_of_period(t->rows->view, column->name))
        return true; /* put_period tells them */
    if (t->rows->view == VIEW_HOUSEHOLD && strcmp(cell, "person") == 0)
        return true; /* what nearly all owners are: only organisations are told apart */
    return t->rows->view == VIEW_REWARD_TIER && strcmp(column->name, "unit") == 0 &&
           rows_cell(t->rows, t->index, "amount") != NULL;
}

/* Values that are told small beside a greater one have a shorter label there. */
static bool has_short(enum view_id view, const char *column)
{
    return view == VIEW_HOUSEHOLD &&
           (strcmp(column, "house_value") == 0 || strcmp(column, "recognised_area") == 0);
}

static void put_cell(struct telling *t, const struct view_column *column, const char *cell)
{
    struct panel *panel = t->panel;
    char key[96];
    buffer_clear(&t->value);
    cell_text(panel, column, cell, &t->value);
    if (t->value.size == 0)
        return;
    enum part part = part_of(t->rows->view, column->name);
    const char *view = views[t->rows->view].name;
    (void)snprintf(key, sizeof key, "column.%s.%s", view, column->name);
    if (part == PART_SHORT)
        (void)snprintf(key, sizeof key, "panel.%s.%s", view, column->name);
    if (part == PART_TELL && t->row.tell.text.size > 0 && has_short(t->rows->view, column->name))
        (void)snprintf(key, sizeof key, "panel.%s.%s", view, column->name);
    const char *label = part == PART_BARE || part == PART_SHOW || part == PART_LEAD ? NULL : key;
    if (part == PART_LEAD && t->row.lead.text.size == 0) {
        panel_run_text(&t->row.lead, t->value.data, COLOUR_LED_INK, 0);
        return;
    }
    if ((part == PART_TELL || part == PART_SHOW) && t->row.tell.text.size == 0) {
        tell(t, column, cell, label);
        return;
    }
    if (part == PART_BARE && t->row.lead.text.data != NULL &&
        strcmp(t->value.data, t->row.lead.text.data) == 0)
        return; /* 来信, by 来信 */
    struct panel_run *pair = panel_row_add(&t->row);
    fill_pair(panel, label, t->value.data, pair);
    size_t most = t->rows->view == VIEW_FAQ && t->row.lead.text.size > 0 ? 1 : LONG_LINES; /* an answer */
    if (panel_width(panel, pair, PANEL_SMALL) > (float)most * sheet_main(panel->sheet, false).w) {
        t->row.pairs--;
        say_long(t, label);
    }
}

/* Leads and telling values are found in the order of `parts`, not of the view. */
static int rank(enum view_id view, const char *column)
{
    enum part part = part_of(view, column);
    if (part != PART_LEAD && part != PART_TELL && part != PART_SHOW)
        return 1000;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].view == view && strcmp(parts[i].column, column) == 0)
            return (int)i;
    return 1000;
}

/* Beginning and end of what is planned or was done, in one pair. */
static void put_period(struct telling *t, const char *from, const char *until, const char *key)
{
    const struct sheet *sheet = t->panel->sheet;
    date start = rows_date(t->rows, t->index, from), end = rows_date(t->rows, t->index, until);
    int year = civil_from_date(sheet_today(sheet)).year;
    if (start == NO_DATE && end == NO_DATE)
        return;
    buffer_clear(&t->value);
    bool this_year = start != NO_DATE && end != NO_DATE && civil_from_date(start).year == year &&
                     civil_from_date(end).year == year;
    if (this_year) {
        words_date(sheet->words, t->panel->lang, start, false, &t->value);
        if (end != start) {
            buffer_text(&t->value, words_get(sheet->words, t->panel->lang, "panel.until"));
            words_date(sheet->words, t->panel->lang, end, false, &t->value);
        }
    } else {
        words_period(sheet->words, t->panel->lang, start, end, &t->value);
    }
    fill_pair(t->panel, key, t->value.data, panel_row_add(&t->row));
}

static void put_row(struct telling *t)
{
    const struct view *view = &views[t->rows->view];
    int done = -1;
    panel_row_clear(&t->row);
    t->row.head_least = t->rows->view == VIEW_CONTACT ? 22 : 0; /* a number to be dialled */
    t->row.dense = t->rows->view == VIEW_HOUSEHOLD || t->rows->view == VIEW_HOUSING;
    while (done < 1000) { /* first the leading columns by rank, then all others in the view's order */
        int next = 1000;
        for (size_t c = 0; c < view->columns; c++) {
            int mine = rank(t->rows->view, view->column[c].name);
            next = mine > done && mine < next ? mine : next;
        }
        for (size_t c = 0; c < view->columns; c++) {
            const char *cell = t->rows->cell[t->index * view->columns + c];
            if (rank(t->rows->view, view->column[c].name) == next && !is_left_out(t, &view->column[c], cell))
                put_cell(t, &view->column[c], cell);
        }
        done = next;
    }
    if (has_period(t->rows->view)) {
        put_period(t, "planned_from", "planned_until", "panel.planned");
        put_period(t, "actual_from", "actual_until", "panel.actual");
    }
    if (t->row.lead.text.size + t->row.tell.text.size + t->row.pairs > 0)
        panel_row_put(t->panel, &t->row);
    t->panel->leading = false;
}

void panel_rows(struct panel *panel)
{
    struct telling telling = {.panel = panel};
    for (enum view_id id = VIEW_DETAIL_FIRST; id < VIEW_COUNT; id++) {
        const struct rows *rows = &panel->record->rows[id];
        telling.rows = rows;
        if (id == VIEW_PROGRESS) {
            panel_figures(panel, rows);
            continue;
        }
        for (telling.index = 0; telling.index < rows->count && !panel->book->full; telling.index++) {
            if (telling.index == 0 && !panel->leading)
                panel->page = NULL; /* the title stands alone */
            put_row(&telling);
        }
        if (rows->count > 0)
            panel->page = NULL;
    }
    buffer_finish(&telling.value);
    panel_row_finish(&telling.row);
}
