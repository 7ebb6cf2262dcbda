#include "contract/log.h"

#include "contract/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct {
    enum log_level level;
} logger = {.level = LOG_INFO};

void log_set_level(enum log_level level)
{
    logger.level = level;
}

void log_line(enum log_level level, const char *module, const char *format, ...)
{
    static const struct {
        const char *name;
        int syslog;
    } levels[] = {[LOG_ERROR] = {"error", 3},
                  [LOG_WARNING] = {"warning", 4},
                  [LOG_INFO] = {"info", 6},
                  [LOG_DEBUG] = {"debug", 7}};
    if (level > logger.level)
        return;
    char text[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (getenv("JOURNAL_STREAM") != NULL) {
        fprintf(stderr, "<%d>%s: %s\n", levels[level].syslog, module, text);
        return;
    }
    struct timespec now = {0};
    struct tm utc = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    fprintf(stderr, "%02d:%02d:%02dZ %s %s: %s\n", utc.tm_hour, utc.tm_min, utc.tm_sec, levels[level].name,
            module, text);
}

const char *log_escape(char *out, size_t size, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t used = 0;
    while (*s != '\0') {
        size_t length = utf8_sequence((const char *)s);
        if (*s < 0x20 || *s == 0x7F || *s == '"' || *s == '\\')
            length = 0;
        /* C1 controls and the bidi and zero-width marks would still steer a terminal. */
        if ((length == 2 && s[0] == 0xC2 && s[1] < 0xA0) ||
            (length == 3 && s[0] == 0xE2 && (s[1] == 0x80 || s[1] == 0x81) && s[2] >= 0x8B && s[2] != 0x94 &&
             s[2] != 0x98 && s[2] != 0x99 && s[2] != 0x9C && s[2] != 0x9D && s[2] != 0xA6))
            length = 0;
        if (used + (length > 0 ? length : 4) >= size)
            break;
        if (length > 0) {
            memcpy(out + used, s, length);
            used += length;
            s += length;
        } else {
            used += (size_t)snprintf(out + used, size - used, "\\x%02x", *s);
            s++;
        }
    }
    out[used] = '\0';
    return out;
}
