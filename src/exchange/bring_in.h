/* Bring in: a file of another system becomes items.
 *
 * What it is: the way from intake.h (what a file holds) to domain/import.h (what becomes of it).
 * What it is not: a reader or a decision.  Called by the import command and the API. */
#ifndef NOROSHI_EXCHANGE_BRING_IN_H
#define NOROSHI_EXCHANGE_BRING_IN_H

#include "base/json.h"
#include "domain/import.h"

struct brought {
    struct sv *items; /* ids */
    size_t nitems;
    int64_t indicators;
    struct err_entry *gaps; /* what the items do not show: pointer and why */
    size_t ngaps;
};

/* TEXT: the whole file, perhaps mapped.  FILE_NAME may be SV_NONE.  Whole or refused whole: 0, or
 * -1 with the reasons in E. */
int bring_in(struct app *app, struct arena *a, const struct import_terms *terms, struct sv text,
             struct sv file_name, struct brought *out, struct errs *e);

/* The members "items", "indicators", "not_represented" of an open object. */
void brought_write(struct jw *w, const struct brought *b);

#endif
