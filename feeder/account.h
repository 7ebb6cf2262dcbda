/* The account at the end of each pull, and the alarms that stay open until their cause is gone. Kept beside
   the cache as PATH.status (JSON, written by rename, only when something in it changed); its modification
   time says when the last good pull ended, so that a pull with nothing new writes no byte. `feeder status`
   and the screen's foot read it. */
#ifndef FEEDER_ACCOUNT_H
#define FEEDER_ACCOUNT_H

#include "contract/buffer.h"
#include "contract/status.h"
#include "contract/when.h"

struct account_refusal {
    char *id, *code, *text;
};
struct account_alarm {
    char *code;    /* "source-unreachable", "source-empty", "source-shrunk", "missing-item", "item-refused",
                      "missing-glyph", "screen-lacks"… */
    char *subject; /* item id, or "" */
    char *text;
    instant since;
};
struct account {
    int64_t seen, unchanged, accepted, withdrawn, missing;
    int64_t sealed; /* `affected` items of a publication that are not for this screen's key */
    int64_t generation_before, generation_after;
    instant started, ended;
    char *source;           /* URI without password */
    struct problem failure; /* of the pull as a whole */
    struct account_refusal *refusal;
    size_t refusals, refusal_capacity, refusals_left_out; /* left out: beyond LIMIT_REFUSALS, counted only */
    struct account_alarm *alarm;
    size_t alarms, alarm_capacity, alarms_left_out;
};
void account_init(struct account *account);
void account_finish(struct account *account);
void account_refuse(struct account *account, const char *id, const struct problem *problem);
/* Raises an alarm; one per (code, subject). */
__attribute__((format(printf, 4, 5))) void account_alarm(struct account *account, const char *code,
                                                         const char *subject, const char *format, ...);

/* One JSON object: seen, unchanged, accepted, refused {code: n}, refusals [...], withdrawn, missing,
   generation_before, generation_after, started, ended, ok, error {code, text} or null, source, alarms [...].
   At most LIMIT_ALARMS refusals are named, all are counted. */
void account_write_json(const struct account *account, struct buffer *out);

/* Keeps the account: alarms open before and still raised keep their `since`; the gravest come first. Writes
   only when it found something else than the last time: result, generation, refusals, missing items or
   alarms; counts and times are then those of the last pull that did. Touches the
   file if the pull reached its source. */
enum status account_keep(struct account *account, const char *cache_path, bool reached,
                         struct problem *problem);
/* What is kept, or an empty account with last_pull NO_INSTANT. */
enum status account_load(const char *cache_path, struct account *out, instant *last_pull,
                         struct problem *problem);

#endif
