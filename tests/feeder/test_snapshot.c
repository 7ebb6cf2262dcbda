#include "cache.h"
#include "contract/snapshot.h"
#include "sample.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#define NOBODY 65534

struct place {
    char *folder, *path;
    struct cache *cache;
    struct snapshot *snapshot;
};

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->path = take_format("%s/cache.db", place->folder);
    *state = place;
    return cache_open(place->path, &place->cache, NULL) == STATUS_OK && chmod(place->folder, 0755) == 0 ? 0
                                                                                                        : -1;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    snapshot_close(place->snapshot);
    cache_close(place->cache);
    sample_folder_remove(place->folder);
    free(place->path);
    free(place);
    return 0;
}

static void put(struct place *place, struct record *record)
{
    assert_int_equal(cache_put(place->cache, record, "m", NULL), STATUS_OK);
    record_destroy(record);
}

static void begin(struct place *place)
{
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
}

static int64_t commit(struct place *place)
{
    int64_t generation = 0;
    assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
    return generation;
}

static void open_snapshot(struct place *place)
{
    struct problem problem = {0};
    snapshot_close(place->snapshot);
    place->snapshot = NULL;
    if (snapshot_open(place->path, &place->snapshot, &problem) != STATUS_OK)
        fail_msg("%s: %s", problem.code, problem.text);
}

static void close_writer(struct place *place)
{
    cache_close(place->cache);
    place->cache = NULL;
}

/* The ids of a walk, joined by blanks; the caller frees them. */
typedef enum status next(struct snapshot *, const struct snapshot_filter *, const char *,
                         struct snapshot_entry *, struct problem *);
static char *walk(struct snapshot *snapshot, const struct snapshot_filter *filter, next *step)
{
    struct buffer ids = {0};
    struct snapshot_entry entry = {0};
    enum status status = STATUS_FAILED;
    while ((status = step(snapshot, filter, entry.order, &entry, NULL)) == STATUS_OK)
        buffer_format(&ids, "%s%s", ids.size > 0 ? " " : "", entry.id);
    assert_int_equal(status, STATUS_END);
    return buffer_take(&ids);
}

static void assert_walk(struct snapshot *snapshot, const struct snapshot_filter *filter, next *step,
                        const char *expected)
{
    char *ids = walk(snapshot, filter, step);
    assert_string_equal(ids, expected);
    free(ids);
}

/* ---- what is shown ------------------------------------------------------------------------------ */

static void walks_pinned_then_normal_and_urgent_apart(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *id;
        enum priority priority;
    } items[] = {{"n2", PRIORITY_NORMAL},
                 {"u2", PRIORITY_URGENT},
                 {"p1", PRIORITY_PINNED},
                 {"u1", PRIORITY_URGENT},
                 {"n1", PRIORITY_NORMAL}};
    begin(place);
    for (size_t i = 0; i < 5; i++) {
        struct record *record = sample_record(items[i].id, 1);
        record->priority = items[i].priority;
        put(place, record);
    }
    commit(place);
    open_snapshot(place);
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    assert_walk(place->snapshot, &filter, snapshot_next, "p1 n1 n2");
    assert_walk(place->snapshot, &filter, snapshot_next_urgent, "u1 u2");
    struct snapshot_entry entry = {0};
    assert_int_equal(snapshot_find(place->snapshot, &filter, "u2", &entry, NULL), STATUS_OK);
    assert_int_equal(entry.priority, PRIORITY_URGENT);
    assert_int_equal(entry.version, 1);
    assert_int_equal(snapshot_find(place->snapshot, &filter, "u3", &entry, NULL), STATUS_END);
}

static void shows_to_each_audience_its_own(void **state)
{
    struct place *place = *state;
    static const char *const ids[] = {"open", "area", "mine"};
    begin(place);
    for (size_t i = 0; i < AUDIENCE_COUNT; i++) {
        struct record *record = sample_record(ids[i], 1);
        record->audience = (enum audience)i;
        record->project = take_copy(i == AUDIENCE_AREA ? "east" : "west");
        put(place, record);
    }
    commit(place);
    open_snapshot(place);
    static const struct {
        struct snapshot_filter filter;
        const char *ids;
        int64_t shown, withheld;
    } cases[] = {
        {{.inside_area = false, .now = SAMPLE_NOW, .project = NULL}, "open", 1, 2},
        {{.inside_area = true, .now = SAMPLE_NOW, .project = NULL}, "area mine open", 3, 0},
        {{.inside_area = false, .now = SAMPLE_NOW, .project = "east"}, "", 0, 1},
        {{.inside_area = true, .now = SAMPLE_NOW, .project = "east"}, "area", 1, 0},
        {{.inside_area = true, .now = SAMPLE_NOW, .project = "west"}, "mine open", 2, 0},
        {{.inside_area = true, .now = SAMPLE_NOW, .project = "north"}, "", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t shown = -1, withheld = -1;
        struct snapshot_entry entry = {0};
        assert_walk(place->snapshot, &cases[i].filter, snapshot_next, cases[i].ids);
        assert_int_equal(snapshot_count(place->snapshot, &cases[i].filter, &shown, &withheld, NULL),
                         STATUS_OK);
        assert_int_equal(shown, cases[i].shown);
        assert_int_equal(withheld, cases[i].withheld);
        assert_int_equal(snapshot_find(place->snapshot, &cases[i].filter, "area", &entry, NULL),
                         strstr(cases[i].ids, "area") != NULL ? STATUS_OK : STATUS_END);
    }
}

/* A screen of some disclosure items alone: the others are not walked, what is urgent comes in any case. */
static void walks_chosen_disclosure_items(void **state)
{
    struct place *place = *state;
    static const char *const ids[] = {"D01", "D14", "D24", "D35"};
    begin(place);
    for (size_t i = 0; i < 4; i++) {
        struct record *record = sample_record(ids[i], 1);
        memcpy(record->catalogue, ids[i], sizeof record->catalogue);
        record->priority = i == 3 ? PRIORITY_URGENT : PRIORITY_NORMAL;
        put(place, record);
    }
    commit(place);
    open_snapshot(place);
    static const struct {
        const char *catalogue, *ids;
    } cases[] = {{NULL, "D01 D14 D24"}, {"D14 D24", "D14 D24"}, {"D01", "D01"}, {"D02 D03", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snapshot_filter filter = {.now = SAMPLE_NOW, .catalogue = cases[i].catalogue};
        assert_walk(place->snapshot, &filter, snapshot_next, cases[i].ids);
        assert_walk(place->snapshot, &filter, snapshot_next_urgent, "D35");
        filter.statutory = true; /* EXPIRED: whatever the law still asks for */
        assert_walk(place->snapshot, &filter, snapshot_next, "");
    }
}

/* Windows are [from, until): the first second counts, the last does not. */
static void windows_open_and_close_to_the_second(void **state)
{
    struct place *place = *state;
    begin(place);
    struct record *record = sample_record("limited", 1);
    record->display_from = SAMPLE_NOW;
    record->display_until = SAMPLE_NOW + 10;
    put(place, record);
    put(place, sample_record("always", 1));
    commit(place);
    open_snapshot(place);
    static const struct {
        instant now;
        const char *ids;
        instant change;
    } cases[] = {
        {SAMPLE_NOW - 1, "always", SAMPLE_NOW},
        {SAMPLE_NOW, "always limited", SAMPLE_NOW + 10},
        {SAMPLE_NOW + 9, "always limited", SAMPLE_NOW + 10},
        {SAMPLE_NOW + 10, "always", NO_INSTANT},
        {-4000000000, "always", SAMPLE_NOW}, /* a dead clock */
        {400000000000, "always", NO_INSTANT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct snapshot_filter filter = {.now = cases[i].now};
        instant change = 0;
        assert_walk(place->snapshot, &filter, snapshot_next, cases[i].ids);
        assert_int_equal(snapshot_next_change(place->snapshot, &filter, &change, NULL), STATUS_OK);
        assert_true(change == cases[i].change);
    }
}

static void gives_whole_records_and_projects(void **state)
{
    struct place *place = *state;
    begin(place);
    struct record *record = sample_record("a", 7), *again = NULL;
    sample_figures(record, "213");
    struct buffer put_bytes = {0}, got_bytes = {0};
    record_encode(record, &put_bytes);
    put(place, record);
    struct project *project = sample_project("hexi", "3"), *found = NULL;
    assert_int_equal(cache_put_project(place->cache, project, "p", NULL), STATUS_OK);
    project_destroy(project);
    commit(place);
    open_snapshot(place);
    assert_int_equal(snapshot_record(place->snapshot, "a", &again, NULL), STATUS_OK);
    record_encode(again, &got_bytes);
    assert_string_equal(got_bytes.data, put_bytes.data);
    struct snapshot_entry entry = {0};
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    char sha256[65];
    sha256_hex(put_bytes.data, put_bytes.size, sha256);
    assert_int_equal(snapshot_next(place->snapshot, &filter, "", &entry, NULL), STATUS_OK);
    assert_string_equal(entry.sha256, sha256);
    assert_int_equal(snapshot_record(place->snapshot, "b", &again, NULL), STATUS_END);
    assert_int_equal(snapshot_project(place->snapshot, "hexi", &found, NULL), STATUS_OK);
    assert_string_equal(project_cell(found, "name"), "项目 hexi");
    assert_int_equal(snapshot_project(place->snapshot, "nowhere", &found, NULL), STATUS_END);
    project_destroy(found);
    record_destroy(again);
    buffer_finish(&put_bytes);
    buffer_finish(&got_bytes);
}

/* Somebody edits the cache file: what does not match its hash is not shown. */
static void forged_bytes_are_refused(void **state)
{
    struct place *place = *state;
    sqlite3 *db = NULL;
    begin(place);
    put(place, sample_record("a", 1));
    commit(place);
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(
            db, "UPDATE content SET bytes = CAST(replace(CAST(bytes AS TEXT), '第1版', '第9版') AS BLOB)",
            NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_changes(db), 1);
    sqlite3_close(db);
    open_snapshot(place);
    struct record *record = NULL;
    struct problem problem = {0};
    assert_int_equal(snapshot_record(place->snapshot, "a", &record, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "bad-hash");
    assert_null(record);
}

static void tells_each_generation_once(void **state)
{
    struct place *place = *state;
    int64_t generation = -1;
    open_snapshot(place);
    assert_int_equal(snapshot_refresh(place->snapshot, &generation, NULL), STATUS_OK);
    assert_int_equal(generation, 0);
    assert_int_equal(snapshot_refresh(place->snapshot, &generation, NULL), STATUS_UNCHANGED);
    begin(place);
    put(place, sample_record("a", 1));
    assert_int_equal(snapshot_refresh(place->snapshot, &generation, NULL),
                     STATUS_UNCHANGED); /* not yet committed */
    commit(place);
    assert_int_equal(snapshot_refresh(place->snapshot, &generation, NULL), STATUS_OK);
    assert_int_equal(generation, 1);
}

/* The cache was set aside and filled anew: the reader follows the name, not the old file. */
static void follows_a_new_file_under_the_name(void **state)
{
    struct place *place = *state;
    int64_t generation = -1;
    begin(place);
    put(place, sample_record("old", 1));
    commit(place);
    open_snapshot(place);
    assert_int_equal(snapshot_refresh(place->snapshot, &generation, NULL), STATUS_OK);
    close_writer(place);
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    assert_int_equal(cache_set_aside(place->path, NULL), STATUS_OK);
    assert_int_equal(snapshot_refresh(place->snapshot, &generation, NULL), STATUS_UNAVAILABLE);
    assert_walk(place->snapshot, &filter, snapshot_next, "old"); /* the screen keeps what it has */
    assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
    begin(place);
    put(place, sample_record("new", 1));
    commit(place);
    (void)snapshot_refresh(place->snapshot, &generation, NULL);
    assert_walk(place->snapshot, &filter, snapshot_next, "new");
}

/* A writer in another process commits pairs; whoever counts must never see half a pair. */
static void sees_the_old_set_or_the_new(void **state)
{
    struct place *place = *state;
    close_writer(place);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct cache *cache = NULL;
        int64_t generation = 0;
        if (cache_open(place->path, &cache, NULL) != STATUS_OK)
            _exit(2);
        for (int i = 0; i < 150; i++) {
            if (cache_begin(cache, NULL) != STATUS_OK)
                _exit(3);
            for (int k = 0; k < 2; k++) {
                char id[16];
                snprintf(id, sizeof id, "i%d-%d", i, k);
                struct record *record = sample_record(id, 1);
                if (cache_put(cache, record, "m", NULL) != STATUS_OK)
                    _exit(4);
                record_destroy(record);
            }
            if (cache_commit(cache, &generation, NULL) != STATUS_OK)
                _exit(5);
        }
        cache_close(cache);
        _exit(0);
    }
    open_snapshot(place);
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    int64_t shown = 0, withheld = 0, least = 0;
    int ended = 0, looks = 0;
    while (waitpid(child, &ended, WNOHANG) == 0) {
        struct problem problem = {0};
        if (snapshot_count(place->snapshot, &filter, &shown, &withheld, &problem) != STATUS_OK)
            fail_msg("%s: %s", problem.code, problem.text);
        assert_int_equal(shown % 2, 0);
        assert_true(shown >= least);
        least = shown;
        looks++;
    }
    assert_int_equal(ended, 0);
    assert_true(looks > 0);
    assert_int_equal(snapshot_count(place->snapshot, &filter, &shown, &withheld, NULL), STATUS_OK);
    assert_int_equal(shown, 300);
}

/* ---- a reader without rights -------------------------------------------------------------------- */

/* Runs in a child without root's rights: opens, and exits with the number of items it can read whole; 100 and
   more are failures. */
static int read_as_other(const struct place *place)
{
    int ended = -1;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct snapshot *snapshot = NULL;
        struct problem problem = {0};
        struct snapshot_filter filter = {.now = SAMPLE_NOW};
        struct snapshot_entry entry = {0};
        int count = 0;
        if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(100);
        if (access(place->folder, W_OK) == 0 || access(place->path, W_OK) == 0)
            _exit(101);
        if (snapshot_open(place->path, &snapshot, &problem) != STATUS_OK) {
            fprintf(stderr, "%s: %s\n", problem.code, problem.text);
            _exit(102);
        }
        while (snapshot_next(snapshot, &filter, entry.order, &entry, &problem) == STATUS_OK) {
            struct record *record = NULL;
            if (snapshot_record(snapshot, entry.id, &record, &problem) != STATUS_OK)
                _exit(103);
            record_destroy(record);
            count++;
        }
        snapshot_close(snapshot);
        _exit(count);
    }
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended));
    return WEXITSTATUS(ended);
}

static void make_read_only(const struct place *place)
{
    char *command = take_format("chmod a-w,a+r '%s'/* && chmod 0555 '%s'", place->folder, place->folder);
    assert_int_equal(system(command), 0);
    free(command);
}

static void make_writable(const struct place *place)
{
    char *command = take_format("chmod 0755 '%s' && chmod u+w '%s'/*", place->folder, place->folder);
    assert_int_equal(system(command), 0);
    free(command);
}

static void remove_beside(const struct place *place, const char *suffix)
{
    char *name = take_format("%s%s", place->path, suffix);
    (void)unlink(name);
    free(name);
}

/* Folders this process could have left in the memory-backed places. */
static int copies_left(void)
{
    static const char *const folders[] = {"/run", "/dev/shm", "/tmp"};
    int count = 0;
    for (size_t i = 0; i < 3; i++) {
        DIR *folder = opendir(folders[i]);
        const struct dirent *entry = NULL;
        while (folder != NULL && (entry = readdir(folder)) != NULL)
            count += strncmp(entry->d_name, "disclosure-", 11) == 0 &&
                     strncmp(entry->d_name, "disclosure-test-", 16) != 0;
        if (folder != NULL)
            (void)closedir(folder);
    }
    return count;
}

static void another_user_reads_while_the_writer_is_away(void **state)
{
    struct place *place = *state;
    static const char *const gone[][2] = {{NULL, NULL}, {"-shm", NULL}, {"-wal", "-shm"}};
    int before = copies_left();
    begin(place);
    put(place, sample_record("a", 1));
    put(place, sample_record("b", 1));
    commit(place);
    assert_int_equal(read_as_other(place), 2); /* the writer is there */
    for (size_t i = 0; i < 3; i++) {
        close_writer(place);
        for (size_t k = 0; k < 2 && gone[i][k] != NULL; k++)
            remove_beside(place, gone[i][k]);
        make_read_only(place);
        assert_int_equal(read_as_other(place), 2);
        make_writable(place);
        assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
    }
    assert_int_equal(copies_left(), before);
}

/* Killed in the middle: the wal holds what the db does not have yet. */
static void another_user_reads_what_a_killed_writer_left(void **state)
{
    struct place *place = *state;
    close_writer(place);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int64_t generation = 0;
        if (cache_open(place->path, &place->cache, NULL) != STATUS_OK ||
            cache_begin(place->cache, NULL) != STATUS_OK)
            _exit(1);
        struct record *record = sample_record("a", 1);
        if (cache_put(place->cache, record, "m", NULL) != STATUS_OK ||
            cache_commit(place->cache, &generation, NULL) != STATUS_OK)
            _exit(1);
        (void)kill(getpid(), SIGKILL);
    }
    int ended = 0;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended));
    make_read_only(place);
    assert_int_equal(read_as_other(place), 1); /* with the -shm it left */
    make_writable(place);
    remove_beside(place, "-shm");
    make_read_only(place);
    assert_int_equal(read_as_other(place), 1); /* and from a copy of db and wal */
    make_writable(place);
}

static void reads_from_a_read_only_file_system(void **state)
{
    struct place *place = *state;
    char *folder = take_format("%s/disk", place->folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    if (mount("tmpfs", folder, "tmpfs", 0, "size=8m") != 0) {
        free(folder);
        skip();
    }
    struct place disk = {.folder = folder, .path = take_format("%s/cache.db", folder)};
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    int64_t generation = 0;
    assert_int_equal(cache_open(disk.path, &disk.cache, NULL), STATUS_OK);
    begin(&disk);
    put(&disk, sample_record("a", 1));
    commit(&disk);
    close_writer(&disk);
    remove_beside(&disk, "-wal");
    remove_beside(&disk, "-shm");
    assert_int_equal(mount(NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    int before = copies_left();
    open_snapshot(&disk);
    assert_walk(disk.snapshot, &filter, snapshot_next, "a");
    assert_int_equal(copies_left(), before); /* the copy has no name any more */
    assert_int_equal(snapshot_refresh(disk.snapshot, &generation, NULL), STATUS_OK);
    assert_int_equal(snapshot_refresh(disk.snapshot, &generation, NULL), STATUS_UNCHANGED);
    /* Writable again, and written: the copy is made anew. */
    assert_int_equal(mount(NULL, folder, NULL, MS_REMOUNT, NULL), 0);
    assert_int_equal(cache_open(disk.path, &disk.cache, NULL), STATUS_OK);
    begin(&disk);
    put(&disk, sample_record("b", 1));
    commit(&disk);
    close_writer(&disk);
    assert_int_equal(snapshot_refresh(disk.snapshot, &generation, NULL), STATUS_OK);
    assert_int_equal(generation, 2);
    assert_walk(disk.snapshot, &filter, snapshot_next, "a b");
    snapshot_close(disk.snapshot);
    assert_int_equal(umount(folder), 0);
    free(disk.path);
    free(folder);
}

/* ---- files that are none ------------------------------------------------------------------------ */

static void refuses_files_that_are_no_cache(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *command, *code;
        enum status status;
    } cases[] = {
        {"rm '%s'", "no-cache", STATUS_UNAVAILABLE},
        {": > '%s'", "not-a-cache", STATUS_REFUSED},
        {"head -c 20000 /dev/zero > '%s'", "not-a-cache", STATUS_REFUSED},
        {"yes random | head -c 20000 > '%s'", "not-a-cache", STATUS_REFUSED},
        {"truncate -s 9000 '%s'", "corrupt-cache", STATUS_UNAVAILABLE},
        {"rm '%s'; mkdir '%1$s'", "not-a-cache", STATUS_REFUSED},
        {"rm '%s'; mkfifo '%1$s'", "not-a-cache", STATUS_REFUSED},
        {"sqlite3 '%s' 'PRAGMA user_version = 1000'", "newer-schema", STATUS_REFUSED},
        {"sqlite3 '%s' 'DROP TABLE tombstone; CREATE VIEW tombstone AS SELECT 1'", "corrupt-cache",
         STATUS_UNAVAILABLE},
        {"rm '%s'; sqlite3 '%1$s' 'CREATE TABLE item (id)'", "not-a-cache", STATUS_REFUSED},
        {"rm '%s'; truncate -s 100G '%1$s'", "not-a-cache", STATUS_REFUSED},
    };
    char *clean = take_format("rm -rf '%s' '%s-wal' '%s-shm'", place->path, place->path, place->path);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct problem problem = {0};
        struct snapshot *snapshot = NULL;
        if (place->cache == NULL)
            assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
        begin(place);
        put(place, sample_record("a", 1));
        commit(place);
        close_writer(place);
        struct buffer command = {0};
        for (const char *c = cases[i].command; *c != '\0'; c++) {
            if (strncmp(c, "%1$s", 4) == 0 || strncmp(c, "%s", 2) == 0) {
                buffer_text(&command, place->path);
                c += c[1] == 's' ? 1 : 3;
            } else {
                buffer_char(&command, *c);
            }
        }
        assert_int_equal(system(command.data), 0);
        enum status status = snapshot_open(place->path, &snapshot, &problem);
        if (status != cases[i].status || strcmp(problem.code, cases[i].code) != 0)
            fail_msg("%s: %d %s %s", command.data, (int)status, problem.code, problem.text);
        assert_null(snapshot);
        buffer_finish(&command);
        assert_int_equal(system(clean), 0);
    }
    free(clean);
}

/* ---- 100,000 items ------------------------------------------------------------------------------ */

/* Every statement that any connection of this process runs from here on, once each. */
static struct buffer seen;

static int note_statement(unsigned kind, void *context, void *statement, void *text)
{
    (void)kind;
    (void)context;
    (void)text;
    if (seen.data == NULL || strstr(seen.data, sqlite3_sql(statement)) == NULL)
        buffer_format(&seen, "%s\n", sqlite3_sql(statement));
    return 0;
}

static int note_connection(sqlite3 *db, char **error, const void *api)
{
    (void)error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note_statement, NULL);
}

/* The plan of each statement that reads items, one line each. */
static void assert_plans_are_covered(const struct place *place)
{
    sqlite3 *db = NULL;
    int checked = 0;
    assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
    for (char *line = strtok(seen.data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        sqlite3_stmt *plan = NULL;
        if (strstr(line, "ORDER BY place") == NULL && strstr(line, "count(*) FILTER") == NULL)
            continue;
        char *explain = take_format("EXPLAIN QUERY PLAN %s", line);
        assert_int_equal(sqlite3_prepare_v2(db, explain, -1, &plan, NULL), SQLITE_OK);
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const char *detail = (const char *)sqlite3_column_text(plan, 3);
            if (strstr(detail, "USING COVERING INDEX") == NULL || strstr(detail, "TEMP B-TREE") != NULL)
                fail_msg("%s: %s", line, detail);
            checked++;
        }
        sqlite3_finalize(plan);
        free(explain);
    }
    sqlite3_close(db);
    assert_int_equal(checked, 2); /* the walk (one statement for programme and urgent) and the count */
}

/* Bytes this process has read from files so far. */
static long long bytes_read(void)
{
    long long bytes = -1;
    FILE *io = fopen("/proc/self/io", "r");
    if (io == NULL || fscanf(io, "rchar: %lld", &bytes) != 1)
        bytes = -1;
    if (io != NULL)
        (void)fclose(io);
    return bytes;
}

static long long cost_of_first_page(struct place *place)
{
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    struct snapshot_entry entry = {0};
    struct record *record = NULL;
    const long long before = bytes_read();
    open_snapshot(place);
    assert_int_equal(snapshot_next(place->snapshot, &filter, "", &entry, NULL), STATUS_OK);
    assert_int_equal(snapshot_record(place->snapshot, entry.id, &record, NULL), STATUS_OK);
    record_destroy(record);
    return bytes_read() - before;
}

static void put_many(struct place *place, int from, int until)
{
    begin(place);
    for (int i = from; i < until; i++) {
        char id[32];
        snprintf(id, sizeof id, "item-%06d", i);
        put(place, sample_record(id, 1));
    }
    commit(place);
    assert_int_equal(cache_scrub(place->cache, NULL), STATUS_OK);
}

static void the_first_page_costs_the_same_with_100000_items(void **state)
{
    struct place *place = *state;
    put_many(place, 0, 100);
    long long few = cost_of_first_page(place);
    put_many(place, 100, 100000);
    assert_int_equal(sqlite3_auto_extension((void (*)(void))note_connection), SQLITE_OK);
    long long many = cost_of_first_page(place);
    /* Only the trees are deeper: a few pages more, where 100,000 items have 100 MB. */
    assert_true(few > 0 && many - few < 16 * 4096);
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    struct snapshot_entry entry = {0};
    int64_t shown = 0, withheld = 0;
    int count = 0;
    char before[ORDER_BYTES] = "";
    while (snapshot_next(place->snapshot, &filter, entry.order, &entry, NULL) == STATUS_OK) {
        assert_true(strcmp(before, entry.order) < 0);
        snprintf(before, sizeof before, "%s", entry.order);
        count++;
    }
    assert_int_equal(count, 100000);
    assert_int_equal(snapshot_count(place->snapshot, &filter, &shown, &withheld, NULL), STATUS_OK);
    assert_int_equal(shown, 100000);
    assert_int_equal(snapshot_next_urgent(place->snapshot, &filter, "", &entry, NULL), STATUS_END);
    assert_int_equal(sqlite3_cancel_auto_extension((void (*)(void))note_connection), 1);
    assert_plans_are_covered(place);
    buffer_finish(&seen);
}

/* ---- freshness ---- */

static void reads_health_beside_the_cache(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *text;
        time_t modified;
        instant checked_at;
        int alarms;
        const char *alarm;
    } cases[] = {
        {"{\"alarms\":[],\"alarms_left_out\":0}", 1795312800, SAMPLE_NOW, 0, ""},
        {"{\"alarms\":[{\"code\":\"source-unreachable\"},{\"code\":\"item-refused\"}]}", 1795312800,
         SAMPLE_NOW, 2, "source-unreachable"},
        {"{\"alarms\":[{\"code\":\"item-refused\"}],\"alarms_left_out\":7}", 1795312800, SAMPLE_NOW, 8,
         "item-refused"},
        {"{\"alarms\":[{}]}", 0, NO_INSTANT, 1, ""},
        {"{\"alarms\":\"none\"}", 1795312800, SAMPLE_NOW, 0, ""},
        {"", 1795312800, SAMPLE_NOW, 1, "bad-status"},
        {"{\"alarms\":[", 1795312800, SAMPLE_NOW, 1, "bad-status"},
    };
    char *name = take_format("%s.status", place->path);
    struct snapshot_health health;
    snapshot_health(place->path, &health);
    assert_true(health.checked_at == NO_INSTANT);
    assert_int_equal(health.alarms, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        FILE *file = fopen(name, "w");
        assert_non_null(file);
        fputs(cases[i].text, file);
        assert_int_equal(fclose(file), 0);
        const struct timespec times[2] = {{.tv_sec = cases[i].modified}, {.tv_sec = cases[i].modified}};
        assert_int_equal(utimensat(AT_FDCWD, name, times, 0), 0);
        snapshot_health(place->path, &health);
        assert_true(health.checked_at == cases[i].checked_at);
        assert_int_equal(health.alarms, cases[i].alarms);
        assert_string_equal(health.alarm, cases[i].alarm);
    }
    assert_int_equal(truncate(name, 1 << 30), 0); /* a gigabyte is not read */
    snapshot_health(place->path, &health);
    assert_string_equal(health.alarm, "bad-status");
    free(name);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(walks_pinned_then_normal_and_urgent_apart),
        TEST(shows_to_each_audience_its_own),
        TEST(walks_chosen_disclosure_items),
        TEST(windows_open_and_close_to_the_second),
        TEST(gives_whole_records_and_projects),
        TEST(forged_bytes_are_refused),
        TEST(tells_each_generation_once),
        TEST(follows_a_new_file_under_the_name),
        TEST(sees_the_old_set_or_the_new),
        TEST(another_user_reads_while_the_writer_is_away),
        TEST(another_user_reads_what_a_killed_writer_left),
        TEST(reads_from_a_read_only_file_system),
        TEST(refuses_files_that_are_no_cache),
        TEST(the_first_page_costs_the_same_with_100000_items),
        TEST(reads_health_beside_the_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
