/* What stays to be kept secret: see obligation.h. */
#include "domain/obligation.h"

#include <stdlib.h>
#include <string.h>

#include "domain/item_private.h"
#include "domain/page.h"

#define BATCH 64
#define BATCH_ARENA ((size_t)64 << 20)

/* Ids of items, some of them several times until they are sorted. */
struct found {
    struct arena *a;
    struct sv *v;
    size_t n, cap;
};

static void found_add(struct found *f, struct sv id)
{
    if (f->n == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 256;
        struct sv *v = ARENA_ARRAY(f->a, struct sv, cap);
        if (f->n)
            memcpy(v, f->v, f->n * sizeof *v);
        f->v = v;
        f->cap = cap;
    }
    f->v[f->n++] = sv_copy(f->a, id);
}

static int by_id(const void *x, const void *y)
{
    return sv_cmp(*(const struct sv *)x, *(const struct sv *)y);
}

static void found_sort(struct found *f)
{
    size_t n = 0;

    if (f->n)
        qsort(f->v, f->n, sizeof *f->v, by_id);
    for (size_t i = 0; i < f->n; i++)
        if (n == 0 || !sv_eq(f->v[n - 1], f->v[i]))
            f->v[n++] = f->v[i];
    f->n = n;
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

static int collect_readable(struct ctx *c, struct found *f)
{
    struct candidates *s = candidates_begin(c, NULL, SEQ_MAX);
    int64_t seq;
    int rc;

    while ((rc = candidates_next(c, s, &seq)) == 1) {
        struct item it;
        memset(&it, 0, sizeof it);
        int found = db_item_by_seq(c->db, c->a, seq, &it.row);
        if (found < 0)
            return store_failed(c);
        if (found && item_facts_load(c, &it))
            return -1;
        if (found && item_decide(c, &it))
            found_add(f, it.row.id);
    }
    return rc;
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

/* The title is told only of what MEMBER may read while this is asked. */
static struct sv title_of(struct ctx *c, struct item *it, int member)
{
    struct audience au;

    if (it->facts.secret || it->facts.state == STATE_RETRACTED || member < 0)
        return SV_NONE;
    policy_audience(c->roster, member, &it->facts, c->now, c->today, &au);
    return au.persons ? it->row.title : SV_NONE;
}

static int by_seq(const void *x, const void *y)
{
    const struct obligation *a = x, *b = y;

    return (a->seq < b->seq) - (a->seq > b->seq);
}

/* Those of F that oblige, newest first. */
static int obligations_of(struct ctx *c, const struct found *f, int member, bool secrets_only,
                          struct obligation **out, size_t *n_out)
{
    struct obligation *v = ARENA_ARRAY(c->a, struct obligation, f->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++) {
        struct item it;
        int found = item_load(c, f->v[i], &it);
        if (found < 0)
            return -1;
        if (!found || !obliges(&it, member, secrets_only))
            continue;
        int64_t at = it.row.published_at == DB_NULL ? it.row.created_at : it.row.published_at;
        v[n++] =
            (struct obligation){it.row.id, it.row.kind, at, title_of(c, &it, member), it.row.seq};
    }
    if (n)
        qsort(v, n, sizeof *v, by_seq);
    *out = v;
    *n_out = n;
    return 0;
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
    found_sort(&f);
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
    found_sort(&f);
    if (obligations_of(c, &f, c->member, false, out, n_out))
        return -1;
    for (size_t i = 0; i < *n_out; i++)
        if ((*out)[i].title.p)
            record_seen(c, SEEN_LISTED, (*out)[i].id, "LEAVE-5", false);
    return 0;
}
