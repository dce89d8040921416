/* Events: what happened, for those whom it concerns, as streams hand it on.
 *
 * The domain writes an event with each act (event_add); web/stream.c reads them in the order of
 * their commits and asks for each reader anew whether it may know (nothing is remembered of an
 * earlier decision). */
#ifndef NOROSHI_EVENT_H
#define NOROSHI_EVENT_H

#include "domain/ctx.h"

/* A place in the order of commits. */
struct event_mark {
    int64_t tx, pos;
};

struct event {
    struct event_mark mark;
    int64_t at;
    struct sv name; /* "item" "feedback" "consent" "warning" "member" */
    struct sv type; /* "published", "revised", … */
    struct sv item, person, member; /* or SV_NONE */
};

/* The newest event that event_after() would give; {0, 0} when there is none.  0 or -1. */
int event_newest(struct ctx *c, struct event_mark *out);
/* At most MAX (1,000) events after AFTER, oldest first, in C's arena.  0 or -1. */
int event_after(struct ctx *c, struct event_mark after, size_t max, struct event **out, size_t *n_out);

/* The id of an event as the person signed in sees it, bound to it (app_opaque, "stream"). */
struct sv event_id(struct ctx *c, struct event_mark mark);
/* The place that a Last-Event-ID names: 0, or -1 with E_MALFORMED (altered, or another reader's). */
int event_resume(struct ctx *c, struct sv id, struct event_mark *out);

/* Does EV concern the person signed in, and may it know, now?  1: *DATA_OUT is what it is told
 * ({"type","item","at"}; no titles), and C's record says that it was delivered.  0: no.  -1. */
int event_decide(struct ctx *c, const struct event *ev, struct sv *data_out);

#endif
