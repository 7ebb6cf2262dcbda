#include "screen.h"

void screen_draw(const struct sheet *sheet, const struct scene_view *view, struct draw_list *list,
                 char page_digest[65])
{
    draw_list_clear(list);
    if (view->page == NULL) {
        frame_nothing(sheet, &view->frame, view->nothing, list);
        draw_digest(list, page_digest);
        return;
    }
    draw_append(list, &view->page->draw, 0, 0);
    draw_digest(&view->page->draw, page_digest);
    frame_draw(sheet, &view->frame, list);
}
