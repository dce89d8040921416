/* The web server as one thing: see web.h. */
#include "web/web.h"

#include "web/http.h"
#include "web/schemas.h"
#include "web/serve_private.h"

struct web {
    struct serve *serve;
    struct http_server *http;
};

int web_start(struct arena *a, struct app *app, const struct web_config *config, struct web **out,
              struct sv *url_out, struct errs *e)
{
    struct web *w = ARENA_NEW(a, struct web);
    struct sv schemas = {(const char *)schemas_json, schemas_json_n};
    struct http_config http = {
        .listen = config->listen,
        .tls_cert = config->tls_cert,
        .tls_key = config->tls_key,
        .behind_proxy = config->behind_proxy,
        .loopback_only = app_is_demo(app),
        .threads = config->threads,
        .spool = app_dir(app),
        .body_limit = serve_body_limit,
        .handle = serve_handle,
    };

    if (serve_new(a, app, routes_all(), schemas, &w->serve, e) ||
        hub_start(a, app, &w->serve->hub, e))
        return -1;
    w->serve->count_visited = config->count_visited;
    http.ctx = w->serve;
    if (tasks_start(a, &w->serve->tasks, e)) {
        hub_stop(w->serve->hub);
        return -1;
    }
    if (tasks_start(a, &w->serve->secrets, e)) {
        tasks_stop(w->serve->tasks);
        hub_stop(w->serve->hub);
        return -1;
    }
    if (http_start(&http, a, &w->http, url_out, e)) {
        tasks_stop(w->serve->secrets);
        tasks_stop(w->serve->tasks);
        hub_stop(w->serve->hub);
        return -1;
    }
    *out = w;
    return 0;
}

void web_stop(struct web **wp, int grace_ms)
{
    struct web *w = *wp;

    if (!w)
        return;
    *wp = NULL;
    tasks_stop(w->serve->secrets);
    tasks_stop(w->serve->tasks);
    hub_stop(w->serve->hub);
    http_stop(&w->http, grace_ms);
}
