/* The frame on an LED panel: a row with the project and the clock, a row with date or title and the page, the time line.
   Shared words of both frames stand here too. */
#ifndef KIOSK_FRAME_PANEL_H
#define KIOSK_FRAME_PANEL_H

#include "frame.h"

void frame_panel(const struct sheet *sheet, const struct frame *frame, struct draw_list *list);
void frame_panel_nothing(const struct sheet *sheet, const struct frame *frame, const char *reason_key,
                         struct draw_list *list);

/* Name of the project, else of the office, else "". */
const char *frame_project_name(const struct sheet *sheet, const struct frame *frame);
/* 10:41 if it is today, else with its date; appended. Nothing for NO_INSTANT. */
void frame_time(const struct sheet *sheet, instant t, struct buffer *out);

#endif
