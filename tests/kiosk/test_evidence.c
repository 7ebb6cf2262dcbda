#include "evidence.h"

#include "json/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static int64_t number(const struct json *tree, const char *key)
{
    int64_t value = -1;
    assert_true(json_int64(json_member(tree, key), &value));
    return value;
}

/* Each present is one line of JSON. The time has a fraction, which our own parser refuses: it is read by hand. */
static void each_present_is_one_line_of_json(void **state)
{
    (void)state;
    static const struct evidence_page pages[] = {
        {.item = "", .page = 1, .pages = 1, .state = "DEAD"},
        {.item = "D14-2026.3_a",
         .version = 12,
         .revision = 3,
         .page = 2,
         .pages = 9,
         .generation = 77,
         .state = "FRESH"},
        {.item = "no\"id\\at\nall\033",
         .version = 999999999,
         .page = 20000,
         .pages = 20000,
         .generation = INT64_MAX,
         .state = "STALE",
         .digest = "0123456789abcdef"},
    };
    char *text = NULL;
    size_t size = 0;
    FILE *trace = open_memstream(&text, &size);
    struct evidence evidence = {.trace = trace};
    struct timespec before = {0}, after = {0};
    clock_gettime(CLOCK_REALTIME, &before);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        evidence_presented(&evidence, &pages[i]);
    clock_gettime(CLOCK_REALTIME, &after);
    assert_int_equal(evidence.presented, 3);
    assert_int_equal(fclose(trace), 0);
    char *rest = NULL, *line = strtok_r(text, "\n", &rest);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++, line = strtok_r(NULL, "\n", &rest)) {
        assert_non_null(line);
        char *end = NULL;
        assert_int_equal(strncmp(line, "{\"t\":", 5), 0);
        double t = strtod(line + 5, &end);
        assert_true(t >= (double)before.tv_sec && t <= (double)after.tv_sec + 1);
        assert_int_equal(*end, ',');
        *--end = '{'; /* the rest is an object again: {,"item" … */
        end[1] = ' ';
        struct json *tree = NULL;
        assert_int_equal(json_parse(end, strlen(end), 4096, &tree, NULL), STATUS_OK);
        assert_string_equal(json_text(json_member(tree, "item")), pages[i].item);
        assert_int_equal(number(tree, "version"), pages[i].version);
        assert_int_equal(number(tree, "revision"), pages[i].revision);
        assert_int_equal(number(tree, "page"), pages[i].page);
        assert_int_equal(number(tree, "pages"), pages[i].pages);
        assert_int_equal(number(tree, "generation"), pages[i].generation);
        assert_string_equal(json_text(json_member(tree, "state")), pages[i].state);
        assert_string_equal(json_text(json_member(tree, "digest")), pages[i].digest);
        json_destroy(tree);
    }
    assert_null(line);
    free(text);
}

static void without_a_trace_it_only_counts(void **state)
{
    (void)state;
    struct evidence evidence = {0};
    const struct evidence_page page = {.item = "a", .state = "FRESH"};
    evidence_presented(&evidence, &page);
    assert_int_equal(evidence.presented, 1);
}

/* A reader that went away must not stop the screen. */
static void a_full_trace_stops_nothing(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    struct evidence evidence = {.trace = full};
    const struct evidence_page page = {.item = "a", .state = "FRESH"};
    for (int i = 0; i < 3; i++)
        evidence_presented(&evidence, &page);
    assert_int_equal(evidence.presented, 3);
    (void)fclose(full);
}

static void states_have_their_words(void **state)
{
    (void)state;
    assert_string_equal(evidence_state(FRESH), "FRESH");
    assert_string_equal(evidence_state(AGING), "AGING");
    assert_string_equal(evidence_state(STALE), "STALE");
    assert_string_equal(evidence_state(EXPIRED), "EXPIRED");
    assert_string_equal(evidence_state(DEAD), "DEAD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_present_is_one_line_of_json),
        cmocka_unit_test(without_a_trace_it_only_counts),
        cmocka_unit_test(a_full_trace_stops_nothing),
        cmocka_unit_test(states_have_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
