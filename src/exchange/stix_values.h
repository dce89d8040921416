/* STIX values: which indicators stand in a pattern or an observable, and the way back.
 *
 * Called by the STIX reader and writer. */
#ifndef NOROSHI_EXCHANGE_STIX_VALUES_H
#define NOROSHI_EXCHANGE_STIX_VALUES_H

#include "base/json.h"
#include "base/text.h"
#include "exchange/pattern.h"

/* The type of indicator that `PATH = value` is, 0; or -1 where it is none of ours. */
int stix_path_type(const struct pattern_test *test, enum indicator_type *out);

/* The pattern that says this indicator.  A stix-pattern is its own where it parses. */
struct sv stix_pattern_of(struct arena *a, enum indicator_type type, struct sv value);

/* Calls FN for each value in OBSERVABLE (an SCO) that is an indicator.  FN's non-zero answer ends
 * it and is given back. */
int stix_observable(const json *observable,
                    int (*fn)(void *ctx, enum indicator_type type, struct sv value), void *ctx);

#endif
