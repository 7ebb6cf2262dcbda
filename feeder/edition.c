#include "edition.h"

#include "contract/limits.h"
#include "contract/record.h"
#include "file.h"
#include "keys.h"
#include "pending.h"
#include "standing.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define METADATA_BYTES (64 << 20) /* our own files, before bins were made */
#define SPEC "\"spec_version\":\"1.0.31\""

int64_t edition_lifetime(const struct edition *edition, enum duty duty)
{
    const struct publish_settings *settings = edition->settings;
    const int64_t seconds[DUTY_COUNT] = {
        [DUTY_TARGETS] = settings->targets_seconds,     [DUTY_SNAPSHOT] = settings->snapshot_seconds,
        [DUTY_TIMESTAMP] = settings->timestamp_seconds, [DUTY_TEXTS] = settings->texts_seconds,
        [DUTY_FIGURES] = settings->figures_seconds,
    };
    return seconds[duty];
}

/* When two thirds of its time are over, so that a publisher that fails for a while is not at once expired everywhere. */
bool edition_is_due(const struct edition *edition, enum duty duty, instant expires)
{
    return expires - edition->now < edition_lifetime(edition, duty) / 3;
}

bool edition_can_sign(const struct edition *edition, const struct authority *authority)
{
    int count = 0;
    for (size_t i = 0; i < edition->ring.keys; i++)
        count += authority_find(authority, edition->ring.key[i].public.id) != NULL;
    return count >= authority->threshold;
}

/* ---- what stands --------------------------------------------------------------------------------------------- */

/* Reads a metadata file of our own. STATUS_END: there is none. */
static enum status read_metadata(const struct edition *edition, const char *name, struct envelope *out,
                                 struct problem *problem)
{
    struct buffer bytes = {0};
    char *relative = take_format("metadata/%s", name), *path = depot_path(edition->depot, relative);
    enum status status = file_read(path, METADATA_BYTES, &bytes, problem);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, METADATA_BYTES, out, problem);
    buffer_finish(&bytes);
    free(relative);
    free(path);
    return status;
}

static int compare_roles(const void *a, const void *b)
{
    return strcmp(((const struct edition_role *)a)->name, ((const struct edition_role *)b)->name);
}

static struct edition_role *find_role(const struct edition *edition, const char *name)
{
    const struct edition_role wanted = {.name = (char *)name};
    return edition->roles == 0
               ? NULL
               : bsearch(&wanted, edition->role, edition->roles, sizeof *edition->role, compare_roles);
}

int64_t edition_version(const struct edition *edition, const char *name)
{
    const struct edition_role *role = find_role(edition, name);
    return role == NULL ? 0 : role->version;
}

static void set_version(struct edition *edition, const char *name, int64_t version)
{
    struct edition_role *role = find_role(edition, name);
    edition->changed = true;
    if (role != NULL) {
        role->version = version;
        return;
    }
    edition->role = take_resized(edition->role, edition->roles + 1, sizeof *edition->role);
    edition->role[edition->roles++] = (struct edition_role){take_copy(name), version};
    qsort(edition->role, edition->roles, sizeof *edition->role, compare_roles);
}

static enum status read_versions(struct edition *edition, struct problem *problem)
{
    const struct json *meta = json_member(edition->snapshot.body, "meta");
    const char **names = json_keys(meta);
    size_t count = json_count(meta);
    enum status status = STATUS_OK;
    edition->role = take_zeroed(count, sizeof *edition->role);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        size_t length = strlen(names[i]);
        int64_t version = 0;
        if (length < 6 || strcmp(names[i] + length - 5, ".json") != 0 ||
            !json_int64(json_member(json_member(meta, names[i]), "version"), &version) || version < 1)
            status =
                problem_set(problem, STATUS_REFUSED, "bad-metadata", "the published snapshot is damaged");
        else
            edition->role[edition->roles++] =
                (struct edition_role){take_copy_n(names[i], length - 5), version};
    }
    if (edition->roles > 0)
        qsort(edition->role, edition->roles, sizeof *edition->role, compare_roles);
    free(names);
    return status;
}

/* What clients see now. A folder without a timestamp has never been seen. */
static enum status read_standing(struct edition *edition, struct problem *problem)
{
    struct envelope timestamp = {0};
    edition->issued = NO_INSTANT;
    enum status status = read_metadata(edition, "timestamp.json", &timestamp, problem);
    if (status == STATUS_END) {
        envelope_finish(&timestamp);
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        const struct json *snapshot = json_member(json_member(timestamp.body, "meta"), "snapshot.json");
        const char *issued = json_text(json_member(timestamp.body, "x-issued"));
        if (!json_int64(json_member(timestamp.body, "version"), &edition->timestamp_version) ||
            !json_int64(json_member(snapshot, "version"), &edition->snapshot_version) || issued == NULL ||
            !instant_parse(issued, &edition->issued))
            status =
                problem_set(problem, STATUS_REFUSED, "bad-metadata", "the published timestamp is damaged");
    }
    /* A timestamp that the timestamp key of now did not sign is replaced at once (the key was rotated). */
    const struct authority *authority = &edition->charter.duty[DUTY_TIMESTAMP];
    if (status == STATUS_OK && envelope_signers(&timestamp, authority) < authority->threshold)
        edition->issued = 0;
    envelope_finish(&timestamp);
    if (status != STATUS_OK)
        return status;
    char *name = take_format("%" PRId64 ".snapshot.json", edition->snapshot_version);
    status = read_metadata(edition, name, &edition->snapshot, problem);
    free(name);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_REFUSED, "bad-metadata", "the published snapshot is gone");
    return status == STATUS_OK ? read_versions(edition, problem) : status;
}

/* ---- inputs of the last publication -------------------------------------------------------------------------- */

static int compare_inputs(const void *a, const void *b)
{
    return strcmp(((const struct edition_input *)a)->role, ((const struct edition_input *)b)->role);
}

const struct edition_input *edition_known(const struct edition *edition, const char *name)
{
    const struct edition_input wanted = {.role = (char *)name};
    const struct edition_input *found =
        edition->knowns == 0
            ? NULL
            : bsearch(&wanted, edition->known, edition->knowns, sizeof *edition->known, compare_inputs);
    return found != NULL && found->version == edition_version(edition, name) ? found : NULL;
}

void edition_note(struct edition *edition, const char *name, instant expires, const char *digest)
{
    edition->input =
        take_room(edition->input, &edition->input_room, edition->inputs + 1, sizeof *edition->input);
    struct edition_input *input = &edition->input[edition->inputs++];
    *input = (struct edition_input){take_copy(name), edition_version(edition, name), expires, ""};
    snprintf(input->digest, sizeof input->digest, "%s", digest);
}

/* "VERSION EXPIRES DIGEST ROLE", one a line. Whatever is wrong with it costs time, not truth: a role without a known
   input is opened and compared. */
static void read_inputs(struct edition *edition)
{
    struct buffer bytes = {0};
    char *path = depot_work_path(edition->depot, "inputs"), *rest = NULL;
    size_t room = 0;
    if (file_read(path, METADATA_BYTES, &bytes, NULL) != STATUS_OK)
        buffer_clear(&bytes);
    for (char *line = bytes.size == 0 ? NULL : strtok_r(bytes.data, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        struct edition_input input = {.role = NULL};
        size_t digest = sizeof input.digest - 1;
        if (!file_number(&line, &input.version) || !file_number(&line, &input.expires) ||
            strcspn(line, " ") != digest || line[digest] == '\0')
            continue;
        memcpy(input.digest, line, digest);
        input.role = take_copy(line + digest + 1);
        edition->known = take_room(edition->known, &room, edition->knowns + 1, sizeof *edition->known);
        edition->known[edition->knowns++] = input;
    }
    if (edition->knowns > 0)
        qsort(edition->known, edition->knowns, sizeof *edition->known, compare_inputs);
    buffer_finish(&bytes);
    free(path);
}

static enum status write_inputs(const struct edition *edition, struct problem *problem)
{
    struct buffer out = {0};
    for (size_t i = 0; i < edition->inputs; i++)
        buffer_format(&out, "%" PRId64 " %" PRId64 " %s %s\n", edition->input[i].version,
                      edition->input[i].expires, edition->input[i].digest, edition->input[i].role);
    char *path = depot_work_path(edition->depot, "inputs");
    struct buffer held = {0};
    enum status status = file_read(path, METADATA_BYTES, &held, NULL);
    if (status != STATUS_OK || held.size != out.size ||
        (out.size > 0 && memcmp(held.data, out.data, out.size) != 0))
        status = file_replace(path, out.data, out.size, 0600, problem);
    free(path);
    buffer_finish(&held);
    buffer_finish(&out);
    return status;
}

/* ---- putting ------------------------------------------------------------------------------------------------- */

/* Finds the next version of a file that was never written, not even by a publication that failed. */
static int64_t next_version(const struct edition *edition, const char *name, int64_t version)
{
    bool taken = true;
    while (taken) {
        char *relative = take_format("metadata/%" PRId64 ".%s.json", ++version, name),
             *path = depot_path(edition->depot, relative);
        taken = file_exists(path);
        free(relative);
        free(path);
    }
    return version;
}

static enum status put(struct edition *edition, const char *name, const void *bytes, size_t size,
                       struct problem *problem)
{
    enum status status = STATUS_OK;
    if (!edition->begun)
        status = depot_begin(edition->depot, next_version(edition, "snapshot", edition->snapshot_version),
                             problem);
    edition->begun = status == STATUS_OK;
    return status == STATUS_OK ? depot_put(edition->depot, name, bytes, size, problem) : status;
}

static char *pending_path(const struct edition *edition, const char *name)
{
    return take_format("%s/pending/%s", edition->settings->keys, name);
}

enum status edition_put_target(struct edition *edition, bool pending, const char *path, const char *sha256,
                               const struct buffer *bytes, struct problem *problem)
{
    char *name = depot_target_name(path, sha256), *file = pending_path(edition, name);
    enum status status = STATUS_FAILED;
    if (pending) {
        status = file_replace_later(file, bytes->data, bytes->size, 0644, problem);
    } else {
        status = put(edition, name, bytes->data, bytes->size, problem);
        edition->report->targets_written++;
    }
    free(name);
    free(file);
    return status;
}

/* ---- role files ---------------------------------------------------------------------------------------------- */

enum status role_file_open(struct edition *edition, const char *name, enum duty duty,
                           const struct authority *authority, struct role_file *out, struct problem *problem)
{
    *out = (struct role_file){
        .name = take_copy(name), .duty = duty, .authority = authority, .expires = NO_INSTANT};
    struct buffer bytes = {0};
    char *waiting = take_format("%s/pending/%s.json", edition->settings->keys, name),
         *standing = take_format("%" PRId64 ".%s.json", edition_version(edition, name), name);
    enum status status = STATUS_OK;
    out->version = edition_version(edition, name);
    if (out->version > 0) {
        status = read_metadata(edition, standing, &out->old, problem);
        const char *expires = json_text(json_member(out->old.body, "expires"));
        if (status == STATUS_END ||
            (status == STATUS_OK && (expires == NULL || !instant_parse(expires, &out->expires))))
            status =
                problem_set(problem, STATUS_REFUSED, "bad-metadata", "%.200s is gone or damaged", standing);
    }
    /* A waiting file that cannot be read is made anew. */
    if (status == STATUS_OK && file_read(waiting, METADATA_BYTES, &bytes, NULL) == STATUS_OK &&
        envelope_read(bytes.data, bytes.size, METADATA_BYTES, &out->waiting, NULL) != STATUS_OK)
        envelope_finish(&out->waiting);
    buffer_finish(&bytes);
    free(waiting);
    free(standing);
    return status;
}

void role_file_finish(struct role_file *file)
{
    envelope_finish(&file->old);
    envelope_finish(&file->waiting);
    free(file->name);
    *file = (struct role_file){0};
}

const struct json *role_file_entry(const struct role_file *file, const char *path)
{
    return json_member(json_member(file->old.body, "targets"), path);
}

const struct json *role_file_waiting_entry(const struct role_file *file, const char *path)
{
    return json_member(json_member(file->waiting.body, "targets"), path);
}

static bool says(const struct json *value, const struct buffer *text)
{
    struct buffer now = {0};
    if (value == NULL || text == NULL)
        return value == NULL && text == NULL;
    json_canonical(value, &now);
    bool same = now.size == text->size && memcmp(now.data, text->data, now.size) == 0;
    buffer_finish(&now);
    return same;
}

static bool says_both(const struct envelope *envelope, const struct buffer *delegations,
                      const struct buffer *targets)
{
    return envelope->body != NULL && says(json_member(envelope->body, "delegations"), delegations) &&
           says(json_member(envelope->body, "targets"), targets);
}

static void write_body(int64_t version, instant expires, const struct buffer *delegations,
                       const struct buffer *targets, struct buffer *out)
{
    char when[INSTANT_TEXT];
    buffer_text(out, "{\"_type\":\"targets\",");
    if (delegations != NULL) {
        buffer_text(out, "\"delegations\":");
        buffer_add(out, delegations->data, delegations->size);
        buffer_char(out, ',');
    }
    buffer_format(out, "\"expires\":\"%s\"," SPEC ",\"targets\":", instant_format(when, expires));
    buffer_add(out, targets->data, targets->size);
    buffer_format(out, ",\"version\":%" PRId64 "}", version);
}

/* Makes a signed role file part of the publication. */
static enum status put_role(struct edition *edition, const char *name, int64_t old_version, int64_t version,
                            const struct buffer *bytes, struct problem *problem)
{
    char *file = take_format("metadata/%" PRId64 ".%s.json", version, name);
    enum status status = put(edition, file, bytes->data, bytes->size, problem);
    free(file);
    if (status == STATUS_OK && old_version > 0) {
        file = take_format("metadata/%" PRId64 ".%s.json", old_version, name);
        depot_superseded(edition->depot, file, false);
        free(file);
    }
    if (status == STATUS_OK) {
        edition->report->roles_written++;
        set_version(edition, name, version);
    }
    return status;
}

/* A file that waits again is not the one that was adopted. */
static void keep_waiting(struct edition *edition, const char *path)
{
    for (size_t i = 0; i < edition->adoptions; i++)
        if (edition->adopted[i] != NULL && strcmp(edition->adopted[i], path) == 0) {
            free(edition->adopted[i]);
            edition->adopted[i] = NULL;
        }
}

/* Leaves it waiting, with the signatures that can be had now and those it has already. */
static enum status leave_waiting(struct edition *edition, struct role_file *file, const struct buffer *body,
                                 bool keep, struct problem *problem)
{
    struct buffer bytes = {0};
    const struct buffer *asked = keep ? &file->waiting.bytes : body;
    int count = keyring_sign(&edition->ring, file->authority, keep ? &file->waiting : NULL, asked, &bytes);
    char *name = take_format("%s.json", file->name), *path = pending_path(edition, name);
    struct buffer before = {0};
    keep_waiting(edition, path);
    enum status status = file_read(path, METADATA_BYTES, &before, NULL);
    bool same =
        status == STATUS_OK && before.size == bytes.size && memcmp(before.data, bytes.data, bytes.size) == 0;
    status = same ? STATUS_OK : file_replace(path, bytes.data, bytes.size, 0644, problem);
    if (status == STATUS_OK && !same)
        status = pending_keep(edition->depot, edition->settings->keys, file->name, file->version, &file->old,
                              &bytes, problem);
    buffer_format(&edition->report->pending, "%s %d\n", path, file->authority->threshold - count);
    buffer_finish(&before);
    buffer_finish(&bytes);
    free(name);
    free(path);
    return status;
}

enum status role_file_put(struct edition *edition, struct role_file *file, const struct buffer *delegations,
                          const struct buffer *targets, bool *published, struct problem *problem)
{
    struct buffer body = {0}, bytes = {0};
    bool said = says_both(&file->old, delegations, targets),
         signed_now = file->old.body != NULL &&
                      envelope_signers(&file->old, file->authority) >= file->authority->threshold;
    enum status status = STATUS_OK;
    *published = said && signed_now;
    if (*published && !edition_is_due(edition, file->duty, file->expires))
        return STATUS_OK;
    int64_t version = next_version(edition, file->name, file->version);
    instant expires = edition->now + edition_lifetime(edition, file->duty);
    write_body(version, expires, delegations, targets, &body);
    if (keyring_sign(&edition->ring, file->authority, NULL, &body, &bytes) >= file->authority->threshold) {
        status = put_role(edition, file->name, file->version, version, &bytes, problem);
        file->expires = expires;
        *published = true;
    } else {
        instant waits_until = NO_INSTANT;
        int64_t waiting_version = 0;
        const char *until = json_text(json_member(file->waiting.body, "expires"));
        bool keep = says_both(&file->waiting, delegations, targets) && until != NULL &&
                    instant_parse(until, &waits_until) && !edition_is_due(edition, file->duty, waits_until) &&
                    json_int64(json_member(file->waiting.body, "version"), &waiting_version) &&
                    waiting_version > file->version;
        status = leave_waiting(edition, file, &body, keep, problem);
    }
    buffer_finish(&body);
    buffer_finish(&bytes);
    return status;
}

/* ---- what was waiting and is signed now ---------------------------------------------------------------------- */

static void remember_adopted(struct edition *edition, const char *path)
{
    edition->adopted = take_resized(edition->adopted, edition->adoptions + 1, sizeof *edition->adopted);
    edition->adopted[edition->adoptions++] = take_copy(path);
}

/* Brings the targets of a file that waited into the publication. STATUS_END: one of them is nowhere. */
static enum status bring_targets(struct edition *edition, const struct json *targets, struct problem *problem)
{
    const char **paths = json_keys(targets);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < json_count(targets) && status == STATUS_OK; i++) {
        const char *sha256 =
            json_text(json_member(json_member(json_member(targets, paths[i]), "hashes"), "sha256"));
        struct buffer bytes = {0};
        char found[65], *name = depot_target_name(paths[i], sha256 == NULL ? "" : sha256),
                        *there = depot_path(edition->depot, name), *here = pending_path(edition, name);
        if (!file_exists(there) || file_exists(here)) {
            status = file_read(here, LIMIT_SEALED_BYTES, &bytes, problem);
            sha256_hex(bytes.data == NULL ? "" : bytes.data, bytes.size, found);
            if (status == STATUS_OK && sha256 != NULL && strcmp(found, sha256) == 0)
                status = put(edition, name, bytes.data, bytes.size, problem);
            else if (status == STATUS_OK)
                status = STATUS_END;
            edition->report->targets_written += status == STATUS_OK;
            if (status == STATUS_OK)
                remember_adopted(edition, here);
        }
        buffer_finish(&bytes);
        free(name);
        free(there);
        free(here);
    }
    free(paths);
    return status;
}

/* Targets of the old file that the new one has no more, or with other bytes. */
static void drop_targets(struct edition *edition, const struct json *old, const struct json *fresh)
{
    const char **paths = json_keys(old);
    for (size_t i = 0; i < json_count(old); i++) {
        const struct json *entry = json_member(fresh, paths[i]);
        const char *was = json_text(json_member(json_member(json_member(old, paths[i]), "hashes"), "sha256")),
                   *is = json_text(json_member(json_member(entry, "hashes"), "sha256")),
                   *form = json_text(json_member(json_member(entry, "custom"), "form"));
        if (was == NULL || (is != NULL && strcmp(was, is) == 0))
            continue;
        char *name = depot_target_name(paths[i], was);
        depot_superseded(edition->depot, name, form != NULL && strcmp(form, "tombstone") == 0);
        free(name);
    }
    free(paths);
}

static enum status adopt(struct edition *edition, const char *file_name, struct problem *problem)
{
    struct role_file file = {0};
    struct buffer bytes = {0};
    int64_t version = 0;
    char *path = pending_path(edition, file_name), *name = take_copy_n(file_name, strlen(file_name) - 5);
    enum status status = role_file_open(edition, name, DUTY_TEXTS, NULL, &file, problem);
    enum duty duty = file.waiting.body == NULL ? DUTY_COUNT : keys_duty_of(file_name, file.waiting.body);
    if (status == STATUS_OK && duty < DUTY_COUNT &&
        envelope_signers(&file.waiting, &edition->charter.duty[duty]) >=
            edition->charter.duty[duty].threshold &&
        json_int64(json_member(file.waiting.body, "version"), &version) && version > file.version) {
        status = bring_targets(edition, json_member(file.waiting.body, "targets"), problem);
        if (status == STATUS_OK)
            status = file_read(path, METADATA_BYTES, &bytes, problem);
        if (status == STATUS_OK) {
            drop_targets(edition, json_member(file.old.body, "targets"),
                         json_member(file.waiting.body, "targets"));
            status = put_role(edition, name, file.version, version, &bytes, problem);
        }
        if (status == STATUS_OK)
            remember_adopted(edition, path);
    }
    role_file_finish(&file);
    buffer_finish(&bytes);
    free(path);
    free(name);
    return status == STATUS_END ? STATUS_OK : status; /* one that lacks its targets is made anew */
}

static enum status adopt_all(struct edition *edition, struct problem *problem)
{
    struct dirent **names = NULL;
    char *folder = take_format("%s/pending", edition->settings->keys);
    int count = scandir(folder, &names, NULL, alphasort);
    enum status status = STATUS_OK;
    free(folder);
    for (int i = 0; i < count; i++) {
        size_t length = strlen(names[i]->d_name);
        if (status == STATUS_OK && length > 5 && strcmp(names[i]->d_name + length - 5, ".json") == 0 &&
            strcmp(names[i]->d_name, "screens.json") != 0)
            status = adopt(edition, names[i]->d_name, problem);
        free(names[i]);
    }
    free(names);
    return status;
}

/* ---- opening and closing ------------------------------------------------------------------------------------- */

/* The secret behind the tags of sealed items: made when it is first needed. */
static enum status read_seal_secret(struct edition *edition, struct problem *problem)
{
    char hex[2 * sizeof edition->seal_secret + 1],
        *path = take_format("%s/seal.key", edition->settings->keys);
    struct buffer bytes = {0};
    size_t size = 0;
    enum status status = file_read(path, 1024, &bytes, problem);
    if (status == STATUS_OK && (bytes.size < sizeof hex - 1 ||
                                sodium_hex2bin(edition->seal_secret, sizeof edition->seal_secret, bytes.data,
                                               sizeof hex - 1, NULL, &size, NULL) != 0 ||
                                size != sizeof edition->seal_secret))
        status = problem_set(problem, STATUS_REFUSED, "bad-key", "seal.key is damaged; delete it");
    if (status == STATUS_END) {
        randombytes_buf(edition->seal_secret, sizeof edition->seal_secret);
        sodium_bin2hex(hex, sizeof hex, edition->seal_secret, sizeof edition->seal_secret);
        status = file_replace(path, hex, sizeof hex - 1, 0600, problem);
    }
    buffer_finish(&bytes);
    free(path);
    return status;
}

static enum status load_keys(struct edition *edition, struct problem *problem)
{
    const char *folder = edition->settings->keys;
    enum status status = charter_load(folder, false, &edition->charter, problem);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_MISUSE, "no-keys", "no complete root in %.200s", folder);
    if (status == STATUS_OK)
        status = keyring_load(folder, edition->settings->passphrase, &edition->ring, problem);
    static const enum duty needed[] = {DUTY_SNAPSHOT, DUTY_TIMESTAMP};
    for (size_t i = 0; i < 2 && status == STATUS_OK; i++)
        if (!edition_can_sign(edition, &edition->charter.duty[needed[i]]))
            status = problem_set(problem, STATUS_MISUSE, "keys-missing", "the key of %s is not in %.200s%s",
                                 duty_words[needed[i]], folder,
                                 edition->ring.locked > 0 ? "; some there are locked" : "");
    if (status == STATUS_OK)
        status = screens_load(folder, &edition->charter, &edition->screens, problem);
    return status == STATUS_OK ? read_seal_secret(edition, problem) : status;
}

/* Every complete root that is not there yet, in order. */
static enum status put_roots(struct edition *edition, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (int64_t version = 1; version <= edition->charter.complete && status == STATUS_OK; version++) {
        char *name = take_format("metadata/%" PRId64 ".root.json", version),
             *there = depot_path(edition->depot, name),
             *here = charter_root_path(edition->settings->keys, version);
        struct buffer bytes = {0};
        if (!file_exists(there)) {
            status = file_read(here, METADATA_BYTES, &bytes, problem);
            if (status == STATUS_OK) {
                edition->changed = true;
                status = depot_put_lasting(edition->depot, name, bytes.data, bytes.size, problem);
            }
        }
        buffer_finish(&bytes);
        free(name);
        free(there);
        free(here);
    }
    return status;
}

enum status edition_open(struct edition *edition, const struct publish_settings *settings, instant now,
                         struct publish_report *report, struct problem *problem)
{
    *edition = (struct edition){.settings = settings, .report = report, .now = now};
    enum status status = load_keys(edition, problem);
    if (status == STATUS_OK)
        status = depot_open(settings->to, &edition->depot, problem);
    if (status == STATUS_OK)
        status = standing_settle(edition->depot, settings->keys, &edition->charter, &report->mended, problem);
    if (status == STATUS_OK)
        status = read_standing(edition, problem);
    if (status == STATUS_OK)
        status = depot_recover(edition->depot, edition->snapshot_version, problem);
    if (status == STATUS_OK && edition->issued != NO_INSTANT && edition->issued > now + 300)
        status = problem_set(problem, STATUS_UNAVAILABLE, "clock-behind",
                             "the last publication is dated after this machine's clock");
    if (report->mended) /* said anew at once, under a version of its own */
        edition->issued = 0;
    if (status == STATUS_OK)
        read_inputs(edition);
    if (status == STATUS_OK)
        status = put_roots(edition, problem);
    if (status == STATUS_OK)
        status = adopt_all(edition, problem);
    return status;
}

static void free_inputs(struct edition_input *input, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(input[i].role);
    free(input);
}

void edition_close(struct edition *edition)
{
    free_inputs(edition->known, edition->knowns);
    free_inputs(edition->input, edition->inputs);
    for (size_t i = 0; i < edition->roles; i++)
        free(edition->role[i].name);
    free(edition->role);
    for (size_t i = 0; i < edition->adoptions; i++)
        free(edition->adopted[i]);
    free(edition->adopted);
    envelope_finish(&edition->snapshot);
    depot_close(edition->depot);
    screens_finish(&edition->screens);
    keyring_finish(&edition->ring);
    charter_finish(&edition->charter);
    sodium_memzero(edition->seal_secret, sizeof edition->seal_secret);
}

/* ---- snapshot and timestamp ---------------------------------------------------------------------------------- */

static bool snapshot_is_due(const struct edition *edition)
{
    const struct authority *authority = &edition->charter.duty[DUTY_SNAPSHOT];
    const char *text = json_text(json_member(edition->snapshot.body, "expires"));
    instant expires = 0;
    return edition->changed || text == NULL || !instant_parse(text, &expires) ||
           edition_is_due(edition, DUTY_SNAPSHOT, expires) ||
           envelope_signers(&edition->snapshot, authority) < authority->threshold;
}

static enum status put_snapshot(struct edition *edition, struct buffer *out, struct problem *problem)
{
    struct buffer body = {0};
    char when[INSTANT_TEXT];
    int64_t old = edition->snapshot_version, version = next_version(edition, "snapshot", old);
    buffer_format(&body, "{\"_type\":\"snapshot\",\"expires\":\"%s\",\"meta\":{",
                  instant_format(when, edition->now + edition_lifetime(edition, DUTY_SNAPSHOT)));
    /* Keys are sorted as they stand in the file, with their ".json". */
    struct edition_role *named = take_zeroed(edition->roles, sizeof *named);
    for (size_t i = 0; i < edition->roles; i++)
        named[i] =
            (struct edition_role){take_format("%s.json", edition->role[i].name), edition->role[i].version};
    if (edition->roles > 0)
        qsort(named, edition->roles, sizeof *named, compare_roles);
    for (size_t i = 0; i < edition->roles; i++) {
        buffer_text(&body, i > 0 ? "," : "");
        json_write_string(&body, named[i].name);
        buffer_format(&body, ":{\"version\":%" PRId64 "}", named[i].version);
        free(named[i].name);
    }
    free(named);
    buffer_format(&body, "}," SPEC ",\"version\":%" PRId64 "}", version);
    (void)keyring_sign(&edition->ring, &edition->charter.duty[DUTY_SNAPSHOT], NULL, &body, out);
    char *name = take_format("metadata/%" PRId64 ".snapshot.json", version);
    enum status status = put(edition, name, out->data, out->size, problem);
    free(name);
    if (status == STATUS_OK && old > 0) {
        name = take_format("metadata/%" PRId64 ".snapshot.json", old);
        depot_superseded(edition->depot, name, false);
        free(name);
    }
    edition->snapshot_version = version;
    buffer_finish(&body);
    return status;
}

static enum status put_timestamp(struct edition *edition, const struct buffer *snapshot,
                                 struct problem *problem)
{
    struct buffer body = {0}, out = {0};
    char expires[INSTANT_TEXT], issued[INSTANT_TEXT], sha256[65];
    sha256_hex(snapshot->data, snapshot->size, sha256);
    buffer_format(
        &body,
        "{\"_type\":\"timestamp\",\"expires\":\"%s\",\"meta\":{\"snapshot.json\":{\"hashes\":{\"sha256\":"
        "\"%s\"},\"length\":%zu,\"version\":%" PRId64 "}}," SPEC ",\"version\":%" PRId64
        ",\"x-issued\":\"%s\"}",
        instant_format(expires, edition->now + edition_lifetime(edition, DUTY_TIMESTAMP)), sha256,
        snapshot->size, edition->snapshot_version, edition->timestamp_version + 1,
        instant_format(issued, edition->now));
    (void)keyring_sign(&edition->ring, &edition->charter.duty[DUTY_TIMESTAMP], NULL, &body, &out);
    enum status status = standing_keep(edition->settings->keys, &out, snapshot, problem);
    if (status == STATUS_OK)
        status = depot_put_lasting(edition->depot, "metadata/timestamp.json", out.data, out.size, problem);
    if (status == STATUS_OK)
        edition->timestamp_version++;
    buffer_finish(&body);
    buffer_finish(&out);
    return status;
}

static enum status read_snapshot_bytes(const struct edition *edition, struct buffer *out,
                                       struct problem *problem)
{
    char *name = take_format("metadata/%" PRId64 ".snapshot.json", edition->snapshot_version),
         *path = depot_path(edition->depot, name);
    enum status status = file_read(path, METADATA_BYTES, out, problem);
    free(name);
    free(path);
    return status;
}

/* What waited and was taken over waits no longer. A file that cannot be removed is older
   than what stands, and so passed over. */
static void clear_adopted(struct edition *edition)
{
    for (size_t i = 0; i < edition->adoptions; i++)
        if (edition->adopted[i] != NULL)
            pending_clear(edition->settings->keys, edition->adopted[i]);
}

enum status edition_seal(struct edition *edition, struct problem *problem)
{
    struct buffer snapshot = {0};
    bool due = snapshot_is_due(edition),
         beat = edition->issued == NO_INSTANT ||
                edition->now - edition->issued >= edition->settings->heartbeat_seconds;
    enum status status = due || beat ? STATUS_OK : STATUS_UNCHANGED;
    if (status == STATUS_OK)
        status = depot_sync(edition->depot, problem);
    if (status == STATUS_OK)
        status = due ? put_snapshot(edition, &snapshot, problem)
                     : read_snapshot_bytes(edition, &snapshot, problem);
    if (status == STATUS_OK)
        status = depot_sync(edition->depot, problem);
    if (status == STATUS_OK)
        status = put_timestamp(edition, &snapshot, problem);
    /* From here on it stands. */
    enum status kept =
        status == STATUS_OK || status == STATUS_UNCHANGED ? write_inputs(edition, problem) : status;
    if (status == STATUS_OK && kept == STATUS_OK) {
        clear_adopted(edition);
        kept = depot_finish(edition->depot, edition->now, edition->settings->grace_seconds,
                            edition->snapshot_version, &edition->report->removed, problem);
    }
    edition->report->snapshot = edition->snapshot_version;
    edition->report->timestamp = edition->timestamp_version;
    buffer_finish(&snapshot);
    return kept == STATUS_OK ? status : kept;
}
