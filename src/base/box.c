/* Small secrets at rest: see box.h. */
#include "base/box.h"

#include <sodium.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

static const unsigned char *bytes(struct sv s)
{
    return (const unsigned char *)s.p;
}

struct sv box_seal(struct arena *a, const struct hash *key, struct sv owner, struct sv plain)
{
    unsigned char *out = arena_alloc(a, NONCE + plain.n + TAG);

    random_bytes(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, bytes(plain), plain.n,
                                               bytes(owner), owner.n, NULL, out, key->b);
    return (struct sv){(const char *)out, NONCE + plain.n + TAG};
}

int box_open(struct arena *a, const struct hash *key, struct sv owner, struct sv sealed,
             struct sv *plain_out)
{
    if (sealed.n < NONCE + TAG)
        return -1;
    unsigned char *out = arena_alloc(a, sealed.n);
    unsigned long long n;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &n, NULL, bytes(sealed) + NONCE,
                                                   sealed.n - NONCE, bytes(owner), owner.n,
                                                   bytes(sealed), key->b))
        return -1;
    *plain_out = (struct sv){(const char *)out, (size_t)n};
    return 0;
}
