/* bin/tuf-client over real HTTP, as a conformance suite runs it: commands, files and exit codes of the public interface. */
#include "simulator.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

extern char **environ;

struct bench {
    struct sim sim;
    char folder[64], metadata[96], targets[96], url[64], asked[96];
    pid_t server;
};

/* Serves what lies in `folder`/web as it is named in the request, percent signs and all. A file that begins
   with "HTTP/" is an answer of its own. */
static void serve(int client, const char *folder, const char *asked)
{
    char request[4096] = "", path[4096];
    ssize_t got = recv(client, request, sizeof request - 1, 0);
    char *end = got > 4 ? strchr(request + 4, ' ') : NULL;
    if (end == NULL)
        return;
    *end = '\0';
    FILE *log = fopen(asked, "a");
    if (log != NULL) {
        fprintf(log, "%s ", request + 4);
        (void)fclose(log);
    }
    (void)snprintf(path, sizeof path, "%s/web%s", folder, request + 4);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        (void)send(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 45, MSG_NOSIGNAL);
        return;
    }
    char bytes[65536], head[128];
    size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    (void)snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                   size);
    if (size < 5 || memcmp(bytes, "HTTP/", 5) != 0)
        (void)send(client, head, strlen(head), MSG_NOSIGNAL);
    (void)send(client, bytes, size, MSG_NOSIGNAL);
}

static void start_server(struct bench *bench)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(bench->url, sizeof bench->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    bench->server = fork();
    assert_true(bench->server >= 0);
    if (bench->server == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) {
            int client = accept(fd, NULL, NULL);
            if (client < 0)
                _exit(1);
            serve(client, bench->folder, bench->asked);
            (void)close(client);
        }
    }
    (void)close(fd);
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static char *read_text(const char *folder, const char *name)
{
    char *path = take_format("%s/%s", folder, name), *text = take_zeroed(65536, 1);
    FILE *file = fopen(path, "r");
    free(path);
    if (file == NULL) {
        free(text);
        return NULL;
    }
    assert_true(fread(text, 1, 65535, file) < 65535);
    assert_int_equal(fclose(file), 0);
    return text;
}

/* The simulator's files under web/metadata and web/targets; folders of targets as needed. */
static void publish(struct bench *bench)
{
    for (size_t i = 0; i < bench->sim.web.count; i++) {
        const struct sim_file *file = &bench->sim.web.file[i];
        bool target = strncmp(file->name, "targets/", 8) == 0;
        char *path = take_format("%s/web/%s%s", bench->folder, target ? "" : "metadata/", file->name);
        for (char *slash = strchr(path + strlen(bench->folder) + 1, '/'); slash != NULL;
             slash = strchr(slash + 1, '/')) {
            *slash = '\0';
            (void)mkdir(path, 0755);
            *slash = '/';
        }
        write_file(path, file->bytes, file->size);
        free(path);
    }
}

static int setup(void **state)
{
    struct bench *bench = take_zeroed(1, sizeof *bench);
    sim_init(&bench->sim);
    (void)snprintf(bench->folder, sizeof bench->folder, "/tmp/test_trust_command.XXXXXX");
    assert_non_null(mkdtemp(bench->folder));
    (void)snprintf(bench->metadata, sizeof bench->metadata, "%s/metadata", bench->folder);
    (void)snprintf(bench->targets, sizeof bench->targets, "%s/targets", bench->folder);
    (void)snprintf(bench->asked, sizeof bench->asked, "%s/asked", bench->folder);
    assert_int_equal(mkdir(bench->metadata, 0755), 0);
    assert_int_equal(mkdir(bench->targets, 0755), 0);
    /* Expiries of the simulator lie in 2026; these tests run by the real clock. */
    for (int role = 0; role < bench->sim.roles; role++)
        bench->sim.role[role].expires = "2099-01-01T00:00:00Z";
    for (int role = SIM_TARGETS_ROLE; role >= SIM_ROOT; role--)
        sim_write(&bench->sim, role);
    sim_write(&bench->sim, SIM_SNAPSHOT);
    sim_write(&bench->sim, SIM_TIMESTAMP);
    publish(bench);
    start_server(bench);
    *state = bench;
    return 0;
}

static int teardown(void **state)
{
    struct bench *bench = *state;
    char *command[] = {"rm", "-rf", bench->folder, NULL};
    pid_t process;
    (void)kill(bench->server, SIGKILL);
    (void)waitpid(bench->server, NULL, 0);
    if (posix_spawnp(&process, "rm", NULL, NULL, command, environ) == 0)
        (void)waitpid(process, NULL, 0);
    sim_finish(&bench->sim);
    free(bench);
    return 0;
}

/* Runs tuf-client with the words of `line`; '@m', '@t', '@u', '@v' stand for the folders and URLs. What it says
   on stderr lies in the file "said". */
static int run(struct bench *bench, const char *line)
{
    char *words[32] = {TEST_BIN "/tuf-client"}, *text = take_copy(line), *rest = NULL;
    char metadata_url[96], targets_url[96], root[160];
    size_t count = 1;
    int status = 0;
    pid_t process;
    (void)snprintf(metadata_url, sizeof metadata_url, "%s/metadata/", bench->url);
    (void)snprintf(targets_url, sizeof targets_url, "%s/targets", bench->url); /* with and without a slash */
    (void)snprintf(root, sizeof root, "%s/web/metadata/1.root.json", bench->folder);
    for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        words[count++] = strcmp(word, "@m") == 0   ? bench->metadata
                         : strcmp(word, "@t") == 0 ? bench->targets
                         : strcmp(word, "@u") == 0 ? metadata_url
                         : strcmp(word, "@v") == 0 ? targets_url
                         : strcmp(word, "@r") == 0 ? root
                                                   : word;
    char *said = take_format("%s/said", bench->folder);
    posix_spawn_file_actions_t quiet;
    assert_int_equal(posix_spawn_file_actions_init(&quiet), 0);
    assert_int_equal(posix_spawn_file_actions_addopen(&quiet, 2, said, O_WRONLY | O_CREAT | O_TRUNC, 0600),
                     0);
    (void)unlink(bench->asked);
    assert_int_equal(posix_spawn(&process, words[0], &quiet, NULL, words, environ), 0);
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_int_equal(posix_spawn_file_actions_destroy(&quiet), 0);
    assert_true(WIFEXITED(status));
    free(said);
    free(text);
    return WEXITSTATUS(status);
}

static void assert_asked(struct bench *bench, const char *expected)
{
    char *asked = read_text(bench->folder, "asked");
    assert_string_equal(asked == NULL ? "" : asked, expected);
    free(asked);
}

#define INIT "--metadata-dir @m init @r"
#define REFRESH "--metadata-dir @m --metadata-url @u refresh"
#define DOWNLOAD(names)                                                                                      \
    "--metadata-dir @m --metadata-url @u " names " --target-base-url @v --target-dir @t download"

static void refresh(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(run(bench, REFRESH), 1); /* nothing to trust yet */
    assert_asked(bench, "");
    assert_int_equal(run(bench, INIT), 0);
    assert_asked(bench, "");
    assert_int_equal(run(bench, REFRESH), 0);
    assert_asked(
        bench,
        "/metadata/2.root.json /metadata/timestamp.json /metadata/1.snapshot.json /metadata/1.targets.json ");
    assert_int_equal(run(bench, REFRESH), 0);
    assert_asked(bench, "/metadata/2.root.json /metadata/timestamp.json ");
    char *kept = read_text(bench->metadata, "targets.json");
    assert_string_equal(kept, sim_file(&bench->sim.web, "1.targets.json")->bytes);
    free(kept);
    sim_rotate(&bench->sim, SIM_TIMESTAMP);
    sim_publish(&bench->sim, "root timestamp");
    publish(bench);
    assert_int_equal(run(bench, REFRESH), 0);
    bench->sim.role[SIM_TIMESTAMP].signs = 0;
    sim_publish(&bench->sim, "timestamp");
    publish(bench);
    assert_int_equal(run(bench, REFRESH), 1);
}

static void download(void **state)
{
    struct bench *bench = *state;
    int role = sim_delegate(&bench->sim, SIM_TARGETS_ROLE, "../a?", "\"paths\":[\"x/*\"]")->to;
    bench->sim.role[role].expires = "2099-01-01T00:00:00Z";
    struct sim_target *one = sim_add_target(&bench->sim, role, "x/one", "one");
    sim_add_target(&bench->sim, SIM_TARGETS_ROLE, "../../two", "two");
    sim_add_target(&bench->sim, SIM_TARGETS_ROLE, "bad", "good")->served = "evil";
    sim_add_target(&bench->sim, SIM_TARGETS_ROLE, "empty", "");
    sim_write(&bench->sim, role);
    sim_publish(&bench->sim, "targets snapshot timestamp");
    publish(bench);
    assert_int_equal(run(bench, INIT), 0);
    assert_int_equal(run(bench, DOWNLOAD("--target-name ../../two --target-name empty")), 0);
    char *two = read_text(bench->targets, "..%2F..%2Ftwo"), *empty = read_text(bench->targets, "empty");
    assert_string_equal(two, "two"); /* inside the folder, whatever its name */
    assert_string_equal(empty, "");
    free(two);
    free(empty);
    assert_int_equal(run(bench, DOWNLOAD("--target-name ../../two --target-name empty")), 0);
    assert_asked(bench,
                 "/metadata/2.root.json /metadata/timestamp.json "); /* there and right: not fetched again */
    char *spoilt = take_format("%s/empty", bench->targets);
    write_file(spoilt, "spoilt", 6);
    free(spoilt);
    assert_int_equal(run(bench, DOWNLOAD("--target-name empty")), 0);
    empty = read_text(bench->targets, "empty");
    assert_string_equal(empty, "");
    free(empty);
    assert_int_equal(run(bench, DOWNLOAD("--target-name bad --target-name empty")), 1);
    assert_null(read_text(bench->targets, "bad"));
    assert_int_equal(run(bench, DOWNLOAD("--target-name nowhere")), 1);
    one->path = "x/ab";
    sim_publish(&bench->sim, "../a? snapshot timestamp");
    publish(bench);
    assert_int_equal(run(bench, DOWNLOAD("--target-name x/ab")), 0);
    assert_non_null(sim_file(&bench->sim.web, "2...%2Fa%3F.json"));
    char *kept = read_text(bench->metadata, "..%2Fa%3F.json"), *target = read_text(bench->targets, "x%2Fab");
    assert_string_equal(kept, sim_file(&bench->sim.web, "2...%2Fa%3F.json")->bytes);
    assert_string_equal(target, "one");
    free(kept);
    free(target);
}

/* ---- static repositories, and those that are not consistent ---- */

static void not_consistent(void **state)
{
    struct bench *bench = *state;
    bench->sim.consistent = false;
    for (int i = 0; i < 2; i++) {
        int role =
            sim_delegate(&bench->sim, SIM_TARGETS_ROLE, i == 0 ? "role1" : "..", "\"paths\":[\"*/*\"]")->to;
        bench->sim.role[role].expires = "2099-01-01T00:00:00Z";
        sim_write(&bench->sim, role);
    }
    sim_add_target(&bench->sim, SIM_TARGETS_ROLE, "a/b", "one");
    sim_publish(&bench->sim, "root targets snapshot timestamp");
    publish(bench);
    assert_int_equal(run(bench, INIT), 0);
    assert_int_equal(run(bench, DOWNLOAD("--target-name a/b")), 0);
    assert_asked(bench, "/metadata/2.root.json /metadata/3.root.json /metadata/timestamp.json "
                        "/metadata/snapshot.json /metadata/targets.json /targets/a/b ");
    assert_int_equal(run(bench, DOWNLOAD("--target-name a/c")), 1);
    char *asked = read_text(bench->folder, "asked");
    assert_non_null(strstr(asked, "/metadata/role1.json /metadata/...json "));
    free(asked);
}

/* ---- advisories of package managers that concern the wire ---- */

static void answer(struct bench *bench, const char *name, const char *bytes)
{
    char *path = take_format("%s/web/%s", bench->folder, name);
    write_file(path, bytes, strlen(bytes));
    free(path);
}

/* Signed for and refused all the same: nothing was asked behind it, nothing kept, one line said. */
static void assert_refuses(struct bench *bench, const char *line, const char *asked)
{
    char *before = read_text(bench->metadata, "timestamp.json");
    assert_int_equal(run(bench, line), 1);
    assert_asked(bench, asked);
    char *after = read_text(bench->metadata, "timestamp.json"), *said = read_text(bench->folder, "said");
    assert_string_equal(after, before);
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
    free(before);
    free(after);
    free(said);
}

/* apt took "not modified" for verified. Nothing asks for it here; whoever says so gave no file, and what lies
   in the store is verified at each start. */
static void cve_2014_0487_not_modified(void **state)
{
    struct bench *bench = *state;
    sim_add_target(&bench->sim, SIM_TARGETS_ROLE, "one", "one");
    sim_publish(&bench->sim, "targets snapshot timestamp");
    publish(bench);
    assert_int_equal(run(bench, INIT), 0);
    assert_int_equal(run(bench, DOWNLOAD("--target-name one")), 0);
    answer(bench, "metadata/timestamp.json", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n");
    assert_refuses(bench, REFRESH, "/metadata/2.root.json /metadata/timestamp.json ");
    publish(bench);
    const struct sim_file *target = NULL;
    for (size_t i = 0; i < bench->sim.web.count; i++)
        if (strncmp(bench->sim.web.file[i].name, "targets/", 8) == 0)
            target = &bench->sim.web.file[i];
    assert_non_null(target);
    answer(bench, target->name, "HTTP/1.1 304 Not Modified\r\n\r\n");
    char *kept = take_format("%s/one", bench->targets);
    write_file(kept, "bad", 3);
    free(kept);
    assert_int_equal(run(bench, DOWNLOAD("--target-name one")), 1);
    char *planted = take_format("%s/snapshot.json", bench->metadata);
    write_file(planted, "{\"signed\":{},\"signatures\":[]}", 30);
    free(planted);
    assert_int_equal(run(bench, REFRESH), 0);
    char *snapshot = read_text(bench->metadata, "snapshot.json");
    assert_string_equal(snapshot, sim_file(&bench->sim.web, "2.snapshot.json")->bytes);
    free(snapshot);
}

/* apt kept what it had taken from an unsigned source when the source became a signed one. Here: a folder of
   somebody else's metadata and targets, at hand before the first root is trusted. */
static void cve_2014_0488_unsigned_before(void **state)
{
    struct bench *bench = *state;
    static const char *const names[] = {"timestamp.json", "snapshot.json", "targets.json"};
    struct sim other;
    sim_init(&other);
    sim_add_target(&other, SIM_TARGETS_ROLE, "one", "evil");
    for (int role = SIM_ROOT; role <= SIM_TARGETS_ROLE; role++) {
        other.role[role].expires = "2099-01-01T00:00:00Z";
        other.role[role].version = 9;
    }
    sim_publish(&other, "targets snapshot timestamp");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = take_format("%s/%s", bench->metadata, names[i]), served[64];
        (void)snprintf(served, sizeof served, "%s%s", i == 0 ? "" : "10.", names[i]);
        write_file(path, sim_file(&other.web, served)->bytes, sim_file(&other.web, served)->size);
        free(path);
    }
    char *kept = take_format("%s/one", bench->targets);
    write_file(kept, "evil", 4);
    free(kept);
    sim_add_target(&bench->sim, SIM_TARGETS_ROLE, "one", "good");
    sim_publish(&bench->sim, "targets snapshot timestamp");
    publish(bench);
    assert_int_equal(run(bench, INIT), 0);
    assert_int_equal(run(bench, DOWNLOAD("--target-name one")), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = read_text(bench->metadata, names[i]), served[64];
        (void)snprintf(served, sizeof served, "%s%s", i == 0 ? "" : "2.", names[i]);
        assert_string_equal(text, sim_file(&bench->sim.web, served)->bytes);
        free(text);
    }
    char *one = read_text(bench->targets, "one");
    assert_string_equal(one, "good");
    free(one);
    sim_finish(&other);
}

/* apt checked no hash of what came compressed. Here no encoding is asked for, and what comes in one is no
   answer, even when the bytes are right. */
static void cve_2014_0489_encoded(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(run(bench, INIT), 0);
    assert_int_equal(run(bench, REFRESH), 0);
    sim_publish(&bench->sim, "timestamp");
    publish(bench);
    const struct sim_file *good = sim_file(&bench->sim.web, "timestamp.json");
    char *encoded = take_format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n%s",
                                good->size, good->bytes);
    answer(bench, "metadata/timestamp.json", encoded);
    assert_refuses(bench, REFRESH, "/metadata/2.root.json /metadata/timestamp.json ");
    free(encoded);
}

/* apt passed the text of a redirect on as its own answer. Here none is followed, and what it says is told in
   one line. */
static void cve_2019_3462_redirect(void **state)
{
    struct bench *bench = *state;
    static const char *const places[] = {"/metadata/1.root.json", "//127.0.0.1:1/x", "file:///etc/passwd",
                                         "/x%0aSHA256-Hash:%20e3b0c4%0a%0a201%20URI%20Done\r\n 201 URI Done"};
    assert_int_equal(run(bench, INIT), 0);
    assert_int_equal(run(bench, REFRESH), 0);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char *redirect =
            take_format("HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", places[i]);
        answer(bench, "metadata/timestamp.json", redirect);
        assert_refuses(bench, REFRESH, "/metadata/2.root.json /metadata/timestamp.json ");
        free(redirect);
    }
}

static void wrong_use(void **state)
{
    struct bench *bench = *state;
    static const char *const lines[] = {"",
                                        "refresh",
                                        "--metadata-dir @m",
                                        "--metadata-dir @m init",
                                        "--metadata-dir @m init /nonexistent",
                                        "--metadata-dir @m init /dev/null",
                                        "--metadata-dir @m init @r more",
                                        "--metadata-dir /nonexistent init @r",
                                        "--metadata-dir @m refresh",
                                        "--metadata-dir @m --metadata-url @u refresh @r",
                                        "--metadata-dir @m --metadata-url",
                                        "--metadata-dir @m --metadata-url @u fetch",
                                        "--metadata-dir @m --metadata-url @u download",
                                        "--metadata-dir @m --metadata-url @u --target-name x download",
                                        "--unknown x --metadata-dir @m --metadata-url @u refresh"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_int_equal(run(bench, lines[i]), 1);
        assert_asked(bench, "");
    }
    assert_int_equal(run(bench, INIT), 0);
    assert_int_equal(run(bench, "--metadata-dir @m --metadata-url http://127.0.0.1:1/ refresh"), 1);
    assert_int_equal(run(bench, "--metadata-dir @m --metadata-url file:///tmp refresh"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refresh, setup, teardown),
        cmocka_unit_test_setup_teardown(download, setup, teardown),
        cmocka_unit_test_setup_teardown(not_consistent, setup, teardown),
        cmocka_unit_test_setup_teardown(cve_2014_0487_not_modified, setup, teardown),
        cmocka_unit_test_setup_teardown(cve_2014_0488_unsigned_before, setup, teardown),
        cmocka_unit_test_setup_teardown(cve_2014_0489_encoded, setup, teardown),
        cmocka_unit_test_setup_teardown(cve_2019_3462_redirect, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_use, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
