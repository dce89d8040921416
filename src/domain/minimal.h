/* Minimal access (ACC-9): the affairs office opens one item, for a stated purpose and a short time.
 *
 * What it is: opening, ending, being told.  What it is not: the reading itself, which line 6 of the
 * policy decides.  Called by api/sharing.c, domain/consent.c, domain/event.c and the sweeper. */
#ifndef NOROSHI_MINIMAL_H
#define NOROSHI_MINIMAL_H

#include "domain/ctx.h"

struct minimal_view {
    struct sv id, item, person;
    struct sv kind;    /* "dispute" "general_affairs" */
    struct sv purpose;
    int64_t until, ended_at; /* TIME_NONE: runs to its end */
};

/* 0: opened, in *OUT, or *OPENED_OUT false: there is no such item, or it is not allowed.  The two look the
 * same and both commit with the same record; where the item exists its provider is asked (once). */
int minimal_open(struct ctx *c, struct sv item, const json *body, struct minimal_view *out, bool *opened_out);
/* To the person whose it is, and to the provider's member and the coordinator, who are told of it. */
int minimal_get(struct ctx *c, struct sv id, struct minimal_view *out);
/* Before its time, by the person whose it is. */
int minimal_close(struct ctx *c, struct sv id);

/* The type of the event by which the office learns that the provider consented. */
#define MINIMAL_GRANTED "minimal_granted"

/* For the sweeper: accesses whose time is over; the end of one (ARG: its id, a struct sv). */
int minimal_over(struct ctx *c, struct sv **out, size_t *n_out);
int minimal_end(struct ctx *c, void *arg);

#endif
