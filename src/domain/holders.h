/* Who held a registration on a day (WHO-2, B-5): handlers of a member as they were entered. */
#ifndef NOROSHI_HOLDERS_H
#define NOROSHI_HOLDERS_H

#include "domain/ctx.h"

struct holder {
    struct sv person, name;
    int32_t from, until;  /* DAY_NONE: open */
    int64_t entered_at;   /* reading counts from here, whatever FROM says */
};

/* The persons of MEMBER who held a registration on DAY (DAY_NONE: today), by what was entered by the end
 * of that day; for its own persons and the coordinator.  E_NOT_FOUND for others, as if there were no
 * such member. */
int holders_on(struct ctx *c, struct sv member, int32_t day, struct holder **out, size_t *n_out);

#endif
