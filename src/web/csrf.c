/* Is a request meant by who sends it?  See csrf.h. */
#include "web/csrf.h"

#include "base/crypto.h"
#include "domain/session.h"
#include "web/http_check.h"

static bool is_safe(struct sv method)
{
    return sv_is(method, "GET") || sv_is(method, "HEAD");
}

/* Old browsers say where a form stood by Origin alone. */
static bool origin_is_here(struct exchange *x, struct sv origin)
{
    struct sv scheme = http_secure(x) ? SV("https://") : SV("http://");
    struct sv host = http_header(x, "Host");

    return sv_starts(origin, scheme) &&
           sv_eq((struct sv){origin.p + scheme.n, origin.n - scheme.n}, host);
}

static bool is_from_elsewhere(struct exchange *x)
{
    struct sv site = http_header(x, "Sec-Fetch-Site"), origin = http_header(x, "Origin");

    if (site.p)
        return !sv_is(site, "same-origin") && !sv_is(site, "none");
    return origin.p && !origin_is_here(x, origin);
}

/* The value of the field `csrf`, which needs no decoding: nothing in it is ever escaped. */
static struct sv field_of(struct exchange *x)
{
    struct sv type = http_header(x, "Content-Type"), rest = http_body(x), one;

    if (sv_starts(type, SV("multipart/form-data"))) {
        struct sv mark = SV("name=\"csrf\"\r\n\r\n");
        ptrdiff_t at = sv_find(rest, mark);
        if (at < 0)
            return SV_NONE;
        rest = (struct sv){rest.p + at + mark.n, rest.n - (size_t)at - mark.n};
        return sv_cut(&rest, '\r', &one) ? one : SV_NONE;
    }
    if (!media_type_is(type, SV("application/x-www-form-urlencoded")))
        return SV_NONE;
    while (sv_cut(&rest, '&', &one))
        if (sv_starts(one, SV("csrf=")))
            return (struct sv){one.p + 5, one.n - 5};
    return SV_NONE;
}

/* Digests are compared, so that the time tells nothing of how much was right. */
static bool has_token(struct exchange *x, const struct session *s)
{
    struct sv shown = http_header(x, "X-CSRF-Token");

    if (!shown.p)
        shown = field_of(x);
    return shown.p && hash_eq(sha256(shown), sha256(s->csrf));
}

int csrf_check(struct request *r, struct ctx *c)
{
    struct exchange *x = r->x;

    if (is_safe(http_method(x)) || (r->shown.secret.p && !r->shown.session))
        return 0;
    /* What is public is opened by no cookie: signing in needs no token of the session before. */
    bool by_session = c->session && r->route->capability != CAN_PUBLIC;
    if (!is_from_elsewhere(x) && (!by_session || has_token(x, c->session)))
        return 0;
    return fail(&c->errs, E_FORBIDDEN, NULL, MSG_CSRF_REFUSED, NO_ARGS);
}
