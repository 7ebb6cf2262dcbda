/* From a record to its pages: one composer per kind, in one table. */
#ifndef KIOSK_BOOK_H
#define KIOSK_BOOK_H

#include "pager.h"

/* The bodies of a record, each parsed when it is first asked for and kept for the next run. */
struct bodies {
    struct document text[LANG_COUNT];
    bool parsed[LANG_COUNT];
};
void bodies_finish(struct bodies *bodies);

struct composing {
    const struct sheet *sheet;
    const struct record *record;
    const struct project *project; /* NULL: the item belongs to none */
    struct book *book;
    struct bodies *bodies;
    const struct bookmark *start; /* NULL: from the first page; else a place that this composer noted */
};
/* The body of a language; empty if it has none. */
__attribute__((returns_nonnull)) const struct document *composing_body(const struct composing *c,
                                                                       enum lang lang);

/* Runs the composer of the record's kind on the book, which may hold pages already. */
void book_run(struct composing *c);
/* After a run that counted all pages: where the last page is nearly empty, draws the lines together by a few per cent if that
   saves it, and leaves `sheet` (the composing's own) as it was then composed. */
void book_tighten(struct composing *c, struct sheet *sheet);

/* All pages of the record for the sheet, kept. Every character of the item is on some page, once. Owned by caller. */
__attribute__((returns_nonnull, warn_unused_result)) struct book *
book_compose(const struct sheet *sheet, const struct record *record, const struct project *project);

/* Pages of the attached pictures, behind those of the item's kind. */
void compose_attached(struct composing *c);
/* On a panel whose lamps can hold it, a frame with the code of the item's address; elsewhere nothing: it stands in the foot. */
void compose_code(struct composing *c);

/* The composers; each adds at least one page. */
void compose_reading(struct composing *c); /* document, message, plan's text: official, large, zh + ko */
void compose_plan(struct composing *c);    /* reward tiers and countdown, then the text */
void compose_progress(struct composing *c);
void compose_process(struct composing *c);
void compose_schedule(struct composing *c);
void compose_tasks(struct composing *c);
void compose_table(struct composing *c); /* household, housing, or the tables of the body */
void compose_cards(struct composing *c); /* firm, person */
void compose_faq(struct composing *c);
void compose_contacts(struct composing *c);
void compose_warning(struct composing *c);
void compose_ledger(struct composing *c);
void compose_compare(struct composing *c);
void compose_panel(struct composing *c); /* any kind, on SHAPE_PANEL */

#endif
