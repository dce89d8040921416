/* The Merkle tree over tiles.  See tree.h. */
#include "audit/tree.h"

#include "base/log.h"

struct hash tree_leaf(struct sv bytes)
{
    const struct sv parts[] = {{"\0", 1}, bytes};

    return sha256_parts(parts, 2);
}

struct hash tree_node(struct hash left, struct hash right)
{
    const struct sv parts[] = {
        {"\1", 1}, {(const char *)left.b, sizeof left.b}, {(const char *)right.b, sizeof right.b}};

    return sha256_parts(parts, 3);
}

/* The root over N hashes, N a power of two. */
static struct hash complete_root(const struct hash *h, size_t n)
{
    if (n == 1)
        return h[0];
    return tree_node(complete_root(h, n / 2), complete_root(h + n / 2, n / 2));
}

/* Appending. */

/* The tile of LEVEL to which the next hash goes, while the tree has t->size leaves. */
static struct tile *edge_tile(struct tree *t, int level)
{
    int64_t hashes = t->size >> (TILE_BITS * level);
    struct tile *e = t->edge[level];

    if (e)
        return e;
    e = ARENA_NEW(t->a, struct tile);
    e->level = level;
    e->idx = hashes >> TILE_BITS;
    size_t n = (size_t)(hashes & (TILE_HASHES - 1));
    if (n && (t->load(t->ctx, e) != 1 || e->n < n))
        return NULL;
    e->n = n;
    return t->edge[level] = e;
}

int tree_append(struct tree *t, struct hash leaf)
{
    struct hash h = leaf;

    for (int level = 0;; level++) {
        struct tile *e = edge_tile(t, level);
        if (!e)
            return -1;
        e->h[e->n++] = h;
        if (e->n < TILE_HASHES)
            break;
        if (t->save(t->ctx, e))
            return -1;
        h = complete_root(e->h, TILE_HASHES);
        e->idx++;
        e->n = 0;
    }
    t->size++;
    return 0;
}

int tree_flush(struct tree *t)
{
    for (int level = 0; level < TREE_LEVELS; level++)
        if (t->edge[level] && t->edge[level]->n && t->save(t->ctx, t->edge[level]))
            return -1;
    return 0;
}

/* Reading. */

static const struct tile *read_tile(struct tree *t, int level, int64_t idx)
{
    for (size_t i = 0; i < t->nread; i++)
        if (t->read[i]->level == level && t->read[i]->idx == idx)
            return t->read[i];
    struct tile *tile = ARENA_NEW(t->a, struct tile);
    tile->level = level;
    tile->idx = idx;
    if (t->load(t->ctx, tile) != 1)
        return NULL;
    if (t->nread < sizeof t->read / sizeof *t->read)
        t->read[t->nread++] = tile;
    return tile;
}

/* The root of the complete subtree of 2^HEIGHT leaves that begins at LO. */
static int subtree_root(struct tree *t, int64_t lo, int height, struct hash *out)
{
    int level = height / TILE_BITS;
    int64_t first = lo >> (TILE_BITS * level);
    size_t off = (size_t)(first & (TILE_HASHES - 1)), n = (size_t)1 << (height % TILE_BITS);
    const struct tile *tile = read_tile(t, level, first >> TILE_BITS);

    if (!tile || tile->n < off + n)
        return -1;
    *out = complete_root(tile->h + off, n);
    return 0;
}

/* The largest power of two below N: where RFC 9162 splits N > 1 leaves. */
static int64_t split(int64_t n)
{
    return (int64_t)1 << (63 - __builtin_clzll((unsigned long long)n - 1));
}

/* The root over leaves [LO, HI): of its complete subtrees, joined from the right. */
static int range_root(struct tree *t, int64_t lo, int64_t hi, struct hash *out)
{
    struct hash peaks[64];
    size_t n = 0;

    for (int64_t left = hi - lo; left; left = hi - lo) {
        int height = 63 - __builtin_clzll((unsigned long long)left);
        if (subtree_root(t, lo, height, &peaks[n++]))
            return -1;
        lo += (int64_t)1 << height;
    }
    *out = n ? peaks[--n] : sha256(SV(""));
    while (n)
        *out = tree_node(peaks[--n], *out);
    return 0;
}

int tree_root(struct tree *t, int64_t size, struct hash *out)
{
    return range_root(t, 0, size, out);
}

static void reverse(struct hash *path, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct hash h = path[i];
        path[i] = path[n - 1 - i];
        path[n - 1 - i] = h;
    }
}

int tree_path(struct tree *t, int64_t index, struct hash path[TREE_PATH], size_t *n_out)
{
    int64_t lo = 0, hi = t->size;
    size_t n = 0;

    if (index < 0 || index >= t->size)
        BUG("a path to a leaf that the tree has not");
    while (hi - lo > 1) {
        int64_t mid = lo + split(hi - lo);
        bool left = index < mid;
        if (range_root(t, left ? mid : lo, left ? hi : mid, &path[n++]))
            return -1;
        if (left)
            hi = mid;
        else
            lo = mid;
    }
    reverse(path, n);
    *n_out = n;
    return 0;
}

int tree_consistency(struct tree *t, int64_t from, struct hash path[TREE_PATH], size_t *n_out)
{
    int64_t lo = 0, hi = t->size;
    size_t n = 0;

    if (from < 0 || from > t->size)
        BUG("consistency with a tree that was not");
    while (from && hi != from) {
        int64_t mid = lo + split(hi - lo);
        bool left = from <= mid;
        if (range_root(t, left ? mid : lo, left ? hi : mid, &path[n++]))
            return -1;
        if (left)
            hi = mid;
        else
            lo = mid;
    }
    /* Where the old tree is complete (LO is 0) its root is known to the verifier. */
    if (lo && range_root(t, lo, hi, &path[n++]))
        return -1;
    reverse(path, n);
    *n_out = n;
    return 0;
}
