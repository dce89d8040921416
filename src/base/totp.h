/* Codes of an authenticator: TOTP (RFC 6238) with SHA-1, 30 seconds, six digits, as all
 * authenticators take it. */
#ifndef NOROSHI_TOTP_H
#define NOROSHI_TOTP_H

#include "base/str.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_DIGITS 6
#define TOTP_STEP_S 30

/* The code of SECRET at a step (seconds since 1970, by 30). */
uint32_t totp_at(struct sv secret, int64_t step);

/* Is CODE one of SECRET at NOW (ms), or one step off, and of a step after AFTER?  Then its step in
 * *STEP_OUT.  Looks at all steps, whichever fits. */
bool totp_is(struct sv secret, struct sv code, int64_t now, int64_t after, int64_t *step_out);

/* RFC 4648 §6, no padding. */
struct sv base32_of(struct arena *a, const void *p, size_t n);

#endif
