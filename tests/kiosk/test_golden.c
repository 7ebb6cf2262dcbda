/* Golden texts: the documents of tests/cases/whole, line by line and page by page, in both faces, set with the fake ruler.
   A change of a rule shows here as the lines it moves; whoever changes a .want file has read it. */
#include "pages.h"

#include "contract/buffer.h"

#include <stdio.h>

static char *read_file(const char *path)
{
    char part[4096];
    struct buffer all = {0};
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("%s is missing", path);
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
        buffer_add(&all, part, got);
    (void)fclose(file);
    return buffer_take(&all);
}

static void describe(const struct book *book, struct buffer *out)
{
    for (size_t p = 0; p < book->pages; p++) {
        buffer_format(out, "---- page %zu of %zu\n", p + 1, book->pages);
        for (size_t i = 0; i < book->page[p].lines; i++)
            buffer_format(out, "%s\n", book->page[p].line[i]);
    }
}

/* Holds the record's pages at that size against the file, which says where they part. */
static void check(const struct record *record, int width, int height, const char *wanted)
{
    char path[1024];
    struct setup setup;
    setup_init(&setup, width, height);
    struct book *book = book_compose(&setup.sheet, record, NULL);
    struct buffer got = {0};
    describe(book, &got);
    (void)snprintf(path, sizeof path, TEST_CASES "/whole/%s.want", wanted);
    char *want = read_file(path);
    size_t same = 0;
    while (got.data[same] != '\0' && got.data[same] == want[same])
        same++;
    while (same > 0 && got.data[same - 1] != '\n')
        same--;
    if (strcmp(got.data, want) != 0)
        fail_msg("%s: \"%.*s\" is set as \"%.*s\"", path, (int)strcspn(want + same, "\n"), want + same,
                 (int)strcspn(got.data + same, "\n"), got.data + same);
    free(want);
    buffer_finish(&got);
    book_destroy(book);
    setup_finish(&setup);
}

static struct record *read_document(const char *name, const char *number)
{
    char path[1024];
    (void)snprintf(path, sizeof path, TEST_CASES "/whole/%s", name);
    char *body = read_file(path);
    struct record *record = new_record(KIND_DOCUMENT, "房屋征收决定", body,
                                       strstr(name, ".md") != NULL ? FORMAT_MARKDOWN : FORMAT_TEXT);
    record->doc_no = take_copy_or_null(number);
    free(body);
    return record;
}

static void check_document(const char *name, const char *number, int width, int height, const char *wanted)
{
    struct record *record = read_document(name, number);
    check(record, width, height, wanted);
    record_destroy(record);
}

static void test_official_face(void **state)
{
    (void)state;
    check_document("notice.txt", "某政征〔2026〕3号", 1920, 1080, "notice.official");
    check_document("rules.md", "某政征〔2026〕3号", 1920, 1080, "rules.official");
}

static void test_large_print(void **state)
{
    (void)state;
    check_document("notice.txt", NULL, 1920, 1080, "notice.large");
    check_document("rules.md", NULL, 1920, 1080, "rules.large");
}

/* Statement by statement. */
static void test_panel(void **state)
{
    (void)state;
    check_document("notice.txt", NULL, 320, 160, "notice.panel");
}

/* The same rows on a wide screen, on a tall one, and one a frame. */
static void test_table(void **state)
{
    static const struct {
        int width, height;
        const char *wanted;
    } sizes[] = {{1920, 1080, "table.wide"}, {1080, 1920, "table.tall"}, {320, 160, "table.panel"}};
    struct record *record = new_record(KIND_TABLE, "分户补偿情况", NULL, FORMAT_TEXT);
    struct rows *rows = &record->rows[VIEW_HOUSEHOLD];
    (void)state;
    for (int i = 0; i < 12; i++) {
        char **cell = rows_add(rows);
        cell[view_column(VIEW_HOUSEHOLD, "item_id")] = take_copy("sample");
        cell[view_column(VIEW_HOUSEHOLD, "seq")] = take_format("%d", i + 1);
        cell[view_column(VIEW_HOUSEHOLD, "agreement_no")] = take_format("%04d", i + 1);
        cell[view_column(VIEW_HOUSEHOLD, "owner")] = take_copy(i % 2 == 0 ? "谭＊" : "赵＊成");
        cell[view_column(VIEW_HOUSEHOLD, "location")] = take_format("%d号楼%d单元", i / 4 + 1, i % 4 + 1);
        cell[view_column(VIEW_HOUSEHOLD, "recognised_area")] = take_format("%d.25", 40 + i);
        cell[view_column(VIEW_HOUSEHOLD, "house_value")] = take_format("%d", 200000 + i * 1234);
        cell[view_column(VIEW_HOUSEHOLD, "total")] = take_format("%d", 250000 + i * 1500);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        check(record, sizes[i].width, sizes[i].height, sizes[i].wanted);
    record_destroy(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_official_face),
                                       cmocka_unit_test(test_large_print), cmocka_unit_test(test_panel),
                                       cmocka_unit_test(test_table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
