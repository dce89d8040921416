/* The end of a request: its answer, its refusal, a form shown once more.  See call.h. */
#include "web/call.h"
#include "web/credential.h"
#include "web/http_check.h"
#include "web/page.h"
#include "web/problem.h"

bool call_is_page(const struct call *k)
{
    const struct route *r = k->matched.route;

    if (r)
        return r->page;
    return sv_find(http_header(k->x, "Accept"), SV("text/html")) >= 0 &&
           credential_way(http_path(k->x)) == WAY_PORTAL;
}

/* What was typed is shown once more, with what is wrong with it. */
static bool call_shows_again(const struct call *k)
{
    static const enum err shown[] = {E_MALFORMED, E_UNAUTHENTICATED, E_FORBIDDEN, E_CONFLICT,
                                     E_STALE,     E_REFUSED,         E_TOO_MANY};
    bool can = !k->again && k->matched.route && k->matched.route->again;

    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (can && k->errs.code == shown[i])
            return true;
    return false;
}

void call_refuse(struct call *k)
{
    if (call_is_page(k))
        page_refuse(k->x, &k->errs, k->c.lacks);
    else
        problem_answer(k->x, &k->errs);
}

static bool call_begin_again(struct call *k)
{
    if (!call_shows_again(k))
        return false;
    k->again = true;
    k->refused = k->errs;
    return true;
}

void call_refuse_later(struct call *k)
{
    if (call_begin_again(k))
        http_again(k->x);
    else
        call_refuse(k);
}

void call_refuse_now(struct call *k)
{
    if (call_begin_again(k))
        serve_handle(k->serve, k->x);
    else
        call_refuse(k);
}

static bool unchanged(struct call *k, struct sv etag)
{
    struct sv method = http_method(k->x);

    return etag.p && (sv_is(method, "GET") || sv_is(method, "HEAD")) &&
           etag_listed(http_header(k->x, "If-None-Match"), etag);
}

void call_answer(struct call *k)
{
    struct request *r = &k->r;
    struct sv body = r->raw.p ? r->raw : str_sv(&r->out);
    int status = k->repeated ? k->first_status : r->status ? r->status : 200;

    for (struct request_header *h = r->headers; h; h = h->next)
        http_add_header(k->x, h->name, h->value);
    if (r->etag.p)
        http_add_header(k->x, "ETag", sv_fmt(k->a, "\"%.*s\"", SV_FMT(r->etag)));
    if (k->serve->count_visited)
        http_add_header(k->x, "Noroshi-Visited", sv_fmt(k->a, "%lld", (long long)k->c.visited));
    if ((status == 201 || status == 303) && r->location.p)
        http_add_header(k->x, "Location", r->location);
    if (unchanged(k, r->etag))
        http_answer(k->x, 304, NULL, SV(""));
    else
        http_answer(k->x, status, r->media_type || body.n == 0 ? r->media_type : "application/json",
                    body);
}

int not_durable(struct call *k)
{
    errs_init(&k->errs, k->a, k->c.lang);
    return fail(&k->errs, E_UNAVAILABLE, NULL, MSG_NOT_DURABLE, NO_ARGS);
}
