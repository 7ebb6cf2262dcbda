#include "scene.h"

#include "admission.h"
#include "contract/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Urgent items whose last showing is remembered; more at once would be no programme any more. */
#define URGENT_MEMORY 1024

struct shown_urgent {
    char sha256[65];
    int64_t ticks;
};

struct scene {
    struct scene_settings settings;
    struct sheet sheet;
    struct snapshot *snapshot;
    int64_t generation;
    char after[ORDER_BYTES];     /* programme key of the last normal item */
    struct snapshot_entry entry; /* the item that stands; id "" for the built-in page */
    struct record *record;
    struct project *project;
    struct volume *volume;
    size_t page;
    int64_t since, until; /* ticks */
    instant window;       /* wall time at which the set of items may change by itself, or NO_INSTANT */
    struct shown_urgent urgent[URGENT_MEMORY];
    size_t urgents;
    struct { /* what an urgent item interrupted */
        struct snapshot_entry entry;
        size_t page;
        bool banner; /* that page was composed with room for it */
        date day;    /* and with the days left on that day */
        bool set;
    } resume;
    const char *nothing;
    struct admission admission;
    struct roll *roll;
    int64_t ticks;             /* of the call that is being answered */
    bool unvouched;            /* something was left out when the programme last went round */
    bool unrooted;             /* the cache is signed, and this screen was given no root */
    struct cycle cycle, round; /* of the round that is under way; the last one that was completed */
    bool rounded;              /* it is not told yet */
};

/* Items that cannot be shown are passed over in one turn up to this many; a cache that is damaged or forged as a whole must not
   hold the screen. */
#define PASSED_OVER 200

/* How long a character of a row takes that most readers pass over on the way to their own. */
#define LOOKED_UP .4
/* On a panel, where one row after the other stands alone and must be read to be passed over. */
#define PANEL_ROW .7

/* How long a character of each kind takes, in those of running text. */
static double weight_of(enum kind kind)
{
    switch (kind) {
    case KIND_DOCUMENT:
    case KIND_PLAN:
    case KIND_FAQ:
    case KIND_WARNING:
    case KIND_COMPARE:
    case KIND_TABLE: /* what stands beside its rows */
    case KIND_MESSAGE: return 1;
    case KIND_TASKS:
    case KIND_CARDS:
    case KIND_CONTACTS:
    case KIND_LEDGER: return .7; /* searched, not read through */
    case KIND_PROGRESS:
    case KIND_PROCESS:
    case KIND_SCHEDULE: return 1.4; /* lines and bars are looked at as well */
    case KIND_COUNT: break;
    }
    BUG("kind %d", (int)kind);
}

double scene_dwell(const struct scene_settings *settings, const struct sheet *sheet, enum kind kind,
                   const struct page *page)
{
    if (settings->dwell_seconds > 0)
        return settings->dwell_seconds;
    bool panel = sheet->shape == SHAPE_PANEL; /* there a row is a page of its own */
    double characters = page == NULL ? 0 : page->characters - (1 - LOOKED_UP) * page->looked_up;
    double pace = settings->characters_per_minute * (settings->old_readers ? .75 : 1);
    double seconds =
        characters * (panel && kind == KIND_TABLE ? PANEL_ROW : weight_of(kind)) * 60.0 / pace + 2.0;
    double least = panel ? settings->least_seconds / 2.0 : settings->least_seconds;
    if (seconds < least)
        seconds = least;
    return seconds > settings->most_seconds ? settings->most_seconds : seconds;
}

struct scene *scene_create(const struct scene_settings *settings, const struct sheet *sheet,
                           struct snapshot *snapshot)
{
    struct scene *scene = take_zeroed(1, sizeof *scene);
    scene->settings = *settings;
    scene->sheet = *sheet;
    scene->snapshot = snapshot;
    scene->window = NO_INSTANT;
    scene->nothing = "nothing.no_cache";
    scene->admission = (struct admission){.vouch = settings->vouch,
                                          .cache_path = settings->cache_path,
                                          .project = settings->project,
                                          .catalogue = settings->catalogue,
                                          .inside_area = settings->inside_area,
                                          .limits = {settings->aging_seconds, settings->stale_seconds}};
    admission_init(&scene->admission);
    scene->roll = roll_create();
    return scene;
}

static void drop_item(struct scene *scene)
{
    volume_close(scene->volume);
    project_destroy(scene->project);
    record_destroy(scene->record);
    scene->volume = NULL;
    scene->project = NULL;
    scene->record = NULL;
    scene->entry = (struct snapshot_entry){0};
    scene->page = 0;
}

void scene_destroy(struct scene *scene)
{
    if (scene == NULL)
        return;
    drop_item(scene);
    roll_destroy(scene->roll);
    free(scene);
}

void scene_set_snapshot(struct scene *scene, struct snapshot *snapshot)
{
    scene->snapshot = snapshot;
}

static struct freshness_reading read_time(struct scene *scene, instant wall)
{
    return admission_time(&scene->admission, wall, scene->ticks);
}

static struct snapshot_filter filter_at(struct scene *scene, instant now)
{
    return admission_filter(&scene->admission, now, scene->ticks);
}

/* A failing cache is told, and what stands stays: an outage never blanks a screen. */
static bool works(enum status status, const struct problem *problem)
{
    if (status == STATUS_OK || status == STATUS_END || status == STATUS_UNCHANGED)
        return true;
    log_line(LOG_WARNING, "scene", "%s: %s", problem->code, problem->text);
    return false;
}

bool scene_holds(struct scene *scene, const char *id, int64_t version, instant now)
{
    struct snapshot_entry entry;
    if (scene->snapshot == NULL)
        return true;
    struct snapshot_filter filter = filter_at(scene, now);
    enum status status = snapshot_find(scene->snapshot, &filter, id, &entry, NULL);
    return status == STATUS_OK ? entry.version == version : status != STATUS_END;
}

static bool lacks_items(const struct scene *scene)
{
    const struct roll_result *result = roll_result(scene->roll);
    return roll_absent(result) > 0 || result->unread > 0;
}

bool scene_call(struct scene *scene, instant now, int64_t ticks)
{
    scene->ticks = ticks;
    return scene->snapshot != NULL && roll_step(scene->roll, &scene->admission, scene->snapshot, now, ticks);
}

const struct roll_result *scene_absent(const struct scene *scene)
{
    return roll_result(scene->roll);
}

/* Pages leave room for the banner of a screen that is stale or lacks something; a panel says it in its head. */
static bool wants_banner(struct scene *scene, instant now)
{
    return scene->sheet.shape != SHAPE_PANEL && (read_time(scene, now).state >= STALE || lacks_items(scene));
}

static date day_at(struct scene *scene, instant now)
{
    return date_from_instant(read_time(scene, now).shown, scene->sheet.zone_minutes);
}

/* What is composed no longer fits the time: another banner, or another day to count from. */
static bool is_outdated(struct scene *scene, instant now)
{
    return wants_banner(scene, now) != scene->sheet.banner ||
           day_at(scene, now) != sheet_today(&scene->sheet);
}

static void compose(struct scene *scene, instant now)
{
    volume_close(scene->volume);
    scene->sheet.now = read_time(scene, now).shown;
    scene->sheet.banner = wants_banner(scene, now);
    scene->volume = volume_open(&scene->sheet, scene->record, scene->project);
}

static struct shown_urgent *remembered(struct scene *scene, const char *sha256)
{
    for (size_t i = 0; i < scene->urgents; i++)
        if (strcmp(scene->urgent[i].sha256, sha256) == 0)
            return &scene->urgent[i];
    return NULL;
}

static void remember(struct scene *scene, const char *sha256, int64_t ticks)
{
    struct shown_urgent *slot = remembered(scene, sha256);
    if (slot == NULL && scene->urgents < URGENT_MEMORY) {
        slot = &scene->urgent[scene->urgents++];
    } else if (slot == NULL) {
        slot = &scene->urgent[0];
        for (size_t i = 1; i < scene->urgents; i++)
            if (scene->urgent[i].ticks < slot->ticks)
                slot = &scene->urgent[i];
    }
    memcpy(slot->sha256, sha256, sizeof slot->sha256);
    slot->ticks = ticks;
}

/* Which urgent items may be taken. */
enum urgent_turn {
    NEVER_SHOWN,
    OR_COME_ROUND, /* also one whose time has come again */
    OR_ANY,        /* also one that was shown a moment ago: there is nothing else */
};

/* The urgent item that waits longest: one that was never shown, else the one whose showing lies furthest back, so that
   none of several keeps the others away. */
static bool find_urgent(struct scene *scene, instant now, int64_t ticks, enum urgent_turn turn,
                        struct snapshot_entry *out)
{
    struct snapshot_filter filter = filter_at(scene, now);
    struct problem problem = {0};
    struct snapshot_entry entry = {0};
    int64_t every = (int64_t)scene->settings.urgent_every_seconds * 1000;
    int64_t before = turn == NEVER_SHOWN ? INT64_MIN : turn == OR_COME_ROUND ? ticks - every + 1 : ticks;
    bool found = false;
    for (;;) {
        enum status status = snapshot_next_urgent(scene->snapshot, &filter, entry.order, &entry, &problem);
        if (!works(status, &problem) || status == STATUS_END)
            return found;
        const struct shown_urgent *shown = remembered(scene, entry.sha256);
        if (shown == NULL || shown->ticks < before) {
            *out = entry;
            found = true;
        }
        if (shown == NULL)
            return true;
        if (shown->ticks < before)
            before = shown->ticks;
    }
}

/* Whether the entry may still be shown, and as it was; *changed tells that it may, but as another version. */
static bool still_there(struct scene *scene, const struct snapshot_entry *entry, instant now,
                        struct snapshot_entry *current, bool *changed)
{
    struct snapshot_filter filter = filter_at(scene, now);
    struct problem problem = {0};
    *changed = false;
    enum status status = snapshot_find(scene->snapshot, &filter, entry->id, current, &problem);
    if (!works(status, &problem)) {
        *current = *entry; /* the cache does not answer: what stands stays */
        return true;
    }
    if (status == STATUS_END)
        return false;
    *changed = strcmp(current->sha256, entry->sha256) != 0;
    return true;
}

/* A screen without a root believes the feeder. Before a cache that came from a signed publication it could do better, and says so. */
static void look_for_signatures(struct scene *scene)
{
    struct buffer timestamp = {0};
    bool was = scene->unrooted;
    scene->unrooted = scene->settings.vouch == NULL &&
                      snapshot_chain(scene->snapshot, 0, "timestamp.json", -1, &timestamp, NULL) == STATUS_OK;
    buffer_finish(&timestamp);
    if (scene->unrooted && !was)
        log_line(
            LOG_WARNING, "scene",
            "the cache came from a signed publication; without a trust root this screen verifies nothing");
}

static void refresh(struct scene *scene, instant now)
{
    struct problem problem = {0};
    int64_t generation = scene->generation;
    enum status status = snapshot_refresh(scene->snapshot, &generation, &problem);
    if (works(status, &problem))
        scene->generation = generation;
    if (status == STATUS_OK)
        look_for_signatures(scene);
    admission_verify(&scene->admission, scene->snapshot, scene->ticks);
    struct snapshot_filter filter = filter_at(scene, now);
    problem_clear(&problem);
    instant window = NO_INSTANT;
    if (works(snapshot_next_change(scene->snapshot, &filter, &window, &problem), &problem))
        scene->window = window;
}

/* The cache changed under our hands: the record of one generation was held against the signatures of another. */
static bool changed_meanwhile(struct scene *scene, instant now)
{
    int64_t generation = scene->generation;
    refresh(scene, now);
    return scene->generation != generation;
}

/* Refused though it should stand here now: if it is published, the roll counts it. */
static void note_refusal(struct scene *scene, const char *id, enum status status,
                         const struct problem *problem)
{
    bool lost = status == STATUS_END; /* its row is there and its bytes are not */
    if (lost || (status == STATUS_REFUSED && strcmp(problem->code, "not-due") != 0 &&
                 strcmp(problem->code, "expired") != 0))
        roll_note(scene->roll, id);
}

/* Puts an item on the screen. False leaves what stands: the item is refused by its hash or cannot be read. */
static bool take_item(struct scene *scene, const struct snapshot_entry *entry, size_t page, instant now)
{
    struct record *record = NULL;
    struct problem problem = {0};
    bool refused = scene->admission.refused;
    enum status status =
        admission_record(&scene->admission, scene->snapshot, entry->id, now, scene->ticks, &record, &problem);
    if (status == STATUS_REFUSED && changed_meanwhile(scene, now)) {
        problem_clear(&problem);
        scene->admission.refused = refused;
        status = admission_record(&scene->admission, scene->snapshot, entry->id, now, scene->ticks, &record,
                                  &problem);
    }
    if (status != STATUS_OK) {
        log_line(LOG_ERROR, "scene", "%s is not shown: %s: %s", entry->id, problem.code, problem.text);
        note_refusal(scene, entry->id, status, &problem);
        return false;
    }
    struct project *project = admission_project(&scene->admission, scene->snapshot, record);
    struct snapshot_entry kept = *entry;
    drop_item(scene);
    scene->entry = kept;
    scene->record = record;
    scene->project = project;
    compose(scene, now);
    scene->page = page == 0 || volume_has(scene->volume, page) ? page : 0;
    return true;
}

/* May what stands go on standing? It was vouched for when it was taken, by another publication perhaps; and what the cache holds
   now must still be that: a flipped bit takes an item away at the next turn, not only when it comes round. */
static bool stands(struct scene *scene, instant now)
{
    struct problem problem = {0};
    struct record *record = NULL;
    if (scene->admission.vouch == NULL)
        return true;
    enum status status = admission_record(&scene->admission, scene->snapshot, scene->record->id, now,
                                          scene->ticks, &record, &problem);
    record_destroy(record);
    note_refusal(scene, scene->record->id, status, &problem);
    if (status != STATUS_OK)
        log_line(LOG_ERROR, "scene", "%s %s: %s: %s", scene->record->id,
                 status == STATUS_UNAVAILABLE ? "cannot be read again" : "is no longer shown", problem.code,
                 problem.text);
    return status == STATUS_OK || status == STATUS_UNAVAILABLE;
}

static bool is_urgent(const struct scene *scene)
{
    return scene->record != NULL && scene->entry.priority == PRIORITY_URGENT;
}

#define NO_PAGE SIZE_MAX

/* Shows an urgent item; the standing one goes on afterwards with its page `rest` (NO_PAGE: it was over). One that cannot
   be read has had its turn and does not keep the next away. */
static bool show_urgent(struct scene *scene, instant now, int64_t ticks, enum urgent_turn turn, size_t rest)
{
    struct snapshot_entry entry, standing = scene->entry;
    bool interrupts = scene->record != NULL && !is_urgent(scene) && !scene->resume.set && rest != NO_PAGE;
    bool banner = scene->sheet.banner;
    date day = sheet_today(&scene->sheet);
    while (find_urgent(scene, now, ticks, turn, &entry)) {
        remember(scene, entry.sha256, ticks);
        if (!take_item(scene, &entry, 0, now))
            continue;
        if (interrupts) {
            scene->resume.entry = standing;
            scene->resume.page = rest;
            scene->resume.banner = banner;
            scene->resume.day = day;
            scene->resume.set = true;
        }
        return true;
    }
    return false;
}

/* Goes back to what an urgent item interrupted, at the page that was cut short; from its first page where its lines may
   stand elsewhere now. */
static bool go_on(struct scene *scene, instant now)
{
    if (!scene->resume.set)
        return false;
    struct snapshot_entry current;
    bool changed = false;
    scene->resume.set = false;
    if (!still_there(scene, &scene->resume.entry, now, &current, &changed))
        return false;
    bool moved = changed || wants_banner(scene, now) != scene->resume.banner ||
                 day_at(scene, now) != scene->resume.day;
    return take_item(scene, &current, moved ? 0 : scene->resume.page, now);
}

/* The next item of the programme that can be read; *answers tells whether the cache could be asked. */
static bool next_normal(struct scene *scene, instant now, bool *answers)
{
    struct snapshot_filter filter = filter_at(scene, now);
    struct snapshot_entry entry;
    bool wrapped = scene->after[0] == '\0';
    for (int passed = 0; passed < PASSED_OVER && read_time(scene, now).state != DEAD; passed++) {
        struct problem problem = {0};
        enum status status = snapshot_next(scene->snapshot, &filter, scene->after, &entry, &problem);
        *answers = works(status, &problem);
        if (!*answers)
            return false;
        if (status == STATUS_END) {
            scene->after[0] = '\0';
            if (wrapped)
                return false;
            wrapped = true;
            scene->round = scene->cycle;
            scene->rounded = scene->cycle.pages > 0;
            scene->cycle = (struct cycle){0};
            scene->unvouched = scene->admission.refused;
            scene->admission.refused = false;
            continue;
        }
        memcpy(scene->after, entry.order, sizeof scene->after);
        if (take_item(scene, &entry, 0, now))
            return true;
    }
    return false;
}

static void set_time(struct scene *scene, int64_t ticks)
{
    double seconds = scene_dwell(&scene->settings, &scene->sheet,
                                 scene->record == NULL ? KIND_DOCUMENT : scene->record->kind,
                                 scene->volume == NULL ? NULL : volume_page(scene->volume, scene->page));
    scene->since = ticks;
    scene->until = ticks + (int64_t)(seconds * 1000.0);
    if (scene->record != NULL)
        cycle_add(&scene->cycle, scene->record->id, seconds);
}

bool scene_cycle(struct scene *scene, struct cycle *out)
{
    bool told = scene->rounded;
    scene->rounded = false;
    if (told)
        *out = scene->round;
    return told;
}

/* Once more from the start: what stands when nothing else can be shown. */
static void start_again(struct scene *scene, instant now)
{
    if (is_outdated(scene, now))
        compose(scene, now);
    scene->page = 0;
}

static const char *why_nothing(struct scene *scene, instant now, bool answers)
{
    struct freshness_reading time = read_time(scene, now);
    bool verified = scene->admission.vouch == NULL || vouch_times(scene->admission.vouch)->version > 0;
    return !answers                                       ? "nothing.no_cache"
           : !verified                                    ? "nothing.unvouched"
           : time.state >= EXPIRED                        ? "nothing.dead"
           : scene->admission.refused || scene->unvouched ? "nothing.unvouched"
                                                          : "nothing.empty";
}

/* Behind an item's last page, or where the item is gone. `there`: it may still be shown. */
static void next_item(struct scene *scene, instant now, int64_t ticks, bool there)
{
    bool answers = true;
    if (show_urgent(scene, now, ticks, NEVER_SHOWN, NO_PAGE) || go_on(scene, now) ||
        next_normal(scene, now, &answers) || show_urgent(scene, now, ticks, OR_ANY, NO_PAGE))
        return;
    if (there) { /* alone, or nothing else can be read: an outage never blanks a screen */
        start_again(scene, now);
        return;
    }
    drop_item(scene);
    scene->nothing = why_nothing(scene, now, answers);
}

void scene_turn(struct scene *scene, instant now, int64_t ticks)
{
    scene->ticks = ticks;
    if (scene->snapshot == NULL) {
        set_time(scene, ticks);
        return;
    }
    refresh(scene, now);
    struct snapshot_entry current;
    bool changed = false;
    bool there = scene->record != NULL && still_there(scene, &scene->entry, now, &current, &changed) &&
                 (changed || stands(scene, now));
    bool more = there && !changed && volume_has(scene->volume, scene->page + 1);
    size_t rest = more ? scene->page + 1 : changed ? 0 : NO_PAGE;
    if (!is_urgent(scene) && show_urgent(scene, now, ticks, OR_COME_ROUND, rest)) {
        set_time(scene, ticks);
        return;
    }
    if (changed && take_item(scene, &current, 0, now)) {
        if (is_urgent(scene))
            remember(scene, current.sha256, ticks);
    } else if (more && is_outdated(scene, now)) {
        start_again(scene, now); /* lines stand elsewhere now: from the first page, so that none is skipped */
    } else if (more) {
        scene->page++;
    } else {
        next_item(scene, now, ticks, there);
    }
    set_time(scene, ticks);
}

bool scene_window_due(const struct scene *scene, instant now)
{
    return scene->window != NO_INSTANT && now >= scene->window;
}

bool scene_look(struct scene *scene, instant now, int64_t ticks)
{
    scene->ticks = ticks;
    if (scene->snapshot == NULL)
        return false;
    int64_t before = scene->generation;
    bool window = scene_window_due(scene, now);
    refresh(scene, now);
    if (scene->generation == before && !window && scene->record != NULL)
        return false;
    if (!is_urgent(scene) && show_urgent(scene, now, ticks, NEVER_SHOWN, scene->page)) {
        set_time(scene, ticks);
        return true;
    }
    struct snapshot_entry current;
    bool changed = false;
    if (scene->record != NULL && still_there(scene, &scene->entry, now, &current, &changed) &&
        (changed || stands(scene, now)))
        return false; /* another version comes at the next page turn */
    scene_turn(scene, now, ticks);
    return true;
}

void scene_set_sheet(struct scene *scene, const struct sheet *sheet)
{
    scene->sheet = *sheet;
    scene->resume.page = 0; /* what an urgent item interrupted is composed anew too */
    if (scene->record == NULL)
        return;
    compose(scene, sheet->now);
    scene->page = 0;
}

size_t scene_pages(struct scene *scene)
{
    if (scene->volume == NULL)
        return 1;
    bool known = volume_pages_known(scene->volume) > 0;
    size_t pages = volume_pages(scene->volume);
    if (!known && volume_truncated(scene->volume))
        log_line(LOG_WARNING, "scene", "%s version %lld does not fit the limits and is cut off",
                 scene->record->id, (long long)scene->record->version);
    return pages;
}

int64_t scene_until(const struct scene *scene)
{
    return scene->until;
}

void scene_view(struct scene *scene, instant now, int64_t ticks, struct scene_view *out)
{
    struct snapshot_health health = {.checked_at = NO_INSTANT};
    snapshot_health(scene->settings.cache_path, &health);
    int64_t span = scene->until - scene->since;
    scene->ticks = ticks;
    struct freshness_reading time = read_time(scene, now);
    *out = (struct scene_view){
        .record = scene->record,
        .page = scene->volume == NULL ? NULL : volume_page(scene->volume, scene->page),
        .frame = {.record = scene->record,
                  .project = scene->project,
                  .office = scene->settings.office,
                  .hotline = scene->settings.hotline,
                  .supervision = scene->settings.supervision,
                  .page = scene->page,
                  .pages = scene->volume == NULL ? 1 : volume_pages_known(scene->volume),
                  .elapsed = span <= 0 ? 0 : (float)((double)(ticks - scene->since) / (double)span),
                  .checked_at = time.checked_at,
                  .freshness = time.state,
                  .banner = scene->sheet.banner,
                  .absent = roll_absent(roll_result(scene->roll)),
                  .unread = roll_result(scene->roll)->unread > 0,
                  .unsigned_source = scene->settings.vouch == NULL,
                  .unrooted = scene->unrooted},
        .now = time.shown,
        .nothing = scene->nothing,
        .generation = scene->generation,
        .since = scene->since,
        .until = scene->until,
    };
    if (lacks_items(scene) && strcmp(out->nothing, "nothing.empty") == 0)
        out->nothing = "nothing.absent"; /* there is something, and it is not here */
    const char *own = scene->unvouched || scene->admission.refused ? "trust-unvouched"
                      : lacks_items(scene)                         ? "list-absent"
                      : time.clock_off                             ? "clock-off"
                                                                   : "";
    memcpy(out->frame.alarm, health.alarm, sizeof out->frame.alarm);
    if (own[0] != '\0') /* what this screen found out by itself comes first */
        (void)snprintf(out->frame.alarm, sizeof out->frame.alarm, "%s", own);
}
