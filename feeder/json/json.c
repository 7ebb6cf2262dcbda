#include "json/json.h"

#include "json/value.h"

#include <string.h>

static bool is_type(const struct json *value, enum json_type type)
{
    return value != NULL && value->type == type;
}

static bool has_children(const struct json *value)
{
    return is_type(value, TYPE_OBJECT) || is_type(value, TYPE_ARRAY);
}

const struct json *json_member(const struct json *object, const char *key)
{
    size_t low = 0, high = is_type(object, TYPE_OBJECT) ? object->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(object->child[middle].key, key);
        if (order == 0)
            return &object->child[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct json *json_element(const struct json *array, size_t index)
{
    return is_type(array, TYPE_ARRAY) && index < array->count ? &array->child[index] : NULL;
}

size_t json_count(const struct json *container)
{
    return has_children(container) ? container->count : 0;
}

bool json_is_object(const struct json *value)
{
    return is_type(value, TYPE_OBJECT);
}

bool json_is_array(const struct json *value)
{
    return is_type(value, TYPE_ARRAY);
}

bool json_is_null(const struct json *value)
{
    return value == NULL || value->type == TYPE_NULL;
}

const char *json_text(const struct json *value)
{
    return is_type(value, TYPE_TEXT) ? value->text : NULL;
}

bool json_int64(const struct json *value, int64_t *out)
{
    if (!is_type(value, TYPE_INTEGER))
        return false;
    *out = value->number;
    return true;
}

bool json_boolean(const struct json *value, bool *out)
{
    if (!is_type(value, TYPE_TRUE) && !is_type(value, TYPE_FALSE))
        return false;
    *out = value->type == TYPE_TRUE;
    return true;
}

const char **json_keys(const struct json *object)
{
    size_t count = is_type(object, TYPE_OBJECT) ? object->count : 0;
    const char **keys = take_zeroed(count, sizeof *keys);
    for (size_t i = 0; i < count; i++)
        keys[i] = object->child[i].key;
    return keys;
}

const char *json_key(const struct json *object, size_t index)
{
    return is_type(object, TYPE_OBJECT) && index < object->count ? object->child[index].key : NULL;
}
