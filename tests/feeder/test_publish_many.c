/* Publishing much, often and together: a role that is cut finer twice still reads from nothing; a follower in the middle of a
   publication can finish while the office goes on; several caches as one; and nothing is published that no follower would read. */
#include "account.h"
#include "config.h"
#include "contract/limits.h"
#include "keys.h"
#include "source.h"
#include "sync.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "office.h"
#include "verifier.h"

/* A notice as a site's guard lets it pass. */
static struct record *notice(const char *id, const char *project)
{
    struct record *record = in_project(sample_record(id, 1), project);
    record->statutory = true;
    return record;
}

/* A site that starts anew, following the folder: how many items it has, -1 if it takes nothing. */
static int64_t fresh_site(const struct office *office, instant now)
{
    struct feeder_config config;
    struct source *source = NULL;
    struct cache *cache = NULL;
    struct account account;
    struct cache_keys held = {0};
    char *site = take_format("%s/site-%d.db", office->folder, rand()),
         *uri = take_format("file://%s/", office->to), *root = take_format("%s/1.root.json", office->keys);
    feeder_config_defaults(&config);
    struct sync_settings settings = feeder_config_sync(&config);
    settings.cache_path = site;
    settings.trust_file = root;
    account_init(&account);
    assert_int_equal(source_open(uri, &source, NULL), STATUS_OK);
    enum status status = sync_pull(&settings, source, &cache, now, &account);
    if (status != STATUS_OK)
        print_message("the site says: %s: %s; %s\n", account.failure.code, account.failure.text,
                      account.refusals > 0 ? account.refusal[0].text : "nothing refused");
    if (status == STATUS_OK)
        assert_int_equal(cache_list(cache, &held, NULL), STATUS_OK);
    int64_t items = status == STATUS_OK ? (int64_t)held.items : -1;
    cache_keys_finish(&held);
    account_finish(&account);
    cache_close(cache);
    source_close(source);
    feeder_config_finish(&config);
    free(site);
    free(uri);
    free(root);
    return items;
}

/* ---- bins ----------------------------------------------------------------------------------------------------- */

/* 300 items in one file, 700 in 16, 8,100 in 256: what the coarser bins listed must not stand in two files. */
static void a_role_is_cut_twice(void **state)
{
    (void)state;
    static const int counts[] = {300, 700, 8100};
    struct office office;
    int made = 0;
    office_open(&office, 1, 1);
    for (size_t round = 0; round < 3; round++) {
        struct cache *cache = office_begin(office.cache_path);
        for (; made < counts[round]; made++) {
            char id[16];
            snprintf(id, sizeof id, "i%d", made);
            put_into(cache, notice(id, "p.1"));
        }
        office_commit(cache);
        assert_int_equal(publish_at(&office, SAMPLE_NOW + (instant)round * 60), STATUS_OK);
        struct verified seen = verify(office.to);
        assert_int_equal(seen.targets, counts[round]);
        if (round == 2) {
            assert_int_equal(verified_version(&seen, "p.1.texts.0"), 2); /* emptied */
            assert_int_equal(verified_version(&seen, "p.1.texts.00"), 1);
        }
        verified_finish(&seen);
        assert_int_equal(fresh_site(&office, SAMPLE_NOW + (instant)round * 60), counts[round]);
    }
    /* emptied once: nothing of them is written again, not even when the others are signed anew */
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 80 * SAMPLE_DAY), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.texts.0"), 2);
    assert_int_equal(verified_version(&seen, "p.1.texts.00"), 2);
    verified_finish(&seen);
    assert_int_equal(fresh_site(&office, SAMPLE_NOW + 80 * SAMPLE_DAY), 8100);
    office_close(&office);
}

/* Withdrawals stay listed for ever, so a small project with many of them is cut as well. */
static void withdrawals_count(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    office.settings.mass_withdraw = true;
    for (int round = 0; round < 4; round++) {
        struct cache *cache = office_begin(office.cache_path);
        for (int i = 0; i < 400; i++) {
            char id[16];
            snprintf(id, sizeof id, "r%d-%d", round, i);
            put_into(cache, notice(id, "p.1"));
        }
        office_commit(cache);
        assert_int_equal(publish_at(&office, SAMPLE_NOW + round * 600), STATUS_OK);
        cache = office_begin(office.cache_path);
        for (int i = 0; i < 399; i++) {
            char id[16];
            snprintf(id, sizeof id, "r%d-%d", round, i);
            assert_int_equal(cache_withdraw(cache, id, 0, SAMPLE_NOW, "误发", "m", SAMPLE_NOW, NULL),
                             STATUS_OK);
        }
        office_commit(cache);
        assert_int_equal(publish_at(&office, SAMPLE_NOW + round * 600 + 300), STATUS_OK);
    }
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 1600);
    assert_true(verified_version(&seen, "p.1.texts.0") > 0);
    verified_finish(&seen);
    assert_int_equal(fresh_site(&office, SAMPLE_NOW + 3 * 600 + 300), 4);
    office_close(&office);
}

static void shell(char *command)
{
    assert_int_equal(system(command), 0);
    free(command);
}

static void sign_at_desk(const struct office *office, const char *file)
{
    char *desk = take_format("%s/desk", office->folder),
         *path = take_format("%s/pending/%s.json", office->keys, file);
    struct keys_request request = {.folder = desk, .now = SAMPLE_NOW, .root_days = 1095};
    struct buffer said = {0};
    assert_int_equal(keys_sign(&request, path, &said, NULL), STATUS_OK);
    buffer_finish(&said);
    free(desk);
    free(path);
}

/* An editor signs file by file: until every bin is there, what the one file listed goes on standing in it. */
static void a_cut_that_waits_for_signatures(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    for (int round = 0; round < 2; round++) {
        struct cache *cache = office_begin(office.cache_path);
        for (int i = round * 300; i < 300 + round * 400; i++) {
            char id[16];
            snprintf(id, sizeof id, "i%d", i);
            put_into(cache, notice(id, "p.1"));
        }
        office_commit(cache);
        if (round == 1)
            shell(take_format("mkdir -m 700 '%s/desk' && mv '%s'/texts-1.* '%s/desk/'", office.folder,
                              office.keys, office.folder));
        assert_int_equal(publish_at(&office, SAMPLE_NOW + round * 60), STATUS_OK);
    }
    assert_true(office.report.held >= 400);
    sign_at_desk(&office, "p.1.texts");
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 120), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 300);
    verified_finish(&seen);
    assert_int_equal(fresh_site(&office, SAMPLE_NOW + 120), 300);
    for (int bin = 0; bin < 15; bin++) {
        char name[32];
        snprintf(name, sizeof name, "p.1.texts.%x", (unsigned)bin);
        sign_at_desk(&office, name);
    }
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 180), STATUS_OK);
    seen = verify(office.to);
    assert_int_equal(seen.targets, 300);
    verified_finish(&seen);
    assert_int_equal(fresh_site(&office, SAMPLE_NOW + 180), 300); /* bins that nobody hands on to yet */
    sign_at_desk(&office, "p.1.texts.f");
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 240), STATUS_OK);
    seen = verify(office.to);
    assert_int_equal(seen.targets, 700);
    verified_finish(&seen);
    assert_int_equal(fresh_site(&office, SAMPLE_NOW + 240), 700);
    office_close(&office);
}

/* ---- a follower in the middle --------------------------------------------------------------------------------- */

/* Whoever fetched a timestamp can fetch all it names until the grace time is over, whatever is published meanwhile. */
static void a_slow_follower_can_finish(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    put(office.cache_path, sample_record("n-1", 1));
    put(office.cache_path, sample_record("n-2", 1));
    put(office.cache_path, in_project(sample_record("n-3", 1), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    shell(take_format("cp '%s/metadata/timestamp.json' '%s/seen.json'", office.to, office.folder));
    for (int i = 0; i < 5; i++) {
        put(office.cache_path, sample_record("n-1", 2 + i));
        if (i == 2)
            withdraw(office.cache_path, "n-2",
                     SAMPLE_NOW); /* the withdrawn text too: it goes after the grace time */
        assert_int_equal(publish_at(&office, SAMPLE_NOW + 60 + i * 60), STATUS_OK);
    }
    char *old = take_format("%s/old", office.folder);
    shell(take_format("cp -r '%s' '%s'", office.to, old));
    shell(take_format("cp '%s/seen.json' '%s/metadata/timestamp.json'", office.folder, old));
    struct verified seen = verify(old);
    assert_int_equal(seen.snapshot, 1);
    assert_int_equal(seen.targets, 3);
    verified_finish(&seen);
    free(old);
    /* and beyond it nothing that was withdrawn is left */
    for (int i = 0; i < 3; i++) {
        put(office.cache_path, sample_record("n-1", 20 + i));
        assert_int_equal(publish_at(&office, SAMPLE_NOW + 2 * 3600 + i * 60), STATUS_OK);
    }
    shell(take_format("! grep -rq '公告 n-2' '%s/targets'", office.to));
    office_close(&office);
}

/* ---- several caches ------------------------------------------------------------------------------------------- */

static void several_caches(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    office.settings.also = office.other_path;
    put(office.cache_path, in_project(sample_record("same", 1), "p.a"));
    put(office.cache_path, in_project(sample_record("a-1", 1), "p.a"));
    put(office.other_path, in_project(sample_record("same", 7), "p.b"));
    put(office.other_path, in_project(sample_record("b-1", 1), "p.b"));
    put(office.other_path, in_project(sample_record("b-2", 1), "p.a")); /* another's project */
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(office.report.refusals, 2);
    assert_non_null(strstr(office.report.refused.data, "same id-taken"));
    assert_non_null(strstr(office.report.refused.data, "b-2 project-taken"));
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 3);
    assert_non_null(verified_entry(&seen, "p.a/texts/same.json"));
    assert_non_null(verified_entry(&seen, "p.b/texts/b-1.json"));
    verified_finish(&seen);
    /* the other office cannot withdraw it, nor take its place once its own office has */
    withdraw(office.other_path, "a-1", SAMPLE_NOW);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 60), STATUS_OK);
    assert_non_null(strstr(office.report.refused.data, "a-1 withdrawal-of-another"));
    withdraw(office.cache_path, "same", SAMPLE_NOW);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 120), STATUS_OK);
    assert_non_null(strstr(office.report.refused.data, "same id-taken"));
    seen = verify(office.to);
    const struct json *entry = verified_entry(&seen, "p.a/texts/same.json");
    assert_string_equal(json_text(json_member(json_member(entry, "custom"), "form")), "tombstone");
    assert_null(verified_entry(&seen, "p.b/texts/same.json"));
    entry = verified_entry(&seen, "p.a/texts/a-1.json");
    assert_string_equal(json_text(json_member(json_member(entry, "custom"), "form")), "item");
    verified_finish(&seen);
    office_close(&office);
}

/* A cache whose source was never heard, or long ago, makes the whole as old as that. */
static void the_oldest_word_counts(void **state)
{
    (void)state;
    struct office office;
    struct account account;
    office_open(&office, 1, 1);
    office.settings.also = office.other_path;
    put(office.cache_path, sample_record("a-1", 1));
    put(office.other_path, sample_record("b-1", 1));
    char *timestamp = take_format("%s/metadata/timestamp.json", office.to), *bytes = NULL;
    size_t size = 0;
    instant now = instant_now();
    assert_int_equal(publish_at(&office, now), STATUS_OK);
    bytes = slurp(timestamp, &size);
    assert_non_null(strstr(bytes, "\"x-heard\":\"1970-01-01T00:00:00Z\""));
    free(bytes);
    account_init(&account);
    account.started = account.ended = now;
    assert_int_equal(account_keep(&account, office.other_path, true, NULL), STATUS_OK);
    account_finish(&account);
    assert_int_equal(publish_at(&office, now + 1),
                     STATUS_OK); /* heard again: at once, not with the heartbeat */
    bytes = slurp(timestamp, &size);
    assert_null(strstr(bytes, "1970"));
    free(bytes);
    office.settings.also = NULL;
    assert_int_equal(publish_at(&office, now + 60), STATUS_OK);
    bytes = slurp(timestamp, &size);
    assert_null(strstr(bytes, "x-heard"));
    free(bytes);
    free(timestamp);
    office_close(&office);
}

/* ---- both ends ------------------------------------------------------------------------------------------------ */

static void publishes_what_followers_read(void **state)
{
    (void)state;
    /* two roles for each project of a full source and for "~", and the bins of one role */
    assert_true(2 * (LIMIT_PROJECTS + 1) <= LIMIT_TRUST_DELEGATIONS && 4096 <= LIMIT_TRUST_DELEGATIONS);
    assert_true(LIMIT_TRUST_VISITS >= 4);
    struct office office;
    office_open(&office, 1, 1);
    struct cache *cache = office_begin(office.cache_path);
    for (int i = 0; i < LIMIT_TRUST_DELEGATIONS / 2; i++) {
        char id[16];
        snprintf(id, sizeof id, "p-%d", i);
        struct project *project = sample_project(id, NULL);
        assert_int_equal(cache_put_project(cache, project, "m", NULL), STATUS_OK);
        project_destroy(project);
    }
    office_commit(cache);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_REFUSED);
    assert_string_equal(office.problem.code, "too-many-projects");
    char *timestamp = take_format("%s/metadata/timestamp.json", office.to);
    assert_int_not_equal(access(timestamp, F_OK), 0);
    free(timestamp);
    office_close(&office);
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_is_cut_twice),
        cmocka_unit_test(withdrawals_count),
        cmocka_unit_test(a_cut_that_waits_for_signatures),
        cmocka_unit_test(a_slow_follower_can_finish),
        cmocka_unit_test(several_caches),
        cmocka_unit_test(the_oldest_word_counts),
        cmocka_unit_test(publishes_what_followers_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
