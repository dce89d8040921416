/* Crypto: digests, codes, ciphers and signatures by OpenSSL.
 *
 * Contexts of digests and of single blocks are kept per thread; to make one costs more than its
 * use. */
#include "base/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <string.h>

#include "base/log.h"

#define EXIT_CRYPTO 84

static EVP_MD *md_sha256;
static EVP_MAC *mac_hmac;
static EVP_CIPHER *cipher_aes;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key_digest, key_cipher;

/* A failure of the library itself: no result of it may be used. */
static void must(bool ok)
{
    if (!ok)
        log_fatal(EXIT_CRYPTO, "crypto.failed", SV("OpenSSL refused a call that cannot fail"));
}

static void digest_free(void *p)
{
    EVP_MD_CTX_free(p);
}

static void cipher_free(void *p)
{
    EVP_CIPHER_CTX_free(p);
}

static void fetch_all(void)
{
    md_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    mac_hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    cipher_aes = EVP_CIPHER_fetch(NULL, "AES-256-ECB", NULL);
    must(md_sha256 && mac_hmac && cipher_aes);
    must(pthread_key_create(&key_digest, digest_free) == 0);
    must(pthread_key_create(&key_cipher, cipher_free) == 0);
}

void crypto_init(void)
{
    pthread_once(&once, fetch_all);
}

static EVP_MD_CTX *digest_ctx(void)
{
    crypto_init();
    EVP_MD_CTX *ctx = pthread_getspecific(key_digest);
    if (!ctx) {
        ctx = EVP_MD_CTX_new();
        must(ctx && pthread_setspecific(key_digest, ctx) == 0);
    }
    return ctx;
}

static EVP_CIPHER_CTX *cipher_ctx(void)
{
    crypto_init();
    EVP_CIPHER_CTX *ctx = pthread_getspecific(key_cipher);
    if (!ctx) {
        ctx = EVP_CIPHER_CTX_new();
        must(ctx && pthread_setspecific(key_cipher, ctx) == 0);
    }
    return ctx;
}

void random_bytes(void *p, size_t n)
{
    must(n <= INT32_MAX && RAND_bytes(p, (int)n) == 1);
}

static const unsigned char *bytes(struct sv s)
{
    return (const unsigned char *)(s.p ? s.p : "");
}

struct hash sha256_parts(const struct sv *parts, size_t n)
{
    struct hash out;
    EVP_MD_CTX *ctx = digest_ctx();
    must(EVP_DigestInit_ex2(ctx, md_sha256, NULL) == 1);
    for (size_t i = 0; i < n; i++)
        must(EVP_DigestUpdate(ctx, bytes(parts[i]), parts[i].n) == 1);
    must(EVP_DigestFinal_ex(ctx, out.b, NULL) == 1);
    return out;
}

struct hash sha256(struct sv s)
{
    return sha256_parts(&s, 1);
}

struct hash hmac_sha256(struct sv key, const struct sv *parts, size_t n)
{
    struct hash out;
    size_t len;
    char name[] = "SHA256";
    crypto_init();
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac_hmac);
    must(ctx != NULL);
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                           OSSL_PARAM_construct_end()};
    must(EVP_MAC_init(ctx, bytes(key), key.n, params) == 1);
    for (size_t i = 0; i < n; i++)
        must(EVP_MAC_update(ctx, bytes(parts[i]), parts[i].n) == 1);
    must(EVP_MAC_final(ctx, out.b, &len, sizeof(out.b)) == 1);
    EVP_MAC_CTX_free(ctx);
    return out;
}

bool hash_eq(struct hash a, struct hash b)
{
    return CRYPTO_memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

static void aes_block(const struct hash *key, const unsigned char in[16], unsigned char out[16],
                      int encrypt)
{
    int n;
    EVP_CIPHER_CTX *ctx = cipher_ctx();
    must(EVP_CipherInit_ex2(ctx, cipher_aes, key->b, NULL, encrypt, NULL) == 1);
    must(EVP_CIPHER_CTX_set_padding(ctx, 0) == 1);
    must(EVP_CipherUpdate(ctx, out, &n, in, 16) == 1 && n == 16);
}

void aes_block_encrypt(const struct hash *key, const unsigned char in[16], unsigned char out[16])
{
    aes_block(key, in, out, 1);
}

void aes_block_decrypt(const struct hash *key, const unsigned char in[16], unsigned char out[16])
{
    aes_block(key, in, out, 0);
}

void ed25519_new(unsigned char seed[32], unsigned char pub[32])
{
    random_bytes(seed, 32);
    ed25519_public(seed, pub);
}

static EVP_PKEY *private_key(const unsigned char seed[32])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    must(key != NULL);
    return key;
}

void ed25519_public(const unsigned char seed[32], unsigned char pub[32])
{
    size_t n = 32;
    EVP_PKEY *key = private_key(seed);
    must(EVP_PKEY_get_raw_public_key(key, pub, &n) == 1 && n == 32);
    EVP_PKEY_free(key);
}

void ed25519_sign(const unsigned char seed[32], struct sv msg, unsigned char sig[64])
{
    size_t n = 64;
    EVP_PKEY *key = private_key(seed);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    must(ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1);
    must(EVP_DigestSign(ctx, sig, &n, bytes(msg), msg.n) == 1 && n == 64);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
}

bool ed25519_verify(const unsigned char pub[32], struct sv msg, const unsigned char sig[64])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, pub, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    must(ctx != NULL);
    bool good = key && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestVerify(ctx, sig, 64, bytes(msg), msg.n) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(key);
    return good;
}
