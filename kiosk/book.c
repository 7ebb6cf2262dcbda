#include "book.h"

#include <string.h>

#define TIGHTENED_MOST 12 /* pages: in a longer item one more is nothing, and composing it again takes time */

/* One composer per kind, for screens that hold a page. */
static void (*const composers[KIND_COUNT])(struct composing *) = {
    [KIND_DOCUMENT] = compose_reading,  [KIND_PLAN] = compose_plan,
    [KIND_PROGRESS] = compose_progress, [KIND_PROCESS] = compose_process,
    [KIND_SCHEDULE] = compose_schedule, [KIND_TASKS] = compose_tasks,
    [KIND_TABLE] = compose_table,       [KIND_CARDS] = compose_cards,
    [KIND_FAQ] = compose_faq,           [KIND_CONTACTS] = compose_contacts,
    [KIND_WARNING] = compose_warning,   [KIND_LEDGER] = compose_ledger,
    [KIND_COMPARE] = compose_compare,   [KIND_MESSAGE] = compose_reading,
};

/* Over the foot of the last page: an item that was cut says so where its reader stops. */
static void note_truncation(const struct sheet *sheet, struct book *book)
{
    struct page *last = &book->page[book->pages - 1];
    bool panel = sheet->shape == SHAPE_PANEL;
    struct text_style style =
        sheet_style(sheet, FACE_SANS_BOLD, SIZE_BODY, panel ? COLOUR_LED_DUE : COLOUR_INK);
    struct rect main = sheet_main(sheet, sheet->banner);
    float line = style.size * 1.6F;
    struct rect strip = {main.x, main.y + main.h - line, main.w, line};
    struct buffer words = {0};
    sheet_cut(sheet, words_get(sheet->words, LANG_ZH, "book.truncated"), style, strip.w - style.size, &words);
    draw_fill(&last->draw, strip, panel ? COLOUR_LED_BG : COLOUR_TINT_LATE);
    (void)draw_text(&last->draw, words.data, style, strip.x + style.size / 2,
                    sheet_baseline(sheet, style, strip.y, line), ALIGN_START, LANG_ZH, sheet->ruler);
    buffer_finish(&words);
}

static struct book *compose(const struct sheet *sheet, const struct record *record,
                            const struct project *project)
{
    struct book *book = take_zeroed(1, sizeof *book);
    struct composing composing = {.sheet = sheet, .record = record, .project = project, .book = book};
    if (sheet->shape == SHAPE_PANEL)
        compose_panel(&composing);
    else
        composers[record->kind](&composing);
    ENSURE(book->pages > 0);
    return book;
}

/* A last page with next to nothing on it, or a second one: worth a try to do without it. */
static bool ends_thin(const struct book *book)
{
    if (book->pages < 2 || book->pages > TIGHTENED_MOST || book->truncated)
        return false;
    int before = 0;
    for (size_t i = 0; i + 1 < book->pages; i++)
        before += book->page[i].characters;
    return book->pages == 2 || 3 * book->page[book->pages - 1].characters < before / (int)(book->pages - 1);
}

struct book *book_compose(const struct sheet *sheet, const struct record *record,
                          const struct project *project)
{
    static const float tights[] = {.95F, .89F};
    struct book *book = compose(sheet, record, project);
    for (size_t i = 0; i < 2 && sheet->shape != SHAPE_PANEL && ends_thin(book); i++) {
        struct sheet tighter = *sheet;
        tighter.tight = tights[i];
        struct book *other = compose(&tighter, record, project);
        bool better = other->pages < book->pages;
        book_destroy(better ? book : other);
        if (!better)
            continue;
        book = other;
        break;
    }
    if (book->truncated)
        note_truncation(sheet, book);
    return book;
}
