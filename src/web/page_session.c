/* Signing in and out, an invitation, a fresh proof. */
#include "domain/session.h"
#include "web/cookie.h"
#include "web/page.h"

/* Where to go afterwards: a page of this server. */
static struct sv next_of(struct request *r)
{
    struct fields f;
    struct sv next = page_query(r, "next");

    if (!next.p && fields_read(r, &f) == 0)
        next = field_text(&f, "next");
    return next.p && url_is_safe(next) && next.p[0] == '/' ? next : SV("/");
}

int page_sign_in(struct request *r)
{
    struct fields f;
    struct page p;

    if (fields_read(r, &f))
        return -1;
    page_begin(&p, r, NULL);
    struct sv email = field_get(&f, "email");
    const struct tpl_errors *code = page_errors(r, "/code");
    tpl_sign_in(&p.h, &(struct tpl_sign_in){
                          .refused = page_errors(r, NULL),
                          .email_wrong = page_errors(r, "/email"),
                          .email = email.p ? email : SV(""),
                          .next = next_of(r),
                          .code_wanted = code != NULL,
                      });
    return page_end_msg(&p, MSG_SIGN_IN);
}

int page_sign_in_do(struct request *r)
{
    struct sign_in in = cookie_sign_in(r);
    struct signed_in out;
    struct fields f;

    if (fields_read(r, &f))
        return -1;
    in.email = field_text(&f, "email");
    in.password = field_get(&f, "password");
    in.code = field_text(&f, "code");
    if (session_sign_in(r->c, &in, &out))
        return -1;
    cookie_keep(r, &out);
    return page_go(r, next_of(r));
}

int page_sign_out(struct request *r)
{
    cookie_drop(r);
    return session_end(r->c, SV_NONE) ? -1 : page_go(r, SV("/sign-in"));
}

int page_invitation(struct request *r)
{
    struct invitation_view v;
    struct page p;

    if (invitation_look(r->c, r->param[0], &v))
        return -1;
    page_begin(&p, r, NULL);
    tpl_invitation(&p.h, &(struct tpl_invitation){
                             .refused = page_errors(r, NULL),
                             .password_wrong = page_errors(r, "/password"),
                             .secret = r->param[0],
                             .name = v.name,
                             .email = v.email,
                             .until = v.until,
                         });
    return page_end_msg(&p, MSG_INVITATION_TITLE);
}

int page_invitation_take(struct request *r)
{
    struct sign_in in = cookie_sign_in(r);
    struct signed_in out;
    struct fields f;

    if (fields_read(r, &f))
        return -1;
    in.code = r->param[0];
    in.password = field_get(&f, "password");
    if (invitation_redeem(r->c, &in, &out))
        return -1;
    cookie_keep(r, &out);
    return page_go(r, SV("/second-factor"));
}

int page_step_up(struct request *r)
{
    struct page p;

    page_begin(&p, r, NULL);
    tpl_step_up(&p.h, &(struct tpl_step_up){
                          .csrf = page_csrf(r),
                          .refused = page_errors(r, NULL),
                          .next = next_of(r),
                          .enrolled = r->c->session->enrolled,
                      });
    return page_end_msg(&p, MSG_STEP_UP_TITLE);
}

int page_step_up_do(struct request *r)
{
    struct sign_in in = cookie_sign_in(r);
    struct fields f;

    if (fields_read(r, &f))
        return -1;
    in.code = field_text(&f, "code");
    in.password = field_get(&f, "password");
    return session_step_up(r->c, r->shown.secret, &in) ? -1 : page_go(r, next_of(r));
}
