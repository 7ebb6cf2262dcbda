#include "speech.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char asset_feeder_words[];
extern const size_t asset_feeder_words_size;

#define SPEECH_LINES 512
#define SPEECH_BYTES 65536

/* The embedded "key = text" lines cut apart once; constant afterwards. */
static const char *const *lines(void)
{
    static char bytes[SPEECH_BYTES];
    static const char *line[SPEECH_LINES + 1];
    if (line[0] != NULL)
        return line;
    ENSURE(asset_feeder_words_size < sizeof bytes);
    memcpy(bytes, asset_feeder_words, asset_feeder_words_size);
    size_t count = 0;
    char *rest = NULL;
    for (char *l = strtok_r(bytes, "\n", &rest); l != NULL; l = strtok_r(NULL, "\n", &rest)) {
        char *equals = strstr(l, " = ");
        if (*l == ';' || equals == NULL)
            continue;
        ENSURE(count < SPEECH_LINES);
        *equals = '\0';
        line[count++] = l;
    }
    return line;
}

const char *speech(const char *key)
{
    for (const char *const *l = lines(); *l != NULL; l++)
        if (strcmp(*l, key) == 0)
            return *l + strlen(*l) + 3;
    return "";
}

const char *speech_for_code(const char *code)
{
    char key[64];
    snprintf(key, sizeof key, "code.%s", code);
    return speech(key);
}

void speech_days(int64_t seconds, struct buffer *out)
{
    if (seconds <= 0)
        buffer_format(out, " (%s)", speech("keys.over"));
    else if (seconds < 7200)
        buffer_format(out, " (%lld %s)", (long long)seconds / 60, speech("keys.minutes"));
    else if (seconds < 172800) /* two days */
        buffer_format(out, " (%lld %s)", (long long)seconds / 3600, speech("keys.hours"));
    else
        buffer_format(out, " (%lld %s)", (long long)seconds / 86400, speech("keys.days"));
}

void speech_account(const struct account *account, struct buffer *out)
{
    const struct {
        const char *key;
        int64_t count;
    } figure[] = {
        {"account.seen", account->seen},           {"account.accepted", account->accepted},
        {"account.unchanged", account->unchanged}, {"account.refused", (int64_t)account->refusals},
        {"account.withdrawn", account->withdrawn}, {"account.missing", account->missing},
    };
    for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
        buffer_format(out, "%s%s %lld", i == 0 ? "" : speech("account.comma"), speech(figure[i].key),
                      (long long)figure[i].count);
    if (account->sealed > 0)
        buffer_format(out, "%s%s %lld", speech("account.comma"), speech("account.sealed"),
                      (long long)account->sealed);
    buffer_format(out, "\n%s %lld → %lld\n", speech("account.generation"),
                  (long long)account->generation_before, (long long)account->generation_after);
    for (size_t i = 0; i < account->alarms; i++)
        buffer_format(out, "%s %s %s %s: %s\n", speech("account.alarm"),
                      speech_for_code(account->alarm[i].code), account->alarm[i].code,
                      account->alarm[i].subject, account->alarm[i].text);
}
