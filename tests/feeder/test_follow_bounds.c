/* P9: whatever a publication holds, even signed with every key, a follower's peak stays at 96 MiB. Each case is followed by the
   program itself, whose memory the system measured. Sanitizers keep memory of their own: there this says nothing. */
#include "sample.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MOST_KIB (96L * 1024)

#if defined __SANITIZE_ADDRESS__
#define SANITIZED true
#elif defined __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED false
#endif

/* Pulls anew with the program. Its peak in KiB. */
static long peak(struct world *world)
{
    long kib = 0;
    char *command = take_format(
        "rm -rf '%s'*; /usr/bin/time -q -f %%M -o '%s/peak' '%s/feeder' pull --source '%s' --cache '%s' "
        "--trust '%s' >/dev/null 2>&1; exit 0",
        world->cache_path, world->folder, TEST_BIN, world->uri, world->cache_path, world->root_file);
    assert_int_equal(system(command), 0);
    free(command);
    char *path = take_format("%s/peak", world->folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld", &kib), 1);
    assert_int_equal(fclose(file), 0);
    free(path);
    return kib;
}

static void assert_bounded(struct world *world, const char *what)
{
    long kib = peak(world);
    print_message("%s: %ld MiB\n", what, kib / 1024);
    assert_true(kib > 1024);
    if (kib > MOST_KIB)
        fail_msg("%s: %ld KiB", what, kib);
}

/* `count` times `piece`, between two texts. */
static char *repeat(const char *before, const char *piece, size_t count, const char *after)
{
    struct buffer out = {0};
    buffer_text(&out, before);
    for (size_t i = 0; i < count; i++)
        buffer_text(&out, piece);
    buffer_text(&out, after);
    return buffer_take(&out);
}

/* As many values as may be parsed, of the kinds that cost the most; and as many bytes. A third of that passes as metadata. */
static const struct {
    const char *what, *before, *piece, *after;
    size_t count;
} fillings[] = {
    {"objects", ",\"x\":[0", ",{}", "]", 190000},
    {"arrays", ",\"x\":[0", ",[]", "]", 290000},
    {"texts", ",\"x\":[0", ",\"\"", "]", 580000},
    {"bytes", ",\"x\":\"", "0123456789abcdef", "\"", 500000},
};
enum { BYTES = 3, FILLINGS = sizeof fillings / sizeof fillings[0] };

static char *fill(int i, size_t part)
{
    return repeat(fillings[i].before, fillings[i].piece, fillings[i].count / part, fillings[i].after);
}

static void full_files(void **state)
{
    struct world *world = *state;
    const int roles[] = {world->texts, world->figures, SIM_TARGETS_ROLE, SIM_SNAPSHOT};
    world_list_item(world, world->texts, "~", world_notice("n1", 1));
    world_publish(world, "~.figures ~.texts targets");
    for (int i = 0; i < FILLINGS; i++)
        for (size_t part = 1; part <= 3; part += 2) {
            /* one after the other: at the end all of them are full */
            for (size_t r = 0; r < sizeof roles / sizeof roles[0]; r++) {
                struct sim_role *role = &world->sim.role[roles[r]];
                char *extra = fill(i, i == BYTES ? 2 * part : part),
                     *what = take_format("%s and those before it full of %s, 1/%zu", role->name,
                                         fillings[i].what, part);
                role->extra = extra;
                world_publish(world, roles[r] == SIM_SNAPSHOT ? "" : role->name);
                assert_bounded(world, what);
                world_keep(world, extra);
                free(what);
            }
            for (size_t r = 0; r < sizeof roles / sizeof roles[0]; r++)
                world->sim.role[roles[r]].extra = NULL;
            world_publish(world, "~.figures ~.texts targets");
        }
}

static void full_targets(void **state)
{
    struct world *world = *state;
    static const char *const forms[] = {"item", "sealed", "tombstone"};
    for (int i = 0; i < FILLINGS; i++)
        for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
            char *filling = fill(i, 1), *content = take_format("{\"box\":\"\"%s}", filling),
                 *custom =
                     take_format("{\"form\":\"%s\",\"id\":\"n1\",\"reason\":\"x\",\"version\":1}", forms[f]),
                 *what = take_format("%s full of %s", forms[f], fillings[i].what);
            world_list(world, world->texts, take_copy("~/texts/n1.json"), custom, content);
            world_publish(world, "~.figures ~.texts targets");
            assert_bounded(world, what);
            free(what);
            free(custom);
            free(content);
            free(filling);
        }
    /* the largest that may be sealed */
    char *content = repeat("{\"box\":\"", "AAAAAAAAAAAAAAAA", 1000000, "\",\"keys\":{},\"nonce\":\"\"}");
    world_list(world, world->texts, take_copy("~/texts/n1.json"),
               "{\"form\":\"sealed\",\"id\":\"n1\",\"version\":1}", content);
    world_publish(world, "~.texts");
    assert_bounded(world, "a sealed box of 16 MB");
    free(content);
}

/* A good record of the largest kind: ten thousand rows, a body of a megabyte. */
static void large_record(void **state)
{
    struct world *world = *state;
    struct record *record = world_notice("n1", 1);
    char *body = repeat("", "国有土地上房屋征收与补偿条例。", 20000, "");
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = body;
    struct rows *rows = &record->rows[VIEW_TASK];
    for (int i = 0; i < 9999; i++) {
        char **row = rows_add(rows);
        for (size_t c = 0; c < views[VIEW_TASK].columns; c++)
            if (strcmp(views[VIEW_TASK].column[c].name, "seq") == 0)
                row[c] = take_format("%d", i + 1);
            else if (views[VIEW_TASK].column[c].type == COLUMN_LINE)
                row[c] = take_format("第%d项工作任务分解，责任单位与责任人", i);
    }
    memcpy(record->catalogue, "D14", 4);
    world_list_item(world, world->texts, "~", record);
    world_publish(world, "~.figures ~.texts targets");
    assert_bounded(world, "a record of the largest kind");
}

int main(void)
{
    if (SANITIZED) {
        print_message("skipped: memory is not the product's own here\n");
        return 0;
    }
#define BOUND(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
    const struct CMUnitTest tests[] = {BOUND(full_files), BOUND(full_targets), BOUND(large_record)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
