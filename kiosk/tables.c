/* Tables of the law: households (survey, unregistered buildings, valuation, compensation) and the stock of
   new homes. Columns are those any row has; their order, importance and form stand in one table each. */
#include "grid.h"
#include "rights.h"

#include "board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MANY 12         /* columns, from which on room is dear */
#define SHARE_TRIED 200 /* rows, up to which a table with text below it is composed both ways */
#define OWNER_MOST 11.f /* u: the names of firms take lines rather than room that all rows would pay for */

struct table_column {
    const char *name; /* of the view */
    const char *key;  /* of its head */
    int importance;   /* higher stays in the first line of a row longer */
    bool wide;        /* prose or an address: may be wide before it wraps */
    bool strong, money;
    const char *under; /* the column below which it stands where the screen has no room for both, or NULL */
    int part;          /* grid_column.part */
};

static const struct table_column household_columns[] = {
    {"agreement_no", "table.agreement_no", 18, false, false, false, NULL, 0},
    {"house_no", "table.house_no", 10, false, false, false, NULL, 0},
    {"owner", "table.owner", 20, false, true, false, NULL, 0},
    {"location", "table.location", 14, true, false, false, NULL, 1},
    {"use", "table.use", 4, false, false, false, "owner", 2},
    {"structure", "table.structure", 3, false, false, false, "location", 2},
    {"registered_area", "table.registered_area", 6, false, false, false, NULL, 2},
    {"measured_area", "table.measured_area", 6, false, false, false, "registered_area", 2},
    {"recognised_area", "table.recognised_area", 12, false, false, false, NULL, 1},
    {"unregistered_area", "table.unregistered_area", 17, false, false, false, NULL, 2},
    {"finding", "table.finding", 16, true, false, false, NULL, 2},
    {"unit_price", "table.unit_price", 9, false, false, true, "recognised_area", 2},
    {"house_value", "table.house_value", 16, false, false, true, NULL, 1},
    {"method", "table.method", 13, false, false, false, NULL, 1},
    {"relocation", "table.relocation", 7, false, false, true, NULL, 1},
    {"temporary", "table.temporary", 7, false, false, true, "relocation", 1},
    {"business_loss", "table.business_loss", 5, false, false, true, "house_value", 2},
    {"reward", "table.reward", 11, false, false, true, NULL, 1},
    {"subsidy", "table.subsidy", 5, false, false, true, "reward", 2},
    {"total", "table.total", 19, false, true, true, NULL, 1},
    {"resettlement", "table.resettlement", 4, true, false, false, "location", 2},
    {"difference", "table.difference", 4, false, false, true, "method", 2},
    {"signed_on", "table.signed_on", 8, false, false, false, NULL, 1},
    {"moved_on", "table.moved_on", 2, false, false, false, "signed_on", 2},
    {"paid", "table.paid", 3, false, false, true, "total", 2},
};

static const struct table_column housing_columns[] = {
    {"estate", "table.estate", 20, true, true, false, NULL, 0},
    {"building", "table.building", 12, false, false, false, NULL, 0},
    {"layout", "table.layout", 15, false, false, false, NULL, 0},
    {"area", "table.area", 14, false, false, false, NULL, 0},
    {"remaining", "table.remaining", 19, false, true, false, NULL, 0},
    {"flats", "table.flats", 18, false, false, false, NULL, 0},
    {"price", "table.price", 13, false, false, true, NULL, 0},
    {"state", "table.state", 17, false, false, false, NULL, 0},
    {"due_on", "table.due_on", 16, false, false, false, NULL, 0},
    {"note", "table.note", 1, true, false, false, NULL, 0},
};

static const struct {
    const char *column, *code, *key;
    const struct state *state; /* its shape, or NULL */
} codes[] = {
    {"state", "ready", "table.ready", &state_done},
    {"state", "building", "table.under_construction", &state_now},
};

static enum column_type type_of(const struct rows *rows, const char *name)
{
    return views[rows->view].column[view_column(rows->view, name)].type;
}

static bool is_number(enum column_type type)
{
    return type == COLUMN_DECIMAL || type == COLUMN_INTEGER;
}

/* The one year of all dates of a column, or 0: dates in this year may leave it out. */
static int column_year(const struct rows *rows, const char *name)
{
    int year = 0;
    for (size_t i = 0; i < rows->count; i++) {
        date day = rows_date(rows, i, name);
        if (day == NO_DATE)
            continue;
        int mine = civil_from_date(day).year;
        if (year != 0 && mine != year)
            return 0;
        year = mine;
    }
    return year;
}

static bool is_zero(const char *number)
{
    return strpbrk(number, "123456789") == NULL;
}

static struct grid_cell cell_make(struct board *b, const struct rows *rows, size_t row, const char *name,
                                  int year)
{
    const char *text = rows_cell(rows, row, name);
    if (text == NULL)
        return grid_plain(NULL);
    enum column_type type = type_of(rows, name);
    if (is_number(type)) {
        struct grid_cell cell = grid_plain(board_number(b, text));
        cell.nought = is_zero(text);
        return cell;
    }
    if (type == COLUMN_DATE)
        return grid_plain(board_date(b, rows_date(rows, row, name),
                                     year == 0 || year != civil_from_date(sheet_today(b->sheet)).year));
    if (type != COLUMN_CODE)
        return grid_plain(text);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i].column, name) != 0 || strcmp(codes[i].code, text) != 0)
            continue;
        struct grid_cell cell = grid_plain(board_word(b, codes[i].key));
        if (codes[i].state != NULL) {
            cell.icon = codes[i].state->icon;
            cell.colour = codes[i].state->colour;
        }
        return cell;
    }
    BUG("unchecked code in %s", name);
}

/* The owner; below an organisation that it is one. Nearly all are persons, of whom nothing is said. */
static struct grid_cell owner_make(struct board *b, const struct rows *rows, size_t row)
{
    struct grid_cell cell = grid_plain(rows_cell(rows, row, "owner"));
    const char *kind = rows_cell(rows, row, "owner_kind");
    if (kind != NULL && strcmp(kind, "organisation") == 0)
        cell.second = board_word(b, "table.organisation");
    return cell;
}

/* The least width of a column, u: what it needs to stay on one line, but a name or an address may wrap. */
static float natural_width(const struct board *b, const struct grid_cell *cell, size_t rows,
                           const struct table_column *column)
{
    struct text_style style =
        board_style(b, column->strong ? FACE_SANS_BOLD : FACE_SANS, column->strong ? 2 : 1.6f, COLOUR_INK);
    float widest =
        board_width(b, board_word(b, column->key), board_style(b, FACE_SANS_BOLD, 1.6f, COLOUR_INK));
    for (size_t i = 0; i < rows; i++)
        widest = fmaxf(widest,
                       board_width(b, cell[i].text, style) + (cell[i].icon != NULL ? 1.5f * style.size : 0));
    float most = column->wide ? 12 : column->strong && !column->money ? 9.6f : 13;
    return fminf(widest / b->sheet->u + .1f, most);
}

/* The text that all rows have in a column; NULL where they differ or any has none. */
static const char *same_in_all(const struct rows *rows, const char *name)
{
    const char *same = rows->count > 1 ? rows_cell(rows, 0, name) : NULL;
    for (size_t i = 1; i < rows->count && same != NULL; i++) {
        const char *text = rows_cell(rows, i, name);
        if (text == NULL || strcmp(text, same) != 0)
            same = NULL;
    }
    return same;
}

/* Money that nobody got in any row that says so. */
static bool all_zero(const struct rows *rows, const struct table_column *column)
{
    bool any = false;
    for (size_t i = 0; i < rows->count && column->money; i++) {
        const char *text = rows_cell(rows, i, column->name);
        if (text != NULL && !is_zero(text))
            return false;
        any = any || text != NULL;
    }
    return any;
}

/* Whether a column is said once above the table instead: money that nobody got and, where room is dear, what is the same for all
   and tells no row from another. */
static bool is_said(const struct rows *rows, const struct table_column *column, bool dear)
{
    return all_zero(rows, column) || (dear && column->part == 2 && same_in_all(rows, column->name) != NULL);
}

/* What is said above the table of the columns that it does not have. */
static void say_columns(struct board *b, const struct rows *rows, const struct table_column *table,
                        size_t count, bool dear)
{
    struct buffer text = {0};
    for (size_t k = 0; k < count; k++) {
        if (!is_said(rows, &table[k], dear))
            continue;
        const char *head = board_word(b, table[k].key), *said = NULL;
        if (all_zero(rows, &table[k]))
            said = board_fill(b, "table.all_zero", head, NULL, NULL, NULL);
        else
            said = board_fill(b, "table.all_same", head, cell_make(b, rows, 0, table[k].name, 0).text, NULL,
                              NULL);
        buffer_format(&text, "%s%s", text.size > 0 ? board_word(b, "board.space") : "", said);
    }
    if (text.size > 0) {
        board_paragraph(b, NULL, text.data, 1.6f, 2.4f, COLOUR_INK, LANG_ZH, 10 * b->sheet->u);
        pager_gap(&b->pager, .6f * b->sheet->u);
    }
    buffer_finish(&text);
}

static bool is_dear(const struct rows *rows, const struct table_column *table, size_t count)
{
    size_t columns = 0;
    for (size_t k = 0; k < count; k++)
        columns += rows_have(rows, table[k].name) && !all_zero(rows, &table[k]);
    return columns >= MANY;
}

/* Number of the column below which `table[k]` may stand, as grid_column.under; 0 where it is not there or
   already bears another. */
static size_t place_under(const struct table_column *table, size_t k, const size_t *place, size_t count,
                          const struct grid_column *column, size_t columns)
{
    for (size_t i = 0; table[k].under != NULL && i < count; i++) {
        if (place[i] == 0 || strcmp(table[i].name, table[k].under) != 0)
            continue;
        for (size_t c = 0; c < columns; c++)
            if (column[c].under == place[i])
                return 0;
        return place[i];
    }
    return 0;
}

static void rows_grid(struct board *b, const struct rows *rows, const struct table_column *table,
                      size_t count, bool last)
{
    struct grid_column *column = take_zeroed(count, sizeof *column);
    struct grid_cell *by_column = take_zeroed(count * rows->count, sizeof *by_column);
    size_t *place = take_zeroed(count, sizeof *place); /* in `column`, from 1 */
    size_t columns = 0;
    bool dear = is_dear(rows, table, count);
    say_columns(b, rows, table, count, dear);
    for (size_t k = 0; k < count; k++) {
        if (is_said(rows, &table[k], dear))
            continue;
        struct grid_cell *cells = by_column + columns * rows->count;
        bool any = false;
        int year = type_of(rows, table[k].name) == COLUMN_DATE ? column_year(rows, table[k].name) : 0;
        for (size_t i = 0; i < rows->count; i++) {
            cells[i] = strcmp(table[k].name, "owner") == 0 ? owner_make(b, rows, i)
                                                           : cell_make(b, rows, i, table[k].name, year);
            any = any || cells[i].text != NULL;
        }
        if (!any)
            continue;
        float width = natural_width(b, cells, rows->count, &table[k]);
        column[columns] =
            (struct grid_column){.head = board_word(b, table[k].key),
                                 .least = width,
                                 .strong = table[k].strong,
                                 .importance = table[k].importance,
                                 .part = table[k].part,
                                 .align = is_number(type_of(rows, table[k].name)) ? ALIGN_END : ALIGN_START};
        place[k] = ++columns;
    }
    for (size_t k = 0; k < count; k++)
        if (place[k] > 0 && columns >= MANY && strcmp(table[k].name, "owner") == 0)
            column[place[k] - 1].most = OWNER_MOST;
    for (size_t k = 0; k < count; k++) /* the less important of two for one place finds it taken */
        if (place[k] > 0)
            column[place[k] - 1].under = place_under(table, k, place, count, column, columns);
    struct grid_cell *cell = take_zeroed(rows->count * columns, sizeof *cell);
    for (size_t k = 0; k < columns; k++)
        for (size_t i = 0; i < rows->count; i++)
            cell[i * columns + k] = by_column[k * rows->count + i];
    pager_grid(&b->pager, &(struct grid){.column = column,
                                         .columns = columns,
                                         .cell = cell,
                                         .rows = rows->count,
                                         .group_every = 5,
                                         .last = last,
                                         .looked_up = true,
                                         .silent_heads = true});
    free(cell);
    free(place);
    free(by_column);
    free(column);
}

static bool has_money(const struct rows *rows, const struct table_column *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].money && rows_have(rows, table[i].name))
            return true;
    return false;
}

static bool has_area(const struct rows *rows)
{
    static const char *const areas[] = {"registered_area", "measured_area", "recognised_area",
                                        "unregistered_area"};
    if (rows->view == VIEW_HOUSING)
        return rows_have(rows, "area");
    for (size_t i = 0; i < 4; i++)
        if (rows_have(rows, areas[i]))
            return true;
    return false;
}

/* The law desk may have switched masking off: the page must not claim what is not so. */
static bool is_masked(const struct record *record)
{
    static const char mark[] = "\xEF\xBC\x8A"; /* U+FF0A, what the feeder puts in a character's place */
    const struct rows *rows = &record->rows[VIEW_HOUSEHOLD];
    for (size_t i = 0; i < rows->count; i++) {
        const char *owner = rows_cell(rows, i, "owner");
        if (owner != NULL && strstr(owner, mark) != NULL)
            return true;
    }
    return false;
}

/* What can be done against a valuation: its periods begin with a paper each household gets on its own day. */
static void rights_note(struct board *b)
{
    struct rights rights = rights_of(b->record, sheet_today(b->sheet), b->sheet->zone_minutes);
    struct buffer text = {0};
    for (size_t i = 0; i < rights.count; i++)
        if (rights.right[i].begins != NULL)
            words_fill(b->sheet->words, LANG_ZH, "rights.sentence", board_word(b, rights.right[i].name),
                       board_word(b, rights.right[i].length), board_word(b, rights.right[i].whom),
                       board_word(b, rights.right[i].begins), &text);
    if (text.size > 0)
        board_note(b, board_word(b, "rights.objection"), board_keep(b, &text));
    buffer_finish(&text);
}

/* Who may see a household table and by which article, and what is masked in it. */
static void household_notes(struct board *b)
{
    static const struct {
        const char *catalogue, *scope;
    } scopes[] = {
        {"D07", "table.scope_survey"},
        {"D08", "table.scope_unregistered"},
        {"D19", "table.scope_valuation"},
        {"D25", "table.scope_compensation"},
    };
    const char *scope = "table.scope";
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++)
        if (strcmp(scopes[i].catalogue, b->record->catalogue) == 0)
            scope = scopes[i].scope;
    /* On a short page, as under a banner, the rows come first, and on a squat one, where each takes several lines. */
    float least = (sheet_frame_folds(b->sheet) ? 56.F : 43.5F) * b->sheet->u;
    bool low = sheet_main(b->sheet, b->sheet->banner).h < least;
    b->note_size = low ? 1.33f : 1.6f;
    b->note_line = low ? 1.75f : 2.1f;
    b->notes_once = low; /* and the notes stand on the first alone */
    board_note(b, board_word(b, "table.who"), board_word(b, scope));
    board_note(b, board_word(b, "table.masked"),
               board_word(b, is_masked(b->record) ? "table.mask_rule" : "table.no_mask_rule"));
    rights_note(b);
}

static const char *reference_text(struct board *b, const struct rows *rows, bool household, bool money)
{
    struct buffer out = {0};
    const char *part[] = {rows->count > 0 ? board_fill(b, household ? "table.households" : "table.kinds",
                                                       board_count(b, (int64_t)rows->count), NULL, NULL, NULL)
                                          : NULL,
                          has_area(rows) ? board_word(b, "table.in_square_metres") : NULL,
                          money ? board_word(b, "table.in_yuan") : NULL, board_as_of(b, NO_DATE)};
    for (size_t i = 0; i < 4; i++)
        if (part[i] != NULL)
            buffer_format(&out, "%s%s", out.size > 0 ? board_word(b, "board.space") : "", part[i]);
    return out.size > 0 ? board_keep(b, &out) : NULL;
}

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* `share`: the last page of the table gets rows of the page before. */
static void table_set(const struct composing *c, bool share)
{
    struct board board;
    board_init(&board, c);
    const struct rows *households = &c->record->rows[VIEW_HOUSEHOLD],
                      *housing = &c->record->rows[VIEW_HOUSING];
    bool of_households = households->count > 0;
    bool money = has_money(households, household_columns, COUNT(household_columns)) ||
                 has_money(housing, housing_columns, COUNT(housing_columns));
    board.reference = reference_text(&board, of_households ? households : housing, of_households, money);
    if (of_households)
        household_notes(&board);
    board_start(&board);
    if (of_households)
        rows_grid(&board, households, household_columns, COUNT(household_columns),
                  share && housing->count == 0);
    if (of_households && housing->count > 0)
        pager_gap(&board.pager, sheet_px(c->sheet, 1.6f));
    if (housing->count > 0)
        rows_grid(&board, housing, housing_columns, COUNT(housing_columns), share);
    board_end(&board);
}

static size_t pages_of(const struct composing *c, bool share)
{
    struct composing trial = *c;
    trial.book = take_zeroed(1, sizeof *trial.book);
    table_set(&trial, share);
    size_t pages = trial.book->pages;
    book_destroy(trial.book);
    return pages;
}

void compose_table(struct composing *c)
{
    const struct record *record = c->record;
    bool share = true;
    /* What stands below the table may have found its place on the last page because that has few rows. */
    if (record->text[LANG_ZH].body != NULL || record->text[LANG_KO].body != NULL || record->attachments > 0)
        share = record->rows[VIEW_HOUSEHOLD].count + record->rows[VIEW_HOUSING].count <= SHARE_TRIED &&
                pages_of(c, true) <= pages_of(c, false);
    table_set(c, share);
}
