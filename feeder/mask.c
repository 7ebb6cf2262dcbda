/* Masks, by Unicode character. What a mask hides is gone: the hidden text never reaches the cache.
   Cases: tests/feeder/test_mask.c.

   rule                                                 function           example
   N1 two characters: the surname stays                 mask_word          张明 → 张＊
   N2 three: first and last stay                        mask_word          张小明 → 张＊明
   N3 a two-character surname stays whole               surname_length     欧阳锋 → 欧阳＊
   N4 four and more: first and last stay, a dot too     mask_word          阿不都·买买提 → 阿＊＊·＊＊提
   N5 Korean-nationality and Hangul names: the same     mask_word          金哲秀 → 金＊秀, 김철수 → 김＊수
   N6 Latin names: the first letter                     mask_latin         John Smith → J＊
   N7 several names in one cell: each for itself        mask_name          张明、李小红 → 张＊、李＊红
   N8 what is masked already stays                      is_hidden          张*明 → 张*明
   P1 a number before 室, 房, 호                        is_room            2单元301室 → 2单元＊室
   P2 a number behind a part of a building              is_building_part   2单元301 → 2单元＊
   P3 the last number of a chain                        is_room            3-2-501 → 3-2-＊
   P4 numbers of streets, courts and buildings stay     is_house_number    光明街123号 stays
   P5 the side of a landing                             is_side            2单元4楼东户 → 2单元4楼＊户 */
#include "guard.h"

#include "character.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#define MASK "\xEF\xBC\x8A" /* ＊ U+FF0A */
#define MASK_CHARACTER 0xFF0A

/* Two-character surnames in use (from the Hundred Family Surnames and the 2020 census' lists). */
static const char *const double_surnames[] = {
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
    "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容",
    "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马",
    "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐",
    "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "东门", "西门", "第五",
    "公祖", "贺兰", "完颜", "耶律", "叶赫", "那拉", "纳兰", "富察", "歐陽", "司馬", "諸葛", "東方",
    "鮮于", "皇甫", "남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방",
};

struct characters { /* a text taken apart; an ideographic selector belongs to the character before it */
    int32_t *code;
    size_t *at; /* byte where each begins; at[count] is the text's size */
    size_t count;
};

static void characters_init(struct characters *chars, const char *text)
{
    size_t size = strlen(text);
    *chars = (struct characters){take_zeroed(size + 1, sizeof *chars->code),
                                 take_zeroed(size + 1, sizeof *chars->at), 0};
    for (size_t at = 0; at < size;) {
        size_t start = at;
        int32_t c = character_next(text, size, &at);
        if (chars->count > 0 &&
            (character_is_ideographic_selector(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0))
            continue;
        chars->code[chars->count] = c;
        chars->at[chars->count++] = start;
    }
    chars->at[chars->count] = size;
}

static void characters_finish(struct characters *chars)
{
    free(chars->code);
    free(chars->at);
}

static bool is_latin(int32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F) ||
           (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
}

/* Signs by which offices mask names themselves (N8). */
static bool is_hidden(int32_t c)
{
    return c == MASK_CHARACTER || c == '*' || c == 0x00D7 || c == 'X' || c == 'x' || c == 0x67D0 /* 某 */ ||
           c == 0x25CB;
}

static bool is_name_dot(int32_t c)
{
    return c == 0x00B7 || c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF0E;
}

/* Behind which one name ends and the next begins (N7). */
static bool is_divider(int32_t c)
{
    return c == 0x3001 || c == 0xFF0C || c == ',' || c == ';' || c == 0xFF1B || c == '/' || c == 0xFF0F ||
           c == '(' || c == ')' || c == 0xFF08 || c == 0xFF09 || c == '+' || c == '&' || c == '\n';
}

static bool is_blank(int32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000;
}

/* Words beside names that say nothing about who it is. */
static bool is_remark(const char *text, size_t bytes)
{
    static const char *const words[] = {"已故",   "亡故",   "共有",   "代",       "代理人",
                                        "产权人", "承租人", "户主",   "男",       "女",
                                        "等",     "继承人", "曾用名", "单独所有", "共同共有"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == bytes && memcmp(words[i], text, bytes) == 0)
            return true;
    return false;
}

static size_t surname_length(const char *text, const struct characters *chars, size_t from, size_t count)
{
    for (size_t i = 0; count >= 3 && i < sizeof double_surnames / sizeof double_surnames[0]; i++) {
        size_t bytes = chars->at[from + 2] - chars->at[from];
        if (strlen(double_surnames[i]) == bytes &&
            memcmp(double_surnames[i], text + chars->at[from], bytes) == 0)
            return 2;
    }
    return 1;
}

static void keep(const char *text, const struct characters *chars, size_t i, struct buffer *out)
{
    buffer_add(out, text + chars->at[i], chars->at[i + 1] - chars->at[i]);
}

static void mask_latin(const char *text, const struct characters *chars, size_t from, size_t to,
                       struct buffer *out)
{
    keep(text, chars, from, out);
    if (to - from > 1)
        buffer_text(out, MASK);
}

/* Masks one name, characters from…to-1; blanks inside it (李 明) are left out, or their number would tell. */
static void mask_word(const char *text, const struct characters *chars, size_t from, size_t to,
                      struct buffer *out)
{
    size_t solid = 0, last = from;
    for (size_t i = from; i < to; i++) {
        if (is_blank(chars->code[i]))
            continue;
        solid++;
        last = i;
    }
    size_t surname = surname_length(text, chars, from, to - from);
    bool keeps_last = solid > surname + 1; /* something between it and the surname is hidden */
    for (size_t i = from, n = 0; i < to; i++) {
        if (is_blank(chars->code[i]))
            continue;
        bool kept = n++ < surname || (i == last && keeps_last) || is_name_dot(chars->code[i]) ||
                    is_hidden(chars->code[i]);
        if (kept)
            keep(text, chars, i, out);
        else
            buffer_text(out, MASK);
    }
}

/* "等3人", "等三户" behind a name: how many characters of the piece are the name. */
static size_t without_and_others(const struct characters *chars, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++)
        if (chars->code[i] == 0x7B49 /* 等 */ && (i > from + 1 || to - i > 2) &&
            (i + 1 == to || chars->code[to - 1] == 0x4EBA /* 人 */ || chars->code[to - 1] == 0x6237 /* 户 */))
            return i;
    return to;
}

/* A piece between dividers. Blanks part names (李明 王芳) unless they only space out a short one (李 明). */
static void mask_piece(const char *text, const struct characters *chars, size_t from, size_t to,
                       struct buffer *out)
{
    while (from < to && is_blank(chars->code[from]))
        keep(text, chars, from++, out);
    size_t end = to;
    while (end > from && is_blank(chars->code[end - 1]))
        end--;
    if (from == end || is_remark(text + chars->at[from], chars->at[end] - chars->at[from])) {
        for (; from < to; from++)
            keep(text, chars, from, out);
        return;
    }
    size_t name_end = without_and_others(chars, from, end);
    if (is_latin(chars->code[from]) && !is_hidden(chars->code[from])) {
        mask_latin(text, chars, from, name_end, out);
        from = name_end;
    }
    bool spaced_out = false;
    for (size_t i = from, length = 0; i <= name_end; i++) {
        bool gap = i == name_end || is_blank(chars->code[i]);
        if (gap && length == 1)
            spaced_out = true;
        length = gap ? 0 : length + 1;
    }
    for (size_t i = from, start = from; i <= name_end; i++) {
        if (i < name_end && (spaced_out || !is_blank(chars->code[i])))
            continue;
        if (i > start)
            mask_word(text, chars, start, i, out);
        if (i < name_end)
            keep(text, chars, i, out);
        start = i + 1;
    }
    for (size_t i = name_end; i < to; i++)
        keep(text, chars, i, out);
}

static char *name_masked_once(const char *name)
{
    struct characters chars;
    characters_init(&chars, name);
    struct buffer out = {0};
    for (size_t i = 0, start = 0; i <= chars.count; i++) {
        if (i < chars.count && !is_divider(chars.code[i]))
            continue;
        mask_piece(name, &chars, start, i, &out);
        if (i < chars.count)
            keep(name, &chars, i, &out);
        start = i + 1;
    }
    characters_finish(&chars);
    return buffer_take(&out);
}

/* Where a mask or a lost blank changes how the rest reads (李 等3人), masking goes on until nothing is left
   to do; each turn hides or drops a character, so it ends. Masking twice is thus masking once. */
static char *masked(const char *text, char *(*once)(const char *text))
{
    char *now = once(text);
    for (;;) {
        char *next = once(now);
        bool done = strcmp(next, now) == 0;
        free(now);
        now = next;
        if (done)
            return now;
    }
}

char *mask_name(const char *name, bool organisation)
{
    return organisation ? take_copy(name) : masked(name, name_masked_once);
}

/* ---- places ---- */

static bool is_digit(int32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

static bool is_chinese_digit(int32_t c)
{
    static const int32_t digits[] = {0x3007, 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                     0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E}; /* 〇零一…九十百 */
    for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++)
        if (digits[i] == c)
            return true;
    return false;
}

static bool is_room_sign(int32_t c)
{
    return is_digit(c) || is_chinese_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_hyphen(int32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D;
}

static bool is_among(int32_t c, const char *set)
{
    size_t size = strlen(set);
    for (size_t at = 0; at < size;)
        if (character_next(set, size, &at) == c)
            return true;
    return false;
}

static int32_t code_at(const struct characters *chars, size_t i)
{
    return i < chars->count ? chars->code[i] : 0;
}

/* 号楼, 号院, 栋, 街 …: the number counts streets, courts or parts of the building, not rooms (P4). */
static bool is_house_number(const struct characters *chars, size_t to)
{
    int32_t next = code_at(chars, to);
    if (next == 0x53F7 /* 号 */)
        return is_among(code_at(chars, to + 1), "楼院栋幢座");
    return is_among(next, "楼栋幢座单层期区组街路段弄巷委门院村队米平㎡年月日.．％%");
}

static bool is_building_part(const struct characters *chars, size_t from)
{
    if (from == 0)
        return false;
    return is_among(chars->code[from - 1], "元层楼栋幢座");
}

/* Is the run from…to-1 a room number? */
static bool is_room(const struct characters *chars, size_t from, size_t to)
{
    int32_t next = code_at(chars, to);
    if (is_among(next, "室房호")) /* P1 */
        return true;
    if (next == 0x53F7 && is_among(code_at(chars, to + 1), "室房")) /* 301号房 */
        return true;
    if (is_house_number(chars, to))
        return false;
    if (is_building_part(chars, from) &&
        (next == 0 || next == 0x53F7 || !character_is_han(next))) /* P2; 2单元301, 3号楼5号 */
        return true;
    size_t groups = 1, i = from; /* P3 */
    while (i >= 2 && is_hyphen(chars->code[i - 1]) && is_room_sign(chars->code[i - 2])) {
        for (i--; i > 0 && is_room_sign(chars->code[i - 1]);)
            i--;
        groups++;
    }
    if (is_hyphen(next) && (is_room_sign(code_at(chars, to + 1)) || code_at(chars, to + 1) == MASK_CHARACTER))
        return false; /* not the last of its chain */
    if (groups >= 3)
        return next != 0x53F7 || to - from >= 3;
    return groups == 2 && to - from >= 3 && next != 0x53F7;
}

/* 东户, 西门, 左室: with the floor before it, the side of the landing names the home. */
static bool is_side(const struct characters *chars, size_t i)
{
    return is_among(chars->code[i], "东西南北中左右") && is_among(code_at(chars, i + 1), "户室") && i > 0 &&
           is_among(chars->code[i - 1], "层楼元");
}

static char *place_masked_once(const char *place)
{
    struct characters chars;
    characters_init(&chars, place);
    bool *hidden = take_zeroed(chars.count + 1, sizeof *hidden);
    for (size_t i = 0; i < chars.count;) {
        if (is_side(&chars, i))
            hidden[i] = true;
        if (!is_room_sign(chars.code[i])) {
            i++;
            continue;
        }
        size_t to = i;
        while (to < chars.count && is_room_sign(chars.code[to]))
            to++;
        if (is_room(&chars, i, to)) {
            for (size_t k = i; k < to; k++)
                hidden[k] = true;
            /* 301、302室: the rooms listed before it */
            for (size_t k = i;
                 k >= 2 && is_among(chars.code[k - 1], "、,，和及") && is_digit(chars.code[k - 2]);)
                for (k--; k > 0 && is_room_sign(chars.code[k - 1]); k--)
                    hidden[k - 1] = true;
        }
        i = to;
    }
    struct buffer out = {0};
    for (size_t i = 0; i < chars.count; i++) {
        if (!hidden[i])
            keep(place, &chars, i, &out);
        else if (i == 0 || !hidden[i - 1])
            buffer_text(&out, MASK);
    }
    free(hidden);
    characters_finish(&chars);
    return buffer_take(&out);
}

char *mask_place(const char *place)
{
    return masked(place, place_masked_once);
}
