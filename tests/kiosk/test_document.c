/* Bodies as documents. A case is NAME.md or NAME.txt with NAME.want beside it, where each block is a line. */
#include "document.h"
#include "text_break.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicode/uchar.h>

#include <cmocka.h>

/* ---- cases ----------------------------------------------------------------------------------- */

static bool read_file(const char *path, struct buffer *out)
{
    char block[4096];
    size_t got;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        buffer_add(out, block, got);
    (void)fclose(file);
    return true;
}

static void add_inlines(const struct inlines *inlines, struct buffer *out)
{
    for (size_t i = 0; i < inlines->count; i++) {
        const struct inline_text *part = &inlines->part[i];
        buffer_text(out, part->strong ? "<b>" : "");
        buffer_text(out, part->emphasis ? "<i>" : "");
        buffer_text(out, part->deleted ? "<del>" : "");
        buffer_text(out, part->inserted ? "<ins>" : "");
        for (const char *c = part->text; *c != '\0'; c++)
            if (*c == '\n')
                buffer_text(out, "⏎");
            else
                buffer_char(out, *c);
        buffer_text(out, part->inserted ? "</ins>" : "");
        buffer_text(out, part->deleted ? "</del>" : "");
        buffer_text(out, part->emphasis ? "</i>" : "");
        buffer_text(out, part->strong ? "</b>" : "");
    }
}

static void describe(const struct document *document, struct buffer *out)
{
    static const char *const names[] = {"title", "heading", "paragraph", "addressee", "signature", "date",
                                        "note",  "annex",   "item",      "quote",     "table",     "rule"};
    for (size_t i = 0; i < document->count; i++) {
        const struct block *block = &document->block[i];
        buffer_text(out, names[block->type]);
        if (block->level > 0)
            buffer_format(out, " %d", block->level);
        if (block->centred)
            buffer_text(out, " centred");
        if (block->label != NULL)
            buffer_format(out, " [%s]", block->label);
        if (block->type == BLOCK_TABLE) {
            buffer_format(out, " %zux%zu heads %zu align ", block->columns, block->rows, block->heads);
            for (size_t column = 0; column < block->columns; column++)
                buffer_char(out, "<^>"[block->align[column]]);
        }
        buffer_text(out, ": ");
        add_inlines(&block->text, out);
        for (size_t cell = 0; cell < block->columns * block->rows; cell++) {
            if (cell > 0)
                buffer_text(out, cell % block->columns == 0 ? " // " : " / ");
            add_inlines(&block->cell[cell], out);
        }
        buffer_char(out, '\n');
    }
}

static void run_case(const char *name)
{
    char path[1024];
    struct buffer body = {0}, want = {0}, got = {0};
    struct document document;
    (void)snprintf(path, sizeof path, TEST_CASES "/document/%s", name);
    assert_true(read_file(path, &body));
    (void)strcpy(strrchr(path, '.'), ".want");
    assert_true(read_file(path, &want));
    bool markdown = strcmp(strrchr(name, '.'), ".md") == 0;
    document_parse(body.data, body.size, markdown ? FORMAT_MARKDOWN : FORMAT_TEXT, LANG_ZH, &document);
    describe(&document, &got);
    if (strcmp(got.data, want.data) != 0)
        fail_msg("%s\n---- wanted:\n%s---- got:\n%s", name, want.data, got.data);
    document_finish(&document);
    buffer_finish(&body);
    buffer_finish(&want);
    buffer_finish(&got);
}

static void test_cases(void **state)
{
    (void)state;
    int cases = 0;
    DIR *folder = opendir(TEST_CASES "/document");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const char *end = strrchr(entry->d_name, '.');
        if (end == NULL || (strcmp(end, ".md") != 0 && strcmp(end, ".txt") != 0))
            continue;
        run_case(entry->d_name);
        cases++;
    }
    (void)closedir(folder);
    assert_true(cases >= 6);
}

/* ---- nothing is lost ------------------------------------------------------------------------- */

/* Code points that are no white space and not among `signs`, in order. */
static void ink(const char *text, size_t bytes, const char *signs, struct buffer *out)
{
    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        size_t length = text_decode(text + at, bytes - at, &c);
        bool sign = c < 0x80 && c != 0 && strchr(signs, (int)c) != NULL;
        if (*signs != '\0' && (c == 0xFF08 || c == 0xFF09)) /* set around the address of a link */
            sign = true;
        if (!u_isUWhiteSpace((UChar32)c) && !sign)
            buffer_add(out, text + at, length);
        at += length;
    }
    buffer_add(out, "", 0);
}

static void expect_whole(const char *body, size_t bytes, enum body_format format, const char *signs)
{
    struct document document;
    struct buffer text = {0}, want = {0}, got = {0};
    document_parse(body, bytes, format, LANG_ZH, &document);
    document_text(&document, &text);
    ink(body, bytes, signs, &want);
    ink(text.size == 0 ? "" : text.data, text.size, signs, &got);
    assert_string_equal(got.data, want.data);
    document_finish(&document);
    buffer_finish(&text);
    buffer_finish(&want);
    buffer_finish(&got);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void random_body(uint32_t *seed, const char *const *pieces, size_t count, struct buffer *out)
{
    buffer_clear(out);
    for (size_t i = next_random(seed) % 120; i > 0; i--)
        buffer_text(out, pieces[next_random(seed) % count]);
    buffer_add(out, "", 0);
}

static void test_plain_is_whole(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "征收",
        "补偿方案",
        "公告",
        "关于",
        "一、",
        "（一）",
        "1.",
        "（1）",
        "第十三条",
        "第一章",
        "。",
        "，",
        "：",
        "各被征收人",
        "某县人民政府",
        "2026年3月1日",
        "\n",
        "\n",
        "\n\n",
        "\t",
        " ",
        "  ",
        "　",
        "\u00A0",
        "word",
        "12",
        "房屋征收与补偿的信息公开工作应当及时完整准确地进行",
        "*",
        "#",
        "|",
        "~~",
        "\r\n",
        "𠮷",
        "가옥",
    };
    struct buffer body = {0};
    for (uint32_t run = 1; run <= 5000; run++) {
        uint32_t seed = run;
        random_body(&seed, pieces, sizeof pieces / sizeof pieces[0], &body);
        expect_whole(body.data, body.size, FORMAT_TEXT, "");
    }
    buffer_finish(&body);
}

static void test_markdown_is_whole(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "征收",
        "补偿",
        "公告",
        "一、",
        "（一）",
        "1.",
        "2. ",
        "7. ",
        "- ",
        "第十三条",
        "。",
        "，",
        "：",
        "2026年3月1日",
        "\n",
        "\n",
        "\n\n",
        " ",
        "　",
        "word",
        "12",
        "*",
        "**",
        "~~",
        "++",
        "~",
        "[",
        "]",
        "]:",
        "(",
        ")",
        "<b>",
        "&amp;",
        "&#x41;",
        "<!--",
        "-->",
        "> ",
        "\\",
        "`",
        "```\n",
        "\n|甲|乙|\n|-|-|\n|丙|丁|\n",
        "\n# ",
        "\n## ",
        "---\n",
        "    ",
        "!",
        "_",
        "http://a.cn",
        "<http://a.cn>",
    };
    struct buffer body = {0};
    for (uint32_t run = 1; run <= 10000; run++) {
        uint32_t seed = run;
        random_body(&seed, pieces, sizeof pieces / sizeof pieces[0], &body);
        expect_whole(body.data, body.size, FORMAT_MARKDOWN, "*_~+`#>|-=\\[]()<!:");
    }
    buffer_finish(&body);
}

static void test_real_documents(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum body_format format;
        const char *signs;
    } real[] = {
        {"jilin-2022-4.txt", FORMAT_TEXT, ""},
        {"jilin-2024-1.txt", FORMAT_TEXT, ""},
        {"regulation-590.md", FORMAT_MARKDOWN, "#"},
    };
    const char *folder = getenv("REAL_DOCUMENTS"); /* published texts; not part of the repository */
    int found = 0;
    for (size_t i = 0; folder != NULL && i < sizeof real / sizeof real[0]; i++) {
        char path[1024];
        struct buffer body = {0};
        (void)snprintf(path, sizeof path, "%s/%s", folder, real[i].name);
        if (read_file(path, &body)) {
            expect_whole(body.data, body.size, real[i].format, real[i].signs);
            found++;
        }
        buffer_finish(&body);
    }
    if (found == 0)
        skip();
}

/* ---- hostile bodies -------------------------------------------------------------------------- */

/* The largest body, of one piece repeated: parsed in a moment, whatever the piece
   (a screen must not stand still). */
static void parse_repeated(const char *piece, size_t bytes, enum body_format format)
{
    struct buffer body = {0};
    struct document document;
    while (body.size + strlen(piece) <= bytes)
        buffer_text(&body, piece);
    clock_t begin = clock();
    document_parse(body.data, body.size, format, LANG_ZH, &document);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    if (seconds > 5) /* 0.1 in practice; sanitizers are slow */
        fail_msg("%s: %.1f s", piece, seconds);
    document_finish(&document);
    buffer_finish(&body);
}

static void test_hostile(void **state)
{
    (void)state;
    static const char *const pieces[] = {"*",    "[",  "> ",      "- ",       "~~", "++",
                                         "|",    "`",  "![",      "一、\n",   "（", "\t|\n",
                                         "**a ", "]:", "![a](b)", "a|\n-|\n", "\\"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        parse_repeated(pieces[i], LIMIT_BODY_BYTES, FORMAT_MARKDOWN);
        parse_repeated(pieces[i], LIMIT_BODY_BYTES, FORMAT_TEXT);
    }
}

/* GFM drops cells beyond a table's last column: here no cell gets lost. */
static void test_cell_too_many(void **state)
{
    (void)state;
    static const char body[] = "|甲|乙|\n|-|-|\n|丙|丁|不能丢|\n";
    expect_whole(body, strlen(body), FORMAT_MARKDOWN, "|-");
}

/* A table that would make millions of cells out of a megabyte is shown as text, whole. */
static void test_table_bomb(void **state)
{
    (void)state;
    struct buffer body = {0};
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < LIMIT_TABLE_COLUMNS; column++)
            buffer_text(&body, row == 0 ? "|甲" : "|-");
        buffer_text(&body, "|\n");
    }
    for (int row = 0; row < 1 + LIMIT_TABLE_CELLS / LIMIT_TABLE_COLUMNS; row++)
        buffer_text(&body, "乙\n");
    struct document document;
    document_parse(body.data, body.size, FORMAT_MARKDOWN, LANG_ZH, &document);
    for (size_t i = 0; i < document.count; i++)
        assert_int_not_equal(document.block[i].type, BLOCK_TABLE);
    document_finish(&document);
    expect_whole(body.data, body.size, FORMAT_MARKDOWN, "");
    buffer_finish(&body);
}

static void test_empty(void **state)
{
    (void)state;
    struct document document;
    document_parse("", 0, FORMAT_TEXT, LANG_ZH, &document);
    assert_int_equal(document.count, 0);
    document_finish(&document);
    document_parse("\n \n", 3, FORMAT_MARKDOWN, LANG_ZH, &document);
    assert_int_equal(document.count, 0);
    document_finish(&document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_plain_is_whole),
        cmocka_unit_test(test_markdown_is_whole),
        cmocka_unit_test(test_real_documents),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_table_bomb),
        cmocka_unit_test(test_cell_too_many),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
