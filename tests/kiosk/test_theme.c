#include "theme.h"

#include "contract/limits.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_embedded(void **state)
{
    (void)state;
    struct theme theme;
    struct problem problem = {0};
    assert_int_equal(theme_read(NULL, &theme, &problem), STATUS_OK);
    assert_int_equal(theme.colour[COLOUR_PAPER], 0xF7F4EC);
    assert_int_equal(theme.colour[COLOUR_LED_DUE], 0xFFC247);
    assert_float_equal(theme.size[SIZE_BODY], 2.0F, 1e-6F);
    assert_float_equal(theme.line[SIZE_FIGURE], 6.6F, 1e-6F);
    assert_float_equal(theme.portrait_foot_band, 9.2F, 1e-6F);
}

/* WCAG 2.1 relative luminance and contrast. */
static double luminance(uint32_t colour)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double c = (double)((colour >> (16 - 8 * i)) & 0xFF) / 255;
        sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* Old eyes at three metres: every colour that carries words reaches 4.5:1 wherever words stand on it. */
static void test_contrast(void **state)
{
    (void)state;
    static const enum colour inks[] = {COLOUR_INK, COLOUR_INK_2, COLOUR_INK_3, COLOUR_DONE,
                                       COLOUR_NOW, COLOUR_DUE,   COLOUR_LATE,  COLOUR_TODO};
    static const enum colour grounds[] = {COLOUR_PAPER,    COLOUR_SURFACE,  COLOUR_TINT_DONE,
                                          COLOUR_TINT_NOW, COLOUR_TINT_DUE, COLOUR_TINT_LATE,
                                          COLOUR_TINT_TODO};
    static const enum colour pairs[][2] = {
        {COLOUR_BAND_INK, COLOUR_BAND},  {COLOUR_OFFICIAL, COLOUR_SURFACE}, {COLOUR_WARN_INK, COLOUR_WARN},
        {COLOUR_LED_INK, COLOUR_LED_BG}, {COLOUR_LED_DIM, COLOUR_LED_BG},   {COLOUR_LED_NOW, COLOUR_LED_BG},
        {COLOUR_LED_DUE, COLOUR_LED_BG},
    };
    struct theme theme;
    assert_int_equal(theme_read(NULL, &theme, NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof inks / sizeof inks[0]; i++)
        for (size_t g = 0; g < sizeof grounds / sizeof grounds[0]; g++)
            if (contrast(theme.colour[inks[i]], theme.colour[grounds[g]]) < 4.5)
                fail_msg("colour %d on %d", inks[i], grounds[g]);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_true(contrast(theme.colour[pairs[i][0]], theme.colour[pairs[i][1]]) >= 4.5);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void test_files(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status status;
        const char *said; /* part of the problem's text */
    } cases[] = {
        {"", STATUS_OK, ""},
        {"; a remark\r\n\r\n[size]\r\nbody = 2.2\r\n", STATUS_OK, ""},
        {"[size]\nbody = 2.2\n[colour]\nband = #112233\n", STATUS_OK, ""},
        {"[size]\nbody = 0\n", STATUS_MISUSE, ":2: not a size"},
        {"[size]\nbody = 2,2\n", STATUS_MISUSE, ":2: not a size"},
        {"[size]\nbody = 36px\n", STATUS_MISUSE, ":2: not a size"},
        {"[size]\nbody =\n", STATUS_MISUSE, ":2: not a size"},
        {"[size]\nbody = 121\n", STATUS_MISUSE, ":2: not a size"},
        {"[colour]\n\nband = red\n", STATUS_MISUSE, ":3: not a colour"},
        {"[colour]\nband = #12345\n", STATUS_MISUSE, ":2: not a colour"},
        {"[colour]\nband = #1122334\n", STATUS_MISUSE, ":2: not a colour"},
        {"[colour]\nband = #112233\nband = #112233\n", STATUS_MISUSE, ":3: key given twice"},
        {"[colour]\nbnad = #112233\n", STATUS_MISUSE, ":2: unknown key"},
        {"band = #112233\n", STATUS_MISUSE, ":1: unknown key"},
        {"[colour\n", STATUS_MISUSE, ":1: section without ]"},
        {"[]\n", STATUS_MISUSE, ":1: bad section name"},
        {"[size]\nbody 2\n", STATUS_MISUSE, ":2: line without ="},
        {"[size]\n= 2\n", STATUS_MISUSE, ":2: bad key"},
    };
    char path[] = "/tmp/test_theme_XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(close(descriptor), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct theme theme = {.margin = 77};
        struct problem problem = {0};
        write_file(path, cases[i].text);
        enum status status = theme_read(path, &theme, &problem);
        if (status != cases[i].status || strstr(problem.text, cases[i].said) == NULL)
            fail_msg("case %zu: status %d, \"%s\"", i, status, problem.text);
        if (status != STATUS_OK)
            assert_float_equal(theme.margin, 77, 0); /* untouched */
    }
    struct theme theme;
    write_file(path, cases[2].text);
    assert_int_equal(theme_read(path, &theme, NULL), STATUS_OK);
    assert_float_equal(theme.size[SIZE_BODY], 2.2F, 1e-6F);
    assert_int_equal(theme.colour[COLOUR_BAND], 0x112233);
    assert_int_equal(theme.colour[COLOUR_PAPER], 0xF7F4EC); /* what the file does not name stays */
    assert_int_equal(unlink(path), 0);
}

static void test_unreadable(void **state)
{
    (void)state;
    struct theme theme;
    struct problem problem = {0};
    assert_int_equal(theme_read("/nowhere/theme.ini", &theme, &problem), STATUS_MISUSE);
    assert_string_equal(problem.code, "theme-unreadable");
    problem_clear(&problem);
    assert_int_equal(theme_read("/", &theme, &problem), STATUS_MISUSE); /* a folder */
    assert_string_equal(problem.code, "theme-unreadable");
    problem_clear(&problem);
    assert_int_equal(theme_read("/dev/zero", &theme, &problem), STATUS_MISUSE); /* endless */
    assert_string_equal(problem.code, "theme-too-long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_embedded),
        cmocka_unit_test(test_contrast),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_unreadable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
