/* The PostgreSQL driver: libpq, prepared statements, values in binary.
 *
 * Called through struct driver.  What the server says (which may hold what people wrote) goes no
 * further than db->error; nothing here names the URL, which may hold a password. */
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/driver.h"

#define CURSOR_ROWS 500
#define AHEAD_MAX 100 /* answers that may wait in the socket */

enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_VARCHAR = 1043
};

struct pg_conn {
    PGconn *c;
    bool *prepared;   /* by slot, in this session */
    unsigned cursors; /* open now: a name for each */
    unsigned ahead;   /* statements sent, and their answers not read yet */
};

static PGconn *handle(struct db *db)
{
    return ((struct pg_conn *)db->conn)->c;
}

/* --- failures --------------------------------------------------------------------------- */

/* By the first characters of SQLSTATE; what is not here spoils the statement alone. */
static const struct {
    const char *state;
    enum failure failure;
} failures[] = {
    {"40001", FAILURE_RETRY}, {"40P01", FAILURE_RETRY}, {"25P02", FAILURE_JOB},
    {"08", FAILURE_GROUP},    {"25", FAILURE_GROUP},    {"40", FAILURE_GROUP},
    {"53", FAILURE_GROUP},    {"55", FAILURE_GROUP},    {"57", FAILURE_GROUP},
    {"58", FAILURE_GROUP},    {"XX", FAILURE_GROUP},
};

static enum failure failure_of(const char *state)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
        if (!strncmp(failures[i].state, state, strlen(failures[i].state)))
            return failures[i].failure;
    return FAILURE_JOB;
}

/* R may be NULL.  Frees it. */
static int failed(struct db *db, const char *name, PGresult *r)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    bool lost = !state || PQstatus(handle(db)) != CONNECTION_OK;
    db_failed(db, lost ? FAILURE_GROUP : failure_of(state), name, state ? state : "connection",
              text ? text : PQerrorMessage(handle(db)));
    PQclear(r);
    return -1;
}

static bool has_result(const PGresult *r)
{
    ExecStatusType t = PQresultStatus(r);
    return t == PGRES_TUPLES_OK || t == PGRES_COMMAND_OK;
}

/* --- sent ahead ------------------------------------------------------------------------- */

/* Savepoints and entries are sent without waiting for their answers, which are read with that of
 * the next statement, or of the commit: a round trip each costs more than the work.  Where one
 * failed the server skips what follows, and the group fails. */

/* After SENT, the result of a PQsend function, for what NAME says. */
static int ahead_sent(struct db *db, const char *name, int sent)
{
    struct pg_conn *p = db->conn;
    if (!sent)
        return failed(db, name, NULL);
    p->ahead++;
    return 0;
}

/* The answer to one statement, and the end that follows it. */
static PGresult *ahead_answer(PGconn *c)
{
    PGresult *r = PQgetResult(c), *rest;
    while ((rest = PQgetResult(c)))
        PQclear(rest);
    return r;
}

/* Reads all answers.  LAST_OUT: gets the last one, whatever it says; NULL: that is checked as well.
 */
static int ahead_end(struct db *db, PGresult **last_out)
{
    struct pg_conn *p = db->conn;
    unsigned n = p->ahead, checked = last_out ? n - 1 : n;
    int result = 0;
    p->ahead = 0;
    if (!n)
        return 0;
    if (!PQpipelineSync(p->c))
        result = failed(db, "pipeline", NULL);
    for (unsigned i = 0; !result && i < checked; i++) {
        PGresult *r = ahead_answer(p->c);
        if (has_result(r))
            PQclear(r);
        else
            result = failed(db, "sent ahead", r);
    }
    if (!result && last_out)
        *last_out = ahead_answer(p->c);
    while (PQstatus(p->c) == CONNECTION_OK && !PQexitPipelineMode(p->c))
        PQclear(PQgetResult(p->c)); /* what was skipped, and the mark of the end */
    if (result && db->failure < FAILURE_GROUP)
        db->failure = FAILURE_GROUP;
    return result;
}

static int ahead_begin(struct db *db)
{
    struct pg_conn *p = db->conn;
    if (p->ahead == AHEAD_MAX && ahead_end(db, NULL))
        return -1;
    return p->ahead || PQenterPipelineMode(p->c) ? 0 : failed(db, "pipeline", NULL);
}

static int command_ahead(struct db *db, const char *sql)
{
    if (ahead_begin(db))
        return -1;
    return ahead_sent(db, sql, PQsendQueryParams(handle(db), sql, 0, NULL, NULL, NULL, NULL, 1));
}

/* A command without rows, answered now. */
static int command(struct db *db, const char *sql)
{
    if (ahead_end(db, NULL))
        return -1;
    PGresult *r = PQexec(handle(db), sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        return failed(db, sql, r);
    PQclear(r);
    return 0;
}

/* --- opening ---------------------------------------------------------------------------- */

static const char session_sql[] =
    "SET synchronous_commit = on; SET client_min_messages = error; SET jit = off;"
    "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";
static const char settings_sql[] =
    "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
    " current_setting('synchronous_commit'), current_setting('server_encoding'),"
    " pg_is_in_recovery()::text, ('a' > 'B' AND 'a-b' < 'aa')::text";
static const struct {
    const char *name, *wanted;
} settings[] = {
    {"fsync", "on"},
    {"full_page_writes", "on"},
    {"synchronous_commit", "on"},
    {"server_encoding", "UTF8"},
    {"pg_is_in_recovery", "false"},
    {"byte order of text (LOCALE C or C.UTF-8)", "true"},
};

static int settings_check(struct db *db, struct errs *e)
{
    PGresult *r = PQexec(handle(db), settings_sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK) {
        failed(db, "settings", r);
        return fail_unavailable(e, db);
    }
    int result = 0;
    for (int i = 0; !result && i < (int)(sizeof settings / sizeof *settings); i++)
        if (strcmp(PQgetvalue(r, 0, i), settings[i].wanted))
            result = fail_setting(e, sv_of(settings[i].name), sv_of(settings[i].wanted),
                                  sv_copy(e->a, sv_of(PQgetvalue(r, 0, i))));
    PQclear(r);
    return result;
}

static void notice_drop(void *arg, const char *text)
{
    (void)arg;
    (void)text;
}

/* A new session in db->conn; the URL may change the first, not the last. */
static int session_open(struct db *db)
{
    const char *const keys[] = {
        "connect_timeout", "tcp_user_timeout", "keepalives_idle",      "dbname",
        "client_encoding", "application_name", "target_session_attrs", NULL};
    const char *const values[] = {"5",    "15000",   "30",      db->store->url,
                                  "UTF8", "noroshi", "primary", NULL};
    struct pg_conn *p = db->conn;
    PQfinish(p->c);
    p->c = PQconnectdbParams(keys, values, 1);
    p->cursors = p->ahead = 0;
    memset(p->prepared, 0, (query_count + TABLES_MAX) * sizeof *p->prepared);
    if (PQstatus(p->c) != CONNECTION_OK)
        return failed(db, "connect", NULL);
    PQsetErrorVerbosity(p->c, PQERRORS_TERSE);
    PQsetNoticeProcessor(p->c, notice_drop, NULL);
    return command(db, session_sql) ||
                   (db->use == DB_READS && command(db, "SET default_transaction_read_only = on"))
               ? -1
               : 0;
}

static int pg_connect(struct db *db, struct errs *e)
{
    struct pg_conn *p = ARENA_NEW(db->a, struct pg_conn);
    p->prepared = ARENA_ARRAY(db->a, bool, query_count + TABLES_MAX);
    db->conn = p;
    if (session_open(db))
        return fail_unavailable(e, db);
    return settings_check(db, e);
}

static void pg_disconnect(struct db *db)
{
    if (db->conn)
        PQfinish(handle(db));
}

/* A session that was lost is replaced, outside of transactions. */
static int session_ready(struct db *db)
{
    if (PQstatus(handle(db)) == CONNECTION_OK)
        return 0;
    log_event(LOG_LEVEL_WARN, "store.reconnect", NULL);
    struct arena *a = arena_new("reconnect", (size_t)1 << 20);
    struct errs e;
    errs_init(&e, a, LANG_EN);
    int r = session_open(db) || settings_check(db, &e) ? -1 : 0;
    if (r)
        db_failed(db, FAILURE_GROUP, "reconnect", "session", "no session as it must be");
    arena_free(&a);
    return r;
}

/* --- transactions ----------------------------------------------------------------------- */

/* Groups of several servers run as if one after the other: serializable, or under the exclusive
 * lock of state_exclusive(), which each takes at first: then each statement sees what was committed
 * before it, and nothing can be in the way.  state_exclusive() changes its row, so that groups
 * which waited for it on an older snapshot begin anew. */
static int pg_begin(struct db *db, bool alone)
{
    const char *sql = db->use == DB_READS ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                      : alone             ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                                          : "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
    for (int attempt = 0; attempt < 2; attempt++) {
        if (session_ready(db))
            return -1;
        if (!command(db, sql))
            return 0;
        if (PQstatus(handle(db)) == CONNECTION_OK)
            return -1;
        db->failure = FAILURE_NONE; /* lost while idle: nothing was done yet */
    }
    return db_failed(db, FAILURE_GROUP, "begin", "connection", "lost again");
}

/* Whether a commit whose answer was lost took place is not known: it counts as failed. */
static int pg_commit(struct db *db)
{
    PGresult *r = NULL;
    if (command_ahead(db, "COMMIT") || ahead_end(db, &r))
        return -1;
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        return failed(db, "COMMIT", r);
    bool committed = !strcmp(PQcmdStatus(r), "COMMIT");
    PQclear(r);
    return committed ? 0
                     : db_failed(db, FAILURE_GROUP, "COMMIT", "rollback", "rolled back instead");
}

static void pg_rollback(struct db *db)
{
    ahead_end(db, NULL);
    if (PQstatus(handle(db)) == CONNECTION_OK && PQtransactionStatus(handle(db)) != PQTRANS_IDLE)
        command(db, "ROLLBACK");
}

static int pg_savepoint(struct db *db)
{
    return command_ahead(db, "SAVEPOINT job");
}

static int pg_release(struct db *db)
{
    return command_ahead(db, "RELEASE SAVEPOINT job");
}

static int pg_rollback_to(struct db *db)
{
    return command(db, "ROLLBACK TO SAVEPOINT job") || pg_release(db) ? -1 : 0;
}

/* --- parameters ------------------------------------------------------------------------- */

struct params {
    int n;
    Oid types[MAX_VALUES];
    const char *values[MAX_VALUES];
    int lengths[MAX_VALUES], formats[MAX_VALUES];
    uint64_t ints[MAX_VALUES];
};

static Oid oid_of(char type)
{
    char t = (char)(type | 0x20);
    return t == 'i' ? OID_INT8 : t == 't' ? OID_TEXT : OID_BYTEA;
}

/* V may be NULL: types alone. */
static void params_fill(struct params *p, const struct query *q, const struct value *v)
{
    p->n = (int)strlen(q->params);
    for (int i = 0; i < p->n; i++) {
        p->types[i] = oid_of(q->params[i]);
        p->formats[i] = 1;
        if (!v)
            continue;
        bool is_int = p->types[i] == OID_INT8;
        p->ints[i] = htobe64((uint64_t)v[i].i);
        p->lengths[i] = is_int ? (int)sizeof p->ints[i] : (int)v[i].s.n;
        p->values[i] = !is_int ? v[i].s.p : v[i].i == DB_NULL ? NULL : (const char *)&p->ints[i];
    }
}

static int prepare(struct db *db, const struct query *q, size_t slot)
{
    struct pg_conn *p = db->conn;
    if (p->prepared[slot])
        return 0;
    if (ahead_end(db, NULL))
        return -1;
    struct params types;
    params_fill(&types, q, NULL);
    PGresult *r = PQprepare(p->c, q->name, q->sql[DIALECT_POSTGRES], types.n, types.types);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        return failed(db, q->name, r);
    PQclear(r);
    p->prepared[slot] = true;
    return 0;
}

/* --- rows ------------------------------------------------------------------------------- */

static int64_t int_read(const char *p, int n)
{
    uint64_t v = n && (*p & 0x80) ? UINT64_MAX : 0; /* the sign goes before */
    for (int i = 0; i < n; i++)
        v = v << 8 | (unsigned char)p[i];
    return (int64_t)v;
}

static bool type_fits(Oid oid, char type)
{
    switch (type | 0x20) {
    case 'i':
        return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
    case 't':
        return oid == OID_TEXT || oid == OID_VARCHAR || oid == OID_NAME;
    default:
        return oid == OID_BYTEA;
    }
}

static int shape_check(struct db *db, const struct query *q, const PGresult *r)
{
    int n = (int)strlen(q->cols);
    bool ok = !n || PQnfields(r) == n;
    for (int i = 0; ok && i < n; i++)
        ok = type_fits(PQftype(r, i), q->cols[i]);
    return ok ? 0 : db_failed(db, FAILURE_JOB, q->name, "shape", "other columns or types");
}

static struct value column(const PGresult *r, int row, int i, char type)
{
    if (PQgetisnull(r, row, i))
        return (struct value){.s = SV_NONE, .i = DB_NULL};
    const char *p = PQgetvalue(r, row, i);
    int n = PQgetlength(r, row, i);
    if ((type | 0x20) == 'i')
        return (struct value){.i = int_read(p, n)};
    return (struct value){.s = {p, (size_t)n}};
}

/* Hands over the rows of R and frees it: 0, 1 when FN stopped it, -1. */
static int rows_give(struct db *db, const struct query *q, PGresult *r, row_fn *fn, void *ctx)
{
    struct value v[MAX_VALUES];
    int result = shape_check(db, q, r);
    for (int row = 0; !result && row < PQntuples(r); row++) {
        for (int i = 0; q->cols[i]; i++)
            v[i] = column(r, row, i, q->cols[i]);
        if (fn(ctx, v))
            result = 1;
    }
    PQclear(r);
    return result;
}

static int send_ahead(struct db *db, const struct query *q, const struct params *p)
{
    if (ahead_begin(db))
        return -1;
    return ahead_sent(
        db, q->name,
        PQsendQueryPrepared(handle(db), q->name, p->n, p->values, p->lengths, p->formats, 1));
}

static int run_whole(struct db *db, const struct query *q, size_t slot, const struct params *p,
                     row_fn *fn, void *ctx, int64_t *written_out)
{
    PGresult *r = NULL;
    if (prepare(db, q, slot) || send_ahead(db, q, p) || ahead_end(db, &r))
        return -1;
    if (!has_result(r))
        return failed(db, q->name, r);
    *written_out = strtoll(PQcmdTuples(r), NULL, 10);
    return rows_give(db, q, r, fn, ctx) < 0 ? -1 : 0;
}

/* Rows in parts, so that FN may query on the same connection, and memory stays small. */
static int run_cursor(struct db *db, const struct query *q, row_fn *fn, void *ctx)
{
    struct pg_conn *c = db->conn;
    unsigned n = c->cursors++;
    char fetch[64], close[64];
    snprintf(fetch, sizeof fetch, "FETCH %d FROM each_%u", CURSOR_ROWS, n);
    snprintf(close, sizeof close, "CLOSE each_%u", n);
    int result = 0;
    for (int got = CURSOR_ROWS; !result && got == CURSOR_ROWS;) {
        PGresult *r = PQexecParams(c->c, fetch, 0, NULL, NULL, NULL, NULL, 1);
        if (!has_result(r)) {
            result = failed(db, q->name, r);
            break;
        }
        got = PQntuples(r);
        result = rows_give(db, q, r, fn, ctx);
    }
    c->cursors--;
    if (result >= 0 && command(db, close))
        return -1;
    return result < 0 ? -1 : 0;
}

static int run_stream(struct db *db, const struct query *q, const struct params *p, row_fn *fn,
                      void *ctx)
{
    struct pg_conn *c = db->conn;
    struct str sql;
    if (ahead_end(db, NULL))
        return -1;
    struct arena *a = arena_new("cursor", (size_t)1 << 20);
    str_init(&sql, a, (size_t)1 << 16);
    str_addf(&sql, "DECLARE each_%u NO SCROLL CURSOR FOR ", c->cursors);
    str_adds(&sql, q->sql[DIALECT_POSTGRES]);
    PGresult *r = PQexecParams(c->c, sql.p, p->n, p->types, p->values, p->lengths, p->formats, 1);
    arena_free(&a);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        return failed(db, q->name, r);
    PQclear(r);
    return run_cursor(db, q, fn, ctx);
}

static int pg_run(struct db *db, const struct query *q, size_t slot, const struct value *v,
                  row_fn *fn, void *ctx, int64_t *written_out)
{
    struct params p;
    if (db->state == DB_IDLE && session_ready(db))
        return -1;
    params_fill(&p, q, v);
    *written_out = 1;
    if (db->blind && !q->cols[0])
        return prepare(db, q, slot) || send_ahead(db, q, &p) ? -1 : 0;
    if (q->streams)
        return run_stream(db, q, &p, fn, ctx);
    return run_whole(db, q, slot, &p, fn, ctx, written_out);
}

static int pg_script(struct db *db, const char *sql)
{
    if (ahead_end(db, NULL))
        return -1;
    PGresult *r = PQexec(handle(db), sql);
    if (!has_result(r) && PQresultStatus(r) != PGRES_EMPTY_QUERY)
        return failed(db, "script", r);
    PQclear(r);
    return 0;
}

static int pg_check(struct db *db, enum query_id id)
{
    const struct query *q = &queries[id];
    if (prepare(db, q, (size_t)id))
        return -1;
    PGresult *r = PQdescribePrepared(handle(db), q->name);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        return failed(db, q->name, r);
    int result = shape_check(db, q, r);
    PQclear(r);
    return result;
}

const struct driver postgres_driver = {
    .dialect = DIALECT_POSTGRES,
    .connect = pg_connect,
    .disconnect = pg_disconnect,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .savepoint = pg_savepoint,
    .release = pg_release,
    .rollback_to = pg_rollback_to,
    .run = pg_run,
    .script = pg_script,
    .check = pg_check,
};
