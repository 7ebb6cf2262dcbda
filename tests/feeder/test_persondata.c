/* Personal-data guard. Numbers are completed with check digits by arithmetic of our own (the standards'
   tables of weights, not the guard's schemes), then written the ways people write them. */
#include "contract/buffer.h"
#include "guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- arithmetic of our own ---- */

/* GB 11643-1999, by its table of weights and its table of check characters. */
static char identity_check(const char *seventeen)
{
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (seventeen[i] - '0') * weight[i];
    return "10X98765432"[sum % 11];
}

/* ISO/IEC 7812-1, annex: try the ten digits until the doubled sum ends in 0. */
static char luhn_check(const char *digits)
{
    static const int doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
    size_t count = strlen(digits);
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (count - i) % 2 == 1 ? doubled[digits[i] - '0'] : digits[i] - '0';
    return (char)('0' + (1000 - sum) % 10);
}

enum number { IDENTITY, OLD_IDENTITY, MOBILE, CARD, NUMBERS };
static const char *const codes[NUMBERS] = {"identity-number", "identity-number", "mobile-number",
                                           "bank-card"};

/* The whole number; an identity number or card gets its check character. */
static void complete(enum number kind, const char *base, char out[24])
{
    snprintf(out, 20, "%s", base);
    size_t count = strlen(out);
    if (kind == IDENTITY)
        out[count] = identity_check(base);
    else if (kind == CARD)
        out[count] = luhn_check(base);
    else
        return;
    out[count + 1] = '\0';
}

/* Appends `digits` in groups such as "6-8-4" with `separator` between; "" is
   one group, "1" is digit by digit. */
static void write_number(struct buffer *out, const char *digits, const char *groups, const char *separator,
                         bool wide)
{
    size_t left = *groups == '\0' ? 99 : (size_t)strtol(groups, NULL, 10);
    for (const char *d = digits; *d != '\0'; d++) {
        if (left == 0) {
            const char *next = strchr(groups, '-');
            groups = next == NULL ? groups : next + 1;
            left = (size_t)strtol(groups, NULL, 10);
            buffer_text(out, separator);
        }
        left--;
        if (wide) /* U+FF01 and on stand for 0x21 and on */
            buffer_format(out, "\xEF\xBC%c", (char)(0x80 + *d - 0x20));
        else
            buffer_char(out, *d);
    }
}

#define EM "\xE3\x80\x80" /* ideographic space */

static const struct positive {
    enum number kind;
    const char *base, *groups, *separator;
    bool wide;
    const char *before, *after;
} positives[] = {
    /* identity numbers: 18 in a row */
    {IDENTITY, "22010219900101123", "", "", false, "", ""},
    {IDENTITY, "22240119850412002", "", "", false, "身份证号：", "。"},
    {IDENTITY, "11010119490310001", "", "", false, "（", "）"},
    {IDENTITY, "44030520000229451", "", "", false, "身份证", "的张明"}, /* a leap day */
    {IDENTITY, "83000019900101001", "", "", false, "居住证", ""},       /* residents from Taiwan */
    {IDENTITY, "22240119850412003", "", "", true, "证件", ""},
    {IDENTITY, "22240119850412004", "", "", false, "ID", "x"},
    {IDENTITY, "53292219771231901", "", "", false, "1.", ""},
    {IDENTITY, "22240119850412005", "", "", false, "1 ", " 2"},
    {IDENTITY, "22240119010412005", "", "", false, "No.", ""},
    /* in groups */
    {IDENTITY, "22010219900101124", "6-8-4", " ", false, "", ""},
    {IDENTITY, "22010219900101125", "6-8-4", "-", false, "证件号", "，"},
    {IDENTITY, "22010219900101126", "6-8-4", EM, false, "", ""},
    {IDENTITY, "22010219900101127", "6-4-4-4", " ", false, "", ""},
    {IDENTITY, "22010219900101128", "4-4-4-4-2", " ", false, "", ""},
    {IDENTITY, "22010219900101129", "3-3-4-2-2-4", "-", false, "", ""},
    {IDENTITY, "22010219900101130", "1", " ", false, "", ""},
    {IDENTITY, "22010219900101131", "1", EM, true, "", ""},
    {IDENTITY, "22010219900101132", "6-8-4", "\xE2\x80\x94", false, "", ""}, /* em dash */
    {IDENTITY, "22010219900101133", "6-8-4", "\xEF\xBC\x8D", true, "", ""},  /* full-width hyphen */
    {IDENTITY, "22010219900101134", "6-8-4", ".", false, "", ""},
    {IDENTITY, "22010219900101135", "6-8-4", "\n", false, "", ""}, /* broken by a line's end */
    {IDENTITY, "22010219900101136", "6-8-4", "  ", false, "", ""},
    {IDENTITY, "22010219900101137", "6-12", "/", false, "", ""},
    {IDENTITY, "22010219900101138", "6-8-4", "\xC2\xA0", false, "", ""},
    {IDENTITY, "22010219900101139", "9-9", "**", false, "", ""}, /* emphasis that is not drawn */
    /* 15 digits */
    {OLD_IDENTITY, "220102900101123", "", "", false, "", ""},
    {OLD_IDENTITY, "222401490310001", "", "", false, "旧证", "号"},
    {OLD_IDENTITY, "110101641231002", "", "", true, "", ""},
    {OLD_IDENTITY, "220102900101124", "6-6-3", " ", false, "", ""},
    {OLD_IDENTITY, "220102900101125", "6-6-3", "-", false, "证件：", ""},
    /* mobile numbers */
    {MOBILE, "13812345678", "", "", false, "", ""},
    {MOBILE, "19912345678", "", "", false, "电话", "联系"},
    {MOBILE, "14700000000", "", "", false, "Tel:", ""},
    {MOBILE, "15512345678", "", "", false, "微信wx", ""},
    {MOBILE, "17612345678", "", "", true, "联系人：张明", ""},
    {MOBILE, "18612345678", "", "", false, "+86", ""},
    {MOBILE, "18612345678", "", "", false, "+86 ", ""},
    {MOBILE, "18612345678", "", "", false, "0086", ""},
    {MOBILE, "18612345678", "", "", false, "0086-", ""},
    {MOBILE, "18612345678", "", "", false, "（+86）", ""},
    {MOBILE, "18612345678", "", "", false, "86-", ""},
    {MOBILE, "18612345678", "", "", false, "0", ""},
    {MOBILE, "18612345678", "", "", false, "0433-2515000或", ""},
    {MOBILE, "13812345678", "3-4-4", " ", false, "", ""},
    {MOBILE, "13812345678", "3-4-4", "-", false, "", ""},
    {MOBILE, "13812345678", "3-4-4", EM, false, "", ""},
    {MOBILE, "13812345678", "3-4-4", EM, true, "", ""},
    {MOBILE, "13812345678", "3-4-4", ".", false, "", ""},
    {MOBILE, "13812345678", "3-4-4", "\xC2\xB7", false, "", ""},
    {MOBILE, "13812345678", "3-4-4", " - ", false, "", ""},
    {MOBILE, "13812345678", "3-4-4", "\xC2\xA0", false, "", ""},
    {MOBILE, "13812345678", "3-4-4", "\xE2\x80\x91", false, "", ""}, /* non-breaking hyphen */
    {MOBILE, "13812345678", "3-4-4", " ", false, "+86 ", ""},
    {MOBILE, "13812345678", "3-4-4", "-", false, "+86", ""},
    {MOBILE, "13812345678", "3-4-4", " ", false, "1 ", " 2"},
    {MOBILE, "13812345678", "3-8", " ", false, "", ""},
    {MOBILE, "13812345678", "3-8", ")", false, "(", ""},
    {MOBILE, "13812345678", "7-4", " ", false, "手机", ""},
    {MOBILE, "13812345678", "4-3-4", "-", false, "", ""},
    {MOBILE, "13812345678", "1", " ", false, "", ""},
    {MOBILE, "13812345678", "1", "-", false, "", ""},
    {MOBILE, "13812345678", "", "", false, "电话", "（办公）"},
    {MOBILE, "13812345678", "3-4-4", "**", false, "", ""},
    /* bank cards */
    {CARD, "622202080200123456", "", "", false, "", ""},
    {CARD, "622848001234567", "", "", false, "卡号", ""},
    {CARD, "62170012345678901", "", "", false, "账户：", "（工行）"},
    {CARD, "621700123456789012", "", "", true, "", ""},
    {CARD, "436742123456789", "", "", false, "", ""},
    {CARD, "520108123456789", "", "", false, "", ""},
    {CARD, "955880123456789012", "", "", false, "", ""},
    {CARD, "601382123456789012", "", "", false, "", ""},
    {CARD, "622202080200123456", "4-4-4-4-3", " ", false, "", ""},
    {CARD, "622848001234567", "4-4-4-4", " ", false, "", ""},
    {CARD, "622848001234567", "4-4-4-4", "-", false, "", ""},
    {CARD, "622848001234567", "4-4-4-4", EM, true, "", ""},
    {CARD, "436742123456789", "4-4-4-4", " ", false, "Visa ", ""},
    {CARD, "622202080200123456", "6-13", " ", false, "", ""},
    {CARD, "622202080200123456", "1", " ", false, "", ""},
    {CARD, "622202080200123456", "4-4-4-4-3", " ", false, "1 ", ""},
    {CARD, "622848001234567", "4-4-4-4", "  ", false, "", ""},
    {CARD, "622202080200123456", "6-4-4-4-1", "-", false, "", ""},
};

static const char *const negatives[] = {
    /* document, file and registration numbers */
    "吉建征〔2022〕4号",
    "国务院令第590号",
    "延州政办发〔2022〕16号",
    "索引号：11220000013544541J/2022-05478",
    "11220000013544541J/2022-05478",
    "112224010135678901/2023-00012",
    "建房〔2012〕84号",
    "2022-05478",
    "吉房征字[2022]第0001138号",
    "（2018）最高法行再76号",
    "吉(2020)延吉市不动产权第0012345号",
    "证号：JL2022001234567",
    "GB/T 9704-2012",
    "GB 18030-2022",
    "GB 11643-1999",
    "ISO/IEC 7812-1:2017",
    /* unified social credit codes */
    "91220101MA0Y3D5K8B",
    "11220000013544541J",
    "12222400412345678X",
    "91110000100003962T",
    "91222401MA17ABCDE3",
    "52220000MJ1234567A",
    "统一社会信用代码：91220101565078013L",
    "913100001332173X54",
    "51220000500012345Q",
    "N2222401MF12345678",
    "13222401012MA12345", /* eleven digits from 13 on, inside a code */
    /* amounts and measures */
    "1,234,567.00元",
    "13,812,345,678元",
    "138,123.45",
    "13812345678元",
    "13812345678.50元",
    "合计13,800万元",
    "18600000000万元",
    "15 300 000 000元",
    "建筑面积85.50平方米",
    "13812.345678",
    "1500万元、1600万元、1700万元",
    "3500 元／平方米",
    "补偿款150,2000,3000元",
    "增长138.1234%",
    /* telephones that are not mobile */
    "0433-2515000",
    "04332515000",
    "(0433)2515000",
    "0431-82752000",
    "010-12345678",
    "02112345678",
    "12345",
    "12348",
    "110",
    "400-820-8820",
    "4008208820",
    "400 820 8820",
    "800-810-8888",
    "95588",
    "+86-433-2515000",
    "0433-2515000-8012",
    /* dates and times */
    "2022年11月22日",
    "2026-11-22",
    "2026-11-22T10:00:00Z",
    "20261122",
    "2026-11-22 10:00:00",
    "20261122100000",
    "1990-01-01至1999-12-31",
    "2022.01.01-2022.12.31",
    /* runs that only look alike */
    "1381234567",
    "138123456789",
    "12012345678",
    "11012345678",
    "22138123456780",
    "220102199001011230", /* wrong check */
    "220102199013011234",
    "22010219900101123",
    "6222020802001234560000",
    "6228480012345670123456",
    "00000000000000000000",
    "622848001234567",
    "123456789012345678",
    "111111111111111111",
    "999999999999999999",
    "220102901301123",
    "000102900101123",
    "138-1234-567",
    "138 12 345678",
    "138****5678",
    "220102********1234",
    "6222 **** **** 1234",
    "1-2-301",
    "3-2-501",
    "4500 4600 4700 4800 4900",
    "1\n3\n8\n1\n2\n3\n4\n5\n6\n7\n8",
    "138，1234，5678户",
    "第1页 共13页",
    "1500 300 2500",
    "二〇二二年十一月",
};

static void positives_are_refused(void **state)
{
    (void)state;
    size_t count = sizeof positives / sizeof positives[0];
    assert_true(count >= 60);
    for (size_t i = 0; i < count; i++) {
        const struct positive *p = &positives[i];
        struct buffer text = {0};
        struct problem problem = {0};
        char number[24] = "";
        complete(p->kind, p->base, number);
        buffer_text(&text, p->before);
        write_number(&text, number, p->groups, p->separator, p->wide);
        buffer_text(&text, p->after);
        if (persondata_check(text.data, false, &problem) != STATUS_REFUSED)
            fail_msg("positive %zu passed: %s", i, text.data);
        if (strcmp(problem.code, codes[p->kind]) != 0)
            fail_msg("positive %zu (%s) is called %s", i, text.data, problem.code);
        /* The reason never tells the number. */
        assert_null(strstr(problem.text, number + strlen(number) - 4));
        if (p->kind == MOBILE)
            assert_int_equal(persondata_check(text.data, true, NULL), STATUS_OK);
        else
            assert_int_equal(persondata_check(text.data, true, NULL), STATUS_REFUSED);
        buffer_finish(&text);
    }
}

static void negatives_pass(void **state)
{
    (void)state;
    size_t count = sizeof negatives / sizeof negatives[0];
    assert_true(count >= 60);
    for (size_t i = 0; i < count; i++) {
        struct problem problem = {0};
        if (persondata_check(negatives[i], false, &problem) != STATUS_OK)
            fail_msg("negative %zu (%s) is refused: %s: %s", i, negatives[i], problem.code, problem.text);
    }
}

static void check_characters_of_all_kinds(void **state)
{
    (void)state;
    /* Serials until each of the eleven check characters was met; x and the full-width and Roman X as well. */
    static const char *const x[] = {"X", "x", "Ｘ", "ｘ", "×", "Ⅹ"};
    bool met[128] = {false};
    for (int serial = 100; serial < 140; serial++) {
        char base[32], text[64];
        snprintf(base, sizeof base, "22240119850412%03d", serial);
        char right = identity_check(base);
        met[(unsigned char)right] = true;
        for (const char *c = "0123456789X"; *c != '\0'; c++) {
            snprintf(text, sizeof text, "%s%c", base, *c);
            assert_int_equal(persondata_check(text, false, NULL), *c == right ? STATUS_REFUSED : STATUS_OK);
        }
        for (size_t i = 0; right == 'X' && i < sizeof x / sizeof x[0]; i++) {
            snprintf(text, sizeof text, "号%s%s。", base, x[i]);
            assert_int_equal(persondata_check(text, false, NULL), STATUS_REFUSED);
            snprintf(text, sizeof text, "%.6s %.8s %.3s%s", base, base + 6, base + 14, x[i]);
            assert_int_equal(persondata_check(text, false, NULL), STATUS_REFUSED);
        }
    }
    for (const char *c = "0123456789X"; *c != '\0'; c++)
        assert_true(met[(unsigned char)*c]);
}

/* Sixteen digits that a card could have, with two more characters of a credit code, are the code. */
static void a_credit_code_is_no_card(void **state)
{
    (void)state;
    char base[] = "522224015091234", text[32];
    snprintf(text, sizeof text, "%s%c", base, luhn_check(base));
    assert_int_equal(persondata_check(text, false, NULL), STATUS_REFUSED);
    snprintf(text, sizeof text, "%s%cX3", base, luhn_check(base));
    assert_int_equal(persondata_check(text, false, NULL), STATUS_OK);
}

static void references_are_read_as_drawn(void **state)
{
    (void)state;
    assert_int_equal(persondata_check("&#49;3812345678", false, NULL), STATUS_REFUSED);
    assert_int_equal(persondata_check("1&#x33;812345678", false, NULL), STATUS_REFUSED);
    assert_int_equal(persondata_check("&#49;&#50;345", false, NULL), STATUS_OK);
    assert_int_equal(persondata_check("&#;&#x;&&#99999999999;&#", false, NULL), STATUS_OK);
}

static void the_place_is_told(void **state)
{
    (void)state;
    struct problem problem = {0};
    assert_int_equal(persondata_check("第一行\n第二行电话13812345678", false, &problem), STATUS_REFUSED);
    assert_non_null(strstr(problem.text, "line 2"));
    assert_non_null(strstr(problem.text, "character 10 "));
}

/* ---- property ---- */

static uint64_t seed = 20261122;

static uint32_t any(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static void add_ideographs(struct buffer *out, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t c = 0x4E00 + any(0x51A5);
        if (any(50) == 0) {
            buffer_format(out, "\xF0%c%c%c", (char)(0xA0 + any(8)), (char)(0x80 + any(64)),
                          (char)(0x80 + any(64)));
            continue;
        }
        buffer_format(out, "%c%c%c", (char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                      (char)(0x80 | (c & 63)));
    }
    static const char *const marks[] = {"，", "。", "、", "：", "（", "）", "\n"};
    if (any(4) == 0)
        buffer_text(out, marks[any(7)]);
}

static void add_digits(struct buffer *out, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        buffer_char(out, (char)('0' + any(10)));
}

/* A number that belongs into a notice and names nobody. Long runs get a check digit that is wrong. */
static void add_clean_number(struct buffer *out)
{
    char run[32];
    uint32_t kind = any(11);
    if (kind == 0)
        buffer_format(out, "%u,%03u,%03u.%02u元", 1 + any(999), any(1000), any(1000), any(100));
    else if (kind == 1)
        buffer_format(out, "20%02u年%u月%u日", any(27), 1 + any(12), 1 + any(28));
    else if (kind == 2)
        buffer_format(out, "0433-%07u", any(10000000));
    else if (kind == 3)
        buffer_format(out, "延市政发〔20%02u〕%u号", any(27), 1 + any(400));
    else if (kind == 4)
        buffer_format(out, "%u.%02u平方米", any(400), any(100));
    else if (kind == 5)
        buffer_format(out, "20%02u-%02u-%02u", any(27), 1 + any(12), 1 + any(28));
    else if (kind == 6)
        buffer_format(out, "1122000001354%04uJ/20%02u-%05u", any(10000), any(27), any(100000));
    else if (kind == 7)
        buffer_format(out, "9122%04uMA%06u%c%c", any(10000), any(1000000), (char)('A' + any(8)),
                      (char)('0' + any(10)));
    else if (kind == 8)
        buffer_format(out, "%u %u %u", any(100), any(10000), any(100));
    else if (kind == 9) {
        snprintf(run, sizeof run, "2%08u%08u", any(100000000),
                 any(100000000)); /* 17 digits, and a wrong 18th */
        char right = identity_check(run);
        buffer_format(out, "%s%c", run,
                      right == 'X' ? '1' : (char)('0' + (right - '0' + 1 + (int)any(9)) % 10));
    } else {
        snprintf(run, sizeof run, "62%08u%08u", any(100000000), any(100000000));
        buffer_format(out, "%s%c", run, (char)('0' + (luhn_check(run) - '0' + 1 + (int)any(9)) % 10));
    }
}

static void add_clean_text(struct buffer *out)
{
    for (uint32_t i = 2 + any(8); i > 0; i--) {
        add_ideographs(out, 1 + any(12));
        add_clean_number(out);
    }
    add_ideographs(out, 1 + any(5));
}

static void planted_numbers_are_found(void **state)
{
    (void)state;
    static const char *const identity_groups[] = {"", "", "6-8-4", "6-4-4-4", "1"};
    static const char *const mobile_groups[] = {"", "", "3-4-4", "3-8", "1"};
    static const char *const card_groups[] = {"", "", "4-4-4-4-3", "4-4-4-4-3", "1"};
    static const char *const separators[] = {" ", "-", EM, "\xC2\xA0"};
    int missed = 0;
    for (int n = 0; n < 5000; n++) {
        enum number kind = (enum number)any(NUMBERS);
        struct buffer text = {0}, base = {0};
        char number[24];
        if (kind == IDENTITY)
            buffer_format(&base, "22%02u%02u19%02u%02u%02u%03u", 1 + any(8), 1 + any(26), any(100),
                          1 + any(12), 1 + any(28), any(1000));
        else if (kind == OLD_IDENTITY)
            buffer_format(&base, "22%02u%02u%02u%02u%02u%03u", 1 + any(8), 1 + any(26), any(100), 1 + any(12),
                          1 + any(28), any(1000));
        else if (kind == MOBILE)
            buffer_format(&base, "1%u%09u", 3 + any(7), any(1000000000));
        else {
            buffer_text(&base, "62");
            add_digits(&base, 13 + any(4));
        }
        complete(kind, base.data, number);
        const char *groups = kind == IDENTITY ? identity_groups[any(5)]
                             : kind == MOBILE ? mobile_groups[any(5)]
                             : kind == CARD   ? card_groups[any(5)]
                                              : "";
        add_clean_text(&text);
        write_number(&text, number, groups, separators[any(4)], any(5) == 0);
        add_ideographs(&text, 1 + any(3));
        add_clean_text(&text);
        if (persondata_check(text.data, false, NULL) != STATUS_REFUSED) {
            print_message("missed: %s in groups \"%s\"\n", number, groups);
            missed++;
        }
        buffer_finish(&text);
        buffer_finish(&base);
    }
    assert_int_equal(missed, 0);
}

static void clean_texts_pass(void **state)
{
    (void)state;
    int alarms = 0, texts = 20000;
    for (int n = 0; n < texts; n++) {
        struct buffer text = {0};
        struct problem problem = {0};
        add_clean_text(&text);
        if (persondata_check(text.data, false, &problem) != STATUS_OK) {
            print_message("false alarm: %s, %s\n", problem.code, problem.text);
            alarms++;
        }
        buffer_finish(&text);
    }
    print_message("%d false alarms in %d clean texts\n", alarms, texts);
    assert_true(alarms * 1000 <= texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positives_are_refused),         cmocka_unit_test(negatives_pass),
        cmocka_unit_test(check_characters_of_all_kinds), cmocka_unit_test(a_credit_code_is_no_card),
        cmocka_unit_test(references_are_read_as_drawn),  cmocka_unit_test(the_place_is_told),
        cmocka_unit_test(planted_numbers_are_found),     cmocka_unit_test(clean_texts_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
