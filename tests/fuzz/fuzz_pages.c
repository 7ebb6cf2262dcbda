/* links kiosk_model. Any body, tables and all, on any screen: its pages tell every letter once and in order, nothing leaves
   the screen, and a page reached from behind is the page reached from before. */
#include "volume.h"

#include "contract/buffer.h"
#include "contract/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {640, 480}, {320, 160}};
static const enum kind kinds[] = {KIND_DOCUMENT, KIND_PLAN, KIND_COMPARE, KIND_TABLE, KIND_MESSAGE};

/* Letters and digits of ASCII: white space moves, and Markdown's signs go. */
static size_t letters(const char *text, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');
    return count;
}

static size_t letters_of(const struct page *page)
{
    size_t count = 0;
    for (size_t i = 0; i < page->lines; i++)
        count += letters(page->line[i], strlen(page->line[i]));
    return count;
}

static void check(const struct sheet *sheet, const struct record *record, size_t wanted)
{
    struct volume *volume = volume_open(sheet, record, NULL);
    size_t pages = volume_pages(volume), told = 0;
    char digest[65], again[65];
    for (size_t k = 0; k < pages; k++) {
        const struct page *page = volume_page(volume, k);
        told += letters_of(page);
        for (size_t i = 0; i < page->draw.count; i++) {
            const struct draw_command *command = &page->draw.command[i];
            /* A mark at a line's end hangs half its em, and the stroke under or through it hangs with it. */
            float slack = command->op == DRAW_TEXT ? command->size : sheet_px(sheet, 2);
            if (sheet->shape == SHAPE_PANEL && command->op != DRAW_TEXT)
                slack = sheet_panel_px(sheet, 16);
            ENSURE(command->box.x >= -slack &&
                   command->box.x + command->box.w <= (float)sheet->width + slack);
        }
    }
    ENSURE(told == wanted || volume_truncated(volume));
    draw_digest(&volume_page(volume, pages / 2)->draw, digest);
    struct volume *other = volume_open(sheet, record, NULL);
    for (size_t k = volume_pages(other); k-- > pages / 2;)
        (void)volume_page(other, k);
    draw_digest(&volume_page(other, pages / 2)->draw, again);
    ENSURE(strcmp(digest, again) == 0);
    volume_close(other);
    volume_close(volume);
}

/* How far the body is one that the text guard may let through. */
static size_t checked(const char *body)
{
    size_t at = 0;
    for (size_t length; (length = utf8_sequence(body + at)) > 0; at += length)
        if (((unsigned char)body[at] < ' ' && body[at] != '\n' && body[at] != '\t') || body[at] == 0x7F ||
            (length == 2 && (unsigned char)body[at] == 0xC2 && (unsigned char)body[at + 1] < 0xA0))
            break; /* controls of ASCII and of Latin-1 */
    return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    char *body = take_copy_n((const char *)data + 2, size - 2);
    size_t bytes = checked(body);
    if (bytes != size - 2) {
        free(body);
        return 0;
    }
    struct theme theme;
    struct problem problem = {0};
    ENSURE(theme_read(NULL, &theme, &problem) == STATUS_OK);
    struct words *words = words_create();
    struct sheet sheet;
    const int *screen = sizes[data[0] % 4];
    sheet_init(&sheet, screen[0], screen[1], &theme, words, &fake_ruler);
    sheet.now = 1797388920;
    struct record *record = record_create();
    struct record_text *text = &record->text[LANG_ZH];
    record->id = take_copy("fuzz");
    memcpy(record->catalogue, "D01", 4);
    record->kind = kinds[data[1] % (sizeof kinds / sizeof *kinds)];
    text->title = take_copy("征收");
    text->format = (data[0] & 0x80) != 0 ? FORMAT_TEXT : FORMAT_MARKDOWN;
    text->body = body;
    struct document document;
    struct buffer all = {0};
    document_parse(text->body, bytes, text->format, LANG_ZH, &document);
    document_text(&document, &all);
    check(&sheet, record, letters(all.data, all.size));
    buffer_finish(&all);
    document_finish(&document);
    record_destroy(record);
    words_destroy(words);
    return 0;
}
