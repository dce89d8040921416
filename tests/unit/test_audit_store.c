/* The record on a database: the sequencer and its lease, heads and proofs as the API gives them, and
 * what the verifier makes of them when they are tampered with.  On SQLite, and on PostgreSQL where
 * NOROSHI_TEST_PG names a database that may be wiped.  NOROSHI_LONG=1 numbers 10^5 entries. */
#include <ftw.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit/audit.h"
#include "queries.h"
#include "test.h"
#include "verify/verify.h"

static struct arena *arena;
static struct errs errs;
static char directory[64];
static struct store *store;
static struct db *reader;
static struct audit_key key;
static struct sv pub; /* text of audit.pub */
static int64_t made;  /* entries written so far: the key of the next */

/* --- databases --------------------------------------------------------------------------------- */

static void pg_wipe(const char *url)
{
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");

    CHECK_EQ_INT(PQresultStatus(r), PGRES_COMMAND_OK);
    PQclear(r);
    PQfinish(c);
}

static int file_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static int init_run(struct db *db, struct job *job)
{
    (void)job;
    return audit_init(db, arena, &key, 1000);
}

static void begin(const char *pg)
{
    struct job init = {.run = init_run};

    arena = arena_new("test", (size_t)1 << 30);
    errs_init(&errs, arena, LANG_EN);
    snprintf(directory, sizeof directory, "/tmp/noroshi-audit-XXXXXX");
    CHECK(mkdtemp(directory) != NULL);
    CHECK_EQ_INT(audit_key_create(sv_of(directory), &key, &errs), 0);
    pub = base64_of(arena, key.pub, sizeof key.pub);
    if (pg)
        pg_wipe(pg);
    struct sv url = pg ? sv_of(pg) : sv_fmt(arena, "%s/test.db", directory);
    CHECK_EQ_INT(store_open(url, STORE_CREATE, &store, &errs), 0);
    CHECK_EQ_INT(store_connect(store, &reader, &errs), 0);
    CHECK_EQ_INT(store_run(store, &init), JOB_COMMITTED);
    made = 0;
}

static void end(void)
{
    db_close(&reader);
    store_close(&store);
    nftw(directory, file_remove, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(&arena);
}

static void on(const char *pg, void (*fn)(void))
{
    begin(pg);
    fn();
    end();
}

/* One test on each database. */
#define BOTH(name)                                                                               \
    static void name(void);                                                                      \
    TEST(sqlite_##name)                                                                          \
    {                                                                                            \
        on(NULL, name);                                                                          \
    }                                                                                            \
    TEST(postgres_##name)                                                                        \
    {                                                                                            \
        if (getenv("NOROSHI_TEST_PG"))                                                           \
            on(getenv("NOROSHI_TEST_PG"), name);                                                 \
        else                                                                                     \
            printf("skipped: postgres_" #name " (NOROSHI_TEST_PG is not set)\n");                \
    }                                                                                            \
    static void name(void)

/* --- acts -------------------------------------------------------------------------------------- */

static const unsigned char salt[16] = "salt of an entry";

struct writing {
    struct job job;
    const struct audit_part *parts;
    size_t nparts, entries;
};

/* Bytes as domain/record.c makes them. */
static struct sv entry_bytes(struct arena *a, int64_t n, const struct hash *root)
{
    struct sv items = root ? sv_fmt(a, ",\"items\":{\"root\":\"%.*s\"}",
                                    SV_FMT(base64_of(a, root->b, sizeof root->b)))
                           : SV("");

    return sv_fmt(a,
                  "{\"v\":1,\"act\":\"item.read\",\"at\":\"2026-11-24T00:00:00.000Z\","
                  "\"person\":\"p\",\"member\":\"m\",\"way\":\"api\"%.*s,\"nonce\":\"%lld\"}",
                  SV_FMT(items), (long long)n);
}

static int write_run(struct db *db, struct job *job)
{
    const struct writing *w = (const struct writing *)(const void *)job;
    struct arena *a = arena_new("write", (size_t)1 << 28);
    struct hash root = {{0}};
    int bad = 0;

    for (size_t i = 0; i < w->entries && !bad; i++) {
        struct entry_row row = {.key = made++, .at = 5000, .act = SV("item.read"), .person = SV("p"),
                                .member = SV("m")};
        if (w->nparts) {
            row.parts = audit_pack(a, salt, w->parts, w->nparts, &root);
            row.salt = (struct sv){(const char *)salt, sizeof salt};
        }
        row.bytes = entry_bytes(a, row.key, w->nparts ? &root : NULL);
        bad = db_entry_insert(db, &row) != 1;
    }
    arena_free(&a);
    return bad;
}

static void write_entries(size_t entries, const struct audit_part *parts, size_t nparts)
{
    struct writing w = {{.run = write_run}, parts, nparts, entries};

    CHECK_EQ_INT(store_run(store, &w.job), JOB_COMMITTED);
}

struct sequencing {
    struct job job;
    struct sv holder;
    int64_t now;
    bool more;
};

static int sequence_run(struct db *db, struct job *job)
{
    struct sequencing *s = (struct sequencing *)(void *)job;
    struct arena *a = arena_new("sequence", (size_t)1 << 26);
    int rc = audit_sequence(db, a, &key, s->holder, s->now, &s->more);

    arena_free(&a);
    return rc;
}

static bool sequence_once(const char *holder, int64_t now)
{
    struct sequencing s = {{.run = sequence_run}, sv_of(holder), now, false};

    CHECK_EQ_INT(store_run(store, &s.job), JOB_COMMITTED);
    return s.more;
}

static void sequence(void)
{
    while (sequence_once("a", 10000))
        ;
}

/* --- reading ----------------------------------------------------------------------------------- */

static struct sv head_json(void)
{
    struct sv out = SV_NONE;

    CHECK_EQ_INT(audit_head_json(reader, arena, &out, &errs), 0);
    return out;
}

static json *parsed(struct sv text)
{
    json *j = NULL;

    CHECK_EQ_INT(json_parse(arena, text, &j, &errs), 0);
    return j;
}

static int64_t size_now(void)
{
    return json_int(json_get(parsed(head_json()), "tree_size"), -1);
}

static struct sv proof_json(int64_t n, int part)
{
    struct sv out = SV_NONE;

    CHECK_EQ_INT(audit_proof_json(reader, arena, n, part, &out, &errs), 0);
    return out;
}

static bool proof_good(struct sv head, struct sv proof)
{
    struct errs e;

    errs_init(&e, arena, LANG_EN);
    bool good = verify_proof(pub, head, proof, &e) == 0;
    CHECK(good || (e.code == E_REFUSED && e.detail.n));
    return good;
}

/* A failing call's code; E_NONE where it did not fail. */
static enum err proof_fails(int64_t n, int part)
{
    struct errs e;
    struct sv out;

    errs_init(&e, arena, LANG_EN);
    int rc = audit_proof_json(reader, arena, n, part, &out, &e);
    CHECK_EQ_INT(rc, e.code ? -1 : 0);
    CHECK_EQ_INT(e.retry_after > 0, e.code == E_CONFLICT);
    return e.code;
}

static struct sv consistency_json(int64_t from, int64_t to)
{
    struct sv out = SV_NONE;

    CHECK_EQ_INT(audit_consistency_json(reader, arena, from, to, &out, &errs), 0);
    return out;
}

static enum err consistency_fails(int64_t from, int64_t to)
{
    struct errs e;
    struct sv out;

    errs_init(&e, arena, LANG_EN);
    int rc = audit_consistency_json(reader, arena, from, to, &out, &e);
    CHECK_EQ_INT(rc, e.code ? -1 : 0);
    return e.code;
}

static bool consistent(struct sv old, struct sv new, struct sv proof)
{
    struct errs e;

    errs_init(&e, arena, LANG_EN);
    return verify_consistency(pub, old, new, proof, &e) == 0;
}

static int log_add(void *ctx, struct sv bytes)
{
    verify_log_add(ctx, bytes);
    return 0;
}

/* The whole log against the newest head. */
static void check_log(void)
{
    struct verify_log *log = verify_log_new(arena);

    CHECK_EQ_INT(audit_log_each(reader, log_add, log), 0);
    CHECK_EQ_INT(verify_log_check(log, pub, head_json(), &errs), 0);
}

/* --- the sequencer ----------------------------------------------------------------------------- */

BOTH(aud1_the_empty_log_has_a_signed_head)
{
    struct sv head = head_json();

    CHECK_EQ_INT(verify_head(pub, head, &errs), 0);
    CHECK_EQ_INT(size_now(), 0);
    check_log();
    CHECK_EQ_INT(proof_fails(-1, -1), E_NOT_FOUND);
    CHECK_EQ_INT(proof_fails(0, -1), E_CONFLICT);
    CHECK_EQ_INT(proof_fails(63, -1), E_CONFLICT);
    CHECK_EQ_INT(proof_fails(64, -1), E_NOT_FOUND);
    CHECK_EQ_INT(proof_fails(INT64_MAX, -1), E_NOT_FOUND);
    sequence();
    CHECK_EQ_SV(head_json(), head);
}

BOTH(aud1_the_tree_grows_by_64_whatever_happened)
{
    const int counts[] = {1, 63, 64, 65, 130};
    int64_t size = 0;

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        write_entries((size_t)counts[i], NULL, 0);
        sequence();
        size += (counts[i] + 63) / 64 * 64;
        CHECK_EQ_INT(size_now(), size);
        check_log();
    }
    sequence();
    CHECK_EQ_INT(size_now(), size);
}

BOTH(aud1_more_than_a_slice_is_numbered_in_several)
{
    write_entries(1100, NULL, 0);
    CHECK(sequence_once("a", 10000));
    CHECK_EQ_INT(size_now(), 512);
    CHECK(sequence_once("a", 10000));
    CHECK(!sequence_once("a", 10000));
    CHECK_EQ_INT(size_now(), 1152);
    check_log();
}

/* An entry with a smaller key than some that are numbered: its transaction was slower. */
BOTH(aud1_late_commits_are_found)
{
    made = 1000;
    write_entries(3, NULL, 0);
    sequence();
    made = 10;
    write_entries(2, NULL, 0);
    sequence();
    CHECK_EQ_INT(size_now(), 128);
    check_log();
}

struct order {
    int64_t n, own, inversions, last;
};

static int order_row(void *ctx, struct sv bytes)
{
    struct order *o = ctx;
    json *j;
    int64_t nonce;

    o->n++;
    if (bytes.n == 32)
        return 0; /* filler */
    CHECK_EQ_INT(json_parse(arena, bytes, &j, &errs), 0);
    CHECK_EQ_INT(sv_int(json_get_sv(j, "nonce"), &nonce), 0);
    o->inversions += nonce < o->last;
    o->last = nonce;
    o->own++;
    return 0;
}

BOTH(l20_numbers_do_not_follow_time)
{
    struct order o = {.last = -1};

    write_entries(400, NULL, 0);
    sequence();
    CHECK_EQ_INT(audit_log_each(reader, order_row, &o), 0);
    CHECK_EQ_INT(o.n, 448);
    CHECK_EQ_INT(o.own, 400);
    CHECK(o.inversions > 150 && o.inversions < 250);
}

/* Filler is not put at the end of its slice. */
BOTH(l20_filler_stands_anywhere)
{
    struct kept_row row;
    bool elsewhere = false;

    for (int i = 0; i < 20; i++) {
        write_entries(1, NULL, 0);
        sequence();
        CHECK_EQ_INT(db_entry_by_n(reader, arena, 64 * i, &row), 1);
        elsewhere |= row.bytes.n == 32;
    }
    CHECK(elsewhere);
}

BOTH(aud1_only_the_holder_of_the_lease_numbers)
{
    write_entries(1, NULL, 0);
    sequence_once("a", 10000);
    CHECK_EQ_INT(size_now(), 64);
    write_entries(1, NULL, 0);
    CHECK(!sequence_once("b", 14999));
    CHECK_EQ_INT(size_now(), 64);
    sequence_once("b", 15000);
    CHECK_EQ_INT(size_now(), 128);
    write_entries(1, NULL, 0);
    sequence_once("a", 16000);
    CHECK_EQ_INT(size_now(), 128);
    sequence_once("b", 16000);
    CHECK_EQ_INT(size_now(), 192);
    check_log();
}

/* --- proofs ------------------------------------------------------------------------------------ */

BOTH(aud2_every_entry_is_proved_in_the_newest_head)
{
    write_entries(100, NULL, 0);
    sequence();
    write_entries(150, NULL, 0);
    sequence();
    struct sv head = head_json();
    for (int64_t n = 0; n < size_now(); n++)
        CHECK(proof_good(head, proof_json(n, -1)));
    CHECK(!proof_good(head, sv_join(arena, proof_json(1, -1), SV("x"))));
    CHECK_EQ_INT(proof_fails(size_now(), -1), E_CONFLICT);
    CHECK_EQ_INT(proof_fails(size_now() + 64, -1), E_NOT_FOUND);
}

BOTH(aud2_a_proof_does_not_serve_another_head)
{
    write_entries(1, NULL, 0);
    sequence();
    struct sv old = head_json(), proof = proof_json(0, -1);
    write_entries(1, NULL, 0);
    sequence();
    CHECK(proof_good(old, proof));
    CHECK(!proof_good(head_json(), proof));
    CHECK(!proof_good(old, proof_json(0, -1)));
}

BOTH(aud2_heads_are_consistent_at_any_two_sizes)
{
    struct sv heads[6];

    heads[0] = head_json();
    for (int i = 1; i < 6; i++) {
        write_entries((size_t)(50 * i), NULL, 0);
        sequence();
        heads[i] = head_json();
    }
    for (int i = 0; i < 6; i++)
        for (int j = i; j < 6; j++) {
            int64_t from = json_int(json_get(parsed(heads[i]), "tree_size"), -1);
            int64_t to = json_int(json_get(parsed(heads[j]), "tree_size"), -1);
            struct sv proof = consistency_json(from, to);
            CHECK(consistent(heads[i], heads[j], proof));
            CHECK(i == j || !consistent(heads[j], heads[i], proof));
            CHECK(j == 5 || !consistent(heads[i], heads[j + 1], proof));
        }
    CHECK_EQ_STR(consistency_json(0, size_now()),
                 sv_cstr(arena, sv_fmt(arena, "{\"from\":0,\"to\":%d,\"path\":[]}", (int)size_now())));
    CHECK_EQ_INT(consistency_fails(-1, 64), E_REFUSED);
    CHECK_EQ_INT(consistency_fails(64, 63), E_REFUSED);
    CHECK_EQ_INT(consistency_fails(1, size_now() + 1), E_NOT_FOUND);
    CHECK_EQ_INT(consistency_fails(0, INT64_MAX), E_NOT_FOUND);
}

BOTH(aud2_heads_are_given_in_order)
{
    struct sv out;
    int64_t size = -1;

    write_entries(1, NULL, 0);
    sequence();
    CHECK_EQ_INT(audit_head_after(reader, arena, -1, &size, &out), 1);
    CHECK_EQ_INT(size, 0);
    CHECK_EQ_INT(audit_head_after(reader, arena, 0, &size, &out), 1);
    CHECK_EQ_SV(out, head_json());
    CHECK_EQ_INT(audit_head_after(reader, arena, 64, &size, &out), 0);
}

/* --- tampering --------------------------------------------------------------------------------- */

static struct audit_part item_part(const char *item, const char *act)
{
    return (struct audit_part){sv_of(item), sv_of(act), SV("ACC-1"), false};
}

static int64_t place_of_first(void)
{
    struct kept_row *rows = NULL;
    size_t n = 0;

    CHECK_EQ_INT(db_entry_shows(reader, arena, 0, 1, &rows, &n), 0);
    return n ? rows[0].n : -1;
}

/* Flips bits of TEXT, every STEP-th; counts the changed texts that GOOD takes all the same. */
static int flips(struct sv text, size_t step, bool (*good)(struct sv changed))
{
    int taken = 0;

    for (size_t bit = 0; bit < 8 * text.n; bit += step) {
        char *changed = sv_cstr(arena, text);
        changed[bit / 8] ^= (char)(1 << bit % 8);
        if (good((struct sv){changed, text.n})) {
            printf("taken: %.*s\n", (int)text.n, changed);
            taken++;
        }
    }
    return taken;
}

static struct sv flip_head, flip_proof, flip_old;

static bool good_head(struct sv changed)
{
    struct errs e;

    errs_init(&e, arena, LANG_EN);
    return verify_head(pub, changed, &e) == 0;
}

static bool good_proof(struct sv changed)
{
    return proof_good(flip_head, changed);
}

static bool good_head_of_proof(struct sv changed)
{
    return proof_good(changed, flip_proof);
}

static bool good_consistency(struct sv changed)
{
    return consistent(flip_old, flip_head, changed);
}

static bool good_key(struct sv changed)
{
    struct errs e;

    errs_init(&e, arena, LANG_EN);
    return verify_head(changed, flip_head, &e) == 0;
}

BOTH(aud2_every_flipped_bit_is_refused)
{
    struct audit_part parts[] = {item_part("x", "listed"), item_part("y", "listed")};

    write_entries(70, NULL, 0);
    sequence();
    flip_old = head_json();
    write_entries(1, parts, 2);
    sequence();
    flip_head = head_json();
    flip_proof = proof_json(place_of_first(), 1);
    CHECK(good_head(flip_head) && good_proof(flip_proof) && good_key(pub));
    CHECK_EQ_INT(flips(flip_head, 1, good_head), 0);
    CHECK_EQ_INT(flips(flip_head, 1, good_head_of_proof), 0);
    CHECK_EQ_INT(flips(flip_proof, 1, good_proof), 0);
    CHECK_EQ_INT(flips(pub, 1, good_key), 0);
    CHECK_EQ_INT(flips(consistency_json(128, 192), 1, good_consistency), 0);
}

BOTH(aud1_every_flipped_bit_of_the_log_is_seen)
{
    write_entries(100, NULL, 0);
    sequence();
    for (int64_t bad = 0; bad < 128; bad++) {
        struct verify_log *log = verify_log_new(arena);
        struct errs e;
        struct kept_row row;
        errs_init(&e, arena, LANG_EN);
        for (int64_t n = 0; n < 128; n++) {
            CHECK_EQ_INT(db_entry_by_n(reader, arena, n, &row), 1);
            char *bytes = sv_cstr(arena, row.bytes);
            size_t at = (size_t)bad % row.bytes.n;
            bytes[at] ^= (char)(n == bad ? 1 << bad % 8 : 0);
            verify_log_add(log, (struct sv){bytes, row.bytes.n});
        }
        CHECK_EQ_INT(verify_log_check(log, pub, head_json(), &e), -1);
        CHECK_EQ_INT(e.code, E_REFUSED);
    }
}

static int delete_run(struct db *db, struct job *job)
{
    (void)job;
    return db_entry_new_delete(db, SV("[3,null]")) == 1 ? 0 : -1;
}

BOTH(aud1_a_log_cut_short_is_seen)
{
    struct verify_log *log = verify_log_new(arena);
    struct job job = {.run = delete_run};

    write_entries(10, NULL, 0);
    CHECK_EQ_INT(store_run(store, &job), JOB_COMMITTED);
    sequence();
    struct sv first = head_json();
    CHECK_EQ_INT(verify_log_check(log, pub, first, &errs), -1);
    CHECK_EQ_INT(audit_log_each(reader, log_add, log), 0);
    errs_init(&errs, arena, LANG_EN);
    CHECK_EQ_INT(verify_log_check(log, pub, first, &errs), 0);
    verify_log_add(log, SV("one more"));
    CHECK_EQ_INT(verify_log_check(log, pub, first, &errs), -1);
}

/* A head that another key signed, though it says ours. */
BOTH(aud2_a_head_by_another_key_is_refused)
{
    struct errs e;
    unsigned char seed[32], other[32];
    struct sv head = head_json();

    errs_init(&e, arena, LANG_EN);
    ed25519_new(seed, other);
    CHECK_EQ_INT(verify_head(base64_of(arena, other, 32), head, &e), -1);
    CHECK_EQ_INT(verify_head(SV(""), head, &e), -1);
    CHECK_EQ_INT(verify_head(sv_join(arena, pub, SV("\n")), head, &errs), 0);
    CHECK_EQ_INT(verify_head(pub, SV("[]"), &e), -1);
    CHECK_EQ_INT(verify_head(pub, SV("{}"), &e), -1);
    CHECK_EQ_INT(verify_head(pub, SV_NONE, &e), -1);
}

/* --- parts and reports ------------------------------------------------------------------------- */

struct shown {
    int count, numbered, outside;
    int64_t n, part;
};

static int shown_row(void *ctx, const struct audit_shown *s)
{
    struct shown *t = ctx;

    t->count++;
    t->numbered += s->n >= 0;
    t->outside += s->what.outside;
    t->n = s->n;
    t->part = s->part;
    CHECK_EQ_STR(s->person, "p");
    CHECK_EQ_STR(s->member, "m");
    CHECK_EQ_INT(s->at, 5000);
    CHECK(json_get_sv(parsed(s->bytes), "way").p != NULL);
    return 0;
}

static struct shown shown(const char *item)
{
    struct shown t = {0};

    CHECK_EQ_INT(audit_shown_each(reader, sv_of(item), shown_row, &t), 0);
    return t;
}

BOTH(use3_what_was_shown_is_found_before_and_after_its_number)
{
    struct audit_part parts[] = {item_part("x", "listed"), item_part("y", "listed"),
                                 item_part("x", "read")};

    write_entries(150, parts, 3);
    write_entries(1, parts + 1, 1);
    CHECK_EQ_INT(shown("x").count, 300);
    CHECK_EQ_INT(shown("x").numbered, 0);
    sequence();
    CHECK_EQ_INT(shown("x").count, 300);
    CHECK_EQ_INT(shown("x").numbered, 300);
    CHECK_EQ_INT(shown("y").count, 151);
    CHECK_EQ_INT(shown("z").count, 0);
    write_entries(2, parts, 1);
    CHECK_EQ_INT(shown("x").count, 302);
    CHECK_EQ_INT(shown("x").numbered, 300);
}

/* More parts than one call enters into the index: the rest is found all the same, and then entered. */
BOTH(use3_a_great_answer_is_indexed_in_slices)
{
    struct audit_part *parts = ARENA_ARRAY(arena, struct audit_part, 5000);

    for (int i = 0; i < 5000; i++)
        parts[i] = item_part(sv_cstr(arena, sv_fmt(arena, "item-%d", i % 2500)), "delivered");
    write_entries(2, parts, 5000);
    for (int calls = 0; calls < 5; calls++) {
        CHECK_EQ_INT(sequence_once("a", 10000), calls < 4);
        CHECK_EQ_INT(shown("item-0").count, 4);
        CHECK_EQ_INT(shown("item-2499").count, 4);
        CHECK_EQ_INT(shown("item-2047").numbered, 4);
    }
    struct shown last = shown("item-2499");
    CHECK(proof_good(head_json(), proof_json(last.n, (int)last.part)));
}

static struct sv report_with(const char *act, int64_t n, struct sv proof)
{
    return sv_fmt(arena,
                  "{\"item\":\"x\",\"as_of\":\"2026-11-24T00:00:01.000Z\",\"could\":[],\"did\":["
                  "{\"person\":\"p\",\"member\":\"m\",\"at\":\"2026-11-24T00:00:00.000Z\","
                  "\"way\":\"api\",\"act\":\"%s\",\"rule\":\"ACC-1\",\"entry\":%lld,\"proof\":%.*s},"
                  "{\"person\":\"q\",\"member\":\"m\",\"at\":\"2026-11-24T00:00:01.000Z\","
                  "\"way\":\"api\",\"act\":\"read\",\"rule\":\"ACC-1\",\"entry\":null}],"
                  "\"head\":%.*s}",
                  act, (long long)n, SV_FMT(proof), SV_FMT(head_json()));
}

static bool report_good(struct sv report)
{
    struct errs e;

    errs_init(&e, arena, LANG_EN);
    return verify_report(pub, report, &e) == 0;
}

/* REPORT with one text in place of another. */
static struct sv with(struct sv report, const char *from, const char *to)
{
    ptrdiff_t at = sv_find(report, sv_of(from));

    CHECK(at >= 0);
    struct sv before = {report.p, (size_t)at};
    struct sv after = {report.p + at + strlen(from), report.n - (size_t)at - strlen(from)};
    return sv_join(arena, sv_join(arena, before, sv_of(to)), after);
}

BOTH(use3_a_report_holds_what_its_entries_say)
{
    struct audit_part parts[] = {item_part("y", "listed"), item_part("x", "listed"),
                                 item_part("x", "read")};

    write_entries(1, parts, 3);
    sequence();
    int64_t n = place_of_first();
    struct sv report = report_with("listed", n, proof_json(n, 1));
    CHECK(report_good(report));
    CHECK(report_good(report_with("read", n, proof_json(n, 2))));
    CHECK(!report_good(report_with("read", n, proof_json(n, 1))));
    CHECK(!report_good(report_with("listed", n, proof_json(n, 0))));
    CHECK(!report_good(report_with("listed", n, proof_json(n, -1))));
    CHECK(!report_good(report_with("listed", (n + 1) % 64, proof_json(n, 1))));
    CHECK(!report_good(report_with("listed", 64, proof_json(n, 1))));
    CHECK(!report_good(report_with("listed", n, SV("{}"))));
    CHECK(!report_good(with(report, "\"x\"", "\"y\"")));
    CHECK(!report_good(with(report, "\"person\":\"p\"", "\"person\":\"q\"")));
    CHECK(!report_good(with(report, "\"member\":\"m\"", "\"member\":\"n\"")));
    CHECK(!report_good(with(report, "\"way\":\"api\"", "\"way\":\"cli\"")));
    CHECK(!report_good(with(report, "00:00:00.000Z", "00:00:00.001Z")));
    CHECK(!report_good(with(report, "ACC-1", "ACC-2")));
    CHECK(!report_good(with(report, "\"tree_size\":64", "\"tree_size\":65")));
    CHECK(!report_good(with(report, "\"entry\":null", "\"entry\":64")));
    CHECK(report_good(with(report, "\"entry\":null", "\"entry\":63")));
    CHECK(!report_good(with(report, "\"did\"", "\"does\"")));
    CHECK(!report_good(SV("{\"item\":\"x\"}")));
}

BOTH(aud2_a_part_that_is_not_there_is_refused)
{
    struct audit_part part = item_part("x", "listed");

    write_entries(1, &part, 1);
    sequence();
    int64_t n = place_of_first();
    CHECK_EQ_INT(proof_fails(n, 0), E_NONE);
    CHECK_EQ_INT(proof_fails(n, 1), E_NOT_FOUND);
    CHECK_EQ_INT(proof_fails((n + 1) % 64, 0), E_NOT_FOUND);
}

/* --- cost -------------------------------------------------------------------------------------- */

/* Rows read by a head and by proofs: a head alone, and with the tree not more than 8. */
BOTH(aud2_heads_and_proofs_read_few_rows)
{
    int entries = getenv("NOROSHI_LONG") ? 100000 : 5000;

    for (int i = 0; i < entries; i += 5000)
        write_entries(5000, NULL, 0);
    sequence();
    int64_t size = size_now();
    db_rows(reader);
    head_json();
    CHECK_EQ_INT(db_rows(reader), 1);
    for (int64_t i = 0; i < 200; i++) {
        struct sv proof = proof_json(i * 7919 % size, -1);
        CHECK(db_rows(reader) <= 8);
        CHECK(i % 20 || proof_good(head_json(), proof));
        consistency_json(i * 104729 % size, size);
        db_rows(reader);
        consistency_json(i * 104729 % size, size);
        CHECK(db_rows(reader) <= 8);
    }
    check_log();
}

TEST_MAIN
