/* How fast one client may ask: token buckets per API token, and per source for failed sign-ins.
 *
 * What it is: a bound on what one client costs the others.  What it is not: the protection of
 * passwords (their own counters are the domain's).  Only the bucket of the caller counts, so an
 * answer says nothing about others' activity (L-30).  Called by web/serve.c, from any thread. */
#ifndef NOROSHI_THROTTLE_H
#define NOROSHI_THROTTLE_H

#include "base/str.h"

struct throttle;

enum throttle_kind {
    THROTTLE_REQUESTS, /* 400 at once, 300 a second: never below 200 a second for one token */
    THROTTLE_SIGN_INS, /* failed ones: 400 at once, 100 a second; good ones are not counted */
    THROTTLE_PASSWORDS /* tries by a password, good or not: 100 at once, 5 a second */
};

struct throttle *throttle_new(struct arena *a);

/* Takes one from KEY's bucket at NOW (monotonic ms): 0, or how many seconds to wait for the next.
 */
int throttle_take(struct throttle *t, enum throttle_kind kind, struct sv key, int64_t now);

#endif
