/* check: looks over the source tree for what a compiler does not see.
 *
 * Rules: `include` (layers include one way, doors never the store), `file-length`,
 * `function-length`, `banned` (functions nobody may call), `malloc` (memory is taken in
 * src/base/arena.c alone), `sql` (what shows hidden rows by time or cost).  Each finding is one
 * line "file:line: what (rule)"; the exit status is then 1.  It is no parser: comments and strings
 * are blanked crudely, and code is expected in the house style.
 *
 * Called by the tests: check ROOT */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/str.h"

#define FILE_MAX ((size_t)4 << 20)
#define FILE_LINES 600
#define FUNCTION_LINES 60
#define DEPTH_MAX 12

struct file {
    const char *path; /* below the root, for the reader */
    struct sv text;   /* as it is */
    struct sv code;   /* comments and strings blanked */
};

static int findings;

static void report(const struct file *f, int line, const char *what, struct sv name,
                   const char *rule)
{
    printf("%s:%d: %s%s%.*s (%s)\n", f->path, line, what, name.n ? " " : "", SV_FMT(name), rule);
    findings++;
}

struct layer {
    const char *name;
    const char *may; /* include these beside itself, each with a space behind */
};

static const struct layer layers[] = {
    {"base", ""},
    {"rules", "base "},
    {"store", "base "},
    {"match", "base "},
    {"keeper", "base "},
    {"verify", "base "},
    {"audit", "store base "},
    {"domain", "rules store audit match base "},
    {"exchange", "domain rules base "},
    {"web", "exchange domain rules base "},
    {"api", "web exchange domain rules base "}, /* HTTP itself is web's */
    {"cli", "api web exchange domain audit rules match keeper verify base "},
};

static const struct layer *layer_of(struct sv name)
{
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
        if (sv_is(name, layers[i].name))
            return &layers[i];
    return NULL;
}

/* Does the list MAY name LAYER? */
static bool listed(const char *may, struct sv layer)
{
    struct sv rest = sv_of(may), word;
    while (sv_word(&rest, &word))
        if (sv_eq(word, layer))
            return true;
    return false;
}

/* The part of S between PREFIX and the next slash; none where S is not of that form. */
static struct sv folder_in(struct sv s, const char *prefix)
{
    struct sv rest = {s.p + strlen(prefix), s.n - strlen(prefix)}, name;
    if (!sv_starts(s, sv_of(prefix)))
        return SV_NONE;
    return sv_find(rest, SV("/")) > 0 && sv_cut(&rest, '/', &name) ? name : SV_NONE;
}

/* The path of `#include "…"` on LINE; none where LINE is no such directive. */
static struct sv included(struct sv line)
{
    struct sv path;
    line = sv_trim(line);
    if (!sv_starts(line, SV("#")))
        return SV_NONE;
    line = sv_trim((struct sv){line.p + 1, line.n - 1});
    if (!sv_starts(line, SV("include")))
        return SV_NONE;
    line = sv_trim((struct sv){line.p + 7, line.n - 7});
    if (!sv_starts(line, SV("\"")))
        return SV_NONE;
    line = (struct sv){line.p + 1, line.n - 1};
    return sv_cut(&line, '"', &path) ? path : SV_NONE;
}

/* The layer that a file belongs to; the main file, in no folder, counts as command line. */
static const struct layer *layer_of_file(struct sv path)
{
    if (!sv_starts(path, SV("src/")))
        return NULL;
    struct sv folder = folder_in(path, "src/");
    return layer_of(folder.p ? folder : SV("cli"));
}

static void check_includes(const struct file *f)
{
    struct sv rest = f->text, line;
    struct sv path = sv_of(f->path);
    const struct layer *own = layer_of_file(path);
    bool in_src = sv_starts(path, SV("src/"));
    if (in_src && !own)
        report(f, 1, "folder that is no layer", SV_NONE, "include");
    for (int n = 1; sv_cut(&rest, '\n', &line); n++) {
        struct sv target = included(line), folder = folder_in(target, "");
        if (!folder.p)
            continue;
        if (sv_is(folder, "..") || sv_find(target, SV("/../")) >= 0)
            report(f, n, "path is not relative to src:", target, "include");
        else if (own && !sv_is(folder, own->name) && !listed(own->may, folder))
            report(f, n, "this layer may not include", target, "include");
        else if (sv_starts(path, SV("tools/")) && !sv_is(folder, "base"))
            report(f, n, "a tool may not include", target, "include");
    }
}

static void check_length(const struct file *f)
{
    struct sv rest = f->text, line;
    int n = 0;
    while (sv_cut(&rest, '\n', &line))
        if (++n == FILE_LINES + 1)
            report(f, n, "file of more than 600 lines", SV_NONE, "file-length");
}

/* A body opens with a brace in the first column, or at the end of a line that begins there. */
static bool opens_body(struct sv line)
{
    struct sv s = sv_trim(line);
    if (s.n == 0 || line.p[0] == ' ' || line.p[0] == '\t' || line.p[0] == '#')
        return false;
    return sv_is(s, "{") || sv_ends(s, SV(") {")) || sv_ends(s, SV("){"));
}

static void check_functions(const struct file *f)
{
    struct sv rest = f->code, line;
    int from = 0;
    for (int n = 1; sv_cut(&rest, '\n', &line); n++) {
        if (!from && opens_body(line))
            from = n;
        if (!from || line.n == 0 || line.p[0] != '}')
            continue;
        if (n - from + 1 > FUNCTION_LINES)
            report(f, from, "function of more than 60 lines", SV_NONE, "function-length");
        from = 0;
    }
}

static const char banned[] = "strcpy stpcpy strncpy strcat strncat sprintf vsprintf gets strtok "
                             "atoi atol atoll atof localtime gmtime asctime ctime scanf fscanf "
                             "sscanf vscanf vfscanf vsscanf alloca tmpnam mktemp ";
static const char takes_memory[] = "malloc calloc realloc reallocarray strdup strndup asprintf "
                                   "vasprintf aligned_alloc posix_memalign memalign valloc ";

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Any mention counts, called or not: a pointer to a banned function is no better. */
static void check_c_word(const struct file *f, int line, struct sv word)
{
    if (listed(banned, word))
        report(f, line, "banned function", word, "banned");
    else if (listed(takes_memory, word) && strcmp(f->path, "src/base/arena.c") != 0)
        report(f, line, "memory outside of the arena:", word, "malloc");
}

/* Does CODE, which follows the word "count", go on with "(*)" in any spacing? */
static bool counts_rows(struct sv code)
{
    for (const char *want = "(*)"; *want; want++) {
        code = sv_trim(code);
        if (code.n == 0 || code.p[0] != *want)
            return false;
        code = (struct sv){code.p + 1, code.n - 1};
    }
    return true;
}

static bool same_word(struct sv s, const char *word)
{
    return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static void check_sql_word(const struct file *f, int line, struct sv word)
{
    const char *end = word.p + word.n;
    struct sv after = {end, (size_t)(f->code.p + f->code.n - end)};
    bool count = same_word(word, "count") && counts_rows(after);
    if (count || same_word(word, "offset") || same_word(word, "bm25"))
        report(f, line, "not to be used:", count ? SV("count(*)") : word, "sql");
}

/* Bytes of the comment that begins S; 0 where none does. */
static size_t comment_len(struct sv s, bool sql)
{
    bool block = !sql && sv_starts(s, SV("/*"));
    if (!block && !sv_starts(s, sql ? SV("--") : SV("//")))
        return 0;
    ptrdiff_t end =
        block ? sv_find((struct sv){s.p + 2, s.n - 2}, SV("*/")) + 4 : sv_find(s, SV("\n"));
    bool open = block ? end < 4 : end < 0;
    return open ? s.n : (size_t)end;
}

/* Bytes of the string or character constant that begins S; 0 where none does. */
static size_t string_len(struct sv s, bool sql)
{
    char quote = s.p[0];
    if (quote != '\'' && (sql || quote != '"'))
        return 0;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '\\' && !sql)
            i++;
        else if (s.p[i] == quote || s.p[i] == '\n')
            return s.p[i] == quote ? i + 1 : i;
    }
    return s.n;
}

/* A copy of TEXT with blanks in place of comments and strings; lines stay where they are. */
static struct sv blank(struct arena *a, struct sv text, bool sql)
{
    char *p = sv_cstr(a, text);
    for (size_t i = 0; i < text.n;) {
        struct sv rest = {text.p + i, text.n - i};
        size_t n = comment_len(rest, sql);
        n = n ? n : string_len(rest, sql);
        for (size_t k = i; k < i + n; k++)
            if (p[k] != '\n')
                p[k] = ' ';
        i += n ? n : 1;
    }
    return (struct sv){p, text.n};
}

static void check_words(const struct file *f,
                        void (*fn)(const struct file *f, int line, struct sv word))
{
    int line = 1;
    for (size_t i = 0; i < f->code.n;) {
        size_t from = i;
        while (i < f->code.n && is_word(f->code.p[i]))
            i++;
        if (i > from) {
            fn(f, line, (struct sv){f->code.p + from, i - from});
            continue;
        }
        line += f->code.p[i] == '\n';
        i++;
    }
}

static void check_file(const struct file *f, bool sql)
{
    if (sql) {
        check_words(f, check_sql_word);
        return;
    }
    check_includes(f);
    check_length(f);
    check_functions(f);
    check_words(f, check_c_word);
}

static struct sv file_read(struct arena *a, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        exit(2);
    }
    char *p = arena_alloc(a, FILE_MAX);
    size_t n = fread(p, 1, FILE_MAX, in);
    if (n == FILE_MAX || ferror(in)) {
        fprintf(stderr, "%s: too big or not readable\n", path);
        exit(2);
    }
    fclose(in);
    return (struct sv){p, n};
}

static void visit_file(const char *root, const char *path)
{
    struct sv name = sv_of(path);
    bool sql = sv_ends(name, SV(".sql")) && sv_starts(name, SV("src/sql/"));
    if (!sql && !sv_ends(name, SV(".c")) && !sv_ends(name, SV(".h")))
        return;
    struct arena *a = arena_new("file", 8 * FILE_MAX);
    struct sv full = sv_fmt(a, "%s/%s", root, path);
    struct file f = {.path = path, .text = file_read(a, full.p)};
    f.code = blank(a, f.text, sql);
    check_file(&f, sql);
    arena_free(&a);
}

static int by_name(const struct dirent **x, const struct dirent **y)
{
    return strcmp((*x)->d_name, (*y)->d_name);
}

static int visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* Visits PATH below ROOT: each file, in the order of names. */
static void visit(struct arena *a, const char *root, const char *path, int depth)
{
    struct dirent **entries;
    struct stat st;
    const char *full = sv_fmt(a, "%s/%s", root, path).p;
    if (depth > DEPTH_MAX || stat(full, &st) != 0)
        return;
    if (!S_ISDIR(st.st_mode)) {
        visit_file(root, path);
        return;
    }
    int n = scandir(full, &entries, visible, by_name);
    for (int i = 0; i < n; i++) {
        visit(a, root, sv_fmt(a, "%s/%s", path, entries[i]->d_name).p, depth + 1);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

int main(int argc, char **argv)
{
    struct stat st;
    if (argc != 2 || stat(argv[1], &st) != 0 || !S_ISDIR(st.st_mode)) {
        fprintf(stderr, "usage: check ROOT\n");
        return 2;
    }
    struct arena *a = arena_new("check", (size_t)64 << 20);
    visit(a, argv[1], "src", 0);
    visit(a, argv[1], "tools", 0);
    visit(a, argv[1], "tests", 0);
    arena_free(&a);
    return findings ? 1 : 0;
}
