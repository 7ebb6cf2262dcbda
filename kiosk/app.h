/* The running screen: waits for time, cache and window, and knows the order of the kiosk's stages:
   look → turn → draw → paint → present → evidence. */
#ifndef KIOSK_APP_H
#define KIOSK_APP_H

#include "config.h"
#include "font.h"

/* Shows the programme until the window is closed, SIGTERM, or --pages pages were presented. `font` is borrowed.
   STATUS_UNAVAILABLE if there is no display. */
enum status app_run(const struct kiosk_config *config, const struct theme *theme, const struct words *words,
                    struct font *font, struct problem *problem);

#endif
