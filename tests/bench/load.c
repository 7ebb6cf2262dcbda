/* Many followers of one web server, for the bench: each polls one file on loopback again and again, every answer is read to its end
   and compared in size. Bounded in followers, requests and time.
   load PORT PATH FOLLOWERS INTERVAL_MS SECONDS: followers poll every INTERVAL_MS, evenly spread; 0: each at once again, to saturate.
   Prints requests, errors, late polls, and latencies p50, p99 and the most, in microseconds. A connection for each poll, as a daemon
   that wakes once a minute makes it. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FOLLOWERS_MOST 4000
#define SECONDS_MOST 120
#define REQUESTS_MOST 8000000
#define ANSWER_MOST 65536

struct follower {
    int fd; /* -1: at rest */
    int64_t begun;
    size_t taken;
    char head[16]; /* "HTTP/1.1 200" */
};

struct load {
    struct sockaddr_in server;
    char request[512];
    struct follower *follower;
    size_t followers, size; /* of the first answer; every other must have it too */
    int epoll;
    uint32_t *latency;
    size_t requests, errors, late;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void end_poll(struct load *load, struct follower *follower, bool good)
{
    int64_t took = now_us() - follower->begun;
    (void)close(follower->fd);
    follower->fd = -1;
    if (good && load->size == 0)
        load->size = follower->taken;
    if (!good || follower->taken != load->size || load->requests >= REQUESTS_MOST)
        load->errors++;
    else
        load->latency[load->requests++] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
}

static void begin_poll(struct load *load, struct follower *follower)
{
    struct epoll_event event = {.events = EPOLLOUT, .data = {.ptr = follower}};
    follower->begun = now_us();
    follower->taken = 0;
    follower->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (follower->fd < 0) {
        load->errors++;
        return;
    }
    if ((connect(follower->fd, (const struct sockaddr *)&load->server, sizeof load->server) != 0 &&
         errno != EINPROGRESS) ||
        epoll_ctl(load->epoll, EPOLL_CTL_ADD, follower->fd, &event) != 0)
        end_poll(load, follower, false);
}

static void send_request(struct load *load, struct follower *follower)
{
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = follower}};
    size_t size = strlen(load->request);
    if (send(follower->fd, load->request, size, MSG_NOSIGNAL) != (ssize_t)size ||
        epoll_ctl(load->epoll, EPOLL_CTL_MOD, follower->fd, &event) != 0)
        end_poll(load, follower, false);
}

static void take_answer(struct load *load, struct follower *follower)
{
    char block[16384];
    ssize_t got = recv(follower->fd, block, sizeof block, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0 && follower->taken + (size_t)got <= ANSWER_MOST) {
        if (follower->taken < sizeof follower->head)
            memcpy(follower->head + follower->taken, block,
                   (size_t)got < sizeof follower->head - follower->taken
                       ? (size_t)got
                       : sizeof follower->head - follower->taken);
        follower->taken += (size_t)got;
        return;
    }
    end_poll(load, follower,
             got == 0 && follower->taken > 12 && memcmp(follower->head, "HTTP/1.1 200", 12) == 0);
}

static void serve_events(struct load *load, int wait_ms, bool again)
{
    struct epoll_event events[512];
    int count = epoll_wait(load->epoll, events, 512, wait_ms);
    for (int i = 0; i < count; i++) {
        struct follower *follower = events[i].data.ptr;
        if ((events[i].events & EPOLLOUT) != 0)
            send_request(load, follower);
        else
            take_answer(load, follower);
        if (again && follower->fd < 0)
            begin_poll(load, follower);
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static size_t number(const char *text, size_t most)
{
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value > most) {
        fprintf(stderr, "load: %s is no number up to %zu\n", text, most);
        exit(2);
    }
    return value;
}

/* Each follower in its turn, evenly spread over the interval. */
static void poll_in_turn(struct load *load, int64_t interval, int64_t end)
{
    int64_t start = now_us();
    for (size_t n = 0; now_us() < end;) {
        int64_t due = start + (int64_t)n * interval / (int64_t)load->followers, wait = due - now_us();
        if (wait > 0) {
            serve_events(load, wait > 1000 ? (int)(wait / 1000) : 0, false);
            continue;
        }
        struct follower *follower = &load->follower[n++ % load->followers];
        if (follower->fd >= 0)
            load->late++;
        else
            begin_poll(load, follower);
    }
}

static void poll_at_once(struct load *load, int64_t end)
{
    for (size_t i = 0; i < load->followers; i++)
        begin_poll(load, &load->follower[i]);
    while (now_us() < end)
        serve_events(load, 100, true);
}

int main(int argc, char **argv)
{
    struct load load = {.epoll = epoll_create1(EPOLL_CLOEXEC)};
    if (argc != 6 || load.epoll < 0) {
        fprintf(stderr, "load PORT PATH FOLLOWERS INTERVAL_MS SECONDS\n");
        return 2;
    }
    load.server = (struct sockaddr_in){.sin_family = AF_INET,
                                       .sin_port = htons((uint16_t)number(argv[1], 65535)),
                                       .sin_addr = {htonl(INADDR_LOOPBACK)}};
    load.followers = number(argv[3], FOLLOWERS_MOST);
    int64_t interval = (int64_t)number(argv[4], 3600000) * 1000,
            seconds = (int64_t)number(argv[5], SECONDS_MOST);
    load.follower = calloc(load.followers + 1, sizeof *load.follower);
    load.latency = malloc(REQUESTS_MOST * sizeof *load.latency);
    if (load.followers == 0 || load.follower == NULL || load.latency == NULL ||
        snprintf(load.request, sizeof load.request,
                 "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                 argv[2]) >= (int)sizeof load.request)
        return 2;
    for (size_t i = 0; i < load.followers; i++)
        load.follower[i].fd = -1;
    int64_t start = now_us(), end = start + seconds * 1000000;
    if (interval > 0)
        poll_in_turn(&load, interval, end);
    else
        poll_at_once(&load, end);
    double took = (double)(now_us() - start) / 1e6;
    for (int64_t last = now_us() + 1000000; now_us() < last;) { /* what is still on its way */
        bool any = false;
        for (size_t i = 0; i < load.followers; i++)
            any = any || load.follower[i].fd >= 0;
        if (!any)
            break;
        serve_events(&load, 50, false);
    }
    for (size_t i = 0; i < load.followers; i++)
        load.errors += load.follower[i].fd >= 0;
    qsort(load.latency, load.requests, sizeof *load.latency, compare);
    printf("requests=%zu errors=%zu late=%zu seconds=%.1f p50=%u p99=%u most=%u bytes=%zu\n", load.requests,
           load.errors, load.late, took, load.requests > 0 ? load.latency[load.requests / 2] : 0,
           load.requests > 0 ? load.latency[load.requests * 99 / 100] : 0,
           load.requests > 0 ? load.latency[load.requests - 1] : 0, load.size);
    return load.requests > 0 && load.errors == 0 ? 0 : 1;
}
