/* Making what serves requests: schemas compiled, routes checked, the description written, once at start.
 * See serve_private.h. */
#include "web/serve_private.h"

/* Every schema that a route names is there. */
static int check_schemas(struct serve *s, struct errs *e)
{
    for (size_t i = 0; i < s->routes.n; i++) {
        const struct route *r = &s->routes.v[i];
        const char *names[] = {r->request_schema, r->response_schema};
        for (size_t j = 0; j < 2; j++)
            if (names[j] && !form_find(s->forms, names[j]))
                return fail(e, E_INTERNAL, NULL, MSG_FORM_BAD_SCHEMA,
                            ARGS(sv_of(names[j]), sv_of(r->path)));
    }
    return 0;
}

int serve_new(struct arena *a, struct app *app, struct routes routes, struct sv schemas,
              struct serve **out, struct errs *e)
{
    struct serve *s = ARENA_NEW(a, struct serve);
    size_t at = 0;
    const char *fault = routes_fault(routes, &at);
    json *parsed;

    if (fault)
        return fail(e, E_INTERNAL, NULL, MSG_ROUTE_BAD, ARGS(sv_of(routes.v[at].path), sv_of(fault)));
    *s = (struct serve){.app = app, .routes = routes, .throttle = throttle_new(a)};
    if (json_parse(a, schemas, &parsed, e) || forms_compile(a, parsed, &s->forms, e) || check_schemas(s, e))
        return -1;
    s->openapi = openapi_write(a, routes, parsed);
    *out = s;
    return 0;
}
