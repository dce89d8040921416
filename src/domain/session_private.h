/* Inside domain/: sessions, passwords and second factors as their files share them. */
#ifndef NOROSHI_SESSION_PRIVATE_H
#define NOROSHI_SESSION_PRIVATE_H

#include "base/crypto.h"
#include "domain/item_private.h"
#include "domain/session.h"

/* What NAME's secrets are sealed and hashed under: derived from the key of the data directory. */
struct hash secret_key(struct ctx *c, const char *name);
/* A random secret that begins with PREFIX, and its hash: what is kept. */
struct sv secret_new(struct ctx *c, const char *prefix, struct sv *hash_out);
struct sv secret_hash(struct ctx *c, struct sv secret);

/* ---- session.c ---- */

enum proof { PROOF_PASSWORD, PROOF_SECOND };
/* In a job whose c->person is set and whose act was begun (record_act): a new session for it. */
int session_make(struct ctx *c, enum proof proof, struct sv agent, struct signed_in *out);
/* In the same job: ends the session that the browser showed before, if any. */
int session_end_shown(struct ctx *c, struct sv secret);
/* Notes that the person proved to be there. */
int session_step(struct ctx *c, enum proof proof);
/* What is lacking, of a person who has (ENROLLED) a second factor and showed one or not. */
unsigned session_lacks(const struct ctx *c, bool enrolled, bool second, bool accepted);

/* ---- attempt.c: how often may be tried ---- */

enum attempt_kind {
    ATTEMPT_PAIR,
    ATTEMPT_ACCOUNT,
    ATTEMPT_SOURCE,
    ATTEMPT_DEVICE,
    ATTEMPT_CODE,
    ATTEMPT_KINDS
};

#define ATTEMPT_KEYS 3
struct attempt {
    size_t n;
    enum attempt_kind kind[ATTEMPT_KEYS];
    struct hash key[ATTEMPT_KEYS];
};
void attempt_add(struct ctx *c, struct attempt *t, enum attempt_kind kind, struct sv of,
                 struct sv by);
/* Counts a try before its outcome is known, so that many at once are counted too.  -1: E_TOO_MANY,
 * and nothing is counted. */
int attempt_take(struct ctx *c, const struct attempt *t);
/* It went well: what was counted for it is taken back. */
int attempt_good(struct ctx *c, const struct attempt *t);

/* ---- second_factor.c ---- */

/* Has the person C is about one?  1, 0, -1. */
int second_factor_enrolled(struct ctx *c);
/* Takes CODE, of the authenticator or of paper, which then works no more: 1, 0: not a code, -1. */
int second_factor_take(struct ctx *c, struct sv code);

/* ---- document.c ---- */

/* Has the person accepted all that concern it?  1, 0, -1. */
int documents_accepted(struct ctx *c);

#endif
