/* Masking: addresses.  Each is a range: one address, a network, "192.0.2.1-20", "192.0.2.*".
 *
 * Decimal IPv4 with any spelling of its dots, IPv6 in all spellings of RFC 4291, the forms of IPv6
 * that carry an address of IPv4. */
#include <arpa/inet.h>
#include <string.h>
#include <uchar.h>

#include "rules/mask_private.h"

#define RUN_MAX 64
#define CUTS_MAX 3
#define UPTO_MAX 0xFFFF /* two addresses farther apart are two, not a range */
typedef unsigned __int128 address;
#define V4_IN_V6 ((address)0xFFFF << 32)
#define ALL_ONES (~(address)0)

static bool is_hex(uint32_t c)
{
    return point_is_digit(c) || (c >= 'a' && c <= 'f');
}

/* Up to MAX digits at I, no more following: the index behind them, or 0. */
static size_t number_at(const struct points *p, size_t i, size_t max, uint32_t *out)
{
    size_t j = i;
    *out = 0;
    for (; j - i < max && point_is_digit(point_at(p, j)); j++)
        *out = *out * 10 + (point_at(p, j) - '0');
    return j == i || point_is_digit(point_at(p, j)) ? 0 : j;
}

/* "x", "xxx", "*".  A dot at whose end I stands takes one "*" for emphasis that ends there. */
static size_t any_at(const struct points *p, size_t i)
{
    size_t j = i;
    if (point_at(p, i - 1) == '*' && point_at(p, i - 2) != '*')
        return i;
    while (j - i < 3 && point_at(p, j) == 'x')
        j++;
    return j > i && !point_is_word(point_at(p, j)) ? j : 0;
}

/* Four numbers; the last ones may be left open. */
static size_t quad_at(const struct points *p, size_t i, bool dashes, struct range *out)
{
    uint32_t low = 0, high = 0, v = 0;
    bool open = false;
    size_t j = i;
    for (int k = 0; k < 4; k++) {
        if (k > 0)
            j = !dashes ? dot_at(p, j) : point_at(p, j) == '-' ? j + 1 : 0;
        if (k > 0 && j == 0)
            return 0;
        size_t end = k > 0 ? any_at(p, j) : 0;
        open |= end > 0;
        if (!open)
            end = number_at(p, j, 3, &v);
        if (end == 0 || (!open && v > 255))
            return 0;
        low = low << 8 | (open ? 0 : v);
        high = high << 8 | (open ? 255 : v);
        j = end;
    }
    *out = (struct range){V4_IN_V6 | low, V4_IN_V6 | high};
    return j;
}

/* The characters of an IPv6 address at I as ASCII; ends[k] is the index behind the Kth. */
struct run {
    char s[RUN_MAX + 1];
    size_t ends[RUN_MAX];
    size_t n, colons;
};

static size_t colon_at(const struct points *p, size_t i)
{
    static const char32_t pairs[] = U"[](){}";
    uint32_t c = point_at(p, i);
    if (c == ':')
        return i + 1;
    for (size_t k = 0; k < 6; k += 2)
        if (c == pairs[k] && point_at(p, i + 1) == ':' && point_at(p, i + 2) == pairs[k + 1])
            return i + 3;
    return 0;
}

static void run_read(const struct points *p, size_t i, struct run *r)
{
    r->n = r->colons = 0;
    while (r->n < RUN_MAX) {
        uint32_t c = point_at(p, i);
        size_t colon = is_hex(c) ? 0 : colon_at(p, i);
        size_t dot = is_hex(c) || colon || r->colons == 0 ? 0 : dot_at(p, i);
        if (!is_hex(c) && !colon && !dot)
            break;
        i = colon ? colon : dot ? dot : i + 1;
        r->colons += colon > 0;
        r->s[r->n] = (char)(colon ? ':' : dot ? '.' : (char)c);
        r->ends[r->n++] = i;
    }
    r->s[r->n] = '\0';
}

static address address_of(const unsigned char b[16])
{
    address v = 0;
    for (int i = 0; i < 16; i++)
        v = v << 8 | b[i];
    return v;
}

/* Reads R, less a port or a full stop behind it: the number of characters used, or 0. */
static size_t run_parse(struct run *r, size_t from, address *out)
{
    unsigned char b[16];
    size_t n = r->n;
    for (int cut = 0; cut <= CUTS_MAX && n > from + 1; cut++) {
        r->s[n] = '\0';
        if (inet_pton(AF_INET6, r->s + from, b) == 1) {
            *out = address_of(b);
            return n;
        }
        while (n > from + 1 && r->s[n - 1] != ':' && r->s[n - 1] != '.')
            n--;
        n--;
    }
    return 0;
}

static size_t six_at(const struct points *p, size_t i, size_t *tried, struct range *out)
{
    struct run r;
    run_read(p, i, &r);
    if (r.colons < 2) {
        *tried = r.colons ? r.ends[r.n - 1] : i;
        return 0;
    }
    *tried = r.ends[r.n - 1];
    size_t from = r.s[0] == ':' && r.s[1] != ':' ? 1 : 0; /* "src:2001:db8::1" */
    size_t used = run_parse(&r, from, &out->lo);
    out->hi = out->lo;
    return used ? r.ends[used - 1] : 0;
}

/* Widens R to the network of its first BITS bits. */
static void widen(struct range *r, uint32_t bits)
{
    address host = bits >= 128 ? 0 : ALL_ONES >> bits;
    r->lo &= ~host;
    r->hi |= host;
}

static size_t slash_at(const struct points *p, size_t i)
{
    if (point_at(p, i) == '[' && point_at(p, i + 1) == '/' && point_at(p, i + 2) == ']')
        return i + 3;
    return point_at(p, i) == '/' ? i + 1 : 0;
}

/* "/24" or "/255.255.255.0" at I widens R: the index behind it, or I. */
static size_t prefix_at(const struct points *p, size_t i, bool four, struct range *r)
{
    struct range mask;
    uint32_t bits;
    size_t from = slash_at(p, i), end = from ? number_at(p, from, 3, &bits) : 0;
    size_t quad = from && four ? quad_at(p, from, false, &mask) : 0;
    if (quad) {
        uint32_t host = ~(uint32_t)mask.lo;
        widen(r, host & (host + 1) ? 128 : 96 + (uint32_t)__builtin_popcount(~host));
        return quad;
    }
    if (end == 0 || bits > (four ? 32 : 128) || point_is_word(point_at(p, end)))
        return i;
    widen(r, four ? bits + 96 : bits);
    return end;
}

/* "%eth0" */
static size_t zone_end(const struct points *p, size_t i)
{
    if (point_at(p, i) != '%')
        return i;
    for (i++; point_is_word(point_at(p, i)) || point_at(p, i) == '-'; i++)
        continue;
    return i;
}

/* The second half of "192.0.2.1-192.0.2.9", "192.0.2.1-9", "2001:db8::1 - 2001:db8::9" at I: the
 * index behind it, or I. */
static size_t upto_at(const struct points *p, size_t i, bool four, struct range *r)
{
    size_t j = i, end, tried = 0;
    struct range to = *r;
    uint32_t last;
    while (point_at(p, j) == ' ' && j < i + 3)
        j++;
    if (point_at(p, j) != '-' && point_at(p, j) != '~')
        return i;
    for (j++; point_at(p, j) == ' ' && j < i + 6; j++)
        continue;
    end = four ? quad_at(p, j, false, &to) : six_at(p, j, &tried, &to);
    if (end == 0 && four && (end = number_at(p, j, 3, &last)) != 0)
        to.hi = (r->lo & ~(address)255) | last;
    if (end == 0 || to.hi < r->lo || to.hi - r->lo > UPTO_MAX || point_is_word(point_at(p, end)))
        return i;
    r->hi = to.hi;
    return end;
}

/* Addresses of IPv6 that carry one of IPv4 become that one: of NAT64 and 6to4. */
static void uncover(struct range *r)
{
    static const struct {
        address prefix;
        unsigned bits, shift; /* of the prefix; of the 32 bits, from the right */
    } covers[] = {{(address)0x64FF9B << 96, 96, 0}, {(address)0x2002 << 112, 16, 80}};
    for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++) {
        address prefix = ~(ALL_ONES >> covers[i].bits);
        if ((r->lo & prefix) == covers[i].prefix && (r->hi & prefix) == covers[i].prefix) {
            r->lo = V4_IN_V6 | (uint32_t)(r->lo >> covers[i].shift);
            r->hi = V4_IN_V6 | (uint32_t)(r->hi >> covers[i].shift);
            return;
        }
    }
}

/* "….in-addr.arpa" at I: R was read backwards. */
static size_t reverse_at(const struct points *p, size_t i, struct range *r)
{
    static const char32_t *const parts[] = {U"in-addr", U"arpa"};
    size_t j = i;
    for (size_t k = 0; k < 2; k++) {
        j = dot_at(p, j);
        if (j == 0)
            return i;
        for (const char32_t *s = parts[k]; *s; s++)
            if (point_at(p, j++) != *s)
                return i;
    }
    r->lo = V4_IN_V6 | __builtin_bswap32((uint32_t)r->lo);
    r->hi = r->lo;
    return j;
}

/* The address ends here.  A fifth number is a port, as tcpdump writes it; a sixth is not. */
static bool four_ends(const struct points *p, size_t i)
{
    uint32_t port;
    size_t j;
    if (points_touch(p, i) && point_is_word(point_at(p, i)))
        return false;
    j = dot_at(p, i);
    if (j == 0 || !point_is_digit(point_at(p, j)))
        return true;
    j = number_at(p, j, 5, &port);
    if (j == 0 || (points_touch(p, j) && point_is_word(point_at(p, j))))
        return false;
    j = dot_at(p, j);
    return j == 0 || !point_is_digit(point_at(p, j));
}

static bool four_begins(const struct points *p, size_t i)
{
    if (!word_begins(p, i))
        return false;
    return i < 2 || !points_touch(p, i) || p->v[i - 1].c != '.' || !point_is_digit(p->v[i - 2].c);
}

static size_t four_at(const struct points *p, size_t i, struct range *out)
{
    size_t j = four_begins(p, i) ? quad_at(p, i, false, out) : 0;
    if (j == 0 && four_begins(p, i))
        j = quad_at(p, i, true, out);
    if (j == 0)
        return 0;
    size_t end = reverse_at(p, j, out);
    if (end == j && !four_ends(p, j))
        return 0;
    if (end == j)
        end = prefix_at(p, j, true, out);
    return end == j ? upto_at(p, j, true, out) : end;
}

size_t range_at(const struct points *p, size_t i, size_t *tried, struct range *out)
{
    uint32_t c = point_at(p, i);
    size_t j = point_is_digit(c) ? four_at(p, i, out) : 0;
    if (j)
        return j;
    if (i < *tried || !(c == ':' || (is_hex(c) && word_begins(p, i))))
        return 0;
    j = six_at(p, i, tried, out);
    if (j == 0 || (points_touch(p, j) && point_is_word(point_at(p, j))))
        return 0;
    size_t zone = zone_end(p, j), end = prefix_at(p, zone, false, out);
    if (end == j)
        end = upto_at(p, j, false, out);
    uncover(out);
    return end;
}
