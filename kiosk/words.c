#include "words.h"

#include "contract/limits.h"
#include "pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char asset_strings_zh[], asset_strings_ko[], asset_strings_en[];
extern const size_t asset_strings_zh_size, asset_strings_ko_size, asset_strings_en_size;

struct word {
    char *key, *text;
};
struct vocabulary { /* sorted by key */
    struct word *word;
    size_t count, capacity;
};
struct words {
    struct vocabulary of[LANG_COUNT];
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct word *)a)->key, ((const struct word *)b)->key);
}

static const char *take_word(void *self, const char *key, const char *value)
{
    struct vocabulary *vocabulary = self;
    if (strchr(key, '.') == NULL)
        return "key without section";
    vocabulary->word =
        take_room(vocabulary->word, &vocabulary->capacity, vocabulary->count + 1, sizeof *vocabulary->word);
    vocabulary->word[vocabulary->count++] = (struct word){.key = take_copy(key), .text = take_copy(value)};
    return NULL;
}

/* The files are embedded, so a mistake in one is ours: it stops the build's tests, never a screen. */
static void read_strings(struct vocabulary *vocabulary, const char *lang, const unsigned char *text,
                         size_t size)
{
    int line = 0;
    ENSURE(size <= LIMIT_STRINGS_BYTES);
    const char *reason = pairs_read((const char *)text, size, take_word, vocabulary, &line);
    if (reason != NULL)
        BUG("strings of %s, line %d: %s", lang, line, reason);
    if (vocabulary->count > 0)
        qsort(vocabulary->word, vocabulary->count, sizeof *vocabulary->word, by_key);
    for (size_t i = 1; i < vocabulary->count; i++)
        if (strcmp(vocabulary->word[i - 1].key, vocabulary->word[i].key) == 0)
            BUG("strings of %s: %s stands twice", lang, vocabulary->word[i].key);
}

struct words *words_create(void)
{
    struct words *words = take_zeroed(1, sizeof *words);
    read_strings(&words->of[LANG_ZH], "zh", asset_strings_zh, asset_strings_zh_size);
    read_strings(&words->of[LANG_KO], "ko", asset_strings_ko, asset_strings_ko_size);
    read_strings(&words->of[LANG_EN], "en", asset_strings_en, asset_strings_en_size);
    return words;
}

void words_destroy(struct words *words)
{
    if (words == NULL)
        return;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct vocabulary *vocabulary = &words->of[lang];
        for (size_t i = 0; i < vocabulary->count; i++) {
            free(vocabulary->word[i].key);
            free(vocabulary->word[i].text);
        }
        free(vocabulary->word);
    }
    free(words);
}

static int key_to_word(const void *key, const void *word)
{
    return strcmp(key, ((const struct word *)word)->key);
}

static const char *find_word(const struct vocabulary *vocabulary, const char *key)
{
    if (vocabulary->count == 0)
        return NULL;
    const struct word *found =
        bsearch(key, vocabulary->word, vocabulary->count, sizeof *vocabulary->word, key_to_word);
    return found == NULL ? NULL : found->text;
}

const char *words_get(const struct words *words, enum lang lang, const char *key)
{
    const char *text = find_word(&words->of[lang], key);
    if (text == NULL)
        text = find_word(&words->of[LANG_ZH], key);
    if (text == NULL)
        BUG("no words for %s", key);
    return text;
}

void words_fill(const struct words *words, enum lang lang, const char *key, const char *a, const char *b,
                const char *c, const char *d, struct buffer *out)
{
    const char *const given[4] = {a, b, c, d};
    const char *text = words_get(words, lang, key);
    while (*text != '\0') {
        if (text[0] == '{' && text[1] >= 'a' && text[1] <= 'd' && text[2] == '}') {
            const char *value = given[text[1] - 'a'];
            buffer_text(out, value == NULL ? "" : value);
            text += 3;
        } else {
            buffer_char(out, *text++);
        }
    }
}

/* ---- dates ----------------------------------------------------------------------------------- */

static void add_date(const struct words *words, enum lang lang, const char *key, struct civil day,
                     struct buffer *out)
{
    char year[16], number[16], month[16], name_key[32];
    (void)snprintf(year, sizeof year, "%d", day.year);
    (void)snprintf(month, sizeof month, "%d", day.month);
    (void)snprintf(number, sizeof number, "%d", day.day);
    (void)snprintf(name_key, sizeof name_key, "date.month-%d", day.month);
    words_fill(words, lang, key, year, month, number, words_get(words, lang, name_key), out);
}

void words_date(const struct words *words, enum lang lang, date d, bool with_year, struct buffer *out)
{
    if (d == NO_DATE)
        return;
    add_date(words, lang, with_year ? "date.full" : "date.short", civil_from_date(d), out);
}

void words_weekday(const struct words *words, enum lang lang, date d, struct buffer *out)
{
    char key[32];
    if (d == NO_DATE)
        return;
    (void)snprintf(key, sizeof key, "date.weekday-%d", civil_from_date(d).weekday);
    buffer_text(out, words_get(words, lang, key));
}

void words_clock(instant t, int zone_minutes, struct buffer *out)
{
    if (t == NO_INSTANT)
        return;
    struct civil civil = civil_from_instant(t, zone_minutes);
    buffer_format(out, "%02d:%02d", civil.hour, civil.minute);
}

void words_period(const struct words *words, enum lang lang, date from, date until, struct buffer *out)
{
    struct buffer begin = {0}, end = {0};
    if (from != NO_DATE && until != NO_DATE) {
        bool same_year = civil_from_date(from).year == civil_from_date(until).year;
        /* English writes the year last, so there it is the first date that goes without. */
        words_date(words, lang, from, !same_year || lang != LANG_EN, &begin);
        words_date(words, lang, until, !same_year || lang == LANG_EN, &end);
        words_fill(words, lang, "date.from-until", begin.data, end.data, NULL, NULL, out);
    } else if (from != NO_DATE) {
        words_date(words, lang, from, true, &begin);
        words_fill(words, lang, "date.from", begin.data, NULL, NULL, NULL, out);
    } else if (until != NO_DATE) {
        words_date(words, lang, until, true, &end);
        words_fill(words, lang, "date.until", end.data, NULL, NULL, NULL, out);
    }
    buffer_finish(&begin);
    buffer_finish(&end);
}

/* ---- numbers --------------------------------------------------------------------------------- */

void words_number(const char *decimal, struct buffer *out)
{
    const char *digits = decimal + (*decimal == '-' || *decimal == '+');
    size_t whole = strspn(digits, "0123456789");
    const char *rest = digits + whole;
    size_t decimals = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    bool number = whole > 0 && (*rest == '\0' || (decimals > 0 && rest[1 + decimals] == '\0'));
    if (!number) { /* a word like "-" or "约30": as it was published */
        buffer_text(out, decimal);
        return;
    }
    buffer_add(out, decimal, (size_t)(digits - decimal));
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            buffer_char(out, ',');
        buffer_char(out, digits[i]);
    }
    buffer_text(out, rest);
}

/* `number` rounded to `decimals`, its trailing zeros taken off, thousands separated. */
static void add_rounded(double number, int decimals, struct buffer *out)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.*f", decimals, number);
    if (strchr(text, '.') != NULL) {
        size_t size = strlen(text);
        while (text[size - 1] == '0')
            text[--size] = '\0';
        if (text[size - 1] == '.')
            text[--size] = '\0';
    }
    words_number(text, out);
}

void words_amount(const struct words *words, enum lang lang, double yuan, struct buffer *out)
{
    struct buffer number = {0};
    const char *key = "amount.plain";
    double size = fabs(yuan);
    if (!isfinite(yuan) || size >= 1e15) { /* no amount of money: beyond it a double loses cents */
        return;
    }
    /* The unit is chosen after rounding: 99,999,999 is 1亿, not 10,000万. English counts neither. */
    if (lang != LANG_EN && round(size / 1e4 * 100) >= 1e6) {
        key = "amount.hundred-million";
        add_rounded(yuan / 1e8, 3, &number);
    } else if (lang != LANG_EN && round(size * 100) >= 1e6) {
        key = "amount.ten-thousand";
        add_rounded(yuan / 1e4, 2, &number);
    } else {
        add_rounded(yuan, 2, &number);
    }
    words_fill(words, lang, key, number.data, NULL, NULL, NULL, out);
    buffer_finish(&number);
}

void words_percent(double done, double due, struct buffer *out)
{
    double tenths = 0;
    if (isfinite(done) && isfinite(due) && done > 0 && due > 0) {
        tenths = done >= due && done <= due ? 1000 : round(done / due * 1000);
        if (done < due && tenths > 999)
            tenths = 999;
        if (done > due && tenths < 1001)
            tenths = 1001;
        if (tenths < 1)
            tenths = 1;
    }
    buffer_format(out, "%.1f", tenths / 10);
}
