/* Every write, truncation and sync of a batch fails once, in turn. Afterwards the cache is whole and holds
   the old set or the new, and the feeder was told which: what was acknowledged is there, what was not
   acknowledged may not be half there. */
#include "cache.h"
#include "contract/snapshot.h"
#include "sample.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>

#include <cmocka.h>

/* ---- a file system that fails once ---- */

/* Calls until the failure, counting down; below zero none fails. */
static struct {
    int countdown, calls;
    int code;
    bool sticky; /* from the failure on, every call fails: a card that died */
} fault = {.countdown = -1};

static bool strikes(void)
{
    fault.calls++;
    if (fault.countdown > 0)
        fault.countdown--;
    if (fault.countdown != 0)
        return false;
    if (!fault.sticky)
        fault.countdown = -1;
    return true;
}

/* SQLite has a table of methods for each way of locking; each gets its double with three methods replaced. */
static struct double_of {
    sqlite3_io_methods faulty; /* first: a file's pMethods leads back to its double */
    const sqlite3_io_methods *real;
} doubles[4];

static const sqlite3_io_methods *real_methods(const sqlite3_file *file)
{
    return ((const struct double_of *)(const void *)file->pMethods)->real;
}

static int fail_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    return strikes() ? fault.code : real_methods(file)->xWrite(file, bytes, size, at);
}

static int fail_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return strikes() ? fault.code : real_methods(file)->xTruncate(file, size);
}

static int fail_sync(sqlite3_file *file, int flags)
{
    return strikes() ? SQLITE_IOERR_FSYNC : real_methods(file)->xSync(file, flags);
}

static sqlite3_vfs vfs;
static int (*real_open)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);

static int open_faulty(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out)
{
    int code = real_open(self, name, file, flags, out);
    if (code != SQLITE_OK || file->pMethods == NULL)
        return code;
    size_t i = 0;
    while (doubles[i].real != NULL && doubles[i].real != file->pMethods)
        i++;
    assert_true(i < sizeof doubles / sizeof doubles[0] - 1);
    if (doubles[i].real == NULL) {
        doubles[i].real = file->pMethods;
        doubles[i].faulty = *file->pMethods;
        doubles[i].faulty.xWrite = fail_write;
        doubles[i].faulty.xTruncate = fail_truncate;
        doubles[i].faulty.xSync = fail_sync;
    }
    file->pMethods = &doubles[i].faulty;
    return code;
}

static int set_up(void **state)
{
    (void)state;
    vfs = *sqlite3_vfs_find(NULL);
    real_open = vfs.xOpen;
    vfs.zName = "faulty";
    vfs.xOpen = open_faulty;
    return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return sqlite3_vfs_unregister(&vfs) == SQLITE_OK ? 0 : -1;
}

/* ---- the batch that is tried ---- */

/* Old set: a and b in version 1. New set: a in version 2, b withdrawn, c new. */
static enum status run_batch(struct cache *cache, struct problem *problem)
{
    static const char *const ids[] = {"a", "c"};
    int64_t generation = 0;
    enum status status = cache_begin(cache, problem);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
        struct record *record = sample_record(ids[i], 2);
        free(record->text[LANG_ZH].body);
        record->text[LANG_ZH].body = take_zeroed(30001, 1); /* some pages, so that there are writes to fail */
        memset(record->text[LANG_ZH].body, 'x', 30000);
        status = cache_put(cache, record, "m", problem);
        record_destroy(record);
    }
    if (status == STATUS_OK)
        status = cache_withdraw(cache, "b", 1, SAMPLE_NOW, "发布有误", "w", SAMPLE_NOW, problem);
    if (status != STATUS_OK) {
        cache_rollback(cache);
        return status;
    }
    status = cache_commit(cache, &generation, problem);
    if (status == STATUS_OK)
        (void)cache_scrub(cache, NULL); /* may fail; the batch stands */
    return status;
}

/* Generation 2 with "a" and "c" or generation 1 with "a" and "b", every text readable. */
static int64_t read_set(const char *path)
{
    struct snapshot *snapshot = NULL;
    struct problem problem = {0};
    struct snapshot_filter filter = {.now = SAMPLE_NOW};
    struct snapshot_entry entry = {0};
    int64_t generation = 0;
    char ids[8] = "";
    if (snapshot_open(path, &snapshot, &problem) != STATUS_OK)
        fail_msg("fault %d: %s %s", fault.calls, problem.code, problem.text);
    assert_int_equal(snapshot_refresh(snapshot, &generation, &problem), STATUS_OK);
    while (snapshot_next(snapshot, &filter, entry.order, &entry, &problem) == STATUS_OK) {
        struct record *record = NULL;
        assert_int_equal(snapshot_record(snapshot, entry.id, &record, &problem), STATUS_OK);
        assert_int_equal(record->version, generation);
        record_destroy(record);
        assert_true(strlen(ids) + strlen(entry.id) < sizeof ids);
        memcpy(ids + strlen(ids), entry.id, strlen(entry.id));
    }
    assert_string_equal(ids, generation == 2 ? "ac" : "ab");
    snapshot_close(snapshot);
    return generation;
}

/* Runs the batch with the fault at call `at`; false once it has fewer calls than that. */
static bool try_fault(int at, int code, bool sticky)
{
    char *folder = sample_folder(), *path = take_format("%s/cache.db", folder);
    struct cache *cache = NULL;
    struct problem problem = {0};
    int64_t generation = 0;
    fault.countdown = -1;
    assert_int_equal(cache_open(path, &cache, NULL), STATUS_OK);
    assert_int_equal(cache_begin(cache, NULL), STATUS_OK);
    static const char *const ids[] = {"a", "b"};
    for (size_t i = 0; i < 2; i++) {
        struct record *record = sample_record(ids[i], 1);
        assert_int_equal(cache_put(cache, record, "m", NULL), STATUS_OK);
        record_destroy(record);
    }
    assert_int_equal(cache_commit(cache, &generation, NULL), STATUS_OK);
    fault.countdown = at;
    fault.calls = 0;
    fault.code = code;
    fault.sticky = sticky;
    enum status told = run_batch(cache, &problem);
    bool struck = fault.calls >= at;
    int64_t claimed = cache_generation(cache);
    cache_close(cache); /* the checkpoint on closing may meet the fault as well */
    fault.countdown = -1;
    assert_int_equal(claimed, told == STATUS_OK ? 2 : 1);
    if (told != STATUS_OK)
        assert_int_equal(told, STATUS_UNAVAILABLE);
    int64_t found = read_set(path);
    if (told == STATUS_OK)
        assert_int_equal(found, 2);                                  /* acknowledged, hence there */
    assert_int_equal(cache_open(path, &cache, &problem), STATUS_OK); /* and quick_check agrees */
    cache_close(cache);
    sample_folder_remove(folder);
    free(path);
    return struck;
}

static void each_call_fails_once(void **state)
{
    (void)state;
    static const int codes[] = {SQLITE_FULL, SQLITE_IOERR_WRITE};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        for (int sticky = 0; sticky < 2; sticky++) {
            int at = 1;
            while (try_fault(at, codes[i], sticky == 1))
                at++;
            assert_true(at > 20); /* the batch has that many calls at least; else nothing was tried */
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_call_fails_once)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
