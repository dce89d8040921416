/* Groups: see group.h. */
#include "domain/group.h"

#include <string.h>

#include "domain/item_private.h"
#include "domain/member.h"
#include "domain/names.h"
#include "domain/page.h"
#include "rules/pointer.h"

#define IDS_MAX (1u << 20)

/* ---- as others see them ---- */

static bool holds(const int *members, size_t n, int member)
{
    for (size_t i = 0; i < n; i++)
        if (members[i] == member)
            return true;
    return false;
}

static struct group_view view_of(const struct ctx *c, const struct group *g)
{
    struct group_view v = {.id = g->id, .name = {g->name[LANG_JA], g->name[LANG_EN]}};

    v.shows_members =
        ctx_is_coordinator(c) || (c->member >= 0 && holds(g->members, g->nmembers, c->member));
    if (!v.shows_members)
        return v;
    v.members = ARENA_ARRAY(c->a, struct sv, g->nmembers + 1);
    for (size_t i = 0; i < g->nmembers; i++)
        if (member_is_known(c, g->members[i]))
            v.members[v.nmembers++] = c->roster->members[g->members[i]].id;
    return v;
}

static bool is_listed(const struct ctx *c, size_t i, const void *arg)
{
    (void)arg;
    (void)i;
    return c->member >= 0;
}

int group_list(struct ctx *c, int limit, struct sv cursor, struct group_view **out, size_t *n_out,
               struct sv *next_out)
{
    struct page p = {.of = "groups",
                     .n = c->roster->ngroups,
                     .shown = is_listed,
                     .limit = limit,
                     .cursor = cursor};
    int *found;

    if (page_read(c, &p, &found, n_out, next_out))
        return -1;
    *out = ARENA_ARRAY(c->a, struct group_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = view_of(c, &c->roster->groups[found[i]]);
    return 0;
}

static int group_find(struct ctx *c, struct sv id, int *out)
{
    *out = c->member < 0 ? -1 : roster_group(c->roster, id);
    return *out < 0 ? not_found(c) : 0;
}

int group_get(struct ctx *c, struct sv id, struct group_view *out)
{
    int g;

    if (group_find(c, id, &g))
        return -1;
    *out = view_of(c, &c->roster->groups[g]);
    return 0;
}

/* ---- by the coordinator ---- */

/* The members that BODY names, each once. */
static int read_members(struct ctx *c, const json *list, struct group *g)
{
    size_t bad = c->errs.n;

    g->members = ARENA_ARRAY(c->a, int, json_len(list) + 1);
    g->nmembers = 0;
    for (size_t i = 0; i < json_len(list); i++) {
        struct sv id = json_sv(json_at(list, i)), at = pointer_index(c->a, SV("/members"), i);
        int m = roster_member(c->roster, id);
        if (m < 0)
            errs_add(&c->errs, E_REFUSED, at, "POST-2", MSG_ROSTER_ID_UNKNOWN, ARGS(id));
        else if (holds(g->members, g->nmembers, m))
            errs_add(&c->errs, E_REFUSED, at, "POST-2", MSG_ROSTER_ID_TWICE, ARGS(id));
        else
            g->members[g->nmembers++] = m;
    }
    return c->errs.n == bad ? 0 : -1;
}

static int read_names(struct ctx *c, const json *names, struct group *g)
{
    int bad = 0;

    if (json_kind(names) != JSON_IS_OBJECT)
        return 0;
    g->name[LANG_JA] = json_get_sv(names, "ja");
    g->name[LANG_EN] = json_get_sv(names, "en");
    bad |= name_check(c, SV("/name/ja"), g->name[LANG_JA]);
    bad |= name_check(c, SV("/name/en"), g->name[LANG_EN]);
    return bad;
}

static int store_members(struct ctx *c, const struct group *g)
{
    if (db_grp_member_clear(c->db, g->id) < 0)
        return store_failed(c);
    for (size_t i = 0; i < g->nmembers; i++)
        if (db_grp_member_insert(c->db, g->id, c->roster->members[g->members[i]].id) != 1)
            return store_failed(c);
    return 0;
}

/* Tells the members of A that are not in B that TYPE happened to them. */
static int tell_difference(struct ctx *c, const struct group *a, const struct group *b,
                           const char *type)
{
    for (size_t i = 0; i < a->nmembers; i++)
        if (!holds(b->members, b->nmembers, a->members[i]) &&
            event_tell(c, "member", type, SV_NONE, SV_NONE, c->roster->members[a->members[i]].id))
            return -1;
    return 0;
}

/* From what the group WAS (nobody, when new) to G. */
static int group_store(struct ctx *c, const char *act, const struct group *was,
                       const struct group *g)
{
    struct str ids;

    str_init(&ids, c->a, IDS_MAX);
    for (size_t i = 0; i < g->nmembers; i++)
        str_addf(&ids, "%s%.*s", i ? " " : "", SV_FMT(c->roster->members[g->members[i]].id));
    record_act(c, act);
    record_fact(c, "group", g->id);
    record_hash(c, "members", str_sv(&ids));
    if (store_members(c, g) || tell_difference(c, g, was, "group_joined") ||
        tell_difference(c, was, g, "group_left"))
        return -1;
    return ctx_roster_changed(c);
}

int group_create(struct ctx *c, const json *body, struct group_view *out)
{
    struct group g = {.id = json_get_sv(body, "id")}, none = {.nmembers = 0};
    struct grp_last_place_row last;

    if (id_check(c, SV("/id"), g.id, IDS(c->roster->groups, c->roster->ngroups)) ||
        read_names(c, json_get(body, "name"), &g) || read_members(c, json_get(body, "members"), &g))
        return -1;
    if (db_grp_last_place(c->db, c->a, &last) < 0)
        return store_failed(c);
    struct grp_row row = {g.id, last.place == DB_NULL ? 0 : last.place + 1, g.name[LANG_JA],
                          g.name[LANG_EN]};
    if (db_grp_insert(c->db, &row) != 1)
        return store_failed(c);
    *out = view_of(c, &g);
    return group_store(c, "group.create", &none, &g);
}

int group_change(struct ctx *c, struct sv id, const json *body, struct group_view *out)
{
    int i;

    if (group_find(c, id, &i))
        return -1;
    const struct group *was = &c->roster->groups[i];
    struct group g = *was;
    if (read_names(c, json_get(body, "name"), &g) || read_members(c, json_get(body, "members"), &g))
        return -1;
    if (db_grp_rename(c->db, g.id, g.name[LANG_JA], g.name[LANG_EN]) != 1)
        return store_failed(c);
    *out = view_of(c, &g);
    return group_store(c, "group.change", was, &g);
}
