/* mktpl: turns the templates of src/web/templates into typed C, at build time.
 *
 * What it is: fields that are declared, escaped by where they stand, and written by functions that
 * the compiler checks.  What it is not: a language; a template decides nothing.  Whatever could not
 * be made safe by escaping is refused here, with file:line: mktpl_place.c says what.  Called by
 * src/web/meson.build:
 *
 *     mktpl OUT.h OUT.c OUT.d EN.po DIR
 *
 * DIR/NAME.html becomes `void tpl_NAME(struct html *h, const struct tpl_NAME *v)`.  It begins with
 * what it takes:
 *
 *     {{struct row}}              a record that any template may use
 *       url href
 *       text title
 *     {{fields}}                  of this template, as those of a record
 *       flag more
 *       list row rows             several: `rows` and `nrows`
 *     {{body}}
 *
 * Kinds: text, url (of this server, or https), int, flag, msg, time, day, markup (made by trusted
 * code), a record, or `list` of one of them. */
#include "mktpl.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define FILE_MAX ((size_t)1 << 20)
#define OUT_MAX ((size_t)16 << 20)
#define MAX_RECORDS 400
#define MAX_FILES 300

struct template
{
    const char *path;
    struct record *page;
    struct sv body;
    int line; /* where the body begins */
};

static struct record records[MAX_RECORDS];
static size_t nrecords;
static struct template templates[MAX_FILES];
static size_t ntemplates;
static struct sv catalogue;
static int findings;

void refuse(const char *file, int line, const char *why, struct sv what)
{
    fprintf(stderr, "%s:%d: %s%s%.*s\n", file, line, why, what.n ? ": " : "", SV_FMT(what));
    findings++;
}

static void die(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    exit(2);
}

bool name_ok(struct sv s)
{
    if (s.n == 0 || s.n > 40 || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789_", s.p[i], 37))
            return false;
    return true;
}

static struct sv file_read(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        die(path, "cannot be opened");
    static char buffer[FILE_MAX];
    struct sv s = {buffer, fread(buffer, 1, FILE_MAX, f)};
    if (s.n == FILE_MAX || ferror(f))
        die(path, "too big or not readable");
    fclose(f);
    if (u8_check((const uint8_t *)s.p, s.n) || memchr(s.p, '\0', s.n) || memchr(s.p, '\r', s.n))
        die(path, "not UTF-8, or with a NUL or a carriage return");
    return sv_copy(a, s);
}

/* ---- messages ---- */

/* The lines of ID's text in the catalogue (its form is mkmsg's to check). */
int message_args(struct sv id)
{
    char head[100];
    unsigned seen = 0;
    int n = 0;

    if (!name_ok(id) || id.n + 12 > sizeof head)
        return -1;
    snprintf(head, sizeof head, "\nmsgid \"%.*s\"\n", SV_FMT(id));
    ptrdiff_t at = sv_find(catalogue, sv_of(head));
    if (at < 0)
        return -1;
    struct sv text = {catalogue.p + at + 7, catalogue.n - (size_t)at - 7};
    ptrdiff_t end = sv_find(text, SV("\nmsgid "));
    if (end >= 0)
        text.n = (size_t)end;
    for (size_t i = 0; i + 2 < text.n; i++)
        if (text.p[i] == '{' && text.p[i + 2] == '}' && text.p[i + 1] >= '0' &&
            text.p[i + 1] <= '9')
            seen |= 1u << (text.p[i + 1] - '0');
    while (seen >> n & 1u)
        n++;
    return seen >> n ? -1 : n; /* {1} without {0} */
}

/* ---- declarations ---- */

struct record *record_find(struct sv name)
{
    for (size_t i = 0; i < nrecords; i++)
        if (sv_eq(records[i].name, name))
            return &records[i];
    return NULL;
}

struct field *field_find(struct record *r, struct sv name)
{
    for (size_t i = 0; i < r->n; i++)
        if (sv_eq(r->v[i].name, name))
            return &r->v[i];
    return NULL;
}

static struct record *record_new(const char *file, int line, struct sv name, bool page)
{
    if (!name_ok(name))
        refuse(file, line, "a name that is not of a-z, 0-9, _", name);
    else if (record_find(name))
        refuse(file, line, "a name that is taken", name);
    if (nrecords == MAX_RECORDS)
        die(file, "too many records");
    struct record *r = &records[nrecords++];
    *r = (struct record){.name = name, .file = file, .line = line, .page = page};
    return r;
}

static enum kind kind_of(struct sv word)
{
    static const char *const names[] = {
        [K_TEXT] = "text", [K_URL] = "url",   [K_INT] = "int", [K_FLAG] = "flag",
        [K_MSG] = "msg",   [K_TIME] = "time", [K_DAY] = "day", [K_MARKUP] = "markup"};
    for (int k = K_TEXT; k < K_RECORD; k++)
        if (sv_is(word, names[k]))
            return (enum kind)k;
    return K_RECORD;
}

static void field_read(struct record *r, int line, struct sv text)
{
    struct sv kind = SV(""), name = SV(""), more;
    struct field f = {.kind = K_NONE};

    sv_word(&text, &kind);
    f.list = sv_is(kind, "list");
    if (f.list)
        sv_word(&text, &kind);
    if (!sv_word(&text, &name) || sv_word(&text, &more) || !name_ok(name) || !name_ok(kind)) {
        refuse(r->file, line, "not KIND NAME or list KIND NAME", SV_NONE);
        return;
    }
    if (field_find(r, name) || r->n == MAX_FIELDS) {
        refuse(r->file, line, "a field twice, or too many", name);
        return;
    }
    f.kind = kind_of(kind);
    f.name = name;
    f.record = f.kind == K_RECORD ? kind : SV_NONE;
    r->v[r->n++] = f;
}

/* Reads what stands before {{body}}; the line is the template's. */
static void declarations_read(struct template *t, struct sv text)
{
    struct record *in = NULL;
    struct sv line;

    for (t->line = 1; sv_cut(&text, '\n', &line); t->line++) {
        struct sv s = sv_trim(line);
        if (s.n == 0 || sv_starts(s, SV("{{#")))
            continue;
        if (sv_is(s, "{{body}}")) {
            t->body = text.p ? text : SV("");
            t->line++;
            return;
        }
        if (sv_is(s, "{{fields}}"))
            in = t->page;
        else if (sv_starts(s, SV("{{struct ")) && s.p[s.n - 1] == '}' && s.n > 11)
            in = record_new(t->path, t->line, sv_trim((struct sv){s.p + 9, s.n - 11}), false);
        else if (in)
            field_read(in, t->line, s);
        else
            refuse(t->path, t->line, "a field of nothing", s);
    }
    refuse(t->path, t->line, "no {{body}}", SV_NONE);
    t->body = SV("");
}

static void template_read(struct arena *a, const char *path, struct sv name)
{
    if (ntemplates == MAX_FILES)
        die(path, "too many templates");
    struct template *t = &templates[ntemplates++];
    *t = (struct template){.path = path, .page = record_new(path, 1, name, true)};
    declarations_read(t, file_read(a, path));
}

static int by_name(const void *x, const void *y)
{
    return strcmp(*(char *const *)x, *(char *const *)y);
}

static void directory_read(struct arena *a, const char *dir)
{
    char *names[MAX_FILES];
    size_t n = 0;
    DIR *d = opendir(dir);

    if (!d)
        die(dir, "cannot be opened");
    for (struct dirent *e; (e = readdir(d));) {
        struct sv name = sv_of(e->d_name);
        if (name.n > 5 && sv_is((struct sv){name.p + name.n - 5, 5}, ".html") && n < MAX_FILES)
            names[n++] = sv_cstr(a, (struct sv){name.p, name.n - 5});
    }
    closedir(d);
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++)
        template_read(a, sv_fmt(a, "%s/%s.html", dir, names[i]).p, sv_of(names[i]));
}

/* ---- what is written ---- */

static void field_write(struct str *out, const struct field *f)
{
    static const char *const types[] = {
        [K_TEXT] = "struct sv ", [K_URL] = "struct sv ",       [K_INT] = "int64_t ",
        [K_FLAG] = "bool ",      [K_MSG] = "enum msg ",        [K_TIME] = "int64_t ",
        [K_DAY] = "int32_t ",    [K_MARKUP] = "struct markup "};

    if (f->kind == K_RECORD)
        str_addf(out, "    const struct tpl_%.*s *%.*s;\n", SV_FMT(f->record), SV_FMT(f->name));
    else
        str_addf(out, "    %s%s%s%.*s;\n", f->list ? "const " : "", types[f->kind],
                 f->list ? "*" : "", SV_FMT(f->name));
    if (f->list)
        str_addf(out, "    size_t n%.*s;\n", SV_FMT(f->name));
}

static void header_write(struct str *out)
{
    str_adds(
        out,
        "/* Made from src/web/templates by mktpl; changes are lost. */\n"
        "#ifndef NOROSHI_TEMPLATES_H\n#define NOROSHI_TEMPLATES_H\n\n#include \"web/html.h\"\n\n");
    for (size_t i = 0; i < nrecords; i++) {
        if (records[i].n == 0)
            continue;
        str_addf(out, "struct tpl_%.*s {\n", SV_FMT(records[i].name));
        for (size_t k = 0; k < records[i].n; k++)
            field_write(out, &records[i].v[k]);
        str_adds(out, "};\n\n");
    }
    for (size_t i = 0; i < ntemplates; i++) {
        const struct record *r = templates[i].page;
        str_addf(out, "void tpl_%.*s(struct html *h", SV_FMT(r->name));
        if (r->n)
            str_addf(out, ", const struct tpl_%.*s *v", SV_FMT(r->name));
        str_adds(out, ");\n");
    }
    str_adds(out, "\n#endif\n");
}

static void records_check(void)
{
    for (size_t i = 0; i < nrecords; i++) {
        struct record *r = &records[i];
        for (size_t k = 0; k < r->n; k++)
            if (r->v[k].kind == K_RECORD && !record_find(r->v[k].record))
                refuse(r->file, r->line, "a field of a kind that is not declared", r->v[k].record);
            else if (!r->v[k].used)
                refuse(r->file, r->line, "a field that no template uses", r->v[k].name);
    }
}

static void write_out(const char *path, const struct str *text)
{
    FILE *f = fopen(path, "wb");
    struct sv s = str_sv(text);

    if (!f || text->overflow || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0)
        die(path, "cannot be written");
}

static void depfile_write(struct arena *a, const char *path, const char *made[2], const char *po,
                          const char *dir)
{
    struct str out;

    str_init(&out, a, OUT_MAX);
    str_addf(&out, "%s %s: %s %s", made[0], made[1], po, dir);
    for (size_t i = 0; i < ntemplates; i++)
        str_addf(&out, " %s", templates[i].path);
    str_addc(&out, '\n');
    write_out(path, &out);
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new("mktpl", (size_t)1 << 30);
    struct str h, c;

    if (argc != 6) {
        fprintf(stderr, "usage: mktpl OUT.h OUT.c OUT.d EN.po DIR\n");
        return 2;
    }
    catalogue = sv_join(a, SV("\n"), file_read(a, argv[4]));
    directory_read(a, argv[5]);
    str_init(&c, a, OUT_MAX);
    str_adds(&c, "/* Made from src/web/templates by mktpl; changes are lost. */\n#include "
                 "\"templates.h\"\n\n");
    for (size_t i = 0; i < ntemplates; i++)
        body_write(a, templates[i].page, templates[i].body, templates[i].line, &c);
    records_check();
    if (findings)
        return 1;
    str_init(&h, a, OUT_MAX);
    header_write(&h);
    write_out(argv[1], &h);
    write_out(argv[2], &c);
    depfile_write(a, argv[3], (const char *[]){argv[1], argv[2]}, argv[4], argv[5]);
    arena_free(&a);
    return 0;
}
