/* The fault that tests/crash must find: a server that answers before the commit is durable.
 *
 * Linked with --wrap=store_submit into a server of the tests' own: each job answers when the group
 * has done its work and is about to be committed. */
#include "store/driver.h"
#include "store/store.h"

struct early {
    struct job job; /* stands in the queue for: */
    struct job *real;
    struct arena *a;
    bool answered;
};

void __real_store_submit(struct store *s, struct job *job);
void __wrap_store_submit(struct store *s, struct job *job);

static int answer(struct db *db, void *arg)
{
    struct early *e = arg;
    (void)db;
    e->answered = true;
    e->real->done(e->real, JOB_COMMITTED);
    return 0;
}

static int early_run(struct db *db, struct job *job)
{
    struct early *e = (struct early *)(void *)job;
    int r = e->real->run(db, e->real);
    bool wrote = db->wrote; /* to defer counts as writing, and not every job has an entry */
    if (!r)
        db_defer(db, answer, e);
    db->wrote = wrote;
    return r;
}

static void early_done(struct job *job, enum job_result result)
{
    struct early *e = (struct early *)(void *)job;
    struct arena *a = e->a;
    if (!e->answered)
        e->real->done(e->real, result);
    arena_free(&a);
}

void __wrap_store_submit(struct store *s, struct job *job)
{
    struct arena *a = arena_new("early", (size_t)1 << 16);
    struct early *e = ARENA_NEW(a, struct early);
    *e = (struct early){.job = *job, .real = job, .a = a};
    e->job.run = early_run;
    e->job.done = early_done;
    __real_store_submit(s, &e->job);
}
