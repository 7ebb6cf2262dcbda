#include "side.h"

#include <stdlib.h>
#include <string.h>

static enum status side_open(struct side *side, struct problem *problem)
{
    side->role = take_format("%s.%s", side->prefix, duty_words[side->duty->duty]);
    enum status status =
        role_file_open(side->edition, side->role, side->duty->duty, side->authority, &side->top, problem);
    const struct json *bins = json_member(json_member(side->top.old.body, "delegations"), "roles");
    side->old_digits = side->top.old.body == NULL ? -1 : 0;
    for (size_t count = json_count(bins); count > 1; count /= 16)
        side->old_digits++;
    side->source_bin = SIZE_MAX;
    return status;
}

static void side_close(struct side *side)
{
    role_file_finish(&side->source);
    role_file_finish(&side->top);
    bins_sorting_finish(&side->sorting);
    free(side->role);
    side->role = NULL;
}

/* ---- how fine ------------------------------------------------------------------------------------------------- */

/* Opens the published file from which a bin takes over what is right: the bin itself, or the coarser one before it. */
static enum status open_source(struct side *side, size_t bin, struct problem *problem)
{
    if (side->old_digits < 0)
        return STATUS_OK;
    size_t source = bin >> (4 * (side->digits - side->old_digits));
    if (source == side->source_bin)
        return STATUS_OK;
    char *name = bins_name(side->role, source, side->old_digits);
    role_file_finish(&side->source);
    enum status status =
        role_file_open(side->edition, name, side->duty->duty, side->authority, &side->source, problem);
    side->source_bin = source;
    free(name);
    return status;
}

/* The note of a bin's file whose content is up to date; NULL: it has to be opened. */
static const struct edition_input *up_to_date(const struct side *side, size_t bin, const char *digest)
{
    char *name = bins_name(side->role, bin, side->digits);
    const struct edition_input *known = edition_known(side->edition, name);
    bool same = known != NULL && strcmp(known->digest, digest) == 0 &&
                !edition_is_due(side->edition, side->duty->duty, known->expires) &&
                !side->duty->touched(side, bin);
    free(name);
    return same ? known : NULL;
}

static void cut(struct side *side, int digits)
{
    bins_sorting_finish(&side->sorting);
    side->digits = digits > side->old_digits ? digits : side->old_digits;
    side->sorting = bins_sort(side->items, side->digits, side->duty->path_of, side->group);
}

/* Withdrawals stay, so a file may list more than the group has items: judged by the first file that has to be opened anyway. One
   bin is no exact measure of the others, hence the half. */
static enum status choose_digits(struct side *side, size_t expected, struct problem *problem)
{
    enum status status = STATUS_OK;
    cut(side, bins_digits(expected));
    for (size_t bin = 0; bin < bins_count(side->digits) && side->old_digits >= 0; bin++) {
        char digest[65];
        side->duty->digest(side, bin, digest);
        if (up_to_date(side, bin, digest) != NULL)
            continue;
        status = open_source(side, bin, problem);
        size_t listed = json_count(json_member(side->source.old.body, "targets"));
        int finer = bins_digits(listed * bins_count(side->old_digits) / 2);
        if (finer > side->digits)
            cut(side, finer);
        break;
    }
    return status;
}

/* ---- a bin ---------------------------------------------------------------------------------------------------- */

/* Old targets of this bin that the new file has no more, or with other bytes, go after the grace time; what was sealed does not
   wait for further publications either. */
static void drop_old(const struct side *side, size_t bin, const struct entries *entries)
{
    const struct json *old = json_member(side->source.old.body, "targets");
    const char **paths = json_keys(old);
    for (size_t i = 0; i < json_count(old); i++) {
        const char *was = entry_sha256(json_member(old, paths[i]));
        const struct entry *entry = entries_find(entries, paths[i]);
        if (bins_of(paths[i], side->digits) != bin || (entry != NULL && strcmp(entry->sha256, was) == 0))
            continue;
        char *name = depot_target_name(paths[i], was);
        bool sealed = strcmp(entry_form(json_member(old, paths[i])), "sealed") == 0;
        depot_superseded(side->edition->depot, name, sealed || (entry != NULL && entry->tombstone));
        free(name);
    }
    free(paths);
}

/* Writes the bin's file; `digest` is what it was made from. */
static enum status put_bin(struct side *side, struct role_file *file, size_t bin, struct entries *entries,
                           const char *digest, bool *published, struct problem *problem)
{
    struct buffer targets = {0};
    struct edition *edition = side->edition;
    int64_t before = edition_version(edition, file->name);
    entries_sort(entries);
    entries_write(entries, &targets);
    enum status status = role_file_put(edition, file, NULL, &targets, published, problem);
    if (status == STATUS_OK && *published && edition_version(edition, file->name) != before)
        drop_old(side, bin, entries);
    if (status == STATUS_OK)
        edition_note(edition, file->name, file->expires, *published ? digest : "-");
    buffer_finish(&targets);
    return status;
}

static enum status make_bin(struct side *side, size_t bin, const char *digest, struct problem *problem)
{
    struct role_file file = {0};
    struct entries entries = {0};
    char *name = bins_name(side->role, bin, side->digits);
    bool published = false;
    enum status status = open_source(side, bin, problem);
    if (status == STATUS_OK)
        status = role_file_open(side->edition, name, side->duty->duty, side->authority, &file, problem);
    if (status == STATUS_OK) {
        struct entry_maker maker = {
            .edition = side->edition,
            .stock = side->stock,
            .old = json_member(side->source.old.body, "targets"),
            .waiting = json_member(file.waiting.body, "targets"),
            .pending = !edition_can_sign(side->edition, side->authority),
            .screens_digest = side->screens_digest,
            .out = &entries,
        };
        status = side->duty->fill(side, &maker, bin, problem);
    }
    if (status == STATUS_OK)
        status = put_bin(side, &file, bin, &entries, digest, &published, problem);
    if (status == STATUS_OK && !published && side->duty->waits != NULL)
        side->duty->waits(side, bin, &entries);
    entries_finish(&entries);
    role_file_finish(&file);
    free(name);
    return status;
}

static enum status publish_bin(struct side *side, size_t bin, struct problem *problem)
{
    char digest[65];
    side->duty->digest(side, bin, digest);
    const struct edition_input *known = up_to_date(side, bin, digest);
    if (known == NULL)
        return make_bin(side, bin, digest, problem);
    edition_note(side->edition, known->role, known->expires, digest);
    return STATUS_OK;
}

/* ---- the files above ------------------------------------------------------------------------------------------ */

static const struct buffer nothing = {.data = (char[]){"{}"}, .size = 2};

/* The role's own file when it has bins: it only hands on. *published: clients will see that. */
static enum status put_top(struct side *side, bool *published, struct problem *problem)
{
    struct buffer delegations = {0}, authority = {0};
    bool first = true;
    if (side->digits == 0)
        return STATUS_OK;
    authority_write(side->authority, &authority);
    /* "keyids", "name", "path_hash_prefixes", "terminating", "threshold": the authority's two members part */
    const char *threshold = strrchr(authority.data, ',');
    buffer_text(&delegations, "{\"keys\":{");
    authority_write_keys(side->authority, &first, &delegations);
    buffer_text(&delegations, "},\"roles\":[");
    for (size_t bin = 0; bin < bins_count(side->digits); bin++) {
        char *name = bins_name(side->role, bin, side->digits);
        buffer_format(&delegations, "%s{%.*s,\"name\":", bin > 0 ? "," : "",
                      (int)(threshold - authority.data), authority.data);
        json_write_string(&delegations, name);
        buffer_format(&delegations, ",\"path_hash_prefixes\":[\"%0*zx\"],\"terminating\":true%s}",
                      side->digits, bin, threshold);
        free(name);
    }
    buffer_text(&delegations, "]}");
    enum status status = role_file_put(side->edition, &side->top, &delegations, &nothing, published, problem);
    buffer_finish(&authority);
    buffer_finish(&delegations);
    return status;
}

/* Coarser bins stay in the snapshot, since no role may vanish from it, but nobody hands on to them any more: what they still list
   would stand in two files. Once empty they need not be signed anew. */
static enum status empty_bin(struct side *side, const char *name, struct problem *problem)
{
    struct role_file file = {0};
    static const char emptied[] = "0000000000000000000000000000000000000000000000000000000000000000";
    bool published = true;
    const struct edition_input *known = edition_known(side->edition, name);
    if (edition_version(side->edition, name) == 0)
        return STATUS_OK;
    if (known != NULL && strcmp(known->digest, emptied) == 0) {
        edition_note(side->edition, name, known->expires, emptied);
        return STATUS_OK;
    }
    enum status status =
        role_file_open(side->edition, name, side->duty->duty, side->authority, &file, problem);
    if (status == STATUS_OK && json_count(json_member(file.old.body, "targets")) > 0)
        status = role_file_put(side->edition, &file, NULL, &nothing, &published, problem);
    if (status == STATUS_OK && published)
        edition_note(side->edition, name, file.expires, emptied);
    role_file_finish(&file);
    return status;
}

static enum status empty_coarser(struct side *side, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (int digits = 1; digits < side->digits; digits++)
        for (size_t bin = 0; bin < bins_count(digits) && status == STATUS_OK; bin++) {
            char *name = bins_name(side->role, bin, digits);
            status = empty_bin(side, name, problem);
            free(name);
        }
    return status;
}

enum status side_publish(struct side *side, size_t expected, struct problem *problem)
{
    bool handed_on = false;
    enum status status = side_open(side, problem);
    if (status == STATUS_OK)
        status = choose_digits(side, expected, problem);
    for (size_t bin = 0; status == STATUS_OK && bin < bins_count(side->digits); bin++)
        status = publish_bin(side, bin, problem);
    if (status == STATUS_OK)
        status = put_top(side, &handed_on, problem);
    if (status == STATUS_OK && handed_on)
        status = empty_coarser(side, problem);
    side_close(side);
    return status;
}
