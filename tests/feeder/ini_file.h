/* A program's table of settings held against the commented file in assets/config that documents it. Both are read as text,
   so that a key in one and not in the other is found whatever the program makes of it. */
#ifndef TESTS_INI_FILE_H
#define TESTS_INI_FILE_H

#include "contract/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define INI_ENTRIES 128

struct ini_entry {
    char section[32], key[48], value[256];
    bool given; /* in the file: not commented out; in the table: it has a default */
};

static inline char *ini_text(const char *name)
{
    struct buffer text = {0};
    char chunk[4096], *path = take_format("%s/%s", TEST_SOURCE, name);
    size_t got = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        buffer_add(&text, chunk, got);
    assert_int_equal(fclose(file), 0);
    free(path);
    return buffer_take(&text);
}

/* {"source", "interval_seconds", …, "60"}, */
static inline size_t ini_of_table(const char *source, struct ini_entry *out)
{
    char *text = ini_text(source), *c = strstr(text, "struct setting table[]"), *end = NULL;
    size_t count = 0;
    assert_non_null(c);
    end = strstr(c, "\n};");
    assert_non_null(end);
    *end = '\0';
    while ((c = strstr(c, "{\"")) != NULL) {
        struct ini_entry *entry = &out[count++];
        *entry = (struct ini_entry){0};
        assert_true(count < INI_ENTRIES);
        assert_int_equal(sscanf(c, "{\"%31[^\"]\", \"%47[^\"]\"", entry->section, entry->key), 2);
        char *close = strchr(c, '}'), *last = close;
        assert_non_null(close);
        while (*last != ',')
            last--;
        last += strspn(last, ", \n");
        entry->given = sscanf(last, "\"%255[^\"]\"", entry->value) == 1;
        c = close;
    }
    free(text);
    return count;
}

/* [section] and key = value; also ";[section]", ";key = value" and ";key =". Other lines behind a ';' are words. */
static inline size_t ini_of_file(const char *name, struct ini_entry *out)
{
    char *text = ini_text(name), *rest = NULL, section[32] = "";
    size_t count = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        struct ini_entry entry = {.given = *line != ';'};
        char *words = line + (entry.given ? 0 : 1);
        if (sscanf(words, "[%31[a-z]]", section) == 1)
            continue;
        if (sscanf(words, "%47[a-z_] = %255[^\n]", entry.key, entry.value) < 1 ||
            strncmp(words + strlen(entry.key), " =", 2) != 0)
            continue;
        snprintf(entry.section, sizeof entry.section, "%s", section);
        assert_true(count < INI_ENTRIES);
        out[count++] = entry;
    }
    free(text);
    return count;
}

static inline const struct ini_entry *ini_find(const struct ini_entry *entry, size_t count,
                                               const struct ini_entry *like)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(entry[i].section, like->section) == 0 && strcmp(entry[i].key, like->key) == 0)
            return &entry[i];
    return NULL;
}

/* Every key of the table is documented with the default that it has, and nothing else is. */
static inline void ini_check(const char *source, const char *file)
{
    static struct ini_entry table[INI_ENTRIES], documented[INI_ENTRIES];
    size_t settings = ini_of_table(source, table), lines = ini_of_file(file, documented);
    assert_true(settings > 5);
    for (size_t i = 0; i < settings; i++) {
        const struct ini_entry *line = ini_find(documented, lines, &table[i]);
        if (line == NULL)
            fail_msg("[%s] %s is not in %s", table[i].section, table[i].key, file);
        if (table[i].given && strcmp(line->value, table[i].value) != 0)
            fail_msg("%s: %s = %s, but the default is %s", file, line->key, line->value, table[i].value);
    }
    for (size_t i = 0; i < lines; i++)
        if (ini_find(table, settings, &documented[i]) == NULL)
            fail_msg("%s: the program knows no [%s] %s", file, documented[i].section, documented[i].key);
    assert_int_equal(settings, lines); /* none twice */
}

#endif
