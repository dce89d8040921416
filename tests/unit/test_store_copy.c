/* Copies of a database: out under writing, back in, to the other database, damaged. */
#include "store_acts.h"
#include "store_copy.h"

static int note_put(struct db *db, struct act *act)
{
    static const char bytes[200000] = "\0\1\2";
    const struct note_row rows[] = {
        {SV("plain"), 1, SV("日本語"), SV("a\0b")},
        {SV("null"), DB_NULL, SV_NONE, SV_NONE},
        {SV("empty"), -1, SV(""), SV("")},
        {SV("large"), INT64_MAX, SV("x"), {bytes, sizeof bytes}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (db_note_insert(db, &rows[i]) != 1)
            return -1;
    return entry_add(db, act);
}

/* What the store FROM holds. */
static struct copy copy_of(struct store *from)
{
    struct copy c = copy_new();
    CHECK_EQ_INT(store_copy_out(from, copy_put, &c, &errs), 0);
    CHECK(!c.bytes.overflow);
    return c;
}

static void holds(struct store *s, const struct copy *wanted)
{
    struct copy got = copy_of(s);
    CHECK_EQ_INT(got.bytes.n, wanted->bytes.n);
    CHECK(sv_eq(str_sv(&got.bytes), str_sv(&wanted->bytes)));
}

BOTH(loss6_a_copy_put_back_is_the_same)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(note_put, 1), JOB_COMMITTED);
    struct copy copy = copy_of(store);
    closed();
    url = url_beside();
    opened(STORE_CREATE);
    CHECK_EQ_INT(store_copy_in(store, copy_get, &copy, &errs), 0);
    CHECK_EQ_INT(copy.at, copy.bytes.n);
    holds(store, &copy);
    struct note_row row;
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("plain"), &row), 1);
    CHECK_EQ_SV(row.raw, SV("a\0b"));
    CHECK_EQ_INT(act_on(entry_add, 2), JOB_COMMITTED);
}

static int sessions_put(struct db *db, struct act *act)
{
    for (int i = 0; i < 3; i++)
        if (db_session_insert(db, sv_fmt(arena, "s%d", (int)act->key + i), 1) != 1)
            return -1;
    return 0;
}

/* Writes between the first bytes and the rest. */
static int put_and_write(void *ctx, struct sv bytes)
{
    struct copy *c = ctx;
    if (!c->bytes.n)
        CHECK_EQ_INT(act_on(entry_add, 99), JOB_COMMITTED);
    return copy_put(ctx, bytes);
}

BOTH(loss6_a_copy_is_of_one_moment)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(sessions_put, 0), JOB_COMMITTED);
    CHECK_EQ_INT(act_on(note_put, 1), JOB_COMMITTED);
    struct copy before = copy_of(store), during = copy_new();
    CHECK_EQ_INT(store_copy_out(store, put_and_write, &during, &errs), 0);
    CHECK_EQ_INT(entries(), 2);
    CHECK(sv_eq(str_sv(&during.bytes), str_sv(&before.bytes)));
}

BOTH(loss7_a_copy_goes_over_to_sqlite_and_is_the_same)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(note_put, 1), JOB_COMMITTED);
    struct copy copy = copy_of(store);
    closed();
    url = sv_fmt(arena, "%s/over.db", directory);
    opened(STORE_CREATE);
    CHECK_EQ_INT(store_copy_in(store, copy_get, &copy, &errs), 0);
    holds(store, &copy);
}

BOTH(a_copy_goes_into_a_fresh_database_only)
{
    opened(STORE_CREATE);
    struct copy copy = copy_of(store);
    closed();
    opened(STORE_OPEN);
    CHECK_EQ_INT(store_copy_in(store, copy_get, &copy, &errs), -1);
    CHECK_EQ_INT(errs.code, E_CONFLICT);
    closed();
    url = url_beside();
    opened(STORE_CREATE);
    CHECK_EQ_INT(store_copy_in(store, copy_get, &copy, &errs), 0);
    copy.at = 0;
    CHECK_EQ_INT(store_copy_in(store, copy_get, &copy, &errs), -1);
    CHECK_EQ_INT(errs.code, E_CONFLICT);
}

static int counted_put(struct db *db, struct act *act)
{
    return db_counted_insert(db, SV("x")) == 1 ? entry_add(db, act) : -1;
}

BOTH(a_counter_goes_on_after_a_copy)
{
    opened(STORE_CREATE);
    for (int i = 1; i <= 3; i++)
        CHECK_EQ_INT(act_on(counted_put, i), JOB_COMMITTED);
    struct copy copy = copy_of(store);
    closed();
    url = url_beside();
    opened(STORE_CREATE);
    CHECK_EQ_INT(store_copy_in(store, copy_get, &copy, &errs), 0);
    CHECK_EQ_INT(act_on(counted_put, 4), JOB_COMMITTED);
    struct counted_newest_row newest;
    CHECK_EQ_INT(db_counted_newest(reader, arena, &newest), 1);
    CHECK_EQ_INT(newest.pos, 4);
}

/* COPY altered by ALTER(bytes, n) is refused as CODE, and leaves nothing. */
static void refused(const struct copy *copy, void (*alter)(struct str *bytes), enum err code)
{
    struct copy bad = copy_new();
    str_add(&bad.bytes, str_sv(&copy->bytes));
    alter(&bad.bytes);
    url = url_beside();
    unlink(url.p);
    opened(STORE_CREATE);
    CHECK_EQ_INT(store_copy_in(store, copy_get, &bad, &errs), -1);
    CHECK_EQ_INT(errs.code, code);
    CHECK_EQ_INT(entries(), 0);
    closed();
}

static void cut_short(struct str *b)
{
    b->n -= 1;
}

static void cut_to_nothing(struct str *b)
{
    b->n = 0;
}

static void cut_in_half(struct str *b)
{
    b->n /= 2;
}

static void of_another_kind(struct str *b)
{
    b->p[0] = 'N';
}

static void of_other_steps(struct str *b)
{
    b->p[strlen("noroshi copy 1\n") + 7] = 1;
}

static void another_table(struct str *b)
{
    b->p[strlen("noroshi copy 1\n") + 8 + 1 + 8] ^= 1;
}

static void a_row_less_counted(struct str *b)
{
    b->p[b->n - 1] ^= 1;
}

BOTH(a_damaged_copy_is_refused_whole)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(note_put, 1), JOB_COMMITTED);
    struct copy copy = copy_of(store);
    closed();
    refused(&copy, cut_short, E_MALFORMED);
    refused(&copy, cut_to_nothing, E_MALFORMED);
    refused(&copy, cut_in_half, E_MALFORMED);
    refused(&copy, of_another_kind, E_MALFORMED);
    refused(&copy, of_other_steps, E_CONFLICT);
    refused(&copy, another_table, E_MALFORMED);
    refused(&copy, a_row_less_counted, E_MALFORMED);
}

BOTH(a_copy_that_cannot_be_put_anywhere_fails)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(note_put, 1), JOB_COMMITTED);
    struct copy full = copy_new();
    full.fail_at = 1000;
    CHECK_EQ_INT(store_copy_out(store, copy_put, &full, &errs), -1);
    CHECK_EQ_INT(errs.code, E_UNAVAILABLE);
    CHECK_EQ_INT(act_on(entry_add, 2), JOB_COMMITTED);
}

TEST_MAIN
