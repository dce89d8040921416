/* Inside web/: the two halves of the page of a disclosure report. */
#ifndef NOROSHI_PAGE_DISCLOSURE_H
#define NOROSHI_PAGE_DISCLOSURE_H

#include "domain/disclosure.h"
#include "web/page.h"

/* page_time_line.c: what happened, newest first, a day together, and the picture of it; the
 * page of it that the query asks for.  0, or -1: E_MALFORMED. */
int time_line_fill(struct request *r, const struct disclosure *d, struct tpl_disclosure *t);
/* Names, or words for those whom the reader may not know. */
struct sv disclosure_member(struct ctx *c, struct sv id);
struct sv disclosure_person(struct ctx *c, struct sv id);
/* A place in a list that the query parameter NAME holds: 0 without one; -1 with E_MALFORMED. */
int disclosure_place(struct request *r, const char *name, size_t *out);

#endif
