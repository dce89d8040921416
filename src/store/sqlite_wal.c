/* The checkpointer: moves what is committed from SQLite's log into the database file.
 *
 * What it is: a thread with a connection of its own, so that no writer pays for it.  Called by the
 * SQLite driver.
 *
 * A passive checkpoint waits for nobody, but while commits go on it never catches up, and the log
 * grows.  Past a length it is followed by one that holds the writer for the few pages left, after
 * which the log begins anew. */
#include "store/sqlite.h"

#include <errno.h>
#include <time.h>

#include "base/log.h"

#define PAGES_SOON 1000     /* of the log: do not wait for the interval */
#define PAGES_RESTART 16000 /* begin the log anew, if need be by holding the writer */
#define INTERVAL_S 5
#define RESTART_BUSY_MS 50

struct checkpointer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int pages; /* of the log, at the last commit that was not yet looked at */
    bool stop;
};

/* After each commit of the writer. */
static int wal_hook(void *arg, sqlite3 *h, const char *name, int pages)
{
    (void)h;
    (void)name;
    struct checkpointer *c = arg;
    pthread_mutex_lock(&c->lock);
    c->pages = pages;
    if (pages >= PAGES_SOON)
        pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    return SQLITE_OK;
}

static int checkpoint(struct checkpointer *c, int mode)
{
    int pages = 0;
    int rc = sqlite3_wal_checkpoint_v2(sqlite_handle(c->db), NULL, mode, &pages, NULL);
    if (rc && (rc & 0xff) != SQLITE_BUSY)
        sqlite_failed(c->db, rc, "checkpoint", (rc & 0xff) == SQLITE_IOERR);
    return pages;
}

/* Waits for something to do; false at the end. */
static bool wait_for_pages(struct checkpointer *c)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += INTERVAL_S;
    pthread_mutex_lock(&c->lock);
    while (!c->stop && c->pages < PAGES_SOON)
        if (pthread_cond_timedwait(&c->wake, &c->lock, &until) == ETIMEDOUT)
            break;
    bool go_on = !c->stop;
    c->pages = 0;
    pthread_mutex_unlock(&c->lock);
    return go_on;
}

static void *checkpointer_main(void *arg)
{
    struct checkpointer *c = arg;
    while (wait_for_pages(c))
        if (checkpoint(c, SQLITE_CHECKPOINT_PASSIVE) >= PAGES_RESTART)
            checkpoint(c, SQLITE_CHECKPOINT_RESTART);
    return NULL;
}

int sqlite_wal_start(struct store *s, struct errs *e)
{
    if (sqlite_directory_sync(s, e)) /* the log was made by the first connection */
        return -1;
    struct checkpointer *c = ARENA_NEW(s->a, struct checkpointer);
    if (db_open(s, DB_CHECKPOINTS, &c->db, e))
        return -1;
    sqlite3_busy_timeout(sqlite_handle(c->db), RESTART_BUSY_MS);
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&c->wake, &clock);
    pthread_condattr_destroy(&clock);
    sqlite3_wal_hook(sqlite_handle(s->writer), wal_hook, c);
    if (pthread_create(&c->thread, NULL, checkpointer_main, c))
        log_fatal(EXIT_DISK, "store.thread", SV("the checkpointer's thread cannot be made"));
    s->background = c;
    return 0;
}

void sqlite_wal_stop(struct store *s)
{
    struct checkpointer *c = s->background;
    pthread_mutex_lock(&c->lock);
    c->stop = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    checkpoint(c, SQLITE_CHECKPOINT_TRUNCATE);
    sqlite3_wal_hook(sqlite_handle(s->writer), NULL, NULL);
    db_close(&c->db);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
}
