#include "grid.h"
#include "pages.h"

#include <stdio.h>
#include <time.h>

#define COLUMNS 8

static const struct grid_column columns[COLUMNS] = {
    {.head = "户号", .importance = 9, .strong = true},
    {.head = "姓名", .importance = 8},
    {.head = "坐落", .importance = 3},
    {.head = "登记面积", .align = ALIGN_END, .importance = 4},
    {.head = "认定面积", .align = ALIGN_END, .importance = 5},
    {.head = "补偿方式", .importance = 2},
    {.head = "合计", .align = ALIGN_END, .importance = 7, .strong = true},
    {.head = "说明", .importance = 1},
};

struct table {
    struct grid grid;
    struct grid_cell *cell;
    char (*text)[64];
};

static void table_init(struct table *table, size_t rows)
{
    static const char *const forms[COLUMNS] = {"%04zu",  "张＊%zu", "北山街%zu号楼", "%zu.50",
                                               "%zu.25", "货币%zu", "%zu000.00",     "无%zu"};
    table->cell = take_zeroed(rows * COLUMNS, sizeof *table->cell);
    table->text = take_zeroed(rows * COLUMNS, sizeof *table->text);
    for (size_t i = 0; i < rows * COLUMNS; i++) {
        const char *form = forms[i % COLUMNS], *place = strstr(form, "%");
        size_t row = i / COLUMNS + 1, before = (size_t)(place - form);
        bool padded = place[1] == '0';
        (void)snprintf(table->text[i], sizeof table->text[i], padded ? "%.*s%04zu%s" : "%.*s%zu%s",
                       (int)before, form, row, place + (padded ? 5 : 3));
        table->cell[i] = grid_plain(table->text[i]);
    }
    table->grid = (struct grid){.column = columns, .columns = COLUMNS, .cell = table->cell, .rows = rows};
}

static void table_finish(struct table *table)
{
    free(table->cell);
    free(table->text);
}

static struct book *set(const struct setup *setup, const struct grid *grid)
{
    struct book *book = take_zeroed(1, sizeof *book);
    struct pager pager = {.sheet = &setup->sheet, .book = book};
    pager_start(&pager);
    pager_grid(&pager, grid);
    return book;
}

static size_t times(const struct page *page, const char *text)
{
    size_t found = 0;
    for (size_t i = 0; i < page->lines; i++)
        found += strcmp(page->line[i], text) == 0;
    return found;
}

/* Every cell of every row is told once, in order, whatever the width; heads are told once. */
static void test_nothing_left_out(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCREEN_SIZES; s++) {
        struct setup setup;
        setup_init(&setup, screen_sizes[s][0], screen_sizes[s][1]);
        if (setup.sheet.shape != SHAPE_PANEL) {
            struct table table;
            table_init(&table, 60);
            struct book *book = set(&setup, &table.grid);
            struct buffer told = {0}, wanted = {0};
            add_lines(&told, book);
            for (size_t c = 0; c < COLUMNS; c++)
                add_dense(&wanted, columns[c].head);
            size_t heads = wanted.size;
            for (size_t i = 0; i < 60 * COLUMNS; i++)
                add_dense(&wanted, table.text[i]);
            assert_int_equal(told.size, wanted.size);
            assert_memory_equal(told.data, wanted.data, heads);
            for (size_t p = 0; p < book->pages; p++) {
                check_page(&setup.sheet, &book->page[p]);
                assert_true(book->page[p].lines > 0);
            }
            buffer_finish(&wanted);
            buffer_finish(&told);
            book_destroy(book);
            table_finish(&table);
        }
        setup_finish(&setup);
    }
}

static void test_heads_repeat(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct table table;
    table_init(&table, 60);
    struct book *book = set(&setup, &table.grid);
    assert_true(book->pages >= 4);
    for (size_t p = 0; p < book->pages; p++) {
        struct buffer drawn = {0};
        add_drawn(&drawn, &book->page[p].draw);
        assert_non_null(strstr(drawn.data, "认定面积"));
        assert_int_equal(times(&book->page[p], "认定面积"), p == 0 ? 1 : 0);
        buffer_finish(&drawn);
    }
    book_destroy(book);
    table.grid.silent_heads = true;
    book = set(&setup, &table.grid);
    assert_int_equal(times(&book->page[0], "认定面积"), 0);
    book_destroy(book);
    table_finish(&table);
    setup_finish(&setup);
}

/* The first and the last cell of a row stand on the same page. */
static void test_rows_stay_whole(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1080, 1920);
    struct table table;
    table_init(&table, 80);
    struct book *book = set(&setup, &table.grid);
    assert_true(book->pages > 1);
    for (size_t r = 0; r < 80; r++)
        for (size_t p = 0; p < book->pages; p++)
            assert_int_equal(times(&book->page[p], table.text[r * COLUMNS]),
                             times(&book->page[p], table.text[r * COLUMNS + 6]));
    book_destroy(book);
    table_finish(&table);
    setup_finish(&setup);
}

/* Figures of one column end at the same place. */
static void test_figures_to_the_right(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct grid_cell cells[2] = {grid_plain("7.00"), grid_plain("123456.00")};
    struct grid_column column = {.head = NULL, .align = ALIGN_END};
    struct grid grid = {.column = &column, .columns = 1, .cell = cells, .rows = 2};
    struct book *book = set(&setup, &grid);
    float right[2] = {0};
    size_t found = 0;
    for (size_t i = 0; i < book->page[0].draw.count; i++)
        if (book->page[0].draw.command[i].op == DRAW_TEXT && found < 2)
            right[found++] = book->page[0].draw.command[i].box.x + book->page[0].draw.command[i].box.w;
    assert_int_equal(found, 2);
    assert_true(right[0] - right[1] < 1 && right[1] - right[0] < 1);
    book_destroy(book);
    setup_finish(&setup);
}

/* A row higher than a page goes on over the pages, whole. */
static void test_row_higher_than_a_page(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct buffer text = {0};
    for (int i = 0; i < 1000; i++)
        buffer_text(&text, "很长的一段说明");
    struct grid_cell cells[2] = {grid_plain("甲"), grid_plain(text.data)};
    struct grid_column two[2] = {{.head = "名称"}, {.head = "说明"}};
    struct grid grid = {.column = two, .columns = 2, .cell = cells, .rows = 1, .silent_heads = true};
    struct book *book = set(&setup, &grid);
    struct buffer told = {0};
    add_lines(&told, book);
    assert_true(book->pages > 2);
    assert_int_equal(told.size, text.size + strlen("甲"));
    for (size_t p = 0; p < book->pages; p++)
        check_page(&setup.sheet, &book->page[p]);
    buffer_finish(&told);
    buffer_finish(&text);
    book_destroy(book);
    setup_finish(&setup);
}

static void test_ten_thousand_rows(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct table table;
    table_init(&table, 10000);
    clock_t start = clock();
    struct book *book = set(&setup, &table.grid);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    print_message("10,000 rows of %d cells: %zu pages, %.2f s\n", COLUMNS, book->pages, seconds);
    assert_false(book->truncated);
    assert_int_equal(times(&book->page[book->pages - 1], "10000"), 1);
    assert_true(seconds < 30); /* with sanitizers on a busy machine; about 1 s without */
    book_destroy(book);
    table_finish(&table);
    setup_finish(&setup);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_left_out),       cmocka_unit_test(test_heads_repeat),
        cmocka_unit_test(test_rows_stay_whole),        cmocka_unit_test(test_figures_to_the_right),
        cmocka_unit_test(test_row_higher_than_a_page), cmocka_unit_test(test_ten_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
