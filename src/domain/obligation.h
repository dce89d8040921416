/* What stays to be kept secret when access ends (SEC-1, LEAVE-5): ids, kinds, times.
 *
 * It is drawn from the record: what a person was shown, whatever became of its right to it since.
 * Called by api/ and withdrawal.c. */
#ifndef NOROSHI_OBLIGATION_H
#define NOROSHI_OBLIGATION_H

#include "domain/ctx.h"

struct obligation {
    struct sv id, kind;
    int64_t at;      /* of the item */
    struct sv title; /* of what is no secret and may be read still; else SV_NONE */
    int64_t seq;     /* order, newest first */
};

/* Secrets of others that the person who asks was shown: at most LIMIT, from the cursor on. */
int obligation_list(struct ctx *c, int limit, struct sv cursor, struct obligation **out,
                    size_t *n_out, struct sv *next_out);

/* Items of others, secret or with a scope, that persons of the own member were shown, or may read
 * at this moment; titles that are told are recorded as listed. */
int obligation_of_member(struct ctx *c, struct obligation **out, size_t *n_out);

#endif
