#include "export.h"

#include "contact.h"
#include "contract/log.h"
#include "screen.h"
#include "json/json.h"

#include <SDL_image.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct exporter {
    const struct kiosk_config *config;
    struct sheet sheet;
    struct snapshot *snapshot;
    struct painter *painter;
    struct scene_settings settings;
    struct snapshot_health health;
    SDL_Surface *surface;
    struct draw_list list;
    struct contact_sheet contact;
    struct buffer index;
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
                               const struct book *book, size_t k, struct problem *problem)
{
    struct scene_view view = {
        .record = record,
        .page = &book->page[k],
        .frame = {.record = record,
                  .project = project,
                  .office = e->settings.office,
                  .hotline = e->settings.hotline,
                  .supervision = e->settings.supervision,
                  .page = k,
                  .pages = book->pages,
                  .elapsed = 0.4f,
                  .checked_at = e->health.checked_at,
                  .freshness = frame_freshness(e->sheet.now, e->health.checked_at, e->settings.aging_seconds,
                                               e->settings.stale_seconds),
                  .banner = e->sheet.banner,
                  .unsigned_source = true},
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
    index_page(e, record, &book->page[k], k + 1, book->pages);
    return e->config->contact_sheet == NULL ? STATUS_OK : contact_sheet_add(&e->contact, e->surface, problem);
}

static enum status export_item(struct exporter *e, const struct snapshot_entry *entry,
                               struct problem *problem)
{
    struct record *record = NULL;
    struct project *project = NULL;
    struct book *book = NULL;
    enum status status = snapshot_record(e->snapshot, entry->id, &record, problem);
    if (status == STATUS_OK && record->project != NULL) {
        struct problem missing = {0};
        if (snapshot_project(e->snapshot, record->project, &project, &missing) != STATUS_OK)
            log_line(LOG_WARNING, "export", "project of %s: %s", entry->id, missing.code);
    }
    if (status == STATUS_OK) {
        book = book_compose(&e->sheet, record, project);
        for (size_t k = 0; k < book->pages && status == STATUS_OK; k++)
            status = export_page(e, record, project, book, k, problem);
    }
    book_destroy(book);
    project_destroy(project);
    record_destroy(record);
    return status;
}

typedef enum status (*walk)(struct snapshot *, const struct snapshot_filter *, const char *,
                            struct snapshot_entry *, struct problem *);

static enum status export_walk(struct exporter *e, walk next, struct problem *problem)
{
    struct snapshot_filter filter = {
        .inside_area = e->settings.inside_area, .now = e->sheet.now, .project = e->settings.project};
    struct snapshot_entry entry = {0};
    char after[ORDER_BYTES] = "";
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        status = next(e->snapshot, &filter, after, &entry, problem);
        if (status == STATUS_OK) {
            memcpy(after, entry.order, sizeof after);
            status = export_item(e, &entry, problem);
        }
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status export_one(struct exporter *e, const char *id, struct problem *problem)
{
    struct snapshot_filter filter = {
        .inside_area = e->settings.inside_area, .now = e->sheet.now, .project = e->settings.project};
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

enum status export_pages(const struct kiosk_config *config, const struct sheet *sheet,
                         struct snapshot *snapshot, struct painter *painter, struct problem *problem)
{
    struct exporter e = {.config = config,
                         .sheet = *sheet,
                         .snapshot = snapshot,
                         .painter = painter,
                         .settings = kiosk_config_scene(config)};
    snapshot_health(config->cache_path, &e.health);
    e.sheet.banner = frame_freshness(sheet->now, e.health.checked_at, e.settings.aging_seconds,
                                     e.settings.stale_seconds) == STALE;
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
    if (config->item != NULL) {
        status = export_one(&e, config->item, problem);
    } else {
        status = export_walk(&e, snapshot_next_urgent, problem);
        if (status == STATUS_OK)
            status = export_walk(&e, snapshot_next, problem);
    }
    if (status == STATUS_OK)
        status = write_index(&e, problem);
    if (status == STATUS_OK && config->contact_sheet != NULL)
        status = contact_sheet_write(&e.contact, config->contact_sheet, problem);
out:
    contact_sheet_finish(&e.contact);
    SDL_FreeSurface(e.surface);
    draw_list_finish(&e.list);
    buffer_finish(&e.index);
    return status;
}
