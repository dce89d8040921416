/* noroshi doctor: what is wrong with a council, and what to do. */
#include "cli/commands.h"
#include "domain/health.h"
#include "verify/verify.h"

static void look_signature(struct cli *c, struct health *h)
{
    struct errs e;

    errs_init(&e, c->a, c->lang);
    if (h->head.p && verify_head(h->key, h->head, &e))
        health_add(h, true, MSG_HEALTH_SIGNATURE, ARGS(e.detail));
}

static void write_json(struct cli *c, const struct health *h)
{
    struct str s;
    struct jw w;

    str_init(&s, c->a, 1u << 20);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; i < h->n; i++) {
        jw_obj(&w);
        jw_kbool(&w, "wrong", h->v[i].wrong);
        jw_ksv(&w, "detail", h->v[i].text);
        jw_end_obj(&w);
    }
    jw_end_arr(&w);
    str_addc(&s, '\n');
    cli_print(str_sv(&s));
}

int cli_doctor(struct cli *c)
{
    struct health h;
    size_t wrong = 0;

    health_look(&h, c->a, c->lang, cli_option(c, "--data"));
    look_signature(c, &h);
    for (size_t i = 0; i < h.n; i++)
        wrong += h.v[i].wrong;
    if (c->json)
        write_json(c, &h);
    for (size_t i = 0; !c->json && i < h.n; i++)
        cli_say(c, h.v[i].wrong ? MSG_HEALTH_WRONG : MSG_HEALTH_TOLD, ARGS(h.v[i].text));
    if (!c->json && !wrong)
        cli_say(c, MSG_HEALTH_WELL, NO_ARGS);
    return wrong ? 1 : 0;
}
