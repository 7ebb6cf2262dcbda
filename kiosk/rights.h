/* The rights a decision leaves those it concerns, with their ends: administrative reconsideration (Reconsideration Law
   art. 20: 60 days; art. 24: the government one level up) and lawsuit (Litigation Law art. 46: 6 months; art. 15: the
   intermediate court); for a valuation, review and appraisal (Valuation Measures art. 20, 22: 10 days each), which begin
   with a paper only the household has and are therefore never counted. All texts are keys of words. */
#ifndef KIOSK_RIGHTS_H
#define KIOSK_RIGHTS_H

#include "contract/record.h"
#include "deadline.h"
#include "words.h"

#define RIGHTS_MOST 2

struct right {
    const char *name, *length, *whom;
    const char *begins;       /* when the period begins, where it is not counted here; else NULL */
    struct deadline deadline; /* NO_DATE where not counted */
};
struct rights {
    const char *head;
    const char *note; /* from when it is counted, and that the decision's text prevails */
    size_t count;     /* 0: the item carries no rights */
    bool provisional; /* an end lies beyond the table of holidays and is not over yet */
    struct right right[RIGHTS_MOST];
};
/* Counted from the day of announcement in the office's zone: on it the public learns of the decision. */
struct rights rights_of(const struct record *record, date today, int zone_minutes);

/* "2026年12月21日（星期一）截止", "…届满" once it is over; NULL-free, appended. The year is said unless it is today's. */
void rights_end(const struct right *right, const struct words *words, date today, struct buffer *out);

#endif
