/* One screenful as a draw list: the page of the scene, or the built-in page, inside its frame. */
#ifndef KIOSK_SCREEN_H
#define KIOSK_SCREEN_H

#include "scene.h"

/* Replaces `list` by the whole screen. `page_digest` gets the digest of the page itself, without clock and page-time
   line: the evidence of what was to be read. */
void screen_draw(const struct sheet *sheet, const struct scene_view *view, struct draw_list *list,
                 char page_digest[65]);

#endif
