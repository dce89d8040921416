/* Why somebody may read something, or not: for the operator, who is shown the deciding line and no
 * text. */
#ifndef NOROSHI_EXPLAIN_H
#define NOROSHI_EXPLAIN_H

#include "domain/ctx.h"

struct explanation {
    bool may;
    int line; /* of "who may read"; 13: nothing applied */
    const char *rule;
    bool outside_scope;
    struct sv reached_by; /* JSON of the term that reaches the person, or SV_NONE */
};

/* E_NOT_FOUND where there is no such person or item.  Recorded. */
int policy_explain(struct ctx *c, struct sv person, struct sv item, struct explanation *out);

#endif
