/* The audience preview (POST-14, B-6): who will be able to read, who not, as far as the asker may know. */
#include <string.h>

#include "domain/publish.h"

#define PREVIEW_MAX (8u << 20)

/* Who is left out: members that the scope would reach, or that were named or excluded. */
static bool concerned(const struct ctx *c, const struct item_facts *f, int m, const struct audience *au)
{
    return au->in_terms || scope_excludes_member(c->roster, &f->scope, f->subjects, f->nsubjects, m);
}

/* Rules that the asker set or may know; any other reason would tell (ACC-3, JOIN-8). */
static const char *told_rule(const struct ctx *c, const struct item_facts *f, int m, const struct audience *au)
{
    if (scope_excludes_member(c->roster, &f->scope, f->subjects, f->nsubjects, m))
        return "ACC-1";
    if (c->roster->members[m].linked_via >= 0)
        return "POST-9";
    if (f->secret && au->left_line == 3 && !member_has_handler(c->roster, m, c->today))
        return "POST-5";
    return NULL;
}

/* May the asker be shown this member by name (JOIN-8)? */
static bool named(const struct ctx *c, int m)
{
    return c->roster->members[m].publish_name || m == c->member || ctx_is_coordinator(c);
}

static void write_member(struct ctx *c, struct jw *w, int m, size_t handlers)
{
    jw_obj(w);
    jw_ksv(w, "id", c->roster->members[m].id);
    jw_ksv(w, "name", c->roster->members[m].name[c->lang]);
    jw_kint(w, "handlers", (int64_t)handlers);
    jw_end_obj(w);
}

struct totals {
    int64_t members, handlers;
};

static void write_reached(struct ctx *c, struct jw *w, const struct item_facts *f, struct totals *hidden)
{
    struct audience au;

    jw_key(w, "members");
    jw_arr(w);
    for (size_t m = 0; m < c->roster->nmembers; m++) {
        policy_audience(c->roster, (int)m, f, c->now, c->today, &au);
        if (!au.persons)
            continue;
        if (named(c, (int)m)) {
            write_member(c, w, (int)m, au.persons);
        } else {
            hidden->members++;
            hidden->handlers += (int64_t)au.persons;
        }
    }
    jw_end_arr(w);
}

static void write_left_out(struct ctx *c, struct jw *w, const struct item_facts *f)
{
    struct audience au;

    jw_key(w, "left_out");
    jw_arr(w);
    for (size_t m = 0; m < c->roster->nmembers; m++) {
        policy_audience(c->roster, (int)m, f, c->now, c->today, &au);
        if (au.persons || !member_is_served(&c->roster->members[m]) || !named(c, (int)m) ||
            !concerned(c, f, (int)m, &au))
            continue;
        jw_obj(w);
        jw_ksv(w, "member", c->roster->members[m].id);
        jw_kstr(w, "rule", told_rule(c, f, (int)m, &au));
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

/* ---- one body in two capacities (WHO-13) ---- */

static void warn_same_body(struct ctx *c, struct errs *warnings, enum msg m, const char *pointer, int one, int other)
{
    struct sv a = c->roster->members[one].name[c->lang], b = c->roster->members[other].name[c->lang];

    errs_add(warnings, E_REFUSED, sv_of(pointer), "WHO-13", m, ARGS(a, b));
}

/* Warns where ONE is treated otherwise than OTHER, the same body. */
static void same_body(struct ctx *c, const struct item_facts *f, struct errs *warnings, int one, int other)
{
    bool excluded = scope_excludes_member(c->roster, &f->scope, f->subjects, f->nsubjects, one);
    bool other_excluded = scope_excludes_member(c->roster, &f->scope, f->subjects, f->nsubjects, other);
    struct audience au, other_au;

    policy_audience(c->roster, one, f, c->now, c->today, &au);
    policy_audience(c->roster, other, f, c->now, c->today, &other_au);
    if (excluded && !other_excluded)
        warn_same_body(c, warnings, MSG_SAME_BODY_EXCLUDED, "/scope/exclude", one, other);
    else if (au.persons && !other_au.persons && !other_excluded)
        warn_same_body(c, warnings, MSG_SAME_BODY_REACHED, "/scope/include", one, other);
}

static void warn_same_bodies(struct ctx *c, const struct item_facts *f, struct errs *warnings)
{
    for (size_t m = 0; m < c->roster->nmembers; m++) {
        int other = c->roster->members[m].same_body;
        if (other >= 0 && named(c, (int)m) && named(c, other) && member_is_served(&c->roster->members[m]) &&
            member_is_served(&c->roster->members[other]))
            same_body(c, f, warnings, (int)m, other);
    }
}

static void write_entries(struct jw *w, const struct err_entry *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        jw_obj(w);
        jw_ksv(w, "pointer", v[i].pointer);
        jw_kstr(w, "rule", v[i].rule);
        jw_ksv(w, "detail", v[i].detail);
        jw_end_obj(w);
    }
}

/* What is refused, and what only the asker can judge. */
static void write_findings(struct ctx *c, struct jw *w, const struct draft *d, const struct item_facts *f)
{
    struct errs warnings;

    errs_init(&warnings, c->a, c->lang);
    warn_same_bodies(c, f, &warnings);
    jw_key(w, "refused");
    jw_arr(w);
    write_entries(w, c->errs.v, c->errs.n);
    jw_end_arr(w);
    jw_key(w, "warnings");
    jw_arr(w);
    write_entries(w, d->warnings, d->nwarnings);
    write_entries(w, warnings.v, warnings.n);
    jw_end_arr(w);
}

/* A term for one person alone makes persons of one member differ. */
static bool names_persons(const struct item_facts *f)
{
    bool names = f->ngrants > 0;

    for (size_t i = 0; i < f->scope.ninclude; i++)
        names = names || f->scope.include[i].kind == TERM_PERSON;
    return names;
}

/* How many persons of M may read.  Those of one member differ by their registration, and by what
 * names them: each case is decided once. */
static uint32_t readers_of(struct ctx *c, const struct item_facts *f, const struct member *m,
                           bool named)
{
    enum { UNKNOWN, NO, YES } cases[4] = {UNKNOWN};
    uint32_t n = 0;

    for (size_t i = 0; i < m->npersons; i++) {
        const struct person *p = &c->roster->persons[m->persons[i]];
        size_t k = (person_is_handler(p, c->today) ? 1u : 0u) + (p->ended ? 2u : 0u);
        struct decision d;
        if (named || cases[k] == UNKNOWN)
            cases[k] =
                policy_may_read(c->roster, m->persons[i], f, c->now, c->today, &d) ? YES : NO;
        n += cases[k] == YES;
    }
    return n;
}

struct sv preview_hash(struct ctx *c, const struct item_facts *f)
{
    bool named = names_persons(f);
    struct str s;

    str_init(&s, c->a, PREVIEW_MAX);
    for (size_t i = 0; i < c->roster->nmembers; i++) {
        const struct member *m = &c->roster->members[i];
        uint32_t n = readers_of(c, f, m, named);
        if (!n)
            continue;
        str_add(&s, m->id);
        str_add(&s, (struct sv){(const char *)&n, sizeof n}); /* no id holds such bytes */
    }
    /* Keyed, so that nobody finds out by trying which members are not named (JOIN-8). */
    struct sv key = {(const char *)c->app->opaque_key.b, sizeof c->app->opaque_key.b}, parts[] = {str_sv(&s)};
    struct hash h = hmac_sha256(key, parts, 1);
    return hex_of(c->a, h.b, sizeof h.b);
}

int item_preview(struct ctx *c, const json *body, struct sv *json_out)
{
    struct draft d;
    struct item_facts f;
    struct totals hidden = {0, 0};
    struct str s;
    struct jw w;

    if (draft_read(c, body, c->person, &d) && c->errs.code != E_REFUSED)
        return -1;
    draft_facts(c, &d, &f);
    str_init(&s, c->a, PREVIEW_MAX);
    jw_init(&w, &s);
    jw_obj(&w);
    write_reached(c, &w, &f, &hidden);
    jw_key(&w, "not_named");
    jw_obj(&w);
    jw_kint(&w, "members", hidden.members);
    jw_kint(&w, "handlers", hidden.handlers);
    jw_end_obj(&w);
    write_left_out(c, &w, &f);
    write_findings(c, &w, &d, &f);
    jw_ksv(&w, "hash", preview_hash(c, &f));
    jw_end_obj(&w);
    errs_init(&c->errs, c->a, c->lang); /* they are the answer, not a failure */
    *json_out = str_sv(&s);
    return 0;
}
