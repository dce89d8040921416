/* Schema steps: src/sql/schema in order, each taken once, each in one transaction.
 *
 * What it is not: the steps (made into steps.c by mksql).  Called by store_open() on the writing
 * connection, before the writer runs. */
#include "base/log.h"
#include "base/time.h"
#include "store/driver.h"

static const char table_sql[] = "CREATE TABLE schema_step ("
                                "n BIGINT PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)";
/* The one type that PostgreSQL calls otherwise. */
static const char *const first_sql[DIALECT_COUNT] = {
    [DIALECT_POSTGRES] = "CREATE DOMAIN blob AS bytea",
};

static int table_create(struct db *db, enum dialect d)
{
    return (first_sql[d] && db->driver->script(db, first_sql[d])) ||
                   db->driver->script(db, table_sql)
               ? -1
               : 0;
}

static int step_take(struct db *db, const struct schema_step *step)
{
    enum dialect d = db->driver->dialect;
    if (step->n == 1 && table_create(db, d))
        return -1;
    if (db->driver->script(db, step->sql[d]))
        return -1;
    return db_schema_step_insert(db, step->n, sv_of(step->name), time_now()) == 1 ? 0 : -1;
}

/* What a database has: its steps must be the first of ours. */
struct look {
    bool present;
    size_t n;        /* steps that are ours */
    int64_t unknown; /* the first that is not, or 0 */
};

static int present_row(void *ctx, const struct value *v)
{
    (void)v;
    ((struct look *)ctx)->present = true;
    return 1;
}

static int step_row(void *ctx, const struct value *v)
{
    struct look *l = ctx;
    const struct schema_step *ours = l->n < schema_step_count ? &schema_steps[l->n] : NULL;
    if (!ours || ours->n != v[0].i || !sv_is(v[1].s, ours->name)) {
        l->unknown = v[0].i;
        return 1;
    }
    l->n++;
    return 0;
}

/* Looks, and decides whether a database like this is to be opened in MODE. */
static int look(struct db *db, enum store_mode mode, struct look *l, struct errs *e)
{
    *l = (struct look){.n = 0};
    if (query_rows(db, Q_SCHEMA_PRESENT, NULL, present_row, l) < 0)
        return fail_unavailable(e, db);
    if (l->present && mode == STORE_CREATE)
        return fail(e, E_CONFLICT, NULL, MSG_STORE_EXISTS, NO_ARGS);
    if (!l->present && mode == STORE_OPEN)
        return fail(e, E_CONFLICT, NULL, MSG_STORE_NOT_OURS, NO_ARGS);
    if (l->present && query_rows(db, Q_SCHEMA_STEP_LIST, NULL, step_row, l) < 0)
        return fail_unavailable(e, db);
    if (!l->unknown)
        return 0;
    struct sv step = sv_fmt(e->a, "%lld", (long long)l->unknown);
    return fail(e, E_CONFLICT, NULL, MSG_STORE_UNKNOWN_STEP, ARGS(step));
}

/* Takes what is missing, all or nothing; another process may have done so since the first look. */
static int steps_take(struct db *db, enum store_mode mode, struct errs *e)
{
    struct look l;
    int r = look(db, mode, &l, e);
    for (size_t i = l.n; !r && i < schema_step_count; i++)
        r = step_take(db, &schema_steps[i]);
    if (r || db->driver->commit(db))
        return fail_unavailable(e, db); /* unless look() has said more */
    return 0;
}

int schema_ready(struct db *db, enum store_mode mode, struct errs *e)
{
    struct look l;
    if (look(db, mode, &l, e))
        return -1;
    if (l.n == schema_step_count)
        return 0;
    if (db->driver->begin(db, false))
        return fail_unavailable(e, db);
    db->state = DB_GROUP;
    int r = steps_take(db, mode, e);
    db->state = DB_IDLE;
    if (r)
        db->driver->rollback(db);
    return r;
}
