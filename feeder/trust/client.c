#include "trust/client.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "trust/path.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- events and requests ---- */

static char *file_name(int64_t version, const char *role)
{
    struct buffer name = {0};
    if (version > 0)
        buffer_format(&name, "%lld.", (long long)version);
    trust_quote(&name, role, '\0');
    buffer_text(&name, ".json");
    return buffer_take(&name);
}

void trust_client_keep(struct trust_client *client, const char *role, const char *bytes, size_t size)
{
    ENSURE(client->events < sizeof client->event / sizeof client->event[0]);
    client->event[client->events++] = (struct trust_kept){
        .name = file_name(0, role), .bytes = bytes == NULL ? NULL : take_copy_n(bytes, size), .size = size};
}

static void drop_events(struct trust_client *client)
{
    for (size_t i = 0; i < client->events; i++) {
        free(client->event[i].name);
        free(client->event[i].bytes);
    }
    client->events = client->event_next = 0;
}

bool trust_client_event(struct trust_client *client, struct trust_event *event)
{
    if (client->event_next == client->events)
        return false;
    const struct trust_kept *kept = &client->event[client->event_next++];
    *event = (struct trust_event){.name = kept->name, .bytes = kept->bytes, .size = kept->size};
    return true;
}

void trust_client_request(struct trust_client *client, struct trust_request *request, enum trust_from from,
                          int64_t version, const char *role, size_t max_bytes)
{
    free(client->request_name);
    client->request_name = file_name(from == TRUST_FROM_REPOSITORY ? version : 0, role);
    *request = (struct trust_request){.from = from, .name = client->request_name, .max_bytes = max_bytes};
}

void trust_client_fail(struct trust_client *client)
{
    ENSURE(client->problem.code[0] != '\0');
    client->step = STEP_FAILED;
}

/* ---- reading one file ---- */

static size_t most_bytes(enum trust_type type)
{
    static const size_t limits[TRUST_TYPES] = {LIMIT_TRUST_ROOT_BYTES, LIMIT_TRUST_TIMESTAMP_BYTES,
                                               LIMIT_TRUST_SNAPSHOT_BYTES, LIMIT_TRUST_TARGETS_BYTES};
    return limits[type];
}

enum status trust_client_read(const struct trust_client *client, const char *bytes, size_t size,
                              enum trust_type type, const struct trust_role *signers,
                              struct trust_metadata **out, struct problem *problem)
{
    struct trust_metadata *file = NULL;
    enum status status =
        trust_metadata_read(bytes, size, most_bytes(type), type, client->policy.schemes, &file, problem);
    if (status == STATUS_OK)
        status = trust_role_verify(signers, file->signed_part, file->signatures, problem);
    if (status == STATUS_OK)
        *out = file;
    else
        trust_metadata_destroy(file);
    return status;
}

/* "The expiration timestamp MUST be higher than the fixed update start time." */
static enum status check_expiry(const struct trust_client *client, const struct trust_metadata *file,
                                const char *name, struct problem *problem)
{
    char when[INSTANT_TEXT], shown[64];
    if (file->expires > client->start)
        return STATUS_OK;
    return problem_set(problem, STATUS_REFUSED, "expired", "%s version %lld expired at %s",
                       log_escape(shown, sizeof shown, name), (long long)file->version,
                       instant_format(when, file->expires));
}

/* A request for a file that another one lists never asks for more than is listed. */
static size_t listed_bytes(const struct trust_digest *digest, size_t limit)
{
    return digest->length >= 0 && (uint64_t)digest->length < limit ? (size_t)digest->length : limit;
}

/* ---- root (specification 5.3) ---- */

static enum status check_next_root(const struct trust_client *client, const char *bytes, size_t size,
                                   struct trust_metadata **out, struct problem *problem)
{
    struct trust_metadata *next = NULL;
    enum status status =
        trust_client_read(client, bytes, size, TRUST_ROOT, &client->root->role[TRUST_ROOT], &next, problem);
    if (status == STATUS_OK)
        status = trust_role_verify(&next->role[TRUST_ROOT], next->signed_part, next->signatures, problem);
    if (status == STATUS_OK && next->version - 1 != client->root->version)
        status =
            problem_set(problem, STATUS_REFUSED, "root-version", "root version %lld follows version %lld",
                        (long long)next->version, (long long)client->root->version);
    if (status == STATUS_OK)
        *out = next;
    else
        trust_metadata_destroy(next);
    return status;
}

/* Revoking a key of timestamp or snapshot ends a fast-forward attack: what that key may have counted to is
   forgotten. A key that is only added revokes nothing, and forgetting then would let an old timestamp come
   back. It is done with each step of the chain and noted before the root itself, so that it holds even if the
   machine stops in between. */
static void take_root(struct trust_client *client, const char *bytes, size_t size)
{
    struct trust_metadata *next = NULL;
    if (check_next_root(client, bytes, size, &next, &client->problem) != STATUS_OK) {
        trust_client_fail(client);
        return;
    }
    if (!trust_role_keeps_keys(&client->root->role[TRUST_TIMESTAMP], &next->role[TRUST_TIMESTAMP]) ||
        !trust_role_keeps_keys(&client->root->role[TRUST_SNAPSHOT], &next->role[TRUST_SNAPSHOT])) {
        trust_client_keep(client, "timestamp", NULL, 0);
        trust_client_keep(client, "snapshot", NULL, 0);
    }
    trust_client_keep(client, "root", bytes, size);
    trust_metadata_destroy(client->root);
    client->root = next;
    client->roots++;
}

static void end_of_roots(struct trust_client *client)
{
    client->step = STEP_TIMESTAMP_STORED;
    if (check_expiry(client, client->root, "root", &client->problem) != STATUS_OK)
        trust_client_fail(client);
}

/* ---- timestamp (5.4) ---- */

/* Old files count for rollback checks after their expiry as well; one that does
   not verify is as good as absent. */
static void recall_timestamp(struct trust_client *client, const char *bytes, size_t size)
{
    (void)trust_client_read(client, bytes, size, TRUST_TIMESTAMP, &client->root->role[TRUST_TIMESTAMP],
                            &client->timestamp, NULL);
}

static struct trust_listing listed(const struct trust_metadata *file, const char *name)
{
    struct trust_listing listing = {0};
    ENSURE(trust_metadata_listing(file, name, &listing, NULL) == STATUS_OK);
    return listing;
}

static enum status check_timestamp(const struct trust_client *client, const struct trust_metadata *next,
                                   struct problem *problem)
{
    const struct trust_metadata *old = client->timestamp;
    if (old != NULL && next->version < old->version)
        return problem_set(problem, STATUS_REFUSED, "rollback", "timestamp version %lld after version %lld",
                           (long long)next->version, (long long)old->version);
    if (old != NULL && next->version == old->version)
        return STATUS_UNCHANGED;
    if (old != NULL && listed(next, "snapshot.json").version < listed(old, "snapshot.json").version)
        return problem_set(problem, STATUS_REFUSED, "rollback",
                           "the timestamp goes back from snapshot %lld to %lld",
                           (long long)listed(old, "snapshot.json").version,
                           (long long)listed(next, "snapshot.json").version);
    return check_expiry(client, next, "timestamp", problem);
}

static void take_timestamp(struct trust_client *client, const char *bytes, size_t size)
{
    struct trust_metadata *next = NULL;
    enum status status = trust_client_read(client, bytes, size, TRUST_TIMESTAMP,
                                           &client->root->role[TRUST_TIMESTAMP], &next, &client->problem);
    if (status == STATUS_OK)
        status = check_timestamp(client, next, &client->problem);
    if (status ==
        STATUS_UNCHANGED) /* whatever it says: the one we have stays, unless that one is too old by now */
        status = check_expiry(client, client->timestamp, "timestamp", &client->problem) == STATUS_OK
                     ? STATUS_UNCHANGED
                     : STATUS_REFUSED;
    if (status == STATUS_OK) {
        trust_client_keep(client, "timestamp", bytes, size);
        trust_metadata_destroy(client->timestamp);
        client->timestamp = next;
    } else {
        trust_metadata_destroy(next);
    }
    client->step = STEP_SNAPSHOT_STORED;
    if (status == STATUS_REFUSED)
        trust_client_fail(client);
}

/* ---- snapshot (5.5) ---- */

static bool snapshot_current(const struct trust_client *client, const char *bytes, size_t size)
{
    struct trust_listing wanted = listed(client->timestamp, "snapshot.json");
    return client->snapshot->version == wanted.version &&
           trust_digest_check(&wanted.digest, bytes, size, NULL) == STATUS_OK &&
           check_expiry(client, client->snapshot, "snapshot", NULL) == STATUS_OK;
}

static void recall_snapshot(struct trust_client *client, const char *bytes, size_t size)
{
    client->step = STEP_SNAPSHOT;
    if (trust_client_read(client, bytes, size, TRUST_SNAPSHOT, &client->root->role[TRUST_SNAPSHOT],
                          &client->snapshot, NULL) == STATUS_OK &&
        snapshot_current(client, bytes, size))
        client->step = STEP_TARGETS_STORED;
}

/* No role's version may fall and no role may vanish, delegated ones included (CVE-2025-2887). */
static enum status check_listed(const struct trust_metadata *old, const struct trust_metadata *next,
                                struct problem *problem)
{
    const char **names = json_keys(old->listed);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < json_count(old->listed); i++) {
        struct trust_listing listing = {0};
        char shown[64];
        if (trust_metadata_listing(next, names[i], &listing, NULL) != STATUS_OK)
            status = problem_set(problem, STATUS_REFUSED, "rollback", "the snapshot no longer lists %s",
                                 log_escape(shown, sizeof shown, names[i]));
        else if (listing.version < listed(old, names[i]).version)
            status = problem_set(problem, STATUS_REFUSED, "rollback",
                                 "the snapshot takes %s back from %lld to %lld",
                                 log_escape(shown, sizeof shown, names[i]),
                                 (long long)listed(old, names[i]).version, (long long)listing.version);
    }
    free(names);
    return status;
}

static enum status check_snapshot(const struct trust_client *client, const char *bytes, size_t size,
                                  struct trust_metadata **out, struct problem *problem)
{
    struct trust_listing wanted = listed(client->timestamp, "snapshot.json");
    struct trust_metadata *next = NULL;
    enum status status = trust_digest_check(&wanted.digest, bytes, size, problem);
    if (status == STATUS_OK)
        status = trust_client_read(client, bytes, size, TRUST_SNAPSHOT, &client->root->role[TRUST_SNAPSHOT],
                                   &next, problem);
    if (status == STATUS_OK && next->version != wanted.version)
        status = problem_set(problem, STATUS_REFUSED, "wrong-version",
                             "snapshot version %lld where %lld is signed", (long long)next->version,
                             (long long)wanted.version);
    /* Beyond the specification: also when the timestamp that knew the newer snapshot was lost. */
    if (status == STATUS_OK && client->snapshot != NULL && next->version < client->snapshot->version)
        status = problem_set(problem, STATUS_REFUSED, "rollback", "snapshot version %lld after version %lld",
                             (long long)next->version, (long long)client->snapshot->version);
    if (status == STATUS_OK && client->snapshot != NULL)
        status = check_listed(client->snapshot, next, problem);
    if (status == STATUS_OK)
        status = check_expiry(client, next, "snapshot", problem);
    if (status == STATUS_OK)
        *out = next;
    else
        trust_metadata_destroy(next);
    return status;
}

static void take_snapshot(struct trust_client *client, const char *bytes, size_t size)
{
    struct trust_metadata *next = NULL;
    if (check_snapshot(client, bytes, size, &next, &client->problem) != STATUS_OK) {
        trust_client_fail(client);
        return;
    }
    trust_client_keep(client, "snapshot", bytes, size);
    trust_metadata_destroy(client->snapshot);
    client->snapshot = next;
    client->step = STEP_TARGETS_STORED;
}

/* ---- targets and delegated roles (5.6) ---- */

bool trust_client_listed(const struct trust_client *client, const char *name, struct trust_listing *out)
{
    char *file = take_format("%s.json", name); /* as the snapshot lists it, not as files are named */
    enum status status = trust_metadata_listing(client->snapshot, file, out, NULL);
    free(file);
    return status == STATUS_OK;
}

void trust_client_request_targets(struct trust_client *client, const char *name, enum trust_from from,
                                  struct trust_request *request)
{
    struct trust_listing wanted = {0};
    ENSURE(trust_client_listed(client, name, &wanted));
    trust_client_request(client, request, from, client->root->consistent ? wanted.version : 0, name,
                         listed_bytes(&wanted.digest, LIMIT_TRUST_TARGETS_BYTES));
}

enum status trust_client_read_targets(const struct trust_client *client, const char *name,
                                      const struct trust_role *signers, const char *bytes, size_t size,
                                      struct trust_metadata **out, struct problem *problem)
{
    struct trust_listing wanted = {0};
    struct trust_metadata *file = NULL;
    ENSURE(trust_client_listed(client, name, &wanted));
    enum status status = trust_digest_check(&wanted.digest, bytes, size, problem);
    if (status == STATUS_OK)
        status = trust_client_read(client, bytes, size, TRUST_TARGETS, signers, &file, problem);
    if (status == STATUS_OK && file->version != wanted.version)
        status = problem_set(problem, STATUS_REFUSED, "wrong-version",
                             "version %lld of a role where %lld is signed", (long long)file->version,
                             (long long)wanted.version);
    if (status == STATUS_OK)
        status = check_expiry(client, file, name, problem);
    if (status == STATUS_OK)
        *out = file;
    else
        trust_metadata_destroy(file);
    return status;
}

static void take_targets(struct trust_client *client, const char *bytes, size_t size, bool from_store)
{
    struct trust_loaded *targets = client->targets;
    enum status status =
        trust_client_read_targets(client, "targets", &client->root->role[TRUST_TARGETS], bytes, size,
                                  &targets->file, from_store ? NULL : &client->problem);
    if (status == STATUS_OK) {
        client->step = STEP_READY;
        if (!from_store)
            trust_client_keep(client, "targets", bytes, size);
    } else if (from_store) {
        client->step = STEP_TARGETS;
    } else {
        trust_client_fail(client);
    }
}

/* ---- from outside ---- */

enum status trust_client_create(const char *root, size_t size, const struct trust_policy *policy,
                                instant start, struct trust_client **out, struct problem *problem)
{
    if (sodium_init() < 0)
        BUG("libsodium does not start");
    struct trust_client *client = take_zeroed(1, sizeof *client);
    client->policy = *policy;
    client->start = start;
    enum status status = trust_metadata_read(root, size, LIMIT_TRUST_ROOT_BYTES, TRUST_ROOT, policy->schemes,
                                             &client->root, problem);
    if (status == STATUS_OK)
        status = trust_role_verify(&client->root->role[TRUST_ROOT], client->root->signed_part,
                                   client->root->signatures, problem);
    if (status == STATUS_OK) {
        client->targets = take_zeroed(1, sizeof *client->targets);
        client->targets->name = take_copy("targets");
        *out = client;
    } else {
        trust_client_destroy(client);
    }
    return status;
}

void trust_client_destroy(struct trust_client *client)
{
    if (client == NULL)
        return;
    drop_events(client);
    free(client->request_name);
    trust_search_finish(client);
    trust_loaded_destroy(client->targets);
    trust_metadata_destroy(client->snapshot);
    trust_metadata_destroy(client->timestamp);
    trust_metadata_destroy(client->root);
    free(client);
}

static void request_snapshot(struct trust_client *client, struct trust_request *request)
{
    struct trust_listing wanted = listed(client->timestamp, "snapshot.json");
    trust_client_request(client, request, TRUST_FROM_REPOSITORY,
                         client->root->consistent ? wanted.version : 0, "snapshot",
                         listed_bytes(&wanted.digest, LIMIT_TRUST_SNAPSHOT_BYTES));
}

enum status trust_client_need(struct trust_client *client, struct trust_request *request,
                              struct problem *problem)
{
    ENSURE(client->event_next == client->events);
    drop_events(client);
    if (client->step == STEP_ROOT &&
        (client->roots == LIMIT_TRUST_ROOTS || client->root->version == INT64_MAX))
        end_of_roots(client);
    switch (client->step) {
    case STEP_ROOT:
        trust_client_request(client, request, TRUST_FROM_REPOSITORY, client->root->version + 1, "root",
                             LIMIT_TRUST_ROOT_BYTES);
        break;
    case STEP_TIMESTAMP_STORED:
        trust_client_request(client, request, TRUST_FROM_STORE, 0, "timestamp", LIMIT_TRUST_TIMESTAMP_BYTES);
        break;
    case STEP_TIMESTAMP:
        trust_client_request(client, request, TRUST_FROM_REPOSITORY, 0, "timestamp",
                             LIMIT_TRUST_TIMESTAMP_BYTES);
        break;
    case STEP_SNAPSHOT_STORED:
        trust_client_request(client, request, TRUST_FROM_STORE, 0, "snapshot", LIMIT_TRUST_SNAPSHOT_BYTES);
        break;
    case STEP_SNAPSHOT: request_snapshot(client, request); break;
    case STEP_TARGETS_STORED:
    case STEP_TARGETS:
        trust_client_request_targets(client, "targets",
                                     client->step == STEP_TARGETS ? TRUST_FROM_REPOSITORY : TRUST_FROM_STORE,
                                     request);
        break;
    case STEP_ROLE_STORED:
    case STEP_ROLE: trust_search_request(client, request); break;
    case STEP_READY: return STATUS_END;
    case STEP_NOT_FOUND:
    case STEP_FAILED:
        if (problem != NULL && problem->code[0] == '\0')
            *problem = client->problem;
        return client->problem.status;
    }
    return STATUS_OK;
}

void trust_client_give(struct trust_client *client, const char *bytes, size_t size)
{
    switch (client->step) {
    case STEP_ROOT: take_root(client, bytes, size); break;
    case STEP_TIMESTAMP_STORED:
        recall_timestamp(client, bytes, size);
        client->step = STEP_TIMESTAMP;
        break;
    case STEP_TIMESTAMP: take_timestamp(client, bytes, size); break;
    case STEP_SNAPSHOT_STORED: recall_snapshot(client, bytes, size); break;
    case STEP_SNAPSHOT: take_snapshot(client, bytes, size); break;
    case STEP_TARGETS_STORED: take_targets(client, bytes, size, true); break;
    case STEP_TARGETS: take_targets(client, bytes, size, false); break;
    case STEP_ROLE_STORED:
    case STEP_ROLE: trust_search_give(client, bytes, size); break;
    default: BUG("bytes given that nobody asked for");
    }
}

static void lacks(struct trust_client *client, const char *file)
{
    (void)problem_set(&client->problem, STATUS_UNAVAILABLE, "absent", "the publication has no %s", file);
    trust_client_fail(client);
}

void trust_client_absent(struct trust_client *client)
{
    switch (client->step) {
    case STEP_ROOT: end_of_roots(client); break;
    case STEP_TIMESTAMP_STORED:
    case STEP_SNAPSHOT_STORED:
    case STEP_TARGETS_STORED: client->step++; break; /* to the same file from the repository */
    case STEP_TIMESTAMP:
    case STEP_SNAPSHOT:
    case STEP_TARGETS: lacks(client, client->request_name); break;
    case STEP_ROLE_STORED:
    case STEP_ROLE: trust_search_absent(client); break;
    default: BUG("nothing was asked for");
    }
}

void trust_client_find(struct trust_client *client, const char *path)
{
    ENSURE(client->step == STEP_READY || client->step == STEP_NOT_FOUND);
    problem_clear(&client->problem);
    trust_search_start(client, path);
}

static const struct trust_metadata *trusted(const struct trust_client *client, const char *role)
{
    if (strcmp(role, "root") == 0)
        return client->root;
    if (strcmp(role, "timestamp") == 0)
        return client->timestamp;
    if (strcmp(role, "snapshot") == 0)
        return client->snapshot;
    if (strcmp(role, "targets") == 0)
        return client->targets->file;
    const struct trust_loaded *loaded = trust_search_loaded(client, role);
    return loaded == NULL ? NULL : loaded->file;
}

int64_t trust_client_version(const struct trust_client *client, const char *role)
{
    const struct trust_metadata *file = trusted(client, role);
    return file == NULL ? 0 : file->version;
}

instant trust_client_expires(const struct trust_client *client, const char *role)
{
    const struct trust_metadata *file = trusted(client, role);
    return file == NULL ? NO_INSTANT : file->expires;
}

const struct json *trust_client_targets(const struct trust_client *client, const char *role)
{
    const struct trust_metadata *file = trusted(client, role);
    return file == NULL || file->type != TRUST_TARGETS ? NULL : file->listed;
}
