/* The screen's configuration: assets/config/kiosk.ini documents every key; the command line comes over it. */
#ifndef KIOSK_CONFIG_H
#define KIOSK_CONFIG_H

#include "contract/buffer.h"
#include "contract/options.h"
#include "scene.h"

struct kiosk_config {
    char *cache_path;
    char *trust_file; /* NULL: what is shown is not verified here, and the foot says so */
    bool inside_area, windowed;
    int languages; /* 0: zh, 1: zh+ko */
    char *project, *catalogue, *office, *hotline, *supervision, *theme;
    int width, height; /* 0: the whole display */
    struct viewing viewing;
    int readers;       /* 0: all, 1: old */
    int transition_ms; /* from page to page; 0: at once */
    int cycle_minutes; /* a longer round of the programme is reported; 0: never */
    char *report;      /* where this screen's word about itself is kept; NULL: nowhere */
    int characters_per_minute, least_seconds, most_seconds, urgent_every_seconds;
    int aging_seconds, stale_seconds, zone_minutes, log_level;
    struct vouch *vouch; /* of trust_file, once main has opened it; borrowed */
    /* command line only */
    double dwell_seconds;
    int64_t pages; /* 0: for ever */
    bool trace;
    char *snapshot_dir, *item, *contact_sheet;
    instant at; /* fixed time of a snapshot, NO_INSTANT: now */
};

/* Reads --config FILE and the options of design §11 over it. Errors are appended to `errors`, a line each;
   STATUS_MISUSE if any. Finish it in any case. */
enum status kiosk_config_read(const struct options *options, struct kiosk_config *out, struct buffer *errors);
void kiosk_config_finish(struct kiosk_config *config);
/* What the command line may hold, for options_parse. */
extern const char kiosk_options[];

/* The part the scene needs, borrowed from the configuration. */
struct scene_settings kiosk_config_scene(const struct kiosk_config *config);

#endif
