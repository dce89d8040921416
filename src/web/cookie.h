/* Cookies: of a session, and of a browser in which somebody has signed in before.
 *
 * `__Host-noroshi` under TLS (or behind a proxy that ends it), `noroshi` on plain loopback.  Always
 * HttpOnly, SameSite=Strict, Path=/, without a domain; Secure under TLS.  Called by web/credential,
 * api/session.c and the pages. */
#ifndef NOROSHI_COOKIE_H
#define NOROSHI_COOKIE_H

#include "domain/session.h"
#include "web/serve.h"

/* The secret of a session that X shows, or SV_NONE: also where it is shown twice. */
struct sv cookie_session(struct exchange *x);

/* What a way in takes from the request beside what was typed: source, device, session, agent. */
struct sign_in cookie_sign_in(struct request *r);
/* Adds the cookies of a new session to the answer. */
void cookie_keep(struct request *r, const struct signed_in *in);
/* Takes the session's cookie away. */
void cookie_drop(struct request *r);

#endif
