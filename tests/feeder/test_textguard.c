/* Text guard: one row for each rule of textguard.c, the folders of
   tests/cases/guard/text, the limits and the speed. */
#include "contract/limits.h"
#include "guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define IDEOGRAPH "\xE5\xBE\x81" /* 征 */

static const struct {
    const char *text;
    bool body;
    const char *expected;    /* NULL: refused */
    const char *code, *says; /* of the refusal; `says` names place and character */
} cases[] = {
    /* passes as it is */
    {"房屋征收决定公告", false, "房屋征收决定公告", NULL, NULL},
    {"一、\t范围\n（一）四至", true, "一、\t范围\n（一）四至", NULL, NULL},
    {"재산권 교환", false, "재산권 교환", NULL, NULL},
    {"a\xC2\xA0"
     "b",
     false,
     "a\xC2\xA0"
     "b",
     NULL, NULL},                                   /* NBSP */
    {"　　第一条", true, "　　第一条", NULL, NULL}, /* ideographic spaces */
    {"𠮷 𪜀 𫝀 𫠠 𬺰 𰀀 𱍐", false, "𠮷 𪜀 𫝀 𫠠 𬺰 𰀀 𱍐", NULL,
     NULL},                                                          /* Extensions B to H */
    {"\xF0\xAE\xAF\xB0", false, "\xF0\xAE\xAF\xB0", NULL, NULL},     /* U+2EBF0, Extension I */
    {"葛\xF3\xA0\x84\x80", false, "葛\xF3\xA0\x84\x80", NULL, NULL}, /* ideographic variant, VS17 */
    {"吉建征〔2022〕4号", false, "吉建征〔2022〕4号", NULL, NULL},
    {"85.5㎡ ①② ℃ ※", false, "85.5㎡ ①② ℃ ※", NULL, NULL},
    {"", true, "", NULL, NULL},
    /* repaired: line ends, blanks behind a line, NFC */
    {"a\r\nb\rc\n", true, "a\nb\nc\n", NULL, NULL},
    {"公告  　 ", false, "公告", NULL, NULL},
    {"two  \nthree", true, "two  \nthree", NULL, NULL}, /* Markdown's line break stays */
    {"e\xCC\x81", false, "\xC3\xA9", NULL, NULL},
    {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", false, "한", NULL, NULL}, /* conjoining jamo */
    {"\xE2\x84\xAB", false, "\xC3\x85", NULL, NULL},                   /* ANGSTROM SIGN */
    {"\xEF\xA4\x80", false, "豈", NULL, NULL},                         /* compatibility ideograph */
    {"e\xCC\x81\xCC\xA7\xCC\x88", false, "\xC8\xA9\xCC\x81\xCC\x88", NULL, NULL}, /* two marks are left */
    /* UTF-8 */
    {"a\xC0\xAF", false, NULL, "bad-utf8", "character 2"},
    {"\xE0\x80\xAF", false, NULL, "bad-utf8", "character 1"},
    {"征\xE5\xBE", false, NULL, "bad-utf8", "character 2"},
    {"\xF4\x90\x80\x80", false, NULL, "bad-utf8", "character 1"},
    {"\xFF", false, NULL, "bad-utf8", "0xFF"},
    {"\x80", false, NULL, "bad-utf8", "0x80"},
    {"征收\xED\xA0\x80", false, NULL, "surrogate", "character 3"},
    {"\xED\xBF\xBF", false, NULL, "surrogate", "character 1"},
    /* controls */
    {"a\x01", false, NULL, "control", "U+0001"},
    {"a\x1B[2J", true, NULL, "control", "U+001B"},
    {"a\x7F", true, NULL, "control", "U+007F"},
    {"a\xC2\x85", true, NULL, "control", "U+0085"},
    {"a\nb", false, NULL, "control", "character 2 is U+000A"},
    {"a\tb", false, NULL, "control", "U+0009"},
    {"a\rb", false, NULL, "control", "U+000D"},
    {"\x0B", true, NULL, "control", "U+000B"},
    {"第一行\n第二行\x0C", true, NULL, "control", "line 2, character 4 is U+000C"},
    {"\xE2\x80\xA8", true, NULL, "line-separator", "U+2028"},
    {"\xE2\x80\xA9", true, NULL, "line-separator", "U+2029"},
    /* bidi */
    {"\xE2\x80\xAA", true, NULL, "bidi-control", "U+202A"},
    {"公告\xE2\x80\xAE", true, NULL, "bidi-control", "character 3 is U+202E"},
    {"\xE2\x81\xA6", true, NULL, "bidi-control", "U+2066"},
    {"\xE2\x81\xA9", true, NULL, "bidi-control", "U+2069"},
    {"\xE2\x80\x8E", true, NULL, "bidi-control", "U+200E"},
    {"\xE2\x80\x8F", true, NULL, "bidi-control", "U+200F"},
    {"\xD8\x9C", true, NULL, "bidi-control", "U+061C"},
    /* invisible */
    {"\xE2\x80\x8B", true, NULL, "invisible", "U+200B"},
    {"\xE2\x80\x8C", true, NULL, "invisible", "U+200C"},
    {"\xE2\x80\x8D", true, NULL, "invisible", "U+200D"},
    {"\xE2\x81\xA0", true, NULL, "invisible", "U+2060"},
    {"\xE2\x81\xA4", true, NULL, "invisible", "U+2064"},
    {"\xEF\xBB\xBF公告", true, NULL, "invisible", "U+FEFF"},
    {"a\xC2\xAD"
     "b",
     true, NULL, "invisible", "U+00AD"},
    {"\xCD\x8F", true, NULL, "invisible", "U+034F"},
    {"\xE3\x85\xA4", true, NULL, "invisible", "U+3164"},      /* HANGUL FILLER */
    {"\xF3\xA0\x81\x81", true, NULL, "invisible", "U+E0041"}, /* tag */
    {"\xE2\x98\x8E\xEF\xB8\x8F", true, NULL, "invisible", "U+FE0F"},
    {"a\xEF\xB8\x80", true, NULL, "invisible", "U+FE00"}, /* behind no ideograph */
    {"葛\xF3\xA0\x84\x80\xF3\xA0\x84\x81", true, NULL, "invisible", "U+E0101"},
    {"\xF3\xA0\x84\x80", true, NULL, "invisible", "character 1"},
    /* no character */
    {"\xEE\x80\x80", true, NULL, "private-use", "U+E000"},
    {"\xF3\xB0\x80\x80", true, NULL, "private-use", "U+F0000"},
    {"\xF4\x80\x80\x80", true, NULL, "private-use", "U+100000"},
    {"\xEF\xBF\xBE", true, NULL, "noncharacter", "U+FFFE"},
    {"\xEF\xBF\xBF", true, NULL, "noncharacter", "U+FFFF"},
    {"\xEF\xB7\x90", true, NULL, "noncharacter", "U+FDD0"},
    {"\xF0\x9F\xBF\xBE", true, NULL, "noncharacter", "U+1FFFE"},
    {"\xCD\xB8", true, NULL, "unassigned", "U+0378"},
    {"\xF0\xB8\x80\x80", true, NULL, "unassigned", "U+38000"},
    {"公\xEF\xBF\xBD", true, NULL, "damaged-text", "U+FFFD"},
    {"\xEF\xBF\xBC", true, NULL, "damaged-text", "U+FFFC"},
    /* marks */
    {"x\xCC\x80\xCC\x81\xCC\x82", false, NULL, "combining-marks", "character 4 is U+0302"},
    {"征\xCC\x80\xCC\x81", false, "征\xCC\x80\xCC\x81", NULL, NULL},
    {"\xCC\x81"
     "a",
     false, NULL, "stray-mark", "character 1"},
    {"a\n\xCC\x81", true, NULL, "stray-mark", "line 2, character 1"},
};

static void rules_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *out = NULL;
        struct problem problem = {0};
        enum status status = textguard_check(cases[i].text, cases[i].body, &out, &problem);
        if (cases[i].expected != NULL) {
            if (status != STATUS_OK)
                fail_msg("case %zu refused: %s", i, problem.text);
            assert_string_equal(out, cases[i].expected);
        } else {
            if (status != STATUS_REFUSED)
                fail_msg("case %zu (%s) passed", i, cases[i].code);
            assert_null(out);
            assert_string_equal(problem.code, cases[i].code);
            if (strstr(problem.text, cases[i].says) == NULL)
                fail_msg("case %zu: \"%s\" does not say \"%s\"", i, problem.text, cases[i].says);
        }
        free(out);
    }
}

/* Every code point alone behind a letter: what passes is NFC-stable the second time, and nothing of the
   refused classes passes. The classes are written down here again, from the standard's ranges. */
static bool must_be_refused(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || (c >= 0xD800 && c <= 0xDFFF) ||
           (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xFE00 && c <= 0xFE0F) ||
           c == 0xFEFF || (c & 0xFFFE) == 0xFFFE || (c >= 0xE0000 && c <= 0xE0FFF) || c >= 0xF0000;
}

static void every_code_point_is_judged(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        char text[8] = "a";
        char *at = text + 1;
        if (c < 0x80) {
            *at++ = (char)c;
        } else if (c < 0x800) {
            *at++ = (char)(0xC0 | c >> 6);
            *at++ = (char)(0x80 | (c & 63));
        } else if (c < 0x10000) {
            *at++ = (char)(0xE0 | c >> 12);
            *at++ = (char)(0x80 | (c >> 6 & 63));
            *at++ = (char)(0x80 | (c & 63));
        } else {
            *at++ = (char)(0xF0 | c >> 18);
            *at++ = (char)(0x80 | (c >> 12 & 63));
            *at++ = (char)(0x80 | (c >> 6 & 63));
            *at++ = (char)(0x80 | (c & 63));
        }
        char *out = NULL, *again = NULL;
        struct problem problem = {0};
        enum status status = textguard_check(text, false, &out, &problem);
        if (must_be_refused(c) && status != STATUS_REFUSED)
            fail_msg("U+%04X passed", (unsigned)c);
        if (status == STATUS_OK) {
            assert_int_equal(textguard_check(out, false, &again, NULL), STATUS_OK);
            assert_string_equal(again, out);
        }
        free(out);
        free(again);
    }
}

static void ideographs_of_all_extensions_pass(void **state)
{
    (void)state;
    static const uint32_t first_and_last[] = {
        0x3400,  0x4DBF,  0x4E00,  0x9FFF,  0x20000, 0x2A6DF, 0x2A700, 0x2B739, 0x2B740, 0x2B81D, 0x2B820,
        0x2CEA1, 0x2CEB0, 0x2EBE0, 0x2EBF0, 0x2EE5D, 0x30000, 0x3134A, 0x31350, 0x323AF, 0x323B0, 0x33479};
    for (size_t i = 0; i < sizeof first_and_last / sizeof first_and_last[0]; i++) {
        uint32_t c = first_and_last[i];
        char text[5] = {(char)(0xF0 | c >> 18), (char)(0x80 | (c >> 12 & 63)), (char)(0x80 | (c >> 6 & 63)),
                        (char)(0x80 | (c & 63)), 0};
        char three[4] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63)), 0};
        char *out = NULL;
        struct problem problem = {0};
        if (textguard_check(c < 0x10000 ? three : text, false, &out, &problem) != STATUS_OK)
            fail_msg("U+%04X refused: %s", (unsigned)c, problem.text);
        free(out);
    }
}

/* Bytes of `size` made of `unit` over and over. */
static char *long_text(const char *unit, size_t size)
{
    char *text = take_zeroed(size + 1, 1);
    size_t step = strlen(unit);
    for (size_t at = 0; at + step <= size; at += step)
        memcpy(text + at, unit, step);
    return text;
}

static void limits_hold(void **state)
{
    (void)state;
    static const struct {
        bool body;
        size_t size;
        enum status expected;
    } sizes[] = {
        {false, LIMIT_LINE_BYTES, STATUS_OK},        {false, LIMIT_LINE_BYTES + 3, STATUS_REFUSED},
        {true, LIMIT_BODY_BYTES / 3 * 3, STATUS_OK}, {true, (LIMIT_BODY_BYTES / 3 + 1) * 3, STATUS_REFUSED},
        {true, 10 * 1024 * 1024, STATUS_REFUSED},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *text = long_text(IDEOGRAPH, sizes[i].size), *out = NULL;
        struct problem problem = {0};
        assert_int_equal(textguard_check(text, sizes[i].body, &out, &problem), sizes[i].expected);
        if (sizes[i].expected == STATUS_REFUSED)
            assert_string_equal(problem.code, "too-long");
        free(text);
        free(out);
    }
    /* U+0958 is two characters in NFC: what passes before may be too long behind it. */
    char *text = long_text("\xE0\xA5\x98", LIMIT_LINE_BYTES), *out = NULL;
    struct problem problem = {0};
    assert_int_equal(textguard_check(text, false, &out, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "too-long");
    free(text);
}

static double milliseconds(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The promise is a few milliseconds in a release build; the bound leaves room for sanitizers and slow
   machines, and is there to catch a quadratic step. */
static void a_full_body_is_quick(void **state)
{
    (void)state;
    static const char *const units[] = {IDEOGRAPH, "征收补偿第12条，𠮷é。\n", "1 2 3 4 5 ", "a\xCC\x81"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char *text = long_text(units[i], LIMIT_BODY_BYTES), *out = NULL;
        double start = milliseconds();
        assert_int_equal(textguard_check(text, true, &out, NULL), STATUS_OK);
        double guarded = milliseconds();
        assert_int_equal(persondata_check(out, false, NULL), STATUS_OK);
        double end = milliseconds();
        print_message("2 MiB, pattern %zu: text guard %.1f ms, personal data %.1f ms\n", i, guarded - start,
                      end - guarded);
        assert_true(end - start <
                    8000); /* with the sanitizers 2,400 were seen; quadratic it would take hours */
        free(text);
        free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_hold),
        cmocka_unit_test(every_code_point_is_judged),
        cmocka_unit_test(ideographs_of_all_extensions_pass),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(a_full_body_is_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
