/* The roster's indices and the plain questions about one member or person.
 *
 * What it is: derived lists and hash tables, built once per snapshot.  What it is not: a decision;
 * those are in policy.c and post.c.  Called by whoever loads a roster, and by the rules. */
#include "rules/roster.h"

/* --- look-up by id ------------------------------------------------------------------------- */

static size_t id_hash(struct sv id)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < id.n; i++)
        h = (h ^ (unsigned char)id.p[i]) * 1099511628211u;
    return (size_t)(h ^ (h >> 32));
}

/* The id at the start of element I of an array whose elements begin with their id. */
static struct sv id_at(const void *base, size_t stride, size_t i)
{
    return *(const struct sv *)(const void *)((const char *)base + stride * i);
}

static int *slots_build(struct arena *a, const void *base, size_t stride, size_t n,
                        size_t *mask_out)
{
    size_t size = 4;
    while (size < n * 2)
        size *= 2;
    int *slots = ARENA_ARRAY(a, int, size);
    for (size_t i = 0; i < size; i++)
        slots[i] = -1;
    for (size_t i = 0; i < n; i++) {
        size_t at = id_hash(id_at(base, stride, i)) & (size - 1);
        while (slots[at] >= 0)
            at = (at + 1) & (size - 1);
        slots[at] = (int)i;
    }
    *mask_out = size - 1;
    return slots;
}

static int slots_find(const int *slots, size_t mask, const void *base, size_t stride, struct sv id)
{
    if (!slots || !id.p)
        return -1;
    for (size_t at = id_hash(id) & mask; slots[at] >= 0; at = (at + 1) & mask)
        if (sv_eq(id_at(base, stride, (size_t)slots[at]), id))
            return slots[at];
    return -1;
}

int roster_member(const struct roster *r, struct sv id)
{
    return slots_find(r->member_slots, r->member_mask, r->members, sizeof *r->members, id);
}

int roster_person(const struct roster *r, struct sv id)
{
    return slots_find(r->person_slots, r->person_mask, r->persons, sizeof *r->persons, id);
}

int roster_group(const struct roster *r, struct sv id)
{
    return slots_find(r->group_slots, r->group_mask, r->groups, sizeof *r->groups, id);
}

int roster_constituent(const struct roster *r, struct sv id)
{
    return slots_find(r->constituent_slots, r->constituent_mask, r->constituents,
                      sizeof *r->constituents, id);
}

/* --- derived lists ------------------------------------------------------------------------- */

/* A list is filled in two rounds: the first counts (list NULL), the second stores. */
static void list_add(int *list, size_t *n, int value)
{
    if (list)
        list[*n] = value;
    (*n)++;
}

static void lists_fill(struct roster *r)
{
    for (int i = 0; i < (int)r->npersons; i++) {
        const struct person *p = &r->persons[i];
        if (p->member >= 0)
            list_add(r->members[p->member].persons, &r->members[p->member].npersons, i);
        else if (p->constituent >= 0)
            list_add(r->constituents[p->constituent].persons,
                     &r->constituents[p->constituent].npersons, i);
    }
    for (int i = 0; i < (int)r->nmembers; i++) {
        int via = r->members[i].linked_via;
        if (via >= 0)
            list_add(r->members[via].linked, &r->members[via].nlinked, i);
    }
    for (int i = 0; i < (int)r->nconstituents; i++) {
        int via = r->constituents[i].via;
        if (via >= 0)
            list_add(r->members[via].constituents, &r->members[via].nconstituents, i);
    }
    for (int i = 0; i < (int)r->ngroups; i++)
        for (size_t k = 0; k < r->groups[i].nmembers; k++) {
            struct member *m = &r->members[r->groups[i].members[k]];
            list_add(m->groups, &m->ngroups, i);
        }
}

/* Room for N values; N starts again at 0 for the second round. */
static int *list_room(struct arena *a, size_t *n)
{
    int *list = ARENA_ARRAY(a, int, *n);
    *n = 0;
    return list;
}

static void lists_clear(struct roster *r)
{
    for (size_t i = 0; i < r->nmembers; i++) {
        struct member *m = &r->members[i];
        m->persons = m->linked = m->groups = m->constituents = NULL;
        m->npersons = m->nlinked = m->ngroups = m->nconstituents = 0;
    }
    for (size_t i = 0; i < r->nconstituents; i++) {
        r->constituents[i].persons = NULL;
        r->constituents[i].npersons = 0;
    }
}

static void lists_room(struct roster *r, struct arena *a)
{
    for (size_t i = 0; i < r->nmembers; i++) {
        struct member *m = &r->members[i];
        m->persons = list_room(a, &m->npersons);
        m->linked = list_room(a, &m->nlinked);
        m->groups = list_room(a, &m->ngroups);
        m->constituents = list_room(a, &m->nconstituents);
    }
    for (size_t i = 0; i < r->nconstituents; i++)
        r->constituents[i].persons = list_room(a, &r->constituents[i].npersons);
}

static int first_of_office(const struct roster *r, enum office office)
{
    for (size_t i = 0; i < r->nmembers; i++)
        if (r->members[i].office == office)
            return (int)i;
    return -1;
}

void roster_index(struct roster *r, struct arena *a)
{
    lists_clear(r);
    lists_fill(r);
    lists_room(r, a);
    lists_fill(r);
    r->member_slots = slots_build(a, r->members, sizeof *r->members, r->nmembers, &r->member_mask);
    r->person_slots = slots_build(a, r->persons, sizeof *r->persons, r->npersons, &r->person_mask);
    r->group_slots = slots_build(a, r->groups, sizeof *r->groups, r->ngroups, &r->group_mask);
    r->constituent_slots = slots_build(a, r->constituents, sizeof *r->constituents,
                                       r->nconstituents, &r->constituent_mask);
    r->coordinator = first_of_office(r, OFFICE_COORDINATOR);
    r->affairs = first_of_office(r, OFFICE_AFFAIRS);
}

/* --- questions about one ------------------------------------------------------------------- */

bool person_is_handler(const struct person *p, int32_t today)
{
    return p->handler && !p->ended && (p->from == DAY_NONE || p->from <= today) &&
           (p->until == DAY_NONE || today <= p->until);
}

bool member_is_served(const struct member *m)
{
    return m->status == STATUS_ACTIVE || m->status == STATUS_RESTRICTED;
}

/* Whose person it is, or the intermediary of its non-member; NULL: of nobody, any more. */
static const struct member *member_behind(const struct roster *r, int person)
{
    if (person < 0 || (size_t)person >= r->npersons || r->persons[person].ended)
        return NULL;
    const struct person *p = &r->persons[person];
    int via = p->constituent < 0 ? -1 : r->constituents[p->constituent].via;
    int m = p->member >= 0 ? p->member : via;
    return m < 0 ? NULL : &r->members[m];
}

bool person_may_sign_in(const struct roster *r, int person)
{
    const struct member *m = member_behind(r, person);
    return m && member_is_served(m);
}

bool person_is_served(const struct roster *r, int person)
{
    const struct member *m = member_behind(r, person);
    return m && (r->persons[person].member >= 0 ? member_is_served(m) : m->status == STATUS_ACTIVE);
}

bool member_has_handler(const struct roster *r, int member, int32_t today)
{
    const struct member *m = &r->members[member];
    for (size_t i = 0; i < m->npersons; i++)
        if (person_is_handler(&r->persons[m->persons[i]], today))
            return true;
    return false;
}

bool member_is_foreign_limited(const struct member *m)
{
    return m->foreign != FOREIGN_NONE && !m->foreign_approved;
}

bool member_is_classed(const struct member *m)
{
    return m->kind == MEMBER_ADMITTED && m->office == OFFICE_NONE;
}
