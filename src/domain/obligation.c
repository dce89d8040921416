/* What stays to be kept secret: see obligation.h. */
#include "domain/obligation.h"

#include <stdlib.h>

#include "domain/item_private.h"
#include "domain/page.h"

#define BATCH 64
#define BATCH_ARENA ((size_t)64 << 20)

/* Ids of items, each once: a person was shown most of them many times. */
struct found {
    struct arena *a;
    struct sv *slots; /* open addressing; SV_NONE: free */
    size_t n, mask;
};

static struct sv *found_slot(const struct found *f, struct sv id)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < id.n; i++)
        h = (h ^ (unsigned char)id.p[i]) * 1099511628211u;
    size_t at = (size_t)(h ^ (h >> 32)) & f->mask;
    while (f->slots[at].p && !sv_eq(f->slots[at], id))
        at = (at + 1) & f->mask;
    return &f->slots[at];
}

static void found_grow(struct found *f)
{
    struct found old = *f;

    f->mask = old.slots ? 2 * old.mask + 1 : 255;
    f->slots = ARENA_ARRAY(f->a, struct sv, f->mask + 1);
    for (size_t i = 0; old.slots && i <= old.mask; i++)
        if (old.slots[i].p)
            *found_slot(f, old.slots[i]) = old.slots[i];
}

static void found_add(struct found *f, struct sv id)
{
    if (2 * f->n >= f->mask)
        found_grow(f);
    struct sv *slot = found_slot(f, id);
    if (slot->p)
        return;
    *slot = sv_copy(f->a, id);
    f->n++;
}

/* ---- what was shown ---- */

static void add_parts(struct found *f, struct arena *a, struct sv packed)
{
    struct audit_part *parts;
    size_t n = packed.p ? audit_unpack(a, packed, &parts) : 0;

    for (size_t i = 0; i < n; i++)
        found_add(f, parts[i].item);
}

/* One batch after *AFTER: how many entries it had, or -1. */
typedef int64_t batch_fn(struct ctx *c, struct arena *a, struct sv person, int64_t *after,
                         struct found *f);

static int64_t batch_numbered(struct ctx *c, struct arena *a, struct sv person, int64_t *after,
                              struct found *f)
{
    struct shown_to_person_row *rows;
    size_t n;

    if (db_shown_to_person(c->db, a, person, *after, BATCH, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        add_parts(f, a, rows[i].parts);
        *after = rows[i].n;
    }
    return (int64_t)n;
}

static int64_t batch_new(struct ctx *c, struct arena *a, struct sv person, int64_t *after,
                         struct found *f)
{
    struct shown_to_person_new_row *rows;
    size_t n;

    if (db_shown_to_person_new(c->db, a, person, *after, BATCH, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        add_parts(f, a, rows[i].parts);
        *after = rows[i].key;
    }
    return (int64_t)n;
}

static int walk(struct ctx *c, struct sv person, batch_fn *batch, struct found *f)
{
    struct arena *a = arena_new("shown", BATCH_ARENA);
    int64_t after = -1, n;

    do {
        arena_reset(a);
        n = batch(c, a, person, &after, f);
    } while (n == BATCH);
    arena_free(&a);
    return n < 0 ? -1 : 0;
}

static int shown_to(struct ctx *c, int person, struct found *f)
{
    struct sv id = c->roster->persons[person].id;

    return walk(c, id, batch_numbered, f) || walk(c, id, batch_new, f) ? -1 : 0;
}

/* ---- what may be read ---- */

/* Takes the id of each, and none of them. */
static int note_readable(struct ctx *c, struct item *it, void *arg)
{
    if (item_decide(c, it))
        found_add(arg, it->row.id);
    return 0;
}

static int collect_readable(struct ctx *c, struct found *f)
{
    struct item none;

    return candidates_item(c, candidates_begin(c, NULL, SEQ_MAX, 0), note_readable, f, &none);
}

/* The same for another person of the member. */
static int readable_by(struct ctx *c, int person, struct found *f)
{
    int asking = c->person;

    c->person = person;
    int rc = collect_readable(c, f);
    c->person = asking;
    return rc;
}

/* ---- which of them oblige ---- */

static bool obliges(const struct item *it, int member, bool secrets_only)
{
    if (member >= 0 && (it->facts.provider == member || it->facts.poster == member))
        return false;
    return it->facts.secret || (!secrets_only && !scope_is_unspecified(&it->facts.scope));
}

/* The title is told only of what the person who asks may read: a colleague may be let in by name. */
static struct sv title_of(struct ctx *c, struct item *it)
{
    bool told = !it->facts.secret && it->facts.state != STATE_RETRACTED && item_decide(c, it);

    return told ? it->row.title : SV_NONE;
}

static int by_seq(const void *x, const void *y)
{
    const struct obligation *a = x, *b = y;

    return (a->seq < b->seq) - (a->seq > b->seq);
}

/* 1: the item obliges; 0; -1.  OUT in memory of A, the rest is given back. */
static int obligation_of(struct ctx *c, struct sv id, int member, bool secrets_only, struct arena *a,
                         struct obligation *out)
{
    struct item it;
    int found = item_load(c, id, &it);

    if (found <= 0 || !obliges(&it, member, secrets_only))
        return found < 0 ? -1 : 0;
    int64_t at = it.row.published_at == DB_NULL ? it.row.created_at : it.row.published_at;
    struct sv title = secrets_only ? SV_NONE : title_of(c, &it);
    *out = (struct obligation){id, sv_of(item_kind_name(it.facts.kind)), at, sv_copy(a, title), it.row.seq};
    return 1;
}

/* Those of F that oblige, newest first. */
static int obligations_of(struct ctx *c, const struct found *f, int member, bool secrets_only,
                          struct obligation **out, size_t *n_out)
{
    struct arena *a = c->a, *own = arena_new("obligation", BATCH_ARENA);
    struct obligation *v = ARENA_ARRAY(a, struct obligation, f->n + 1);
    size_t n = 0;
    int rc = 0;

    for (size_t i = 0; f->slots && i <= f->mask && rc >= 0; i++) {
        if (!f->slots[i].p)
            continue;
        arena_reset(own);
        c->a = own;
        rc = obligation_of(c, f->slots[i], member, secrets_only, a, &v[n]);
        c->a = a;
        n += rc == 1;
    }
    arena_free(&own);
    if (n)
        qsort(v, n, sizeof *v, by_seq);
    *out = v;
    *n_out = n;
    return rc < 0 ? -1 : 0;
}

int obligation_list(struct ctx *c, int limit, struct sv cursor, struct obligation **out,
                    size_t *n_out, struct sv *next_out)
{
    struct found f = {.a = c->a};
    int64_t below;
    size_t n, from = 0;

    *next_out = SV_NONE;
    if (page_below(c, "obligations", cursor, &below) || shown_to(c, c->person, &f))
        return -1;
    if (obligations_of(c, &f, c->member, true, out, &n))
        return -1;
    while (from < n && (*out)[from].seq >= below)
        from++;
    *out += from;
    n -= from;
    *n_out = n < (size_t)limit ? n : (size_t)limit;
    if (n > *n_out)
        *next_out = page_next(c, "obligations", (*out)[*n_out - 1].seq);
    return 0;
}

int obligation_of_member(struct ctx *c, struct obligation **out, size_t *n_out)
{
    const struct member *m = &c->roster->members[c->member];
    struct found f = {.a = c->a};

    for (size_t i = 0; i < m->npersons; i++)
        if (shown_to(c, m->persons[i], &f) || readable_by(c, m->persons[i], &f))
            return -1;
    if (obligations_of(c, &f, c->member, false, out, n_out))
        return -1;
    for (size_t i = 0; i < *n_out; i++)
        if ((*out)[i].title.p)
            record_seen(c, SEEN_LISTED, (*out)[i].id, "LEAVE-5", false);
    return 0;
}
