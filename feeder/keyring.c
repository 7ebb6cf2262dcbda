#include "keyring.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "contract/record.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

const char *const duty_words[DUTY_COUNT] = {
    [DUTY_ROOT] = "root",           [DUTY_TARGETS] = "targets", [DUTY_SNAPSHOT] = "snapshot",
    [DUTY_TIMESTAMP] = "timestamp", [DUTY_TEXTS] = "texts",     [DUTY_FIGURES] = "figures"};

_Static_assert(sizeof((struct secret_key *)NULL)->secret == crypto_sign_SECRETKEYBYTES, "an Ed25519 key");

/* Argon2id: 64 MiB and four passes cost a fifth of a second and fit beside the daemon (MemoryMax 256 MiB). */
#define LOCK_MEMORY (64 << 20)
#define LOCK_PASSES 4
#define KEY_FILE_BYTES 4096

/* ---- key files ----------------------------------------------------------------------------------------------- */

struct lock { /* how a seed is locked: everything but the passphrase */
    unsigned char salt[crypto_pwhash_SALTBYTES], nonce[crypto_secretbox_NONCEBYTES];
    unsigned char box[crypto_secretbox_MACBYTES + crypto_sign_SEEDBYTES];
};

static bool derive(const struct lock *lock, const char *passphrase,
                   unsigned char key[crypto_secretbox_KEYBYTES])
{
    return crypto_pwhash(key, crypto_secretbox_KEYBYTES, passphrase, strlen(passphrase), lock->salt,
                         LOCK_PASSES, LOCK_MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

static void write_hex(struct buffer *out, const char *name, const unsigned char *bytes, size_t size)
{
    char hex[2 * 64 + 1];
    ENSURE(size <= 64);
    sodium_bin2hex(hex, sizeof hex, bytes, size);
    buffer_format(out, "\"%s\":\"%s\"", name, hex);
    sodium_memzero(hex, sizeof hex);
}

static void write_lock(const unsigned char seed[crypto_sign_SEEDBYTES], const char *passphrase,
                       struct buffer *out)
{
    struct lock lock;
    unsigned char key[crypto_secretbox_KEYBYTES];
    randombytes_buf(&lock, sizeof lock);
    if (!derive(&lock, passphrase, key))
        BUG("out of memory for a passphrase");
    ENSURE(crypto_secretbox_easy(lock.box, seed, crypto_sign_SEEDBYTES, lock.nonce, key) == 0);
    buffer_text(out, "\"locked\":{");
    write_hex(out, "box", lock.box, sizeof lock.box);
    buffer_text(out, ",\"kdf\":\"argon2id\",");
    write_hex(out, "nonce", lock.nonce, sizeof lock.nonce);
    buffer_char(out, ',');
    write_hex(out, "salt", lock.salt, sizeof lock.salt);
    buffer_char(out, '}');
    sodium_memzero(key, sizeof key);
}

static bool read_hex(const struct json *value, unsigned char *out, size_t size)
{
    const char *hex = json_text(value);
    size_t got = 0;
    return hex != NULL && strlen(hex) == 2 * size &&
           sodium_hex2bin(out, size, hex, strlen(hex), NULL, &got, NULL) == 0 && got == size;
}

/* STATUS_END: locked, and this passphrase does not open it. */
static enum status open_lock(const struct json *locked, const char *passphrase,
                             unsigned char seed[crypto_sign_SEEDBYTES])
{
    struct lock lock;
    unsigned char key[crypto_secretbox_KEYBYTES];
    if (!read_hex(json_member(locked, "box"), lock.box, sizeof lock.box) ||
        !read_hex(json_member(locked, "nonce"), lock.nonce, sizeof lock.nonce) ||
        !read_hex(json_member(locked, "salt"), lock.salt, sizeof lock.salt))
        return STATUS_REFUSED;
    if (passphrase == NULL)
        return STATUS_END;
    if (!derive(&lock, passphrase, key))
        BUG("out of memory for a passphrase");
    bool opened = crypto_secretbox_open_easy(seed, lock.box, sizeof lock.box, lock.nonce, key) == 0;
    sodium_memzero(key, sizeof key);
    return opened ? STATUS_OK : STATUS_END;
}

static enum status read_secret(const struct json *tree, const char *passphrase, struct secret_key *out)
{
    unsigned char seed[crypto_sign_SEEDBYTES], claimed[KEY_BYTES];
    const struct json *keyval = json_member(tree, "keyval"), *locked = json_member(keyval, "locked");
    int duty = word_index(duty_words, DUTY_COUNT, json_text(json_member(tree, "role")));
    enum status status = STATUS_REFUSED;
    if (duty < 0 || !read_hex(json_member(keyval, "public"), claimed, sizeof claimed))
        return STATUS_REFUSED;
    if (locked != NULL)
        status = open_lock(locked, passphrase, seed);
    else if (read_hex(json_member(keyval, "private"), seed, sizeof seed))
        status = STATUS_OK;
    if (status == STATUS_OK) {
        out->duty = (enum duty)duty;
        ENSURE(crypto_sign_seed_keypair(out->public.bytes, out->secret, seed) == 0);
        if (memcmp(claimed, out->public.bytes, sizeof claimed) != 0)
            status = STATUS_REFUSED;
        public_key_name(&out->public);
    }
    sodium_memzero(seed, sizeof seed);
    return status;
}

static enum status load_key(const char *path, const char *passphrase, struct keyring *ring,
                            struct problem *problem)
{
    struct buffer bytes = {0};
    struct json *tree = NULL;
    struct secret_key key = {.duty = DUTY_COUNT};
    char shown[160];
    enum status status = file_read(path, KEY_FILE_BYTES, &bytes, problem);
    if (status == STATUS_OK)
        status = json_parse(bytes.data, bytes.size, KEY_FILE_BYTES, &tree, problem);
    if (status == STATUS_OK) {
        status = read_secret(tree, passphrase, &key);
        if (status == STATUS_REFUSED)
            (void)problem_set(problem, status, "bad-key", "%s is no key file of ours",
                              log_escape(shown, sizeof shown, path));
    }
    if (status == STATUS_OK) {
        key.file = take_copy(path);
        ring->key = take_resized(ring->key, ring->keys + 1, sizeof *ring->key);
        ring->key[ring->keys++] = key;
    } else if (status == STATUS_END) {
        ring->locked++;
        status = STATUS_OK;
    }
    sodium_memzero(&key, sizeof key);
    if (bytes.data != NULL)
        sodium_memzero(bytes.data, bytes.size);
    buffer_finish(&bytes);
    json_destroy(tree);
    return status;
}

static bool has_suffix(const char *name, const char *suffix)
{
    size_t length = strlen(name), end = strlen(suffix);
    return length > end && strcmp(name + length - end, suffix) == 0;
}

enum status keyring_load(const char *folder, const char *passphrase, struct keyring *out,
                         struct problem *problem)
{
    struct dirent **names = NULL;
    *out = (struct keyring){0};
    ENSURE(sodium_init() >= 0);
    int count = scandir(folder, &names, NULL, alphasort);
    if (count < 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "no-keys", "key folder %.200s: %s", folder,
                           strerror(errno));
    enum status status = STATUS_OK;
    for (int i = 0; i < count; i++) {
        if (status == STATUS_OK && has_suffix(names[i]->d_name, ".key") &&
            strcmp(names[i]->d_name, "seal.key") != 0) {
            char *path = take_format("%s/%s", folder, names[i]->d_name);
            status = load_key(path, passphrase, out, problem);
            free(path);
        }
        free(names[i]);
    }
    free(names);
    return status;
}

void keyring_finish(struct keyring *ring)
{
    for (size_t i = 0; i < ring->keys; i++) {
        free(ring->key[i].file);
        sodium_memzero(&ring->key[i], sizeof ring->key[i]);
    }
    free(ring->key);
    *ring = (struct keyring){0};
}

/* ---- passphrases -------------------------------------------------------------------------------------------- */

enum status passphrase_read(const char *file, char **out, struct problem *problem)
{
    struct buffer bytes = {0};
    *out = NULL;
    if (file == NULL)
        return STATUS_OK;
    enum status status = file_read(file, 4096, &bytes, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_MISUSE, "no-file", "%.200s is not there", file);
    if (status == STATUS_OK) {
        size_t length = strcspn(bytes.data == NULL ? "" : bytes.data, "\r\n");
        if (length == 0)
            status = problem_set(problem, STATUS_MISUSE, "empty", "%.200s has no passphrase", file);
        else
            *out = take_copy_n(bytes.data, length);
    }
    if (bytes.data != NULL)
        sodium_memzero(bytes.data, bytes.size);
    buffer_finish(&bytes);
    return status;
}

void passphrase_forget(char *passphrase)
{
    if (passphrase != NULL)
        sodium_memzero(passphrase, strlen(passphrase));
    free(passphrase);
}

/* ---- making and using ---------------------------------------------------------------------------------------- */

enum status keyring_make(const char *folder, enum duty duty, const char *passphrase, struct public_key *out,
                         struct problem *problem)
{
    unsigned char seed[crypto_sign_SEEDBYTES], secret[crypto_sign_SECRETKEYBYTES];
    struct buffer file = {0}, public = {0};
    char *path = NULL, *public_path = NULL;
    ENSURE(sodium_init() >= 0);
    for (int n = 1; path == NULL; n++) {
        public_path = take_format("%s/%s-%d.pub.json", folder, duty_words[duty], n);
        path = take_format("%s/%s-%d.key", folder, duty_words[duty], n);
        if (!file_exists(path) && !file_exists(public_path)) /* the secret half may be in a safe already */
            break;
        free(path);
        free(public_path);
        path = NULL;
    }
    randombytes_buf(seed, sizeof seed);
    ENSURE(crypto_sign_seed_keypair(out->bytes, secret, seed) == 0);
    public_key_name(out);
    buffer_text(&file, "{\"keytype\":\"ed25519\",\"keyval\":{");
    if (passphrase != NULL)
        write_lock(seed, passphrase, &file);
    else
        write_hex(&file, "private", seed, sizeof seed);
    buffer_char(&file, ',');
    write_hex(&file, "public", out->bytes, sizeof out->bytes);
    buffer_format(&file, "},\"role\":\"%s\",\"scheme\":\"ed25519\"}\n", duty_words[duty]);
    buffer_format(&public, "{\"keyids\":[\"%s\"],\"keys\":{\"%s\":", out->id, out->id);
    public_key_write(out, &public);
    buffer_format(&public, "},\"role\":\"%s\",\"threshold\":1}\n", duty_words[duty]);
    enum status status = file_replace(path, file.data, file.size, 0600, problem);
    if (status == STATUS_OK)
        status = file_replace(public_path, public.data, public.size, 0644, problem);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(file.data, file.size);
    buffer_finish(&file);
    buffer_finish(&public);
    free(path);
    free(public_path);
    return status;
}

static const struct secret_key *find(const struct keyring *ring, const char *id)
{
    for (size_t i = 0; i < ring->keys; i++)
        if (strcmp(ring->key[i].public.id, id) == 0)
            return &ring->key[i];
    return NULL;
}

static void sign(const struct secret_key *key, const struct buffer *body, char hex[2 * crypto_sign_BYTES + 1])
{
    unsigned char sig[crypto_sign_BYTES];
    ENSURE(crypto_sign_detached(sig, NULL, (const unsigned char *)body->data, body->size, key->secret) == 0);
    sodium_bin2hex(hex, 2 * crypto_sign_BYTES + 1, sig, sizeof sig);
}

/* The signature text of a key in an older envelope of the same bytes, or NULL. */
static const char *carried(const struct envelope *old, const struct public_key *key,
                           const struct buffer *body)
{
    if (old == NULL || old->bytes.size != body->size ||
        memcmp(old->bytes.data, body->data, body->size) != 0 || !envelope_is_signed_by(old, key))
        return NULL;
    const struct json *list = json_member(old->tree, "signatures");
    for (size_t i = 0; i < json_count(list); i++) {
        const char *id = json_text(json_member(json_element(list, i), "keyid"));
        if (id != NULL && strcmp(id, key->id) == 0)
            return json_text(json_member(json_element(list, i), "sig"));
    }
    return NULL;
}

int keyring_sign(const struct keyring *ring, const struct authority *authority, const struct envelope *old,
                 const struct buffer *body, struct buffer *out)
{
    struct envelope_writer writer;
    char hex[2 * crypto_sign_BYTES + 1];
    int count = 0;
    envelope_begin(&writer, out);
    for (size_t i = 0; i < authority->keys && count < authority->threshold; i++) {
        const struct public_key *key = &authority->key[i];
        const struct secret_key *secret = find(ring, key->id);
        const char *sig = carried(old, key, body);
        if (sig == NULL && secret != NULL) {
            sign(secret, body, hex);
            sig = hex;
        }
        if (sig != NULL) {
            envelope_signature(&writer, key->id, sig);
            count++;
        }
    }
    envelope_end(&writer, body);
    return count;
}

void keyring_sign_root(const struct keyring *ring, const struct authority *root,
                       const struct authority *old_root, const struct buffer *body, struct buffer *out)
{
    struct envelope_writer writer;
    char hex[2 * crypto_sign_BYTES + 1];
    int lacks = root->threshold, old_lacks = old_root->threshold;
    envelope_begin(&writer, out);
    for (int shared = 1; shared >= 0; shared--) /* first the keys that count for both */
        for (size_t i = 0; i < ring->keys; i++) {
            const struct secret_key *secret = &ring->key[i];
            bool is_new = authority_find(root, secret->public.id) != NULL,
                 is_old = authority_find(old_root, secret->public.id) != NULL;
            if ((is_new && is_old) != (shared == 1) || find(ring, secret->public.id) != secret ||
                !((is_new && lacks > 0) || (is_old && old_lacks > 0)))
                continue;
            sign(secret, body, hex);
            envelope_signature(&writer, secret->public.id, hex);
            lacks -= is_new;
            old_lacks -= is_old;
        }
    envelope_end(&writer, body);
}
