/* Tells when the cache's files change, so that a new generation is on the screen at once and no time is spent looking. */
#ifndef KIOSK_WATCH_H
#define KIOSK_WATCH_H

#include <stdbool.h>

struct watch {
    int fd;    /* inotify, or -1: the folder is not there yet */
    int stop;  /* eventfd: readable once watch_stop was called */
    bool lost; /* it was not watched for a while */
    char *folder, *name;
};
void watch_init(struct watch *watch, const char *cache_path);
void watch_finish(struct watch *watch);
/* Waits at most `milliseconds` for a change of the cache, its wal or its account; true if there was one. Several changes
   are told as one. Where the folder cannot be watched it only waits; as soon as it can
   be again, that is told as a change. */
bool watch_wait(struct watch *watch, int milliseconds);
/* Ends a wait that another thread is in, and all later ones. watch_stopped tells that thread. */
void watch_stop(struct watch *watch);
bool watch_stopped(const struct watch *watch);

#endif
