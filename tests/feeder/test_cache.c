#include "cache.h"
#include "contract/limits.h"
#include "sample.h"

#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

/* ---- a cache in a folder of its own, for each test ---------------------------------------------- */

struct place {
    char *folder, *path;
    struct cache *cache;
};

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->path = take_format("%s/cache.db", place->folder);
    *state = place;
    return cache_open(place->path, &place->cache, NULL) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    cache_close(place->cache);
    sample_folder_remove(place->folder);
    free(place->path);
    free(place);
    return 0;
}

static void reopen(struct place *place)
{
    cache_close(place->cache);
    place->cache = NULL;
    assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
}

static void begin(struct place *place)
{
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
}

/* Ends the batch; `news` is whether it must have brought any. */
static void commit(struct place *place, bool news)
{
    int64_t before = cache_generation(place->cache), generation = -1;
    assert_int_equal(cache_commit(place->cache, &generation, NULL), news ? STATUS_OK : STATUS_UNCHANGED);
    assert_int_equal(generation, before + (news ? 1 : 0));
    assert_int_equal(cache_generation(place->cache), generation);
}

/* Puts a record (and destroys it); `code` of the refusal, or NULL. */
static enum status put(struct place *place, struct record *record, const char *mark, const char *code)
{
    struct problem problem = {0};
    enum status status = cache_put(place->cache, record, mark, &problem);
    record_destroy(record);
    assert_string_equal(problem.code, code == NULL ? "" : code);
    assert_int_equal(status == STATUS_REFUSED, code != NULL);
    return status;
}

static enum status withdraw(struct place *place, const char *id, int64_t version, instant now,
                            const char *code)
{
    struct problem problem = {0};
    enum status status = cache_withdraw(place->cache, id, version, now, "发布有误", "w1", now, &problem);
    assert_string_equal(problem.code, code == NULL ? "" : code);
    return status;
}

/* One batch with one new item. */
static void put_one(struct place *place, const char *id, int64_t version)
{
    begin(place);
    assert_int_equal(put(place, sample_record(id, version), "m", NULL), STATUS_OK);
    commit(place, true);
}

/* First column of the first row, from outside, as a text; "" for none. */
static char *query(const struct place *place, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    char *text = take_copy(
        sqlite3_step(statement) == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : "");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

static void assert_query(const struct place *place, const char *sql, const char *expected)
{
    char *text = query(place, sql);
    assert_string_equal(text, expected);
    free(text);
}

/* ---- versions ----------------------------------------------------------------------------------- */

static void takes_a_batch_as_one_generation(void **state)
{
    struct place *place = *state;
    assert_int_equal(cache_generation(place->cache), 0);
    begin(place);
    assert_int_equal(put(place, sample_record("a", 1), "m1", NULL), STATUS_OK);
    assert_int_equal(put(place, sample_record("b", 1), "m2", NULL), STATUS_OK);
    commit(place, true);
    reopen(place);
    assert_int_equal(cache_generation(place->cache), 1);
    struct cache_keys keys = {0};
    assert_int_equal(cache_list(place->cache, &keys, NULL), STATUS_OK);
    assert_int_equal(keys.items, 2);
    assert_int_equal(keys.tombstones + keys.projects, 0);
    const struct cache_key *b = cache_keys_find(keys.item, keys.items, "b");
    assert_non_null(b);
    assert_string_equal(b->mark, "m2");
    assert_int_equal(b->version, 1);
    assert_true(b->display_until == NO_INSTANT);
    assert_null(cache_keys_find(keys.item, keys.items, "c"));
    assert_null(cache_keys_find(NULL, 0, "c"));
    cache_keys_finish(&keys);
}

static void versions_only_rise(void **state)
{
    struct place *place = *state;
    put_one(place, "a", 2);
    begin(place);
    put(place, sample_record("a", 1), "m", "version-falls");
    commit(place, false);
    put_one(place, "a", 3);
    assert_query(place, "SELECT version || '.' || revision FROM item", "3.0");
    assert_query(place, "SELECT count(*) FROM content", "1");
}

static void other_text_needs_another_version(void **state)
{
    struct place *place = *state;
    put_one(place, "a", 1);
    begin(place);
    struct record *record = sample_record("a", 1);
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = take_copy("悄悄改了");
    put(place, record, "m2", "same-version");
    record = sample_record("a", 1);
    record->display_until = SAMPLE_NOW; /* to be taken down by stealth */
    put(place, record, "m2", "same-version");
    commit(place, false);
}

static void figures_raise_the_revision(void **state)
{
    struct place *place = *state;
    static const char *const done[] = {"100", "120", "150"};
    for (size_t i = 0; i < 3; i++) {
        struct record *record = sample_record("a", 1);
        sample_figures(record, done[i]);
        record->as_of = SAMPLE_NOW + (instant)i;
        begin(place);
        assert_int_equal(cache_put(place->cache, record, "m", NULL), STATUS_OK);
        assert_int_equal(record->revision, (int64_t)i);
        commit(place, true);
        /* The same figures again are no news. */
        begin(place);
        assert_int_equal(cache_put(place->cache, record, "m", NULL), STATUS_UNCHANGED);
        assert_int_equal(record->revision, (int64_t)i);
        commit(place, false);
        record_destroy(record);
    }
    put_one(place, "a", 2);
    assert_query(place, "SELECT version || '.' || revision FROM item", "2.0");
}

/* Whatever the guard let pass: nothing gets in that a screen would refuse. */
static void refuses_what_no_screen_could_read(void **state)
{
    struct place *place = *state;
    begin(place);
    struct record *record = sample_record("a", 1);
    free(record->text[LANG_ZH].title);
    record->text[LANG_ZH].title = NULL;
    put(place, record, "m", "bad-record");
    put(place, sample_record("a", LIMIT_VERSION + 1), "m", "bad-record");
    put(place, sample_record("a", 0), "m", "bad-record");
    put(place, sample_record("two words", 1), "m", "bad-id");
    record = sample_record("a", 1);
    record->published_at = NO_INSTANT;
    put(place, record, "m", "bad-record");
    record = sample_record("a", 1);
    sample_figures(record, "many");
    put(place, record, "m", "bad-number");
    assert_int_equal(withdraw(place, "a", -1, SAMPLE_NOW, "bad-version"), STATUS_REFUSED);
    assert_int_equal(withdraw(place, "a", LIMIT_VERSION + 1, SAMPLE_NOW, "bad-version"), STATUS_REFUSED);
    commit(place, false);
}

/* ---- withdrawal --------------------------------------------------------------------------------- */

static void tombstones_are_never_forgotten(void **state)
{
    struct place *place = *state;
    put_one(place, "a", 2);
    begin(place);
    assert_int_equal(withdraw(place, "a", 0, SAMPLE_NOW, NULL), STATUS_OK);
    commit(place, true);
    reopen(place);
    assert_query(place, "SELECT count(*) FROM item", "0");
    assert_query(place, "SELECT count(*) FROM content", "0");
    begin(place);
    put(place, sample_record("a", 1), "m", "withdrawn");
    put(place, sample_record("a", 2), "m", "withdrawn");
    assert_int_equal(withdraw(place, "a", 0, SAMPLE_NOW, NULL), STATUS_UNCHANGED);
    assert_int_equal(withdraw(place, "a", 1, SAMPLE_NOW, NULL), STATUS_UNCHANGED);
    commit(place, false);
    /* A corrected version may appear; it is then in both lists. */
    put_one(place, "a", 3);
    struct cache_keys keys = {0};
    assert_int_equal(cache_list(place->cache, &keys, NULL), STATUS_OK);
    assert_int_equal(cache_keys_find(keys.item, keys.items, "a")->version, 3);
    assert_int_equal(cache_keys_find(keys.tombstone, keys.tombstones, "a")->version, 2);
    assert_string_equal(cache_keys_find(keys.tombstone, keys.tombstones, "a")->mark, "w1");
    cache_keys_finish(&keys);
    /* A late withdrawal of what was withdrawn before does not reach the correction. */
    begin(place);
    assert_int_equal(withdraw(place, "a", 2, SAMPLE_NOW, NULL), STATUS_UNCHANGED);
    assert_int_equal(withdraw(place, "a", 3, SAMPLE_NOW, NULL), STATUS_OK);
    commit(place, true);
    assert_query(place, "SELECT version FROM tombstone", "3");
}

/* Withdrawn before it ever came: it must not appear when it comes. */
static void withdrawal_may_come_first(void **state)
{
    struct place *place = *state;
    begin(place);
    assert_int_equal(withdraw(place, "a", 0, SAMPLE_NOW, NULL), STATUS_OK);
    assert_int_equal(withdraw(place, "b", 4, SAMPLE_NOW, NULL), STATUS_OK);
    commit(place, true);
    begin(place);
    assert_int_equal(withdraw(place, "a", 0, SAMPLE_NOW, NULL), STATUS_UNCHANGED);
    put(place, sample_record("a", 1), "m", "withdrawn");
    put(place, sample_record("b", 4), "m", "withdrawn");
    assert_int_equal(put(place, sample_record("b", 5), "m", NULL), STATUS_OK);
    commit(place, true);
}

/* Regulation art. 10: thirty days from when it was first to be seen, to the second. */
static void the_draft_plan_stays_thirty_days(void **state)
{
    struct place *place = *state;
    static const struct {
        instant display_from, now;
        const char *code;
    } cases[] = {
        {NO_INSTANT, SAMPLE_NOW, "display-period"},
        {NO_INSTANT, SAMPLE_NOW + 29 * SAMPLE_DAY - 1, "display-period"},
        {NO_INSTANT, SAMPLE_NOW + 29 * SAMPLE_DAY, NULL},
        {SAMPLE_NOW + 3 * SAMPLE_DAY, SAMPLE_NOW + 33 * SAMPLE_DAY - 1, "display-period"},
        {SAMPLE_NOW + 3 * SAMPLE_DAY, SAMPLE_NOW + 33 * SAMPLE_DAY, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *id = take_format("plan-%zu", i);
        struct record *record = sample_record(id, 1);
        memcpy(record->catalogue, "D09", 4);
        record->display_from = cases[i].display_from;
        begin(place);
        assert_int_equal(put(place, record, "m", NULL), STATUS_OK);
        commit(place, true);
        begin(place);
        assert_int_equal(withdraw(place, id, 0, cases[i].now, cases[i].code),
                         cases[i].code != NULL ? STATUS_REFUSED : STATUS_OK);
        commit(place, cases[i].code == NULL);
        free(id);
    }
}

static void withdrawn_text_is_gone_from_the_files(void **state)
{
    struct place *place = *state;
    static const char canary[] = "CANARY-440301-CANARY";
    struct record *record = sample_record("a", 1);
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = take_copy(canary);
    begin(place);
    assert_int_equal(put(place, record, "m", NULL), STATUS_OK);
    commit(place, true);
    char *grep = take_format("cat '%s' '%s-wal' | grep -q %s", place->path, place->path, canary);
    assert_int_equal(system(grep), 0);
    begin(place);
    assert_int_equal(withdraw(place, "a", 1, SAMPLE_NOW, NULL), STATUS_OK);
    commit(place, true);
    assert_int_equal(cache_scrub(place->cache, NULL), STATUS_OK);
    assert_int_not_equal(system(grep), 0);
    free(grep);
}

/* ---- the programme's order ---------------------------------------------------------------------- */

static void put_placed(struct place *place, const char *id, const char *project, const char *catalogue,
                       enum priority priority, instant published_at)
{
    struct record *record = sample_record(id, 1);
    record->project = take_copy_or_null(project);
    memcpy(record->catalogue, catalogue, 4);
    record->priority = priority;
    record->published_at = published_at;
    assert_int_equal(put(place, record, "m", NULL), STATUS_OK);
}

static void put_project(struct place *place, const char *id, const char *sort, enum status expected)
{
    struct project *project = sample_project(id, sort);
    assert_int_equal(cache_put_project(place->cache, project, "p", NULL), expected);
    project_destroy(project);
}

static void orders_the_programme(void **state)
{
    struct place *place = *state;
    static const char order[] = "SELECT group_concat(id, ' ') FROM (SELECT id FROM item ORDER BY place)";
    begin(place);
    put_placed(place, "law", NULL, "D01", PRIORITY_NORMAL, SAMPLE_NOW);
    put_placed(place, "flow", "west", "D32", PRIORITY_NORMAL, SAMPLE_NOW);
    put_placed(place, "firm", "west", "D17", PRIORITY_NORMAL, SAMPLE_NOW);
    put_placed(place, "decision-old", "west", "D14", PRIORITY_NORMAL, SAMPLE_NOW - SAMPLE_DAY);
    put_placed(place, "decision-new", "west", "D14", PRIORITY_NORMAL, SAMPLE_NOW);
    put_placed(place, "east", "east", "D35", PRIORITY_NORMAL, SAMPLE_NOW);
    put_placed(place, "lost", "unknown", "D01", PRIORITY_NORMAL, SAMPLE_NOW);
    put_placed(place, "pin-late", "west", "D35", PRIORITY_PINNED, SAMPLE_NOW);
    put_placed(place, "pin-none", NULL, "D01", PRIORITY_PINNED, SAMPLE_NOW);
    put_placed(place, "urgent", "west", "D35", PRIORITY_URGENT, SAMPLE_NOW);
    put_project(place, "west", "1", STATUS_OK);
    put_project(place, "east", "2", STATUS_OK);
    commit(place, true);
    assert_query(place, order, "pin-late pin-none decision-new decision-old firm flow east lost law urgent");
    /* The projects change places; negative numbers come first, a project without number last. */
    begin(place);
    put_project(place, "east", "-5", STATUS_OK);
    put_project(place, "west", "1", STATUS_UNCHANGED);
    commit(place, true);
    assert_query(place, order, "pin-late pin-none east decision-new decision-old firm flow lost law urgent");
    begin(place);
    put_project(place, "west", NULL, STATUS_OK);
    commit(place, true);
    assert_query(place, order, "pin-late pin-none east lost decision-new decision-old firm flow law urgent");
    /* An item that comes later finds its project's place. */
    begin(place);
    put_placed(place, "east-first", "east", "D01", PRIORITY_NORMAL, SAMPLE_NOW);
    commit(place, true);
    assert_query(place, order,
                 "pin-late pin-none east-first east lost decision-new decision-old firm flow law urgent");
}

static void the_longest_place_fits(void **state)
{
    struct place *place = *state;
    char id[LIMIT_ID_BYTES + 1] = "", project[LIMIT_ID_BYTES + 1] = "";
    memset(id, 'i', LIMIT_ID_BYTES);
    memset(project, 'p', LIMIT_ID_BYTES);
    begin(place);
    put_project(place, project, "9999999999", STATUS_OK);
    put_placed(place, id, project, "D35", PRIORITY_NORMAL, -2208988800); /* the year 1900 */
    commit(place, true);
}

/* ---- nothing new, nothing written --------------------------------------------------------------- */

static struct stat look(const struct place *place, const char *suffix)
{
    struct stat info = {0};
    char *name = take_format("%s%s", place->path, suffix);
    assert_int_equal(stat(name, &info), 0);
    free(name);
    return info;
}

static void assert_untouched(const struct place *place, const char *suffix, const struct stat *before)
{
    struct stat now = look(place, suffix);
    assert_int_equal(now.st_ino, before->st_ino);
    assert_int_equal(now.st_size, before->st_size);
    assert_int_equal(now.st_mtim.tv_sec, before->st_mtim.tv_sec);
    assert_int_equal(now.st_mtim.tv_nsec, before->st_mtim.tv_nsec);
}

static void writes_nothing_when_nothing_changed(void **state)
{
    struct place *place = *state;
    put_one(place, "a", 1);
    begin(place);
    put_project(place, "west", "1", STATUS_OK);
    assert_int_equal(withdraw(place, "b", 1, SAMPLE_NOW, NULL), STATUS_OK);
    commit(place, true);
    reopen(place); /* the first close folds the wal in */
    struct stat db = look(place, ""), wal = look(place, "-wal");
    for (int i = 0; i < 3; i++) {
        begin(place);
        assert_int_equal(put(place, sample_record("a", 1), "other mark", NULL), STATUS_UNCHANGED);
        put_project(place, "west", "1", STATUS_UNCHANGED);
        assert_int_equal(withdraw(place, "b", 1, SAMPLE_NOW, NULL), STATUS_UNCHANGED);
        put(place, sample_record("b", 1), "m", "withdrawn");
        commit(place, false);
        struct cache_keys keys = {0};
        assert_int_equal(cache_list(place->cache, &keys, NULL), STATUS_OK);
        assert_string_equal(keys.item[0].mark, "other mark"); /* known, though not written */
        cache_keys_finish(&keys);
        begin(place);
        cache_rollback(place->cache);
        assert_untouched(place, "", &db);
        assert_untouched(place, "-wal", &wal);
        if (i == 1)
            reopen(place);
    }
    assert_query(place, "SELECT mark FROM item", "m");
    put_one(place, "c", 1); /* a real change takes the mark along */
    assert_query(place, "SELECT mark FROM item WHERE id = 'a'", "other mark");
}

/* What a rolled back batch took for unchanged may have been compared with its own changes. */
static void rollback_forgets_the_batch(void **state)
{
    struct place *place = *state;
    put_one(place, "a", 1);
    begin(place);
    assert_int_equal(put(place, sample_record("a", 2), "m2", NULL), STATUS_OK);
    assert_int_equal(put(place, sample_record("a", 2), "m3", NULL), STATUS_UNCHANGED);
    cache_rollback(place->cache);
    begin(place);
    commit(place, false);
    struct cache_keys keys = {0};
    assert_int_equal(cache_list(place->cache, &keys, NULL), STATUS_OK);
    assert_int_equal(keys.item[0].version, 1);
    assert_string_equal(keys.item[0].mark, "m");
    cache_keys_finish(&keys);
    assert_int_equal(cache_generation(place->cache), 1);
}

/* ---- the file ---- */

static void has_one_writer(void **state)
{
    struct place *place = *state;
    struct cache *other = NULL;
    struct problem problem = {0};
    assert_int_equal(cache_open(place->path, &other, &problem), STATUS_UNAVAILABLE);
    assert_string_equal(problem.code, "cache-locked");
    assert_null(other);
    problem_clear(&problem);
    assert_int_equal(cache_set_aside(place->path, &problem), STATUS_UNAVAILABLE);
}

static void leaves_wal_and_shm_for_readers(void **state)
{
    struct place *place = *state;
    put_one(place, "a", 1);
    reopen(place);
    cache_close(place->cache);
    place->cache = NULL;
    (void)look(place, "-wal");
    (void)look(place, "-shm");
    assert_true((look(place, "").st_mode & 0044) == 0044);
    assert_int_equal(look(place, "-wal").st_size, 0);
}

static void overwrite(const struct place *place, off_t at, const void *bytes, size_t size)
{
    FILE *file = fopen(place->path, "r+");
    assert_non_null(file);
    assert_int_equal(fseeko(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void damage_beginning(const struct place *place)
{
    static const char zeros[4096] = {0};
    overwrite(place, 0, zeros, sizeof zeros);
}

static void damage_middle(const struct place *place)
{
    char noise[4096];
    memset(noise, 0xA5, sizeof noise);
    for (off_t page = 1; page < 6; page++)
        overwrite(place, page * 4096, noise, sizeof noise);
}

static void damage_length(const struct place *place)
{
    assert_int_equal(truncate(place->path, 3 * 4096 + 100), 0);
}

static void damage_meta(const struct place *place)
{
    free(query(place, "DELETE FROM meta"));
}

static void replace_by_text(const struct place *place)
{
    assert_int_equal(truncate(place->path, 0), 0);
    overwrite(place, 0, "root:x:0:0:root:/root:/bin/bash\n", 32);
}

static void replace_by_database(const struct place *place)
{
    assert_int_equal(truncate(place->path, 0), 0);
    free(query(place, "CREATE TABLE households (name)"));
}

static void replace_by_newer(const struct place *place)
{
    free(query(place, "PRAGMA user_version = 1000"));
}

static void replace_by_older(const struct place *place)
{
    free(query(place, "PRAGMA user_version = 0"));
}

static void add_trigger(const struct place *place)
{
    free(query(place, "CREATE TRIGGER t AFTER INSERT ON item BEGIN DELETE FROM tombstone; END"));
}

static void make_huge(const struct place *place)
{
    assert_int_equal(truncate(place->path, (off_t)LIMIT_CACHE_BYTES + 4096), 0);
}

static void opens_only_a_whole_cache_of_ours(void **state)
{
    struct place *place = *state;
    static const struct {
        void (*damage)(const struct place *);
        enum status status;
        const char *code;
    } cases[] = {
        {damage_beginning, STATUS_UNAVAILABLE, "corrupt-cache"},
        {damage_middle, STATUS_UNAVAILABLE, "corrupt-cache"},
        {damage_length, STATUS_UNAVAILABLE, "corrupt-cache"},
        {damage_meta, STATUS_UNAVAILABLE, "corrupt-cache"},
        {replace_by_text, STATUS_REFUSED, "not-a-cache"},
        {replace_by_database, STATUS_REFUSED, "not-a-cache"},
        {replace_by_newer, STATUS_REFUSED, "newer-schema"},
        {replace_by_older, STATUS_REFUSED, "older-schema"},
        {add_trigger, STATUS_UNAVAILABLE, "corrupt-cache"},
        {make_huge, STATUS_REFUSED, "not-a-cache"},
    };
    char *clean = take_format("rm -f '%s' '%s-wal' '%s-shm'", place->path, place->path, place->path);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_one(place, "a", 1);
        cache_close(place->cache);
        place->cache = NULL;
        cases[i].damage(place);
        struct stat before = look(place, "");
        struct problem problem = {0};
        enum status status = cache_open(place->path, &place->cache, &problem);
        if (status != cases[i].status || strcmp(problem.code, cases[i].code) != 0)
            fail_msg("case %zu: %s %s", i, problem.code, problem.text);
        assert_untouched(place, "", &before); /* and is left alone */
        assert_int_equal(system(clean), 0);
        assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
    }
    free(clean);
}

static void sets_a_corrupt_cache_aside(void **state)
{
    struct place *place = *state;
    char *aside = take_format("%s.corrupt", place->path);
    put_one(place, "a", 1);
    for (int i = 0; i < 2; i++) { /* the second replaces the first */
        cache_close(place->cache);
        place->cache = NULL;
        damage_beginning(place);
        assert_int_equal(cache_set_aside(place->path, NULL), STATUS_OK);
        assert_int_equal(access(aside, F_OK), 0);
        assert_int_equal(access(place->path, F_OK), -1);
        assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
        assert_int_equal(cache_generation(place->cache), 0);
    }
    free(aside);
}

static void starts_from_an_empty_file(void **state)
{
    struct place *place = *state;
    cache_close(place->cache);
    place->cache = NULL;
    assert_int_equal(truncate(place->path, 0), 0);
    assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
    put_one(place, "a", 1);
}

/* ---- no room ---- */

static struct record *heavy_record(int i)
{
    char id[16];
    snprintf(id, sizeof id, "heavy-%d", i);
    struct record *record = sample_record(id, 1);
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = take_zeroed(60001, 1);
    memset(record->text[LANG_ZH].body, 'x', 60000);
    return record;
}

/* Fills until something gives way; the batch is lost as a whole and what was held stays. */
static void fill_until_it_fails(struct place *place)
{
    struct problem problem = {0};
    enum status status = STATUS_OK;
    int64_t generation = 0, held = cache_generation(place->cache);
    begin(place);
    for (int i = 0; i < 1000 && status == STATUS_OK; i++) {
        struct record *record = heavy_record(i);
        status = cache_put(place->cache, record, "m", &problem);
        record_destroy(record);
    }
    assert_int_equal(status, STATUS_UNAVAILABLE);
    struct record *late = sample_record("late", 1);
    assert_int_equal(cache_put(place->cache, late, "m", NULL), STATUS_UNAVAILABLE);
    record_destroy(late);
    /* A failed batch cannot be committed any more, whatever the caller thinks of it. */
    assert_int_equal(cache_commit(place->cache, &generation, &problem), STATUS_UNAVAILABLE);
    assert_int_equal(generation, held);
    assert_true(strcmp(problem.code, "disk-full") == 0 || strcmp(problem.code, "cache-unavailable") == 0);
    assert_int_equal(cache_generation(place->cache), held);
}

static void keeps_what_it_has_when_files_cannot_grow(void **state)
{
    struct place *place = *state;
    put_one(place, "a", 1);
    struct rlimit unlimited = {0}, small = {.rlim_cur = 2 * 1024 * 1024};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
    small.rlim_max = unlimited.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    fill_until_it_fails(place);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
    assert_query(place, "SELECT group_concat(id) FROM item", "a");
    put_one(place, "b", 1); /* and goes on when there is room again */
    reopen(place);
    assert_query(place, "SELECT count(*) FROM item", "2");
}

static void keeps_what_it_has_on_a_full_disk(void **state)
{
    struct place *place = *state;
    char *folder = take_format("%s/small", place->folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    if (mount("tmpfs", folder, "tmpfs", 0, "size=4m") != 0) {
        free(folder);
        skip();
    }
    struct place small = {.path = take_format("%s/cache.db", folder)};
    assert_int_equal(cache_open(small.path, &small.cache, NULL), STATUS_OK);
    put_one(&small, "a", 1);
    fill_until_it_fails(&small);
    assert_query(&small, "SELECT group_concat(id) FROM item", "a");
    reopen(&small);
    put_one(&small, "b", 1);
    cache_close(small.cache);
    free(small.path);
    assert_int_equal(umount(folder), 0);
    free(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_a_batch_as_one_generation),
        TEST(versions_only_rise),
        TEST(other_text_needs_another_version),
        TEST(figures_raise_the_revision),
        TEST(refuses_what_no_screen_could_read),
        TEST(tombstones_are_never_forgotten),
        TEST(withdrawal_may_come_first),
        TEST(the_draft_plan_stays_thirty_days),
        TEST(withdrawn_text_is_gone_from_the_files),
        TEST(orders_the_programme),
        TEST(the_longest_place_fits),
        TEST(writes_nothing_when_nothing_changed),
        TEST(rollback_forgets_the_batch),
        TEST(has_one_writer),
        TEST(leaves_wal_and_shm_for_readers),
        TEST(opens_only_a_whole_cache_of_ours),
        TEST(sets_a_corrupt_cache_aside),
        TEST(starts_from_an_empty_file),
        TEST(keeps_what_it_has_when_files_cannot_grow),
        TEST(keeps_what_it_has_on_a_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
