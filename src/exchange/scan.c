/* Scan: JSON text walked without a tree, for files too big to be held as one.  See scan.h. */
#include "exchange/scan.h"

#include <string.h>

#define SCAN_DEPTH 64

/* ---- The check: recursive descent, 64 deep at most ---- */

struct cursor {
    const char *p, *end;
    unsigned depth;
};

static bool check_value(struct cursor *c);

static void skip_space(struct cursor *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\n' || *c->p == '\r' || *c->p == '\t'))
        c->p++;
}

static bool take(struct cursor *c, char wanted)
{
    if (c->p >= c->end || *c->p != wanted)
        return false;
    c->p++;
    return true;
}

static bool is_digit(char ch)
{
    return ch >= '0' && ch <= '9';
}

static bool is_hex(char ch)
{
    return is_digit(ch) || (ch >= 'a' && ch <= 'f') || (ch >= 'A' && ch <= 'F');
}

/* Bytes of the UTF-8 sequence at P, 0 where it is none. */
static size_t utf8_step(const unsigned char *p, const unsigned char *end)
{
    size_t n = p[0] < 0x80   ? 1
               : p[0] < 0xC2 ? 0
               : p[0] < 0xE0 ? 2
               : p[0] < 0xF0 ? 3
               : p[0] < 0xF5 ? 4
                             : 0;
    if (n == 0 || (size_t)(end - p) < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return n;
}

static bool check_escape(struct cursor *c)
{
    c->p++;
    if (c->p >= c->end)
        return false;
    if (*c->p == 'u') {
        for (int i = 1; i <= 4; i++)
            if (c->end - c->p <= i || !is_hex(c->p[i]))
                return false;
        c->p += 5;
        return true;
    }
    if (*c->p == '\0' || strchr("\"\\/bfnrt", *c->p) == NULL)
        return false;
    c->p++;
    return true;
}

static bool check_string(struct cursor *c)
{
    if (!take(c, '"'))
        return false;
    while (c->p < c->end) {
        unsigned char ch = (unsigned char)*c->p;
        if (ch == '"') {
            c->p++;
            return true;
        }
        if (ch == '\\') {
            if (!check_escape(c))
                return false;
        } else if (ch < 0x20) {
            return false;
        } else if (ch < 0x80) {
            c->p++;
        } else {
            size_t n = utf8_step((const unsigned char *)c->p, (const unsigned char *)c->end);
            if (n == 0)
                return false;
            c->p += n;
        }
    }
    return false;
}

static bool check_digits(struct cursor *c)
{
    if (c->p >= c->end || !is_digit(*c->p))
        return false;
    while (c->p < c->end && is_digit(*c->p))
        c->p++;
    return true;
}

static bool check_number(struct cursor *c)
{
    take(c, '-');
    if (!take(c, '0') && !check_digits(c))
        return false;
    if (take(c, '.') && !check_digits(c))
        return false;
    if (take(c, 'e') || take(c, 'E')) {
        if (!take(c, '+'))
            take(c, '-');
        return check_digits(c);
    }
    return true;
}

static bool check_word(struct cursor *c, const char *word)
{
    for (; *word; word++)
        if (!take(c, *word))
            return false;
    return true;
}

static bool check_member(struct cursor *c)
{
    skip_space(c);
    if (!check_string(c))
        return false;
    skip_space(c);
    return take(c, ':') && check_value(c);
}

static bool check_many(struct cursor *c, char close, bool (*one)(struct cursor *))
{
    c->p++;
    if (++c->depth > SCAN_DEPTH)
        return false;
    skip_space(c);
    if (!take(c, close)) {
        do {
            if (!one(c))
                return false;
            skip_space(c);
        } while (take(c, ','));
        if (!take(c, close))
            return false;
    }
    c->depth--;
    return true;
}

static bool check_value(struct cursor *c)
{
    skip_space(c);
    if (c->p >= c->end)
        return false;
    switch (*c->p) {
    case '{':
        return check_many(c, '}', check_member);
    case '[':
        return check_many(c, ']', check_value);
    case '"':
        return check_string(c);
    case 't':
        return check_word(c, "true");
    case 'f':
        return check_word(c, "false");
    case 'n':
        return check_word(c, "null");
    default:
        return check_number(c);
    }
}

int scan_check(struct sv text, size_t *at_out)
{
    struct cursor c = {text.p, text.p + text.n, 0};
    bool ok = text.n > 0 && check_value(&c);
    if (ok)
        skip_space(&c);
    if (ok && c.p == c.end)
        return 0;
    *at_out = text.n > 0 ? (size_t)(c.p - text.p) : 0;
    return -1;
}

/* ---- The walk: over text that was checked, so only quotes and brackets matter ---- */

/* Is the character at P one that an odd number of backslashes stands before, back to START? */
static bool escaped(const char *start, const char *p)
{
    size_t n = 0;
    while (p > start && p[-1] == '\\') {
        n++;
        p--;
    }
    return n % 2 == 1;
}

static const char *skip_string(const char *p, const char *end)
{
    const char *start = p + 1, *quote = p;
    do {
        quote++;
        quote = quote < end ? memchr(quote, '"', (size_t)(end - quote)) : NULL;
    } while (quote && escaped(start, quote));
    return quote ? quote + 1 : end;
}

/* Behind the array or object that opens at P. */
static const char *skip_nested(const char *p, const char *end)
{
    size_t depth = 0;
    while (p < end) {
        char ch = *p;
        if (ch == '"') {
            p = skip_string(p, end);
            continue;
        }
        p++;
        if (ch == '{' || ch == '[')
            depth++;
        else if ((ch == '}' || ch == ']') && --depth == 0)
            break;
    }
    return p;
}

static const char *skip_value(const char *p, const char *end)
{
    if (*p == '"')
        return skip_string(p, end);
    if (*p == '{' || *p == '[')
        return skip_nested(p, end);
    while (p < end && (unsigned char)*p > ' ' && *p != ',' && *p != '}' && *p != ']')
        p++;
    return p;
}

static const char *skip_gap(const char *p, const char *end)
{
    while (p < end && ((unsigned char)*p <= ' ' || *p == ',' || *p == ':'))
        p++;
    return p;
}

static bool scan_open(struct scan *s, struct sv value, char bracket)
{
    struct sv v = sv_trim(value);
    *s = (struct scan){NULL, NULL, bracket == '{'};
    if (v.n < 2 || v.p[0] != bracket)
        return false;
    s->p = v.p + 1;
    s->end = v.p + v.n - 1;
    return true;
}

bool scan_array(struct scan *s, struct sv value)
{
    return scan_open(s, value, '[');
}

bool scan_object(struct scan *s, struct sv value)
{
    return scan_open(s, value, '{');
}

bool scan_next(struct scan *s, struct sv *key_out, struct sv *value_out)
{
    s->p = skip_gap(s->p, s->end);
    if (s->p >= s->end || *s->p == '}' || *s->p == ']')
        return false;
    if (s->object) {
        const char *key = s->p;
        s->p = skip_string(key, s->end);
        if (key_out)
            *key_out = (struct sv){key + 1, (size_t)(s->p - key) - 2};
        s->p = skip_gap(s->p, s->end);
    }
    const char *value = s->p;
    s->p = skip_value(value, s->end);
    *value_out = (struct sv){value, (size_t)(s->p - value)};
    return true;
}

struct sv scan_member(struct sv text, const char *key)
{
    struct scan s = {text.p + 1, text.p + text.n, true};
    struct sv k, v;
    if (text.n < 2 || text.p[0] != '{')
        return SV_NONE;
    while (scan_next(&s, &k, &v))
        if (sv_is(k, key))
            return v;
    return SV_NONE;
}

struct sv scan_string(struct sv value)
{
    if (value.n < 2 || value.p[0] != '"' || memchr(value.p, '\\', value.n))
        return SV_NONE;
    return (struct sv){value.p + 1, value.n - 2};
}

size_t scan_count(struct sv array)
{
    struct scan s;
    struct sv v;
    size_t n = 0;
    if (!scan_array(&s, array))
        return 0;
    while (scan_next(&s, NULL, &v))
        n++;
    return n;
}

size_t scan_weight(struct sv value, size_t max)
{
    const char *end = value.p + value.n;
    size_t n = 1;
    for (const char *p = value.p; p < end && n <= max;) {
        if (*p == '"') {
            p = skip_string(p, end);
            continue;
        }
        n += *p == ',' || *p == '[' || *p == '{';
        p++;
    }
    return n;
}
