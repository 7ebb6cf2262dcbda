/* Which paragraph stands beside which. A case is two texts of paragraphs and the pairs wanted: "0-0 1-1 2- 3-2". */
#include "document_pairing.h"

#include "contract/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void describe(const struct pairing *pairing, struct buffer *out)
{
    for (size_t i = 0; i < pairing->count; i++) {
        const struct pair *pair = &pairing->pair[i];
        buffer_text(out, i > 0 ? " " : "");
        if (pair->left != PAIR_NONE)
            buffer_format(out, "%zu", pair->left);
        buffer_char(out, '-');
        if (pair->right != PAIR_NONE)
            buffer_format(out, "%zu", pair->right);
    }
}

static void test_cases(void **state)
{
    (void)state;
    static const struct {
        const char *zh, *ko, *pairs;
    } cases[] = {
        {"一、范围\n\n东至甲路。\n\n二、标准\n\n按评估。\n", "제1장 범위\n\n동쪽.\n\n제2장 기준\n\n평가.\n",
         "0-0 1-1 2-2 3-3"},
        /* a paragraph that was not translated: what follows keeps its partner */
        {"一、范围\n\n东至甲路，共486户。\n\n建筑面积52300平方米。\n\n二、标准\n\n每平方米6850元。\n\n某县征"
         "收局\n\n"
         "2026年11月20日\n",
         "제1장 범위\n\n모두 486세대.\n\n제2장 기준\n\n제곱미터당 6850원.\n\n수용판공실\n\n2026년 11월 "
         "20일\n",
         "0-0 1-1 2- 3-2 4-3 5-4 6-5"},
        /* one that the translation adds */
        {"一、范围\n\n共486户。\n\n某县征收局\n\n2026年11月20日\n",
         "역자 주.\n\n제1장 범위\n\n모두 486세대.\n\n수용판공실\n\n2026년 11월 20일\n", "-0 0-1 1-2 2-3 3-4"},
        /* headings of other ranks: their numbers tell */
        {"二、标准\n\n（一）货币\n\n按评估。\n\n十二、其他\n\n甲。\n",
         "2. 기준\n\n평가.\n\n12. 기타\n\n기타는 다음과 같다.\n", "0-0 1- 2-1 3-2 4-3"},
        /* of the same number: their ranks tell */
        {"一、总则\n\n（一）范围\n\n按评估。\n", "제1절 범위\n\n평가.\n", "0- 1-0 2-1"},
        {"一、总则\n\n（一）范围\n\n按评估。\n", "제1장 총칙\n\n평가.\n", "0-0 1- 2-1"},
        /* a translation that ends early */
        {"一、范围\n\n共486户。\n", "", "0- 1-"},
        {"", "모두.\n", "-0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct document zh = {0}, ko = {0};
        struct pairing pairing;
        struct buffer got = {0};
        document_parse(cases[i].zh, strlen(cases[i].zh), FORMAT_TEXT, LANG_ZH, &zh);
        document_parse(cases[i].ko, strlen(cases[i].ko), FORMAT_TEXT, LANG_KO, &ko);
        pairing_init(&pairing, &zh, 0, &ko, 0);
        describe(&pairing, &got);
        assert_string_equal(got.data, cases[i].pairs);
        buffer_finish(&got);
        pairing_finish(&pairing);
        document_finish(&zh);
        document_finish(&ko);
    }
}

/* Whatever the lengths: each block once and in order, also beyond what is aligned. */
static void test_each_once(void **state)
{
    (void)state;
    static const size_t lengths[][2] = {{0, 0}, {1, 7}, {40, 13}, {499, 498}, {500, 501}, {3000, 90}};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct document side[2] = {{0}, {0}};
        struct pairing pairing;
        for (size_t s = 0; s < 2; s++) {
            struct buffer body = {0};
            for (size_t k = 0; k < lengths[i][s]; k++)
                buffer_format(&body, "第%zu段，共%zu户。\n", k, (k * 7919 + s) % 97);
            document_parse(body.size > 0 ? body.data : "", body.size, FORMAT_TEXT, LANG_ZH, &side[s]);
            buffer_finish(&body);
        }
        pairing_init(&pairing, &side[0], 0, &side[1], 0);
        size_t left = 0, right = 0;
        for (size_t k = 0; k < pairing.count; k++) {
            assert_true(pairing.pair[k].left == PAIR_NONE || pairing.pair[k].left == left++);
            assert_true(pairing.pair[k].right == PAIR_NONE || pairing.pair[k].right == right++);
        }
        assert_int_equal(left, side[0].count);
        assert_int_equal(right, side[1].count);
        pairing_finish(&pairing);
        document_finish(&side[0]);
        document_finish(&side[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_each_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
