#include "pages.h"

static void test_freshness(void **state)
{
    (void)state;
    static const struct {
        instant now, checked;
        enum freshness wanted;
    } cases[] = {
        {1000, 1000, FRESH}, {1060, 1000, FRESH}, {1061, 1000, AGING}, {1600, 1000, AGING},
        {1601, 1000, STALE}, {1000, 1060, FRESH}, {1000, 1061, STALE}, {1000, NO_INSTANT, STALE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(frame_freshness(cases[i].now, cases[i].checked, 60, 600), cases[i].wanted);
}

/* Draws a frame and returns its text. */
static char *take_frame(const struct setup *setup, const struct frame *frame)
{
    struct page page = {.whole = true};
    struct buffer drawn = {0}, dense = {0};
    frame_draw(&setup->sheet, frame, &page.draw);
    check_page(&setup->sheet, &page);
    add_drawn(&drawn, &page.draw);
    add_dense(&dense, drawn.size > 0 ? drawn.data : "");
    buffer_finish(&drawn);
    draw_list_finish(&page.draw);
    return buffer_take(&dense);
}

static void expect(const struct setup *setup, const struct frame *frame, const char *wanted)
{
    char *text = take_frame(setup, frame);
    if (strstr(text, wanted) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", wanted, text);
    free(text);
}

static void test_what_it_says(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {800, 600}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct setup setup;
        setup_init(&setup, sizes[i][0], sizes[i][1]);
        struct record *record = new_record(KIND_DOCUMENT, "公告", NULL, FORMAT_TEXT);
        struct frame frame = {.record = record,
                              .office = "某县征收办",
                              .hotline = "0433-5550123",
                              .supervision = "12345",
                              .page = 1,
                              .pages = 7,
                              .checked_at = setup.sheet.now - 60};
        expect(&setup, &frame, "某县征收办");
        expect(&setup, &frame, "2026年12月16日星期三北京时间");
        expect(&setup, &frame, "10:42");
        expect(&setup, &frame, "D14-2026-003第1版");
        expect(&setup, &frame, "2026年12月15日"); /* published_at in Beijing */
        expect(&setup, &frame, "10:41已核验");
        expect(&setup, &frame, "0433-5550123");
        expect(&setup, &frame, "12345");
        expect(&setup, &frame, "第2页共7页");
        frame.freshness = STALE;
        frame.banner = true;
        expect(&setup, &frame, "10:41后未核验");
        expect(&setup, &frame, "自12月16日10:41（北京时间）起");
        frame.checked_at = NO_INSTANT;
        expect(&setup, &frame, "尚未核验");
        frame = (struct frame){
            .record = record, .pages = 1, .checked_at = setup.sheet.now, .unsigned_source = true};
        expect(&setup, &frame, "本机直连案件库");
        memcpy(frame.alarm, "source-empty", sizeof "source-empty");
        expect(&setup, &frame, "来源内容异常减少");
        memcpy(frame.alarm, "no-such-code", sizeof "no-such-code");
        expect(&setup, &frame, "运行异常");
        record_destroy(record);
        setup_finish(&setup);
    }
}

/* Something published is not here: the banner says how much and whom to ask, also beneath what else it says; a panel says it on the
   frames on which it speaks about itself. */
static void test_what_is_not_here(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {3840, 2160}, {800, 600}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int korean = 0; korean < 2; korean++) {
            struct setup setup;
            setup_init(&setup, sizes[i][0], sizes[i][1]);
            setup.sheet.korean = korean == 1;
            struct record *record = new_record(KIND_DOCUMENT, "公告", NULL, FORMAT_TEXT);
            struct frame frame = {.record = record,
                                  .hotline = "0433-5550123",
                                  .pages = 1,
                                  .banner = true,
                                  .absent = 12,
                                  .checked_at = setup.sheet.now};
            expect(&setup, &frame, "有12项公布内容未能在本屏显示");
            expect(&setup, &frame, "全部内容请看现场公告栏，或咨询0433-5550123");
            expect(&setup, &frame, "已核验"); /* what is here is in order */
            if (korean == 1) {
                expect(&setup, &frame, "공시내용12건을이화면에표시하지못했습니다");
                expect(&setup, &frame, "전체내용은현장공고란을보거나0433-5550123에문의하십시오");
            }
            frame.hotline = NULL;
            expect(&setup, &frame, "全部内容请看现场公告栏");
            frame.unread = true; /* nobody knows how many */
            expect(&setup, &frame, "有公布内容未能在本屏显示");
            frame.unread = false;
            frame.freshness = STALE;
            expect(&setup, &frame, "起未能核验更新");
            expect(&setup, &frame, "有12项公布内容未能在本屏显示");
            frame.freshness = EXPIRED;
            expect(&setup, &frame, "有12项公布内容未能在本屏显示");
            frame.freshness = FRESH;
            frame.banner = false; /* composed before it was known: the foot alone */
            memcpy(frame.alarm, "list-absent", sizeof "list-absent");
            expect(&setup, &frame, "公布内容不全");
            frame.absent = 0;
            frame.banner = true;
            char *text = take_frame(&setup, &frame);
            assert_null(strstr(text, "未能在本屏显示"));
            free(text);
            record_destroy(record);
            setup_finish(&setup);
        }
}

static void test_what_is_not_here_on_a_panel(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 320, 160);
    struct record *record = new_record(KIND_DOCUMENT, "公告", NULL, FORMAT_TEXT);
    struct frame frame = {
        .record = record, .page = 3, .pages = 6, .absent = 2, .checked_at = setup.sheet.now};
    expect(&setup, &frame, "2项内容未能显示");
    frame.unread = true;
    expect(&setup, &frame, "有内容未能显示");
    frame.page = 0;
    frame.pages = 1; /* too few frames to wait for the fourth */
    expect(&setup, &frame, "有内容未能显示");
    frame.freshness = STALE; /* both, in turn */
    setup.sheet.now -= setup.sheet.now % 10;
    expect(&setup, &frame, "后未核验");
    setup.sheet.now += 5;
    expect(&setup, &frame, "有内容未能显示");
    record_destroy(record);
    setup_finish(&setup);
    setup_init(&setup, 320, 160);
    struct page page = {.whole = true};
    struct buffer drawn = {0};
    frame = (struct frame){.absent = 2, .hotline = "0433-5550123", .checked_at = setup.sheet.now};
    frame_nothing(&setup.sheet, &frame, "nothing.absent", &page.draw);
    add_drawn(&drawn, &page.draw);
    assert_non_null(strstr(drawn.data, "公布内容未能显示"));
    buffer_finish(&drawn);
    draw_list_finish(&page.draw);
    setup_finish(&setup);
}

/* Names as long as offices have them stand in full on every screen, whichever page of how many, beside the code and without. */
static void test_long_names(void **state)
{
    (void)state;
    static const char *const issuers[] = {
        "某县人民政府", "某某县国有土地上房屋征收与补偿工作办公室",
        "某某朝鲜族自治州某某市国有土地上房屋征收与补偿办公室", /* 25 */
    };
    static const char *const urls[] = {NULL, "https://www.example.gov.cn/zwgk/2026/d14-003.html"};
    for (size_t i = 0; i < SCREEN_SIZES * 2; i++) {
        struct setup setup;
        setup_init(&setup, screen_sizes[i / 2][0], screen_sizes[i / 2][1]);
        for (size_t k = 0; k < sizeof issuers / sizeof *issuers && setup.sheet.shape != SHAPE_PANEL; k++) {
            struct record *record = new_record(KIND_DOCUMENT, "公告", NULL, FORMAT_TEXT);
            free(record->text[LANG_ZH].issuer);
            record->text[LANG_ZH].issuer = take_copy(issuers[k]);
            record->url = urls[i % 2] == NULL ? NULL : take_copy(urls[i % 2]);
            struct frame frame = {.record = record,
                                  .page = 9,
                                  .pages = 18,
                                  .checked_at = setup.sheet.now - 60,
                                  .hotline = "0433-5550123",
                                  .supervision = "0433-5550124",
                                  .unsigned_source = true};
            expect(&setup, &frame, issuers[k]);
            expect(&setup, &frame, "D14-2026-003第1版");
            expect(&setup, &frame, "2026年12月15日");
            expect(&setup, &frame, "本机直连案件库10:41已读取");
            expect(&setup, &frame, "0433-5550123");
            expect(&setup, &frame, "0433-5550124");
            expect(&setup, &frame, "第10页共18页");
            record_destroy(record);
        }
        setup_finish(&setup);
    }
}

/* With an id of 97 characters something must go: the issuer's end, never the id. */
static void test_long_values(void **state)
{
    (void)state;
    static const char id[] =
        "D14-222401-2026-000000000000003-a-very-long-id-that-some-vendor-builds-from-all-its-keys_0123456";
    assert_true(strlen(id) <= 97);
    for (size_t i = 0; i < SCREEN_SIZES; i++) {
        struct setup setup;
        setup_init(&setup, screen_sizes[i][0], screen_sizes[i][1]);
        struct record *record = new_record(KIND_DOCUMENT, "公告", NULL, FORMAT_TEXT);
        free(record->id);
        record->id = take_copy(id);
        record->version = 999999999;
        free(record->text[LANG_ZH].issuer);
        record->text[LANG_ZH].issuer =
            take_copy("某某自治州某某自治县人民政府和某某自治州住房和城乡建设局以及其他许多单位联合");
        struct frame frame = {
            .record = record,
            .pages = 12345,
            .checked_at = setup.sheet.now - 90000,
            .freshness = AGING,
            .office = "某某自治州某某自治县国有土地上房屋征收与补偿工作领导小组办公室某某片区指挥部"};
        char *text = take_frame(&setup, &frame);
        if (setup.sheet.shape != SHAPE_PANEL)
            assert_non_null(strstr(text, id));
        assert_true(setup.sheet.width > 3 * setup.sheet.height ||
                    strstr(text, "以及其他许多单位联合") == NULL);
        free(text);
        record_destroy(record);
        setup_finish(&setup);
    }
}

static void test_time_line(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct frame frame = {.pages = 1, .elapsed = .5F, .checked_at = setup.sheet.now};
    struct draw_list list = {0};
    frame_draw(&setup.sheet, &frame, &list);
    bool found = false;
    for (size_t i = 0; i < list.count; i++)
        found = found || (list.command[i].op == DRAW_FILL && list.command[i].fill == COLOUR_INK_2 &&
                          list.command[i].box.w == 960 && list.command[i].box.y == 990);
    assert_true(found);
    draw_list_finish(&list);
    setup_finish(&setup);
}

static void test_nothing_to_show(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCREEN_SIZES; i++) {
        struct setup setup;
        setup_init(&setup, screen_sizes[i][0], screen_sizes[i][1]);
        struct frame frame = {.office = "某县征收办",
                              .hotline = "0433-5550123",
                              .supervision = "12345",
                              .freshness = DEAD,
                              .checked_at = NO_INSTANT};
        static const char *const reasons[] = {"nothing.no_cache", "nothing.empty", "nothing.dead"};
        for (size_t k = 0; k < 3; k++) {
            struct page page = {.whole = true};
            frame_nothing(&setup.sheet, &frame, reasons[k], &page.draw);
            check_page(&setup.sheet, &page);
            struct buffer drawn = {0};
            add_drawn(&drawn, &page.draw);
            assert_non_null(strstr(drawn.data, "0433-5550123"));
            buffer_finish(&drawn);
            draw_list_finish(&page.draw);
        }
        setup_finish(&setup);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_freshness),        cmocka_unit_test(test_what_it_says),
        cmocka_unit_test(test_what_is_not_here), cmocka_unit_test(test_what_is_not_here_on_a_panel),
        cmocka_unit_test(test_long_names),       cmocka_unit_test(test_long_values),
        cmocka_unit_test(test_time_line),        cmocka_unit_test(test_nothing_to_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
