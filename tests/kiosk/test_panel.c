#include "pages.h"

#include "panel.h"

static const int panels[][2] = {{320, 160}, {384, 192}, {640, 320}, {640, 160},
                                {320, 640}, {800, 479}, {256, 128}};
#define PANELS (sizeof panels / sizeof *panels)

static void test_phrases(void **state)
{
    (void)state;
    static const struct {
        const char *text, *phrase;
    } cases[] = {
        {"东起山前路，西到红旗街", "东起山前路，"},
        {"他说：“走。”然后", "他说："},
        {"“走。”然后", "“走。”"},
        {"面积48.5平方米，共10:30", "面积48.5平方米，"},
        {"没有标点", "没有标点"},
        {"第一行\n第二行", "第一行\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(panel_phrase(cases[i].text, strlen(cases[i].text)), strlen(cases[i].phrase));
    }
}

/* Every body whole, in order; no letter under 20 px (check_page); a short phrase is never torn. */
static void test_statements(void **state)
{
    (void)state;
    static const char body[] = "为改善居住条件，决定征收。现公告如下：一、征收范围，东起山前路，西到红旗街。"
                               "本段没有标点因此只能按行分到几幅里一幅放不下就接着放到下一幅直到这一句全部显"
                               "示出来为止不会丢掉任何一个字";
    for (size_t i = 0; i < PANELS; i++) {
        struct setup setup;
        setup_init(&setup, panels[i][0], panels[i][1]);
        assert_int_equal(setup.sheet.shape, SHAPE_PANEL);
        struct record *record = new_record(KIND_DOCUMENT, "房屋征收决定公告", body, FORMAT_TEXT);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        struct buffer told = {0};
        add_lines(&told, book);
        assert_string_equal(told.data, body);
        for (size_t p = 0; p < book->pages; p++) {
            assert_true(book->page[p].whole);
            check_page(&setup.sheet, &book->page[p]);
        }
        buffer_finish(&told);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
}

/* A value that its column's type allows. */
static char *take_value(const struct view_column *column)
{
    switch (column->type) {
    case COLUMN_CODE: return take_copy_n(column->codes, strcspn(column->codes, "|"));
    case COLUMN_INTEGER: return take_copy("42");
    case COLUMN_DECIMAL: return take_copy("1234.50");
    case COLUMN_DATE: return take_copy("2026-12-01");
    case COLUMN_INSTANT: return take_copy("2026-12-01T00:00:00Z");
    case COLUMN_BOOLEAN: return take_copy("1");
    case COLUMN_ID: return take_copy("id-1");
    case COLUMN_LINE:
    case COLUMN_BODY:
    case COLUMN_NAME:
    case COLUMN_PLACE:
    case COLUMN_PHONE:
    case COLUMN_BYTES: break;
    }
    return take_format("内容%s", column->name);
}

/* Rows of every view, every column filled: each text column's value is told, and each has its words. */
static void test_rows_of_all_views(void **state)
{
    (void)state;
    for (enum view_id id = VIEW_DETAIL_FIRST; id < VIEW_COUNT; id++) {
        struct setup setup;
        setup_init(&setup, 320, 160);
        setup.sheet.korean = true;
        struct record *record = new_record(KIND_TABLE, "题目", NULL, FORMAT_TEXT);
        char **row = rows_add(&record->rows[id]);
        for (size_t c = 0; c < views[id].columns; c++)
            row[c] = take_value(&views[id].column[c]);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        struct buffer told = {0};
        add_lines(&told, book);
        for (size_t c = 0; c < views[id].columns; c++) {
            char *wanted = take_format("内容%s", views[id].column[c].name);
            if (strcmp(row[c], wanted) == 0)
                if (strstr(told.data, wanted) == NULL)
                    fail_msg("%s: %s in %s", views[id].name, wanted, told.data);
            free(wanted);
        }
        for (size_t p = 0; p < book->pages; p++)
            check_page(&setup.sheet, &book->page[p]);
        buffer_finish(&told);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
}

static void test_all_codes_have_words(void **state)
{
    (void)state;
    struct words *words = words_create();
    for (enum view_id id = VIEW_DETAIL_FIRST; id < VIEW_COUNT; id++)
        for (size_t c = 0; c < views[id].columns; c++)
            for (const char *code = views[id].column[c].codes; code != NULL && *code != '\0';) {
                size_t length = strcspn(code, "|");
                char *key = take_format("code.%.*s", (int)length, code);
                assert_true(words_get(words, LANG_ZH, key)[0] !=
                            '\0'); /* a missing one is a bug and aborts */
                free(key);
                code += length + (code[length] == '|');
            }
    words_destroy(words);
}

/* The whole project's latest figure is a picture with a bar; 412 of 486 is 84.8 %. */
static void test_figure(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 320, 160);
    struct record *record = new_record(KIND_PROGRESS, "签约进度", NULL, FORMAT_TEXT);
    static const char *const cells[][2] = {{"as_of", "2026-12-15"},
                                           {"metric", "signed"},
                                           {"done", "412"},
                                           {"due", "486"},
                                           {"unit", "household"}};
    char **row = rows_add(&record->rows[VIEW_PROGRESS]);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        row[view_column(VIEW_PROGRESS, cells[i][0])] = take_copy(cells[i][1]);
    struct book *book = book_compose(&setup.sheet, record, NULL);
    struct buffer told = {0};
    add_lines(&told, book);
    assert_string_equal(told.data, "84.8412／486户");
    float bar = 0;
    for (size_t p = 0; p < book->pages; p++)
        for (size_t i = 0; i < book->page[p].draw.count; i++)
            if (book->page[p].draw.command[i].fill == COLOUR_LED_NOW)
                bar = book->page[p].draw.command[i].box.w;
    assert_true(bar > 257 && bar < 259); /* 304 px x 412 / 486 = 257.7 */
    buffer_finish(&told);
    book_destroy(book);
    record_destroy(record);
    setup_finish(&setup);
}

static void test_warning(void **state)
{
    (void)state;
    static const char body[] =
        "请勿进入围挡，当心坠落物。今天13:00至17:00作业，请走滨河路北侧便道，听从现场人员指挥。";
    for (size_t i = 0; i < PANELS; i++) {
        struct setup setup;
        setup_init(&setup, panels[i][0], panels[i][1]);
        struct record *record = new_record(KIND_WARNING, "1号楼正在拆除", body, FORMAT_TEXT);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        struct buffer told = {0};
        add_lines(&told, book);
        assert_string_equal(told.data, body);
        for (size_t p = 0; p < book->pages; p++) {
            bool yellow = false;
            check_page(&setup.sheet, &book->page[p]);
            for (size_t k = 0; k < book->page[p].draw.count; k++)
                yellow = yellow || (book->page[p].draw.command[k].op == DRAW_FILL &&
                                    book->page[p].draw.command[k].fill == COLOUR_WARN);
            assert_true(yellow);
        }
        buffer_finish(&told);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
}

/* Struck and inserted words stand behind a chip; the chip is no word of the item. */
static void test_chips(void **state)
{
    (void)state;
    static const char body[] = "| 条款 | 修改后 |\n|---|---|\n| 搬迁费 | 每平方米~~15元~~++20元++ |\n";
    struct setup setup;
    setup_init(&setup, 320, 160);
    struct record *record = new_record(KIND_COMPARE, "修改情况", body, FORMAT_MARKDOWN);
    struct book *book = book_compose(&setup.sheet, record, NULL);
    struct buffer told = {0}, drawn = {0};
    add_lines(&told, book);
    for (size_t p = 0; p < book->pages; p++)
        add_drawn(&drawn, &book->page[p].draw);
    assert_string_equal(told.data, "条款修改后搬迁费每平方米15元20元");
    assert_non_null(strstr(drawn.data, "删"));
    assert_non_null(strstr(drawn.data, "增"));
    buffer_finish(&drawn);
    buffer_finish(&told);
    book_destroy(book);
    record_destroy(record);
    setup_finish(&setup);
}

/* A household with sixteen values, the usual case of compensation in money, takes two frames after the title. */
static void test_household(void **state)
{
    (void)state;
    static const char *const cells[][2] = {
        {"agreement_no", "0007"},
        {"owner", "程＊军"},
        {"location", "5号楼3单元＊室"},
        {"use", "住宅"},
        {"unit_price", "4945"},
        {"recognised_area", "50.17"},
        {"house_value", "248091"},
        {"method", "货币补偿"},
        {"relocation", "1104"},
        {"temporary", "4212"},
        {"business_loss", "0"},
        {"reward", "13044"},
        {"subsidy", "0"},
        {"total", "266451"},
        {"signed_on", "2026-09-28"},
        {"moved_on", "2026-10-12"},
        {"paid", "266451"},
    };
    struct setup setup;
    setup_init(&setup, 320, 160);
    struct record *record = new_record(KIND_TABLE, "分户补偿情况", NULL, FORMAT_TEXT);
    memcpy(record->catalogue, "D25", 4);
    char **row = rows_add(&record->rows[VIEW_HOUSEHOLD]);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        row[view_column(VIEW_HOUSEHOLD, cells[i][0])] = take_copy(cells[i][1]);
    struct book *book = book_compose(&setup.sheet, record, NULL);
    assert_int_equal(book->pages, 3);
    struct buffer told = {0};
    add_lines(&told, book);
    assert_non_null(strstr(told.data, "266,451"));
    assert_non_null(strstr(told.data, "5号楼3单元＊室"));
    assert_non_null(strstr(told.data, "10月12日"));
    buffer_finish(&told);
    book_destroy(book);
    record_destroy(record);
    setup_finish(&setup);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_rows_of_all_views),
        cmocka_unit_test(test_figure),
        cmocka_unit_test(test_all_codes_have_words),
        cmocka_unit_test(test_warning),
        cmocka_unit_test(test_chips),
        cmocka_unit_test(test_household),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
