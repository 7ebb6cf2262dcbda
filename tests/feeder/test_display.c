/* What `feeder status` makes of a screen's report: its object, its lines and its alarms; how old it may be; what is none. */
#include "display.h"

#include "json/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char report[] =
    "{\"absent\":[\"D14-1\"],\"absent_left_out\":2,\"generation\":5,\"lists_unread\":1,"
    "\"missing_glyphs\":[{\"code\":\"U+31353\",\"item\":\"rare\"},{\"code\":\"U+31359\",\"item\":\"rare\"},"
    "{\"code\":\"U+31360\",\"item\":\"\"}],\"missing_glyphs_left_out\":0,\"round_items\":3,"
    "\"round_limit_minutes\":60,\"round_longest\":[{\"item\":\"D15-1\",\"pages\":40,\"seconds\":3000}],"
    "\"round_pages\":50,\"round_seconds\":4200,\"since\":\"2026-11-22T02:00:00Z\",\"state\":\"AGING\"}\n";

struct place {
    char folder[32], *cache, *file;
};

static int make(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    (void)snprintf(place->folder, sizeof place->folder, "/tmp/display-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    place->cache = take_format("%s/cache.db", place->folder);
    place->file = take_format("%s/cache.db.screen", place->folder);
    *state = place;
    return 0;
}

static int unmake(void **state)
{
    struct place *place = *state;
    (void)unlink(place->file);
    assert_int_equal(rmdir(place->folder), 0);
    free(place->cache);
    free(place->file);
    free(place);
    return 0;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_has(const char *text, const char *wanted)
{
    if (strstr(text, wanted) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", wanted, text);
}

static void found_beside_the_cache_or_where_it_is_said(void **state)
{
    struct place *place = *state;
    struct display display;
    struct buffer out = {0};
    display_read(NULL, place->cache, instant_now(), &display);
    assert_int_equal(display.status, STATUS_END);
    display_write(&display, &out);
    assert_string_equal(out.data, "null");
    buffer_clear(&out);
    display_tell(&display, &out);
    assert_has(out.data, "没有自检报告");
    put(place->file, report);
    display_read(NULL, place->cache, instant_now(), &display);
    assert_int_equal(display.status, STATUS_OK);
    display_read("/nowhere/screen.json", place->cache, instant_now(), &display);
    assert_int_equal(display.status, STATUS_END); /* what is set is looked for there alone */
    display_read(place->file, "/nowhere/cache.db", instant_now(), &display);
    assert_int_equal(display.status, STATUS_OK);
    buffer_finish(&out);
}

static void told_in_full(void **state)
{
    struct place *place = *state;
    struct display display;
    struct buffer out = {0};
    struct json *tree = NULL;
    put(place->file, report);
    display_read(NULL, place->cache, instant_now(), &display);
    display_write(&display, &out);
    assert_int_equal(json_parse(out.data, out.size, 65536, &tree, NULL), STATUS_OK);
    bool current = false;
    assert_true(json_boolean(json_member(tree, "current"), &current) && current);
    assert_string_equal(json_text(json_member(tree, "state")), "AGING");
    const struct json *glyph = json_element(json_member(tree, "missing_glyphs"), 0);
    assert_string_equal(json_text(json_member(glyph, "code")), "U+31353");
    assert_string_equal(json_text(json_member(glyph, "item")), "rare");
    int64_t minutes = 0;
    assert_true(json_int64(json_member(tree, "round_minutes"), &minutes) && minutes == 70);
    json_destroy(tree);
    buffer_clear(&out);
    display_tell(&display, &out);
    assert_has(out.data, "AGING");
    assert_has(out.data, "D14-1 +2");
    assert_has(out.data, "U+31353 (rare) U+31359 (rare) U+31360\n");
    assert_has(out.data, "70 分钟 50 页，超过限定的 60 分钟，最长的是D15-1 50 分钟");
    buffer_finish(&out);
}

static void what_it_lacks_is_an_open_alarm(void **state)
{
    static const struct {
        const char *code, *subject, *text;
    } wanted[] = {{"screen-lacks", "D14-1", "published"},
                  {"screen-lacks", "", "2 more published items, and all of 1 signed lists"},
                  {"missing-glyph", "rare", "U+31353 U+31359"},
                  {"missing-glyph", "", "U+31360"}};
    struct place *place = *state;
    struct display display;
    struct account account;
    account_init(&account);
    account.started = 1000; /* of the last pull: the screen's alarms are not of then */
    put(place->file, report);
    display_read(NULL, place->cache, instant_now(), &display);
    display_alarms(&display, &account);
    assert_int_equal(account.alarms, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(account.alarm[i].code, wanted[i].code);
        assert_string_equal(account.alarm[i].subject, wanted[i].subject);
        assert_has(account.alarm[i].text, wanted[i].text);
        assert_int_equal(account.alarm[i].since, 1795312800);
    }
    assert_int_equal(account.started, 1000);
    account_finish(&account);
}

/* A screen that was switched off a week ago says nothing of today. */
static void an_old_report_tells_its_time_and_raises_nothing(void **state)
{
    struct place *place = *state;
    static const struct {
        int64_t later;
        bool current;
    } cases[] = {{0, true}, {180, true}, {181, false}, {604800, false}, {-60, true}, {-61, false}};
    struct account account;
    account_init(&account);
    put(place->file, report);
    struct stat info;
    assert_int_equal(stat(place->file, &info), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct display display;
        struct buffer out = {0};
        char when[INSTANT_TEXT];
        display_read(NULL, place->cache, info.st_mtim.tv_sec + cases[i].later, &display);
        assert_int_equal(display.current, cases[i].current);
        display_write(&display, &out);
        assert_has(out.data, instant_format(when, info.st_mtim.tv_sec));
        assert_has(out.data, cases[i].current ? "\"current\":true" : "\"current\":false");
        buffer_clear(&out);
        display_tell(&display, &out);
        assert_has(out.data, when);
        assert_true((strstr(out.data, "屏幕可能没有运行") == NULL) == cases[i].current);
        buffer_finish(&out);
        if (!cases[i].current)
            display_alarms(&display, &account);
    }
    assert_int_equal(account.alarms, 0);
    account_finish(&account);
}

static void what_is_no_report_is_said_to_be_none(void **state)
{
    struct place *place = *state;
    struct display display;
    struct buffer out = {0};
    struct account account;
    account_init(&account);
    put(place->file, "{\"state\":\"\x1b[31m\"}");
    display_read(NULL, place->cache, instant_now(), &display);
    assert_int_equal(display.status, STATUS_REFUSED);
    display_write(&display, &out);
    assert_has(out.data, "{\"error\":{\"code\":\"");
    assert_null(strchr(out.data, '\x1b'));
    buffer_clear(&out);
    display_tell(&display, &out);
    assert_null(strchr(out.data, '\x1b'));
    display_alarms(&display, &account);
    assert_int_equal(account.alarms, 0);
    account_finish(&account);
    buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(found_beside_the_cache_or_where_it_is_said, make, unmake),
        cmocka_unit_test_setup_teardown(told_in_full, make, unmake),
        cmocka_unit_test_setup_teardown(what_it_lacks_is_an_open_alarm, make, unmake),
        cmocka_unit_test_setup_teardown(an_old_report_tells_its_time_and_raises_nothing, make, unmake),
        cmocka_unit_test_setup_teardown(what_is_no_report_is_said_to_be_none, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
