#include "source.h"

#include "contract/limits.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *prefix;
    const struct source_adapter *adapter;
} adapters[] = {
    {"sqlite:", &source_sqlite},
    {"postgresql:", &source_postgres},
    {"postgres:", &source_postgres},
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
    return problem_set(problem, STATUS_MISUSE, "unknown-scheme",
                       "a source is sqlite:PATH or postgresql://...");
}

void source_close(struct source *source)
{
    if (source != NULL)
        source->adapter->close(source);
}

/* The byte range of the password in "scheme://user:password@host"; false if there is none. The last '@' of
   the authority counts, so that a password with an unescaped '@' is hidden whole. */
static bool find_password(const char *uri, size_t *from, size_t *until)
{
    const char *authority = strstr(uri, "://");
    if (authority == NULL)
        return false;
    authority += 3;
    size_t length = strcspn(authority, "/?#");
    const char *at = memrchr(authority, '@', length);
    /* An unescaped '/', '?' or '#' inside the password ends the authority early: then look further. */
    if (at == NULL)
        at = strrchr(authority, '@');
    const char *colon = at == NULL ? NULL : memchr(authority, ':', (size_t)(at - authority));
    if (colon == NULL)
        return false;
    *from = (size_t)(colon + 1 - uri);
    *until = (size_t)(at - uri);
    return true;
}

char *source_uri_shown(const char *uri)
{
    static const char key[] = "password=";
    struct buffer shown = {0};
    size_t from = 0, until = 0, i = 0;
    if (find_password(uri, &from, &until)) {
        buffer_add(&shown, uri, from);
        buffer_text(&shown, "***");
        i = until;
    }
    while (uri[i] != '\0') {
        if (strncasecmp(uri + i, key, sizeof key - 1) != 0) {
            buffer_char(&shown, uri[i++]);
            continue;
        }
        buffer_text(&shown, "password=***");
        i += sizeof key - 1;
        i += strcspn(uri + i, "&");
    }
    return buffer_take(&shown);
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

/* Detail rows in the order of seq, then of their cells: a source may return equal seqs in any order, and the
   order must not make a new revision of unchanged figures. */
static int compare_rows(const void *a, const void *b, void *context)
{
    const struct view *view = context;
    const char *const *left = a, *const *right = b;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t c = 0; c < view->columns; c++) {
            if ((strcmp(view->column[c].name, "seq") == 0) != (pass == 0))
                continue;
            const char *l = left[c] == NULL ? "" : left[c], *r = right[c] == NULL ? "" : right[c];
            long long l_number = pass == 0 ? strtoll(l, NULL, 10) : 0,
                      r_number = pass == 0 ? strtoll(r, NULL, 10) : 0;
            if (l_number != r_number)
                return l_number < r_number ? -1 : 1;
            if (strcmp(l, r) != 0)
                return strcmp(l, r);
        }
    }
    return 0;
}

static void sort_rows(struct rows *rows)
{
    const struct view *view = &views[rows->view];
    if (rows->count > 1)
        qsort_r(rows->cell, rows->count, view->columns * sizeof *rows->cell, compare_rows, (void *)view);
}

enum status source_fetch(struct source *source, struct source_item *items, size_t count,
                         struct problem *problem)
{
    ENSURE(count <= SOURCE_FETCH_MOST);
    enum status status = source->adapter->fetch(source, items, count, problem);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        for (size_t v = 0; v < VIEW_COUNT; v++)
            sort_rows(&items[i].rows[v]);
    return status;
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
