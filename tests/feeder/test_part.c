/* The parts of a published record: what a stolen online key could and could not do with them; sealed items. */
#include "contract/part.h"
#include "contract/seal.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void set(struct rows *rows, char **row, const char *column, const char *cell)
{
    row[view_column(rows->view, column)] = take_copy(cell);
}

/* Two groups by name, one row for the whole project, and a step. */
static struct record *sample_board(const char *east, const char *done)
{
    static const char *const group[][2] = {
        {"西片", NULL}, {NULL, NULL}, {"东片", "동쪽구역"}, {"西片", NULL}};
    struct record *record = sample_record("board", 1);
    struct rows *rows = &record->rows[VIEW_PROGRESS], *steps = &record->rows[VIEW_STEP];
    record->kind = KIND_PROGRESS;
    record->revision = 7;
    record->as_of = SAMPLE_NOW;
    for (size_t i = 0; i < 4; i++) {
        char **row = rows_add(rows), seq[2] = {(char)('1' + i), 0};
        set(rows, row, "seq", seq);
        set(rows, row, "as_of", "2026-11-21");
        set(rows, row, "metric", "signed");
        set(rows, row, "done", i == 2 ? done : "10");
        set(rows, row, "due", "300.5");
        set(rows, row, "unit", "household");
        if (group[i][0] != NULL)
            set(rows, row, "group_name", i == 2 ? east : group[i][0]);
        if (group[i][1] != NULL)
            set(rows, row, "group_name_ko", group[i][1]);
    }
    char **row = rows_add(steps);
    set(steps, row, "seq", "1");
    set(steps, row, "name", "发布\n\"公告\"");
    set(steps, row, "state", "now");
    struct rows *firms = &record->rows[VIEW_FIRM];
    row = rows_add(firms);
    set(firms, row, "seq", "1");
    set(firms, row, "name", "评估公司");
    set(firms, row, "votes", "12");
    return record;
}

static void split_sample(const char *east, const char *done, struct buffer *text, struct buffer *figures)
{
    struct record *record = sample_board(east, done);
    part_split(record, text, figures);
    record_destroy(record);
}

static void joins_to_the_same_bytes(void **state)
{
    (void)state;
    struct record *record = sample_board("东片", "42"), *again = NULL;
    struct buffer text = {0}, figures = {0}, before = {0}, after = {0};
    struct problem problem = {0};
    assert_true(part_needed(record));
    part_split(record, &text, &figures);
    assert_int_equal(part_join(text.data, text.size, figures.data, figures.size, &again, &problem),
                     STATUS_OK);
    record_encode(record, &before);
    record_encode(again, &after);
    assert_string_equal(before.data, after.data);
    /* no word among the figures, no figure among the words; decisions stay with the text */
    assert_null(strstr(figures.data, "片"));
    assert_null(strstr(figures.data, "公告"));
    assert_null(strstr(text.data, "300.5"));
    assert_non_null(strstr(text.data, "评估公司"));
    assert_non_null(strstr(text.data, "\"12\""));
    assert_non_null(strstr(figures.data, "\"words\":[1,-1,0,1]"));
    record_destroy(again);
    record_destroy(record);
    buffer_finish(&text);
    buffer_finish(&figures);
    buffer_finish(&before);
    buffer_finish(&after);
}

static void new_figures_leave_the_text_alone(void **state)
{
    (void)state;
    struct buffer text[3] = {{0}, {0}, {0}}, figures[3] = {{0}, {0}, {0}};
    split_sample("东片", "42", &text[0], &figures[0]);
    split_sample("东片", "43", &text[1], &figures[1]);
    split_sample("北片", "42", &text[2], &figures[2]);
    assert_string_equal(text[0].data, text[1].data);
    assert_string_not_equal(figures[0].data, figures[1].data);
    assert_string_not_equal(text[0].data, text[2].data);
    struct record *out = NULL;
    struct problem problem = {0};
    /* figures of another text: the words they point at are not the ones they were counted for */
    assert_int_equal(part_join(text[2].data, text[2].size, figures[0].data, figures[0].size, &out, &problem),
                     STATUS_REFUSED);
    assert_string_equal(problem.code, "bad-part");
    /* without figures the text can still be read */
    assert_int_equal(part_join(text[0].data, text[0].size, NULL, 0, &out, NULL), STATUS_OK);
    assert_int_equal(out->rows[VIEW_PROGRESS].count, 0);
    assert_int_equal(out->rows[VIEW_FIRM].count, 1);
    assert_true(out->as_of == NO_INSTANT);
    record_destroy(out);
    for (size_t i = 0; i < 3; i++) {
        buffer_finish(&text[i]);
        buffer_finish(&figures[i]);
    }
}

/* What the holder of a stolen figures key may write: each must be refused.
   Replaces `from` by `to` in the figures. */
static void refuses_what_is_no_figure(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"\"metric\"", "\"group_name\""},         /* a column of words */
        {"\"signed\"", "\"出卖国家\""},           /* a word where a code stands */
        {"\"42\"", "\"四十二\""},                 /* a word where a number stands */
        {"\"42\"", "\"42 \""},                    /* a blank behind it */
        {"\"42\"", "\"042x\""},                   /**/
        {"\"2026-11-21\"", "\"2026-02-30\""},     /* no day */
        {"[1,-1,0,1]", "[2,-1,0,1]"},             /* no such word */
        {"[1,-1,0,1]", "[1,-2,0,1]"},             /**/
        {"[1,-1,0,1]", "[1,-1,0]"},               /* a row without its index */
        {"[1,-1,0,1]", "[1,-1,1,1]"},             /* a word that no row uses any more: another text */
        {"\"id\":\"board\"", "\"id\":\"other\""}, /* another item's */
        {"\"version\":1", "\"version\":2"},       /* another version's */
        {"\"revision\":7", "\"revision\":-7"},    /**/
        {"\"revision\":7", "\"revision\":7,\"url\":\"http://x\""}, /* a member more */
        {"\"revision\":7", "\"revision\": 7"},                     /* another spelling */
        {"\"as_of\":\"2026", "\"as_of\":\"x026"},                  /**/
        {"\"text\":\"", "\"text\":\"0"},                           /**/
        {"\"step\":{", "\"faq\":{"},                               /* a view of words */
        {"\"step\":{", "\"firm\":{"},                              /* a decision */
        {"\"seq\",\"as_of\"", "\"seq\",\"seq\""},                  /* a column twice */
    };
    struct buffer text = {0}, figures = {0};
    split_sample("东片", "42", &text, &figures);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct record *out = NULL;
        struct problem problem = {0};
        const char *found = strstr(figures.data, cases[i].from);
        if (found == NULL)
            fail_msg("case %zu changes nothing", i);
        char *forged = take_format("%.*s%s%s", (int)(found - figures.data), figures.data, cases[i].to,
                                   found + strlen(cases[i].from));
        enum status status = part_join(text.data, text.size, forged, strlen(forged), &out, &problem);
        if (status != STATUS_REFUSED || out != NULL)
            fail_msg("case %zu was taken: %s", i, cases[i].to);
        free(forged);
    }
    buffer_finish(&text);
    buffer_finish(&figures);
}

static void affected_and_plain_items_are_whole(void **state)
{
    (void)state;
    struct record *record = sample_board("东片", "42");
    record->audience = AUDIENCE_AFFECTED;
    assert_false(part_needed(record));
    record_destroy(record);
    record = sample_record("plain", 1);
    assert_false(part_needed(record));
    record->as_of = SAMPLE_NOW;
    assert_true(part_needed(record));
    record_destroy(record);
}

static void opens_for_enrolled_screens_alone(void **state)
{
    (void)state;
    struct seal_key key[3];
    unsigned char enrolled[3][SEAL_KEY_BYTES];
    static const char secret[] = "补偿结果：120000元";
    unsigned char content[SEAL_KEY_BYTES];
    struct buffer sealed = {0}, again = {0}, open = {0}, bare = {0};
    struct problem problem = {0};
    for (size_t i = 0; i < 3; i++)
        seal_key_make(&key[i]);
    memcpy(enrolled[0], key[0].public, SEAL_KEY_BYTES);
    memcpy(enrolled[1], key[1].public, SEAL_KEY_BYTES);
    memcpy(enrolled[2], key[1].public, SEAL_KEY_BYTES); /* the same twice */
    seal_write(secret, strlen(secret), (const unsigned char(*)[SEAL_KEY_BYTES])enrolled, 3, content, &sealed);
    seal_write(secret, strlen(secret), (const unsigned char(*)[SEAL_KEY_BYTES])enrolled, 3, NULL, &again);
    assert_string_not_equal(sealed.data, again.data);
    assert_int_equal(sealed.size, again.size);
    for (size_t i = 0; i < 2; i++) {
        buffer_clear(&open);
        assert_int_equal(seal_open(sealed.data, sealed.size, &key[i], &open, &problem), STATUS_OK);
        assert_string_equal(open.data, secret);
    }
    assert_int_equal(seal_open(sealed.data, sealed.size, &key[2], &open, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "not-enrolled");
    /* the content key alone opens it; and only the one that the box names */
    buffer_clear(&open);
    assert_int_equal(seal_open_with(sealed.data, sealed.size, content, &open, NULL), STATUS_OK);
    assert_string_equal(open.data, secret);
    char *commit = strstr(sealed.data, "\"commit\":\"") + 10, *keys = strstr(sealed.data, "\"keys\"");
    *commit = *commit == '0' ? '1' : '0';
    assert_int_equal(seal_open_with(sealed.data, sealed.size, content, &open, NULL), STATUS_REFUSED);
    assert_int_equal(seal_open(sealed.data, sealed.size, &key[0], &open, NULL), STATUS_REFUSED);
    buffer_format(&bare, "%.*s%s", (int)(commit - 10 - sealed.data), sealed.data, keys);
    assert_int_equal(seal_open_with(bare.data, bare.size, content, &open, NULL), STATUS_REFUSED);
    buffer_clear(&sealed);
    seal_write(secret, strlen(secret), (const unsigned char(*)[SEAL_KEY_BYTES])enrolled, 3, NULL, &sealed);
    /* another screen's name on my key does not help */
    struct seal_key thief = key[2];
    memcpy(thief.public, key[0].public, SEAL_KEY_BYTES);
    problem_clear(&problem);
    assert_int_equal(seal_open(sealed.data, sealed.size, &thief, &open, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "bad-seal");
    /* one changed character anywhere in the box */
    for (size_t i = strlen("{\"box\":\""); i < 400; i += 7) {
        char kept = sealed.data[i];
        sealed.data[i] = kept == 'A' ? 'B' : 'A';
        assert_int_equal(seal_open(sealed.data, sealed.size, &key[0], &open, NULL), STATUS_REFUSED);
        sealed.data[i] = kept;
    }
    buffer_finish(&sealed);
    buffer_finish(&again);
    buffer_finish(&open);
    buffer_finish(&bare);
}

static void hides_small_differences_of_length(void **state)
{
    (void)state;
    static const size_t same[][2] = {{1, 1000}, {2100, 3000}, {66000, 73000}};
    char *bytes = take_zeroed(80000, 1);
    for (size_t i = 0; i < 3; i++) {
        struct buffer a = {0}, b = {0};
        seal_write(bytes, same[i][0], NULL, 0, NULL, &a);
        seal_write(bytes, same[i][1], NULL, 0, NULL, &b);
        assert_int_equal(a.size, b.size);
        buffer_finish(&a);
        buffer_finish(&b);
    }
    free(bytes);
}

static void refuses_keys_that_hide_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "00",
        "zz00000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    unsigned char key[SEAL_KEY_BYTES];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(seal_key_read(bad[i], key, NULL), STATUS_REFUSED);
    struct seal_key good;
    char text[SEAL_KEY_HEX];
    seal_key_make(&good);
    seal_key_text(good.public, text);
    assert_int_equal(seal_key_read(text, key, NULL), STATUS_OK);
    assert_memory_equal(key, good.public, sizeof key);
    seal_key_finish(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_to_the_same_bytes),
        cmocka_unit_test(new_figures_leave_the_text_alone),
        cmocka_unit_test(refuses_what_is_no_figure),
        cmocka_unit_test(affected_and_plain_items_are_whole),
        cmocka_unit_test(opens_for_enrolled_screens_alone),
        cmocka_unit_test(hides_small_differences_of_length),
        cmocka_unit_test(refuses_keys_that_hide_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
