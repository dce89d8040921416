/* Strings: slices and bounded buffers.  No text rules here; those are in text.c. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STR_FIRST ((size_t)256)

struct sv sv_of(const char *cstr)
{
    return cstr ? (struct sv){cstr, strlen(cstr)} : SV_NONE;
}

bool sv_eq(struct sv a, struct sv b)
{
    if (!a.p || !b.p)
        return !a.p && !b.p;
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

bool sv_is(struct sv a, const char *cstr)
{
    return sv_eq(a, sv_of(cstr));
}

int sv_cmp(struct sv a, struct sv b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool sv_starts(struct sv s, struct sv prefix)
{
    return prefix.n == 0 || (s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool sv_ends(struct sv s, struct sv suffix)
{
    return suffix.n == 0 ||
           (s.n >= suffix.n && memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct sv sv_trim(struct sv s)
{
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

ptrdiff_t sv_find(struct sv s, struct sv needle)
{
    if (needle.n == 0)
        return 0;
    const char *at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return at ? at - s.p : -1;
}

bool sv_cut(struct sv *rest, char sep, struct sv *field_out)
{
    if (rest->n == 0)
        return false;
    const char *at = memchr(rest->p, sep, rest->n);
    size_t n = at ? (size_t)(at - rest->p) : rest->n;
    *field_out = (struct sv){rest->p, n};
    size_t used = at ? n + 1 : n;
    *rest = (struct sv){rest->p + used, rest->n - used};
    return true;
}

bool sv_word(struct sv *rest, struct sv *word_out)
{
    while (rest->n && rest->p[0] == ' ') {
        rest->p++;
        rest->n--;
    }
    return sv_cut(rest, ' ', word_out);
}

int sv_int(struct sv s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus ? 1 : 0;
    int64_t v = 0;
    if (i == s.n)
        return -1;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return -1;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
            __builtin_add_overflow(v, (int64_t)(minus ? -digit : digit), &v))
            return -1;
    }
    *out = v;
    return 0;
}

char *sv_cstr(struct arena *a, struct sv s)
{
    char *p = arena_bytes(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return p;
}

struct sv sv_copy(struct arena *a, struct sv s)
{
    return s.p ? (struct sv){sv_cstr(a, s), s.n} : SV_NONE;
}

struct sv sv_join(struct arena *a, struct sv x, struct sv y)
{
    char *p = arena_bytes(a, x.n + y.n + 1);
    if (x.n)
        memcpy(p, x.p, x.n);
    if (y.n)
        memcpy(p + x.n, y.p, y.n);
    p[x.n + y.n] = '\0';
    return (struct sv){p, x.n + y.n};
}

struct sv sv_fmt(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    size_t size = n < 0 ? 0 : (size_t)n;
    char *p = arena_bytes(a, size + 1);
    p[0] = '\0';
    vsnprintf(p, size + 1, fmt, again);
    va_end(again);
    return (struct sv){p, size};
}

void str_init(struct str *s, struct arena *a, size_t max)
{
    *s = (struct str){.a = a, .max = max};
}

/* Makes room for N bytes and the NUL; gives how many of them fit. */
static size_t str_room(struct str *s, size_t n)
{
    if (s->overflow)
        return 0;
    if (n > s->max - s->n) {
        s->overflow = true;
        n = s->max - s->n;
    }
    if (n == 0 || s->n + n < s->cap)
        return n;
    size_t cap = s->cap ? 2 * s->cap : STR_FIRST;
    if (cap < s->n + n + 1)
        cap = s->n + n + 1;
    if (cap > s->max + 1)
        cap = s->max + 1;
    char *p = arena_bytes(s->a, cap);
    if (s->n)
        memcpy(p, s->p, s->n);
    s->p = p;
    s->cap = cap;
    return n;
}

void str_add(struct str *s, struct sv x)
{
    size_t n = str_room(s, x.n);
    if (n == 0)
        return;
    memcpy(s->p + s->n, x.p, n);
    s->n += n;
    s->p[s->n] = '\0';
}

void str_addc(struct str *s, char c)
{
    if (s->n + 1 < s->cap && s->n < s->max) { /* what writers of JSON do most */
        s->p[s->n++] = c;
        s->p[s->n] = '\0';
        return;
    }
    str_add(s, (struct sv){&c, 1});
}

void str_adds(struct str *s, const char *cstr)
{
    str_add(s, sv_of(cstr));
}

void str_addf(struct str *s, const char *fmt, ...)
{
    char small[256];
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof(small), fmt, ap);
    va_end(ap);
    if (n > 0 && (size_t)n < sizeof(small)) {
        str_add(s, (struct sv){small, (size_t)n});
    } else if (n > 0) {
        char *p = arena_bytes(s->a, (size_t)n + 1);
        vsnprintf(p, (size_t)n + 1, fmt, again);
        str_add(s, (struct sv){p, (size_t)n});
    }
    va_end(again);
}

struct sv str_sv(const struct str *s)
{
    return s->n ? (struct sv){s->p, s->n} : SV("");
}
