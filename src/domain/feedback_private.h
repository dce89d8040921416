/* Inside domain/: what answers of all kinds share (feedback, assessments, confidence). */
#ifndef NOROSHI_FEEDBACK_PRIVATE_H
#define NOROSHI_FEEDBACK_PRIVATE_H

#include "domain/item_private.h"

/* Is the person who asks of class 1?  Of the class 1 group (with the coordinator)? */
bool is_class1(const struct ctx *c);
bool is_class1_group(const struct ctx *c);
/* FB-6: may the person, who may read IT, see who answered what: provider, class 1 group? */
bool feedback_sees_all(const struct ctx *c, const struct item *it);
/* The item ID as one to which answers belong: E_NOT_FOUND also where the reader is left a stub. */
int item_find_text(struct ctx *c, struct sv id, struct item *out);
/* The time of a new row beside one of LAST_AT (DB_NULL: none): now, or just after it. */
int64_t after(const struct ctx *c, int64_t last_at);

#endif
