/* Signed heads, and the tree that they are heads of, in the database.  See audit.h. */
#include "audit/private.h"

#include <string.h>

#include "base/time.h"

int audit_unavailable(struct errs *e)
{
    return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
}

int head_add(struct db *db, struct arena *a, const struct audit_key *key, int64_t size,
             struct hash root, int64_t now)
{
    unsigned char signature[64];
    struct sv text = sv_fmt(a, "noroshi-head-v1\n%lld\n%.*s\n%.*s\n", (long long)size,
                            SV_FMT(base64_of(a, root.b, sizeof root.b)), SV_FMT(time_text(a, now)));

    ed25519_sign(key->seed, text, signature);
    struct head_row row = {.size = size,
                           .root = sv_of_hash(&root),
                           .at = now,
                           .key = {(const char *)key->pub, sizeof key->pub},
                           .signature = {(const char *)signature, sizeof signature}};
    return db_head_insert(db, &row) == 1 ? 0 : -1;
}

int audit_init(struct db *db, struct arena *a, const struct audit_key *key, int64_t now)
{
    return head_add(db, a, key, 0, sha256(SV("")), now);
}

static struct sv head_text(struct arena *a, const struct head_row *row)
{
    struct str out;
    struct jw w;

    str_init(&out, a, 1024);
    jw_init(&w, &out);
    jw_obj(&w);
    jw_kint(&w, "tree_size", row->size);
    jw_ksv(&w, "root", base64_of(a, row->root.p, row->root.n));
    jw_ktime(&w, "at", row->at);
    jw_ksv(&w, "key", base64_of(a, row->key.p, row->key.n));
    jw_ksv(&w, "signature", base64_of(a, row->signature.p, row->signature.n));
    jw_end_obj(&w);
    return str_sv(&out);
}

int audit_head_json(struct db *db, struct arena *a, struct sv *out, struct errs *e)
{
    struct head_row row;

    if (db_head_last(db, a, &row) != 1)
        return audit_unavailable(e);
    *out = head_text(a, &row);
    return 0;
}

int audit_head_after(struct db *db, struct arena *a, int64_t size, int64_t *size_out,
                     struct sv *out)
{
    struct head_row row;
    int found = db_head_after(db, a, size, &row);

    if (found != 1)
        return found;
    *size_out = row.size;
    *out = head_text(a, &row);
    return 1;
}

static int tile_load(void *ctx, struct tile *t)
{
    struct arena *a = arena_new("tile", 64u << 10);
    struct tile_get_row row;
    int found = db_tile_get(ctx, a, t->level, t->idx, &row);

    if (found == 1 && (row.hashes.n > sizeof t->h || row.hashes.n % sizeof *t->h))
        found = -1;
    if (found == 1) {
        t->n = row.hashes.n / sizeof *t->h;
        memcpy(t->h, row.hashes.p, row.hashes.n);
    }
    arena_free(&a);
    return found;
}

static int tile_save(void *ctx, const struct tile *t)
{
    struct sv hashes = {(const char *)t->h, t->n * sizeof *t->h};

    return db_tile_put(ctx, t->level, t->idx, hashes) == 1 ? 0 : -1;
}

struct tree *tree_of_db(struct db *db, struct arena *a, int64_t size)
{
    struct tree *t = ARENA_NEW(a, struct tree);

    *t = (struct tree){.a = a, .size = size, .load = tile_load, .save = tile_save, .ctx = db};
    return t;
}
