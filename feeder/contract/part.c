#include "contract/part.h"

#include "contract/limits.h"
#include "json/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* In canonical order, which is the order in which they are written. */
static const enum view_id figure_views[] = {VIEW_HOUSING, VIEW_LEDGER, VIEW_PROGRESS, VIEW_STEP, VIEW_TASK};
#define FIGURE_VIEWS (sizeof figure_views / sizeof figure_views[0])

bool part_is_figures(enum view_id view)
{
    for (size_t i = 0; i < FIGURE_VIEWS; i++)
        if (figure_views[i] == view)
            return true;
    return false;
}

bool part_needed(const struct record *record)
{
    if (record->audience == AUDIENCE_AFFECTED)
        return false;
    for (size_t i = 0; i < FIGURE_VIEWS; i++)
        if (record->rows[figure_views[i]].count > 0)
            return true;
    return record->as_of != NO_INSTANT;
}

/* ---- which column goes where ---- */

/* No case is left out: a new type of column must be judged here before it compiles. */
static bool is_word(const struct view_column *column)
{
    switch (column->type) {
    case COLUMN_CODE:
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL:
    case COLUMN_DATE:
    case COLUMN_INSTANT:
    case COLUMN_BOOLEAN: return false;
    case COLUMN_ID:
    case COLUMN_LINE:
    case COLUMN_BODY:
    case COLUMN_NAME:
    case COLUMN_PLACE:
    case COLUMN_PHONE:
    case COLUMN_BYTES: return true;
    }
    BUG("column %s has no type", column->name);
}

/* The columns of one side that any row fills; a view has fewer than 40. */
struct columns {
    size_t index[40], count;
};

static struct columns columns_of(const struct rows *rows, bool words)
{
    const struct view *view = &views[rows->view];
    struct columns out = {.count = 0};
    for (size_t c = 0; c < view->columns; c++) {
        const char *name = view->column[c].name;
        if (strcmp(name, "item_id") == 0 || strcmp(name, "updated_at") == 0 ||
            is_word(&view->column[c]) != words || !rows_have(rows, name))
            continue;
        ENSURE(out.count < sizeof out.index / sizeof out.index[0]);
        out.index[out.count++] = c;
    }
    return out;
}

static char **row_at(const struct rows *rows, size_t row)
{
    return rows->cell + row * views[rows->view].columns;
}

/* ---- splitting ---- */

static void write_columns(const struct rows *rows, const struct columns *columns, struct buffer *out)
{
    buffer_text(out, "\"columns\":[");
    for (size_t i = 0; i < columns->count; i++) {
        buffer_text(out, i > 0 ? "," : "");
        json_write_string(out, views[rows->view].column[columns->index[i]].name);
    }
    buffer_char(out, ']');
}

static void write_cells(char *const *row, const struct columns *columns, struct buffer *out)
{
    buffer_char(out, '[');
    for (size_t i = 0; i < columns->count; i++) {
        const char *cell = row[columns->index[i]];
        buffer_text(out, i > 0 ? "," : "");
        if (cell == NULL)
            buffer_text(out, "null");
        else
            json_write_string(out, cell);
    }
    buffer_char(out, ']');
}

/* The distinct tuples of words in one view's rows, each as canonical JSON, sorted. */
struct tuples {
    char **text;
    size_t count;
};

static int compare_tuples(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_word(char *const *row, const struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        if (row[columns->index[i]] != NULL)
            return true;
    return false;
}

static char *tuple_of(char *const *row, const struct columns *columns)
{
    struct buffer out = {0};
    write_cells(row, columns, &out);
    return buffer_take(&out);
}

static struct tuples tuples_of(const struct rows *rows, const struct columns *columns)
{
    struct tuples all = {.text = take_zeroed(rows->count, sizeof *all.text)};
    for (size_t r = 0; r < rows->count; r++)
        if (has_word(row_at(rows, r), columns))
            all.text[all.count++] = tuple_of(row_at(rows, r), columns);
    if (all.count > 0)
        qsort(all.text, all.count, sizeof *all.text, compare_tuples);
    size_t kept = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (kept > 0 && strcmp(all.text[kept - 1], all.text[i]) == 0)
            free(all.text[i]);
        else
            all.text[kept++] = all.text[i];
    }
    all.count = kept;
    return all;
}

static void tuples_finish(struct tuples *tuples)
{
    for (size_t i = 0; i < tuples->count; i++)
        free(tuples->text[i]);
    free(tuples->text);
}

static int index_of(const struct tuples *tuples, char *const *row, const struct columns *columns)
{
    if (!has_word(row, columns))
        return -1;
    char *wanted = tuple_of(row, columns);
    char **found = bsearch(&wanted, tuples->text, tuples->count, sizeof *tuples->text, compare_tuples);
    free(wanted);
    ENSURE(found != NULL);
    return (int)(found - tuples->text);
}

/* Both sides of one view; nothing is added to `words` where the rows have no word. */
static void split_view(const struct rows *rows, struct buffer *words, struct buffer *figures)
{
    struct columns told = columns_of(rows, true), counted = columns_of(rows, false);
    struct tuples tuples = tuples_of(rows, &told);
    if (tuples.count > 0) {
        buffer_text(words, words->size > 0 ? "," : "");
        json_write_string(words, views[rows->view].name);
        buffer_text(words, ":{");
        write_columns(rows, &told, words);
        buffer_text(words, ",\"rows\":[");
        for (size_t i = 0; i < tuples.count; i++)
            buffer_format(words, "%s%s", i > 0 ? "," : "", tuples.text[i]);
        buffer_text(words, "]}");
    }
    buffer_text(figures, figures->size > 0 ? "," : "");
    json_write_string(figures, views[rows->view].name);
    buffer_text(figures, ":{");
    write_columns(rows, &counted, figures);
    buffer_text(figures, ",\"rows\":[");
    for (size_t r = 0; r < rows->count; r++) {
        buffer_text(figures, r > 0 ? "," : "");
        write_cells(row_at(rows, r), &counted, figures);
    }
    buffer_char(figures, ']');
    for (size_t r = 0; r < rows->count && tuples.count > 0; r++)
        buffer_format(figures, "%s%d", r > 0 ? "," : ",\"words\":[",
                      index_of(&tuples, row_at(rows, r), &told));
    buffer_text(figures, tuples.count > 0 ? "]}" : "}");
    tuples_finish(&tuples);
}

void part_split(const struct record *record, struct buffer *text, struct buffer *figures)
{
    struct record plain = *record; /* borrows everything; only counts are changed */
    struct buffer words = {0}, rows = {0};
    char when[INSTANT_TEXT], sha256[65];
    size_t start = text->size;
    ENSURE(part_needed(record));
    plain.as_of = NO_INSTANT;
    plain.revision = 0;
    for (size_t i = 0; i < FIGURE_VIEWS; i++) {
        if (record->rows[figure_views[i]].count > 0)
            split_view(&record->rows[figure_views[i]], &words, &rows);
        plain.rows[figure_views[i]].count = 0;
    }
    buffer_text(text, "{\"record\":");
    record_encode(&plain, text);
    if (words.size > 0)
        buffer_format(text, ",\"words\":{%s}", words.data);
    buffer_char(text, '}');
    sha256_hex(text->data + start, text->size - start, sha256);

    buffer_char(figures, '{');
    if (record->as_of != NO_INSTANT)
        buffer_format(figures, "\"as_of\":\"%s\",", instant_format(when, record->as_of));
    buffer_text(figures, "\"id\":");
    json_write_string(figures, record->id);
    buffer_format(figures, ",\"revision\":%" PRId64, record->revision);
    if (rows.size > 0)
        buffer_format(figures, ",\"rows\":{%s}", rows.data);
    buffer_format(figures, ",\"text\":\"%s\",\"version\":%" PRId64 "}", sha256, record->version);
    buffer_finish(&words);
    buffer_finish(&rows);
}

/* ---- joining ---- */

static enum status bad(const char *what, struct problem *problem)
{
    return problem_set(problem, STATUS_REFUSED, "bad-part", "%s", what);
}

/* The columns named in a list; each must be one of the wanted side. */
static enum status read_columns(const struct json *list, enum view_id id, bool words, struct columns *out,
                                struct problem *problem)
{
    const struct view *view = &views[id];
    *out = (struct columns){.count = 0};
    if (!json_is_array(list) || json_count(list) > view->columns)
        return bad("no list of columns", problem);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *name = json_text(json_element(list, i));
        size_t c = 0;
        while (name != NULL && c < view->columns && strcmp(view->column[c].name, name) != 0)
            c++;
        if (name == NULL || c == view->columns)
            return bad("an unknown column", problem);
        if (is_word(&view->column[c]) != words)
            return bad(words ? "a number among the words" : "a word among the figures", problem);
        out->index[out->count++] = c;
    }
    return STATUS_OK;
}

/* Puts the cells of one list into a row; a column that is filled already was named twice. */
static enum status read_cells(const struct json *list, const struct columns *columns, char **row,
                              struct problem *problem)
{
    if (!json_is_array(list) || json_count(list) != columns->count)
        return bad("a row of another length than its columns", problem);
    for (size_t i = 0; i < columns->count; i++) {
        const struct json *value = json_element(list, i);
        const char *text = json_text(value);
        char **cell = &row[columns->index[i]];
        if (text == NULL && !json_is_null(value))
            return bad("a cell that is no text", problem);
        if (text != NULL && *cell != NULL)
            return bad("a column named twice", problem);
        if (text != NULL)
            *cell = take_copy(text);
    }
    return STATUS_OK;
}

static enum status join_view(const struct json *words, const struct json *figures, struct rows *rows,
                             struct problem *problem)
{
    const struct json *tuples = json_member(words, "rows"), *list = json_member(figures, "rows"),
                      *pointers = json_member(figures, "words");
    struct columns told = {.count = 0}, counted;
    enum status status = read_columns(json_member(figures, "columns"), rows->view, false, &counted, problem);
    if (status == STATUS_OK && words != NULL)
        status = read_columns(json_member(words, "columns"), rows->view, true, &told, problem);
    if (status == STATUS_OK && (json_count(list) == 0 || json_count(list) > LIMIT_ROWS_PER_VIEW))
        status = bad("no rows, or too many", problem);
    if (status == STATUS_OK && (pointers == NULL) != (words == NULL))
        status = bad("words on one side alone", problem);
    if (status == STATUS_OK && pointers != NULL && json_count(pointers) != json_count(list))
        status = bad("not one word index per row", problem);
    for (size_t r = 0; r < json_count(list) && status == STATUS_OK; r++) {
        char **row = rows_add(rows);
        int64_t index = -1;
        status = read_cells(json_element(list, r), &counted, row, problem);
        if (status != STATUS_OK || pointers == NULL)
            continue;
        if (!json_int64(json_element(pointers, r), &index) || index < -1 ||
            index >= (int64_t)json_count(tuples))
            status = bad("a word index out of range", problem);
        else if (index >= 0)
            status = read_cells(json_element(tuples, (size_t)index), &told, row, problem);
    }
    return status;
}

/* Puts the figures into the plain record without judging cells: what comes out
   is encoded and judged as a whole. */
static enum status join_figures(const struct json *words, const struct json *figures, struct record *record,
                                struct problem *problem)
{
    ENSURE(record != NULL);
    const char *id = json_text(json_member(figures, "id")), *as_of = json_text(json_member(figures, "as_of"));
    int64_t version = 0;
    enum status status = STATUS_OK;
    if (id == NULL || strcmp(id, record->id) != 0 || !json_int64(json_member(figures, "version"), &version) ||
        version != record->version)
        return bad("figures of another item or version", problem);
    if (!json_int64(json_member(figures, "revision"), &record->revision))
        return bad("no revision", problem);
    if (as_of != NULL && !instant_parse(as_of, &record->as_of))
        return bad("as_of is no time", problem);
    const struct json *all = json_member(figures, "rows");
    for (size_t i = 0; i < FIGURE_VIEWS && status == STATUS_OK; i++) {
        const char *name = views[figure_views[i]].name;
        const struct json *view = json_member(all, name);
        if (view != NULL)
            status = join_view(json_member(words, name), view, &record->rows[figure_views[i]], problem);
    }
    return status;
}

/* One spelling: split again, both parts must come out as they came in. It also proves that no member was
   passed over, that words are neither missing nor idle, and that the figures name the hash of this very text. */
static enum status check_spelling(const struct record *record, const char *text, size_t text_size,
                                  const char *figures, size_t figures_size, struct problem *problem)
{
    struct buffer again[2] = {{0}, {0}};
    enum status status = STATUS_OK;
    if (!part_needed(record))
        return bad("a record that is not published in parts", problem);
    part_split(record, &again[0], &again[1]);
    if (again[0].size != text_size || memcmp(again[0].data, text, text_size) != 0)
        status = bad("the text is not spelled as it would be written", problem);
    else if (again[1].size != figures_size || memcmp(again[1].data, figures, figures_size) != 0)
        status =
            bad("the figures belong to another text, or are not spelled as they would be written", problem);
    buffer_finish(&again[0]);
    buffer_finish(&again[1]);
    return status;
}

/* The record in the text part, without figures, judged by record_decode. */
static enum status read_text(const struct json *text, struct record **out, struct problem *problem)
{
    struct buffer bytes = {0};
    const struct json *member = json_member(text, "record"), *words = json_member(text, "words");
    if (!json_is_object(member) || json_count(text) != (words == NULL ? 1u : 2u))
        return bad("no text part", problem);
    json_canonical(member, &bytes);
    enum status status = record_decode(bytes.data, bytes.size, out, problem);
    buffer_finish(&bytes);
    if (status == STATUS_OK && (part_needed(*out) || (*out)->revision != 0)) {
        record_destroy(*out);
        *out = NULL;
        status = bad("figures in the text part", problem);
    }
    return status;
}

/* Encodes what was joined and reads it back, so that every cell is judged by the one judge there is. */
static enum status judge(struct record **record, struct problem *problem)
{
    struct buffer bytes = {0};
    struct record *whole = NULL;
    record_encode(*record, &bytes);
    enum status status = record_decode(bytes.data, bytes.size, &whole, problem);
    buffer_finish(&bytes);
    record_destroy(*record);
    *record = whole;
    return status;
}

enum status part_join(const char *text, size_t text_size, const char *figures, size_t figures_size,
                      struct record **out, struct problem *problem)
{
    struct json *told = NULL, *counted = NULL;
    struct record *record = NULL;
    enum status status = json_parse(text, text_size, LIMIT_RECORD_BYTES, &told, problem);
    if (status == STATUS_OK)
        status = read_text(told, &record, problem);
    if (status == STATUS_OK && figures != NULL) {
        status = json_parse(figures, figures_size, LIMIT_RECORD_BYTES, &counted, problem);
        if (status == STATUS_OK)
            status = join_figures(json_member(told, "words"), counted, record, problem);
        if (status == STATUS_OK)
            status = judge(&record, problem);
        if (status == STATUS_OK)
            status = check_spelling(record, text, text_size, figures, figures_size, problem);
    }
    if (status == STATUS_OK) {
        *out = record;
        record = NULL;
    }
    record_destroy(record);
    json_destroy(counted);
    json_destroy(told);
    return status;
}
