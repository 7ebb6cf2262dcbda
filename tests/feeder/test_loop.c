/* The daemon's pauses, and the daemon itself in a child process over a SQLite source. */
#include "loop.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "sample.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

/* ---- pauses ------------------------------------------------------------------------------------- */

static void pauses_double_within_a_quarter(void **state)
{
    (void)state;
    static const struct {
        int failures, least, most;
    } cases[] = {{1, 1, 1},
                 {2, 1, 2},
                 {3, 3, 5},
                 {4, 6, 10},
                 {5, 12, 20},
                 {6, 24, 40},
                 {7, 48, 80},
                 {8, 96, 160},
                 {9, 192, 320},
                 {10, 225, 300},
                 {11, 225, 300},
                 {1000, 225, 300},
                 {INT32_MAX, 225, 300}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int least = INT32_MAX, most = 0;
        for (unsigned random = 0; random < 0x8000; random += 7) {
            int pause = loop_pause(cases[i].failures, random * 2654435761U);
            least = pause < least ? pause : least;
            most = pause > most ? pause : most;
        }
        if (least < cases[i].least || most > cases[i].most || most > LIMIT_BACKOFF_SECONDS || least < 1)
            fail_msg("%d failures: %d to %d s", cases[i].failures, least, most);
        if (cases[i].failures >= 6) /* spread: a county's boxes do not call in one second */
            assert_true(most - least >= least / 3);
    }
}

/* ---- a daemon ----------------------------------------------------------------------------------- */

struct place {
    char *folder, *case_path, *cache_path, *uri;
    struct feeder_config config;
    pid_t daemon;
};

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->case_path = take_format("%s/source/case.db", place->folder);
    place->cache_path = take_format("%s/cache.db", place->folder);
    place->uri = take_format("sqlite:%s", place->case_path);
    feeder_config_defaults(&place->config);
    place->config.source_uri = place->uri;
    place->config.cache_path = place->cache_path;
    place->config.interval_seconds = 3600; /* what comes, comes by ring or signal */
    char *source = take_format("%s/source", place->folder);
    assert_int_equal(mkdir(source, 0755), 0);
    free(source);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    if (place->daemon > 0) {
        (void)kill(place->daemon, SIGKILL);
        (void)waitpid(place->daemon, NULL, 0);
    }
    sample_folder_remove(place->folder);
    free(place->uri);
    free(place->cache_path);
    free(place->case_path);
    free(place);
    return 0;
}

static void execute(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void make_source(const char *path)
{
    execute(path, "PRAGMA journal_mode = WAL;"
                  "CREATE TABLE project(id, name, updated_at);"
                  "CREATE TABLE item(id, version, catalogue, published_at, updated_at);"
                  "CREATE TABLE item_text(item_id, lang, title, body, updated_at);"
                  "CREATE TABLE withdrawal(item_id, version, withdrawn_at, reason, updated_at);");
}

static void publish(const char *path, const char *id, int version)
{
    char *sql = take_format(
        "BEGIN; DELETE FROM item WHERE id = '%s'; DELETE FROM item_text WHERE item_id = '%s';"
        "INSERT INTO item VALUES('%s', %d, 'D14', '2026-11-20T02:00:00Z', '2026-11-20T02:00:%02dZ');"
        "INSERT INTO item_text VALUES('%s', 'zh', '公告', '第%d版', '2026-11-20T02:00:%02dZ'); COMMIT;",
        id, id, id, version, version, id, version, version);
    execute(path, sql);
    free(sql);
}

/* The daemon says that it is ready as it says so to systemd. */
static int open_ears(const struct place *place)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = 20};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/notify", place->folder);
    (void)unlink(address.sun_path);
    int ears = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(ears >= 0);
    assert_int_equal(bind(ears, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(setsockopt(ears, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    assert_int_equal(setenv("NOTIFY_SOCKET", address.sun_path, 1), 0);
    return ears;
}

static void start(struct place *place)
{
    char heard[100] = "";
    int ears = open_ears(place);
    place->daemon = fork();
    assert_true(place->daemon >= 0);
    if (place->daemon > 0) {
        assert_true(recv(ears, heard, sizeof heard - 1, 0) > 0);
        assert_non_null(strstr(heard, "READY=1"));
        assert_int_equal(close(ears), 0);
        return;
    }
    (void)close(ears); /* or what nobody hears any more would fill it */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    log_set_level(LOG_ERROR);
    _exit(loop_run(&place->config) == STATUS_OK ? 0 : 1);
}

/* Sends the signal; the daemon must end with `code` by itself. */
static void ends(struct place *place, int signal_number, int code)
{
    int status = 0;
    assert_int_equal(kill(place->daemon, signal_number), 0);
    assert_int_equal(waitpid(place->daemon, &status, 0), place->daemon);
    place->daemon = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
}

/* Ids and versions in the cache, "" where there is none that can be read. */
static void read_cache(const struct place *place, char *out, size_t size)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    *out = '\0';
    if (sqlite3_open_v2(place->cache_path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db,
                           "SELECT group_concat(id || version, ' ') FROM (SELECT * FROM item ORDER BY id)",
                           -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0) != NULL)
        snprintf(out, size, "%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

/* Another process's work: looked for each 5 ms, given up after 20 s. */
static void comes(const struct place *place, const char *expected)
{
    char held[200] = "";
    const struct timespec pause = {.tv_nsec = 5000000};
    for (int i = 0; i < 4000; i++) {
        read_cache(place, held, sizeof held);
        if (strcmp(held, expected) == 0)
            return;
        (void)nanosleep(&pause, NULL);
    }
    fail_msg("\"%s\" instead of \"%s\"", held, expected);
}

/* The account as it is kept, as soon as it holds that code as alarm ("": as soon as there is none). */
static void alarm_comes(const struct place *place, const char *code)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    struct account account;
    instant last = NO_INSTANT;
    for (int i = 0; i < 4000; i++) {
        assert_int_equal(account_load(place->cache_path, &account, &last, NULL), STATUS_OK);
        bool there = *code == '\0' ? account.alarms == 0 && last != NO_INSTANT
                                   : account.alarms > 0 && strcmp(account.alarm[0].code, code) == 0;
        account_finish(&account);
        if (there)
            return;
        (void)nanosleep(&pause, NULL);
    }
    fail_msg("no alarm \"%s\"", code);
}

static void pulls_at_once_and_ends_with_the_signal(void **state)
{
    struct place *place = *state;
    static const int signals[] = {SIGTERM, SIGINT};
    make_source(place->case_path);
    publish(place->case_path, "a", 1);
    for (size_t i = 0; i < 2; i++) {
        start(place);
        comes(place, "a1");
        ends(place, signals[i], 0);
    }
}

static void a_change_of_the_file_arrives_by_itself(void **state)
{
    struct place *place = *state;
    char expected[16];
    make_source(place->case_path);
    publish(place->case_path, "a", 1);
    start(place);
    comes(place, "a1");
    for (int version = 2; version < 20; version++) {
        publish(place->case_path, "a", version);
        snprintf(expected, sizeof expected, "a%d", version);
        comes(place, expected);
    }
    ends(place, SIGTERM, 0);
}

static void interval_alone_is_enough(void **state)
{
    struct place *place = *state;
    place->config.interval_seconds = 1;
    make_source(place->case_path);
    publish(place->case_path, "a", 1);
    start(place);
    comes(place, "a1");
    /* A cache that somebody removed rings nobody: the next interval fills it anew. */
    assert_int_equal(unlink(place->cache_path), 0);
    comes(place, "a1");
    /* The same where another file took its place. */
    char *other = take_format("%s/other", place->folder);
    FILE *file = fopen(other, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(rename(other, place->cache_path), 0);
    comes(place, "a1");
    free(other);
    ends(place, SIGTERM, 0);
}

static void hangup_pulls_now(void **state)
{
    struct place *place = *state;
    make_source(place->case_path);
    publish(place->case_path, "a", 1);
    start(place);
    comes(place, "a1");
    alarm_comes(place, "");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(unlink(place->cache_path), 0);
        assert_int_equal(kill(place->daemon, SIGHUP), 0);
        comes(place, "a1");
    }
    ends(place, SIGTERM, 0);
}

static void waits_for_a_source_that_is_not_there_yet(void **state)
{
    struct place *place = *state;
    start(place);
    alarm_comes(place, "source-unreachable");
    char *elsewhere = take_format("%s/elsewhere.db", place->folder);
    make_source(elsewhere);
    publish(elsewhere, "a", 1);
    execute(elsewhere, "PRAGMA journal_mode = DELETE");
    assert_int_equal(rename(elsewhere, place->case_path), 0);
    comes(place, "a1");
    alarm_comes(place, "");
    /* It goes again: what was pulled stays, and somebody is told. */
    char *aside = take_format("%s/aside.db", place->folder);
    assert_int_equal(rename(place->case_path, aside), 0);
    assert_int_equal(kill(place->daemon, SIGHUP), 0);
    alarm_comes(place, "source-unreachable");
    comes(place, "a1");
    publish(aside, "a", 2);
    execute(aside, "PRAGMA journal_mode = DELETE");
    assert_int_equal(rename(aside, place->case_path), 0);
    comes(place, "a2");
    alarm_comes(place, "");
    ends(place, SIGTERM, 0);
    free(aside);
    free(elsewhere);
}

/* A signal that comes while the daemon waits out a failure ends it at once, not after the pause. */
static void ends_while_it_waits_out_a_failure(void **state)
{
    struct place *place = *state;
    start(place);
    alarm_comes(place, "source-unreachable");
    ends(place, SIGTERM, 0);
}

static void an_address_of_no_known_kind_is_told(void **state)
{
    struct place *place = *state;
    static char uri[] = "gopher://x:geheim@host/";
    place->config.source_uri = uri;
    struct account account;
    instant last = NO_INSTANT;
    assert_int_equal(loop_run(&place->config), STATUS_MISUSE);
    assert_int_equal(account_load(place->cache_path, &account, &last, NULL), STATUS_OK);
    assert_string_equal(account.alarm[0].code, "source-unreachable");
    assert_string_equal(account.source, "gopher://x:…@host/");
    account_finish(&account);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_double_within_a_quarter),
        TEST(pulls_at_once_and_ends_with_the_signal),
        TEST(a_change_of_the_file_arrives_by_itself),
        TEST(interval_alone_is_enough),
        TEST(hangup_pulls_now),
        TEST(waits_for_a_source_that_is_not_there_yet),
        TEST(ends_while_it_waits_out_a_failure),
        TEST(an_address_of_no_known_kind_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
