/* The programme on a real cache, with a clock of our own: what stands is told as "item page/pages". */
#include "scene.h"

#include "../feeder/sample.h"
#include "cache.h"
#include "pages.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <utime.h>

/* ---- a screen in front of a cache --------------------------------------------------------------- */

struct stage {
    char *folder, *path, *account;
    struct setup setup;
    struct cache *cache;
    struct snapshot *snapshot;
    struct scene_settings settings;
    struct scene *scene;
    instant now;
    int64_t ticks;
};

/* Which part of a record differs from the sample. */
struct item {
    const char *id;
    int64_t version;
    const char *catalogue; /* NULL: D14 */
    enum priority priority;
    enum audience audience;
    const char *project;
    instant from, until; /* 0: not given */
    size_t pages;        /* on the stage's sheet; 0: a line of text, one page */
};

static void checked(struct stage *stage, instant at)
{
    struct utimbuf times = {.actime = (time_t)at, .modtime = (time_t)at};
    FILE *file = fopen(stage->account, "w");
    assert_non_null(file);
    assert_true(fputs("{\"ok\":true,\"error\":null,\"alarms\":[]}\n", file) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(utime(stage->account, &times), 0);
}

static int set_up(void **state)
{
    struct stage *stage = take_zeroed(1, sizeof *stage);
    stage->folder = sample_folder();
    stage->path = take_format("%s/cache.db", stage->folder);
    stage->account = take_format("%s.status", stage->path);
    stage->now = SAMPLE_NOW;
    stage->ticks = 5000000;
    setup_init(&stage->setup, 1280, 720);
    stage->setup.sheet.now = stage->now;
    checked(stage, stage->now);
    stage->settings = (struct scene_settings){.inside_area = true,
                                              .characters_per_minute = 300,
                                              .least_seconds = 10,
                                              .most_seconds = 120,
                                              .dwell_seconds = 10,
                                              .urgent_every_seconds = 180,
                                              .aging_seconds = 300,
                                              .stale_seconds = 1800,
                                              .cache_path = stage->path};
    *state = stage;
    return cache_open(stage->path, &stage->cache, NULL) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;
    scene_destroy(stage->scene);
    snapshot_close(stage->snapshot);
    cache_close(stage->cache);
    setup_finish(&stage->setup);
    sample_folder_remove(stage->folder);
    free(stage->account);
    free(stage->path);
    free(stage);
    return 0;
}

/* Adds paragraphs until the text fills that many pages: where pages break is not this test's business. */
static void fill(struct stage *stage, struct record *record, size_t pages)
{
    struct buffer body = {0};
    size_t filled = 0;
    for (int i = 1; filled < pages; i++) {
        buffer_format(&body, "第%d段，征收补偿方案征求意见期限不得少于三十日，意见和修改情况及时公布。\n", i);
        free(record->text[LANG_ZH].body);
        record->text[LANG_ZH].body = take_copy(body.data);
        struct book *book = book_compose(&stage->setup.sheet, record, NULL);
        filled = book->pages;
        book_destroy(book);
    }
    assert_int_equal(filled, pages);
    buffer_finish(&body);
}

static struct record *make(struct stage *stage, const struct item *item)
{
    struct record *record = sample_record(item->id, item->version == 0 ? 1 : item->version);
    if (item->catalogue != NULL)
        memcpy(record->catalogue, item->catalogue, 4);
    record->priority = item->priority;
    record->audience = item->audience;
    record->project = take_copy_or_null(item->project);
    record->display_from = item->from == 0 ? NO_INSTANT : item->from;
    record->display_until = item->until == 0 ? NO_INSTANT : item->until;
    fill(stage, record, item->pages);
    return record;
}

static void put(struct stage *stage, const struct item *item, size_t count)
{
    int64_t generation = 0;
    assert_int_equal(cache_begin(stage->cache, NULL), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        struct record *record = make(stage, &item[i]);
        assert_int_equal(cache_put(stage->cache, record, "m", NULL), STATUS_OK);
        record_destroy(record);
    }
    assert_int_equal(cache_commit(stage->cache, &generation, NULL), STATUS_OK);
}
#define PUT(stage, ...)                                                                                      \
    put(stage, (const struct item[]){__VA_ARGS__},                                                           \
        sizeof((const struct item[]){__VA_ARGS__}) / sizeof(struct item))

static void withdraw(struct stage *stage, const char *id)
{
    int64_t generation = 0;
    assert_int_equal(cache_begin(stage->cache, NULL), STATUS_OK);
    assert_int_equal(cache_withdraw(stage->cache, id, 0, stage->now, "更正", "w", stage->now, NULL),
                     STATUS_OK);
    assert_int_equal(cache_commit(stage->cache, &generation, NULL), STATUS_OK);
}

/* The cache's file as an attacker or a dying disk would change it. */
static void damage(struct stage *stage, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(stage->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- what the loop of the program does ---------------------------------------------------------- */

static void start(struct stage *stage)
{
    assert_int_equal(snapshot_open(stage->path, &stage->snapshot, NULL), STATUS_OK);
    stage->scene = scene_create(&stage->settings, &stage->setup.sheet, stage->snapshot);
    scene_turn(stage->scene, stage->now, stage->ticks);
}

/* Time passes until the page's time is over, then the next one comes. */
static void turn(struct stage *stage)
{
    int64_t until = scene_until(stage->scene);
    assert_true(until > stage->ticks);
    stage->now += (until - stage->ticks) / 1000;
    stage->ticks = until;
    scene_turn(stage->scene, stage->now, stage->ticks);
}

/* Half a page's time later something may have changed. */
static bool look(struct stage *stage)
{
    stage->ticks += (scene_until(stage->scene) - stage->ticks) / 2;
    return scene_look(stage->scene, stage->now, stage->ticks);
}

static struct scene_view view_of(struct stage *stage)
{
    struct scene_view view;
    scene_view(stage->scene, stage->now, stage->ticks, &view);
    return view;
}

static const char *standing(struct stage *stage)
{
    static char text[160];
    struct scene_view view = view_of(stage);
    if (view.record == NULL)
        snprintf(text, sizeof text, "(%s)", view.nothing);
    else
        snprintf(text, sizeof text, "%s %zu/%zu", view.record->id, view.frame.page + 1, view.frame.pages);
    return text;
}
#define STANDS(stage, expected) assert_string_equal(standing(stage), expected)

/* Turns through the pages; `expected` holds what stands after each turn, separated by ", ". */
static void turns(struct stage *stage, const char *expected)
{
    struct buffer told = {0};
    size_t count = 1;
    for (const char *c = expected; (c = strstr(c, ", ")) != NULL; c += 2)
        count++;
    for (size_t i = 0; i < count; i++) {
        turn(stage);
        buffer_format(&told, "%s%s", i == 0 ? "" : ", ", standing(stage));
    }
    assert_string_equal(told.data, expected);
    buffer_finish(&told);
}

/* ---- the programme ------------------------------------------------------------------------------ */

/* Pinned first, then by catalogue stage; every page of each; then round again. */
static void walks_pages_and_items_in_order(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "last", .catalogue = "D35"}, {.id = "long", .catalogue = "D03", .pages = 3},
        {.id = "first", .catalogue = "D22", .priority = PRIORITY_PINNED}, {.id = "middle"});
    start(stage);
    STANDS(stage, "first 1/1");
    turns(stage, "long 1/3, long 2/3, long 3/3, middle 1/1, last 1/1, first 1/1, long 1/3");
}

static void a_single_item_comes_round_to_itself(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "only", .pages = 2});
    start(stage);
    STANDS(stage, "only 1/2");
    turns(stage, "only 2/2, only 1/2, only 2/2");
}

static void starts_without_a_cache_and_without_items(void **state)
{
    struct stage *stage = *state;
    stage->scene = scene_create(&stage->settings, &stage->setup.sheet, NULL);
    scene_turn(stage->scene, stage->now, stage->ticks);
    STANDS(stage, "(nothing.no_cache)");
    assert_false(look(stage));
    assert_int_equal(snapshot_open(stage->path, &stage->snapshot, NULL), STATUS_OK);
    scene_set_snapshot(stage->scene, stage->snapshot);
    turns(stage, "(nothing.empty)");
    PUT(stage, {.id = "a"});
    assert_true(look(stage)); /* the built-in page does not make anyone wait */
    STANDS(stage, "a 1/1");
}

static void a_new_item_takes_its_place_at_a_page_turn(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .catalogue = "D03", .pages = 2}, {.id = "c", .catalogue = "D35"});
    start(stage);
    PUT(stage, {.id = "b"});
    assert_false(look(stage));
    STANDS(stage, "a 1/2");
    turns(stage, "a 2/2, b 1/1, c 1/1");
}

static void a_new_version_starts_at_its_first_page_at_the_next_turn(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 3}, {.id = "b", .catalogue = "D35"});
    start(stage);
    turns(stage, "a 2/3");
    PUT(stage, {.id = "a", .version = 2, .pages = 3});
    assert_false(look(stage));
    assert_int_equal(view_of(stage).record->version, 1); /* whole, as it was begun */
    turns(stage, "a 1/3");
    assert_int_equal(view_of(stage).record->version, 2);
    turns(stage, "a 2/3, a 3/3");
    PUT(stage, {.id = "a", .version = 3}); /* behind the last page, too */
    turns(stage, "a 1/1, b 1/1, a 1/1");
}

/* ---- urgent items ------------------------------------------------------------------------------- */

static void urgent_interrupts_and_the_page_it_cut_short_comes_back(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 3}, {.id = "b", .catalogue = "D35"});
    start(stage);
    turns(stage, "a 2/3");
    PUT(stage, {.id = "stop", .priority = PRIORITY_URGENT, .pages = 2});
    assert_true(look(stage));
    STANDS(stage, "stop 1/2");
    assert_int_equal(scene_until(stage->scene), stage->ticks + 10000);
    turns(stage, "stop 2/2, a 2/3, a 3/3, b 1/1");
}

/* The page's time was over when the urgent item was found: no page comes twice, none is left out. */
static void urgent_at_a_page_turn_repeats_nothing(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 3}, {.id = "b", .catalogue = "D35"});
    start(stage);
    PUT(stage, {.id = "stop", .priority = PRIORITY_URGENT});
    turns(stage, "stop 1/1, a 2/3, a 3/3");
    PUT(stage, {.id = "too", .priority = PRIORITY_URGENT});
    turns(stage, "too 1/1, b 1/1, a 1/3");
}

static void several_urgent_items_come_one_after_another(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 2});
    start(stage);
    PUT(stage, {.id = "u1", .priority = PRIORITY_URGENT, .pages = 2},
        {.id = "u2", .priority = PRIORITY_URGENT}, {.id = "u3", .priority = PRIORITY_URGENT});
    assert_true(look(stage));
    STANDS(stage, "u1 1/2");
    turns(stage, "u1 2/2, u2 1/1");
    /* Another urgent one does not tear an urgent one out of its reader's hands; it is the next. */
    PUT(stage, {.id = "u0", .priority = PRIORITY_URGENT});
    assert_false(look(stage));
    turns(stage, "u0 1/1, u3 1/1, a 1/2, a 2/2, a 1/2");
}

static void urgent_comes_round_and_starves_nobody(void **state)
{
    struct stage *stage = *state;
    stage->settings.urgent_every_seconds = 40;
    PUT(stage, {.id = "u", .priority = PRIORITY_URGENT}, {.id = "a", .catalogue = "D03", .pages = 5},
        {.id = "b", .catalogue = "D35"});
    start(stage);
    STANDS(stage, "u 1/1");
    /* Pages stay 10 s, so it is due again behind three others: in the middle of an item, which then goes on. */
    turns(stage, "a 1/5, a 2/5, a 3/5, u 1/1, a 4/5, a 5/5, b 1/1, u 1/1, a 1/5, a 2/5, a 3/5, u 1/1");
}

/* Both always due: they take turns with each other, and a normal page stands between any two of them. */
static void overdue_urgent_items_take_turns(void **state)
{
    struct stage *stage = *state;
    stage->settings.urgent_every_seconds = 5;
    PUT(stage, {.id = "u1", .priority = PRIORITY_URGENT}, {.id = "u2", .priority = PRIORITY_URGENT},
        {.id = "a", .catalogue = "D03", .pages = 2}, {.id = "b", .catalogue = "D35"});
    start(stage);
    STANDS(stage, "u1 1/1");
    turns(stage, "u2 1/1, a 1/2, u1 1/1, a 2/2, u2 1/1, b 1/1, u1 1/1, a 1/2, u2 1/1");
}

static void urgent_items_alone_take_turns(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "u1", .priority = PRIORITY_URGENT, .pages = 2},
        {.id = "u2", .priority = PRIORITY_URGENT}, {.id = "u3", .priority = PRIORITY_URGENT});
    start(stage);
    STANDS(stage, "u1 1/2");
    turns(stage, "u1 2/2, u2 1/1, u3 1/1, u1 1/2, u1 2/2, u2 1/1, u3 1/1, u1 1/2");
    withdraw(stage, "u2");
    withdraw(stage, "u3");
    turns(stage, "u1 2/2, u1 1/2");
}

/* More at once than anybody would push: each gets its turn, and so does the programme. */
static void many_urgent_items_still_leave_room(void **state)
{
    struct stage *stage = *state;
    struct item many[100];
    char id[100][8];
    stage->settings.dwell_seconds = 0.01;
    for (int i = 0; i < 100; i++) {
        snprintf(id[i], sizeof id[i], "u%03d", i);
        many[i] = (struct item){.id = id[i], .priority = PRIORITY_URGENT};
    }
    put(stage, many, 100);
    PUT(stage, {.id = "a"});
    start(stage);
    for (int i = 0; i < 99; i++)
        turn(stage);
    turns(stage, "a 1/1, a 1/1");
}

static void a_new_version_of_a_standing_urgent_item_is_shown_once(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "u", .priority = PRIORITY_URGENT}, {.id = "a"});
    start(stage);
    PUT(stage, {.id = "u", .version = 2, .priority = PRIORITY_URGENT});
    turns(stage, "u 1/1, a 1/1, a 1/1");
}

/* What was interrupted may be gone or changed when its turn comes. */
static void the_interrupted_item_is_asked_for_again(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .catalogue = "D03", .pages = 3}, {.id = "b"});
    start(stage);
    turns(stage, "a 2/3");
    PUT(stage, {.id = "u", .priority = PRIORITY_URGENT});
    assert_true(look(stage));
    PUT(stage, {.id = "a", .version = 2, .catalogue = "D03", .pages = 3});
    turns(stage, "a 1/3");
    PUT(stage, {.id = "v", .priority = PRIORITY_URGENT});
    assert_true(look(stage));
    STANDS(stage, "v 1/1");
    withdraw(stage, "a");
    assert_false(look(stage));
    turns(stage, "b 1/1");
}

static void an_urgent_item_that_becomes_ordinary_lets_go(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .catalogue = "D03", .pages = 3}, {.id = "b", .catalogue = "D35"});
    start(stage);
    PUT(stage, {.id = "u", .priority = PRIORITY_URGENT});
    assert_true(look(stage));
    PUT(stage, {.id = "u", .version = 2});
    turns(stage, "u 1/1, a 1/3, a 2/3, a 3/3, u 1/1, b 1/1, a 1/3");
}

/* ---- leaving ------------------------------------------------------------------------------------ */

static void what_is_withdrawn_leaves_at_once(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .catalogue = "D03", .pages = 3}, {.id = "b"},
        {.id = "u", .priority = PRIORITY_URGENT});
    start(stage);
    STANDS(stage, "u 1/1");
    withdraw(stage, "u");
    assert_true(look(stage));
    STANDS(stage, "a 1/3");
    withdraw(stage, "a");
    assert_true(look(stage));
    STANDS(stage, "b 1/1");
    assert_false(look(stage));
    withdraw(stage, "b"); /* the last one, too */
    assert_true(look(stage));
    STANDS(stage, "(nothing.empty)");
    turns(stage, "(nothing.empty)");
}

static void a_withdrawn_urgent_item_gives_the_page_back(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 3});
    start(stage);
    turns(stage, "a 2/3");
    PUT(stage, {.id = "u", .priority = PRIORITY_URGENT});
    assert_true(look(stage));
    withdraw(stage, "u");
    assert_true(look(stage));
    STANDS(stage, "a 2/3");
}

static void windows_open_and_close_by_the_clock(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .catalogue = "D03"}, {.id = "over", .catalogue = "D03", .until = SAMPLE_NOW},
        {.id = "later", .from = SAMPLE_NOW + 100, .until = SAMPLE_NOW + 200});
    start(stage);
    STANDS(stage, "a 1/1");
    turns(stage, "a 1/1");
    assert_false(scene_window_due(stage->scene, SAMPLE_NOW + 99));
    assert_true(scene_window_due(stage->scene, SAMPLE_NOW + 100));
    stage->now = SAMPLE_NOW + 99;
    assert_false(look(stage));
    turn(stage); /* ten seconds on: open since nine */
    STANDS(stage, "later 1/1");
    turns(stage, "a 1/1, later 1/1");
    stage->now = SAMPLE_NOW + 199;
    assert_false(scene_window_due(stage->scene, stage->now));
    assert_false(look(stage));
    stage->now = SAMPLE_NOW + 200;
    assert_true(scene_window_due(stage->scene, stage->now));
    assert_true(look(stage)); /* closed: leaves at once */
    STANDS(stage, "a 1/1");
    assert_false(scene_window_due(stage->scene, SAMPLE_NOW + SAMPLE_DAY * 4000));
}

static void an_urgent_window_opens_at_its_second(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a"}, {.id = "u", .priority = PRIORITY_URGENT, .from = SAMPLE_NOW + 3});
    start(stage);
    STANDS(stage, "a 1/1");
    stage->now += 3;
    assert_true(scene_window_due(stage->scene, stage->now));
    assert_true(look(stage));
    STANDS(stage, "u 1/1");
}

/* ---- filters ------------------------------------------------------------------------------------ */

static void a_screen_outside_the_area_shows_public_items_alone(void **state)
{
    struct stage *stage = *state;
    stage->settings.inside_area = false;
    PUT(stage, {.id = "all"}, {.id = "near", .audience = AUDIENCE_AREA},
        {.id = "own", .audience = AUDIENCE_AFFECTED, .priority = PRIORITY_PINNED},
        {.id = "own-urgent", .audience = AUDIENCE_AFFECTED, .priority = PRIORITY_URGENT});
    start(stage);
    STANDS(stage, "all 1/1");
    turns(stage, "all 1/1, all 1/1");
    PUT(stage, {.id = "all", .version = 2, .audience = AUDIENCE_AFFECTED}); /* narrowed while it stands */
    assert_true(look(stage));
    STANDS(stage, "(nothing.empty)");
}

static void a_screen_of_one_project_shows_it_alone(void **state)
{
    struct stage *stage = *state;
    stage->settings.project = "west";
    PUT(stage, {.id = "w1", .catalogue = "D03", .project = "west"}, {.id = "e1", .project = "east"},
        {.id = "none"}, {.id = "w2", .catalogue = "D35", .project = "west"},
        {.id = "eu", .project = "east", .priority = PRIORITY_URGENT});
    start(stage);
    STANDS(stage, "w1 1/1");
    turns(stage, "w2 1/1, w1 1/1");
}

/* ---- damage and outage -------------------------------------------------------------------------- */

static void what_was_altered_is_passed_over(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .catalogue = "D03"}, {.id = "b"}, {.id = "c", .catalogue = "D35"},
        {.id = "u", .priority = PRIORITY_URGENT}, {.id = "v", .priority = PRIORITY_URGENT});
    damage(stage, "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '公告', '假的') AS BLOB)"
                  " WHERE n IN (SELECT content FROM item WHERE id IN ('b', 'u'))");
    start(stage);
    STANDS(stage, "v 1/1"); /* an unreadable urgent item does not keep the next one away */
    turns(stage, "a 1/1, c 1/1, a 1/1");
}

/* A new version that cannot be read: the programme goes on, and nothing of it is shown. */
static void an_altered_new_version_is_passed_over(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 2}, {.id = "b", .catalogue = "D35"});
    start(stage);
    PUT(stage, {.id = "a", .version = 2, .pages = 2});
    damage(stage, "UPDATE content SET bytes = X'7B7D' WHERE n = (SELECT content FROM item WHERE id = 'a')");
    turns(stage, "b 1/1, b 1/1");
}

static void what_stands_stays_when_nothing_else_can_be_read(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 2}, {.id = "b", .catalogue = "D35"});
    start(stage);
    damage(stage, "UPDATE content SET bytes = X'7B7D'");
    turns(stage, "a 2/2, a 1/2, a 2/2");
}

static void what_stands_stays_when_the_cache_does_not_answer(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 2}, {.id = "b", .catalogue = "D35"},
        {.id = "c", .catalogue = "D35", .pages = 12});
    start(stage);
    STANDS(stage, "a 1/2");
    /* The wal is folded in first, so that truncating the file takes everything from under its reader. */
    damage(stage, "PRAGMA wal_checkpoint(TRUNCATE)");
    assert_int_equal(truncate(stage->path, 100), 0);
    assert_false(look(stage));
    turns(stage, "a 2/2, a 1/2, a 2/2, a 1/2");
    assert_false(look(stage));
}

static void a_lost_file_changes_nothing(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 2}, {.id = "b", .catalogue = "D35"});
    start(stage);
    assert_int_equal(unlink(stage->path), 0);
    assert_false(look(stage));
    turns(stage, "a 2/2, b 1/1, a 1/2");
}

/* ---- the sheet ---------------------------------------------------------------------------------- */

/* When a screen turns stale in the middle of an item its lines move: it begins again, so that none is skipped. */
static void the_banner_gets_its_room(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 3}, {.id = "b", .catalogue = "D35"});
    start(stage);
    assert_false(view_of(stage).frame.banner);
    turns(stage, "a 2/3");
    stage->now += 3600;
    assert_int_equal(view_of(stage).frame.freshness, STALE);
    assert_false(view_of(stage).frame.banner); /* this page was composed without; the foot says it */
    turn(stage);
    struct scene_view view = view_of(stage);
    assert_int_equal(view.frame.page, 0);
    assert_true(view.frame.banner);
    size_t pages = view.frame.pages;
    assert_true(pages >= 3);
    for (size_t page = 1; page < pages; page++) {
        turn(stage);
        assert_int_equal(view_of(stage).frame.page, page);
        assert_true(view_of(stage).frame.banner);
    }
    checked(stage, stage->now + 10);
    turns(stage, "b 1/1");
    assert_false(view_of(stage).frame.banner);
}

/* What counts days was composed yesterday: at midnight the item begins again, also one that an urgent item broke off. */
static void a_new_day_is_counted_anew(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 3});
    start(stage);
    turns(stage, "a 2/3");
    stage->now += 86400;
    checked(stage, stage->now);
    turns(stage, "a 1/3, a 2/3");
    PUT(stage, {.id = "u", .priority = PRIORITY_URGENT});
    assert_true(look(stage));
    stage->now += 86400;
    checked(stage, stage->now);
    turns(stage, "a 1/3, a 2/3, a 3/3");
}

static void an_interrupted_item_begins_again_when_its_lines_moved(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 3});
    start(stage);
    turns(stage, "a 2/3");
    PUT(stage, {.id = "u", .priority = PRIORITY_URGENT});
    assert_true(look(stage));
    stage->now += 3600;
    turn(stage);
    assert_true(view_of(stage).frame.banner);
    assert_int_equal(view_of(stage).frame.page, 0);
    PUT(stage, {.id = "v", .priority = PRIORITY_URGENT});
    turn(stage);
    STANDS(stage, "v 1/1");
    struct sheet other;
    sheet_init(&other, 720, 1280, &stage->setup.theme, stage->setup.words, &fake_ruler);
    other.now = stage->now;
    scene_set_sheet(stage->scene, &other);
    turn(stage);
    assert_string_equal(view_of(stage).record->id, "a");
    assert_int_equal(view_of(stage).frame.page, 0);
}

static void another_size_composes_anew_from_the_first_page(void **state)
{
    struct stage *stage = *state;
    struct sheet other;
    PUT(stage, {.id = "a", .pages = 3}, {.id = "b", .catalogue = "D35"});
    start(stage);
    turns(stage, "a 2/3");
    sheet_init(&other, 640, 480, &stage->setup.theme, stage->setup.words, &fake_ruler);
    other.now = stage->now;
    scene_set_sheet(stage->scene, &other);
    struct scene_view view = view_of(stage);
    assert_string_equal(view.record->id, "a");
    assert_int_equal(view.frame.page, 0);
    check_page(&other, view.page);
    size_t pages = view.frame.pages;
    for (size_t page = 1; page < pages; page++) {
        turn(stage);
        assert_int_equal(view_of(stage).frame.page, page);
        check_page(&other, view_of(stage).page);
    }
    turns(stage, "b 1/1");
}

static void time_line_follows_the_ticks(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a"});
    start(stage);
    assert_true(view_of(stage).frame.elapsed == 0);
    stage->ticks += 2500;
    assert_true(view_of(stage).frame.elapsed == .25F);
    assert_int_equal(view_of(stage).until - view_of(stage).since, 10000);
}

/* Reading time and two seconds to find the place, within the bounds; a panel's few words have half the least time. */
static void pages_stay_as_long_as_their_characters_take(void **state)
{
    (void)state;
    static const struct {
        int characters, width, height;
        double dwell, seconds;
        enum kind kind;
        bool old_readers;
        int looked_up;
    } cases[] = {
        {300, 1920, 1080, 0, 82, KIND_DOCUMENT, true, 0}, /* at three quarters of the pace */
        {500, 1920, 1080, 0, 42, KIND_TABLE, false, 500}, /* all in rows, one of which is one's own */
        {500, 1920, 1080, 0, 72, KIND_TABLE, false, 250}, /* half of it the text below: 250 + .4 of 250 */
        {100, 320, 160, 0, 16, KIND_TABLE, false, 0},     /* a row alone on a panel */
        {100, 1920, 1080, 0, 30, KIND_PROGRESS, false, 0},
        {0, 1920, 1080, 0, 10, KIND_DOCUMENT, false, 0},
        {40, 1920, 1080, 0, 10, KIND_DOCUMENT, false, 0},
        {50, 1920, 1080, 0, 12, KIND_DOCUMENT, false, 0},
        {300, 1920, 1080, 0, 62, KIND_DOCUMENT, false, 0},
        {590, 1920, 1080, 0, 120, KIND_DOCUMENT, false, 0},
        {9999, 1920, 1080, 0, 120, KIND_DOCUMENT, false, 0},
        {0, 320, 160, 0, 5, KIND_DOCUMENT, false, 0},
        {20, 320, 160, 0, 6, KIND_DOCUMENT, false, 0},
        {9999, 1920, 1080, 2.5, 2.5, KIND_DOCUMENT, false, 0},
        {0, 320, 160, .05, .05, KIND_DOCUMENT, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct setup setup;
        struct scene_settings settings = {.characters_per_minute = 300,
                                          .least_seconds = 10,
                                          .most_seconds = 120,
                                          .dwell_seconds = cases[i].dwell,
                                          .old_readers = cases[i].old_readers};
        setup_init(&setup, cases[i].width, cases[i].height);
        double seconds =
            scene_dwell(&settings, &setup.sheet, cases[i].kind,
                        &(struct page){.characters = cases[i].characters, .looked_up = cases[i].looked_up});
        if (seconds < cases[i].seconds - 1e-6 || seconds > cases[i].seconds + 1e-6)
            fail_msg("case %zu: %f s", i, seconds);
        setup_finish(&setup);
    }
}

/* A wall clock that jumps does not hold a page longer or shorter: only ticks count. What the windows allow follows it. */
static void a_jumping_wall_clock_moves_no_page(void **state)
{
    struct stage *stage = *state;
    PUT(stage, {.id = "a", .pages = 2, .from = SAMPLE_NOW - SAMPLE_DAY});
    start(stage);
    int64_t until = scene_until(stage->scene);
    stage->now -= SAMPLE_DAY * 365 * 50;
    assert_false(look(stage));
    assert_int_equal(scene_until(stage->scene), until);
    turns(stage, "(nothing.empty)"); /* not yet to be shown, as far as this clock can tell */
    stage->now = SAMPLE_NOW;
    checked(stage, stage->now);
    turns(stage, "a 1/2");
    stage->now += SAMPLE_DAY * 365 * 50;
    assert_int_equal(view_of(stage).frame.freshness, STALE);
    turns(stage, "a 1/2, a 2/2"); /* begins again below its banner */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(walks_pages_and_items_in_order),
        TEST(a_single_item_comes_round_to_itself),
        TEST(starts_without_a_cache_and_without_items),
        TEST(a_new_item_takes_its_place_at_a_page_turn),
        TEST(a_new_version_starts_at_its_first_page_at_the_next_turn),
        TEST(urgent_interrupts_and_the_page_it_cut_short_comes_back),
        TEST(urgent_at_a_page_turn_repeats_nothing),
        TEST(several_urgent_items_come_one_after_another),
        TEST(urgent_comes_round_and_starves_nobody),
        TEST(overdue_urgent_items_take_turns),
        TEST(urgent_items_alone_take_turns),
        TEST(many_urgent_items_still_leave_room),
        TEST(a_new_version_of_a_standing_urgent_item_is_shown_once),
        TEST(the_interrupted_item_is_asked_for_again),
        TEST(an_urgent_item_that_becomes_ordinary_lets_go),
        TEST(what_is_withdrawn_leaves_at_once),
        TEST(a_withdrawn_urgent_item_gives_the_page_back),
        TEST(windows_open_and_close_by_the_clock),
        TEST(an_urgent_window_opens_at_its_second),
        TEST(a_screen_outside_the_area_shows_public_items_alone),
        TEST(a_screen_of_one_project_shows_it_alone),
        TEST(what_was_altered_is_passed_over),
        TEST(an_altered_new_version_is_passed_over),
        TEST(what_stands_stays_when_nothing_else_can_be_read),
        TEST(what_stands_stays_when_the_cache_does_not_answer),
        TEST(a_lost_file_changes_nothing),
        TEST(the_banner_gets_its_room),
        TEST(a_new_day_is_counted_anew),
        TEST(an_interrupted_item_begins_again_when_its_lines_moved),
        TEST(another_size_composes_anew_from_the_first_page),
        TEST(time_line_follows_the_ticks),
        TEST(pages_stay_as_long_as_their_characters_take),
        TEST(a_jumping_wall_clock_moves_no_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
