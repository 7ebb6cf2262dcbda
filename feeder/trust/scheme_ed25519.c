#include "trust/scheme.h"

#include "contract/buffer.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(crypto_sign_PUBLICKEYBYTES == TRUST_IDENTITY_BYTES, "the key is its own identity");

static void *load(const char *public_text, unsigned char identity[TRUST_IDENTITY_BYTES])
{
    size_t size = 0;
    const char *end = NULL;
    if (sodium_hex2bin(identity, TRUST_IDENTITY_BYTES, public_text, strlen(public_text), NULL, &size, &end) !=
            0 ||
        size != TRUST_IDENTITY_BYTES || *end != '\0')
        return NULL;
    return take_copy_n((const char *)identity, TRUST_IDENTITY_BYTES);
}

static bool verify(void *key, const unsigned char *message, size_t size, const unsigned char *signature,
                   size_t signature_size)
{
    return signature_size == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature, message, size, key) == 0;
}

const struct trust_scheme trust_ed25519 = {"ed25519", "ed25519", load, verify, free};

const struct trust_scheme *const trust_schemes_product[] = {&trust_ed25519, NULL};
