/* noroshi verify: proofs, consistency and disclosure reports offline; a whole store. */
#include "verify/verify.h"

#include "cli/commands.h"
#include "domain/verify_store.h"

#define FILE_MAX ((size_t)256 << 20)

static int read_option(struct cli *c, const char *name, struct sv *out)
{
    struct sv path = cli_option(c, name);

    return path.p ? cli_read_file(c, path, FILE_MAX, out)
                  : cli_usage(c, MSG_CLI_OPTION_REQUIRED, ARGS(sv_of(name)));
}

/* ---- what stands in files ---- */

static int proof(struct cli *c, struct sv key)
{
    struct sv head, text;
    int status = read_option(c, "--head", &head);

    if (!status)
        status = read_option(c, "--proof", &text);
    return status ? status : verify_proof(key, head, text, &c->errs);
}

static int consistency(struct cli *c, struct sv key)
{
    struct sv from, to, text;
    int status = read_option(c, "--from", &from);

    if (!status)
        status = read_option(c, "--to", &to);
    if (!status)
        status = read_option(c, "--consistency", &text);
    return status ? status : verify_consistency(key, from, to, text, &c->errs);
}

static int report(struct cli *c, struct sv key)
{
    struct sv text;
    int status = read_option(c, "--report", &text);

    return status ? status : verify_report(key, text, &c->errs);
}

/* ---- a whole store ---- */

struct checking {
    struct cli *c;
    struct sv key;
    struct verify_log *log;
    int64_t heads;
};

static int on_entry(void *ctx, struct sv bytes)
{
    struct checking *k = ctx;

    verify_log_add(k->log, bytes);
    return 0;
}

static int on_head(void *ctx, struct sv head)
{
    struct checking *k = ctx;

    k->heads++;
    return verify_log_check(k->log, k->key, head, &k->c->errs);
}

static int store(struct cli *c, struct sv *entries_out, struct sv *heads_out)
{
    struct checking k = {.c = c, .log = verify_log_new(c->a)};
    struct record_sink sink = {&k, on_entry, on_head};
    struct app *app;

    if (cli_open(c, &app))
        return -1;
    k.key = record_public_key(app, c->a);
    int rc = record_walk(app, &sink, &c->errs);
    app_close(&app);
    *entries_out = sv_fmt(c->a, "%lld", (long long)verify_log_size(k.log));
    *heads_out = sv_fmt(c->a, "%lld", (long long)k.heads);
    return rc;
}

/* ---- the command ---- */

static void say(struct cli *c, bool good, struct sv entries, struct sv heads)
{
    struct str s;
    struct jw w;

    if (!c->json) {
        if (good && entries.p)
            cli_say(c, MSG_CLI_VERIFIED_STORE, ARGS(entries, heads));
        else if (good)
            cli_say(c, MSG_CLI_VERIFIED, NO_ARGS);
        return;
    }
    str_init(&s, c->a, 65536);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_kbool(&w, "verified", good);
    if (entries.p) {
        jw_kraw(&w, "entries", entries);
        jw_kraw(&w, "heads", heads);
    }
    if (!good)
        jw_ksv(&w, "detail", c->errs.detail);
    jw_end_obj(&w);
    str_addc(&s, '\n');
    cli_print(str_sv(&s));
}

static const struct kind {
    const char *option;
    int (*run)(struct cli *c, struct sv key);
} kinds[] = {{"--proof", proof}, {"--consistency", consistency}, {"--report", report}};

/* The one kind that is asked for, or NULL. */
static const struct kind *kind_of(const struct cli *c)
{
    const struct kind *found = NULL;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (cli_has(c, kinds[i].option)) {
            if (found || cli_has(c, "--data"))
                return NULL;
            found = &kinds[i];
        }
    return found;
}

int cli_verify(struct cli *c)
{
    const struct kind *kind = kind_of(c);
    struct sv key = SV_NONE, entries = SV_NONE, heads = SV_NONE;
    int status;

    if (!kind && !(cli_has(c, "--data") && !cli_has(c, "--proof") && !cli_has(c, "--consistency") &&
                   !cli_has(c, "--report")))
        return cli_usage(c, MSG_CLI_VERIFY_WHAT, NO_ARGS);
    if (kind) {
        status = read_option(c, "--key", &key);
        if (!status)
            status = kind->run(c, key);
    } else {
        status = store(c, &entries, &heads);
    }
    if (status == 2)
        return 2;
    say(c, !status, entries, heads);
    return status ? cli_failed(c) : 0;
}
