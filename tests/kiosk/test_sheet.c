#include "contract/limits.h"
#include "pages.h"

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        enum shape shape;
        float u;
        bool folds;
    } cases[] = {
        {1920, 1080, SHAPE_LANDSCAPE, 18, false},    {1080, 1920, SHAPE_PORTRAIT, 18, true},
        {3840, 2160, SHAPE_LANDSCAPE, 36, false},    {320, 160, SHAPE_PANEL, 160 / 60.F, false},
        {1920, 479, SHAPE_PANEL, 479 / 60.F, false}, {1920, 480, SHAPE_LANDSCAPE, 8, false},
        {320, 640, SHAPE_PANEL, 320 / 60.F, true},   {1080, 1080, SHAPE_PORTRAIT, 18, true},
        {800, 600, SHAPE_LANDSCAPE, 10, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct setup setup;
        setup_init(&setup, cases[i].width, cases[i].height);
        assert_int_equal(setup.sheet.shape, cases[i].shape);
        assert_true(setup.sheet.u > cases[i].u - .01F && setup.sheet.u < cases[i].u + .01F);
        assert_int_equal(sheet_frame_folds(&setup.sheet), cases[i].folds);
        setup_finish(&setup);
    }
}

/* The looks: landscape bands of 5u, margins of 4u; portrait bands of 7.6u and 9.2u, margins of 3u. */
static void test_main_area(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct rect main = sheet_main(&setup.sheet, false), below = sheet_main(&setup.sheet, true);
    assert_true(main.x == 72 && main.w == 1920 - 144);
    assert_true(main.y > 90 && main.y < 90 + 2.3F * 18);
    assert_true(main.y + main.h < 1080 - 90 && main.y + main.h > 1080 - 90 - 2 * 18);
    assert_true(below.y > main.y + 71 && below.y < main.y + 73); /* the banner has 4u */
    setup_finish(&setup);
    for (size_t i = 0; i < SCREEN_SIZES; i++) {
        setup_init(&setup, screen_sizes[i][0], screen_sizes[i][1]);
        main = sheet_main(&setup.sheet, true);
        assert_true(main.h >= (setup.sheet.shape == SHAPE_PANEL ? 60 : 20 * setup.sheet.u));
        assert_true(main.x >= 0 && main.x + main.w <= (float)setup.sheet.width);
        setup_finish(&setup);
    }
}

static void test_cut(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct text_style style = {.face = FACE_SANS, .size = 10};
    struct buffer out = {0};
    sheet_cut(&setup.sheet, "一二三四五", style, 50, &out);
    assert_string_equal(out.data, "一二三四五");
    buffer_clear(&out);
    sheet_cut(&setup.sheet, "一二三四五六", style, 50, &out);
    assert_string_equal(out.data, "一二三四…");
    buffer_clear(&out);
    sheet_cut(&setup.sheet, "一二三四五六", style, 5, &out); /* not even one character fits */
    assert_string_equal(out.data, "…");
    buffer_finish(&out);
    setup_finish(&setup);
}

static void test_page_line(void **state)
{
    (void)state;
    struct book *book = take_zeroed(1, sizeof *book);
    struct page *page = book_add(book);
    page_line(page, "第一条 ab\n", strlen("第一条 ab\n"));
    page_line(page, "", 0);
    assert_int_equal(page->lines, 2);
    assert_string_equal(page->line[0], "第一条 ab");
    assert_int_equal(page->characters, 5);
    book_destroy(book);
    book_destroy(NULL);
}

static void test_limit_of_pages(void **state)
{
    (void)state;
    struct book *book = take_zeroed(1, sizeof *book);
    for (size_t i = 0; i < LIMIT_PAGES_PER_ITEM + 3; i++)
        draw_fill(&book_add(book)->draw, (struct rect){0, 0, 1, 1}, COLOUR_INK);
    assert_int_equal(book->pages, LIMIT_PAGES_PER_ITEM);
    assert_true(book->truncated);
    assert_int_equal(book->page[book->pages - 1].draw.count, 1); /* nothing was drawn over the last page */
    book_destroy(book);
}

/* Independent of the code: 55 inches of 16:9 are 1,218 x 685 mm; 2u are 22.8 mm, 3u 34.2 mm. */
static void test_legibility(void **state)
{
    static const struct {
        struct viewing viewing;
        int width, height;
        enum legibility legibility;
    } cases[] = {
        {{0, 300, false}, 1920, 1080, LEGIBLE},        {{0, 300, true}, 1920, 1080, LEGIBLE_LARGE},
        {{55, 300, false}, 1920, 1080, LEGIBLE},       {{55, 340, false}, 3840, 2160, LEGIBLE},
        {{55, 345, false}, 1920, 1080, LEGIBLE_LARGE}, {{55, 300, true}, 1920, 1080, LEGIBLE_LARGE},
        {{55, 220, true}, 1080, 1920, LEGIBLE},        {{55, 510, false}, 1080, 1920, LEGIBLE_LARGE},
        {{55, 520, false}, 1920, 1080, TOO_SMALL},     {{21, 300, false}, 1920, 1080, TOO_SMALL},
        {{21, 100, false}, 1920, 1080, LEGIBLE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(sheet_legibility(&cases[i].viewing, cases[i].width, cases[i].height),
                         cases[i].legibility);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legibility), cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_main_area),  cmocka_unit_test(test_cut),
        cmocka_unit_test(test_page_line),  cmocka_unit_test(test_limit_of_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
