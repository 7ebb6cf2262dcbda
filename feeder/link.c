#include "link.h"

#include "contract/limits.h"
#include "contract/log.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOSTS_MOST 4      /* of one URI that may keep us waiting */
#define READS_MOST 64     /* of news in one go: a flood of them must not keep the daemon */
#define NETWORK_SECONDS 5 /* beyond the server's own statement timeout before we stop waiting for it */

struct link {
    PQconninfoOption *option; /* the URI, parsed */
    PGconn *conn;
};

/* ---- problems ---- */

static const char *given(const struct link *link, const char *keyword)
{
    for (const PQconninfoOption *o = link->option; o->keyword != NULL; o++)
        if (strcmp(o->keyword, keyword) == 0 && o->val != NULL && o->val[0] != '\0')
            return o->val;
    return NULL;
}

/* The first line of what libpq or the server said, without the password, escaped. */
static void say(const struct link *link, const char *text, char *out, size_t size)
{
    static const char *const secrets[] = {"password", "sslpassword"};
    struct buffer line = {0};
    size_t length = strcspn(text, "\n");
    for (size_t i = 0; i < length;) {
        size_t hidden = 0;
        for (size_t s = 0; s < sizeof secrets / sizeof secrets[0]; s++) {
            const char *secret = given(link, secrets[s]);
            size_t bytes = secret == NULL ? 0 : strlen(secret);
            if (bytes > hidden && bytes <= length - i && memcmp(text + i, secret, bytes) == 0)
                hidden = bytes;
        }
        if (hidden > 0)
            buffer_text(&line, "***");
        else
            buffer_char(&line, text[i]);
        i += hidden > 0 ? hidden : 1;
    }
    log_escape(out, size, line.data == NULL ? "no reason given" : line.data);
    buffer_finish(&line);
}

/* SQLSTATE classes (PostgreSQL appendix A) after which waiting does not help: a person must act. */
static const struct {
    const char *start, *code;
    enum status status;
} sqlstates[] = {
    {"28", "source-login", STATUS_MISUSE},           /* invalid authorisation: role, password, pg_hba.conf */
    {"3D", "source-login", STATUS_MISUSE},           /* no such database */
    {"42501", "source-rights", STATUS_MISUSE},       /* insufficient privilege */
    {"57014", "source-timeout", STATUS_UNAVAILABLE}, /* statement_timeout */
    {"55P03", "source-timeout", STATUS_UNAVAILABLE}, /* lock_timeout */
    {"42", "source-sql", STATUS_MISUSE},             /* a view refers to what is not there */
    {"3F", "source-sql", STATUS_MISUSE},             /* no such schema */
    {"22", "source-sql", STATUS_MISUSE},             /* a view computes what cannot be computed */
    {"0A", "source-sql", STATUS_MISUSE},             /* feature not supported */
};

static enum status blame(const struct link *link, const char *sqlstate, const char *text,
                         struct problem *problem)
{
    char shown[300];
    say(link, text, shown, sizeof shown);
    for (size_t i = 0; sqlstate != NULL && i < sizeof sqlstates / sizeof sqlstates[0]; i++)
        if (strncmp(sqlstate, sqlstates[i].start, strlen(sqlstates[i].start)) == 0)
            return problem_set(problem, sqlstates[i].status, sqlstates[i].code, "PostgreSQL: %s", shown);
    return problem_set(problem, STATUS_UNAVAILABLE, "source-unreachable", "PostgreSQL: %s", shown);
}

/* libpq tells the SQLSTATE of a failed connection only inside its verbose text: "FATAL:  28P01: password
 * ...". */
static const char *sqlstate_in(const char *text)
{
    static const char marks[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (const char *at = strstr(text, ":  "); at != NULL; at = strstr(at + 1, ":  "))
        if (strspn(at + 3, marks) == 5 && at[8] == ':')
            return at + 3;
    return NULL;
}

/* ---- create and destroy ---- */

/* True if user and password hold no character that ends them early. libpq would take the rest for a host or a
   database and put it into its messages. */
static bool is_well_quoted(const char *uri)
{
    const char *authority = strstr(uri, "://");
    const char *at = authority == NULL ? NULL : strrchr(authority, '@');
    return at == NULL || strcspn(authority + 3, "@/?#") == (size_t)(at - authority - 3);
}

enum status link_create(const char *uri, struct link **out, struct problem *problem)
{
    if (!is_well_quoted(uri))
        return problem_set(
            problem, STATUS_MISUSE, "bad-uri",
            "an @, /, ? or # in user, password or parameters must be written %%40, %%2F, %%3F, %%23");
    char *text = NULL; /* quotes the URI, password and all: never shown */
    PQconninfoOption *option = PQconninfoParse(uri, &text);
    PQfreemem(text);
    if (option == NULL)
        return problem_set(problem, STATUS_MISUSE, "bad-uri",
                           "not a PostgreSQL URI: postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
    struct link *link = take_zeroed(1, sizeof *link);
    link->option = option;
    *out = link;
    return STATUS_OK;
}

void link_drop(struct link *link)
{
    PQfinish(link->conn);
    link->conn = NULL;
}

void link_destroy(struct link *link)
{
    if (link == NULL)
        return;
    link_drop(link);
    PQconninfoFree(link->option);
    free(link);
}

bool link_is_up(const struct link *link)
{
    return link->conn != NULL && PQstatus(link->conn) == CONNECTION_OK;
}

bool link_is_ascii(const struct link *link)
{
    const char *encoding = link->conn == NULL ? NULL : PQparameterStatus(link->conn, "server_encoding");
    return encoding != NULL && strcmp(encoding, "SQL_ASCII") == 0;
}

/* ---- waiting ---- */

static int64_t milliseconds(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until the socket is ready for `events`; false when the deadline is over. */
static bool wait_for(const struct link *link, short events, int64_t deadline)
{
    for (;;) {
        int64_t left = deadline - milliseconds();
        struct pollfd fd = {.fd = PQsocket(link->conn), .events = events};
        if (left <= 0 || fd.fd < 0)
            return false;
        int ready = poll(&fd, 1, (int)left);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
}

static enum status late(struct link *link, int seconds, struct problem *problem)
{
    link_drop(link);
    return problem_set(problem, STATUS_UNAVAILABLE, "source-timeout", "PostgreSQL: no answer within %d s",
                       seconds);
}

/* ---- connect ---- */

static void ignore_notice(void *context, const char *message)
{
    (void)context;
    (void)message;
}

/* "a,b,c" turned left by `turns`: "b,c,a". A list of one serves all hosts and stays. */
static char *turned(const char *list, size_t turns)
{
    char *text = take_copy(list);
    for (size_t i = 0; i < turns; i++) {
        const char *comma = strchr(text, ',');
        if (comma == NULL)
            break;
        char *next = take_format("%s,%.*s", comma + 1, (int)(comma - text), text);
        free(text);
        text = next;
    }
    return text;
}

/* A server that dies without a word (power, cable) is noticed by TCP within
   half a minute, also between pulls. */
static const struct {
    const char *keyword, *value;
} ours[] = {
    {"keepalives", "1"},           {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},  {"keepalives_count", "3"},
    {"tcp_user_timeout", "15000"}, {"fallback_application_name", "disclosure-feeder"},
};

/* One attempt; with several hosts named, `turns` says which comes first. */
static enum status attempt(struct link *link, size_t turns, struct problem *problem)
{
    enum { MOST = 64 };
    const char *keyword[MOST + 1] = {NULL}, *value[MOST + 1] = {NULL};
    char *owned[MOST] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++, count++) {
        keyword[count] = ours[i].keyword;
        value[count] = ours[i].value;
    }
    for (const PQconninfoOption *o = link->option; o->keyword != NULL && count < MOST; o++) {
        bool is_list = strcmp(o->keyword, "host") == 0 || strcmp(o->keyword, "hostaddr") == 0 ||
                       strcmp(o->keyword, "port") == 0;
        if (o->val == NULL)
            continue;
        owned[count] = is_list ? turned(o->val, turns) : NULL;
        keyword[count] = o->keyword;
        value[count] = is_list ? owned[count] : o->val;
        count++;
    }
    enum status status = STATUS_FAILED;
    int64_t deadline = milliseconds() + (int64_t)LIMIT_CONNECT_SECONDS * 1000;
    link->conn = PQconnectStartParams(keyword, value, 0);
    ENSURE(link->conn != NULL);
    (void)PQsetErrorVerbosity(link->conn, PQERRORS_VERBOSE);
    (void)PQsetNoticeProcessor(link->conn, ignore_notice, NULL);
    PostgresPollingStatusType need =
        PQstatus(link->conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (need == PGRES_POLLING_READING || need == PGRES_POLLING_WRITING) {
        if (!wait_for(link, need == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) {
            status = late(link, LIMIT_CONNECT_SECONDS, problem);
            goto out;
        }
        need = PQconnectPoll(link->conn);
    }
    if (need == PGRES_POLLING_OK) {
        (void)PQsetErrorVerbosity(link->conn, PQERRORS_DEFAULT);
        status = STATUS_OK;
        goto out;
    }
    const char *text = PQerrorMessage(link->conn), *sqlstate = sqlstate_in(text);
    if (sqlstate == NULL && PQconnectionNeedsPassword(link->conn))
        sqlstate = "28P01"; /* asked for one, none given */
    status = blame(link, sqlstate, text, problem);
    link_drop(link);
out:
    for (size_t i = 0; i < MOST; i++)
        free(owned[i]);
    return status;
}

/* Hosts are tried in their order by libpq itself; one that keeps silent would use up the time of the others,
   so the next attempt begins behind it. */
enum status link_connect(struct link *link, struct problem *problem)
{
    link_drop(link);
    size_t hosts = 1;
    const char *list = given(link, "hostaddr") != NULL ? given(link, "hostaddr") : given(link, "host");
    for (const char *s = list; s != NULL && *s != '\0'; s++)
        hosts += *s == ',' ? 1 : 0;
    enum status status = STATUS_FAILED;
    struct problem here = {0};
    for (size_t turns = 0; turns < hosts && turns < HOSTS_MOST; turns++) {
        problem_clear(&here);
        status = attempt(link, turns, &here);
        if (status != STATUS_UNAVAILABLE || strcmp(here.code, "source-timeout") != 0)
            break;
    }
    if (status != STATUS_OK && problem != NULL && problem->code[0] == '\0')
        *problem = here; /* the last host's word: the others kept silent */
    return status;
}

/* ---- statements ---- */

static enum status take_rows(const PGresult *result, link_row *row, void *context, struct problem *problem)
{
    enum { MOST = 64 };
    struct batch_cell cell[MOST];
    size_t cells = (size_t)PQnfields(result);
    ENSURE(cells <= MOST);
    enum status status = STATUS_OK;
    for (int r = 0; r < PQntuples(result) && status == STATUS_OK; r++) {
        for (size_t c = 0; c < cells; c++) {
            bool is_null = PQgetisnull(result, r, (int)c) != 0;
            cell[c].bytes = is_null ? NULL : PQgetvalue(result, r, (int)c);
            cell[c].size = is_null ? 0 : (size_t)PQgetlength(result, r, (int)c);
        }
        if (row != NULL)
            status = row(context, cell, cells, problem);
    }
    return status;
}

static enum status take_result(struct link *link, const PGresult *result, link_row *row, void *context,
                               struct problem *problem)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK: return STATUS_OK;
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK: return take_rows(result, row, context, problem);
    default: {
        const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        return blame(link, PQresultErrorField(result, PG_DIAG_SQLSTATE),
                     primary != NULL ? primary : PQresultErrorMessage(result), problem);
    }
    }
}

/* Sends what is still in libpq's buffer. */
static bool flush(struct link *link, int64_t deadline)
{
    int left = 0;
    while ((left = PQflush(link->conn)) == 1)
        if (!wait_for(link, POLLIN | POLLOUT, deadline) || PQconsumeInput(link->conn) == 0)
            return false;
    return left == 0;
}

enum status link_run(struct link *link, const char *sql, const char *parameter, link_row *row, void *context,
                     struct problem *problem)
{
    const int seconds = LIMIT_STATEMENT_SECONDS + NETWORK_SECONDS;
    int64_t deadline = milliseconds() + (int64_t)seconds * 1000;
    enum status status = STATUS_OK;
    if (link->conn == NULL)
        return problem_set(problem, STATUS_UNAVAILABLE, "source-unreachable", "PostgreSQL: not connected");
    if (PQsetnonblocking(link->conn, 1) != 0 ||
        PQsendQueryParams(link->conn, sql, parameter == NULL ? 0 : 1, NULL, &parameter, NULL, NULL, 0) == 0 ||
        PQsetSingleRowMode(link->conn) == 0 || !flush(link, deadline)) {
        status = blame(link, NULL, PQerrorMessage(link->conn), problem);
        link_drop(link);
        return status;
    }
    for (;;) {
        while (PQisBusy(link->conn)) {
            if (!wait_for(link, POLLIN, deadline))
                return late(link, seconds, problem);
            if (PQconsumeInput(link->conn) == 0)
                break; /* the next result tells what happened */
        }
        PGresult *result = PQgetResult(link->conn);
        if (result == NULL)
            break;
        bool is_row = PQresultStatus(result) == PGRES_SINGLE_TUPLE;
        if (status == STATUS_OK)
            status = take_result(link, result, row, context, problem);
        PQclear(result);
        if (is_row &&
            status != STATUS_OK) { /* do not read on for nothing; the server sees it at its next write */
            link_drop(link);
            return status;
        }
    }
    if (status != STATUS_OK && !link_is_up(link))
        link_drop(link);
    return status;
}

/* ---- news ---- */

int link_fd(const struct link *link)
{
    return link->conn == NULL ? -1 : PQsocket(link->conn);
}

/* A dying server's last words come before the end of its connection: read
   until there is nothing more to read. */
bool link_has_news(struct link *link)
{
    bool news = false;
    for (int reads = 0; link->conn != NULL && reads < READS_MOST; reads++) {
        struct pollfd fd = {.fd = PQsocket(link->conn), .events = POLLIN};
        if (poll(&fd, 1, 0) <= 0)
            break;
        if (PQconsumeInput(link->conn) == 0 || !link_is_up(link)) {
            link_drop(link);
            return true;
        }
        for (PGnotify *notify = NULL; (notify = PQnotifies(link->conn)) != NULL; PQfreemem(notify))
            news = true;
    }
    return news;
}
