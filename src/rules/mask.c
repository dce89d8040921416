/* Masking (POST-11): the terms of the victim, and the walk over a text that looks for all at once.
 *
 * A text is folded in windows, so that memory does not grow with it.  What is found in a window
 * has its beginning there; the next one begins a little earlier than it must, to see what stands
 * before. */
#include "rules/mask.h"

#include <string.h>

#include "rules/mask_private.h"

#define BUCKETS 1024
#define HITS_MAX 100
#define WINDOW ((size_t)64 << 10)
#define BEFORE ((size_t)256) /* a word, an escape */
#define BEHIND ((size_t)4 << 10) /* the longest spelling of a term */
#define TERM_MAX ((size_t)1 << 10) /* bytes of a term; a longer one is cut there */
#define SCRATCH_MAX ((size_t)16 << 20)

struct net {
    struct net *next;
    struct sv text;
    struct range range;
};

struct mask {
    struct term *buckets[BUCKETS]; /* by first point */
    struct net *nets;
};

/* A mask while terms are added. */
struct making {
    struct arena *a;
    struct mask *m;
    struct fold *fold;
    struct points read, folded; /* for one term at a time */
};

static struct term **bucket_end(struct mask *m, const struct term *t)
{
    struct term **at = &m->buckets[t->c[0] % BUCKETS];
    while (*at) {
        const struct term *x = *at;
        if (x->form == t->form && x->n == t->n && memcmp(x->c, t->c, t->n * sizeof(*t->c)) == 0)
            return NULL;
        at = &(*at)->next;
    }
    return at;
}

/* Adds T, unless another term is written alike. */
static void add_term(struct making *k, const struct term *t, struct sv text)
{
    struct term **at = bucket_end(k->m, t);
    if (!at)
        return;
    *at = ARENA_NEW(k->a, struct term);
    **at = *t;
    (*at)->text = text;
    (*at)->next = NULL;
}

/* The folded points of a term, or none where it is empty. */
static const struct points *fold_term(struct making *k, struct sv text)
{
    text = sv_trim(text);
    points_read(&k->read, (struct sv){text.p, text.n < TERM_MAX ? text.n : TERM_MAX});
    points_fold(k->fold, &k->read, &k->folded);
    return &k->folded;
}

static void add_name(struct making *k, struct sv text, bool person)
{
    struct term forms[TERM_FORMS];
    size_t n = name_terms(k->a, fold_term(k, text), person, forms);
    for (size_t i = 0; i < n; i++)
        add_term(k, &forms[i], text);
}

static bool add_host(struct making *k, struct sv text)
{
    struct term t;
    if (!host_terms(k->a, fold_term(k, text), &t))
        return false;
    add_term(k, &t, text);
    return true;
}

static bool add_net(struct making *k, struct sv text)
{
    const struct points *p = fold_term(k, text);
    struct range range;
    size_t tried = 0;
    if (p->n == 0 || range_at(p, 0, &tried, &range) != p->n)
        return false;
    struct net *net = ARENA_NEW(k->a, struct net);
    *net = (struct net){k->m->nets, text, range};
    k->m->nets = net;
    return true;
}

/* A network, a host or mail address, or else a name. */
static void add_any(struct making *k, struct sv text)
{
    if (!add_net(k, text) && !add_host(k, text))
        add_name(k, text, false);
}

static void add_all(struct making *k, struct svs terms)
{
    for (size_t i = 0; i < terms.n; i++)
        add_any(k, terms.v[i]);
}

static void add_member(struct making *k, const struct roster *r, const struct member *member)
{
    for (int lang = 0; lang < LANG_COUNT; lang++)
        add_name(k, member->name[lang], false);
    for (size_t i = 0; i < member->aliases.n; i++)
        add_name(k, member->aliases.v[i], false);
    add_all(k, member->domains);
    add_all(k, member->networks);
    for (size_t i = 0; i < member->npersons; i++) {
        const struct person *p = &r->persons[member->persons[i]];
        add_name(k, p->name, true);
        add_any(k, p->email);
    }
}

struct mask *mask_compile(struct arena *a, const struct roster *r, const int *members, size_t n,
                          const struct sv *extra, size_t nextra)
{
    struct arena *scratch = arena_new("masking terms", SCRATCH_MAX);
    struct making k = {.a = a, .m = ARENA_NEW(a, struct mask), .fold = fold_new(scratch)};
    k.read = points_new(scratch, READ_MAX(TERM_MAX));
    k.folded = points_new(scratch, FOLDED_MAX(TERM_MAX));
    for (size_t i = 0; i < n; i++)
        add_member(&k, r, &r->members[members[i]]);
    for (size_t i = 0; i < nextra; i++)
        add_any(&k, extra[i]);
    arena_free(&scratch);
    return k.m;
}

struct search {
    const struct mask *m;
    struct arena *a;
    struct sv text;
    size_t base; /* where the points of this window begin in the text */
    struct mask_hit *v;
    size_t n;
};

/* Adds what was found, unless the same term was found there already: the whole name is met before
 * its core, "::ffff:192.0.2.1" before the address within. */
static void add_hit(struct search *s, struct sv term, const struct points *p, size_t from,
                    size_t to)
{
    size_t at = s->base + p->v[from].at, end = s->base + p->v[to - 1].end;
    struct sv found = {s->text.p + at, end - at};
    for (size_t i = s->n; i-- > 0;) {
        const struct mask_hit *h = &s->v[i];
        if (h->at + h->found.n > at && sv_eq(h->term, term))
            return;
    }
    if (!s->v)
        s->v = ARENA_ARRAY(s->a, struct mask_hit, HITS_MAX);
    if (s->n < HITS_MAX)
        s->v[s->n++] = (struct mask_hit){term, found, at};
}

static void look_for_terms(struct search *s, const struct points *p, size_t i)
{
    uint32_t c = p->v[i].c;
    for (const struct term *t = s->m->buckets[c % BUCKETS]; t; t = t->next) {
        if (t->c[0] != c)
            continue;
        size_t end = t->form == FORM_NAME ? name_at(t, p, i) : host_at(t, p, i);
        if (end)
            add_hit(s, t->text, p, i, end);
    }
}

/* All of IPv4, and what is wider, is nobody's. */
static bool is_everything(const struct range *r)
{
    const unsigned __int128 first = (unsigned __int128)0xFFFF << 32;
    return r->lo <= first && r->hi >= (first | UINT32_MAX);
}

static void look_for_nets(struct search *s, const struct points *p, size_t i, size_t *tried)
{
    struct range range;
    size_t end = range_at(p, i, tried, &range);
    if (end == 0 || is_everything(&range))
        return;
    for (const struct net *net = s->m->nets; net; net = net->next)
        if (range.lo <= net->range.hi && net->range.lo <= range.hi)
            add_hit(s, net->text, p, i, end);
}

/* Hits that begin from FROM to TO of the text. */
static void look_in_window(struct search *s, const struct points *p, size_t from, size_t to)
{
    size_t tried = 0;
    for (size_t i = 0; i < p->n && s->n < HITS_MAX; i++) {
        size_t at = s->base + p->v[i].at;
        if (at < from || at >= to)
            continue;
        look_for_terms(s, p, i);
        if (s->m->nets)
            look_for_nets(s, p, i, &tried);
    }
}

/* The beginning of the character at AT, which is at most three bytes before. */
static size_t character_at(struct sv text, size_t at)
{
    for (int i = 0; i < 3 && at > 0 && at < text.n && (text.p[at] & 0xC0) == 0x80; i++)
        at--;
    return at;
}

static size_t least(size_t x, size_t y)
{
    return x < y ? x : y;
}

size_t mask_find(struct arena *a, const struct mask *m, struct sv text, struct mask_hit **out)
{
    struct search s = {.m = m, .a = a, .text = text};
    struct arena *scratch = arena_new("masking", SCRATCH_MAX);
    size_t room = least(text.n, BEFORE + WINDOW + BEHIND) + 8;
    struct points read = points_new(scratch, READ_MAX(room));
    struct points folded = points_new(scratch, FOLDED_MAX(room));
    struct fold *fold = fold_new(scratch);
    for (size_t from = 0; from < text.n && s.n < HITS_MAX; from += WINDOW) {
        size_t to = least(from + WINDOW, text.n);
        size_t end = character_at(text, least(to + BEHIND, text.n));
        s.base = character_at(text, from > BEFORE ? from - BEFORE : 0);
        points_read(&read, (struct sv){text.p + s.base, end - s.base});
        points_fold(fold, &read, &folded);
        look_in_window(&s, &folded, from, to);
    }
    arena_free(&scratch);
    *out = s.v;
    return s.n;
}
