/* Inside domain/: what consents, additions and minimal accesses share, beyond item_private.h. */
#ifndef NOROSHI_SHARING_H
#define NOROSHI_SHARING_H

#include "domain/item_private.h"

/* The terms of S and those of WORDS (as stored) as one list. */
struct term *terms_and(struct ctx *c, const struct scope *s, struct sv words, size_t *n_out);

/* Stores ROW (terms, purpose, parts, until, open_secret, minimal are the caller's) as a request of the
 * person who asks to the provider of IT, who is told. */
int consent_request(struct ctx *c, const struct item *it, struct consent_row *row);

/* E_CONFLICT unless the item is a post that stands: not held, refused, expired or retracted. */
int item_must_be_out(struct ctx *c, const struct item *it);

/* Consents, additions or minimal accesses of the item were stored or ended: its facts and where it is
 * found anew, and every decision of anybody. */
int item_regrant(struct ctx *c, struct item *it);

/* domain/minimal.c: 1: the person who asks may open the item, its provider having consented; 0; -1. */
int minimal_may_open(struct ctx *c, const struct item *it);
/* After a change of the scope: ends the minimal accesses that rested on what it was. */
int minimal_review(struct ctx *c, struct item *it);

#endif
