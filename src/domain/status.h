/* Changes of status and standing: the one way in which they happen (WHO-8, WHO-12, EXEC).
 *
 * What it is: what a decision does to a member.  What it is not: the decision, or the right to make
 * it; callers are withdrawal.c, operator.c and whatever executes motions, and nobody else. Both
 * functions need record_act() before, and raise epoch and roster: they act on the next request of
 * anybody. */
#ifndef NOROSHI_STATUS_H
#define NOROSHI_STATUS_H

#include "domain/ctx.h"

/* DECISION: id of the motion, "notice" or "operator".  LEFT: what a restriction leaves, ids of
 * items and kinds (ACC-5); none for any other status.  Whoever leaves loses all credentials for
 * good. -1: E_REFUSED LEAVE-6 (steering members and offices do not leave), LEAVE-3 (LEFT is not
 * understood); E_CONFLICT where the member has that status, or has left already and is not made
 * active again. */
int member_change_status(struct ctx *c, int member, enum member_status status,
                         const struct svs *left, struct sv decision, struct sv reason);

/* -1: E_REFUSED WHO-11 (foreign-limited and not approved); E_CONFLICT where it stands there
 * already, or has left. */
int member_change_standing(struct ctx *c, int member, enum standing standing, struct sv decision,
                           struct sv reason);

/* A list of ids as its JSON text, as kept. */
struct sv left_text(struct arena *a, const struct svs *left);

#endif
