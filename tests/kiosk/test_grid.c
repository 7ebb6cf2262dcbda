#include "grid_columns.h"
#include "pages.h"

#include <math.h>
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
    for (size_t p = 0; p < book->pages; p++) { /* the pages behind say which row goes on */
        struct buffer drawn = {0};
        check_page(&setup.sheet, &book->page[p]);
        add_drawn(&drawn, &book->page[p].draw);
        assert_true((strstr(drawn.data, "甲（续）") != NULL) == (p > 0));
        buffer_finish(&drawn);
    }
    buffer_finish(&told);
    buffer_finish(&text);
    book_destroy(book);
    setup_finish(&setup);
}

static size_t rows_on(const struct page *page, const struct table *table)
{
    size_t rows = 0;
    for (size_t r = 0; r < table->grid.rows; r++)
        rows += times(page, table->text[r * COLUMNS]);
    return rows;
}

/* Where nothing follows a table, its last page gets about a third of what a page holds, and no page is added; where something
   may, the pages before are full. */
static void test_last_page_shares_rows(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {1280, 1024}};
    for (size_t s = 0; s < 3; s++) {
        struct setup setup;
        setup_init(&setup, sizes[s][0], sizes[s][1]);
        struct table table;
        table_init(&table, 100);
        struct book *book = set(&setup, &table.grid);
        size_t whole = rows_on(&book->page[1], &table);
        book_destroy(book);
        assert_true(whole >= 5);
        for (size_t more = 1; more <= whole; more++) {
            struct table shorter = table;
            shorter.grid.rows = 2 * whole + more;
            book = set(&setup, &shorter.grid);
            assert_int_equal(book->pages, 3);
            assert_int_equal(rows_on(&book->page[1], &shorter), whole);
            book_destroy(book);
            shorter.grid.last = true;
            book = set(&setup, &shorter.grid);
            struct buffer told = {0}, wanted = {0};
            assert_int_equal(book->pages, 3);
            assert_int_equal(rows_on(&book->page[0], &shorter), whole);
            size_t last = rows_on(&book->page[2], &shorter);
            assert_true(last >= more && 10 * (last + 1) > 3 * whole);
            assert_true(last == more || last <= whole / 2);
            add_lines(&told, book);
            for (size_t c = 0; c < COLUMNS; c++)
                add_dense(&wanted, columns[c].head);
            for (size_t i = 0; i < shorter.grid.rows * COLUMNS; i++)
                add_dense(&wanted, table.text[i]);
            assert_int_equal(told.size, wanted.size);
            buffer_finish(&wanted);
            buffer_finish(&told);
            book_destroy(book);
        }
        table_finish(&table);
        setup_finish(&setup);
    }
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

/* ---- widths ---- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

#define RANDOM_COLUMNS 6
#define RANDOM_ROWS 20

/* Texts of an office: short and long, with dates and amounts in them. */
static void random_grid(uint32_t *seed, struct grid_column *column, struct grid_cell *cell, char (*text)[256],
                        struct grid *grid)
{
    static const char *const pieces[] = {"房屋",         "征收",     "补偿",    "的",       "，",
                                         "2026年8月1日", "每平方米", "1200元",  "第十三条", "县",
                                         "。",           "安置费",   "（临时）"};
    size_t count = 2 + next_random(seed) % (RANDOM_COLUMNS - 1), rows = 1 + next_random(seed) % RANDOM_ROWS;
    for (size_t c = 0; c < count; c++) {
        column[c] = (struct grid_column){.head = c % 2 == 0 ? "名称" : "认定建筑面积", .importance = (int)c};
        column[c].strong = c == 0;
        size_t longest = 1 + next_random(seed) % 9;
        for (size_t r = 0; r < rows; r++) {
            char *out = text[r * count + c];
            out[0] = '\0';
            for (size_t i = next_random(seed) % (longest + 1); i > 0; i--)
                strcat(out, pieces[next_random(seed) % (sizeof pieces / sizeof pieces[0])]);
            cell[r * count + c] = grid_plain(out);
        }
    }
    *grid = (struct grid){.column = column, .columns = count, .cell = cell, .rows = rows};
}

/* Lines of all rows with these widths, and half a line for each thing that is torn. */
static double height(const struct columns *at, const float *width)
{
    const struct grid *grid = at->grid;
    double sum = 0;
    for (size_t r = 0; r < grid->rows; r++) {
        size_t tallest = 0, torn = 0;
        for (size_t c = 0; c < grid->columns; c++) {
            const char *text = columns_cell(at, r, c)->text;
            struct text_span span = {text, strlen(text), columns_cell_style(at, c, COLOUR_INK)};
            struct text_setting setting = {.lang = LANG_ZH, .autospace = true};
            struct text_count count;
            text_counts(&setting, &span, 1, at->sheet->ruler, &width[c], 1, &count);
            tallest = count.lines > tallest ? count.lines : tallest;
            torn += count.torn;
        }
        sum += (double)tallest + (double)torn / 2;
    }
    return sum;
}

/* One limit that all columns have in common, so that they fill the width: narrow ones keep what they want, the rest is as
   wide as the next. */
static void even_widths(const struct columns *at, float width, float *out)
{
    float low = 0, high = width;
    for (int i = 0; i < 40; i++) {
        float limit = (low + high) / 2, sum = 0;
        for (size_t c = 0; c < at->grid->columns; c++) {
            out[c] = fmaxf(fminf(at->column[c].want, limit), at->column[c].least);
            sum += out[c];
        }
        if (sum > width)
            high = limit;
        else
            low = limit;
    }
}

/* Never more lines than with widths that are shared evenly, never wider than the area, no column narrower than it may be. */
static void test_widths_save_lines(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct grid_column column[RANDOM_COLUMNS];
    struct grid_cell *cell = take_zeroed(RANDOM_COLUMNS * RANDOM_ROWS, sizeof *cell);
    char(*text)[256] = take_zeroed(RANDOM_COLUMNS * RANDOM_ROWS, sizeof *text);
    uint32_t seed = 7;
    double before = 0, after = 0;
    size_t squeezed = 0;
    for (int i = 0; i < 600; i++) {
        struct grid grid;
        struct columns at;
        random_grid(&seed, column, cell, text, &grid);
        float area = sheet_px(&setup.sheet, 50 + (float)(next_random(&seed) % 50)), width[RANDOM_COLUMNS],
              even[RANDOM_COLUMNS], sum = 0, want = 0;
        columns_arrange(&at, &setup.sheet, &grid, area);
        bool all = !at.cards;
        for (size_t c = 0; c < grid.columns; c++) {
            all = all && columns_stand(&at, c);
            width[c] = at.column[c].w;
            sum += width[c] + (c > 0 ? at.gutter : 0);
            want += at.column[c].want;
            assert_true(!all || width[c] >= at.column[c].least - .01F);
        }
        if (all) {
            assert_true(sum <= area + .5F);
            float room = area - at.gutter * (float)(grid.columns - 1);
            even_widths(&at, room, even);
            double mine = height(&at, width), theirs = height(&at, even);
            if (mine > theirs)
                fail_msg("table %d: %.1f lines, %.1f where shared evenly", i, mine, theirs);
            if (want > room) {
                squeezed++;
                after += mine;
                before += theirs;
            }
        }
        columns_finish(&at);
    }
    print_message("%zu tables that wrap: %.0f lines, %.0f where shared evenly\n", squeezed, after, before);
    assert_true(squeezed > 100);
    assert_true(after < .95 * before);
    free(text);
    free(cell);
    setup_finish(&setup);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_left_out),       cmocka_unit_test(test_heads_repeat),
        cmocka_unit_test(test_rows_stay_whole),        cmocka_unit_test(test_figures_to_the_right),
        cmocka_unit_test(test_row_higher_than_a_page), cmocka_unit_test(test_ten_thousand_rows),
        cmocka_unit_test(test_widths_save_lines),      cmocka_unit_test(test_last_page_shares_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
