/* The store on PostgreSQL alone: settings, several servers on one database, lost connections. */
#include "store_acts.h"

#include <pthread.h>

static struct store *other; /* another server's */
static struct db *other_reader;

static void other_opened(void)
{
    CHECK_EQ_INT(store_open(url, STORE_OPEN, &other, &errs), 0);
    CHECK_EQ_INT(store_connect(other, &other_reader, &errs), 0);
}

static void other_closed(void)
{
    db_close(&other_reader);
    store_close(&other);
}

/* --- LOSS-2 ----------------------------------------------------------------------------- */

static void refused_naming(struct sv where, const char *name)
{
    errs_init(&errs, arena, LANG_EN);
    CHECK_EQ_INT(store_open(where, STORE_CREATE, &store, &errs), -1);
    CHECK_EQ_INT(errs.code, E_UNAVAILABLE);
    CHECK(sv_find(errs.detail, sv_of(name)) >= 0);
}

/* Until new sessions see the setting. */
static void server_set(const char *name, const char *value)
{
    struct sv set = sv_fmt(arena, "ALTER SYSTEM SET %s = %s", name, value);
    pg_command(set.p);
    pg_command("SELECT pg_reload_conf()");
    usleep(300000);
}

ONLY_POSTGRES(loss2_a_server_that_does_not_sync_is_refused_by_name)
{
    static const char *const names[] = {"fsync", "full_page_writes"};
    for (size_t i = 0; i < 2; i++) {
        server_set(names[i], "off");
        refused_naming(url, names[i]);
        server_set(names[i], "on");
    }
    opened(STORE_CREATE);
}

ONLY_POSTGRES(loss2_a_session_syncs_whatever_the_server_says)
{
    server_set("synchronous_commit", "off");
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(entry_add, 1), JOB_COMMITTED);
    server_set("synchronous_commit", "on");
}

static struct sv database_made(const char *options)
{
    pg_command("DROP DATABASE IF EXISTS store_other");
    pg_command(sv_fmt(arena, "CREATE DATABASE store_other TEMPLATE template0 %s", options).p);
    size_t n = url.n;
    while (url.p[n - 1] != '/')
        n--;
    return sv_fmt(arena, "%.*sstore_other", (int)n, url.p);
}

ONLY_POSTGRES(a_database_of_other_text_is_refused)
{
    refused_naming(database_made("ENCODING SQL_ASCII LOCALE 'C'"), "server_encoding");
    refused_naming(database_made("ENCODING UTF8 LOCALE_PROVIDER icu ICU_LOCALE 'en'"),
                   "byte order");
    pg_command("DROP DATABASE store_other");
}

ONLY_POSTGRES(a_failure_tells_no_password)
{
    struct sv bad = SV("postgresql://nobody:opensesame@127.0.0.1:1/none");
    CHECK_EQ_INT(store_open(bad, STORE_OPEN, &store, &errs), -1);
    CHECK_EQ_INT(errs.code, E_UNAVAILABLE);
    CHECK(sv_find(errs.detail, SV("opensesame")) < 0);
    CHECK(sv_find(errs.detail, SV("nobody")) < 0);
}

/* --- several servers -------------------------------------------------------------------- */

static int note_put(struct db *db, struct act *act)
{
    const struct note_row row = {.id = act->text, .place = act->key};
    return db_note_insert(db, &row) == 1 ? entry_add(db, act) : -1;
}

static enum job_result note_made(struct store *s, const char *id, int64_t key)
{
    struct act act = act_of(note_put, key);
    act.text = sv_of(id);
    return store_run(s, &act.job);
}

static int64_t places_sum(struct db *db)
{
    struct note_row *rows;
    size_t n;
    int64_t sum = 0;
    CHECK_EQ_INT(db_note_between(db, arena, 0, 1000, 20, &rows, &n), 0);
    for (size_t i = 0; i < n; i++)
        sum += rows[i].place;
    return sum;
}

/* Puts a note whose place is the sum of those it sees, and 10. */
static int sum_put(struct db *db, struct act *act)
{
    const struct note_row row = {.id = act->text, .place = 10 + places_sum(db)};
    return db_note_insert(db, &row) == 1 ? entry_add(db, act) : -1;
}

/* The same, while the other server runs THEIRS between the reading and the writing. */
static int (*theirs)(struct db *db, struct act *act);

static int sum_put_meanwhile(struct db *db, struct act *act)
{
    int64_t sum = places_sum(db);
    struct act put = act_of(theirs, 10);
    put.text = SV("theirs");
    if (act->runs == 1)
        CHECK_EQ_INT(store_run(other, &put.job), JOB_COMMITTED);
    const struct note_row row = {.id = act->text, .place = sum};
    return db_note_insert(db, &row) == 1 ? entry_add(db, act) : -1;
}

ONLY_POSTGRES(a_group_that_another_server_upset_runs_again)
{
    opened(STORE_CREATE);
    other_opened();
    CHECK_EQ_INT(note_made(store, "first", 1), JOB_COMMITTED);
    struct act ours = act_of(sum_put_meanwhile, 2);
    ours.text = SV("ours");
    theirs = sum_put; /* both saw the other's note missing: no order explains that */
    CHECK_EQ_INT(store_run(store, &ours.job), JOB_COMMITTED);
    CHECK_EQ_INT(ours.runs, 2);
    struct note_row row;
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("ours"), &row), 1);
    CHECK_EQ_INT(row.place, 1 + 11); /* the first, and theirs */
    other_closed();
}

ONLY_POSTGRES(a_group_that_another_server_did_not_upset_runs_once)
{
    opened(STORE_CREATE);
    other_opened();
    struct act ours = act_of(sum_put_meanwhile, 2);
    ours.text = SV("ours");
    theirs = note_put; /* ours, then theirs: an order that explains both */
    CHECK_EQ_INT(store_run(store, &ours.job), JOB_COMMITTED);
    CHECK_EQ_INT(ours.runs, 1);
    other_closed();
}

static int access_take(struct db *db, struct act *act)
{
    return db_state_raise_epoch(db) == 1 ? entry_add(db, act) : -1;
}

static enum job_result read_entry(struct store *s, int64_t key, int64_t epoch)
{
    struct act act = act_of(entry_add, key);
    act.job.entry = true;
    act.job.epoch = epoch;
    return store_run(s, &act.job);
}

ONLY_POSTGRES(access_taken_on_one_server_makes_entries_of_another_stale)
{
    opened(STORE_CREATE);
    other_opened();
    CHECK_EQ_INT(read_entry(store, 1, 1), JOB_COMMITTED);
    struct act take = act_of(access_take, 2);
    take.job.takes_access = true;
    CHECK_EQ_INT(store_run(other, &take.job), JOB_COMMITTED);
    CHECK_EQ_INT(read_entry(store, 3, 1), JOB_STALE);
    CHECK_EQ_INT(read_entry(store, 4, 2), JOB_COMMITTED);
    other_closed();
}

#define EACH 40

struct server {
    struct store *store;
    int64_t from;
    int good;
};

/* Every fourth job takes access. */
static void *server_main(void *arg)
{
    struct server *s = arg;
    for (int i = 0; i < EACH; i++) {
        struct act act = act_of(i % 4 ? entry_add : access_take, s->from + i);
        act.job.takes_access = !(i % 4);
        s->good += store_run(s->store, &act.job) == JOB_COMMITTED;
    }
    return NULL;
}

ONLY_POSTGRES(scale1_two_servers_write_and_take_access_beside_each_other)
{
    opened(STORE_CREATE);
    other_opened();
    struct server servers[4] = {
        {store, 0, 0}, {other, 1000, 0}, {store, 2000, 0}, {other, 3000, 0}};
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, server_main, &servers[i]);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 4; i++)
        CHECK_EQ_INT(servers[i].good, EACH);
    CHECK_EQ_INT(entries(), 4 * EACH);
    other_closed();
}

/* --- lost connections ------------------------------------------------------------------- */

static void sessions_end(void)
{
    pg_command("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
               " WHERE application_name = 'noroshi'");
}

ONLY_POSTGRES(a_lost_session_is_replaced)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(entry_add, 1), JOB_COMMITTED);
    sessions_end();
    CHECK_EQ_INT(act_on(entry_add, 2), JOB_COMMITTED); /* lost while idle: nobody notices */
    CHECK_EQ_INT(db_begin_read(reader), 0);
    int n = 0;
    CHECK_EQ_INT(db_entry_each(reader, count_row, &n), 0);
    CHECK_EQ_INT(n, 2);
    sessions_end();
    CHECK_EQ_INT(db_entry_each(reader, count_row, &n), -1); /* a snapshot cannot be replaced */
    db_end_read(reader);
    CHECK_EQ_INT(entries(), 2);
}

static int add_and_lose(struct db *db, struct act *act)
{
    CHECK_EQ_INT(entry_add(db, act), 0);
    if (act->runs == 1)
        sessions_end();
    return 0;
}

ONLY_POSTGRES(a_session_lost_within_a_group_fails_it)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(add_and_lose, 1), JOB_FAILED);
    CHECK_EQ_INT(act_on(entry_add, 2), JOB_COMMITTED);
    CHECK_EQ_INT(entries(), 1);
}

TEST_MAIN
