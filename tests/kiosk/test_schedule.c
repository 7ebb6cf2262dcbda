#include "overlap.h"

static struct record *schedule_sample(enum kind kind, int tasks)
{
    struct record *record = sample_record(kind, "D32", "时间进度表", "拆除以全部交房为前提。");
    sample_row(record, VIEW_TASK, "name=调查登记并公布", "name_ko=조사등록", "state=done", "owner=调查一组",
               "stage=调查登记", "planned_from=2026-03-20", "planned_until=2026-04-30",
               "actual_from=2026-03-20", "actual_until=2026-05-08", "percent=100", NULL);
    sample_row(record, VIEW_TASK, "name=公布意见", "state=done", "owner=征收科", "planned_from=2026-07-20",
               "planned_until=2026-08-05", "actual_from=2026-07-20", "actual_until=2026-08-03", NULL);
    sample_row(record, VIEW_TASK, "name=签订协议", "state=now", "owner=签约组", "planned_from=2026-11-02",
               "planned_until=2027-01-30", "actual_from=2026-11-02", "percent=84", NULL);
    sample_row(record, VIEW_TASK, "name=拆除施工", "state=late", "owner=拆除企业", "planned_from=2026-11-20",
               "planned_until=2027-03-31", "actual_from=2026-12-01", "note=燃气管线改迁推迟", NULL);
    sample_row(record, VIEW_TASK, "name=设备移交", "state=late", "planned_from=2026-12-06",
               "planned_until=2026-12-30", NULL);
    sample_row(record, VIEW_TASK, "name=档案整理", "state=todo", NULL);
    for (int i = 6; i < tasks; i++)
        sample_row(record, VIEW_TASK, "name=安置房交付与室外配套工程", "state=todo", "owner=县住房保障中心",
                   "planned_from=2027-03-01", "planned_until=2028-06-30", NULL);
    return record;
}

static void test_schedule_sound(void **state)
{
    (void)state;
    /* 8 May is 8 days after 30 April; 3 August 2 before the 5th; 1 December 11 after 20 November; the 16th 10
       after the 6th. */
    static const char *const needed[] = {
        "晚8天完成", "提前2天完成", "晚11天开始", "晚10天未开始", "燃气管线改迁推迟",
        "84%",       "调查一组",    "档案整理",   "12月1日起",    "拆除以全部交房为前提。",
        NULL};
    for (int tasks = 6; tasks <= 30; tasks += 12) {
        struct record *record = schedule_sample(KIND_SCHEDULE, tasks);
        assert_board_sound(record, needed, "schedule");
        record_destroy(record);
    }
}

static void test_tasks_sound(void **state)
{
    (void)state;
    static const char *const needed[] = {
        "晚8天完成",       "燃气管线改迁推迟",       "调查登记", "3月20日至4月30日",
        "3月20日至5月8日", "拆除以全部交房为前提。", NULL};
    struct record *record = schedule_sample(KIND_TASKS, 20);
    assert_board_sound(record, needed, "tasks");
    record_destroy(record);
}

static void test_without_dates(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_SCHEDULE, "D32", "时间进度表", NULL);
    sample_row(record, VIEW_TASK, "name=档案整理", "state=todo", "owner=档案组", NULL);
    sample_row(record, VIEW_TASK, "name=交付", "state=now", NULL);
    static const char *const needed[] = {"档案整理", "档案组", "交付", NULL};
    assert_board_sound(record, needed, "schedule without dates");
    record_destroy(record);
}

static void test_steps_instead_of_tasks(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_SCHEDULE, "D32", "时间进度表", NULL);
    sample_row(record, VIEW_STEP, "name=公告", "state=done", "basis=条例第十三条", "actual_from=2026-10-22",
               NULL);
    static const char *const needed[] = {"公告", "条例第十三条", "10月22日", NULL};
    assert_board_sound(record, needed, "schedule of steps");
    record_destroy(record);
}

static void test_longest_name(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_SCHEDULE, "D32", "时间进度表", NULL);
    struct buffer name = {0};
    buffer_text(&name, "name=");
    for (int i = 0; i < 1000; i++)
        buffer_text(&name, i == 999 ? "终" : "长");
    sample_row(record, VIEW_TASK, name.data, "state=todo", "planned_from=2026-10-22", NULL);
    static const char *const needed[] = {"长长终", NULL};
    assert_board_sound(record, needed, "schedule with the longest name");
    buffer_finish(&name);
    record_destroy(record);
}

static size_t tells(const struct page *page, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < page->lines; i++)
        count += strcmp(page->line[i], text) == 0;
    return count;
}

/* Names of thirteen characters and offices of eight stand on one line beside the chart, which leaves them the room: eleven rows
   a page, as drawn. In portrait a row has two lines. */
static void test_names_on_one_line(void **state)
{
    (void)state;
    static const char name[] = "补偿费用足额到位、专户存储", owner[] = "县房屋征收管理局";
    struct record *record = sample_record(KIND_SCHEDULE, "D32", "时间进度表", NULL);
    for (int i = 0; i < 11; i++)
        sample_row(record, VIEW_TASK, "name=补偿费用足额到位、专户存储", "owner=县房屋征收管理局",
                   "state=now", "planned_from=2026-03-20", "planned_until=2027-02-20",
                   "actual_from=2026-03-20", "percent=76", NULL);
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}};
    for (size_t s = 0; s < 2; s++) {
        struct test_stage stage;
        stage_open(&stage, sizes[s][0], sizes[s][1], false);
        struct book *book = book_compose(&stage.sheet, record, NULL);
        assert_int_equal(tells(&book->page[0], name), 11);
        assert_int_equal(tells(&book->page[0], owner), 11);
        book_destroy(book);
        stage_close(&stage);
    }
    record_destroy(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedule_sound), cmocka_unit_test(test_tasks_sound),
        cmocka_unit_test(test_without_dates),  cmocka_unit_test(test_steps_instead_of_tasks),
        cmocka_unit_test(test_longest_name),   cmocka_unit_test(test_names_on_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
