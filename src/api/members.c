/* Members over HTTP: the list, preferences, withdrawal, the operator's acts. */
#include "domain/member.h"
#include "api/handlers.h"
#include "api/view.h"
#include "domain/operator.h"
#include "domain/withdrawal.h"

static void write_member(struct jw *w, const struct ctx *c, const struct member *m)
{
    jw_ksv(w, "id", m->id);
    jw_ksv(w, "name", m->name[c->lang]);
    jw_kstr(w, "kind", member_kind_name(m->kind));
    jw_kstr(w, "category", category_name(m->category));
    jw_kstr(w, "sector", sector_name(m->sector));
    jw_kstr(w, "standing", standing_name(m->standing));
}

int api_member_list(struct request *r)
{
    const struct ctx *c = r->c;
    struct sv next;
    size_t n;
    int limit, *members;
    struct jw w;

    if (api_limit(r, &limit) ||
        member_list(r->c, limit, request_query(r, "cursor"), &members, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(&w);
        write_member(&w, c, &c->roster->members[members[i]]);
        jw_end_obj(&w);
    }
    write_list_end(&w, next);
    return 0;
}

/* Its status is its own and the coordinator's to know. */
int api_member_get(struct request *r)
{
    struct ctx *c = r->c;
    int member;
    struct jw w;

    if (member_find(c, r->param[0], &member))
        return -1;
    const struct member *m = &c->roster->members[member];
    jw_init(&w, &r->out);
    jw_obj(&w);
    write_member(&w, c, m);
    if (member == c->member || ctx_is_coordinator(c))
        jw_kstr(&w, "status", status_name(m->status));
    jw_end_obj(&w);
    return 0;
}

/* ---- preferences ---- */

static int answer_preferences(struct request *r, const struct preferences *p)
{
    struct jw w;

    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_kbool(&w, "refuse_secrets", p->refuse_secrets);
    jw_kbool(&w, "early_warning", p->early_warning);
    jw_kbool(&w, "publish_name", p->publish_name);
    jw_end_obj(&w);
    return 0;
}

int api_preferences_get(struct request *r)
{
    struct preferences p;

    return member_preferences(r->c, r->param[0], &p) ? -1 : answer_preferences(r, &p);
}

int api_preferences_put(struct request *r)
{
    struct preferences p;

    return member_prefer(r->c, r->param[0], r->body, &p) ? -1 : answer_preferences(r, &p);
}

/* ---- leaving ---- */

static void write_obligations(struct jw *w, const struct obligation *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        jw_obj(w);
        jw_ksv(w, "id", v[i].id);
        jw_ksv(w, "kind", v[i].kind);
        jw_ktime(w, "at", v[i].at);
        if (v[i].title.p)
            jw_ksv(w, "title", v[i].title);
        jw_end_obj(w);
    }
}

int api_withdraw(struct request *r)
{
    struct withdrawal v;
    struct jw w;

    if (member_withdraw(r->c, r->param[0], r->body, &v))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ktime(&w, "at", v.at);
    jw_key(&w, "obligations");
    jw_arr(&w);
    write_obligations(&w, v.obligations, v.nobligations);
    jw_end_arr(&w);
    jw_end_obj(&w);
    r->status = 201;
    return 0;
}

int api_obligation_list(struct request *r)
{
    struct obligation *v;
    struct sv next;
    size_t n;
    int limit;
    struct jw w;

    if (api_limit(r, &limit) ||
        obligation_list(r->c, limit, request_query(r, "cursor"), &v, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    write_obligations(&w, v, n);
    write_list_end(&w, next);
    return 0;
}

/* ---- the operator's acts ---- */

static void write_act(struct jw *w, const struct operator_act_view *v, struct arena *a)
{
    jw_obj(w);
    jw_ksv(w, "id", v->id);
    jw_ktime(w, "at", v->at);
    jw_ksv(w, "act", v->act);
    jw_ksv(w, "subject", v->subject);
    jw_ksv(w, "value", v->value);
    jw_key(w, "left");
    if (v->left.p)
        jw_raw(w, v->left);
    else
        jw_null(w);
    jw_ksv(w, "from", day_text(a, v->from));
    jw_ksv(w, "until", day_text(a, v->until));
    jw_ksv(w, "reason", v->reason);
    jw_end_obj(w);
}

int api_operator_acts(struct request *r)
{
    struct operator_act_view *v;
    struct sv next;
    size_t n;
    int limit;
    struct jw w;

    if (api_limit(r, &limit) ||
        operator_act_list(r->c, limit, request_query(r, "cursor"), &v, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_act(&w, &v[i], r->c->a);
    write_list_end(&w, next);
    return 0;
}
