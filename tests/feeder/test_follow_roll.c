/* The roll call of a screen: what the signed lists name for it is held against what its cache holds. A row that somebody took away is
   missed, and so is one that is hidden, refused or lapsed; what is not for this screen, or not yet, or no longer, is not. */
#include "contract/seal.h"
#include "roll.h"
#include "sample.h"
#include "world.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

struct watcher {
    struct vouch *vouch;
    struct snapshot *snapshot;
    struct admission admission;
    struct roll *roll;
    instant wall;
    int64_t ticks;
};

static int64_t boot_ticks(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void open_screen(struct watcher *screen, const struct world *world, bool inside_area)
{
    *screen = (struct watcher){.wall = NOW + 60, .ticks = boot_ticks()};
    assert_int_equal(vouch_create(world->root_file, &screen->vouch, NULL), STATUS_OK);
    assert_int_equal(snapshot_open(world->cache_path, &screen->snapshot, NULL), STATUS_OK);
    screen->admission = (struct admission){.vouch = screen->vouch,
                                           .cache_path = world->cache_path,
                                           .inside_area = inside_area,
                                           .limits = {.aging_seconds = 300, .stale_seconds = 1800}};
    admission_init(&screen->admission);
    screen->roll = roll_create();
}

static void close_screen(struct watcher *screen)
{
    roll_destroy(screen->roll);
    snapshot_close(screen->snapshot);
    vouch_destroy(screen->vouch);
}

/* One whole call, once the last one's rest is over. */
static const struct roll_result *call(struct watcher *screen)
{
    int slices = 0;
    screen->ticks += 60000;
    do {
        (void)roll_step(screen->roll, &screen->admission, screen->snapshot, screen->wall, screen->ticks);
        assert_true(++slices < 1000);
    } while (roll_is_calling(screen->roll));
    return roll_result(screen->roll);
}

/* What a call misses: "a b +2 ?1", the ids, how many more, how many lists. */
static void assert_missed(struct watcher *screen, const char *wanted)
{
    const struct roll_result *result = call(screen);
    struct buffer text = {0};
    for (size_t i = 0; i < result->named; i++)
        buffer_format(&text, "%s%s", i == 0 ? "" : " ", result->id[i]);
    if (result->more > 0)
        buffer_format(&text, " +%" PRId64, result->more);
    if (result->unread > 0)
        buffer_format(&text, " ?%" PRId64, result->unread);
    assert_string_equal(text.data == NULL ? "" : text.data, wanted);
    assert_int_equal(roll_absent(result), (int64_t)result->named + result->more);
    buffer_finish(&text);
}

/* Somebody's hand in the cache, without a new generation; what is taken away is kept aside, since a cache with a foreign table would
   not be opened. */
static void tamper(const struct world *world, const char *sql)
{
    char *command = take_format("sqlite3 '%s' \"ATTACH '%s.aside' AS aside; %s\"", world->cache_path,
                                world->cache_path, sql);
    assert_int_equal(system(command), 0);
    free(command);
}

/* As the publisher lists it: with what a reader needs before it fetches. */
static void list(struct world *world, int role, const char *prefix, struct record *record)
{
    struct buffer bytes = {0};
    char when[INSTANT_TEXT];
    char *until = record->display_until == NO_INSTANT
                      ? take_copy("")
                      : take_format(",\"display_until\":\"%s\"", instant_format(when, record->display_until));
    char *more =
        take_format(",\"audience\":\"%s\",\"catalogue\":\"%s\",\"priority\":\"%s\",\"statutory\":%s%s",
                    audience_words[record->audience], record->catalogue, priority_words[record->priority],
                    record->statutory ? "true" : "false", until);
    record_encode(record, &bytes);
    world_list(world, role, take_format("%s/texts/%s.json", prefix, record->id),
               world_keep(world, world_custom(record, "item", more)), world_keep(world, buffer_take(&bytes)));
    record_destroy(record);
    free(more);
    free(until);
}

static void list_notices(struct world *world, size_t count)
{
    for (size_t i = 1; i <= count; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "n%zu", i);
        list(world, world->texts, "~", world_notice(id, 1));
    }
}

static void publish(struct world *world, const char *roles)
{
    world_publish(world, roles);
    assert_int_equal(world_pull(world), STATUS_OK);
}

#define ALL "~.figures ~.texts targets"

static void a_row_that_was_taken_away_is_missed_until_it_is_back(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, 3);
    publish(world, ALL);
    open_screen(&screen, world, false);
    assert_missed(&screen, "");
    tamper(world,
           "CREATE TABLE aside.away AS SELECT * FROM item WHERE id = 'n2'; DELETE FROM item WHERE id = 'n2'");
    int64_t before = screen.ticks; /* not each second: a call comes after its rest */
    screen.ticks += 500;
    assert_false(roll_step(screen.roll, &screen.admission, screen.snapshot, screen.wall, screen.ticks));
    assert_int_equal(roll_absent(roll_result(screen.roll)), 0);
    screen.ticks = before;
    assert_missed(&screen, "n2");
    tamper(world, "INSERT INTO item SELECT * FROM aside.away; DROP TABLE aside.away");
    assert_missed(&screen, "");
    tamper(world, "DELETE FROM item");
    assert_missed(&screen, "n1 n2 n3");
    assert_false(
        screen.admission.refused); /* the foot's own alarm is for what was refused when its turn came */
    close_screen(&screen);
}

/* A new generation is called at once: what the feeder put right is not missed a second longer. */
static void the_feeder_puts_it_right(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, 3);
    publish(world, ALL);
    open_screen(&screen, world, false);
    tamper(world, "DELETE FROM item WHERE id = 'n2'");
    assert_missed(&screen, "n2");
    list(world, world->texts, "~", world_notice("n4", 1));
    publish(world, "~.texts"); /* n2 is not held, so it is fetched again */
    assert_held(world, "n1:1 n2:1 n3:1 n4:1");
    assert_true(roll_step(screen.roll, &screen.admission, screen.snapshot, screen.wall, ++screen.ticks));
    assert_int_equal(roll_absent(roll_result(screen.roll)), 0);
    close_screen(&screen);
}

/* Columns are what the walk goes by, and nobody signed them. */
static void a_row_that_is_hidden_is_missed(void **state)
{
    static const char *const hidden[] = {
        "audience = 2",         "display_until = 1000", "display_from = 99999999999",
        "place = '9' || place", "version = 7",          "content = 99999"};
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, 3);
    publish(world, ALL);
    open_screen(&screen, world, false);
    tamper(world, "CREATE TABLE aside.kept AS SELECT * FROM item WHERE id = 'n2'");
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        char *sql = take_format("UPDATE item SET %s WHERE id = 'n2'", hidden[i]);
        tamper(world, sql);
        if (strncmp(hidden[i], "version", 7) == 0) {
            assert_missed(&screen, ""); /* the record itself is the listed one: it is shown */
        } else if (strncmp(hidden[i], "content", 7) == 0) {
            assert_missed(&screen, ""); /* the walk meets it, and then it is noted */
            roll_note(screen.roll, "n2");
            assert_missed(&screen, "n2");
        } else {
            assert_missed(&screen, "n2");
        }
        tamper(world, "DELETE FROM item WHERE id = 'n2'; INSERT INTO item SELECT * FROM aside.kept");
        assert_missed(&screen, "");
        free(sql);
    }
    close_screen(&screen);
}

/* Bytes that flipped are seen when the item's turn comes; then it counts, as long as they are not right. */
static void an_item_that_was_refused_is_missed(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, 3);
    publish(world, ALL);
    open_screen(&screen, world, false);
    tamper(world,
           "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '公告 n2', '公告 n9') AS BLOB)");
    assert_missed(&screen, "");
    roll_note(screen.roll, "n2");
    roll_note(screen.roll, "n2");
    roll_note(screen.roll, "smuggled"); /* refused as well, and never published: nobody misses it */
    assert_missed(&screen, "n2");
    tamper(world,
           "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '公告 n9', '公告 n2') AS BLOB)");
    assert_missed(&screen, "");
    assert_missed(&screen, "");
    close_screen(&screen);
}

/* What the follower refuses by name is published, and it is not here. Its last good version is no longer what is published. */
static void what_the_follower_refused_is_missed(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, 2);
    publish(world, ALL);
    list(world, world->texts, "~", world_personal("n2", 2));
    list(world, world->texts, "~", world_personal("n3", 1));
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_held(world, "n1:1 n2:1");
    open_screen(&screen, world, false);
    assert_missed(&screen, "n2 n3");
    close_screen(&screen);
}

static void list_special(struct world *world, const char *id, enum audience audience, const char *catalogue,
                         instant from, instant until)
{
    struct record *record = world_notice(id, 1);
    record->audience = audience;
    memcpy(record->catalogue, catalogue, 4);
    record->statutory = true;
    record->display_from = from;
    record->display_until = until;
    list(world, world->texts, "~", record);
}

static void what_is_not_for_this_screen_is_not_missed(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "east.texts", PATHS("east", "texts"));
    int east = sim_find_role(&world->sim, "east.texts");
    struct record *record = world_notice("e1", 1);
    record->project = take_copy("east");
    list(world, east, "east", record);
    record = world_notice("urgent", 1);
    record->priority = PRIORITY_URGENT;
    list(world, world->texts, "~", record);
    list_notices(world, 1);
    list_special(world, "inside", AUDIENCE_AREA, "D29", NO_INSTANT, NO_INSTANT);
    list_special(world, "over", AUDIENCE_PUBLIC, "D14", NO_INSTANT, NOW - 1);
    list_special(world, "later", AUDIENCE_PUBLIC, "D14", NOW + 864000, NO_INSTANT);
    publish(world, "~.figures ~.texts east.texts targets");
    assert_held(world, "e1:1 inside:1 later:1 n1:1 over:1 urgent:1");
    open_screen(&screen, world, false);
    assert_missed(&screen, ""); /* "later" is here and not due */
    tamper(world, "DELETE FROM item WHERE id <> 'later'");
    assert_missed(&screen, "e1 n1 urgent");
    screen.admission.inside_area = true;
    assert_missed(&screen, "e1 inside n1 urgent");
    screen.admission.project = "east";
    assert_missed(&screen, "e1");
    screen.admission.project = NULL;
    screen.admission.catalogue = "D24 D29";
    assert_missed(&screen, "inside urgent");
    close_screen(&screen);
}

/* An affected item for other screens alone leaves no trace here. The feeder has counted those; what more is missing was here. */
static void what_is_sealed_to_others_is_not_missed(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    struct buffer box = {0};
    list_notices(world, 1);
    seal_write("{}", 2, NULL, 0, NULL, &box);
    const char *content = world_keep(world, buffer_take(&box));
    for (int i = 0; i < 2; i++)
        world_list(
            world, world->texts, take_format("~/texts/s%d.json", i),
            world_keep(world, take_format("{\"audience\":\"affected\",\"form\":\"sealed\",\"id\":\"s%d\","
                                          "\"version\":1}",
                                          i)),
            content);
    publish(world, ALL);
    assert_int_equal(world->account.sealed, 2);
    open_screen(&screen, world, true);
    assert_missed(&screen, "");
    assert_missed(&screen, "");
    tamper(
        world,
        "INSERT INTO sealed VALUES ('s0', zeroblob(32), x'00')"); /* opened here once: then it was for us */
    assert_missed(&screen, "s0");
    tamper(world, "DELETE FROM sealed");
    assert_missed(&screen, "");
    char *pub = take_format("%s/pub", world->folder), *away = take_format("%s/away", world->folder);
    assert_int_equal(rename(pub, away), 0); /* while the way is cut, the count still holds */
    assert_int_equal(world_pull(world), STATUS_UNAVAILABLE);
    assert_int_equal(world->account.sealed, 2);
    assert_missed(&screen, "");
    assert_missed(&screen, "");
    assert_int_equal(rename(away, pub), 0);
    assert_int_equal(world_pull(world), STATUS_UNCHANGED);
    free(away);
    free(pub);
    char *status = take_format("%s.status", world->cache_path);
    char *command = take_format("sed -i 's/\"sealed\":2/\"sealed\":1/' '%s'", status);
    assert_int_equal(system(command), 0);
    assert_missed(&screen, ""); /* the account comes after the items: one call alone proves nothing */
    assert_missed(&screen, " +1");
    assert_int_equal(unlink(status), 0);
    assert_missed(&screen, ""); /* nobody says how many there are */
    free(command);
    free(status);
    close_screen(&screen);
}

static void a_withdrawn_or_unlisted_item_is_not_missed(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, 4);
    publish(world, ALL);
    open_screen(&screen, world, false);
    assert_missed(&screen, "");
    world_list_tombstone(world, world->texts, "~", "n2", 1, "");
    world_unlist(world, "~/texts/n3.json");
    publish(world, "~.texts");
    assert_held(world, "n1:1 n3:1 n4:1");
    assert_missed(&screen, "");
    close_screen(&screen);
}

/* Lists that were taken away or spoilt: nobody can say what they name, and the screen says that. */
static void a_list_that_cannot_be_verified_is_told(void **state)
{
    static const char *const spoilt[] = {
        "DELETE FROM chain WHERE name = '~.texts.json'",
        "UPDATE chain SET bytes = CAST(replace(CAST(bytes AS TEXT), 'n1', 'n7') AS "
        "BLOB) WHERE name = '~.texts.json'"};
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, 2);
    publish(world, ALL);
    open_screen(&screen, world, false);
    tamper(world, "CREATE TABLE aside.kept AS SELECT * FROM chain WHERE name = '~.texts.json'");
    for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++) {
        assert_missed(&screen, "");
        tamper(world, spoilt[i]);
        close_screen(&screen); /* one that starts now; a running one has the list in its head for a while */
        open_screen(&screen, world, false);
        assert_missed(&screen, " ?1");
        tamper(world,
               "DELETE FROM chain WHERE name = '~.texts.json'; INSERT INTO chain SELECT * FROM aside.kept");
    }
    assert_missed(&screen, "");
    close_screen(&screen);
}

/* Under signatures that ran out nothing is shown, though all of it is here. */
static void what_stands_under_lapsed_signatures_is_missed(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    world->sim.role[world->texts].expires = "2026-11-23T00:00:00Z";
    list_notices(world, 2);
    publish(world, ALL);
    open_screen(&screen, world, false);
    assert_missed(&screen, "");
    screen.wall = NOW + 86400 - 1;
    assert_missed(&screen, "");
    screen.wall = NOW + 86400;
    assert_missed(&screen, "n1 n2");
    close_screen(&screen);
}

/* Between two slices of one call the cache goes on: what came meanwhile was never missed. */
static void the_cache_goes_on_during_a_call(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    list_notices(world, SIM_TARGETS - 2);
    publish(world, ALL);
    open_screen(&screen, world, false);
    tamper(world, "CREATE TABLE aside.away AS SELECT * FROM item; DELETE FROM item");
    screen.ticks += 60000;
    assert_false(roll_step(screen.roll, &screen.admission, screen.snapshot, screen.wall, screen.ticks));
    assert_true(roll_is_calling(screen.roll)); /* so many are no work of one slice */
    tamper(world, "INSERT INTO item SELECT * FROM aside.away; DROP TABLE aside.away; "
                  "UPDATE meta SET value = value + 1 WHERE key = 'generation'");
    assert_missed(&screen, "");
    close_screen(&screen);
}

/* A list that names nothing; a screen that verifies nothing has nobody to ask. */
static void nothing_listed_and_nothing_verified(void **state)
{
    struct world *world = *state;
    struct watcher screen;
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "east.texts", PATHS("east", "texts"));
    list_notices(world, 3);
    publish(world, ALL " east.texts");
    open_screen(&screen, world, false);
    tamper(world, "DELETE FROM item");
    assert_missed(&screen, "n1 n2 n3");
    screen.admission.vouch = NULL;
    assert_false(
        roll_step(screen.roll, &screen.admission, screen.snapshot, screen.wall, screen.ticks + 60000));
    close_screen(&screen);
}

int main(void)
{
#define ROLL(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
    const struct CMUnitTest tests[] = {
        ROLL(a_row_that_was_taken_away_is_missed_until_it_is_back),
        ROLL(the_feeder_puts_it_right),
        ROLL(a_row_that_is_hidden_is_missed),
        ROLL(an_item_that_was_refused_is_missed),
        ROLL(what_the_follower_refused_is_missed),
        ROLL(what_is_not_for_this_screen_is_not_missed),
        ROLL(what_is_sealed_to_others_is_not_missed),
        ROLL(a_withdrawn_or_unlisted_item_is_not_missed),
        ROLL(a_list_that_cannot_be_verified_is_told),
        ROLL(what_stands_under_lapsed_signatures_is_missed),
        ROLL(the_cache_goes_on_during_a_call),
        ROLL(nothing_listed_and_nothing_verified),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
