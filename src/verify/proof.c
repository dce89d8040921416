/* Inclusion proofs: the entry in the tree, the part in the entry.  See proof.h.
 *
 * An entry of several items holds the root of a small tree over its parts, as member "root" of its
 * member "items".  That tree is complete, so that the length of the path tells its size; the leaf
 * is SHA-256(0x00, salt, line). */
#include "verify/proof.h"

/* The root of the parts that the entry was written with. */
static int parts_root(struct sv entry, struct hash *out, struct errs *e)
{
    json *j;

    if (read_object(entry, SV("entry"), &j, e))
        return -1;
    return read_hash(json_get(json_get(j, "items"), "root"), SV("entry.items.root"), out, e);
}

static int part_check(struct sv entry, const json *part, struct sv *line_out, struct errs *e)
{
    static const char *const names[] = {"salt", "index", "path", "line", NULL};
    struct sv salt, line = json_get_sv(part, "line");
    struct hash said, root;
    struct path path;
    int64_t index;

    if (read_members(part, SV("part"), names, e) ||
        read_bytes(json_get(part, "salt"), SV("part.salt"), &salt, e) ||
        read_size(json_get(part, "index"), SV("part.index"), &index, e) ||
        read_path(json_get(part, "path"), SV("part.path"), &path, e) || parts_root(entry, &said, e))
        return -1;
    /* The length is fixed: otherwise bytes could move between salt and line. */
    if (!line.p || salt.n != 16 || path.n > 62)
        return read_refuse(e, MSG_VERIFY_FORM, SV("part"));
    if (path_root(index, (int64_t)1 << path.n, path_leaf(sv_join(e->a, salt, line)), &path,
                  &root) ||
        !hash_eq(root, said))
        return read_refuse(e, MSG_VERIFY_PART, SV("part"));
    *line_out = line;
    return 0;
}

int proof_check(const struct head *head, const json *j, struct proven *out, struct errs *e)
{
    static const char *const names[] = {"index", "tree_size", "entry", "path", "part?", NULL};
    struct path path;
    struct hash root;
    int64_t size;

    if (read_members(j, SV("proof"), names, e) ||
        read_size(json_get(j, "index"), SV("index"), &out->index, e) ||
        read_size(json_get(j, "tree_size"), SV("tree_size"), &size, e) ||
        read_bytes(json_get(j, "entry"), SV("entry"), &out->entry, e) ||
        read_path(json_get(j, "path"), SV("path"), &path, e))
        return -1;
    if (size != head->size)
        return read_refuse(e, MSG_VERIFY_SIZE, SV("proof"));
    if (path_root(out->index, size, path_leaf(out->entry), &path, &root) ||
        !hash_eq(root, head->root))
        return read_refuse(e, MSG_VERIFY_PATH, SV("proof"));
    out->line = SV_NONE;
    const json *part = json_get(j, "part");
    return part ? part_check(out->entry, part, &out->line, e) : 0;
}
