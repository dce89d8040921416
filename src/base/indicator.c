/* Indicators: the one spelling in which each kind is kept, and the key by which it is found.
 *
 * Strict: what is no address, name or digest by its own standard is refused, never repaired. */
#include "base/text.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <string.h>

#include "base/crypto.h"

#define NAME_MAX_BYTES 253
#define LABEL_MAX 63
#define LOCAL_MAX 64
#define KEY_PLAIN_MAX 48
#define KEY_DIGEST_HEX 40

static const char *const type_names[IND_COUNT] = {
    [IND_DOMAIN] = "domain-name",
    [IND_IPV4] = "ipv4-addr",
    [IND_IPV6] = "ipv6-addr",
    [IND_URL] = "url",
    [IND_EMAIL] = "email-addr",
    [IND_MD5] = "md5",
    [IND_SHA1] = "sha1",
    [IND_SHA256] = "sha256",
    [IND_SHA512] = "sha512",
    [IND_FILE_NAME] = "file-name",
    [IND_USER_AGENT] = "user-agent",
    [IND_JA3] = "ja3",
    [IND_JA4] = "ja4",
    [IND_STIX_PATTERN] = "stix-pattern",
    [IND_OTHER] = "other",
};

const char *indicator_type_name(enum indicator_type t)
{
    return type_names[t];
}

int indicator_type_parse(struct sv s, enum indicator_type *out)
{
    for (int t = 0; t < IND_COUNT; t++) {
        if (sv_is(s, type_names[t])) {
            *out = (enum indicator_type)t;
            return 0;
        }
    }
    return -1;
}

static struct sv lower(struct arena *a, struct sv s)
{
    char *p = sv_cstr(a, s);
    for (size_t i = 0; i < s.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] | 0x20);
    return (struct sv){p, s.n};
}

/* Is S made of the bytes of SET alone, and not empty? */
static bool only(struct sv s, const char *set)
{
    size_t n = strlen(set);
    for (size_t i = 0; i < s.n; i++)
        if (!memchr(set, s.p[i], n))
            return false;
    return s.n > 0;
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define HEX DIGITS "abcdef"

static bool ascii(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* UTF-8 without white space and control characters. */
static bool unbroken(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= 0x20 || s.p[i] == 0x7F)
            return false;
    return s.n > 0 && utf8_ok(s);
}

static bool label_ok(struct sv label)
{
    return label.n <= LABEL_MAX && only(label, LETTERS DIGITS "-_") && label.p[0] != '-' &&
           label.p[label.n - 1] != '-';
}

/* A host name in ASCII: labels, the last one no number (else it were a bad address). */
static bool name_ok(struct sv name)
{
    struct sv rest = name, label = SV_NONE;
    if (name.n == 0 || name.n > NAME_MAX_BYTES || sv_ends(name, SV(".")))
        return false;
    while (sv_cut(&rest, '.', &label))
        if (!label_ok(label))
            return false;
    return !only(label, DIGITS);
}

static int host_name(struct arena *a, struct sv s, struct sv *out)
{
    if (!ascii(s)) {
        char *encoded;
        if (!utf8_ok(s) || idn2_to_ascii_8z(sv_cstr(a, s), &encoded,
                                            IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
            return -1;
        s = sv_copy(a, sv_of(encoded));
        idn2_free(encoded);
    }
    if (sv_ends(s, SV(".")))
        s.n--;
    *out = lower(a, s);
    return name_ok(*out) ? 0 : -1;
}

static int domain(struct arena *a, struct sv s, struct sv *out)
{
    return host_name(a, s, out) == 0 && sv_find(*out, SV(".")) > 0 ? 0 : -1;
}

/* The number behind the slash: no sign, no leading zero, not above MAX. */
static int prefix_parse(struct sv s, int max, int *out)
{
    int64_t v;
    if (s.n > 3 || !only(s, DIGITS) || (s.n > 1 && s.p[0] == '0') || sv_int(s, &v) || v > max)
        return -1;
    *out = (int)v;
    return 0;
}

/* An address, or a network with the bits beyond its prefix cleared. */
static int address(struct arena *a, int family, struct sv s, struct sv *out)
{
    unsigned char b[16] = {0};
    char text[INET6_ADDRSTRLEN];
    int bits = family == AF_INET ? 32 : 128, prefix = bits;
    ptrdiff_t slash = sv_find(s, SV("/"));
    size_t n = slash < 0 ? s.n : (size_t)slash;
    if (slash >= 0 && prefix_parse((struct sv){s.p + n + 1, s.n - n - 1}, bits, &prefix))
        return -1;
    struct sv addr = {s.p, n};
    if (!unbroken(addr) || inet_pton(family, sv_cstr(a, addr), b) != 1)
        return -1;
    for (int i = prefix; i < bits; i++)
        b[i / 8] = (unsigned char)(b[i / 8] & ~(0x80 >> (i % 8)));
    inet_ntop(family, b, text, sizeof(text));
    *out = prefix == bits ? sv_copy(a, sv_of(text)) : sv_fmt(a, "%s/%d", text, prefix);
    return 0;
}

static int digest(struct arena *a, size_t digits, struct sv s, struct sv *out)
{
    if (s.n != digits)
        return -1;
    *out = lower(a, s);
    return only(*out, HEX) ? 0 : -1;
}

/* t13d1516h2_8daaf6152771_b186095e22b6 */
static int ja4(struct arena *a, struct sv s, struct sv *out)
{
    struct sv rest = *out = lower(a, s), head, ciphers, extensions;
    if (s.n != 36 || !sv_cut(&rest, '_', &head) || !sv_cut(&rest, '_', &ciphers) ||
        !sv_cut(&rest, '_', &extensions))
        return -1;
    bool ok = head.n == 10 && only(head, LETTERS DIGITS) && ciphers.n == 12 && only(ciphers, HEX) &&
              extensions.n == 12 && only(extensions, HEX);
    return ok ? 0 : -1;
}

static int email(struct arena *a, struct sv s, struct sv *out)
{
    struct sv local, host;
    const char *at = s.n ? memrchr(s.p, '@', s.n) : NULL;
    if (!at || !unbroken(s))
        return -1;
    local = (struct sv){s.p, (size_t)(at - s.p)};
    if (local.n == 0 || local.n > LOCAL_MAX)
        return -1;
    for (size_t i = 0; i < local.n; i++)
        if (memchr("@<>()[],;:\\\"", local.p[i], 12))
            return -1;
    if (domain(a, (struct sv){at + 1, s.n - local.n - 1}, &host))
        return -1;
    *out = sv_join(a, sv_join(a, local, SV("@")), host);
    return 0;
}

struct url {
    struct sv scheme, user, host, port, rest; /* user with its "@"; rest from the path on */
};

/* Cuts S at its parts; nothing is judged yet but that there are a scheme and an authority. */
static int url_cut(struct sv s, struct url *u)
{
    ptrdiff_t colon = sv_find(s, SV("://"));
    if (colon <= 0)
        return -1;
    u->scheme = (struct sv){s.p, (size_t)colon};
    struct sv host = {s.p + colon + 3, s.n - (size_t)colon - 3};
    size_t n = 0;
    while (n < host.n && !memchr("/?#", host.p[n], 3))
        n++;
    u->rest = (struct sv){host.p + n, host.n - n};
    host.n = n;
    const char *at = n ? memrchr(host.p, '@', n) : NULL;
    size_t user = at ? (size_t)(at - host.p) + 1 : 0;
    u->user = (struct sv){host.p, user};
    host = (struct sv){host.p + user, host.n - user};
    const char *port = host.n ? memrchr(host.p, ':', host.n) : NULL;
    const char *bracket = host.n ? memrchr(host.p, ']', host.n) : NULL;
    n = port && port > bracket ? (size_t)(port - host.p) : host.n;
    u->host = (struct sv){host.p, n};
    u->port = (struct sv){host.p + n, host.n - n};
    return 0;
}

static int url_host(struct arena *a, struct sv s, struct sv *out)
{
    if (s.n && memchr(s.p, '/', s.n))
        return -1;
    if (!sv_starts(s, SV("[")))
        return address(a, AF_INET, s, out) == 0 ? 0 : host_name(a, s, out);
    if (!sv_ends(s, SV("]")) || address(a, AF_INET6, (struct sv){s.p + 1, s.n - 2}, out))
        return -1;
    *out = sv_fmt(a, "[%.*s]", SV_FMT(*out));
    return 0;
}

/* ":8080" as it is kept: empty for none and for the scheme's own. */
static int url_port(struct arena *a, struct sv scheme, struct sv port, struct sv *out)
{
    static const struct {
        const char *scheme;
        int64_t port;
    } own[] = {{"http", 80}, {"https", 443}, {"ftp", 21}, {"ws", 80}, {"wss", 443}};
    int64_t v;
    *out = SV("");
    if (port.n <= 1)
        return 0;
    struct sv digits = {port.p + 1, port.n - 1};
    if (!only(digits, DIGITS) || sv_int(digits, &v) || v > UINT16_MAX)
        return -1;
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (v == own[i].port && sv_is(scheme, own[i].scheme))
            return 0;
    *out = sv_fmt(a, ":%d", (int)v);
    return 0;
}

static int url(struct arena *a, struct sv s, struct sv *out)
{
    struct url u;
    struct sv host, port;
    if (!unbroken(s) || url_cut(s, &u))
        return -1;
    struct sv scheme = lower(a, u.scheme);
    if (!only(scheme, LETTERS DIGITS "+.-") || scheme.p[0] < 'a')
        return -1;
    if (url_host(a, u.host, &host) || url_port(a, scheme, u.port, &port))
        return -1;
    struct str text;
    str_init(&text, a, s.n + host.n + port.n);
    const struct sv parts[] = {scheme, SV("://"), u.user, host, port, u.rest};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        str_add(&text, parts[i]);
    *out = str_sv(&text);
    return 0;
}

/* What is no name of the network. */
static int as_written(struct arena *a, struct sv s, struct sv *out)
{
    *out = sv_copy(a, s);
    return s.n && utf8_ok(s) ? 0 : -1;
}

/* S is refanged and trimmed; T is a type whose value is refanged. */
static int canonical(struct arena *a, enum indicator_type t, struct sv s, struct sv *out)
{
    switch (t) {
    case IND_DOMAIN:
        return domain(a, s, out);
    case IND_IPV4:
        return address(a, AF_INET, s, out);
    case IND_IPV6:
        return address(a, AF_INET6, s, out);
    case IND_URL:
        return url(a, s, out);
    case IND_EMAIL:
        return email(a, s, out);
    case IND_MD5:
    case IND_JA3:
        return digest(a, 32, s, out);
    case IND_SHA1:
        return digest(a, 40, s, out);
    case IND_SHA256:
        return digest(a, 64, s, out);
    case IND_SHA512:
        return digest(a, 128, s, out);
    case IND_JA4:
        return ja4(a, s, out);
    default:
        return as_written(a, s, out);
    }
}

/* Brackets and full-width letters may be meant in file names, agents and patterns. */
static bool kept_as_written(enum indicator_type t)
{
    return t == IND_FILE_NAME || t == IND_USER_AGENT || t == IND_STIX_PATTERN;
}

int indicator_canonical(struct arena *a, enum indicator_type t, struct sv value, struct sv *out)
{
    struct sv plain = kept_as_written(t) ? value : indicator_refang(a, value);
    return canonical(a, t, sv_trim(plain), out);
}

/* Folded, with single spaces. */
static struct sv squeezed(struct arena *a, struct sv s)
{
    struct sv rest = text_fold(a, s), word;
    struct str text;
    char *p = sv_cstr(a, rest);
    for (size_t i = 0; i < rest.n; i++)
        if (p[i] >= '\t' && p[i] <= '\r')
            p[i] = ' ';
    rest.p = p;
    str_init(&text, a, rest.n + 1);
    while (sv_word(&rest, &word)) {
        if (text.n)
            str_addc(&text, ' ');
        str_add(&text, word);
    }
    return str_sv(&text);
}

/* A cheap look at S: false only where canonical() would refuse it as a T. */
static bool may_be(enum indicator_type t, struct sv s)
{
    switch (t) {
    case IND_MD5:
        return s.n == 32;
    case IND_SHA1:
        return s.n == 40;
    case IND_SHA256:
        return s.n == 64;
    case IND_SHA512:
        return s.n == 128;
    case IND_IPV4:
        return only(s, DIGITS "./");
    case IND_IPV6:
    case IND_URL:
        return s.n && memchr(s.p, ':', s.n);
    case IND_EMAIL:
        return s.n && memchr(s.p, '@', s.n);
    default:
        return true;
    }
}

/* The value in the spelling of the first type that it fits. */
static struct sv canonical_guess(struct arena *a, struct sv value)
{
    static const enum indicator_type order[] = {
        IND_MD5,  IND_SHA1,  IND_SHA256, IND_SHA512, IND_IPV4,
        IND_IPV6, IND_EMAIL, IND_URL,    IND_DOMAIN,
    };
    struct sv out, plain = sv_trim(indicator_refang(a, value));
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        if (may_be(order[i], plain) && canonical(a, order[i], plain, &out) == 0)
            return order[i] == IND_EMAIL ? lower(a, out)
                                         : out; /* few tell mailboxes apart by case */
    return squeezed(a, plain);
}

struct sv indicator_key(struct arena *a, struct sv value)
{
    static const char plain[] = LETTERS DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ.:/_@%-";
    struct sv s = canonical_guess(a, value);
    bool like_digest = s.n == KEY_DIGEST_HEX + 1 && s.p[0] == 'h';
    if (s.n <= KEY_PLAIN_MAX && only(s, plain) && !like_digest)
        return s;
    struct hash h = sha256(s);
    struct sv hex = hex_of(a, h.b, KEY_DIGEST_HEX / 2);
    return sv_join(a, SV("h"), hex);
}
