#include "app.h"

#include "contract/log.h"
#include "evidence.h"
#include "paint.h"
#include "paint_fade.h"
#include "report.h"
#include "screen.h"
#include "watch.h"
#include "window.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#define SLICE_MILLISECONDS 100    /* where SDL cannot sleep until an event comes, we look this often */
#define REDRAW_MILLISECONDS 1000  /* clock and page-time line */
#define REWATCH_MILLISECONDS 1000 /* a folder that is not there yet */
#define REOPEN_MILLISECONDS 1000  /* a cache that is not there yet */

struct app {
    const struct kiosk_config *config;
    const struct theme *theme;
    struct font *font;
    struct window *window;
    struct painter *painter;
    struct snapshot *snapshot;
    struct scene *scene;
    struct sheet sheet;
    struct watch watch;   /* the watcher thread's while it runs */
    SDL_Thread *watcher;  /* NULL where SDL cannot sleep: the loop itself waits for the watch */
    Uint32 cache_changed; /* SDL's number of the watcher's event */
    struct draw_list list;
    struct evidence evidence;
    size_t missing; /* code points already told */
    struct report report;
    int64_t redraw, reopen; /* ticks at which each is due */
    bool counted;           /* what is shown and withheld was told */
    bool leave;
};

static int64_t ticks_now(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The snapshot, tried again until the feeder has made a cache; meanwhile the built-in page stands. */
static void open_snapshot(struct app *app, int64_t ticks)
{
    struct problem problem = {0};
    if (app->snapshot != NULL || ticks < app->reopen)
        return;
    bool first = app->reopen == 0;
    app->reopen = ticks + REOPEN_MILLISECONDS;
    if (snapshot_open(app->config->cache_path, &app->snapshot, &problem) != STATUS_OK) {
        if (first)
            log_line(LOG_WARNING, "app", "no cache yet: %s: %s", problem.code, problem.text);
        return;
    }
    scene_set_snapshot(app->scene, app->snapshot);
}

/* Told once, after the first page stands: counting a hundred thousand items takes longer than showing one. */
static void tell_count(struct app *app)
{
    if (app->counted || app->snapshot == NULL)
        return;
    app->counted = true;
    struct problem problem = {0};
    struct snapshot_filter filter = {
        .inside_area = app->config->inside_area, .now = instant_now(), .project = app->config->project};
    int64_t shown = 0, withheld = 0;
    if (snapshot_count(app->snapshot, &filter, &shown, &withheld, &problem) == STATUS_OK)
        log_line(LOG_INFO, "app",
                 "%lld items to show; %lld withheld because this screen is not marked inside the area",
                 (long long)shown, (long long)withheld);
}

static void tell_service(const uint32_t *missing, size_t count)
{
    struct buffer status = {0};
    buffer_text(&status, "STATUS=");
    if (count > 0)
        buffer_format(&status, "%zu characters have no font:", count);
    for (size_t i = 0; i < count; i++)
        buffer_format(&status, " U+%04X", missing[i]);
    (void)sd_notify(0, status.data);
    buffer_finish(&status);
}

/* In the log when it is met; in the report and in the service's status as long as the screen runs. The feeder, which has no fonts,
   cannot know. */
static void tell_missing(struct app *app, const struct evidence_page *page)
{
    const uint32_t *code_points = NULL;
    size_t count = font_missing(app->font, &code_points);
    if (app->missing == count)
        return;
    tell_service(code_points, count);
    for (; app->missing < count; app->missing++) {
        report_glyph(&app->report, code_points[app->missing], page->item, page->version);
        log_line(LOG_WARNING, "app", "no font has U+%04X; it stands as its code in a box",
                 code_points[app->missing]);
    }
}

/* A corrected or withdrawn item takes its missing characters out of the report; another one that needs them is met again. */
static void forget_missing(struct app *app, instant now)
{
    const struct condition *condition = &app->report.condition;
    const uint32_t *code_points = NULL;
    size_t before = app->missing;
    for (size_t i = condition->glyphs; i-- > 0;) {
        struct condition_glyph glyph = condition->glyph[i];
        if (glyph.item[0] == '\0' || scene_holds(app->scene, glyph.item, app->report.version[i], now))
            continue;
        report_drop_glyph(&app->report, i);
        font_forget_missing(app->font, glyph.code_point);
        app->missing--;
    }
    if (app->missing < before) {
        size_t count = font_missing(app->font, &code_points);
        tell_service(code_points, count);
    }
}

/* After each round; in the log where it took longer than the office wants anybody to wait. */
static void tell_cycle(struct app *app)
{
    struct cycle cycle;
    int limit = app->config->cycle_minutes;
    if (!scene_cycle(app->scene, &cycle))
        return;
    forget_missing(app, instant_now());
    report_round(&app->report, &cycle);
    if (limit == 0 || cycle.seconds <= 60.0 * limit)
        return;
    struct buffer line = {0};
    cycle_tell(&cycle, &line);
    log_line(LOG_WARNING, "app", "one round takes longer than %d min: %s", limit, line.data);
    buffer_finish(&line);
}

/* A slice of the roll call, while the page stands. */
static void call_roll(struct app *app, instant now, int64_t ticks)
{
    if (!scene_call(app->scene, now, ticks))
        return;
    const struct roll_result *result = scene_absent(app->scene);
    struct condition *condition = &app->report.condition;
    struct buffer ids = {0};
    _Static_assert(ROLL_NAMED == CONDITION_NAMED, "the report names what the roll names");
    for (size_t i = 0; i < result->named; i++) {
        buffer_format(&ids, " %s", result->id[i]);
        memcpy(condition->absent[i], result->id[i], sizeof condition->absent[i]);
    }
    condition->absents = result->named;
    condition->absent_left_out = result->more;
    condition->lists_unread = result->unread;
    if (roll_absent(result) > 0 || result->unread > 0)
        log_line(LOG_ERROR, "app",
                 "%lld published items cannot be shown, and %lld signed lists not be verified:%.400s",
                 (long long)roll_absent(result), (long long)result->unread, ids.size > 0 ? ids.data : "");
    else
        log_line(LOG_INFO, "app", "all that is published for this screen is here again");
    buffer_finish(&ids);
    app->redraw = ticks;
}

/* What `feeder status` will say of this screen. That it cannot be written keeps nothing from being shown. */
static void tell_report(struct app *app, const struct scene_view *view, int64_t ticks)
{
    struct problem problem = {0};
    struct condition *condition = &app->report.condition;
    bool failed = app->report.failing;
    (void)snprintf(condition->state, sizeof condition->state, "%s", evidence_state(view->frame.freshness));
    condition->generation = view->generation;
    enum status status = report_keep(&app->report, instant_now(), ticks, &problem);
    if (status == STATUS_UNAVAILABLE && !failed)
        log_line(LOG_WARNING, "app", "the report %s cannot be written: %s", app->config->report,
                 problem.text);
    else if (status == STATUS_OK && failed)
        log_line(LOG_INFO, "app", "the report is written again");
}

static bool fit_window(struct app *app, const SDL_Surface *surface)
{
    if (surface->w == app->sheet.width && surface->h == app->sheet.height)
        return false;
    struct sheet sheet;
    sheet_init(&sheet, surface->w, surface->h, app->theme, app->sheet.words, app->sheet.ruler);
    sheet.korean = app->sheet.korean;
    sheet.large = sheet_legibility(&app->config->viewing, sheet.width, sheet.height) != LEGIBLE;
    sheet.zone_minutes = app->sheet.zone_minutes;
    sheet.now = instant_now();
    app->sheet = sheet;
    scene_set_sheet(app->scene, &app->sheet);
    return true;
}

/* Lets the page that stood pass into the one just painted. What is urgent does not wait for it: less than a blink of the eye, and
   the events of that time are answered after it. */
static enum status pass(struct app *app, struct fade *fade, SDL_Surface *surface,
                        const struct region *changed, struct problem *problem)
{
    enum status status = STATUS_OK;
    SDL_Rect box = changed->rect[0];
    for (int i = 1; i < changed->count; i++)
        SDL_UnionRect(&box, &changed->rect[i], &box);
    fade_to(fade, surface, box);
    int64_t start = ticks_now(), shown = start, slowest = 0;
    int frames = 0, pace = window_frame_time();
    for (bool over = false; !over && status == STATUS_OK; frames++) {
        int64_t now = ticks_now();
        if (now < shown + pace) {
            SDL_Delay((Uint32)(shown + pace - now));
            now = ticks_now();
        }
        over = fade_step(fade, surface, (int)(now - start), app->config->transition_ms);
        status = window_present(app->window, &box, 1, problem);
        slowest = SDL_max(slowest, now - shown);
        shown = now;
    }
    log_line(LOG_DEBUG, "app", "passage: %d frames in %lld ms, the slowest after %lld", frames,
             (long long)(ticks_now() - start), (long long)slowest);
    return status;
}

/* Another page stands on the screen: its evidence, and what is told once it does. */
static void tell_page(struct app *app, const struct scene_view *view, struct evidence_page *page,
                      int64_t ticks)
{
    page->item = view->record == NULL ? "" : view->record->id;
    page->version = view->record == NULL ? 0 : view->record->version;
    page->revision = view->record == NULL ? 0 : view->record->revision;
    (void)clock_gettime(CLOCK_REALTIME, &page->at);
    page->page = view->frame.page + 1;
    page->pages = scene_pages(app->scene);
    if (view->frame.pages !=
        page->pages) /* a long item's pages were counted just now: the foot says so at once */
        app->redraw = ticks;
    page->generation = view->generation;
    page->state = evidence_state(view->record == NULL ? DEAD : view->frame.freshness);
    evidence_presented(&app->evidence, page);
    tell_missing(app, page);
    tell_count(app);
    tell_cycle(app);
    if (app->config->pages > 0 && app->evidence.presented >= app->config->pages)
        app->leave = true;
}

/* Draws what stands now and sends what differs. `new_page` tells that this is a present of another page. */
static enum status present(struct app *app, instant now, int64_t ticks, bool new_page,
                           struct problem *problem)
{
    SDL_Surface *surface = NULL;
    bool lost = false;
    enum status status = window_surface(app->window, &surface, &lost, problem);
    if (status != STATUS_OK)
        return status;
    if (fit_window(app, surface))
        lost = true;
    if (lost)
        painter_forget(app->painter);
    struct scene_view view;
    struct evidence_page page = {0};
    app->sheet.now = now;
    scene_view(app->scene, now, ticks, &view);
    app->sheet.now = view.now;
    screen_draw(&app->sheet, &view, &app->list, page.digest);
    struct region changed = {0};
    bool passes = new_page && !lost && app->evidence.presented > 0 && app->config->transition_ms > 0 &&
                  !(view.record != NULL && view.record->priority == PRIORITY_URGENT);
    struct fade *fade = passes ? fade_create(surface) : NULL;
    painter_paint(app->painter, surface, &app->list, &changed);
    if (fade != NULL && changed.count > 0)
        status = pass(app, fade, surface, &changed, problem);
    else
        status = window_present(app->window, changed.rect, changed.count, problem);
    fade_destroy(fade);
    app->redraw = ticks + REDRAW_MILLISECONDS;
    if (status == STATUS_OK && new_page)
        tell_page(app, &view, &page, ticks);
    if (status == STATUS_OK) {
        tell_report(app, &view, ticks);
        call_roll(app, now, ticks);
    }
    return status;
}

/* The watcher: sleeps on the cache's folder and wakes the loop. It touches
   nothing but the watch and SDL's queue. */
static int watch_cache(void *data)
{
    struct app *app = data;
    while (!watch_stopped(&app->watch)) {
        SDL_Event event = {.type = app->cache_changed};
        if (watch_wait(&app->watch, app->watch.fd < 0 ? REWATCH_MILLISECONDS : -1))
            (void)SDL_PushEvent(&event); /* a full queue is full of the same news */
    }
    return 0;
}

/* X11 and Wayland sleep until an event comes; other drivers of SDL look each millisecond, which we do not
   want to pay. */
static void start_watcher(struct app *app)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    bool sleeps = driver != NULL && (strcmp(driver, "x11") == 0 || strcmp(driver, "wayland") == 0);
    app->cache_changed = SDL_RegisterEvents(1);
    if (sleeps && app->cache_changed != (Uint32)-1)
        app->watcher = SDL_CreateThread(watch_cache, "watch", app);
}

/* Waits for an event, the cache or the time; true if the cache changed. */
static bool wait_for_news(struct app *app, int milliseconds)
{
    if (app->watcher == NULL)
        return watch_wait(&app->watch, SDL_min(milliseconds, SLICE_MILLISECONDS));
    (void)SDL_WaitEventTimeout(NULL, milliseconds);
    return false; /* the watcher's event is in the queue */
}

/* True if the window must be painted again; *changed is set if the cache told of a change. */
static bool take_events(struct app *app, bool *changed)
{
    bool repaint = false;
    SDL_Event event;
    while (SDL_PollEvent(&event)) {
        if (event.type == app->cache_changed) {
            *changed = true;
            continue;
        }
        switch (window_event(app->window, &event)) {
        case WINDOW_QUIT: app->leave = true; break;
        case WINDOW_REPAINT: repaint = true; break;
        case WINDOW_NOTHING: break;
        }
    }
    return repaint;
}

static enum status loop(struct app *app, struct problem *problem)
{
    enum status status = STATUS_OK;
    bool changed = false, started = false;
    int64_t until = 0;
    while (status == STATUS_OK && !app->leave) {
        instant now = instant_now();
        int64_t ticks = ticks_now();
        bool had_cache = app->snapshot != NULL, new_page = false;
        open_snapshot(app, ticks);
        bool repaint = take_events(app, &changed);
        if (app->leave)
            break;
        if (!started || ticks >= until || had_cache != (app->snapshot != NULL)) {
            scene_turn(app->scene, now, ticks);
            new_page = started = true;
        } else if (changed || scene_window_due(app->scene, now)) {
            new_page = scene_look(app->scene, now, ticks);
        }
        if (new_page || repaint || changed || ticks >= app->redraw)
            status = present(app, now, ticks, new_page, problem);
        until = scene_until(app->scene);
        (void)sd_notify(0, "READY=1\nWATCHDOG=1");
        int64_t wait = SDL_min(until, app->redraw) - ticks_now();
        changed = wait > 0 ? wait_for_news(app, (int)wait) : false;
    }
    return status;
}

enum status app_run(const struct kiosk_config *config, const struct theme *theme, const struct words *words,
                    struct font *font, struct problem *problem)
{
    struct app app = {
        .config = config, .theme = theme, .font = font, .evidence = {.trace = config->trace ? stdout : NULL}};
    struct window_wish wish = {.windowed = config->windowed,
                               .width = config->width,
                               .height = config->height,
                               .title = words_get(words, LANG_ZH, "app.title")};
    SDL_Surface *surface = NULL;
    bool lost = false;
    enum status status = window_open(&wish, theme->colour[COLOUR_PAPER], &app.window, problem);
    if (status == STATUS_OK)
        status = window_surface(app.window, &surface, &lost, problem);
    if (status != STATUS_OK) {
        window_close(app.window);
        return status;
    }
    watch_init(&app.watch, config->cache_path);
    sheet_init(&app.sheet, surface->w, surface->h, theme, words, font_ruler(font));
    app.sheet.korean = config->languages == 1;
    enum legibility legibility = sheet_legibility(&config->viewing, surface->w, surface->h);
    app.sheet.large = legibility != LEGIBLE;
    if (legibility == TOO_SMALL)
        log_line(LOG_WARNING, "app",
                 "from %d cm even large print is too small on %d inches; a larger screen, or one that can be "
                 "approached",
                 config->viewing.distance_centimetres, config->viewing.diagonal_inches);
    app.sheet.zone_minutes = config->zone_minutes;
    app.sheet.now = instant_now();
    struct scene_settings settings = kiosk_config_scene(config);
    app.painter = painter_create(theme, font);
    app.scene = scene_create(&settings, &app.sheet, NULL);
    report_init(&app.report, config->report, config->cycle_minutes);
    start_watcher(&app);
    status = loop(&app, problem);
    watch_stop(&app.watch);
    SDL_WaitThread(app.watcher, NULL);
    (void)sd_notify(0, "STOPPING=1");
    scene_destroy(app.scene);
    report_finish(&app.report);
    snapshot_close(app.snapshot);
    draw_list_finish(&app.list);
    painter_destroy(app.painter);
    watch_finish(&app.watch);
    window_close(app.window);
    return status;
}
