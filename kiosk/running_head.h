/* The head of later pages: which text this is. On one line or, smaller, on two; only what needs three ends in "…". */
#ifndef KIOSK_RUNNING_HEAD_H
#define KIOSK_RUNNING_HEAD_H

#include "sheet.h"

struct running_head {
    struct buffer line[2];
    struct text_style style;
    float line_height, height; /* pixels; the height is at least that of one line of SIZE_HEAD */
};
/* The same for each page of an item: made once. */
void running_head_make(const struct sheet *sheet, const char *title, float width, struct running_head *out);
/* Returns the width of the longer line. */
float running_head_draw(const struct sheet *sheet, const struct running_head *head, struct page *page,
                        float x, float y);
void running_head_finish(struct running_head *head);

#endif
