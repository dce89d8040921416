/* The operator's break-glass: changes without a decision, for when the Council cannot act itself.
 *
 * Each is recorded, told to the coordinator and the committee, and listed for them.  Called by
 * cli/operator.c (which nobody but the operator of the machine can run) and api/members.c. */
#ifndef NOROSHI_OPERATOR_H
#define NOROSHI_OPERATOR_H

#include "domain/ctx.h"

/* What is asked for, as words of the command line; SV_NONE: not given. */
struct operator_act {
    struct sv act;         /* "set-status" "set-standing" "set-handler" */
    struct sv subject;     /* a member, or a person for set-handler */
    struct sv value;       /* a status, a standing, "yes" or "no" */
    struct svs left;       /* of "restricted": ids of items, kinds */
    struct sv from, until; /* days of a registration */
    struct sv reason;
};
/* -1: E_MALFORMED for words that mean nothing, and what the acts refuse (status.h, person.h). */
int operator_act(struct ctx *c, const struct operator_act *o);

struct operator_act_view {
    struct sv id, act, subject, value, left, reason; /* left: JSON, or SV_NONE */
    int64_t at;
    int32_t from, until;
    int64_t seq;
};
/* Newest first, for the coordinator and the persons of the committee; E_FORBIDDEN for others. */
int operator_act_list(struct ctx *c, int limit, struct sv cursor, struct operator_act_view **out,
                      size_t *n_out, struct sv *next_out);

#endif
