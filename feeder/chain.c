#include "chain.h"

#include "contract/limits.h"
#include "contract/record.h"
#include "trust/path.h"
#include "trust/run.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TIMESTAMP_SECONDS 60 /* how much newer a timestamp that brings nothing else must be to be written */
#define ROOT "root.json"

static void forget_file(struct chain_file *file)
{
    free(file->name);
    buffer_finish(&file->bytes);
    *file = (struct chain_file){0};
}

void chain_finish(struct chain *chain)
{
    for (size_t i = 0; i < chain->helds; i++)
        forget_file(&chain->held[i]);
    free(chain->held);
    chain_list_finish(chain->role, chain->roles);
    buffer_finish(&chain->timestamp);
    trust_client_destroy(chain->client);
    *chain = (struct chain){0};
}

/* ---- files the client asks for -------------------------------------------------------------------------------- */

/* "12.name" → 12 and "name"; an unversioned name → 0. */
static int64_t split_name(const char *name, const char **rest)
{
    size_t digits = strspn(name, "0123456789");
    *rest = name;
    if (digits == 0 || digits > 18 || name[digits] != '.')
        return 0;
    *rest = name + digits + 1;
    return strtoll(name, NULL, 10);
}

static struct chain_file *find_held(const struct chain *chain, const char *name)
{
    for (size_t i = 0; i < chain->helds; i++)
        if (strcmp(chain->held[i].name, name) == 0)
            return &chain->held[i];
    return NULL;
}

static enum status append(struct buffer *out, const struct buffer *bytes, size_t most,
                          struct problem *problem)
{
    if (bytes->size == 0)
        return STATUS_END;
    if (bytes->size > most)
        return problem_set(problem, STATUS_REFUSED, "too-large", "more than %zu bytes", most);
    buffer_add(out, bytes->data, bytes->size);
    return STATUS_OK;
}

static bool signed_version(const struct buffer *bytes, int64_t *out)
{
    struct json *tree = NULL;
    bool good = bytes->size > 0 &&
                json_parse(bytes->data, bytes->size, LIMIT_TRUST_ROOT_BYTES, &tree, NULL) == STATUS_OK &&
                json_int64(json_member(json_member(tree, "signed"), "version"), out);
    json_destroy(tree);
    return good;
}

static bool root_version(const struct floor *floor, int64_t *out)
{
    return signed_version(&floor->root, out);
}

/* ---- the cache as a second floor -------------------------------------------------------------------------------- */

static enum status answer_held(void *data, const struct trust_request *request, struct buffer *out,
                               struct problem *problem)
{
    struct chain *chain = data;
    const char *rest = request->name;
    int64_t version = split_name(request->name, &rest);
    if (request->from == TRUST_FROM_STORE || strcmp(rest, ROOT) == 0)
        return STATUS_END;
    return cache_chain_read(chain->cache, rest, version == 0 ? -1 : version, out, problem);
}

static enum status forget_event(void *data, const struct trust_event *event, struct problem *problem)
{
    (void)data;
    (void)event;
    (void)problem;
    return STATUS_OK;
}

/* Do the signatures that the cache stands under hold, under the floor's root? */
static bool held_is_signed(struct chain *chain)
{
    static const struct trust_policy policy = {trust_schemes_product};
    const struct trust_io io = {answer_held, forget_event, chain};
    struct trust_client *client = NULL;
    bool good = trust_client_create(chain->floor->root.data, chain->floor->root.size, &policy, 0, &client,
                                    NULL) == STATUS_OK &&
                trust_run(client, &io, NULL) == STATUS_OK;
    trust_client_destroy(client);
    return good;
}

/* A floor that was lost, or put back from an old copy of the disk, is lifted to what the cache stands under: both would have to fall
   together. Not across roots: a new one may have made the numbers begin anew. */
static enum status lift_floor(struct chain *chain, struct problem *problem)
{
    struct floor *floor = chain->floor;
    struct buffer timestamp = {0}, snapshot = {0};
    int64_t ours = 0, theirs = 0, held = 0, known = 0;
    if (floor->repinned || !root_version(floor, &ours))
        return STATUS_OK;
    enum status status = cache_chain_version(chain->cache, ROOT, &theirs, problem);
    if (status == STATUS_OK)
        status = cache_chain_read(chain->cache, "timestamp.json", -1, &timestamp, problem);
    if (status == STATUS_OK)
        status = cache_chain_read(chain->cache, "snapshot.json", -1, &snapshot, problem);
    (void)signed_version(&floor->timestamp, &known); /* none: 0 */
    if (status == STATUS_OK && ours == theirs && signed_version(&timestamp, &held) && held > known &&
        held_is_signed(chain))
        floor_lift(floor, &timestamp, &snapshot);
    buffer_finish(&snapshot);
    buffer_finish(&timestamp);
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status read_stored(struct chain *chain, const char *name, size_t most, struct buffer *out,
                               struct problem *problem)
{
    struct buffer found = {0};
    enum status status = STATUS_OK;
    const struct chain_file *held = find_held(chain, name);
    if (strcmp(name, "timestamp.json") == 0) {
        status = chain->offline ? STATUS_OK : lift_floor(chain, problem);
        return status == STATUS_OK ? append(out, &chain->floor->timestamp, most, problem) : status;
    }
    if (strcmp(name, "snapshot.json") == 0)
        return append(out, &chain->floor->snapshot, most, problem);
    if (held != NULL)
        return append(out, &held->bytes, most, problem);
    if (chain->floor->repinned) /* what another root vouched for goes with it */
        return STATUS_END;
    status = cache_chain_read(chain->cache, name, -1, &found, problem);
    if (status == STATUS_OK)
        status = found.size > most ? STATUS_END
                                   : append(out, &found, most, problem); /* too large: no copy of it */
    buffer_finish(&found);
    return status;
}

static enum status read_published(struct chain *chain, const char *name, size_t most, struct buffer *out,
                                  struct problem *problem)
{
    const char *rest = name;
    chain->asked = split_name(name, &rest);
    if (chain->offline && strcmp(rest, ROOT) == 0)
        return STATUS_END;
    if (strcmp(name, "timestamp.json") == 0)
        return append(out, chain->offline ? &chain->floor->timestamp : &chain->timestamp, most, problem);
    char *path = take_format("metadata/%s", name);
    enum status status = repository_read(chain->repository, path, most, out, problem);
    /* A root is believed by its signatures, wherever it comes from; who holds one back must not have it forgotten. */
    if (status == STATUS_END && strcmp(rest, ROOT) == 0 && !chain->floor->repinned)
        status = cache_chain_read(chain->cache, ROOT, chain->asked, out, problem);
    if (status == STATUS_END &&
        strcmp(rest, ROOT) != 0) /* what is signed to be there is late or kept from us */
        status = problem_set(problem, STATUS_UNAVAILABLE, "absent", "the publication has no %.200s", path);
    free(path);
    return status;
}

static enum status answer(void *data, const struct trust_request *request, struct buffer *out,
                          struct problem *problem)
{
    struct chain *chain = data;
    size_t before = out->size;
    enum status status = request->from == TRUST_FROM_STORE
                             ? read_stored(chain, request->name, request->max_bytes, out, problem)
                             : read_published(chain, request->name, request->max_bytes, out, problem);
    chain->given += out->size - before;
    return status;
}

static enum status write_held(struct chain *chain, struct chain_file *file, struct problem *problem)
{
    enum status status = STATUS_OK;
    if (chain->edition > 0)
        status = cache_chain_copy(chain->cache, chain->edition, file->name, problem);
    return status == STATUS_OK
               ? cache_chain_put(chain->cache, file->name, file->version, &file->bytes, true, problem)
               : status;
}

/* A verified role waits until it is known whether what it replaces is still needed; one that replaces nothing need not. All of a
   large publication cannot wait in memory: then what it replaces is kept without knowing. */
static enum status hold(struct chain *chain, const struct trust_event *event, struct problem *problem)
{
    struct chain_file file = {take_copy(event->name), chain->asked, {0}},
                      *old = find_held(chain, event->name);
    int64_t stands = 0;
    buffer_add(&file.bytes, event->bytes, event->size);
    enum status status = cache_chain_version(chain->cache, event->name, &stands, problem);
    if (status == STATUS_OK && chain->in_batch && old == NULL &&
        (stands == 0 || chain->held_bytes + event->size > LIMIT_TRUST_HELD_BYTES)) {
        if (stands != 0)
            status = cache_chain_copy(chain->cache, chain->next, file.name, problem);
        if (status == STATUS_OK)
            status = cache_chain_put(chain->cache, file.name, file.version, &file.bytes, true, problem);
        forget_file(&file);
        return status;
    }
    if (status != STATUS_OK) {
        forget_file(&file);
        return status;
    }
    chain->held_bytes += event->size;
    if (old != NULL) {
        forget_file(old);
        *old = file;
        return STATUS_OK;
    }
    chain->held = take_room(chain->held, &chain->held_capacity, chain->helds + 1, sizeof *chain->held);
    chain->held[chain->helds++] = file;
    return STATUS_OK;
}

/* A timestamp that tells the same snapshot brings nothing but the time. */
static bool brings_nothing(const struct chain *chain, const struct trust_event *event)
{
    struct buffer fresh = {.data = (char *)event->bytes, .size = event->size};
    instant before = floor_issued(&chain->floor->timestamp), after = floor_issued(&fresh);
    struct json *old = NULL, *new = NULL;
    bool same = before != NO_INSTANT && after != NO_INSTANT && after >= before &&
                after - before < TIMESTAMP_SECONDS &&
                floor_heard(&fresh) - floor_heard(&chain->floor->timestamp) < TIMESTAMP_SECONDS &&
                json_parse(chain->floor->timestamp.data, chain->floor->timestamp.size,
                           LIMIT_TRUST_TIMESTAMP_BYTES, &old, NULL) == STATUS_OK &&
                json_parse(fresh.data, fresh.size, LIMIT_TRUST_TIMESTAMP_BYTES, &new, NULL) == STATUS_OK;
    const struct json *was = json_member(json_member(old, "signed"), "meta"),
                      *is = json_member(json_member(new, "signed"), "meta");
    same = same && was != NULL && is != NULL; /* the old one may have changed on the disk */
    if (same) {
        struct buffer a = {0}, b = {0};
        json_canonical(was, &a);
        json_canonical(is, &b);
        same = a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
        buffer_finish(&a);
        buffer_finish(&b);
    }
    json_destroy(old);
    json_destroy(new);
    return same;
}

static enum status keep(void *data, const struct trust_event *event, struct problem *problem)
{
    struct chain *chain = data;
    if (strcmp(event->name, ROOT) == 0)
        return floor_keep_root(chain->floor, chain->asked, event->bytes, event->size, problem);
    bool timestamp = strcmp(event->name, "timestamp.json") == 0;
    if (timestamp && event->bytes != NULL && brings_nothing(chain, event)) {
        floor_recall(chain->floor, event->bytes, event->size);
        return STATUS_OK;
    }
    if (timestamp || strcmp(event->name, "snapshot.json") == 0)
        return floor_keep(chain->floor, event->name, event->bytes, event->size, problem);
    return event->bytes == NULL ? STATUS_OK : hold(chain, event, problem);
}

/* ---- refreshing ------------------------------------------------------------------------------------------------ */

static bool expired(const struct buffer *timestamp, instant now)
{
    struct json *tree = NULL;
    instant expires = NO_INSTANT;
    if (json_parse(timestamp->data, timestamp->size, LIMIT_TRUST_TIMESTAMP_BYTES, &tree, NULL) == STATUS_OK) {
        const char *text = json_text(json_member(json_member(tree, "signed"), "expires"));
        if (text == NULL || !instant_parse(text, &expires))
            expires = NO_INSTANT;
    }
    json_destroy(tree);
    return expires == NO_INSTANT || expires <= now;
}

enum status chain_look(struct chain *chain, bool *same, struct problem *problem)
{
    const struct buffer *known = &chain->floor->timestamp;
    buffer_clear(&chain->timestamp);
    *same = false;
    enum status status = repository_read(chain->repository, "metadata/timestamp.json",
                                         LIMIT_TRUST_TIMESTAMP_BYTES, &chain->timestamp, problem);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_UNAVAILABLE, "absent", "the publication has no timestamp.json");
    if (status == STATUS_OK && chain->timestamp.size == 0)
        return problem_set(problem, STATUS_REFUSED, "empty", "timestamp.json is empty");
    *same = status == STATUS_OK && known->size == chain->timestamp.size && known->size > 0 &&
            memcmp(known->data, chain->timestamp.data, known->size) == 0 && !expired(known, chain->start);
    return status;
}

static enum status start_client(struct chain *chain, struct problem *problem)
{
    static const struct trust_policy policy = {trust_schemes_product};
    const struct trust_io io = {answer, keep, chain};
    trust_client_destroy(chain->client);
    chain->client = NULL;
    chain->given = 0;
    enum status status = trust_client_create(chain->floor->root.data, chain->floor->root.size, &policy,
                                             chain->start, &chain->client, problem);
    if (status == STATUS_OK && chain->floor->repinned && !chain->pinned) {
        status = floor_pin(chain->floor, trust_client_version(chain->client, "root"), problem);
        chain->pinned =
            status == STATUS_OK; /* the root that was given: later ones of this pull are no such */
    }
    if (status == STATUS_OK)
        status = trust_run(chain->client, &io, problem);
    if (status == STATUS_END)
        status = STATUS_OK;
    return status;
}

static int compare_roles(const void *a, const void *b)
{
    return strcmp(((const struct chain_role *)a)->name, ((const struct chain_role *)b)->name);
}

enum status chain_list(const struct buffer *snapshot, struct chain_role **out, size_t *count,
                       struct problem *problem)
{
    struct json *tree = NULL;
    enum status status =
        json_parse(snapshot->data, snapshot->size, LIMIT_TRUST_SNAPSHOT_BYTES, &tree, problem);
    if (status != STATUS_OK)
        return status;
    const struct json *meta = json_member(json_member(tree, "signed"), "meta");
    const char **names = json_keys(meta);
    struct chain_role *roles = take_zeroed(json_count(meta), sizeof *roles);
    size_t found = 0;
    for (size_t i = 0; i < json_count(meta); i++) {
        size_t length = strlen(names[i]);
        int64_t version = 0;
        if (length <= 5 || strcmp(names[i] + length - 5, ".json") != 0 ||
            strcmp(names[i], "targets.json") == 0 ||
            !json_int64(json_member(json_member(meta, names[i]), "version"), &version))
            continue;
        roles[found++] = (struct chain_role){take_copy_n(names[i], length - 5), version};
    }
    if (found > 0)
        qsort(roles, found, sizeof *roles, compare_roles);
    free(names);
    json_destroy(tree);
    *out = roles;
    *count = found;
    return STATUS_OK;
}

void chain_list_finish(struct chain_role *role, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(role[i].name);
    free(role);
}

enum status chain_refresh(struct chain *chain, struct problem *problem)
{
    chain->offline = false;
    enum status status = start_client(chain, problem);
    if (status != STATUS_OK)
        return status;
    chain->offline = true; /* whatever this pull still asks of the top roles, it has */
    chain_list_finish(chain->role, chain->roles);
    chain->role = NULL;
    chain->roles = 0;
    return chain_list(&chain->floor->snapshot, &chain->role, &chain->roles, problem);
}

/* The snapshot's version that a timestamp tells, 0 if none. The floor's snapshot may be an older one: the newest timestamp is
   remembered before its snapshot could be had. */
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

enum status chain_in_force(struct chain *chain, bool *out, struct problem *problem)
{
    struct buffer snapshot = {0};
    int64_t root = 0, wanted = 0, stands = 0;
    *out = false;
    enum status status = cache_chain_read(chain->cache, "snapshot.json", -1, &snapshot, problem);
    if (status == STATUS_OK)
        status = cache_chain_version(chain->cache, "snapshot.json", &stands, problem);
    if (status == STATUS_OK)
        status = cache_chain_version(chain->cache, ROOT, &root, problem);
    const struct buffer *known = &chain->floor->snapshot;
    *out = status == STATUS_OK && stands == told_snapshot(&chain->floor->timestamp) &&
           snapshot.size == known->size && known->size > 0 &&
           memcmp(snapshot.data, known->data, known->size) == 0 && root_version(chain->floor, &wanted) &&
           root == wanted && !chain->floor->repinned;
    buffer_finish(&snapshot);
    return status == STATUS_END ? STATUS_OK : status;
}

/* ---- roles and targets ------------------------------------------------------------------------------------------ */

static char *stored_name(const char *role)
{
    struct buffer quoted = {0};
    trust_quote(&quoted, role, '\0');
    buffer_text(&quoted, ".json");
    return buffer_take(&quoted);
}

/* Is the version that is in force here already? */
static enum status stands(struct chain *chain, const struct chain_role *role, bool *out,
                          struct problem *problem)
{
    char *name = stored_name(role->name);
    const struct chain_file *held = find_held(chain, name);
    int64_t version = 0;
    enum status status =
        held != NULL ? STATUS_OK : cache_chain_version(chain->cache, name, &version, problem);
    *out = status == STATUS_OK && (held != NULL ? held->version : version) == role->version;
    free(name);
    return status;
}

static bool is_loaded(const struct chain *chain, const struct chain_role *role)
{
    return chain->client != NULL && trust_client_version(chain->client, role->name) == role->version;
}

/* Asks the client for a path. A path that nobody speaks of leaves it usable; any other failure ends it. */
static enum status ask(struct chain *chain, const char *path, struct problem *problem)
{
    const struct trust_io io = {answer, keep, chain};
    enum status status = chain->client == NULL || chain->given > LIMIT_TRUST_CLIENT_BYTES
                             ? start_client(chain, problem)
                             : STATUS_OK;
    if (status == STATUS_OK) {
        trust_client_find(chain->client, path);
        status = trust_run(chain->client, &io, problem);
    }
    if (status != STATUS_OK && (status != STATUS_REFUSED || strcmp(problem->code, "not-found") != 0)) {
        trust_client_destroy(chain->client);
        chain->client = NULL;
    }
    return status;
}

/* A role's bytes in the cache. Where they are not those that were put, whoever serves the same is asked, though nobody vouches for
   them any more. */
static enum status read_as_put(struct chain *chain, const char *name, int64_t version, struct buffer *out,
                               struct problem *problem)
{
    struct buffer fresh = {0};
    char put[65] = "", sha256[65];
    enum status status = cache_chain_read(chain->cache, name, version, out, problem);
    if (status == STATUS_OK)
        status = cache_chain_sum(chain->cache, name, version, put, problem);
    sha256_hex(out->data == NULL ? "" : out->data, out->size, sha256);
    if (status != STATUS_OK || strcmp(put, sha256) == 0)
        return status;
    char *asked = take_format("%" PRId64 ".%s", version, name);
    status = read_published(chain, asked, LIMIT_TRUST_TARGETS_BYTES, &fresh, problem);
    sha256_hex(fresh.data == NULL ? "" : fresh.data, fresh.size, sha256);
    if (status == STATUS_OK && strcmp(put, sha256) == 0) {
        status = cache_chain_put(chain->cache, name, version, &fresh, true, problem);
        buffer_clear(out);
        buffer_add(out, fresh.data, fresh.size);
    }
    buffer_finish(&fresh);
    free(asked);
    return status;
}

/* A role that was verified when it came and would not be today (it expired, its key was taken back) still says what is no longer
   to be looked for elsewhere; nothing new is taken from it, and the screen makes up its own mind. */
static enum status recall(struct chain *chain, const struct chain_role *role, struct chain_said *out,
                          struct problem *problem)
{
    struct buffer bytes = {0};
    char *name = stored_name(role->name);
    enum status status = read_as_put(chain, name, role->version, &bytes, problem);
    if (status == STATUS_OK)
        status = json_parse(bytes.data, bytes.size, LIMIT_TRUST_TARGETS_BYTES, &out->own, problem);
    out->targets = json_member(json_member(out->own, "signed"), "targets");
    out->lapsed = true;
    buffer_finish(&bytes);
    free(name);
    return status;
}

enum status chain_hear(struct chain *chain, const struct chain_role *role, const char *probe,
                       struct chain_said *out, struct problem *problem)
{
    struct problem cause = {0};
    *out = (struct chain_said){0};
    enum status status = is_loaded(chain, role) ? STATUS_OK : ask(chain, probe, &cause);
    if (is_loaded(chain, role)) { /* whether or not it speaks of the probe */
        out->targets = trust_client_targets(chain->client, role->name);
        return STATUS_OK;
    }
    if (status == STATUS_OK || (status == STATUS_REFUSED && strcmp(cause.code, "not-found") == 0))
        return STATUS_END;
    bool known = false;
    if (status == STATUS_REFUSED &&
        (strcmp(cause.code, "expired") == 0 || strcmp(cause.code, "unsigned") == 0) &&
        (status = stands(chain, role, &known, problem)) == STATUS_OK && known)
        return recall(chain, role, out, problem);
    return problem_set(problem, status == STATUS_OK ? STATUS_REFUSED : status, cause.code, "%s", cause.text);
}

void chain_ahead_role(struct chain *chain, const struct chain_role *role)
{
    bool known = false;
    if (stands(chain, role, &known, NULL) != STATUS_OK || known)
        return;
    char *name = stored_name(role->name), *path = take_format("metadata/%" PRId64 ".%s", role->version, name);
    repository_ahead(chain->repository, path, LIMIT_TRUST_TARGETS_BYTES);
    free(path);
    free(name);
}

void chain_ahead(struct chain *chain, const char *file, size_t bytes)
{
    repository_ahead(chain->repository, file, bytes);
}

enum status chain_find(struct chain *chain, const char *path, const struct trust_target **out,
                       struct problem *problem)
{
    enum status status = ask(chain, path, problem);
    *out = status == STATUS_OK ? trust_client_target(chain->client) : NULL;
    return status;
}

enum status chain_fetch(struct chain *chain, const char *path, size_t most, struct buffer *out,
                        const struct trust_target **target, struct problem *problem)
{
    enum status status = chain_find(chain, path, target, problem);
    if (status != STATUS_OK)
        return status;
    const struct trust_target *found = *target;
    if (found->digest.length < 0 || (uint64_t)found->digest.length > most)
        return problem_set(problem, STATUS_REFUSED, "too-large", "a target of more than %zu bytes", most);
    char *name = take_format("targets/%s", found->name);
    status = repository_read(chain->repository, name, (size_t)found->digest.length, out, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_UNAVAILABLE, "absent", "the publication has no %.200s", name);
    if (status == STATUS_OK)
        status = trust_target_check(found, out->data == NULL ? "" : out->data, out->size, problem);
    free(name);
    return status;
}

/* ---- into force -------------------------------------------------------------------------------------------------- */

/* Every root from the one that was given up to the newest: a screen may have been given any of them. */
static enum status put_roots(struct chain *chain, struct problem *problem)
{
    int64_t newest = 0, stands = 0;
    enum status status = cache_chain_version(chain->cache, ROOT, &stands, problem);
    if (status != STATUS_OK || !root_version(chain->floor, &newest) || (newest == stands && !chain->mend))
        return status;
    for (int64_t version = newest; version > 0 && newest - version < LIMIT_TRUST_ROOTS; version--) {
        struct buffer bytes = {0};
        status = floor_read_root(chain->floor, version, &bytes, problem);
        if (status == STATUS_OK)
            status = cache_chain_put(chain->cache, ROOT, version, &bytes, false, problem);
        buffer_finish(&bytes);
        if (status != STATUS_OK)
            break;
    }
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status put_top(struct chain *chain, const char *name, const struct buffer *bytes,
                           struct problem *problem)
{
    struct json *tree = NULL;
    struct chain_file file = {.name = (char *)name, .bytes = *bytes};
    enum status status = json_parse(bytes->data, bytes->size, LIMIT_TRUST_SNAPSHOT_BYTES, &tree, problem);
    if (status == STATUS_OK && strcmp(name, "timestamp.json") != 0)
        (void)json_int64(json_member(json_member(tree, "signed"), "version"), &file.version);
    if (status == STATUS_OK)
        status = write_held(chain, &file, problem);
    json_destroy(tree);
    return status;
}

enum status chain_put(struct chain *chain, struct problem *problem)
{
    enum status status = put_roots(chain, problem);
    if (status == STATUS_OK)
        status = put_top(chain, "timestamp.json", &chain->floor->timestamp, problem);
    if (status == STATUS_OK)
        status = put_top(chain, "snapshot.json", &chain->floor->snapshot, problem);
    for (size_t i = 0; i < chain->helds && status == STATUS_OK; i++)
        status = write_held(chain, &chain->held[i], problem);
    return status;
}
