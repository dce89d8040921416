/* The disclosure report (USE-3): who could read an item, who did, when, how, by which rule; each
 * line of what happened with its place in the record, so that `noroshi verify --report` can check
 * it.
 *
 * Called by api/disclosure.c and web/page_disclosure.c. */
#ifndef NOROSHI_DISCLOSURE_H
#define NOROSHI_DISCLOSURE_H

#include "domain/ctx.h"

/* Somebody who could read it now.  Those of one OWNER stand together. */
struct disclosure_reader {
    struct sv person, member; /* a non-member's person: its intermediary */
    struct sv owner;          /* id of the member, or of the non-member */
    const char *rule;
};

/* Somebody was shown it once. */
struct disclosure_line {
    int64_t at, entry;        /* entry: -1, in no head yet */
    struct sv person, member; /* or no value */
    struct sv way, act, rule; /* "portal" …; "listed" "read" "downloaded" "delivered" */
    bool outside;
    struct sv proof; /* JSON, or SV_NONE */
};

struct disclosure {
    struct disclosure_reader *could;
    size_t ncould;
    struct disclosure_line **did; /* oldest first */
    size_t ndid;
    struct sv head; /* JSON */
};

/* To the provider's member and the coordinator: E_FORBIDDEN to other readers.  PROOFS: with an
 * inclusion proof in each line that is in the newest head.  E_TOO_LARGE beyond 64 MiB. */
int disclosure_read(struct ctx *c, struct sv item, bool proofs, struct disclosure *out);
/* The same as JSON of the answer. */
int disclosure_report(struct ctx *c, struct sv item, bool proofs, struct sv *json_out);

#endif
