/* Seals: a stream of bytes encrypted under a passphrase, in which any change is found.
 *
 * What it is: argon2id for the key, XChaCha20-Poly1305 in chunks (libsodium's secretstream), which
 * tells a chunk that was changed, moved, left out or added.  What it is not: a file; bytes go to
 * and come from the caller.  Called by the commands backup and restore. */
#ifndef NOROSHI_SEAL_H
#define NOROSHI_SEAL_H

#include "base/err.h"

#define SEAL_MARK "NOROSHI-SEALED-1\n" /* how a sealed stream begins */

struct seal_out;
struct seal_in;

/* WRITE gives 0, or non-zero to stop.  All of these: 0, or -1 (WRITE said no). */
int seal_begin(struct arena *a, struct sv passphrase, int (*write)(void *ctx, struct sv bytes),
               void *ctx, struct seal_out **out);
int seal_put(struct seal_out *s, struct sv bytes);
int seal_end(struct seal_out *s);

/* READ gives the next N bytes at most at P: how many, 0 at the end, -1.  0, or -1: E_MALFORMED
 * where it is no sealed stream. */
int unseal_begin(struct arena *a, struct sv passphrase, long (*read)(void *ctx, void *p, size_t n),
                 void *ctx, struct seal_in **out, struct errs *e);
/* The next N bytes, all of them.  0; -1 where fewer are left, or a chunk is not as it was written.
 */
int unseal_get(struct seal_in *s, void *p, size_t n);
/* 0 where all was read and is whole; -1. */
int unseal_end(struct seal_in *s);

#endif
