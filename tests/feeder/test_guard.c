/* guard_item, case by case: each folder of tests/cases/guard holds the source's rows and what must come of
   them.

   rows    one row a line: view, then column=value, parted by tabs; \n, \t, \xNN stand for themselves. Columns
   a test does not care for have a default (ids, times). "cut VIEW" sets the source's mark for more than was
   given. expect  "refused CODE", then "says TEXT" for each text the reason must hold and "hides TEXT" for
   what it must not; or "accepted", then NAME=VALUE for the record's fields, "VIEW ROW COLUMN=VALUE" for cells
   ("-" for none), "VIEW=COUNT" for rows. */
#include "contract/limits.h"
#include "guard.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ITEM "item-1"
#define NOW "2026-11-22T02:00:00Z"

static char *read_case(const char *folder, const char *name)
{
    char *path = take_format("%s/guard/%s/%s", TEST_CASES, folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot read %s", path);
    struct buffer text = {0};
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buffer_add(&text, chunk, got);
    fclose(file);
    free(path);
    return buffer_take(&text);
}

static char *unescape(const char *value)
{
    struct buffer out = {0};
    for (const char *c = value; *c != '\0'; c++) {
        if (*c != '\\') {
            buffer_char(&out, *c);
            continue;
        }
        c++;
        if (*c == 'x') {
            char hex[3] = {c[1], c[2], '\0'};
            buffer_char(&out, (char)strtol(hex, NULL, 16));
            c += 2;
        } else {
            buffer_char(&out, *c == 'n' ? '\n' : *c == 't' ? '\t' : *c);
        }
    }
    return buffer_take(&out);
}

static int view_named(const char *name)
{
    for (int v = 0; v < VIEW_COUNT; v++)
        if (strcmp(views[v].name, name) == 0)
            return v;
    return -1;
}

static void set_cell(enum view_id view, char **row, const char *column, const char *value)
{
    char **cell = &row[view_column(view, column)];
    free(*cell);
    *cell = unescape(value);
}

static void add_row(struct source_item *item, char *line)
{
    char *rest = NULL;
    char *name = strtok_r(line, "\t", &rest);
    if (strncmp(name, "cut ", 4) == 0) {
        int cut = view_named(name + 4);
        assert_true(cut >= 0);
        item->cut[cut >= 0 ? cut : 0] = true;
        return;
    }
    int found = view_named(name);
    if (found < 0) {
        fail_msg("no view %s", name);
        return;
    }
    enum view_id view = (enum view_id)found;
    char **row = rows_add(&item->rows[view]);
    set_cell(view, row, view == VIEW_ITEM ? "id" : "item_id", ITEM);
    set_cell(view, row, "updated_at", NOW);
    if (view == VIEW_ITEM) {
        set_cell(view, row, "version", "1");
        set_cell(view, row, "published_at", NOW);
    } else if (view >= VIEW_DETAIL_FIRST || view == VIEW_ATTACHMENT) {
        char seq[24];
        snprintf(seq, sizeof seq, "%zu", item->rows[view].count);
        set_cell(view, row, "seq", seq);
    }
    for (char *pair = strtok_r(NULL, "\t", &rest); pair != NULL; pair = strtok_r(NULL, "\t", &rest)) {
        char *value = strchr(pair, '=');
        if (value == NULL)
            fail_msg("no value in %s", pair);
        *value++ = '\0';
        char **cell = &row[view_column(view, pair)];
        if (strcmp(value, "NULL") == 0) {
            free(*cell);
            *cell = NULL;
        } else {
            set_cell(view, row, pair, value);
        }
    }
}

static struct source_item read_item(const char *folder)
{
    struct source_item item;
    source_item_init(&item, ITEM);
    char *text = read_case(folder, "rows"), *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        if (*line != '#')
            add_row(&item, line);
    free(text);
    return item;
}

/* The record's fields a case may ask for, as text. */
static char *field_text(const struct record *record, const char *name)
{
    char day[DATE_TEXT], time[INSTANT_TEXT];
    const struct record_text *zh = &record->text[LANG_ZH];
    if (strcmp(name, "kind") == 0)
        return take_copy(kind_words[record->kind]);
    if (strcmp(name, "audience") == 0)
        return take_copy(audience_words[record->audience]);
    if (strcmp(name, "priority") == 0)
        return take_copy(priority_words[record->priority]);
    if (strcmp(name, "statutory") == 0)
        return take_copy(record->statutory ? "1" : "0");
    if (strcmp(name, "version") == 0)
        return take_format("%lld", (long long)record->version);
    if (strcmp(name, "title") == 0)
        return take_copy(zh->title);
    if (strcmp(name, "body") == 0)
        return take_copy(zh->body == NULL ? "-" : zh->body);
    if (strcmp(name, "title_ko") == 0)
        return take_copy(record->text[LANG_KO].title == NULL ? "-" : record->text[LANG_KO].title);
    if (strcmp(name, "format") == 0)
        return take_copy(format_words[zh->format]);
    if (strcmp(name, "issued_on") == 0)
        return take_copy(date_format(day, record->issued_on));
    if (strcmp(name, "display_until") == 0)
        return take_copy(instant_format(time, record->display_until));
    if (strcmp(name, "attachments") == 0)
        return take_format("%zu", record->attachments);
    if (strcmp(name, "attachment_name") == 0)
        return take_copy(record->attachments > 0 ? record->attachment[0].name : "-");
    fail_msg("no field %s", name);
    return NULL;
}

static void check_line(const char *folder, const struct record *record, char *line)
{
    char *value = strchr(line, '='), *rest = NULL;
    if (value == NULL)
        fail_msg("%s: expectation without value: %s", folder, line);
    *value++ = '\0';
    char *whole = take_copy(line), *expected = unescape(value), *found = NULL;
    char *first = strtok_r(line, " ", &rest), *second = strtok_r(NULL, " ", &rest),
         *third = strtok_r(NULL, " ", &rest);
    int view = view_named(first);
    if (view >= 0 && third != NULL) {
        size_t row = (size_t)strtol(second, NULL, 10) - 1;
        if (row >= record->rows[view].count)
            fail_msg("%s: %s has %zu rows", folder, first, record->rows[view].count);
        const char *cell = rows_cell(&record->rows[view], row, third);
        found = take_copy(cell == NULL ? "-" : cell);
    } else if (view >= 0 && second == NULL) {
        found = take_format("%zu", record->rows[view].count);
    } else {
        found = field_text(record, first);
    }
    if (strcmp(found, expected) != 0)
        fail_msg("%s: %s is \"%s\", expected \"%s\"", folder, whole, found, expected);
    free(whole);
    free(expected);
    free(found);
}

static void run_case(const char *folder)
{
    struct source_item item = read_item(folder);
    struct guard_settings settings;
    struct problem problem = {0};
    struct record *record = NULL;
    guard_settings_defaults(&settings);
    enum status status = guard_item(&settings, &item, &record, &problem);
    char *expect = read_case(folder, "expect"), *rest = NULL;
    char *verdict = strtok_r(expect, "\n", &rest);
    bool accepted = strcmp(verdict, "accepted") == 0;
    if (accepted != (status == STATUS_OK))
        fail_msg("%s: %s %s", folder, problem.code, problem.text);
    if (!accepted) {
        assert_int_equal(status, STATUS_REFUSED);
        assert_null(record);
        if (strncmp(verdict, "refused ", 8) != 0 || strcmp(verdict + 8, problem.code) != 0)
            fail_msg("%s: %s, but %s: %s", folder, verdict, problem.code, problem.text);
    }
    for (char *line = strtok_r(NULL, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        if (accepted)
            check_line(folder, record, line);
        else if ((strncmp(line, "says ", 5) == 0) != (strstr(problem.text, strchr(line, ' ') + 1) != NULL))
            fail_msg("%s: \"%s\": %s", folder, problem.text, line);
    }
    if (accepted) { /* what was taken can be stored and read back */
        struct buffer bytes = {0};
        struct record *again = NULL;
        record_encode(record, &bytes);
        if (record_decode(bytes.data, bytes.size, &again, &problem) != STATUS_OK)
            fail_msg("%s: cannot be read back: %s", folder, problem.text);
        record_destroy(again);
        buffer_finish(&bytes);
    }
    free(expect);
    record_destroy(record);
    source_item_finish(&item);
}

static void cases_hold(void **state)
{
    (void)state;
    struct dirent **entry = NULL;
    int count = scandir(TEST_CASES "/guard", &entry, NULL, alphasort), run = 0;
    for (int i = 0; i < count; i++) {
        if (entry[i]->d_name[0] != '.') {
            run_case(entry[i]->d_name);
            run++;
        }
        free(entry[i]);
    }
    free(entry);
    print_message("%d cases\n", run);
    assert_true(run >= 40);
}

static struct source_item plain_item(void)
{
    struct source_item item;
    source_item_init(&item, ITEM);
    char first[] = "item\tcatalogue=D25", second[] = "item_text\tlang=zh\ttitle=分户补偿情况";
    add_row(&item, first);
    add_row(&item, second);
    return item;
}

static void masks_are_a_switch(void **state)
{
    (void)state;
    for (int on = 0; on < 2; on++) {
        struct source_item item = plain_item();
        char row[] = "household\towner=张小明\tlocation=2单元301室\tresettlement=阳光小区3-2-501";
        add_row(&item, row);
        struct guard_settings settings;
        struct record *record = NULL;
        guard_settings_defaults(&settings);
        settings.mask_names = settings.mask_places = on == 1;
        assert_int_equal(guard_item(&settings, &item, &record, NULL), STATUS_OK);
        const struct rows *rows = &record->rows[VIEW_HOUSEHOLD];
        assert_string_equal(rows_cell(rows, 0, "owner"), on ? "张＊明" : "张小明");
        assert_string_equal(rows_cell(rows, 0, "location"), on ? "2单元＊室" : "2单元301室");
        assert_string_equal(rows_cell(rows, 0, "resettlement"), on ? "阳光小区3-2-＊" : "阳光小区3-2-501");
        record_destroy(record);
        source_item_finish(&item);
    }
}

static void the_same_rows_give_the_same_record(void **state)
{
    (void)state;
    struct buffer bytes[2] = {{0}, {0}};
    for (int turn = 0; turn < 2; turn++) {
        struct source_item item = plain_item();
        for (int i = 0; i < 6; i++) {
            char row[80];
            int n = turn == 0 ? i : 5 - i;
            snprintf(row, sizeof row, "household\tseq=%d\thouse_no=%d", n / 2, n);
            add_row(&item, row);
        }
        struct guard_settings settings;
        struct record *record = NULL;
        guard_settings_defaults(&settings);
        assert_int_equal(guard_item(&settings, &item, &record, NULL), STATUS_OK);
        record_encode(record, &bytes[turn]);
        record_destroy(record);
        source_item_finish(&item);
    }
    assert_string_equal(bytes[0].data, bytes[1].data);
    buffer_finish(&bytes[0]);
    buffer_finish(&bytes[1]);
}

static void limits_hold(void **state)
{
    (void)state;
    struct guard_settings settings;
    struct problem problem = {0};
    struct record *record = NULL;
    guard_settings_defaults(&settings);
    /* one body over the limit */
    struct source_item item = plain_item();
    char **row = rows_add(&item.rows[VIEW_ITEM_TEXT]);
    set_cell(VIEW_ITEM_TEXT, row, "item_id", ITEM);
    set_cell(VIEW_ITEM_TEXT, row, "lang", "ko");
    set_cell(VIEW_ITEM_TEXT, row, "title", "t");
    set_cell(VIEW_ITEM_TEXT, row, "updated_at", NOW);
    char **body = &row[view_column(VIEW_ITEM_TEXT, "body")];
    *body = take_zeroed(LIMIT_BODY_BYTES + 2, 1);
    memset(*body, 'a', LIMIT_BODY_BYTES + 1);
    assert_int_equal(guard_item(&settings, &item, &record, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "too-long");
    source_item_finish(&item);
    /* each row within its limit, the record over its own */
    item = plain_item();
    problem_clear(&problem);
    char *note = take_zeroed(LIMIT_LINE_BYTES + 1, 1);
    memset(note, 'a', LIMIT_LINE_BYTES);
    for (int i = 0; i < 3000; i++) {
        char line[] = "household";
        add_row(&item, line);
        row = item.rows[VIEW_HOUSEHOLD].cell +
              (item.rows[VIEW_HOUSEHOLD].count - 1) * views[VIEW_HOUSEHOLD].columns;
        set_cell(VIEW_HOUSEHOLD, row, "use", note);
    }
    assert_int_equal(guard_item(&settings, &item, &record, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "record-too-large");
    free(note);
    source_item_finish(&item);
}

/* The sum over all groups is the same before and after, and no group that is
   left has fewer than four households. */
static void merging_loses_nothing(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 500; round++) {
        struct source_item item = plain_item();
        set_cell(VIEW_ITEM, item.rows[VIEW_ITEM].cell, "catalogue", "D24");
        long long sum = 0, done_sum = 0;
        int groups = 1 + (int)((seed = seed * 6364136223846793005u + 1442695040888963407u) >> 40) % 12;
        for (int g = 0; g < groups; g++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            long long due = (long long)(seed >> 33) % 9,
                      done = due > 0 ? (long long)(seed >> 50) % (due + 1) : 0;
            char line[160];
            snprintf(line, sizeof line,
                     "progress\tas_of=2026-11-22\tmetric=signed\tgroup_name=%d号楼\tdone=%lld\tdue=%"
                     "lld\tunit=household",
                     g, done, due);
            add_row(&item, line);
            sum += due;
            done_sum += done;
        }
        struct guard_settings settings;
        struct record *record = NULL;
        guard_settings_defaults(&settings);
        assert_int_equal(guard_item(&settings, &item, &record, NULL), STATUS_OK);
        const struct rows *rows = &record->rows[VIEW_PROGRESS];
        for (size_t r = 0; r < rows->count; r++) {
            long long due = rows_integer(rows, r, "due", -1);
            assert_true(due >= 4 || rows->count == 1);
            sum -= due;
            done_sum -= rows_integer(rows, r, "done", -1);
        }
        assert_int_equal(sum, 0);
        assert_int_equal(done_sum, 0);
        record_destroy(record);
        source_item_finish(&item);
    }
}

static void rows_of_projects_and_withdrawals_are_checked(void **state)
{
    (void)state;
    struct rows rows;
    struct problem problem = {0};
    rows_init(&rows, VIEW_PROJECT);
    char **row = rows_add(&rows);
    set_cell(VIEW_PROJECT, row, "id", "p1");
    set_cell(VIEW_PROJECT, row, "name", "河南街道片区");
    set_cell(VIEW_PROJECT, row, "hotline", "13812345678");
    set_cell(VIEW_PROJECT, row, "updated_at", "2026-11-22 10:00:00+08");
    assert_int_equal(guard_row(VIEW_PROJECT, row, &problem), STATUS_OK);
    assert_string_equal(rows_cell(&rows, 0, "updated_at"), NOW);
    set_cell(VIEW_PROJECT, row, "name", "联系13812345678");
    assert_int_equal(guard_row(VIEW_PROJECT, row, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "mobile-number");
    assert_non_null(strstr(problem.text, "project.name"));
    rows_finish(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_hold),
        cmocka_unit_test(masks_are_a_switch),
        cmocka_unit_test(the_same_rows_give_the_same_record),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(merging_loses_nothing),
        cmocka_unit_test(rows_of_projects_and_withdrawals_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
