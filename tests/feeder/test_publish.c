/* The publication on disk: what an independent reader sees, what changes and what does not, and that a
   publisher killed at any rename leaves what was there or what was to come. */
#include "contract/part.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "office.h"
#include "verifier.h"

/* Every file that appears does so by a rename; this one stands before the C library's. */
static long renames, die_at;
int rename(const char *from, const char *to)
{
    if (++renames == die_at)
        _exit(77);
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/* Names, times and bytes of everything the publisher writes, as one hash. */
static void hash_folder(const char *folder, char out[65])
{
    char *command = take_format("cd '%s' && find repo repo.work keys -type f -printf '%%p %%T@\\n' | sort && "
                                "find repo repo.work keys -type f | sort | xargs -d '\\n' sha256sum",
                                folder);
    struct buffer all = {0};
    char block[4096];
    size_t got = 0;
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while ((got = fread(block, 1, sizeof block, pipe)) > 0)
        buffer_add(&all, block, got);
    assert_int_equal(pclose(pipe), 0);
    sha256_hex(all.data, all.size, out);
    buffer_finish(&all);
    free(command);
}

/* ---- what is published --------------------------------------------------------------------------------------- */

static void publishes_what_the_cache_holds(void **state)
{
    (void)state;
    struct office office;
    size_t size = 0, figures_size = 0;
    struct record *joined = NULL;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 5);
    assert_int_equal(seen.roles, 5);
    assert_string_equal(verified_form(&seen, "~/texts/n-1.json"), "item");
    assert_string_equal(verified_form(&seen, "p.1/texts/n-2.json"), "item");
    assert_string_equal(verified_form(&seen, "p.1/texts/b-1.json"), "text");
    assert_string_equal(verified_form(&seen, "p.1/figures/b-1.json"), "figures");
    assert_string_equal(verified_form(&seen, "p.1/texts/r-1.json"), "sealed");
    /* an item's target is its record */
    char *bytes = verified_bytes(&seen, "~/texts/n-1.json", &size);
    assert_int_equal(record_decode(bytes, size, &joined, NULL), STATUS_OK);
    assert_string_equal(joined->id, "n-1");
    record_destroy(joined);
    free(bytes);
    /* both parts join to the record that the figures name */
    char *text = verified_bytes(&seen, "p.1/texts/b-1.json", &size),
         *figures = verified_bytes(&seen, "p.1/figures/b-1.json", &figures_size), sha256[65];
    assert_int_equal(part_join(text, size, figures, figures_size, &joined, NULL), STATUS_OK);
    struct buffer whole = {0};
    record_encode(joined, &whole);
    sha256_hex(whole.data, whole.size, sha256);
    assert_string_equal(
        sha256, json_text(json_member(json_member(verified_entry(&seen, "p.1/figures/b-1.json"), "custom"),
                                      "record")));
    buffer_finish(&whole);
    record_destroy(joined);
    free(text);
    free(figures);
    /* nobody is enrolled: the sealed item opens for nobody and shows nothing of its title */
    bytes = verified_bytes(&seen, "p.1/texts/r-1.json", &size);
    assert_null(strstr(bytes, "公告"));
    free(bytes);
    verified_finish(&seen);
    office_close(&office);
}

static void writes_nothing_when_nothing_changed(void **state)
{
    (void)state;
    struct office office;
    char before[65], after[65];
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    hash_folder(office.folder, before);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 29), STATUS_UNCHANGED);
    hash_folder(office.folder, after);
    assert_string_equal(before, after);
    /* a heartbeat later the timestamp alone is new */
    struct verified first = verify(office.to);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 60), STATUS_OK);
    struct verified second = verify(office.to);
    assert_int_equal(second.timestamp, first.timestamp + 1);
    assert_int_equal(second.snapshot, first.snapshot);
    assert_int_equal(office.report.roles_written, 0);
    verified_finish(&first);
    verified_finish(&second);
    office_close(&office);
}

static void rewrites_only_what_changed(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    put(office.cache_path, sample_record("n-1", 2));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    assert_int_equal(office.report.targets_written, 1);
    assert_int_equal(office.report.roles_written, 1);
    struct verified seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "~.texts"), 2);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 1);
    assert_int_equal(verified_version(&seen, "targets"), 1);
    verified_finish(&seen);
    /* new figures need no key but that of figures */
    put(office.cache_path, board("b-1", "121"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_OK);
    assert_int_equal(office.report.targets_written, 1);
    assert_int_equal(office.report.roles_written, 1);
    seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 1);
    assert_int_equal(verified_version(&seen, "p.1.figures"), 2);
    verified_finish(&seen);
    office_close(&office);
}

static void renews_what_nears_its_end(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 31 * 3600), STATUS_OK);
    assert_int_equal(office.report.roles_written, 0); /* figures hold 48 h: 17 h are left, a third is 16 */
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 33 * 3600), STATUS_OK);
    assert_int_equal(office.report.roles_written, 2); /* of both prefixes */
    struct verified seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.figures"), 2);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 1);
    verified_finish(&seen);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 61 * SAMPLE_DAY), STATUS_OK);
    seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 2);
    verified_finish(&seen);
    office_close(&office);
}

/* Without its memory the publisher finds by itself that nothing is new. */
static void forgets_without_harm(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    withdraw(office.cache_path, "n-1", office.now);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    char *work = take_format("rm -r '%s.work'", office.to);
    assert_int_equal(system(work), 0);
    free(work);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_UNCHANGED);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.snapshot, 2);
    verified_finish(&seen);
    office_close(&office);
}

static void makes_bins_when_a_role_grows(void **state)
{
    (void)state;
    struct office office;
    struct cache *cache = NULL;
    int64_t generation = 0;
    office_open(&office, 1, 1);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(cache_open(office.cache_path, &cache, NULL), STATUS_OK);
        assert_int_equal(cache_begin(cache, NULL), STATUS_OK);
        for (int i = round * 400; i < round * 400 + 400; i++) {
            char id[16];
            snprintf(id, sizeof id, "i%d", i);
            struct record *record = i % 2 == 0 ? board(id, "5") : in_project(sample_record(id, 1), "p.1");
            assert_int_equal(cache_put(cache, record, "m", NULL), STATUS_OK);
            record_destroy(record);
        }
        assert_int_equal(cache_commit(cache, &generation, NULL), STATUS_OK);
        cache_close(cache);
        assert_int_equal(publish_at(&office, SAMPLE_NOW + round * 5), STATUS_OK);
        struct verified seen = verify(office.to);
        assert_int_equal(seen.targets, round == 0 ? 600 : 1200);
        assert_int_equal(seen.roles,
                         round == 0 ? 5 : 21); /* texts in 16 bins; 400 figures still fit one file */
        assert_int_equal(office.report.targets_written, 600);
        verified_finish(&seen);
    }
    put(office.cache_path, in_project(sample_record("i1", 2), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 20), STATUS_OK);
    assert_int_equal(office.report.targets_written, 1);
    assert_int_equal(office.report.roles_written, 1);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 1200);
    verified_finish(&seen);
    office_close(&office);
}

/* ---- withdrawal ---------------------------------------------------------------------------------------------- */

static void withdraws_by_tombstone_alone(void **state)
{
    (void)state;
    struct office office;
    int64_t version = 0;
    size_t size = 0;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    struct record *ends = in_project(sample_record("n-3", 4), "p.1");
    ends->display_until = SAMPLE_NOW + 10 * SAMPLE_DAY;
    put(office.cache_path, ends);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    withdraw(office.cache_path, "n-3", office.now);
    withdraw(office.cache_path, "b-1", office.now);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    assert_int_equal(office.report.withdrawn, 2);
    struct verified seen = verify(office.to);
    const struct json *custom = json_member(verified_entry(&seen, "p.1/texts/n-3.json"), "custom");
    assert_string_equal(verified_form(&seen, "p.1/texts/n-3.json"), "tombstone");
    assert_string_equal(json_text(json_member(custom, "reason")), "文号\"有误\"");
    assert_true(json_int64(json_member(custom, "version"), &version));
    assert_int_equal(version, 4);
    assert_null(json_member(custom, "mass"));
    assert_string_equal(verified_form(&seen, "p.1/texts/b-1.json"), "tombstone");
    assert_null(verified_entry(&seen, "p.1/figures/b-1.json"));
    char *bytes = verified_bytes(&seen, "p.1/texts/n-3.json", &size);
    assert_string_equal(bytes,
                        "{\"id\":\"n-3\",\"reason\":\"文号\\\"有误\\\"\",\"version\":4,\"withdrawn_at\":"
                        "\"2026-11-22T02:00:00Z\"}");
    free(bytes);
    verified_finish(&seen);
    /* the tombstone outlives the item's own end by a year, where there is one */
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 370 * SAMPLE_DAY), STATUS_OK);
    seen = verify(office.to);
    assert_string_equal(verified_form(&seen, "p.1/texts/n-3.json"), "tombstone");
    verified_finish(&seen);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 500 * SAMPLE_DAY), STATUS_OK);
    seen = verify(office.to);
    assert_null(verified_entry(&seen, "p.1/texts/n-3.json"));
    assert_string_equal(verified_form(&seen, "p.1/texts/b-1.json"), "tombstone");
    verified_finish(&seen);
    office_close(&office);
}

static void an_empty_cache_withdraws_nothing(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    char *remove_cache = take_format("rm '%s'*", office.cache_path);
    assert_int_equal(system(remove_cache), 0);
    free(remove_cache);
    put(office.cache_path, sample_record("n-9", 1));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    assert_int_equal(office.report.missing, 4);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 6);
    verified_finish(&seen);
    office_close(&office);
}

static void asks_before_withdrawing_more_than_half(void **state)
{
    (void)state;
    struct office office;
    char before[65], after[65];
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    withdraw(office.cache_path, "n-1", office.now);
    withdraw(office.cache_path, "n-2", office.now);
    withdraw(office.cache_path, "b-1", office.now);
    struct verified seen = verify(office.to);
    char *timestamp = take_format("%s/metadata/timestamp.json", office.to);
    size_t size = 0;
    char *bytes = slurp(timestamp, &size);
    sha256_hex(bytes, size, before);
    free(bytes);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 60), STATUS_REFUSED);
    assert_string_equal(office.problem.code, "mass-withdraw");
    bytes = slurp(timestamp, &size);
    sha256_hex(bytes, size, after);
    assert_string_equal(before, after);
    free(bytes);
    free(timestamp);
    verified_finish(&seen);
    office.settings.mass_withdraw = true;
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 65), STATUS_OK);
    seen = verify(office.to);
    bool mass = false;
    assert_true(json_boolean(
        json_member(json_member(verified_entry(&seen, "p.1/texts/n-2.json"), "custom"), "mass"), &mass));
    assert_true(mass);
    verified_finish(&seen);
    office_close(&office);
}

static void an_item_that_moves_stands_once(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    put(office.cache_path, in_project(sample_record("n-1", 2), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_null(verified_entry(&seen, "~/texts/n-1.json"));
    assert_string_equal(verified_form(&seen, "p.1/texts/n-1.json"), "item");
    verified_finish(&seen);
    office_close(&office);
}

/* ---- the disk ------------------------------------------------------------------------------------------------ */

static void removes_what_is_superseded(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    for (int i = 0; i < 6; i++) {
        put(office.cache_path, sample_record("n-1", 2 + i));
        assert_int_equal(publish_at(&office, SAMPLE_NOW + i * 5), STATUS_OK);
    }
    assert_int_equal(count_files(office.to, "*.n-1.json"), 6); /* within the grace time all stay */
    for (int i = 0; i < 3; i++) {
        put(office.cache_path, sample_record("n-1", 10 + i));
        assert_int_equal(publish_at(&office, SAMPLE_NOW + 3600 + 30 + i * 5), STATUS_OK);
    }
    assert_in_range(count_files(office.to, "*.n-1.json"), 3,
                    4); /* the live one and those of the grace time */
    assert_in_range(count_files(office.to, "*.~.texts.json"), 3, 4);
    assert_int_equal(count_files(office.to, "1.root.json"), 1);
    /* what is withdrawn goes after the grace time alone */
    withdraw(office.cache_path, "n-1", office.now);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 8000), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 8000 + 3700), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(count_files(office.to, "*.n-1.json"), 1); /* its tombstone */
    verified_finish(&seen);
    office_close(&office);
}

/* Runs one publication in a child that dies at the n-th rename. True if it died. */
static bool publish_and_die(struct office *office, long n, instant now)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct publish_report report;
        struct problem problem = {0};
        renames = 0;
        die_at = n;
        enum status status = publish_run(&office->settings, now, &report, &problem);
        _exit(status == STATUS_OK ? 0 : 1);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_true(WEXITSTATUS(how) == 77 || WEXITSTATUS(how) == 0);
    return WEXITSTATUS(how) == 77;
}

static void survives_death_at_every_rename(void **state)
{
    (void)state;
    long steps = 0;
    for (bool died = true; died; steps++) {
        struct office office;
        office_open(&office, 1, 1);
        fill(office.cache_path);
        assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
        put(office.cache_path, sample_record("n-1", 2));
        put(office.cache_path, in_project(sample_record("n-4", 1), "q"));
        put(office.cache_path, board("b-1", "130"));
        withdraw(office.cache_path, "n-2", office.now);
        died = publish_and_die(&office, steps + 1, SAMPLE_NOW + 5);
        struct verified seen = verify(office.to); /* what was there, or what was to come */
        assert_true(seen.snapshot == 1 || seen.snapshot == 2);
        assert_int_equal(seen.targets, seen.snapshot == 1 ? 5 : 6);
        int64_t seen_snapshot = seen.snapshot;
        verified_finish(&seen);
        /* the next publication completes it, and nothing is left behind for ever */
        enum status status = publish_at(&office, SAMPLE_NOW + 10);
        assert_true(status == STATUS_OK || (status == STATUS_UNCHANGED && seen_snapshot == 2));
        for (int i = 0; i < 4; i++)
            assert_int_equal(publish_at(&office, SAMPLE_NOW + (1 + i) * SAMPLE_DAY), STATUS_OK);
        seen = verify(office.to);
        assert_int_equal(seen.targets, 6);
        assert_int_equal(count_files(office.to, "*.new"), 0);
        char *targets = take_format("%s/targets", office.to);
        if (count_files(targets, "*") != seen.targets)
            fail_msg("step %ld: %zu files for %zu targets", steps, count_files(targets, "*"), seen.targets);
        free(targets);
        verified_finish(&seen);
        office_close(&office);
    }
    assert_in_range(steps, 10, 100);
}

static void refuses_to_go_back_in_time(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW - SAMPLE_DAY), STATUS_UNAVAILABLE);
    assert_string_equal(office.problem.code, "clock-behind");
    office_close(&office);
}

static void publishes_nothing_before_its_time(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(office.cache_path);
    struct record *later = sample_record("later", 1);
    later->published_at = SAMPLE_NOW + 600;
    put(office.cache_path, later);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_null(verified_entry(&seen, "~/texts/later.json"));
    verified_finish(&seen);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 600), STATUS_OK);
    seen = verify(office.to);
    assert_string_equal(verified_form(&seen, "~/texts/later.json"), "item");
    verified_finish(&seen);
    office_close(&office);
}

static void refuses_ids_that_lead_out(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    put(office.cache_path, in_project(sample_record("n-1", 1), ".."));
    put(office.cache_path, in_project(sample_record("..", 1), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(office.report.refusals, 1);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 1);
    assert_string_equal(verified_form(&seen, "p.1/texts/...json"), "item");
    verified_finish(&seen);
    office_close(&office);
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(publishes_what_the_cache_holds),
        cmocka_unit_test(writes_nothing_when_nothing_changed),
        cmocka_unit_test(rewrites_only_what_changed),
        cmocka_unit_test(renews_what_nears_its_end),
        cmocka_unit_test(forgets_without_harm),
        cmocka_unit_test(makes_bins_when_a_role_grows),
        cmocka_unit_test(withdraws_by_tombstone_alone),
        cmocka_unit_test(an_empty_cache_withdraws_nothing),
        cmocka_unit_test(asks_before_withdrawing_more_than_half),
        cmocka_unit_test(an_item_that_moves_stands_once),
        cmocka_unit_test(removes_what_is_superseded),
        cmocka_unit_test(survives_death_at_every_rename),
        cmocka_unit_test(refuses_to_go_back_in_time),
        cmocka_unit_test(publishes_nothing_before_its_time),
        cmocka_unit_test(refuses_ids_that_lead_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
