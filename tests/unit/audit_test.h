/* What the record's tests share: a database with an empty log, acts that leave entries, the
 * sequencer, and answers as the API gives them. */
#ifndef NOROSHI_AUDIT_TEST_H
#define NOROSHI_AUDIT_TEST_H

#include "audit/audit.h"
#include "queries.h"
#include "store_test.h"
#include "verify/verify.h"

static struct audit_key key;
static struct sv pub; /* text of audit.pub */
static int64_t made;  /* entries written so far: the number in the next */

static inline int init_run(struct db *db, struct job *job)
{
    (void)job;
    return audit_init(db, arena, &key, 1000);
}

static inline void log_begin(void)
{
    struct job init = {.run = init_run};

    opened(STORE_CREATE);
    CHECK_EQ_INT(audit_key_create(sv_of(directory), &key, &errs), 0);
    pub = base64_of(arena, key.pub, sizeof key.pub);
    CHECK_EQ_INT(store_run(store, &init), JOB_COMMITTED);
    made = 0;
}

/* One test on each database, begun with an empty log. */
#define ON_LOG(name)                                                                               \
    static void name##_on_log(void);                                                               \
    BOTH(name)                                                                                     \
    {                                                                                              \
        log_begin();                                                                               \
        name##_on_log();                                                                           \
    }                                                                                              \
    static void name##_on_log(void)

/* --- acts --------------------------------------------------------------------------------------
 */

static const unsigned char salt[16] = "salt of an entry";

struct writing {
    struct job job;
    const struct audit_part *parts;
    size_t nparts, entries;
};

/* Bytes as domain/record.c makes them. */
static inline struct sv entry_bytes(struct arena *a, int64_t n, const struct hash *root)
{
    struct sv items = root ? sv_fmt(a, ",\"items\":{\"root\":\"%.*s\"}",
                                    SV_FMT(base64_of(a, root->b, sizeof root->b)))
                           : SV("");

    return sv_fmt(a,
                  "{\"v\":1,\"act\":\"item.read\",\"at\":\"2026-11-24T00:00:00.000Z\","
                  "\"person\":\"p\",\"member\":\"m\",\"way\":\"api\"%.*s,\"nonce\":\"%lld\"}",
                  SV_FMT(items), (long long)n);
}

static inline int write_run(struct db *db, struct job *job)
{
    const struct writing *w = (const struct writing *)(const void *)job;
    struct arena *a = arena_new("write", (size_t)1 << 28);
    struct hash root = {{0}};
    int bad = 0;

    for (size_t i = 0; i < w->entries && !bad; i++) {
        struct entry_row row = {.at = 5000,
                                .act = SV("item.read"),
                                .person = SV("p"),
                                .member = SV("m")};
        if (w->nparts) {
            row.parts = audit_pack(a, salt, w->parts, w->nparts, &root);
            row.salt = (struct sv){(const char *)salt, sizeof salt};
        }
        row.bytes = entry_bytes(a, made++, w->nparts ? &root : NULL);
        bad = db_entry_insert(db, &row) != 1;
    }
    arena_free(&a);
    return bad;
}

static inline void write_entries(size_t entries, const struct audit_part *parts, size_t nparts)
{
    struct writing w = {{.run = write_run}, parts, nparts, entries};

    CHECK_EQ_INT(store_run(store, &w.job), JOB_COMMITTED);
}

struct sequencing {
    struct job job;
    struct sv holder;
    int64_t now;
    bool step, more;
};

static inline int sequence_run(struct db *db, struct job *job)
{
    struct sequencing *s = (struct sequencing *)(void *)job;
    struct arena *a = arena_new("sequence", (size_t)1 << 26);
    int rc = audit_sequence(db, a, &key, s->holder, s->now, s->step, &s->more);

    arena_free(&a);
    return rc;
}

static inline bool sequence_once(const char *holder, int64_t now)
{
    struct sequencing s = {.job = {.run = sequence_run}, .holder = sv_of(holder), .now = now};

    CHECK_EQ_INT(store_run(store, &s.job), JOB_COMMITTED);
    return s.more;
}

static inline void sequence(void)
{
    while (sequence_once("a", 10000))
        ;
}

/* --- reading -----------------------------------------------------------------------------------
 */

static inline struct sv head_json(void)
{
    struct sv out = SV_NONE;

    CHECK_EQ_INT(audit_head_json(reader, arena, &out, &errs), 0);
    return out;
}

static inline json *parsed(struct sv text)
{
    json *j = NULL;

    CHECK_EQ_INT(json_parse(arena, text, &j, &errs), 0);
    return j;
}

static inline int64_t size_now(void)
{
    return json_int(json_get(parsed(head_json()), "tree_size"), -1);
}

static inline struct sv proof_json(int64_t n, int part)
{
    struct sv out = SV_NONE;

    CHECK_EQ_INT(audit_proof_json(reader, arena, n, part, &out, &errs), 0);
    return out;
}

static inline bool proof_good(struct sv head, struct sv proof)
{
    struct errs e;

    errs_init(&e, arena, LANG_EN);
    bool good = verify_proof(pub, head, proof, &e) == 0;
    CHECK(good || (e.code == E_REFUSED && e.detail.n));
    return good;
}

/* A failing call's code; E_NONE where it did not fail. */
static inline enum err proof_fails(int64_t n, int part)
{
    struct errs e;
    struct sv out;

    errs_init(&e, arena, LANG_EN);
    int rc = audit_proof_json(reader, arena, n, part, &out, &e);
    CHECK_EQ_INT(rc, e.code ? -1 : 0);
    CHECK_EQ_INT(e.retry_after > 0, e.code == E_CONFLICT);
    return e.code;
}

static inline struct sv consistency_json(int64_t from, int64_t to)
{
    struct sv out = SV_NONE;

    CHECK_EQ_INT(audit_consistency_json(reader, arena, from, to, &out, &errs), 0);
    return out;
}

static inline enum err consistency_fails(int64_t from, int64_t to)
{
    struct errs e;
    struct sv out;

    errs_init(&e, arena, LANG_EN);
    int rc = audit_consistency_json(reader, arena, from, to, &out, &e);
    CHECK_EQ_INT(rc, e.code ? -1 : 0);
    return e.code;
}

static inline bool consistent(struct sv old, struct sv new, struct sv proof)
{
    struct errs e;

    errs_init(&e, arena, LANG_EN);
    return verify_consistency(pub, old, new, proof, &e) == 0;
}

static inline int log_add(void *ctx, struct sv bytes)
{
    verify_log_add(ctx, bytes);
    return 0;
}

/* The whole log against the newest head. */
static inline void check_log(void)
{
    struct verify_log *log = verify_log_new(arena);

    CHECK_EQ_INT(audit_log_each(reader, log_add, log), 0);
    CHECK_EQ_INT(verify_log_check(log, pub, head_json(), &errs), 0);
}

static inline struct audit_part item_part(const char *item, const char *act)
{
    return (struct audit_part){sv_of(item), sv_of(act), SV("ACC-1"), false};
}

static inline int64_t place_of_first(void)
{
    struct kept_row *rows = NULL;
    size_t n = 0;

    CHECK_EQ_INT(db_entry_shows(reader, arena, 0, 1, &rows, &n), 0);
    return n ? rows[0].n : -1;
}

#endif
