/* The statutory clock: when a period ends and how many days are left, with an offline table of holidays
   (assets/holidays.ini). Days are civil dates in the office's zone. */
#ifndef KIOSK_DEADLINE_H
#define KIOSK_DEADLINE_H

#include "contract/when.h"

#define CALENDAR_SPANS 96 /* two years take 24 */
#define CALENDAR_FIXED 8

/* Days off and make-up workdays. Caller's memory, nothing to finish. */
struct calendar {
    struct {
        date first, last;
        bool work;
    } span[CALENDAR_SPANS];
    size_t spans;
    struct {
        int month, first, last;
    } fixed[CALENDAR_FIXED]; /* every year */
    size_t fixed_count;
    int first_year, last_year; /* years whose arrangement is in the table, without a gap */
};
/* The embedded table. */
void calendar_init(struct calendar *calendar);
/* Any table in the same form; returns NULL, or the reason of the first failure with its line. For tests of the reader. */
const char *calendar_read(struct calendar *calendar, const char *text, size_t bytes, int *line);

/* Whether offices work on that day. In a year outside the table only weekends and the fixed days are known. */
bool calendar_is_workday(const struct calendar *calendar, date day);
bool calendar_knows(const struct calendar *calendar, date day);

enum period_unit { PERIOD_DAYS, PERIOD_MONTHS, PERIOD_WORKDAYS };
struct period {
    int count;
    enum period_unit unit;
};

/* The last day of a period. `provisional`: the table ends before it, so the published arrangement may move it. */
struct deadline {
    date end;
    bool provisional;
};
/* Civil Code art. 201: the first day is not counted. Art. 202: months end on the day of the same number, or on the
   month's last. Art. 203: an end on a day off moves to the first day after it; workdays cannot end on one.
   NO_DATE gives NO_DATE. */
struct deadline deadline_of(const struct calendar *calendar, date start, struct period period);

enum deadline_state {
    DEADLINE_OPEN,     /* days are left after today */
    DEADLINE_LAST_DAY, /* it ends with today: nothing is counted down to zero while the day runs */
    DEADLINE_UNSURE,   /* past, but a holiday not in the table may have moved it: never said to be over */
    DEADLINE_OVER,
};
enum deadline_state deadline_state(struct deadline deadline, date today);
/* Days after today until the end: 0 on the last day and later. */
int deadline_days_left(struct deadline deadline, date today);
/* True in the last 7 days: when a right, never a signing, may be amber. */
bool deadline_is_near(struct deadline deadline, date today);

#endif
