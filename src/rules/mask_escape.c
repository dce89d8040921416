/* Masking: bytes to code points, with the escapes of other notations resolved.
 *
 * What it is not: validation.  What is no escape, or no UTF-8, stays as it is written. */
#include <string.h>
#include <unistr.h>

#include "rules/mask_private.h"

#define LAYERS 3 /* %2526 is "%26" is "&" */
#define ESCAPE_CHAR 0x1BU
#define DIGITS_MAX 7

struct points points_new(struct arena *a, size_t cap)
{
    return (struct points){ARENA_ARRAY(a, struct point, cap), 0, cap};
}

static int hex_value(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (int)(c - 'a') + 10 : -1;
}

/* Does the ASCII text S stand at I? */
static bool stands(const struct points *p, size_t i, const char *s)
{
    for (; *s; s++, i++)
        if (point_at(p, i) != (unsigned char)*s)
            return false;
    return true;
}

/* The number of MIN to MAX digits at I: its length, or 0. */
static size_t number_at(const struct points *p, size_t i, uint32_t base, size_t min, size_t max,
                        uint32_t *out)
{
    size_t n = 0;
    uint32_t v = 0;
    for (; n < max; n++) {
        int digit = hex_value(point_at(p, i + n));
        if (digit < 0 || (uint32_t)digit >= base)
            break;
        v = v * base + (uint32_t)digit;
    }
    *out = v;
    return n < min ? 0 : n;
}

static bool scalar(uint32_t c)
{
    return c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF);
}

/* One byte as MARK and two hexadecimal digits. */
static size_t byte_at(const struct points *p, size_t i, const char *mark, uint8_t *out)
{
    size_t n = strlen(mark);
    uint32_t v;
    if (!stands(p, i, mark) || !number_at(p, i + n, 16, 2, 2, &v))
        return 0;
    *out = (uint8_t)v;
    return n + 2;
}

/* The bytes of one character, each behind MARK. */
static size_t bytes_at(const struct points *p, size_t i, const char *mark, uint32_t *out)
{
    uint8_t b[4];
    size_t used = 0;
    ucs4_t c;
    for (size_t n = 0; n < sizeof(b); n++) {
        size_t len = byte_at(p, i + used, mark, b + n);
        if (len == 0)
            return 0;
        used += len;
        int got = u8_mbtoucr(&c, b, n + 1);
        if (got > 0) {
            *out = c;
            return used;
        }
        if (got == -1)
            return 0;
    }
    return 0;
}

/* uXXXX or u{X…} behind a backslash or a percent sign. */
static size_t unicode_at(const struct points *p, size_t i, uint32_t *out)
{
    if (point_at(p, i + 1) != 'u')
        return 0;
    bool braced = point_at(p, i + 2) == '{';
    size_t from = i + 2 + braced;
    size_t n = number_at(p, from, 16, braced ? 1 : 4, braced ? DIGITS_MAX : 4, out);
    if (n == 0 || !scalar(*out) || (braced && point_at(p, from + n) != '}'))
        return 0;
    return 2 + n + 2 * braced;
}

static size_t percent_at(const struct points *p, size_t i, uint32_t *out)
{
    size_t n = bytes_at(p, i, "%", out);
    return n ? n : unicode_at(p, i, out);
}

static size_t backslash_at(const struct points *p, size_t i, uint32_t *out)
{
    size_t n = bytes_at(p, i, "\\x", out);
    return n ? n : unicode_at(p, i, out);
}

/* Quoted-printable, beyond ASCII alone: "a=20" is more often an assignment. */
static size_t equals_at(const struct points *p, size_t i, uint32_t *out)
{
    size_t n = bytes_at(p, i, "=", out);
    return n && *out >= 0x80 ? n : 0;
}

static const struct {
    const char *name;
    uint32_t c;
} entities[] = {
    {"&amp;", '&'},        {"&lt;", '<'},       {"&gt;", '>'},        {"&quot;", '"'},
    {"&apos;", '\''},      {"&nbsp;", 0xA0},    {"&ensp;", 0x2002},   {"&emsp;", 0x2003},
    {"&thinsp;", 0x2009},  {"&shy;", 0xAD},     {"&zwj;", 0x200D},    {"&zwnj;", 0x200C},
    {"&lrm;", 0x200E},     {"&rlm;", 0x200F},   {"&middot;", 0xB7},   {"&bull;", 0x2022},
    {"&period;", '.'},     {"&comma;", ','},    {"&colon;", ':'},     {"&sol;", '/'},
    {"&commat;", '@'},     {"&lowbar;", '_'},   {"&hyphen;", 0x2010}, {"&dash;", 0x2010},
    {"&ndash;", 0x2013},   {"&mdash;", 0x2014}, {"&lbrack;", '['},    {"&rbrack;", ']'},
    {"&lsqb;", '['},       {"&rsqb;", ']'},     {"&lpar;", '('},      {"&rpar;", ')'},
    {"&ast;", '*'},        {"&percnt;", '%'},   {"&NoBreak;", 0x2060},
    {"&ZeroWidthSpace;", 0x200B},
};

static size_t entity_at(const struct points *p, size_t i, uint32_t *out)
{
    for (size_t k = 0; k < sizeof(entities) / sizeof(entities[0]); k++) {
        if (stands(p, i, entities[k].name)) {
            *out = entities[k].c;
            return strlen(entities[k].name);
        }
    }
    if (point_at(p, i + 1) != '#')
        return 0;
    bool hex = (point_at(p, i + 2) | 0x20) == 'x';
    size_t from = i + 2 + hex, n = number_at(p, from, hex ? 16 : 10, 1, DIGITS_MAX, out);
    if (n == 0 || !scalar(*out))
        return 0;
    return 2 + hex + n + (point_at(p, from + n) == ';');
}

/* Tags that stand within words, without attributes: "<b>", "</b>", "<br />". */
static size_t tag_at(const struct points *p, size_t i, uint32_t *out)
{
    static const char *const names[] = {"b",    "i",    "u",    "s",   "br",  "em",  "tt",
                                        "del",  "ins",  "sub",  "sup", "wbr", "big", "bdi",
                                        "code", "font", "mark", "span", "small", "strong"};
    char name[8] = {0};
    size_t j = i + 1 + (point_at(p, i + 1) == '/'), n = 0;
    for (; n < sizeof(name) - 1 && (point_at(p, j) | 0x20) >= 'a' && (point_at(p, j) | 0x20) <= 'z';
         n++, j++)
        name[n] = (char)(point_at(p, j) | 0x20);
    j += point_at(p, j) == ' ';
    j += point_at(p, j) == '/';
    if (point_at(p, j) != '>')
        return 0;
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        if (strcmp(name, names[k]) == 0) {
            *out = strcmp(name, "br") == 0 ? '\n' : ' ';
            return j + 1 - i;
        }
    }
    return 0;
}

/* ESC [ 31 ; 1 m */
static size_t colour_at(const struct points *p, size_t i, uint32_t *out)
{
    size_t j = i + 2;
    if (point_at(p, i + 1) != '[')
        return 0;
    while (j < i + 16 && (point_is_digit(point_at(p, j)) || point_at(p, j) == ';'))
        j++;
    uint32_t last = point_at(p, j) | 0x20;
    *out = ' ';
    return last >= 'a' && last <= 'z' ? j + 1 - i : 0;
}

static size_t escape_at(const struct points *p, size_t i, uint32_t *out)
{
    switch (point_at(p, i)) {
    case '%':
        return percent_at(p, i, out);
    case '\\':
        return backslash_at(p, i, out);
    case '=':
        return equals_at(p, i, out);
    case '&':
        return entity_at(p, i, out);
    case '<':
        return tag_at(p, i, out);
    case ESCAPE_CHAR:
        return colour_at(p, i, out);
    default:
        return 0;
    }
}

/* One layer, in place: an escape is never shorter than what it stands for. */
static bool unescape(struct points *p)
{
    size_t n = 0;
    bool some = false;
    for (size_t i = 0; i < p->n;) {
        uint32_t c;
        size_t used = p->v[i].c < 0x80 ? escape_at(p, i, &c) : 0;
        size_t last = i + (used ? used : 1) - 1;
        p->v[n++] = (struct point){used ? c : p->v[i].c, p->v[i].at, p->v[last].end};
        some |= used > 0;
        i = last + 1;
    }
    p->n = n;
    return some;
}

void points_read(struct points *p, struct sv text)
{
    const uint8_t *s = (const uint8_t *)text.p;
    p->n = 0;
    for (size_t i = 0; i < text.n;) {
        ucs4_t c = s[i];
        size_t len = c < 0x80 ? 1 : (size_t)u8_mbtouc(&c, s + i, text.n - i);
        p->v[p->n++] = (struct point){c, (uint32_t)i, (uint32_t)(i + len)};
        i += len;
    }
    for (int layer = 0; layer < LAYERS && unescape(p); layer++)
        continue;
}

enum { PUNY_BASE = 36, PUNY_TMIN = 1, PUNY_TMAX = 26, PUNY_SKEW = 38, PUNY_DAMP = 700 };

static uint32_t puny_adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;
    delta = first ? delta / PUNY_DAMP : delta / 2;
    delta += delta / points;
    for (; delta > (PUNY_BASE - PUNY_TMIN) * PUNY_TMAX / 2; k += PUNY_BASE)
        delta /= PUNY_BASE - PUNY_TMIN;
    return k + (PUNY_BASE - PUNY_TMIN + 1) * delta / (delta + PUNY_SKEW);
}

/* One number of variable length at V[*at]. */
static bool puny_delta(const struct point *v, size_t n, size_t *at, uint32_t bias, uint32_t *out)
{
    uint64_t sum = 0, weight = 1;
    for (uint32_t k = PUNY_BASE; *at < n; k += PUNY_BASE) {
        uint32_t c = v[(*at)++].c;
        uint32_t digit = point_is_digit(c) ? c - '0' + 26 : c - 'a';
        uint32_t t = k <= bias ? PUNY_TMIN : k >= bias + PUNY_TMAX ? PUNY_TMAX : k - bias;
        if (digit >= PUNY_BASE)
            return false;
        sum += digit * weight;
        if (sum > UINT32_MAX / 2)
            return false;
        if (digit < t) {
            *out = (uint32_t)sum;
            return true;
        }
        weight *= PUNY_BASE - t;
        if (weight > UINT32_MAX)
            return false;
    }
    return false;
}

size_t punycode_decode(const struct point *v, size_t n, uint32_t *out)
{
    size_t plain = n, count = 0;
    uint32_t c = 0x80, bias = 72, i = 0;
    while (plain > 0 && v[plain - 1].c != '-')
        plain--;
    for (; count + 1 < plain; count++)
        out[count] = v[count].c;
    for (size_t at = plain; at < n; count++) {
        uint32_t delta, after = (uint32_t)count + 1;
        if (!puny_delta(v, n, &at, bias, &delta))
            return 0;
        i += delta;
        c += i / after;
        bias = puny_adapt(delta, after, count + 1 == (plain ? plain : 1));
        i %= after;
        if (!scalar(c))
            return 0;
        memmove(out + i + 1, out + i, (count - i) * sizeof(*out));
        out[i++] = c;
    }
    return count;
}
