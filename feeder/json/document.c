/* From bytes to a tree, in two walks: the census counts what the document would cost, so that a bomb is refused before it takes
   memory and the block has room for just what there is; the builder checks the grammar (RFC 8259, and raw controls in strings,
   as canonical JSON has them) and fills the block. */
#include "json/json.h"

#include "contract/limits.h"
#include "contract/utf8.h"
#include "json/value.h"

#include <stdlib.h>
#include <string.h>

/* ---- census -------------------------------------------------------------------------------------- */

/* What a value counts against the limit of a document. The weights are those of a parser that kept each value by itself; they
   stay, so that no document that was taken is refused by another edition. */
enum { COST_OBJECT = 3, COST_ARRAY = 2, COST_SCALAR = 1 };

struct census {
    const char *at, *end;
    size_t depth, cost, controls;
    bool counts_controls; /* a document with fewer bytes cannot have too many */
    size_t values;        /* of keys and values together; what is no document may have fewer */
};

/* Moves behind the closing quote (or to the end: the builder will refuse that). */
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
        census->values += cost > 0;
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

/* ---- builder ------------------------------------------------------------------------------------- */

/* Values that wait for their container's end are stacked from the front of the block; at its end its children move together to
   the back. Both never hold more than all values, so one row of places serves both. */
struct builder {
    struct json *value;
    size_t waiting, settled; /* places taken in front; the first place taken at the back */
    char *bytes, *at;        /* NUL behind the last */
    struct problem *problem;
};

static enum status bad(const struct builder *builder, const char *what)
{
    return refuse("bad-json", builder->bytes, builder->at, what, builder->problem);
}

static void pass_blanks(struct builder *builder)
{
    while (*builder->at == ' ' || *builder->at == '\n' || *builder->at == '\r' || *builder->at == '\t')
        builder->at++;
}

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Moves behind all that stands in a string as it is; false at what is not UTF-8. */
static bool pass_text(struct builder *builder)
{
    char *at = builder->at;
    for (;;) {
        unsigned char c = (unsigned char)*at;
        if (c >= 0xE1 && c <= 0xEC && is_tail(at[1]) && is_tail(at[2])) {
            at += 3; /* U+1000 to U+CFFF: nearly all of every text */
        } else if (c < 0x80) {
            if (c == '"' || c == '\\' || c == '\0')
                break;
            at++;
        } else {
            size_t length = utf8_sequence(at);
            if (length == 0)
                break;
            at += length;
        }
    }
    builder->at = at;
    return *at == '"' || *at == '\\';
}

/* Four hex digits behind "\u"; -1 if they are none. */
static int32_t read_unit(const char *at)
{
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *found = at[i] == '\0' ? NULL : strchr(digits, at[i] >= 'A' ? at[i] | 0x20 : at[i]);
        if (found == NULL)
            return -1;
        unit = unit * 16 + (int32_t)(found - digits);
    }
    return unit;
}

static char *write_character(char *to, int32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    } else if (c < 0x800) {
        *to++ = (char)(0xC0 | c >> 6);
        *to++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *to++ = (char)(0xE0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    } else {
        *to++ = (char)(0xF0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3F));
        *to++ = (char)(0x80 | (c >> 6 & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    return to;
}

/* Writes what the escape at the builder's place means, which is never longer than its spelling, and moves behind it. */
static enum status read_escape(struct builder *builder, char **to)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *at = builder->at + 1, *letter = *at == '\0' ? NULL : strchr(letters, *at);
    if (letter != NULL) {
        *(*to)++ = meanings[letter - letters];
        builder->at += 2;
        return STATUS_OK;
    }
    int32_t c = *at == 'u' ? read_unit(at + 1) : -1;
    size_t length = 6;
    if (c >= 0xD800 && c <= 0xDBFF && at[5] == '\\' && at[6] == 'u') {
        int32_t low = read_unit(at + 7);
        length = 12;
        c = low >= 0xDC00 && low <= 0xDFFF ? 0x10000 + (c - 0xD800) * 0x400 + (low - 0xDC00) : -1;
    }
    if (c <= 0 || (c >= 0xD800 && c <= 0xDFFF))
        return bad(builder, "no character is escaped so");
    *to = write_character(*to, c);
    builder->at += length;
    return STATUS_OK;
}

/* Reads the string at whose opening quote the builder stands; it is ended by NUL where it stands. */
static enum status read_string(struct builder *builder, const char **out)
{
    char *to = ++builder->at;
    *out = to;
    for (;;) {
        char *from = builder->at;
        if (!pass_text(builder))
            return bad(builder, "a string that does not end, or is not UTF-8");
        size_t length = (size_t)(builder->at - from);
        if (to != from)
            memmove(to, from, length);
        to += length;
        if (*builder->at == '"')
            break;
        if (read_escape(builder, &to) != STATUS_OK)
            return STATUS_REFUSED;
    }
    builder->at++;
    *to = '\0';
    return STATUS_OK;
}

static enum status read_integer(struct builder *builder, int64_t *out)
{
    bool negative = *builder->at == '-';
    char *at = builder->at + negative;
    uint64_t number = 0, most = (uint64_t)INT64_MAX + negative;
    if (!is_digit(*at) || (*at == '0' && is_digit(at[1])))
        return bad(builder, "no number is written so");
    for (; is_digit(*at); at++) {
        uint64_t digit = (uint64_t)(*at - '0');
        if (number > (most - digit) / 10)
            return bad(builder, "a number of more than 64 bits");
        number = number * 10 + digit;
    }
    builder->at = at;
    *out = negative ? (int64_t)-number : (int64_t)number;
    return STATUS_OK;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const struct json *)a)->key, ((const struct json *)b)->key);
}

/* UTF-8 sorts bytewise as by code point, which is the canonical order; what was written canonically is in it already. */
static enum status sort_members(const struct builder *builder, struct json *member, size_t members)
{
    bool sorted = true;
    for (size_t i = 1; i < members; i++)
        sorted = sorted && compare_keys(&member[i - 1], &member[i]) < 0;
    if (sorted)
        return STATUS_OK;
    qsort(member, members, sizeof *member, compare_keys);
    for (size_t i = 1; i < members; i++)
        if (compare_keys(&member[i - 1], &member[i]) == 0)
            return bad(builder, "a key that stands there twice");
    return STATUS_OK;
}

static enum status read_value(struct builder *builder, const char *key);

static enum status read_key(struct builder *builder, const char **out)
{
    if (*builder->at != '"')
        return bad(builder, "no key");
    enum status status = read_string(builder, out);
    if (status != STATUS_OK)
        return status;
    pass_blanks(builder);
    if (*builder->at != ':')
        return bad(builder, "no colon behind a key");
    builder->at++;
    return STATUS_OK;
}

/* Reads up to the closing bracket, and settles the children. Recursion is bounded: the census let in no more than
   LIMIT_JSON_DEPTH levels. */
static enum status read_children(struct builder *builder, struct json *parent)
{
    size_t first = builder->waiting;
    bool object = parent->type == TYPE_OBJECT;
    char close = object ? '}' : ']';
    enum status status = STATUS_OK;
    builder->at++;
    pass_blanks(builder);
    while (status == STATUS_OK && (*builder->at != close || builder->waiting > first)) {
        const char *key = NULL;
        if (object)
            status = read_key(builder, &key);
        if (status == STATUS_OK)
            status = read_value(builder, key);
        if (status != STATUS_OK || *builder->at == close)
            break;
        if (*builder->at != ',')
            return bad(builder, "neither a comma nor the end");
        builder->at++;
        pass_blanks(builder);
    }
    size_t children = builder->waiting - first;
    struct json *child = builder->value + first;
    if (status == STATUS_OK && object)
        status = sort_members(builder, child, children);
    if (status != STATUS_OK)
        return status;
    builder->at++;
    builder->settled -= children;
    builder->waiting = first;
    parent->count = (uint32_t)children;
    parent->child = memmove(builder->value + builder->settled, child, children * sizeof *child);
    return STATUS_OK;
}

static enum status read_literal(struct builder *builder, struct json *value)
{
    static const struct {
        const char *word;
        enum json_type type;
    } literals[] = {{"null", TYPE_NULL}, {"false", TYPE_FALSE}, {"true", TYPE_TRUE}};
    for (size_t i = 0; i < sizeof literals / sizeof literals[0]; i++) {
        size_t length = strlen(literals[i].word);
        if (strncmp(builder->at, literals[i].word, length) != 0)
            continue;
        value->type = (uint8_t)literals[i].type;
        builder->at += length;
        return STATUS_OK;
    }
    return bad(builder, "no value");
}

/* Reads one value and the blanks around it. */
static enum status read_value(struct builder *builder, const char *key)
{
    enum status status = STATUS_FAILED;
    if (builder->waiting == builder->settled)
        return bad(builder, "no value"); /* the census saw the beginning of each that is one */
    struct json *value = &builder->value[builder->waiting++];
    *value = (struct json){.key = key};
    pass_blanks(builder);
    char c = *builder->at;
    if (c == '{' || c == '[') {
        value->type = c == '{' ? TYPE_OBJECT : TYPE_ARRAY;
        status = read_children(builder, value);
    } else if (c == '"') {
        value->type = TYPE_TEXT;
        status = read_string(builder, &value->text);
    } else if (c == '-' || is_digit(c)) {
        value->type = TYPE_INTEGER;
        status = read_integer(builder, &value->number);
    } else {
        status = read_literal(builder, value);
    }
    pass_blanks(builder);
    return status;
}

/* ---- the whole ----------------------------------------------------------------------------------- */

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
    struct json *block = take_resized(NULL, census.values * sizeof *block + size + 1, 1);
    char *text = (char *)(block + census.values);
    memcpy(text, bytes, size);
    text[size] = '\0';
    struct builder builder = {
        .value = block, .settled = census.values, .bytes = text, .at = text, .problem = problem};
    pass_blanks(&builder);
    status = *builder.at == '{' || *builder.at == '[' ? read_value(&builder, NULL)
                                                      : bad(&builder, "neither an object nor an array");
    if (status == STATUS_OK && *builder.at != '\0')
        status = bad(&builder, "something behind the document");
    if (status == STATUS_OK)
        *out = block;
    else
        free(block);
    return status;
}

void json_destroy(struct json *tree)
{
    free(tree);
}
