/* Seen: a set of digests of (type, value) pairs: open addressing.  See seen.h. */
#include "exchange/seen.h"

#include "base/crypto.h"

#include <string.h>

struct digest {
    uint64_t hi, lo;
};

struct seen {
    struct arena *a;
    struct digest *slots; /* cap of them, a power of two; {0, 0} is free */
    size_t n, cap;
};

#define SEEN_FIRST 64

static void seen_free(void *p)
{
    struct seen *s = p;
    arena_free(&s->a);
}

static void seen_start(struct seen *s, size_t cap)
{
    s->a = arena_new("intake-seen", (size_t)1 << 30);
    s->slots = ARENA_ARRAY(s->a, struct digest, cap);
    s->cap = cap;
}

struct seen *seen_new(struct arena *owner)
{
    struct seen *s = ARENA_NEW(owner, struct seen);
    seen_start(s, SEEN_FIRST);
    arena_on_free(owner, seen_free, s);
    return s;
}

void seen_reset(struct seen *s)
{
    if (s->n == 0)
        return;
    arena_free(&s->a);
    s->n = 0;
    seen_start(s, SEEN_FIRST);
}

static bool is_free(struct digest d)
{
    return d.hi == 0 && d.lo == 0;
}

/* The slot that holds D, or the free one where it belongs. */
static struct digest *slot_of(const struct seen *s, struct digest d)
{
    size_t i = (size_t)d.lo & (s->cap - 1);
    while (!is_free(s->slots[i]) && (s->slots[i].hi != d.hi || s->slots[i].lo != d.lo))
        i = (i + 1) & (s->cap - 1);
    return &s->slots[i];
}

static void seen_grow(struct seen *s)
{
    struct seen old = *s;
    seen_start(s, old.cap * 2);
    for (size_t i = 0; i < old.cap; i++)
        if (!is_free(old.slots[i]))
            *slot_of(s, old.slots[i]) = old.slots[i];
    arena_free(&old.a);
}

static struct digest digest_of(struct sv type, struct sv value)
{
    struct sv parts[] = {type, SV("\n"), value};
    struct hash h = sha256_parts(parts, 3);
    struct digest d;
    memcpy(&d, h.b, sizeof(d));
    return d;
}

bool seen_add(struct seen *s, struct sv type, struct sv value)
{
    if (s->n * 4 >= s->cap * 3)
        seen_grow(s);
    struct digest d = digest_of(type, value), *slot = slot_of(s, d);
    if (!is_free(*slot))
        return false;
    *slot = d;
    s->n++;
    return true;
}

bool seen_has(const struct seen *s, struct sv type, struct sv value)
{
    return !is_free(*slot_of(s, digest_of(type, value)));
}
