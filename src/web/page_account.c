/* One's own account: second factor, documents, sessions, tokens, password, secrets to be kept. */
#include <string.h>

#include "domain/credential.h"
#include "domain/obligation.h"
#include "domain/record.h"
#include "domain/session.h"
#include "web/cookie.h"
#include "web/page.h"
#include "web/words.h"

#define SHOWN_SECRETS 50
#define FORM_MAX ((size_t)64 << 10)

/* ---- second factor ---- */

/* A session that lacks the second factor of who has one shows it; else it is set up here. */
int page_second_factor(struct request *r)
{
    struct second_factor f = {.qr_size = 0};
    const struct session *s = r->c->session;
    struct page p;
    int left = 0, found = second_factor_pending(r->c, &f);

    if (s->enrolled && s->lacks & LACKS_SECOND_FACTOR)
        return page_go(r, SV("/step-up"));
    if (found < 0 || recovery_codes_left(r->c, &left))
        return -1;
    page_begin(&p, r, NULL);
    tpl_second_factor(&p.h,
                      &(struct tpl_second_factor){
                          .csrf = page_csrf(r),
                          .refused = page_errors(r, NULL),
                          .code_wrong = page_errors(r, "/code"),
                          .enrolled = s->enrolled,
                          .pending = found > 0,
                          .secret = f.secret,
                          .uri = f.uri,
                          .qr_path = f.qr_path,
                          .qr_box = sv_fmt(r->c->a, "-4 -4 %d %d", f.qr_size + 8, f.qr_size + 8),
                          .left = left,
                      });
    return page_end_msg(&p, MSG_SECOND_FACTOR);
}

int page_second_factor_begin(struct request *r)
{
    return second_factor_begin(r->c) ? -1 : page_go(r, SV("/second-factor"));
}

/* Shown in the answer itself: they are kept nowhere. */
static int show_codes(struct request *r, const struct sv codes[RECOVERY_CODES])
{
    struct page p;

    page_begin(&p, r, NULL);
    tpl_codes(&p.h, &(struct tpl_codes){codes, RECOVERY_CODES});
    return page_end_msg(&p, MSG_RECOVERY_CODES);
}

int page_second_factor_confirm(struct request *r)
{
    struct sv codes[RECOVERY_CODES];
    struct fields f;

    if (fields_read(r, &f) || second_factor_confirm(r->c, field_text(&f, "code"), codes))
        return -1;
    return show_codes(r, codes);
}

int page_recovery_codes(struct request *r)
{
    struct sv codes[RECOVERY_CODES];

    return recovery_codes_renew(r->c, codes) ? -1 : show_codes(r, codes);
}

int page_second_factor_remove(struct request *r)
{
    return second_factor_remove(r->c) ? -1 : page_go_done(r, SV("/account"), "saved");
}

/* ---- documents ---- */

static struct tpl_paper paper_of(const struct document *d)
{
    static const struct {
        const char *name;
        enum msg title, words;
    } table[] = {
        {"terms", MSG_DOCUMENT_TERMS, MSG_DOCUMENT_TERMS_WORDS},
        {"rulebook", MSG_DOCUMENT_RULEBOOK, MSG_DOCUMENT_RULEBOOK_WORDS},
        {"information_regulation", MSG_DOCUMENT_REGULATION, MSG_DOCUMENT_REGULATION_WORDS},
        {"secrecy", MSG_DOCUMENT_SECRECY, MSG_DOCUMENT_SECRECY_WORDS},
    };
    struct tpl_paper v = {.name = sv_of(d->name),
                          .rule = sv_of(d->rule),
                          .version = d->version,
                          .accepted_at = d->accepted_at};

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i].name, d->name) == 0) {
            v.title = table[i].title;
            v.words = table[i].words;
        }
    return v;
}

int page_documents(struct request *r)
{
    struct tpl_paper papers[DOCUMENTS_MAX];
    struct document d[DOCUMENTS_MAX];
    struct tpl_documents v = {
        .csrf = page_csrf(r), .refused = page_errors(r, NULL), .papers = papers};
    struct page p;

    if (document_list(r->c, d, &v.npapers))
        return -1;
    for (size_t i = 0; i < v.npapers; i++) {
        papers[i] = paper_of(&d[i]);
        v.due = v.due || d[i].accepted_at == TIME_NONE;
    }
    v.next = page_query(r, "next");
    page_begin(&p, r, NULL);
    tpl_documents(&p.h, &v);
    return page_end_msg(&p, MSG_DOCUMENTS_TITLE);
}

int page_documents_accept(struct request *r)
{
    struct document d[DOCUMENTS_MAX];
    struct fields f;
    struct sv name;
    size_t n;

    if (fields_read(r, &f) || document_list(r->c, d, &n))
        return -1;
    for (size_t i = 0; field_each(&f, "accept", &i, &name);)
        for (size_t k = 0; k < n; k++)
            if (sv_is(name, d[k].name) && document_accept(r->c, name, d[k].version))
                return -1;
    struct sv next = field_text(&f, "next");
    return page_go(r, next.p ? next : SV("/"));
}

/* ---- the account ---- */

static int put_sessions(struct request *r, struct tpl_account *t)
{
    struct session_view *v;
    size_t n;

    if (!r->c->session)
        return 0;
    if (session_list(r->c, &v, &n))
        return -1;
    struct tpl_open_session *out = ARENA_ARRAY(r->c->a, struct tpl_open_session, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct tpl_open_session){v[i].id,      words_of_agent(r->c, v[i].agent),
                                           v[i].made_at, v[i].used_at,
                                           v[i].second,  v[i].current};
    t->sessions = out;
    t->nsessions = n;
    return 0;
}

static struct sv scopes_text(struct arena *a, unsigned scopes)
{
    static const char *const names[] = {"read", "write", "taxii", "misp"};
    struct str out;

    str_init(&out, a, 64);
    for (unsigned i = 0; i < 4; i++)
        if (scopes & 1u << i)
            str_addf(&out, "%s%s", out.n ? " " : "", names[i]);
    return str_sv(&out);
}

static int put_tokens(struct request *r, struct tpl_account *t)
{
    struct arena *a = r->c->a;
    struct token_view *v;
    size_t n;

    if (token_list(r->c, r->c->person, &v, &n))
        return -1;
    struct tpl_token *out = ARENA_ARRAY(a, struct tpl_token, n + 1);
    for (size_t i = 0; i < n; i++)
        if (v[i].revoked_at == TIME_NONE)
            out[t->ntokens++] =
                (struct tpl_token){v[i].id,      v[i].name,  scopes_text(a, v[i].scopes),
                                   v[i].made_at, v[i].until, v[i].used_at};
    t->tokens = out;
    return 0;
}

static int put_secrets(struct request *r, struct tpl_account *t)
{
    struct obligation *v;
    enum item_kind kind;
    struct sv next;
    size_t n;

    if (obligation_list(r->c, SHOWN_SECRETS, SV_NONE, &v, &n, &next))
        return -1;
    struct tpl_owed_secret *out = ARENA_ARRAY(r->c->a, struct tpl_owed_secret, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct tpl_owed_secret){
            v[i].id, item_kind_parse(v[i].kind, &kind) ? MSG_NONE : word_kind(kind), v[i].title,
            v[i].at};
    t->secrets = out;
    t->nsecrets = n;
    t->more_secrets = next.p != NULL;
    return 0;
}

int page_account(struct request *r)
{
    struct ctx *c = r->c;
    const struct person *me = &c->roster->persons[c->person];
    struct tpl_account t = {
        .csrf = page_csrf(r),
        .refused = page_errors(r, NULL),
        .was_wrong = page_errors(r, "/was"),
        .password_wrong = page_errors(r, "/password"),
        .name = me->name,
        .email = me->email,
        .member = words_of_member(c, c->member),
        .handler = me->handler,
        .from = me->from,
        .until = me->until,
        .by_session = c->session != NULL,
        .enrolled = c->session && c->session->enrolled,
    };
    struct page p;

    page_begin(&p, r, NULL);
    if (put_sessions(r, &t) || put_tokens(r, &t) || put_secrets(r, &t))
        return -1;
    tpl_account(&p.h, &t);
    return page_end_msg(&p, MSG_ACCOUNT_TITLE);
}

int page_password(struct request *r)
{
    struct fields f;

    if (fields_read(r, &f) || session_set_password(r->c, r->shown.secret, field_get(&f, "was"),
                                                   field_get(&f, "password")))
        return -1;
    return page_go_done(r, SV("/account"), "saved");
}

int page_session_end(struct request *r)
{
    return session_end(r->c, r->param[0]) ? -1 : page_go_done(r, SV("/account"), "ended");
}

int page_sessions_end(struct request *r)
{
    cookie_drop(r);
    return session_end_everywhere(r->c) ? -1 : page_go(r, SV("/sign-in"));
}

/* The value is shown in the answer itself, once. */
int page_token_create(struct request *r)
{
    int64_t until = TIME_NONE;
    struct sv one, id, token;
    unsigned scopes = 0;
    struct fields f;
    struct str text;
    struct page p;
    struct jw w;

    if (fields_read(r, &f))
        return -1;
    str_init(&text, r->c->a, FORM_MAX);
    jw_init(&w, &text);
    jw_obj(&w);
    field_put_text(&w, &f, "name", "name");
    field_put_time(&w, r->c->a, &f, "expires", "expires");
    jw_key(&w, "scope");
    jw_arr(&w);
    for (size_t i = 0; field_each(&f, "scope", &i, &one);)
        jw_sv(&w, one);
    jw_end_arr(&w);
    jw_end_obj(&w);
    if (fields_body(r, "token_new", &text) ||
        token_scopes_read(r->c, json_get(r->body, "scope"), &scopes))
        return -1;
    time_parse(json_get_sv(r->body, "expires"), &until);
    if (token_create(r->c, r->c->person, json_get_sv(r->body, "name"), scopes, until, &id, &token))
        return -1;
    page_begin(&p, r, NULL);
    tpl_token_made(&p.h, &(struct tpl_token_made){json_get_sv(r->body, "name"), token});
    return page_end_msg(&p, MSG_TOKEN_MADE_TITLE);
}

int page_token_revoke(struct request *r)
{
    return token_revoke(r->c, r->param[0], r->c->person) ? -1
                                                         : page_go_done(r, SV("/account"), "ended");
}
