#include "listing.h"

#include "contract/buffer.h"
#include "contract/limits.h"
#include "contract/naming.h"
#include "trust/path.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

static const char *const form_words[FORM_COUNT] = {
    [FORM_ITEM] = "item",           [FORM_TEXT] = "text",       [FORM_SEALED] = "sealed",
    [FORM_TOMBSTONE] = "tombstone", [FORM_PROJECT] = "project", [FORM_FIGURES] = "figures"};

void listing_finish(struct listing *listing)
{
    for (size_t i = 0; i < listing->entries; i++)
        free(listing->entry[i].id);
    for (size_t i = 0; i < listing->figure_count; i++)
        free(listing->figures[i].id);
    for (size_t i = 0; i < listing->prefixes; i++)
        free(listing->prefix[i]);
    free(listing->entry);
    free(listing->figures);
    free(listing->by_id);
    free(listing->prefix);
    *listing = (struct listing){0};
}

/* ---- names ---------------------------------------------------------------------------------------------------- */

bool listing_is_role(const char *role)
{
    bool figures = false;
    const char *bin = NULL;
    return naming_role(role, &figures, &bin) > 0;
}

bool listing_speaks(const char *role, const char *prefix, const char *id)
{
    bool figures = false;
    const char *bin = NULL;
    char hash[TRUST_PATH_HASH];
    size_t length = naming_role(role, &figures, &bin);
    if (length == 0 || strlen(prefix) != length || strncmp(role, prefix, length) != 0)
        return false;
    char *path = naming_path(role, length, figures, id);
    trust_path_hash(path, hash);
    free(path);
    return strncmp(hash, bin, strlen(bin)) == 0;
}

static const char *intern(struct listing *listing, const char *role, size_t length)
{
    if (listing->prefixes > 0) { /* roles come sorted */
        const char *last = listing->prefix[listing->prefixes - 1];
        if (strlen(last) == length && strncmp(last, role, length) == 0)
            return last;
    }
    listing->prefix =
        take_room(listing->prefix, &listing->prefix_capacity, listing->prefixes + 1, sizeof *listing->prefix);
    return listing->prefix[listing->prefixes++] = take_copy_n(role, length);
}

char *listed_path(const struct listed *listed)
{
    return naming_path(listed->prefix, strlen(listed->prefix), listed->form == FORM_FIGURES,
                       listed->form == FORM_PROJECT ? "~project" : listed->id);
}

char *listed_file(const struct listed *listed)
{
    struct buffer name = {0};
    char hash[65];
    sodium_bin2hex(hash, sizeof hash, listed->sha256, sizeof listed->sha256);
    buffer_text(&name, "targets/");
    trust_quote(&name, listed->prefix, '\0');
    buffer_format(&name, "/%s/%s.", listed->form == FORM_FIGURES ? "figures" : "texts", hash);
    trust_quote(&name, listed->form == FORM_PROJECT ? "~project" : listed->id, '\0');
    buffer_text(&name, ".json");
    return buffer_take(&name);
}

void listed_mark(const struct listed *listed, const struct listed *figures, char out[LISTED_MARK_BYTES])
{
    char text[65], part[65] = "";
    sodium_bin2hex(text, sizeof text, listed->sha256, sizeof listed->sha256);
    if (figures != NULL)
        sodium_bin2hex(part, sizeof part, figures->sha256, sizeof figures->sha256);
    (void)snprintf(out, LISTED_MARK_BYTES, "P:%s.%.32s", text, part);
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

/* The entry that a target's path, digest and custom make; its id is still borrowed. False: no target of ours, or one that does not
   belong into this role. */
static bool read_entry(const char *prefix, bool figures, const char *path, const struct trust_digest *digest,
                       const struct json *custom, struct listed *out)
{
    const char *form = json_text(json_member(custom, "form")), *id = json_text(json_member(custom, "id"));
    if (form == NULL || id == NULL || *id == '\0' || strlen(id) > LIMIT_ID_BYTES || !digest->sha256 ||
        id[strspn(id, ID_CHARACTERS)] != '\0')
        return false;
    *out = (struct listed){.prefix = prefix, .form = FORM_COUNT, .id = (char *)id};
    out->length = digest->length < 0 || digest->length > UINT32_MAX ? UINT32_MAX : (uint32_t)digest->length;
    memcpy(out->sha256, digest->sha256_bytes, sizeof out->sha256);
    for (int f = 0; f < FORM_COUNT; f++)
        if (strcmp(form, form_words[f]) == 0)
            out->form = (enum listed_form)f;
    if (out->form == FORM_COUNT || (out->form == FORM_FIGURES) != figures)
        return false;
    if (out->form == FORM_PROJECT
            ? strcmp(id, prefix) != 0
            : !json_int64(json_member(custom, "version"), &out->version) ||
                  out->version < (out->form == FORM_TOMBSTONE ? 0 : 1) || out->version > LIMIT_VERSION)
        return false;
    (void)json_boolean(json_member(custom, "mass"), &out->mass); /* not there: it is none */
    const char *until = out->form == FORM_SEALED ? json_text(json_member(custom, "display_until")) : NULL;
    if (until == NULL || !instant_parse(until, &out->until))
        out->until = NO_INSTANT;
    char *wanted = listed_path(out);
    bool right = strcmp(wanted, path) == 0;
    free(wanted);
    return right;
}

bool listed_is(const struct listed *listed, const struct trust_target *target)
{
    struct listed found;
    return read_entry(listed->prefix, listed->form == FORM_FIGURES, target->path, &target->digest,
                      target->custom, &found) &&
           found.form == listed->form && found.version == listed->version && found.mass == listed->mass &&
           strcmp(found.id, listed->id) == 0 &&
           memcmp(found.sha256, listed->sha256, sizeof found.sha256) == 0;
}

enum status listing_add(struct listing *listing, const char *role, const struct json *targets, bool lapsed,
                        struct problem *problem)
{
    bool figures = false;
    const char *bin = NULL;
    size_t length = naming_role(role, &figures, &bin);
    ENSURE(length > 0);
    const char *prefix = intern(listing, role, length), **paths = json_keys(targets);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < json_count(targets) && status == STATUS_OK; i++) {
        const struct json *target = json_member(targets, paths[i]);
        struct trust_digest digest = {0};
        struct listed entry;
        if (trust_digest_read(target, &digest, NULL) != STATUS_OK ||
            !read_entry(prefix, figures, paths[i], &digest, json_member(target, "custom"), &entry)) {
            listing->strange++;
            continue;
        }
        if (listing->entries + listing->figure_count >= LIMIT_LISTED) {
            status = problem_set(problem, STATUS_REFUSED, "too-many",
                                 "the publication lists more than %d targets", LIMIT_LISTED);
            break;
        }
        entry.id = take_copy(entry.id);
        entry.lapsed = lapsed;
        if (figures) {
            listing->figures = take_room(listing->figures, &listing->figure_capacity,
                                         listing->figure_count + 1, sizeof *listing->figures);
            listing->figures[listing->figure_count++] = entry;
        } else {
            listing->entry =
                take_room(listing->entry, &listing->capacity, listing->entries + 1, sizeof *listing->entry);
            listing->entry[listing->entries++] = entry;
        }
    }
    free(paths);
    return status;
}

/* ---- finding -------------------------------------------------------------------------------------------------- */

static int compare_listed(const struct listed *a, const struct listed *b)
{
    int order = strcmp(a->id, b->id);
    if (order == 0) /* a project may be called like an item: it stands behind */
        order = (a->form == FORM_PROJECT) - (b->form == FORM_PROJECT);
    return order != 0 ? order : strcmp(a->prefix, b->prefix);
}

static int compare_entries(const void *a, const void *b)
{
    return compare_listed(*(const struct listed *const *)a, *(const struct listed *const *)b);
}

static int compare_figures(const void *a, const void *b)
{
    return compare_listed(a, b);
}

void listing_sort(struct listing *listing)
{
    free(listing->by_id);
    listing->by_id = take_zeroed(listing->entries, sizeof(struct listed *));
    for (size_t i = 0; i < listing->entries; i++)
        listing->by_id[i] = &listing->entry[i];
    if (listing->entries > 0)
        qsort(listing->by_id, listing->entries, sizeof(struct listed *), compare_entries);
    if (listing->figure_count > 0)
        qsort(listing->figures, listing->figure_count, sizeof *listing->figures, compare_figures);
}

const struct listed *listing_find(const struct listing *listing, const char *id)
{
    size_t low = 0, high = listing->entries;
    while (low < high) { /* the first of equals */
        size_t middle = low + (high - low) / 2;
        if (strcmp(listing->by_id[middle]->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < listing->entries && strcmp(listing->by_id[low]->id, id) == 0 &&
                 listing->by_id[low]->form != FORM_PROJECT;
    return found ? listing->by_id[low] : NULL;
}

const struct listed *listing_find_under(const struct listing *listing, const char *id, const char *prefix)
{
    struct listed wanted = {.id = (char *)id, .prefix = prefix};
    const struct listed *key = &wanted;
    const struct listed **found = listing->entries == 0 ? NULL
                                                        : bsearch(&key, listing->by_id, listing->entries,
                                                                  sizeof(struct listed *), compare_entries);
    return found == NULL ? NULL : *found;
}

const struct listed *listing_figures(const struct listing *listing, const struct listed *text)
{
    struct listed wanted = {.id = text->id, .prefix = text->prefix};
    return listing->figure_count == 0 ? NULL
                                      : bsearch(&wanted, listing->figures, listing->figure_count,
                                                sizeof *listing->figures, compare_figures);
}
