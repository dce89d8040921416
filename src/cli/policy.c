/* noroshi policy: the table of "who may read", and which line of it decides for a person and an
 * item. */
#include "cli/commands.h"
#include "domain/explain.h"
#include "rules/policy.h"
#include "rules/rule.h"

static struct sv rule_text(struct cli *c, const char *id)
{
    const struct rule *rule = id ? rule_find(sv_of(id)) : NULL;

    return rule ? msg_raw(c->lang, rule->text) : SV_NONE;
}

/* Lines that name their rule themselves: by the term that reaches. */
static const char several[] = "ACC-1, ACC-4, POST-9, EW-1, CON-1, ACC-10";

static int table(struct cli *c)
{
    struct str s;
    struct jw w;
    const char *rule;
    int line;

    str_init(&s, c->a, 1u << 20);
    jw_init(&w, &s);
    if (c->json)
        jw_arr(&w);
    for (size_t i = 0; policy_row(i, &line, &rule); i++) {
        if (!c->json) {
            str_addf(&s, "%3d  %-8s  %.*s\n", line, rule ? rule : "*",
                     SV_FMT(rule ? rule_text(c, rule) : sv_of(several)));
            continue;
        }
        jw_obj(&w);
        jw_kint(&w, "line", line);
        jw_kstr(&w, "rule", rule);
        jw_ksv(&w, "text", rule_text(c, rule));
        jw_end_obj(&w);
    }
    if (c->json) {
        jw_end_arr(&w);
        str_addc(&s, '\n');
    }
    cli_print(str_sv(&s));
    return 0;
}

struct asking {
    struct sv person, item;
    struct explanation is;
};

static int explain(struct ctx *c, void *arg)
{
    struct asking *q = arg;

    return policy_explain(c, q->person, q->item, &q->is);
}

static void say(struct cli *c, const struct asking *q)
{
    struct str s;
    struct jw w;

    if (!c->json) {
        cli_say(c, q->is.may ? MSG_CLI_POLICY_YES : MSG_CLI_POLICY_NO,
                ARGS(q->person, q->item, sv_fmt(c->a, "%d", q->is.line), sv_of(q->is.rule),
                     rule_text(c, q->is.rule)));
        return;
    }
    str_init(&s, c->a, 1u << 20);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_kbool(&w, "may_read", q->is.may);
    jw_kint(&w, "line", q->is.line);
    jw_kstr(&w, "rule", q->is.rule);
    jw_ksv(&w, "text", rule_text(c, q->is.rule));
    jw_kbool(&w, "outside_scope", q->is.outside_scope);
    if (q->is.reached_by.p)
        jw_kraw(&w, "reached_by", q->is.reached_by);
    jw_end_obj(&w);
    str_addc(&s, '\n');
    cli_print(str_sv(&s));
}

int cli_policy(struct cli *c)
{
    struct asking q = {.person = cli_option(c, "--person"), .item = cli_option(c, "--item")};
    struct app *app;

    if (!cli_has(c, "--data") && !q.person.p && !q.item.p)
        return table(c);
    if (!cli_has(c, "--data") || !q.person.p || !q.item.p)
        return cli_usage(c, MSG_CLI_POLICY_WHAT, NO_ARGS);
    if (cli_open(c, &app))
        return cli_failed(c);
    int rc = app_read(app, c->a, SV_NONE, WAY_CLI, c->lang, explain, &q, &c->errs);
    app_close(&app);
    if (rc)
        return cli_failed(c);
    say(c, &q);
    return 0;
}
