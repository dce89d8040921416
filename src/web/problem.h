/* Refusals as clients see them: RFC 9457 problem documents (api.md, Errors).
 *
 * Called by web/serve.c and web/http.c with what a door or the domain left in a struct errs. */
#ifndef NOROSHI_PROBLEM_H
#define NOROSHI_PROBLEM_H

#include "base/err.h"
#include "web/http.h"

/* The document: type, title, status, detail, rule, and errors where fields are named.  A 403 names
 * its one rule alone. */
struct sv problem_json(struct arena *a, const struct errs *e);

/* Answers X with E, whatever the client said it accepts; adds Retry-After and WWW-Authenticate. */
void problem_answer(struct exchange *x, const struct errs *e);

#endif
