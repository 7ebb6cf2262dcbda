#include "pages.h"

/* A pager whose pages hold `lines` lines of 10 px: the head takes the rest. */
struct small_page {
    size_t lines;
    float width;
};

static float take_the_rest(void *self, struct pager *pager, struct page *page, struct rect main,
                           size_t page_no)
{
    const struct small_page *small = self;
    (void)page;
    (void)page_no;
    pager->area.w = small->width;
    return main.h - (float)small->lines * 10;
}

/* A paragraph of `count` lines of four characters, numbered by its letter. */
static void put(struct pager *pager, const char *character, size_t count, float keep)
{
    struct buffer text = {0};
    for (size_t i = 0; i < 4 * count; i++)
        buffer_text(&text, character);
    struct text_span span = {.text = text.data, .bytes = text.size, .style = {.face = FACE_SANS, .size = 10}};
    struct paragraph paragraph = {
        .spans = &span, .count = 1, .width = 40, .line_height = 10, .lang = LANG_ZH, .keep = keep};
    pager_paragraph(pager, &paragraph);
    buffer_finish(&text);
}

/* Pages hold six lines. `before` lines stand on the page when a paragraph of `lines`
   comes: how many of them stay there. */
static void test_widows_and_orphans(void **state)
{
    (void)state;
    static const struct {
        size_t before, lines;
        float keep;
        size_t here, next;
    } cases[] = {
        {2, 4, 0, 4, 0},  /* fits to the last line */
        {3, 4, 0, 2, 2},  /* three would fit, but one would stand alone on the next page */
        {5, 4, 0, 0, 4},  /* one line alone at the foot */
        {4, 3, 0, 0, 3},  /* three lines do not part */
        {5, 2, 0, 0, 2},  /* nor do two */
        {5, 1, 0, 1, 0},  /* one line is whole */
        {3, 5, 0, 3, 2},  /* two and more on both sides */
        {4, 1, 20, 0, 1}, /* a heading goes with the two lines below it */
        {3, 1, 20, 1, 0}, /* and stays where they fit */
        {0, 3, 60, 3, 0}, /* on a fresh page there is nothing to win, */
        {0, 6, 30, 4, 2}, /* but what follows a paragraph that fills it has company on the next */
    };
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct book *book = take_zeroed(1, sizeof *book);
        struct small_page small = {.lines = 6, .width = 40};
        struct pager pager = {.sheet = &setup.sheet, .book = book, .head = take_the_rest, .self = &small};
        pager_start(&pager);
        for (size_t k = 0; k < cases[i].before; k++)
            put(&pager, "前", 1, 0);
        put(&pager, "文", cases[i].lines, cases[i].keep);
        assert_int_equal(book->page[0].lines, cases[i].before + cases[i].here);
        assert_int_equal(book->pages, cases[i].next > 0 ? 2 : 1);
        if (cases[i].next > 0)
            assert_int_equal(book->page[1].lines, cases[i].next);
        book_destroy(book);
    }
    setup_finish(&setup);
}

static void test_long_paragraph(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    for (size_t lines = 1; lines <= 7; lines++) { /* pages of one line and more */
        struct book *book = take_zeroed(1, sizeof *book);
        struct small_page small = {.lines = lines, .width = 40};
        struct pager pager = {.sheet = &setup.sheet, .book = book, .head = take_the_rest, .self = &small};
        pager_start(&pager);
        put(&pager, "长", 50, 0);
        size_t total = 0;
        for (size_t p = 0; p < book->pages; p++) {
            assert_true(book->page[p].lines >= 1 && book->page[p].lines <= lines);
            if (lines >= 4)
                assert_true(book->page[p].lines >= 2);
            total += book->page[p].lines;
        }
        assert_int_equal(total, 50);
        book_destroy(book);
    }
    setup_finish(&setup);
}

static void test_places(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct book *book = take_zeroed(1, sizeof *book);
    struct small_page small = {.lines = 6, .width = 40};
    struct pager pager = {.sheet = &setup.sheet, .book = book, .head = take_the_rest, .self = &small};
    pager_start(&pager);
    float top = pager.y;
    pager_gap(&pager, 10); /* no gap at a page's top */
    assert_true(pager.y == top);
    struct rect box = pager_take(&pager, 25);
    assert_true(box.y == top && box.h == 25 && box.w == 40);
    pager_gap(&pager, 5);
    assert_false(pager_need(&pager, 30));
    assert_true(pager_need(&pager, 31));
    assert_int_equal(book->pages, 2);
    assert_false(pager_need(&pager, 1000)); /* another page would not be higher */
    book_destroy(book);
    setup_finish(&setup);
}

static void test_reserve(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct book *book = take_zeroed(1, sizeof *book);
    struct pager pager = {.sheet = &setup.sheet, .book = book, .reserve = 100};
    struct rect main = sheet_main(&setup.sheet, false);
    pager_start(&pager);
    assert_true(pager.area.h == main.h - 100);
    book_destroy(book);
    setup_finish(&setup);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_widows_and_orphans),
        cmocka_unit_test(test_long_paragraph),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_reserve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
