/* The Merkle tree of RFC 9162 (SHA-256) over tiles of 64 hashes.
 *
 * What it is: appending, roots and paths, on tiles that somebody else keeps.  What it is not: the
 * verifier (src/verify).  Called by sequence.c and proof.c, which keep tiles in the database, and
 * by the tests, which keep them in memory.
 *
 * Hash I of level L is the root of the complete subtree over leaves [I * 64^L, (I + 1) * 64^L); it
 * is in tile I / 64 of the level.  So any root or path reads at most two tiles a level. */
#ifndef NOROSHI_AUDIT_TREE_H
#define NOROSHI_AUDIT_TREE_H

#include "base/crypto.h"

#define TILE_BITS 6
#define TILE_HASHES (1 << TILE_BITS)
#define TREE_LEVELS 11 /* 64^11 leaves are more than int64_t counts */
#define TREE_PATH 63   /* hashes of the longest path */

struct tile {
    int level;
    int64_t idx;
    size_t n; /* hashes that are there */
    struct hash h[TILE_HASHES];
};

struct tree {
    struct arena *a;
    int64_t size; /* leaves */
    /* Fills t->h and t->n for the tile t->level, t->idx: 1, 0 there is none, -1 failed. */
    int (*load)(void *ctx, struct tile *t);
    int (*save)(void *ctx, const struct tile *t);
    void *ctx;
    struct tile *edge[TREE_LEVELS]; /* appending: the last tile of each level that was touched */
    struct tile *read[2 * TREE_LEVELS];
    size_t nread;
};

struct hash tree_leaf(struct sv bytes);
struct hash tree_node(struct hash left, struct hash right);

/* Appends a leaf hash; full tiles are saved at once, the others by tree_flush.  0 or -1. */
int tree_append(struct tree *t, struct hash leaf);
int tree_flush(struct tree *t);

/* Over the first SIZE leaves, SIZE up to t->size, as saved.  0, or -1: a tile could not be read. */
int tree_root(struct tree *t, int64_t size, struct hash *out);
/* The path of leaf INDEX (< t->size) in the whole tree, nearest sibling first. */
int tree_path(struct tree *t, int64_t index, struct hash path[TREE_PATH], size_t *n_out);
/* That the first FROM leaves (<= t->size) are its beginning; empty for none and for all. */
int tree_consistency(struct tree *t, int64_t from, struct hash path[TREE_PATH], size_t *n_out);

#endif
