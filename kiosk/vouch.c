#include "vouch.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "contract/naming.h"
#include "contract/part.h"
#include "contract/seal.h"
#include "trust/run.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Roles that one client holds beside the top ones before it is made anew */
#define CLIENT_BYTES ((size_t)1024 * 1024)

/* What was verified in this run: below it nothing is accepted again, whoever puts an older cache in place. */
struct memory {
    struct buffer root, timestamp, snapshot;
    int64_t lineage; /* times that a root revoked what the timestamp's or the snapshot's key had signed */
};

struct vouch {
    struct memory kept, staged;  /* of the runs that succeeded; of the one under way */
    struct trust_client *client; /* verified for `edition`; NULL: none */
    int64_t edition;
    size_t given;
    bool gap;                     /* a role file was asked for and not there */
    const struct buffer *offered; /* the timestamp to verify; NULL: the one that was */
    struct vouch_times times;
    struct snapshot *snapshot; /* during a call */
    struct naming_probes probes;
};

static const struct vouch_times no_times = {0, 0, NO_INSTANT, NO_INSTANT, NO_INSTANT, NO_INSTANT, 0};

static void memory_finish(struct memory *memory)
{
    buffer_finish(&memory->root);
    buffer_finish(&memory->timestamp);
    buffer_finish(&memory->snapshot);
}

static void put(struct buffer *into, const char *bytes, size_t size)
{
    struct buffer fresh = {0};
    if (bytes != NULL)
        buffer_add(&fresh, bytes, size);
    buffer_finish(into);
    *into = fresh;
}

static void memory_copy(struct memory *to, const struct memory *from)
{
    put(&to->root, from->root.data, from->root.size);
    put(&to->timestamp, from->timestamp.data, from->timestamp.size);
    put(&to->snapshot, from->snapshot.data, from->snapshot.size);
    to->lineage = from->lineage;
}

/* ---- files ------------------------------------------------------------------------------------------------------ */

/* Appends a small file; false if there is none, or it is too large or no file. */
static bool read_file(const char *path, size_t most, struct buffer *out)
{
    char chunk[4096];
    struct stat info = {0};
    ssize_t got = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
        while (out->size <= most &&
               ((got = read(fd, chunk, sizeof chunk)) > 0 || (got < 0 && errno == EINTR)))
            buffer_add(out, chunk, got > 0 ? (size_t)got : 0);
    if (fd >= 0)
        (void)close(fd);
    return got == 0 && out->size > 0 && out->size <= most;
}

enum status vouch_create(const char *root_file, struct vouch **out, struct problem *problem)
{
    struct vouch *vouch = take_zeroed(1, sizeof *vouch);
    struct trust_client *probe = NULL;
    static const struct trust_policy policy = {trust_schemes_product};
    char shown[256];
    vouch->times = no_times;
    enum status status = STATUS_MISUSE;
    struct buffer *root = &vouch->kept.root;
    if (!read_file(root_file, LIMIT_TRUST_ROOT_BYTES, root))
        (void)problem_set(problem, status, "no-root", "cannot read the trust root %s",
                          log_escape(shown, sizeof shown, root_file));
    else if (trust_client_create(root->data, root->size, &policy, 0, &probe, problem) == STATUS_OK)
        status = STATUS_OK;
    trust_client_destroy(probe);
    if (status == STATUS_OK)
        *out = vouch;
    else
        vouch_destroy(vouch);
    return status;
}

static void drop_client(struct vouch *vouch)
{
    trust_client_destroy(vouch->client);
    vouch->client = NULL;
    vouch->given = 0;
}

void vouch_destroy(struct vouch *vouch)
{
    if (vouch == NULL)
        return;
    drop_client(vouch);
    memory_finish(&vouch->staged);
    memory_finish(&vouch->kept);
    naming_probes_finish(&vouch->probes);
    free(vouch);
}

/* ---- the chain in the cache -------------------------------------------------------------------------------------- */

static enum status recall(const struct vouch *vouch, const char *name, struct buffer *out)
{
    const struct memory *memory = &vouch->staged;
    const struct buffer *held = strcmp(name, "timestamp.json") == 0  ? &memory->timestamp
                                : strcmp(name, "snapshot.json") == 0 ? &memory->snapshot
                                                                     : NULL;
    if (vouch->edition != 0 || held == NULL || held->size == 0)
        return STATUS_END;
    buffer_add(out, held->data, held->size);
    return STATUS_OK;
}

/* The cache answers as if it were the publication. */
static enum status answer(void *data, const struct trust_request *request, struct buffer *out,
                          struct problem *problem)
{
    struct vouch *vouch = data;
    const char *name = request->name;
    size_t digits = strspn(name, "0123456789");
    int64_t version = 0;
    if (request->from == TRUST_FROM_STORE)
        return recall(vouch, name, out);
    if (digits > 0 && digits <= 18 && name[digits] == '.') {
        version = strtoll(name, NULL, 10);
        name += digits + 1;
    }
    bool root = strcmp(name, "root.json") == 0;
    size_t before = out->size;
    enum status status = STATUS_OK;
    if (strcmp(name, "timestamp.json") == 0 && vouch->edition == 0) {
        const struct buffer *offered = vouch->offered != NULL ? vouch->offered : &vouch->kept.timestamp;
        buffer_add(out, offered->data, offered->size);
    } else {
        status = snapshot_chain(vouch->snapshot, root ? 0 : vouch->edition, name, version, out, problem);
    }
    if (status == STATUS_OK && out->size - before > request->max_bytes)
        return problem_set(problem, STATUS_REFUSED, "too-large", "more than %zu bytes of metadata",
                           request->max_bytes);
    vouch->gap = vouch->gap || (status == STATUS_END && !root);
    vouch->given += out->size - before;
    return status;
}

/* Remains of earlier publications are older than what was verified, and remind nobody of anything. */
static enum status keep(void *data, const struct trust_event *event, struct problem *problem)
{
    struct vouch *vouch = data;
    struct memory *memory = &vouch->staged;
    (void)problem;
    if (vouch->edition != 0)
        return STATUS_OK;
    if (strcmp(event->name, "root.json") == 0)
        put(&memory->root, event->bytes, event->size);
    else if (strcmp(event->name, "timestamp.json") == 0) {
        memory->lineage += event->bytes == NULL;
        put(&memory->timestamp, event->bytes, event->size);
    } else if (strcmp(event->name, "snapshot.json") == 0)
        put(&memory->snapshot, event->bytes, event->size);
    return STATUS_OK;
}

/* Verifies roots, timestamp, snapshot and targets of an edition. Times are judged elsewhere: to a screen an old publication is
   not a forged one. */
static enum status start_client(struct vouch *vouch, int64_t edition, struct problem *problem)
{
    static const struct trust_policy policy = {trust_schemes_product};
    const struct trust_io io = {answer, keep, vouch};
    drop_client(vouch);
    vouch->edition = edition;
    memory_copy(&vouch->staged, &vouch->kept);
    const struct buffer *root = &vouch->staged.root;
    struct buffer start = {0}; /* the client's own run may replace it */
    buffer_add(&start, root->data, root->size);
    enum status status = trust_client_create(start.data, start.size, &policy, 0, &vouch->client, problem);
    if (status == STATUS_OK)
        status = trust_run(vouch->client, &io, problem);
    buffer_finish(&start);
    vouch->given = 0; /* the top roles are held in any case; of 2,000 projects they alone have two MiB */
    if (status != STATUS_OK)
        drop_client(vouch);
    else if (edition == 0)
        memory_copy(&vouch->kept, &vouch->staged);
    return status;
}

/* ---- refreshing --------------------------------------------------------------------------------------------------- */

static int64_t told_snapshot(const struct buffer *timestamp)
{
    struct json *tree = NULL;
    int64_t version = 0;
    if (timestamp->size > 0 &&
        json_parse(timestamp->data, timestamp->size, LIMIT_TRUST_TIMESTAMP_BYTES, &tree, NULL) == STATUS_OK) {
        const struct json *meta = json_member(json_member(tree, "signed"), "meta");
        if (!json_int64(json_member(json_member(meta, "snapshot.json"), "version"), &version))
            version = 0;
    }
    json_destroy(tree);
    return version;
}

static instant instant_member(const struct buffer *timestamp, const char *name)
{
    struct json *tree = NULL;
    instant when = NO_INSTANT;
    if (json_parse(timestamp->data, timestamp->size, LIMIT_TRUST_TIMESTAMP_BYTES, &tree, NULL) == STATUS_OK) {
        const char *text = json_text(json_member(json_member(tree, "signed"), name));
        if (text == NULL || !instant_parse(text, &when))
            when = NO_INSTANT;
    }
    json_destroy(tree);
    return when;
}

static int64_t behind_of(const struct buffer *timestamp)
{
    instant issued = instant_member(timestamp, "x-issued"), heard = instant_member(timestamp, "x-heard");
    return issued != NO_INSTANT && heard != NO_INSTANT && heard < issued ? issued - heard : 0;
}

/* Verifies with a timestamp; on success it is the one in force. */
static enum status try_timestamp(struct vouch *vouch, const struct buffer *timestamp, struct problem *problem)
{
    vouch->offered = timestamp;
    enum status status = start_client(vouch, 0, problem);
    vouch->offered = NULL;
    if (status != STATUS_OK)
        return status;
    vouch->times = (struct vouch_times){
        .lineage = vouch->kept.lineage,
        .version = trust_client_version(vouch->client, "timestamp"),
        .issued = instant_member(&vouch->kept.timestamp, "x-issued"),
        .behind = behind_of(&vouch->kept.timestamp),
        .timestamp_expires = trust_client_expires(vouch->client, "timestamp"),
        .snapshot_expires = trust_client_expires(vouch->client, "snapshot"),
        .targets_expires = trust_client_expires(vouch->client, "targets"),
    };
    instant root = trust_client_expires(vouch->client, "root");
    if (root < vouch->times.targets_expires)
        vouch->times.targets_expires = root;
    return STATUS_OK;
}

enum status vouch_refresh(struct vouch *vouch, struct snapshot *snapshot, const char *cache_path,
                          struct problem *problem)
{
    struct buffer stored = {0}, beside = {0};
    struct problem cause = {0};
    char *path = take_format("%s.trust/timestamp.json", cache_path);
    vouch->snapshot = snapshot;
    enum status status = snapshot_chain(snapshot, 0, "timestamp.json", 0, &stored, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_REFUSED, "unsigned", "the cache holds no signatures");
    bool newer = status == STATUS_OK && read_file(path, LIMIT_TRUST_TIMESTAMP_BYTES, &beside) &&
                 told_snapshot(&beside) == told_snapshot(&stored);
    const struct buffer *known = &vouch->kept.timestamp;
    if (newer && beside.size == known->size && memcmp(beside.data, known->data, beside.size) == 0 &&
        vouch->client != NULL && vouch->edition == 0)
        goto same; /* told already, for the same snapshot */
    /* Between two commits of the feeder the timestamp beside the cache may already speak of the next snapshot: then the one
       verified last, of this very snapshot, still counts, and the one in the cache may be older than it. */
    bool recalled = told_snapshot(known) == told_snapshot(&stored);
    drop_client(vouch);
    if (status == STATUS_OK && (!newer || try_timestamp(vouch, &beside, NULL) != STATUS_OK) &&
        (!recalled || try_timestamp(vouch, NULL, NULL) != STATUS_OK))
        status = try_timestamp(vouch, &stored, &cause);
    if (status == STATUS_UNAVAILABLE && strcmp(cause.code, "absent") == 0)
        status = STATUS_REFUSED; /* the cache answers, and a link of the chain is not there */
    if (cause.code[0] != '\0')
        (void)problem_set(problem, status, "not-vouched", "%s: %.300s", cause.code, cause.text);
    if (status == STATUS_REFUSED)
        vouch->times = no_times;
same:
    free(path);
    buffer_finish(&stored);
    buffer_finish(&beside);
    return status;
}

const struct vouch_times *vouch_times(const struct vouch *vouch)
{
    return &vouch->times;
}

/* ---- records ------------------------------------------------------------------------------------------------------ */

/* STATUS_END: everything that could speak of the path was there, and nothing did. */
static enum status find(struct vouch *vouch, int64_t edition, const char *path,
                        const struct trust_target **out, struct problem *problem)
{
    const struct trust_io io = {answer, keep, vouch};
    struct problem cause = {0};
    enum status status = STATUS_OK;
    if (vouch->client == NULL || vouch->edition != edition || vouch->given > CLIENT_BYTES)
        status = start_client(vouch, edition, &cause);
    vouch->gap = false;
    if (status == STATUS_OK) {
        trust_client_find(vouch->client, path);
        status = trust_run(vouch->client, &io, &cause);
        *out = trust_client_target(vouch->client);
    }
    if (status == STATUS_OK)
        return STATUS_OK;
    if (strcmp(cause.code, "not-found") == 0 && !vouch->gap)
        return STATUS_END; /* the client stays good */
    drop_client(vouch);
    bool outage = cause.status == STATUS_UNAVAILABLE && strcmp(cause.code, "absent") != 0;
    return problem_set(problem, outage ? STATUS_UNAVAILABLE : STATUS_REFUSED, "not-vouched", "%s: %.300s",
                       cause.code, cause.text);
}

static bool is_target(const struct trust_target *target, const struct buffer *bytes)
{
    return trust_target_check(target, bytes->data == NULL ? "" : bytes->data, bytes->size, NULL) == STATUS_OK;
}

/* A sealed item is vouched for if the signed box, opened with the key that lies beside it, holds these bytes. */
static bool is_sealed_in(struct vouch *vouch, const struct trust_target *target, const struct record *record,
                         const struct buffer *bytes)
{
    struct buffer sealed = {0}, plain = {0};
    unsigned char key[SEAL_KEY_BYTES];
    bool good = snapshot_sealed(vouch->snapshot, record->id, key, &sealed, NULL) == STATUS_OK &&
                is_target(target, &sealed) &&
                seal_open_with(sealed.data, sealed.size, key, &plain, NULL) == STATUS_OK &&
                plain.size == bytes->size && memcmp(plain.data, bytes->data, plain.size) == 0;
    buffer_finish(&plain);
    buffer_finish(&sealed);
    return good;
}

/* The record in the form in which it is published, held against what is signed. */
static enum status check(struct vouch *vouch, int64_t edition, const char *prefix,
                         const struct record *record, instant *expires, struct problem *problem)
{
    const struct trust_target *target = NULL;
    struct buffer bytes = {0}, text = {0}, figures = {0};
    char *path = take_format("%s/texts/%s.json", prefix, record->id),
         *part = take_format("%s/figures/%s.json", prefix, record->id);
    enum status status = find(vouch, edition, path, &target, problem);
    bool good = false;
    *expires = NO_INSTANT;
    if (status == STATUS_OK) {
        ENSURE(target != NULL);
        *expires = trust_client_expires(vouch->client, target->role);
        record_encode(record, &bytes);
        if (record->audience == AUDIENCE_AFFECTED) {
            good = is_sealed_in(vouch, target, record, &bytes);
        } else if (!part_needed(record)) {
            good = is_target(target, &bytes);
        } else {
            part_split(record, &text, &figures);
            good = is_target(target, &text);
            if (good && (status = find(vouch, edition, part, &target, problem)) == STATUS_OK) {
                good = is_target(target, &figures);
            }
            good = good && status == STATUS_OK;
        }
        if (!good && (status == STATUS_OK || status == STATUS_END))
            status = problem_set(problem, STATUS_REFUSED, "not-vouched",
                                 "what is signed under its id is something else");
    }
    free(part);
    free(path);
    buffer_finish(&figures);
    buffer_finish(&text);
    buffer_finish(&bytes);
    return status;
}

enum status vouch_record(struct vouch *vouch, struct snapshot *snapshot, const struct record *record,
                         instant *expires, struct problem *problem)
{
    const char *prefix = record->project == NULL ? "~" : record->project;
    int64_t edition = INT64_MAX;
    vouch->snapshot = snapshot;
    if (vouch->times.version == 0)
        return problem_set(problem, STATUS_REFUSED, "not-vouched",
                           "nothing in this cache is signed for this root");
    enum status status = check(vouch, 0, prefix, record, expires, problem);
    /* No longer listed and never withdrawn: what an earlier edition says still holds. */
    while (status == STATUS_END) {
        struct problem older = {0};
        if (snapshot_edition_below(snapshot, edition, &edition, problem) != STATUS_OK)
            return problem_set(problem, STATUS_REFUSED, "not-vouched",
                               "it is not listed in anything that is signed");
        status = check(vouch, edition, prefix, record, expires, &older);
        status = status == STATUS_OK ? STATUS_OK : STATUS_END;
    }
    return status;
}

enum status vouch_project(struct vouch *vouch, struct snapshot *snapshot, const struct project *project,
                          struct problem *problem)
{
    const struct trust_target *target = NULL;
    struct buffer bytes = {0};
    char *path = take_format("%s/texts/~project.json", project_cell(project, "id"));
    vouch->snapshot = snapshot;
    enum status status = vouch->times.version == 0 ? STATUS_END : find(vouch, 0, path, &target, problem);
    project_encode(project, &bytes);
    if (status == STATUS_END || (status == STATUS_OK && !is_target(target, &bytes)))
        status =
            problem_set(problem, STATUS_REFUSED, "not-vouched", "the project's row is not the signed one");
    buffer_finish(&bytes);
    free(path);
    return status;
}

/* ---- lists -------------------------------------------------------------------------------------------------------- */

/* A role of texts in the snapshot's name of its file, "<role>.json"; the caller frees it. NULL: another file. */
static char *role_of_texts(const char *file)
{
    bool figures = false;
    const char *bin = NULL;
    size_t length = strlen(file);
    if (length <= 5 || strcmp(file + length - 5, ".json") != 0)
        return NULL;
    char *role = take_copy_n(file, length - 5);
    if (naming_role(role, &figures, &bin) > 0 && !figures)
        return role;
    free(role);
    return NULL;
}

size_t vouch_lists(const struct vouch *vouch, char ***out)
{
    const struct buffer *snapshot = &vouch->kept.snapshot;
    struct json *tree = NULL;
    size_t count = 0;
    *out = NULL;
    if (vouch->times.version == 0 || snapshot->size == 0 ||
        json_parse_within(snapshot->data, snapshot->size, LIMIT_TRUST_SNAPSHOT_BYTES, LIMIT_TRUST_TOKENS,
                          &tree, NULL) != STATUS_OK)
        return 0;
    const struct json *meta = json_member(json_member(tree, "signed"), "meta");
    const char **files = json_keys(meta);
    *out = take_zeroed(json_count(meta) + 1, sizeof **out);
    for (size_t i = 0; i < json_count(meta); i++) {
        (*out)[count] = role_of_texts(files[i]);
        count += (*out)[count] != NULL;
    }
    free(files);
    json_destroy(tree);
    return count;
}

enum status vouch_list(struct vouch *vouch, struct snapshot *snapshot, const char *role,
                       const struct json **targets, instant *expires, struct problem *problem)
{
    const struct trust_target *target = NULL;
    char *probe = naming_probe(&vouch->probes, role);
    vouch->snapshot = snapshot;
    enum status status = find(vouch, 0, probe, &target, problem);
    free(probe);
    if (status != STATUS_OK && status != STATUS_END)
        return status;
    *targets = trust_client_targets(vouch->client, role);
    *expires = trust_client_expires(vouch->client, role);
    return *targets == NULL ? STATUS_END : STATUS_OK;
}

/* ---- proof of this boot -------------------------------------------------------------------------------------------- */

int64_t vouch_proven(const struct vouch *vouch, const char *cache_path)
{
    struct buffer note = {0}, boot = {0};
    struct json *tree = NULL;
    int64_t at = 0, version = 0, proven = -1;
    char *path = take_format("%s.trust/proof", cache_path);
    if (read_file(path, 4096, &note) && read_file("/proc/sys/kernel/random/boot_id", 4096, &boot) &&
        boot.size >= 36 && json_parse(note.data, note.size, 4096, &tree, NULL) == STATUS_OK) {
        const char *said = json_text(json_member(tree, "boot"));
        if (said != NULL && strlen(said) == 36 && memcmp(said, boot.data, 36) == 0 &&
            json_int64(json_member(tree, "timestamp"), &version) && version == vouch->times.version &&
            json_int64(json_member(tree, "at"), &at) && at >= 0 && at < INT64_MAX / 1000)
            proven = at * 1000;
    }
    json_destroy(tree);
    free(path);
    buffer_finish(&note);
    buffer_finish(&boot);
    return proven;
}
