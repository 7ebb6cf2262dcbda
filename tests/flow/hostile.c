/* A web server for tests of what a web server can do to a site: it serves a folder as any server would, and spoils the answers to
   some paths as a rule says. The rule is read anew for each request, so that a test changes it between two pulls.

     hostile FOLDER RULE LOG     prints its port; each request's head is appended to LOG

   RULE is a file of up to three lines: a pattern of paths (fnmatch), the answer, and a file whose bytes take the place of the
   served ones. The answer is sent as it stands, with \r \n \t \\ \xHH and these:

     %b the file's bytes      %h the first half of them    %c them in chunks of one byte
     %n their number          %+ nine more                 %- one less
     %e bytes without end     %l header lines without end  %i interim answers without end    %L a line of 400 KB
     %d the bytes one by one, one in 200 ms                %D a hundred bytes in 200 ms, without end
     %p a pause of 50 ms      %w nothing more, until the client goes       %r a reset
     %k the connection stays open for the next request     %% itself */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 16 << 20 };

struct bytes {
    char *data;
    size_t size;
};

/* The whole file with a NUL behind it; data is NULL if there is none. */
static struct bytes read_file(const char *path)
{
    struct bytes out = {NULL, 0};
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return out;
    out.data = malloc(MOST + 1);
    if (out.data != NULL) {
        out.size = fread(out.data, 1, MOST, file);
        out.data[out.size] = '\0';
    }
    (void)fclose(file);
    return out;
}

static bool put(int client, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(client, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        bytes += sent > 0 ? sent : 0;
        size -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

static bool put_text(int client, const char *text)
{
    return put(client, text, strlen(text));
}

static bool put_number(int client, size_t number)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%zu", number);
    return put_text(client, text);
}

/* An answer's pieces leave together; what was said so far leaves at a pause. */
static void hold_back(int client, int yes)
{
    (void)setsockopt(client, IPPROTO_TCP, TCP_CORK, &yes, sizeof yes);
}

/* Nothing is said for a while; false once the client is gone. */
static bool pause_ms(int client, long ms)
{
    hold_back(client, 0);
    char byte;
    struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    (void)setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    return recv(client, &byte, 1, MSG_PEEK) != 0;
}

static void put_for_ever(int client, const char *bytes, size_t size, long ms)
{
    while (put(client, bytes, size) && (ms == 0 || pause_ms(client, ms)))
        ;
}

static bool put_dust(int client, const struct bytes *body)
{
    struct bytes all = {malloc(body->size * 6 + 6), 0};
    for (size_t i = 0; i < body->size; i++, all.size += 6)
        memcpy(all.data + all.size, (const char[]){'1', '\r', '\n', body->data[i], '\r', '\n'}, 6);
    memcpy(all.data + all.size, "0\r\n\r\n", 5);
    bool good = put(client, all.data, all.size + 5);
    free(all.data);
    return good;
}

/* What stands behind a '%'. False: the connection ends with it. */
static bool put_special(int client, char what, const struct bytes *body)
{
    static char block[65536];
    struct linger now = {.l_onoff = 1};
    memset(block, 'x', sizeof block);
    switch (what) {
    case 'b': return put(client, body->data, body->size);
    case 'h': return put(client, body->data, body->size / 2);
    case 'c': return put_dust(client, body);
    case 'n': return put_number(client, body->size);
    case '+': return put_number(client, body->size + 9);
    case '-': return put_number(client, body->size - 1);
    case 'e': put_for_ever(client, block, sizeof block, 0); return false;
    case 'l': put_for_ever(client, "X-More: and more\r\n", 18, 0); return false;
    case 'i': put_for_ever(client, "HTTP/1.1 102 Processing\r\n\r\n", 27, 0); return false;
    case 'L':
        for (int i = 0; i < 10 && put(client, block, 40000); i++)
            ;
        return true;
    case 'd':
        for (size_t i = 0; i < body->size && put(client, body->data + i, 1) && pause_ms(client, 200); i++)
            ;
        return true;
    case 'D': put_for_ever(client, block, 100, 200); return false;
    case 'p': return pause_ms(client, 50);
    case 'w': (void)pause_ms(client, 600000); return false;
    case 'r': /* what was sent before should arrive before it */
        (void)pause_ms(client, 50);
        (void)setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return false;
    case '%': return put(client, "%", 1);
    default: return false;
    }
}

static char escaped(const char **at)
{
    char c = *++*at;
    if (c == 'x') {
        char digits[3] = {(*at)[1], (*at)[2], '\0'};
        *at += 2;
        return (char)strtoul(digits, NULL, 16);
    }
    return c == 'r' ? '\r' : c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

/* True if the connection may carry another request. */
static bool answer_as_told(int client, const char *answer, const struct bytes *body)
{
    for (const char *at = answer; *at != '\0'; at++) {
        if (*at == '%' && at[1] == 'k')
            return true;
        char c = *at == '\\' ? escaped(&at) : *at;
        if (*at == '%' ? !put_special(client, *++at, body) : !put(client, &c, 1))
            return false;
    }
    return false;
}

static bool answer_well(int client, const struct bytes *body)
{
    if (body->data == NULL)
        return put_text(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    return put_text(client, "HTTP/1.1 200 OK\r\nContent-Length: ") && put_number(client, body->size) &&
           put_text(client, "\r\n\r\n") && put(client, body->data, body->size);
}

/* The rule's lines, cut apart in place. */
static void read_rule(const char *path, struct bytes *rule, char *line[3])
{
    *rule = read_file(path);
    char *rest = rule->data;
    for (int i = 0; i < 3; i++)
        line[i] = rest == NULL ? NULL : strsep(&rest, "\n");
}

static bool answer(int client, const char *folder, const char *rule_file, const char *path)
{
    char place[4096], *line[3];
    struct bytes rule, body = {NULL, 0};
    read_rule(rule_file, &rule, line);
    bool spoil = line[1] != NULL && fnmatch(line[0], path, FNM_PATHNAME) == 0;
    (void)snprintf(place, sizeof place, "%s%s", folder, path);
    if (spoil && line[2] != NULL && line[2][0] != '\0')
        body = read_file(line[2]);
    else if (strstr(path, "..") == NULL)
        body = read_file(place);
    bool open = spoil ? answer_as_told(client, line[1], &body) : answer_well(client, &body);
    free(body.data);
    free(rule.data);
    return open;
}

static void serve(int client, const char *folder, const char *rule_file, int log)
{
    char request[16384], path[2048];
    for (bool open = true; open;) {
        size_t used = 0;
        request[0] = '\0';
        while (strstr(request, "\r\n\r\n") == NULL && used + 1 < sizeof request) {
            ssize_t got = recv(client, request + used, sizeof request - used - 1, 0);
            if (got <= 0)
                return;
            used += (size_t)got;
            request[used] = '\0';
        }
        if (write(log, request, used) != (ssize_t)used ||
            sscanf(request, "GET %2047s HTTP/1.1\r\n", path) != 1)
            return;
        hold_back(client, 1);
        open = answer(client, folder, rule_file, path);
        hold_back(client, 0);
        struct timeval never = {0};
        (void)setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never);
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int log = argc == 4 ? open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644) : -1;
    if (log < 0 || door < 0 || bind(door, (struct sockaddr *)&here, size) != 0 || listen(door, 64) != 0 ||
        getsockname(door, (struct sockaddr *)&here, &size) != 0) {
        (void)fprintf(stderr, "usage: hostile FOLDER RULE LOG: %s\n", strerror(errno));
        return EXIT_FAILURE;
    }
    (void)printf("%d\n", ntohs(here.sin_port));
    (void)fflush(stdout);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGCHLD, SIG_IGN);
    for (;;) {
        int client = accept(door, NULL, NULL);
        if (client >= 0 && fork() == 0) {
            (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
            (void)close(door);
            serve(client, argv[1], argv[2], log);
            return EXIT_SUCCESS;
        }
        (void)close(client);
    }
}
