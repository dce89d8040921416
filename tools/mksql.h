/* mksql, its parts: see mksql.c.  A build tool: it ends at the first error, and frees nothing. */
#ifndef MKSQL_H
#define MKSQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MAX_COLUMNS 64
#define MAX_MANY 100000

struct column {
    const char *name;
    char type; /* 't' text, 'i' int, 'b' blob; a capital where NULL may stand */
};

struct columns {
    struct column v[MAX_COLUMNS];
    size_t n;
};

struct row {
    const char *name, *comment;
    struct columns cols;
};

enum { MODE_ONE = 'o', MODE_MANY = 'm', MODE_EACH = 'a', MODE_EXEC = 'x' };
enum effect { READS, WRITES_EXEMPT, WRITES };

struct query {
    const char *name, *comment, *signature, *file;
    int line;
    char mode;
    size_t max;            /* of many */
    struct columns params; /* or: */
    const char *row_param; /* the row that is the only parameter */
    const struct columns *row_params;
    const char *row_name; /* NULL: exec */
    const struct columns *row;
    const char *sql[2]; /* for both, for PostgreSQL (NULL: the same) */
    enum effect effect;
};

/* mksql_text.c: memory, files, dependencies */
void die(const char *file, int line, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
char *keep(const char *p, size_t n);
char *join(const char *x, const char *y);
char *squeeze(const char *p); /* white space runs to one space, none at the ends */
void trim_right(char *line);
bool ends_with(const char *s, const char *end);
char *file_read(const char *path);
char *line_next(char **rest); /* NULL at the end; cuts at the line end */
FILE *file_create(const char *path);
void file_finish(FILE *f, const char *path);
void depend_on(const char *path);
void depfile_write(const char *path, const char *out1, const char *out2); /* out2 may be NULL */
/* Calls FN for the .sql files of PATH (itself, or a directory's, by name), PG ones or the others.
 */
void paths_read(const char *path, bool pg, void (*fn)(const char *path));
void string_write(FILE *f, const char *text); /* as C string literals, one a line */

/* mksql_check.c: what a statement may hold, and what it does */
enum effect sql_check(const struct query *q, const char *sql, bool (*exempt)(const char *table));
/* Refuses column types that the two databases take differently. */
void schema_check(const char *file, const char *sql);

/* mksql_write.c */
void header_write(const char *path, const struct row *rows, size_t nrows,
                  const struct query *queries, size_t nqueries);
void source_write(const char *path, const struct row *rows, size_t nrows,
                  const struct query *queries, size_t nqueries);
void schema_write(const char *path, const char *depfile, const char *dir);

void queries_read(const char *path);

#endif
