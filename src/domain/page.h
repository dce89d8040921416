/* Inside domain/: pages over an array of the roster, in its order.
 *
 * What it is: limit and cursor of lists whose rows are in memory and only ever added at the end.
 * What it is not: a decision; each list says which rows its reader may know. */
#ifndef NOROSHI_PAGE_H
#define NOROSHI_PAGE_H

#include "domain/ctx.h"

struct page {
    const char *of; /* a literal that names the list: a cursor is good for it alone */
    struct sv part; /* which of several such lists, or SV_NONE */
    size_t n;       /* rows of the array */
    bool (*shown)(const struct ctx *c, size_t i, const void *arg);
    const void *arg;
    int limit;
    struct sv cursor; /* as NEXT_OUT gave it, or SV_NONE */
};

/* At most LIMIT indices that may be shown, from the cursor on.  *NEXT_OUT is SV_NONE on the last
 * page. -1 with E_MALFORMED for a cursor of another reader or list. */
int page_read(struct ctx *c, const struct page *p, int **out, size_t *n_out, struct sv *next_out);

/* The same for rows in the database that are ordered by a number below which the next page begins:
 * the cursor's number (INT64_MAX when there is none), and back. */
int page_below(struct ctx *c, const char *of, struct sv cursor, int64_t *below_out);
struct sv page_next(struct ctx *c, const char *of, int64_t last);

#endif
