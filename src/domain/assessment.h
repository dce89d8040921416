/* Assessments (FB-2): what class 1 members think of others' items, with their confidence and reasons.
 *
 * Called by api/feedback.c. */
#ifndef NOROSHI_ASSESSMENT_H
#define NOROSHI_ASSESSMENT_H

#include "domain/ctx.h"

struct assessment_view {
    struct sv item;
    struct sv member;     /* SV_NONE: one that the reader may not know (JOIN-8) */
    struct sv stance;     /* "agree" "disagree" "add" */
    struct sv confidence, text; /* or SV_NONE */
    int64_t at;
};

/* By a person of a class 1 member, on an item of another: BODY as schema assessment_new. */
int assessment_give(struct ctx *c, struct sv item, const json *body, struct assessment_view *out);
/* All of an item, oldest first, to its provider and the class 1 group (FB-6). */
int assessment_list(struct ctx *c, struct sv item, struct assessment_view **out, size_t *n_out);

#endif
