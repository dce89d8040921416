/* Who asks: their person, what waits for them, their tokens. */
#include "domain/me.h"
#include "api/handlers.h"
#include "api/view.h"
#include "domain/credential.h"

static void write_waiting(struct jw *w, const struct waiting *v)
{
    jw_key(w, "waiting");
    jw_obj(w);
    jw_kint(w, "approvals", (int64_t)v->napprovals);
    jw_kint(w, "releases", (int64_t)v->nreleases);
    jw_kint(w, "consents", (int64_t)v->nconsents);
    jw_kint(w, "feedback", (int64_t)v->nfeedback);
    jw_end_obj(w);
}

int api_me(struct request *r)
{
    struct ctx *c = r->c;
    const struct person *p = &c->roster->persons[c->person];
    const struct member *m = c->member < 0 ? NULL : &c->roster->members[c->member];
    struct waiting v;
    struct jw w;

    if (waiting_for(c, &v))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_key(&w, "person");
    jw_obj(&w);
    jw_ksv(&w, "id", p->id);
    jw_ksv(&w, "name", p->name);
    jw_end_obj(&w);
    write_member_ref(&w, c, "member", c->member);
    jw_kstr(&w, "standing", standing_name(m ? m->standing : STANDING_NONE));
    jw_kstr(&w, "office", m ? office_name(m->office) : NULL);
    jw_kbool(&w, "handler", person_is_handler(p, c->today));
    jw_kbool(&w, "approver", p->approver);
    jw_kbool(&w, "standing_authority", p->standing_authority);
    jw_kstr(&w, "lang", lang_name(p->lang));
    write_waiting(&w, &v);
    jw_end_obj(&w);
    return 0;
}

static void write_scopes(struct jw *w, unsigned scopes)
{
    static const char *const names[] = {"read", "write", "taxii", "misp"};

    jw_key(w, "scope");
    jw_arr(w);
    for (unsigned i = 0; i < 4; i++)
        if (scopes & 1u << i)
            jw_str(w, names[i]);
    jw_end_arr(w);
}

int api_token_list(struct request *r)
{
    struct token_view *v;
    size_t n;
    struct jw w;

    if (token_list(r->c, r->c->person, &v, &n))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_key(&w, "items");
    jw_arr(&w);
    for (size_t i = 0; i < n; i++) {
        if (v[i].revoked_at != TIME_NONE)
            continue;
        jw_obj(&w);
        jw_ksv(&w, "id", v[i].id);
        jw_ksv(&w, "name", v[i].name);
        write_scopes(&w, v[i].scopes);
        jw_ktime(&w, "created_at", v[i].made_at);
        jw_ktime(&w, "expires", v[i].until);
        jw_ktime(&w, "last_used", v[i].used_at);
        jw_end_obj(&w);
    }
    jw_end_arr(&w);
    jw_knull(&w, "next");
    jw_end_obj(&w);
    return 0;
}

int api_token_create(struct request *r)
{
    int64_t until = TIME_NONE;
    unsigned scopes;
    struct sv id, token;
    struct jw w;

    time_parse(json_get_sv(r->body, "expires"), &until);
    if (token_scopes_read(r->c, json_get(r->body, "scope"), &scopes) ||
        token_create(r->c, r->c->person, json_get_sv(r->body, "name"), scopes, until, &id, &token))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ksv(&w, "id", id);
    jw_ksv(&w, "token", token);
    jw_end_obj(&w);
    r->status = 201;
    return 0;
}

int api_token_revoke(struct request *r)
{
    r->status = 204;
    return token_revoke(r->c, r->param[0], r->c->person);
}
