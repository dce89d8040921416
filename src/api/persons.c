/* Persons over HTTP: a member's, and those of the non-members it serves. */
#include "api/handlers.h"
#include "api/view.h"
#include "domain/constituent.h"

static int answer_person(struct request *r, const struct person_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_person(&w, r->c, v);
    return 0;
}

/* What was made is read at PATH and its id. */
static int answer_made(struct request *r, const struct person_view *v, struct sv path)
{
    r->status = 201;
    r->location = sv_fmt(r->c->a, "%.*s/%.*s", SV_FMT(path), SV_FMT(v->is.id));
    return answer_person(r, v);
}

/* ---- a member's ---- */

int api_person_list(struct request *r)
{
    struct person_view *v;
    struct sv next;
    size_t n;
    int limit;
    struct jw w;

    if (api_limit(r, &limit) ||
        person_list(r->c, r->param[0], limit, request_query(r, "cursor"), &v, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_person(&w, r->c, &v[i]);
    write_list_end(&w, next);
    return 0;
}

int api_person_get(struct request *r)
{
    struct person_view v;

    return person_get(r->c, r->param[0], r->param[1], &v) ? -1 : answer_person(r, &v);
}

int api_person_add(struct request *r)
{
    struct person_view v;

    if (person_add(r->c, r->param[0], r->body, &v))
        return -1;
    return answer_made(r, &v, sv_fmt(r->c->a, "/api/v1/members/%.*s/persons", SV_FMT(r->param[0])));
}

int api_person_change(struct request *r)
{
    struct person_view v;

    return person_change(r->c, r->param[0], r->param[1], r->body, &v) ? -1 : answer_person(r, &v);
}

int api_person_invite(struct request *r)
{
    struct sv secret;
    struct jw w;

    if (person_invite(r->c, r->param[0], r->param[1], &secret))
        return -1;
    r->status = 201;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ksv(&w, "invitation", secret);
    jw_end_obj(&w);
    return 0;
}

int api_person_end(struct request *r)
{
    r->status = 204;
    return person_end(r->c, r->param[0], r->param[1]);
}

/* ---- a non-member's ---- */

static void write_constituent(struct jw *w, const struct ctx *c, const struct constituent_view *v)
{
    jw_obj(w);
    jw_ksv(w, "id", v->is.id);
    jw_ksv(w, "name", v->is.name);
    jw_kstr(w, "category", category_name(v->is.category));
    jw_ksv(w, "email", v->is.email);
    jw_key(w, "persons");
    jw_arr(w);
    for (size_t i = 0; i < v->npersons; i++)
        write_person(w, c, &v->persons[i]);
    jw_end_arr(w);
    jw_end_obj(w);
}

int api_constituent_list(struct request *r)
{
    struct constituent_view *v;
    struct sv next;
    size_t n;
    int limit;
    struct jw w;

    if (api_limit(r, &limit) ||
        constituent_list(r->c, r->param[0], limit, request_query(r, "cursor"), &v, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_constituent(&w, r->c, &v[i]);
    write_list_end(&w, next);
    return 0;
}

static int answer_constituent(struct request *r, const struct constituent_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_constituent(&w, r->c, v);
    return 0;
}

int api_constituent_get(struct request *r)
{
    struct constituent_view v;

    return constituent_get(r->c, r->param[0], r->param[1], &v) ? -1 : answer_constituent(r, &v);
}

int api_constituent_add(struct request *r)
{
    struct constituent_view v;

    if (constituent_add(r->c, r->param[0], r->body, &v))
        return -1;
    r->status = 201;
    r->location = sv_fmt(r->c->a, "/api/v1/members/%.*s/constituents/%.*s", SV_FMT(r->param[0]),
                         SV_FMT(v.is.id));
    return answer_constituent(r, &v);
}

int api_constituent_person_get(struct request *r)
{
    struct person_view v;

    return constituent_person_get(r->c, r->param[0], r->param[1], r->param[2], &v)
               ? -1
               : answer_person(r, &v);
}

int api_constituent_person_add(struct request *r)
{
    struct person_view v;

    if (constituent_person_add(r->c, r->param[0], r->param[1], r->body, &v))
        return -1;
    return answer_made(r, &v,
                       sv_fmt(r->c->a, "/api/v1/members/%.*s/constituents/%.*s/persons",
                              SV_FMT(r->param[0]), SV_FMT(r->param[1])));
}

int api_constituent_person_change(struct request *r)
{
    struct person_view v;

    return constituent_person_change(r->c, r->param[0], r->param[1], r->param[2], r->body, &v)
               ? -1
               : answer_person(r, &v);
}

int api_constituent_person_end(struct request *r)
{
    r->status = 204;
    return constituent_person_end(r->c, r->param[0], r->param[1], r->param[2]);
}
