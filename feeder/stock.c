#include "stock.h"

#include "contract/store.h"

#include <stdlib.h>
#include <string.h>

enum statement { BEGIN, GENERATION, ITEMS, TOMBSTONES, PROJECTS, ITEM_BYTES, PROJECT_BYTES, STATEMENT_COUNT };

static const char *const statements[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN",
    [GENERATION] = "SELECT value FROM meta WHERE key = 'generation'",
    [ITEMS] = "SELECT id, project, version, sha256 FROM item WHERE published_at <= ?1",
    [TOMBSTONES] = "SELECT id, reason, version, withdrawn_at FROM tombstone",
    [PROJECTS] = "SELECT id, sha256 FROM project",
    [ITEM_BYTES] = "SELECT i.sha256, c.bytes FROM item i JOIN content c ON c.n = i.content WHERE i.id = ?1",
    [PROJECT_BYTES] = "SELECT sha256, bytes FROM project WHERE id = ?1",
};

struct shelf {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENT_COUNT];
};

/* ---- reading ------------------------------------------------------------------------------------------------- */

static sqlite3_stmt *with(struct shelf *shelf, enum statement which, int code)
{
    ENSURE(code == SQLITE_OK);
    return shelf->statement[which];
}
#define WITH(shelf, which, ...) with(shelf, which, store_bind((shelf)->statement[which], __VA_ARGS__))

static enum status read_items(struct stock *stock, instant now, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(stock->shelf, ITEMS, "i", now);
    size_t capacity = 0;
    enum status status = STATUS_FAILED;
    while ((status = store_step(statement, "items", problem)) == STATUS_OK) {
        stock->item = take_room(stock->item, &capacity, stock->items + 1, sizeof *stock->item);
        struct stock_item *item = &stock->item[stock->items++];
        bool in_project = sqlite3_column_type(statement, 1) != SQLITE_NULL;
        *item = (struct stock_item){.id = take_copy(store_text(statement, 0)),
                                    .project = in_project ? take_copy(store_text(statement, 1)) : NULL,
                                    .version = sqlite3_column_int64(statement, 2)};
        memcpy(item->sha256, store_text(statement, 3), strnlen(store_text(statement, 3), 64));
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status read_tombstones(struct stock *stock, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(stock->shelf, TOMBSTONES, "");
    size_t capacity = 0;
    enum status status = STATUS_FAILED;
    while ((status = store_step(statement, "tombstones", problem)) == STATUS_OK) {
        stock->tombstone =
            take_room(stock->tombstone, &capacity, stock->tombstones + 1, sizeof *stock->tombstone);
        stock->tombstone[stock->tombstones++] =
            (struct stock_tombstone){.id = take_copy(store_text(statement, 0)),
                                     .reason = take_copy(store_text(statement, 1)),
                                     .version = sqlite3_column_int64(statement, 2),
                                     .withdrawn_at = sqlite3_column_int64(statement, 3)};
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status read_projects(struct stock *stock, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(stock->shelf, PROJECTS, "");
    size_t capacity = 0;
    enum status status = STATUS_FAILED;
    while ((status = store_step(statement, "projects", problem)) == STATUS_OK) {
        stock->project = take_room(stock->project, &capacity, stock->projects + 1, sizeof *stock->project);
        struct stock_project *project = &stock->project[stock->projects++];
        *project = (struct stock_project){.id = take_copy(store_text(statement, 0))};
        memcpy(project->sha256, store_text(statement, 1), strnlen(store_text(statement, 1), 64));
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static int compare_items(const void *a, const void *b)
{
    const struct stock_item *left = a, *right = b;
    if ((left->project == NULL) != (right->project == NULL))
        return left->project == NULL ? 1 : -1;
    int order = left->project == NULL ? 0 : strcmp(left->project, right->project);
    return order != 0 ? order : strcmp(left->id, right->id);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(struct stock_item *const *)a)->id, (*(struct stock_item *const *)b)->id);
}

static int compare_tombstones(const void *a, const void *b)
{
    return strcmp(((const struct stock_tombstone *)a)->id, ((const struct stock_tombstone *)b)->id);
}

static int compare_projects(const void *a, const void *b)
{
    return strcmp(((const struct stock_project *)a)->id, ((const struct stock_project *)b)->id);
}

static enum status read_all(struct stock *stock, instant now, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(stock->shelf, GENERATION, "");
    enum status status = store_step(statement, "generation", problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "it has no generation");
    if (status != STATUS_OK)
        return status;
    stock->generation = sqlite3_column_int64(statement, 0);
    (void)sqlite3_reset(statement);
    status = read_items(stock, now, problem);
    if (status == STATUS_OK)
        status = read_tombstones(stock, problem);
    if (status == STATUS_OK)
        status = read_projects(stock, problem);
    if (stock->items > 0)
        qsort(stock->item, stock->items, sizeof *stock->item, compare_items);
    stock->by_id = take_zeroed(stock->items, sizeof(struct stock_item *));
    for (size_t i = 0; i < stock->items; i++)
        stock->by_id[i] = &stock->item[i];
    if (stock->items > 0)
        qsort(stock->by_id, stock->items, sizeof(struct stock_item *), compare_ids);
    if (stock->tombstones > 0)
        qsort(stock->tombstone, stock->tombstones, sizeof *stock->tombstone, compare_tombstones);
    if (stock->projects > 0)
        qsort(stock->project, stock->projects, sizeof *stock->project, compare_projects);
    return status;
}

enum status stock_open(const char *cache_path, instant now, struct stock *out, struct problem *problem)
{
    *out = (struct stock){.shelf = take_zeroed(1, sizeof *out->shelf)};
    enum status status = store_open(cache_path, SQLITE_OPEN_READONLY, &out->shelf->db, problem);
    if (status == STATUS_OK) {
        (void)sqlite3_busy_timeout(out->shelf->db, 5000);
        status = store_check(out->shelf->db, problem);
        if (status == STATUS_END)
            status = problem_set(problem, STATUS_REFUSED, "not-a-cache", "an empty database");
    }
    if (status == STATUS_OK)
        status = store_prepare(out->shelf->db, statements, STATEMENT_COUNT, out->shelf->statement, problem);
    if (status == STATUS_OK)
        status = store_run(out->shelf->statement[BEGIN], "begin", problem);
    if (status == STATUS_OK)
        status = read_all(out, now, problem);
    if (status != STATUS_OK)
        stock_close(out);
    return status;
}

void stock_close(struct stock *stock)
{
    for (size_t i = 0; i < stock->items; i++) {
        free(stock->item[i].id);
        free(stock->item[i].project);
    }
    for (size_t i = 0; i < stock->tombstones; i++) {
        free(stock->tombstone[i].id);
        free(stock->tombstone[i].reason);
    }
    for (size_t i = 0; i < stock->projects; i++)
        free(stock->project[i].id);
    free(stock->item);
    free(stock->by_id);
    free(stock->tombstone);
    free(stock->project);
    if (stock->shelf != NULL) {
        store_finalize(stock->shelf->statement, STATEMENT_COUNT);
        (void)sqlite3_close(stock->shelf->db);
    }
    free(stock->shelf);
    *stock = (struct stock){0};
}

/* ---- bytes --------------------------------------------------------------------------------------------------- */

static enum status read_bytes(struct stock *stock, enum statement which, const char *id, struct buffer *out,
                              struct problem *problem)
{
    sqlite3_stmt *statement = WITH(stock->shelf, which, "t", id);
    char sha256[65];
    enum status status = store_step(statement, "read", problem);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "a row without its text");
    if (status != STATUS_OK)
        return status;
    size_t start = out->size;
    buffer_add(out, sqlite3_column_blob(statement, 1), (size_t)sqlite3_column_bytes(statement, 1));
    sha256_hex(out->data + start, out->size - start, sha256);
    if (strcmp(sha256, store_text(statement, 0)) != 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache",
                             "an item's bytes are not those that were committed");
    (void)sqlite3_reset(statement);
    return status;
}

enum status stock_item_bytes(struct stock *stock, const char *id, struct buffer *out, struct problem *problem)
{
    return read_bytes(stock, ITEM_BYTES, id, out, problem);
}

enum status stock_project_bytes(struct stock *stock, const char *id, struct buffer *out,
                                struct problem *problem)
{
    return read_bytes(stock, PROJECT_BYTES, id, out, problem);
}

const struct stock_item *stock_find_item(const struct stock *stock, const char *id)
{
    struct stock_item wanted = {.id = (char *)id}, *key = &wanted;
    struct stock_item **found = stock->items == 0 ? NULL
                                                  : bsearch(&key, stock->by_id, stock->items,
                                                            sizeof(struct stock_item *), compare_ids);
    return found == NULL ? NULL : *found;
}

struct stock_tombstone *stock_find_tombstone(const struct stock *stock, const char *id)
{
    const struct stock_tombstone wanted = {.id = (char *)id};
    return stock->tombstones == 0 ? NULL
                                  : bsearch(&wanted, stock->tombstone, stock->tombstones,
                                            sizeof *stock->tombstone, compare_tombstones);
}

const struct stock_project *stock_find_project(const struct stock *stock, const char *id)
{
    const struct stock_project wanted = {.id = (char *)id};
    return stock->projects == 0
               ? NULL
               : bsearch(&wanted, stock->project, stock->projects, sizeof *stock->project, compare_projects);
}
