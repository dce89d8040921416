/* Between the store and its drivers; private to src/store and to the generated queries.c.
 *
 * A driver runs queries on one connection and tells failures by kind.  It decides nothing: groups,
 * savepoints' places and retries are writer.c's. */
#ifndef NOROSHI_STORE_DRIVER_H
#define NOROSHI_STORE_DRIVER_H

#include <pthread.h>

#include "queries.h"
#include "store/store.h"

#define TABLES_MAX 200
#define BYTES_MAX ((size_t)1 << 30) /* of a text or blob */
#define MAX_VALUES 64               /* parameters or columns of a query; mksql refuses more */

enum dialect { DIALECT_SQLITE, DIALECT_POSTGRES, DIALECT_COUNT };

enum query_effect { QUERY_READS, QUERY_WRITES_EXEMPT, QUERY_WRITES };

/* One query, as mksql wrote it down. */
struct query {
    const char *name;
    const char *sql[DIALECT_COUNT];
    const char *params, *cols; /* 't' text, 'i' int, 'b' blob; a capital where NULL may stand */
    const size_t *at;          /* where each column stands in the row */
    size_t size, max;          /* of the row; most rows of many */
    enum query_effect effect;  /* EXEMPT: tables that need no audit entry (src/sql/exempt) */
    bool streams;              /* mode each */
    bool entry;                /* writes an audit entry */
};
extern const struct query queries[];
extern const size_t query_count;

struct schema_step {
    int64_t n;
    const char *name;
    const char *sql[DIALECT_COUNT];
};
extern const struct schema_step schema_steps[];
extern const size_t schema_step_count;

/* A parameter or column: S for text and blob, I for int. */
struct value {
    struct sv s;
    int64_t i;
};

/* One row; V is good during the call.  Non-zero stops the query. */
typedef int row_fn(void *ctx, const struct value *v);

/* query.c: typed rows over a driver; called by the wrappers. */
int query_one(struct db *db, enum query_id q, const struct value *v, struct arena *a, void *out);
int query_many(struct db *db, enum query_id q, const struct value *v, struct arena *a,
               void **rows_out, size_t *n_out);
int query_each(struct db *db, enum query_id q, const struct value *v,
               int (*fn)(void *ctx, const void *row), void *ctx);
int64_t query_exec(struct db *db, enum query_id q, const struct value *v);
/* The bare columns, for the store itself: 0 or -1. */
int query_rows(struct db *db, enum query_id q, const struct value *v, row_fn *fn, void *ctx);

/* What a failure spoils. */
enum failure {
    FAILURE_NONE,
    FAILURE_JOB,   /* the statement: constraint, bad value; the savepoint can be rolled back */
    FAILURE_GROUP, /* the transaction: full disk, lost connection, lock not had */
    FAILURE_RETRY, /* the transaction, and it may go well when run again */
    FAILURE_DISK   /* what is on disk is not known: nothing more may be acknowledged */
};

enum db_use { DB_READS, DB_WRITES, DB_CHECKPOINTS };

/* One open transaction at most. */
enum db_state { DB_IDLE, DB_READING, DB_GROUP };

struct deferred {
    int (*fn)(struct db *db, void *arg);
    void *arg;
    struct deferred *next;
};

struct db {
    struct arena *a;
    struct store *store;
    const struct driver *driver;
    void *conn; /* the driver's */
    enum db_use use;
    enum db_state state;
    enum failure failure; /* the worst since it was cleared */
    char error[512];
    int64_t rows;        /* given since db_rows() */
    bool wrote, entered; /* within a job: wrote what needs an entry; wrote an entry */
    bool blind;          /* within an entry: one row is written, or the group fails */
    struct arena *group; /* the group's: what is deferred */
    struct deferred *first, **last;
    size_t ndeferred;
};

/* Opening has failed: E_UNAVAILABLE and the like are set; or a setting was not kept. */
struct driver {
    enum dialect dialect;
    /* Before the first connection: makes the file, or finds it.  NULL: nothing to do. */
    int (*prepare)(struct store *s, enum store_mode mode, struct errs *e);
    /* Sets db->conn, with the settings set and read back. */
    int (*connect)(struct db *db, struct errs *e);
    void (*disconnect)(struct db *db);
    /* After the schema is there, and before the last connection goes. */
    int (*start)(struct store *s, struct errs *e);
    void (*stop)(struct store *s);
    /* These: 0, or -1 after db_failed(). */
    /* Reading: one snapshot.  Writing: as if alone; or ALONE, where what is run first keeps all
     * other writers out. */
    int (*begin)(struct db *db, bool alone);
    int (*commit)(struct db *db);
    void (*rollback)(struct db *db);
    int (*savepoint)(struct db *db);
    int (*release)(struct db *db);
    int (*rollback_to)(struct db *db);
    /* SLOT: where the prepared statement is kept: the query's id, or beyond for those of copy.c. */
    int (*run)(struct db *db, const struct query *q, size_t slot, const struct value *v, row_fn *fn,
               void *ctx, int64_t *written_out);
    int (*script)(struct db *db, const char *sql); /* schema steps: several statements */
    int (*check)(struct db *db, enum query_id q);  /* prepares, compares parameters and columns */
};
extern const struct driver sqlite_driver, postgres_driver;

/* Records a failure of what NAME says was tried, with the database's CODE and TEXT.  Returns -1. */
int db_failed(struct db *db, enum failure f, const char *name, const char *code, const char *text);
/* A connection for USE, without the schema being looked at. */
int db_open(struct store *s, enum db_use use, struct db **out, struct errs *e);

/* schema.c: creates the schema, or applies the missing steps, on the writing connection. */
int schema_ready(struct db *db, enum store_mode mode, struct errs *e);

#define EXIT_DISK 74 /* the process ends: what is on disk is not known */

#define GATHER_MAX 256
#define QUEUE_MAX 4096

struct store {
    struct arena *a;
    const struct driver *driver;
    char *url;
    struct db *writer;
    void *background; /* the driver's, between start and stop */
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t work, room;
    struct job *first, **last; /* waiting, in their order */
    size_t waiting, in_flight; /* in_flight: jobs seen at the last commit */
    bool closing;
    bool fresh; /* made by this store_open() */
    struct store_stats stats;
};

/* writer.c */
void writer_start(struct store *s);
void writer_stop(struct store *s);

/* Messages of the failures above, said the same by both drivers. */
int fail_setting(struct errs *e, struct sv name, struct sv wanted, struct sv found);
int fail_unavailable(struct errs *e, const struct db *db);

#endif
