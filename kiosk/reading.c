/* Documents, plans and messages as pages of text: which face, and what comes behind the text. */
#include "reading.h"

#include "rail.h"

#include <string.h>

/* Characters: about six pages of the official face; what is longer is read in large print. */
#define OFFICIAL_MOST 1500
#define OFFICIAL_TITLE 60 /* characters that fit the official head in three lines */
#define OFFICIAL_ISSUER 24

static size_t characters_of(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80 && (unsigned char)*text > ' ';
    return count;
}

static bool is_official(const struct reading *reading)
{
    const struct record *record = reading->record;
    const char *body = record->text[LANG_ZH].body;
    return !reading->sheet->large && record->kind == KIND_DOCUMENT && record->doc_no != NULL &&
           (body == NULL || characters_of(body) <= OFFICIAL_MOST) &&
           characters_of(reading->title) <= OFFICIAL_TITLE &&
           characters_of(record_issuer(record, LANG_ZH)) <= OFFICIAL_ISSUER;
}

void reading_tell_title(const struct reading *reading, struct page *page)
{
    if (!reading->title_in_body)
        return;
    const struct inlines *text = &reading->body->block[0].text;
    struct buffer joined = {0};
    for (size_t i = 0; i < text->count; i++)
        buffer_text(&joined, text->part[i].text);
    page_line(page, joined.data, joined.size);
    buffer_finish(&joined);
}

void reading_attachments(const struct reading *reading, struct pager *pager, const struct manner *manner)
{
    const struct record *record = reading->record;
    const char *body = record->text[LANG_ZH].body;
    float em = sheet_px(pager->sheet, manner->size);
    size_t number = 0;
    for (size_t i = 0; i < record->attachments; i++) {
        const char *name = record->attachment[i].name;
        if (name == NULL || (body != NULL && strstr(body, name) != NULL))
            continue;
        bool shown =
            record->attachment[i].pages > 0; /* it follows, under its name: not worth a page of its own */
        if (shown && pager->y + em + sheet_px(pager->sheet, manner->line) > pager->area.y + pager->area.h)
            continue;
        struct buffer text = {0}, count = {0};
        buffer_format(&count, "%zu", ++number);
        words_fill(pager->sheet->words, LANG_ZH, "reading.attachment", count.data, name, NULL, NULL, &text);
        struct text_span span = {
            .text = text.data,
            .bytes = text.size,
            .style = {.face = manner->body, .size = em, .colour = COLOUR_INK_2},
        };
        struct paragraph paragraph = {
            .spans = &span,
            .count = 1,
            .width = pager->area.w,
            .line_height = sheet_px(pager->sheet, manner->line),
            .indent = manner->indent * em,
            .hang = (manner->indent + 4) * em,
            .lang = LANG_ZH,
            .autospace = manner->autospace,
            .silent = true,
        };
        if (number == 1)
            pager_gap(pager, em);
        pager_paragraph(pager, &paragraph);
        buffer_finish(&count);
        buffer_finish(&text);
    }
}

void reading_rights(const struct reading *reading, struct pager *pager)
{
    struct rail rail = {.sheet = pager->sheet, .record = reading->record};
    struct page measured = {0};
    float height = rail_rights(&rail, &measured, (struct rect){0, 0, pager->area.w, 0});
    draw_list_finish(&measured.draw);
    if (height <= 0)
        return;
    pager_gap(pager, sheet_px(pager->sheet, 1.6F));
    struct rect box = pager_take(pager, height);
    (void)rail_rights(&rail, pager_page(pager), box);
}

void compose_reading(struct composing *c)
{
    struct reading reading = {
        .c = c, .sheet = c->sheet, .record = c->record, .title = record_title(c->record, LANG_ZH)};
    const struct record_text *korean = &c->record->text[LANG_KO];
    reading.body = composing_body(c, LANG_ZH);
    if (reading.body->count > 0 && reading.body->block[0].type == BLOCK_TITLE &&
        flow_says(&reading.body->block[0].text, reading.title)) {
        reading.title_in_body = true;
        reading.first = 1;
    }
    const struct document *other =
        c->sheet->korean && korean->title != NULL ? composing_body(c, LANG_KO) : NULL;
    if (other != NULL && (other->count > 0 || reading.body->count == 0)) {
        reading_bilingual(&reading, other);
    } else if (is_official(&reading)) {
        reading_official(&reading);
    } else {
        reading_large(&reading);
    }
}
