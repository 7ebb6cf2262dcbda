#include "roll.h"

#include "contract/limits.h"
#include "contract/naming.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a slice costs, in lookups of about 10 microseconds */
#define SLICE_COST 800
#define LIST_COST 50 /* reading a list and its signatures, and half a lookup for each item */
#define DEEP_COST 25 /* reading a record and judging it */

/* One part in two hundred of the screen's time goes into it: two milliseconds of rest for each lookup, but no call each second. */
#define REST_MILLISECONDS 10000
#define SMALL_COST 20000 /* a call of so little comes at once when the cache changed */
#define AGAIN_MILLISECONDS 1000

#define ID_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

struct entry {
    char id[97];
    bool sealed;
    int64_t version;
};

struct found {
    struct roll_result result;
    int64_t sealed; /* listed, and no trace of them: sealed to others, or taken away */
};

struct roll {
    char **role; /* of the call that is under way; NULL: none is */
    size_t roles, at;
    struct entry *entry; /* what role[at] lists for this screen */
    size_t entries, capacity, next;
    bool heard, lapsed;
    instant expires;                  /* of the list */
    int64_t generation;               /* of the cache, as the lists were verified; -1: not yet */
    int64_t began;                    /* generation at the start of the call */
    int64_t cost, due;                /* of this call; ticks of the next one */
    struct found found, found_before; /* by this call; and when role[at] was begun */
    struct roll_result told;
    int64_t sealed_before; /* that the last call missed */
    char noted[ROLL_NAMED][97];
    size_t notes;
};

int64_t roll_absent(const struct roll_result *result)
{
    return (int64_t)result->named + result->more;
}

struct roll *roll_create(void)
{
    struct roll *roll = take_zeroed(1, sizeof *roll);
    roll->generation = roll->began = -1;
    return roll;
}

static void end_call(struct roll *roll)
{
    for (size_t i = 0; roll->role != NULL && i < roll->roles; i++)
        free(roll->role[i]);
    free(roll->role);
    free(roll->entry);
    roll->role = NULL;
    roll->entry = NULL;
    roll->roles = roll->at = roll->entries = roll->capacity = roll->next = 0;
    roll->heard = false;
}

void roll_destroy(struct roll *roll)
{
    if (roll == NULL)
        return;
    end_call(roll);
    free(roll);
}

const struct roll_result *roll_result(const struct roll *roll)
{
    return &roll->told;
}

bool roll_is_calling(const struct roll *roll)
{
    return roll->role != NULL;
}

/* ---- notes ------------------------------------------------------------------------------------------------------ */

static char *find_note(struct roll *roll, const char *id)
{
    for (size_t i = 0; i < ROLL_NAMED; i++)
        if (strcmp(roll->noted[i], id) == 0)
            return roll->noted[i];
    return NULL;
}

/* The oldest gives way. */
void roll_note(struct roll *roll, const char *id)
{
    if (find_note(roll, id) != NULL)
        return;
    (void)snprintf(roll->noted[roll->notes % ROLL_NAMED], sizeof roll->noted[0], "%s", id);
    roll->notes++;
    roll->due = 0;
}

/* ---- what a list names for this screen ---------------------------------------------------------------------------- */

static const char *word(const struct json *custom, const char *key)
{
    const char *text = json_text(json_member(custom, key));
    return text == NULL ? "" : text;
}

static bool is_wanted(const struct json *custom, const struct snapshot_filter *filter, bool sealed)
{
    bool statutory = false;
    instant until = NO_INSTANT;
    const char *audience = word(custom, "audience"), *catalogue = word(custom, "catalogue");
    bool everybody = *audience == '\0' ? !sealed : strcmp(audience, audience_words[AUDIENCE_PUBLIC]) == 0;
    if (!everybody && !filter->inside_area)
        return false;
    if (filter->statutory && !(json_boolean(json_member(custom, "statutory"), &statutory) && statutory))
        return false;
    if (filter->catalogue != NULL && !filter->statutory &&
        strcmp(word(custom, "priority"), priority_words[PRIORITY_URGENT]) != 0 &&
        (strlen(catalogue) != 3 || strstr(filter->catalogue, catalogue) == NULL))
        return false;
    return !instant_parse(word(custom, "display_until"), &until) || until > filter->now;
}

/* What a target is to this screen; false: nothing that it would show. */
static bool read_entry(const char *prefix, size_t length, const char *path, const struct json *custom,
                       const struct snapshot_filter *filter, struct entry *out)
{
    const char *form = word(custom, "form"), *id = word(custom, "id");
    bool sealed = strcmp(form, "sealed") == 0;
    if (!sealed && strcmp(form, "item") != 0 && strcmp(form, "text") != 0)
        return false;
    if (*id == '\0' || strlen(id) > LIMIT_ID_BYTES || id[strspn(id, ID_CHARACTERS)] != '\0' ||
        !json_int64(json_member(custom, "version"), &out->version) || !is_wanted(custom, filter, sealed))
        return false;
    char *own = naming_path(prefix, length, false, id);
    bool right = strcmp(own, path) == 0;
    free(own);
    out->sealed = sealed;
    (void)snprintf(out->id, sizeof out->id, "%s", id);
    return right;
}

static size_t prefix_of(const char *role)
{
    bool figures = false;
    const char *bin = NULL;
    return naming_role(role, &figures, &bin);
}

/* Reads the list of role[at]. STATUS_END: it says nothing to this screen. */
static enum status hear(struct roll *roll, struct admission *admission, struct snapshot *snapshot,
                        const struct snapshot_filter *filter)
{
    const struct json *targets = NULL;
    const char *role = roll->role[roll->at];
    size_t length = prefix_of(role);
    roll->entries = roll->next = 0;
    roll->heard = false;
    if (filter->project != NULL &&
        (strlen(filter->project) != length || strncmp(filter->project, role, length) != 0))
        return STATUS_END;
    enum status status = vouch_list(admission->vouch, snapshot, role, &targets, &roll->expires, NULL);
    if (status != STATUS_OK)
        return status;
    size_t count = json_count(targets);
    const char **paths = json_keys(targets);
    roll->entry = take_room(roll->entry, &roll->capacity, count + 1, sizeof *roll->entry);
    for (size_t i = 0; i < count; i++) {
        const struct json *custom = json_member(json_member(targets, paths[i]), "custom");
        roll->entries += read_entry(role, length, paths[i], custom, filter, &roll->entry[roll->entries]);
    }
    free(paths);
    roll->cost += (int64_t)count / 2;
    roll->heard = true;
    return STATUS_OK;
}

/* ---- one item ------------------------------------------------------------------------------------------------------- */

enum verdict { PRESENT, ABSENT, SEALED_AWAY, OUTAGE };

static bool is_of(const struct record *record, const char *prefix, size_t length)
{
    const char *own = record->project == NULL ? "~" : record->project;
    return strlen(own) == length && strncmp(own, prefix, length) == 0;
}

static enum verdict look_for_seal(struct snapshot *snapshot, const char *id)
{
    unsigned char key[32];
    struct buffer sealed = {0};
    enum status status = snapshot_sealed(snapshot, id, key, &sealed, NULL);
    buffer_finish(&sealed);
    return status == STATUS_OK ? ABSENT : status == STATUS_END ? SEALED_AWAY : OUTAGE;
}

/* The walk did not find it as listed, or refused it: why? */
static enum verdict judge(struct roll *roll, struct admission *admission, struct snapshot *snapshot,
                          const struct entry *entry, bool walked, instant wall, int64_t ticks)
{
    struct record *record = NULL;
    struct problem problem = {0};
    bool refused = admission->refused; /* what a call finds is told by the call */
    const char *role = roll->role[roll->at];
    enum verdict verdict = ABSENT;
    roll->cost += DEEP_COST;
    enum status status = snapshot_record(snapshot, entry->id, &record, &problem);
    if (status == STATUS_UNAVAILABLE)
        return OUTAGE;
    if (status == STATUS_END && entry->sealed)
        return look_for_seal(snapshot, entry->id);
    if (status == STATUS_OK && !is_of(record, role, prefix_of(role)))
        verdict =
            PRESENT; /* one id under two projects: the feeder tells of it, and whose it is stands in the cache */
    else if (status == STATUS_OK) {
        status = admission_check(admission, snapshot, record, wall, ticks, &problem);
        verdict = status == STATUS_OK && walked                                      ? PRESENT
                  : status == STATUS_REFUSED && strcmp(problem.code, "not-due") == 0 ? PRESENT
                  : status == STATUS_UNAVAILABLE                                     ? OUTAGE
                                                                                     : ABSENT;
    }
    admission->refused = refused;
    record_destroy(record);
    return verdict;
}

static enum verdict look_up(struct roll *roll, struct admission *admission, struct snapshot *snapshot,
                            const struct snapshot_filter *filter, const struct entry *entry, instant wall,
                            int64_t ticks)
{
    struct snapshot_entry row;
    enum status status = snapshot_find(snapshot, filter, entry->id, &row, NULL);
    char *note = find_note(roll, entry->id);
    roll->cost++;
    if (status != STATUS_OK && status != STATUS_END)
        return OUTAGE;
    bool walked = status == STATUS_OK && row.order[0] >= '0' && row.order[0] <= '2'; /* snapshot's walks */
    if (walked && row.version == entry->version && note == NULL && !roll->lapsed)
        return PRESENT;
    enum verdict verdict = judge(roll, admission, snapshot, entry, walked, wall, ticks);
    if (verdict == PRESENT && note != NULL)
        *note = '\0';
    return verdict;
}

static void miss(struct roll_result *result, const char *id)
{
    if (result->named < ROLL_NAMED)
        (void)snprintf(result->id[result->named++], sizeof result->id[0], "%s", id);
    else
        result->more++;
}

/* ---- a call ------------------------------------------------------------------------------------------------------- */

static bool same_result(const struct roll_result *a, const struct roll_result *b)
{
    bool same = a->named == b->named && a->more == b->more && a->unread == b->unread;
    for (size_t i = 0; i < a->named && same; i++)
        same = strcmp(a->id[i], b->id[i]) == 0;
    return same;
}

static bool tell(struct roll *roll, const struct roll_result *result)
{
    bool changed = !same_result(&roll->told, result);
    roll->told = *result;
    return changed;
}

/* All lists were called. The feeder counts what was sealed to others; what more is missing was taken away. Its count comes after
   the items, so that one call alone proves nothing. */
static bool finish(struct roll *roll, const char *cache_path, int64_t ticks)
{
    struct snapshot_health health = {.checked_at = NO_INSTANT};
    snapshot_health(cache_path, &health);
    int64_t missed =
        health.sealed < 0 || roll->found.sealed < health.sealed ? 0 : roll->found.sealed - health.sealed;
    roll->found.result.more += missed < roll->sealed_before ? missed : roll->sealed_before;
    int64_t rest = missed != roll->sealed_before ? AGAIN_MILLISECONDS : REST_MILLISECONDS;
    roll->due = ticks + (2 * roll->cost > rest ? 2 * roll->cost : rest);
    roll->sealed_before = missed;
    end_call(roll);
    return tell(roll, &roll->found.result);
}

static void start(struct roll *roll, const struct vouch *vouch)
{
    end_call(roll);
    roll->roles = vouch_lists(vouch, &roll->role);
    roll->found = (struct found){0};
    roll->began = roll->generation;
    roll->cost = 0;
}

/* What was under way is read anew: role[at], or the roles of one slice. */
static void go_back(struct roll *roll, size_t at, const struct found *found)
{
    roll->found = *found;
    roll->at = at;
    roll->heard = false;
    roll->next = roll->entries = 0;
}

/* False: the cache does not answer. */
static bool call_slice(struct roll *roll, struct admission *admission, struct snapshot *snapshot,
                       instant wall, int64_t ticks)
{
    struct snapshot_filter filter = admission_filter(admission, wall, ticks);
    for (int64_t until = roll->cost + SLICE_COST; roll->cost < until && roll->at < roll->roles;) {
        if (!roll->heard) {
            roll->found_before = roll->found;
            enum status status = hear(roll, admission, snapshot, &filter);
            roll->cost += LIST_COST;
            if (status == STATUS_UNAVAILABLE)
                return false;
            roll->found.result.unread += status == STATUS_REFUSED;
        }
        roll->lapsed = roll->heard && roll->expires != NO_INSTANT && roll->expires <= filter.now;
        for (; roll->next < roll->entries && roll->cost < until; roll->next++) {
            const struct entry *entry = &roll->entry[roll->next];
            enum verdict verdict = look_up(roll, admission, snapshot, &filter, entry, wall, ticks);
            if (verdict == OUTAGE)
                return false;
            if (verdict == ABSENT)
                miss(&roll->found.result, entry->id);
            roll->found.sealed += verdict == SEALED_AWAY;
        }
        if (roll->next == roll->entries) {
            roll->at++;
            roll->heard = false;
            roll->next = roll->entries = 0;
        }
    }
    return true;
}

/* The generation that stands now; -1: the cache does not answer. */
static int64_t generation_of(struct snapshot *snapshot)
{
    int64_t generation = -1;
    enum status status = snapshot_refresh(snapshot, &generation, NULL);
    return status == STATUS_OK || status == STATUS_UNCHANGED ? generation : -1;
}

/* Items and their lists change together: what was verified must be of the generation that is looked into. Where another came
   since, the list that was under way is read anew. False: the cache does not answer. */
static bool take_generation(struct roll *roll, struct admission *admission, struct snapshot *snapshot,
                            int64_t ticks)
{
    int64_t generation = generation_of(snapshot);
    if (generation < 0)
        return false;
    if (generation == roll->generation)
        return true;
    admission_verify(admission, snapshot, ticks);
    roll->generation = generation;
    return true;
}

bool roll_step(struct roll *roll, struct admission *admission, struct snapshot *snapshot, instant wall,
               int64_t ticks)
{
    static const struct roll_result nothing = {.named = 0};
    int64_t before = roll->generation;
    if (admission->vouch == NULL)
        return false;
    if (!take_generation(roll, admission, snapshot, ticks))
        return false;
    if (vouch_times(admission->vouch)->version == 0 ||
        admission_time(admission, wall, ticks).state == DEAD) { /* the built-in page tells of it */
        end_call(roll);
        roll->sealed_before = 0;
        return tell(roll, &nothing);
    }
    if (roll->role == NULL) {
        bool small = roll->cost < SMALL_COST && roll->generation != roll->began;
        if (ticks < roll->due && !small)
            return false;
        start(roll, admission->vouch);
    } else if (roll->generation != before && roll->heard) {
        go_back(roll, roll->at, &roll->found_before);
    }
    struct found found = roll->heard ? roll->found_before : roll->found;
    size_t at = roll->at;
    if (!call_slice(roll, admission, snapshot, wall, ticks) || generation_of(snapshot) != roll->generation) {
        go_back(roll, at, &found); /* the cache changed under our hands */
        return false;
    }
    return roll->at == roll->roles && finish(roll, admission->cache_path, ticks);
}
