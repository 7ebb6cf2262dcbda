#include "follow.h"

#include "chain.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "delivery.h"
#include "guard.h"
#include "listing.h"
#include "trust/path.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A damaged text is found within the hour; 100,000 items are hashed in half a second. */
#define AUDIT_SECONDS 3600
#define TOMBSTONE_BYTES 65536 /* an id, a reason of one line, a time */
/* Mark of an item that is no longer listed: the edition that vouches for it. */
#define REMAINS "E%" PRId64 ":"

struct follow {
    const struct sync_settings *settings;
    struct publication *publication;
    struct cache *cache;
    struct account *account;
    instant now;
    struct floor floor;
    struct chain chain;
    struct seal_key key;
    struct cache_keys held;
    struct listing listing;
    int64_t edition;      /* for items missing since this pull */
    const char **damaged; /* ids whose bytes are not those that were committed; sorted, owned strings */
    size_t damages, damage_capacity;
    int64_t dropped;
};

static int64_t boot_seconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec + 1; /* never 0 */
}

static enum status fail(struct follow *follow, enum status status, const struct problem *problem)
{
    follow->account->failure = *problem;
    return status;
}

/* ---- stage: audit ----------------------------------------------------------------------------------------------- */

static void note_damage(void *data, const char *id, const char *sha256, const char *actual)
{
    struct follow *follow = data;
    if (strcmp(sha256, actual) == 0)
        return;
    follow->damaged =
        take_room(follow->damaged, &follow->damage_capacity, follow->damages + 1, sizeof *follow->damaged);
    follow->damaged[follow->damages++] = take_copy(id);
    account_alarm(follow->account, "cache-damaged", id,
                  "its bytes changed on this machine; it is fetched again");
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_damaged(const struct follow *follow, const char *id)
{
    return follow->damages > 0 &&
           bsearch(&id, follow->damaged, follow->damages, sizeof *follow->damaged, compare_texts) != NULL;
}

/* Flips of bits in the cache are looked for at the start and every hour. */
static enum status audit(struct follow *follow, struct problem *problem)
{
    int64_t now = boot_seconds();
    if (follow->publication->audited != 0 && now - follow->publication->audited < AUDIT_SECONDS)
        return STATUS_OK;
    enum status status = cache_audit(follow->cache, note_damage, follow, problem);
    if (follow->damages > 0)
        qsort(follow->damaged, follow->damages, sizeof *follow->damaged, compare_texts);
    if (status == STATUS_OK && follow->damages == 0)
        follow->publication->audited = now;
    return status;
}

/* ---- stage: list ------------------------------------------------------------------------------------------------ */

/* The first path a role lists, through which the role as a whole is verified; NULL if it lists none. */
static char *first_path(const struct json *targets)
{
    const char **paths = json_keys(targets);
    char *path = json_count(targets) == 0 ? NULL : take_copy(paths[0]);
    free(paths);
    return path;
}

/* What an unverified file says is only a hint where to look; a fresh one counts after trust has found its way to it. */
static enum status list_role(struct follow *follow, const char *role, struct problem *problem)
{
    struct buffer bytes = {0};
    struct json *tree = NULL;
    bool fresh = false, ours = true;
    enum status status = chain_role(&follow->chain, role, &fresh, &bytes, problem);
    if (status == STATUS_OK)
        status = json_parse(bytes.data, bytes.size, LIMIT_TRUST_TARGETS_BYTES, &tree, problem);
    buffer_finish(&bytes);
    const struct json *targets = json_member(json_member(tree, "signed"), "targets");
    char *path = status == STATUS_OK && fresh ? first_path(targets) : NULL;
    if (path != NULL) {
        const struct trust_target *found = NULL;
        follow->chain.kept = false;
        status = chain_find(&follow->chain, path, &found, problem);
        ours = status != STATUS_OK || strcmp(found->role, role) == 0;
    }
    /* A role that nobody hands on to lists in vain: a bin before its role is cut, or after it was cut finer. */
    if (!ours)
        follow->listing.strange += json_count(targets);
    if (status == STATUS_OK && ours)
        status = listing_add(&follow->listing, role, targets, problem);
    free(path);
    json_destroy(tree);
    return status;
}

static enum status list_all(struct follow *follow, struct problem *problem)
{
    size_t count = 0;
    const char **files = chain_roles(&follow->chain, &count);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        size_t length = strlen(files[i]);
        char *role = take_copy_n(files[i], length > 5 ? length - 5 : 0);
        if (listing_is_role(role))
            status = list_role(follow, role, problem);
        free(role);
    }
    free(files);
    listing_sort(&follow->listing);
    if (status == STATUS_OK && follow->listing.strange > 0)
        account_alarm(follow->account, "strange-target", "",
                      "%zu targets are none of ours and were passed over", follow->listing.strange);
    return status;
}

/* ---- stage: compare --------------------------------------------------------------------------------------------- */

static const struct cache_key *held_item(const struct follow *follow, const char *id)
{
    return cache_keys_find(follow->held.item, follow->held.items, id);
}

static bool is_over(const struct follow *follow, const struct cache_key *key)
{
    return key->display_until != NO_INSTANT && key->display_until <= follow->now;
}

/* The keys of one project must not reach an item of another: who lists the item where it is at home decides about it. */
static bool is_foreign(const struct follow *follow, const struct listed *listed)
{
    const struct cache_key *held = held_item(follow, listed->id);
    const char *home = held == NULL ? NULL : held->project == NULL ? "~" : held->project;
    if (home == NULL || listing_find_under(&follow->listing, listed->id, home) == NULL) {
        const struct listed *first = listing_find(&follow->listing, listed->id);
        home = first == NULL ? listed->prefix : first->prefix;
    }
    return strcmp(home, listed->prefix) != 0;
}

/* More than half of what is shown, withdrawn at once: only where its signers said that they mean it. */
static enum status check_mass(struct follow *follow, struct problem *problem)
{
    size_t live = 0, hit = 0;
    for (size_t i = 0; i < follow->held.items; i++)
        live += !is_over(follow, &follow->held.item[i]);
    for (size_t i = 0; i < follow->listing.entries; i++) {
        const struct listed *listed = &follow->listing.entry[i];
        const struct cache_key *held = listed->form == FORM_TOMBSTONE ? held_item(follow, listed->id) : NULL;
        hit += held != NULL && !listed->mass && !is_over(follow, held) &&
               (listed->version == 0 || held->version <= listed->version) && !is_foreign(follow, listed);
    }
    if (hit > 1 && hit * 2 > live)
        return problem_set(problem, STATUS_REFUSED, "mass-withdraw",
                           "%zu of %zu items withdrawn at once, without the mark that it is meant", hit,
                           live);
    return STATUS_OK;
}

/* Absence is never a withdrawal: what is no longer listed stays, under the signatures it came with. */
static enum status keep_missing(struct follow *follow, struct problem *problem)
{
    int64_t *editions = NULL;
    size_t count = 0;
    enum status status = cache_editions(follow->cache, &editions, &count, problem);
    int64_t next = count == 0 ? 1 : editions[count - 1] + 1;
    free(editions);
    for (size_t i = 0; i < follow->held.items && status == STATUS_OK; i++) {
        const struct cache_key *key = &follow->held.item[i];
        if (is_over(follow, key) || listing_find(&follow->listing, key->id) != NULL)
            continue;
        follow->account->missing++;
        account_alarm(follow->account, "missing-item", key->id,
                      "the publication no longer lists it and no withdrawal says so; it stays");
        if (key->mark[0] != 'P')
            continue; /* it has its edition already */
        char *mark = take_format(REMAINS "%s", next, key->mark + 2);
        follow->edition = next;
        status = cache_mark_item(follow->cache, key->id, mark, problem);
        free(mark);
    }
    if (status == STATUS_OK && follow->account->missing > 0 && follow->listing.entries == 0)
        account_alarm(follow->account, "source-empty", "", "the publication lists nothing; all items stay");
    return status;
}

/* The role files an item that is no longer listed hangs on, which did not change in this pull. */
static enum status copy_roles(struct follow *follow, const char *prefix, struct problem *problem)
{
    static const char *const duties[] = {"texts", "figures"};
    size_t count = 0;
    const char **files = chain_roles(&follow->chain, &count);
    enum status status = cache_chain_copy(follow->cache, follow->edition, "targets.json", problem);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        for (int d = 0; d < 2 && status == STATUS_OK; d++) {
            char *role = take_format("%s.%s.", prefix, duties[d]);
            if (strncmp(files[i], role, strlen(role)) == 0) {
                struct buffer name = {0};
                char *plain = take_copy_n(files[i], strlen(files[i]) - 5);
                trust_quote(&name, plain, '\0');
                buffer_text(&name, ".json");
                status = cache_chain_copy(follow->cache, follow->edition, name.data, problem);
                buffer_finish(&name);
                free(plain);
            }
            free(role);
        }
    free(files);
    return status;
}

static enum status keep_editions(struct follow *follow, struct problem *problem)
{
    int64_t *editions = NULL;
    size_t count = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < follow->held.items && status == STATUS_OK && follow->edition > 0; i++) {
        const struct cache_key *key = &follow->held.item[i];
        if (!is_over(follow, key) && key->mark[0] == 'P' && listing_find(&follow->listing, key->id) == NULL)
            status = copy_roles(follow, key->project == NULL ? "~" : key->project, problem);
    }
    if (status == STATUS_OK)
        status = cache_editions(follow->cache, &editions, &count, problem);
    for (size_t e = 0; e < count && status == STATUS_OK; e++) {
        bool used = editions[e] == follow->edition;
        char *remains = take_format(REMAINS, editions[e]);
        for (size_t i = 0; i < follow->held.items && !used; i++) {
            const struct cache_key *key = &follow->held.item[i];
            used = strncmp(key->mark, remains, strlen(remains)) == 0 && !is_over(follow, key) &&
                   listing_find(&follow->listing, key->id) == NULL;
        }
        free(remains);
        if (!used)
            status = cache_edition_drop(follow->cache, editions[e], problem);
    }
    free(editions);
    return status;
}

/* ---- stage: fetch, open, guard, put ------------------------------------------------------------------------------ */

static void refuse(struct follow *follow, const char *id, const struct problem *problem)
{
    account_refuse(follow->account, id, problem);
    account_alarm(follow->account, "item-refused", id, "%s: %s", problem->code, problem->text);
}

/* Refused content is told by name and the pull goes on; what could not be had or verified ends it. */
static enum status settle(struct follow *follow, const char *id, enum status status,
                          const struct problem *problem)
{
    if (status == STATUS_UNCHANGED)
        return STATUS_OK;
    if (status == STATUS_REFUSED) {
        refuse(follow, id, problem);
        return STATUS_OK;
    }
    return status;
}

static enum status fetch_parts(struct follow *follow, const struct listed *listed,
                               const struct listed *figures, struct delivery *delivery,
                               struct problem *problem)
{
    const struct trust_target *target = NULL;
    char *path = listed_path(listed), *part = figures == NULL ? NULL : listed_path(figures);
    size_t most = listed->form == FORM_SEALED ? LIMIT_SEALED_BYTES : LIMIT_RECORD_BYTES;
    enum status status = chain_fetch(&follow->chain, path, most, &delivery->text, &target, problem);
    if (status == STATUS_OK && figures != NULL) {
        status = chain_fetch(&follow->chain, part, LIMIT_RECORD_BYTES, &delivery->figures, &target, problem);
        const char *whole = status == STATUS_OK ? json_text(json_member(target->custom, "record")) : NULL;
        snprintf(delivery->record_sha256, sizeof delivery->record_sha256, "%s", whole == NULL ? "" : whole);
    }
    free(part);
    free(path);
    /* Whatever is wrong with a file on the way, the item was not refused: the pull did not come to its end. */
    return status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status;
}

/* Sealed to others: nothing of it may stay here, also where it could be read before. */
static enum status pass_over(struct follow *follow, const char *id, struct problem *problem)
{
    follow->account->sealed++;
    if (held_item(follow, id) == NULL)
        return STATUS_OK;
    enum status status = cache_drop(follow->cache, id, problem);
    follow->dropped += status == STATUS_OK;
    return status == STATUS_UNCHANGED ? STATUS_OK : status;
}

static enum status put_item(struct follow *follow, const struct listed *listed, const char *mark,
                            struct delivery *delivery, struct problem *problem)
{
    struct record *record = NULL;
    enum status status =
        delivery_open(listed, delivery, &follow->key, follow->settings->guard.zone_minutes, &record, problem);
    if (status == STATUS_REFUSED && strcmp(problem->code, "not-enrolled") == 0) {
        problem_clear(problem);
        return pass_over(follow, listed->id, problem);
    }
    if (status == STATUS_OK && is_damaged(follow, listed->id))
        status = cache_drop(follow->cache, listed->id, problem);
    if (status == STATUS_OK || status == STATUS_UNCHANGED)
        status = cache_put_signed(follow->cache, record, mark, problem);
    record_destroy(record);
    if (status == STATUS_OK)
        follow->account->accepted++;
    if (status == STATUS_UNCHANGED)
        follow->account->unchanged++;
    if ((status == STATUS_OK || status == STATUS_UNCHANGED) && listed->form == FORM_SEALED)
        status = cache_put_sealed(follow->cache, listed->id, delivery->content, &delivery->text, problem);
    return status;
}

static enum status take_item(struct follow *follow, const struct listed *listed)
{
    char mark[LISTED_MARK_BYTES];
    struct problem problem = {0};
    struct delivery delivery = {0};
    const struct listed *figures =
        listed->form == FORM_TEXT ? listing_figures(&follow->listing, listed) : NULL;
    const struct cache_key *held = held_item(follow, listed->id);
    enum status status = STATUS_OK;
    listed_mark(listed, figures, mark);
    if (held != NULL && strcmp(held->mark, mark) == 0 && !is_damaged(follow, listed->id)) {
        follow->account->unchanged++;
        return STATUS_OK;
    }
    if (listed->form == FORM_TEXT && figures == NULL)
        status = problem_set(&problem, STATUS_REFUSED, "incomplete", "its figures are not listed");
    else if (is_foreign(follow, listed))
        status = problem_set(&problem, STATUS_REFUSED, "foreign-id",
                             "project %.100s lists an item of another", listed->prefix);
    if (status == STATUS_OK &&
        (status = fetch_parts(follow, listed, figures, &delivery, &problem)) != STATUS_OK) {
        delivery_finish(&delivery);
        return fail(follow, status, &problem);
    }
    if (status == STATUS_OK)
        status = put_item(follow, listed, mark, &delivery, &problem);
    delivery_finish(&delivery);
    status = settle(follow, listed->id, status, &problem);
    return status == STATUS_OK ? status : fail(follow, status, &problem);
}

static enum status take_tombstone(struct follow *follow, const struct listed *listed)
{
    char mark[LISTED_MARK_BYTES];
    struct problem problem = {0};
    struct buffer bytes = {0};
    const struct trust_target *target = NULL;
    const struct cache_key *held =
        cache_keys_find(follow->held.tombstone, follow->held.tombstones, listed->id);
    listed_mark(listed, NULL, mark);
    if (held != NULL && strcmp(held->mark, mark) == 0 && held_item(follow, listed->id) == NULL)
        return STATUS_OK;
    if (is_foreign(follow, listed)) {
        (void)problem_set(&problem, STATUS_REFUSED, "foreign-id",
                          "project %.100s withdraws an item of another", listed->prefix);
        return settle(follow, listed->id, STATUS_REFUSED, &problem);
    }
    char *path = listed_path(listed), *clean = NULL;
    enum status status = chain_fetch(&follow->chain, path, TOMBSTONE_BYTES, &bytes, &target, &problem);
    free(path);
    buffer_finish(&bytes);
    if (status != STATUS_OK)
        return fail(follow, status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status, &problem);
    const char *reason = json_text(json_member(target->custom, "reason")),
               *at = json_text(json_member(target->custom, "withdrawn_at"));
    instant when = NO_INSTANT;
    if (at == NULL || !instant_parse(at, &when))
        when = follow->now;
    if (reason == NULL || *reason == '\0')
        status = problem_set(&problem, STATUS_REFUSED, "no-reason", "a withdrawal must give its reason");
    else if ((status = textguard_check(reason, true, &clean, &problem)) == STATUS_OK)
        status = cache_withdraw(follow->cache, listed->id, listed->version, when, clean, mark, follow->now,
                                &problem);
    free(clean);
    if (status == STATUS_OK)
        follow->account->withdrawn++;
    status = settle(follow, listed->id, status, &problem);
    return status == STATUS_OK ? status : fail(follow, status, &problem);
}

static enum status take_project(struct follow *follow, const struct listed *listed)
{
    char mark[LISTED_MARK_BYTES];
    struct problem problem = {0};
    struct buffer bytes = {0};
    struct project *project = NULL;
    const struct trust_target *target = NULL;
    const struct cache_key *held = cache_keys_find(follow->held.project, follow->held.projects, listed->id);
    listed_mark(listed, NULL, mark);
    if (held != NULL && strcmp(held->mark, mark) == 0)
        return STATUS_OK;
    char *path = listed_path(listed);
    enum status status = chain_fetch(&follow->chain, path, LIMIT_RECORD_BYTES, &bytes, &target, &problem);
    free(path);
    if (status != STATUS_OK) {
        buffer_finish(&bytes);
        return fail(follow, status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status, &problem);
    }
    status = project_decode(bytes.data, bytes.size, &project, &problem);
    buffer_finish(&bytes);
    if (status == STATUS_OK && strcmp(project_cell(project, "id"), listed->prefix) != 0)
        status = problem_set(&problem, STATUS_REFUSED, "bad-target", "the row of another project");
    if (status == STATUS_OK)
        status = cache_put_project(follow->cache, project, mark, &problem);
    project_destroy(project);
    status = settle(follow, listed->id, status, &problem);
    return status == STATUS_OK ? status : fail(follow, status, &problem);
}

/* Withdrawals first, so that one that holds for a version is told apart from what is published behind it. */
static enum status take_all(struct follow *follow)
{
    enum status status = STATUS_OK;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < follow->listing.entries && status == STATUS_OK; i++) {
            const struct listed *listed = &follow->listing.entry[i];
            bool first = listed->form == FORM_TOMBSTONE || listed->form == FORM_PROJECT;
            if (first != (pass == 0))
                continue;
            if (listed->form == FORM_TOMBSTONE)
                status = take_tombstone(follow, listed);
            else if (listed->form == FORM_PROJECT)
                status = take_project(follow, listed);
            else {
                follow->account->seen++;
                status = take_item(follow, listed);
            }
        }
    return status;
}

/* ---- the batch ---------------------------------------------------------------------------------------------------- */

static enum status bring_into_force(struct follow *follow)
{
    struct problem problem = {0};
    enum status status = STATUS_OK;
    if (follow->floor.repinned)
        status = cache_chain_clear(follow->cache, &problem);
    if (status == STATUS_OK)
        status = list_all(follow, &problem);
    if (status == STATUS_OK)
        status = check_mass(follow, &problem);
    if (status == STATUS_OK)
        status = keep_missing(follow, &problem);
    follow->chain.edition = follow->edition;
    if (status == STATUS_OK)
        status = keep_editions(follow, &problem);
    if (status != STATUS_OK)
        return fail(follow, status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status, &problem);
    status = take_all(follow);
    if (status == STATUS_OK && (status = chain_put(&follow->chain, &problem)) != STATUS_OK)
        return fail(follow, status, &problem);
    return status;
}

static enum status take_in(struct follow *follow)
{
    struct problem problem = {0};
    struct account *account = follow->account;
    enum status status = cache_begin(follow->cache, &problem);
    if (status != STATUS_OK)
        return fail(follow, status, &problem);
    follow->chain.in_batch = true;
    status = bring_into_force(follow);
    follow->chain.in_batch = false;
    if (status != STATUS_OK) {
        cache_rollback(follow->cache);
        return status;
    }
    status = cache_commit(follow->cache, &account->generation_after, &problem);
    if (status != STATUS_OK && status != STATUS_UNCHANGED)
        return fail(follow, status, &problem);
    if (status == STATUS_OK && account->withdrawn + follow->dropped > 0 &&
        cache_scrub(follow->cache, &problem) != STATUS_OK)
        account_alarm(account, "not-scrubbed", "", "%s: %s", problem.code, problem.text);
    return status;
}

/* ---- nothing new -------------------------------------------------------------------------------------------------- */

/* What was told about this publication when it came still holds: alarms and refusals stay open without being looked for. */
static enum status carry_on(struct follow *follow)
{
    static const char *const passing[] = {"source-unreachable", "trust-refused", "pull-failed",
                                          "cache-damaged", "not-scrubbed"};
    struct account kept;
    instant last = NO_INSTANT;
    struct account *account = follow->account;
    account_init(&kept);
    if (account_load(follow->settings->cache_path, &kept, &last, NULL) == STATUS_OK) {
        for (size_t i = 0; i < kept.alarms; i++) {
            bool passed = strncmp(kept.alarm[i].code, "publish-", 8) == 0; /* the daemon raises it again */
            for (size_t p = 0; p < sizeof passing / sizeof passing[0]; p++)
                passed = passed || strcmp(kept.alarm[i].code, passing[p]) == 0;
            if (!passed)
                account_alarm(account, kept.alarm[i].code, kept.alarm[i].subject, "%s", kept.alarm[i].text);
        }
        for (size_t i = 0; i < kept.refusals; i++) {
            struct problem problem = {.status = STATUS_REFUSED};
            snprintf(problem.code, sizeof problem.code, "%s", kept.refusal[i].code);
            snprintf(problem.text, sizeof problem.text, "%s", kept.refusal[i].text);
            account_refuse(account, kept.refusal[i].id, &problem);
        }
        account->alarms_left_out = kept.alarms_left_out;
        account->refusals_left_out = kept.refusals_left_out;
        account->missing = kept.missing;
        account->sealed = kept.sealed;
    }
    account_finish(&kept);
    account->seen = account->unchanged = (int64_t)follow->held.items;
    return STATUS_UNCHANGED;
}

/* ---- the pull ------------------------------------------------------------------------------------------------------ */

/* No clock that is behind makes an old file valid: time is at least what was signed last. */
static instant not_before(instant now, const struct floor *floor)
{
    instant issued = floor_issued(&floor->timestamp);
    return issued != NO_INSTANT && issued > now ? issued : now;
}

static enum status open_all(struct follow *follow)
{
    struct problem problem = {0};
    const struct sync_settings *settings = follow->settings;
    struct publication *publication = follow->publication;
    bool made = false;
    enum status status = STATUS_OK;
    if (settings->trust_file == NULL)
        status = problem_set(&problem, STATUS_MISUSE, "no-root",
                             "a publication needs a trust root: --trust ROOT.json or [source] trust");
    if (status == STATUS_OK && publication->repository == NULL)
        status = repository_open(publication->uri, &settings->fetch, &publication->repository, &problem);
    if (status == STATUS_OK)
        status = floor_open(settings->cache_path, settings->trust_file, &follow->floor, &problem);
    if (status == STATUS_OK)
        status = screen_key_load(settings->cache_path, &follow->key, &made, &problem);
    if (status == STATUS_OK && made) {
        char text[SEAL_KEY_HEX];
        seal_key_text(follow->key.public, text);
        log_line(LOG_INFO, "follow", "this screen's key was made; give the office its public half: %s", text);
    }
    return status == STATUS_OK ? status : fail(follow, status, &problem);
}

static enum status pull(struct follow *follow)
{
    struct problem problem = {0};
    struct account *account = follow->account;
    bool same = false, in_force = false;
    enum status status = sync_open_cache(follow->settings, &follow->cache, &follow->held, account);
    if (status != STATUS_OK)
        return status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status;
    account->generation_before = account->generation_after = cache_generation(follow->cache);
    follow->now = not_before(follow->now, &follow->floor);
    follow->chain = (struct chain){.repository = follow->publication->repository,
                                   .floor = &follow->floor,
                                   .cache = follow->cache,
                                   .start = follow->now};
    status = audit(follow, &problem);
    if (status == STATUS_OK)
        status = chain_look(&follow->chain, &same, &problem);
    if (status == STATUS_OK)
        status = chain_in_force(&follow->chain, &in_force, &problem);
    if (status == STATUS_OK && same && in_force && follow->damages == 0)
        return carry_on(follow);
    if (status == STATUS_OK)
        status = chain_refresh(&follow->chain, &problem);
    if (status == STATUS_OK)
        status = chain_in_force(&follow->chain, &in_force, &problem);
    if (status != STATUS_OK)
        return fail(follow, status == STATUS_MISUSE ? status : STATUS_UNAVAILABLE, &problem);
    if (in_force && follow->damages == 0)
        return carry_on(follow);
    status = take_in(follow);
    if (status == STATUS_OK && follow->damages > 0)
        log_line(LOG_WARNING, "follow", "%zu damaged items were fetched again", follow->damages);
    return status;
}

/* Was it the way, or what came by it? */
static const char *alarm_code(const char *cause)
{
    static const char *const way[] = {"connect",     "tls",      "timeout", "network", "absent",
                                      "http-status", "bad-http", "file",    "encoded"};
    for (size_t i = 0; i < sizeof way / sizeof way[0]; i++)
        if (strcmp(cause, way[i]) == 0)
            return "source-unreachable";
    if (strncmp(cause, "cache", 5) == 0 || strcmp(cause, "disk-full") == 0 ||
        strcmp(cause, "corrupt-cache") == 0 || strcmp(cause, "no-root") == 0)
        return "pull-failed";
    return "trust-refused";
}

enum status follow_pull(const struct sync_settings *settings, struct publication *publication,
                        struct cache **cache, instant now, struct account *account)
{
    struct follow follow = {
        .settings = settings, .publication = publication, .cache = *cache, .account = account, .now = now};
    struct problem problem = {0};
    account->started = now;
    enum status status = open_all(&follow);
    if (status == STATUS_OK)
        status = pull(&follow);
    bool reached = status == STATUS_OK || status == STATUS_UNCHANGED;
    if (!reached) {
        account->generation_after = account->generation_before;
        account->accepted = account->withdrawn = account->sealed = 0;
        account_alarm(account, alarm_code(account->failure.code), "", "%s: %s", account->failure.code,
                      account->failure.text);
    } else if (account->refusals > 0) {
        status = STATUS_REFUSED;
    }
    *cache = follow.cache;
    chain_finish(&follow.chain);
    listing_finish(&follow.listing);
    cache_keys_finish(&follow.held);
    for (size_t i = 0; i < follow.damages; i++)
        free((char *)follow.damaged[i]);
    free(follow.damaged);
    seal_key_finish(&follow.key);
    floor_finish(&follow.floor);
    account->ended = instant_now();
    if (status != STATUS_MISUSE &&
        account_keep(account, settings->cache_path, reached, &problem) != STATUS_OK)
        log_line(LOG_ERROR, "follow", "account not kept: %s", problem.text);
    return status;
}
