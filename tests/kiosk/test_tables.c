#include "overlap.h"

static struct record *household_sample(const char *catalogue, int rows)
{
    struct record *record =
        sample_record(KIND_TABLE, catalogue, "分户补偿情况", "选产权调换的，差价另行结清。");
    for (int i = 1; i <= rows; i++) {
        char no[32];
        (void)snprintf(no, sizeof no, "agreement_no=补%04d", i);
        sample_row(record, VIEW_HOUSEHOLD, no, "owner=张＊明", "owner_kind=person", "location=2号楼1单元",
                   "use=住宅", "structure=砖混", "registered_area=62.40", "measured_area=62.50",
                   "recognised_area=62.45", "unit_price=6180", "house_value=385632", "method=产权调换",
                   "relocation=1248", "temporary=4494", "business_loss=1001", "reward=18720", "subsidy=2002",
                   "total=1410094.5", "resettlement=南湖新苑65平方米", "difference=-2374",
                   "signed_on=2026-11-04", "moved_on=2026-11-20", "paid=36618", NULL);
    }
    sample_row(record, VIEW_HOUSEHOLD, "agreement_no=补9999", "owner=某某供销社", "owner_kind=organisation",
               "signed_on=2027-01-04", NULL);
    return record;
}

static void test_compensation_sound(void **state)
{
    (void)state;
    static const char *const needed[] = {"补0001",         "张＊明",     "2号楼1单元",  "62.40",
                                         "62.50",          "62.45",      "6,180",       "385,632",
                                         "产权调换",       "1,248",      "4,494",       "1,001",
                                         "18,720",         "2,002",      "1,410,094.5", "南湖新苑65平方米",
                                         "-2,374",         "11月4日",    "11月20日",    "36,618",
                                         "补9999",         "某某供销社", "单位",        "2027年1月4日",
                                         "差价另行结清。", NULL};
    struct record *record = household_sample("D25", 23);
    assert_board_sound(record, needed, "compensation");
    record_destroy(record);
}

static bool draws(const struct page *page, const char *text)
{
    for (size_t i = 0; i < page->draw.count; i++) {
        const struct draw_command *c = &page->draw.command[i];
        if (c->op == DRAW_TEXT && c->text_bytes == strlen(text) &&
            memcmp(page->draw.text + c->text, text, c->text_bytes) == 0)
            return true;
    }
    return false;
}

static size_t tells(const struct page *page, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < page->lines; i++)
        count += strcmp(page->line[i], text) == 0;
    return count;
}

/* A page of a wide screen holds eleven households in a line each; what finds no room beside stands on the page behind it, for the
   same eleven under the same names, which are told once. A zero is told in its column. */
static void test_households_dense(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_TABLE, "D25", "分户补偿情况", NULL);
    for (int i = 1; i <= 24; i++) {
        char no[32];
        bool odd = i % 2 == 1;
        (void)snprintf(no, sizeof no, "agreement_no=%04d", i);
        sample_row(record, VIEW_HOUSEHOLD, no, "owner=张＊明", "location=2号楼1单元",
                   odd ? "use=住宅" : "use=商业", "recognised_area=62.45",
                   odd ? "unit_price=6180" : "unit_price=6190", "house_value=385632", "method=产权调换",
                   "relocation=1248", "temporary=4494", i == 2 ? "business_loss=100" : "business_loss=0",
                   "reward=18720", i == 1 ? "subsidy=2002" : "subsidy=0", "total=410094",
                   odd ? "resettlement=南湖新苑2号楼，65平方米" : "resettlement=南湖新苑3号楼，65平方米",
                   odd ? "difference=-2374" : "difference=2374", "signed_on=2026-11-04",
                   odd ? "moved_on=2026-11-20" : "moved_on=2026-11-21", odd ? "paid=36618" : "paid=36619",
                   NULL);
    }
    struct test_stage stage;
    stage_open(&stage, 1920, 1080, false);
    struct book *book = book_compose(&stage.sheet, record, NULL);
    assert_int_equal(book->pages, 5); /* eleven, ten and, on one page, a third of eleven */
    for (size_t p = 0; p < 4; p += 2) {
        for (int i = 1; i <= (p == 0 ? 11 : 10); i++) {
            char no[32];
            (void)snprintf(no, sizeof no, "%04d", (int)p / 2 * 11 + i);
            for (size_t part = 0; part < 2; part++) {
                assert_true(draws(&book->page[p + part], no));
                assert_int_equal(tells(&book->page[p + part], no), part == 0);
            }
        }
    }
    size_t zeros = 0;
    for (size_t p = 0; p < book->pages; p++)
        for (size_t i = 0; i < book->page[p].lines; i++)
            zeros += strcmp(book->page[p].line[i], "0") == 0;
    assert_int_equal(zeros, 46);
    book_destroy(book);
    stage_close(&stage);
    record_destroy(record);
}

/* What nobody got, and what is the same for all of a wide table, is said once above it and has no column; nothing is left out. In
   a narrow table what is the same keeps its column. */
static void test_said_once(void **state)
{
    (void)state;
    for (int wide = 0; wide < 2; wide++) {
        struct record *record = sample_record(KIND_TABLE, "D25", "分户补偿情况", NULL);
        for (int i = 1; i <= 3; i++) {
            char no[32], total[32];
            (void)snprintf(no, sizeof no, "agreement_no=%04d", i);
            (void)snprintf(total, sizeof total, "total=%d", 410000 + i);
            sample_row(record, VIEW_HOUSEHOLD, no, "owner=张＊明", "use=住宅", "business_loss=0.00", total,
                       wide ? "location=2号楼1单元" : NULL, "recognised_area=62.45", "unit_price=6180",
                       "house_value=385632", "method=产权调换", "relocation=1248", "temporary=4494",
                       "reward=18720", "signed_on=2026-11-04", NULL);
        }
        struct test_stage stage;
        stage_open(&stage, 1920, 1080, false);
        struct book *book = book_compose(&stage.sheet, record, NULL);
        struct buffer told = {0};
        for (size_t i = 0; i < book->page[0].lines; i++)
            buffer_format(&told, "%s\n", book->page[0].line[i]);
        assert_non_null(strstr(told.data, "停产停业：均为0元"));
        assert_false(draws(&book->page[0], "0.00"));
        assert_int_equal(tells(&book->page[0], "住宅"), wide ? 0 : 3);
        assert_int_equal(strstr(told.data, "用途：均为住宅") != NULL, wide);
        assert_int_equal(strstr(told.data, "评估单价：均为6,180") != NULL, wide);
        assert_int_equal(tells(&book->page[0], "产权调换"), wide ? 3 : 0);
        buffer_finish(&told);
        book_destroy(book);
        stage_close(&stage);
        record_destroy(record);
    }
}

/* Who may see it stands on every page, with the article of this table. */
static void test_scope_on_every_page(void **state)
{
    (void)state;
    static const struct {
        const char *catalogue, *article;
    } cases[] = {{"D07", "第十五条"}, {"D08", "第二十四条"}, {"D19", "第十六条"}, {"D25", "第二十九条"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct record *record = household_sample(cases[i].catalogue, 40);
        struct test_stage stage;
        stage_open(&stage, 1920, 1080, false);
        struct book *book = book_compose(&stage.sheet, record, NULL);
        assert_true(book->pages > 1);
        for (size_t p = 0; p < book->pages; p++) {
            struct buffer drawn = {0};
            for (size_t k = 0; k < book->page[p].draw.count; k++) {
                const struct draw_command *c = &book->page[p].draw.command[k];
                if (c->op == DRAW_TEXT)
                    buffer_add(&drawn, book->page[p].draw.text + c->text, c->text_bytes);
            }
            assert_non_null(strstr(drawn.data, cases[i].article));
            assert_non_null(strstr(drawn.data, words_get(stage.words, LANG_ZH, "table.masked")));
            buffer_finish(&drawn);
        }
        book_destroy(book);
        stage_close(&stage);
        record_destroy(record);
    }
}

/* Where the law desk switched masking off, the page does not say that names are masked. */
static void test_mask_is_true(void **state)
{
    (void)state;
    static const char *const owners[] = {"owner=李＊", "owner=李建国"};
    for (size_t i = 0; i < 2; i++) {
        struct record *record = sample_record(KIND_TABLE, "D25", "分户补偿情况", NULL);
        sample_row(record, VIEW_HOUSEHOLD, owners[i], "total=1", NULL);
        struct test_stage stage;
        stage_open(&stage, 1920, 1080, false);
        struct book *book = book_compose(&stage.sheet, record, NULL);
        struct buffer drawn = {0};
        for (size_t k = 0; k < book->page[0].draw.count; k++)
            if (book->page[0].draw.command[k].op == DRAW_TEXT)
                buffer_add(&drawn, book->page[0].draw.text + book->page[0].draw.command[k].text,
                           book->page[0].draw.command[k].text_bytes);
        assert_int_equal(strstr(drawn.data, words_get(stage.words, LANG_ZH, "table.mask_rule")) != NULL,
                         i == 0);
        buffer_finish(&drawn);
        book_destroy(book);
        stage_close(&stage);
        record_destroy(record);
    }
}

static void test_survey_and_unregistered(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_TABLE, "D08", "未经登记建筑认定结果", NULL);
    sample_row(record, VIEW_HOUSEHOLD, "house_no=17", "owner=李＊", "location=3号楼2单元",
               "unregistered_area=12.5", "finding=建于有批准手续的年代，认定为合法建筑，按登记面积同等补偿",
               NULL);
    sample_row(record, VIEW_HOUSEHOLD, "house_no=18", "owner=欧阳＊", "unregistered_area=3",
               "finding=超过批准期限的临时建筑，不予补偿", NULL);
    static const char *const needed[] = {
        "17", "李＊", "3号楼2单元", "12.5", "认定为合法建筑，按登记面积同等补偿", "欧阳＊", "不予补偿", NULL};
    assert_board_sound(record, needed, "unregistered buildings");
    record_destroy(record);
}

static void test_housing(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_TABLE, "D22", "产权调换房源", NULL);
    sample_row(record, VIEW_HOUSING, "estate=南湖新苑", "building=2号楼", "layout=两室一厅", "area=65",
               "flats=48", "remaining=27", "state=building", "due_on=2028-08-25", "price=4980", "note=带电梯",
               NULL);
    sample_row(record, VIEW_HOUSING, "estate=林泉小区", "flats=30", "remaining=11", "state=ready", NULL);
    static const char *const needed[] = {"南湖新苑",      "2号楼", "两室一厅", "65",   "48", "27", "在建",
                                         "2028年8月25日", "4,980", "带电梯",   "现房", "30", "11", NULL};
    assert_board_sound(record, needed, "housing");
    record_destroy(record);
}

/* Rows of a table of homes on each page; the number of pages. */
static size_t homes_on_pages(int rows, const char *body, size_t on[8])
{
    struct record *record = sample_record(KIND_TABLE, "D22", "产权调换房源", body);
    for (int i = 0; i < rows; i++)
        sample_row(record, VIEW_HOUSING, "estate=南湖新苑", "flats=30", "remaining=11", "state=ready", NULL);
    struct test_stage stage;
    stage_open(&stage, 1920, 1080, false);
    struct book *book = book_compose(&stage.sheet, record, NULL);
    size_t pages = book->pages;
    assert_true(pages <= 8);
    for (size_t p = 0; p < pages; p++)
        on[p] = tells(&book->page[p], "南湖新苑");
    book_destroy(book);
    stage_close(&stage);
    record_destroy(record);
    return pages;
}

/* A table whose last row would stand alone above nothing gets a third of a page there; where that would add a page for the
   text below it, it stays there. */
static void test_rows_before_a_text(void **state)
{
    (void)state;
    size_t on[8] = {0};
    assert_true(homes_on_pages(30, NULL, on) >= 3);
    int whole = (int)on[0];
    assert_true(whole >= 8);
    struct buffer text = {0};
    size_t before = 2, last = 1;
    for (int i = 0; i < 40; i++) {
        buffer_text(&text, "选房顺序按签订协议的先后确定，价格以签约时公布的为准，不因为超过期限而调整，有意"
                           "见的可以提出。\n");
        size_t pages = homes_on_pages(whole + 1, text.data, on);
        assert_int_equal(on[0] + on[1], (size_t)whole + 1);
        assert_true(on[1] >= 3 || on[1] == 1);
        if (i == 0)
            assert_true(pages == 2 && on[1] >= 3);
        if (pages > before) /* not before the room of the rows that stay was used up */
            assert_int_equal(last, 1);
        before = pages;
        last = on[1];
    }
    assert_true(before > 3);
    buffer_finish(&text);
}

static void test_body_table(void **state)
{
    (void)state;
    struct record *record =
        sample_record(KIND_TABLE, "D04", "年度征收计划",
                      "| 项目 | 户数 |\n|---|---:|\n| 城北片区 | 312 |\n\n计划可以依法调整。\n");
    record->text[LANG_ZH].format = FORMAT_MARKDOWN;
    static const char *const needed[] = {"项目", "户数", "城北片区", "312", "计划可以依法调整。", NULL};
    assert_board_sound(record, needed, "table of the body");
    record_destroy(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compensation_sound),
        cmocka_unit_test(test_households_dense),
        cmocka_unit_test(test_said_once),
        cmocka_unit_test(test_scope_on_every_page),
        cmocka_unit_test(test_survey_and_unregistered),
        cmocka_unit_test(test_mask_is_true),
        cmocka_unit_test(test_housing),
        cmocka_unit_test(test_body_table),
        cmocka_unit_test(test_rows_before_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
