/* Crypto: thin, typed calls on OpenSSL 3 (and libsodium for passwords, later).  No key policy here. */
#ifndef NOROSHI_CRYPTO_H
#define NOROSHI_CRYPTO_H

#include "base/str.h"

struct hash {
    unsigned char b[32];
};

/* Fetches algorithms; call once at start.  Ends the process if OpenSSL cannot serve. */
void crypto_init(void);

void random_bytes(void *p, size_t n); /* never fails: ends the process instead */
/* A random UUIDv4 in lower case, 36 characters. */
struct sv uuid_new(struct arena *a);
bool uuid_ok(struct sv s);

struct hash sha256(struct sv s);
/* SHA-256 over the concatenation of N slices. */
struct hash sha256_parts(const struct sv *parts, size_t n);
struct hash hmac_sha256(struct sv key, const struct sv *parts, size_t n);
bool hash_eq(struct hash a, struct hash b); /* constant time */

struct sv hex_of(struct arena *a, const void *p, size_t n);
struct sv base64_of(struct arena *a, const void *p, size_t n);    /* RFC 4648 §4, padded */
struct sv base64url_of(struct arena *a, const void *p, size_t n); /* §5, no padding */
int base64_parse(struct arena *a, struct sv s, struct sv *out);    /* strict: 0 or -1 */
int base64url_parse(struct arena *a, struct sv s, struct sv *out);

/* One 16-byte block under AES-256 with KEY: for opaque numbers (domain/opaque). */
void aes_block_encrypt(const struct hash *key, const unsigned char in[16], unsigned char out[16]);
void aes_block_decrypt(const struct hash *key, const unsigned char in[16], unsigned char out[16]);

/* Ed25519.  seed is the 32-byte private key of RFC 8032. */
void ed25519_new(unsigned char seed[32], unsigned char pub[32]);
void ed25519_public(const unsigned char seed[32], unsigned char pub[32]);
void ed25519_sign(const unsigned char seed[32], struct sv msg, unsigned char sig[64]);
bool ed25519_verify(const unsigned char pub[32], struct sv msg, const unsigned char sig[64]);

#endif
