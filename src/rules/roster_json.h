/* The founding roster as JSON (a file that `init` is given), checked completely. */
#ifndef NOROSHI_ROSTER_JSON_H
#define NOROSHI_ROSTER_JSON_H

#include "base/err.h"
#include "base/json.h"
#include "rules/roster.h"

/* Reads J into OUT and indexes it.  0, or -1 with E_REFUSED and every fault that was found: unknown
 * fields and ids, ids used twice, wrong types and values, and what the rules refuse (with the rule).
 * Strings are copied into A.  Whether the time zone exists is the caller's to ask. */
int roster_from_json(struct arena *a, const json *j, struct roster *out, struct errs *e);

#endif
