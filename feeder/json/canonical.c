/* Writing: OLPC canonical JSON, and strings for readers by the letter. */
#include "contract/utf8.h"
#include "json/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void json_write_string(struct buffer *out, const char *text)
{
    buffer_char(out, '"');
    while (*text != '\0') {
        size_t plain = strcspn(text, "\"\\");
        buffer_add(out, text, plain);
        text += plain;
        if (*text != '\0') {
            buffer_char(out, '\\');
            buffer_char(out, *text++);
        }
    }
    buffer_char(out, '"');
}

void json_write_string_escaped(struct buffer *out, const char *text)
{
    buffer_char(out, '"');
    while (*text != '\0') {
        size_t length = utf8_sequence(text);
        if (length == 0)
            buffer_text(out, "\\ufffd");
        else if ((unsigned char)*text < 0x20 || *text == 0x7F)
            buffer_format(out, "\\u%04x", (unsigned)*text);
        else if (*text == '"' || *text == '\\')
            buffer_format(out, "\\%c", *text);
        else
            buffer_add(out, text, length);
        text += length > 0 ? length : 1;
    }
    buffer_char(out, '"');
}

static void write_object(const struct json *object, struct buffer *out)
{
    const char **keys = json_keys(object);
    buffer_char(out, '{');
    for (size_t i = 0; i < json_count(object); i++) {
        if (i > 0)
            buffer_char(out, ',');
        json_write_string(out, keys[i]);
        buffer_char(out, ':');
        json_canonical(json_member(object, keys[i]), out);
    }
    buffer_char(out, '}');
    free(keys);
}

static void write_array(const struct json *array, struct buffer *out)
{
    buffer_char(out, '[');
    for (size_t i = 0; i < json_count(array); i++) {
        if (i > 0)
            buffer_char(out, ',');
        json_canonical(json_element(array, i), out);
    }
    buffer_char(out, ']');
}

/* Recursion is bounded: json_parse let in no more than LIMIT_JSON_DEPTH levels. */
void json_canonical(const struct json *value, struct buffer *out)
{
    const char *text = json_text(value);
    int64_t number = 0;
    bool truth = false;
    if (text != NULL)
        json_write_string(out, text);
    else if (json_is_object(value))
        write_object(value, out);
    else if (json_is_array(value))
        write_array(value, out);
    else if (json_int64(value, &number))
        buffer_format(out, "%" PRId64, number);
    else if (json_boolean(value, &truth))
        buffer_text(out, truth ? "true" : "false");
    else
        buffer_text(out, "null");
}
