/* What the verifier makes of heads, proofs, logs and reports that were tampered with. */
#include "audit_test.h"

/* --- tampering ---------------------------------------------------------------------------------
 */

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

ON_LOG(aud2_every_flipped_bit_is_refused)
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

ON_LOG(aud1_every_flipped_bit_of_the_log_is_seen)
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

ON_LOG(aud1_a_log_cut_short_is_seen)
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
ON_LOG(aud2_a_head_by_another_key_is_refused)
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

/* --- reports -----------------------------------------------------------------------------------
 */

static struct sv report_with(const char *act, int64_t n, struct sv proof)
{
    return sv_fmt(
        arena,
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

ON_LOG(use3_a_report_holds_what_its_entries_say)
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
    CHECK(!report_good(with(report, "\"entry\":null", "\"entry\":63")));
    CHECK(!report_good(with(report, "\"did\"", "\"does\"")));
    CHECK(!report_good(SV("{\"item\":\"x\"}")));
}

TEST_MAIN
