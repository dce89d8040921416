/* The record on a database: the sequencer and its lease, heads and proofs as the API gives them,
 * the index of what was shown.  On both databases (store_test.h).  NOROSHI_LONG=1 numbers 10^5
 * entries. */
#include <pthread.h>

#include "audit_test.h"

/* --- the sequencer -----------------------------------------------------------------------------
 */

ON_LOG(aud1_the_empty_log_has_a_signed_head)
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

ON_LOG(aud1_the_tree_grows_by_64_whatever_happened)
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

ON_LOG(aud1_more_than_a_slice_is_numbered_in_several)
{
    write_entries(1100, NULL, 0);
    for (int64_t size = 256; size <= 1024; size += 256) {
        CHECK(sequence_once("a", 10000));
        CHECK_EQ_INT(size_now(), size);
    }
    sequence();
    CHECK_EQ_INT(size_now(), 1152);
    check_log();
}

ON_LOG(aud1_entries_after_a_head_are_found)
{
    write_entries(3, NULL, 0);
    sequence();
    write_entries(2, NULL, 0);
    sequence();
    CHECK_EQ_INT(size_now(), 128);
    check_log();
}

/* ACC-13: its size must not tell whether anybody acted. */
ON_LOG(acc13_a_step_grows_the_log_where_nothing_is_new)
{
    struct sequencing s = {.job = {.run = sequence_run}, .holder = SV("a"), .now = 10000, .step = true};

    CHECK_EQ_INT(store_run(store, &s.job), JOB_COMMITTED);
    CHECK_EQ_INT(size_now(), 64);
    s.step = false;
    CHECK_EQ_INT(store_run(store, &s.job), JOB_COMMITTED);
    CHECK_EQ_INT(size_now(), 64);
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

ON_LOG(l20_numbers_do_not_follow_time)
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
ON_LOG(l20_filler_stands_anywhere)
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

ON_LOG(aud1_only_the_holder_of_the_lease_numbers)
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

/* Two servers at once, each sure that the other's lease is over. */
struct rival {
    pthread_t thread;
    const char *holder;
    struct store *store;
    int64_t shift;
};

static void *rival_work(void *arg)
{
    struct rival *r = arg;

    for (int64_t i = 0; i < 20; i++) {
        struct sequencing s = {
            {.run = sequence_run}, sv_of(r->holder), i * 20000 + r->shift, false};
        CHECK_EQ_INT(store_run(r->store, &s.job), JOB_COMMITTED);
    }
    return NULL;
}

ON_LOG(aud1_two_sequencers_do_not_number_twice)
{
    struct rival rivals[] = {{.holder = "a", .store = store}, {.holder = "b", .shift = 10000}};

    CHECK_EQ_INT(store_open(url, STORE_OPEN, &rivals[1].store, &errs), 0);
    write_entries(3000, NULL, 0);
    for (int i = 0; i < 2; i++)
        CHECK_EQ_INT(pthread_create(&rivals[i].thread, NULL, rival_work, &rivals[i]), 0);
    for (int i = 0; i < 10; i++)
        write_entries(70, NULL, 0);
    for (int i = 0; i < 2; i++)
        pthread_join(rivals[i].thread, NULL);
    store_close(&rivals[1].store);
    while (sequence_once("a", 1000000))
        ;
    CHECK(size_now() >= 3700 && size_now() <= 3700 + 40 * 64);
    check_log();
}

/* --- proofs ------------------------------------------------------------------------------------
 */

ON_LOG(aud2_every_entry_is_proved_in_the_newest_head)
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

ON_LOG(aud2_a_proof_does_not_serve_another_head)
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

ON_LOG(aud2_heads_are_consistent_at_any_two_sizes)
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
    CHECK_EQ_STR(
        consistency_json(0, size_now()),
        sv_cstr(arena, sv_fmt(arena, "{\"from\":0,\"to\":%d,\"path\":[]}", (int)size_now())));
    CHECK_EQ_INT(consistency_fails(-1, 64), E_REFUSED);
    CHECK_EQ_INT(consistency_fails(64, 63), E_REFUSED);
    CHECK_EQ_INT(consistency_fails(1, size_now() + 1), E_NOT_FOUND);
    CHECK_EQ_INT(consistency_fails(0, INT64_MAX), E_NOT_FOUND);
}

ON_LOG(aud2_heads_are_given_in_order)
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

/* --- what was shown ------------------------------------------------------------------------- */

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

ON_LOG(use3_what_was_shown_is_found_before_and_after_its_number)
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

/* More parts than one call enters into the index: the rest is found all the same, and then entered.
 */
ON_LOG(use3_a_great_answer_is_indexed_in_slices)
{
    struct audit_part *parts = ARENA_ARRAY(arena, struct audit_part, 5000);

    for (int i = 0; i < 5000; i++)
        parts[i] = item_part(sv_cstr(arena, sv_fmt(arena, "item-%d", i % 2500)), "delivered");
    write_entries(2, parts, 5000);
    for (int calls = 0; calls < 4; calls++) {
        CHECK_EQ_INT(sequence_once("a", 10000), calls < 3);
        CHECK_EQ_INT(shown("item-0").count, 4);
        CHECK_EQ_INT(shown("item-2499").count, 4);
        CHECK_EQ_INT(shown("item-2047").numbered, 4);
    }
    struct shown last = shown("item-2499");
    CHECK(proof_good(head_json(), proof_json(last.n, (int)last.part)));
}

ON_LOG(aud2_a_part_that_is_not_there_is_refused)
{
    struct audit_part part = item_part("x", "listed");

    write_entries(1, &part, 1);
    sequence();
    int64_t n = place_of_first();
    CHECK_EQ_INT(proof_fails(n, 0), E_NONE);
    CHECK_EQ_INT(proof_fails(n, 1), E_NOT_FOUND);
    CHECK_EQ_INT(proof_fails((n + 1) % 64, 0), E_NOT_FOUND);
}

/* --- cost --------------------------------------------------------------------------------------
 */

/* Rows read by a head and by proofs: a head alone, and with the tree not more than 8. */
ON_LOG(aud2_heads_and_proofs_read_few_rows)
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
