/* Seen: a set of digests of (type, value) pairs, for telling repeats in files of any length.
 *
 * What it is: 16 bytes a pair, in an arena of its own that grows by doubling.  What it is not: a
 * map.  Called by the readers and writers of this directory. */
#ifndef NOROSHI_EXCHANGE_SEEN_H
#define NOROSHI_EXCHANGE_SEEN_H

#include "base/str.h"

struct seen;

/* An empty set that is freed with OWNER. */
struct seen *seen_new(struct arena *owner);
void seen_reset(struct seen *s);
/* True where (TYPE, VALUE) was not in it before. */
bool seen_add(struct seen *s, struct sv type, struct sv value);
bool seen_has(const struct seen *s, struct sv type, struct sv value);

#endif
