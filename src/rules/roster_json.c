/* The founding roster: its shapes, from JSON into the arrays of a struct roster.
 *
 * Called by domain/ at `init`, and by tools that make a roster without a database. */
#include <stddef.h>

#include "rules/roster_load.h"

/* --- enumerations -------------------------------------------------------------------------- */

static void value_fault(const struct node *n, const char *key, struct sv s)
{
    load_fault(n->x, node_at(n, key), NULL, MSG_ROSTER_VALUE, s);
}

/* Reads KEY of N by noun_parse() into TARGET, which keeps its value when KEY says nothing. */
#define READ_NAME(n, noun, key, need, target)                                                      \
    do {                                                                                           \
        struct sv name_ = node_text((n), (key), (need));                                           \
        if (name_.p && noun##_parse(name_, (target)) != 0)                                         \
            value_fault((n), (key), name_);                                                        \
    } while (0)

static int language_parse(struct sv s, enum lang *out)
{
    for (int i = 0; i < LANG_COUNT; i++)
        if (sv_is(s, lang_name((enum lang)i))) {
            *out = (enum lang)i;
            return 0;
        }
    return -1;
}

static struct sv read_id(const struct node *n)
{
    struct sv id = node_text(n, "id", REQUIRED);
    if (id.p && !text_is_id(id))
        load_fault(n->x, node_at(n, "id"), NULL, MSG_ROSTER_ID, id);
    return id;
}

static struct sv read_email(const struct node *n, enum need need)
{
    struct sv s = node_text(n, "email", need);
    if (s.p && !text_is_email(s))
        load_fault(n->x, node_at(n, "email"), NULL, MSG_ROSTER_EMAIL, s);
    return s;
}

/* --- persons ------------------------------------------------------------------------------- */

static void read_handler(const struct node *n, struct person *p)
{
    static const char *const FIELDS[] = {"from", "until", NULL};
    const struct node h = {n->x, json_get(n->j, "handler"), node_at(n, "handler")};
    p->from = p->until = DAY_NONE;
    if (json_kind(h.j) == JSON_IS_ABSENT || json_kind(h.j) == JSON_IS_NULL ||
        !node_check(&h, FIELDS))
        return;
    p->handler = true;
    p->from = node_day(&h, "from", REQUIRED);
    p->until = node_day(&h, "until", OPTIONAL);
    if (p->until != DAY_NONE && p->until < p->from)
        load_fault(n->x, node_at(&h, "until"), "WHO-2", MSG_ROSTER_HANDLER_DATES, SV_NONE);
}

static void read_person(struct load *x, const json *j, struct sv at, int member, int constituent)
{
    static const char *const FIELDS[] = {"id",       "name",
                                         "email",    "lang",
                                         "handler",  "standing_authority",
                                         "approver", "deputy_of_committee",
                                         NULL};
    const struct node n = {x, j, at};
    if (!node_check(&n, FIELDS))
        return;
    x->persons_at[x->r->npersons] = at;
    struct person *p = &x->r->persons[x->r->npersons++];
    p->member = member;
    p->constituent = constituent;
    p->id = read_id(&n);
    p->name = node_text(&n, "name", REQUIRED);
    p->email = read_email(&n, REQUIRED);
    READ_NAME(&n, language, "lang", OPTIONAL, &p->lang);
    read_handler(&n, p);
    p->standing_authority = node_bool(&n, "standing_authority", false);
    p->approver = node_bool(&n, "approver", false);
    p->deputy = node_bool(&n, "deputy_of_committee", false);
}

static void read_persons(const struct node *n, enum need need, int member, int constituent)
{
    const json *list = node_array(n, "persons", need);
    struct sv at = node_at(n, "persons");
    for (size_t i = 0; i < json_len(list); i++)
        read_person(n->x, json_at(list, i), pointer_index(n->x->a, at, i), member, constituent);
}

/* --- constituents -------------------------------------------------------------------------- */

/* A text, or names by language of which the Japanese serves. */
static struct sv read_one_name(const struct node *n)
{
    struct sv names[LANG_COUNT] = {SV_NONE, SV_NONE};
    if (json_kind(json_get(n->j, "name")) != JSON_IS_OBJECT)
        return node_text(n, "name", REQUIRED);
    node_names(n, "name", REQUIRED, names);
    return names[LANG_JA];
}

static void read_constituent(struct load *x, const json *j, struct sv at, int via)
{
    static const char *const FIELDS[] = {"id", "name", "category", "email", "persons", NULL};
    const struct node n = {x, j, at};
    if (!node_check(&n, FIELDS))
        return;
    int index = (int)x->r->nconstituents;
    x->constituents_at[x->r->nconstituents++] = at;
    struct constituent *c = &x->r->constituents[index];
    c->via = via;
    c->id = read_id(&n);
    c->name = read_one_name(&n);
    c->email = read_email(&n, OPTIONAL);
    READ_NAME(&n, category, "category", OPTIONAL, &c->category);
    read_persons(&n, OPTIONAL, -1, index);
}

/* --- members ------------------------------------------------------------------------------- */

static const struct flag {
    const char *key;
    size_t offset;
    bool otherwise;
} FLAGS[] = {
    {"association", offsetof(struct member, association), false},
    {"foreign_approved", offsetof(struct member, foreign_approved), false},
    {"mutual_aid", offsetof(struct member, mutual_aid), false},
    {"gsoc", offsetof(struct member, gsoc), false},
    {"refuse_secrets", offsetof(struct member, refuse_secrets), false},
    {"publish_name", offsetof(struct member, publish_name), true},
    {"chair", offsetof(struct member, chair), false},
};

static void read_flags(const struct node *n, struct member *m, struct member_draft *d)
{
    for (size_t i = 0; i < sizeof FLAGS / sizeof FLAGS[0]; i++)
        *(bool *)(void *)((char *)m + FLAGS[i].offset) =
            node_bool(n, FLAGS[i].key, FLAGS[i].otherwise);
    m->early_warning = node_bool(n, "early_warning", !d->linked_via.p);
    d->warning_wanted = json_bool(json_get(n->j, "early_warning"), false);
}

static int category_index(struct sv s)
{
    enum category c;
    return category_parse(s, &c) == 0 ? (int)c : -1;
}

static int sector_index(struct sv s)
{
    enum sector c;
    return sector_parse(s, &c) == 0 ? (int)c : -1;
}

static uint32_t read_set(const struct node *n, const char *key, int (*index)(struct sv s))
{
    uint32_t set = 0;
    struct svs names = node_texts(n, key, NULL, MSG_ROSTER_VALUE);
    for (size_t i = 0; i < names.n; i++) {
        int bit = index(names.v[i]);
        if (bit < 0)
            load_fault(n->x, pointer_index(n->x->a, node_at(n, key), i), NULL, MSG_ROSTER_VALUE,
                       names.v[i]);
        else
            set |= 1u << bit;
    }
    return set;
}

static void read_authority(const struct node *n, struct member *m)
{
    static const char *const FIELDS[] = {"investigates", "supervises", NULL};
    static const char *const SETS[] = {"categories", "sectors", NULL};
    const struct node authority = {n->x, json_get(n->j, "authority"), node_at(n, "authority")};
    enum json_kind kind = json_kind(authority.j);
    if (kind == JSON_IS_ABSENT || kind == JSON_IS_NULL || !node_check(&authority, FIELDS))
        return;
    m->is_authority = true;
    m->investigates = node_bool(&authority, "investigates", false);
    const struct node s = {n->x, json_get(authority.j, "supervises"),
                           node_at(&authority, "supervises")};
    kind = json_kind(s.j);
    if (kind == JSON_IS_ABSENT || kind == JSON_IS_NULL || !node_check(&s, SETS))
        return;
    m->supervises_categories = read_set(&s, "categories", category_index);
    m->supervises_sectors = read_set(&s, "sectors", sector_index);
}

static void read_member_names(const struct node *n, struct member *m, struct member_draft *d)
{
    size_t before = n->x->e->n;
    READ_NAME(n, member_kind, "kind", REQUIRED, &m->kind);
    READ_NAME(n, category, "category", NULLABLE, &m->category);
    READ_NAME(n, sector, "sector", OPTIONAL, &m->sector);
    READ_NAME(n, standing, "standing", OPTIONAL, &m->standing);
    READ_NAME(n, office, "office", OPTIONAL, &m->office);
    READ_NAME(n, foreign, "foreign", OPTIONAL, &m->foreign);
    READ_NAME(n, status, "status", REQUIRED, &m->status);
    d->unclear = n->x->e->n != before;
}

static void read_member(struct load *x, const json *j, struct sv at)
{
    static const char *const FIELDS[] = {"id",
                                         "name",
                                         "kind",
                                         "category",
                                         "sector",
                                         "association",
                                         "standing",
                                         "office",
                                         "aliases",
                                         "domains",
                                         "networks",
                                         "foreign",
                                         "foreign_approved",
                                         "mutual_aid",
                                         "constituents",
                                         "gsoc",
                                         "linked_via",
                                         "authority",
                                         "refuse_secrets",
                                         "early_warning",
                                         "publish_name",
                                         "status",
                                         "joined",
                                         "same_body",
                                         "chair",
                                         "persons",
                                         NULL};
    const struct node n = {x, j, at};
    if (!node_check(&n, FIELDS))
        return;
    int index = (int)x->r->nmembers++;
    struct member *m = &x->r->members[index];
    struct member_draft *d = &x->members[index];
    *d = (struct member_draft){.at = at};
    m->linked_via = m->same_body = -1;
    m->id = read_id(&n);
    node_names(&n, "name", REQUIRED, m->name);
    read_member_names(&n, m, d);
    m->aliases = node_texts(&n, "aliases", NULL, MSG_ROSTER_TEXT);
    m->domains = node_texts(&n, "domains", text_is_domain, MSG_ROSTER_DOMAIN);
    m->networks = node_texts(&n, "networks", text_is_network, MSG_ROSTER_NETWORK);
    d->linked_via = node_text(&n, "linked_via", OPTIONAL);
    d->same_body = node_text(&n, "same_body", OPTIONAL);
    read_flags(&n, m, d);
    read_authority(&n, m);
    m->joined = node_day(&n, "joined", REQUIRED);
    read_persons(&n, REQUIRED, index, -1);
    const json *constituents = node_array(&n, "constituents", OPTIONAL);
    struct sv list_at = node_at(&n, "constituents");
    for (size_t i = 0; i < json_len(constituents); i++)
        read_constituent(x, json_at(constituents, i), pointer_index(x->a, list_at, i), index);
}

/* --- groups, council, all ------------------------------------------------------------------ */

static void read_group(struct load *x, const json *j, struct sv at)
{
    static const char *const FIELDS[] = {"id", "name", "members", NULL};
    const struct node n = {x, j, at};
    if (!node_check(&n, FIELDS))
        return;
    x->groups_at[x->r->ngroups] = at;
    struct group *g = &x->r->groups[x->r->ngroups++];
    g->id = read_id(&n);
    g->name[LANG_JA] = g->name[LANG_EN] = g->id;
    node_names(&n, "name", OPTIONAL, g->name);
}

static void read_council(const struct node *top)
{
    static const char *const FIELDS[] = {"name", "timezone", NULL};
    struct roster *r = top->x->r;
    const struct node n = {top->x, json_get(top->j, "council"), node_at(top, "council")};
    r->name[LANG_JA] = SV("サイバーセキュリティ協議会");
    r->name[LANG_EN] = SV("Cybersecurity Council");
    r->timezone = SV("Asia/Tokyo");
    if (json_kind(n.j) == JSON_IS_ABSENT || !node_check(&n, FIELDS))
        return;
    node_names(&n, "name", OPTIONAL, r->name);
    struct sv zone = node_text(&n, "timezone", OPTIONAL);
    if (zone.p)
        r->timezone = zone;
    if (!text_is_zone(r->timezone))
        load_fault(n.x, node_at(&n, "timezone"), NULL, MSG_ROSTER_ZONE, zone);
}

/* Room for all that J could hold, before anything is known to be well formed. */
static void make_room(struct load *x, const json *members, const json *groups)
{
    size_t persons = 0, constituents = 0;
    for (size_t i = 0; i < json_len(members); i++) {
        const json *m = json_at(members, i), *list = json_get(m, "constituents");
        persons += json_len(json_get(m, "persons"));
        constituents += json_len(list);
        for (size_t k = 0; k < json_len(list); k++)
            persons += json_len(json_get(json_at(list, k), "persons"));
    }
    x->r->members = ARENA_ARRAY(x->a, struct member, json_len(members));
    x->members = ARENA_ARRAY(x->a, struct member_draft, json_len(members));
    x->r->groups = ARENA_ARRAY(x->a, struct group, json_len(groups));
    x->groups_at = ARENA_ARRAY(x->a, struct sv, json_len(groups));
    x->r->persons = ARENA_ARRAY(x->a, struct person, persons);
    x->persons_at = ARENA_ARRAY(x->a, struct sv, persons);
    x->r->constituents = ARENA_ARRAY(x->a, struct constituent, constituents);
    x->constituents_at = ARENA_ARRAY(x->a, struct sv, constituents);
}

int roster_from_json(struct arena *a, const json *j, struct roster *out, struct errs *e)
{
    static const char *const FIELDS[] = {"council", "members", "groups", NULL};
    struct load x = {.a = a, .e = e, .r = out};
    const struct node top = {&x, j, SV("")};
    size_t before = e->n;
    *out = (struct roster){.coordinator = -1, .affairs = -1};
    if (!node_check(&top, FIELDS))
        return -1;
    const json *members = node_array(&top, "members", REQUIRED);
    const json *groups = node_array(&top, "groups", OPTIONAL);
    make_room(&x, members, groups);
    read_council(&top);
    for (size_t i = 0; i < json_len(members); i++)
        read_member(&x, json_at(members, i), pointer_index(a, SV("/members"), i));
    for (size_t i = 0; i < json_len(groups); i++)
        read_group(&x, json_at(groups, i), pointer_index(a, SV("/groups"), i));
    load_ids(&x);
    roster_index(out, a);
    load_references(&x, groups);
    load_rules(&x);
    if (e->n != before)
        return -1;
    roster_index(out, a);
    return 0;
}
