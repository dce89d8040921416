/* Additions (ACC-10, WHO-9): a non-member let in to one item, through the member that serves it.
 *
 * What it is: opening, closing, and whether those who read a secret in an emergency were registered in
 * time.  What it is not: the reading, which line 12 of the policy decides.  Called by api/sharing.c and
 * the sweeper. */
#ifndef NOROSHI_ADDITION_H
#define NOROSHI_ADDITION_H

#include "domain/ctx.h"

struct addition_view {
    struct sv id, item, constituent, via;
    struct sv persons; /* JSON array of ids; empty: all of the constituent's */
    bool emergency;
    struct sv reason;
    int64_t told_at, at, register_by; /* TIME_NONE: not stated, nothing to register */
    struct sv state;   /* "open" "registered" "late" "closed" */
};

/* By the coordinator: BODY as schema addition_new. */
int addition_open(struct ctx *c, struct sv item, const json *body, struct addition_view *out);
int addition_close(struct ctx *c, struct sv id, struct addition_view *out);
/* To the coordinator and the provider's member, newest last. */
int addition_get(struct ctx *c, struct sv id, struct addition_view *out);
int addition_list(struct ctx *c, struct sv item, struct addition_view **out, size_t *n_out);

/* For the sweeper: open additions of which it is known now whether all were registered in time; the flag
 * on one (ARG: its id, a struct sv). */
int addition_due(struct ctx *c, struct sv **out, size_t *n_out);
int addition_settle(struct ctx *c, void *arg);

#endif
