#include "contract/record.h"

#include "contract/catalogue.h"
#include "contract/image.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "json/json.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

const char *const lang_words[LANG_COUNT] = {[LANG_ZH] = "zh", [LANG_KO] = "ko", [LANG_EN] = "en"};
const char *const kind_words[KIND_COUNT] = {
    [KIND_DOCUMENT] = "document", [KIND_PLAN] = "plan",         [KIND_PROGRESS] = "progress",
    [KIND_PROCESS] = "process",   [KIND_SCHEDULE] = "schedule", [KIND_TASKS] = "tasks",
    [KIND_TABLE] = "table",       [KIND_CARDS] = "cards",       [KIND_FAQ] = "faq",
    [KIND_CONTACTS] = "contacts", [KIND_WARNING] = "warning",   [KIND_LEDGER] = "ledger",
    [KIND_COMPARE] = "compare",   [KIND_MESSAGE] = "message",
};
const char *const audience_words[AUDIENCE_COUNT] = {
    [AUDIENCE_PUBLIC] = "public", [AUDIENCE_AREA] = "area", [AUDIENCE_AFFECTED] = "affected"};
const char *const priority_words[PRIORITY_COUNT] = {
    [PRIORITY_NORMAL] = "normal", [PRIORITY_PINNED] = "pinned", [PRIORITY_URGENT] = "urgent"};
const char *const format_words[FORMAT_COUNT] = {[FORMAT_TEXT] = "text", [FORMAT_MARKDOWN] = "markdown"};

int word_index(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++)
        if (word != NULL && strcmp(words[i], word) == 0)
            return i;
    return -1;
}

/* ---- the shape of a record: one table, in canonical order, drives writing and reading ----------- */

enum field_type {
    FIELD_TEXT,    /* char *, a cell of VIEW_ITEM's `column` */
    FIELD_NUMBER,  /* int64_t within least…most */
    FIELD_TRUTH,   /* bool */
    FIELD_DATE,    /* date */
    FIELD_INSTANT, /* instant */
    FIELD_WORD,    /* enum: index in words */
    FIELD_CATALOGUE,
    FIELD_ATTACHMENTS,
    FIELD_ROWS,
    FIELD_TEXTS,
};

struct field {
    const char *key;
    enum field_type type;
    bool required;
    size_t offset;
    const char *column;
    const char *const *words;
    int word_count;
    int64_t least, most;
};

#define AT(member) .offset = offsetof(struct record, member)
#define TEXT_FIELD(name, member)                                                                             \
    {                                                                                                        \
        .key = (name), .type = FIELD_TEXT, AT(member), .column = #member                                     \
    }
#define DATE_FIELD(member)                                                                                   \
    {                                                                                                        \
        .key = #member, .type = FIELD_DATE, AT(member)                                                       \
    }
#define INSTANT_FIELD(member)                                                                                \
    {                                                                                                        \
        .key = #member, .type = FIELD_INSTANT, AT(member)                                                    \
    }
#define WORD_FIELD(member, list, count)                                                                      \
    {                                                                                                        \
        .key = #member, .type = FIELD_WORD, .required = true, AT(member), .words = (list),                   \
        .word_count = (count)                                                                                \
    }

static const struct field fields[] = {
    INSTANT_FIELD(as_of),
    {.key = "attachments", .type = FIELD_ATTACHMENTS},
    WORD_FIELD(audience, audience_words, AUDIENCE_COUNT),
    {.key = "catalogue", .type = FIELD_CATALOGUE, .required = true},
    DATE_FIELD(comment_from),
    DATE_FIELD(comment_until),
    INSTANT_FIELD(display_from),
    INSTANT_FIELD(display_until),
    TEXT_FIELD("doc_no", doc_no),
    {.key = "id", .type = FIELD_TEXT, .required = true, AT(id), .column = "id"},
    DATE_FIELD(issued_on),
    TEXT_FIELD("issuer", issuer),
    WORD_FIELD(kind, kind_words, KIND_COUNT),
    WORD_FIELD(priority, priority_words, PRIORITY_COUNT),
    {.key = "project", .type = FIELD_TEXT, AT(project), .column = "project_id"},
    {.key = "published_at", .type = FIELD_INSTANT, .required = true, AT(published_at)},
    {.key = "revision", .type = FIELD_NUMBER, .required = true, AT(revision), .most = LIMIT_VERSION},
    {.key = "rows", .type = FIELD_ROWS},
    {.key = "statutory", .type = FIELD_TRUTH, .required = true, AT(statutory)},
    TEXT_FIELD("supersedes", supersedes),
    {.key = "text", .type = FIELD_TEXTS, .required = true},
    TEXT_FIELD("url", url),
    {.key = "version",
     .type = FIELD_NUMBER,
     .required = true,
     AT(version),
     .least = 1,
     .most = LIMIT_VERSION},
};
#define FIELDS (sizeof fields / sizeof fields[0])

/* Languages, details and their columns in canonical order (by name), which is not the order of the enums. */
static const enum lang lang_order[LANG_COUNT] = {LANG_EN, LANG_KO, LANG_ZH};
static const enum view_id detail_order[VIEW_COUNT - VIEW_DETAIL_FIRST] = {
    VIEW_CONTACT, VIEW_FAQ,      VIEW_FIRM,        VIEW_HOUSEHOLD, VIEW_HOUSING, VIEW_LEDGER,
    VIEW_PERSON,  VIEW_PROGRESS, VIEW_REWARD_TIER, VIEW_STEP,      VIEW_TASK,
};
#define DETAILS (sizeof detail_order / sizeof detail_order[0])

static void *at(const struct field *field, struct record *record)
{
    return (char *)record + field->offset;
}

static const void *at_const(const struct field *field, const struct record *record)
{
    return (const char *)record + field->offset;
}

/* Every enum of a record is an unsigned int to the compiler; this says so where the table relies on it. */
_Static_assert(sizeof(enum kind) == sizeof(unsigned) && sizeof(enum audience) == sizeof(unsigned) &&
                   sizeof(enum priority) == sizeof(unsigned),
               "FIELD_WORD copies an unsigned");

struct record *record_create(void)
{
    struct record *record = take_zeroed(1, sizeof *record);
    for (size_t i = 0; i < FIELDS; i++) {
        if (fields[i].type == FIELD_DATE)
            *(date *)at(&fields[i], record) = NO_DATE;
        else if (fields[i].type == FIELD_INSTANT)
            *(instant *)at(&fields[i], record) = NO_INSTANT;
    }
    for (size_t view = 0; view < VIEW_COUNT; view++)
        rows_init(&record->rows[view], (enum view_id)view);
    return record;
}

void record_attachment_finish(struct record_attachment *attachment)
{
    for (size_t i = 0; i < attachment->pages; i++)
        free(attachment->page[i]);
    free(attachment->page);
    free(attachment->name);
    free(attachment->name_ko);
    free(attachment->media);
    free(attachment->sha256);
    *attachment = (struct record_attachment){0};
}

void record_destroy(struct record *record)
{
    if (record == NULL)
        return;
    for (size_t view = 0; view < VIEW_COUNT; view++)
        rows_finish(&record->rows[view]);
    for (size_t i = 0; i < record->attachments; i++)
        record_attachment_finish(&record->attachment[i]);
    free(record->attachment);
    for (size_t lang = 0; lang < LANG_COUNT; lang++) {
        free(record->text[lang].title);
        free(record->text[lang].body);
        free(record->text[lang].issuer);
    }
    for (size_t i = 0; i < FIELDS; i++)
        if (fields[i].type == FIELD_TEXT)
            free(*(char **)at(&fields[i], record));
    free(record);
}

const char *record_title(const struct record *record, enum lang lang)
{
    const char *title = record->text[lang].title;
    if (title == NULL)
        title = record->text[LANG_ZH].title;
    return title == NULL ? "" : title;
}

const char *record_issuer(const struct record *record, enum lang lang)
{
    const char *issuer = record->text[lang].issuer;
    if (issuer == NULL)
        issuer = record->text[LANG_ZH].issuer;
    if (issuer == NULL)
        issuer = record->issuer;
    return issuer == NULL ? "" : issuer;
}

void sha256_hex(const void *bytes, size_t size, char out[65])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, bytes, size);
    sodium_bin2hex(out, 65, digest, sizeof digest);
}

/* ---- writing ------------------------------------------------------------------------------------ */

/* Writes the comma (unless `*first`), the key and the colon. */
static void write_key(struct buffer *out, bool *first, const char *key)
{
    if (!*first)
        buffer_char(out, ',');
    *first = false;
    json_write_string(out, key);
    buffer_char(out, ':');
}

static void write_member(struct buffer *out, bool *first, const char *key, const char *text)
{
    if (text == NULL)
        return;
    write_key(out, first, key);
    json_write_string(out, text);
}

static void write_attachments(const struct record *record, struct buffer *out)
{
    buffer_char(out, '[');
    for (size_t i = 0; i < record->attachments; i++) {
        const struct record_attachment *attachment = &record->attachment[i];
        bool first = true;
        buffer_text(out, i > 0 ? ",{" : "{");
        write_member(out, &first, "media", attachment->media);
        write_member(out, &first, "name", attachment->name);
        write_member(out, &first, "name_ko", attachment->name_ko);
        if (attachment->pages > 0)
            write_key(out, &first, "pages");
        for (size_t p = 0; p < attachment->pages; p++) {
            buffer_char(out, p == 0 ? '[' : ',');
            json_write_string(out, attachment->page[p]);
        }
        if (attachment->pages > 0)
            buffer_char(out, ']');
        write_member(out, &first, "sha256", attachment->sha256);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void write_texts(const struct record *record, struct buffer *out)
{
    bool first = true;
    buffer_char(out, '{');
    for (size_t i = 0; i < LANG_COUNT; i++) {
        const struct record_text *text = &record->text[lang_order[i]];
        if (text->title == NULL)
            continue;
        write_key(out, &first, lang_words[lang_order[i]]);
        bool first_member = true;
        buffer_char(out, '{');
        write_member(out, &first_member, "body", text->body);
        write_member(out, &first_member, "format", format_words[text->format]);
        write_member(out, &first_member, "issuer", text->issuer);
        write_member(out, &first_member, "title", text->title);
        buffer_char(out, '}');
    }
    buffer_char(out, '}');
}

/* The item's id says it once for all rows, and a clock reading of the source must not change a record's hash. */
static bool travels(const struct view_column *column)
{
    return strcmp(column->name, "item_id") != 0 && strcmp(column->name, "updated_at") != 0;
}

/* Columns in the view's order, those without any value left out; then the cells. */
static void write_view(const struct rows *rows, struct buffer *out)
{
    const struct view *view = &views[rows->view];
    bool *written = take_zeroed(view->columns, sizeof *written);
    bool first = true;
    buffer_text(out, "{\"columns\":[");
    for (size_t c = 0; c < view->columns; c++) {
        written[c] = travels(&view->column[c]) && rows_have(rows, view->column[c].name);
        if (!written[c])
            continue;
        if (!first)
            buffer_char(out, ',');
        first = false;
        json_write_string(out, view->column[c].name);
    }
    buffer_text(out, "],\"rows\":[");
    for (size_t r = 0; r < rows->count; r++) {
        buffer_text(out, r > 0 ? ",[" : "[");
        first = true;
        for (size_t c = 0; c < view->columns; c++) {
            const char *cell = rows->cell[r * view->columns + c];
            if (!written[c])
                continue;
            if (!first)
                buffer_char(out, ',');
            first = false;
            if (cell == NULL)
                buffer_text(out, "null");
            else
                json_write_string(out, cell);
        }
        buffer_char(out, ']');
    }
    buffer_text(out, "]}");
    free(written);
}

static void write_rows(const struct record *record, struct buffer *out)
{
    bool first = true;
    buffer_char(out, '{');
    for (size_t i = 0; i < DETAILS; i++) {
        if (record->rows[detail_order[i]].count == 0)
            continue;
        write_key(out, &first, views[detail_order[i]].name);
        write_view(&record->rows[detail_order[i]], out);
    }
    buffer_char(out, '}');
}

static bool has_rows(const struct record *record)
{
    for (size_t view = VIEW_DETAIL_FIRST; view < VIEW_COUNT; view++)
        if (record->rows[view].count > 0)
            return true;
    return false;
}

static bool is_given(const struct field *field, const struct record *record)
{
    switch (field->type) {
    case FIELD_TEXT: return *(char *const *)at_const(field, record) != NULL;
    case FIELD_DATE: return *(const date *)at_const(field, record) != NO_DATE;
    case FIELD_INSTANT: return *(const instant *)at_const(field, record) != NO_INSTANT;
    case FIELD_ATTACHMENTS: return record->attachments > 0;
    case FIELD_ROWS: return has_rows(record);
    case FIELD_NUMBER:
    case FIELD_TRUTH:
    case FIELD_WORD:
    case FIELD_CATALOGUE:
    case FIELD_TEXTS: return true;
    }
    BUG("field %s has no type", field->key);
}

static void write_field(const struct field *field, const struct record *record, struct buffer *out)
{
    const void *value = at_const(field, record);
    char text[INSTANT_TEXT];
    unsigned word = 0;
    switch (field->type) {
    case FIELD_TEXT: json_write_string(out, *(char *const *)value); return;
    case FIELD_NUMBER: buffer_format(out, "%" PRId64, *(const int64_t *)value); return;
    case FIELD_TRUTH: buffer_text(out, *(const bool *)value ? "true" : "false"); return;
    case FIELD_DATE: json_write_string(out, date_format(text, *(const date *)value)); return;
    case FIELD_INSTANT: json_write_string(out, instant_format(text, *(const instant *)value)); return;
    case FIELD_WORD:
        memcpy(&word, value, sizeof word);
        ENSURE(word < (unsigned)field->word_count);
        json_write_string(out, field->words[word]);
        return;
    case FIELD_CATALOGUE: json_write_string(out, record->catalogue); return;
    case FIELD_ATTACHMENTS: write_attachments(record, out); return;
    case FIELD_ROWS: write_rows(record, out); return;
    case FIELD_TEXTS: write_texts(record, out); return;
    }
}

void record_encode(const struct record *record, struct buffer *out)
{
    bool first = true;
    buffer_char(out, '{');
    for (size_t i = 0; i < FIELDS; i++) {
        if (!is_given(&fields[i], record))
            continue;
        write_key(out, &first, fields[i].key);
        write_field(&fields[i], record, out);
    }
    buffer_char(out, '}');
}

/* ---- reading ------------------------------------------------------------------------------------ */

static enum status wrong(const char *key, const char *what, struct problem *problem)
{
    return problem_set(problem, STATUS_REFUSED, "bad-record", "%s: %s", key, what);
}

/* Refuses members beyond the `known` ones that were found, naming the first. */
static enum status check_keys(const struct json *object, size_t known,
                              bool (*is_known)(const char *key, const void *with), const void *with,
                              struct problem *problem)
{
    if (json_count(object) == known)
        return STATUS_OK;
    const char **keys = json_keys(object);
    char shown[64] = "";
    for (size_t i = 0; i < json_count(object) && shown[0] == '\0'; i++)
        if (!is_known(keys[i], with))
            log_escape(shown, sizeof shown, keys[i]);
    free(keys);
    return problem_set(problem, STATUS_REFUSED, "bad-record", "unknown member \"%s\"", shown);
}

static bool is_word(const char *key, const void *with)
{
    for (const char *const *word = with; *word != NULL; word++)
        if (strcmp(*word, key) == 0)
            return true;
    return false;
}

/* Refuses what is no object or has members that are not in the NULL-terminated list. */
static enum status check_object(const struct json *object, const char *name, const char *const *words,
                                struct problem *problem)
{
    if (!json_is_object(object))
        return wrong(name, "no object", problem);
    size_t known = 0;
    for (size_t i = 0; words[i] != NULL; i++)
        known += json_member(object, words[i]) != NULL;
    return check_keys(object, known, is_word, words, problem);
}

/* Takes a JSON string (or nothing) as a cell of a view's column, with that column's checks. */
static enum status read_cell(const struct json *value, const struct view_column *column, char **out,
                             struct problem *problem)
{
    if (value == NULL || json_is_null(value))
        return STATUS_OK;
    const char *text = json_text(value);
    if (text == NULL)
        return wrong(column->name, "no text", problem);
    *out = take_copy(text);
    return view_check_cell(column, out, problem);
}

/* The same for a member, which is absent or a text but never null. */
static enum status read_member(const struct json *object, const char *key, const struct view_column *column,
                               char **out, struct problem *problem)
{
    const struct json *value = json_member(object, key);
    if (value == NULL)
        return column->required ? wrong(key, "missing", problem) : STATUS_OK;
    return json_is_null(value) ? wrong(key, "null", problem) : read_cell(value, column, out, problem);
}

static enum status read_pages(const struct json *array, struct record_attachment *attachment, size_t *bytes,
                              struct problem *problem)
{
    if (array == NULL)
        return STATUS_OK;
    size_t count = json_count(array);
    if (!json_is_array(array) || count == 0 || count > LIMIT_ATTACHMENT_PAGES)
        return wrong("pages", "no list of 1 to 64", problem);
    attachment->page = take_zeroed(count, sizeof *attachment->page);
    attachment->pages = count;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        const char *text = json_text(json_element(array, i));
        unsigned char *picture = NULL;
        struct image image;
        size_t size = 0;
        attachment->page[i] = take_copy(text == NULL ? "" : text);
        status = image_from_text(attachment->page[i], &picture, &size, &image, problem);
        free(picture);
        *bytes += size;
    }
    if (status == STATUS_OK && *bytes > LIMIT_ATTACHED_BYTES)
        return wrong("pages", "too many bytes of pictures", problem);
    return status;
}

static enum status read_attachments(const struct json *array, struct record *record, struct problem *problem)
{
    static const char *const members[] = {"media", "name", "name_ko", "sha256", "pages", NULL};
    const struct view_column *column = views[VIEW_ATTACHMENT].column;
    size_t count = json_count(array), bytes = 0;
    if (!json_is_array(array) || count == 0 || count > LIMIT_ATTACHMENTS)
        return wrong("attachments", "no list of 1 to 32", problem);
    record->attachment = take_zeroed(count, sizeof *record->attachment);
    record->attachments = count;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        const struct json *value = json_element(array, i);
        char **cells[] = {&record->attachment[i].media, &record->attachment[i].name,
                          &record->attachment[i].name_ko, &record->attachment[i].sha256};
        status = check_object(value, "attachments", members, problem);
        for (size_t m = 0; m < sizeof cells / sizeof cells[0] && status == STATUS_OK; m++)
            status = read_member(value, members[m], &column[view_column(VIEW_ATTACHMENT, members[m])],
                                 cells[m], problem);
        if (status == STATUS_OK)
            status = read_pages(json_member(value, "pages"), &record->attachment[i], &bytes, problem);
    }
    return status;
}

static enum status read_text(const struct json *value, enum lang lang, struct record *record,
                             struct problem *problem)
{
    static const char *const members[] = {"body", "format", "issuer", "title", NULL};
    const struct view_column *column = views[VIEW_ITEM_TEXT].column;
    struct record_text *text = &record->text[lang];
    char *format = NULL;
    char **cells[] = {&text->body, &format, &text->issuer, &text->title};
    enum status status = check_object(value, lang_words[lang], members, problem);
    for (size_t m = 0; members[m] != NULL && status == STATUS_OK; m++)
        status = read_member(value, members[m], &column[view_column(VIEW_ITEM_TEXT, members[m])], cells[m],
                             problem);
    int index = word_index(format_words, FORMAT_COUNT, format);
    free(format);
    if (status == STATUS_OK && index < 0)
        return wrong("format", "missing", problem);
    text->format = index < 0 ? FORMAT_TEXT : (enum body_format)index;
    return status;
}

static enum status read_texts(const struct json *object, struct record *record, struct problem *problem)
{
    static const char *const members[] = {"en", "ko", "zh", NULL};
    enum status status = check_object(object, "text", members, problem);
    for (size_t lang = 0; lang < LANG_COUNT && status == STATUS_OK; lang++) {
        const struct json *value = json_member(object, lang_words[lang]);
        if (value != NULL)
            status = read_text(value, (enum lang)lang, record, problem);
        else if (lang == LANG_ZH) /* Chinese is always there and prevails (design.md §3) */
            return wrong("text", "no Chinese", problem);
    }
    return status;
}

/* Indices of the named columns; each must be one that travels. */
static enum status read_columns(const struct json *array, enum view_id id, size_t *index,
                                struct problem *problem)
{
    const struct view *view = &views[id];
    if (!json_is_array(array) || json_count(array) > view->columns)
        return wrong(view->name, "no list of columns", problem);
    for (size_t i = 0; i < json_count(array); i++) {
        const char *name = json_text(json_element(array, i));
        size_t c = 0;
        while (name != NULL && c < view->columns && strcmp(view->column[c].name, name) != 0)
            c++;
        if (name == NULL || c == view->columns || !travels(&view->column[c]))
            return wrong(view->name, "unknown column", problem);
        index[i] = c;
    }
    return STATUS_OK;
}

static enum status read_row(const struct json *array, const size_t *index, size_t count, enum view_id id,
                            char **row, struct problem *problem)
{
    const struct view *view = &views[id];
    if (!json_is_array(array) || json_count(array) != count)
        return wrong(view->name, "a row of another length than its columns", problem);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = row[index[i]] != NULL
                     ? wrong(view->name, "a column named twice", problem)
                     : read_cell(json_element(array, i), &view->column[index[i]], &row[index[i]], problem);
    for (size_t c = 0; c < view->columns && status == STATUS_OK; c++)
        if (view->column[c].required && travels(&view->column[c]) && row[c] == NULL)
            status = wrong(view->column[c].name, "missing in a row", problem);
    return status;
}

static enum status read_view(const struct json *object, enum view_id id, struct rows *rows,
                             struct problem *problem)
{
    static const char *const members[] = {"columns", "rows", NULL};
    enum status status = check_object(object, views[id].name, members, problem);
    if (status != STATUS_OK)
        return status;
    const struct json *columns = json_member(object, "columns"), *list = json_member(object, "rows");
    if (!json_is_array(list) || json_count(list) == 0 || json_count(list) > LIMIT_ROWS_PER_VIEW)
        return wrong(views[id].name, "no rows, or too many", problem);
    size_t *index = take_zeroed(views[id].columns, sizeof *index);
    status = read_columns(columns, id, index, problem);
    for (size_t r = 0; r < json_count(list) && status == STATUS_OK; r++)
        status = read_row(json_element(list, r), index, json_count(columns), id, rows_add(rows), problem);
    free(index);
    return status;
}

static enum status read_rows(const struct json *object, struct record *record, struct problem *problem)
{
    const char *members[DETAILS + 1] = {NULL};
    for (size_t i = 0; i < DETAILS; i++)
        members[i] = views[detail_order[i]].name;
    enum status status = check_object(object, "rows", members, problem);
    for (size_t i = 0; i < DETAILS && status == STATUS_OK; i++) {
        const struct json *value = json_member(object, members[i]);
        if (value != NULL)
            status = read_view(value, detail_order[i], &record->rows[detail_order[i]], problem);
    }
    return status;
}

static enum status read_catalogue(const char *text, struct record *record, struct problem *problem)
{
    if (text == NULL || catalogue_find(text) == NULL)
        return wrong("catalogue", "not D01 to D35", problem);
    memcpy(record->catalogue, text, sizeof record->catalogue);
    return STATUS_OK;
}

static enum status read_field(const struct field *field, const struct json *value, struct record *record,
                              struct problem *problem)
{
    void *to = at(field, record);
    const char *text = json_text(value);
    switch (field->type) {
    case FIELD_TEXT:
        if (text == NULL)
            return wrong(field->key, "no text", problem);
        return read_cell(value, &views[VIEW_ITEM].column[view_column(VIEW_ITEM, field->column)], to, problem);
    case FIELD_NUMBER: {
        int64_t number = 0;
        if (!json_int64(value, &number) || number < field->least || number > field->most)
            return wrong(field->key, "no number in its range", problem);
        *(int64_t *)to = number;
        return STATUS_OK;
    }
    case FIELD_TRUTH:
        return json_boolean(value, to) ? STATUS_OK : wrong(field->key, "neither true nor false", problem);
    case FIELD_DATE:
        return text != NULL && date_parse(text, to) ? STATUS_OK : wrong(field->key, "no date", problem);
    case FIELD_INSTANT:
        return text != NULL && instant_parse(text, to) ? STATUS_OK : wrong(field->key, "no time", problem);
    case FIELD_WORD: {
        int index = word_index(field->words, field->word_count, text);
        if (index < 0)
            return wrong(field->key, "not one of its words", problem);
        memcpy(to, &index, sizeof index);
        return STATUS_OK;
    }
    case FIELD_CATALOGUE: return read_catalogue(text, record, problem);
    case FIELD_ATTACHMENTS: return read_attachments(value, record, problem);
    case FIELD_ROWS: return read_rows(value, record, problem);
    case FIELD_TEXTS: return read_texts(value, record, problem);
    }
    BUG("field %s has no type", field->key);
}

static bool is_field(const char *key, const void *with)
{
    (void)with;
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].key, key) == 0)
            return true;
    return false;
}

static enum status read_fields(const struct json *tree, struct record *record, struct problem *problem)
{
    if (!json_is_object(tree))
        return wrong("record", "no object", problem);
    size_t known = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < FIELDS && status == STATUS_OK; i++) {
        const struct json *value = json_member(tree, fields[i].key);
        known += value != NULL;
        if (value != NULL)
            status = read_field(&fields[i], value, record, problem);
        else if (fields[i].required)
            status = wrong(fields[i].key, "missing", problem);
    }
    return status == STATUS_OK ? check_keys(tree, known, is_field, NULL, problem) : status;
}

/* A record has one spelling: what would be written differently is refused, so that its hash is its identity
   and no second form (an empty list, unsorted columns, "+1") slips past a comparison of hashes. */
static enum status check_spelling(const struct buffer *again, const char *bytes, size_t size,
                                  struct problem *problem)
{
    if (again->size == size && memcmp(again->data, bytes, size) == 0)
        return STATUS_OK;
    return problem_set(problem, STATUS_REFUSED, "not-canonical", "not spelled as it would be written");
}

enum status record_decode(const char *bytes, size_t size, struct record **out, struct problem *problem)
{
    enum status status = STATUS_FAILED;
    struct json *tree = NULL;
    struct buffer again = {0};
    struct record *record = record_create();
    status = json_parse(bytes, size, LIMIT_RECORD_BYTES, &tree, problem);
    if (status != STATUS_OK)
        goto out;
    status = read_fields(tree, record, problem);
    if (status != STATUS_OK)
        goto out;
    buffer_reserve(&again, size);
    record_encode(record, &again);
    status = check_spelling(&again, bytes, size, problem);
    if (status != STATUS_OK)
        goto out;
    *out = record;
    record = NULL;
out:
    buffer_finish(&again);
    json_destroy(tree);
    record_destroy(record);
    return status;
}

/* ---- projects ----------------------------------------------------------------------------------- */

struct project *project_create(void)
{
    struct project *project = take_zeroed(1, sizeof *project);
    rows_init(&project->row, VIEW_PROJECT);
    (void)rows_add(&project->row);
    return project;
}

void project_destroy(struct project *project)
{
    if (project == NULL)
        return;
    rows_finish(&project->row);
    free(project);
}

const char *project_cell(const struct project *project, const char *column)
{
    return rows_cell(&project->row, 0, column);
}

static int compare_columns(const void *a, const void *b)
{
    const struct view_column *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

void project_encode(const struct project *project, struct buffer *out)
{
    const struct view *view = &views[VIEW_PROJECT];
    const struct view_column **sorted = take_zeroed(view->columns, sizeof(struct view_column *));
    bool first = true;
    for (size_t c = 0; c < view->columns; c++)
        sorted[c] = &view->column[c];
    qsort(sorted, view->columns, sizeof(struct view_column *), compare_columns);
    buffer_char(out, '{');
    for (size_t c = 0; c < view->columns; c++)
        if (travels(sorted[c]))
            write_member(out, &first, sorted[c]->name, project_cell(project, sorted[c]->name));
    buffer_char(out, '}');
    free(sorted);
}

static enum status read_project(const struct json *tree, struct project *project, struct problem *problem)
{
    const struct view *view = &views[VIEW_PROJECT];
    const char **members = take_zeroed(view->columns + 1, sizeof *members);
    size_t count = 0;
    for (size_t c = 0; c < view->columns; c++)
        if (travels(&view->column[c]))
            members[count++] = view->column[c].name;
    enum status status = check_object(tree, "project", members, problem);
    for (size_t c = 0; c < view->columns && status == STATUS_OK; c++)
        if (travels(&view->column[c]))
            status =
                read_member(tree, view->column[c].name, &view->column[c], &project->row.cell[c], problem);
    free(members);
    return status;
}

enum status project_decode(const char *bytes, size_t size, struct project **out, struct problem *problem)
{
    enum status status = STATUS_FAILED;
    struct json *tree = NULL;
    struct buffer again = {0};
    struct project *project = project_create();
    status = json_parse(bytes, size, LIMIT_RECORD_BYTES, &tree, problem);
    if (status != STATUS_OK)
        goto out;
    status = read_project(tree, project, problem);
    if (status != STATUS_OK)
        goto out;
    project_encode(project, &again);
    status = check_spelling(&again, bytes, size, problem);
    if (status != STATUS_OK)
        goto out;
    *out = project;
    project = NULL;
out:
    buffer_finish(&again);
    json_destroy(tree);
    project_destroy(project);
    return status;
}
