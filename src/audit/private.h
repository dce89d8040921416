/* Inside audit/: what sequence.c, shown.c, head.c and proof.c share. */
#ifndef NOROSHI_AUDIT_PRIVATE_H
#define NOROSHI_AUDIT_PRIVATE_H

#include "audit/audit.h"
#include "audit/tree.h"
#include "queries.h"

/* A head of SIZE entries, signed and stored. */
int head_add(struct db *db, struct arena *a, const struct audit_key *key, int64_t size,
             struct hash root, int64_t now);

/* The tree as DB keeps it, of its first SIZE leaves. */
struct tree *tree_of_db(struct db *db, struct arena *a, int64_t size);

/* Enters a slice of the parts of entries below SIZE into the table shown.  0 or -1. */
int shown_advance(struct db *db, struct arena *a, int64_t size, bool *more_out);

/* The database failed: E_UNAVAILABLE. */
int audit_unavailable(struct errs *e);

static inline struct sv sv_of_hash(const struct hash *h)
{
    return (struct sv){(const char *)h->b, sizeof h->b};
}

#endif
