#include "admission.h"

#include "contract/catalogue.h"
#include "contract/limits.h"
#include "contract/log.h"

void admission_init(struct admission *admission)
{
    freshness_init(&admission->clock, LIMIT_EARLIEST_TIME, INT64_MAX);
}

void admission_verify(struct admission *admission, struct snapshot *snapshot, int64_t ticks)
{
    struct problem problem = {0};
    if (admission->vouch == NULL)
        return;
    if (vouch_refresh(admission->vouch, snapshot, admission->cache_path, &problem) != STATUS_OK)
        log_line(LOG_ERROR, "trust", "nothing is vouched for: %s: %s", problem.code, problem.text);
    const struct vouch_times *times = vouch_times(admission->vouch);
    const struct freshness_news news = {.lineage = times->lineage,
                                        .version = times->version,
                                        .issued = times->issued,
                                        .behind = times->behind,
                                        .timestamp_expires = times->timestamp_expires,
                                        .snapshot_expires = times->snapshot_expires,
                                        .targets_expires = times->targets_expires,
                                        .proven = vouch_proven(admission->vouch, admission->cache_path)};
    if (times->version > 0)
        freshness_take(&admission->clock, &news, ticks);
}

struct freshness_reading admission_time(struct admission *admission, instant wall, int64_t ticks)
{
    if (admission->vouch != NULL)
        return freshness_read(&admission->clock, &admission->limits,
                              vouch_times(admission->vouch)->version > 0, wall, ticks);
    struct snapshot_health health = {.checked_at = NO_INSTANT};
    snapshot_health(admission->cache_path, &health);
    return (struct freshness_reading){.begun = wall,
                                      .now = wall,
                                      .shown = wall,
                                      .state = frame_freshness(wall, health.checked_at,
                                                               admission->limits.aging_seconds,
                                                               admission->limits.stale_seconds),
                                      .checked_at = health.checked_at};
}

struct snapshot_filter admission_filter(struct admission *admission, instant wall, int64_t ticks)
{
    struct freshness_reading time = admission_time(admission, wall, ticks);
    return (struct snapshot_filter){.inside_area = admission->inside_area,
                                    .now = time.now,
                                    .lag = time.now - time.begun,
                                    .project = admission->project,
                                    .catalogue = admission->catalogue,
                                    .statutory = time.state == EXPIRED};
}

enum status admission_check(struct admission *admission, struct snapshot *snapshot,
                            const struct record *record, instant wall, int64_t ticks, struct problem *problem)
{
    instant expires = NO_INSTANT;
    if (admission->vouch == NULL)
        return STATUS_OK;
    /* The catalogue's word stands above any signature, here as at the feeder. */
    enum status status = catalogue_check(record, problem);
    if (status == STATUS_OK)
        status = vouch_record(admission->vouch, snapshot, record, &expires, problem);
    if (status != STATUS_OK) {
        admission->refused = admission->refused || status == STATUS_REFUSED;
        return status;
    }
    struct freshness_reading time = admission_time(admission, wall, ticks);
    if (time.state == DEAD || (expires != NO_INSTANT && expires <= time.now))
        return problem_set(problem, STATUS_REFUSED, "expired", "its signatures have run out");
    if (time.state == EXPIRED && !record->statutory)
        return problem_set(problem, STATUS_REFUSED, "expired", "nothing was verified for too long");
    if ((record->display_until != NO_INSTANT && record->display_until <= time.now) ||
        record->display_from > time.begun || (record->audience != AUDIENCE_PUBLIC && !admission->inside_area))
        return problem_set(problem, STATUS_REFUSED, "not-due", "it is not to be shown now, or not here");
    return STATUS_OK;
}

enum status admission_record(struct admission *admission, struct snapshot *snapshot, const char *id,
                             instant wall, int64_t ticks, struct record **out, struct problem *problem)
{
    struct record *record = NULL;
    enum status status = snapshot_record(snapshot, id, &record, problem);
    if (status == STATUS_OK)
        status = admission_check(admission, snapshot, record, wall, ticks, problem);
    else if (admission->vouch != NULL && status == STATUS_REFUSED)
        admission->refused = true;
    if (status == STATUS_OK)
        *out = record;
    else
        record_destroy(record);
    return status;
}

struct project *admission_project(struct admission *admission, struct snapshot *snapshot,
                                  const struct record *record)
{
    struct project *project = NULL;
    struct problem problem = {0};
    if (record->project == NULL)
        return NULL;
    enum status status = snapshot_project(snapshot, record->project, &project, &problem);
    if (status == STATUS_OK && admission->vouch != NULL)
        status = vouch_project(admission->vouch, snapshot, project, &problem);
    if (status == STATUS_OK)
        return project;
    project_destroy(project);
    if (status != STATUS_END) /* an item may come before its project's row */
        log_line(LOG_WARNING, "trust", "project of %s is not shown: %s: %s", record->id, problem.code,
                 problem.text);
    return NULL;
}
