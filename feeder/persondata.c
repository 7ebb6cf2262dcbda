/* Personal-data guard. The text is read as a sequence of runs of digits and of what joins them; each rule
   looks at whole runs only, alone or joined, so that a number inside a longer run is no match and a separator
   is no way round. Cases: tests/feeder/test_persondata.c.

   rule                                                         function           example
   D1  18 characters, birthday, GB 11643 check character        is_identity        22010219900101123X
   D2  the same in groups, whatever joins them; province too    find_identity      220102 1990-01-01 123X
   D3  15 digits of before 1999: province, county, birthday     is_old_identity    220102900101123
   D4  11 digits from 13 to 19; +86, 0086 or 0 before them      is_mobile          13812345678
   D5  the same in the groups people write, or digit by digit   find_mobile        138 1234 5678
   D6  16 to 19 digits of a card issuer, Luhn                   is_card            6222020802001234560
   D7  the same in fours, 6 and the rest, or digit by digit     find_card          6222 0208 0200 1234 560
   D8  a unified credit code (GB 32100) is a word, no number    is_credit_code     11220000013544541J passes
   D9  an amount of money is no telephone                       is_amount          13800000000元 passes
   D10 digits of any script, and those Markdown would draw      read_character     １３８, &#49;38

   D1 asks no province, so that a number of an unknown region is still found; 7 in 100,000 runs of 18 digits
   pass by chance. D5 leaves out the groups of thousands (13 812 345 678), which are amounts. */
#include "guard.h"

#include "character.h"
#include "contract/limits.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#define LEAST_DIGITS 11   /* of any number looked for, */
#define MOST_DIGITS 19    /* and most */
#define MOST_SEPARATORS 3 /* characters between two runs of one number; more is a gap */

/* What stands between a run and the one before it, from none to the loosest. */
enum joint { JOINT_GAP, JOINT_SPACE, JOINT_HYPHEN, JOINT_DOT, JOINT_LOOSE };

struct run {
    uint32_t first; /* index of its first digit in `digit` */
    uint32_t place; /* character of the text, from 0 */
    uint32_t byte;  /* where its first digit stands */
    uint32_t end_byte;
    uint32_t count;
    uint8_t joint;
    bool check_x; /* the X of an identity number follows, and nothing more */
};

struct runs {
    struct run *run;
    size_t count, capacity;
    uint8_t *digit; /* values 0 to 9 */
    size_t digits;
};

/* ---- reading ---- */

/* Value of a numeric character reference for a digit ("&#49;"), moving behind it; else -1. */
static int referenced_digit(const char *text, size_t size, size_t *at)
{
    static const int bases[] = {10, 16};
    size_t i = *at + 1;
    if (i >= size || text[i++] != '#')
        return -1;
    bool hex = i < size && (text[i] == 'x' || text[i] == 'X');
    char *end = NULL;
    char number[10] = {0};
    strncpy(number, text + i + (hex ? 1 : 0), sizeof number - 1);
    if (!u_isxdigit((UChar32)(unsigned char)number[0]))
        return -1;
    long code = strtol(number, &end, bases[hex]);
    if (*end != ';' || code <= 0 || code > 0x10FFFF)
        return -1;
    int value = u_charDigitValue((UChar32)code);
    if (value >= 0)
        *at = i + (hex ? 1 : 0) + (size_t)(end - number) + 1;
    return value;
}

/* Reads a character; *value is 0 to 9 for a digit, else -1. */
static int32_t read_character(const char *text, size_t size, size_t *at, int *value)
{
    if (text[*at] == '&' && (*value = referenced_digit(text, size, at)) >= 0)
        return '0' + *value;
    int32_t c = character_next(text, size, at);
    if (c < 0x660)
        *value = c >= '0' && c <= '9' ? c - '0' : -1;
    else if ((c >= 0x3040 && c <= 0xABFF) || c == CHARACTER_BAD)
        *value = -1; /* the ideographs: nearly all of every text */
    else
        *value = u_charDigitValue(c);
    return c;
}

static enum joint joint_of(int32_t c)
{
    if (c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000 || c == 0x202F || c == 0x205F ||
        (c >= 0x2000 && c <= 0x200A))
        return JOINT_SPACE;
    if (c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D || c == 0xFE58 ||
        c == 0xFE63 || c == '(' || c == ')' || c == 0xFF08 || c == 0xFF09)
        return JOINT_HYPHEN;
    if (c == '.' || c == 0xFF0E || c == 0xB7 || c == 0x2022 || c == 0x30FB || c == '_' || c == '*' ||
        c == '`' || c == '\\' || c == '~')
        return JOINT_DOT;
    if (c == ',' || c == 0xFF0C || c == 0x3001 || c == '/' || c == 0xFF0F || c == '\n' || c == '|' ||
        c == ':' || c == 0xFF1A)
        return JOINT_LOOSE;
    return JOINT_GAP;
}

static bool is_check_x(int32_t c)
{
    return c == 'X' || c == 'x' || c == 0xFF38 || c == 0xFF58 || c == 0xD7 || c == 0x2169 || c == 0x2179 ||
           c == 0x425 || c == 0x445 || c == 0x3A7;
}

static bool is_letter(int32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xFF21 && c <= 0xFF3A) ||
           (c >= 0xFF41 && c <= 0xFF5A);
}

/* Does an X, perhaps behind separators, end the number at `at`? */
static bool x_follows(const char *text, size_t size, size_t at)
{
    int value = -1;
    for (int between = 0; at < size && between <= MOST_SEPARATORS; between++) {
        int32_t c = read_character(text, size, &at, &value);
        if (is_check_x(c)) {
            c = at < size ? read_character(text, size, &at, &value) : 0;
            return value < 0 && !is_letter(c);
        }
        if (value >= 0 || joint_of(c) == JOINT_GAP)
            return false;
    }
    return false;
}

/* An ideograph from U+4000 on, in three bytes: no digit, and it joins none. */
static bool is_ideograph(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    return byte[0] >= 0xE4 && byte[0] <= 0xE9 && (byte[1] & 0xC0) == 0x80 && (byte[2] & 0xC0) == 0x80;
}

/* Bytes at the beginning of `text` that neither are nor might spell a digit: nearly all of every text. */
static size_t wordy_run(const char *text)
{
    size_t at = 0;
    for (;;) {
        if (is_ideograph(text + at))
            at += 3;
        else if (text[at] > '9' || (text[at] > '\0' && text[at] < '0' && text[at] != '&'))
            at++; /* ASCII */
        else
            return at;
    }
}

/* Has the text as many digits joined to each other as the shortest number has? Nearly all texts have not, and need no more. */
static bool may_hold_number(const char *text)
{
    size_t size = strlen(text), digits = 0;
    int separators = 0;
    for (size_t at = 0; at < size;) {
        if (digits == 0 && (at += wordy_run(text + at)) == size)
            break;
        int value = text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -1;
        int32_t c = 0;
        if (value >= 0)
            at++;
        else if (is_ideograph(text + at))
            at += 3;
        else
            c = read_character(text, size, &at, &value);
        if (value >= 0) {
            separators = 0;
            if (++digits == LEAST_DIGITS)
                return true;
        } else if (digits > 0 && (joint_of(c) == JOINT_GAP || ++separators > MOST_SEPARATORS)) {
            digits = 0;
        }
    }
    return false;
}

static void read_runs(const char *text, struct runs *runs)
{
    size_t size = strlen(text);
    uint32_t place = 0;
    int separators = MOST_SEPARATORS + 1;
    enum joint joint = JOINT_GAP;
    runs->digit = take_zeroed(size + 1, 1);
    struct run *open = NULL;
    for (size_t at = 0; at < size; place++) {
        size_t start = at;
        int value = -1;
        int32_t c = read_character(text, size, &at, &value);
        if (value >= 0) {
            if (open == NULL) {
                runs->run = take_room(runs->run, &runs->capacity, runs->count + 1, sizeof *runs->run);
                open = &runs->run[runs->count++];
                *open =
                    (struct run){.first = (uint32_t)runs->digits, .place = place, .byte = (uint32_t)start};
                open->joint = separators <= MOST_SEPARATORS ? (uint8_t)joint : JOINT_GAP;
            }
            runs->digit[runs->digits++] = (uint8_t)value;
            open->count++;
            open->end_byte = (uint32_t)at;
            continue;
        }
        if (open != NULL) {
            open->check_x = x_follows(text, size, open->end_byte);
            separators = 0;
            joint = JOINT_GAP;
            open = NULL;
        }
        enum joint here = joint_of(c);
        separators += here == JOINT_GAP ? MOST_SEPARATORS + 1 : 1;
        if (separators > 1000)
            separators = MOST_SEPARATORS + 1; /* no overflow on long text */
        joint = here > joint ? here : joint;
    }
}

/* ---- identity numbers ---- */

static bool is_day(const uint8_t *digit, bool century)
{
    int year = 1900;
    if (century) {
        year = digit[0] * 1000 + digit[1] * 100 + digit[2] * 10 + digit[3];
        digit += 2;
    } else {
        year += digit[0] * 10 + digit[1];
    }
    int month = digit[2] * 10 + digit[3], day = digit[4] * 10 + digit[5];
    if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1)
        return false;
    date next = month == 12 ? date_from_civil(year + 1, 1, 1) : date_from_civil(year, month + 1, 1);
    return day <= next - date_from_civil(year, month, 1);
}

/* First two digits of GB/T 2260 (11 Beijing … 65 Xinjiang, 71, 81, 82), 83 of
   Taiwan residents, 9x of foreigners. */
static bool is_province(const uint8_t *digit)
{
    static const char provinces[] =
        " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
        "71 81 82 83 91 92 93 94 95 96 97 98 ";
    char word[] = {' ', (char)('0' + digit[0]), (char)('0' + digit[1]), ' ', '\0'};
    return strstr(provinces, word) != NULL;
}

/* GB 11643-1999: weights 2^(18-i) mod 11 from the left, the sum of all eighteen is 1 mod 11; X counts ten. */
static bool is_identity(const uint8_t *digit, int last)
{
    int remainder = 0; /* Horner's scheme with factor 2 */
    for (int i = 0; i < 17; i++)
        remainder = (remainder + digit[i]) * 2 % 11;
    return digit[0] != 0 && (remainder + last) % 11 == 1 && is_day(digit + 6, true);
}

static bool is_old_identity(const uint8_t *digit)
{
    return is_province(digit) && (digit[2] | digit[3]) != 0 && (digit[4] | digit[5]) != 0 && digit[0] != 9 &&
           is_day(digit + 6, false);
}

/* ---- bank cards ---- */

static bool luhn(const uint8_t *digit, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int d = digit[count - 1 - i] * (i % 2 == 1 ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0;
}

/* Issuers (ISO/IEC 7812): 62 UnionPay, 9558 and 60 older UnionPay cards, 4 Visa, 51 to 55 Mastercard, 35 JCB. */
static bool is_union_card(const uint8_t *digit, size_t count)
{
    if (digit[0] == 6 && digit[1] == 2)
        return count >= 16 && count <= 19;
    bool older = (digit[0] == 9 && digit[1] == 5 && digit[2] == 5 && digit[3] == 8) ||
                 (digit[0] == 6 && digit[1] == 0);
    return older && (count == 16 || count == 19);
}

static bool is_world_card(const uint8_t *digit, size_t count)
{
    return (digit[0] == 4 && (count == 16 || count == 19)) ||
           (count == 16 &&
            ((digit[0] == 5 && digit[1] >= 1 && digit[1] <= 5) || (digit[0] == 3 && digit[1] == 5)));
}

static bool is_card(const uint8_t *digit, size_t count)
{
    return (is_union_card(digit, count) || is_world_card(digit, count)) && luhn(digit, count);
}

/* ---- words that only look alike ---- */

static int credit_value(char c)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* GB 32100: no I, O, S, V, Z */
    const char *found = c == '\0' ? NULL : strchr(alphabet, c);
    return found == NULL ? -1 : (int)(found - alphabet);
}

/* Is the run part of an 18-character word of GB 32100's shape? A code all of digits must also have the right
   check character, or any 18 digits would pass. */
static bool is_credit_code(const char *text, const struct run *run)
{
    static const int weight[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    size_t from = run->byte, to = run->end_byte;
    while (from > 0 && credit_value(text[from - 1]) >= 0)
        from--;
    while (credit_value(text[to]) >= 0)
        to++;
    if (to - from != 18 || u_isalnum((UChar32)(unsigned char)text[to]) ||
        strspn(text + from + 2, "0123456789") < 6)
        return false;
    int sum = 0;
    bool letters = false;
    for (size_t i = 0; i < 18; i++)
        letters = letters || text[from + i] > '9';
    for (size_t i = 0; i < 17; i++)
        sum += credit_value(text[from + i]) * weight[i];
    return letters || (text[from] == '9' && (sum + credit_value(text[from + 17])) % 31 == 0);
}

static bool is_amount(const char *text, const struct run *run)
{
    const char *behind = text + run->end_byte;
    if (*behind == '.') {
        size_t places = strspn(behind + 1, "0123456789");
        behind += places >= 1 && places <= 4 ? places + 1 : 0;
    }
    static const char *const units[] = {"元", "万元", "亿元"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strncmp(behind, units[i], strlen(units[i])) == 0)
            return true;
    return false;
}

/* ---- numbers made of runs ---- */

static bool is_joined(const struct runs *runs, size_t i)
{
    return i < runs->count && runs->run[i].joint != JOINT_GAP;
}

static const char *find_identity(const char *text, const struct runs *runs, size_t start)
{
    const struct run *first = &runs->run[start];
    const uint8_t *digit = runs->digit + first->first;
    size_t count = 0;
    enum joint loosest = JOINT_GAP;
    for (size_t i = start; i == start || is_joined(runs, i); i++) {
        const struct run *run = &runs->run[i];
        count += run->count;
        if (i > start && run->joint > loosest)
            loosest = run->joint;
        if (count > 18)
            break;
        bool plausible = i == start || is_province(digit);
        if (count == 18 && plausible && is_identity(digit, digit[17]) &&
            !(digit[0] == 9 && is_credit_code(text, run)))
            return "an identity number";
        if (count == 17 && run->check_x && plausible && is_identity(digit, 10))
            return "an identity number";
        bool as_written = i == start || (first->count == 6 && loosest <= JOINT_HYPHEN);
        if (count == 15 && as_written && is_old_identity(digit) && !is_credit_code(text, first) &&
            (i > start || !is_amount(text, run)))
            return "an identity number of 15 digits";
    }
    return NULL;
}

static bool is_mobile(const uint8_t *digit)
{
    return digit[0] == 1 && digit[1] >= 3;
}

/* Digits of a country or trunk prefix at the start of a run that is `extra` too long, or 0. */
static size_t mobile_prefix(const uint8_t *digit, size_t extra)
{
    static const struct {
        size_t count;
        uint8_t digit[4];
    } prefix[] = {{1, {0}}, {2, {8, 6}}, {3, {0, 8, 6}}, {4, {0, 0, 8, 6}}};
    for (size_t i = 0; i < sizeof prefix / sizeof prefix[0]; i++)
        if (prefix[i].count == extra && memcmp(prefix[i].digit, digit, extra) == 0)
            return extra;
    return 0;
}

/* The ways people group the eleven digits. `alone`: only where no further run is joined on either side, since
   rows of figures look the same; `tightest` to `loosest`: what may join. */
static const struct grouping {
    uint32_t groups, group[3];
    enum joint tightest, loosest;
    bool alone;
} groupings[] = {
    {3, {3, 4, 4}, JOINT_SPACE, JOINT_DOT, false},
    {2, {3, 8}, JOINT_SPACE, JOINT_HYPHEN, false},
    {2, {7, 4}, JOINT_SPACE, JOINT_HYPHEN, true},
    {3, {4, 3, 4}, JOINT_HYPHEN, JOINT_HYPHEN, true},
};

static bool in_grouping(const struct runs *runs, size_t start, const struct grouping *way, size_t prefix)
{
    if (runs->run[start].count - prefix != way->group[0])
        return false;
    for (size_t g = 1; g < way->groups; g++) {
        if (!is_joined(runs, start + g) || runs->run[start + g].count != way->group[g] ||
            runs->run[start + g].joint > way->loosest || runs->run[start + g].joint < way->tightest)
            return false;
    }
    return !way->alone || ((start == 0 || !is_joined(runs, start)) && !is_joined(runs, start + way->groups));
}

/* `most` digits written one by one. */
static size_t single_digits(const struct runs *runs, size_t start)
{
    size_t count = 1;
    if (runs->run[start].count != 1 || (is_joined(runs, start) && runs->run[start - 1].count == 1))
        return 0;
    while (is_joined(runs, start + count) && runs->run[start + count].count == 1 &&
           runs->run[start + count].joint <= JOINT_DOT)
        count++;
    return count;
}

static const char *find_mobile(const char *text, const struct runs *runs, size_t start)
{
    const struct run *run = &runs->run[start];
    const uint8_t *digit = runs->digit + run->first;
    size_t singles = single_digits(runs, start);
    for (size_t prefix = 0; prefix <= 4; prefix++) {
        if (run->count + singles <= prefix || (prefix > 0 && mobile_prefix(digit, prefix) == 0) ||
            run->first + prefix + 11 > runs->digits || !is_mobile(digit + prefix))
            continue;
        if (run->count == 11 + prefix && !is_credit_code(text, run) && !is_amount(text, run))
            return "a mobile number";
        if (singles == 11 + prefix)
            return "a mobile number";
        for (size_t i = 0; run->count > prefix && i < sizeof groupings / sizeof groupings[0]; i++)
            if (in_grouping(runs, start, &groupings[i], prefix))
                return "a mobile number";
    }
    return NULL;
}

/* Fours from `start` on: 4-4-4-4 and perhaps 1 to 3 more. Counts of 16 to 19, or
   0. *runs_used tells how many runs. */
static size_t card_fours(const struct runs *runs, size_t start, size_t *runs_used)
{
    for (size_t g = 0; g < 4; g++)
        if ((g > 0 && (!is_joined(runs, start + g) || runs->run[start + g].joint > JOINT_DOT)) ||
            start + g >= runs->count || runs->run[start + g].count != 4)
            return 0;
    *runs_used = 4;
    if (is_joined(runs, start + 4) && runs->run[start + 4].count <= 3 &&
        runs->run[start + 4].joint <= JOINT_DOT) {
        *runs_used = 5;
        return 16 + runs->run[start + 4].count;
    }
    return 16;
}

static const char *find_card(const char *text, const struct runs *runs, size_t start)
{
    static const char found[] = "a bank card number";
    const struct run *run = &runs->run[start];
    const uint8_t *digit = runs->digit + run->first;
    size_t left = runs->digits - run->first, used = 0;
    if (run->count >= 16 && run->count <= MOST_DIGITS)
        return is_card(digit, run->count) && !is_credit_code(text, run) ? found : NULL;
    size_t fours = card_fours(runs, start, &used);
    if (fours > 0) {
        bool row = (is_joined(runs, start) && runs->run[start - 1].count == 4) ||
                   (is_joined(runs, start + used) && runs->run[start + used].count == 4);
        bool issuer_known = is_union_card(digit, fours) || is_union_card(digit, 16);
        if ((is_card(digit, fours) || is_card(digit, 16)) && (!row || issuer_known))
            return found;
    }
    size_t singles = single_digits(runs, start);
    if (singles >= 16 && singles <= MOST_DIGITS && is_card(digit, singles))
        return found;
    /* Any other grouping: a chain that is the card and nothing else, or one that
       starts with an issuer's six digits. */
    bool alone = !is_joined(runs, start);
    size_t count = 0, i = start;
    for (; left >= 16 &&
           (i == start || (is_joined(runs, i) && runs->run[i].joint <= JOINT_DOT && count <= MOST_DIGITS));
         i++) {
        count += runs->run[i].count;
        if (run->count == 6 && count >= 16 && count <= MOST_DIGITS && is_union_card(digit, count) &&
            luhn(digit, count))
            return found;
    }
    bool known = count <= MOST_DIGITS &&
                 (is_union_card(digit, count) || (i == start + 2 && is_world_card(digit, count)));
    return alone && known && luhn(digit, count) ? found : NULL;
}

static enum status refuse(const char *text, const struct run *run, const char *code, const char *what,
                          struct problem *problem)
{
    size_t line = 1;
    for (size_t i = 0; i < run->byte; i++)
        line += text[i] == '\n' ? 1 : 0;
    return problem_set(problem, STATUS_REFUSED, code, "line %zu, from character %u of the text on: %s", line,
                       run->place + 1, what);
}

enum status persondata_check(const char *text, bool phone_field, struct problem *problem)
{
    enum status status = STATUS_OK;
    struct runs runs = {0};
    if (!may_hold_number(text))
        return STATUS_OK;
    read_runs(text, &runs);
    for (size_t i = 0; i < runs.count && status == STATUS_OK; i++) {
        const char *found = find_identity(text, &runs, i);
        if (found != NULL)
            status = refuse(text, &runs.run[i], "identity-number", found, problem);
        else if ((found = find_card(text, &runs, i)) != NULL)
            status = refuse(text, &runs.run[i], "bank-card", found, problem);
        else if (!phone_field && (found = find_mobile(text, &runs, i)) != NULL)
            status = refuse(text, &runs.run[i], "mobile-number", found, problem);
    }
    free(runs.run);
    free(runs.digit);
    return status;
}
