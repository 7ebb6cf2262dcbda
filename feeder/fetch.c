#include "fetch.h"

#include "contract/limits.h"
#include "contract/log.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* One answer as it comes in. The first thing wrong is noted, and the transfer is
   ended by taking fewer bytes than came. */
struct answer {
    struct fetcher *fetcher;
    CURL *curl;
    struct buffer body;
    size_t max_bytes, header_bytes, wire_bytes; /* the last: body and its framing */
    int lengths;                                /* Content-Length fields of this answer */
    bool chunked;
    struct problem problem;
};

/* A file that is on its way, or came, before it was asked for. */
struct ahead {
    CURL *curl;  /* NULL: none yet */
    char *url;   /* NULL: free */
    size_t most; /* the bound it will be asked for with */
    bool done;
    CURLcode result;
    struct answer answer;
    char error[CURL_ERROR_SIZE];
};

struct fetcher {
    void (*alive)(void *with);
    void *with;
    int64_t patience, began; /* seconds; of CLOCK_BOOTTIME, 0: not bounded as a whole */
    uint64_t received;       /* bytes of content since then */
    CURL *curl;
    char error[CURL_ERROR_SIZE];
    CURLM *multi; /* NULL: nothing was fetched ahead yet */
    struct ahead ahead[LIMIT_FETCH_AHEAD];
    size_t next; /* the place for the next one: the oldest */
};

/* ---- headers ---- */

/* The value behind "Name:", trimmed, in `value`; NULL if the line is of another name. */
static const char *field(const char *line, size_t size, const char *name, char *value, size_t room)
{
    size_t length = strlen(name);
    if (size <= length || strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    const char *from = line + length + 1, *to = line + size;
    while (from < to && strchr(" \t", *from) != NULL)
        from++;
    while (from < to && strchr(" \t\r\n", to[-1]) != NULL)
        to--;
    size_t bytes = (size_t)(to - from) < room - 1 ? (size_t)(to - from) : room - 1;
    memcpy(value, from, bytes);
    value[bytes] = '\0';
    return value;
}

/* Digits that fit, else not: curl takes a number too large for it as "no length". */
static enum status check_length(struct answer *answer, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    if (digits == 0 || value[digits] != '\0' || ++answer->lengths > 1 || answer->chunked)
        return problem_set(&answer->problem, STATUS_REFUSED, "bad-http",
                           "Content-Length is no number, or not the only one");
    if (digits > 18 || strtoull(value, NULL, 10) > answer->max_bytes)
        return problem_set(&answer->problem, STATUS_REFUSED, "too-large", "more than %zu bytes announced",
                           answer->max_bytes);
    return STATUS_OK;
}

static enum status check_field(struct answer *answer, const char *line, size_t size)
{
    char value[64], shown[128];
    const char *found = field(line, size, "Content-Length", value, sizeof value);
    if (found != NULL)
        return check_length(answer, found);
    found = field(line, size, "Transfer-Encoding", value, sizeof value);
    if (found != NULL) {
        if (strcasecmp(found, "chunked") != 0 || answer->chunked || answer->lengths > 0)
            return problem_set(&answer->problem, STATUS_REFUSED, "bad-http", "transfer encoding %s",
                               log_escape(shown, sizeof shown, found));
        answer->chunked = true;
        return STATUS_OK;
    }
    found = field(line, size, "Content-Encoding", value, sizeof value);
    if (found != NULL && strcasecmp(found, "identity") != 0)
        return problem_set(&answer->problem, STATUS_REFUSED, "encoded", "content encoding %s, asked for none",
                           log_escape(shown, sizeof shown, found));
    return STATUS_OK;
}

/* Called for each header line, those of interim answers and trailers included. */
static size_t take_header(char *line, size_t one, size_t size, void *data)
{
    struct answer *answer = data;
    (void)one; /* always 1 */
    answer->header_bytes += size;
    if (answer->header_bytes > LIMIT_FETCH_HEADER_BYTES) {
        (void)problem_set(&answer->problem, STATUS_REFUSED, "bad-http", "more than %d bytes of header",
                          LIMIT_FETCH_HEADER_BYTES);
        return 0;
    }
    if (size > 5 && strncasecmp(line, "HTTP/", 5) == 0) { /* a new answer, perhaps after an interim one */
        answer->lengths = 0;
        answer->chunked = false;
        if (size > 9 && (strncmp(line, "HTTP/1.1 ", 9) == 0 || strncmp(line, "HTTP/1.0 ", 9) == 0))
            return size;
        (void)problem_set(&answer->problem, STATUS_REFUSED, "bad-http", "neither HTTP/1.1 nor HTTP/1.0");
        return 0;
    }
    /* take_wire is called from here on, whatever the code: an error page has chunks as well. */
    char value[16];
    if (field(line, size, "Transfer-Encoding", value, sizeof value) != NULL &&
        curl_easy_setopt(answer->curl, CURLOPT_VERBOSE, 1L) != CURLE_OK)
        return 0;
    long code = 0;
    (void)curl_easy_getinfo(answer->curl, CURLINFO_RESPONSE_CODE, &code);
    return code != 200 || check_field(answer, line, size) == STATUS_OK ? size : 0;
}

/* ---- body ---- */

static size_t take_body(char *bytes, size_t one, size_t size, void *data)
{
    struct answer *answer = data;
    long code = 0;
    (void)one;
    (void)curl_easy_getinfo(answer->curl, CURLINFO_RESPONSE_CODE, &code);
    if (code != 200)
        return 0; /* nobody reads what an error page says */
    if (size > answer->max_bytes - answer->body.size) {
        (void)problem_set(&answer->problem, STATUS_REFUSED, "too-large", "more than %zu bytes",
                          answer->max_bytes);
        return 0;
    }
    buffer_add(&answer->body, bytes, size);
    answer->fetcher->received += size;
    return size;
}

/* ---- the wire ---- */

/* The names of chunks reach no other callback, however long they are. Called for chunked answers alone: without chunks nothing
   comes beside header and content, and curl words many lines for each file where somebody listens. */
static int take_wire(CURL *curl, curl_infotype type, char *bytes __attribute__((unused)), size_t size,
                     void *data)
{
    (void)curl;
    if (type == CURLINFO_DATA_IN)
        ((struct answer *)data)->wire_bytes += size;
    return 0;
}

static int64_t boot_seconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec + 1; /* never 0 */
}

/* Has all of it together come too slowly? */
static bool is_held_up(const struct fetcher *fetcher, struct problem *problem)
{
    int64_t over = boot_seconds() - fetcher->began - fetcher->patience;
    if (fetcher->began == 0 || over <= 0 || fetcher->received >= (uint64_t)over * LIMIT_FETCH_LEAST_BYTES)
        return false;
    (void)problem_set(problem, STATUS_UNAVAILABLE, "timeout",
                      "%" PRIu64 " bytes in %" PRId64 " s, all files together, are too few",
                      fetcher->received, over + fetcher->patience);
    return true;
}

/* Called all the while. Ends a transfer whose framing weighs more than its content may. */
static int go_on(void *data, curl_off_t download, curl_off_t downloaded, curl_off_t upload,
                 curl_off_t uploaded)
{
    struct answer *answer = data;
    (void)download;
    (void)downloaded;
    (void)upload;
    (void)uploaded;
    if (answer->fetcher->alive != NULL)
        answer->fetcher->alive(answer->fetcher->with);
    if (is_held_up(answer->fetcher, &answer->problem))
        return 1;
    if (answer->wire_bytes <= 2 * answer->max_bytes + LIMIT_FETCH_FRAMING_BYTES)
        return 0;
    (void)problem_set(&answer->problem, STATUS_REFUSED, "too-large", "more than %zu bytes, and framing",
                      answer->max_bytes);
    return 1;
}

/* ---- verdict ---- */

/* `asked`: the request went out, so the URL was good and what is odd came from the server. */
static enum status transfer_problem(CURLcode result, bool asked, const char *error, struct problem *problem)
{
    char shown[200];
    enum status status = STATUS_UNAVAILABLE;
    const char *code = "network";
    switch (result) {
    case CURLE_UNSUPPORTED_PROTOCOL: /* also of an answer in HTTP/0.9 */
    case CURLE_URL_MALFORMAT:
        status = asked ? STATUS_REFUSED : STATUS_MISUSE;
        code = asked ? "bad-http" : "bad-url";
        break;
    case CURLE_WEIRD_SERVER_REPLY:
        status = STATUS_REFUSED;
        code = "bad-http";
        break;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: code = "connect"; break;
    case CURLE_OPERATION_TIMEDOUT: code = "timeout"; break;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: code = "tls"; break;
    default: break;
    }
    return problem_set(
        problem, status, code, "%s",
        log_escape(shown, sizeof shown, error[0] != '\0' ? error : curl_easy_strerror(result)));
}

static enum status judge(CURLcode result, const char *error, struct answer *answer)
{
    long code = 0, asked = 0;
    (void)curl_easy_getinfo(answer->curl, CURLINFO_RESPONSE_CODE, &code);
    (void)curl_easy_getinfo(answer->curl, CURLINFO_REQUEST_SIZE, &asked);
    if (answer->problem.code[0] != '\0')
        return answer->problem.status;
    if (code == 404 || code == 403)
        return STATUS_END;
    if (code != 0 && code != 200)
        return problem_set(&answer->problem, STATUS_REFUSED, "http-status", "the server answered %ld", code);
    if (result != CURLE_OK)
        return transfer_problem(result, asked > 0, error, &answer->problem);
    return STATUS_OK;
}

/* ---- settings ---- */

static long or_else(long given, long otherwise)
{
    return given > 0 ? given : otherwise;
}

static CURLcode set_up(CURL *curl, const struct fetch_options *options)
{
    long silence = or_else(options->silence_seconds, LIMIT_FETCH_SILENCE_SECONDS);
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
        {CURLOPT_HTTP09_ALLOWED, 0},
        {CURLOPT_PATH_AS_IS, 1}, /* names may hold dots; we encode ourselves */
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_NOPROGRESS, 0}, /* go_on */
        {CURLOPT_CONNECTTIMEOUT, silence},
        {CURLOPT_TIMEOUT, or_else(options->file_seconds, LIMIT_FETCH_SECONDS)},
        {CURLOPT_LOW_SPEED_LIMIT, LIMIT_FETCH_SLOW_BYTES},
        {CURLOPT_LOW_SPEED_TIME, silence},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
    };
    const struct {
        CURLoption option;
        const char *value;
    } texts[] = {
        {CURLOPT_PROTOCOLS_STR, "http,https"},
        {CURLOPT_REDIR_PROTOCOLS_STR, "https"}, /* empty is refused; nothing is followed anyway */
        {CURLOPT_PROXY, ""},                    /* none, whatever the environment says */
        {CURLOPT_USERAGENT, "disclosure-feeder"},
        {CURLOPT_CAINFO, options->ca_file}, /* these two last: left alone where the system's serve */
        {CURLOPT_CAPATH, NULL},
    };
    size_t count = sizeof texts / sizeof texts[0] - (options->ca_file == NULL ? 2 : 0);
    CURLcode result = CURLE_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && result == CURLE_OK; i++)
        result = curl_easy_setopt(curl, numbers[i].option, numbers[i].value);
    for (size_t i = 0; i < count && result == CURLE_OK; i++)
        result = curl_easy_setopt(curl, texts[i].option, texts[i].value);
    if (result == CURLE_OK)
        result = curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, take_wire);
    if (result == CURLE_OK)
        result = curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
    if (result == CURLE_OK)
        result = curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    return result == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) : result;
}

/* ---- ahead ---- */

static struct ahead *find_ahead(struct fetcher *fetcher, const char *url, size_t max_bytes)
{
    for (size_t i = 0; i < LIMIT_FETCH_AHEAD; i++) {
        struct ahead *ahead = &fetcher->ahead[i];
        if (ahead->url != NULL && ahead->most == max_bytes && strcmp(ahead->url, url) == 0)
            return ahead;
    }
    return NULL;
}

static void drop_ahead(struct fetcher *fetcher, struct ahead *ahead)
{
    if (ahead->url == NULL)
        return;
    (void)curl_multi_remove_handle(fetcher->multi, ahead->curl); /* one that is there */
    buffer_finish(&ahead->answer.body);
    free(ahead->url);
    ahead->url = NULL;
    ahead->done = false;
}

/* Lets everything that is on its way go on, and notes what came to its end. */
static bool drive(struct fetcher *fetcher)
{
    int running = 0, left = 0;
    const CURLMsg *message = NULL;
    if (curl_multi_perform(fetcher->multi, &running) != CURLM_OK)
        return false;
    while ((message = curl_multi_info_read(fetcher->multi, &left)) != NULL) {
        char *private = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result =
            message->data.result; /* read before the handle is asked: it may go with the message */
        if (curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private) != CURLE_OK)
            return false;
        struct ahead *ahead = (struct ahead *)(void *)private;
        ahead->result = result;
        ahead->done = true;
    }
    return true;
}

/* ---- from outside ---- */

enum status fetch_create(const struct fetch_options *options, struct fetcher **out, struct problem *problem)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return problem_set(problem, STATUS_UNAVAILABLE, "network", "curl does not start");
    struct fetcher *fetcher = take_zeroed(1, sizeof *fetcher);
    fetcher->alive = options->alive;
    fetcher->with = options->with;
    fetcher->patience = or_else(options->patience_seconds, LIMIT_FETCH_PATIENCE_SECONDS);
    fetcher->curl = curl_easy_init();
    CURLcode result = fetcher->curl == NULL ? CURLE_FAILED_INIT : set_up(fetcher->curl, options);
    if (result != CURLE_OK) {
        fetch_destroy(fetcher);
        return problem_set(problem, STATUS_UNAVAILABLE, "network", "curl does not take our settings: %s",
                           curl_easy_strerror(result));
    }
    *out = fetcher;
    return STATUS_OK;
}

void fetch_destroy(struct fetcher *fetcher)
{
    if (fetcher == NULL)
        return;
    for (size_t i = 0; i < LIMIT_FETCH_AHEAD; i++) {
        drop_ahead(fetcher, &fetcher->ahead[i]);
        curl_easy_cleanup(fetcher->ahead[i].curl);
    }
    (void)curl_multi_cleanup(fetcher->multi);
    curl_easy_cleanup(fetcher->curl);
    free(fetcher);
    curl_global_cleanup();
}

/* Where the next answer of a handle goes. */
static bool aim(CURL *curl, const char *url, struct answer *answer, char *error)
{
    answer->curl = curl;
    return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_DEBUGDATA, answer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFODATA, answer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer) == CURLE_OK;
}

/* A server may close a kept connection just when it is used again, or have left bytes on it that look like the next
   answer: then, and only then, a new one is tried. */
static CURLcode perform(struct fetcher *fetcher, const struct answer *answer)
{
    long connects = 0;
    fetcher->error[0] = '\0';
    CURLcode result = curl_easy_perform(fetcher->curl);
    bool stale = result == CURLE_RECV_ERROR || result == CURLE_SEND_ERROR || result == CURLE_GOT_NOTHING ||
                 result == CURLE_UNSUPPORTED_PROTOCOL || result == CURLE_WEIRD_SERVER_REPLY;
    if (!stale || answer->header_bytes > 0 ||
        curl_easy_getinfo(fetcher->curl, CURLINFO_NUM_CONNECTS, &connects) != CURLE_OK || connects > 0 ||
        curl_easy_setopt(fetcher->curl, CURLOPT_FRESH_CONNECT, 1L) != CURLE_OK)
        return result;
    fetcher->error[0] = '\0';
    result = curl_easy_perform(fetcher->curl);
    (void)curl_easy_setopt(fetcher->curl, CURLOPT_FRESH_CONNECT, 0L); /* was taken before, so it is now */
    return result;
}

/* Takes a file that was asked for ahead and came in order. Anything else is asked for anew: what is wrong is told by one way alone. */
static bool take_ahead(struct fetcher *fetcher, const char *url, size_t max_bytes, struct buffer *out)
{
    struct ahead *ahead = find_ahead(fetcher, url, max_bytes);
    if (ahead == NULL)
        return false;
    while (!ahead->done && drive(fetcher) &&
           (ahead->done || curl_multi_poll(fetcher->multi, NULL, 0, 1000, NULL) == CURLM_OK))
        ;
    bool good = ahead->done && judge(ahead->result, ahead->error, &ahead->answer) == STATUS_OK;
    if (good)
        buffer_add(out, ahead->answer.body.data, ahead->answer.body.size);
    drop_ahead(fetcher, ahead);
    return good;
}

void fetch_begin(struct fetcher *fetcher)
{
    fetcher->began = boot_seconds();
    fetcher->received = 0;
}

enum status fetch_get(struct fetcher *fetcher, const char *url, size_t max_bytes, struct buffer *out,
                      struct problem *problem)
{
    struct answer answer = {.fetcher = fetcher, .max_bytes = max_bytes};
    if (strlen(url) > LIMIT_URL_BYTES)
        return problem_set(problem, STATUS_MISUSE, "bad-url", "longer than %d bytes", LIMIT_URL_BYTES);
    if (is_held_up(fetcher, problem))
        return STATUS_UNAVAILABLE;
    if (take_ahead(fetcher, url, max_bytes, out))
        return STATUS_OK;
    enum status status = STATUS_MISUSE;
    if (aim(fetcher->curl, url, &answer, fetcher->error))
        status = judge(perform(fetcher, &answer), fetcher->error, &answer);
    if (status == STATUS_OK)
        buffer_add(out, answer.body.data, answer.body.size);
    else if (problem != NULL && problem->code[0] == '\0')
        *problem = answer.problem;
    buffer_finish(&answer.body);
    return status;
}

void fetch_ahead(struct fetcher *fetcher, const char *url, size_t max_bytes)
{
    struct ahead *ahead = &fetcher->ahead[fetcher->next];
    if (strlen(url) > LIMIT_URL_BYTES || find_ahead(fetcher, url, max_bytes) != NULL)
        return;
    if (fetcher->multi == NULL) {
        fetcher->multi = curl_multi_init();
        (void)curl_multi_setopt(fetcher->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)LIMIT_FETCH_CONNECTIONS);
    }
    drop_ahead(fetcher, ahead); /* the oldest: nobody came for it */
    if (ahead->curl == NULL)
        ahead->curl = curl_easy_duphandle(fetcher->curl);
    if (fetcher->multi == NULL || ahead->curl == NULL)
        return;
    ahead->most = max_bytes;
    ahead->answer = (struct answer){
        .fetcher = fetcher,
        .max_bytes = max_bytes < LIMIT_FETCH_AHEAD_BYTES ? max_bytes : LIMIT_FETCH_AHEAD_BYTES};
    ahead->error[0] = '\0';
    if (!aim(ahead->curl, url, &ahead->answer, ahead->error) ||
        curl_easy_setopt(ahead->curl, CURLOPT_PRIVATE, ahead) != CURLE_OK ||
        curl_multi_add_handle(fetcher->multi, ahead->curl) != CURLM_OK)
        return;
    ahead->url = take_copy(url);
    fetcher->next = (fetcher->next + 1) % LIMIT_FETCH_AHEAD;
}
