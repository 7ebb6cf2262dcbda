#include "entries.h"

#include "contract/part.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- the list ------------------------------------------------------------------------------------------------ */

void entries_finish(struct entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        free(entries->entry[i].path);
        free(entries->entry[i].text);
    }
    free(entries->entry);
    *entries = (struct entries){0};
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

void entries_sort(struct entries *entries)
{
    if (entries->count > 0)
        qsort(entries->entry, entries->count, sizeof *entries->entry, compare);
}

const struct entry *entries_find(const struct entries *sorted, const char *path)
{
    const struct entry wanted = {.path = (char *)path};
    return sorted->count == 0
               ? NULL
               : bsearch(&wanted, sorted->entry, sorted->count, sizeof *sorted->entry, compare);
}

void entries_write(const struct entries *sorted, struct buffer *out)
{
    buffer_char(out, '{');
    for (size_t i = 0; i < sorted->count; i++) {
        buffer_text(out, i > 0 ? "," : "");
        json_write_string(out, sorted->entry[i].path);
        buffer_char(out, ':');
        buffer_text(out, sorted->entry[i].text);
    }
    buffer_char(out, '}');
}

static struct entry *add(struct entry_maker *maker, const char *path)
{
    struct entries *out = maker->out;
    out->entry = take_room(out->entry, &out->capacity, out->count + 1, sizeof *out->entry);
    struct entry *entry = &out->entry[out->count++];
    *entry = (struct entry){.path = take_copy(path)};
    return entry;
}

/* ---- reading entries ----------------------------------------------------------------------------------------- */

const char *entry_custom(const struct json *entry, const char *member)
{
    return json_text(json_member(json_member(entry, "custom"), member));
}

const char *entry_form(const struct json *entry)
{
    const char *form = entry_custom(entry, "form");
    return form == NULL ? "" : form;
}

const char *entry_sha256(const struct json *entry)
{
    const char *sha256 = json_text(json_member(json_member(entry, "hashes"), "sha256"));
    return sha256 == NULL ? "" : sha256;
}

int64_t entry_version(const struct json *entry)
{
    int64_t version = -1;
    return json_int64(json_member(json_member(entry, "custom"), "version"), &version) ? version : -1;
}

void entry_keep(struct entry_maker *maker, const char *path, const struct json *entry)
{
    struct buffer text = {0};
    struct entry *kept = add(maker, path);
    json_canonical(entry, &text);
    kept->text = buffer_take(&text);
    kept->tombstone = strcmp(entry_form(entry), "tombstone") == 0;
    strncpy(kept->sha256, entry_sha256(entry), sizeof kept->sha256 - 1);
}

/* Keeps the published or the waiting entry of a path if `member` of its custom (or its hash, for NULL) is `wanted`. */
static bool keep_if(struct entry_maker *maker, const char *path, const char *form, const char *member,
                    const char *wanted)
{
    /* What waits lies beside the waiting file, and is of use only while the new file has to wait as well. */
    const struct json *entries[] = {maker->old, maker->pending ? maker->waiting : NULL};
    for (size_t i = 0; i < 2; i++) {
        const struct json *entry = json_member(entries[i], path);
        const char *found = member == NULL ? entry_sha256(entry) : entry_custom(entry, member);
        if (entry == NULL || strcmp(entry_form(entry), form) != 0 || found == NULL ||
            strcmp(found, wanted) != 0)
            continue;
        entry_keep(maker, path, entry);
        return true;
    }
    return false;
}

/* ---- paths --------------------------------------------------------------------------------------------------- */

char *entry_text_path(const char *prefix, const char *id)
{
    return take_format("%s/texts/%s.json", prefix, id);
}

char *entry_figures_path(const char *prefix, const char *id)
{
    return take_format("%s/figures/%s.json", prefix, id);
}

char *entry_project_path(const char *prefix)
{
    return take_format("%s/texts/~project.json", prefix);
}

/* ---- making -------------------------------------------------------------------------------------------------- */

/* Puts the bytes and adds their entry, unless the very same stands already. `custom` is canonical JSON. */
static enum status add_target(struct entry_maker *maker, const char *path, const char *custom,
                              const struct buffer *bytes, bool tombstone, struct problem *problem)
{
    char sha256[65];
    sha256_hex(bytes->data, bytes->size, sha256);
    struct entry *entry = add(maker, path);
    entry->text = take_format("{\"custom\":%s,\"hashes\":{\"sha256\":\"%s\"},\"length\":%zu}", custom, sha256,
                              bytes->size);
    entry->tombstone = tombstone;
    memcpy(entry->sha256, sha256, sizeof sha256);
    if (strcmp(entry_sha256(json_member(maker->old, path)), sha256) == 0 ||
        (maker->pending && strcmp(entry_sha256(json_member(maker->waiting, path)), sha256) == 0))
        return STATUS_OK;
    return edition_put_target(maker->edition, maker->pending, path, sha256, bytes, problem);
}

/* What a reader needs before it fetches, in canonical order. `tag` NULL: not sealed; revision -1: not told. */
static char *item_custom(const struct record *record, const char *form, int64_t revision, const char *tag)
{
    struct buffer out = {0};
    char when[INSTANT_TEXT];
    buffer_format(&out, "{\"audience\":\"%s\",\"catalogue\":\"%s\"", audience_words[record->audience],
                  record->catalogue);
    if (record->display_until != NO_INSTANT)
        buffer_format(&out, ",\"display_until\":\"%s\"", instant_format(when, record->display_until));
    buffer_format(&out, ",\"form\":\"%s\",\"id\":\"%s\",\"kind\":\"%s\",\"priority\":\"%s\"", form,
                  record->id, kind_words[record->kind], priority_words[record->priority]);
    buffer_format(&out, ",\"published_at\":\"%s\"", instant_format(when, record->published_at));
    if (revision >= 0)
        buffer_format(&out, ",\"revision\":%" PRId64, revision);
    buffer_format(&out, ",\"statutory\":%s", record->statutory ? "true" : "false");
    if (tag != NULL)
        buffer_format(&out, ",\"tag\":\"%s\"", tag);
    buffer_format(&out, ",\"version\":%" PRId64 "}", record->version);
    return buffer_take(&out);
}

/* Tells our own work again without telling others what is in it: keyed over the record's hash and the list of screens. */
static void tag_of(const struct entry_maker *maker, const struct stock_item *item, char out[33])
{
    unsigned char hash[16];
    crypto_generichash_state state;
    crypto_generichash_init(&state, maker->edition->seal_secret, sizeof maker->edition->seal_secret,
                            sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)item->sha256, 64);
    crypto_generichash_update(&state, (const unsigned char *)maker->screens_digest, 64);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(out, 33, hash, sizeof hash);
}

static void seal_to_screens(const struct entry_maker *maker, const struct buffer *bytes,
                            unsigned char content[SEAL_KEY_BYTES], struct buffer *out)
{
    const struct screens *screens = &maker->edition->screens;
    unsigned char(*keys)[SEAL_KEY_BYTES] = take_zeroed(screens->count, sizeof *keys);
    size_t count = 0;
    for (size_t i = 0; i < screens->count; i++)
        if (screens->screen[i].inside_area)
            memcpy(keys[count++], screens->screen[i].key, SEAL_KEY_BYTES);
    seal_write(bytes->data, bytes->size, (const unsigned char(*)[SEAL_KEY_BYTES])keys, count, content, out);
    free(keys);
}

/* Seals a record and adds it. Where it waits for signatures, its content key waits beside it: who signs must have read it. */
static enum status add_sealed(struct entry_maker *maker, const char *path, const char *custom,
                              const struct buffer *record, struct problem *problem)
{
    struct buffer sealed = {0};
    unsigned char content[SEAL_KEY_BYTES];
    char sha256[65];
    seal_to_screens(maker, record, content, &sealed);
    sha256_hex(sealed.data, sealed.size, sha256);
    enum status status = STATUS_OK;
    if (maker->pending)
        status = edition_put_content(maker->edition, path, sha256, content, problem);
    if (status == STATUS_OK)
        status = add_target(maker, path, custom, &sealed, false, problem);
    sodium_memzero(content, sizeof content);
    buffer_finish(&sealed);
    return status;
}

static enum status read_item(struct entry_maker *maker, const struct stock_item *item, struct buffer *bytes,
                             struct record **record, struct problem *problem)
{
    enum status status = stock_item_bytes(maker->stock, item, bytes, problem);
    return status == STATUS_OK ? record_decode(bytes->data, bytes->size, record, problem) : status;
}

enum status entry_add_item(struct entry_maker *maker, const char *prefix, const struct stock_item *item,
                           bool *split, struct problem *problem)
{
    struct buffer bytes = {0}, text = {0}, figures = {0};
    struct record *record = NULL;
    char *path = entry_text_path(prefix, item->id), *custom = NULL, tag[33];
    enum status status = STATUS_OK;
    *split = false;
    tag_of(maker, item, tag);
    if (keep_if(maker, path, "item", NULL, item->sha256) || keep_if(maker, path, "sealed", "tag", tag))
        goto out;
    status = read_item(maker, item, &bytes, &record, problem);
    if (status != STATUS_OK)
        goto out;
    if (record->audience == AUDIENCE_AFFECTED) {
        custom = item_custom(record, "sealed", record->revision, tag);
        status = add_sealed(maker, path, custom, &bytes, problem);
    } else if (part_needed(record)) {
        *split = true;
        part_split(record, &text, &figures);
        custom = item_custom(record, "text", -1, NULL);
        status = add_target(maker, path, custom, &text, false, problem);
    } else {
        custom = item_custom(record, "item", record->revision, NULL);
        status = add_target(maker, path, custom, &bytes, false, problem);
    }
out:
    record_destroy(record);
    buffer_finish(&bytes);
    buffer_finish(&text);
    buffer_finish(&figures);
    free(custom);
    free(path);
    return status;
}

enum status entry_add_figures(struct entry_maker *maker, const char *prefix, const struct stock_item *item,
                              struct problem *problem)
{
    struct buffer bytes = {0}, text = {0}, figures = {0};
    struct record *record = NULL;
    char *path = entry_figures_path(prefix, item->id), sha256[65];
    enum status status = STATUS_OK;
    if (keep_if(maker, path, "figures", "record", item->sha256))
        goto out;
    status = read_item(maker, item, &bytes, &record, problem);
    if (status != STATUS_OK)
        goto out;
    part_split(record, &text, &figures);
    sha256_hex(text.data, text.size, sha256);
    char *custom = take_format("{\"form\":\"figures\",\"id\":\"%s\",\"record\":\"%s\",\"revision\":%" PRId64
                               ",\"text\":\"%s\",\"version\":%" PRId64 "}",
                               record->id, item->sha256, record->revision, sha256, record->version);
    status = add_target(maker, path, custom, &figures, false, problem);
    free(custom);
out:
    record_destroy(record);
    buffer_finish(&bytes);
    buffer_finish(&text);
    buffer_finish(&figures);
    free(path);
    return status;
}

enum status entry_add_project(struct entry_maker *maker, const char *prefix,
                              const struct stock_project *project, struct problem *problem)
{
    struct buffer bytes = {0};
    char *path = entry_project_path(prefix);
    enum status status = STATUS_OK;
    if (!keep_if(maker, path, "project", NULL, project->sha256)) {
        status = stock_project_bytes(maker->stock, project, &bytes, problem);
        char *custom = take_format("{\"form\":\"project\",\"id\":\"%s\"}", project->id);
        if (status == STATUS_OK)
            status = add_target(maker, path, custom, &bytes, false, problem);
        free(custom);
    }
    buffer_finish(&bytes);
    free(path);
    return status;
}

enum status entry_add_tombstone(struct entry_maker *maker, const char *path,
                                const struct stock_tombstone *tombstone, const char *until, bool mass,
                                struct problem *problem)
{
    struct buffer bytes = {0}, custom = {0}, common = {0};
    char when[INSTANT_TEXT];
    buffer_format(&common, "\"reason\":");
    json_write_string(&common, tombstone->reason);
    buffer_format(&common, ",\"version\":%" PRId64 ",\"withdrawn_at\":\"%s\"}", tombstone->version,
                  instant_format(when, tombstone->withdrawn_at));
    buffer_format(&bytes, "{\"id\":\"%s\",%s", tombstone->id, common.data);
    buffer_char(&custom, '{');
    if (until != NULL)
        buffer_format(&custom, "\"display_until\":\"%s\",", until);
    buffer_format(&custom, "\"form\":\"tombstone\",\"id\":\"%s\",%s%s", tombstone->id,
                  mass ? "\"mass\":true," : "", common.data);
    enum status status = add_target(maker, path, custom.data, &bytes, true, problem);
    buffer_finish(&bytes);
    buffer_finish(&custom);
    buffer_finish(&common);
    return status;
}
