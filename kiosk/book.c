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
static void note_truncation(const struct sheet *sheet, struct page *last)
{
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

void bodies_finish(struct bodies *bodies)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        document_finish(&bodies->text[lang]);
    *bodies = (struct bodies){0};
}

const struct document *composing_body(const struct composing *c, enum lang lang)
{
    struct bodies *bodies = c->bodies;
    const struct record_text *text = &c->record->text[lang];
    if (!bodies->parsed[lang] && text->body != NULL)
        document_parse(text->body, strlen(text->body), text->format, lang, &bodies->text[lang]);
    bodies->parsed[lang] = true;
    return &bodies->text[lang];
}

void book_run(struct composing *c)
{
    struct book *book = c->book;
    if (c->sheet->shape == SHAPE_PANEL)
        compose_panel(c);
    else
        composers[c->record->kind](c);
    compose_attached(c);
    compose_code(c);
    ENSURE(book->pages > 0);
    book->counted = book->counted || !book->full || book->truncated;
    if (book->truncated && book->kept > 0 && book->first + book->kept == book->pages)
        note_truncation(c->sheet, &book->page[book->kept - 1]);
}

/* A last page with next to nothing on it, or a second or third one: worth a try to do without it. */
static bool ends_thin(const struct book *book)
{
    if (book->pages < 2 || book->pages > TIGHTENED_MOST || book->truncated)
        return false;
    int before = 0;
    for (size_t i = 0; i + 1 < book->pages; i++)
        before += book->page[i].characters;
    return book->pages <= 3 || 3 * book->page[book->pages - 1].characters < before / (int)(book->pages - 1);
}

void book_tighten(struct composing *c, struct sheet *sheet)
{
    static const float tights[] = {.95F, .89F, .86F}; /* the last where the code takes a part of the page */
    struct book *book = c->book;
    size_t count = sheet->rises > 0 ? 3 : 2;
    for (size_t i = 0; i < count && sheet->shape != SHAPE_PANEL && ends_thin(book); i++) {
        struct book other = {0};
        sheet->tight = tights[i];
        c->book = &other;
        book_run(c);
        c->book = book;
        if (other.pages < book->pages) {
            book_finish(book);
            *book = other;
            return;
        }
        book_finish(&other);
    }
    sheet->tight = 1;
}

struct book *book_compose(const struct sheet *sheet, const struct record *record,
                          const struct project *project)
{
    struct book *book = take_zeroed(1, sizeof *book);
    struct sheet own = sheet_of_item(sheet, record->url);
    struct bodies bodies = {0};
    struct composing composing = {
        .sheet = &own, .record = record, .project = project, .book = book, .bodies = &bodies};
    book_run(&composing);
    book_tighten(&composing, &own);
    bodies_finish(&bodies);
    return book;
}
