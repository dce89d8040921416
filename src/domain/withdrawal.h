/* Leaving by notice (LEAVE-1, LEAVE-5, LEAVE-6).  Called by api/members.c. */
#ifndef NOROSHI_WITHDRAWAL_H
#define NOROSHI_WITHDRAWAL_H

#include "domain/obligation.h"

struct withdrawal {
    int64_t at;
    struct obligation *obligations;
    size_t nobligations;
};

/* The member leaves, on receipt; BODY: schema withdrawal_new, which of its posts it takes back.  By
 * an approver of it.  -1: E_REFUSED LEAVE-6, or LEAVE-5 with a pointer to what is not its own. */
int member_withdraw(struct ctx *c, struct sv id, const json *body, struct withdrawal *out);

#endif
