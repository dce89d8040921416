/* The founding roster: ids, references between its parts, and what the rules refuse in it. */
#include <stdlib.h>

#include "rules/roster_load.h"

/* --- ids ----------------------------------------------------------------------------------- */

struct named {
    struct sv id, at;
    size_t order;
};

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* Ids that differ in case alone are neighbours. */
static int id_cmp(struct sv x, struct sv y)
{
    for (size_t i = 0; i < x.n && i < y.n; i++)
        if (lower(x.p[i]) != lower(y.p[i]))
            return lower(x.p[i]) - lower(y.p[i]);
    return (x.n > y.n) - (x.n < y.n);
}

static int named_cmp(const void *x, const void *y)
{
    const struct named *a = (const struct named *)x, *b = (const struct named *)y;
    int c = id_cmp(a->id, b->id);
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

/* Of those with one id (but for case) each but the first is at fault. */
static void ids_distinct(struct load *x, struct named *v, size_t n)
{
    qsort(v, n, sizeof *v, named_cmp);
    for (size_t i = 1; i < n; i++) {
        if (!v[i].id.p || id_cmp(v[i - 1].id, v[i].id) != 0)
            continue;
        enum msg m = sv_eq(v[i - 1].id, v[i].id) ? MSG_ROSTER_ID_TWICE : MSG_ROSTER_ID_ALIKE;
        load_fault(x, pointer_key(x->a, v[i].at, SV("id")), NULL, m, v[i].id);
    }
}

static struct named named_of(struct sv id, struct sv at, size_t order)
{
    return (struct named){id, at, order};
}

void load_ids(struct load *x)
{
    const struct roster *r = x->r;
    size_t most = r->nmembers + r->npersons + r->ngroups + r->nconstituents;
    struct named *v = ARENA_ARRAY(x->a, struct named, most);
    for (size_t i = 0; i < r->nmembers; i++)
        v[i] = named_of(r->members[i].id, x->members[i].at, i);
    ids_distinct(x, v, r->nmembers);
    for (size_t i = 0; i < r->npersons; i++)
        v[i] = named_of(r->persons[i].id, x->persons_at[i], i);
    ids_distinct(x, v, r->npersons);
    for (size_t i = 0; i < r->ngroups; i++)
        v[i] = named_of(r->groups[i].id, x->groups_at[i], i);
    ids_distinct(x, v, r->ngroups);
    for (size_t i = 0; i < r->nconstituents; i++)
        v[i] = named_of(r->constituents[i].id, x->constituents_at[i], i);
    ids_distinct(x, v, r->nconstituents);
}

/* --- references ---------------------------------------------------------------------------- */

static int member_named(struct load *x, struct sv id, struct sv at)
{
    int member = roster_member(x->r, id);
    if (member < 0)
        load_fault(x, at, NULL, MSG_ROSTER_ID_UNKNOWN, id);
    return member;
}

static bool group_holds(const struct group *g, int member)
{
    for (size_t i = 0; i < g->nmembers; i++)
        if (g->members[i] == member)
            return true;
    return false;
}

static void group_members(struct load *x, struct group *g, const json *j, struct sv at)
{
    const struct node n = {x, j, at};
    const json *list = node_array(&n, "members", OPTIONAL);
    g->members = ARENA_ARRAY(x->a, int, json_len(list));
    for (size_t i = 0; i < json_len(list); i++) {
        struct sv where = pointer_index(x->a, node_at(&n, "members"), i);
        struct sv id = json_sv(json_at(list, i));
        int member = member_named(x, id, where);
        if (member >= 0 && group_holds(g, member))
            load_fault(x, where, NULL, MSG_ROSTER_ID_TWICE, id);
        else if (member >= 0)
            g->members[g->nmembers++] = member;
    }
}

void load_references(struct load *x, const json *groups)
{
    for (size_t i = 0; i < x->r->nmembers; i++) {
        const struct member_draft *d = &x->members[i];
        struct member *m = &x->r->members[i];
        if (d->linked_via.p)
            m->linked_via =
                member_named(x, d->linked_via, pointer_key(x->a, d->at, SV("linked_via")));
        if (d->same_body.p)
            m->same_body = member_named(x, d->same_body, pointer_key(x->a, d->at, SV("same_body")));
    }
    if (x->r->ngroups != json_len(groups))
        return; /* one of them is no group: told already */
    for (size_t i = 0; i < x->r->ngroups; i++)
        group_members(x, &x->r->groups[i], json_at(groups, i), x->groups_at[i]);
}

/* --- rules --------------------------------------------------------------------------------- */

static void refuse(struct load *x, size_t member, const char *key, const char *rule, enum msg m)
{
    load_fault(x, pointer_key(x->a, x->members[member].at, sv_of(key)), rule, m,
               x->r->members[member].id);
}

static void check_category(struct load *x, size_t i)
{
    const struct member *m = &x->r->members[i];
    bool infrastructure = m->category == CAT_CRITICAL_INFRASTRUCTURE;
    if (member_is_classed(m) && m->category == CAT_NONE)
        refuse(x, i, "category", "WHO-1", MSG_ROSTER_CATEGORY_MISSING);
    if (!member_is_classed(m) && m->category != CAT_NONE)
        refuse(x, i, "category", "WHO-1", MSG_ROSTER_CATEGORY_ELSEWHERE);
    if (infrastructure && m->sector == SECTOR_NONE)
        refuse(x, i, "sector", "WHO-1", MSG_ROSTER_SECTOR_MISSING);
    if (!infrastructure && m->sector != SECTOR_NONE)
        refuse(x, i, "sector", "WHO-1", MSG_ROSTER_SECTOR_ELSEWHERE);
}

static void check_foreign(struct load *x, size_t i)
{
    const struct member *m = &x->r->members[i];
    if (m->standing != STANDING_NONE && member_is_foreign_limited(m))
        refuse(x, i, "standing", "WHO-11", MSG_ROSTER_FOREIGN_STANDING);
}

static void check_linked(struct load *x, size_t i)
{
    const struct member *m = &x->r->members[i];
    if (m->linked_via < 0)
        return;
    if (!x->r->members[m->linked_via].gsoc || m->linked_via == (int)i)
        refuse(x, i, "linked_via", "WHO-7", MSG_ROSTER_LINKED_NO_GSOC);
    if (!member_is_classed(m) || m->gsoc)
        refuse(x, i, "linked_via", "WHO-7", MSG_ROSTER_LINKED_KIND);
    if (x->members[i].warning_wanted)
        refuse(x, i, "early_warning", "WHO-7", MSG_ROSTER_LINKED_WARNING);
}

/* Said by one of the two it holds for both; said otherwise by the other it is refused. */
static void check_same_body(struct load *x, size_t i)
{
    struct member *m = &x->r->members[i];
    if (m->same_body < 0)
        return;
    struct member *other = &x->r->members[m->same_body];
    if (m->same_body == (int)i || (other->same_body >= 0 && other->same_body != (int)i))
        refuse(x, i, "same_body", "WHO-13", MSG_ROSTER_SAME_BODY);
    else
        other->same_body = (int)i;
}

/* Offices and the chair: the first holds it, a second is refused. */
static void check_single(struct load *x, size_t i, size_t *coordinators, size_t *affairs,
                         size_t *chairs)
{
    const struct member *m = &x->r->members[i];
    if (m->office == OFFICE_COORDINATOR && (*coordinators)++ > 0)
        refuse(x, i, "office", "WHO-4", MSG_ROSTER_COORDINATOR_TWICE);
    if (m->office == OFFICE_AFFAIRS && (*affairs)++ > 0)
        refuse(x, i, "office", "WHO-5", MSG_ROSTER_AFFAIRS_TWICE);
    if (m->chair && m->kind != MEMBER_STEERING)
        refuse(x, i, "chair", "WHO-6", MSG_ROSTER_CHAIR_ELSEWHERE);
    if (m->chair && (*chairs)++ > 0)
        refuse(x, i, "chair", "WHO-6", MSG_ROSTER_CHAIR_TWICE);
}

void load_rules(struct load *x)
{
    size_t coordinators = 0, affairs = 0, chairs = 0;
    for (size_t i = 0; i < x->r->nmembers; i++) {
        if (x->members[i].unclear)
            continue;
        check_category(x, i);
        check_foreign(x, i);
        check_linked(x, i);
        check_same_body(x, i);
        check_single(x, i, &coordinators, &affairs, &chairs);
    }
}
