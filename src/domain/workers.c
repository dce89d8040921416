/* Work beside requests, while a server runs: numbering the log, ending what has lapsed. */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "domain/item_private.h"
#include "domain/sweep.h"

struct workers {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    int interval_s;
    struct sv holder;
    struct app *app;
};

struct sequencing {
    struct job job;
    struct workers *w;
    struct arena *a;
    bool step; /* the first of an interval: the log grows whether or not somebody acted */
    bool more;
};

static int sequencing_run(struct db *db, struct job *job)
{
    struct sequencing *s = (struct sequencing *)job;

    return audit_sequence(db, s->a, &s->w->app->audit_key, s->w->holder, time_now(), s->step, &s->more);
}

static void nothing_done(struct job *job, enum job_result r)
{
    (void)job;
    (void)r;
}

/* All that is new, in slices, so that no slice holds the writer long. */
static void sequence(struct workers *w)
{
    bool more = true;

    for (bool step = true; more; step = false) {
        struct arena *a = arena_new("sequencer", 256u << 20);
        struct sequencing s = {.w = w, .a = a, .step = step};
        s.job = (struct job){.run = sequencing_run, .done = nothing_done};
        enum job_result r = store_run(w->app->store, &s.job);
        more = r == JOB_COMMITTED && s.more;
        if (r != JOB_COMMITTED)
            log_event(LOG_LEVEL_WARN, "audit.sequence_failed", NULL);
        arena_free(&a);
    }
}

static bool wait_for(struct workers *w, int seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&w->lock);
    while (!w->stop && !pthread_cond_timedwait(&w->wake, &w->lock, &until))
        ;
    bool stop = w->stop;
    pthread_mutex_unlock(&w->lock);
    return stop;
}

static void *work(void *arg)
{
    struct workers *w = arg;

    do {
        sequence(w);
        sweep(w->app);
    } while (!wait_for(w, w->interval_s));
    return NULL;
}

int app_start_workers(struct app *app, int head_interval_s)
{
    struct workers *w = ARENA_NEW(app->a, struct workers);

    w->app = app;
    w->interval_s = head_interval_s;
    w->holder = uuid_new(app->a);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (pthread_create(&w->thread, NULL, work, w))
        return -1;
    app->workers = w;
    return 0;
}

void app_stop_workers(struct app *app)
{
    struct workers *w = app->workers;

    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    app->workers = NULL;
}
