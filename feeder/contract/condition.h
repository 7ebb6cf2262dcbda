/* How a screen is, by its own word: what it lacks, which characters none of its fonts has, how long its programme takes. The kiosk
   writes it as one small file (docs/formats.md §8), `feeder status` reads it; this is the one form between them. Ids, codes and
   counts, never a text. */
#ifndef CONTRACT_CONDITION_H
#define CONTRACT_CONDITION_H

#include "contract/buffer.h"
#include "contract/status.h"
#include "contract/when.h"

#include <stdbool.h>

#define CONDITION_NAMED 64  /* told by name, of each kind; the rest is counted */
#define CONDITION_LONGEST 5 /* items that make a round long */

struct condition_glyph {
    uint32_t code_point; /* that no font has */
    char item[97];       /* one item that needs it; "" for the frame and built-in pages */
};
struct condition_item {
    char id[97];
    int64_t pages;
    int64_t seconds;
};

struct condition {
    char state[8]; /* FRESH, AGING, STALE, EXPIRED, DEAD; "" while nothing was presented */
    int64_t generation;
    struct condition_glyph glyph[CONDITION_NAMED];
    size_t glyphs;
    int64_t glyphs_left_out;
    /* Published items that should stand on this screen and cannot be had from its cache. */
    char absent[CONDITION_NAMED][97];
    size_t absents;
    int64_t absent_left_out;
    int64_t lists_unread; /* signed lists that could not be verified: nobody can say what they name */
    /* The last whole round of the programme; pages 0: none yet. */
    int64_t round_seconds, round_pages, round_items;
    int64_t round_limit_minutes;                      /* 0: any length will do */
    struct condition_item longest[CONDITION_LONGEST]; /* unused ones have no pages */
};

/* True if the last round took longer than the office's limit. */
bool condition_is_long(const struct condition *condition);

/* Appends the members of the JSON object, without its brackets, `since` among them. */
void condition_write(const struct condition *condition, instant since, struct buffer *out);

/* Reads the object back; another user's program wrote it, so every member is judged, and what is no condition is
   STATUS_REFUSED. *since: NO_INSTANT where it does not say. */
enum status condition_read(const char *bytes, size_t size, struct condition *out, instant *since,
                           struct problem *problem);

/* The file of a screen. *at: when it last said that this holds. STATUS_END: there is none. Links, pipes and what is too large are
   refused unread. */
enum status condition_load(const char *path, struct condition *out, instant *since, instant *at,
                           struct problem *problem);

#endif
