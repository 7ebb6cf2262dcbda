/* A screen's report: any bytes are a condition that is written and read back the same, or are refused. */
#include "contract/condition.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct condition first, second;
    instant since = 0, again = 0;
    struct buffer text = {0};
    if (condition_read((const char *)data, size, &first, &since, NULL) != STATUS_OK)
        return 0;
    ENSURE(first.glyphs <= CONDITION_NAMED && first.absents <= CONDITION_NAMED);
    buffer_char(&text, '{');
    condition_write(&first, since, &text);
    buffer_char(&text, '}');
    ENSURE(condition_read(text.data, text.size, &second, &again, NULL) == STATUS_OK);
    ENSURE(again == since && first.glyphs == second.glyphs && first.absents == second.absents);
    ENSURE(memcmp(first.glyph, second.glyph, sizeof first.glyph) == 0);
    ENSURE(memcmp(first.absent, second.absent, sizeof first.absent) == 0);
    if (first.round_pages > 0) /* without pages there was no round, and none is written */
        ENSURE(condition_is_long(&first) == condition_is_long(&second));
    buffer_finish(&text);
    return 0;
}
