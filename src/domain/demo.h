/* Demo councils: a visitor becomes any of their fictional persons, without a password.
 *
 * What it is: the one way into a session that proves nothing.  A council is a demo from its making
 * (`init --demo`) or never; a server of one listens on loopback alone (web/http_listen.c).  Called by
 * web/page_demo.c. */
#ifndef NOROSHI_DEMO_H
#define NOROSHI_DEMO_H

#include "domain/session.h"

/* [slow] A new session of PERSON, who has accepted all documents, in place of that of IN->session.
 * -1: E_NOT_FOUND where the council is real, or there is no such person. */
int demo_become(struct ctx *c, struct sv person, const struct sign_in *in, struct signed_in *out);

#endif
