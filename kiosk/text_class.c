/* Code point -> class. The Unicode line-break property (ICU's data) decides, but for the marks that Chinese
   sets otherwise than UAX #14 does: its QU class, for one, ties “ and ” to both neighbours, so that a
   sentence full of quotations could hardly break. */
#include "text_break.h"

#include <string.h>
#include <unicode/uchar.h>

size_t text_decode(const char *text, size_t bytes, uint32_t *code_point)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) { /* these two are nearly all there is */
        *code_point = s[0];
        return 1;
    }
    if ((s[0] & 0xF0) == 0xE0 && s[0] != 0xE0 && s[0] != 0xED && bytes >= 3 && (s[1] & 0xC0) == 0x80 &&
        (s[2] & 0xC0) == 0x80) {
        *code_point = (s[0] & 0xFU) << 12 | (s[1] & 0x3FU) << 6 | (s[2] & 0x3FU);
        return 3;
    }
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t c = s[0];
    size_t length = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    *code_point = 0xFFFD;
    if (length == 0 || length > bytes)
        return 1;
    if (length > 1)
        c &= 0xFFU >> (length + 1);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 1;
        c = c << 6 | (s[i] & 0x3FU);
    }
    if (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 1;
    *code_point = c;
    return length;
}

static enum break_class class_of_property(uint32_t c)
{
    switch ((ULineBreak)u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK)) {
    case U_LB_COMBINING_MARK:
    case U_LB_ZWJ:
    case U_LB_E_MODIFIER: return CLASS_MARK;
    case U_LB_SPACE:
    case U_LB_ZWSPACE:
    case U_LB_BREAK_AFTER: return u_isUWhiteSpace((UChar32)c) || c == 0x200B ? CLASS_SPACE : CLASS_JOIN;
    case U_LB_OPEN_PUNCTUATION: return c < 0x2E80 ? CLASS_OPEN_NARROW : CLASS_OPEN;
    case U_LB_CLOSE_PUNCTUATION:
    case U_LB_CLOSE_PARENTHESIS:
    case U_LB_EXCLAMATION: return c < 0x2E80 ? CLASS_CLOSE_NARROW : CLASS_CLOSE;
    case U_LB_QUOTATION: return CLASS_QUOTE;
    case U_LB_PREFIX_NUMERIC: return CLASS_PREFIX;
    case U_LB_POSTFIX_NUMERIC: return CLASS_POSTFIX;
    case U_LB_INFIX_NUMERIC: return CLASS_INFIX;
    case U_LB_BREAK_SYMBOLS: return CLASS_SLASH;
    case U_LB_HYPHEN: return CLASS_HYPHEN;
    case U_LB_BREAK_BOTH: return CLASS_DASH;
    case U_LB_INSEPARABLE: return CLASS_ELLIPSIS;
    case U_LB_NONSTARTER:
    case U_LB_CONDITIONAL_JAPANESE_STARTER: return CLASS_NONSTART;
    case U_LB_GLUE:
    case U_LB_WORD_JOINER: return CLASS_GLUE;
    case U_LB_NUMERIC: return CLASS_DIGIT;
    case U_LB_H2:
    case U_LB_H3:
    case U_LB_JL:
    case U_LB_JV:
    case U_LB_JT: return CLASS_HANGUL;
    case U_LB_IDEOGRAPHIC:
    case U_LB_AMBIGUOUS:
    case U_LB_CONTINGENT_BREAK:
    case U_LB_E_BASE:
    case U_LB_REGIONAL_INDICATOR: return CLASS_HAN;
    default: return CLASS_LATIN; /* AL, HL, SA without its dictionaries, and what is not assigned */
    }
}

enum break_class text_class(uint32_t c)
{
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF))
        return CLASS_HAN;
    if (c >= 0xAC00 && c <= 0xD7A3)
        return CLASS_HANGUL;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return CLASS_LATIN;
    if ((c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19))
        return CLASS_DIGIT;
    switch (c) {
    case '\n': return CLASS_NEWLINE;
    case ' ':
    case '\t':
    case 0x3000: return CLASS_SPACE;
    case 0x2018:                     /* ‘ */
    case 0x201C: return CLASS_OPEN;  /* “ */
    case 0x2019:                     /* ’ (apostrophe: see text_break_pairs) */
    case 0x201D:                     /* ” */
    case 0xFF1A:                     /* ： */
    case 0xFF1B:                     /* ； */
    case 0xFF01:                     /* ！ */
    case 0xFF1F: return CLASS_CLOSE; /* ？ */
    case '|':                        /* no mark of ours: as a letter */
    case '\\': return CLASS_LATIN;
    case 0xFF0F: return CLASS_SLASH;    /* ／ */
    case 0xFF0D:                        /* － */
    case 0x2013:                        /* – */
    case 0x00B7:                        /* · */
    case 0x2022:                        /* • */
    case 0x2027:                        /* ‧ */
    case 0x30FB:                        /* ・ */
    case 0x301C:                        /* 〜 */
    case 0x3030:                        /* 〰 */
    case '~':                           /* ~ */
    case 0xFF5E: return CLASS_JOIN;     /* ～ */
    case 0x2014:                        /* — */
    case 0x2015:                        /* ― */
    case 0x2E3A: return CLASS_DASH;     /* ⸺ */
    case 0x22EF: return CLASS_ELLIPSIS; /* ⋯ */
    case 0x2030:                        /* ‰ */
    case 0x2103:                        /* ℃ */
    case 0x2109:                        /* ℉ */
    case 0xFF05: return CLASS_POSTFIX;  /* ％ */
    default: return class_of_property(c);
    }
}

bool text_blank_before(uint32_t c)
{
    switch (c) {
    case 0x2018: /* ‘ “ */
    case 0x201C:
    case 0x3008: /* 〈《「『【〔〖 */
    case 0x300A:
    case 0x300C:
    case 0x300E:
    case 0x3010:
    case 0x3014:
    case 0x3016:
    case 0xFF08: /* （［｛ */
    case 0xFF3B:
    case 0xFF5B: return true;
    default: return false;
    }
}

bool text_blank_after(uint32_t c, enum face face, enum lang lang)
{
    switch (c) {
    case 0x2019: /* ’ ” */
    case 0x201D:
    case 0x3009: /* 〉》」』】〕〗 */
    case 0x300B:
    case 0x300D:
    case 0x300F:
    case 0x3011:
    case 0x3015:
    case 0x3017:
    case 0xFF09: /* ）］｝ */
    case 0xFF3D:
    case 0xFF5D: return true;
    case 0x3001: /* 、。，． */
    case 0x3002:
    case 0xFF0C:
    case 0xFF0E: return face != FACE_KAI;
    case 0xFF01: /* ！：；？ */
    case 0xFF1A:
    case 0xFF1B:
    case 0xFF1F: return face != FACE_KAI && lang != LANG_KO;
    default: return false;
    }
}

enum press_step text_press_step(uint32_t c)
{
    switch (c) {
    case 0x3001: /* 、，：； */
    case 0xFF0C:
    case 0xFF1A:
    case 0xFF1B: return PRESS_PAUSE;
    case 0x3002: /* 。．！？ */
    case 0xFF0E:
    case 0xFF01:
    case 0xFF1F: return PRESS_STOP;
    default: return PRESS_BRACKET;
    }
}

/* Does a mark stand on the letter before it without a width of its own? Controls (DEL) and the vowels of some scripts are of
   the same class for UAX #14, but stand beside it. */
static bool takes_no_width(uint32_t c)
{
    int8_t type = u_charType((UChar32)c);
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
           u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK) != U_LB_COMBINING_MARK;
}

size_t text_scan(const char *text, size_t bytes, struct text_unit *unit)
{
    size_t count = 0;
    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        size_t length = text_decode(text + at, bytes - at, &c);
        enum break_class class = text_class(c);
        struct text_unit *last = count > 0 ? &unit[count - 1] : NULL;
        bool based = last != NULL && last->class != CLASS_NEWLINE && last->class != CLASS_SPACE;
        /* A mark without base stands for itself; what a glyph cannot take up stands behind it. */
        if (class == CLASS_MARK && based && takes_no_width(c) && last->bytes + length <= UINT16_MAX) {
            last->bytes = (uint16_t)(last->bytes + length);
        } else {
            unit[count++] = (struct text_unit){
                .offset = (uint32_t)at,
                .code_point = c,
                .bytes = (uint16_t)length,
                .class = (uint8_t)(class == CLASS_MARK && !based ? CLASS_LATIN : class),
            };
        }
        at += length;
    }
    return count;
}
