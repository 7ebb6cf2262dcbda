#include "timeline.h"

#include <string.h>

const struct rows *timeline_rows(const struct record *record)
{
    return record->rows[VIEW_TASK].count > 0 ? &record->rows[VIEW_TASK] : &record->rows[VIEW_STEP];
}

const char *timeline_cell(const struct timeline_row *row, const char *column)
{
    bool task_only = strcmp(column, "stage") == 0 || strcmp(column, "percent") == 0;
    bool step_only = strcmp(column, "basis") == 0;
    if ((task_only && row->rows->view != VIEW_TASK) || (step_only && row->rows->view != VIEW_STEP))
        return NULL;
    return rows_cell(row->rows, row->row, column);
}

static bool after(date a, date b)
{
    return a != NO_DATE && b != NO_DATE && a > b;
}

static const char *days_word(struct board *board, const char *key, int days)
{
    return board_fill(board, key, board_count(board, days), NULL, NULL, NULL);
}

/* The office's state decides shape and colour; the dates only say by how much. */
static void done_judge(struct board *board, struct timeline_row *t)
{
    if (t->planned_until == NO_DATE || t->actual_until == NO_DATE)
        return;
    int days = t->actual_until - t->planned_until;
    if (days > 0) {
        t->word = days_word(board, "schedule.done_late", days);
        t->late_from = t->planned_until + 1;
        t->late_until = t->actual_until;
    } else {
        t->word = days < 0 ? days_word(board, "schedule.done_early", -days)
                           : board_word(board, "schedule.done_on_time");
    }
}

static void open_judge(struct board *board, struct timeline_row *t, date today)
{
    if (t->actual_from == NO_DATE && after(today, t->planned_from)) {
        t->late_from = t->planned_from;
        t->late_until = today;
        if (t->state == &state_late)
            t->word = days_word(board, "schedule.not_begun", today - t->planned_from);
    } else if (t->actual_from != NO_DATE && after(today, t->planned_until)) {
        t->late_from = t->planned_until + 1;
        t->late_until = today;
        if (t->state == &state_late)
            t->word = days_word(board, "schedule.overdue", today - t->planned_until);
    } else if (after(t->actual_from, t->planned_from)) {
        t->late_from = t->planned_from;
        t->late_until = t->actual_from - 1;
        if (t->state == &state_late)
            t->word = days_word(board, "schedule.begun_late", t->actual_from - t->planned_from);
    }
}

struct timeline_row timeline_row(struct board *board, const struct rows *rows, size_t row)
{
    date today = sheet_today(board->sheet);
    struct timeline_row t = {.rows = rows,
                             .row = row,
                             .late_from = NO_DATE,
                             .late_until = NO_DATE,
                             .state = state_of(rows_cell(rows, row, "state")),
                             .planned_from = rows_date(rows, row, "planned_from"),
                             .planned_until = rows_date(rows, row, "planned_until"),
                             .actual_from = rows_date(rows, row, "actual_from"),
                             .actual_until = rows_date(rows, row, "actual_until")};
    t.word = board_word(board, t.state->key);
    if (t.state == &state_done)
        done_judge(board, &t);
    else
        open_judge(board, &t, today);
    if (t.actual_from != NO_DATE && t.actual_until == NO_DATE && t.state != &state_done &&
        t.actual_from <= today)
        t.actual_until = today;
    const char *percent = timeline_cell(&t, "percent");
    t.state_word = t.word;
    if (percent != NULL && t.state != &state_done && (t.state != &state_todo || strcmp(percent, "0") != 0))
        t.state_word = board_fill(board, "schedule.with_percent", t.word, percent, NULL, NULL);
    return t;
}
