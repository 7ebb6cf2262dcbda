#include "config.h"

#include "contract/settings.h"

#include <stddef.h>

#define FIELD(name) offsetof(struct feeder_config, name)
static const struct setting table[] = {
    {"source", "uri", SETTING_TEXT, FIELD(source_uri), 0, 0, NULL, NULL},
    {"source", "trust", SETTING_TEXT, FIELD(source_trust), 0, 0, NULL, NULL},
    {"source", "ca", SETTING_TEXT, FIELD(source_ca), 0, 0, NULL, NULL},
    {"source", "silence_seconds", SETTING_INTEGER, FIELD(silence_seconds), 1, 300, NULL, "10"},
    {"source", "file_seconds", SETTING_INTEGER, FIELD(file_seconds), 1, 3600, NULL, "60"},
    {"source", "interval_seconds", SETTING_INTEGER, FIELD(interval_seconds), 1, 86400, NULL, "60"},
    {"source", "shrink_alarm_percent", SETTING_INTEGER, FIELD(shrink_alarm_percent), 0, 100, NULL, "50"},
    {"cache", "path", SETTING_TEXT, FIELD(cache_path), 0, 0, NULL, NULL},
    {"status", "screen_report", SETTING_TEXT, FIELD(screen_report), 0, 0, NULL, NULL},
    {"guard", "mask_names", SETTING_BOOLEAN, FIELD(mask_names), 0, 0, NULL, "yes"},
    {"guard", "mask_places", SETTING_BOOLEAN, FIELD(mask_places), 0, 0, NULL, "yes"},
    {"guard", "least_group", SETTING_INTEGER, FIELD(least_group), 1, 100, NULL, "4"},
    {"office", "zone_minutes", SETTING_INTEGER, FIELD(zone_minutes), -720, 840, NULL, "480"},
    {"publish", "to", SETTING_TEXT, FIELD(publish_to), 0, 0, NULL, NULL},
    {"publish", "also", SETTING_LIST, FIELD(publish_also), 0, 0, NULL, NULL},
    {"publish", "keys", SETTING_TEXT, FIELD(publish_keys), 0, 0, NULL, NULL},
    {"publish", "passphrase_file", SETTING_TEXT, FIELD(publish_passphrase_file), 0, 0, NULL, NULL},
    {"publish", "targets_days", SETTING_INTEGER, FIELD(targets_days), 1, 3650, NULL, "365"},
    {"publish", "texts_days", SETTING_INTEGER, FIELD(texts_days), 1, 3650, NULL, "90"},
    {"publish", "figures_hours", SETTING_INTEGER, FIELD(figures_hours), 1, 8760, NULL, "48"},
    {"publish", "snapshot_hours", SETTING_INTEGER, FIELD(snapshot_hours), 1, 8760, NULL, "24"},
    {"publish", "timestamp_minutes", SETTING_INTEGER, FIELD(timestamp_minutes), 1, 525600, NULL, "60"},
    {"publish", "heartbeat_seconds", SETTING_INTEGER, FIELD(heartbeat_seconds), 0, 86400, NULL, "30"},
    {"publish", "grace_minutes", SETTING_INTEGER, FIELD(grace_minutes), 0, 525600, NULL, "60"},
    {"log", "level", SETTING_CODE, FIELD(log_level), 0, 0, "error|warning|info|debug", "info"},
};
#define SETTINGS (sizeof table / sizeof table[0])

void feeder_config_defaults(struct feeder_config *out)
{
    *out = (struct feeder_config){0};
    settings_defaults(table, SETTINGS, out);
}

enum status feeder_config_read(const char *file, struct feeder_config *out, struct buffer *errors)
{
    feeder_config_defaults(out);
    enum status status = settings_read(file, table, SETTINGS, out, errors);
    if (status == STATUS_OK && (out->source_uri == NULL || out->cache_path == NULL)) {
        buffer_format(errors, "%s: %s is missing\n", file,
                      out->source_uri == NULL ? "[source] uri" : "[cache] path");
        status = STATUS_MISUSE;
    }
    if (status == STATUS_OK && (out->publish_to == NULL) != (out->publish_keys == NULL)) {
        buffer_format(errors, "%s: [publish] needs both to and keys\n", file);
        status = STATUS_MISUSE;
    }
    return status;
}

void feeder_config_finish(struct feeder_config *config)
{
    settings_finish(table, SETTINGS, config);
}

struct sync_settings feeder_config_sync(const struct feeder_config *config)
{
    struct sync_settings settings = {.cache_path = config->cache_path,
                                     .trust_file = config->source_trust,
                                     .fetch = {.ca_file = config->source_ca,
                                               .silence_seconds = config->silence_seconds,
                                               .file_seconds = config->file_seconds},
                                     .shrink_alarm_percent = config->shrink_alarm_percent};
    guard_settings_defaults(&settings.guard);
    settings.guard.mask_names = config->mask_names;
    settings.guard.mask_places = config->mask_places;
    settings.guard.least_group = config->least_group;
    settings.guard.zone_minutes = config->zone_minutes;
    return settings;
}

struct publish_settings feeder_config_publish(const struct feeder_config *config)
{
    return (struct publish_settings){
        .cache_path = config->cache_path,
        .also = config->publish_also,
        .to = config->publish_to,
        .keys = config->publish_keys,
        .targets_seconds = (int64_t)config->targets_days * 86400,
        .texts_seconds = (int64_t)config->texts_days * 86400,
        .figures_seconds = (int64_t)config->figures_hours * 3600,
        .snapshot_seconds = (int64_t)config->snapshot_hours * 3600,
        .timestamp_seconds = (int64_t)config->timestamp_minutes * 60,
        .heartbeat_seconds = config->heartbeat_seconds,
        .grace_seconds = (int64_t)config->grace_minutes * 60,
    };
}
