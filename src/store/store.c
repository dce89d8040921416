/* The store: opens a database by its URL, gives out connections, keeps reading snapshots.
 *
 * What it is not: the writer (writer.c), the schema (schema.c), a driver (sqlite.c, postgres.c). */
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/driver.h"

#define STORE_MAX ((size_t)1 << 20)
#define DB_MAX ((size_t)4 << 20)

static bool is_postgres_url(struct sv url)
{
    return sv_starts(url, SV("postgresql://")) || sv_starts(url, SV("postgres://"));
}

/* --- failures --------------------------------------------------------------------------- */

int db_failed(struct db *db, enum failure f, const char *name, const char *code, const char *text)
{
    if (f > db->failure)
        db->failure = f;
    snprintf(db->error, sizeof db->error, "%s: %s (%s)", name, text, code);
    log_event(LOG_LEVEL_WARN, "store.failed", "query", sv_of(name), "code", sv_of(code), NULL);
    if (f == FAILURE_DISK)
        log_fatal(EXIT_DISK, "store.disk", sv_of(db->error));
    return -1;
}

struct sv db_error(const struct db *db)
{
    return sv_of(db->error);
}

int fail_setting(struct errs *e, struct sv name, struct sv wanted, struct sv found)
{
    log_event(LOG_LEVEL_ERROR, "store.setting", "setting", name, "wanted", wanted, "found", found,
              NULL);
    return fail(e, E_UNAVAILABLE, "LOSS-2", MSG_STORE_SETTING, ARGS(name, wanted, found));
}

int fail_unavailable(struct errs *e, const struct db *db)
{
    log_event(LOG_LEVEL_ERROR, "store.unavailable", "why", db_error(db), NULL);
    return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
}

/* --- connections ------------------------------------------------------------------------ */

int db_open(struct store *s, enum db_use use, struct db **out, struct errs *e)
{
    struct arena *a = arena_new("connection", DB_MAX);
    struct db *db = ARENA_NEW(a, struct db);
    *db = (struct db){.a = a, .store = s, .driver = s->driver, .use = use};
    db->last = &db->first;
    if (db->driver->connect(db, e)) {
        db_close(&db);
        return -1;
    }
    *out = db;
    return 0;
}

int store_connect(struct store *s, struct db **out, struct errs *e)
{
    return db_open(s, DB_READS, out, e);
}

void db_close(struct db **db)
{
    struct db *d = *db;
    if (!d)
        return;
    if (d->state != DB_IDLE)
        BUG("a connection is closed within a transaction");
    d->driver->disconnect(d);
    arena_free(&d->group);
    struct arena *a = d->a; /* holds *d as well */
    arena_free(&a);
    *db = NULL;
}

bool db_is_postgres(const struct db *db)
{
    return db->driver->dialect == DIALECT_POSTGRES;
}

int db_begin_read(struct db *db)
{
    if (db->state != DB_IDLE)
        BUG("a snapshot within a transaction");
    db->failure = FAILURE_NONE;
    if (db->driver->begin(db, false))
        return -1;
    db->state = DB_READING;
    return 0;
}

void db_end_read(struct db *db)
{
    if (db->state != DB_READING)
        BUG("no snapshot to end");
    db->driver->rollback(db);
    db->state = DB_IDLE;
}

int64_t db_rows(struct db *db)
{
    int64_t n = db->rows;
    db->rows = 0;
    return n;
}

int db_prepare_all(struct db *db, struct sv *bad_out)
{
    for (size_t i = 0; i < query_count; i++)
        if (db->driver->check(db, (enum query_id)i)) {
            *bad_out = sv_of(queries[i].name);
            return -1;
        }
    return 0;
}

/* --- the store -------------------------------------------------------------------------- */

static struct store *store_new(struct sv url)
{
    struct arena *a = arena_new("store", STORE_MAX);
    struct store *s = ARENA_NEW(a, struct store);
    s->a = a;
    s->driver = is_postgres_url(url) ? &postgres_driver : &sqlite_driver;
    s->url = sv_cstr(a, url);
    s->last = &s->first;
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&s->work, &clock);
    pthread_cond_init(&s->room, &clock);
    pthread_condattr_destroy(&clock);
    return s;
}

static void store_free(struct store **store)
{
    struct store *s = *store;
    db_close(&s->writer);
    pthread_cond_destroy(&s->room);
    pthread_cond_destroy(&s->work);
    pthread_mutex_destroy(&s->lock);
    struct arena *a = s->a; /* holds *s as well */
    arena_free(&a);
    *store = NULL;
}

static int store_ready(struct store *s, enum store_mode mode, struct errs *e)
{
    if (s->driver->prepare && s->driver->prepare(s, mode, e))
        return -1;
    if (db_open(s, DB_WRITES, &s->writer, e) || schema_ready(s->writer, mode, e))
        return -1;
    return s->driver->start ? s->driver->start(s, e) : 0;
}

int store_open(struct sv url, enum store_mode mode, struct store **out, struct errs *e)
{
    struct store *s = store_new(url);
    if (store_ready(s, mode, e)) {
        store_free(&s);
        return -1;
    }
    s->fresh = mode == STORE_CREATE;
    writer_start(s);
    *out = s;
    return 0;
}

void store_close(struct store **store)
{
    struct store *s = *store;
    if (!s)
        return;
    writer_stop(s);
    if (s->driver->stop)
        s->driver->stop(s);
    store_free(store);
}

void store_stats(struct store *s, struct store_stats *out)
{
    pthread_mutex_lock(&s->lock);
    *out = s->stats;
    pthread_mutex_unlock(&s->lock);
}
