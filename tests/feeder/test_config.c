#include "config.h"

#include "ini_file.h"
#include "sample.h"

static void the_file_documents_every_key_with_its_default(void **state)
{
    (void)state;
    ini_check("feeder/config.c", "assets/config/feeder.ini");
}

static void the_shipped_file_is_good(void **state)
{
    (void)state;
    struct feeder_config shipped, defaults;
    struct buffer errors = {0};
    assert_int_equal(feeder_config_read(TEST_SOURCE "/assets/config/feeder.ini", &shipped, &errors),
                     STATUS_OK);
    assert_int_equal(errors.size, 0);
    feeder_config_defaults(&defaults);
    struct sync_settings a = feeder_config_sync(&shipped), b = feeder_config_sync(&defaults);
    struct guard_settings guard;
    guard_settings_defaults(&guard);
    assert_int_equal(a.shrink_alarm_percent, b.shrink_alarm_percent);
    assert_string_equal(a.cache_path, "/var/lib/disclosure/cache.db");
    assert_true(b.guard.mask_names == guard.mask_names && b.guard.mask_places == guard.mask_places);
    assert_int_equal(b.guard.least_group, guard.least_group); /* one default, in both places */
    assert_int_equal(b.guard.zone_minutes, guard.zone_minutes);
    feeder_config_finish(&shipped);
    feeder_config_finish(&defaults);
}

struct place {
    char *folder, *file;
};

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->file = take_format("%s/feeder.ini", place->folder);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    sample_folder_remove(place->folder);
    free(place->file);
    free(place);
    return 0;
}

#define GOOD "[source]\nuri = sqlite:a.db\n[cache]\npath = b.db\n"
static void mistakes_are_told_with_their_line(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *text, *line, *says; /* NULL: it is good */
    } cases[] = {
        {GOOD, NULL, NULL},
        {GOOD "[log]\nlevel = debug\n", NULL, NULL},
        {GOOD "color = red\n", ":5: ", "color"},
        {"[sources]\nuri = a\n" GOOD, ":2: ", "sources"},
        {"\n; a note\n[source]\nuri = sqlite:a.db\ninterval_seconds = 0\n[cache]\npath = b.db\n",
         ":5: ", "1 to 86400"},
        {GOOD "[source]\ninterval_seconds = 86401\n", ":6: ", "1 to 86400"},
        {GOOD "[source]\ninterval_seconds = 6O\n", ":6: ", "6O"},
        {GOOD "[source]\ninterval_seconds =\n", ":6: ", "whole number"},
        {GOOD "[guard]\nmask_names = perhaps\n", ":6: ", "neither yes nor no"},
        {GOOD "[log]\nlevel = loud\n", ":6: ", "error|warning|info|debug"},
        {GOOD "[office]\nzone_minutes = 841\n", ":6: ", "840"},
        {GOOD "[source]\nuri = sqlite:c.db\n", ":6: ", "uri"},
        {"[source]\nuri = sqlite:a.db\n", "", "[cache] path is missing"},
        {"[cache]\npath = b.db\n", "", "[source] uri is missing"},
        {"", "", "[source] uri is missing"},
        {GOOD "just words\n", ":5: ", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct feeder_config config;
        struct buffer errors = {0};
        FILE *file = fopen(place->file, "w");
        assert_non_null(file);
        assert_true(fputs(cases[i].text, file) >= 0);
        assert_int_equal(fclose(file), 0);
        enum status status = feeder_config_read(place->file, &config, &errors);
        buffer_text(&errors, "");
        if ((status == STATUS_OK) != (cases[i].says == NULL))
            fail_msg("case %zu: status %d: %s", i, (int)status, errors.data);
        if (cases[i].says != NULL) {
            char *place_told = take_format("%s%s", place->file, cases[i].line);
            assert_int_equal(status, STATUS_MISUSE);
            if (strstr(errors.data, place_told) == NULL || strstr(errors.data, cases[i].says) == NULL)
                fail_msg("case %zu: %s", i, errors.data);
            free(place_told);
        }
        buffer_finish(&errors);
        feeder_config_finish(&config);
    }
}

static void all_mistakes_are_told_at_once(void **state)
{
    struct place *place = *state;
    struct feeder_config config;
    struct buffer errors = {0};
    FILE *file = fopen(place->file, "w");
    assert_non_null(file);
    assert_true(fputs("[source]\nuri = a\ninterval_seconds = x\ncolour = red\n[log]\nlevel = loud\n", file) >=
                0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(feeder_config_read(place->file, &config, &errors), STATUS_MISUSE);
    static const char *const lines[] = {":3: ", ":4: ", ":6: "};
    for (size_t i = 0; i < 3; i++)
        assert_non_null(strstr(errors.data, lines[i]));
    buffer_finish(&errors);
    feeder_config_finish(&config);
    char *absent = take_format("%s/absent.ini", place->folder);
    assert_int_equal(feeder_config_read(absent, &config, &errors), STATUS_MISUSE);
    assert_non_null(strstr(errors.data, "absent.ini"));
    buffer_finish(&errors);
    feeder_config_finish(&config);
    free(absent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_documents_every_key_with_its_default),
        cmocka_unit_test(the_shipped_file_is_good),
        cmocka_unit_test_setup_teardown(mistakes_are_told_with_their_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_mistakes_are_told_at_once, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
