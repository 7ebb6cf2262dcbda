#include "tally.h"

#include "contract/limits.h"
#include "contract/log.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATE_BYTES 16

struct entry {
    char *id;
    bool duplicate;
    unsigned char state[STATE_BYTES];
};

struct tally {
    struct entry *entry;
    size_t count, capacity;
    bool sorted;
};

struct tally *tally_create(void)
{
    return take_zeroed(1, sizeof(struct tally));
}

void tally_destroy(struct tally *tally)
{
    if (tally == NULL)
        return;
    for (size_t i = 0; i < tally->count; i++)
        free(tally->entry[i].id);
    free(tally->entry);
    free(tally);
}

bool tally_is_askable(const char *id)
{
    return strlen(id) <= LIMIT_ID_BYTES;
}

/* What is no id still needs a name, or nobody would hear of it: its escaped beginning and its hash, over
   LIMIT_ID_BYTES long by construction, so that it never meets a real id and the guard refuses it. */
static char *name_of(const char *id, size_t size)
{
    if (id != NULL && size <= LIMIT_ID_BYTES && memchr(id, '\0', size) == NULL)
        return take_copy_n(id, size);
    unsigned char hash[STATE_BYTES];
    char hex[2 * STATE_BYTES + 1], start[LIMIT_ID_BYTES / 2], shown[LIMIT_ID_BYTES - 2 * STATE_BYTES];
    const char *bytes = id == NULL ? "NULL" : id;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)bytes, id == NULL ? 4 : size, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    snprintf(start, sizeof start, "%s", bytes);
    log_escape(shown, sizeof shown, start);
    char *name = take_format("%s~", shown);
    struct buffer padded = {0};
    buffer_text(&padded, name);
    free(name);
    while (padded.size <= LIMIT_ID_BYTES - 2 * STATE_BYTES)
        buffer_char(&padded, '~');
    buffer_text(&padded, hex);
    return buffer_take(&padded);
}

static void absorb(struct entry *entry, enum view_id view, int64_t rows, const char *fingerprint)
{
    struct buffer said = {0};
    buffer_add(&said, entry->state, sizeof entry->state);
    buffer_format(&said, "%s %lld %s", views[view].name, (long long)rows,
                  fingerprint == NULL ? "" : fingerprint);
    crypto_generichash(entry->state, sizeof entry->state, (const unsigned char *)said.data, said.size, NULL,
                       0);
    buffer_finish(&said);
}

enum status tally_lead(struct tally *tally, size_t most, enum view_id view, const char *id, size_t size,
                       int64_t rows, const char *fingerprint, struct problem *problem)
{
    ENSURE(!tally->sorted);
    if (tally->count >= most)
        return problem_set(problem, STATUS_REFUSED, "too-many-rows", "view \"%s\" has more than %zu ids",
                           views[view].name, most);
    tally->entry = take_room(tally->entry, &tally->capacity, tally->count + 1, sizeof *tally->entry);
    struct entry *entry = &tally->entry[tally->count++];
    *entry = (struct entry){.id = name_of(id, size), .duplicate = rows > 1};
    absorb(entry, view, rows, fingerprint);
    return STATUS_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->id, ((const struct entry *)b)->id);
}

static int by_id_and_state(const void *a, const void *b)
{
    int order = by_id(a, b);
    return order != 0
               ? order
               : memcmp(((const struct entry *)a)->state, ((const struct entry *)b)->state, STATE_BYTES);
}

/* Sorts, and joins ids that read the same though the database told them apart (text and blob). */
static void sort(struct tally *tally)
{
    if (tally->sorted)
        return;
    tally->sorted = true;
    if (tally->count < 2)
        return;
    qsort(tally->entry, tally->count, sizeof *tally->entry, by_id_and_state);
    size_t kept = 0;
    for (size_t i = 1; i < tally->count; i++) {
        struct entry *last = &tally->entry[kept], *next = &tally->entry[i];
        if (by_id(last, next) != 0) {
            tally->entry[++kept] = *next;
            continue;
        }
        char hex[2 * STATE_BYTES + 1];
        sodium_bin2hex(hex, sizeof hex, next->state, STATE_BYTES);
        absorb(last, VIEW_ITEM, 1, hex);
        last->duplicate = true;
        free(next->id);
    }
    tally->count = kept + 1;
}

void tally_follow(struct tally *tally, enum view_id view, const char *id, size_t size, int64_t rows,
                  const char *fingerprint)
{
    sort(tally);
    if (tally->count == 0 || id == NULL || size > LIMIT_ID_BYTES || memchr(id, '\0', size) != NULL)
        return;
    char text[LIMIT_ID_BYTES + 1] = {0};
    memcpy(text, id, size);
    struct entry *found =
        bsearch(&(struct entry){.id = text}, tally->entry, tally->count, sizeof *tally->entry, by_id);
    if (found != NULL)
        absorb(found, view, rows, fingerprint);
}

void tally_take(struct tally *tally, struct source_key **key, size_t *count)
{
    sort(tally);
    *key = take_zeroed(tally->count, sizeof **key);
    *count = tally->count;
    for (size_t i = 0; i < tally->count; i++) {
        char hex[2 * STATE_BYTES + 1];
        sodium_bin2hex(hex, sizeof hex, tally->entry[i].state, STATE_BYTES);
        (*key)[i].id = tally->entry[i].id;
        (*key)[i].mark = take_format("%s%s", tally->entry[i].duplicate ? "duplicate-" : "", hex);
    }
    free(tally->entry);
    *tally = (struct tally){0};
}

static enum status scan_leads(struct source *source, tally_view *view, enum view_id first, size_t most,
                              struct source_key **key, size_t *count, struct problem *problem)
{
    struct tally *tally = tally_create();
    enum status status = view(source, first, true, most, tally, problem);
    for (size_t v = 0; first == VIEW_ITEM && status == STATUS_OK && v < VIEW_COUNT; v++)
        if (v != VIEW_PROJECT && v != VIEW_ITEM && v != VIEW_WITHDRAWAL)
            status = view(source, (enum view_id)v, false, 0, tally, problem);
    if (status == STATUS_OK)
        tally_take(tally, key, count);
    tally_destroy(tally);
    return status;
}

enum status tally_scan(struct source *source, tally_view *view, struct source_scan *out,
                       struct problem *problem)
{
    enum status status = scan_leads(source, view, VIEW_ITEM, LIMIT_ITEMS, &out->item, &out->items, problem);
    if (status == STATUS_OK)
        status =
            scan_leads(source, view, VIEW_PROJECT, LIMIT_PROJECTS, &out->project, &out->projects, problem);
    if (status == STATUS_OK)
        status = scan_leads(source, view, VIEW_WITHDRAWAL, LIMIT_ITEMS, &out->withdrawal, &out->withdrawals,
                            problem);
    return status;
}
