/* Inside web/: what serves requests, as serve.c, openapi.c and stream.c share it. */
#ifndef NOROSHI_SERVE_PRIVATE_H
#define NOROSHI_SERVE_PRIVATE_H

#include "web/form.h"
#include "web/router.h"
#include "web/stream.h"
#include "web/task.h"
#include "web/throttle.h"

struct serve {
    struct app *app;
    struct routes routes;
    struct forms *forms;
    struct sv openapi;
    struct hub *hub;
    struct throttle *throttle;
    struct tasks *tasks, *secrets; /* MODE_TASK, MODE_SECRET */
    bool count_visited; /* struct web_config */
};

/* Compiles SCHEMAS (JSON text that lives as long as A), checks ROUTES, writes the OpenAPI document. */
int serve_new(struct arena *a, struct app *app, struct routes routes, struct sv schemas,
              struct serve **out, struct errs *e);
/* For struct http_config; CTX is the struct serve. */
int64_t serve_body_limit(void *ctx, struct sv method, struct sv path);
void serve_handle(void *ctx, struct exchange *x);

/* openapi.c: OpenAPI 3.1 of ROUTES, with SCHEMAS as they are. */
struct sv openapi_write(struct arena *a, struct routes routes, const json *schemas);

#endif
