/* The words of the interface, one file per language in assets/strings: "section.key = text with {name} places". No string
   that appears on a screen stands in code. A key missing in Korean or English falls back to Chinese; a key missing in
   Chinese is a bug that a test finds (it checks every key used in the sources). */
#ifndef KIOSK_WORDS_H
#define KIOSK_WORDS_H

#include "contract/record.h"

struct words;
__attribute__((returns_nonnull)) struct words *words_create(void);
void words_destroy(struct words *words);

/* Borrowed text of a key, e.g. words_get(w, LANG_ZH, "foot.issuer"). */
const char *words_get(const struct words *words, enum lang lang, const char *key);
/* The text with {a}, {b}, {c}, {d} replaced in order; appended to `out`. NULL arguments count as empty. */
struct buffer;
void words_fill(const struct words *words, enum lang lang, const char *key, const char *a, const char *b,
                const char *c, const char *d, struct buffer *out);

/* Dates as offices write them, appended: 2026年12月16日, 12月16日, 星期三, 10:42; Korean 2026년 12월 16일. */
void words_date(const struct words *words, enum lang lang, date d, bool with_year, struct buffer *out);
void words_weekday(const struct words *words, enum lang lang, date d, struct buffer *out);
void words_clock(instant t, int zone_minutes, struct buffer *out);
/* 2026年11月2日至12月1日, 2026年11月2日至2027年1月30日: the year is said once, and again when it changes (a period of a
   right must not be misread). Either end may be NO_DATE; two NO_DATEs append nothing. */
void words_period(const struct words *words, enum lang lang, date from, date until, struct buffer *out);
/* "52300.50" → 52,300.50 ; keeps the decimals given. */
void words_number(const char *decimal, struct buffer *out);
/* An amount in yuan for a figure: from 100 million on 3.262亿, from 10,000 on 12.34万, else 9,800; unit follows in words. */
void words_amount(const struct words *words, enum lang lang, double yuan, struct buffer *out);
/* A share as offices give it, one decimal, never rounded up to 100.0 nor down to 0.0: 99.96 % is 99.9, 0.04 is 0.1. */
void words_percent(double done, double due, struct buffer *out);

#endif
