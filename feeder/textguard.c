/* Text guard. A text passes in one walk over its characters; only one with marks, or with characters that NFC may change, goes
   through ICU's normaliser, so that a body of 1 MiB costs a few milliseconds.
   Cases: tests/feeder/test_textguard.c.

   rule                                            function          code
   T1  strict UTF-8, no surrogates                 refuse_bytes      bad-utf8, surrogate
   T2  no C0 and C1 controls; LF, TAB in bodies    refusal_of        control
   T3  CRLF and a lone CR are line ends in bodies  copy_characters
   T4  no U+2028, U+2029                           refusal_of        line-separator
   T5  no bidi controls                            refusal_of        bidi-control
   T6  nothing invisible                           refusal_of        invisible
   T7  selectors only of ideographic variants      selector_fits     invisible
   T8  no private use, noncharacter, unassigned    refusal_of        private-use, noncharacter, unassigned
   T9  no U+FFFD, U+FFFC: damaged on the way       refusal_of        damaged-text
   T10 NFC                                         normalise
   T11 at most LIMIT_COMBINING_MARKS on a base     check_marks       combining-marks, stray-mark

   T7 is a decision: a selector behind an ideograph chooses its registered variant (UTS #37), which a name may
   need; anywhere else it changes nothing a reader sees and only makes two texts differ that look the same. */
#include "guard.h"

#include "character.h"
#include "contract/limits.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

struct place { /* where a character stands, as staff count: from 1 */
    size_t line, character;
};

struct refusal {
    const char *code, *words;
};

/* Characters that NFC never changes and that no rule refuses: nearly all of every notice. */
static bool is_plain(int32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x20 && c <= 0x7E) || (c >= 0x3000 && c <= 0x3029) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xFF01 && c <= 0xFF5E) || (c >= 0x2010 && c <= 0x2027) ||
           (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF);
}

/* Ideographs younger than the library's Unicode (15.0), so that a rare name of GB 18030-2022's amendment is
   not taken for unassigned: Extension I (15.1), J and the ends of C and E
   (17.0), description characters (15.1). */
static bool is_younger_than_library(int32_t c)
{
    static const struct {
        int32_t from, to;
    } range[] = {{0x2EBF0, 0x2EE5D}, {0x323B0, 0x33479}, {0x2B73A, 0x2B73F}, {0x2CEA2, 0x2CEAD},
                 {0x2B81E, 0x2B81E}, {0x2FFC, 0x2FFF},   {0x31EF, 0x31EF}};
    for (size_t i = 0; i < sizeof range / sizeof range[0]; i++)
        if (c >= range[i].from && c <= range[i].to)
            return true;
    return false;
}

static bool is_bidi_control(int32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
           c == 0x061C;
}

/* The rule a character breaks by itself, or one without code. Selectors are judged by check_selector. */
static struct refusal refusal_of(int32_t c)
{
    static const struct refusal none = {NULL, NULL};
    if (is_bidi_control(c))
        return (struct refusal){"bidi-control", "a control that reorders text"};
    if (c == 0xFFFD || c == 0xFFFC)
        return (struct refusal){"damaged-text", "the mark of a character lost before it came here"};
    if (U_IS_UNICODE_NONCHAR(c))
        return (struct refusal){"noncharacter", "no character"};
    switch (u_charType(c)) {
    case U_CONTROL_CHAR: return (struct refusal){"control", "a control character"};
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
        return (struct refusal){"line-separator", "a separator that programs treat differently"};
    case U_PRIVATE_USE_CHAR:
        return (struct refusal){"private-use", "a private character that each font draws differently"};
    case U_UNASSIGNED:
        if (is_younger_than_library(c))
            return none;
        return (struct refusal){"unassigned", "not assigned to any character"};
    case U_FORMAT_CHAR: return (struct refusal){"invisible", "an invisible character"};
    default: break;
    }
    if (!character_is_ideographic_selector(c) && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        return (struct refusal){"invisible", "an invisible character"};
    return none;
}

/* Where the character at `at` stands; all before it is UTF-8. */
static struct place place_of(const char *text, size_t at, bool body)
{
    struct place place = {1, 1};
    for (size_t i = 0; i < at; place.character++) {
        int32_t c = character_next(text, at, &i);
        if (!body || (c != '\n' && c != '\r'))
            continue;
        if (c == '\r' && text[i] == '\n')
            i++;
        place = (struct place){place.line + 1, 0};
    }
    return place;
}

static enum status refuse(struct problem *problem, struct refusal refusal, struct place place, int32_t c)
{
    return problem_set(problem, STATUS_REFUSED, refusal.code, "line %zu, character %zu is U+%04X, %s",
                       place.line, place.character, (unsigned)c, refusal.words);
}

static enum status refuse_bytes(struct problem *problem, const char *text, size_t at, struct place place)
{
    const uint8_t *byte = (const uint8_t *)text + at;
    if (byte[0] == 0xED && byte[1] >= 0xA0 && byte[1] <= 0xBF)
        return problem_set(problem, STATUS_REFUSED, "surrogate",
                           "line %zu, character %zu is half of a surrogate pair", place.line,
                           place.character);
    return problem_set(problem, STATUS_REFUSED, "bad-utf8",
                       "line %zu, character %zu is not UTF-8 (byte 0x%02X)", place.line, place.character,
                       (unsigned)byte[0]);
}

/* A variant selector stands directly behind one ideograph, and only one does (T7). Emoji selectors are
   refused: they change how a sign is drawn, and the screen's fonts have one drawing of each. */
static bool selector_fits(int32_t c, const char *text, size_t at)
{
    if (!character_is_ideographic_selector(c))
        return true;
    size_t before = at;
    while (before > 0 && ((unsigned char)text[--before] & 0xC0) == 0x80)
        ;
    return at > 0 && character_is_han(character_next(text, at, &before));
}

static bool is_mark(int32_t c)
{
    return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0 && !character_is_ideographic_selector(c);
}

/* A text of nothing but such characters is in NFC (UAX #15, section 9) and has no marks to count. */
static bool is_settled(int32_t c)
{
    return u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) == UNORM_YES && u_getCombiningClass(c) == 0 &&
           !is_mark(c);
}

/* Bytes of the plain characters at the beginning of `text`. */
static size_t plain_run(const char *text, size_t size)
{
    const unsigned char *byte = (const unsigned char *)text;
    size_t at = 0;
    for (;;) {
        if (at < size && byte[at] >= 0x20 && byte[at] <= 0x7E)
            at++;
        else if (at + 2 < size && byte[at] >= 0xE2 && (byte[at + 1] & 0xC0) == 0x80 &&
                 (byte[at + 2] & 0xC0) == 0x80 && byte[at] <= 0xEF &&
                 is_plain((byte[at] & 0x0F) << 12 | (byte[at + 1] & 0x3F) << 6 | (byte[at + 2] & 0x3F)))
            at += 3;
        else
            return at;
    }
}

/* Copies `text` without CR, refusing what no text may hold. *plain tells that nothing needs the normaliser. */
static enum status copy_characters(const char *text, size_t size, bool body, char *copy, bool *plain,
                                   struct problem *problem)
{
    char *out = copy;
    *plain = true;
    for (size_t at = 0; at < size;) {
        size_t run = plain_run(text + at, size - at), start = at + run;
        memcpy(out, text + at, run);
        out += run;
        at = start;
        if (at == size)
            break;
        int32_t c = character_next(text, size, &at);
        if (c == CHARACTER_BAD)
            return refuse_bytes(problem, text, start, place_of(text, start, body));
        if (body && (c == '\n' || c == '\r')) {
            if (c == '\r' && at < size && text[at] == '\n')
                at++;
            *out++ = '\n';
            continue;
        }
        if (!is_plain(c) && !(body && c == '\t')) {
            struct refusal refusal = refusal_of(c);
            if (refusal.code == NULL && !selector_fits(c, text, start))
                refusal = (struct refusal){"invisible", "a selector that stands behind no ideograph"};
            if (refusal.code != NULL)
                return refuse(problem, refusal, place_of(text, start, body), c);
            *plain = *plain && is_settled(c);
        }
        memcpy(out, text + start, at - start);
        out += at - start;
    }
    *out = '\0';
    return STATUS_OK;
}

/* Counted after NFC, that is, as drawn: e with acute is one character with no mark (T11). */
static enum status check_marks(const char *text, struct problem *problem)
{
    struct place place = {1, 1};
    size_t size = strlen(text);
    int marks = 0;
    bool base = false;
    for (size_t at = 0; at < size; place.character++) {
        int32_t c = character_next(text, size, &at);
        if (c == '\n') {
            place = (struct place){place.line + 1, 0};
            base = false;
        } else if (is_mark(c)) {
            if (!base)
                return refuse(problem, (struct refusal){"stray-mark", "a mark without a character below it"},
                              place, c);
            if (++marks > LIMIT_COMBINING_MARKS)
                return refuse(problem,
                              (struct refusal){"combining-marks", "one mark too many on its character"},
                              place, c);
        } else {
            marks = 0;
            base = true;
        }
    }
    return STATUS_OK;
}

/* The NFC form as a text of its own, or NULL if `text` is in it already. */
static char *normalise(const char *text)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
    size_t size = strlen(text);
    int32_t units = 0, length = 0, bytes = 0;
    UChar *source = take_zeroed(size + 1, sizeof *source);
    u_strFromUTF8(source, (int32_t)size + 1, &units, text, (int32_t)size, &error);
    ENSURE(U_SUCCESS(error));
    char *out = NULL;
    if (unorm2_spanQuickCheckYes(nfc, source, units, &error) < units) {
        int32_t most = units * 3 + 1; /* NFC's largest growth in UTF-16 (UAX #15) */
        UChar *target = take_zeroed((size_t)most, sizeof *target);
        length = unorm2_normalize(nfc, source, units, target, most, &error);
        ENSURE(U_SUCCESS(error));
        out = take_zeroed((size_t)length * 3 + 1, 1);
        u_strToUTF8(out, length * 3 + 1, &bytes, target, length, &error);
        free(target);
        ENSURE(U_SUCCESS(error));
        if (strcmp(out, text) == 0) { /* the quick check said "maybe" and it was */
            free(out);
            out = NULL;
        }
    }
    ENSURE(U_SUCCESS(error));
    free(source);
    return out;
}

/* Databases pad fixed-width columns: blanks at the end of a one-line text are no part of it. Bodies keep
   theirs, since two of them are a line break in Markdown. */
static void trim_end(char *line)
{
    for (size_t size = strlen(line); size > 0; size = strlen(line)) {
        if (line[size - 1] == ' ')
            line[size - 1] = '\0';
        else if (size >= 3 && memcmp(line + size - 3, "\xE3\x80\x80", 3) == 0) /* U+3000 */
            line[size - 3] = '\0';
        else
            return;
    }
}

enum status textguard_check(const char *text, bool body, char **out, struct problem *problem)
{
    enum status status = STATUS_FAILED;
    size_t most = body ? LIMIT_BODY_BYTES : LIMIT_LINE_BYTES;
    size_t size = strnlen(text, most + 1);
    if (size > most)
        return problem_set(problem, STATUS_REFUSED, "too-long", "the text has more than %zu bytes", most);
    char *copy = take_zeroed(size + 1, 1);
    bool plain = false;
    status = copy_characters(text, size, body, copy, &plain, problem);
    if (status != STATUS_OK)
        goto out;
    if (!plain) {
        char *normal = normalise(copy);
        if (normal != NULL) {
            free(copy);
            copy = normal;
        }
        status = check_marks(copy, problem);
        if (status != STATUS_OK)
            goto out;
        if (strlen(copy) > most) {
            status = problem_set(problem, STATUS_REFUSED, "too-long",
                                 "the text has more than %zu bytes in NFC", most);
            goto out;
        }
    }
    if (!body)
        trim_end(copy);
    *out = copy;
    copy = NULL;
out:
    free(copy);
    return status;
}
