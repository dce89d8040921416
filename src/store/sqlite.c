/* The SQLite driver: one file in WAL mode, durable at every commit.
 *
 * What it is not: the checkpointer (sqlite_wal.c).  Called through struct driver. */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define BUSY_MS 10000
#define RESERVED_BYTES 32 /* of each page: room for a nonce and a tag */

enum control {
    BEGIN_READ,
    BEGIN_WRITE,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    CONTROL_COUNT
};

static const char *const control_sql[CONTROL_COUNT] = {
    [BEGIN_READ] = "BEGIN",
    [BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [SAVEPOINT] = "SAVEPOINT job",
    [RELEASE] = "RELEASE job",
    [ROLLBACK_TO] = "ROLLBACK TO job",
};

struct sqlite_conn {
    sqlite3 *h;
    sqlite3_stmt **queries; /* by slot, made at first use */
    sqlite3_stmt *control[CONTROL_COUNT];
    char names[MAX_VALUES][4]; /* "$1" … : SQLite takes them as names, numbered by appearance */
};

sqlite3 *sqlite_handle(struct db *db)
{
    return ((struct sqlite_conn *)db->conn)->h;
}

/* --- failures --------------------------------------------------------------------------- */

static enum failure failure_of(const struct db *db, int rc, bool committing)
{
    switch (rc & 0xff) {
    case SQLITE_IOERR:
        if (db->use == DB_READS)
            return FAILURE_GROUP;
        if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC)
            return FAILURE_DISK;
        return committing && rc != SQLITE_IOERR_SHMSIZE ? FAILURE_DISK : FAILURE_GROUP;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_READONLY:
        return FAILURE_GROUP;
    default:
        return FAILURE_JOB;
    }
}

int sqlite_failed(struct db *db, int rc, const char *name, bool committing)
{
    sqlite3 *h = db->conn ? sqlite_handle(db) : NULL;
    char code[32];
    snprintf(code, sizeof code, "SQLite %d", rc);
    return db_failed(db, failure_of(db, rc, committing), name, code,
                     h ? sqlite3_errmsg(h) : sqlite3_errstr(rc));
}

/* --- opening ---------------------------------------------------------------------------- */

struct setting {
    const char *name, *value, *read_back;
};

static const struct setting settings[] = {
    {"journal_mode", "WAL", "wal"}, {"synchronous", "FULL", "2"},
    {"foreign_keys", "ON", "1"},    {"secure_delete", "ON", "1"},
    {"trusted_schema", "OFF", "0"}, {"cell_size_check", "ON", "1"},
    {"temp_store", "MEMORY", "2"},  {"wal_autocheckpoint", "0", "0"},
};
static const struct setting use_settings[] = {
    [DB_READS] = {"query_only", "ON", "1"},
    [DB_WRITES] = {"cache_size", "-32768", "-32768"},
    [DB_CHECKPOINTS] = {"query_only", "OFF", "0"},
};

/* The first column of the first row of SQL; SV_NONE if there is none or it fails. */
static struct sv pragma(sqlite3 *h, struct arena *a, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    struct sv value = SV_NONE;
    if (!sqlite3_prepare_v2(h, sql, -1, &stmt, NULL) && sqlite3_step(stmt) == SQLITE_ROW)
        value = sv_copy(a, sv_of((const char *)sqlite3_column_text(stmt, 0)));
    sqlite3_finalize(stmt);
    return value;
}

static int setting_keep(struct db *db, const struct setting *s, struct errs *e)
{
    sqlite3 *h = sqlite_handle(db);
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA %s = %s", s->name, s->value);
    pragma(h, db->a, sql);
    snprintf(sql, sizeof sql, "PRAGMA %s", s->name);
    struct sv found = pragma(h, db->a, sql);
    if (sv_is(found, s->read_back))
        return 0;
    return fail_setting(e, sv_of(s->name), sv_of(s->value), found);
}

/* Room in each page must be asked for before the first page is written; a database that has pages
 * must have it.  (What was asked for here is looked at by the next connection.) */
static int reserved_keep(struct db *db, struct errs *e)
{
    sqlite3 *h = sqlite_handle(db);
    bool fresh = sv_is(pragma(h, db->a, "PRAGMA page_count"), "0");
    int n = fresh ? RESERVED_BYTES : -1;
    int rc = sqlite3_file_control(h, "main", SQLITE_FCNTL_RESERVE_BYTES, &n);
    if (!rc && (fresh || n == RESERVED_BYTES))
        return 0;
    return fail_setting(e, SV("reserve_bytes"), sv_fmt(e->a, "%d", RESERVED_BYTES),
                        sv_fmt(e->a, "%d", n));
}

static int settings_keep(struct db *db, struct errs *e)
{
    sqlite3 *h = sqlite_handle(db);
    sqlite3_extended_result_codes(h, 1);
    sqlite3_busy_timeout(h, BUSY_MS);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    int rc = sqlite3_exec(h, "SELECT 1 FROM sqlite_master LIMIT 1", NULL, NULL, NULL);
    if (rc) {
        sqlite_failed(db, rc, "open", false);
        return fail_unavailable(e, db);
    }
    if (reserved_keep(db, e))
        return -1;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (setting_keep(db, &settings[i], e))
            return -1;
    return setting_keep(db, &use_settings[db->use], e);
}

static int sqlite_connect(struct db *db, struct errs *e)
{
    struct sqlite_conn *c = ARENA_NEW(db->a, struct sqlite_conn);
    c->queries = ARENA_ARRAY(db->a, sqlite3_stmt *, query_count + TABLES_MAX);
    for (size_t i = 0; i < MAX_VALUES; i++)
        snprintf(c->names[i], sizeof c->names[i], "$%zu", (i + 1) % 100);
    db->conn = c;
    int rc =
        sqlite3_open_v2(db->store->url, &c->h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc) {
        sqlite_failed(db, rc, "open", false);
        return fail_unavailable(e, db);
    }
    return settings_keep(db, e);
}

static void sqlite_disconnect(struct db *db)
{
    struct sqlite_conn *c = db->conn;
    if (!c)
        return;
    for (size_t i = 0; i < query_count + TABLES_MAX; i++)
        sqlite3_finalize(c->queries[i]);
    for (size_t i = 0; i < CONTROL_COUNT; i++)
        sqlite3_finalize(c->control[i]);
    if (sqlite3_close(c->h))
        BUG("a connection is closed while a query runs");
}

/* SQLite overlooks a failure here: a file whose name is not on disk is lost with all in it. */
int sqlite_directory_sync(struct store *s, struct errs *e)
{
    char *path = sv_cstr(s->a, sv_of(s->url));
    int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd);
    if (fd >= 0)
        close(fd);
    return failed ? fail(e, E_UNAVAILABLE, NULL, MSG_STORE_DIRECTORY, NO_ARGS) : 0;
}

static int sqlite_prepare(struct store *s, enum store_mode mode, struct errs *e)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* one lock for all threads at each allocation */
    if (s->url[0] !=
        '/') /* SQLite takes some names, like :memory:, for something else than a file */
        s->url = sv_cstr(s->a, sv_fmt(s->a, "./%s", s->url));
    int create = mode == STORE_CREATE ? O_CREAT : 0;
    int fd = open(s->url, O_RDWR | O_CLOEXEC | create, 0600);
    if (fd >= 0)
        close(fd);
    else if (errno == ENOENT)
        return fail(e, E_NOT_FOUND, NULL, MSG_STORE_MISSING, ARGS(sv_of(s->url)));
    else
        return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_FILE, ARGS(sv_of(s->url)));
    return create ? sqlite_directory_sync(s, e) : 0;
}

/* --- transactions ----------------------------------------------------------------------- */

static int control(struct db *db, enum control which)
{
    struct sqlite_conn *c = db->conn;
    sqlite3_stmt **stmt = &c->control[which];
    int rc = SQLITE_OK;
    if (!*stmt)
        rc =
            sqlite3_prepare_v3(c->h, control_sql[which], -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
    if (!rc) {
        sqlite3_step(*stmt);
        rc = sqlite3_reset(*stmt);
    }
    return rc ? sqlite_failed(db, rc, control_sql[which], which == COMMIT) : 0;
}

static int sqlite_begin(struct db *db, bool alone)
{
    (void)alone; /* there is one writer at a time */
    return control(db, db->use == DB_READS ? BEGIN_READ : BEGIN_WRITE);
}

static int sqlite_commit(struct db *db)
{
    return control(db, COMMIT);
}

/* Some failures have rolled back already. */
static void sqlite_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(sqlite_handle(db)))
        control(db, ROLLBACK);
}

static int sqlite_savepoint(struct db *db)
{
    return control(db, SAVEPOINT);
}

static int sqlite_release(struct db *db)
{
    return control(db, RELEASE);
}

static int sqlite_rollback_to(struct db *db)
{
    return control(db, ROLLBACK_TO) || control(db, RELEASE) ? -1 : 0;
}

/* --- queries ---------------------------------------------------------------------------- */

static int prepare(struct db *db, const struct query *q, sqlite3_stmt **out)
{
    int rc = sqlite3_prepare_v3(sqlite_handle(db), q->sql[DIALECT_SQLITE], -1,
                                SQLITE_PREPARE_PERSISTENT, out, NULL);
    return rc ? sqlite_failed(db, rc, q->name, false) : 0;
}

static int bind(struct db *db, const struct query *q, sqlite3_stmt *stmt, const struct value *v)
{
    struct sqlite_conn *c = db->conn;
    for (size_t i = 0; q->params[i]; i++) {
        int at = sqlite3_bind_parameter_index(stmt, c->names[i]);
        char type = (char)(q->params[i] | 0x20);
        int rc;
        if (type == 'i' ? v[i].i == DB_NULL : !v[i].s.p)
            rc = sqlite3_bind_null(stmt, at);
        else if (type == 'i')
            rc = sqlite3_bind_int64(stmt, at, v[i].i);
        else if (type == 't')
            rc = sqlite3_bind_text64(stmt, at, v[i].s.p, v[i].s.n, SQLITE_STATIC, SQLITE_UTF8);
        else
            rc = sqlite3_bind_blob64(stmt, at, v[i].s.p, v[i].s.n, SQLITE_STATIC);
        if (rc)
            return sqlite_failed(db, rc, q->name, false);
    }
    return 0;
}

static struct value column(sqlite3_stmt *stmt, int i, char type)
{
    if (sqlite3_column_type(stmt, i) == SQLITE_NULL)
        return (struct value){.s = SV_NONE, .i = DB_NULL};
    if (type == 'i' || type == 'I')
        return (struct value){.i = sqlite3_column_int64(stmt, i)};
    const char *p = type == 't' || type == 'T' ? (const char *)sqlite3_column_text(stmt, i)
                                               : sqlite3_column_blob(stmt, i);
    return (struct value){.s = {p ? p : "", (size_t)sqlite3_column_bytes(stmt, i)}};
}

/* 0 at the end or when FN stopped it, else the result code. */
static int step_all(const struct query *q, sqlite3_stmt *stmt, row_fn *fn, void *ctx)
{
    struct value v[MAX_VALUES];
    int rc;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; q->cols[i]; i++)
            v[i] = column(stmt, i, q->cols[i]);
        if (fn(ctx, v))
            return 0;
    }
    return rc == SQLITE_DONE ? 0 : rc;
}

static int sqlite_run(struct db *db, const struct query *q, size_t slot, const struct value *v,
                      row_fn *fn, void *ctx, int64_t *written_out)
{
    struct sqlite_conn *c = db->conn;
    sqlite3_stmt *stmt = c->queries[slot];
    bool kept = !stmt || !sqlite3_stmt_busy(stmt); /* else: called from within its own rows */
    if ((!kept || !stmt) && prepare(db, q, &stmt))
        return -1;
    if (kept)
        c->queries[slot] = stmt;
    int r = bind(db, q, stmt, v);
    if (!r) {
        int rc = step_all(q, stmt, fn, ctx);
        r = rc ? sqlite_failed(db, rc, q->name, false) : 0;
    }
    if (!r)
        *written_out = sqlite3_changes64(c->h);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    if (!kept)
        sqlite3_finalize(stmt);
    return r;
}

static int sqlite_script(struct db *db, const char *sql)
{
    int rc = sqlite3_exec(sqlite_handle(db), sql, NULL, NULL, NULL);
    return rc ? sqlite_failed(db, rc, "script", false) : 0;
}

static int sqlite_check(struct db *db, enum query_id id)
{
    const struct query *q = &queries[id];
    sqlite3_stmt *stmt;
    if (prepare(db, q, &stmt))
        return -1;
    bool ok = sqlite3_bind_parameter_count(stmt) == (int)strlen(q->params) &&
              (!q->cols[0] || sqlite3_column_count(stmt) == (int)strlen(q->cols));
    sqlite3_finalize(stmt);
    return ok ? 0 : db_failed(db, FAILURE_JOB, q->name, "shape", "other parameters or columns");
}

const struct driver sqlite_driver = {
    .dialect = DIALECT_SQLITE,
    .prepare = sqlite_prepare,
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .start = sqlite_wal_start,
    .stop = sqlite_wal_stop,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .savepoint = sqlite_savepoint,
    .release = sqlite_release,
    .rollback_to = sqlite_rollback_to,
    .run = sqlite_run,
    .script = sqlite_script,
    .check = sqlite_check,
};
