/* What this machine's screen says about itself, for `feeder status`: the feeder has no fonts and shows nothing, so what no font has,
   and what could not be shown, only the screen knows. It runs as another user; its report is read as a stranger's. */
#ifndef FEEDER_DISPLAY_H
#define FEEDER_DISPLAY_H

#include "account.h"
#include "contract/condition.h"

struct display {
    enum status status; /* STATUS_OK: it said so; STATUS_END: no report; else `problem` */
    struct problem problem;
    struct condition condition;
    instant since;   /* when what it says last changed */
    instant at;      /* when it last said that it holds */
    bool current;    /* within the last minutes: the screen is running */
    int64_t seconds; /* since `at` */
};
/* `file`: [status] screen_report; NULL: CACHE.screen, where a screen of the same user may put it. */
void display_read(const char *file, const char *cache_path, instant now, struct display *out);

/* What the screen lacks, among the open alarms; a screen that is silent raises none. */
void display_alarms(const struct display *display, struct account *account);
/* Appends the object for --json ("null" where there is no report), and the lines for the clerk. */
void display_write(const struct display *display, struct buffer *out);
void display_tell(const struct display *display, struct buffer *out);

#endif
