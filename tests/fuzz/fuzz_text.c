/* links kiosk_model. Any bytes, any width: every byte is in exactly one line. */
#include "text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
        {.text = (const char *)data + cut, .bytes = size - cut, .style = {.face = FACE_KAI, .size = 30}},
    };
    struct text_block block = {0};
    text_fill(&setting, spans, 2, &fake_ruler, &block);
    size_t at = 0;
    for (size_t i = 0; i < block.lines; i++) {
        ENSURE(block.line[i].start == at && block.line[i].end > at);
        at = block.line[i].end;
    }
    ENSURE(at == size);
    text_block_finish(&block);
    return 0;
}
