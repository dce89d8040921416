/* Consent (CON-1): asked of the provider for a named widening, granted or refused, never assumed.
 *
 * What it is: requests and their answers.  What it is not: the decision on an item, which reads what
 * was granted (rules/policy.h), or derivations from it (domain/draft.c).  Called by api/sharing.c. */
#ifndef NOROSHI_CONSENT_H
#define NOROSHI_CONSENT_H

#include "domain/ctx.h"

struct consent_view {
    struct sv id, item, purpose;
    int asked_by;          /* person */
    int asked_member;      /* its member, or -1 */
    struct sv to;          /* JSON array of terms */
    struct sv parts;       /* JSON, or SV_NONE */
    int64_t at, until, answered_at; /* TIME_NONE: without end, not answered */
    bool open_secret;
    struct sv state;       /* "open" "granted" "refused" "lapsed" */
    int answered_by;       /* person, or -1: nobody, or not for the reader to know */
};

/* Asks the provider of ITEM for BODY (schema consent_new): whoever may read it. */
int consent_ask(struct ctx *c, struct sv item, const json *body, struct consent_view *out);
/* A request, to those who are party to it and may read the item: the provider's member and the member
 * that asked.  E_NOT_FOUND to all others. */
int consent_get(struct ctx *c, struct sv id, struct consent_view *out);
/* The provider's answer, by an approver (a secret item's: who is a registered handler, too). */
int consent_answer(struct ctx *c, struct sv id, const json *body, struct consent_view *out);

enum consent_role { CONSENT_EITHER, CONSENT_ASKED, CONSENT_ASKING };
struct consent_filter {
    struct sv state; /* SV_NONE: any */
    enum consent_role role;
};
/* A page of at most LIMIT requests to which the person is party, newest first.  -1 with E_MALFORMED for a
 * cursor of another reader or filter. */
int consent_list(struct ctx *c, const struct consent_filter *f, int limit, struct sv cursor,
                 struct consent_view **out, size_t *n_out, struct sv *next_out);

#endif
