/* JSON: what is read is written canonically, and that is read and written the same. jansson, which has read other people's for
   fifteen years, is the second opinion about what is a document, and what stands in it. */
#include "contract/limits.h"
#include "json/json.h"

#include <jansson.h>
#include <string.h>
/* jansson has these names as macros; ours are functions. */
#undef json_is_object
#undef json_is_array
#undef json_boolean

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Raw controls in strings, which canonical JSON has and jansson does not take, as escapes. */
static void escape_controls(const char *text, size_t size, struct buffer *out)
{
    bool inside = false, escaped = false;
    for (size_t i = 0; i < size; i++) {
        if (inside && !escaped && (unsigned char)text[i] < 0x20) {
            buffer_format(out, "\\u%04x", (unsigned)text[i]);
            continue;
        }
        if (text[i] == '"' && !escaped)
            inside = !inside;
        escaped = inside && text[i] == '\\' && !escaped;
        buffer_char(out, text[i]);
    }
}

static void compare(const struct json *ours, const json_t *theirs)
{
    int64_t number = 0;
    bool truth = false;
    switch (json_typeof(theirs)) {
    case JSON_OBJECT:
        ENSURE(json_is_object(ours) && json_count(ours) == json_object_size(theirs));
        for (size_t i = 0; i < json_count(ours); i++)
            compare(json_member(ours, json_key(ours, i)), json_object_get(theirs, json_key(ours, i)));
        return;
    case JSON_ARRAY:
        ENSURE(json_is_array(ours) && json_count(ours) == json_array_size(theirs));
        for (size_t i = 0; i < json_count(ours); i++)
            compare(json_element(ours, i), json_array_get(theirs, i));
        return;
    case JSON_STRING: ENSURE(strcmp(json_text(ours), json_string_value(theirs)) == 0); return;
    case JSON_INTEGER: ENSURE(json_int64(ours, &number) && number == json_integer_value(theirs)); return;
    case JSON_TRUE:
    case JSON_FALSE: ENSURE(json_boolean(ours, &truth) && truth == json_is_true(theirs)); return;
    case JSON_NULL:
        ENSURE(json_count(ours) == 0 && json_text(ours) == NULL && !json_int64(ours, &number));
        return;
    case JSON_REAL: BUG("a real number was let in");
    }
}

static void ask_jansson(const char *bytes, size_t size, const struct json *ours,
                        const struct problem *problem)
{
    struct buffer text = {0};
    if (ours == NULL && strcmp(problem->code, "bad-json") != 0)
        return; /* a bound of ours */
    if (size > 0 && memchr(bytes, '\0', size) != NULL)
        return; /* jansson takes it for a blank */
    escape_controls(bytes, size, &text);
    json_t *theirs = json_loadb(text.data == NULL ? "" : text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
    ENSURE((theirs != NULL) == (ours != NULL));
    if (ours != NULL)
        compare(ours, theirs);
    json_decref(theirs);
    buffer_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json *tree = NULL, *again = NULL;
    struct buffer first = {0}, second = {0};
    struct problem problem = {0};
    enum status status = json_parse((const char *)data, size, 1 << 20, &tree, &problem);
    ask_jansson((const char *)data, size, tree, &problem);
    if (status != STATUS_OK)
        return 0;
    json_canonical(tree, &first);
    ENSURE(json_parse(first.data, first.size, first.size, &again, NULL) == STATUS_OK);
    json_canonical(again, &second);
    ENSURE(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    json_destroy(tree);
    json_destroy(again);
    buffer_finish(&first);
    buffer_finish(&second);
    return 0;
}
