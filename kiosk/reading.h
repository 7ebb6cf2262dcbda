/* Inside of the reading pages: what the faces share. reading.c chooses the face, each face has its file. */
#ifndef KIOSK_READING_H
#define KIOSK_READING_H

#include "book.h"
#include "flow.h"

struct reading {
    struct composing *c;
    const struct sheet *sheet;
    const struct record *record;
    const struct document *body; /* Chinese */
    const char *title;
    size_t first;       /* first block to set: 1 where the body begins with the item's title */
    bool title_in_body; /* that title is a line of the body and is recorded as one */
};

void reading_official(struct reading *reading);
void reading_large(struct reading *reading);
void reading_bilingual(struct reading *reading, const struct document *korean);

/* The item's title is set: records it if it is the body's first line. */
void reading_tell_title(const struct reading *reading, struct page *page);
/* The list of attachments, behind the text; names that stand in the text already are not repeated. */
void reading_attachments(const struct reading *reading, struct pager *pager, const struct manner *manner);
/* The rights a decision leaves, in words of the interface, behind the text of a page that has no rail for them. */
void reading_rights(const struct reading *reading, struct pager *pager);

#endif
