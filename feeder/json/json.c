#include "json/json.h"

#include "contract/limits.h"
#include "contract/log.h"

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

/* ---- census -------------------------------------------------------------------------------------- */

/* What jansson spends per value, in units of the cheapest: measured 224 bytes for {}, 133 for [], 87 for "",
   60 for 0. */
enum { COST_OBJECT = 3, COST_ARRAY = 2, COST_SCALAR = 1 };

struct census {
    const char *at, *end;
    size_t depth, cost, controls;
    bool counts_controls; /* a document with fewer bytes cannot have too many */
};

/* Moves behind the closing quote (or to the end: the parser will refuse that). */
static void pass_string(struct census *census)
{
    const char *at = census->at + 1, *quote = memchr(at, '"', (size_t)(census->end - at));
    if (quote != NULL && !census->counts_controls && memchr(at, '\\', (size_t)(quote - at)) == NULL) {
        census->at = quote + 1; /* as nearly all are */
        return;
    }
    for (; at < census->end && *at != '"'; at++) {
        census->controls += (unsigned char)*at < 0x20;
        if (*at == '\\')
            at++;
    }
    census->at = at < census->end ? at + 1 : census->end;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_real_mark(char c)
{
    return c == '.' || c == 'e' || c == 'E';
}

/* Integers only: canonical JSON has no other numbers, and "-0" and "1e3" would be second spellings of one value. */
static bool pass_integer(struct census *census)
{
    const char *from = census->at, *at = from;
    bool real = false;
    for (; at < census->end && (is_digit(*at) || *at == '+' || *at == '-' || is_real_mark(*at)); at++)
        real = real || is_real_mark(*at);
    census->at = at;
    return !real && !(at - from == 2 && from[0] == '-' && from[1] == '0');
}

static enum status refuse(const char *code, const char *bytes, const char *at, const char *what,
                          struct problem *problem)
{
    return problem_set(problem, STATUS_REFUSED, code, "byte %zu: %s", (size_t)(at - bytes), what);
}

/* Counts without building anything; of the grammar it knows what it needs to tell values from text. */
static enum status count(struct census *census, size_t max_tokens, struct problem *problem)
{
    const char *bytes = census->at;
    while (census->at < census->end) {
        const char *at = census->at, c = *at;
        size_t cost = 0;
        if (c == '"') {
            cost = COST_SCALAR;
            pass_string(census);
        } else if (c == '-' || is_digit(c)) {
            cost = COST_SCALAR;
            if (!pass_integer(census))
                return refuse("json-real", bytes, at, "a number that is no integer", problem);
        } else {
            census->at++;
            cost = c == '{'                           ? COST_OBJECT
                   : c == '['                         ? COST_ARRAY
                   : c == 't' || c == 'f' || c == 'n' ? COST_SCALAR
                                                      : 0;
            census->depth += c == '{' || c == '[';
            if ((c == '}' || c == ']') && census->depth-- == 0)
                return refuse("bad-json", bytes, at, "closed more than was opened", problem);
        }
        census->cost += cost;
        if (census->depth > LIMIT_JSON_DEPTH)
            return refuse("json-depth", bytes, at, "nested too deeply", problem);
        if (census->cost > max_tokens)
            return refuse("json-tokens", bytes, at, "too many values", problem);
        if (census->controls > LIMIT_JSON_CONTROLS)
            return refuse("json-size", bytes, at, "too many control characters", problem);
    }
    return STATUS_OK;
}

/* ---- parsing ------------------------------------------------------------------------------------ */

/* Canonical JSON has line ends and other controls raw inside strings, which jansson refuses. The feed escapes
   them on their way in, so that no second copy of the document is needed; all else is handed on in runs. */
struct feed {
    const char *bytes;
    size_t size, at;
    bool in_string, escaped;
};

/* What stands at the feed's place and needs no look: up to a quote, an escape or a control in a string. */
static size_t plain_run(const struct feed *feed, size_t most)
{
    const char *from = feed->bytes + feed->at;
    size_t left = feed->size - feed->at, run = 0;
    most = most < left ? most : left;
    if (feed->in_string)
        while (run < most && from[run] != '"' && from[run] != '\\' && (unsigned char)from[run] >= 0x20)
            run++;
    else
        while (run < most && from[run] != '"')
            run++;
    return run;
}

static size_t feed_next(void *out, size_t room, void *data)
{
    struct feed *feed = data;
    char *to = out;
    size_t used = 0;
    ENSURE(room >= sizeof "\\u0000");
    while (feed->at < feed->size && used + sizeof "\\u0000" <= room) {
        size_t run = feed->escaped ? 0 : plain_run(feed, room - used);
        memcpy(to + used, feed->bytes + feed->at, run);
        used += run;
        feed->at += run;
        if (run > 0)
            continue;
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
    struct census census = {.at = bytes, .end = bytes + size, .counts_controls = size > LIMIT_JSON_CONTROLS};
    enum status status = count(&census, max_tokens, problem);
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
