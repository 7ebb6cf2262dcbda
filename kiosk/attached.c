/* Attached pictures: a page each. One that is much taller than the screen, as a scanned sheet on a landscape screen, is shown in
   strips as wide as the page, each repeating the last lines of the one before, so that it can be read where it hangs. */
#include "book.h"
#include "contract/image.h"
#include "panel.h"
#include "running_head.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ENLARGED_MOST 1.6F /* times, where u has USUAL pixels: beyond it a picture shows its pixels */
#define USUAL 18.F    /* at 1080 lines; with smaller pixels it can be enlarged as much more, to be as large */
#define READABLE .55F /* whole, if that shows it so much as large as a strip would */
#define REPEATED                                                                                             \
    .12F /* of a strip: a line of print of 16 points, so that each is whole on one of two strips */
#define LOOKED_AT 160 /* characters: as long a page stays as one of so many takes to read */

/* How one picture is placed: in so many strips of that height, scaled to that width. Pixels of the screen. */
struct placing {
    float width, height; /* of the whole picture, scaled */
    float strip, step;   /* height of a strip, from one to the next */
    int strips;
};

static struct placing place(const struct image *image, struct rect box, float u)
{
    float w = (float)image->width, h = (float)image->height, most = ENLARGED_MOST * fmaxf(u / USUAL, 1);
    float whole = fminf(fminf(box.w / w, box.h / h), most), wide = fminf(box.w / w, most);
    bool is_whole = whole >= READABLE * wide;
    struct placing placing = {.width = fmaxf(floorf(w * (is_whole ? whole : wide)), 1), .strips = 1};
    placing.height = fmaxf(placing.width * h / w, 1); /* from whole pixels: all strips are scaled alike */
    placing.strip = fminf(placing.height, box.h);
    if (is_whole || placing.height <= box.h)
        return placing;
    placing.strips = (int)ceilf((placing.height - REPEATED * box.h) / (box.h * (1 - REPEATED)));
    placing.step = (placing.height - box.h) / (float)(placing.strips - 1);
    return placing;
}

struct attached {
    const struct composing *c;
    size_t file, picture; /* of the record; of the file */
    int strip, strips;
    struct running_head head; /* the file's name */
};

static void add_count(const struct attached *at, const char *key, size_t a, size_t b, struct buffer *out)
{
    char first[24], second[24];
    (void)snprintf(first, sizeof first, "%zu", a);
    (void)snprintf(second, sizeof second, "%zu", b);
    if (out->size > 0)
        buffer_text(out, "\xE3\x80\x80");
    words_fill(at->c->sheet->words, LANG_ZH, key, first, second, NULL, NULL, out);
}

static void fill_place(const struct attached *at, struct buffer *out)
{
    const struct record *record = at->c->record;
    size_t pages = record->attachment[at->file].pages;
    if (record->attachments > 1)
        add_count(at, "attached.number", at->file + 1, record->attachments, out);
    else
        buffer_text(out, words_get(at->c->sheet->words, LANG_ZH, "attached.only"));
    if (pages > 1)
        add_count(at, "attached.page", at->picture + 1, pages, out);
    if (at->strips > 1)
        add_count(at, "attached.part", (size_t)at->strip + 1, (size_t)at->strips, out);
}

/* A file's name without what only machines read. */
static void fill_name(const struct record_attachment *attachment, struct buffer *out)
{
    const char *dot = strrchr(attachment->name, '.');
    size_t bytes = dot == NULL || dot == attachment->name || strlen(dot) > 5
                       ? strlen(attachment->name)
                       : (size_t)(dot - attachment->name);
    buffer_add(out, attachment->name, bytes);
}

#define PLACE 14.F /* u, for which page of the file this is */

/* Below the head. */
static struct rect room_of(const struct attached *at)
{
    const struct sheet *sheet = at->c->sheet;
    struct rect main = sheet_main(sheet, sheet->banner);
    float head = at->head.height + sheet_px(sheet, 1.76F);
    return (struct rect){main.x, main.y + head, main.w, fmaxf(main.h - head, 1)};
}

static void draw_head(const struct attached *at, struct page *page)
{
    const struct sheet *sheet = at->c->sheet;
    struct rect main = sheet_main(sheet, sheet->banner);
    const struct running_head *head = &at->head;
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2);
    struct buffer place = {0};
    float last = main.y + head->height - head->line_height;
    fill_place(at, &place);
    (void)running_head_draw(sheet, head, page, main.x, main.y);
    (void)draw_text(&page->draw, place.data, note, main.x + main.w,
                    sheet_baseline(sheet, head->style, last, head->line_height), ALIGN_END, LANG_ZH,
                    sheet->ruler);
    draw_fill(
        &page->draw,
        (struct rect){main.x, main.y + head->height + sheet_px(sheet, .8F), main.w, sheet_px(sheet, .16F)},
        COLOUR_INK);
    buffer_finish(&place);
}

static void make_head(struct attached *at)
{
    const struct sheet *sheet = at->c->sheet;
    struct rect main = sheet_main(sheet, sheet->banner);
    struct buffer name = {0};
    fill_name(&at->c->record->attachment[at->file], &name);
    running_head_make(sheet, name.data, fmaxf(main.w - sheet_px(sheet, PLACE), main.w / 2), &at->head);
    buffer_finish(&name);
}

static void compose_picture(struct attached *at, const char *picture)
{
    const struct sheet *sheet = at->c->sheet;
    struct rect room = room_of(at);
    struct image image;
    char hash[65] = "";
    if (image_measure_text(picture, &image, NULL) != STATUS_OK)
        BUG("an unchecked picture in a record");
    struct placing placing = place(&image, room, sheet->u);
    at->strips = placing.strips;
    for (at->strip = 0; at->strip < at->strips && !at->c->book->full; at->strip++) {
        struct page *page = book_add(at->c->book);
        struct rect box = {roundf(room.x + (room.w - placing.width) / 2), roundf(room.y), placing.width,
                           placing.strip};
        page->characters = LOOKED_AT;
        draw_head(at, page);
        if (hash[0] == '\0' && !page->draw.blind) /* of a page that is only counted nothing is kept */
            sha256_hex(picture, strlen(picture), hash);
        draw_picture(&page->draw, picture, hash, box, box.y - placing.step * (float)at->strip);
        draw_frame(&page->draw, box, sheet_px(sheet, .06F), COLOUR_RULE);
    }
}

/* A panel shows nothing of a map that could be read; it says that there is one and where. */
static void compose_notice(const struct composing *c, const struct record_attachment *attachment)
{
    struct panel panel = {.sheet = c->sheet, .record = c->record, .book = c->book, .lang = LANG_ZH};
    struct buffer name = {0}, words = {0};
    struct panel_run run = {0};
    fill_name(attachment, &name);
    words_fill(c->sheet->words, LANG_ZH, "attached.elsewhere", name.data, NULL, NULL, NULL, &words);
    panel_run_text(&run, words.data, COLOUR_LED_INK, PANEL_SILENT);
    panel_say(&panel, &run, PANEL_PLAIN, PANEL_LARGE);
    panel_run_finish(&run);
    buffer_finish(&words);
    buffer_finish(&name);
}

void compose_attached(struct composing *c)
{
    struct attached at = {.c = c};
    for (at.file = 0; at.file < c->record->attachments && !c->book->full; at.file++) {
        const struct record_attachment *attachment = &c->record->attachment[at.file];
        if (c->sheet->shape == SHAPE_PANEL && attachment->pages > 0)
            compose_notice(c, attachment);
        if (c->sheet->shape == SHAPE_PANEL || attachment->pages == 0)
            continue;
        make_head(&at);
        for (at.picture = 0; at.picture < attachment->pages && !c->book->full; at.picture++)
            compose_picture(&at, attachment->page[at.picture]);
        running_head_finish(&at.head);
    }
}
