#include "display.h"

#include "speech.h"
#include "json/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SILENT_SECONDS 180 /* a screen says each minute that its report still holds */
#define AHEAD_SECONDS 60   /* no file of this machine is newer than its clock */

void display_read(const char *file, const char *cache_path, instant now, struct display *out)
{
    char *beside = take_format("%s.screen", cache_path);
    *out = (struct display){0};
    out->status =
        condition_load(file != NULL ? file : beside, &out->condition, &out->since, &out->at, &out->problem);
    free(beside);
    out->seconds = out->status == STATUS_OK ? now - out->at : 0;
    out->current =
        out->status == STATUS_OK && out->seconds <= SILENT_SECONDS && out->seconds >= -AHEAD_SECONDS;
}

/* ---- alarms ----------------------------------------------------------------------------------------------------- */

/* One alarm for each item, with all that it lacks. */
static void alarm_glyphs(const struct condition *condition, struct account *account)
{
    for (size_t i = 0; i < condition->glyphs; i++) {
        const char *item = condition->glyph[i].item;
        struct buffer codes = {0};
        for (size_t k = 0; k < condition->glyphs; k++)
            if (strcmp(condition->glyph[k].item, item) == 0)
                buffer_format(&codes, " U+%04" PRIX32, condition->glyph[k].code_point);
        account_alarm(account, "missing-glyph", item, "no font of the screen has%s", codes.data);
        buffer_finish(&codes);
    }
}

void display_alarms(const struct display *display, struct account *account)
{
    const struct condition *condition = &display->condition;
    if (!display->current)
        return;
    instant started = account->started;
    if (display->since != NO_INSTANT)
        account->started = display->since; /* open since the screen said so */
    for (size_t i = 0; i < condition->absents; i++)
        account_alarm(account, "screen-lacks", condition->absent[i],
                      "it is published, and the screen cannot show it");
    if (condition->absent_left_out > 0 || condition->lists_unread > 0)
        account_alarm(account, "screen-lacks", "",
                      "%" PRId64 " more published items, and all of %" PRId64
                      " signed lists that the screen cannot verify",
                      condition->absent_left_out, condition->lists_unread);
    alarm_glyphs(condition, account);
    account->started = started;
}

/* ---- --json ----------------------------------------------------------------------------------------------------- */

void display_write(const struct display *display, struct buffer *out)
{
    char when[INSTANT_TEXT];
    if (display->status == STATUS_END) {
        buffer_text(out, "null");
    } else if (display->status != STATUS_OK) {
        buffer_text(out, "{\"error\":{\"code\":");
        json_write_string_escaped(out, display->problem.code);
        buffer_text(out, ",\"text\":");
        json_write_string_escaped(out, display->problem.text);
        buffer_text(out, "}}");
    } else {
        buffer_format(out, "{\"at\":\"%s\",\"current\":%s,", instant_format(when, display->at),
                      display->current ? "true" : "false");
        condition_write(&display->condition, display->since, out);
        buffer_char(out, '}');
    }
}

/* ---- for the clerk ---------------------------------------------------------------------------------------------- */

static void tell_state(const struct display *display, struct buffer *out)
{
    static const struct {
        const char *state, *key;
    } states[] = {
        {"FRESH", "screen.fresh"},     {"AGING", "screen.aging"}, {"STALE", "screen.stale"},
        {"EXPIRED", "screen.expired"}, {"DEAD", "screen.dead"},
    };
    char when[INSTANT_TEXT];
    buffer_format(out, "%s %s", speech("screen.title"), instant_format(when, display->at));
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i].state, display->condition.state) == 0)
            buffer_format(out, " %s %s", states[i].state, speech(states[i].key));
    buffer_format(out, "%s\n", display->current ? "" : speech("screen.silent"));
}

static void tell_lacks(const struct condition *condition, struct buffer *out)
{
    if (condition->absents > 0) {
        buffer_format(out, "  %s", speech("screen.absent"));
        for (size_t i = 0; i < condition->absents; i++)
            buffer_format(out, " %s", condition->absent[i]);
        if (condition->absent_left_out > 0)
            buffer_format(out, " +%" PRId64, condition->absent_left_out);
        buffer_char(out, '\n');
    } else if (condition->absent_left_out > 0) {
        buffer_format(out, "  %s %" PRId64 "\n", speech("screen.absent"), condition->absent_left_out);
    }
    if (condition->lists_unread > 0)
        buffer_format(out, "  %s %" PRId64 "\n", speech("screen.unread"), condition->lists_unread);
    if (condition->glyphs == 0)
        return;
    buffer_format(out, "  %s", speech("screen.glyphs"));
    for (size_t i = 0; i < condition->glyphs; i++) {
        const struct condition_glyph *glyph = &condition->glyph[i];
        buffer_format(out, " U+%04" PRIX32 "%s%s%s", glyph->code_point, *glyph->item == '\0' ? "" : " (",
                      glyph->item, *glyph->item == '\0' ? "" : ")");
    }
    if (condition->glyphs_left_out > 0)
        buffer_format(out, " +%" PRId64, condition->glyphs_left_out);
    buffer_char(out, '\n');
}

static void tell_round(const struct condition *condition, struct buffer *out)
{
    if (condition->round_pages == 0)
        return;
    buffer_format(out, "  %s %" PRId64 " %s %" PRId64 " %s", speech("screen.round"),
                  (condition->round_seconds + 30) / 60, speech("screen.minutes"), condition->round_pages,
                  speech("screen.pages"));
    if (condition_is_long(condition)) {
        buffer_format(out, "%s %" PRId64 " %s", speech("screen.too-long"), condition->round_limit_minutes,
                      speech("screen.minutes"));
        for (size_t i = 0; i < CONDITION_LONGEST && condition->longest[i].pages > 0; i++)
            buffer_format(out, "%s%s %" PRId64 " %s",
                          i == 0 ? speech("screen.longest") : speech("account.comma"),
                          condition->longest[i].id, (condition->longest[i].seconds + 30) / 60,
                          speech("screen.minutes"));
    }
    buffer_char(out, '\n');
}

void display_tell(const struct display *display, struct buffer *out)
{
    if (display->status == STATUS_END) {
        buffer_format(out, "%s %s\n", speech("screen.title"), speech("screen.none"));
    } else if (display->status != STATUS_OK) {
        buffer_format(out, "%s %s: %s %s\n", speech("screen.title"), display->problem.code,
                      speech_for_code(display->problem.code), display->problem.text);
    } else {
        tell_state(display, out);
        tell_lacks(&display->condition, out);
        tell_round(&display->condition, out);
    }
}
