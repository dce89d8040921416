/* What may be posted: who may post what (403), and the refusals of a post (422), all that are
 * found.
 *
 * What it is not: the form of the request (api/), or masking (domain/mask).  Called by domain/ at
 * posting, preview, approval, and when a scope is set later. */
#include "rules/pointer.h"
#include "rules/post.h"

#define SCOPE_AT SV("/scope")

/* One post under examination. */
struct check {
    struct arena *a;
    const struct roster *r;
    const struct post *p;
    const struct scope *s;
    struct errs *e;
};

static const struct member *poster(const struct roster *r, const struct post *p)
{
    return &r->members[r->persons[p->person].member];
}

/* The member whose item it will be. */
static int provider(const struct roster *r, const struct post *p)
{
    return p->on_behalf_of >= 0 ? p->on_behalf_of : r->persons[p->person].member;
}

/* --- 403 ----------------------------------------------------------------------------------- */

/* The steering member that chairs does so by its first person; who was removed does not count. */
static bool is_chair(const struct roster *r, int person)
{
    const struct member *m = &r->members[r->persons[person].member];
    if (m->kind != MEMBER_STEERING || !m->chair)
        return false;
    for (size_t i = 0; m->persons[i] != person; i++)
        if (!r->persons[m->persons[i]].ended)
            return false;
    return true;
}

static bool may_post_notice(const struct roster *r, const struct post *p)
{
    return poster(r, p)->office != OFFICE_NONE || is_chair(r, p->person);
}

/* A GSOC for one of its linked members; the coordinator for who is no member (POST-15). */
static bool may_post_on_behalf(const struct roster *r, const struct post *p)
{
    const struct member *m = poster(r, p);
    if (p->on_behalf_of < 0)
        return p->on_behalf_of == -1 || m->office == OFFICE_COORDINATOR;
    const struct member *other = &r->members[p->on_behalf_of];
    return m->gsoc && other->linked_via == r->persons[p->person].member && member_is_served(other);
}

int post_forbidden(const struct roster *r, const struct post *p, struct errs *e)
{
    if (!person_is_served(r, p->person))
        return fail(e, E_FORBIDDEN, "WHO-12", MSG_POST_BY_UNSERVED, NO_ARGS);
    if (r->persons[p->person].member < 0)
        return fail(e, E_FORBIDDEN, "NM-1", MSG_POST_BY_NON_MEMBER, NO_ARGS);
    const struct member *m = poster(r, p);
    if (m->linked_via >= 0)
        return fail(e, E_FORBIDDEN, "POST-9", MSG_POST_BY_LINKED, NO_ARGS);
    if (p->kind == KIND_EARLY_WARNING && m->office != OFFICE_COORDINATOR)
        return fail(e, E_FORBIDDEN, "EW-1", MSG_POST_WARNING, NO_ARGS);
    if (p->kind == KIND_NOTICE && !may_post_notice(r, p))
        return fail(e, E_FORBIDDEN, "SC-3", MSG_POST_NOTICE, NO_ARGS);
    if (!may_post_on_behalf(r, p))
        return fail(e, E_FORBIDDEN, "POST-9", MSG_POST_ON_BEHALF, NO_ARGS);
    if (p->origin && m->office != OFFICE_COORDINATOR)
        return fail(e, E_FORBIDDEN, "POST-15", MSG_POST_ORIGIN, NO_ARGS);
    return 0;
}

/* --- 422 ----------------------------------------------------------------------------------- */

static void refuse(const struct check *c, struct sv pointer, const char *rule, enum msg m)
{
    errs_add(c->e, E_REFUSED, pointer, rule, m, NO_ARGS);
}

static void refuse_named(const struct check *c, size_t term, const char *rule, enum msg m)
{
    struct sv at = pointer_index(c->a, SV("/scope/include"), term);
    errs_add(c->e, E_REFUSED, at, rule, m, ARGS(c->s->include[term].id));
}

/* "whole", or a list that names at least one part. */
static bool parts_stated(const json *parts)
{
    return sv_is(json_sv(parts), "whole") ||
           (json_kind(parts) == JSON_IS_ARRAY && json_len(parts) > 0);
}

static void check_secret(const struct check *c)
{
    const struct post *p = c->p;
    if (json_kind(p->secret) != JSON_IS_BOOL)
        refuse(c, SV("/secret"), "POST-1", MSG_POST_SECRET_MISSING);
    if (!json_bool(p->secret, false))
        return;
    if (!person_is_handler(&c->r->persons[p->person], p->today))
        refuse(c, SV("/secret"), "ACC-2", MSG_POST_SECRET_NOT_HANDLER);
    if (poster(c->r, p)->office != OFFICE_NONE && !parts_stated(p->secret_parts))
        refuse(c, SV("/secret_parts"), "POST-1", MSG_POST_SECRET_PARTS_MISSING);
}

/* Whom `authorities` protects: the provider and those of all ancestors; one that does not exist for
 * the poster protects nobody. */
static const int *subjects(const struct check *c, size_t *n_out)
{
    int *v = ARENA_ARRAY(c->a, int, c->p->nancestors + 1);
    size_t n = 0;
    v[n++] = provider(c->r, c->p);
    for (size_t i = 0; i < c->p->nancestors; i++)
        if (c->p->ancestors[i].provider >= 0)
            v[n++] = c->p->ancestors[i].provider;
    *n_out = n;
    return v;
}

static void check_linked(const struct check *c)
{
    size_t n;
    const int *v = subjects(c, &n);
    for (size_t i = 0; i < c->s->ninclude; i++) {
        int member = term_named_member(c->r, &c->s->include[i]);
        int gsoc = member >= 0 ? c->r->members[member].linked_via : -1;
        if (gsoc >= 0 && scope_excludes_member(c->r, c->s, v, n, gsoc))
            refuse_named(c, i, "POST-2", MSG_SCOPE_GSOC_EXCLUDED);
    }
}

static void check_handlers(const struct check *c)
{
    for (size_t i = 0; i < c->s->ninclude; i++) {
        const struct term *t = &c->s->include[i];
        if (t->value < 0)
            continue;
        if (t->kind == TERM_MEMBER && !member_has_handler(c->r, t->value, c->p->today))
            refuse_named(c, i, "POST-5", MSG_SCOPE_MEMBER_NO_HANDLER);
        if (t->kind == TERM_PERSON && !person_is_handler(&c->r->persons[t->value], c->p->today))
            refuse_named(c, i, "POST-5", MSG_SCOPE_PERSON_NO_HANDLER);
    }
}

static bool group_holds_others(const struct roster *r, int group, int own)
{
    if (group < 0)
        return true;
    const struct group *g = &r->groups[group];
    for (size_t i = 0; i < g->nmembers; i++)
        if (g->members[i] != own)
            return true;
    return false;
}

/* A direct exchange: named members, persons, groups only, and not within the own member. */
static bool is_direct(const struct check *c)
{
    int own = c->r->persons[c->p->person].member;
    bool others = false;
    for (size_t i = 0; i < c->s->ninclude; i++) {
        const struct term *t = &c->s->include[i];
        if (t->kind == TERM_GROUP)
            others = others || group_holds_others(c->r, t->value, own);
        else if (t->kind == TERM_MEMBER || t->kind == TERM_PERSON)
            others = others || term_named_member(c->r, t) != own;
        else
            return false;
    }
    return others;
}

static void check_direct(const struct check *c)
{
    bool exempt = poster(c->r, c->p)->office != OFFICE_NONE || c->p->on_behalf_of >= 0;
    if (!exempt && !c->p->direct_reason && is_direct(c))
        refuse(c, SV("/direct_reason"), "POST-7", MSG_POST_DIRECT_REASON_MISSING);
}

static bool red_agrees(const struct scope *s)
{
    for (size_t i = 0; i < s->ninclude; i++)
        if (s->include[i].kind != TERM_PERSON && s->include[i].kind != TERM_COORDINATOR)
            return false;
    return true;
}

/* The reason why the label does not agree, or MSG_NONE. */
static enum msg label_against(struct sv tlp, const struct scope *s, bool secret)
{
    if (sv_is(tlp, "RED"))
        return red_agrees(s) ? MSG_NONE : MSG_POST_TLP_RED;
    if (sv_is(tlp, "CLEAR"))
        return scope_is_unspecified(s) && !secret ? MSG_NONE : MSG_POST_TLP_CLEAR;
    if (sv_is(tlp, "GREEN") || sv_is(tlp, "AMBER") || sv_is(tlp, "AMBER+STRICT"))
        return scope_is_unspecified(s) ? MSG_POST_TLP_UNSPECIFIED : MSG_NONE;
    return MSG_POST_TLP_UNKNOWN;
}

static void check_label(const struct check *c, bool secret)
{
    if (!c->p->tlp.p)
        return;
    enum msg against = label_against(c->p->tlp, c->s, secret);
    if (against != MSG_NONE)
        errs_add(c->e, E_REFUSED, SV("/tlp"), "POST-16", against, ARGS(c->p->tlp));
}

int scope_refusals(struct arena *a, const struct roster *r, const struct post *p,
                   const struct scope *scope, bool secret, struct errs *e)
{
    const struct check c = {a, r, p, scope, e};
    size_t before = e->n;
    check_linked(&c);
    if (secret && scope_is_unspecified(scope))
        refuse(&c, SCOPE_AT, "POST-6", MSG_SCOPE_SECRET_UNSPECIFIED);
    if (secret)
        check_handlers(&c);
    check_direct(&c);
    check_label(&c, secret);
    return e->n == before ? 0 : -1;
}

/* --- derivation ---------------------------------------------------------------------------- */

/* Sources that the poster may not read, or that do not exist: the same words for both. */
static void check_sources(const struct check *c)
{
    size_t at = 0;
    for (size_t i = 0; i < c->p->nancestors; i++) {
        const struct ancestor *x = &c->p->ancestors[i];
        if (!x->direct)
            continue;
        if (!x->readable)
            errs_add(c->e, E_REFUSED, pointer_index(c->a, SV("/derived_from"), at), "POST-4",
                     MSG_POST_SOURCE_UNKNOWN, ARGS(x->id));
        at++;
    }
}

/* Ancestors that bind: provided by another, and known to the poster to exist. */
static bool binds(const struct check *c, const struct ancestor *x)
{
    return x->provider != provider(c->r, c->p) && (x->readable || !x->direct);
}

/* A consent serves while it lasts; one with an end, only what expires by then (CON-1). */
static bool consent_serves(const struct check *c, const struct grant *g)
{
    if (g->kind != GRANT_CONSENT || !g->open)
        return false;
    if (g->until == TIME_NONE)
        return true;
    return c->p->now < g->until && c->p->expires_at != TIME_NONE && c->p->expires_at <= g->until;
}

/* Does a consent on X cover the term T, and, if SECRET, also that it need not be secret? */
static bool consent_covers(const struct check *c, const struct ancestor *x, struct term t,
                           bool secret)
{
    struct scope d = {.include = &t, .ninclude = 1, .as_of = DAY_NONE, .as_of_at = TIME_NONE};
    for (size_t i = 0; i < x->ngrants; i++) {
        struct term given = x->grants[i].term;
        struct scope a = {
            .include = &given, .ninclude = 1, .as_of = DAY_NONE, .as_of_at = TIME_NONE};
        if (consent_serves(c, &x->grants[i]) && (!secret || x->grants[i].open_secret) &&
            scope_within(c->r, &d, &a))
            return true;
    }
    return false;
}

/* The scope less the terms that a consent covers stays within X's; X's exclusions stay. */
static bool scope_left(const struct check *c, const struct ancestor *x)
{
    struct scope rest = *c->s;
    rest.include = ARENA_ARRAY(c->a, struct term, c->s->ninclude);
    rest.ninclude = 0;
    for (size_t i = 0; i < c->s->ninclude; i++)
        if (!consent_covers(c, x, c->s->include[i], false))
            rest.include[rest.ninclude++] = c->s->include[i];
    return !scope_within(c->r, &rest, &x->scope);
}

static bool any_scope_left(const struct check *c)
{
    for (size_t i = 0; i < c->p->nancestors; i++) {
        const struct ancestor *x = &c->p->ancestors[i];
        if (binds(c, x) && !x->consented && scope_left(c, x))
            return true;
    }
    return false;
}

/* Its provider agreed that it need not be secret for anybody whom the scope includes; where no
 * scope is stated, for anybody. */
static bool secret_opened(const struct check *c, const struct ancestor *x)
{
    for (size_t i = 0; i < c->s->ninclude; i++)
        if (!consent_covers(c, x, c->s->include[i], true))
            return false;
    if (c->s->ninclude)
        return true;
    for (size_t i = 0; i < x->ngrants; i++)
        if (consent_serves(c, &x->grants[i]) && x->grants[i].open_secret)
            return true;
    return false;
}

static bool any_secret_opened(const struct check *c)
{
    for (size_t i = 0; i < c->p->nancestors; i++) {
        const struct ancestor *x = &c->p->ancestors[i];
        if (binds(c, x) && x->secret && !secret_opened(c, x))
            return true;
    }
    return false;
}

/* One refusal for all ancestors: their number is not the poster's to know. */
static void check_secrecy_kept(const struct check *c)
{
    bool stated_open = !json_bool(c->p->secret, true);
    if (stated_open && any_secret_opened(c))
        refuse(c, SV("/secret"), "POST-4", MSG_POST_SECRET_OPENED);
}

/* --- all together -------------------------------------------------------------------------- */

/* Was every term understood?  What depends on the whole scope is judged only then. */
static bool understood(const struct errs *e, size_t from)
{
    for (size_t i = from; i < e->n; i++)
        if (sv_is(sv_of(e->v[i].rule), "POST-2"))
            return false;
    return true;
}

int post_refusals(struct arena *a, const struct roster *r, const struct post *p,
                  struct scope *scope_out, struct errs *e)
{
    const struct check c = {a, r, p, scope_out, e};
    size_t before = e->n;
    if (scope_form(a, p->scope, SCOPE_AT, e) != 0)
        return -1;
    check_secret(&c);
    size_t scope_from = e->n;
    scope_from_json(a, r, p->scope, SCOPE_AT, scope_out, e);
    bool secret = json_bool(p->secret, false);
    if (understood(e, scope_from)) {
        scope_refusals(a, r, p, scope_out, secret, e);
        if (any_scope_left(&c))
            refuse(&c, SCOPE_AT, "POST-4", MSG_POST_SCOPE_LEFT);
    } else {
        check_linked(&c);
        if (secret)
            check_handlers(&c);
        if (secret && sv_is(p->tlp, "CLEAR")) /* whatever the scope */
            errs_add(e, E_REFUSED, SV("/tlp"), "POST-16", MSG_POST_TLP_CLEAR, ARGS(p->tlp));
    }
    check_secrecy_kept(&c);
    check_sources(&c);
    return e->n == before ? 0 : -1;
}

enum item_state post_state(const struct roster *r, const struct post *p)
{
    const struct person *x = &r->persons[p->person];
    return x->standing_authority || x->approver ? STATE_PUBLISHED : STATE_AWAITING_APPROVAL;
}
