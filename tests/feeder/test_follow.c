/* Following publications that an office's tools would never make: bent, forged, half there. Made and signed by the simulator, laid
   out in a folder, followed by the product, and read by a screen's own verification. */
#include "cache.h"
#include "contract/limits.h"
#include "contract/part.h"
#include "follow.h"
#include "sample.h"
#include "simulator.h"
#include "vouch.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

#define NOW ((instant)1795305600) /* SIM_NOW */
#define PATHS(project, duty) "\"paths\":[\"" project "/" duty "/*\"]"

struct world {
    struct sim sim;
    char *folder, *uri, *cache_path, *root_file;
    int texts, figures; /* roles of items without a project */
    struct source *source;
    struct cache *cache;
    struct sync_settings settings;
    struct account account;
    char *kept[64];
    size_t keeps;
};

static const char *keep_text(struct world *world, char *text)
{
    ENSURE(world->keeps < sizeof world->kept / sizeof world->kept[0]);
    return world->kept[world->keeps++] = text;
}

static void write_file(const char *path, const char *bytes, size_t size)
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
static void lay_out(struct world *world)
{
    char *command =
        take_format("rm -rf '%s/pub' && mkdir -p '%s/pub/metadata'", world->folder, world->folder);
    assert_int_equal(system(command), 0);
    free(command);
    for (size_t i = 0; i < world->sim.web.count; i++) {
        const struct sim_file *file = &world->sim.web.file[i];
        char *path = take_format("%s/pub/%s%s", world->folder,
                                 strncmp(file->name, "targets/", 8) == 0 ? "" : "metadata/", file->name);
        write_file(path, file->bytes, file->size);
        free(path);
    }
}

/* Signs anew what the role lists, and all above it. */
static void publish(struct world *world, const char *roles)
{
    struct sim *sim = &world->sim;
    char *all = take_format("%s snapshot timestamp", roles);
    sim_publish(sim, all);
    free(all);
    lay_out(world);
}

static int set_up(void **state)
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
    write_file(world->root_file, root->bytes, root->size);
    world->settings = (struct sync_settings){
        .cache_path = world->cache_path, .trust_file = world->root_file, .shrink_alarm_percent = 50};
    guard_settings_defaults(&world->settings.guard);
    account_init(&world->account);
    assert_int_equal(source_open(world->uri, &world->source, NULL), STATUS_OK);
    *state = world;
    return 0;
}

static int tear_down(void **state)
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
static void list(struct world *world, int role, char *path, const char *custom, const char *content)
{
    struct sim_target *target = find_target(world, path);
    if (target == NULL)
        target = sim_add_target(&world->sim, role, keep_text(world, path), content);
    else
        free(path);
    target->content = content;
    target->custom = custom;
}

static void unlist(struct world *world, const char *path)
{
    struct sim_target *target = find_target(world, path);
    assert_non_null(target);
    *target = world->sim.target[--world->sim.targets];
}

static char *custom_of(const struct record *record, const char *form, const char *more)
{
    return take_format("{\"form\":\"%s\",\"id\":\"%s\",\"version\":%" PRId64 "%s}", form, record->id,
                       record->version, more);
}

static struct record *notice(const char *id, int64_t version)
{
    struct record *record = sample_record(id, version);
    record->statutory = true;
    record->published_at = NOW - 86400;
    return record;
}

/* Publishes a record as an item under a prefix; takes it over. */
static void list_item(struct world *world, int role, const char *prefix, struct record *record)
{
    struct buffer bytes = {0};
    record_encode(record, &bytes);
    list(world, role, take_format("%s/texts/%s.json", prefix, record->id),
         keep_text(world, custom_of(record, "item", "")), keep_text(world, buffer_take(&bytes)));
    record_destroy(record);
}

static void list_tombstone(struct world *world, int role, const char *prefix, const char *id, int64_t version,
                           const char *more)
{
    char *custom =
        take_format("{\"form\":\"tombstone\",\"id\":\"%s\",\"reason\":\"有误\",\"version\":%" PRId64
                    ",\"withdrawn_at\":\"2026-11-21T00:00:00Z\"%s}",
                    id, version, more);
    list(world, role, take_format("%s/texts/%s.json", prefix, id), keep_text(world, custom),
         keep_text(world, take_format("{\"id\":\"%s\"}", id)));
}

/* ---- following ---- */

static enum status pull_at(struct world *world, instant now)
{
    account_finish(&world->account);
    account_init(&world->account);
    world->account.source = take_copy(world->uri);
    return sync_pull(&world->settings, world->source, &world->cache, now, &world->account);
}

static enum status pull(struct world *world)
{
    return pull_at(world, NOW);
}

/* "id:version …" of what the cache holds. */
static void assert_held(struct world *world, const char *wanted)
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

static bool has_alarm(const struct world *world, const char *code)
{
    for (size_t i = 0; i < world->account.alarms; i++)
        if (strcmp(world->account.alarm[i].code, code) == 0)
            return true;
    return false;
}

static void assert_refused(const struct world *world, const char *id, const char *code)
{
    for (size_t i = 0; i < world->account.refusals; i++)
        if (strcmp(world->account.refusal[i].id, id) == 0) {
            assert_string_equal(world->account.refusal[i].code, code);
            return;
        }
    fail_msg("%s was not refused", id);
}

/* Would a screen with the given root show it? */
static bool vouched(struct world *world, const char *root_file, const char *id)
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

static enum status try_with(struct world *world, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "n%zu", i + 1);
        list_item(world, world->texts, "~", notice(id, 1));
    }
    publish(world, "~.figures ~.texts targets");
    return pull(world);
}

static void start_with(struct world *world, size_t count)
{
    assert_int_equal(try_with(world, count), STATUS_OK);
}

/* ---- tests ---- */

static void arrives(void **state)
{
    struct world *world = *state;
    start_with(world, 3);
    assert_held(world, "n1:1 n2:1 n3:1");
    assert_int_equal(world->account.accepted, 3);
    assert_true(vouched(world, world->root_file, "n2"));
    assert_int_equal(pull(world), STATUS_UNCHANGED);
    assert_int_equal(world->account.generation_after, 1);
}

/* Absence withdraws nothing: the item stays, is told, and a screen still vouches for it; the rest goes on. */
static void unlisted_stays(void **state)
{
    struct world *world = *state;
    start_with(world, 3);
    unlist(world, "~/texts/n2.json");
    list_item(world, world->texts, "~", notice("n4", 1));
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_OK);
    assert_held(world, "n1:1 n2:1 n3:1 n4:1");
    assert_true(has_alarm(world, "missing-item"));
    assert_int_equal(world->account.missing, 1);
    assert_true(vouched(world, world->root_file, "n2"));
    assert_true(vouched(world, world->root_file, "n4"));
    /* again, with another one gone, and with nothing new */
    unlist(world, "~/texts/n3.json");
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_OK);
    assert_int_equal(world->account.missing, 2);
    assert_true(vouched(world, world->root_file, "n2"));
    assert_true(vouched(world, world->root_file, "n3"));
    assert_int_equal(pull(world), STATUS_UNCHANGED);
    assert_int_equal(world->account.missing, 2);
    assert_true(has_alarm(world, "missing-item"));
    /* a withdrawal reaches it nevertheless, and what vouched for it goes with it */
    list_tombstone(world, world->texts, "~", "n2", 1, "");
    list_item(world, world->texts, "~", notice("n3", 1));
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_OK);
    assert_held(world, "n1:1 n3:1 n4:1");
    assert_false(has_alarm(world, "missing-item"));
    assert_false(vouched(world, world->root_file, "n2"));
    assert_true(vouched(world, world->root_file, "n3"));
    int64_t *editions = NULL;
    size_t count = 0;
    assert_int_equal(cache_editions(world->cache, &editions, &count, NULL), STATUS_OK);
    assert_int_equal(count, 0);
    free(editions);
}

static void mass_withdrawal(void **state)
{
    struct world *world = *state;
    start_with(world, 3);
    list_tombstone(world, world->texts, "~", "n1", 1, "");
    list_tombstone(world, world->texts, "~", "n2", 1, "");
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_UNAVAILABLE);
    assert_string_equal(world->account.failure.code, "mass-withdraw");
    assert_held(world, "n1:1 n2:1 n3:1");
    assert_true(vouched(world, world->root_file, "n1"));
    list_tombstone(world, world->texts, "~", "n1", 1, ",\"mass\":true");
    list_tombstone(world, world->texts, "~", "n2", 1, ",\"mass\":true");
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_OK);
    assert_int_equal(world->account.withdrawn, 2);
    assert_held(world, "n3:1");
    /* a withdrawn version never comes back, a later one may */
    list_item(world, world->texts, "~", notice("n1", 1));
    list_item(world, world->texts, "~", notice("n2", 2));
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_REFUSED);
    assert_refused(world, "n1", "withdrawn");
    assert_held(world, "n2:2 n3:1");
}

/* A file that is missing, cut off or changed on the server: as a whole, nothing happens. */
static void half_there(void **state)
{
    struct world *world = *state;
    start_with(world, 2);
    list_item(world, world->texts, "~", notice("n1", 2));
    list_item(world, world->texts, "~", notice("n2", 2));
    publish(world, "~.texts");
    static const char *const damage[] = {
        "rm %s/pub/metadata/3.snapshot.json", /* first: once verified, it is remembered */
        "rm %s/pub/targets/~/texts/*n2.json",
        "printf x >>$(ls %s/pub/targets/~/texts/*n2.json | head -1); printf x >>$(ls "
        "%s/pub/targets/~/texts/*n2.json | "
        "tail -1)",
        "rm %s/pub/metadata/2.~.texts.json",
        "rm %s/pub/metadata/timestamp.json",
    };
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        struct buffer command = {0};
        lay_out(world);
        for (const char *at = damage[i]; *at != '\0'; at++)
            if (strncmp(at, "%s", 2) == 0)
                buffer_text(&command, world->folder), at++;
            else
                buffer_char(&command, *at);
        assert_int_equal(system(command.data), 0);
        enum status status = pull(world);
        if (status != STATUS_UNAVAILABLE)
            print_error("%s\n", command.data);
        buffer_finish(&command);
        assert_int_equal(status, STATUS_UNAVAILABLE);
        assert_held(world, "n1:1 n2:1");
        assert_true(vouched(world, world->root_file, "n1"));
    }
    lay_out(world);
    assert_int_equal(pull(world), STATUS_OK);
    assert_held(world, "n1:2 n2:2");
}

/* What no signature makes right: each is refused by name, the others arrive. */
static void signed_and_refused(void **state)
{
    struct world *world = *state;
    struct record *record = notice("id-number", 1);
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = take_copy("身份证号码11010519491231002X");
    list_item(world, world->texts, "~", record);
    record = notice("hidden", 1);
    free(record->text[LANG_ZH].title);
    record->text[LANG_ZH].title = take_copy("公\xE2\x80\xAE告");
    list_item(world, world->texts, "~", record);
    record = notice("clear", 1);
    record->audience = AUDIENCE_AFFECTED;
    list_item(world, world->texts, "~", record);
    record = notice("lawless", 1);
    memcpy(record->catalogue, "D09", 4);
    record->display_until = NOW + 86400;
    list_item(world, world->texts, "~", record);
    record = notice("elsewhere", 1);
    record->project = take_copy("east");
    list_item(world, world->texts, "~", record);
    record = notice("inline", 1);
    sample_figures(record, "5");
    list_item(world, world->texts, "~", record);
    list(world, world->texts, take_copy("~/texts/rubbish.json"),
         "{\"form\":\"item\",\"id\":\"rubbish\",\"version\":1}", "{}");
    list(world, world->texts, take_copy("~/texts/other.json"),
         "{\"form\":\"item\",\"id\":\"another\",\"version\":1}", "{}");
    assert_int_equal(try_with(world, 1), STATUS_REFUSED);
    assert_int_equal(world->account.refusals, 7);
    assert_refused(world, "id-number", "identity-number");
    assert_refused(world, "hidden", "bidi-control");
    assert_refused(world, "clear", "bad-target");
    assert_refused(world, "elsewhere", "bad-target");
    assert_refused(world, "inline", "bad-target");
    assert_true(has_alarm(world, "strange-target")); /* "other" */
    assert_held(world, "n1:1");
}

static void list_parts(struct world *world, struct record *record, const char *replace, const char *by)
{
    struct buffer text = {0}, figures = {0}, whole = {0};
    char sha256[65], text_sha256[65];
    part_split(record, &text, &figures);
    record_encode(record, &whole);
    sha256_hex(whole.data, whole.size, sha256);
    sha256_hex(text.data, text.size, text_sha256);
    char *bytes = buffer_take(&figures), *at = replace == NULL ? NULL : strstr(bytes, replace);
    if (at != NULL) {
        char *bent = take_format("%.*s%s%s", (int)(at - bytes), bytes, by, at + strlen(replace));
        free(bytes);
        bytes = bent;
    }
    char *more = take_format(",\"record\":\"%s\",\"revision\":%" PRId64 ",\"text\":\"%s\"", sha256,
                             record->revision, text_sha256);
    list(world, world->texts, take_format("~/texts/%s.json", record->id),
         keep_text(world, custom_of(record, "text", "")), keep_text(world, buffer_take(&text)));
    list(world, world->figures, take_format("~/figures/%s.json", record->id),
         keep_text(world, custom_of(record, "figures", more)), keep_text(world, bytes));
    free(more);
    buffer_finish(&whole);
    record_destroy(record);
}

static struct record *progress(int64_t revision, const char *done)
{
    struct record *record = notice("p1", 1);
    memcpy(record->catalogue, "D24", 4);
    record->kind = KIND_PROGRESS;
    record->revision = revision;
    sample_figures(record, done);
    return record;
}

/* The machine's key brings numbers and nothing else. */
static void figures_say_numbers(void **state)
{
    struct world *world = *state;
    list_parts(world, progress(0, "12"), NULL, NULL);
    start_with(world, 1);
    assert_held(world, "n1:1 p1:1");
    assert_true(vouched(world, world->root_file, "p1"));
    list_parts(world, progress(1, "13"), NULL, NULL);
    publish(world, "~.figures ~.texts");
    assert_int_equal(pull(world), STATUS_OK);
    assert_int_equal(world->account.accepted, 1);
    assert_true(vouched(world, world->root_file, "p1"));
    static const char *const bent[][3] = {{"\"metric\"", "\"group_name\"", "bad-part"},
                                          {"\"13\"", "\"打倒\"", "bad-number"},
                                          {"\"13\"", "\"1e9\"", "bad-number"},
                                          {"\"rows\"", "\"note\"", "bad-part"}};
    for (size_t i = 0; i < sizeof bent / sizeof bent[0]; i++) {
        list_parts(world, progress(1, "13"), bent[i][0], bent[i][1]);
        publish(world, "~.figures ~.texts");
        assert_int_equal(pull(world), STATUS_REFUSED);
        assert_refused(world, "p1", bent[i][2]);
    }
    /* a whole text from the machine's key */
    struct record *words = notice("w1", 1);
    struct buffer bytes = {0};
    record_encode(words, &bytes);
    list(world, world->figures, take_copy("~/figures/w1.json"),
         keep_text(world, custom_of(words, "item", "")), keep_text(world, buffer_take(&bytes)));
    record_destroy(words);
    list_parts(world, progress(2, "14"), NULL, NULL);
    publish(world, "~.figures ~.texts");
    assert_int_equal(pull(world), STATUS_OK);
    assert_true(has_alarm(world, "strange-target"));
    assert_held(world, "n1:1 p1:1");
    /* the text alone is not the item */
    unlist(world, "~/figures/p1.json");
    publish(world, "~.figures");
    assert_int_equal(pull(world), STATUS_REFUSED);
    assert_refused(world, "p1", "incomplete");
}

/* Keys of one project reach no item of another. */
static void projects_keep_apart(void **state)
{
    struct world *world = *state;
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "east.texts", PATHS("east", "texts"));
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "west.texts", PATHS("west", "texts"));
    int east = sim_find_role(&world->sim, "east.texts"), west = sim_find_role(&world->sim, "west.texts");
    struct record *record = notice("e1", 1);
    record->project = take_copy("east");
    list_item(world, east, "east", record);
    publish(world, "~.figures ~.texts east.texts west.texts targets");
    assert_int_equal(pull(world), STATUS_OK);
    assert_held(world, "e1:1");
    record = notice("e1", 2);
    record->project = take_copy("west");
    list_item(world, west, "west", record);
    publish(world, "west.texts");
    assert_int_equal(pull(world), STATUS_REFUSED);
    assert_refused(world, "e1", "foreign-id");
    assert_held(world, "e1:1");
    list_tombstone(world, west, "west", "e1", 9, "");
    publish(world, "west.texts");
    assert_int_equal(pull(world), STATUS_REFUSED);
    assert_refused(world, "e1", "foreign-id");
    assert_held(world, "e1:1");
    assert_true(vouched(world, world->root_file, "e1"));
    /* a path of the other project is not theirs to list */
    unlist(world, "west/texts/e1.json");
    record = notice("e2", 1);
    record->project = take_copy("east");
    list_item(world, west, "east", record);
    publish(world, "west.texts");
    assert_int_equal(pull(world), STATUS_UNAVAILABLE);
    assert_held(world, "e1:1");
}

/* Same version, other text; a version that falls. */
static void versions(void **state)
{
    struct world *world = *state;
    list_item(world, world->texts, "~", notice("v1", 5));
    start_with(world, 1);
    struct record *record = notice("v1", 5);
    free(record->text[LANG_ZH].body);
    record->text[LANG_ZH].body = take_copy("别的内容");
    list_item(world, world->texts, "~", record);
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_REFUSED);
    assert_refused(world, "v1", "same-version");
    list_item(world, world->texts, "~", notice("v1", 4));
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_REFUSED);
    assert_refused(world, "v1", "version-falls");
    assert_held(world, "n1:1 v1:5");
    assert_false(vouched(world, world->root_file, "v1")); /* its publisher no longer says so */
    assert_true(vouched(world, world->root_file, "n1"));
}

/* A new root: screens with the old one follow the chain; another office's root does not. */
static void roots(void **state)
{
    struct world *world = *state;
    start_with(world, 1);
    sim_rotate(&world->sim, SIM_TIMESTAMP);
    sim_rotate(&world->sim, SIM_SNAPSHOT);
    sim_publish(&world->sim, "root");
    list_item(world, world->texts, "~", notice("n2", 1));
    publish(world, "~.texts");
    assert_int_equal(pull(world), STATUS_OK);
    assert_held(world, "n1:1 n2:1");
    assert_true(vouched(world, world->root_file, "n2"));
    struct sim_file *second = sim_file(&world->sim.web, "2.root.json");
    char *newer = take_format("%s/newer.json", world->folder),
         *foreign = take_format("%s/foreign.json", world->folder);
    write_file(newer, second->bytes, second->size);
    assert_true(vouched(world, newer, "n2"));
    struct sim other;
    sim_init(&other);
    struct sim_file *root = sim_file(&other.web, "1.root.json");
    write_file(foreign, root->bytes, root->size);
    assert_false(vouched(world, foreign, "n2"));
    /* the machine is given another root: what it follows is not signed for that, and nothing changes */
    world->settings.trust_file = foreign;
    assert_int_equal(pull(world), STATUS_UNAVAILABLE);
    assert_held(world, "n1:1 n2:1");
    world->settings.trust_file = world->root_file;
    assert_int_equal(pull(world), STATUS_OK);
    assert_true(vouched(world, world->root_file, "n2"));
    sim_finish(&other);
    free(foreign);
    free(newer);
}

/* Kept from what is new, a site says so; it does not lose what it has. No clock that is behind makes the old valid. */
static void frozen(void **state)
{
    struct world *world = *state;
    instant later = 0;
    start_with(world, 2);
    assert_true(instant_parse(SIM_LATER, &later));
    assert_int_equal(pull_at(world, later - 1), STATUS_UNCHANGED);
    assert_int_equal(pull_at(world, later), STATUS_UNAVAILABLE);
    assert_string_equal(world->account.failure.code, "expired");
    assert_true(has_alarm(world, "trust-refused"));
    assert_held(world, "n1:1 n2:1");
    world->sim.role[SIM_TIMESTAMP].extra = ",\"x-issued\":\"2026-12-23T00:00:00Z\"";
    world->sim.role[SIM_TIMESTAMP].expires = world->sim.role[SIM_SNAPSHOT].expires = "2026-12-24T00:00:00Z";
    publish(world, "");
    /* roles that ran out are seen to have, though the clock fell back to 1970: time is at least what was signed last */
    (void)pull_at(world, 0);
    struct sim_file *timestamp = sim_file(&world->sim.web, "timestamp.json");
    assert_non_null(timestamp);
    world->sim.role[SIM_TIMESTAMP].expires = "2026-12-22T12:00:00Z";
    publish(world, "");
    assert_int_equal(pull_at(world, 0), STATUS_UNAVAILABLE);
    assert_string_equal(world->account.failure.code, "expired");
}

/* A text changed in the cache is found by a feeder that starts, fetched again and told. */
static void damage_is_mended(void **state)
{
    struct world *world = *state;
    start_with(world, 2);
    cache_close(world->cache);
    world->cache = NULL;
    char *command =
        take_format("sqlite3 '%s' \"UPDATE content SET bytes = X'00' WHERE n = 1\"", world->cache_path);
    assert_int_equal(system(command), 0);
    free(command);
    assert_false(vouched(world, world->root_file, "n1") && vouched(world, world->root_file, "n2"));
    source_close(world->source);
    assert_int_equal(source_open(world->uri, &world->source, NULL), STATUS_OK);
    assert_int_equal(pull(world), STATUS_OK);
    assert_true(has_alarm(world, "cache-damaged"));
    assert_true(vouched(world, world->root_file, "n1") && vouched(world, world->root_file, "n2"));
    assert_int_equal(pull(world), STATUS_UNCHANGED);
    assert_false(has_alarm(world, "cache-damaged"));
}

int main(void)
{
#define FOLLOW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        FOLLOW_TEST(arrives),    FOLLOW_TEST(unlisted_stays),      FOLLOW_TEST(mass_withdrawal),
        FOLLOW_TEST(half_there), FOLLOW_TEST(signed_and_refused),  FOLLOW_TEST(figures_say_numbers),
        FOLLOW_TEST(versions),   FOLLOW_TEST(projects_keep_apart), FOLLOW_TEST(roots),
        FOLLOW_TEST(frozen),     FOLLOW_TEST(damage_is_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
