/* The large-print face: running head, the sections at the left with the present
   one bold, text of 3u, 28 to a line. */
#include "reading.h"
#include "running_head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OUTLINE 12.F      /* u */
#define OUTLINE_GAP 2.67F /* u */
#define LEAD .9F          /* u, of the outline: what an entry has above and below its lines together */
#define CHARACTERS 28     /* a line; 32 where no outline stands beside it */
#define CHARACTERS_BARE 32
#define BRIEF 80 /* characters: a message so short is set larger */

static const struct manner large = {
    .body = FACE_SANS,
    .strong = FACE_SANS_BOLD,
    .size = 3,
    .line = 5,
    .indent = 2,
    .align = ALIGN_JUSTIFY,
    .autospace = true,
    .lang = LANG_ZH,
};

struct section {
    size_t block; /* index of its heading; the first one may be the text before any heading */
    const char *name;
    char *taken;
};

struct large_print {
    struct reading *reading;
    struct manner manner;
    struct section *section;
    size_t sections, section_capacity;
    bool outlined;
    size_t block;             /* being set */
    struct running_head head; /* of later pages */
    struct buffer reference;  /* at its right */
};

/* ---- sections ---- */

static void add_section(struct large_print *print, size_t block, const char *name, char *taken)
{
    print->section =
        take_room(print->section, &print->section_capacity, print->sections + 1, sizeof *print->section);
    struct section *added = &print->section[print->sections++];
    *added = (struct section){.block = block, .name = name};
    added->taken = taken;
}

/* Headings of the highest rank that occurs more than once. */
static void find_sections(struct large_print *print)
{
    const struct document *body = print->reading->body;
    size_t of_level[8] = {0};
    for (size_t i = print->reading->first; i < body->count; i++)
        if (body->block[i].type == BLOCK_HEADING && body->block[i].level > 0 && body->block[i].level < 8)
            of_level[body->block[i].level]++;
    int level = 1;
    while (level < 8 && of_level[level] < 2)
        level++;
    for (size_t i = print->reading->first; i < body->count && level < 8; i++) {
        const struct block *block = &body->block[i];
        if (block->type != BLOCK_HEADING || block->level != level)
            continue;
        if (print->sections == 0 && i > print->reading->first)
            add_section(print, print->reading->first,
                        words_get(print->reading->sheet->words, LANG_ZH, "reading.preamble"), NULL);
        struct buffer name = {0};
        for (size_t p = 0; p < block->text.count; p++)
            buffer_text(&name, block->text.part[p].text);
        char *taken = buffer_take(&name);
        add_section(print, i, taken, taken);
    }
}

static size_t section_of(const struct large_print *print, size_t block)
{
    size_t found = 0;
    for (size_t i = 0; i < print->sections && print->section[i].block <= block; i++)
        found = i;
    return found;
}

struct entry { /* a section's name as it stands in the outline */
    struct buffer line[2];
    float height;
};

/* A name has two lines; only what is longer still ends in "…". */
static void entry_make(const struct sheet *sheet, const char *name, struct text_style style, float width,
                       struct entry *out)
{
    struct text_setting setting = {.width = width, .lang = LANG_ZH, .autospace = true};
    struct text_span span = {.text = name, .bytes = strlen(name), .style = style};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, sheet->ruler, &block);
    if (block.lines < 2) {
        buffer_text(&out->line[0], name);
    } else {
        buffer_add(&out->line[0], block.text + block.line[0].start, block.line[0].end - block.line[0].start);
        sheet_cut(sheet, block.text + block.line[1].start, style, width, &out->line[1]);
    }
    text_block_finish(&block);
    out->height = style.size * (out->line[1].size > 0 ? 2.4F : 1.25F) + LEAD * sheet->u;
}

static void entries_finish(struct entry *entry, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_finish(&entry[i].line[0]);
        buffer_finish(&entry[i].line[1]);
        entry[i].height = 0;
    }
}

/* The entries of some sections in a size; the height they take. They are as wide in bold as they are when they are the present
   one. */
static float entries_make(const struct large_print *print, size_t first, size_t count, enum size size,
                          float width, struct entry *entry)
{
    const struct sheet *sheet = print->reading->sheet;
    struct text_style style = sheet_style(sheet, FACE_SANS_BOLD, size, COLOUR_INK);
    float height = 0;
    for (size_t i = 0; i < count; i++) {
        entry_make(sheet, print->section[first + i].name, style, width, &entry[i]);
        height += entry[i].height;
    }
    return height;
}

/* Where not all entries find room: the first of those that stand around the present one. */
static size_t first_entry(const struct entry *entry, size_t count, size_t present, float room)
{
    size_t first = present, end = present + 1;
    float used = entry[present].height;
    for (bool more = true; more;) {
        more = false;
        if (first > 0 && used + entry[first - 1].height <= room) {
            used += entry[--first].height;
            more = true;
        }
        if (end < count && used + entry[end].height <= room) {
            used += entry[end++].height;
            more = true;
        }
    }
    return first;
}

static void draw_entry(const struct sheet *sheet, struct page *page, const struct entry *entry,
                       struct text_style style, struct rect box)
{
    float line = style.size * 1.2F, lines = entry->line[1].size > 0 ? 2 : 1,
          y = box.y + (box.h - lines * line) / 2;
    for (size_t i = 0; i < 2 && entry->line[i].size > 0; i++, y += line)
        (void)draw_text(&page->draw, entry->line[i].data, style, box.x, sheet_baseline(sheet, style, y, line),
                        ALIGN_START, LANG_ZH, sheet->ruler);
}

/* The outline of one page: in the size of a note or, where that would leave entries out, of the foot; where there are more
   sections than room, those around the present one. */
static void draw_outline(const struct large_print *print, struct page *page, struct rect box, size_t present)
{
    const struct sheet *sheet = print->reading->sheet;
    float u = sheet->u, left = 1.2F * u;
    struct text_style label = sheet_style(sheet, FACE_SANS, SIZE_FOOT, COLOUR_INK_2);
    (void)draw_text(&page->draw, words_get(sheet->words, LANG_ZH, "reading.outline"), label, box.x,
                    sheet_baseline(sheet, label, box.y, 2 * u), ALIGN_START, LANG_ZH, sheet->ruler);
    float y = box.y + 2.4F * u, room = box.y + box.h - y;
    /* No more are looked at on either side than there is room for: a text may have thousands. */
    size_t near = (size_t)(fmaxf(room, 0) / (label.size * 1.25F + LEAD * u)) + 1;
    size_t first = present > near ? present - near : 0;
    size_t count = print->sections - first < present - first + near + 1 ? print->sections - first
                                                                        : present - first + near + 1;
    struct entry *entry = take_zeroed(count, sizeof *entry);
    enum size size = SIZE_NOTE;
    present -= first;
    if (entries_make(print, first, count, size, box.w - left, entry) > room) {
        entries_finish(entry, count);
        size = SIZE_FOOT;
        (void)entries_make(print, first, count, size, box.w - left, entry);
    }
    for (size_t i = first_entry(entry, count, present, room);
         i < count && y + entry[i].height <= box.y + box.h + 1; i++) {
        bool now = i == present, done = i < present;
        enum colour bar = now ? COLOUR_INK : done ? COLOUR_RULE_2 : COLOUR_RULE;
        enum colour ink = now ? COLOUR_INK : done ? COLOUR_INK_2 : COLOUR_TODO;
        draw_fill(&page->draw, (struct rect){box.x, y, .3F * u, entry[i].height}, bar);
        draw_entry(sheet, page, &entry[i], sheet_style(sheet, now ? FACE_SANS_BOLD : FACE_SANS, size, ink),
                   (struct rect){box.x + left, y, box.w - left, entry[i].height});
        y += entry[i].height;
    }
    entries_finish(entry, count);
    free(entry);
}

/* ---- pages ---- */

/* What stands at the right of the running head: number, and that this is the same text in large print. */
static void fill_reference(const struct reading *reading, bool folded, struct buffer *out)
{
    const struct words *words = reading->sheet->words;
    if (reading->record->doc_no != NULL)
        buffer_text(out, reading->record->doc_no);
    if (reading->record->kind != KIND_DOCUMENT || folded)
        return;
    if (out->size > 0)
        buffer_text(out, "\xE3\x80\x80");
    buffer_text(out, words_get(words, LANG_ZH, "reading.large-print"));
}

/* Down the left side of a page whose text begins at `top`. */
static void put_outline(const struct large_print *print, struct page *page, struct rect main, float top)
{
    if (!print->outlined || page->draw.blind)
        return;
    draw_outline(print, page,
                 (struct rect){main.x, top, OUTLINE * print->reading->sheet->u, main.y + main.h - top},
                 section_of(print, print->block));
}

/* Below the head the text stands at the right of the outline, a whole number of characters wide. */
static void narrow(const struct large_print *print, struct pager *pager, struct rect main)
{
    float em = sheet_px(print->reading->sheet, print->manner.size);
    float aside = print->outlined ? sheet_px(print->reading->sheet, OUTLINE + OUTLINE_GAP) : 0;
    float most = (float)(print->outlined ? CHARACTERS : CHARACTERS_BARE);
    float characters = fmaxf(fminf(floorf((main.w - aside) / em + .05F), most), 1);
    pager->area.x = main.x + aside;
    pager->area.w = characters * em;
}

#define HEAD_RULE .8F   /* u, from the running head to its rule */
#define HEAD_BELOW .96F /* u, rule included */

/* Which text this is, and its number where that leaves the title on one line of full size. */
static void make_head(struct large_print *print, float width)
{
    const struct sheet *sheet = print->reading->sheet;
    fill_reference(print->reading, sheet->shape == SHAPE_PORTRAIT, &print->reference);
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2);
    float taken =
        print->reference.size == 0
            ? 0
            : text_width(print->reference.data, note, LANG_ZH, true, sheet->ruler) + sheet_px(sheet, 2);
    running_head_make(sheet, print->reading->title, fmaxf(width - taken, width / 3), &print->head);
}

static float running_head(void *self, struct pager *pager, struct page *page, struct rect main,
                          size_t page_no)
{
    struct large_print *print = self;
    const struct sheet *sheet = print->reading->sheet;
    float u = sheet->u, line = print->head.height, height = line + (HEAD_RULE + HEAD_BELOW) * u;
    if (page_no == 0)
        return 0; /* the title in full flows there */
    narrow(print, pager, main);
    if (page->draw.blind)
        return height;
    put_outline(print, page, main, main.y + height);
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2);
    (void)running_head_draw(sheet, &print->head, page, main.x, main.y);
    if (print->reference.size > 0) {
        float last = main.y + line - print->head.line_height;
        (void)draw_text(&page->draw, print->reference.data, note, main.x + main.w,
                        sheet_baseline(sheet, print->head.style, last, print->head.line_height), ALIGN_END,
                        LANG_ZH, sheet->ruler);
    }
    draw_fill(&page->draw, (struct rect){main.x, main.y + line + HEAD_RULE * u, main.w, .16F * u},
              COLOUR_INK);
    return height;
}

/* Who, under which number, when: below the title of the first page. */
static void fill_source(const struct reading *reading, struct buffer *out)
{
    const struct record *record = reading->record;
    const struct sheet *sheet = reading->sheet;
    buffer_text(out, record_issuer(record, LANG_ZH));
    if (record->doc_no != NULL) {
        buffer_text(out, out->size > 0 ? "\xE3\x80\x80" : "");
        buffer_text(out, record->doc_no);
    }
    date day = record->issued_on;
    if (day == NO_DATE && record->published_at != NO_INSTANT)
        day = date_from_instant(record->published_at, sheet->zone_minutes);
    if (day == NO_DATE)
        return;
    buffer_text(out, out->size > 0 ? "\xE3\x80\x80" : "");
    words_date(sheet->words, LANG_ZH, day, true, out);
}

static void silent_line(struct pager *pager, const char *text, struct text_style style, float line)
{
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct paragraph paragraph = {.spans = &span,
                                  .count = 1,
                                  .width = pager->area.w,
                                  .line_height = line,
                                  .lang = LANG_ZH,
                                  .autospace = true,
                                  .silent = true};
    pager_paragraph(pager, &paragraph);
}

static void open_large_print(struct large_print *print, struct pager *pager)
{
    struct reading *reading = print->reading;
    const struct sheet *sheet = reading->sheet;
    struct rect main = sheet_main(sheet, sheet->banner);
    flow_title(pager, reading->title, sheet_style(sheet, FACE_SERIF_BOLD, SIZE_TITLE, COLOUR_INK),
               sheet_px(sheet, 4.6F), ALIGN_START, LANG_ZH);
    reading_tell_title(reading, pager_page(pager));
    struct buffer source = {0};
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2);
    float line = sheet_px(sheet, 2.4F), start = pager->y, room = main.w - sheet_px(sheet, 2);
    fill_source(reading, &source);
    if (source.size > 0) {
        silent_line(pager, source.data, note, line);
        room -= text_width(source.data, note, LANG_ZH, true, sheet->ruler);
    }
    if (sheet->korean) { /* on the same line, if that has room for it */
        const char *lacks = words_get(sheet->words, LANG_KO, "reading.no-korean");
        bool beside = source.size > 0 && pager->y > start &&
                      text_width(lacks, note, LANG_KO, true, sheet->ruler) <= room;
        if (beside)
            (void)draw_text(&pager_page(pager)->draw, lacks, note, main.x + main.w,
                            sheet_baseline(sheet, note, pager->y - line, line), ALIGN_END, LANG_KO,
                            sheet->ruler);
        else
            silent_line(pager, lacks, note, line);
    }
    buffer_finish(&source);
    float rule = sheet_px(sheet, .16F), above = sheet_px(sheet, .6F), below = sheet_px(sheet, .8F);
    if (pager_need(pager, above + rule + below + 2 * sheet_px(sheet, print->manner.line)))
        return; /* a title of pages: the next one has a running head with its own rule */
    float y = pager->y + above;
    draw_fill(&pager_page(pager)->draw, (struct rect){main.x, y, main.w, rule}, COLOUR_INK);
    pager->y = y + rule + below;
    pager->area.h -= pager->y - pager->area.y;
    pager->area.y = pager->y;
    narrow(print, pager, main);
    if (pager->page_no == 1) /* a title of pages leaves no outline beside it */
        put_outline(print, pager_page(pager), main, pager->area.y);
}

void reading_large(struct reading *reading)
{
    const struct sheet *sheet = reading->sheet;
    struct large_print print = {.reading = reading, .manner = large};
    struct rect main = sheet_main(sheet, sheet->banner);
    const char *body = reading->record->text[LANG_ZH].body;
    if (reading->record->kind == KIND_MESSAGE && body != NULL && strlen(body) <= (size_t)BRIEF * 3) {
        print.manner.size = 4.4F;
        print.manner.line = 7;
    }
    find_sections(&print);
    make_head(&print, main.w);
    print.outlined = print.sections >= 2 && main.w >= (OUTLINE + OUTLINE_GAP + 24 * 3) * sheet->u;
    const struct bookmark *start = reading->c->start;
    print.block = start == NULL ? reading->first : start->block;
    struct pager pager = {
        .sheet = sheet, .book = reading->c->book, .head = running_head, .self = &print, .notes = true};
    if (start == NULL) {
        pager_start(&pager);
        open_large_print(&print, &pager);
    } else {
        pager_resume(&pager, start);
    }
    for (; print.block < reading->body->count && !pager.book->full; print.block++)
        flow_block(&pager, &print.manner, reading->body, print.block);
    reading_attachments(reading, &pager, &print.manner);
    reading_rights(reading, &pager);
    for (size_t i = 0; i < print.sections; i++)
        free(print.section[i].taken);
    free(print.section);
    running_head_finish(&print.head);
    buffer_finish(&print.reference);
}
