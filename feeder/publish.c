#include "publish.h"

#include "contract/limits.h"
#include "edition.h"
#include "roles.h"

#include <stdlib.h>
#include <string.h>

#define HOUR ((int64_t)3600)
#define NO_PROJECT "~" /* no id can be this */

void publish_defaults(struct publish_settings *out)
{
    *out = (struct publish_settings){
        .targets_seconds = (int64_t)365 * 24 * HOUR,
        .texts_seconds = (int64_t)90 * 24 * HOUR,
        .figures_seconds = 48 * HOUR,
        .snapshot_seconds = 24 * HOUR,
        .timestamp_seconds = HOUR,
        .heartbeat_seconds = 30,
        .grace_seconds = HOUR,
    };
}

void publish_report_finish(struct publish_report *report)
{
    buffer_finish(&report->pending);
    buffer_finish(&report->refused);
}

/* ---- the projects -------------------------------------------------------------------------------------------- */

struct prefixes {
    char **prefix; /* sorted, distinct; "~" comes last by its byte */
    size_t count, capacity;
};

static void add_prefix(struct prefixes *prefixes, const char *prefix, size_t length)
{
    if (prefixes->count > 0 && strncmp(prefixes->prefix[prefixes->count - 1], prefix, length) == 0 &&
        prefixes->prefix[prefixes->count - 1][length] == '\0')
        return;
    prefixes->prefix =
        take_room(prefixes->prefix, &prefixes->capacity, prefixes->count + 1, sizeof *prefixes->prefix);
    prefixes->prefix[prefixes->count++] = take_copy_n(prefix, length);
}

static int compare_prefixes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_prefixes(struct prefixes *prefixes)
{
    size_t kept = 0;
    qsort(prefixes->prefix, prefixes->count, sizeof *prefixes->prefix, compare_prefixes);
    for (size_t i = 0; i < prefixes->count; i++)
        if (kept > 0 && strcmp(prefixes->prefix[kept - 1], prefixes->prefix[i]) == 0)
            free(prefixes->prefix[i]);
        else
            prefixes->prefix[kept++] = prefixes->prefix[i];
    prefixes->count = kept;
}

static void prefixes_finish(struct prefixes *prefixes)
{
    for (size_t i = 0; i < prefixes->count; i++)
        free(prefixes->prefix[i]);
    free(prefixes->prefix);
}

/* An id may hold dots, and two ids are nothing but dots: as folders they would lead out of the publication. */
static bool can_be_path(const char *prefix)
{
    return strcmp(prefix, ".") != 0 && strcmp(prefix, "..") != 0;
}

/* Every project that has items or a row, or is delegated already, and the prefix of items without one. */
static struct prefixes find_prefixes(const struct stock *stock, const struct json *delegated,
                                     struct publish_report *report)
{
    struct prefixes all = {0};
    const char *last = NULL;
    add_prefix(&all, NO_PROJECT, 1);
    for (size_t i = 0; i < stock->projects; i++)
        if (can_be_path(stock->project[i].id))
            add_prefix(&all, stock->project[i].id, strlen(stock->project[i].id));
    for (size_t i = 0; i < stock->items; i++) {
        const char *project = stock->item[i].project;
        if (project == NULL || (last != NULL && strcmp(last, project) == 0))
            continue;
        last = project;
        if (can_be_path(project)) {
            add_prefix(&all, project, strlen(project));
        } else {
            buffer_format(&report->refused, "%s bad-project-id: its project is \"%s\"\n", stock->item[i].id,
                          project);
            report->refusals++;
        }
    }
    for (size_t i = 0; i < json_count(delegated); i++) {
        const char *name = json_text(json_member(json_element(delegated, i), "name")),
                   *dot = name == NULL ? NULL : strrchr(name, '.');
        if (dot != NULL)
            add_prefix(&all, name, (size_t)(dot - name));
    }
    sort_prefixes(&all);
    return all;
}

/* ---- targets.json -------------------------------------------------------------------------------------------- */

static void write_delegation(const char *prefix, enum duty duty, const struct authority *authority,
                             struct buffer *out)
{
    struct buffer both = {0};
    char *name = take_format("%s.%s", prefix, duty_words[duty]);
    authority_write(authority, &both);
    char *threshold = strrchr(both.data, ','); /* the other members sort between "keyids" and "threshold" */
    buffer_format(out, "{%.*s,\"name\":", (int)(threshold - both.data), both.data);
    json_write_string(out, name);
    buffer_format(out, ",\"paths\":[\"%s/%s/*\"],\"terminating\":true%s}", prefix, duty_words[duty],
                  threshold);
    buffer_finish(&both);
    free(name);
}

static void write_delegations(const struct charter *charter, const struct prefixes *prefixes,
                              struct buffer *out)
{
    struct authority all = {0};
    bool first = true;
    static const enum duty duties[] = {DUTY_TEXTS, DUTY_FIGURES};
    for (size_t d = 0; d < 2; d++)
        for (size_t i = 0; i < charter->duty[duties[d]].keys; i++)
            authority_add(&all, &charter->duty[duties[d]].key[i]);
    buffer_text(out, "{\"keys\":{");
    authority_write_keys(&all, &first, out);
    buffer_text(out, "},\"roles\":[");
    for (size_t i = 0; i < prefixes->count; i++)
        for (size_t d = 0; d < 2; d++) {
            buffer_text(out, i + d > 0 ? "," : "");
            write_delegation(prefixes->prefix[i], duties[d], &charter->duty[duties[d]], out);
        }
    buffer_text(out, "]}");
    authority_finish(&all);
}

/* Who may sign for a prefix as clients will see it: the new delegations, or, while those wait, the published ones. False:
   the prefix is not delegated yet. *at: where the last one was found; they are asked for in nearly the order they stand in. */
static bool find_authority(const struct edition *edition, const struct role_file *targets, bool published,
                           const char *prefix, enum duty duty, size_t *at, struct authority *out)
{
    *out = (struct authority){0};
    if (published) {
        for (size_t i = 0; i < edition->charter.duty[duty].keys; i++)
            authority_add(out, &edition->charter.duty[duty].key[i]);
        out->threshold = edition->charter.duty[duty].threshold;
        return true;
    }
    const struct json *delegations = json_member(targets->old.body, "delegations"),
                      *roles = json_member(delegations, "roles");
    char *name = take_format("%s.%s", prefix, duty_words[duty]);
    bool found = false;
    size_t count = json_count(roles);
    for (size_t i = 0; i < count && !found; i++) {
        size_t here = (*at + i) % count;
        const char *other = json_text(json_member(json_element(roles, here), "name"));
        if (other == NULL || strcmp(other, name) != 0)
            continue;
        found = authority_read(json_member(delegations, "keys"), json_element(roles, here), out, NULL) ==
                STATUS_OK;
        *at = here + 1;
        break;
    }
    free(name);
    return found;
}

/* ---- all projects -------------------------------------------------------------------------------------------- */

/* The items of a prefix. They stand together in the stock, in the order of the prefixes: `*at` goes along. */
static void find_items(const struct stock *stock, size_t *at, struct group *group)
{
    int order = -1;
    group->items = 0;
    for (; *at < stock->items; ++*at) {
        const char *project = stock->item[*at].project;
        order = strcmp(project == NULL ? NO_PROJECT : project, group->prefix);
        if (order > 0)
            break;
        if (order == 0 && group->items++ == 0)
            group->item = &stock->item[*at];
    }
}

static enum status publish_groups(struct edition *edition, struct stock *stock,
                                  const struct prefixes *prefixes, const struct role_file *targets,
                                  bool published, struct problem *problem)
{
    struct roles roles;
    enum status status = STATUS_OK;
    size_t items = 0, texts_at = 0, figures_at = 0;
    roles_init(&roles, edition, stock);
    for (size_t i = 0; i < prefixes->count && status == STATUS_OK; i++) {
        struct group group = {.prefix = prefixes->prefix[i]};
        struct authority texts, figures;
        find_items(stock, &items, &group);
        group.project = stock_find_project(stock, group.prefix);
        group.gather = roles.freshes > 0 && i + 1 == prefixes->count;
        bool delegated =
            find_authority(edition, targets, published, group.prefix, DUTY_TEXTS, &texts_at, &texts);
        delegated =
            find_authority(edition, targets, published, group.prefix, DUTY_FIGURES, &figures_at, &figures) &&
            delegated;
        group.texts = &texts;
        group.figures = &figures;
        if (delegated)
            status = roles_publish(&roles, &group, problem);
        else
            edition->report->held += group.items;
        authority_finish(&texts);
        authority_finish(&figures);
    }
    roles_finish(&roles);
    return status;
}

/* More than half at once, and more than one, is an accident or an attack until a person says that it is not. */
static enum status check_withdrawals(const struct edition *edition, const struct stock *stock,
                                     struct problem *problem)
{
    size_t withdrawn = edition->report->withdrawn, live = stock->items + withdrawn;
    if (edition->settings->mass_withdraw || withdrawn < 2 || withdrawn * 2 <= live)
        return STATUS_OK;
    return problem_set(problem, STATUS_REFUSED, "mass-withdraw",
                       "%zu of %zu items would be withdrawn at once", withdrawn, live);
}

static enum status publish_stock(struct edition *edition, struct stock *stock, struct problem *problem)
{
    const struct buffer none = {.data = (char[]){"{}"}, .size = 2};
    struct role_file targets = {0};
    struct buffer delegations = {0};
    struct prefixes prefixes = {0};
    bool published = false;
    enum status status = role_file_open(edition, "targets", DUTY_TARGETS,
                                        &edition->charter.duty[DUTY_TARGETS], &targets, problem);
    if (status == STATUS_OK) {
        prefixes = find_prefixes(stock, json_member(json_member(targets.old.body, "delegations"), "roles"),
                                 edition->report);
        write_delegations(&edition->charter, &prefixes, &delegations);
        status = role_file_put(edition, &targets, &delegations, &none, &published, problem);
    }
    if (status == STATUS_OK && prefixes.count * 2 > LIMIT_TRUST_DELEGATIONS)
        status = problem_set(problem, STATUS_REFUSED, "too-many-projects",
                             "%zu projects, of which followers read %d", prefixes.count,
                             LIMIT_TRUST_DELEGATIONS / 2);
    if (status == STATUS_OK && !published && targets.old.body == NULL)
        status = problem_set(
            problem, STATUS_MISUSE, "keys-missing",
            "the first publication needs the targets keys, or their signatures on pending/targets.json");
    if (status == STATUS_OK)
        status = publish_groups(edition, stock, &prefixes, &targets, published, problem);
    if (status == STATUS_OK)
        status = check_withdrawals(edition, stock, problem);
    edition->report->items = stock->items;
    prefixes_finish(&prefixes);
    buffer_finish(&delegations);
    role_file_finish(&targets);
    return status;
}

enum status publish_run(const struct publish_settings *settings, instant now, struct publish_report *report,
                        struct problem *problem)
{
    struct edition edition;
    struct stock stock = {0};
    *report = (struct publish_report){0};
    enum status status = edition_open(&edition, settings, now, report, problem);
    if (status == STATUS_OK)
        status = stock_open(settings->cache_path, settings->also, now, &stock, problem);
    edition.heard = stock.heard;
    if (stock.refused.size > 0)
        buffer_add(&report->refused, stock.refused.data, stock.refused.size);
    report->refusals += stock.refusals;
    if (status == STATUS_OK)
        status = publish_stock(&edition, &stock, problem);
    if (status == STATUS_OK)
        status = edition_seal(&edition, problem);
    stock_close(&stock);
    edition_close(&edition);
    return status;
}
