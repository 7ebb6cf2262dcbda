/* "key = value" lines with [section]s and ; comments: the strict little reader behind words and theme. A key
   under [section] is reported as "section.key". */
#ifndef KIOSK_PAIRS_H
#define KIOSK_PAIRS_H

#include <stddef.h>

/* Takes one pair; returns NULL, or an English reason why it is refused. Both texts are borrowed for the call. */
typedef const char *pair_taker(void *self, const char *key, const char *value);

/* Reads all lines. Returns NULL, or the reason of the first failure with its line number in *line. */
const char *pairs_read(const char *text, size_t bytes, pair_taker *take, void *self, int *line);

#endif
