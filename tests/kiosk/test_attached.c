/* Attached pictures on pages: every line of every picture is shown on every screen that can show one, in order and once more at
   the seams; nothing leaves the page; a small panel says where the picture hangs. */
#include "pages.h"

#include "contract/image.h"

#include <math.h>

/* A PNG's first 33 bytes: enough to be placed, and all that this room looks at. */
static char *picture_of(uint32_t width, uint32_t height)
{
    unsigned char start[33] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    for (int i = 0; i < 4; i++) {
        start[16 + i] = (unsigned char)(width >> (24 - 8 * i));
        start[20 + i] = (unsigned char)(height >> (24 - 8 * i));
    }
    return image_to_text(start, sizeof start);
}

static struct record *attached_sample(uint32_t width, uint32_t height)
{
    struct record *record = record_create();
    record->kind = KIND_DOCUMENT;
    record->id = take_copy("D14-1");
    memcpy(record->catalogue, "D14", sizeof record->catalogue);
    record->text[LANG_ZH].title = take_copy("公告");
    record->text[LANG_ZH].body = take_copy("正文。");
    record->attachment = take_zeroed(1, sizeof *record->attachment);
    record->attachments = 1;
    record->attachment->name = take_copy("征收范围图.png");
    record->attachment->page = take_zeroed(1, sizeof(char *));
    record->attachment->pages = 1;
    record->attachment->page[0] = picture_of(width, height);
    return record;
}

static const struct draw_command *picture_on(const struct page *page)
{
    const struct draw_command *found = NULL;
    for (size_t i = 0; i < page->draw.count; i++)
        if (page->draw.command[i].op == DRAW_PICTURE) {
            assert_null(found);
            found = &page->draw.command[i];
        }
    return found;
}

static void test_every_line_is_shown(void **state)
{
    static const uint32_t pictures[][2] = {{1600, 1000}, {1240, 1754}, {4000, 3000}, {600, 8000},
                                           {8000, 300},  {10, 10},     {1, 8192},    {8192, 1}};
    (void)state;
    for (size_t s = 0; s < SCREEN_SIZES; s++)
        for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
            struct setup setup;
            setup_init(&setup, screen_sizes[s][0], screen_sizes[s][1]);
            struct record *record = attached_sample(pictures[i][0], pictures[i][1]);
            struct book *book = book_compose(&setup.sheet, record, NULL);
            float seen = 0, height = 0;
            size_t strips = 0;
            for (size_t p = 0; p < book->pages; p++) {
                check_page(&setup.sheet, &book->page[p]);
                const struct draw_command *command = picture_on(&book->page[p]);
                if (command == NULL)
                    continue;
                float scale = command->box.w / (float)pictures[i][0],
                      top = command->box.y - command->baseline;
                if (strips++ == 0)
                    assert_true(fabsf(top) < 1.5F);
                assert_true(top <= seen + 1.5F); /* begins where the one before ended, or a little above */
                seen = top + command->box.h;
                height = scale * (float)pictures[i][1];
                assert_true(book->page[p].characters > 0);
            }
            if (setup.sheet.shape == SHAPE_PANEL)
                assert_int_equal(strips, 0);
            else {
                assert_true(strips > 0);
                if (fabsf(seen - height) > 2)
                    fail_msg("%dx%d, picture of %ux%u: %.1f of %.1f lines", screen_sizes[s][0],
                             screen_sizes[s][1], pictures[i][0], pictures[i][1], (double)seen,
                             (double)height);
            }
            book_destroy(book);
            record_destroy(record);
            setup_finish(&setup);
        }
}

/* A map is shown whole; a sheet of A4 in strips on a landscape screen, however fine, and whole on a portrait one. */
static void test_strips_where_they_are_needed(void **state)
{
    static const struct {
        int width, height;
        uint32_t w, h;
        size_t strips;
    } cases[] = {
        {1920, 1080, 1600, 1000, 1}, {1920, 1080, 4000, 3000, 1},
        {1920, 1080, 1240, 1754, 4}, {1080, 1920, 1240, 1754, 1},
        {1080, 1920, 4000, 3000, 1}, {3840, 2160, 1240, 1754, 4}, /* as large as on 1080 lines */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct setup setup;
        setup_init(&setup, cases[i].width, cases[i].height);
        struct record *record = attached_sample(cases[i].w, cases[i].h);
        struct book *book = book_compose(&setup.sheet, record, NULL);
        size_t strips = 0;
        for (size_t p = 0; p < book->pages; p++)
            strips += picture_on(&book->page[p]) != NULL;
        assert_int_equal(strips, cases[i].strips);
        book_destroy(book);
        record_destroy(record);
        setup_finish(&setup);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_line_is_shown),
        cmocka_unit_test(test_strips_where_they_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
