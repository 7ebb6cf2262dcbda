#include "theme.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "pairs.h"

#include "contract/buffer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char asset_theme[];
extern const size_t asset_theme_size;

enum token_type { TOKEN_COLOUR, TOKEN_UNITS };

struct token {
    const char *key;
    enum token_type type;
    size_t offset;
};

#define COLOUR(name, index)                                                                                  \
    {                                                                                                        \
        "colour." name, TOKEN_COLOUR, offsetof(struct theme, colour) + (index) * sizeof(uint32_t)            \
    }
#define SIZE(name, index)                                                                                    \
    {"size." name, TOKEN_UNITS, offsetof(struct theme, size) + (index) * sizeof(float)},                     \
    {                                                                                                        \
        "line." name, TOKEN_UNITS, offsetof(struct theme, line) + (index) * sizeof(float)                    \
    }
#define FRAME(name, field)                                                                                   \
    {                                                                                                        \
        "frame." name, TOKEN_UNITS, offsetof(struct theme, field)                                            \
    }

static const struct token tokens[] = {
    COLOUR("paper", COLOUR_PAPER),
    COLOUR("surface", COLOUR_SURFACE),
    COLOUR("ink", COLOUR_INK),
    COLOUR("ink-2", COLOUR_INK_2),
    COLOUR("ink-3", COLOUR_INK_3),
    COLOUR("rule", COLOUR_RULE),
    COLOUR("rule-2", COLOUR_RULE_2),
    COLOUR("band", COLOUR_BAND),
    COLOUR("band-ink", COLOUR_BAND_INK),
    COLOUR("official", COLOUR_OFFICIAL),
    COLOUR("done", COLOUR_DONE),
    COLOUR("now", COLOUR_NOW),
    COLOUR("due", COLOUR_DUE),
    COLOUR("late", COLOUR_LATE),
    COLOUR("todo", COLOUR_TODO),
    COLOUR("tint-done", COLOUR_TINT_DONE),
    COLOUR("tint-now", COLOUR_TINT_NOW),
    COLOUR("tint-due", COLOUR_TINT_DUE),
    COLOUR("tint-late", COLOUR_TINT_LATE),
    COLOUR("tint-todo", COLOUR_TINT_TODO),
    COLOUR("warn", COLOUR_WARN),
    COLOUR("warn-ink", COLOUR_WARN_INK),
    COLOUR("led-bg", COLOUR_LED_BG),
    COLOUR("led-ink", COLOUR_LED_INK),
    COLOUR("led-dim", COLOUR_LED_DIM),
    COLOUR("led-now", COLOUR_LED_NOW),
    COLOUR("led-due", COLOUR_LED_DUE),
    SIZE("foot", SIZE_FOOT),
    SIZE("note", SIZE_NOTE),
    SIZE("body", SIZE_BODY),
    SIZE("head", SIZE_HEAD),
    SIZE("large", SIZE_LARGE),
    SIZE("title", SIZE_TITLE),
    SIZE("figure", SIZE_FIGURE),
    FRAME("margin", margin),
    FRAME("gutter", gutter),
    FRAME("head-band", head_band),
    FRAME("foot-band", foot_band),
    FRAME("banner", banner),
    FRAME("portrait-margin", portrait_margin),
    FRAME("portrait-gutter", portrait_gutter),
    FRAME("portrait-head-band", portrait_head_band),
    FRAME("portrait-foot-band", portrait_foot_band),
    FRAME("squat-head-band", squat_head_band),
    FRAME("squat-foot-band", squat_foot_band),
};
#define TOKENS (sizeof tokens / sizeof tokens[0])

struct reading {
    struct theme *theme;
    bool seen[TOKENS];
};

/* "#F7F4EC", exactly. */
static bool read_colour(const char *value, uint32_t *out)
{
    if (value[0] != '#' || strlen(value) != 7 || strspn(value + 1, "0123456789abcdefABCDEF") != 6)
        return false;
    *out = (uint32_t)strtoul(value + 1, NULL, 16);
    return true;
}

/* "3.4": digits with at most one point, above 0 and at most 120 u (two short sides). Read by hand: strtof
   would take the locale's comma. */
static bool read_units(const char *value, float *out)
{
    double number = 0, scale = 1;
    bool point = false, digit = false;
    if (strlen(value) > 8)
        return false;
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '.' && !point) {
            point = true;
        } else if (*c >= '0' && *c <= '9') {
            digit = true;
            number = number * 10 + (*c - '0');
            scale *= point ? 10 : 1;
        } else {
            return false;
        }
    }
    number /= scale;
    if (!digit || number <= 0 || number > 120)
        return false;
    *out = (float)number;
    return true;
}

static const char *take_token(void *self, const char *key, const char *value)
{
    struct reading *reading = self;
    for (size_t i = 0; i < TOKENS; i++) {
        if (strcmp(tokens[i].key, key) != 0)
            continue;
        if (reading->seen[i])
            return "key given twice";
        reading->seen[i] = true;
        void *field = (char *)reading->theme + tokens[i].offset;
        if (tokens[i].type == TOKEN_COLOUR)
            return read_colour(value, field) ? NULL : "not a colour like #1B1A17";
        return read_units(value, field) ? NULL : "not a size in u above 0 and at most 120";
    }
    return "unknown key";
}

static enum status read_file(const char *file, struct buffer *out, struct problem *problem)
{
    char name[200], block[4096];
    (void)log_escape(name, sizeof name, file);
    FILE *stream = fopen(file, "rb");
    if (stream == NULL)
        return problem_set(problem, STATUS_MISUSE, "theme-unreadable", "%s: %s", name, strerror(errno));
    enum status status = STATUS_FAILED;
    size_t got;
    while ((got = fread(block, 1, sizeof block, stream)) > 0 && out->size <= LIMIT_CONFIG_BYTES)
        buffer_add(out, block, got);
    if (ferror(stream) != 0)
        status = problem_set(problem, STATUS_MISUSE, "theme-unreadable", "%s: %s", name, strerror(errno));
    else if (out->size > LIMIT_CONFIG_BYTES)
        status = problem_set(problem, STATUS_MISUSE, "theme-too-long", "%s: over %d bytes", name,
                             LIMIT_CONFIG_BYTES);
    else
        status = STATUS_OK;
    (void)fclose(stream);
    return status;
}

enum status theme_read(const char *file, struct theme *out, struct problem *problem)
{
    struct theme theme = {0};
    struct reading reading = {.theme = &theme};
    int line = 0;
    const char *reason = pairs_read((const char *)asset_theme, asset_theme_size, take_token, &reading, &line);
    if (reason != NULL)
        BUG("embedded theme, line %d: %s", line, reason);
    for (size_t i = 0; i < TOKENS; i++)
        if (!reading.seen[i])
            BUG("embedded theme lacks %s", tokens[i].key);
    if (file != NULL) {
        struct buffer text = {0};
        enum status status = read_file(file, &text, problem);
        reading = (struct reading){.theme = &theme};
        reason = status == STATUS_OK && text.size > 0
                     ? pairs_read(text.data, text.size, take_token, &reading, &line)
                     : NULL;
        buffer_finish(&text);
        if (status != STATUS_OK)
            return status;
        char name[200];
        if (reason != NULL)
            return problem_set(problem, STATUS_MISUSE, "bad-theme", "%s:%d: %s",
                               log_escape(name, sizeof name, file), line, reason);
    }
    *out = theme;
    return STATUS_OK;
}
