#include "contract/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define KNOWN "config= cache= json size= si"
#define MOST 32

static enum status parse(struct options *out, struct problem *problem, const char *const *argument)
{
    int count = 0;
    while (argument[count] != NULL)
        count++;
    return options_parse(out, KNOWN, count, (char **)(uintptr_t)argument, problem);
}

static void names_values_and_words(void **state)
{
    (void)state;
    static const char *const arguments[] = {"--json",  "one",    "--config", "a.ini",
                                            "--cache", "--json", "two",      NULL};
    struct options options;
    assert_int_equal(parse(&options, NULL, arguments), STATUS_OK);
    assert_string_equal(options_get(&options, "json"), "");
    assert_string_equal(options_get(&options, "config"), "a.ini");
    assert_string_equal(options_get(&options, "cache"),
                        "--json"); /* a value is what follows, whatever it looks like */
    assert_null(options_get(&options, "size"));
    assert_null(options_get(&options, "conf"));
    assert_int_equal(options.words, 2);
    assert_string_equal(options.word[0], "one");
    assert_string_equal(options.word[1], "two");
}

static void wrong_use(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[MOST];
        const char *code; /* "": good */
    } cases[] = {
        {{NULL}, ""},
        {{"-", "", NULL}, ""}, /* words */
        {{"--jso", NULL}, "unknown-option"},
        {{"--jsonn", NULL}, "unknown-option"},
        {{"--", NULL}, "unknown-option"},
        {{"--config=a.ini", NULL}, "unknown-option"},
        {{"--config=", "a.ini", NULL}, "unknown-option"},
        {{"--JSON", NULL}, "unknown-option"},
        {{"--\033[31m", NULL}, "unknown-option"},
        {{"--si", NULL}, ""},
        {{"--size", "1x1", "--si", NULL}, ""},
        {{"--config", NULL}, "no-value"},
        {{"--json", "--json", NULL}, "double-option"},
        {{"--config", "a", "--config", "a", NULL}, "double-option"},
        {{"1", "2", "3", "4", NULL}, ""},
        {{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", NULL}, "too-many-words"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct options options;
        struct problem problem = {0};
        enum status status = parse(&options, &problem, cases[i].arguments);
        if (strcmp(problem.code, cases[i].code) != 0)
            fail_msg("case %zu: \"%s\" instead of \"%s\"", i, problem.code, cases[i].code);
        assert_int_equal(status, cases[i].code[0] == '\0' ? STATUS_OK : STATUS_MISUSE);
        assert_null(strchr(problem.text, '\033'));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_values_and_words), cmocka_unit_test(wrong_use)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
