#include "source.h"

#include "contract/limits.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *prefix;
    const struct source_adapter *adapter;
} adapters[] = {
    {"sqlite:", &source_sqlite},    {"postgresql:", &source_postgres}, {"postgres:", &source_postgres},
    {"http:", &source_publication}, {"https:", &source_publication},   {"file:", &source_publication},
};

static void finish_keys(struct source_key *key, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(key[i].id);
        free(key[i].mark);
    }
    free(key);
}

void source_scan_finish(struct source_scan *scan)
{
    finish_keys(scan->withdrawal, scan->withdrawals);
    finish_keys(scan->project, scan->projects);
    finish_keys(scan->item, scan->items);
    *scan = (struct source_scan){0};
}

void source_item_init(struct source_item *item, const char *id)
{
    *item = (struct source_item){.id = take_copy(id)};
    for (size_t v = 0; v < VIEW_COUNT; v++)
        rows_init(&item->rows[v], (enum view_id)v);
}

void source_item_finish(struct source_item *item)
{
    for (size_t v = 0; v < VIEW_COUNT; v++)
        rows_finish(&item->rows[v]);
    free(item->id);
    *item = (struct source_item){0};
}

enum status source_open(const char *uri, struct source **out, struct problem *problem)
{
    for (size_t i = 0; i < sizeof adapters / sizeof adapters[0]; i++)
        if (strncasecmp(uri, adapters[i].prefix, strlen(adapters[i].prefix)) == 0)
            return adapters[i].adapter->open(uri, out, problem);
    /* Not even the start of it is repeated: what has no scheme may be anything, a password too. */
    return problem_set(problem, STATUS_MISUSE, "bad-uri",
                       "a source is sqlite:PATH, postgresql://..., http(s)://.../ or file:///.../");
}

void source_close(struct source *source)
{
    if (source != NULL)
        source->adapter->close(source);
}

enum status source_begin(struct source *source, struct problem *problem)
{
    return source->adapter->begin(source, problem);
}

enum status source_scan_all(struct source *source, struct source_scan *out, struct problem *problem)
{
    *out = (struct source_scan){0};
    enum status status = source->adapter->scan(source, out, problem);
    if (status != STATUS_OK)
        source_scan_finish(out);
    return status;
}

enum status source_fetch(struct source *source, struct source_item *items, size_t count,
                         struct problem *problem)
{
    ENSURE(count <= SOURCE_FETCH_MOST);
    return source->adapter->fetch(source, items, count, problem);
}

enum status source_fetch_all(struct source *source, struct rows *rows, struct problem *problem)
{
    ENSURE(rows->view == VIEW_PROJECT || rows->view == VIEW_WITHDRAWAL);
    return source->adapter->fetch_all(source, rows, problem);
}

void source_end(struct source *source)
{
    source->adapter->end(source);
}

int source_wake_fd(struct source *source)
{
    return source->adapter->wake_fd == NULL ? -1 : source->adapter->wake_fd(source);
}

bool source_woken(struct source *source)
{
    return source->adapter->woken != NULL && source->adapter->woken(source);
}
