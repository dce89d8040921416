/* What needs no sign-in: names of members, the rulebook, windows. */
#include "domain/public.h"
#include "api/handlers.h"
#include "api/view.h"
#include "rules/rule.h"

int api_public_members(struct request *r)
{
    const struct ctx *c = r->c;
    struct sv next;
    size_t n;
    int limit, *members;
    struct jw w;

    if (api_limit(r, &limit) ||
        public_members(r->c, limit, request_query(r, "cursor"), &members, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(&w);
        jw_ksv(&w, "name", c->roster->members[members[i]].name[c->lang]);
        jw_end_obj(&w);
    }
    write_list_end(&w, next);
    return 0;
}

/* ---- the rulebook ---- */

static void write_rules(struct jw *w, enum lang lang)
{
    const struct rule *rule;

    jw_key(w, "rules");
    jw_arr(w);
    for (size_t i = 0; (rule = rule_at(i)); i++) {
        jw_obj(w);
        jw_kstr(w, "id", rule->id);
        jw_kstr(w, "source", rule->source);
        jw_ksv(w, "text", msg_raw(lang, rule->text));
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

static void write_parameter(struct jw *w, const struct parameter_view *v, struct arena *a)
{
    jw_obj(w);
    jw_ksv(w, "name", v->name);
    if (v->is_day)
        jw_ksv(w, "value", day_text(a, (int32_t)v->value));
    else
        jw_kint(w, "value", v->value);
    jw_ksv(w, "from", v->from == DAY_NONE ? SV(RULEBOOK_FROM) : day_text(a, v->from));
    jw_end_obj(w);
}

int api_public_rulebook(struct request *r)
{
    struct parameter_view *v;
    size_t n;
    struct jw w;

    if (public_parameters(r->c, &v, &n))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_kint(&w, "version", RULEBOOK_VERSION);
    jw_kstr(&w, "from", RULEBOOK_FROM);
    write_rules(&w, r->c->lang);
    jw_key(&w, "parameters");
    jw_arr(&w);
    for (size_t i = 0; i < n; i++)
        write_parameter(&w, &v[i], r->c->a);
    jw_end_arr(&w);
    jw_end_obj(&w);
    return 0;
}

/* The committee has set none. */
int api_public_windows(struct request *r)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_list(&w);
    write_list_end(&w, SV_NONE);
    return 0;
}
