#include "confine.h"

#include "contract/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILD_FILES 32     /* a PDF, its fonts, the pipe */
#define END_MILLISECONDS 1 /* between two looks whether a child that closed its output is gone */

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

/* What no work on a file needs: the network, other processes, and a queue that gets round this filter. Refused, not punished: a
   library may ask and go on without. */
static void refuse_calls(void)
{
#if defined(__x86_64__)
    const uint32_t arch = AUDIT_ARCH_X86_64,
                   calls = 0x40000000; /* from here on: x32, the same by other numbers */
#elif defined(__aarch64__)
    const uint32_t arch = AUDIT_ARCH_AARCH64, calls = UINT32_MAX;
#endif
#if defined(__x86_64__) || defined(__aarch64__)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, arch, 0, 9),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, calls, 7, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 6, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_kill, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_ptrace, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_process_vm_writev, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_process_vm_readv, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 && errno != EINVAL) /* a kernel without */
        _exit(127);
#endif
}

/* The child, before it touches a byte of the file. */
static void confine(int out, int file)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a feeder that dies takes it along */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        _exit(127);
    (void)unshare(CLONE_NEWUSER | CLONE_NEWNET); /* not allowed everywhere; the filter below holds */
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC); /* short of memory, it goes first */
    if (score >= 0 && write(score, "1000", 4) < 0)
        _exit(127);
    (void)signal(SIGXFSZ, SIG_IGN); /* a write that is not allowed fails, as it does to a full disk */
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0); /* a pipe is no file: the child can write nothing else */
    limit(RLIMIT_CPU, LIMIT_RENDER_SECONDS);
    limit(RLIMIT_NPROC, 0); /* nobody stays behind it */
#ifndef SANITIZED           /* the sanitizer maps more than any machine has */
    limit(RLIMIT_AS, LIMIT_RENDER_BYTES);
#endif
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0)
        _exit(127);
    /* The cache, its locks and the connection to the database are not its business. */
    if (file >= 0 && file != CONFINED_FILE && dup2(file, CONFINED_FILE) < 0)
        _exit(127);
    if (file >= 0 && fcntl(CONFINED_FILE, F_SETFD, 0) != 0)
        _exit(127);
    if (close_range(file >= 0 ? CONFINED_FILE + 1 : CONFINED_FILE, ~0U, 0) != 0)
        _exit(127);
    limit(RLIMIT_NOFILE, CHILD_FILES);
    refuse_calls();
    (void)clearenv();
}

int64_t confine_clock(void)
{
    struct timespec now;
    int result = clock_gettime(CLOCK_MONOTONIC, &now);
    ENSURE(result == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum status too_long(struct problem *problem)
{
    return problem_set(problem, STATUS_REFUSED, "render-limit",
                       "it takes longer than %d seconds, or than %d with all files of the item",
                       LIMIT_RENDER_SECONDS, LIMIT_RENDER_ITEM_SECONDS);
}

/* Until the child closes its end. */
static enum status collect(int in, size_t most, int64_t end, struct buffer *out, struct problem *problem)
{
    char part[65536];
    for (;;) {
        struct pollfd ready = {.fd = in, .events = POLLIN};
        int64_t left = end - confine_clock();
        int polled = left <= 0 ? 0 : poll(&ready, 1, (int)left);
        if (polled < 0 && errno == EINTR)
            continue;
        if (polled == 0)
            return too_long(problem);
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

/* The child's end. One that only closed its output, as a program could that a hostile file has taken over, is not waited for. */
static enum status see_off(pid_t child, int64_t end, int *code, enum status status, struct problem *problem)
{
    int state = 0;
    for (;;) {
        if (status != STATUS_OK)
            (void)kill(child, SIGKILL);
        pid_t ended = waitpid(child, &state, status == STATUS_OK ? WNOHANG : 0);
        if (ended == child)
            break;
        ENSURE(ended == 0 || errno == EINTR);
        if (ended == 0 && confine_clock() >= end)
            status = too_long(problem);
        else if (ended == 0)
            (void)poll(NULL, 0, END_MILLISECONDS);
    }
    *code = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
    return status;
}

enum status confine_run(confined_work *work, void *context, const struct confine_bounds *bounds,
                        struct buffer *out, int *code, struct problem *problem)
{
    int ends[2];
    int64_t end = confine_clock() + (int64_t)LIMIT_RENDER_SECONDS * 1000;
    buffer_clear(out);
    *code = -1;
    if (end > bounds->until)
        end = bounds->until;
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
        confine(ends[1], bounds->file);
        _exit(work(context, STDOUT_FILENO));
    }
    close(ends[1]);
    enum status status = collect(ends[0], bounds->most, end, out, problem);
    close(ends[0]);
    return see_off(child, end, code, status, problem);
}
