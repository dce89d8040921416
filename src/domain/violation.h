/* Reports of suspected violations (USE-2): to the affairs office, from any reader.
 *
 * They name an item by id and open none; the id is not looked up, so that nobody learns of an item
 * by reporting it.  Called by api/violations.c. */
#ifndef NOROSHI_VIOLATION_H
#define NOROSHI_VIOLATION_H

#include "domain/ctx.h"

struct violation_view {
    struct sv id, item, kind, text; /* item: or SV_NONE */
    int64_t at;
    int person; /* who reported it */
    int64_t seq;
};

/* BODY: schema violation_new. */
int violation_report(struct ctx *c, const json *body, struct violation_view *out);
/* To the affairs office and who reported it; E_NOT_FOUND to all others. */
int violation_get(struct ctx *c, struct sv id, struct violation_view *out);
/* Newest first: all of them for the affairs office, one's own for anybody else. */
int violation_list(struct ctx *c, int limit, struct sv cursor, struct violation_view **out,
                   size_t *n_out, struct sv *next_out);

#endif
