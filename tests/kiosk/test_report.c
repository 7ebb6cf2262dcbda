/* The screen's own file: written when something changed, touched when it holds, never in the way of the screen. */
#include "report.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW 1795312800 /* 2026-11-22T02:00:00Z */

struct place {
    char folder[32], *file, *aside;
};

static int make(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    (void)snprintf(place->folder, sizeof place->folder, "/tmp/report-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    place->file = take_format("%s/screen.json", place->folder);
    place->aside = take_format("%s.new", place->file);
    *state = place;
    return 0;
}

static int unmake(void **state)
{
    struct place *place = *state;
    (void)unlink(place->file);
    assert_int_not_equal(access(place->aside, F_OK), 0); /* nothing is left lying about */
    assert_int_equal(rmdir(place->folder), 0);
    free(place->aside);
    free(place->file);
    free(place);
    return 0;
}

static void age(const char *path)
{
    struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static ino_t number_of(const char *path, time_t *modified)
{
    struct stat info;
    assert_int_equal(lstat(path, &info), 0);
    *modified = info.st_mtim.tv_sec;
    return info.st_ino;
}

static void load(const char *path, struct condition *out)
{
    instant since = 0, at = 0;
    assert_int_equal(condition_load(path, out, &since, &at, NULL), STATUS_OK);
    assert_int_equal(since, NOW);
}

static void written_when_something_changed_and_touched_when_not(void **state)
{
    struct place *place = *state;
    struct report report;
    struct condition got;
    time_t modified = 0;
    report_init(&report, place->file, 120);
    (void)snprintf(report.condition.state, sizeof report.condition.state, "FRESH");
    assert_int_equal(report_keep(&report, NOW, 0, NULL), STATUS_OK);
    ino_t first = number_of(place->file, &modified);
    age(place->file);
    assert_int_equal(report_keep(&report, NOW + 9, 59999, NULL), STATUS_UNCHANGED);
    assert_true(number_of(place->file, &modified) == first && modified == 1000);
    assert_int_equal(report_keep(&report, NOW + 60, 60000, NULL), STATUS_OK);
    assert_int_equal(number_of(place->file, &modified), first); /* the same file, and it still holds */
    assert_true(modified > 1000);
    load(place->file, &got); /* since it was written */
    report_glyph(&report, 0x31353, "rare", 1);
    assert_int_equal(report_keep(&report, NOW, 60001, NULL), STATUS_OK); /* at once */
    assert_int_not_equal(number_of(place->file, &modified), first);
    load(place->file, &got);
    assert_int_equal(got.glyphs, 1);
    assert_int_equal(got.glyph[0].code_point, 0x31353);
    assert_string_equal(got.glyph[0].item, "rare");
    assert_int_equal(unlink(place->file), 0);
    assert_int_equal(report_keep(&report, NOW, 120001, NULL), STATUS_OK); /* somebody took it away */
    load(place->file, &got);
    report_finish(&report);
}

static void all_are_counted_and_some_are_named(void **state)
{
    struct place *place = *state;
    struct report report;
    struct condition got;
    report_init(&report, place->file, 120);
    for (uint32_t i = 0; i < 200; i++)
        report_glyph(&report, 0x30000 + i, "item", 1);
    struct cycle cycle = {0};
    for (int i = 0; i < 90; i++)
        cycle_add(&cycle, i < 45 ? "a" : "b", 100);
    report_round(&report, &cycle);
    assert_int_equal(report_keep(&report, NOW, 0, NULL), STATUS_OK);
    load(place->file, &got);
    assert_int_equal(got.glyphs, CONDITION_NAMED);
    assert_int_equal(got.glyphs_left_out, 200 - CONDITION_NAMED);
    assert_true(got.round_seconds == 9000 && got.round_pages == 90 && got.round_items == 2);
    assert_true(condition_is_long(&got));
    assert_true(got.longest[0].pages == 45 && got.longest[0].seconds == 4500);
    report_finish(&report);
}

static void a_glyph_that_is_no_longer_needed_is_dropped(void **state)
{
    static const char *const items[] = {"a", "b", "c"};
    struct place *place = *state;
    struct report report;
    struct condition got;
    report_init(&report, place->file, 0);
    for (uint32_t i = 0; i < 3; i++)
        report_glyph(&report, 0x30000 + i, items[i], i + 1);
    report_drop_glyph(&report, 1);
    assert_int_equal(report_keep(&report, NOW, 0, NULL), STATUS_OK);
    load(place->file, &got);
    assert_int_equal(got.glyphs, 2);
    assert_true(strcmp(got.glyph[0].item, "a") == 0 && got.glyph[0].code_point == 0x30000);
    assert_true(strcmp(got.glyph[1].item, "c") == 0 && got.glyph[1].code_point == 0x30002);
    assert_true(report.version[0] == 1 && report.version[1] == 3);
    report_drop_glyph(&report, 1);
    report_drop_glyph(&report, 0);
    assert_int_equal(report.condition.glyphs, 0);
    report_finish(&report);
}

/* Links, pipes and leftovers in its way are replaced, never followed or waited for. */
static void what_lies_there_is_replaced(void **state)
{
    struct place *place = *state;
    struct report report;
    struct condition got;
    char *kept = take_format("%s/kept", place->folder);
    FILE *file = fopen(kept, "w");
    assert_true(file != NULL && fclose(file) == 0);
    assert_int_equal(symlink(kept, place->file), 0);
    assert_int_equal(symlink(kept, place->aside), 0);
    report_init(&report, place->file, 0);
    assert_int_equal(report_keep(&report, NOW, 0, NULL), STATUS_OK);
    load(place->file, &got); /* refuses links */
    struct stat info;
    assert_true(stat(kept, &info) == 0 && info.st_size == 0);
    assert_int_equal(unlink(kept), 0);
    assert_int_equal(unlink(place->file), 0);
    assert_int_equal(mkfifo(place->file, 0600), 0);
    assert_int_equal(mkfifo(place->aside, 0600), 0);
    report.condition.generation++;
    assert_int_equal(report_keep(&report, NOW, 1, NULL), STATUS_OK);
    load(place->file, &got);
    free(kept);
    report_finish(&report);
}

static void a_folder_that_is_not_there_is_tried_again_each_minute(void **state)
{
    struct place *place = *state;
    struct report report;
    struct problem problem = {0};
    char *folder = take_format("%s/run", place->folder), *path = take_format("%s/screen.json", folder);
    report_init(&report, path, 0);
    assert_int_equal(report_keep(&report, NOW, 0, &problem), STATUS_UNAVAILABLE);
    assert_string_equal(problem.code, "no-report");
    assert_int_equal(mkdir(folder, 0700), 0);
    report.condition.generation++;
    assert_int_equal(report_keep(&report, NOW, 59999, NULL), STATUS_UNCHANGED);
    assert_int_equal(report_keep(&report, NOW, 60000, NULL), STATUS_OK);
    assert_false(report.failing);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    free(path);
    free(folder);
    report_finish(&report);
}

static void without_a_path_nothing_is_written(void **state)
{
    (void)state;
    struct report report;
    report_init(&report, NULL, 0);
    report_glyph(&report, 0x31353, "rare", 1);
    assert_int_equal(report_keep(&report, NOW, 0, NULL), STATUS_UNCHANGED);
    report_finish(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(written_when_something_changed_and_touched_when_not, make, unmake),
        cmocka_unit_test_setup_teardown(all_are_counted_and_some_are_named, make, unmake),
        cmocka_unit_test_setup_teardown(a_glyph_that_is_no_longer_needed_is_dropped, make, unmake),
        cmocka_unit_test_setup_teardown(what_lies_there_is_replaced, make, unmake),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_tried_again_each_minute, make, unmake),
        cmocka_unit_test(without_a_path_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
