/* The one mutable global: a line to stderr for each event, in English, with a level and the module's name. systemd
   reads the <N> prefix; a terminal gets the time instead. Never log content: ids, codes and counts only. */
#ifndef CONTRACT_LOG_H
#define CONTRACT_LOG_H

#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* Lines above `level` are dropped. The start value is LOG_INFO. */
void log_set_level(enum log_level level);

__attribute__((format(printf, 3, 4))) void log_line(enum log_level level, const char *module,
                                                    const char *format, ...);

/* Untrusted text made safe for one log line or terminal: controls, quotes, backslashes and bytes that are not UTF-8
   become \xNN; cut at `size`. Returns `out`. */
const char *log_escape(char *out, size_t size, const char *text);

#endif
