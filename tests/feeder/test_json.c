#include "contract/limits.h"
#include "json/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#define MIB ((size_t)1024 * 1024)

/* A sanitizer's own memory would be measured along with ours. clang names it only through __has_feature. */
#if defined(__SANITIZE_ADDRESS__)
#define INSTRUMENTED true
#elif defined(__has_feature)
#define INSTRUMENTED __has_feature(address_sanitizer)
#else
#define INSTRUMENTED false
#endif

static enum status parse(const char *text, size_t size, struct json **out, struct problem *problem)
{
    return json_parse(text, size, 8 * MIB, out, problem);
}

/* Canonical forms written down by hand from the OLPC grammar. */
static void writes_canonical_form(void **state)
{
    (void)state;
    static const struct {
        const char *input, *canonical;
    } cases[] = {
        {"{}", "{}"},
        {" [ 1 , 2 ] ", "[1,2]"},
        {"{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}"},
        {"{\"a\":{\"z\":null,\"y\":true},\"A\":false}", "{\"A\":false,\"a\":{\"y\":true,\"z\":null}}"},
        {"[\"a\\nb\"]", "[\"a\nb\"]"}, /* the control character itself, not its escape */
        {"[\"\\u0001\\t\"]", "[\"\x01\t\"]"},
        {"[\"\\\"\\\\\\/\"]", "[\"\\\"\\\\/\"]"}, /* only the quote and the backslash are escaped */
        {"[\"\\u5f81\\u6536\"]", "[\"征收\"]"},
        {"[\"\\ud842\\udfb7\"]", "[\"𠮷\"]"},
        {"{\"𠀀\":1,\"～\":2}", "{\"～\":2,\"𠀀\":1}"}, /* by code point; UTF-16 order would be the reverse */
        {"[9223372036854775807,-9223372036854775808,0]", "[9223372036854775807,-9223372036854775808,0]"},
        {"[\"\\b\\f\\n\\r\\t\\/\"]", "[\"\b\f\n\r\t/\"]"},
        {"[\"a\\u00e9b\\u5F81c\\uD83D\\uDE00\"]",
         "[\"aéb征c😀\"]"}, /* two, three and four bytes; either case */
        {"[\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"]", "[\"\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\"]"},
        {"[\"\xC3\xA9\xED\x9F\xBF\xF4\x8F\xBF\xBF\"]", "[\"\xC3\xA9\xED\x9F\xBF\xF4\x8F\xBF\xBF\"]"},
        {"\r\n\t{ \"b\" : [ ] , \"a\" : { } , \"\" : [ { } , [ ] ] }\n", "{\"\":[{},[]],\"a\":{},\"b\":[]}"},
        {"{\"b\":1,\"a\":2,\"ab\":3,\"aa\":4}", "{\"a\":2,\"aa\":4,\"ab\":3,\"b\":1}"},
        {"[true,false,null,-1]", "[true,false,null,-1]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct json *tree = NULL;
        struct buffer out = {0};
        assert_int_equal(parse(cases[i].input, strlen(cases[i].input), &tree, NULL), STATUS_OK);
        json_canonical(tree, &out);
        assert_string_equal(out.data, cases[i].canonical);
        json_destroy(tree);
        /* What was written is read again, raw controls included, and written the same. */
        struct buffer again = {0};
        assert_int_equal(parse(out.data, out.size, &tree, NULL), STATUS_OK);
        json_canonical(tree, &again);
        assert_string_equal(again.data, out.data);
        json_destroy(tree);
        buffer_finish(&again);
        buffer_finish(&out);
    }
}

static void refuses_what_is_no_document(void **state)
{
    (void)state;
    static const struct {
        const char *input, *code;
    } cases[] = {
        {"", "bad-json"},
        {"   ", "bad-json"},
        {"{", "bad-json"},
        {"}", "bad-json"},
        {"[1,]", "bad-json"},
        {"\"bare\"", "bad-json"},
        {"[] []", "bad-json"},
        {"[]x", "bad-json"},
        {"\xEF\xBB\xBF[]", "bad-json"},
        {"{\"a\":1,\"a\":2}", "bad-json"},
        {"{\"a\":1,\"\\u0061\":2}", "bad-json"}, /* the same key, spelled otherwise */
        {"[\"\\u0000\"]", "bad-json"},
        {"{\"a\\u0000b\":1}", "bad-json"},
        {"[\"\\ud800\"]", "bad-json"},
        {"[\"\xC0\x80\"]", "bad-json"},         /* overlong */
        {"[\"\xED\xA0\x80\"]", "bad-json"},     /* surrogate */
        {"[\"\xF4\x90\x80\x80\"]", "bad-json"}, /* beyond U+10FFFF */
        {"[\"\xE5\xBE\"]", "bad-json"},         /* cut */
        {"[\"unterminated]", "bad-json"},
        {"[\"ends in a backslash\\", "bad-json"},
        {"[\n1]\x01", "bad-json"}, /* raw controls outside strings */
        {"[9223372036854775808]", "bad-json"},
        {"[01]", "bad-json"},
        {"[NaN]", "bad-json"},
        {"[9223372036854775807,-9223372036854775809]", "bad-json"},
        {"[99999999999999999999]", "bad-json"},
        {"[00]", "bad-json"},
        {"[-]", "bad-json"},
        {"[-a]", "bad-json"},
        {"[+1]", "bad-json"},
        {"[1-2]", "bad-json"},
        {"[1 2]", "bad-json"},
        {"[,1]", "bad-json"},
        {"[1", "bad-json"},
        {"[1}", "bad-json"},
        {"{]", "bad-json"},
        {"[tru]", "bad-json"},
        {"[nulll]", "bad-json"},
        {"[truefalse]", "bad-json"},
        {"{\"a\"}", "bad-json"},
        {"{\"a\" 1}", "bad-json"},
        {"{\"a\":}", "bad-json"},
        {"{\"a\":1,}", "bad-json"},
        {"{\"a\":1 \"b\":2}", "bad-json"},
        {"{1:2}", "bad-json"},
        {"{\"a", "bad-json"},
        {"{\"b\":1,\"a\":2,\"b\":3}", "bad-json"}, /* the same key, apart */
        {"{\"a\":1,\"b\":[1,{\"c\":2,\"c\":2}]}", "bad-json"},
        {"::::", "bad-json"},
        {"[::::", "bad-json"},
        {"[\"\\x\"]", "bad-json"},
        {"[\"\\u12\"]", "bad-json"},
        {"[\"\\u12g4\"]", "bad-json"},
        {"[\"\\udc00\"]", "bad-json"}, /* the second half first */
        {"[\"\\ud800x\"]", "bad-json"},
        {"[\"\\ud800\\n\"]", "bad-json"},
        {"[\"\\ud800\\u0041\"]", "bad-json"},
        {"[\"\\ud800\\ud800\"]", "bad-json"},
        {"[\"\\ud800\\u12", "bad-json"},
        {"[\"\\u0000\\u0041\"]", "bad-json"},
        {"[\"\x80\"]", "bad-json"},
        {"[\"\xE4\xB8\"]", "bad-json"},
        {"[\"\xE4\xB8", "bad-json"},
        {"[\"\xE0\x9F\xBF\"]", "bad-json"}, /* overlong in three bytes */
        {"[\"\xF0\x8F\xBF\xBF\"]", "bad-json"},
        {"[\"\xFF\"]", "bad-json"},
        {"[\"a\\", "bad-json"},
        {"[1.0]", "json-real"},
        {"[1e3]", "json-real"},
        {"[1E400]", "json-real"},
        {"[-0]", "json-real"},
        {"[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "json-depth"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct json *tree = NULL;
        struct problem problem = {0};
        if (parse(cases[i].input, strlen(cases[i].input), &tree, &problem) != STATUS_REFUSED)
            fail_msg("accepted: %s", cases[i].input);
        assert_string_equal(problem.code, cases[i].code);
        assert_null(tree);
    }
    struct json *tree = NULL;
    assert_int_equal(parse("[1]\0", 4, &tree, NULL), STATUS_REFUSED);
    assert_int_equal(json_parse("[1,2]", 5, 4, &tree, NULL), STATUS_REFUSED);
    assert_int_equal(parse("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", 33, &tree, NULL), STATUS_OK);
    json_destroy(tree);
}

/* A document of `unit`s up to `most` bytes in one array. */
static char *repeat(const char *unit, size_t most, size_t *size)
{
    struct buffer text = {0};
    buffer_char(&text, '[');
    while (text.size + strlen(unit) + 1 < most)
        buffer_text(&text, unit);
    text.data[text.size - 1] = ']';
    *size = text.size;
    return buffer_take(&text);
}

static long peak_kib(void)
{
    struct rusage usage = {0};
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* 8 MiB of any of these cost jansson alone up to 628 MiB. */
static void refuses_bombs_before_they_cost_memory(void **state)
{
    (void)state;
    static const char *const units[] = {"{},", "[],", "\"\",", "0,", "null,", "{\"a\":{}},"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t size = 0;
        char *text = repeat(units[i], 8 * MIB, &size);
        struct json *tree = NULL;
        struct problem problem = {0};
        long before = peak_kib();
        assert_int_equal(parse(text, size, &tree, &problem), STATUS_REFUSED);
        assert_string_equal(problem.code, "json-tokens");
        assert_true(peak_kib() - before < 1024);
        free(text);
    }
}

/* Canonical JSON has controls raw, and jansson wants six bytes for each. */
static void refuses_controls_before_they_cost_memory(void **state)
{
    (void)state;
    struct json *tree = NULL;
    struct problem problem = {0};
    struct buffer text = {0};
    buffer_text(&text, "[\"");
    for (size_t i = 0; i <= LIMIT_JSON_CONTROLS; i++)
        buffer_char(&text, '\x01');
    buffer_text(&text, "\"]");
    long before = peak_kib();
    assert_int_equal(parse(text.data, text.size, &tree, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "json-size");
    assert_true(peak_kib() - before < 1024);
    text.data[2] = 'x'; /* one less */
    assert_int_equal(parse(text.data, text.size, &tree, &problem), STATUS_OK);
    assert_memory_equal(json_text(json_element(tree, 0)), "x\x01\x01", 3);
    json_destroy(tree);
    text.data[2] = '\\'; /* and where strings are unescaped */
    text.data[3] = '"';
    assert_int_equal(parse(text.data, text.size, &tree, &problem), STATUS_OK);
    assert_memory_equal(json_text(json_element(tree, 0)), "\"\x01", 2);
    json_destroy(tree);
    buffer_finish(&text);
}

/* The dearest document that is still let in stays within what P9 leaves for it. */
static void what_is_let_in_has_a_price_limit(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        size_t cost;
    } cases[] = {{"{},", 3}, {"[],", 2}, {"\"\",", 1}, {"{\"\":0},", 5}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size = 0;
        char *text =
            repeat(cases[i].unit, strlen(cases[i].unit) * ((LIMIT_JSON_TOKENS - 2) / cases[i].cost), &size);
        struct json *tree = NULL;
        long before = peak_kib();
        assert_int_equal(parse(text, size, &tree, NULL), STATUS_OK);
        if (!INSTRUMENTED)
            assert_true(peak_kib() - before < 72 * 1024);
        json_destroy(tree);
        free(text);
    }
}

static void reads_members_by_type(void **state)
{
    (void)state;
    static const char text[] = "{\"t\":\"x\",\"n\":7,\"b\":true,\"z\":null,\"a\":[1,2,3],\"o\":{}}";
    struct json *tree = NULL;
    int64_t number = -1;
    bool truth = false;
    assert_int_equal(parse(text, strlen(text), &tree, NULL), STATUS_OK);
    assert_string_equal(json_text(json_member(tree, "t")), "x");
    assert_null(json_text(json_member(tree, "n")));
    assert_null(json_text(NULL));
    assert_true(json_int64(json_member(tree, "n"), &number));
    assert_int_equal(number, 7);
    assert_false(json_int64(json_member(tree, "t"), &number));
    assert_true(json_boolean(json_member(tree, "b"), &truth));
    assert_true(truth);
    assert_false(json_boolean(json_member(tree, "n"), &truth));
    assert_true(json_is_null(json_member(tree, "z")));
    assert_true(json_is_null(json_member(tree, "absent")));
    assert_true(json_is_array(json_member(tree, "a")));
    assert_true(json_is_object(json_member(tree, "o")));
    assert_int_equal(json_count(json_member(tree, "a")), 3);
    assert_int_equal(json_count(json_member(tree, "t")), 0);
    assert_null(json_element(json_member(tree, "a"), 3));
    assert_null(json_member(json_member(tree, "a"), "t"));
    assert_null(json_element(tree, 0));
    assert_null(json_element(NULL, 0));
    assert_null(json_member(NULL, "t"));
    assert_false(json_is_null(json_member(tree, "t")));
    assert_false(json_boolean(NULL, &truth));
    assert_false(json_int64(NULL, &number));
    assert_null(json_key(json_member(tree, "a"), 0));
    assert_string_equal(json_key(tree, 0), "a");
    assert_string_equal(json_key(tree, 5), "z");
    assert_null(json_key(tree, 6));
    const char **keys = json_keys(tree);
    assert_string_equal(keys[1], "b");
    free(keys);
    json_destroy(tree);
    json_destroy(NULL);
}

/* Members that come in any order are found, and numbered in the canonical one. */
static void finds_each_of_many_members(void **state)
{
    (void)state;
    enum { MANY = 997 };
    struct buffer text = {0};
    struct json *tree = NULL;
    int64_t number = -1;
    char key[16], before[16] = "";
    for (int i = 0; i < MANY; i++)
        buffer_format(&text, "%c\"k%d\":%d", i == 0 ? '{' : ',', i * 331 % MANY, i * 331 % MANY);
    buffer_char(&text, '}');
    assert_int_equal(parse(text.data, text.size, &tree, NULL), STATUS_OK);
    assert_int_equal(json_count(tree), MANY);
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(key, sizeof key, "k%d", i);
        assert_true(json_int64(json_member(tree, key), &number));
        assert_int_equal(number, i);
        assert_true(strcmp(before, json_key(tree, (size_t)i)) < 0);
        (void)snprintf(before, sizeof before, "%s", json_key(tree, (size_t)i));
    }
    assert_null(json_member(tree, "k"));
    assert_null(json_member(tree, "k997"));
    json_destroy(tree);
    buffer_finish(&text);
}

static void escapes_for_readers_by_the_letter(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"", "\"\""},
        {"征收\"决定\"\\", "\"征收\\\"决定\\\"\\\\\""},
        {"a\nb\tc\x01\x7F", "\"a\\u000ab\\u0009c\\u0001\\u007f\""},
        {"cut \xE5\xBE", "\"cut \\ufffd\\ufffd\""},
        {"\xC0\x80x", "\"\\ufffd\\ufffdx\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer out = {0};
        json_write_string_escaped(&out, cases[i].text);
        assert_string_equal(out.data, cases[i].written);
        buffer_finish(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bombs_before_they_cost_memory),
        cmocka_unit_test(refuses_controls_before_they_cost_memory), /* first: it watches the process's peak */
        cmocka_unit_test(what_is_let_in_has_a_price_limit),
        cmocka_unit_test(writes_canonical_form),
        cmocka_unit_test(refuses_what_is_no_document),
        cmocka_unit_test(reads_members_by_type),
        cmocka_unit_test(finds_each_of_many_members),
        cmocka_unit_test(escapes_for_readers_by_the_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
