/* Pre-order search through the delegations (specification 5.6.7), with an explicit stack: no delegation
   graph, however deep or cyclic, can exhaust the program's own (GHSA-j8x2-777p-23fc), and the search can
   pause while a role is fetched. */
#include "trust/client.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "trust/path.h"

#include <stdlib.h>
#include <string.h>

/* ---- roles known in this run ---- */

/* Index of the first role whose name is not below `name`. */
static size_t position(const struct trust_search *search, const char *name)
{
    size_t low = 0, high = search->loaded_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(search->loaded[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct trust_loaded *find_role(const struct trust_search *search, const char *name)
{
    size_t at = position(search, name);
    return at < search->loaded_count && strcmp(search->loaded[at]->name, name) == 0 ? search->loaded[at]
                                                                                    : NULL;
}

static struct trust_loaded *find_or_add_role(struct trust_search *search, const char *name)
{
    struct trust_loaded *role = find_role(search, name);
    if (role != NULL)
        return role;
    size_t at = position(search, name);
    search->loaded =
        take_room(search->loaded, &search->loaded_capacity, search->loaded_count + 1, sizeof(void *));
    memmove(search->loaded + at + 1, search->loaded + at, (search->loaded_count - at) * sizeof(void *));
    search->loaded_count++;
    role = search->loaded[at] = take_zeroed(1, sizeof *role);
    role->name = take_copy(name);
    return role;
}

void trust_loaded_destroy(struct trust_loaded *loaded)
{
    if (loaded == NULL)
        return;
    trust_metadata_destroy(loaded->file);
    free(loaded->vouched);
    free(loaded->name);
    free(loaded);
}

const struct trust_loaded *trust_search_loaded(const struct trust_client *client, const char *role)
{
    return find_role(&client->search, role);
}

static void vouch(struct trust_loaded *role, const struct trust_loaded *delegator)
{
    role->vouched = take_room(role->vouched, &role->vouched_capacity, role->vouchers + 1, sizeof(void *));
    role->vouched[role->vouchers++] = delegator;
}

/* A role in memory was signed for the delegator that led to it then. For another one it is verified anew. */
static bool vouched_for(struct trust_loaded *role, const struct trust_visit *by)
{
    for (size_t i = 0; i < role->vouchers; i++)
        if (role->vouched[i] == by->delegator)
            return true;
    if (trust_role_verify(&by->delegation->role, role->file->signed_part, role->file->signatures, NULL) !=
        STATUS_OK)
        return false;
    vouch(role, by->delegator);
    return true;
}

/* ---- the walk ---- */

static void push(struct trust_search *search, struct trust_visit visit)
{
    search->visit =
        take_room(search->visit, &search->visit_capacity, search->visits + 1, sizeof *search->visit);
    search->visit[search->visits++] = visit;
}

/* The role's delegations that cover the path come next, the first on top. A terminating one is the last that
   counts, here and in every role above (CVE-2025-2886). */
static void push_delegations(struct trust_search *search, const struct trust_loaded *role)
{
    size_t first = search->visits;
    for (size_t i = 0; i < role->file->delegations; i++) {
        const struct trust_delegation *delegation = &role->file->delegation[i];
        if (!trust_delegation_covers(delegation, search->path, search->path_hash))
            continue;
        push(search, (struct trust_visit){role, delegation});
        if (delegation->terminating) {
            search->visits -= first;
            memmove(search->visit, search->visit + first, search->visits * sizeof *search->visit);
            first = 0;
            break;
        }
    }
    for (size_t low = first, high = search->visits; low + 1 < high; low++) {
        struct trust_visit other = search->visit[--high];
        search->visit[high] = search->visit[low];
        search->visit[low] = other;
    }
}

/* "dir/name" is served as "dir/HASH.name" where snapshots are consistent. */
static char *served_name(const struct trust_target *target, bool consistent)
{
    struct buffer name = {0};
    const char *slash = strrchr(target->path, '/'), *last = slash == NULL ? target->path : slash + 1;
    char *folder = take_copy_n(target->path, (size_t)(last - target->path)), hash[129];
    trust_quote(&name, folder, '/');
    free(folder);
    if (consistent) {
        trust_digest_name(&target->digest, hash);
        buffer_format(&name, "%s.", hash);
    }
    trust_quote(&name, last, '\0');
    return buffer_take(&name);
}

/* True if the role speaks of the path itself: then the search is over. */
static bool enter(struct trust_client *client, const struct trust_loaded *role)
{
    struct trust_search *search = &client->search;
    const struct json *target = json_member(role->file->listed, search->path);
    if (target == NULL) {
        push_delegations(search, role);
        return false;
    }
    search->target = (struct trust_target){
        .path = search->path, .role = role->name, .custom = json_member(target, "custom")};
    ENSURE(trust_digest_read(target, &search->target.digest, NULL) == STATUS_OK); /* as when it was loaded */
    search->target_name = served_name(&search->target, client->root->consistent);
    search->target.name = search->target_name;
    client->step = STEP_READY;
    return true;
}

/* Any role that cannot be had or is not good ends the search: what stands behind it cannot be told. */
static void give_up(struct trust_client *client)
{
    client->step = STEP_NOT_FOUND;
}

static void lacks_role(struct trust_client *client, const char *where)
{
    char shown[64];
    (void)problem_set(&client->problem, STATUS_REFUSED, "not-found", "%s lacks role %s", where,
                      log_escape(shown, sizeof shown, client->search.role->name));
    give_up(client);
}

/* True if the role on top of the stack is at hand; false if it must be asked for, or the search is over. */
static bool visit(struct trust_client *client)
{
    struct trust_search *search = &client->search;
    struct trust_listing listing;
    if (!trust_client_listed(client, search->role->name, &listing)) {
        lacks_role(client, "the snapshot");
        return false;
    }
    if (search->role->file == NULL) {
        client->step = STEP_ROLE_STORED;
        return false;
    }
    if (vouched_for(search->role, &search->at))
        return true;
    if (search->role->from_store) {
        client->step = STEP_ROLE;
        return false;
    }
    char shown[64];
    (void)problem_set(&client->problem, STATUS_REFUSED, "unsigned",
                      "role %s is not signed for who delegates to it here",
                      log_escape(shown, sizeof shown, search->role->name));
    give_up(client);
    return false;
}

/* Goes on until the path is found, a role is needed, or nothing is left. */
static void advance(struct trust_client *client)
{
    struct trust_search *search = &client->search;
    while (search->visits > 0) {
        search->at = search->visit[--search->visits];
        search->role = find_or_add_role(search, search->at.delegation->name);
        if (search->role->search == search->number)
            continue; /* been here: a cycle, or two ways to one role */
        if (search->visited == LIMIT_TRUST_VISITS) {
            (void)problem_set(&client->problem, STATUS_REFUSED, "not-found", "not in the first %d roles",
                              LIMIT_TRUST_VISITS);
            give_up(client);
            return;
        }
        search->role->search = search->number;
        search->visited++;
        if (!visit(client) || enter(client, search->role))
            return;
    }
    (void)problem_set(&client->problem, STATUS_REFUSED, "not-found", "no role speaks of this path");
    give_up(client);
}

/* ---- from the client ---- */

static void forget_result(struct trust_search *search)
{
    free(search->path);
    free(search->target_name);
    search->path = search->target_name = NULL;
    search->target = (struct trust_target){0};
    search->visits = 0;
    search->visited = 0;
}

void trust_search_start(struct trust_client *client, const char *path)
{
    struct trust_search *search = &client->search;
    forget_result(search);
    search->path = take_copy(path);
    trust_path_hash(path, search->path_hash);
    search->number++;
    if (!enter(client, client->targets))
        advance(client);
}

void trust_search_request(struct trust_client *client, struct trust_request *request)
{
    enum trust_from from = client->step == STEP_ROLE ? TRUST_FROM_REPOSITORY : TRUST_FROM_STORE;
    trust_client_request_targets(client, client->search.role->name, from, request);
}

void trust_search_give(struct trust_client *client, const char *bytes, size_t size)
{
    struct trust_search *search = &client->search;
    struct trust_loaded *role = search->role;
    bool from_store = client->step == STEP_ROLE_STORED;
    struct trust_metadata *file = NULL;
    if (trust_client_read_targets(client, role->name, &search->at.delegation->role, bytes, size, &file,
                                  from_store ? NULL : &client->problem) != STATUS_OK) {
        if (from_store)
            client->step = STEP_ROLE;
        else
            give_up(client);
        return;
    }
    if (!from_store)
        trust_client_keep(client, role->name, bytes, size);
    trust_metadata_destroy(role->file);
    role->file = file;
    role->from_store = from_store;
    role->vouchers = 0;
    vouch(role, search->at.delegator);
    if (!enter(client, role))
        advance(client);
}

void trust_search_absent(struct trust_client *client)
{
    if (client->step == STEP_ROLE_STORED)
        client->step = STEP_ROLE;
    else
        lacks_role(client, "the publication");
}

void trust_search_finish(struct trust_client *client)
{
    struct trust_search *search = &client->search;
    forget_result(search);
    for (size_t i = 0; i < search->loaded_count; i++)
        trust_loaded_destroy(search->loaded[i]);
    free(search->loaded);
    free(search->visit);
}

const struct trust_target *trust_client_target(const struct trust_client *client)
{
    return client->search.target.path == NULL ? NULL : &client->search.target;
}

enum status trust_target_check(const struct trust_target *target, const void *bytes, size_t size,
                               struct problem *problem)
{
    return trust_digest_check(&target->digest, bytes, size, problem);
}
