/* Alignment of two sequences (Needleman and Wunsch 1970): the order is kept, each pair has a worth, and the whole is
   worth most. */
#include "document_pairing.h"

#include "contract/buffer.h"

#include <stdlib.h>
#include <string.h>

#define CELLS_MOST 250000 /* of the table; longer texts are paired one by one */
#define ALONE (-3)        /* a block without a partner */
#define KEPT_APART (-8)   /* two that cannot be one another's translation: worse than both alone */

/* What can be compared across languages. */
struct trait {
    enum block_type type;
    int level, ordinal; /* of a heading: 2 in 二、 （二） 2. 제2장, 0 if it has none */
    size_t characters;
    uint64_t numbers; /* a bit for each number in the text, by its digits */
};

static void take_text(const struct inlines *text, struct trait *trait)
{
    for (size_t i = 0; i < text->count; i++) {
        uint64_t number = 0;
        size_t digits = 0;
        for (const char *c = text->part[i].text;; c++) {
            if (*c >= '0' && *c <= '9') {
                number = number * 31 + (uint64_t)(*c - '0') + 1;
                digits++;
                continue;
            }
            if (digits >= 2) /* 1 and 2 are everywhere */
                trait->numbers |= 1ULL << (number * 0x9E3779B97F4A7C15ULL >> 58);
            number = digits = 0;
            if (*c == '\0')
                break;
            trait->characters += ((unsigned char)*c & 0xC0) != 0x80 && *c != ' ';
        }
    }
}

static int ordinal_of(const struct inlines *text)
{
    static const char numerals[] = "一二三四五六七八九十"; /* three bytes each */
    static const char *const before[] = {"第", "제", "（", "("};
    const char *c = text->count > 0 ? text->part[0].text : "";
    int ordinal = 0;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strncmp(c, before[i], strlen(before[i])) == 0)
            c += strlen(before[i]);
    if (*c >= '0' && *c <= '9')
        return (int)strtol(c, NULL, 10) % 100;
    for (;; c += 3) {
        int digit = 0;
        while (digit < 10 && strncmp(c, numerals + (size_t)digit * 3, 3) != 0)
            digit++;
        if (digit == 10)
            return ordinal;
        ordinal = digit < 9 ? ordinal + digit + 1 : ordinal > 0 && ordinal < 10 ? ordinal * 10 : 10;
    }
}

static struct trait *take_traits(const struct document *document, size_t first, size_t count)
{
    struct trait *trait = take_zeroed(count + 1, sizeof *trait);
    for (size_t i = 0; i < count; i++) {
        const struct block *block = &document->block[first + i];
        trait[i].type = block->type;
        trait[i].level = block->level;
        trait[i].ordinal = block->type == BLOCK_HEADING ? ordinal_of(&block->text) : 0;
        take_text(&block->text, &trait[i]);
        for (size_t cell = 0; cell < block->columns * block->rows; cell++)
            take_text(&block->cell[cell], &trait[i]);
    }
    return trait;
}

static bool is_running(enum block_type type)
{
    return type == BLOCK_PARAGRAPH || type == BLOCK_ITEM || type == BLOCK_QUOTE || type == BLOCK_HEADING;
}

static int worth(const struct trait *a, const struct trait *b)
{
    int numbers =
        __builtin_popcountll(a->numbers & b->numbers) - __builtin_popcountll(a->numbers ^ b->numbers) / 2;
    numbers = numbers > 3 ? 3 : numbers < -3 ? -3 : numbers;
    if (a->type != b->type)
        return is_running(a->type) && is_running(b->type) ? numbers - 3 : KEPT_APART;
    if (a->type == BLOCK_HEADING)
        return (a->level == b->level ? 6 : 3) + (a->ordinal == b->ordinal ? 2 : 0);
    if (!is_running(a->type))
        return 6;
    bool alike = a->characters <= 4 * b->characters + 8 && b->characters <= 3 * a->characters + 8;
    return (alike ? 1 : -2) + numbers;
}

static bool same_parts(const struct trait *a, const struct trait *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].type != b[i].type)
            return false;
    return true;
}

static void pair_in_order(struct pairing *pairing, size_t lefts, size_t left_first, size_t rights,
                          size_t right_first)
{
    pairing->count = lefts > rights ? lefts : rights;
    for (size_t i = 0; i < pairing->count; i++)
        pairing->pair[i] =
            (struct pair){i < lefts ? left_first + i : PAIR_NONE, i < rights ? right_first + i : PAIR_NONE};
}

enum step { STEP_BOTH, STEP_LEFT, STEP_RIGHT };

/* step[i * (rights + 1) + j]: how the best way reaches i of the left and j of the right. */
static void find_way(const struct trait *left, size_t lefts, const struct trait *right, size_t rights,
                     unsigned char *step)
{
    int *above = take_zeroed(rights + 1, sizeof *above), *here = take_zeroed(rights + 1, sizeof *here);
    for (size_t i = 0; i <= lefts; i++) {
        for (size_t j = 0; j <= rights; j++) {
            int best = i == 0 && j == 0 ? 0 : -1000000000;
            enum step from = STEP_BOTH;
            if (i > 0 && j > 0)
                best = above[j - 1] + worth(&left[i - 1], &right[j - 1]);
            if (i > 0 && above[j] + ALONE > best) {
                best = above[j] + ALONE;
                from = STEP_LEFT;
            }
            if (j > 0 && here[j - 1] + ALONE > best) {
                best = here[j - 1] + ALONE;
                from = STEP_RIGHT;
            }
            here[j] = best;
            step[i * (rights + 1) + j] = (unsigned char)from;
        }
        int *other = above;
        above = here;
        here = other;
    }
    free(above);
    free(here);
}

void pairing_init(struct pairing *pairing, const struct document *left, size_t left_first,
                  const struct document *right, size_t right_first)
{
    size_t lefts = left->count - left_first, rights = right->count - right_first;
    *pairing = (struct pairing){.pair = take_zeroed(lefts + rights + 1, sizeof *pairing->pair)};
    struct trait *a = take_traits(left, left_first, lefts), *b = take_traits(right, right_first, rights);
    if ((lefts == rights && same_parts(a, b, lefts)) || lefts + 1 > CELLS_MOST / (rights + 1)) {
        pair_in_order(pairing, lefts, left_first, rights, right_first);
    } else {
        unsigned char *step = take_zeroed((lefts + 1) * (rights + 1), 1);
        find_way(a, lefts, b, rights, step);
        size_t i = lefts, j = rights, at = lefts + rights;
        while (i > 0 || j > 0) {
            unsigned char from = step[i * (rights + 1) + j];
            i -= from != STEP_RIGHT;
            j -= from != STEP_LEFT;
            pairing->pair[--at] = (struct pair){from == STEP_RIGHT ? PAIR_NONE : left_first + i,
                                                from == STEP_LEFT ? PAIR_NONE : right_first + j};
        }
        pairing->count = lefts + rights - at;
        memmove(pairing->pair, pairing->pair + at, pairing->count * sizeof *pairing->pair);
        free(step);
    }
    free(a);
    free(b);
}

void pairing_finish(struct pairing *pairing)
{
    free(pairing->pair);
    *pairing = (struct pairing){0};
}
