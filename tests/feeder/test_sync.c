/* One pull, stage by stage, from a source of our own that tells what it was asked and fails where it is told to. */
#include "sync.h"

#include "cache.h"
#include "contract/limits.h"
#include "sample.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

/* ---- a source ----------------------------------------------------------------------------------- */

enum stage { NOWHERE, AT_BEGIN, AT_SCAN, AT_FETCH, AT_FETCH_ALL };

/* A row of the item view with its Chinese text; of the withdrawal view the id, version, reason and mark alone. */
struct thing {
    char id[40];
    int version; /* 0 as a withdrawal: NULL */
    const char *mark, *body, *status, *reason;
    bool gone; /* scanned, but not there when fetched */
};

struct fake {
    struct source base;
    struct thing item[1000], withdrawal[8];
    size_t items, withdrawals;
    const char *project, *project_mark; /* NULL: none */
    size_t room;                        /* items that find room in one fetch */
    enum stage fails;
    size_t fetches_before_failure; /* AT_FETCH: so many go well */
    enum status failure;
    struct buffer asked; /* "begin scan fetch:200 …" */
};

static struct fake *own(struct source *source)
{
    return (struct fake *)source;
}

static enum status at(struct fake *fake, enum stage stage, struct problem *problem)
{
    if (fake->fails != stage)
        return STATUS_OK;
    if (stage == AT_FETCH && fake->fetches_before_failure-- > 0)
        return STATUS_OK;
    return problem_set(problem, fake->failure, "test-failure", "told to fail");
}

static void fake_close(struct source *source)
{
    (void)source;
}

static enum status fake_begin(struct source *source, struct problem *problem)
{
    buffer_text(&own(source)->asked, "begin ");
    return at(own(source), AT_BEGIN, problem);
}

static struct source_key *keys_of(const struct thing *thing, size_t count)
{
    struct source_key *key = take_zeroed(count + 1, sizeof *key);
    for (size_t i = 0; i < count; i++)
        key[i] = (struct source_key){take_copy(thing[i].id), take_copy(thing[i].mark)};
    return key;
}

static enum status fake_scan(struct source *source, struct source_scan *out, struct problem *problem)
{
    struct fake *fake = own(source);
    buffer_text(&fake->asked, "scan ");
    out->item = keys_of(fake->item, fake->items);
    out->items = fake->items;
    out->withdrawal = keys_of(fake->withdrawal, fake->withdrawals);
    out->withdrawals = fake->withdrawals;
    if (fake->project != NULL) {
        out->project = take_zeroed(1, sizeof *out->project);
        out->project[0] = (struct source_key){take_copy(fake->project), take_copy(fake->project_mark)};
        out->projects = 1;
    }
    return at(fake, AT_SCAN, problem);
}

static void cell(struct rows *rows, char **row, const char *column, const char *text)
{
    row[view_column(rows->view, column)] = take_copy_or_null(text);
}

static void give(const struct thing *thing, struct source_item *out)
{
    struct rows *item = &out->rows[VIEW_ITEM], *text = &out->rows[VIEW_ITEM_TEXT];
    char version[16];
    snprintf(version, sizeof version, "%d", thing->version);
    char **row = rows_add(item);
    cell(item, row, "id", thing->id);
    cell(item, row, "version", version);
    cell(item, row, "catalogue", "D14");
    cell(item, row, "published_at", "2026-11-20T02:00:00Z");
    cell(item, row, "status", thing->status);
    cell(item, row, "withdraw_reason", thing->reason);
    cell(item, row, "updated_at", "2026-11-20T02:00:00Z");
    row = rows_add(text);
    cell(text, row, "item_id", thing->id);
    cell(text, row, "lang", "zh");
    cell(text, row, "title", "公告");
    cell(text, row, "body", thing->body == NULL ? "正文。" : thing->body);
    cell(text, row, "updated_at", "2026-11-20T02:00:00Z");
}

static enum status fake_fetch(struct source *source, struct source_item *items, size_t count,
                              struct problem *problem)
{
    struct fake *fake = own(source);
    buffer_format(&fake->asked, "fetch:%zu ", count);
    for (size_t i = 0; i < count; i++) {
        items[i].later = i >= fake->room;
        for (size_t k = 0; k < fake->items && !items[i].later; k++)
            if (strcmp(fake->item[k].id, items[i].id) == 0 && !fake->item[k].gone)
                give(&fake->item[k], &items[i]);
    }
    return at(fake, AT_FETCH, problem);
}

static enum status fake_fetch_all(struct source *source, struct rows *rows, struct problem *problem)
{
    struct fake *fake = own(source);
    buffer_text(&fake->asked, rows->view == VIEW_PROJECT ? "projects " : "withdrawals ");
    if (rows->view == VIEW_PROJECT && fake->project != NULL) {
        char **row = rows_add(rows);
        cell(rows, row, "id", fake->project);
        cell(rows, row, "name", "项目");
        cell(rows, row, "updated_at", "2026-11-20T02:00:00Z");
    }
    for (size_t i = 0; rows->view == VIEW_WITHDRAWAL && i < fake->withdrawals; i++) {
        const struct thing *thing = &fake->withdrawal[i];
        char version[16];
        snprintf(version, sizeof version, "%d", thing->version);
        char **row = rows_add(rows);
        cell(rows, row, "item_id", thing->id);
        cell(rows, row, "version", thing->version == 0 ? NULL : version);
        cell(rows, row, "withdrawn_at", "2026-11-21T02:00:00Z");
        cell(rows, row, "reason", thing->reason);
        cell(rows, row, "updated_at", "2026-11-21T02:00:00Z");
    }
    return at(fake, AT_FETCH_ALL, problem);
}

static void fake_end(struct source *source)
{
    buffer_text(&own(source)->asked, "end");
}

static const struct source_adapter fake_adapter = {.scheme = "fake:",
                                                   .close = fake_close,
                                                   .begin = fake_begin,
                                                   .scan = fake_scan,
                                                   .fetch = fake_fetch,
                                                   .fetch_all = fake_fetch_all,
                                                   .end = fake_end};

/* ---- a pull ------------------------------------------------------------------------------------- */

struct place {
    char *folder, *path;
    struct fake fake;
    struct cache *cache;
    struct sync_settings settings;
    struct account account; /* of the last pull */
};

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->path = take_format("%s/cache.db", place->folder);
    place->fake.base.adapter = &fake_adapter;
    place->fake.room = SOURCE_FETCH_MOST;
    place->fake.failure = STATUS_UNAVAILABLE;
    place->settings = (struct sync_settings){.cache_path = place->path, .shrink_alarm_percent = 50};
    guard_settings_defaults(&place->settings.guard);
    account_init(&place->account);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    cache_close(place->cache);
    account_finish(&place->account);
    buffer_finish(&place->fake.asked);
    sample_folder_remove(place->folder);
    free(place->path);
    free(place);
    return 0;
}

static void sets(struct place *place, const struct thing *thing, size_t count)
{
    memcpy(place->fake.item, thing, count * sizeof *thing);
    place->fake.items = count;
}
#define ITEMS(place, ...)                                                                                    \
    sets(place, (const struct thing[]){__VA_ARGS__},                                                         \
         sizeof((const struct thing[]){__VA_ARGS__}) / sizeof(struct thing))

static void withdraws(struct place *place, struct thing thing)
{
    place->fake.withdrawal[place->fake.withdrawals++] = thing;
}

static void pulls(struct place *place, enum status expected)
{
    account_finish(&place->account);
    buffer_clear(&place->fake.asked);
    enum status status =
        sync_pull(&place->settings, &place->fake.base, &place->cache, SAMPLE_NOW, &place->account);
    if (status != expected)
        fail_msg("status %d instead of %d: %s %s", (int)status, (int)expected, place->account.failure.code,
                 place->account.failure.text);
    /* What is kept beside the cache is what was told. */
    struct account kept;
    instant last = NO_INSTANT;
    assert_int_equal(account_load(place->path, &kept, &last, NULL), STATUS_OK);
    assert_int_equal(kept.alarms, place->account.alarms);
    assert_string_equal(kept.failure.code, place->account.failure.code);
    account_finish(&kept);
}

/* "seen 3: 1 unchanged 1 accepted 1 refused 0 withdrawn 0 missing, 0 to 1" */
static void told(const struct place *place, const char *expected)
{
    char text[160];
    const struct account *a = &place->account;
    snprintf(text, sizeof text,
             "seen %lld: %lld unchanged %lld accepted %zu refused %lld withdrawn %lld missing, %lld to %lld",
             (long long)a->seen, (long long)a->unchanged, (long long)a->accepted, a->refusals,
             (long long)a->withdrawn, (long long)a->missing, (long long)a->generation_before,
             (long long)a->generation_after);
    assert_string_equal(text, expected);
}

/* "code subject" of each alarm, in the order in which they are told. */
static void alarms(const struct place *place, const char *expected)
{
    struct buffer text = {0};
    buffer_text(&text, "");
    for (size_t i = 0; i < place->account.alarms; i++)
        buffer_format(&text, "%s%s%s%s", i == 0 ? "" : ", ", place->account.alarm[i].code,
                      place->account.alarm[i].subject[0] == '\0' ? "" : " ", place->account.alarm[i].subject);
    assert_string_equal(text.data == NULL ? "" : text.data, expected);
    buffer_finish(&text);
}

static void asked(const struct place *place, const char *expected)
{
    assert_string_equal(place->fake.asked.data, expected);
}

static void refused(const struct place *place, size_t i, const char *id, const char *code)
{
    assert_true(i < place->account.refusals);
    assert_string_equal(place->account.refusal[i].id, id);
    assert_string_equal(place->account.refusal[i].code, code);
}

/* "a1 b2": ids and versions that the cache holds, read from outside. */
static void holds(const struct place *place, const char *expected)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT coalesce(group_concat(id || version, ' '), '')"
                                        " FROM (SELECT * FROM item ORDER BY id)",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), expected);
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

/* ---- what is asked and taken -------------------------------------------------------------------- */

static void stages_come_in_their_order(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "b", .version = 1, .mark = "m"}, {.id = "a", .version = 1, .mark = "m"});
    place->fake.project = "west";
    place->fake.project_mark = "p";
    withdraws(place, (struct thing){.id = "a", .version = 1, .mark = "w", .reason = "有误"});
    pulls(place, STATUS_OK);
    asked(place, "begin scan projects fetch:2 withdrawals end");
    told(place, "seen 2: 0 unchanged 2 accepted 0 refused 1 withdrawn 0 missing, 0 to 1");
    holds(place, "b1");
    alarms(place, "");
    pulls(place, STATUS_UNCHANGED);
    asked(place, "begin scan fetch:1 end"); /* "a" is asked for: it might be a version behind its tombstone */
    told(place, "seen 2: 2 unchanged 0 accepted 0 refused 0 withdrawn 0 missing, 1 to 1");
    /* Each stage asks only if a mark differs. */
    place->fake.project_mark = "p2";
    pulls(place, STATUS_UNCHANGED);
    asked(place, "begin scan projects fetch:1 end");
    ITEMS(place, {.id = "b", .version = 2, .mark = "m2"}, {.id = "c", .version = 1, .mark = "m"});
    pulls(place, STATUS_OK);
    asked(place, "begin scan fetch:2 end");
    told(place, "seen 2: 0 unchanged 2 accepted 0 refused 0 withdrawn 0 missing, 1 to 2");
    holds(place, "b2 c1");
}

static void many(struct place *place, size_t count, const char *mark, int version)
{
    for (size_t i = 0; i < count; i++) {
        struct thing *thing = &place->fake.item[i];
        *thing = (struct thing){.version = version, .mark = mark};
        snprintf(thing->id, sizeof thing->id, "item-%04zu", i);
    }
    place->fake.items = count;
}

static void items_are_fetched_in_chunks(void **state)
{
    struct place *place = *state;
    many(place, 450, "m", 1);
    pulls(place, STATUS_OK);
    asked(place, "begin scan fetch:200 fetch:200 fetch:50 end");
    told(place, "seen 450: 0 unchanged 450 accepted 0 refused 0 withdrawn 0 missing, 0 to 1");
    many(place, 450, "m", 1);
    place->fake.item[7].mark = place->fake.item[449].mark = "other";
    place->fake.item[7].version = place->fake.item[449].version = 2;
    pulls(place, STATUS_OK);
    asked(place, "begin scan fetch:2 end");
    told(place, "seen 450: 448 unchanged 2 accepted 0 refused 0 withdrawn 0 missing, 1 to 2");
    many(place, 400, "third", 3); /* a whole number of chunks: no empty one behind */
    pulls(place, STATUS_OK);
    asked(place, "begin scan fetch:200 fetch:200 end");
    assert_int_equal(place->account.missing, 50);
}

static void items_without_room_wait_for_the_next_fetch(void **state)
{
    struct place *place = *state;
    many(place, 301, "m", 1);
    place->fake.room = 90;
    pulls(place, STATUS_OK);
    /* 200, of which 110 wait; with 90 more 200 again; then the 11 last ones come along. */
    asked(place, "begin scan fetch:200 fetch:200 fetch:121 fetch:31 end");
    told(place, "seen 301: 0 unchanged 301 accepted 0 refused 0 withdrawn 0 missing, 0 to 1");
    many(place, 7, "n", 2);
    place->fake.room = 1;
    pulls(place, STATUS_OK);
    asked(place, "begin scan fetch:7 fetch:6 fetch:5 fetch:4 fetch:3 fetch:2 fetch:1 end");
    assert_int_equal(place->account.accepted, 7);
}

/* ---- refusals ----------------------------------------------------------------------------------- */

static void refused_items_are_told_and_tried_again(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "bad", .version = 1, .mark = "m", .body = "证件号11010519491231002X。"},
          {.id = "gone", .version = 1, .mark = "m", .gone = true}, {.id = "good", .version = 1, .mark = "m"});
    pulls(place, STATUS_REFUSED);
    told(place, "seen 3: 0 unchanged 1 accepted 2 refused 0 withdrawn 0 missing, 0 to 1");
    refused(place, 0, "bad", "identity-number");
    refused(place, 1, "gone", "gone");
    alarms(place, "item-refused bad, item-refused gone");
    holds(place, "good1");
    pulls(place, STATUS_REFUSED); /* nothing new, and still not silent */
    asked(place, "begin scan fetch:2 end");
    told(place, "seen 3: 1 unchanged 0 accepted 2 refused 0 withdrawn 0 missing, 1 to 1");
    place->fake.item[0].body = "已改正。"; /* mended, whatever its mark says */
    place->fake.item[1].gone = false;
    pulls(place, STATUS_OK);
    told(place, "seen 3: 1 unchanged 2 accepted 0 refused 0 withdrawn 0 missing, 1 to 2");
    alarms(place, "");
}

static void a_refused_new_version_leaves_the_held_one(void **state)
{
    struct place *place = *state;
    static const struct {
        int version;
        const char *body, *code;
    } cases[] = {{2, "电话13800138000。", "mobile-number"},
                 {3, "新的正文。", "same-version"},
                 {2, NULL, "version-falls"}};
    ITEMS(place, {.id = "a", .version = 3, .mark = "m"});
    pulls(place, STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ITEMS(place, {.id = "a", .version = cases[i].version, .mark = "n", .body = cases[i].body});
        pulls(place, STATUS_REFUSED);
        refused(place, 0, "a", cases[i].code);
        told(place, "seen 1: 0 unchanged 0 accepted 1 refused 0 withdrawn 0 missing, 1 to 1");
        holds(place, "a3");
    }
    ITEMS(place, {.id = "a", .version = 3, .mark = "m"});
    pulls(place, STATUS_UNCHANGED);
    alarms(place, "");
}

/* The adapter itself may refuse what it reads; the pull goes on with the others. */
static void a_refused_fetch_is_told(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "a", .version = 1, .mark = "m"});
    pulls(place, STATUS_OK);
    place->fake.project = "west";
    place->fake.project_mark = "p";
    place->fake.fails = AT_FETCH_ALL;
    place->fake.failure = STATUS_REFUSED;
    ITEMS(place, {.id = "a", .version = 1, .mark = "m"}, {.id = "b", .version = 1, .mark = "m"});
    pulls(place, STATUS_REFUSED);
    told(place, "seen 2: 1 unchanged 1 accepted 1 refused 0 withdrawn 0 missing, 1 to 2");
    holds(place, "a1 b1");
}

/* ---- failures ----------------------------------------------------------------------------------- */

static void a_failure_in_any_stage_changes_nothing(void **state)
{
    struct place *place = *state;
    static const struct {
        enum stage stage;
        size_t good_fetches;
        enum status status;
        const char *alarm, *asked;
    } cases[] = {
        {AT_BEGIN, 0, STATUS_UNAVAILABLE, "source-unreachable", "begin end"},
        {AT_BEGIN, 0, STATUS_MISUSE, "source-unreachable", "begin end"},
        {AT_SCAN, 0, STATUS_UNAVAILABLE, "source-unreachable", "begin scan end"},
        {AT_FETCH_ALL, 0, STATUS_UNAVAILABLE, "pull-failed", "begin scan projects end"},
        {AT_FETCH, 0, STATUS_UNAVAILABLE, "pull-failed", "begin scan projects fetch:200 end"},
        {AT_FETCH, 1, STATUS_UNAVAILABLE, "pull-failed", "begin scan projects fetch:200 fetch:100 end"},
    };
    many(place, 300, "m", 1);
    pulls(place, STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *held = take_format("%s-%zu", "mark", i);
        many(place, 300, held, (int)i + 2);
        withdraws(place, (struct thing){.id = "item-0007", .mark = "w", .reason = "有误"});
        place->fake.project = "west";
        place->fake.project_mark = held;
        place->fake.fails = cases[i].stage;
        place->fake.fetches_before_failure = cases[i].good_fetches;
        place->fake.failure = cases[i].status;
        pulls(place, cases[i].status);
        asked(place, cases[i].asked);
        alarms(place, cases[i].alarm);
        assert_string_equal(place->account.failure.code, "test-failure");
        assert_int_equal(place->account.accepted, 0);
        assert_int_equal(place->account.withdrawn, 0);
        assert_int_equal(place->account.generation_after, place->account.generation_before);
        assert_int_equal(cache_generation(place->cache), (int64_t)i + 1);
        place->fake.fails = NOWHERE;
        place->fake.withdrawals = 0;
        pulls(place, STATUS_OK); /* the cause is gone: all of it arrives, and the alarm goes */
        alarms(place, "");
        assert_int_equal(place->account.accepted, 300);
        free(held);
    }
    /* The withdrawals' stage comes last: what was taken before it is given back with the rest. */
    many(place, 300, "last", 100);
    place->fake.project = NULL;
    withdraws(place, (struct thing){.id = "item-0007", .mark = "w", .reason = "有误"});
    place->fake.fails = AT_FETCH_ALL;
    place->fake.failure = STATUS_UNAVAILABLE;
    pulls(place, STATUS_UNAVAILABLE);
    asked(place, "begin scan fetch:200 fetch:100 withdrawals end");
    assert_int_equal(cache_generation(place->cache), 7);
    alarms(place, "pull-failed");
}

static void cannot_write_without_its_cache(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "a", .version = 1, .mark = "m"});
    struct cache *other = NULL;
    assert_int_equal(cache_open(place->path, &other, NULL), STATUS_OK); /* another feeder is at it */
    pulls(place, STATUS_UNAVAILABLE);
    assert_string_equal(place->account.failure.code, "cache-locked");
    alarms(place, "pull-failed");
    cache_close(other);
    pulls(place, STATUS_OK);
    alarms(place, "");
    /* A newer program's cache is not ours to write: nothing was refused, nothing was pulled. */
    cache_close(place->cache);
    place->cache = NULL;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 1000", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    pulls(place, STATUS_UNAVAILABLE);
    assert_string_equal(place->account.failure.code, "newer-schema");
    assert_int_equal(place->account.refusals, 0);
    alarms(place, "pull-failed");
}

static void a_corrupt_cache_is_filled_anew(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "a", .version = 1, .mark = "m"}, {.id = "b", .version = 4, .mark = "m"});
    pulls(place, STATUS_OK);
    cache_close(place->cache);
    place->cache = NULL;
    char *aside = take_format("%s.corrupt", place->path);
    FILE *file = fopen(place->path, "r+");
    assert_non_null(file);
    for (int i = 0; i < 4096; i++)
        assert_int_not_equal(fputc(0, file), EOF);
    assert_int_equal(fclose(file), 0);
    /* As long as the source does not answer, even a damaged cache is better than none. */
    place->fake.fails = AT_SCAN;
    pulls(place, STATUS_UNAVAILABLE);
    assert_int_equal(access(aside, F_OK), -1);
    place->fake.fails = NOWHERE;
    pulls(place, STATUS_OK);
    assert_int_equal(access(aside, F_OK), 0);
    alarms(place, "cache-rebuilt");
    told(place, "seen 2: 0 unchanged 2 accepted 0 refused 0 withdrawn 0 missing, 0 to 1");
    holds(place, "a1 b4");
    free(aside);
}

static void a_cache_that_was_deleted_is_filled_anew(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "a", .version = 1, .mark = "m"});
    pulls(place, STATUS_OK);
    assert_int_equal(unlink(place->path), 0);
    pulls(place, STATUS_OK);
    told(place, "seen 1: 0 unchanged 1 accepted 0 refused 0 withdrawn 0 missing, 0 to 1");
    holds(place, "a1");
}

/* ---- absence ------------------------------------------------------------------------------------ */

static void absence_removes_nothing(void **state)
{
    struct place *place = *state;
    many(place, 10, "m", 1);
    pulls(place, STATUS_OK);
    place->fake.items = 9;
    pulls(place, STATUS_UNCHANGED);
    alarms(place, "missing-item item-0009");
    told(place, "seen 9: 9 unchanged 0 accepted 0 refused 0 withdrawn 1 missing, 1 to 1");
    holds(place, "item-00001 item-00011 item-00021 item-00031 item-00041 item-00051 item-00061 item-00071 "
                 "item-00081 item-00091");
}

static void a_shrunken_answer_raises_an_alarm(void **state)
{
    struct place *place = *state;
    static const struct {
        size_t items;
        const char *alarm; /* the gravest */
        int percent;
    } cases[] = {{10, "", 50},
                 {5, "missing-item", 50},
                 {4, "source-shrunk", 50},
                 {0, "source-empty", 50},
                 {9, "source-shrunk", 100},
                 {1, "missing-item", 0},
                 {0, "source-empty", 0}};
    many(place, 10, "m", 1);
    pulls(place, STATUS_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        place->fake.items = cases[i].items;
        place->settings.shrink_alarm_percent = cases[i].percent;
        pulls(place, STATUS_UNCHANGED);
        assert_int_equal(place->account.missing, 10 - cases[i].items);
        assert_string_equal(place->account.alarms == 0 ? "" : place->account.alarm[0].code, cases[i].alarm);
        assert_int_equal(cache_generation(place->cache), 1);
    }
    /* A small change among a mass disappearance is taken, and nothing is lost by it. */
    ITEMS(place, {.id = "item-0003", .version = 2, .mark = "n"});
    place->settings.shrink_alarm_percent = 50;
    pulls(place, STATUS_OK);
    told(place, "seen 1: 0 unchanged 1 accepted 0 refused 0 withdrawn 9 missing, 1 to 2");
    many(place, 10, "m", 1);
    place->fake.item[3] = (struct thing){.id = "item-0003", .version = 2, .mark = "n"};
    pulls(place, STATUS_UNCHANGED);
    alarms(place, "");
}

static void the_alarms_of_a_thousand_are_bounded(void **state)
{
    struct place *place = *state;
    many(place, 1000, "m", 1);
    pulls(place, STATUS_OK);
    place->fake.items = 0;
    pulls(place, STATUS_UNCHANGED);
    assert_int_equal(place->account.missing, 1000);
    assert_int_equal(place->account.alarms + place->account.alarms_left_out, 1001);
    assert_true(place->account.alarms <= LIMIT_ALARMS);
    assert_string_equal(place->account.alarm[0].code, "source-empty"); /* the gravest is never left out */
}

/* ---- withdrawals -------------------------------------------------------------------------------- */

static void a_withdrawal_reaches_the_version_it_names(void **state)
{
    struct place *place = *state;
    static const struct {
        int held, withdrawn;
        const char *left;
    } cases[] = {{2, 2, ""}, {2, 3, ""}, {2, 0, ""}, {2, 1, "a2"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ITEMS(place, {.id = "a", .version = cases[i].held, .mark = "m"});
        place->fake.withdrawals = 0;
        pulls(place, STATUS_OK);
        place->fake.items = 0; /* the vendor takes the row away and says so */
        withdraws(place,
                  (struct thing){.id = "a", .version = cases[i].withdrawn, .mark = "w", .reason = "有误"});
        pulls(place, STATUS_OK);
        asked(place, "begin scan withdrawals end");
        assert_int_equal(place->account.withdrawn, 1);
        holds(place, cases[i].left);
        pulls(place, STATUS_UNCHANGED);
        asked(place, "begin scan end");
        cache_close(place->cache);
        place->cache = NULL;
        char *remove = take_format("rm -f '%s'*", place->path);
        assert_int_equal(system(remove), 0);
        free(remove);
    }
}

static void an_item_says_itself_that_it_is_withdrawn(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "a", .version = 2, .mark = "m"}, {.id = "b", .version = 1, .mark = "m"});
    pulls(place, STATUS_OK);
    place->fake.item[0] = (struct thing){.id = "a", .version = 2, .mark = "n", .status = "withdrawn"};
    pulls(place, STATUS_REFUSED);
    refused(place, 0, "a", "no-reason");
    holds(place, "a2 b1");
    place->fake.item[0].reason = "有误";
    pulls(place, STATUS_OK);
    told(place, "seen 2: 1 unchanged 0 accepted 0 refused 1 withdrawn 0 missing, 1 to 2");
    holds(place, "b1");
    alarms(place, "");
    pulls(place, STATUS_UNCHANGED); /* known by its mark: not asked for again */
    told(place, "seen 2: 2 unchanged 0 accepted 0 refused 0 withdrawn 0 missing, 2 to 2");
    asked(place, "begin scan end");
    place->fake.item[0].mark = "touched"; /* the same once more is nothing new */
    pulls(place, STATUS_UNCHANGED);
    told(place, "seen 2: 2 unchanged 0 accepted 0 refused 0 withdrawn 0 missing, 2 to 2");
    /* Published again under the old version: its tombstone stands. Under a new one: it is back. */
    place->fake.item[0] = (struct thing){.id = "a", .version = 2, .mark = "o"};
    pulls(place, STATUS_UNCHANGED);
    holds(place, "b1");
    place->fake.item[0] = (struct thing){.id = "a", .version = 3, .mark = "p"};
    pulls(place, STATUS_OK);
    holds(place, "a3 b1");
}

/* It names a version that is no longer the one on the screens: told, not counted as done. */
static void a_withdrawn_item_of_a_fallen_version_is_told(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "a", .version = 3, .mark = "m"});
    pulls(place, STATUS_OK);
    ITEMS(place, {.id = "a", .version = 2, .mark = "n", .status = "withdrawn", .reason = "有误"});
    pulls(place, STATUS_REFUSED);
    refused(place, 0, "a", "version-falls");
    holds(place, "a3");
}

/* What stands in the withdrawal view for ever must not take away what was published behind it. */
static void published_again_behind_a_tombstone(void **state)
{
    struct place *place = *state;
    static const int withdrawn[] = {1, 0}; /* 0: NULL, whatever was held then */
    for (size_t i = 0; i < 2; i++) {
        char id[8];
        snprintf(id, sizeof id, "a%zu", i);
        struct thing thing = {.version = 1, .mark = "m"};
        memcpy(thing.id, id, sizeof id);
        sets(place, &thing, 1);
        pulls(place, STATUS_OK);
        struct thing row = {.version = withdrawn[i], .mark = "w", .reason = "有误"};
        memcpy(row.id, id, sizeof id);
        withdraws(place, row);
        pulls(place, STATUS_OK);
        thing.version = 2;
        thing.mark = "n";
        sets(place, &thing, 1);
        pulls(place, STATUS_OK);
        told(place, i == 0 ? "seen 1: 0 unchanged 1 accepted 0 refused 0 withdrawn 0 missing, 2 to 3"
                           : "seen 1: 0 unchanged 1 accepted 0 refused 0 withdrawn 1 missing, 6 to 7");
        /* Another withdrawal in the view makes the whole view be read again. */
        struct thing other = {.version = 1, .mark = "x", .reason = "有误"};
        snprintf(other.id, sizeof other.id, "other%zu", i);
        withdraws(place, other);
        pulls(place, STATUS_OK);
        asked(place, "begin scan withdrawals end");
        assert_int_equal(place->account.withdrawn, 1);
        holds(place, i == 0 ? "a02" : "a02 a12");
    }
}

static void a_withdrawal_before_its_item_is_remembered(void **state)
{
    struct place *place = *state;
    withdraws(place, (struct thing){.id = "a", .version = 2, .mark = "w", .reason = "有误"});
    pulls(place, STATUS_OK);
    ITEMS(place, {.id = "a", .version = 2, .mark = "m"});
    pulls(place, STATUS_UNCHANGED);
    holds(place, "");
    ITEMS(place, {.id = "a", .version = 3, .mark = "m"});
    pulls(place, STATUS_OK);
    holds(place, "a3");
}

static void a_withdrawal_without_a_reason_is_refused(void **state)
{
    struct place *place = *state;
    ITEMS(place, {.id = "a", .version = 1, .mark = "m"});
    pulls(place, STATUS_OK);
    withdraws(place, (struct thing){.id = "a", .version = 1, .mark = "w", .reason = NULL});
    pulls(place, STATUS_REFUSED);
    holds(place, "a1");
    alarms(place, "item-refused a");
    place->fake.withdrawal[0].reason = "有误";
    pulls(place, STATUS_OK);
    holds(place, "");
    alarms(place, "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(stages_come_in_their_order),
        TEST(items_are_fetched_in_chunks),
        TEST(items_without_room_wait_for_the_next_fetch),
        TEST(refused_items_are_told_and_tried_again),
        TEST(a_refused_new_version_leaves_the_held_one),
        TEST(a_refused_fetch_is_told),
        TEST(a_failure_in_any_stage_changes_nothing),
        TEST(cannot_write_without_its_cache),
        TEST(a_corrupt_cache_is_filled_anew),
        TEST(a_cache_that_was_deleted_is_filled_anew),
        TEST(absence_removes_nothing),
        TEST(a_shrunken_answer_raises_an_alarm),
        TEST(the_alarms_of_a_thousand_are_bounded),
        TEST(a_withdrawal_reaches_the_version_it_names),
        TEST(an_item_says_itself_that_it_is_withdrawn),
        TEST(a_withdrawn_item_of_a_fallen_version_is_told),
        TEST(published_again_behind_a_tombstone),
        TEST(a_withdrawal_before_its_item_is_remembered),
        TEST(a_withdrawal_without_a_reason_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
