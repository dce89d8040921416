/* Is a request meant by who sends it?  See csrf.h. */
#include "web/csrf.h"

#include "base/crypto.h"
#include "domain/session.h"
#include "web/fields.h"

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

/* Digests are compared, so that the time tells nothing of how much was right. */
static bool has_token(struct exchange *x, const struct session *s)
{
    struct sv shown = http_header(x, "X-CSRF-Token");

    if (!shown.p)
        shown = field_plain(x, "csrf");
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
