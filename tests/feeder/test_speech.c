/* Whatever the feeder refuses or raises, the clerk is told in Chinese: the codes are gathered from the sources. */
#include "speech.h"

#include "sample.h"

#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static char *read_file(const char *path)
{
    struct buffer text = {0};
    char chunk[4096];
    size_t got = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        buffer_add(&text, chunk, got);
    assert_int_equal(fclose(file), 0);
    return buffer_take(&text);
}

/* Where the next argument begins: behind the comma that belongs to no string and no inner pair of brackets. */
static const char *next_argument(const char *c)
{
    for (int depth = 0; *c != '\0'; c++) {
        if (*c == '"' || *c == '\'') {
            char quote = *c;
            for (c++; *c != quote && *c != '\0'; c++)
                c += *c == '\\';
        } else if (*c == '(' || *c == '{') {
            depth++;
        } else if ((*c == ')' || *c == '}') && depth-- == 0) {
            return c;
        } else if (*c == ',' && depth == 0) {
            return c + 1;
        }
    }
    return c;
}

/* Takes the literals between `from` and `until`: one, or the two of a choice. */
static size_t check_literals(const char *file, const char *from, const char *until)
{
    size_t found = 0;
    while ((from = memchr(from, '"', (size_t)(until - from))) != NULL) {
        const char *end = strchr(from + 1, '"');
        char *code = take_copy_n(from + 1, (size_t)(end - from - 1));
        if (speech_for_code(code)[0] == '\0')
            print_error("%s: code.%s has no sentence in assets/strings/feeder.ini\n", strrchr(file, '/') + 1,
                        code);
        found += speech_for_code(code)[0] == '\0';
        free(code);
        from = end + 1;
        if (from >= until)
            break;
    }
    return found;
}

/* Codes are the third argument of problem_set, the second of account_alarm, the first of a struct refusal, and what is
   assigned to a `code`. */
static size_t check_file(const char *path, size_t *places)
{
    static const struct {
        const char *call;
        size_t argument;
    } calls[] = {{"problem_set(", 2}, {"account_alarm(", 1}, {"(struct refusal){", 0}, {"code = ", 0}};
    char *text = read_file(path);
    size_t missing = 0;
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        for (const char *c = text; (c = strstr(c, calls[i].call)) != NULL;) {
            c += strlen(calls[i].call);
            const char *argument = c;
            if (i == 3 && *c != '"')
                continue;
            for (size_t k = 0; k < calls[i].argument; k++)
                argument = next_argument(argument);
            const char *end = i == 3 ? argument + strcspn(argument, ";") : next_argument(argument);
            missing += check_literals(path, argument, end);
            *places += 1;
        }
    free(text);
    return missing;
}

static void every_code_has_its_sentence(void **state)
{
    (void)state;
    static const char *const rooms[] = {"feeder/*.c", "feeder/contract/*.c", "feeder/json/*.c",
                                        "feeder/trust/*.c"};
    size_t missing = 0, places = 0;
    for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
        char *pattern = take_format("%s/%s", TEST_SOURCE, rooms[r]);
        glob_t found = {0};
        assert_int_equal(glob(pattern, 0, NULL, &found), 0);
        for (size_t i = 0; i < found.gl_pathc; i++)
            if (strstr(found.gl_pathv[i], "/tuf_client.c") == NULL) /* speaks to test suites, not to clerks */
                missing += check_file(found.gl_pathv[i], &places);
        globfree(&found);
        free(pattern);
    }
    assert_true(places > 150); /* the gathering itself works */
    assert_int_equal(missing, 0);
}

/* What a key is asked for stands in the program as a literal as well. */
static void every_key_in_use_is_there(void **state)
{
    (void)state;
    char *pattern = take_format("%s/feeder/*.c", TEST_SOURCE);
    glob_t found = {0};
    size_t used = 0, missing = 0;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *text = read_file(found.gl_pathv[i]);
        for (const char *c = text; (c = strstr(c, "speech(\"")) != NULL; used++) {
            c += strlen("speech(\"");
            char *key = take_copy_n(c, strcspn(c, "\""));
            if (speech(key)[0] == '\0')
                print_error("%s: nothing for \"%s\"\n", strrchr(found.gl_pathv[i], '/') + 1, key);
            missing += speech(key)[0] == '\0';
            free(key);
        }
        free(text);
    }
    globfree(&found);
    free(pattern);
    assert_true(used > 10);
    assert_int_equal(missing, 0);
}

/* Each key once, each with a sentence; sentences are Chinese, keys are what the lookup can find. */
static void the_file_is_well_formed(void **state)
{
    (void)state;
    char *path = take_format("%s/assets/strings/feeder.ini", TEST_SOURCE), *text = read_file(path),
         *rest = NULL;
    char *seen[512] = {0};
    size_t count = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        if (*line == ';')
            continue;
        char *equals = strstr(line, " = ");
        assert_non_null(equals);
        *equals = '\0';
        assert_true(strlen(line) < 64 &&
                    strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(line));
        assert_true((unsigned char)equals[3] >= 0xE3);
        assert_string_equal(speech(line), equals + 3);
        for (size_t i = 0; i < count; i++)
            assert_string_not_equal(seen[i], line);
        assert_true(count < sizeof seen / sizeof seen[0]);
        seen[count++] = line;
    }
    assert_string_equal(speech("no.such.key"), "");
    assert_string_equal(speech_for_code("no-such-code"), "");
    free(text);
    free(path);
}

static void an_account_reads_well(void **state)
{
    (void)state;
    struct account account;
    struct buffer out = {0};
    account_init(&account);
    account.seen = 12;
    account.accepted = 3;
    account.generation_before = 4;
    account.generation_after = 5;
    account_alarm(&account, "missing-item", "D14-1", "it stays");
    speech_account(&account, &out);
    assert_non_null(strstr(out.data, "12"));
    assert_non_null(strstr(out.data, "4 → 5"));
    char *alarm = take_format("%s missing-item D14-1: it stays\n", speech_for_code("missing-item"));
    assert_non_null(strstr(out.data, alarm));
    free(alarm);
    buffer_finish(&out);
    account_finish(&account);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_its_sentence),
        cmocka_unit_test(every_key_in_use_is_there),
        cmocka_unit_test(the_file_is_well_formed),
        cmocka_unit_test(an_account_reads_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
