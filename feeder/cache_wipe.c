/* What SQLite's secure_delete leaves: it overwrites what is deleted, but not the copies that stay behind in the free middle of a
   page when its cells moved to another page (found by tests/feeder/test_cache_scrub.c). Nothing ever reads that space, so it may be
   overwritten in place: no reader, no crash and no torn write can notice. */
#include "cache_inside.h"

#include <stdlib.h>
#include <string.h>

#define FILE_HEADER                                                                                          \
    100 /* the database's own header, before that of its first page (SQLite file format 1.3) */
#define PAGE_MOST 65536

struct span {
    size_t from, to;
};

static size_t two_bytes(const unsigned char *at)
{
    return (size_t)at[0] << 8 | at[1];
}

/* The free middle of a b-tree page, between the cell pointers and the cells (file format 1.6); empty for any other page. Those
   begin with a page number below 2^24, hence with 0: a cache has no 64 GiB. */
static struct span free_middle(const unsigned char *page, size_t size, size_t header)
{
    static const struct span none = {0, 0};
    const unsigned char *at = page + header;
    bool interior = at[0] == 2 || at[0] == 5, leaf = at[0] == 10 || at[0] == 13;
    size_t cells = two_bytes(at + 5);
    struct span span = {header + (interior ? 12 : 8) + 2 * two_bytes(at + 3), cells == 0 ? PAGE_MOST : cells};
    return (interior || leaf) && span.from < span.to && span.to <= size ? span : none;
}

static bool is_clean(const unsigned char *page, struct span span)
{
    while (span.from < span.to && page[span.from] == 0)
        span.from++;
    return span.from >= span.to;
}

static int wipe_pages(sqlite3_file *file, size_t size, sqlite3_int64 pages, bool *wiped)
{
    static const unsigned char zeros[PAGE_MOST];
    unsigned char *page = take_zeroed(1, size);
    int code = SQLITE_OK;
    for (sqlite3_int64 n = 0; n < pages && code == SQLITE_OK; n++) {
        sqlite3_int64 start = n * (sqlite3_int64)size;
        code = file->pMethods->xRead(file, page, (int)size, start);
        struct span span = free_middle(page, size, n == 0 ? FILE_HEADER : 0);
        if (code != SQLITE_OK || is_clean(page, span))
            continue;
        code =
            file->pMethods->xWrite(file, zeros, (int)(span.to - span.from), start + (sqlite3_int64)span.from);
        *wiped = true;
    }
    if (code == SQLITE_OK && *wiped)
        code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    memset(page, 0, size);
    free(page);
    return code;
}

/* Through SQLite's own handle: closing another one would drop its locks (fcntl's way). */
enum status cache_wipe(struct cache *cache, struct problem *problem)
{
    sqlite3_file *file = NULL;
    unsigned char head[FILE_HEADER];
    sqlite3_int64 bytes = 0;
    bool wiped = false;
    int code = sqlite3_file_control(cache->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code == SQLITE_OK)
        code = file->pMethods->xFileSize(file, &bytes);
    if (code == SQLITE_OK)
        code = file->pMethods->xRead(file, head, sizeof head, 0);
    size_t size = code == SQLITE_OK ? two_bytes(head + 16) : 0;
    size = size == 1 ? PAGE_MOST : size;
    if (size >= 512)
        code = wipe_pages(file, size, bytes / (sqlite3_int64)size, &wiped);
    /* Our own copies of those pages would bring it all back with the next change. */
    if (wiped)
        (void)sqlite3_db_release_memory(cache->db);
    return code == SQLITE_OK ? STATUS_OK : store_failed(cache->db, code, "wipe", problem);
}
