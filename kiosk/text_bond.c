/* What is read as one thing stays on one line: numbers with their units, dates, amounts, 第十三条,
   吉建征〔2022〕4号. UAX #14 knows nothing of these: to it 年 is an ideograph like any other. The rules
   (cases: tests/cases/text/keep.txt, fill-plain.txt):

     B1  number [multiplier] [余] unit [／unit]     486户 52,300平方米 20元／平方米 3.262亿元 50余户 2024 年
     B2  dates and times, number-unit chains       2026年12月16日 9时30分 2026년 12월 16일 二〇二六年十二月十六日
     B3  ranges of numbers                         2020—2025年 09:00～17:00
     B4  articles                                  第十三条 第（一）项 第13条之一; loosely 第十三条第二款
     B5  document numbers                          〔2022〕4号; loosely with the word before: 吉建征〔2022〕4号
     B6  numerals in brackets, area codes          （十一） （0433）2515000
     B7  Chinese numerals with their unit          十五个工作日 百分之八十 三分之二
     B8  telephone numbers in groups               0000-555 0122 400 820 8820
     B9  addresses of the net                      name@office.example; loosely a URL behind its slashes */
#include "text_break.h"

#include <string.h>
#include <uchar.h>

#define BACK_MOST 6   /* characters of an issuer's code before 〔: 延州政办函 has 5 */
#define GROUP_LEAST 3 /* digits of a group of a telephone number, and of its area code */
#define GROUP_MOST 4
#define GROUPS_MOST 4
#define PHONE_LEAST 7 /* digits of the shortest telephone number */
#define PHONE_MOST 15

/* Units that may follow a number; the longest that fits is taken. */
static const char32_t *const units[] = {
    U"年",     U"月",       U"日",       U"时",       U"点",   U"分",   U"秒",       U"天",     U"周",
    U"岁",     U"小时",     U"分钟",     U"季度",     U"年度", U"个月", U"个工作日", U"工作日", U"个自然日",
    U"自然日", U"元",       U"角",       U"户",       U"人",   U"名",   U"位",       U"家",     U"口",
    U"米",     U"平方米",   U"立方米",   U"平方公里", U"公里", U"厘米", U"毫米",     U"平米",   U"亩",
    U"公顷",   U"吨",       U"千克",     U"公斤",     U"克",   U"升",   U"度",       U"瓦",     U"千瓦",
    U"号",     U"条",       U"款",       U"项",       U"章",   U"节",   U"编",       U"页",     U"件",
    U"份",     U"份",       U"栋",       U"幢",       U"座",   U"楼",   U"层",       U"号楼",   U"单元",
    U"室",     U"套",       U"间",       U"处",       U"宗",   U"块",   U"次",       U"批",     U"期",
    U"届",     U"倍",       U"成",       U"折",       U"个",   U"类",   U"种",       U"级",     U"档",
    U"字",     U"部",       U"台",       U"辆",       U"班",   U"路",   U"个百分点", U"㎡",     U"m²",
    U"m2",     U"kg",       U"km",       U"cm",       U"mm",   U"m",    U"kW",       U"년",     U"월",
    U"일",     U"시",       U"분",       U"원",       U"명",   U"호",   U"세대",     U"조",     U"항",
    U"개월",   U"제곱미터", U"평방미터",
};
/* Units after which the next number belongs to the same date or time. */
static const char32_t chain_units[] = U"年月时点分년월시";
static const char32_t multipliers[] = U"十百千万亿만억천";
static const char32_t numerals[] = U"〇零一二三四五六七八九十百千万亿两廿卅";
static const char32_t ordinal_units[] = U"条款项章节编目次批期届号卷页种类名层轮版部季组";
/* Words that lead to a document number without being part of it. */
static const char32_t leading_words[] = U"据照按和与及至对将为在以由由的了";

static bool is_in(const char32_t *set, uint32_t c)
{
    for (; *set != 0; set++)
        if (*set == c)
            return true;
    return false;
}

/* A view of the units that answers beyond both ends with nothing. */
struct reader {
    struct text_unit *unit;
    size_t count;
};

static uint32_t code_at(const struct reader *r, size_t i)
{
    return i < r->count ? r->unit[i].code_point : 0;
}

static bool digit_at(const struct reader *r, size_t i)
{
    return i < r->count && r->unit[i].class == CLASS_DIGIT;
}

static bool numeral_at(const struct reader *r, size_t i)
{
    return digit_at(r, i) || (i < r->count && is_in(numerals, r->unit[i].code_point));
}

/* Writers put one space between digits and Han: 2024 年. */
static size_t after_space(const struct reader *r, size_t i)
{
    return code_at(r, i) == ' ' ? i + 1 : i;
}

/* [from, to) stays together: a break inside becomes `level`, and nothing is set apart in it (CLREQ: no space
   within a date or between a number and its unit). */
static void hold_as(const struct reader *r, size_t from, size_t to, enum break_level level)
{
    for (size_t i = from + 1; i < to && i < r->count; i++) {
        r->unit[i].tight = true;
        if (r->unit[i].level == BREAK_ALLOWED)
            r->unit[i].level = (uint8_t)level;
    }
}

static void hold(const struct reader *r, size_t from, size_t to)
{
    hold_as(r, from, to, BREAK_BOND);
}

static size_t length_of_unit(const struct reader *r, size_t i)
{
    size_t best = 0;
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        size_t n = 0;
        while (units[u][n] != 0 && code_at(r, i + n) == units[u][n])
            n++;
        bool whole = units[u][n] == 0;
        bool word_goes_on =
            n > 0 && i + n < r->count && units[u][n - 1] < 0x80 && r->unit[i + n].class == CLASS_LATIN;
        if (whole && !word_goes_on && n > best)
            best = n;
    }
    return best;
}

/* B1, B3: end of the digits with their points, commas, colons and range signs. */
static size_t end_of_digits(const struct reader *r, size_t i)
{
    while (digit_at(r, i)) {
        i++;
        bool share = is_in(U"%％‰℃", code_at(r, i)); /* 5%—8% */
        size_t sign = share ? i + 1 : i;
        if (digit_at(r, sign + 1) && is_in(share ? U"-~－～—–" : U".,:-/~．：／－～—–", code_at(r, sign)))
            i = sign + 1;
    }
    return i;
}

/* B1, B7: end of multiplier, 余 and unit after a number that ends at `i`; `i` itself if there are none. */
static size_t end_of_quantity(const struct reader *r, size_t i)
{
    size_t multiplied = after_space(r, i), bare = i;
    while (multiplied < r->count && is_in(multipliers, code_at(r, multiplied)))
        bare = ++multiplied;
    size_t start = after_space(r, multiplied);
    if (is_in(U"余多几", code_at(r, start)))
        start++;
    size_t unit = length_of_unit(r, start);
    if (unit == 0)
        return bare;
    size_t end = start + unit;
    while (is_in(U"/／·", code_at(r, end)) && length_of_unit(r, end + 1) > 0)
        end += 1 + length_of_unit(r, end + 1);
    return end;
}

/* B8: end of the telephone number whose first group begins at `i`, its groups parted by single spaces; `i` if it
   is none. What has a - in it, or begins as numbers of the net do, is one: 2024 2025 is not. */
static size_t end_of_phone(const struct reader *r, size_t i)
{
    size_t at = i, digits = 0, groups = 0;
    bool hyphen = false, begins = is_in(U"01489", code_at(r, i));
    for (;;) {
        size_t group = 0;
        while (digit_at(r, at + group))
            group++;
        if (group < GROUP_LEAST || group > PHONE_MOST || (groups > 0 && group > GROUP_MOST))
            break;
        at += group;
        digits += group;
        groups++;
        bool tied = code_at(r, at) == '-', apart = code_at(r, at) == ' ';
        if (digits > PHONE_MOST || groups > GROUPS_MOST || !(tied || apart) || !digit_at(r, at + 1))
            break;
        hyphen = hyphen || tied;
        at++;
    }
    while (at > i && !digit_at(r, at - 1)) /* 0000-555 8名: the last group is none of its own */
        at--;
    bool whole = !digit_at(r, at) && length_of_unit(r, at) == 0;
    return groups >= 2 && whole && (hyphen || begins) && digits >= PHONE_LEAST && digits <= PHONE_MOST ? at
                                                                                                       : i;
}

/* B1, B2, B3, B7, B8: a number at `i` with what belongs to it, in digits or numerals. Returns the index after it. */
static size_t bond_number(const struct reader *r, size_t i)
{
    while (numeral_at(r, i)) {
        size_t start = i, end = digit_at(r, i) ? end_of_phone(r, i) : i;
        if (end > i) {
            hold(r, i, end);
            return end;
        }
        if (digit_at(r, i)) {
            end = end_of_digits(r, i);
        } else {
            for (end = i; end < r->count && is_in(numerals, code_at(r, end)); end++)
                ;
            if (code_at(r, end) == U'分' && code_at(r, end + 1) == U'之')
                for (end += 2; numeral_at(r, end); end++)
                    ;
        }
        i = end_of_quantity(r, end);
        hold(r, start, i);
        if (i > end && digit_at(r, i)) /* 3号楼1单元 */
            r->unit[i].tight = true;
        size_t next = after_space(r, i);
        if (i == end || !is_in(chain_units, code_at(r, i - 1)) || !numeral_at(r, next))
            break;
        hold_as(r, i - 1, next + 1, BREAK_SEAM);
        i = next;
    }
    return i;
}

/* B4: 第 at `i`. */
static size_t bond_article(const struct reader *r, size_t i)
{
    size_t at = after_space(r, i + 1);
    bool bracket = is_in(U"（(", code_at(r, at));
    size_t number = bracket ? at + 1 : at;
    size_t end = number;
    while (numeral_at(r, end))
        end++;
    if (end == number || (bracket && !is_in(U"）)", code_at(r, end))))
        return i + 1;
    end = after_space(r, bracket ? end + 1 : end);
    if (is_in(ordinal_units, code_at(r, end)))
        end++;
    if (code_at(r, end) == U'之' && numeral_at(r, end + 1))
        for (end += 2; numeral_at(r, end); end++)
            ;
    end = end < r->count ? end : r->count;
    hold(r, i, end);
    if (code_at(r, end) == U'第' && (numeral_at(r, end + 1) || is_in(U"（(", code_at(r, end + 1))))
        hold_as(r, end - 1, end + 1, BREAK_LOOSE); /* 第十三条第二款 */
    return end;
}

/* B5: a bracket at `i`, with year and number after it and the issuer's code before it. */
static size_t bond_document(const struct reader *r, size_t i)
{
    size_t at = i + 1;
    while (digit_at(r, at))
        at++;
    if (at != i + 5 || !is_in(U"〕］]", code_at(r, at)))
        return i + 1;
    at = after_space(r, at + 1);
    if (code_at(r, at) == U'第')
        at++;
    size_t number = at;
    while (digit_at(r, at))
        at++;
    if (at == number)
        return i + 1;
    at = after_space(r, at);
    if (code_at(r, at) == U'号')
        at++;
    at = at < r->count ? at : r->count;
    size_t start = i;
    while (start > 0 && i - start < BACK_MOST && r->unit[start - 1].class == CLASS_HAN &&
           !is_in(leading_words, code_at(r, start - 1)))
        start--;
    hold(r, start, i);
    hold(r, i, at);
    if (start < i)
        hold_as(r, i - 1, i + 1, BREAK_LOOSE);
    return at;
}

/* B6: （ at `i`. */
static size_t bond_bracket(const struct reader *r, size_t i)
{
    size_t end = i + 1;
    while (numeral_at(r, end))
        end++;
    if (end == i + 1 || !is_in(U"）)", code_at(r, end)))
        return i + 1;
    size_t digits = end_of_digits(r, end + 1);
    if (digits >= end + 1 + 7 && digit_at(r, i + 1)) /* the shortest telephone number */
        end = digits - 1;
    hold(r, i, end + 1);
    return end + 1;
}

static bool is_of_address(const struct reader *r, size_t i)
{
    return code_at(r, i) > ' ' && code_at(r, i) < 0x7F && !is_in(U"\"'()<>[]{}|,;", code_at(r, i));
}

/* B9: an address of the net around the @ or :// at `i`, none of it before `from`. A break inside is a word's; where
   it is longer than a line, it parts behind a slash or before the @ first. */
static size_t bond_address(const struct reader *r, size_t from, size_t i)
{
    size_t start = i, end = i + 1;
    while (start > from && is_of_address(r, start - 1))
        start--;
    while (is_of_address(r, end))
        end++;
    if (start == i || end == i + 1)
        return i + 1;
    for (size_t at = start + 1; at < end; at++) {
        bool slash = code_at(r, at - 1) == '/' && code_at(r, at) != '/' && at > i + 1;
        if (slash || code_at(r, at) == '@')
            r->unit[at].level = slash ? BREAK_LOOSE : BREAK_BOND;
        else if (r->unit[at].level > BREAK_WORD)
            r->unit[at].level = BREAK_WORD;
    }
    return end;
}

static bool is_address_mark(const struct reader *r, size_t i)
{
    return code_at(r, i) == '@' ||
           (code_at(r, i) == ':' && code_at(r, i + 1) == '/' && code_at(r, i + 2) == '/') ||
           (code_at(r, i) == '.' && i >= 3 && code_at(r, i - 1) == 'w' && code_at(r, i - 2) == 'w' &&
            code_at(r, i - 3) == 'w');
}

void text_break_bonds(struct text_unit *unit, size_t count)
{
    const struct reader r = {unit, count};
    size_t held = 0; /* end of the last address */
    for (size_t i = 0; i < count;) {
        uint32_t c = unit[i].code_point;
        if (c < 0x80 && is_address_mark(&r, i)) {
            held = bond_address(&r, held, i);
            i = held;
            continue;
        }
        bool number = unit[i].class == CLASS_DIGIT || (unit[i].class == CLASS_HAN && is_in(numerals, c));
        if (number)
            i = bond_number(&r, i);
        else if (c == U'第')
            i = bond_article(&r, i);
        else if (is_in(U"〔［[", c))
            i = bond_document(&r, i);
        else if (is_in(U"（(", c))
            i = bond_bracket(&r, i);
        else
            i++;
    }
}
