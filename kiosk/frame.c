#include "frame.h"

void frame_draw(const struct sheet *sheet, const struct frame *frame, bool whole, struct draw_list *list)
{
    (void)frame;
    (void)whole;
    draw_fill(list, (struct rect){0, 0, (float)sheet->width, sheet_head_height(sheet)}, COLOUR_BAND);
}

void frame_nothing(const struct sheet *sheet, const struct frame *frame, const char *reason_key,
                   struct draw_list *list)
{
    (void)reason_key;
    frame_draw(sheet, frame, true, list);
}

/* A check that lies in the future is as good as none: a clock is wrong. */
enum freshness frame_freshness(instant now, instant checked_at, int aging_seconds, int stale_seconds)
{
    if (checked_at == NO_INSTANT || now < checked_at - aging_seconds)
        return STALE;
    instant age = now - checked_at;
    return age <= aging_seconds ? FRESH : age <= stale_seconds ? AGING : STALE;
}
