#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AGAIN_MILLISECONDS 60000

void report_init(struct report *report, const char *path, int limit_minutes)
{
    *report = (struct report){.path = path};
    report->condition.round_limit_minutes = limit_minutes;
}

void report_finish(struct report *report)
{
    buffer_finish(&report->kept);
}

void report_glyph(struct report *report, uint32_t code_point, const char *item, int64_t version)
{
    struct condition *condition = &report->condition;
    if (condition->glyphs == CONDITION_NAMED) {
        condition->glyphs_left_out++;
        return;
    }
    report->version[condition->glyphs] = version;
    struct condition_glyph *glyph = &condition->glyph[condition->glyphs++];
    glyph->code_point = code_point;
    (void)snprintf(glyph->item, sizeof glyph->item, "%s", item);
}

void report_drop_glyph(struct report *report, size_t index)
{
    struct condition *condition = &report->condition;
    ENSURE(index < condition->glyphs);
    size_t behind = --condition->glyphs - index;
    memmove(&condition->glyph[index], &condition->glyph[index + 1], behind * sizeof condition->glyph[0]);
    memmove(&report->version[index], &report->version[index + 1], behind * sizeof report->version[0]);
}

void report_round(struct report *report, const struct cycle *round)
{
    struct condition *condition = &report->condition;
    condition->round_seconds = llround(round->seconds);
    condition->round_pages = (int64_t)round->pages;
    condition->round_items = (int64_t)round->items;
    _Static_assert(CONDITION_LONGEST == CYCLE_LONGEST, "the report names the same items as the log");
    for (size_t i = 0; i < CYCLE_LONGEST; i++) {
        const struct cycle_item *from = &round->longest[i];
        struct condition_item *to = &condition->longest[i];
        *to = (struct condition_item){.pages = (int64_t)from->pages, .seconds = llround(from->seconds)};
        (void)snprintf(to->id, sizeof to->id, "%s", from->id);
    }
}

/* Not synced: it lies in memory, and after a power cut a new one is written before anybody reads it. */
static int write_aside(const char *name, const struct buffer *text)
{
    if (unlink(name) != 0 && errno != ENOENT) /* of a kiosk that was killed; nobody else may write here */
        return errno;
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return errno;
    int cause = bytes_write(fd, text->data, text->size);
    if (close(fd) != 0 && cause == 0)
        cause = errno;
    return cause;
}

static int replace(const char *path, const struct buffer *text)
{
    char *aside = take_format("%s.new", path);
    int cause = write_aside(aside, text);
    if (cause == 0 && rename(aside, path) != 0)
        cause = errno;
    if (cause != 0)
        (void)unlink(aside);
    free(aside);
    return cause;
}

static int write_all(const char *path, const struct condition *condition, instant now)
{
    struct buffer text = {0};
    buffer_char(&text, '{');
    condition_write(condition, now, &text);
    buffer_text(&text, "}\n");
    int cause = replace(path, &text);
    buffer_finish(&text);
    return cause;
}

enum status report_keep(struct report *report, instant now, int64_t ticks, struct problem *problem)
{
    if (report->path == NULL)
        return STATUS_UNCHANGED;
    struct buffer fresh = {0};
    condition_write(&report->condition, NO_INSTANT, &fresh);
    bool same = fresh.size == report->kept.size && memcmp(fresh.data, report->kept.data, fresh.size) == 0;
    bool soon = (same || report->failing) && ticks < report->touched + AGAIN_MILLISECONDS;
    int cause = 0;
    if (!soon) {
        report->touched = ticks;
        /* Somebody may have taken the file away meanwhile: then it is written anew. */
        if (!same || utimensat(AT_FDCWD, report->path, NULL, AT_SYMLINK_NOFOLLOW) != 0)
            cause = write_all(report->path, &report->condition, now);
        report->failing = cause != 0;
        buffer_clear(&report->kept);
        if (cause == 0)
            buffer_add(&report->kept, fresh.data, fresh.size);
    }
    buffer_finish(&fresh);
    if (cause != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "no-report", "%s", strerror(cause));
    return soon ? STATUS_UNCHANGED : STATUS_OK;
}
