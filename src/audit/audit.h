/* The record (AUD-1…3): entries, the Merkle tree over them, signed heads, proofs.
 *
 * What it is: the writer's side.  What it is not: the verifier (src/verify, which shares nothing
 * with this but the hash library).  Called by domain/record.c, domain/disclosure.c and the
 * sequencer.
 *
 * An entry is written, unnumbered, in the transaction of its act.  The sequencer, one at a time by
 * a lease, numbers what is new in random order, pads to a multiple of 64 with filler only it can
 * tell from entries, appends to the tree (RFC 9162, SHA-256) and signs the head.  The tree is kept
 * in tiles of 64 hashes a row, so that heads and proofs read O(log n) rows. */
#ifndef NOROSHI_AUDIT_H
#define NOROSHI_AUDIT_H

#include "base/crypto.h"
#include "base/err.h"
#include "base/json.h"
#include "store/store.h"

struct audit_key {
    unsigned char seed[32], pub[32];
    struct hash filler; /* key of the filler */
};

/* Makes DIR/audit.key (0600) and DIR/audit.pub (base64, one line), or reads them.  E_CONFLICT where
 * they are there, E_UNAVAILABLE where they cannot be written or read. */
int audit_key_create(struct sv dir, struct audit_key *out, struct errs *e);
int audit_key_load(struct sv dir, struct audit_key *out, struct errs *e);

/* Shown items of one answer, packed beside the entry.  Each is committed to as a line, "item act
 * rule" and a last word "+" where the reader stood outside the scope: the leaf
 * SHA-256(0x00 || salt || line) of a tree whose root stands in the entry's bytes, as member "root"
 * of its member "items".  Salts, order and everything else in that tree are drawn from the entry's
 * salt; the proof of one part tells nothing of the others, not even their number (which must not
 * stand in the bytes either). */
struct audit_part {
    struct sv item, act, rule;
    bool outside;
};
/* Packs N parts (at most 2^20); gives the bytes to keep and the root. */
struct sv audit_pack(struct arena *a, const unsigned char salt[16], const struct audit_part *parts,
                     size_t n, struct hash *root_out);
/* Gives their number; of damaged bytes the parts before the damage. */
size_t audit_unpack(struct arena *a, struct sv packed, struct audit_part **out);

/* Numbers, pads and signs what is new.  Runs within a write job, in slices (at most 256 entries or
 * 4,096 parts a call, so that the writer is not held 5 ms).  *MORE_OUT: call again, in a job of its
 * own. Only the holder of the lease (5 s) does anything; HOLDER names this process.  The interval
 * is kept by the caller.  0 or -1: the job must be rolled back. */
int audit_sequence(struct db *db, struct arena *a, const struct audit_key *key, struct sv holder,
                   int64_t now, bool step, bool *more_out);

/* JSON of the newest signed head; an empty log has a signed head of size 0 from init on. */
int audit_head_json(struct db *db, struct arena *a, struct sv *out, struct errs *e);
/* Inclusion proof of entry N in the newest head, PART (index among its shown items) or -1.
 * E_CONFLICT with retry_after for the 64 numbers above the tree size, E_NOT_FOUND for all others
 * and for a part that is not there.  Whether the reader is party to the entry is not asked here. */
int audit_proof_json(struct db *db, struct arena *a, int64_t n, int part, struct sv *out,
                     struct errs *e);
/* E_REFUSED unless 0 <= FROM <= TO, E_NOT_FOUND for TO beyond the newest head. */
int audit_consistency_json(struct db *db, struct arena *a, int64_t from, int64_t to, struct sv *out,
                           struct errs *e);
/* Signs and stores the head of the empty tree (once, at init). */
int audit_init(struct db *db, struct arena *a, const struct audit_key *key, int64_t now);

/* One time that an item was shown. */
struct audit_shown {
    int64_t n;    /* the entry; -1: it is in no head yet */
    int64_t part; /* index among its parts, for audit_proof_json */
    int64_t at;
    struct sv person, member; /* or no value */
    struct sv bytes;          /* of the entry: JSON */
    struct audit_part what;
};

/* Calls FN for each time ITEM was shown, numbered entries first; what FN gets lives during the
 * call.  FN's non-zero result stops and is returned.  -1: the database failed. */
int audit_shown_each(struct db *db, struct sv item,
                     int (*fn)(void *ctx, const struct audit_shown *s), void *ctx);

/* For `verify --data`.  Calls FN with the bytes of each numbered entry in order; -1 also where a
 * number is missing.  Gives the first head of more than SIZE entries as JSON: 1, 0 none, -1. */
int audit_log_each(struct db *db, int (*fn)(void *ctx, struct sv bytes), void *ctx);
int audit_head_after(struct db *db, struct arena *a, int64_t size, int64_t *size_out,
                     struct sv *out);

#endif
