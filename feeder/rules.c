#include "rules.h"

#include "contract/catalogue.h"
#include "contract/limits.h"

#include <string.h>

#define DRAFT_PLAN "D09"

enum status rules_classify(struct record *record, const char *kind, const char *audience,
                           const char *statutory, struct problem *problem)
{
    const struct catalogue_item *entry = catalogue_find(record->catalogue);
    if (entry == NULL)
        return problem_set(problem, STATUS_REFUSED, "unknown-catalogue",
                           "the catalogue has no such item, only D01 to D35");
    int given_kind = kind == NULL ? -1 : word_index(kind_words, KIND_COUNT, kind);
    int given_audience = audience == NULL ? -1 : word_index(audience_words, AUDIENCE_COUNT, audience);
    record->kind = given_kind < 0 ? entry->kind : (enum kind)given_kind;
    record->audience = given_audience < 0 ? entry->audience : (enum audience)given_audience;
    record->statutory = entry->statutory || (statutory != NULL && strcmp(statutory, "1") == 0);
    if (entry->audience == AUDIENCE_AFFECTED && record->audience != AUDIENCE_AFFECTED)
        return problem_set(problem, STATUS_REFUSED, "audience-widened",
                           "%s is for the affected households, \"%s\" is wider", record->catalogue,
                           audience_words[record->audience]);
    return STATUS_OK;
}

static enum status check_windows(const struct record *record, struct problem *problem)
{
    if (record->version < 1 || record->version > LIMIT_VERSION)
        return problem_set(problem, STATUS_REFUSED, "bad-version", "version is %lld, not 1 to %d",
                           (long long)record->version, LIMIT_VERSION);
    instant from = record->display_from != NO_INSTANT ? record->display_from : record->published_at;
    if (record->display_until != NO_INSTANT && record->display_until <= from)
        return problem_set(problem, STATUS_REFUSED, "window", "display_until is not after %s",
                           record->display_from != NO_INSTANT ? "display_from" : "published_at");
    if (record->comment_from != NO_DATE && record->comment_until != NO_DATE &&
        record->comment_until < record->comment_from)
        return problem_set(problem, STATUS_REFUSED, "window", "comment_until is before comment_from");
    return STATUS_OK;
}

/* Regulation 590 art. 10: no fewer than 30 days for comments. Without a first day they run from publication;
   without any dates the text itself says them, and the display period still holds. */
static enum status check_draft_plan(const struct record *record, int zone_minutes, struct problem *problem)
{
    int days = catalogue_find(DRAFT_PLAN)->min_display_days;
    date published = date_from_instant(record->published_at, zone_minutes);
    if (record->comment_until != NO_DATE) {
        date from = record->comment_from != NO_DATE ? record->comment_from : published;
        if (record->comment_until - from < days)
            return problem_set(problem, STATUS_REFUSED, "comment-period",
                               "comments are open for %d days, at least %d (the first day does not count)",
                               (int)(record->comment_until - from), days);
    }
    if (record->display_until == NO_INSTANT)
        return STATUS_OK;
    instant from = record->display_from > record->published_at ? record->display_from : record->published_at;
    date last = date_from_instant(record->display_until - 1, zone_minutes);
    if (record->display_until - from < (instant)days * 86400 ||
        last - date_from_instant(from, zone_minutes) < days)
        return problem_set(problem, STATUS_REFUSED, "display-period",
                           "display ends before %d days are over (the first day does not count)", days);
    return STATUS_OK;
}

/* What a phone will open: a host by name, nothing hidden in it. */
static enum status check_url(const char *url, struct problem *problem)
{
    size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
    size_t host = scheme == 0 ? 0 : strcspn(url + scheme, "/?#");
    bool plain = host > 0 && memchr(url + scheme, '@', host) == NULL;
    for (const char *c = url; *c != '\0'; c++)
        plain = plain && *c > ' ' && *c < 0x7F && strchr("\"<>\\^`{|}", *c) == NULL;
    return plain ? STATUS_OK
                 : problem_set(problem, STATUS_REFUSED, "bad-url", "url is no plain http or https address");
}

enum status rules_check(const struct record *record, int zone_minutes, struct problem *problem)
{
    enum status status = check_windows(record, problem);
    if (status == STATUS_OK && record->rows[VIEW_HOUSEHOLD].count > 0 && record->audience == AUDIENCE_PUBLIC)
        status = problem_set(problem, STATUS_REFUSED, "household-public",
                             "an item with household rows cannot be public");
    if (status == STATUS_OK && strcmp(record->catalogue, DRAFT_PLAN) == 0)
        status = check_draft_plan(record, zone_minutes, problem);
    if (status == STATUS_OK && record->url != NULL)
        status = check_url(record->url, problem);
    if (status == STATUS_OK && record->supersedes != NULL && strcmp(record->supersedes, record->id) == 0)
        status = problem_set(problem, STATUS_REFUSED, "supersedes", "the item supersedes itself");
    return status;
}
