/* A publication in memory that tests can bend at will, and a follower of it with a store of its own. It
   writes metadata by itself, from the specification: nothing here is shared with the publisher or the client
   but the JSON reader, which gives the bytes to sign, and libsodium. */
#ifndef TESTS_SIMULATOR_H
#define TESTS_SIMULATOR_H

#include "contract/buffer.h"
#include "trust/run.h"

#define SIM_NOW "2026-11-22T00:00:00Z"
#define SIM_LATER "2026-12-22T00:00:00Z" /* when all expires, unless said otherwise */

enum {
    SIM_KEYS = 64,
    SIM_ROLES = 80,
    SIM_LIST = 32,
    SIM_FILES = 512,
    SIM_DELEGATIONS = 96,
    SIM_TARGETS = 64
};

struct sim_key {
    char id[65];       /* tests may rename it */
    const char *extra; /* more members of the key object: ",\"a\":1" */
    unsigned char pk[32], sk[64];
    void *other; /* EVP_PKEY of RSA or ECDSA; then keytype and scheme are set */
    const char *keytype, *scheme;
};
struct sim_signers {
    int key[SIM_LIST];
    size_t count;
    const char *threshold; /* JSON text */
};

struct sim_role {
    char name[300];
    const char *type, *expires, *spec_version, *extra; /* extra: more members of "signed" */
    int64_t version;
    bool published;
    int sign[SIM_LIST]; /* who really signs */
    size_t signs;
    struct sim_signers trusted;  /* of the four top roles: what the root says */
    const char *length, *hashes; /* in the listing: JSON text instead of the true ones */
};
struct sim_delegation {
    int from, to;
    struct sim_signers signers;
    const char *paths;       /* "\"paths\":[\"*\"]" or anything else */
    const char *terminating; /* "true", "false" or NULL */
};
struct sim_target {
    int role;
    const char *path, *custom, *served; /* served: other bytes than signed */
    const char *content;
    const char *hashes; /* JSON text instead of the SHA-256 */
    size_t padding;     /* added to the signed length */
};

struct sim_file {
    char *name, *bytes;
    size_t size;
};
struct sim_files {
    struct sim_file file[SIM_FILES];
    size_t count;
};
enum { SIM_ROOT, SIM_TIMESTAMP, SIM_SNAPSHOT, SIM_TARGETS_ROLE };

struct sim {
    struct sim_key key[SIM_KEYS];
    int keys;
    struct sim_role role[SIM_ROLES];
    int roles;
    struct sim_delegation delegation[SIM_DELEGATIONS];
    int delegations;
    struct sim_target target[SIM_TARGETS];
    int targets;
    bool consistent, with_hashes;
    const char *root_keys_extra; /* more members of root's "keys" */
    struct sim_files web, store; /* what is served; what the follower kept */
    const struct trust_scheme *const *schemes;
    struct buffer asked; /* names asked of the repository, each with a space behind */
    struct problem problem;
    struct trust_client *client;
    const char *now;
};

/* One key for each top role, all published at version 1, the store holding the root. */
void sim_init(struct sim *sim);
void sim_finish(struct sim *sim);

int sim_new_key(struct sim *sim);
/* Gives a role a key: the root trusts it and it signs. */
int sim_add_key(struct sim *sim, int role);
void sim_rotate(struct sim *sim, int role); /* new keys only, as many as before */
void sim_trust(struct sim *sim, int role, const char *threshold, size_t count, const int *keys);
void sim_sign_with(struct sim *sim, int role, size_t count, const int *keys);
/* A delegation with one new key that also signs; the role is made if its name is new. */
struct sim_delegation *sim_delegate(struct sim *sim, int from, const char *name, const char *paths);
int sim_find_role(const struct sim *sim, const char *name); /* -1: none */
struct sim_target *sim_add_target(struct sim *sim, int role, const char *path, const char *content);

/* Writes the roles anew, in the order of the names ("targets snapshot timestamp"); each but a first one with
   the next version. */
void sim_publish(struct sim *sim, const char *names);
void sim_write(struct sim *sim, int role); /* without another version */
char *sim_sign(struct sim *sim, const char *signed_json, size_t count, const int *keys, size_t *size);

struct sim_file *sim_file(struct sim_files *files, const char *name); /* or NULL */
void sim_put(struct sim_files *files, const char *name, const char *bytes, size_t size);
void sim_drop(struct sim_files *files, const char *name);

/* A run from the stored root: refresh, then look for `path` and fetch it unless
   NULL. The client stays for sim_find. */
enum status sim_run(struct sim *sim, const char *path);
enum status sim_find(struct sim *sim, const char *path);       /* with the client of the last run */
int64_t sim_stored_version(struct sim *sim, const char *role); /* 0: none */

#endif
