/* What anybody may see, signed in or not: names of members, the rulebook (JOIN-8).  Called by
 * api/public.c. */
#ifndef NOROSHI_PUBLIC_H
#define NOROSHI_PUBLIC_H

#include "domain/ctx.h"

#define RULEBOOK_VERSION 1
#define RULEBOOK_FROM "2019-04-01"

/* Members of today whose names are published, as indices of the roster, in its order. */
int public_members(struct ctx *c, int limit, struct sv cursor, int **out, size_t *n_out,
                   struct sv *next_out);

struct parameter_view {
    struct sv name;
    int64_t value;
    bool is_day;  /* VALUE is a day */
    int32_t from; /* DAY_NONE: since the rulebook began */
};
/* The numbers of the rulebook that hold today. */
int public_parameters(struct ctx *c, struct parameter_view **out, size_t *n_out);

#endif
