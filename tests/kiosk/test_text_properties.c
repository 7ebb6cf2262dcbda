/* What no list of cases can say of the text engine, thousands of random texts do: nothing lost, no mark in a wrong place, nothing
   outside the width, lines counted as they are filled, no break where ICU forbids it without a reason. */
#include "text.h"
#include "text_break.h"

#include "contract/buffer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cmocka.h>

#define EM 10.0F

/* A small generator of its own, so that a failure can be run again from its number. */
static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static const char *const pieces[] = {
    "征",   "收", "补",     "偿",     "决",          "定",
    "的",   "房", "屋",     "𠮷",     "가",          "옥",
    "수용", "a",  "Wx",     "word",   "7",           "486",
    "12.5", "年", "月",     "日",     "户",          "元",
    "第",   "条", "一",     "十三",   "（",          "）",
    "《",   "》", "“",      "”",      "〔2022〕4号", "，",
    "。",   "、", "；",     "：",     "！",          "？",
    "…",    "……", "—",      "——",     "％",          "%",
    "℃",    "￥", "$",      "(",      ")",           "[",
    "]",    ".",  ",",      ":",      "/",           "／",
    "-",    "～", "·",      " ",      "  ",          "　",
    "\t",   "\n", "\u0301", "\u00A0", "'",           "\"",
    "’",    "々", "ー",     "①",      "㎡",          "2026年12月16日",
};

static void random_text(uint32_t *seed, struct buffer *out)
{
    buffer_clear(out);
    size_t count = next_random(seed) % 60;
    for (size_t i = 0; i < count; i++)
        buffer_text(out, pieces[next_random(seed) % (sizeof pieces / sizeof pieces[0])]);
    buffer_add(out, "", 0);
}

static bool contains(const char *set, const char *text, size_t bytes)
{
    for (const char *at = set; *at != '\0';) {
        uint32_t c;
        size_t length = text_decode(at, strlen(at), &c);
        if (length <= bytes && memcmp(at, text, length) == 0)
            return true;
        at += length;
    }
    return false;
}

/* The marks of GB/T 15834 and CLREQ, listed here apart from the engine's classes. */
static const char never_first[] = "，。、；：？！）》」』】〕”’…—％℃％‰～·々ー";
static const char never_last[] = "（《「『【〔“‘￥";

static bool starts_badly(const struct text_block *block, const struct text_line *line)
{
    const char *text = block->text + line->start;
    /* ’ inside a Latin word is an apostrophe: a line longer than its width may break before it. */
    bool apostrophe =
        line->start > 0 && strncmp(text, "’", 3) == 0 && (block->text[line->start - 1] & 0x80) == 0;
    return contains(never_first, text, line->end - line->start) && !apostrophe;
}

static size_t last_glyph_at(const struct text_block *block, const struct text_line *line)
{
    return line->glyphs > 0 ? block->glyph[line->first + line->glyphs - 1].offset : SIZE_MAX;
}

static bool ends_badly(const struct text_block *block, const struct text_line *line)
{
    size_t at = last_glyph_at(block, line);
    return at != SIZE_MAX && !line->last && contains(never_last, block->text + at, block->bytes - at);
}

/* Could the line have ended earlier at a place without a mark in the wrong place? */
static bool had_better_end(const struct text_block *block, const struct text_line *line)
{
    const char *a =
        ""; /* the last that is no blank: blanks do not save an opening mark from standing at the end */
    for (size_t i = line->first + 1; i < line->first + line->glyphs; i++) {
        const struct text_glyph *before = &block->glyph[i - 1], *after = &block->glyph[i];
        const char *b = block->text + after->offset;
        if (strchr(" \t", block->text[before->offset]) == NULL &&
            !contains("　", block->text + before->offset, before->bytes))
            a = block->text + before->offset;
        if (!contains(never_first, b, after->bytes) && !contains(never_last, a, strlen(a)) &&
            strchr(" \t.,:;!?)]%/-$([~", *b) == NULL && strchr("$(/[", *a) == NULL &&
            !contains("　／", b, 3) && !contains("／", a, strlen(a)))
            return true;
    }
    return false;
}

/* Marks that have half an em of blank, listed apart from the engine's. */
static const char blank_before[] = "‘“〈《「『【〔〖（［｛";
static const char blank_after[] = "’”〉》」』】〕〗）］｝、。，．！：；？";

/* No glyph stands in another: what they come closer by is at most the blank halves of marks. */
static void check_distances(const struct text_block *block, const struct text_line *line, uint32_t seed)
{
    for (size_t g = line->first + 1; g < line->first + line->glyphs; g++) {
        const struct text_glyph *a = &block->glyph[g - 1], *b = &block->glyph[g];
        float wide =
            text_glyph_advance(block->text + a->offset, a->bytes, block->style[a->span], &fake_ruler);
        if (block->text[a->offset] == '\t' || block->text[a->offset] == '\n')
            continue;
        if (contains(blank_after, block->text + a->offset, a->bytes))
            wide -= EM / 2;
        if (contains(blank_before, block->text + b->offset, b->bytes))
            wide -= EM / 2;
        if (b->x - a->x < wide - 0.05F)
            fail_msg("seed %u: %.*s stands in %.*s", seed, b->bytes, block->text + b->offset, a->bytes,
                     block->text + a->offset);
    }
}

static void check_lines(const struct text_block *block, const struct text_setting *setting, uint32_t seed)
{
    size_t at = 0, glyph = 0;
    for (size_t i = 0; i < block->lines; i++) {
        const struct text_line *line = &block->line[i];
        if (line->start != at || line->end <= line->start || line->first != glyph)
            fail_msg("seed %u: line %zu does not follow its predecessor", seed, i);
        for (size_t g = 0; g < line->glyphs; g++) {
            const struct text_glyph *now = &block->glyph[line->first + g];
            if (now->offset < line->start || now->offset + now->bytes > line->end)
                fail_msg("seed %u: glyph outside its line", seed);
            float wide = text_glyph_advance(block->text + now->offset, now->bytes, block->style[now->span],
                                            &fake_ruler);
            /* An em's half of a mark may hang out on either side; a glyph alone may be wider than the line. */
            float half = EM / 2 + 0.1F;
            if (block->text[now->offset] == '\t' || block->text[now->offset] == ' ')
                continue;
            if (now->x < -half ||
                (now->x + wide > setting->width + half && line->glyphs > 1 && line->x < setting->width))
                fail_msg("seed %u: glyph %zu of line %zu from %.1f to %.1f in %.1f", seed, g, i,
                         (double)now->x, (double)(now->x + wide), (double)setting->width);
        }
        check_distances(block, line, seed);
        if (i > 0 && !block->line[i - 1].last && starts_badly(block, line) && had_better_end(block, line - 1))
            fail_msg("seed %u: line %zu starts with a closing mark", seed, i);
        if (ends_badly(block, line) && had_better_end(block, line))
            fail_msg("seed %u: line %zu ends with an opening mark: %.*s", seed, i,
                     (int)(line->end - line->start), block->text + line->start);
        at = line->end;
        glyph += line->glyphs;
    }
    if (at != block->bytes)
        fail_msg("seed %u: the lines end at %zu of %zu bytes", seed, at, block->bytes);
}

/* What is loosely held may begin a line and go on without any break for longer than the column is wide: the line has something on it
   all the same. Found by the fuzzer. */
static void test_loosely_held_in_narrow_columns(void **state)
{
    char endless[60] = "s://a"; /* behind the slashes what breaks nowhere */
    (void)state;
    for (float width = 0; width < 1000; width += 3.5F) {
        struct text_setting setting = {.width = width, .lang = LANG_ZH, .autospace = true};
        struct text_span span = {.text = endless, .bytes = sizeof endless, .style = {.size = 30}};
        struct text_block block = {0};
        size_t at = 0;
        text_fill(&setting, &span, 1, &fake_ruler, &block);
        for (size_t i = 0; i < block.lines; at = block.line[i++].end)
            assert_true(block.line[i].start == at && block.line[i].end > at);
        assert_int_equal(at, sizeof endless);
        text_block_finish(&block);
    }
}

static void test_properties(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (uint32_t run = 1; run <= 20000; run++) {
        uint32_t seed = run;
        random_text(&seed, &text);
        struct text_setting setting = {
            .width = (float)(next_random(&seed) % 250 + 1),
            .indent = next_random(&seed) % 2 == 0 ? 0 : 2 * EM,
            .hang = next_random(&seed) % 4 == 0 ? EM : 0,
            .align = (enum text_align)(next_random(&seed) % 4),
            .lang = (enum lang)(next_random(&seed) % LANG_COUNT),
            .autospace = next_random(&seed) % 2 == 0,
        };
        size_t cut = text.size / 2; /* two spans, meeting at any code point */
        while (cut > 0 && ((unsigned char)text.data[cut] & 0xC0) == 0x80)
            cut--;
        struct text_span spans[2] = {
            {.text = text.data, .bytes = cut, .style = {.size = EM}},
            {.text = text.data + cut, .bytes = text.size - cut, .style = {.face = FACE_SERIF, .size = EM}},
        };
        struct text_block block = {0}, again = {0};
        text_fill(&setting, spans, 2, &fake_ruler, &block);
        check_lines(&block, &setting, run);
        text_fill(&setting, spans, 2, &fake_ruler, &again);
        assert_int_equal(block.lines, again.lines);
        assert_int_equal(block.glyphs, again.glyphs);
        for (size_t i = 0; i < block.glyphs; i++)
            assert_memory_equal(&block.glyph[i].x, &again.glyph[i].x, sizeof(float));
        text_block_finish(&block);
        text_block_finish(&again);
    }
    buffer_finish(&text);
}

/* Any code point at all, also those that the guard refuses: controls, marks in heaps, what is no UTF-8. */
static void random_code_points(uint32_t *seed, struct buffer *out)
{
    static const uint32_t blocks[][2] = {
        {0x4E00, 0x9FFF}, {0x20, 0x7E},       {0x7F, 0x7F},       {0x00, 0x1F},       {0x80, 0x24F},
        {0x300, 0x36F},   {0x591, 0x5BD},     {0x900, 0x963},     {0x1100, 0x11FF},   {0x2000, 0x206F},
        {0x20D0, 0x20FF}, {0x3000, 0x303F},   {0xAC00, 0xAC80},   {0xFE00, 0xFE2F},   {0xFF00, 0xFF60},
        {0xFFF9, 0xFFFF}, {0x1F3FB, 0x1F468}, {0x20000, 0x20100}, {0xE0000, 0xE01EF}, {0x10FFF0, 0x10FFFF},
    };
    buffer_clear(out);
    for (size_t count = next_random(seed) % 40; count > 0; count--) {
        size_t block = next_random(seed) % (sizeof blocks / sizeof blocks[0]);
        uint32_t c = blocks[block][0] + next_random(seed) % (blocks[block][1] - blocks[block][0] + 1);
        size_t times = next_random(seed) % 6 == 0 ? 1 + next_random(seed) % 200 : 1;
        char code[4];
        size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        for (size_t i = length; i-- > 1; c >>= 6)
            code[i] = (char)(0x80 | (c & 0x3F));
        code[0] = (char)(length == 1 ? c : (0xF00U >> length | c));
        if (next_random(seed) % 50 == 0)
            length = 1; /* cut off, unless it was whole */
        for (; times > 0; times--)
            buffer_add(out, code, length);
    }
    buffer_add(out, "", 0);
}

static bool is_blank_glyph(const struct text_block *block, const struct text_glyph *glyph)
{
    uint32_t c;
    (void)text_decode(block->text + glyph->offset, glyph->bytes, &c);
    return text_class(c) == CLASS_SPACE;
}

/* Whatever the text, in any width of an em and more: no glyph outside its line's box, every character once and in order. */
static void test_any_text_stays_in_its_box(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (uint32_t run = 1; run <= 8000; run++) {
        uint32_t seed = run ^ 0x5EED;
        random_code_points(&seed, &text);
        struct text_setting setting = {
            .width = EM + (float)(next_random(&seed) % 100),
            .indent = next_random(&seed) % 2 == 0 ? 0 : 2 * EM,
            .align = (enum text_align)(next_random(&seed) % 4),
            .lang = (enum lang)(next_random(&seed) % LANG_COUNT),
            .autospace = next_random(&seed) % 2 == 0,
        };
        struct text_span span = {.text = text.data, .bytes = text.size, .style = {.size = EM}};
        struct text_block block = {0};
        text_fill(&setting, &span, 1, &fake_ruler, &block);
        size_t at = 0;
        for (size_t i = 0; i < block.lines; i++) {
            const struct text_line *line = &block.line[i];
            assert_int_equal(line->start, at);
            for (size_t g = line->first; g < line->first + line->glyphs; g++) {
                const struct text_glyph *glyph = &block.glyph[g];
                const char *c = block.text + glyph->offset;
                float wide = text_glyph_advance(c, glyph->bytes, block.style[glyph->span], &fake_ruler);
                float left = glyph->x + (contains(blank_before, c, glyph->bytes) ? EM / 2 : 0);
                float right = glyph->x + wide - (contains(blank_after, c, glyph->bytes) ? EM / 2 : 0);
                assert_int_equal(glyph->offset, at);
                at += glyph->bytes;
                if (!is_blank_glyph(&block, glyph) && (left < -0.05F || right > setting.width + 0.05F))
                    fail_msg("seed %u: glyph %zu, %u bytes, from %.2f to %.2f in %.2f", run, g, glyph->bytes,
                             (double)left, (double)right, (double)setting.width);
            }
            for (uint32_t c; at < line->end; at += text_decode(block.text + at, line->end - at, &c))
                ; /* blanks at the line's end */
            assert_int_equal(line->end, at);
        }
        assert_int_equal(at, text.size);
        text_block_finish(&block);
    }
    buffer_finish(&text);
}

/* Counting finds the lines that filling makes, in any width; torn is what ends inside a date or a word. */
static void test_counts(void **state)
{
    (void)state;
    static const float widths[] = {12 * EM, 7 * EM, 4 * EM, 30};
    struct buffer text = {0};
    uint32_t seed = 20261122;
    for (int i = 0; i < 2000; i++) {
        buffer_clear(&text);
        random_text(&seed, &text);
        struct text_span span = {
            .text = text.size > 0 ? text.data : "", .bytes = text.size, .style = {.size = EM}};
        struct text_setting setting = {.indent = i % 2 == 0 ? 0 : EM, .lang = (enum lang)(i % LANG_COUNT)};
        struct text_count count[4];
        text_counts(&setting, &span, 1, &fake_ruler, widths, 4, count);
        for (size_t w = 0; w < 4; w++) {
            struct text_block block;
            setting.width = widths[w];
            text_fill(&setting, &span, 1, &fake_ruler, &block);
            assert_int_equal(count[w].lines, block.lines);
            assert_true(count[w].torn < block.lines || block.lines == 0);
            text_block_finish(&block);
        }
    }
    buffer_finish(&text);
    /* the date is six ems, its year with 年 three */
    struct text_span span = {.text = "自2026年8月1日", .style = {.size = EM}};
    struct text_setting setting = {.lang = LANG_ZH};
    struct text_count count[3];
    span.bytes = strlen(span.text);
    text_counts(&setting, &span, 1, &fake_ruler, (const float[]){8 * EM, 6 * EM, 4 * EM}, 3, count);
    assert_int_equal(count[0].lines, 1);
    assert_int_equal(count[0].torn, 0);
    assert_int_equal(count[1].lines, 2);
    assert_int_equal(count[1].torn, 0);
    assert_true(count[2].torn > 0);
}

/* UAX #14 by ICU is the second opinion: where we may break and ICU may not, it must be one of the places
   where Chinese setting differs from the standard on purpose: beside curly quotation marks (tied to both
   sides there), after interpuncts, around ① (an ideograph here), after TAB and ideographic space (blanks
   here), before ￥, between % and （, and after a quote with a space. */
static void test_against_icu(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (uint32_t run = 1; run <= 5000; run++) {
        uint32_t seed = run ^ 0xABCDEF;
        UErrorCode error = U_ZERO_ERROR;
        random_text(&seed, &text);
        unsigned char *ours = take_zeroed(text.size + 1, 1), *theirs = take_zeroed(text.size + 1, 1);
        text_breaks(text.data, text.size, LANG_ZH, ours);
        UText *source = utext_openUTF8(NULL, text.data, (int64_t)text.size, &error);
        UBreakIterator *iterator = ubrk_open(UBRK_LINE, "zh@lb=strict", NULL, 0, &error);
        ubrk_setUText(iterator, source, &error);
        assert_true(U_SUCCESS(error));
        for (int32_t at; (at = ubrk_next(iterator)) != UBRK_DONE;)
            theirs[at] = 1;
        for (size_t i = 1; i < text.size; i++) {
            size_t before = i - 1;
            while (before > 0 && ((unsigned char)text.data[before] & 0xC0) == 0x80)
                before--;
            const char *a = text.data + before, *b = text.data + i;
            size_t ink = i;
            while (ink > 0 && text.data[ink - 1] == ' ')
                ink--;
            size_t left = i - before, right = text.size - i;
            bool ours_differ = contains("“”’‘·①　\t\u0301", a, left) || contains("“‘①￥$", b, right) ||
                               (contains("%％℃‰", a, left) && contains("（《〔([", b, right)) ||
                               (ink > 2 && contains("“”’‘", text.data + ink - 3, 3)) ||
                               (ink > 0 && strchr("\"'", text.data[ink - 1]) != NULL);
            if (ours[i] == 1 && theirs[i] == 0 && !ours_differ)
                fail_msg("seed %u: we break before \"%s\" in \"%s\"", run, text.data + i, text.data);
        }
        ubrk_close(iterator);
        (void)utext_close(source);
        free(ours);
        free(theirs);
    }
    buffer_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_properties),
        cmocka_unit_test(test_any_text_stays_in_its_box),
        cmocka_unit_test(test_loosely_held_in_narrow_columns),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_against_icu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
