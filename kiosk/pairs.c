#include "pairs.h"

#include "contract/buffer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts blanks off both ends, in place. */
static char *trimmed(char *text)
{
    while (is_blank(*text))
        text++;
    size_t size = strlen(text);
    while (size > 0 && is_blank(text[size - 1]))
        size--;
    text[size] = '\0';
    return text;
}

static bool is_name(const char *name)
{
    if (*name == '\0')
        return false;
    for (const char *c = name; *c != '\0'; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || strchr("._-", *c) != NULL))
            return false;
    return true;
}

static const char *read_line(char *raw, struct buffer *section, pair_taker *take, void *self)
{
    char *line = trimmed(raw);
    if (*line == '\0' || *line == ';')
        return NULL;
    if (*line == '[') {
        size_t size = strlen(line);
        if (line[size - 1] != ']')
            return "section without ]";
        line[size - 1] = '\0';
        if (!is_name(line + 1))
            return "bad section name";
        buffer_clear(section);
        buffer_text(section, line + 1);
        return NULL;
    }
    char *equals = strchr(line, '=');
    if (equals == NULL)
        return "line without =";
    *equals = '\0';
    char *key = trimmed(line), *value = trimmed(equals + 1);
    if (!is_name(key))
        return "bad key";
    if (section->size == 0)
        return take(self, key, value);
    struct buffer full = {0};
    buffer_format(&full, "%s.%s", section->data, key);
    const char *reason = take(self, full.data, value);
    buffer_finish(&full);
    return reason;
}

const char *pairs_read(const char *text, size_t bytes, pair_taker *take, void *self, int *line)
{
    const char *reason = NULL;
    struct buffer section = {0};
    *line = 0;
    if (memchr(text, '\0', bytes) != NULL)
        return "NUL byte";
    const char *end = text + bytes;
    while (text < end && reason == NULL) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (stop == NULL)
            stop = end;
        char *copy = take_copy_n(text, (size_t)(stop - text));
        *line += 1;
        reason = read_line(copy, &section, take, self);
        free(copy);
        text = stop < end ? stop + 1 : end;
    }
    buffer_finish(&section);
    return reason;
}
