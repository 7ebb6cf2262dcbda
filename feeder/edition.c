#include "edition.h"
#include "adoption.h"

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
enum status edition_read(const struct edition *edition, const char *name, struct envelope *out,
                         struct problem *problem)
{
    struct buffer bytes = {0};
    char *relative = take_format("metadata/%s", name), *path = depot_path(edition->depot, relative);
    enum status status = file_read(path, EDITION_FILE_BYTES, &bytes, problem);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, EDITION_FILE_BYTES, out, problem);
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
    size_t low = 0, high = edition->roles;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(edition->role[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    edition->role = take_room(edition->role, &edition->role_room, edition->roles + 1, sizeof *edition->role);
    memmove(edition->role + low + 1, edition->role + low, (edition->roles - low) * sizeof *edition->role);
    edition->role[low] = (struct edition_role){take_copy(name), version};
    edition->roles++;
}

static enum status read_versions(struct edition *edition, struct problem *problem)
{
    const struct json *meta = json_member(edition->snapshot.body, "meta");
    const char **names = json_keys(meta);
    size_t count = json_count(meta);
    enum status status = STATUS_OK;
    edition->role = take_zeroed(count, sizeof *edition->role);
    edition->role_room = count;
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
    enum status status = edition_read(edition, "timestamp.json", &timestamp, problem);
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
        const char *heard = json_text(json_member(timestamp.body, "x-heard"));
        if (heard == NULL || !instant_parse(heard, &edition->said_heard))
            edition->said_heard = edition->issued;
    }
    /* A timestamp that the timestamp key of now did not sign is replaced at once (the key was rotated). */
    const struct authority *authority = &edition->charter.duty[DUTY_TIMESTAMP];
    if (status == STATUS_OK && envelope_signers(&timestamp, authority) < authority->threshold)
        edition->issued = 0;
    envelope_finish(&timestamp);
    if (status != STATUS_OK)
        return status;
    char *name = take_format("%" PRId64 ".snapshot.json", edition->snapshot_version);
    status = edition_read(edition, name, &edition->snapshot, problem);
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
    (void)snprintf(input->digest, sizeof input->digest, "%s", digest);
}

/* "VERSION EXPIRES DIGEST ROLE", one a line. Whatever is wrong with it costs time, not truth: a role without a known
   input is opened and compared. */
static void read_inputs(struct edition *edition)
{
    struct buffer bytes = {0};
    char *path = depot_work_path(edition->depot, "inputs"), *rest = NULL;
    size_t room = 0;
    if (file_read(path, EDITION_FILE_BYTES, &bytes, NULL) != STATUS_OK)
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
    enum status status = file_read(path, EDITION_FILE_BYTES, &held, NULL);
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
int64_t edition_next_version(const struct edition *edition, const char *name, int64_t version)
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

enum status edition_put(struct edition *edition, const char *name, const void *bytes, size_t size,
                        struct problem *problem)
{
    enum status status = STATUS_OK;
    if (!edition->begun)
        status = depot_begin(edition->depot,
                             edition_next_version(edition, "snapshot", edition->snapshot_version), problem);
    edition->begun = status == STATUS_OK;
    return status == STATUS_OK ? depot_put(edition->depot, name, bytes, size, problem) : status;
}

char *edition_pending_path(const struct edition *edition, const char *name)
{
    return take_format("%s/pending/%s", edition->settings->keys, name);
}

enum status edition_put_target(struct edition *edition, bool pending, const char *path, const char *sha256,
                               const struct buffer *bytes, struct problem *problem)
{
    char *name = depot_target_name(path, sha256), *file = edition_pending_path(edition, name);
    enum status status = STATUS_FAILED;
    if (pending) {
        status = file_replace_later(file, bytes->data, bytes->size, 0644, problem);
        edition->left = true;
    } else {
        status = edition_put(edition, name, bytes->data, bytes->size, problem);
        edition->report->targets_written++;
    }
    free(name);
    free(file);
    return status;
}

enum status edition_put_content(struct edition *edition, const char *path, const char *sha256,
                                const unsigned char content[32], struct problem *problem)
{
    char hex[65], *name = depot_target_name(path, sha256), *beside = take_format("content/%s", name),
                  *file = edition_pending_path(edition, beside);
    sodium_bin2hex(hex, sizeof hex, content, 32);
    enum status status = file_replace_later(file, hex, sizeof hex - 1, 0600, problem);
    sodium_memzero(hex, sizeof hex);
    free(name);
    free(beside);
    free(file);
    return status;
}

/* What no follower would read is not published: what stands stays, and this is told. */
static enum status check_size(const char *name, const struct buffer *bytes, size_t most,
                              struct problem *problem)
{
    if (bytes->size > most)
        return problem_set(problem, STATUS_REFUSED, "too-large",
                           "%.100s.json would have %zu bytes, more than the %zu that followers read", name,
                           bytes->size, most);
    return STATUS_OK;
}

/* Makes a signed role file part of the publication. */
enum status edition_put_role(struct edition *edition, const char *name, int64_t old_version, int64_t version,
                             const struct buffer *bytes, struct problem *problem)
{
    char *file = take_format("metadata/%" PRId64 ".%s.json", version, name);
    enum status status = check_size(name, bytes, LIMIT_TRUST_TARGETS_BYTES, problem);
    if (status == STATUS_OK)
        status = edition_put(edition, file, bytes->data, bytes->size, problem);
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
void edition_keep_waiting(struct edition *edition, const char *path)
{
    for (size_t i = 0; i < edition->adoptions; i++)
        if (edition->adopted[i] != NULL && strcmp(edition->adopted[i], path) == 0) {
            free(edition->adopted[i]);
            edition->adopted[i] = NULL;
        }
}

void edition_adopted(struct edition *edition, const char *path)
{
    edition->adopted = take_resized(edition->adopted, edition->adoptions + 1, sizeof *edition->adopted);
    edition->adopted[edition->adoptions++] = take_copy(path);
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

static bool lacks_root(const struct edition *edition)
{
    char *name = take_format("metadata/%" PRId64 ".root.json", edition->charter.complete),
         *there = depot_path(edition->depot, name);
    bool lacks = !file_exists(there);
    free(name);
    free(there);
    return lacks;
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
        status = depot_recover(edition->depot, edition->snapshot_version, now, problem);
    if (status == STATUS_OK && edition->issued != NO_INSTANT && edition->issued > now + 300)
        status = problem_set(problem, STATUS_UNAVAILABLE, "clock-behind",
                             "the last publication is dated after this machine's clock");
    if (report->mended) /* said anew at once, under a version of its own */
        edition->issued = 0;
    if (status == STATUS_OK)
        read_inputs(edition);
    if (status == STATUS_OK)
        edition->changed = lacks_root(edition);
    if (status == STATUS_OK)
        status = adoption_take(edition, problem);
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
    int64_t old = edition->snapshot_version, version = edition_next_version(edition, "snapshot", old);
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
    buffer_format(&body, "}," EDITION_SPEC ",\"version\":%" PRId64 "}", version);
    (void)keyring_sign(&edition->ring, &edition->charter.duty[DUTY_SNAPSHOT], NULL, &body, out);
    char *name = take_format("metadata/%" PRId64 ".snapshot.json", version);
    enum status status = check_size("snapshot", out, LIMIT_TRUST_SNAPSHOT_BYTES, problem);
    if (status == STATUS_OK)
        status = edition_put(edition, name, out->data, out->size, problem);
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

/* Every complete root that is not there yet, in order: right before the timestamp, since between the two a client may meet a new
   root beside files that the old keys signed, and has to come again. */
static enum status put_roots(struct edition *edition, struct problem *problem)
{
    enum status status = STATUS_OK;
    for (int64_t version = 1; version <= edition->charter.complete && status == STATUS_OK; version++) {
        char *name = take_format("metadata/%" PRId64 ".root.json", version),
             *there = depot_path(edition->depot, name),
             *here = charter_root_path(edition->settings->keys, version);
        struct buffer bytes = {0};
        if (!file_exists(there)) {
            status = file_read(here, EDITION_FILE_BYTES, &bytes, problem);
            if (status == STATUS_END)
                status = problem_set(problem, STATUS_MISUSE, "no-keys", "%.200s is gone", here);
            if (status == STATUS_OK)
                status = depot_put_lasting(edition->depot, name, bytes.data, bytes.size, problem);
        }
        buffer_finish(&bytes);
        free(name);
        free(there);
        free(here);
    }
    return status;
}

static enum status put_timestamp(struct edition *edition, const struct buffer *snapshot,
                                 struct problem *problem)
{
    struct buffer body = {0}, out = {0};
    char expires[INSTANT_TEXT], issued[INSTANT_TEXT], sha256[65];
    sha256_hex(snapshot->data, snapshot->size, sha256);
    bool behind = edition->heard != NO_INSTANT && edition->heard < edition->now;
    buffer_format(
        &body,
        "{\"_type\":\"timestamp\",\"expires\":\"%s\",\"meta\":{\"snapshot.json\":{\"hashes\":{\"sha256\":"
        "\"%s\"},\"length\":%zu,\"version\":%" PRId64 "}}," EDITION_SPEC ",\"version\":%" PRId64 ",",
        instant_format(expires, edition->now + edition_lifetime(edition, DUTY_TIMESTAMP)), sha256,
        snapshot->size, edition->snapshot_version, edition->timestamp_version + 1);
    if (behind)
        buffer_format(&body, "\"x-heard\":\"%s\",", instant_format(issued, edition->heard));
    buffer_format(&body, "\"x-issued\":\"%s\"}", instant_format(issued, edition->now));
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
    enum status status = file_read(path, EDITION_FILE_BYTES, out, problem);
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

/* For a new timestamp: by its age, or since a silent source was heard again. */
static bool is_time(const struct edition *edition)
{
    int64_t heartbeat = edition->settings->heartbeat_seconds;
    instant heard =
        edition->heard == NO_INSTANT || edition->heard > edition->now ? edition->now : edition->heard;
    return edition->issued == NO_INSTANT || edition->now - edition->issued >= heartbeat ||
           (edition->said_heard < edition->issued && heard - edition->said_heard >= heartbeat);
}

enum status edition_seal(struct edition *edition, struct problem *problem)
{
    struct buffer snapshot = {0};
    bool due = snapshot_is_due(edition), beat = is_time(edition);
    enum status status = due || beat ? STATUS_OK : STATUS_UNCHANGED;
    if (status == STATUS_OK)
        status = depot_sync(edition->depot, problem);
    if (status == STATUS_OK)
        status = due ? put_snapshot(edition, &snapshot, problem)
                     : read_snapshot_bytes(edition, &snapshot, problem);
    if (status == STATUS_OK)
        status = depot_sync(edition->depot, problem);
    if (status == STATUS_OK)
        status = put_roots(edition, problem);
    if (status == STATUS_OK)
        status = put_timestamp(edition, &snapshot, problem);
    /* From here on it stands. */
    enum status kept =
        status == STATUS_OK || status == STATUS_UNCHANGED ? write_inputs(edition, problem) : status;
    if (status == STATUS_OK && kept == STATUS_OK)
        clear_adopted(edition);
    if (kept == STATUS_OK && (edition->left || edition->adoptions > 0))
        pending_sweep(edition->settings->keys, edition->now);
    if (status == STATUS_OK && kept == STATUS_OK) {
        kept = depot_finish(edition->depot, edition->now, edition->settings->grace_seconds,
                            edition->snapshot_version, &edition->report->removed, problem);
    }
    edition->report->snapshot = edition->snapshot_version;
    edition->report->timestamp = edition->timestamp_version;
    buffer_finish(&snapshot);
    return kept == STATUS_OK ? status : kept;
}
