/* The feeder's configuration: assets/config/feeder.ini documents every key. */
#ifndef FEEDER_CONFIG_H
#define FEEDER_CONFIG_H

#include "contract/buffer.h"
#include "publish.h"
#include "sync.h"

struct feeder_config {
    char *source_uri, *source_trust, *source_ca; /* the last two: of a publication */
    int silence_seconds, file_seconds;           /* of a publication's server */
    int interval_seconds;
    char *cache_path;
    char *screen_report; /* what this machine's screen says about itself; NULL: looked for beside the cache */
    bool mask_names, mask_places;
    char *publish_to, *publish_keys, *publish_passphrase_file; /* publish_to NULL: nothing is published */
    char *publish_also;                                        /* further caches, one a line, or NULL */
    int targets_days, texts_days, figures_hours, snapshot_hours, timestamp_minutes, heartbeat_seconds,
        grace_minutes;
    int least_group, shrink_alarm_percent, zone_minutes, log_level;
};

/* Reads FILE over the defaults; every error is appended to `errors`, one per line with its place. STATUS_MISUSE if any.
   Finish it in any case. */
enum status feeder_config_read(const char *file, struct feeder_config *out, struct buffer *errors);
/* Defaults alone. */
void feeder_config_defaults(struct feeder_config *out);
void feeder_config_finish(struct feeder_config *config);

/* What a pull needs, borrowed from the configuration. */
struct sync_settings feeder_config_sync(const struct feeder_config *config);
/* What a publication needs, but for the passphrase, borrowed from the configuration. */
struct publish_settings feeder_config_publish(const struct feeder_config *config);

#endif
