#include "words.h"

#include "contract/buffer.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct words *words;

static int create(void **state)
{
    (void)state;
    words = words_create();
    return 0;
}

static int destroy(void **state)
{
    (void)state;
    words_destroy(words);
    return 0;
}

/* Compares what was appended, and empties the buffer for the next. */
static void expect(struct buffer *got, const char *wanted)
{
    assert_string_equal(got->size == 0 ? "" : got->data, wanted);
    buffer_clear(got);
}

static void test_dates(void **state)
{
    (void)state;
    struct buffer out = {0};
    date d = date_from_civil(2026, 12, 16); /* a Wednesday */
    words_date(words, LANG_ZH, d, true, &out);
    expect(&out, "2026年12月16日");
    words_date(words, LANG_ZH, d, false, &out);
    expect(&out, "12月16日");
    words_date(words, LANG_KO, d, true, &out);
    expect(&out, "2026년 12월 16일");
    words_date(words, LANG_EN, d, true, &out);
    expect(&out, "16 December 2026");
    words_weekday(words, LANG_ZH, d, &out);
    expect(&out, "星期三");
    words_weekday(words, LANG_KO, d, &out);
    expect(&out, "수요일");
    words_date(words, LANG_ZH, date_from_civil(2026, 1, 2), true, &out);
    expect(&out, "2026年1月2日");
    words_date(words, LANG_ZH, NO_DATE, true, &out);
    words_weekday(words, LANG_ZH, NO_DATE, &out);
    words_clock(NO_INSTANT, 480, &out);
    expect(&out, "");
    words_clock(instant_from_date(d, 480) + 9 * 3600 + 5 * 60 + 59, 480, &out);
    expect(&out, "09:05");
    buffer_finish(&out);
}

static void test_periods(void **state)
{
    (void)state;
    struct buffer out = {0};
    date november = date_from_civil(2026, 11, 2), december = date_from_civil(2026, 12, 1);
    date january = date_from_civil(2027, 1, 30);
    words_period(words, LANG_ZH, november, december, &out);
    expect(&out, "2026年11月2日至12月1日");
    words_period(words, LANG_ZH, november, january, &out);
    expect(&out, "2026年11月2日至2027年1月30日");
    words_period(words, LANG_ZH, november, NO_DATE, &out);
    expect(&out, "2026年11月2日起");
    words_period(words, LANG_ZH, NO_DATE, january, &out);
    expect(&out, "至2027年1月30日");
    words_period(words, LANG_ZH, NO_DATE, NO_DATE, &out);
    expect(&out, "");
    words_period(words, LANG_KO, november, january, &out);
    expect(&out, "2026년 11월 2일부터 2027년 1월 30일까지");
    words_period(words, LANG_EN, november, december, &out);
    expect(&out, "2 November to 1 December 2026");
    buffer_finish(&out);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *given, *wanted;
    } cases[] = {
        {"0", "0"},
        {"999", "999"},
        {"1000", "1,000"},
        {"52300.50", "52,300.50"},
        {"123456", "123,456"},
        {"1234567", "1,234,567"},
        {"-1234.5", "-1,234.5"},
        {"0.123456", "0.123456"},
        {"", ""},
        {"约30", "约30"},
        {"1.2.3", "1.2.3"},
        {"5.", "5."},
        {"--", "--"},
        {"12 000", "12 000"},
        {"1e6", "1e6"},
        {"007", "007"},
    };
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        words_number(cases[i].given, &out);
        expect(&out, cases[i].wanted);
    }
    buffer_finish(&out);
}

static void test_amounts(void **state)
{
    (void)state;
    static const struct {
        enum lang lang;
        double yuan;
        const char *wanted;
    } cases[] = {
        {LANG_ZH, 0, "0"},
        {LANG_ZH, 9800, "9,800"},
        {LANG_ZH, 9800.5, "9,800.5"},
        {LANG_ZH, 10000, "1万"},
        {LANG_ZH, 123400, "12.34万"},
        {LANG_ZH, 9999.999, "1万"},
        {LANG_ZH, 99999999, "1亿"},
        {LANG_ZH, 326200000, "3.262亿"},
        {LANG_ZH, 123456789012.0, "1,234.568亿"},
        {LANG_ZH, -326200000, "-3.262亿"},
        {LANG_KO, 326200000, "3.262억"},
        {LANG_EN, 326200000, "326,200,000"},
    };
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        words_amount(words, cases[i].lang, cases[i].yuan, &out);
        expect(&out, cases[i].wanted);
    }
    buffer_finish(&out);
}

static void test_percent(void **state)
{
    (void)state;
    static const struct {
        double done, due;
        const char *wanted;
    } cases[] = {
        {486, 573, "84.8"},      {9996, 10000, "99.9"}, {9999999, 10000000, "99.9"},
        {4, 10000, "0.1"},       {1, 1e9, "0.1"},       {0, 573, "0.0"},
        {573, 573, "100.0"},     {1, 3, "33.3"},        {2, 3, "66.7"},
        {0, 0, "0.0"},           {5, 0, "0.0"},         {-1, 10, "0.0"},
        {10001, 10000, "100.1"}, {12, 10, "120.0"},
    };
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        words_percent(cases[i].done, cases[i].due, &out);
        expect(&out, cases[i].wanted);
    }
    /* Never 100.0 unless all is done, never 0.0 if anything is. */
    for (int due = 1; due <= 3000; due += 7)
        for (int done = 0; done <= due; done += 1 + due / 50) {
            words_percent(done, due, &out);
            assert_int_equal(strcmp(out.data, "100.0") == 0, done == due);
            assert_int_equal(strcmp(out.data, "0.0") == 0, done == 0);
            buffer_clear(&out);
        }
    buffer_finish(&out);
}

static void test_fill(void **state)
{
    (void)state;
    struct buffer out = {0};
    words_fill(words, LANG_ZH, "date.full", "2026", "1", "2", NULL, &out);
    expect(&out, "2026年1月2日");
    words_fill(words, LANG_ZH, "date.full", NULL, NULL, "{a}", NULL,
               &out); /* what is filled in is not read again */
    expect(&out, "年月{a}日");
    buffer_finish(&out);
}

static void test_fallback(void **state)
{
    (void)state;
    assert_string_equal(words_get(words, LANG_EN, "amount.hundred-million"), "{a}亿");
    assert_string_equal(words_get(words, LANG_KO, "amount.ten-thousand"), "{a}만");
}

/* ---- the files against the sources ----------------------------------------------------------- */

static char *read_whole(const char *path)
{
    struct buffer text = {0};
    char block[4096];
    size_t got;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(&text, block, got);
    (void)fclose(file);
    return buffer_take(&text);
}

/* Value of `key` in a strings file, or NULL. Read here by other means than the program's. */
static const char *value_of(const char *strings, const char *key, size_t size)
{
    for (const char *at = strings; (at = strstr(at, key)) != NULL; at += size)
        if ((at == strings || at[-1] == '\n') && strncmp(at + size, " =", 2) == 0)
            return at + size + 2;
    return NULL;
}

static bool has_section(const char *strings, const char *literal, size_t section)
{
    char start[64];
    (void)snprintf(start, sizeof start, "\n%.*s.", (int)section, literal);
    return strstr(strings, start) != NULL;
}

/* Every literal of the sources that looks like a key of a section of zh.ini is one.
   Literals of include lines are files. */
static int check_source(const char *path, const char *zh)
{
    int keys = 0;
    char *source = read_whole(path);
    for (char *at = source; (at = strchr(at, '"')) != NULL;) {
        size_t size = strspn(++at, "abcdefghijklmnopqrstuvwxyz0123456789._-");
        size_t section = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        char *end = at + size;
        bool file = at >= source + 10 && strncmp(at - 10, "#include \"", 10) == 0;
        if (*end == '"' && at[section] == '.' && size > section + 1 && section < 32 && !file &&
            has_section(zh, at, section)) {
            keys++;
            /* "section.prefix-" is the beginning of a key that the program completes. */
            *end = '\0';
            if (end[-1] != '-' && end[-1] != '.' && value_of(zh, at, size) == NULL)
                fail_msg("%s: no words for %s", path, at);
            *end = '"';
        }
        at = strchr(at, '"');
        if (at == NULL)
            break;
        at++;
    }
    free(source);
    return keys;
}

static void test_every_key_used(void **state)
{
    (void)state;
    int keys = 0;
    char *zh = read_whole(TEST_SOURCE "/assets/strings/zh.ini");
    DIR *folder = opendir(TEST_SOURCE "/kiosk");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[1024];
        const char *end = strrchr(entry->d_name, '.');
        if (end == NULL || strcmp(end, ".c") != 0)
            continue;
        (void)snprintf(path, sizeof path, TEST_SOURCE "/kiosk/%s", entry->d_name);
        keys += check_source(path, zh);
    }
    (void)closedir(folder);
    assert_true(keys >= 100);
    free(zh);
}

/* A translation has no key that Chinese lacks (it would be a slip of the pen), and
   no place {x} that Chinese lacks. */
static void test_translations(void **state)
{
    (void)state;
    static const char *const files[] = {TEST_SOURCE "/assets/strings/ko.ini",
                                        TEST_SOURCE "/assets/strings/en.ini"};
    char *zh = read_whole(TEST_SOURCE "/assets/strings/zh.ini");
    for (size_t i = 0; i < 2; i++) {
        char *strings = read_whole(files[i]), *rest = NULL;
        for (char *line = strtok_r(strings, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
            char *equals = strstr(line, " =");
            if (*line == ';' || equals == NULL)
                continue;
            *equals = '\0';
            const char *chinese = value_of(zh, line, (size_t)(equals - line));
            if (chinese == NULL)
                fail_msg("%s: %s", files[i], line);
            size_t size = strcspn(chinese, "\n");
            for (char place = 'a'; place <= 'd'; place++) {
                char sign[4] = {'{', place, '}', '\0'};
                bool dated = strncmp(line, "date.", 5) == 0; /* each language takes what it needs of a date */
                if (!dated && strstr(equals + 2, sign) != NULL && memmem(chinese, size, sign, 3) == NULL)
                    fail_msg("%s: %s", files[i], line);
            }
        }
        free(strings);
    }
    free(zh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_numbers),      cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_percent),      cmocka_unit_test(test_fill),
        cmocka_unit_test(test_fallback),     cmocka_unit_test(test_every_key_used),
        cmocka_unit_test(test_translations),
    };
    return cmocka_run_group_tests(tests, create, destroy);
}
