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

/* Steps from the FROM-th on, all or none. */
static int steps_take(struct db *db, size_t from)
{
    if (from == schema_step_count)
        return 0;
    if (db->driver->begin(db))
        return -1;
    db->state = DB_GROUP;
    int r = 0;
    for (size_t i = from; !r && i < schema_step_count; i++)
        r = step_take(db, &schema_steps[i]);
    r = r ? r : db->driver->commit(db);
    db->state = DB_IDLE;
    if (r)
        db->driver->rollback(db);
    return r;
}

/* The steps that the database has must be the first of ours. */
struct comparison {
    size_t n;
    int64_t unknown; /* the first that is not ours, or 0 */
};

static int step_compare(void *ctx, const struct value *v)
{
    struct comparison *c = ctx;
    const struct schema_step *ours = c->n < schema_step_count ? &schema_steps[c->n] : NULL;
    if (!ours || ours->n != v[0].i || !sv_is(v[1].s, ours->name)) {
        c->unknown = v[0].i;
        return 1;
    }
    c->n++;
    return 0;
}

static int schema_open(struct db *db, struct errs *e)
{
    struct comparison c = {.n = 0};
    if (query_rows(db, Q_SCHEMA_STEP_LIST, NULL, step_compare, &c) < 0)
        return fail_unavailable(e, db);
    if (c.unknown) {
        struct sv step = sv_fmt(e->a, "%lld", (long long)c.unknown);
        return fail(e, E_CONFLICT, NULL, MSG_STORE_UNKNOWN_STEP, ARGS(step));
    }
    return steps_take(db, c.n) ? fail_unavailable(e, db) : 0;
}

static int present_row(void *ctx, const struct value *v)
{
    (void)v;
    *(bool *)ctx = true;
    return 1;
}

int schema_ready(struct db *db, enum store_mode mode, struct errs *e)
{
    bool present = false;
    if (query_rows(db, Q_SCHEMA_PRESENT, NULL, present_row, &present) < 0)
        return fail_unavailable(e, db);
    if (mode == STORE_OPEN)
        return present ? schema_open(db, e)
                       : fail(e, E_CONFLICT, NULL, MSG_STORE_NOT_OURS, NO_ARGS);
    if (present)
        return fail(e, E_CONFLICT, NULL, MSG_STORE_EXISTS, NO_ARGS);
    return steps_take(db, 0) ? fail_unavailable(e, db) : 0;
}
