/* The standing frame around each page: head band (project, stage, date, clock), banner (STALE, EXPIRED, or something published is not here), foot (issuer, id
   and version, published or data as of, verification, numbers to call, page k of n) and the page-time line. */
#ifndef KIOSK_FRAME_H
#define KIOSK_FRAME_H

#include "sheet.h"

enum freshness { FRESH, AGING, STALE, EXPIRED, DEAD };

struct frame {
    const struct record *record;       /* NULL: a built-in page */
    const struct project *project;     /* NULL: none; the head then shows the office's name */
    const char *office;                /* configured name of the office, or NULL */
    const char *hotline, *supervision; /* configured; the project's own come first */
    size_t page, pages;                /* from 0; 0 pages: not counted yet, so none are told */
    float elapsed;                     /* 0…1 of the page's time */
    enum freshness freshness;
    bool banner;          /* the page was composed with room for it: without, the foot alone says it */
    int64_t absent;       /* published items that should stand on this screen and cannot be shown */
    bool unread;          /* and lists of which nobody can say what they name */
    instant checked_at;   /* NO_INSTANT: never */
    char alarm[64];       /* code of the gravest open alarm, or "" */
    bool unsigned_source; /* shown without a trust root: the office's own screen */
    bool unrooted;        /* without one, and the cache came from a signed publication */
};
/* True if something published is not here: the banner says so, and a panel's head. */
bool frame_lacks(const struct frame *frame);
/* Adds the frame to `list`; on a panel it is smaller. */
void frame_draw(const struct sheet *sheet, const struct frame *frame, struct draw_list *list);
/* The built-in page for when there is nothing to show (DEAD, empty cache): whom to ask. Never black. */
void frame_nothing(const struct sheet *sheet, const struct frame *frame, const char *reason_key,
                   struct draw_list *list);
/* Freshness from the last check: FRESH ≤ aging seconds, AGING ≤ stale seconds, else STALE. */
enum freshness frame_freshness(instant now, instant checked_at, int aging_seconds, int stale_seconds);

#endif
