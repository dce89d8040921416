/* What a reader may use an item for (USE-1, ACC-11, POST-16), each use with its rule.
 *
 * What it is not: the decision whether it may be read; that comes first (policy.c).  Called by
 * domain/ when it makes the view of an item. */
#include "rules/policy.h"

/* ACC-11: constituents of categories 1, 2, 3 and 5. */
static bool serves_those_of_category(const struct roster *r, const struct member *m)
{
    const uint32_t served = 1u << CAT_NATIONAL_GOVERNMENT | 1u << CAT_LOCAL_GOVERNMENT |
                            1u << CAT_CRITICAL_INFRASTRUCTURE | 1u << CAT_ACADEMIA;
    for (size_t i = 0; i < m->nconstituents; i++)
        if (served >> r->constituents[m->constituents[i]].category & 1u)
            return true;
    return m->nconstituents == 0;
}

/* Labels that keep an item with its readers' own organisation, or with its readers. */
static bool label_is_strict(struct sv tlp)
{
    return sv_is(tlp, "AMBER+STRICT") || sv_is(tlp, "RED");
}

static bool may_use_for_third_parties(const struct member *m, const struct item_facts *item,
                                      struct sv tlp)
{
    bool trusted = m->office == OFFICE_COORDINATOR ||
                   (m->standing == STANDING_CLASS1 && !member_is_foreign_limited(m));
    return trusted && scope_has_standing(&item->scope) && !label_is_strict(tlp);
}

static bool may_use_for_constituents(const struct roster *r, const struct member *m,
                                     const struct item_facts *item, const struct decision *d,
                                     struct sv tlp)
{
    return m->mutual_aid && !item->secret && d->line == 11 && !label_is_strict(tlp) &&
           serves_those_of_category(r, m);
}

static bool is_own(const struct member *m, const struct roster *r, const struct item_facts *item)
{
    int member = (int)(m - r->members);
    return member == item->provider || member == item->poster;
}

static size_t use_add(struct permitted *out, size_t n, bool permitted, enum use use,
                      const char *rule)
{
    if (permitted)
        out[n++] = (struct permitted){use, rule};
    return n;
}

size_t policy_permitted_use(const struct roster *r, int person, const struct item_facts *item,
                            const struct decision *d, struct sv tlp,
                            struct permitted out[USE_COUNT])
{
    if (!d->may)
        return 0;
    if (item->state == STATE_RETRACTED && d->line > 5) /* a stub */
        return 0;
    int member = r->persons[person].member;
    if (member < 0) /* a recipient under 規22③ */
        return use_add(out, 0, true, USE_OWN_SECURITY, "USE-1");
    const struct member *m = &r->members[member];
    if (is_own(m, r, item))
        return use_add(out, 0, true, USE_OWN_INFORMATION, "USE-1");
    bool office = m->office != OFFICE_NONE;
    size_t n = use_add(out, 0, true, office ? USE_COUNCIL_ACTIVITIES : USE_OWN_SECURITY, "USE-1");
    n = use_add(out, n, may_use_for_third_parties(m, item, tlp), USE_THIRD_PARTIES, "USE-1");
    if (office)
        return n;
    n = use_add(out, n, may_use_for_constituents(r, m, item, d, tlp), USE_CONSTITUENTS, "ACC-11");
    return use_add(out, n, scope_is_unspecified(&item->scope), USE_AWARENESS, "USE-1");
}
