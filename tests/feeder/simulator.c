#include "simulator.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- files ---- */

struct sim_file *sim_file(struct sim_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->file[i].name, name) == 0)
            return &files->file[i];
    return NULL;
}

void sim_drop(struct sim_files *files, const char *name)
{
    struct sim_file *file = sim_file(files, name);
    if (file == NULL)
        return;
    free(file->name);
    free(file->bytes);
    *file = files->file[--files->count];
}

void sim_put(struct sim_files *files, const char *name, const char *bytes, size_t size)
{
    char *copy = take_copy_n(bytes, size);
    sim_drop(files, name);
    ENSURE(files->count < SIM_FILES);
    files->file[files->count++] = (struct sim_file){take_copy(name), copy, size};
}

/* ---- keys ---- */

int sim_new_key(struct sim *sim)
{
    ENSURE(sim->keys < SIM_KEYS);
    struct sim_key *key = &sim->key[sim->keys];
    unsigned char hash[32];
    crypto_sign_keypair(key->pk, key->sk);
    crypto_hash_sha256(hash, key->pk, sizeof key->pk);
    sodium_bin2hex(key->id, sizeof key->id, hash, sizeof hash);
    return sim->keys++;
}

static void write_key(struct buffer *out, const struct sim_key *key)
{
    char hex[65];
    buffer_format(out, "{\"keytype\":\"%s\",\"scheme\":\"%s\",\"keyval\":{\"public\":",
                  key->other == NULL ? "ed25519" : key->keytype,
                  key->other == NULL ? "ed25519" : key->scheme);
    if (key->other == NULL) {
        buffer_format(out, "\"%s\"", sodium_bin2hex(hex, sizeof hex, key->pk, sizeof key->pk));
    } else {
        char *pem = NULL;
        BIO *bio = BIO_new(BIO_s_mem());
        ENSURE(PEM_write_bio_PUBKEY(bio, key->other) == 1);
        long size = BIO_get_mem_data(bio, &pem);
        char *text = take_copy_n(pem, (size_t)size);
        json_write_string_escaped(out, text);
        free(text);
        BIO_free(bio);
    }
    buffer_format(out, "}%s}", key->extra == NULL ? "" : key->extra);
}

static void write_keys(const struct sim *sim, struct buffer *out, const bool *wanted)
{
    bool first = true;
    buffer_text(out, "{");
    for (int i = 0; i < sim->keys; i++) {
        if (!wanted[i])
            continue;
        buffer_format(out, "%s\"%s\":", first ? "" : ",", sim->key[i].id);
        write_key(out, &sim->key[i]);
        first = false;
    }
}

static void sign_other(const struct sim_key *key, const struct buffer *message, struct buffer *hex)
{
    unsigned char signature[1024];
    size_t size = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    ENSURE(EVP_DigestSignInit(context, &options, EVP_sha256(), NULL, key->other) == 1);
    if (strcmp(key->scheme, "rsassa-pss-sha256") == 0)
        ENSURE(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1);
    ENSURE(EVP_DigestSign(context, signature, &size, (const unsigned char *)message->data, message->size) ==
           1);
    EVP_MD_CTX_free(context);
    for (size_t i = 0; i < size; i++)
        buffer_format(hex, "%02x", signature[i]);
}

char *sim_sign(struct sim *sim, const char *signed_json, size_t count, const int *keys, size_t *size)
{
    struct json *tree = NULL;
    struct buffer message = {0}, out = {0};
    struct problem problem = {0};
    if (json_parse(signed_json, strlen(signed_json), 64 << 20, &tree, &problem) != STATUS_OK)
        BUG("the simulator wrote no JSON: %s: %s", problem.text, signed_json);
    json_canonical(tree, &message);
    buffer_text(&out, "{\"signatures\":[");
    for (size_t i = 0; i < count; i++) {
        const struct sim_key *key = &sim->key[keys[i]];
        buffer_format(&out, "%s{\"keyid\":\"%s\",\"sig\":\"", i > 0 ? "," : "", key->id);
        if (key->other != NULL) {
            sign_other(key, &message, &out);
        } else {
            unsigned char signature[64];
            char hex[129];
            crypto_sign_detached(signature, NULL, (const unsigned char *)message.data, message.size, key->sk);
            buffer_text(&out, sodium_bin2hex(hex, sizeof hex, signature, sizeof signature));
        }
        buffer_text(&out, "\"}");
    }
    buffer_format(&out, "],\"signed\":%s}", signed_json);
    json_destroy(tree);
    buffer_finish(&message);
    *size = out.size;
    return buffer_take(&out);
}

/* ---- roles ---- */

static int add_role(struct sim *sim, const char *name, const char *type)
{
    ENSURE(sim->roles < SIM_ROLES);
    struct sim_role *role = &sim->role[sim->roles];
    *role = (struct sim_role){.type = type,
                              .expires = SIM_LATER,
                              .spec_version = "\"1.0.31\"",
                              .version = 1,
                              .trusted.threshold = "1"};
    (void)snprintf(role->name, sizeof role->name, "%s", name);
    return sim->roles++;
}

int sim_add_key(struct sim *sim, int role)
{
    int key = sim_new_key(sim);
    struct sim_role *to = &sim->role[role];
    to->trusted.key[to->trusted.count++] = key;
    to->sign[to->signs++] = key;
    return key;
}

void sim_rotate(struct sim *sim, int role)
{
    size_t count = sim->role[role].trusted.count;
    sim->role[role].trusted.count = sim->role[role].signs = 0;
    for (size_t i = 0; i < count; i++)
        (void)sim_add_key(sim, role);
}

void sim_trust(struct sim *sim, int role, const char *threshold, size_t count, const int *keys)
{
    struct sim_signers *signers = &sim->role[role].trusted;
    signers->threshold = threshold;
    signers->count = count;
    memcpy(signers->key, keys, count * sizeof *keys);
}

void sim_sign_with(struct sim *sim, int role, size_t count, const int *keys)
{
    sim->role[role].signs = count;
    memcpy(sim->role[role].sign, keys, count * sizeof *keys);
}

int sim_find_role(const struct sim *sim, const char *name)
{
    for (int i = 0; i < sim->roles; i++)
        if (strcmp(sim->role[i].name, name) == 0)
            return i;
    return -1;
}

struct sim_delegation *sim_delegate(struct sim *sim, int from, const char *name, const char *paths)
{
    ENSURE(sim->delegations < SIM_DELEGATIONS);
    int to = sim_find_role(sim, name);
    if (to < 0)
        to = add_role(sim, name, "targets");
    int key = sim_new_key(sim);
    sim->role[to].sign[sim->role[to].signs++] = key;
    struct sim_delegation *delegation = &sim->delegation[sim->delegations++];
    *delegation = (struct sim_delegation){
        .from = from, .to = to, .signers = {.key = {key}, .count = 1, .threshold = "1"}, .paths = paths};
    return delegation;
}

struct sim_target *sim_add_target(struct sim *sim, int role, const char *path, const char *content)
{
    ENSURE(sim->targets < SIM_TARGETS);
    struct sim_target *target = &sim->target[sim->targets++];
    *target = (struct sim_target){.role = role, .path = path, .content = content};
    return target;
}

/* ---- writing metadata ---- */

static void write_signers(const struct sim *sim, struct buffer *out, const struct sim_signers *signers)
{
    buffer_text(out, "\"keyids\":[");
    for (size_t i = 0; i < signers->count; i++)
        buffer_format(out, "%s\"%s\"", i > 0 ? "," : "", sim->key[signers->key[i]].id);
    buffer_format(out, "],\"threshold\":%s", signers->threshold);
}

static void write_root(const struct sim *sim, struct buffer *out)
{
    bool wanted[SIM_KEYS] = {false};
    for (int r = SIM_ROOT; r <= SIM_TARGETS_ROLE; r++)
        for (size_t i = 0; i < sim->role[r].trusted.count; i++)
            wanted[sim->role[r].trusted.key[i]] = true;
    buffer_format(out, ",\"consistent_snapshot\":%s,\"keys\":", sim->consistent ? "true" : "false");
    write_keys(sim, out, wanted);
    buffer_format(out, "%s},\"roles\":{", sim->root_keys_extra == NULL ? "" : sim->root_keys_extra);
    for (int r = SIM_ROOT; r <= SIM_TARGETS_ROLE; r++) {
        buffer_format(out, "%s\"%s\":{", r > 0 ? "," : "", sim->role[r].name);
        write_signers(sim, out, &sim->role[r].trusted);
        buffer_text(out, "}");
    }
    buffer_text(out, "}");
}

/* As in a URL: what RFC 3986 calls unreserved stays. */
static void write_quoted(struct buffer *out, const char *name)
{
    for (; *name != '\0'; name++)
        if ((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
            (*name >= '0' && *name <= '9') || *name == '-' || *name == '.' || *name == '_' || *name == '~')
            buffer_char(out, *name);
        else
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*name);
}

static char *web_name(const struct sim *sim, int role)
{
    struct buffer name = {0};
    if (role == SIM_ROOT || (sim->consistent && role != SIM_TIMESTAMP))
        buffer_format(&name, "%" PRId64 ".", sim->role[role].version);
    write_quoted(&name, sim->role[role].name);
    buffer_text(&name, ".json");
    return buffer_take(&name);
}

static void write_listing(struct sim *sim, struct buffer *out, int role)
{
    const struct sim_role *listed = &sim->role[role];
    struct buffer name = {0};
    buffer_format(&name, "%s.json", listed->name);
    json_write_string_escaped(out, name.data);
    buffer_finish(&name);
    buffer_format(out, ":{\"version\":%" PRId64, listed->version);
    char *file_name = web_name(sim, role);
    const struct sim_file *file = sim_file(&sim->web, file_name);
    free(file_name);
    if (listed->length != NULL)
        buffer_format(out, ",\"length\":%s", listed->length);
    else if (sim->with_hashes && file != NULL)
        buffer_format(out, ",\"length\":%zu", file->size);
    if (listed->hashes != NULL) {
        buffer_format(out, ",\"hashes\":%s", listed->hashes);
    } else if (sim->with_hashes && file != NULL) {
        unsigned char hash[32];
        char hex[65];
        crypto_hash_sha256(hash, (const unsigned char *)file->bytes, file->size);
        buffer_format(out, ",\"hashes\":{\"sha256\":\"%s\"}",
                      sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
    }
    buffer_text(out, "}");
}

static void write_meta(struct sim *sim, struct buffer *out, int role)
{
    bool first = true;
    buffer_text(out, ",\"meta\":{");
    if (role == SIM_TIMESTAMP)
        write_listing(sim, out, SIM_SNAPSHOT);
    for (int r = SIM_TARGETS_ROLE; role == SIM_SNAPSHOT && r < sim->roles; r++)
        if (sim->role[r].published) {
            buffer_text(out, first ? "" : ",");
            write_listing(sim, out, r);
            first = false;
        }
    buffer_text(out, "}");
}

static void put_target(struct sim *sim, const struct sim_target *target, const char *hash)
{
    struct buffer name = {0};
    const char *slash = strrchr(target->path, '/'), *last = slash == NULL ? target->path : slash + 1;
    buffer_text(&name, "targets/");
    for (const char *at = target->path; at < last; at++) {
        char one[2] = {*at, '\0'};
        if (*at == '/')
            buffer_char(&name, '/');
        else
            write_quoted(&name, one);
    }
    if (sim->consistent)
        buffer_format(&name, "%s.", hash);
    write_quoted(&name, last);
    const char *bytes = target->served == NULL ? target->content : target->served;
    sim_put(&sim->web, name.data, bytes, strlen(bytes));
    buffer_finish(&name);
}

static void write_targets(struct sim *sim, struct buffer *out, int role)
{
    bool first = true;
    buffer_text(out, ",\"targets\":{");
    for (int i = 0; i < sim->targets; i++) {
        const struct sim_target *target = &sim->target[i];
        if (target->role != role)
            continue;
        unsigned char hash[32];
        char hex[65];
        crypto_hash_sha256(hash, (const unsigned char *)target->content, strlen(target->content));
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        buffer_text(out, first ? "" : ",");
        json_write_string_escaped(out, target->path);
        buffer_format(out, ":{\"length\":%zu,\"hashes\":", strlen(target->content) + target->padding);
        if (target->hashes != NULL)
            buffer_text(out, target->hashes);
        else
            buffer_format(out, "{\"sha256\":\"%s\"}", hex);
        buffer_format(out, "%s%s}", target->custom == NULL ? "" : ",\"custom\":",
                      target->custom == NULL ? "" : target->custom);
        put_target(sim, target, hex);
        first = false;
    }
    buffer_text(out, "}");
}

static void write_delegations(const struct sim *sim, struct buffer *out, int role)
{
    bool wanted[SIM_KEYS] = {false}, any = false;
    for (int i = 0; i < sim->delegations; i++)
        for (size_t k = 0; sim->delegation[i].from == role && k < sim->delegation[i].signers.count; k++)
            any = wanted[sim->delegation[i].signers.key[k]] = true;
    if (!any)
        return;
    buffer_text(out, ",\"delegations\":{\"keys\":");
    write_keys(sim, out, wanted);
    buffer_text(out, "},\"roles\":[");
    bool first = true;
    for (int i = 0; i < sim->delegations; i++) {
        const struct sim_delegation *delegation = &sim->delegation[i];
        if (delegation->from != role)
            continue;
        buffer_format(out, "%s{\"name\":", first ? "" : ",");
        json_write_string_escaped(out, sim->role[delegation->to].name);
        buffer_text(out, ",");
        write_signers(sim, out, &delegation->signers);
        if (delegation->terminating != NULL)
            buffer_format(out, ",\"terminating\":%s", delegation->terminating);
        buffer_format(out, "%s%s}", delegation->paths == NULL ? "" : ",",
                      delegation->paths == NULL ? "" : delegation->paths);
        first = false;
    }
    buffer_text(out, "]}");
}

void sim_write(struct sim *sim, int role)
{
    struct sim_role *own = &sim->role[role];
    struct buffer text = {0};
    buffer_format(&text, "{\"_type\":\"%s\",\"spec_version\":%s,\"version\":%" PRId64 ",\"expires\":\"%s\"%s",
                  own->type, own->spec_version, own->version, own->expires,
                  own->extra == NULL ? "" : own->extra);
    if (role == SIM_ROOT) {
        write_root(sim, &text);
    } else if (role == SIM_TIMESTAMP || role == SIM_SNAPSHOT) {
        write_meta(sim, &text, role);
    } else {
        write_targets(sim, &text, role);
        write_delegations(sim, &text, role);
    }
    buffer_text(&text, "}");
    size_t size = 0;
    char *bytes = sim_sign(sim, text.data, own->signs, own->sign, &size), *name = web_name(sim, role);
    sim_put(&sim->web, name, bytes, size);
    free(name);
    free(bytes);
    buffer_finish(&text);
    own->published = true;
}

void sim_publish(struct sim *sim, const char *names)
{
    char *list = take_copy(names), *rest = NULL;
    for (char *name = strtok_r(list, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest)) {
        int role = sim_find_role(sim, name);
        ENSURE(role >= 0);
        if (sim->role[role].published)
            sim->role[role].version++;
        sim_write(sim, role);
    }
    free(list);
}

/* ---- whole ---- */

void sim_init(struct sim *sim)
{
    ENSURE(sodium_init() >= 0);
    *sim = (struct sim){.consistent = true, .schemes = trust_schemes_product, .now = SIM_NOW};
    for (int i = SIM_ROOT; i <= SIM_TARGETS_ROLE; i++) {
        static const char *const names[] = {"root", "timestamp", "snapshot", "targets"};
        (void)add_role(sim, names[i], names[i]);
        (void)sim_add_key(sim, i);
    }
    sim_publish(sim, "root targets snapshot timestamp");
    const struct sim_file *root = sim_file(&sim->web, "1.root.json");
    sim_put(&sim->store, "root.json", root->bytes, root->size);
}

static void finish_files(struct sim_files *files)
{
    while (files->count > 0)
        sim_drop(files, files->file[0].name);
}

void sim_finish(struct sim *sim)
{
    trust_client_destroy(sim->client);
    finish_files(&sim->web);
    finish_files(&sim->store);
    buffer_finish(&sim->asked);
    for (int i = 0; i < sim->keys; i++)
        EVP_PKEY_free(sim->key[i].other);
}

/* ---- the follower ---- */

static enum status read_one(void *data, const struct trust_request *request, struct buffer *out,
                            struct problem *problem)
{
    struct sim *sim = data;
    bool web = request->from == TRUST_FROM_REPOSITORY;
    const struct sim_file *file = sim_file(web ? &sim->web : &sim->store, request->name);
    if (web)
        buffer_format(&sim->asked, "%s ", request->name);
    if (file == NULL)
        return STATUS_END;
    if (file->size > request->max_bytes)
        return problem_set(problem, STATUS_REFUSED, "too-large", "more than %zu bytes", request->max_bytes);
    buffer_add(out, file->bytes, file->size);
    return STATUS_OK;
}

static enum status keep_one(void *data, const struct trust_event *event, struct problem *problem)
{
    struct sim *sim = data;
    (void)problem;
    if (event->bytes == NULL)
        sim_drop(&sim->store, event->name);
    else
        sim_put(&sim->store, event->name, event->bytes, event->size);
    return STATUS_OK;
}

enum status sim_find(struct sim *sim, const char *path)
{
    struct trust_io io = {read_one, keep_one, sim};
    problem_clear(&sim->problem);
    trust_client_find(sim->client, path);
    enum status status = trust_run(sim->client, &io, &sim->problem);
    if (status != STATUS_OK)
        return status;
    const struct trust_target *target = trust_client_target(sim->client);
    char *name = take_format("targets/%s", target->name);
    const struct sim_file *file = sim_file(&sim->web, name);
    buffer_format(&sim->asked, "%s ", name);
    free(name);
    if (file == NULL)
        return problem_set(&sim->problem, STATUS_UNAVAILABLE, "absent", "no such file");
    return trust_target_check(target, file->bytes, file->size, &sim->problem);
}

enum status sim_run(struct sim *sim, const char *path)
{
    struct trust_policy policy = {sim->schemes};
    struct trust_io io = {read_one, keep_one, sim};
    instant now = 0;
    const struct sim_file *root = sim_file(&sim->store, "root.json");
    ENSURE(root != NULL && (sim->now == NULL || instant_parse(sim->now, &now)));
    problem_clear(&sim->problem);
    buffer_clear(&sim->asked);
    buffer_text(&sim->asked, "");
    trust_client_destroy(sim->client);
    sim->client = NULL;
    enum status status =
        trust_client_create(root->bytes, root->size, &policy, now, &sim->client, &sim->problem);
    if (status == STATUS_OK)
        status = trust_run(sim->client, &io, &sim->problem);
    return status == STATUS_OK && path != NULL ? sim_find(sim, path) : status;
}

int64_t sim_stored_version(struct sim *sim, const char *role)
{
    struct json *tree = NULL;
    int64_t version = 0;
    char *name = take_format("%s.json", role);
    const struct sim_file *file = sim_file(&sim->store, name);
    if (file != NULL && json_parse(file->bytes, file->size, file->size, &tree, NULL) == STATUS_OK)
        ENSURE(json_int64(json_member(json_member(tree, "signed"), "version"), &version));
    json_destroy(tree);
    free(name);
    return version;
}
