/* What a screen says about itself, written, read back, and read from whatever may lie in its place. */
#include "contract/condition.h"

#include "contract/limits.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SINCE 1795312800 /* 2026-11-22T02:00:00Z */

static void fill(struct condition *condition)
{
    *condition = (struct condition){.state = "STALE",
                                    .generation = 57,
                                    .glyph = {{0x31353, "rare"}, {0x41, ""}},
                                    .glyphs = 2,
                                    .glyphs_left_out = 3,
                                    .absent = {"D14-1", "D24-2"},
                                    .absents = 2,
                                    .absent_left_out = 9,
                                    .lists_unread = 1,
                                    .round_seconds = 5040,
                                    .round_pages = 251,
                                    .round_items = 52,
                                    .round_limit_minutes = 83,
                                    .longest = {{"YS-D15", 45, 1260}, {"b", 3, 60}}};
}

static void the_written_form_is_the_documented_one(void **state)
{
    (void)state;
    struct condition condition;
    struct buffer out = {0};
    fill(&condition);
    condition_write(&condition, SINCE, &out);
    assert_string_equal(
        out.data,
        "\"absent\":[\"D14-1\",\"D24-2\"],\"absent_left_out\":9,\"generation\":57,\"lists_unread\":1,"
        "\"missing_glyphs\":[{\"code\":\"U+31353\",\"item\":\"rare\"},{\"code\":\"U+0041\",\"item\":\"\"}],"
        "\"missing_glyphs_left_out\":3,\"round_items\":52,\"round_limit_minutes\":83,\"round_long\":true,"
        "\"round_longest\":[{\"item\":\"YS-D15\",\"pages\":45,\"seconds\":1260},"
        "{\"item\":\"b\",\"pages\":3,\"seconds\":60}],\"round_minutes\":84,\"round_pages\":251,"
        "\"round_seconds\":5040,\"since\":\"2026-11-22T02:00:00Z\",\"state\":\"STALE\"");
    buffer_finish(&out);
    condition = (struct condition){.state = "FRESH"};
    condition_write(&condition, NO_INSTANT, &out);
    assert_string_equal(
        out.data, "\"absent\":[],\"absent_left_out\":0,\"generation\":0,\"lists_unread\":0,"
                  "\"missing_glyphs\":[],\"missing_glyphs_left_out\":0,\"since\":null,\"state\":\"FRESH\"");
    buffer_finish(&out);
}

static void a_round_is_long_beyond_its_limit_alone(void **state)
{
    (void)state;
    struct condition condition = {.round_seconds = 7200, .round_limit_minutes = 120, .round_pages = 1};
    assert_false(condition_is_long(&condition));
    condition.round_seconds++;
    assert_true(condition_is_long(&condition));
    condition.round_limit_minutes = 0;
    assert_false(condition_is_long(&condition));
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    struct condition condition, got;
    struct buffer out = {0};
    instant since = NO_INSTANT;
    fill(&condition);
    for (size_t i = 2; i < CONDITION_NAMED; i++) { /* as much as it can hold, with ids as long as ids are */
        condition.glyph[i].code_point = (uint32_t)(0x10FF00 + i);
        memset(condition.glyph[i].item, 'x', LIMIT_ID_BYTES);
        (void)snprintf(condition.absent[i], sizeof condition.absent[i], "%096zu", i);
    }
    condition.glyphs = condition.absents = CONDITION_NAMED;
    buffer_char(&out, '{');
    condition_write(&condition, SINCE, &out);
    buffer_text(&out, "}\n");
    assert_true(out.size < LIMIT_CONDITION_BYTES / 2);
    assert_int_equal(condition_read(out.data, out.size, &got, &since, NULL), STATUS_OK);
    assert_int_equal(since, SINCE);
    assert_memory_equal(&got, &condition, sizeof got);
    buffer_finish(&out);
}

#define GOOD "\"absent\":[],\"missing_glyphs\":[],\"state\":\"FRESH\""
static void what_is_no_condition_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status status;
    } cases[] = {
        {"{" GOOD "}", STATUS_OK},
        {"{" GOOD ",\"more\":{\"a\":[1]}}", STATUS_OK}, /* of a newer release */
        {"", STATUS_REFUSED},
        {"screen", STATUS_REFUSED},
        {"[]", STATUS_REFUSED},
        {"{}", STATUS_REFUSED},
        {"{" GOOD "}{}", STATUS_REFUSED},
        {"{\"absent\":[],\"missing_glyphs\":[],\"state\":\"GOOD\"}", STATUS_REFUSED},
        {"{\"absent\":[],\"missing_glyphs\":[],\"state\":1}", STATUS_REFUSED},
        {"{\"absent\":{},\"missing_glyphs\":[],\"state\":\"FRESH\"}", STATUS_REFUSED},
        {"{\"absent\":[\"\"],\"missing_glyphs\":[],\"state\":\"FRESH\"}", STATUS_REFUSED},
        {"{\"absent\":[\"a\\u001b[2J\"],\"missing_glyphs\":[],\"state\":\"FRESH\"}", STATUS_REFUSED},
        {"{\"absent\":[\"../a\"],\"missing_glyphs\":[],\"state\":\"FRESH\"}", STATUS_REFUSED},
        {"{\"absent\":[],\"missing_glyphs\":[{\"code\":\"U+110000\",\"item\":\"\"}],\"state\":\"FRESH\"}",
         STATUS_REFUSED},
        {"{\"absent\":[],\"missing_glyphs\":[{\"code\":\"U+41\",\"item\":\"\"}],\"state\":\"FRESH\"}",
         STATUS_REFUSED},
        {"{\"absent\":[],\"missing_glyphs\":[{\"code\":\"U+0041\"}],\"state\":\"FRESH\"}", STATUS_REFUSED},
        {"{\"absent\":[],\"missing_glyphs\":[{\"code\":\"U+0041 \",\"item\":\"\"}],\"state\":\"FRESH\"}",
         STATUS_REFUSED},
        {"{" GOOD ",\"generation\":-1}", STATUS_REFUSED},
        {"{" GOOD ",\"generation\":\"1\"}", STATUS_REFUSED},
        {"{" GOOD ",\"round_limit_minutes\":9223372036854775807}", STATUS_REFUSED},
        {"{" GOOD ",\"since\":\"yesterday\"}", STATUS_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct condition got;
        instant since = 0;
        if (condition_read(cases[i].text, strlen(cases[i].text), &got, &since, NULL) != cases[i].status)
            fail_msg("%s", cases[i].text);
    }
    struct buffer many = {0};
    struct condition got;
    instant since = 0;
    buffer_text(&many, "{\"absent\":[");
    for (int i = 0; i <= CONDITION_NAMED; i++)
        buffer_text(&many, i > 0 ? ",\"a\"" : "\"a\"");
    buffer_text(&many, "],\"missing_glyphs\":[],\"state\":\"FRESH\"}");
    assert_int_equal(condition_read(many.data, many.size, &got, &since, NULL), STATUS_REFUSED);
    buffer_finish(&many);
}

static void write_file(const char *path, const char *text, size_t times)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < times; i++)
        assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void only_a_small_file_of_its_own_is_read(void **state)
{
    (void)state;
    char folder[] = "/tmp/condition-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = take_format("%s/screen.json", folder), *other = take_format("%s/other", folder);
    struct condition got;
    instant since = 0, at = 0;
    assert_int_equal(condition_load(path, &got, &since, &at, NULL), STATUS_END);
    char *below = take_format("%s/below", path);
    write_file(path, "{" GOOD "}", 1);
    assert_int_equal(condition_load(below, &got, &since, &at, NULL), STATUS_END); /* a file is no folder */
    free(below);
    struct timespec times[2] = {{.tv_sec = SINCE}, {.tv_sec = SINCE}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_int_equal(condition_load(path, &got, &since, &at, NULL), STATUS_OK);
    assert_int_equal(at, SINCE);
    assert_int_equal(rename(path, other), 0);
    assert_int_equal(symlink(other, path), 0);
    assert_int_equal(condition_load(path, &got, &since, &at, NULL), STATUS_REFUSED);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0); /* does not wait for a writer */
    assert_int_equal(condition_load(path, &got, &since, &at, NULL), STATUS_REFUSED);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(condition_load(path, &got, &since, &at, NULL), STATUS_REFUSED);
    assert_int_equal(rmdir(path), 0);
    write_file(path, "                ", LIMIT_CONDITION_BYTES);
    assert_int_equal(condition_load(path, &got, &since, &at, NULL), STATUS_REFUSED);
    write_file(path, "[", 30000); /* small enough, and deep */
    assert_int_equal(condition_load(path, &got, &since, &at, NULL), STATUS_REFUSED);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unlink(other), 0);
    assert_int_equal(rmdir(folder), 0);
    free(other);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_written_form_is_the_documented_one),
        cmocka_unit_test(a_round_is_long_beyond_its_limit_alone),
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(what_is_no_condition_is_refused),
        cmocka_unit_test(only_a_small_file_of_its_own_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
