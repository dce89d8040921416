/* Codes of an authenticator: see totp.h. */
#include "base/totp.h"

#include <endian.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/log.h"

#define STEPS_OFF 1 /* clocks differ */

uint32_t totp_at(struct sv secret, int64_t step)
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    uint64_t big = htobe64((uint64_t)step);
    uint32_t v;

    memcpy(counter, &big, sizeof counter);
    if (!HMAC(EVP_sha1(), secret.p, (int)secret.n, counter, sizeof counter, mac, &n) || n != 20)
        log_fatal(84, "crypto.failed", SV("HMAC-SHA-1"));
    memcpy(&v, mac + (mac[19] & 15), sizeof v);
    return (be32toh(v) & 0x7FFFFFFF) % 1000000;
}

/* Six digits, with the spaces that people put between. */
static int read_code(struct sv code, uint32_t *out)
{
    size_t digits = 0;

    *out = 0;
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] == ' ')
            continue;
        if (code.p[i] < '0' || code.p[i] > '9' || digits++ == TOTP_DIGITS)
            return -1;
        *out = *out * 10 + (uint32_t)(code.p[i] - '0');
    }
    return digits == TOTP_DIGITS ? 0 : -1;
}

bool totp_is(struct sv secret, struct sv code, int64_t now, int64_t after, int64_t *step_out)
{
    int64_t middle = now / 1000 / TOTP_STEP_S;
    uint32_t shown;
    bool found = false;

    if (read_code(code, &shown))
        return false;
    for (int64_t step = middle - STEPS_OFF; step <= middle + STEPS_OFF; step++)
        if (totp_at(secret, step) == shown && step > after) {
            *step_out = step;
            found = true;
        }
    return found;
}

struct sv base32_of(struct arena *a, const void *p, size_t n)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const unsigned char *in = p;
    char *out = arena_array(a, n + 1, 2);
    size_t k = 0, bits = 0;
    uint32_t v = 0;

    for (size_t i = 0; i < n; i++) {
        v = v << 8 | in[i];
        for (bits += 8; bits >= 5; bits -= 5)
            out[k++] = alphabet[v >> (bits - 5) & 31];
    }
    if (bits > 0)
        out[k++] = alphabet[v << (5 - bits) & 31];
    return (struct sv){out, k};
}
