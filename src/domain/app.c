/* The process: store, keys, roster in memory, connections of threads.
 *
 * Not here: making a data directory (init.c), the sequencer (workers.c). */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "domain/app_private.h"
#include "queries.h"

#define APP_ARENA_MAX (64u << 20)
#define ROSTER_ARENA_MAX (1024u << 20)

/* A thread's own connection; one app a process. */
static _Thread_local struct db *thread_db;

struct sv app_file(struct arena *a, struct sv dir, const char *name)
{
    return sv_fmt(a, "%.*s/%s", SV_FMT(dir), name);
}

static void snapshot_release(struct snapshot *s)
{
    if (s && atomic_fetch_sub(&s->refs, 1) == 1) {
        struct arena *a = s->a;
        arena_free(&a);
    }
}

static struct snapshot *snapshot_load(struct db *db, int64_t version, struct errs *e)
{
    struct arena *a = arena_new("roster", ROSTER_ARENA_MAX);
    struct snapshot *s = ARENA_NEW(a, struct snapshot);

    s->a = a;
    atomic_store(&s->refs, 1);
    if (roster_load(db, a, &s->roster)) {
        fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
        arena_free(&a);
        return NULL;
    }
    s->roster.version = version;
    return s;
}

struct snapshot *app_roster_take(struct app *app, struct db *db, int64_t version, bool keep,
                                 struct errs *e)
{
    struct snapshot *s = NULL;

    pthread_mutex_lock(&app->lock);
    if (app->current && app->current->roster.version == version) {
        s = app->current;
        atomic_fetch_add(&s->refs, 1);
    }
    pthread_mutex_unlock(&app->lock);
    if (s)
        return s;

    s = snapshot_load(db, version, e);
    if (!s || !keep)
        return s;
    pthread_mutex_lock(&app->lock);
    struct snapshot *old = NULL;
    if (!app->current || app->current->roster.version < version) {
        old = app->current;
        app->current = s;
        atomic_fetch_add(&s->refs, 1);
    }
    pthread_mutex_unlock(&app->lock);
    snapshot_release(old);
    return s;
}

void app_roster_let_go(struct snapshot *s)
{
    snapshot_release(s);
}

struct sv app_dir(const struct app *app)
{
    return app->dir;
}

struct store *app_store(struct app *app)
{
    return app->store;
}

struct db *app_thread_db(struct app *app, struct errs *e)
{
    if (thread_db)
        return thread_db;
    if (store_connect(app->store, &thread_db, e))
        return NULL;
    pthread_mutex_lock(&app->lock);
    if (app->nconnections < APP_MAX_THREADS)
        app->connections[app->nconnections++] = thread_db;
    else
        BUG("more threads than APP_MAX_THREADS");
    pthread_mutex_unlock(&app->lock);
    return thread_db;
}

static int open_with(struct app *app, struct sv dir, struct sv url, struct errs *e)
{
    struct app_config config = {.db = url};

    app->dir = sv_copy(app->a, dir);
    if ((!url.p && app_config_read(app->a, app->dir, &config, e)) || audit_key_load(app->dir, &app->audit_key, e) ||
        app_opaque_load(app, e) || store_open(config.db, STORE_OPEN, &app->store, e))
        return -1;
    app->demo = config.demo;

    struct council_row council;
    struct db *db = app_thread_db(app, e);
    if (!db)
        return -1;
    if (db_begin_read(db))
        return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    int found = db_council_get(db, app->a, &council);
    db_end_read(db);
    if (found != 1 || time_set_zone(council.timezone))
        return fail(e, E_REFUSED, NULL, MSG_STORE_NO_COUNCIL, ARGS(dir));
    return 0;
}

bool app_is_demo(const struct app *app)
{
    return app->demo;
}

int app_open(struct sv dir, struct app **out, struct errs *e)
{
    return app_open_on(dir, SV_NONE, out, e);
}

int app_open_on(struct sv dir, struct sv url, struct app **out, struct errs *e)
{
    struct arena *a = arena_new("app", APP_ARENA_MAX);
    struct app *app = ARENA_NEW(a, struct app);

    app->a = a;
    pthread_mutex_init(&app->lock, NULL);
    if (open_with(app, dir, url, e)) {
        app_close(&app);
        return -1;
    }
    *out = app;
    return 0;
}

void app_close(struct app **appp)
{
    struct app *app = *appp;

    if (!app)
        return;
    app_stop_workers(app);
    for (size_t i = 0; i < app->nconnections; i++)
        db_close(&app->connections[i]);
    thread_db = NULL;
    if (app->store)
        store_close(&app->store);
    snapshot_release(app->current);
    pthread_mutex_destroy(&app->lock);
    struct arena *a = app->a;
    arena_free(&a);
    *appp = NULL;
}

/* ---- writes ---- */

struct submitted {
    struct job job;
    int (*run)(struct db *db, void *arg);
    void (*done)(void *arg, enum write_result r);
    void *arg;
    struct arena *a;
};

static int submitted_run(struct db *db, struct job *job)
{
    struct submitted *s = (struct submitted *)job;

    return s->run(db, s->arg);
}

static void submitted_done(struct job *job, enum job_result r)
{
    struct submitted s = *(struct submitted *)job;

    arena_free(&s.a);
    s.done(s.arg, r == JOB_COMMITTED ? WRITE_DURABLE : r == JOB_REFUSED ? WRITE_REFUSED : WRITE_FAILED);
}

void app_submit(struct app *app, bool takes_access, int (*run)(struct db *db, void *arg),
                void (*done)(void *arg, enum write_result r), void *arg)
{
    struct arena *a = arena_new("job", 1u << 16);
    struct submitted *s = ARENA_NEW(a, struct submitted);

    *s = (struct submitted){.run = run, .done = done, .arg = arg, .a = a};
    s->job = (struct job){.run = submitted_run, .done = submitted_done, .takes_access = takes_access};
    store_submit(app->store, &s->job);
}

struct waited_write {
    struct job job;
    struct app *app;
    struct arena *a;
    struct sv person;
    enum way way;
    enum lang lang;
    int (*fn)(struct ctx *c, void *arg);
    void *arg;
    struct errs *e;
};

static void waited_done(struct job *job, enum job_result r)
{
    (void)job;
    (void)r;
}

static int waited_run(struct db *db, struct job *job)
{
    struct waited_write *w = (struct waited_write *)job;
    struct ctx c;

    if (ctx_begin_write(&c, w->app, db, w->a, w->lang)) {
        *w->e = c.errs;
        return -1;
    }
    c.way = w->way;
    int rc = w->person.p ? ctx_sign_in_person(&c, w->person) : 0;
    if (!rc)
        rc = w->fn(&c, w->arg);
    if (!rc && c.entry)
        rc = record_write(&c);
    if (rc)
        *w->e = c.errs;
    ctx_end(&c);
    return rc;
}

int app_write(struct app *app, struct arena *a, struct sv person_id, enum way way, enum lang lang,
              int (*fn)(struct ctx *c, void *arg), void *arg, struct errs *e)
{
    struct waited_write w = {.app = app, .a = a, .person = person_id, .way = way, .lang = lang,
                             .fn = fn, .arg = arg, .e = e};

    /* A command line's act may take access away; it has no others in its group to hold up. */
    w.job = (struct job){.run = waited_run, .done = waited_done, .takes_access = true};
    switch (store_run(app->store, &w.job)) {
    case JOB_COMMITTED:
        return 0;
    case JOB_REFUSED:
        return -1;
    default:
        return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    }
}

/* ---- reads of the command line ---- */

int app_read(struct app *app, struct arena *a, struct sv person_id, enum way way, enum lang lang,
             int (*fn)(struct ctx *c, void *arg), void *arg, struct errs *e)
{
    struct db *db = app_thread_db(app, e);

    if (!db)
        return -1;
    for (int round = 0; round < 5; round++) {
        struct ctx c;
        enum record_result recorded = RECORD_DURABLE;

        if (ctx_begin_read(&c, app, db, a, lang)) {
            *e = c.errs;
            return -1;
        }
        c.way = way;
        int rc = person_id.p ? ctx_sign_in_person(&c, person_id) : 0;
        if (!rc)
            rc = fn(&c, arg);
        if (rc)
            *e = c.errs;
        if (!rc && c.entry)
            recorded = record_wait(&c); /* which reads the roster */
        ctx_end(&c);
        if (recorded == RECORD_DURABLE)
            return rc;
        if (recorded == RECORD_FAILED)
            break;
    }
    return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
}
