/* The code of an item's address: on every page, in one place, large enough, with its quiet zone, and nothing painted on it. */
#include "frame.h"
#include "overlap.h"

#include <math.h>

static const struct test_size panel_sizes[] = {{320, 160}, {256, 128}, {192, 96}, {640, 160},
                                               {160, 320}, {384, 192}, {480, 270}};
#define ALL_SIZES (TEST_SIZES + sizeof panel_sizes / sizeof panel_sizes[0])

static struct test_size size_of(size_t i)
{
    return i < TEST_SIZES ? test_sizes[i] : panel_sizes[i - TEST_SIZES];
}

/* An address of so many bytes. */
static char *address_of(size_t bytes)
{
    struct buffer text = {0};
    buffer_text(&text, "https://yun.example/");
    while (text.size < bytes)
        buffer_char(&text, (char)('0' + text.size % 10));
    return buffer_take(&text);
}

static bool touches(struct rect a, struct rect b)
{
    return a.x + a.w > b.x + .5F && b.x + b.w > a.x + .5F && a.y + a.h > b.y + .5F && b.y + b.h > a.y + .5F;
}

/* ISO/IEC 18004 table 7, level L: versions of 21 modules and 4 more each, 4 of quiet zone on each side. */
static int modules_of(size_t bytes)
{
    return bytes <= 32 ? 25 + 8 : bytes <= 53 ? 29 + 8 : bytes <= 78 ? 33 + 8 : 37 + 8;
}

/* The code on a page, or NULL. Fails where anything but a ground laid before it lies on it, but for the two outer modules of its quiet zone. */
static const struct draw_command *find_code(const struct draw_list *list, const struct sheet *sheet,
                                            const char *url, const char *what)
{
    struct rect inner = {0};
    const struct draw_command *code = NULL;
    for (size_t i = 0; i < list->count; i++)
        if (list->command[i].op == DRAW_CODE) {
            assert_null(code);
            code = &list->command[i];
            float clear = 2 * code->box.w / (float)modules_of(strlen(url));
            inner = (struct rect){code->box.x + clear, code->box.y + clear, code->box.w - 2 * clear,
                                  code->box.h - 2 * clear};
        }
    for (size_t i = 0; code != NULL && i < list->count; i++) {
        const struct draw_command *other = &list->command[i];
        bool ground = other->op == DRAW_FILL && other < code &&
                      (other->box.w >= (float)sheet->width || other->box.w == code->box.w);
        if (other != code && !ground && touches(other->box, inner))
            fail_msg("%s at %dx%d: op %d at %.1f %.1f %.1f %.1f lies on the code", what, sheet->width,
                     sheet->height, (int)other->op, (double)other->box.x, (double)other->box.y,
                     (double)other->box.w, (double)other->box.h);
    }
    return code;
}

static void check_book(const struct record *record, struct test_size size, bool banner, const char *what)
{
    struct test_stage stage;
    stage_open(&stage, size.width, size.height, false);
    stage.sheet.banner = banner;
    struct book *book = book_compose(&stage.sheet, record, NULL);
    bool panel = stage.sheet.shape == SHAPE_PANEL;
    size_t found = 0;
    struct rect place = {0};
    for (size_t p = 0; p < book->pages; p++) {
        struct draw_list list = {0};
        struct frame frame = {.record = record,
                              .office = "某县房屋征收部门",
                              .hotline = "0000-555 0120",
                              .supervision = "0000-555 0121",
                              .page = p,
                              .pages = book->pages,
                              .elapsed = 1,
                              .freshness = banner ? STALE : FRESH,
                              .banner = banner,
                              .checked_at = stage.sheet.now};
        draw_append(&list, &book->page[p].draw, 0, 0);
        frame_draw(&stage.sheet, &frame, &list);
        const struct draw_command *code = find_code(&list, &stage.sheet, record->url, what);
        if (code != NULL) {
            float module = code->box.w / (float)modules_of(strlen(record->url));
            assert_true(module >= 2);
            assert_true(panel || module >= .145F * stage.sheet.u); /* 1.65 mm on 55 inches */
            assert_true(code->box.w == code->box.h);
            assert_true(code->box.x >= 0 && code->box.x + code->box.w <= (float)size.width);
            assert_true(code->box.y >= 0 && code->box.y + code->box.h <= (float)size.height);
            assert_true(found == 0 || memcmp(&place, &code->box, sizeof place) == 0);
            place = code->box;
            found++;
        }
        const struct page all = {.draw = list};
        if (!panel) /* with the frame's own texts, which give way to the code */
            assert_page_sound(&all, &stage.sheet, what);
        draw_list_finish(&list);
    }
    bool small = panel || size.height < 600 || size.width < 600;
    bool too_long = strlen(record->url) > 106;
    if (too_long)
        assert_int_equal(found, 0);
    else if (panel)
        assert_true(found <= 1);
    else if (!small)
        assert_int_equal(found, book->pages);
    else
        assert_true(found == 0 || found == book->pages);
    book_destroy(book);
    stage_close(&stage);
}

static void test_everywhere(void **state)
{
    static const enum kind kinds[] = {KIND_DOCUMENT, KIND_PROGRESS, KIND_WARNING, KIND_FAQ, KIND_TABLE};
    static const size_t lengths[] = {32, 53, 78, 106, 107};
    struct buffer body = {0};
    (void)state;
    for (int i = 0; i < 60; i++)
        buffer_text(&body, "第一条　为了规范国有土地上房屋征收与补偿活动，维护公共利益，制定本办法。\n");
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
            struct record *record = sample_record(kinds[k], "D14", "房屋征收决定公告", body.data);
            record->doc_no = take_copy("云政征〔2026〕3号");
            record->url = address_of(lengths[l]);
            for (size_t s = 0; s < ALL_SIZES; s++)
                for (int banner = 0; banner < 2; banner++)
                    check_book(record, size_of(s), banner == 1, kind_words[kinds[k]]);
            record_destroy(record);
        }
    }
    buffer_finish(&body);
}

/* 8u and a little more, as the looks want it, for the usual address; modules that a phone at 1.5 m sees (sheet_of_item: 2.2 mm). */
static void test_sizes_of_the_code(void **state)
{
    static const struct {
        struct test_size size;
        size_t bytes;
        float module, side; /* pixels */
    } cases[] = {
        {{1920, 1080}, 39, 4, 148},  {{1080, 1920}, 39, 4, 148}, {{3840, 2160}, 39, 8, 296},
        {{1280, 1024}, 39, 4, 148},  {{1280, 720}, 39, 3, 111},  {{1920, 1080}, 78, 4, 164},
        {{1080, 1920}, 78, 4, 164},  {{1920, 1080}, 32, 4, 132}, {{1920, 1080}, 106, 3, 135},
        {{3840, 2160}, 106, 7, 315}, {{640, 480}, 39, 2, 74},    {{640, 480}, 106, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct test_stage stage;
        char *url = address_of(cases[i].bytes);
        stage_open(&stage, cases[i].size.width, cases[i].size.height, false);
        struct sheet own = sheet_of_item(&stage.sheet, url);
        assert_true(own.code == cases[i].side);
        assert_true(own.code == cases[i].module * (float)modules_of(cases[i].bytes));
        struct rect main = sheet_main(&own, false), code = sheet_code(&own);
        assert_true(own.code == 0 || main.y + main.h <= code.y + 2 * cases[i].module + 1);
        float below = sheet_beside_code(&own, code.x - 1);
        assert_true(sheet_beside_code(&own, code.x + 1) == 0);
        struct rect bare = sheet_main(&stage.sheet, false);
        if (!sheet_frame_folds(&own)) /* beside it as on a page without */
            assert_true(fabsf(main.y + main.h + below - bare.y - bare.h) < .01F);
        free(url);
        stage_close(&stage);
    }
}

/* 320x160 holds two lamps a module; 192x96 does not and shows none. */
static void test_panels(void **state)
{
    static const struct {
        struct test_size size;
        size_t bytes, codes;
    } cases[] = {{{320, 160}, 42, 1}, {{320, 160}, 84, 1}, {{192, 96}, 42, 0}, {{640, 160}, 84, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct test_stage stage;
        struct record *record = sample_record(KIND_MESSAGE, "D35", "更正", "原公告有误，现予更正。");
        size_t found = 0;
        record->url = address_of(cases[i].bytes);
        stage_open(&stage, cases[i].size.width, cases[i].size.height, false);
        struct book *book = book_compose(&stage.sheet, record, NULL);
        for (size_t p = 0; p < book->pages; p++)
            found += find_code(&book->page[p].draw, &stage.sheet, record->url, "panel") != NULL;
        assert_int_equal(found, cases[i].codes);
        book_destroy(book);
        record_destroy(record);
        stage_close(&stage);
    }
}

static void test_none(void **state)
{
    struct test_stage stage;
    struct record *record = sample_record(KIND_MESSAGE, "D35", "更正", "原公告有误，现予更正。");
    (void)state;
    stage_open(&stage, 1920, 1080, false);
    struct sheet none = sheet_of_item(&stage.sheet, NULL);
    assert_true(none.code == 0);
    struct draw_list list = {0};
    struct frame frame = {.record = record, .pages = 1};
    frame_draw(&stage.sheet, &frame, &list);
    assert_null(find_code(&list, &stage.sheet, "", "none"));
    draw_list_finish(&list);
    record_destroy(record);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everywhere),
        cmocka_unit_test(test_sizes_of_the_code),
        cmocka_unit_test(test_panels),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
