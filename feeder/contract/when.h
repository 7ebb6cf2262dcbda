/* Instants and civil dates. Instants are seconds since 1970 in UTC; dates are days since 1970-01-01 in the
   office's zone. Text forms are strict: 2026-11-22T02:00:00Z and 2026-11-22. */
#ifndef CONTRACT_WHEN_H
#define CONTRACT_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t instant;
typedef int32_t date;
#define NO_INSTANT INT64_MIN
#define NO_DATE INT32_MIN
#define INSTANT_TEXT 24 /* bytes for any formatted instant */
#define DATE_TEXT 16

struct civil {
    int year, month, day, weekday; /* weekday: 0 = Sunday */
    int hour, minute, second;
};

/* Strict parsers: exact form, real calendar days (no 2026-02-30), years 1900
   to 9999. False leaves *out alone. */
bool instant_parse(const char *text, instant *out);
bool date_parse(const char *text, date *out);
/* What databases give: also "2026-11-22 10:00:00+08", "…T10:00:00.123+08:00", without zone taken as UTC. */
bool instant_parse_database(const char *text, instant *out);

const char *instant_format(char out[INSTANT_TEXT], instant t);
const char *date_format(char out[DATE_TEXT], date d);

/* Civil parts of an instant in a zone given as minutes east of UTC (China: 480, no daylight time since 1991). */
struct civil civil_from_instant(instant t, int zone_minutes);
struct civil civil_from_date(date d);
date date_from_civil(int year, int month, int day);
date date_from_instant(instant t, int zone_minutes);
/* First second of a date in a zone. */
instant instant_from_date(date d, int zone_minutes);

instant instant_now(void);

#endif
