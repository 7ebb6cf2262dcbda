/* The Unicode line-break test of Debian's unicode-data (7,654 lines for UAX #14 as it stands) against our breaker, which
   follows CLREQ and GB/T 15834 on purpose. Every difference must have one of the reasons below, first match; each reason is
   counted, so that a change of the rules or of the standard shows as a change of a number here. */
#include "text.h"
#include "text_break.h"

#include "contract/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include <cmocka.h>

#define FILE_OF_UNICODE "/usr/share/unicode/auxiliary/LineBreakTest.txt"
#define UNITS_MOST 32

/* Classes of UAX #14 by their short names; NULL: any. `before` is that of the character before with its marks and the spaces
   behind it passed over, `beside` that of the very neighbour. */
struct reason {
    bool ours; /* we break, the standard does not; else the other way round */
    const char *before, *beside, *after;
    int count;
    const char *why;
};
static const struct reason reasons[] = {
    {false, NULL, "BK CR NL", NULL, 488,
     "R1: of the line ends the guard lets LF alone pass; others are no line end here"},
    {true, NULL, NULL, "BK CR NL", 333, "the same, seen from before"},
    {true, NULL, "BA", "CM ZWJ WJ HY QU", 91, "R5: TAB is a blank as a space is; a line may end after it"},
    {true, NULL, "SP", "WJ", 80, "the guard refuses the word joiner"},
    {true, NULL, "ZWJ", NULL, 11, "the guard refuses the zero-width joiner"},
    {false, NULL, NULL, "PO IN BA B2 NS CJ HY", 603,
     "R3: no closing, connecting or repeating mark at a line's start, spaces or not"},
    {false, NULL, "SP ZW", "CL CP EX IS SY", 10,
     "R3: the same for marks that the standard lets begin a line behind a space"},
    {false, "PR OP SY", NULL, NULL, 100, "R4: no currency sign, opening mark or slash at a line's end"},
    {false, "H2 H3 JL JV JT", "H2 H3 JL JV JT CM", "H2 H3 JL JV JT", 44,
     "R9: Korean words stay whole in Chinese text"},
    {true, "AI", NULL, NULL, 18, "R10: \xE2\x91\xA0 and \xC2\xA7 stand in Chinese text like ideographs"},
    {true, NULL, NULL, "AI", 28, "the same, seen from before"},
    {false, NULL, NULL, "EM", 61, "a skin colour is a mark on what it follows, whatever that is"},
    {false, "EM", NULL, "AL NU HL XX SA PR", 12, "the same: alone, it is set like a letter"},
    {false, NULL, NULL, "BB", 38, "an accent that stands alone is set like a letter"},
    {true, "BB", NULL, NULL, 16, "the same, seen from behind"},
    {false, NULL, NULL, "OP", 25, "R8: an opening bracket below U+2E80 is tied to the word before"},
    {false, "CL CP IS EX HY BA", NULL, "AL NU HL XX SA GL PR", 67,
     "R8: what touches in Western setting stays whole: {a}b, 1.5, a|b, -a"},
    {false, "NU", "NU", "ID", 2, "B1: a number keeps its unit"},
    {true, "QU", "SP", "OP", 6, "R5: a blank parts a quotation from a bracket"},
    {true, "CL CP", NULL, "PR", 2, "R10: before a sign of money or a plus"},
    {true, "HY", NULL, "HL", 1, "R10: there is no Hebrew in a notice"},
    {true, "RI", NULL, "RI", 8, "there are no flags in a notice: their letters are set one by one"},
};
#define REASONS (sizeof reasons / sizeof *reasons)

struct sample {
    struct buffer text;
    uint32_t code_point[UNITS_MOST];
    size_t offset[UNITS_MOST + 1];
    bool allowed[UNITS_MOST + 1]; /* before each, by the standard */
    size_t units;
};

static void add_utf8(struct buffer *out, uint32_t c)
{
    if (c < 0x80) {
        buffer_char(out, (char)c);
        return;
    }
    int rest = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
    buffer_char(out, (char)(lead[rest] | c >> (6 * rest)));
    while (rest-- > 0)
        buffer_char(out, (char)(0x80 | (c >> (6 * rest) & 0x3F)));
}

/* "× 0023 × 0020 ÷ 0023 ÷	# …"; false for a comment. */
static bool read_sample(const char *line, struct sample *sample)
{
    static const char no[] = "×", yes[] = "÷";
    buffer_clear(&sample->text);
    sample->units = 0;
    if (strncmp(line, no, strlen(no)) != 0)
        return false;
    while (*line != '\0' && *line != '#') {
        char *end = NULL;
        if (strncmp(line, no, strlen(no)) == 0 || strncmp(line, yes, strlen(yes)) == 0) {
            sample->allowed[sample->units] = strncmp(line, yes, strlen(yes)) == 0;
            line += strlen(no);
        } else if (*line == ' ' || *line == '\t') {
            line++;
        } else {
            assert_true(sample->units < UNITS_MOST);
            uint32_t c = (uint32_t)strtoul(line, &end, 16);
            assert_true(end > line);
            sample->offset[sample->units] = sample->text.size;
            sample->code_point[sample->units++] = c;
            add_utf8(&sample->text, c);
            line = end;
        }
    }
    return true;
}

static const char *class_of(uint32_t c)
{
    return u_getPropertyValueName(UCHAR_LINE_BREAK, u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK),
                                  U_SHORT_PROPERTY_NAME);
}

static bool among(const char *set, const char *class)
{
    size_t length = strlen(class);
    for (const char *at = set; at != NULL && (at = strstr(at, class)) != NULL; at += length)
        if ((at == set || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return set == NULL;
}

static bool is_passed(const char *class)
{
    return strcmp(class, "CM") == 0 || strcmp(class, "ZWJ") == 0 || strcmp(class, "SP") == 0;
}

static const struct reason *reason_for(const struct sample *sample, size_t at, bool ours)
{
    size_t base = at - 1;
    while (base > 0 && is_passed(class_of(sample->code_point[base])))
        base--;
    const char *before = class_of(sample->code_point[base]), *beside = class_of(sample->code_point[at - 1]),
               *after = class_of(sample->code_point[at]);
    for (size_t i = 0; i < REASONS; i++)
        if (reasons[i].ours == ours && among(reasons[i].before, before) && among(reasons[i].beside, beside) &&
            among(reasons[i].after, after))
            return &reasons[i];
    print_error("%s %s(%s)|%s %04X %04X\n", ours ? "÷" : "×", before, beside, after,
                (unsigned)sample->code_point[at - 1], (unsigned)sample->code_point[at]);
    return NULL;
}

static void test_differences_have_reasons(void **state)
{
    (void)state;
    FILE *file = fopen(FILE_OF_UNICODE, "r");
    if (file == NULL)
        fail_msg("%s is missing: install unicode-data", FILE_OF_UNICODE);
    char line[4096];
    struct sample sample = {0};
    int counts[REASONS] = {0}, samples = 0, places = 0, unexplained = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (!read_sample(line, &sample))
            continue;
        samples++;
        unsigned char *breaks = take_zeroed(sample.text.size + 1, 1);
        text_breaks(sample.text.data, sample.text.size, LANG_ZH, breaks);
        for (size_t i = 1; i < sample.units; i++, places++) {
            bool ours = breaks[sample.offset[i]] != 0;
            if (ours == sample.allowed[i])
                continue;
            const struct reason *reason = reason_for(&sample, i, ours);
            if (reason == NULL)
                unexplained++;
            else
                counts[reason - reasons]++;
        }
        free(breaks);
    }
    (void)fclose(file);
    buffer_finish(&sample.text);
    assert_int_equal(samples, 7654);
    for (size_t i = 0; i < REASONS; i++)
        if (counts[i] != reasons[i].count)
            print_error("%d, not %d: %s\n", counts[i], reasons[i].count, reasons[i].why);
    assert_int_equal(unexplained, 0);
    for (size_t i = 0; i < REASONS; i++)
        assert_int_equal(counts[i], reasons[i].count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_differences_have_reasons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
