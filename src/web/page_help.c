/* Help: the rules in words, a short guide; how pages look to this browser. */
#include "rules/rule.h"
#include "web/page.h"

#define YEAR "31536000"
#define MAX_RULES 300

int page_rules(struct request *r)
{
    struct tpl_rule *v = ARENA_ARRAY(r->c->a, struct tpl_rule, MAX_RULES);
    const struct rule *rule;
    struct page p;
    size_t n = 0;

    page_begin(&p, r, NULL);
    for (; n < MAX_RULES && (rule = rule_at(n)); n++)
        v[n] = (struct tpl_rule){sv_of(rule->id), sv_of(rule->source), rule->text};
    tpl_rules(&p.h, &(struct tpl_rules){v, n});
    return page_end_msg(&p, MSG_NAV_RULES);
}

int page_rule(struct request *r)
{
    const struct rule *rule = rule_find(r->param[0]);
    struct page p;

    if (!rule)
        return fail(&r->c->errs, E_NOT_FOUND, NULL, MSG_NOT_FOUND, NO_ARGS);
    page_begin(&p, r, NULL);
    tpl_rule_one(&p.h, &(struct tpl_rule_one){sv_of(rule->id), sv_of(rule->source), rule->text});
    return page_end(&p, sv_of(rule->id));
}

int page_help(struct request *r)
{
    struct page p;

    page_begin(&p, r, NULL);
    tpl_help(&p.h);
    return page_end_msg(&p, MSG_NAV_HELP);
}

static void keep(struct request *r, const char *name, struct sv value)
{
    request_add_header(r, "Set-Cookie",
                       sv_fmt(r->c->a, "%s=%.*s; Path=/; Max-Age=" YEAR "; SameSite=Lax; HttpOnly",
                              name, SV_FMT(value)));
}

/* Language and colours, for this browser. */
int page_view(struct request *r)
{
    struct fields f;
    struct sv theme, lang, back;

    if (fields_read(r, &f))
        return -1;
    theme = field_text(&f, "theme");
    lang = field_text(&f, "lang");
    back = field_text(&f, "back");
    if (sv_is(lang, "ja") || sv_is(lang, "en"))
        keep(r, "noroshi-lang", lang);
    if (sv_is(theme, "light") || sv_is(theme, "dark") || sv_is(theme, "auto"))
        keep(r, "noroshi-theme", theme);
    return page_go(r, back.p ? back : SV("/"));
}
