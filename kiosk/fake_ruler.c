/* The tests' ruler: round numbers that a person can add up, so that expectations are written by hand. */
#include "ruler.h"

static bool is_mark(uint32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0x302A && c <= 0x302F) || c == 0x3099 || c == 0x309A || c == 0x200D;
}

/* Quotation marks, dash and ellipsis are full width too, as in the Chinese fonts we ship. */
static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF01 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD) || c == 0x2014 || c == 0x2018 ||
           c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2026 || c == 0x2103 || c == 0x33A1;
}

static float advance(void *self, enum face face, float size, uint32_t code_point)
{
    (void)self;
    (void)face;
    if (is_mark(code_point))
        return 0;
    return is_wide(code_point) ? size : size / 2;
}

static float ascent(void *self, enum face face, float size)
{
    (void)self;
    (void)face;
    return size * 0.875F;
}

static float descent(void *self, enum face face, float size)
{
    (void)self;
    (void)face;
    return size * 0.125F;
}

static bool covers(void *self, enum face face, uint32_t code_point)
{
    (void)self;
    (void)face;
    return code_point < 0xE000 || code_point > 0xF8FF; /* no private use */
}

const struct ruler fake_ruler = {.advance = advance, .ascent = ascent, .descent = descent, .covers = covers};
