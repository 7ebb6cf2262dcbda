#include "deadline.h"

#include "contract/status.h"
#include "pairs.h"

#include <stdio.h>
#include <string.h>

#define NEAR_DAYS 7
/* The longest published run of days off is 9; with the weekends that may touch an unpublished one, two weeks
   hold every move of an end. */
#define MOVED_MOST 14

extern const unsigned char asset_holidays[];
extern const size_t asset_holidays_size;

/* ---- the table ---- */

/* "05-01" or "05-01 05-02": in one month. */
static const char *take_fixed(struct calendar *calendar, const char *value)
{
    char text[DATE_TEXT];
    date first, last;
    size_t size = strlen(value);
    if ((size != 5 && size != 11) || (size == 11 && value[5] != ' '))
        return "not 05-01 or 05-01 05-02";
    if (calendar->fixed_count == CALENDAR_FIXED)
        return "too many fixed days";
    (void)snprintf(text, sizeof text, "2024-%.5s", value); /* a leap year has every day */
    if (!date_parse(text, &first))
        return "no such day";
    (void)snprintf(text, sizeof text, "2024-%.5s", value + size - 5);
    if (!date_parse(text, &last))
        return "no such day";
    struct civil from = civil_from_date(first), until = civil_from_date(last);
    if (from.month != until.month || last < first)
        return "not days of one month in order";
    calendar->fixed[calendar->fixed_count].month = from.month;
    calendar->fixed[calendar->fixed_count].first = from.day;
    calendar->fixed[calendar->fixed_count++].last = until.day;
    return NULL;
}

static bool overlaps(const struct calendar *calendar, date first, date last)
{
    for (size_t i = 0; i < calendar->spans; i++)
        if (first <= calendar->span[i].last && last >= calendar->span[i].first)
            return true;
    return false;
}

static const char *take_span(struct calendar *calendar, int year, bool work, const char *value)
{
    char text[DATE_TEXT];
    date first, last;
    size_t size = strlen(value);
    if ((size != 10 && size != 21) || (size == 21 && value[10] != ' '))
        return "not a day or \"first last\"";
    if (calendar->spans == CALENDAR_SPANS)
        return "too many days";
    (void)snprintf(text, sizeof text, "%.10s", value);
    if (!date_parse(text, &first))
        return "no such day";
    (void)snprintf(text, sizeof text, "%.10s", value + size - 10);
    if (!date_parse(text, &last))
        return "no such day";
    if (last < first || civil_from_date(first).year != year || civil_from_date(last).year != year)
        return "not days of its year in order";
    if (overlaps(calendar, first, last))
        return "day given twice";
    calendar->span[calendar->spans].first = first;
    calendar->span[calendar->spans].last = last;
    calendar->span[calendar->spans++].work = work;
    return NULL;
}

static const char *take_entry(void *self, const char *key, const char *value)
{
    struct calendar *calendar = self;
    if (strncmp(key, "every-year.off.", 15) == 0)
        return take_fixed(calendar, value);
    if (strlen(key) < 6 || strspn(key, "0123456789") != 4 || key[4] != '.')
        return "key outside a year";
    int year = (key[0] - '0') * 1000 + (key[1] - '0') * 100 + (key[2] - '0') * 10 + (key[3] - '0');
    bool work = strncmp(key + 5, "work.", 5) == 0;
    if (!work && strncmp(key + 5, "off.", 4) != 0)
        return "neither off nor work";
    if (calendar->first_year == 0)
        calendar->first_year = calendar->last_year = year;
    if (year != calendar->last_year && year != calendar->last_year + 1)
        return "years not in order";
    calendar->last_year = year;
    return take_span(calendar, year, work, value);
}

const char *calendar_read(struct calendar *calendar, const char *text, size_t bytes, int *line)
{
    *calendar = (struct calendar){0};
    return pairs_read(text, bytes, take_entry, calendar, line);
}

void calendar_init(struct calendar *calendar)
{
    int line = 0;
    const char *reason = calendar_read(calendar, (const char *)asset_holidays, asset_holidays_size, &line);
    if (reason != NULL)
        BUG("embedded holidays, line %d: %s", line, reason);
}

bool calendar_knows(const struct calendar *calendar, date day)
{
    int year = civil_from_date(day).year;
    return year >= calendar->first_year && year <= calendar->last_year;
}

bool calendar_is_workday(const struct calendar *calendar, date day)
{
    for (size_t i = 0; i < calendar->spans; i++)
        if (day >= calendar->span[i].first && day <= calendar->span[i].last)
            return calendar->span[i].work;
    struct civil civil = civil_from_date(day);
    /* A published arrangement names every day off of its year; the fixed days stand in for one that is not there. */
    for (size_t i = 0; !calendar_knows(calendar, day) && i < calendar->fixed_count; i++)
        if (civil.month == calendar->fixed[i].month && civil.day >= calendar->fixed[i].first &&
            civil.day <= calendar->fixed[i].last)
            return false;
    return civil.weekday != 0 && civil.weekday != 6;
}

/* ---- periods ---- */

static date months_later(date start, int months)
{
    struct civil from = civil_from_date(start);
    int month = from.year * 12 + from.month - 1 + months;
    date first = date_from_civil(month / 12, month % 12 + 1, 1);
    date next = date_from_civil((month + 1) / 12, (month + 1) % 12 + 1, 1);
    int length = next - first;
    return first + (from.day < length ? from.day : length) - 1;
}

struct deadline deadline_of(const struct calendar *calendar, date start, struct period period)
{
    struct deadline deadline = {.end = NO_DATE};
    ENSURE(period.count > 0);
    if (start == NO_DATE)
        return deadline;
    date end = start;
    if (period.unit == PERIOD_WORKDAYS) {
        for (int left = period.count; left > 0; left -= calendar_is_workday(calendar, end) ? 1 : 0) {
            end++;
            deadline.provisional = deadline.provisional || !calendar_knows(calendar, end);
        }
    } else {
        end = period.unit == PERIOD_DAYS ? start + period.count : months_later(start, period.count);
        deadline.provisional = !calendar_knows(calendar, end);
        while (!calendar_is_workday(calendar, end)) {
            end++;
            deadline.provisional = deadline.provisional || !calendar_knows(calendar, end);
        }
    }
    deadline.end = end;
    return deadline;
}

enum deadline_state deadline_state(struct deadline deadline, date today)
{
    if (today < deadline.end)
        return DEADLINE_OPEN;
    if (today == deadline.end)
        return DEADLINE_LAST_DAY;
    return deadline.provisional && today - deadline.end <= MOVED_MOST ? DEADLINE_UNSURE : DEADLINE_OVER;
}

int deadline_days_left(struct deadline deadline, date today)
{
    return deadline.end > today ? deadline.end - today : 0;
}

bool deadline_is_near(struct deadline deadline, date today)
{
    return deadline.end >= today && deadline.end - today <= NEAR_DAYS;
}
