/* The guard over a record that is finished already: it judges, and changes nothing, since the bytes are signed. */
#include "contract/catalogue.h"
#include "guard.h"
#include "rules.h"

#include <stdlib.h>
#include <string.h>

static enum status check_text(const char *where, const char *text, bool body, bool phone,
                              struct problem *problem)
{
    struct problem cause = {0};
    char *clean = NULL;
    if (text == NULL)
        return STATUS_OK;
    enum status status = textguard_check(text, body, &clean, &cause);
    if (status == STATUS_OK && strcmp(clean, text) != 0)
        status =
            problem_set(&cause, STATUS_REFUSED, "not-clean", "not as the guard of its publisher leaves it");
    if (status == STATUS_OK)
        status = persondata_check(text, phone, &cause);
    free(clean);
    return status == STATUS_OK ? status
                               : problem_set(problem, status, cause.code, "%s: %s", where, cause.text);
}

static bool is_text(enum column_type type)
{
    return type == COLUMN_LINE || type == COLUMN_BODY || type == COLUMN_NAME || type == COLUMN_PLACE ||
           type == COLUMN_PHONE;
}

static enum status check_rows(const struct rows *rows, struct problem *problem)
{
    const struct view *view = &views[rows->view];
    enum status status = STATUS_OK;
    for (size_t r = 0; r < rows->count; r++)
        for (size_t c = 0; c < view->columns && status == STATUS_OK; c++)
            if (is_text(view->column[c].type))
                status = check_text(view->column[c].name, rows->cell[r * view->columns + c],
                                    view->column[c].type == COLUMN_BODY, view->column[c].type == COLUMN_PHONE,
                                    problem);
    return status;
}

static enum status check_texts(const struct record *record, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (int lang = 0; lang < LANG_COUNT && status == STATUS_OK; lang++) {
        const struct record_text *text = &record->text[lang];
        status = check_text("title", text->title, false, false, problem);
        if (status == STATUS_OK)
            status = check_text("body", text->body, true, false, problem);
        if (status == STATUS_OK)
            status = check_text("issuer", text->issuer, false, false, problem);
    }
    for (size_t i = 0; i < record->attachments && status == STATUS_OK; i++) {
        status = check_text("attachment", record->attachment[i].name, false, false, problem);
        if (status == STATUS_OK)
            status = check_text("attachment", record->attachment[i].name_ko, false, false, problem);
    }
    return status;
}

enum status guard_record(const struct record *record, int zone_minutes, struct problem *problem)
{
    enum status status = check_text("issuer", record->issuer, false, false, problem);
    if (status == STATUS_OK)
        status = check_text("doc_no", record->doc_no, false, false, problem);
    if (status == STATUS_OK)
        status = check_text("url", record->url, false, true, problem);
    if (status == STATUS_OK)
        status = check_texts(record, problem);
    for (size_t v = 0; v < VIEW_COUNT && status == STATUS_OK; v++)
        status = check_rows(&record->rows[v], problem);
    if (status == STATUS_OK)
        status = catalogue_check(record, problem);
    if (status == STATUS_OK)
        status = rules_check(record, zone_minutes, problem);
    return status;
}

enum status guard_project(const struct project *project, struct problem *problem)
{
    return check_rows(&project->row, problem);
}
