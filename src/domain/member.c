/* Members: see member.h. */
#include "domain/member.h"

#include "domain/item_private.h"
#include "domain/page.h"

bool member_is_known(const struct ctx *c, int member)
{
    if (c->person < 0)
        return false;
    if (c->member >= 0)
        return member == c->member || ctx_is_coordinator(c) ||
               c->roster->members[member].publish_name;
    return c->roster->constituents[c->roster->persons[c->person].constituent].via == member;
}

int member_find(struct ctx *c, struct sv id, int *out)
{
    int m = roster_member(c->roster, id);

    if (m < 0 || !member_is_known(c, m))
        return not_found(c);
    if (!member_is_served(&c->roster->members[m]) && !ctx_is_coordinator(c))
        return not_found(c);
    *out = m;
    return 0;
}

int member_administer(struct ctx *c, int member, const char *rule)
{
    if (c->member == member && c->roster->persons[c->person].approver)
        return 0;
    return fail(&c->errs, E_FORBIDDEN, rule, MSG_MEMBER_APPROVER_ONLY, NO_ARGS);
}

static bool is_listed(const struct ctx *c, size_t i, const void *arg)
{
    (void)arg;
    return member_is_served(&c->roster->members[i]) && member_is_known(c, (int)i);
}

int member_list(struct ctx *c, int limit, struct sv cursor, int **out, size_t *n_out,
                struct sv *next_out)
{
    struct page p = {.of = "members",
                     .n = c->roster->nmembers,
                     .shown = is_listed,
                     .limit = limit,
                     .cursor = cursor};

    return page_read(c, &p, out, n_out, next_out);
}

/* ---- the committee ---- */

static int first_person(const struct roster *r, const struct member *m)
{
    for (size_t i = 0; i < m->npersons; i++)
        if (!r->persons[m->persons[i]].ended)
            return m->persons[i];
    return -1;
}

bool person_on_committee(const struct roster *r, int person)
{
    const struct person *p = &r->persons[person];
    const struct member *m = p->member < 0 ? NULL : &r->members[p->member];

    if (!m || m->kind != MEMBER_STEERING || !person_is_served(r, person))
        return false;
    return p->deputy || first_person(r, m) == person;
}

int committee_tell(struct ctx *c, const char *type)
{
    for (size_t i = 0; i < c->roster->npersons; i++)
        if (person_on_committee(c->roster, (int)i) &&
            event_tell(c, "member", type, SV_NONE, c->roster->persons[i].id, SV_NONE))
            return -1;
    return 0;
}

/* ---- preferences ---- */

static struct preferences preferences_of(const struct member *m)
{
    return (struct preferences){m->refuse_secrets, m->early_warning, m->publish_name};
}

int member_preferences(struct ctx *c, struct sv id, struct preferences *out)
{
    int m;

    if (member_find(c, id, &m))
        return -1;
    if (m != c->member && !ctx_is_coordinator(c))
        return fail(&c->errs, E_FORBIDDEN, "JOIN-7", MSG_MEMBER_OWN_ONLY, NO_ARGS);
    *out = preferences_of(&c->roster->members[m]);
    return 0;
}

static int check_preferences(struct ctx *c, const struct member *m, const struct preferences *p)
{
    if (p->early_warning && !m->early_warning && m->linked_via >= 0)
        return errs_add(&c->errs, E_REFUSED, SV("/early_warning"), "WHO-7", MSG_LINKED_NO_WARNING,
                        NO_ARGS);
    if (!p->publish_name && m->publish_name && !member_is_classed(m))
        return errs_add(&c->errs, E_REFUSED, SV("/publish_name"), "JOIN-8", MSG_NAME_IS_PUBLIC,
                        NO_ARGS);
    return 0;
}

static struct sv yes_no(bool b)
{
    return b ? SV("yes") : SV("no");
}

static int preferences_store(struct ctx *c, const struct member *m, const struct preferences *p)
{
    if (db_member_set_preferences(c->db, m->id, p->refuse_secrets, p->early_warning,
                                  p->publish_name) != 1)
        return store_failed(c);
    record_act(c, "member.prefer");
    record_fact(c, "subject", m->id);
    record_fact(c, "refuse_secrets", yes_no(p->refuse_secrets));
    record_fact(c, "early_warning", yes_no(p->early_warning));
    record_fact(c, "publish_name", yes_no(p->publish_name));
    return event_tell(c, "member", "preferences", SV_NONE, SV_NONE, m->id) || ctx_roster_changed(c)
               ? -1
               : 0;
}

int member_prefer(struct ctx *c, struct sv id, const json *body, struct preferences *out)
{
    int i;

    if (member_find(c, id, &i) || member_administer(c, i, "JOIN-7"))
        return -1;
    const struct member *m = &c->roster->members[i];
    struct preferences p = preferences_of(m);
    p.refuse_secrets = json_bool(json_get(body, "refuse_secrets"), p.refuse_secrets);
    p.early_warning = json_bool(json_get(body, "early_warning"), p.early_warning);
    p.publish_name = json_bool(json_get(body, "publish_name"), p.publish_name);
    if (check_preferences(c, m, &p) || preferences_store(c, m, &p))
        return -1;
    *out = p;
    return 0;
}
