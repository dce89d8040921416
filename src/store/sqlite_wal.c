/* The checkpointer: moves what is committed from SQLite's log into the database file.
 *
 * What it is: a thread with a connection of its own, so that no writer pays for it.  Called by the
 * SQLite driver.
 *
 * A passive checkpoint waits for nobody, but while commits go on it never catches up, and the log
 * grows.  Past a length it is followed by one that needs the writer to pause, for the few pages
 * left; after it the log begins anew.  The writer pauses between its commits when asked: SQLite's
 * lock alone would go to the writer again and again. */
#include "store/sqlite.h"

#include <errno.h>
#include <time.h>

#include "base/log.h"

#define PAGES_SOON 1000     /* of the log: do not wait for the interval */
#define PAGES_RESTART 16000 /* begin the log anew, if need be by holding the writer */
#define INTERVAL_S 5
#define PAGES_LEFT 2000 /* that a pause may take */
#define PASSES_MAX 5    /* to come that far */
#define RESTART_BUSY_MS 50

struct checkpointer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake, resume;
    int pages; /* of the log, at the last commit that was not yet looked at */
    bool pause, stop;
};

/* After each commit of the writer, which holds no lock then. */
static int wal_hook(void *arg, sqlite3 *h, const char *name, int pages)
{
    (void)h;
    (void)name;
    struct checkpointer *c = arg;
    pthread_mutex_lock(&c->lock);
    c->pages = pages;
    if (pages >= PAGES_SOON)
        pthread_cond_signal(&c->wake);
    while (c->pause)
        pthread_cond_wait(&c->resume, &c->lock);
    pthread_mutex_unlock(&c->lock);
    return SQLITE_OK;
}

/* Pages of the log, and those of them that are not in the database file yet. */
static int checkpoint(struct checkpointer *c, int mode, int *left_out)
{
    int pages = 0, moved = 0;
    int rc = sqlite3_wal_checkpoint_v2(sqlite_handle(c->db), NULL, mode, &pages, &moved);
    if (rc && (rc & 0xff) != SQLITE_BUSY)
        sqlite_failed(c->db, rc, "checkpoint", (rc & 0xff) == SQLITE_IOERR);
    *left_out = pages - moved;
    return pages;
}

static void pause_set(struct checkpointer *c, bool pause)
{
    pthread_mutex_lock(&c->lock);
    c->pause = pause;
    pthread_cond_signal(&c->resume);
    pthread_mutex_unlock(&c->lock);
}

static void log_restart(struct checkpointer *c)
{
    int left = PAGES_LEFT + 1;
    for (int i = 0; i < PASSES_MAX && left > PAGES_LEFT; i++)
        checkpoint(c, SQLITE_CHECKPOINT_PASSIVE, &left);
    pause_set(c, true);
    checkpoint(c, SQLITE_CHECKPOINT_RESTART, &left);
    pause_set(c, false);
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
    int left;
    while (wait_for_pages(c))
        if (checkpoint(c, SQLITE_CHECKPOINT_PASSIVE, &left) >= PAGES_RESTART)
            log_restart(c);
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
    pthread_cond_init(&c->resume, NULL);
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
    int left;
    checkpoint(c, SQLITE_CHECKPOINT_TRUNCATE, &left);
    sqlite3_wal_hook(sqlite_handle(s->writer), NULL, NULL);
    db_close(&c->db);
    pthread_cond_destroy(&c->resume);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
}
