/* Writing: OLPC canonical JSON, and strings for readers by the letter. */
#include "contract/utf8.h"
#include "json/json.h"
#include "json/value.h"

#include <inttypes.h>
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

static void write_children(const struct json *parent, struct buffer *out)
{
    for (size_t i = 0; i < parent->count; i++) {
        const struct json *child = &parent->child[i];
        if (i > 0)
            buffer_char(out, ',');
        if (child->key != NULL) {
            json_write_string(out, child->key);
            buffer_char(out, ':');
        }
        json_canonical(child, out);
    }
}

/* Recursion is bounded: json_parse let in no more than LIMIT_JSON_DEPTH levels. */
void json_canonical(const struct json *value, struct buffer *out)
{
    switch ((enum json_type)value->type) {
    case TYPE_OBJECT:
        buffer_char(out, '{');
        write_children(value, out); /* sorted when they were read */
        buffer_char(out, '}');
        return;
    case TYPE_ARRAY:
        buffer_char(out, '[');
        write_children(value, out);
        buffer_char(out, ']');
        return;
    case TYPE_TEXT: json_write_string(out, value->text); return;
    case TYPE_INTEGER: buffer_format(out, "%" PRId64, value->number); return;
    case TYPE_TRUE: buffer_text(out, "true"); return;
    case TYPE_FALSE: buffer_text(out, "false"); return;
    case TYPE_NULL: buffer_text(out, "null"); return;
    }
    BUG("a value of no type");
}
