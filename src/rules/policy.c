/* The decision: may this person read this item?  One table, first row that applies decides, and
 * where none applies the answer is no (rules.md section 12, "Who may read").
 *
 * What it is not: storage, sessions, or what a reader may do with an item (use.c).  Called by
 * domain/ for every way out of the system. */
#include "rules/policy.h"

enum answer { NOT_APPLICABLE, YES, NO };

struct facts {
    const struct roster *r;
    const struct item_facts *item;
    int person;
    const struct person *p;
    int member;                  /* the person's member, or -1 for a non-member */
    const struct member *m;      /* that member; for a non-member its intermediary; or NULL */
    const struct constituent *c; /* the non-member, or NULL */
    int64_t now;
    int32_t today;
};

/* --- small questions ----------------------------------------------------------------------- */

static bool is_coordinator(const struct facts *f)
{
    return !f->c && f->m->office == OFFICE_COORDINATOR;
}

static bool may_see_secrecy(const struct facts *f)
{
    return !f->item->secret || person_is_handler(f->p, f->today);
}

static bool grant_is_open(const struct facts *f, const struct grant *g)
{
    return g->open && (g->until == TIME_NONE || f->now < g->until);
}

static bool excluded(const struct facts *f, int member)
{
    return scope_excludes_member(f->r, &f->item->scope, f->item->subjects, f->item->nsubjects,
                                 member);
}

static bool addition_names(const struct facts *f, const struct grant *g)
{
    for (size_t i = 0; i < g->npersons; i++)
        if (g->persons[i] == f->person)
            return true;
    return false;
}

/* An open addition of the person's non-member. */
static bool addition_is_for(const struct facts *f, const struct grant *g)
{
    return f->c && g->kind == GRANT_ADDITION && grant_is_open(f, g) &&
           g->term.kind == TERM_CONSTITUENT && g->term.value == f->p->constituent;
}

/* A secret only in an emergency and only to those it names; else to all of the non-member if it
 * names nobody (ACC-10). */
static bool addition_opens(const struct facts *f, const struct grant *g)
{
    if (f->item->secret)
        return g->emergency && addition_names(f, g);
    return g->npersons == 0 || addition_names(f, g);
}

static bool named_in_emergency(const struct facts *f)
{
    for (size_t i = 0; i < f->item->ngrants; i++) {
        const struct grant *g = &f->item->grants[i];
        if (addition_is_for(f, g) && g->emergency && addition_names(f, g))
            return true;
    }
    return false;
}

/* Reaches T one of the GSOC's linked members that is served and not excluded, or its persons? */
static bool reaches_linked(const struct facts *f, const struct term *t, int32_t as_of)
{
    for (size_t i = 0; !f->c && f->m->gsoc && i < f->m->nlinked; i++) {
        int linked = f->m->linked[i];
        if (!member_is_served(&f->r->members[linked]))
            continue;
        bool reached = term_named_member(f->r, t) == linked ||
                       term_reaches_member(f->r, t, linked, as_of, false);
        if (reached && !excluded(f, linked))
            return true;
    }
    return false;
}

/* --- the lines ----------------------------------------------------------------------------- */

static bool is_withheld(const struct item_facts *item)
{
    switch (item->state) {
    case STATE_PUBLISHED:
    case STATE_EMBARGOED:
    case STATE_EXPIRED:
    case STATE_RETRACTED:
        return false;
    default:
        return true;
    }
}

/* At or past release the coordinator sees it, too. */
static bool is_at_release(const struct item_facts *item)
{
    return item->state == STATE_AWAITING_RELEASE ||
           (item->state == STATE_REFUSED && item->released_by_office);
}

/* The member that submitted: a GSOC for its linked member, which itself does not read here. */
static bool submitted(const struct facts *f)
{
    return !f->c && f->member == f->item->poster;
}

static bool outside_scope(const struct facts *f)
{
    const struct scope *s = &f->item->scope;
    if (scope_is_unspecified(s)) /* no scope is set to stand outside of */
        return false;
    for (size_t i = 0; i < s->ninclude; i++)
        if (term_reaches_person(f->r, &s->include[i], f->person, s->as_of, false))
            return excluded(f, f->member);
    return true;
}

static enum answer withheld(const struct facts *f, struct decision *d)
{
    if (!is_withheld(f->item))
        return NOT_APPLICABLE;
    if (f->item->state == STATE_STAGED || !person_is_served(f->r, f->person) || !may_see_secrecy(f))
        return NO;
    if (submitted(f)) {
        d->rule = "ACC-8";
        return YES;
    }
    if (!is_at_release(f->item) || !is_coordinator(f))
        return NO;
    d->rule = "ACC-6";
    d->outside_scope = outside_scope(f);
    return YES;
}

static enum answer not_served(const struct facts *f, struct decision *d)
{
    (void)d;
    return person_is_served(f->r, f->person) ? NOT_APPLICABLE : NO;
}

static enum answer is_linked(const struct facts *f, struct decision *d)
{
    (void)d;
    return f->m->linked_via >= 0 && f->item->kind != KIND_NOTICE ? NO : NOT_APPLICABLE;
}

static enum answer secret_unregistered(const struct facts *f, struct decision *d)
{
    (void)d;
    return may_see_secrecy(f) || named_in_emergency(f) ? NOT_APPLICABLE : NO;
}

static enum answer own(const struct facts *f, struct decision *d)
{
    (void)d;
    return f->member == f->item->provider || f->member == f->item->poster ? YES : NOT_APPLICABLE;
}

static enum answer coordinator(const struct facts *f, struct decision *d)
{
    if (!is_coordinator(f))
        return NOT_APPLICABLE;
    d->outside_scope = outside_scope(f);
    return YES;
}

/* Embargoed or past its use: nobody but its own member and the coordinator. */
static enum answer out_of_time(const struct facts *f, struct decision *d)
{
    (void)d;
    return f->item->state == STATE_EMBARGOED || f->item->state == STATE_EXPIRED ? NO
                                                                                : NOT_APPLICABLE;
}

static enum answer minimal_access(const struct facts *f, struct decision *d)
{
    (void)d;
    for (size_t i = 0; i < f->item->ngrants; i++) {
        const struct grant *g = &f->item->grants[i];
        if (g->kind == GRANT_MINIMAL && grant_is_open(f, g) && g->term.kind == TERM_PERSON &&
            g->term.value == f->person)
            return YES;
    }
    return NOT_APPLICABLE;
}

/* The decision of restriction left some items by id, some by kind. */
static bool was_left(const struct facts *f)
{
    const struct svs *left = &f->m->left;
    for (size_t i = 0; i < left->n; i++)
        if (sv_eq(left->v[i], f->item->id) || sv_is(left->v[i], item_kind_name(f->item->kind)))
            return true;
    return false;
}

static enum answer is_restricted(const struct facts *f, struct decision *d)
{
    (void)d;
    if (f->m->status != STATUS_RESTRICTED || f->item->kind == KIND_NOTICE || was_left(f))
        return NOT_APPLICABLE;
    return NO;
}

static enum answer refuses_secrets(const struct facts *f, struct decision *d)
{
    (void)d;
    return f->item->secret && f->m->refuse_secrets ? NO : NOT_APPLICABLE;
}

static enum answer unregistered_for_warnings(const struct facts *f, struct decision *d)
{
    (void)d;
    return f->item->kind == KIND_EARLY_WARNING && !f->m->early_warning ? NO : NOT_APPLICABLE;
}

/* Of a non-member: its own category counts, and its intermediary. */
static bool non_member_excluded(const struct facts *f)
{
    const struct scope *s = &f->item->scope;
    for (size_t i = 0; i < s->nexclude; i++)
        if (s->exclude[i].kind == TERM_CATEGORY && s->exclude[i].value == (int)f->c->category)
            return true;
    return excluded(f, f->c->via);
}

static enum answer is_excluded(const struct facts *f, struct decision *d)
{
    (void)d;
    return (f->c ? non_member_excluded(f) : excluded(f, f->member)) ? NO : NOT_APPLICABLE;
}

/* Does T reach the person, by itself or through a linked member?  Says by which rule. */
static bool term_hits(const struct facts *f, const struct term *t, int32_t as_of,
                      const char **rule_out)
{
    bool warning = f->item->kind == KIND_EARLY_WARNING;
    if (term_reaches_person(f->r, t, f->person, as_of, warning)) {
        bool steering = warning && !f->c && term_reaches_steering(f->r, t, f->member, as_of);
        *rule_out = steering ? "EW-1" : t->kind == TERM_STANDING ? "ACC-4" : "ACC-1";
        return true;
    }
    *rule_out = "POST-9";
    return reaches_linked(f, t, as_of);
}

static enum answer in_scope(const struct facts *f, struct decision *d)
{
    const struct scope *s = &f->item->scope;
    for (size_t i = 0; i < s->ninclude; i++) {
        if (!term_hits(f, &s->include[i], s->as_of, &d->rule))
            continue;
        d->reached_by = s->include[i];
        d->has_term = true;
        return YES;
    }
    return NOT_APPLICABLE;
}

static enum answer granted(const struct facts *f, struct decision *d)
{
    const char *via;
    for (size_t i = 0; i < f->item->ngrants; i++) {
        const struct grant *g = &f->item->grants[i];
        bool consent = g->kind == GRANT_CONSENT && grant_is_open(f, g) &&
                       term_hits(f, &g->term, DAY_NONE, &via);
        bool addition = addition_is_for(f, g) && addition_opens(f, g);
        if (!consent && !addition)
            continue;
        d->rule = consent ? "CON-1" : "ACC-10";
        d->reached_by = g->term;
        d->has_term = true;
        return YES;
    }
    return NOT_APPLICABLE;
}

/* --- the table ----------------------------------------------------------------------------- */

static const struct row {
    int line;
    enum answer (*applies)(const struct facts *f, struct decision *d);
    const char *rule; /* NULL: the line names it itself */
    bool non_members; /* applies to a non-member's person, too */
} TABLE[] = {
    {0, withheld, "WHO-3", true},
    {1, not_served, "WHO-12", true},
    {2, is_linked, "WHO-7", false},
    {3, secret_unregistered, "ACC-2", true},
    {4, own, "ACC-8", false},
    {5, coordinator, "ACC-6", false},
    {13, out_of_time, "ACC-1", true},
    {6, minimal_access, "ACC-9", false},
    {7, is_restricted, "ACC-5", false},
    {8, refuses_secrets, "ACC-3", true},
    {9, unregistered_for_warnings, "EW-1", false},
    {10, is_excluded, "ACC-1", true},
    {11, in_scope, NULL, false},
    {12, granted, NULL, true},
};

#define ROWS (sizeof TABLE / sizeof TABLE[0])

static bool decided(struct decision *out, bool may, int line, const char *rule)
{
    out->may = may;
    out->line = line;
    out->rule = rule;
    return may;
}

/* The member fields stay empty for a person that belongs to nobody, who is not served. */
static void facts_of(const struct roster *r, int person, struct facts *f)
{
    f->r = r;
    f->person = person;
    f->p = &r->persons[person];
    f->member = f->p->member;
    f->c = f->member < 0 && f->p->constituent >= 0 ? &r->constituents[f->p->constituent] : NULL;
    int member = f->c ? f->c->via : f->member;
    f->m = member >= 0 ? &r->members[member] : NULL;
}

bool policy_may_read(const struct roster *r, int person, const struct item_facts *item, int64_t now,
                     int32_t today, struct decision *out)
{
    struct facts f = {.item = item, .now = now, .today = today};
    *out = (struct decision){.rule = NULL};
    if (person < 0 || (size_t)person >= r->npersons)
        return decided(out, false, 1, "WHO-12");
    facts_of(r, person, &f);
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &TABLE[i];
        if (f.c && !row->non_members)
            continue;
        out->rule = row->rule;
        enum answer answer = row->applies(&f, out);
        if (answer != NOT_APPLICABLE)
            return decided(out, answer == YES, row->line, out->rule);
    }
    return decided(out, false, 13, "ACC-1");
}

bool policy_row(size_t i, int *line_out, const char **rule_out)
{
    if (i >= ROWS)
        return false;
    *line_out = TABLE[i].line;
    *rule_out = TABLE[i].rule;
    return true;
}

/* --- a whole member ------------------------------------------------------------------------ */

static bool in_terms(const struct roster *r, int member, const struct item_facts *item)
{
    const struct scope *s = &item->scope;
    const struct member *m = &r->members[member];
    bool warning = item->kind == KIND_EARLY_WARNING;
    for (size_t i = 0; i < s->ninclude; i++) {
        const struct term *t = &s->include[i];
        if (term_reaches_member(r, t, member, s->as_of, warning))
            return true;
        for (size_t k = 0; k < m->npersons; k++)
            if (term_reaches_person(r, t, m->persons[k], s->as_of, warning))
                return true;
    }
    return false;
}

void policy_audience(const struct roster *r, int member, const struct item_facts *item, int64_t now,
                     int32_t today, struct audience *out)
{
    const struct member *m = &r->members[member];
    *out = (struct audience){.left_rule = item->secret ? "ACC-2" : "ACC-1",
                             .left_line = item->secret ? 3 : 13,
                             .in_terms = in_terms(r, member, item)};
    for (size_t i = 0; i < m->npersons; i++) {
        struct decision d;
        bool handler = person_is_handler(&r->persons[m->persons[i]], today);
        if (policy_may_read(r, m->persons[i], item, now, today, &d)) {
            out->persons++;
        } else if (i == 0 || handler) {
            out->left_rule = d.rule;
            out->left_line = d.line;
        }
    }
    if (out->persons > 0) {
        out->left_rule = NULL;
        out->left_line = 0;
    }
}
