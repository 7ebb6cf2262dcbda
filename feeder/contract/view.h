/* The case database as the product sees it: sixteen read-only views, the same on PostgreSQL and SQLite. This one table
   drives the SELECTs, the check for missing columns, the type check, the JSON of a record and docs/formats.md; a test
   holds each of them against it. */
#ifndef CONTRACT_VIEW_H
#define CONTRACT_VIEW_H

#include "contract/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */
enum view_id {
    VIEW_PROJECT, VIEW_ITEM, VIEW_ITEM_TEXT, VIEW_ATTACHMENT, VIEW_WITHDRAWAL,
    /* details: rows that belong to an item, ordered by seq */
    VIEW_PROGRESS, VIEW_STEP, VIEW_TASK, VIEW_HOUSEHOLD, VIEW_REWARD_TIER, VIEW_HOUSING, VIEW_FIRM, VIEW_PERSON,
    VIEW_CONTACT, VIEW_FAQ, VIEW_LEDGER,
    VIEW_COUNT
};
/* clang-format on */
#define VIEW_DETAIL_FIRST VIEW_PROGRESS

enum column_type {
    COLUMN_ID,      /* [A-Za-z0-9._-], at most 96 bytes */
    COLUMN_LINE,    /* one line of text */
    COLUMN_BODY,    /* text of many lines */
    COLUMN_CODE,    /* one of the words in `codes` */
    COLUMN_INTEGER, /* -9999999999…9999999999 */
    COLUMN_DECIMAL, /* digits with at most one point, at most 4 decimals, no exponent; kept as text, never as float */
    COLUMN_DATE,    /* 2026-11-22 */
    COLUMN_INSTANT, /* 2026-11-22T02:00:00Z */
    COLUMN_BOOLEAN, /* 0 or 1 in our data */
    COLUMN_NAME, /* a natural person's name: masked at the source's edge unless the law desk switched it off */
    COLUMN_PLACE, /* a house's location: the room number is masked at the source's edge, same switch */
    COLUMN_PHONE, /* a contact field: mobile numbers may stand here and nowhere else */
    COLUMN_BYTES, /* a file: \\x and two hex digits for each byte, as PostgreSQL writes a bytea */
};

struct view_column {
    const char *name;
    enum column_type type;
    /* the view must have it and it must not be NULL; others may be missing in the view altogether */
    bool required;
    const char *codes; /* COLUMN_CODE: words separated by '|' */
};

struct view {
    const char *name;
    const struct view_column *column;
    size_t columns;
};

extern const struct view views[VIEW_COUNT];

/* The most bytes a cell of this column may have. */
size_t view_cell_bytes(const struct view_column *column);
/* Index of a column in a view; a name the view does not have is a bug. */
size_t view_column(enum view_id id, const char *name);

/* Rows of one view: cells as canonical text (the form named at column_type), NULL where there is none. Owned. */
struct rows {
    enum view_id view;
    size_t count, capacity;
    char **cell; /* count x views[view].columns, row by row */
};
void rows_init(struct rows *rows, enum view_id view);
void rows_finish(struct rows *rows);
/* Adds a row of NULL cells and returns it; valid until the next call. */
char **rows_add(struct rows *rows);
/* Borrowed text of a cell, or NULL. */
const char *rows_cell(const struct rows *rows, size_t row, const char *column);
/* Typed readers of a cell; `otherwise` where it is NULL. A malformed cell is a bug: guard has checked it. */
int64_t rows_integer(const struct rows *rows, size_t row, const char *column, int64_t otherwise);
int32_t rows_date(const struct rows *rows, size_t row, const char *column); /* NO_DATE where NULL */
/* For drawing only. */
double rows_number(const struct rows *rows, size_t row, const char *column, double otherwise);
/* True if any row has this column. Decides which columns a table shows. */
bool rows_have(const struct rows *rows, const char *column);

/* Checks and normalises one cell against its type (numbers, dates, codes, ids; not the text guard, not masking).
   Replaces *cell (owned) where the canonical form differs. STATUS_REFUSED with a reason otherwise. */
enum status view_check_cell(const struct view_column *column, char **cell, struct problem *problem);

#endif
