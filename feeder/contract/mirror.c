#include "contract/mirror.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ATTEMPTS 20

/* The kernel's file times move in ticks of up to 10 ms. A change in the same tick as an earlier one leaves no
   trace, so a file counts as quiet only when its time is older than this. */
#define QUIET_NS 30000000

enum status mirror_look(const char *path, struct mirror_mark *out, struct problem *problem)
{
    *out = (struct mirror_mark){0};
    if (stat(path, &out->db) != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, errno == ENOENT ? "no-cache" : "cache-unavailable",
                           "cache: %s", strerror(errno));
    if (!S_ISREG(out->db.st_mode))
        return problem_set(problem, STATUS_REFUSED, "not-a-cache", "the cache's path is no regular file");
    char *wal = take_format("%s-wal", path);
    if (stat(wal, &out->wal) != 0)
        out->wal = (struct stat){0};
    free(wal);
    if (out->db.st_size > LIMIT_CACHE_BYTES || out->wal.st_size > LIMIT_CACHE_BYTES)
        return problem_set(problem, STATUS_REFUSED, "not-a-cache", "more bytes than any cache has");
    return STATUS_OK;
}

static bool same_state(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool mirror_same(const struct mirror_mark *a, const struct mirror_mark *b)
{
    return same_state(&a->db, &b->db) && same_state(&a->wal, &b->wal);
}

bool mirror_same_file(const struct mirror_mark *a, const struct mirror_mark *b)
{
    return a->db.st_dev == b->db.st_dev && a->db.st_ino == b->db.st_ino;
}

static bool is_quiet(const struct stat *file, const struct timespec *now)
{
    long long age =
        (long long)(now->tv_sec - file->st_mtim.tv_sec) * 1000000000 + (now->tv_nsec - file->st_mtim.tv_nsec);
    return age < 0 || age > QUIET_NS; /* a file from the future is only a clock that was set back */
}

/* Copies one file; 0 or the errno of the first failure. */
static int copy_file(const char *from, const char *to)
{
    static const size_t chunk = 256 << 10;
    int cause = 0, in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in < 0)
        return errno;
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0)
        cause = errno;
    char *bytes = take_zeroed(1, chunk);
    long long total = 0;
    while (cause == 0) {
        ssize_t got = read(in, bytes, chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            cause = errno;
        if (got <= 0)
            break;
        total += got;
        if (total > LIMIT_CACHE_BYTES)
            cause = EFBIG;
        if (cause == 0)
            cause = bytes_write(out, bytes, (size_t)got);
    }
    free(bytes);
    if (out >= 0 && close(out) != 0 && cause == 0)
        cause = errno;
    (void)close(in);
    return cause;
}

static int copy_pair(const char *path, const struct mirror *mirror)
{
    char *wal = take_format("%s-wal", path), *copy = take_format("%s-wal", mirror->db);
    int cause = copy_file(path, mirror->db);
    if (cause == 0) {
        cause = copy_file(wal, copy);
        if (cause == ENOENT) { /* no wal, and none left of an earlier attempt */
            (void)unlink(copy);
            cause = 0;
        }
    }
    free(wal);
    free(copy);
    return cause;
}

/* Copies until nothing changed meanwhile. */
static enum status copy_quietly(const char *path, struct mirror *mirror, struct problem *problem)
{
    static const struct timespec pause = {.tv_nsec = QUIET_NS};
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        struct mirror_mark after = {0};
        struct timespec now = {0};
        enum status status = mirror_look(path, &mirror->mark, problem);
        if (status != STATUS_OK)
            return status;
        ENSURE(clock_gettime(CLOCK_REALTIME, &now) == 0);
        if (is_quiet(&mirror->mark.db, &now) && is_quiet(&mirror->mark.wal, &now)) {
            int cause = copy_pair(path, mirror);
            if (cause != 0)
                return problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "copy: %s",
                                   strerror(cause));
            status = mirror_look(path, &after, problem);
            if (status != STATUS_OK || mirror_same(&mirror->mark, &after))
                return status;
        }
        (void)nanosleep(&pause, NULL);
    }
    return problem_set(problem, STATUS_UNAVAILABLE, "cache-unavailable", "copy: the cache kept changing");
}

enum status mirror_make(const char *path, struct mirror *out, struct problem *problem)
{
    const char *const folders[] = {getenv("XDG_RUNTIME_DIR"), "/run", "/dev/shm", "/tmp"};
    struct problem last = {0};
    enum status status =
        problem_set(&last, STATUS_UNAVAILABLE, "cache-unavailable", "copy: no folder may be written");
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && status != STATUS_OK; i++) {
        if (folders[i] == NULL || folders[i][0] != '/')
            continue;
        char *folder = take_format("%s/disclosure-XXXXXX", folders[i]);
        if (mkdtemp(folder) == NULL) {
            free(folder);
            continue;
        }
        *out = (struct mirror){.folder = folder, .db = take_format("%s/cache.db", folder)};
        problem_clear(&last);
        status = copy_quietly(path, out, &last);
        if (status != STATUS_OK)
            mirror_remove(out);
    }
    return status == STATUS_OK ? STATUS_OK : problem_set(problem, status, last.code, "%s", last.text);
}

void mirror_remove(struct mirror *mirror)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && mirror->db != NULL; i++) {
        char *name = take_format("%s%s", mirror->db, parts[i]);
        (void)unlink(name);
        free(name);
    }
    if (mirror->folder != NULL)
        (void)rmdir(mirror->folder);
    free(mirror->folder);
    free(mirror->db);
    *mirror = (struct mirror){0};
}
