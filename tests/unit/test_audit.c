/* The tree of the record and the verifier's arithmetic, against RFC 9162 written out naively; the
 * parts of an entry; keys.  Without a database: tiles are kept in memory.  NOROSHI_LONG=1 builds
 * the tree of 10^6 leaves too. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/pack.h"
#include "test.h"
#include "verify/path.h"
#include "verify/verify.h"

#define SIZES 300

/* --- RFC 9162, 2.1, as it is written: recursion over lists of leaves ----------------------------
 */

static struct hash leaves[SIZES];
static struct hash memo[SIZES + 1][SIZES + 1];
static bool known[SIZES + 1][SIZES + 1];

static struct hash naive_hash(char prefix, struct hash x, struct hash y)
{
    char bytes[65];

    bytes[0] = prefix;
    memcpy(bytes + 1, x.b, 32);
    memcpy(bytes + 33, y.b, 32);
    return sha256((struct sv){bytes, sizeof bytes});
}

static int naive_split(int n)
{
    int k = 1;

    while (2 * k < n)
        k *= 2;
    return k;
}

static struct hash naive_root(int lo, int hi)
{
    if (known[lo][hi])
        return memo[lo][hi];
    struct hash h;
    if (lo == hi)
        h = sha256(SV(""));
    else if (hi - lo == 1)
        h = leaves[lo];
    else {
        int mid = lo + naive_split(hi - lo);
        h = naive_hash(1, naive_root(lo, mid), naive_root(mid, hi));
    }
    known[lo][hi] = true;
    return memo[lo][hi] = h;
}

static void naive_path(int m, int lo, int hi, struct path *out)
{
    if (hi - lo == 1)
        return;
    int k = naive_split(hi - lo);
    if (m < k) {
        naive_path(m, lo, lo + k, out);
        out->h[out->n++] = naive_root(lo + k, hi);
    } else {
        naive_path(m - k, lo + k, hi, out);
        out->h[out->n++] = naive_root(lo, lo + k);
    }
}

static void naive_subproof(int m, int lo, int hi, bool whole, struct path *out)
{
    if (m == hi - lo) {
        if (!whole)
            out->h[out->n++] = naive_root(lo, hi);
        return;
    }
    int k = naive_split(hi - lo);
    if (m <= k) {
        naive_subproof(m, lo, lo + k, whole, out);
        out->h[out->n++] = naive_root(lo + k, hi);
    } else {
        naive_subproof(m - k, lo + k, hi, false, out);
        out->h[out->n++] = naive_root(lo, lo + k);
    }
}

/* --- tiles in memory ---------------------------------------------------------------------------
 */

#define MEMORY_TILES 16384

struct memory {
    struct tile *tiles[4][MEMORY_TILES];
    struct arena *a;
    int loads;
};

static int memory_load(void *ctx, struct tile *t)
{
    struct memory *m = ctx;
    const struct tile *kept = t->idx < MEMORY_TILES ? m->tiles[t->level][t->idx] : NULL;

    m->loads++;
    if (kept)
        *t = *kept;
    return kept != NULL;
}

static int memory_save(void *ctx, const struct tile *t)
{
    struct memory *m = ctx;

    if (!m->tiles[t->level][t->idx])
        m->tiles[t->level][t->idx] = ARENA_NEW(m->a, struct tile);
    *m->tiles[t->level][t->idx] = *t;
    return 0;
}

static struct memory *memory_new(void)
{
    struct arena *a = arena_new("tiles", (size_t)1 << 28);
    struct memory *m = ARENA_NEW(a, struct memory);

    m->a = a;
    return m;
}

static void memory_free(struct memory *m)
{
    struct arena *a = m->a;

    arena_free(&a);
}

static struct tree tree_in(struct memory *m, struct arena *a, int64_t size)
{
    return (struct tree){.a = a, .size = size, .load = memory_load, .save = memory_save, .ctx = m};
}

static struct sv leaf_bytes(struct arena *a, int64_t i)
{
    return sv_fmt(a, "entry %lld", (long long)i);
}

/* Appends entries FROM to TO in one go. */
static void grow(struct memory *m, int64_t from, int64_t to)
{
    struct arena *a = arena_new("grow", (size_t)1 << 28);
    struct tree t = tree_in(m, a, from);

    for (int64_t i = from; i < to; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "entry %lld", (long long)i);
        CHECK_EQ_INT(tree_append(&t, tree_leaf((struct sv){text, (size_t)n})), 0);
    }
    CHECK_EQ_INT(tree_flush(&t), 0);
    CHECK_EQ_INT(t.size, to);
    arena_free(&a);
}

static void leaves_make(struct arena *a)
{
    for (int i = 0; i < SIZES; i++)
        leaves[i] = path_leaf(leaf_bytes(a, i));
}

/* --- the tree ----------------------------------------------------------------------------------
 */

TEST(aud1_the_empty_tree_has_the_hash_of_nothing)
{
    struct arena *a = arena_new("test", 1 << 20);
    struct memory *m = memory_new();
    struct tree t = tree_in(m, a, 0);
    struct hash root;

    CHECK_EQ_INT(tree_root(&t, 0, &root), 0);
    CHECK_EQ_STR(hex_of(a, root.b, 32),
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hash_eq(root, path_empty_root()));
    memory_free(m);
    arena_free(&a);
}

TEST(aud1_a_leaf_is_hashed_after_0_and_a_node_after_1)
{
    struct hash zero = sha256(SV("\0")), x = sha256(SV("x")), y = sha256(SV("y"));

    CHECK(hash_eq(tree_leaf(SV("")), zero));
    CHECK(hash_eq(path_leaf(SV("")), zero));
    CHECK(hash_eq(tree_node(x, y), naive_hash(1, x, y)));
    CHECK(hash_eq(path_node(x, y), naive_hash(1, x, y)));
    CHECK(!hash_eq(path_node(y, x), naive_hash(1, x, y)));
}

static void paths_of_size(struct memory *m, int size)
{
    struct arena *a = arena_new("size", (size_t)1 << 26);
    struct tree t = tree_in(m, a, size);
    struct hash root, whole = naive_root(0, size);

    CHECK_EQ_INT(tree_root(&t, size, &root), 0);
    CHECK(hash_eq(root, whole));
    for (int i = 0; i < size; i++) {
        struct path got = {.n = 0}, want = {.n = 0};
        CHECK_EQ_INT(tree_path(&t, i, got.h, &got.n), 0);
        naive_path(i, 0, size, &want);
        CHECK(got.n == want.n && !memcmp(got.h, want.h, got.n * sizeof *got.h));
        CHECK_EQ_INT(path_root(i, size, leaves[i], &got, &root), 0);
        CHECK(hash_eq(root, whole));
        /* Not another place, another size, or another length. */
        CHECK(path_root((i + 1) % size, size, leaves[i], &got, &root) || size == 1 ||
              !hash_eq(root, whole));
        CHECK(path_root(i, size, leaves[(i + 1) % size], &got, &root) || size == 1 ||
              !hash_eq(root, whole));
        got.n++;
        CHECK(path_root(i, size, leaves[i], &got, &root) || !hash_eq(root, whole));
        got.n = got.n > 1 ? got.n - 2 : 1;
        CHECK(path_root(i, size, leaves[i], &got, &root) || !hash_eq(root, whole));
    }
    arena_free(&a);
}

static void consistency_of_size(struct memory *m, int size)
{
    struct arena *a = arena_new("size", (size_t)1 << 26);
    struct tree t = tree_in(m, a, size);
    struct hash whole = naive_root(0, size);

    for (int from = 0; from <= size; from++) {
        struct path got = {.n = 0}, want = {.n = 0};
        struct hash old = naive_root(0, from);
        CHECK_EQ_INT(tree_consistency(&t, from, got.h, &got.n), 0);
        if (from)
            naive_subproof(from, 0, size, true, &want);
        CHECK(got.n == want.n && !memcmp(got.h, want.h, got.n * sizeof *got.h));
        CHECK(path_consistent(from, size, old, whole, &got));
        /* Not with another old tree, another size, or another length. */
        CHECK(!path_consistent(from, size, naive_hash(1, old, old), whole, &got));
        CHECK(!path_consistent(from, size, old, naive_hash(1, whole, whole), &got) || !from);
        CHECK(!path_consistent(from + 1, size, old, whole, &got) || from + 1 == size);
        got.n++;
        CHECK(!path_consistent(from, size, old, whole, &got));
        got.n = got.n > 1 ? got.n - 2 : got.n;
        CHECK(!path_consistent(from, size, old, whole, &got));
    }
    arena_free(&a);
}

/* The tree grows by odd steps, so that tiles are cut everywhere; every smaller size is read from it
 * at the end as well. */
TEST(aud2_every_proof_of_sizes_1_to_300_is_that_of_the_rfc)
{
    struct memory *m = memory_new();
    int size = 0;

    leaves_make(m->a);
    for (int step = 1; size < SIZES; step = step % 7 + 1) {
        int next = size + step < SIZES ? size + step : SIZES;
        grow(m, size, next);
        size = next;
        paths_of_size(m, size);
    }
    for (size = 1; size <= SIZES; size++) {
        paths_of_size(m, size);
        consistency_of_size(m, size);
    }
    memory_free(m);
}

TEST(aud2_impossible_sizes_and_places_are_refused)
{
    struct hash h = sha256(SV("x")), root;
    struct path none = {.n = 0};

    CHECK(path_root(0, 0, h, &none, &root));
    CHECK(path_root(-1, 4, h, &none, &root));
    CHECK(path_root(4, 4, h, &none, &root));
    CHECK(path_root(INT64_MAX, INT64_MAX, h, &none, &root));
    CHECK(!path_consistent(-1, 4, h, h, &none));
    CHECK(!path_consistent(5, 4, h, h, &none));
    CHECK(!path_consistent(3, 4, h, h, &none));
    CHECK(!path_consistent(2, 4, h, h, &none));
    CHECK(!path_consistent(0, 4, h, h, &none));
    CHECK(!path_consistent(4, 4, h, sha256(SV("y")), &none));
    CHECK(path_consistent(0, 4, path_empty_root(), h, &none));
    CHECK(path_consistent(4, 4, h, h, &none));
}

TEST(aud1_a_lost_tile_is_an_error_not_a_proof)
{
    struct arena *a = arena_new("test", 1 << 20);
    struct memory *m = memory_new();
    struct hash path[TREE_PATH], root;
    size_t n;

    grow(m, 0, 100);
    m->tiles[0][1]->n -= 1;
    struct tree t = tree_in(m, a, 100);
    CHECK_EQ_INT(tree_path(&t, 98, path, &n), -1);
    CHECK_EQ_INT(tree_root(&t, 100, &root), -1);
    CHECK_EQ_INT(tree_root(&t, 64, &root), 0);
    CHECK_EQ_INT(tree_append(&t, sha256(SV("x"))), -1);
    m->tiles[0][0] = NULL;
    t = tree_in(m, a, 100);
    CHECK_EQ_INT(tree_path(&t, 3, path, &n), -1);
    memory_free(m);
    arena_free(&a);
}

/* The whole log fed to the verifier gives the root of the tiles. */
static void check_log(struct memory *m, int64_t size, int tiles_a_proof)
{
    struct arena *a = arena_new("test", (size_t)1 << 28);
    struct verify_log *log = verify_log_new(a);
    struct tree t = tree_in(m, a, size);
    struct hash root, told;
    struct path path;
    char text[32];

    for (int64_t i = 0; i < size; i++) {
        int n = snprintf(text, sizeof text, "entry %lld", (long long)i);
        verify_log_add(log, (struct sv){text, (size_t)n});
    }
    CHECK_EQ_INT(tree_root(&t, size, &root), 0);
    verify_log_root(log, &told);
    CHECK_EQ_INT(verify_log_size(log), size);
    CHECK(hash_eq(root, told));
    for (int64_t i = 0; i < 1000; i++) {
        int64_t index = (i * 7919 + i * i) % size;
        t = tree_in(m, a, size);
        m->loads = 0;
        CHECK_EQ_INT(tree_path(&t, index, path.h, &path.n), 0);
        CHECK(m->loads <= tiles_a_proof);
        CHECK_EQ_INT(path_root(index, size, path_leaf(leaf_bytes(a, index)), &path, &told), 0);
        CHECK(hash_eq(root, told));
        t = tree_in(m, a, size);
        m->loads = 0;
        CHECK_EQ_INT(tree_consistency(&t, index, path.h, &path.n), 0);
        CHECK(m->loads <= tiles_a_proof);
    }
    arena_free(&a);
}

/* With the head and the entry: 7 rows at 10^5, 8 at 10^6. */
TEST(aud2_proofs_read_few_rows)
{
    struct memory *m = memory_new();

    grow(m, 0, 99968);
    check_log(m, 99968, 5);
    if (getenv("NOROSHI_LONG")) {
        grow(m, 99968, 1000000);
        check_log(m, 1000000, 6);
    }
    memory_free(m);
}

/* --- the parts of an entry ---------------------------------------------------------------------
 */

static const unsigned char salt[16] = "0123456789abcdef";

static const struct audit_part some_parts[] = {
    {{"7f8d1c3e-6a52-4b0e-9d2f-0a1b2c3d4e5f", 36}, {"listed", 6}, {"ACC-1", 5}, false},
    {{"00000000-0000-4000-8000-000000000000", 36}, {"listed", 6}, {"ACC-1", 5}, true},
    {{"ffffffff-ffff-4fff-bfff-ffffffffffff", 36}, {"read", 4}, {"ACC-6", 5}, false},
    {{"council-notice", 14}, {"read", 4}, {"ACC-6", 5}, false},
    {{"", 0}, {"", 0}, {"", 0}, true},
};
#define SOME (sizeof some_parts / sizeof *some_parts)

TEST(use3_parts_come_back_as_they_were_packed)
{
    struct arena *a = arena_new("test", 1 << 20);
    struct audit_part *got;
    struct hash root;

    for (size_t n = 0; n <= SOME; n++) {
        struct sv packed = audit_pack(a, salt, some_parts, n, &root);
        CHECK_EQ_INT(audit_unpack(a, packed, &got), n);
        for (size_t i = 0; i < n; i++) {
            CHECK_EQ_SV(got[i].item, some_parts[i].item);
            CHECK_EQ_SV(got[i].act, some_parts[i].act);
            CHECK_EQ_SV(got[i].rule, some_parts[i].rule);
            CHECK_EQ_INT(got[i].outside, some_parts[i].outside);
        }
    }
    arena_free(&a);
}

TEST(use3_a_page_of_one_list_costs_17_bytes_a_part)
{
    struct arena *a = arena_new("test", 1 << 20);
    struct audit_part parts[20];
    struct hash root;

    for (int i = 0; i < 20; i++)
        parts[i] = (struct audit_part){uuid_new(a), SV("listed"), SV("ACC-1"), false};
    CHECK(audit_pack(a, salt, parts, 20, &root).n <= 4 + 20 * 17 + 13);
    arena_free(&a);
}

/* Every cut and every flipped bit: fewer or other parts, never a fault. */
TEST(use3_damaged_parts_are_read_up_to_the_damage)
{
    struct arena *a = arena_new("test", (size_t)1 << 26);
    struct audit_part *got;
    struct hash root;
    struct sv packed = audit_pack(a, salt, some_parts, SOME, &root);

    CHECK_EQ_INT(audit_unpack(a, SV_NONE, &got), 0);
    for (size_t n = 0; n < packed.n; n++)
        CHECK(audit_unpack(a, sv_copy(a, (struct sv){packed.p, n}), &got) < SOME);
    for (size_t bit = 0; bit < 8 * packed.n; bit++) {
        struct sv bad = sv_copy(a, packed);
        ((char *)(uintptr_t)bad.p)[bit / 8] ^= (char)(1 << bit % 8);
        CHECK(audit_unpack(a, bad, &got) <= packed.n);
    }
    arena_free(&a);
}

static struct hash part_leaf(struct arena *a, const struct part_proof *p)
{
    return path_leaf(sv_join(a, (struct sv){(const char *)p->salt, PART_SALT}, p->line));
}

TEST(use3_each_part_is_proved_and_no_other_line)
{
    struct arena *a = arena_new("test", (size_t)1 << 28);
    struct audit_part parts[70];
    struct hash root, again, got;
    struct part_proof p;

    for (size_t i = 0; i < 70; i++)
        parts[i] = (struct audit_part){uuid_new(a), SV("listed"), SV("ACC-1"), i % 3 == 0};
    for (size_t n = 1; n <= 70; n += n < 9 ? 1 : 13) {
        audit_pack(a, salt, parts, n, &root);
        for (size_t i = 0; i < n; i++) {
            part_prove(a, salt, parts, n, i, &p, &again);
            CHECK(hash_eq(root, again));
            struct path path = {.n = p.n};
            memcpy(path.h, p.path, sizeof path.h);
            CHECK_EQ_INT(p.n, 10);
            CHECK_EQ_INT(path_root(p.index, 1024, part_leaf(a, &p), &path, &got), 0);
            CHECK(hash_eq(root, got));
            p.line = sv_join(a, p.line, SV(" +"));
            CHECK_EQ_INT(path_root(p.index, 1024, part_leaf(a, &p), &path, &got), 0);
            CHECK(!hash_eq(root, got));
        }
    }
    arena_free(&a);
}

TEST(l20_a_line_is_item_act_rule_and_a_mark)
{
    struct arena *a = arena_new("test", 1 << 20);
    struct part_proof p;
    struct hash root;

    part_prove(a, salt, some_parts, SOME, 1, &p, &root);
    CHECK_EQ_STR(p.line, "00000000-0000-4000-8000-000000000000 listed ACC-1 +");
    part_prove(a, salt, some_parts, SOME, 3, &p, &root);
    CHECK_EQ_STR(p.line, "council-notice read ACC-6");
    arena_free(&a);
}

/* Over many salts the index of the one part that a reader is party to takes all ten bits evenly,
 * whether it was alone or one of twenty. */
TEST(l20_the_index_of_a_part_does_not_tell_how_many_there_were)
{
    struct arena *a = arena_new("test", (size_t)1 << 28);
    struct audit_part parts[20];
    struct part_proof p;
    struct hash root;
    const size_t counts[] = {1, 2, 20};

    for (size_t i = 0; i < 20; i++)
        parts[i] = some_parts[0];
    for (size_t k = 0; k < 3; k++) {
        int ones[10] = {0};
        for (int round = 0; round < 1000; round++) {
            unsigned char s[16];
            random_bytes(s, sizeof s);
            part_prove(a, s, parts, counts[k], 0, &p, &root);
            CHECK_EQ_INT(p.n, 10);
            for (int bit = 0; bit < 10; bit++)
                ones[bit] += (int)(p.index >> bit & 1);
        }
        for (int bit = 0; bit < 10; bit++)
            CHECK(ones[bit] > 400 && ones[bit] < 600);
    }
    arena_free(&a);
}

TEST(use3_an_answer_of_many_items_has_a_deeper_tree)
{
    struct arena *a = arena_new("test", (size_t)1 << 26);
    struct audit_part *parts = ARENA_ARRAY(a, struct audit_part, 3000);
    struct part_proof p;
    struct hash root, got;

    for (int i = 0; i < 3000; i++)
        parts[i] = some_parts[i % 4];
    part_prove(a, salt, parts, 3000, 2999, &p, &root);
    struct path path = {.n = p.n};
    memcpy(path.h, p.path, sizeof path.h);
    CHECK_EQ_INT(p.n, 12);
    CHECK_EQ_INT(path_root(p.index, 4096, part_leaf(a, &p), &path, &got), 0);
    CHECK(hash_eq(root, got));
    arena_free(&a);
}

/* --- keys --------------------------------------------------------------------------------------
 */

static void spoil(const char *dir, const char *name, const char *text)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    CHECK(f && fputs(text, f) >= 0);
    if (f)
        fclose(f);
}

static void remove_key(const char *dir)
{
    char path[256];

    snprintf(path, sizeof path, "%s/audit.key", dir);
    unlink(path);
    snprintf(path, sizeof path, "%s/audit.pub", dir);
    unlink(path);
    rmdir(dir);
}

static enum err load_fails(struct arena *a, const char *dir)
{
    struct audit_key key;
    struct errs e;

    errs_init(&e, a, LANG_EN);
    CHECK_EQ_INT(audit_key_load(sv_of(dir), &key, &e), -1);
    return e.code;
}

TEST(aud1_a_key_is_made_once_and_read_back)
{
    struct arena *a = arena_new("test", 1 << 20);
    struct audit_key made, read;
    struct errs e;
    struct stat st;
    char dir[128];

    snprintf(dir, sizeof dir, "%s/noroshi-key-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : P_tmpdir);
    CHECK(mkdtemp(dir) != NULL);
    CHECK_EQ_INT(load_fails(a, dir), E_UNAVAILABLE);
    errs_init(&e, a, LANG_EN);
    CHECK_EQ_INT(audit_key_create(sv_of(dir), &made, &e), 0);
    CHECK_EQ_INT(audit_key_load(sv_of(dir), &read, &e), 0);
    CHECK(!memcmp(&made, &read, sizeof made));
    CHECK(stat(sv_cstr(a, sv_fmt(a, "%s/audit.key", dir)), &st) == 0);
    CHECK_EQ_INT(st.st_mode & 0777, 0600);
    CHECK_EQ_INT(audit_key_create(sv_of(dir), &read, &e), -1);
    CHECK_EQ_INT(e.code, E_CONFLICT);
    spoil(dir, "audit.pub", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    CHECK_EQ_INT(load_fails(a, dir), E_UNAVAILABLE);
    spoil(dir, "audit.pub", "not a key\n");
    CHECK_EQ_INT(load_fails(a, dir), E_UNAVAILABLE);
    spoil(dir, "audit.key", "");
    CHECK_EQ_INT(load_fails(a, dir), E_UNAVAILABLE);
    remove_key(dir);
    arena_free(&a);
}

TEST_MAIN
