#include "document.h"

#include "contract/buffer.h"
#include "document_build.h"
#include "text_break.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

struct block *document_add(struct document *document, enum block_type type)
{
    document->block =
        take_room(document->block, &document->capacity, document->count + 1, sizeof *document->block);
    struct block *block = &document->block[document->count++];
    *block = (struct block){.type = type};
    return block;
}

static bool same_emphasis(const struct inline_text *a, const struct inline_text *b)
{
    return a->strong == b->strong && a->emphasis == b->emphasis && a->deleted == b->deleted &&
           a->inserted == b->inserted;
}

void inlines_add(struct inlines *inlines, const char *text, size_t bytes, struct inline_text like)
{
    if (bytes == 0)
        return;
    struct inline_text *last = inlines->count > 0 ? &inlines->part[inlines->count - 1] : NULL;
    if (last != NULL && same_emphasis(last, &like)) {
        size_t size = strlen(last->text);
        last->text = take_resized(last->text, size + bytes + 1, 1);
        memcpy(last->text + size, text, bytes);
        last->text[size + bytes] = '\0';
        return;
    }
    inlines->part = take_room(inlines->part, &inlines->capacity, inlines->count + 1, sizeof *inlines->part);
    like.text = take_copy_n(text, bytes);
    inlines->part[inlines->count++] = like;
}

void inlines_finish(struct inlines *inlines)
{
    for (size_t i = 0; i < inlines->count; i++)
        free(inlines->part[i].text);
    free(inlines->part);
    *inlines = (struct inlines){0};
}

void inlines_text(const struct inlines *inlines, struct buffer *out)
{
    for (size_t i = 0; i < inlines->count; i++)
        buffer_text(out, inlines->part[i].text);
}

void inlines_lead(struct inlines *inlines, size_t bytes, bool strong, bool emphasis)
{
    struct inlines split = {0};
    for (size_t i = 0; i < inlines->count; i++) {
        struct inline_text *part = &inlines->part[i];
        size_t size = strlen(part->text), head = size < bytes ? size : bytes;
        struct inline_text lead = *part;
        lead.strong = lead.strong || strong;
        lead.emphasis = lead.emphasis || emphasis;
        inlines_add(&split, part->text, head, lead);
        inlines_add(&split, part->text + head, size - head, *part);
        bytes -= head;
    }
    inlines_finish(inlines);
    *inlines = split;
}

void inlines_trim(struct inlines *inlines)
{
    while (inlines->count > 0) {
        struct inline_text *part = &inlines->part[0];
        size_t size = strlen(part->text);
        const char *kept = trim_white(part->text, &size);
        /* Only the left end here: what follows on the right may be another part. */
        if (size > 0) {
            memmove(part->text, kept, strlen(kept) + 1);
            break;
        }
        free(part->text);
        memmove(part, part + 1, --inlines->count * sizeof *part);
    }
    while (inlines->count > 0) {
        struct inline_text *part = &inlines->part[inlines->count - 1];
        size_t size = strlen(part->text);
        const char *kept = trim_white(part->text, &size);
        if (size > 0) {
            part->text[(size_t)(kept - part->text) + size] = '\0';
            break;
        }
        free(part->text);
        inlines->count--;
    }
}

bool is_white(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000 || c == 0xFEFF ||
           (c >= 0x80 && c < 0x3000 && u_isUWhiteSpace((UChar32)c)) /* none lies higher */;
}

const char *trim_white(const char *text, size_t *bytes)
{
    uint32_t c;
    size_t begin = 0, end = *bytes;
    while (begin < end) {
        size_t length = text_decode(text + begin, end - begin, &c);
        if (!is_white(c))
            break;
        begin += length;
    }
    while (end > begin) {
        size_t last = end - 1;
        while (last > begin && ((unsigned char)text[last] & 0xC0) == 0x80)
            last--;
        if (last + text_decode(text + last, end - last, &c) != end || !is_white(c))
            break;
        end = last;
    }
    *bytes = end - begin;
    return text + begin;
}

bool needs_space(const char *before, size_t bytes, const char *after, size_t after_bytes)
{
    if (bytes == 0 || after_bytes == 0)
        return false;
    uint32_t a, b;
    size_t last = bytes - 1;
    while (last > 0 && ((unsigned char)before[last] & 0xC0) == 0x80)
        last--;
    (void)text_decode(before + last, bytes - last, &a);
    (void)text_decode(after, after_bytes, &b);
    if (is_white(a) || is_white(b))
        return false;
    enum break_class left = text_class(a), right = text_class(b);
    bool left_word = left == CLASS_LATIN || left == CLASS_DIGIT || left == CLASS_HANGUL || a < 0x2E80;
    bool right_word = right == CLASS_LATIN || right == CLASS_DIGIT || right == CLASS_HANGUL || b < 0x2E80;
    return left_word && right_word && left != CLASS_OPEN && left != CLASS_CLOSE && left != CLASS_DASH &&
           right != CLASS_OPEN && right != CLASS_CLOSE && right != CLASS_DASH;
}

void document_parse(const char *body, size_t bytes, enum body_format format, enum lang lang,
                    struct document *out)
{
    (void)
        lang; /* the marks of structure differ enough between the languages to be told apart by themselves */
    *out = (struct document){0};
    if (format == FORMAT_MARKDOWN)
        document_parse_markdown(body, bytes, out);
    else
        document_parse_plain(body, bytes, out);
}

void document_finish(struct document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        struct block *block = &document->block[i];
        for (size_t cell = 0; cell < block->columns * block->rows; cell++)
            inlines_finish(&block->cell[cell]);
        free(block->cell);
        free(block->align);
        free(block->label);
        inlines_finish(&block->text);
    }
    free(document->block);
    *document = (struct document){0};
}

static void separate(struct buffer *out)
{
    if (out->size > 0 && out->data[out->size - 1] != '\n')
        buffer_char(out, '\n');
}

void document_text(const struct document *document, struct buffer *out)
{
    for (size_t i = 0; i < document->count; i++) {
        const struct block *block = &document->block[i];
        separate(out);
        /* A number is text of the body; a bullet is one of Markdown's signs. */
        if (block->label != NULL && block->label[0] >= '0' && block->label[0] <= '9') {
            buffer_text(out, block->label);
            buffer_char(out, ' ');
        }
        inlines_text(&block->text, out);
        for (size_t cell = 0; cell < block->columns * block->rows; cell++) {
            separate(out);
            inlines_text(&block->cell[cell], out);
        }
    }
}
