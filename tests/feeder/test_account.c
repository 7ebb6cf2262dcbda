#include "account.h"
#include "contract/limits.h"
#include "contract/snapshot.h"
#include "sample.h"
#include "json/json.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

struct place {
    char *folder, *cache, *status;
};

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->cache = take_format("%s/cache.db", place->folder);
    place->status = take_format("%s.status", place->cache);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    sample_folder_remove(place->folder);
    free(place->cache);
    free(place->status);
    free(place);
    return 0;
}

/* An account of a pull that started at `now` and took in `accepted` items. */
static struct account pull_at(instant now, int64_t accepted, int64_t generation)
{
    struct account account;
    account_init(&account);
    account.started = now;
    account.ended = now + 1;
    account.source = take_copy("sqlite:case.db");
    account.seen = 40;
    account.accepted = accepted;
    account.unchanged = 40 - accepted;
    account.generation_before = generation - (accepted > 0 ? 1 : 0);
    account.generation_after = generation;
    return account;
}

static void keep(const struct place *place, struct account account, bool reached)
{
    assert_int_equal(account_keep(&account, place->cache, reached, NULL), STATUS_OK);
    account_finish(&account);
}

static struct stat look(const struct place *place)
{
    struct stat info = {0};
    assert_int_equal(stat(place->status, &info), 0);
    return info;
}

/* Sets the file's time back, so that a touch shows. */
static void make_old(const struct place *place, time_t when)
{
    const struct timespec times[2] = {{.tv_sec = when}, {.tv_sec = when}};
    assert_int_equal(utimensat(AT_FDCWD, place->status, times, 0), 0);
}

static void writes_one_json_object(void **state)
{
    (void)state;
    struct account account = pull_at(SAMPLE_NOW, 3, 6);
    static const struct problem bad_date = {STATUS_REFUSED, "bad-date", "issued_on is no date: \"x\""},
                                withdrawn = {STATUS_REFUSED, "withdrawn", "version 1 is withdrawn"};
    account_refuse(&account, "a", &bad_date);
    account_refuse(&account, "b", &withdrawn);
    account_refuse(&account, "c", &bad_date);
    account_alarm(&account, "item-refused", "a", "bad-date: %s", "x");
    account.failure = (struct problem){STATUS_UNAVAILABLE, "source-unreachable", "no route\n"};
    struct buffer out = {0};
    account_write_json(&account, &out);
    assert_string_equal(
        out.data,
        "{\"ok\":false,\"error\":{\"code\":\"source-unreachable\",\"text\":\"no "
        "route\\u000a\"},\"source\":\"sqlite:case.db\","
        "\"generation_after\":6,\"missing\":0,\"refused\":{\"bad-date\":2,\"withdrawn\":1},"
        "\"refusals\":[{\"id\":\"a\",\"code\":\"bad-date\",\"text\":\"issued_on is no date: \\\"x\\\"\"},"
        "{\"id\":\"b\",\"code\":\"withdrawn\",\"text\":\"version 1 is withdrawn\"},"
        "{\"id\":\"c\",\"code\":\"bad-date\",\"text\":\"issued_on is no date: "
        "\\\"x\\\"\"}],\"refusals_left_out\":0,"
        "\"alarms\":[{\"code\":\"item-refused\",\"subject\":\"a\",\"text\":\"bad-date: "
        "x\",\"since\":\"2026-11-22T02:00:00Z\"}],"
        "\"alarms_left_out\":0,\"seen\":40,\"unchanged\":37,\"accepted\":3,\"withdrawn\":0,\"generation_"
        "before\":5,"
        "\"started\":\"2026-11-22T02:00:00Z\",\"ended\":\"2026-11-22T02:00:01Z\"}");
    buffer_finish(&out);
    account_finish(&account);
}

static void is_read_back(void **state)
{
    struct place *place = *state;
    struct account account, kept = pull_at(SAMPLE_NOW, 3, 6);
    instant last = 0;
    assert_int_equal(account_load(place->cache, &account, &last, NULL), STATUS_OK);
    assert_true(last == NO_INSTANT);
    account_alarm(&kept, "missing-item", "x", "征收 \"gone\"");
    keep(place, kept, true);
    make_old(place, SAMPLE_NOW + 5);
    assert_int_equal(account_load(place->cache, &account, &last, NULL), STATUS_OK);
    assert_int_equal(last, SAMPLE_NOW + 5);
    assert_int_equal(account.accepted, 3);
    assert_int_equal(account.generation_after, 6);
    assert_int_equal(account.ended, SAMPLE_NOW + 1);
    assert_int_equal(account.alarms, 1);
    assert_string_equal(account.alarm[0].text, "征收 \"gone\"");
    assert_string_equal(account.failure.code, "");
    account_finish(&account);
}

static void a_pull_with_nothing_new_writes_nothing(void **state)
{
    struct place *place = *state;
    keep(place, pull_at(SAMPLE_NOW, 3, 6), true);
    struct stat before = look(place);
    make_old(place, SAMPLE_NOW);
    keep(place, pull_at(SAMPLE_NOW + 60, 0, 6), true);
    struct stat after = look(place);
    assert_int_equal(after.st_ino, before.st_ino);   /* no rename, hence no byte */
    assert_true(after.st_mtim.tv_sec != SAMPLE_NOW); /* but touched */
    struct account account;
    instant last = 0;
    assert_int_equal(account_load(place->cache, &account, &last, NULL), STATUS_OK);
    assert_int_equal(account.accepted, 3); /* of the last pull that brought something */
    assert_int_equal(last, after.st_mtim.tv_sec);
    account_finish(&account);
    keep(place, pull_at(SAMPLE_NOW + 120, 1, 7), true);
    assert_int_not_equal(look(place).st_ino, before.st_ino);
}

/* The time of the file is what the screen calls "last verified". */
static void an_unreached_source_leaves_the_time(void **state)
{
    struct place *place = *state;
    struct account failed = pull_at(SAMPLE_NOW, 0, 0);
    failed.failure = (struct problem){STATUS_UNAVAILABLE, "source-unreachable", "refused"};
    account_alarm(&failed, "source-unreachable", "", "refused");
    keep(place, failed, false);
    struct snapshot_health health;
    snapshot_health(place->cache, &health);
    assert_true(health.checked_at == NO_INSTANT); /* never reached yet */
    assert_string_equal(health.alarm, "source-unreachable");
    keep(place, pull_at(SAMPLE_NOW + 10, 2, 1), true);
    snapshot_health(place->cache, &health);
    assert_true(health.checked_at != NO_INSTANT);
    assert_int_equal(health.alarms, 0);
    make_old(place, SAMPLE_NOW + 12);
    for (int i = 0; i < 2; i++) { /* written anew once, then left alone */
        failed = pull_at(SAMPLE_NOW + 60 + i, 0, 1);
        failed.failure = (struct problem){STATUS_UNAVAILABLE, "source-unreachable", "refused"};
        account_alarm(&failed, "source-unreachable", "", "refused");
        keep(place, failed, false);
        snapshot_health(place->cache, &health);
        assert_int_equal(health.checked_at, SAMPLE_NOW + 12);
        assert_int_equal(health.alarms, 1);
    }
}

static void alarms_keep_their_since_while_raised(void **state)
{
    struct place *place = *state;
    static const struct {
        instant now, since;
        bool raised;
    } pulls[] = {{100, 100, true}, {200, 100, true}, {300, 100, true}, {400, 0, false}, {500, 500, true}};
    for (size_t i = 0; i < sizeof pulls / sizeof pulls[0]; i++) {
        struct account account = pull_at(pulls[i].now, 0, (int64_t)i), loaded;
        instant last = 0;
        if (pulls[i].raised) {
            account_alarm(&account, "item-refused", "a", "try %zu", i);
            account_alarm(&account, "item-refused", "a", "told twice");
        }
        keep(place, account, true);
        assert_int_equal(account_load(place->cache, &loaded, &last, NULL), STATUS_OK);
        assert_int_equal(loaded.alarms, pulls[i].raised ? 1 : 0);
        if (pulls[i].raised)
            assert_int_equal(loaded.alarm[0].since, pulls[i].since);
        account_finish(&loaded);
    }
}

static void the_gravest_alarm_comes_first(void **state)
{
    struct place *place = *state;
    struct account account = pull_at(SAMPLE_NOW, 0, 1);
    account_alarm(&account, "some-new-code", "", "x");
    account_alarm(&account, "item-refused", "b", "x");
    account_alarm(&account, "missing-item", "c", "x");
    account_alarm(&account, "source-shrunk", "", "x");
    keep(place, account, true);
    struct snapshot_health health;
    snapshot_health(place->cache, &health);
    assert_int_equal(health.alarms, 4);
    assert_string_equal(health.alarm, "source-shrunk");
}

static void bounds_what_it_names(void **state)
{
    struct place *place = *state;
    static const struct problem problem = {STATUS_REFUSED, "bad-date", "x"};
    struct account account = pull_at(SAMPLE_NOW, 0, 1);
    for (int i = 0; i < LIMIT_REFUSALS + 5; i++)
        account_refuse(&account, "a", &problem);
    for (int i = 0; i < LIMIT_ALARMS + 7; i++) {
        char subject[16];
        snprintf(subject, sizeof subject, "i%d", i);
        account_alarm(&account, "item-refused", subject, "x");
    }
    assert_int_equal(account.refusals_left_out, 5);
    keep(place, account, true);
    struct stat before = look(place);
    assert_true(before.st_size < LIMIT_STATUS_BYTES);
    struct snapshot_health health;
    snapshot_health(place->cache, &health);
    assert_int_equal(health.alarms, LIMIT_ALARMS + 7);
}

static void a_damaged_account_is_replaced(void **state)
{
    struct place *place = *state;
    FILE *file = fopen(place->status, "w");
    assert_non_null(file);
    fputs("{\"ok\":", file);
    assert_int_equal(fclose(file), 0);
    struct account account;
    instant last = 0;
    assert_int_equal(account_load(place->cache, &account, &last, NULL), STATUS_REFUSED);
    account_finish(&account);
    keep(place, pull_at(SAMPLE_NOW, 1, 1), true);
    assert_int_equal(account_load(place->cache, &account, &last, NULL), STATUS_OK);
    assert_int_equal(account.accepted, 1);
    account_finish(&account);
}

static void an_unwritable_folder_is_told(void **state)
{
    struct place *place = *state;
    char *nowhere = take_format("%s/absent/cache.db", place->folder);
    struct account account = pull_at(SAMPLE_NOW, 1, 1);
    struct problem problem = {0};
    assert_int_equal(account_keep(&account, nowhere, true, &problem), STATUS_UNAVAILABLE);
    assert_string_equal(problem.code, "account-not-kept");
    account_finish(&account);
    free(nowhere);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_json_object),
        TEST(is_read_back),
        TEST(a_pull_with_nothing_new_writes_nothing),
        TEST(an_unreached_source_leaves_the_time),
        TEST(alarms_keep_their_since_while_raised),
        TEST(the_gravest_alarm_comes_first),
        TEST(bounds_what_it_names),
        TEST(a_damaged_account_is_replaced),
        TEST(an_unwritable_folder_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
