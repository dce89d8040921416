/* The store: one interface, two drivers (SQLite embedded, PostgreSQL), grouped durable writes.
 *
 * What it is: connections, transactions, the writer thread, schema steps.  What it is not: SQL text
 * (src/sql/NAME.sql, wrapped by mksql into queries.h) or any decision.  Called by audit/ and
 * domain/.
 *
 * Reading: a thread has its own struct db; between db_begin_read() and db_end_read() it sees one
 * snapshot.  Writing: a job runs on the writer thread.  The writer gathers jobs (until none is
 * waiting and 2 ms have passed, or 256), runs them in one transaction, commits durably, and only
 * then calls their done().  Nothing is acknowledged before that. */
#ifndef NOROSHI_STORE_H
#define NOROSHI_STORE_H

#include "base/err.h"
#include "base/str.h"

struct db;    /* one connection, used by one thread at a time */
struct store; /* a database and its writer */

enum store_mode { STORE_CREATE, STORE_OPEN };

/* Opens the database URL: a file path (SQLite) or "postgresql://…".  STORE_CREATE makes the schema
 * and refuses a database that has one (E_CONFLICT); STORE_OPEN applies missing steps and refuses an
 * unknown version.  The settings of LOSS-2 are set and read back; a database that does not keep
 * them is refused, naming the setting. */
int store_open(struct sv url, enum store_mode mode, struct store **out, struct errs *e);
/* Waits for jobs under way, stops the writer, closes.  *S becomes NULL. */
void store_close(struct store **s);

/* A further connection for the calling thread, for reading.  -1 with E_UNAVAILABLE. */
int store_connect(struct store *s, struct db **out, struct errs *e);
void db_close(struct db **db);
bool db_is_postgres(const struct db *db);

/* One snapshot.  0 or -1 (E_UNAVAILABLE to be told); nested calls are a BUG. */
int db_begin_read(struct db *db);
void db_end_read(struct db *db);
/* Why the last call on DB failed, for the log; never for a user. */
struct sv db_error(const struct db *db);
/* Rows that queries gave on this connection since the last call (a counter for tests). */
int64_t db_rows(struct db *db);

enum job_result {
    JOB_COMMITTED, /* run() returned 0, and the commit is durable */
    JOB_REFUSED,   /* run() returned non-zero: its writes were rolled back */
    JOB_STALE,     /* entry only: access was taken away since its snapshot: decide again */
    JOB_FAILED     /* not durable (full disk, lost connection, …): answer 503 */
};

struct job {
    /* Runs on the writer thread within its own savepoint; DB is good for this call only.  For an
     * entry (kind below) there is no savepoint and run() must be a single insert.  May run more
     * than once (PostgreSQL: another server was in the way): each run starts anew from the
     * database, and what it leaves in memory is overwritten by the next. */
    int (*run)(struct db *db, struct job *job);
    /* Called once, on the writer thread, after the commit or its failure. */
    void (*done)(struct job *job, enum job_result result);
    bool entry;        /* the record of a read: run only if epoch is still that of the database */
    bool takes_access; /* raises the epoch: runs alone against other servers' jobs */
    int64_t epoch;     /* entry: epoch of the snapshot it was decided on */
    struct job *next;  /* the store's, as is: */
    enum job_result result;
};

/* Hands JOB over; it must live until done().  Never blocks longer than a full queue (4,096 jobs).
 */
void store_submit(struct store *s, struct job *job);
/* Submits and waits: for the command line and tests. */
enum job_result store_run(struct store *s, struct job *job);

/* Within run(): FN(db, arg) is called after the last savepoint of the group, before the commit, if
 * this job was not refused.  For full-text rows (FTS5 flushes at savepoints).  Its failure fails
 * the group. */
void db_defer(struct db *db, int (*fn)(struct db *db, void *arg), void *arg);

struct store_stats {
    int64_t groups, jobs, entries, commits, stale, failed;
    int64_t longest_hold_us; /* longest single job */
};
void store_stats(struct store *s, struct store_stats *out);

/* A consistent copy of all tables, while others write, as one stream that is the same from both
 * databases: PUT takes its bytes in their order (0, or non-zero to stop).  Neither sealed nor
 * signed: that is the caller's.  Full text is left out: it is made anew from the rest. */
int store_copy_out(struct store *s, int (*put)(void *ctx, struct sv bytes), void *ctx,
                   struct errs *e);
/* The way back, all or nothing, into a store that was opened with STORE_CREATE and not written to,
 * by a version with the same schema steps.  GET gives the next N bytes at P (0, or -1 at the end).
 * -1: E_CONFLICT (another version, or not fresh), E_MALFORMED (damaged or cut short). */
int store_copy_in(struct store *s, int (*get)(void *ctx, void *p, size_t n), void *ctx,
                  struct errs *e);

/* All named queries, for the shape test: prepares every one on DB; the name of the first that fails
 * in *BAD_OUT.  0 or -1. */
int db_prepare_all(struct db *db, struct sv *bad_out);

#endif
