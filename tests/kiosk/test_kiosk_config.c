#include "../feeder/ini_file.h"
#include "config.h"

#include <unistd.h>

static void the_file_documents_every_key_with_its_default(void **state)
{
    (void)state;
    ini_check("kiosk/config.c", "assets/config/kiosk.ini");
}

#define MOST 16
/* Reads a command line, words separated by blanks; the errors are appended. */
static enum status read_line(const char *line, struct kiosk_config *out, struct buffer *errors)
{
    char *words = take_copy(line), *rest = NULL, *argv[MOST];
    int argc = 0;
    struct options options;
    struct problem problem = {0};
    for (char *word = strtok_r(words, " ", &rest); word != NULL && argc < MOST;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    enum status status = options_parse(&options, kiosk_options, argc, argv, &problem);
    if (status != STATUS_OK) {
        *out = (struct kiosk_config){0};
        buffer_text(errors, problem.code);
    } else {
        status = kiosk_config_read(&options, out, errors);
    }
    buffer_text(errors, "");
    free(words);
    return status;
}

static void the_shipped_file_is_good_and_the_command_line_comes_over_it(void **state)
{
    (void)state;
    struct kiosk_config config;
    struct buffer errors = {0};
    char *file = take_format("--config %s/assets/config/kiosk.ini", TEST_SOURCE);
    assert_int_equal(read_line(file, &config, &errors), STATUS_OK);
    assert_string_equal(config.cache_path, "/var/lib/disclosure/cache.db");
    assert_false(
        config.inside_area); /* a screen shows nobody's results unless somebody said where it stands */
    assert_int_equal(config.languages, 0);
    struct scene_settings scene = kiosk_config_scene(&config);
    assert_int_equal(scene.characters_per_minute, 300);
    assert_int_equal(scene.stale_seconds, 1800);
    assert_string_equal(scene.cache_path, config.cache_path);
    kiosk_config_finish(&config);
    char *more = take_format(
        "%s --cache other.db --lang zh+ko --size 320x160 --dwell 2.5 --pages 3 --trace --windowed "
        "--inside-area",
        file);
    assert_int_equal(read_line(more, &config, &errors), STATUS_OK);
    assert_string_equal(config.cache_path, "other.db");
    assert_int_equal(config.languages, 1);
    assert_true(config.width == 320 && config.height == 160);
    assert_true(config.dwell_seconds == 2.5 && config.pages == 3);
    assert_true(config.trace && config.windowed && config.inside_area);
    kiosk_config_finish(&config);
    free(more);
    free(file);
    buffer_finish(&errors);
}

static void who_stands_before_the_picture(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool inside;
    } cases[] = {
        {"--cache a.db", false},
        {"--cache a.db --inside-area", true},
        {"--cache a.db --snapshot out", true}, /* the office's preview: nobody passes by */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kiosk_config config;
        struct buffer errors = {0};
        assert_int_equal(read_line(cases[i].line, &config, &errors), STATUS_OK);
        assert_int_equal(config.inside_area, cases[i].inside);
        kiosk_config_finish(&config);
        buffer_finish(&errors);
    }
    struct kiosk_config config;
    struct buffer errors = {0};
    char *line = take_format("--config %s/assets/config/kiosk.ini --snapshot out", TEST_SOURCE);
    assert_int_equal(read_line(line, &config, &errors), STATUS_OK);
    assert_false(config.inside_area); /* a screen's own configuration says where it stands */
    kiosk_config_finish(&config);
    buffer_finish(&errors);
    free(line);
}

static void wrong_options_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *line, *says; /* NULL: good */
    } cases[] = {
        {"--cache a.db", NULL},
        {"", "no cache"},
        {"--cache a.db --size 64x64", NULL},
        {"--cache a.db --size 63x64", "--size"},
        {"--cache a.db --size 16384x16384", NULL},
        {"--cache a.db --size 16385x100", "--size"},
        {"--cache a.db --size 1920", "--size"},
        {"--cache a.db --size 1920x", "--size"},
        {"--cache a.db --size x1080", "--size"},
        {"--cache a.db --size 1920X1080", "--size"},
        {"--cache a.db --size -1920x1080", "--size"},
        {"--cache a.db --size 1920x+1080", "--size"},
        {"--cache a.db --size 1920x1080p", "--size"},
        {"--cache a.db --size 99999999999999999999x1080", "--size"},
        {"--cache a.db --lang ko", "--lang"},
        {"--cache a.db --dwell 0", "--dwell"},
        {"--cache a.db --dwell -1", "--dwell"},
        {"--cache a.db --dwell nan", "--dwell"},
        {"--cache a.db --dwell inf", "--dwell"},
        {"--cache a.db --dwell 5s", "--dwell"},
        {"--cache a.db --dwell 86401", "--dwell"},
        {"--cache a.db --dwell 0.01", NULL},
        {"--cache a.db --pages 0", "--pages"},
        {"--cache a.db --pages 1.5", "--pages"},
        {"--cache a.db --pages 99999999999999999999", "--pages"},
        {"--cache a.db --at 2026-11-22T02:00:00Z", "--snapshot"},
        {"--cache a.db --snapshot d --at 2026-11-22T02:00:00Z", NULL},
        {"--cache a.db --snapshot d --at 2026-02-30T02:00:00Z", "--at"},
        {"--cache a.db extra", "word"},
        {"--cache a.db --cache b.db", "double-option"},
        {"--cache a.db --fullscreen", "unknown-option"},
        {"--config /nonexistent/kiosk.ini", "kiosk.ini"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kiosk_config config;
        struct buffer errors = {0};
        enum status status = read_line(cases[i].line, &config, &errors);
        if (status != (cases[i].says == NULL ? STATUS_OK : STATUS_MISUSE) ||
            (cases[i].says != NULL && strstr(errors.data, cases[i].says) == NULL))
            fail_msg("\"%s\": status %d: %s", cases[i].line, (int)status, errors.data);
        kiosk_config_finish(&config);
        buffer_finish(&errors);
    }
}

static void mistakes_in_the_file_are_told_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says; /* NULL: good */
    } cases[] = {
        {"[cache]\npath = a.db\n", NULL},
        {"[cache]\npath = a.db\n[screen]\nlanguages = zh+ko\n", NULL},
        {"[cache]\npath = a.db\n[screen]\nlanguages = ko\n", ":4: "},
        {"[cache]\npath = a.db\n[screen]\nproject =\n", ":4: "},
        {"[cache]\npath = a.db\n[screen]\ntouch = yes\n", ":4: "},
        {"[cache]\npath = a.db\n[time]\nleast_seconds = 1\n", ":4: "},
        {"[cache]\npath = a.db\n[screens]\nwidth = 1\n", ":4: "},
        {"[screen]\nwidth = 16385\n[cache]\npath = a.db\n", ":2: "},
    };
    char name[] = "/tmp/disclosure-test-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    char *line = take_format("--config %s", name);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kiosk_config config;
        struct buffer errors = {0};
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_int_equal(pwrite(fd, cases[i].text, strlen(cases[i].text), 0), (ssize_t)strlen(cases[i].text));
        enum status status = read_line(line, &config, &errors);
        if (status != (cases[i].says == NULL ? STATUS_OK : STATUS_MISUSE) ||
            (cases[i].says != NULL && strstr(errors.data, cases[i].says) == NULL))
            fail_msg("case %zu: status %d: %s", i, (int)status, errors.data);
        kiosk_config_finish(&config);
        buffer_finish(&errors);
    }
    free(line);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(name), 0);
}

/* least above most: nothing could hold both. */
static void bounds_must_be_in_order(void **state)
{
    (void)state;
    static const char text[] = "[cache]\npath = a.db\n[time]\nleast_seconds = 60\nmost_seconds = 30\n";
    static const char ages[] = "[cache]\npath = a.db\n[time]\naging_seconds = 600\nstale_seconds = 300\n";
    static const struct {
        const char *text, *says;
    } cases[] = {{text, "least_seconds"}, {ages, "aging_seconds"}};
    char name[] = "/tmp/disclosure-test-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    char *line = take_format("--config %s", name);
    for (size_t i = 0; i < 2; i++) {
        struct kiosk_config config;
        struct buffer errors = {0};
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_int_equal(pwrite(fd, cases[i].text, strlen(cases[i].text), 0), (ssize_t)strlen(cases[i].text));
        assert_int_equal(read_line(line, &config, &errors), STATUS_MISUSE);
        assert_non_null(strstr(errors.data, cases[i].says));
        kiosk_config_finish(&config);
        buffer_finish(&errors);
    }
    free(line);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(name), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_documents_every_key_with_its_default),
        cmocka_unit_test(the_shipped_file_is_good_and_the_command_line_comes_over_it),
        cmocka_unit_test(who_stands_before_the_picture),
        cmocka_unit_test(wrong_options_are_told),
        cmocka_unit_test(mistakes_in_the_file_are_told_with_their_line),
        cmocka_unit_test(bounds_must_be_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
