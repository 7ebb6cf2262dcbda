/* What is withdrawn, replaced or dropped is gone from every byte of the cache's files, however the pages of the database were
   split and joined meanwhile; and a reader in the way only delays that. */
#include "cache.h"
#include "sample.h"

#include <errno.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

#define IDS 24
#define BATCHES 120
#define CANARY "CANARY-"
#define DIGITS 6

struct place {
    char *folder, *path;
    struct cache *cache;
    unsigned random;
    int canaries;         /* given out so far */
    int text[IDS];        /* the canary each item holds now, 0: no item */
    int key[IDS];         /* the one its content key and box hold, 0: none */
    int64_t version[IDS]; /* the highest it had */
};

static unsigned roll(struct place *place, unsigned sides)
{
    place->random = place->random * 1103515245u + 12345u;
    return (place->random >> 16) % sides;
}

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->path = take_format("%s/cache.db", place->folder);
    place->random = 20261122;
    assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
    *state = place;
    return 0;
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

/* ---- what stands in the files ---- */

static void look_at_canary(const struct place *place, const char *file, const char *digits)
{
    int found = 0;
    bool live = false;
    for (int i = 0; i < DIGITS; i++)
        found = found * 10 + digits[i] - '0';
    for (int i = 0; i < IDS; i++)
        live = live || place->text[i] == found || place->key[i] == found;
    if (!live)
        fail_msg("canary %d of %d is gone and still stands in %s", found, place->canaries, file);
}

/* Every canary in any file of the folder is one that is held now. */
static int look(const struct place *place)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal", ".corrupt", ".corrupt-wal"};
    int found = 0;
    for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
        char *name = take_format("%s%s", place->path, parts[p]);
        struct stat info = {0};
        FILE *file = fopen(name, "rb");
        if (file != NULL && fstat(fileno(file), &info) == 0 && info.st_size > 0) {
            size_t size = (size_t)info.st_size, length = strlen(CANARY);
            char *bytes = take_zeroed(1, size);
            assert_int_equal(fread(bytes, 1, size, file), size);
            for (const char *at = bytes;
                 (at = memmem(at, size - (size_t)(at - bytes), CANARY, length)) != NULL; at += length) {
                const char *digits = at + length;
                if ((size_t)(bytes + size - digits) < DIGITS || strspn(digits, "0123456789") < DIGITS)
                    continue; /* cut off by the end of a page */
                look_at_canary(place, name, digits);
                found++;
            }
            free(bytes);
        }
        if (file != NULL)
            assert_int_equal(fclose(file), 0);
        free(name);
    }
    return found;
}

/* ---- what is done to the cache ---- */

static char *id_of(int i)
{
    return take_format("household-%02d", i);
}

/* A text of `count` canaries, every one of which would be found. */
static char *text_of(int canary, unsigned count)
{
    struct buffer out = {0};
    for (unsigned i = 0; i < count; i++)
        buffer_format(&out, CANARY "%0*d。", DIGITS, canary);
    return buffer_take(&out);
}

static void put(struct place *place, int i)
{
    char *id = id_of(i);
    struct record *record = sample_record(id, ++place->version[i]);
    record->audience = AUDIENCE_AFFECTED;
    memcpy(record->catalogue, "D35", 4);
    free(record->text[LANG_ZH].body);
    place->text[i] = ++place->canaries;
    record->text[LANG_ZH].body =
        text_of(place->text[i], roll(place, 3) == 0 ? 1 + roll(place, 900) : 1 + roll(place, 60));
    struct buffer bytes = {0};
    char sha256[65];
    record_encode(record, &bytes);
    sha256_hex(bytes.data, bytes.size, sha256);
    const struct cache_signed came = {&bytes, sha256};
    assert_int_equal(cache_put_signed(place->cache, record, &came, "m", NULL), STATUS_OK);
    buffer_finish(&bytes);
    record_destroy(record);
    if (roll(place, 2) == 0 || place->key[i] != 0) {
        struct buffer box = {0};
        unsigned char key[32] = {0};
        place->key[i] = ++place->canaries;
        snprintf((char *)key, sizeof key, CANARY "%0*d", DIGITS, place->key[i]);
        char *text = text_of(place->key[i], 1 + roll(place, 200));
        buffer_text(&box, text);
        assert_int_equal(cache_put_sealed(place->cache, id, key, &box, NULL), STATUS_OK);
        free(text);
        buffer_finish(&box);
    }
    free(id);
}

static void take_away(struct place *place, int i)
{
    char *id = id_of(i);
    if (roll(place, 2) == 0)
        assert_int_equal(
            cache_withdraw(place->cache, id, place->version[i], SAMPLE_NOW, "有误", "w", SAMPLE_NOW, NULL),
            STATUS_OK);
    else
        assert_int_equal(cache_drop(place->cache, id, NULL), STATUS_OK);
    place->text[i] = place->key[i] = 0;
    free(id);
}

static void run_batch(struct place *place)
{
    int64_t generation = 0;
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
    for (unsigned n = 1 + roll(place, 6); n > 0; n--) {
        int i = (int)roll(place, IDS);
        if (place->text[i] != 0 && roll(place, 3) == 0)
            take_away(place, i);
        else
            put(place, i);
    }
    assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
}

/* ---- tests ---- */

static void nothing_stays_behind(void **state)
{
    struct place *place = *state;
    int found = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
        run_batch(place);
        assert_int_equal(cache_scrub(place->cache, NULL), STATUS_OK);
        assert_false(cache_is_dirty(place->cache));
        found = look(place);
    }
    assert_true(found > IDS); /* what is held can be found, so would be what is not */
}

/* Several batches between two scrubs, the cache closed and opened between them with a reader that holds it. */
static void nothing_stays_behind_later(void **state)
{
    struct place *place = *state;
    sqlite3 *reader = NULL;
    assert_int_equal(sqlite3_open_v2(place->path, &reader, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (int batch = 0; batch < BATCHES / 4; batch++) {
        assert_int_equal(sqlite3_exec(reader, "SELECT count(*) FROM item", NULL, NULL, NULL), SQLITE_OK);
        for (int i = 0; i < 3; i++)
            run_batch(place);
        cache_close(place->cache);
        assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
        assert_true(cache_is_dirty(place->cache)); /* what an earlier program left is not known */
        assert_int_equal(cache_scrub(place->cache, NULL), STATUS_OK);
        assert_true(look(place) > 0);
    }
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
}

static void a_reader_only_delays_it(void **state)
{
    struct place *place = *state;
    struct problem problem = {0};
    int64_t generation = 0;
    sqlite3 *reader = NULL;
    assert_int_equal(sqlite3_open_v2(place->path, &reader, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
    put(place, 0);
    put(place, 1);
    assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM item", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
    take_away(place, 0);
    assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
    assert_int_equal(cache_scrub(place->cache, &problem), STATUS_UNAVAILABLE);
    assert_string_equal(problem.code, "cache-busy");
    assert_true(cache_is_dirty(place->cache));
    assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(cache_scrub(place->cache, NULL), STATUS_OK);
    assert_false(cache_is_dirty(place->cache));
    assert_true(look(place) > 0);
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
}

/* A batch that brings only something new, or only other figures, costs no checkpoint. */
static void only_what_goes_is_scrubbed(void **state)
{
    struct place *place = *state;
    int64_t generation = 0;
    for (int i = 0; i < 3; i++) {
        struct record *record = sample_record("a", i == 2 ? 2 : 1);
        char done[2] = {(char)('1' + i), '\0'};
        sample_figures(record, done);
        assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
        assert_int_equal(cache_put(place->cache, record, "m", NULL), STATUS_OK);
        assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
        assert_int_equal(cache_is_dirty(place->cache), i == 2);
        record_destroy(record);
    }
}

/* A damaged cache that was set aside may hold what is withdrawn later. */
static void what_was_set_aside_goes_too(void **state)
{
    struct place *place = *state;
    int64_t generation = 0;
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
    put(place, 0);
    assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
    cache_close(place->cache);
    place->cache = NULL;
    assert_int_equal(cache_set_aside(place->path, NULL), STATUS_OK);
    assert_true(look(place) > 0);
    assert_int_equal(cache_open(place->path, &place->cache, NULL), STATUS_OK);
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
    put(place, 0);
    assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
    assert_int_equal(cache_begin(place->cache, NULL), STATUS_OK);
    take_away(place, 0);
    assert_int_equal(cache_commit(place->cache, &generation, NULL), STATUS_OK);
    assert_int_equal(cache_scrub(place->cache, NULL), STATUS_OK);
    assert_int_equal(look(place), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_stays_behind, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_stays_behind_later, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reader_only_delays_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_what_goes_is_scrubbed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_set_aside_goes_too, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
