/* The boards that are made of cards and entries: firms, persons, contacts, questions, ledger, warning, plan. */
#include "overlap.h"

static void add_long(struct record *record, enum view_id view, const char *column, const char *more,
                     const char *still)
{
    struct buffer cell = {0};
    buffer_format(&cell, "%s=", column);
    for (int i = 0; i < 1000; i++)
        buffer_text(&cell, i == 999 ? "终" : "长");
    sample_row(record, view, cell.data, more, still, NULL);
    buffer_finish(&cell);
}

static void test_firms_and_persons(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_CARDS, "D18", "评估机构确定结果", "选定经公证。");
    for (int i = 0; i < 5; i++)
        sample_row(record, VIEW_FIRM, "name=北屏市恒度房地产土地评估有限公司", "name_ko=항도평가회사",
                   "role=候选评估机构", "qualification=一级", "certificate_no=北评备〔2019〕0008号",
                   "legal_person=左明远", i == 2 ? "chosen=1" : "chosen=0", "votes=1141",
                   "address=北屏市中兴路112号", "phone=0000-555 0141", "note=估价师二人", NULL);
    for (int i = 0; i < 7; i++)
        sample_row(record, VIEW_PERSON, "name=梁致远", "post=项目负责人", "unit=房屋征收部门",
                   "certificate_no=征证0003", "trained_on=2026-05-25", "phone=0000-555 0122", "hours=工作日",
                   "note=主持项目实施", NULL);
    add_long(record, VIEW_PERSON, "note", "name=某某", NULL);
    static const char *const needed[] = {"北屏市恒度房地产土地评估有限公司",
                                         "候选评估机构",
                                         "一级",
                                         "北评备〔2019〕0008号",
                                         "左明远",
                                         "已选定",
                                         "1,141票",
                                         "北屏市中兴路112号",
                                         "0000-5550141",
                                         "估价师二人",
                                         "梁致远",
                                         "项目负责人",
                                         "征证0003",
                                         "2026年5月25日",
                                         "工作日",
                                         "主持项目实施",
                                         "长长终",
                                         "选定经公证。",
                                         NULL};
    assert_board_sound(record, needed, "cards");
    record_destroy(record);
}

static void test_contacts(void **state)
{
    (void)state;
    struct record *record =
        sample_record(KIND_CONTACTS, "D33", "举报、咨询和信访渠道", "十五日内告知是否受理。");
    static const char *const channels[] = {"channel=phone", "channel=visit", "channel=letter", "channel=web"};
    for (int i = 0; i < 7; i++)
        sample_row(record, VIEW_CONTACT, "name=征收咨询", "name_ko=징수문의", channels[i % 4],
                   i % 4 == 3 ? "value=https://example.invalid/a/very/long/address/that/has/no/place/to/break"
                              : "value=0000-555 0120",
                   "unit=征收服务中心", "hours=每日8:30—16:30", "note=可以预约", "note_ko=예약 가능", NULL);
    static const char *const needed[] = {
        "征收咨询", "0000-5550120", "征收服务中心",      "每日8:30—16:30",         "可以预约", "电话", "来访",
        "来信",     "网上",         "no/place/to/break", "十五日内告知是否受理。", NULL};
    assert_board_sound(record, needed, "contacts");
    record_destroy(record);
}

/* A text that gets a page of its own behind a board is as large there as it can be whole. */
static void test_text_on_its_own_page(void **state)
{
    (void)state;
    struct buffer body = {0};
    for (int i = 0; i < 4; i++)
        buffer_text(&body,
                    "房屋征收实施单位受委托承担调查、协商、签约、验收和归档等具体工作，不以营利为目的。\n");
    struct record *record = sample_record(KIND_CARDS, "D03", "征收部门和工作人员", body.data);
    for (int i = 0; i < 6; i++)
        sample_row(record, VIEW_PERSON, "name=梁致远", "post=项目负责人", "unit=房屋征收部门",
                   "certificate_no=征证0003", "trained_on=2026-05-25", "phone=0000-555 0122", "hours=工作日",
                   "note=主持项目实施", NULL);
    struct test_stage stage;
    stage_open(&stage, 1920, 1080, false);
    struct book *book = book_compose(&stage.sheet, record, NULL);
    assert_int_equal(book->pages, 2);
    float largest = 0;
    for (size_t i = 0; i < book->page[1].draw.count; i++) {
        const struct draw_command *c = &book->page[1].draw.command[i];
        if (c->op == DRAW_TEXT && c->face == FACE_SANS && c->size > largest)
            largest = c->size;
    }
    assert_true(largest > 2.9F * stage.sheet.u);
    book_destroy(book);
    stage_close(&stage);
    record_destroy(record);
    buffer_finish(&body);
}

static float largest_bold(const struct page *page)
{
    float largest = 0;
    for (size_t i = 0; i < page->draw.count; i++) {
        const struct draw_command *c = &page->draw.command[i];
        if (c->op == DRAW_TEXT && c->face == FACE_SANS_BOLD && c->size > largest)
            largest = c->size;
    }
    return largest;
}

/* Two firms, or two questions, alone on a page are set larger than a page of them would be. */
static void test_few_are_large(void **state)
{
    (void)state;
    static const int counts[] = {2, 4};
    for (int kind = 0; kind < 2; kind++) {
        float size[2];
        for (size_t i = 0; i < 2; i++) {
            struct record *record = sample_record(kind == 0 ? KIND_CARDS : KIND_FAQ, "D17", "候选名单", NULL);
            for (int k = 0; k < counts[i] * (kind == 0 ? 1 : 3) - kind; k++)
                if (kind == 0)
                    sample_row(record, VIEW_FIRM, "name=某某评估公司", "role=候选评估机构",
                               "qualification=一级", "certificate_no=北评备〔2019〕0008号",
                               "legal_person=左明远", "phone=0000-555 0141", "address=北屏市中兴路112号",
                               "note=估价师二人", NULL);
                else if (i == 1 || k < 2)
                    sample_row(record, VIEW_FAQ, "question=可以只要钱，不要房吗？",
                               "answer=可以，由本人选择。", "basis=条例第二十一条", NULL);
            struct test_stage stage;
            stage_open(&stage, 1920, 1080, false);
            struct book *book = book_compose(&stage.sheet, record, NULL);
            size[i] = largest_bold(&book->page[0]) / stage.sheet.u;
            book_destroy(book);
            stage_close(&stage);
            record_destroy(record);
        }
        assert_true(size[0] > size[1] + .1F);
        assert_true(size[1] > 1.99F);
    }
}

static void test_faq(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_FAQ, "D34", "政策解答", NULL);
    for (int i = 0; i < 6; i++)
        sample_row(record, VIEW_FAQ, "question=不同意评估价格，应该怎么办？", "question_ko=어떻게 합니까?",
                   "answer=可以申请复核。\n对复核结果有异议的，可以申请鉴定。",
                   "answer_ko=재심사를 신청할수 있습니다.", "basis=条例第十九条", "answered_on=2026-10-09",
                   "reviewer=苏敬文", NULL);
    add_long(record, VIEW_FAQ, "answer", "question=长吗？", NULL);
    static const char *const needed[] = {"不同意评估价格，应该怎么办？",
                                         "可以申请复核。",
                                         "可以申请鉴定。",
                                         "条例第十九条",
                                         "2026年10月9日",
                                         "苏敬文",
                                         "长长终",
                                         NULL};
    assert_board_sound(record, needed, "questions");
    record_destroy(record);
}

static void test_ledger(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_LEDGER, "D30", "超期安置台账", NULL);
    static const char *const states[] = {"state=done", "state=now", "state=late", "state=todo"};
    for (int i = 0; i < 5; i++)
        sample_row(record, VIEW_LEDGER, "name=河东新城1号楼", "name_ko=하동신성", states[i % 4],
                   "due_households=1024", "resettled=20", "overdue=1004", "due_on=2025-10-20",
                   "new_due_on=2027-01-01", "reason=供水设备到货晚", "measure=逐户通水后交钥匙",
                   "owner=住房保障中心", "allowance=按两倍标准发放", NULL);
    static const char *const needed[] = {"河东新城1号楼",
                                         "1,024户",
                                         "20户",
                                         "1,004户",
                                         "2025年10月20日",
                                         "2027年1月1日",
                                         "供水设备到货晚",
                                         "逐户通水后交钥匙",
                                         "住房保障中心",
                                         "按两倍标准发放",
                                         "比计划晚",
                                         "未开始",
                                         NULL};
    assert_board_sound(record, needed, "ledger");
    record_destroy(record);
}

static void test_warning(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "请勿进入围挡，当心坠落物\n时间：今天13:00至17:"
        "00\n范围：1号楼四周30米以内\n绕行：走滨河路北侧便道\n报险：0000-555 "
        "0119，现场安全员值守\n施工单位负责人和联系电话：略\n其余通道照常通行，请听从现场人员指引。",
        "时间：每日8:00至17:00\n范围：围挡以内", NULL};
    for (size_t i = 0; i < 3; i++) {
        struct record *record =
            sample_record(KIND_WARNING, "D28", "1号楼正在拆除，请勿进入围挡，当心坠落物", bodies[i]);
        record->text[LANG_KO].title = take_copy("1호동 철거중");
        record->text[LANG_KO].body = take_copy("울타리안에 들어가지 마십시오.");
        static const char *const full[] = {"请勿进入围挡，当心坠落物",
                                           "时间",
                                           "今天13:00至17:00",
                                           "1号楼四周30米以内",
                                           "0000-5550119，现场安全员值守",
                                           "其余通道照常通行，请听从现场人员指引。",
                                           NULL};
        static const char *const less[] = {"时间", "每日8:00至17:00", "围挡以内", NULL};
        assert_board_sound(record, i == 0 ? full : i == 1 ? less : NULL, "warning");
        record_destroy(record);
    }
}

static void add_tiers(struct record *record, const int (*days)[6], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char from[32], until[32];
        (void)snprintf(from, sizeof from, "valid_from=%04d-%02d-%02d", days[i][0], days[i][1], days[i][2]);
        (void)snprintf(until, sizeof until, "valid_until=%04d-%02d-%02d", days[i][3], days[i][4], days[i][5]);
        sample_row(record, VIEW_REWARD_TIER, "name=第某段", "name_ko=단계", from, until, "amount=1300",
                   "unit=元／平方米", "note=按认定面积计算", NULL);
    }
}

static void test_plan(void **state)
{
    (void)state;
    static const int tiers[][6] = {
        {2026, 11, 2, 2026, 12, 1}, {2026, 12, 2, 2026, 12, 31}, {2027, 1, 1, 2027, 1, 30}};
    static const int uneven[][6] = {{2026, 12, 1, 2026, 12, 2},
                                    {2026, 12, 3, 2027, 5, 31},
                                    {2027, 6, 1, 2027, 6, 1},
                                    {2027, 6, 2, 2027, 6, 1}};
    struct record *record = sample_record(KIND_PLAN, "D15", "征收补偿方案", "第一条　补偿依法进行。");
    add_tiers(record, tiers, 3);
    static const char *const needed[] = {"第某段",         "1,300",          "元／平方米",
                                         "按认定面积计算", "已结束",         "进行中",
                                         "未开始",         "补偿依法进行。", NULL};
    assert_board_sound(record, needed, "plan");
    record->comment_from = date_from_civil(2026, 12, 1);
    record->comment_until = date_from_civil(2026, 12, 20);
    assert_board_sound(record, needed, "plan with comments");
    record_destroy(record);
    record = sample_record(KIND_PLAN, "D15", "征收补偿方案", "第一条　补偿依法进行。");
    add_tiers(record, uneven, 4);
    static const char *const few[] = {"第某段", "1,300", "补偿依法进行。", NULL};
    assert_board_sound(record, few, "plan with uneven tiers");
    record_destroy(record);
}

/* The plan's text brings an outline in the margin of its own pages, not of the strip's before them. */
static void test_plan_of_sections(void **state)
{
    (void)state;
    static const int tiers[][6] = {
        {2026, 11, 2, 2026, 12, 1}, {2026, 12, 2, 2026, 12, 31}, {2027, 1, 1, 2027, 1, 30}};
    static const char *const heads[] = {"一、总则", "二、补偿", "三、奖励", "四、搬迁", "五、附则"};
    struct buffer body = {0};
    for (size_t i = 0; i < 5; i++) {
        buffer_format(&body, "%s\n", heads[i]);
        for (int k = 0; k < 12; k++)
            buffer_text(&body, "补偿依照法律和本方案进行，标准公开，结果公开。");
        buffer_char(&body, '\n');
    }
    struct record *record = sample_record(KIND_PLAN, "D15", "征收补偿方案", body.data);
    add_tiers(record, tiers, 3);
    static const char *const needed[] = {"第某段", "一、总则", "五、附则", NULL};
    assert_board_sound(record, needed, "plan of sections");
    record_destroy(record);
    buffer_finish(&body);
}

/* The end of a reward's tier is a deadline of signing: never amber. The end of
   the time for comments is a right's. */
static void test_no_pressure(void **state)
{
    (void)state;
    static const int ends_tomorrow[][6] = {{2026, 12, 1, 2026, 12, 17}};
    for (int comments = 0; comments < 2; comments++) {
        struct record *record = sample_record(KIND_PLAN, "D15", "征收补偿方案", "正文。");
        add_tiers(record, ends_tomorrow, 1);
        if (comments == 1)
            record->comment_until = date_from_civil(2026, 12, 17);
        struct test_stage stage;
        stage_open(&stage, 1920, 1080, false);
        struct book *book = book_compose(&stage.sheet, record, NULL);
        bool amber = false;
        for (size_t i = 0; i < book->page[0].draw.count; i++)
            amber = amber || book->page[0].draw.command[i].fill == COLOUR_DUE ||
                    book->page[0].draw.command[i].fill == COLOUR_LATE;
        assert_int_equal(amber, comments == 1);
        book_destroy(book);
        stage_close(&stage);
        record_destroy(record);
    }
}

/* What to do, in 1,000 ideographs, does not fit the strip: it flows below. */
static void test_longest_order(void **state)
{
    (void)state;
    struct buffer body = {0};
    for (int i = 0; i < 1000; i++)
        buffer_text(&body, i == 999 ? "终" : "令");
    buffer_text(&body, "\n范围：围挡以内");
    struct record *record = sample_record(KIND_WARNING, "D28", "正在拆除", body.data);
    static const char *const needed[] = {"令令终", "围挡以内", NULL};
    assert_board_sound(record, needed, "longest order");
    record_destroy(record);
    buffer_finish(&body);
}

static void test_longest_title(void **state)
{
    (void)state;
    struct buffer title = {0};
    for (int i = 0; i < 1000; i++)
        buffer_text(&title, i == 999 ? "终" : "题");
    static const enum kind kinds[] = {KIND_CONTACTS, KIND_PROGRESS, KIND_TABLE,
                                      KIND_PROCESS,  KIND_LEDGER,   KIND_WARNING};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct record *record = sample_record(kinds[i], "D33", title.data, "正文。");
        static const char *const needed[] = {"题题终", "正文。", NULL};
        assert_board_sound(record, needed, "longest title");
        record_destroy(record);
    }
    buffer_finish(&title);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_firms_and_persons),
        cmocka_unit_test(test_contacts),
        cmocka_unit_test(test_text_on_its_own_page),
        cmocka_unit_test(test_few_are_large),
        cmocka_unit_test(test_faq),
        cmocka_unit_test(test_ledger),
        cmocka_unit_test(test_warning),
        cmocka_unit_test(test_plan_of_sections),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_no_pressure),
        cmocka_unit_test(test_longest_title),
        cmocka_unit_test(test_longest_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
