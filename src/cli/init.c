/* noroshi init, invite: a council is made, a person gets an address to set a password. */
#include "cli/commands.h"
#include "domain/credential.h"
#include "domain/session.h"

#define ROSTER_MAX ((size_t)64 << 20)

struct inviting {
    struct sv person, secret;
    bool reset; /* the second factor, too */
};

static int invite(struct ctx *c, void *arg)
{
    struct inviting *i = arg;
    int person = roster_person(c->roster, i->person);

    if (person < 0)
        return fail(&c->errs, E_NOT_FOUND, NULL, MSG_CLI_NO_PERSON, ARGS(i->person));
    if (invitation_create(c, person, &i->secret))
        return -1;
    return i->reset ? second_factor_reset(c, person) : 0;
}

/* One-time address: a path on the server, wherever it will listen. */
static int print_invitation(struct cli *c, struct app *app, struct sv person)
{
    struct inviting i = {.person = person, .reset = cli_has(c, "--reset-second-factor")};
    struct jw w;
    struct str s;

    if (app_write(app, c->a, SV_NONE, WAY_CLI, c->lang, invite, &i, &c->errs))
        return cli_failed(c);
    struct sv path = sv_join(c->a, SV("/invitation/"), i.secret);
    if (!c->json) {
        cli_say(c, MSG_CLI_INVITATION, ARGS(person, path));
        return 0;
    }
    str_init(&s, c->a, 4096);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_ksv(&w, "person", person);
    jw_ksv(&w, "path", path);
    jw_end_obj(&w);
    str_addc(&s, '\n');
    cli_print(str_sv(&s));
    return 0;
}

int cli_init(struct cli *c)
{
    struct sv dir = cli_option(c, "--data"), file = cli_option(c, "--roster"), text = SV_NONE;
    struct app *app;

    if (file.p && cli_read_file(c, file, ROSTER_MAX, &text))
        return cli_failed(c);
    if (app_init(dir, cli_option(c, "--db"), text, cli_has(c, "--demo"), &c->errs))
        return cli_failed(c);
    if (!c->json)
        cli_say(c, MSG_CLI_COUNCIL_MADE, ARGS(dir));
    if (file.p)
        return 0;
    if (cli_open(c, &app))
        return cli_failed(c);
    int status = print_invitation(c, app, SV("coordinator.admin"));
    app_close(&app);
    return status;
}

int cli_invite(struct cli *c)
{
    struct app *app;

    if (cli_open(c, &app))
        return cli_failed(c);
    int status = print_invitation(c, app, cli_option(c, "--person"));
    app_close(&app);
    return status;
}
