/* Following publications that an office's tools would never make: bent, forged, half there. Made and signed by the simulator, laid
   out in a folder, followed by the product, and read by a screen's own verification. */
#include "contract/part.h"
#include "contract/snapshot.h"
#include "sample.h"
#include "vouch.h"
#include "world.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* ---- tests ---- */

static void arrives(void **state)
{
    struct world *world = *state;
    world_start_with(world, 3);
    assert_held(world, "n1:1 n2:1 n3:1");
    assert_int_equal(world->account.accepted, 3);
    assert_true(world_vouched(world, world->root_file, "n2"));
    assert_int_equal(world_pull(world), STATUS_UNCHANGED);
    assert_int_equal(world->account.generation_after, 1);
}

/* Absence withdraws nothing: the item stays, is told, and a screen still vouches for it; the rest goes on. */
static void unlisted_stays(void **state)
{
    struct world *world = *state;
    world_start_with(world, 3);
    world_unlist(world, "~/texts/n2.json");
    world_list_item(world, world->texts, "~", world_notice("n4", 1));
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "n1:1 n2:1 n3:1 n4:1");
    assert_true(world_has_alarm(world, "missing-item"));
    assert_int_equal(world->account.missing, 1);
    assert_true(world_vouched(world, world->root_file, "n2"));
    assert_true(world_vouched(world, world->root_file, "n4"));
    /* again, with another one gone, and with nothing new */
    world_unlist(world, "~/texts/n3.json");
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_int_equal(world->account.missing, 2);
    assert_true(world_vouched(world, world->root_file, "n2"));
    assert_true(world_vouched(world, world->root_file, "n3"));
    assert_int_equal(world_pull(world), STATUS_UNCHANGED);
    assert_int_equal(world->account.missing, 2);
    assert_true(world_has_alarm(world, "missing-item"));
    /* a withdrawal reaches it nevertheless, and what vouched for it goes with it */
    world_list_tombstone(world, world->texts, "~", "n2", 1, "");
    world_list_item(world, world->texts, "~", world_notice("n3", 1));
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "n1:1 n3:1 n4:1");
    assert_false(world_has_alarm(world, "missing-item"));
    assert_false(world_vouched(world, world->root_file, "n2"));
    assert_true(world_vouched(world, world->root_file, "n3"));
    int64_t *editions = NULL;
    size_t count = 0;
    assert_int_equal(cache_editions(world->cache, &editions, &count, NULL), STATUS_OK);
    assert_int_equal(count, 0);
    free(editions);
}

static void mass_withdrawal(void **state)
{
    struct world *world = *state;
    world_start_with(world, 3);
    world_list_tombstone(world, world->texts, "~", "n1", 1, "");
    world_list_tombstone(world, world->texts, "~", "n2", 1, "");
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_UNAVAILABLE);
    assert_string_equal(world->account.failure.code, "mass-withdraw");
    assert_held(world, "n1:1 n2:1 n3:1");
    assert_true(world_vouched(world, world->root_file, "n1"));
    world_list_tombstone(world, world->texts, "~", "n1", 1, ",\"mass\":true");
    world_list_tombstone(world, world->texts, "~", "n2", 1, ",\"mass\":true");
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_int_equal(world->account.withdrawn, 2);
    assert_held(world, "n3:1");
    /* a withdrawn version never comes back, a later one may */
    world_list_item(world, world->texts, "~", world_notice("n1", 1));
    world_list_item(world, world->texts, "~", world_notice("n2", 2));
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "n1", "withdrawn");
    assert_held(world, "n2:2 n3:1");
}

/* A file that is missing, cut off or changed on the server: as a whole, nothing happens. */
static void half_there(void **state)
{
    struct world *world = *state;
    world_start_with(world, 2);
    world_list_item(world, world->texts, "~", world_notice("n1", 2));
    world_list_item(world, world->texts, "~", world_notice("n2", 2));
    world_publish(world, "~.texts");
    static const char *const damage[] = {
        "rm %s/pub/metadata/3.snapshot.json", /* first: once verified, it is remembered */
        "rm %s/pub/targets/~/texts/*n2.json",
        "printf x >>$(ls %s/pub/targets/~/texts/*n2.json | head -1); printf x >>$(ls "
        "%s/pub/targets/~/texts/*n2.json | "
        "tail -1)",
        "rm %s/pub/metadata/2.~.texts.json",
        "rm %s/pub/metadata/timestamp.json",
    };
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        struct buffer command = {0};
        world_lay_out(world);
        for (const char *at = damage[i]; *at != '\0'; at++)
            if (strncmp(at, "%s", 2) == 0)
                buffer_text(&command, world->folder), at++;
            else
                buffer_char(&command, *at);
        assert_int_equal(system(command.data), 0);
        enum status status = world_pull(world);
        if (status != STATUS_UNAVAILABLE)
            print_error("%s\n", command.data);
        buffer_finish(&command);
        assert_int_equal(status, STATUS_UNAVAILABLE);
        assert_held(world, "n1:1 n2:1");
        assert_true(world_vouched(world, world->root_file, "n1"));
    }
    world_lay_out(world);
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "n1:2 n2:2");
}

/* What no signature makes right: each is refused by name, the others arrive. */
static void signed_and_refused(void **state)
{
    struct world *world = *state;
    world_list_item(world, world->texts, "~", world_personal("id-number", 1));
    struct record *record = world_notice("hidden", 1);
    free(record->text[LANG_ZH].title);
    record->text[LANG_ZH].title = take_copy("公\xE2\x80\xAE告");
    world_list_item(world, world->texts, "~", record);
    record = world_notice("clear", 1);
    record->audience = AUDIENCE_AFFECTED;
    world_list_item(world, world->texts, "~", record);
    record = world_notice("lawless", 1);
    memcpy(record->catalogue, "D09", 4);
    record->display_until = NOW + 86400;
    world_list_item(world, world->texts, "~", record);
    record = world_notice("elsewhere", 1);
    record->project = take_copy("east");
    world_list_item(world, world->texts, "~", record);
    record = world_notice("inline", 1);
    sample_figures(record, "5");
    world_list_item(world, world->texts, "~", record);
    world_list(world, world->texts, take_copy("~/texts/rubbish.json"),
               "{\"form\":\"item\",\"id\":\"rubbish\",\"version\":1}", "{}");
    world_list(world, world->texts, take_copy("~/texts/other.json"),
               "{\"form\":\"item\",\"id\":\"another\",\"version\":1}", "{}");
    assert_int_equal(world_try_with(world, 1), STATUS_REFUSED);
    assert_int_equal(world->account.refusals, 7);
    assert_refused(world, "id-number", "identity-number");
    assert_refused(world, "hidden", "bidi-control");
    assert_refused(world, "clear", "bad-target");
    assert_refused(world, "elsewhere", "bad-target");
    assert_refused(world, "inline", "bad-target");
    assert_true(world_has_alarm(world, "strange-target")); /* "other" */
    assert_held(world, "n1:1");
}

static void list_parts(struct world *world, struct record *record, const char *replace, const char *by)
{
    struct buffer text = {0}, figures = {0}, whole = {0};
    char sha256[65], text_sha256[65];
    part_split(record, &text, &figures);
    record_encode(record, &whole);
    sha256_hex(whole.data, whole.size, sha256);
    sha256_hex(text.data, text.size, text_sha256);
    char *bytes = buffer_take(&figures), *at = replace == NULL ? NULL : strstr(bytes, replace);
    if (at != NULL) {
        char *bent = take_format("%.*s%s%s", (int)(at - bytes), bytes, by, at + strlen(replace));
        free(bytes);
        bytes = bent;
    }
    char *more = take_format(",\"record\":\"%s\",\"revision\":%" PRId64 ",\"text\":\"%s\"", sha256,
                             record->revision, text_sha256);
    world_list(world, world->texts, take_format("~/texts/%s.json", record->id),
               world_keep(world, world_custom(record, "text", "")), world_keep(world, buffer_take(&text)));
    world_list(world, world->figures, take_format("~/figures/%s.json", record->id),
               world_keep(world, world_custom(record, "figures", more)), world_keep(world, bytes));
    free(more);
    buffer_finish(&whole);
    record_destroy(record);
}

static struct record *progress(int64_t revision, const char *done)
{
    struct record *record = world_notice("p1", 1);
    memcpy(record->catalogue, "D24", 4);
    record->kind = KIND_PROGRESS;
    record->revision = revision;
    sample_figures(record, done);
    return record;
}

/* The machine's key brings numbers and nothing else. */
static void figures_say_numbers(void **state)
{
    struct world *world = *state;
    list_parts(world, progress(0, "12"), NULL, NULL);
    world_start_with(world, 1);
    assert_held(world, "n1:1 p1:1");
    assert_true(world_vouched(world, world->root_file, "p1"));
    list_parts(world, progress(1, "13"), NULL, NULL);
    world_publish(world, "~.figures ~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_int_equal(world->account.accepted, 1);
    assert_true(world_vouched(world, world->root_file, "p1"));
    static const char *const bent[][3] = {{"\"metric\"", "\"group_name\"", "bad-part"},
                                          {"\"13\"", "\"打倒\"", "bad-number"},
                                          {"\"13\"", "\"1e9\"", "bad-number"},
                                          {"\"rows\"", "\"note\"", "bad-part"}};
    for (size_t i = 0; i < sizeof bent / sizeof bent[0]; i++) {
        list_parts(world, progress(1, "13"), bent[i][0], bent[i][1]);
        world_publish(world, "~.figures ~.texts");
        assert_int_equal(world_pull(world), STATUS_REFUSED);
        assert_refused(world, "p1", bent[i][2]);
    }
    /* a whole text from the machine's key */
    struct record *words = world_notice("w1", 1);
    struct buffer bytes = {0};
    record_encode(words, &bytes);
    world_list(world, world->figures, take_copy("~/figures/w1.json"),
               world_keep(world, world_custom(words, "item", "")), world_keep(world, buffer_take(&bytes)));
    record_destroy(words);
    list_parts(world, progress(2, "14"), NULL, NULL);
    world_publish(world, "~.figures ~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_true(world_has_alarm(world, "strange-target"));
    assert_held(world, "n1:1 p1:1");
    /* the text alone is not the item */
    world_unlist(world, "~/figures/p1.json");
    world_publish(world, "~.figures");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "p1", "incomplete");
}

/* Keys of one project reach no item of another. */
static void projects_keep_apart(void **state)
{
    struct world *world = *state;
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "east.texts", PATHS("east", "texts"));
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "west.texts", PATHS("west", "texts"));
    int east = sim_find_role(&world->sim, "east.texts"), west = sim_find_role(&world->sim, "west.texts");
    struct record *record = world_notice("e1", 1);
    record->project = take_copy("east");
    world_list_item(world, east, "east", record);
    world_publish(world, "~.figures ~.texts east.texts west.texts targets");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "e1:1");
    record = world_notice("e1", 2);
    record->project = take_copy("west");
    world_list_item(world, west, "west", record);
    world_publish(world, "west.texts");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "e1", "foreign-id");
    assert_held(world, "e1:1");
    world_list_tombstone(world, west, "west", "e1", 9, "");
    world_publish(world, "west.texts");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "e1", "foreign-id");
    assert_held(world, "e1:1");
    assert_true(world_vouched(world, world->root_file, "e1"));
    /* a path of the other project is not theirs to list */
    world_unlist(world, "west/texts/e1.json");
    record = world_notice("e2", 1);
    record->project = take_copy("east");
    world_list_item(world, west, "east", record);
    world_publish(world, "west.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_true(world_has_alarm(world, "strange-target"));
    assert_held(world, "e1:1");
}

/* Same version, other text; a version that falls. */
static void versions(void **state)
{
    struct world *world = *state;
    world_list_item(world, world->texts, "~", world_notice("v1", 5));
    world_start_with(world, 1);
    struct record *record = world_notice("v1", 5);
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = take_copy("别的内容");
    world_list_item(world, world->texts, "~", record);
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "v1", "same-version");
    world_list_item(world, world->texts, "~", world_notice("v1", 4));
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "v1", "version-falls");
    assert_held(world, "n1:1 v1:5");
    assert_false(world_vouched(world, world->root_file, "v1")); /* its publisher no longer says so */
    assert_true(world_vouched(world, world->root_file, "n1"));
}

/* A new root: screens with the old one follow the chain; another office's root does not. */
static void roots(void **state)
{
    struct world *world = *state;
    world_start_with(world, 1);
    sim_rotate(&world->sim, SIM_TIMESTAMP);
    sim_rotate(&world->sim, SIM_SNAPSHOT);
    sim_publish(&world->sim, "root");
    world_list_item(world, world->texts, "~", world_notice("n2", 1));
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "n1:1 n2:1");
    assert_true(world_vouched(world, world->root_file, "n2"));
    struct sim_file *second = sim_file(&world->sim.web, "2.root.json");
    char *newer = take_format("%s/newer.json", world->folder),
         *foreign = take_format("%s/foreign.json", world->folder);
    world_write(newer, second->bytes, second->size);
    assert_true(world_vouched(world, newer, "n2"));
    struct sim other;
    sim_init(&other);
    struct sim_file *root = sim_file(&other.web, "1.root.json");
    world_write(foreign, root->bytes, root->size);
    assert_false(world_vouched(world, foreign, "n2"));
    /* the machine is given another root: what it follows is not signed for that, and nothing changes */
    world->settings.trust_file = foreign;
    assert_int_equal(world_pull(world), STATUS_UNAVAILABLE);
    assert_held(world, "n1:1 n2:1");
    world->settings.trust_file = world->root_file;
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_true(world_vouched(world, world->root_file, "n2"));
    sim_finish(&other);
    free(foreign);
    free(newer);
}

/* Kept from what is new, a site says so; it does not lose what it has. No clock that is behind makes the old valid. */
static void frozen(void **state)
{
    struct world *world = *state;
    instant later = 0;
    world_start_with(world, 2);
    assert_true(instant_parse(SIM_LATER, &later));
    assert_int_equal(world_pull_at(world, later - 1), STATUS_UNCHANGED);
    assert_int_equal(world_pull_at(world, later), STATUS_UNAVAILABLE);
    assert_string_equal(world->account.failure.code, "expired");
    assert_true(world_has_alarm(world, "trust-refused"));
    assert_held(world, "n1:1 n2:1");
    world->sim.role[SIM_TIMESTAMP].extra = ",\"x-issued\":\"2026-12-23T00:00:00Z\"";
    world->sim.role[SIM_TIMESTAMP].expires = world->sim.role[SIM_SNAPSHOT].expires = "2026-12-24T00:00:00Z";
    world_publish(world, "");
    /* roles that ran out are seen to have, though the clock fell back to 1970: time is at least what was signed last */
    (void)world_pull_at(world, 0);
    struct sim_file *timestamp = sim_file(&world->sim.web, "timestamp.json");
    assert_non_null(timestamp);
    world->sim.role[SIM_TIMESTAMP].expires = "2026-12-22T12:00:00Z";
    world_publish(world, "");
    assert_int_equal(world_pull_at(world, 0), STATUS_UNAVAILABLE);
    assert_string_equal(world->account.failure.code, "expired");
}

/* The feeder remembers a timestamp before it has committed what that speaks of. A screen that looks just then goes on with what
   it verified last, though the cache holds an older timestamp of the same snapshot. */
static void a_screen_looks_between_two_commits(void **state)
{
    struct world *world = *state;
    struct vouch *vouch = NULL;
    struct snapshot *snapshot = NULL;
    int64_t generation = 0;
    world_start_with(world, 1);
    assert_int_equal(vouch_create(world->root_file, &vouch, NULL), STATUS_OK);
    assert_int_equal(snapshot_open(world->cache_path, &snapshot, NULL), STATUS_OK);
    assert_int_equal(snapshot_refresh(snapshot, &generation, NULL), STATUS_OK);
    world->sim.role[SIM_TIMESTAMP].extra = ",\"x-issued\":\"2026-11-22T01:00:00Z\"";
    sim_publish(&world->sim, "timestamp");
    world_lay_out(world);
    assert_int_equal(world_pull(world), STATUS_UNCHANGED);
    assert_int_equal(vouch_refresh(vouch, snapshot, world->cache_path, NULL), STATUS_OK);
    assert_int_equal(vouch_times(vouch)->version, 3);
    world_list_item(world, world->texts, "~", world_notice("n2", 1));
    world_publish(world, "~.texts");
    char *beside = take_format("%s.trust/timestamp.json", world->cache_path);
    const struct sim_file *timestamp = sim_file(&world->sim.web, "timestamp.json");
    world_write(beside, timestamp->bytes, timestamp->size);
    assert_int_equal(vouch_refresh(vouch, snapshot, world->cache_path, NULL), STATUS_OK);
    assert_int_equal(vouch_times(vouch)->version, 3);
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_int_equal(snapshot_refresh(snapshot, &generation, NULL), STATUS_OK);
    assert_int_equal(vouch_refresh(vouch, snapshot, world->cache_path, NULL), STATUS_OK);
    assert_int_equal(vouch_times(vouch)->version, 4);
    free(beside);
    snapshot_close(snapshot);
    vouch_destroy(vouch);
}

/* What changed in the cache is found by a feeder that starts, whichever column it is, fetched again, and told for an hour. */
static void damage_is_mended(void **state)
{
    struct world *world = *state;
    static const char *const spoils[] = {
        "UPDATE content SET bytes = X'00' WHERE n = (SELECT content FROM item WHERE id = 'n1')",
        "UPDATE item SET display_until = 5 WHERE id = 'n1'",
        "UPDATE item SET display_from = 4000000000 WHERE id = 'n1'",
        "UPDATE item SET place = place || 'x' WHERE id = 'n1'",
        "UPDATE item SET audience = 1 - audience WHERE id = 'n1'",
        "UPDATE item SET statutory = 1 - statutory WHERE id = 'n1'",
        "UPDATE item SET version = version + 1 WHERE id = 'n1'",
        "UPDATE item SET sha256 = replace(sha256, substr(sha256, 1, 1), 'g') WHERE id = 'n1'",
    };
    world_start_with(world, 2);
    for (size_t i = 0; i < sizeof spoils / sizeof spoils[0]; i++) {
        cache_close(world->cache);
        world->cache = NULL;
        char *command = take_format("sqlite3 '%s' \"%s\"", world->cache_path, spoils[i]);
        assert_int_equal(system(command), 0);
        free(command);
        source_close(world->source);
        assert_int_equal(source_open(world->uri, &world->source, NULL), STATUS_OK);
        if (world_pull(world) != STATUS_OK || !world_has_alarm(world, "cache-damaged") ||
            !world_vouched(world, world->root_file, "n1") || !world_vouched(world, world->root_file, "n2"))
            fail_msg("not mended: %s", spoils[i]);
        assert_int_equal(world_pull(world), STATUS_UNCHANGED);
        assert_true(world_has_alarm(world, "cache-damaged"));
    }
    assert_int_equal(world_pull_at(world, instant_now() + 3700), STATUS_UNCHANGED);
    assert_false(world_has_alarm(world, "cache-damaged"));
}

/* ---- what is gone from the cache ---- */

static void tamper(struct world *world, const char *sql)
{
    char *command = take_format("sqlite3 '%s' \"%s\"", world->cache_path, sql);
    cache_close(world->cache); /* a feeder that starts audits */
    source_close(world->source);
    world->cache = NULL;
    world->source = NULL;
    assert_int_equal(system(command), 0);
    assert_int_equal(source_open(world->uri, &world->source, NULL), STATUS_OK);
    free(command);
}

/* A pull with nothing new lists nothing; a row that is gone is found by the audit all the same, fetched again, and told. */
static void what_is_gone_is_fetched_again(void **state)
{
    struct world *world = *state;
    list_parts(world, progress(0, "12"), NULL, NULL);
    world_list_tombstone(world, world->texts, "~", "n9", 1, "");
    world_start_with(world, 3);
    assert_int_equal(world_pull(world), STATUS_UNCHANGED);
    tamper(world, "DELETE FROM item WHERE id IN ('n2', 'p1')");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "n1:1 n2:1 n3:1 p1:1");
    assert_true(world_has_alarm(world, "cache-damaged"));
    assert_true(world_vouched(world, world->root_file, "n2"));
    assert_int_equal(world_pull(world), STATUS_UNCHANGED);
    tamper(world, "SELECT 1");
    assert_int_equal(world_pull(world), STATUS_UNCHANGED); /* and nothing is gone any more */
}

/* What was refused is not held either, and is neither damage nor fetched again and again. */
static void what_was_refused_is_not_gone(void **state)
{
    struct world *world = *state;
    world_list_item(world, world->texts, "~", world_personal("n4", 1));
    assert_int_equal(world_try_with(world, 2), STATUS_REFUSED);
    int64_t generation = world->account.generation_after;
    for (int i = 0; i < 3; i++) {
        tamper(world, "SELECT 1");
        assert_int_equal(world_pull(world), STATUS_REFUSED);
        assert_refused(world, "n4", "identity-number");
        assert_false(world_has_alarm(world, "cache-damaged"));
        assert_int_equal(world->account.generation_after, generation);
    }
    assert_held(world, "n1:1 n2:1");
}

/* The way was cut for a while: what was refused before is told afterwards, too. */
static void refusals_outlast_an_outage(void **state)
{
    struct world *world = *state;
    world_list_item(world, world->texts, "~", world_personal("n4", 1));
    assert_int_equal(world_try_with(world, 2), STATUS_REFUSED);
    char *pub = take_format("%s/pub", world->folder), *away = take_format("%s/away", world->folder);
    assert_int_equal(rename(pub, away), 0);
    assert_int_equal(world_pull(world), STATUS_UNAVAILABLE);
    assert_int_equal(rename(away, pub), 0);
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "n4", "identity-number");
    assert_true(world_has_alarm(world, "item-refused"));
    assert_false(world_has_alarm(world, "cache-damaged"));
    free(away);
    free(pub);
}

int main(void)
{
#define FOLLOW_TEST(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
    const struct CMUnitTest tests[] = {
        FOLLOW_TEST(arrives),
        FOLLOW_TEST(unlisted_stays),
        FOLLOW_TEST(mass_withdrawal),
        FOLLOW_TEST(half_there),
        FOLLOW_TEST(signed_and_refused),
        FOLLOW_TEST(figures_say_numbers),
        FOLLOW_TEST(versions),
        FOLLOW_TEST(projects_keep_apart),
        FOLLOW_TEST(roots),
        FOLLOW_TEST(frozen),
        FOLLOW_TEST(a_screen_looks_between_two_commits),
        FOLLOW_TEST(damage_is_mended),
        FOLLOW_TEST(what_is_gone_is_fetched_again),
        FOLLOW_TEST(what_was_refused_is_not_gone),
        FOLLOW_TEST(refusals_outlast_an_outage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
