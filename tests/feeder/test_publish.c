/* The publication on disk: what an independent reader sees, what changes and what does not, who must sign, and that a
   publisher killed at any rename leaves what was there or what was to come. */
#include "cache.h"
#include "contract/catalogue.h"
#include "contract/part.h"
#include "contract/seal.h"
#include "keys.h"
#include "publish.h"
#include "review.h"
#include "sample.h"
#include "screens.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "verifier.h"

/* Every file that appears does so by a rename; this one stands before the C library's. */
static long renames, die_at;
int rename(const char *from, const char *to)
{
    if (++renames == die_at)
        _exit(77);
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

struct office {
    char *folder, *cache_path, *to, *keys;
    struct publish_settings settings;
    struct publish_report report;
    struct problem problem;
    instant now;
};

static void office_open(struct office *office, int threshold, int count)
{
    *office = (struct office){.folder = sample_folder(), .now = SAMPLE_NOW};
    office->cache_path = take_format("%s/cache.db", office->folder);
    office->to = take_format("%s/repo", office->folder);
    office->keys = take_format("%s/keys", office->folder);
    publish_defaults(&office->settings);
    office->settings.cache_path = office->cache_path;
    office->settings.to = office->to;
    office->settings.keys = office->keys;
    struct keys_request request = {.folder = office->keys,
                                   .threshold = threshold,
                                   .count = count,
                                   .now = office->now,
                                   .root_days = 1095};
    struct buffer said = {0};
    assert_int_equal(keys_new(&request, &said, &office->problem), STATUS_OK);
    buffer_finish(&said);
}

static void office_close(struct office *office)
{
    publish_report_finish(&office->report);
    sample_folder_remove(office->folder);
    free(office->cache_path);
    free(office->to);
    free(office->keys);
}

static enum status publish_at(struct office *office, instant now)
{
    publish_report_finish(&office->report);
    problem_clear(&office->problem);
    office->now = now;
    return publish_run(&office->settings, now, &office->report, &office->problem);
}

/* Puts one record, destroying it. */
static void put(struct office *office, struct record *record)
{
    struct cache *cache = NULL;
    int64_t generation = 0;
    assert_int_equal(cache_open(office->cache_path, &cache, &office->problem), STATUS_OK);
    assert_int_equal(cache_begin(cache, &office->problem), STATUS_OK);
    assert_int_equal(cache_put(cache, record, "m", &office->problem), STATUS_OK);
    assert_int_equal(cache_commit(cache, &generation, &office->problem), STATUS_OK);
    cache_close(cache);
    record_destroy(record);
}

static void withdraw(struct office *office, const char *id)
{
    struct cache *cache = NULL;
    int64_t generation = 0;
    assert_int_equal(cache_open(office->cache_path, &cache, &office->problem), STATUS_OK);
    assert_int_equal(cache_begin(cache, &office->problem), STATUS_OK);
    assert_int_equal(
        cache_withdraw(cache, id, 0, office->now, "文号\"有误\"", "m", office->now, &office->problem),
        STATUS_OK);
    assert_int_equal(cache_commit(cache, &generation, &office->problem), STATUS_OK);
    cache_close(cache);
}

static struct record *in_project(struct record *record, const char *project)
{
    record->project = take_copy_or_null(project);
    return record;
}

static struct record *board(const char *id, const char *done)
{
    struct record *record = in_project(sample_record(id, 1), "p.1");
    record->kind = KIND_PROGRESS;
    record->as_of = SAMPLE_NOW;
    sample_figures(record, done);
    return record;
}

static struct record *results(const char *id)
{
    struct record *record = in_project(sample_record(id, 1), "p.1");
    record->kind = KIND_TABLE;
    record->audience = AUDIENCE_AFFECTED;
    return record;
}

/* Two notices, one of them in a project, a board of figures, a table for the affected. */
static void fill(struct office *office)
{
    put(office, sample_record("n-1", 1));
    put(office, in_project(sample_record("n-2", 1), "p.1"));
    put(office, board("b-1", "120"));
    put(office, results("r-1"));
}

static const char *form_of(const struct verified *seen, const char *path)
{
    const char *form = json_text(json_member(json_member(verified_entry(seen, path), "custom"), "form"));
    return form == NULL ? "" : form;
}

/* Names, times and bytes of everything the publisher writes, as one hash. */
static void hash_folder(const char *folder, char out[65])
{
    char *command = take_format("cd '%s' && find repo repo.work keys -type f -printf '%%p %%T@\\n' | sort && "
                                "find repo repo.work keys -type f | sort | xargs -d '\\n' sha256sum",
                                folder);
    struct buffer all = {0};
    char block[4096];
    size_t got = 0;
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while ((got = fread(block, 1, sizeof block, pipe)) > 0)
        buffer_add(&all, block, got);
    assert_int_equal(pclose(pipe), 0);
    sha256_hex(all.data, all.size, out);
    buffer_finish(&all);
    free(command);
}

static size_t count_files(const char *folder, const char *pattern)
{
    char *command = take_format("find '%s' -type f -name '%s' | wc -l", folder, pattern), line[32] = "";
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    (void)pclose(pipe);
    free(command);
    return (size_t)strtoul(line, NULL, 10);
}

/* ---- what is published --------------------------------------------------------------------------------------- */

static void publishes_what_the_cache_holds(void **state)
{
    (void)state;
    struct office office;
    size_t size = 0, figures_size = 0;
    struct record *joined = NULL;
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 5);
    assert_int_equal(seen.roles, 5);
    assert_string_equal(form_of(&seen, "~/texts/n-1.json"), "item");
    assert_string_equal(form_of(&seen, "p.1/texts/n-2.json"), "item");
    assert_string_equal(form_of(&seen, "p.1/texts/b-1.json"), "text");
    assert_string_equal(form_of(&seen, "p.1/figures/b-1.json"), "figures");
    assert_string_equal(form_of(&seen, "p.1/texts/r-1.json"), "sealed");
    /* an item's target is its record */
    char *bytes = verified_bytes(&seen, "~/texts/n-1.json", &size);
    assert_int_equal(record_decode(bytes, size, &joined, NULL), STATUS_OK);
    assert_string_equal(joined->id, "n-1");
    record_destroy(joined);
    free(bytes);
    /* both parts join to the record that the figures name */
    char *text = verified_bytes(&seen, "p.1/texts/b-1.json", &size),
         *figures = verified_bytes(&seen, "p.1/figures/b-1.json", &figures_size), sha256[65];
    assert_int_equal(part_join(text, size, figures, figures_size, &joined, NULL), STATUS_OK);
    struct buffer whole = {0};
    record_encode(joined, &whole);
    sha256_hex(whole.data, whole.size, sha256);
    assert_string_equal(
        sha256, json_text(json_member(json_member(verified_entry(&seen, "p.1/figures/b-1.json"), "custom"),
                                      "record")));
    buffer_finish(&whole);
    record_destroy(joined);
    free(text);
    free(figures);
    /* nobody is enrolled: the sealed item opens for nobody and shows nothing of its title */
    bytes = verified_bytes(&seen, "p.1/texts/r-1.json", &size);
    assert_null(strstr(bytes, "公告"));
    free(bytes);
    verified_finish(&seen);
    office_close(&office);
}

static void writes_nothing_when_nothing_changed(void **state)
{
    (void)state;
    struct office office;
    char before[65], after[65];
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    hash_folder(office.folder, before);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 29), STATUS_UNCHANGED);
    hash_folder(office.folder, after);
    assert_string_equal(before, after);
    /* a heartbeat later the timestamp alone is new */
    struct verified first = verify(office.to);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 60), STATUS_OK);
    struct verified second = verify(office.to);
    assert_int_equal(second.timestamp, first.timestamp + 1);
    assert_int_equal(second.snapshot, first.snapshot);
    assert_int_equal(office.report.roles_written, 0);
    verified_finish(&first);
    verified_finish(&second);
    office_close(&office);
}

static void rewrites_only_what_changed(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    put(&office, sample_record("n-1", 2));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    assert_int_equal(office.report.targets_written, 1);
    assert_int_equal(office.report.roles_written, 1);
    struct verified seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "~.texts"), 2);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 1);
    assert_int_equal(verified_version(&seen, "targets"), 1);
    verified_finish(&seen);
    /* new figures need no key but that of figures */
    put(&office, board("b-1", "121"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_OK);
    assert_int_equal(office.report.targets_written, 1);
    assert_int_equal(office.report.roles_written, 1);
    seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 1);
    assert_int_equal(verified_version(&seen, "p.1.figures"), 2);
    verified_finish(&seen);
    office_close(&office);
}

static void renews_what_nears_its_end(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 31 * 3600), STATUS_OK);
    assert_int_equal(office.report.roles_written, 0); /* figures hold 48 h: 17 h are left, a third is 16 */
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 33 * 3600), STATUS_OK);
    assert_int_equal(office.report.roles_written, 2); /* of both prefixes */
    struct verified seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.figures"), 2);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 1);
    verified_finish(&seen);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 61 * SAMPLE_DAY), STATUS_OK);
    seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 2);
    verified_finish(&seen);
    office_close(&office);
}

/* Without its memory the publisher finds by itself that nothing is new. */
static void forgets_without_harm(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    withdraw(&office, "n-1");
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    char *work = take_format("rm -r '%s.work'", office.to);
    assert_int_equal(system(work), 0);
    free(work);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_UNCHANGED);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.snapshot, 2);
    verified_finish(&seen);
    office_close(&office);
}

static void makes_bins_when_a_role_grows(void **state)
{
    (void)state;
    struct office office;
    struct cache *cache = NULL;
    int64_t generation = 0;
    office_open(&office, 1, 1);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(cache_open(office.cache_path, &cache, NULL), STATUS_OK);
        assert_int_equal(cache_begin(cache, NULL), STATUS_OK);
        for (int i = round * 400; i < round * 400 + 400; i++) {
            char id[16];
            snprintf(id, sizeof id, "i%d", i);
            struct record *record = i % 2 == 0 ? board(id, "5") : in_project(sample_record(id, 1), "p.1");
            assert_int_equal(cache_put(cache, record, "m", NULL), STATUS_OK);
            record_destroy(record);
        }
        assert_int_equal(cache_commit(cache, &generation, NULL), STATUS_OK);
        cache_close(cache);
        assert_int_equal(publish_at(&office, SAMPLE_NOW + round * 5), STATUS_OK);
        struct verified seen = verify(office.to);
        assert_int_equal(seen.targets, round == 0 ? 600 : 1200);
        assert_int_equal(seen.roles,
                         round == 0 ? 5 : 21); /* texts in 16 bins; 400 figures still fit one file */
        assert_int_equal(office.report.targets_written, 600);
        verified_finish(&seen);
    }
    put(&office, in_project(sample_record("i1", 2), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 20), STATUS_OK);
    assert_int_equal(office.report.targets_written, 1);
    assert_int_equal(office.report.roles_written, 1);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 1200);
    verified_finish(&seen);
    office_close(&office);
}

/* ---- withdrawal ---------------------------------------------------------------------------------------------- */

static void withdraws_by_tombstone_alone(void **state)
{
    (void)state;
    struct office office;
    int64_t version = 0;
    size_t size = 0;
    office_open(&office, 1, 1);
    fill(&office);
    struct record *ends = in_project(sample_record("n-3", 4), "p.1");
    ends->display_until = SAMPLE_NOW + 10 * SAMPLE_DAY;
    put(&office, ends);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    withdraw(&office, "n-3");
    withdraw(&office, "b-1");
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    assert_int_equal(office.report.withdrawn, 2);
    struct verified seen = verify(office.to);
    const struct json *custom = json_member(verified_entry(&seen, "p.1/texts/n-3.json"), "custom");
    assert_string_equal(form_of(&seen, "p.1/texts/n-3.json"), "tombstone");
    assert_string_equal(json_text(json_member(custom, "reason")), "文号\"有误\"");
    assert_true(json_int64(json_member(custom, "version"), &version));
    assert_int_equal(version, 4);
    assert_null(json_member(custom, "mass"));
    assert_string_equal(form_of(&seen, "p.1/texts/b-1.json"), "tombstone");
    assert_null(verified_entry(&seen, "p.1/figures/b-1.json"));
    char *bytes = verified_bytes(&seen, "p.1/texts/n-3.json", &size);
    assert_string_equal(bytes,
                        "{\"id\":\"n-3\",\"reason\":\"文号\\\"有误\\\"\",\"version\":4,\"withdrawn_at\":"
                        "\"2026-11-22T02:00:00Z\"}");
    free(bytes);
    verified_finish(&seen);
    /* the tombstone outlives the item's own end by a year, where there is one */
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 370 * SAMPLE_DAY), STATUS_OK);
    seen = verify(office.to);
    assert_string_equal(form_of(&seen, "p.1/texts/n-3.json"), "tombstone");
    verified_finish(&seen);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 500 * SAMPLE_DAY), STATUS_OK);
    seen = verify(office.to);
    assert_null(verified_entry(&seen, "p.1/texts/n-3.json"));
    assert_string_equal(form_of(&seen, "p.1/texts/b-1.json"), "tombstone");
    verified_finish(&seen);
    office_close(&office);
}

static void an_empty_cache_withdraws_nothing(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    char *remove_cache = take_format("rm '%s'*", office.cache_path);
    assert_int_equal(system(remove_cache), 0);
    free(remove_cache);
    put(&office, sample_record("n-9", 1));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    assert_int_equal(office.report.missing, 4);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 6);
    verified_finish(&seen);
    office_close(&office);
}

static void asks_before_withdrawing_more_than_half(void **state)
{
    (void)state;
    struct office office;
    char before[65], after[65];
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    withdraw(&office, "n-1");
    withdraw(&office, "n-2");
    withdraw(&office, "b-1");
    struct verified seen = verify(office.to);
    char *timestamp = take_format("%s/metadata/timestamp.json", office.to);
    size_t size = 0;
    char *bytes = slurp(timestamp, &size);
    sha256_hex(bytes, size, before);
    free(bytes);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 60), STATUS_REFUSED);
    assert_string_equal(office.problem.code, "mass-withdraw");
    bytes = slurp(timestamp, &size);
    sha256_hex(bytes, size, after);
    assert_string_equal(before, after);
    free(bytes);
    free(timestamp);
    verified_finish(&seen);
    office.settings.mass_withdraw = true;
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 65), STATUS_OK);
    seen = verify(office.to);
    bool mass = false;
    assert_true(json_boolean(
        json_member(json_member(verified_entry(&seen, "p.1/texts/n-2.json"), "custom"), "mass"), &mass));
    assert_true(mass);
    verified_finish(&seen);
    office_close(&office);
}

static void an_item_that_moves_stands_once(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    put(&office, in_project(sample_record("n-1", 2), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_null(verified_entry(&seen, "~/texts/n-1.json"));
    assert_string_equal(form_of(&seen, "p.1/texts/n-1.json"), "item");
    verified_finish(&seen);
    office_close(&office);
}

/* ---- sealed items -------------------------------------------------------------------------------------------- */

static void enrol(struct office *office, const unsigned char *key, const char *name, bool inside, bool add)
{
    struct charter charter = {0};
    struct keyring ring = {0};
    char text[SEAL_KEY_HEX];
    int missing = -1;
    seal_key_text(key, text);
    assert_int_equal(charter_load(office->keys, false, &charter, NULL), STATUS_OK);
    assert_int_equal(keyring_load(office->keys, NULL, &ring, NULL), STATUS_OK);
    assert_int_equal(
        add ? screens_add(office->keys, &charter, &ring, text, name, inside, &missing, &office->problem)
            : screens_remove(office->keys, &charter, &ring, name, &missing, &office->problem),
        STATUS_OK);
    assert_int_equal(missing, 0);
    keyring_finish(&ring);
    charter_finish(&charter);
}

static enum status open_results(struct office *office, const struct seal_key *key)
{
    struct verified seen = verify(office->to);
    struct buffer open = {0};
    struct record *record = NULL;
    size_t size = 0;
    char *bytes = verified_bytes(&seen, "p.1/texts/r-1.json", &size);
    enum status status = seal_open(bytes, size, key, &open, NULL);
    if (status == STATUS_OK)
        status = record_decode(open.data, open.size, &record, NULL);
    record_destroy(record);
    buffer_finish(&open);
    free(bytes);
    verified_finish(&seen);
    return status;
}

static void seals_to_enrolled_screens_inside(void **state)
{
    (void)state;
    struct office office;
    struct seal_key gate, hall, web;
    office_open(&office, 1, 1);
    fill(&office);
    seal_key_make(&gate);
    seal_key_make(&hall);
    seal_key_make(&web);
    enrol(&office, gate.public, "东门", true, true);
    enrol(&office, hall.public, "大厅", true, true);
    enrol(&office, web.public, "网站", false, true);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(open_results(&office, &gate), STATUS_OK);
    assert_int_equal(open_results(&office, &hall), STATUS_OK);
    assert_int_equal(open_results(&office, &web), STATUS_REFUSED);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_UNCHANGED); /* not sealed anew for nothing */
    enrol(&office, hall.public, "大厅", true, false);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_OK);
    assert_int_equal(office.report.targets_written, 1);
    assert_int_equal(open_results(&office, &gate), STATUS_OK);
    assert_int_equal(open_results(&office, &hall), STATUS_REFUSED);
    /* a list that the owner did not sign is refused, not read */
    char *path = take_format("%s/screens.json", office.keys);
    size_t size = 0;
    char *bytes = slurp(path, &size), *outside = strstr(bytes, "false");
    assert_non_null(outside);
    FILE *file = fopen(path, "wb");
    fprintf(file, "%.*strue%s", (int)(outside - bytes), bytes, outside + 5);
    fclose(file);
    free(bytes);
    free(path);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 15), STATUS_REFUSED);
    office_close(&office);
}

/* ---- keys ---------------------------------------------------------------------------------------------------- */

static void move_file(const char *from, const char *name, const char *to)
{
    char *command = take_format("mkdir -p '%s' && mv '%s'/%s '%s/'", to, from, name, to);
    assert_int_equal(system(command), 0);
    free(command);
}

static enum status sign_with(const char *folder, const char *file)
{
    struct keys_request request = {.folder = folder, .now = SAMPLE_NOW, .root_days = 1095};
    struct buffer said = {0};
    enum status status = keys_sign(&request, file, &said, NULL);
    buffer_finish(&said);
    return status;
}

static void waits_for_a_second_signature(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 2, 3);
    char *desk = take_format("%s/desk", office.folder),
         *waiting = take_format("%s/pending/p.1.texts.json", office.keys);
    move_file(office.keys, "texts-2.key", desk);
    move_file(office.keys, "texts-3.key", desk);
    move_file(office.keys, "root-*.key", desk);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 0); /* no text is published, and so no figures either */
    assert_int_equal(office.report.held, 4);
    assert_int_equal(count_files(office.to, "*n-2.json"), 0);
    verified_finish(&seen);
    /* another publication keeps the signature that is there; the second is added elsewhere */
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_UNCHANGED);
    assert_int_equal(sign_with(desk, waiting), STATUS_OK);
    assert_int_equal(sign_with(desk, waiting), STATUS_UNCHANGED);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_OK);
    seen = verify(office.to);
    assert_int_equal(seen.targets, 4);
    assert_string_equal(form_of(&seen, "p.1/figures/b-1.json"), "figures");
    assert_int_equal(office.report.held, 1); /* "~" still waits */
    assert_int_equal(count_files(office.keys, "p.1.texts.json"), 0);
    verified_finish(&seen);
    /* figures go on by themselves, a new text does not */
    put(&office, board("b-1", "121"));
    put(&office, in_project(sample_record("n-2", 2), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 15), STATUS_OK);
    seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.figures"), 3);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 1);
    verified_finish(&seen);
    /* what was changed behind the signatures is worth nothing: it has to be signed anew */
    assert_int_equal(sign_with(desk, waiting), STATUS_OK);
    size_t size = 0;
    char *bytes = slurp(waiting, &size), *place = strstr(bytes, "\"length\":");
    place[9] = place[9] == '9' ? '8' : '9';
    FILE *file = fopen(waiting, "wb");
    fwrite(bytes, 1, size, file);
    fclose(file);
    free(bytes);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 20), STATUS_UNCHANGED);
    assert_int_equal(sign_with(desk, waiting), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 25), STATUS_OK);
    seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 2);
    verified_finish(&seen);
    free(desk);
    free(waiting);
    office_close(&office);
}

/* Where an editor is elsewhere: what waits can be read by who signs it, and only by whom the folder is handed to. */
static void signers_read_what_is_sealed(void **state)
{
    (void)state;
    struct office office;
    struct buffer said = {0};
    struct review *review = NULL;
    office_open(&office, 1, 1);
    char *desk = take_format("%s/desk", office.folder), *pending = take_format("%s/pending", office.keys),
         *content = take_format("%s/content/targets", pending),
         *waiting = take_format("%s/p.1.texts.json", pending);
    move_file(office.keys, "texts-*.key", desk);
    struct record *record = in_project(sample_record("r-1", 1), "p.1");
    record->audience = AUDIENCE_AFFECTED;
    memcpy(record->catalogue, "D31", 4);
    record->statutory = catalogue_find("D31")->statutory;
    char **row = rows_add(&record->rows[VIEW_PROGRESS]);
    static const char *const cells[][2] = {{"seq", "1"},         {"as_of", "2026-11-22"},
                                           {"metric", "signed"}, {"done", "120000"},
                                           {"due", "300000"},    {"unit", "household"}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        row[view_column(VIEW_PROGRESS, cells[i][0])] = take_copy(cells[i][1]);
    put(&office, record);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(count_files(content, "*.r-1.json' -perm '600"), 1);
    assert_int_equal(review_open(pending, NULL, NULL, &review, NULL), STATUS_OK);
    review_write(review, true, &said);
    assert_int_equal(review_unreadable(review), 0);
    assert_non_null(strstr(said.data, "公告 r-1"));
    assert_non_null(strstr(said.data, "第1版"));
    assert_non_null(strstr(said.data, "done 120000"));
    review_close(review);
    /* another key, and none, open nothing: nobody is asked to sign it */
    static const char *const spoils[] = {"sed -i s/^./z/", "sed -i y/0123456789/1234567890/", "rm"};
    for (size_t i = 0; i < 3; i++) {
        char *copy = take_format("rm -rf '%s/stick' && cp -r '%s' '%s/stick'", office.folder, pending,
                                 office.folder),
             *stick = take_format("%s/stick", office.folder),
             *inside = take_format("%s/content/targets", stick),
             *spoil = take_format("%s '%s'/p.1/texts/*", spoils[i], inside);
        assert_int_equal(system(copy), 0);
        assert_int_equal(system(spoil), 0);
        assert_int_equal(review_open(stick, NULL, NULL, &review, NULL), STATUS_OK);
        buffer_clear(&said);
        review_write(review, true, &said);
        assert_int_equal(review_unreadable(review), 1);
        review_close(review);
        free(copy);
        free(stick);
        free(inside);
        free(spoil);
    }
    /* signed and taken over: nothing is left that opens it */
    assert_int_equal(sign_with(desk, waiting), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_OK);
    assert_int_equal(count_files(pending, "*.r-1.json"), 0);
    buffer_finish(&said);
    free(desk);
    free(pending);
    free(content);
    free(waiting);
    office_close(&office);
}

/* What a file that waits no longer names goes: at once where nothing of the project waits, else after thirty days, since an older
   file may be on its way back from its signers. */
static void sweeps_what_nobody_waits_for(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 2, 3);
    char *desk = take_format("%s/desk", office.folder), *pending = take_format("%s/pending", office.keys),
         *waiting = take_format("%s/p.1.texts.json", pending), *targets = take_format("%s/targets", pending),
         *stick = take_format("cp '%s' '%s/stick.json'", waiting, office.folder),
         *back = take_format("cp '%s/stick.json' '%s'", office.folder, waiting),
         *old = take_format("touch -d @%lld '%s'/p.1/texts/*", (long long)SAMPLE_NOW - 31 * 86400, targets);
    move_file(office.keys, "texts-2.key", desk);
    move_file(office.keys, "texts-3.key", desk);
    put(&office, in_project(sample_record("n-1", 1), "p.1"));
    put(&office, in_project(sample_record("n-2", 1), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(count_files(targets, "*.n-?.json"), 2);
    assert_int_equal(system(stick), 0);
    /* what came in meanwhile; the file on the stick is signed, comes back and is taken over with all that it names */
    put(&office, in_project(sample_record("n-2", 2), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_UNCHANGED);
    assert_int_equal(count_files(targets, "*.n-?.json"), 3);
    assert_int_equal(system(back), 0);
    assert_int_equal(sign_with(desk, waiting), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_string_equal(form_of(&seen, "p.1/texts/n-1.json"), "item");
    verified_finish(&seen);
    assert_int_equal(count_files(targets, "*.n-?.json"), 1); /* the second version waits, */
    put(&office, in_project(sample_record("n-2", 3), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 15), STATUS_UNCHANGED);
    assert_int_equal(count_files(targets, "*.n-?.json"), 2); /* and is replaced by the third */
    assert_int_equal(system(old), 0);
    put(&office, in_project(sample_record("n-3", 1), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 20), STATUS_UNCHANGED);
    assert_int_equal(count_files(targets, "*.n-?.json"),
                     2); /* the third and the new one: named, however old */
    assert_int_equal(sign_with(desk, waiting), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 25), STATUS_OK);
    assert_int_equal(count_files(pending, "*.n-?.json"), 0);
    free(desk);
    free(pending);
    free(waiting);
    free(targets);
    free(stick);
    free(back);
    free(old);
    office_close(&office);
}

static void rotates_keys(void **state)
{
    (void)state;
    struct office office;
    struct buffer said = {0};
    office_open(&office, 1, 1);
    struct keys_request request = {.folder = office.keys, .now = SAMPLE_NOW, .root_days = 1095};
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    static const enum duty duties[] = {DUTY_TIMESTAMP, DUTY_SNAPSHOT, DUTY_TARGETS, DUTY_ROOT};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(keys_rotate(&request, duties[i], NULL, &said, &office.problem), STATUS_OK);
        assert_int_equal(publish_at(&office, SAMPLE_NOW + 5 + (instant)i), STATUS_OK);
        struct verified seen = verify(office.to);
        assert_int_equal(seen.root, 2 + i);
        assert_int_equal(seen.targets, 5);
        verified_finish(&seen);
    }
    /* the editors' key: targets.json passes it on, and every text is signed anew */
    assert_int_equal(keys_rotate(&request, DUTY_TEXTS, NULL, &said, &office.problem), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 20), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(verified_version(&seen, "p.1.texts"), 2);
    assert_int_equal(seen.targets, 5);
    verified_finish(&seen);
    buffer_finish(&said);
    office_close(&office);
}

static void locks_keys_with_a_passphrase(void **state)
{
    (void)state;
    struct office office;
    struct buffer said = {0};
    office_open(&office, 1, 1);
    fill(&office);
    char *locked = take_format("%s/locked", office.folder);
    struct keys_request request = {
        .folder = locked, .passphrase = "开门", .count = 1, .now = SAMPLE_NOW, .root_days = 1095};
    assert_int_equal(keys_new(&request, &said, &office.problem), STATUS_OK);
    office.settings.keys = locked;
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_MISUSE);
    assert_string_equal(office.problem.code, "keys-missing");
    office.settings.passphrase = "开窗";
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_MISUSE);
    office.settings.passphrase = "开门";
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    struct verified seen = verify(office.to);
    verified_finish(&seen);
    free(locked);
    buffer_finish(&said);
    office_close(&office);
}

/* ---- the disk ------------------------------------------------------------------------------------------------ */

static void removes_what_is_superseded(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    for (int i = 0; i < 6; i++) {
        put(&office, sample_record("n-1", 2 + i));
        assert_int_equal(publish_at(&office, SAMPLE_NOW + i * 5), STATUS_OK);
    }
    assert_int_equal(count_files(office.to, "*.n-1.json"), 6); /* within the grace time all stay */
    for (int i = 0; i < 3; i++) {
        put(&office, sample_record("n-1", 10 + i));
        assert_int_equal(publish_at(&office, SAMPLE_NOW + 3600 + 30 + i * 5), STATUS_OK);
    }
    assert_in_range(count_files(office.to, "*.n-1.json"), 3,
                    4); /* the live one and those of the grace time */
    assert_in_range(count_files(office.to, "*.~.texts.json"), 3, 4);
    assert_int_equal(count_files(office.to, "1.root.json"), 1);
    /* what is withdrawn goes after the grace time alone */
    withdraw(&office, "n-1");
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 8000), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 8000 + 3700), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_int_equal(count_files(office.to, "*.n-1.json"), 1); /* its tombstone */
    verified_finish(&seen);
    office_close(&office);
}

/* Runs one publication in a child that dies at the n-th rename. True if it died. */
static bool publish_and_die(struct office *office, long n, instant now)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct publish_report report;
        struct problem problem = {0};
        renames = 0;
        die_at = n;
        enum status status = publish_run(&office->settings, now, &report, &problem);
        _exit(status == STATUS_OK ? 0 : 1);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how));
    assert_true(WEXITSTATUS(how) == 77 || WEXITSTATUS(how) == 0);
    return WEXITSTATUS(how) == 77;
}

static void survives_death_at_every_rename(void **state)
{
    (void)state;
    long steps = 0;
    for (bool died = true; died; steps++) {
        struct office office;
        office_open(&office, 1, 1);
        fill(&office);
        assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
        put(&office, sample_record("n-1", 2));
        put(&office, in_project(sample_record("n-4", 1), "q"));
        put(&office, board("b-1", "130"));
        withdraw(&office, "n-2");
        died = publish_and_die(&office, steps + 1, SAMPLE_NOW + 5);
        struct verified seen = verify(office.to); /* what was there, or what was to come */
        assert_true(seen.snapshot == 1 || seen.snapshot == 2);
        assert_int_equal(seen.targets, seen.snapshot == 1 ? 5 : 6);
        int64_t seen_snapshot = seen.snapshot;
        verified_finish(&seen);
        /* the next publication completes it, and nothing is left behind for ever */
        enum status status = publish_at(&office, SAMPLE_NOW + 10);
        assert_true(status == STATUS_OK || (status == STATUS_UNCHANGED && seen_snapshot == 2));
        for (int i = 0; i < 4; i++)
            assert_int_equal(publish_at(&office, SAMPLE_NOW + (1 + i) * SAMPLE_DAY), STATUS_OK);
        seen = verify(office.to);
        assert_int_equal(seen.targets, 6);
        assert_int_equal(count_files(office.to, "*.new"), 0);
        char *targets = take_format("%s/targets", office.to);
        if (count_files(targets, "*") != seen.targets)
            fail_msg("step %ld: %zu files for %zu targets", steps, count_files(targets, "*"), seen.targets);
        free(targets);
        verified_finish(&seen);
        office_close(&office);
    }
    assert_in_range(steps, 10, 100);
}

static void refuses_to_go_back_in_time(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW - SAMPLE_DAY), STATUS_UNAVAILABLE);
    assert_string_equal(office.problem.code, "clock-behind");
    office_close(&office);
}

static void publishes_nothing_before_its_time(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    fill(&office);
    struct record *later = sample_record("later", 1);
    later->published_at = SAMPLE_NOW + 600;
    put(&office, later);
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_null(verified_entry(&seen, "~/texts/later.json"));
    verified_finish(&seen);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 600), STATUS_OK);
    seen = verify(office.to);
    assert_string_equal(form_of(&seen, "~/texts/later.json"), "item");
    verified_finish(&seen);
    office_close(&office);
}

static void refuses_ids_that_lead_out(void **state)
{
    (void)state;
    struct office office;
    office_open(&office, 1, 1);
    put(&office, in_project(sample_record("n-1", 1), ".."));
    put(&office, in_project(sample_record("..", 1), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(office.report.refusals, 1);
    struct verified seen = verify(office.to);
    assert_int_equal(seen.targets, 1);
    assert_string_equal(form_of(&seen, "p.1/texts/...json"), "item");
    verified_finish(&seen);
    office_close(&office);
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(publishes_what_the_cache_holds),
        cmocka_unit_test(writes_nothing_when_nothing_changed),
        cmocka_unit_test(rewrites_only_what_changed),
        cmocka_unit_test(renews_what_nears_its_end),
        cmocka_unit_test(forgets_without_harm),
        cmocka_unit_test(makes_bins_when_a_role_grows),
        cmocka_unit_test(withdraws_by_tombstone_alone),
        cmocka_unit_test(an_empty_cache_withdraws_nothing),
        cmocka_unit_test(asks_before_withdrawing_more_than_half),
        cmocka_unit_test(an_item_that_moves_stands_once),
        cmocka_unit_test(seals_to_enrolled_screens_inside),
        cmocka_unit_test(waits_for_a_second_signature),
        cmocka_unit_test(signers_read_what_is_sealed),
        cmocka_unit_test(sweeps_what_nobody_waits_for),
        cmocka_unit_test(rotates_keys),
        cmocka_unit_test(locks_keys_with_a_passphrase),
        cmocka_unit_test(removes_what_is_superseded),
        cmocka_unit_test(survives_death_at_every_rename),
        cmocka_unit_test(refuses_to_go_back_in_time),
        cmocka_unit_test(publishes_nothing_before_its_time),
        cmocka_unit_test(refuses_ids_that_lead_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
