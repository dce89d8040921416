/* Non-members served through a member: see constituent.h. */
#include "domain/constituent.h"

#include "domain/item_private.h"
#include "domain/member.h"
#include "domain/names.h"
#include "domain/page.h"
#include "rules/pointer.h"

#define IDS_MAX (1u << 15) /* of 200 persons */

/* ---- reading ---- */

static int find_member(struct ctx *c, struct sv id, int *out)
{
    if (member_find(c, id, out))
        return -1;
    return *out == c->member || ctx_is_coordinator(c)
               ? 0
               : fail(&c->errs, E_FORBIDDEN, "WHO-9", MSG_MEMBER_OWN_ONLY, NO_ARGS);
}

static int constituent_find(struct ctx *c, struct sv member_id, struct sv id, int *out)
{
    int member;

    if (find_member(c, member_id, &member))
        return -1;
    *out = roster_constituent(c->roster, id);
    return *out >= 0 && c->roster->constituents[*out].via == member ? 0 : not_found(c);
}

static struct constituent_view view_of(const struct ctx *c, int i)
{
    struct constituent_view v = {.is = c->roster->constituents[i]};

    v.persons = ARENA_ARRAY(c->a, struct person_view, v.is.npersons + 1);
    for (size_t k = 0; k < v.is.npersons; k++) {
        const struct person *p = &c->roster->persons[v.is.persons[k]];
        if (!p->ended)
            v.persons[v.npersons++].is = *p;
    }
    return v;
}

static bool is_listed(const struct ctx *c, size_t i, const void *arg)
{
    return c->roster->constituents[i].via == *(const int *)arg;
}

int constituent_list(struct ctx *c, struct sv member_id, int limit, struct sv cursor,
                     struct constituent_view **out, size_t *n_out, struct sv *next_out)
{
    int member, *found;

    if (find_member(c, member_id, &member))
        return -1;
    struct page p = {.of = "constituents",
                     .part = member_id,
                     .n = c->roster->nconstituents,
                     .shown = is_listed,
                     .arg = &member,
                     .limit = limit,
                     .cursor = cursor};
    if (page_read(c, &p, &found, n_out, next_out))
        return -1;
    *out = ARENA_ARRAY(c->a, struct constituent_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = view_of(c, found[i]);
    record_act(c, "constituent.list");
    record_fact(c, "subject", member_id);
    return 0;
}

int constituent_get(struct ctx *c, struct sv member_id, struct sv id, struct constituent_view *out)
{
    int i;

    if (constituent_find(c, member_id, id, &i))
        return -1;
    *out = view_of(c, i);
    record_act(c, "constituent.get");
    record_fact(c, "subject", id);
    return 0;
}

/* ---- entering ---- */

static int read_constituent(struct ctx *c, const json *body, struct constituent *out)
{
    int bad = 0;

    *out = (struct constituent){.id = json_get_sv(body, "id"),
                                .name = json_get_sv(body, "name"),
                                .email = json_get_sv(body, "email")};
    if (json_get_sv(body, "category").p)
        bad |= category_parse(json_get_sv(body, "category"), &out->category);
    bad |= name_check(c, SV("/name"), out->name);
    if (out->email.p)
        bad |= email_check(c, SV("/email"), out->email);
    return bad || id_check(c, SV("/id"), out->id,
                           IDS(c->roster->constituents, c->roster->nconstituents))
               ? -1
               : 0;
}

static int constituent_insert(struct ctx *c, const struct constituent *k)
{
    struct constituent_last_place_row last;

    if (db_constituent_last_place(c->db, c->a, &last) < 0)
        return store_failed(c);
    struct constituent_row row = {
        k->id,   last.place == DB_NULL ? 0 : last.place + 1, c->roster->members[k->via].id,
        k->name, sv_of(category_name(k->category)),          k->email};
    return db_constituent_insert(c->db, &row) == 1 ? 0 : store_failed(c);
}

static int enter_person(struct ctx *c, const json *body, struct sv at, struct constituent_view *out)
{
    struct person_view *p = &out->persons[out->npersons];
    struct sv id = json_get_sv(body, "id");

    p->is.member = p->is.constituent = -1;
    if (id.p && id_is_taken(id, IDS(out->persons, out->npersons)))
        return errs_add(&c->errs, E_MALFORMED, pointer_key(c->a, at, SV("id")), NULL,
                        MSG_ROSTER_ID_TWICE, ARGS(id));
    if (person_enter(c, body, out->is.id, at, p))
        return -1;
    out->npersons++;
    return 0;
}

/* All of them in one act: their ids, and a hash of what was registered. */
static int enter_persons(struct ctx *c, const json *list, struct constituent_view *out)
{
    size_t n = json_len(list);
    struct str ids, registered;

    str_init(&ids, c->a, IDS_MAX);
    str_init(&registered, c->a, IDS_MAX);
    out->persons = ARENA_ARRAY(c->a, struct person_view, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (enter_person(c, json_at(list, i), pointer_index(c->a, SV("/persons"), i), out))
            return -1;
        const struct person *p = &out->persons[i].is;
        str_addf(&ids, "%s%.*s", i ? " " : "", SV_FMT(p->id));
        str_addf(&registered, "%.*s %d %d %d\n", SV_FMT(p->id), p->handler, p->from, p->until);
    }
    record_fact(c, "persons", str_sv(&ids));
    record_hash(c, "registered", str_sv(&registered));
    return 0;
}

int constituent_add(struct ctx *c, struct sv member_id, const json *body,
                    struct constituent_view *out)
{
    int via;

    if (find_member(c, member_id, &via))
        return -1;
    if (c->roster->members[via].status != STATUS_ACTIVE)
        return fail(&c->errs, E_REFUSED, "ACC-10", MSG_VIA_NOT_ACTIVE, ARGS(member_id));
    *out = (struct constituent_view){.npersons = 0};
    if (read_constituent(c, body, &out->is))
        return -1;
    out->is.via = via;
    record_act(c, "constituent.add");
    record_fact(c, "constituent", out->is.id);
    record_fact(c, "via", member_id);
    if (constituent_insert(c, &out->is) || enter_persons(c, json_get(body, "persons"), out) ||
        event_tell(c, "member", "constituent_added", SV_NONE, SV_NONE, member_id))
        return -1;
    return ctx_roster_changed(c);
}

/* ---- its persons ---- */

static int find_person(struct ctx *c, struct sv member_id, struct sv id, struct sv person,
                       struct person *out)
{
    int i, p = roster_person(c->roster, person);

    if (constituent_find(c, member_id, id, &i))
        return -1;
    if (p < 0 || c->roster->persons[p].constituent != i || c->roster->persons[p].ended)
        return not_found(c);
    *out = c->roster->persons[p];
    return 0;
}

int constituent_person_get(struct ctx *c, struct sv member_id, struct sv id, struct sv person,
                           struct person_view *out)
{
    *out = (struct person_view){.invitation = SV_NONE};
    return find_person(c, member_id, id, person, &out->is);
}

int constituent_person_add(struct ctx *c, struct sv member_id, struct sv id, const json *body,
                           struct person_view *out)
{
    int i;

    if (constituent_find(c, member_id, id, &i))
        return -1;
    *out = (struct person_view){.is = {.member = -1, .constituent = i}};
    return person_add_to(c, body, id, out);
}

int constituent_person_change(struct ctx *c, struct sv member_id, struct sv id, struct sv person,
                              const json *body, struct person_view *out)
{
    *out = (struct person_view){.invitation = SV_NONE};
    if (find_person(c, member_id, id, person, &out->is))
        return -1;
    return person_update(c, body, id, &out->is);
}

int constituent_person_end(struct ctx *c, struct sv member_id, struct sv id, struct sv person)
{
    struct person p;

    if (find_person(c, member_id, id, person, &p))
        return -1;
    return person_remove(c, id, &p);
}
