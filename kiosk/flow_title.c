/* Titles break between words, into lines as even as can be (GB/T 9704-2012 §7.3.1: no word is torn, the lines
   form a trapezium or rhombus). Words are those of ICU's dictionary. */
#include "flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

/* A title has 1,000 ideographs at most; beyond this many words it is set as a paragraph. */
#define PLACES_MOST 256

/* Words of the field that the dictionary tears, or that read badly torn. */
static const char *const terms[] = {"棚户区",   "旧城区",   "片区",     "房屋征收", "征收补偿", "补偿方案",
                                    "征收决定", "征求意见", "国有土地", "产权调换", "评估机构", "听证会"};

/* Whether the place stands inside a word of the field. */
static bool tears_term(const char *text, size_t place)
{
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        size_t length = strlen(terms[i]);
        for (size_t back = 1; back < length && back <= place; back++)
            if (strncmp(text + place - back, terms[i], length) == 0)
                return true;
    }
    return false;
}

/* Offsets behind which a title may break: 0, the words' ends, the text's end. 0
   places: too many, or no dictionary. */
static size_t find_places(const char *text, size_t bytes, enum lang lang, size_t places[PLACES_MOST])
{
    UErrorCode error = U_ZERO_ERROR;
    UText *wrapped = utext_openUTF8(NULL, text, (int64_t)bytes, &error);
    UBreakIterator *words = ubrk_open(UBRK_WORD, lang_words[lang], NULL, 0, &error);
    unsigned char *allowed = take_zeroed(bytes + 1, 1);
    size_t count = 0;
    if (U_SUCCESS(error)) {
        ubrk_setUText(words, wrapped, &error);
        text_breaks(text, bytes, lang, allowed);
        places[count++] = 0;
        for (int32_t at = ubrk_next(words); U_SUCCESS(error) && at != UBRK_DONE; at = ubrk_next(words)) {
            if (at <= 0 || ((size_t)at < bytes && (allowed[at] == 0 || tears_term(text, (size_t)at))))
                continue;
            if (count == PLACES_MOST) {
                count = 0;
                break;
            }
            places[count++] = (size_t)at;
        }
    }
    free(allowed);
    if (words != NULL)
        ubrk_close(words);
    if (wrapped != NULL)
        (void)utext_close(wrapped);
    return count;
}

/* Width of the text up to each place, as it stands on one line. */
static void sum_widths(const struct sheet *sheet, const char *text, struct text_style style, enum lang lang,
                       const size_t *places, size_t count, float *sum)
{
    struct text_setting setting = {.width = TEXT_ONE_LINE, .lang = lang, .autospace = true};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, sheet->ruler, &block);
    float end = block.lines > 0 ? block.line[0].x + block.line[0].width : 0;
    for (size_t i = 0, glyph = 0; i < count; i++) {
        while (glyph < block.glyphs && block.glyph[glyph].offset < places[i])
            glyph++;
        sum[i] = glyph < block.glyphs && i > 0 ? block.glyph[glyph].x : i > 0 ? end : 0;
    }
    text_block_finish(&block);
}

/* （征求意见稿） is read as one thing: whether the place stands inside such brackets. */
static bool is_bracketed(const char *text, size_t place)
{
    enum { BYTES_MOST = 36 };
    size_t open = place, close = place;
    while (open > 0 && place - open < BYTES_MOST && strncmp(text + open, "（", strlen("（")) != 0 &&
           (open == place || strncmp(text + open, "）", strlen("）")) != 0))
        open--;
    while (text[close] != '\0' && close - place < BYTES_MOST &&
           strncmp(text + close, "）", strlen("）")) != 0)
        close++;
    return open < place && strncmp(text + open, "（", strlen("（")) == 0 &&
           strncmp(text + close, "）", strlen("）")) == 0 && close - open < BYTES_MOST;
}

/* The dictionary tears names it does not know into single characters (旧 城区): a break beside one of them
   costs as much as three characters of unevenness. */
static float loneliness(const size_t *places, const float *sum, size_t i, size_t last, float em)
{
    if (i == last)
        return 0;
    bool before = sum[i] - sum[i - 1] <= 1.1F * em && places[i] - places[i - 1] > 1;
    bool after = sum[i + 1] - sum[i] <= 1.1F * em && places[i + 1] - places[i] > 1;
    return before || after ? 3 * em : 0;
}

/* Behind a mark a reader rests: a line that ends there may be as much shorter or longer. */
static float rest(const char *text, size_t place, float em)
{
    static const char *const marks[] = {"，", "；", "：", "。", "、"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (place >= 3 && strncmp(text + place - 3, marks[i], 3) == 0)
            return marks[i] == marks[4] ? em : 4 * em;
    return 0;
}

static size_t flow_title_lines(const struct sheet *sheet, const char *text, struct text_style style,
                               float width, enum lang lang, size_t *out, size_t most)
{
    size_t places[PLACES_MOST], bytes = strlen(text);
    float sum[PLACES_MOST];
    size_t count = bytes == 0 ? 0 : find_places(text, bytes, lang, places);
    if (count < 2 || memchr(text, '\n', bytes) != NULL)
        return 0;
    sum_widths(sheet, text, style, lang, places, count, sum);
    size_t last = count - 1, lines = (size_t)ceilf(sum[last] / width);
    for (lines = lines > 0 ? lines : 1; lines <= most; lines++) {
        size_t from = 0, done = 0;
        for (; done < lines; done++) { /* each line ends as near as can be to its share of what is left */
            float share = (sum[last] - sum[from]) / (float)(lines - done), best = 0;
            size_t to = from;
            for (size_t i = from + 1; i <= last && sum[i] - sum[from] <= width; i++) {
                float cost = fabsf(sum[i] - sum[from] - share) +
                             loneliness(places, sum, i, last, style.size) +
                             (is_bracketed(text, places[i]) ? 6 * style.size : 0) -
                             (i == last ? 0 : rest(text, places[i], style.size));
                if (to == from || cost <= best) {
                    best = cost;
                    to = i;
                }
            }
            if (to == from)
                break;
            out[done] = places[to];
            from = to;
        }
        if (from == last)
            return done;
    }
    return 0;
}

char *flow_title_broken(const struct sheet *sheet, const char *text, struct text_style style, float width,
                        enum lang lang)
{
    enum { MOST = 6 };
    size_t ends[MOST], start = 0, lines = flow_title_lines(sheet, text, style, width, lang, ends, MOST);
    struct buffer broken = {0};
    for (size_t i = 0; i < lines; i++) {
        if (i > 0)
            buffer_char(&broken, '\n');
        buffer_add(&broken, text + start, ends[i] - start);
        start = ends[i];
    }
    buffer_text(&broken, text + start);
    return buffer_take(&broken);
}

void flow_title(struct pager *pager, const char *text, struct text_style style, float line,
                enum text_align align, enum lang lang)
{
    char *broken = flow_title_broken(pager->sheet, text, style, pager->area.w, lang);
    struct text_span span = {.text = broken, .bytes = strlen(broken), .style = style};
    struct paragraph paragraph = {.spans = &span,
                                  .count = 1,
                                  .width = pager->area.w + 1, /* a rounding must not break a line again */
                                  .line_height = line,
                                  .align = align,
                                  .lang = lang,
                                  .autospace = true,
                                  .silent = true};
    pager_paragraph(pager, &paragraph);
    free(broken);
}
