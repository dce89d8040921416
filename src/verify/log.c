/* A whole log, entry by entry, in the memory of one hash a level.  See verify.h. */
#include "verify/verify.h"

#include "base/log.h"
#include "verify/path.h"
#include "verify/read.h"

/* Roots of complete subtrees, largest first: one for each bit that is set in SIZE. */
struct verify_log {
    int64_t size;
    size_t n;
    struct hash stack[PATH_MAX_HASHES + 1];
};

struct verify_log *verify_log_new(struct arena *a)
{
    return ARENA_NEW(a, struct verify_log);
}

void verify_log_add(struct verify_log *v, struct sv entry_bytes)
{
    struct hash h = path_leaf(entry_bytes);

    for (int64_t full = v->size; full & 1; full >>= 1)
        h = path_node(v->stack[--v->n], h);
    v->stack[v->n++] = h;
    if (++v->size == INT64_MAX)
        BUG("a log of 2^63 entries");
}

int64_t verify_log_size(const struct verify_log *v)
{
    return v->size;
}

void verify_log_root(const struct verify_log *v, struct hash *out)
{
    if (!v->n) {
        *out = path_empty_root();
        return;
    }
    *out = v->stack[v->n - 1];
    for (size_t i = v->n - 1; i-- > 0;)
        *out = path_node(v->stack[i], *out);
}

int verify_log_check(struct verify_log *v, struct sv key_text, struct sv head_text, struct errs *e)
{
    struct key key;
    struct head head;
    struct hash root;
    json *j;

    if (read_key(key_text, &key, e) || read_object(head_text, SV("head"), &j, e) ||
        read_head(j, &key, &head, e))
        return -1;
    verify_log_root(v, &root);
    if (v->size != head.size)
        return read_refuse(e, MSG_VERIFY_SIZE, SV("log"));
    if (!hash_eq(root, head.root))
        return read_refuse(e, MSG_VERIFY_ROOT, SV("log"));
    return 0;
}
