/* Fetching against a server of our own that misbehaves in every way the list of bad inputs names (rows 26 to 41 that concern
   the wire). What must come out: a refusal with its code, in bounded time and memory, and a good file the next time. */
#include "fetch.h"

#include "contract/limits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TLS_HELLO '\x16'
#define OK_HEAD "HTTP/1.1 200 OK\r\n"

/* ---- what the server does ---- */

enum manner {
    SAY,          /* the text, then close */
    SAY_AND_WAIT, /* the text, then nothing until the client goes */
    SILENT,       /* accept and say nothing */
    RESET,        /* RST in mid-answer */
    ENDLESS_BODY, /* the text, then bytes without end */
    ENDLESS_HEADER,
    ENDLESS_INTERIM,
    SLOW_BODY, /* one byte each 200 ms */
    SLOW_HEADER,
    LONG_HEADER, /* one line of 400 KB */
};

static const struct answer_case {
    const char *path;
    enum manner manner;
    const char *text;
    enum status status;
    const char *code; /* "" where the body is "body" */
} cases[] = {
    {"/good", SAY, OK_HEAD "Content-Length: 4\r\n\r\nbody", STATUS_OK, ""},
    {"/good-chunked", SAY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", STATUS_OK, ""},
    {"/good-identity", SAY, OK_HEAD "Content-Encoding: identity\r\nContent-Length: 4\r\n\r\nbody", STATUS_OK,
     ""},
    {"/good-interim", SAY,
     "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" OK_HEAD "Content-Length: 4\r\n\r\nbody",
     STATUS_OK, ""},
    {"/good-trailer", SAY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX: y\r\n\r\n",
     STATUS_OK, ""},
    /* Row 29, 30: a short body and a closed connection look good on the wire; length and hash are judged by trust. */
    {"/no-length", SAY, OK_HEAD "\r\nbody", STATUS_OK, ""},
    {"/length-too-small", SAY, OK_HEAD "Content-Length: 4\r\n\r\nbody and more", STATUS_OK, ""},
    {"/absent", SAY, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nbody", STATUS_END, ""},
    {"/forbidden", SAY, "HTTP/1.1 403 Forbidden\r\n\r\n", STATUS_END, ""},
    {"/absent-endless", ENDLESS_BODY, "HTTP/1.1 404 Not Found\r\n\r\n", STATUS_END, ""},
    /* 26, 27: nothing is followed. */
    {"/redirect-file", SAY, "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", STATUS_REFUSED,
     "http-status"},
    {"/redirect-self", SAY, "HTTP/1.1 301 Moved\r\nLocation: /redirect-self\r\n\r\n", STATUS_REFUSED,
     "http-status"},
    {"/redirect-host", SAY,
     "HTTP/1.1 307 T\r\nLocation: http://169.254.169.254/\r\nContent-Length: 4\r\n\r\nbody", STATUS_REFUSED,
     "http-status"},
    {"/redirect-good", SAY, "HTTP/1.1 308 P\r\nLocation: /good\r\n\r\n", STATUS_REFUSED, "http-status"},
    /* 28, 31, 32: lengths that lie. */
    {"/length-too-large", SAY, OK_HEAD "Content-Length: 9\r\n\r\nbody", STATUS_UNAVAILABLE, "network"},
    {"/length-over-cap", SAY, OK_HEAD "Content-Length: 101\r\n\r\nbody", STATUS_REFUSED, "too-large"},
    {"/length-astronomic", SAY, OK_HEAD "Content-Length: 99999999999999999999999\r\n\r\nbody", STATUS_REFUSED,
     "too-large"},
    {"/length-negative", SAY, OK_HEAD "Content-Length: -4\r\n\r\nbody", STATUS_REFUSED, "bad-http"},
    {"/length-word", SAY, OK_HEAD "Content-Length: four\r\n\r\nbody", STATUS_REFUSED, "bad-http"},
    {"/length-list", SAY, OK_HEAD "Content-Length: 4, 4\r\n\r\nbody", STATUS_REFUSED, "bad-http"},
    {"/length-twice", SAY, OK_HEAD "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody", STATUS_REFUSED,
     "bad-http"},
    {"/length-twice-same", SAY, OK_HEAD "Content-Length: 4\r\ncontent-length:4\r\n\r\nbody", STATUS_REFUSED,
     "bad-http"},
    {"/length-and-chunked", SAY,
     OK_HEAD "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", STATUS_REFUSED,
     "bad-http"},
    {"/chunked-and-length", SAY,
     OK_HEAD "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n4\r\nbody\r\n0\r\n\r\n", STATUS_REFUSED,
     "bad-http"},
    /* 33: chunks. */
    {"/chunk-cut", SAY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n9\r\nbody", STATUS_UNAVAILABLE, "network"},
    {"/chunk-no-end", SAY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n", STATUS_UNAVAILABLE,
     "network"},
    {"/chunk-no-hex", SAY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n", STATUS_UNAVAILABLE,
     "network"},
    {"/chunk-2-64", SAY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nbody\r\n",
     STATUS_UNAVAILABLE, "network"},
    {"/chunked-twice", SAY,
     OK_HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
     STATUS_REFUSED, "bad-http"},
    {"/transfer-gzip", SAY, OK_HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
     STATUS_REFUSED, "bad-http"},
    /* 34: we ask for no encoding, so none is right. */
    {"/gzip", SAY, OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbody", STATUS_REFUSED,
     "encoded"},
    {"/brotli", SAY, OK_HEAD "content-encoding:\tbr \r\n\r\nbody", STATUS_REFUSED, "encoded"},
    {"/gzip-after-identity", SAY, OK_HEAD "Content-Encoding: identity\r\nContent-Encoding: x\r\n\r\nbody",
     STATUS_REFUSED, "encoded"},
    /* 35: more than the cap, announced nowhere. */
    {"/endless-body", ENDLESS_BODY, OK_HEAD "\r\n", STATUS_REFUSED, "too-large"},
    {"/endless-chunk", ENDLESS_BODY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", STATUS_REFUSED,
     "too-large"},
    {"/endless-chunk-name", ENDLESS_BODY, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n1;", STATUS_REFUSED,
     "too-large"},
    {"/absent-chunk-name", ENDLESS_BODY, "HTTP/1.1 404 N\r\ntransfer-encoding: chunked\r\n\r\n1;",
     STATUS_REFUSED, "too-large"},
    {"/one-over-cap", SAY,
     OK_HEAD
     "\r\n"
     "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789+",
     STATUS_REFUSED, "too-large"},
    /* 36: slow, and silent. */
    {"/slow-body", SLOW_BODY, OK_HEAD "Content-Length: 99\r\n\r\n", STATUS_UNAVAILABLE, "timeout"},
    {"/slow-header", SLOW_HEADER, OK_HEAD, STATUS_UNAVAILABLE, "timeout"},
    {"/stalled", SAY_AND_WAIT, OK_HEAD "Content-Length: 9\r\n\r\nbody", STATUS_UNAVAILABLE, "timeout"},
    {"/silent", SILENT, "", STATUS_UNAVAILABLE, "timeout"},
    /* 37, 38: headers and answers that are none. */
    {"/endless-header", ENDLESS_HEADER, OK_HEAD, STATUS_REFUSED, "bad-http"},
    {"/endless-interim", ENDLESS_INTERIM, "", STATUS_REFUSED, "bad-http"},
    {"/long-header", LONG_HEADER, OK_HEAD, STATUS_UNAVAILABLE, "network"},
    {"/http-0.9", SAY, "body", STATUS_REFUSED, "bad-http"},
    {"/http-x", SAY, "HTTP/x.y 200 OK\r\n\r\nbody", STATUS_REFUSED, "bad-http"},
    {"/created", SAY, "HTTP/1.1 201 C\r\nContent-Length: 4\r\n\r\nbody", STATUS_REFUSED, "http-status"},
    {"/no-content", SAY, "HTTP/1.1 204 No Content\r\n\r\n", STATUS_REFUSED, "http-status"},
    {"/partial", SAY, "HTTP/1.1 206 P\r\nContent-Range: bytes 0-3/9\r\nContent-Length: 4\r\n\r\nbody",
     STATUS_REFUSED, "http-status"},
    {"/not-modified", SAY, "HTTP/1.1 304 Not Modified\r\n\r\n", STATUS_REFUSED, "http-status"},
    {"/gone", SAY, "HTTP/1.1 410 Gone\r\n\r\n", STATUS_REFUSED, "http-status"},
    {"/too-many", SAY, "HTTP/1.1 429 T\r\n\r\n", STATUS_REFUSED, "http-status"},
    {"/broken", SAY, "HTTP/1.1 500 Internal\r\n\r\n", STATUS_REFUSED, "http-status"},
    {"/unavailable", SAY, "HTTP/1.1 503 Unavailable\r\nContent-Length: 4\r\n\r\nbody", STATUS_REFUSED,
     "http-status"},
    /* 39: connections that end. */
    {"/closed", SAY, "", STATUS_UNAVAILABLE, "network"},
    {"/reset", RESET, OK_HEAD "Content-Length: 99\r\n\r\nbody", STATUS_UNAVAILABLE, "network"},
    {"/control-in-header", SAY, OK_HEAD "X: \x01\x7f\xff\r\nContent-Length: 4\r\n\r\nbody", STATUS_OK, ""},
};

/* The way to the client: the socket itself, or TLS over it. */
struct wire {
    int socket;
    SSL *tls;
};

static bool put(const struct wire *wire, const char *bytes, size_t size)
{
    if (wire->tls != NULL)
        return size == 0 || SSL_write(wire->tls, bytes, (int)size) > 0;
    return size == 0 || send(wire->socket, bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static void wait_until_gone(int socket)
{
    char byte;
    while (recv(socket, &byte, 1, 0) > 0)
        ;
}

static void pause_ms(long ms)
{
    struct timespec time = {.tv_nsec = ms * 1000000};
    (void)nanosleep(&time, NULL);
}

static void repeat(const struct wire *wire, const char *text, size_t size, int times, long ms)
{
    for (int i = 0; i < times && put(wire, text, size); i++)
        if (ms > 0)
            pause_ms(ms);
}

static void misbehave(const struct wire *wire, const struct answer_case *answer)
{
    static char chunk[65536];
    memset(chunk, 'x', sizeof chunk);
    if (!put(wire, answer->text, strlen(answer->text)))
        return;
    switch (answer->manner) {
    case SAY: break;
    case SAY_AND_WAIT:
    case SILENT: wait_until_gone(wire->socket); break;
    case RESET: {
        struct linger now = {.l_onoff = 1};
        pause_ms(50);
        (void)setsockopt(wire->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        break;
    }
    case ENDLESS_BODY: repeat(wire, chunk, sizeof chunk, 4096, 0); break;
    case ENDLESS_HEADER: repeat(wire, "X-More: and more\r\n", 18, 1000000, 0); break;
    case ENDLESS_INTERIM: repeat(wire, "HTTP/1.1 102 Processing\r\n\r\n", 27, 1000000, 0); break;
    case SLOW_BODY: repeat(wire, "x", 1, 50, 200); break;
    case SLOW_HEADER: repeat(wire, "X", 1, 50, 200); break;
    case LONG_HEADER:
        (void)put(wire, "X: ", 3);
        repeat(wire, chunk, 40000, 10, 0);
        (void)put(wire, "\r\n\r\nbody", 8);
        break;
    }
}

/* Reads one request, as far as its head ends, and gives its path; false when the client is gone. */
static bool read_request(const struct wire *wire, char *request, size_t room)
{
    size_t used = 0;
    request[0] = '\0';
    while (strstr(request, "\r\n\r\n") == NULL && used + 1 < room && request[0] != TLS_HELLO) {
        ssize_t got = wire->tls != NULL ? SSL_read(wire->tls, request + used, (int)(room - used - 1))
                                        : recv(wire->socket, request + used, room - used - 1, 0);
        if (got <= 0)
            return false;
        used += (size_t)got;
        request[used] = '\0';
    }
    return true;
}

static void serve(const struct wire *wire)
{
    char request[8192];
    if (!read_request(wire, request, sizeof request))
        return;
    if (request[0] == TLS_HELLO) {
        (void)put(wire, "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
        return;
    }
    if (strncmp(request, "GET /echo", 9) == 0) {
        char head[128];
        (void)snprintf(head, sizeof head, OK_HEAD "Content-Length: %zu\r\n\r\n", strlen(request));
        (void)put(wire, head, strlen(head));
        (void)put(wire, request, strlen(request));
        return;
    }
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t length = strlen(cases[i].path);
        if (strncmp(request + 4, cases[i].path, length) == 0 && request[4 + length] == ' ')
            misbehave(wire, &cases[i]);
    }
}

/* ---- the server's process ---- */

struct server {
    pid_t process;
    char base[64];
};

static int listen_on_loopback(char *base, size_t room, const char *scheme)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(base, room, "%s://127.0.0.1:%d", scheme, ntohs(address.sin_port));
    return fd;
}

static void start(struct server *server, SSL_CTX *tls)
{
    int fd = listen_on_loopback(server->base, sizeof server->base, tls == NULL ? "http" : "https");
    server->process = fork();
    assert_true(server->process >= 0);
    if (server->process > 0) {
        (void)close(fd);
        return;
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGPIPE, SIG_IGN);
    for (;;) {
        struct wire wire = {accept(fd, NULL, NULL), NULL};
        if (wire.socket < 0)
            _exit(1);
        if (tls != NULL) {
            wire.tls = SSL_new(tls);
            (void)SSL_set_fd(wire.tls, wire.socket);
        }
        if (wire.tls == NULL || SSL_accept(wire.tls) == 1)
            serve(&wire);
        if (wire.tls != NULL) {
            (void)SSL_shutdown(wire.tls);
            SSL_free(wire.tls);
        }
        (void)close(wire.socket);
    }
}

static void stop(const struct server *server)
{
    assert_int_equal(kill(server->process, SIGKILL), 0);
    assert_int_equal(waitpid(server->process, NULL, 0), server->process);
}

static enum status get(const struct server *server, const struct fetch_options *options, const char *path,
                       size_t most, struct buffer *out, struct problem *problem)
{
    struct fetcher *fetcher = NULL;
    char *url = take_format("%s%s", server->base, path);
    problem_clear(problem);
    buffer_clear(out);
    assert_int_equal(fetch_create(options, &fetcher, problem), STATUS_OK);
    enum status status = fetch_get(fetcher, url, most, out, problem);
    fetch_destroy(fetcher);
    free(url);
    return status;
}

/* ---- tests ---- */

static double seconds(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void answers(void **state)
{
    (void)state;
    static const struct fetch_options quick = {.silence_seconds = 1, .file_seconds = 3};
    struct server server;
    struct buffer out = {0};
    struct problem problem;
    start(&server, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        double began = seconds();
        enum status status = get(&server, &quick, cases[i].path, 100, &out, &problem);
        if (status != cases[i].status || strcmp(problem.code, cases[i].code) != 0)
            fail_msg("%s: status %d, code '%s' (%s), expected %d, '%s'", cases[i].path, status, problem.code,
                     problem.text, cases[i].status, cases[i].code);
        assert_int_equal(out.size, status == STATUS_OK ? 4 : 0);
        if (status == STATUS_OK)
            assert_memory_equal(out.data, "body", 4);
        assert_true(seconds() - began < 5);
        assert_int_equal(get(&server, &quick, "/good", 4, &out, &problem),
                         STATUS_OK); /* the next good one succeeds */
    }
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    print_message("peak memory %ld KiB\n", usage.ru_maxrss);
    stop(&server);
    buffer_finish(&out);
}

/* One fetcher, over good and bad answers: none leaves anything behind for the next. */
static void one_fetcher_for_all(void **state)
{
    (void)state;
    static const struct fetch_options quick = {.silence_seconds = 1, .file_seconds = 3};
    struct server server;
    struct fetcher *fetcher = NULL;
    struct buffer out = {0};
    struct problem problem = {0};
    start(&server, NULL);
    assert_int_equal(fetch_create(&quick, &fetcher, &problem), STATUS_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (cases[i].manner == SLOW_BODY || cases[i].manner == SLOW_HEADER || cases[i].manner == SILENT)
            continue;
        char *bad = take_format("%s%s", server.base, cases[i].path),
             *good = take_format("%s/good", server.base);
        problem_clear(&problem);
        buffer_clear(&out);
        if (fetch_get(fetcher, bad, 100, &out, &problem) != cases[i].status)
            fail_msg("%s: '%s' %s", cases[i].path, problem.code, problem.text);
        buffer_clear(&out);
        assert_int_equal(fetch_get(fetcher, good, 100, &out, NULL), STATUS_OK);
        assert_int_equal(out.size, 4);
        free(bad);
        free(good);
    }
    buffer_clear(&out);
    buffer_text(&out, "before "); /* appended; untouched by a failure */
    char *url = take_format("%s/endless-body", server.base);
    assert_int_equal(fetch_get(fetcher, url, 100, &out, NULL), STATUS_REFUSED);
    assert_string_equal(out.data, "before ");
    free(url);
    fetch_destroy(fetcher);
    fetch_destroy(NULL);
    stop(&server);
    buffer_finish(&out);
}

/* A server that keeps within the bounds of each file cannot hold a whole row of them: a second of patience, then it must bring enough. */
static void a_row_of_files(void **state)
{
    (void)state;
    static const struct fetch_options patient = {
        .silence_seconds = 60, .file_seconds = 60, .patience_seconds = 1};
    struct server server;
    struct fetcher *fetcher = NULL;
    struct buffer out = {0};
    struct problem problem = {0};
    start(&server, NULL);
    char *slow = take_format("%s/slow-body", server.base), *good = take_format("%s/good", server.base);
    assert_int_equal(fetch_create(&patient, &fetcher, &problem), STATUS_OK);
    for (int row = 0; row < 2; row++) {
        double began = seconds();
        fetch_begin(fetcher);
        assert_int_equal(fetch_get(fetcher, good, 100, &out, &problem), STATUS_OK);
        problem_clear(&problem);
        assert_int_equal(fetch_get(fetcher, slow, 100, &out, &problem), STATUS_UNAVAILABLE);
        assert_string_equal(problem.code, "timeout");
        assert_non_null(strstr(problem.text, "all files together"));
        assert_true(seconds() - began < 5);
        problem_clear(&problem);
        assert_int_equal(fetch_get(fetcher, good, 100, &out, &problem),
                         STATUS_UNAVAILABLE); /* nor goes it on */
        assert_string_equal(problem.code, "timeout");
    }
    assert_int_equal(out.size, 8);
    free(slow);
    free(good);
    fetch_destroy(fetcher);
    stop(&server);
    buffer_finish(&out);
}

static void requests(void **state)
{
    (void)state;
    static const struct fetch_options usual = {0};
    struct server server;
    struct buffer out = {0};
    struct problem problem;
    start(&server, NULL);
    (void)setenv("http_proxy", "http://127.0.0.1:1", 1);
    assert_int_equal(get(&server, &usual, "/echo/1...%2Fx/../y?%23", 4096, &out, &problem), STATUS_OK);
    (void)unsetenv("http_proxy");
    assert_memory_equal(out.data, "GET /echo/1...%2Fx/../y?%23 HTTP/1.1\r\n",
                        38); /* as written: no dots resolved */
    assert_null(strcasestr(out.data, "accept-encoding"));
    assert_null(strcasestr(out.data, "cookie"));
    assert_null(strcasestr(out.data, "authorization"));
    assert_null(strcasestr(out.data, "referer"));
    stop(&server);
    assert_int_equal(get(&server, &usual, "/good", 4, &out, &problem),
                     STATUS_UNAVAILABLE); /* nobody listens */
    assert_string_equal(problem.code, "connect");
    buffer_finish(&out);
}

static void urls(void **state)
{
    (void)state;
    static const char *const bad[] = {"file:///etc/passwd",
                                      "ftp://127.0.0.1/x",
                                      "gopher://127.0.0.1/x",
                                      "dict://127.0.0.1/x",
                                      "telnet://127.0.0.1",
                                      "",
                                      "http://",
                                      "http://[::1",
                                      "http://127.0.0.1:99999/",
                                      "smb://x/y",
                                      "http://a b/"};
    static const struct fetch_options usual = {.silence_seconds = 2};
    struct fetcher *fetcher = NULL;
    struct buffer out = {0};
    assert_int_equal(fetch_create(&usual, &fetcher, NULL), STATUS_OK);
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct problem problem = {0};
        if (fetch_get(fetcher, bad[i], 100, &out, &problem) != STATUS_MISUSE ||
            strcmp(problem.code, "bad-url") != 0)
            fail_msg("%s: '%s' %s", bad[i], problem.code, problem.text);
    }
    char *endless = take_zeroed(LIMIT_URL_BYTES + 2, 1);
    memset(endless, 'a', LIMIT_URL_BYTES + 1);
    memcpy(endless, "http://", 7);
    assert_int_equal(fetch_get(fetcher, endless, 100, &out, NULL), STATUS_MISUSE);
    free(endless);
    struct problem problem = {0};
    assert_int_equal(fetch_get(fetcher, "http://no-such-host.invalid/", 100, &out, &problem),
                     STATUS_UNAVAILABLE);
    assert_string_equal(problem.code, "connect");
    fetch_destroy(fetcher);
    assert_null(out.data);
}

/* ---- TLS ---- */

struct certificate {
    EVP_PKEY *key;
    X509 *x509;
};

static void add_extension(X509 *x509, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(x509, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

/* Valid for a day from `from` seconds; issued by `by`, or by itself. */
static struct certificate certify(const char *name, const char *address, long from,
                                  const struct certificate *by)
{
    struct certificate made = {EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"), X509_new()};
    const struct certificate *issuer = by == NULL ? &made : by;
    assert_non_null(made.key);
    assert_int_equal(X509_set_version(made.x509, 2), 1);
    assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(made.x509), by == NULL ? 1 : 2), 1);
    assert_non_null(X509_gmtime_adj(X509_getm_notBefore(made.x509), from));
    assert_non_null(X509_gmtime_adj(X509_getm_notAfter(made.x509), from + 86400));
    assert_int_equal(X509_set_pubkey(made.x509, made.key), 1);
    assert_int_equal(X509_NAME_add_entry_by_txt(X509_get_subject_name(made.x509), "CN", MBSTRING_UTF8,
                                                (const unsigned char *)name, -1, -1, 0),
                     1);
    assert_int_equal(X509_set_issuer_name(made.x509, X509_get_subject_name(issuer->x509)), 1);
    add_extension(made.x509, issuer->x509, NID_basic_constraints,
                  by == NULL ? "critical,CA:TRUE" : "CA:FALSE");
    if (address != NULL)
        add_extension(made.x509, issuer->x509, NID_subject_alt_name, address);
    assert_true(X509_sign(made.x509, issuer->key, EVP_sha256()) > 0);
    return made;
}

static void drop_certificate(struct certificate *certificate)
{
    X509_free(certificate->x509);
    EVP_PKEY_free(certificate->key);
}

static void transport_security(void **state)
{
    (void)state;
    char ca_file[] = "/tmp/test_fetch.XXXXXX";
    struct certificate authority = certify("authority", NULL, -3600, NULL);
    int fd = mkstemp(ca_file);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    assert_int_equal(PEM_write_X509(file, authority.x509), 1);
    assert_int_equal(fclose(file), 0);
    const struct fetch_options ours = {.ca_file = ca_file, .file_seconds = 5}, systems = {.file_seconds = 5},
                               none = {.ca_file = "/nonexistent.pem", .file_seconds = 5};
    const struct {
        const char *address;
        long from;
        bool self_signed;
        int newest;
        const struct fetch_options *options;
        enum status status;
    } tls_cases[] = {
        {"IP:127.0.0.1", -3600, false, 0, &ours, STATUS_OK},
        {"IP:127.0.0.1", -3600, false, 0, &systems, STATUS_UNAVAILABLE}, /* an authority nobody knows */
        {"IP:127.0.0.1", -3600, false, 0, &none,
         STATUS_UNAVAILABLE}, /* the file is not there: not "trust all" */
        {"IP:127.0.0.2", -3600, false, 0, &ours, STATUS_UNAVAILABLE}, /* another host's */
        {"DNS:localhost", -3600, false, 0, &ours, STATUS_UNAVAILABLE},
        {"IP:127.0.0.1", -2 * 86400, false, 0, &ours, STATUS_UNAVAILABLE}, /* expired */
        {"IP:127.0.0.1", 86400, false, 0, &ours, STATUS_UNAVAILABLE},      /* not yet valid */
        {"IP:127.0.0.1", -3600, true, 0, &ours, STATUS_UNAVAILABLE},
        {"IP:127.0.0.1", -3600, false, TLS1_1_VERSION, &ours, STATUS_UNAVAILABLE}, /* downgraded */
    };
    for (size_t i = 0; i < COUNT(tls_cases); i++) {
        struct certificate own = certify("site", tls_cases[i].address, tls_cases[i].from,
                                         tls_cases[i].self_signed ? NULL : &authority);
        struct server server;
        struct buffer out = {0};
        struct problem problem;
        SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
        assert_int_equal(SSL_CTX_use_certificate(tls, own.x509), 1);
        assert_int_equal(SSL_CTX_use_PrivateKey(tls, own.key), 1);
        if (tls_cases[i].newest != 0) {
            SSL_CTX_set_security_level(tls, 0);
            assert_int_equal(SSL_CTX_set_max_proto_version(tls, tls_cases[i].newest), 1);
        }
        start(&server, tls);
        enum status status = get(&server, tls_cases[i].options, "/good", 100, &out, &problem);
        if (status != tls_cases[i].status || (status != STATUS_OK && strcmp(problem.code, "tls") != 0))
            fail_msg("case %zu: status %d, '%s' %s", i, status, problem.code, problem.text);
        assert_int_equal(out.size, status == STATUS_OK ? 4 : 0);
        stop(&server);
        SSL_CTX_free(tls);
        drop_certificate(&own);
        buffer_finish(&out);
    }
    struct server plain; /* a server that speaks no TLS at all */
    struct buffer out = {0};
    struct problem problem;
    start(&plain, NULL);
    memmove(plain.base + 5, plain.base + 4, strlen(plain.base + 4) + 1);
    plain.base[4] = 's';
    assert_int_equal(get(&plain, &ours, "/good", 100, &out, &problem), STATUS_UNAVAILABLE);
    assert_string_equal(problem.code, "tls");
    stop(&plain);
    buffer_finish(&out);
    assert_int_equal(unlink(ca_file), 0);
    drop_certificate(&authority);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),        cmocka_unit_test(one_fetcher_for_all),
        cmocka_unit_test(a_row_of_files), cmocka_unit_test(requests),
        cmocka_unit_test(urls),           cmocka_unit_test(transport_security),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
