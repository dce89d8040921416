/* Hashes of RFC 9162 as a verifier needs them: leaves, nodes, and roots from the path of a proof.
 *
 * What it is: arithmetic.  What it is not: the tree as it is kept (src/audit/tree.c, which shares
 * nothing with this).  Called by the files of verify/. */
#ifndef NOROSHI_VERIFY_PATH_H
#define NOROSHI_VERIFY_PATH_H

#include "base/crypto.h"

#define PATH_MAX_HASHES 63 /* a tree of 2^63 leaves */

struct path {
    struct hash h[PATH_MAX_HASHES];
    size_t n;
};

struct hash path_leaf(struct sv bytes);
struct hash path_node(struct hash left, struct hash right);
struct hash path_empty_root(void);

/* RFC 9162, 2.1.3.2: the root of a tree of SIZE in which LEAF stands at INDEX.  0, or -1 where PATH
 * is too long or too short, or INDEX is not below SIZE. */
int path_root(int64_t index, int64_t size, struct hash leaf, const struct path *path,
              struct hash *root_out);

/* RFC 9162, 2.1.4.2: does PATH show that the tree of FROM leaves and root OLD is a beginning of the
 * tree of TO leaves and root NEW? */
bool path_consistent(int64_t from, int64_t to, struct hash old, struct hash new,
                     const struct path *path);

#endif
