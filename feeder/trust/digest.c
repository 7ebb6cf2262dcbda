#include "trust/digest.h"

#include <sodium.h>
#include <string.h>

static bool read_hash(const struct json *value, unsigned char *out, size_t size)
{
    const char *text = json_text(value), *end = NULL;
    size_t got = 0;
    return text != NULL && sodium_hex2bin(out, size, text, strlen(text), NULL, &got, &end) == 0 &&
           got == size && *end == '\0';
}

enum status trust_digest_read(const struct json *object, struct trust_digest *out, struct problem *problem)
{
    struct trust_digest digest = {.length = -1};
    const struct json *length = json_member(object, "length"), *hashes = json_member(object, "hashes");
    if (length != NULL && (!json_int64(length, &digest.length) || digest.length < 0))
        return problem_set(problem, STATUS_REFUSED, "bad-length", "length is no number of bytes");
    if (hashes != NULL) {
        const struct json *sha256 = json_member(hashes, "sha256"), *sha512 = json_member(hashes, "sha512");
        digest.sha256 = sha256 != NULL;
        digest.sha512 = sha512 != NULL;
        if ((digest.sha256 && !read_hash(sha256, digest.sha256_bytes, sizeof digest.sha256_bytes)) ||
            (digest.sha512 && !read_hash(sha512, digest.sha512_bytes, sizeof digest.sha512_bytes)) ||
            (!digest.sha256 && !digest.sha512))
            return problem_set(problem, STATUS_REFUSED, "bad-hashes",
                               "hashes hold no usable SHA-256 or SHA-512");
    }
    *out = digest;
    return STATUS_OK;
}

enum status trust_digest_check(const struct trust_digest *digest, const void *bytes, size_t size,
                               struct problem *problem)
{
    unsigned char actual[crypto_hash_sha512_BYTES];
    if (digest->length >= 0 && (uint64_t)digest->length != size)
        return problem_set(problem, STATUS_REFUSED, "wrong-length", "%zu bytes where %lld are signed", size,
                           (long long)digest->length);
    if (digest->sha256) {
        (void)crypto_hash_sha256(actual, bytes, size);
        if (memcmp(actual, digest->sha256_bytes, sizeof digest->sha256_bytes) != 0)
            return problem_set(problem, STATUS_REFUSED, "wrong-hash", "SHA-256 is not the signed one");
    }
    if (digest->sha512) {
        (void)crypto_hash_sha512(actual, bytes, size);
        if (memcmp(actual, digest->sha512_bytes, sizeof digest->sha512_bytes) != 0)
            return problem_set(problem, STATUS_REFUSED, "wrong-hash", "SHA-512 is not the signed one");
    }
    return STATUS_OK;
}

void trust_digest_name(const struct trust_digest *digest, char out[129])
{
    if (digest->sha256)
        (void)sodium_bin2hex(out, 129, digest->sha256_bytes, sizeof digest->sha256_bytes);
    else
        (void)sodium_bin2hex(out, 129, digest->sha512_bytes, sizeof digest->sha512_bytes);
}
