#include "overlap.h"

static const char long_note[] =
    "note="
    "签约期限内达成协议的，按约定的时间搬迁；超过期限没有达成协议的，由县人民政府依法作出补偿决定并在征收范围"
    "内公告，不服的可以依法申请行政复议，也可以依法提起行政诉讼";

static struct record *process_sample(int steps, int current)
{
    struct record *record = sample_record(KIND_PROCESS, "D32", "征收程序走到哪一步", "期限以公告为准。");
    for (int i = 1; i <= steps; i++) {
        char name[64], state[16], month[32];
        (void)snprintf(name, sizeof name, "name=第%d步调查登记并公布", i);
        (void)snprintf(state, sizeof state, "state=%s", i < current ? "done" : i == current ? "now" : "todo");
        (void)snprintf(month, sizeof month, "%s=2026-%02d-12", i <= current ? "actual_from" : "planned_from",
                       (i - 1) % 12 + 1);
        sample_row(record, VIEW_STEP, name, "name_ko=조사등록 및 공포", state, month,
                   "planned_until=2027-03-01", "basis=条例第十五条、第二十四条", "owner=县房屋征收部门",
                   i == current ? long_note : NULL, NULL);
    }
    return record;
}

static void test_sound_at_all_sizes(void **state)
{
    (void)state;
    static const int shapes[][2] = {{1, 1}, {2, 0}, {9, 8}, {9, 10}, {12, 3}, {27, 14}};
    static const char *const needed[] = {"第1步调查登记并公布", "条例第十五条、第二十四条", "县房屋征收部门",
                                         "期限以公告为准。", NULL};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct record *record = process_sample(shapes[i][0], shapes[i][1]);
        assert_board_sound(record, needed, "process");
        record_destroy(record);
    }
}

static void test_note_is_whole(void **state)
{
    (void)state;
    struct record *record = process_sample(9, 8);
    const char *needed[] = {long_note + 5, NULL};
    assert_board_sound(record, needed, "process with a note");
    record_destroy(record);
}

/* Nine steps with one current stand on one landscape page, as the law desk drew it. */
static void test_nine_on_one_page(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_PROCESS, "D32", "征收程序走到哪一步", NULL);
    for (int i = 1; i <= 9; i++)
        sample_row(record, VIEW_STEP, "name=公布意见修改",
                   i < 8    ? "state=done"
                   : i == 8 ? "state=now"
                            : "state=todo",
                   "actual_from=2026-08-03", "basis=条例第十条", NULL);
    struct test_stage stage;
    stage_open(&stage, 1920, 1080, false);
    struct book *book = book_compose(&stage.sheet, record, NULL);
    assert_int_equal(book->pages, 1);
    char *text = book_text(book);
    assert_non_null(
        strstr(text, words_get(stage.words, LANG_ZH, "state.next"))); /* the first to do is the next */
    free(text);
    book_destroy(book);
    stage_close(&stage);
    record_destroy(record);
}

/* Notes that would need a page more in their boxes stand below the chart: nine steps stay on one page, also below the banner. */
static void test_notes_below(void **state)
{
    (void)state;
    static const char note[] =
        "note=第一次意见9月7日公布，听证情况10月12日公布；第二次征求意见结束后再次公布";
    for (int banner = 0; banner < 2; banner++) {
        struct record *record = sample_record(KIND_PROCESS, "D32", "征收程序走到哪一步", NULL);
        for (int i = 1; i <= 9; i++)
            sample_row(record, VIEW_STEP, i == 1 ? "name=划定征收范围、暂停办理手续" : "name=公布意见与修改",
                       i < 3    ? "state=done"
                       : i == 3 ? "state=now"
                                : "state=todo",
                       i <= 3 ? "actual_from=2026-03-16" : "planned_from=2026-12-07",
                       i <= 3 ? "planned_from=2026-03-09" : "planned_until=2026-12-27",
                       "basis=条例第十五条、第二十四条", "owner=县住房和城乡建设局",
                       i >= 3 && i <= 5 ? note : NULL, NULL);
        struct test_stage stage;
        stage_open(&stage, 1920, 1080, false);
        stage.sheet.banner = banner == 1;
        struct book *book = book_compose(&stage.sheet, record, NULL);
        assert_int_equal(book->pages, 1);
        assert_page_sound(&book->page[0], &stage.sheet, "notes below");
        char *text = book_text(book);
        size_t told = 0;
        for (const char *at = text; (at = strstr(at, "听证情况10月12日公布")) != NULL; at++)
            told++;
        assert_int_equal(told, 3);
        free(text);
        book_destroy(book);
        stage_close(&stage);
        record_destroy(record);
    }
}

/* 1,000 ideographs, the longest a cell may be, flow over pages: nothing is cut. */
static void test_longest_cell(void **state)
{
    (void)state;
    struct record *record = process_sample(2, 1);
    struct buffer note = {0};
    buffer_text(&note, "note=");
    for (int i = 0; i < 1000; i++)
        buffer_text(&note, i == 999 ? "终" : "长");
    sample_row(record, VIEW_STEP, "name=末步", "state=todo", note.data, NULL);
    static const char *const needed[] = {"长长终", NULL};
    assert_board_sound(record, needed, "process with the longest note");
    buffer_finish(&note);
    record_destroy(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_at_all_sizes), cmocka_unit_test(test_note_is_whole),
        cmocka_unit_test(test_nine_on_one_page),   cmocka_unit_test(test_notes_below),
        cmocka_unit_test(test_longest_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
