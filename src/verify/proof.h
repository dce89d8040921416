/* One inclusion proof: checked, and what it proves given back.  Called by verify.c and report.c. */
#ifndef NOROSHI_VERIFY_PROOF_H
#define NOROSHI_VERIFY_PROOF_H

#include "verify/read.h"

struct proven {
    int64_t index;
    struct sv entry; /* bytes of the entry */
    struct sv line; /* the part: "item act rule", " +" at its end where outside; SV_NONE: no part */
};

/* 0, or -1 with E_REFUSED. */
int proof_check(const struct head *head, const json *j, struct proven *out, struct errs *e);

#endif
