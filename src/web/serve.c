/* The way of a request: see serve.h.
 *
 *   match → throttle → snapshot: sign in → route → capability → form → idempotency key → handler
 *     read:   the record is handed to the writer; the answer waits until it is durable
 *     write:  a job of the writer signs in and decides again, runs the handler, records, commits
 *     stream: the exchange becomes a stream within the handler
 *
 * All of one request lives in the arena of its exchange and is used by one thread at a time: the
 * library's, then (deferred) the writer's, then the library's again. */
#include "web/call.h"

#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/credential.h"
#include "domain/idempotency.h"
#include "domain/record.h"
#include "web/credential.h"
#include "web/csrf.h"
#include "web/http_check.h"
#include "web/page.h"

#define OUT_MAX ((size_t)256 << 20)
#define MAX_ROUNDS 5
#define KEY_MAX 200
#define SMALL_BODY ((int64_t)64 << 10)

static void call_reset_route(struct call *k)
{
    memcpy(k->r.param, k->matched.param, sizeof k->r.param);
    k->r.route = k->matched.route;
    k->r.location = SV_NONE;
    k->repeated = false;
}

/* ---- what a request must be before its handler sees it ---- */

/* A session that is over is nobody's: what is public stays so. */
static int sign_in_by(struct call *k, struct ctx *c, bool public)
{
    if (!k->shown.session)
        return ctx_sign_in_token(c, k->shown.secret);
    int found = ctx_sign_in_session(c, k->shown.secret);
    if (found > 0 && c->way == WAY_API)
        c->way = WAY_PORTAL;
    if (found || public)
        return found < 0 ? -1 : 0;
    return fail(&c->errs, E_UNAUTHENTICATED, NULL, MSG_SESSION_OVER, NO_ARGS);
}

/* Not signed in: who asks for nothing that is public.  Then its language, unless it asked for one. */
static int call_sign_in(struct call *k, struct ctx *c)
{
    bool of_server = k->match == MATCH_NO_PATH && c->way == WAY_PORTAL;
    bool public = of_server || (k->match == MATCH_ROUTE && k->r.route->capability == CAN_PUBLIC);

    if (!k->shown.secret.p)
        return public ? 0 : fail(&c->errs, E_UNAUTHENTICATED, NULL, MSG_SIGN_IN_FIRST, NO_ARGS);
    if (sign_in_by(k, c, public))
        return -1;
    if (c->person < 0)
        return 0;
    if (k->person.p && !sv_eq(k->person, c->roster->persons[c->person].id))
        return fail(&c->errs, E_UNAUTHENTICATED, NULL, MSG_TOKEN_REFUSED, NO_ARGS);
    enum lang own = c->roster->persons[c->person].lang;
    c->lang = call_is_page(k) ? page_lang(k->x, own) : lang_accept(http_header(k->x, "Accept-Language"), own);
    c->errs.lang = c->lang;
    return 0;
}

static bool call_writes(const struct call *k)
{
    const struct route *r = k->r.route;

    if (k->again)
        return false;
    return r->mode == MODE_WRITE || r->mode == MODE_EPOCH || (r->mode == MODE_TASK && strcmp(r->method, "GET"));
}

/* There is such a route, and the person may use it at all. */
static int call_allow(struct call *k, struct ctx *c)
{
    if (k->match == MATCH_NO_PATH)
        return fail(&c->errs, E_NOT_FOUND, NULL, MSG_NO_SUCH_PATH, NO_ARGS);
    if (k->match == MATCH_NO_METHOD) {
        http_add_header(k->x, "Allow", k->matched.allow);
        return fail(&c->errs, E_METHOD, NULL, MSG_METHOD_NOT_HERE, ARGS(k->matched.allow));
    }
    return ctx_allow(c, k->r.route->capability, call_writes(k)) || csrf_check(&k->r, c) ? -1 : 0;
}

/* Every query parameter is one that the route declares, once. */
static int check_query(struct call *k, struct errs *e)
{
    struct sv key, value, other;

    for (size_t i = 0; http_query(k->x, i, &key, &value); i++) {
        if (!route_has_query(k->r.route, key))
            return fail(e, E_MALFORMED, NULL, MSG_QUERY_UNKNOWN, ARGS(key));
        for (size_t j = 0; j < i && http_query(k->x, j, &other, &value); j++)
            if (sv_eq(key, other))
                return fail(e, E_MALFORMED, NULL, MSG_QUERY_TWICE, ARGS(key));
    }
    return 0;
}

static int check_body(struct call *k, struct errs *e)
{
    const char *schema = k->r.route->request_schema;
    json *body;

    if (!schema || k->r.body)
        return 0;
    if (json_parse(k->a, k->r.body_bytes, &body, e) ||
        form_check(form_find(k->serve->forms, schema), body, e))
        return -1;
    k->r.body = body;
    return 0;
}

static int check_media(struct call *k, struct errs *e)
{
    const struct route *r = k->r.route;
    struct sv type = SV("application/json");

    if (r->response_schema && !accept_allows(http_header(k->x, "Accept"), type))
        return fail(e, E_NOT_ACCEPTABLE, NULL, MSG_NOT_ACCEPTABLE, ARGS(type));
    if (r->request_schema && !media_type_is(http_header(k->x, "Content-Type"), type))
        return fail(e, E_MEDIA_TYPE, NULL, MSG_BAD_MEDIA_TYPE, ARGS(type));
    return 0;
}

/* ---- repeated requests ---- */

/* Reads the Idempotency-Key of a POST that writes, or what tells a form from others of its kind
 * (page_once()); without a person there is nobody to keep it for.  The same form filled in anew is
 * another one. */
static int read_key(struct call *k, struct ctx *c)
{
    struct sv key = http_header(k->x, "Idempotency-Key");
    struct sv once = k->r.route->page && !key.p ? field_plain(k->x, "once") : SV_NONE;

    if ((!key.p && !once.n) || !call_writes(k) || c->person < 0 ||
        !sv_is(http_method(k->x), "POST"))
        return 0;
    if (key.p && (key.n == 0 || key.n > KEY_MAX || !utf8_ok(key)))
        return fail(&c->errs, E_MALFORMED, NULL, MSG_KEY_BAD, NO_ARGS);
    struct sv parts[] = {http_target(k->x), SV("\n"), k->r.body_bytes};
    k->body_hash = sha256_parts(parts, 3);
    k->key = key.p ? key : hex_of(k->a, k->body_hash.b, sizeof k->body_hash.b);
    return 0;
}

/* The route by which OBJECT is read becomes the one to run. */
static int repeat_from(struct call *k, struct ctx *c, const struct idempotency *done)
{
    struct matched m = {0};
    bool readable = done->object.p &&
                    routes_match(k->a, k->serve->routes, SV("GET"), done->object, &m) == MATCH_ROUTE;

    k->repeated = true;
    k->first_status = done->status;
    k->r.location = done->object;
    if (done->status == 303) { /* a form: the browser asks for the object itself */
        k->r.route = NULL;
        return 0;
    }
    if (!readable && done->status != 204)
        return fail(&c->errs, E_CONFLICT, NULL, MSG_KEY_DONE, NO_ARGS);
    k->r.route = m.route; /* NULL: nothing to show */
    memcpy(k->r.param, m.param, sizeof k->r.param);
    return readable ? ctx_allow(c, m.route->capability, false) : 0;
}

/* 0: go on (perhaps K->repeated), or -1. */
static int check_repeated(struct call *k, struct ctx *c)
{
    struct idempotency done;

    if (!k->key.p)
        return 0;
    int found = idempotency_find(c, http_path(k->x), k->key, &done);
    if (found <= 0)
        return found;
    if (!hash_eq(done.body, k->body_hash))
        return fail(&c->errs, E_CONFLICT, NULL, MSG_KEY_OTHER_BODY, NO_ARGS);
    return repeat_from(k, c, &done);
}

/* ---- handlers ---- */

static int call_run(struct call *k, struct ctx *c)
{
    struct request *r = &k->r;
    struct sv object = k->repeated ? r->location : SV_NONE;

    r->c = c;
    r->status = 0;
    r->media_type = NULL;
    r->raw = r->etag = SV_NONE;
    r->location = object;
    r->headers = NULL;
    str_init(&r->out, k->a, OUT_MAX);
    if (!r->route)
        return 0;
    r->refused = k->again ? &k->refused : NULL;
    int rc = k->again ? r->route->again(r) : r->route->handler(r);
    if (k->again && !r->status)
        r->status = err_http(k->refused.code);
    if (k->repeated)
        r->location = object;
    if (!rc && !r->out.overflow)
        return 0;
    if (c->errs.code == E_NONE) {
        log_event(LOG_LEVEL_ERROR, "serve.no_reason", "operation", sv_of(r->route->operation), NULL);
        fail(&c->errs, E_INTERNAL, NULL, MSG_INTERNAL, NO_ARGS);
    }
    return -1;
}

/* Everything that comes before the handler, on the snapshot of C. */
static int call_prepare(struct call *k, struct ctx *c)
{
    if (call_sign_in(k, c) || call_allow(k, c) || check_media(k, &c->errs) || check_query(k, &c->errs) ||
        read_key(k, c) || check_repeated(k, c))
        return -1;
    return k->repeated ? 0 : check_body(k, &c->errs);
}

/* ---- reading ---- */

static void on_recorded(void *arg, enum record_result r)
{
    struct call *k = arg;

    if (r == RECORD_DURABLE)
        call_answer(k);
    else if (r == RECORD_STALE && ++k->rounds < MAX_ROUNDS)
        http_again(k->x);
    else {
        not_durable(k);
        call_refuse(k);
    }
}

static int job_run(struct db *db, void *arg);
static void job_done(void *arg, enum write_result r);

static void task_run(void *arg)
{
    struct call *k = arg;
    int rc = call_run(k, &k->c);

    k->errs = k->c.errs;
    if (rc)
        call_refuse_later(k);
    else
        call_answer(k);
}

/* One client that guesses is slowed down; nobody is locked out by it.  -1: refused. */
static int slow_down(struct call *k, enum throttle_kind kind)
{
    int wait = throttle_take(k->serve->throttle, kind, http_remote(k->x), time_monotonic());

    if (wait == 0)
        return 0;
    errs_init(&k->errs, k->a, k->c.lang);
    k->errs.retry_after = wait;
    return fail(&k->errs, E_TOO_MANY, NULL, MSG_TOO_MANY_SIGN_INS, NO_ARGS);
}

static void call_hand_over(struct call *k, struct ctx *c)
{
    bool secret = k->r.route->mode == MODE_SECRET;
    struct tasks *tasks = secret ? k->serve->secrets : k->serve->tasks;

    k->r.person = c->person < 0 ? SV_NONE : sv_copy(k->a, c->roster->persons[c->person].id);
    ctx_end(c);
    if (tasks_full(tasks))
        fail(&k->errs, E_UNAVAILABLE, NULL, secret ? MSG_SIGN_IN_BUSY : MSG_TOO_MANY_TASKS, NO_ARGS);
    if (k->errs.code != E_NONE || (secret && slow_down(k, THROTTLE_PASSWORDS))) {
        call_refuse_now(k);
        return;
    }
    k->task = (struct task){.run = task_run, .arg = k};
    http_defer(k->x);
    tasks_add(tasks, &k->task);
}

/* After a successful preparation on C, which ends here: run or hand over. */
static void call_go_on(struct call *k, struct ctx *c)
{
    bool task = k->r.route && (k->r.route->mode == MODE_TASK || k->r.route->mode == MODE_SECRET);

    credential_note_use(c);
    if (!k->repeated && !k->again && task) {
        call_hand_over(k, c);
        return;
    }
    if (!k->repeated && call_writes(k)) {
        bool takes_access = k->r.route->mode == MODE_EPOCH;
        ctx_end(c);
        http_defer(k->x);
        app_submit(k->serve->app, takes_access, job_run, job_done, k);
        return;
    }
    int rc = call_run(k, c);
    k->errs = c->errs;
    bool stream = k->r.route && k->r.route->mode == MODE_STREAM;
    if (rc || !c->entry) {
        ctx_end(c);
        if (rc)
            call_refuse_now(k);
        else if (!stream)
            call_answer(k);
        return;
    }
    /* The answer may be on its way before record_submit() returns, but K stays until this thread
     * goes back to the library. */
    http_defer(k->x);
    record_submit(c, on_recorded, k);
    ctx_end(c);
}

static bool sign_in_failed(const struct call *k)
{
    return k->errs.code == E_UNAUTHENTICATED && k->shown.secret.p;
}

static void call_on_snapshot(struct call *k)
{
    struct ctx *c = &k->c;
    struct db *db = app_thread_db(k->serve->app, &k->errs);

    if (!db) {
        call_refuse(k);
        return;
    }
    if (ctx_begin_read(c, k->serve->app, db, k->a, k->errs.lang)) {
        k->errs = c->errs;
        call_refuse(k);
        return;
    }
    c->way = credential_way(http_path(k->x));
    if (call_prepare(k, c) == 0) {
        call_go_on(k, c);
        return;
    }
    k->errs = c->errs;
    ctx_end(c);
    if (sign_in_failed(k))
        slow_down(k, THROTTLE_SIGN_INS);
    call_refuse(k);
}

/* Without a database: health, the API's own description. */
static void call_static(struct call *k)
{
    struct ctx *c = &k->c;

    c->a = k->a;
    c->app = k->serve->app;
    c->person = c->member = -1;
    c->lang = k->errs.lang;
    errs_init(&c->errs, k->a, c->lang);
    int rc = check_media(k, &c->errs);
    if (!rc)
        rc = check_query(k, &c->errs);
    if (!rc)
        rc = call_run(k, c);
    k->errs = c->errs;
    if (rc)
        call_refuse(k);
    else
        call_answer(k);
}

/* ---- writing ---- */

/* In the job: the same key may have been used since the snapshot. */
static int job_check_key(struct call *k, struct ctx *c)
{
    if (check_repeated(k, c))
        return -1;
    return k->repeated ? -1 : 0; /* rolled back; answered from the object by going round again */
}

static int job_keep_key(struct call *k, struct ctx *c)
{
    struct idempotency is = {.body = k->body_hash, .object = k->r.location,
                             .status = k->r.status ? k->r.status : 200};

    return k->key.p && is.status < 400 ? idempotency_keep(c, http_path(k->x), k->key, &is) : 0;
}

int request_keep_key(struct ctx *c, void *request)
{
    struct call *k = http_data(((struct request *)request)->x);

    return job_check_key(k, c) || job_keep_key(k, c) ? -1 : 0;
}

const atomic_bool *request_stopping(const struct request *r)
{
    return tasks_stopping(r->serve->tasks);
}

static int job_act(struct call *k, struct ctx *c)
{
    if (call_sign_in(k, c) || call_allow(k, c) || job_check_key(k, c) || call_run(k, c))
        return -1;
    if (c->entry && record_write(c))
        return -1;
    return job_keep_key(k, c);
}

/* May be called again for the same request. */
static int job_run(struct db *db, void *arg)
{
    struct call *k = arg;
    struct ctx *c = &k->c;

    call_reset_route(k);
    int rc = ctx_begin_write(c, k->serve->app, db, k->a, k->errs.lang);

    if (!rc) {
        c->way = credential_way(http_path(k->x));
        rc = job_act(k, c);
    }
    k->errs = c->errs;
    ctx_end(c);
    return rc;
}

static void job_done(void *arg, enum write_result r)
{
    struct call *k = arg;

    if (r == WRITE_DURABLE) {
        call_answer(k);
    } else if (r == WRITE_REFUSED && k->repeated && ++k->rounds < MAX_ROUNDS) {
        http_again(k->x);
    } else {
        if (r == WRITE_FAILED || k->errs.code == E_NONE)
            not_durable(k);
        call_refuse_later(k);
    }
}

/* ---- the door ---- */

static void call_reset(struct call *k)
{
    call_reset_route(k);
    enum lang lang = lang_accept(http_header(k->x, "Accept-Language"), LANG_JA);

    errs_init(&k->errs, k->a, call_is_page(k) ? page_lang(k->x, lang) : lang);
    k->c.lang = k->errs.lang;
}

static struct call *call_new(struct serve *serve, struct exchange *x)
{
    struct arena *a = http_arena(x);
    struct call *k = ARENA_NEW(a, struct call);

    k->serve = serve;
    k->x = x;
    k->a = a;
    k->match = routes_match(a, serve->routes, http_method(x), http_path(x), &k->matched);
    k->r.serve = serve;
    k->r.x = x;
    k->r.body_bytes = http_body(x);
    http_set_data(x, k);
    return k;
}

/* What is refused before the database is asked. */
static int call_gate(struct call *k)
{
    if (credential_of(k->x, &k->shown, &k->person))
        return fail(&k->errs, E_UNAUTHENTICATED, NULL, MSG_TOKEN_REFUSED, NO_ARGS);
    k->r.shown = k->shown;
    if (!k->shown.secret.p || k->rounds > 0 || k->again)
        return 0;
    int wait = throttle_take(k->serve->throttle, THROTTLE_REQUESTS, k->shown.secret, time_monotonic());
    if (wait == 0)
        return 0;
    k->errs.retry_after = wait;
    return fail(&k->errs, E_TOO_MANY, NULL, MSG_TOO_MANY_REQUESTS, NO_ARGS);
}

void serve_handle(void *ctx, struct exchange *x)
{
    struct call *k = http_data(x);

    if (!k)
        k = call_new(ctx, x);
    call_reset(k);
    if (k->r.route && k->r.route->mode == MODE_STATIC)
        call_static(k);
    else if (call_gate(k))
        call_refuse(k);
    else
        call_on_snapshot(k);
}

int64_t serve_body_limit(void *ctx, struct sv method, struct sv path)
{
    const struct serve *serve = ctx;
    struct arena *a = arena_new("match", 1u << 16);
    struct matched m;
    enum match match = routes_match(a, serve->routes, method, path, &m);

    arena_free(&a);
    if (match != MATCH_ROUTE)
        return -1;
    return m.route->body_limit > SMALL_BODY ? m.route->body_limit : SMALL_BODY;
}
