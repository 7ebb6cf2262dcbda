/* The one place that knows jansson. Reading is bounded before it parses: size, depth and tokens are counted
   first, since the library alone turns 8 MiB of "{}," into 628 MiB (reliability.md §5). Writing is OLPC
   canonical JSON to the letter: keys sorted by code point, no white space, integers only, strings escape
   nothing but '"' and '\'. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "contract/buffer.h"
#include "contract/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json; /* a value; borrowed from its tree unless said otherwise */

/* Parses one document of at most `max_bytes`. Refuses duplicate keys, NUL, trailing bytes, reals, depth over
   LIMIT_JSON_DEPTH, tokens over LIMIT_JSON_TOKENS; accepts raw controls inside strings, as canonical JSON has
   them. The caller owns *out (json_destroy). */
enum status json_parse(const char *bytes, size_t size, size_t max_bytes, struct json **out,
                       struct problem *problem);
/* The same with a bound of its own on the tokens, for documents of which several are held at once. */
enum status json_parse_within(const char *bytes, size_t size, size_t max_bytes, size_t max_tokens,
                              struct json **out, struct problem *problem);
void json_destroy(struct json *tree);

/* Borrowed members. json_member gives NULL where there is none or `object` is no object. */
const struct json *json_member(const struct json *object, const char *key);
const struct json *json_element(const struct json *array, size_t index);
size_t json_count(const struct json *container); /* elements or members; 0 for others */
bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);
bool json_is_null(const struct json *value); /* also for NULL */
/* Typed readers: NULL or false where the type is another. Strings hold no NUL. */
const char *json_text(const struct json *value);
bool json_int64(const struct json *value, int64_t *out); /* not json_integer: a name of jansson's own */
bool json_boolean(const struct json *value, bool *out);
/* All keys in canonical order, json_count of them, each borrowed; the caller frees
   the array. For walking an object. */
__attribute__((malloc, returns_nonnull, warn_unused_result)) const char **
json_keys(const struct json *object);
/* Key of the i-th member in that order, or NULL; sorts at each call: for looking at one, not for walking. */
const char *json_key(const struct json *object, size_t index);

/* Appends the canonical form of a parsed value. */
void json_canonical(const struct json *value, struct buffer *out);

/* Direct writers for those who produce JSON: a canonical string with quotes. */
void json_write_string(struct buffer *out, const char *text);
/* The same for programs that read JSON by the letter (RFC 8259: controls escaped, bytes that are
   not UTF-8 become U+FFFD), for --json, --trace and index.json. */
void json_write_string_escaped(struct buffer *out, const char *text);

#endif
