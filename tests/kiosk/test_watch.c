/* The watch tells of changes that matter, at once, and of nothing else. Where an event must come, the test waits for it
   for as long as it takes; where none may come, everything that could bring one has already happened. */
#include "watch.h"

#include "../feeder/sample.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

#define LONG_ENOUGH 10000 /* milliseconds; reached only by a failure */

struct place {
    char *folder, *path;
    struct watch watch;
};

static int set_up(void **state)
{
    struct place *place = take_zeroed(1, sizeof *place);
    place->folder = sample_folder();
    place->path = take_format("%s/cache.db", place->folder);
    watch_init(&place->watch, place->path);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    watch_finish(&place->watch);
    sample_folder_remove(place->folder);
    free(place->path);
    free(place);
    return 0;
}

static void append(const struct place *place, const char *name)
{
    char *path = take_format("%s/%s", place->folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "x", 1), 1);
    assert_int_equal(close(fd), 0);
    free(path);
}

static void tells_of_the_cache_and_what_lies_beside_it(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *name;
        bool told;
    } cases[] = {{"cache.db", true},      {"cache.db-wal", true}, {"cache.db.status", true},
                 {"cache.db-shm", false}, {"other.db", false},    {"cache", false},
                 {"acache.db", false}};
    assert_false(watch_wait(&place->watch, 0)); /* starts it */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        append(place, cases[i].name);
        if (watch_wait(&place->watch, cases[i].told ? LONG_ENOUGH : 0) != cases[i].told)
            fail_msg("%s: told is not %d", cases[i].name, cases[i].told);
        assert_false(watch_wait(&place->watch, 0)); /* once */
    }
}

static void several_changes_are_told_as_one(void **state)
{
    struct place *place = *state;
    assert_false(watch_wait(&place->watch, 0));
    for (int i = 0; i < 500; i++) {
        append(place, "cache.db-wal");
        append(place, "cache.db-shm");
    }
    assert_true(watch_wait(&place->watch, LONG_ENOUGH));
    assert_false(watch_wait(&place->watch, 0));
}

static void tells_of_a_file_that_takes_its_place(void **state)
{
    struct place *place = *state;
    assert_false(watch_wait(&place->watch, 0));
    append(place, "new.db");
    assert_false(watch_wait(&place->watch, 0));
    char *other = take_format("%s/new.db", place->folder);
    assert_int_equal(rename(other, place->path), 0);
    assert_true(watch_wait(&place->watch, LONG_ENOUGH));
    assert_int_equal(chmod(place->path, 0600), 0); /* a pull without news only touches the account */
    assert_true(watch_wait(&place->watch, LONG_ENOUGH));
    free(other);
}

static void waits_for_a_folder_that_is_not_there_yet(void **state)
{
    struct place *place = *state;
    struct watch watch;
    char *folder = take_format("%s/later", place->folder), *path = take_format("%s/cache.db", folder);
    watch_init(&watch, path);
    assert_false(watch_wait(&watch, 1));
    assert_int_equal(mkdir(folder, 0755), 0);
    append(place, "later/cache.db");
    assert_true(watch_wait(&watch, 0)); /* what came before it was watched is told as well */
    assert_false(watch_wait(&watch, 0));
    append(place, "later/cache.db");
    assert_true(watch_wait(&watch, LONG_ENOUGH));
    watch_finish(&watch);
    free(path);
    free(folder);
}

static void a_folder_that_was_replaced_is_watched_again(void **state)
{
    struct place *place = *state;
    struct watch watch;
    char *folder = take_format("%s/moved", place->folder), *aside = take_format("%s/aside", place->folder),
         *path = take_format("%s/cache.db", folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    watch_init(&watch, path);
    append(place, "moved/cache.db");
    assert_false(watch_wait(&watch, 0)); /* it starts now: what was before is looked at anyway */
    assert_int_equal(rename(folder, aside), 0);
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_true(watch_wait(&watch, LONG_ENOUGH)); /* it is gone */
    assert_true(watch_wait(&watch, LONG_ENOUGH)); /* it is there again */
    assert_false(watch_wait(&watch, 0));
    append(place, "moved/cache.db");
    assert_true(watch_wait(&watch, LONG_ENOUGH));
    char *remove = take_format("rm -r '%s'", folder);
    assert_int_equal(system(remove), 0);
    assert_true(watch_wait(&watch, LONG_ENOUGH));
    assert_false(watch_wait(&watch, 0));
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_true(watch_wait(&watch, 0));
    assert_false(watch_wait(&watch, 0));
    append(place, "moved/cache.db");
    assert_true(watch_wait(&watch, LONG_ENOUGH));
    watch_finish(&watch);
    free(remove);
    free(path);
    free(aside);
    free(folder);
}

static void stopping_ends_every_wait(void **state)
{
    struct place *place = *state;
    assert_false(watch_stopped(&place->watch));
    watch_stop(&place->watch);
    assert_true(watch_stopped(&place->watch));
    assert_false(watch_wait(&place->watch, LONG_ENOUGH));
    append(place, "cache.db");
    (void)watch_wait(&place->watch, LONG_ENOUGH);
    assert_true(watch_stopped(&place->watch));
}

static void a_bare_name_lies_in_the_current_folder(void **state)
{
    struct place *place = *state;
    struct watch watch;
    watch_init(&watch, "cache.db");
    assert_string_equal(watch.folder, ".");
    assert_string_equal(watch.name, "cache.db");
    watch_finish(&watch);
    watch_init(&watch, "/cache.db");
    assert_string_equal(watch.folder, "/");
    watch_finish(&watch);
    (void)place;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tells_of_the_cache_and_what_lies_beside_it),  TEST(several_changes_are_told_as_one),
        TEST(tells_of_a_file_that_takes_its_place),        TEST(waits_for_a_folder_that_is_not_there_yet),
        TEST(a_folder_that_was_replaced_is_watched_again), TEST(stopping_ends_every_wait),
        TEST(a_bare_name_lies_in_the_current_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
