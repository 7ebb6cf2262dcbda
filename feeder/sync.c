#include "sync.h"

#include "cache.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "follow.h"

#include <stdlib.h>
#include <string.h>

struct pull {
    const struct sync_settings *settings;
    struct source *source;
    struct cache *cache;
    struct account *account;
    instant now;
    struct source_scan scan;
    struct cache_keys held;
};

static int compare_key(const void *a, const void *b)
{
    return strcmp(((const struct source_key *)a)->id, ((const struct source_key *)b)->id);
}

static const struct source_key *scanned(const struct source_key *sorted, size_t count, const char *id)
{
    struct source_key wanted = {.id = (char *)id};
    return count == 0 ? NULL : bsearch(&wanted, sorted, count, sizeof *sorted, compare_key);
}

/* Whether what the cache holds under that id is what the source has. */
static bool is_held(const struct cache_key *keys, size_t count, const struct source_key *key)
{
    const struct cache_key *held = cache_keys_find(keys, count, key->id);
    return held != NULL && strcmp(held->mark, key->mark) == 0;
}

/* A withdrawal that was taken before explains nothing: what is held was published behind it. */
static bool is_withdrawn_now(const struct pull *pull, const char *id)
{
    const struct source_key *key = scanned(pull->scan.withdrawal, pull->scan.withdrawals, id);
    return key != NULL && !is_held(pull->held.tombstone, pull->held.tombstones, key);
}

static void sort_scan(struct source_scan *scan)
{
    if (scan->items > 0)
        qsort(scan->item, scan->items, sizeof *scan->item, compare_key);
    if (scan->withdrawals > 0)
        qsort(scan->withdrawal, scan->withdrawals, sizeof *scan->withdrawal, compare_key);
}

/* Absence is never a withdrawal: what is held and no longer answered stays and is told. */
static void look_for_missing(struct pull *pull)
{
    struct account *account = pull->account;
    int64_t live = 0;
    for (size_t i = 0; i < pull->held.items; i++) {
        const struct cache_key *key = &pull->held.item[i];
        bool over = key->display_until != NO_INSTANT && key->display_until <= pull->now;
        if (over)
            continue;
        live++;
        if (scanned(pull->scan.item, pull->scan.items, key->id) != NULL || is_withdrawn_now(pull, key->id))
            continue;
        account->missing++;
        account_alarm(account, "missing-item", key->id,
                      "the source no longer has it and no withdrawal says so; it stays");
    }
    if (live > 0 && pull->scan.items == 0)
        account_alarm(account, "source-empty", "",
                      "the source answered without a single item; %lld items stay", (long long)live);
    else if ((int64_t)pull->scan.items * 100 < live * pull->settings->shrink_alarm_percent)
        account_alarm(account, "source-shrunk", "",
                      "the source answered with %zu items, %lld are held; all stay", pull->scan.items,
                      (long long)live);
}

/* Refused input is told by name and pulled again each time, so that a mended item appears by itself. */
static void refuse(struct pull *pull, const char *id, const struct problem *problem)
{
    account_refuse(pull->account, id, problem);
    account_alarm(pull->account, "item-refused", id, "%s: %s", problem->code, problem->text);
}

/* Splits what went wrong: bad input is told and the pull goes on; anything else ends it. */
static enum status settle(struct pull *pull, const char *id, enum status status,
                          const struct problem *problem)
{
    if (status == STATUS_REFUSED) {
        refuse(pull, id, problem);
        return STATUS_OK;
    }
    if (status != STATUS_OK && status != STATUS_UNCHANGED)
        pull->account->failure = *problem;
    return status;
}

static enum status pull_projects(struct pull *pull)
{
    bool differs = false;
    for (size_t i = 0; i < pull->scan.projects && !differs; i++)
        differs = !is_held(pull->held.project, pull->held.projects, &pull->scan.project[i]);
    if (!differs)
        return STATUS_OK;
    struct rows rows;
    rows_init(&rows, VIEW_PROJECT);
    struct problem problem = {0};
    enum status status = settle(pull, "", source_fetch_all(pull->source, &rows, &problem), &problem);
    for (size_t r = 0; r < rows.count && (status == STATUS_OK || status == STATUS_UNCHANGED); r++) {
        problem_clear(&problem);
        char **cell = rows.cell + r * views[VIEW_PROJECT].columns;
        char shown[LIMIT_ID_BYTES + 1];
        const char *id = rows_cell(&rows, r, "id");
        log_escape(shown, sizeof shown, id == NULL ? "" : id);
        status = guard_row(VIEW_PROJECT, cell, &problem);
        if (status == STATUS_OK) {
            struct project *project = project_create();
            char **own = project->row.cell;
            memcpy(own, cell, views[VIEW_PROJECT].columns * sizeof *own);
            memset(cell, 0, views[VIEW_PROJECT].columns * sizeof *cell);
            const char *mark = "";
            for (size_t i = 0; i < pull->scan.projects; i++)
                if (strcmp(pull->scan.project[i].id, project_cell(project, "id")) == 0)
                    mark = pull->scan.project[i].mark;
            status = cache_put_project(pull->cache, project, mark, &problem);
            project_destroy(project);
        }
        status = settle(pull, shown, status, &problem);
    }
    rows_finish(&rows);
    return status == STATUS_UNCHANGED ? STATUS_OK : status;
}

static enum status withdraw(struct pull *pull, const char *id, int64_t version, const char *at,
                            const char *reason, const char *mark)
{
    struct problem problem = {0};
    instant when = NO_INSTANT;
    if (at == NULL || !instant_parse(at, &when))
        when = pull->now;
    enum status status = STATUS_REFUSED;
    if (reason == NULL || *reason == '\0')
        (void)problem_set(&problem, status, "no-reason", "a withdrawal must give its reason");
    else
        status = cache_withdraw(pull->cache, id, version, when, reason, mark, pull->now, &problem);
    if (status == STATUS_OK)
        pull->account->withdrawn++;
    return settle(pull, id, status, &problem);
}

/* An item whose own row says that it is withdrawn. */
static enum status pull_withdrawn_item(struct pull *pull, struct source_item *item, const char *mark)
{
    struct rows *rows = &item->rows[VIEW_ITEM];
    struct problem problem = {0};
    enum status status = guard_row(VIEW_ITEM, rows->cell, &problem);
    int64_t version = status == STATUS_OK ? rows_integer(rows, 0, "version", 0) : 0;
    const struct cache_key *held = cache_keys_find(pull->held.item, pull->held.items, item->id);
    if (status == STATUS_OK && held != NULL && version < held->version)
        status = problem_set(&problem, STATUS_REFUSED, "version-falls",
                             "version %lld is withdrawn, %lld is shown and stays", (long long)version,
                             (long long)held->version);
    if (status != STATUS_OK)
        return settle(pull, item->id, status, &problem);
    status = withdraw(pull, item->id, version, rows_cell(rows, 0, "withdrawn_at"),
                      rows_cell(rows, 0, "withdraw_reason"), mark);
    if (status == STATUS_UNCHANGED)
        pull->account->unchanged++;
    return status;
}

static enum status pull_item(struct pull *pull, struct source_item *item, const char *mark)
{
    const struct rows *row = &item->rows[VIEW_ITEM];
    const char *state = row->count == 1 ? rows_cell(row, 0, "status") : NULL;
    if (state != NULL && strcmp(state, "withdrawn") == 0)
        return pull_withdrawn_item(pull, item, mark);
    struct problem problem = {0};
    struct record *record = NULL;
    enum status status = guard_item(&pull->settings->guard, item, &record, &problem);
    if (status == STATUS_OK)
        status = cache_put(pull->cache, record, mark, &problem);
    record_destroy(record);
    if (status == STATUS_OK)
        pull->account->accepted++;
    /* A withdrawn version that is still in the source is no error: its tombstone stands. */
    if (status == STATUS_UNCHANGED || (status == STATUS_REFUSED && strcmp(problem.code, "withdrawn") == 0)) {
        pull->account->unchanged++;
        return STATUS_OK;
    }
    return settle(pull, item->id, status, &problem);
}

/* Fetches a batch and takes it in. Items that found no room in it move to its front and wait for the next. */
static enum status pull_batch(struct pull *pull, struct source_item *batch, const char **mark, size_t *count)
{
    struct problem problem = {0};
    enum status status = settle(pull, "", source_fetch(pull->source, batch, *count, &problem), &problem);
    size_t waiting = 0;
    for (size_t k = 0; k < *count; k++) {
        if (status == STATUS_OK && batch[k].later) {
            mark[waiting] = mark[k];
            batch[waiting++] = batch[k];
            continue;
        }
        if (status == STATUS_OK)
            status = pull_item(pull, &batch[k], mark[k]);
        if (status == STATUS_UNCHANGED)
            status = STATUS_OK;
        source_item_finish(&batch[k]);
    }
    ENSURE(status != STATUS_OK || waiting < *count); /* the adapter reads at least the first */
    *count = waiting;
    return status;
}

/* Fetches and takes in what differs, SOURCE_FETCH_MOST at a time. */
static enum status pull_items(struct pull *pull)
{
    struct source_item *batch = take_zeroed(SOURCE_FETCH_MOST, sizeof *batch);
    const char **mark = take_zeroed(SOURCE_FETCH_MOST, sizeof *mark);
    enum status status = STATUS_OK;
    size_t count = 0;
    for (size_t i = 0; i <= pull->scan.items && status == STATUS_OK; i++) {
        if (i < pull->scan.items) {
            const struct source_key *key = &pull->scan.item[i];
            /* The tombstone of an item that said itself that it is withdrawn has the item's mark. */
            if (is_held(pull->held.item, pull->held.items, key) ||
                is_held(pull->held.tombstone, pull->held.tombstones, key)) {
                pull->account->unchanged++;
                continue;
            }
            source_item_init(&batch[count], key->id);
            mark[count++] = key->mark;
        }
        while (count > 0 && (count == SOURCE_FETCH_MOST || i == pull->scan.items) && status == STATUS_OK)
            status = pull_batch(pull, batch, mark, &count);
    }
    for (size_t k = 0; k < count; k++)
        source_item_finish(&batch[k]);
    free(mark);
    free(batch);
    return status;
}

static enum status pull_withdrawals(struct pull *pull)
{
    bool differs = false;
    for (size_t i = 0; i < pull->scan.withdrawals && !differs; i++)
        differs = !is_held(pull->held.tombstone, pull->held.tombstones, &pull->scan.withdrawal[i]);
    if (!differs)
        return STATUS_OK;
    struct rows rows;
    rows_init(&rows, VIEW_WITHDRAWAL);
    struct problem problem = {0};
    enum status status = settle(pull, "", source_fetch_all(pull->source, &rows, &problem), &problem);
    for (size_t r = 0; r < rows.count && (status == STATUS_OK || status == STATUS_UNCHANGED); r++) {
        problem_clear(&problem);
        char shown[LIMIT_ID_BYTES + 1];
        const char *id = rows_cell(&rows, r, "item_id");
        log_escape(shown, sizeof shown, id == NULL ? "" : id);
        status = guard_row(VIEW_WITHDRAWAL, rows.cell + r * views[VIEW_WITHDRAWAL].columns, &problem);
        if (status != STATUS_OK) {
            status = settle(pull, shown, status, &problem);
            continue;
        }
        id = rows_cell(&rows, r, "item_id");
        const char *mark = "";
        for (size_t i = 0; i < pull->scan.withdrawals; i++)
            if (strcmp(pull->scan.withdrawal[i].id, id) == 0)
                mark = pull->scan.withdrawal[i].mark;
        /* A row that was taken before stays taken: it must not withdraw what was published again behind it. */
        const struct cache_key *held = cache_keys_find(pull->held.tombstone, pull->held.tombstones, id);
        if (held != NULL && strcmp(held->mark, mark) == 0)
            continue;
        status = withdraw(pull, id, rows_integer(&rows, r, "version", 0), rows_cell(&rows, r, "withdrawn_at"),
                          rows_cell(&rows, r, "reason"), mark);
    }
    rows_finish(&rows);
    return status == STATUS_UNCHANGED ? STATUS_OK : status;
}

bool sync_may_rebuild(const struct problem *problem)
{
    return strcmp(problem->code, "corrupt-cache") == 0 || strcmp(problem->code, "older-schema") == 0;
}

enum status sync_new_cache(const struct sync_settings *settings, struct cache **cache,
                           struct account *account, struct problem *problem)
{
    log_line(LOG_ERROR, "sync", "%s: set aside, filling a new one", problem->text);
    account_alarm(account, "cache-rebuilt", "", "%s", problem->text);
    problem_clear(problem);
    cache_close(*cache);
    *cache = NULL;
    enum status status = cache_set_aside(settings->cache_path, problem);
    if (status == STATUS_OK)
        status = cache_open(settings->cache_path, cache, problem);
    return status;
}

enum status sync_open_cache(const struct sync_settings *settings, struct cache **cache,
                            struct cache_keys *held, struct account *account)
{
    struct problem problem = {0};
    if (*cache != NULL && !cache_is_sound(*cache)) {
        cache_close(*cache);
        *cache = NULL;
    }
    enum status status = *cache != NULL ? STATUS_OK : cache_open(settings->cache_path, cache, &problem);
    /* A damaged cache, or one of an older program, is set aside and filled anew from the source that answers. */
    if (sync_may_rebuild(&problem))
        status = sync_new_cache(settings, cache, account, &problem);
    if (status == STATUS_OK)
        status = cache_list(*cache, held, &problem);
    if (status != STATUS_OK)
        account->failure = problem;
    return status;
}

void sync_scrub(struct cache *cache, struct account *account)
{
    struct problem problem = {0};
    if (cache_scrub(cache, &problem) != STATUS_OK)
        account_alarm(account, "not-scrubbed", "", "%s: %s", problem.code, problem.text);
}

/* The batch: everything that differs, in one transaction; on any failure nothing of it. */
static enum status take_in(struct pull *pull)
{
    struct problem problem = {0};
    struct account *account = pull->account;
    enum status status = cache_begin(pull->cache, &problem);
    if (status != STATUS_OK) {
        account->failure = problem;
        return status;
    }
    status = pull_projects(pull);
    if (status == STATUS_OK)
        status = pull_items(pull);
    if (status == STATUS_OK)
        status = pull_withdrawals(pull);
    if (status != STATUS_OK) {
        cache_rollback(pull->cache);
        return status;
    }
    status = cache_commit(pull->cache, &account->generation_after, &problem);
    if (status != STATUS_OK && status != STATUS_UNCHANGED)
        account->failure = problem;
    if (status == STATUS_OK || status == STATUS_UNCHANGED)
        sync_scrub(pull->cache, account);
    return status;
}

enum status sync_pull(const struct sync_settings *settings, struct source *source, struct cache **cache,
                      instant now, struct account *account)
{
    struct pull pull = {
        .settings = settings, .source = source, .cache = *cache, .account = account, .now = now};
    struct problem problem = {0};
    bool reached = false;
    if (source_as_publication(source) != NULL)
        return follow_pull(settings, source_as_publication(source), cache, now, account);
    account->started = now;
    enum status status = source_begin(source, &problem);
    if (status == STATUS_OK)
        status = source_scan_all(source, &pull.scan, &problem);
    if (status != STATUS_OK) {
        account->failure = problem;
        account_alarm(account, "source-unreachable", "", "%s: %s", problem.code, problem.text);
        goto out;
    }
    sort_scan(&pull.scan);
    account->seen = (int64_t)pull.scan.items;
    status = sync_open_cache(settings, &pull.cache, &pull.held, account);
    if (status == STATUS_OK) {
        account->generation_before = account->generation_after = cache_generation(pull.cache);
        look_for_missing(&pull);
        status = take_in(&pull);
    } else if (status == STATUS_REFUSED) {
        status =
            STATUS_UNAVAILABLE; /* the cache is not ours to write: no item was refused, nothing was pulled */
    }
    reached = status == STATUS_OK || status == STATUS_UNCHANGED;
    if (!reached) {
        account->generation_after = account->generation_before;
        account->accepted = account->withdrawn = 0;
        account_alarm(account, "pull-failed", "", "%s: %s", account->failure.code, account->failure.text);
    } else if (account->refusals > 0) {
        status = STATUS_REFUSED;
    }
out:
    source_end(source);
    *cache = pull.cache;
    cache_keys_finish(&pull.held);
    source_scan_finish(&pull.scan);
    account->ended = instant_now();
    problem_clear(&problem);
    if (account_keep(account, settings->cache_path, reached, &problem) != STATUS_OK)
        log_line(LOG_ERROR, "sync", "account not kept: %s", problem.text);
    return status;
}
