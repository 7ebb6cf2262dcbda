#include "font_cache.h"

#include "contract/buffer.h"
#include "contract/status.h"

#include <stdlib.h>

#define BUCKETS 4096 /* a page has some 300 different glyphs, the bound allows a few thousand */

struct entry {
    struct glyph_key key;
    size_t bytes;
    struct entry *next;          /* in the bucket */
    struct entry *newer, *older; /* by last use */
    struct glyph_image image;
    uint8_t coverage[]; /* image.coverage points here */
};

struct font_cache {
    size_t bytes, most_bytes;
    struct entry *newest, *oldest;
    struct entry *bucket[BUCKETS];
};

struct font_cache *font_cache_create(size_t most_bytes)
{
    struct font_cache *cache = take_zeroed(1, sizeof *cache);
    cache->most_bytes = most_bytes;
    return cache;
}

void font_cache_destroy(struct font_cache *cache)
{
    if (cache == NULL)
        return;
    for (struct entry *entry = cache->newest; entry != NULL;) {
        struct entry *older = entry->older;
        free(entry);
        entry = older;
    }
    free(cache);
}

static struct entry **bucket_of(struct font_cache *cache, const struct glyph_key *key)
{
    uint64_t hash = key->face;
    hash = hash * 0x9E3779B97F4A7C15u + key->quarters;
    for (size_t i = 0; i < GLYPH_CODE_POINTS; i++)
        hash = hash * 0x9E3779B97F4A7C15u + key->code_point[i];
    hash *= 0x9E3779B97F4A7C15u;
    return &cache->bucket[hash >> 52];
}
_Static_assert(BUCKETS == 1 << 12, "bucket_of takes the upper 12 bits");

static bool same_key(const struct glyph_key *a, const struct glyph_key *b)
{
    for (size_t i = 0; i < GLYPH_CODE_POINTS; i++)
        if (a->code_point[i] != b->code_point[i])
            return false;
    return a->quarters == b->quarters && a->face == b->face;
}

static void use(struct font_cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest != NULL ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void unlink_use(struct font_cache *cache, struct entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older != NULL ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void drop_oldest(struct font_cache *cache)
{
    struct entry *entry = cache->oldest, *newer = entry->newer;
    struct entry **link = bucket_of(cache, &entry->key);
    while (*link != entry)
        link = &(*link)->next;
    *link = entry->next;
    cache->oldest = newer;
    *(newer != NULL ? &newer->older : &cache->newest) = NULL;
    cache->bytes -= entry->bytes;
    free(entry);
}

const struct glyph_image *font_cache_find(struct font_cache *cache, const struct glyph_key *key)
{
    for (struct entry *entry = *bucket_of(cache, key); entry != NULL; entry = entry->next) {
        if (same_key(&entry->key, key)) {
            unlink_use(cache, entry);
            use(cache, entry);
            return &entry->image;
        }
    }
    return NULL;
}

struct glyph_image *font_cache_add(struct font_cache *cache, const struct glyph_key *key, int width,
                                   int height)
{
    ENSURE(width >= 0 && height >= 0);
    size_t bytes = sizeof(struct entry) + (size_t)width * (size_t)height;
    ENSURE(bytes <= cache->most_bytes);
    while (cache->oldest != NULL && cache->bytes + bytes > cache->most_bytes)
        drop_oldest(cache);
    struct entry *entry = take_zeroed(1, bytes);
    entry->key = *key;
    entry->bytes = bytes;
    entry->image.coverage = entry->coverage;
    entry->image.width = width;
    entry->image.height = height;
    struct entry **bucket = bucket_of(cache, key);
    entry->next = *bucket;
    *bucket = entry;
    use(cache, entry);
    cache->bytes += bytes;
    return &entry->image;
}

size_t font_cache_bytes(const struct font_cache *cache)
{
    return cache->bytes;
}
