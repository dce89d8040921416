/* noroshi export: what a person may read, in a format of another system, to standard output. */
#include <stdio.h>
#include <string.h>

#include "cli/client.h"
#include "cli/commands.h"
#include "exchange/take_out.h"

/* A closed pipe or a full disk ends it. */
static int to_stdout(void *ctx, struct sv piece)
{
    (void)ctx;
    return fwrite(piece.p, 1, piece.n, stdout) == piece.n ? 0 : -1;
}

static int read_filter(struct cli *c, struct outtake_filter *f)
{
    struct sv since = cli_option(c, "--since");
    struct svs ids = cli_options(c, "--item");

    *f = (struct outtake_filter){.ids = ids.n ? ids.v : NULL, .nids = ids.n, .since = TIME_NONE};
    if (since.p && time_parse(since, &f->since))
        return cli_usage(c, MSG_CLI_TIME, ARGS(SV("--since")));
    return 0;
}

static int export_here(struct cli *c, struct app *app, enum take_out_format format, const struct outtake_filter *f)
{
    return take_out(app, cli_option(c, "--as"), WAY_EXPORT, c->lang, format, f, to_stdout, NULL, &c->errs);
}

static int export_there(struct cli *c, struct client *cl, const struct outtake_filter *f)
{
    struct sv path = sv_fmt(c->a, "/api/v1/export?format=%.*s", SV_FMT(cli_option(c, "--format")));

    for (size_t i = 0; i < f->nids; i++)
        path = sv_fmt(c->a, "%.*s%s%.*s", SV_FMT(path), i ? "%20" : "&item=", SV_FMT(client_escape(c->a, f->ids[i])));
    if (f->since != TIME_NONE)
        path = sv_fmt(c->a, "%.*s&since=%.*s", SV_FMT(path), SV_FMT(time_text(c->a, f->since)));
    return client_get(cl, c->a, path, to_stdout, NULL, &c->errs);
}

int cli_export(struct cli *c)
{
    struct sv name = cli_option(c, "--format");
    struct client *cl = NULL;
    struct app *app = NULL;
    struct outtake_filter f;
    enum take_out_format format;

    if (take_out_format_parse(name, &format))
        return cli_usage(c, MSG_CLI_BAD_FORMAT, ARGS(name));
    int status = read_filter(c, &f);
    if (!status)
        status = client_or_data(c, &cl, &app);
    if (status)
        return status;
    int rc = cl ? export_there(c, cl, &f) : export_here(c, app, format, &f);
    if (app)
        app_close(&app);
    if (!rc && fflush(stdout))
        rc = fail(&c->errs, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(SV("-")));
    if (rc && c->errs.code == E_NONE)
        fail(&c->errs, E_REFUSED, NULL, MSG_FILE_CANNOT_WRITE, ARGS(SV("-")));
    return rc ? cli_failed(c) : 0;
}
