/* links kiosk_model. Any body is a document; plain text keeps every letter and digit. */
#include "document.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t letters(const char *text, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    enum body_format format = (data[0] & 1) != 0 ? FORMAT_MARKDOWN : FORMAT_TEXT;
    const char *body = (const char *)data + 1;
    struct document document;
    struct buffer text = {0};
    size--;
    if (memchr(body, '\0', size) != NULL) /* a checked body has none */
        return 0;
    document_parse(body, size, format, LANG_ZH, &document);
    document_text(&document, &text);
    ENSURE(letters(text.data, text.size) == letters(body, size));
    document_finish(&document);
    buffer_finish(&text);
    return 0;
}
