/* A TUF 1.0 client that touches neither network nor files nor the clock: it says which bytes it needs next,
   is given them or told that there are none, and says which bytes to keep. So one core follows a web server,
   a folder, a memory stick or a test. What it lets through is signed, current, and no older than what it let
   through before.

       client = trust_client_create(root, size, &policy, now, &problem)
       while (trust_client_need(client, &request, &problem) == STATUS_OK) {
           trust_client_give(client, bytes, size) or trust_client_absent(client)
           while (trust_client_event(client, &event)) keep or forget, durably
       }

   trust_run (run.h) is this loop. STATUS_END from need: the metadata is up to date, and the path asked for by
   trust_client_find was found. The workflow is that of the specification's chapter 5. */
#ifndef TRUST_TRUST_H
#define TRUST_TRUST_H

#include "contract/status.h"
#include "contract/when.h"
#include "trust/digest.h"
#include "trust/scheme.h"
#include "json/json.h"

struct trust_client;

struct trust_policy {
    const struct trust_scheme *const *schemes; /* whose signatures count: trust_schemes_product */
};

/* Starts a run at one fixed time, from the newest root that is trusted already. The root must be signed by
   its own threshold; its expiry is looked at later, when no newer one was found. `start` may be 0 for a
   reader that verifies what is stored and judges the times itself
   (trust_client_expires): then nothing has expired. */
enum status trust_client_create(const char *root, size_t size, const struct trust_policy *policy,
                                instant start, struct trust_client **out, struct problem *problem);
void trust_client_destroy(struct trust_client *client);

enum trust_from {
    TRUST_FROM_STORE,      /* what an earlier run kept under this name, if it did */
    TRUST_FROM_REPOSITORY, /* the file of this name in the publication's folder of metadata */
};

struct trust_request {
    enum trust_from from;
    const char *name; /* percent-encoded, never with a slash; valid until the next call */
    size_t max_bytes; /* stop reading behind this */
};

/* STATUS_OK: *request is to be answered by give or absent. STATUS_END: nothing more. Else the run failed, and
   so will every further call; what was kept stays good. Only a path that is not found (code "not-found" and
   its causes) leaves the client usable. */
enum status trust_client_need(struct trust_client *client, struct trust_request *request,
                              struct problem *problem);
/* Answers the request. Every check is made before anything changes. What was wrong is told by the next need. */
void trust_client_give(struct trust_client *client, const char *bytes, size_t size);
void trust_client_absent(struct trust_client *client);

struct trust_event {
    const char *name;  /* file name, as in requests to the store: "root.json", "a%2Fb.json" */
    const char *bytes; /* keep these bytes, exactly; NULL: forget the file */
    size_t size;
};
/* Takes the next event, valid until the next call of any function. All must be
   taken, in order, before the next need. */
bool trust_client_event(struct trust_client *client, struct trust_event *event);

/* Looks for a path from here on, roles as needed. Only after need gave STATUS_END. */
void trust_client_find(struct trust_client *client, const char *path);

struct trust_target {
    const char *path, *role;    /* the role that speaks of it */
    const struct json *custom;  /* or NULL */
    struct trust_digest digest; /* length and hashes, both given */
    const char *name;           /* in the publication's folder of targets, percent-encoded, '/' kept */
};
/* What was found, borrowed until the next find. NULL before that. */
const struct trust_target *trust_client_target(const struct trust_client *client);
/* STATUS_OK if these bytes are the target. */
enum status trust_target_check(const struct trust_target *target, const void *bytes, size_t size,
                               struct problem *problem);

/* Version and expiry of a role trusted in this run ("root", "targets", a delegated one); 0 and NO_INSTANT if
   there is none. */
int64_t trust_client_version(const struct trust_client *client, const char *role);
instant trust_client_expires(const struct trust_client *client, const char *role);
/* What a role of targets trusted in this run lists: its member "targets". Borrowed until the next find; NULL if there is none. */
const struct json *trust_client_targets(const struct trust_client *client, const char *role);

#endif
