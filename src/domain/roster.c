/* The roster to and from the database.
 *
 * Not here: the founding file (rules/roster_json), changes of single members (member.c). */
#include <string.h>

#include "base/json.h"
#include "domain/app_private.h"
#include "queries.h"

#define ROSTER_MAX (1u << 20)

/* Rows arrive one by one; what they become grows in the arena of the roster. */
struct loading {
    struct arena *a;
    struct roster *r;
    size_t members, persons, groups, constituents; /* room */
    bool bad;
};

static void *grow(struct arena *a, void *old, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return old;
    *room = *room ? 2 * *room : 64;
    void *new = arena_array(a, *room, size);
    if (n)
        memcpy(new, old, n * size);
    return new;
}

static struct svs list_of(struct arena *a, struct sv text)
{
    struct errs e;
    struct svs out = {0};
    json *j;

    errs_init(&e, a, LANG_EN);
    if (json_parse(a, text, &j, &e))
        return out;
    out.n = json_len(j);
    out.v = ARENA_ARRAY(a, struct sv, out.n);
    for (size_t i = 0; i < out.n; i++)
        out.v[i] = sv_copy(a, json_sv(json_at(j, i)));
    return out;
}

static struct sv text_of(struct arena *a, struct svs list)
{
    struct str s;
    struct jw w;

    str_init(&s, a, ROSTER_MAX);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; i < list.n; i++)
        jw_sv(&w, list.v[i]);
    jw_end_arr(&w);
    return str_sv(&s);
}

static uint32_t mask_of(const json *list, bool sectors)
{
    uint32_t mask = 0;
    enum category category;
    enum sector sector;

    for (size_t i = 0; i < json_len(list); i++) {
        struct sv name = json_sv(json_at(list, i));
        if (sectors && !sector_parse(name, &sector))
            mask |= 1u << sector;
        if (!sectors && !category_parse(name, &category))
            mask |= 1u << category;
    }
    return mask;
}

static void authority_read(struct arena *a, struct sv text, struct member *m)
{
    struct errs e;
    json *j;

    errs_init(&e, a, LANG_EN);
    if (!text.p || json_parse(a, text, &j, &e))
        return;
    m->is_authority = true;
    m->investigates = json_bool(json_get(j, "investigates"), false);
    m->supervises_categories = mask_of(json_get(json_get(j, "supervises"), "categories"), false);
    m->supervises_sectors = mask_of(json_get(json_get(j, "supervises"), "sectors"), true);
}

static struct sv authority_text(struct arena *a, const struct member *m)
{
    struct str s;
    struct jw w;

    if (!m->is_authority)
        return SV_NONE;
    str_init(&s, a, ROSTER_MAX);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_kbool(&w, "investigates", m->investigates);
    jw_key(&w, "supervises");
    jw_obj(&w);
    jw_key(&w, "categories");
    jw_arr(&w);
    for (enum category c = CAT_NONE + 1; c < CAT_COUNT; c++)
        if (m->supervises_categories & 1u << c)
            jw_str(&w, category_name(c));
    jw_end_arr(&w);
    jw_key(&w, "sectors");
    jw_arr(&w);
    for (enum sector x = SECTOR_NONE + 1; x < SECTOR_COUNT; x++)
        if (m->supervises_sectors & 1u << x)
            jw_str(&w, sector_name(x));
    jw_end_arr(&w);
    jw_end_obj(&w);
    jw_end_obj(&w);
    return str_sv(&s);
}

/* Ids of other members become indices once all are there: kept here until then. */
struct member_links {
    struct sv linked_via, same_body;
};

struct members_loading {
    struct loading *l;
    struct member_links *links;
    size_t room;
};

static int on_member(void *ctx, const struct member_row *row)
{
    struct members_loading *ml = ctx;
    struct loading *l = ml->l;
    struct roster *r = l->r;
    size_t i = r->nmembers;

    r->members = grow(l->a, r->members, i, &l->members, sizeof *r->members);
    ml->links = grow(l->a, ml->links, i, &ml->room, sizeof *ml->links);
    struct member *m = &r->members[r->nmembers++];
    memset(m, 0, sizeof *m);
    m->id = sv_copy(l->a, row->id);
    m->name[LANG_JA] = sv_copy(l->a, row->name_ja);
    m->name[LANG_EN] = sv_copy(l->a, row->name_en);
    if (member_kind_parse(row->kind, &m->kind) || standing_parse(row->standing, &m->standing) ||
        status_parse(row->status, &m->status) ||
        (row->category.p && category_parse(row->category, &m->category)) ||
        (row->sector.p && sector_parse(row->sector, &m->sector)) ||
        (row->office.p && office_parse(row->office, &m->office)) ||
        (row->foreign_kind.p && foreign_parse(row->foreign_kind, &m->foreign)))
        l->bad = true;
    m->association = row->association;
    m->aliases = list_of(l->a, row->aliases);
    m->domains = list_of(l->a, row->domains);
    m->networks = list_of(l->a, row->networks);
    m->left = list_of(l->a, row->left_open);
    m->foreign_approved = row->foreign_approved;
    m->mutual_aid = row->mutual_aid;
    m->gsoc = row->gsoc;
    authority_read(l->a, row->authority, m);
    m->refuse_secrets = row->refuse_secrets;
    m->early_warning = row->early_warning;
    m->publish_name = row->publish_name;
    m->chair = row->chair;
    m->joined = (int32_t)row->joined;
    ml->links[i] = (struct member_links){sv_copy(l->a, row->linked_via), sv_copy(l->a, row->same_body)};
    return 0;
}

static int on_constituent(void *ctx, const struct constituent_row *row)
{
    struct loading *l = ctx;
    struct roster *r = l->r;

    r->constituents = grow(l->a, r->constituents, r->nconstituents, &l->constituents, sizeof *r->constituents);
    struct constituent *c = &r->constituents[r->nconstituents++];
    memset(c, 0, sizeof *c);
    c->id = sv_copy(l->a, row->id);
    c->name = sv_copy(l->a, row->name);
    c->email = sv_copy(l->a, row->email);
    if (row->category.p && category_parse(row->category, &c->category))
        l->bad = true;
    c->via = roster_member(r, row->via);
    return 0;
}

static int32_t day_of(int64_t column)
{
    return column == DB_NULL ? DAY_NONE : (int32_t)column;
}

static int64_t column_of(int32_t day)
{
    return day == DAY_NONE ? DB_NULL : day;
}

static int on_person(void *ctx, const struct person_row *row)
{
    struct loading *l = ctx;
    struct roster *r = l->r;

    r->persons = grow(l->a, r->persons, r->npersons, &l->persons, sizeof *r->persons);
    struct person *p = &r->persons[r->npersons++];
    memset(p, 0, sizeof *p);
    p->id = sv_copy(l->a, row->id);
    p->name = sv_copy(l->a, row->name);
    p->email = sv_copy(l->a, row->email);
    if (lang_parse(row->lang, &p->lang))
        l->bad = true;
    p->member = row->member.p ? roster_member(r, row->member) : -1;
    p->constituent = row->constituent.p ? roster_constituent(r, row->constituent) : -1;
    p->handler = row->handler;
    p->from = day_of(row->handler_from);
    p->until = day_of(row->handler_until);
    p->standing_authority = row->standing_authority;
    p->approver = row->approver;
    p->deputy = row->deputy;
    p->ended = row->ended;
    return 0;
}

static int on_group(void *ctx, const struct grp_row *row)
{
    struct loading *l = ctx;
    struct roster *r = l->r;

    r->groups = grow(l->a, r->groups, r->ngroups, &l->groups, sizeof *r->groups);
    struct group *g = &r->groups[r->ngroups++];
    memset(g, 0, sizeof *g);
    g->id = sv_copy(l->a, row->id);
    g->name[LANG_JA] = sv_copy(l->a, row->name_ja);
    g->name[LANG_EN] = sv_copy(l->a, row->name_en);
    return 0;
}

static int on_group_member(void *ctx, const struct grp_member_each_row *row)
{
    struct loading *l = ctx;
    int gi = roster_group(l->r, row->grp), m = roster_member(l->r, row->member);

    if (gi < 0 || m < 0)
        return 0;
    struct group *g = &l->r->groups[gi];
    /* Room is always the next power of two of what is held. */
    if (!(g->nmembers & (g->nmembers - 1))) {
        int *wider = ARENA_ARRAY(l->a, int, g->nmembers ? 2 * g->nmembers : 1);
        if (g->nmembers)
            memcpy(wider, g->members, g->nmembers * sizeof *wider);
        g->members = wider;
    }
    g->members[g->nmembers++] = m;
    return 0;
}

int roster_load(struct db *db, struct arena *a, struct roster *out)
{
    struct loading l = {.a = a, .r = out};
    struct members_loading ml = {.l = &l};
    struct council_row council;

    if (db_council_get(db, a, &council) != 1)
        return -1;
    out->name[LANG_JA] = council.name_ja;
    out->name[LANG_EN] = council.name_en;
    out->timezone = council.timezone;
    if (db_member_each(db, on_member, &ml))
        return -1;
    roster_index(out, a); /* so that ids can be looked up below */
    for (size_t i = 0; i < out->nmembers; i++) {
        out->members[i].linked_via = roster_member(out, ml.links[i].linked_via);
        out->members[i].same_body = roster_member(out, ml.links[i].same_body);
    }
    if (db_constituent_each(db, on_constituent, &l))
        return -1;
    roster_index(out, a);
    if (db_person_each(db, on_person, &l) || db_grp_each(db, on_group, &l))
        return -1;
    roster_index(out, a);
    if (db_grp_member_each(db, on_group_member, &l) || l.bad)
        return -1;
    roster_index(out, a);
    return 0;
}

static struct sv member_id(const struct roster *r, int i)
{
    return i < 0 ? SV_NONE : r->members[i].id;
}

static int store_member(struct db *db, struct arena *a, const struct roster *r, size_t i)
{
    const struct member *m = &r->members[i];
    struct member_row row = {
        .id = m->id, .place = (int64_t)i, .name_ja = m->name[LANG_JA], .name_en = m->name[LANG_EN],
        .kind = sv_of(member_kind_name(m->kind)), .category = sv_of(category_name(m->category)),
        .sector = sv_of(sector_name(m->sector)), .association = m->association,
        .standing = sv_of(standing_name(m->standing)), .office = sv_of(office_name(m->office)),
        .aliases = text_of(a, m->aliases), .domains = text_of(a, m->domains),
        .networks = text_of(a, m->networks), .foreign_kind = sv_of(foreign_name(m->foreign)),
        .foreign_approved = m->foreign_approved, .mutual_aid = m->mutual_aid, .gsoc = m->gsoc,
        .linked_via = member_id(r, m->linked_via), .authority = authority_text(a, m),
        .refuse_secrets = m->refuse_secrets, .early_warning = m->early_warning,
        .publish_name = m->publish_name, .chair = m->chair, .status = sv_of(status_name(m->status)),
        .left_open = text_of(a, m->left), .joined = m->joined, .same_body = member_id(r, m->same_body)};

    return db_member_insert(db, &row) == 1 ? 0 : -1;
}

static int store_person(struct db *db, const struct roster *r, size_t i, int64_t now)
{
    const struct person *p = &r->persons[i];
    struct person_row row = {
        .id = p->id, .place = (int64_t)i, .member = member_id(r, p->member),
        .constituent = p->constituent < 0 ? SV_NONE : r->constituents[p->constituent].id,
        .name = p->name, .email = p->email, .lang = sv_of(lang_name(p->lang)), .handler = p->handler,
        .handler_from = column_of(p->from), .handler_until = column_of(p->until),
        .standing_authority = p->standing_authority, .approver = p->approver, .deputy = p->deputy,
        .ended = p->ended};
    static const char *const documents[] = {"rulebook", "information_regulation", "terms", "secrecy"};

    if (db_person_insert(db, &row) != 1)
        return -1;
    if (p->handler && db_registration_insert(db, p->id, now, row.handler_from, row.handler_until, 1,
                                             SV_NONE, SV_NONE) < 0)
        return -1;
    for (size_t d = 0; d < sizeof documents / sizeof *documents; d++)
        if (db_acceptance_insert(db, p->id, sv_of(documents[d]), 1, now) < 0)
            return -1;
    return 0;
}

static int store_group(struct db *db, const struct roster *r, size_t i)
{
    const struct group *g = &r->groups[i];
    struct grp_row row = {g->id, (int64_t)i, g->name[LANG_JA], g->name[LANG_EN]};

    if (db_grp_insert(db, &row) != 1)
        return -1;
    for (size_t m = 0; m < g->nmembers; m++)
        if (db_grp_member_insert(db, g->id, r->members[g->members[m]].id) != 1)
            return -1;
    return 0;
}

static int store_constituent(struct db *db, const struct roster *r, size_t i)
{
    const struct constituent *c = &r->constituents[i];
    struct constituent_row row = {c->id, (int64_t)i, member_id(r, c->via), c->name,
                                  sv_of(category_name(c->category)), c->email};

    return db_constituent_insert(db, &row) == 1 ? 0 : -1;
}

int roster_store(struct db *db, struct arena *a, const struct roster *r, int64_t now)
{
    struct council_row council = {r->name[LANG_JA], r->name[LANG_EN], r->timezone, now};

    if (db_council_insert(db, &council) != 1)
        return -1;
    for (size_t i = 0; i < r->nmembers; i++)
        if (store_member(db, a, r, i))
            return -1;
    for (size_t i = 0; i < r->nconstituents; i++)
        if (store_constituent(db, r, i))
            return -1;
    for (size_t i = 0; i < r->npersons; i++)
        if (store_person(db, r, i, now))
            return -1;
    for (size_t i = 0; i < r->ngroups; i++)
        if (store_group(db, r, i))
            return -1;
    return 0;
}
