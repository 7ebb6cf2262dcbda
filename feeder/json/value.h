/* A value in memory, for the files of this room alone. A document is one block: first its values, as many as the census counted,
   the root in front; behind them its own bytes, in which strings are unescaped and ended where they stand. */
#ifndef JSON_VALUE_H
#define JSON_VALUE_H

#include <stdint.h>

enum json_type { TYPE_NULL, TYPE_FALSE, TYPE_TRUE, TYPE_INTEGER, TYPE_TEXT, TYPE_ARRAY, TYPE_OBJECT };

struct json {
    const char *key; /* of a member of an object, else NULL */
    union {
        const char *text;
        int64_t number;
        const struct json *child; /* the first of `count`; of an object in the order of their keys */
    };
    uint32_t count;
    uint8_t type;
};

#endif
