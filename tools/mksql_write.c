/* mksql: the C that it writes.  See mksql.c. */
#include "mksql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STEPS 999
#define BANNER "/* Made by mksql from src/sql; changes are made there. */\n"

static const char *upper(const char *name)
{
    char *copy = join(name, "");
    for (char *p = copy; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    return copy;
}

static void comment_write(FILE *f, const char *comment)
{
    if (!*comment)
        return;
    fputs("/*", f);
    for (size_t i = 0; comment[i + 1]; i++)
        fputs(comment[i] == '\n' ? "\n *" : keep(&comment[i], 1), f);
    fputs(" */\n", f);
}

static void row_write(FILE *f, const struct row *row)
{
    comment_write(f, row->comment);
    fprintf(f, "struct %s {\n", row->name);
    for (size_t i = 0; i < row->cols.n; i++) {
        const struct column *c = &row->cols.v[i];
        bool is_int = tolower(c->type) == 'i', null = isupper((unsigned char)c->type);
        fprintf(f, "    %s %s;%s\n", is_int ? "int64_t" : "struct sv", c->name,
                !null    ? ""
                : is_int ? " /* or DB_NULL */"
                         : " /* or SV_NONE */");
    }
    fputs("};\n\n", f);
}

/* The declarator of Q's wrapper, without the semicolon. */
static void wrapper_head(FILE *f, const struct query *q)
{
    fprintf(f, "%s db_%s(struct db *db", q->mode == MODE_EXEC ? "int64_t" : "int", q->name);
    if (q->mode == MODE_ONE || q->mode == MODE_MANY)
        fputs(", struct arena *a", f);
    if (q->row_param)
        fprintf(f, ", const struct %s *row", q->row_param);
    for (size_t i = 0; i < q->params.n; i++)
        fprintf(f, ", %s %s", tolower(q->params.v[i].type) == 'i' ? "int64_t" : "struct sv",
                q->params.v[i].name);
    if (q->mode == MODE_ONE)
        fprintf(f, ", struct %s *out)", q->row_name);
    else if (q->mode == MODE_MANY)
        fprintf(f, ", struct %s **out, size_t *n_out)", q->row_name);
    else if (q->mode == MODE_EACH)
        fprintf(f, ", int (*fn)(void *ctx, const struct %s *row), void *ctx)", q->row_name);
    else
        fputc(')', f);
}

static const char header_about[] = "/* What the wrappers give:\n"
                                   " *   one    1 and *OUT, 0 none, -1 failed\n"
                                   " *   many   0 and *N_OUT rows in *OUT, or -1 (also where there "
                                   "are more than the declared maximum)\n"
                                   " *   each   calls FN for each row, whose strings are good "
                                   "during the call; 0, FN's first result\n"
                                   " *          that is not 0, or -1\n"
                                   " *   exec   the number of rows written, or -1\n"
                                   " * Why one failed: db_error(). */\n";

void header_write(const char *path, const struct row *rows, size_t nrows,
                  const struct query *queries, size_t nqueries)
{
    FILE *f = file_create(path);
    fputs(BANNER "#ifndef NOROSHI_QUERIES_H\n#define NOROSHI_QUERIES_H\n\n"
                 "#include \"base/str.h\"\n\nstruct db;\n\n"
                 "#define DB_NULL INT64_MIN /* SQL NULL, where an int may be NULL */\n\n",
          f);
    fputs("enum query_id {\n", f);
    for (size_t i = 0; i < nqueries; i++)
        fprintf(f, "    Q_%s,\n", upper(queries[i].name));
    fputs("    QUERY_COUNT\n};\n\n", f);
    for (size_t i = 0; i < nrows; i++)
        row_write(f, &rows[i]);
    fputs(header_about, f);
    for (size_t i = 0; i < nqueries; i++) {
        fputc('\n', f);
        comment_write(f, queries[i].comment);
        wrapper_head(f, &queries[i]);
        fputs(";\n", f);
    }
    fputs("\n#endif\n", f);
    file_finish(f, path);
}

static void types_write(FILE *f, const char *field, const struct columns *cols)
{
    fprintf(f, ", .%s = \"", field);
    for (size_t i = 0; cols && i < cols->n; i++)
        fputc(cols->v[i].type, f);
    fputc('"', f);
}

static void query_write(FILE *f, const struct query *q)
{
    static const char *const effects[] = {"QUERY_READS", "QUERY_WRITES_EXEMPT", "QUERY_WRITES"};
    static const char text_name[] = "sql_", pg_name[] = "pg_";
    fprintf(f, "    [Q_%s] = {.name = \"%s\", .sql = {%s%s, %s%s}", upper(q->name), q->name,
            text_name, q->name, q->sql[1] ? pg_name : text_name, q->name);
    types_write(f, "params", q->row_params ? q->row_params : &q->params);
    types_write(f, "cols", q->row);
    if (q->row)
        fprintf(f, ", .at = %s_at, .size = sizeof(struct %s)", q->row_name, q->row_name);
    fprintf(f, ", .max = %zu, .effect = %s, .streams = %s, .entry = %s},\n", q->max,
            effects[q->effect], q->mode == MODE_EACH ? "true" : "false",
            !strcmp(q->name, "entry_insert") ? "true" : "false");
}

static void texts_write(FILE *f, const struct query *q)
{
    static const char *const names[] = {"sql_", "pg_"};
    for (size_t i = 0; i < 2; i++) {
        if (!q->sql[i])
            continue;
        fprintf(f, "static const char %s%s[] =\n", names[i], q->name);
        string_write(f, q->sql[i]);
        fputs(";\n", f);
    }
}

static void values_write(FILE *f, const struct query *q)
{
    const struct columns *cols = q->row_params ? q->row_params : &q->params;
    if (!cols->n)
        return;
    fputs("    const struct value v[] = {", f);
    for (size_t i = 0; i < cols->n; i++)
        fprintf(f, "%s{.%c = %s%s}", i ? ", " : "", tolower(cols->v[i].type) == 'i' ? 'i' : 's',
                q->row_params ? "row->" : "", cols->v[i].name);
    fputs("};\n", f);
}

/* FN takes its own row; query_each() knows none. */
static void trampoline_write(FILE *f, const struct query *q)
{
    fprintf(
        f,
        "struct call_%s {\n    int (*fn)(void *ctx, const struct %s *row);\n    void *ctx;\n};\n\n",
        q->name, q->row_name);
    fprintf(f, "static int row_%s(void *ctx, const void *row)\n{\n", q->name);
    fprintf(f, "    const struct call_%s *c = ctx;\n    return c->fn(c->ctx, row);\n}\n\n",
            q->name);
}

static void wrapper_write(FILE *f, const struct query *q)
{
    const char *id = upper(q->name);
    bool none = !(q->row_params ? q->row_params->n : q->params.n);
    if (q->mode == MODE_EACH)
        trampoline_write(f, q);
    wrapper_head(f, q);
    fputs("\n{\n", f);
    values_write(f, q);
    if (q->mode == MODE_EACH)
        fprintf(f, "    struct call_%s call = {fn, ctx};\n", q->name);
    const char *v = none ? "NULL" : "v";
    if (q->mode == MODE_ONE)
        fprintf(f, "    return query_one(db, Q_%s, %s, a, out);\n", id, v);
    else if (q->mode == MODE_MANY)
        fprintf(f,
                "    void *rows = NULL;\n    int r = query_many(db, Q_%s, %s, a, &rows, n_out);\n"
                "    *out = rows;\n    return r;\n",
                id, v);
    else if (q->mode == MODE_EACH)
        fprintf(f, "    return query_each(db, Q_%s, %s, row_%s, &call);\n", id, v, q->name);
    else
        fprintf(f, "    return query_exec(db, Q_%s, %s);\n", id, v);
    fputs("}\n\n", f);
}

void source_write(const char *path, const struct row *rows, size_t nrows,
                  const struct query *queries, size_t nqueries)
{
    FILE *f = file_create(path);
    fputs(BANNER "#include \"queries.h\"\n\n#include \"store/driver.h\"\n\n", f);
    for (size_t i = 0; i < nrows; i++) {
        const struct row *r = &rows[i];
        fprintf(f, "__attribute__((unused)) static const size_t %s_at[] = {", r->name);
        for (size_t k = 0; k < r->cols.n; k++)
            fprintf(f, "%soffsetof(struct %s, %s)", k ? ", " : "", r->name, r->cols.v[k].name);
        fputs("};\n", f);
    }
    for (size_t i = 0; i < nqueries; i++)
        texts_write(f, &queries[i]);
    fputs("\nconst struct query queries[QUERY_COUNT] = {\n", f);
    for (size_t i = 0; i < nqueries; i++)
        query_write(f, &queries[i]);
    fputs("};\nconst size_t query_count = QUERY_COUNT;\n\n", f);
    for (size_t i = 0; i < nqueries; i++)
        wrapper_write(f, &queries[i]);
    file_finish(f, path);
}

/* --- schema steps ----------------------------------------------------------------------- */

struct step {
    const char *name;
    const char *text[3]; /* both, SQLite, PostgreSQL */
};

static struct step steps[MAX_STEPS + 1];

static void step_read(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    char *end;
    unsigned long n = strtoul(base, &end, 10);
    if (end != base + 3 || *end != '-' || n < 1)
        die(path, 0, "a schema step is called NNN-name.sql, from 001 on");
    size_t kind = ends_with(path, ".pg.sql") ? 2 : ends_with(path, ".sqlite.sql") ? 1 : 0;
    const char *name = keep(end + 1, strcspn(end + 1, "."));
    struct step *s = &steps[n];
    if (s->name && strcmp(s->name, name))
        die(path, 0, "step %03lu is called \"%s\" already", n, s->name);
    s->name = name;
    s->text[kind] = file_read(path);
    if (!kind)
        schema_check(path, s->text[0]);
}

void schema_write(const char *path, const char *depfile, const char *dir)
{
    paths_read(dir, false, step_read);
    paths_read(dir, true, step_read);
    FILE *f = file_create(path);
    fputs(BANNER "#include \"store/driver.h\"\n\nconst struct schema_step schema_steps[] = {\n", f);
    size_t n = 0;
    while (n < MAX_STEPS && steps[n + 1].name) {
        struct step *s = &steps[++n];
        fprintf(f, "    {.n = %zu, .name = \"%s\", .sql = {\n", n, s->name);
        string_write(f, join(s->text[0] ? s->text[0] : "", s->text[1] ? s->text[1] : ""));
        fputs(",\n", f);
        string_write(f, join(s->text[0] ? s->text[0] : "", s->text[2] ? s->text[2] : ""));
        fputs("}},\n", f);
    }
    for (size_t i = n + 1; i <= MAX_STEPS; i++)
        if (steps[i].name)
            die(dir, 0, "step %03zu is missing", n + 1);
    fprintf(f, "};\nconst size_t schema_step_count = %zu;\n", n);
    file_finish(f, path);
    depfile_write(depfile, path, NULL);
}
