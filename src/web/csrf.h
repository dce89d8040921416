/* Is a request meant by who sends it?
 *
 * What it is: the refusal of what another site makes a browser send, for whatever a cookie could
 * carry.  A token stands in no cookie, so that its requests pass.  Called by web/serve.c, where
 * capabilities are checked. */
#ifndef NOROSHI_CSRF_H
#define NOROSHI_CSRF_H

#include "web/serve.h"

/* For methods that may change something: not from another site (Sec-Fetch-Site, else Origin), and,
 * where a session opens the route, with its token in X-CSRF-Token or in the form's field `csrf`. 0,
 * or -1: E_FORBIDDEN. */
int csrf_check(struct request *r, struct ctx *c);

#endif
