/* Inside of the client: state shared by the refresh of the top roles and the search through delegations. */
#ifndef TRUST_CLIENT_H
#define TRUST_CLIENT_H

#include "contract/buffer.h"
#include "trust/metadata.h"
#include "trust/path.h"
#include "trust/trust.h"

/* What the next request is for. Each FROM_STORE step is followed by its
   FROM_REPOSITORY step, unless the copy will do. */
enum trust_step {
    STEP_ROOT,
    STEP_TIMESTAMP_STORED,
    STEP_TIMESTAMP,
    STEP_SNAPSHOT_STORED,
    STEP_SNAPSHOT,
    STEP_TARGETS_STORED,
    STEP_TARGETS,
    STEP_READY, /* refreshed; nothing asked for, or found */
    STEP_ROLE_STORED,
    STEP_ROLE,
    STEP_NOT_FOUND,
    STEP_FAILED,
};

/* A role of targets as far as this run knows it. Who vouches for it is remembered by delegator: a role that
   one delegator's keys signed is not thereby signed for another. */
struct trust_loaded {
    char *name;
    struct trust_metadata *file; /* NULL: not known yet */
    bool from_store;             /* a better one may lie in the repository */
    unsigned search;             /* the search that came here last */
    const struct trust_loaded **vouched;
    size_t vouchers, vouched_capacity;
};

/* A delegation still to be followed. No file of the search is replaced while
   delegations of it are on the stack. */
struct trust_visit {
    const struct trust_loaded *delegator;
    const struct trust_delegation *delegation;
};

struct trust_search {
    unsigned number;
    char *path, path_hash[TRUST_PATH_HASH];
    struct trust_loaded **loaded; /* sorted by name; without "targets" */
    size_t loaded_count, loaded_capacity;
    struct trust_visit *visit; /* a stack */
    size_t visits, visit_capacity;
    int visited;
    struct trust_visit at; /* being asked for */
    struct trust_loaded *role;
    struct trust_target target;
    char *target_name;
};

struct trust_kept {
    char *name, *bytes;
    size_t size;
};

struct trust_client {
    struct trust_policy policy;
    instant start;
    enum trust_step step;
    struct problem problem; /* why the run failed, or why nothing was found */
    struct trust_metadata *root, *timestamp, *snapshot;
    int roots;
    struct trust_loaded *targets;
    struct trust_search search;

    struct trust_kept event[4];
    size_t event_next, events;
    char *request_name;
};

/* Notes the bytes to keep, or NULL to forget. `role` is quoted here. */
void trust_client_keep(struct trust_client *client, const char *role, const char *bytes, size_t size);
/* Ends the run with the problem that was set. */
void trust_client_fail(struct trust_client *client);

/* Reads and checks a file of a top role against the root's role of that type. */
enum status trust_client_read(const struct trust_client *client, const char *bytes, size_t size,
                              enum trust_type type, const struct trust_role *signers,
                              struct trust_metadata **out, struct problem *problem);
/* Reads a role of targets and checks it against the snapshot, its signers and the start of the run. */
enum status trust_client_read_targets(const struct trust_client *client, const char *name,
                                      const struct trust_role *signers, const char *bytes, size_t size,
                                      struct trust_metadata **out, struct problem *problem);
/* What the snapshot says about a role of targets; false if nothing. */
bool trust_client_listed(const struct trust_client *client, const char *name, struct trust_listing *out);
/* Request for a role that the snapshot lists: its version, and no more bytes than it says. */
void trust_client_request_targets(struct trust_client *client, const char *name, enum trust_from from,
                                  struct trust_request *request);
void trust_client_request(struct trust_client *client, struct trust_request *request, enum trust_from from,
                          int64_t version, const char *role, size_t max_bytes);

/* search.c */
void trust_search_start(struct trust_client *client, const char *path);
void trust_search_request(struct trust_client *client, struct trust_request *request);
void trust_search_give(struct trust_client *client, const char *bytes, size_t size);
void trust_search_absent(struct trust_client *client);
const struct trust_loaded *trust_search_loaded(const struct trust_client *client,
                                               const char *role); /* or NULL */
void trust_search_finish(struct trust_client *client);
void trust_loaded_destroy(struct trust_loaded *loaded);

#endif
