#include "config.h"

#include "contract/catalogue.h"
#include "contract/limits.h"
#include "contract/settings.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define FIELD(name) offsetof(struct kiosk_config, name)
static const struct setting table[] = {
    {"cache", "path", SETTING_TEXT, FIELD(cache_path), 0, 0, NULL, NULL},
    {"cache", "trust", SETTING_TEXT, FIELD(trust_file), 0, 0, NULL, NULL},
    {"screen", "inside_area", SETTING_BOOLEAN, FIELD(inside_area), 0, 0, NULL, "no"},
    {"screen", "windowed", SETTING_BOOLEAN, FIELD(windowed), 0, 0, NULL, "no"},
    {"screen", "width", SETTING_INTEGER, FIELD(width), 0, LIMIT_SCREEN_PIXELS, NULL, "0"},
    {"screen", "height", SETTING_INTEGER, FIELD(height), 0, LIMIT_SCREEN_PIXELS, NULL, "0"},
    {"screen", "diagonal_inches", SETTING_INTEGER, FIELD(viewing.diagonal_inches), 0, 1000, NULL, "0"},
    {"screen", "distance_centimetres", SETTING_INTEGER, FIELD(viewing.distance_centimetres), 30, 5000, NULL,
     "300"},
    {"screen", "readers", SETTING_CODE, FIELD(readers), 0, 0, "all|old", "all"},
    {"screen", "transition_ms", SETTING_INTEGER, FIELD(transition_ms), 0, 1000, NULL, "150"},
    {"screen", "languages", SETTING_CODE, FIELD(languages), 0, 0, "zh|zh+ko", "zh"},
    {"screen", "project", SETTING_TEXT, FIELD(project), 0, 0, NULL, NULL},
    {"screen", "catalogue", SETTING_TEXT, FIELD(catalogue), 0, 0, NULL, NULL},
    {"screen", "theme", SETTING_TEXT, FIELD(theme), 0, 0, NULL, NULL},
    {"screen", "report", SETTING_TEXT, FIELD(report), 0, 0, NULL, NULL},
    {"office", "name", SETTING_TEXT, FIELD(office), 0, 0, NULL, NULL},
    {"office", "hotline", SETTING_TEXT, FIELD(hotline), 0, 0, NULL, NULL},
    {"office", "supervision", SETTING_TEXT, FIELD(supervision), 0, 0, NULL, NULL},
    {"office", "zone_minutes", SETTING_INTEGER, FIELD(zone_minutes), -720, 840, NULL, "480"},
    {"time", "characters_per_minute", SETTING_INTEGER, FIELD(characters_per_minute), 60, 1200, NULL, "300"},
    {"time", "least_seconds", SETTING_INTEGER, FIELD(least_seconds), 2, 600, NULL, "10"},
    {"time", "most_seconds", SETTING_INTEGER, FIELD(most_seconds), 5, 3600, NULL, "120"},
    {"time", "cycle_minutes", SETTING_INTEGER, FIELD(cycle_minutes), 0, 10000, NULL, "120"},
    {"time", "urgent_every_seconds", SETTING_INTEGER, FIELD(urgent_every_seconds), 10, 86400, NULL, "180"},
    {"time", "aging_seconds", SETTING_INTEGER, FIELD(aging_seconds), 10, 86400, NULL, "300"},
    {"time", "stale_seconds", SETTING_INTEGER, FIELD(stale_seconds), 20, 864000, NULL, "1800"},
    {"log", "level", SETTING_CODE, FIELD(log_level), 0, 0, "error|warning|info|debug", "info"},
};
#define SETTINGS (sizeof table / sizeof table[0])

const char kiosk_options[] = "config= cache= size= windowed touch lang= trust= dwell= pages= trace snapshot= "
                             "contact-sheet= item= inside-area at=";

static void take_text(char **field, const char *value)
{
    if (value == NULL)
        return;
    free(*field);
    *field = take_copy(value);
}

/* "1920x1080" within the limits; a smaller side than 64 px holds no text. */
static bool parse_size(const char *text, int *width, int *height)
{
    char *end = NULL;
    if (!isdigit((unsigned char)*text))
        return false;
    long w = strtol(text, &end, 10);
    if (*end != 'x' || !isdigit((unsigned char)end[1]))
        return false;
    long h = strtol(end + 1, &end, 10);
    if (*end != '\0' || w < 64 || h < 64 || w > LIMIT_SCREEN_PIXELS || h > LIMIT_SCREEN_PIXELS)
        return false;
    *width = (int)w;
    *height = (int)h;
    return true;
}

/* Known numbers, a blank between two. */
static bool is_catalogue_list(const char *text)
{
    for (;; text += 4) {
        char id[4] = "";
        memcpy(id, text, strnlen(text, 3));
        if (catalogue_find(id) == NULL || (text[3] != ' ' && text[3] != '\0'))
            return false;
        if (text[3] == '\0')
            return true;
    }
}

/* Options whose value can be wrong; each wrong one adds a line. */
static void read_values(const struct options *options, struct kiosk_config *out, struct buffer *errors)
{
    const char *value = NULL;
    char *end = NULL;
    if ((value = options_get(options, "size")) != NULL && !parse_size(value, &out->width, &out->height))
        buffer_text(errors, "--size: not WIDTHxHEIGHT\n");
    if ((value = options_get(options, "lang")) != NULL) {
        if (strcmp(value, "zh") != 0 && strcmp(value, "zh+ko") != 0)
            buffer_text(errors, "--lang: zh or zh+ko\n");
        out->languages = strcmp(value, "zh+ko") == 0;
    }
    if ((value = options_get(options, "dwell")) != NULL) {
        out->dwell_seconds = strtod(value, &end);
        if (end == value || *end != '\0' || !(out->dwell_seconds >= 0.01 && out->dwell_seconds <= 86400))
            buffer_text(errors, "--dwell: seconds, 0.01 to 86400\n");
    }
    if ((value = options_get(options, "pages")) != NULL) {
        out->pages = strtoll(value, &end, 10);
        if (end == value || *end != '\0' || out->pages < 1 || out->pages == INT64_MAX)
            buffer_text(errors, "--pages: a number from 1\n");
    }
    if ((value = options_get(options, "at")) != NULL && !instant_parse(value, &out->at))
        buffer_text(errors, "--at: a time like 2026-11-22T02:00:00Z\n");
}

enum status kiosk_config_read(const struct options *options, struct kiosk_config *out, struct buffer *errors)
{
    const char *file = options_get(options, "config");
    *out = (struct kiosk_config){.at = NO_INSTANT};
    settings_defaults(table, SETTINGS, out);
    out->at = NO_INSTANT;
    if (file != NULL && settings_read(file, table, SETTINGS, out, errors) != STATUS_OK)
        return STATUS_MISUSE;
    if (out->catalogue != NULL && !is_catalogue_list(out->catalogue))
        buffer_format(errors, "%s: [screen] catalogue is no list like \"D14 D24\"\n", file);
    if (out->least_seconds > out->most_seconds)
        buffer_format(errors, "%s: [time] least_seconds is above most_seconds\n", file);
    if (out->aging_seconds > out->stale_seconds)
        buffer_format(errors, "%s: [time] aging_seconds is above stale_seconds\n", file);
    out->viewing.old_readers = out->readers == 1;
    take_text(&out->cache_path, options_get(options, "cache"));
    take_text(&out->snapshot_dir, options_get(options, "snapshot"));
    take_text(&out->item, options_get(options, "item"));
    take_text(&out->contact_sheet, options_get(options, "contact-sheet"));
    out->windowed = out->windowed || options_get(options, "windowed") != NULL;
    out->trace = options_get(options, "trace") != NULL;
    /* A snapshot without a screen's configuration is the office's preview, not a screen: nobody passes by. */
    if (options_get(options, "inside-area") != NULL || (file == NULL && out->snapshot_dir != NULL))
        out->inside_area = true;
    read_values(options, out, errors);
    take_text(&out->trust_file, options_get(options, "trust"));
    if (options_get(options, "touch") != NULL)
        buffer_text(errors, "--touch: browsing by touch is not built in yet\n");
    if (out->cache_path == NULL)
        buffer_text(errors, "no cache: --cache FILE, or [cache] path in --config FILE\n");
    if (out->at != NO_INSTANT && out->snapshot_dir == NULL)
        buffer_text(errors, "--at goes with --snapshot alone: a screen shows the time that is\n");
    if (options->words > 0)
        buffer_text(errors, "a word that belongs to no option\n");
    return errors->size > 0 ? STATUS_MISUSE : STATUS_OK;
}

void kiosk_config_finish(struct kiosk_config *config)
{
    settings_finish(table, SETTINGS, config);
    free(config->snapshot_dir);
    free(config->item);
    free(config->contact_sheet);
    config->snapshot_dir = config->item = config->contact_sheet = NULL;
}

struct scene_settings kiosk_config_scene(const struct kiosk_config *config)
{
    return (struct scene_settings){
        .inside_area = config->inside_area,
        .project = config->project,
        .catalogue = config->catalogue,
        .office = config->office,
        .hotline = config->hotline,
        .supervision = config->supervision,
        .characters_per_minute = config->characters_per_minute,
        .old_readers = config->viewing.old_readers,
        .least_seconds = config->least_seconds,
        .most_seconds = config->most_seconds,
        .dwell_seconds = config->dwell_seconds,
        .urgent_every_seconds = config->urgent_every_seconds,
        .aging_seconds = config->aging_seconds,
        .stale_seconds = config->stale_seconds,
        .cache_path = config->cache_path,
        .vouch = config->vouch,
    };
}
