#include "confine.h"

#include "contract/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILD_FILES 32 /* a PDF, its fonts, the pipe */

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void limit(int resource, rlim_t value)
{
    const struct rlimit both = {value, value};
    if (setrlimit((__rlimit_resource_t)resource, &both) != 0)
        _exit(127); /* unlimited is not an option */
}

/* The child, before it touches a byte of the file. */
static void confine(int out)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a feeder that dies takes it along */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        _exit(127);
    (void)unshare(CLONE_NEWUSER | CLONE_NEWNET); /* not allowed everywhere; then the unit's own limits hold */
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0); /* a pipe is no file: the child can write nothing else */
    limit(RLIMIT_CPU, LIMIT_RENDER_SECONDS);
#ifndef SANITIZED /* the sanitizer maps more than any machine has */
    limit(RLIMIT_AS, LIMIT_RENDER_BYTES);
#endif
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0)
        _exit(127);
    (void)clearenv();
}

static int64_t milliseconds(void)
{
    struct timespec now;
    int result = clock_gettime(CLOCK_MONOTONIC, &now);
    ENSURE(result == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Until the child closes its end. */
static enum status collect(int in, size_t most, struct buffer *out, struct problem *problem)
{
    int64_t end = milliseconds() + (int64_t)LIMIT_RENDER_SECONDS * 1000;
    char part[65536];
    for (;;) {
        struct pollfd ready = {.fd = in, .events = POLLIN};
        int64_t left = end - milliseconds();
        int polled = left <= 0 ? 0 : poll(&ready, 1, (int)left);
        if (polled < 0 && errno == EINTR)
            continue;
        if (polled == 0)
            return problem_set(problem, STATUS_REFUSED, "render-limit", "it takes longer than %d seconds",
                               LIMIT_RENDER_SECONDS);
        ssize_t got = polled < 0 ? -1 : read(in, part, sizeof part);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return problem_set(problem, STATUS_UNAVAILABLE, "render", "%s", strerror(errno));
        if (got == 0)
            return STATUS_OK;
        if (out->size + (size_t)got > most)
            return problem_set(problem, STATUS_REFUSED, "render-limit", "its picture has over %zu bytes",
                               most);
        buffer_add(out, part, (size_t)got);
    }
}

enum status confine_run(confined_work *work, void *context, size_t most, struct buffer *out, int *code,
                        struct problem *problem)
{
    int ends[2], state = 0;
    buffer_clear(out);
    *code = -1;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "render", "%s", strerror(errno));
    pid_t child = fork();
    if (child < 0) {
        enum status status = problem_set(problem, STATUS_UNAVAILABLE, "render", "%s", strerror(errno));
        close(ends[0]);
        close(ends[1]);
        return status;
    }
    if (child == 0) {
        confine(ends[1]);
        _exit(work(context, STDOUT_FILENO));
    }
    close(ends[1]);
    enum status status = collect(ends[0], most, out, problem);
    close(ends[0]);
    if (status != STATUS_OK)
        kill(child, SIGKILL);
    while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
    }
    *code = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
    return status;
}
