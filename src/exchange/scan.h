/* Scan: JSON text walked without a tree, for files too big to be held as one.
 *
 * What it is: a strict check of the grammar of a whole text, and an iterator over the members and
 * elements of a checked text that gives slices of it.  What it is not: a parser; each slice that is
 * of interest goes to json_parse.  Called by the readers of this directory. */
#ifndef NOROSHI_EXCHANGE_SCAN_H
#define NOROSHI_EXCHANGE_SCAN_H

#include "base/str.h"

/* Is TEXT one JSON value (RFC 8259), valid UTF-8, at most 64 deep, with nothing after it?  0, or -1
 * and the offset of the first byte that cannot be.  Memory constant. */
int scan_check(struct sv text, size_t *at_out);

struct scan {
    const char *p, *end;
    bool object;
};

/* Starts a walk of VALUE, a slice of checked text.  False where VALUE is no array or object. */
bool scan_array(struct scan *s, struct sv value);
bool scan_object(struct scan *s, struct sv value);

/* The next element, or member with its key (between the quotes, escapes as written; KEY_OUT may be
 * NULL).  False at the end. */
bool scan_next(struct scan *s, struct sv *key_out, struct sv *value_out);

/* The bytes of the first member KEY of the object at the start of TEXT, or SV_NONE.  TEXT may go on
 * behind the object. */
struct sv scan_member(struct sv text, const char *key);

/* The bytes of a string without its quotes where it holds no escapes, else SV_NONE. */
struct sv scan_string(struct sv value);

size_t scan_count(struct sv array); /* elements; 0 for what is no array */

/* How many values stand in VALUE, itself included, counted up to MAX + 1. */
size_t scan_weight(struct sv value, size_t max);

#endif
