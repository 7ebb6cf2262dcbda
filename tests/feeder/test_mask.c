/* Masks of names and places: every rule of mask.c with its example, and that masking twice is masking once. */
#include "guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct mask_case {
    const char *given, *expected;
};

static const struct mask_case names[] = {
    {"张明", "张＊"},
    {"张小明", "张＊明"},
    {"欧阳锋", "欧阳＊"},
    {"欧阳娜娜", "欧阳＊娜"},
    {"司马相如", "司马＊如"},
    {"上官婉儿", "上官＊儿"},
    {"诸葛亮", "诸葛＊"},
    {"欧阳", "欧＊"}, /* two characters: 欧 may be the surname, so the second is hidden */
    {"金哲秀", "金＊秀"},
    {"김철수", "김＊수"},
    {"남궁민수", "남궁＊수"},
    {"李王小明", "李＊＊明"},
    {"阿不都热合曼·买买提", "阿＊＊＊＊＊·＊＊提"},
    {"𠮷田", "𠮷＊"},    /* Extension B: one character of four bytes */
    {"王𰻞", "王＊"}, /* Extension G */
    {"王𠮷明", "王＊明"},
    {"葛󠄀小明", "葛󠄀＊明"}, /* an ideographic variant keeps its selector */
    {"张", "张"},
    {"张 明", "张＊"}, /* spaced out to the width of three */
    {"张　明", "张＊"},
    {"李明 王小芳", "李＊ 王＊芳"},
    {"张明、李小红", "张＊、李＊红"},
    {"张明，李小红；赵六", "张＊，李＊红；赵＊"},
    {"张明(已故)", "张＊(已故)"},
    {"张明（李小红）", "张＊（李＊红）"},
    {"张小明等3人", "张＊明等3人"},
    {"李等3人", "李等3人"},
    {"李 等3人", "李等3人"},
    {"John Smith", "J＊"},
    {"Kim", "K＊"},
    {"Ｊｏｈｎ", "Ｊ＊"},
    {"张＊明", "张＊明"},
    {"张*明", "张*明"},
    {"张某某", "张某某"},
    {"张**", "张**"},
    {"张XX", "张XX"},
    {"欧阳＊", "欧阳＊"},
    {"", ""},
};

static const struct mask_case places[] = {
    {"1号楼2单元301室", "1号楼2单元＊室"},
    {"光明街123号", "光明街123号"},
    {"光明街123号2单元301室", "光明街123号2单元＊室"},
    {"3-2-501", "3-2-＊"},
    {"３－２－５０１", "３－２－＊"},
    {"3-2-501室", "3-2-＊室"},
    {"5-301", "5-＊"},
    {"5-101-301", "5-101-＊"},
    {"新兴街12-3号", "新兴街12-3号"},
    {"2单元301", "2单元＊"},
    {"3号楼2单元5层", "3号楼2单元5层"},
    {"3号楼2单元5层502", "3号楼2单元5层＊"},
    {"3号楼2单元502号", "3号楼2单元＊号"},
    {"3栋501房", "3栋＊房"},
    {"二单元三〇一室", "二单元＊室"},
    {"A座1203室", "A座＊室"},
    {"2单元4楼东户", "2单元4楼＊户"},
    {"2单元301、302室", "2单元＊、＊室"},
    {"河南街道百货大楼地下室", "河南街道百货大楼地下室"},
    {"进学街道文化社区五一路三百号", "进学街道文化社区五一路三百号"},
    {"阳光小区B区12栋", "阳光小区B区12栋"},
    {"2동 301호", "2동 ＊호"},
    {"2单元＊室", "2单元＊室"},
    {"3-2-＊", "3-2-＊"},
    {"", ""},
};

static void check(char *masked, const char *expected)
{
    assert_string_equal(masked, expected);
    free(masked);
}

static void names_are_masked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check(mask_name(names[i].given, false), names[i].expected);
}

static void places_are_masked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        check(mask_place(places[i].given), places[i].expected);
}

static void organisations_stay(void **state)
{
    (void)state;
    check(mask_name("延吉市第一百货有限公司", true), "延吉市第一百货有限公司");
}

static void masking_twice_is_masking_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check(mask_name(names[i].expected, false), names[i].expected);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        check(mask_place(places[i].expected), places[i].expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_masked),
        cmocka_unit_test(places_are_masked),
        cmocka_unit_test(organisations_stay),
        cmocka_unit_test(masking_twice_is_masking_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
