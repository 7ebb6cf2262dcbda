/* Signature schemes as a table of adapters, one row each: what a policy accepts is a list of such rows. A
   national scheme (SM2 with SM3) would be one more row and touch nothing else. */
#ifndef TRUST_SCHEME_H
#define TRUST_SCHEME_H

#include <stdbool.h>
#include <stddef.h>

#define TRUST_IDENTITY_BYTES 32

struct trust_scheme {
    const char *keytype, *scheme; /* as a key object in the metadata names them */
    /* Makes the scheme's own form of `keyval.public`. NULL: no key of this scheme. `identity` is the same for
       one public key however it is spelled: thresholds count identities, since key ids are only names. */
    void *(*load)(const char *public_text, unsigned char identity[TRUST_IDENTITY_BYTES]);
    bool (*verify)(void *key, const unsigned char *message, size_t size, const unsigned char *signature,
                   size_t signature_size);
    void (*unload)(void *key);
};

/* libsodium: refuses small-order keys and malleable signatures by itself. The product's only scheme. */
extern const struct trust_scheme trust_ed25519;
/* libcrypto, for publications of others and for conformance suites: RSA of at least 2,048 bits with either
   padding, ECDSA on P-256 under both names in use. */
extern const struct trust_scheme trust_rsa_pss, trust_rsa_pkcs1, trust_ecdsa, trust_ecdsa_p256;

/* NULL-terminated lists for struct trust_policy. */
extern const struct trust_scheme *const trust_schemes_product[];
extern const struct trust_scheme *const trust_schemes_all[];

#endif
