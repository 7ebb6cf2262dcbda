#include "world.h"

#include "sample.h"
#include "vouch.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

const char *world_keep(struct world *world, char *text)
{
    ENSURE(world->keeps < sizeof world->kept / sizeof world->kept[0]);
    return world->kept[world->keeps++] = text;
}

void world_write(const char *path, const char *bytes, size_t size)
{
    char *command = take_format("mkdir -p \"$(dirname '%s')\"", path);
    assert_int_equal(system(command), 0);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    free(command);
}

/* Lays the simulator's files out as a publication. */
void world_lay_out(struct world *world)
{
    char *command =
        take_format("rm -rf '%s/pub' && mkdir -p '%s/pub/metadata'", world->folder, world->folder);
    assert_int_equal(system(command), 0);
    free(command);
    for (size_t i = 0; i < world->sim.web.count; i++) {
        const struct sim_file *file = &world->sim.web.file[i];
        char *path = take_format("%s/pub/%s%s", world->folder,
                                 strncmp(file->name, "targets/", 8) == 0 ? "" : "metadata/", file->name);
        world_write(path, file->bytes, file->size);
        free(path);
    }
}

/* Signs anew what the role lists, and all above it. */
void world_publish(struct world *world, const char *roles)
{
    struct sim *sim = &world->sim;
    char *all = take_format("%s snapshot timestamp", roles);
    sim_publish(sim, all);
    free(all);
    world_lay_out(world);
}

int world_set_up(void **state)
{
    struct world *world = take_zeroed(1, sizeof *world);
    sim_init(&world->sim);
    world->folder = sample_folder();
    world->uri = take_format("file://%s/pub/", world->folder);
    world->cache_path = take_format("%s/site.db", world->folder);
    world->root_file = take_format("%s/root.json", world->folder);
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "~.figures", PATHS("~", "figures"));
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "~.texts", PATHS("~", "texts"));
    world->texts = sim_find_role(&world->sim, "~.texts");
    world->figures = sim_find_role(&world->sim, "~.figures");
    world->sim.role[SIM_TIMESTAMP].extra = ",\"x-issued\":\"2026-11-22T00:00:00Z\"";
    struct sim_file *root = sim_file(&world->sim.web, "1.root.json");
    world_write(world->root_file, root->bytes, root->size);
    world->settings = (struct sync_settings){
        .cache_path = world->cache_path, .trust_file = world->root_file, .shrink_alarm_percent = 50};
    guard_settings_defaults(&world->settings.guard);
    account_init(&world->account);
    assert_int_equal(source_open(world->uri, &world->source, NULL), STATUS_OK);
    *state = world;
    return 0;
}

int world_tear_down(void **state)
{
    struct world *world = *state;
    account_finish(&world->account);
    cache_close(world->cache);
    source_close(world->source);
    sim_finish(&world->sim);
    for (size_t i = 0; i < world->keeps; i++)
        free(world->kept[i]);
    free(world->root_file);
    free(world->cache_path);
    free(world->uri);
    sample_folder_remove(world->folder);
    free(world);
    return 0;
}

/* ---- what is published ---- */

static struct sim_target *find_target(struct world *world, const char *path)
{
    for (int i = 0; i < world->sim.targets; i++)
        if (strcmp(world->sim.target[i].path, path) == 0)
            return &world->sim.target[i];
    return NULL;
}

/* Lists a target under a path, in place of what stood there. */
void world_list(struct world *world, int role, char *path, const char *custom, const char *content)
{
    struct sim_target *target = find_target(world, path);
    if (target == NULL)
        target = sim_add_target(&world->sim, role, world_keep(world, path), content);
    else
        free(path);
    target->content = content;
    target->custom = custom;
}

void world_unlist(struct world *world, const char *path)
{
    struct sim_target *target = find_target(world, path);
    assert_non_null(target);
    *target = world->sim.target[--world->sim.targets];
}

char *world_custom(const struct record *record, const char *form, const char *more)
{
    return take_format("{\"form\":\"%s\",\"id\":\"%s\",\"version\":%" PRId64 "%s}", form, record->id,
                       record->version, more);
}

struct record *world_notice(const char *id, int64_t version)
{
    struct record *record = sample_record(id, version);
    record->statutory = true;
    record->published_at = NOW - 86400;
    return record;
}

struct record *world_personal(const char *id, int64_t version)
{
    struct record *record = world_notice(id, version);
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = take_copy("身份证号码11010519491231002X");
    return record;
}

/* Publishes a record as an item under a prefix; takes it over. */
void world_list_item(struct world *world, int role, const char *prefix, struct record *record)
{
    struct buffer bytes = {0};
    record_encode(record, &bytes);
    world_list(world, role, take_format("%s/texts/%s.json", prefix, record->id),
               world_keep(world, world_custom(record, "item", "")), world_keep(world, buffer_take(&bytes)));
    record_destroy(record);
}

void world_list_tombstone(struct world *world, int role, const char *prefix, const char *id, int64_t version,
                          const char *more)
{
    char *custom =
        take_format("{\"form\":\"tombstone\",\"id\":\"%s\",\"reason\":\"有误\",\"version\":%" PRId64
                    ",\"withdrawn_at\":\"2026-11-21T00:00:00Z\"%s}",
                    id, version, more);
    world_list(world, role, take_format("%s/texts/%s.json", prefix, id), world_keep(world, custom),
               world_keep(world, take_format("{\"id\":\"%s\"}", id)));
}

/* ---- following ---- */

enum status world_pull_at(struct world *world, instant now)
{
    account_finish(&world->account);
    account_init(&world->account);
    world->account.source = take_copy(world->uri);
    return sync_pull(&world->settings, world->source, &world->cache, now, &world->account);
}

enum status world_pull(struct world *world)
{
    return world_pull_at(world, NOW);
}

/* "id:version …" of what the cache holds. */
void assert_held(struct world *world, const char *wanted)
{
    struct cache_keys keys = {0};
    struct buffer out = {0};
    assert_int_equal(cache_list(world->cache, &keys, NULL), STATUS_OK);
    for (size_t i = 0; i < keys.items; i++)
        buffer_format(&out, "%s%s:%" PRId64, i == 0 ? "" : " ", keys.item[i].id, keys.item[i].version);
    assert_string_equal(out.data == NULL ? "" : out.data, wanted);
    buffer_finish(&out);
    cache_keys_finish(&keys);
}

bool world_has_alarm(const struct world *world, const char *code)
{
    for (size_t i = 0; i < world->account.alarms; i++)
        if (strcmp(world->account.alarm[i].code, code) == 0)
            return true;
    return false;
}

void assert_refused(const struct world *world, const char *id, const char *code)
{
    for (size_t i = 0; i < world->account.refusals; i++)
        if (strcmp(world->account.refusal[i].id, id) == 0) {
            assert_string_equal(world->account.refusal[i].code, code);
            return;
        }
    fail_msg("%s was not refused", id);
}

/* Would a screen with the given root show it? */
bool world_vouched(struct world *world, const char *root_file, const char *id)
{
    struct vouch *vouch = NULL;
    struct snapshot *snapshot = NULL;
    struct record *record = NULL;
    int64_t generation = 0;
    instant expires = NO_INSTANT;
    assert_int_equal(vouch_create(root_file, &vouch, NULL), STATUS_OK);
    assert_int_equal(snapshot_open(world->cache_path, &snapshot, NULL), STATUS_OK);
    assert_int_equal(snapshot_refresh(snapshot, &generation, NULL), STATUS_OK);
    bool good = vouch_refresh(vouch, snapshot, world->cache_path, NULL) == STATUS_OK &&
                snapshot_record(snapshot, id, &record, NULL) == STATUS_OK &&
                vouch_record(vouch, snapshot, record, &expires, NULL) == STATUS_OK;
    record_destroy(record);
    snapshot_close(snapshot);
    vouch_destroy(vouch);
    return good;
}

enum status world_try_with(struct world *world, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "n%zu", i + 1);
        world_list_item(world, world->texts, "~", world_notice(id, 1));
    }
    world_publish(world, "~.figures ~.texts targets");
    return world_pull(world);
}

void world_start_with(struct world *world, size_t count)
{
    assert_int_equal(world_try_with(world, count), STATUS_OK);
}
