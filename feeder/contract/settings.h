/* INI settings read through one table per program. Every unknown key, bad value, double key and unreadable file is an
   error with file and line; all of them are told, not only the first. Parsing is inih's. */
#ifndef CONTRACT_SETTINGS_H
#define CONTRACT_SETTINGS_H

#include "contract/buffer.h"
#include "contract/status.h"

#include <stddef.h>

enum setting_type {
    SETTING_TEXT,    /* char *, owned by the struct */
    SETTING_BOOLEAN, /* bool: yes, no, true, false, on, off, 1, 0 */
    SETTING_INTEGER, /* int within [least, most] */
    SETTING_CODE,    /* int: index in `words`, separated by '|' */
    SETTING_LIST,    /* char *, values of repeated keys joined by '\n' */
};

struct setting {
    const char *section, *key;
    enum setting_type type;
    size_t offset; /* of the field in the caller's struct */
    int least, most;
    const char *words;
    const char *otherwise; /* default as text; NULL: none (NULL, false, 0) */
};

/* Fills `target` with defaults. */
void settings_defaults(const struct setting *table, size_t count, void *target);
/* Reads FILE over the defaults. Each error is appended to `errors` as "FILE:LINE: text\n". STATUS_MISUSE if any. */
enum status settings_read(const char *file, const struct setting *table, size_t count, void *target,
                          struct buffer *errors);
/* The same on text in memory, `name` standing for the file; the fuzzer's entry. */
enum status settings_parse(const char *name, const char *text, size_t size, const struct setting *table,
                           size_t count, void *target, struct buffer *errors);
/* Frees the texts. */
void settings_finish(const struct setting *table, size_t count, void *target);

#endif
