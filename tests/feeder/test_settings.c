#include "contract/limits.h"
#include "contract/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct target {
    char *path, *uri, *list;
    bool touch;
    int dwell, mode;
};

static const struct setting table[] = {
    {"cache", "path", SETTING_TEXT, offsetof(struct target, path), 0, 0, NULL, "/var/lib/cache.db"},
    {"source", "uri", SETTING_TEXT, offsetof(struct target, uri), 0, 0, NULL, NULL},
    {"source", "project", SETTING_LIST, offsetof(struct target, list), 0, 0, NULL, "all"},
    {"screen", "touch", SETTING_BOOLEAN, offsetof(struct target, touch), 0, 0, NULL, "no"},
    {"screen", "dwell_seconds", SETTING_INTEGER, offsetof(struct target, dwell), 1, 600, NULL, "12"},
    {"screen", "mode", SETTING_CODE, offsetof(struct target, mode), 0, 0, "wide|tall|panel", "wide"},
};
#define COUNT (sizeof table / sizeof table[0])

static enum status parse(const char *text, size_t size, struct target *out, struct buffer *errors)
{
    settings_defaults(table, COUNT, out);
    buffer_text(errors, "");
    return settings_parse("kiosk.ini", text, size, table, COUNT, out, errors);
}

static void reads_values_over_defaults(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF# a comment\r\n"
                               "; another\r\n"
                               "[source]\r\n"
                               "uri = postgresql://reader@db/case?sslmode=verify-full ; note\r\n"
                               "project = a\r\n"
                               "project: b\r\n"
                               "\r\n"
                               "[screen]\n"
                               "  touch = Yes\n"
                               "\tmode = panel";
    struct target target;
    struct buffer errors = {0};
    assert_int_equal(parse(text, strlen(text), &target, &errors), STATUS_OK);
    assert_string_equal(errors.data, "");
    assert_string_equal(target.path, "/var/lib/cache.db");
    assert_string_equal(target.uri, "postgresql://reader@db/case?sslmode=verify-full");
    assert_string_equal(target.list, "a\nb");
    assert_true(target.touch);
    assert_int_equal(target.dwell, 12);
    assert_int_equal(target.mode, 2);
    settings_finish(table, COUNT, &target);
    assert_null(target.path);
    settings_finish(table, COUNT, &target);
    buffer_finish(&errors);
}

static void empty_text_leaves_defaults(void **state)
{
    (void)state;
    struct target target;
    struct buffer errors = {0};
    assert_int_equal(parse("", 0, &target, &errors), STATUS_OK);
    assert_null(target.uri);
    assert_string_equal(target.list, "all");
    settings_finish(table, COUNT, &target);
    buffer_finish(&errors);
}

/* Each with the line it stands in, and all of them. */
static void tells_every_error_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *errors;
    } cases[] = {
        {"[screen]\ndwel_seconds = 3\n", "kiosk.ini:2: unknown key \"dwel_seconds\" in [screen]; did you "
                                         "mean \"dwell_seconds\" in [screen]?\n"},
        {"[cache]\nuri = x\n",
         "kiosk.ini:2: unknown key \"uri\" in [cache]; did you mean \"uri\" in [source]?\n"},
        {"path = x\n", "kiosk.ini:1: unknown key \"path\" in []; did you mean \"path\" in [cache]?\n"},
        {"[screen]\nbrightness = 3\n", "kiosk.ini:2: unknown key \"brightness\" in [screen]\n"},
        {"[screen]\ntouch = maybe\n", "kiosk.ini:2: touch: \"maybe\" is neither yes nor no\n"},
        {"[screen]\ndwell_seconds = 0\n",
         "kiosk.ini:2: dwell_seconds: \"0\" is no whole number from 1 to 600\n"},
        {"[screen]\ndwell_seconds = 601\n",
         "kiosk.ini:2: dwell_seconds: \"601\" is no whole number from 1 to 600\n"},
        {"[screen]\ndwell_seconds = 12s\n",
         "kiosk.ini:2: dwell_seconds: \"12s\" is no whole number from 1 to 600\n"},
        {"[screen]\ndwell_seconds = 99999999999999999999\n",
         "kiosk.ini:2: dwell_seconds: \"99999999999999999999\" is no whole number from 1 to 600\n"},
        {"[screen]\ndwell_seconds =\n",
         "kiosk.ini:2: dwell_seconds: \"\" is no whole number from 1 to 600\n"},
        {"[screen]\nmode = wid\n", "kiosk.ini:2: mode: \"wid\" is not one of wide|tall|panel\n"},
        {"[screen]\nmode = wide|tall\n", "kiosk.ini:2: mode: \"wide|tall\" is not one of wide|tall|panel\n"},
        {"[cache]\npath =\n", "kiosk.ini:2: path: no value; leave the line out for none\n"},
        {"[screen]\ndwell_seconds = 5\n\ndwell_seconds = 6\n",
         "kiosk.ini:4: \"dwell_seconds\" stands already in line 2\n"},
        {"[screen\ntouch = yes\n",
         "kiosk.ini:1: a section without its ]\n"
         "kiosk.ini:2: unknown key \"touch\" in []; did you mean \"touch\" in [screen]?\n"},
        {"[screen]\nnonsense\n[cache]\npath = a\n more nonsense\n",
         "kiosk.ini:2: neither a key with a value, a [section] nor a comment\n"
         "kiosk.ini:5: neither a key with a value, a [section] nor a comment\n"},
        {"[screen]\ntouch = yes\x01\n",
         "kiosk.ini:2: a control character\nkiosk.ini:2: touch: \"yes\\x01\" is neither yes nor no\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct target target;
        struct buffer errors = {0};
        assert_int_equal(parse(cases[i].text, strlen(cases[i].text), &target, &errors), STATUS_MISUSE);
        assert_string_equal(errors.data, cases[i].errors);
        settings_finish(table, COUNT, &target);
        buffer_finish(&errors);
    }
}

/* inih alone would cut a line at 197 bytes and take the rest for another. */
static void long_lines_are_whole_or_an_error(void **state)
{
    (void)state;
    static const size_t lengths[] = {196,
                                     197,
                                     198,
                                     199,
                                     200,
                                     201,
                                     400,
                                     1000,
                                     LIMIT_CONFIG_LINE_BYTES - 1,
                                     LIMIT_CONFIG_LINE_BYTES,
                                     LIMIT_CONFIG_LINE_BYTES + 100};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct target target;
        struct buffer text = {0}, errors = {0};
        char *value = take_zeroed(lengths[i] + 1, 1);
        memset(value, 'x', lengths[i] - strlen("path = "));
        buffer_format(&text, "[cache]\npath = %s\n[screen]\ndwell_seconds = 0\n", value);
        assert_int_equal(parse(text.data, text.size, &target, &errors), STATUS_MISUSE);
        assert_non_null(strstr(errors.data, "kiosk.ini:4: dwell_seconds"));
        if (lengths[i] <= LIMIT_CONFIG_LINE_BYTES) {
            assert_string_equal(target.path, value);
            assert_null(strstr(errors.data, "kiosk.ini:2"));
        } else {
            assert_string_equal(target.path, "/var/lib/cache.db");
            assert_non_null(strstr(errors.data, "kiosk.ini:2: a line of"));
        }
        settings_finish(table, COUNT, &target);
        buffer_finish(&text);
        buffer_finish(&errors);
        free(value);
    }
}

static void refuses_what_is_no_text(void **state)
{
    (void)state;
    struct target target;
    struct buffer errors = {0};
    assert_int_equal(parse("[screen]\0touch = yes", 20, &target, &errors), STATUS_MISUSE);
    settings_finish(table, COUNT, &target);
    char *much = take_zeroed(LIMIT_CONFIG_BYTES + 1, 1);
    memset(much, '\n', LIMIT_CONFIG_BYTES + 1);
    assert_int_equal(parse(much, LIMIT_CONFIG_BYTES, &target, &errors), STATUS_OK);
    settings_finish(table, COUNT, &target);
    assert_int_equal(parse(much, LIMIT_CONFIG_BYTES + 1, &target, &errors), STATUS_MISUSE);
    settings_finish(table, COUNT, &target);
    free(much);
    buffer_finish(&errors);
}

static void passwords_are_not_repeated(void **state)
{
    (void)state;
    static const char text[] =
        "[source]\nurl = postgresql://u:secret@h/d\nuri = a\nuri = postgresql://u:secret@h/d\n";
    struct target target;
    struct buffer errors = {0};
    assert_int_equal(parse(text, strlen(text), &target, &errors), STATUS_MISUSE);
    assert_null(strstr(errors.data, "secret"));
    settings_finish(table, COUNT, &target);
    buffer_finish(&errors);
}

static enum status read_path(const char *path, struct buffer *errors)
{
    struct target target;
    settings_defaults(table, COUNT, &target);
    buffer_clear(errors);
    enum status status = settings_read(path, table, COUNT, &target, errors);
    settings_finish(table, COUNT, &target);
    return status;
}

static void reads_only_files_that_can_be_trusted(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_settings_XXXXXX";
    struct buffer errors = {0};
    assert_non_null(mkdtemp(folder));
    char *file = take_format("%s/kiosk.ini", folder), *fifo = take_format("%s/fifo", folder);
    assert_int_equal(read_path(file, &errors), STATUS_MISUSE);
    assert_non_null(strstr(errors.data, "kiosk.ini:0: No such file"));
    assert_int_equal(read_path(folder, &errors), STATUS_MISUSE);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(read_path(fifo, &errors), STATUS_MISUSE); /* and does not wait for a writer */
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fputs("[screen]\ntouch = yes\n", out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(read_path(file, &errors), STATUS_OK);
    assert_int_equal(chmod(file, 0666), 0);
    assert_int_equal(read_path(file, &errors), STATUS_MISUSE);
    assert_non_null(strstr(errors.data, "chmod o-w"));
    assert_int_equal(chmod(file, 0600), 0);
    assert_int_equal(truncate(file, 1 << 30), 0); /* a 1 GB file is not read into memory */
    assert_int_equal(read_path(file, &errors), STATUS_MISUSE);
    assert_non_null(strstr(errors.data, "more than"));
    (void)unlink(file);
    (void)unlink(fifo);
    (void)rmdir(folder);
    free(file);
    free(fifo);
    buffer_finish(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values_over_defaults),
        cmocka_unit_test(empty_text_leaves_defaults),
        cmocka_unit_test(tells_every_error_with_its_line),
        cmocka_unit_test(long_lines_are_whole_or_an_error),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(passwords_are_not_repeated),
        cmocka_unit_test(reads_only_files_that_can_be_trusted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
