/* Minimal access: see minimal.h. */
#include "domain/minimal.h"

#include <string.h>

#include "domain/publish.h"
#include "domain/sharing.h"

#define HOUR_MS ((int64_t)3600000)

struct asked { /* a request as stated */
    struct sv kind, purpose;
    int64_t until;
};

/* ---- what depends on nothing but the request ---- */

static int read_asked(struct ctx *c, const json *body, struct asked *out)
{
    int64_t hours = parameter(c, "minimal_access_max_hours", 24);

    out->kind = json_get_sv(body, "kind");
    if (!out->kind.p)
        out->kind = SV("general_affairs");
    out->purpose = sv_trim(json_get_sv(body, "purpose"));
    if (!out->purpose.n)
        return errs_add(&c->errs, E_MALFORMED, SV("/purpose"), NULL, MSG_FORM_MISSING, NO_ARGS);
    time_parse(json_get_sv(body, "until"), &out->until);
    if (out->until <= c->now)
        return errs_add(&c->errs, E_REFUSED, SV("/until"), "ACC-9", MSG_TIME_PAST, NO_ARGS);
    if (out->until > c->now + hours * HOUR_MS)
        return errs_add(&c->errs, E_REFUSED, SV("/until"), "ACC-9", MSG_MINIMAL_TOO_LONG,
                        ARGS(sv_fmt(c->a, "%lld", (long long)hours)));
    return 0;
}

/* Others than the office are told that it is not theirs to do, where they may know the item at all. */
static int must_be_affairs(struct ctx *c, struct sv id)
{
    struct item it;

    if (ctx_is_affairs(c))
        return 0;
    return item_find(c, id, &it) ? -1 : fail(&c->errs, E_FORBIDDEN, "ACC-9", MSG_AFFAIRS_ONLY, NO_ARGS);
}

/* ---- is it allowed ---- */

/* The scope holds the office by name, or none is set; or it is the office's own item. */
static bool scope_holds(const struct ctx *c, const struct item_facts *f, int person)
{
    int member = c->roster->persons[person].member;

    for (size_t i = 0; i < f->scope.ninclude; i++) {
        const struct term *t = &f->scope.include[i];
        if (t->kind == TERM_UNSPECIFIED || (t->kind == TERM_MEMBER && t->value == member) ||
            (t->kind == TERM_PERSON && t->value == person))
            return true;
    }
    return f->provider == member;
}

static bool excludes(const struct ctx *c, const struct item_facts *f, int person)
{
    return scope_excludes_member(c->roster, &f->scope, f->subjects, f->nsubjects, c->roster->persons[person].member);
}

/* What no consent overcomes: held items, exclusion, a secret before who is no handler. */
static bool closed_to(const struct ctx *c, const struct item_facts *f)
{
    return f->state != STATE_PUBLISHED ||
           (f->secret && !person_is_handler(&c->roster->persons[c->person], c->today)) ||
           excludes(c, f, c->person);
}

/* 1: the consent ROW, granted for this purpose, was not used yet; 0; -1. */
static int is_unused(struct ctx *c, const struct consent_row *row, struct sv purpose)
{
    struct minimal_since_row used;

    if (!sv_is(row->state, "granted") || !sv_eq(row->purpose, purpose) ||
        (row->until != DB_NULL && row->until <= c->now))
        return 0;
    int found = db_minimal_since(c->db, c->a, row->item, row->minimal, row->answered_at, &used);
    return found < 0 ? store_failed(c) : !found;
}

struct consented {
    bool yes;
    int64_t until; /* no later than what was asked for */
    bool asked;    /* no further request: one is open, was refused, or was granted and not used */
};

static int look_for_consent(struct ctx *c, const struct item *it, struct sv purpose, struct consented *out)
{
    struct consent_row *rows;
    size_t n;

    *out = (struct consented){.until = INT64_MAX};
    if (db_consent_minimal(c->db, c->a, it->row.id, c->roster->persons[c->person].id, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        bool lapsed = rows[i].until != DB_NULL && rows[i].until <= c->now;
        int unused = is_unused(c, &rows[i], purpose);
        if (unused < 0)
            return -1;
        if (unused) {
            out->yes = true;
            out->until = rows[i].until == DB_NULL ? INT64_MAX : rows[i].until;
        }
        if (sv_is(rows[i].state, "refused") || (sv_is(rows[i].state, "open") && !lapsed))
            out->asked = true;
    }
    return 0;
}

int minimal_may_open(struct ctx *c, const struct item *it)
{
    struct consent_row *rows;
    size_t n;

    if (!ctx_is_affairs(c) || closed_to(c, &it->facts))
        return 0;
    if (db_consent_minimal(c->db, c->a, it->row.id, c->roster->persons[c->person].id, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        int unused = is_unused(c, &rows[i], rows[i].purpose);
        if (unused)
            return unused;
    }
    return 0;
}

/* ---- opening ---- */

static int ask_provider(struct ctx *c, const struct item *it, const struct asked *q)
{
    struct sv person = c->roster->persons[c->person].id;
    struct consent_row row = {.terms = sv_join(c->a, SV("per:"), person), .purpose = q->purpose,
                              .until = q->until, .minimal = person};

    return consent_request(c, it, &row);
}

static void view(const struct minimal_row *row, struct minimal_view *v)
{
    *v = (struct minimal_view){row->id,      row->item,  row->person, row->kind,
                               row->purpose, row->until, row->ended_at == DB_NULL ? TIME_NONE : row->ended_at};
}

static int tell(struct ctx *c, const struct item *it)
{
    struct sv provider = it->row.provider;
    int coordinator = c->roster->coordinator;

    if (event_tell(c, "item", "minimal_access", it->row.id, SV_NONE, provider))
        return -1;
    if (coordinator < 0 || coordinator == it->facts.provider)
        return 0;
    return event_tell(c, "item", "minimal_access", it->row.id, SV_NONE, c->roster->members[coordinator].id);
}

static int open_now(struct ctx *c, struct item *it, const struct asked *q, struct minimal_view *out)
{
    struct minimal_row row = {.id = uuid_new(c->a), .item = it->row.id, .kind = q->kind, .purpose = q->purpose,
                              .at = c->now, .until = q->until, .ended_at = DB_NULL};

    row.person = c->roster->persons[c->person].id;
    if (db_minimal_insert(c->db, &row) != 1)
        return store_failed(c);
    if (item_regrant(c, it) || tell(c, it))
        return -1;
    record_act(c, "minimal.open");
    record_fact(c, "minimal", row.id);
    record_fact(c, "item", row.item);
    record_fact(c, "kind", row.kind);
    record_hash(c, "purpose", q->purpose);
    record_fact(c, "until", time_text(c->a, row.until));
    view(&row, out);
    return 0;
}

/* The same whether the item exists or not: its id as it was stated, as a hash. */
static void record_in_vain(struct ctx *c, struct sv id)
{
    record_act(c, "minimal.ask");
    record_hash(c, "asked", id);
}

int minimal_open(struct ctx *c, struct sv id, const json *body, struct minimal_view *out, bool *opened_out)
{
    struct consented consent;
    struct asked q;
    struct item it;

    *opened_out = false;
    if (must_be_affairs(c, id) || read_asked(c, body, &q))
        return -1;
    record_in_vain(c, id);
    int found = item_load(c, id, &it);
    if (found <= 0 || closed_to(c, &it.facts))
        return found < 0 ? -1 : 0;
    if (look_for_consent(c, &it, q.purpose, &consent))
        return -1;
    bool held = scope_holds(c, &it.facts, c->person);
    if (!held && !consent.yes)
        return consent.asked ? 0 : ask_provider(c, &it, &q);
    if (!held && q.until > consent.until)
        q.until = consent.until;
    *opened_out = true;
    return open_now(c, &it, &q, out);
}

/* ---- afterwards ---- */

static int find(struct ctx *c, struct sv id, struct minimal_row *row, struct item *it)
{
    int found = db_minimal_by_id(c->db, c->a, id, row);

    if (found < 0)
        return store_failed(c);
    if (found)
        found = item_load(c, row->item, it);
    return found < 0 ? -1 : found ? 0 : not_found(c);
}

static bool is_mine(const struct ctx *c, const struct minimal_row *row)
{
    return sv_eq(row->person, c->roster->persons[c->person].id);
}

int minimal_get(struct ctx *c, struct sv id, struct minimal_view *out)
{
    struct minimal_row row;
    struct item it;

    if (find(c, id, &row, &it))
        return -1;
    if (!is_mine(c, &row) && !(item_decide(c, &it) && item_sees_all(&it)))
        return not_found(c);
    record_act(c, "minimal.read");
    record_fact(c, "minimal", row.id);
    view(&row, out);
    return 0;
}

static int end(struct ctx *c, const struct minimal_row *row, struct item *it)
{
    if (db_minimal_end(c->db, row->id, c->now) < 0)
        return store_failed(c);
    return item_regrant(c, it);
}

int minimal_close(struct ctx *c, struct sv id)
{
    struct minimal_row row;
    struct item it;

    if (find(c, id, &row, &it))
        return -1;
    if (!is_mine(c, &row))
        return not_found(c);
    record_act(c, "minimal.close");
    record_fact(c, "minimal", row.id);
    record_fact(c, "item", row.item);
    return end(c, &row, &it);
}

int minimal_over(struct ctx *c, struct sv **out, size_t *n_out)
{
    struct minimal_row *rows;

    if (db_minimal_over(c->db, c->a, c->now, &rows, n_out))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct sv, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = rows[i].id;
    return 0;
}

int minimal_end(struct ctx *c, void *arg)
{
    const struct sv *id = arg;
    struct minimal_row row;
    struct item it;

    if (find(c, *id, &row, &it))
        return -1;
    if (row.ended_at != DB_NULL)
        return 0;
    record_act(c, "minimal.end");
    record_fact(c, "minimal", row.id);
    record_fact(c, "item", row.item);
    return end(c, &row, &it);
}

/* May the access go on under the scope as it is now? */
static int may_go_on(struct ctx *c, const struct item *it, const struct minimal_row *row)
{
    int person = roster_person(c->roster, row->person);
    struct consent_row *rows;
    size_t n;

    if (person < 0 || c->roster->persons[person].member < 0 || excludes(c, &it->facts, person))
        return 0;
    if (scope_holds(c, &it->facts, person))
        return 1;
    if (db_consent_minimal(c->db, c->a, it->row.id, row->person, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++)
        if (sv_is(rows[i].state, "granted"))
            return 1;
    return 0;
}

int minimal_review(struct ctx *c, struct item *it)
{
    struct minimal_row *rows;
    bool ended = false;
    size_t n;

    if (!it->row.grants)
        return 0;
    if (db_minimal_of_item(c->db, c->a, it->row.id, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        int yes = may_go_on(c, it, &rows[i]);
        if (yes < 0)
            return -1;
        if (!yes && db_minimal_end(c->db, rows[i].id, c->now) < 0)
            return store_failed(c);
        ended = ended || !yes;
    }
    return ended ? item_regrant(c, it) : 0;
}
