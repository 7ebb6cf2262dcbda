/* An item that is open for reading: its first pages are laid out at once, the others when they are turned to, and how many there
   are is counted when that is asked. Page k is the same, to the pixel, whichever way it was reached: a run always begins at a
   bookmark, where the composer began a page before. A volume of half a million characters so holds its text, and a dozen pages. */
#ifndef KIOSK_VOLUME_H
#define KIOSK_VOLUME_H

#include "book.h"

struct volume;
/* Record and project are borrowed until the volume is closed; the sheet is copied. */
__attribute__((returns_nonnull, warn_unused_result)) struct volume *
volume_open(const struct sheet *sheet, const struct record *record, const struct project *project);
void volume_close(struct volume *volume);

/* Page `number`, from 0, which must exist: the first one always does. Valid until the next call. */
__attribute__((returns_nonnull)) const struct page *volume_page(struct volume *volume, size_t number);
/* Whether there is such a page: costs nothing but for long items, whose pages are then counted once. */
bool volume_has(struct volume *volume, size_t number);
/* How many pages there are; counts them if need be (some 0.1 s for half a million characters). */
size_t volume_pages(struct volume *volume);
/* The same, or 0 as long as nobody has counted them. */
size_t volume_pages_known(const struct volume *volume);
/* The item does not fit LIMIT_PAGES_PER_ITEM (known once the pages are counted). */
bool volume_truncated(const struct volume *volume);

#endif
