/* noroshi import: files of other systems become items, here or by a server. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/client.h"
#include "cli/commands.h"
#include "exchange/bring_in.h"

#define FILE_MAX ((size_t)8 << 30)
#define RESULT_MAX ((size_t)16 << 20)
#define FILE_ARENA ((size_t)1 << 30)

/* What is asked for all files, and where to. */
struct importing {
    struct cli *c;
    struct app *app;       /* here, or */
    struct client *client; /* there */
    struct import_terms terms;
    bool refused; /* any file */
    bool some;    /* a result was printed */
};

/* ---- the text of a file ---- */

struct mapped {
    struct sv text;
    void *map; /* NULL: read into the arena (standard input) */
};

static int map_file(struct arena *a, struct sv path, struct mapped *out)
{
    int fd = open(sv_cstr(a, path), O_RDONLY | O_CLOEXEC);
    struct stat st;

    *out = (struct mapped){.text = SV("")};
    if (fd < 0)
        return -1;
    int rc = fstat(fd, &st) || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > FILE_MAX ? -1 : 0;
    if (!rc && st.st_size > 0) {
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (p == MAP_FAILED)
            rc = -1;
        else
            *out = (struct mapped){{p, (size_t)st.st_size}, p};
    }
    close(fd);
    return rc;
}

static int read_text(struct cli *c, struct arena *a, struct sv path, struct mapped *out,
                     struct errs *e)
{
    *out = (struct mapped){.map = NULL};
    if (sv_is(path, "-")) {
        if (!cli_read_file(c, path, FILE_MAX, &out->text))
            return 0;
    } else if (!map_file(a, path, out)) {
        return 0;
    }
    return errs_add(e, E_REFUSED, SV(""), NULL, MSG_FILE_CANNOT_READ, ARGS(path));
}

/* ---- results ---- */

static void write_refused(struct jw *w, const struct errs *e)
{
    jw_key(w, "refused");
    jw_arr(w);
    for (size_t i = 0; i < e->n || (i == 0 && e->n == 0); i++) {
        struct err_entry one = e->n ? e->v[i] : (struct err_entry){SV(""), e->rule, e->detail};
        jw_obj(w);
        jw_ksv(w, "pointer", one.pointer);
        jw_ksv(w, "detail", one.detail);
        if (one.rule)
            jw_kstr(w, "rule", one.rule);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

static void print_json(struct importing *im, struct arena *a, struct sv file,
                       const struct brought *b, const struct errs *e)
{
    struct str s;
    struct jw w;

    str_init(&s, a, RESULT_MAX);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_ksv(&w, "file", file);
    if (e->code != E_NONE)
        write_refused(&w, e);
    else
        brought_write(&w, b);
    jw_end_obj(&w);
    cli_print(sv_join(a, im->some ? SV(",\n") : SV("["), str_sv(&s)));
    im->some = true;
}

static void print_taken(struct importing *im, struct arena *a, struct sv file,
                        const struct brought *b)
{
    struct sv items = sv_fmt(a, "%zu", b->nitems),
              indicators = sv_fmt(a, "%lld", (long long)b->indicators);

    cli_say(im->c, MSG_CLI_IMPORTED, ARGS(file, items, indicators));
    for (size_t i = 0; i < b->nitems; i++)
        cli_print(sv_fmt(a, "  %.*s\n", SV_FMT(b->items[i])));
    for (size_t i = 0; i < b->ngaps; i++)
        cli_print(
            sv_fmt(a, "  %.*s: %.*s\n", SV_FMT(b->gaps[i].pointer), SV_FMT(b->gaps[i].detail)));
}

static void print_refused(struct importing *im, struct sv file, const struct errs *e)
{
    im->c->errs = *e;
    cli_refused(im->c, file);
    errs_init(&im->c->errs, im->c->a, im->c->lang);
}

/* ---- one file ---- */

static void import_file(struct importing *im, struct sv file)
{
    struct arena *a = arena_new("import-file", FILE_ARENA);
    struct brought b = {.nitems = 0};
    struct mapped m = {.map = NULL};
    struct errs e;

    errs_init(&e, a, im->c->lang);
    if (!read_text(im->c, a, file, &m, &e)) {
        struct sv name = sv_is(file, "-") ? SV_NONE : file;
        if (im->client)
            client_import(im->client, a, &im->terms, m.text, name, &b, &e);
        else
            bring_in(im->app, a, &im->terms, m.text, name, &b, &e);
    }
    im->refused = im->refused || e.code != E_NONE;
    if (im->c->json)
        print_json(im, a, file, &b, &e);
    else if (e.code != E_NONE)
        print_refused(im, file, &e);
    else
        print_taken(im, a, file, &b);
    if (m.map)
        munmap(m.map, m.text.n);
    arena_free(&a);
}

/* ---- the command ---- */

static int read_terms(struct cli *c, struct import_terms *t)
{
    struct sv secret = cli_option(c, "--secret");
    enum item_kind kind;
    json *scope;
    struct errs e;

    *t = (struct import_terms){.person = cli_option(c, "--as"),
                               .way = WAY_CLI,
                               .lang = c->lang,
                               .scope = cli_option(c, "--scope"),
                               .secret = sv_is(secret, "yes"),
                               .kind = cli_option(c, "--kind")};
    errs_init(&e, c->a, c->lang);
    if (!sv_is(secret, "yes") && !sv_is(secret, "no"))
        return cli_usage(c, MSG_CLI_YES_OR_NO, ARGS(SV("--secret")));
    if (json_parse(c->a, t->scope, &scope, &e))
        return cli_usage(c, MSG_CLI_BAD_SCOPE, ARGS(e.detail));
    if (t->kind.p && item_kind_parse(t->kind, &kind))
        return cli_usage(c, MSG_CLI_BAD_KIND, ARGS(t->kind));
    return 0;
}

int cli_import(struct cli *c)
{
    struct importing im = {.c = c};
    int status = read_terms(c, &im.terms);

    if (!status)
        status = client_or_data(c, &im.client, &im.app);
    if (status)
        return status;
    for (size_t i = 0; i < c->nargs; i++)
        import_file(&im, c->args[i]);
    if (c->json)
        cli_print(SV("]\n"));
    if (im.app)
        app_close(&im.app);
    return im.refused ? 1 : 0;
}
