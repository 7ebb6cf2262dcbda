/* What is shown: the programme, its place in it and when the next page is due. A walk along the cache's order, one item at a
   time, so that the number of items costs nothing; urgent items interrupt at once and come round again; what was withdrawn or
   ran out leaves at once; everything else changes at the next page turn. No SDL. */
#ifndef KIOSK_SCENE_H
#define KIOSK_SCENE_H

#include "book.h"
#include "contract/snapshot.h"
#include "cycle.h"
#include "frame.h"
#include "roll.h"
#include "volume.h"
#include "vouch.h"

struct scene_settings {
    bool inside_area;      /* the screen stands inside the expropriation area (Regulation art. 15, 29) */
    const char *project;   /* show this one alone; NULL: all */
    const char *catalogue; /* show these items alone ("D14 D24"), and what is urgent; NULL: all */
    const char *office, *hotline, *supervision;
    int characters_per_minute; /* a reader's pace */
    bool old_readers;
    int least_seconds, most_seconds; /* of one page */
    double dwell_seconds;            /* > 0: every page, whatever it holds (--dwell) */
    int urgent_every_seconds;        /* an urgent item in force comes round this often */
    int aging_seconds, stale_seconds;
    const char *cache_path; /* for the account beside it */
    struct vouch *vouch;    /* of the trust root; NULL: nothing is verified here */
};

struct scene;
/* `snapshot` may be NULL as long as no cache can be opened; scene_set_snapshot gives it later. Both borrowed. */
__attribute__((returns_nonnull, warn_unused_result)) struct scene *
scene_create(const struct scene_settings *settings, const struct sheet *sheet, struct snapshot *snapshot);
void scene_destroy(struct scene *scene);
void scene_set_snapshot(struct scene *scene, struct snapshot *snapshot);
/* After the screen changed its size: the current item is composed anew, from its first page. */
void scene_set_sheet(struct scene *scene, const struct sheet *sheet);

/* The page's time is over: goes to the next page. `now` is wall time, `ticks` milliseconds of a clock that never jumps. */
void scene_turn(struct scene *scene, instant now, int64_t ticks);
/* Something may have changed (the cache, an item's window). True if another page must be shown at once. */
bool scene_look(struct scene *scene, instant now, int64_t ticks);

/* Calls the roll by one slice (roll.h); for whenever nothing else is to be done. True if another number of published items is absent
   than before: the frame tells of it at once, and the banner from the next page on. */
bool scene_call(struct scene *scene, instant now, int64_t ticks);
const struct roll_result *scene_absent(const struct scene *scene);

/* True if the programme holds this version of the item; also where the cache does not answer. */
bool scene_holds(struct scene *scene, const char *id, int64_t version, instant now);

/* True if at `now` an item's window has opened or closed since the last turn or look: the scene must look. */
bool scene_window_due(const struct scene *scene, instant now);
/* Ticks at which the page's time is over. */
int64_t scene_until(const struct scene *scene);

/* What stands now. Valid until the next turn or look. */
struct scene_view {
    const struct record *record; /* NULL: the built-in page */
    const struct page *page;     /* NULL: the built-in page */
    struct frame frame;
    instant now;         /* what time to show: the wall clock's, unless that is not believed */
    const char *nothing; /* key of the reason for the built-in page */
    int64_t generation;
    int64_t since, until; /* ticks of the page */
};
void scene_view(struct scene *scene, instant now, int64_t ticks, struct scene_view *out);
/* Pages of what stands. A long item's are counted here, after its first page was presented: `frame.pages` is 0 before. */
size_t scene_pages(struct scene *scene);

/* True once after each time the programme went round: *out gets what that took. */
bool scene_cycle(struct scene *scene, struct cycle *out);

/* Seconds a page (NULL: an empty one) of an item of that kind stays: text is read through, a table is searched for one's own
   row, a chart tells more than its characters. Old readers take a third longer. */
double scene_dwell(const struct scene_settings *settings, const struct sheet *sheet, enum kind kind,
                   const struct page *page);

#endif
