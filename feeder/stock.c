#include "stock.h"

#include "account.h"
#include "contract/limits.h"
#include "contract/store.h"
#include "file.h"
#include "floor.h"

#include <stdlib.h>
#include <string.h>

#define STOCK_CACHES 64 /* a province has at most 30 counties' worth of offices; each is an open file */

/* clang-format off */
enum statement {
    BEGIN, GENERATION, ITEMS, TOMBSTONES, PROJECTS, ITEM_BYTES, PROJECT_BYTES, TIMESTAMP, SNAPSHOT, STATEMENT_COUNT
};
/* clang-format on */

static const char *const statements[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN",
    [GENERATION] = "SELECT value FROM meta WHERE key = 'generation'",
    /* Audience 2, for affected households: over is over, nobody has to keep it. What is public stays as a record. */
    [ITEMS] = ("SELECT id, project, version, sha256, audience FROM item"
               " WHERE published_at <= ?1 AND NOT (audience = 2 AND display_until < ?1)"),
    [TOMBSTONES] = "SELECT id, reason, version, withdrawn_at FROM tombstone",
    [PROJECTS] = "SELECT id, sha256 FROM project",
    [ITEM_BYTES] = "SELECT i.sha256, c.bytes FROM item i JOIN content c ON c.n = i.content WHERE i.id = ?1",
    [PROJECT_BYTES] = "SELECT sha256, bytes FROM project WHERE id = ?1",
    [TIMESTAMP] = "SELECT bytes FROM chain WHERE edition = 0 AND name = 'timestamp.json'",
    [SNAPSHOT] = "SELECT max(version) FROM chain WHERE edition = 0 AND name = 'snapshot.json'",
};

struct shelf {
    char *path;
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENT_COUNT];
    bool followed; /* filled from a publication */
};

struct stock_owner {
    const char *project; /* borrowed from an item or a row */
    size_t shelf;
};

/* ---- reading ------------------------------------------------------------------------------------------------- */

static sqlite3_stmt *with(struct shelf *shelf, enum statement which, int code)
{
    ENSURE(code == SQLITE_OK);
    return shelf->statement[which];
}
#define WITH(shelf, which, ...) with(shelf, which, store_bind((shelf)->statement[which], __VA_ARGS__))

static void refuse(struct stock *stock, const char *id, const char *code, size_t shelf, const char *why)
{
    buffer_format(&stock->refused, "%s %s: %s (%s)\n", id, code, why, stock->shelf[shelf].path);
    stock->refusals++;
}

static enum status read_items(struct stock *stock, size_t shelf, size_t *room, instant now,
                              struct problem *problem)
{
    sqlite3_stmt *statement = WITH(&stock->shelf[shelf], ITEMS, "i", now);
    enum status status = STATUS_FAILED;
    while ((status = store_step(statement, "items", problem)) == STATUS_OK) {
        /* What was opened here for the affected stays here, whoever may have enrolled this machine. */
        if (stock->shelf[shelf].followed && sqlite3_column_int(statement, 4) == AUDIENCE_AFFECTED) {
            refuse(stock, store_text(statement, 0), "affected-stays", shelf,
                   "it is for the affected alone and not published again");
            continue;
        }
        stock->item = take_room(stock->item, room, stock->items + 1, sizeof *stock->item);
        struct stock_item *item = &stock->item[stock->items++];
        bool in_project = sqlite3_column_type(statement, 1) != SQLITE_NULL;
        *item = (struct stock_item){.id = take_copy(store_text(statement, 0)),
                                    .project = in_project ? take_copy(store_text(statement, 1)) : NULL,
                                    .version = sqlite3_column_int64(statement, 2),
                                    .shelf = shelf};
        memcpy(item->sha256, store_text(statement, 3), strnlen(store_text(statement, 3), 64));
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status read_tombstones(struct stock *stock, size_t shelf, size_t *room, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(&stock->shelf[shelf], TOMBSTONES, "");
    enum status status = STATUS_FAILED;
    while ((status = store_step(statement, "tombstones", problem)) == STATUS_OK) {
        stock->tombstone = take_room(stock->tombstone, room, stock->tombstones + 1, sizeof *stock->tombstone);
        stock->tombstone[stock->tombstones++] =
            (struct stock_tombstone){.id = take_copy(store_text(statement, 0)),
                                     .reason = take_copy(store_text(statement, 1)),
                                     .version = sqlite3_column_int64(statement, 2),
                                     .withdrawn_at = sqlite3_column_int64(statement, 3),
                                     .shelf = shelf};
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status read_projects(struct stock *stock, size_t shelf, size_t *room, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(&stock->shelf[shelf], PROJECTS, "");
    enum status status = STATUS_FAILED;
    while ((status = store_step(statement, "projects", problem)) == STATUS_OK) {
        stock->project = take_room(stock->project, room, stock->projects + 1, sizeof *stock->project);
        struct stock_project *project = &stock->project[stock->projects++];
        *project = (struct stock_project){.id = take_copy(store_text(statement, 0)), .shelf = shelf};
        memcpy(project->sha256, store_text(statement, 1), strnlen(store_text(statement, 1), 64));
    }
    return status == STATUS_END ? STATUS_OK : status;
}

/* ---- how old it is -------------------------------------------------------------------------------------------- */

/* The timestamp that the follower verified last, if it speaks of the publication that this cache holds; else the one that
   stands in the cache. */
static enum status heard_of_publication(struct shelf *shelf, instant *out, struct problem *problem)
{
    sqlite3_stmt *statement = WITH(shelf, SNAPSHOT, "");
    struct buffer newest = {0}, held = {0};
    enum status status = store_step(statement, "snapshot", problem);
    int64_t snapshot = status == STATUS_OK ? sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_reset(statement);
    *out = NO_INSTANT;
    statement = WITH(shelf, TIMESTAMP, "");
    status = store_step(statement, "timestamp", problem);
    shelf->followed = status == STATUS_OK;
    if (status == STATUS_OK) {
        buffer_add(&held, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
        (void)sqlite3_reset(statement);
        *out = floor_heard(&held);
        char *path = take_format("%s.trust/timestamp.json", shelf->path);
        if (file_read(path, LIMIT_TRUST_TIMESTAMP_BYTES, &newest, NULL) == STATUS_OK &&
            floor_snapshot(&newest) == snapshot && floor_heard(&newest) > *out)
            *out = floor_heard(&newest);
        free(path);
        if (*out == NO_INSTANT)
            *out = 0; /* nobody says when: as old as can be */
    }
    buffer_finish(&newest);
    buffer_finish(&held);
    return status == STATUS_END ? STATUS_OK : status;
}

/* The first cache of a case database is published right after a pull that found it in order, so its word is of now. Of another
   one, its status file says when that was. */
static enum status hear(struct stock *stock, size_t shelf, struct problem *problem)
{
    instant heard = NO_INSTANT;
    enum status status = heard_of_publication(&stock->shelf[shelf], &heard, problem);
    if (status == STATUS_OK && heard == NO_INSTANT && shelf > 0) {
        struct account account;
        account_init(&account);
        if (account_load(stock->shelf[shelf].path, &account, &heard, NULL) != STATUS_OK ||
            heard == NO_INSTANT)
            heard = 0;
        account_finish(&account);
    }
    if (heard != NO_INSTANT && (stock->heard == NO_INSTANT || heard < stock->heard))
        stock->heard = heard;
    return status;
}

/* ---- in order ------------------------------------------------------------------------------------------------- */

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
    const struct stock_tombstone *left = a, *right = b;
    int order = strcmp(left->id, right->id);
    return order != 0 ? order : (left->shelf > right->shelf) - (left->shelf < right->shelf);
}

static int compare_projects(const void *a, const void *b)
{
    const struct stock_project *left = a, *right = b;
    int order = strcmp(left->id, right->id);
    return order != 0 ? order : (left->shelf > right->shelf) - (left->shelf < right->shelf);
}

static int compare_owners(const void *a, const void *b)
{
    const struct stock_owner *left = a, *right = b;
    int order = strcmp(left->project, right->project);
    return order != 0 ? order : (left->shelf > right->shelf) - (left->shelf < right->shelf);
}

static void sort_items(struct stock *stock)
{
    free(stock->by_id);
    stock->by_id = take_zeroed(stock->items, sizeof(struct stock_item *));
    if (stock->items > 0)
        qsort(stock->item, stock->items, sizeof *stock->item, compare_items);
    for (size_t i = 0; i < stock->items; i++)
        stock->by_id[i] = &stock->item[i];
    if (stock->items > 0)
        qsort(stock->by_id, stock->items, sizeof(struct stock_item *), compare_ids);
}

static void sort_all(struct stock *stock)
{
    sort_items(stock);
    if (stock->tombstones > 0)
        qsort(stock->tombstone, stock->tombstones, sizeof *stock->tombstone, compare_tombstones);
    if (stock->projects > 0)
        qsort(stock->project, stock->projects, sizeof *stock->project, compare_projects);
}

/* The first withdrawal that is not of an earlier id, as an index. */
static size_t first_tombstone(const struct stock *stock, const char *id)
{
    size_t low = 0, high = stock->tombstones;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(stock->tombstone[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- several caches ------------------------------------------------------------------------------------------- */

static int compare_owned(const void *key, const void *owner)
{
    return strcmp(key, ((const struct stock_owner *)owner)->project);
}

/* Whose a project is; SIZE_MAX: nobody's in particular. */
static size_t owner_of(const struct stock *stock, const char *project)
{
    const struct stock_owner *found =
        stock->owners == 0 || project == NULL
            ? NULL
            : bsearch(project, stock->owner, stock->owners, sizeof *stock->owner, compare_owned);
    return found == NULL ? SIZE_MAX : found->shelf;
}

static void find_owners(struct stock *stock)
{
    stock->owner = take_zeroed(stock->projects + stock->items, sizeof *stock->owner);
    for (size_t i = 0; i < stock->projects; i++)
        stock->owner[stock->owners++] = (struct stock_owner){stock->project[i].id, stock->project[i].shelf};
    for (size_t i = 0; i < stock->items; i++)
        if (stock->item[i].project != NULL)
            stock->owner[stock->owners++] =
                (struct stock_owner){stock->item[i].project, stock->item[i].shelf};
    if (stock->owners > 0)
        qsort(stock->owner, stock->owners, sizeof *stock->owner, compare_owners);
    size_t kept = 0;
    for (size_t i = 0; i < stock->owners; i++)
        if (kept == 0 || strcmp(stock->owner[kept - 1].project, stock->owner[i].project) != 0)
            stock->owner[kept++] = stock->owner[i];
    stock->owners = kept;
    for (size_t i = 0; i < kept; i++) /* what it borrows from may be refused and go */
        stock->owner[i].project = take_copy(stock->owner[i].project);
}

static void drop_foreign_projects(struct stock *stock)
{
    size_t kept = 0;
    for (size_t i = 0; i < stock->projects; i++) {
        struct stock_project *project = &stock->project[i];
        if (owner_of(stock, project->id) == project->shelf) {
            stock->project[kept++] = *project;
            continue;
        }
        refuse(stock, project->id, "project-taken", project->shelf,
               "a project of that id is another office's");
        free(project->id);
    }
    stock->projects = kept;
}

/* An id taken twice is the earlier cache's, by the order in which they are named; also one that it has withdrawn, or another
   office's item would take the place of what was to go. */
static bool is_taken(const struct stock *stock, const struct stock_item *item)
{
    const struct stock_item *key = item;
    struct stock_item **any =
        bsearch(&key, stock->by_id, stock->items, sizeof(struct stock_item *), compare_ids);
    size_t i = (size_t)(any - stock->by_id);
    while (i > 0 && strcmp(stock->by_id[i - 1]->id, item->id) == 0)
        i--;
    for (; i < stock->items && strcmp(stock->by_id[i]->id, item->id) == 0; i++) {
        const struct stock_item *other = stock->by_id[i];
        size_t owner = owner_of(stock, other->project);
        if (other->shelf < item->shelf && (owner == SIZE_MAX || owner == other->shelf))
            return true;
    }
    i = first_tombstone(stock, item->id); /* sorted by cache */
    return i < stock->tombstones && strcmp(stock->tombstone[i].id, item->id) == 0 &&
           stock->tombstone[i].shelf < item->shelf;
}

static void drop_foreign_items(struct stock *stock)
{
    bool *drop = take_zeroed(stock->items, sizeof *drop);
    size_t kept = 0;
    for (size_t i = 0; i < stock->items; i++) {
        const struct stock_item *item = &stock->item[i];
        size_t owner = owner_of(stock, item->project);
        bool foreign = owner != SIZE_MAX && owner != item->shelf;
        drop[i] = foreign || is_taken(stock, item);
        if (drop[i])
            refuse(stock, item->id, foreign ? "project-taken" : "id-taken", item->shelf,
                   foreign ? "its project is another office's" : "an item of that id is another office's");
    }
    for (size_t i = 0; i < stock->items; i++) {
        if (!drop[i]) {
            stock->item[kept++] = stock->item[i];
            continue;
        }
        free(stock->item[i].id);
        free(stock->item[i].project);
    }
    stock->items = kept;
    free(drop);
    sort_items(stock);
}

/* Nobody withdraws what another office publishes; within its own projects a withdrawal counts all the same. */
static void tell_foreign_tombstones(struct stock *stock)
{
    for (size_t i = 0; i < stock->tombstones; i++) {
        struct stock_tombstone *tombstone = &stock->tombstone[i];
        const struct stock_item *item = stock_find_item(stock, tombstone->id);
        tombstone->homed = item != NULL && item->shelf != tombstone->shelf;
        if (tombstone->homed)
            refuse(stock, tombstone->id, "withdrawal-of-another", tombstone->shelf,
                   "the item it withdraws is another office's");
    }
}

/* ---- opening and closing -------------------------------------------------------------------------------------- */

static enum status open_shelf(struct stock *stock, const char *path, size_t length, struct problem *problem)
{
    if (stock->shelves == STOCK_CACHES)
        return problem_set(problem, STATUS_MISUSE, "too-many", "more than %d caches", STOCK_CACHES);
    struct shelf *shelf = &stock->shelf[stock->shelves++];
    shelf->path = take_copy_n(path, length);
    enum status status = store_open(shelf->path, SQLITE_OPEN_READONLY, &shelf->db, problem);
    if (status == STATUS_OK) {
        (void)sqlite3_busy_timeout(shelf->db, 5000);
        status = store_check(shelf->db, problem);
        if (status == STATUS_END)
            status = problem_set(problem, STATUS_REFUSED, "not-a-cache", "an empty database");
    }
    if (status == STATUS_OK)
        status = store_prepare(shelf->db, statements, STATEMENT_COUNT, shelf->statement, problem);
    if (status == STATUS_OK)
        status = store_run(shelf->statement[BEGIN], "begin", problem);
    if (status == STATUS_OK) {
        sqlite3_stmt *statement = WITH(shelf, GENERATION, "");
        status = store_step(statement, "generation", problem);
        if (status == STATUS_END)
            status = problem_set(problem, STATUS_UNAVAILABLE, "corrupt-cache", "it has no generation");
        (void)sqlite3_reset(statement);
    }
    return status;
}

static enum status read_all(struct stock *stock, instant now, struct problem *problem)
{
    size_t items = 0, tombstones = 0, projects = 0;
    enum status status = STATUS_OK;
    for (size_t s = 0; s < stock->shelves && status == STATUS_OK; s++) {
        status = hear(stock, s, problem);
        if (status == STATUS_OK)
            status = read_items(stock, s, &items, now, problem);
        if (status == STATUS_OK)
            status = read_tombstones(stock, s, &tombstones, problem);
        if (status == STATUS_OK)
            status = read_projects(stock, s, &projects, problem);
    }
    sort_all(stock);
    if (status == STATUS_OK && stock->shelves > 1) {
        find_owners(stock);
        drop_foreign_projects(stock);
        drop_foreign_items(stock);
        tell_foreign_tombstones(stock);
    }
    return status;
}

enum status stock_open(const char *cache_path, const char *also, instant now, struct stock *out,
                       struct problem *problem)
{
    *out = (struct stock){.heard = NO_INSTANT, .shelf = take_zeroed(STOCK_CACHES, sizeof *out->shelf)};
    enum status status = open_shelf(out, cache_path, strlen(cache_path), problem);
    for (const char *at = also; status == STATUS_OK && at != NULL && *at != '\0'; at += strspn(at, "\n")) {
        size_t length = strcspn(at, "\n");
        status = open_shelf(out, at, length, problem);
        at += length;
    }
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
    for (size_t i = 0; i < stock->owners; i++)
        free((char *)stock->owner[i].project);
    free(stock->item);
    free(stock->by_id);
    free(stock->tombstone);
    free(stock->project);
    free(stock->owner);
    buffer_finish(&stock->refused);
    for (size_t i = 0; i < stock->shelves; i++) {
        store_finalize(stock->shelf[i].statement, STATEMENT_COUNT);
        (void)sqlite3_close(stock->shelf[i].db);
        free(stock->shelf[i].path);
    }
    free(stock->shelf);
    *stock = (struct stock){0};
}

/* ---- bytes --------------------------------------------------------------------------------------------------- */

static enum status read_bytes(struct shelf *shelf, enum statement which, const char *id, struct buffer *out,
                              struct problem *problem)
{
    sqlite3_stmt *statement = WITH(shelf, which, "t", id);
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

enum status stock_item_bytes(struct stock *stock, const struct stock_item *item, struct buffer *out,
                             struct problem *problem)
{
    return read_bytes(&stock->shelf[item->shelf], ITEM_BYTES, item->id, out, problem);
}

enum status stock_project_bytes(struct stock *stock, const struct stock_project *project, struct buffer *out,
                                struct problem *problem)
{
    return read_bytes(&stock->shelf[project->shelf], PROJECT_BYTES, project->id, out, problem);
}

const struct stock_item *stock_find_item(const struct stock *stock, const char *id)
{
    struct stock_item wanted = {.id = (char *)id}, *key = &wanted;
    struct stock_item **found = stock->items == 0 ? NULL
                                                  : bsearch(&key, stock->by_id, stock->items,
                                                            sizeof(struct stock_item *), compare_ids);
    return found == NULL ? NULL : *found;
}

const struct stock_item *stock_find_live(const struct stock *stock, const char *id, const char *prefix)
{
    size_t owner = owner_of(stock, prefix);
    const struct stock_item *item = stock_find_item(stock, id);
    return item != NULL && owner != SIZE_MAX && item->shelf != owner ? NULL : item;
}

struct stock_tombstone *stock_find_tombstone(const struct stock *stock, const char *id, const char *prefix)
{
    size_t owner = owner_of(stock, prefix);
    for (size_t i = first_tombstone(stock, id);
         i < stock->tombstones && strcmp(stock->tombstone[i].id, id) == 0; i++)
        if (owner == SIZE_MAX || stock->tombstone[i].shelf == owner)
            return &stock->tombstone[i];
    return NULL;
}

void stock_home(struct stock *stock, const char *id)
{
    for (size_t i = first_tombstone(stock, id);
         i < stock->tombstones && strcmp(stock->tombstone[i].id, id) == 0; i++)
        stock->tombstone[i].homed = true;
}

static int compare_project_id(const void *key, const void *project)
{
    return strcmp(key, ((const struct stock_project *)project)->id);
}

const struct stock_project *stock_find_project(const struct stock *stock, const char *id)
{
    return stock->projects == 0
               ? NULL
               : bsearch(id, stock->project, stock->projects, sizeof *stock->project, compare_project_id);
}
