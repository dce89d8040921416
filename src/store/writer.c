/* The writer: one thread that runs jobs in groups, each group one durable transaction.
 *
 * What it is: the queue, the groups, the rules that hold for every write (epoch, audit entry,
 * savepoints, retries).  What it is not: SQL, or any decision.  Called through store.h.
 *
 * Gathering: measured without it, a commit holds one or two jobs and costs four times as much in
 * all. A group waits for further jobs at most 2 ms, and no longer once as many are in as were seen
 * at one time around the last commit. */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/crypto.h"
#include "base/log.h"
#include "store/driver.h"

#define GATHER_NS 2000000L
#define HOLD_LONG_US 50000 /* of one job: others wait */
#define RETRIES_MAX 5
#define DEFERRED_MAX 100000
#define GROUP_ARENA_MAX ((size_t)16 << 20)

enum outcome { GROUP_COMMITTED, GROUP_FAILED, GROUP_AGAIN };

struct group {
    struct db *db;
    struct job *jobs;
    int64_t epoch;
    int64_t longest_us;
    bool alone; /* no other server writes meanwhile */
};

static int64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* --- what is deferred ------------------------------------------------------------------- */

void db_defer(struct db *db, int (*fn)(struct db *db, void *arg), void *arg)
{
    if (db->state != DB_GROUP)
        BUG("deferred outside of a job");
    if (db->ndeferred++ == DEFERRED_MAX)
        BUG("too much is deferred in one group");
    struct deferred *d = ARENA_NEW(db->group, struct deferred);
    *d = (struct deferred){.fn = fn, .arg = arg};
    *db->last = d;
    db->last = &d->next;
    db->wrote = true;
}

static void deferred_clear(struct db *db)
{
    db->first = NULL;
    db->last = &db->first;
    db->ndeferred = 0;
    arena_reset(db->group);
}

/* --- one job ---------------------------------------------------------------------------- */

static int epoch_take(void *ctx, const struct value *v)
{
    *(int64_t *)ctx = v[0].i;
    return 1;
}

/* The epoch, held until commit against other servers: shared, or alone. */
static int epoch_hold(struct group *g)
{
    enum query_id q = g->alone ? Q_STATE_EXCLUSIVE : Q_STATE_SHARED;
    g->epoch = 0;
    return query_rows(g->db, q, NULL, epoch_take, &g->epoch) < 0 ? -1 : 0;
}

static void hold_note(struct group *g, int64_t start_us)
{
    int64_t took = clock_us() - start_us;
    if (took > g->longest_us)
        g->longest_us = took;
}

static int job_call(struct group *g, struct job *job)
{
    int64_t start = clock_us();
    int r = job->run(g->db, job);
    hold_note(g, start);
    return r;
}

static int entry_run(struct group *g, struct job *job)
{
    job->result = JOB_STALE;
    if (job->epoch != g->epoch)
        return 0;
    job->result = JOB_COMMITTED;
    g->db->blind = true;
    int r = job_call(g, job);
    g->db->blind = false;
    return r || g->db->failure ? -1 : 0;
}

static int write_undo(struct db *db, struct job *job, struct deferred **mark, size_t ndeferred,
                      enum job_result result)
{
    db->failure = FAILURE_NONE;
    db->last = mark;
    *mark = NULL;
    db->ndeferred = ndeferred;
    job->result = result;
    return db->driver->rollback_to(db);
}

/* Runs a write job in its savepoint.  -1 spoils the group. */
static int write_run(struct group *g, struct job *job)
{
    struct db *db = g->db;
    struct deferred **mark = db->last;
    size_t ndeferred = db->ndeferred;
    db->wrote = db->entered = false;
    if (db->driver->savepoint(db))
        return -1;
    int r = job_call(g, job);
    if (db->failure > FAILURE_JOB)
        return -1;
    if (r || db->failure)
        return write_undo(db, job, mark, ndeferred, r ? JOB_REFUSED : JOB_FAILED);
    if (db->wrote && !db->entered)
        BUG("a job wrote without an audit entry");
    job->result = JOB_COMMITTED;
    if (db->driver->release(db))
        return -1;
    return job->takes_access ? epoch_hold(g) : 0;
}

/* --- a group ---------------------------------------------------------------------------- */

static int deferred_run(struct group *g)
{
    for (struct deferred *d = g->db->first; d; d = d->next) {
        int64_t start = clock_us();
        if (d->fn(g->db, d->arg) || g->db->failure)
            return -1;
        hold_note(g, start);
    }
    return 0;
}

static int group_work(struct group *g)
{
    if (epoch_hold(g))
        return -1;
    for (struct job *job = g->jobs; job; job = job->next)
        if (job->entry ? entry_run(g, job) : write_run(g, job))
            return -1;
    return deferred_run(g) ? -1 : g->db->driver->commit(g->db);
}

static enum outcome group_try(struct group *g)
{
    struct db *db = g->db;
    db->failure = FAILURE_NONE;
    deferred_clear(db);
    if (db->driver->begin(db, g->alone))
        return db->failure == FAILURE_RETRY ? GROUP_AGAIN : GROUP_FAILED;
    db->state = DB_GROUP;
    int r = group_work(g);
    db->state = DB_IDLE;
    if (!r)
        return GROUP_COMMITTED;
    enum failure f = db->failure;
    db->driver->rollback(db);
    return f == FAILURE_RETRY ? GROUP_AGAIN : GROUP_FAILED;
}

/* Others had the same rows: waits a random while, longer each time. */
static void retry_wait(int attempt)
{
    unsigned char r;
    random_bytes(&r, 1);
    struct timespec t = {.tv_nsec = (1 + r % 4) * 1000000L << attempt};
    nanosleep(&t, NULL);
}

static bool group_run(struct group *g)
{
    for (const struct job *job = g->jobs; job; job = job->next)
        g->alone |= job->takes_access;
    for (int attempt = 0;; attempt++) {
        enum outcome o = group_try(g);
        if (o != GROUP_AGAIN || attempt == RETRIES_MAX)
            return o == GROUP_COMMITTED;
        g->alone = true;
        retry_wait(attempt);
    }
}

static void stats_count(struct store *s, const struct group *g, bool committed)
{
    struct store_stats *t = &s->stats;
    pthread_mutex_lock(&s->lock);
    s->in_flight = s->waiting; /* seen at one time: those waiting, and those not answered yet */
    t->groups++;
    t->commits += committed;
    for (const struct job *job = g->jobs; job; job = job->next) {
        s->in_flight++;
        *(job->entry ? &t->entries : &t->jobs) += 1;
        t->stale += job->result == JOB_STALE;
        t->failed += job->result == JOB_FAILED;
    }
    if (g->longest_us > t->longest_hold_us)
        t->longest_hold_us = g->longest_us;
    pthread_mutex_unlock(&s->lock);
}

/* All others waited meanwhile. */
static void hold_tell(const struct group *g)
{
    char ms[24];
    if (g->longest_us < HOLD_LONG_US)
        return;
    snprintf(ms, sizeof ms, "%lld", (long long)(g->longest_us / 1000));
    log_event(LOG_LEVEL_WARN, "store.long_hold", "ms", sv_of(ms), NULL);
}

static void group_finish(struct store *s, struct group *g)
{
    bool committed = group_run(g);
    hold_tell(g);
    if (!committed)
        for (struct job *job = g->jobs; job; job = job->next)
            job->result = JOB_FAILED;
    stats_count(s, g, committed);
    for (struct job *job = g->jobs, *next; job; job = next) {
        next = job->next; /* done() may end the job's life */
        job->done(job, job->result);
    }
}

/* --- the queue -------------------------------------------------------------------------- */

static void deadline(struct timespec *out)
{
    clock_gettime(CLOCK_MONOTONIC, out);
    out->tv_nsec += GATHER_NS;
    if (out->tv_nsec >= 1000000000L) {
        out->tv_sec++;
        out->tv_nsec -= 1000000000L;
    }
}

static bool gathered(const struct store *s)
{
    if (s->waiting >= GATHER_MAX || s->closing)
        return true;
    return s->in_flight > 1 && s->waiting >= s->in_flight;
}

/* Takes the next group off the queue; NULL when the store closes.  The lock is held. */
static struct job *group_gather(struct store *s)
{
    while (!s->first && !s->closing)
        pthread_cond_wait(&s->work, &s->lock);
    struct timespec until;
    deadline(&until);
    while (s->first && !gathered(s))
        if (pthread_cond_timedwait(&s->work, &s->lock, &until) == ETIMEDOUT)
            break;
    struct job *jobs = s->first, **end = &s->first;
    size_t n = 0;
    for (; *end && n < GATHER_MAX; n++)
        end = &(*end)->next;
    s->first = *end;
    if (!s->first)
        s->last = &s->first;
    *end = NULL;
    s->waiting -= n;
    pthread_cond_broadcast(&s->room);
    return jobs;
}

static void *writer_main(void *arg)
{
    struct store *s = arg;
    for (;;) {
        pthread_mutex_lock(&s->lock);
        struct group g = {.db = s->writer, .jobs = group_gather(s)};
        pthread_mutex_unlock(&s->lock);
        if (!g.jobs)
            return NULL;
        group_finish(s, &g);
    }
}

void writer_start(struct store *s)
{
    s->writer->group = arena_new("group", GROUP_ARENA_MAX);
    if (pthread_create(&s->thread, NULL, writer_main, s))
        log_fatal(EXIT_DISK, "store.thread", SV("the writer's thread cannot be made"));
}

void writer_stop(struct store *s)
{
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
}

void store_submit(struct store *s, struct job *job)
{
    pthread_mutex_lock(&s->lock);
    if (s->closing)
        BUG("a job for a store that is closing");
    while (s->waiting >= QUEUE_MAX)
        pthread_cond_wait(&s->room, &s->lock);
    job->next = NULL;
    *s->last = job;
    s->last = &job->next;
    s->waiting++;
    pthread_cond_signal(&s->work);
    pthread_mutex_unlock(&s->lock);
}

/* --- a job that is waited for ----------------------------------------------------------- */

struct awaited {
    struct job job; /* stands in the queue for: */
    struct job *real;
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool done;
    enum job_result result;
};

static int awaited_run(struct db *db, struct job *job)
{
    struct job *real = ((struct awaited *)(void *)job)->real;
    return real->run(db, real);
}

static void awaited_done(struct job *job, enum job_result result)
{
    struct awaited *w = (struct awaited *)(void *)job;
    if (w->real->done)
        w->real->done(w->real, result);
    pthread_mutex_lock(&w->lock);
    w->done = true;
    w->result = result;
    pthread_cond_signal(&w->over);
    pthread_mutex_unlock(&w->lock);
}

enum job_result store_run(struct store *s, struct job *job)
{
    if (pthread_equal(pthread_self(), s->thread))
        BUG("the writer would wait for itself");
    struct awaited w = {.job = *job, .real = job};
    w.job.run = awaited_run;
    w.job.done = awaited_done;
    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.over, NULL);
    store_submit(s, &w.job);
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.over, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_cond_destroy(&w.over);
    pthread_mutex_destroy(&w.lock);
    return w.result;
}
