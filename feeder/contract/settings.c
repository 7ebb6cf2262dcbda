#include "contract/settings.h"

#include "contract/limits.h"
#include "contract/log.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- values ------------------------------------------------------------------------------------- */

static void *at(const struct setting *setting, void *target)
{
    return (char *)target + setting->offset;
}

static bool read_boolean(const char *value, bool *out)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(words[i], value) == 0) {
            *out = i % 2 == 1;
            return true;
        }
    return false;
}

static bool read_integer(const struct setting *setting, const char *value, int *out)
{
    char *end = NULL;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < setting->least || number > setting->most)
        return false;
    *out = (int)number;
    return true;
}

/* Index of `value` among words separated by '|', or -1. */
static int read_code(const char *words, const char *value)
{
    size_t length = strlen(value);
    for (int index = 0; words != NULL; index++) {
        size_t word = strcspn(words, "|");
        if (word == length && strncmp(words, value, length) == 0)
            return index;
        words = words[word] == '|' ? words + word + 1 : NULL;
    }
    return -1;
}

/* Puts a value into its field. False: not of the setting's type; the field is as before. */
static bool store(const struct setting *setting, const char *value, bool again, void *target)
{
    void *field = at(setting, target);
    char **text = field;
    int code = 0;
    switch (setting->type) {
    case SETTING_BOOLEAN: return read_boolean(value, field);
    case SETTING_INTEGER: return read_integer(setting, value, field);
    case SETTING_CODE:
        code = read_code(setting->words, value);
        if (code >= 0)
            *(int *)field = code;
        return code >= 0;
    case SETTING_TEXT:
    case SETTING_LIST: {
        if (*value == '\0')
            return false;
        char *joined = again && *text != NULL ? take_format("%s\n%s", *text, value) : take_copy(value);
        free(*text);
        *text = joined;
        return true;
    }
    }
    BUG("setting %s.%s has no type", setting->section, setting->key);
}

/* What a bad value should have been. Values of texts are not repeated: a URI may hold a password. */
static void explain(const struct setting *setting, const char *value, struct buffer *errors)
{
    char shown[64];
    log_escape(shown, sizeof shown, value);
    switch (setting->type) {
    case SETTING_BOOLEAN: buffer_format(errors, "\"%s\" is neither yes nor no", shown); return;
    case SETTING_INTEGER:
        buffer_format(errors, "\"%s\" is no whole number from %d to %d", shown, setting->least,
                      setting->most);
        return;
    case SETTING_CODE: buffer_format(errors, "\"%s\" is not one of %s", shown, setting->words); return;
    case SETTING_TEXT:
    case SETTING_LIST: buffer_text(errors, "no value; leave the line out for none"); return;
    }
}

void settings_defaults(const struct setting *table, size_t count, void *target)
{
    for (size_t i = 0; i < count; i++) {
        const struct setting *setting = &table[i];
        switch (setting->type) {
        case SETTING_TEXT:
        case SETTING_LIST: *(char **)at(setting, target) = NULL; break;
        case SETTING_BOOLEAN: *(bool *)at(setting, target) = false; break;
        case SETTING_INTEGER:
        case SETTING_CODE: *(int *)at(setting, target) = 0; break;
        }
        if (setting->otherwise != NULL && !store(setting, setting->otherwise, false, target))
            BUG("bad default of %s.%s", setting->section, setting->key);
    }
}

void settings_finish(const struct setting *table, size_t count, void *target)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].type == SETTING_TEXT || table[i].type == SETTING_LIST) {
            free(*(char **)at(&table[i], target));
            *(char **)at(&table[i], target) = NULL;
        }
}

/* ---- suggestions -------------------------------------------------------------------------------- */

#define WORD_BYTES 48 /* longest word compared; longer ones are no typing mistake of ours */

/* Edits from one word to another (Levenshtein), in one row of memory. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_BYTES + 1], length_a = strlen(a), length_b = strlen(b);
    if (length_a > WORD_BYTES || length_b > WORD_BYTES)
        return WORD_BYTES;
    for (size_t j = 0; j <= length_b; j++)
        row[j] = j;
    for (size_t i = 1; i <= length_a; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            size_t best = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[length_b];
}

/* The known setting nearest to what was written; NULL if nothing is near. A key in
   the wrong section costs one edit. */
static const struct setting *nearest(const struct setting *table, size_t count, const char *section,
                                     const char *key)
{
    const struct setting *best = NULL;
    size_t least = strlen(key) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        size_t edits = distance(table[i].key, key) + (strcmp(table[i].section, section) == 0 ? 0 : 1);
        if (edits < least) {
            least = edits;
            best = &table[i];
        }
    }
    return best;
}

/* ---- reading ------------------------------------------------------------------------------------ */

struct reading {
    const char *name, *rest; /* of the file; the text not yet read */
    const struct setting *table;
    size_t count;
    void *target;
    int *seen; /* line where each setting stood, 0: not yet */
    struct buffer *errors;
    int line;
    bool pending; /* the current line must still turn out to be a key with a value */
    bool failed;
};

__attribute__((format(printf, 2, 3))) static void complain(struct reading *reading, const char *format, ...)
{
    char text[400], place[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    log_escape(place, sizeof place, reading->name);
    buffer_format(reading->errors, "%s:%d: %s\n", place, reading->line, text);
    reading->failed = true;
}

static void unknown_key(struct reading *reading, const char *section, const char *key)
{
    char shown_section[64], shown_key[64];
    log_escape(shown_section, sizeof shown_section, section);
    log_escape(shown_key, sizeof shown_key, key);
    const struct setting *near = nearest(reading->table, reading->count, section, key);
    if (near == NULL)
        complain(reading, "unknown key \"%s\" in [%s]", shown_key, shown_section);
    else
        complain(reading, "unknown key \"%s\" in [%s]; did you mean \"%s\" in [%s]?", shown_key,
                 shown_section, near->key, near->section);
}

/* inih calls this for each key with a value. */
static int take_value(void *data, const char *section, const char *key, const char *value)
{
    struct reading *reading = data;
    reading->pending = false;
    for (size_t i = 0; i < reading->count; i++) {
        const struct setting *setting = &reading->table[i];
        if (strcmp(setting->section, section) != 0 || strcmp(setting->key, key) != 0)
            continue;
        if (reading->seen[i] != 0 && setting->type != SETTING_LIST) {
            complain(reading, "\"%s\" stands already in line %d", key, reading->seen[i]);
        } else if (!store(setting, value, reading->seen[i] != 0, reading->target)) {
            struct buffer text = {0};
            explain(setting, value, &text);
            complain(reading, "%s: %s", key, text.data);
            buffer_finish(&text);
        }
        reading->seen[i] = reading->line;
        return 1;
    }
    unknown_key(reading, section, key);
    return 1;
}

/* inih names only the first line it does not understand; so each line that should have been a key is watched. */
static void end_line(struct reading *reading)
{
    if (reading->pending)
        complain(reading, "neither a key with a value, a [section] nor a comment");
    reading->pending = false;
}

static void watch_line(struct reading *reading, const char *line)
{
    line += strspn(line, " \t\r\n");
    if (*line == '[' && strchr(line, ']') == NULL)
        complain(reading, "a section without its ]");
    for (const char *c = line; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 && strchr("\t\r\n", *c) == NULL) {
            complain(reading, "a control character");
            break;
        }
    reading->pending = *line != '\0' && strchr("[;#", *line) == NULL;
}

/* inih reads lines through this. One call is one line, because `room` holds the
   longest; so the count is exact. */
static char *next_line(char *out, int room, void *data)
{
    struct reading *reading = data;
    end_line(reading);
    if (*reading->rest == '\0')
        return NULL;
    size_t length = strcspn(reading->rest, "\n");
    length += reading->rest[length] == '\n' ? 1 : 0;
    reading->line++;
    if (length + 1 > (size_t)room) {
        complain(reading, "a line of %zu bytes, at most %d", length, room - 1);
        memcpy(out, "\n", 2);
    } else {
        memcpy(out, reading->rest, length);
        out[length] = '\0';
        watch_line(reading, out);
    }
    reading->rest += length;
    return out;
}

enum status settings_parse(const char *name, const char *text, size_t size, const struct setting *table,
                           size_t count, void *target, struct buffer *errors)
{
    struct reading reading = {
        .name = name, .table = table, .count = count, .target = target, .errors = errors};
    if (size > LIMIT_CONFIG_BYTES)
        complain(&reading, "more than %d bytes", LIMIT_CONFIG_BYTES);
    else if (size > 0 && memchr(text, '\0', size) != NULL)
        complain(&reading, "a NUL byte: this is no text");
    if (reading.failed)
        return STATUS_MISUSE;
    bool bom = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    char *copy = take_copy_n(text + (bom ? 3 : 0), size - (bom ? 3 : 0));
    reading.rest = copy;
    reading.seen = take_zeroed(count, sizeof *reading.seen);
    /* Debian's inih takes its options at run time. The line buffer on its heap is as long as our longest
       line; an indented line is a line of its own, not the continuation of the one above. */
    ini_use_stack = false;
    ini_allow_realloc = false;
    ini_initial_alloc = LIMIT_CONFIG_LINE_BYTES + 3;
    ini_max_line = LIMIT_CONFIG_LINE_BYTES + 3;
    ini_allow_multiline = false;
    int first = ini_parse_stream(next_line, &reading, take_value, &reading);
    end_line(&reading);
    if (first == -2)
        BUG("out of memory: inih");
    if (first > 0 && !reading.failed) { /* what only inih found */
        reading.line = first;
        complain(&reading, "not understood");
    }
    free(reading.seen);
    free(copy);
    return reading.failed ? STATUS_MISUSE : STATUS_OK;
}

/* The bytes of a regular file that only its owner may change; at most
   LIMIT_CONFIG_BYTES + 1, so that too many show. */
static const char *read_file(const char *file, struct buffer *out)
{
    const char *cause = NULL;
    char chunk[4096];
    struct stat info = {0};
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return strerror(errno);
    if (fstat(fd, &info) != 0)
        cause = strerror(errno);
    else if (!S_ISREG(info.st_mode))
        cause = "not a regular file";
    else if ((info.st_mode & S_IWOTH) != 0)
        cause = "anyone may write it (chmod o-w)";
    while (cause == NULL && out->size <= LIMIT_CONFIG_BYTES) {
        ssize_t got = read(fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            cause = strerror(errno);
        if (got <= 0)
            break;
        buffer_add(out, chunk, (size_t)got);
    }
    (void)close(fd);
    return cause;
}

enum status settings_read(const char *file, const struct setting *table, size_t count, void *target,
                          struct buffer *errors)
{
    struct buffer text = {0};
    char place[256];
    enum status status = STATUS_MISUSE;
    const char *cause = read_file(file, &text);
    if (cause != NULL)
        buffer_format(errors, "%s:0: %s\n", log_escape(place, sizeof place, file), cause);
    else
        status =
            settings_parse(file, text.data == NULL ? "" : text.data, text.size, table, count, target, errors);
    buffer_finish(&text);
    return status;
}
