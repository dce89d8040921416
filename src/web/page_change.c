/* What a provider does to its own item (POST-3, POST-13): correct it, set its scope anew, retract
 * it. */
#include "domain/item.h"
#include "web/page_compose.h"
#include "web/page_items.h"

#define FORM_MAX ((size_t)4 << 20)

static struct sv or_empty(struct sv s)
{
    return s.p ? s : SV("");
}

/* As it stands, unless something was typed. */
static int fill(struct request *r, const struct item_view *v, struct tpl_change *t)
{
    struct tpl_scope_form *scope = ARENA_NEW(r->c->a, struct tpl_scope_form);
    struct tpl_detail_form *detail = ARENA_NEW(r->c->a, struct tpl_detail_form);
    struct fields f;
    json *is;

    if (fields_read(r, &f))
        return -1;
    bool typed = field_get(&f, "title").p != NULL;
    if (!typed && detail_fields(r->c, v, &f))
        return -1;
    detail_form_fill(r, &f, detail);
    detail->spelled = compose_indicator_lines(r->c, v).p != NULL;
    detail->tlp_stated = v->tlp.n > 0;
    detail->urgency_stated = v->urgency.n > 0;
    t->detail = detail;
    t->secret = typed ? field_text(&f, "secret").p != NULL : false;
    t->reason = or_empty(field_get(&f, "reason"));
    t->title = typed ? field_get(&f, "title") : v->title;
    t->body = typed ? field_get(&f, "body") : v->body;
    if (!field_get(&f, "reach").p && v->scope.p) {
        if (json_parse(r->c->a, v->scope, &is, &r->c->errs))
            return -1;
        scope_fields(r->c, is, &f);
    }
    scope_form_fill(r, &f, scope);
    t->scope = scope;
    return 0;
}

int page_change(struct request *r)
{
    struct tpl_change t = {.csrf = page_csrf(r), .id = r->param[0]};
    struct item_view v;
    struct page p;

    page_begin(&p, r, "items");
    if (item_get(r->c, r->param[0], &v))
        return -1;
    if (v.stub || !v.scope.p)
        return fail(&r->c->errs, E_FORBIDDEN, "POST-3", MSG_CHANGE_NOT_YOURS, NO_ARGS);
    t.refused = page_errors(r, NULL);
    t.title_wrong = page_errors(r, "/title");
    t.body_wrong = page_errors(r, "/body");
    t.secret_wrong = page_errors(r, "/secret");
    t.title_now = v.title;
    t.is_secret = v.secret;
    if (fill(r, &v, &t))
        return -1;
    tpl_change(&p.h, &t);
    return page_end_msg(&p, MSG_CHANGE_IT);
}

struct form_out {
    struct fields f;
    struct str text;
    struct jw w;
};

static int begin(struct request *r, struct form_out *o)
{
    if (fields_read(r, &o->f))
        return -1;
    str_init(&o->text, r->c->a, FORM_MAX);
    jw_init(&o->w, &o->text);
    jw_obj(&o->w);
    return 0;
}

static int check(struct request *r, struct form_out *o, const char *schema)
{
    jw_end_obj(&o->w);
    return fields_body(r, schema, &o->text);
}

/* What was not changed is not stated: a revision names what it changed. */
int page_revise(struct request *r)
{
    struct item_view v;
    struct form_out o;

    if (begin(r, &o) || item_get(r->c, r->param[0], &v))
        return -1;
    struct sv title = field_text(&o.f, "title"), body = field_get(&o.f, "body");
    if (field_get(&o.f, "title").p && !sv_eq(title, v.title))
        jw_ksv(&o.w, "title", title.p ? title : SV(""));
    if (body.p && !sv_eq(body, v.body))
        jw_ksv(&o.w, "body", body);
    if (field_text(&o.f, "secret").p)
        jw_kbool(&o.w, "secret", true);
    if (detail_changes(r->c, &o.w, &o.f, &v))
        return -1;
    field_put_text(&o.w, &o.f, "reason", "reason");
    if (check(r, &o, "revision_new") || item_revise(r->c, r->param[0], r->body, SV_NONE, &v))
        return -1;
    return page_go_done(r, item_path(r->c->a, r->param[0]), "changed");
}

int page_set_scope(struct request *r)
{
    struct item_view v;
    struct form_out o;

    if (begin(r, &o))
        return -1;
    compose_scope(r->c, &o.w, &o.f);
    if (check(r, &o, "scope_change") || item_set_scope(r->c, r->param[0], r->body, SV_NONE, &v))
        return -1;
    return page_go_done(r, item_path(r->c->a, r->param[0]), "changed");
}

int page_retract(struct request *r)
{
    struct item_view v;
    struct form_out o;

    if (begin(r, &o))
        return -1;
    field_put_text(&o.w, &o.f, "reason", "reason");
    if (check(r, &o, "retraction_new") || item_retract(r->c, r->param[0], r->body, SV_NONE, &v))
        return -1;
    return page_go_done(r, item_path(r->c->a, r->param[0]), "retracted");
}
