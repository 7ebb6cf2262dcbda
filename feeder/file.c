#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status cannot(const char *doing, const char *path, int cause, struct problem *problem)
{
    return problem_set(problem, STATUS_UNAVAILABLE, cause == ENOSPC ? "disk-full" : "file", "%s %.200s: %s",
                       doing, path, strerror(cause));
}

static enum status read_bytes(int fd, const char *path, size_t most, struct buffer *out,
                              struct problem *problem)
{
    char block[16384];
    size_t taken = 0;
    for (;;) {
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cannot("read", path, errno, problem);
        if (got == 0)
            return STATUS_OK;
        taken += (size_t)got;
        if (taken > most)
            return problem_set(problem, STATUS_REFUSED, "too-large", "%.200s: more than %zu bytes", path,
                               most);
        buffer_add(out, block, (size_t)got);
    }
}

enum status file_read(const char *path, size_t most, struct buffer *out, struct problem *problem)
{
    struct stat info = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return STATUS_END;
    if (fd < 0)
        return cannot("open", path, errno, problem);
    enum status status = STATUS_FAILED;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        status = problem_set(problem, STATUS_REFUSED, "no-file", "%.200s is no regular file", path);
    else
        status = read_bytes(fd, path, most, out, problem);
    (void)close(fd);
    return status;
}

bool file_number(char **at, int64_t *out)
{
    char *end = *at;
    errno = 0;
    long long number = strtoll(*at, &end, 10);
    if (end == *at || errno != 0)
        return false;
    *out = number;
    *at = end + strspn(end, " ");
    return true;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

enum status file_make_folder(const char *path, unsigned mode, struct problem *problem)
{
    char *part = take_copy(path);
    int cause = 0;
    for (char *slash = part + 1; cause == 0; slash++) {
        if (*slash != '/' && *slash != '\0')
            continue;
        char kept = *slash;
        *slash = '\0';
        if (mkdir(part, (mode_t)mode) == 0)
            cause = chmod(part, (mode_t)mode) == 0 || errno == EPERM || errno == ENOTSUP
                        ? 0
                        : errno; /* whatever the umask of a service */
        else if (errno != EEXIST)
            cause = errno;
        *slash = kept;
        if (kept == '\0')
            break;
    }
    free(part);
    return cause == 0 ? STATUS_OK : cannot("make folder", path, cause, problem);
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return take_copy(".");
    return take_copy_n(path, slash == path ? 1 : (size_t)(slash - path));
}

static int write_bytes(const char *path, const char *bytes, size_t size, unsigned mode, bool sync)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
    if (fd < 0)
        return errno;
    int cause = bytes_write(fd, bytes, size);
    /* A publication is for everybody, whatever the umask of the service; file systems of sticks have no modes. */
    if (cause == 0 && fchmod(fd, (mode_t)mode) != 0 && errno != EPERM && errno != ENOTSUP)
        cause = errno;
    if (cause == 0 && sync && fsync(fd) != 0)
        cause = errno;
    if (close(fd) != 0 && cause == 0)
        cause = errno;
    return cause;
}

int file_sync_folder(const char *path)
{
    char *folder = folder_of(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0)
        (void)close(fd); /* nothing was written through it */
    free(folder);
    return cause;
}

static enum status replace(const char *path, const void *bytes, size_t size, unsigned mode, bool sync,
                           struct problem *problem)
{
    char *fresh = take_format("%s.new", path), *folder = folder_of(path);
    int cause = write_bytes(fresh, bytes, size, mode, sync);
    if (cause == ENOENT && file_make_folder(folder, mode == 0600 ? 0700 : 0755, NULL) == STATUS_OK)
        cause = write_bytes(fresh, bytes, size, mode, sync);
    if (cause == 0 && rename(fresh, path) != 0)
        cause = errno;
    if (cause != 0)
        (void)unlink(fresh);
    else if (sync)
        cause = file_sync_folder(path);
    free(folder);
    free(fresh);
    return cause == 0 ? STATUS_OK : cannot("write", path, cause, problem);
}

enum status file_replace(const char *path, const void *bytes, size_t size, unsigned mode,
                         struct problem *problem)
{
    return replace(path, bytes, size, mode, true, problem);
}

enum status file_replace_later(const char *path, const void *bytes, size_t size, unsigned mode,
                               struct problem *problem)
{
    return replace(path, bytes, size, mode, false, problem);
}

enum status file_sync_all(const char *folder, struct problem *problem)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int cause = fd < 0 || syncfs(fd) != 0 ? errno : 0;
    if (fd >= 0)
        (void)close(fd);
    return cause == 0 ? STATUS_OK : cannot("sync", folder, cause, problem);
}
