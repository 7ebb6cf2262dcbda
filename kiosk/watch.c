#include "watch.h"

#include "contract/buffer.h"
#include "contract/status.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

void watch_init(struct watch *watch, const char *cache_path)
{
    const char *slash = strrchr(cache_path, '/');
    watch->folder = slash == NULL
                        ? take_copy(".")
                        : take_copy_n(cache_path, slash == cache_path ? 1 : (size_t)(slash - cache_path));
    watch->name = take_copy(slash == NULL ? cache_path : slash + 1);
    watch->fd = -1;
    watch->lost = false;
    watch->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (watch->stop < 0)
        BUG("eventfd: %s", strerror(errno));
}

void watch_finish(struct watch *watch)
{
    if (watch->fd >= 0)
        close(watch->fd);
    close(watch->stop);
    free(watch->folder);
    free(watch->name);
    *watch = (struct watch){.fd = -1, .stop = -1};
}

static void forget(struct watch *watch)
{
    close(watch->fd);
    watch->fd = -1;
    watch->lost = true;
}

/* True if the folder is watched again after it could not be: nobody knows what happened meanwhile. */
static bool start(struct watch *watch)
{
    watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->fd < 0) {
        watch->lost = true;
    } else if (inotify_add_watch(watch->fd, watch->folder,
                                 IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_MOVED_TO | IN_MOVE_SELF |
                                     IN_DELETE_SELF | IN_ONLYDIR) < 0) {
        forget(watch);
    } else if (watch->lost) {
        watch->lost = false;
        return true;
    }
    return false;
}

/* Reads all that is waiting; true if any of it is about the cache (its own -shm is written by readers too). */
static bool drain(struct watch *watch)
{
    char bytes[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    bool changed = false, gone = false;
    ssize_t size = 0;
    while ((size = read(watch->fd, bytes, sizeof bytes)) > 0) {
        for (ssize_t at = 0; at < size;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)(bytes + at);
            size_t length = strlen(watch->name);
            if (event->len > 0 && strncmp(event->name, watch->name, length) == 0 &&
                strcmp(event->name + length, "-shm") != 0)
                changed = true;
            if ((event->mask & (IN_IGNORED | IN_MOVE_SELF | IN_DELETE_SELF)) != 0)
                gone = true; /* another folder may take its name */
            if ((event->mask & IN_Q_OVERFLOW) != 0)
                changed = true;
            at += (ssize_t)sizeof *event + (ssize_t)event->len;
        }
    }
    if (gone)
        forget(watch);
    return changed || gone;
}

bool watch_wait(struct watch *watch, int milliseconds)
{
    if (watch->fd < 0 && start(watch))
        return true;
    struct pollfd wait[2] = {{.fd = watch->stop, .events = POLLIN}, {.fd = watch->fd, .events = POLLIN}};
    if (poll(wait, watch->fd < 0 ? 1 : 2, milliseconds) <= 0 || wait[1].revents == 0)
        return false;
    return drain(watch);
}

void watch_stop(struct watch *watch)
{
    if (eventfd_write(watch->stop, 1) != 0)
        BUG("eventfd: %s", strerror(errno));
}

bool watch_stopped(const struct watch *watch)
{
    struct pollfd stopped = {.fd = watch->stop, .events = POLLIN};
    return poll(&stopped, 1, 0) == 1;
}
