/* mktpl_body: the body of a template, statement by statement, as C.
 *
 *     {{NAME}} {{ROW.NAME}}      a field, escaped for where it stands
 *     {{t:MSGID ARG …}}          a message of po/, with its arguments
 *     {{if [!]NAME}} … {{else}} … {{end}}
 *     {{for ROW in LIST}} … {{end}}
 *     {{include NAME}}           a template's record, or a template without fields
 *     {{# a comment}}
 *
 * Both branches and every loop leave HTML where they found it.  Called by mktpl.c. */
#include "mktpl.h"

#include <string.h>

#define TEXT_MAX ((size_t)4 << 20)
#define MAX_BLOCKS 32

struct block {
    bool loop, in_else;
    struct place at;  /* where it began */
    struct field row; /* of a loop */
    int line;
};

struct body {
    struct arena *a;
    struct record *page;
    int line;
    struct str literal; /* not written yet */
    struct str *out;
    struct place place;
    bool entity, skip; /* within &…; and: white space is left out */
    struct block blocks[MAX_BLOCKS];
    size_t nblocks;
};

/* What a name in a statement stands for. */
struct ref {
    struct field f; /* kind K_NONE: nothing */
    struct sv c;    /* its C expression; of a list, without the count */
    struct sv count;
};

static void complain(struct body *b, const char *why, struct sv what)
{
    refuse(b->page->file, b->line, why, what);
}

/* ---- literal text ---- */

static void literal_flush(struct body *b)
{
    struct sv s = str_sv(&b->literal);

    if (s.n == 0)
        return;
    str_adds(b->out, "    html_raw(h, SV(\"");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n')
            str_adds(b->out, i + 1 < s.n ? "\\n\"\n        \"" : "\\n");
        else {
            if (memchr("\"\\?", s.p[i], 3))
                str_addc(b->out, '\\');
            str_addc(b->out, s.p[i]);
        }
    }
    str_adds(b->out, "\"));\n");
    b->literal.n = 0;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Words are for po/: a letter where a reader would see it, entities aside. */
static void words_check(struct body *b, char c)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;

    if (!place_has_words(&b->place))
        b->entity = false;
    else if (c == '&' || (b->entity && (letter || c == '#' || (c >= '0' && c <= '9'))))
        b->entity = true;
    else if (letter)
        complain(b, "words that belong in po/", SV_NONE);
    else
        b->entity = false;
}

/* A line break and what follows it count as one break. */
static bool is_left_out(struct body *b, char c)
{
    bool narrow = !b->place.no_break && (b->place.state == P_CONTENT || b->place.state == P_TAG);

    if (!narrow || !is_white(c))
        b->skip = false;
    else if (b->skip)
        return true;
    else if (c == '\n')
        b->skip = true;
    return false;
}

static void literal_char(struct body *b, char c, struct sv rest)
{
    bool left_out = is_left_out(b, c);

    words_check(b, c);
    const char *why = place_feed(&b->place, c, rest);
    if (why)
        complain(b, why, SV_NONE);
    if (!left_out)
        str_addc(&b->literal, c);
}

/* ---- names ---- */

static const struct field *row_find(const struct body *b, struct sv name)
{
    for (size_t i = b->nblocks; i-- > 0;)
        if (b->blocks[i].loop && sv_eq(b->blocks[i].row.name, name))
            return &b->blocks[i].row;
    return NULL;
}

static struct ref ref_first(struct body *b, struct sv name)
{
    const struct field *row = row_find(b, name);
    struct field *f = row ? NULL : field_find(b->page, name);

    if (row)
        return (struct ref){*row, sv_join(b->a, SV("l_"), name), SV_NONE};
    if (!f)
        return (struct ref){{.kind = K_NONE}, SV_NONE, SV_NONE};
    f->used = true;
    return (struct ref){*f, sv_join(b->a, SV("v->"), name), sv_join(b->a, SV("v->n"), name)};
}

static struct ref ref_find(struct body *b, struct sv path)
{
    struct sv rest = path, name;
    struct ref r = {{.kind = K_NONE}, SV_NONE, SV_NONE};

    for (bool first = true; sv_cut(&rest, '.', &name); first = false) {
        if (first) {
            r = ref_first(b, name);
        } else {
            struct record *of = r.f.kind == K_RECORD && !r.f.list ? record_find(r.f.record) : NULL;
            struct field *f = of ? field_find(of, name) : NULL;
            if (f)
                f->used = true;
            r.count = sv_fmt(b->a, "%.*s->n%.*s", SV_FMT(r.c), SV_FMT(name));
            r.c = sv_fmt(b->a, "%.*s->%.*s", SV_FMT(r.c), SV_FMT(name));
            r.f = f ? *f : (struct field){.kind = K_NONE};
        }
        if (r.f.kind == K_NONE)
            break;
    }
    if (r.f.kind == K_NONE)
        complain(b, "no such field", path);
    return r;
}

/* ---- statements ---- */

static void put_field(struct body *b, struct sv path)
{
    static const char *const in_content[] = {
        [K_TEXT] = "text", [K_URL] = "text", [K_INT] = "int",      [K_MSG] = "msg",
        [K_TIME] = "time", [K_DAY] = "day",  [K_MARKUP] = "markup"};
    static const char *const in_value[] = {[K_TEXT] = "text", [K_URL] = "text", [K_INT] = "int",
                                           [K_MSG] = "msg",   [K_TIME] = "iso", [K_DAY] = "isoday"};
    bool address = b->place.state == P_VALUE && b->place.url != URL_NO;
    struct ref r = ref_find(b, path);
    const char *why = r.f.list ? "a list that is written out" : place_field(&b->place, r.f.kind);

    if (r.f.kind == K_NONE)
        return;
    if (why) {
        complain(b, why, path);
        return;
    }
    const char *how = b->place.state == P_CONTENT ? in_content[r.f.kind] : in_value[r.f.kind];
    if (address && r.f.kind != K_INT)
        how = r.f.kind == K_URL ? "url" : "part";
    str_addf(b->out, "    html_%s(h, %.*s);\n", how, SV_FMT(r.c));
}

static void put_argument(struct body *b, struct sv path)
{
    static const char *const as[] = {[K_TEXT] = "",
                                     [K_URL] = "",
                                     [K_INT] = "html_of_int",
                                     [K_MSG] = "html_of_msg",
                                     [K_TIME] = "html_of_time",
                                     [K_DAY] = "html_of_day"};
    struct ref r = ref_find(b, path);

    if (r.f.kind == K_NONE)
        return;
    if (r.f.list || r.f.kind == K_FLAG || r.f.kind == K_MARKUP || r.f.kind == K_RECORD)
        complain(b, "an argument of a message that is no text", path);
    else if (as[r.f.kind][0])
        str_addf(b->out, "%s(h, %.*s), ", as[r.f.kind], SV_FMT(r.c));
    else
        str_addf(b->out, "%.*s, ", SV_FMT(r.c));
}

static void put_message(struct body *b, struct sv rest)
{
    struct sv id = SV(""), arg;
    int n = 0;

    sv_word(&rest, &id);
    int want = message_args(id);
    const char *why = b->place.url != URL_NO && b->place.state == P_VALUE
                          ? "a message in an address"
                          : place_field(&b->place, K_MSG);
    if (why || want < 0) {
        complain(b, why ? why : "no such message", id);
        return;
    }
    str_adds(b->out, "    html_message(h, MSG_");
    for (size_t i = 0; i < id.n; i++)
        str_addc(b->out, id.p[i] >= 'a' && id.p[i] <= 'z' ? (char)(id.p[i] - 'a' + 'A') : id.p[i]);
    str_adds(b->out, ", (const struct sv[]){");
    while (sv_word(&rest, &arg)) {
        put_argument(b, arg);
        n++;
    }
    str_addf(b->out, "SV_NONE}, %d);\n", n);
    if (n != want)
        complain(b, "another number of arguments than the message has", id);
}

static struct block *block_new(struct body *b)
{
    if (b->nblocks == MAX_BLOCKS) {
        complain(b, "statements nested too deep", SV_NONE);
        b->nblocks = 0;
    }
    struct block *k = &b->blocks[b->nblocks++];
    *k = (struct block){.at = b->place, .line = b->line};
    return k;
}

static void put_if(struct body *b, struct sv rest)
{
    bool not = rest.n && rest.p[0] == '!';
    struct ref r = ref_find(b, not ? (struct sv){rest.p + 1, rest.n - 1} : rest);
    static const char *const is[] = {[K_NONE] = "%.*s",
                                     [K_TEXT] = "%.*s.n > 0",
                                     [K_URL] = "%.*s.n > 0",
                                     [K_INT] = "%.*s != 0",
                                     [K_FLAG] = "%.*s",
                                     [K_MSG] = "%.*s != MSG_NONE",
                                     [K_TIME] = "%.*s != TIME_NONE",
                                     [K_DAY] = "%.*s != DAY_NONE",
                                     [K_MARKUP] = "%.*s.s.n > 0",
                                     [K_RECORD] = "%.*s != NULL"};

    block_new(b);
    str_addf(b->out, "    if (%s(", not ? "!" : "");
    const char *test = r.f.list ? "%.*s > 0" : is[r.f.kind];
    struct sv of = r.f.list ? r.count : r.c;
    const char *at = strstr(test, "%.*s");
    str_addf(b->out, "%.*s%s)) {\n", SV_FMT(of), at + 4);
}

static void put_for(struct body *b, struct sv rest)
{
    struct sv name = SV(""), in = SV(""), path = SV("");

    if (!sv_word(&rest, &name) || !sv_word(&rest, &in) || !sv_is(in, "in") ||
        !sv_word(&rest, &path) || !name_ok(name)) {
        complain(b, "not {{for NAME in LIST}}", SV_NONE);
        block_new(b);
        return;
    }
    struct ref r = ref_find(b, path);
    if (r.f.kind != K_NONE && !r.f.list)
        complain(b, "a loop over what is no list", path);
    if (row_find(b, name) || field_find(b->page, name))
        complain(b, "a name that is taken", name);
    struct block *k = block_new(b);
    k->loop = true;
    k->row = r.f;
    k->row.name = name;
    k->row.list = false;
    str_addf(b->out, "    for (size_t i%zu = 0; i%zu < %.*s; i%zu++) {\n", b->nblocks, b->nblocks,
             SV_FMT(r.count), b->nblocks);
    bool record = r.f.kind == K_RECORD;
    if (record)
        str_addf(b->out, "    const struct tpl_%.*s *l_%.*s = &", SV_FMT(r.f.record), SV_FMT(name));
    else
        str_addf(b->out, "    const __typeof__(*%.*s) l_%.*s = ", SV_FMT(r.c), SV_FMT(name));
    str_addf(b->out, "%.*s[i%zu];\n    (void)l_%.*s;\n", SV_FMT(r.c), b->nblocks, SV_FMT(name));
}

static void put_else(struct body *b)
{
    struct block *k = b->nblocks ? &b->blocks[b->nblocks - 1] : NULL;

    if (!k || k->loop || k->in_else) {
        complain(b, "an else without its if", SV_NONE);
        return;
    }
    /* What the first branch left is compared at the end with what the second leaves. */
    struct place left = b->place;
    if (k->at.state != left.state || k->at.nopen != left.nopen)
        complain(b, "a branch that leaves HTML elsewhere than it began", SV_NONE);
    b->place = k->at;
    k->in_else = true;
    str_adds(b->out, "    } else {\n");
}

static void put_end(struct body *b)
{
    if (b->nblocks == 0) {
        complain(b, "an end without its beginning", SV_NONE);
        return;
    }
    if (!place_same(&b->blocks[--b->nblocks].at, &b->place))
        complain(b, "a branch or loop that leaves HTML elsewhere than it began", SV_NONE);
    str_adds(b->out, "    }\n");
}

static void put_include(struct body *b, struct sv path)
{
    struct record *bare = record_find(path);

    if (b->place.state != P_CONTENT)
        complain(b, "an include outside content", path);
    if (bare && bare->page && bare->n == 0 && !field_find(b->page, path)) {
        str_addf(b->out, "    tpl_%.*s(h);\n", SV_FMT(path));
        return;
    }
    struct ref r = ref_find(b, path);
    struct record *of = r.f.kind == K_RECORD && !r.f.list ? record_find(r.f.record) : NULL;
    if (r.f.kind != K_NONE && (!of || !of->page))
        complain(b, "an include of what is no template", path);
    str_addf(b->out, "    tpl_%.*s(h, %.*s);\n", SV_FMT(r.f.record), SV_FMT(r.c));
}

static void statement(struct body *b, struct sv s)
{
    struct sv rest = sv_trim(s), word = rest;

    if (b->place.state == P_TAG_NAME || b->place.state == P_ATTR_NAME)
        literal_char(b, ' ', SV("")); /* so that what follows is no part of that name */
    literal_flush(b);
    if (rest.n && rest.p[0] == '#')
        return;
    sv_word(&rest, &word);
    if (sv_starts(word, SV("t:")))
        put_message(
            b, (struct sv){s.p + sv_find(s, SV("t:")) + 2, s.n - (size_t)sv_find(s, SV("t:")) - 2});
    else if (sv_is(word, "if"))
        put_if(b, sv_trim(rest));
    else if (sv_is(word, "for"))
        put_for(b, rest);
    else if (sv_is(word, "else") && sv_trim(rest).n == 0)
        put_else(b);
    else if (sv_is(word, "end") && sv_trim(rest).n == 0)
        put_end(b);
    else if (sv_is(word, "include"))
        put_include(b, sv_trim(rest));
    else if (sv_trim(rest).n)
        complain(b, "a statement that means nothing", s);
    else
        put_field(b, word);
}

/* ---- the whole ---- */

static void body_read(struct body *b, struct sv text)
{
    for (size_t i = 0; i < text.n; i++) {
        struct sv rest = {text.p + i, text.n - i};
        if (sv_starts(rest, SV("{{"))) {
            ptrdiff_t end = sv_find(rest, SV("}}"));
            if (end < 0 || memchr(rest.p, '\n', (size_t)end)) {
                complain(b, "a statement that does not end in its line", SV_NONE);
                return;
            }
            statement(b, (struct sv){rest.p + 2, (size_t)end - 2});
            i += (size_t)end + 1;
            continue;
        }
        literal_char(b, text.p[i], (struct sv){rest.p + 1, rest.n - 1});
        b->line += text.p[i] == '\n';
    }
}

void body_write(struct arena *a, struct record *page, struct sv text, int line, struct str *out)
{
    struct body *b = ARENA_NEW(a, struct body);

    b->a = a;
    b->page = page;
    b->line = line;
    b->out = out;
    str_init(&b->literal, a, TEXT_MAX);
    str_addf(out, "void tpl_%.*s(struct html *h", SV_FMT(page->name));
    if (page->n)
        str_addf(out, ", const struct tpl_%.*s *v", SV_FMT(page->name));
    str_adds(out, ")\n{\n");
    b->skip = true;
    body_read(b, text);
    literal_flush(b);
    str_adds(out, "}\n\n");
    if (b->nblocks)
        refuse(page->file, b->blocks[b->nblocks - 1].line, "a statement without its end", SV_NONE);
    if (b->place.state != P_CONTENT || b->place.nopen)
        complain(b, "the template ends within a tag or an open element",
                 b->place.nopen ? sv_of(b->place.open[b->place.nopen - 1]) : SV_NONE);
}
