/* How long a round takes and what makes it long. */
#include "cycle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_told(const struct cycle *cycle, const char *expected)
{
    struct buffer line = {0};
    cycle_tell(cycle, &line);
    assert_string_equal(line.data, expected);
    buffer_finish(&line);
}

static void test_longest_first(void **state)
{
    static const struct {
        const char *id;
        int pages;
        double seconds;
    } items[] = {{"a", 1, 60}, {"b", 3, 60}, {"c", 2, 15}, {"d", 10, 30},
                 {"e", 1, 6},  {"f", 1, 12}, {"g", 2, 60}};
    struct cycle cycle = {0};
    (void)state;
    assert_told(&cycle, "0.0 min for 0 pages of 0 items");
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        for (int p = 0; p < items[i].pages; p++)
            cycle_add(&cycle, items[i].id, items[i].seconds);
    assert_told(&cycle, "11.8 min for 20 pages of 7 items; longest: d 10 pages 5.0 min, b 3 pages 3.0 min,"
                        " g 2 pages 2.0 min, a 1 pages 1.0 min, c 2 pages 0.5 min");
}

/* Interrupted, it goes on as another: the sum stays right. */
static void test_interrupted(void **state)
{
    struct cycle cycle = {0};
    (void)state;
    cycle_add(&cycle, "long", 30);
    cycle_add(&cycle, "urgent", 12);
    cycle_add(&cycle, "long", 30);
    assert_told(&cycle, "1.2 min for 3 pages of 3 items; longest: long 1 pages 0.5 min, long 1 pages 0.5 min,"
                        " urgent 1 pages 0.2 min");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_longest_first),
                                       cmocka_unit_test(test_interrupted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
