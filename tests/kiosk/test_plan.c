/* The plan's board: how long comments may be sent in, the tiers of the reward. */
#include "overlap.h"

static struct record *plan_sample(int tiers, const char *note)
{
    struct record *record =
        sample_record(KIND_PLAN, "D09", "某片区旧城区改建项目房屋征收补偿方案（第二次征求意见稿）",
                      "第一条 补偿按被征收房屋的价值。");
    record->comment_from = date_from_civil(2026, 12, 2);
    record->comment_until = date_from_civil(2026, 12, 31);
    for (int i = 1; i <= tiers; i++) {
        char name[64], from[64], until[64], text[512];
        (void)snprintf(name, sizeof name, "name=拟设第%d段", i);
        (void)snprintf(from, sizeof from, "valid_from=2027-%02d-01", i + 1);
        (void)snprintf(until, sizeof until, "valid_until=2027-%02d-28", i + 1);
        (void)snprintf(text, sizeof text, "note=%s", note);
        sample_row(record, VIEW_REWARD_TIER, name, from, until, "amount=220", "unit=元／平方米", text, NULL);
    }
    return record;
}

static bool draws(const struct page *page, const char *start)
{
    for (size_t i = 0; i < page->draw.count; i++) {
        const struct draw_command *c = &page->draw.command[i];
        if (c->op == DRAW_TEXT && c->text_bytes >= strlen(start) &&
            memcmp(page->draw.text + c->text, start, strlen(start)) == 0)
            return true;
    }
    return false;
}

/* The heading of the tiers never ends a page: the first of them stands on it, whatever its shape and the notes' length. */
static void test_heading_stays_with_tiers(void **state)
{
    (void)state;
    static const struct test_size more[] = {{1280, 1024}, {960, 1080}, {800, 600}, {1280, 960}};
    static const char sentence[] = "日期为预计，以征收决定公告后确定的签约期限为准";
    char thrice[3 * sizeof sentence];
    (void)snprintf(thrice, sizeof thrice, "%s%s%s", sentence, sentence, sentence);
    const char *const notes[] = {"", sentence, thrice};
    for (size_t s = 0; s < TEST_SIZES + 4; s++)
        for (size_t n = 0; n < 3; n++)
            for (int tiers = 1; tiers <= 7; tiers += 2) {
                struct test_size size = s < TEST_SIZES ? test_sizes[s] : more[s - TEST_SIZES];
                struct record *record = plan_sample(tiers, notes[n]);
                struct test_stage stage;
                stage_open(&stage, size.width, size.height, false);
                struct book *book = book_compose(&stage.sheet, record, NULL);
                int found = 0;
                for (size_t p = 0; p < book->pages; p++) {
                    if (!draws(&book->page[p], "签约奖励分"))
                        continue;
                    found++;
                    if (!draws(&book->page[p], "拟设第"))
                        fail_msg("%dx%d, %d tiers: the heading stands alone on page %zu", size.width,
                                 size.height, tiers, p + 1);
                }
                assert_int_equal(found, 1);
                book_destroy(book);
                stage_close(&stage);
                record_destroy(record);
            }
}

static void test_plan_sound(void **state)
{
    (void)state;
    static const char *const needed[] = {
        "2026年12月2日至12月31日", "拟设第1段", "拟设第3段", "220", "元／平方米", "以公告为准", NULL};
    struct record *record = plan_sample(3, "以公告为准");
    assert_board_sound(record, needed, "plan");
    record_destroy(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heading_stays_with_tiers),
        cmocka_unit_test(test_plan_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
