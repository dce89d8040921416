/* Demo councils: becoming one of their persons.  See demo.h. */
#include "domain/demo.h"

#include "domain/app.h"
#include "domain/session_private.h"

static int accept_all(struct ctx *c)
{
    struct document d[DOCUMENTS_MAX];
    size_t n;

    if (document_list(c, d, &n))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (d[i].accepted_at == TIME_NONE && document_accept(c, sv_of(d[i].name), d[i].version))
            return -1;
    return 0;
}

struct becoming {
    struct sv person;
    const struct sign_in *in;
    struct signed_in *out;
};

static int become(struct ctx *c, void *arg)
{
    struct becoming *b = arg;
    int who = app_is_demo(c->app) ? roster_person(c->roster, b->person) : -1;

    if (who < 0 || !person_may_sign_in(c->roster, who))
        return not_found(c);
    c->person = who;
    c->member = c->roster->persons[who].member;
    if (accept_all(c))
        return -1;
    record_act(c, "session.demo");
    return session_end_shown(c, b->in->session) ||
                   session_make(c, PROOF_SECOND, b->in->agent, b->out)
               ? -1
               : 0;
}

int demo_become(struct ctx *c, struct sv person, const struct sign_in *in, struct signed_in *out)
{
    struct becoming b = {person, in, out};

    return app_write(c->app, c->a, SV_NONE, WAY_PORTAL, c->lang, become, &b, &c->errs);
}
