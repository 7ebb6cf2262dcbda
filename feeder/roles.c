#include "roles.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TARGETS_MOST 500 /* in one role file when bins are made */
#define DIGITS_MOST 3    /* 4,096 bins are enough for two million */
#define YEAR ((instant)366 * 86400)

/* ---- digests ------------------------------------------------------------------------------------------------- */

struct digest {
    crypto_hash_sha256_state state;
};

static void digest_begin(struct digest *digest, const char *purpose)
{
    crypto_hash_sha256_init(&digest->state);
    crypto_hash_sha256_update(&digest->state, (const unsigned char *)purpose, strlen(purpose) + 1);
}

static void digest_text(struct digest *digest,
                        const char *text) /* with its NUL: fields cannot run together */
{
    crypto_hash_sha256_update(&digest->state, (const unsigned char *)text, strlen(text) + 1);
}

static void digest_number(struct digest *digest, int64_t number)
{
    crypto_hash_sha256_update(&digest->state, (const unsigned char *)&number, sizeof number);
}

static void digest_authority(struct digest *digest, const struct authority *authority)
{
    struct buffer text = {0};
    authority_write(authority, &text);
    digest_text(digest, text.data);
    buffer_finish(&text);
}

static void digest_end(struct digest *digest, char out[65])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&digest->state, hash);
    sodium_bin2hex(out, 65, hash, sizeof hash);
}

void roles_init(struct roles *roles, struct edition *edition, struct stock *stock)
{
    struct digest digest;
    *roles = (struct roles){.edition = edition, .stock = stock};
    digest_begin(&digest, "tombstones");
    for (size_t i = 0; i < stock->tombstones; i++) {
        digest_text(&digest, stock->tombstone[i].id);
        digest_text(&digest, stock->tombstone[i].reason);
        digest_number(&digest, stock->tombstone[i].version);
        digest_number(&digest, stock->tombstone[i].withdrawn_at);
    }
    digest_end(&digest, roles->tombstones_digest);
    digest_begin(&digest, "screens");
    for (size_t i = 0; i < edition->screens.count; i++) {
        char key[SEAL_KEY_HEX];
        seal_key_text(edition->screens.screen[i].key, key);
        if (edition->screens.screen[i].inside_area)
            digest_text(&digest, key);
    }
    digest_end(&digest, roles->screens_digest);
}

/* ---- bins ---------------------------------------------------------------------------------------------------- */

/* How many hex digits of a path's hash choose its bin: 0 is one file for all. */
static int digits_for(size_t targets)
{
    int digits = 0;
    for (size_t room = TARGETS_MOST; room < targets && digits < DIGITS_MOST; room *= 16)
        digits++;
    return digits;
}

static size_t bins_of(int digits)
{
    return (size_t)1 << (4 * digits);
}

static size_t bin_of(const char *path, int digits)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)path, strlen(path));
    size_t first = ((size_t)hash[0] << 8) | hash[1];
    return digits == 0 ? 0 : first >> (16 - 4 * digits);
}

static char *bin_name(const char *role, size_t bin, int digits)
{
    return digits == 0 ? take_copy(role) : take_format("%s.%0*zx", role, digits, bin);
}

/* One side of a group: its texts or its figures. */
struct side {
    struct roles *roles;
    const struct group *group;
    const struct authority *authority;
    enum duty duty;
    char *role;
    struct role_file top;    /* the role's own file */
    int old_digits, digits;  /* of the bins published (-1: nothing is), and of those to be made */
    struct role_file source; /* the published file that holds what the bin in work will hold */
    size_t source_bin;
};

static enum status side_open(struct side *side, struct problem *problem)
{
    side->role = take_format("%s.%s", side->group->prefix, duty_words[side->duty]);
    enum status status =
        role_file_open(side->roles->edition, side->role, side->duty, side->authority, &side->top, problem);
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
    free(side->role);
}

/* Opens the published file from which a bin takes over what is right: the bin itself, or the coarser one before it. */
static enum status open_source(struct side *side, size_t bin, struct problem *problem)
{
    if (side->old_digits < 0)
        return STATUS_OK;
    size_t source = bin >> (4 * (side->digits - side->old_digits));
    if (source == side->source_bin)
        return STATUS_OK;
    char *name = bin_name(side->role, source, side->old_digits);
    role_file_finish(&side->source);
    enum status status =
        role_file_open(side->roles->edition, name, side->duty, side->authority, &side->source, problem);
    side->source_bin = source;
    free(name);
    return status;
}

static struct entry_maker maker_for(const struct side *side, const struct role_file *file,
                                    struct entries *out)
{
    struct entry_maker maker = {
        .edition = side->roles->edition,
        .stock = side->roles->stock,
        .old = json_member(side->source.old.body, "targets"),
        .waiting = json_member(file->waiting.body, "targets"),
        .pending = !edition_can_sign(side->roles->edition, side->authority),
        .out = out,
    };
    memcpy(maker.screens_digest, side->roles->screens_digest, sizeof maker.screens_digest);
    return maker;
}

/* Old targets of this bin that the new file has no more, or with other bytes, go after the grace time. */
static void drop_old(const struct side *side, size_t bin, const struct entries *entries)
{
    const struct json *old = json_member(side->source.old.body, "targets");
    const char **paths = json_keys(old);
    for (size_t i = 0; i < json_count(old); i++) {
        const char *was = entry_sha256(json_member(old, paths[i]));
        const struct entry *entry = entries_find(entries, paths[i]);
        if (bin_of(paths[i], side->digits) != bin || (entry != NULL && strcmp(entry->sha256, was) == 0))
            continue;
        char *name = depot_target_name(paths[i], was);
        depot_superseded(side->roles->edition->depot, name, entry != NULL && entry->tombstone);
        free(name);
    }
    free(paths);
}

/* Writes the bin's file; `digest` is what it was made from. */
static enum status put_bin(struct side *side, struct role_file *file, size_t bin, struct entries *entries,
                           const char *digest, bool *published, struct problem *problem)
{
    struct buffer targets = {0};
    struct edition *edition = side->roles->edition;
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

/* The role's own file when it has bins: it only hands on. */
static enum status put_top(struct side *side, struct problem *problem)
{
    struct buffer delegations = {0};
    const struct buffer none = {.data = (char[]){"{}"}, .size = 2};
    bool first = true, published = false;
    if (side->digits == 0)
        return STATUS_OK;
    buffer_text(&delegations, "{\"keys\":{");
    authority_write_keys(side->authority, &first, &delegations);
    buffer_text(&delegations, "},\"roles\":[");
    for (size_t bin = 0; bin < bins_of(side->digits); bin++) {
        char *name = bin_name(side->role, bin, side->digits);
        buffer_text(&delegations, bin > 0 ? ",{" : "{");
        /* "keyids", "name", "path_hash_prefixes", "terminating", "threshold": the authority's two members part */
        struct buffer authority = {0};
        authority_write(side->authority, &authority);
        char *threshold = strrchr(authority.data, ',');
        buffer_format(&delegations, "%.*s,\"name\":", (int)(threshold - authority.data), authority.data);
        json_write_string(&delegations, name);
        buffer_format(&delegations, ",\"path_hash_prefixes\":[\"%0*zx\"],\"terminating\":true%s}",
                      side->digits, bin, threshold);
        buffer_finish(&authority);
        free(name);
    }
    buffer_text(&delegations, "]}");
    enum status status =
        role_file_put(side->roles->edition, &side->top, &delegations, &none, &published, problem);
    buffer_finish(&delegations);
    return status;
}

/* ---- what became of each item's text ------------------------------------------------------------------------- */

enum fate {
    FATE_SAME,  /* its file was not even opened */
    FATE_WHOLE, /* published without figures */
    FATE_SPLIT, /* published in two parts */
    FATE_HELD,  /* its text waits for signatures: its figures stay as they are */
};

struct fates {
    enum fate *fate; /* one for each of the group's items */
    char **gone;     /* ids whose figures go: withdrawn, ended, moved */
    size_t gones, gone_room;
    size_t splits;
};

static void add_gone(struct fates *fates, const char *id)
{
    fates->gone = take_room(fates->gone, &fates->gone_room, fates->gones + 1, sizeof *fates->gone);
    fates->gone[fates->gones++] = take_copy(id);
}

static bool is_gone(const struct fates *fates, const char *id)
{
    for (size_t i = 0; i < fates->gones; i++)
        if (strcmp(fates->gone[i], id) == 0)
            return true;
    return false;
}

/* The group's items of each bin, as indices, bin after bin. */
struct sorting {
    size_t *index, *start; /* start[bin] … start[bin + 1] */
};

static struct sorting sort_into_bins(const struct group *group, char *(*path_of)(const char *, const char *),
                                     int digits)
{
    size_t bins = bins_of(digits), *bin = take_zeroed(group->items, sizeof *bin);
    struct sorting sorting = {.index = take_zeroed(group->items, sizeof *sorting.index),
                              .start = take_zeroed(bins + 2, sizeof *sorting.start)};
    for (size_t i = 0; i < group->items; i++) {
        char *path = path_of(group->prefix, group->item[i].id);
        bin[i] = bin_of(path, digits);
        sorting.start[bin[i] + 2]++;
        free(path);
    }
    for (size_t b = 2; b < bins + 2; b++)
        sorting.start[b] += sorting.start[b - 1];
    for (size_t i = 0; i < group->items; i++)
        sorting.index[sorting.start[bin[i] + 1]++] = i;
    free(bin);
    return sorting;
}

static void sorting_finish(struct sorting *sorting)
{
    free(sorting->index);
    free(sorting->start);
}

/* ---- texts --------------------------------------------------------------------------------------------------- */

static void digest_texts(const struct side *side, const struct sorting *sorting, size_t bin, char out[65])
{
    const struct group *group = side->group;
    struct digest digest;
    digest_begin(&digest, "texts 1");
    digest_authority(&digest, side->authority);
    digest_text(&digest, side->roles->tombstones_digest);
    digest_text(&digest, side->roles->screens_digest);
    digest_text(&digest, group->project == NULL ? "" : group->project->sha256);
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1]; i++) {
        const struct stock_item *item = &group->item[sorting->index[i]];
        digest_text(&digest, item->id);
        digest_text(&digest, item->sha256);
    }
    digest_end(&digest, out);
}

static bool has_ended(const char *until, instant now, instant grace)
{
    instant end = 0;
    return until != NULL && instant_parse(until, &end) && end + grace < now;
}

/* An entry that was published and whose item this bin does not have (any more): withdrawn, moved, ended, or only gone
   from the cache, which withdraws nothing. */
static enum status settle_old(struct side *side, struct entry_maker *maker, const char *path,
                              const struct json *entry, struct fates *fates, struct problem *problem)
{
    struct edition *edition = side->roles->edition;
    const char *id = entry_custom(entry, "id"), *until = entry_custom(entry, "display_until");
    bool was_live = strcmp(entry_form(entry), "tombstone") != 0;
    if (id == NULL || strcmp(entry_form(entry), "project") == 0) {
        entry_keep(maker, path, entry);
        return STATUS_OK;
    }
    struct stock_tombstone *tombstone = stock_find_tombstone(side->roles->stock, id);
    const struct stock_item *elsewhere = stock_find_item(side->roles->stock, id);
    if (elsewhere != NULL) { /* it lives in another project now; a tombstone it had here is older than that */
        add_gone(fates, id);
        return STATUS_OK;
    }
    bool withdrawn =
        tombstone != NULL && (tombstone->version == 0 || tombstone->version >= entry_version(entry));
    if (withdrawn)
        tombstone->homed = true;
    if (!was_live && has_ended(until, edition->now, YEAR))
        return STATUS_OK;
    if (!was_live && (!withdrawn || tombstone->version == entry_version(entry))) {
        entry_keep(maker, path, entry);
        return STATUS_OK;
    }
    if (withdrawn) {
        edition->report->withdrawn += was_live;
        add_gone(fates, id);
        return entry_add_tombstone(maker, path, tombstone, until, edition->settings->mass_withdraw, problem);
    }
    if (has_ended(until, edition->now, 0)) {
        add_gone(fates, id);
        return STATUS_OK;
    }
    edition->report->missing++;
    entry_keep(maker, path, entry);
    return STATUS_OK;
}

/* Withdrawals of items that this publication never had, or of which no trace is left: "~" keeps them. */
static enum status gather_homeless(struct side *side, struct entry_maker *maker, size_t bin,
                                   struct problem *problem)
{
    const struct stock *stock = side->roles->stock;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < stock->tombstones && status == STATUS_OK; i++) {
        const struct stock_tombstone *tombstone = &stock->tombstone[i];
        char *path = entry_text_path(side->group->prefix, tombstone->id);
        if (!tombstone->homed && bin_of(path, side->digits) == bin &&
            stock_find_item(stock, tombstone->id) == NULL)
            status = entry_add_tombstone(maker, path, tombstone, NULL, false, problem);
        free(path);
    }
    return status;
}

static enum status fill_texts(struct side *side, struct entry_maker *maker, const struct sorting *sorting,
                              size_t bin, struct fates *fates, struct problem *problem)
{
    const struct group *group = side->group;
    enum status status = STATUS_OK;
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1] && status == STATUS_OK; i++) {
        bool split = false;
        status = entry_add_item(maker, group->prefix, &group->item[sorting->index[i]], &split, problem);
        fates->fate[sorting->index[i]] = split ? FATE_SPLIT : FATE_WHOLE;
        fates->splits += split;
    }
    char *project_path = entry_project_path(group->prefix);
    bool has_project = group->project != NULL && bin_of(project_path, side->digits) == bin;
    if (status == STATUS_OK && has_project)
        status = entry_add_project(maker, group->prefix, group->project, problem);
    entries_sort(maker->out);
    size_t sorted = maker->out->count;
    const char **paths = json_keys(maker->old);
    for (size_t i = 0; i < json_count(maker->old) && status == STATUS_OK; i++) {
        struct entries so_far = {maker->out->entry, sorted, 0};
        if (bin_of(paths[i], side->digits) == bin && entries_find(&so_far, paths[i]) == NULL)
            status = settle_old(side, maker, paths[i], json_member(maker->old, paths[i]), fates, problem);
    }
    free(paths);
    free(project_path);
    if (status == STATUS_OK && group->gather)
        status = gather_homeless(side, maker, bin, problem);
    return status;
}

/* The texts of this bin wait: figures that belong to a text nobody can see yet wait with them. */
static void hold_back(const struct side *side, const struct sorting *sorting, size_t bin,
                      const struct entries *entries, struct fates *fates)
{
    const struct json *old = json_member(side->source.old.body, "targets");
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1]; i++) {
        char *path = entry_text_path(side->group->prefix, side->group->item[sorting->index[i]].id);
        const struct entry *entry = entries_find(entries, path);
        if (entry != NULL && strcmp(entry->sha256, entry_sha256(json_member(old, path))) != 0) {
            fates->fate[sorting->index[i]] = FATE_HELD;
            side->roles->edition->report->held++;
        }
        free(path);
    }
}

static enum status publish_texts_bin(struct side *side, const struct sorting *sorting, size_t bin,
                                     struct fates *fates, struct problem *problem)
{
    struct edition *edition = side->roles->edition;
    struct role_file file = {0};
    struct entries entries = {0};
    char digest[65], *name = bin_name(side->role, bin, side->digits);
    bool published = false;
    digest_texts(side, sorting, bin, digest);
    const struct edition_input *known = edition_known(edition, name);
    enum status status = STATUS_OK;
    if (known != NULL && strcmp(known->digest, digest) == 0 &&
        !edition_is_due(edition, side->duty, known->expires) && !side->group->gather) {
        edition_note(edition, name, known->expires, digest);
        goto out;
    }
    status = open_source(side, bin, problem);
    if (status == STATUS_OK)
        status = role_file_open(edition, name, side->duty, side->authority, &file, problem);
    if (status == STATUS_OK) {
        struct entry_maker maker = maker_for(side, &file, &entries);
        status = fill_texts(side, &maker, sorting, bin, fates, problem);
    }
    if (status == STATUS_OK)
        status = put_bin(side, &file, bin, &entries, digest, &published, problem);
    if (status == STATUS_OK && !published)
        hold_back(side, sorting, bin, &entries, fates);
out:
    entries_finish(&entries);
    role_file_finish(&file);
    free(name);
    return status;
}

static enum status publish_texts(struct roles *roles, const struct group *group, struct fates *fates,
                                 struct problem *problem)
{
    struct side side = {.roles = roles, .group = group, .authority = group->texts, .duty = DUTY_TEXTS};
    enum status status = side_open(&side, problem);
    side.digits = digits_for(group->items + (group->gather ? roles->stock->tombstones : 0));
    if (side.digits < side.old_digits)
        side.digits = side.old_digits;
    struct sorting sorting = sort_into_bins(group, entry_text_path, side.digits);
    for (size_t bin = 0; bin < bins_of(side.digits) && status == STATUS_OK; bin++)
        status = publish_texts_bin(&side, &sorting, bin, fates, problem);
    if (status == STATUS_OK)
        status = put_top(&side, problem);
    sorting_finish(&sorting);
    side_close(&side);
    return status;
}

/* ---- figures ------------------------------------------------------------------------------------------------- */

static int compare_items(const void *a, const void *b)
{
    return strcmp(((const struct stock_item *)a)->id, ((const struct stock_item *)b)->id);
}

static enum status fill_figures(const struct side *side, struct entry_maker *maker,
                                const struct sorting *sorting, size_t bin, const struct fates *fates,
                                struct problem *problem)
{
    const struct group *group = side->group;
    enum status status = STATUS_OK;
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1] && status == STATUS_OK; i++)
        if (fates->fate[sorting->index[i]] == FATE_SPLIT)
            status = entry_add_figures(maker, group->prefix, &group->item[sorting->index[i]], problem);
    const char **paths = json_keys(maker->old);
    for (size_t i = 0; i < json_count(maker->old); i++) {
        const struct json *entry = json_member(maker->old, paths[i]);
        const char *id = entry_custom(entry, "id");
        if (bin_of(paths[i], side->digits) != bin || id == NULL || is_gone(fates, id))
            continue;
        const struct stock_item wanted = {.id = (char *)id},
                                *item = group->items == 0 ? NULL
                                                          : bsearch(&wanted, group->item, group->items,
                                                                    sizeof wanted, compare_items);
        enum fate fate = item == NULL ? FATE_SAME : fates->fate[item - group->item];
        if (fate == FATE_SAME || fate == FATE_HELD)
            entry_keep(maker, paths[i], entry);
    }
    free(paths);
    return status;
}

static bool any_touched(const struct sorting *sorting, size_t bin, const struct fates *fates)
{
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1]; i++)
        if (fates->fate[sorting->index[i]] != FATE_SAME)
            return true;
    return fates->gones > 0;
}

static enum status publish_figures_bin(struct side *side, const struct sorting *sorting, size_t bin,
                                       const struct fates *fates, struct problem *problem)
{
    struct edition *edition = side->roles->edition;
    struct role_file file = {0};
    struct entries entries = {0};
    struct digest made;
    char digest[65], *name = bin_name(side->role, bin, side->digits);
    bool published = false;
    digest_begin(&made, "figures 1");
    digest_authority(&made, side->authority);
    digest_end(&made, digest);
    const struct edition_input *known = edition_known(edition, name);
    enum status status = STATUS_OK;
    if (known != NULL && strcmp(known->digest, digest) == 0 &&
        !edition_is_due(edition, side->duty, known->expires) && !any_touched(sorting, bin, fates)) {
        edition_note(edition, name, known->expires, digest);
        goto out;
    }
    status = open_source(side, bin, problem);
    if (status == STATUS_OK)
        status = role_file_open(edition, name, side->duty, side->authority, &file, problem);
    if (status == STATUS_OK) {
        struct entry_maker maker = maker_for(side, &file, &entries);
        status = fill_figures(side, &maker, sorting, bin, fates, problem);
    }
    if (status == STATUS_OK)
        status = put_bin(side, &file, bin, &entries, digest, &published, problem);
out:
    entries_finish(&entries);
    role_file_finish(&file);
    free(name);
    return status;
}

/* Only some items have figures; how many the role will hold is estimated from what it holds and what is new. */
static enum status count_figures(struct side *side, const struct fates *fates, size_t *out,
                                 struct problem *problem)
{
    size_t held = 0;
    enum status status = STATUS_OK;
    if (fates->splits == 0 || side->old_digits < 0) {
        *out = fates->splits;
        return STATUS_OK;
    }
    side->digits = side->old_digits;
    status = open_source(side, 0, problem);
    held = json_count(json_member(side->source.old.body, "targets")) * bins_of(side->old_digits);
    *out = held > fates->splits ? held : fates->splits;
    return status;
}

static enum status publish_figures(struct roles *roles, const struct group *group, const struct fates *fates,
                                   struct problem *problem)
{
    struct side side = {.roles = roles, .group = group, .authority = group->figures, .duty = DUTY_FIGURES};
    size_t count = 0;
    enum status status = side_open(&side, problem);
    if (status == STATUS_OK)
        status = count_figures(&side, fates, &count, problem);
    side.digits = digits_for(count);
    if (side.digits < side.old_digits)
        side.digits = side.old_digits;
    struct sorting sorting = sort_into_bins(group, entry_figures_path, side.digits);
    for (size_t bin = 0; bin < bins_of(side.digits) && status == STATUS_OK; bin++)
        status = publish_figures_bin(&side, &sorting, bin, fates, problem);
    if (status == STATUS_OK)
        status = put_top(&side, problem);
    sorting_finish(&sorting);
    side_close(&side);
    return status;
}

enum status roles_publish(struct roles *roles, const struct group *group, struct problem *problem)
{
    struct fates fates = {.fate = take_zeroed(group->items, sizeof *fates.fate)};
    enum status status = publish_texts(roles, group, &fates, problem);
    if (status == STATUS_OK)
        status = publish_figures(roles, group, &fates, problem);
    for (size_t i = 0; i < fates.gones; i++)
        free(fates.gone[i]);
    free(fates.gone);
    free(fates.fate);
    return status;
}
