#include "contract/seal.h"

#include "contract/limits.h"
#include "contract/record.h"
#include "json/json.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SEAL_KEY_BYTES == crypto_box_PUBLICKEYBYTES, "an X25519 key");
_Static_assert(SEAL_KEY_BYTES == crypto_box_SECRETKEYBYTES, "an X25519 key");
_Static_assert(SEAL_KEY_BYTES == crypto_secretbox_KEYBYTES, "a content key");

#define PADDING_LEAST 1024u
#define VARIANT sodium_base64_VARIANT_ORIGINAL

/* ---- keys ---- */

void seal_key_make(struct seal_key *out)
{
    ENSURE(sodium_init() >= 0);
    ENSURE(crypto_box_keypair(out->public, out->secret) == 0);
}

void seal_key_finish(struct seal_key *key)
{
    sodium_memzero(key, sizeof *key);
}

void seal_key_text(const unsigned char public[SEAL_KEY_BYTES], char out[SEAL_KEY_HEX])
{
    sodium_bin2hex(out, SEAL_KEY_HEX, public, SEAL_KEY_BYTES);
}

/* A point of low order makes every shared secret the same; sealing to it is how libsodium finds out. */
static bool can_be_sealed_to(const unsigned char public[SEAL_KEY_BYTES])
{
    static const unsigned char probe[1] = {0};
    unsigned char sealed[crypto_box_SEALBYTES + sizeof probe];
    return crypto_box_seal(sealed, probe, sizeof probe, public) == 0;
}

enum status seal_key_read(const char *text, unsigned char public[SEAL_KEY_BYTES], struct problem *problem)
{
    unsigned char key[SEAL_KEY_BYTES];
    size_t size = 0;
    ENSURE(sodium_init() >= 0);
    if (strlen(text) != SEAL_KEY_HEX - 1 ||
        sodium_hex2bin(key, sizeof key, text, strlen(text), NULL, &size, NULL) != 0 || size != sizeof key)
        return problem_set(problem, STATUS_REFUSED, "bad-screen-key", "a screen's key has 64 hex digits");
    if (!can_be_sealed_to(key))
        return problem_set(problem, STATUS_REFUSED, "bad-screen-key",
                           "nothing can be kept secret with this key");
    memcpy(public, key, sizeof key);
    return STATUS_OK;
}

void seal_screen_id(const unsigned char public[SEAL_KEY_BYTES], char out[SEAL_ID_HEX])
{
    char sha256[65];
    sha256_hex(public, SEAL_KEY_BYTES, sha256);
    memcpy(out, sha256, SEAL_ID_HEX - 1);
    out[SEAL_ID_HEX - 1] = '\0';
}

/* ---- sealing ---- */

static void write_base64(const void *bytes, size_t size, struct buffer *out)
{
    size_t room = sodium_base64_encoded_len(size, VARIANT);
    char *text = take_zeroed(room, 1);
    sodium_bin2base64(text, room, bytes, size, VARIANT);
    buffer_char(out, '"');
    buffer_text(out, text);
    buffer_char(out, '"');
    free(text);
}

/* Lengths tell which household has the long agreement; in steps of an eighth they tell next to nothing, and
   cost an eighth at most. */
static size_t padding_step(size_t size)
{
    size_t power = 1;
    while (power <= size / 2)
        power *= 2;
    return power / 8 > PADDING_LEAST ? power / 8 : PADDING_LEAST;
}

struct enrolled {
    char id[SEAL_ID_HEX];
    const unsigned char *public;
};

static int compare_enrolled(const void *a, const void *b)
{
    return strcmp(((const struct enrolled *)a)->id, ((const struct enrolled *)b)->id);
}

static void write_keys(const unsigned char (*screens)[SEAL_KEY_BYTES], size_t count, const unsigned char *key,
                       struct buffer *out)
{
    struct enrolled *sorted = take_zeroed(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        seal_screen_id(screens[i], sorted[i].id);
        sorted[i].public = screens[i];
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, compare_enrolled);
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        unsigned char sealed[crypto_box_SEALBYTES + crypto_secretbox_KEYBYTES];
        if (i > 0 && strcmp(sorted[i].id, sorted[i - 1].id) == 0)
            continue; /* enrolled twice: one name, one key */
        ENSURE(crypto_box_seal(sealed, key, crypto_secretbox_KEYBYTES, sorted[i].public) == 0);
        buffer_text(out, first ? "" : ",");
        json_write_string(out, sorted[i].id);
        buffer_char(out, ':');
        write_base64(sealed, sizeof sealed, out);
        first = false;
    }
    free(sorted);
}

void seal_write(const void *bytes, size_t size, const unsigned char (*screens)[SEAL_KEY_BYTES], size_t count,
                unsigned char content[SEAL_KEY_BYTES], struct buffer *out)
{
    unsigned char key[crypto_secretbox_KEYBYTES], nonce[crypto_secretbox_NONCEBYTES];
    size_t step = padding_step(size), padded = 0;
    ENSURE(sodium_init() >= 0);
    unsigned char *box = take_zeroed(crypto_secretbox_MACBYTES + size + step, 1),
                  *plain = box + crypto_secretbox_MACBYTES;
    memcpy(plain, bytes, size);
    ENSURE(sodium_pad(&padded, plain, size, step, size + step) == 0);
    crypto_secretbox_keygen(key);
    randombytes_buf(nonce, sizeof nonce);
    ENSURE(crypto_secretbox_easy(box, plain, padded, nonce, key) == 0);
    buffer_text(out, "{\"box\":");
    write_base64(box, crypto_secretbox_MACBYTES + padded, out);
    char commit[65];
    sha256_hex(key, sizeof key, commit);
    buffer_format(out, ",\"commit\":\"%s\",\"keys\":{", commit);
    write_keys(screens, count, key, out);
    buffer_text(out, "},\"nonce\":");
    write_base64(nonce, sizeof nonce, out);
    buffer_char(out, '}');
    if (content != NULL)
        memcpy(content, key, sizeof key);
    sodium_memzero(key, sizeof key);
    free(box);
}

/* ---- opening ---- */

/* Bytes of a base64 text: exactly `size` if that is not 0. The caller frees *out. */
static bool read_base64(const struct json *value, size_t size, unsigned char **out, size_t *out_size)
{
    const char *text = json_text(value);
    size_t room = text == NULL ? 0 : strlen(text) / 4 * 3 + 3;
    *out = take_zeroed(room, 1);
    *out_size = 0;
    return text != NULL &&
           sodium_base642bin(*out, room, text, strlen(text), NULL, out_size, NULL, VARIANT) == 0 &&
           (size == 0 || *out_size == size);
}

/* XSalsa20-Poly1305 alone would let a box be made that two keys open to two texts. */
static bool is_committed(const struct json *tree, const unsigned char *key)
{
    char commit[65];
    const char *named = json_text(json_member(tree, "commit"));
    sha256_hex(key, SEAL_KEY_BYTES, commit);
    return named != NULL && strcmp(named, commit) == 0;
}

static enum status open_box(const struct json *tree, const unsigned char *key, struct buffer *out)
{
    unsigned char *box = NULL, *nonce = NULL;
    size_t box_size = 0, nonce_size = 0, size = 0;
    enum status status = STATUS_REFUSED;
    bool read = read_base64(json_member(tree, "box"), 0, &box, &box_size) && is_committed(tree, key);
    read = read_base64(json_member(tree, "nonce"), crypto_secretbox_NONCEBYTES, &nonce, &nonce_size) && read;
    if (read && box_size > crypto_secretbox_MACBYTES &&
        crypto_secretbox_open_easy(box, box, box_size, nonce, key) == 0) {
        size_t padded = box_size - crypto_secretbox_MACBYTES;
        if (sodium_unpad(&size, box, padded, padded) == 0) {
            buffer_add(out, box, size);
            status = STATUS_OK;
        }
    }
    sodium_memzero(box, box_size);
    free(box);
    free(nonce);
    return status;
}

enum status seal_unwrap(const char *sealed, size_t size, const struct seal_key *key,
                        unsigned char content[SEAL_KEY_BYTES], struct problem *problem)
{
    struct json *tree = NULL;
    unsigned char *wrapped = NULL;
    size_t wrapped_size = 0;
    char id[SEAL_ID_HEX];
    ENSURE(sodium_init() >= 0);
    enum status status = json_parse(sealed, size, LIMIT_SEALED_BYTES, &tree, problem);
    if (status != STATUS_OK)
        return status;
    seal_screen_id(key->public, id);
    const struct json *mine = json_member(json_member(tree, "keys"), id);
    if (json_is_null(mine))
        status = problem_set(problem, STATUS_REFUSED, "not-enrolled", "not sealed to this screen (%s)", id);
    else if (!read_base64(mine, crypto_box_SEALBYTES + SEAL_KEY_BYTES, &wrapped, &wrapped_size) ||
             crypto_box_seal_open(content, wrapped, wrapped_size, key->public, key->secret) != 0)
        status = problem_set(problem, STATUS_REFUSED, "bad-seal", "a sealed item is damaged");
    free(wrapped);
    json_destroy(tree);
    return status;
}

enum status seal_open_with(const char *sealed, size_t size, const unsigned char content[SEAL_KEY_BYTES],
                           struct buffer *out, struct problem *problem)
{
    struct json *tree = NULL;
    ENSURE(sodium_init() >= 0);
    enum status status = json_parse(sealed, size, LIMIT_SEALED_BYTES, &tree, problem);
    if (status == STATUS_OK && open_box(tree, content, out) != STATUS_OK)
        status = problem_set(problem, STATUS_REFUSED, "bad-seal", "a sealed item is damaged");
    json_destroy(tree);
    return status;
}

enum status seal_open(const char *sealed, size_t size, const struct seal_key *key, struct buffer *out,
                      struct problem *problem)
{
    unsigned char content[SEAL_KEY_BYTES];
    enum status status = seal_unwrap(sealed, size, key, content, problem);
    if (status == STATUS_OK)
        status = seal_open_with(sealed, size, content, out, problem);
    sodium_memzero(content, sizeof content);
    return status;
}
