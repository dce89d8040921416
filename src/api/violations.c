/* Reports of violations over HTTP. */
#include "domain/violation.h"
#include "api/handlers.h"
#include "api/view.h"

static void write_violation(struct jw *w, const struct ctx *c, const struct violation_view *v)
{
    jw_obj(w);
    jw_ksv(w, "id", v->id);
    jw_ksv(w, "item", v->item);
    jw_ksv(w, "kind", v->kind);
    jw_ksv(w, "text", v->text);
    jw_ktime(w, "at", v->at);
    jw_key(w, "by");
    jw_obj(w);
    jw_ksv(w, "id", c->roster->persons[v->person].id);
    jw_ksv(w, "name", c->roster->persons[v->person].name);
    jw_end_obj(w);
    jw_end_obj(w);
}

int api_violation_list(struct request *r)
{
    struct violation_view *v;
    struct sv next;
    size_t n;
    int limit;
    struct jw w;

    if (api_limit(r, &limit) ||
        violation_list(r->c, limit, request_query(r, "cursor"), &v, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_violation(&w, r->c, &v[i]);
    write_list_end(&w, next);
    return 0;
}

static int answer_violation(struct request *r, const struct violation_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_violation(&w, r->c, v);
    return 0;
}

int api_violation_get(struct request *r)
{
    struct violation_view v;

    return violation_get(r->c, r->param[0], &v) ? -1 : answer_violation(r, &v);
}

int api_violation_report(struct request *r)
{
    struct violation_view v;

    if (violation_report(r->c, r->body, &v))
        return -1;
    r->status = 201;
    r->location = sv_join(r->c->a, SV("/api/v1/violations/"), v.id);
    return answer_violation(r, &v);
}
