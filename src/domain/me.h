/* Who asks, and what waits for them. */
#ifndef NOROSHI_ME_H
#define NOROSHI_ME_H

#include "domain/ctx.h"

struct waiting {
    struct sv *approvals; /* held items that this approver may approve */
    size_t napprovals;
    struct sv *releases; /* for the coordinator */
    size_t nreleases;
    struct sv *consents; /* requests for this member's answer */
    size_t nconsents;
    struct sv *feedback; /* items whose answer is owed, soonest first */
    int64_t *feedback_due;
    size_t nfeedback;
};

/* At most 1,000 of each. */
int waiting_for(struct ctx *c, struct waiting *out);

#endif
