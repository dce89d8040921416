/* The disclosure report over HTTP.  It carries its proofs, so that it can be verified as it is, unless it is
 * asked for without. */
#include "domain/disclosure.h"
#include "api/handlers.h"
#include "api/view.h"

int api_disclosure(struct request *r)
{
    struct sv proofs = request_query(r, "proofs"), answer;

    if (proofs.p && !sv_is(proofs, "0") && !sv_is(proofs, "1"))
        return errs_add(&r->c->errs, E_MALFORMED, SV("proofs"), NULL, MSG_FORM_BAD_VALUE, ARGS(SV("0, 1")));
    return disclosure_report(r->c, r->param[0], !sv_is(proofs, "0"), &answer) ? -1 : answer_json(r, answer);
}
