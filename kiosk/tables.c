/* Tables of the law: households (survey, unregistered buildings, valuation, compensation) and the stock of
   new homes. Columns are those any row has; their order, importance and form stand in one table each. */
#include "grid.h"

#include "board.h"

#include <stdlib.h>
#include <string.h>

struct table_column {
    const char *name; /* of the view */
    const char *key;  /* of its head */
    float least, most;
    int importance;
    bool strong, money;
};

static const struct table_column household_columns[] = {
    {"agreement_no", "table.agreement_no", 5, 8, 18, false, false},
    {"house_no", "table.house_no", 5, 8, 17, false, false},
    {"owner", "table.owner", 6.4f, 9, 20, true, false},
    {"owner_kind", "table.owner_kind", 4, 5, 1, false, false},
    {"location", "table.location", 9, 0, 15, false, false},
    {"use", "table.use", 4, 6, 6, false, false},
    {"structure", "table.structure", 5, 7, 5, false, false},
    {"registered_area", "table.registered_area", 6.5f, 8, 9, false, false},
    {"measured_area", "table.measured_area", 6.5f, 8, 8, false, false},
    {"recognised_area", "table.recognised_area", 6.5f, 8, 12, false, false},
    {"unregistered_area", "table.unregistered_area", 6.5f, 8, 13, false, false},
    {"finding", "table.finding", 10, 0, 14, false, false},
    {"unit_price", "table.unit_price", 6.5f, 8, 11, false, true},
    {"house_value", "table.house_value", 8, 10, 16, false, true},
    {"method", "table.method", 6.4f, 8, 10, false, false},
    {"relocation", "table.relocation", 6.4f, 8, 7, false, true},
    {"temporary", "table.temporary", 6.4f, 8, 7, false, true},
    {"business_loss", "table.business_loss", 6.4f, 8, 6, false, true},
    {"reward", "table.reward", 6.4f, 8, 7, false, true},
    {"subsidy", "table.subsidy", 6.4f, 8, 6, false, true},
    {"total", "table.total", 9.5f, 11, 19, true, true},
    {"resettlement", "table.resettlement", 9, 0, 4, false, false},
    {"difference", "table.difference", 6.4f, 9, 4, false, true},
    {"signed_on", "table.signed_on", 6, 8, 3, false, false},
    {"moved_on", "table.moved_on", 6, 8, 2, false, false},
    {"paid", "table.paid", 7, 10, 3, false, true},
};

static const struct table_column housing_columns[] = {
    {"estate", "table.estate", 12, 0, 20, true, false},
    {"building", "table.building", 5, 9, 12, false, false},
    {"layout", "table.layout", 8, 0, 15, false, false},
    {"area", "table.area", 6.5f, 8, 14, false, false},
    {"remaining", "table.remaining", 6, 8, 19, true, false},
    {"flats", "table.flats", 5, 7, 18, false, false},
    {"price", "table.price", 7, 9, 13, false, true},
    {"state", "table.state", 8, 10, 17, false, false},
    {"due_on", "table.due_on", 9, 13, 16, false, false},
    {"note", "table.note", 10, 0, 1, false, false},
};

static const struct {
    const char *column, *code, *key;
    const struct state *state; /* its shape, or NULL */
} codes[] = {
    {"owner_kind", "person", "table.person", NULL},
    {"owner_kind", "organisation", "table.organisation", NULL},
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

static bool is_shown(const struct rows *rows, const struct table_column *column)
{
    if (!rows_have(rows, column->name))
        return false;
    if (strcmp(column->name, "owner_kind") != 0)
        return true;
    for (size_t i = 0; i < rows->count; i++) { /* "a person" says nothing where all owners are persons */
        const char *kind = rows_cell(rows, i, "owner_kind");
        if (kind != NULL && strcmp(kind, "organisation") == 0)
            return true;
    }
    return false;
}

static struct grid_cell cell_make(struct board *b, const struct rows *rows, size_t row, const char *name,
                                  int year)
{
    const char *text = rows_cell(rows, row, name);
    if (text == NULL)
        return grid_plain(NULL);
    enum column_type type = type_of(rows, name);
    if (is_number(type))
        return grid_plain(board_number(b, text));
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

static void rows_grid(struct board *b, const struct rows *rows, const struct table_column *table,
                      size_t count)
{
    struct grid_column column[32];
    const struct table_column *from[32];
    size_t columns = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_shown(rows, &table[i]))
            continue;
        column[columns] =
            (struct grid_column){.head = board_word(b, table[i].key),
                                 .least = table[i].least,
                                 .most = table[i].most,
                                 .strong = table[i].strong,
                                 .importance = table[i].importance,
                                 .align = is_number(type_of(rows, table[i].name)) ? ALIGN_END : ALIGN_START};
        from[columns++] = &table[i];
    }
    struct grid_cell *cell = take_zeroed(rows->count * columns, sizeof *cell);
    for (size_t k = 0; k < columns; k++) {
        int year = type_of(rows, from[k]->name) == COLUMN_DATE ? column_year(rows, from[k]->name) : 0;
        for (size_t i = 0; i < rows->count; i++)
            cell[i * columns + k] = cell_make(b, rows, i, from[k]->name, year);
    }
    pager_grid(&b->pager, &(struct grid){.column = column,
                                         .columns = columns,
                                         .cell = cell,
                                         .rows = rows->count,
                                         .group_every = 5,
                                         .silent_heads = true});
    free(cell);
}

static bool has_money(const struct rows *rows, const struct table_column *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].money && rows_have(rows, table[i].name))
            return true;
    return false;
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
    b->note_size = 1.6f;
    b->note_line = 2.45f;
    board_note(b, board_word(b, "table.who"), board_word(b, scope));
    board_note(b, board_word(b, "table.masked"), board_word(b, "table.mask_rule"));
}

static const char *reference_text(struct board *b, const struct rows *rows, bool household, bool money)
{
    struct buffer out = {0};
    const char *part[] = {rows->count > 0 ? board_fill(b, household ? "table.households" : "table.kinds",
                                                       board_count(b, (int64_t)rows->count), NULL, NULL, NULL)
                                          : NULL,
                          money ? board_word(b, "table.in_yuan") : NULL, board_as_of(b, NO_DATE)};
    for (size_t i = 0; i < 3; i++)
        if (part[i] != NULL)
            buffer_format(&out, "%s%s", out.size > 0 ? board_word(b, "board.space") : "", part[i]);
    return out.size > 0 ? board_keep(b, &out) : NULL;
}

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

void compose_table(struct composing *c)
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
        rows_grid(&board, households, household_columns, COUNT(household_columns));
    if (of_households && housing->count > 0)
        pager_gap(&board.pager, sheet_px(c->sheet, 1.6f));
    if (housing->count > 0)
        rows_grid(&board, housing, housing_columns, COUNT(housing_columns));
    board_end(&board);
}
