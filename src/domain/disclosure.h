/* The disclosure report (USE-3): who could read an item, who did, when, how, by which rule; each line
 * of what happened with its place in the record, so that `noroshi verify --report` can check it.
 *
 * Called by api/disclosure.c. */
#ifndef NOROSHI_DISCLOSURE_H
#define NOROSHI_DISCLOSURE_H

#include "domain/ctx.h"

/* To the provider's member and the coordinator: E_FORBIDDEN to other readers.  PROOFS: with an inclusion proof
 * in each line that is in the newest head.  JSON of the answer; E_TOO_LARGE beyond 64 MiB. */
int disclosure_report(struct ctx *c, struct sv item, bool proofs, struct sv *json_out);

#endif
