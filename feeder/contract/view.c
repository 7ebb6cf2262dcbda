#include "contract/view.h"

#include "contract/buffer.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "contract/when.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRED true
#define OPTIONAL false

static const struct view_column project_columns[] = {
    {"id", COLUMN_ID, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL},
    {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"short_name", COLUMN_LINE, OPTIONAL, NULL},  /* for narrow panels: at most 8 ideographs read well */
    {"division", COLUMN_ID, OPTIONAL, NULL},      /* GB/T 2260 code of the county */
    {"stage_no", COLUMN_INTEGER, OPTIONAL, NULL}, /* the stage the project is in, 1…n */
    {"stage", COLUMN_LINE, OPTIONAL, NULL},
    {"stage_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"department", COLUMN_LINE, OPTIONAL, NULL},  /* 房屋征收部门 (Regulation art. 4) */
    {"implementer", COLUMN_LINE, OPTIONAL, NULL}, /* 房屋征收实施单位 (art. 5) */
    {"households", COLUMN_INTEGER, OPTIONAL, NULL},
    {"area", COLUMN_DECIMAL, OPTIONAL, NULL},    /* square metres of building */
    {"decided_on", COLUMN_DATE, OPTIONAL, NULL}, /* announcement of the decision (art. 13) */
    {"sign_from", COLUMN_DATE, OPTIONAL, NULL},
    {"sign_until", COLUMN_DATE, OPTIONAL, NULL},
    {"hotline", COLUMN_PHONE, OPTIONAL, NULL},
    {"supervision", COLUMN_PHONE, OPTIONAL, NULL},
    {"sort", COLUMN_INTEGER, OPTIONAL, NULL}, /* order of projects on the screen */
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column item_columns[] = {
    {"id", COLUMN_ID, REQUIRED, NULL},
    {"version", COLUMN_INTEGER, REQUIRED, NULL},
    {"project_id", COLUMN_ID, OPTIONAL, NULL},
    {"catalogue", COLUMN_ID, REQUIRED, NULL},
    {"kind", COLUMN_CODE, OPTIONAL,
     "document|plan|progress|process|schedule|tasks|table|cards|faq|contacts|warning|ledger|compare|message"},
    {"audience", COLUMN_CODE, OPTIONAL, "public|area|affected"},
    {"issuer", COLUMN_LINE, OPTIONAL, NULL},
    {"doc_no", COLUMN_LINE, OPTIONAL, NULL},
    {"issued_on", COLUMN_DATE, OPTIONAL, NULL},
    {"published_at", COLUMN_INSTANT, REQUIRED, NULL},
    {"display_from", COLUMN_INSTANT, OPTIONAL, NULL},
    {"display_until", COLUMN_INSTANT, OPTIONAL, NULL},
    {"comment_from", COLUMN_DATE, OPTIONAL, NULL},
    {"comment_until", COLUMN_DATE, OPTIONAL, NULL},
    {"statutory", COLUMN_BOOLEAN, OPTIONAL, NULL},
    {"priority", COLUMN_CODE, OPTIONAL, "normal|pinned|urgent"},
    {"supersedes", COLUMN_ID, OPTIONAL, NULL},
    {"url", COLUMN_LINE, OPTIONAL, NULL},
    {"as_of", COLUMN_INSTANT, OPTIONAL, NULL}, /* data as of, for figures */
    {"status", COLUMN_CODE, OPTIONAL, "published|withdrawn"},
    {"withdrawn_at", COLUMN_INSTANT, OPTIONAL, NULL},
    {"withdraw_reason", COLUMN_LINE, OPTIONAL, NULL},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column item_text_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"lang", COLUMN_CODE, REQUIRED, "zh|ko|en"},
    {"title", COLUMN_LINE, REQUIRED, NULL},
    {"body", COLUMN_BODY, OPTIONAL, NULL},
    {"format", COLUMN_CODE, OPTIONAL, "text|markdown"},
    {"issuer", COLUMN_LINE, OPTIONAL, NULL},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column attachment_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},         {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL},          {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"media", COLUMN_LINE, OPTIONAL, NULL},         {"sha256", COLUMN_ID, OPTIONAL, NULL},
    {"content", COLUMN_BYTES, OPTIONAL, NULL}, /* the file itself: PNG, JPEG or PDF */
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column withdrawal_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"version", COLUMN_INTEGER, OPTIONAL, NULL}, /* the highest version withdrawn; NULL: whatever is shown */
    {"withdrawn_at", COLUMN_INSTANT, REQUIRED, NULL},
    {"reason", COLUMN_LINE, REQUIRED, NULL},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column progress_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"as_of", COLUMN_DATE, REQUIRED, NULL},
    {"metric", COLUMN_CODE, REQUIRED, "signed|moved|demolished|paid|resettled|funds"},
    {"group_name", COLUMN_LINE, OPTIONAL, NULL}, /* NULL: the whole project */
    {"group_name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"done", COLUMN_DECIMAL, REQUIRED, NULL},
    {"due", COLUMN_DECIMAL, REQUIRED, NULL},
    {"unit", COLUMN_CODE, REQUIRED, "household|square_metre|ten_thousand_yuan|flat"},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column step_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL},
    {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"state", COLUMN_CODE, REQUIRED, "done|now|late|todo"},
    {"basis", COLUMN_LINE, OPTIONAL, NULL},
    {"owner", COLUMN_LINE, OPTIONAL, NULL},
    {"planned_from", COLUMN_DATE, OPTIONAL, NULL},
    {"planned_until", COLUMN_DATE, OPTIONAL, NULL},
    {"actual_from", COLUMN_DATE, OPTIONAL, NULL},
    {"actual_until", COLUMN_DATE, OPTIONAL, NULL},
    {"note", COLUMN_LINE, OPTIONAL, NULL},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column task_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL},
    {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"stage", COLUMN_LINE, OPTIONAL, NULL}, /* the step it belongs to */
    {"state", COLUMN_CODE, REQUIRED, "done|now|late|todo"},
    {"owner", COLUMN_LINE, OPTIONAL, NULL},
    {"planned_from", COLUMN_DATE, OPTIONAL, NULL},
    {"planned_until", COLUMN_DATE, OPTIONAL, NULL},
    {"actual_from", COLUMN_DATE, OPTIONAL, NULL},
    {"actual_until", COLUMN_DATE, OPTIONAL, NULL},
    {"percent", COLUMN_INTEGER, OPTIONAL, NULL},
    {"note", COLUMN_LINE, OPTIONAL, NULL}, /* why it is late */
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column household_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"house_no", COLUMN_LINE, OPTIONAL, NULL},     /* 户号 */
    {"agreement_no", COLUMN_LINE, OPTIONAL, NULL}, /* 协议号 */
    {"owner", COLUMN_NAME, OPTIONAL, NULL},
    {"owner_kind", COLUMN_CODE, OPTIONAL, "person|organisation"},
    {"location", COLUMN_PLACE, OPTIONAL, NULL},
    {"use", COLUMN_LINE, OPTIONAL, NULL},
    {"structure", COLUMN_LINE, OPTIONAL, NULL},
    {"registered_area", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"measured_area", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"recognised_area", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"unregistered_area", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"finding", COLUMN_LINE, OPTIONAL, NULL},        /* on unregistered building (art. 24) */
    {"unit_price", COLUMN_DECIMAL, OPTIONAL, NULL},  /* yuan per square metre */
    {"house_value", COLUMN_DECIMAL, OPTIONAL, NULL}, /* yuan, as all that follow */
    {"method", COLUMN_LINE, OPTIONAL, NULL},         /* money or exchange of property (art. 21) */
    {"relocation", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"temporary", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"business_loss", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"reward", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"subsidy", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"total", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"resettlement", COLUMN_PLACE, OPTIONAL, NULL}, /* estate and area of the new home */
    {"difference", COLUMN_DECIMAL, OPTIONAL, NULL}, /* settled in an exchange */
    {"signed_on", COLUMN_DATE, OPTIONAL, NULL},
    {"moved_on", COLUMN_DATE, OPTIONAL, NULL},
    {"paid", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column reward_tier_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},      {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, OPTIONAL, NULL},       {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"valid_from", COLUMN_DATE, REQUIRED, NULL}, {"valid_until", COLUMN_DATE, REQUIRED, NULL},
    {"amount", COLUMN_DECIMAL, REQUIRED, NULL},  {"unit", COLUMN_LINE, REQUIRED, NULL}, /* 元／平方米 */
    {"note", COLUMN_LINE, OPTIONAL, NULL},       {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column housing_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},        {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"estate", COLUMN_LINE, REQUIRED, NULL},       {"building", COLUMN_LINE, OPTIONAL, NULL},
    {"layout", COLUMN_LINE, OPTIONAL, NULL}, /* 户型 */
    {"area", COLUMN_DECIMAL, OPTIONAL, NULL},      {"flats", COLUMN_INTEGER, OPTIONAL, NULL},
    {"remaining", COLUMN_INTEGER, OPTIONAL, NULL}, {"state", COLUMN_CODE, OPTIONAL, "ready|building"},
    {"due_on", COLUMN_DATE, OPTIONAL, NULL},       {"price", COLUMN_DECIMAL, OPTIONAL, NULL},
    {"note", COLUMN_LINE, OPTIONAL, NULL},         {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column firm_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},          {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL},           {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"role", COLUMN_LINE, OPTIONAL, NULL},           {"qualification", COLUMN_LINE, OPTIONAL, NULL},
    {"certificate_no", COLUMN_LINE, OPTIONAL, NULL}, {"legal_person", COLUMN_LINE, OPTIONAL, NULL},
    {"chosen", COLUMN_BOOLEAN, OPTIONAL, NULL},      {"votes", COLUMN_INTEGER, OPTIONAL, NULL},
    {"address", COLUMN_LINE, OPTIONAL, NULL},        {"phone", COLUMN_PHONE, OPTIONAL, NULL},
    {"note", COLUMN_LINE, OPTIONAL, NULL},           {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column person_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},         {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL}, /* staff act in office: shown in full */
    {"name_ko", COLUMN_LINE, OPTIONAL, NULL},       {"post", COLUMN_LINE, OPTIONAL, NULL},
    {"unit", COLUMN_LINE, OPTIONAL, NULL},          {"certificate_no", COLUMN_LINE, OPTIONAL, NULL},
    {"trained_on", COLUMN_DATE, OPTIONAL, NULL},    {"phone", COLUMN_PHONE, OPTIONAL, NULL},
    {"hours", COLUMN_LINE, OPTIONAL, NULL},         {"note", COLUMN_LINE, OPTIONAL, NULL},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column contact_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL},
    {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"channel", COLUMN_CODE, REQUIRED, "phone|visit|letter|web"},
    {"value", COLUMN_PHONE, REQUIRED, NULL}, /* number, address or web address */
    {"unit", COLUMN_LINE, OPTIONAL, NULL},
    {"hours", COLUMN_LINE, OPTIONAL, NULL},
    {"note", COLUMN_LINE, OPTIONAL, NULL},
    {"note_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column faq_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},    {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"question", COLUMN_LINE, REQUIRED, NULL}, {"question_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"answer", COLUMN_BODY, REQUIRED, NULL},   {"answer_ko", COLUMN_BODY, OPTIONAL, NULL},
    {"basis", COLUMN_LINE, OPTIONAL, NULL},    {"answered_on", COLUMN_DATE, OPTIONAL, NULL},
    {"reviewer", COLUMN_LINE, OPTIONAL, NULL}, {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

static const struct view_column ledger_columns[] = {
    {"item_id", COLUMN_ID, REQUIRED, NULL},
    {"seq", COLUMN_INTEGER, REQUIRED, NULL},
    {"name", COLUMN_LINE, REQUIRED, NULL},
    {"name_ko", COLUMN_LINE, OPTIONAL, NULL},
    {"state", COLUMN_CODE, REQUIRED, "done|now|late|todo"},
    {"due_households", COLUMN_INTEGER, REQUIRED, NULL},
    {"resettled", COLUMN_INTEGER, REQUIRED, NULL},
    {"overdue", COLUMN_INTEGER, REQUIRED, NULL},
    {"due_on", COLUMN_DATE, OPTIONAL, NULL},
    {"new_due_on", COLUMN_DATE, OPTIONAL, NULL},
    {"reason", COLUMN_LINE, OPTIONAL, NULL},
    {"measure", COLUMN_LINE, OPTIONAL, NULL},
    {"owner", COLUMN_LINE, OPTIONAL, NULL},
    {"allowance", COLUMN_LINE, OPTIONAL, NULL}, /* temporary resettlement allowance (art. 22) */
    {"updated_at", COLUMN_INSTANT, REQUIRED, NULL},
};

#define VIEW(table)                                                                                          \
    {                                                                                                        \
#table, table##_columns, sizeof table##_columns / sizeof table##_columns[0]                          \
    }
const struct view views[VIEW_COUNT] = {
    [VIEW_PROJECT] = VIEW(project),
    [VIEW_ITEM] = VIEW(item),
    [VIEW_ITEM_TEXT] = VIEW(item_text),
    [VIEW_ATTACHMENT] = VIEW(attachment),
    [VIEW_WITHDRAWAL] = VIEW(withdrawal),
    [VIEW_PROGRESS] = VIEW(progress),
    [VIEW_STEP] = VIEW(step),
    [VIEW_TASK] = VIEW(task),
    [VIEW_HOUSEHOLD] = VIEW(household),
    [VIEW_REWARD_TIER] = VIEW(reward_tier),
    [VIEW_HOUSING] = VIEW(housing),
    [VIEW_FIRM] = VIEW(firm),
    [VIEW_PERSON] = VIEW(person),
    [VIEW_CONTACT] = VIEW(contact),
    [VIEW_FAQ] = VIEW(faq),
    [VIEW_LEDGER] = VIEW(ledger),
};

size_t view_column(enum view_id id, const char *name)
{
    for (size_t i = 0; i < views[id].columns; i++)
        if (strcmp(views[id].column[i].name, name) == 0)
            return i;
    BUG("view %s has no column %s", views[id].name, name);
}

void rows_init(struct rows *rows, enum view_id view)
{
    *rows = (struct rows){.view = view};
}

void rows_finish(struct rows *rows)
{
    for (size_t i = 0; i < rows->count * views[rows->view].columns; i++)
        free(rows->cell[i]);
    free(rows->cell);
    rows_init(rows, rows->view);
}

char **rows_add(struct rows *rows)
{
    size_t columns = views[rows->view].columns;
    size_t capacity = rows->capacity * columns;
    rows->cell = take_room(rows->cell, &capacity, (rows->count + 1) * columns, sizeof *rows->cell);
    rows->capacity = capacity / columns;
    char **row = rows->cell + rows->count * columns;
    memset(row, 0, columns * sizeof *row);
    rows->count++;
    return row;
}

const char *rows_cell(const struct rows *rows, size_t row, const char *column)
{
    ENSURE(row < rows->count);
    return rows->cell[row * views[rows->view].columns + view_column(rows->view, column)];
}

int64_t rows_integer(const struct rows *rows, size_t row, const char *column, int64_t otherwise)
{
    const char *text = rows_cell(rows, row, column);
    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

int32_t rows_date(const struct rows *rows, size_t row, const char *column)
{
    const char *text = rows_cell(rows, row, column);
    date day = NO_DATE;
    if (text != NULL && !date_parse(text, &day))
        BUG("unchecked date in %s.%s", views[rows->view].name, column);
    return day;
}

double rows_number(const struct rows *rows, size_t row, const char *column, double otherwise)
{
    const char *text = rows_cell(rows, row, column);
    return text == NULL ? otherwise : strtod(text, NULL);
}

bool rows_have(const struct rows *rows, const char *column)
{
    size_t index = view_column(rows->view, column);
    for (size_t i = 0; i < rows->count; i++)
        if (rows->cell[i * views[rows->view].columns + index] != NULL)
            return true;
    return false;
}

static bool is_code(const char *codes, const char *word)
{
    size_t length = strcspn(word, "|"); /* "done|now" is no word, though it stands in the list */
    if (word[length] != '\0')
        return false;
    for (const char *c = codes; length > 0 && c != NULL;
         c = strchr(c, '|') == NULL ? NULL : strchr(c, '|') + 1)
        if (strncmp(c, word, length) == 0 && (c[length] == '|' || c[length] == '\0'))
            return true;
    return false;
}

/* Digits with an optional sign, and for decimals one point and at most 4 places after it. */
static bool is_number(const char *text, bool decimals)
{
    const char *s = *text == '-' ? text + 1 : text;
    size_t whole = strspn(s, "0123456789");
    if (whole == 0 || whole > (decimals ? 14u : 10u))
        return false;
    s += whole;
    if (decimals && *s == '.') {
        size_t places = strspn(s + 1, "0123456789");
        if (places == 0 || places > 4)
            return false;
        s += 1 + places;
    }
    return *s == '\0';
}

static enum status check_boolean(char **cell)
{
    static const char *const yes[] = {"1", "t", "true", "y", "yes"}, *const no[] = {"0", "f", "false", "n",
                                                                                    "no"};
    for (size_t i = 0; i < 5; i++) {
        bool is_yes = strcmp(*cell, yes[i]) == 0;
        if (is_yes || strcmp(*cell, no[i]) == 0) {
            free(*cell);
            *cell = take_copy(is_yes ? "1" : "0");
            return STATUS_OK;
        }
    }
    return STATUS_REFUSED;
}

static enum status check_instant(char **cell)
{
    instant t = 0;
    if (!instant_parse_database(*cell, &t))
        return STATUS_REFUSED;
    free(*cell);
    *cell = take_zeroed(INSTANT_TEXT, 1);
    instant_format(*cell, t);
    return STATUS_OK;
}

size_t view_cell_bytes(const struct view_column *column)
{
    if (column->type == COLUMN_BYTES)
        return 2 + 2 * LIMIT_ATTACHMENT_BYTES;
    return column->type == COLUMN_BODY ? LIMIT_BODY_BYTES : LIMIT_LINE_BYTES;
}

enum status view_check_cell(const struct view_column *column, char **cell, struct problem *problem)
{
    char shown[64];
    if (*cell == NULL || (**cell == '\0' && !column->required)) {
        free(*cell);
        *cell = NULL;
        if (column->required)
            return problem_set(problem, STATUS_REFUSED, "null", "%s is NULL", column->name);
        return STATUS_OK;
    }
    size_t length = strlen(*cell);
    size_t most = view_cell_bytes(column);
    if (length > most)
        return problem_set(problem, STATUS_REFUSED, "too-long", "%s has %zu bytes, at most %zu", column->name,
                           length, most);
    date day = 0;
    switch (column->type) {
    case COLUMN_ID:
        if (length == 0 || length > LIMIT_ID_BYTES ||
            length != strspn(*cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"))
            return problem_set(problem, STATUS_REFUSED, "bad-id", "%s is no id: \"%s\"", column->name,
                               log_escape(shown, sizeof shown, *cell));
        return STATUS_OK;
    case COLUMN_CODE:
        if (!is_code(column->codes, *cell))
            return problem_set(problem, STATUS_REFUSED, "bad-code", "%s is \"%s\", not one of %s",
                               column->name, log_escape(shown, sizeof shown, *cell), column->codes);
        return STATUS_OK;
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL:
        if (!is_number(*cell, column->type == COLUMN_DECIMAL))
            return problem_set(problem, STATUS_REFUSED, "bad-number", "%s is no number: \"%s\"", column->name,
                               log_escape(shown, sizeof shown, *cell));
        return STATUS_OK;
    case COLUMN_DATE:
        if (!date_parse(*cell, &day))
            return problem_set(problem, STATUS_REFUSED, "bad-date", "%s is no date: \"%s\"", column->name,
                               log_escape(shown, sizeof shown, *cell));
        return STATUS_OK;
    case COLUMN_INSTANT:
        if (check_instant(cell) != STATUS_OK)
            return problem_set(problem, STATUS_REFUSED, "bad-time", "%s is no time: \"%s\"", column->name,
                               log_escape(shown, sizeof shown, *cell));
        return STATUS_OK;
    case COLUMN_BOOLEAN:
        if (check_boolean(cell) != STATUS_OK)
            return problem_set(problem, STATUS_REFUSED, "bad-boolean", "%s is no truth value: \"%s\"",
                               column->name, log_escape(shown, sizeof shown, *cell));
        return STATUS_OK;
    case COLUMN_LINE:
    case COLUMN_BODY:
    case COLUMN_NAME:
    case COLUMN_PLACE:
    case COLUMN_PHONE:
        if (length == 0)
            return problem_set(problem, STATUS_REFUSED, "empty", "%s is empty", column->name);
        return STATUS_OK;
    case COLUMN_BYTES:
        if (length % 2 != 0 || length <= 2 || strncmp(*cell, "\\x", 2) != 0 ||
            strspn(*cell + 2, "0123456789abcdef") != length - 2)
            return problem_set(problem, STATUS_REFUSED, "bad-bytes", "%s is no file", column->name);
        return STATUS_OK;
    }
    BUG("column %s has no type", column->name);
}
