/* POST-11 over a draft: which identifiers, in which texts, and what a hit does. */
#include <string.h>

#include "domain/draft.h"

struct masked {
    struct ctx *c;
    const struct mask *mask;
    struct err_entry *v;
    size_t n, cap;
};

static void look(struct masked *m, struct sv pointer, struct sv text)
{
    struct mask_hit *hits;
    size_t n = text.p ? mask_find(m->c->a, m->mask, text, &hits) : 0;

    for (size_t i = 0; i < n && m->n < m->cap; i++) {
        struct sv args[] = {hits[i].term, hits[i].found};
        m->v[m->n++] = (struct err_entry){pointer, "POST-11", msg_text(m->c->a, m->c->lang, MSG_MASK_HIT, args, 2)};
    }
}

/* All texts of the draft: title, body, indicators with their comments, references. */
static void look_at_all(struct masked *m, const struct draft *d)
{
    const json *refs = json_get(d->body, "references"), *list = json_get(d->body, "indicators");
    struct arena *a = m->c->a;

    look(m, SV("/title"), d->title);
    look(m, SV("/body"), d->text);
    for (size_t i = 0; i < d->nindicators; i++) {
        look(m, sv_fmt(a, "/indicators/%zu/value", i), json_get_sv(json_at(list, i), "value"));
        look(m, sv_fmt(a, "/indicators/%zu/comment", i), d->indicators[i].comment);
    }
    for (size_t i = 0; i < json_len(refs); i++)
        look(m, sv_fmt(a, "/references/%zu/value", i), json_get_sv(json_at(refs, i), "value"));
}

static struct masked find(struct ctx *c, const struct draft *d, const int *members, size_t n)
{
    const json *terms = json_get(json_get(d->body, "about_another"), "terms");
    struct sv *extra = ARENA_ARRAY(c->a, struct sv, json_len(terms) + 1);
    struct masked m = {.c = c, .cap = 200};

    for (size_t i = 0; i < json_len(terms); i++)
        extra[i] = json_sv(json_at(terms, i));
    m.v = ARENA_ARRAY(c->a, struct err_entry, m.cap);
    m.mask = mask_compile(c->a, c->roster, members, n, extra, json_len(terms));
    look_at_all(&m, d);
    return m;
}

/* Providers of ancestors that are others than the poster. */
static size_t others(struct ctx *c, const struct draft *d, int **out)
{
    int *v = ARENA_ARRAY(c->a, int, d->norigins + 1);
    size_t n = 0;

    for (size_t i = 0; i < d->norigins; i++)
        if (d->origins[i] != d->poster && d->origins[i] != d->provider)
            v[n++] = d->origins[i];
    *out = v;
    return n;
}

int draft_mask(struct ctx *c, struct draft *d)
{
    bool about = json_kind(json_get(d->body, "about_another")) == JSON_IS_OBJECT;
    int *members;
    size_t n = others(c, d, &members);

    if (d->hidden_origin)
        return 0; /* a hit would tell: the coordinator looks, hit or not */
    if (!d->derived && !about) {
        struct masked own = find(c, d, &d->provider, 1);
        d->warnings = own.v;
        d->nwarnings = own.n;
        return 0;
    }
    struct masked m = find(c, d, members, n);
    for (size_t i = 0; i < m.n; i++) {
        struct sv none = m.v[i].detail;
        errs_add(&c->errs, E_REFUSED, m.v[i].pointer, "POST-11", MSG_AS_IS, ARGS(none));
    }
    return m.n ? -1 : 0;
}

static struct sv report(struct ctx *c, const struct draft *d)
{
    int *members;
    size_t n = others(c, d, &members);
    struct masked m = find(c, d, members, n);
    struct str s;
    struct jw w;

    str_init(&s, c->a, 1u << 20);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; i < m.n; i++) {
        jw_obj(&w);
        jw_ksv(&w, "pointer", m.v[i].pointer);
        jw_kstr(&w, "rule", m.v[i].rule);
        jw_ksv(&w, "detail", m.v[i].detail);
        jw_end_obj(&w);
    }
    jw_end_arr(&w);
    return str_sv(&s);
}

int item_mask_report(struct ctx *c, const struct item *it, struct sv *json_out)
{
    struct draft d = {.title = it->row.title, .poster = it->facts.poster, .provider = it->facts.provider};

    if (draft_rebuild(c, it, &d.body) ||
        draft_indicators(c, json_get(d.body, "indicators"), &d.indicators, &d.nindicators))
        return -1;
    d.text = json_get_sv(d.body, "body");
    d.origins = ARENA_ARRAY(c->a, int, it->facts.nsubjects + 1);
    for (size_t i = 0; i < it->facts.nsubjects; i++)
        d.origins[d.norigins++] = it->facts.subjects[i];
    *json_out = report(c, &d);
    return 0;
}
