/* mksql: memory, files, dependencies.  See mksql.c. */
#include "mksql.h"

#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_TEXT ((size_t)64 << 20)
#define MAX_PATHS 2000

static char pool[MAX_TEXT];
static size_t used;
static const char *paths[MAX_PATHS];
static size_t npaths;

void die(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, line ? "%s:%d: " : "%s: ", file, line);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

static char *room(size_t n)
{
    if (n >= MAX_TEXT - used)
        die("mksql", 0, "more than %zu bytes of text", MAX_TEXT);
    char *p = pool + used;
    used += n + 1;
    return p;
}

char *keep(const char *p, size_t n)
{
    char *copy = room(n);
    memcpy(copy, p, n);
    return copy;
}

char *join(const char *x, const char *y)
{
    size_t nx = strlen(x), ny = strlen(y);
    char *p = room(nx + ny);
    memcpy(p, x, nx);
    memcpy(p + nx, y, ny);
    return p;
}

char *squeeze(const char *p)
{
    char *copy = room(strlen(p)), *to = copy;
    for (bool gap = false; *p; p++) {
        if (isspace((unsigned char)*p)) {
            gap = true;
            continue;
        }
        if (gap && to > copy)
            *to++ = ' ';
        gap = false;
        *to++ = *p;
    }
    return copy;
}

void trim_right(char *line)
{
    size_t n = strlen(line);
    while (n && isspace((unsigned char)line[n - 1]))
        line[--n] = '\0';
}

bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && !strcmp(s + n - m, end);
}

char *file_read(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) || !S_ISREG(st.st_mode))
        die(path, 0, "cannot be read");
    size_t n = (size_t)st.st_size;
    char *text = room(n);
    if (fread(text, 1, n, f) != n || memchr(text, 0, n))
        die(path, 0, "cannot be read as text");
    fclose(f);
    return text;
}

char *line_next(char **rest)
{
    if (!**rest)
        return NULL;
    char *line = *rest;
    size_t n = strcspn(line, "\n");
    *rest = line + n + (line[n] == '\n');
    line[n] = '\0';
    return line;
}

FILE *file_create(const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f)
        die(path, 0, "cannot be written");
    return f;
}

void file_finish(FILE *f, const char *path)
{
    if (ferror(f) | fclose(f))
        die(path, 0, "cannot be written");
}

void depend_on(const char *path)
{
    if (npaths == MAX_PATHS)
        die(path, 0, "more than %d files", MAX_PATHS);
    paths[npaths++] = path;
}

void depfile_write(const char *path, const char *out1, const char *out2)
{
    FILE *f = file_create(path);
    fprintf(f, out2 ? "%s %s:" : "%s:", out1, out2);
    for (size_t i = 0; i < npaths; i++)
        fprintf(f, " %s", paths[i]);
    fputc('\n', f);
    file_finish(f, path);
}

void paths_read(const char *path, bool pg, void (*fn)(const char *path))
{
    struct stat st;
    if (stat(path, &st))
        die(path, 0, "cannot be read");
    if (!S_ISDIR(st.st_mode)) {
        if (ends_with(path, ".pg.sql") != pg)
            return;
        depend_on(path);
        fn(path);
        return;
    }
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0)
        die(path, 0, "cannot be read");
    if (!pg)
        depend_on(path);
    for (int i = 0; i < n; i++) {
        if (ends_with(entries[i]->d_name, ".sql"))
            paths_read(join(join(path, "/"), entries[i]->d_name), pg, fn);
        free(entries[i]);
    }
    free(entries);
}

void string_write(FILE *f, const char *text)
{
    fputs("    \"", f);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', f);
        if (*text == '\n')
            fputs("\\n\"\n    \"", f);
        else
            fputc(*text, f);
    }
    fputc('"', f);
}
