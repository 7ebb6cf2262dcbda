/* The schemes of other people's publications. Nothing of the product names this file, so that programs that
   accept Ed25519 alone do not even link libcrypto. */
#include "trust/scheme.h"

#include "contract/limits.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

enum { RSA_BITS_LEAST = 2048, RSA_BITS_MOST = 8 * LIMIT_TRUST_SIGNATURE_BYTES };

/* A PEM public key, and the SHA-256 of its DER form: the same key under two PEM
   spellings or two schemes is one. */
static EVP_PKEY *load_pem(const char *text, unsigned char identity[TRUST_IDENTITY_BYTES])
{
    size_t length = strlen(text);
    EVP_PKEY *key = NULL;
    unsigned char *der = NULL;
    BIO *bio = length > 2 * (size_t)LIMIT_TRUST_PATH_BYTES ? NULL : BIO_new_mem_buf(text, (int)length);
    if (bio != NULL)
        key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    BIO_free(bio);
    int size = key == NULL ? -1 : i2d_PUBKEY(key, &der);
    if (size <= 0 || EVP_Digest(der, (size_t)size, identity, NULL, EVP_sha256(), NULL) != 1) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    OPENSSL_free(der);
    return key;
}

static void unload(void *key)
{
    EVP_PKEY_free(key);
}

static void *load_rsa(const char *text, unsigned char identity[TRUST_IDENTITY_BYTES])
{
    EVP_PKEY *key = load_pem(text, identity);
    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
        EVP_PKEY_get_bits(key) >= RSA_BITS_LEAST && EVP_PKEY_get_bits(key) <= RSA_BITS_MOST)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

static void *load_p256(const char *text, unsigned char identity[TRUST_IDENTITY_BYTES])
{
    EVP_PKEY *key = load_pem(text, identity);
    char group[32] = "";
    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
        EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
        strcmp(group, SN_X9_62_prime256v1) == 0)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

/* One answer of libcrypto about SHA-256 of the message; `padding` is that of RSA, 0 for other keys. */
static bool verify(EVP_PKEY *key, int padding, const unsigned char *message, size_t size,
                   const unsigned char *signature, size_t signature_size)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    bool good = context != NULL && EVP_DigestVerifyInit(context, &options, EVP_sha256(), NULL, key) == 1;
    if (padding != 0)
        good = good && EVP_PKEY_CTX_set_rsa_padding(options, padding) == 1;
    if (padding == RSA_PKCS1_PSS_PADDING)
        good = good && EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_AUTO) == 1;
    good = good && EVP_DigestVerify(context, signature, signature_size, message, size) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

/* PSS leaves the salt's length to the signer; both the digest's length and the longest are in use. */
static bool verify_pss(void *key, const unsigned char *message, size_t size, const unsigned char *signature,
                       size_t signature_size)
{
    return verify(key, RSA_PKCS1_PSS_PADDING, message, size, signature, signature_size);
}

static bool verify_pkcs1(void *key, const unsigned char *message, size_t size, const unsigned char *signature,
                         size_t signature_size)
{
    return verify(key, RSA_PKCS1_PADDING, message, size, signature, signature_size);
}

static bool verify_ecdsa(void *key, const unsigned char *message, size_t size, const unsigned char *signature,
                         size_t signature_size)
{
    return verify(key, 0, message, size, signature, signature_size);
}

const struct trust_scheme trust_rsa_pss = {"rsa", "rsassa-pss-sha256", load_rsa, verify_pss, unload};
const struct trust_scheme trust_rsa_pkcs1 = {"rsa", "rsa-pkcs1v15-sha256", load_rsa, verify_pkcs1, unload};
const struct trust_scheme trust_ecdsa = {"ecdsa", "ecdsa-sha2-nistp256", load_p256, verify_ecdsa, unload};
const struct trust_scheme trust_ecdsa_p256 = {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", load_p256,
                                              verify_ecdsa, unload};

const struct trust_scheme *const trust_schemes_all[] = {&trust_ed25519, &trust_rsa_pss,    &trust_rsa_pkcs1,
                                                        &trust_ecdsa,   &trust_ecdsa_p256, NULL};
