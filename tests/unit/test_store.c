/* The store on both databases: values, groups, savepoints, epoch, schema.  On the sample schema of
 * store_sample/; what only one database has is in test_store_sqlite.c and test_store_postgres.c. */
#include "store_acts.h"

#include <pthread.h>
#include <sys/wait.h>

/* --- values ----------------------------------------------------------------------------- */

static int note_add(struct db *db, struct act *act)
{
    const struct note_row row = {.id = act->text, .place = act->key, .body = SV("body")};
    return db_note_insert(db, &row) == 1 ? entry_add(db, act) : -1;
}

static enum job_result note_made(const char *id, int64_t place)
{
    struct act act = act_of(note_add, place);
    act.text = sv_of(id);
    return store_run(store, &act.job);
}

static struct note_row wanted_note;

static int wanted_add(struct db *db, struct act *act)
{
    return db_note_insert(db, &wanted_note) == 1 ? entry_add(db, act) : -1;
}

/* Writes NOTE and reads it back the same. */
static void round_trip(struct note_row note, int64_t key)
{
    struct note_row got;
    wanted_note = note;
    CHECK_EQ_INT(act_on(wanted_add, key), JOB_COMMITTED);
    CHECK_EQ_INT(db_note_by_id(reader, arena, note.id, &got), 1);
    CHECK_EQ_SV(got.id, note.id);
    CHECK_EQ_INT(got.place, note.place);
    CHECK_EQ_SV(got.body, note.body);
    CHECK_EQ_SV(got.raw, note.raw);
}

BOTH(values_come_back_as_they_went_in)
{
    opened(STORE_CREATE);
    round_trip((struct note_row){SV("null"), DB_NULL, SV_NONE, SV_NONE}, 1);
    round_trip((struct note_row){SV("empty"), 0, SV(""), SV("")}, 2);
    round_trip((struct note_row){SV("nul"), INT64_MAX, SV("日本語 'quoted' \"x\" $1 \\"),
                                 SV("a\0b\xff\0")},
               3);
    round_trip((struct note_row){SV(""), INT64_MIN + 1, SV("\t\n"), SV("\0")}, 4);
}

BOTH(a_text_of_16_mib_comes_back)
{
    opened(STORE_CREATE);
    size_t n = (size_t)16 << 20;
    char *p = arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)('a' + i % 26);
    round_trip((struct note_row){SV("big"), 1, {p, n}, {p, n}}, 1);
}

static int nul_add(struct db *db, struct act *act)
{
    const struct note_row row = {.id = SV("a\0b"), .place = 1};
    CHECK_EQ_INT(db_note_insert(db, &row), -1);
    CHECK_EQ_INT(db_note_by_id(db, arena, SV("x"), &wanted_note), -1); /* nothing after a failure */
    return entry_add(db, act);
}

BOTH(a_text_with_nul_is_refused)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(nul_add, 1), JOB_REFUSED);
    CHECK_EQ_INT(entries(), 0);
}

BOTH(look_ups_give_1_0_and_never_a_row_too_many)
{
    opened(STORE_CREATE);
    char id[8];
    for (int i = 0; i < 21; i++) {
        snprintf(id, sizeof id, "n%02d", i);
        CHECK_EQ_INT(note_made(id, i), JOB_COMMITTED);
    }
    struct note_row one, *rows;
    size_t n;
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("n07"), &one), 1);
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("none"), &one), 0);
    CHECK_EQ_INT(db_note_between(reader, arena, 3, 9, 20, &rows, &n), 0);
    CHECK_EQ_INT(n, 6);
    CHECK_EQ_STR(rows[0].id, "n03");
    CHECK_EQ_INT(db_note_between(reader, arena, 100, 109, 20, &rows, &n), 0);
    CHECK_EQ_INT(n, 0);
    CHECK_EQ_INT(db_note_all(reader, arena, &rows, &n), -1); /* 21 rows, 20 declared */
    CHECK_EQ_INT(n, 0);
    struct note_sum_row sum;
    CHECK_EQ_INT(db_note_sum(reader, arena, SV("n03"), SV("n04"), &sum), 1);
    CHECK_EQ_INT(sum.sum, 7);
    struct note_small_row small;
    CHECK_EQ_INT(db_note_small(reader, arena, &small), 1);
    CHECK_EQ_INT(small.small * 1000 + small.truth * 100 + small.count + small.length, 7124);
}

static int move_and_take(struct db *db, struct act *act)
{
    struct note_delete_row gone;
    CHECK_EQ_INT(db_note_move(db, SV("nobody"), 9), 0);
    CHECK_EQ_INT(db_note_move(db, SV("b"), 9), 1);
    CHECK_EQ_INT(db_note_delete(db, arena, SV("nobody"), &gone), 0);
    CHECK_EQ_INT(db_note_delete(db, arena, SV("b"), &gone), 1);
    CHECK_EQ_INT(gone.place, 9);
    return entry_add(db, act);
}

BOTH(writes_tell_the_rows_they_wrote)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(note_made("a", 1), JOB_COMMITTED);
    CHECK_EQ_INT(note_made("b", 2), JOB_COMMITTED);
    CHECK_EQ_INT(act_on(move_and_take, 3), JOB_COMMITTED);
}

BOTH(a_null_where_none_was_promised_fails)
{
    opened(STORE_CREATE);
    struct note_place_row row;
    CHECK_EQ_INT(note_made("a", 5), JOB_COMMITTED);
    CHECK_EQ_INT(db_note_place(reader, arena, SV("a"), &row), 1);
    wanted_note = (struct note_row){SV("b"), DB_NULL, SV_NONE, SV_NONE};
    CHECK_EQ_INT(act_on(wanted_add, 7), JOB_COMMITTED);
    CHECK_EQ_INT(db_note_place(reader, arena, SV("b"), &row), -1);
}

/* --- each ------------------------------------------------------------------------------- */

struct walk {
    int rows, stop_at, inner;
    struct sv last;
};

static int inner_row(void *ctx, const struct note_row *row)
{
    struct walk *w = ctx;
    w->inner += row->place >= 0;
    return w->inner % 3 == 0; /* stops before the end, more often than not */
}

static int walk_row(void *ctx, const struct note_row *row)
{
    struct walk *w = ctx;
    struct note_row again;
    w->rows++;
    w->last = sv_copy(arena, row->id);
    CHECK_EQ_INT(db_note_by_id(reader, arena, row->id, &again), 1); /* queries within a row */
    CHECK(db_note_each(reader, inner_row, w) >= 0);                 /* the same query, too */
    return w->rows == w->stop_at ? 42 : 0;
}

static int notes_add(struct db *db, struct act *act)
{
    for (int64_t i = 0; i < act->key; i++) {
        struct note_row row = {.id = sv_fmt(arena, "%06d", (int)i), .place = i};
        if (db_note_insert(db, &row) != 1)
            return -1;
    }
    return entry_add(db, act);
}

BOTH(each_streams_nests_and_stops)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(notes_add, 1203), JOB_COMMITTED);
    struct walk all = {.rows = 0}, some = {.stop_at = 601};
    CHECK_EQ_INT(db_note_each(reader, walk_row, &all), 0);
    CHECK_EQ_INT(all.rows, 1203);
    CHECK_EQ_STR(all.last, "001202");
    CHECK_EQ_INT(db_note_each(reader, walk_row, &some), 42);
    CHECK_EQ_INT(some.rows, 601);
    CHECK_EQ_INT(db_begin_read(reader), 0); /* the connection is as before */
    CHECK_EQ_INT(db_note_each(reader, walk_row, &all), 0);
    db_end_read(reader);
    db_rows(reader);
    struct note_row row;
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("000001"), &row), 1);
    CHECK_EQ_INT(db_rows(reader), 1);
    CHECK_EQ_INT(db_rows(reader), 0);
}

/* --- snapshots -------------------------------------------------------------------------- */

BOTH(a_snapshot_stays_as_it_was)
{
    opened(STORE_CREATE);
    struct note_row row;
    CHECK_EQ_INT(note_made("a", 1), JOB_COMMITTED);
    CHECK_EQ_INT(db_begin_read(reader), 0);
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("a"), &row), 1);
    CHECK_EQ_INT(note_made("b", 2), JOB_COMMITTED);
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("b"), &row), 0);
    db_end_read(reader);
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("b"), &row), 1);
}

BOTH(a_reading_connection_does_not_write)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(db_entry_insert(reader, 1, SV("x")), -1);
    CHECK_EQ_INT(db_begin_read(reader), 0);
    CHECK_EQ_INT(db_session_insert(reader, SV("x"), 1), -1);
    db_end_read(reader);
    CHECK_EQ_INT(entries(), 0);
}

/* --- groups ----------------------------------------------------------------------------- */

#define CLIENTS 16
#define ACTS_EACH 40

static void *client_main(void *arg)
{
    for (int i = 0; i < ACTS_EACH; i++)
        CHECK_EQ_INT(act_on(entry_add, *(int *)arg * 1000 + i), JOB_COMMITTED);
    return NULL;
}

BOTH(speed3_clients_share_commits)
{
    opened(STORE_CREATE);
    pthread_t threads[CLIENTS];
    int numbers[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, client_main, &numbers[i]);
    }
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
    struct store_stats st;
    store_stats(store, &st);
    CHECK_EQ_INT(entries(), CLIENTS * ACTS_EACH);
    CHECK_EQ_INT(st.jobs, CLIENTS * ACTS_EACH);
    CHECK_EQ_INT(st.groups, st.commits);
    printf("%.1f jobs a commit\n", (double)st.jobs / (double)st.commits);
    CHECK(st.jobs >= 8 * st.commits);
}

static int note_then_refuse(struct db *db, struct act *act)
{
    CHECK_EQ_INT(note_add(db, act), 0);
    return 1;
}

static int insert_twice(struct db *db, struct act *act)
{
    CHECK_EQ_INT(entry_add(db, act), 0);
    return entry_add(db, act);
}

static int insert_twice_and_say_nothing(struct db *db, struct act *act)
{
    insert_twice(db, act);
    return 0;
}

/* Submits the acts while the writer is held, so that they are one group, and waits for all. */
static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_cond = PTHREAD_COND_INITIALIZER;
static bool gate_open;
static int done_left;
#define TOGETHER_MAX 200
static enum job_result results[TOGETHER_MAX + 1];

static void gate_wait(bool (*over)(void))
{
    pthread_mutex_lock(&gate_lock);
    while (!over())
        pthread_cond_wait(&gate_cond, &gate_lock);
    pthread_mutex_unlock(&gate_lock);
}

static bool is_open(void)
{
    return gate_open;
}

static bool all_done(void)
{
    return !done_left;
}

static void gate_set(bool open)
{
    pthread_mutex_lock(&gate_lock);
    gate_open = open;
    pthread_cond_broadcast(&gate_cond);
    pthread_mutex_unlock(&gate_lock);
}

static int gate_run(struct db *db, struct act *act)
{
    (void)db;
    (void)act;
    gate_wait(is_open);
    return 0;
}

static void act_done(struct job *job, enum job_result result)
{
    pthread_mutex_lock(&gate_lock);
    results[((struct act *)(void *)job)->place] = result;
    done_left--;
    pthread_cond_broadcast(&gate_cond);
    pthread_mutex_unlock(&gate_lock);
}

/* Waits until the writer has taken the gate off the queue. */
static void gate_taken(const struct act *gate)
{
    while (!__atomic_load_n(&gate->runs, __ATOMIC_ACQUIRE))
        usleep(1000);
}

static void together(struct act *acts, int n)
{
    struct act gate = act_of(gate_run, 0);
    gate.place = TOGETHER_MAX;
    gate.job.done = act_done;
    done_left = n + 1;
    gate_set(false);
    store_submit(store, &gate.job);
    gate_taken(&gate);
    for (int i = 0; i < n; i++) {
        acts[i].place = i;
        acts[i].job.done = act_done;
        store_submit(store, &acts[i].job);
    }
    gate_set(true);
    gate_wait(all_done);
}

BOTH(a_refused_job_leaves_nothing_and_spoils_no_other)
{
    opened(STORE_CREATE);
    struct act acts[] = {act_of(entry_add, 1), act_of(note_then_refuse, 2), act_of(insert_twice, 3),
                         act_of(insert_twice_and_say_nothing, 4), act_of(entry_add, 5)};
    acts[1].text = SV("n");
    together(acts, 5);
    CHECK_EQ_INT(results[0], JOB_COMMITTED);
    CHECK_EQ_INT(results[1], JOB_REFUSED);
    CHECK_EQ_INT(results[2], JOB_REFUSED);
    CHECK_EQ_INT(results[3], JOB_FAILED);
    CHECK_EQ_INT(results[4], JOB_COMMITTED);
    CHECK_EQ_INT(entries(), 2);
}

/* --- epoch ------------------------------------------------------------------------------ */

static struct act read_entry(int64_t key, int64_t epoch)
{
    struct act act = act_of(entry_add, key);
    act.job.entry = true;
    act.job.epoch = epoch;
    return act;
}

static int access_take(struct db *db, struct act *act)
{
    return db_state_raise_epoch(db) == 1 ? entry_add(db, act) : -1;
}

BOTH(an_entry_decided_on_an_older_epoch_is_stale)
{
    opened(STORE_CREATE);
    struct act acts[] = {read_entry(1, 1), act_of(access_take, 2), read_entry(3, 1),
                         read_entry(4, 2)};
    acts[1].job.takes_access = true;
    together(acts, 4);
    CHECK_EQ_INT(results[0], JOB_COMMITTED);
    CHECK_EQ_INT(results[1], JOB_COMMITTED);
    CHECK_EQ_INT(results[2], JOB_STALE);
    CHECK_EQ_INT(results[3], JOB_COMMITTED);
    CHECK_EQ_INT(acts[2].runs, 0); /* did not run */
    struct act late = read_entry(5, 1);
    CHECK_EQ_INT(store_run(store, &late.job), JOB_STALE);
    CHECK_EQ_INT(entries(), 3);
    struct store_stats st;
    store_stats(store, &st);
    CHECK_EQ_INT(st.stale, 2);
}

BOTH(an_entry_that_cannot_be_written_fails_its_group)
{
    opened(STORE_CREATE);
    struct act acts[] = {act_of(entry_add, 1), read_entry(1, 1), act_of(entry_add, 2)};
    together(acts, 3);
    for (int i = 0; i < 3; i++)
        CHECK_EQ_INT(results[i], JOB_FAILED);
    CHECK_EQ_INT(entries(), 0);
    CHECK_EQ_INT(act_on(entry_add, 3), JOB_COMMITTED);
}

BOTH(many_entries_share_one_commit_or_none)
{
    struct act acts[TOGETHER_MAX];
    struct store_stats before, after;
    opened(STORE_CREATE);
    for (int i = 0; i < TOGETHER_MAX; i++)
        acts[i] = read_entry(i, 1);
    acts[150].key = 0; /* there already */
    together(acts, TOGETHER_MAX);
    CHECK_EQ_INT(results[0], JOB_FAILED);
    CHECK_EQ_INT(results[199], JOB_FAILED);
    acts[150].key = 150;
    store_stats(store, &before);
    together(acts, TOGETHER_MAX);
    store_stats(store, &after);
    CHECK_EQ_INT(results[0], JOB_COMMITTED);
    CHECK_EQ_INT(results[199], JOB_COMMITTED);
    CHECK_EQ_INT(after.commits - before.commits, 2); /* the gate's, and theirs */
    CHECK_EQ_INT(entries(), TOGETHER_MAX);
}

/* --- what is deferred ------------------------------------------------------------------- */

static int late_add(struct db *db, void *arg)
{
    return db_late_insert(db, sv_of(arg)) == 1 ? 0 : -1;
}

static int late_id(void *ctx, const struct late_each_row *row)
{
    struct str *s = ctx;
    str_add(s, row->id);
    return 0;
}

static int defer_and_add(struct db *db, struct act *act)
{
    db_defer(db, late_add, (void *)(uintptr_t)act->text.p);
    return entry_add(db, act);
}

static int defer_and_refuse(struct db *db, struct act *act)
{
    defer_and_add(db, act);
    return 1;
}

BOTH(what_is_deferred_runs_before_the_commit_unless_refused)
{
    opened(STORE_CREATE);
    struct act acts[] = {act_of(defer_and_add, 1), act_of(defer_and_refuse, 2),
                         act_of(defer_and_add, 3), act_of(defer_and_refuse, 4)};
    const char *const ids[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < 4; i++)
        acts[i].text = sv_of(ids[i]);
    together(acts, 4);
    struct str s;
    str_init(&s, arena, 100);
    CHECK_EQ_INT(db_late_each(reader, late_id, &s), 0);
    CHECK_EQ_STR(str_sv(&s), "ac");
    struct act again[] = {act_of(entry_add, 4), act_of(defer_and_add, 5)};
    again[1].text = SV("a"); /* taken: its failure fails the group */
    together(again, 2);
    CHECK_EQ_INT(results[0], JOB_FAILED);
    CHECK_EQ_INT(results[1], JOB_FAILED);
    CHECK_EQ_INT(entries(), 2);
}

/* --- bugs ------------------------------------------------------------------------------- */

/* FN, in a process of its own, ends by abort(). */
static void aborts(void (*fn)(void))
{
    fflush(stdout);
    pid_t pid = fork();
    if (!pid) {
        fn();
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static int note_alone(struct db *db, struct act *act)
{
    const struct note_row row = {.id = SV("a"), .place = act->key};
    return db_note_insert(db, &row) == 1 ? 0 : -1;
}

static int session_alone(struct db *db, struct act *act)
{
    return db_session_insert(db, SV("s"), act->key) == 1 ? 0 : -1;
}

static int defer_alone(struct db *db, struct act *act)
{
    db_defer(db, late_add, (void *)(uintptr_t)act->text.p);
    return 0;
}

static int none_where_one_is_needed(struct db *db, struct act *act)
{
    return (int)db_session_insert(db, SV_NONE, act->key);
}

static void open_and(int (*fn)(struct db *db, struct act *act))
{
    opened(STORE_OPEN);
    act_on(fn, 1);
}

static void write_without_entry(void)
{
    open_and(note_alone);
}

static void defer_without_entry(void)
{
    open_and(defer_alone);
}

static void text_missing(void)
{
    open_and(none_where_one_is_needed);
}

static void int_missing(void)
{
    opened(STORE_OPEN);
    act_on(session_alone, DB_NULL);
}

static void nested_snapshot(void)
{
    opened(STORE_OPEN);
    db_begin_read(reader);
    db_begin_read(reader);
}

BOTH(aud1_what_must_not_be_is_a_bug)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(session_alone, 1), JOB_COMMITTED); /* exempt */
    closed();
    aborts(write_without_entry);
    aborts(defer_without_entry);
    aborts(text_missing);
    aborts(int_missing);
    aborts(nested_snapshot);
    opened(STORE_OPEN);
    struct note_row row;
    CHECK_EQ_INT(db_note_by_id(reader, arena, SV("a"), &row), 0);
}

/* --- schema ----------------------------------------------------------------------------- */

BOTH(a_database_is_made_once_and_opened_again)
{
    struct sv bad;
    struct dialect_get_row dialect;
    opened(STORE_CREATE);
    CHECK_EQ_INT(db_prepare_all(reader, &bad), 0);
    CHECK_EQ_INT(db_dialect_get(reader, arena, &dialect), 1);
    CHECK_EQ_STR(dialect.name, db_is_postgres(reader) ? "postgres" : "sqlite");
    CHECK_EQ_INT(act_on(entry_add, 1), JOB_COMMITTED);
    closed();
    CHECK_EQ_INT(store_open(url, STORE_CREATE, &store, &errs), -1);
    CHECK_EQ_INT(errs.code, E_CONFLICT);
    opened(STORE_OPEN);
    CHECK_EQ_INT(entries(), 1);
}

static int steps_alter(struct db *db, struct act *act)
{
    return db_schema_step_insert(db, act->key, SV("from tomorrow"), 0) == 1 ? 0 : -1;
}

BOTH(a_step_that_is_not_known_is_refused)
{
    opened(STORE_CREATE);
    CHECK_EQ_INT(act_on(steps_alter, 3), JOB_COMMITTED);
    closed();
    CHECK_EQ_INT(store_open(url, STORE_OPEN, &store, &errs), -1);
    CHECK_EQ_INT(errs.code, E_CONFLICT);
    CHECK(sv_find(errs.detail, SV("step 3")) >= 0);
}

TEST_MAIN
