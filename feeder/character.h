/* One Unicode character at a time, for the guard's rooms: everything they decide, they decide by character,
   never by byte (a 4-byte ideograph of a rare surname is one character). Decoding is ICU's, strict: overlong
   forms, surrogates, truncated sequences and values above U+10FFFF come back as CHARACTER_BAD. */
#ifndef FEEDER_CHARACTER_H
#define FEEDER_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/utf8.h>

#define CHARACTER_BAD (-1)

/* Reads the character at *at and moves behind it. A bad sequence moves on by the
   bytes that cannot belong together. */
static inline int32_t character_next(const char *text, size_t size, size_t *at)
{
    const uint8_t *bytes = (const uint8_t *)text;
    int32_t c = bytes[*at];
    if (c < 0x80) {
        (*at)++;
        return c;
    }
    int32_t i = (int32_t)*at,
            end = (int32_t)size; /* texts are bounded by LIMIT_BODY_BYTES, far below 2 GiB */
    U8_NEXT(bytes, i, end, c);
    *at = (size_t)i;
    return c < 0 ? CHARACTER_BAD : c;
}

static inline bool character_is_han(int32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x3FFFF) ||
           (c >= 0xFA0E && c <= 0xFA29) || c == 0x3007;
}

/* VS1 to VS3 and VS17 to VS256: the selectors of ideographic variants (UTS #37 and StandardizedVariants). */
static inline bool character_is_ideographic_selector(int32_t c)
{
    return (c >= 0xFE00 && c <= 0xFE02) || (c >= 0xE0100 && c <= 0xE01EF);
}

#endif
