/* A confined child can compute and nothing else; one that a hostile file has taken over cannot hold the feeder up. */
#include "confine.h"

#include "contract/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

static struct confine_bounds bounds_of(int64_t milliseconds)
{
    return (struct confine_bounds){4096, confine_clock() + milliseconds, -1};
}

static enum status run(confined_work *work, void *context, int64_t milliseconds, struct buffer *out,
                       int *code, struct problem *problem)
{
    struct confine_bounds bounds = bounds_of(milliseconds);
    return confine_run(work, context, &bounds, out, code, problem);
}

static int say(void *context, int out)
{
    return write(out, context, strlen(context)) > 0 ? 7 : 8;
}

static void test_output_and_code(void **state)
{
    struct buffer out = {0};
    int code = 0;
    (void)state;
    assert_int_equal(run(say, "ready", 5000, &out, &code, NULL), STATUS_OK);
    assert_string_equal(out.data, "ready");
    assert_int_equal(code, 7);
    buffer_finish(&out);
}

/* Each digit says whether a thing that must not be had is had. */
static int try_all(void *context, int out)
{
    const int *foreign = context;
    char byte = 0, answer[] = "000000000";
    bool had[sizeof answer - 1] = {false};
    had[0] = write(*foreign, "x", 1) == 1; /* a descriptor that the parent has open */
    had[1] = getenv("PATH") != NULL;
    had[2] = memfd_create("more", 0) >= 0 && write(CONFINED_FILE + 1, "x", 1) == 1;
    had[3] = read(STDIN_FILENO, &byte, 1) > 0;
    if (!SANITIZED) /* the sanitizer maps more than any machine has */
        had[4] = mmap(NULL, (size_t)LIMIT_RENDER_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
                 MAP_FAILED;
    FILE *file = fopen("/tmp/confined-child", "w");
    had[5] = file != NULL && fputs("x", file) >= 0 && fflush(file) == 0;
    (void)unlink("/tmp/confined-child");
    if (geteuid() != 0 && getuid() != 65534) { /* root is above this limit */
        pid_t more = fork();
        if (more == 0)
            _exit(0);
        had[6] = more > 0;
    }
    had[7] = socket(AF_INET, SOCK_STREAM, 0) >= 0;
    had[8] = kill(getppid(), 0) == 0;
    for (size_t i = 0; i < sizeof had; i++)
        answer[i] = had[i] ? '1' : '0';
    return write(out, answer, sizeof answer - 1) > 0 ? 0 : 1;
}

static void test_nothing_else(void **state)
{
    struct buffer out = {0};
    int code = 0, foreign = memfd_create("cache", 0);
    (void)state;
    assert_int_equal(run(try_all, &foreign, 5000, &out, &code, NULL), STATUS_OK);
    assert_int_equal(code, 0);
    assert_string_equal(out.data, "000000000");
    close(foreign);
    buffer_finish(&out);
}

static int read_file(void *context, int out)
{
    char bytes[5] = {0};
    (void)context;
    return read(CONFINED_FILE, bytes, sizeof bytes) == sizeof bytes && write(out, bytes, sizeof bytes) > 0
               ? 0
               : 1;
}

static void test_the_one_file(void **state)
{
    struct buffer out = {0};
    int code = 0, file = memfd_create("plan", MFD_CLOEXEC);
    struct confine_bounds bounds = bounds_of(5000);
    (void)state;
    assert_int_equal(write(file, "%PDF-", 5), 5);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    bounds.file = file;
    assert_int_equal(confine_run(read_file, NULL, &bounds, &out, &code, NULL), STATUS_OK);
    assert_int_equal(code, 0);
    assert_string_equal(out.data, "%PDF-");
    close(file);
    buffer_finish(&out);
}

static int stay(void *context, int out)
{
    const bool *silent = context;
    if (*silent)
        (void)close(out);
    while (pause() < 0)
        ;
    return 0;
}

static int chatter(void *context, int out)
{
    (void)context;
    while (write(out, "more and more", 13) > 0)
        ;
    return 0;
}

static void test_bounds(void **state)
{
    struct {
        confined_work *work;
        bool silent;
    } cases[] = {{stay, false}, {stay, true}, {chatter, false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer out = {0};
        struct problem problem = {0};
        int code = 0;
        int64_t start = confine_clock();
        assert_int_equal(run(cases[i].work, &cases[i].silent, 300, &out, &code, &problem), STATUS_REFUSED);
        assert_string_equal(problem.code, "render-limit");
        assert_int_equal(code, -1);
        assert_in_range(confine_clock() - start, 0, 5000);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* nobody is left behind */
        assert_int_equal(errno, ECHILD);
        buffer_finish(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_output_and_code),
        cmocka_unit_test(test_nothing_else),
        cmocka_unit_test(test_the_one_file),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
