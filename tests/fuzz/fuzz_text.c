/* links kiosk_model. Any bytes, any width: every byte is in exactly one line; in a width of an em and more no glyph stands outside, but
   for the blank half of a mark. */
#include "text.h"
#include "text_break.h"

#include <stdlib.h>
#include <string.h>

#define EM 30 /* of the larger span */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_box(const struct text_block *block, const struct text_line *line, float width)
{
    for (size_t i = line->first; i < line->first + line->glyphs; i++) {
        const struct text_glyph *glyph = &block->glyph[i];
        const char *text = block->text + glyph->offset;
        struct text_style style = block->style[glyph->span];
        float wide = text_glyph_advance(text, glyph->bytes, style, &fake_ruler), half = style.size / 2;
        uint32_t c;
        (void)text_decode(text, glyph->bytes, &c);
        ENSURE(text_class(c) == CLASS_SPACE ||
               (glyph->x >= -half - .1F && glyph->x + wide <= width + half + .1F));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    struct text_setting setting = {
        .width = (float)data[0] * 4,
        .indent = (float)(data[1] & 0x3F),
        .hang = (float)(data[2] & 0x0F),
        .align = (enum text_align)(data[1] >> 6),
        .lang = (enum lang)((data[2] >> 4) % LANG_COUNT),
        .autospace = (data[2] & 0x80) != 0,
    };
    data += 3;
    size -= 3;
    size_t cut = size / 2;
    struct text_span spans[2] = {
        {.text = (const char *)data, .bytes = cut, .style = {.face = FACE_SANS, .size = 20}},
        {.text = (const char *)data + cut, .bytes = size - cut, .style = {.face = FACE_KAI, .size = EM}},
    };
    struct text_block block = {0};
    text_fill(&setting, spans, 2, &fake_ruler, &block);
    size_t at = 0;
    for (size_t i = 0; i < block.lines; i++) {
        ENSURE(block.line[i].start == at && block.line[i].end > at);
        at = block.line[i].end;
        if (setting.width >= EM)
            check_box(&block, &block.line[i], setting.width);
    }
    ENSURE(at == size);
    text_block_finish(&block);
    return 0;
}
