/* How a role that lists many targets is cut: into 1, 16, 256 or 4,096 files by the first hex digits of the SHA-256 of a target's
   path, as TUF's path_hash_prefixes do. Pure. */
#ifndef FEEDER_BINS_H
#define FEEDER_BINS_H

#include <stddef.h>

#define BINS_DIGITS_MOST 3 /* 4,096 bins are enough for two million targets */

/* How many hex digits choose the bin of one among so many targets: 0 is one file for all. */
int bins_digits(size_t targets);
size_t bins_count(int digits);
size_t bins_of(const char *path, int digits);
/* "role", "role.f", "role.0f"; the caller frees it. */
char *bins_name(const char *role, size_t bin, int digits);

/* Things with paths by bin, as indices, bin after bin. */
struct bins_sorting {
    size_t *index, *start; /* of bin b: index[start[b]] … index[start[b + 1] - 1] */
};
/* `path_of` gives the path of thing i of `things`, to be freed. */
struct bins_sorting bins_sort(size_t count, int digits, char *(*path_of)(const void *things, size_t i),
                              const void *things);
void bins_sorting_finish(struct bins_sorting *sorting);

#endif
