/* Repeated requests: what a POST with an Idempotency-Key made, for 24 hours (api.md, shapes.md).
 *
 * What it is: which object a key led to.  What it is not: a store of answers; a repeated request is
 * answered from the object as it is now, by the decision of now.  Called by web/serve.c, after
 * sign-in and right, and by the sweeper. */
#ifndef NOROSHI_IDEMPOTENCY_H
#define NOROSHI_IDEMPOTENCY_H

#include "base/crypto.h"
#include "domain/ctx.h"

struct idempotency {
    struct hash body;  /* of the request as sent */
    struct sv object;  /* path of what was made, or SV_NONE */
    int status;        /* of the first answer */
};

/* What the person signed in made at PATH with KEY in the last 24 hours: 1, 0 none, -1. */
int idempotency_find(struct ctx *c, struct sv path, struct sv key, struct idempotency *out);
/* Keeps it with the running write.  0 or -1. */
int idempotency_keep(struct ctx *c, struct sv path, struct sv key, const struct idempotency *is);
/* Drops what is older than 24 hours.  0 or -1. */
int idempotency_sweep(struct ctx *c);

#endif
