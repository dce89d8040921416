/* noroshi operator: the break-glass of who runs the machine. */
#include "domain/operator.h"

#include "cli/commands.h"

static int act(struct ctx *c, void *arg)
{
    return operator_act(c, arg);
}

static void say_done(struct cli *c, const struct operator_act *o)
{
    struct str s;
    struct jw w;

    if (!c->json) {
        cli_say(c, MSG_CLI_OPERATOR_DONE, ARGS(o->act, o->subject, o->value));
        return;
    }
    str_init(&s, c->a, 4096);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_ksv(&w, "act", o->act);
    jw_ksv(&w, "subject", o->subject);
    jw_ksv(&w, "value", o->value);
    jw_end_obj(&w);
    str_addc(&s, '\n');
    cli_print(str_sv(&s));
}

int cli_operator(struct cli *c)
{
    struct operator_act o = {.act = c->args[0],
                             .subject = c->args[1],
                             .value = c->args[2],
                             .left = cli_options(c, "--left"),
                             .from = cli_option(c, "--from"),
                             .until = cli_option(c, "--until"),
                             .reason = cli_option(c, "--reason")};
    struct app *app;

    if (cli_open(c, &app))
        return cli_failed(c);
    cli_warn(c, MSG_CLI_OPERATOR_WARNING, ARGS(o.subject));
    int rc = app_write(app, c->a, SV_NONE, WAY_CLI, c->lang, act, &o, &c->errs);
    app_close(&app);
    if (rc) {
        cli_failed(c);
        return err_exit(c->errs.code);
    }
    say_done(c, &o);
    return 0;
}
