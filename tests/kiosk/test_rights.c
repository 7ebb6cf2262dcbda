/* The rights on a page, in every state of their ends, at every size: nothing leaves the page, no two texts touch.
   What they say is held in test_reading. */
#include "overlap.h"
#include "rights.h"

static const char body[] = "县人民政府决定对本片区的房屋实施征收，现将有关事项公告如下。";

static instant noon(const char *text)
{
    date day = NO_DATE;
    assert_true(date_parse(text, &day));
    return instant_from_date(day, 480) + 43200;
}

static void test_every_state_fits(void **state)
{
    (void)state;
    static const struct {
        const char *published, *today;
    } cases[] = {
        {"2026-12-15", "2026-12-16"}, /* both open, one over the year's end */
        {"2026-10-20", "2026-12-16"}, /* amber */
        {"2026-10-17", "2026-12-16"}, /* the last day to ask for reconsideration */
        {"2026-06-16", "2026-12-16"}, /* the last day to sue */
        {"2026-12-01", "2027-02-03"}, /* past, but beyond the table of holidays */
        {"2023-08-21", "2026-12-16"}, /* over */
    };
    static const char *const catalogues[] = {"D14", "D26", "D20"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t s = 0; s < 2 * TEST_SIZES; s++)
            for (size_t c = 0; c < 3; c++) {
                struct test_stage stage;
                stage_open(&stage, test_sizes[s / 2].width, test_sizes[s / 2].height, false);
                stage.sheet.zone_minutes = 480;
                stage.sheet.now = noon(cases[i].today);
                struct record *record =
                    sample_record(KIND_DOCUMENT, catalogues[c], "某县人民政府房屋征收决定公告", body);
                record->published_at = noon(cases[i].published);
                if (s % 2 == 0) /* the official face; else large print */
                    record->doc_no = take_copy("某政征〔2026〕3号");
                record->url = take_copy("https://example.gov.cn/3");
                struct book *book = book_compose(&stage.sheet, record, NULL);
                for (size_t p = 0; p < book->pages; p++)
                    assert_page_sound(&book->page[p], &stage.sheet, cases[i].published);
                book_destroy(book);
                record_destroy(record);
                stage_close(&stage);
            }
}

/* Which items carry what, and the day they are counted from is the office's. */
static void test_carriers(void **state)
{
    (void)state;
    struct record *record = sample_record(KIND_DOCUMENT, "D14", "某决定", body);
    date today = 0;
    assert_true(date_parse("2026-12-16", &today));
    assert_int_equal(rights_of(record, today, 480).count, 0); /* not published: nothing to count from */
    assert_true(instant_parse("2026-10-22T16:30:00Z", &record->published_at)); /* the 23rd in Beijing */
    struct rights rights = rights_of(record, today, 480);
    assert_int_equal(rights.count, 2);
    assert_int_equal(rights.right[0].deadline.end, date_from_civil(2026, 12, 22));
    assert_int_equal(rights.right[1].deadline.end, date_from_civil(2027, 4, 23));
    assert_true(rights.provisional);
    assert_int_equal(rights_of(record, today, 0).right[0].deadline.end, date_from_civil(2026, 12, 21));
    for (int n = 1; n <= 35; n++) {
        (void)snprintf(record->catalogue, sizeof record->catalogue, "D%02d", n % 100);
        rights = rights_of(record, today, 480);
        bool counted = n == 14 || n == 16 || n == 26, told = n == 19 || n == 20;
        assert_int_equal(rights.count, counted || told ? 2 : 0);
        for (size_t i = 0; i < rights.count; i++) {
            assert_int_equal(rights.right[i].deadline.end != NO_DATE, counted);
            assert_int_equal(rights.right[i].begins != NULL, told);
        }
    }
    record_destroy(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state_fits),
        cmocka_unit_test(test_carriers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
