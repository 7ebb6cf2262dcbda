#include "contract/utf8.h"

#include <stdbool.h>
#include <string.h>

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

size_t utf8_sequence(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] == '\0')
        return 0;
    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        return is_tail(s[1]) ? 2 : 0;
    if (s[0] >= 0xE0 && s[0] <= 0xEF) {
        bool overlong = s[0] == 0xE0 && s[1] < 0xA0;
        bool surrogate = s[0] == 0xED && s[1] > 0x9F;
        return is_tail(s[1]) && is_tail(s[2]) && !overlong && !surrogate ? 3 : 0;
    }
    if (s[0] >= 0xF0 && s[0] <= 0xF4) {
        bool overlong = s[0] == 0xF0 && s[1] < 0x90;
        bool beyond = s[0] == 0xF4 && s[1] > 0x8F;
        return is_tail(s[1]) && is_tail(s[2]) && is_tail(s[3]) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

void utf8_trim(char *text)
{
    size_t length = strlen(text);
    size_t lead = length;
    while (lead > 0 && length - lead < 3 && is_tail((unsigned char)text[lead - 1]))
        lead--;
    if (lead > 0 && ((unsigned char)text[lead - 1] & 0xC0) == 0xC0 && utf8_sequence(text + lead - 1) == 0)
        text[lead - 1] = '\0';
}
