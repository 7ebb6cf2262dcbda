#include "pages.h"

#include "overlap.h"
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

static struct record *take_progress(const char *done, const char *due, const char *unit)
{
    struct record *record = new_record(KIND_PROGRESS, "进度", NULL, FORMAT_TEXT);
    memcpy(record->catalogue, "D24", 4);
    const char *cells[][2] = {
        {"as_of", "2026-12-15"}, {"metric", "demolished"}, {"done", done}, {"due", due}, {"unit", unit}};
    char **row = rows_add(&record->rows[VIEW_PROGRESS]);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        row[view_column(VIEW_PROGRESS, cells[i][0])] = take_copy(cells[i][1]);
    return record;
}

/* All that a frame shows lies between head and foot, and no text on another. */
static void check_inside(const struct sheet *sheet, const struct page *page)
{
    float top = sheet_head_height(sheet), bottom = (float)sheet->height - sheet_foot_height(sheet);
    assert_page_sound(page, sheet, "panel");
    for (size_t i = 1; i < page->draw.count; i++) { /* the first is the black ground */
        const struct draw_command *command = &page->draw.command[i];
        bool text = command->op == DRAW_TEXT;
        float above = text ? command->baseline - .74F * command->size : command->box.y;
        float below = text ? command->baseline + .06F * command->size : command->box.y + command->box.h;
        if (above < top - 1 || below > bottom + 1)
            fail_msg("%dx%d: \"%.*s\" from %.0f to %.0f is not between %.0f and %.0f", sheet->width,
                     sheet->height, text ? (int)command->text_bytes : 0, page->draw.text + command->text,
                     (double)above, (double)below, (double)top, (double)bottom);
    }
}

/* Strips and columns have other heights than the mock-ups: name, figure, count and bar stay between head and foot, and no two
   texts stand on each other. */
static void test_figure_shapes(void **state)
{
    (void)state;
    static const int shapes[][2] = {{320, 160}, {512, 128}, {256, 128}, {192, 384}, {640, 320}};
    static const char *const counts[][3] = {{"240", "312", "household"},
                                            {"1655.20", "18136.55", "square_metre"}};
    for (size_t i = 0; i < 2 * sizeof shapes / sizeof *shapes; i++) {
        struct setup setup;
        setup_init(&setup, shapes[i / 2][0], shapes[i / 2][1]);
        struct record *record = take_progress(counts[i % 2][0], counts[i % 2][1], counts[i % 2][2]);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        for (size_t p = 1; p < book->pages; p++)
            check_inside(&setup.sheet, &book->page[p]);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
}

static struct book *compose_body(struct setup *setup, const char *body)
{
    struct record *record = new_record(KIND_DOCUMENT, "公告", body, FORMAT_MARKDOWN);
    memcpy(record->catalogue, "D01", 4); /* no rights of its own */
    struct book *book = book_compose(&setup->sheet, record, NULL);
    record_destroy(record);
    return book;
}

/* A heading is followed by its text on the same frame, a number by what it numbers; no frame has nothing but the heads of a
   table. */
static void test_nothing_alone(void **state)
{
    (void)state;
    static const char body[] =
        "## 一、总则\n\n为规范本项目房屋征收与补偿活动，保障被征收人的合法权益，制定本方案。\n\n"
        "## 二、步骤\n\n1. 这一条很长很长很长很长很长很长很长很长很长很长很长，后面还有话说。\n"
        "2. 短的一条。\n\n## 三、标准\n\n| 项目 | 标准 | 说明 |\n|---|---|---|\n"
        "| 搬迁费 | 20元 | |\n| 奖励 | 150元 | 分段 |\n";
    for (size_t i = 0; i < PANELS; i++) {
        struct setup setup;
        setup_init(&setup, panels[i][0], panels[i][1]);
        struct book *book = compose_body(&setup, body);
        for (size_t p = 0; p < book->pages; p++) {
            const struct page *page = &book->page[p];
            const char *last = page->lines == 0 ? "" : page->line[page->lines - 1];
            assert_string_not_equal(last, "一、总则");
            assert_string_not_equal(last, "二、步骤");
            assert_string_not_equal(last, "三、标准");
            assert_string_not_equal(last, "1.");
            assert_string_not_equal(last, "2.");
            assert_string_not_equal(last, "项目标准说明");
        }
        book_destroy(book);
        setup_finish(&setup);
    }
}

/* A frame takes what it has room for: these three sentences are 45 characters, four lines of twelve. */
static void test_frames_are_filled(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 320, 160);
    struct book *book = compose_body(
        &setup,
        "房屋价值由评估机构评估确定。对结果有异议的，可以申请复核。对复核结果有异议的，可以申请鉴定。\n\n"
        "以后还有一段，说的是别的事情，与上面一段没有关系，它有它自己的一幅，因为前一幅已经满了。");
    assert_int_equal(book->pages, 3); /* the title, and a frame for each */
    assert_int_equal(book->page[1].lines, 4);
    book_destroy(book);
    setup_finish(&setup);
}

/* Whoever looks up sees whose figures these are: each frame of a row has its lead. */
static void test_rows_are_named(void **state)
{
    (void)state;
    static const char *const owners[] = {"程＊军", "某县某某农业生产资料销售有限责任公司"};
    for (size_t i = 0; i < 2; i++) {
        struct setup setup;
        setup_init(&setup, 320, 160);
        struct record *record = new_record(KIND_TABLE, "分户补偿情况", NULL, FORMAT_TEXT);
        memcpy(record->catalogue, "D25", 4);
        char **row = rows_add(&record->rows[VIEW_HOUSEHOLD]);
        for (size_t c = 0; c < views[VIEW_HOUSEHOLD].columns; c++)
            row[c] = take_value(&views[VIEW_HOUSEHOLD].column[c]);
        size_t owner = view_column(VIEW_HOUSEHOLD, "owner");
        free(row[owner]);
        row[owner] = take_copy(owners[i]);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        assert_true(book->pages > 3);
        for (size_t p = 1; p < book->pages; p++) {
            struct buffer drawn = {0};
            add_drawn(&drawn, &book->page[p].draw);
            assert_non_null(strstr(drawn.data, i == 0 ? "程＊军" : "某县某某农业"));
            buffer_finish(&drawn);
        }
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
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
        cmocka_unit_test(test_figure_shapes),
        cmocka_unit_test(test_nothing_alone),
        cmocka_unit_test(test_frames_are_filled),
        cmocka_unit_test(test_rows_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
