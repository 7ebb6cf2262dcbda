/* The cache as a signed publication: static files that any web server, CDN or USB stick can carry and nobody can change
   (docs/formats.md §9). One call is one publication. Nothing a client sees changes before the
   last rename, that of timestamp.json. */
#ifndef FEEDER_PUBLISH_H
#define FEEDER_PUBLISH_H

#include "contract/buffer.h"
#include "contract/status.h"
#include "contract/when.h"

#include <stdbool.h>

struct publish_settings {
    const char *cache_path, *to, *keys, *passphrase; /* passphrase of locked online keys, or NULL */
    const char *also; /* further caches published together with the first, one a line, or NULL */
    int64_t targets_seconds, texts_seconds, figures_seconds, snapshot_seconds,
        timestamp_seconds;     /* how long each holds */
    int64_t heartbeat_seconds; /* the timestamp is signed anew at this age */
    int64_t grace_seconds;     /* superseded files stay that long, and for two publications */
    bool mass_withdraw;        /* more than half of the items may be withdrawn at once */
};
void publish_defaults(struct publish_settings *out);

struct publish_report {
    int64_t snapshot, timestamp; /* versions that stand now */
    size_t items, targets_written, roles_written, withdrawn, removed;
    size_t missing;        /* gone from the cache without a withdrawal: stay published */
    size_t held;           /* items that wait for somebody's signature */
    struct buffer pending; /* the files that wait, one a line, with the number of signatures each lacks */
    struct buffer refused; /* what is not published, one a line: id, code, reason */
    size_t refusals;
    bool mended; /* timestamp or snapshot were not as published, and were put back */
};
void publish_report_finish(struct publish_report *report);

/* STATUS_OK: a new timestamp stands. STATUS_UNCHANGED: nothing new and nothing near its end; no byte was written. Otherwise
   nothing changed for clients; STATUS_REFUSED "mass-withdraw", STATUS_MISUSE for keys that are not there. */
enum status publish_run(const struct publish_settings *settings, instant now, struct publish_report *report,
                        struct problem *problem);

#endif
