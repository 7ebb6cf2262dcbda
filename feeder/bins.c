#include "bins.h"

#include "contract/buffer.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define TARGETS_MOST 500 /* in one file when bins are made: 140 KB */

int bins_digits(size_t targets)
{
    int digits = 0;
    for (size_t room = TARGETS_MOST; room < targets && digits < BINS_DIGITS_MOST; room *= 16)
        digits++;
    return digits;
}

size_t bins_count(int digits)
{
    return (size_t)1 << (4 * digits);
}

size_t bins_of(const char *path, int digits)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    if (digits == 0)
        return 0;
    crypto_hash_sha256(hash, (const unsigned char *)path, strlen(path));
    size_t first = ((size_t)hash[0] << 8) | hash[1];
    return first >> (16 - 4 * digits);
}

char *bins_name(const char *role, size_t bin, int digits)
{
    return digits == 0 ? take_copy(role) : take_format("%s.%0*zx", role, digits, bin);
}

struct bins_sorting bins_sort(size_t count, int digits, char *(*path_of)(const void *things, size_t i),
                              const void *things)
{
    size_t bins = bins_count(digits), *bin = take_zeroed(count, sizeof *bin);
    struct bins_sorting sorting = {.index = take_zeroed(count, sizeof *sorting.index),
                                   .start = take_zeroed(bins + 2, sizeof *sorting.start)};
    for (size_t i = 0; i < count; i++) {
        char *path = path_of(things, i);
        bin[i] = bins_of(path, digits);
        sorting.start[bin[i] + 2]++;
        free(path);
    }
    for (size_t b = 2; b < bins + 2; b++)
        sorting.start[b] += sorting.start[b - 1];
    for (size_t i = 0; i < count; i++)
        sorting.index[sorting.start[bin[i] + 1]++] = i;
    free(bin);
    return sorting;
}

void bins_sorting_finish(struct bins_sorting *sorting)
{
    free(sorting->index);
    free(sorting->start);
    *sorting = (struct bins_sorting){0};
}
