#include "follow.h"

#include "audit.h"
#include "chain.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "contract/naming.h"
#include "delivery.h"
#include "file.h"
#include "gaps.h"
#include "guard.h"
#include "listing.h"
#include "remains.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define AUDIT_SHARE 200 /* of the feeder's time one part in so many goes into looking for damage, */
#define AUDIT_LEAST 10  /* but not each second, */
#define AUDIT_MOST 3600 /* and at least each hour */
#define REPAIR_SECONDS 3600
#define SIGNATURES_CHANGED "signatures changed on this machine; they are fetched again"
#define DAMAGED "cache-damaged"
#define LAPSED "role-lapsed"

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
    struct naming_probes probes;
    struct audit audit;
    struct gaps gaps;
    bool audited; /* in this pull */
    bool untold;  /* a lapsed role was found that no pull told of */
};

static int64_t boot_seconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec + 1; /* never 0 */
}

/* Ends the pull. "Refused" is said of items; a pull as a whole is done or not. */
static enum status fail(struct follow *follow, enum status status, const struct problem *problem)
{
    follow->account->failure = *problem;
    return status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status;
}

/* ---- stage: audit ----------------------------------------------------------------------------------------------- */

static int64_t milliseconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A repair is told for an hour after it was made: a machine whose disk forgets needs a person. */
static void tell_of_repairs(struct follow *follow, const struct account *kept)
{
    for (size_t i = 0; i < kept->alarms; i++)
        if (strcmp(kept->alarm[i].code, DAMAGED) == 0 && kept->alarm[i].since <= follow->now &&
            follow->now - kept->alarm[i].since < REPAIR_SECONDS)
            account_alarm(follow->account, DAMAGED, kept->alarm[i].subject, "%s", kept->alarm[i].text);
}

/* Where there were more alarms than are kept, those that tell of lapsed roles stand for all of them. */
static bool tells_lapse(const struct account *account, const char *role)
{
    for (size_t i = 0; i < account->alarms; i++)
        if (strcmp(account->alarm[i].code, LAPSED) == 0 &&
            (account->alarms_left_out > 0 || strcmp(account->alarm[i].subject, role) == 0))
            return true;
    return false;
}

/* A lapsed role that no pull told of so far (the last one ended before its account was kept; or somebody changed bytes and sum)
   is heard once more. */
static bool has_untold(const struct follow *follow, const struct account *account)
{
    for (size_t i = 0; i < follow->audit.lapses; i++)
        if (!tells_lapse(account, follow->audit.lapsed[i]))
            return true;
    return false;
}

/* Flips of bits in the cache are looked for at the start, and then as often as it costs little: a small cache each few seconds, one
   of 100,000 items each few minutes. */
static enum status audit(struct follow *follow, struct problem *problem)
{
    struct buffer root = {0};
    struct account kept;
    instant last = NO_INSTANT;
    int64_t now = boot_seconds(), from = milliseconds();
    enum status status = STATUS_OK;
    account_init(&kept);
    (void)account_load(follow->settings->cache_path, &kept, &last, NULL); /* a damaged one tells nothing */
    tell_of_repairs(follow, &kept);
    if (follow->publication->audited != 0 &&
        now - follow->publication->audited < follow->publication->audit_every)
        goto out;
    if (!follow->floor.repinned)
        status = file_read(follow->settings->trust_file, LIMIT_TRUST_ROOT_BYTES, &root, problem);
    if (status == STATUS_OK)
        status = audit_run(follow->cache, &root, &follow->audit, problem);
    if (status == STATUS_OK && !audit_found(&follow->audit))
        status = gaps_find(follow->cache, &follow->held, &kept, &follow->gaps, problem);
    buffer_finish(&root);
    follow->audited = true;
    int64_t every = (milliseconds() - from) * AUDIT_SHARE / 1000;
    follow->publication->audit_every = every < AUDIT_LEAST  ? AUDIT_LEAST
                                       : every > AUDIT_MOST ? AUDIT_MOST
                                                            : every;
    for (size_t i = 0; i < follow->audit.ids; i++) {
        log_line(LOG_ERROR, "follow", "%s: its bytes changed on this machine", follow->audit.id[i]);
        account_alarm(follow->account, DAMAGED, follow->audit.id[i],
                      "its bytes changed on this machine; it is fetched again");
    }
    if (follow->audit.chain)
        account_alarm(follow->account, DAMAGED, "", SIGNATURES_CHANGED);
    follow->untold = has_untold(follow, &kept);
out:
    account_finish(&kept);
    return status;
}

/* ---- stage: list ------------------------------------------------------------------------------------------------ */

static enum status list_role(struct follow *follow, const struct chain_role *role, struct problem *problem)
{
    struct chain_said said = {0};
    char *probe = naming_probe(&follow->probes, role->name);
    enum status status = chain_hear(&follow->chain, role, probe, &said, problem);
    free(probe);
    if (status == STATUS_END) /* a bin or a project of earlier days */
        return STATUS_OK;
    if (status == STATUS_OK)
        status = listing_add(&follow->listing, role->name, said.targets, said.lapsed, problem);
    if (status == STATUS_OK && said.lapsed)
        account_alarm(
            follow->account, LAPSED, role->name,
            "expired, or its keys were taken back; nothing new is taken from it until it is signed anew");
    json_destroy(said.own);
    return status;
}

static enum status list_all(struct follow *follow, struct problem *problem)
{
    const struct chain *chain = &follow->chain;
    enum status status = STATUS_OK;
    for (size_t i = 0, asked = 0; i < chain->roles && status == STATUS_OK; i++) {
        for (; asked < chain->roles && asked < i + LIMIT_FETCH_AHEAD; asked++)
            if (listing_is_role(chain->role[asked].name))
                chain_ahead_role(&follow->chain, &chain->role[asked]);
        if (listing_is_role(chain->role[i].name))
            status = list_role(follow, &chain->role[i], problem);
    }
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

/* What is for affected households is not kept beyond its end. That the end has come must be signed (the newest timestamp says
   when it was made): a clock that runs ahead deletes nothing. */
static bool has_ended(const struct follow *follow, instant until)
{
    instant signed_at = until == NO_INSTANT ? NO_INSTANT : floor_issued(&follow->floor.timestamp);
    return signed_at != NO_INSTANT && until < signed_at;
}

static bool holds_ended(const struct follow *follow)
{
    for (size_t i = 0; i < follow->held.items; i++)
        if (follow->held.item[i].affected && has_ended(follow, follow->held.item[i].display_until))
            return true;
    return false;
}

static enum status drop_ended(struct follow *follow, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < follow->held.items && (status == STATUS_OK || status == STATUS_UNCHANGED); i++)
        if (follow->held.item[i].affected && has_ended(follow, follow->held.item[i].display_until))
            status = cache_drop(follow->cache, follow->held.item[i].id, problem);
    return status == STATUS_UNCHANGED ? STATUS_OK : status;
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
        live += !remains_is_over(&follow->held.item[i], follow->now);
    for (size_t i = 0; i < follow->listing.entries; i++) {
        const struct listed *listed = &follow->listing.entry[i];
        const struct cache_key *held = listed->form == FORM_TOMBSTONE ? held_item(follow, listed->id) : NULL;
        hit += held != NULL && !listed->mass && !remains_is_over(held, follow->now) &&
               (listed->version == 0 || held->version <= listed->version) && !is_foreign(follow, listed);
    }
    if (hit > 1 && hit * 2 > live)
        return problem_set(problem, STATUS_REFUSED, "mass-withdraw",
                           "%zu of %zu items withdrawn at once, without the mark that it is meant", hit,
                           live);
    return STATUS_OK;
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

/* The bytes of one target. What was listed must be what is signed about it now. */
static enum status fetch_one(struct follow *follow, const struct listed *listed, size_t most,
                             struct buffer *out, const struct trust_target **target, struct problem *problem)
{
    char *path = listed_path(listed);
    enum status status = chain_fetch(&follow->chain, path, most, out, target, problem);
    if (status == STATUS_OK && !listed_is(listed, *target))
        status = problem_set(problem, STATUS_REFUSED, "foreign-path",
                             "a role lists %.200s, of which another one speaks", path);
    free(path);
    return status;
}

static enum status fetch_parts(struct follow *follow, const struct listed *listed,
                               const struct listed *figures, struct delivery *delivery,
                               struct problem *problem)
{
    const struct trust_target *target = NULL;
    size_t most = listed->form == FORM_SEALED ? LIMIT_SEALED_BYTES : LIMIT_RECORD_BYTES;
    enum status status = fetch_one(follow, listed, most, &delivery->text, &target, problem);
    if (status == STATUS_OK && figures != NULL) {
        status = fetch_one(follow, figures, LIMIT_RECORD_BYTES, &delivery->figures, &target, problem);
        const char *whole = status == STATUS_OK ? json_text(json_member(target->custom, "record")) : NULL;
        (void)snprintf(delivery->record_sha256, sizeof delivery->record_sha256, "%s",
                       whole == NULL ? "" : whole);
    }
    return status;
}

/* Sealed to others: nothing of it may stay here, also where it could be read before. But what stood here for all does not
   leave by being sealed away, if the law wants it shown. */
static enum status pass_over(struct follow *follow, const struct listed *listed, struct problem *problem)
{
    const struct cache_key *held = held_item(follow, listed->id);
    if (held != NULL && held->statutory && !held->affected)
        return problem_set(problem, STATUS_REFUSED, "sealed-away",
                           "it was there for all and must stay until its end or a withdrawal");
    follow->account->sealed++;
    if (held == NULL)
        return STATUS_OK;
    enum status status = cache_drop(follow->cache, listed->id, problem);
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
        return pass_over(follow, listed, problem);
    }
    if (status == STATUS_OK && audit_is_damaged(&follow->audit, listed->id))
        status = cache_drop(follow->cache, listed->id, problem);
    if (status == STATUS_OK || status == STATUS_UNCHANGED)
        status = cache_put_signed(
            follow->cache, record,
            &(const struct cache_signed){delivery_bytes(listed, delivery), delivery->sha256}, mark, problem);
    record_destroy(record);
    if (status == STATUS_OK)
        follow->account->accepted++;
    if (status == STATUS_UNCHANGED)
        follow->account->unchanged++;
    if ((status == STATUS_OK || status == STATUS_UNCHANGED) && listed->form == FORM_SEALED)
        status = cache_put_sealed(follow->cache, listed->id, delivery->content, &delivery->text, problem);
    return status;
}

/* Is it here already, just as it is listed? Gives the mark that would say so. */
static bool is_held(const struct follow *follow, const struct listed *listed, const struct listed *figures,
                    char mark[LISTED_MARK_BYTES])
{
    const struct cache_key *held =
        listed->form == FORM_TOMBSTONE
            ? cache_keys_find(follow->held.tombstone, follow->held.tombstones, listed->id)
        : listed->form == FORM_PROJECT
            ? cache_keys_find(follow->held.project, follow->held.projects, listed->id)
            : held_item(follow, listed->id);
    listed_mark(listed, figures, mark);
    if (has_ended(follow, listed->until))
        return true;
    if (held == NULL || strcmp(held->mark, mark) != 0)
        return false;
    return listed->form == FORM_PROJECT ||
           (listed->form == FORM_TOMBSTONE ? held_item(follow, listed->id) == NULL
                                           : !audit_is_damaged(&follow->audit, listed->id));
}

static const struct listed *figures_of(const struct follow *follow, const struct listed *listed)
{
    return listed->form == FORM_TEXT ? listing_figures(&follow->listing, listed) : NULL;
}

static enum status take_item(struct follow *follow, const struct listed *listed, const char *mark,
                             struct problem *problem)
{
    struct delivery delivery = {0};
    const struct listed *figures = figures_of(follow, listed);
    if (listed->form == FORM_TEXT && figures == NULL) {
        (void)problem_set(problem, STATUS_REFUSED, "incomplete", "its figures are not listed");
        return settle(follow, listed->id, STATUS_REFUSED, problem);
    }
    enum status status = fetch_parts(follow, listed, figures, &delivery, problem);
    /* Whatever is wrong with a file on the way, the item was not refused: the pull did not come to its end. */
    if (status == STATUS_REFUSED)
        status = STATUS_UNAVAILABLE;
    if (status == STATUS_OK)
        status = settle(follow, listed->id, put_item(follow, listed, mark, &delivery, problem), problem);
    delivery_finish(&delivery);
    return status;
}

static enum status take_tombstone(struct follow *follow, const struct listed *listed, const char *mark,
                                  struct problem *problem)
{
    struct buffer bytes = {0};
    const struct trust_target *target = NULL;
    char *clean = NULL;
    enum status status = fetch_one(follow, listed, LIMIT_TOMBSTONE_BYTES, &bytes, &target, problem);
    buffer_finish(&bytes);
    if (status != STATUS_OK)
        return status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status;
    const char *reason = json_text(json_member(target->custom, "reason")),
               *at = json_text(json_member(target->custom, "withdrawn_at"));
    instant when = NO_INSTANT;
    if (at == NULL || !instant_parse(at, &when))
        when = follow->now;
    if (reason == NULL || *reason == '\0')
        status = problem_set(problem, STATUS_REFUSED, "no-reason", "a withdrawal must give its reason");
    if (status == STATUS_OK)
        status = textguard_check(reason, true, &clean, problem);
    if (status == STATUS_OK)
        status = persondata_check(clean, false, problem);
    if (status == STATUS_OK)
        status = cache_withdraw(follow->cache, listed->id, listed->version, when, clean, mark, follow->now,
                                problem);
    free(clean);
    if (status == STATUS_OK)
        follow->account->withdrawn++;
    return settle(follow, listed->id, status, problem);
}

static enum status take_project(struct follow *follow, const struct listed *listed, const char *mark,
                                struct problem *problem)
{
    struct buffer bytes = {0};
    struct project *project = NULL;
    const struct trust_target *target = NULL;
    enum status status = fetch_one(follow, listed, LIMIT_RECORD_BYTES, &bytes, &target, problem);
    if (status != STATUS_OK) {
        buffer_finish(&bytes);
        return status == STATUS_REFUSED ? STATUS_UNAVAILABLE : status;
    }
    status = project_decode(bytes.data, bytes.size, &project, problem);
    buffer_finish(&bytes);
    if (status == STATUS_OK && strcmp(project_cell(project, "id"), listed->prefix) != 0)
        status = problem_set(problem, STATUS_REFUSED, "bad-target", "the row of another project");
    if (status == STATUS_OK)
        status = guard_project(project, problem);
    if (status == STATUS_OK)
        status = cache_put_project(follow->cache, project, mark, problem);
    project_destroy(project);
    return settle(follow, listed->id, status, problem);
}

static enum status take(struct follow *follow, const struct listed *listed, struct problem *problem)
{
    char mark[LISTED_MARK_BYTES];
    bool item = listed->form != FORM_TOMBSTONE && listed->form != FORM_PROJECT;
    bool held = is_held(follow, listed, figures_of(follow, listed), mark);
    follow->account->seen += item;
    follow->account->unchanged += item && held;
    if (held || listed->lapsed)
        return STATUS_OK;
    if (listed->form != FORM_PROJECT && is_foreign(follow, listed)) {
        (void)problem_set(problem, STATUS_REFUSED, "foreign-id",
                          "project %.100s speaks of an item of another", listed->prefix);
        return settle(follow, listed->id, STATUS_REFUSED, problem);
    }
    return listed->form == FORM_TOMBSTONE ? take_tombstone(follow, listed, mark, problem)
           : listed->form == FORM_PROJECT ? take_project(follow, listed, mark, problem)
                                          : take_item(follow, listed, mark, problem);
}

/* Withdrawals first, so that one that holds for a version is told apart from what is published behind it. */
static bool is_first(const struct listed *listed)
{
    return listed->form == FORM_TOMBSTONE || listed->form == FORM_PROJECT;
}

/* Asks for what `take` will need of this entry, so that the network works while the machine does. */
static void ask_ahead(struct follow *follow, const struct listed *listed)
{
    char mark[LISTED_MARK_BYTES];
    const struct listed *part[] = {listed, figures_of(follow, listed)};
    if (listed->lapsed || is_held(follow, listed, part[1], mark))
        return;
    for (size_t i = 0; i < 2 && part[i] != NULL; i++) {
        if (part[i]->length > LIMIT_FETCH_AHEAD_BYTES)
            continue;
        char *file = listed_file(part[i]);
        chain_ahead(&follow->chain, file, part[i]->length);
        free(file);
    }
}

static enum status take_all(struct follow *follow, struct problem *problem)
{
    const struct listing *listing = &follow->listing;
    enum status status = STATUS_OK;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0, ahead = 0; i < listing->entries && status == STATUS_OK; i++) {
            const struct listed *listed = &listing->entry[i];
            if (is_first(listed) != (pass == 0))
                continue;
            for (ahead = ahead > i ? ahead : i; ahead < listing->entries && ahead < i + LIMIT_FETCH_AHEAD / 2;
                 ahead++)
                if (is_first(&listing->entry[ahead]) == (pass == 0))
                    ask_ahead(follow, &listing->entry[ahead]);
            problem_clear(problem);
            status = take(follow, listed, problem);
        }
    return status;
}

/* ---- the batch ---------------------------------------------------------------------------------------------------- */

static enum status bring_into_force(struct follow *follow, struct problem *problem)
{
    const struct remains remains = {.chain = &follow->chain,
                                    .listing = &follow->listing,
                                    .held = &follow->held,
                                    .account = follow->account,
                                    .now = follow->now};
    enum status status = remains_number(follow->cache, &follow->chain.next, problem);
    if (status == STATUS_OK && follow->floor.repinned)
        status = cache_chain_clear(follow->cache, problem);
    if (status == STATUS_OK)
        status = list_all(follow, problem);
    if (status == STATUS_OK)
        status = check_mass(follow, problem);
    if (status == STATUS_OK)
        status = drop_ended(follow, problem);
    if (status == STATUS_OK)
        status = remains_keep(&remains, problem);
    if (status == STATUS_OK)
        status = take_all(follow, problem);
    if (status == STATUS_OK)
        status = chain_put(&follow->chain, problem);
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
    status = bring_into_force(follow, &problem);
    follow->chain.in_batch = false;
    if (status != STATUS_OK) {
        cache_rollback(follow->cache);
        return fail(follow, status, &problem);
    }
    status = cache_commit(follow->cache, &account->generation_after, &problem);
    if (status != STATUS_OK && status != STATUS_UNCHANGED)
        return fail(follow, status, &problem);
    return status;
}

/* ---- nothing new -------------------------------------------------------------------------------------------------- */

static bool is_refused(const struct account *account, const char *id)
{
    for (size_t i = 0; i < account->refusals; i++)
        if (strcmp(account->refusal[i].id, id) == 0)
            return true;
    return false;
}

/* What was told about this publication when it came still holds: alarms and refusals stay open without being looked for, also while
   the way to it is cut. */
static void carry_over(struct follow *follow)
{
    static const char *const passing[] = {"source-unreachable", "trust-refused", "pull-failed", DAMAGED,
                                          "not-scrubbed"};
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
            (void)snprintf(problem.code, sizeof problem.code, "%s", kept.refusal[i].code);
            (void)snprintf(problem.text, sizeof problem.text, "%s", kept.refusal[i].text);
            if (!is_refused(account, kept.refusal[i].id))
                account_refuse(account, kept.refusal[i].id, &problem);
        }
        account->alarms_left_out = kept.alarms_left_out;
        account->refusals_left_out = kept.refusals_left_out;
        account->missing = kept.missing;
        account->sealed = kept.sealed;
    }
    account_finish(&kept);
}

static enum status carry_on(struct follow *follow)
{
    carry_over(follow);
    follow->account->seen = follow->account->unchanged = (int64_t)follow->held.items;
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

/* Opens the cache and looks for damage. A cache that is damaged as a whole goes only once the publication has answered, since
   what it holds is better than nothing. */
static enum status open_cache(struct follow *follow, bool again, struct problem *problem)
{
    struct account *account = follow->account;
    cache_keys_finish(&follow->held);
    enum status status =
        again ? sync_new_cache(follow->settings, &follow->cache, account, problem) : STATUS_OK;
    if (status == STATUS_OK)
        status = sync_open_cache(follow->settings, &follow->cache, &follow->held, account);
    if (status != STATUS_OK) {
        if (problem->code[0] == '\0')
            *problem = account->failure;
        return status;
    }
    account->generation_before = account->generation_after = cache_generation(follow->cache);
    follow->chain.cache = follow->cache;
    status = audit(follow, problem);
    return status != STATUS_OK && !again && sync_may_rebuild(problem) ? open_cache(follow, true, problem)
                                                                      : status;
}

static bool has_gaps(const struct follow *follow)
{
    return follow->gaps.ids > follow->publication->unfilled;
}

/* What was gone is fetched like anything that is not held. Told as damage is only what came back: the rest is refused, which the account
   tells, or nobody wants it here. */
static void tell_of_gaps(struct follow *follow, enum status status)
{
    struct cache_keys now = {0};
    bool done = status == STATUS_OK || status == STATUS_UNCHANGED;
    if (!done || follow->gaps.ids == 0 || cache_list(follow->cache, &now, NULL) != STATUS_OK)
        return;
    follow->publication->unfilled = 0;
    for (size_t i = 0; i < follow->gaps.ids; i++) {
        const char *id = follow->gaps.id[i];
        if (cache_keys_find(now.item, now.items, id) == NULL) {
            follow->publication->unfilled++;
            continue;
        }
        log_line(LOG_ERROR, "follow", "%s was gone from the cache on this machine", id);
        account_alarm(follow->account, DAMAGED, id,
                      "it was gone from the cache on this machine; it is fetched again");
    }
    cache_keys_finish(&now);
}

static enum status pull(struct follow *follow)
{
    struct problem problem = {0};
    bool same = false, in_force = false;
    follow->now = not_before(follow->now, &follow->floor);
    follow->chain = (struct chain){
        .repository = follow->publication->repository, .floor = &follow->floor, .start = follow->now};
    repository_begin(follow->publication->repository);
    enum status status = chain_look(&follow->chain, &same, &problem);
    if (status == STATUS_OK)
        status = open_cache(follow, false, &problem);
    if (status == STATUS_OK)
        status = chain_in_force(&follow->chain, &in_force, &problem);
    bool damaged = audit_found(&follow->audit) || follow->untold || has_gaps(follow);
    if (status == STATUS_OK && same && in_force && !damaged && !holds_ended(follow))
        return carry_on(follow);
    if (status == STATUS_OK)
        status = chain_refresh(&follow->chain, &problem);
    if (status == STATUS_OK)
        status = chain_in_force(&follow->chain, &in_force, &problem);
    if (status != STATUS_OK)
        return fail(follow, status == STATUS_MISUSE ? status : STATUS_UNAVAILABLE, &problem);
    if (in_force && !damaged && !holds_ended(follow))
        return carry_on(follow);
    follow->chain.mend = follow->audit.chain;
    status = take_in(follow);
    /* The same publication, and its own role is heard without complaint: what stood here was another's. */
    if (status == STATUS_OK && in_force && has_untold(follow, follow->account))
        account_alarm(follow->account, DAMAGED, "", SIGNATURES_CHANGED);
    tell_of_gaps(follow, status);
    if (status == STATUS_OK && audit_found(&follow->audit))
        log_line(LOG_WARNING, "follow", "%zu damaged items%s were fetched again", follow->audit.ids,
                 follow->audit.chain ? " and damaged signatures" : "");
    return status;
}

/* Was it the way, or what came by it? */
static const char *alarm_code(const char *cause)
{
    static const char *const way[] = {"connect",     "tls",      "timeout", "network", "absent",
                                      "http-status", "bad-http", "file",    "no-file", "encoded"};
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
    if (reached && follow.audited)
        publication->audited = boot_seconds();
    if (!reached) {
        account->generation_after = account->generation_before;
        account->accepted = account->withdrawn = account->sealed = 0;
        carry_over(&follow);
        account_alarm(account, alarm_code(account->failure.code), "", "%s: %s", account->failure.code,
                      account->failure.text);
    } else if (account->refusals > 0) {
        status = STATUS_REFUSED;
    }
    if (reached)
        sync_scrub(follow.cache, account);
    *cache = follow.cache;
    chain_finish(&follow.chain);
    naming_probes_finish(&follow.probes);
    listing_finish(&follow.listing);
    cache_keys_finish(&follow.held);
    audit_finish(&follow.audit);
    gaps_finish(&follow.gaps);
    seal_key_finish(&follow.key);
    floor_finish(&follow.floor);
    account->ended = instant_now();
    if (status != STATUS_MISUSE &&
        account_keep(account, settings->cache_path, reached, &problem) != STATUS_OK)
        log_line(LOG_ERROR, "follow", "account not kept: %s", problem.text);
    return status;
}
