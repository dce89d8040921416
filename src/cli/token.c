/* noroshi token create, list, revoke. */
#include "cli/commands.h"
#include "domain/credential.h"

struct creating {
    struct sv person, id, token;
    unsigned scopes;
    int64_t until;
};

static int create(struct ctx *c, void *arg)
{
    struct creating *t = arg;
    int person = roster_person(c->roster, t->person);

    if (person < 0)
        return fail(&c->errs, E_NOT_FOUND, NULL, MSG_CLI_NO_PERSON, ARGS(t->person));
    return token_create(c, person, SV("command line"), t->scopes, t->until, &t->id, &t->token);
}

static int create_and_print(struct cli *c, struct app *app, struct creating *t)
{
    if (app_write(app, c->a, SV_NONE, WAY_CLI, c->lang, create, t, &c->errs))
        return -1;
    if (c->json)
        cli_print(sv_fmt(c->a, "{\"id\":\"%.*s\",\"token\":\"%.*s\"}\n", SV_FMT(t->id), SV_FMT(t->token)));
    else
        cli_print(sv_fmt(c->a, "%.*s\n", SV_FMT(t->token)));
    return 0;
}

static int expiry_of(struct cli *c, int64_t *out)
{
    struct sv expires = cli_option(c, "--expires");
    int32_t day;

    *out = TIME_NONE;
    if (!expires.p || time_parse(expires, out) == 0)
        return 0;
    if (day_parse(expires, &day))
        return cli_usage(c, MSG_CLI_TIME, ARGS(SV("--expires")));
    *out = time_of_day(day + 1); /* the whole day, inclusive */
    return 0;
}

int cli_token_create(struct cli *c)
{
    struct creating t = {.scopes = TOKEN_READ | TOKEN_TAXII | TOKEN_MISP};
    struct svs persons = cli_options(c, "--person");
    struct app *app;
    int rc = 0;

    if (!cli_has(c, "--read-only"))
        t.scopes |= TOKEN_WRITE;
    if (cli_open(c, &app))
        return cli_failed(c);
    int usage = expiry_of(c, &t.until);
    for (size_t i = 0; !usage && !rc && i < persons.n; i++) {
        t.person = persons.v[i];
        rc = create_and_print(c, app, &t);
    }
    app_close(&app);
    return usage ? usage : rc ? cli_failed(c) : 0;
}

struct listing {
    struct cli *c;
    struct jw w;
    struct str s;
    struct sv person;
};

static int on_token(void *arg, const struct token_view *t)
{
    struct listing *l = arg;

    if (l->person.p && !sv_eq(l->person, t->person))
        return 0;
    if (!l->c->json) {
        str_addf(&l->s, "%.*s\t%.*s\t%.*s\t%s\n", SV_FMT(t->id), SV_FMT(t->person), SV_FMT(t->name),
                 t->revoked_at != TIME_NONE ? "revoked" : t->scopes & TOKEN_WRITE ? "write" : "read");
        return 0;
    }
    jw_obj(&l->w);
    jw_ksv(&l->w, "id", sv_copy(l->c->a, t->id));
    jw_ksv(&l->w, "person", t->person);
    jw_ksv(&l->w, "name", t->name);
    jw_kbool(&l->w, "read_only", !(t->scopes & TOKEN_WRITE));
    jw_ktime(&l->w, "created_at", t->made_at);
    jw_ktime(&l->w, "expires", t->until);
    jw_ktime(&l->w, "revoked_at", t->revoked_at);
    jw_ktime(&l->w, "last_used", t->used_at);
    jw_end_obj(&l->w);
    return 0;
}

static int list(struct ctx *c, void *arg)
{
    return token_each(c, on_token, arg);
}

int cli_token_list(struct cli *c)
{
    struct listing l = {.c = c, .person = cli_option(c, "--person")};
    struct app *app;

    str_init(&l.s, c->a, 64u << 20);
    jw_init(&l.w, &l.s);
    if (cli_open(c, &app))
        return cli_failed(c);
    if (c->json)
        jw_arr(&l.w);
    int rc = app_read(app, c->a, SV_NONE, WAY_CLI, c->lang, list, &l, &c->errs);
    app_close(&app);
    if (rc)
        return cli_failed(c);
    if (c->json) {
        jw_end_arr(&l.w);
        str_addc(&l.s, '\n');
    }
    cli_print(str_sv(&l.s));
    return 0;
}

static int revoke(struct ctx *c, void *arg)
{
    const struct sv *id = arg;

    return token_revoke(c, *id, -1);
}

int cli_token_revoke(struct cli *c)
{
    struct app *app;

    if (cli_open(c, &app))
        return cli_failed(c);
    int rc = app_write(app, c->a, SV_NONE, WAY_CLI, c->lang, revoke, &c->args[0], &c->errs);
    app_close(&app);
    return rc ? cli_failed(c) : 0;
}
