/* Long items: pages laid out when they are turned to are those of the whole item, whichever way they are reached. */
#include "pages.h"
#include "volume.h"

#include "contract/buffer.h"
#include "contract/limits.h"

/* A body of every kind of block, of about so many characters. */
static void long_body(size_t characters, bool tables, struct buffer *out)
{
    size_t count = 0;
    for (int i = 1; count < characters; i++) {
        size_t before = out->size;
        buffer_format(out, "## %s、第%d部分\n\n", i % 2 == 0 ? "一" : "二", i);
        for (int k = 0; k < i % 5; k++)
            buffer_format(
                out,
                "第%d条 "
                "被征收人对补偿方案有异议的，可以自公告之日起%d日内提出意见；〔2022〕%d号“通知”同时废止。"
                "征收部门应当在2026年12月%d日前答复，并将答复内容在征收范围内公布，接受监督。\n\n",
                10 * i + k, 30 + k, i, 1 + i % 28);
        if (i % 3 == 0)
            buffer_text(out,
                        "- 货币补偿\n- 房屋产权调换，在**改建地段**或者就近地段\n1. 先签约\n2. 后搬迁\n\n");
        if (i % 4 == 0)
            buffer_text(out, "> 说明：以原文为准。\n\n");
        for (int k = 0; k < 40 && i % 7 == 0; k++) /* a paragraph of several pages */
            buffer_text(out, "评估机构由被征收人协商选定，协商不成的通过多数决定、随机选定等方式确定。");
        buffer_text(out, "\n\n");
        if (tables && i % 6 == 0) {
            buffer_text(out, "| 项目 | 标准 | 备注 |\n|---|---:|---|\n");
            for (int row = 0; row < 30; row++)
                buffer_format(out, "| 第%d项补助 | %d元／平方米 | 一次性发放，以协议为准 |\n", row,
                              100 * row);
            buffer_text(out, "\n");
        }
        for (size_t at = before; at < out->size; at++)
            count += ((unsigned char)out->data[at] & 0xC0) != 0x80;
    }
}

static struct record *long_record(size_t characters, bool tables, bool korean)
{
    struct buffer body = {0};
    long_body(characters, tables, &body);
    struct record *record = new_record(KIND_DOCUMENT, "房屋征收补偿方案汇编", body.data, FORMAT_MARKDOWN);
    if (korean) {
        struct buffer other = {0};
        for (size_t i = 0; i < characters / 60; i++)
            buffer_format(
                &other, "제%zu조 피수용인은 공고일부터 30일 안에 보상 방안에 대한 의견을 낼 수 있다.\n\n", i);
        record->text[LANG_KO].title = take_copy("주택 수용 보상 방안");
        record->text[LANG_KO].body = buffer_take(&other);
        record->text[LANG_KO].format = FORMAT_MARKDOWN;
    }
    buffer_finish(&body);
    return record;
}

static void same_page(const struct page *got, const struct page *wanted, size_t number)
{
    char a[65], b[65];
    draw_digest(&got->draw, a);
    draw_digest(&wanted->draw, b);
    if (strcmp(a, b) != 0 || got->lines != wanted->lines || got->characters != wanted->characters ||
        got->whole != wanted->whole)
        fail_msg("page %zu is not that of the whole item (%zu and %zu lines: \"%s\", \"%s\")", number,
                 got->lines, wanted->lines, got->lines > 0 ? got->line[0] : "",
                 wanted->lines > 0 ? wanted->line[0] : "");
    for (size_t i = 0; i < got->lines; i++)
        assert_string_equal(got->line[i], wanted->line[i]);
}

/* Forward, backward and at random; counted before or after. */
static void check_turning(const struct sheet *sheet, const struct record *record)
{
    struct book *whole = book_compose(sheet, record, NULL);
    assert_true(whole->pages > 32);
    for (int counted_first = 0; counted_first < 2; counted_first++) {
        struct volume *volume = volume_open(sheet, record, NULL);
        same_page(volume_page(volume, 0), &whole->page[0], 0);
        assert_int_equal(volume_pages_known(volume), 0);
        if (counted_first == 1)
            assert_int_equal(volume_pages(volume), whole->pages);
        size_t k = 0;
        for (; k < whole->pages; k++) {
            assert_true(volume_has(volume, k));
            same_page(volume_page(volume, k), &whole->page[k], k);
        }
        assert_false(volume_has(volume, k));
        assert_int_equal(volume_pages(volume), whole->pages);
        assert_int_equal(volume_pages_known(volume), whole->pages);
        while (k-- > 0)
            same_page(volume_page(volume, k), &whole->page[k], k);
        uint32_t seed = 7;
        for (int i = 0; i < 30; i++) {
            seed = seed * 1664525U + 1013904223U;
            k = (seed >> 8) % whole->pages;
            same_page(volume_page(volume, k), &whole->page[k], k);
        }
        volume_close(volume);
    }
    book_destroy(whole);
}

static void test_turning(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {800, 600}, {320, 160}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int way = 0; way < 4; way++) {
            struct setup setup;
            setup_init(&setup, sizes[s][0], sizes[s][1]);
            setup.sheet.korean = way >= 2;
            struct record *record = long_record(12000, way % 2 == 1, way >= 2);
            check_turning(&setup.sheet, record);
            record_destroy(record);
            setup_finish(&setup);
        }
}

/* A plan begins with its reward tiers; a jump to a later page does not draw them again. */
static void test_plan(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    struct record *record = long_record(16000, false, false);
    record->kind = KIND_PLAN;
    record->comment_from = date_from_civil(2026, 12, 1);
    record->comment_until = date_from_civil(2026, 12, 30);
    check_turning(&setup.sheet, record);
    record_destroy(record);
    setup_finish(&setup);
}

/* Items of up to a dozen pages are known at once, and drawn together where that saves a page, as ever. */
static void test_short_items(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    for (size_t characters = 100; characters < 6000; characters += 150) {
        struct record *record = long_record(characters, false, false);
        struct book *whole = book_compose(&setup.sheet, record, NULL);
        struct volume *volume = volume_open(&setup.sheet, record, NULL);
        if (whole->pages <= 12)
            assert_int_equal(volume_pages_known(volume), whole->pages);
        assert_int_equal(volume_pages(volume), whole->pages);
        for (size_t k = 0; k < whole->pages; k++)
            same_page(volume_page(volume, k), &whole->page[k], k);
        assert_false(volume_truncated(volume));
        volume_close(volume);
        book_destroy(whole);
        record_destroy(record);
    }
    setup_finish(&setup);
}

/* The largest body there may be, on the smallest panel, one ideograph a line: every page can be turned to, and the end says
   that it is not the end. */
static void test_truncated(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, 320, 160);
    struct buffer body = {0};
    for (size_t i = 0; body.size + 4 < LIMIT_BODY_BYTES; i++)
        buffer_text(&body, "字\n\n");
    struct record *record = new_record(KIND_DOCUMENT, "题", body.data, FORMAT_TEXT);
    struct volume *volume = volume_open(&setup.sheet, record, NULL);
    assert_int_equal(volume_pages(volume), LIMIT_PAGES_PER_ITEM);
    assert_true(volume_truncated(volume));
    const struct page *last = volume_page(volume, LIMIT_PAGES_PER_ITEM - 1);
    struct buffer drawn = {0};
    add_drawn(&drawn, &last->draw);
    char *note = take_copy_n(words_get(setup.words, LANG_ZH, "book.truncated"), strlen("字字"));
    assert_non_null(strstr(drawn.data, note));
    free(note);
    buffer_finish(&drawn);
    volume_close(volume);
    record_destroy(record);
    buffer_finish(&body);
    setup_finish(&setup);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turning),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_short_items),
        cmocka_unit_test(test_truncated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
