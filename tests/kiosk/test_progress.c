#include "overlap.h"

#include "chart.h"

static struct record *progress_sample(int days, int groups)
{
    struct record *record = sample_record(KIND_PROGRESS, "D24", "签约和搬迁进度", "数字每个工作日更新。");
    for (int day = 0; day < days; day++) {
        char when[32], signed_done[32], moved_done[32], text[DATE_TEXT];
        date_format(text, date_from_civil(2026, 12, 15) - (days - 1 - day));
        (void)snprintf(when, sizeof when, "as_of=%s", text);
        (void)snprintf(signed_done, sizeof signed_done, "done=%d", 1000 + day);
        (void)snprintf(moved_done, sizeof moved_done, "done=%d", 900 + day);
        sample_row(record, VIEW_PROGRESS, when, "metric=signed", signed_done, "due=1234", "unit=household",
                   NULL);
        sample_row(record, VIEW_PROGRESS, when, "metric=moved", moved_done, "due=1234", "unit=household",
                   NULL);
    }
    sample_row(record, VIEW_PROGRESS, "as_of=2026-12-15", "metric=demolished", "done=5020.5", "due=52300.25",
               "unit=square_metre", NULL);
    sample_row(record, VIEW_PROGRESS, "as_of=2026-12-15", "metric=paid", "done=28710", "due=32620",
               "unit=ten_thousand_yuan", NULL);
    for (int i = groups; i > 0; i--) {
        char name[64], done[32];
        (void)snprintf(name, sizeof name, "group_name=%d号楼", i);
        (void)snprintf(done, sizeof done, "done=%d", i);
        sample_row(record, VIEW_PROGRESS, "as_of=2026-12-15", "metric=signed", name, done, "due=60",
                   "unit=household", NULL);
    }
    return record;
}

static void test_sound_at_all_sizes(void **state)
{
    (void)state;
    static const int shapes[][2] = {{60, 10}, {60, 0}, {1, 10}, {1, 0}, {5, 45}};
    static const char *const needed[] = {"签约率",
                                         "9.6%",
                                         "1,234户",
                                         "5,020.5",
                                         "52,300.25平方米",
                                         "28,710",
                                         "32,620万元",
                                         "数字每个工作日更新。",
                                         NULL};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct record *record = progress_sample(shapes[i][0], shapes[i][1]);
        assert_board_sound(record, needed, "progress");
        record_destroy(record);
    }
}

static void test_nothing_at_all(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_PROGRESS, "D24", "进度", NULL);
    assert_board_sound(record, NULL, "empty progress");
    record_destroy(record);
}

/* Groups in the order of their names, whatever their rates or rows: no league table. */
static void test_groups_by_name(void **state)
{
    (void)state;
    struct record *record = progress_sample(1, 12);
    struct test_stage stage;
    stage_open(&stage, 1920, 1080, false);
    struct book *book = book_compose(&stage.sheet, record, NULL);
    char *text = book_text(book);
    const char *at = text;
    for (int i = 1; i <= 12; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "%d号楼", i);
        at = strstr(at, name);
        if (at == NULL)
            fail_msg("%s is missing or out of order in %s", name, text);
        at += strlen(name);
    }
    free(text);
    book_destroy(book);
    stage_close(&stage);
    record_destroy(record);
}

/* A merged group is explained; a metric that is not given is not shown; a due of nothing gives no rate. */
static void test_honest(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_PROGRESS, "D24", "进度", NULL);
    sample_row(record, VIEW_PROGRESS, "as_of=2026-12-15", "metric=resettled", "done=0", "due=0", "unit=flat",
               NULL);
    sample_row(record, VIEW_PROGRESS, "as_of=2026-12-15", "metric=resettled", "group_name=平房、商铺",
               "done=7", "due=18", "unit=flat", NULL);
    struct test_stage stage;
    stage_open(&stage, 1920, 1080, false);
    struct book *book = book_compose(&stage.sheet, record, NULL);
    char *text = book_text(book);
    assert_non_null(strstr(text, "平房、商铺＊"));
    assert_non_null(strstr(text, "7／18套"));
    assert_null(strstr(text, "签约率"));
    assert_null(strstr(text, "nan"));
    assert_non_null(strstr(text, words_get(stage.words, LANG_ZH, "progress.no_rate")));
    bool explained = false; /* a word of the interface: drawn, but no line of the item */
    for (size_t i = 0; i < book->page[0].draw.count; i++) {
        const struct draw_command *c = &book->page[0].draw.command[i];
        explained = explained || (c->op == DRAW_TEXT && c->text_bytes > 6 &&
                                  memcmp(book->page[0].draw.text + c->text, "＊ ", 4) == 0);
    }
    assert_true(explained);
    free(text);
    book_destroy(book);
    stage_close(&stage);
    record_destroy(record);
}

static void test_long_names(void **state)
{
    (void)state;
    struct record *record = progress_sample(10, 3);
    sample_row(record, VIEW_PROGRESS, "as_of=2026-12-10", "metric=signed",
               "group_name=临街商铺和二轻局家属楼以北的平房区域以及原粮库院内各户",
               "group_name_ko=거리상가와 단층집", "done=123456", "due=1234567", "unit=household", NULL);
    static const char *const needed[] = {"原粮库院内各户", "123,456／1,234,567户", "10.0%", "12月10日", NULL};
    assert_board_sound(record, needed, "long group");
    record_destroy(record);
}

static void test_natural_order(void **state)
{
    (void)state;
    static const char *const order[] = {"1号楼",        "01号楼乙", "2号楼", "9号楼", "10号楼", "10号楼2单元",
                                        "10号楼10单元", "A",        "a",     "商铺",  "平房"};
    /* 商 is U+5546, 平 is U+5E73; "01号楼乙" follows "1号楼" because the digits are equal and it is longer. */
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        for (size_t k = 0; k < sizeof order / sizeof order[0]; k++) {
            int got = chart_natural(order[i], order[k]);
            if ((got > 0) - (got < 0) != (i > k) - (i < k))
                fail_msg("%s and %s: %d", order[i], order[k], got);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_at_all_sizes), cmocka_unit_test(test_nothing_at_all),
        cmocka_unit_test(test_groups_by_name),     cmocka_unit_test(test_honest),
        cmocka_unit_test(test_long_names),         cmocka_unit_test(test_natural_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
