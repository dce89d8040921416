/* Proofs, as the API gives them.  See audit.h. */
#include "audit/pack.h"
#include "audit/private.h"

#define PROOF_MAX (1u << 20)
#define SOON_SECONDS 10

static void put_path(struct jw *w, struct arena *a, const struct hash *path, size_t n)
{
    jw_key(w, "path");
    jw_arr(w);
    for (size_t i = 0; i < n; i++)
        jw_sv(w, base64_of(a, path[i].b, sizeof path[i].b));
    jw_end_arr(w);
}

static int put_part(struct jw *w, struct arena *a, const struct kept_row *row, int part,
                    struct errs *e)
{
    struct audit_part *parts;
    struct part_proof p;
    struct hash root;
    size_t n = audit_unpack(a, row->parts, &parts);

    if ((size_t)part >= n || row->salt.n != PART_SALT)
        return fail(e, E_NOT_FOUND, "AUD-2", MSG_AUDIT_PART_UNKNOWN, NO_ARGS);
    part_prove(a, (const unsigned char *)row->salt.p, parts, n, (size_t)part, &p, &root);
    jw_key(w, "part");
    jw_obj(w);
    jw_ksv(w, "salt", base64_of(a, p.salt, sizeof p.salt));
    jw_kint(w, "index", p.index);
    put_path(w, a, p.path, p.n);
    jw_ksv(w, "line", p.line);
    jw_end_obj(w);
    return 0;
}

/* A number beyond the newest head.  That the next 64 are told from all others depends on the head
 * alone, not on what is waiting. */
static int not_yet(int64_t n, int64_t size, struct errs *e)
{
    if (n < size + 64) {
        e->retry_after = SOON_SECONDS;
        return fail(e, E_CONFLICT, "AUD-2", MSG_AUDIT_ENTRY_SOON, NO_ARGS);
    }
    return fail(e, E_NOT_FOUND, "AUD-2", MSG_AUDIT_ENTRY_UNKNOWN, NO_ARGS);
}

int audit_proof_json(struct db *db, struct arena *a, int64_t n, int part, struct sv *out,
                     struct errs *e)
{
    struct head_row head;
    struct kept_row row;
    struct hash path[TREE_PATH];
    size_t npath;
    struct str text;
    struct jw w;

    if (n < 0)
        return fail(e, E_NOT_FOUND, "AUD-2", MSG_AUDIT_ENTRY_UNKNOWN, NO_ARGS);
    if (db_head_last(db, a, &head) != 1)
        return audit_unavailable(e);
    if (n >= head.size)
        return not_yet(n, head.size, e);
    if (db_entry_by_n(db, a, n, &row) != 1 ||
        tree_path(tree_of_db(db, a, head.size), n, path, &npath))
        return audit_unavailable(e);
    str_init(&text, a, PROOF_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    jw_kint(&w, "index", n);
    jw_kint(&w, "tree_size", head.size);
    jw_ksv(&w, "entry", base64_of(a, row.bytes.p, row.bytes.n));
    put_path(&w, a, path, npath);
    if (part >= 0 && put_part(&w, a, &row, part, e))
        return -1;
    jw_end_obj(&w);
    *out = str_sv(&text);
    return 0;
}

int audit_consistency_json(struct db *db, struct arena *a, int64_t from, int64_t to, struct sv *out,
                           struct errs *e)
{
    struct head_row head;
    struct hash path[TREE_PATH];
    size_t n;
    struct str text;
    struct jw w;

    if (from < 0 || from > to)
        return fail(e, E_REFUSED, "AUD-2", MSG_AUDIT_SIZES, NO_ARGS);
    if (db_head_last(db, a, &head) != 1)
        return audit_unavailable(e);
    if (to > head.size)
        return fail(e, E_NOT_FOUND, "AUD-2", MSG_AUDIT_SIZE_UNKNOWN, NO_ARGS);
    if (tree_consistency(tree_of_db(db, a, to), from, path, &n))
        return audit_unavailable(e);
    str_init(&text, a, PROOF_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    jw_kint(&w, "from", from);
    jw_kint(&w, "to", to);
    put_path(&w, a, path, n);
    jw_end_obj(&w);
    *out = str_sv(&text);
    return 0;
}

struct log_reader {
    int (*fn)(void *ctx, struct sv bytes);
    void *ctx;
    int64_t next;
};

static int log_row(void *ctx, const struct entry_all_row *row)
{
    struct log_reader *r = ctx;

    return row->n == r->next++ ? r->fn(r->ctx, row->bytes) : -1;
}

int audit_log_each(struct db *db, int (*fn)(void *ctx, struct sv bytes), void *ctx)
{
    struct log_reader r = {fn, ctx, 0};

    return db_entry_all(db, log_row, &r);
}
