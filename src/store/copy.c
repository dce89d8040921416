/* Copies: all tables of a database as one stream of bytes, the same from both databases.
 *
 * What it is: the content of backups, and the way from one database to the other.  What it is not:
 * sealed or signed; that is the caller's (cli/backup).  Derived tables are left out.
 *
 * The stream: "noroshi copy 1\n", the number of schema steps, then for each table its name and
 * columns and a record for each row, then the number of rows.  Numbers are big-endian. */
#include <endian.h>
#include <string.h>

#include "base/log.h"
#include "store/driver.h"

#define CHUNK ((size_t)64 << 10)
#define NAME_MAX_BYTES 63
#define SQL_MAX ((size_t)16 << 10)
#define ROW_ARENA_MAX ((size_t)3 << 30) /* MAX_VALUES of any size in use, and room to copy one */

static const char magic[] = "noroshi copy 1\n";

enum record { RECORD_TABLE = 'T', RECORD_ROW = 'R', RECORD_END = 'E' };
enum cell { CELL_NULL, CELL_INT, CELL_BYTES };

/* Not copied: the first is made by store_open(), the second by the domain from what is copied. */
static const char *const left_out[] = {"schema_step", "search"};

struct table {
    struct sv name;
    struct sv columns[MAX_VALUES];
    char types[MAX_VALUES + 1]; /* capitals: anything may be NULL here */
    size_t n;
    struct sv identity; /* the column that the database numbers by a counter of its own */
};

struct tables {
    struct arena *a;
    struct table v[TABLES_MAX];
    size_t n;
};

/* --- what there is ---------------------------------------------------------------------- */

static bool is_left_out(struct sv name)
{
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (sv_is(name, left_out[i]))
            return true;
    return false;
}

static char type_of(struct sv type)
{
    return sv_is(type, "int") ? 'I' : sv_is(type, "text") ? 'T' : sv_is(type, "blob") ? 'B' : 0;
}

static int column_row(void *ctx, const struct column_each_row *row)
{
    struct tables *t = ctx;
    if (is_left_out(row->tbl))
        return 0;
    if (!t->n || !sv_eq(t->v[t->n - 1].name, row->tbl)) {
        if (t->n == TABLES_MAX)
            BUG("too many tables");
        t->v[t->n++].name = sv_copy(t->a, row->tbl);
    }
    struct table *table = &t->v[t->n - 1];
    char type = type_of(row->type);
    if (!type || table->n == MAX_VALUES)
        BUG("a table that cannot be copied");
    table->types[table->n] = type;
    table->columns[table->n++] = sv_copy(t->a, row->col);
    if (row->counted)
        table->identity = table->columns[table->n - 1];
    return 0;
}

static struct tables *tables_list(struct db *db, struct arena *a)
{
    struct tables *t = ARENA_NEW(a, struct tables);
    t->a = a;
    return db_column_each(db, column_row, t) ? NULL : t;
}

/* --- statements for any table ----------------------------------------------------------- */

static void name_add(struct str *s, struct sv name)
{
    str_addc(s, '"');
    str_add(s, name);
    str_addc(s, '"');
}

static struct sv columns_text(const struct table *t, struct arena *a)
{
    struct str s;
    str_init(&s, a, SQL_MAX);
    for (size_t i = 0; i < t->n; i++) {
        str_adds(&s, i ? ", " : "");
        name_add(&s, t->columns[i]);
    }
    return str_sv(&s);
}

static struct query scan(const struct table *t, struct arena *a)
{
    const char *text = sv_fmt(a, "SELECT %s FROM \"%s\"", columns_text(t, a).p, t->name.p).p;
    return (struct query){.name = sv_fmt(a, "copy %s", t->name.p).p,
                          .sql = {text, text},
                          .params = "",
                          .cols = t->types,
                          .streams = true};
}

static struct query insert(const struct table *t, struct arena *a)
{
    struct str s;
    str_init(&s, a, SQL_MAX);
    str_addf(&s, "INSERT INTO \"%s\" (%s) VALUES (", t->name.p, columns_text(t, a).p);
    for (size_t i = 0; i < t->n; i++)
        str_addf(&s, "%s$%zu", i ? ", " : "", i + 1);
    str_addc(&s, ')');
    return (struct query){.name = sv_fmt(a, "copy %s", t->name.p).p,
                          .sql = {s.p, s.p},
                          .params = t->types,
                          .cols = ""};
}

static int no_row(void *ctx, const struct value *v)
{
    (void)ctx;
    (void)v;
    return 0;
}

/* --- out -------------------------------------------------------------------------------- */

struct out {
    struct str buffer;
    int (*put)(void *ctx, struct sv bytes);
    void *ctx;
    const struct table *table;
    uint64_t rows;
    bool failed; /* put() has */
};

static void out_flush(struct out *o)
{
    if (!o->failed && o->buffer.n && o->put(o->ctx, str_sv(&o->buffer)))
        o->failed = true;
    o->buffer.n = 0;
}

static void out_bytes(struct out *o, struct sv bytes)
{
    if (o->buffer.n + bytes.n > CHUNK)
        out_flush(o);
    if (bytes.n <= CHUNK)
        str_add(&o->buffer, bytes);
    else if (!o->failed && o->put(o->ctx, bytes))
        o->failed = true;
}

static void out_number(struct out *o, uint64_t n)
{
    uint64_t be = htobe64(n);
    out_bytes(o, (struct sv){(const char *)&be, sizeof be});
}

static void out_byte(struct out *o, int c)
{
    char byte = (char)c;
    out_bytes(o, (struct sv){&byte, 1});
}

static void out_text(struct out *o, struct sv s)
{
    out_number(o, s.n);
    out_bytes(o, s);
}

static int out_row(void *ctx, const struct value *v)
{
    struct out *o = ctx;
    out_byte(o, RECORD_ROW);
    for (size_t i = 0; i < o->table->n; i++) {
        bool is_int = o->table->types[i] == 'I';
        bool null = is_int ? v[i].i == DB_NULL : !v[i].s.p;
        out_byte(o, null ? CELL_NULL : is_int ? CELL_INT : CELL_BYTES);
        if (!null && is_int)
            out_number(o, (uint64_t)v[i].i);
        else if (!null)
            out_text(o, v[i].s);
    }
    o->rows++;
    return o->failed;
}

static int out_table(struct out *o, struct db *db, const struct table *t, size_t slot,
                     struct arena *a)
{
    out_byte(o, RECORD_TABLE);
    out_text(o, t->name);
    out_number(o, t->n);
    for (size_t i = 0; i < t->n; i++) {
        out_text(o, t->columns[i]);
        out_byte(o, t->types[i]);
    }
    o->table = t;
    const struct query q = scan(t, a);
    int64_t written;
    return db->driver->run(db, &q, slot, NULL, out_row, o, &written);
}

/* Within a snapshot. */
static int out_all(struct out *o, struct db *db, struct arena *a)
{
    struct tables *t = tables_list(db, a);
    if (!t)
        return -1;
    out_bytes(o, SV(magic));
    out_number(o, schema_step_count);
    for (size_t i = 0; i < t->n; i++)
        if (out_table(o, db, &t->v[i], query_count + i, a) || o->failed)
            return -1;
    out_byte(o, RECORD_END);
    out_number(o, o->rows);
    out_flush(o);
    return o->failed ? -1 : 0;
}

int store_copy_out(struct store *s, int (*put)(void *ctx, struct sv bytes), void *ctx,
                   struct errs *e)
{
    struct db *db;
    if (store_connect(s, &db, e))
        return -1;
    struct arena *a = arena_new("copy", (size_t)8 << 20);
    struct out o = {.put = put, .ctx = ctx};
    str_init(&o.buffer, a, CHUNK);
    int r = db_begin_read(db);
    if (!r) {
        r = out_all(&o, db, a);
        db_end_read(db);
    }
    if (r)
        fail_unavailable(e, db);
    arena_free(&a);
    db_close(&db);
    return r;
}

/* --- in --------------------------------------------------------------------------------- */

struct in {
    struct job job;
    int (*get)(void *ctx, void *p, size_t n);
    void *ctx;
    struct errs *e;
    struct arena *a, *row; /* of the copy, of one row */
    struct tables *tables;
    uint64_t rows;
};

static int in_number(struct in *in, uint64_t *out)
{
    uint64_t be;
    if (in->get(in->ctx, &be, sizeof be))
        return -1;
    *out = be64toh(be);
    return 0;
}

static int in_byte(struct in *in)
{
    unsigned char c;
    return in->get(in->ctx, &c, 1) ? -1 : c;
}

static int in_text(struct in *in, struct arena *a, size_t max, struct sv *out)
{
    uint64_t n;
    if (in_number(in, &n) || n > max)
        return -1;
    char *p = arena_alloc(a, n + 1);
    *out = (struct sv){p, n};
    return n ? in->get(in->ctx, p, n) : 0;
}

static int in_cell(struct in *in, char type, struct value *out)
{
    int cell = in_byte(in);
    uint64_t n;
    *out = (struct value){.s = SV_NONE, .i = DB_NULL};
    if (cell == CELL_NULL)
        return 0;
    if ((cell == CELL_INT) != (type == 'I'))
        return -1;
    if (cell == CELL_BYTES)
        return in_text(in, in->row, BYTES_MAX, &out->s);
    if (cell != CELL_INT || in_number(in, &n))
        return -1;
    out->i = (int64_t)n;
    return 0;
}

static int in_rows(struct in *in, struct db *db, const struct table *t, size_t slot, int *next_out)
{
    const struct query q = insert(t, in->a);
    struct value v[MAX_VALUES];
    int64_t written;
    while ((*next_out = in_byte(in)) == RECORD_ROW) {
        arena_reset(in->row);
        for (size_t i = 0; i < t->n; i++)
            if (in_cell(in, t->types[i], &v[i]))
                return -1;
        if (db->driver->run(db, &q, slot, v, no_row, NULL, &written))
            return -1;
        in->rows++;
    }
    return 0;
}

/* The database counts on from where the copy has come to. */
static int counter_set(struct in *in, struct db *db, const struct table *t)
{
    if (!t->identity.p)
        return 0;
    struct sv text = sv_fmt(in->a,
                            "SELECT setval(pg_get_serial_sequence('\"%s\"', '%s'),"
                            " coalesce(max(\"%s\"), 0) + 1, false) FROM \"%s\"",
                            t->name.p, t->identity.p, t->identity.p, t->name.p);
    return db->driver->script(db, text.p);
}

/* The head of a table, which must be as ours. */
static int in_head(struct in *in, const struct table *t)
{
    struct sv s;
    uint64_t n;
    if (in_text(in, in->row, NAME_MAX_BYTES, &s) || !sv_eq(s, t->name) || in_number(in, &n) ||
        n != t->n)
        return -1;
    for (size_t i = 0; i < t->n; i++)
        if (in_text(in, in->row, NAME_MAX_BYTES, &s) || !sv_eq(s, t->columns[i]) ||
            in_byte(in) != t->types[i])
            return -1;
    return 0;
}

/* What the schema steps have put in would be there twice. */
static int tables_clear(struct in *in, struct db *db)
{
    for (size_t i = in->tables->n; i-- > 0;) {
        const struct table *t = &in->tables->v[i];
        struct sv text = sv_fmt(in->a, "DELETE FROM \"%s\"", t->name.p);
        if (db->driver->script(db, text.p))
            return -1;
    }
    return 0;
}

static int in_tables(struct in *in, struct db *db)
{
    uint64_t rows;
    int next = in_byte(in);
    for (size_t i = 0; i < in->tables->n; i++) {
        const struct table *t = &in->tables->v[i];
        if (next != RECORD_TABLE || in_head(in, t) || in_rows(in, db, t, query_count + i, &next) ||
            counter_set(in, db, t))
            return -1;
    }
    return next == RECORD_END && !in_number(in, &rows) && rows == in->rows ? 0 : -1;
}

static int in_run(struct db *db, struct job *job)
{
    struct in *in = (struct in *)(void *)job;
    char head[sizeof magic - 1];
    uint64_t steps;
    if (in->get(in->ctx, head, sizeof head) || memcmp(head, magic, sizeof head) ||
        in_number(in, &steps))
        return -1;
    if (steps != schema_step_count)
        return fail(in->e, E_CONFLICT, NULL, MSG_STORE_COPY_VERSION, NO_ARGS);
    in->tables = tables_list(db, in->a);
    return !in->tables || tables_clear(in, db) || in_tables(in, db) ? -1 : 0;
}

int store_copy_in(struct store *s, int (*get)(void *ctx, void *p, size_t n), void *ctx,
                  struct errs *e)
{
    if (!s->fresh)
        return fail(e, E_CONFLICT, NULL, MSG_STORE_EXISTS, NO_ARGS);
    s->fresh = false;
    struct in in = {.job = {.run = in_run, .takes_access = true}, .get = get, .ctx = ctx, .e = e};
    in.a = arena_new("copy", (size_t)8 << 20);
    in.row = arena_new("copy row", ROW_ARENA_MAX);
    enum job_result result = store_run(s, &in.job);
    arena_free(&in.row);
    arena_free(&in.a);
    if (result == JOB_COMMITTED)
        return 0;
    if (result == JOB_FAILED)
        return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    return fail(e, E_MALFORMED, NULL, MSG_STORE_COPY_DAMAGED, NO_ARGS);
}
