#include "rights.h"

#include <string.h>

struct rule {
    const char *name, *length, *whom, *begins;
    struct period period;
};
static const struct rule reconsideration = {"rights.reconsideration",
                                            "rights.reconsideration-length",
                                            "rights.reconsideration-whom",
                                            NULL,
                                            {60, PERIOD_DAYS}};
static const struct rule lawsuit = {
    "rights.lawsuit", "rights.lawsuit-length", "rights.lawsuit-whom", NULL, {6, PERIOD_MONTHS}};
static const struct rule review = {.name = "rights.review",
                                   .length = "rights.review-length",
                                   .whom = "rights.review-whom",
                                   .begins = "rights.review-begins"};
static const struct rule appraisal = {.name = "rights.appraisal",
                                      .length = "rights.appraisal-length",
                                      .whom = "rights.appraisal-whom",
                                      .begins = "rights.appraisal-begins"};

static const struct {
    const char *catalogue, *head, *note;
    const struct rule *rule[RIGHTS_MOST];
} carriers[] = {
    {"D14", "rights.head", "rights.note", {&reconsideration, &lawsuit}},
    {"D16", "rights.head", "rights.note", {&reconsideration, &lawsuit}},
    {"D26", "rights.head", "rights.note-served", {&reconsideration, &lawsuit}},
    {"D19", "rights.head-valuation", "rights.note-valuation", {&review, &appraisal}},
    {"D20", "rights.head-valuation", "rights.note-valuation", {&review, &appraisal}},
};

struct rights rights_of(const struct record *record, date today, int zone_minutes)
{
    struct rights rights = {0};
    size_t at = 0;
    while (at < sizeof carriers / sizeof *carriers && strcmp(carriers[at].catalogue, record->catalogue) != 0)
        at++;
    if (at == sizeof carriers / sizeof *carriers)
        return rights;
    date start =
        record->published_at == NO_INSTANT ? NO_DATE : date_from_instant(record->published_at, zone_minutes);
    struct calendar calendar;
    calendar_init(&calendar);
    rights.head = carriers[at].head;
    rights.note = carriers[at].note;
    for (size_t i = 0; i < RIGHTS_MOST; i++) {
        const struct rule *rule = carriers[at].rule[i];
        struct right *right = &rights.right[i];
        *right = (struct right){rule->name, rule->length, rule->whom, rule->begins, {.end = NO_DATE}};
        if (rule->begins != NULL)
            continue;
        if (start == NO_DATE) /* a count without its beginning would be a guess */
            return (struct rights){0};
        right->deadline = deadline_of(&calendar, start, rule->period);
        rights.provisional = rights.provisional || (right->deadline.provisional &&
                                                    deadline_state(right->deadline, today) != DEADLINE_OVER);
    }
    rights.count = RIGHTS_MOST;
    return rights;
}

void rights_end(const struct right *right, const struct words *words, date today, struct buffer *out)
{
    date end = right->deadline.end;
    bool other_year = civil_from_date(end).year != civil_from_date(today).year;
    struct buffer day = {0}, weekday = {0};
    words_date(words, LANG_ZH, end, other_year, &day);
    words_weekday(words, LANG_ZH, end, &weekday);
    const char *key = deadline_state(right->deadline, today) == DEADLINE_OVER ? "rights.ended"
                      : other_year                                            ? "rights.until-year"
                                                                              : "rights.until";
    words_fill(words, LANG_ZH, key, day.data, weekday.data, NULL, NULL, out);
    buffer_finish(&weekday);
    buffer_finish(&day);
}
