/* Keys, the charter and the signing of files at several desks: who may sign, how many are missing, and what is refused. */
#include "charter.h"
#include "file.h"
#include "keys.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

struct desk {
    char *folder, *keys;
    struct keys_request request;
    struct buffer said;
    struct problem problem;
};

static void desk_open(struct desk *desk, int threshold, int count)
{
    *desk = (struct desk){.folder = sample_folder()};
    desk->keys = take_format("%s/keys", desk->folder);
    desk->request = (struct keys_request){
        .folder = desk->keys, .threshold = threshold, .count = count, .now = SAMPLE_NOW, .root_days = 1095};
    assert_int_equal(keys_new(&desk->request, &desk->said, &desk->problem), STATUS_OK);
}

static void desk_close(struct desk *desk)
{
    buffer_finish(&desk->said);
    free(desk->keys);
    sample_folder_remove(desk->folder);
}

static void shell(const char *format, const char *a, const char *b)
{
    struct buffer line = {0};
    for (const char *c = format; *c != '\0'; c++) { /* $a and $b stand for the folders */
        if (*c == '$' && (c[1] == 'a' || c[1] == 'b'))
            buffer_text(&line, *++c == 'a' ? a : b);
        else
            buffer_char(&line, *c);
    }
    assert_int_equal(system(line.data), 0);
    buffer_finish(&line);
}

static struct charter charter_of(const struct desk *desk, bool drafts)
{
    struct charter charter;
    assert_int_equal(charter_load(desk->keys, drafts, &charter, NULL), STATUS_OK);
    return charter;
}

static void makes_as_many_keys_as_people_need(void **state)
{
    (void)state;
    static const struct {
        int threshold, count, keys;
    } cases[] = {{0, 0, 1}, {1, 3, 3}, {2, 0, 3}, {2, 2, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct desk desk;
        desk_open(&desk, cases[i].threshold, cases[i].count);
        struct charter charter = charter_of(&desk, false);
        for (size_t duty = 0; duty < DUTY_COUNT; duty++) {
            bool people = duty == DUTY_ROOT || duty == DUTY_TARGETS || duty == DUTY_TEXTS;
            assert_int_equal(charter.duty[duty].keys, people ? cases[i].keys : 1);
            assert_int_equal(charter.duty[duty].threshold,
                             people && cases[i].threshold > 0 ? cases[i].threshold : 1);
        }
        assert_int_equal(charter.complete, 1);
        assert_true(charter.expires == SAMPLE_NOW + 1095 * SAMPLE_DAY);
        charter_finish(&charter);
        desk_close(&desk);
    }
}

static void hides_secret_halves(void **state)
{
    (void)state;
    struct desk desk;
    struct stat info;
    desk_open(&desk, 1, 1);
    char *key = take_format("%s/root-1.key", desk.keys);
    assert_int_equal(stat(key, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(stat(desk.keys, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    free(key);
    desk_close(&desk);
}

static void refuses_what_cannot_be(void **state)
{
    (void)state;
    struct desk desk;
    struct charter charter;
    desk_open(&desk, 2, 2);
    charter = charter_of(&desk, false);
    assert_int_equal(keys_new(&desk.request, &desk.said, &desk.problem),
                     STATUS_MISUSE); /* never over a root */
    assert_int_equal(keys_revoke(&desk.request, charter.duty[DUTY_TEXTS].key[0].id, &desk.said, NULL),
                     STATUS_MISUSE);
    assert_int_equal(keys_revoke(&desk.request, "00", &desk.said, NULL), STATUS_MISUSE);
    assert_int_equal(
        keys_rotate(&desk.request, DUTY_TEXTS, charter.duty[DUTY_ROOT].key[0].id, &desk.said, NULL),
        STATUS_MISUSE);
    struct keys_request elsewhere = desk.request;
    elsewhere.folder = desk.folder;
    assert_int_equal(keys_show(&elsewhere, &desk.said, NULL), STATUS_MISUSE);
    charter_finish(&charter);
    desk_close(&desk);
}

/* Two of three root keys lie in two safes. The draft counts only when both have signed, and the old root goes on until. */
static void a_root_collects_signatures(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, 2, 3);
    char *safe = take_format("%s/safe", desk.folder), *other = take_format("%s/other", desk.folder),
         *root = take_format("%s/2.root.json", desk.keys);
    shell("mkdir $b && mv $a/root-1.key $b", desk.keys, safe);
    shell("mkdir $b && mv $a/root-2.key $a/root-3.key $b && cp $b/root-3.key $b/same.key", desk.keys, other);
    shell("rm $b/root-2.key", desk.keys, other);
    assert_int_equal(keys_rotate(&desk.request, DUTY_TIMESTAMP, NULL, &desk.said, &desk.problem), STATUS_OK);
    struct keys_request at_safe = desk.request, at_other = desk.request;
    at_safe.folder = safe;
    at_other.folder = other;
    struct charter charter = charter_of(&desk, false);
    assert_int_equal(charter.version, 1);
    charter_finish(&charter);
    assert_int_equal(keys_sign(&at_safe, root, &desk.said, NULL), STATUS_OK);
    assert_int_equal(keys_sign(&at_safe, root, &desk.said, NULL),
                     STATUS_UNCHANGED); /* the same key counts once */
    charter = charter_of(&desk, false);
    assert_int_equal(charter.complete, 1);
    charter_finish(&charter);
    assert_int_equal(keys_sign(&at_other, root, &desk.said, NULL), STATUS_OK);
    charter = charter_of(&desk, false);
    assert_int_equal(charter.complete, 2);
    charter_finish(&charter);
    free(safe);
    free(other);
    free(root);
    desk_close(&desk);
}

/* New root keys must be agreed to by the old ones; new ones alone make no root. */
static void a_root_needs_its_predecessor(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk, 1, 1);
    char *safe = take_format("%s/safe", desk.folder);
    shell("mkdir $b && mv $a/root-1.key $b", desk.keys, safe);
    assert_int_equal(keys_rotate(&desk.request, DUTY_ROOT, NULL, &desk.said, &desk.problem), STATUS_OK);
    struct charter charter = charter_of(&desk, false);
    assert_int_equal(charter.complete, 1); /* root-2 has signed, root-1 has not */
    charter_finish(&charter);
    shell("mv $b/root-1.key $a", desk.keys, safe);
    char *root = take_format("%s/2.root.json", desk.keys);
    assert_int_equal(keys_sign(&desk.request, root, &desk.said, NULL), STATUS_OK);
    charter = charter_of(&desk, false);
    assert_int_equal(charter.complete, 2);
    charter_finish(&charter);
    free(root);
    free(safe);
    desk_close(&desk);
}

/* A threshold is a number of keys, not of names: one key under two ids would be two signers. */
static void knows_a_key_by_its_bytes(void **state)
{
    (void)state;
    static const char *const roles[] = {
        "{\"keyids\":[\"$1\",\"$1\"],\"threshold\":2}", /* the same name twice */
        "{\"keyids\":[\"$1\"],\"threshold\":0}",        "{\"keyids\":[\"$1\"],\"threshold\":-1}",
        "{\"keyids\":[\"$1\"],\"threshold\":2}",        "{\"keyids\":[],\"threshold\":1}",
        "{\"keyids\":[\"00\"],\"threshold\":1}", /* another name for the key */
    };
    struct public_key key = {.bytes = {7}};
    struct buffer keys = {0}, object = {0};
    struct json *keys_tree = NULL;
    public_key_name(&key);
    public_key_write(&key, &object);
    buffer_format(&keys, "{\"%s\":%s,\"00\":%s}", key.id, object.data, object.data);
    assert_int_equal(json_parse(keys.data, keys.size, keys.size, &keys_tree, NULL), STATUS_OK);
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        struct buffer role = {0};
        struct json *tree = NULL;
        struct authority authority = {0};
        for (const char *c = roles[i]; *c != '\0'; c++)
            if (c[0] == '$')
                buffer_text(&role, key.id), c++;
            else
                buffer_char(&role, *c);
        assert_int_equal(json_parse(role.data, role.size, role.size, &tree, NULL), STATUS_OK);
        assert_int_equal(authority_read(keys_tree, tree, &authority, NULL), STATUS_REFUSED);
        authority_finish(&authority);
        json_destroy(tree);
        buffer_finish(&role);
    }
    json_destroy(keys_tree);
    buffer_finish(&keys);
    buffer_finish(&object);
}

static void knows_whose_duty_a_file_is(void **state)
{
    (void)state;
    static const struct {
        const char *file, *type;
        enum duty duty;
    } cases[] = {
        {"2.root.json", "root", DUTY_ROOT},
        {"pending/targets.json", "targets", DUTY_TARGETS},
        {"/x/7.targets.json", "targets", DUTY_TARGETS},
        {"p.texts.json", "targets", DUTY_TEXTS},
        {"12.p.texts.0a.json", "targets", DUTY_TEXTS},
        {"p.figures.json", "targets", DUTY_FIGURES},
        {"~.figures.f.json", "targets", DUTY_FIGURES},
        {"a.texts.figures.json", "targets", DUTY_FIGURES}, /* a project by the name of a.texts */
        {"2.figures.texts.json", "targets", DUTY_TEXTS},
        {"screens.json", "screens", DUTY_TARGETS},
        {"p.json", "targets", DUTY_COUNT},
        {"p.texts.json", "texts", DUTY_COUNT},
        {"timestamp.json", "timestamp", DUTY_TIMESTAMP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = take_format("{\"_type\":\"%s\"}", cases[i].type);
        struct json *body = NULL;
        assert_int_equal(json_parse(text, strlen(text), 100, &body, NULL), STATUS_OK);
        if (keys_duty_of(cases[i].file, body) != cases[i].duty)
            fail_msg("%s is taken for another's", cases[i].file);
        json_destroy(body);
        free(text);
    }
}

static void refuses_damaged_key_files(void **state)
{
    (void)state;
    static const char *const damage[] = {
        "sed -i 's/\"private\":\"../\"private\":\"zz/' $a/texts-1.key", /* no hex */
        "sed -i 's/\"public\":\"./\"public\":\"/' $a/texts-1.key",      /* one digit less */
        "sed -i 's/\"role\":\"texts\"/\"role\":\"boss\"/' $a/texts-1.key",
        "printf '{}' > $a/texts-1.key",
        "head -c 5000 /dev/zero > $a/texts-1.key",
        ("cp $a/figures-1.key $a/x && sed -i \"s/\\\"public\\\":.*/$(grep -o '\"public\":.*' $a/x)/\" "
         "$a/texts-1.key && rm $a/x"),
    };
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        struct desk desk;
        struct keyring ring = {0};
        desk_open(&desk, 1, 1);
        shell(damage[i], desk.keys, "");
        assert_int_equal(keyring_load(desk.keys, NULL, &ring, NULL), STATUS_REFUSED);
        keyring_finish(&ring);
        desk_close(&desk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_as_many_keys_as_people_need),
        cmocka_unit_test(hides_secret_halves),
        cmocka_unit_test(refuses_what_cannot_be),
        cmocka_unit_test(a_root_collects_signatures),
        cmocka_unit_test(a_root_needs_its_predecessor),
        cmocka_unit_test(knows_a_key_by_its_bytes),
        cmocka_unit_test(knows_whose_duty_a_file_is),
        cmocka_unit_test(refuses_damaged_key_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
