/* Pages of the portal: see page.h. */
#include "web/page.h"

#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "domain/app.h"
#include "domain/me.h"
#include "domain/record.h"
#include "domain/session.h"
#include "rules/rule.h"
#include "web/serve_private.h"

#define POLICY_CSP                                                                                 \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src "        \
    "'self'; "                                                                                     \
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/* ---- what the browser chose ---- */

struct sv page_cookie(struct exchange *x, const char *name)
{
    struct sv rest = http_header(x, "Cookie"), one, key;

    while (sv_cut(&rest, ';', &one)) {
        one = sv_trim(one);
        if (sv_cut(&one, '=', &key) && sv_is(key, name))
            return one;
    }
    return SV_NONE;
}

enum lang page_lang(struct exchange *x, enum lang otherwise)
{
    enum lang lang;

    return lang_parse(page_cookie(x, "noroshi-lang"), &lang) ? otherwise : lang;
}

struct sv page_theme(struct exchange *x)
{
    struct sv theme = page_cookie(x, "noroshi-theme");

    return sv_is(theme, "light") || sv_is(theme, "dark") ? theme : SV("");
}

struct sv page_query(struct request *r, const char *name)
{
    struct sv value = sv_trim(request_query(r, name));

    return value.n ? value : SV_NONE;
}

struct sv page_query_with(struct request *r, const char *name, struct sv value)
{
    struct str out;
    struct html h = {&out, r->c->a, r->c->lang};
    struct sv key, old;

    str_init(&out, r->c->a, 64u << 10);
    for (size_t i = 0; http_query(r->x, i, &key, &old); i++) {
        if (sv_is(key, name) || sv_is(key, "done") || old.n == 0)
            continue;
        str_addc(&out, out.n ? '&' : '?');
        html_part(&h, key);
        str_addc(&out, '=');
        html_part(&h, old);
    }
    if (value.p) {
        str_addc(&out, out.n ? '&' : '?');
        str_adds(&out, name);
        str_addc(&out, '=');
        html_part(&h, value);
    }
    return out.n ? str_sv(&out) : SV("?");
}

/* ---- the frame ---- */

struct entry_of_nav {
    const char *section;
    struct sv href;
    enum msg label;
    bool (*shown)(const struct ctx *c);
};

static bool is_member(const struct ctx *c)
{
    return c->member >= 0;
}

static bool is_committee_or_coordinator(const struct ctx *c)
{
    return ctx_is_coordinator(c);
}

static bool reports(const struct ctx *c)
{
    return ctx_is_affairs(c);
}

static const struct entry_of_nav navigation[] = {
    {"home", {"/", 1}, MSG_NAV_HOME, NULL},
    {"items", {"/items", 6}, MSG_NAV_INBOX, NULL},
    {"compose", {"/compose", 8}, MSG_NAV_COMPOSE, is_member},
    {"upload", {"/upload", 7}, MSG_NAV_UPLOAD, is_member},
    {"consents", {"/consents", 9}, MSG_NAV_CONSENTS, is_member},
    {"members", {"/members", 8}, MSG_NAV_MEMBERS, NULL},
    {"groups", {"/groups", 7}, MSG_NAV_GROUPS, is_member},
    {"organisation", {"/organisation", 13}, MSG_NAV_ORGANISATION, is_member},
    {"minimal", {"/minimal-access", 15}, MSG_NAV_MINIMAL, reports},
    {"violations", {"/violations", 11}, MSG_NAV_VIOLATIONS, reports},
    {"audit", {"/audit", 6}, MSG_NAV_AUDIT, is_committee_or_coordinator},
};
#define NAVIGATION_COUNT (sizeof navigation / sizeof navigation[0])

static size_t nav_fill(const struct page *p, struct tpl_nav_entry *out)
{
    const struct ctx *c = p->r->c;
    size_t n = 0;

    for (size_t i = 0; i < NAVIGATION_COUNT; i++) {
        const struct entry_of_nav *e = &navigation[i];
        if (e->shown && !e->shown(c))
            continue;
        out[n++] =
            (struct tpl_nav_entry){.href = e->href,
                                   .label = e->label,
                                   .current = p->section && strcmp(e->section, p->section) == 0};
    }
    return n;
}

/* Words for what was just done, by the query parameter `done`. */
static enum msg done_words(struct request *r)
{
    static const struct {
        const char *name;
        enum msg words;
    } table[] = {
        {"posted", MSG_DONE_POSTED},     {"held", MSG_DONE_HELD},
        {"feedback", MSG_DONE_FEEDBACK}, {"ack", MSG_DONE_ACK},
        {"changed", MSG_DONE_CHANGED},   {"retracted", MSG_DONE_RETRACTED},
        {"asked", MSG_DONE_ASKED},       {"answered", MSG_DONE_ANSWERED},
        {"saved", MSG_DONE_SAVED},       {"reported", MSG_DONE_REPORTED},
        {"ended", MSG_DONE_ENDED},       {"approved", MSG_DONE_APPROVED},
        {"minimal", MSG_DONE_MINIMAL},
    };
    struct sv done = request_query(r, "done");

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (sv_is(done, table[i].name))
            return table[i].words;
    return MSG_NONE;
}

/* What a frame shows without a database. */
static struct tpl_layout layout_bare(struct exchange *x, struct arena *a, enum lang lang)
{
    return (struct tpl_layout){
        .lang = sv_of(lang_name(lang)),
        .css = static_url(a, "app.css"),
        .js = static_url(a, "app.js"),
        .worker = static_url(a, "live.js"),
        .icon = static_url(a, "icon.svg"),
        .theme = page_theme(x),
        .back = sv_is(http_method(x), "GET") ? http_target(x) : SV("/"),
        .council = SV(""),
    };
}

static void layout_person(struct page *p, struct tpl_layout *v)
{
    struct ctx *c = p->r->c;
    struct tpl_nav_entry *nav = ARENA_ARRAY(c->a, struct tpl_nav_entry, NAVIGATION_COUNT);

    v->signed_in = true;
    v->person = c->roster->persons[c->person].name;
    v->member = c->member < 0 ? SV("") : c->roster->members[c->member].name[c->lang];
    v->csrf = page_csrf(p->r);
    v->nnav = nav_fill(p, nav);
    v->nav = nav;
}

/* ---- making the answer ---- */

void page_begin(struct page *p, struct request *r, const char *section)
{
    memset(p, 0, sizeof *p);
    p->r = r;
    p->section = section;
    str_init(&p->out, r->c->a, PAGE_MAX);
    p->h = (struct html){&p->out, r->c->a, r->c->lang};
}

static int answer_html(struct request *r)
{
    r->media_type = "text/html; charset=utf-8";
    request_add_header(r, "Content-Security-Policy", SV(POLICY_CSP));
    request_add_header(r, "Content-Language", sv_of(lang_name(r->c->lang)));
    request_add_header(r, "Cross-Origin-Opener-Policy", SV("same-origin"));
    return 0;
}

int page_end(struct page *p, struct sv title)
{
    struct request *r = p->r;
    struct ctx *c = r->c;
    struct tpl_layout v = layout_bare(r->x, c->a, c->lang);
    struct html frame = {&r->out, c->a, c->lang};

    if (p->out.overflow)
        return fail(&c->errs, E_TOO_LARGE, NULL, MSG_PAGE_TOO_LARGE, NO_ARGS);
    v.title = title;
    v.content = (struct markup){str_sv(&p->out)};
    v.done = done_words(r);
    v.demo = app_is_demo(c->app);
    if (c->roster)
        v.council = c->roster->name[c->lang];
    if (c->roster && c->person >= 0 && !(c->session && c->session->lacks))
        layout_person(p, &v);
    tpl_layout(&frame, &v);
    return answer_html(r);
}

int page_end_msg(struct page *p, enum msg title)
{
    return page_end(p, msg_raw(p->r->c->lang, title));
}

int page_end_part(struct page *p)
{
    if (p->out.overflow)
        return fail(&p->r->c->errs, E_TOO_LARGE, NULL, MSG_PAGE_TOO_LARGE, NO_ARGS);
    p->r->raw = str_sv(&p->out);
    return answer_html(p->r);
}

int page_go(struct request *r, struct sv path)
{
    r->status = 303;
    r->location = url_is_safe(path) && path.p[0] == '/' ? path : SV("/");
    return 0;
}

int page_go_done(struct request *r, struct sv path, const char *done)
{
    bool query = sv_find(path, SV("?")) >= 0;

    return page_go(r, sv_fmt(r->c->a, "%.*s%cdone=%s", SV_FMT(path), query ? '&' : '?', done));
}

struct sv page_csrf(const struct request *r)
{
    return r->c->session ? r->c->session->csrf : SV("");
}

struct sv page_once(const struct request *r)
{
    return r->c->session ? uuid_new(r->c->a) : SV("");
}

/* ---- refusals ---- */

/* A rule that has words to show, or none. */
static struct sv rule_shown(const char *rule)
{
    return rule && rule_find(sv_of(rule)) ? sv_of(rule) : SV("");
}

static bool is_below(struct sv pointer, const char *at)
{
    size_t n = strlen(at);

    return sv_starts(pointer, sv_of(at)) && (pointer.n == n || pointer.p[n] == '/');
}

/* The field of a form that POINTER is of: "#f-scope" of "/scope/include/1". */
static struct sv field_href(struct arena *a, struct sv pointer)
{
    struct sv rest = pointer, first;

    if (pointer.n < 2 || !sv_cut(&rest, '/', &first) || !sv_cut(&rest, '/', &first) || first.n == 0)
        return SV("");
    return sv_fmt(a, "#f-%.*s", SV_FMT(first));
}

const struct tpl_errors *page_entries(struct request *r, const struct err_entry *v, size_t n,
                                      const char *pointer)
{
    struct arena *a = r->c->a;
    struct tpl_refusal *entries = ARENA_ARRAY(a, struct tpl_refusal, n + 1);
    struct tpl_errors *out = ARENA_NEW(a, struct tpl_errors);

    for (size_t i = 0; i < n; i++) {
        if (pointer && !is_below(v[i].pointer, pointer))
            continue;
        entries[out->nentries++] =
            (struct tpl_refusal){.href = pointer ? SV("") : field_href(a, v[i].pointer),
                                 .detail = v[i].detail,
                                 .rule = rule_shown(v[i].rule)};
    }
    out->entries = entries;
    out->whole = pointer == NULL;
    out->title = MSG_FORM_REFUSED;
    return out->nentries ? out : NULL;
}

const struct tpl_errors *page_errors(struct request *r, const char *pointer)
{
    const struct errs *e = r->refused;

    if (!e)
        return NULL;
    if (e->n)
        return page_entries(r, e->v, e->n, pointer);
    struct err_entry only = {SV(""), e->rule,
                             e->detail.p ? e->detail : msg_raw(e->lang, err_title(e->code))};
    return pointer ? NULL : page_entries(r, &only, 1, NULL);
}

static enum msg next_words(enum err code)
{
    switch (code) {
    case E_NOT_FOUND:
        return MSG_NEXT_NOT_FOUND;
    case E_FORBIDDEN:
        return MSG_NEXT_FORBIDDEN;
    case E_TOO_MANY:
    case E_UNAVAILABLE:
        return MSG_NEXT_LATER;
    default:
        return MSG_NONE;
    }
}

/* Where a browser gets what it lacks; NULL: it lacks nothing. */
static const char *way_to_get(const struct errs *e, unsigned lacks)
{
    if (e->code == E_UNAUTHENTICATED)
        return "/sign-in";
    if (e->code != E_FORBIDDEN)
        return NULL;
    if (lacks & LACKS_SECOND_FACTOR)
        return "/second-factor";
    if (lacks & LACKS_ACCEPTANCE)
        return "/documents";
    return lacks & LACKS_STEP_UP ? "/step-up" : NULL;
}

/* A page that was asked for is shown afterwards; a form that was sent is not sent again. */
static void go_and_get(struct exchange *x, const char *way)
{
    struct arena *a = http_arena(x);
    bool get = sv_is(http_method(x), "GET");
    struct str to;
    struct html h = {&to, a, LANG_EN};
    /* A form is shown again where its page is of the same name; else the account's page is near. */
    struct sv next = get                                             ? http_target(x)
                     : sv_starts(http_path(x), SV("/second-factor")) ? SV("/second-factor")
                                                                     : SV("/account");

    str_init(&to, a, 64u << 10);
    str_adds(&to, way);
    if (next.n > 1 && (get || strcmp(way, "/step-up") == 0)) {
        str_adds(&to, "?next=");
        html_part(&h, next);
    }
    http_add_header(x, "Location", str_sv(&to));
    http_answer(x, 303, NULL, SV(""));
}

/* CONTENT in a bare frame. */
static void answer_bare(struct exchange *x, enum lang lang, int status, struct sv title,
                        const struct str *content)
{
    struct arena *a = http_arena(x);
    struct str out;
    struct html frame = {&out, a, lang};
    struct tpl_layout v = layout_bare(x, a, lang);

    str_init(&out, a, PAGE_MAX);
    v.title = title;
    v.content = (struct markup){str_sv(content)};
    tpl_layout(&frame, &v);
    http_add_header(x, "Content-Security-Policy", SV(POLICY_CSP));
    http_add_header(x, "Content-Language", sv_of(lang_name(lang)));
    http_answer(x, status, "text/html; charset=utf-8", str_sv(&out));
}

/* A link on another site does not carry the session's cookie (SameSite=Strict); the same address
 * asked for from here does. */
static bool comes_from_elsewhere(struct exchange *x, const struct errs *e)
{
    return e->code == E_UNAUTHENTICATED && sv_is(http_method(x), "GET") &&
           sv_is(http_header(x, "Sec-Fetch-Site"), "cross-site");
}

static void answer_onward(struct exchange *x, enum lang lang)
{
    struct str content;
    struct html h = {&content, http_arena(x), lang};

    str_init(&content, http_arena(x), PAGE_MAX);
    tpl_onward(&h, &(struct tpl_onward){http_target(x)});
    http_add_header(x, "Refresh", sv_join(http_arena(x), SV("0; url="), http_target(x)));
    answer_bare(x, lang, 200, msg_raw(lang, MSG_PRODUCT_NAME), &content);
}

void page_refuse(struct exchange *x, const struct errs *e, unsigned lacks)
{
    struct arena *a = http_arena(x);
    const char *way = way_to_get(e, lacks);
    struct str content;
    struct html h = {&content, a, e->lang};

    if (comes_from_elsewhere(x, e)) {
        answer_onward(x, e->lang);
        return;
    }
    if (way) {
        go_and_get(x, way);
        return;
    }
    str_init(&content, a, PAGE_MAX);
    struct sv title = msg_raw(e->lang, err_title(e->code));
    struct sv detail = e->detail.p ? e->detail : e->n ? e->v[0].detail : SV("");
    tpl_refused(&h, &(struct tpl_refused){title, detail, rule_shown(e->rule), next_words(e->code)});
    if (e->retry_after > 0)
        http_add_header(x, "Retry-After", sv_fmt(a, "%d", e->retry_after));
    answer_bare(x, e->lang, err_http(e->code), title, &content);
}
