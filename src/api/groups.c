/* Groups over HTTP. */
#include "domain/group.h"
#include "api/handlers.h"
#include "api/view.h"

static void write_group(struct jw *w, const struct ctx *c, const struct group_view *v)
{
    jw_obj(w);
    jw_ksv(w, "id", v->id);
    jw_ksv(w, "name", v->name[c->lang]);
    if (v->shows_members) {
        jw_key(w, "members");
        jw_arr(w);
        for (size_t i = 0; i < v->nmembers; i++)
            jw_sv(w, v->members[i]);
        jw_end_arr(w);
    }
    jw_end_obj(w);
}

int api_group_list(struct request *r)
{
    struct group_view *v;
    struct sv next;
    size_t n;
    int limit;
    struct jw w;

    if (api_limit(r, &limit) || group_list(r->c, limit, request_query(r, "cursor"), &v, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_group(&w, r->c, &v[i]);
    write_list_end(&w, next);
    return 0;
}

static int answer_group(struct request *r, const struct group_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_group(&w, r->c, v);
    return 0;
}

int api_group_get(struct request *r)
{
    struct group_view v;

    return group_get(r->c, r->param[0], &v) ? -1 : answer_group(r, &v);
}

int api_group_create(struct request *r)
{
    struct group_view v;

    if (group_create(r->c, r->body, &v))
        return -1;
    r->status = 201;
    r->location = sv_join(r->c->a, SV("/api/v1/groups/"), v.id);
    return answer_group(r, &v);
}

int api_group_change(struct request *r)
{
    struct group_view v;

    return group_change(r->c, r->param[0], r->body, &v) ? -1 : answer_group(r, &v);
}
