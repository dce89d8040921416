/* The record over HTTP. */
#include "domain/audit_view.h"
#include "api/handlers.h"
#include "api/view.h"

/* A number of the path or the query: not negative. */
static int number(struct request *r, const char *name, struct sv text, int64_t otherwise, int64_t *out)
{
    *out = otherwise;
    if (text.p && (sv_int(text, out) || *out < 0))
        return errs_add(&r->c->errs, E_MALFORMED, sv_of(name), NULL, MSG_FORM_WRONG_TYPE, ARGS(SV("integer")));
    return 0;
}

int api_audit_head(struct request *r)
{
    struct sv answer;

    return audit_view_head(r->c, &answer) ? -1 : answer_json(r, answer);
}

int api_audit_proof(struct request *r)
{
    int64_t n;
    struct sv answer;

    if (number(r, "n", r->param[0], 0, &n) || audit_view_proof(r->c, n, request_query(r, "item"), &answer))
        return -1;
    return answer_json(r, answer);
}

int api_audit_consistency(struct request *r)
{
    struct sv from = request_query(r, "from"), to = request_query(r, "to"), answer;
    int64_t a, b;

    if (!from.p || !to.p)
        return errs_add(&r->c->errs, E_MALFORMED, from.p ? SV("to") : SV("from"), NULL, MSG_FORM_MISSING, NO_ARGS);
    if (number(r, "from", from, 0, &a) || number(r, "to", to, 0, &b) ||
        audit_view_consistency(r->c, a, b, &answer))
        return -1;
    return answer_json(r, answer);
}
