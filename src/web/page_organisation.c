/* One's own organisation: who is in it, preferences, leaving. */
#include "domain/holders.h"
#include "domain/member.h"
#include "domain/withdrawal.h"
#include "web/page_members.h"
#include "web/words.h"

#define SHOWN_PERSONS 200
#define FORM_MAX ((size_t)64 << 10)

static struct sv own_id(const struct ctx *c)
{
    return c->roster->members[c->member].id;
}

/* A non-member's person has no organisation here. */
static int need_member(struct request *r)
{
    return r->c->member >= 0 ? 0 : fail(&r->c->errs, E_NOT_FOUND, NULL, MSG_NOT_FOUND, NO_ARGS);
}

static int put_persons(struct ctx *c, struct tpl_organisation *t)
{
    struct person_view *v;
    struct sv next;

    if (person_list(c, t->id, SHOWN_PERSONS, SV_NONE, &v, &t->npersons, &next))
        return -1;
    t->persons = person_rows(c, v, t->npersons, SV("/organisation"));
    struct sv *names = ARENA_ARRAY(c->a, struct sv, t->npersons + 1);
    for (size_t i = 0; i < t->npersons; i++)
        if (person_is_handler(&v[i].is, c->today) && !v[i].is.standing_authority)
            names[t->nwithout_standing++] = v[i].is.name;
    t->without_standing = names;
    return 0;
}

static int put_holders(struct ctx *c, struct tpl_organisation *t)
{
    struct holder *v;

    if (holders_on(c, t->id, DAY_NONE, &v, &t->nholders))
        return -1;
    struct tpl_holder_row *rows = ARENA_ARRAY(c->a, struct tpl_holder_row, t->nholders + 1);
    for (size_t i = 0; i < t->nholders; i++)
        rows[i] = (struct tpl_holder_row){v[i].name, v[i].person, v[i].from, v[i].until};
    t->holders = rows;
    return 0;
}

int page_organisation(struct request *r)
{
    struct ctx *c = r->c;
    struct tpl_organisation t = {.csrf = page_csrf(r), .refused = page_errors(r, NULL)};
    struct preferences prefer;
    struct page p;

    if (need_member(r))
        return -1;
    const struct member *m = &c->roster->members[c->member];
    t.id = m->id;
    t.name = m->name[c->lang];
    t.category = word_category(m->category);
    t.sector = word_sector(m->sector);
    t.standing = word_standing(m->standing);
    t.status = word_status(m->status);
    t.approver = c->roster->persons[c->person].approver;
    t.may_leave = t.approver && m->kind == MEMBER_ADMITTED && m->office == OFFICE_NONE;
    t.has_constituents = m->nconstituents > 0;
    if (member_preferences(c, t.id, &prefer) ||
        (t.approver ? put_persons(c, &t) : put_holders(c, &t)))
        return -1;
    t.refuse_secrets = prefer.refuse_secrets;
    t.early_warning = prefer.early_warning;
    t.publish_name = prefer.publish_name;
    page_begin(&p, r, "organisation");
    tpl_organisation(&p.h, &t);
    return page_end_msg(&p, MSG_NAV_ORGANISATION);
}

int page_prefer(struct request *r)
{
    struct preferences prefer;
    struct fields f;
    struct str text;
    struct jw w;

    if (need_member(r) || fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    field_put_flag(&w, &f, "refuse_secrets", "refuse_secrets");
    field_put_flag(&w, &f, "early_warning", "early_warning");
    field_put_flag(&w, &f, "publish_name", "publish_name");
    jw_end_obj(&w);
    if (fields_body(r, "preferences", &text) || member_prefer(r->c, own_id(r->c), r->body, &prefer))
        return -1;
    return page_go_done(r, SV("/organisation"), "saved");
}

/* ---- leaving ---- */

/* The last answer that the member gets: what it must still keep secret (LEAVE-5). */
static int show_left(struct request *r, const struct withdrawal *v)
{
    struct tpl_owed_secret *rows =
        ARENA_ARRAY(r->c->a, struct tpl_owed_secret, v->nobligations + 1);
    enum item_kind kind;
    struct page p;

    for (size_t i = 0; i < v->nobligations; i++)
        rows[i] = (struct tpl_owed_secret){
            v->obligations[i].id,
            item_kind_parse(v->obligations[i].kind, &kind) ? MSG_NONE : word_kind(kind),
            v->obligations[i].title, v->obligations[i].at};
    page_begin(&p, r, NULL);
    tpl_left_council(&p.h, &(struct tpl_left_council){v->at, rows, v->nobligations});
    return page_end_msg(&p, MSG_LEFT_TITLE);
}

int page_withdraw(struct request *r)
{
    struct withdrawal v;
    struct fields f;
    struct str text;
    struct jw w;

    if (need_member(r) || fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    if (field_is(&f, "retract", "all"))
        jw_kstr(&w, "retract", "all");
    jw_end_obj(&w);
    if (!field_text(&f, "sure").p)
        return errs_add(&r->c->errs, E_REFUSED, SV("/sure"), "LEAVE-1", MSG_LEAVE_NOT_SURE,
                        NO_ARGS);
    if (fields_body(r, "withdrawal_new", &text) || member_withdraw(r->c, own_id(r->c), r->body, &v))
        return -1;
    return show_left(r, &v);
}
