/* Breaks between two neighbours. The rules, in order; the first that applies decides. Sources: [15834] GB/T
   15834-2011 §5.1 (place of the marks), [CLREQ] W3C Requirements for Chinese Text Layout (prohibition rules,
   unbreakable marks), [LBn] UAX #14.

     R1  after LF always                                        LB4        forced
     R2  never before blanks: they end the line before          LB7        never
     R3  no closing, connecting or repeating mark at a start    15834, CLREQ, LB13, LB16, LB21, LB22
     R4  no opening mark or currency sign at an end             15834, CLREQ, LB14, LB25
     R5  after blanks                                           LB18       allowed
     R6  Korean: nowhere else                                   KS X ISO/IEC 26300 practice, LB30b "keep
   words" R7  not at no-break spaces and straight quotes             LB12, LB19 R8  not inside Latin words,
   numbers, times, telephones     LB23, LB25, LB28, LB29, LB30 R9  not inside Korean words in other languages
   LB26 tightened R10 else                                                   LB31       allowed */
#include "text_break.h"
#include "text.h"

#include "contract/buffer.h"

#include <stdlib.h>
#include <string.h>

static bool is_word(uint8_t class)
{
    return class == CLASS_LATIN || class == CLASS_DIGIT;
}

/* R3. A hyphen after a blank begins something: "- 1". */
static bool never_starts(uint8_t class, bool blanks)
{
    switch (class) {
    case CLASS_CLOSE:
    case CLASS_CLOSE_NARROW:
    case CLASS_POSTFIX:
    case CLASS_INFIX:
    case CLASS_DASH:
    case CLASS_ELLIPSIS:
    case CLASS_JOIN:
    case CLASS_NONSTART:
    case CLASS_SLASH: return true;
    case CLASS_HYPHEN: return !blanks;
    default: return false;
    }
}

/* R4 */
static bool never_ends(uint8_t class, bool blanks)
{
    switch (class) {
    case CLASS_OPEN:
    case CLASS_OPEN_NARROW:
    case CLASS_PREFIX: return true;
    case CLASS_SLASH: return !blanks;
    default: return false;
    }
}

/* R8: `before` and `after` touch. */
static bool inside_word(uint8_t before, uint8_t after)
{
    switch (before) {
    case CLASS_LATIN:
    case CLASS_DIGIT: return is_word(after) || after == CLASS_OPEN_NARROW || after == CLASS_PREFIX;
    case CLASS_INFIX:
    case CLASS_POSTFIX:
    case CLASS_CLOSE_NARROW: return is_word(after);
    case CLASS_HYPHEN: return after == CLASS_DIGIT;
    default: return false;
    }
}

/* `before` is the last unit that is no blank. */
static enum break_level level_between(uint8_t before, bool blanks, uint8_t after, enum lang lang)
{
    if (after == CLASS_SPACE || after == CLASS_NEWLINE)
        return BREAK_NEVER;
    if (never_starts(after, blanks) || never_ends(before, blanks))
        return BREAK_BAD;
    if (blanks)
        return BREAK_ALLOWED;
    if (lang == LANG_KO)
        return BREAK_WORD;
    if (before == CLASS_GLUE || after == CLASS_GLUE || before == CLASS_QUOTE || after == CLASS_QUOTE)
        return BREAK_WORD;
    if (inside_word(before, after))
        return BREAK_WORD;
    if (before == CLASS_HANGUL && after == CLASS_HANGUL)
        return BREAK_WORD;
    return BREAK_ALLOWED;
}

/* ’ between two letters is an apostrophe (don’t), else the end of a quotation. */
static void settle_apostrophes(struct text_unit *unit, size_t count)
{
    for (size_t i = 1; i + 1 < count; i++)
        if (unit[i].code_point == 0x2019 && unit[i - 1].class == CLASS_LATIN &&
            unit[i + 1].class == CLASS_LATIN)
            unit[i].class = CLASS_LATIN;
}

void text_break_pairs(struct text_unit *unit, size_t count, enum lang lang)
{
    settle_apostrophes(unit, count);
    uint8_t before = CLASS_NEWLINE;
    bool blanks = false, begins = false; /* begins: `before` is a hyphen that begins a word, -a */
    for (size_t i = 0; i < count; i++) {
        uint8_t class = unit[i].class;
        if (class == CLASS_MARK) { /* goes with the unit before, which counts as if it were not there: LB9 */
            unit[i].level = BREAK_WORD;
            continue;
        }
        if (i == 0)
            unit[i].level = BREAK_NEVER;
        else if (before == CLASS_NEWLINE && !blanks)
            unit[i].level = BREAK_FORCED;
        else if (before == CLASS_HAN && class == CLASS_HAN && !blanks && lang != LANG_KO)
            unit[i].level = BREAK_ALLOWED; /* nine in ten */
        else if (begins && class == CLASS_LATIN && !blanks)
            unit[i].level = BREAK_WORD;
        else
            unit[i].level = (uint8_t)level_between(before, blanks, class, lang);
        if (class != CLASS_SPACE) {
            begins = class == CLASS_HYPHEN && (blanks || before == CLASS_NEWLINE);
            before = class;
        }
        blanks = class == CLASS_SPACE;
    }
}

void text_breaks(const char *text, size_t bytes, enum lang lang, unsigned char *out)
{
    struct text_unit *unit = take_resized(NULL, bytes, sizeof *unit);
    size_t count = text_scan(text, bytes, unit);
    text_break_pairs(unit, count, lang);
    text_break_bonds(unit, count);
    memset(out, 0, bytes + 1);
    for (size_t i = 0; i < count; i++)
        out[unit[i].offset] = unit[i].level >= BREAK_ALLOWED ? 1 : 0;
    out[bytes] = bytes > 0 ? 1 : 0;
    free(unit);
}
