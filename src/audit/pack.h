/* The parts of an entry as a tree of their own: what a proof of one part needs.  Packing itself is
 * in audit.h.  Called by pack.c and proof.c. */
#ifndef NOROSHI_AUDIT_PACK_H
#define NOROSHI_AUDIT_PACK_H

#include "audit/audit.h"
#include "audit/tree.h"

#define PART_SALT 16

struct part_proof {
    unsigned char salt[PART_SALT];
    int64_t index; /* leaf */
    struct hash path[TREE_PATH];
    size_t n;
    struct sv line;
};

/* The proof of PART, and the root.  PART may be N: then the root alone is meant. */
void part_prove(struct arena *a, const unsigned char salt[16], const struct audit_part *parts,
                size_t n, size_t part, struct part_proof *out, struct hash *root_out);

#endif
