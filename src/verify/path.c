/* The two checks of RFC 9162 on the path of a proof.  See path.h. */
#include "verify/path.h"

struct hash path_leaf(struct sv bytes)
{
    const struct sv parts[] = {{"\0", 1}, bytes};

    return sha256_parts(parts, 2);
}

struct hash path_node(struct hash left, struct hash right)
{
    const struct sv parts[] = {
        {"\1", 1}, {(const char *)left.b, sizeof left.b}, {(const char *)right.b, sizeof right.b}};

    return sha256_parts(parts, 3);
}

struct hash path_empty_root(void)
{
    return sha256(SV(""));
}

/* A place and the last place of its level, on the way up. */
struct climb {
    uint64_t at, last;
};

static void climb_up(struct climb *c)
{
    c->at >>= 1;
    c->last >>= 1;
}

/* Is the next hash of the path the left sibling? */
static bool climb_right_child(const struct climb *c)
{
    return (c->at & 1) || c->at == c->last;
}

/* A last node without sibling rises until it has a left one. */
static void climb_skip(struct climb *c)
{
    while (!(c->at & 1) && c->at)
        climb_up(c);
}

int path_root(int64_t index, int64_t size, struct hash leaf, const struct path *path,
              struct hash *root_out)
{
    if (index < 0 || index >= size)
        return -1;
    struct climb c = {(uint64_t)index, (uint64_t)size - 1};
    struct hash root = leaf;
    for (size_t i = 0; i < path->n; i++) {
        if (!c.last)
            return -1;
        if (climb_right_child(&c)) {
            root = path_node(path->h[i], root);
            climb_skip(&c);
        } else {
            root = path_node(root, path->h[i]);
        }
        climb_up(&c);
    }
    *root_out = root;
    return c.last ? -1 : 0;
}

/* FROM is between 0 and TO here; the old tree is complete where FROM is a power of two, and then
 * its root is not in the path. */
static bool consistent_path(int64_t from, int64_t to, struct hash old, struct hash new,
                            const struct path *path)
{
    struct climb c = {(uint64_t)from - 1, (uint64_t)to - 1};
    size_t i = 0;

    while (c.at & 1)
        climb_up(&c);
    bool complete = !(from & (from - 1));
    if (!complete && !path->n)
        return false;
    struct hash fr = complete ? old : path->h[i++], sr = fr;
    for (; i < path->n; i++) {
        if (!c.last)
            return false;
        if (climb_right_child(&c)) {
            fr = path_node(path->h[i], fr);
            sr = path_node(path->h[i], sr);
            climb_skip(&c);
        } else {
            sr = path_node(sr, path->h[i]);
        }
        climb_up(&c);
    }
    return !c.last && hash_eq(fr, old) && hash_eq(sr, new);
}

bool path_consistent(int64_t from, int64_t to, struct hash old, struct hash new,
                     const struct path *path)
{
    if (from < 0 || from > to)
        return false;
    if (from == to)
        return !path->n && hash_eq(old, new);
    if (from == 0)
        return !path->n && hash_eq(old, path_empty_root());
    return consistent_path(from, to, old, new, path);
}
