/* What must hold for any page of any size: nothing leaves the page, no two texts touch. And samples of
   records, so that a test of a board names only what it is about. */
#ifndef TEST_OVERLAP_H
#define TEST_OVERLAP_H

/* cmocka wants these before its header */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct test_size {
    int width, height;
} test_sizes[] = {{640, 480},   {800, 600},   {1024, 768},  {1280, 800}, {1366, 768},
                  {1920, 1080}, {2560, 1080}, {3840, 2160}, {600, 1024}, {768, 1024},
                  {1080, 1920}, {2160, 3840}, {1080, 1080}};
#define TEST_SIZES (sizeof test_sizes / sizeof test_sizes[0])

struct test_stage { /* theme, words and a sheet on a fixed day: 2026-12-16 10:42 in Beijing */
    struct theme theme;
    struct words *words;
    struct sheet sheet;
};

static inline void stage_open(struct test_stage *stage, int width, int height, bool korean)
{
    struct problem problem = {0};
    assert_int_equal(theme_read(NULL, &stage->theme, &problem), STATUS_OK);
    stage->words = words_create();
    sheet_init(&stage->sheet, width, height, &stage->theme, stage->words, &fake_ruler);
    stage->sheet.korean = korean;
    assert_true(instant_parse("2026-12-16T02:42:00Z", &stage->sheet.now));
}

static inline void stage_close(struct test_stage *stage)
{
    words_destroy(stage->words);
}

static inline struct record *sample_record(enum kind kind, const char *catalogue, const char *title,
                                           const char *body)
{
    struct record *record = record_create();
    record->id = take_copy("sample");
    record->version = 1;
    record->kind = kind;
    (void)snprintf(record->catalogue, sizeof record->catalogue, "%s", catalogue);
    record->issuer = take_copy("某县房屋征收部门");
    record->text[LANG_ZH].title = take_copy(title);
    record->text[LANG_ZH].body = take_copy_or_null(body);
    for (int v = VIEW_DETAIL_FIRST; v < VIEW_COUNT; v++)
        rows_init(&record->rows[v], (enum view_id)v);
    return record;
}

/* Adds a row from "column=value" cells, NULL behind the last. */
static inline void sample_row(struct record *record, enum view_id view, ...)
{
    struct rows *rows = &record->rows[view];
    char **cell = rows_add(rows);
    va_list list;
    va_start(list, view);
    for (const char *pair = va_arg(list, const char *); pair != NULL; pair = va_arg(list, const char *)) {
        char name[64];
        size_t n = strcspn(pair, "=");
        assert_true(n < sizeof name);
        memcpy(name, pair, n);
        name[n] = '\0';
        cell[view_column(view, name)] = take_copy(pair + n + 1);
    }
    va_end(list);
}

/* ---- what must hold ---- */

struct ink { /* where a text really blackens: without the font's leading */
    float left, top, right, bottom;
};

static inline struct ink ink_of(const struct draw_list *list, const struct draw_command *command)
{
    const struct draw_glyph *first = &list->glyph[command->glyph], *last = first + command->glyphs - 1;
    const unsigned char *s = (const unsigned char *)list->text + command->text + last->offset;
    uint32_t point = s[0]; /* of the last glyph; well formed, as all text is */
    int more = point < 0x80 ? 0 : point < 0xE0 ? 1 : point < 0xF0 ? 2 : 3;
    if (more > 0)
        point &= 0x3Fu >> more;
    for (int i = 1; i <= more; i++)
        point = point << 6 | (s[i] & 0x3Fu);
    float advance = fake_ruler.advance(fake_ruler.self, command->face, command->size, point);
    return (struct ink){first->x, command->baseline - .74f * command->size, last->x + advance,
                        command->baseline + .06f * command->size};
}

static inline void assert_page_sound(const struct page *page, const struct sheet *sheet, const char *what)
{
    const struct draw_list *list = &page->draw;
    assert_false(list->truncated);
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *a = &list->command[i];
        bool inside = a->box.x >= -1 && a->box.y >= -1 && a->box.x + a->box.w <= (float)sheet->width + 1 &&
                      a->box.y + a->box.h <= (float)sheet->height + 1;
        if (!inside)
            fail_msg("%s at %dx%d: command %zu (op %d) leaves the page: %.1f %.1f %.1f %.1f \"%.*s\"", what,
                     sheet->width, sheet->height, i, (int)a->op, (double)a->box.x, (double)a->box.y,
                     (double)a->box.w, (double)a->box.h, a->op == DRAW_TEXT ? (int)a->text_bytes : 0,
                     list->text + a->text);
        if (a->op != DRAW_TEXT || a->glyphs == 0)
            continue;
        struct ink x = ink_of(list, a);
        for (size_t k = i + 1; k < list->count; k++) {
            const struct draw_command *b = &list->command[k];
            if (b->op != DRAW_TEXT || b->glyphs == 0)
                continue;
            struct ink y = ink_of(list, b);
            if (x.left + 1 < y.right && y.left + 1 < x.right && x.top + 1 < y.bottom && y.top + 1 < x.bottom)
                fail_msg("%s at %dx%d: \"%.*s\" lies on \"%.*s\"", what, sheet->width, sheet->height,
                         (int)a->text_bytes, list->text + a->text, (int)b->text_bytes, list->text + b->text);
        }
    }
}

/* All lines of all pages, white space left out, so that breaks do not matter. */
static inline char *book_text(const struct book *book)
{
    struct buffer all = {0};
    for (size_t p = 0; p < book->pages; p++)
        for (size_t l = 0; l < book->page[p].lines; l++)
            for (const char *s = book->page[p].line[l]; *s != '\0'; s++)
                if (*s != ' ' && *s != '\n')
                    buffer_char(&all, *s);
    return buffer_take(&all);
}

/* Composes at every size, Chinese alone and with Korean, and holds each page against the above. Each of
   `needed` (NULL behind the last; without spaces) must be told somewhere. */
static inline void assert_board_sound(const struct record *record, const char *const *needed,
                                      const char *what)
{
    for (size_t i = 0; i < 2 * TEST_SIZES; i++) {
        struct test_stage stage;
        stage_open(&stage, test_sizes[i / 2].width, test_sizes[i / 2].height, i % 2 == 1);
        struct book *book = book_compose(&stage.sheet, record, NULL);
        assert_true(book->pages > 0);
        assert_false(book->truncated);
        for (size_t p = 0; p < book->pages; p++)
            assert_page_sound(&book->page[p], &stage.sheet, what);
        char *text = book_text(book);
        for (size_t n = 0; needed != NULL && needed[n] != NULL; n++)
            if (strstr(text, needed[n]) == NULL)
                fail_msg("%s at %dx%d does not tell \"%s\" but: %s", what, stage.sheet.width,
                         stage.sheet.height, needed[n], text);
        free(text);
        book_destroy(book);
        stage_close(&stage);
    }
}

#endif
