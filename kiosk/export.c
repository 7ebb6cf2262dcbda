#include "export.h"

#include "admission.h"
#include "contact.h"
#include "contract/log.h"
#include "roll.h"
#include "screen.h"
#include "json/json.h"

#include <SDL_image.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SLICES_MOST                                                                                          \
    10000 /* of the roll call; 100,000 items take 200, and a cache that changes all the time ends it */

struct exporter {
    const struct kiosk_config *config;
    struct sheet sheet;
    struct snapshot *snapshot;
    struct painter *painter;
    struct scene_settings settings;
    struct snapshot_health health;
    struct admission admission;
    struct freshness_reading time;
    struct roll_result roll;
    int64_t ticks;
    instant wall;
    SDL_Surface *surface;
    struct draw_list list;
    struct contact_sheet contact;
    struct buffer index;
    struct cycle cycle;
    int64_t generation;
    int written;
};

static void index_page(struct exporter *e, const struct record *record, const struct page *page,
                       size_t number, size_t pages)
{
    buffer_format(&e->index, "%s{\"file\":\"%03d.png\",\"item\":", e->written == 1 ? "\n" : ",\n",
                  e->written);
    json_write_string_escaped(&e->index, record->id);
    buffer_format(&e->index, ",\"version\":%lld,\"page\":%zu,\"pages\":%zu,\"lines\":[",
                  (long long)record->version, number, pages);
    for (size_t i = 0; i < page->lines; i++) {
        if (i > 0)
            buffer_char(&e->index, ',');
        json_write_string_escaped(&e->index, page->line[i]);
    }
    buffer_text(&e->index, "]}");
}

static enum status export_page(struct exporter *e, const struct record *record, const struct project *project,
                               struct volume *volume, size_t k, struct problem *problem)
{
    struct scene_view view = {
        .record = record,
        .page = volume_page(volume, k),
        .frame = {.record = record,
                  .project = project,
                  .office = e->settings.office,
                  .hotline = e->settings.hotline,
                  .supervision = e->settings.supervision,
                  .page = k,
                  .pages = volume_pages(volume),
                  .elapsed = 0.4f,
                  .checked_at = e->time.checked_at,
                  .freshness = e->time.state,
                  .banner = e->sheet.banner,
                  .absent = roll_absent(&e->roll),
                  .unread = e->roll.unread > 0,
                  .unsigned_source = e->settings.vouch == NULL},
        .generation = e->generation,
    };
    memcpy(view.frame.alarm, e->health.alarm, sizeof view.frame.alarm);
    char digest[65], path[4096];
    screen_draw(&e->sheet, &view, &e->list, digest);
    struct region changed;
    painter_paint(e->painter, e->surface, &e->list, &changed);
    e->written++;
    int length = snprintf(path, sizeof path, "%s/%03d.png", e->config->snapshot_dir, e->written);
    if (length < 0 || (size_t)length >= sizeof path || IMG_SavePNG(e->surface, path) != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "write", "%s: %s", path, SDL_GetError());
    index_page(e, record, view.page, k + 1, view.frame.pages);
    cycle_add(&e->cycle, record->id, scene_dwell(&e->settings, &e->sheet, record->kind, view.page));
    return e->config->contact_sheet == NULL ? STATUS_OK : contact_sheet_add(&e->contact, e->surface, problem);
}

static enum status export_item(struct exporter *e, const struct snapshot_entry *entry,
                               struct problem *problem)
{
    struct record *record = NULL;
    struct project *project = NULL;
    struct volume *volume = NULL;
    enum status status =
        admission_record(&e->admission, e->snapshot, entry->id, e->wall, e->ticks, &record, problem);
    if (status == STATUS_OK)
        project = admission_project(&e->admission, e->snapshot, record);
    if (status == STATUS_OK) {
        volume = volume_open(&e->sheet, record, project);
        for (size_t k = 0; volume_has(volume, k) && status == STATUS_OK; k++)
            status = export_page(e, record, project, volume, k, problem);
    }
    volume_close(volume);
    project_destroy(project);
    record_destroy(record);
    return status;
}

typedef enum status (*walk)(struct snapshot *, const struct snapshot_filter *, const char *,
                            struct snapshot_entry *, struct problem *);

static enum status export_walk(struct exporter *e, walk next, struct problem *problem)
{
    struct snapshot_filter filter = admission_filter(&e->admission, e->wall, e->ticks);
    struct snapshot_entry entry = {0};
    char after[ORDER_BYTES] = "";
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        status = next(e->snapshot, &filter, after, &entry, problem);
        if (status == STATUS_OK) {
            memcpy(after, entry.order, sizeof after);
            status = export_item(e, &entry, problem);
            if (status == STATUS_REFUSED &&
                e->settings.vouch != NULL) { /* as on a screen: left out, and told */
                log_line(LOG_ERROR, "export", "%s is not shown: %s: %s", entry.id, problem->code,
                         problem->text);
                problem_clear(problem);
                status = STATUS_OK;
            }
        }
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status export_one(struct exporter *e, const char *id, struct problem *problem)
{
    struct snapshot_filter filter = admission_filter(&e->admission, e->wall, e->ticks);
    struct snapshot_entry entry;
    enum status status = snapshot_find(e->snapshot, &filter, id, &entry, problem);
    if (status == STATUS_END) {
        char shown[128];
        return problem_set(problem, STATUS_REFUSED, "no-item", "no item \"%s\" that may be shown here",
                           log_escape(shown, sizeof shown, id));
    }
    return status == STATUS_OK ? export_item(e, &entry, problem) : status;
}

static enum status write_index(const struct exporter *e, struct problem *problem)
{
    char *path = take_format("%s/index.json", e->config->snapshot_dir);
    FILE *file = fopen(path, "we");
    enum status status = STATUS_UNAVAILABLE;
    if (file != NULL) {
        bool good = fprintf(file, "[%s\n]\n", e->index.data == NULL ? "" : e->index.data) > 0;
        if (fclose(file) == 0 && good)
            status = STATUS_OK;
    }
    if (status != STATUS_OK)
        (void)problem_set(problem, status, "write", "%s: %s", path, strerror(errno));
    free(path);
    return status;
}

/* What a screen of this size would take for one round, before it does. */
static void tell_cycle(const struct exporter *e)
{
    int limit = e->config->cycle_minutes;
    bool over = limit > 0 && e->cycle.seconds > 60.0 * limit;
    struct buffer line = {0};
    cycle_tell(&e->cycle, &line);
    log_line(over ? LOG_WARNING : LOG_INFO, "export", "one round takes %s%s",
             over ? "longer than the limit, " : "", line.data);
    buffer_finish(&line);
}

/* As a running screen would find after a while: what is published for it and not here. */
static void call_roll(struct exporter *e)
{
    struct roll *roll = roll_create();
    struct buffer ids = {0};
    int slices = 0;
    do
        (void)roll_step(roll, &e->admission, e->snapshot, e->wall, e->ticks);
    while (roll_is_calling(roll) && ++slices < SLICES_MOST);
    e->roll = *roll_result(roll);
    for (size_t i = 0; i < e->roll.named; i++)
        buffer_format(&ids, " %s", e->roll.id[i]);
    if (roll_absent(&e->roll) > 0 || e->roll.unread > 0)
        log_line(LOG_ERROR, "export",
                 "%lld published items cannot be shown, and %lld signed lists not be verified:%.400s",
                 (long long)roll_absent(&e->roll), (long long)e->roll.unread, ids.size > 0 ? ids.data : "");
    buffer_finish(&ids);
    roll_destroy(roll);
}

enum status export_pages(const struct kiosk_config *config, const struct sheet *sheet,
                         struct snapshot *snapshot, struct painter *painter, struct problem *problem)
{
    struct exporter e = {.config = config,
                         .sheet = *sheet,
                         .snapshot = snapshot,
                         .painter = painter,
                         .settings = kiosk_config_scene(config)};
    struct timespec boot = {0};
    clock_gettime(CLOCK_BOOTTIME, &boot);
    e.ticks = (int64_t)boot.tv_sec * 1000;
    e.wall = sheet->now;
    e.admission = (struct admission){.vouch = e.settings.vouch,
                                     .cache_path = config->cache_path,
                                     .project = e.settings.project,
                                     .catalogue = e.settings.catalogue,
                                     .inside_area = e.settings.inside_area,
                                     .limits = {e.settings.aging_seconds, e.settings.stale_seconds}};
    admission_init(&e.admission);
    snapshot_health(config->cache_path, &e.health);
    enum status status = STATUS_UNAVAILABLE;
    if (mkdir(config->snapshot_dir, 0777) != 0 && errno != EEXIST) {
        (void)problem_set(problem, status, "write", "%s: %s", config->snapshot_dir, strerror(errno));
        goto out;
    }
    e.surface = SDL_CreateRGBSurfaceWithFormat(0, sheet->width, sheet->height, 32, SDL_PIXELFORMAT_XRGB8888);
    if (e.surface == NULL) {
        (void)problem_set(problem, status, "surface", "%s", SDL_GetError());
        goto out;
    }
    status = snapshot_refresh(snapshot, &e.generation, problem);
    if (status != STATUS_OK && status != STATUS_UNCHANGED)
        goto out;
    admission_verify(&e.admission, snapshot, e.ticks);
    e.time = admission_time(&e.admission, e.wall, e.ticks);
    e.sheet.now = e.time.now;
    call_roll(&e);
    e.sheet.banner = e.time.state >= STALE || roll_absent(&e.roll) > 0 || e.roll.unread > 0;
    if (config->item != NULL) {
        status = export_one(&e, config->item, problem);
    } else {
        status = export_walk(&e, snapshot_next_urgent, problem);
        if (status == STATUS_OK)
            status = export_walk(&e, snapshot_next, problem);
    }
    if (status == STATUS_OK)
        status = write_index(&e, problem);
    if (status == STATUS_OK && config->item == NULL)
        tell_cycle(&e);
    if (status == STATUS_OK && config->contact_sheet != NULL)
        status = contact_sheet_write(&e.contact, config->contact_sheet, problem);
out:
    contact_sheet_finish(&e.contact);
    SDL_FreeSurface(e.surface);
    draw_list_finish(&e.list);
    buffer_finish(&e.index);
    return status;
}
