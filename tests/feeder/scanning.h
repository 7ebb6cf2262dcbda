/* What the tests of both sources share: reading marks and rows, and making an expectation fail with its text. */
#ifndef TESTS_SCANNING_H
#define TESTS_SCANNING_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "contract/limits.h"
#include "source.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOOD(call, problem)                                                                                  \
    do {                                                                                                     \
        enum status status_ = (call);                                                                        \
        if (status_ != STATUS_OK)                                                                            \
            fail_msg("%s: status %d, %s: %s", #call, (int)status_, (problem).code, (problem).text);          \
    } while (0)

#define REFUSES(call, wanted, word, problem)                                                                 \
    do {                                                                                                     \
        problem_clear(&(problem));                                                                           \
        enum status status_ = (call);                                                                        \
        if (status_ != (wanted) || strcmp((problem).code, (word)) != 0)                                      \
            fail_msg("%s: status %d, %s: %s", #call, (int)status_, (problem).code, (problem).text);          \
    } while (0)

static inline const char *key_mark(const struct source_key *key, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(key[i].id, id) == 0)
            return key[i].mark;
    fail_msg("the scan has no \"%s\"", id);
    return NULL;
}

/* One whole scan in a transaction of its own. */
static inline void scan_once(struct source *source, struct source_scan *out)
{
    struct problem problem = {0};
    GOOD(source_begin(source, &problem), problem);
    GOOD(source_scan_all(source, out, &problem), problem);
    source_end(source);
    for (size_t i = 0; i < out->items; i++)
        assert_true(strlen(out->item[i].mark) > 0 && strlen(out->item[i].mark) <= 128);
    for (size_t i = 1; i < out->items; i++)
        assert_true(strcmp(out->item[i - 1].id, out->item[i].id) < 0);
}

/* The item's mark now; the caller frees it. */
static inline char *mark_now(struct source *source, const char *id)
{
    struct source_scan scan = {0};
    scan_once(source, &scan);
    char *mark = take_copy(key_mark(scan.item, scan.items, id));
    source_scan_finish(&scan);
    return mark;
}

/* One item in a transaction of its own; finish it. */
static inline void fetch_once(struct source *source, const char *id, struct source_item *out)
{
    struct problem problem = {0};
    source_item_init(out, id);
    GOOD(source_begin(source, &problem), problem);
    GOOD(source_fetch(source, out, 1, &problem), problem);
    source_end(source);
    assert_false(out->later);
}

static inline bool becomes_readable(int fd, int milliseconds)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    return poll(&poll_fd, 1, milliseconds) == 1;
}

/* Changes of one item that must change its mark and no other: the same SQL on both databases. T stands for a
   prefix of the table's name. Each begins where the last one left off. */
struct change {
    const char *what, *sql;
};
#define CHANGES                                                                                              \
    {"the item's row", "UPDATE %sitem SET doc_no = '9' WHERE id = 'a'"},                                     \
        {"a text", "UPDATE %sitem_text SET body = 'other' WHERE item_id = 'a' AND lang = 'zh'"},             \
        {"a further language",                                                                               \
         "INSERT INTO %sitem_text (item_id, lang, title) VALUES ('a', 'ko', 'title')"},                      \
        {"a detail", "UPDATE %sstep SET state = 'done' WHERE item_id = 'a' AND seq = 1"},                    \
        {"a removed detail", "DELETE FROM %sstep WHERE item_id = 'a' AND seq = 2"},                          \
        {"a detail committed late with an old time",                                                         \
         "INSERT INTO %sstep (item_id, seq, name, state, updated_at)"                                        \
         " VALUES ('a', 7, 'late', 'todo', '2001-01-01T00:00:00Z')"},                                        \
        {"a detail that changed its place, not its time",                                                    \
         "UPDATE %sstep SET seq = 8,"                                                                        \
         " updated_at = '2001-01-01T00:00:00Z' WHERE seq = 7"},                                              \
        {"an attachment", "INSERT INTO %sattachment (item_id, seq, name) VALUES ('a', 1, 'x.pdf')"},         \
        {"an attachment gone", "DELETE FROM %sattachment WHERE item_id = 'a'"},                              \
        {"a figure", "INSERT INTO %sprogress (item_id, seq, as_of, metric, done, due, unit)"                 \
                     " VALUES ('a', 1, '2026-11-01', 'signed', '10', '20', 'household')"},                   \
        {"an item's time set back", "UPDATE %sitem SET updated_at = '2001-01-01T00:00:00Z' WHERE id = 'a'"},

/* Two items to begin with. */
#define TWO_ITEMS                                                                                            \
    "INSERT INTO %1$sproject (id, name) VALUES ('p', 'project');"                                            \
    "INSERT INTO %1$sitem (id, version, project_id, catalogue, published_at)"                                \
    " VALUES ('a', 1, 'p', 'D14', '2026-11-22T02:00:00Z'), ('b', 3, 'p', 'D09', '2026-11-22T02:00:00Z');"    \
    "INSERT INTO %1$sitem_text (item_id, lang, title, body) VALUES ('a', 'zh', '\u516c\u544a', "             \
    "'\u6b63\u6587'),"                                                                                       \
    " ('b', 'zh', '\u51b3\u5b9a', NULL);"                                                                    \
    "INSERT INTO %1$sstep (item_id, seq, name, state) VALUES ('a', 10, 'tenth', 'todo'), ('a', 2, "          \
    "'second', 'now'),"                                                                                      \
    " ('a', 1, 'first', 'done'), ('b', 1, 'b first', 'late');"

static inline const char *cell_of(const struct source_item *item, enum view_id view, size_t row,
                                  const char *column)
{
    assert_true(row < item->rows[view].count);
    return rows_cell(&item->rows[view], row, column);
}

static inline bool has_row(const struct source_item *item, enum view_id view, const char *column,
                           const char *text)
{
    for (size_t r = 0; r < item->rows[view].count; r++) {
        const char *cell = rows_cell(&item->rows[view], r, column);
        if (cell != NULL && strcmp(cell, text) == 0)
            return true;
    }
    return false;
}

#endif
