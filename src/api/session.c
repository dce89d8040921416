/* Signing in and out, and what one signs in with. */
#include "domain/session.h"

#include "api/handlers.h"
#include "api/view.h"
#include "web/cookie.h"

static int done(struct request *r)
{
    r->status = 204;
    return 0;
}

/* ---- in and out ---- */

int api_session_begin(struct request *r)
{
    struct sign_in in = cookie_sign_in(r);
    struct signed_in out;

    in.email = json_get_sv(r->body, "email");
    in.password = json_get_sv(r->body, "password");
    in.code = json_get_sv(r->body, "code");
    if (session_sign_in(r->c, &in, &out))
        return -1;
    cookie_keep(r, &out);
    return done(r);
}

int api_invitation_redeem(struct request *r)
{
    struct sign_in in = cookie_sign_in(r);
    struct signed_in out;

    in.code = json_get_sv(r->body, "invitation");
    in.password = json_get_sv(r->body, "password");
    if (invitation_redeem(r->c, &in, &out))
        return -1;
    cookie_keep(r, &out);
    return done(r);
}

int api_session_step_up(struct request *r)
{
    struct sign_in in = cookie_sign_in(r);

    in.code = json_get_sv(r->body, "code");
    in.password = json_get_sv(r->body, "password");
    return session_step_up(r->c, r->shown.secret, &in) ? -1 : done(r);
}

static void write_lacks(struct jw *w, unsigned lacks)
{
    jw_key(w, "lacks");
    jw_arr(w);
    if (lacks & LACKS_SECOND_FACTOR)
        jw_str(w, "second_factor");
    if (lacks & LACKS_ACCEPTANCE)
        jw_str(w, "acceptance");
    jw_end_arr(w);
}

int api_session_get(struct request *r)
{
    const struct session *s = r->c->session;
    struct jw w;

    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ksv(&w, "csrf", s->csrf);
    jw_ksv(&w, "person", r->c->roster->persons[r->c->person].id);
    jw_ktime(&w, "until", s->until);
    write_lacks(&w, s->lacks);
    jw_end_obj(&w);
    return 0;
}

int api_session_end(struct request *r)
{
    cookie_drop(r);
    return session_end(r->c, SV_NONE) ? -1 : done(r);
}

int api_session_end_one(struct request *r)
{
    return session_end(r->c, r->param[0]) ? -1 : done(r);
}

int api_session_end_all(struct request *r)
{
    if (r->c->session)
        cookie_drop(r);
    return session_end_everywhere(r->c) ? -1 : done(r);
}

int api_session_list(struct request *r)
{
    struct session_view *v;
    size_t n;
    struct jw w;

    if (session_list(r->c, &v, &n))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(&w);
        jw_ksv(&w, "id", v[i].id);
        jw_ksv(&w, "agent", v[i].agent);
        jw_ktime(&w, "created_at", v[i].made_at);
        jw_ktime(&w, "last_used", v[i].used_at);
        jw_ktime(&w, "until", v[i].until);
        jw_kbool(&w, "second_factor", v[i].second);
        jw_kbool(&w, "current", v[i].current);
        jw_end_obj(&w);
    }
    write_list_end(&w, SV_NONE);
    return 0;
}

/* ---- what one signs in with ---- */

int api_password_set(struct request *r)
{
    struct sv was = json_get_sv(r->body, "was"), password = json_get_sv(r->body, "password");

    return session_set_password(r->c, r->shown.secret, was, password) ? -1 : done(r);
}

static void write_pending(struct jw *w, const struct second_factor *f)
{
    jw_obj(w);
    jw_ksv(w, "secret", f->secret);
    jw_ksv(w, "uri", f->uri);
    jw_ksv(w, "qr_path", f->qr_path);
    jw_kint(w, "qr_size", f->qr_size);
    jw_end_obj(w);
}

int api_second_factor_get(struct request *r)
{
    struct second_factor f;
    struct jw w;
    int left, found = second_factor_pending(r->c, &f);

    if (found < 0 || recovery_codes_left(r->c, &left))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_kbool(&w, "enrolled", r->c->session->enrolled);
    jw_kint(&w, "recovery_codes_left", left);
    jw_key(&w, "pending");
    if (found)
        write_pending(&w, &f);
    else
        jw_null(&w);
    jw_end_obj(&w);
    return 0;
}

int api_second_factor_begin(struct request *r)
{
    return second_factor_begin(r->c) ? -1 : done(r);
}

static int answer_codes(struct request *r, const struct sv codes[RECOVERY_CODES])
{
    struct jw w;

    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_key(&w, "recovery_codes");
    jw_arr(&w);
    for (int i = 0; i < RECOVERY_CODES; i++)
        jw_sv(&w, codes[i]);
    jw_end_arr(&w);
    jw_end_obj(&w);
    return 0;
}

int api_second_factor_confirm(struct request *r)
{
    struct sv codes[RECOVERY_CODES];

    return second_factor_confirm(r->c, json_get_sv(r->body, "code"), codes)
               ? -1
               : answer_codes(r, codes);
}

int api_second_factor_remove(struct request *r)
{
    return second_factor_remove(r->c) ? -1 : done(r);
}

int api_recovery_codes_renew(struct request *r)
{
    struct sv codes[RECOVERY_CODES];

    return recovery_codes_renew(r->c, codes) ? -1 : answer_codes(r, codes);
}

/* ---- documents ---- */

int api_document_list(struct request *r)
{
    struct document d[DOCUMENTS_MAX];
    size_t n;
    struct jw w;

    if (document_list(r->c, d, &n))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(&w);
        jw_kstr(&w, "document", d[i].name);
        jw_kstr(&w, "rule", d[i].rule);
        jw_kint(&w, "version", d[i].version);
        jw_ktime(&w, "accepted_at", d[i].accepted_at);
        jw_end_obj(&w);
    }
    write_list_end(&w, SV_NONE);
    return 0;
}

int api_document_accept(struct request *r)
{
    struct sv name = json_get_sv(r->body, "document");

    return document_accept(r->c, name, json_int(json_get(r->body, "version"), 0)) ? -1 : done(r);
}
