/* A person of one's own organisation, by its administrators; or of a non-member, by the
 * coordinator. */
#include "domain/constituent.h"
#include "domain/member.h"
#include "web/page_members.h"
#include "web/words.h"

#define FORM_MAX ((size_t)64 << 10)

/* ---- whose it is ---- */

struct owner {
    struct sv member;      /* its id */
    struct sv constituent; /* the non-member's; SV_NONE: the person is of the member itself */
    struct sv person;      /* from the address; not of a new one */
    struct sv base;        /* the address of whose page it is */
    const char *section;
};

/* A non-member's person has no organisation here. */
static int owner_read(struct request *r, struct owner *o)
{
    struct ctx *c = r->c;

    if (sv_starts(sv_of(r->route->path), SV("/members/"))) {
        *o = (struct owner){r->param[0], r->param[1], r->param[2],
                            constituent_path(c->a, r->param[0], r->param[1]), "members"};
        return 0;
    }
    if (c->member < 0)
        return fail(&c->errs, E_NOT_FOUND, NULL, MSG_NOT_FOUND, NO_ARGS);
    *o = (struct owner){c->roster->members[c->member].id, SV_NONE, r->param[0], SV("/organisation"),
                        "organisation"};
    return 0;
}

/* May a person be added, and to whom?  The name of it. */
static int owner_name(struct ctx *c, const struct owner *o, struct sv *out)
{
    struct constituent_view v;

    if (!o->constituent.p) {
        *out = msg_raw(c->lang, MSG_NAV_ORGANISATION);
        return 0;
    }
    if (constituent_get(c, o->member, o->constituent, &v))
        return -1;
    *out = v.is.name;
    return 0;
}

static int get(struct ctx *c, const struct owner *o, struct person_view *v)
{
    return o->constituent.p ? constituent_person_get(c, o->member, o->constituent, o->person, v)
                            : person_get(c, o->member, o->person, v);
}

static int add(struct ctx *c, const struct owner *o, const json *body, struct person_view *v)
{
    return o->constituent.p ? constituent_person_add(c, o->member, o->constituent, body, v)
                            : person_add(c, o->member, body, v);
}

static int change(struct ctx *c, const struct owner *o, const json *body, struct person_view *v)
{
    return o->constituent.p
               ? constituent_person_change(c, o->member, o->constituent, o->person, body, v)
               : person_change(c, o->member, o->person, body, v);
}

static int end(struct ctx *c, const struct owner *o)
{
    return o->constituent.p ? constituent_person_end(c, o->member, o->constituent, o->person)
                            : person_end(c, o->member, o->person);
}

/* ---- the form ---- */

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

static struct sv below(struct arena *a, const struct owner *o, struct sv rest)
{
    return sv_fmt(a, "%.*s/persons/%.*s", SV_FMT(o->base), SV_FMT(rest));
}

static int show(struct request *r, const struct owner *o, struct tpl_person *t, struct sv title)
{
    struct page p;

    t->back = o->base;
    t->own = !o->constituent.p;
    if (owner_name(r->c, o, &t->back_name))
        return -1;
    page_begin(&p, r, o->section);
    tpl_person(&p.h, t);
    return page_end(&p, title);
}

int page_person_new(struct request *r)
{
    struct person nobody = {.lang = r->c->lang, .from = DAY_NONE, .until = DAY_NONE};
    struct tpl_person t = {.fresh = true};
    struct owner o;
    struct fields f;

    if (owner_read(r, &o) || fields_read(r, &f) ||
        (!o.constituent.p && member_administer(r->c, r->c->member, "WHO-2")))
        return -1;
    person_fill(r, &f, &nobody, &t);
    t.action = below(r->c->a, &o, SV("new"));
    if (!t.id.n)
        t.id = sv_join(r->c->a, o.constituent.p ? o.constituent : o.member, SV("."));
    return show(r, &o, &t, msg_raw(r->c->lang, MSG_PERSON_NEW));
}

int page_person(struct request *r)
{
    struct tpl_person t = {.fresh = false};
    struct person_view v;
    struct owner o;
    struct fields f;

    if (owner_read(r, &o) || fields_read(r, &f) || get(r->c, &o, &v))
        return -1;
    person_fill(r, &f, &v.is, &t);
    t.action = below(r->c->a, &o, v.is.id);
    t.end_at = sv_join(r->c->a, t.action, SV("/end"));
    t.invite_at = o.constituent.p ? SV("") : sv_join(r->c->a, t.action, SV("/invitation"));
    return show(r, &o, &t, v.is.name);
}

/* ---- acts ---- */

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

    if (fields_read(r, &f))
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
static int show_invitation(struct request *r, const struct owner *o, struct sv name,
                           struct sv secret)
{
    struct page p;

    page_begin(&p, r, o->section);
    tpl_invited(&p.h, &(struct tpl_invited){name, secret, o->base});
    return page_end_msg(&p, MSG_INVITED_TITLE);
}

int page_person_add(struct request *r)
{
    struct person_view v;
    struct owner o;

    if (owner_read(r, &o) || person_body(r, "person_new", true) || add(r->c, &o, r->body, &v))
        return -1;
    return show_invitation(r, &o, v.is.name, v.invitation);
}

int page_person_change(struct request *r)
{
    struct person_view v;
    struct owner o;

    if (owner_read(r, &o) || person_body(r, "person_change", false) ||
        change(r->c, &o, r->body, &v))
        return -1;
    return page_go_done(r, o.base, "saved");
}

int page_person_end(struct request *r)
{
    struct owner o;

    if (owner_read(r, &o) || end(r->c, &o))
        return -1;
    return page_go_done(r, o.base, "ended");
}

int page_person_invite(struct request *r)
{
    struct owner o;
    struct sv secret;

    if (owner_read(r, &o) || person_invite(r->c, o.member, o.person, &secret))
        return -1;
    return show_invitation(r, &o, words_of_person(r->c, roster_person(r->c->roster, o.person)),
                           secret);
}
