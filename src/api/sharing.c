/* Consent, additions and minimal access over HTTP. */
#include "api/handlers.h"
#include "api/view.h"
#include "domain/addition.h"
#include "domain/consent.h"
#include "domain/minimal.h"
#include "web/problem.h"

static void write_person_ref(struct jw *w, struct ctx *c, const char *key, int person)
{
    jw_key(w, key);
    if (person < 0) {
        jw_null(w);
        return;
    }
    jw_obj(w);
    jw_ksv(w, "id", c->roster->persons[person].id);
    jw_ksv(w, "name", c->roster->persons[person].name);
    jw_end_obj(w);
}

static int made(struct request *r, const char *path, struct sv id)
{
    r->status = 201;
    r->location = sv_join(r->c->a, sv_of(path), id);
    return 0;
}

/* ---- consent ---- */

static void write_consent(struct jw *w, struct ctx *c, const struct consent_view *v)
{
    jw_obj(w);
    jw_ksv(w, "id", v->id);
    jw_ksv(w, "item", v->item);
    write_person_ref(w, c, "asked_by", v->asked_by);
    write_member_ref(w, c, "asked_member", v->asked_member);
    jw_ktime(w, "at", v->at);
    jw_kraw(w, "to", v->to);
    jw_ksv(w, "purpose", v->purpose);
    if (v->parts.p)
        jw_kraw(w, "parts", v->parts);
    else
        jw_knull(w, "parts");
    jw_ktime(w, "until", v->until);
    jw_kbool(w, "open_secret", v->open_secret);
    jw_ksv(w, "state", v->state);
    jw_ktime(w, "answered_at", v->answered_at);
    write_person_ref(w, c, "answered_by", v->answered_by);
    jw_end_obj(w);
}

static int answer_consent(struct request *r, const struct consent_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_consent(&w, r->c, v);
    return 0;
}

int api_consent_ask(struct request *r)
{
    struct consent_view v;

    if (consent_ask(r->c, r->param[0], r->body, &v))
        return -1;
    answer_consent(r, &v);
    return made(r, "/api/v1/consent-requests/", v.id);
}

int api_consent_get(struct request *r)
{
    struct consent_view v;

    return consent_get(r->c, r->param[0], &v) ? -1 : answer_consent(r, &v);
}

int api_consent_answer(struct request *r)
{
    struct consent_view v;

    if (consent_answer(r->c, r->param[0], r->body, &v))
        return -1;
    r->location = sv_join(r->c->a, SV("/api/v1/consent-requests/"), v.id);
    return answer_consent(r, &v);
}

/* One of WORDS by its place, or -1; SV_NONE is 0, the first. */
static int choice(struct request *r, const char *name, const char *const *words, int *out)
{
    struct sv value = request_query(r, name);
    struct str all;

    *out = 0;
    if (!value.p)
        return 0;
    str_init(&all, r->c->a, 4096);
    for (int i = 1; words[i]; i++) {
        if (sv_is(value, words[i])) {
            *out = i;
            return 0;
        }
        str_addf(&all, "%s%s", i > 1 ? ", " : "", words[i]);
    }
    return errs_add(&r->c->errs, E_MALFORMED, sv_of(name), NULL, MSG_FORM_BAD_VALUE, ARGS(str_sv(&all)));
}

int api_consent_list(struct request *r)
{
    static const char *const states[] = {"", "open", "granted", "refused", "lapsed", NULL};
    static const char *const roles[] = {"", "asked", "asking", NULL};
    struct consent_filter f = {SV_NONE, CONSENT_EITHER};
    struct consent_view *v;
    struct sv next;
    size_t n;
    int limit, state, role;
    struct jw w;

    if (api_limit(r, &limit) || choice(r, "state", states, &state) || choice(r, "role", roles, &role))
        return -1;
    f.state = state ? sv_of(states[state]) : SV_NONE;
    f.role = (enum consent_role)role;
    if (consent_list(r->c, &f, limit, request_query(r, "cursor"), &v, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_consent(&w, r->c, &v[i]);
    write_list_end(&w, next);
    return 0;
}

/* ---- additions ---- */

static void write_addition(struct jw *w, const struct addition_view *v)
{
    jw_obj(w);
    jw_ksv(w, "id", v->id);
    jw_ksv(w, "item", v->item);
    jw_ksv(w, "constituent", v->constituent);
    jw_ksv(w, "via", v->via);
    jw_kraw(w, "persons", v->persons);
    jw_kbool(w, "emergency", v->emergency);
    jw_ksv(w, "reason", v->reason);
    jw_ktime(w, "told_at", v->told_at);
    jw_ktime(w, "at", v->at);
    jw_ktime(w, "register_by", v->register_by);
    jw_ksv(w, "state", v->state);
    jw_end_obj(w);
}

static int answer_addition(struct request *r, const struct addition_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_addition(&w, v);
    return 0;
}

int api_addition_open(struct request *r)
{
    struct addition_view v;

    if (addition_open(r->c, r->param[0], r->body, &v))
        return -1;
    answer_addition(r, &v);
    return made(r, "/api/v1/additions/", v.id);
}

int api_addition_get(struct request *r)
{
    struct addition_view v;

    return addition_get(r->c, r->param[0], &v) ? -1 : answer_addition(r, &v);
}

int api_addition_close(struct request *r)
{
    struct addition_view v;

    return addition_close(r->c, r->param[0], &v) ? -1 : answer_addition(r, &v);
}

int api_addition_list(struct request *r)
{
    struct addition_view *v;
    size_t n;
    struct jw w;

    if (addition_list(r->c, r->param[0], &v, &n))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_addition(&w, &v[i]);
    write_list_end(&w, SV_NONE);
    return 0;
}

/* ---- minimal access ---- */

static int answer_minimal(struct request *r, const struct minimal_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ksv(&w, "id", v->id);
    jw_ksv(&w, "item", v->item);
    jw_ksv(&w, "person", v->person);
    jw_ksv(&w, "kind", v->kind);
    jw_ksv(&w, "purpose", v->purpose);
    jw_ktime(&w, "until", v->until);
    jw_ktime(&w, "ended_at", v->ended_at);
    jw_end_obj(&w);
    return 0;
}

/* The one refusal that is committed: what it says must not depend on whether there is such an item. */
static int answer_not_found(struct request *r)
{
    struct errs e;

    errs_init(&e, r->c->a, r->c->lang);
    fail(&e, E_NOT_FOUND, NULL, MSG_NOT_FOUND, NO_ARGS);
    r->status = err_http(e.code);
    r->media_type = "application/problem+json";
    r->raw = problem_json(r->c->a, &e);
    request_add_header(r, "Content-Language", sv_of(lang_name(e.lang)));
    return 0;
}

int api_minimal_open(struct request *r)
{
    struct minimal_view v;
    bool opened;

    if (minimal_open(r->c, r->param[0], r->body, &v, &opened))
        return -1;
    if (!opened)
        return answer_not_found(r);
    answer_minimal(r, &v);
    return made(r, "/api/v1/minimal-access/", v.id);
}

int api_minimal_get(struct request *r)
{
    struct minimal_view v;

    return minimal_get(r->c, r->param[0], &v) ? -1 : answer_minimal(r, &v);
}

int api_minimal_close(struct request *r)
{
    r->status = 204;
    return minimal_close(r->c, r->param[0]);
}
