/* From the source's rows to a record. The order of the checks is fixed, so that the first reason a clerk
   hears is the one that explains the others: 1 shape     one item row, nothing cut off, every row belongs to
   the item      take_shape 2 cells     type, text guard, personal data, cell by cell check_rows 3 item words,
   dates and windows of the item row                          read_item 4 texts     one per language, Chinese
   among them                              read_texts 5 details   in the order of seq, names and places
   masked, groups merged       read_details 6 rules     the catalogue's and the law's rules_check Each room
   has its own table of rules, functions and cases: textguard.c, persondata.c, mask.c, groups.h, rules.h. */
#include "guard.h"

#include "attachment.h"
#include "confine.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "groups.h"
#include "rules.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void guard_settings_defaults(struct guard_settings *settings)
{
    *settings = (struct guard_settings){
        .mask_names = true, .mask_places = true, .least_group = 4, .zone_minutes = 480};
}

/* ---- one cell ---- */

static bool is_text(enum column_type type)
{
    return type == COLUMN_LINE || type == COLUMN_BODY || type == COLUMN_NAME || type == COLUMN_PLACE ||
           type == COLUMN_PHONE;
}

/* A cell of the wrong type is quoted to the clerk, unless it is somebody's number or about a household. */
static enum status check_type(enum view_id view, const struct view_column *column, char **cell,
                              struct problem *problem)
{
    struct problem cause = {0}, personal = {0};
    enum status status = view_check_cell(column, cell, &cause);
    if (status == STATUS_OK)
        return STATUS_OK;
    if (*cell != NULL && strnlen(*cell, LIMIT_LINE_BYTES + 1) <= LIMIT_LINE_BYTES)
        (void)persondata_check(*cell, false, &personal);
    if (personal.code[0] != '\0')
        return problem_set(problem, STATUS_REFUSED, personal.code, "%s: %s", column->name, personal.text);
    if (view == VIEW_HOUSEHOLD)
        return problem_set(problem, status, cause.code, "%s does not pass as what its column holds",
                           column->name);
    return problem_set(problem, status, cause.code, "%s", cause.text);
}

static enum status check_cell(enum view_id view, const struct view_column *column, char **cell,
                              struct problem *problem)
{
    enum status status = check_type(view, column, cell, problem);
    if (status != STATUS_OK || *cell == NULL)
        return status;
    struct problem cause = {0};
    char *clean = NULL;
    if (is_text(column->type)) {
        status = textguard_check(*cell, column->type == COLUMN_BODY, &clean, &cause);
        if (status != STATUS_OK)
            return problem_set(problem, status, cause.code, "%s: %s", column->name, cause.text);
        free(*cell);
        *cell = clean;
        if (*clean == '\0' && column->required)
            return problem_set(problem, STATUS_REFUSED, "empty", "%s is empty", column->name);
        if (*clean == '\0') {
            free(*cell);
            *cell = NULL;
            return STATUS_OK;
        }
    }
    /* Ids stand in logs: an identity number used as one is refused; a hash or a web
       address only looks like numbers. */
    if (is_text(column->type) || (column->type == COLUMN_ID && strcmp(column->name, "sha256") != 0)) {
        bool phone =
            column->type == COLUMN_PHONE || column->type == COLUMN_ID || strcmp(column->name, "url") == 0;
        status = persondata_check(*cell, phone, &cause);
        if (status != STATUS_OK)
            return problem_set(problem, status, cause.code, "%s: %s", column->name, cause.text);
    }
    return STATUS_OK;
}

enum status guard_row(enum view_id view, char **row, struct problem *problem)
{
    for (size_t c = 0; c < views[view].columns; c++) {
        struct problem cause = {0};
        enum status status = check_cell(view, &views[view].column[c], &row[c], &cause);
        if (status != STATUS_OK)
            return problem_set(problem, status, cause.code, "%s.%s", views[view].name, cause.text);
    }
    return STATUS_OK;
}

/* ---- 1 shape, 2 cells ---- */

static enum status take_shape(const struct source_item *item, struct problem *problem)
{
    size_t found = item->rows[VIEW_ITEM].count;
    if (found == 0)
        return problem_set(problem, STATUS_REFUSED, "gone", "the item is no longer there");
    if (found > 1)
        return problem_set(problem, STATUS_REFUSED, "duplicate-id", "%zu items have this id", found);
    for (int v = 0; v < VIEW_COUNT; v++) {
        size_t most = v == VIEW_ATTACHMENT ? LIMIT_ATTACHMENTS : LIMIT_ROWS_PER_VIEW;
        if (item->rows[v].count > most || (item->cut[v] && item->rows[v].count == most))
            return problem_set(problem, STATUS_REFUSED, "too-many-rows", "%s has more than %zu rows",
                               views[v].name, most);
        if (item->cut[v] && v == VIEW_ATTACHMENT)
            return problem_set(problem, STATUS_REFUSED, "attachments-too-large",
                               "a file of over %d bytes, or files of over %d together",
                               LIMIT_ATTACHMENT_BYTES, LIMIT_RECORD_BYTES);
        if (item->cut[v])
            return problem_set(problem, STATUS_REFUSED, "too-long",
                               "a cell of %s is longer than any cell may be", views[v].name);
    }
    return STATUS_OK;
}

static enum status check_rows(struct source_item *item, struct problem *problem)
{
    for (int v = 0; v < VIEW_COUNT; v++) {
        struct rows *rows = &item->rows[v];
        size_t key =
            v == VIEW_ITEM ? view_column(VIEW_ITEM, "id") : 0; /* item_id is the first of all others */
        for (size_t r = 0; r < rows->count && v != VIEW_PROJECT && v != VIEW_WITHDRAWAL; r++) {
            char **row = rows->cell + r * views[v].columns;
            struct problem cause = {0};
            enum status status = guard_row((enum view_id)v, row, &cause);
            if (status != STATUS_OK)
                return problem_set(problem, status, cause.code, "row %zu, %s", r + 1, cause.text);
            if (row[key] == NULL || strcmp(row[key], item->id) != 0)
                return problem_set(problem, STATUS_REFUSED, "foreign-row",
                                   "row %zu of %s belongs to another item", r + 1, views[v].name);
        }
    }
    return STATUS_OK;
}

/* ---- 3 item, 4 texts ---- */

/* Moves a cell's text out of the rows. */
static char *take_cell(struct rows *rows, size_t row, const char *column)
{
    char **cell = &rows->cell[row * views[rows->view].columns + view_column(rows->view, column)];
    char *text = *cell;
    *cell = NULL;
    return text;
}

static instant instant_of(const struct rows *rows, const char *column)
{
    const char *text = rows_cell(rows, 0, column);
    instant t = NO_INSTANT;
    if (text != NULL && !instant_parse(text, &t))
        BUG("unchecked time in %s.%s", views[rows->view].name, column);
    return t;
}

static int word_of(const struct rows *rows, size_t row, const char *column, const char *const *words,
                   int count, int otherwise)
{
    const char *word = rows_cell(rows, row, column);
    int index = word == NULL ? -1 : word_index(words, count, word);
    return index < 0 ? otherwise : index;
}

static enum status read_item(struct rows *rows, struct record *record, struct problem *problem)
{
    const char *state = rows_cell(rows, 0, "status"), *catalogue = rows_cell(rows, 0, "catalogue");
    if (state != NULL && strcmp(state, "withdrawn") == 0)
        return problem_set(problem, STATUS_REFUSED, "withdrawn", "the item is withdrawn");
    if (strlen(catalogue) >= sizeof record->catalogue)
        return problem_set(problem, STATUS_REFUSED, "unknown-catalogue",
                           "the catalogue has no such item, only D01 to D35");
    (void)snprintf(record->catalogue, sizeof record->catalogue, "%s", catalogue);
    enum status status = rules_classify(record, rows_cell(rows, 0, "kind"), rows_cell(rows, 0, "audience"),
                                        rows_cell(rows, 0, "statutory"), problem);
    if (status != STATUS_OK)
        return status;
    record->version = rows_integer(rows, 0, "version", 0);
    record->priority =
        (enum priority)word_of(rows, 0, "priority", priority_words, PRIORITY_COUNT, PRIORITY_NORMAL);
    record->issued_on = rows_date(rows, 0, "issued_on");
    record->comment_from = rows_date(rows, 0, "comment_from");
    record->comment_until = rows_date(rows, 0, "comment_until");
    record->published_at = instant_of(rows, "published_at");
    record->display_from = instant_of(rows, "display_from");
    record->display_until = instant_of(rows, "display_until");
    record->as_of = instant_of(rows, "as_of");
    record->project = take_cell(rows, 0, "project_id");
    record->issuer = take_cell(rows, 0, "issuer");
    record->doc_no = take_cell(rows, 0, "doc_no");
    record->supersedes = take_cell(rows, 0, "supersedes");
    record->url = take_cell(rows, 0, "url");
    record->id = take_cell(rows, 0, "id");
    return STATUS_OK;
}

static enum status read_texts(struct rows *rows, struct record *record, struct problem *problem)
{
    for (size_t r = 0; r < rows->count; r++) {
        int lang = word_of(rows, r, "lang", lang_words, LANG_COUNT, -1);
        ENSURE(lang >= 0);
        struct record_text *text = &record->text[lang];
        if (text->title != NULL)
            return problem_set(problem, STATUS_REFUSED, "duplicate-text", "item_text has \"%s\" twice",
                               lang_words[lang]);
        text->title = take_cell(rows, r, "title");
        text->body = take_cell(rows, r, "body");
        text->issuer = take_cell(rows, r, "issuer");
        text->format = (enum body_format)word_of(rows, r, "format", format_words, FORMAT_COUNT, FORMAT_TEXT);
    }
    if (record->text[LANG_ZH].title == NULL)
        return problem_set(problem, STATUS_REFUSED, "no-chinese",
                           "item_text has no \"zh\", which comes first and prevails");
    return STATUS_OK;
}

/* ---- 5 details ---- */

/* Sorting cells needs to know their width, which qsort does not pass on: each row goes along with its view. */
struct ordered_row {
    enum view_id view;
    int64_t seq;
    char **cell;
};

/* By seq; rows that share one, by what they say, so that the same rows always give the same record. */
static int compare_rows(const void *left, const void *right)
{
    const struct ordered_row *a = left, *b = right;
    if (a->seq != b->seq)
        return a->seq < b->seq ? -1 : 1;
    for (size_t c = 0; c < views[a->view].columns; c++) {
        const char *x = a->cell[c] == NULL ? "" : a->cell[c], *y = b->cell[c] == NULL ? "" : b->cell[c];
        int order = strcmp(x, y);
        if (order != 0)
            return order;
    }
    return 0;
}

static void order_rows(struct rows *rows)
{
    size_t columns = views[rows->view].columns;
    struct ordered_row *order = take_zeroed(rows->count, sizeof *order);
    char **sorted = take_zeroed(rows->count * columns, sizeof *sorted);
    for (size_t r = 0; r < rows->count; r++)
        order[r] =
            (struct ordered_row){rows->view, rows_integer(rows, r, "seq", 0), rows->cell + r * columns};
    qsort(order, rows->count, sizeof *order, compare_rows);
    for (size_t r = 0; r < rows->count; r++)
        memcpy(sorted + r * columns, order[r].cell, columns * sizeof *sorted);
    if (rows->count > 0)
        memcpy(rows->cell, sorted, rows->count * columns * sizeof *sorted);
    free(sorted);
    free(order);
}

static void replace_cell(char **cell, char *text)
{
    free(*cell);
    *cell = text;
}

static void mask_rows(const struct guard_settings *settings, struct rows *rows)
{
    const struct view *view = &views[rows->view];
    for (size_t r = 0; r < rows->count; r++) {
        char **row = rows->cell + r * view->columns;
        bool organisation = false;
        if (rows->view == VIEW_HOUSEHOLD) {
            const char *kind = rows_cell(rows, r, "owner_kind");
            organisation = kind != NULL && strcmp(kind, "organisation") == 0;
        }
        for (size_t c = 0; c < view->columns; c++) {
            if (row[c] == NULL)
                continue;
            if (view->column[c].type == COLUMN_NAME && settings->mask_names)
                replace_cell(&row[c], mask_name(row[c], organisation));
            if (view->column[c].type == COLUMN_PLACE && settings->mask_places)
                replace_cell(&row[c], mask_place(row[c]));
        }
    }
}

static void read_attachments(struct rows *rows, struct record *record)
{
    order_rows(rows);
    record->attachment = take_zeroed(rows->count, sizeof *record->attachment);
    record->attachments = rows->count;
    for (size_t r = 0; r < rows->count; r++)
        record->attachment[r] = (struct record_attachment){.name = take_cell(rows, r, "name"),
                                                           .name_ko = take_cell(rows, r, "name_ko"),
                                                           .media = take_cell(rows, r, "media"),
                                                           .sha256 = take_cell(rows, r, "sha256")};
}

/* The bytes of a checked cell of COLUMN_BYTES, which the caller frees. */
static unsigned char *bytes_of(const char *cell, size_t *size)
{
    size_t length = strlen(cell) - 2;
    unsigned char *bytes = take_zeroed(length / 2 + 1, 1);
    int bad = sodium_hex2bin(bytes, length / 2, cell + 2, length, NULL, size, NULL);
    ENSURE(bad == 0);
    return bytes;
}

static enum status check_attachments(const struct rows *rows, struct record *record, struct problem *problem)
{
    size_t total = 0;
    int64_t until = confine_clock() + (int64_t)LIMIT_RENDER_ITEM_SECONDS * 1000;
    for (size_t i = 0; i < record->attachments; i++) {
        struct record_attachment *attachment = &record->attachment[i];
        const char *sha256 = attachment->sha256, *cell = rows_cell(rows, i, "content");
        if (sha256 != NULL && (strlen(sha256) != 64 || strspn(sha256, "0123456789abcdef") != 64))
            return problem_set(problem, STATUS_REFUSED, "bad-hash",
                               "attachment %zu: sha256 is not 64 lower-case hex digits", i + 1);
        if (cell == NULL)
            continue;
        struct problem cause = {0};
        size_t size = 0;
        unsigned char *bytes = bytes_of(cell, &size);
        enum status status = attachment_render(attachment, bytes, size, until, &cause);
        free(bytes);
        /* Also where this machine cannot (no poppler): the item waits with its reason, all others go on. */
        if (status != STATUS_OK)
            return problem_set(problem, STATUS_REFUSED, cause.code, "attachment %zu: %s", i + 1, cause.text);
        for (size_t p = 0; p < attachment->pages; p++)
            total += strlen(attachment->page[p]) / 4 * 3;
        if (total > LIMIT_ATTACHED_BYTES)
            return problem_set(problem, STATUS_REFUSED, "attachments-too-large",
                               "the pictures of all attachments have over %d bytes; publish some of them as "
                               "an item of their own",
                               LIMIT_ATTACHED_BYTES);
    }
    return STATUS_OK;
}

static enum status read_details(const struct guard_settings *settings, struct source_item *item,
                                struct record *record, struct problem *problem)
{
    read_attachments(&item->rows[VIEW_ATTACHMENT], record);
    for (int v = VIEW_DETAIL_FIRST; v < VIEW_COUNT; v++) {
        struct rows *rows = &record->rows[v];
        rows_finish(rows);
        *rows = item->rows[v];
        rows_init(&item->rows[v], (enum view_id)v);
        order_rows(rows);
        mask_rows(settings, rows);
    }
    enum status status = check_attachments(&item->rows[VIEW_ATTACHMENT], record, problem);
    return status != STATUS_OK ? status
                               : groups_merge(&record->rows[VIEW_PROGRESS], settings->least_group, problem);
}

/* ---- the whole ---- */

static enum status check_size(const struct record *record, struct problem *problem)
{
    struct buffer bytes = {0};
    record_encode(record, &bytes);
    size_t size = bytes.size;
    buffer_finish(&bytes);
    if (size <= LIMIT_RECORD_BYTES)
        return STATUS_OK;
    return problem_set(problem, STATUS_REFUSED, "record-too-large", "the record has %zu bytes, at most %d",
                       size, LIMIT_RECORD_BYTES);
}

enum status guard_item(const struct guard_settings *settings, struct source_item *item, struct record **out,
                       struct problem *problem)
{
    struct problem cause = {0};
    struct record *record = record_create();
    enum status status = take_shape(item, &cause);
    if (status == STATUS_OK)
        status = check_rows(item, &cause);
    if (status == STATUS_OK)
        status = read_item(&item->rows[VIEW_ITEM], record, &cause);
    if (status == STATUS_OK)
        status = read_texts(&item->rows[VIEW_ITEM_TEXT], record, &cause);
    if (status == STATUS_OK)
        status = read_details(settings, item, record, &cause);
    if (status == STATUS_OK)
        status = rules_check(record, settings->zone_minutes, &cause);
    if (status == STATUS_OK)
        status = check_size(record, &cause);
    if (status == STATUS_OK) {
        *out = record;
        return STATUS_OK;
    }
    char id[LIMIT_ID_BYTES + 1];
    record_destroy(record);
    return problem_set(problem, status, cause.code, "item %s: %s", log_escape(id, sizeof id, item->id),
                       cause.text);
}
