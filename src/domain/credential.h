/* Tokens and invitations: made, listed, revoked (AUTH-3). */
#ifndef NOROSHI_CREDENTIAL_H
#define NOROSHI_CREDENTIAL_H

#include "domain/ctx.h"

struct token_view {
    struct sv id, person, name;
    unsigned scopes;
    int64_t made_at, until, revoked_at, used_at; /* TIME_NONE: not */
};

/* A token for PERSON (an index), valid until UNTIL (TIME_NONE: no end).  *TOKEN_OUT is shown once and
 * not kept.  -1 with E_REFUSED where the person is not served. */
int token_create(struct ctx *c, int person, struct sv name, unsigned scopes, int64_t until,
                 struct sv *id_out, struct sv *token_out);
/* Tokens of PERSON, newest first. */
int token_list(struct ctx *c, int person, struct token_view **out, size_t *n);
/* All tokens of the council, for the operator. */
int token_each(struct ctx *c, int (*fn)(void *ctx, const struct token_view *t), void *arg);
/* Ends a token of OWNER (or anybody's, when -1).  E_NOT_FOUND. */
int token_revoke(struct ctx *c, struct sv id, int owner);

/* Notes that the token or session of C was used, to the hour or to five minutes (AUTH-3); by itself, without
 * waiting. */
void credential_note_use(struct ctx *c);

/* "read", "write", "taxii", "misp" as bits; -1. */
int token_scope_parse(struct sv s, unsigned *bit_out);
/* The bits of a list of these names.  -1: E_FORBIDDEN AUTH-3, where who asks came by fewer. */
int token_scopes_read(struct ctx *c, const json *list, unsigned *bits_out);

/* A one-time secret by which PERSON can set a password, good for 72 hours; those before it end. */
int invitation_create(struct ctx *c, int person, struct sv *secret_out);
/* The same for a person who was entered in the running job. */
int invitation_for(struct ctx *c, struct sv person, struct sv *secret_out);

/* Ends all tokens, sessions and invitations of a person, for good: they do not come back with the person. */
int credential_end_all(struct ctx *c, struct sv person);

#endif
