/* mkmsg: turns the catalogues po/en.po and po/ja.po into messages.h and messages.c.
 *
 * It knows a simple part of the .po format: comments, msgid with a symbolic name, msgstr, further
 * lines of a text, and the usual escapes.  It is no gettext: no plurals, no contexts.  Whatever one
 * language has and the other has not is refused here, at build time, with file:line.
 *
 * Called by the build: mkmsg en.po ja.po messages.h messages.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/str.h"

#define FILE_MAX ((size_t)4 << 20)
#define MESSAGES_MAX ((size_t)10000)

struct message {
    struct sv id, text;
    int line;
};

struct catalogue {
    const char *path;
    struct message *v;
    size_t n;
    int line; /* where the reader is */
};

static int findings;

static void refuse(const char *path, int line, const char *why, struct sv id)
{
    fprintf(stderr, "%s:%d: %s%s%.*s\n", path, line, why, id.n ? ": " : "", SV_FMT(id));
    findings++;
}

static struct sv file_read(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(2);
    }
    char *p = arena_alloc(a, FILE_MAX);
    size_t n = fread(p, 1, FILE_MAX, f);
    if (n == FILE_MAX || ferror(f)) {
        fprintf(stderr, "%s: too big or not readable\n", path);
        exit(2);
    }
    fclose(f);
    return (struct sv){p, n};
}

/* Adds the text of one quoted string to OUT; false where it is none. */
static bool unquote(struct sv s, struct str *out)
{
    static const char letters[] = "nt\"\\", meant[] = "\n\t\"\\";
    if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
        return false;
    for (size_t i = 1; i < s.n - 1; i++) {
        char c = s.p[i];
        if (c == '"')
            return false;
        if (c == '\\') {
            i++;
            if (i == s.n - 1)
                return false;
            const char *at = memchr(letters, s.p[i], sizeof(letters) - 1);
            if (!at)
                return false;
            c = meant[at - letters];
        }
        str_addc(out, c);
    }
    return true;
}

/* A text: the rest of the line at S, and each further line that begins with a quote. */
static struct sv text_read(struct arena *a, struct catalogue *c, struct sv s, struct sv *rest)
{
    struct str out;
    str_init(&out, a, FILE_MAX);
    bool good = unquote(sv_trim(s), &out);
    struct sv ahead = *rest, line;
    while (sv_cut(&ahead, '\n', &line) && sv_starts(sv_trim(line), SV("\""))) {
        good = unquote(sv_trim(line), &out) && good;
        *rest = ahead;
        c->line++;
    }
    if (!good)
        refuse(c->path, c->line, "not a quoted string with known escapes", SV_NONE);
    return str_sv(&out);
}

static bool id_ok(struct sv id)
{
    if (id.n == 0 || id.n > 64 || id.p[0] < 'a' || id.p[0] > 'z')
        return false;
    for (size_t i = 0; i < id.n; i++)
        if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789_", id.p[i], 37))
            return false;
    return true;
}

/* A bit for each {0} to {9} in TEXT; -1 where a brace begins anything else. */
static int placeholders(struct sv text)
{
    int set = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '{')
            continue;
        if (i + 2 >= text.n || text.p[i + 1] < '0' || text.p[i + 1] > '9' || text.p[i + 2] != '}')
            return -1;
        set |= 1 << (text.p[i + 1] - '0');
    }
    return set;
}

static const struct message *find(const struct catalogue *c, struct sv id)
{
    for (size_t i = 0; i < c->n; i++)
        if (sv_eq(c->v[i].id, id))
            return &c->v[i];
    return NULL;
}

static void message_add(struct catalogue *c, struct message m)
{
    if (!id_ok(m.id))
        refuse(c->path, m.line, "msgid is no symbolic name of a-z, 0-9, _", m.id);
    else if (find(c, m.id))
        refuse(c->path, m.line, "message given twice", m.id);
    else if (sv_trim(m.text).n == 0)
        refuse(c->path, m.line, "message is empty", m.id);
    else if (placeholders(m.text) < 0)
        refuse(c->path, m.line, "brace that is no {0} to {9}", m.id);
    else if (c->n == MESSAGES_MAX)
        refuse(c->path, m.line, "too many messages", m.id);
    else
        c->v[c->n++] = m;
}

static void catalogue_read(struct arena *a, struct catalogue *c, const char *path)
{
    *c = (struct catalogue){.path = path, .v = ARENA_ARRAY(a, struct message, MESSAGES_MAX)};
    struct sv rest = file_read(a, path), line;
    struct message m = {.line = 0};
    if (u8_check((const uint8_t *)rest.p, rest.n) || memchr(rest.p, '\0', rest.n))
        refuse(path, 1, "not UTF-8, or with a NUL", SV_NONE);
    while (sv_cut(&rest, '\n', &line)) {
        c->line++;
        line = sv_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (sv_starts(line, SV("msgid ")) && !m.line) {
            m.line = c->line;
            m.id = text_read(a, c, (struct sv){line.p + 6, line.n - 6}, &rest);
        } else if (sv_starts(line, SV("msgstr ")) && m.line) {
            m.text = text_read(a, c, (struct sv){line.p + 7, line.n - 7}, &rest);
            if (m.id.n || c->n) /* the first may be the header, which has no name */
                message_add(c, m);
            m = (struct message){.line = 0};
        } else {
            refuse(path, c->line, "expected msgid and msgstr in turn", SV_NONE);
        }
    }
    if (m.line)
        refuse(path, m.line, "msgid without msgstr", m.id);
}

/* What A has and B has not, or has with other placeholders. */
static void compare(const struct catalogue *a, const struct catalogue *b)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct message *other = find(b, a->v[i].id);
        if (!other)
            refuse(a->path, a->v[i].line, "message missing in the other language", a->v[i].id);
        else if (placeholders(a->v[i].text) != placeholders(other->text))
            refuse(b->path, other->line, "other placeholders than in the other language",
                   other->id);
    }
}

static FILE *file_write(const char *path)
{
    FILE *f = fopen(path, "wb");
    if (!f) {
        perror(path);
        exit(2);
    }
    fprintf(f, "/* Made from the catalogues in po/ by mkmsg; changes are lost. */\n");
    return f;
}

static void file_close(FILE *f, const char *path)
{
    bool bad = ferror(f) != 0;
    if (fclose(f) != 0 || bad) {
        perror(path);
        exit(2);
    }
}

static void id_write(FILE *f, struct sv id)
{
    fputs("MSG_", f);
    for (size_t i = 0; i < id.n; i++)
        fputc(id.p[i] >= 'a' && id.p[i] <= 'z' ? id.p[i] - 'a' + 'A' : id.p[i], f);
}

static void header_write(const char *path, const struct catalogue *c)
{
    FILE *f = file_write(path);
    fputs("enum msg {\n    MSG_NONE,\n", f);
    for (size_t i = 0; i < c->n; i++) {
        fputs("    ", f);
        id_write(f, c->v[i].id);
        fputs(",\n", f);
    }
    fputs("    MSG_COUNT\n};\n\n", f);
    fputs("extern const struct sv msg_table[LANG_COUNT][MSG_COUNT];\n", f);
    file_close(f, path);
}

static void literal_write(FILE *f, struct sv s)
{
    fputc('"', f);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n' || s.p[i] == '\t')
            fputs(s.p[i] == '\n' ? "\\n" : "\\t", f);
        else
            fprintf(f, "%s%c", memchr("\"\\?", s.p[i], 3) ? "\\" : "", s.p[i]);
    }
    fputc('"', f);
}

static void table_write(FILE *f, const char *lang, const struct catalogue *c)
{
    fprintf(f, "    [%s] = {\n        [MSG_NONE] = {\"\", 0},\n", lang);
    for (size_t i = 0; i < c->n; i++) {
        fputs("        [", f);
        id_write(f, c->v[i].id);
        fputs("] = {", f);
        literal_write(f, c->v[i].text);
        fprintf(f, ", %zu},\n", c->v[i].text.n);
    }
    fputs("    },\n", f);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: mkmsg EN.po JA.po OUT.h OUT.c\n");
        return 2;
    }
    struct arena *a = arena_new("mkmsg", (size_t)64 << 20);
    struct catalogue en, ja;
    catalogue_read(a, &en, argv[1]);
    catalogue_read(a, &ja, argv[2]);
    compare(&en, &ja);
    compare(&ja, &en);
    if (findings)
        return 1;
    header_write(argv[3], &en);
    FILE *f = file_write(argv[4]);
    fputs("#include \"base/msg.h\"\n\n", f);
    fputs("const struct sv msg_table[LANG_COUNT][MSG_COUNT] = {\n", f);
    table_write(f, "LANG_EN", &en);
    table_write(f, "LANG_JA", &ja);
    fputs("};\n", f);
    file_close(f, argv[4]);
    arena_free(&a);
    return 0;
}
