/* The record as the API shows it: heads to all, entries to those who are party to them (AUD-2). */
#ifndef NOROSHI_AUDIT_VIEW_H
#define NOROSHI_AUDIT_VIEW_H

#include "domain/ctx.h"

int audit_view_head(struct ctx *c, struct sv *json_out);
/* ITEM: the one of the entry's items whose part is shown too, or SV_NONE.  E_NOT_FOUND where C's person
 * is no party to it; E_CONFLICT with retry_after where the next head will have it. */
int audit_view_proof(struct ctx *c, int64_t n, struct sv item, struct sv *json_out);
int audit_view_consistency(struct ctx *c, int64_t from, int64_t to, struct sv *json_out);

#endif
