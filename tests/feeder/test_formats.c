/* docs/formats.md, assets/case/sqlite.sql and assets/case/postgres.sql against the table of views: a column
   that is added, renamed or retyped in one place and not in the others fails here. PostgreSQL's script is
   read as text, so that this holds without a server; test_source_postgres runs it on one. */
#include "scanning.h"

#include <sqlite3.h>

extern const unsigned char asset_case_schema[];

static const char *const type_words[] = {
    [COLUMN_ID] = "id",       [COLUMN_LINE] = "line",       [COLUMN_BODY] = "body",
    [COLUMN_CODE] = "code",   [COLUMN_INTEGER] = "integer", [COLUMN_DECIMAL] = "decimal",
    [COLUMN_DATE] = "date",   [COLUMN_INSTANT] = "instant", [COLUMN_BOOLEAN] = "boolean",
    [COLUMN_NAME] = "name",   [COLUMN_PLACE] = "place",     [COLUMN_PHONE] = "phone",
    [COLUMN_BYTES] = "bytes",
};

static char *read_file(const char *name)
{
    struct buffer text = {0};
    char part[4096];
    size_t got = 0;
    FILE *file = fopen(name, "r");
    if (file == NULL)
        fail_msg("cannot read %s", name);
    while ((got = fread(part, 1, sizeof part, file)) > 0)
        buffer_add(&text, part, got);
    fclose(file);
    return buffer_take(&text);
}

/* The text between `start` and the next `end`; fails if there is none. The caller frees it. */
static char *section(const char *text, const char *start, const char *end)
{
    const char *from = strstr(text, start);
    if (from == NULL) {
        fail_msg("there is no %s", start);
        return NULL;
    }
    from += strlen(start);
    const char *until = strstr(from, end);
    return take_copy_n(from, until == NULL ? strlen(from) : (size_t)(until - from));
}

/* True if each word of "a|b|c" stands in `line` between the marks. */
static void assert_words(const char *line, const char *codes, const char *mark, const char *where)
{
    char *words = take_copy(codes), *rest = words;
    for (char *word = NULL; (word = strsep(&rest, "|")) != NULL;) {
        char *quoted = take_format("%s%s%s", mark, word, mark);
        if (strstr(line, quoted) == NULL)
            fail_msg("%s: \"%s\" lacks the word %s", where, line, word);
        free(quoted);
    }
    free(words);
}

static void check_table(const struct view *view, const char *table)
{
    char *copy = take_copy(table), *rest = copy, *line = NULL;
    size_t c = 0;
    while ((line = strsep(&rest, "\n")) != NULL) {
        if (strncmp(line, "| `", 3) != 0)
            continue;
        if (c == view->columns)
            fail_msg("%s: too many columns, from %s on", view->name, line);
        const struct view_column *column = &view->column[c++];
        char *start = take_format("| `%s` | %s | %s | ", column->name, type_words[column->type],
                                  column->required ? "yes" : "no");
        if (strncmp(line, start, strlen(start)) != 0)
            fail_msg("%s: \"%s\" should begin with \"%s\"", view->name, line, start);
        if (column->codes != NULL)
            assert_words(line, column->codes, "`", view->name);
        free(start);
        size_t bars = 0;
        for (const char *s = line; *s != '\0'; s++)
            bars += *s == '|' ? 1 : 0;
        assert_int_equal(bars, 6);
    }
    if (c != view->columns)
        fail_msg("%s: %zu columns of %zu", view->name, c, view->columns);
    free(copy);
}

static void test_the_document_tells_every_column(void **state)
{
    char *text = read_file(TEST_SOURCE "/docs/formats.md");
    size_t headings = 0;
    (void)state;
    for (const char *s = text; (s = strstr(s, "\n### `")) != NULL; s++)
        headings++;
    assert_int_equal(headings, VIEW_COUNT);
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        char *heading = take_format("\n### `%s`\n", views[v].name), *table = section(text, heading, "\n#");
        check_table(&views[v], table);
        free(table);
        free(heading);
    }
    free(text);
}

static void test_the_embedded_tables_are_the_views(void **state)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    (void)state;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, (const char *)asset_case_schema, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT name, type, \"notnull\","
                                        " (SELECT sql FROM sqlite_schema WHERE name = ?1)"
                                        " FROM pragma_table_info(?1) ORDER BY cid",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        sqlite3_reset(stmt);
        sqlite3_bind_text(stmt, 1, views[v].name, -1, SQLITE_STATIC);
        for (size_t c = 0; c < views[v].columns; c++) {
            const struct view_column *column = &views[v].column[c];
            bool is_number = column->type == COLUMN_INTEGER || column->type == COLUMN_BOOLEAN;
            const char *type = is_number ? "INTEGER" : column->type == COLUMN_BYTES ? "BLOB" : "TEXT";
            assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
            assert_string_equal(sqlite3_column_text(stmt, 0), column->name);
            assert_string_equal(sqlite3_column_text(stmt, 1), type);
            if (column->required)
                assert_int_equal(sqlite3_column_int(stmt, 2), 1);
            if (column->codes != NULL)
                assert_words((const char *)sqlite3_column_text(stmt, 3), column->codes, "'", views[v].name);
        }
        assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

static const char *postgres_type(enum column_type type)
{
    switch (type) {
    case COLUMN_INTEGER: return "integer";
    case COLUMN_DECIMAL: return "numeric";
    case COLUMN_DATE: return "date";
    case COLUMN_INSTANT: return "timestamptz";
    case COLUMN_BOOLEAN: return "boolean";
    case COLUMN_BYTES: return "bytea";
    default: return "text";
    }
}

/* Reads "    name   type   rest" lines in order. */
static void check_postgres_table(const struct view *view, const char *table)
{
    char *copy = take_copy(table), *rest = copy, *line = NULL;
    size_t c = 0;
    while ((line = strsep(&rest, "\n")) != NULL) {
        char name[64] = "", type[64] = "";
        if (sscanf(line, " %63[a-z0-9_] %63[a-z]", name, type) != 2)
            continue;
        if (c == view->columns)
            fail_msg("%s: too many columns, from %s on", view->name, line);
        const struct view_column *column = &view->column[c++];
        assert_string_equal(name, column->name);
        assert_string_equal(type, postgres_type(column->type));
        if (column->required)
            assert_non_null(strstr(line, "NOT NULL"));
        if (column->codes != NULL)
            assert_words(table, column->codes, "'", view->name);
    }
    if (c != view->columns)
        fail_msg("%s: %zu columns of %zu", view->name, c, view->columns);
    free(copy);
}

static void test_the_reference_views_are_the_views(void **state)
{
    char *text = read_file(TEST_SOURCE "/assets/case/postgres.sql");
    (void)state;
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        char *start = take_format("CREATE TABLE IF NOT EXISTS disclosure_case.%s (", views[v].name);
        char *table = section(text, start, "\n);");
        check_postgres_table(&views[v], table);
        free(table);
        free(start);
        start = take_format("CREATE OR REPLACE VIEW disclosure.%s AS SELECT", views[v].name);
        char *list = section(text, start, " FROM disclosure_case."), *rest = list, *name = NULL;
        for (size_t c = 0; c < views[v].columns; c++) {
            name = strsep(&rest, ",");
            assert_non_null(name);
            name += strspn(name, " \n");
            name[strcspn(name, " \n")] = '\0';
            assert_string_equal(name, views[v].column[c].name);
        }
        assert_null(rest);
        free(list);
        free(start);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_document_tells_every_column),
        cmocka_unit_test(test_the_embedded_tables_are_the_views),
        cmocka_unit_test(test_the_reference_views_are_the_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
