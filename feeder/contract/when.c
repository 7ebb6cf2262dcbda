#include "contract/when.h"

#include "contract/status.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define FIRST_INSTANT (-2208988800) /* 1900-01-01T00:00:00Z */
#define LAST_INSTANT 253402300799   /* 9999-12-31T23:59:59Z */

/* Days from civil and back: Howard Hinnant's era arithmetic, exact for the proleptic Gregorian calendar. */
date date_from_civil(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

struct civil civil_from_date(date d)
{
    int z = d + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    struct civil c = {0};
    c.day = doy - (153 * mp + 2) / 5 + 1;
    c.month = mp < 10 ? mp + 3 : mp - 9;
    c.year = yoe + era * 400 + (c.month <= 2 ? 1 : 0);
    c.weekday = (((d % 7) + 7) % 7 + 4) % 7;
    return c;
}

static bool digits(const char *text, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

static bool parse_day(const char *text, date *out)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 0, month = 0, day = 0;
    if (!digits(text, 4, &year) || text[4] != '-' || !digits(text + 5, 2, &month) || text[7] != '-' ||
        !digits(text + 8, 2, &day))
        return false;
    if (year < 1900 || month < 1 || month > 12)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day < 1 || day > length[month - 1] + (month == 2 && leap ? 1 : 0))
        return false;
    *out = date_from_civil(year, month, day);
    return true;
}

static bool parse_clock(const char *text, int *seconds)
{
    int hour = 0, minute = 0, second = 0;
    if (!digits(text, 2, &hour) || text[2] != ':' || !digits(text + 3, 2, &minute) || text[5] != ':' ||
        !digits(text + 6, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

bool date_parse(const char *text, date *out)
{
    return strnlen(text, 11) == 10 && parse_day(text, out);
}

bool instant_parse(const char *text, instant *out)
{
    date day = 0;
    int seconds = 0;
    if (strnlen(text, 21) != 20 || text[10] != 'T' || text[19] != 'Z')
        return false;
    if (!parse_day(text, &day) || !parse_clock(text + 11, &seconds))
        return false;
    *out = (instant)day * 86400 + seconds;
    return true;
}

bool instant_parse_database(const char *text, instant *out)
{
    date day = 0;
    int seconds = 0, hours = 0, minutes = 0;
    size_t length = strnlen(text, 40);
    if (length < 19 || length > 35 || (text[10] != 'T' && text[10] != ' '))
        return false;
    if (!parse_day(text, &day) || !parse_clock(text + 11, &seconds))
        return false;
    const char *rest = text + 19;
    if (*rest == '.') {
        size_t places = strspn(rest + 1, "0123456789");
        if (places == 0)
            return false;
        rest += 1 + places;
    }
    int sign = *rest == '-' ? -1 : 1;
    if (*rest == '+' || *rest == '-') {
        if (!digits(rest + 1, 2, &hours))
            return false;
        rest += 3;
        bool colon = *rest == ':';
        rest += colon ? 1 : 0;
        if (colon || *rest != '\0') {
            if (!digits(rest, 2, &minutes))
                return false;
            rest += 2;
        }
        if (hours > 15 || minutes > 59)
            return false;
    } else if (*rest == 'Z') {
        rest++;
    }
    if (*rest != '\0')
        return false;
    /* The zone may carry it out of the years that have a text form. */
    instant t = (instant)day * 86400 + seconds - (instant)sign * (hours * 3600 + minutes * 60);
    if (t < FIRST_INSTANT || t > LAST_INSTANT)
        return false;
    *out = t;
    return true;
}

struct civil civil_from_instant(instant t, int zone_minutes)
{
    /* NO_INSTANT has no civil parts; whoever asks for them forgot to look. */
    ENSURE(t > (instant)INT32_MIN * 3600 && t < (instant)INT32_MAX * 3600);
    instant local = t + (instant)zone_minutes * 60;
    instant day = local >= 0 ? local / 86400 : -((86399 - local) / 86400);
    int rest = (int)(local - day * 86400);
    struct civil c = civil_from_date((date)day);
    c.hour = rest / 3600;
    c.minute = rest / 60 % 60;
    c.second = rest % 60;
    return c;
}

date date_from_instant(instant t, int zone_minutes)
{
    struct civil c = civil_from_instant(t, zone_minutes);
    return date_from_civil(c.year, c.month, c.day);
}

instant instant_from_date(date d, int zone_minutes)
{
    return (instant)d * 86400 - (instant)zone_minutes * 60;
}

const char *instant_format(char out[INSTANT_TEXT], instant t)
{
    struct civil c = civil_from_instant(t, 0);
    snprintf(out, INSTANT_TEXT, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)c.year % 10000u,
             (unsigned)c.month % 100u, (unsigned)c.day % 100u, (unsigned)c.hour % 100u,
             (unsigned)c.minute % 100u, (unsigned)c.second % 100u);
    return out;
}

const char *date_format(char out[DATE_TEXT], date d)
{
    struct civil c = civil_from_date(d);
    snprintf(out, DATE_TEXT, "%04u-%02u-%02u", (unsigned)c.year % 10000u, (unsigned)c.month % 100u,
             (unsigned)c.day % 100u);
    return out;
}

instant instant_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}
