#include "contract/condition.h"

#include "contract/limits.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
#define LAST_CODE_POINT 0x10FFFF

static const char *const states[] = {"", "FRESH", "AGING", "STALE", "EXPIRED", "DEAD"};

bool condition_is_long(const struct condition *condition)
{
    return condition->round_limit_minutes > 0 &&
           condition->round_seconds > 60 * condition->round_limit_minutes;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* Whole minutes, so that a round of the same pages is told the same way. */
static int64_t minutes(int64_t seconds)
{
    return (seconds + 30) / 60;
}

static void write_round(const struct condition *condition, struct buffer *out)
{
    buffer_format(out,
                  ",\"round_items\":%" PRId64 ",\"round_limit_minutes\":%" PRId64 ",\"round_long\":%s"
                  ",\"round_longest\":[",
                  condition->round_items, condition->round_limit_minutes,
                  condition_is_long(condition) ? "true" : "false");
    for (size_t i = 0; i < CONDITION_LONGEST && condition->longest[i].pages > 0; i++) {
        const struct condition_item *item = &condition->longest[i];
        buffer_text(out, i > 0 ? ",{\"item\":" : "{\"item\":");
        json_write_string_escaped(out, item->id);
        buffer_format(out, ",\"pages\":%" PRId64 ",\"seconds\":%" PRId64 "}", item->pages, item->seconds);
    }
    buffer_format(out,
                  "],\"round_minutes\":%" PRId64 ",\"round_pages\":%" PRId64 ",\"round_seconds\":%" PRId64,
                  minutes(condition->round_seconds), condition->round_pages, condition->round_seconds);
}

void condition_write(const struct condition *condition, instant since, struct buffer *out)
{
    char when[INSTANT_TEXT];
    buffer_text(out, "\"absent\":[");
    for (size_t i = 0; i < condition->absents; i++) {
        buffer_text(out, i > 0 ? "," : "");
        json_write_string_escaped(out, condition->absent[i]);
    }
    buffer_format(out,
                  "],\"absent_left_out\":%" PRId64 ",\"generation\":%" PRId64 ",\"lists_unread\":%" PRId64
                  ",\"missing_glyphs\":[",
                  condition->absent_left_out, condition->generation, condition->lists_unread);
    for (size_t i = 0; i < condition->glyphs; i++) {
        buffer_format(out, "%s{\"code\":\"U+%04" PRIX32 "\",\"item\":", i > 0 ? "," : "",
                      condition->glyph[i].code_point);
        json_write_string_escaped(out, condition->glyph[i].item);
        buffer_char(out, '}');
    }
    buffer_format(out, "],\"missing_glyphs_left_out\":%" PRId64, condition->glyphs_left_out);
    if (condition->round_pages > 0)
        write_round(condition, out);
    buffer_text(out, ",\"since\":");
    if (since == NO_INSTANT)
        buffer_text(out, "null");
    else
        buffer_format(out, "\"%s\"", instant_format(when, since));
    buffer_text(out, ",\"state\":");
    json_write_string_escaped(out, condition->state);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static bool read_id(const struct json *value, bool may_be_empty, char out[97])
{
    const char *id = json_text(value);
    if (id == NULL || strlen(id) > LIMIT_ID_BYTES || id[strspn(id, ID_CHARACTERS)] != '\0' ||
        (*id == '\0' && !may_be_empty))
        return false;
    (void)snprintf(out, 97, "%s", id);
    return true;
}

/* Counts may be left out, which reads as none; below none is nothing. */
static bool read_count(const struct json *tree, const char *key, int64_t *out)
{
    const struct json *value = json_member(tree, key);
    *out = 0;
    return value == NULL || (json_int64(value, out) && *out >= 0);
}

/* "U+31353" */
static bool read_code_point(const struct json *value, uint32_t *out)
{
    const char *text = json_text(value);
    if (text == NULL || strncmp(text, "U+", 2) != 0)
        return false;
    size_t digits = strspn(text + 2, "0123456789ABCDEF");
    if (digits < 4 || digits > 6 || text[2 + digits] != '\0')
        return false;
    *out = (uint32_t)strtoul(text + 2, NULL, 16);
    return *out <= LAST_CODE_POINT;
}

static bool read_lists(const struct json *tree, struct condition *out)
{
    const struct json *absent = json_member(tree, "absent"), *glyphs = json_member(tree, "missing_glyphs"),
                      *longest = json_member(tree, "round_longest");
    if (json_count(absent) > CONDITION_NAMED || json_count(glyphs) > CONDITION_NAMED ||
        json_count(longest) > CONDITION_LONGEST || !json_is_array(absent) || !json_is_array(glyphs))
        return false;
    for (; out->absents < json_count(absent); out->absents++)
        if (!read_id(json_element(absent, out->absents), false, out->absent[out->absents]))
            return false;
    for (; out->glyphs < json_count(glyphs); out->glyphs++) {
        const struct json *glyph = json_element(glyphs, out->glyphs);
        struct condition_glyph *into = &out->glyph[out->glyphs];
        if (!read_code_point(json_member(glyph, "code"), &into->code_point) ||
            !read_id(json_member(glyph, "item"), true, into->item))
            return false;
    }
    for (size_t i = 0; i < json_count(longest); i++) {
        const struct json *item = json_element(longest, i);
        if (!read_id(json_member(item, "item"), true, out->longest[i].id) ||
            !read_count(item, "pages", &out->longest[i].pages) ||
            !read_count(item, "seconds", &out->longest[i].seconds))
            return false;
    }
    return true;
}

static bool read_state(const struct json *value, char out[8])
{
    const char *state = json_text(value);
    for (size_t i = 0; state != NULL && i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i], state) == 0) {
            (void)snprintf(out, 8, "%s", state);
            return true;
        }
    return false;
}

enum status condition_read(const char *bytes, size_t size, struct condition *out, instant *since,
                           struct problem *problem)
{
    struct json *tree = NULL;
    *out = (struct condition){0};
    *since = NO_INSTANT;
    enum status status =
        json_parse_within(bytes, size, LIMIT_CONDITION_BYTES, LIMIT_CONDITION_TOKENS, &tree, problem);
    if (status != STATUS_OK)
        return status;
    const char *text = json_text(json_member(tree, "since"));
    bool good = json_is_object(tree) && read_state(json_member(tree, "state"), out->state) &&
                read_count(tree, "generation", &out->generation) &&
                read_count(tree, "missing_glyphs_left_out", &out->glyphs_left_out) &&
                read_count(tree, "absent_left_out", &out->absent_left_out) &&
                read_count(tree, "lists_unread", &out->lists_unread) &&
                read_count(tree, "round_seconds", &out->round_seconds) &&
                read_count(tree, "round_pages", &out->round_pages) &&
                read_count(tree, "round_items", &out->round_items) &&
                read_count(tree, "round_limit_minutes", &out->round_limit_minutes) &&
                out->round_limit_minutes <= INT32_MAX && read_lists(tree, out) &&
                (text == NULL || instant_parse(text, since));
    json_destroy(tree);
    if (!good)
        return problem_set(problem, STATUS_REFUSED, "bad-condition", "it is no report of a screen");
    return STATUS_OK;
}

enum status condition_load(const char *path, struct condition *out, instant *since, instant *at,
                           struct problem *problem)
{
    struct stat info = {0};
    char bytes[4096];
    struct buffer text = {0};
    ssize_t got = -1;
    enum status status = STATUS_REFUSED;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
    *at = *since = NO_INSTANT;
    *out = (struct condition){0};
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return STATUS_END;
    if (fd < 0 && errno != ELOOP) {
        status = problem_set(problem, STATUS_UNAVAILABLE, "no-condition", "%s", strerror(errno));
        goto out;
    }
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        (void)problem_set(problem, status, "bad-condition", "it is no regular file");
        goto out;
    }
    while (text.size <= LIMIT_CONDITION_BYTES &&
           ((got = read(fd, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR)))
        buffer_add(&text, bytes, got > 0 ? (size_t)got : 0);
    if (got < 0) {
        status = problem_set(problem, STATUS_UNAVAILABLE, "no-condition", "%s", strerror(errno));
        goto out;
    }
    *at = info.st_mtim.tv_sec;
    status = condition_read(text.data == NULL ? "" : text.data, text.size, out, since, problem);
out:
    if (fd >= 0)
        (void)close(fd);
    buffer_finish(&text);
    return status;
}
