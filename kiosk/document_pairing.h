/* Which paragraph of a text belongs beside which of its translation. Where both have the same parts in the same order it is
   the first to the first; where one lacks a paragraph or splits one, headings, addressee, signatures, tables and the
   numbers in the text tell, so that no paragraph stands beside a translation of another. */
#ifndef KIOSK_DOCUMENT_PAIRING_H
#define KIOSK_DOCUMENT_PAIRING_H

#include "document.h"

#define PAIR_NONE SIZE_MAX
struct pair { /* indices of blocks; one of them may be PAIR_NONE */
    size_t left, right;
};
struct pairing {
    struct pair *pair;
    size_t count;
};

/* Pairs the blocks from `first` on of both, each once and in order. */
void pairing_init(struct pairing *pairing, const struct document *left, size_t left_first,
                  const struct document *right, size_t right_first);
void pairing_finish(struct pairing *pairing);

#endif
