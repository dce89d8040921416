/* The sequencer: numbers what is new, pads, appends to the tree, signs.  See audit.h.
 *
 * Whoever sees a number shall not learn from it when the entry was written, nor how many others
 * acted: so a slice is a multiple of 64 entries, filler among them, in random order. */
#include "audit/private.h"

#include <string.h>

#define BATCH 64
#define SLICE 256 /* entries numbered in one call; a multiple of BATCH */
#define LEASE_MS 5000

/* One place of a slice: an entry that waits, or filler. */
struct place {
    int64_t key;
    struct sv bytes;
    bool filler;
};

struct slice {
    struct place v[SLICE];
    size_t n;
    int64_t first; /* number of v[0] */
};

/* Filler is a function of its number and a key that only the sequencer has. */
static struct sv filler_bytes(struct arena *a, const struct audit_key *key, int64_t n)
{
    struct sv text = sv_fmt(a, "%lld", (long long)n);
    struct hash h = hmac_sha256(sv_of_hash(&key->filler), &text, 1);

    return sv_join(a, sv_of_hash(&h), SV(""));
}

/* Fisher and Yates; the remainder of 64 random bits is even enough for 256. */
static void shuffle(struct slice *s)
{
    uint64_t random[SLICE];

    random_bytes(random, s->n * sizeof *random);
    for (size_t i = s->n; i > 1; i--) {
        size_t j = (size_t)(random[i - 1] % i);
        struct place p = s->v[i - 1];
        s->v[i - 1] = s->v[j];
        s->v[j] = p;
    }
}

/* Takes what waits, pads and shuffles it; where nothing waits, filler alone if STEP. */
static int slice_take(struct db *db, struct arena *a, const struct audit_key *key, int64_t size,
                      bool step, struct slice *s, size_t *entries_out)
{
    struct entry_new_first_row *rows;
    size_t n;

    if (db_entry_new_first(db, a, SLICE, &rows, &n))
        return -1;
    *entries_out = n;
    s->first = size;
    s->n = n || !step ? (n + BATCH - 1) / BATCH * BATCH : BATCH;
    for (size_t i = 0; i < s->n; i++)
        s->v[i] = i < n ? (struct place){.key = rows[i].key, .bytes = rows[i].bytes}
                        : (struct place){.filler = true};
    shuffle(s);
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].filler)
            s->v[i].bytes = filler_bytes(a, key, s->first + (int64_t)i);
    return 0;
}

/* The keys of a slice in its order, as entry_number wants them. */
static struct sv slice_keys(struct arena *a, const struct slice *s)
{
    struct str text;
    struct jw w;

    str_init(&text, a, SLICE * 24);
    jw_init(&w, &text);
    jw_arr(&w);
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i].filler)
            jw_null(&w);
        else
            jw_int(&w, s->v[i].key);
    }
    jw_end_arr(&w);
    return str_sv(&text);
}

static int slice_write(struct db *db, struct arena *a, const struct slice *s, size_t entries,
                       int64_t now)
{
    struct sv keys = slice_keys(a, s);

    if (db_entry_number(db, s->first, keys) != (int64_t)entries ||
        db_entry_number_parts(db, s->first, keys) < 0 ||
        db_entry_new_delete(db, keys) != (int64_t)entries)
        return -1;
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].filler && db_entry_filler(db, s->first + (int64_t)i, now, s->v[i].bytes) != 1)
            return -1;
    return 0;
}

static int slice_append(struct db *db, struct arena *a, const struct audit_key *key,
                        const struct slice *s, int64_t now)
{
    struct tree *t = tree_of_db(db, a, s->first);
    struct hash root;

    for (size_t i = 0; i < s->n; i++)
        if (tree_append(t, tree_leaf(s->v[i].bytes)))
            return -1;
    if (tree_flush(t) || tree_root(t, t->size, &root))
        return -1;
    return head_add(db, a, key, t->size, root, now);
}

int audit_sequence(struct db *db, struct arena *a, const struct audit_key *key, struct sv holder,
                   int64_t now, bool step, bool *more_out)
{
    struct slice *s = ARENA_NEW(a, struct slice);
    struct head_row head;
    size_t entries;

    *more_out = false;
    int64_t held = db_lease_take(db, SV("sequencer"), holder, now, now + LEASE_MS);
    if (held != 1)
        return held ? -1 : 0;
    if (db_head_last(db, a, &head) != 1 || slice_take(db, a, key, head.size, step, s, &entries))
        return -1;
    if (!s->n)
        return shown_advance(db, a, head.size, more_out);
    *more_out = true;
    return slice_write(db, a, s, entries, now) || slice_append(db, a, key, s, now) ? -1 : 0;
}
