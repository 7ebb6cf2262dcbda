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

static void check(const char *name, const char *ending, bool official)
{
    char path[1024];
    struct setup setup;
    setup_init(&setup, 1920, 1080);
    (void)snprintf(path, sizeof path, TEST_CASES "/whole/%s.%s", name, ending);
    char *body = read_file(path);
    struct record *record = new_record(KIND_DOCUMENT, "房屋征收决定", body,
                                       strcmp(ending, "md") == 0 ? FORMAT_MARKDOWN : FORMAT_TEXT);
    record->doc_no = official ? take_copy("某政征〔2026〕3号") : NULL;
    struct book *book = book_compose(&setup.sheet, record, NULL);
    struct buffer got = {0};
    describe(book, &got);
    (void)snprintf(path, sizeof path, TEST_CASES "/whole/%s.%s.want", name, official ? "official" : "large");
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
    record_destroy(record);
    free(body);
    setup_finish(&setup);
}

static void test_official_face(void **state)
{
    (void)state;
    check("notice", "txt", true);
    check("rules", "md", true);
}

static void test_large_print(void **state)
{
    (void)state;
    check("notice", "txt", false);
    check("rules", "md", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_official_face),
                                       cmocka_unit_test(test_large_print)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
