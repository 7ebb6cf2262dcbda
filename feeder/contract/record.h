/* A record: one published item, whole, as it travels from the feeder through cache and publication to the kiosk. Its
   wire form is canonical JSON (feeder/json); its SHA-256 is its identity. */
#ifndef CONTRACT_RECORD_H
#define CONTRACT_RECORD_H

#include "contract/buffer.h"
#include "contract/status.h"
#include "contract/view.h"
#include "contract/when.h"

enum lang { LANG_ZH, LANG_KO, LANG_EN, LANG_COUNT };
enum kind {
    KIND_DOCUMENT,
    KIND_PLAN,
    KIND_PROGRESS,
    KIND_PROCESS,
    KIND_SCHEDULE,
    KIND_TASKS,
    KIND_TABLE,
    KIND_CARDS,
    KIND_FAQ,
    KIND_CONTACTS,
    KIND_WARNING,
    KIND_LEDGER,
    KIND_COMPARE,
    KIND_MESSAGE,
    KIND_COUNT
};
enum audience { AUDIENCE_PUBLIC, AUDIENCE_AREA, AUDIENCE_AFFECTED, AUDIENCE_COUNT };
enum priority { PRIORITY_NORMAL, PRIORITY_PINNED, PRIORITY_URGENT, PRIORITY_COUNT };
enum body_format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_COUNT };

/* The words of §3 for each value, as they stand in views, JSON and command lines: lang_words[LANG_ZH] is "zh". */
extern const char *const lang_words[LANG_COUNT], *const kind_words[KIND_COUNT],
                                                     *const audience_words[AUDIENCE_COUNT],
                                                         *const priority_words[PRIORITY_COUNT],
                                                             *const format_words[FORMAT_COUNT];
/* Index of `word` in `words`, or -1. */
int word_index(const char *const *words, int count, const char *word);

struct record_text { /* one language; title is NULL where the language is not given */
    char *title, *body, *issuer;
    enum body_format format;
};

/* An attached file. `sha256` and `media` are the file's as the office had it; `page` are the pictures a screen shows of it (image.h): one of a picture, one of each page of a PDF, none where the source gave only a name. */
struct record_attachment {
    char *name, *name_ko, *media, *sha256;
    char **page;
    size_t pages;
};

struct record {
    char *id;
    int64_t version;   /* the office's: rises when the text changes */
    int64_t revision;  /* the feeder's: counts changes of figures under one version, from 0 */
    char *project;     /* id, or NULL */
    char catalogue[4]; /* "D01"…"D35" */
    enum kind kind;
    enum audience audience;
    enum priority priority;
    bool statutory;
    char *issuer, *doc_no, *supersedes, *url;
    date issued_on, comment_from, comment_until;              /* NO_DATE where not given */
    instant published_at, display_from, display_until, as_of; /* NO_INSTANT where not given */
    struct record_text text[LANG_COUNT];
    struct record_attachment *attachment;
    size_t attachments;
    struct rows rows[VIEW_COUNT]; /* details; those before VIEW_DETAIL_FIRST stay empty */
};

/* An empty record with nothing given. Destroy with record_destroy, which takes NULL. */
__attribute__((returns_nonnull, warn_unused_result)) struct record *record_create(void);
void record_destroy(struct record *record);
void record_attachment_finish(struct record_attachment *attachment);

/* Appends the canonical JSON of the record (UTF-8, keys sorted, absent fields left out, all cells as strings). */
void record_encode(const struct record *record, struct buffer *out);
/* Reads it back, checking shape, words, numbers and limits; unknown keys are refused. *out is untouched on failure. */
enum status record_decode(const char *bytes, size_t size, struct record **out, struct problem *problem);

/* Title or issuer in `lang`, else in Chinese. Never NULL (empty text if there is none). */
const char *record_title(const struct record *record, enum lang lang);
const char *record_issuer(const struct record *record, enum lang lang);

/* A project: frame and order of its items. One row of the view, kept and carried like a record. */
struct project {
    struct rows row; /* VIEW_PROJECT, exactly one row */
};
__attribute__((returns_nonnull, warn_unused_result)) struct project *project_create(void);
void project_destroy(struct project *project);
/* Borrowed cell text or NULL. */
const char *project_cell(const struct project *project, const char *column);
void project_encode(const struct project *project, struct buffer *out);
enum status project_decode(const char *bytes, size_t size, struct project **out, struct problem *problem);

/* SHA-256 of bytes, as 64 lower-case hex digits and NUL. */
void sha256_hex(const void *bytes, size_t size, char out[65]);

#endif
