/* Confidence (FB-4): how sure the class 1 group is of an item, and how that came about.
 *
 * Called by api/feedback.c. */
#ifndef NOROSHI_CONFIDENCE_H
#define NOROSHI_CONFIDENCE_H

#include "domain/item.h"

struct confidence_view {
    int64_t at;
    struct sv confidence;
    struct sv person, basis; /* SV_NONE where not for the reader (FB-6) */
};

/* By the class 1 group, of what they may read: BODY as schema confidence_new.  MATCH is If-Match, or SV_NONE. */
int confidence_set(struct ctx *c, struct sv item, const json *body, struct sv match, struct item_view *out);
/* Its course, oldest first, to all who may read the item. */
int confidence_list(struct ctx *c, struct sv item, struct confidence_view **out, size_t *n_out);

#endif
