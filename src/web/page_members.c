/* Members and groups, as far as the person who asks may know of them. */
#include "web/page_members.h"

#include <string.h>

#include "domain/constituent.h"
#include "domain/group.h"
#include "domain/member.h"
#include "web/page_compose.h"
#include "web/words.h"

#define PAGE_ROWS 50
#define SHOWN_PERSONS 200
#define FORM_MAX ((size_t)1 << 20)

static struct sv or_empty(struct sv s)
{
    return s.p ? s : SV("");
}

static struct sv typed(const struct fields *f, const char *name)
{
    return or_empty(field_get(f, name));
}

/* ---- members ---- */

enum msg office_words(enum office o)
{
    return o == OFFICE_COORDINATOR ? MSG_OFFICE_COORDINATOR
           : o == OFFICE_AFFAIRS   ? MSG_OFFICE_AFFAIRS
                                   : MSG_NONE;
}

static enum msg kind_words(enum member_kind k)
{
    return k == MEMBER_STEERING ? MSG_MEMBER_STEERING : MSG_MEMBER_ADMITTED;
}

int page_members(struct request *r)
{
    struct ctx *c = r->c;
    struct sv next, cursor = page_query(r, "cursor");
    struct page p;
    size_t n;
    int *v;

    if (member_list(c, PAGE_ROWS, cursor, &v, &n, &next))
        return -1;
    struct tpl_member_row *rows = ARENA_ARRAY(c->a, struct tpl_member_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct member *m = &c->roster->members[v[i]];
        rows[i] = (struct tpl_member_row){
            sv_join(c->a, SV("/members/"), m->id),
            m->name[c->lang],
            m->id,
            kind_words(m->kind),
            word_category(m->category),
            word_sector(m->sector),
            m->standing == STANDING_NONE ? MSG_NONE : word_standing(m->standing),
            office_words(m->office),
            m->status == STATUS_ACTIVE || !ctx_is_coordinator(c) ? MSG_NONE
                                                                 : word_status(m->status)};
    }
    page_begin(&p, r, "members");
    tpl_members(
        &p.h, &(struct tpl_members){rows, n, next.p ? page_query_with(r, "cursor", next) : SV("")});
    return page_end_msg(&p, MSG_NAV_MEMBERS);
}

struct tpl_person_row *person_rows(struct ctx *c, const struct person_view *v, size_t n,
                                   struct sv base)
{
    struct tpl_person_row *rows = ARENA_ARRAY(c->a, struct tpl_person_row, n + 1);

    for (size_t i = 0; i < n; i++) {
        const struct person *is = &v[i].is;
        struct sv page =
            base.p ? sv_fmt(c->a, "%.*s/persons/%.*s", SV_FMT(base), SV_FMT(is->id)) : SV("");
        rows[i] = (struct tpl_person_row){page,        is->id,   is->name,  is->email,
                                          is->handler, is->from, is->until, is->standing_authority,
                                          is->approver};
    }
    return rows;
}

static int put_persons(struct ctx *c, struct tpl_member *t)
{
    struct person_view *v;
    struct sv next;

    t->sees_persons = ctx_is_coordinator(c);
    if (!t->sees_persons)
        return 0;
    if (person_list(c, t->id, SHOWN_PERSONS, SV_NONE, &v, &t->npersons, &next))
        return -1;
    t->persons = person_rows(c, v, t->npersons, SV_NONE);
    return 0;
}

static int put_constituents(struct ctx *c, int member, struct tpl_member *t)
{
    struct constituent_view *v;
    struct sv next;

    t->adds_constituents = ctx_is_coordinator(c);
    t->sees_constituents = ctx_is_coordinator(c) || (member == c->member && c->member >= 0);
    if (!t->sees_constituents)
        return 0;
    if (constituent_list(c, t->id, SHOWN_PERSONS, SV_NONE, &v, &t->nconstituents, &next))
        return -1;
    struct tpl_constituent_row *rows =
        ARENA_ARRAY(c->a, struct tpl_constituent_row, t->nconstituents + 1);
    for (size_t i = 0; i < t->nconstituents; i++)
        rows[i] = (struct tpl_constituent_row){
            constituent_path(c->a, t->id, v[i].is.id), v[i].is.id,    v[i].is.name,
            word_category(v[i].is.category),           v[i].is.email, (int64_t)v[i].npersons};
    t->constituents = rows;
    return 0;
}

static void put_categories(struct ctx *c, const struct fields *f, struct tpl_member *t)
{
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, CAT_COUNT);

    for (int k = CAT_NONE + 1; k < CAT_COUNT; k++)
        v[t->ncategories++] =
            (struct tpl_choice){sv_of(category_name((enum category)k)),
                                msg_raw(c->lang, word_category((enum category)k)),
                                field_is(f, "category", category_name((enum category)k))};
    t->categories = v;
}

/* Who is in a group is known to those in it and the coordinator. */
static void put_groups(struct ctx *c, int member, struct tpl_member *t)
{
    const struct member *m = &c->roster->members[member];
    struct sv *names = ARENA_ARRAY(c->a, struct sv, m->ngroups + 1);

    if (member != c->member && !ctx_is_coordinator(c))
        return;
    for (size_t i = 0; i < m->ngroups; i++)
        names[t->ngroups++] = c->roster->groups[m->groups[i]].name[c->lang];
    t->groups = names;
}

int page_member(struct request *r)
{
    struct ctx *c = r->c;
    struct tpl_member t = {
        .csrf = page_csrf(r), .refused = page_errors(r, NULL), .id = r->param[0]};
    struct fields f;
    struct page p;
    int i;

    if (fields_read(r, &f) || member_find(c, r->param[0], &i))
        return -1;
    const struct member *m = &c->roster->members[i];
    t.name = m->name[c->lang];
    t.kind = kind_words(m->kind);
    t.category = word_category(m->category);
    t.sector = word_sector(m->sector);
    t.standing = word_standing(m->standing);
    t.office = office_words(m->office);
    t.status = word_status(m->status);
    t.joined = m->joined;
    t.own = i == c->member;
    put_groups(c, i, &t);
    put_categories(c, &f, &t);
    t.new_id = typed(&f, "id");
    t.new_name = typed(&f, "name");
    t.new_email = typed(&f, "email");
    if (put_persons(c, &t) || put_constituents(c, i, &t))
        return -1;
    page_begin(&p, r, "members");
    tpl_member(&p.h, &t);
    return page_end(&p, t.name);
}

struct sv constituent_path(struct arena *a, struct sv member, struct sv id)
{
    return sv_fmt(a, "/members/%.*s/constituents/%.*s", SV_FMT(member), SV_FMT(id));
}

int page_constituent(struct request *r)
{
    struct ctx *c = r->c;
    struct sv member = r->param[0], base = constituent_path(c->a, member, r->param[1]);
    struct constituent_view v;
    struct page p;

    if (constituent_get(c, member, r->param[1], &v))
        return -1;
    bool changes = ctx_is_coordinator(c);
    page_begin(&p, r, "members");
    tpl_constituent(&p.h,
                    &(struct tpl_constituent){
                        .id = v.is.id,
                        .name = v.is.name,
                        .category = word_category(v.is.category),
                        .email = v.is.email,
                        .via_at = sv_join(c->a, SV("/members/"), member),
                        .via = words_of_member(c, v.is.via),
                        .new_at = changes ? sv_join(c->a, base, SV("/persons/new")) : SV(""),
                        .persons = person_rows(c, v.persons, v.npersons, changes ? base : SV_NONE),
                        .npersons = v.npersons,
                    });
    return page_end(&p, v.is.name);
}

int page_constituent_add(struct request *r)
{
    struct constituent_view v;
    struct fields f;
    struct str text;
    struct jw w;

    if (fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    field_put_text(&w, &f, "id", "id");
    field_put_text(&w, &f, "name", "name");
    field_put_text(&w, &f, "category", "category");
    field_put_text(&w, &f, "email", "email");
    jw_end_obj(&w);
    if (fields_body(r, "constituent_new", &text) || constituent_add(r->c, r->param[0], r->body, &v))
        return -1;
    return page_go_done(r, constituent_path(r->c->a, r->param[0], v.is.id), "saved");
}

/* ---- groups ---- */

int page_groups(struct request *r)
{
    struct ctx *c = r->c;
    struct tpl_groups t = {
        .csrf = page_csrf(r), .refused = page_errors(r, NULL), .may = ctx_is_coordinator(c)};
    struct sv next, cursor = page_query(r, "cursor");
    struct group_view *v;
    struct fields f;
    struct page p;

    if (fields_read(r, &f) || group_list(c, PAGE_ROWS, cursor, &v, &t.ngroups, &next))
        return -1;
    struct tpl_group_row *rows = ARENA_ARRAY(c->a, struct tpl_group_row, t.ngroups + 1);
    for (size_t i = 0; i < t.ngroups; i++)
        rows[i] =
            (struct tpl_group_row){sv_join(c->a, SV("/groups/"), v[i].id), v[i].id,
                                   v[i].name[c->lang], v[i].shows_members, (int64_t)v[i].nmembers};
    t.groups = rows;
    t.next = next.p ? page_query_with(r, "cursor", next) : SV("");
    t.new_id = typed(&f, "id");
    t.ja = typed(&f, "ja");
    t.en = typed(&f, "en");
    t.members = typed(&f, "members");
    page_begin(&p, r, "groups");
    tpl_groups(&p.h, &t);
    return page_end_msg(&p, MSG_NAV_GROUPS);
}

int page_group(struct request *r)
{
    struct ctx *c = r->c;
    struct tpl_group t = {
        .csrf = page_csrf(r), .refused = page_errors(r, NULL), .may = ctx_is_coordinator(c)};
    struct group_view v;
    struct fields f;
    struct str ids;
    struct page p;

    if (fields_read(r, &f) || group_get(c, r->param[0], &v))
        return -1;
    str_init(&ids, c->a, FORM_MAX);
    struct sv *names = ARENA_ARRAY(c->a, struct sv, v.nmembers + 1);
    for (size_t i = 0; i < v.nmembers; i++) {
        names[i] = words_of_member(c, roster_member(c->roster, v.members[i]));
        str_addf(&ids, "%.*s\n", SV_FMT(v.members[i]));
    }
    t.id = v.id;
    t.name = v.name[c->lang];
    t.ja = f.n ? typed(&f, "ja") : v.name[LANG_JA];
    t.en = f.n ? typed(&f, "en") : v.name[LANG_EN];
    t.shows = v.shows_members;
    t.members = names;
    t.nmembers = v.nmembers;
    t.member_ids = f.n ? typed(&f, "members") : str_sv(&ids);
    page_begin(&p, r, "groups");
    tpl_group(&p.h, &t);
    return page_end(&p, t.name);
}

/* Name and members; with the id where it is new. */
static int group_body(struct request *r, const char *schema, bool fresh)
{
    struct fields f;
    struct sv rest, one;
    struct str text;
    struct jw w;

    if (fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    if (fresh)
        field_put_text(&w, &f, "id", "id");
    jw_key(&w, "name");
    jw_obj(&w);
    field_put_text(&w, &f, "ja", "ja");
    field_put_text(&w, &f, "en", "en");
    jw_end_obj(&w);
    jw_key(&w, "members");
    jw_arr(&w);
    for (rest = field_get(&f, "members"); next_value(&rest, &one);)
        jw_sv(&w, member_id(r->c, one));
    jw_end_arr(&w);
    jw_end_obj(&w);
    return fields_body(r, schema, &text);
}

int page_group_create(struct request *r)
{
    struct group_view v;

    if (group_body(r, "group_new", true) || group_create(r->c, r->body, &v))
        return -1;
    return page_go_done(r, sv_join(r->c->a, SV("/groups/"), v.id), "saved");
}

int page_group_change(struct request *r)
{
    struct group_view v;

    if (group_body(r, "group_change", false) || group_change(r->c, r->param[0], r->body, &v))
        return -1;
    return page_go_done(r, sv_join(r->c->a, SV("/groups/"), r->param[0]), "saved");
}
