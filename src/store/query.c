/* Typed queries: moves values between C rows and a driver.
 *
 * What it is: the runtime of the wrappers that mksql writes (queries.h).  What it is not: SQL.
 * Called by queries.c, and by the store for its own queries. */
#include <string.h>

#include "base/log.h"
#include "store/driver.h"

#define FIRST_ROWS ((size_t)16)

static bool may_be_null(char type)
{
    return type >= 'A' && type <= 'Z';
}

static bool is_int(char type)
{
    return type == 'i' || type == 'I';
}

static bool is_null(char type, const struct value *v)
{
    return is_int(type) ? v->i == DB_NULL : !v->s.p;
}

/* A caller's mistakes are bugs; what a person can cause fails the query, on both databases alike.
 */
static int params_check(struct db *db, const struct query *q, const struct value *v)
{
    for (size_t i = 0; q->params[i]; i++) {
        char type = q->params[i];
        if (is_null(type, &v[i])) {
            if (!may_be_null(type))
                BUG(q->name);
            continue;
        }
        if (!is_int(type) && v[i].s.n > BYTES_MAX)
            return db_failed(db, FAILURE_JOB, q->name, "size", "a value is over 1 GiB");
        if ((type == 't' || type == 'T') && memchr(v[i].s.p, 0, v[i].s.n))
            return db_failed(db, FAILURE_JOB, q->name, "nul", "a text holds NUL");
    }
    return 0;
}

static int row_check(struct db *db, const struct query *q, const struct value *v)
{
    for (size_t i = 0; q->cols[i]; i++)
        if (is_null(q->cols[i], &v[i]) && !may_be_null(q->cols[i]))
            return db_failed(db, FAILURE_JOB, q->name, "null",
                             "a column that is never NULL is NULL");
    return 0;
}

/* Every row of every query passes here on its way from the driver. */
struct passing {
    struct db *db;
    const struct query *q;
    row_fn *fn;
    void *ctx;
    int result; /* non-zero: stopped, or -1 with the failure recorded */
};

static int passing_row(void *ctx, const struct value *v)
{
    struct passing *p = ctx;
    p->db->rows++;
    if (row_check(p->db, p->q, v))
        p->result = -1;
    else
        p->result = p->fn(p->ctx, v);
    return p->result;
}

/* What a job must know at its end, and what a connection may not do. */
static int effect_note(struct db *db, const struct query *q)
{
    if (q->effect == QUERY_READS)
        return 0;
    if (db->state != DB_GROUP)
        return db_failed(db, FAILURE_JOB, q->name, "writes", "only a job of the writer writes");
    db->entered |= q->entry;
    db->wrote |= q->effect == QUERY_WRITES;
    return 0;
}

/* 0, what FN stopped it with, or -1. */
static int run(struct db *db, enum query_id id, const struct value *v, row_fn *fn, void *ctx,
               int64_t *written_out)
{
    const struct query *q = &queries[id];
    if (db->state == DB_GROUP && db->failure)
        return -1; /* PostgreSQL refuses all that follows a failure: so do both */
    if (params_check(db, q, v) || effect_note(db, q))
        return -1;
    struct passing p = {.db = db, .q = q, .fn = fn, .ctx = ctx};
    if (db->driver->run(db, q, (size_t)id, v, passing_row, &p, written_out))
        return -1;
    return p.result;
}

int query_rows(struct db *db, enum query_id id, const struct value *v, row_fn *fn, void *ctx)
{
    int64_t written;
    return run(db, id, v, fn, ctx, &written);
}

/* V into a row of Q; bytes are copied into A unless it is NULL. */
static void row_fill(const struct query *q, const struct value *v, struct arena *a, void *row)
{
    for (size_t i = 0; q->cols[i]; i++) {
        char *to = (char *)row + q->at[i];
        struct sv s = v[i].s;
        if (is_int(q->cols[i])) {
            memcpy(to, &v[i].i, sizeof v[i].i);
            continue;
        }
        if (a)
            s = sv_copy(a, s);
        memcpy(to, &s, sizeof s);
    }
}

/* --- one -------------------------------------------------------------------------------- */

struct one {
    const struct query *q;
    struct arena *a;
    void *out;
    bool found;
};

static int one_row(void *ctx, const struct value *v)
{
    struct one *o = ctx;
    row_fill(o->q, v, o->a, o->out);
    o->found = true;
    return 1;
}

int query_one(struct db *db, enum query_id id, const struct value *v, struct arena *a, void *out)
{
    struct one o = {.q = &queries[id], .a = a, .out = out};
    if (query_rows(db, id, v, one_row, &o) < 0)
        return -1;
    return o.found;
}

/* --- many ------------------------------------------------------------------------------- */

struct many {
    struct db *db;
    const struct query *q;
    struct arena *a;
    char *rows;
    size_t n, cap;
};

static void many_grow(struct many *m)
{
    size_t cap = m->cap ? 2 * m->cap : FIRST_ROWS;
    if (cap > m->q->max)
        cap = m->q->max;
    char *rows = arena_array(m->a, cap, m->q->size);
    if (m->n)
        memcpy(rows, m->rows, m->n * m->q->size);
    m->rows = rows;
    m->cap = cap;
}

static int many_row(void *ctx, const struct value *v)
{
    struct many *m = ctx;
    if (m->n == m->q->max)
        return db_failed(m->db, FAILURE_JOB, m->q->name, "many", "more rows than declared");
    if (m->n == m->cap)
        many_grow(m);
    row_fill(m->q, v, m->a, m->rows + m->n++ * m->q->size);
    return 0;
}

int query_many(struct db *db, enum query_id id, const struct value *v, struct arena *a,
               void **rows_out, size_t *n_out)
{
    struct many m = {.db = db, .q = &queries[id], .a = a};
    *n_out = 0;
    if (query_rows(db, id, v, many_row, &m))
        return -1;
    *rows_out = m.rows;
    *n_out = m.n;
    return 0;
}

/* --- each ------------------------------------------------------------------------------- */

#define ROW_MAX (MAX_VALUES * sizeof(struct sv))

struct each {
    const struct query *q;
    int (*fn)(void *ctx, const void *row);
    void *ctx;
};

static int each_row(void *ctx, const struct value *v)
{
    struct each *e = ctx;
    _Alignas(16) char row[ROW_MAX];
    row_fill(e->q, v, NULL, row);
    return e->fn(e->ctx, row);
}

int query_each(struct db *db, enum query_id id, const struct value *v,
               int (*fn)(void *ctx, const void *row), void *ctx)
{
    struct each e = {.q = &queries[id], .fn = fn, .ctx = ctx};
    bool alone = db->state == DB_IDLE; /* streams need a transaction on PostgreSQL: so on both */
    if (alone && db_begin_read(db))
        return -1;
    int r = query_rows(db, id, v, each_row, &e);
    if (alone)
        db_end_read(db);
    return r;
}

/* --- exec ------------------------------------------------------------------------------- */

static int no_row(void *ctx, const struct value *v)
{
    (void)ctx;
    (void)v;
    return 0;
}

int64_t query_exec(struct db *db, enum query_id id, const struct value *v)
{
    int64_t written = 0;
    return run(db, id, v, no_row, NULL, &written) ? -1 : written;
}
