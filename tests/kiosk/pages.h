/* Shared by the tests of composed pages: a sheet with the fake ruler, and what must
   hold for every page of every kind. */
#ifndef TEST_KIOSK_PAGES_H
#define TEST_KIOSK_PAGES_H

#include "book.h"
#include "frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct setup {
    struct theme theme;
    struct words *words;
    struct sheet sheet;
};

static inline void setup_init(struct setup *setup, int width, int height)
{
    struct problem problem = {0};
    assert_int_equal(theme_read(NULL, &setup->theme, &problem), STATUS_OK);
    setup->words = words_create();
    sheet_init(&setup->sheet, width, height, &setup->theme, setup->words, &fake_ruler);
    setup->sheet.now = 1797388920; /* 2026-12-16 10:42 in Beijing, a Wednesday */
}

static inline void setup_finish(struct setup *setup)
{
    words_destroy(setup->words);
}

/* Sizes a screen may have: common ones, both directions, LED panels, and some nobody would choose. */
static const int screen_sizes[][2] = {
    {1920, 1080}, {1080, 1920}, {3840, 2160}, {2160, 3840}, {1366, 768}, {1280, 800}, {1024, 768},
    {800, 600},   {1080, 1080}, {1280, 1024}, {480, 1920},  {1920, 480}, {600, 1024}, {320, 160},
    {384, 192},   {640, 320},   {640, 160},   {320, 640},   {800, 479},  {960, 360},
};
#define SCREEN_SIZES (sizeof screen_sizes / sizeof *screen_sizes)

/* Every command lies on the screen; text of a page leaves head band and foot free. */
static inline void check_page(const struct sheet *sheet, const struct page *page)
{
    float width = (float)sheet->width, height = (float)sheet->height;
    assert_false(page->draw.truncated);
    for (size_t i = 0; i < page->draw.count; i++) {
        const struct draw_command *command = &page->draw.command[i];
        const struct rect *box = &command->box;
        float slack = command->op == DRAW_TEXT ? command->size * .5F
                                               : 2; /* a mark at a line's end stands in half its box */
        if (box->x < -slack || box->y < -slack || box->x + box->w > width + slack ||
            box->y + box->h > height + slack)
            fail_msg("%dx%d: command %zu \"%.*s\" at %.0f,%.0f %.0fx%.0f leaves the screen", sheet->width,
                     sheet->height, i, (int)command->text_bytes, page->draw.text + command->text,
                     (double)box->x, (double)box->y, (double)box->w, (double)box->h);
        if (command->op == DRAW_TEXT && sheet->shape == SHAPE_PANEL)
            assert_true(command->size >= 19.99F);
        if (command->op == DRAW_TEXT && !page->whole) {
            assert_true(command->baseline > sheet_head_height(sheet));
            assert_true(command->baseline <= height - sheet_foot_height(sheet));
        }
    }
}

/* Appends a text without white space, which line ends may swallow. */
static inline void add_dense(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (strncmp(text, "\xE3\x80\x80", 3) == 0)
            text += 2;
        else if (*text != ' ' && *text != '\n' && *text != '\t')
            buffer_char(out, *text);
}

static inline void add_lines(struct buffer *out, const struct book *book)
{
    for (size_t p = 0; p < book->pages; p++)
        for (size_t i = 0; i < book->page[p].lines; i++)
            add_dense(out, book->page[p].line[i]);
}

/* All text that a draw list shows, in drawing order. */
static inline void add_drawn(struct buffer *out, const struct draw_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->command[i].op == DRAW_TEXT)
            buffer_add(out, list->text + list->command[i].text, list->command[i].text_bytes);
}

/* A record of a kind with title and body; the caller destroys it. */
static inline struct record *new_record(enum kind kind, const char *title, const char *body,
                                        enum body_format format)
{
    struct record *record = record_create();
    record->id = take_copy("D14-2026-003");
    record->version = 1;
    memcpy(record->catalogue, "D14", 4);
    record->kind = kind;
    record->text[LANG_ZH].title = take_copy(title);
    record->text[LANG_ZH].issuer = take_copy("某县人民政府");
    record->text[LANG_ZH].body = body == NULL ? NULL : take_copy(body);
    record->text[LANG_ZH].format = format;
    record->published_at = 1797300000;
    return record;
}

#endif
