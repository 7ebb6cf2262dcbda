#include "contract/limits.h"
#include "contract/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One record with every field, written down by hand; `full` is the same in canonical bytes. */
static const char full[] =
    "{\"as_of\":\"2026-11-21T16:00:00Z\","
    "\"attachments\":[{\"media\":\"application/"
    "pdf\",\"name\":\"附表\",\"name_ko\":\"별표\",\"sha256\":\"ab12\"},{\"name\":\"图\"}],"
    "\"audience\":\"area\",\"catalogue\":\"D24\",\"comment_from\":\"2026-11-02\",\"comment_until\":\"2026-12-"
    "02\","
    "\"display_from\":\"2026-11-01T00:00:00Z\",\"display_until\":\"2027-01-30T16:00:00Z\",\"doc_no\":"
    "\"延市征〔2026〕4号\","
    "\"id\":\"D24-1\",\"issued_on\":\"2026-11-01\",\"issuer\":\"延吉市住房和城乡建设局\",\"kind\":"
    "\"progress\",\"priority\":\"pinned\","
    "\"project\":\"hexi\",\"published_at\":\"2026-11-01T00:30:00Z\",\"revision\":3,"
    "\"rows\":{\"faq\":{\"columns\":[\"seq\",\"question\",\"answer\"],\"rows\":[[\"1\",\"问?\",\"答\n二\"]]},"
    "\"progress\":{\"columns\":[\"seq\",\"as_of\",\"metric\",\"group_name\",\"done\",\"due\",\"unit\"],"
    "\"rows\":[[\"1\",\"2026-11-20\",\"signed\",null,\"213\",\"300\",\"household\"],"
    "[\"2\",\"2026-11-20\",\"paid\",\"一组\",\"12.5\",\"40.25\",\"ten_thousand_yuan\"]]}},"
    "\"statutory\":false,\"supersedes\":\"D24-0\","
    "\"text\":{\"ko\":{\"format\":\"text\",\"title\":\"진척\"},"
    "\"zh\":{\"body\":\"# "
    "进度\n\t“引”\\\"\\\\\",\"format\":\"markdown\",\"issuer\":\"征收办\",\"title\":\"签约进度\"}},"
    "\"url\":\"https://example.gov.cn/1\",\"version\":2}";

static const char least[] = "{\"audience\":\"public\",\"catalogue\":\"D14\",\"id\":\"a\",\"kind\":"
                            "\"document\",\"priority\":\"normal\","
                            "\"published_at\":\"2026-11-01T00:30:00Z\",\"revision\":0,\"statutory\":true,"
                            "\"text\":{\"zh\":{\"format\":\"text\",\"title\":\"题\"}},\"version\":1}";

static struct record *decode(const char *text)
{
    struct record *record = NULL;
    struct problem problem = {0};
    if (record_decode(text, strlen(text), &record, &problem) != STATUS_OK)
        fail_msg("%s: %s", problem.code, problem.text);
    return record;
}

static void set(struct rows *rows, char **row, const char *column, const char *text)
{
    row[view_column(rows->view, column)] = take_copy(text);
}

/* The record that `full` spells, built field by field. */
static struct record *build_full(void)
{
    struct record *record = record_create();
    record->id = take_copy("D24-1");
    record->version = 2;
    record->revision = 3;
    record->project = take_copy("hexi");
    memcpy(record->catalogue, "D24", 4);
    record->kind = KIND_PROGRESS;
    record->audience = AUDIENCE_AREA;
    record->priority = PRIORITY_PINNED;
    record->issuer = take_copy("延吉市住房和城乡建设局");
    record->doc_no = take_copy("延市征〔2026〕4号");
    record->supersedes = take_copy("D24-0");
    record->url = take_copy("https://example.gov.cn/1");
    record->issued_on = date_from_civil(2026, 11, 1);
    record->comment_from = date_from_civil(2026, 11, 2);
    record->comment_until = date_from_civil(2026, 12, 2);
    record->published_at = instant_from_date(date_from_civil(2026, 11, 1), 0) + 1800;
    record->display_from = instant_from_date(date_from_civil(2026, 11, 1), 0);
    record->display_until = instant_from_date(date_from_civil(2027, 1, 31), 480);
    record->as_of = instant_from_date(date_from_civil(2026, 11, 22), 480);
    record->text[LANG_ZH] = (struct record_text){take_copy("签约进度"), take_copy("# 进度\n\t“引”\"\\"),
                                                 take_copy("征收办"), FORMAT_MARKDOWN};
    record->text[LANG_KO].title = take_copy("진척");
    record->attachment = take_zeroed(2, sizeof *record->attachment);
    record->attachments = 2;
    record->attachment[0] = (struct record_attachment){.name = take_copy("附表"),
                                                       .name_ko = take_copy("별표"),
                                                       .media = take_copy("application/pdf"),
                                                       .sha256 = take_copy("ab12")};
    record->attachment[1].name = take_copy("图");
    struct rows *progress = &record->rows[VIEW_PROGRESS], *faq = &record->rows[VIEW_FAQ];
    static const char *const cells[2][7] = {
        {"1", "2026-11-20", "signed", NULL, "213", "300", "household"},
        {"2", "2026-11-20", "paid", "一组", "12.5", "40.25", "ten_thousand_yuan"}};
    static const char *const columns[7] = {"seq", "as_of", "metric", "group_name", "done", "due", "unit"};
    for (size_t r = 0; r < 2; r++) {
        char **row = rows_add(progress);
        for (size_t c = 0; c < 7; c++)
            if (cells[r][c] != NULL)
                set(progress, row, columns[c], cells[r][c]);
        set(progress, row, "item_id", "D24-1"); /* neither of these travels */
        set(progress, row, "updated_at", "2026-11-20T00:00:00Z");
    }
    char **row = rows_add(faq);
    set(faq, row, "seq", "1");
    set(faq, row, "question", "问?");
    set(faq, row, "answer", "答\n二");
    return record;
}

static void encodes_to_the_letter(void **state)
{
    (void)state;
    struct record *record = build_full();
    struct buffer out = {0};
    record_encode(record, &out);
    assert_string_equal(out.data, full);
    record_destroy(record);
    buffer_finish(&out);
}

static void decodes_what_it_encodes(void **state)
{
    (void)state;
    struct record *record = decode(full);
    assert_int_equal(record->version, 2);
    assert_int_equal(record->revision, 3);
    assert_int_equal(record->kind, KIND_PROGRESS);
    assert_int_equal(record->audience, AUDIENCE_AREA);
    assert_int_equal(record->priority, PRIORITY_PINNED);
    assert_false(record->statutory);
    assert_string_equal(record->doc_no, "延市征〔2026〕4号");
    assert_int_equal(record->comment_until, date_from_civil(2026, 12, 2));
    assert_int_equal(record->attachments, 2);
    assert_null(record->attachment[1].media);
    assert_string_equal(record->text[LANG_ZH].body, "# 进度\n\t“引”\"\\");
    assert_null(record->text[LANG_EN].title);
    assert_int_equal(record->rows[VIEW_PROGRESS].count, 2);
    assert_null(rows_cell(&record->rows[VIEW_PROGRESS], 0, "group_name"));
    assert_string_equal(rows_cell(&record->rows[VIEW_PROGRESS], 1, "due"), "40.25");
    assert_null(rows_cell(&record->rows[VIEW_PROGRESS], 0, "item_id"));
    struct buffer again = {0};
    record_encode(record, &again);
    assert_string_equal(again.data, full);
    record_destroy(record);
    buffer_finish(&again);
    record = decode(least);
    assert_int_equal(record->issued_on, NO_DATE);
    assert_true(record->display_until == NO_INSTANT && record->as_of == NO_INSTANT);
    assert_null(record->issuer);
    record_destroy(record);
}

/* Replaces the one occurrence of `from` in `text`. */
static char *replace(const char *text, const char *from, const char *to)
{
    const char *place = strstr(text, from);
    if (place == NULL || strstr(place + 1, from) != NULL)
        fail_msg("\"%s\" does not occur once", from);
    return take_format("%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
}

static void refuses_other_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *code;
    } cases[] = {
        /* members */
        {"\"version\":2", "\"version\":2,\"zone\":1", "bad-record"},
        {",\"version\":2", "", "bad-record"},
        {"\"revision\":3,", "", "bad-record"},
        {"\"published_at\":\"2026-11-01T00:30:00Z\",", "", "bad-record"},
        {"\"statutory\":false", "\"statutory\":0", "bad-record"},
        {"\"version\":2", "\"version\":\"2\"", "bad-record"},
        {"\"version\":2", "\"version\":0", "bad-record"},
        {"\"version\":2", "\"version\":1000000000", "bad-record"},
        {"\"version\":2", "\"version\":2.0", "json-real"},
        {"\"version\":2", "\"version\":2,\"version\":3", "bad-json"},
        {"\"revision\":3", "\"revision\":-1", "bad-record"},
        {"\"id\":\"D24-1\"", "\"id\":\"D24 1\"", "bad-id"},
        {"\"id\":\"D24-1\"", "\"id\":\"\"", "bad-id"},
        {"\"id\":\"D24-1\"", "\"id\":null", "bad-record"},
        {"\"catalogue\":\"D24\"", "\"catalogue\":\"D36\"", "bad-record"},
        {"\"kind\":\"progress\"", "\"kind\":\"Progress\"", "bad-record"},
        {"\"audience\":\"area\"", "\"audience\":\"everyone\"", "bad-record"},
        {"\"priority\":\"pinned\"", "\"priority\":1", "bad-record"},
        {"\"issued_on\":\"2026-11-01\"", "\"issued_on\":\"2026-11-31\"", "bad-record"},
        {"\"issued_on\":\"2026-11-01\"", "\"issued_on\":\"2026-11-1\"", "bad-record"},
        {"\"as_of\":\"2026-11-21T16:00:00Z\"", "\"as_of\":\"2026-11-22 00:00:00+08\"", "bad-record"},
        {"\"as_of\":\"2026-11-21T16:00:00Z\",", "\"as_of\":null,", "bad-record"},
        /* texts */
        {"\"zh\":", "\"zh-CN\":", "bad-record"},
        {"\"ko\":{\"format\":\"text\",", "\"ko\":{", "bad-record"},
        {"\"format\":\"markdown\"", "\"format\":\"html\"", "bad-code"},
        {",\"title\":\"签约进度\"", "", "bad-record"},
        {"\"title\":\"签约进度\"", "\"title\":\"\"", "empty"},
        {"\"ko\":{\"format\":\"text\",\"title\":\"진척\"},",
         "\"ko\":{\"format\":\"text\",\"title\":\"진척\",\"x\":1},", "bad-record"},
        {"\"ko\":{\"format\":\"text\",\"title\":\"진척\"},", "\"ko\":null,", "bad-record"},
        /* attachments */
        {",{\"name\":\"图\"}", ",{\"media\":\"x\"}", "bad-record"},
        {",{\"name\":\"图\"}", ",[]", "bad-record"},
        {"\"sha256\":\"ab12\"", "\"sha256\":\"../ab\"", "bad-id"},
        /* rows */
        {"\"rows\":{\"faq\"", "\"rows\":{\"fax\"", "bad-record"},
        {"[\"seq\",\"question\",\"answer\"]", "[\"seq\",\"question\",\"reply\"]", "bad-record"},
        {"[\"seq\",\"question\",\"answer\"]", "[\"seq\",\"question\"]", "bad-record"},
        {"[\"seq\",\"question\",\"answer\"]", "[\"seq\",\"question\",\"question\"]", "bad-record"},
        {"[\"seq\",\"question\",\"answer\"]", "[\"item_id\",\"question\",\"answer\"]", "bad-record"},
        {"[\"seq\",\"question\",\"answer\"]", "\"seq\"", "bad-record"},
        {"[[\"1\",\"问?\",\"答\n二\"]]", "[]", "bad-record"},
        {"[\"1\",\"问?\",\"答\n二\"]", "[\"1\",\"问?\",null]", "bad-record"},
        {"[\"1\",\"问?\",\"答\n二\"]", "[1,\"问?\",\"答\"]", "bad-record"},
        {"[\"1\",\"问?\",\"答\n二\"]", "[\"1\",\"问?\"]", "bad-record"},
        {"[\"1\",\"问?\",\"答\n二\"]", "[\"one\",\"问?\",\"答\"]", "bad-number"},
        {"\"213\"", "\"2,13\"", "bad-number"},
        {"\"213\"", "\"1e3\"", "bad-number"},
        {"\"ten_thousand_yuan\"", "\"yuan\"", "bad-code"},
        /* other spellings of the same record */
        {"[\"seq\",\"question\",\"answer\"],\"rows\":[[\"1\",\"问?\",\"答\n二\"]]",
         "[\"question\",\"seq\",\"answer\"],\"rows\":[[\"问?\",\"1\",\"答\n二\"]]", "not-canonical"},
        {"[\"seq\",\"question\",\"answer\"],\"rows\":[[\"1\",\"问?\",\"答\n二\"]]",
         "[\"seq\",\"question\",\"answer\",\"basis\"],\"rows\":[[\"1\",\"问?\",\"答\n二\",null]]",
         "not-canonical"},
        {"答\n二", "答\\n二", "not-canonical"},
        {"\"version\":2", " \"version\":2", "not-canonical"},
        {"\"supersedes\":\"D24-0\"", "\"supersedes\":\"\"", "not-canonical"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = replace(full, cases[i].from, cases[i].to);
        struct record *record = NULL;
        struct problem problem = {0};
        if (record_decode(text, strlen(text), &record, &problem) != STATUS_REFUSED)
            fail_msg("accepted %s instead of %s", cases[i].to, cases[i].from);
        if (strcmp(problem.code, cases[i].code) != 0)
            fail_msg("%s for %s: %s %s", cases[i].code, cases[i].to, problem.code, problem.text);
        assert_null(record);
        free(text);
    }
    struct record *record = NULL;
    assert_int_equal(record_decode("[]", 2, &record, NULL), STATUS_REFUSED);
    assert_int_equal(record_decode("", 0, &record, NULL), STATUS_REFUSED);
}

/* Every prefix and every single changed byte is refused or is a record whose bytes are exactly these. */
static void survives_every_cut_and_flip(void **state)
{
    (void)state;
    size_t size = strlen(full);
    char *text = take_copy(full);
    struct record *record = NULL;
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(record_decode(full, cut, &record, NULL), STATUS_REFUSED);
    for (size_t i = 0; i < size; i++) {
        text[i] = (char)(text[i] ^ 1);
        if (record_decode(text, size, &record, NULL) == STATUS_OK) {
            struct buffer again = {0};
            record_encode(record, &again);
            assert_int_equal(again.size, size);
            assert_memory_equal(again.data, text, size);
            buffer_finish(&again);
            record_destroy(record);
            record = NULL;
        }
        text[i] = full[i];
    }
    free(text);
}

static enum status decode_with_body(size_t title, size_t body, size_t rows)
{
    struct record *record = decode(least), *again = NULL;
    struct buffer bytes = {0};
    free(record->text[LANG_ZH].title);
    record->text[LANG_ZH].title = take_zeroed(title + 1, 1);
    memset(record->text[LANG_ZH].title, 'x', title);
    record->text[LANG_ZH].body = take_zeroed(body + 1, 1);
    memset(record->text[LANG_ZH].body, 'x', body);
    for (size_t i = 0; i < rows; i++) {
        struct rows *steps = &record->rows[VIEW_STEP];
        char **row = rows_add(steps);
        set(steps, row, "seq", "1");
        set(steps, row, "name", "x");
        set(steps, row, "state", "todo");
    }
    record_encode(record, &bytes);
    enum status status = record_decode(bytes.data, bytes.size, &again, NULL);
    record_destroy(again);
    record_destroy(record);
    buffer_finish(&bytes);
    return status;
}

static void limits_hold_at_their_edge(void **state)
{
    (void)state;
    assert_int_equal(decode_with_body(LIMIT_LINE_BYTES, 1, 0), STATUS_OK);
    assert_int_equal(decode_with_body(LIMIT_LINE_BYTES + 1, 1, 0), STATUS_REFUSED);
    assert_int_equal(decode_with_body(1, LIMIT_BODY_BYTES, 0), STATUS_OK);
    assert_int_equal(decode_with_body(1, LIMIT_BODY_BYTES + 1, 0), STATUS_REFUSED);
    assert_int_equal(decode_with_body(1, 1, LIMIT_ROWS_PER_VIEW), STATUS_OK);
    assert_int_equal(decode_with_body(1, 1, LIMIT_ROWS_PER_VIEW + 1), STATUS_REFUSED);
}

static void chinese_stands_in_for_other_languages(void **state)
{
    (void)state;
    struct record *record = decode(full);
    assert_string_equal(record_title(record, LANG_KO), "진척");
    assert_string_equal(record_title(record, LANG_EN), "签约进度");
    assert_string_equal(record_issuer(record, LANG_KO), "征收办");
    record_destroy(record);
    record = record_create();
    assert_string_equal(record_title(record, LANG_ZH), "");
    assert_string_equal(record_issuer(record, LANG_KO), "");
    record->issuer = take_copy("住建局");
    assert_string_equal(record_issuer(record, LANG_KO), "住建局");
    record_destroy(record);
    record_destroy(NULL);
}

/* The words of a record are those of the views, in the same order. */
static void words_agree_with_the_views(void **state)
{
    (void)state;
    static const struct {
        enum view_id view;
        const char *column;
        const char *const *words;
        int count;
    } cases[] = {{VIEW_ITEM, "kind", kind_words, KIND_COUNT},
                 {VIEW_ITEM, "audience", audience_words, AUDIENCE_COUNT},
                 {VIEW_ITEM, "priority", priority_words, PRIORITY_COUNT},
                 {VIEW_ITEM_TEXT, "lang", lang_words, LANG_COUNT},
                 {VIEW_ITEM_TEXT, "format", format_words, FORMAT_COUNT}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer joined = {0};
        for (int w = 0; w < cases[i].count; w++) {
            buffer_format(&joined, "%s%s", w > 0 ? "|" : "", cases[i].words[w]);
            assert_int_equal(word_index(cases[i].words, cases[i].count, cases[i].words[w]), w);
        }
        assert_string_equal(joined.data,
                            views[cases[i].view].column[view_column(cases[i].view, cases[i].column)].codes);
        assert_int_equal(word_index(cases[i].words, cases[i].count, "none of them"), -1);
        buffer_finish(&joined);
    }
    assert_int_equal(word_index(lang_words, LANG_COUNT, NULL), -1);
}

static void projects_travel_like_records(void **state)
{
    (void)state;
    static const char text[] =
        "{\"area\":\"30512.5\",\"households\":\"326\",\"id\":\"hexi\",\"name\":\"河西片区\",\"sort\":\"2\"}";
    struct project *project = NULL;
    struct buffer again = {0};
    assert_int_equal(project_decode(text, strlen(text), &project, NULL), STATUS_OK);
    assert_string_equal(project_cell(project, "name"), "河西片区");
    assert_null(project_cell(project, "stage"));
    project_encode(project, &again);
    assert_string_equal(again.data, text);
    buffer_finish(&again);
    project_destroy(project);
    project_destroy(NULL);
    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"id\":\"hexi\"}",
        "{\"id\":\"hexi\",\"name\":null}",
        "{\"id\":\"hexi\",\"name\":\"x\",\"sort\":2}",
        "{\"id\":\"hexi\",\"name\":\"x\",\"updated_at\":\"2026-11-22T02:00:00Z\"}",
        "{\"id\":\"hexi\",\"name\":\"x\",\"sort\":\"one\"}",
        "{\"name\":\"x\",\"id\":\"hexi\"}",
        "{\"colour\":\"red\",\"id\":\"hexi\",\"name\":\"x\"}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        project = NULL;
        if (project_decode(bad[i], strlen(bad[i]), &project, NULL) != STATUS_REFUSED)
            fail_msg("accepted %s", bad[i]);
        assert_null(project);
    }
}

/* FIPS 180-2's own examples. */
static void hashes(void **state)
{
    (void)state;
    char hex[65];
    sha256_hex("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_hex("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_to_the_letter),
        cmocka_unit_test(decodes_what_it_encodes),
        cmocka_unit_test(refuses_other_shapes),
        cmocka_unit_test(survives_every_cut_and_flip),
        cmocka_unit_test(limits_hold_at_their_edge),
        cmocka_unit_test(chinese_stands_in_for_other_languages),
        cmocka_unit_test(words_agree_with_the_views),
        cmocka_unit_test(projects_travel_like_records),
        cmocka_unit_test(hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
