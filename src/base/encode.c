/* Bytes as text: hex, base64, UUIDs.  Reading is strict: one spelling for each value. */
#include <string.h>

#include "base/crypto.h"

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char hex_digits[] = "0123456789abcdef";

struct sv hex_of(struct arena *a, const void *p, size_t n)
{
    const unsigned char *in = p;
    char *out = arena_array(a, n + 1, 2);
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = hex_digits[in[i] >> 4];
        out[2 * i + 1] = hex_digits[in[i] & 15];
    }
    return (struct sv){out, 2 * n};
}

static bool hex_ok(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

struct sv uuid_new(struct arena *a)
{
    unsigned char b[16];
    random_bytes(b, sizeof(b));
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    const char *hex = hex_of(a, b, sizeof(b)).p;
    return sv_fmt(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

bool uuid_ok(struct sv s)
{
    if (s.n != 36 || s.p[14] != '4' || !memchr("89ab", s.p[19], 4))
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.p[i] != '-' : !hex_ok(s.p[i]))
            return false;
    }
    return true;
}

static struct sv encode(struct arena *a, const char *alphabet, const unsigned char *in, size_t n)
{
    char *out = arena_array(a, n / 3 + 2, 4);
    size_t k = 0;
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        unsigned v = (unsigned)in[i] << 16;
        v |= have > 1 ? (unsigned)in[i + 1] << 8 : 0;
        v |= have > 2 ? in[i + 2] : 0;
        for (size_t j = 0; j <= have; j++)
            out[k++] = alphabet[(v >> (18 - 6 * j)) & 63];
    }
    return (struct sv){out, k};
}

struct sv base64url_of(struct arena *a, const void *p, size_t n)
{
    return encode(a, url_safe, p, n);
}

struct sv base64_of(struct arena *a, const void *p, size_t n)
{
    static const char *const padding[] = {"", "==", "="};
    struct sv s = encode(a, standard, p, n);
    return sv_join(a, s, sv_of(padding[n % 3]));
}

/* Without padding.  Bits that no byte uses must be zero. */
static int decode(struct arena *a, const char *alphabet, struct sv s, struct sv *out)
{
    signed char value[256];
    memset(value, -1, sizeof(value));
    for (int i = 0; i < 64; i++)
        value[(unsigned char)alphabet[i]] = (signed char)i;
    if (s.n % 4 == 1)
        return -1;
    char *p = arena_alloc(a, s.n / 4 * 3 + 4);
    size_t k = 0;
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < s.n; i++) {
        int v = value[(unsigned char)s.p[i]];
        if (v < 0)
            return -1;
        bits = (bits << 6 | (unsigned)v) & 0xFFFF;
        have += 6;
        if (have >= 8) {
            have -= 8;
            p[k++] = (char)(bits >> have);
        }
    }
    if (bits & ((1U << have) - 1))
        return -1;
    *out = (struct sv){p, k};
    return 0;
}

int base64url_parse(struct arena *a, struct sv s, struct sv *out)
{
    return decode(a, url_safe, s, out);
}

int base64_parse(struct arena *a, struct sv s, struct sv *out)
{
    if (s.n % 4)
        return -1;
    for (int i = 0; i < 2 && s.n && s.p[s.n - 1] == '='; i++)
        s.n--;
    return decode(a, standard, s, out);
}
