/* A body as a structure: Markdown (md4c; tables; no HTML: it is shown as the text it is) or plain text whose structure is
   recognised (一、 （一） 1. （1） 第X条, title, addressee, signature and date, tables of tabs). All text is kept: joined in order
   the blocks give every character of the body but white space at line ends and Markdown's own signs. */
#ifndef KIOSK_DOCUMENT_H
#define KIOSK_DOCUMENT_H

#include "contract/record.h"

enum block_type {
    BLOCK_TITLE, /* a title inside the body: "# …" or a centred first line that repeats the item's title */
    BLOCK_HEADING, /* level 1 一、 or ##; 2 （一） or ###; 3 1. or ####; 4 （1） */
    BLOCK_PARAGRAPH,
    BLOCK_ADDRESSEE, /* 主送机关：flush left */
    BLOCK_SIGNATURE, /* issuing body at the end, to the right */
    BLOCK_DATE,      /* date under the signature, to the right */
    BLOCK_NOTE, /* under the title, in the middle: document number, （2011年1月19日国务院第141次常务会议通过） */
    BLOCK_ANNEX, /* 附件：1.… ; level 1: the lines below it, 2.… */
    BLOCK_ITEM,  /* of a list; `label` is its number or bullet as it shall be drawn */
    BLOCK_QUOTE,
    BLOCK_TABLE,
    BLOCK_RULE,
};

struct inline_text { /* owned UTF-8 with its emphasis */
    char *text;
    bool strong, emphasis, deleted, inserted;
};
struct inlines {
    struct inline_text *part;
    size_t count, capacity;
};
enum cell_align { CELL_START, CELL_CENTER, CELL_END };
struct block {
    enum block_type type;
    int level;
    bool centred; /* a heading that stands in the middle: 第一章 */
    char *label;
    struct inlines text;
    /* BLOCK_TABLE: cells row by row, the first `heads` rows are the head (0 or 1). */
    struct inlines *cell;
    enum cell_align *align;
    size_t columns, rows, heads;
};
struct document {
    struct block *block;
    size_t count, capacity;
};

/* Parses a checked body of at most LIMIT_BODY_BYTES. Never fails: what is no structure is a paragraph. */
void document_parse(const char *body, size_t bytes, enum body_format format, enum lang lang,
                    struct document *out);
void document_finish(struct document *document);
/* The whole text in order, for search, tests and reading time; appended, blocks and cells separated by LF. */
void document_text(const struct document *document, struct buffer *out);

#endif
