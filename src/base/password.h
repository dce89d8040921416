/* Passwords: argon2id by libsodium, as a text that names its own cost.
 *
 * What it is not: what makes a good password (domain/sign_in).  Both take some 60 ms and 64 MiB,
 * which are given back: never on a thread of the HTTP library, nor on the writer. */
#ifndef NOROSHI_PASSWORD_H
#define NOROSHI_PASSWORD_H

#include "base/str.h"

#define PASSWORD_MAX 1024 /* bytes */

/* "$argon2id$…" with a salt of its own.  Ends the process where there is no memory for it. */
struct sv password_hash(struct arena *a, struct sv password);

/* Is it the one behind HASH?  SV_NONE: there is none; costs the same, and is never right. */
bool password_is(struct sv hash, struct sv password);

#endif
