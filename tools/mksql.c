/* mksql: turns the named queries of src/sql into typed C, at build time.
 *
 * What it is: reader of query files, checker, writer of queries.h and queries.c.  What it is not: a
 * parser of SQL; what a database thinks of a query is told by the shape test.  Called by
 * src/store/meson.build:
 *
 *     mksql OUT.h OUT.c OUT.d EXEMPT PATH…     PATH: a query file, or a directory of them
 *     mksql --schema OUT.c OUT.d DIR           (mksql_schema.c)
 *
 * A query file holds declarations in comments, each followed by its statement:
 *
 *     -- row NAME(COLUMN TYPE, …)              a row that several queries share
 *     -- What it gives.
 *     -- query NAME(PARAM TYPE, …) MODE [ROW | (COLUMN TYPE, …)]
 *     SELECT …;
 *
 * TYPE is text, int or blob, with ? where NULL may stand.  MODE is one, many(MAX), each or exec.  A
 * row as the only parameter stands for its columns.  A declaration may go on in lines that begin
 * with
 * "--" and three spaces.  NAME.pg.sql beside NAME.sql gives other text for PostgreSQL, under the
 * same declaration. */
#include "mksql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_QUERIES 2000
#define MAX_ROWS 2000
#define MAX_EXEMPT 64

static struct query queries[MAX_QUERIES];
static size_t nqueries;
static struct row rows[MAX_ROWS];
static size_t nrows;
static const char *exempt[MAX_EXEMPT];
static size_t nexempt;

static void exempt_read(const char *path)
{
    char *text = file_read(path), *line;
    for (int n = 1; (line = line_next(&text)); n++) {
        char *word = line;
        size_t len = strcspn(word, " \t");
        if (!len || *word == '#')
            continue;
        if (nexempt == MAX_EXEMPT || !line[len])
            die(path, n, "a table and why it is exempt, at most %d of them", MAX_EXEMPT);
        exempt[nexempt++] = keep(word, len);
    }
}

static bool is_exempt(const char *table)
{
    for (size_t i = 0; i < nexempt; i++)
        if (!strcmp(exempt[i], table))
            return true;
    return false;
}

/* --- declarations ----------------------------------------------------------------------- */

struct cursor {
    const char *p, *file;
    int line;
};

static char peek(struct cursor *c)
{
    while (isspace((unsigned char)*c->p))
        c->p++;
    return *c->p;
}

static bool take(struct cursor *c, char want)
{
    if (peek(c) != want)
        return false;
    c->p++;
    return true;
}

static void need(struct cursor *c, char want)
{
    if (!take(c, want))
        die(c->file, c->line, "'%c' expected before \"%.20s\"", want, c->p);
}

static char *name(struct cursor *c)
{
    peek(c);
    size_t n = 0;
    while (islower((unsigned char)c->p[n]) || c->p[n] == '_' ||
           (n && isdigit((unsigned char)c->p[n])))
        n++;
    if (!n || isalpha((unsigned char)c->p[n]))
        die(c->file, c->line, "a name in lower case expected before \"%.20s\"", c->p);
    c->p += n;
    return keep(c->p - n, n);
}

static char type(struct cursor *c)
{
    static const char *const names[] = {"text", "int", "blob"};
    char *word = name(c);
    for (size_t i = 0; i < 3; i++)
        if (!strcmp(word, names[i]))
            return (char)(take(c, '?') ? toupper(word[0]) : word[0]);
    die(c->file, c->line, "unknown type \"%s\"", word);
}

/* "a text, b int?)" after its opening parenthesis. */
static void columns(struct cursor *c, struct columns *out)
{
    if (take(c, ')'))
        return;
    do {
        if (out->n == MAX_COLUMNS)
            die(c->file, c->line, "more than %d columns", MAX_COLUMNS);
        struct column *col = &out->v[out->n];
        *col = (struct column){.name = name(c)};
        col->type = type(c);
        for (size_t i = 0; i < out->n; i++)
            if (!strcmp(out->v[i].name, col->name))
                die(c->file, c->line, "\"%s\" twice", col->name);
        out->n++;
    } while (take(c, ','));
    need(c, ')');
}

/* Either columns, or the name of a row. */
static void parameters(struct cursor *c, struct query *q)
{
    need(c, '(');
    struct cursor ahead = *c;
    if (!take(&ahead, ')')) {
        char *word = name(&ahead);
        if (take(&ahead, ')')) {
            q->row_param = word;
            *c = ahead;
            return;
        }
    }
    columns(c, &q->params);
}

static struct row *row_find(const char *wanted)
{
    for (size_t i = 0; i < nrows; i++)
        if (!strcmp(rows[i].name, wanted))
            return &rows[i];
    return NULL;
}

static struct row *row_add(struct cursor *c, const char *row_name, const char *comment)
{
    if (row_find(row_name))
        die(c->file, c->line, "row \"%s\" is declared twice", row_name);
    if (nrows == MAX_ROWS)
        die(c->file, c->line, "more than %d rows", MAX_ROWS);
    struct row *row = &rows[nrows++];
    *row = (struct row){.name = row_name, .comment = comment};
    need(c, '(');
    columns(c, &row->cols);
    if (!row->cols.n)
        die(c->file, c->line, "row \"%s\" has no columns", row_name);
    return row;
}

static void declaration_end(struct cursor *c)
{
    if (peek(c))
        die(c->file, c->line, "unexpected \"%.20s\"", c->p);
}

static void mode(struct cursor *c, struct query *q)
{
    if (!peek(c))
        die(c->file, c->line, "query \"%s\" has no mode (one, many(MAX), each, exec)", q->name);
    char *word = name(c);
    if (!strcmp(word, "many")) {
        need(c, '(');
        char *end;
        q->max = strtoul(c->p, &end, 10);
        if (q->max < 1 || q->max > MAX_MANY)
            die(c->file, c->line, "many(1) to many(%d)", MAX_MANY);
        c->p = end;
        need(c, ')');
    } else if (strcmp(word, "one") && strcmp(word, "each") && strcmp(word, "exec")) {
        die(c->file, c->line, "unknown mode \"%s\" (one, many(MAX), each, exec)", word);
    }
    q->mode = word[0] == 'e' ? word[1] : word[0];
}

/* The row of the answer: a name, or columns that become struct QUERY_row. */
static void answer(struct cursor *c, struct query *q, bool override)
{
    if (q->mode == MODE_EXEC)
        return;
    if (peek(c) != '(') {
        if (!peek(c))
            die(c->file, c->line, "query \"%s\" has no row", q->name);
        q->row_name = name(c);
        return;
    }
    q->row_name = join(q->name, "_row");
    if (!override) {
        row_add(c, q->row_name, "");
        return;
    }
    struct columns ignored = {.n = 0}; /* the signatures are compared as text */
    need(c, '(');
    columns(c, &ignored);
}

static struct query *query_find(const char *wanted)
{
    for (size_t i = 0; i < nqueries; i++)
        if (!strcmp(queries[i].name, wanted))
            return &queries[i];
    return NULL;
}

/* Declares a query; an override finds the one that it overrides. */
static struct query *query_declare(struct cursor *c, const char *comment, bool override)
{
    const char *text = squeeze(c->p);
    struct query q = {
        .name = name(c), .comment = comment, .signature = text, .file = c->file, .line = c->line};
    struct query *old = query_find(q.name);
    if (!override && old)
        die(c->file, c->line, "query \"%s\" is declared twice", q.name);
    if (override && (!old || old->sql[1]))
        die(c->file, c->line, "no query \"%s\" to override, or overridden already", q.name);
    parameters(c, &q);
    mode(c, &q);
    answer(c, &q, override);
    declaration_end(c);
    if (override && strcmp(old->signature, text))
        die(c->file, c->line, "not the declaration of %s:%d", old->file, old->line);
    if (override)
        return old;
    if (nqueries == MAX_QUERIES)
        die(c->file, c->line, "more than %d queries", MAX_QUERIES);
    queries[nqueries] = q;
    return &queries[nqueries++];
}

/* --- files ------------------------------------------------------------------------------ */

/* What is known between two lines of a file. */
struct reading {
    const char *file;
    int line;
    bool override;
    char *rest;          /* lines not read yet */
    const char *comment; /* since the last empty line or declaration */
    struct query *query; /* whose statement is being read */
    const char *sql;
};

/* The declaration that begins in LINE, with the lines in which it goes on. */
static const char *declaration_text(struct reading *r, const char *line)
{
    const char *text = line;
    while (!strncmp(r->rest, "--   ", 5)) {
        text = join(join(text, " "), line_next(&r->rest) + 2);
        r->line++;
    }
    return text;
}

static void line_comment(struct reading *r, const char *line)
{
    struct cursor c = {.file = r->file, .line = r->line};
    bool row = !strncmp(line, "-- row ", 7), query = !strncmp(line, "-- query ", 9);
    if (!row && !query) {
        r->comment = join(join(r->comment, line + 2), "\n");
        return;
    }
    if (r->query)
        die(r->file, r->line, "query \"%s\" has no end (;)", r->query->name);
    c.p = declaration_text(r, line) + (row ? 7 : 9);
    if (row) {
        char *row_name = name(&c);
        row_add(&c, row_name, r->comment);
        declaration_end(&c);
    } else {
        r->query = query_declare(&c, r->comment, r->override);
        r->sql = "";
    }
    r->comment = "";
}

static void line_sql(struct reading *r, char *line)
{
    if (!r->query)
        die(r->file, r->line, "a statement without a declaration");
    size_t n = strlen(line);
    bool last = line[n - 1] == ';';
    if (last)
        line[--n] = '\0';
    r->sql = *r->sql ? join(join(r->sql, "\n"), line) : line;
    if (!last)
        return;
    r->query->sql[r->override] = r->sql;
    r->query = NULL;
}

static void line_read(struct reading *r, char *line)
{
    trim_right(line);
    if (!strncmp(line, "--", 2))
        line_comment(r, line);
    else if (*line)
        line_sql(r, line);
    else
        r->comment = "";
}

void queries_read(const char *path)
{
    struct reading r = {
        .file = path, .override = ends_with(path, ".pg.sql"), .comment = "", .sql = ""};
    r.rest = file_read(path);
    for (char *line; (line = line_next(&r.rest));) {
        r.line++;
        line_read(&r, line);
    }
    if (r.query)
        die(path, r.line, "query \"%s\" has no end (;)", r.query->name);
}

/* --- resolution ------------------------------------------------------------------------- */

static const struct columns *row_columns(const struct query *q, const char *row_name)
{
    struct row *row = row_find(row_name);
    if (!row)
        die(q->file, q->line, "no row \"%s\"", row_name);
    return &row->cols;
}

static void names_check(const struct query *q)
{
    static const char *const taken[] = {"db",  "a",    "out", "n_out", "fn",  "ctx",
                                        "row", "rows", "v",   "r",     "call"};
    for (size_t i = 0; i < q->params.n; i++)
        for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
            if (!strcmp(q->params.v[i].name, taken[k]))
                die(q->file, q->line, "a parameter cannot be called \"%s\"", taken[k]);
}

static void resolve(struct query *q)
{
    if (!q->sql[0])
        die(q->file, q->line, "query \"%s\" has no statement", q->name);
    names_check(q);
    q->row_params = q->row_param ? row_columns(q, q->row_param) : NULL;
    q->row = q->row_name ? row_columns(q, q->row_name) : NULL;
    q->effect = sql_check(q, q->sql[0], is_exempt);
    if (q->sql[1]) {
        enum effect other = sql_check(q, q->sql[1], is_exempt);
        q->effect = other > q->effect ? other : q->effect;
    }
    if (q->mode == MODE_EXEC && q->effect == READS)
        die(q->file, q->line, "query \"%s\" writes nothing: its mode is not exec", q->name);
    if (q->mode == MODE_EACH && q->effect != READS)
        die(q->file, q->line, "query \"%s\" writes: its mode is not each", q->name);
}

int main(int argc, char **argv)
{
    if (argc == 5 && !strcmp(argv[1], "--schema")) {
        schema_write(argv[2], argv[3], argv[4]);
        return 0;
    }
    if (argc < 6) {
        fprintf(stderr, "usage: mksql OUT.h OUT.c OUT.d EXEMPT PATH...\n"
                        "       mksql --schema OUT.c OUT.d DIR\n");
        return 2;
    }
    exempt_read(argv[4]);
    depend_on(argv[4]);
    for (int i = 5; i < argc; i++)
        paths_read(argv[i], false, queries_read);
    for (int i = 5; i < argc; i++)
        paths_read(argv[i], true, queries_read);
    for (size_t i = 0; i < nqueries; i++)
        resolve(&queries[i]);
    header_write(argv[1], rows, nrows, queries, nqueries);
    source_write(argv[2], rows, nrows, queries, nqueries);
    depfile_write(argv[3], argv[1], argv[2]);
    return 0;
}
