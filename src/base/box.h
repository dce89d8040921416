/* Small secrets at rest: XChaCha20-Poly1305 under a key, bound to whose they are. */
#ifndef NOROSHI_BOX_H
#define NOROSHI_BOX_H

#include "base/crypto.h"

/* PLAIN sealed: a random nonce, then the cipher text. */
struct sv box_seal(struct arena *a, const struct hash *key, struct sv owner, struct sv plain);
/* 0, or -1: altered, or another's. */
int box_open(struct arena *a, const struct hash *key, struct sv owner, struct sv sealed,
             struct sv *plain_out);

#endif
