/* Tasks and steps against the calendar: what both the Gantt and the task table say about one row. */
#ifndef KIOSK_TIMELINE_H
#define KIOSK_TIMELINE_H

#include "board.h"

struct timeline_row {
    const struct rows *rows; /* VIEW_TASK or VIEW_STEP */
    size_t row;
    const struct state *state;
    date planned_from, planned_until, actual_from, actual_until; /* actual_until: today while it goes on */
    date late_from, late_until; /* the stretch of lateness, last day included; NO_DATE: none */
    const char *word;           /* the state with its days: 晚8天完成 */
    const char *state_word;     /* the same, with how far it is unless it is done */
};

/* The rows a timetable is made of: tasks, or steps where the item has no tasks. */
const struct rows *timeline_rows(const struct record *record);
struct timeline_row timeline_row(struct board *board, const struct rows *rows, size_t row);
/* A cell of the row, NULL also where steps do not have such a column (stage, percent). */
const char *timeline_cell(const struct timeline_row *row, const char *column);

/* The task table. `dates` alone: name, plan and actual dates, to stand behind a chart that shows the rest. */
void timeline_grid(struct board *board, const struct rows *rows, bool dates);

#endif
