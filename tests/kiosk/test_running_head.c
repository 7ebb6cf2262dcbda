#include "pages.h"

#include "running_head.h"

/* One line at the size of a head, one at that of the text, two of it: all in full. Only three lines are cut. With the fake ruler an
   ideograph is one em, so that a width of 40u holds 15 of 2.6u and 20 of 2u. */
static void test_one_line_or_two(void **state)
{
    (void)state;
    static const struct {
        size_t characters, lines;
        float size;
        bool cut;
    } cases[] = {{1, 1, 2.6F, false}, {15, 1, 2.6F, false}, {16, 1, 2, false}, {20, 1, 2, false},
                 {21, 2, 2, false},   {36, 2, 2, false},    {45, 2, 2, true},  {400, 2, 2, true}};
    struct setup setup;
    setup_init(&setup, 1080, 1920);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer title = {0}, told = {0};
        for (size_t k = 0; k < cases[i].characters; k++)
            buffer_text(&title, k % 2 == 0 ? "房" : "屋");
        struct running_head head;
        running_head_make(&setup.sheet, title.data, 40 * setup.sheet.u, &head);
        assert_float_equal(head.style.size, cases[i].size * setup.sheet.u, .01F);
        assert_int_equal(head.line[1].size > 0 ? 2 : 1, cases[i].lines);
        assert_true(head.height >= 3.4F * setup.sheet.u - .01F);
        assert_true(head.height >= (float)cases[i].lines * head.line_height - .01F);
        buffer_text(&told, head.line[0].data);
        if (head.line[1].size > 0)
            buffer_text(&told, head.line[1].data);
        assert_int_equal(strcmp(told.data, title.data) != 0, cases[i].cut);
        assert_int_equal(strstr(told.data, "…") != NULL, cases[i].cut);
        struct page page = {.whole = true};
        assert_true(running_head_draw(&setup.sheet, &head, &page, 0, 0) <= 40 * setup.sheet.u + 1);
        draw_list_finish(&page.draw);
        running_head_finish(&head);
        buffer_finish(&told);
        buffer_finish(&title);
    }
    setup_finish(&setup);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_line_or_two)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
