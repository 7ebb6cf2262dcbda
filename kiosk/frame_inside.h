/* What the parts of the frame share: one line of text in its place, the zone's name. */
#ifndef KIOSK_FRAME_INSIDE_H
#define KIOSK_FRAME_INSIDE_H

#include "frame.h"

struct text_style frame_style(const struct sheet *sheet, enum face face, float units, enum colour colour);
float frame_width(const struct sheet *sheet, const char *text, struct text_style style);
/* One line centred in `height`; returns its width. Text that is too wide is cut where `width` is given. */
float frame_put(const struct sheet *sheet, struct draw_list *list, const char *text, struct text_style style,
                float x, float y, float height, float width, enum text_align align);
/* Whom to call: the project's number, else the configured one; NULL: none is known. */
const char *frame_hotline(const struct frame *frame);
/* 北京时间, or UTC+09:00 */
void frame_zone(const struct sheet *sheet, enum lang lang, struct buffer *out);
/* 2026年11月22日13:52（北京时间）: a moment that is told where the page speaks about itself, complete. Empty for NO_INSTANT. */
void frame_moment(const struct sheet *sheet, enum lang lang, instant t, struct buffer *out);

void frame_head(const struct sheet *sheet, const struct frame *frame, struct draw_list *list);
void frame_banner(const struct sheet *sheet, const struct frame *frame, struct draw_list *list);
void frame_foot(const struct sheet *sheet, const struct frame *frame, struct draw_list *list);

#endif
