/* --snapshot: every page of the programme as NNN.png and index.json, without a display. */
#ifndef KIOSK_EXPORT_H
#define KIOSK_EXPORT_H

#include "config.h"
#include "paint.h"

/* Writes all pages that a screen with this configuration shows at `now` (urgent ones first, then in programme order), or
   those of one item, into the folder (made if absent). STATUS_UNAVAILABLE if it cannot be written; STATUS_REFUSED if
   --item names nothing that may be shown. */
enum status export_pages(const struct kiosk_config *config, const struct sheet *sheet,
                         struct snapshot *snapshot, struct painter *painter, struct problem *problem);

#endif
