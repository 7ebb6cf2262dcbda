/* Inside of the document module: building blocks, and recognising the structure of Chinese official writing.
   Shared by the Markdown and the plain reader. */
#ifndef KIOSK_DOCUMENT_BUILD_H
#define KIOSK_DOCUMENT_BUILD_H

#include "document.h"

/* Adds an empty block; the pointer is valid until the next. */
struct block *document_add(struct document *document, enum block_type type);
/* Appends text, to the last part if its emphasis is the same. `like.text` is not read. */
void inlines_add(struct inlines *inlines, const char *text, size_t bytes, struct inline_text like);
void inlines_finish(struct inlines *inlines);
/* The parts joined, appended. */
void inlines_text(const struct inlines *inlines, struct buffer *out);
/* Makes the first `bytes` bytes strong and / or emphasised. */
void inlines_lead(struct inlines *inlines, size_t bytes, bool strong, bool emphasis);
/* Cuts white space off both ends. */
void inlines_trim(struct inlines *inlines);

/* White space of any kind: blanks, TAB, LF, ideographic and no-break space. */
bool is_white(uint32_t code_point);
/* text[0..bytes) without white space at its ends, as a part of it. */
const char *trim_white(const char *text, size_t *bytes);
/* What has to stand between two pieces of a paragraph that was broken there: a space, or nothing between Han. */
bool needs_space(const char *before, size_t bytes, const char *after, size_t after_bytes);

/* The way a paragraph begins. */
enum lead_type {
    LEAD_NONE,
    LEAD_FIRST,   /* 一、 */
    LEAD_SECOND,  /* （一） */
    LEAD_THIRD,   /* 1. */
    LEAD_FOURTH,  /* （1） */
    LEAD_CHAPTER, /* 第一章 제1장 */
    LEAD_SECTION, /* 第一节 제1절 */
    LEAD_ARTICLE, /* 第一条 제1조 */
};
/* `*bytes` gets the length of the lead, 0 for none. */
enum lead_type lead_of(const char *text, size_t size, size_t *bytes);
/* Ends a sentence or one of its clauses: 。！？；. ! ? ; */
bool is_sentence_end(uint32_t code_point);
/* Title words: a line that ends with one of them can be a document's title (…的通知, …公告). */
bool ends_like_title(const char *text, size_t bytes);

/* Turns paragraphs from block `first` on into headings, title, addressee, signature and date where they are.
   Blocks that are no paragraphs stay. `seek_title`: the format has no mark for titles. */
void document_structure(struct document *document, size_t first, bool seek_title);

void document_parse_markdown(const char *body, size_t bytes, struct document *out);
void document_parse_plain(const char *body, size_t bytes, struct document *out);

#endif
