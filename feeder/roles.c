#include "roles.h"

#include "side.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* What the last publication has not yet looked for is fresh: only its paths have to be looked at, not everything. */
static void find_fresh(struct roles *roles)
{
    struct edition *edition = roles->edition;
    const struct stock *stock = roles->stock;
    roles->fresh = take_zeroed(stock->tombstones, sizeof *roles->fresh);
    for (size_t i = 0; i < stock->tombstones; i++) {
        const struct stock_tombstone *tombstone = &stock->tombstone[i];
        struct digest digest;
        char made[65], *name = take_format("#%zu.%s", tombstone->shelf, tombstone->id);
        digest_begin(&digest, "tombstone");
        digest_text(&digest, tombstone->reason);
        digest_number(&digest, tombstone->version);
        digest_number(&digest, tombstone->withdrawn_at);
        digest_end(&digest, made);
        const struct edition_input *known = edition_known(edition, name);
        if (known == NULL || strcmp(known->digest, made) != 0)
            roles->fresh[roles->freshes++] = i;
        edition_note(edition, name, 0, made);
        free(name);
    }
}

void roles_init(struct roles *roles, struct edition *edition, struct stock *stock)
{
    struct digest digest;
    *roles = (struct roles){.edition = edition, .stock = stock};
    find_fresh(roles);
    digest_begin(&digest, "screens");
    for (size_t i = 0; i < edition->screens.count; i++) {
        char key[SEAL_KEY_HEX];
        seal_key_text(edition->screens.screen[i].key, key);
        if (edition->screens.screen[i].inside_area)
            digest_text(&digest, key);
    }
    digest_end(&digest, roles->screens_digest);
}

void roles_finish(struct roles *roles)
{
    free(roles->fresh);
    *roles = (struct roles){0};
}

/* ---- what became of each item's text ------------------------------------------------------------------------- */

enum fate {
    FATE_SAME,  /* its file was not even opened */
    FATE_WHOLE, /* published without figures */
    FATE_SPLIT, /* published in two parts */
    FATE_HELD,  /* its text waits for signatures: its figures stay as they are */
};

struct fates {
    struct roles *roles;
    const struct group *group;
    enum fate *fate;   /* one for each of the group's items */
    bool *looked_for;  /* for each bin: it is where an entry of something freshly withdrawn would stand */
    int looked_digits; /* of the bins that is told for; -1: not yet */
    char **gone;       /* ids whose figures go: withdrawn, ended, moved */
    size_t gones, gone_room;
    size_t splits;
};

static void add_gone(struct fates *fates, const char *id)
{
    fates->gone = take_room(fates->gone, &fates->gone_room, fates->gones + 1, sizeof *fates->gone);
    fates->gone[fates->gones++] = take_copy(id);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Once all texts are through. */
static void sort_gone(struct fates *fates)
{
    if (fates->gones > 0)
        qsort(fates->gone, fates->gones, sizeof *fates->gone, compare_texts);
}

static bool is_gone(const struct fates *fates, const char *id)
{
    return fates->gones > 0 &&
           bsearch(&id, fates->gone, fates->gones, sizeof *fates->gone, compare_texts) != NULL;
}

static char *text_path(const void *group, size_t item)
{
    return entry_text_path(((const struct group *)group)->prefix,
                           ((const struct group *)group)->item[item].id);
}

static void digest_texts(const struct side *side, size_t bin, char out[65])
{
    const struct group *group = side->group;
    const struct roles *roles = ((const struct fates *)side->with)->roles;
    const struct bins_sorting *sorting = &side->sorting;
    struct digest digest;
    digest_begin(&digest, "texts 2");
    digest_authority(&digest, side->authority);
    digest_text(&digest, roles->screens_digest);
    digest_text(&digest, group->project == NULL ? "" : group->project->sha256);
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1]; i++) {
        const struct stock_item *item = &group->item[sorting->index[i]];
        digest_text(&digest, item->id);
        digest_text(&digest, item->sha256);
    }
    digest_end(&digest, out);
}

static bool texts_touched(const struct side *side, size_t bin)
{
    struct fates *fates = side->with;
    const struct roles *roles = fates->roles;
    if (fates->looked_digits != side->digits) {
        free(fates->looked_for);
        fates->looked_for = take_zeroed(bins_count(side->digits), sizeof *fates->looked_for);
        fates->looked_digits = side->digits;
        for (size_t i = 0; i < roles->freshes; i++) {
            char *path = entry_text_path(side->prefix, roles->stock->tombstone[roles->fresh[i]].id);
            fates->looked_for[bins_of(path, side->digits)] = true;
            free(path);
        }
    }
    return fates->looked_for[bin];
}

static bool has_ended(const char *until, instant now, instant grace)
{
    instant end = 0;
    return until != NULL && instant_parse(until, &end) && end + grace < now;
}

/* An entry that was published and whose item this bin does not have (any more): withdrawn, moved, ended, or only gone
   from the cache, which withdraws nothing. */
static enum status settle_old(struct side *side, struct entry_maker *maker, const char *path,
                              const struct json *entry, struct problem *problem)
{
    struct fates *fates = side->with;
    struct edition *edition = side->edition;
    const char *id = entry_custom(entry, "id"), *until = entry_custom(entry, "display_until");
    bool was_live = strcmp(entry_form(entry), "tombstone") != 0;
    if (id == NULL || strcmp(entry_form(entry), "project") == 0) {
        entry_keep(maker, path, entry);
        return STATUS_OK;
    }
    struct stock_tombstone *tombstone = stock_find_tombstone(side->stock, id, side->prefix);
    const struct stock_item *elsewhere = stock_find_live(side->stock, id, side->prefix);
    if (elsewhere != NULL) { /* it lives in another project now; a tombstone it had here is older than that */
        add_gone(fates, id);
        return STATUS_OK;
    }
    bool withdrawn =
        tombstone != NULL && (tombstone->version == 0 || tombstone->version >= entry_version(entry));
    if (withdrawn)
        stock_home(side->stock, id);
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

/* Withdrawals of items that this publication never had, or of which no trace is left: "~", the last one, keeps them. */
static enum status gather_homeless(struct side *side, struct entry_maker *maker, size_t bin,
                                   struct problem *problem)
{
    const struct roles *roles = ((const struct fates *)side->with)->roles;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < roles->freshes && status == STATUS_OK; i++) {
        const struct stock_tombstone *tombstone = &roles->stock->tombstone[roles->fresh[i]];
        if (tombstone->homed || stock_find_item(roles->stock, tombstone->id) != NULL)
            continue;
        char *path = entry_text_path(side->prefix, tombstone->id);
        if (bins_of(path, side->digits) == bin) {
            status = entry_add_tombstone(maker, path, tombstone, NULL, false, problem);
            stock_home(side->stock, tombstone->id);
        }
        free(path);
    }
    return status;
}

static enum status fill_texts(struct side *side, struct entry_maker *maker, size_t bin,
                              struct problem *problem)
{
    const struct group *group = side->group;
    struct fates *fates = side->with;
    const struct bins_sorting *sorting = &side->sorting;
    enum status status = STATUS_OK;
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1] && status == STATUS_OK; i++) {
        bool split = false;
        status = entry_add_item(maker, group->prefix, &group->item[sorting->index[i]], &split, problem);
        fates->fate[sorting->index[i]] = split ? FATE_SPLIT : FATE_WHOLE;
        fates->splits += split;
    }
    char *project_path = entry_project_path(group->prefix);
    bool has_project = group->project != NULL && bins_of(project_path, side->digits) == bin;
    if (status == STATUS_OK && has_project)
        status = entry_add_project(maker, group->prefix, group->project, problem);
    entries_sort(maker->out);
    size_t sorted = maker->out->count;
    const char **paths = json_keys(maker->old);
    for (size_t i = 0; i < json_count(maker->old) && status == STATUS_OK; i++) {
        struct entries so_far = {maker->out->entry, sorted, 0};
        if (bins_of(paths[i], side->digits) == bin && entries_find(&so_far, paths[i]) == NULL)
            status = settle_old(side, maker, paths[i], json_member(maker->old, paths[i]), problem);
    }
    free(paths);
    free(project_path);
    if (status == STATUS_OK && group->gather)
        status = gather_homeless(side, maker, bin, problem);
    return status;
}

/* The texts of this bin wait: figures that belong to a text nobody can see yet wait with them. */
static void hold_back(struct side *side, size_t bin, const struct entries *entries)
{
    struct fates *fates = side->with;
    const struct bins_sorting *sorting = &side->sorting;
    const struct json *old = json_member(side->source.old.body, "targets");
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1]; i++) {
        char *path = text_path(side->group, sorting->index[i]);
        const struct entry *entry = entries_find(entries, path);
        if (entry != NULL && strcmp(entry->sha256, entry_sha256(json_member(old, path))) != 0) {
            fates->fate[sorting->index[i]] = FATE_HELD;
            side->edition->report->held++;
        }
        free(path);
    }
}

/* ---- figures ------------------------------------------------------------------------------------------------- */

static int compare_items(const void *a, const void *b)
{
    return strcmp(((const struct stock_item *)a)->id, ((const struct stock_item *)b)->id);
}

static char *figures_path(const void *group, size_t item)
{
    return entry_figures_path(((const struct group *)group)->prefix,
                              ((const struct group *)group)->item[item].id);
}

/* What figures are made from shows in the fate of their texts; this tells only who signs. */
static void digest_figures(const struct side *side, size_t bin, char out[65])
{
    struct digest digest;
    (void)bin;
    digest_begin(&digest, "figures 1");
    digest_authority(&digest, side->authority);
    digest_end(&digest, out);
}

static bool figures_touched(const struct side *side, size_t bin)
{
    const struct fates *fates = side->with;
    const struct bins_sorting *sorting = &side->sorting;
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1]; i++)
        if (fates->fate[sorting->index[i]] != FATE_SAME)
            return true;
    return fates->gones > 0;
}

static enum status fill_figures(struct side *side, struct entry_maker *maker, size_t bin,
                                struct problem *problem)
{
    const struct group *group = side->group;
    const struct fates *fates = side->with;
    const struct bins_sorting *sorting = &side->sorting;
    enum status status = STATUS_OK;
    for (size_t i = sorting->start[bin]; i < sorting->start[bin + 1] && status == STATUS_OK; i++)
        if (fates->fate[sorting->index[i]] == FATE_SPLIT)
            status = entry_add_figures(maker, group->prefix, &group->item[sorting->index[i]], problem);
    const char **paths = json_keys(maker->old);
    for (size_t i = 0; i < json_count(maker->old); i++) {
        const struct json *entry = json_member(maker->old, paths[i]);
        const char *id = entry_custom(entry, "id");
        if (bins_of(paths[i], side->digits) != bin || id == NULL || is_gone(fates, id))
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

/* ---- both ----------------------------------------------------------------------------------------------------- */

static const struct side_duty texts_side = {DUTY_TEXTS,    text_path,  digest_texts,
                                            texts_touched, fill_texts, hold_back};
static const struct side_duty figures_side = {DUTY_FIGURES,    figures_path, digest_figures,
                                              figures_touched, fill_figures, NULL};

static enum status publish_side(struct fates *fates, const struct side_duty *duty,
                                const struct authority *authority, size_t expected, struct problem *problem)
{
    struct side side = {.duty = duty,
                        .edition = fates->roles->edition,
                        .stock = fates->roles->stock,
                        .authority = authority,
                        .prefix = fates->group->prefix,
                        .screens_digest = fates->roles->screens_digest,
                        .group = fates->group,
                        .items = fates->group->items,
                        .with = fates};
    return side_publish(&side, expected, problem);
}

enum status roles_publish(struct roles *roles, const struct group *group, struct problem *problem)
{
    struct fates fates = {.roles = roles,
                          .group = group,
                          .fate = take_zeroed(group->items, sizeof *fates.fate),
                          .looked_digits = -1};
    size_t texts = group->items + (group->gather ? roles->freshes : 0);
    enum status status = publish_side(&fates, &texts_side, group->texts, texts, problem);
    sort_gone(&fates);
    if (status == STATUS_OK)
        status = publish_side(&fates, &figures_side, group->figures, fates.splits, problem);
    for (size_t i = 0; i < fates.gones; i++)
        free(fates.gone[i]);
    free(fates.gone);
    free(fates.looked_for);
    free(fates.fate);
    return status;
}
