/* Text: UTF-8 and the folded form in which text is searched and compared. */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

bool utf8_ok(struct sv s)
{
    if (s.n == 0)
        return true;
    return u8_check((const uint8_t *)s.p, s.n) == NULL && !memchr(s.p, '\0', s.n);
}

static bool begins_point(char c)
{
    return ((unsigned char)c & 0xC0) != 0x80;
}

size_t utf8_len(struct sv s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += begins_point(s.p[i]);
    return n;
}

struct sv utf8_cut(struct sv s, size_t points)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (begins_point(s.p[i]) && n++ == points)
            return (struct sv){s.p, i};
    }
    return s;
}

static bool is_white(const char *p, size_t n)
{
    ucs4_t point;

    return u8_mbtouc(&point, (const uint8_t *)p, n) == (int)n && uc_is_property_white_space(point);
}

struct sv text_trim(struct sv s)
{
    while (s.n > 0) {
        size_t n = 1;
        while (n < s.n && !begins_point(s.p[n]))
            n++;
        if (!is_white(s.p, n))
            break;
        s = (struct sv){s.p + n, s.n - n};
    }
    while (s.n > 0) {
        size_t last = s.n - 1;
        while (last > 0 && !begins_point(s.p[last]))
            last--;
        if (!is_white(s.p + last, s.n - last))
            break;
        s.n = last;
    }
    return s;
}

/* Points that folding leaves alone, but for A-Z, as long as no mark follows: ASCII and the common
 * Japanese letters.  They make up most text, and the library is slow on them. */
static bool inert(ucs4_t c)
{
    return c < 0x80 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) ||
           (c >= 0x30A1 && c <= 0x30FA) || (c >= 0x30FC && c <= 0x30FE) ||
           (c >= 0x3001 && c <= 0x3003) || (c >= 0x3005 && c <= 0x3011);
}

static void add_inert(struct str *out, struct sv s)
{
    char lower[256];
    while (s.n) {
        size_t n = s.n < sizeof(lower) ? s.n : sizeof(lower);
        for (size_t i = 0; i < n; i++)
            lower[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20 : s.p[i]);
        str_add(out, (struct sv){lower, n});
        s = (struct sv){s.p + n, s.n - n};
    }
}

/* The whole way, by the library.  What is not UTF-8 stays as it is. */
static void add_folded(struct str *out, struct sv s)
{
    size_t n, m;
    uint8_t *composed = u8_normalize(UNINORM_NFKC, (const uint8_t *)s.p, s.n, NULL, &n);
    uint8_t *folded = composed ? u8_casefold(composed, n, NULL, UNINORM_NFKC, NULL, &m) : NULL;
    str_add(out, folded ? (struct sv){(const char *)folded, m} : s);
    free(composed);
    free(folded);
}

static size_t point_at(struct sv s, size_t i, ucs4_t *point)
{
    return (size_t)u8_mbtouc(point, (const uint8_t *)s.p + i, s.n - i);
}

/* End of the inert run at I, less its last point where something follows that may join it. */
static size_t inert_end(struct sv s, size_t i)
{
    size_t last = i;
    while (i < s.n) {
        ucs4_t c;
        size_t len = point_at(s, i, &c);
        if (!inert(c))
            return last;
        last = i;
        i += len;
    }
    return i;
}

/* End of the run at I that the library has to fold: one point, and all up to the next inert one. */
static size_t other_end(struct sv s, size_t i)
{
    ucs4_t c;
    i += point_at(s, i, &c);
    while (i < s.n) {
        size_t len = point_at(s, i, &c);
        if (inert(c))
            break;
        i += len;
    }
    return i;
}

struct sv text_fold(struct arena *a, struct sv s)
{
    struct str out;
    str_init(&out, a, s.n > SIZE_MAX / 64 ? SIZE_MAX / 2 : s.n * 32 + 1);
    for (size_t i = 0; i < s.n;) {
        size_t end = inert_end(s, i);
        if (end > i)
            add_inert(&out, (struct sv){s.p + i, end - i});
        i = end;
        if (i == s.n)
            break;
        end = other_end(s, i);
        add_folded(&out, (struct sv){s.p + i, end - i});
        i = end;
    }
    return str_sv(&out);
}
