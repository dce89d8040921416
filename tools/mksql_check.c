/* mksql: what a statement may hold, and what it does.  See mksql.c.
 *
 * Works on words, not on grammar: enough to refuse what grows with the table or differs between the
 * databases, and to find the tables that are written. */
#include "mksql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TOKEN 64

struct token {
    char text[MAX_TOKEN]; /* words in lower case; strings as ''; others one character */
};

static const char *skip_quoted(const char *p)
{
    char quote = *p++;
    while (*p && !(*p == quote && p[1] != quote))
        p += *p == quote ? 2 : 1;
    return *p ? p + 1 : p;
}

static const char *skip_gap(const char *p)
{
    for (;;) {
        while (isspace((unsigned char)*p))
            p++;
        if (p[0] != '-' || p[1] != '-')
            return p;
        p += strcspn(p, "\n");
    }
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The next token of *P; false at the end. */
static bool token_next(const char **p, struct token *out)
{
    const char *s = skip_gap(*p);
    memset(out, 0, sizeof *out);
    if (!*s)
        return false;
    if (*s == '\'' || *s == '"') {
        out->text[0] = out->text[1] = '\'';
        *p = skip_quoted(s);
        return true;
    }
    size_t n = 0;
    do
        if (n < MAX_TOKEN - 1)
            out->text[n++] = (char)tolower((unsigned char)*s);
    while (s++, in_word(*s) && (in_word(s[-1]) || s[-1] == '$'));
    *p = s;
    return true;
}

static bool is(const struct token *t, const char *word)
{
    return !strcmp(t->text, word);
}

static bool is_any(const struct token *t, const char *const *words)
{
    for (; *words; words++)
        if (is(t, *words))
            return true;
    return false;
}

static void refuse_costly(const struct query *q, const struct token *t, const struct token *before,
                          const struct token *two_before)
{
    static const char *const list_begins[] = {"select", "distinct", "all", "returning",
                                              ",",      ".",        "(",   0};
    if (is(t, "offset"))
        die(q->file, q->line, "query \"%s\": OFFSET reads what it skips; page by key", q->name);
    if (is(t, "bm25"))
        die(q->file, q->line, "query \"%s\": bm25 reads every hit; order by time", q->name);
    if (is(t, "*") && is(before, "(") && is(two_before, "count"))
        die(q->file, q->line, "query \"%s\": count(*) reads every row; keep the number", q->name);
    if (is(t, "*") && is_any(before, list_begins))
        die(q->file, q->line, "query \"%s\": columns are named, not *", q->name);
    if (is(t, "?"))
        die(q->file, q->line, "query \"%s\": parameters are written $1, $2, …", q->name);
    if (is(t, ";"))
        die(q->file, q->line, "query \"%s\" has more than one statement", q->name);
}

static void parameter_seen(const struct query *q, const struct token *t, size_t nparams, bool *seen)
{
    char *end;
    unsigned long n = strtoul(t->text + 1, &end, 10);
    if (*end || n < 1 || n > nparams)
        die(q->file, q->line, "query \"%s\": %s, but %zu parameters", q->name, t->text, nparams);
    seen[n - 1] = true;
}

/* The table that is written where T ends "INSERT INTO", "DELETE FROM" or "UPDATE". */
static bool write_begins(const struct token *t, const struct token *before)
{
    static const char *const not_a_write[] = {"do", "for", "key", "on", 0};
    if (is(t, "update"))
        return !is_any(before, not_a_write);
    return (is(t, "from") && is(before, "delete")) || is(t, "into");
}

enum effect sql_check(const struct query *q, const char *sql, bool (*exempt)(const char *table))
{
    bool seen[MAX_COLUMNS] = {false};
    size_t nparams = q->row_params ? q->row_params->n : q->params.n;
    struct token t, before = {""}, two_before = {""};
    enum effect effect = READS;
    for (bool writes = false; token_next(&sql, &t);) {
        if (writes && effect < WRITES)
            effect = exempt(t.text) ? WRITES_EXEMPT : WRITES;
        writes = write_begins(&t, &before);
        refuse_costly(q, &t, &before, &two_before);
        if (t.text[0] == '$')
            parameter_seen(q, &t, nparams, seen);
        two_before = before;
        before = t;
    }
    for (size_t i = 0; i < nparams; i++)
        if (!seen[i])
            die(q->file, q->line, "query \"%s\": $%zu is not used", q->name, i + 1);
    return effect;
}

void schema_check(const char *file, const char *sql)
{
    static const char *const types[] = {"integer", "int",           "smallint", "boolean",
                                        "serial",  "bigserial",     "real",     "varchar",
                                        "bytea",   "timestamp",     "jsonb",    "json",
                                        "numeric", "autoincrement", 0};
    for (struct token t; token_next(&sql, &t);)
        if (is_any(&t, types))
            die(file, 0, "\"%s\": both databases take BIGINT, TEXT and BLOB only", t.text);
}
