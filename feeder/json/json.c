#include "json/json.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "contract/utf8.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A struct json is jansson's json_t under another name; no other file sees the library. */
static struct json *wrap(json_t *value)
{
    return (struct json *)value;
}

static const json_t *unwrap(const struct json *value)
{
    return (const json_t *)value;
}

/* ---- before parsing: what would the document cost? ---------------------------------------------- */

/* What jansson spends per value, in units of the cheapest: measured 224 bytes for {}, 133 for [], 87 for "",
 * 60 for 0. */
enum { COST_OBJECT = 3, COST_ARRAY = 2, COST_SCALAR = 1 };

struct prescan {
    const char *bytes;
    size_t size, at;
    size_t depth, tokens, controls;
};

static size_t run_of(const struct prescan *scan, const char *set)
{
    size_t end = scan->at;
    while (end < scan->size && scan->bytes[end] != '\0' && strchr(set, scan->bytes[end]) != NULL)
        end++;
    return end - scan->at;
}

/* Moves behind the closing quote (or the end: the parser will refuse that). */
static void skip_string(struct prescan *scan)
{
    for (scan->at++; scan->at < scan->size && scan->bytes[scan->at] != '"'; scan->at++) {
        scan->controls += (unsigned char)scan->bytes[scan->at] < 0x20;
        if (scan->bytes[scan->at] == '\\')
            scan->at++;
    }
    scan->at++;
}

/* Integers only: canonical JSON has no other numbers, and "-0" and "1e3" would
   be second spellings of one value. */
static bool skip_integer(struct prescan *scan)
{
    const char *number = scan->bytes + scan->at;
    size_t length = run_of(scan, "0123456789+-.eE");
    scan->at += length;
    return memchr(number, '.', length) == NULL && memchr(number, 'e', length) == NULL &&
           memchr(number, 'E', length) == NULL && !(length == 2 && memcmp(number, "-0", 2) == 0);
}

/* Counts depth and tokens without building anything. Grammar is the parser's business. */
static enum status prescan(const char *bytes, size_t size, size_t max_tokens, struct problem *problem)
{
    struct prescan scan = {.bytes = bytes, .size = size};
    while (scan.at < scan.size) {
        char c = bytes[scan.at];
        if (c == '{' || c == '[') {
            scan.tokens += c == '{' ? COST_OBJECT : COST_ARRAY;
            scan.depth++;
            scan.at++;
        } else if (c == '}' || c == ']') {
            if (scan.depth == 0)
                return problem_set(problem, STATUS_REFUSED, "bad-json", "closed more than opened at byte %zu",
                                   scan.at);
            scan.depth--;
            scan.at++;
        } else if (c == '"') {
            scan.tokens += COST_SCALAR;
            skip_string(&scan);
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            scan.tokens += COST_SCALAR;
            size_t start = scan.at;
            if (!skip_integer(&scan))
                return problem_set(problem, STATUS_REFUSED, "json-real", "number at byte %zu is no integer",
                                   start);
        } else {
            scan.tokens += c == 't' || c == 'f' || c == 'n' ? COST_SCALAR : 0;
            scan.at++;
        }
        if (scan.depth > LIMIT_JSON_DEPTH)
            return problem_set(problem, STATUS_REFUSED, "json-depth", "nested deeper than %d at byte %zu",
                               LIMIT_JSON_DEPTH, scan.at);
        if (scan.tokens > max_tokens)
            return problem_set(problem, STATUS_REFUSED, "json-tokens", "more than %zu values by byte %zu",
                               max_tokens, scan.at);
        if (scan.controls > LIMIT_JSON_CONTROLS)
            return problem_set(problem, STATUS_REFUSED, "json-size", "more than %d control characters",
                               LIMIT_JSON_CONTROLS);
    }
    return STATUS_OK;
}

/* ---- parsing ------------------------------------------------------------------------------------ */

/* Canonical JSON has line ends and other controls raw inside strings, which jansson refuses. The feed escapes
   them on their way in, so that no second copy of the document is needed. */
struct feed {
    const char *bytes;
    size_t size, at;
    bool in_string, escaped;
};

static size_t feed_next(void *out, size_t room, void *data)
{
    struct feed *feed = data;
    char *to = out;
    size_t used = 0;
    ENSURE(room >= sizeof "\\u0000");
    while (feed->at < feed->size && used + sizeof "\\u0000" <= room) {
        char c = feed->bytes[feed->at++];
        if (feed->in_string && !feed->escaped && (unsigned char)c < 0x20) {
            used += (size_t)snprintf(to + used, sizeof "\\u0000", "\\u%04x", (unsigned)c);
            continue;
        }
        if (c == '"' && !feed->escaped)
            feed->in_string = !feed->in_string;
        feed->escaped = feed->in_string && c == '\\' && !feed->escaped;
        to[used++] = c;
    }
    return used;
}

enum status json_parse(const char *bytes, size_t size, size_t max_bytes, struct json **out,
                       struct problem *problem)
{
    return json_parse_within(bytes, size, max_bytes, LIMIT_JSON_TOKENS, out, problem);
}

enum status json_parse_within(const char *bytes, size_t size, size_t max_bytes, size_t max_tokens,
                              struct json **out, struct problem *problem)
{
    if (size > max_bytes)
        return problem_set(problem, STATUS_REFUSED, "json-size", "%zu bytes, at most %zu", size, max_bytes);
    if (size == 0)
        return problem_set(problem, STATUS_REFUSED, "bad-json", "empty");
    if (memchr(bytes, '\0', size) != NULL)
        return problem_set(problem, STATUS_REFUSED, "bad-json", "NUL byte");
    enum status status = prescan(bytes, size, max_tokens, problem);
    if (status != STATUS_OK)
        return status;
    struct feed feed = {.bytes = bytes, .size = size};
    json_error_t error = {0};
    json_t *tree = json_load_callback(feed_next, &feed, JSON_REJECT_DUPLICATES, &error);
    if (tree == NULL) {
        char shown[160];
        return problem_set(problem, STATUS_REFUSED, "bad-json", "line %d: %s", error.line,
                           log_escape(shown, sizeof shown, error.text));
    }
    *out = wrap(tree);
    return STATUS_OK;
}

void json_destroy(struct json *tree)
{
    json_decref((json_t *)tree);
}

/* ---- reading ------------------------------------------------------------------------------------ */

const struct json *json_member(const struct json *object, const char *key)
{
    return wrap(json_object_get(unwrap(object), key));
}

const struct json *json_element(const struct json *array, size_t index)
{
    return wrap(json_array_get(unwrap(array), index));
}

/* jansson has these names as macros; ours are functions. */
#undef json_is_object
#undef json_is_array
#undef json_is_null
#undef json_boolean

size_t json_count(const struct json *container)
{
    return json_is_object(container) ? json_object_size(unwrap(container))
                                     : json_array_size(unwrap(container));
}

bool json_is_object(const struct json *value)
{
    return value != NULL && json_typeof(unwrap(value)) == JSON_OBJECT;
}

bool json_is_array(const struct json *value)
{
    return value != NULL && json_typeof(unwrap(value)) == JSON_ARRAY;
}

bool json_is_null(const struct json *value)
{
    return value == NULL || json_typeof(unwrap(value)) == JSON_NULL;
}

const char *json_text(const struct json *value)
{
    return json_string_value(unwrap(value));
}

bool json_int64(const struct json *value, int64_t *out)
{
    if (value == NULL || json_typeof(unwrap(value)) != JSON_INTEGER)
        return false;
    *out = json_integer_value(unwrap(value));
    return true;
}

bool json_boolean(const struct json *value, bool *out)
{
    if (value == NULL ||
        (json_typeof(unwrap(value)) != JSON_TRUE && json_typeof(unwrap(value)) != JSON_FALSE))
        return false;
    *out = json_typeof(unwrap(value)) == JSON_TRUE;
    return true;
}

/* UTF-8 sorts bytewise as by code point, which is what canonical JSON asks for. */
static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **json_keys(const struct json *object)
{
    size_t count = json_is_object(object) ? json_count(object) : 0, i = 0;
    const char **keys = take_zeroed(count, sizeof *keys);
    if (count == 0)
        return keys;
    json_t *table = (json_t *)object; /* jansson's iterators take no const */
    for (void *at = json_object_iter(table); at != NULL && i < count; at = json_object_iter_next(table, at))
        keys[i++] = json_object_iter_key(at);
    qsort(keys, count, sizeof *keys, compare_keys);
    return keys;
}

const char *json_key(const struct json *object, size_t index)
{
    if (!json_is_object(object) || index >= json_count(object))
        return NULL;
    const char **keys = json_keys(object);
    const char *key = keys[index];
    free(keys);
    return key;
}

/* ---- writing ------------------------------------------------------------------------------------ */

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

/* Recursion is bounded: json_parse let in no more than LIMIT_JSON_DEPTH levels. */
void json_canonical(const struct json *value, struct buffer *out)
{
    switch (json_typeof(unwrap(value))) {
    case JSON_OBJECT: write_object(value, out); return;
    case JSON_ARRAY:
        buffer_char(out, '[');
        for (size_t i = 0; i < json_count(value); i++) {
            if (i > 0)
                buffer_char(out, ',');
            json_canonical(json_element(value, i), out);
        }
        buffer_char(out, ']');
        return;
    case JSON_STRING: json_write_string(out, json_text(value)); return;
    case JSON_INTEGER: buffer_format(out, "%" PRId64, (int64_t)json_integer_value(unwrap(value))); return;
    case JSON_TRUE: buffer_text(out, "true"); return;
    case JSON_FALSE: buffer_text(out, "false"); return;
    case JSON_NULL: buffer_text(out, "null"); return;
    case JSON_REAL: BUG("a real number in a parsed document");
    }
}
