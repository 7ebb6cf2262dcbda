#include "review.h"

#include "contract/catalogue.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "contract/part.h"
#include "contract/seal.h"
#include "depot.h"
#include "entries.h"
#include "file.h"
#include "guard.h"
#include "keys.h"
#include "speech.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define REVIEW_FILE_BYTES (64 << 20) /* our own files, before bins were made */
#define CHINA_MINUTES 480            /* the zone by which the guard's rules count days */
#define LINE_BYTES 1024

struct waiting_file {
    char *path, *folder, *name; /* name: of the role or "2.root", without ".json" */
    enum duty duty;
    struct envelope now, base; /* base.body NULL: nothing to compare with */
    bool vouched;              /* a key at hand has signed the base */
};
struct change { /* one path, over all files together: an item may move from a role to one of its bins */
    const char *path, *folder;
    const struct json *was, *is;
};
struct review {
    struct waiting_file *file;
    size_t files, capacity;
    struct change *change;
    size_t changes, change_room;
    size_t unreadable;
    struct {
        size_t added, changed, withdrawn, gone, same;
    } sum;
};

/* ---- reading ------------------------------------------------------------------------------------------------- */

static bool read_envelope(const char *path, struct envelope *out)
{
    struct buffer bytes = {0};
    bool good = file_read(path, REVIEW_FILE_BYTES, &bytes, NULL) == STATUS_OK &&
                envelope_read(bytes.data, bytes.size, REVIEW_FILE_BYTES, out, NULL) == STATUS_OK;
    buffer_finish(&bytes);
    return good;
}

/* Takes `path` and says whether it is there. */
static bool try_base(struct waiting_file *file, char *path)
{
    bool found = file->base.body == NULL && read_envelope(path, &file->base);
    if (!found && file->base.body == NULL)
        envelope_finish(&file->base);
    free(path);
    return found;
}

/* The state before: a root's predecessor, what was published of a role, the list of screens that counts. */
static void find_base(struct waiting_file *file, const struct keyring *ring, const char *keys)
{
    int64_t version = 0;
    const char *type = json_text(json_member(file->now.body, "_type"));
    (void)json_int64(json_member(file->now.body, "version"), &version);
    if (file->duty == DUTY_ROOT) {
        (void)try_base(file, take_format("%s/%" PRId64 ".root.json", file->folder, version - 1));
        (void)try_base(file, take_format("%s/%" PRId64 ".root.json", keys == NULL ? "." : keys, version - 1));
    } else {
        (void)try_base(file, take_format("%s/published/%s.json", file->folder, file->name));
    }
    if (type != NULL && strcmp(type, "screens") == 0)
        (void)try_base(file, take_format("%s/screens.json", keys == NULL ? "." : keys));
    for (size_t i = 0; ring != NULL && i < ring->keys; i++)
        file->vouched = file->vouched || (ring->key[i].duty == file->duty && file->base.body != NULL &&
                                          envelope_is_signed_by(&file->base, &ring->key[i].public));
}

static bool has_duty(const struct keyring *ring, enum duty duty)
{
    bool has = ring == NULL;
    for (size_t i = 0; !has && i < ring->keys; i++)
        has = ring->key[i].duty == duty;
    return has;
}

static enum status add_file(struct review *review, const char *path, const struct keyring *ring,
                            const char *keys, bool alone, struct problem *problem)
{
    struct waiting_file file = {.path = take_copy(path)};
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    size_t length = strlen(name);
    file.folder = slash == NULL ? take_copy(".") : take_copy_n(path, (size_t)(slash - path));
    file.name = length > 5 ? take_copy_n(name, length - 5) : take_copy(name);
    struct buffer bytes = {0};
    enum status status = file_read(path, REVIEW_FILE_BYTES, &bytes, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_MISUSE, "no-file", "%.200s is not there", path);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, REVIEW_FILE_BYTES, &file.now, alone ? problem : NULL);
    file.duty = status == STATUS_OK ? keys_duty_of(path, file.now.body) : DUTY_COUNT;
    if (status == STATUS_OK && file.duty == DUTY_COUNT)
        status = problem_set(alone ? problem : NULL, STATUS_REFUSED, "bad-metadata",
                             "%.200s is no file that a role signs", path);
    buffer_finish(&bytes);
    bool taken = status == STATUS_OK && (alone || has_duty(ring, file.duty));
    if (taken) {
        find_base(&file, ring, keys);
        review->file = take_room(review->file, &review->capacity, review->files + 1, sizeof *review->file);
        review->file[review->files++] = file;
        return STATUS_OK;
    }
    envelope_finish(&file.now);
    free(file.path);
    free(file.folder);
    free(file.name);
    /* In a folder lies what is not to be signed as well: roles.json, public keys. */
    return alone || status == STATUS_UNAVAILABLE ? status : STATUS_OK;
}

enum status review_open(const char *path, const struct keyring *ring, const char *keys, struct review **out,
                        struct problem *problem)
{
    struct dirent **names = NULL;
    struct review *review = take_zeroed(1, sizeof *review);
    int count = scandir(path, &names, NULL, alphasort);
    int cause = count < 0 ? errno : 0;
    enum status status = STATUS_OK;
    if (cause == ENOTDIR)
        status = add_file(review, path, ring, keys, true, problem);
    else if (cause != 0)
        status = problem_set(problem, cause == ENOENT ? STATUS_MISUSE : STATUS_UNAVAILABLE,
                             cause == ENOENT ? "no-file" : "file", "%.200s: %s", path, strerror(cause));
    for (int i = 0; i < count; i++) {
        size_t length = strlen(names[i]->d_name);
        if (status == STATUS_OK && length > 5 && strcmp(names[i]->d_name + length - 5, ".json") == 0) {
            char *file = take_format("%s/%s", path, names[i]->d_name);
            status = add_file(review, file, ring, keys, false, problem);
            free(file);
        }
        free(names[i]);
    }
    free(names);
    if (status == STATUS_OK && review->files == 0)
        status = STATUS_END;
    *out = review;
    if (status != STATUS_OK) {
        review_close(review);
        *out = NULL;
    }
    return status;
}

void review_close(struct review *review)
{
    if (review == NULL)
        return;
    for (size_t i = 0; i < review->files; i++) {
        envelope_finish(&review->file[i].now);
        envelope_finish(&review->file[i].base);
        free(review->file[i].path);
        free(review->file[i].folder);
        free(review->file[i].name);
    }
    free(review->file);
    free(review->change);
    free(review);
}

size_t review_files(const struct review *review)
{
    return review->files;
}

const char *review_file(const struct review *review, size_t index)
{
    return review->file[index].path;
}

size_t review_unreadable(const struct review *review)
{
    return review->unreadable;
}

/* ---- items --------------------------------------------------------------------------------------------------- */

/* " KEY TEXT", or " TEXT" without a key; nothing for no text. */
static void say(struct buffer *said, const char *key, const char *text)
{
    char shown[LINE_BYTES];
    if (text != NULL && *text != '\0')
        buffer_format(said, " %s%s%s", key == NULL ? "" : speech(key), key == NULL ? "" : " ",
                      log_escape(shown, sizeof shown, text));
}

/* The content key of a sealed target, which the publisher left for those who sign. */
static enum status read_content(const char *folder, const char *name, unsigned char content[SEAL_KEY_BYTES],
                                struct problem *problem)
{
    struct buffer hex = {0};
    size_t size = 0;
    char *file = take_format("%s/content/%s", folder, name);
    enum status status = file_read(file, 1024, &hex, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_REFUSED, "no-content-key", "%.200s is not there", file);
    if (status == STATUS_OK &&
        (sodium_hex2bin(content, SEAL_KEY_BYTES, hex.data, hex.size, "\r\n", &size, NULL) != 0 ||
         size != SEAL_KEY_BYTES))
        status = problem_set(problem, STATUS_REFUSED, "no-content-key", "%.200s holds no key", file);
    if (hex.size > 0)
        sodium_memzero(hex.data, hex.size);
    buffer_finish(&hex);
    free(file);
    return status;
}

/* What a sealed target says; it must be what is told of it in clear as well. */
static enum status open_sealed(const char *folder, const char *name, const struct buffer *bytes,
                               const struct json *entry, struct record **out, struct problem *problem)
{
    struct buffer plain = {0};
    unsigned char content[SEAL_KEY_BYTES];
    enum status status = read_content(folder, name, content, problem);
    if (status == STATUS_OK)
        status = seal_open_with(bytes->data, bytes->size, content, &plain, problem);
    if (status == STATUS_OK)
        status = record_decode(plain.data, plain.size, out, problem);
    const char *id = entry_custom(entry, "id"), *catalogue = entry_custom(entry, "catalogue");
    const struct record *record = *out;
    if (status == STATUS_OK &&
        (id == NULL || strcmp(id, record->id) != 0 || catalogue == NULL ||
         strcmp(catalogue, record->catalogue) != 0 || record->audience != AUDIENCE_AFFECTED ||
         record->version != entry_version(entry)))
        status = problem_set(problem, STATUS_REFUSED, "bad-target", "sealed is another item than is told");
    sodium_memzero(content, sizeof content);
    if (plain.size > 0)
        sodium_memzero(plain.data, plain.size);
    buffer_finish(&plain);
    return status;
}

/* The record a target holds, if its bytes are those that were listed and a site's guard would take them. */
static struct record *read_target(const char *folder, const char *path, const struct json *entry,
                                  struct problem *problem)
{
    struct buffer bytes = {0};
    struct record *record = NULL;
    char sha256[65], *name = depot_target_name(path, entry_sha256(entry)),
                     *file = take_format("%s/%s", folder, name);
    enum status status = file_read(file, LIMIT_SEALED_BYTES, &bytes, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_REFUSED, "absent", "%.200s is not there", file);
    sha256_hex(bytes.data == NULL ? "" : bytes.data, bytes.size, sha256);
    if (status == STATUS_OK && strcmp(sha256, entry_sha256(entry)) != 0)
        status = problem_set(problem, STATUS_REFUSED, "bad-target", "other bytes than those to be signed");
    const char *form = entry_form(entry);
    if (status == STATUS_OK)
        status = strcmp(form, "text") == 0     ? part_join(bytes.data, bytes.size, NULL, 0, &record, problem)
                 : strcmp(form, "sealed") == 0 ? open_sealed(folder, name, &bytes, entry, &record, problem)
                                               : record_decode(bytes.data, bytes.size, &record, problem);
    if (record != NULL &&
        (status != STATUS_OK || guard_record(record, CHINA_MINUTES, problem) != STATUS_OK)) {
        record_destroy(record);
        record = NULL;
    }
    buffer_finish(&bytes);
    free(name);
    free(file);
    return record;
}

static const char *title_of(const struct record *record)
{
    return record == NULL ? NULL : record_title(record, LANG_ZH);
}

/* The rows of a table, one a line: what a household is paid is to be read as well as what is written about it. */
static void say_rows(const struct rows *rows, struct buffer *said)
{
    const struct view *view = &views[rows->view];
    for (size_t i = 0; i < rows->count; i++) {
        buffer_format(said, "\n   %s", view->name);
        for (size_t column = 0; column < view->columns; column++)
            if (rows_cell(rows, i, view->column[column].name) != NULL) {
                buffer_format(said, " %s", view->column[column].name);
                say(said, NULL, rows_cell(rows, i, view->column[column].name));
            }
    }
}

static void say_record(const struct record *record, bool full, struct buffer *said)
{
    const struct catalogue_item *item = catalogue_find(record->catalogue);
    say(said, "review.catalogue", item == NULL ? record->catalogue : item->name[LANG_ZH]);
    say(said, "review.number", record->doc_no);
    if (record->priority == PRIORITY_URGENT)
        buffer_format(said, " %s", speech("review.urgent"));
    if (record->audience != AUDIENCE_PUBLIC)
        buffer_format(said, " %s", speech("review.inside"));
    if (!full)
        return;
    for (size_t lang = 0; lang < LANG_COUNT; lang++)
        if (record->text[lang].body != NULL) /* clean: the guard has read it */
            buffer_format(said, "\n%s", record->text[lang].body);
    for (size_t view = VIEW_DETAIL_FIRST; view < VIEW_COUNT; view++)
        say_rows(&record->rows[view], said);
}

/* One thing that is new or different: what it is called, and what it was called. */
static void say_item(struct review *review, const struct change *change, bool full, struct buffer *said)
{
    struct problem problem = {0};
    const char *form = entry_form(change->is);
    char *base = take_format("%s/published", change->folder);
    struct record *was = change->was == NULL ? NULL : read_target(base, change->path, change->was, NULL),
                  *is = NULL;
    bool tombstone = strcmp(form, "tombstone") == 0, added = change->was == NULL;
    free(base);
    buffer_format(said, "  %s",
                  speech(tombstone ? "review.withdrawn"
                         : added   ? "review.added"
                                   : "review.changed"));
    bool sealed = strcmp(form, "sealed") == 0;
    if (strcmp(form, "item") == 0 || strcmp(form, "text") == 0 || sealed) {
        is = read_target(change->folder, change->path, change->is, &problem);
        say(said, NULL, title_of(is));
    }
    if (title_of(was) != NULL && (is == NULL || strcmp(title_of(was), title_of(is)) != 0))
        say(said, tombstone ? NULL : "review.before", title_of(was));
    say(said, "review.id", entry_custom(change->is, "id"));
    if (!tombstone && entry_version(change->is) >= 0) {
        if (entry_version(change->was) >= 0)
            buffer_format(said, " %s %" PRId64 " →", speech("add.version"), entry_version(change->was));
        else
            buffer_format(said, " %s", speech("add.version"));
        buffer_format(said, " %" PRId64, entry_version(change->is));
    }
    if (tombstone) {
        say(said, "review.reason", entry_custom(change->is, "reason"));
        if (json_member(json_member(change->is, "custom"), "mass") != NULL)
            buffer_format(said, " %s", speech("review.mass"));
    } else if (is != NULL) {
        if (sealed)
            buffer_format(said, " %s", speech("review.sealed"));
        say_record(is, full, said);
    } else if (strcmp(form, "figures") == 0 || strcmp(form, "project") == 0) {
        buffer_format(said, " %s",
                      speech(strcmp(form, "figures") == 0 ? "review.figures" : "review.project"));
        say(said, NULL, change->path);
    } else {
        review->unreadable++;
        say(said, NULL, change->path);
        buffer_format(said, " %s: %s %s", speech("review.unreadable"), problem.code,
                      speech_for_code(problem.code));
    }
    buffer_char(said, '\n');
    *(tombstone ? &review->sum.withdrawn : added ? &review->sum.added : &review->sum.changed) += 1;
    record_destroy(was);
    record_destroy(is);
}

static int compare_changes(const void *a, const void *b)
{
    return strcmp(((const struct change *)a)->path, ((const struct change *)b)->path);
}

static void gather(struct review *review, const struct waiting_file *file, bool base)
{
    const struct json *targets = json_member(base ? file->base.body : file->now.body, "targets");
    const char **paths = json_keys(targets);
    size_t count = json_count(targets);
    for (size_t i = 0; i < count; i++) {
        const struct json *entry = json_member(targets, paths[i]);
        review->change =
            take_room(review->change, &review->change_room, review->changes + 1, sizeof *review->change);
        review->change[review->changes++] =
            (struct change){paths[i], file->folder, base ? entry : NULL, base ? NULL : entry};
    }
    free(paths);
}

static void say_items(struct review *review, bool full, struct buffer *said)
{
    for (size_t i = 0; i < review->files; i++) {
        gather(review, &review->file[i], true);
        gather(review, &review->file[i], false);
    }
    if (review->changes == 0)
        return;
    qsort(review->change, review->changes, sizeof *review->change, compare_changes);
    for (size_t i = 0; i < review->changes; i++) {
        struct change *change = &review->change[i], *next = change + 1;
        if (i + 1 < review->changes && strcmp(change->path, next->path) == 0) {
            next->was = next->was != NULL ? next->was : change->was;
            next->is = next->is != NULL ? next->is : change->is;
        } else if (change->is == NULL) {
            review->sum.gone++;
            buffer_format(said, "  %s", speech("review.gone"));
            say(said, "review.id", entry_custom(change->was, "id"));
            say(said, NULL, change->path);
            buffer_char(said, '\n');
        } else if (change->was != NULL && strcmp(entry_sha256(change->was), entry_sha256(change->is)) == 0) {
            review->sum.same++;
        } else {
            say_item(review, change, full, said);
        }
    }
    buffer_format(said, "%s %s %zu%s%s %zu%s%s %zu%s%s %zu%s%s %zu\n", speech("review.sum"),
                  speech("review.added"), review->sum.added, speech("account.comma"),
                  speech("review.changed"), review->sum.changed, speech("account.comma"),
                  speech("review.withdrawn"), review->sum.withdrawn, speech("account.comma"),
                  speech("review.gone"), review->sum.gone, speech("account.comma"), speech("review.same"),
                  review->sum.same);
}

/* ---- keys, projects, screens --------------------------------------------------------------------------------- */

/* Tells which keys and which threshold of an authority are new or gone. */
static void say_authority(const char *name, const struct authority *was, const struct authority *is,
                          struct buffer *said)
{
    if (was->threshold != is->threshold)
        buffer_format(said, "  %s %s %d → %d\n", name, speech("review.threshold"), was->threshold,
                      is->threshold);
    for (size_t i = 0; i < is->keys; i++)
        if (authority_find(was, is->key[i].id) == NULL)
            buffer_format(said, "  %s %s %s\n", name, speech("review.key-added"), is->key[i].id);
    for (size_t i = 0; i < was->keys; i++)
        if (authority_find(is, was->key[i].id) == NULL)
            buffer_format(said, "  %s %s %s\n", name, speech("review.key-gone"), was->key[i].id);
}

static void say_root(const struct waiting_file *file, struct buffer *said)
{
    static const enum duty duties[] = {DUTY_ROOT, DUTY_TARGETS, DUTY_SNAPSHOT, DUTY_TIMESTAMP};
    for (size_t i = 0; i < sizeof duties / sizeof duties[0]; i++) {
        struct authority was = {0}, is = {0};
        const char *name = duty_words[duties[i]];
        (void)authority_read(json_member(file->base.body, "keys"),
                             json_member(json_member(file->base.body, "roles"), name), &was, NULL);
        (void)authority_read(json_member(file->now.body, "keys"),
                             json_member(json_member(file->now.body, "roles"), name), &is, NULL);
        say_authority(name, &was, &is, said);
        authority_finish(&was);
        authority_finish(&is);
    }
}

static const struct json *find_delegation(const struct json *body, const char *name)
{
    const struct json *roles = json_member(json_member(body, "delegations"), "roles");
    for (size_t i = 0; i < json_count(roles); i++) {
        const char *other = json_text(json_member(json_element(roles, i), "name"));
        if (other != NULL && strcmp(other, name) == 0)
            return json_element(roles, i);
    }
    return NULL;
}

/* Which roles a file delegates to: projects of targets.json, bins of a role. Keys are told where they change. */
static void say_delegations(const struct waiting_file *file, struct buffer *said)
{
    const struct json *now = json_member(file->now.body, "delegations"),
                      *base = json_member(file->base.body, "delegations"), *roles = json_member(now, "roles");
    char shown[LINE_BYTES];
    for (size_t i = 0; i < json_count(roles); i++) {
        const struct json *role = json_element(roles, i);
        const char *name = json_text(json_member(role, "name"));
        const struct json *old = name == NULL ? NULL : find_delegation(file->base.body, name);
        struct authority was = {0}, is = {0};
        name = log_escape(shown, sizeof shown, name == NULL ? "" : name);
        if (old == NULL)
            buffer_format(said, "  %s %s\n", speech("review.role-added"), name);
        (void)authority_read(json_member(base, "keys"), old, &was, NULL);
        (void)authority_read(json_member(now, "keys"), role, &is, NULL);
        if (file->duty == DUTY_TARGETS)
            say_authority(name, &was, &is, said);
        authority_finish(&was);
        authority_finish(&is);
    }
    roles = json_member(base, "roles");
    for (size_t i = 0; i < json_count(roles); i++) {
        const char *name = json_text(json_member(json_element(roles, i), "name"));
        if (name != NULL && find_delegation(file->now.body, name) == NULL)
            buffer_format(said, "  %s %s\n", speech("review.role-gone"),
                          log_escape(shown, sizeof shown, name));
    }
}

static bool has_screen(const struct json *screens, const struct json *wanted)
{
    struct buffer a = {0}, b = {0};
    bool found = false;
    json_canonical(wanted, &a);
    for (size_t i = 0; i < json_count(screens) && !found; i++) {
        buffer_clear(&b);
        json_canonical(json_element(screens, i), &b);
        found = a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
    }
    buffer_finish(&a);
    buffer_finish(&b);
    return found;
}

static void say_screens(const struct json *screens, const struct json *others, const char *key,
                        struct buffer *said)
{
    for (size_t i = 0; i < json_count(screens); i++) {
        const struct json *screen = json_element(screens, i);
        bool inside = false;
        if (has_screen(others, screen))
            continue;
        (void)json_boolean(json_member(screen, "inside_area"), &inside);
        buffer_format(said, "  %s", speech(key));
        say(said, NULL, json_text(json_member(screen, "name")));
        buffer_format(said, " %s", speech(inside ? "screens.inside" : "screens.outside"));
        say(said, NULL, json_text(json_member(screen, "key")));
        buffer_char(said, '\n');
    }
}

/* ---- all of it ----------------------------------------------------------------------------------------------- */

static void say_file(const struct waiting_file *file, struct buffer *said)
{
    char shown[LINE_BYTES];
    int64_t version = 0, base = 0;
    (void)json_int64(json_member(file->now.body, "version"), &version);
    buffer_format(said, "%s %s %" PRId64, log_escape(shown, sizeof shown, file->name), speech("add.version"),
                  version);
    say(said, "keys.until", json_text(json_member(file->now.body, "expires")));
    if (file->base.body == NULL)
        buffer_format(said, "%s%s", speech("account.comma"), speech("review.no-base"));
    else if (json_int64(json_member(file->base.body, "version"), &base))
        buffer_format(said, "%s%s %" PRId64 "%s", speech("account.comma"), speech("review.against"), base,
                      file->vouched ? "" : speech("review.base-unsigned"));
    buffer_char(said, '\n');
}

void review_write(struct review *review, bool full, struct buffer *said)
{
    for (size_t i = 0; i < review->files; i++) {
        const struct waiting_file *file = &review->file[i];
        const struct json *now = json_member(file->now.body, "screens"),
                          *base = json_member(file->base.body, "screens");
        say_file(file, said);
        if (file->duty == DUTY_ROOT)
            say_root(file, said);
        say_delegations(file, said);
        say_screens(now, base, "review.screen-added", said);
        say_screens(base, now, "review.screen-gone", said);
    }
    say_items(review, full, said);
}
