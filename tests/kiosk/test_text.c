/* The text engine. Expectations are texts with bars, written by hand (tests/cases/text), and places of glyphs; what no list of
   cases can say stands in test_text_properties. */
#include "text.h"
#include "text_break.h"

#include "contract/buffer.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define EM 10.0F

/* ---- cases with bars ------------------------------------------------------------------------- */

struct bench {
    struct text_setting setting;
    int cases;
};

static void take_key(struct bench *bench, const char *key, const char *value)
{
    struct text_setting *setting = &bench->setting;
    if (strcmp(key, "lang") == 0)
        setting->lang = strcmp(value, "ko") == 0 ? LANG_KO : strcmp(value, "en") == 0 ? LANG_EN : LANG_ZH;
    else if (strcmp(key, "width") == 0)
        setting->width = (float)atof(value) * EM;
    else if (strcmp(key, "indent") == 0)
        setting->indent = (float)atof(value) * EM;
    else if (strcmp(key, "align") == 0)
        setting->align = strcmp(value, "justify") == 0 ? ALIGN_JUSTIFY : ALIGN_START;
    else if (strcmp(key, "autospace") == 0)
        setting->autospace = strcmp(value, "yes") == 0;
    else
        fail_msg("unknown key %s", key);
}

static void without_bars(const char *text, struct buffer *out)
{
    buffer_clear(out);
    for (; *text != '\0'; text++)
        if (*text != '|')
            buffer_char(out, *text);
}

static void check_breaks(struct bench *bench, const char *wanted)
{
    struct buffer text = {0}, got = {0};
    without_bars(wanted, &text);
    unsigned char *breaks = take_zeroed(text.size + 1, 1);
    text_breaks(text.data, text.size, bench->setting.lang, breaks);
    for (size_t i = 0; i < text.size; i++) {
        if (breaks[i] == 1)
            buffer_char(&got, '|');
        buffer_char(&got, text.data[i]);
    }
    assert_string_equal(got.data, wanted);
    assert_int_equal(breaks[text.size], 1);
    free(breaks);
    buffer_finish(&text);
    buffer_finish(&got);
}

static void check_kept(struct bench *bench, const char *wanted)
{
    struct buffer text = {0};
    buffer_format(&text, "的%s的", wanted);
    unsigned char *breaks = take_zeroed(text.size + 1, 1);
    text_breaks(text.data, text.size, bench->setting.lang, breaks);
    for (size_t i = strlen("的") + 1; i < text.size - strlen("的"); i++)
        if (breaks[i] != 0)
            fail_msg("%s may break at byte %zu", wanted, i - strlen("的"));
    free(breaks);
    buffer_finish(&text);
}

static void check_fill(struct bench *bench, const char *wanted)
{
    struct buffer text = {0}, got = {0};
    without_bars(wanted, &text);
    struct text_span span = {.text = text.data, .bytes = text.size, .style = {.face = FACE_SANS, .size = EM}};
    struct text_block block = {0};
    text_fill(&bench->setting, &span, 1, &fake_ruler, &block);
    for (size_t i = 0; i < block.lines; i++) {
        if (i > 0)
            buffer_char(&got, '|');
        buffer_add(&got, block.text + block.line[i].start, block.line[i].end - block.line[i].start);
    }
    assert_string_equal(got.data, wanted);
    text_block_finish(&block);
    buffer_finish(&text);
    buffer_finish(&got);
}

static void run_file(const char *path, void check(struct bench *, const char *), int *cases)
{
    char line[1024];
    struct bench bench = {0};
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *equals = strstr(line, " = ");
        if (line[0] == ';' || line[0] == '\0')
            continue;
        if (equals != NULL) {
            *equals = '\0';
            take_key(&bench, line, equals + 3);
            continue;
        }
        check(&bench, line);
        (*cases)++;
    }
    (void)fclose(file);
}

static int run_files(const char *prefix, void check(struct bench *, const char *))
{
    int cases = 0;
    DIR *folder = opendir(TEST_CASES "/text");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[1024];
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
            continue;
        (void)snprintf(path, sizeof path, TEST_CASES "/text/%s", entry->d_name);
        run_file(path, check, &cases);
    }
    (void)closedir(folder);
    return cases;
}

static void test_breaks(void **state)
{
    (void)state;
    assert_true(run_files("breaks", check_breaks) >= 40);
}

static void test_keep(void **state)
{
    (void)state;
    assert_true(run_files("keep", check_kept) >= 40);
}

static void test_fill_cases(void **state)
{
    (void)state;
    assert_true(run_files("fill", check_fill) >= 40);
}

/* ---- places of glyphs ------------------------------------------------------------------------ */

static struct text_block filled(const char *text, struct text_setting setting)
{
    struct text_block block = {0};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = {.face = FACE_SANS, .size = EM}};
    text_fill(&setting, &span, 1, &fake_ruler, &block);
    return block;
}

static void expect_x(const char *text, struct text_setting setting, const float *ems, size_t count)
{
    struct text_block block = filled(text, setting);
    assert_true(block.glyphs >= count);
    for (size_t i = 0; i < count; i++)
        if (fabsf(block.glyph[i].x - ems[i] * EM) > 0.02F)
            fail_msg("%s: glyph %zu stands at %.3f em, not %.3f", text, i, (double)(block.glyph[i].x / EM),
                     (double)ems[i]);
    text_block_finish(&block);
}
#define EXPECT_X(text, setting, ...)                                                                         \
    expect_x(text, setting, (const float[]){__VA_ARGS__},                                                    \
             sizeof((const float[]){__VA_ARGS__}) / sizeof(float))

static const struct text_setting plain = {.width = 20 * EM, .align = ALIGN_START, .lang = LANG_ZH};

static void test_squeezing(void **state)
{
    (void)state;
    EXPECT_X("甲，乙", plain, 0, 1, 2);
    EXPECT_X("甲》《乙", plain, 0, 1, 1.5F, 2.5F); /* ） （ : two halves of blank count once */
    EXPECT_X("甲》，乙", plain, 0, 1, 1.5F, 2.5F);
    EXPECT_X("甲（《乙", plain, 0, 1, 1.5F, 2.5F);
    EXPECT_X("甲。”乙", plain, 0, 1, 1.5F, 2.5F);
    EXPECT_X("（一）甲", plain, -0.5F, 0.5F, 1.5F,
             2.5F); /* an opening mark at a line's start hangs its blank half */
    struct text_setting indented = plain;
    indented.indent = 2 * EM;
    EXPECT_X("（一）甲", indented, 1.5F, 2.5F, 3.5F, 4.5F);
    EXPECT_X("(a)b", plain, 0, 0.5F, 1, 1.5F); /* narrow brackets have nothing to give */

    /* In Kai the comma stands in the middle of its em: it keeps it. */
    struct text_span kai = {.text = "。”", .bytes = strlen("。”"), .style = {.face = FACE_KAI, .size = EM}};
    struct text_block block = {0};
    text_fill(&plain, &kai, 1, &fake_ruler, &block);
    assert_float_equal(block.glyph[1].x, EM, 0.01F);
    text_block_finish(&block);
}

static void test_autospace(void **state)
{
    (void)state;
    struct text_setting spaced = plain;
    spaced.autospace = true;
    EXPECT_X("共486户", spaced, 0, 1.125F, 1.625F, 2.125F, 2.625F); /* a unit closes up to its number */
    EXPECT_X("至2月6日起", spaced, 0, 1.125F, 1.625F, 2.625F, 3.125F, 4.125F); /* so do the parts of a date */
    EXPECT_X("3号楼1室", spaced, 0, 0.5F, 1.5F, 2.5F, 3);
    EXPECT_X("第3版", spaced, 0, 1, 1.5F);
    EXPECT_X("用80岁卡", spaced, 0, 1.125F, 1.625F, 2.125F, 3.125F);
    EXPECT_X("路8甲", spaced, 0, 1.125F, 1.75F); /* no unit: set apart */
    EXPECT_X("共486户", plain, 0, 1, 1.5F, 2, 2.5F);
    struct text_setting korean = plain;
    korean.lang = LANG_KO;
    EXPECT_X("가 《나》 다", korean, 0, 1, 1, 2, 3, 3.5F, 4);       /* marks are halved */
    EXPECT_X("甲a，b乙", spaced, 0, 1.125F, 1.625F, 2.625F, 3.25F); /* none beside marks */
    EXPECT_X("共 4户", spaced, 0, 1, 1.5F, 2);                      /* a space is enough */
}

/* A label stays on one line, unless it alone is wider than the line. */
static void test_whole_spans(void **state)
{
    (void)state;
    struct text_setting narrow = plain;
    narrow.width = 5 * EM;
    struct text_span spans[2] = {
        {.text = "甲乙丙", .bytes = 9, .style = {.size = EM}},
        {.text = "签约日期", .bytes = 12, .style = {.size = EM, .marks = MARK_WHOLE}},
    };
    struct text_block block = {0};
    text_fill(&narrow, spans, 2, &fake_ruler, &block);
    assert_int_equal(block.lines, 2);
    assert_int_equal(block.line[1].start, 9);
    text_block_finish(&block);
    narrow.width = 3 * EM;
    text_fill(&narrow, spans, 2, &fake_ruler, &block);
    assert_int_equal(block.lines, 3);
    text_block_finish(&block);
}

static void test_tabs_and_lines(void **state)
{
    (void)state;
    EXPECT_X("甲\t乙", plain, 0, 1, 4);
    EXPECT_X("甲乙丙丁\t戊", plain, 0, 1, 2, 3, 4, 8);
    struct text_block block = filled("甲\n\n乙丙 \n", plain);
    assert_int_equal(block.lines, 3);
    assert_int_equal(block.line[0].end, 4);
    assert_int_equal(block.line[1].glyphs, 0);
    assert_int_equal(block.line[2].glyphs, 2); /* the space behind has no glyph */
    assert_int_equal(block.line[2].end, block.bytes);
    for (size_t i = 0; i < block.lines; i++)
        assert_true(block.line[i].last);
    text_block_finish(&block);
    block = filled("", plain);
    assert_int_equal(block.lines, 0);
    text_block_finish(&block);
}

static void test_marks_join_their_base(void **state)
{
    (void)state;
    struct text_block block = filled("a\u0301e\u0301\u0302甲", plain);
    assert_int_equal(block.glyphs, 3);
    assert_int_equal(block.glyph[0].bytes, 3);
    assert_int_equal(block.glyph[1].bytes, 5);
    text_block_finish(&block);
}

static void test_justification(void **state)
{
    (void)state;
    struct text_setting justified = plain;
    justified.width = 5.5F * EM;
    justified.align = ALIGN_JUSTIFY;
    /* Lacks half an em over four gaps. */
    EXPECT_X("甲乙丙丁戊己庚辛壬癸", justified, 0, 1.125F, 2.25F, 3.375F, 4.5F);
    struct text_block block = filled("甲乙丙丁戊己庚辛壬癸", justified);
    assert_float_equal(block.line[0].width, 55, 0.01F);
    assert_float_equal(block.line[1].width, 50, 0.01F); /* the last line is never spread */
    text_block_finish(&block);
    /* Lacks two ems: ragged. */
    justified.width = 6 * EM;
    EXPECT_X("甲乙丙丁abcdefgh", justified, 0, 1, 2, 3);
    /* A fifth of an em a gap, no more: two ems are spread over 17, four are not over 15. */
    justified.width = 20 * EM;
    const float each = 2 / 17.F;
    EXPECT_X("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未1234567890甲乙丙", justified, 0, 1 + each, 2 + 2 * each,
             3 + 3 * each);
    EXPECT_X("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳1234567890甲乙丙", justified, 0, 1, 2, 3);
    /* A gap in a date or a telephone number never widens. */
    justified.width = 9.5F * EM;
    EXPECT_X("甲乙555-555 0122丙丁戊己庚", justified, 0, 1.167F, 2.333F, 2.833F, 3.333F, 3.833F, 4.333F,
             4.833F, 5.333F, 5.833F, 6.333F);
    /* Connecting marks keep to what they connect, on both sides (CLREQ): 0.3 em over two gaps. */
    justified.width = 5.3F * EM;
    EXPECT_X("甲～乙丙丁戊己庚", justified, 0, 1, 2, 3.15F, 4.3F);
    /* Only the gaps outside the number widen. */
    justified.width = 6.5F * EM;
    EXPECT_X("甲乙丙1234丁戊己庚", justified, 0, 1.125F, 2.25F, 3.375F, 3.875F, 4.375F, 4.875F, 5.5F);
}

/* The order of CLREQ: the mark at the end, brackets, ，、；：, and last 。？！; all of a kind the same part. */
static void test_pressing(void **state)
{
    (void)state;
    struct text_setting justified = plain;
    justified.width = 10 * EM;
    justified.align = ALIGN_JUSTIFY;
    /* 8 em and 2.5: half an em too much, a quarter from each bracket. */
    EXPECT_X("甲（乙）丙，丁。100元子丑寅卯", justified, 0, 0.75F, 1.75F, 2.75F, 3.5F, 4.5F, 5.5F, 6.5F, 7.5F,
             8, 8.5F, 9);
    /* 3 em behind: all that the brackets have, and nothing else. */
    EXPECT_X("甲（乙）丙，丁。1234元子丑寅卯", justified, 0, 0.5F, 1.5F, 2.5F, 3, 4, 5, 6, 7, 7.5F, 8, 8.5F,
             9);
    /* 3.5: and all of the comma. */
    EXPECT_X("甲（乙）丙，丁。12345元子丑寅卯", justified, 0, 0.5F, 1.5F, 2.5F, 3, 4, 4.5F, 5.5F, 6.5F, 7);
    /* 4: and all of the stop. */
    EXPECT_X("甲（乙）丙，丁。123456元子丑寅", justified, 0, 0.5F, 1.5F, 2.5F, 3, 4, 4.5F, 5.5F, 6, 6.5F);
    /* 4.5 is more than there is: the line ends before the number, and two ems are too much for its three gaps. */
    EXPECT_X("甲（乙）丙，丁。1234567元子丑", justified, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0.5F);
    /* In Kai the comma stands in the middle of its em, Korean has its marks halved: neither has anything to give. */
    static const char kai_text[] = "甲乙丙丁，戊己庚辛壬，癸子丑", korean_text[] = "가나《다》 라마바 사아자";
    struct text_span kai = {kai_text, strlen(kai_text), {.face = FACE_KAI, .size = EM}};
    struct text_block block = {0};
    text_fill(&justified, &kai, 1, &fake_ruler, &block);
    assert_int_equal(block.line[1].start, strlen("甲乙丙丁，戊己庚辛"));
    text_block_finish(&block);
    justified.lang = LANG_KO;
    block = filled(korean_text, justified);
    assert_int_equal(block.line[1].start, strlen("가나《다》 라마바 "));
    text_block_finish(&block);
}

static void test_alignment(void **state)
{
    (void)state;
    struct text_setting setting = plain;
    setting.align = ALIGN_CENTER;
    EXPECT_X("甲乙", setting, 9, 10);
    setting.align = ALIGN_END;
    EXPECT_X("甲乙", setting, 18, 19);
    struct text_block block = filled("甲乙", setting);
    assert_float_equal(block.line[0].x, 180, 0.01F);
    assert_float_equal(block.line[0].width, 20, 0.01F);
    text_block_finish(&block);
    assert_float_equal(text_width("甲乙", (struct text_style){.size = EM}, LANG_ZH, false, &fake_ruler), 20,
                       0.01F);
    assert_float_equal(text_width("共4户", (struct text_style){.size = EM}, LANG_ZH, true, &fake_ruler),
                       26.25F, 0.01F);
}

static void test_spans(void **state)
{
    (void)state;
    struct text_span spans[3] = {
        {.text = "甲", .bytes = 3, .style = {.face = FACE_SANS_BOLD, .size = EM}},
        {.text = "", .bytes = 0, .style = {.size = EM}},
        {.text = "乙丙", .bytes = 6, .style = {.face = FACE_SERIF, .size = 2 * EM}},
    };
    struct text_block block = {0};
    text_fill(&plain, spans, 3, &fake_ruler, &block);
    assert_string_equal(block.text, "甲乙丙");
    assert_int_equal(block.styles, 3);
    assert_int_equal(block.glyph[0].span, 0);
    assert_int_equal(block.glyph[1].span, 2);
    assert_float_equal(block.glyph[2].x, 30, 0.01F);
    text_block_finish(&block);
}

/* ---- lines at their ends ------------------------------------------------------------------------ */

/* What breaks nowhere and is wider than the line breaks between its characters: DEL is a mark to UAX #14. */
static void test_unbreakable_runs(void **state)
{
    static const char *const runs[] = {"\x7F", "\xC2\x85", "\xE0\xA4\xBE" /* a vowel sign */, "\xC2\xA0",
                                       "("};
    (void)state;
    for (size_t r = 0; r < sizeof runs / sizeof runs[0]; r++) {
        struct buffer text = {0};
        for (int i = 0; i < 39; i++)
            buffer_text(&text, runs[r]);
        struct text_setting narrow = plain;
        narrow.width = 5 * EM;
        struct text_block block = filled(text.data, narrow);
        assert_int_equal(block.glyphs, 39);
        assert_int_equal(block.lines, 4); /* ten halves of an em each, and the rest */
        assert_int_equal(block.line[0].glyphs, 10);
        assert_int_equal(block.line[3].glyphs, 9);
        text_block_finish(&block);
        buffer_finish(&text);
    }
    /* Marks stand on their base however many there are: one glyph, as wide as what it stands on. */
    struct buffer text = {0};
    buffer_text(&text, "甲");
    for (int i = 0; i < 300; i++)
        buffer_text(&text, "\u05B0"); /* a point that the ruler gives half an em */
    struct text_block block = filled(text.data, plain);
    assert_int_equal(block.glyphs, 1);
    assert_float_equal(block.line[0].width, EM, 0.01F);
    text_block_finish(&block);
    buffer_finish(&text);
}

/* A last line has three characters where the text allows it. */
static void test_last_lines(void **state)
{
    (void)state;
    for (int length = 6; length < 80; length++) {
        struct buffer text = {0};
        for (int i = 0; i < length; i++)
            buffer_text(&text, "字");
        struct text_setting setting = plain;
        setting.width = 10 * EM;
        struct text_block block = filled(text.data, setting);
        assert_true(block.line[block.lines - 1].glyphs >= 3);
        text_block_finish(&block);
        buffer_finish(&text);
    }
}

/* Not a benchmark (tests/bench has it), but a guard against anything quadratic. */
static void test_long_paragraph_is_linear(void **state)
{
    (void)state;
    static const char *const pattern[] = {"征收补偿，", "，", "(", "1", "a", "第", "　", "1年", "〔2022〕"};
    for (size_t p = 0; p < sizeof pattern / sizeof pattern[0]; p++) {
        struct buffer text = {0};
        while (text.size < 900000)
            buffer_text(&text, pattern[p]);
        struct text_setting setting = plain;
        setting.align = ALIGN_JUSTIFY;
        struct timespec begin, end;
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
        struct text_block block = filled(text.data, setting);
        (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        assert_int_equal(block.line[block.lines - 1].end, text.size);
        assert_true((double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9 < 5.0);
        text_block_finish(&block);
        buffer_finish(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breaks),
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_fill_cases),
        cmocka_unit_test(test_squeezing),
        cmocka_unit_test(test_autospace),
        cmocka_unit_test(test_whole_spans),
        cmocka_unit_test(test_tabs_and_lines),
        cmocka_unit_test(test_marks_join_their_base),
        cmocka_unit_test(test_justification),
        cmocka_unit_test(test_pressing),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_unbreakable_runs),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_last_lines),
        cmocka_unit_test(test_long_paragraph_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
