/* One's own organisation: persons and their registrations, preferences, leaving. */
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
    t->persons = person_rows(c, v, t->npersons, "/organisation/persons/");
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

/* ---- persons ---- */

static struct sv typed_or(const struct fields *f, const char *name, struct sv otherwise)
{
    struct sv typed = field_get(f, name);

    return typed.p ? typed : otherwise.p ? otherwise : SV("");
}

static void person_errors(struct request *r, struct tpl_person *t)
{
    t->refused = page_errors(r, NULL);
    t->id_wrong = page_errors(r, "/id");
    t->name_wrong = page_errors(r, "/name");
    t->email_wrong = page_errors(r, "/email");
    t->handler_wrong = page_errors(r, "/handler");
    t->reason_wrong = page_errors(r, "/reason");
}

/* What was typed, else what IS. */
static void person_fill(struct request *r, const struct fields *f, const struct person *is,
                        struct tpl_person *t)
{
    bool typed = f->n > 0;
    struct arena *a = r->c->a;
    enum lang lang = is->lang;

    if (typed)
        lang_parse(field_get(f, "lang"), &lang);
    person_errors(r, t);
    t->csrf = page_csrf(r);
    t->id = typed_or(f, "id", is->id);
    t->name = typed_or(f, "name", is->name);
    t->email = typed_or(f, "email", is->email);
    t->lang_ja = lang == LANG_JA;
    t->lang_en = lang == LANG_EN;
    t->handler = typed ? field_text(f, "handler").p != NULL : is->handler;
    t->from = typed_or(f, "from", is->handler ? day_text(a, is->from) : SV_NONE);
    t->until = typed_or(f, "until", is->handler ? day_text(a, is->until) : SV_NONE);
    t->standing_authority =
        typed ? field_text(f, "standing_authority").p != NULL : is->standing_authority;
    t->approver = typed ? field_text(f, "approver").p != NULL : is->approver;
}

int page_person_new(struct request *r)
{
    struct person nobody = {.lang = r->c->lang, .from = DAY_NONE, .until = DAY_NONE};
    struct tpl_person t = {.fresh = true, .action = SV("new")};
    struct fields f;
    struct page p;

    if (need_member(r) || member_administer(r->c, r->c->member, "WHO-2") || fields_read(r, &f))
        return -1;
    person_fill(r, &f, &nobody, &t);
    if (!t.id.n)
        t.id = sv_join(r->c->a, own_id(r->c), SV("."));
    page_begin(&p, r, "organisation");
    tpl_person(&p.h, &t);
    return page_end_msg(&p, MSG_PERSON_NEW);
}

int page_person(struct request *r)
{
    struct tpl_person t = {.action = r->param[0]};
    struct person_view v;
    struct fields f;
    struct page p;

    if (need_member(r) || fields_read(r, &f) || person_get(r->c, own_id(r->c), r->param[0], &v))
        return -1;
    person_fill(r, &f, &v.is, &t);
    page_begin(&p, r, "organisation");
    tpl_person(&p.h, &t);
    return page_end(&p, v.is.name);
}

static void put_handler(struct jw *w, const struct fields *f)
{
    jw_key(w, "handler");
    if (!field_text(f, "handler").p) {
        jw_null(w);
        return;
    }
    jw_obj(w);
    field_put_text(w, f, "from", "from");
    field_put_text(w, f, "until", "until");
    jw_end_obj(w);
}

static int person_body(struct request *r, const char *schema, bool fresh)
{
    struct fields f;
    struct str text;
    struct jw w;

    if (need_member(r) || fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    if (fresh)
        field_put_text(&w, &f, "id", "id");
    field_put_text(&w, &f, "name", "name");
    field_put_text(&w, &f, "email", "email");
    field_put_text(&w, &f, "lang", "lang");
    put_handler(&w, &f);
    field_put_flag(&w, &f, "standing_authority", "standing_authority");
    field_put_flag(&w, &f, "approver", "approver");
    field_put_text(&w, &f, "reason", "reason");
    jw_end_obj(&w);
    return fields_body(r, schema, &text);
}

/* The invitation is shown in the answer itself, once. */
static int show_invitation(struct request *r, struct sv name, struct sv secret)
{
    struct page p;

    page_begin(&p, r, "organisation");
    tpl_invited(&p.h, &(struct tpl_invited){name, secret});
    return page_end_msg(&p, MSG_INVITED_TITLE);
}

int page_person_add(struct request *r)
{
    struct person_view v;

    if (person_body(r, "person_new", true) || person_add(r->c, own_id(r->c), r->body, &v))
        return -1;
    return show_invitation(r, v.is.name, v.invitation);
}

int page_person_change(struct request *r)
{
    struct person_view v;

    if (person_body(r, "person_change", false) ||
        person_change(r->c, own_id(r->c), r->param[0], r->body, &v))
        return -1;
    return page_go_done(r, SV("/organisation"), "saved");
}

int page_person_end(struct request *r)
{
    if (need_member(r) || person_end(r->c, own_id(r->c), r->param[0]))
        return -1;
    return page_go_done(r, SV("/organisation"), "ended");
}

int page_person_invite(struct request *r)
{
    struct sv secret;

    if (need_member(r) || person_invite(r->c, own_id(r->c), r->param[0], &secret))
        return -1;
    return show_invitation(r, words_of_person(r->c, roster_person(r->c->roster, r->param[0])),
                           secret);
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
