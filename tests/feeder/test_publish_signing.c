/* Who must sign and who may read: enrolled screens, files that wait for the second signature, keys that change or are locked. */
#include "contract/catalogue.h"
#include "contract/seal.h"
#include "keys.h"
#include "review.h"
#include "screens.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "office.h"
#include "verifier.h"

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
    fill(office.cache_path);
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
    fill(office.cache_path);
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
    assert_string_equal(verified_form(&seen, "p.1/figures/b-1.json"), "figures");
    assert_int_equal(office.report.held, 1); /* "~" still waits */
    assert_int_equal(count_files(office.keys, "p.1.texts.json"), 0);
    verified_finish(&seen);
    /* figures go on by themselves, a new text does not */
    put(office.cache_path, board("b-1", "121"));
    put(office.cache_path, in_project(sample_record("n-2", 2), "p.1"));
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
    put(office.cache_path, record);
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
    put(office.cache_path, in_project(sample_record("n-1", 1), "p.1"));
    put(office.cache_path, in_project(sample_record("n-2", 1), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW), STATUS_OK);
    assert_int_equal(count_files(targets, "*.n-?.json"), 2);
    assert_int_equal(system(stick), 0);
    /* what came in meanwhile; the file on the stick is signed, comes back and is taken over with all that it names */
    put(office.cache_path, in_project(sample_record("n-2", 2), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 5), STATUS_UNCHANGED);
    assert_int_equal(count_files(targets, "*.n-?.json"), 3);
    assert_int_equal(system(back), 0);
    assert_int_equal(sign_with(desk, waiting), STATUS_OK);
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 10), STATUS_OK);
    struct verified seen = verify(office.to);
    assert_string_equal(verified_form(&seen, "p.1/texts/n-1.json"), "item");
    verified_finish(&seen);
    assert_int_equal(count_files(targets, "*.n-?.json"), 1); /* the second version waits, */
    put(office.cache_path, in_project(sample_record("n-2", 3), "p.1"));
    assert_int_equal(publish_at(&office, SAMPLE_NOW + 15), STATUS_UNCHANGED);
    assert_int_equal(count_files(targets, "*.n-?.json"), 2); /* and is replaced by the third */
    assert_int_equal(system(old), 0);
    put(office.cache_path, in_project(sample_record("n-3", 1), "p.1"));
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
    fill(office.cache_path);
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
    fill(office.cache_path);
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

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seals_to_enrolled_screens_inside),
        cmocka_unit_test(waits_for_a_second_signature),
        cmocka_unit_test(signers_read_what_is_sealed),
        cmocka_unit_test(sweeps_what_nobody_waits_for),
        cmocka_unit_test(rotates_keys),
        cmocka_unit_test(locks_keys_with_a_passphrase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
