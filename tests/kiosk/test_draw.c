#include "draw.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define EM 20.0F
static const struct text_style style = {.face = FACE_SANS, .size = EM, .colour = COLOUR_INK};

static void expect_box(const struct draw_command *command, float x, float y, float w, float h)
{
    assert_float_equal(command->box.x, x, 0.001F);
    assert_float_equal(command->box.y, y, 0.001F);
    assert_float_equal(command->box.w, w, 0.001F);
    assert_float_equal(command->box.h, h, 0.001F);
}

static void test_fills_stand_on_pixels(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_fill(&list, (struct rect){10.4F, 20.6F, 5.2F, 3.0F}, COLOUR_INK);
    draw_fill(&list, (struct rect){10.0F, 20.3F, 100, 0.1F},
              COLOUR_RULE); /* a hair line is one pixel, never none */
    draw_fill(&list, (struct rect){0, 0, 10, 10}, COLOUR_NONE);
    assert_int_equal(list.count, 2);
    expect_box(&list.command[0], 10, 21, 6, 3);
    expect_box(&list.command[1], 10, 20, 100, 1);
    draw_list_clear(&list);
    /* Neighbours share their edge: no gap, no overlap. */
    draw_fill(&list, (struct rect){0, 0, 10.5F, 5}, COLOUR_INK);
    draw_fill(&list, (struct rect){10.5F, 0, 10, 5}, COLOUR_INK);
    assert_float_equal(list.command[0].box.x + list.command[0].box.w, list.command[1].box.x, 0.001F);
    draw_list_finish(&list);
    assert_null(list.command);
}

static void test_frame(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_frame(&list, (struct rect){10, 10, 100, 50}, 2, COLOUR_RULE);
    assert_int_equal(list.count, 4);
    expect_box(&list.command[0], 10, 10, 100, 2);
    expect_box(&list.command[1], 10, 58, 100, 2);
    expect_box(&list.command[2], 10, 10, 2, 50);
    expect_box(&list.command[3], 108, 10, 2, 50);
    draw_list_finish(&list);
}

static void test_text_line(void **state)
{
    (void)state;
    struct draw_list list = {0};
    float width = draw_text(&list, "甲 乙", style, 100, 50, ALIGN_START, LANG_ZH, &fake_ruler);
    assert_float_equal(width, 2.5F * EM, 0.01F);
    assert_int_equal(list.count, 1);
    const struct draw_command *command = &list.command[0];
    assert_int_equal(command->op, DRAW_TEXT);
    assert_int_equal(command->glyphs, 2); /* the space is a place, not a glyph */
    assert_float_equal(list.glyph[0].x, 100, 0.01F);
    assert_float_equal(list.glyph[1].x, 100 + 1.5F * EM, 0.01F);
    assert_memory_equal(list.text + command->text + list.glyph[1].offset, "乙", 3);
    /* The box holds the advance boxes, ascent 0.875 and descent 0.125 em, and
       something for ink that leaves them. */
    assert_true(command->box.x <= 100 && command->box.x + command->box.w >= 100 + width);
    assert_true(command->box.y <= 50 - 0.875F * EM && command->box.y + command->box.h >= 50 + 0.125F * EM);
    draw_list_clear(&list);
    (void)draw_text(&list, "甲乙", style, 100, 50, ALIGN_END, LANG_ZH, &fake_ruler);
    assert_float_equal(list.glyph[0].x, 60, 0.01F);
    draw_list_clear(&list);
    (void)draw_text(&list, "甲乙", style, 100, 50, ALIGN_CENTER, LANG_ZH, &fake_ruler);
    assert_float_equal(list.glyph[0].x, 80, 0.01F);
    draw_list_clear(&list);
    assert_float_equal(draw_text(&list, "", style, 100, 50, ALIGN_START, LANG_ZH, &fake_ruler), 0, 0);
    assert_int_equal(list.count, 0);
    /* An LF in a short text: nothing lies on top of anything, nothing is lost. */
    assert_float_equal(draw_text(&list, "甲\n乙", style, 0, 50, ALIGN_START, LANG_ZH, &fake_ruler), 2 * EM,
                       0.01F);
    assert_float_equal(list.glyph[1].x, EM, 0.01F);
    draw_list_finish(&list);
}

static void test_spans_and_marks(void **state)
{
    (void)state;
    struct text_style deleted = style, inserted = style;
    deleted.marks = MARK_STRIKE;
    deleted.colour = COLOUR_LATE;
    inserted.marks = MARK_UNDERLINE;
    struct text_span spans[3] = {{"甲乙", 6, style}, {"丙丁", 6, deleted}, {"戊", 3, inserted}};
    struct text_setting setting = {.width = 1000, .lang = LANG_ZH};
    struct text_block block = {0};
    struct draw_list list = {0};
    text_fill(&setting, spans, 3, &fake_ruler, &block);
    draw_line(&list, &block, 0, 10, 50, &fake_ruler);
    assert_int_equal(list.count, 5); /* text, text, strike, text, underline */
    assert_int_equal(list.command[1].fill, COLOUR_LATE);
    assert_int_equal(list.command[2].op, DRAW_FILL);
    assert_float_equal(list.command[2].box.x, 10 + 2 * EM, 0.6F);
    assert_float_equal(list.command[2].box.w, 2 * EM, 1.1F);
    assert_true(list.command[2].box.y < 50 && list.command[2].box.y > 50 - EM); /* through the glyphs */
    assert_true(list.command[4].box.y >= 50);                                   /* below them */
    text_block_finish(&block);
    draw_list_finish(&list);
}

static void sample(struct draw_list *list)
{
    draw_fill(list, (struct rect){0, 0, 10, 10}, COLOUR_INK);
    (void)draw_text(list, "征收公告", style, 10, 20, ALIGN_START, LANG_ZH, &fake_ruler);
    draw_path(list, (struct rect){5, 5, 20, 20}, "M5 5L25 25", COLOUR_NONE, COLOUR_NOW, 2, 4);
    draw_icon(list, "done", 1, 2, 16, COLOUR_DONE);
    draw_code(list, "https://example.org/", (struct rect){50, 50, 40, 40});
}

static void test_append(void **state)
{
    (void)state;
    struct draw_list one = {0}, two = {0}, whole = {0};
    sample(&one);
    draw_fill(&two, (struct rect){0, 0, 1, 1}, COLOUR_RULE);
    (void)draw_text(&two, "前", style, 0, 0, ALIGN_START, LANG_ZH, &fake_ruler);
    draw_append(&two, &one, 100, 200);
    assert_int_equal(two.count, 2 + one.count);
    const struct draw_command *moved = &two.command[3], *before = &one.command[1];
    expect_box(moved, before->box.x + 100, before->box.y + 200, before->box.w, before->box.h);
    assert_float_equal(moved->baseline, before->baseline + 200, 0.001F);
    assert_float_equal(two.glyph[moved->glyph].x, one.glyph[before->glyph].x + 100, 0.001F);
    assert_memory_equal(two.text + moved->text, "征收公告", moved->text_bytes);
    /* Moved by nothing, a list is itself. */
    char a[65], b[65];
    draw_append(&whole, &one, 0, 0);
    draw_digest(&one, a);
    draw_digest(&whole, b);
    assert_string_equal(a, b);
    draw_list_finish(&one);
    draw_list_finish(&two);
    draw_list_finish(&whole);
}

static void test_stroke_is_inside_its_box(void **state)
{
    (void)state;
    struct draw_list list = {0};
    draw_path(&list, (struct rect){5, 5, 20, 20}, "M5 5L25 25", COLOUR_NONE, COLOUR_NOW, 4, 0);
    assert_true(list.command[0].box.x <= 3 && list.command[0].box.x + list.command[0].box.w >= 27);
    draw_list_finish(&list);
}

/* Each difference that an eye could see must change the digest; less than 1/64 pixel must not. */
static void test_digest(void **state)
{
    (void)state;
    struct draw_list list = {0}, same = {0};
    char first[65], now[65];
    sample(&list);
    sample(&same);
    draw_digest(&list, first);
    draw_digest(&same, now);
    assert_int_equal(strlen(first), 64);
    assert_int_equal(strspn(first, "0123456789abcdef"), 64);
    assert_string_equal(first, now);
#define CHANGES(statement)                                                                                   \
    do {                                                                                                     \
        draw_list_clear(&same);                                                                              \
        sample(&same);                                                                                       \
        statement;                                                                                           \
        draw_digest(&same, now);                                                                             \
        assert_string_not_equal(first, now);                                                                 \
    } while (0)
    CHANGES(same.command[0].fill = COLOUR_OFFICIAL);
    CHANGES(same.command[0].box.x += 1);
    CHANGES(same.command[1].face = FACE_KAI);
    CHANGES(same.command[1].size += 1);
    CHANGES(same.command[1].baseline += 1);
    CHANGES(same.text[same.command[1].text] ^= 1);
    CHANGES(same.glyph[1].x += 0.5F);
    CHANGES(same.command[2].stroke = COLOUR_LATE);
    CHANGES(same.command[2].width += 1);
    CHANGES(same.command[2].dash = 0);
    CHANGES(same.count--);
    CHANGES(same.truncated = true);
    draw_list_clear(&same);
    sample(&same);
    same.glyph[1].x += 0.001F;
    draw_digest(&same, now);
    assert_string_equal(first, now);
    draw_list_finish(&list);
    draw_list_finish(&same);
}

static void test_limit(void **state)
{
    (void)state;
    struct draw_list list = {0};
    struct buffer text = {0};
    while (text.size < 900000)
        buffer_text(&text, "征收补偿");
    for (int i = 0; i < 100 && !list.truncated; i++)
        (void)draw_text(&list, text.data, style, 0, 0, ALIGN_START, LANG_ZH, &fake_ruler);
    assert_true(list.truncated);
    size_t bytes = list.count * sizeof *list.command + list.glyphs * sizeof *list.glyph + list.bytes;
    assert_true(bytes <= LIMIT_DRAW_BYTES);
    size_t count = list.count;
    draw_fill(&list, (struct rect){0, 0, 1, 1}, COLOUR_INK); /* cut is cut: no holes */
    assert_int_equal(list.count, count);
    draw_list_clear(&list);
    assert_false(list.truncated);
    buffer_finish(&text);
    draw_list_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fills_stand_on_pixels),
        cmocka_unit_test(test_frame),
        cmocka_unit_test(test_text_line),
        cmocka_unit_test(test_spans_and_marks),
        cmocka_unit_test(test_append),
        cmocka_unit_test(test_stroke_is_inside_its_box),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
